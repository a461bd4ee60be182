//! The operation on tensors against the same steps as tensors, and the layer against the training.

use candle_core::{DType, Device, Module as _, Result, Tensor, Var};
use candle_nn::{AdamW, Optimizer as _, ParamsAdamW};
use dynsys::ensemble::Resources;
use neurodyn_core::seed::Seeds;
use wilsoncowan::evolve::Evolution;
use wilsoncowan::integrate::{Integrate, Memory};
use wilsoncowan::layer::Metapopulation;
use wilsoncowan::op::Evolve;
use wilsoncowan::reverse::Method;
use wilsoncowan::{Network, Node, Targets, euler::Euler};

const NODES: usize = 19;
const SAMPLES: usize = 5;
const EULER: Euler = Euler { dt: 0.2, steps: 7 };

fn numbers(count: usize, label: &str) -> Vec<f64> {
    let mut stream = Seeds::new(3).named(label).stream(0);
    (0..count).map(|_| stream.uniform()).collect()
}
fn coupling() -> Vec<f64> {
    numbers(NODES * NODES, "coupling").into_iter().map(|u| 12.0 * (u - 0.5)).collect()
}
fn node() -> Node {
    Node { w_ie: 0.4, ..Node::published() }
}

/// The steps as candle differentiates them itself.
fn by_tensors(starts: &Tensor, coupling: &Tensor, gamma: &Tensor) -> Result<Tensor> {
    let Node { w_ee, w_ei, w_ie, w_ii, alpha_e, alpha_i, h_e, h_i, excitatory, inhibitory } = node();
    let scale = 1.0 / (NODES as f64).sqrt();
    let (mut x, mut y) = (starts.clone(), starts.clone());
    for _ in 0..EULER.steps {
        let s = ((((&x * w_ee)? - (&y * w_ei)?)? + h_e)? + (x.matmul(&coupling.t()?)? * scale)?)?;
        let r = (((&x * w_ie)? - (&y * w_ii)?)? + h_i)?;
        let f_e = (((s * excitatory.gain)?.tanh()? * excitatory.amplitude)? + excitatory.offset)?;
        let f_i = (((r * inhibitory.gain)?.tanh()? * inhibitory.amplitude)? + inhibitory.offset)?;
        let x_rate = ((x.affine(-1.0, 1.0)? * f_e)? - (&x * alpha_e)?)?;
        let y_rate = ((y.affine(-1.0, 1.0)? * f_i)? - (&y * alpha_i)?)?.broadcast_div(gamma)?;
        x = (x + (x_rate * EULER.dt)?)?;
        y = (y + (y_rate * EULER.dt)?)?;
    }
    Ok(x)
}

#[test]
fn its_gradients_are_those_of_tensors() -> Result<()> {
    let cpu = &Device::Cpu;
    let starts = Var::from_vec(numbers(SAMPLES * NODES, "starts"), (SAMPLES, NODES), cpu)?;
    let coupling = Var::from_vec(coupling(), (NODES, NODES), cpu)?;
    let gamma = Var::new(0.5_f64, cpu)?;
    let weights = Tensor::from_vec(numbers(SAMPLES * NODES, "loss"), (SAMPLES, NODES), cpu)?;
    let ours = Evolve::new(node(), EULER).of(&starts, &coupling, &gamma)?;
    let theirs = by_tensors(&starts, &coupling, &gamma)?;
    let off = (&ours - &theirs)?.abs()?.max_all()?.to_scalar::<f64>()?;
    assert!(off < 1e-12, "{off}");
    let (ours, theirs) =
        ((ours * &weights)?.sum_all()?.backward()?, (theirs * &weights)?.sum_all()?.backward()?);
    for variable in [&starts, &coupling, &gamma] {
        let (a, b) = (ours.get(variable).expect("a gradient"), theirs.get(variable).expect("a gradient"));
        assert_eq!(a.shape(), variable.shape());
        let (off, size) =
            ((a - b)?.abs()?.max_all()?.to_scalar::<f64>()?, b.abs()?.max_all()?.to_scalar::<f64>()?);
        assert!(off < 1e-11 * size, "{off} of {size}");
    }
    Ok(())
}

/// Backward is a product of what comes from above, not of ones.
#[test]
fn single_precision_is_that_of_the_batches() -> Result<()> {
    let network = Network::new(node(), 0.5, coupling()).unwrap();
    let starts: Vec<f32> = numbers(SAMPLES * NODES, "starts").into_iter().map(|x| x as f32).collect();
    let mut evolution = Evolution::<f32>::new(&network, EULER.dt, &Resources::default()).unwrap();
    let (ends, _) = evolution.forward(&starts, &starts, EULER.steps).unwrap();
    let tensor = |numbers: Vec<f64>, shape: (usize, usize)| {
        Tensor::from_vec(numbers, shape, &Device::Cpu)?.to_dtype(DType::F32)
    };
    let starts = Tensor::from_vec(starts, (SAMPLES, NODES), &Device::Cpu)?;
    let by_op = Evolve::new(node(), EULER).of(
        &starts,
        &tensor(coupling(), (NODES, NODES))?,
        &Tensor::new(0.5_f32, &Device::Cpu)?,
    )?;
    let by_op: Vec<f32> = by_op.flatten_all()?.to_vec1()?;
    let off = ends.iter().zip(&by_op).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    // the coupling was rounded before it was scaled
    assert!(off < 1e-5, "{off}");
    Ok(())
}

#[test]
fn wrong_tensors_are_refused() -> Result<()> {
    let cpu = &Device::Cpu;
    let starts = Tensor::zeros((2, 3), DType::F64, cpu)?;
    let coupling = Tensor::zeros((4, 4), DType::F64, cpu)?;
    let gamma = Tensor::new(0.5_f64, cpu)?;
    let error = Evolve::new(node(), EULER).of(&starts, &coupling, &gamma).unwrap_err().to_string();
    assert!(error.contains("starts of 2 x 3, a coupling of 4 x 4"), "{error}");
    let coupling = Tensor::zeros((3, 3), DType::F64, cpu)?;
    let error = Evolve::new(node(), EULER)
        .of(&starts, &coupling, &Tensor::new(0.01_f64, cpu)?)
        .unwrap_err()
        .to_string();
    assert!(error.contains("gamma"), "{error}");
    Ok(())
}

/// Two classes of stripes, learned by candle's own optimiser.
#[test]
fn the_layer_learns() -> Result<()> {
    let targets = Targets::new(&Node::published(), 16, 2).unwrap();
    let layer = Metapopulation::new(&targets, Node::published(), Euler { dt: 0.25, steps: 10 }, 1).unwrap();
    let along = (&targets.pattern(1).to_vec(), layer.coupling()?.to_vec2::<f32>()?);
    for row in &along.1 {
        let sum: f64 = row.iter().zip(along.0).map(|(a, x)| f64::from(*a) * x).sum();
        assert!(sum.abs() < 1e-5, "planted: {sum}");
    }
    let mut adam =
        AdamW::new(layer.variables(), ParamsAdamW { lr: 0.05, weight_decay: 0.0, ..ParamsAdamW::default() })?;
    let mut stream = Seeds::new(1).named("stripes").stream(0);
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    for sample in 0..40_u32 {
        let class = sample % 2;
        labels.push(class);
        for i in 0..16_u32 {
            let stripe = if class == 0 { i / 4 % 2 } else { i % 2 };
            images.push(0.8 * f64::from(stripe) as f32 + 0.2 * stream.uniform() as f32);
        }
    }
    let images = Tensor::from_vec(images, (40, 16), &Device::Cpu)?;
    let labels = Tensor::from_vec(labels, 40, &Device::Cpu)?;
    let mut losses = Vec::new();
    for _ in 0..60 {
        let loss = layer.loss(&layer.forward(&images)?, &labels)?;
        losses.push(loss.to_scalar::<f32>()?);
        adam.backward_step(&loss)?;
    }
    assert!(losses[59] < 0.1 * losses[0], "{} to {}", losses[0], losses[59]);
    assert_eq!(layer.classes(&layer.forward(&images)?)?.to_vec1::<u32>()?, labels.to_vec1::<u32>()?);
    assert!((layer.gamma()?.to_scalar::<f32>()? - 0.25).abs() > 1e-3, "gamma is trained, too");
    Ok(())
}

/// Runge-Kutta and Euler one sample after another: against the fast operation, against finite differences, and backwards in time.
#[test]
fn runge_kutta_and_reversal_agree_with_what_is_known() -> Result<()> {
    let cpu = &Device::Cpu;
    let starts = Var::from_vec(numbers(SAMPLES * NODES, "starts"), (SAMPLES, NODES), cpu)?;
    let coupling = Var::from_vec(coupling(), (NODES, NODES), cpu)?;
    let gamma = Var::new(0.5_f64, cpu)?;
    let weights = Tensor::from_vec(numbers(SAMPLES * NODES, "loss"), (SAMPLES, NODES), cpu)?;
    let off = |a: &Tensor, b: &Tensor| -> Result<f64> {
        let size = b.abs()?.max_all()?.to_scalar::<f64>()?;
        Ok((a - b)?.abs()?.max_all()?.to_scalar::<f64>()? / size)
    };
    // Euler's method is that of the fast operation
    let slow = Integrate::new(node(), Method::Euler, EULER.dt, EULER.steps, Memory::Trajectories);
    let (slow, fast) =
        (slow.of(&starts, &coupling, &gamma)?, Evolve::new(node(), EULER).of(&starts, &coupling, &gamma)?);
    assert!(off(&slow, &fast)? < 1e-13);
    let (slow, fast) = ((slow * &weights)?.sum_all()?.backward()?, (fast * &weights)?.sum_all()?.backward()?);
    for variable in [&starts, &coupling, &gamma] {
        assert!(off(slow.get(variable).unwrap(), fast.get(variable).unwrap())? < 1e-11);
    }
    // Runge-Kutta: exact adjoint against differences; from the ends alone, as exact as the method
    let loss = |gamma: &Tensor, memory, steps: usize| -> Result<Tensor> {
        let method = Integrate::new(node(), Method::RungeKutta4, 1.4 / steps as f64, steps, memory);
        (method.of(&starts, &coupling, gamma)? * &weights)?.sum_all()
    };
    let kept = loss(&gamma, Memory::Trajectories, 14)?.backward()?;
    let by = 1e-5;
    let [more, less] = [0.5 + by, 0.5 - by].map(|gamma| {
        loss(&Tensor::new(gamma, cpu).unwrap(), Memory::Trajectories, 14).unwrap().to_scalar::<f64>().unwrap()
    });
    let slope = kept.get(&gamma).unwrap().to_scalar::<f64>()?;
    assert!((slope - (more - less) / (2.0 * by)).abs() < 1e-7 * slope.abs());
    let mut errors = Vec::new();
    for steps in [70, 140] {
        let kept = loss(&gamma, Memory::Trajectories, steps)?.backward()?;
        let reversed = loss(&gamma, Memory::Ends, steps)?.backward()?;
        let [starts, coupling, gamma] = [starts.as_tensor(), coupling.as_tensor(), gamma.as_tensor()]
            .map(|variable| off(reversed.get(variable).unwrap(), kept.get(variable).unwrap()).unwrap());
        errors.push(starts.max(coupling).max(gamma));
    }
    // of order 4: half the step, a sixteenth of the error
    assert!(errors[0] < 1e-3 && errors[1] < errors[0] / 8.0, "{errors:?}");
    // what has reached an attractor cannot be brought back
    let steps = 4000;
    let method = Integrate::new(node(), Method::RungeKutta4, 0.05, steps, Memory::Ends);
    let lost = method.of(&starts, &coupling, &gamma)?.sum_all()?.backward();
    assert!(lost.unwrap_err().to_string().contains("grow"), "refused");
    Ok(())
}
