//! A portrait of one trajectory: `Q`, the spikes and the last state of every neuron.

use crate::error::Error;
use crate::observable::{self, Activity};
use crate::regime::{Regime, Spikes, Train};
use dynsys::tableau::DormandPrince853;
use dynsys::{Erk, Final, Pid, Plan, Tolerance, reduce};
use neurodyn_core::{Flow, Space};

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

/// How portraits are integrated: Dormand-Prince 8(5,3) at a tolerance that gives periods and `Q` to about eight digits.
#[must_use]
pub const fn plan() -> Plan<Erk<DormandPrince853, 12>, Pid> {
    Plan::new(Erk(DormandPrince853), Pid::proportional_integral(), Tolerance::both(1e-9))
}

/// Follows `N` neurons (a [`crate::Neuron`], a [`crate::Pair`], a [`crate::Network`]) from `x0` at `t = 0` to the end
/// of `window` (s) and tells what they do within it.
///
/// # Errors
/// [`Error::Run`] if `x0` has a wrong length or is not finite, and if the run fails; [`Error::Window`].
///
/// ```
/// use hhnet::{Neuron, Portrait, Regime, portrait};
///
/// let neuron: Portrait<1> = portrait(&Neuron::modified(-34.0), &[-51.0, 0.002, 0.185], (100.0, 200.0))?;
/// let Regime::Spike { period } = neuron.regime(0) else { panic!("{:?}", neuron.regime(0)) };
/// assert!((period - 0.568507).abs() < 2e-5);
/// # Ok::<(), hhnet::Error>(())
/// ```
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
    observable::check(window)?;
    let start = system.space().point(|i| x0[i]);
    let what = (Activity::<N> { window }, (Spikes::<N>::from(window.0), Final));
    let (q, (trains, end)) = reduce(system, &plan(), (0.0, window.1), &start, &what)?;
    Ok(Portrait { q, trains, end })
}
