//! Payne and Hanek's reduction: the quarter turns in an angle of any size, by integers alone.
//!
//! An angle is an integer of 53 bits times a power of two. Of `2/pi` only a window of 192 bits matters: higher bits add
//! whole turns, lower ones less than `2^-137` of a quarter turn, while no `f64` comes nearer than `2^-62` to a multiple.

/// An angle, reduced.
pub(super) struct Turned<T> {
    /// The number of quarter turns modulo four, as the float whose low bits are that integer.
    pub(super) count: T,
    /// What remains, at most an eighth turn.
    pub(super) angle: T,
    /// What rounding took off.
    pub(super) rest: T,
}

/// The words of `2/pi` after the point, behind one word of zeros (for angles that are not so large).
const TWO_OVER_PI: [u64; 20] = [
    0,
    0xa2f9836e4e441529,
    0xfc2757d1f534ddc0,
    0xdb6295993c439041,
    0xfe5163abdebbc561,
    0xb7246e3a424dd2e0,
    0x06492eea09d1921c,
    0xfe1deb1cb129a73e,
    0xe88235f52ebb4484,
    0xe99c7026b45f7e41,
    0x3991d639835339f4,
    0x9c845f8bbdf9283b,
    0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f,
    0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea,
    0x6bfb5fb11f8d5d08,
    0x56033046fc7b6bab,
];
/// `pi/2 * 2^127`.
const QUARTER: u128 = 0xc90fdaa22168c234c4c6628b80dc1cd1;
/// Bits of the mantissa of an `f64`, without the hidden one.
const MANTISSA: u32 = f64::MANTISSA_DIGITS - 1;
const BIAS: i32 = 1023;

/// Reduces a finite angle of at least `2^10`; infinity and NaN give NaN.
#[cold]
#[inline(never)]
pub(super) fn turned(x: f64) -> Turned<f64> {
    let round = 1.5 * (1u64 << MANTISSA) as f64;
    if !x.is_finite() {
        return Turned { count: round, angle: f64::NAN, rest: f64::NAN };
    }
    let bits = x.to_bits();
    let integer = bits & ((1 << MANTISSA) - 1) | 1 << MANTISSA;
    // x = integer * 2^exponent
    let exponent = (bits >> MANTISSA & 0x7ff) as i32 - BIAS - MANTISSA.cast_signed();
    // the bit of weight 2^-i times 2^exponent is a multiple of four up to i = exponent - 2; the window begins after
    let first = (exponent - 2 + 64) as usize;
    let window = [word(first), word(first + 64), word(first + 128)];
    // modulo 2^192, whose unit is four quarters
    let low = u128::from(integer) * u128::from(window[2]);
    let middle = u128::from(integer) * u128::from(window[1]) + (low >> 64);
    let high = integer.wrapping_mul(window[0]).wrapping_add((middle >> 64) as u64);
    let mut fraction =
        [high << 2 | (middle as u64) >> 62, (middle as u64) << 2 | (low as u64) >> 62, (low as u64) << 2];
    let mut quarters = high >> 62;
    let above_half = fraction[0] >> 63 == 1;
    if above_half {
        // the nearest multiple is the next one: take what is missing
        quarters += 1;
        fraction = negated(fraction);
    }
    let shift = leading_zeros(fraction);
    let product = high_half(shifted(fraction, shift), QUARTER);
    // product * 2^(1 - 128 - shift) is the angle; a half less than its leading bit at most
    let up = product.leading_zeros();
    let product = product << up;
    let power = 1 - (shift + up).cast_signed();
    let angle = (product >> (128 - 53)) as u64 as f64 * two_to(power - 53);
    let rest = (product << 53 >> (128 - 53)) as u64 as f64 * two_to(power - 106);
    let sign = if above_half { -1.0 } else { 1.0 };
    Turned { count: round + (quarters & 3) as f64, angle: sign * angle, rest: sign * rest }
}

/// 64 bits of `2/pi` from bit `first` on.
fn word(first: usize) -> u64 {
    let (i, shift) = (first / 64, first % 64);
    let pair = u128::from(TWO_OVER_PI[i]) << 64 | u128::from(TWO_OVER_PI.get(i + 1).copied().unwrap_or(0));
    (pair << shift >> 64) as u64
}

/// `-a` modulo `2^192`, most significant word first.
fn negated(a: [u64; 3]) -> [u64; 3] {
    let (low, borrow) = 0u64.overflowing_sub(a[2]);
    let (middle, borrow_1) = 0u64.overflowing_sub(a[1]);
    let (middle, borrow_2) = middle.overflowing_sub(u64::from(borrow));
    [0u64.wrapping_sub(a[0]).wrapping_sub(u64::from(borrow_1 | borrow_2)), middle, low]
}

fn leading_zeros(a: [u64; 3]) -> u32 {
    if a[0] != 0 { a[0].leading_zeros() } else { 64 + a[1].leading_zeros() }
}

/// The first 128 bits from the leading one on.
fn shifted(a: [u64; 3], shift: u32) -> u128 {
    let high = u128::from(a[0]) << 64 | u128::from(a[1]);
    let low = u128::from(a[1]) << 64 | u128::from(a[2]);
    if shift < 64 { high << shift | u128::from(a[2]) >> (64 - shift) } else { low << (shift - 64) }
}

/// The upper 128 bits of a product of 256, or one less.
fn high_half(a: u128, b: u128) -> u128 {
    let (a1, a0, b1, b0) = (a >> 64, a & u128::from(u64::MAX), b >> 64, b & u128::from(u64::MAX));
    let (cross_1, cross_2) = (a1 * b0, a0 * b1);
    let carry = ((a0 * b0) >> 64) + (cross_1 & u128::from(u64::MAX)) + (cross_2 & u128::from(u64::MAX));
    a1 * b1 + (cross_1 >> 64) + (cross_2 >> 64) + (carry >> 64)
}

fn two_to(power: i32) -> f64 {
    f64::from_bits(((power + BIAS) as u64) << MANTISSA)
}
