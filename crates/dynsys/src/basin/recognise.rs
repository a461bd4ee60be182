//! Rules that tell basins on lanes: written once over any number, like a model.

use super::Basin;
use neurodyn_core::{Primal, Real};

/// A rule that looks at states and tells where they belong, in all lanes at once.
///
/// ```
/// use dynsys::basin::{Recognise, Told};
/// use dynsys::{Primal, Real};
///
/// /// Above a height is one basin, far below is nowhere.
/// struct Heights { above: f64, below: f64 }
/// impl Recognise for Heights {
///     #[inline(always)]
///     fn tell<R: Real>(&self, x: &[R]) -> Told<Primal<R>> {
///         let (height, lit) = (x[0].primal(), <Primal<R> as Real>::lit);
///         Told::nothing().attractor(0, lit(self.above).lt(height)).escaped(height.lt(lit(self.below)))
///     }
/// }
/// ```
pub trait Recognise: Sync {
    /// What the states `x`, one a lane, tell.
    fn tell<R: Real>(&self, x: &[R]) -> Told<Primal<R>>;
}

/// What is told of each lane: nothing, an attractor, or that it escaped. Later words replace earlier ones.
///
/// It is a number a lane (0; the attractor plus 1; -1), because lanes know how to select numbers.
#[derive(Clone, Copy, Debug)]
pub struct Told<R>(R);

impl<R: Real> Told<R> {
    /// Nothing, in every lane.
    #[inline(always)]
    #[must_use]
    pub fn nothing() -> Self {
        Self(R::lit(0.0))
    }
    /// The lanes of `here` go to this attractor.
    #[inline(always)]
    #[must_use]
    pub fn attractor(self, number: u16, here: R::Mask) -> Self {
        self.unless(here, Self(R::lit(f64::from(number) + 1.0)))
    }
    /// The lanes of `here` escaped.
    #[inline(always)]
    #[must_use]
    pub fn escaped(self, here: R::Mask) -> Self {
        self.unless(here, Self(R::lit(-1.0)))
    }
    /// What `self` says, but `other` in the lanes of `here`.
    #[inline(always)]
    #[must_use]
    pub(super) fn unless(self, here: R::Mask, other: Self) -> Self {
        Self(R::select(here, other.0, self.0))
    }
    /// The lanes of which something is told.
    #[inline(always)]
    #[must_use]
    pub fn lanes(self) -> R::Mask {
        R::lit(0.0).lt(self.0.abs())
    }
    /// What is told of one lane.
    #[inline(always)]
    #[must_use]
    pub fn basin(self, lane: usize) -> Option<Basin> {
        let number = self.0.value(lane);
        if number == 0.0 {
            None
        } else if number < 0.0 {
            Some(Basin::Escaped)
        } else {
            Some(Basin::Attractor(number as u16 - 1))
        }
    }
    /// What a number stands for that is not 0.
    #[inline(always)]
    pub(super) fn from_number(number: f64) -> Basin {
        if number < 0.0 { Basin::Escaped } else { Basin::Attractor(number as u16 - 1) }
    }
    /// The number of each lane.
    #[inline(always)]
    pub(super) fn numbers(self) -> R {
        self.0
    }
}
