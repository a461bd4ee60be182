//! The kernel: a block of images, as many as there are lanes, through all passes.

use super::packed::{Packed, PackedLayer, TILE};
use super::{Keep, Passes};
use crate::network::Activation;
use core::ops::Range;
use core::sync::atomic::{AtomicUsize, Ordering};
use dynsys::ensemble::Resources;
use neurodyn_core::{Kernel, Mask, Real, Wide};

/// One thread's share.
pub(super) struct Worker<'a, 'r> {
    pub(super) packed: &'a Packed,
    pub(super) activation: Activation,
    pub(super) items: &'a [usize],
    pub(super) images: &'a [f32],
    pub(super) passes: &'a Passes,
    pub(super) range: Range<usize>,
    pub(super) keep: Keep<'a>,
    pub(super) next: &'a AtomicUsize,
    pub(super) done: &'a AtomicUsize,
    pub(super) resources: &'a Resources<'r>,
}

/// What came of the items `first..first + items`.
pub(super) struct Block {
    pub(super) first: usize,
    pub(super) items: usize,
    /// Pass by pass.
    pub(super) labels: Vec<u8>,
    /// Pass by pass; empty if not asked for.
    pub(super) errors: Vec<f32>,
    /// Item by item, the means; empty if not asked for.
    pub(super) probabilities: Vec<f32>,
    /// The first item, from the start of all, and pass with an output that is no number.
    pub(super) failure: Option<(usize, usize)>,
}

impl Kernel for Worker<'_, '_> {
    type Output = Vec<Block>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let layers = &self.packed.layers;
        let (before, rest) = layers.split_at(self.passes.layer);
        let (perturbed, after) = rest.split_first().expect("checked: the layer exists");
        let inputs = layers[0].inputs;
        let classes = layers[layers.len() - 1].outputs;
        let zero = R::lit(0.0);
        let (mut here, mut there) = (vec![zero; self.packed.widest()], vec![zero; self.packed.widest()]);
        let mut base = vec![zero; perturbed.biases.len()];
        let mut moved = vec![zero; self.passes.rows.len()];
        let mut means = vec![zero; classes];
        let mut truth = zero;
        while !self.resources.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
            let first = self.next.fetch_add(R::LANES, Ordering::Relaxed);
            if first >= self.items.len() {
                break;
            }
            let items = R::LANES.min(self.items.len() - first);
            let mut block = Block::new(first, items, self.range.len(), self.keep);
            // lanes that are left over repeat the last image
            for lane in 0..R::LANES {
                let item = self.items[first + lane.min(items - 1)];
                if let Some(classes) = self.keep.errors_against {
                    truth = truth.with_lane(lane, <R::Lane as Real>::lit(classes[item].into()));
                }
            }
            for i in 0..inputs {
                let mut x = zero;
                for lane in 0..R::LANES {
                    let item = self.items[first + lane.min(items - 1)];
                    x = x.with_lane(lane, <R::Lane as Real>::lit(self.images[item * inputs + i].into()));
                }
                here[i] = x;
            }
            for layer in before {
                sums(layer, &here[..layer.inputs], &mut there);
                activate(self.activation, &mut there[..layer.biases.len()]);
                core::mem::swap(&mut here, &mut there);
            }
            sums(perturbed, &here[..perturbed.inputs], &mut base);
            for (x, row) in moved.iter_mut().zip(self.passes.rows.clone()) {
                *x = if row < perturbed.inputs { here[row] } else { R::lit(1.0) };
            }
            means.fill(zero);
            for pass in self.range.clone() {
                add(&base, self.passes.tiles(pass), &moved, &mut here);
                let mut factors = self.passes.factors(pass);
                let mut units = perturbed.outputs;
                for layer in after {
                    activate(self.activation, &mut here[..units.next_multiple_of(TILE)]);
                    if !factors.is_empty() {
                        for j in 0..units {
                            here[j] *= R::lift(factors[j]);
                        }
                        factors = &factors[units..];
                    }
                    sums(layer, &here[..layer.inputs], &mut there);
                    core::mem::swap(&mut here, &mut there);
                    units = layer.outputs;
                }
                read(&mut here[..classes], truth, &mut means, &mut block, pass - self.range.start, self.keep);
            }
            if self.keep.probabilities {
                let count = R::lit(self.range.len() as f64);
                for lane in 0..items {
                    block.probabilities.extend(means.iter().map(|&mean| (mean / count).value(lane) as f32));
                }
            }
            blocks.push(block);
            let done = self.done.fetch_add(items, Ordering::Relaxed) + items;
            if let Some(progress) = self.resources.progress {
                progress(done);
            }
        }
        blocks
    }
}

impl Block {
    fn new(first: usize, items: usize, passes: usize, keep: Keep<'_>) -> Self {
        let errors = if keep.errors_against.is_some() { items * passes } else { 0 };
        Self {
            first,
            items,
            labels: Vec::with_capacity(items * passes),
            errors: Vec::with_capacity(errors),
            probabilities: Vec::new(),
            failure: None,
        }
    }
}

/// `b + W h` of one layer, for a block.
#[inline(always)]
fn sums<R: Wide>(layer: &PackedLayer, h: &[R], out: &mut [R]) {
    let biases = &layer.biases[..];
    for tile in 0..biases.len() / TILE {
        let panel = &layer.tiles[tile * h.len() * TILE..(tile + 1) * h.len() * TILE];
        let mut begin = [R::lit(0.0); TILE];
        for u in 0..TILE {
            begin[u] = R::lift(biases[tile * TILE + u]);
        }
        in_tile(h, panel, &begin, &mut out[tile * TILE..(tile + 1) * TILE]);
    }
}

/// `base + X h` for the rows that are moved; `base` if there are none.
#[inline(always)]
fn add<R: Wide>(base: &[R], tiles: &[f32], h: &[R], out: &mut [R]) {
    for tile in 0..base.len() / TILE {
        let begin: &[R; TILE] = base[tile * TILE..].first_chunk().expect("whole tiles");
        let size = if tiles.is_empty() { 0 } else { h.len() };
        let panel = &tiles[tile * size * TILE..(tile + 1) * size * TILE];
        in_tile(&h[..size], panel, begin, &mut out[tile * TILE..(tile + 1) * TILE]);
    }
}

/// The sums of eight columns: with 32 registers all at once; with 16 of them four columns would need every one, and a
/// single accumulator in memory halves the speed.
#[inline(always)]
fn in_tile<R: Wide>(h: &[R], panel: &[f32], begin: &[R; TILE], out: &mut [R]) {
    if const { R::LANES > 24 } {
        accumulate::<R, 8, 0>(h, panel, begin, out);
    } else {
        accumulate::<R, 3, 0>(h, panel, begin, out);
        accumulate::<R, 3, 3>(h, panel, begin, out);
        accumulate::<R, 2, 6>(h, panel, begin, out);
    }
}

#[inline(always)]
fn accumulate<R: Wide, const U: usize, const FROM: usize>(
    h: &[R],
    panel: &[f32],
    begin: &[R; TILE],
    out: &mut [R],
) {
    let mut sum = [R::lit(0.0); U];
    sum.copy_from_slice(&begin[FROM..FROM + U]);
    for (&x, weights) in h.iter().zip(panel.as_chunks::<TILE>().0) {
        for u in 0..U {
            sum[u] = x.mul_add(R::lift(weights[FROM + u]), sum[u]);
        }
    }
    out[FROM..FROM + U].copy_from_slice(&sum);
}

/// The function of hidden units.
#[inline(always)]
fn activate<R: Wide>(activation: Activation, units: &mut [R]) {
    let half = R::lit(0.5);
    match activation {
        Activation::Relu => {
            for unit in units {
                *unit = unit.max(R::lit(0.0));
            }
        }
        Activation::Tanh => {
            for unit in units {
                *unit = unit.squash();
            }
        }
        Activation::Sigmoid => {
            for unit in units {
                *unit = (half * *unit).squash().mul_add(half, half);
            }
        }
    }
}

/// Takes the class of each lane, and what else is to be kept, out of the logits, which it uses up.
#[inline(always)]
fn read<R: Wide>(
    logits: &mut [R],
    truth: R,
    means: &mut [R],
    block: &mut Block,
    pass: usize,
    keep: Keep<'_>,
) {
    let (mut best, mut label) = (logits[0], R::lit(0.0));
    let mut good = logits[0].is_finite();
    for class in 1..logits.len() {
        let larger = best.lt(logits[class]);
        best = R::select(larger, logits[class], best);
        label = R::select(larger, R::lit(class as f64), label);
        good = good.and(logits[class].is_finite());
    }
    for lane in 0..block.items {
        block.labels.push(label.value(lane) as u8);
        if !good.lane(lane) {
            let at = (block.first + lane, pass);
            block.failure = Some(block.failure.map_or(at, |other| other.min(at)));
        }
    }
    if !keep.probabilities && keep.errors_against.is_none() {
        return;
    }
    let mut sum = R::lit(0.0);
    for logit in &mut *logits {
        *logit = (*logit - best).exp();
        sum += *logit;
    }
    let mut squares = R::lit(0.0);
    for class in 0..logits.len() {
        let p = logits[class] / sum;
        means[class] += p;
        let is_true = (truth - R::lit(class as f64)).abs().lt(R::lit(0.5));
        let off = p - R::select(is_true, R::lit(1.0), R::lit(0.0));
        squares = off.mul_add(off, squares);
    }
    if keep.errors_against.is_some() {
        for lane in 0..block.items {
            block.errors.push(squares.value(lane) as f32);
        }
    }
}
