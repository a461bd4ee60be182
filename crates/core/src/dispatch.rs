//! Run-time dispatch: a whole kernel compiled for each instruction set, chosen when the program runs.
//!
//! # Safety
//! The one `unsafe` act is to call a `#[target_feature]` function; [`Level::available`] has asked the processor first.
#![allow(unsafe_code)]

use crate::lanes::Lanes;
use crate::real::{Layers, Lift, Real};
use crate::vector::Float;
use crate::vector::portable::Array;
#[cfg(target_arch = "x86_64")]
use crate::vector::x86::{F32x8, F32x16, F64x4, F64x8};

/// A computation that can run on any number of lanes.
///
/// Implementations mark `run` and everything it calls `#[inline(always)]`: a function that stays a call is compiled for
/// the oldest processor and runs ten times slower.
pub trait Kernel {
    /// What it computes.
    type Output;
    /// Computes it on numbers `R`.
    fn run<R: Wide>(self) -> Self::Output;
}

/// A computation on numbers of one precision, which it reads from and leaves in plain slices
/// ([`load`](Real::load), [`store`](Real::store)). As with [`Kernel`], all of it is `#[inline(always)]`.
pub trait KernelOn<T> {
    /// What it computes.
    type Output;
    /// Computes it on lanes of `T`.
    fn run<R: Wide + Layers<Lane = T> + Lift<T>>(self) -> Self::Output;
}

/// `f32` or `f64`: what lanes are made of.
pub trait Precision: Real<Mask = bool, Primal = Self, Lane = Self> {
    /// `K` vectors of it.
    type Vectors<D: Float<Scalar = f64>, S: Float<Scalar = f32>, const K: usize>: Wide
        + Layers<Lane = Self>
        + Lift<Self>;
}
impl Precision for f64 {
    type Vectors<D: Float<Scalar = f64>, S: Float<Scalar = f32>, const K: usize> = Lanes<D, K>;
}
impl Precision for f32 {
    type Vectors<D: Float<Scalar = f64>, S: Float<Scalar = f32>, const K: usize> = Lanes<S, K>;
}

/// Plain numbers, without derivatives: scalars and lanes.
pub trait Wide: Real<Primal = Self> {}
impl<R: Real<Primal = R>> Wide for R {}

/// A computation on numbers of its own choice, which only wants the processor's fused multiply-add.
pub trait Task {
    /// What it computes.
    type Output;
    /// Computes it; `#[inline(always)]`, like everything that it calls.
    fn run(self) -> Self::Output;
}

/// Runs a task with the processor's fused multiply-add, if it has one; the bytes are the same without, only slower.
///
/// Compiled for a processor without it, a fused multiply-add is a call into a library.
pub fn with_fma<T: Task>(task: T) -> T::Output {
    #[cfg(target_arch = "x86_64")]
    if Level::Avx2.available() {
        // SAFETY: the features were found by `available`
        return unsafe { fma(task) };
    }
    task.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi2")]
fn fma<T: Task>(task: T) -> T::Output {
    task.run()
}

/// How many numbers of which precision stand side by side; the instruction set gives the vectors.
pub trait Shape {
    /// The number that a kernel runs on, given the instruction set's vectors of `f64` and of `f32`.
    type Number<D: Float<Scalar = f64>, S: Float<Scalar = f32>>: Wide;
}

/// `K` vectors of `f64`. Two hide each other's latency.
#[derive(Clone, Copy, Debug)]
pub struct Doubles<const K: usize>;
/// `K` vectors of `f32`.
#[derive(Clone, Copy, Debug)]
pub struct Singles<const K: usize>;
/// One `f64`, on the instruction set's fused multiply-add: for a single trajectory.
#[derive(Clone, Copy, Debug)]
pub struct ScalarDouble;
/// One `f32`.
#[derive(Clone, Copy, Debug)]
pub struct ScalarSingle;

impl<const K: usize> Shape for Doubles<K> {
    type Number<D: Float<Scalar = f64>, S: Float<Scalar = f32>> = Lanes<D, K>;
}
impl<const K: usize> Shape for Singles<K> {
    type Number<D: Float<Scalar = f64>, S: Float<Scalar = f32>> = Lanes<S, K>;
}
impl Shape for ScalarDouble {
    type Number<D: Float<Scalar = f64>, S: Float<Scalar = f32>> = f64;
}
impl Shape for ScalarSingle {
    type Number<D: Float<Scalar = f64>, S: Float<Scalar = f32>> = f32;
}

/// An instruction set that kernels are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Level {
    /// Plain code for the processor family's oldest member.
    Portable,
    /// 128-bit vectors of 64-bit Arm.
    Neon,
    /// 256-bit vectors with fused multiply-add.
    Avx2,
    /// 512-bit vectors.
    Avx512,
}

impl Level {
    /// Every level, slowest first.
    pub const ALL: [Self; 4] = [Self::Portable, Self::Neon, Self::Avx2, Self::Avx512];

    /// The fastest level of this processor.
    #[must_use]
    pub fn best() -> Self {
        Self::ALL.into_iter().rev().find(|level| level.available()).unwrap_or(Self::Portable)
    }

    /// True if this processor has it.
    #[must_use]
    pub fn available(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "aarch64")]
            Self::Neon => std::arch::is_aarch64_feature_detected!("neon"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => {
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("fma")
                    && is_x86_feature_detected!("bmi2")
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => {
                Self::Avx2.available()
                    && is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512bw")
            }
            #[allow(unreachable_patterns)]
            _ => false,
        }
    }

    /// Runs the kernel on this level, on numbers of the given shape. No level changes a byte of the result.
    ///
    /// # Panics
    /// If the level is not [available](Self::available) on this processor.
    pub fn run<S: Shape, K: Kernel>(self, kernel: K) -> K::Output {
        assert!(self.available(), "{self:?} is not available on this processor");
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the features were found by `available`
            Self::Avx512 => unsafe { avx512::<S, K>(kernel) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the features were found by `available`
            Self::Avx2 => unsafe { avx2::<S, K>(kernel) },
            #[cfg(target_arch = "aarch64")]
            // SAFETY: the feature was found by `available`
            Self::Neon => unsafe { neon::<S, K>(kernel) },
            _ => kernel.run::<S::Number<Array<f64, 1>, Array<f32, 1>>>(),
        }
    }

    /// Runs the kernel on this level, on `V` vectors of `T`. No level changes a byte of the result.
    ///
    /// # Panics
    /// If the level is not [available](Self::available) on this processor.
    pub fn run_on<T: Precision, const V: usize, K: KernelOn<T>>(self, kernel: K) -> K::Output {
        assert!(self.available(), "{self:?} is not available on this processor");
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the features were found by `available`
            Self::Avx512 => unsafe { avx512_on::<T, V, K>(kernel) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the features were found by `available`
            Self::Avx2 => unsafe { avx2_on::<T, V, K>(kernel) },
            #[cfg(target_arch = "aarch64")]
            // SAFETY: the feature was found by `available`
            Self::Neon => unsafe { neon_on::<T, V, K>(kernel) },
            _ => kernel.run::<T::Vectors<Array<f64, 1>, Array<f32, 1>, V>>(),
        }
    }
}

macro_rules! level {
    ($name:ident $on:ident, $features:literal, $double:ty, $single:ty) => {
        #[target_feature(enable = $features)]
        fn $name<S: Shape, K: Kernel>(kernel: K) -> K::Output {
            kernel.run::<S::Number<$double, $single>>()
        }
        #[target_feature(enable = $features)]
        fn $on<T: Precision, const V: usize, K: KernelOn<T>>(kernel: K) -> K::Output {
            kernel.run::<T::Vectors<$double, $single, V>>()
        }
    };
}
#[cfg(target_arch = "x86_64")]
level!(avx512 avx512_on, "avx512f,avx512vl,avx512dq,avx512bw,avx2,fma,bmi2", F64x8, F32x16);
#[cfg(target_arch = "x86_64")]
level!(avx2 avx2_on, "avx2,fma,bmi2", F64x4, F32x8);
#[cfg(target_arch = "aarch64")]
level!(neon neon_on, "neon", crate::vector::neon::F64x2, crate::vector::neon::F32x4);
