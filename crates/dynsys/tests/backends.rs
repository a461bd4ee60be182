//! Integrators of other crates on the reference problems: they end where the published ends are, and where ours end.

#[path = "problems/mod.rs"]
mod problems;

use dynsys::backend::{Backend, Diffsol, OdeSolvers};
use dynsys::rosenbrock::Rodas5P;
use dynsys::systems::Lorenz;
use dynsys::{
    Dual, Error, Flow, Pid, Plan, Point, Rosenbrock, Save, System, Tolerance, differentiate::Column,
    integrate,
};
use problems::smooth::{arenstorf, lorenz, neuron, off, ring_of_neurons};
use problems::{Problem, brusselator, hires, orego, pollution, robertson, stiffest_van_der_pol, van_der_pol};

/// The end of a backend's run.
fn end<S: System, B: Backend<S>>(
    problem: &Problem<S>,
    by: &B,
    tolerance: Tolerance,
) -> Result<Point<S, f64>, Error> {
    let mut saved = by.run(&problem.flow, problem.span, &problem.start, tolerance, &[])?;
    assert_eq!(saved.t, [problem.span.1]);
    Ok(saved.x.remove(0))
}

/// Errors are at most so many times the relative tolerance and what the problem amplifies.
const FOLLOWS: f64 = 1e3;

/// Problems that are not stiff, by all backends.
fn not_stiff<S: Flow<f64> + Flow<Dual<f64, 1>>>(problem: &Problem<S>, amplifies: f64) {
    fn check<S: System, B: Backend<S> + std::fmt::Debug>(
        problem: &Problem<S>,
        by: &B,
        amplifies: f64,
        relative: f64,
    ) {
        let error = off(problem, end(problem, by, Tolerance::both(relative)).unwrap().as_ref());
        println!("{} by {by:?} at {relative:e}: {error:.1e}", problem.name);
        assert!(error < FOLLOWS * amplifies * relative, "{} by {by:?}: {error:e}", problem.name);
    }
    for relative in [1e-6, 1e-9] {
        check(problem, &OdeSolvers::Dopri5, amplifies, relative);
        check(problem, &OdeSolvers::Dop853, amplifies, relative);
        check(problem, &Diffsol::Bdf, amplifies, relative);
        check(problem, &Diffsol::Esdirk34, amplifies, relative);
    }
}

#[test]
fn problems_that_are_not_stiff_are_solved_by_all() {
    not_stiff(&lorenz(), 1e3);
    not_stiff(&arenstorf(), 1e4);
    not_stiff(&neuron(), 1e2);
    not_stiff(&ring_of_neurons(), 1e2);
}

/// Stiff problems, by the implicit backends; the absolute tolerance is `size` times the relative one. `fails` are the methods
/// and tolerances that give up, which is known.
fn stiff<S: Flow<f64> + Flow<Dual<f64, 1>>>(problem: &Problem<S>, size: f64, fails: &[(Diffsol, f64)]) {
    let mut found = Vec::new();
    for by in [Diffsol::Bdf, Diffsol::TrBdf2, Diffsol::Esdirk34] {
        for relative in [1e-4, 1e-6] {
            match end(problem, &by, Tolerance { absolute: relative * size, relative }) {
                Ok(x) => {
                    let error = problem.error(x.as_ref());
                    println!("{} by {by:?} at {relative:e}: {error:.1e}", problem.name);
                    assert!(error < FOLLOWS * relative, "{} by {by:?}: {error:e}", problem.name);
                }
                Err(Error::Backend { t, state, why, .. }) => {
                    println!("{} by {by:?} at {relative:e}: t = {t:e}, {why}", problem.name);
                    assert!(why.contains("failures") || why.contains("too small"), "{why}");
                    assert!(t < problem.span.1 && state.len() == problem.start.as_ref().len());
                    found.push((by, relative));
                }
                Err(other) => panic!("{}: {other}", problem.name),
            }
        }
    }
    assert_eq!(found, fails, "{}", problem.name);
}

#[test]
fn stiff_problems_are_solved_by_implicit_backends() {
    stiff(&robertson(), 1e-8, &[]);
    stiff(&hires(), 1e-3, &[]);
    stiff(&orego(), 1e-2, &[(Diffsol::Esdirk34, 1e-4)]);
    stiff(&pollution(), 1e-3, &[]);
    stiff(&van_der_pol(), 1.0, &[(Diffsol::Esdirk34, 1e-4)]);
    let [tr, es] = [Diffsol::TrBdf2, Diffsol::Esdirk34];
    stiff(&stiffest_van_der_pol(), 1.0, &[(tr, 1e-4), (tr, 1e-6), (es, 1e-4), (es, 1e-6)]);
    stiff(&brusselator(), 1.0, &[]);
}

/// The explicit backends find that a stiff problem is one, and say where.
fn found_stiff<S: Flow<f64> + System>(problem: &Problem<S>, size: f64) {
    for by in [OdeSolvers::Dopri5, OdeSolvers::Dop853] {
        let relative = 1e-6;
        match end(problem, &by, Tolerance { absolute: relative * size, relative }) {
            Err(Error::Backend { t, why, .. }) => {
                println!("{} by {by:?}: t = {t:e}, {why}", problem.name);
                assert!(why.contains("stiff") && t < problem.span.1, "{why}");
            }
            other => panic!("{} by {by:?}: {other:?}", problem.name),
        }
    }
}

#[test]
fn explicit_backends_find_what_is_too_stiff_for_them() {
    found_stiff(&robertson(), 1e-8);
    found_stiff(&hires(), 1e-3);
    found_stiff(&orego(), 1e-2);
    found_stiff(&pollution(), 1e-3);
    found_stiff(&van_der_pol(), 1.0);
    found_stiff(&stiffest_van_der_pol(), 1.0);
    found_stiff(&brusselator(), 1.0);
}

/// States on the way: those of a backend are ours.
#[test]
fn states_between_are_those_of_our_methods() {
    fn check<S: Flow<f64> + Flow<Dual<f64, 1>> + Flow<Column<f64>>>(
        flow: &S,
        start: &Point<S, f64>,
        span: (f64, f64),
    ) {
        let times: Vec<f64> = (0..=8).map(|i| span.0 + (span.1 - span.0) * f64::from(i) / 8.0).collect();
        let tolerance = Tolerance::both(1e-9);
        let mut ours = Save::at(times.clone(), span).unwrap();
        let plan = Plan::new(Rosenbrock::new(Rodas5P), Pid::default(), tolerance);
        integrate::<S, f64, _, _, _>(flow, &plan, span, start, &mut ours).unwrap();
        let compare = |by: &dyn Backend<S>, accuracy: f64| {
            let theirs = by.run(flow, span, start, tolerance, &times).unwrap();
            assert_eq!(theirs.t, times);
            for (ours, theirs) in ours.saved.x.iter().zip(&theirs.x) {
                for (a, b) in ours.as_ref().iter().zip(theirs.as_ref()) {
                    assert!((a - b).abs() < accuracy * a.abs().max(1.0), "{a} {b}");
                }
            }
        };
        compare(&OdeSolvers::Dopri5, 1e-6);
        compare(&OdeSolvers::Dop853, 1e-6);
        compare(&Diffsol::Bdf, 1e-5);
        compare(&Diffsol::Esdirk34, 1e-5);
    }
    check(&Lorenz::default(), &[1.0; 3], (0.5, 2.5));
    check(&neuron().flow, &neuron().start, (0.0, 0.5));
}

/// A right-hand side that ends at `t = 1`.
struct Cliff;

impl System for Cliff {
    type Space = dynsys::Fixed<1>;
    fn space(&self) -> dynsys::Fixed<1> {
        dynsys::Fixed
    }
}

impl<R: dynsys::Real> Flow<R> for Cliff {
    fn rhs(&self, t: R, x: &[R; 1], dx: &mut [R; 1]) {
        *dx = [-x[0] / (R::lit(1.0) - t).sqrt()];
    }
}

#[test]
fn failures_come_with_facts() {
    let tolerance = Tolerance::both(1e-6);
    let reached = |found: Result<_, Error>| match found {
        Err(Error::Backend { t, state, .. }) => (t, state.len()),
        Err(Error::Failed(failure)) => (failure.t, failure.state.len()),
        Err(other) => panic!("{other}"),
        Ok(dynsys::Trajectory::<[f64; 1]> { x, .. }) => panic!("ended at {x:?}"),
    };
    let (t, length) = reached(Diffsol::Bdf.run(&Cliff, (0.0, 2.0), &[1.0], tolerance, &[]));
    assert!((0.5..=1.0).contains(&t) && length == 1, "{t}");
    let (t, length) = reached(OdeSolvers::Dopri5.run(&Cliff, (0.0, 2.0), &[1.0], tolerance, &[]));
    assert!((0.0..=1.0).contains(&t) && length == 1, "{t}");
}

#[test]
fn bad_input_is_refused() {
    fn refuse(by: &dyn Backend<Lorenz>) {
        let (flow, fine) = (Lorenz::default(), Tolerance::both(1e-6));
        let run =
            |span, start: [f64; 3], tolerance, times: &[f64]| by.run(&flow, span, &start, tolerance, times);
        assert!(matches!(run((1.0, 0.0), [1.0; 3], fine, &[]), Err(Error::OutOfRange { .. })));
        assert!(matches!(run((0.0, 1.0), [f64::NAN; 3], fine, &[]), Err(Error::NotFinite { .. })));
        assert!(matches!(
            run((0.0, 1.0), [1.0; 3], Tolerance::both(0.0), &[]),
            Err(Error::OutOfRange { .. })
        ));
        assert!(matches!(run((0.0, 1.0), [1.0; 3], fine, &[0.5, 0.5]), Err(Error::OutOfRange { .. })));
        assert!(matches!(run((0.0, 1.0), [1.0; 3], fine, &[1.5]), Err(Error::OutOfRange { .. })));
    }
    refuse(&OdeSolvers::Dopri5);
    refuse(&Diffsol::Bdf);
    let short = Diffsol::Bdf.run(&ring_of_neurons().flow, (0.0, 1.0), &vec![0.0], Tolerance::both(1e-6), &[]);
    assert!(matches!(short, Err(Error::Dimension { found: 1, expected: 96, .. })));
}
