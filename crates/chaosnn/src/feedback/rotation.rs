//! The rotation number of a quasi-periodic orbit, by frequency analysis.

use rustfft::{FftPlanner, num_complex::Complex};
use std::f64::consts::TAU;

/// The strongest frequency of a series, in turns a step, between 0 and 1/2: on a closed curve its rotation number or a
/// multiple of it (modulo 1, up to the sign).
///
/// ```text
/// max_f |sum_t w(t) (x_t - mean x) e^(-2 pi i f t)|,   w = exp(-1 / (4 u (1 - u))),   u = (t + 1/2) / n
/// ```
/// The window vanishes with all its derivatives at both ends, so that the error of the place of the maximum falls faster
/// than any power of `1/n`, as long as no other frequency is near (after J. Laskar, Physica D 67, 257 (1993)): `1e-9` and
/// better at `n = 1e5`. `None` for fewer than 16 numbers, or if they do not vary or are not finite.
///
/// ```
/// let series: Vec<f64> = (0..4096).map(|t| (0.6180339887 * std::f64::consts::TAU * t as f64).cos()).collect();
/// let found = chaosnn::feedback::rotation_number(&series).unwrap();
/// assert!((found - 0.3819660113).abs() < 1e-9);
/// ```
#[must_use]
pub fn rotation_number(series: &[f64]) -> Option<f64> {
    let n = series.len();
    let mean = series.iter().sum::<f64>() / n as f64;
    if n < SHORTEST || !mean.is_finite() || series.iter().all(|x| *x == series[0]) {
        return None;
    }
    let windowed: Vec<f64> = series.iter().enumerate().map(|(t, x)| (x - mean) * window(t, n)).collect();
    let mut lines: Vec<Complex<f64>> = windowed.iter().map(|&x| Complex::new(x, 0.0)).collect();
    FftPlanner::new().plan_fft_forward(n).process(&mut lines);
    let strongest = (1..=n / 2).max_by(|&i, &j| lines[i].norm_sqr().total_cmp(&lines[j].norm_sqr()))?;
    let step = 1.0 / n as f64;
    Some(highest(&windowed, (strongest as f64 - 1.0) * step, (strongest as f64 + 1.0) * step))
}

/// Fewer numbers have no frequency.
const SHORTEST: usize = 16;

fn window(t: usize, n: usize) -> f64 {
    let u = (t as f64 + 0.5) / n as f64;
    neurodyn_core::Real::exp(-1.0 / (4.0 * u * (1.0 - u)))
}

/// The place of the maximum of `|line|^2` between two frequencies, by golden section.
fn highest(x: &[f64], mut low: f64, mut high: f64) -> f64 {
    const GOLDEN: f64 = 0.6180339887498949;
    // a parabola's top is known to the root of the rounding error of its height, relative to its width
    const HALVINGS: usize = 48;
    let (mut a, mut b) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
    let (mut at_a, mut at_b) = (line(x, a), line(x, b));
    for _ in 0..HALVINGS {
        if at_a > at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - GOLDEN * (high - low);
            at_a = line(x, a);
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + GOLDEN * (high - low);
            at_b = line(x, b);
        }
    }
    0.5 * (low + high)
}

/// `|sum_t x_t e^(-2 pi i f t)|^2`; the phase is computed afresh every so often, and turned in between.
fn line(x: &[f64], f: f64) -> f64 {
    const STRETCH: usize = 64;
    let turn = phase(f, 1);
    let mut sum = Complex::new(0.0, 0.0);
    for (stretch, part) in x.chunks(STRETCH).enumerate() {
        let mut here = phase(f, stretch * STRETCH);
        for &x in part {
            sum += here * x;
            here *= turn;
        }
    }
    sum.norm_sqr()
}

fn phase(f: f64, t: usize) -> Complex<f64> {
    use neurodyn_core::Real;
    let turns = f * t as f64;
    // whole turns go first, since the sine of a large angle is that of a rounded one
    let angle = -TAU * (f64::mul_add(f, t as f64, -turns) + (turns - turns.round()));
    Complex::new(Real::cos(angle), Real::sin(angle))
}
