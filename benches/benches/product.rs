//! Products of `f32` matrices in the sizes of training, by the libraries at hand, interleaved, on one thread and on two.
//!
//! Prints one table of GFLOP/s: by the clock on the wall the median of the rounds and the best one, then, of the median time
//! of the processor, what as many free cores would give; that is what to look at on a busy machine. `gemm` is measured through
//! candle, whose products it makes: its own functions are unsafe.

use candle_core::{Device, Tensor};
use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2, Axis};
use neurodyn_core::seed::Seeds;
use rayon::{ThreadPool, ThreadPoolBuilder};
use rustix::time::{ClockId, clock_gettime};
use std::time::Instant;

/// `C = A B`, with `A` of `m x k` and `B` of `k x n` numbers.
struct Problem {
    m: usize,
    k: usize,
    n: usize,
    /// Whether `A` stands in memory as `k` rows of `m` numbers, as the states of all steps do when the gradient of a coupling
    /// is made of them.
    transposed: bool,
    a: Vec<f32>,
    b: Vec<f32>,
    /// The same for candle, made beforehand.
    tensors: (Tensor, Tensor),
    rounds: usize,
}

/// Writes the product on so many threads; it runs inside of a pool of as many.
type Product = fn(&Problem, usize, &mut [f32]);

/// All that take part; what `wilsoncowan` has of its own is one line more, with a function below.
const CONTENDERS: [(&str, Product); 6] = [
    ("candle 0.9 (gemm 0.19)", by_candle),
    ("faer 0.24", by_faer),
    ("faer 0.24, 200 rows of a step at a time", |p, threads, out| by_faer_in_steps(p, threads, out, 200)),
    ("faer 0.24, 1000 rows at a time", |p, threads, out| by_faer_in_steps(p, threads, out, 1000)),
    ("matrixmultiply 0.3 (ndarray)", by_ndarray),
    ("plain loops", by_loops),
];

fn main() {
    let problems = [
        Problem::new((50, 784, 784), false, 61),
        Problem::new((200, 784, 784), false, 41),
        Problem::new((784, 7000, 784), true, 7),
    ];
    let pools: Vec<(usize, ThreadPool)> = [1, 2]
        .map(|threads| (threads, ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool")))
        .into();
    // rows of the table: contenders; columns: problems by threads
    let mut cells = vec![Vec::new(); CONTENDERS.len()];
    for problem in &problems {
        let mut times = vec![vec![Vec::new(); pools.len()]; CONTENDERS.len()];
        let mut out = vec![0.0; problem.m * problem.n];
        for round in 0..=problem.rounds {
            for (c, (name, product)) in CONTENDERS.iter().enumerate() {
                for (p, (threads, pool)) in pools.iter().enumerate() {
                    if problem.leaves_out(name, round) {
                        continue;
                    }
                    let (begin, busy) = (Instant::now(), processor_seconds());
                    pool.install(|| product(problem, *threads, &mut out));
                    // the first round fetches memory and is looked at instead
                    if round == 0 {
                        problem.check(name, &out);
                    } else {
                        times[c][p].push((begin.elapsed().as_secs_f64(), processor_seconds() - busy));
                    }
                }
            }
        }
        for (row, times) in cells.iter_mut().zip(&times) {
            row.extend(times.iter().zip(&pools).map(|(times, (threads, _))| problem.cell(times, *threads)));
        }
    }
    print!("| GFLOP/s: median (best), by processor time |");
    for problem in &problems {
        let Problem { m, k, n, transposed, .. } = problem;
        let left = if *transposed { ", left one transposed" } else { "" };
        for (threads, _) in &pools {
            print!(" {m}x{k}x{n}{left}, {threads} thread{} |", if *threads == 1 { "" } else { "s" });
        }
    }
    println!("\n|---|{}", "---|".repeat(problems.len() * pools.len()));
    for ((name, _), row) in CONTENDERS.iter().zip(cells) {
        println!("| {name} | {} |", row.join(" | "));
    }
}

impl Problem {
    fn new((m, k, n): (usize, usize, usize), transposed: bool, rounds: usize) -> Self {
        let mut stream = Seeds::new(1).named("matrices").stream(0);
        let mut drawn =
            |count: usize| (0..count).map(|_| stream.between(-1.0, 1.0) as f32).collect::<Vec<_>>();
        let (a, b) = (drawn(m * k), drawn(k * n));
        let tensor = |numbers: &[f32], rows: usize, columns: usize| {
            Tensor::from_slice(numbers, (rows, columns), &Device::Cpu).expect("as many numbers")
        };
        let (rows, columns) = if transposed { (k, m) } else { (m, k) };
        let tensors = (tensor(&a, rows, columns), tensor(&b, k, n));
        Self { m, k, n, transposed, a, b, tensors, rounds }
    }
    /// An entry of `A`.
    fn left(&self, i: usize, l: usize) -> f32 {
        self.a[if self.transposed { l * self.m + i } else { i * self.k + l }]
    }
    /// Sums in parts are for long sums only, and plain loops are too slow for more than one round.
    fn leaves_out(&self, name: &str, round: usize) -> bool {
        (name.contains("at a time") && !self.transposed) || (name.contains("loops") && round > 1)
    }
    /// The median, in parentheses the best, and by the time of the processor.
    fn cell(&self, times: &[(f64, f64)], threads: usize) -> String {
        let (mut wall, mut busy): (Vec<f64>, Vec<f64>) = times.iter().copied().unzip();
        wall.sort_by(f64::total_cmp);
        busy.sort_by(f64::total_cmp);
        let (Some(best), Some(middle)) = (wall.first(), wall.get(wall.len() / 2)) else {
            return "-".to_owned();
        };
        let rate = |seconds: f64| 2e-9 * (self.m * self.k * self.n) as f64 / seconds;
        let busy = rate(busy[busy.len() / 2] / threads as f64);
        format!("{:.0} ({:.0}), {busy:.0}", rate(*middle), rate(*best))
    }
    /// Compares some entries with sums in double precision.
    fn check(&self, name: &str, out: &[f32]) {
        for at in (0..self.m * self.n).step_by(7919) {
            let (i, j) = (at / self.n, at % self.n);
            let term = |l: usize| f64::from(self.left(i, l)) * f64::from(self.b[l * self.n + j]);
            let known: f64 = (0..self.k).map(term).sum();
            // rounding of a random walk of k steps, with room
            let within = 1e-6 * self.k as f64;
            assert!((f64::from(out[at]) - known).abs() < within, "{name}: {} is not {known}", out[at]);
        }
    }
}

/// A matrix that it makes anew each time, as training would; its threads are those of the pool. Taking the numbers out costs
/// a copy, which is a hundredth of the time.
fn by_candle(problem: &Problem, _: usize, out: &mut [f32]) {
    let (a, b) = &problem.tensors;
    let product = if problem.transposed { a.t().and_then(|a| a.matmul(b)) } else { a.matmul(b) };
    let numbers = product.and_then(|product| product.flatten_all()?.to_vec1()).expect("sizes fit");
    out.copy_from_slice(&numbers);
}

/// On two threads each makes half of the columns.
fn by_faer(problem: &Problem, threads: usize, out: &mut [f32]) {
    by_faer_in_steps(problem, threads, out, problem.k);
}

/// Sums over so many of the `k` terms at a time.
fn by_faer_in_steps(problem: &Problem, threads: usize, out: &mut [f32], at_once: usize) {
    let (a, b) = faer_views(problem);
    let out = MatMut::from_row_major_slice_mut(out, problem.m, problem.n);
    let half = |mut out: MatMut<'_, f32>, b: MatRef<'_, f32>| {
        for begin in (0..problem.k).step_by(at_once) {
            let count = at_once.min(problem.k - begin);
            let accum = if begin == 0 { Accum::Replace } else { Accum::Add };
            let (a, b) = (a.subcols(begin, count), b.subrows(begin, count));
            matmul(out.as_mut(), accum, a, b, 1.0, Par::Seq);
        }
    };
    if threads == 1 {
        return half(out, b);
    }
    let middle = problem.n / 2;
    let (left, right) = out.split_at_col_mut(middle);
    let (b_left, b_right) = b.split_at_col(middle);
    rayon::join(|| half(left, b_left), || half(right, b_right));
}

fn faer_views(problem: &Problem) -> (MatRef<'_, f32>, MatRef<'_, f32>) {
    let Problem { m, k, n, transposed, a, b, .. } = problem;
    let b = MatRef::from_row_major_slice(b, *k, *n);
    let a = if *transposed {
        MatRef::from_column_major_slice(a, *m, *k)
    } else {
        MatRef::from_row_major_slice(a, *m, *k)
    };
    (a, b)
}

/// On two threads each makes half of the columns.
fn by_ndarray(problem: &Problem, threads: usize, out: &mut [f32]) {
    let Problem { m, k, n, transposed, a, b, .. } = problem;
    let shape = if *transposed { (*k, *m) } else { (*m, *k) };
    let a = ArrayView2::from_shape(shape, a).expect("sizes fit");
    let a = if *transposed { a.reversed_axes() } else { a };
    let b = ArrayView2::from_shape((*k, *n), b).expect("sizes fit");
    let mut out = ArrayViewMut2::from_shape((*m, *n), out).expect("sizes fit");
    if threads == 1 {
        return general_mat_mul(1.0, &a, &b, 0.0, &mut out);
    }
    let (mut left, mut right) = out.split_at(Axis(1), n / 2);
    let (b_left, b_right) = b.split_at(Axis(1), n / 2);
    rayon::join(
        || general_mat_mul(1.0, &a, &b_left, 0.0, &mut left),
        || general_mat_mul(1.0, &a, &b_right, 0.0, &mut right),
    );
}

/// What a compiler makes of three loops, on one thread whatever it is told.
fn by_loops(problem: &Problem, _: usize, out: &mut [f32]) {
    out.fill(0.0);
    for (i, row) in out.chunks_exact_mut(problem.n).enumerate() {
        for (l, b) in problem.b.chunks_exact(problem.n).enumerate() {
            let a = problem.left(i, l);
            for (sum, b) in row.iter_mut().zip(b) {
                *sum += a * b;
            }
        }
    }
}

fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + 1e-9 * time.tv_nsec as f64
}
