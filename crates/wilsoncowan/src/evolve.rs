//! Batches of samples through the network and back, on all cores: what training is made of.

use crate::error::{Error, exactly};
use crate::kernel::backward::Backward;
use crate::kernel::forward::Forward;
use crate::kernel::gradient::Gradient;
use crate::kernel::tape::{padded, share};
use crate::kernel::tile::{TILE, pack_columns, pack_rows, tiles};
use crate::kernel::{Law, Number, Tape, Tiles};
use crate::network::Network;
use crate::node::Node;
use dynsys::ensemble::Resources;
use neurodyn_core::Level;
use std::sync::Mutex;

/// A network ready for batches, in `f32` or `f64`, with all that a way back needs.
///
/// Samples stand side by side in lanes; threads share them out. No byte of any result depends on lanes, threads or the
/// instruction set. It agrees with the frozen [`Network`] as a `Flow` to rounding.
#[derive(Clone, Debug)]
pub struct Evolution<T> {
    law: Law,
    nodes: usize,
    level: Level,
    threads: usize,
    pub(crate) forward: Tiles<T>,
    pub(crate) transposed: Tiles<T>,
    pub(crate) tapes: Vec<Tape<T>>,
}

impl<T: Number> Evolution<T> {
    /// Steps of length `dt` of this network; of the resources, threads and the instruction set count.
    ///
    /// # Errors
    /// As [`Euler::check`](crate::euler::Euler::check).
    pub fn new(network: &Network, dt: f64, resources: &Resources<'_>) -> Result<Self, Error> {
        crate::euler::Euler { dt, steps: 0 }.check(network)?;
        let mut evolution = Self::unset(*network.node(), network.gamma(), network.nodes(), dt, resources);
        let rows: Vec<T> = network.scaled_coupling().iter().map(|&w| T::lit(w)).collect();
        evolution.set(&rows, network.nodes());
        Ok(evolution)
    }

    /// With a coupling of zero.
    pub(crate) fn unset(node: Node, gamma: f64, nodes: usize, dt: f64, resources: &Resources<'_>) -> Self {
        Self {
            law: Law { node, dt, gamma },
            nodes,
            level: resources.level,
            threads: resources.threads(),
            forward: Tiles::zero(nodes),
            transposed: Tiles::zero(nodes),
            tapes: Vec::new(),
        }
    }
    pub(crate) fn set_gamma(&mut self, gamma: f64) {
        self.law.gamma = gamma;
    }
    /// Takes over `W = Gamma A` from rows at this distance.
    pub(crate) fn set(&mut self, rows: &[T], stride: usize) {
        let nodes = self.nodes;
        let (numbers, each) = self.forward.parts();
        for (tile, numbers) in numbers.chunks_mut(each).enumerate() {
            let first = tile * TILE;
            pack_rows(&rows[first * stride..], stride, nodes, TILE.min(nodes - first), numbers);
        }
        self.transpose(rows, stride);
    }
    /// Takes over `W^T` alone.
    pub(crate) fn transpose(&mut self, rows: &[T], stride: usize) {
        let nodes = self.nodes;
        let (numbers, each) = self.transposed.parts();
        let work = numbers.chunks_mut(each).enumerate();
        share_out(self.threads, work, |(tile, numbers)| {
            pack_columns(rows, stride, nodes, tile * TILE, numbers);
        });
    }

    /// Number of nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// The states after so many steps, sample by sample, from starts that stand likewise; they are kept for
    /// [`backward`](Self::backward).
    ///
    /// # Errors
    /// [`Error::Sizes`].
    pub fn forward(&mut self, x: &[T], y: &[T], steps: usize) -> Result<(Vec<T>, Vec<T>), Error> {
        exactly("x of the starts", x.len().next_multiple_of(self.nodes.max(1)), x.len())?;
        exactly("y of the starts", x.len(), y.len())?;
        let nodes = self.nodes;
        self.prepare(x.len() / nodes, steps);
        let (law, level, coupling) = (self.law, self.level, &self.forward);
        share_out(self.threads, self.tapes.iter_mut(), |tape| {
            let (x, y) = (&x[tape.numbers()], &y[tape.numbers()]);
            T::forward(level, Forward { law, coupling, x, y, tape });
        });
        Ok(self.sample_by_sample())
    }

    /// From the sensitivities of a loss to the states at the end to those at the start, which it gives, to the coupling and to
    /// gamma, which [`coupling_gradient`](Self::coupling_gradient) and [`gamma_gradient`](Self::gamma_gradient) give then.
    ///
    /// # Errors
    /// [`Error::Sizes`].
    pub fn backward(&mut self, x: &[T], y: &[T]) -> Result<(Vec<T>, Vec<T>), Error> {
        let samples: usize = self.tapes.iter().map(|tape| tape.samples).sum();
        exactly("sensitivities to x", samples * self.nodes, x.len())?;
        exactly("sensitivities to y", samples * self.nodes, y.len())?;
        let (law, level, transposed, nodes) = (self.law, self.level, &self.transposed, self.nodes);
        share_out(self.threads, self.tapes.iter_mut(), |tape| {
            let (numbers, lanes) = (tape.numbers(), tape.lanes);
            for (end, from) in tape.end.iter_mut().zip([&x[numbers.clone()], &y[numbers]]) {
                end.fill(T::lit(0.0));
                for (lane, sample) in from.chunks(nodes).enumerate() {
                    for (i, &number) in sample.iter().enumerate() {
                        end[i * lanes + lane] = number;
                    }
                }
            }
            T::backward(level, Backward { law, transposed, tape, start: true });
        });
        Ok(self.sample_by_sample())
    }

    /// `dL/dW` with `W = Gamma A`, row-major, after [`backward`](Self::backward).
    #[must_use]
    pub fn coupling_gradient(&self) -> Vec<T> {
        let wide = padded(self.nodes);
        let mut padded_rows = vec![T::lit(0.0); self.nodes * wide];
        self.gradient_into(&mut padded_rows);
        let rows = padded_rows.chunks(wide).flat_map(|row| &row[..self.nodes]);
        rows.copied().collect()
    }

    /// `dL/dgamma`, after [`backward`](Self::backward): the sum over samples in their order.
    #[must_use]
    pub fn gamma_gradient(&self) -> f64 {
        self.tapes.iter().flat_map(|tape| &tape.gamma[..tape.samples]).map(|share| share.value(0)).sum()
    }

    /// The gradient's rows, each padded.
    pub(crate) fn gradient_into(&self, rows: &mut [T]) {
        let each = self.band() * TILE;
        let (level, tapes) = (self.level, &self.tapes[..]);
        let work = rows.chunks_mut(each * padded(self.nodes)).enumerate();
        share_out(self.threads, work, |(band, rows)| {
            T::gradient(level, Gradient { tapes, first: band * self.band(), rows });
        });
    }
    /// Tiles of rows that a thread takes at a time.
    pub(crate) fn band(&self) -> usize {
        tiles(self.nodes).div_ceil(self.threads)
    }
    pub(crate) fn resources(&self) -> (Level, usize) {
        (self.level, self.threads)
    }
    pub(crate) fn law(&self) -> Law {
        self.law
    }
    /// Makes the tapes fit a batch.
    pub(crate) fn prepare(&mut self, samples: usize, steps: usize) {
        let lanes = (T::lanes(self.level), T::narrow(self.level));
        let (wide, narrow) = share(samples, lanes, self.threads);
        let widths = || core::iter::repeat_n(lanes.0, wide).chain(core::iter::repeat_n(lanes.1, narrow));
        if !self.tapes.iter().map(|tape| tape.lanes).eq(widths()) {
            self.tapes = widths().map(|lanes| Tape::new(self.nodes, lanes, steps)).collect();
        }
        let mut first = 0;
        for tape in &mut self.tapes {
            tape.fit(steps);
            (tape.first, tape.samples) = (first, tape.lanes.min(samples - first));
            first += tape.samples;
        }
    }

    fn sample_by_sample(&self) -> (Vec<T>, Vec<T>) {
        let part = |k: usize| {
            let mut numbers = Vec::new();
            for tape in &self.tapes {
                for lane in 0..tape.samples {
                    numbers.extend((0..self.nodes).map(|i| tape.end[k][i * tape.lanes + lane]));
                }
            }
            numbers
        };
        (part(0), part(1))
    }
}

/// Does all pieces of work on so many threads, this one among them.
pub(crate) fn share_out<I: Send>(
    threads: usize,
    work: impl ExactSizeIterator<Item = I> + Send,
    each: impl Fn(I) + Sync,
) {
    let count = work.len();
    let work = Mutex::new(work);
    let take = || work.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
    let worker = || {
        while let Some(piece) = take() {
            each(piece);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(count) {
            scope.spawn(worker);
        }
        worker();
    });
}
