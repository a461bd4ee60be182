//! What is kept, what is computed again, and that bytes depend on inputs only.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use common::{Ear, UNITS, bytes, item, options};
use neurodyn_repro::ReproError;
use neurodyn_repro::runner::{Manifest, Options, Place, Ran, plan, run};

fn unbroken(id: &str, out: &Path, threads: usize) -> Ran {
    let ear = Ear::default();
    run(item(id), &options(out, threads), &AtomicBool::new(false), &ear.talk()).expect("a sound item")
}

/// Interrupts an item after so many units.
fn interrupted(id: &str, out: &Path, units: usize) {
    let ear = Ear::stopping_after(units);
    let stopped = run(item(id), &options(out, 2), &ear.stop, &ear.talk());
    assert!(matches!(stopped, Err(ReproError::Cancelled)), "{stopped:?}");
}

fn unit_files(id: &str, options: &Options) -> Vec<PathBuf> {
    let folder = Place::new(&options.out, item(id), &options.setting).units();
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("units").map(|entry| entry.expect("entry").path()).collect();
    files.sort();
    files
}

fn resumed(id: &str, out: &Path) -> (Ran, Manifest, String) {
    let ear = Ear::default();
    let options = Options { resume: true, ..options(out, 3) };
    let ran = run(item(id), &options, &AtomicBool::new(false), &ear.talk()).expect("a sound item");
    let manifest = Manifest::read(&ran.dir).expect("a manifest");
    (ran, manifest, ear.said())
}

#[test]
fn threads_change_no_byte_and_no_folder() {
    let (one, many) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (a, b) = (unbroken("demo/fig1", one.path(), 1), unbroken("demo/fig1", many.path(), 7));
    assert_eq!(a.dir.file_name(), b.dir.file_name());
    assert_eq!(bytes(&a.dir), bytes(&b.dir));
    assert_eq!(bytes(&a.dir).len(), 5, "figure.svg, figure.png, report.json and two data files");
}

#[test]
fn scale_and_seed_have_folders_of_their_own() {
    let out = tempfile::tempdir().expect("a folder");
    let quick = options(out.path(), 1);
    let mut seeded = quick.clone();
    seeded.setting.seed = 2;
    let mut larger = quick.clone();
    larger.setting.scale = neurodyn_repro::setting::Scale::Paper;
    let place = |options: &Options| Place::new(&options.out, item("demo/fig1"), &options.setting).dir;
    assert_ne!(place(&quick), place(&seeded));
    assert_ne!(place(&quick), place(&larger));
}

#[test]
fn an_interrupted_run_that_is_resumed_gives_the_bytes_of_an_unbroken_one() {
    let (whole, broken) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let expected = unbroken("demo/fig1", whole.path(), 2);
    interrupted("demo/fig1", broken.path(), 4);
    assert_eq!(unit_files("demo/fig1", &options(broken.path(), 2)).len(), 4);
    let (ran, manifest, _) = resumed("demo/fig1", broken.path());
    assert_eq!((manifest.units_resumed, manifest.units_computed), (4, UNITS - 4));
    assert_eq!(bytes(&ran.dir), bytes(&expected.dir));
    assert!(!ran.dir.join("units").exists(), "a whole run needs no units");
}

#[test]
fn damaged_units_are_named_and_computed_again_and_no_others() {
    let (whole, broken) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let expected = unbroken("demo/fig1", whole.path(), 2);
    interrupted("demo/fig1", broken.path(), 4);
    let files = unit_files("demo/fig1", &options(broken.path(), 2));
    let cut = fs::read(&files[1]).expect("a unit");
    fs::write(&files[1], &cut[..cut.len() - 9]).expect("written");
    let mut flipped = fs::read(&files[3]).expect("a unit");
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x40;
    fs::write(&files[3], flipped).expect("written");
    let (ran, manifest, said) = resumed("demo/fig1", broken.path());
    assert_eq!((manifest.units_resumed, manifest.units_computed), (2, UNITS - 2));
    for name in ["000001.unit", "000003.unit"] {
        assert!(said.contains(name), "{name} is not named in {said}");
    }
    assert!(said.contains("is damaged") && said.contains("computing it again"), "{said}");
    assert_eq!(bytes(&ran.dir), bytes(&expected.dir));
}

#[test]
fn without_resume_units_on_disk_are_mentioned_and_not_used() {
    let out = tempfile::tempdir().expect("a folder");
    interrupted("demo/fig1", out.path(), 3);
    let foretold = plan(item("demo/fig1"), &options(out.path(), 1));
    assert!(
        foretold.why.contains("3 of 6 units on disk") && foretold.why.contains("--resume"),
        "{}",
        foretold.why
    );
    let ran = unbroken("demo/fig1", out.path(), 2);
    assert_eq!(Manifest::read(&ran.dir).expect("a manifest").units_resumed, 0);
}

#[test]
fn what_is_up_to_date_is_not_computed_again_unless_forced_or_spoilt() {
    let out = tempfile::tempdir().expect("a folder");
    let first = unbroken("demo/fig1", out.path(), 2);
    assert!(first.fresh);
    let again = unbroken("demo/fig1", out.path(), 5);
    assert!(!again.fresh);
    assert_eq!(again.report, first.report);
    assert_eq!(plan(item("demo/fig1"), &options(out.path(), 1)).why, "done and up to date");

    let forced = Options { force: true, ..options(out.path(), 2) };
    assert_eq!(plan(item("demo/fig1"), &forced).why, "forced");
    let ear = Ear::default();
    let ran = run(item("demo/fig1"), &forced, &AtomicBool::new(false), &ear.talk()).expect("sound");
    assert!(ran.fresh);

    fs::write(ran.dir.join("squares.csv"), "n,square\n").expect("written");
    let spoilt = plan(item("demo/fig1"), &options(out.path(), 1));
    assert!(spoilt.runs && spoilt.why.contains("squares.csv was changed"), "{}", spoilt.why);
    fs::remove_file(ran.dir.join("figure.png")).expect("removed");
    assert!(plan(item("demo/fig1"), &options(out.path(), 1)).why.contains("figure.png is missing"));
    assert!(unbroken("demo/fig1", out.path(), 2).fresh);
}

#[test]
fn force_throws_away_what_was_on_disk() {
    let out = tempfile::tempdir().expect("a folder");
    interrupted("demo/fig1", out.path(), 4);
    let ear = Ear::stopping_after(1);
    let forced = Options { force: true, ..options(out.path(), 2) };
    assert!(run(item("demo/fig1"), &forced, &ear.stop, &ear.talk()).is_err());
    assert_eq!(unit_files("demo/fig1", &forced).len(), 1, "units in doubt must not be resumed from");
}

#[test]
fn a_failing_unit_loses_nothing_that_is_finished() {
    let out = tempfile::tempdir().expect("a folder");
    for (id, fact) in [("demo/fig3", "x = NaN at t = 3.5"), ("demo/fig5", "index 7 out of bounds")] {
        let ear = Ear::default();
        let error = run(item(id), &options(out.path(), 2), &AtomicBool::new(false), &ear.talk())
            .expect_err("it fails");
        assert!(matches!(error, ReproError::Numerics { .. }) && error.to_string().contains(fact), "{error}");
        assert_eq!(unit_files(id, &options(out.path(), 2)).len(), 2);
    }
}

#[test]
fn output_that_cannot_be_written_is_an_error_with_its_path() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a_file");
    fs::write(&file, "not a folder").expect("written");
    let ear = Ear::default();
    let error = run(item("demo/fig1"), &options(&file, 1), &AtomicBool::new(false), &ear.talk())
        .expect_err("no folder");
    assert!(matches!(error, ReproError::Write { .. }) && error.to_string().contains("a_file"), "{error}");
    assert_eq!(error.exit_code(), 3);
}

#[test]
fn nothing_half_written_is_left_behind() {
    let out = tempfile::tempdir().expect("a folder");
    let ran = unbroken("demo/fig1", out.path(), 2);
    let names: Vec<_> =
        fs::read_dir(&ran.dir).expect("a folder").map(|entry| entry.expect("entry").file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "{names:?}");
}
