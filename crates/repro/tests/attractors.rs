//! The items of the attractors: the same bytes on any number of threads, and the verdicts that they must come to.

#![cfg(feature = "attractors")]

use std::sync::atomic::AtomicBool;

use neurodyn_repro::ReproError;
use neurodyn_repro::attractors::{
    bifurcation::Bifurcation, fig1::Fig1, fig4::Fig4, probability::Probability,
};
use neurodyn_repro::card::Expected;
use neurodyn_repro::item::{Found, Item, Measured};
use neurodyn_repro::setting::{Scale, Setting, Watch};
use neurodyn_repro::table::Table;

fn unit(item: &dyn Item, unit: usize, threads: usize) -> Result<Table, ReproError> {
    let (stop, setting) = (AtomicBool::new(false), setting(threads));
    item.compute(&setting, unit, &Watch::new(&stop, &|_| {}))
}

fn setting(threads: usize) -> Setting {
    Setting { scale: Scale::default(), seed: 1, threads, data: None }
}

fn measured(item: &dyn Item) -> Result<Vec<Measured>, ReproError> {
    let units: Vec<Table> =
        (0..item.units(&setting(2)).len()).map(|place| unit(item, place, 2)).collect::<Result<_, _>>()?;
    Ok(item.finish(&setting(2), &units)?.measured)
}

fn holds(item: &dyn Item, measured: &Measured) -> bool {
    let claim = item.card().claims.iter().find(|claim| claim.name == measured.claim).expect("a claim");
    match (&measured.found, &claim.expected) {
        (Found::Holds(holds), Expected::Shape { .. }) => *holds,
        (Found::Value(found), Expected::Number { value, within }) => (found - value).abs() <= *within,
        _ => panic!("{measured:?} against {:?}", claim.expected),
    }
}

#[test]
fn threads_change_no_byte() -> Result<(), ReproError> {
    // 60 values of s, and two sizes of network.
    for (item, place) in [(&Bifurcation as &dyn Item, 1), (&Probability, 14), (&Probability, 40)] {
        assert_eq!(unit(item, place, 1)?, unit(item, place, 3)?, "{} unit {place}", item.card().id);
    }
    Ok(())
}

#[test]
fn the_formulas_of_the_scheme_are_those_of_the_library() -> Result<(), ReproError> {
    for found in measured(&Fig1)? {
        assert!(holds(&Fig1, &found), "{found:?}");
    }
    Ok(())
}

/// The claim of chaos misses, and nothing else: the exponent is printed right, by a definition that is not about the
/// attractor.
#[test]
fn figure_4_is_no_strange_attractor() -> Result<(), ReproError> {
    let measured = measured(&Fig4)?;
    assert_eq!(measured.len(), Fig4.card().claims.len());
    let missed: Vec<&str> =
        measured.iter().filter(|found| !holds(&Fig4, found)).map(|found| found.claim).collect();
    assert_eq!(
        missed,
        ["the attractor is strange (chaotic)", "the butterfly effect: orbits that start very near part"]
    );
    Ok(())
}

#[test]
fn a_run_that_is_stopped_says_so() {
    let stop = AtomicBool::new(true);
    let watch = Watch::new(&stop, &|_| {});
    for (item, place) in [(&Fig4 as &dyn Item, 1), (&Probability, 0), (&Bifurcation, 0)] {
        let left = item.compute(&setting(1), place, &watch);
        assert!(matches!(left, Err(ReproError::Cancelled)), "{}: {left:?}", item.card().id);
    }
}
