//! The items of the metapopulation: the same bytes on any number of threads, verdicts they must come to, and a run without data.

#![cfg(feature = "wilsoncowan")]

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use neurodyn_repro::ReproError;
use neurodyn_repro::card::Expected;
use neurodyn_repro::item::{Found, Item, Measured, Outcome};
use neurodyn_repro::setting::{Scale, Setting, Watch};
use neurodyn_repro::table::Table;
use neurodyn_repro::wilsoncowan::{
    ablations::Ablations, attractors::Attractors, fig4::Fig4, fig5::Fig5, fig6::Fig6, robustness::Robustness,
    table7::Table7,
};

/// No data set is there.
fn bare(threads: usize) -> Setting {
    Setting { scale: Scale::default(), seed: 1, threads, data: Some(PathBuf::from("no/such/folder")) }
}

fn unit(item: &dyn Item, unit: usize, threads: usize) -> Result<Table, ReproError> {
    let stop = AtomicBool::new(false);
    item.compute(&bare(threads), unit, &Watch::new(&stop, &|_| {}))
}

fn outcome(item: &dyn Item) -> Result<Outcome, ReproError> {
    let units: Vec<Table> =
        (0..item.units(&bare(2)).len()).map(|place| unit(item, place, 2)).collect::<Result<_, _>>()?;
    item.finish(&bare(2), &units)
}

fn holds(item: &dyn Item, measured: &Measured) -> bool {
    let claim = item.card().claims.iter().find(|claim| claim.name == measured.claim).expect("a claim");
    match (&measured.found, &claim.expected) {
        (Found::Holds(holds), Expected::Shape { .. }) => *holds,
        (Found::Value(found), Expected::Number { value, within }) => (found - value).abs() <= *within,
        (Found::Value(found), Expected::AtMost { value }) => found <= value,
        _ => panic!("{measured:?} against {:?}", claim.expected),
    }
}

#[test]
fn threads_change_no_byte() -> Result<(), ReproError> {
    // test images and random pixels; noise, integrators and a change of class; a training by eigenvectors
    let items: [(&dyn Item, usize); 5] =
        [(&Attractors, 2), (&Robustness, 0), (&Robustness, 2), (&Robustness, 3), (&Ablations, 0)];
    for (item, place) in items {
        // as text: numbers that are none stand in the tables, and are unequal to themselves
        let [one, three] = [1, 3].map(|threads| unit(item, place, threads).map(|table| format!("{table:?}")));
        assert!(one? == three?, "{} unit {place}", item.card().id);
    }
    Ok(())
}

#[test]
fn targets_are_planted_as_printed_and_trained_eigenvalues_are_inside() -> Result<(), ReproError> {
    for item in [&Fig4 as &dyn Item, &Fig6] {
        for found in outcome(item)?.measured {
            assert!(holds(item, &found), "{}: {found:?}", item.card().id);
        }
    }
    Ok(())
}

#[test]
fn what_ran_on_other_images_says_so() -> Result<(), ReproError> {
    for item in [&Fig4 as &dyn Item, &Fig5] {
        let notes = outcome(item)?.notes;
        assert!(
            notes.iter().any(|note| note.starts_with("not the paper's data")),
            "{}: {notes:?}",
            item.card().id
        );
    }
    Ok(())
}

/// Quick trains on the embedded digits, and judges no claim about the source's images by them.
#[test]
fn quick_judges_no_accuracy_of_the_source() -> Result<(), ReproError> {
    let judged = outcome(&Table7)?.measured;
    let accuracies = judged.iter().filter(|found| found.claim.starts_with("accuracy"));
    assert!(
        accuracies.clone().count() == 7
            && accuracies.clone().all(|found| matches!(found.found, Found::NotRun(_)))
    );
    Ok(())
}
