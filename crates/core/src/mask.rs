//! `Mask`: one truth value a lane, `bool` for a scalar.

/// One truth value for each lane of a number; `bool` for scalars.
pub trait Mask: Copy + core::fmt::Debug + Send + Sync + 'static {
    /// Truth values in the mask, at most 64.
    const LANES: usize;
    /// True in every lane, or false in every lane.
    fn splat(value: bool) -> Self;
    /// True where both are.
    #[must_use]
    fn and(self, o: Self) -> Self;
    /// True where one is.
    #[must_use]
    fn or(self, o: Self) -> Self;
    /// True where it was false.
    #[must_use]
    fn not(self) -> Self;
    /// Bit `i` is lane `i`.
    fn bits(self) -> u64;
    /// Lane `i` is bit `i`.
    fn from_bits(bits: u64) -> Self;
    /// True in some lane.
    #[inline(always)]
    fn any(self) -> bool {
        self.bits() != 0
    }
    /// True in every lane.
    #[inline(always)]
    fn all(self) -> bool {
        !self.not().any()
    }
    /// Lane `i`.
    #[inline(always)]
    fn lane(self, i: usize) -> bool {
        self.bits() >> i & 1 == 1
    }
}

impl Mask for bool {
    const LANES: usize = 1;
    #[inline(always)]
    fn splat(value: bool) -> Self {
        value
    }
    #[inline(always)]
    fn and(self, o: Self) -> Self {
        self & o
    }
    #[inline(always)]
    fn or(self, o: Self) -> Self {
        self | o
    }
    #[inline(always)]
    fn not(self) -> Self {
        !self
    }
    #[inline(always)]
    fn bits(self) -> u64 {
        u64::from(self)
    }
    #[inline(always)]
    fn from_bits(bits: u64) -> Self {
        bits & 1 == 1
    }
}
