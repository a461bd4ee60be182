//! Where cycles of eq. (4) are born, double and become superstable: Newton's method on dual numbers.

use ::chaosnn::Logistic;
use neurodyn_core::{Dual, Real};

use crate::error::ReproError;

/// Newton's method ends well before; what needs more has no solution nearby.
const MOST_STEPS: usize = 60;
/// A step this small changes nothing any more.
const CONVERGED: f64 = 1e-13;

/// `f^steps(x)` for eq. (4).
fn iterate<R: Real>(a: R, x: R, steps: usize) -> R {
    (0..steps).fold(x, |x, _| Logistic::image(a, x))
}

/// A, and a state, where a cycle of this period has this multiplier, near a guess: −1 at a period doubling, 1 at a fold.
///
/// Solves `f^p(x) = x`, `(f^p)'(x) = m` for `(x, A)`; a dual of duals gives the slope of the multiplier.
pub(super) fn bifurcation(period: usize, multiplier: f64, a: f64, x: f64) -> Result<(f64, f64), ReproError> {
    let (mut a, mut x) = (a, x);
    for _ in 0..MOST_STEPS {
        let parameter = Dual::constant(Dual::<f64, 2>::variable(a, 1));
        let state = Dual { re: Dual::<f64, 2>::variable(x, 0), eps: [Dual::constant(1.0)] };
        let Dual { re: image, eps: [slope] } = iterate(parameter, state, period);
        let (miss, excess) = (image.re - x, slope.re - multiplier);
        let [[xx, xa], [mx, ma]] = [[image.eps[0] - 1.0, image.eps[1]], slope.eps];
        let determinant = xx * ma - xa * mx;
        let (dx, da) = ((miss * ma - xa * excess) / determinant, (xx * excess - miss * mx) / determinant);
        (x, a) = (x - dx, a - da);
        if dx.abs().max(da.abs()) < CONVERGED {
            return Ok((a, x));
        }
    }
    Err(stray(&format!("the cycle of period {period} with multiplier {multiplier}"), a))
}

/// The A near a guess at which the critical point ½ lies on a cycle of this period.
fn superstable(period: usize, a: f64) -> Result<f64, ReproError> {
    root(&format!("the superstable cycle of period {period}"), a, |a| {
        iterate(a, Dual::constant(0.5), period) - Dual::lit(0.5)
    })
}

/// The A near a guess at which the third image of ½ is the unstable fixed point, so that two bands touch in it.
pub(super) fn bands_merge(a: f64) -> Result<f64, ReproError> {
    root("the merging of two bands", a, |a| iterate(a, Dual::constant(0.5), 3) - (Dual::lit(1.0) - a.recip()))
}

/// A state on the attracting cycle at this A, which draws in the critical point.
pub(super) fn attracting(a: f64) -> f64 {
    const TRANSIENT: usize = 20_000;
    iterate(a, 0.5, TRANSIENT)
}

/// The end of the period doublings and the ratio of their distances, from the superstable cycles of period 1 to 2^`last`.
///
/// Their parameters converge geometrically, so Aitken's formula gives the limit.
pub(super) fn cascade(last: u32) -> Result<(f64, f64), ReproError> {
    /// Of the first two distances, whose own ratio is not known yet; any guess near 4 or 5 will do.
    const FIRST_RATIO: f64 = 4.5;
    // Of period 1 and 2, solved from the textbook's 2 and 1 + sqrt 5.
    let mut a = vec![superstable(1, 2.0)?, superstable(2, 3.2)?];
    let mut ratio = FIRST_RATIO;
    for n in 2..=last as usize {
        let step = a[n - 1] - a[n - 2];
        a.push(superstable(1 << n, a[n - 1] + step / ratio)?);
        ratio = step / (a[n] - a[n - 1]);
    }
    let [.., before, now] = a[..] else { return Err(stray("the cascade", f64::NAN)) };
    Ok((now + (now - before) / (ratio - 1.0), ratio))
}

fn root(what: &str, guess: f64, f: impl Fn(Dual<f64, 1>) -> Dual<f64, 1>) -> Result<f64, ReproError> {
    let mut a = guess;
    for _ in 0..MOST_STEPS {
        let value = f(Dual::variable(a, 0));
        let step = value.re / value.eps[0];
        a -= step;
        if step.abs() < CONVERGED {
            return Ok(a);
        }
    }
    Err(stray(what, a))
}

fn stray(what: &str, a: f64) -> ReproError {
    ReproError::Numerics {
        what: what.to_owned(),
        facts: format!("Newton's method does not settle; last A = {a}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_cycles_are_found_and_absent_ones_are_errors() {
        let near = |found: Result<f64, ReproError>, known: f64| (found.expect("found") - known).abs() < 1e-12;
        assert!(near(superstable(1, 2.1), 2.0));
        assert!(near(superstable(2, 3.2), 1.0 + 5.0_f64.sqrt()));
        assert!(near(superstable(3, 3.83), 3.831_874_055_283_316));
        let doubling = bifurcation(1, -1.0, 2.9, attracting(2.9)).expect("found");
        assert!((doubling.0 - 3.0).abs() < 1e-12 && (doubling.1 - 2.0 / 3.0).abs() < 1e-12);
        // x^2 + 1 has no root, and Newton's method no end.
        assert!(root("nothing", 0.7, |a| a * a + Dual::lit(1.0)).is_err());
    }
}
