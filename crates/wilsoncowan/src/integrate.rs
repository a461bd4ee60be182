//! Euler's method or Runge-Kutta 4 as one operation on tensors, one sample after another in double precision: to check with, and
//! for long integrations that do not fit into memory.

use crate::error::Error;
use crate::euler::{Euler, Sensitivity, Trajectory};
use crate::evolve::share_out;
use crate::network::Network;
use crate::node::Node;
use crate::op::{check, fault, slice};
use crate::reverse::{Method, Reverse};
use crate::rk4::RungeKutta4;
use candle_core::{CpuStorage, CustomOp3, DType, Device, Error as Fault, Layout, Result, Shape, Tensor};
use dynsys::ensemble::Resources;
use std::sync::Mutex;

/// What stays in memory between forward and backward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// All states: backward is the exact adjoint of the discrete steps.
    Trajectories,
    /// The ends alone: backward integrates the state and its sensitivity back in time together, in memory that does not grow
    /// with the number of steps. It agrees with the other up to the error of the method, and refuses where
    /// [errors grow](crate::reverse::growth) too much.
    Ends,
}

/// ```text
/// x(T) after `steps` steps of length `dt` from x(0) = y(0) = starts
/// ```
/// of `B` starts (tensors `B` x `N`, `N` x `N` and a scalar, `f32` or `f64`; computed in `f64`), with gradients to all three.
/// [`Evolve`](crate::op::Evolve) does Euler's method for whole batches, much faster.
///
/// ```
/// use candle_core::{Device, Tensor, Var};
/// use wilsoncowan::{Node, integrate::{Integrate, Memory}, reverse::Method};
///
/// let coupling = Var::from_vec(vec![0.1_f64, -0.3, 0.2, 0.0], (2, 2), &Device::Cpu)?;
/// let gamma = Var::new(0.5_f64, &Device::Cpu)?;
/// let starts = Tensor::new(&[[0.2_f64, 0.9], [0.4, 0.1], [1.0, 0.0]], &Device::Cpu)?;
/// let gradient = |memory| -> candle_core::Result<f64> {
///     let method = Integrate::new(Node::published(), Method::RungeKutta4, 0.02, 100, memory);
///     let loss = method.of(&starts, &coupling, &gamma)?.sqr()?.sum_all()?;
///     loss.backward()?.get(&gamma).unwrap().to_scalar()
/// };
/// let (kept, reversed) = (gradient(Memory::Trajectories)?, gradient(Memory::Ends)?);
/// assert!((kept - reversed).abs() < 1e-6 * kept.abs());
/// # Ok::<(), candle_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Integrate {
    node: Node,
    reverse: Reverse,
    memory: Memory,
    threads: usize,
    kept: Mutex<Option<(Network, Vec<Trajectory>)>>,
}

impl Integrate {
    /// Steps of nodes with this law, on all cores.
    #[must_use]
    pub fn new(node: Node, method: Method, dt: f64, steps: usize, memory: Memory) -> Self {
        let threads = Resources::default().threads();
        Self { node, reverse: Reverse::new(method, dt, steps), memory, threads, kept: Mutex::new(None) }
    }
    /// The states at the end, from which `backward` goes back to all three.
    ///
    /// # Errors
    /// What candle says of tensors of other sizes or types; a gamma that is too small for the step ([`Error::Step`]); of
    /// `backward` with [`Memory::Ends`] also [`Error::Irreversible`].
    pub fn of(self, starts: &Tensor, coupling: &Tensor, gamma: &Tensor) -> Result<Tensor> {
        starts.apply_op3(coupling, gamma, self)
    }

    fn forward(&self, network: &Network, start: &[f64]) -> core::result::Result<Trajectory, Error> {
        let Reverse { method, dt, steps, .. } = self.reverse;
        let mut way = match method {
            Method::Euler => Euler { dt, steps }.forward(network, start, start)?,
            Method::RungeKutta4 => RungeKutta4 { dt, steps }.forward(network, start, start)?,
        };
        if self.memory == Memory::Ends {
            for part in [&mut way.x, &mut way.y] {
                *part = part.split_off(part.len() - start.len());
            }
        }
        Ok(way)
    }

    fn backward(
        &self,
        network: &Network,
        kept: &Trajectory,
        upstream: &[f64],
    ) -> core::result::Result<Sensitivity, Error> {
        let Reverse { method, dt, steps, .. } = self.reverse;
        let zeros = vec![0.0; upstream.len()];
        let end = (upstream, &zeros[..]);
        match (self.memory, method) {
            (Memory::Ends, _) => Ok(self.reverse.adjoint(network, (&kept.x, &kept.y), end)?.0),
            (_, Method::Euler) => Euler { dt, steps }.backward(network, kept, end),
            (_, Method::RungeKutta4) => RungeKutta4 { dt, steps }.backward(network, kept, end),
        }
    }

    /// Does this for each sample; results in their order.
    fn each<T: Send>(
        &self,
        samples: usize,
        work: impl Fn(usize) -> core::result::Result<T, Error> + Sync,
    ) -> Result<Vec<T>> {
        let mut results: Vec<Option<core::result::Result<T, Error>>> = (0..samples).map(|_| None).collect();
        share_out(self.threads, results.iter_mut().enumerate(), |(sample, result)| {
            *result = Some(work(sample));
        });
        results.into_iter().map(|result| result.expect("all samples were done").map_err(fault)).collect()
    }
}

impl CustomOp3 for Integrate {
    fn name(&self) -> &'static str {
        "wilsoncowan-integrate"
    }
    fn cpu_fwd(
        &self,
        starts: &CpuStorage,
        of_starts: &Layout,
        coupling: &CpuStorage,
        of_coupling: &Layout,
        gamma: &CpuStorage,
        of_gamma: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let shape = check(of_starts, of_coupling, of_gamma)?;
        let single = matches!(starts, CpuStorage::F32(_));
        let starts = wide(starts, of_starts)?;
        let (coupling, gamma) = (wide(coupling, of_coupling)?, wide(gamma, of_gamma)?[0]);
        let network = Network::new(self.node, gamma, coupling).map_err(fault)?;
        let nodes = network.nodes();
        let start = |sample: usize| &starts[sample * nodes..(sample + 1) * nodes];
        let all = self.each(starts.len() / nodes, |sample| self.forward(&network, start(sample)))?;
        let ends = all.iter().flat_map(|kept| &kept.x[kept.x.len() - nodes..]).copied();
        let ends = if single {
            CpuStorage::F32(ends.map(|x| x as f32).collect())
        } else {
            CpuStorage::F64(ends.collect())
        };
        *self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some((network, all));
        Ok((ends, shape))
    }
    fn bwd(
        &self,
        starts: &Tensor,
        coupling: &Tensor,
        gamma: &Tensor,
        _ends: &Tensor,
        upstream: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (network, all) = kept.as_ref().ok_or_else(|| Fault::Msg("backward before forward".to_owned()))?;
        let upstream: Vec<f64> = upstream.to_dtype(DType::F64)?.flatten_all()?.to_vec1()?;
        let nodes = network.nodes();
        let shares = self.each(all.len(), |sample| {
            self.backward(network, &all[sample], &upstream[sample * nodes..(sample + 1) * nodes])
        })?;
        // a start is x(0) and y(0); samples add up in their order
        let mut to_starts = Vec::with_capacity(upstream.len());
        let (mut to_coupling, mut to_gamma) = (vec![0.0; nodes * nodes], 0.0);
        for Sensitivity { start: (x, y), coupling, gamma } in shares {
            to_starts.extend(x.iter().zip(y).map(|(x, y)| x + y));
            to_coupling.iter_mut().zip(coupling).for_each(|(sum, share)| *sum += share);
            to_gamma += gamma;
        }
        let like = |numbers: Vec<f64>, of: &Tensor| {
            Tensor::from_vec(numbers, of.shape(), &Device::Cpu)?.to_dtype(of.dtype()).map(Some)
        };
        Ok((like(to_starts, starts)?, like(to_coupling, coupling)?, like(vec![to_gamma], gamma)?))
    }
}

/// The numbers of a tensor, in double precision.
fn wide(storage: &CpuStorage, layout: &Layout) -> Result<Vec<f64>> {
    if let CpuStorage::F32(_) = storage {
        Ok(slice::<f32>(storage, layout)?.iter().map(|&x| x.into()).collect())
    } else {
        Ok(slice::<f64>(storage, layout)?.to_vec())
    }
}
