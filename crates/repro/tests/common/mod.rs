//! Items that are quick, slow, wrong, broken or without data, and ways to run them.

#![allow(dead_code, reason = "each test program uses its own part")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use neurodyn_repro::ReproError;
use neurodyn_repro::card::{Card, Claim, Cost, Expected};
use neurodyn_repro::cli;
use neurodyn_repro::data_file::DataFile;
use neurodyn_repro::figure::{Axis, Colour, Figure, Panel, Plot, Stroke};
use neurodyn_repro::item::{Item, Measured, Outcome, Unit};
use neurodyn_repro::registry::{Registry, Source};
use neurodyn_repro::runner::{Options, Progress, Talk};
use neurodyn_repro::setting::{Scale, Setting, Watch};
use neurodyn_repro::table::Table;

/// What an item of the tests does.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Units that use all threads.
    Sound,
    /// The same, with a claim that does not hold.
    Wrong,
    /// Fails with numbers in unit 2.
    Breaks,
    /// Panics in unit 2.
    Panics,
    /// Has no data.
    Bare,
    /// Measures what its card does not claim.
    Strays,
    /// Units of a tenth of a second, which look at the watch.
    Slow,
}

/// An item of the tests.
#[derive(Debug)]
pub(crate) struct Demo(pub(crate) &'static Card, pub(crate) Kind);

const fn card(id: &'static str, claims: &'static [Claim]) -> Card {
    let cost = Cost { quick: "0 s", standard: "0 s", paper: "1 s" };
    let (title, item, says) = ("Sums of squares", "Fig. 1", "Sums of squares grow.");
    Card { id, title, item, says, claims, cost, differs: &["it is a test"], not_built: &["b"] }
}

const SUM: Expected = Expected::Number { value: 332_833_500.0, within: 0.5 };
const GROWS: Expected = Expected::Shape { says: "never falls" };
const CLAIMS: &[Claim] = &[
    Claim { name: "sum of the first 1000 squares", expected: SUM, printed_in: "Fig. 1" },
    Claim { name: "it grows", expected: GROWS, printed_in: "text below Fig. 1" },
    Claim { name: "a claim nobody measures", expected: Expected::AtMost { value: 1.0 }, printed_in: "p. 3" },
];
const WRONG: &[Claim] = &[Claim {
    name: "sum of the first 1000 squares",
    expected: Expected::AtLeast { value: 1e9 },
    printed_in: "p. 4",
}];

static SOUND: Demo = Demo(&const { card("demo/fig1", CLAIMS) }, Kind::Sound);
static MISSES: Demo = Demo(&const { card("demo/fig2", WRONG) }, Kind::Wrong);
static BREAKS: Demo = Demo(&const { card("demo/fig3", CLAIMS) }, Kind::Breaks);
static BARE: Demo = Demo(&const { card("demo/fig4", CLAIMS) }, Kind::Bare);
static PANICS: Demo = Demo(&const { card("demo/fig5", CLAIMS) }, Kind::Panics);
static SLOW: Demo = Demo(&const { card("demo/fig6", CLAIMS) }, Kind::Slow);
static STRAYS: Demo = Demo(&const { card("demo/fig7", WRONG) }, Kind::Strays);
static OTHER: Demo = Demo(&const { card("other/fig1", CLAIMS) }, Kind::Sound);

/// Two sources, one of them with a figure that nobody has written.
pub(crate) static REGISTRY: Registry = Registry {
    sources: &[
        Source { name: "demo", citation: "a source", built: true },
        Source { name: "other", citation: "another <source>", built: true },
        Source { name: "absent", citation: "a source left out", built: false },
    ],
    items: &[&SOUND, &MISSES, &BREAKS, &BARE, &PANICS, &SLOW, &STRAYS, &OTHER],
    planned: &["other/fig6", "other/fig9"],
};

/// The item of that id.
pub(crate) fn item(id: &str) -> &'static dyn Item {
    *REGISTRY.items.iter().find(|item| item.card().id == id).expect("an item of the tests")
}

pub(crate) const UNITS: usize = 6;

impl Item for Demo {
    fn card(&self) -> &'static Card {
        self.0
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        (0..UNITS).map(|i| Unit::new(format!("squares {i}"))).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        match self.1 {
            Kind::Breaks if unit == 2 => {
                let facts = "x = NaN at t = 3.5".to_owned();
                return Err(ReproError::Numerics { what: "the demo".to_owned(), facts });
            }
            Kind::Panics if unit == 2 => panic!("index 7 out of bounds"),
            Kind::Bare => {
                let (what, hint) = ("USPS is missing".to_owned(), "place it in data/usps".to_owned());
                return Err(ReproError::Input { what, hint });
            }
            Kind::Slow => {
                for step in 0..10 {
                    watch.check()?;
                    watch.done(f64::from(step) / 10.0);
                    thread::sleep(Duration::from_millis(10));
                }
            }
            _ => {}
        }
        Ok(Table::new().with("square", squares(unit, setting.threads)))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let mut all = Vec::new();
        for unit in units {
            all.extend_from_slice(unit.get("square")?);
        }
        all.truncate(1000);
        let sum: f64 = all.iter().sum();
        let n: Vec<f64> = (0..all.len()).map(|i| i as f64).collect();
        let plot = Plot::new(Axis::around("$n$", &n), Axis::around("$n^2$", &all)).line(
            &n,
            &all,
            Stroke::solid(Colour::BLUE),
        );
        let mut measured = vec![Measured::value("sum of the first 1000 squares", sum, "by adding")];
        match self.1 {
            Kind::Wrong => {}
            Kind::Strays => measured.push(Measured::holds("something else", true, "")),
            _ => measured.push(Measured::holds("it grows", all.is_sorted(), "by looking")),
        }
        Ok(Outcome {
            figure: Figure::new("Squares", 1, &[50.0]).panel(0, 0, Panel::plot(plot).letter("a")),
            measured,
            data: vec![
                DataFile::csv("squares", Table::new().with("n", n).with("square", all.clone())),
                DataFile::npz("all", Table::new().with_shape("square", vec![10, 100], all)),
            ],
            notes: vec![format!("seed {}", setting.seed)],
        })
    }
}

/// A unit's squares, each thread computing its own stretch.
fn squares(unit: usize, threads: usize) -> Vec<f64> {
    const EACH: usize = 200;
    let first = unit * EACH;
    let stretch = EACH.div_ceil(threads);
    let square = |i: usize| (i * i) as f64;
    let starts: Vec<usize> = (0..EACH).step_by(stretch).collect();
    thread::scope(|scope| {
        let run = |start: usize| {
            move || (start..(start + stretch).min(EACH)).map(|i| square(first + i)).collect::<Vec<_>>()
        };
        let handles: Vec<_> = starts.iter().map(|start| scope.spawn(run(*start))).collect();
        handles.into_iter().flat_map(|handle| handle.join().expect("no thread of the demo panics")).collect()
    })
}

/// Runs the command line on the registry of the tests: exit code and stdout.
pub(crate) fn call(words: &[&str]) -> (u8, String) {
    let arguments =
        std::iter::once("neurodyn-repro").chain(words.iter().copied()).map(OsString::from).collect();
    let mut stdout = Vec::new();
    let code = cli::main(arguments, &REGISTRY, &mut stdout, &AtomicBool::new(false));
    (code, String::from_utf8(stdout).expect("UTF-8"))
}

/// Quick, seed 1, under this folder.
pub(crate) fn options(out: &Path, threads: usize) -> Options {
    let setting = Setting { scale: Scale::Quick, seed: 1, threads, data: None };
    Options { setting, out: out.to_owned(), force: false, resume: false, arguments: Vec::new() }
}

/// Everything that a run has written but its manifest, by name.
pub(crate) fn bytes(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries =
        fs::read_dir(dir).expect("the folder of a run").map(|entry| entry.expect("an entry").path());
    let files = entries.filter(|path| path.is_file());
    let named = files.map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path));
    named
        .filter(|(name, _)| name != "manifest.json")
        .map(|(name, path)| (name, fs::read(path).expect("read")))
        .collect()
}

/// Keeps what was said, and raises a flag after so many units.
#[derive(Clone, Default)]
pub(crate) struct Ear {
    said: Arc<Mutex<String>>,
    pub(crate) stop: Arc<AtomicBool>,
    after: usize,
}

impl Ear {
    pub(crate) fn stopping_after(units: usize) -> Self {
        Self { after: units, ..Self::default() }
    }

    pub(crate) fn talk(&self) -> Talk {
        Talk::to(Progress::Json, Box::new(self.clone()))
    }

    pub(crate) fn said(&self) -> String {
        self.said.lock().expect("no test panics while it listens").clone()
    }
}

impl Write for Ear {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut said = self.said.lock().expect("no test panics while it listens");
        said.push_str(&String::from_utf8_lossy(bytes));
        if self.after > 0 && said.contains(&format!("\"done\":{}", self.after)) {
            self.stop.store(true, Ordering::SeqCst);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
