//! The ensemble of the neuron beside the hand-written kernel it is measured against, interleaved, in processor time.
//!
//! `NEURODYN_YARDSTICK` names the folder of the kernel. Without it the benchmark says so and ends.

use dynsys::ensemble::Resources;
use neurodyn_benches::handwritten::{Handwritten, rows_of_four};
use neurodyn_benches::{Start, neurons};
use neurodyn_core::{Doubles, Level};
use rustix::time::{ClockId, clock_gettime};

const ROUNDS: usize = 5;
const TRAJECTORIES: usize = 128;
const TOLERANCE: f64 = 1e-6;

fn main() {
    let folder = match Handwritten::folder() {
        Ok(folder) => folder,
        Err(why) => {
            eprintln!("{why}: nothing to compare with, skipped");
            return;
        }
    };
    let kernel =
        Handwritten::build(&std::env::temp_dir().join("neurodyn-yardstick")).expect("a kernel that builds");
    let starts = rows_of_four(&folder.join("ics.bin")).expect("starts");
    let reference = rows_of_four(&folder.join("refq.bin")).expect("references");
    println!("trajectories a second and core, {ROUNDS} interleaved rounds, median (least to greatest)");
    for (level, name, row) in [(Level::Avx512, "avx512", "avx512 2x8"), (Level::Avx2, "avx2", "avx2 2x4")] {
        if !level.available() {
            println!("{level:?}: this processor does not have it");
            continue;
        }
        let (mut ours, mut theirs, mut bytes) = (Vec::new(), Vec::new(), 0);
        for _ in 0..ROUNDS {
            let resources = Resources { threads: 1, level, ..Resources::default() };
            let begin = processor_seconds();
            let means = neurons::<Doubles<3>>(&starts[..TRAJECTORIES], TOLERANCE, &resources).expect("tame");
            ours.push(TRAJECTORIES as f64 / (processor_seconds() - begin));
            let means: Vec<f64> = means.into_iter().map(|mean| mean.expect("tame")).collect();
            bytes = means.iter().fold(0_u64, |hash, mean| hash.rotate_left(5) ^ mean.to_bits());
            report_error(&means, &reference, ours.len() == 1);
            theirs.push(kernel.run(TRAJECTORIES, name, TOLERANCE, row).expect("a row").rate);
        }
        let ratio = median(&ours) / median(&theirs);
        println!("{level:?}: ours {}, yardstick {}, ratio {ratio:.3}", spread(&ours), spread(&theirs));
        println!("{level:?}: bytes {bytes:016x}");
    }
}

fn report_error(means: &[f64], reference: &[Start], wanted: bool) {
    if wanted {
        let mut errors: Vec<f64> =
            means.iter().zip(reference).map(|(m, r)| (m.sqrt() - r[3]).abs()).collect();
        errors.sort_by(f64::total_cmp);
        println!("error of Q against 1e-12: median {:.1e}", errors[errors.len() / 2]);
    }
}

fn processor_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + 1e-9 * time.tv_nsec as f64
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn spread(values: &[f64]) -> String {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = values.iter().copied().fold(0.0, f64::max);
    format!("{:.0} ({least:.0} to {greatest:.0})", median(values))
}
