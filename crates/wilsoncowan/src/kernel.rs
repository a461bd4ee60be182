//! The network's steps and their adjoint for many samples at once: what training and classification spend their time in.
//!
//! ```text
//! forward    x_(t+1) = step(x_t, y_t, W x_t)          W = Gamma A, N x N, by samples in lanes
//! backward   g_t     = step'(g_(t+1), W^T ds_t)
//! gradient   dL/dW   = sum_t ds_t x_t^T               by nodes in lanes
//! ```
//! All three products are one piece of code, [`tile`]. Every sum is one chain of fused multiply-adds in an order of its own
//! (over nodes; over steps, then samples), so no byte depends on lanes, threads, the instruction set, or on how samples
//! were shared out.

pub(crate) mod alone;
pub(crate) mod backward;
pub(crate) mod classify;
pub(crate) mod forward;
pub(crate) mod gradient;
pub(crate) mod law;
pub(crate) mod tape;
pub(crate) mod tile;
pub(crate) mod update;

pub(crate) use law::Law;
pub(crate) use tape::Tape;
pub(crate) use tile::Tiles;

use alone::Alone;
use backward::Backward;
use classify::{Classify, Settled};
use forward::Forward;
use gradient::Gradient;
use neurodyn_core::{KernelOn, Layers, Level, Lift, Precision, Wide};
use update::Update;

/// Vectors side by side. With 512 bits, two of them by the twelve sums of a tile leave eight registers free.
const VECTORS: usize = 2;
/// Of a narrow tape.
const NARROW: usize = 1;

/// `f32` and `f64`. The functions are not generic, so kernels are compiled once, in this crate, and not in each that uses it.
pub trait Number: Precision {
    #[doc(hidden)]
    fn lanes(level: Level) -> usize;
    #[doc(hidden)]
    fn narrow(level: Level) -> usize;
    #[doc(hidden)]
    fn forward(level: Level, kernel: Forward<'_, Self>);
    #[doc(hidden)]
    fn backward(level: Level, kernel: Backward<'_, Self>);
    #[doc(hidden)]
    fn gradient(level: Level, kernel: Gradient<'_, Self>);
    #[doc(hidden)]
    fn classify(level: Level, kernel: Classify<'_, Self>) -> Vec<Settled<Self>>;
    #[doc(hidden)]
    fn alone(level: Level, kernel: Alone<'_, Self>);
}

macro_rules! number {
    ($t:ty) => {
        impl Number for $t {
            fn lanes(level: Level) -> usize {
                level.run_on::<$t, VECTORS, _>(Count)
            }
            fn narrow(level: Level) -> usize {
                level.run_on::<$t, NARROW, _>(Count)
            }
            fn forward(level: Level, kernel: Forward<'_, Self>) {
                if kernel.tape.lanes == Self::lanes(level) {
                    level.run_on::<$t, VECTORS, _>(kernel);
                } else {
                    level.run_on::<$t, NARROW, _>(kernel);
                }
            }
            fn backward(level: Level, kernel: Backward<'_, Self>) {
                if kernel.tape.lanes == Self::lanes(level) {
                    level.run_on::<$t, VECTORS, _>(kernel);
                } else {
                    level.run_on::<$t, NARROW, _>(kernel);
                }
            }
            fn gradient(level: Level, kernel: Gradient<'_, Self>) {
                level.run_on::<$t, VECTORS, _>(kernel);
            }
            fn classify(level: Level, kernel: Classify<'_, Self>) -> Vec<Settled<Self>> {
                level.run_on::<$t, VECTORS, _>(kernel)
            }
            fn alone(level: Level, kernel: Alone<'_, Self>) {
                level.run_on::<$t, VECTORS, _>(kernel);
            }
        }
    };
}
number!(f32);
number!(f64);

/// Training is in single precision.
pub(crate) fn update(level: Level, kernel: Update<'_, f32>) {
    level.run_on::<f32, VECTORS, _>(kernel);
}

/// How many samples, or nodes, stand side by side on an instruction set.
struct Count;

impl<T> KernelOn<T> for Count {
    type Output = usize;
    #[inline(always)]
    fn run<R: Wide + Layers<Lane = T> + Lift<T>>(self) -> usize {
        R::LANES
    }
}
