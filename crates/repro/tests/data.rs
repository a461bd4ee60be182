//! Data sets: how they are listed, and that a run with them is not the run on a stand-in.

mod common;

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use common::{call, item, options};
use neurodyn_datasets::known::{Known, USPS_GPML};
use neurodyn_repro::ReproError;
use neurodyn_repro::card::Card;
use neurodyn_repro::item::{Item, Outcome, Unit};
use neurodyn_repro::runner::{Manifest, Progress, Talk, plan, run};
use neurodyn_repro::setting::{Setting, Watch};
use neurodyn_repro::stand_in::usps_or_digits;
use neurodyn_repro::table::Table;

/// Counts the images that it learns from.
struct Counting(&'static dyn Item);

impl Item for Counting {
    fn card(&self) -> &'static Card {
        self.0.card()
    }
    fn data(&self) -> &'static [Known] {
        &[USPS_GPML]
    }
    fn units(&self, setting: &Setting) -> Vec<Unit> {
        self.0.units(setting)
    }
    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        usps_or_digits(setting)?;
        self.0.compute(setting, unit, watch)
    }
    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let mut outcome = self.0.finish(setting, units)?;
        outcome.notes.extend(usps_or_digits(setting)?.1);
        Ok(outcome)
    }
}

#[test]
fn without_its_data_an_item_says_so_and_with_them_it_is_another_run() {
    let (out, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let counting = Counting(item("demo/fig1"));
    let mut options = options(out.path(), 1);
    options.setting.data = Some(data.path().to_owned());
    let talk = Talk::stderr(Progress::None);
    let stop = AtomicBool::new(false);
    let ran = run(&counting, &options, &stop, &talk).unwrap();
    assert!(ran.report.notes.iter().any(|note| note.starts_with("not the paper's data")));
    let manifest = Manifest::read(&ran.dir).unwrap();
    assert_eq!(manifest.data["usps_gpml/usps_resampled.mat"], "missing");
    assert!(!plan(&counting, &options).runs, "up to date");
    // a file of this name is there: another run, which then finds that it is damaged
    fs::create_dir(data.path().join("usps_gpml")).unwrap();
    fs::write(data.path().join("usps_gpml/usps_resampled.mat"), "no MAT file").unwrap();
    assert!(plan(&counting, &options).runs);
    let error = run(&counting, &options, &stop, &talk).unwrap_err();
    assert_eq!(error.exit_code(), 3);
    assert!(error.to_string().contains("is damaged or another edition of usps_gpml"), "{error}");
    // the real thing
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !beside.join("usps_gpml").is_dir() {
        eprintln!("SKIPPED: usps_gpml is not there");
        return;
    }
    options.setting.data = Some(beside);
    let ran = run(&counting, &options, &stop, &talk).unwrap();
    assert!(ran.report.notes.iter().all(|note| !note.starts_with("not the paper's data")));
    assert_eq!(
        Manifest::read(&ran.dir).unwrap().data["usps_gpml/usps_resampled.mat"],
        USPS_GPML.files[0].sha256
    );
}

#[test]
fn the_sets_are_listed_with_what_is_missing_and_what_is_damaged() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().display().to_string();
    let (code, text) = call(&["data", "--data", &folder]);
    assert_eq!(code, 0);
    for words in ["usps_gpml      missing", "get it: http", "licence:", "uci_digits     found"] {
        assert!(text.contains(words), "`{words}` is not in {text}");
    }
    fs::create_dir(data.path().join("mnist")).unwrap();
    for name in ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"] {
        fs::write(data.path().join(format!("mnist/{name}-ubyte")), "short").unwrap();
    }
    let (code, text) = call(&["data", "--data", &folder, "--json"]);
    assert_eq!(code, 3);
    let states: Vec<(String, String)> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|line| (line["name"].as_str().unwrap().to_owned(), line["state"].as_str().unwrap().to_owned()))
        .collect();
    assert!(states.contains(&("mnist".to_owned(), "damaged".to_owned())), "{states:?}");
    assert!(states.contains(&("usps_classic".to_owned(), "missing".to_owned())), "{states:?}");
    assert_eq!(call(&["data", "--data", &folder, "--fetch", "nonsense"]).0, 2);
}
