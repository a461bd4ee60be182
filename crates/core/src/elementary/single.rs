//! Elementary functions in single precision.

use super::Width;
use crate::vector::Float;

impl Width for f32 {
    #[inline(always)]
    fn exp<V: Float<Scalar = f32>>(x: V) -> V {
        x
    }
    fn ln<V: Float<Scalar = f32>>(x: V) -> V {
        x
    }
    fn tanh<V: Float<Scalar = f32>>(x: V) -> V {
        x
    }
    fn sigmoid<V: Float<Scalar = f32>>(x: V) -> V {
        x
    }
    fn sin<V: Float<Scalar = f32>>(x: V) -> V {
        x
    }
    fn cos<V: Float<Scalar = f32>>(x: V) -> V {
        x
    }
    fn pow<V: Float<Scalar = f32>>(x: V, _p: V) -> V {
        x
    }
    #[inline(always)]
    fn rough_pow<V: Float<Scalar = f32>>(x: V, p: f64) -> V {
        let _ = p;
        x
    }
}
