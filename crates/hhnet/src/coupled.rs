//! Coupled neurons: a pair, and any number with any coupling matrix.

use crate::error::Error;
use crate::links::Links;
use crate::neuron::Neuron;
use neurodyn_core::{Dynamic, Family, Fixed, Flow, Lift, Primal, Real, System};

/// ```text
/// tau V1' = -I(V1, n1, S1) + gc (V1 - V2),     tau V2' = -I(V2, n2, S2) + gc (V2 - V1)
/// ```
/// and the gates as in [`Neuron`]. A state is `[V1, n1, S1, V2, n2, S2]`. The sign is the printed one: with `gc > 0`
/// the coupling drives the voltages apart. Eq. (4) of P. V. Kuptsov & N. V. Stankevich, Izvestiya VUZ. Applied Nonlinear
/// Dynamics 32(1), 72-95 (2024).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair<P = f64> {
    /// Neuron 1.
    pub first: Neuron<P>,
    /// Neuron 2.
    pub second: Neuron<P>,
    /// Strength of the coupling `gc`.
    pub gc: f64,
}

/// `V_S2 - V_S1` in figures 6 to 9, mV.
pub const SHIFT: f64 = 0.1;

impl Pair {
    /// Two original neurons with `V_S2 = V_S1 + 0.1`: figures 6a and 7.
    #[must_use]
    pub fn originals(vs1: f64, gc: f64) -> Self {
        Self { first: Neuron::original(vs1), second: Neuron::original(vs1 + SHIFT), gc }
    }
    /// Two modified neurons with `V_S2 = V_S1 + 0.1`: figure 6b.
    #[must_use]
    pub fn modifieds(vs1: f64, gc: f64) -> Self {
        Self { first: Neuron::modified(vs1), second: Neuron::modified(vs1 + SHIFT), gc }
    }
    /// An original neuron 1 and a modified neuron 2 with `V_S2 = V_S1 + 0.1`: figures 6c, 6d, 8 and 9.
    #[must_use]
    pub fn mixed(vs1: f64, gc: f64) -> Self {
        Self { first: Neuron::original(vs1), second: Neuron::modified(vs1 + SHIFT), gc }
    }
}

impl<P> System for Pair<P> {
    type Space = Fixed<6>;
    #[inline(always)]
    fn space(&self) -> Fixed<6> {
        Fixed
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Pair<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, &[v1, n1, s1, v2, n2, s2]: &[R; 6], dx: &mut [R; 6]) {
        let gc = R::lit(self.gc);
        let one = (v2 - v1).mul_add(gc, self.first.current(v1, n1, s1));
        let two = (v1 - v2).mul_add(gc, self.second.current(v2, n2, s2));
        let [dv1, dn1, ds1] = self.first.rates(one, v1, n1, s1);
        let [dv2, dn2, ds2] = self.second.rates(two, v2, n2, s2);
        *dx = [dv1, dn1, ds1, dv2, dn2, ds2];
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

/// The family over `V_S1` and `V_S2`; conductances and coupling are those of the template.
impl Family for Pair {
    type Space = Fixed<6>;
    type Member<R: Real> = Pair<Primal<R>>;
    fn space(&self) -> Fixed<6> {
        Fixed
    }
    fn parameters(&self) -> usize {
        2
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> Pair<Primal<R>> {
        Pair {
            first: Neuron { vs: parameters[0], gk2: self.first.gk2 },
            second: Neuron { vs: parameters[1], gk2: self.second.gk2 },
            gc: self.gc,
        }
    }
}

/// ```text
/// tau V_i' = -I(V_i, n_i, S_i) + sum_j g_ij (V_i - V_j)
/// ```
/// and the gates as in [`Neuron`]: eq. (4) for any number of neurons. A state is `[V_1, n_1, S_1, V_2, ...]`. Links of
/// strength 0 cost nothing. Two neurons with `g = [0, gc, gc, 0]` are a [`Pair`], to the byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Network<P = f64> {
    neurons: Vec<Neuron<P>>,
    links: Links,
}

impl<P> Network<P> {
    /// The network with the coupling matrix `g`, row-major: `g[i * n + j]` is the strength of `V_i - V_j` in the
    /// equation of neuron `i`. The diagonal has no effect.
    ///
    /// # Errors
    /// [`Error::Coupling`] if `g` is not `n x n`, [`Error::NotFinite`].
    pub fn new(neurons: Vec<Neuron<P>>, g: &[f64]) -> Result<Self, Error> {
        let links = Links::of_matrix(neurons.len(), g)?;
        Ok(Self { neurons, links })
    }
    /// Each neuron with its two neighbours on a ring.
    #[must_use]
    pub fn ring(neurons: Vec<Neuron<P>>, gc: f64) -> Self {
        let links = Links::ring(neurons.len(), gc);
        Self { neurons, links }
    }
    /// Neuron 0 with each of the others.
    #[must_use]
    pub fn star(neurons: Vec<Neuron<P>>, gc: f64) -> Self {
        let links = Links::star(neurons.len(), gc);
        Self { neurons, links }
    }
    /// Each neuron with each other.
    #[must_use]
    pub fn all_to_all(neurons: Vec<Neuron<P>>, gc: f64) -> Self {
        let links = Links::all_to_all(neurons.len(), gc);
        Self { neurons, links }
    }
    /// The neurons.
    #[must_use]
    pub fn neurons(&self) -> &[Neuron<P>] {
        &self.neurons
    }
}

impl<P> System for Network<P> {
    type Space = Dynamic;
    #[inline(always)]
    fn space(&self) -> Dynamic {
        Dynamic(3 * self.neurons.len())
    }
}

impl<P: Copy, R: Real + Lift<P>> Flow<R> for Network<P> {
    #[inline(always)]
    fn rhs(&self, _t: R, x: &Vec<R>, dx: &mut Vec<R>) {
        for i in 0..self.neurons.len() {
            let (v, n, s) = (x[3 * i], x[3 * i + 1], x[3 * i + 2]);
            let mut current = self.neurons[i].current(v, n, s);
            let links = self.links.onto(i);
            for link in 0..links.len() {
                let (j, g) = links[link];
                current = (x[3 * j] - v).mul_add(R::lit(g), current);
            }
            let [dv, dn, ds] = self.neurons[i].rates(current, v, n, s);
            dx[3 * i] = dv;
            dx[3 * i + 1] = dn;
            dx[3 * i + 2] = ds;
        }
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        true
    }
}

/// The family over the `V_S` of every neuron.
impl Family for Network {
    type Space = Dynamic;
    type Member<R: Real> = Network<Primal<R>>;
    fn space(&self) -> Dynamic {
        System::space(self)
    }
    fn parameters(&self) -> usize {
        self.neurons.len()
    }
    #[inline(always)]
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> Network<Primal<R>> {
        let mut neurons = Vec::with_capacity(self.neurons.len());
        for i in 0..self.neurons.len() {
            neurons.push(Neuron { vs: parameters[i], gk2: self.neurons[i].gk2 });
        }
        Network { neurons, links: self.links.clone() }
    }
}
