//! Running averages with error bars from batch means, in constant memory.

use neurodyn_core::Real;

/// Exponents as they were estimated up to some time.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Time averaged over.
    pub time: f64,
    /// The exponents, in the order of the final result.
    pub exponents: Vec<f64>,
}

/// Batches that are kept. When all are full, neighbours are put together and batches become twice as long.
const BATCHES: usize = 64;

/// What grew by how much in which time.
#[derive(Clone, Copy, Debug)]
struct Sum<const K: usize> {
    growth: [f64; K],
    time: f64,
}

impl<const K: usize> Sum<K> {
    const EMPTY: Self = Self { growth: [0.0; K], time: 0.0 };

    #[inline(always)]
    fn add(&mut self, growth: &[f64; K], time: f64) {
        for k in 0..K {
            self.growth[k] += growth[k];
        }
        self.time += time;
    }
}

/// The average rate of growth in each of `K` directions.
#[derive(Clone, Debug)]
pub(crate) struct Average<const K: usize> {
    total: Sum<K>,
    full: Vec<Sum<K>>,
    open: Sum<K>,
    /// Renormalisations in a full batch, and in the open one.
    length: u64,
    filled: u64,
    /// Renormalisations in which a direction vanished.
    collapsed: u64,
    history: Vec<Estimate>,
}

impl<const K: usize> Average<K> {
    pub(crate) fn new() -> Self {
        Self {
            total: Sum::EMPTY,
            full: Vec::with_capacity(BATCHES),
            open: Sum::EMPTY,
            length: 1,
            filled: 0,
            collapsed: 0,
            history: Vec::new(),
        }
    }

    /// Directions were stretched by these factors in this time; true if a batch is full now.
    #[inline(always)]
    pub(crate) fn push(&mut self, stretch: &[f64; K], time: f64) -> bool {
        let mut growth = [0.0; K];
        let mut collapsed = false;
        for k in 0..K {
            collapsed |= stretch[k] == 0.0;
            growth[k] = Real::ln(stretch[k]);
        }
        self.collapsed += u64::from(collapsed);
        self.push_growth(&growth, time)
    }

    /// Logarithms of volumes grew by this much in this time; true if a batch is full now.
    #[inline(always)]
    pub(crate) fn push_growth(&mut self, growth: &[f64; K], time: f64) -> bool {
        self.total.add(growth, time);
        self.open.add(growth, time);
        self.filled += 1;
        let full = self.filled == self.length;
        if full {
            self.close();
        }
        full
    }

    /// So many renormalisations more had a direction that vanished.
    #[inline(always)]
    pub(crate) fn collapse(&mut self, times: u64) {
        self.collapsed += times;
    }

    #[inline(never)]
    fn close(&mut self) {
        self.full.push(self.open);
        (self.open, self.filled) = (Sum::EMPTY, 0);
        self.history.push(Estimate { time: self.total.time, exponents: self.exponents().to_vec() });
        if self.full.len() == BATCHES {
            for i in 0..BATCHES / 2 {
                let later = self.full[2 * i + 1];
                self.full[i] = self.full[2 * i];
                self.full[i].add(&later.growth, later.time);
            }
            self.full.truncate(BATCHES / 2);
            self.length *= 2;
        }
    }

    pub(crate) fn time(&self) -> f64 {
        self.total.time
    }

    pub(crate) fn collapsed(&self) -> u64 {
        self.collapsed
    }

    pub(crate) fn exponents(&self) -> [f64; K] {
        self.total.growth.map(|growth| growth / self.total.time)
    }

    /// The standard error of each exponent, from the scatter of the batches:
    ///
    /// ```text
    /// err^2 = B/(B-1) sum_b (s_b - l t_b)^2 / (sum_b t_b)^2,   l = sum s_b / sum t_b
    /// ```
    /// for `B` batches that grew by `s_b` in time `t_b` (a ratio estimate: units need not take equal times). Infinite
    /// with fewer than two batches; 0 for an exponent of minus infinity, which is exact.
    pub(crate) fn errors(&self) -> [f64; K] {
        let count = self.full.len() as f64;
        let mut errors = [f64::INFINITY; K];
        if self.full.len() < 2 {
            return errors;
        }
        let mut sum = Sum::<K>::EMPTY;
        for batch in &self.full {
            sum.add(&batch.growth, batch.time);
        }
        for (k, error) in errors.iter_mut().enumerate() {
            let mean = sum.growth[k] / sum.time;
            let scatter: f64 = self.full.iter().map(|b| (b.growth[k] - mean * b.time).powi(2)).sum();
            *error = if mean == f64::NEG_INFINITY {
                0.0
            } else {
                (scatter * count / (count - 1.0)).sqrt() / sum.time
            };
        }
        errors
    }

    /// True if every error bar is at most `error`, judged by at least half as many batches as are kept.
    pub(crate) fn settled(&self, error: f64) -> bool {
        self.full.len() >= BATCHES / 2 && self.errors().iter().all(|e| *e <= error)
    }

    /// The history, with the value at the end as its last entry and exponents in the given order.
    pub(crate) fn history(mut self, order: &[usize]) -> Vec<Estimate> {
        if self.filled > 0 {
            self.history.push(Estimate { time: self.total.time, exponents: self.exponents().to_vec() });
        }
        for estimate in &mut self.history {
            estimate.exponents = order.iter().map(|&k| estimate.exponents[k]).collect();
        }
        self.history
    }
}

#[cfg(test)]
mod tests {
    use super::{Average, BATCHES};

    #[test]
    fn batches_grow_and_lose_nothing() {
        let mut average = Average::<1>::new();
        for i in 0..1000_u32 {
            average.push(&[f64::exp(f64::from(i % 2))], 2.0);
        }
        assert!(average.full.len() < BATCHES && average.full.len() >= BATCHES / 2);
        assert_eq!(average.length, 16);
        assert_eq!(average.time(), 2000.0);
        assert!((average.exponents()[0] - 0.25).abs() < 1e-14);
        // every batch holds as many zeros as ones
        assert!(average.errors()[0] < 1e-14);
        let history = average.history(&[0]);
        assert!(history.len() < 64 + 32 * 5 && history.last().unwrap().time == 2000.0);
    }

    #[test]
    fn error_bars_are_those_of_the_mean() {
        // independent steps of variance 1/12: the error of the mean of n is sqrt(1/(12 n))
        let (n, mut average) = (4096_u64, Average::<1>::new());
        let mut stream = neurodyn_core::seed::Seeds::new(3).stream(0);
        for _ in 0..n {
            average.push(&[stream.uniform().exp()], 1.0);
        }
        let due = (1.0 / (12.0 * n as f64)).sqrt();
        let found = average.errors()[0];
        assert!((found / due - 1.0).abs() < 0.4, "{found} instead of about {due}");
        assert!((average.exponents()[0] - 0.5).abs() < 4.0 * due);
    }
}
