//! What a model is: a space and a law on it, `Flow` in continuous time, `Map` in discrete time.

use crate::real::{Primal, Real};
use crate::space::Space;

/// Something with states.
pub trait System {
    /// The shape of its states.
    type Space: Space;
    /// The space itself (its dimension, if only known when running).
    fn space(&self) -> Self::Space;
}

/// A state of the system `S` in numbers `R`.
pub type Point<S, R> = <<S as System>::Space as Space>::Point<R>;

/// Continuous time: `dx/dt = f(t, x)`.
pub trait Flow<R: Real>: System {
    /// Writes `f(t, x)` into `dx`.
    fn rhs(&self, t: R, x: &Point<Self, R>, dx: &mut Point<Self, R>);
    /// True if `f` does not look at `t`; an implicit method then need not differentiate by it. False if in doubt.
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        false
    }
}

/// Discrete time: `x -> f(x)`.
pub trait Map<R: Real>: System {
    /// Writes `f(x)` into `next`.
    fn apply(&self, x: &Point<Self, R>, next: &mut Point<Self, R>);
}

/// A family of flows: one member for each choice of parameters, members side by side in lanes.
///
/// This is what an ensemble runs: the parameters of lane `i` belong to the trajectory in lane `i`.
pub trait Family: Sync {
    /// The space that all members share.
    type Space: Space;
    /// A member whose parameters are numbers `Primal<R>`, as a flow on `R`.
    type Member<R: Real>: Flow<R> + System<Space = Self::Space>;
    /// The space that all members share.
    fn space(&self) -> Self::Space;
    /// Number of parameters that vary over the family.
    fn parameters(&self) -> usize;
    /// The member with these parameters; `parameters.len()` is `self.parameters()`.
    fn member<R: Real>(&self, parameters: &[Primal<R>]) -> Self::Member<R>;
}

/// A family of maps: one member for each choice of parameters, members side by side in lanes.
///
/// Members may borrow from the family, so that a learned map shares its weights.
pub trait MapFamily: Sync {
    /// The space that all members share.
    type Space: Space;
    /// A member whose parameters are numbers `Primal<R>`, as a map on `R`.
    type Member<'a, R: Real>: Map<R> + System<Space = Self::Space>
    where
        Self: 'a;
    /// The space that all members share.
    fn space(&self) -> Self::Space;
    /// Number of parameters that vary over the family.
    fn parameters(&self) -> usize;
    /// The member with these parameters; `parameters.len()` is `self.parameters()`.
    fn member<'a, R: Real>(&'a self, parameters: &[Primal<R>]) -> Self::Member<'a, R>;
}

impl<S: System + ?Sized> System for &S {
    type Space = S::Space;
    #[inline(always)]
    fn space(&self) -> S::Space {
        (**self).space()
    }
}
impl<R: Real, S: Flow<R> + ?Sized> Flow<R> for &S {
    #[inline(always)]
    fn rhs(&self, t: R, x: &Point<Self, R>, dx: &mut Point<Self, R>) {
        (**self).rhs(t, x, dx);
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        (**self).is_autonomous()
    }
}
impl<R: Real, S: Map<R> + ?Sized> Map<R> for &S {
    #[inline(always)]
    fn apply(&self, x: &Point<Self, R>, next: &mut Point<Self, R>) {
        (**self).apply(x, next);
    }
}
