//! Coupled mappings: eq. (11) for a pair and for any number, of nets that were trained singly.

mod network;

pub use network::{NetworkMapping, ScaledNetwork};

use crate::error::Error;
use crate::mapping::{Mapping, Scaled, fits};
use crate::net::{Net, Scaling};
use crate::neuron::table1::TAU;
use neurodyn_core::{Fixed, Lift, Map, MapFamily, Primal, Real, System};

/// `dt g / tau`: what a linear term `g (x_i - x_j)` of an equation `tau x_i' = ...` becomes in a mapping of step `dt`.
///
/// It is the first order of the exact effect of the term: right for `dt g / tau` much less than 1.
#[must_use]
pub fn strength(dt: f64, g: f64, tau: f64) -> f64 {
    dt * g / tau
}

/// Two neurons, each a mapping, coupled as the equations of a [`Pair`](crate::Pair) are:
///
/// ```text
/// V1(t + dt) = F1(V1, n1, S1) + (dt gc / tau) (V1 - V2)
/// V2(t + dt) = F2(V2, n2, S2) + (dt gc / tau) (V2 - V1)
/// ```
/// with all values on the right at `t`; the gates as in [`Mapping`]. The term stands outside `chi`. A state is
/// `[V1, n1, S1, V2, n2, S2]` in mV and 1; [`PairMapping::scaled`] gives the same map on scaled variables. The nets may be
/// any two, the same twice too, and need not share a scaling. Eq. (11) of P. V. Kuptsov & N. V. Stankevich, Izvestiya VUZ.
/// Applied Nonlinear Dynamics 32(1), 72-95 (2024).
///
/// ```
/// use hhnet::{PairMapping, shipped};
/// use neurodyn_core::Map;
///
/// let (original, modified) = (shipped::original(), shipped::modified());
/// let pair = PairMapping::new([&original, &modified], [-36.0, -35.9], 0.001)?;
/// let mut next = [0.0_f64; 6];
/// pair.apply(&[-51.0, 0.002, 0.185, -50.6, 0.002, 0.188], &mut next);
/// assert!((next[3] + 50.6).abs() < 0.1); // 5 ms later
/// # Ok::<(), hhnet::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PairMapping<'a, W = f64, P = f64> {
    neurons: [Mapping<'a, 3, 1, W, P>; 2],
    strength: f64,
}

/// The same map on scaled variables: those of each neuron in the scaling of its own net.
///
/// The term is `(dt gc / tau) (v1 - v2)` where both share a scaling, else `(dt gc / tau) (V1 - V2) / s_V1`.
#[derive(Clone, Copy, Debug)]
pub struct ScaledPair<'a, W = f64, P = f64> {
    nets: [&'a Net<W>; 2],
    neurons: [Scaled<'a, 3, 1, W, P>; 2],
    strength: f64,
}

impl<'a, W> PairMapping<'a, W> {
    /// The mappings of these nets, with these `V_S` (mV), coupled by `gc`.
    ///
    /// # Errors
    /// [`Error::NetSize`] if a net is not of a neuron with one parameter, [`Error::TimeSteps`] if their steps differ;
    /// [`Error::NotFinite`].
    pub fn new(nets: [&'a Net<W>; 2], vs: [f64; 2], gc: f64) -> Result<Self, Error> {
        let strength = coupling(nets, gc)?;
        Ok(Self { neurons: [Mapping::new(nets[0], [vs[0]])?, Mapping::new(nets[1], [vs[1]])?], strength })
    }
}

/// The coefficient of the term, for nets that can be coupled.
fn coupling<W>(nets: [&Net<W>; 2], gc: f64) -> Result<f64, Error> {
    for net in nets {
        fits::<3, 1, W>(net)?;
    }
    if !gc.is_finite() {
        return Err(Error::NotFinite { what: "coupling", index: 0, value: gc });
    }
    Ok(strength(common_step(&nets)?, gc, TAU))
}

/// The time step that all these nets have.
fn common_step<W>(nets: &[&Net<W>]) -> Result<f64, Error> {
    let first = nets.first().map_or(0.0, |net| net.form().dt);
    match nets.iter().position(|net| net.form().dt != first) {
        None => Ok(first),
        Some(index) => Err(Error::TimeSteps { first, index, found: nets[index].form().dt }),
    }
}

impl<'a, W, P> PairMapping<'a, W, P> {
    /// The map on scaled variables.
    #[inline(always)]
    #[must_use]
    pub fn scaled(self) -> ScaledPair<'a, W, P> {
        let [one, two] = self.neurons;
        ScaledPair {
            nets: [one.net(), two.net()],
            neurons: [one.scaled(), two.scaled()],
            strength: self.strength,
        }
    }
    /// The nets.
    #[must_use]
    pub fn nets(&self) -> [&'a Net<W>; 2] {
        [self.neurons[0].net(), self.neurons[1].net()]
    }
    /// The time of one iteration, s.
    #[must_use]
    pub const fn dt(&self) -> f64 {
        self.neurons[0].dt()
    }
}

impl<W, P> System for PairMapping<'_, W, P> {
    type Space = Fixed<6>;
    #[inline(always)]
    fn space(&self) -> Fixed<6> {
        Fixed
    }
}
impl<W, P> System for ScaledPair<'_, W, P> {
    type Space = Fixed<6>;
    #[inline(always)]
    fn space(&self) -> Fixed<6> {
        Fixed
    }
}

impl<W: Copy, P: Copy, R> Map<R> for PairMapping<'_, W, P>
where
    R: Real + Lift<W> + Lift<P>,
{
    #[inline(always)]
    fn apply(&self, x: &[R; 6], next: &mut [R; 6]) {
        for k in 0..2 {
            let own = [x[3 * k], x[3 * k + 1], x[3 * k + 2]];
            let mut out = own;
            self.neurons[k].apply(&own, &mut out);
            let apart = own[0] - x[3 - 3 * k];
            out[0] = apart.mul_add(R::lit(self.strength), out[0]);
            next[3 * k..3 * k + 3].copy_from_slice(&out);
        }
    }
}

impl<W: Copy, P: Copy, R> Map<R> for ScaledPair<'_, W, P>
where
    R: Real + Lift<W> + Lift<P>,
{
    #[inline(always)]
    fn apply(&self, u: &[R; 6], next: &mut [R; 6]) {
        for k in 0..2 {
            let own = [u[3 * k], u[3 * k + 1], u[3 * k + 2]];
            let mut out = own;
            self.neurons[k].apply(&own, &mut out);
            let [scaling, other] = [k, 1 - k].map(|k| &self.nets[k].form().variables);
            let apart = apart(scaling, other, own[0], u[3 - 3 * k]);
            out[0] = apart.mul_add(R::lit(self.strength), out[0]);
            next[3 * k..3 * k + 3].copy_from_slice(&out);
        }
    }
}

/// `(x_i - x_j) / s_i` of the first coordinates, from scaled ones; with one scaling for both, `u_i - u_j` to the byte.
#[inline(always)]
fn apart<R: Real>(own: &Scaling, other: &Scaling, u: R, v: R) -> R {
    let ratio = other.half[0] / own.half[0];
    let offset = (other.middle[0] - own.middle[0]) / own.half[0];
    v.mul_add(R::lit(-ratio), u) - R::lit(offset)
}

/// The coupled mappings of two nets over `V_S1` and `V_S2`, on scaled variables: what ensembles run.
#[derive(Clone, Copy, Debug)]
pub struct PairFamily<'a, W = f64> {
    nets: [&'a Net<W>; 2],
    strength: f64,
}

impl<'a, W> PairFamily<'a, W> {
    /// The family of these nets, coupled by `gc`.
    ///
    /// # Errors
    /// As [`PairMapping::new`].
    pub fn new(nets: [&'a Net<W>; 2], gc: f64) -> Result<Self, Error> {
        Ok(Self { nets, strength: coupling(nets, gc)? })
    }
}

macro_rules! family {
    ($weight:ty) => {
        impl MapFamily for PairFamily<'_, $weight> {
            type Space = Fixed<6>;
            type Member<'m, R: Real>
                = ScaledPair<'m, $weight, Primal<R>>
            where
                Self: 'm;
            fn space(&self) -> Fixed<6> {
                Fixed
            }
            fn parameters(&self) -> usize {
                2
            }
            #[inline(always)]
            fn member<'m, R: Real>(&'m self, vs: &[Primal<R>]) -> ScaledPair<'m, $weight, Primal<R>> {
                let neurons = [Mapping::with(self.nets[0], [vs[0]]), Mapping::with(self.nets[1], [vs[1]])];
                PairMapping { neurons, strength: self.strength }.scaled()
            }
        }
    };
}
family!(f64);
family!(f32);
