//! `Trajectory`: what the units showed, step by step, and its projections.

/// The units over a stretch of iterations.
#[derive(Clone, Debug, PartialEq)]
pub struct Trajectory {
    units: usize,
    rows: Vec<f64>,
}

impl Trajectory {
    pub(super) fn new(units: usize, rows: Vec<f64>) -> Self {
        Self { units, rows }
    }
    /// Number of iterations.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len() / self.units
    }
    /// True if nothing was kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
    /// Number of units, `N`.
    #[must_use]
    pub fn units(&self) -> usize {
        self.units
    }
    /// All numbers, `N` an iteration.
    #[must_use]
    pub fn rows(&self) -> &[f64] {
        &self.rows
    }
    /// The units after iteration `step` of those kept, from 0.
    #[must_use]
    pub fn row(&self, step: usize) -> &[f64] {
        &self.rows[step * self.units..(step + 1) * self.units]
    }
    /// One unit over time.
    ///
    /// # Panics
    /// If there is no unit `i`.
    #[must_use]
    pub fn unit(&self, i: usize) -> Vec<f64> {
        assert!(i < self.units, "unit {i} of {}", self.units);
        self.rows.chunks_exact(self.units).map(|row| row[i]).collect()
    }
    /// The projection on some units: two for a picture, three for a model, as many as wanted.
    ///
    /// # Panics
    /// If there is no such unit.
    #[must_use]
    pub fn projection<const K: usize>(&self, units: [usize; K]) -> Vec<[f64; K]> {
        assert!(units.iter().all(|&i| i < self.units), "units {units:?} of {}", self.units);
        self.rows.chunks_exact(self.units).map(|row| units.map(|i| row[i])).collect()
    }
    /// The delay plot of unit `i`: `(x_i(t), x_i(t + lag), .., x_i(t + (K-1) lag))`.
    ///
    /// # Panics
    /// If there is no unit `i`.
    #[must_use]
    pub fn delayed<const K: usize>(&self, i: usize, lag: usize) -> Vec<[f64; K]> {
        let x = self.unit(i);
        let points = (x.len() + lag).saturating_sub(K * lag);
        (0..points).map(|t| std::array::from_fn(|k| x[t + k * lag])).collect()
    }
}
