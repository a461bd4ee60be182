//! A network with planted attractors as a layer of `candle-nn`, to stand behind others or alone.

use crate::error::Error;
use crate::euler::Euler;
use crate::node::Node;
use crate::op::Evolve;
use crate::projected::Projected;
use crate::targets::Targets;
use candle_core::{DType, Device, Module, Result, Tensor, Var};

/// ```text
/// x(0) = y(0) = input,   A = M (I - V V^T),   gamma = least + ln(1 + e^p),   output = x(T)
/// ```
/// Trained are `M` (`N` x `N`) and the scalar `p`, any optimiser of candle's may do it. Gradients flow through to the input. For
/// images alone [`train::Training`](crate::train::Training) computes the same, faster: it moves no tensors.
///
/// ```
/// use candle_core::{Device, Module, Tensor};
/// use candle_nn::{AdamW, Optimizer as _, ParamsAdamW};
/// use wilsoncowan::{Node, Targets, euler::Euler, layer::Metapopulation};
///
/// let targets = Targets::new(&Node::published(), 16, 2)?;
/// let layer = Metapopulation::new(&targets, Node::published(), Euler { dt: 0.25, steps: 10 }, 1)?;
/// let mut adam = AdamW::new(layer.variables(), ParamsAdamW { lr: 0.05, weight_decay: 0.0, ..Default::default() })?;
/// let images = Tensor::rand(0_f32, 1.0, (8, 16), &Device::Cpu)?;
/// let labels = Tensor::new(&[0_u32, 1, 0, 1, 0, 1, 0, 1], &Device::Cpu)?;
/// let loss = layer.loss(&layer.forward(&images)?, &labels)?;
/// adam.backward_step(&loss)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Metapopulation {
    node: Node,
    euler: Euler,
    m: Var,
    parameter: Var,
    /// `V`, `N` x `K`.
    basis: Tensor,
    /// Patterns, `K` x `N`.
    targets: Tensor,
    least: f64,
}

impl Metapopulation {
    /// As training begins in the source: `-sqrt(N)` on the complement of the targets with normal entries of variance 1, gamma 0.25.
    ///
    /// # Errors
    /// [`Error::Range`] if the step of Euler's method cannot follow a gamma of 0.25, [`Error::Tensor`].
    pub fn new(targets: &Targets, node: Node, euler: Euler, seed: u64) -> core::result::Result<Self, Error> {
        let (n, k) = (targets.nodes(), targets.classes());
        let start = Projected::start(targets, -(n as f64).sqrt(), 1.0, seed)?;
        let least = crate::train::least_gamma(&node, euler.dt)?;
        let parameter = crate::train::parameter_of_gamma(0.25, least)?;
        let narrow = |numbers: &[f64]| numbers.iter().map(|&x| x as f32).collect::<Vec<f32>>();
        let patterns: Vec<f64> = (0..k).flat_map(|class| targets.pattern(class)).copied().collect();
        let make = || -> Result<Self> {
            let cpu = &Device::Cpu;
            Ok(Self {
                node,
                euler,
                m: Var::from_vec(narrow(start.numbers()), (n, n), cpu)?,
                parameter: Var::new(parameter as f32, cpu)?,
                basis: Tensor::from_vec(narrow(start.basis()), (n, k), cpu)?,
                targets: Tensor::from_vec(narrow(&patterns), (k, n), cpu)?,
                least,
            })
        };
        make().map_err(|why| Error::Tensor { why: why.to_string() })
    }
    /// What is trained: `M` and the parameter of gamma.
    #[must_use]
    pub fn variables(&self) -> Vec<Var> {
        vec![self.m.clone(), self.parameter.clone()]
    }
    /// The coupling `A`, `N` x `N`.
    ///
    /// # Errors
    /// What candle says.
    pub fn coupling(&self) -> Result<Tensor> {
        let m = self.m.as_tensor();
        m - m.matmul(&self.basis)?.matmul(&self.basis.t()?)?
    }
    /// The ratio of time scales, a scalar.
    ///
    /// # Errors
    /// What candle says.
    pub fn gamma(&self) -> Result<Tensor> {
        (self.parameter.as_tensor().exp()? + 1.0)?.log()? + self.least
    }
    /// The mean squared difference of states from the targets of these classes (`B` numbers of type `u32`).
    ///
    /// # Errors
    /// What candle says.
    pub fn loss(&self, states: &Tensor, labels: &Tensor) -> Result<Tensor> {
        (states - self.targets.index_select(labels, 0)?)?.sqr()?.mean_all()
    }
    /// The class of the nearest target of each state.
    ///
    /// # Errors
    /// What candle says.
    pub fn classes(&self, states: &Tensor) -> Result<Tensor> {
        // squared distances but for |x|^2, which all have in common
        let along = (states.matmul(&self.targets.t()?)? * -2.0)?;
        along.broadcast_add(&self.targets.sqr()?.sum(1)?)?.argmin(1)
    }
}

impl Module for Metapopulation {
    /// States at the end for inputs of `B` x `N` numbers.
    fn forward(&self, inputs: &Tensor) -> Result<Tensor> {
        let inputs = inputs.to_dtype(DType::F32)?.contiguous()?;
        Evolve::new(self.node, self.euler).of(&inputs, &self.coupling()?.contiguous()?, &self.gamma()?)
    }
}
