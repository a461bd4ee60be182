//! `Space`: how many coordinates a state has, and how they are stored.

use crate::real::Real;

/// The shape of a state.
pub trait Space: Copy + core::fmt::Debug + Send + Sync + 'static {
    /// A state with coordinates of type `R`.
    type Point<R: Real>: Clone + core::fmt::Debug + AsRef<[R]> + AsMut<[R]> + Send + Sync;
    /// Number of coordinates.
    fn dim(self) -> usize;
    /// The point with `coordinate(i)` at place `i`.
    fn point<R: Real>(self, coordinate: impl FnMut(usize) -> R) -> Self::Point<R>;
    /// The point with `c` everywhere.
    #[inline(always)]
    fn constant<R: Real>(self, c: f64) -> Self::Point<R> {
        self.point(|_| R::lit(c))
    }
}

/// `N` coordinates, known when compiling: states are arrays and live in registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixed<const N: usize>;

/// A number of coordinates known when running: states are vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dynamic(pub usize);

impl<const N: usize> Space for Fixed<N> {
    type Point<R: Real> = [R; N];
    #[inline(always)]
    fn dim(self) -> usize {
        N
    }
    #[inline(always)]
    fn point<R: Real>(self, mut coordinate: impl FnMut(usize) -> R) -> [R; N] {
        let mut point = [R::lit(0.0); N];
        for i in 0..N {
            point[i] = coordinate(i);
        }
        point
    }
    #[inline(always)]
    fn constant<R: Real>(self, c: f64) -> [R; N] {
        [R::lit(c); N]
    }
}

impl Space for Dynamic {
    type Point<R: Real> = Vec<R>;
    #[inline(always)]
    fn dim(self) -> usize {
        self.0
    }
    #[inline(always)]
    fn point<R: Real>(self, coordinate: impl FnMut(usize) -> R) -> Vec<R> {
        (0..self.0).map(coordinate).collect()
    }
}
