//! Time of the processor: the machine is shared, and time on the wall measures the neighbours, too.

use rustix::time::{ClockId, clock_gettime};
use std::hint::black_box;
use std::time::Instant;

/// Seconds that this process has kept processors busy.
pub(crate) fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + 1e-9 * time.tv_nsec as f64
}

/// Seconds of processor time for each of `repeats` runs, and what the last run gave.
pub(crate) fn timed<T>(repeats: u32, mut run: impl FnMut() -> T) -> (f64, T) {
    let begin = processor_seconds();
    for _ in 1..repeats {
        black_box(run());
    }
    let last = black_box(run());
    ((processor_seconds() - begin) / f64::from(repeats), last)
}

/// Seconds on the wall, and what the run gave: for runs on several threads.
pub(crate) fn on_the_wall<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let begin = Instant::now();
    let found = black_box(run());
    (begin.elapsed().as_secs_f64(), found)
}
