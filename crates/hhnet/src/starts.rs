//! Starts of ensembles: scattered over the box of table 3, or along a line through a steady state.

use dynsys::Starts;
use neurodyn_core::seed::Seeds;

/// Table 3: where the source draws its starts from, `[V (mV), n, S]`.
pub const BOX: [(f64, f64); 3] = [(-70.0, -18.0), (0.0, 0.13), (0.14, 0.26)];
/// Table 3: the interval of `V_S`, mV.
pub const V_S: (f64, f64) = (-40.0, -30.0);

/// Equally spaced values, both ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The first value.
    pub from: f64,
    /// The last value.
    pub to: f64,
    /// How many.
    pub count: usize,
}

impl Axis {
    /// So many values between these two.
    #[must_use]
    pub const fn new(from: f64, to: f64, count: usize) -> Self {
        Self { from, to, count }
    }
    /// Value `i`, from 0; the only value of an axis of one is `from`.
    #[must_use]
    pub fn value(&self, i: usize) -> f64 {
        let part = i as f64 / self.count.saturating_sub(1).max(1) as f64;
        self.from * (1.0 - part) + self.to * part
    }
    /// All values.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        (0..self.count).map(|i| self.value(i)).collect()
    }
}

/// Figures 3 and 6: at each value of `V_S` (of neuron 1) so many starts, uniform in the [box](BOX) of table 3.
///
/// Trajectory `i` has `V_S` number `i / each` and draws its start from stream `i` of the seeds. Further neurons have
/// starts of their own, and `V_S` greater by `shift` from one to the next.
#[derive(Clone, Copy, Debug)]
pub struct Scatter {
    /// `V_S` of neuron 1, mV.
    pub vs: Axis,
    /// Starts at each.
    pub each: usize,
    /// `V_S2 - V_S1`, mV (of no effect on a single neuron).
    pub shift: f64,
    /// Where the starts are drawn from.
    pub seeds: Seeds,
}

impl Starts for Scatter {
    fn len(&self) -> usize {
        self.vs.count * self.each
    }
    fn write(&self, index: usize, x: &mut [f64], parameters: &mut [f64]) {
        detune(self.vs.value(index / self.each), self.shift, parameters);
        let mut stream = self.seeds.stream(index as u64);
        for neuron in x.chunks_mut(BOX.len()) {
            for (c, (low, high)) in neuron.iter_mut().zip(BOX) {
                *c = stream.between(low, high);
            }
        }
    }
}

/// Figures 4, 5 and 9: starts `V_f + offset` along a line, all else as at the point, for each value of `V_S`.
///
/// Trajectory `i * offsets.count + j` has `V_S` number `i` and offset number `j`. The voltages of coupled neurons are
/// offset together.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The point that the line goes through: a state `[V, n, S]`, or `[V1, n1, S1, V2, ...]`.
    pub point: Vec<f64>,
    /// Offsets of `V`, mV.
    pub offsets: Axis,
    /// `V_S` of neuron 1, mV.
    pub vs: Axis,
    /// `V_S2 - V_S1`, mV (of no effect on a single neuron).
    pub shift: f64,
}

impl Section {
    /// The line of the source's figures: `V_0` of neuron 1 from `1.1 V_f` up to `0.9 V_f`.
    #[must_use]
    pub fn around(point: &[f64], voltages: usize, vs: Axis) -> Self {
        const REACH: f64 = 0.1;
        let reach = REACH * point.first().copied().unwrap_or_default().abs();
        Self {
            point: point.to_vec(),
            offsets: Axis::new(-reach, reach, voltages),
            vs,
            shift: crate::coupled::SHIFT,
        }
    }
    /// `V_0` of neuron 1 at offset number `j`, mV.
    #[must_use]
    pub fn voltage(&self, j: usize) -> f64 {
        self.point[0] + self.offsets.value(j)
    }
}

impl Starts for Section {
    fn len(&self) -> usize {
        self.vs.count * self.offsets.count
    }
    fn write(&self, index: usize, x: &mut [f64], parameters: &mut [f64]) {
        detune(self.vs.value(index / self.offsets.count), self.shift, parameters);
        x.copy_from_slice(&self.point);
        for v in x.iter_mut().step_by(BOX.len()) {
            *v += self.offsets.value(index % self.offsets.count);
        }
    }
}

/// `V_S` of every neuron: `vs`, `vs + shift`, `vs + 2 shift`, ...
fn detune(vs: f64, shift: f64, parameters: &mut [f64]) {
    for (k, parameter) in parameters.iter_mut().enumerate() {
        *parameter = shift.mul_add(k as f64, vs);
    }
}
