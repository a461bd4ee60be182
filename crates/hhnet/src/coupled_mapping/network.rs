//! Any number of coupled mappings, with any coupling matrix.

use super::{apart, common_step, strength};
use crate::error::Error;
use crate::links::Links;
use crate::mapping::{Mapping, Scaled};
use crate::net::Net;
use crate::neuron::table1::TAU;
use neurodyn_core::{Dynamic, Lift, Map, MapFamily, Primal, Real, System};

/// ```text
/// V_i(t + dt) = F_i(V_i, n_i, S_i) + sum_j (dt g_ij / tau) (V_i - V_j)
/// ```
/// with all values on the right at `t`, and the other variables as in [`Mapping`]: eq. (11) for any number of neurons,
/// each with a net and a `V_S` of its own. A state is `[V_1, n_1, S_1, V_2, ...]`. Links of strength 0 cost nothing. Two
/// neurons with `g = [0, gc, gc, 0]` are a [`PairMapping`](super::PairMapping), to the byte.
///
/// Nets of other systems of `N` variables are coupled in the same way by [`NetworkMapping::linear`].
///
/// ```
/// use hhnet::{Mapping, NetworkMapping, shipped};
///
/// let net = shipped::modified();
/// let neurons = (0..4).map(|_| Mapping::<3, 1>::new(&net, [-36.0])).collect::<Result<Vec<_>, _>>()?;
/// let ring = NetworkMapping::ring(neurons, 0.001)?;
/// assert_eq!(ring.dt(), 0.005);
/// # Ok::<(), hhnet::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct NetworkMapping<'a, const N: usize = 3, const M: usize = 1, W = f64, P = f64> {
    systems: Vec<Mapping<'a, N, M, W, P>>,
    /// Their strengths are `dt g / tau`.
    links: Links,
}

/// The same map on scaled variables: those of each system in the scaling of its own net.
#[derive(Clone, Debug)]
pub struct ScaledNetwork<'a, const N: usize = 3, const M: usize = 1, W = f64, P = f64> {
    nets: Vec<&'a Net<W>>,
    systems: Vec<Scaled<'a, N, M, W, P>>,
    links: Links,
}

impl<'a, W, P> NetworkMapping<'a, 3, 1, W, P> {
    /// Neurons with the coupling matrix `g`, row-major, as [`Network::new`](crate::Network::new) takes it.
    ///
    /// # Errors
    /// [`Error::Coupling`] if `g` is not `n x n`, [`Error::NotFinite`]; [`Error::TimeSteps`] if the steps of the nets
    /// differ.
    pub fn new(neurons: Vec<Mapping<'a, 3, 1, W, P>>, g: &[f64]) -> Result<Self, Error> {
        let links = Links::of_matrix(neurons.len(), g)?;
        Self::coupled(neurons, links)
    }
    /// Each neuron with its two neighbours on a ring.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn ring(neurons: Vec<Mapping<'a, 3, 1, W, P>>, gc: f64) -> Result<Self, Error> {
        let links = Links::ring(neurons.len(), gc);
        Self::coupled(neurons, links)
    }
    /// Neuron 0 with each of the others.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn star(neurons: Vec<Mapping<'a, 3, 1, W, P>>, gc: f64) -> Result<Self, Error> {
        let links = Links::star(neurons.len(), gc);
        Self::coupled(neurons, links)
    }
    /// Each neuron with each other.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn all_to_all(neurons: Vec<Mapping<'a, 3, 1, W, P>>, gc: f64) -> Result<Self, Error> {
        let links = Links::all_to_all(neurons.len(), gc);
        Self::coupled(neurons, links)
    }
    fn coupled(neurons: Vec<Mapping<'a, 3, 1, W, P>>, links: Links) -> Result<Self, Error> {
        let dt = step(&neurons)?;
        let links = links.map(|g| strength(dt, g, TAU));
        let all = (0..neurons.len()).flat_map(|i| links.onto(i)).enumerate();
        for (index, &(_, value)) in all {
            if !value.is_finite() {
                return Err(Error::NotFinite { what: "coupling", index, value });
            }
        }
        Ok(Self { systems: neurons, links })
    }
}

fn step<const N: usize, const M: usize, W, P>(systems: &[Mapping<'_, N, M, W, P>]) -> Result<f64, Error> {
    let nets: Vec<_> = systems.iter().map(Mapping::net).collect();
    common_step(&nets)
}

impl<'a, const N: usize, const M: usize, W, P> NetworkMapping<'a, N, M, W, P> {
    /// Any systems, the first variable of each coupled linearly: `x_i(t + dt) = F_i + sum_j c_ij (x_i - x_j)`, with
    /// `c` row-major, see [`strength`]; `c < 0` draws them together.
    ///
    /// # Errors
    /// [`Error::Coupling`] if `c` is not `n x n`, [`Error::NotFinite`]; [`Error::TimeSteps`] if the steps of the nets
    /// differ.
    pub fn linear(systems: Vec<Mapping<'a, N, M, W, P>>, c: &[f64]) -> Result<Self, Error> {
        step(&systems)?;
        let links = Links::of_matrix(systems.len(), c)?;
        Ok(Self { systems, links })
    }
    /// The map on scaled variables.
    #[must_use]
    pub fn scaled(self) -> ScaledNetwork<'a, N, M, W, P> {
        ScaledNetwork {
            nets: self.systems.iter().map(Mapping::net).collect(),
            systems: self.systems.into_iter().map(Mapping::scaled).collect(),
            links: self.links,
        }
    }
    /// The mappings that are coupled.
    #[must_use]
    pub fn systems(&self) -> &[Mapping<'a, N, M, W, P>] {
        &self.systems
    }
    /// The time of one iteration; 0 for an empty network.
    #[must_use]
    pub fn dt(&self) -> f64 {
        self.systems.first().map_or(0.0, Mapping::dt)
    }
}

impl<const N: usize, const M: usize, W, P> System for NetworkMapping<'_, N, M, W, P> {
    type Space = Dynamic;
    #[inline(always)]
    fn space(&self) -> Dynamic {
        Dynamic(N * self.systems.len())
    }
}
impl<const N: usize, const M: usize, W, P> System for ScaledNetwork<'_, N, M, W, P> {
    type Space = Dynamic;
    #[inline(always)]
    fn space(&self) -> Dynamic {
        Dynamic(N * self.systems.len())
    }
}

impl<const N: usize, const M: usize, W: Copy, P: Copy, R> Map<R> for NetworkMapping<'_, N, M, W, P>
where
    R: Real + Lift<W> + Lift<P>,
{
    #[inline(always)]
    fn apply(&self, x: &Vec<R>, next: &mut Vec<R>) {
        for i in 0..self.systems.len() {
            let (own, mut out) = ([R::lit(0.0); N], [R::lit(0.0); N]);
            let own = part(x, i, own);
            self.systems[i].apply(&own, &mut out);
            let links = self.links.onto(i);
            for link in 0..links.len() {
                let (j, c) = links[link];
                out[0] = (own[0] - x[N * j]).mul_add(R::lit(c), out[0]);
            }
            next[N * i..N * (i + 1)].copy_from_slice(&out);
        }
    }
}

impl<const N: usize, const M: usize, W: Copy, P: Copy, R> Map<R> for ScaledNetwork<'_, N, M, W, P>
where
    R: Real + Lift<W> + Lift<P>,
{
    #[inline(always)]
    fn apply(&self, u: &Vec<R>, next: &mut Vec<R>) {
        for i in 0..self.systems.len() {
            let (own, mut out) = ([R::lit(0.0); N], [R::lit(0.0); N]);
            let own = part(u, i, own);
            self.systems[i].apply(&own, &mut out);
            let links = self.links.onto(i);
            for link in 0..links.len() {
                let (j, c) = links[link];
                let [scaling, other] = [i, j].map(|k| &self.nets[k].form().variables);
                out[0] = apart(scaling, other, own[0], u[N * j]).mul_add(R::lit(c), out[0]);
            }
            next[N * i..N * (i + 1)].copy_from_slice(&out);
        }
    }
}

/// The coordinates of system `i`.
#[inline(always)]
fn part<R: Real, const N: usize>(x: &[R], i: usize, mut own: [R; N]) -> [R; N] {
    own.copy_from_slice(&x[N * i..N * (i + 1)]);
    own
}

macro_rules! family {
    ($weight:ty) => {
        /// The family over the parameters of every system, in their own units.
        impl<const N: usize, const M: usize> MapFamily for NetworkMapping<'_, N, M, $weight> {
            type Space = Dynamic;
            type Member<'m, R: Real>
                = NetworkMapping<'m, N, M, $weight, Primal<R>>
            where
                Self: 'm;
            fn space(&self) -> Dynamic {
                System::space(self)
            }
            fn parameters(&self) -> usize {
                M * self.systems.len()
            }
            #[inline(always)]
            fn member<'m, R: Real>(&'m self, parameters: &[Primal<R>]) -> Self::Member<'m, R> {
                let mut systems = Vec::with_capacity(self.systems.len());
                for i in 0..self.systems.len() {
                    let own = part(parameters, i, [<Primal<R> as Real>::lit(0.0); M]);
                    systems.push(Mapping::with(self.systems[i].net(), own));
                }
                NetworkMapping { systems, links: self.links.clone() }
            }
        }
    };
}
family!(f64);
family!(f32);
