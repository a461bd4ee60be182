//! A number that counts what is done with it: the cost of code by the code itself, without a clock.

use core::cell::Cell;
use core::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

use neurodyn_core::{Layers, Lift, Real};

/// What was done with numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Operations {
    /// Additions, subtractions and multiplications; a fused multiply-add counts twice.
    pub(super) arithmetic: u64,
    /// Divisions and square roots.
    pub(super) divisions: u64,
    /// Exponentials, hyperbolic tangents and other elementary functions.
    pub(super) elementary: u64,
}

thread_local! {
    static DONE: Cell<Operations> = const { Cell::new(Operations { arithmetic: 0, divisions: 0, elementary: 0 }) };
}

/// What `work` does with numbers, on this thread, and its result.
pub(super) fn counted<T>(work: impl FnOnce() -> T) -> (Operations, T) {
    DONE.set(Operations::default());
    let result = work();
    (DONE.get(), result)
}

fn arithmetic(count: u64) {
    DONE.with(|done| done.set(Operations { arithmetic: done.get().arithmetic + count, ..done.get() }));
}

fn division() {
    DONE.with(|done| done.set(Operations { divisions: done.get().divisions + 1, ..done.get() }));
}

fn elementary() {
    DONE.with(|done| done.set(Operations { elementary: done.get().elementary + 1, ..done.get() }));
}

/// An `f64` whose operations are counted. Comparisons, choices, signs and literals are free.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted(pub(super) f64);

impl Layers for Counted {
    type Mask = bool;
    type Primal = Self;
    type Lane = Self;
    const LANES: usize = 1;
    const EPSILON: f64 = f64::EPSILON;
    fn lane(self, _: usize) -> Self {
        self
    }
    fn value(self, _: usize) -> f64 {
        self.0
    }
    fn with_lane(self, _: usize, x: Self) -> Self {
        x
    }
}

impl Lift<f64> for Counted {
    fn lift(p: f64) -> Self {
        Self(p)
    }
}
impl Lift<f32> for Counted {
    fn lift(p: f32) -> Self {
        Self(f64::from(p))
    }
}
impl Lift<Self> for Counted {
    fn lift(p: Self) -> Self {
        p
    }
}

macro_rules! operator {
    ($name:ident $method:ident $count:expr) => {
        impl $name for Counted {
            type Output = Self;
            fn $method(self, o: Self) -> Self {
                $count;
                Self($name::$method(self.0, o.0))
            }
        }
    };
}
operator!(Add add arithmetic(1));
operator!(Sub sub arithmetic(1));
operator!(Mul mul arithmetic(1));
operator!(Div div division());

impl Neg for Counted {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl AddAssign for Counted {
    fn add_assign(&mut self, o: Self) {
        *self = *self + o;
    }
}
impl SubAssign for Counted {
    fn sub_assign(&mut self, o: Self) {
        *self = *self - o;
    }
}
impl MulAssign for Counted {
    fn mul_assign(&mut self, o: Self) {
        *self = *self * o;
    }
}

macro_rules! elementary {
    ($($name:ident)*) => {$(
        fn $name(self) -> Self {
            elementary();
            Self(<f64 as Real>::$name(self.0))
        }
    )*};
}

impl Real for Counted {
    fn lit(c: f64) -> Self {
        Self(c)
    }
    fn primal(self) -> Self {
        self
    }
    fn mul_add(self, a: Self, b: Self) -> Self {
        arithmetic(2);
        Self(<f64 as Real>::mul_add(self.0, a.0, b.0))
    }
    fn sqrt(self) -> Self {
        division();
        Self(<f64 as Real>::sqrt(self.0))
    }
    fn abs(self) -> Self {
        Self(self.0.abs())
    }
    elementary!(exp ln tanh squash sigmoid sin cos);
    fn pow(self, p: Self) -> Self {
        elementary();
        Self(<f64 as Real>::pow(self.0, p.0))
    }
    fn rough_pow(self, p: f64) -> Self {
        elementary();
        Self(<f64 as Real>::rough_pow(self.0, p))
    }
    fn lt(self, o: Self) -> bool {
        self.0 < o.0
    }
    fn le(self, o: Self) -> bool {
        self.0 <= o.0
    }
    fn select(mask: bool, yes: Self, no: Self) -> Self {
        if mask { yes } else { no }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_is_counted_and_changes_nothing() {
        let [x, y] = [Counted(0.3), Counted(-2.0)];
        let (done, z) = counted(|| (x.mul_add(y, x * y).exp() + x) / y - Real::abs(y));
        assert_eq!(done, Operations { arithmetic: 5, divisions: 1, elementary: 1 });
        let plain = (<f64 as Real>::exp(0.3f64.mul_add(-2.0, 0.3 * -2.0)) + 0.3) / -2.0 - 2.0;
        assert_eq!(z.0, plain);
    }
}
