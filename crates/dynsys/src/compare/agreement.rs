//! The agreement of two maps whose cells bear labels: basins, regimes.

use crate::check;
use crate::failure::Error;

/// How often which label of one map meets which label of another, cell by cell.
///
/// ```
/// use dynsys::compare::Agreement;
///
/// let agreement = Agreement::of(&[0, 0, 1, 1], &[0, 1, 1, 1], 2)?;
/// assert_eq!(agreement.iou(1), Some(2.0 / 3.0));
/// assert_eq!(agreement.kappa(), Some(0.5));
/// # Ok::<(), dynsys::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    classes: usize,
    counts: Vec<u64>,
}

impl Agreement {
    /// Of two maps of the same cells, labelled `0 .. classes`.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if they have different numbers of cells or none, or if a label is not below `classes`.
    pub fn of(one: &[usize], other: &[usize], classes: usize) -> Result<Self, Error> {
        let same = one.len() == other.len() && !one.is_empty();
        check::in_range(
            "cells of the second map",
            other.len() as f64,
            same,
            "as many as the first, and some",
        )?;
        let mut counts = vec![0; classes * classes];
        for (&a, &b) in one.iter().zip(other) {
            check::in_range("label", a.max(b) as f64, a.max(b) < classes, "below the number of classes")?;
            counts[a * classes + b] += 1;
        }
        Ok(Self { classes, counts })
    }
    /// Cells that are `a` in the first map and `b` in the second: the confusion matrix.
    ///
    /// # Panics
    /// If there is no such class.
    #[must_use]
    pub fn count(&self, a: usize, b: usize) -> u64 {
        assert!(a < self.classes && b < self.classes, "classes {a}, {b} of {}", self.classes);
        self.counts[a * self.classes + b]
    }
    /// All cells.
    #[must_use]
    pub fn cells(&self) -> u64 {
        self.counts.iter().sum()
    }
    /// The share of cells with the same label.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        (0..self.classes).map(|c| self.count(c, c)).sum::<u64>() as f64 / self.cells() as f64
    }
    /// Intersection over union of a class: cells that bear it in both maps, of those that bear it in either; `None`
    /// where none does. P. Jaccard, Bull. Soc. Vaud. Sci. Nat. 37, 547 (1901).
    ///
    /// # Panics
    /// If there is no such class.
    #[must_use]
    pub fn iou(&self, class: usize) -> Option<f64> {
        let both = self.count(class, class);
        let either = self.row(class) + self.column(class) - both;
        (either > 0).then(|| both as f64 / either as f64)
    }
    /// Cohen's kappa: agreement `p` beyond that of chance `e`,
    ///
    /// ```text
    /// kappa = (p - e) / (1 - e),   e = sum_c (share of c in one map) (share of c in the other)
    /// ```
    /// 1 for equal maps, 0 for independent ones; `None` where both bear one label only. J. Cohen, Educ. Psychol. Meas.
    /// 20, 37 (1960).
    #[must_use]
    pub fn kappa(&self) -> Option<f64> {
        let cells = self.cells() as f64;
        let share = |c| (self.row(c) as f64 / cells) * (self.column(c) as f64 / cells);
        let chance: f64 = (0..self.classes).map(share).sum();
        (chance < 1.0).then(|| (self.accuracy() - chance) / (1.0 - chance))
    }
    fn row(&self, class: usize) -> u64 {
        (0..self.classes).map(|c| self.count(class, c)).sum()
    }
    fn column(&self, class: usize) -> u64 {
        (0..self.classes).map(|c| self.count(c, class)).sum()
    }
}
