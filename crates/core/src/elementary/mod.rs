//! Elementary functions, written once for scalars and vectors over [`Float`]: same bits on every instruction set.
//!
//! Each is built only of correctly rounded operations, integer operations on bits and selections, so a lane gives the
//! bytes that the scalar gives (`tests/bytes.rs`). NaN gives NaN, though its sign and payload may differ; infinities,
//! zeros with their signs and subnormal numbers are as in C99, Annex F.
//!
//! Largest errors seen, in units in the last place (ulp) of the correctly rounded result, against a reference of
//! 100 bits (`tests/ulp`), over ten million samples and, in single precision, every eleventh bit pattern (`pow`: ten
//! million samples):
//!
//! | function | `f64` | `f32` |
//! |---|---|---|
//! | `exp` | 0.971 | 0.974 |
//! | `ln` | 0.585 | 0.525 |
//! | `tanh` | 1.017 | 1.371 |
//! | `sigmoid` | 0.797 | 0.773 |
//! | `sin` | 0.815 | 0.828 |
//! | `cos` | 0.831 | 0.835 |
//! | `pow` | 0.788 | 0.763 |
//!
//! `squash`, the tangent of networks, has a small absolute error instead: 2.32 (`f64`) and 2.30 (`f32`) units in the last
//! place of one half were seen. The sum of all roundings near 0 is below 3, which the tests promise and count out.
//!
//! The tests promise 1 ulp, and 2 for the tangent. For `exp` in double precision 0.972 is also a bound: half an ulp of
//! the last rounding, 0.37 of the root, 0.1 of the polynomial and of the reduced argument.
//!
//! The cost on AVX-512 in vector operations is 15 for `exp` (12 in single precision), about 40 and a division for
//! `tanh` and `sigmoid` (`tanh` in single precision 27), 18 (15) and a division for
//! `squash`, 40 for `ln`, 46 for `sin` and `cos`, 120 for `pow`. Where
//! 3 ulp will do, `1 / (1 + exp(-x))` takes half the time of `sigmoid`.

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
    /// The hyperbolic tangent with an absolute error of at most 1.5 `EPSILON`, for networks.
    fn squash<V: Float<Scalar = Self>>(x: V) -> V;
    /// `1 / (1 + e^-x)`, within 1 ulp.
    fn sigmoid<V: Float<Scalar = Self>>(x: V) -> V;
    /// The sine of an angle in radians, within 1 ulp.
    fn sin<V: Float<Scalar = Self>>(x: V) -> V;
    /// The cosine of an angle in radians, within 1 ulp.
    fn cos<V: Float<Scalar = Self>>(x: V) -> V;
    /// `x^p`, within 1 ulp.
    fn pow<V: Float<Scalar = Self>>(x: V, p: V) -> V;
    /// `x^p` for `x > 0`, continuous and rough: within 7.4 % for `p` from -1 to 1, for step-size controllers, where a digit is plenty.
    ///
    /// The sign of `x` is ignored, zero counts as about `2^-1023` (`2^-127`), infinity and NaN as the power of two above
    /// the largest number. The result is always a positive normal number, cut off at the ends of the range.
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
    /// The upper bits of a one, as an integer, less 0.058 of a power of two: that halves the error of taking a mantissa
    /// for its logarithm.
    const ROUGH_ONE: f64;
    /// The upper bits of the smallest and of the largest normal number.
    const ROUGH_BOUNDS: [f64; 2];
}
