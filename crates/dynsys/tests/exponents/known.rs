//! Exponents that are exact or published.
use crate::sampled;
use dynsys::Iterated;
use dynsys::lyapunov::{Options, Spectrum, spectrum};
use dynsys::systems::{
    Decay, Duffing, HarmonicOscillator, Henon, Linear, Logistic, Lorenz, Lorenz96, Rossler, Torus, VanDerPol,
};

/// Asserts a published value: within four error bars, which must be below `accuracy`.
fn assert_published(found: &Spectrum, k: usize, value: f64, accuracy: f64) {
    let (exponent, error) = (found.exponents[k], found.error_bars[k]);
    println!("exponent {k}: {exponent} +- {error:e}, published {value}");
    assert!(error < accuracy, "exponent {k}: the error bar {error} is not below {accuracy}");
    assert!(
        (exponent - value).abs() < 4.0 * error + 1e-4,
        "exponent {k}: {exponent} +- {error}, not {value}"
    );
}

#[test]
fn linear_flow_has_the_real_parts_of_its_eigenvalues() {
    // a triangular matrix, neither symmetric nor normal
    let flow = Linear { a: [[0.3, 5.0, -2.0], [0.0, -0.2, 3.0], [0.0, 0.0, -1.7]] };
    let options = Options { transient: 600, every: 5, ..Options::new(1500) };
    let found = spectrum::<3, _>(&sampled(flow, 0.1, 1e-12), &[1e-3, 1e-3, 1e-3], &options).unwrap();
    for (found, due) in found.exponents.iter().zip([0.3, -0.2, -1.7]) {
        assert!((found - due).abs() < 1e-10, "{found} instead of {due}");
    }
    assert_eq!(found.collapsed, 0);
    assert!((found.time - 150.0).abs() < 1e-9 && found.units == 1500);
}

#[test]
fn linear_map_has_the_logarithms_of_its_eigenvalues() {
    let map = Linear { a: [[0.5, 0.3], [0.0, -0.25]] };
    let options = Options { transient: 100, ..Options::new(500) };
    let found = spectrum::<2, _>(&Iterated(map), &[1.0, 1.0], &options).unwrap();
    assert!((found.exponents[0] - 0.5_f64.ln()).abs() < 1e-13);
    assert!((found.exponents[1] - 0.25_f64.ln()).abs() < 1e-13);
}

#[test]
fn damped_oscillator_has_a_double_exponent() {
    let flow = HarmonicOscillator { omega: 2.0, zeta: 0.1 };
    // whole periods of the damped motion, in which directions come back to themselves; sixteen samples in each keep the
    // steps short, which the orbit, once at rest, does not
    let period = core::f64::consts::TAU / (2.0 * (1.0_f64 - 0.01).sqrt());
    let options = Options { transient: 160, every: 16, ..Options::new(800) };
    let found = spectrum::<2, _>(&sampled(flow, period / 16.0, 1e-12), &[1.0, 0.0], &options).unwrap();
    assert!(found.exponents.iter().all(|l| (l + 0.2).abs() < 1e-9), "{found:?}");
    let decay =
        spectrum::<1, _>(&sampled(Decay { lambda: 0.7 }, 0.1, 1e-13), &[1.0], &Options::new(50)).unwrap();
    assert!((decay.exponents[0] + 0.7).abs() < 1e-11);
}

#[test]
fn fixed_point_has_the_real_parts_of_its_eigenvalues() {
    // rho = 10: the orbit ends in C+, whose eigenvalues are the roots of l^3 + 41/3 l^2 + 160/3 l + 480
    let flow = Lorenz { rho: 10.0, ..Lorenz::default() };
    let options = Options { transient: 2500, every: 5, ..Options::new(20_000) };
    let found = spectrum::<3, _>(&sampled(flow, 0.02, 1e-12), &[5.0, 5.0, 9.0], &options).unwrap();
    let real_root = found.exponents[2];
    let polynomial = ((real_root + 41.0 / 3.0) * real_root + 160.0 / 3.0) * real_root + 480.0;
    // the complex pair turns for ever: its exponents converge as 1/t
    println!("rho = 10: {:?}, sum {}", found.exponents, found.sum());
    assert!(polynomial.abs() < 0.3, "{real_root}");
    assert!((found.sum() + 41.0 / 3.0).abs() < 1e-9);
    let pair = (-41.0 / 3.0 - real_root) / 2.0;
    assert!(
        (found.exponents[0] - pair).abs() < 2e-3 && (found.exponents[1] - pair).abs() < 2e-3,
        "{found:?}"
    );
    assert_eq!(found.kaplan_yorke(), Some(0.0));
}

#[test]
fn limit_cycle_has_zero_first() {
    let options = Options { transient: 50, ..Options::new(300) };
    // one unit is one period
    let found =
        spectrum::<2, _>(&sampled(VanDerPol::default(), 6.663286859323130, 1e-12), &[2.0, 0.0], &options)
            .unwrap();
    println!("Van der Pol: {:?} +- {:?}", found.exponents, found.error_bars);
    assert!(found.exponents[0].abs() < 1e-9);
    // the mean of the divergence 1 - x^2 over the cycle, by quadrature along a SciPy solution at 1e-13
    assert!((found.exponents[1] + 1.0593769948).abs() < 1e-8);
    assert_eq!(found.kaplan_yorke(), Some(1.0));
}

#[test]
fn torus_has_two_zeros() {
    let options = Options { transient: 100, ..Options::new(2000) };
    let found =
        spectrum::<4, _>(&sampled(Torus::default(), 0.5, 1e-12), &[1.0, 0.2, 0.3, 0.9], &options).unwrap();
    for (found, due) in found.exponents.iter().zip([0.0, 0.0, -2.0, -2.0]) {
        assert!((found - due).abs() < 1e-9, "{found} instead of {due}");
    }
    assert_eq!(found.kaplan_yorke(), Some(2.0));
    // a partial spectrum finds the same, and does not know what lies below
    let half =
        spectrum::<2, _>(&sampled(Torus::default(), 0.5, 1e-12), &[1.0, 0.2, 0.3, 0.9], &options).unwrap();
    assert!(half.exponents.iter().all(|l| l.abs() < 1e-9));
    assert_eq!(half.kaplan_yorke(), None);
}

#[test]
fn lorenz() {
    let options = Options { transient: 200, every: 2, ..Options::new(200_000) };
    let found =
        spectrum::<3, _>(&sampled(Lorenz::default(), 0.2, 1e-10), &[1.0, 1.0, 20.0], &options).unwrap();
    assert_published(&found, 0, 0.9056, 2e-3);
    assert_published(&found, 1, 0.0, 1e-3);
    assert_published(&found, 2, -14.572, 3e-3);
    assert!((found.sum() + 41.0 / 3.0).abs() < 1e-7, "sum {}", found.sum());
    let dimension = found.kaplan_yorke().unwrap();
    println!("Lorenz: sum {}, dimension {dimension}", found.sum());
    assert!((dimension - 2.062).abs() < 1e-3);
    // a partial spectrum is the beginning of the full one, from other directions
    let options = Options { seed: 9, ..options };
    let first =
        spectrum::<1, _>(&sampled(Lorenz::default(), 0.2, 1e-10), &[1.0, 1.0, 20.0], &options).unwrap();
    assert!((first.exponents[0] - found.exponents[0]).abs() < 1e-3);
    assert_eq!(first.end, found.end);
}

#[test]
fn rossler() {
    let options = Options { transient: 500, ..Options::new(10_000) };
    let found =
        spectrum::<3, _>(&sampled(Rossler::default(), 1.0, 1e-9), &[1.0, 1.0, 0.0], &options).unwrap();
    assert_published(&found, 0, 0.0714, 3e-3);
    assert_published(&found, 1, 0.0, 1e-3);
    assert_published(&found, 2, -5.3943, 3e-2);
}

#[test]
fn forced_duffing() {
    let period = core::f64::consts::TAU;
    let options = Options { transient: 100, ..Options::new(3000) };
    let found = spectrum::<2, _>(&sampled(Duffing::default(), period, 1e-10), &[2.5, 0.0], &options).unwrap();
    assert_published(&found, 0, 0.1034, 3e-3);
    assert!((found.sum() + 0.05).abs() < 1e-8, "sum {}", found.sum());
}

#[test]
fn lorenz96_adds_up_to_minus_its_dimension() {
    let start: Vec<f64> = (0..8).map(|i| 8.0 + 0.1 * f64::from(i)).collect();
    let options = Options { transient: 200, ..Options::new(4000) };
    let found = spectrum::<8, _>(&sampled(Lorenz96::new(8), 0.1, 1e-10), &start, &options).unwrap();
    println!("Lorenz-96, n = 8: {:?}", found.exponents);
    assert!((found.sum() + 8.0).abs() < 1e-8, "sum {}", found.sum());
    assert!(found.exponents[0] > 1.0 && found.exponents.is_sorted_by(|a, b| a >= b));
    // one exponent of an autonomous flow is zero
    assert!(found.exponents.iter().any(|l| l.abs() < 0.02));
}

#[test]
fn henon() {
    let options = Options { transient: 1000, ..Options::new(1_000_000) };
    let found = spectrum::<2, _>(&Iterated(Henon::default()), &[0.0, 0.0], &options).unwrap();
    assert_published(&found, 0, 0.41922, 5e-4);
    assert_published(&found, 1, -1.62319, 5e-4);
    assert!((found.sum() - 0.3_f64.ln()).abs() < 1e-11);
    let dimension = found.kaplan_yorke().unwrap();
    println!("Henon: dimension {dimension}");
    assert!((dimension - 1.25827).abs() < 5e-4);
}

#[test]
fn logistic() {
    // r = 4 in numbers of 53 bits would fall into 0: a start that does not, and a parameter one ulp below
    let map = Iterated(Logistic { r: 4.0_f64.next_down() });
    let found = spectrum::<1, _>(&map, &[0.3], &Options::new(1_000_000)).unwrap();
    println!("logistic: {} +- {:e}", found.exponents[0], found.error_bars[0]);
    assert!((found.exponents[0] - core::f64::consts::LN_2).abs() < 4.0 * found.error_bars[0] + 1e-6);
    assert!(found.error_bars[0] < 1e-3);
    assert_eq!(found.kaplan_yorke(), Some(1.0));
    // a stable fixed point: ln |2 - r|
    let found = spectrum::<1, _>(&Iterated(Logistic { r: 2.9 }), &[0.3], &Options::new(10_000)).unwrap();
    assert!((found.exponents[0] - 0.9_f64.ln()).abs() < 1e-13);
}

#[test]
fn superstable_directions_are_minus_infinity() {
    let found = spectrum::<1, _>(&Iterated(Logistic { r: 2.0 }), &[0.5], &Options::new(100)).unwrap();
    assert_eq!((found.exponents[0], found.error_bars[0]), (f64::NEG_INFINITY, 0.0));
    assert_eq!(found.collapsed, 100);
    assert_eq!(found.kaplan_yorke(), Some(0.0));
    // b = 0 is a one-dimensional map in the plane: the other direction goes on undisturbed
    let flat = Iterated(Henon { a: 1.4, b: 0.0 });
    let both = spectrum::<2, _>(&flat, &[0.1, 0.0], &Options::new(10_000)).unwrap();
    let one = spectrum::<1, _>(&flat, &[0.1, 0.0], &Options::new(10_000)).unwrap();
    assert_eq!(both.exponents[1], f64::NEG_INFINITY);
    assert!((both.exponents[0] - one.exponents[0]).abs() < 1e-12 && one.exponents[0].is_finite());
}
