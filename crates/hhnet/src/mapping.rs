//! The neural-network mapping as a map over any number, in its own units and in scaled ones.

use crate::error::Error;
use crate::net::{Activation, Net};
use neurodyn_core::{Fixed, Lift, Map, MapFamily, Primal, Real, System};

/// ```text
/// u_i(t + dt) = (1 - chi) u_i + chi ( f( u_i a_i + mu_i + g( u_noti A_i + p B_i + beta_i ) ) b_i + gamma_i )
/// ```
/// for `i = 1 ... N`, in scaled variables `u = (x - m_u) / s_u`, `p = (p - m_p) / s_p`. States of this map are in the
/// units of the system, like its `M` parameters; [`Mapping::scaled`] gives the same map on `u`. One iteration is the time
/// `dt`. Eqs. (5), (7) of P. V. Kuptsov & N. V. Stankevich, Izvestiya VUZ. Applied Nonlinear Dynamics 32(1), 72-95 (2024).
///
/// ```
/// use dynsys::fixed_point::{Newton, of_map};
/// use hhnet::{Mapping, shipped};
///
/// let net = shipped::modified();
/// let map = Mapping::<3, 1>::new(&net, [-36.0])?; // V_S in mV
/// let rest = of_map(&map, 1, &[-50.6, 0.002, 0.188], &Newton::default())?;
/// assert!((rest.x[0] + 50.6357).abs() < 0.15); // the neuron's steady state
/// # Ok::<(), hhnet::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Mapping<'a, const N: usize, const M: usize, W = f64, P = f64>(Scaled<'a, N, M, W, P>);

/// The same map on scaled variables, where the box is [-1, 1] in every direction.
#[derive(Clone, Copy, Debug)]
pub struct Scaled<'a, const N: usize, const M: usize, W = f64, P = f64> {
    net: &'a Net<W>,
    /// Scaled.
    p: [P; M],
}

impl<'a, const N: usize, const M: usize, W> Mapping<'a, N, M, W> {
    /// The mapping of this net with these parameters, in their own units.
    ///
    /// # Errors
    /// [`Error::NetSize`] if the net has not `N` variables and `M` parameters; [`Error::NotFinite`].
    pub fn new(net: &'a Net<W>, parameters: [f64; M]) -> Result<Self, Error> {
        fits::<N, M, W>(net)?;
        if let Some(index) = parameters.iter().position(|p| !p.is_finite()) {
            return Err(Error::NotFinite { what: "parameters", index, value: parameters[index] });
        }
        Ok(Self::with(net, parameters))
    }
}

/// Whether a net has `N` variables and `M` parameters.
pub(crate) fn fits<const N: usize, const M: usize, W>(net: &Net<W>) -> Result<(), Error> {
    let size = net.form().size;
    if (size.variables, size.parameters) == (N, M) {
        Ok(())
    } else {
        Err(Error::NetSize { variables: size.variables, parameters: size.parameters, expected: (N, M) })
    }
}

impl<'a, const N: usize, const M: usize, W, P: Real> Mapping<'a, N, M, W, P> {
    /// With parameters of any number, for a net that fits.
    #[inline(always)]
    pub(crate) fn with(net: &'a Net<W>, parameters: [P; M]) -> Self {
        let mut p = parameters;
        for k in 0..M {
            p[k] = net.form().parameters.scaled(k, p[k]);
        }
        Self(Scaled { net, p })
    }
}

impl<'a, const N: usize, const M: usize, W, P> Mapping<'a, N, M, W, P> {
    /// The map on scaled variables.
    #[inline(always)]
    #[must_use]
    pub fn scaled(self) -> Scaled<'a, N, M, W, P> {
        self.0
    }
    /// The net.
    #[must_use]
    pub const fn net(&self) -> &'a Net<W> {
        self.0.net
    }
    /// The time of one iteration.
    #[must_use]
    pub const fn dt(&self) -> f64 {
        self.0.net.form().dt
    }
}

impl<const N: usize, const M: usize, W, P> System for Mapping<'_, N, M, W, P> {
    type Space = Fixed<N>;
    #[inline(always)]
    fn space(&self) -> Fixed<N> {
        Fixed
    }
}
impl<const N: usize, const M: usize, W, P> System for Scaled<'_, N, M, W, P> {
    type Space = Fixed<N>;
    #[inline(always)]
    fn space(&self) -> Fixed<N> {
        Fixed
    }
}

impl<const N: usize, const M: usize, W: Copy, P: Copy, R> Map<R> for Mapping<'_, N, M, W, P>
where
    R: Real + Lift<W> + Lift<P>,
{
    #[inline(always)]
    fn apply(&self, x: &[R; N], next: &mut [R; N]) {
        let scaling = &self.0.net.form().variables;
        let mut u = *x;
        for i in 0..N {
            u[i] = scaling.scaled(i, x[i]);
        }
        self.0.apply(&u, next);
        for i in 0..N {
            next[i] = scaling.physical(i, next[i]);
        }
    }
}

impl<const N: usize, const M: usize, W: Copy, P: Copy, R> Map<R> for Scaled<'_, N, M, W, P>
where
    R: Real + Lift<W> + Lift<P>,
{
    #[inline(always)]
    fn apply(&self, u: &[R; N], next: &mut [R; N]) {
        let form = self.net.form();
        // in the source's form both functions are known to the compiler, so that the loop has no choice in it, and two units
        // side by side keep the processor's pipes full (7 to 14 % in a loop on its own); other forms share one small loop
        let usual = (form.outer, form.inner) == (Activation::Tanh, Activation::Tanh);
        if usual && form.size.hidden.is_multiple_of(2) {
            self.step::<R, 2>(Activation::Tanh, Activation::Tanh, u, next);
        } else {
            self.step::<R, 1>(form.outer, form.inner, u, next);
        }
    }
}

impl<const N: usize, const M: usize, W: Copy, P: Copy> Scaled<'_, N, M, W, P> {
    /// The equation, for hidden functions `f` and `g`, by `K` units at a time.
    #[inline(always)]
    fn step<R: Real + Lift<W> + Lift<P>, const K: usize>(
        &self,
        f: Activation,
        g: Activation,
        u: &[R; N],
        next: &mut [R; N],
    ) {
        let form = self.net.form();
        let (unit, hidden) = (form.size.unit(), form.size.hidden);
        let (chi, rest) = (R::lit(form.chi), R::lit(1.0 - form.chi));
        for i in 0..N {
            let w = self.net.subnet(i);
            let mut others = *u;
            #[expect(clippy::manual_memcpy, reason = "in a kernel an index loop stays in registers")]
            for j in i + 1..N {
                others[j - 1] = u[j];
            }
            let mut sum = <R as Lift<W>>::lift(w[unit * hidden]); // gamma
            for group in 0..hidden / K {
                let mut rows = [w; K];
                for k in 0..K {
                    rows[k] = &w[(K * group + k) * unit..(K * group + k + 1) * unit];
                }
                sum = self.units(f, g, rows, u[i], &others, sum);
            }
            next[i] = sum.mul_add(chi, u[i] * rest);
        }
    }

    /// `sum + f( u a + mu + g( others A + p B + beta ) ) b` over `K` units of the hidden layer.
    #[inline(always)]
    fn units<R: Real + Lift<W> + Lift<P>, const K: usize>(
        &self,
        f: Activation,
        g: Activation,
        w: [&[W]; K],
        u: R,
        others: &[R; N],
        sum: R,
    ) -> R {
        let (mut z, mut sum) = ([sum; K], sum);
        for k in 0..K {
            z[k] = <R as Lift<W>>::lift(w[k][N + M + 1]); // beta
            for j in 0..M {
                z[k] = <R as Lift<P>>::lift(self.p[j]).mul_add(<R as Lift<W>>::lift(w[k][N + 1 + j]), z[k]);
            }
            for j in 0..N - 1 {
                z[k] = others[j].mul_add(<R as Lift<W>>::lift(w[k][2 + j]), z[k]);
            }
        }
        for k in 0..K {
            z[k] = g.of(z[k]);
        }
        for k in 0..K {
            z[k] = f.of(u.mul_add(<R as Lift<W>>::lift(w[k][0]), <R as Lift<W>>::lift(w[k][1])) + z[k]);
        }
        for k in 0..K {
            sum = z[k].mul_add(<R as Lift<W>>::lift(w[k][N + M + 2]), sum);
        }
        sum
    }
}

/// The mappings of a net over their parameters, on scaled variables: what ensembles run.
#[derive(Clone, Copy, Debug)]
pub struct ScaledFamily<'a, const N: usize, const M: usize, W = f64>(&'a Net<W>);

impl<'a, const N: usize, const M: usize, W> ScaledFamily<'a, N, M, W> {
    /// The family of this net.
    ///
    /// # Errors
    /// [`Error::NetSize`] if the net has not `N` variables and `M` parameters.
    pub fn new(net: &'a Net<W>) -> Result<Self, Error> {
        fits::<N, M, W>(net)?;
        Ok(Self(net))
    }
}

macro_rules! family {
    ($weight:ty) => {
        impl<const N: usize, const M: usize> MapFamily for ScaledFamily<'_, N, M, $weight> {
            type Space = Fixed<N>;
            type Member<'m, R: Real>
                = Scaled<'m, N, M, $weight, Primal<R>>
            where
                Self: 'm;
            fn space(&self) -> Fixed<N> {
                Fixed
            }
            fn parameters(&self) -> usize {
                M
            }
            #[inline(always)]
            fn member<'m, R: Real>(
                &'m self,
                parameters: &[Primal<R>],
            ) -> Scaled<'m, N, M, $weight, Primal<R>> {
                let mut p = [<Primal<R> as Real>::lit(0.0); M];
                for k in 0..M {
                    p[k] = parameters[k];
                }
                Mapping::with(self.0, p).scaled()
            }
        }
    };
}
family!(f64);
family!(f32);
