//! Lyapunov exponents: against what is exact or published, and how a run behaves.
mod known;
mod lanes;
mod runs;

use dynsys::tableau::DormandPrince853;
use dynsys::{Erk, Pid, Plan, Sampled, Tolerance};

type Dop853<S> = Sampled<S, Erk<DormandPrince853, 12>, Pid>;

/// A flow seen every `dt`, integrated accurately.
fn sampled<S>(flow: S, dt: f64, tolerance: f64) -> Dop853<S> {
    let plan = Plan::new(Erk(DormandPrince853), Pid::default(), Tolerance::both(tolerance));
    Sampled { flow, plan, dt }
}
