//! Ensembles: many trajectories on lanes and threads, each lane refilled as soon as its trajectory ends.

use crate::check;
use crate::drive::{Ending, Feed, Next, Report, drive};
use crate::failure::{Error, Failure};
use crate::integrate::failure;
use crate::plan::Plan;
use crate::reduce::{Reducer, Reduction};
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use neurodyn_core::{
    Controller, Doubles, Family, Flow, Kernel, Level, Mask, Method, Point, Primal, Real, Shape, Space,
    System, Wide,
};

/// Where the trajectories of an ensemble begin.
pub trait Starts: Sync {
    /// How many there are.
    fn len(&self) -> usize;
    /// True if there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Writes the state and the parameters of trajectory `index`, which depend on nothing but `index`.
    fn write(&self, index: usize, x: &mut [f64], parameters: &mut [f64]);
}

/// Starts given by a function of the index.
#[derive(Clone, Copy, Debug)]
pub struct StartsBy<F> {
    /// How many.
    pub count: usize,
    /// Writes state and parameters of one.
    pub write: F,
}

impl<F: Fn(usize, &mut [f64], &mut [f64]) + Sync> Starts for StartsBy<F> {
    fn len(&self) -> usize {
        self.count
    }
    fn write(&self, index: usize, x: &mut [f64], parameters: &mut [f64]) {
        (self.write)(index, x, parameters);
    }
}

/// An integrator that runs on every kind of lane.
pub trait AnyMethod<F: Family>: Sync {
    /// The members of the family on numbers `R`, with whatever the method needs besides their law.
    type System<R: Real>: Flow<R> + System<Space = F::Space>;
    /// The method on numbers `R`.
    type On<R: Real>: Method<Self::System<R>, R>;
    /// The members with these parameters.
    fn system<R: Real>(&self, family: &F, parameters: &[Primal<R>]) -> Self::System<R>;
    /// The method itself.
    fn on<R: Real>(&self) -> Self::On<R>;
}

impl<F: Family, T: crate::tableau::Tableau<N>, const N: usize> AnyMethod<F> for crate::Erk<T, N> {
    type System<R: Real> = F::Member<R>;
    type On<R: Real> = Self;
    #[inline(always)]
    fn system<R: Real>(&self, family: &F, parameters: &[Primal<R>]) -> F::Member<R> {
        family.member(parameters)
    }
    #[inline(always)]
    fn on<R: Real>(&self) -> Self {
        *self
    }
}

/// A run over many trajectories of a family, with what is kept of each.
#[derive(Clone, Copy, Debug)]
pub struct Ensemble<'a, F, M, C, D> {
    /// The family of flows.
    pub family: &'a F,
    /// How each is integrated.
    pub plan: Plan<M, C>,
    /// From when to when.
    pub span: (f64, f64),
    /// What is kept of each trajectory.
    pub reducer: D,
}

/// The stack of a worker. A kernel is one function with everything inlined into it, and a build without optimisation
/// gives each of its thousands of values a place of its own. (With 64 MiB instead the kernel of the neuron ran 4 to 15 %
/// slower in the benchmark `yardstick`.)
const STACK: usize = 8 << 20;

/// How an ensemble uses the machine. No choice changes a byte of the results.
#[derive(Clone, Copy)]
pub struct Resources<'a> {
    /// Threads; 0 is as many as the machine has cores.
    pub threads: usize,
    /// The instruction set.
    pub level: Level,
    /// Set it to stop early.
    pub cancel: Option<&'a AtomicBool>,
    /// Told how many trajectories are done, from any thread.
    pub progress: Option<&'a (dyn Fn(usize) + Sync)>,
}

impl core::fmt::Debug for Resources<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Resources {{ threads: {}, level: {:?} }}", self.threads, self.level)
    }
}

impl Resources<'_> {
    /// How many threads that is on this machine.
    #[must_use]
    pub fn threads(&self) -> usize {
        match self.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        }
    }
}

impl Default for Resources<'_> {
    fn default() -> Self {
        Self { threads: 0, level: Level::best(), cancel: None, progress: None }
    }
}

/// The result of one trajectory: what was kept, or why it failed.
pub type Outcome<T> = Result<T, Failure>;

impl<F: Family, M: AnyMethod<F>, C: Controller, D: Reducer> Ensemble<'_, F, M, C, D> {
    /// Runs all trajectories in double precision; result `i` belongs to trajectory `i`, whatever ran where.
    ///
    /// # Errors
    /// Bad input, or [`Error::Cancelled`]. A trajectory that fails is a [`Failure`] in its place.
    pub fn run(
        &self,
        starts: &impl Starts,
        resources: &Resources<'_>,
    ) -> Result<Vec<Outcome<D::Output>>, Error> {
        self.run_as::<Doubles<2>>(starts, resources)
    }

    /// As [`run`](Self::run), on lanes of another shape: `Doubles<K>`, `ScalarDouble` (same bytes), `Singles<K>`.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_as<Lanes: Shape>(
        &self,
        starts: &impl Starts,
        resources: &Resources<'_>,
    ) -> Result<Vec<Outcome<D::Output>>, Error> {
        let (method, any) = (self.plan.method.on::<f64>(), vec![1.0; self.family.parameters()]);
        check::plan(&self.plan, method.is_adaptive())?;
        method.suits(&self.plan.method.system::<f64>(self.family, &any)).map_err(Error::Unsuitable)?;
        check::span(self.span)?;
        let stops = self.stops();
        let total = starts.len();
        let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let threads = resources.threads();
        let worker = || {
            resources.level.run::<Lanes, _>(Worker {
                ensemble: self,
                starts,
                stops: &stops,
                total,
                next: &next,
                done: &done,
                resources,
            })
        };
        let parts = std::thread::scope(|scope| {
            let spawn = |_| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker);
            let handles: Vec<_> = (0..threads.min(total.max(1))).map_while(|i| spawn(i).ok()).collect();
            let join = |handle: std::thread::ScopedJoinHandle<'_, Part<D::Output>>| {
                handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            // where no thread can be had, the work is done here
            if handles.is_empty() { vec![worker()] } else { handles.into_iter().map(join).collect() }
        });
        let mut results: Vec<Option<Outcome<D::Output>>> = Vec::new();
        results.resize_with(total, || None);
        for (index, outcome) in parts.into_iter().flat_map(|part| part.results) {
            results[index] = Some(outcome);
        }
        let finished = results.iter().filter(|r| r.is_some()).count();
        let results: Option<Vec<_>> = results.into_iter().collect();
        results.ok_or(Error::Cancelled { done: finished, total })
    }

    /// The times at which steps must end, the last being the end of the span.
    fn stops(&self) -> Vec<f64> {
        let (from, to) = self.span;
        let mut stops: Vec<f64> = self.reducer.stops().into_iter().filter(|t| *t > from && *t < to).collect();
        stops.push(to);
        stops.sort_by(f64::total_cmp);
        stops.dedup();
        stops
    }
}

/// What one thread found.
struct Part<T> {
    results: Vec<(usize, Outcome<T>)>,
}

/// One thread's share of an ensemble, as a kernel for any instruction set.
struct Worker<'a, 'r, F, M, C, D, I> {
    ensemble: &'a Ensemble<'a, F, M, C, D>,
    starts: &'a I,
    stops: &'a [f64],
    total: usize,
    next: &'a AtomicUsize,
    done: &'a AtomicUsize,
    resources: &'a Resources<'r>,
}

impl<F: Family, M: AnyMethod<F>, C: Controller, D: Reducer, I: Starts> Kernel
    for Worker<'_, '_, F, M, C, D, I>
{
    type Output = Part<D::Output>;
    #[inline(always)]
    fn run<R: Wide>(self) -> Part<D::Output> {
        let ensemble = self.ensemble;
        let dim = ensemble.family.space().dim();
        let mut queue = Queue::<'_, F, M, D, I, R> {
            family: ensemble.family,
            method: &ensemble.plan.method,
            starts: self.starts,
            span: ensemble.span,
            stops: self.stops,
            total: self.total,
            next: self.next,
            done: self.done,
            resources: self.resources,
            parameters: vec![R::lit(0.0); ensemble.family.parameters()],
            index: [usize::MAX; 64],
            stop: [0; 64],
            start: (vec![0.0; dim], vec![0.0; ensemble.family.parameters()]),
            results: Vec::new(),
        };
        let mut watch = Reduction::new(&ensemble.reducer);
        let plan = Plan {
            method: ensemble.plan.method.on::<R>(),
            control: Borrowed(&ensemble.plan.control),
            tolerance: ensemble.plan.tolerance,
            first_step: ensemble.plan.first_step,
            max_steps: ensemble.plan.max_steps,
        };
        drive(&plan, &mut queue, &mut watch);
        Part { results: queue.results }
    }
}

/// A controller by reference.
#[derive(Clone, Copy, Debug)]
pub struct Borrowed<'a, C>(pub(crate) &'a C);

impl<C: Controller> Controller for Borrowed<'_, C> {
    type Memory<R: Real> = C::Memory<R>;
    #[inline(always)]
    fn needs_error(&self) -> bool {
        self.0.needs_error()
    }
    #[inline(always)]
    fn memory<R: Real>(&self) -> C::Memory<R> {
        self.0.memory()
    }
    #[inline(always)]
    fn restart<R: Real>(&self, mask: R::Mask, memory: &mut C::Memory<R>) {
        self.0.restart(mask, memory);
    }
    #[inline(always)]
    fn judge<R: Real>(
        &self,
        error: R,
        h: R,
        order: u32,
        memory: &mut C::Memory<R>,
    ) -> neurodyn_core::Verdict<R> {
        self.0.judge(error, h, order, memory)
    }
}

/// Hands trajectories to the lanes of one thread, in the order in which lanes ask.
struct Queue<'a, F, M, D: Reducer, I, R: Real> {
    family: &'a F,
    method: &'a M,
    starts: &'a I,
    span: (f64, f64),
    stops: &'a [f64],
    total: usize,
    next: &'a AtomicUsize,
    done: &'a AtomicUsize,
    resources: &'a Resources<'a>,
    parameters: Vec<Primal<R>>,
    index: [usize; 64],
    stop: [usize; 64],
    start: (Vec<f64>, Vec<f64>),
    results: Vec<(usize, Outcome<D::Output>)>,
}

impl<F, M, D, I, R> Feed<M::System<R>, R, Reduction<'_, D, R>> for Queue<'_, F, M, D, I, R>
where
    F: Family,
    M: AnyMethod<F>,
    D: Reducer,
    I: Starts,
    R: Wide,
{
    #[inline(always)]
    fn system(&self) -> M::System<R> {
        self.method.system::<R>(self.family, &self.parameters)
    }

    #[inline(always)]
    fn turn(
        &mut self,
        report: &Report<'_, Point<M::System<R>, R>, R>,
        watch: &mut Reduction<'_, D, R>,
        x: &mut Point<M::System<R>, R>,
    ) -> Next {
        let lane = report.lane;
        let outcome = match report.ending {
            Ending::Idle => None,
            Ending::Arrived if self.stop[lane] + 1 < self.stops.len() => {
                self.stop[lane] += 1;
                return Next::Continue(self.stops[self.stop[lane]]);
            }
            Ending::Arrived | Ending::Stopped => Some(Ok(watch.finish(lane, report.t, report.x.as_ref()))),
            Ending::Failed(cause) => Some(Err(failure(cause, report))),
        };
        if let Some(outcome) = outcome {
            self.results.push((self.index[lane], outcome));
            let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
            if let Some(progress) = self.resources.progress {
                progress(done);
            }
        }
        if self.resources.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
            return Next::Park;
        }
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        if index >= self.total {
            return Next::Park;
        }
        let (state, parameters) = &mut self.start;
        self.starts.write(index, state, parameters);
        for (i, value) in state.iter().enumerate() {
            let only = R::Mask::from_bits(1 << lane);
            x.as_mut()[i] = R::select(only, R::lit(*value), x.as_ref()[i]);
        }
        for (i, value) in parameters.iter().enumerate() {
            let only = R::Mask::from_bits(1 << lane);
            self.parameters[i] =
                Primal::<R>::select(only, <Primal<R> as Real>::lit(*value), self.parameters[i]);
        }
        self.index[lane] = index;
        self.stop[lane] = 0;
        Next::Begin(self.span.0, self.stops[0])
    }
}
