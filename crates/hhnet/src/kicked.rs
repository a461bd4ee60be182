//! The control experiment of coupled mappings: exact neurons, coupled by kicks.

use crate::coupled::Pair;
use crate::coupled_mapping::strength;
use crate::error::Error;
use crate::neuron::Neuron;
use crate::neuron::table1::TAU;
use dynsys::Erk;
use dynsys::tableau::Tsitouras54;
use neurodyn_core::{Fixed, Flow, Lift, Map, MapFamily, Method, Primal, Real, System, Trial};

/// A pair whose neurons follow their equations alone for the time `dt` and are then kicked, from the old values:
///
/// ```text
/// V1(t + dt) = phi1_dt(V1, n1, S1) + (dt gc / tau) (V1 - V2)
/// V2(t + dt) = phi2_dt(V2, n2, S2) + (dt gc / tau) (V2 - V1)
/// ```
/// which is eq. (11) with mappings that are without error (the flow `phi` is integrated by so many equal steps of Tsitouras 5(4)). What
/// differs from a [`Pair`] is the fault of the coupling by kicks; what differs from a [`PairMapping`](crate::PairMapping) is
/// the fault of the nets. It is a map: ensembles, exponents and fixed points are those of maps.
///
/// ```
/// use hhnet::{Kicked, Pair};
/// use neurodyn_core::Map;
///
/// let kicked = Kicked::new(Pair::mixed(-36.0, 0.001), 0.005)?;
/// let mut next = [0.0_f64; 6];
/// kicked.apply(&[-51.0, 0.002, 0.185, -50.6, 0.002, 0.188], &mut next);
/// assert!((next[3] + 50.6).abs() < 0.1);
/// # Ok::<(), hhnet::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kicked<P = f64> {
    pair: Pair<P>,
    dt: f64,
    steps: u32,
}

/// Steps are at most this long, s: `V` is right within 1e-5 mV from anywhere in the box of table 3 (a test measures it).
pub const LONGEST_STEP: f64 = 0.00125;

impl Kicked {
    /// This pair, kicked every `dt` (s).
    ///
    /// # Errors
    /// [`Error::Form`] if `dt` is not positive, [`Error::NotFinite`] if the coupling is not finite.
    pub fn new(pair: Pair, dt: f64) -> Result<Self, Error> {
        if !(dt.is_finite() && dt > 0.0) {
            return Err(Error::Form { what: "time step", value: dt });
        }
        if !pair.gc.is_finite() {
            return Err(Error::NotFinite { what: "coupling", index: 0, value: pair.gc });
        }
        // a step that is longer by rounding only is not divided
        let steps = (dt / LONGEST_STEP - 1e-9).ceil().max(1.0) as u32;
        Ok(Self { pair, dt, steps })
    }
}

impl<P> Kicked<P> {
    /// The pair.
    #[must_use]
    pub const fn pair(&self) -> &Pair<P> {
        &self.pair
    }
    /// The time from kick to kick, s.
    #[must_use]
    pub const fn dt(&self) -> f64 {
        self.dt
    }
}

impl<P> System for Kicked<P> {
    type Space = Fixed<6>;
    #[inline(always)]
    fn space(&self) -> Fixed<6> {
        Fixed
    }
}

impl<P: Copy + Sync, R: Real + Lift<P>> Map<R> for Kicked<P> {
    #[inline(always)]
    fn apply(&self, x: &[R; 6], next: &mut [R; 6]) {
        let alone = Pair { gc: 0.0, ..self.pair };
        let (t, h) = (R::lit(0.0), R::lit(self.dt / f64::from(self.steps)));
        let zero = [R::lit(0.0); 6];
        let method = Erk(Tsitouras54);
        let mut memory = Method::<Pair<P>, R>::memory(&method, &alone);
        let mut slope = zero;
        alone.rhs(t, x, &mut slope);
        let mut trial = Trial { x: zero, slope: zero, error: zero };
        let mut now = *x;
        for _ in 0..self.steps {
            method.step(&alone, t, h, &now, &slope, &mut memory, &mut trial);
            now = trial.x;
            slope = trial.slope;
        }
        let kick = (x[0] - x[3]) * R::lit(strength(self.dt, self.pair.gc, TAU));
        *next = now;
        next[0] += kick;
        next[3] -= kick;
    }
}

/// The family over `V_S1` and `V_S2`; conductances and coupling are those of the template.
impl MapFamily for Kicked {
    type Space = Fixed<6>;
    type Member<'a, R: Real> = Kicked<Primal<R>>;
    fn space(&self) -> Fixed<6> {
        Fixed
    }
    fn parameters(&self) -> usize {
        2
    }
    #[inline(always)]
    fn member<R: Real>(&self, vs: &[Primal<R>]) -> Kicked<Primal<R>> {
        let Pair { first, second, gc } = self.pair;
        let first = Neuron { vs: vs[0], gk2: first.gk2 };
        let second = Neuron { vs: vs[1], gk2: second.gk2 };
        Kicked { pair: Pair { first, second, gc }, dt: self.dt, steps: self.steps }
    }
}
