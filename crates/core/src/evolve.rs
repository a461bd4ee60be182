//! `Evolve`: "move the state forward by one unit", the one verb that analyses know.

use crate::real::{Primal, Real};
use crate::system::{Map, Point, System};

/// Why an evolution could not go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Stuck {
    /// The lanes that could not (bit `i` is lane `i`).
    pub lanes: u64,
    /// What happened there.
    pub why: &'static str,
}

/// Something that moves states forward: an iterated map, a sampled flow, a section, a learned network.
pub trait Evolve<R: Real>: System {
    /// Work space.
    type Work;
    /// Fresh work space.
    fn work(&self) -> Self::Work;
    /// Moves `x` forward by one unit and adds the time it took to `t`.
    ///
    /// # Errors
    /// Where the state cannot be moved (not finite, step underflow, the section is not reached again).
    fn advance(&self, work: &mut Self::Work, t: &mut Primal<R>, x: &mut Point<Self, R>) -> Result<(), Stuck>;
}

/// A map, seen as an evolution: one unit is one iteration and takes time 1.
#[derive(Clone, Copy, Debug)]
pub struct Iterated<M>(pub M);

impl<M: System> System for Iterated<M> {
    type Space = M::Space;
    #[inline(always)]
    fn space(&self) -> M::Space {
        self.0.space()
    }
}

impl<R: Real, M: Map<R>> Evolve<R> for Iterated<M> {
    type Work = Point<M, R>;
    #[inline(always)]
    fn work(&self) -> Self::Work {
        crate::Space::constant(self.space(), 0.0)
    }
    #[inline(always)]
    fn advance(&self, work: &mut Self::Work, t: &mut Primal<R>, x: &mut Point<Self, R>) -> Result<(), Stuck> {
        self.0.apply(x, work);
        core::mem::swap(x, work);
        *t += <Primal<R> as Real>::lit(1.0);
        Ok(())
    }
}
