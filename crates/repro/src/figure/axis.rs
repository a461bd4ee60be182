//! An axis: what is on it, in which unit, from where to where.

/// One axis of a plot.
#[derive(Clone, Debug)]
pub struct Axis {
    pub(crate) label: String,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) log: bool,
    pub(crate) most_ticks: usize,
    pub(crate) named_ticks: Option<Vec<(f64, String)>>,
}

/// The share of the range that [`Axis::around`] leaves free on each side.
const MARGIN: f64 = 0.05;
const MOST_TICKS: usize = 6;

impl Axis {
    /// A linear axis. The label carries its unit: `Axis::new("$V$ (mV)", -60.0, -20.0)`.
    #[must_use]
    pub fn new(label: impl Into<String>, low: f64, high: f64) -> Self {
        Self { label: label.into(), low, high, log: false, most_ticks: MOST_TICKS, named_ticks: None }
    }

    /// A logarithmic axis with both ends above zero.
    #[must_use]
    pub fn log10(label: impl Into<String>, low: f64, high: f64) -> Self {
        Self { log: true, ..Self::new(label, low, high) }
    }

    /// A linear axis that holds all finite values with a small margin.
    #[must_use]
    pub fn around(label: impl Into<String>, values: &[f64]) -> Self {
        let finite = values.iter().copied().filter(|v| v.is_finite());
        let (low, high) =
            finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let margin = if high > low { MARGIN * (high - low) } else { 0.5 };
        if low > high { Self::new(label, 0.0, 1.0) } else { Self::new(label, low - margin, high + margin) }
    }

    /// At most this many ticks.
    #[must_use]
    pub fn ticks(mut self, most: usize) -> Self {
        self.most_ticks = most.max(2);
        self
    }

    /// Ticks with words: `[(0.0, "rest".into()), ..]`.
    #[must_use]
    pub fn named_ticks(mut self, ticks: Vec<(f64, String)>) -> Self {
        self.named_ticks = Some(ticks);
        self
    }

    /// The range in which things are drawn: the logarithm of a logarithmic axis.
    pub(crate) fn range(&self) -> (f64, f64) {
        (self.place(self.low), self.place(self.high))
    }

    /// Where a value lies in [`Axis::range`].
    pub(crate) fn place(&self, value: f64) -> f64 {
        if self.log { value.log10() } else { value }
    }

    /// A defect that makes the axis impossible to draw.
    pub(crate) fn defect(&self) -> Option<String> {
        let (low, high) = self.range();
        let fine = low.is_finite() && high.is_finite() && low < high;
        (!fine).then(|| format!("axis `{}` runs from {} to {}", self.label, self.low, self.high))
    }
}
