//! `D_H`: how far the power spectra of two orbits are apart.

use crate::check;
use crate::failure::Error;
use neurodyn_core::Real;

/// The Hellinger distance between the smoothed power spectra of two orbits, averaged over their coordinates:
///
/// ```text
/// D_H = 1/N sum_i H(f_i, g_i),   H(f, g) = sqrt( 1 - sum_w sqrt(f(w) g(w)) )   in [0, 1]
/// ```
/// with the [spectra](power_spectrum) `f_i` and `g_i` of coordinate `i`. Both orbits must have as many states; they are
/// row by row, `dimension` numbers each, at equal intervals of time. J. Mikhaeil, Z. Monfared & D. Durstewitz, `NeurIPS` 2022
/// (appendix); M. Brenner et al., ICML 2022 (PMLR 162, 2292).
///
/// # Errors
/// [`Error::OutOfRange`] for a dimension of 0, fewer than four states, orbits of different lengths, or smoothing that is
/// negative; [`Error::NotFinite`].
///
/// ```
/// use dynsys::compare::spectral_distance;
///
/// let wave = |w: f64| (0..500).map(|i| (w * f64::from(i)).sin()).collect::<Vec<_>>();
/// assert!(spectral_distance(&wave(0.3), &wave(0.3), 1, 1.0)? < 1e-7);
/// assert!(spectral_distance(&wave(0.3), &wave(1.1), 1, 1.0)? > 0.8);
/// # Ok::<(), dynsys::Error>(())
/// ```
pub fn spectral_distance(one: &[f64], other: &[f64], dimension: usize, smoothing: f64) -> Result<f64, Error> {
    check::in_range("dimension", dimension as f64, dimension > 0, "there must be a coordinate")?;
    let whole = one.len() == other.len() && one.len().is_multiple_of(dimension);
    let rule = "as many as of the first orbit, a whole number of states";
    check::in_range("numbers of the second orbit", other.len() as f64, whole, rule)?;
    let mut sum = 0.0;
    for i in 0..dimension {
        let [f, g] = [one, other].map(|orbit| {
            let series: Vec<f64> = orbit.iter().skip(i).step_by(dimension).copied().collect();
            power_spectrum(&series, smoothing)
        });
        sum += hellinger(&f?, &g?);
    }
    Ok(sum / dimension as f64)
}

/// `sqrt(1 - sum sqrt(f g))` of two distributions.
#[must_use]
pub fn hellinger(f: &[f64], g: &[f64]) -> f64 {
    let overlap: f64 = f.iter().zip(g).map(|(f, g)| (f * g).sqrt()).sum();
    (1.0 - overlap).max(0.0).sqrt()
}

/// The smoothed power spectrum of a series, as a distribution that sums to 1.
///
/// The mean is taken off, zeros fill the series up to `P`, a power of two, and `|x^(k)|^2` for `k = 1 .. P/2` (`k` is
/// `k / P` of the sampling rate) is convolved with a Gaussian, cut off at three standard deviations. `smoothing` is the
/// standard deviation in units of `1 / n` of the sampling rate, the resolution of a series of `n`. A constant series has
/// all its power at the first frequency.
///
/// # Errors
/// [`Error::OutOfRange`] for fewer than four values or negative smoothing, [`Error::NotFinite`].
pub fn power_spectrum(series: &[f64], smoothing: f64) -> Result<Vec<f64>, Error> {
    let n = series.len();
    check::in_range("length of the series", n as f64, n >= 4, "at least four values")?;
    check::in_range("smoothing", smoothing, smoothing >= 0.0, "it must not be negative")?;
    check::finite("series", series)?;
    let mean = series.iter().sum::<f64>() / n as f64;
    let size = n.next_power_of_two();
    let mut re: Vec<f64> = series.iter().map(|x| x - mean).collect();
    re.resize(size, 0.0);
    let mut im = vec![0.0; size];
    transform(&mut re, &mut im);
    let power: Vec<f64> = (1..=size / 2).map(|k| re[k] * re[k] + im[k] * im[k]).collect();
    let mut power = smoothed(&power, smoothing * size as f64 / n as f64);
    let total: f64 = power.iter().sum();
    if total > 0.0 {
        for p in &mut power {
            *p /= total;
        }
    } else {
        power[0] = 1.0;
    }
    Ok(power)
}

/// Convolved with a Gaussian of this standard deviation; at the ends the part that is there counts.
fn smoothed(power: &[f64], deviation: f64) -> Vec<f64> {
    let reach = (3.0 * deviation).floor() as usize;
    let weight = |d: usize| Real::exp(-0.5 * (d as f64 / deviation) * (d as f64 / deviation));
    let weights: Vec<f64> = (0..=reach).map(|d| if d == 0 { 1.0 } else { weight(d) }).collect();
    let at = |k: usize| {
        let near = k.saturating_sub(reach)..(k + reach + 1).min(power.len());
        let (sum, all) = near.fold((0.0, 0.0), |(sum, all), j| {
            let w = weights[j.abs_diff(k)];
            (sum + w * power[j], all + w)
        });
        sum / all
    };
    (0..power.len()).map(at).collect()
}

/// The discrete Fourier transform in place, for a power of two: J. W. Cooley & J. W. Tukey, Math. Comput. 19, 297 (1965).
fn transform(re: &mut [f64], im: &mut [f64]) {
    let n = re.len();
    let bits = n.trailing_zeros();
    for i in 0..n {
        let j = i.reverse_bits() >> (usize::BITS - bits);
        if i < j {
            re.swap(i, j);
            im.swap(i, j);
        }
    }
    let angle = |k: usize| -core::f64::consts::TAU * k as f64 / n as f64;
    let turns: Vec<(f64, f64)> =
        (0..n / 2).map(|k| (<f64 as Real>::cos(angle(k)), <f64 as Real>::sin(angle(k)))).collect();
    let mut half = 1;
    while half < n {
        for block in (0..n).step_by(2 * half) {
            for k in 0..half {
                let (c, s) = turns[k * (n / (2 * half))];
                let (i, j) = (block + k, block + k + half);
                let (x, y) = (re[j] * c - im[j] * s, re[j] * s + im[j] * c);
                (re[j], im[j]) = (re[i] - x, im[i] - y);
                (re[i], im[i]) = (re[i] + x, im[i] + y);
            }
        }
        half *= 2;
    }
}
