//! Tangent directions of many networks side by side, moved by companion Jacobians.

use super::columns::{orthonormalise, push_row, stride};
use super::network::{Feedback, State, output};
use neurodyn_core::{Kernel, Mask, Wide};

/// How long each part of a run is, in iterations; `batch` is a multiple of `every`, `turning` too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    pub(super) directions: usize,
    pub(super) transient: usize,
    pub(super) turning: usize,
    pub(super) batch: usize,
    pub(super) batches: usize,
    pub(super) every: usize,
    /// Stop when all error bars are at most this; no number is.
    pub(super) error: f64,
}

impl Course {
    /// All iterations.
    pub(super) fn iterations(&self) -> usize {
        self.transient + self.turning + self.batch * self.batches
    }
}

/// What a run found for one network.
#[derive(Clone, Debug)]
pub(super) struct Growth {
    /// Sums of `ln R_kk`, `directions` numbers a batch.
    pub(super) stretched: Vec<f64>,
    /// The sum of `ln |g_(D-1)|`.
    pub(super) log_determinant: f64,
    /// Batches that were run before the error bars were small enough.
    pub(super) batches: usize,
    /// Where it ended.
    pub(super) end: State,
}

/// Networks of the same size with their states, as many as there are lanes or fewer.
pub(super) struct Tangents<'a> {
    pub(super) members: &'a [(Feedback, State)],
    pub(super) course: Course,
    /// Row-major `D x directions`, the first directions of all.
    pub(super) first: &'a [f64],
}

impl Kernel for Tangents<'_> {
    type Output = Vec<Growth>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Vec<Growth> {
        let Self { members, course, first } = self;
        let Course { directions, transient, turning, batch, batches, every, error } = course;
        let mut net = Side::<R>::new(members, every);
        for _ in 0..transient {
            net.advance();
        }
        let delays = net.delays;
        // rows enter at the top and leave at the bottom of a window that slides upwards until it is orthonormalised
        let stride = stride(directions);
        let mut rows = vec![R::lit(0.0); (delays + every) * stride];
        for i in 0..first.len() {
            rows[(every + i / directions) * stride + i % directions] = R::lit(first[i]);
        }
        let mut slope = vec![R::lit(0.0); delays];
        let mut was = vec![R::lit(0.0); directions];
        let mut sums = vec![R::lit(0.0); directions];
        let mut determinant = R::lit(0.0);
        let here = members.len();
        let mut found: Vec<Growth> = Vec::new();
        for lane in 0..here {
            found.push(Growth {
                stretched: Vec::new(),
                log_determinant: 0.0,
                batches: 0,
                end: net.state(lane),
            });
        }
        let mut running = here;
        let turns = turning / every;
        let blocks = batch / every;
        let mut block = 0;
        while block < turns + batches * blocks && running > 0 {
            let mut last_slopes = R::lit(1.0);
            for step in 0..every {
                net.slope(&mut slope);
                last_slopes *= slope[delays - 1];
                let top = every - step - 1;
                push_row(&mut rows, &slope, top, directions);
                net.advance();
            }
            orthonormalise(&mut rows, delays, directions, every, &mut was, &mut sums);
            determinant += last_slopes.abs().ln();
            block += 1;
            if block == turns {
                sums.fill(R::lit(0.0));
                determinant = R::lit(0.0);
            }
            if block > turns && (block - turns) % blocks == 0 {
                running = 0;
                for lane in 0..here {
                    let growth = &mut found[lane];
                    if growth.batches > 0 {
                        continue;
                    }
                    growth.stretched.extend(sums.iter().map(|sum| sum.value(lane)));
                    growth.log_determinant += determinant.value(lane);
                    let done = (block - turns) / blocks;
                    if done == batches || settled(&growth.stretched, directions, batch, error) {
                        growth.batches = done;
                        growth.end = net.state(lane);
                    } else {
                        running += 1;
                    }
                }
                sums.fill(R::lit(0.0));
                determinant = R::lit(0.0);
            }
        }
        found
    }
}

/// Batches that an error bar needs before it may end a run.
const ENOUGH: usize = 16;

#[inline(never)]
fn settled(growth: &[f64], directions: usize, batch: usize, error: f64) -> bool {
    error.is_finite()
        && growth.len() >= ENOUGH * directions
        && (0..directions).all(|k| super::exponents::mean_and_error(growth, directions, k, batch).1 <= error)
}

/// The networks on lanes.
struct Side<R> {
    units: usize,
    delays: usize,
    weights: Vec<R>,
    b: Vec<R>,
    x: Vec<R>,
    /// The register, newest first, from `newest` on.
    y: Vec<R>,
    newest: usize,
}

impl<R: Wide> Side<R> {
    #[inline(always)]
    fn new(members: &[(Feedback, State)], room: usize) -> Self {
        let (units, delays) = (members[0].0.units(), members[0].0.delays());
        let room = room.max(delays);
        let mut side = Self {
            units,
            delays,
            weights: vec![R::lit(0.0); units * delays],
            b: vec![R::lit(0.0); units],
            x: vec![R::lit(0.0); units],
            y: vec![R::lit(0.0); delays + room],
            newest: room,
        };
        // lanes that are left over repeat the last network
        for lane in 0..R::LANES {
            let (network, state) = &members[lane.min(members.len() - 1)];
            put(&mut side.weights, lane, network.weights());
            put(&mut side.b, lane, network.b());
            put(&mut side.x, lane, &state.x);
            put(&mut side.y[room..], lane, &state.y);
        }
        side
    }
    /// One iteration; sums run from the oldest delay to the newest, as everywhere.
    #[inline(always)]
    fn advance(&mut self) {
        let delays = self.delays;
        let y0 = output(&self.b, &self.x);
        if self.newest == 0 {
            let room = self.y.len() - delays;
            for j in (0..delays - 1).rev() {
                self.y[room + 1 + j] = self.y[j];
            }
            self.newest = room + 1;
        }
        self.newest -= 1;
        self.y[self.newest] = y0;
        let y = &self.y[self.newest..self.newest + delays];
        for i in 0..self.units {
            let row = &self.weights[i * delays..(i + 1) * delays];
            let mut u = row[delays - 1] * y[delays - 1];
            for j in (0..delays - 1).rev() {
                u = row[j].mul_add(y[j], u);
            }
            self.x[i] = u.tanh();
        }
    }
    /// `g_j = sum_i b_i (1 - x_i^2) w_ij`, the first row of the Jacobian of the iteration to come.
    #[inline(always)]
    fn slope(&self, g: &mut [R]) {
        let one = R::lit(1.0);
        for i in 0..self.units {
            // as a product it is exact to rounding where the unit saturates
            let h = self.b[i] * ((one - self.x[i]) * (one + self.x[i]));
            let row = &self.weights[i * self.delays..(i + 1) * self.delays];
            for j in 0..g.len() {
                g[j] = if i == 0 { h * row[j] } else { h.mul_add(row[j], g[j]) };
            }
        }
    }
    #[inline(never)]
    fn state(&self, lane: usize) -> State {
        let value = |numbers: &[R]| numbers.iter().map(|number| number.value(lane)).collect();
        State { y: value(&self.y[self.newest..self.newest + self.delays]), x: value(&self.x) }
    }
}

#[inline(always)]
fn put<R: Wide>(numbers: &mut [R], lane: usize, values: &[f64]) {
    let only = R::Mask::from_bits(1 << lane);
    for i in 0..values.len() {
        numbers[i] = R::select(only, R::lit(values[i]), numbers[i]);
    }
}
