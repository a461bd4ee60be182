//! The table of stiff problems: that it is whole, and that what an explicit method can reach is reached.

#[path = "mod.rs"]
mod problems;

use dynsys::systems::{Linear, Lorenz, Lorenz96, Rossler};
use dynsys::tableau::DormandPrince853;
use dynsys::{Erk, Flow, Pid, Plan, Space, System, Tolerance, integrate};
use problems::{
    Problem, brusselator, brusselator_500, hires, orego, orego_to_30, pollution, robertson, robertson_to_40,
    stiffest_van_der_pol, van_der_pol, van_der_pol_from_rest,
};

/// `known` coordinates of the end are in the table, and all can be put into the right-hand side.
fn assert_whole<S: Flow<f64>>(problem: &Problem<S>, known: usize) {
    let (name, dim) = (problem.name, problem.flow.space().dim());
    assert_eq!((problem.start.as_ref().len(), problem.end.len()), (dim, known), "{name}");
    assert!(problem.span.0 < problem.span.1 && problem.accuracy < 1e-10, "{name}");
    let mut end = problem.start.clone();
    for &(i, x) in &problem.end {
        assert!(x != 0.0, "{name}: relative errors need a value, coordinate {i}");
        end.as_mut()[i] = x;
    }
    assert_eq!(problem.error(end.as_ref()), 0.0, "{name}");
    let mut slope = end.clone();
    problem.flow.rhs(problem.span.1, &end, &mut slope);
    assert!(slope.as_ref().iter().all(|x| x.is_finite()), "{name}");
}

#[test]
fn the_table_is_whole() {
    assert_whole(&hires(), 8);
    assert_whole(&orego(), 3);
    assert_whole(&orego_to_30(), 3);
    assert_whole(&pollution(), 20);
    assert_whole(&van_der_pol_from_rest(), 2);
    assert_whole(&van_der_pol(), 2);
    assert_whole(&stiffest_van_der_pol(), 2);
    assert_whole(&robertson(), 3);
    assert_whole(&robertson_to_40(), 3);
    assert_whole(&brusselator(), 400);
    assert_whole(&brusselator_500(), 143);
}

/// The ends keep what the equations keep.
#[test]
fn sums_are_kept() {
    let sum = |end: &[(usize, f64)], of: &[usize]| of.iter().map(|&i| end[i].1).sum::<f64>();
    for problem in [robertson(), robertson_to_40()] {
        assert!((sum(&problem.end, &[0, 1, 2]) - 1.0).abs() < 2e-14);
    }
    assert!((sum(&hires().end, &[6, 7]) - 0.0057).abs() < 1e-17);
    assert!((sum(&pollution().end, &[16, 17]) - 0.007).abs() < 1e-17);
}

/// Runs an explicit method, whose steps stability keeps short, and asserts how close it comes.
fn assert_reached<S: Flow<f64> + System>(problem: &Problem<S>, accuracy: f64) {
    let plan =
        Plan::new(Erk(DormandPrince853), Pid::default(), Tolerance { absolute: 1e-16, relative: 1e-12 });
    let end = integrate(&problem.flow, &plan, problem.span, &problem.start, &mut ()).unwrap();
    let off = problem.error(end.x.as_ref());
    println!("{}: off by {off:.1e} after {} steps", problem.name, end.steps);
    assert!(off < accuracy, "{}: off by {off:e}", problem.name);
}

#[test]
fn an_explicit_method_reaches_the_ends_of_mild_problems() {
    assert_reached(&hires(), 1e-12);
    assert_reached(&brusselator(), 1e-12);
}

/// What says that it does not look at the time does not, and those that say so are known.
#[test]
fn autonomous_systems_ignore_the_time() {
    fn check<S: Flow<f64>>(flow: &S, x: &dynsys::Point<S, f64>) {
        assert!(flow.is_autonomous());
        neurodyn_core::conformance::autonomous_means_autonomous(flow, x).unwrap();
    }
    check(&robertson().flow, &robertson().start);
    check(&hires().flow, &hires().start);
    check(&orego().flow, &orego().start);
    check(&pollution().flow, &pollution().start);
    check(&van_der_pol().flow, &van_der_pol().start);
    check(&brusselator().flow, &brusselator().start);
    check(&Lorenz::default(), &[1.0, 2.0, 3.0]);
    check(&Rossler::default(), &[1.0, 2.0, 3.0]);
    check(&Linear { a: [[0.5, 0.3], [0.0, -0.25]] }, &[1.0, 2.0]);
    check(&Lorenz96::new(8), &(0..8).map(f64::from).collect());
}
