//! A portrait of one trajectory: `Q`, the spikes and the last state of every neuron.

use crate::error::Error;
use crate::observable::Activity;
use crate::regime::{Regime, Spikes, Train};
use dynsys::tableau::DormandPrince853;
use dynsys::{Erk, Pid, Plan, Reducer, Tolerance, integrate};
use neurodyn_core::{Flow, Observer, Point, Primal, Space, Step};

/// What one trajectory of `N` neurons does in a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Portrait<const N: usize> {
    /// `Q` of each neuron, eq. (3) of the source.
    pub q: [f64; N],
    /// The spikes of each neuron.
    pub trains: [Train; N],
    /// The state at the end of the window.
    pub end: Vec<f64>,
}

impl<const N: usize> Portrait<N> {
    /// The regime of neuron `k`, counted from 0.
    #[must_use]
    pub fn regime(&self, k: usize) -> Regime {
        self.trains[k].regime()
    }
}

/// Error a step, of portraits: [`DormandPrince853`] then gives periods and `Q` to about eight digits.
pub const TOLERANCE: Tolerance = Tolerance::both(1e-9);

/// How portraits are integrated.
#[must_use]
pub const fn plan() -> Plan<Erk<DormandPrince853, 12>, Pid> {
    Plan::new(Erk(DormandPrince853), Pid::proportional_integral(), TOLERANCE)
}

/// Follows `N` neurons (a [`crate::Neuron`], a [`crate::Pair`], a [`crate::Network`]) from `x0` at `t = 0` to the end
/// of `window` and tells what they do within it.
///
/// # Errors
/// [`Error::Run`] if `x0` has a wrong length or is not finite, if the window is empty or begins at or before 0, and if
/// the run fails.
pub fn portrait<const N: usize, S: Flow<f64>>(
    system: &S,
    x0: &[f64],
    window: (f64, f64),
) -> Result<Portrait<N>, Error> {
    let dim = system.space().dim();
    for (what, found, expected) in [("start", x0.len(), dim), ("portrait", 3 * N, dim)] {
        if found != expected {
            return Err(dynsys::Error::Dimension { what, found, expected }.into());
        }
    }
    let start: Point<S, f64> = system.space().point(|i| x0[i]);
    let settled = integrate(system, &plan(), (0.0, window.0), &start, &mut ())?;
    let (activity, spikes) = (Activity::<N> { window }, Spikes::<N>::from(window.0));
    let mut both = (Reducing::new(&activity), Reducing::new(&spikes));
    let end = integrate(system, &plan(), window, &settled.x, &mut both)?;
    let (q, trains) = both;
    Ok(Portrait { q: q.finish(&end), trains: trains.finish(&end), end: end.x.as_ref().to_vec() })
}

/// A reducer as the observer of one run.
struct Reducing<'a, D: Reducer> {
    reducer: &'a D,
    memory: D::Memory<f64>,
}

impl<'a, D: Reducer> Reducing<'a, D> {
    fn new(reducer: &'a D) -> Self {
        Self { reducer, memory: reducer.memory::<f64>() }
    }
    fn finish<P: AsRef<[f64]>>(&self, end: &dynsys::End<P, f64>) -> D::Output {
        self.reducer.finish::<f64>(&self.memory, 0, end.t, end.x.as_ref())
    }
}

impl<P: AsRef<[f64]>, D: Reducer> Observer<P, f64> for Reducing<'_, D> {
    #[inline(always)]
    fn begin(&mut self, mask: bool, t: Primal<f64>, x: &P) {
        self.reducer.begin::<f64>(mask, &mut self.memory, t, x.as_ref());
    }
    #[inline(always)]
    fn see(&mut self, step: &Step<'_, P, f64>) -> bool {
        self.reducer.see(&mut self.memory, step)
    }
}
