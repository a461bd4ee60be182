//! Fixed points with eigenvalues that are known.

use dynsys::fixed_point::{FixedPoint, Newton, Stability, of_evolution, of_flow, of_map};
use dynsys::systems::{Duffing, HarmonicOscillator, Henon, Linear, Logistic, Lorenz, Lorenz96, Torus};
use dynsys::tableau::DormandPrince853;
use dynsys::{Erk, Error, Flow, Pid, Plan, Sampled, Tolerance, jacobian};

fn assert_near(what: &str, found: &[f64], due: &[f64], accuracy: f64) {
    assert_eq!(found.len(), due.len());
    for (found, due) in found.iter().zip(due) {
        assert!((found - due).abs() <= accuracy, "{what}: {found} instead of {due}");
    }
}

fn assert_eigenvalues(point: &FixedPoint, due: &[(f64, f64)], accuracy: f64) {
    let flat = |values: &[(f64, f64)]| values.iter().flat_map(|v| [v.0, v.1]).collect::<Vec<_>>();
    assert_near("eigenvalues", &flat(&point.eigenvalues), &flat(due), accuracy);
}

#[test]
fn lorenz() {
    let newton = Newton::default();
    let origin = of_flow(&Lorenz::default(), &[0.5, -0.5, 1.0], &newton).unwrap();
    assert_near("origin", &origin.x, &[0.0; 3], 1e-14);
    // (-11 +- sqrt(1201)) / 2 and -8/3
    let root = 1201.0_f64.sqrt();
    assert_eigenvalues(
        &origin,
        &[((root - 11.0) / 2.0, 0.0), (-8.0 / 3.0, 0.0), (-(root + 11.0) / 2.0, 0.0)],
        1e-10,
    );
    assert_eq!(origin.kind().to_string(), "saddle: 2 stable, 1 unstable");
    for sign in [1.0, -1.0] {
        let x = sign * 72.0_f64.sqrt();
        let point = of_flow(&Lorenz::default(), &[x + 0.5, x - 0.5, 25.0], &newton).unwrap();
        assert_near("C", &point.x, &[x, x, 27.0], 1e-13);
        // the roots of l^3 + 41/3 l^2 + 304/3 l + 1440
        let pair = (0.09395562396468557, 10.19450522092785);
        assert_eigenvalues(&point, &[pair, (pair.0, -pair.1), (-13.854577914596038, 0.0)], 1e-10);
        assert_eq!(point.kind().stability(), Stability::Saddle);
        assert!(point.kind().focus && point.residual < 1e-12 && point.iterations < 8);
    }
}

#[test]
fn henon() {
    let (a, b) = (1.4, 0.3_f64);
    let root = ((1.0 - b) * (1.0 - b) + 4.0 * a).sqrt();
    for (guess, sign) in [([0.5, 0.2], 1.0), ([-1.0, -0.4], -1.0)] {
        let point = of_map(&Henon::default(), 1, &guess, &Newton::default()).unwrap();
        let x = (b - 1.0 + sign * root) / (2.0 * a);
        assert_near("fixed point", &point.x, &[x, b * x], 1e-14);
        // l^2 + 2 a x l - b = 0
        let half = (a * x * a * x + b).sqrt();
        assert_eigenvalues(&point, &[(half - a * x, 0.0), (-half - a * x, 0.0)], 1e-12);
        assert_eq!((point.kind().stable, point.kind().unstable), (1, 1));
    }
}

#[test]
fn cycle_of_the_logistic_map() {
    // x = (r + 1 +- sqrt((r - 3)(r + 1))) / 2r, multiplier 4 + 2 r - r^2
    let r: f64 = 3.3;
    let point = of_map(&Logistic { r }, 2, &[0.85], &Newton::default()).unwrap();
    let x = (r + 1.0 + ((r - 3.0) * (r + 1.0)).sqrt()) / (2.0 * r);
    assert_near("cycle", &point.x, &[x], 1e-14);
    assert_eigenvalues(&point, &[(4.0 + 2.0 * r - r * r, 0.0)], 1e-12);
    assert_eq!(point.kind().stability(), Stability::Stable);
}

#[test]
fn dynamic_spaces_take_several_chunks_of_columns() {
    let (n, forcing) = (10_usize, 8.0);
    let system = Lorenz96 { n, forcing };
    let guess: Vec<f64> = (0..n).map(|i| 8.0 + 0.05 * (i as f64).sin()).collect();
    let point = of_flow(&system, &guess, &Newton::default()).unwrap();
    assert_near("rest", &point.x, &vec![forcing; n], 1e-12);
    // F (w - w^-2) - 1 with w^n = 1
    let mut due: Vec<(f64, f64)> = (0..n)
        .map(|k| {
            let angle = core::f64::consts::TAU * k as f64 / n as f64;
            let (re, im) = (angle.cos() - (2.0 * angle).cos(), angle.sin() + (2.0 * angle).sin());
            (forcing * re - 1.0, forcing * im)
        })
        .collect();
    for found in &point.eigenvalues {
        let at = due.iter().position(|d| (d.0 - found.0).hypot(d.1 - found.1) < 1e-10);
        due.swap_remove(at.unwrap_or_else(|| panic!("{found:?} is no eigenvalue")));
    }
    assert!(due.is_empty());
}

#[test]
fn jacobian_of_a_linear_flow_is_its_matrix() {
    let mut a = [[0.0; 6]; 6];
    for (i, row) in a.iter_mut().enumerate() {
        for (j, entry) in row.iter_mut().enumerate() {
            *entry = (1 + 7 * i + 3 * j * j) as f64 / 8.0;
        }
    }
    let at = jacobian::of_flow(&Linear { a }, 0.0, &[1.0, -2.0, 3.0, 0.5, 0.0, 1.0]);
    assert_eq!(at.matrix, a.as_flattened());
    let mut value = [0.0; 6];
    Linear { a }.rhs(0.0, &[1.0, -2.0, 3.0, 0.5, 0.0, 1.0], &mut value);
    assert_eq!(at.value, value);
    assert_eq!(at, jacobian::of_map(&Linear { a }, &[1.0, -2.0, 3.0, 0.5, 0.0, 1.0]));
}

#[test]
fn periodic_orbit_of_a_forced_oscillator() {
    // linear, so that the answer is known: x'' + 0.3 x' + x = cos(1.5 t)
    let (delta, omega) = (0.3, 1.5);
    let flow = Duffing { delta, alpha: 1.0, beta: 0.0, gamma: 1.0, omega };
    let period = core::f64::consts::TAU / omega;
    let plan = Plan::new(Erk(DormandPrince853), Pid::default(), Tolerance::both(1e-13));
    let point =
        of_evolution(&Sampled { flow, plan, dt: period }, 0.0, 1, &[1.0, 1.0], &Newton::default()).unwrap();
    let (stiffness, damping) = (1.0 - omega * omega, delta * omega);
    let square = stiffness * stiffness + damping * damping;
    assert_near("orbit", &point.x, &[stiffness / square, omega * damping / square], 1e-11);
    let (decay, turn) = ((-0.5 * delta * period).exp(), period * (1.0 - 0.25 * delta * delta).sqrt());
    let (re, im) = (decay * turn.cos(), (decay * turn.sin()).abs());
    assert_eigenvalues(&point, &[(re, im), (re, -im)], 1e-10);
    assert_eq!(point.kind().to_string(), "stable focus: 2 stable");
}

#[test]
fn kinds() {
    let kind = |omega, zeta| {
        of_flow(&HarmonicOscillator { omega, zeta }, &[0.3, 0.4], &Newton::default()).unwrap().kind()
    };
    assert_eq!(
        kind(1.0, 0.0).to_string(),
        "neutral, with rotation (a centre, if linear terms decide): 2 neutral"
    );
    assert_eq!(kind(1.0, 0.1).to_string(), "stable focus: 2 stable");
    assert_eq!(kind(1.0, 2.0).to_string(), "stable node: 2 stable");
    assert_eq!(kind(1.0, -0.1).to_string(), "unstable focus: 2 unstable");
    let torus = of_flow(&Torus::default(), &[0.1, 0.0, 0.0, 0.1], &Newton::default()).unwrap();
    assert_eq!(torus.kind().to_string(), "unstable focus: 4 unstable");
}

#[test]
fn damping_reaches_a_root_that_full_steps_miss() {
    /// `x' = atan`-like: `x / sqrt(1 + x^2)`, from which plain Newton steps diverge beyond `|x| = 1`.
    #[derive(Clone, Copy)]
    struct Saturating;
    impl dynsys::System for Saturating {
        type Space = dynsys::Fixed<1>;
        fn space(&self) -> dynsys::Fixed<1> {
            dynsys::Fixed
        }
    }
    impl<R: dynsys::Real> Flow<R> for Saturating {
        fn rhs(&self, _t: R, &[x]: &[R; 1], dx: &mut [R; 1]) {
            *dx = [x / (R::lit(1.0) + x * x).sqrt()];
        }
    }
    let point = of_flow(&Saturating, &[20.0], &Newton::default()).unwrap();
    assert!(point.x[0].abs() < 1e-12 && point.damped > 0);
    assert!((point.eigenvalues[0].0 - 1.0).abs() < 1e-12);
}

#[test]
fn failures_have_facts() {
    let newton = Newton::default();
    // no fixed point: x = 1 - a x^2 + b x has no real root at a = -1
    let none = of_map(&Henon { a: -1.0, b: 0.3 }, 1, &[0.5, 0.0], &newton);
    assert!(matches!(none, Err(Error::NoConvergence { residual, .. }) if residual > 0.1), "{none:?}");
    let singular = of_flow(&Linear { a: [[0.0, 1.0], [0.0, 0.0]] }, &[1.0, 1.0], &newton);
    assert!(matches!(singular, Err(Error::Linear(_))), "{singular:?}");
    let nan = of_flow(&Lorenz::default(), &[f64::NAN, 0.0, 0.0], &newton);
    assert!(matches!(nan, Err(Error::NotFinite { index: 0, .. })), "{nan:?}");
    let short = of_flow(&Lorenz96::new(5), &vec![1.0; 4], &newton);
    assert!(matches!(short, Err(Error::Dimension { found: 4, expected: 5, .. })), "{short:?}");
    let few = of_flow(&Lorenz::default(), &[30.0, -20.0, 3.0], &Newton { max_iterations: 1, ..newton });
    assert!(matches!(few, Err(Error::NoConvergence { iterations: 1, .. })), "{few:?}");
    let empty = of_flow(&Lorenz96::new(0), &vec![], &newton).unwrap();
    assert!(empty.x.is_empty() && empty.eigenvalues.is_empty());
    let never = of_map(&Henon::default(), 0, &[0.5, 0.0], &newton);
    assert!(matches!(never, Err(Error::OutOfRange { .. })), "{never:?}");
}
