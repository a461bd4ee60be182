//! Growth of tangent directions on lanes: products of stretches, of which a logarithm is taken now and then.

use neurodyn_core::{Mask, Real};

/// Sums of `ln R_kk` in `K` directions.
///
/// Stretches are multiplied as long as the product stays well within the range of numbers, so that most renormalisations
/// need no logarithm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Growth<R, const K: usize> {
    product: [R; K],
    sum: [R; K],
    collapsed: R,
}

/// Factors and products between these are multiplied; one factor more cannot leave the range.
const SMALL: f64 = 1e-100;
const LARGE: f64 = 1e100;

impl<R: Real, const K: usize> Growth<R, K> {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self { product: [R::lit(1.0); K], sum: [R::lit(0.0); K], collapsed: R::lit(0.0) }
    }

    /// One renormalisation.
    #[inline(always)]
    pub(crate) fn push(&mut self, stretch: &[R; K]) {
        let (small, large) = (R::lit(SMALL), R::lit(LARGE));
        let mut collapsed = R::Mask::splat(false);
        for k in 0..K {
            let product = self.product[k] * stretch[k];
            let tame = small.le(product).and(product.le(large));
            let wild = tame.and(small.le(stretch[k])).and(stretch[k].le(large)).not();
            if wild.any() {
                let sum = self.sum[k] + self.product[k].ln() + stretch[k].ln();
                self.sum[k] = R::select(wild, sum, self.sum[k]);
                self.product[k] = R::select(wild, R::lit(1.0), product);
                collapsed = collapsed.or(stretch[k].le(R::lit(0.0)));
            } else {
                self.product[k] = product;
            }
        }
        if collapsed.any() {
            self.collapsed = R::select(collapsed, self.collapsed + R::lit(1.0), self.collapsed);
        }
    }

    /// The sums, and the renormalisations in which a direction vanished; begins anew.
    #[inline(always)]
    pub(crate) fn take(&mut self) -> ([R; K], R) {
        let mut sum = self.sum;
        for k in 0..K {
            sum[k] += self.product[k].ln();
        }
        let collapsed = self.collapsed;
        *self = Self::new();
        (sum, collapsed)
    }
}

#[cfg(test)]
mod tests {
    use super::Growth;

    #[test]
    fn no_product_leaves_the_range() {
        let mut growth = Growth::<f64, 2>::new();
        let factors = [1e-300, 1e200, 1e90, 1e90, 1e90, 1e-150, 0.5];
        for factor in factors {
            growth.push(&[factor, 1.0]);
        }
        let ([sum, none], collapsed) = growth.take();
        let due: f64 = factors.iter().map(|factor| factor.ln()).sum();
        assert!((sum - due).abs() < 1e-12 * due.abs() && none == 0.0 && collapsed == 0.0, "{sum} and {due}");
        growth.push(&[0.0, 2.0]);
        growth.push(&[3.0, 2.0]);
        let ([sum, other], collapsed) = growth.take();
        assert_eq!((sum, collapsed), (f64::NEG_INFINITY, 1.0));
        assert!((other - 4.0_f64.ln()).abs() < 1e-15);
    }
}
