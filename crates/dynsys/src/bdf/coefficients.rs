//! The coefficients of a step of BDF in fixed-leading-coefficient form, lane by lane, from the steps before it.

use super::HIGHEST;
use neurodyn_core::{Mask, Real};

/// Numbers by the power of `h` they belong to.
pub(super) type Powers<R> = [R; HIGHEST + 1];

/// What a step of order `q` adds to the predicted polynomial, and by how much that misses the solution.
///
/// ```text
/// sum_j l_j s^j = (1 + s/xi*) prod_(i<q) (1 + s/xi_i),   xi_i = (t - t_(n-i))/h,   l_1 = 1 + 1/2 + ... + 1/q
/// ```
/// `xi*` makes the leading coefficient `l_1` that of constant steps. K. R. Jackson and R. Sacks-Davis, ACM Trans. Math. Softw.
/// 6 (1980) 295-318; A. C. Hindmarsh et al., ACM Trans. Math. Softw. 31 (2005) 363-396, section 2.1, whose `cvSetBDF` and
/// `cvSetTqBDF` these are.
pub(super) struct Coefficients<R> {
    pub(super) l: Powers<R>,
    /// The local error of order `q`, over the correction.
    pub(super) error: R,
    /// That of order `q - 1`, over the last coefficient of the new polynomial.
    pub(super) below: R,
    /// That of order `q + 1`, over the change of the correction since the step before.
    pub(super) above: R,
    /// Corrections of a solution with a constant derivative of order `q + 1` are to each other as these, times `h^(q+1)`.
    pub(super) share: R,
}

impl<R: Real> Coefficients<R> {
    /// Before the first step.
    pub(super) fn none() -> Self {
        let zero = R::lit(0.0);
        Self { l: [zero; HIGHEST + 1], error: zero, below: zero, above: zero, share: zero }
    }
}

/// `order == j`
#[inline(always)]
pub(super) fn is<R: Real>(order: R, j: usize) -> R::Mask {
    let j = R::lit(j as f64);
    order.le(j).and(j.le(order))
}

/// The coefficients of a step `h` of orders up to `top`, `past` being the steps before, the last one first.
#[inline(always)]
pub(super) fn coefficients<R: Real>(order: R, top: usize, h: R, past: &[R; HIGHEST]) -> Coefficients<R> {
    let one = R::lit(1.0);
    let mut l = [R::lit(0.0); HIGHEST + 1];
    (l[0], l[1]) = (one, one);
    // less the sums of 1/j and of 1/xi_j, j up to q; distance is h xi_j, inverse is 1/xi_j, star is 1/xi*
    let (mut sum, mut sum_hat) = (-one, -one);
    let (mut distance, mut inverse, mut star) = (h, one, one);
    let (mut leading, mut older) = (one, past[0]);
    for j in 2..=top {
        let (within, last) = (R::lit(j as f64).le(order), is(order, j));
        sum = R::select(within, sum - R::lit(1.0 / j as f64), sum);
        distance = R::select(within, distance + past[j - 2], distance);
        inverse = R::select(within, h / distance, inverse);
        star = R::select(last, -l[1] - sum, star);
        sum_hat = R::select(last, -l[1] - inverse, sum_hat);
        let factor = R::select(last, star, inverse);
        for i in (1..=j).rev() {
            l[i] = R::select(within, l[i - 1].mul_add(factor, l[i]), l[i]);
        }
        leading = R::select(last, l[j], leading);
        older = R::select(last, past[j - 1], older);
    }
    let (a1, a3, a4) = (one - sum_hat + sum, sum + one / order, sum_hat + inverse);
    let a2 = order.mul_add(a1, one);
    let next = h / (distance + older);
    let (a5, a6) = (sum - one / (order + one), sum_hat - next);
    Coefficients {
        l,
        error: (a1 / (sum * a2)).abs(),
        below: (star / leading * (one - a4 + a3) / a3).abs(),
        above: ((one - a6 + a5) / (a2 * next * (order + R::lit(2.0)) * a5)).abs(),
        share: (a2 * star / (leading * inverse)).abs(),
    }
}

/// What goes to each power when the order rises: the coefficients of a polynomial, and its factor, the part of the correction
/// that is the new highest coefficient. (`cvIncreaseBDF`; `past` now begins with the step just taken.)
#[inline(always)]
pub(super) fn raised<R: Real>(order: R, top: usize, past: &[R; HIGHEST]) -> (Powers<R>, R) {
    let one = R::lit(1.0);
    let mut l = [R::lit(0.0); HIGHEST + 1];
    l[2] = one;
    let (mut sum, mut inverses, mut product) = (one, one, one);
    let (mut distance, mut last) = (past[0], one);
    for j in 1..top {
        let within = R::lit(j as f64).lt(order);
        distance += past[j];
        let xi = distance / past[0];
        product = R::select(within, product * xi, product);
        sum = R::select(within, sum + R::lit(1.0 / (j + 1) as f64), sum);
        inverses = R::select(within, inverses + one / xi, inverses);
        for i in (2..=HIGHEST.min(j + 2)).rev() {
            l[i] = R::select(within, l[i].mul_add(last, l[i - 1]), l[i]);
        }
        last = xi;
    }
    (l, (sum - inverses) / product)
}

/// What of the highest coefficient is taken from each lower power when the order falls (`cvDecreaseBDF`).
#[inline(always)]
pub(super) fn lowered<R: Real>(order: R, top: usize, past: &[R; HIGHEST]) -> Powers<R> {
    let mut l = [R::lit(0.0); HIGHEST + 1];
    l[2] = R::lit(1.0);
    let mut distance = R::lit(0.0);
    for j in 1..top.saturating_sub(1) {
        let within = R::lit((j + 2) as f64).le(order);
        distance += past[j - 1];
        let xi = distance / past[0];
        for i in (2..=j + 2).rev() {
            l[i] = R::select(within, l[i].mul_add(xi, l[i - 1]), l[i]);
        }
    }
    l
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sum of `1/j`, `j` up to `q`.
    fn harmonic(q: usize) -> f64 {
        (1..=q).map(|j| 1.0 / j as f64).sum()
    }
    fn factorial(q: usize) -> f64 {
        (1..=q).map(|j| j as f64).product()
    }
    fn close(found: f64, due: f64) -> bool {
        (found - due).abs() <= 1e-14 * due.abs().max(1.0)
    }

    /// C. W. Gear, Numerical Initial Value Problems in Ordinary Differential Equations (1971), table 11.1, over its `l_0`.
    const GEAR: [&[f64]; HIGHEST] = [
        &[1.0, 1.0],
        &[1.0, 3.0 / 2.0, 1.0 / 2.0],
        &[1.0, 11.0 / 6.0, 1.0, 1.0 / 6.0],
        &[1.0, 25.0 / 12.0, 35.0 / 24.0, 5.0 / 12.0, 1.0 / 24.0],
        &[1.0, 137.0 / 60.0, 15.0 / 8.0, 17.0 / 24.0, 1.0 / 8.0, 1.0 / 120.0],
    ];

    /// BDF of order `q` errs by `h^(q+1) x^(q+1) / (q+1)` over its leading coefficient, and where the derivative of order `q + 1`
    /// is constant the correction is `h^(q+1) x^(q+1)`.
    #[test]
    fn constant_steps_give_the_published_coefficients_and_errors() {
        for q in 1..=HIGHEST {
            let found = coefficients(q as f64, HIGHEST, 0.3, &[0.3; HIGHEST]);
            for (j, &found) in found.l.iter().enumerate() {
                assert!(
                    close(found, GEAR[q - 1].get(j).copied().unwrap_or(0.0)),
                    "order {q}: l_{j} = {found}"
                );
            }
            assert!(close(found.error, 1.0 / ((q + 1) as f64 * harmonic(q))), "order {q}");
            assert!(close(found.above, 1.0 / ((q + 2) as f64 * harmonic(q + 1))), "order {q}");
            assert!(close(found.share, factorial(q + 1)), "order {q}");
            // the last coefficient of the polynomial is h^q x^(q) / q!
            let below = || factorial(q) / (q as f64 * harmonic(q - 1));
            assert!(q == 1 || close(found.below, below()), "order {q}");
        }
    }

    const STEPS: [f64; HIGHEST] = [0.8, 0.5, 0.9, 1.3, 0.4];

    fn value(l: &[f64], s: f64) -> f64 {
        l.iter().rev().fold(0.0, |sum, l| sum.mul_add(s, *l))
    }

    /// The polynomial of the correction vanishes at the earlier points, and its slope at the new one is fixed.
    #[test]
    fn corrections_leave_the_earlier_points_alone() {
        for q in 1..=HIGHEST {
            let found = coefficients(q as f64, HIGHEST, 1.1, &STEPS).l;
            let mut distance = 1.1;
            for step in STEPS.iter().take(q.saturating_sub(1)) {
                assert!(value(&found, -distance / 1.1).abs() < 1e-14, "order {q}");
                distance += step;
            }
            assert!(close(found[1], harmonic(q)) && found[0] == 1.0, "order {q}");
        }
    }

    /// Nor does a change of the order move them: what is added vanishes at all points that the lower order uses, and in value
    /// and slope at the last one.
    #[test]
    fn changes_of_the_order_keep_the_earlier_points() {
        for q in 1..HIGHEST {
            for l in [raised(q as f64, HIGHEST, &STEPS).0, lowered((q + 1) as f64, HIGHEST, &STEPS)] {
                let (mut distance, mut highest) = (0.0, 0);
                for step in &STEPS[..q - 1] {
                    distance += step;
                    assert!(value(&l, -distance / STEPS[0]).abs() < 1e-14, "order {q}");
                    highest += 1;
                }
                assert!(
                    l[highest + 2] == 1.0 && l[highest + 3..].iter().all(|l| *l == 0.0),
                    "order {q}: {l:?}"
                );
            }
        }
    }

    /// A polynomial of the higher order meets one point more: the one that its own correction moved the lower one away from.
    #[test]
    fn a_higher_order_meets_one_point_more() {
        for q in 1..HIGHEST {
            let correction = coefficients(q as f64, HIGHEST, 1.1, &STEPS).l;
            let mut past = [1.1; HIGHEST];
            past[1..].copy_from_slice(&STEPS[..HIGHEST - 1]);
            let (l, factor) = raised(q as f64, HIGHEST, &past);
            let s = -past[..q].iter().sum::<f64>() / past[0];
            let left = factor.mul_add(value(&l, s), value(&correction, s));
            assert!(left.abs() < 1e-13, "order {q}: {left:e} of {:e}", value(&correction, s));
        }
    }

    /// Lanes of different orders: each as alone.
    #[test]
    fn the_bound_on_orders_changes_nothing() {
        for q in 1..=HIGHEST {
            let (all, own) =
                (coefficients(q as f64, HIGHEST, 1.1, &STEPS), coefficients(q as f64, q, 1.1, &STEPS));
            assert_eq!((all.l, all.error, all.share), (own.l, own.error, own.share));
            assert_eq!([all.below, all.above].map(f64::to_bits), [own.below, own.above].map(f64::to_bits));
            assert_eq!(raised(q as f64, HIGHEST, &STEPS), raised(q as f64, q, &STEPS));
            assert_eq!(lowered(q as f64, HIGHEST, &STEPS), lowered(q as f64, q, &STEPS));
        }
    }
}
