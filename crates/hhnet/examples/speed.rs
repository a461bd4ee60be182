//! Scratch speed check.
use dynsys::{
    Ensemble, Pid, Plan, Tolerance, WindowMean,
    ensemble::{Resources, StartsBy},
    erk::Erk,
    reduce::Observable,
};
use neurodyn_core::*;
struct S2;
impl Observable for S2 {
    #[inline(always)]
    fn value<R: Real>(&self, x: &[R]) -> R {
        x[2] * x[2]
    }
}
fn main() {
    let n: usize = std::env::args().nth(1).map_or(128, |a| a.parse().unwrap());
    let raw = std::fs::read("/tmp/yard/ensemble_kernel/ics.bin").unwrap();
    let v: Vec<f64> = raw.chunks(8).map(|c| f64::from_le_bytes(c.try_into().unwrap())).collect();
    let refq: Vec<f64> = std::fs::read("/tmp/yard/ensemble_kernel/refq.bin")
        .unwrap()
        .chunks(8)
        .map(|c| f64::from_le_bytes(c.try_into().unwrap()))
        .collect();
    let family = hhnet::Neuron::modified(-36.0);
    let e = Ensemble {
        family: &family,
        plan: Plan::new(Erk(dynsys::tableau::Tsitouras54), Pid::default(), Tolerance::both(1e-6)),
        span: (0.0, 200.0),
        reducer: WindowMean { observable: S2, window: (100.0, 200.0) },
    };
    let starts = StartsBy {
        count: n,
        write: |i: usize, x: &mut [f64], p: &mut [f64]| {
            let j = i % (v.len() / 4);
            x.copy_from_slice(&v[4 * j..4 * j + 3]);
            p[0] = v[4 * j + 3];
        },
    };
    let go = |name: &str, level: Level, f: &dyn Fn(&Resources) -> Vec<dynsys::ensemble::Outcome<f64>>| {
        let mut times = vec![];
        let mut hash = 0;
        let mut dq = vec![];
        for _ in 0..3 {
            let t0 = std::time::Instant::now();
            let r = f(&Resources { threads: 1, level, ..Default::default() });
            times.push(t0.elapsed().as_secs_f64());
            hash = r.iter().fold(0xcbf29ce484222325u64, |h, q| {
                (h ^ q.as_ref().unwrap().to_bits()).wrapping_mul(0x100000001b3)
            });
            dq = r
                .iter()
                .enumerate()
                .filter(|(i, _)| *i < refq.len() / 4)
                .map(|(i, q)| (q.as_ref().unwrap().sqrt() - refq[4 * i + 3]).abs())
                .collect();
            dq.sort_by(f64::total_cmp);
        }
        times.sort_by(f64::total_cmp);
        println!(
            "{name:20} {:9.1} traj/s  dQ med {:.1e} max {:.1e} hash {hash:016x}",
            n as f64 / times[1],
            dq[dq.len() / 2],
            dq[dq.len() - 1]
        );
    };
    go("avx512 2x8", Level::Avx512, &|r| e.run(&starts, r).unwrap());
    go("avx2 2x4", Level::Avx2, &|r| e.run(&starts, r).unwrap());
}
