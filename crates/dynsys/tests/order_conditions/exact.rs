//! The coefficients of a Runge-Kutta method as whole numbers over one common denominator, so that nothing is rounded.
use crate::trees::Tree;
use dynsys::tableau::Tableau;
use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use std::collections::BTreeMap;

/// Which array of a tableau a coefficient belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    C,
    A,
    B,
    E,
    E3,
    Dense,
}
pub(crate) const PARTS: [Part; 6] = [Part::C, Part::A, Part::B, Part::E, Part::E3, Part::Dense];

/// A method; coefficients that are not stored are 0.
pub(crate) struct Exact {
    pub(crate) stages: usize,
    pub(crate) denominator: BigInt,
    pub(crate) numerators: BTreeMap<(Part, usize, usize), BigInt>,
}

impl Exact {
    /// Brings fractions, given as (part, row, column, numerator, denominator), over their common denominator.
    pub(crate) fn new(stages: usize, fractions: Vec<(Part, usize, usize, BigInt, BigInt)>) -> Self {
        let one = BigInt::from(1);
        let denominator = fractions.iter().fold(one, |common, (.., below)| common.lcm(below));
        let scale = |(part, row, column, above, below)| ((part, row, column), above * (&denominator / below));
        let numerators = fractions.into_iter().map(scale).collect();
        Self { stages, denominator, numerators }
    }

    /// A tableau's `f64` constants, which are dyadic fractions, as they stand.
    pub(crate) fn of_constants<const S: usize, T: Tableau<S>>() -> Self {
        let mut fractions = Vec::new();
        let mut add = |part, row, values: &[f64]| {
            for (column, &value) in values.iter().enumerate() {
                let (above, below) = dyadic(value);
                fractions.push((part, row, column, above, below));
            }
        };
        add(Part::C, 0, &T::C);
        T::A.iter().enumerate().for_each(|(row, values)| add(Part::A, row, values));
        add(Part::B, 0, &T::B);
        add(Part::E, 0, &T::E);
        add(Part::E3, 0, &T::E3);
        T::DENSE.iter().enumerate().for_each(|(row, values)| add(Part::Dense, row, values));
        Self::new(S, fractions)
    }

    pub(crate) fn row(&self, part: Part, row: usize) -> Vec<BigInt> {
        (0..self.stages).map(|i| self.numerators.get(&(part, row, i)).cloned().unwrap_or_default()).collect()
    }

    pub(crate) fn has(&self, part: Part) -> bool {
        let zero = BigInt::ZERO;
        self.numerators.iter().any(|(&(of, ..), value)| of == part && *value != zero)
    }

    /// `B` minus another row.
    pub(crate) fn b_minus(&self, part: Part) -> Vec<BigInt> {
        self.row(Part::B, 0).into_iter().zip(self.row(part, 0)).map(|(b, e)| b - e).collect()
    }

    /// The derivative weights `Phi_i(t)` of each tree, times `denominator^(order - 1)`.
    pub(crate) fn derivative_weights(&self, trees: &[Tree]) -> Vec<Vec<BigInt>> {
        let a: Vec<_> = (0..self.stages).map(|i| self.row(Part::A, i)).collect();
        let mut branches: Vec<Vec<BigInt>> = Vec::with_capacity(trees.len());
        let mut weights = Vec::with_capacity(trees.len());
        for tree in trees {
            let product = |i: usize| tree.children.iter().map(|&child| &branches[child][i]).product();
            let phi: Vec<BigInt> = (0..self.stages).map(product).collect();
            branches.push(a.iter().map(|row| dot(row, &phi)).collect());
            weights.push(phi);
        }
        weights
    }

    /// `|sum_i w_i Phi_i(t) - target / gamma(t)|`, 0 only if exactly so; `phi` from [`Self::derivative_weights`].
    pub(crate) fn defect(&self, row: &[BigInt], tree: &Tree, phi: &[BigInt], target: u32) -> f64 {
        let density = BigInt::from(tree.density);
        let whole = self.denominator.pow(tree.order);
        let off = &density * dot(row, phi) - target * &whole;
        quotient(off.magnitude(), (density * whole).magnitude())
    }

    /// The value of one coefficient, correctly rounded.
    pub(crate) fn rounded(&self, part: Part, row: usize, column: usize) -> f64 {
        // More decimals than tell two neighbouring f64 apart above 1e-20; the parser rounds correctly.
        const DECIMALS: u32 = 60;
        let Some(above) = self.numerators.get(&(part, row, column)) else { return 0.0 };
        let digits = above * BigInt::from(10).pow(DECIMALS) / &self.denominator;
        format!("{digits}e-{DECIMALS}").parse().unwrap()
    }
}

pub(crate) fn dot(row: &[BigInt], column: &[BigInt]) -> BigInt {
    row.iter().zip(column).filter(|(left, _)| **left != BigInt::ZERO).map(|(left, right)| left * right).sum()
}

/// `value` as a fraction, exactly.
fn dyadic(value: f64) -> (BigInt, BigInt) {
    const FRACTION_BITS: i32 = 160;
    // The exponent of a whole number with 53 bits, with its bias.
    const WHOLE: u64 = 1075;
    let bits = (value.abs() * 2f64.powi(FRACTION_BITS)).to_bits();
    assert!(bits == 0 || bits >> 52 >= WHOLE, "{value} has bits below 2^-{FRACTION_BITS}");
    let mantissa = if bits == 0 { 0 } else { (bits & ((1 << 52) - 1)) | (1 << 52) };
    let whole = BigInt::from(mantissa) << (bits >> 52).saturating_sub(WHOLE);
    (if value < 0.0 { -whole } else { whole }, BigInt::from(1) << FRACTION_BITS)
}

/// `above / below` to a few ulp; positive unless `above` is 0.
pub(crate) fn quotient(above: &BigUint, below: &BigUint) -> f64 {
    const BITS: u64 = 64;
    let shift = (below.bits() + BITS).saturating_sub(above.bits());
    let head = u128::try_from((above << shift) / below).unwrap() as f64;
    let value = head * 2f64.powi(-(shift as i32));
    if *above == BigUint::ZERO { 0.0 } else { value.max(f64::MIN_POSITIVE) }
}
