//! The orders that runs of constant steps and their dense output show.

use crate::smooth::{BAND, slope};
use dynsys::esdirk::{KennedyCarpenter43, TrBdf2};
use dynsys::{Bdf, Esdirk, Fixed, Flow, Mask, Method, Plan, Real, Step, System, Tolerance, Watch, integrate};
use neurodyn_core::{Controller, Verdict};

/// ```text
/// y1' = y1 (y2 - 2),   y2' = e^(sin t) - y1 - ln y1;   y1 = e^(sin t),   y2 = 2 + cos t
/// ```
/// Non-linear and non-autonomous, with derivatives that are as large late as early: a run is short at the start.
struct Waves;

impl System for Waves {
    type Space = Fixed<2>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}

impl<R: Real> Flow<R> for Waves {
    #[inline(always)]
    fn rhs(&self, t: R, &[y1, y2]: &[R; 2], dy: &mut [R; 2]) {
        *dy = [y1 * (y2 - R::lit(2.0)), t.sin().exp() - y1 - y1.ln()];
    }
}

fn solution(t: f64) -> [f64; 2] {
    [t.sin().exp(), 2.0 + t.cos()]
}

fn error(found: &[f64; 2], due: &[f64; 2]) -> f64 {
    found.iter().zip(due).map(|(f, s)| (f - s).abs() / (1.0 + s.abs())).fold(0.0, f64::max)
}

const SPAN: (f64, f64) = (0.0, 10.0);
/// Steps that grow by this from a tiny one, at which order 1 is exact enough, to one that stays. (With steps that grow on and
/// on by 1.13 BDF of order 5 would not be stable.)
const RATIO: f64 = 1.08;
/// The iterations and the start err by a few hundredths of this.
const FLOOR: f64 = 2e-9;

/// Every trial is taken.
#[derive(Clone, Copy)]
struct Ramp {
    h: f64,
}

impl Controller for Ramp {
    type Memory<R: Real> = ();
    fn memory<R: Real>(&self) {}
    fn restart<R: Real>(&self, _: R::Mask, (): &mut ()) {}
    fn judge<R: Real>(&self, error: R, h: R, _: u32, (): &mut ()) -> Verdict<R> {
        let accept = error.is_finite();
        assert!(accept.all(), "a trial is not finite");
        Verdict { accept, h: (h * R::lit(RATIO)).min(R::lit(self.h)) }
    }
}

/// The slope of the mean error at the ends of the long steps of a run, or inside them.
fn assert_order<M>(name: &str, order: f64, method: M, first_step: impl Fn(f64) -> f64)
where
    M: for<'a> Method<&'a Waves, f64> + Copy,
{
    for inside in [false, true] {
        let run = |h: f64| {
            let (mut sum, mut count) = (0.0, 0.0);
            let mut watch = Watch(|step: &Step<'_, [f64; 2], f64>| {
                if step.h == h {
                    let at = |theta: f64| error(&step.dense.at(theta), &solution(theta.mul_add(h, step.t)));
                    sum += if inside { at(0.3).max(at(0.7)) } else { at(1.0) };
                    count += 1.0;
                }
                false
            });
            let plan = Plan::new(method, Ramp { h }, Tolerance::both(1e-9)).first_step(first_step(h));
            integrate(&Waves, &plan, SPAN, &solution(SPAN.0), &mut watch).unwrap();
            (h, sum / count)
        };
        let found = slope(&format!("{name}, inside {inside}"), 0.1, FLOOR, run);
        assert!((found - order).abs() < BAND, "{name}, inside {inside}: {found}");
    }
}

/// A tight tolerance favours high orders, so the highest that is allowed is the one that runs.
#[test]
fn each_order_of_bdf_is_shown_by_runs_and_their_dense_output() {
    for order in 1..=5 {
        assert_order(&format!("BDF {order}"), order as f64, Bdf::new().max_order(order), |_| 3e-6);
    }
}

#[test]
fn the_orders_of_esdirk_methods_are_shown_by_runs_and_their_dense_output() {
    assert_order("TR-BDF2", 2.0, Esdirk::new(TrBdf2), |h| h);
    assert_order("ESDIRK 4(3)", 4.0, Esdirk::new(KennedyCarpenter43), |h| h);
}
