//! The series: every T-th state, bad starts refused with facts, dead orbits marked.

use chaosnn::{Error, Rescaled, Series};
use proptest::prelude::*;

const UNIT: Rescaled = Rescaled::fully_chaotic(1.0);

#[test]
fn the_twentieth_state_is_the_known_one_for_every_stride_that_meets_it() {
    for (x0, twentieth) in [(0.4, 0.32001387335341314), (-0.49, -0.42007166968139065)] {
        for every in [1, 2, 4, 5, 10, 20] {
            let series = Series::new(UNIT, x0, every, 20 / every).expect("a good start");
            assert_eq!(series.samples().last(), Some(&twentieth), "T = {every} from {x0}");
            assert_eq!(series.collapsed(), None);
        }
    }
}

#[test]
fn starts_at_the_edge_or_outside_or_nan_are_refused() {
    for x0 in [0.5, -0.5, 0.7, -3.0, f64::INFINITY] {
        assert_eq!(Series::new(UNIT, x0, 1, 5), Err(Error::Start { x0, g: 1.0 }));
    }
    assert!(matches!(Series::new(UNIT, f64::NAN, 1, 5), Err(Error::Start { .. })));
    let words = Series::new(Rescaled::fully_chaotic(0.2), 0.11, 1, 5).map_err(|error| error.to_string());
    assert_eq!(
        words,
        Err("the start x(0) = 0.11 is not inside (-0.1, 0.1), so its orbit sticks at the edge or diverges"
            .into())
    );
}

#[test]
fn zero_and_what_rounds_to_it_sticks() {
    for x0 in [0.0, -0.0, 5e-10, -1e-300] {
        let sticks = Error::Sticks { x0, g: 0.2, a: 4.0, step: 2 };
        assert_eq!(Series::new(Rescaled::fully_chaotic(0.2), x0, 12, 5), Err(sticks));
    }
    // Below full chaos zero is a start like any other.
    assert!(Series::new(Rescaled { g: 0.2, a: 3.9 }, 0.0, 12, 5).is_ok());
}

#[test]
fn an_orbit_that_dies_later_is_marked_with_its_step() {
    // Zero has the preimage g/2 sqrt(1/2): one step more than zero itself needs.
    let preimages = (0..100_u64).map(|ulps| f64::from_bits((0.5 * 0.5_f64.sqrt()).to_bits() + ulps - 50));
    let dead = preimages.filter_map(|x0| Series::new(UNIT, x0, 1, 10).ok()).find(|s| s.collapsed().is_some());
    let series = dead.expect("one of the numbers around the preimage of zero");
    let step = series.collapsed().expect("dead") as usize;
    assert_eq!(step, 3);
    assert!(series.samples()[step - 1..].iter().all(|&x| x == -0.5));
    assert!(series.samples()[..step - 1].iter().all(|&x| x != -0.5));
}

#[test]
fn a_fixed_point_that_attracts_is_reached_and_reported() {
    let series = Series::new(Rescaled { g: 1.0, a: 0.5 }, 0.1, 1, 100).expect("a good start");
    assert!(series.collapsed().is_some_and(|step| step < 100), "{:?}", series.collapsed());
}

#[test]
fn parameters_are_checked() {
    let error = |g: f64, a: f64, every| Series::new(Rescaled { g, a }, 0.0, every, 1).expect_err("bad");
    assert_eq!(error(0.0, 4.0, 1), Error::Width { g: 0.0 });
    assert_eq!(error(-1.0, 4.0, 1), Error::Width { g: -1.0 });
    assert!(matches!(error(f64::NAN, 4.0, 1), Error::Width { .. }));
    assert!(matches!(error(f64::INFINITY, 4.0, 1), Error::Width { .. }));
    assert_eq!(error(1.0, 4.1, 1), Error::Gain { a: 4.1 });
    assert!(matches!(error(1.0, f64::NAN, 1), Error::Gain { .. }));
    assert_eq!(error(1.0, 4.0, 0), Error::Stride);
}

#[test]
fn overflow_is_found_with_its_facts() {
    let error = Series::new(Rescaled::fully_chaotic(1e308), 1e307, 1, 5).expect_err("4 g overflows");
    assert!(matches!(&error, Error::NotFinite { step: 1, samples, .. } if samples.is_empty()), "{error}");
}

#[test]
fn no_samples_are_no_samples() {
    assert_eq!(Series::new(UNIT, 0.4, 3, 0).map(Series::into_samples), Ok(vec![]));
}

proptest! {
    #[test]
    fn a_stride_takes_states_of_the_base_series(x0 in -0.499..0.499_f64, every in 1..20_usize, g in 0.01..10.0_f64) {
        prop_assume!(x0.abs() > 1e-6);
        let map = Rescaled::fully_chaotic(g);
        let base = Series::new(map, g * x0, 1, 10 * every).expect("a good start");
        let series = Series::new(map, g * x0, every, 10).expect("a good start");
        for (k, x) in series.samples().iter().enumerate() {
            prop_assert_eq!(*x, base.samples()[every * (k + 1) - 1]);
        }
    }

    #[test]
    fn whatever_the_input_there_is_an_answer(g in any::<f64>(), a in any::<f64>(), x0 in any::<f64>(), every in 0..5_usize) {
        if let Ok(series) = Series::new(Rescaled { g, a }, x0, every, 20) {
            prop_assert!(series.samples().iter().all(|x| x.abs() <= 0.5 * g));
        }
    }
}
