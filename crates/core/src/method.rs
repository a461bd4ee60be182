//! `Method`: one trial step of an integrator, nothing else.

use crate::mask::Mask as _;
use crate::real::{Primal, Real};
use crate::system::{Flow, Point};
use crate::tolerance::Tolerance;

/// What one trial step found.
#[derive(Clone, Debug)]
pub struct Trial<P> {
    /// The state at the end of the step.
    pub x: P,
    /// The right-hand side there.
    pub slope: P,
    /// The estimated error of each coordinate.
    pub error: P,
}

/// An integrator: it makes trial steps. It controls no step and saves nothing, and knows of the tolerance only what it needs
/// to stop an iteration.
pub trait Method<S: Flow<R>, R: Real>: Sync {
    /// Work space; what in it outlives a step is made by [`commit`](Self::commit) and forgotten by [`restart`](Self::restart).
    type Memory;
    /// Order of the solution that is carried on.
    fn order(&self) -> u32;
    /// The power of `h` with which the estimated error falls; the controller divides by it.
    fn error_order(&self) -> u32;
    /// False if the method estimates no error and needs a constant step.
    fn is_adaptive(&self) -> bool {
        true
    }
    /// Fresh work space.
    fn memory(&self, system: &S) -> Self::Memory;
    /// Nothing if the method can run on this system.
    ///
    /// # Errors
    /// Why it cannot.
    fn suits(&self, _system: &S) -> Result<(), &'static str> {
        Ok(())
    }
    /// Says, before the first step, how exact the run is to be.
    #[inline(always)]
    fn aim(&self, _tolerance: &Tolerance, _memory: &mut Self::Memory) {}
    /// True in the lanes that can begin at `(t, x)`: a differential-algebraic system cannot begin just anywhere.
    #[inline(always)]
    fn admits(
        &self,
        _system: &S,
        _t: R,
        _x: &Point<S, R>,
        _slope: &Point<S, R>,
        _memory: &mut Self::Memory,
    ) -> R::Mask {
        R::Mask::splat(true)
    }
    /// The last trial was taken in the lanes of `taken`; a method that remembers steps remembers it.
    #[inline(always)]
    fn commit(&self, _taken: R::Mask, _memory: &mut Self::Memory) {}
    /// Forgets the history of the lanes in `mask`: a trajectory begins there, or has jumped.
    #[inline(always)]
    fn restart(&self, _mask: R::Mask, _memory: &mut Self::Memory) {}
    /// One trial step from `(t, x)`, where the right-hand side is `slope`, to `t + h`; `h` has no derivatives.
    #[allow(clippy::too_many_arguments)]
    fn step(
        &self,
        system: &S,
        t: R,
        h: R,
        x: &Point<S, R>,
        slope: &Point<S, R>,
        memory: &mut Self::Memory,
        trial: &mut Trial<Point<S, R>>,
    );
    /// The size of the trial's error, 1 being just tolerable; NaN if the trial is not finite.
    #[inline(always)]
    fn measure(
        &self,
        tolerance: &Tolerance,
        x: &Point<S, R>,
        _memory: &Self::Memory,
        trial: &Trial<Point<S, R>>,
    ) -> Primal<R> {
        tolerance.measure(x.as_ref(), trial.x.as_ref(), trial.error.as_ref())
    }
    /// The state at `t + theta h` within the trial step; cubic Hermite interpolation unless the method has its own.
    #[inline(always)]
    fn interpolate(
        &self,
        theta: R,
        h: R,
        x: &Point<S, R>,
        slope: &Point<S, R>,
        _memory: &Self::Memory,
        trial: &Trial<Point<S, R>>,
    ) -> Point<S, R> {
        let mut out = x.clone();
        let (x, f0, x1, f1) = (x.as_ref(), slope.as_ref(), trial.x.as_ref(), trial.slope.as_ref());
        for (i, out) in out.as_mut().iter_mut().enumerate() {
            *out = hermite(theta, h, x[i], f0[i], x1[i], f1[i]);
        }
        out
    }
}

/// The cubic through `x0` and `x1` with slopes `f0` and `f1`, `h` apart, at `theta` in `[0, 1]`.
#[inline(always)]
pub fn hermite<R: Real>(theta: R, h: R, x0: R, f0: R, x1: R, f1: R) -> R {
    // Hairer, Norsett & Wanner I, eq. (II.6.7):
    // (1-theta) x0 + theta x1 + theta (theta-1) ((1-2 theta)(x1-x0) + (theta-1) h f0 + theta h f1)
    let back = R::lit(1.0) - theta;
    let bend = (back - theta) * (x1 - x0) + h * (theta * f1 - back * f0);
    back * x0 + theta * x1 - theta * back * bend
}
