//! A system of one's own in ten lines, followed, and its Lyapunov spectrum.

use dynsys::tableau::Tsitouras54;
use dynsys::{Erk, Fixed, Flow, Lift, Pid, Plan, Real, System, Tolerance, integrate};

// ANCHOR: system
/// x' = y,  y' = mu (1 - x^2) y - x        B. van der Pol, Phil. Mag. 2 (1926) 978
struct VanDerPol<P = f64> {
    mu: P,
}

impl<P> System for VanDerPol<P> {
    type Space = Fixed<2>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for VanDerPol<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[x, y]: &[R; 2], dx: &mut [R; 2]) {
        *dx = [y, R::lift(self.mu) * (R::lit(1.0) - x * x) * y - x];
    }
}
// ANCHOR_END: system

fn main() -> Result<(), dynsys::Error> {
    let plan = Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-9));
    let end = integrate(&VanDerPol { mu: 1.0 }, &plan, (0.0, 100.0), &[2.0, 0.0], &mut ())?;
    println!("x(100) = {:?} after {} trial steps", end.x, end.steps);
    Ok(())
}
