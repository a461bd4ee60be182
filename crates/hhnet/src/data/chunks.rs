//! A group of chunks of one length, on lanes and threads.

use super::{Recipe, Rows};
use crate::error::Error;
use crate::net::Scaling;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use dynsys::ensemble::Resources;
use dynsys::tableau::DormandPrince853;
use dynsys::{Erk, Pid, Plan, Sampled, Tolerance};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Doubles, Evolve, Family, Flow, Kernel, Mask, Point, Real, Space, Stuck, System, Wide};

/// Chunks of one length and where their records go.
pub(super) struct Chunks<'a, F> {
    family: &'a F,
    recipe: &'a Recipe,
    variables: &'a Scaling,
    parameters: &'a Scaling,
    seeds: Seeds,
    length: usize,
    count: usize,
    /// The row of the first record.
    first: usize,
}

impl<'a, F: Family> Chunks<'a, F> {
    pub(super) fn new(
        family: &'a F,
        recipe: &'a Recipe,
        group: usize,
        (variables, parameters): (&'a Scaling, &'a Scaling),
        first: usize,
    ) -> Self {
        let seeds = recipe.seeds.named("chunks").named(&group.to_string());
        let (length, count) = recipe.chunks[group];
        Self { family, recipe, variables, parameters, seeds, length, count, first }
    }

    pub(super) fn write(&self, rows: &mut Rows, resources: &Resources<'_>) -> Result<(), Error> {
        let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
        let worker = || {
            resources.level.run::<Doubles<2>, _>(Worker {
                chunks: self,
                to: self.count,
                next: &next,
                stop: &stop,
                resources,
            })
        };
        let parts: Vec<Part> = std::thread::scope(|scope| {
            let threads = resources.threads().min(self.count);
            let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(worker)).collect();
            let mut parts = vec![worker()];
            for helper in helpers {
                parts.push(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            parts
        });
        if let Some(failed) =
            parts.iter().filter_map(|part| part.failed.clone()).min_by_key(|lanes| lanes.start)
        {
            return Err(self.failure(failed, resources));
        }
        let done: usize = parts.iter().map(|part| part.chunks.len()).sum();
        if done < self.count {
            return Err(Error::Run(dynsys::Error::Cancelled { done, total: self.count }));
        }
        for part in &parts {
            self.scatter(part, rows);
        }
        Ok(())
    }

    /// Which of these chunks fails first, and how: each is run alone, so that it is the same for any number of lanes.
    #[cold]
    fn failure(&self, lanes: core::ops::Range<usize>, resources: &Resources<'_>) -> Error {
        let calm = Resources { cancel: None, progress: None, ..*resources };
        for chunk in lanes.clone() {
            let (next, stop) = (AtomicUsize::new(chunk), AtomicBool::new(false));
            let alone = Worker { chunks: self, to: chunk + 1, next: &next, stop: &stop, resources: &calm };
            let part = resources.level.run::<Doubles<2>, _>(alone);
            if let Some((t, why)) = part.why {
                let (parameters, start) = self.draw(chunk);
                return Error::Chunk { length: self.length, chunk, parameters, start, t, why };
            }
        }
        unreachable!(
            "one of the chunks {lanes:?} has failed beside the others, and a lane does not see its neighbours"
        )
    }

    /// The parameters and the start of a chunk, in their own units.
    fn draw(&self, chunk: usize) -> (Vec<f64>, Vec<f64>) {
        let mut stream = self.seeds.stream(chunk as u64);
        let parameters = stream.in_box(&self.recipe.parameters);
        (parameters, stream.in_box(&self.recipe.variables))
    }

    /// Numbers that a chunk leaves: scaled parameters, then `length + 1` scaled states.
    fn numbers(&self) -> usize {
        self.recipe.parameters.len() + (self.length + 1) * self.recipe.variables.len()
    }

    fn scatter(&self, part: &Part, rows: &mut Rows) {
        let (m, n) = (self.recipe.parameters.len(), self.recipe.variables.len());
        for k in 0..m + 2 * n {
            // parameters stay; a state is followed by the next
            let (from, stride) = if k < m { (k, 0) } else { (k, n) };
            let column = rows.column_mut(k);
            for (chunk, numbers) in part.chunks.iter().zip(part.numbers.chunks_exact(self.numbers())) {
                let place = self.first + chunk * self.length;
                for (step, value) in column[place..place + self.length].iter_mut().enumerate() {
                    *value = numbers[from + step * stride];
                }
            }
        }
    }
}

/// What one thread made.
#[derive(Default)]
struct Part {
    chunks: Vec<usize>,
    numbers: Vec<f64>,
    /// Chunks side by side of which one failed.
    failed: Option<core::ops::Range<usize>>,
    /// When and why.
    why: Option<(f64, &'static str)>,
}

/// One thread's share, as a kernel for any instruction set.
struct Worker<'a, 'r, F> {
    chunks: &'a Chunks<'a, F>,
    to: usize,
    next: &'a AtomicUsize,
    stop: &'a AtomicBool,
    resources: &'a Resources<'r>,
}

impl<F: Family> Kernel for Worker<'_, '_, F> {
    type Output = Part;
    #[inline(always)]
    fn run<R: Wide>(self) -> Part {
        let chunks = self.chunks;
        let recipe = chunks.recipe;
        let (m, n) = (recipe.parameters.len(), recipe.variables.len());
        let mut part = Part::default();
        loop {
            // what is taken is run: then every chunk before one that fails is
            if self.stopped() {
                return part;
            }
            let first = self.next.fetch_add(R::LANES, Ordering::Relaxed);
            if first >= self.to {
                return part;
            }
            let here = R::LANES.min(self.to - first);
            let base = part.numbers.len();
            part.numbers.resize(base + here * chunks.numbers(), 0.0);
            let mut u = chunks.family.space().constant::<R>(0.0);
            let mut parameters = vec![R::lit(0.0); m];
            // lanes that are left over repeat the last chunk
            for lane in 0..R::LANES {
                let (own, start) = chunks.draw(first + lane.min(here - 1));
                let only = R::Mask::from_bits(1 << lane);
                for j in 0..m {
                    parameters[j] = R::select(only, R::lit(own[j]), parameters[j]);
                    if lane < here {
                        part.numbers[base + lane * chunks.numbers() + j] =
                            chunks.parameters.scaled(j, own[j]);
                    }
                }
                for i in 0..n {
                    let scaled = R::lit(chunks.variables.scaled(i, start[i]));
                    u.as_mut()[i] = R::select(only, scaled, u.as_ref()[i]);
                }
            }
            let flow = InBox { flow: chunks.family.member::<R>(&parameters), scaling: chunks.variables };
            let sampled = Sampled { flow, plan: plan(recipe.tolerance), dt: recipe.dt };
            let mut work = Evolve::<R>::work(&sampled);
            let mut t = R::lit(0.0);
            for step in 0..=chunks.length {
                if step > 0
                    && let Err(Stuck { lanes, why }) = sampled.advance(&mut work, &mut t, &mut u)
                {
                    part.failed = Some(first..first + here);
                    part.why = Some((t.value(lanes.trailing_zeros() as usize), why));
                    // the first that fails is found whoever runs it, and nothing after it matters
                    self.stop.store(true, Ordering::Relaxed);
                    return part;
                }
                for lane in 0..here {
                    let place = base + lane * chunks.numbers() + m + step * n;
                    for i in 0..n {
                        part.numbers[place + i] = u.as_ref()[i].value(lane);
                    }
                }
            }
            for chunk in first..first + here {
                part.chunks.push(chunk);
            }
        }
    }
}

impl<F> Worker<'_, '_, F> {
    #[inline(always)]
    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
            || self.resources.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed))
    }
}

const fn plan(tolerance: f64) -> Plan<Erk<DormandPrince853, 12>, Pid> {
    /// Trial steps that a chunk may make in one `dt`.
    const STEPS: u64 = 100_000;
    let mut plan = Plan::new(Erk(DormandPrince853), Pid::proportional_integral(), Tolerance::both(tolerance));
    plan.max_steps = STEPS;
    plan
}

/// A flow in scaled variables: `du/dt = f(m + s u) / s`. So one tolerance serves variables of any units.
#[derive(Clone, Copy)]
struct InBox<'a, S> {
    flow: S,
    scaling: &'a Scaling,
}

impl<S: System> System for InBox<'_, S> {
    type Space = S::Space;
    #[inline(always)]
    fn space(&self) -> S::Space {
        self.flow.space()
    }
}

impl<R: Real, S: Flow<R>> Flow<R> for InBox<'_, S> {
    #[inline(always)]
    fn rhs(&self, t: R, u: &Point<S, R>, du: &mut Point<S, R>) {
        let mut x = u.clone();
        for i in 0..x.as_ref().len() {
            x.as_mut()[i] = self.scaling.physical(i, u.as_ref()[i]);
        }
        self.flow.rhs(t, &x, du);
        for i in 0..x.as_ref().len() {
            du.as_mut()[i] *= R::lit(1.0 / self.scaling.half[i]);
        }
    }
    #[inline(always)]
    fn is_autonomous(&self) -> bool {
        self.flow.is_autonomous()
    }
}
