//! Mass matrices: equations with constraints, and with a matrix before the derivative.

use crate::smooth::{BAND, slope};
use dynsys::ensemble::{Resources, StartsBy};
use dynsys::mass::{Diagonal, Full};
use dynsys::rosenbrock::{Rodas4, Rodas5P};
use dynsys::systems::VanDerPol;
use dynsys::{
    Cause, Ensemble, Error, Final, Fixed, Flow, Method, Pid, Plan, Radau, Real, Rosenbrock, System,
    Tolerance, integrate,
};
use neurodyn_core::linear::BandLu;

/// Robertson's reaction, its third equation being the conserved sum: `0 = x + y + z - 1`.
struct Conserved;

impl System for Conserved {
    type Space = Fixed<3>;
    fn space(&self) -> Fixed<3> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Conserved {
    fn rhs(&self, _: R, &[x, y, z]: &[R; 3], f: &mut [R; 3]) {
        let slow = R::lit(1e4) * y * z - R::lit(0.04) * x;
        *f = [slow, -slow - R::lit(3e7) * y * y, x + y + z - R::lit(1.0)];
    }
}

fn first_two_differential() -> Diagonal {
    Diagonal(vec![1.0, 1.0, 0.0])
}

fn conserved<M: for<'a> Method<&'a Conserved, f64>>(method: M) {
    let problem = crate::problems::robertson();
    let tolerance = Tolerance { absolute: 1e-14, relative: 1e-6 };
    let plan = Plan::new(method, Pid::default(), tolerance);
    let end = integrate(&Conserved, &plan, problem.span, &[1.0, 0.0, 0.0], &mut ()).unwrap();
    assert!(problem.error(&end.x) < 1e-3, "{:e}", problem.error(&end.x));
    assert!((end.x.iter().sum::<f64>() - 1.0).abs() < 1e-9);
}

#[test]
fn a_constraint_is_kept() {
    conserved(Rosenbrock::new(Rodas4).mass(first_two_differential()));
    conserved(Rosenbrock::new(Rodas5P).mass(first_two_differential()));
    conserved(Radau::new().mass(first_two_differential()));
}

/// ```text
/// x' = -x z,   0 = z - 1 - y^3,   y' = cos t
/// x = e^(-t - integral sin^3),   y = sin t,   z = 1 + sin^3 t
/// ```
struct Index1;

impl System for Index1 {
    type Space = Fixed<3>;
    fn space(&self) -> Fixed<3> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Index1 {
    fn rhs(&self, t: R, &[x, z, y]: &[R; 3], f: &mut [R; 3]) {
        *f = [-(x * z), z - R::lit(1.0) - y * y * y, t.cos()];
    }
}

/// How far `x` and `z` are off at `t`.
fn off(t: f64, [x, z, _]: [f64; 3]) -> f64 {
    // integral of sin^3 = 2/3 - cos t + cos^3 t / 3
    let c = t.cos();
    let due = (-t - 2.0 / 3.0 + c - c * c * c / 3.0).exp();
    (x - due).abs().max((z - 1.0 - t.sin().powi(3)).abs())
}

#[test]
fn the_order_is_kept_at_index_1() {
    fn check<M: for<'a> Method<&'a Index1, f64>>(name: &str, order: f64, method: impl Fn() -> M) {
        let found = slope(name, 0.2, 1e-11, |h| {
            let h = 3.0 / (3.0 / h).ceil();
            let plan = Plan { tolerance: Tolerance::both(1e-9), ..Plan::constant(method(), h) };
            let end = integrate(&Index1, &plan, (0.0, 3.0), &[1.0, 1.0, 0.0], &mut ()).unwrap();
            (h, off(3.0, end.x))
        });
        assert!(found > order - BAND, "{name}: order {found}");
    }
    let mass = || Diagonal(vec![1.0, 0.0, 1.0]);
    check("Rodas 4(3)", 4.0, || Rosenbrock::new(Rodas4).mass(mass()));
    check("Rodas5P", 5.0, || Rosenbrock::new(Rodas5P).mass(mass()));
    check("Radau", 5.0, || Radau::new().mass(mass()));
}

/// `[[2, 1], [1, 3]] x' = (-2 x1 - x2 + 1, 4 cos t - x2)`, and what it is when solved for `x'`.
struct Coupled {
    solved: bool,
}
impl System for Coupled {
    type Space = Fixed<2>;
    fn space(&self) -> Fixed<2> {
        Fixed
    }
}
impl<R: Real> Flow<R> for Coupled {
    fn rhs(&self, t: R, &[x, y]: &[R; 2], f: &mut [R; 2]) {
        let lit = R::lit;
        let (first, second) = (lit(1.0) - lit(2.0) * x - y, lit(4.0) * t.cos() - y);
        *f = if self.solved {
            [(lit(3.0) * first - second) / lit(5.0), (lit(2.0) * second - first) / lit(5.0)]
        } else {
            [first, second]
        };
    }
}

#[test]
fn a_full_matrix_is_one_before_the_derivative() {
    fn end<M: for<'a> Method<&'a Coupled, f64>>(solved: bool, method: M) -> [f64; 2] {
        let plan = Plan::new(method, Pid::default(), Tolerance::both(1e-9));
        integrate(&Coupled { solved }, &plan, (0.0, 3.0), &[0.3, -1.0], &mut ()).unwrap().x
    }
    let due = end(true, Rosenbrock::new(Rodas5P));
    let mass = || Full::new(vec![2.0, 1.0, 1.0, 3.0]).unwrap();
    for found in [end(false, Rosenbrock::new(Rodas5P).mass(mass())), end(false, Radau::new().mass(mass()))] {
        assert!(found.iter().zip(due).all(|(x, d)| (x - d).abs() < 1e-7), "{found:?} {due:?}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let start = [1.0, 0.0, 0.0];
    let plan = |mass| Plan::new(Radau::new().mass(mass), Pid::default(), Tolerance::both(1e-6));
    let short = integrate(&Conserved, &plan(Diagonal(vec![1.0, 0.0])), (0.0, 1.0), &start, &mut ());
    assert_eq!(
        short.unwrap_err().to_string(),
        "the method does not suit the system: the mass matrix has another number of equations"
    );
    let band = Rosenbrock::new(Rodas4).solver(BandLu::new(1, 1));
    let wide = band.mass(Full::new(vec![1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]).unwrap());
    let outside = integrate(
        &Conserved,
        &Plan::new(wide, Pid::default(), Tolerance::both(1e-6)),
        (0.0, 1.0),
        &start,
        &mut (),
    );
    assert!(matches!(outside, Err(Error::Unsuitable(why)) if why.contains("band")));
    assert!(Full::new(vec![1.0; 5]).is_none());
}

#[test]
fn an_inconsistent_start_is_a_failure_with_its_state() {
    let plan = Plan::new(
        Rosenbrock::new(Rodas5P).mass(first_two_differential()),
        Pid::default(),
        Tolerance { absolute: 1e-8, relative: 1e-6 },
    );
    let run = |z| integrate(&Conserved, &plan, (0.0, 1.0), &[1.0, 0.0, z], &mut ());
    let Err(Error::Failed(failure)) = run(0.1) else { panic!("began beside the constraint") };
    assert_eq!((failure.cause, failure.t, failure.steps), (Cause::Inconsistent, 0.0, 0));
    assert_eq!(failure.state, [1.0, 0.0, 0.1]);
    // what the tolerance cannot tell from a consistent start is one
    assert!(run(1e-7).is_ok());
}

#[test]
fn an_ensemble_leaves_inconsistent_starts_out() {
    // `0 = mu (1 - x^2) v - x` on the slow manifold of Van der Pol's oscillator
    let plan = Plan::new(
        Rosenbrock::new(Rodas5P).mass(Diagonal(vec![1.0, 0.0])),
        Pid::default(),
        Tolerance::both(1e-6),
    );
    let ensemble = Ensemble { family: &VanDerPol::default(), plan, span: (0.0, 1.0), reducer: Final };
    let write = |i: usize, x: &mut [f64], parameters: &mut [f64]| {
        parameters[0] = 5.0;
        let on = 2.0 / (5.0 * (1.0 - 4.0));
        x.copy_from_slice(&[2.0, if i % 3 == 1 { 0.5 } else { on }]);
    };
    let ends = ensemble.run(&StartsBy { count: 20, write }, &Resources::default()).unwrap();
    for (i, end) in ends.iter().enumerate() {
        match end {
            Ok(x) => assert!(i % 3 != 1 && (5.0 * (1.0 - x[0] * x[0]) * x[1] - x[0]).abs() < 1e-5),
            Err(failure) => assert!(i % 3 == 1 && failure.cause == Cause::Inconsistent),
        }
    }
}
