//! What to write down of a single run: every step, every n-th, or given times.

use crate::check;
use crate::failure::Error;
use crate::integrate::integrate;
use crate::plan::Plan;
use neurodyn_core::{Controller, Flow, Layers, Method, Observer, Point, Primal, Real, Step};

/// Times and states, in order of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory<P> {
    /// Times.
    pub t: Vec<f64>,
    /// The state at each.
    pub x: Vec<P>,
}

impl<P> Trajectory<P> {
    pub(crate) const fn new() -> Self {
        Self { t: Vec::new(), x: Vec::new() }
    }
    /// Number of states.
    #[must_use]
    pub fn len(&self) -> usize {
        self.t.len()
    }
    /// True if nothing was saved.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.t.is_empty()
    }
    pub(crate) fn push(&mut self, t: f64, x: P) {
        self.t.push(t);
        self.x.push(x);
    }
}

#[derive(Clone, Debug)]
enum When {
    /// At the end of every n-th step; the steps since the last.
    Steps(u64, u64),
    /// At these times; the index of the next.
    Times(Vec<f64>, usize),
}

/// An observer that saves states of a single trajectory, plain or with derivatives (not of lanes side by side).
///
/// States at steps' ends are the method's own, those in between come from its dense output. A jump is saved twice,
/// before and after, by the rules that save steps.
#[derive(Clone, Debug)]
pub struct Save<P> {
    when: When,
    /// What has been saved.
    pub saved: Trajectory<P>,
}

impl<P> Save<P> {
    /// Saves the start and the end of every step.
    #[must_use]
    pub const fn every_step() -> Self {
        Self { when: When::Steps(1, 0), saved: Trajectory::new() }
    }

    /// Saves the start and the end of every `n`-th step.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if `n` is 0.
    pub fn every_nth(n: u64) -> Result<Self, Error> {
        check::in_range("number of steps from save to save", n as f64, n > 0, "it must be at least 1")?;
        Ok(Self { when: When::Steps(n, 0), saved: Trajectory::new() })
    }

    /// Saves at `times`, ascending and within `span`.
    ///
    /// # Errors
    /// [`Error::NotFinite`] or [`Error::OutOfRange`], with the first time that does not fit.
    pub fn at(times: Vec<f64>, span: (f64, f64)) -> Result<Self, Error> {
        check::times(&times, span)?;
        Ok(Self { when: When::Times(times, 0), saved: Trajectory::new() })
    }

    /// Saves at `span.0`, `span.0 + dt`, ..., up to and including `span.1` if it is one of them.
    ///
    /// # Errors
    /// [`Error::NotFinite`] or [`Error::OutOfRange`].
    pub fn every(dt: f64, span: (f64, f64)) -> Result<Self, Error> {
        check::span(span)?;
        check::in_range("time from save to save", dt, dt > 0.0, "it must be positive")?;
        let count = ((span.1 - span.0) / dt * (1.0 + 4.0 * f64::EPSILON)).floor() as u64;
        let times = (0..=count).map(|k| (k as f64).mul_add(dt, span.0).min(span.1)).collect();
        Self::at(times, span)
    }
}

/// Two times this close, relative to their size, are the same.
const SAME_TIME: f64 = 16.0 * f64::EPSILON;

impl<P: Clone, R: Real<Mask = bool>> Observer<P, R> for Save<P> {
    #[inline(always)]
    fn begin(&mut self, _: bool, t: Primal<R>, x: &P) {
        let t = t.value(0);
        match &mut self.when {
            When::Steps(..) => self.saved.push(t, x.clone()),
            When::Times(times, next) => {
                while *next < times.len() && times[*next] <= t {
                    self.saved.push(times[*next], x.clone());
                    *next += 1;
                }
            }
        }
    }
    #[inline(always)]
    fn see(&mut self, step: &Step<'_, P, R>) -> bool {
        if !step.taken {
            return false;
        }
        let (t, h) = (step.t.value(0), step.h.value(0));
        let end = t + h;
        match &mut self.when {
            When::Steps(n, since) => {
                *since += 1;
                if *since == *n {
                    *since = 0;
                    self.saved.push(end, step.after.clone());
                }
            }
            When::Times(times, next) => {
                let same = SAME_TIME * end.abs().max(t.abs());
                while *next < times.len() && times[*next] <= end + same {
                    let time = times[*next];
                    let at_end = time >= end - same;
                    let x = if at_end { step.after.clone() } else { step.dense.at(R::lit((time - t) / h)) };
                    self.saved.push(time, x);
                    *next += 1;
                }
            }
        }
        false
    }
    #[inline(always)]
    fn land(&mut self, _: bool, t: Primal<R>, x: &P) {
        if let When::Steps(..) = self.when {
            self.saved.push(t.value(0), x.clone());
        }
    }
}

/// The trajectory from `x0` over `span`, every `dt`.
///
/// # Errors
/// As [`integrate`], and [`Error::OutOfRange`] if `dt` is not positive.
///
/// ```
/// use dynsys::{Erk, Pid, Plan, Tolerance, systems::Lorenz, tableau::Tsitouras54, trajectory};
///
/// let plan = Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-9));
/// let orbit = trajectory(&Lorenz::default(), &plan, (0.0, 10.0), &[1.0, 1.0, 1.0], 0.01)?;
/// assert_eq!(orbit.len(), 1001);
/// println!("x({}) = {:?}", orbit.t[1000], orbit.x[1000]);
/// # Ok::<(), dynsys::Error>(())
/// ```
pub fn trajectory<S, M, C>(
    system: &S,
    plan: &Plan<M, C>,
    span: (f64, f64),
    x0: &Point<S, f64>,
    dt: f64,
) -> Result<Trajectory<Point<S, f64>>, Error>
where
    S: Flow<f64>,
    M: for<'a> Method<&'a S, f64>,
    C: Controller,
{
    let mut save = Save::every(dt, span)?;
    integrate::<S, f64, M, C, _>(system, plan, span, x0, &mut save)?;
    Ok(save.saved)
}
