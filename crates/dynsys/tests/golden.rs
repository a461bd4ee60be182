//! Runs pinned to the byte and to the last trial step: a change of any of these numbers is a change of the integrator.
//!
//! The bytes hold on every machine, as everything in a run is built of correctly rounded operations. How far an end
//! state lies from its reference is asserted, too: pinned numbers that are wrong would be worth nothing.

use dynsys::systems::{Arenstorf, Kepler, Lorenz, Robertson, VanDerPol};
use dynsys::tableau::{
    BogackiShampine32, DormandPrince54, DormandPrince853, Tsitouras54, Verner65, Verner76, Verner98,
};
use dynsys::{Erk, Fixed, Flow, Pid, Plan, Space, Tolerance, Watch, integrate};
use neurodyn_core::{Controller, Method, Step};

/// What a run is pinned to.
struct Golden<const N: usize> {
    accepted: u64,
    rejected: u64,
    end: [f64; N],
}

/// Asserts the pins of a run, and that it ends within `accuracy` of the reference in every coordinate.
fn assert_golden<const N: usize, S, M, C>(
    name: &str,
    (flow, plan): (&S, Plan<M, C>),
    (span, start): (f64, [f64; N]),
    (reference, accuracy): ([f64; N], f64),
    golden: &Golden<N>,
) where
    S: Flow<f64> + dynsys::System<Space = Fixed<N>>,
    M: for<'a> Method<&'a S, f64>,
    C: Controller,
{
    let mut accepted = 0;
    let mut count = Watch(|step: &Step<'_, <Fixed<N> as Space>::Point<f64>, f64>| {
        accepted += u64::from(step.taken);
        false
    });
    let end = integrate(flow, &plan, (0.0, span), &start, &mut count).unwrap();
    let off = end.x.iter().zip(reference).map(|(x, r)| (x - r).abs()).fold(0.0, f64::max);
    println!(
        "{name}: accepted {accepted}, rejected {}, end {:?}, off by {off:e}",
        end.steps - accepted,
        end.x
    );
    assert!(off <= accuracy, "{name}: off by {off:e}");
    assert_eq!((accepted, end.steps - accepted), (golden.accepted, golden.rejected), "{name}");
    assert_eq!(end.x, golden.end, "{name}");
}

/// The orbit closes: Hairer, Norsett & Wanner I, eqs. (II.0.1) and (II.0.2). Their code DOPRI5 makes 216 accepted and
/// 22 rejected steps at 1e-7 (output of the driver `dr_dopri5`), with its own controller and first step.
#[test]
fn arenstorf() {
    let problem = (Arenstorf::PERIOD, Arenstorf::START);
    let pi = Pid::proportional_integral();
    assert_golden(
        "Arenstorf, DP8(5,3), 1e-9",
        (&Arenstorf::default(), Plan::new(Erk(DormandPrince853), pi, Tolerance::both(1e-9))),
        problem,
        (Arenstorf::START, 1e-4),
        &Golden {
            accepted: 165,
            rejected: 19,
            end: [0.9940000064828534, 1.2876658852559498e-8, 2.1321906745115536e-6, -2.001584096411343],
        },
    );
    assert_golden(
        "Arenstorf, Verner 9(8), 1e-12",
        (&Arenstorf::default(), Plan::new(Erk(Verner98), pi, Tolerance::both(1e-12))),
        problem,
        (Arenstorf::START, 1e-7),
        &Golden {
            accepted: 267,
            rejected: 5,
            end: [0.9940000000005318, 1.7067712695097932e-12, 2.774754698975162e-10, -2.0015851062963823],
        },
    );
    assert_golden(
        "Arenstorf, DP5(4), 1e-7",
        (&Arenstorf::default(), Plan::new(Erk(DormandPrince54), Pid::integral(), Tolerance::both(1e-7))),
        problem,
        (Arenstorf::START, 1e-1),
        &Golden {
            accepted: 205,
            rejected: 25,
            end: [0.9939981078046768, -6.299028710408484e-7, -0.00012931949522417924, -2.0018796517722484],
        },
    );
}

/// The orbit closes after `2 pi`: exact.
#[test]
fn kepler() {
    let start = Kepler::perihelion(0.5);
    let problem = (core::f64::consts::TAU, start);
    let pi = Pid::proportional_integral();
    assert_golden(
        "Kepler, Verner 6(5), 1e-8",
        (&Kepler, Plan::new(Erk(Verner65), pi, Tolerance::both(1e-8))),
        problem,
        (start, 1e-5),
        &Golden {
            accepted: 61,
            rejected: 0,
            end: [0.5000000002950428, 3.4001642992167035e-9, -9.394034033959327e-9, 1.7320508060353783],
        },
    );
    assert_golden(
        "Kepler, Verner 7(6), 1e-10",
        (&Kepler, Plan::new(Erk(Verner76), Pid::filter(), Tolerance::both(1e-10))),
        problem,
        (start, 1e-6),
        &Golden {
            accepted: 142,
            rejected: 0,
            end: [0.5000000000001036, 8.04448510443215e-12, -1.8591274585613015e-11, 1.7320508075684906],
        },
    );
}

/// One period of the limit cycle (the reference is the start, by mpmath's Taylor series at 30 digits).
#[test]
fn van_der_pol() {
    let start = [2.0086198608748431, 0.0];
    assert_golden(
        "Van der Pol, BS3(2), 1e-5",
        (&VanDerPol::default(), Plan::new(Erk(BogackiShampine32), Pid::default(), Tolerance::both(1e-5))),
        (6.663286859323130, start),
        (start, 1e-3),
        &Golden { accepted: 184, rejected: 0, end: [2.0086151854145817, 6.5788038013871315e-6] },
    );
}

/// Before chaos has amplified anything: the reference by SciPy's DOP853 at 3e-14.
#[test]
fn lorenz() {
    assert_golden(
        "Lorenz, Tsit5, 1e-8",
        (&Lorenz::default(), Plan::new(Erk(Tsitouras54), Pid::default(), Tolerance::both(1e-8))),
        (2.0, [1.0, 1.0, 1.0]),
        ([-8.17349993224, -9.56202368680, 24.62070204968], 1e-6),
        &Golden {
            accepted: 215,
            rejected: 1,
            end: [-8.17349996993473, -9.562023699930952, 24.620702133211747],
        },
    );
}

/// Stiff: stability keeps the steps short. The reference is SciPy's Radau at 1e-12.
#[test]
fn robertson() {
    assert_golden(
        "Robertson, DP5(4), 1e-6",
        (
            &Robertson::default(),
            Plan::new(Erk(DormandPrince54), Pid::default(), Tolerance { absolute: 1e-10, relative: 1e-6 }),
        ),
        (40.0, [1.0, 0.0, 0.0]),
        ([0.715827068719406, 9.18553476455778e-06, 0.28416374574583025], 1e-6),
        &Golden {
            accepted: 34587,
            rejected: 2,
            end: [0.7158270687448348, 9.185513358914856e-6, 0.2841637457418255],
        },
    );
}
