//! `Plan`: the choices of a run, each independent of the others.

use neurodyn_core::Tolerance;

/// How a flow is integrated.
#[derive(Clone, Copy, Debug)]
pub struct Plan<M, C> {
    /// The integrator.
    pub method: M,
    /// The step-size controller.
    pub control: C,
    /// The error a step may make.
    pub tolerance: Tolerance,
    /// The first step; `None` chooses it from the right-hand side.
    pub first_step: Option<f64>,
    /// Trial steps that a trajectory may make.
    pub max_steps: u64,
}

impl<M, C> Plan<M, C> {
    /// A plan with an automatic first step and up to ten million trial steps.
    pub const fn new(method: M, control: C, tolerance: Tolerance) -> Self {
        Self { method, control, tolerance, first_step: None, max_steps: 10_000_000 }
    }
    /// The same plan with this first step.
    #[must_use]
    pub fn first_step(self, h: f64) -> Self {
        Self { first_step: Some(h), ..self }
    }
    /// The same plan with this budget of trial steps.
    #[must_use]
    pub fn max_steps(self, max_steps: u64) -> Self {
        Self { max_steps, ..self }
    }
}

impl Plan<crate::Auto, crate::Pid> {
    /// For a system of which nothing is known: [`Auto`](crate::Auto) goes over to an implicit method where it must.
    #[must_use]
    pub fn auto(tolerance: Tolerance) -> Self {
        Self::new(crate::Auto::new(), crate::Pid::default(), tolerance)
    }
}

impl<M> Plan<M, crate::control::Constant> {
    /// Constant steps of length `h` (the last is shortened to meet the end).
    pub const fn constant(method: M, h: f64) -> Self {
        Self {
            method,
            control: crate::control::Constant,
            tolerance: Tolerance { absolute: 1.0, relative: 0.0 },
            first_step: Some(h),
            max_steps: u64::MAX,
        }
    }
}
