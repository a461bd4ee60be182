//! The mean squared misfit of a subnetwork as one operation on tensors, with its adjoint written by hand.

use super::kernel::{Misfit, Subnet, Sums};
use crate::net::Form;
use candle_core::{CpuStorage, CustomOp2, DType, Device, Error, Layout, Result, Shape, Tensor, WithDType};
use neurodyn_core::{Level, Singles};
use std::sync::Mutex;

/// ```text
/// L(w) = 1/B sum_j (N(x_j; w) - y_j)^2
/// ```
/// of the weights `w` of a subnetwork (a vector of `f64` or `f32` in the order of [`Net`](crate::Net)) and `B` rows of `f32`:
/// the variable itself, the others in their order, the parameters, and what the subnetwork's last layer should give. It
/// is computed in single precision, all hidden units of a few hundred rows at a time, where tensors would walk through
/// memory for each sum and each tanh; forward and backward are one pass.
///
/// ```
/// use candle_core::{Device, Tensor, Var};
/// use hhnet::train::op::Loss;
/// use neurodyn_core::Level;
///
/// let form = hhnet::Form::over(&[(-1.0, 1.0)], &[], 2, 0.1)?; // one variable, two hidden units
/// let weights = Var::from_vec(vec![0.5, 0.1, 0.2, 1.0, -0.4, 0.3, 0.0, 0.7, 0.0], 9, &Device::Cpu)?;
/// let rows = Tensor::new(&[[0.3_f32, 1.0], [-0.2, 0.5]], &Device::Cpu)?;
/// let loss = Loss::new(&form, Level::best()).of(weights.as_tensor(), &rows)?;
/// let gradient = loss.backward()?.get(&weights).unwrap().to_vec1::<f64>()?;
/// assert_eq!(gradient.len(), 9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Loss {
    subnet: Subnet,
    level: Level,
    /// Forward and backward share all their tanh, so forward leaves here what backward needs.
    slopes: Mutex<Vec<f64>>,
}

impl Loss {
    /// For a subnetwork of this form, on this instruction set, which changes no byte.
    #[must_use]
    pub fn new(form: &Form, level: Level) -> Self {
        Self { subnet: Subnet::of(form), level, slopes: Mutex::new(Vec::new()) }
    }
    /// The loss, from which `backward` gives the gradient of the weights.
    ///
    /// # Errors
    /// What candle says of tensors of other sizes or types.
    pub fn of(self, weights: &Tensor, rows: &Tensor) -> Result<Tensor> {
        weights.apply_op2(rows, self)
    }
}

/// Without a gradient: the mean over these rows.
pub(super) fn mean_square(subnet: Subnet, weights: &[f64], rows: &[f32], level: Level) -> f64 {
    let weights: Vec<f32> = weights.iter().map(|&w| w as f32).collect();
    let sums = level.run::<Singles<1>, _>(Misfit { subnet, weights: &weights, rows, slopes: false });
    sums.squares * subnet.row() as f64 / rows.len() as f64
}

impl CustomOp2 for Loss {
    fn name(&self) -> &'static str {
        "hhnet-loss"
    }
    fn cpu_fwd(
        &self,
        weights: &CpuStorage,
        of_weights: &Layout,
        rows: &CpuStorage,
        of_rows: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let rows = contiguous::<f32>(rows, of_rows)?;
        let single: Vec<f32> = match weights {
            CpuStorage::F64(_) => contiguous::<f64>(weights, of_weights)?.iter().map(|&w| w as f32).collect(),
            _ => contiguous::<f32>(weights, of_weights)?.to_vec(),
        };
        let (row, expected) = (self.subnet.row(), self.subnet.weights());
        if single.len() != expected || rows.is_empty() || !rows.len().is_multiple_of(row) {
            let (found, numbers) = (single.len(), rows.len());
            return Err(Error::Msg(format!(
                "{found} weights and {numbers} numbers in rows, not {expected} and a multiple of {row}"
            )));
        }
        let kernel = Misfit { subnet: self.subnet, weights: &single, rows, slopes: true };
        let Sums { squares, slopes } = self.level.run::<Singles<1>, _>(kernel);
        let each = row as f64 / rows.len() as f64;
        let mut kept = self.slopes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *kept = slopes.into_iter().map(|slope| 2.0 * each * slope).collect();
        let loss = squares * each;
        let storage = match weights {
            CpuStorage::F64(_) => f64::to_cpu_storage_owned(vec![loss]),
            _ => f32::to_cpu_storage_owned(vec![loss as f32]),
        };
        Ok((storage, Shape::from(())))
    }
    fn bwd(
        &self,
        weights: &Tensor,
        _rows: &Tensor,
        _loss: &Tensor,
        upstream: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let slopes = self.slopes.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let gradient = Tensor::from_vec(slopes, weights.shape(), &Device::Cpu)?;
        let upstream = upstream.to_dtype(DType::F64)?;
        Ok((Some(gradient.broadcast_mul(&upstream)?.to_dtype(weights.dtype())?), None))
    }
}

/// The numbers of a tensor that lie side by side in its storage.
fn contiguous<'a, T: WithDType>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [T]> {
    let numbers = T::cpu_storage_as_slice(storage)?;
    let (from, to) =
        layout.contiguous_offsets().ok_or_else(|| Error::Msg("a tensor with gaps".to_owned()))?;
    Ok(&numbers[from..to])
}
