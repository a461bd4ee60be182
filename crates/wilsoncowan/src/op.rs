//! All steps of Euler's method as one operation on tensors, with its adjoint written by hand.

use crate::error::Error;
use crate::euler::Euler;
use crate::evolve::Evolution;
use crate::kernel::Number;
use crate::network::Network;
use crate::node::Node;
use candle_core::{
    CpuStorage, CustomOp3, DType, Device, Error as Fault, Layout, Result, Shape, Tensor, WithDType,
};
use dynsys::ensemble::Resources;
use neurodyn_core::Level;
use std::sync::Mutex;

/// ```text
/// x(T) after `steps` steps from x(0) = y(0) = starts,   with the coupling A and the ratio of time scales gamma
/// ```
/// of `B` starts at once (tensors `B` x `N`, `N` x `N` and a scalar, all `f32` or all `f64`). Tensors would walk through memory
/// some twenty times a step and keep all that they wrote; here forward keeps three numbers a node and step, and backward is
/// the exact adjoint of the discrete steps, with the gradient of the coupling as one product over all steps and samples.
///
/// ```
/// use candle_core::{Device, Tensor, Var};
/// use wilsoncowan::{Node, euler::Euler, op::Evolve};
///
/// let coupling = Var::from_vec(vec![0.1_f64, -0.3, 0.2, 0.0], (2, 2), &Device::Cpu)?;
/// let gamma = Var::new(0.5_f64, &Device::Cpu)?;
/// let starts = Tensor::new(&[[0.2_f64, 0.9], [0.4, 0.1], [1.0, 0.0]], &Device::Cpu)?;
/// let ends = Evolve::new(Node::published(), Euler { dt: 0.25, steps: 10 }).of(&starts, &coupling, &gamma)?;
/// let gradients = ends.sqr()?.sum_all()?.backward()?;
/// assert_eq!(gradients.get(&coupling).unwrap().dims(), [2, 2]);
/// # Ok::<(), candle_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Evolve {
    node: Node,
    euler: Euler,
    level: Level,
    threads: usize,
    kept: Mutex<Kept>,
}

/// What forward leaves for backward.
#[derive(Debug)]
enum Kept {
    Nothing,
    Single(Evolution<f32>),
    Double(Evolution<f64>),
}

impl Evolve {
    /// Steps of nodes with this law, on all cores.
    #[must_use]
    pub fn new(node: Node, euler: Euler) -> Self {
        Self::on(node, euler, &Resources::default())
    }
    /// The same with these threads on this instruction set, neither of which changes a byte.
    #[must_use]
    pub fn on(node: Node, euler: Euler, resources: &Resources<'_>) -> Self {
        let (level, threads) = (resources.level, resources.threads);
        Self { node, euler, level, threads, kept: Mutex::new(Kept::Nothing) }
    }
    /// The states at the end, from which `backward` goes back to all three.
    ///
    /// # Errors
    /// What candle says of tensors of other sizes or types; a gamma that is too small for the step ([`Error::Step`]).
    pub fn of(self, starts: &Tensor, coupling: &Tensor, gamma: &Tensor) -> Result<Tensor> {
        starts.apply_op3(coupling, gamma, self)
    }

    fn forward<T: Number + WithDType>(
        &self,
        starts: &[T],
        coupling: &[T],
        gamma: &[T],
    ) -> core::result::Result<(Vec<T>, Evolution<T>), Error> {
        let wide = |numbers: &[T]| -> Vec<f64> { numbers.iter().map(|x| WithDType::to_f64(*x)).collect() };
        let network = Network::new(self.node, WithDType::to_f64(gamma[0]), wide(coupling))?;
        let resources = Resources { level: self.level, threads: self.threads, ..Resources::default() };
        let mut evolution = Evolution::new(&network, self.euler.dt, &resources)?;
        let (x, _) = evolution.forward(starts, starts, self.euler.steps)?;
        Ok((x, evolution))
    }

    fn backward<T: Number + WithDType>(evolution: &mut Evolution<T>, ends: &Tensor) -> Result<[Tensor; 3]> {
        let upstream: Vec<T> = ends.flatten_all()?.to_vec1()?;
        let zeros = vec![T::lit(0.0); upstream.len()];
        let (x, y) = evolution.backward(&upstream, &zeros).map_err(fault)?;
        // a start is x(0) and y(0)
        let starts: Vec<T> = x.into_iter().zip(y).map(|(x, y)| sum(x, y)).collect();
        let nodes = evolution.nodes();
        let scale = T::lit(1.0 / (nodes as f64).sqrt());
        let coupling: Vec<T> = evolution.coupling_gradient().into_iter().map(|w| product(w, scale)).collect();
        let gamma = vec![T::lit(evolution.gamma_gradient())];
        Ok([
            Tensor::from_vec(starts, ends.shape(), &Device::Cpu)?,
            Tensor::from_vec(coupling, (nodes, nodes), &Device::Cpu)?,
            Tensor::from_vec(gamma, (), &Device::Cpu)?,
        ])
    }
}

impl CustomOp3 for Evolve {
    fn name(&self) -> &'static str {
        "wilsoncowan-evolve"
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
        let mut kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let CpuStorage::F32(_) = starts {
            let (starts, coupling, gamma) =
                (slice::<f32>(starts, of_starts)?, slice(coupling, of_coupling)?, slice(gamma, of_gamma)?);
            let (ends, evolution) = self.forward(starts, coupling, gamma).map_err(fault)?;
            *kept = Kept::Single(evolution);
            Ok((f32::to_cpu_storage_owned(ends), shape))
        } else {
            let (starts, coupling, gamma) =
                (slice::<f64>(starts, of_starts)?, slice(coupling, of_coupling)?, slice(gamma, of_gamma)?);
            let (ends, evolution) = self.forward(starts, coupling, gamma).map_err(fault)?;
            *kept = Kept::Double(evolution);
            Ok((f64::to_cpu_storage_owned(ends), shape))
        }
    }
    fn bwd(
        &self,
        _starts: &Tensor,
        _coupling: &Tensor,
        gamma: &Tensor,
        _ends: &Tensor,
        upstream: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let mut kept = self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let [starts, coupling, of_gamma] = match &mut *kept {
            Kept::Single(evolution) => Self::backward(evolution, &upstream.to_dtype(DType::F32)?)?,
            Kept::Double(evolution) => Self::backward(evolution, &upstream.to_dtype(DType::F64)?)?,
            Kept::Nothing => return Err(Fault::Msg("backward before forward".to_owned())),
        };
        Ok((Some(starts), Some(coupling), Some(of_gamma.reshape(gamma.shape())?)))
    }
}

/// Both of candle's traits and ours have the operators: one of them has to be named.
fn sum<T: Number>(a: T, b: T) -> T {
    a + b
}
fn product<T: Number>(a: T, b: T) -> T {
    a * b
}

/// `B` x `N` starts, an `N` x `N` coupling and one gamma: the shape of the ends.
pub(crate) fn check(starts: &Layout, coupling: &Layout, gamma: &Layout) -> Result<Shape> {
    let (samples, nodes) = starts.shape().dims2()?;
    let (rows, columns) = coupling.shape().dims2()?;
    let gammas = gamma.shape().elem_count();
    if (rows, columns) != (nodes, nodes) || gammas != 1 || samples == 0 {
        let found =
            format!("starts of {samples} x {nodes}, a coupling of {rows} x {columns}, {gammas} gammas");
        return Err(Fault::Msg(found));
    }
    Ok(Shape::from((samples, nodes)))
}

/// The numbers of a tensor that lie side by side in its storage.
pub(crate) fn slice<'a, T: WithDType>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [T]> {
    let numbers = T::cpu_storage_as_slice(storage)?;
    let (from, to) =
        layout.contiguous_offsets().ok_or_else(|| Fault::Msg("a tensor with gaps".to_owned()))?;
    Ok(&numbers[from..to])
}

#[allow(clippy::needless_pass_by_value, reason = "it is what `map_err` wants")]
pub(crate) fn fault(error: Error) -> Fault {
    Fault::Msg(error.to_string())
}
