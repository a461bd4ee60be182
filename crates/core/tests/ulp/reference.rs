//! The reference: double-double arithmetic and plain series, about 100 bits, sharing nothing with the library.

/// `high + low`, times `2^exponent`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exact {
    pub(crate) value: Dd,
    pub(crate) exponent: i32,
}

/// An unevaluated sum of two numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dd(pub(crate) f64, pub(crate) f64);

const ONE: Dd = Dd(1.0, 0.0);
const LN_2: [f64; 3] = [std::f64::consts::LN_2, 2.3190468138462996e-17, 5.707708438416212e-34];
const HALF_PI: Dd = Dd(std::f64::consts::FRAC_PI_2, 6.123233995736766e-17);

impl Dd {
    fn of(x: f64) -> Self {
        Self(x, 0.0)
    }
    /// `a + b`, exactly.
    fn two_sum(a: f64, b: f64) -> Self {
        let s = a + b;
        let t = s - a;
        Self(s, (a - (s - t)) + (b - t))
    }
    fn fast(a: f64, b: f64) -> Self {
        let s = a + b;
        Self(s, b - (s - a))
    }
    /// `a * b`, exactly.
    fn two_product(a: f64, b: f64) -> Self {
        let p = a * b;
        Self(p, a.mul_add(b, -p))
    }
    fn add(self, o: Self) -> Self {
        let s = Self::two_sum(self.0, o.0);
        let t = Self::two_sum(self.1, o.1);
        let u = Self::fast(s.0, s.1 + t.0);
        Self::fast(u.0, u.1 + t.1)
    }
    fn neg(self) -> Self {
        Self(-self.0, -self.1)
    }
    fn mul(self, o: Self) -> Self {
        let p = Self::two_product(self.0, o.0);
        Self::fast(p.0, p.1 + (self.0 * o.1 + self.1 * o.0))
    }
    fn div(self, o: Self) -> Self {
        let a = self.0 / o.0;
        let r = self.add(o.mul(Self::of(a)).neg());
        let b = r.0 / o.0;
        let r = r.add(o.mul(Self::of(b)).neg());
        let c = r.0 / o.0;
        Self::fast(a, b).add(Self::of(c))
    }
    /// Times a power of two.
    fn times(self, power: f64) -> Self {
        Self(self.0 * power, self.1 * power)
    }
}

fn plain(value: Dd) -> Exact {
    Exact { value, exponent: 0 }
}

/// `(s, k)` with `e^x = (1 + s) 2^k`; `s` keeps its relative precision near 0.
fn exp_less_one(x: Dd) -> (Dd, i32) {
    let k = (x.0 / LN_2[0]).round();
    let mut r = x;
    for part in LN_2 {
        r = r.add(Dd::two_product(k, part).neg());
    }
    let r = r.times(1.0 / 256.0);
    let mut sum = Dd::of(0.0);
    for n in (1..=10).rev() {
        // s <- r/n (1 + s)
        sum = r.div(Dd::of(f64::from(n))).mul(ONE.add(sum));
    }
    for _ in 0..8 {
        sum = sum.times(2.0).add(sum.mul(sum));
    }
    (sum, k as i32)
}

fn exp_of(x: Dd) -> Exact {
    // far outside the range one over- or underflow is as good as another
    let x = if x.0.abs() > 2000.0 { Dd::of(2000f64.copysign(x.0)) } else { x };
    let (s, exponent) = exp_less_one(x);
    Exact { value: ONE.add(s), exponent }
}

fn two_to(k: i32) -> f64 {
    f64::from_bits(((1023 + k) as u64) << 52)
}

fn ln_of(x: f64) -> Dd {
    let (x, lifted) = if x < f64::MIN_POSITIVE { (x * two_to(54), 54) } else { (x, 0) };
    let mut k = (x.to_bits() >> 52) as i32 - 1023;
    let mut m = f64::from_bits(x.to_bits() & ((1 << 52) - 1) | 1023 << 52);
    if m > 1.4 {
        m *= 0.5;
        k += 1;
    }
    k -= lifted;
    let near = if (m - 1.0).abs() < 1.0 / 32.0 {
        // 2 artanh s
        let s = Dd::of(m - 1.0).div(Dd::two_sum(m, 1.0));
        let z = s.mul(s);
        let mut sum = Dd::of(0.0);
        for n in (0..12).rev() {
            sum = sum.mul(z).add(ONE.div(Dd::of(f64::from(2 * n + 1))));
        }
        s.mul(sum).times(2.0)
    } else {
        // one step of Newton, cubic
        let guess = m.ln();
        let (s, q) = exp_less_one(Dd::of(-guess));
        let d = ONE.add(s).times(two_to(q)).mul(Dd::of(m)).add(Dd::of(-1.0));
        Dd::of(guess).add(d.add(d.mul(d).times(-0.5)))
    };
    let k = f64::from(k);
    let far = Dd::two_product(k, LN_2[0]).add(Dd::two_product(k, LN_2[1])).add(Dd::of(k * LN_2[2]));
    far.add(near)
}

pub(crate) fn exp(x: f64) -> Exact {
    exp_of(Dd::of(x))
}

pub(crate) fn ln(x: f64) -> Exact {
    plain(ln_of(x))
}

/// For a positive `x`.
pub(crate) fn pow(x: f64, p: f64) -> Exact {
    let y = p * ln_of(x).0;
    if y.abs() > 2000.0 { exp_of(Dd::of(y)) } else { exp_of(ln_of(x).mul(Dd::of(p))) }
}

pub(crate) fn tanh(x: f64) -> Exact {
    let size = x.abs();
    let value = if size > 50.0 {
        Dd(1.0, -1e-40)
    } else if size < 1e-100 {
        // less a part in 10^200, which is also where the series would underflow
        Dd::of(size)
    } else {
        let (s, k) = exp_less_one(Dd::of(2.0 * size));
        let m = if k == 0 { s } else { ONE.add(s).times(two_to(k)).add(Dd::of(-1.0)) };
        m.div(m.add(Dd::of(2.0)))
    };
    plain(if x < 0.0 { value.neg() } else { value })
}

pub(crate) fn sigmoid(x: f64) -> Exact {
    let e = exp(-x.abs());
    let one_and_e = if e.exponent < -200 { ONE } else { ONE.add(e.value.times(two_to(e.exponent))) };
    if x < 0.0 {
        Exact { value: e.value.div(one_and_e), exponent: e.exponent }
    } else {
        plain(ONE.div(one_and_e))
    }
}

/// The words of `2/pi` after the point, 32 bits each.
const TWO_OVER_PI: [u32; 38] = [
    0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561,
    0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e, 0xe88235f5, 0x2ebb4484,
    0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b, 0x1ff897ff, 0xde05980f,
    0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b,
    0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab,
];

/// Quarter turns modulo 4 and the remaining angle: the whole product of `x` and 1216 bits of `2/pi`.
fn turn(x: f64) -> (u32, Dd) {
    if x < 0.5 {
        return (0, Dd::of(x));
    }
    let bits = x.to_bits();
    let integer = bits & ((1 << 52) - 1) | 1 << 52;
    let exponent = (bits >> 52) as i32 - 1075;
    // product / 2^1216 = integer * 2/pi, least significant word first
    let mut product = [0u32; 40];
    let mut carry = 0u128;
    for (i, word) in TWO_OVER_PI.iter().rev().enumerate() {
        carry += u128::from(integer) * u128::from(*word);
        product[i] = carry as u32;
        carry >>= 32;
    }
    product[38] = carry as u32;
    product[39] = (carry >> 32) as u32;
    // bit of weight 2^i of integer * 2/pi * 2^exponent
    let bit = |i: i32| {
        let at = i - exponent + 1216;
        if (0..40 * 32).contains(&at) { product[at as usize / 32] >> (at % 32) & 1 } else { 0 }
    };
    let mut quarters = bit(1) * 2 + bit(0);
    let up = bit(-1) == 1;
    // one's complement, short of two's by 2^-1000: of no account
    let digit = |i: i32| f64::from(bit(i) ^ u32::from(up));
    let mut first = -1;
    while digit(first) == 0.0 && first > -200 {
        first -= 1;
    }
    let mut parts = [0.0; 3];
    let mut at = first;
    for part in &mut parts {
        for _ in 0..50 {
            *part += digit(at) * two_to(at);
            at -= 1;
        }
    }
    let fraction = Dd::fast(parts[0], parts[1]).add(Dd::of(parts[2]));
    if up {
        quarters += 1;
    }
    let angle = fraction.mul(HALF_PI).add(Dd::of(fraction.0 * -1.4973849048591698e-33));
    (quarters & 3, if up { angle.neg() } else { angle })
}

/// `sin(quarters pi/2 + r)`.
fn series(quarters: u32, r: Dd) -> Dd {
    let z = r.mul(r).neg();
    let mut sum = Dd::of(0.0);
    let even = quarters & 1 == 1;
    for n in (1..=15).rev() {
        let n = f64::from(n);
        let divisor = if even { (2.0 * n - 1.0) * (2.0 * n) } else { 2.0 * n * (2.0 * n + 1.0) };
        sum = z.div(Dd::of(divisor)).mul(ONE.add(sum));
    }
    let y = ONE.add(sum);
    let y = if even { y } else { y.mul(r) };
    if quarters & 2 == 2 { y.neg() } else { y }
}

pub(crate) fn sin(x: f64) -> Exact {
    let (quarters, r) = turn(x.abs());
    let y = series(quarters, r);
    plain(if x < 0.0 { y.neg() } else { y })
}

pub(crate) fn cos(x: f64) -> Exact {
    let (quarters, r) = turn(x.abs());
    plain(series(quarters + 1, r))
}

/// `|computed - exact|` in units in the last place of the correctly rounded result.
pub(crate) fn ulps(computed: f64, exact: Exact) -> f64 {
    let Exact { value, exponent } = exact;
    if value.0 == 0.0 {
        return if computed == 0.0 { 0.0 } else { f64::INFINITY };
    }
    // of the leading bit, in the scale of the whole number
    let mut lead = (value.0.abs().to_bits() >> 52) as i32 - 1023;
    if lead == -1023 {
        // a subnormal plain value
        lead = -1022;
    }
    let lead = lead + exponent;
    if lead > 1023 && computed == f64::INFINITY {
        return 0.0;
    }
    let last = lead.clamp(-1022, 1023) - 52;
    if computed.is_infinite() {
        // infinity stands for 2^1024
        let value = value.0.abs() * two_to(exponent - 1000);
        return (two_to(24) - value) / two_to(last - 1000);
    }
    if exponent == 0 {
        let difference = (computed - value.0) - value.1;
        return if last < -1000 {
            difference.abs() * two_to(600) * two_to(-last - 600)
        } else {
            difference.abs() / two_to(last)
        };
    }
    // exact: the computed number is brought to the scale of the value
    let computed = scaled(computed, -exponent);
    let difference = (computed - value.0) - value.1;
    scaled(difference.abs(), exponent - last)
}

fn scaled(x: f64, k: i32) -> f64 {
    let half = k / 2;
    let third = half / 2;
    x * two_to(third) * two_to(half - third) * two_to(k - half - (k - half) / 2) * two_to((k - half) / 2)
}
