//! Elementary functions, written once for scalars and vectors over [`Float`]: same bits on every instruction set.
//!
//! Each is built only of correctly rounded operations, integer operations on bits and selections, so a lane gives the
//! bytes that the scalar gives. Errors are measured in units in the last place (ulp) against a high-precision
//! reference in `tests/ulp.rs`.

mod double;
mod exp;
mod log;
mod logistic;
mod pow;
mod quarter_turns;
mod single;
mod trig;

use crate::real::Real;
use crate::vector::Float;

/// A width of floating-point number (`f64`, `f32`) and its elementary functions, for any vector of that width.
pub trait Width: Float<Scalar = Self> + Real<Mask = bool> {
    /// `e^x`, within 1 ulp.
    fn exp<V: Float<Scalar = Self>>(x: V) -> V;
    /// The natural logarithm, within 1 ulp.
    fn ln<V: Float<Scalar = Self>>(x: V) -> V;
    /// The hyperbolic tangent, within 2 ulp.
    fn tanh<V: Float<Scalar = Self>>(x: V) -> V;
    /// `1 / (1 + e^-x)`, within 1 ulp.
    fn sigmoid<V: Float<Scalar = Self>>(x: V) -> V;
    /// The sine of an angle in radians, within 1 ulp.
    fn sin<V: Float<Scalar = Self>>(x: V) -> V;
    /// The cosine of an angle in radians, within 1 ulp.
    fn cos<V: Float<Scalar = Self>>(x: V) -> V;
    /// `x^p`, within 1 ulp.
    fn pow<V: Float<Scalar = Self>>(x: V, p: V) -> V;
    /// `x^p` for `x > 0`, continuous, within 13 %: for step-size controllers, where a digit is plenty.
    fn rough_pow<V: Float<Scalar = Self>>(x: V, p: f64) -> V;
}

/// The layout of a width's bits.
trait Format: Width {
    /// The bits of 1: the exponent's bias in its place.
    const ONE_BITS: u64;
    /// The sign.
    const SIGN_BIT: u64;
    /// Sign and exponent.
    const EXPONENT_BITS: u64;
    /// The smallest normal number.
    const SMALLEST: f64;
    /// `2^52` or `2^23`: lifts a subnormal number to a normal one, and is the float whose last bits are an integer.
    const LIFT: f64;
    /// Its logarithm.
    const LIFTED: f64;
    /// The exponent's bias.
    const BIAS: f64;
}
