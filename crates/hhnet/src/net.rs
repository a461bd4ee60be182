//! `Net`: the weights of a neural-network mapping with all that is needed to use them, as plain data.

use crate::error::Error;
use neurodyn_core::Real;

/// A scalar function that a layer applies to each of its elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Activation {
    /// `tanh z`, the source's.
    #[default]
    Tanh,
    /// `1 / (1 + e^-z)`.
    Sigmoid,
    /// `max(0, z)`.
    Relu,
}

impl Activation {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Tanh, Self::Sigmoid, Self::Relu];

    /// The function, with a small absolute error.
    #[inline(always)]
    #[must_use]
    pub fn of<R: Real>(self, z: R) -> R {
        match self {
            Self::Tanh => z.squash(),
            // by the same function, which keeps kernels small
            Self::Sigmoid => (z * R::lit(0.5)).squash().mul_add(R::lit(0.5), R::lit(0.5)),
            Self::Relu => z.max(R::lit(0.0)),
        }
    }
    /// Its derivative, given its value `y`.
    #[inline(always)]
    #[must_use]
    pub fn slope<R: Real>(self, y: R) -> R {
        let (zero, one) = (R::lit(0.0), R::lit(1.0));
        match self {
            Self::Tanh => one - y * y,
            Self::Sigmoid => y * (one - y),
            Self::Relu => R::select(zero.lt(y), one, zero),
        }
    }
    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tanh => "tanh",
            Self::Sigmoid => "sigmoid",
            Self::Relu => "relu",
        }
    }
    /// The activation of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|activation| activation.name() == name)
    }
}

/// The size of a net.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    /// Dynamic variables `D_u`: as many subnetworks.
    pub variables: usize,
    /// Control parameters `D_p`.
    pub parameters: usize,
    /// Units of a hidden layer `N_h`.
    pub hidden: usize,
}

impl Size {
    /// Weights of one hidden unit: `a, mu, A (D_u - 1), B (D_p), beta, b`.
    #[must_use]
    pub const fn unit(&self) -> usize {
        self.variables + self.parameters + 3
    }
    /// Weights of one subnetwork: its units, and `gamma`.
    #[must_use]
    pub const fn subnet(&self) -> usize {
        self.hidden * self.unit() + 1
    }
    /// Weights of the net: 2103 for the source's.
    #[must_use]
    pub const fn net(&self) -> usize {
        self.variables * self.subnet()
    }
}

/// `x -> (x - m) / s`: what brings each variable of a box to [-1, 1]. Eq. (7) of the source.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaling {
    /// The middle of each side, `m`.
    pub middle: Vec<f64>,
    /// Half the length of each side, `s`.
    pub half: Vec<f64>,
}

impl Scaling {
    /// The scaling of the box with these sides `(low, high)`.
    ///
    /// # Errors
    /// [`Error::Scaling`] if a side has no positive, finite length.
    pub fn of_box(sides: &[(f64, f64)]) -> Result<Self, Error> {
        let middle = sides.iter().map(|&(low, high)| 0.5 * (low + high)).collect();
        let half = sides.iter().map(|&(low, high)| 0.5 * (high - low)).collect();
        let scaling = Self { middle, half };
        scaling.check()?;
        Ok(scaling)
    }
    /// The box: each side as `(low, high)`.
    #[must_use]
    pub fn sides(&self) -> Vec<(f64, f64)> {
        self.middle.iter().zip(&self.half).map(|(m, s)| (m - s, m + s)).collect()
    }
    /// Scaled coordinate `i`.
    #[inline(always)]
    #[must_use]
    pub fn scaled<R: Real>(&self, i: usize, x: R) -> R {
        (x - R::lit(self.middle[i])) * R::lit(1.0 / self.half[i])
    }
    /// Coordinate `i` in its own units.
    #[inline(always)]
    #[must_use]
    pub fn physical<R: Real>(&self, i: usize, u: R) -> R {
        u.mul_add(R::lit(self.half[i]), R::lit(self.middle[i]))
    }
    fn check(&self) -> Result<(), Error> {
        for (side, (&middle, &half)) in self.middle.iter().zip(&self.half).enumerate() {
            if !(middle.is_finite() && half.is_finite() && half > 0.0) {
                return Err(Error::Scaling { side, middle, half });
            }
        }
        Ok(())
    }
}

/// What a net is beside its weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// How many of what.
    pub size: Size,
    /// The stabilising factor `chi`.
    pub chi: f64,
    /// The time of one step, in the units of the system.
    pub dt: f64,
    /// `f`, of the hidden layer.
    pub outer: Activation,
    /// `g`, of the additional layer for the other variables and the parameters.
    pub inner: Activation,
    /// The scaling of the variables.
    pub variables: Scaling,
    /// The scaling of the parameters.
    pub parameters: Scaling,
}

impl Form {
    /// The source's network over these boxes: `chi` = 0.001 and `tanh` in both layers.
    ///
    /// # Errors
    /// [`Error::Scaling`] if a side of a box has no positive, finite length; [`Error::Form`] for a time step or a number of
    /// hidden units that is not positive.
    pub fn over(
        variables: &[(f64, f64)],
        parameters: &[(f64, f64)],
        hidden: usize,
        dt: f64,
    ) -> Result<Self, Error> {
        let form = Self {
            size: Size { variables: variables.len(), parameters: parameters.len(), hidden },
            chi: CHI,
            dt,
            outer: Activation::Tanh,
            inner: Activation::Tanh,
            variables: Scaling::of_box(variables)?,
            parameters: Scaling::of_box(parameters)?,
        };
        form.check()?;
        Ok(form)
    }
    pub(crate) fn check(&self) -> Result<(), Error> {
        let Size { variables, parameters, hidden } = self.size;
        let positive = |what, value: f64| {
            let fits = value.is_finite() && value > 0.0;
            if fits { Ok(()) } else { Err(Error::Form { what, value }) }
        };
        positive("number of variables", variables as f64)?;
        positive("number of hidden units", hidden as f64)?;
        positive("time step", self.dt)?;
        positive("chi", self.chi)?;
        for (what, scaling, sides) in
            [("variables", &self.variables, variables), ("parameters", &self.parameters, parameters)]
        {
            for length in [scaling.middle.len(), scaling.half.len()] {
                if length != sides {
                    return Err(Error::Sides { what, expected: sides, found: length });
                }
            }
            scaling.check()?;
        }
        Ok(())
    }
}

/// The source's stabilising factor, table 2.
pub const CHI: f64 = 1e-3;

/// A neural-network mapping's weights, of `f64` or `f32`, and its [`Form`].
///
/// Subnetwork `i` computes variable `i`; its weights stand unit by unit, `a, mu, A, B, beta, b` of each (`A` for the other
/// variables in their order), then `gamma`. Eqs. (5) to (8) and table 2 of P. V. Kuptsov & N. V. Stankevich, Izvestiya
/// VUZ. Applied Nonlinear Dynamics 32(1), 72-95 (2024).
#[derive(Clone, Debug, PartialEq)]
pub struct Net<W = f64> {
    form: Form,
    weights: Vec<W>,
}

impl Net {
    /// The net of this form with these weights.
    ///
    /// # Errors
    /// [`Error::Weights`] for a wrong number of them, [`Error::NotFinite`]; [`Error::Form`], [`Error::Sides`] and
    /// [`Error::Scaling`] for a form that makes no sense.
    pub fn new(form: Form, weights: Vec<f64>) -> Result<Self, Error> {
        form.check()?;
        if weights.len() != form.size.net() {
            return Err(Error::Weights { expected: form.size.net(), found: weights.len() });
        }
        if let Some(index) = weights.iter().position(|w| !w.is_finite()) {
            return Err(Error::NotFinite { what: "weights", index, value: weights[index] });
        }
        Ok(Self { form, weights })
    }
    /// The net with its weights rounded to single precision, for fast ensembles.
    #[must_use]
    pub fn single(&self) -> Net<f32> {
        Net { form: self.form.clone(), weights: self.weights.iter().map(|&w| w as f32).collect() }
    }
}

impl<W> Net<W> {
    /// What it is beside its weights.
    #[inline(always)]
    #[must_use]
    pub const fn form(&self) -> &Form {
        &self.form
    }
    /// All weights, subnetwork by subnetwork.
    #[inline(always)]
    #[must_use]
    pub fn weights(&self) -> &[W] {
        &self.weights
    }
    /// The weights of subnetwork `i`.
    #[inline(always)]
    #[must_use]
    pub fn subnet(&self, i: usize) -> &[W] {
        let each = self.form.size.subnet();
        &self.weights[i * each..(i + 1) * each]
    }
}
