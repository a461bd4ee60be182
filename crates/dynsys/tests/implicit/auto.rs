//! The method that switches.

use dynsys::systems::Lorenz;
use dynsys::tableau::Tsitouras54;
use dynsys::{Auto, Erk, Pid, Plan, Tolerance, integrate};
use neurodyn_core::linear::BandLu;

#[test]
fn it_follows_its_tolerance() {
    let steps = crate::follows_everywhere("Auto", Auto::new());
    // an explicit method alone would need millions of steps on the first
    assert!(steps[0].iter().all(|steps| *steps < 2000), "{steps:?}");
    let brusselator = crate::problems::brusselator();
    let (below, above) = brusselator.flow.bandwidth();
    let steps =
        crate::follows("Auto on a band", Auto::new().solver(BandLu::new(below, above)), &brusselator, 1.0);
    assert!(steps.iter().all(|steps| *steps < 1000), "{steps:?}");
}

#[test]
fn where_nothing_is_stiff_it_is_the_explicit_method() {
    let (tolerance, start) = (Tolerance::both(1e-8), [1.0, 1.0, 1.0]);
    let auto = integrate(&Lorenz::default(), &Plan::auto(tolerance), (0.0, 20.0), &start, &mut ()).unwrap();
    let plan = Plan::new(Erk(Tsitouras54), Pid::default(), tolerance);
    let explicit = integrate(&Lorenz::default(), &plan, (0.0, 20.0), &start, &mut ()).unwrap();
    assert_eq!((auto.x.map(f64::to_bits), auto.steps), (explicit.x.map(f64::to_bits), explicit.steps));
}
