//! Classification: samples in lanes, each until it has settled; then the next one takes its lane.

use super::law::Law;
use super::tile::{TILE, Tiles, product, tiles};
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use neurodyn_core::{KernelOn, Layers, Lift, Mask, Precision, Wide};

/// One thread's share.
pub struct Classify<'a, T> {
    pub(crate) law: Law,
    pub(crate) nodes: usize,
    pub(crate) coupling: &'a Tiles<T>,
    /// Class by class, a number a node.
    pub(crate) patterns: &'a [T],
    /// Sample by sample.
    pub(crate) samples: &'a [T],
    pub(crate) next: &'a AtomicUsize,
    /// Steps after which the first look is taken, and the last.
    pub(crate) looks: (usize, usize),
    /// Speed below which a sample has settled.
    pub(crate) settled: f64,
    pub(crate) keep: bool,
    pub(crate) cancel: Option<&'a AtomicBool>,
}

/// What came of one sample.
#[derive(Clone, Debug)]
pub struct Settled<T> {
    pub(crate) sample: usize,
    /// Nearest targets at both looks, none for what is not finite.
    pub(crate) classes: [Option<usize>; 2],
    pub(crate) steps: usize,
    /// Whether it settled before the last look.
    pub(crate) rests: bool,
    /// The largest difference of a node from the nearest target at the end.
    pub(crate) off: T,
    /// The state at the end, if it is kept.
    pub(crate) state: Vec<T>,
}

/// A lane's sample.
#[derive(Clone, Copy)]
struct Lane {
    sample: Option<usize>,
    steps: usize,
    early: Option<usize>,
}

impl<T: Precision> KernelOn<T> for Classify<'_, T> {
    type Output = Vec<Settled<T>>;
    #[inline(always)]
    fn run<R: Wide + Layers<Lane = T> + Lift<T>>(self) -> Vec<Settled<T>> {
        let law = self.law.lift::<R>();
        let n = self.nodes;
        let rows = tiles(n) * TILE;
        let count = self.samples.len() / n;
        let still = R::lit(self.settled * self.law.dt);
        let zero = R::lit(0.0);
        let (mut x, mut y, mut next) = (vec![zero; rows], vec![zero; rows], vec![zero; rows]);
        let mut lanes = vec![Lane { sample: None, steps: 0, early: None }; R::LANES];
        for lane in 0..R::LANES {
            lanes[lane] = self.load(lane, count, &mut x, &mut y);
        }
        let mut done = Vec::new();
        while lanes.iter().any(|lane| lane.sample.is_some())
            && !self.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed))
        {
            let mut moved = zero;
            for tile in 0..rows / TILE {
                let mut input = [zero; TILE];
                product(self.coupling.tile(tile), &x[..n], &mut input);
                for u in 0..TILE {
                    let i = tile * TILE + u;
                    let (x_next, y_next, _) = law.step(x[i], y[i], input[u]);
                    // the larger, or what is no number
                    moved = (x_next - x[i]).abs().max(moved);
                    moved = (y_next - y[i]).abs().max(moved);
                    next[i] = x_next;
                    y[i] = y_next;
                }
            }
            core::mem::swap(&mut x, &mut next);
            let rests = moved.lt(still);
            let mut look = false;
            for lane in 0..R::LANES {
                lanes[lane].steps += 1;
                let steps = lanes[lane].steps;
                look |= lanes[lane].sample.is_some()
                    && (steps == self.looks.0 || steps >= self.looks.1 || rests.lane(lane));
            }
            if !look {
                continue;
            }
            let (nearest, good) = self.nearest(&x);
            for lane in 0..R::LANES {
                let Lane { sample: Some(sample), steps, early } = lanes[lane] else { continue };
                let class = if good.lane(lane) { Some(nearest.value(lane) as usize) } else { None };
                let early = if steps <= self.looks.0 { class } else { early };
                lanes[lane].early = early;
                let settled = rests.lane(lane) && good.lane(lane);
                if settled || steps >= self.looks.1 {
                    done.push(Settled {
                        sample,
                        classes: [early, class],
                        steps,
                        rests: settled,
                        off: self.off(class, &x, lane),
                        state: if self.keep {
                            x[..n].iter().map(|x| x.lane(lane)).collect()
                        } else {
                            Vec::new()
                        },
                    });
                    lanes[lane] = self.load(lane, count, &mut x, &mut y);
                }
            }
        }
        done
    }
}

impl<T: Precision> Classify<'_, T> {
    /// Puts the next sample into a lane, or leaves it idle at zero.
    #[inline(always)]
    fn load<R: Wide + Layers<Lane = T>>(&self, lane: usize, count: usize, x: &mut [R], y: &mut [R]) -> Lane {
        let sample = self.next.fetch_add(1, Ordering::Relaxed);
        let sample = if sample < count { Some(sample) } else { None };
        for i in 0..self.nodes {
            let start = sample.map_or(T::lit(0.0), |sample| self.samples[sample * self.nodes + i]);
            x[i] = x[i].with_lane(lane, start);
            y[i] = y[i].with_lane(lane, start);
        }
        Lane { sample, steps: 0, early: None }
    }

    /// The nearest target of each lane by squared distance, the first one of equals, and whether states are finite.
    #[inline(always)]
    fn nearest<R: Wide + Layers<Lane = T> + Lift<T>>(&self, x: &[R]) -> (R, R::Mask) {
        let n = self.nodes;
        let (mut nearest, mut least) = (R::lit(0.0), R::lit(f64::INFINITY));
        let mut good = R::Mask::splat(true);
        for class in 0..self.patterns.len() / n {
            let mut sum = R::lit(0.0);
            for i in 0..n {
                let off = x[i] - R::lift(self.patterns[class * n + i]);
                sum = off.mul_add(off, sum);
            }
            let nearer = sum.lt(least);
            nearest = R::select(nearer, R::lit(class as f64), nearest);
            least = R::select(nearer, sum, least);
            good = good.and(sum.is_finite());
        }
        (nearest, good)
    }

    /// The largest difference of a node from this target.
    #[inline(always)]
    fn off<R: Wide + Layers<Lane = T>>(&self, class: Option<usize>, x: &[R], lane: usize) -> T {
        let Some(class) = class else { return T::lit(f64::NAN) };
        let mut most = T::lit(0.0);
        for i in 0..self.nodes {
            most = (x[i].lane(lane) - self.patterns[class * self.nodes + i]).abs().max(most);
        }
        most
    }
}
