//! A process that is killed, or interrupted by Ctrl-C, loses the unit in hand and nothing else.
#![cfg(unix)]

mod common;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use common::{Ear, UNITS, bytes, call, item, options};
use neurodyn_repro::cli;
use neurodyn_repro::runner::{Manifest, Options, Place, run};

const ID: &str = "demo/fig6";
const OUT: &str = "NEURODYN_TEST_OUT";

/// Not a test: what the child process does when a test starts this program again.
#[test]
#[ignore = "run by the tests below, in a process of its own"]
fn child() {
    static STOP: AtomicBool = AtomicBool::new(false);
    let Some(out) = std::env::var_os(OUT) else { return };
    ctrlc::set_handler(|| STOP.store(true, Ordering::SeqCst)).expect("a handler");
    let words = ["neurodyn-repro", "reproduce", ID, "--progress", "none", "--out"];
    let arguments = words.iter().map(Into::into).chain([out]).collect();
    std::process::exit(cli::main(arguments, &common::REGISTRY, &mut std::io::stdout(), &STOP).into());
}

fn start(out: &Path) -> Child {
    let program = std::env::current_exe().expect("this program");
    let mut command = Command::new(program);
    command.args(["--ignored", "--exact", "child", "--nocapture"]).env(OUT, out);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a child")
}

/// Waits until so many units are on disk.
fn await_units(out: &Path, count: usize) {
    let folder = Place::new(out, item(ID), &options(out, 1).setting).units();
    let since = Instant::now();
    let units = || {
        std::fs::read_dir(&folder).map_or(0, |files| {
            files
                .filter(|file| {
                    file.as_ref().is_ok_and(|file| file.path().extension().is_some_and(|end| end == "unit"))
                })
                .count()
        })
    };
    while units() < count {
        assert!(since.elapsed() < Duration::from_mins(1), "no units after a minute");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn resumed_equals_unbroken(out: &Path) {
    let ear = Ear::default();
    let resume = Options { resume: true, ..options(out, 2) };
    let ran = run(item(ID), &resume, &AtomicBool::new(false), &ear.talk()).expect("sound");
    let manifest = Manifest::read(&ran.dir).expect("a manifest");
    assert!((2..UNITS).contains(&manifest.units_resumed), "{} units were resumed", manifest.units_resumed);
    let whole = tempfile::tempdir().expect("a folder");
    let expected =
        run(item(ID), &options(whole.path(), 1), &AtomicBool::new(false), &ear.talk()).expect("sound");
    assert_eq!(bytes(&ran.dir), bytes(&expected.dir));
}

#[test]
fn a_killed_process_is_resumed_to_the_same_bytes() {
    let out = tempfile::tempdir().expect("a folder");
    let mut child = start(out.path());
    await_units(out.path(), 2);
    child.kill().expect("killed");
    assert!(!child.wait().expect("ended").success());
    let path = out.path().display().to_string();
    let (_, foretold) = call(&["reproduce", ID, "--dry-run", "--resume", "--out", &path]);
    assert!(foretold.contains("of 6 units on disk, going on from there"), "{foretold}");
    resumed_equals_unbroken(out.path());
}

#[test]
fn ctrl_c_ends_with_130_and_keeps_what_is_finished() {
    let out = tempfile::tempdir().expect("a folder");
    let mut child = start(out.path());
    await_units(out.path(), 2);
    let asked = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .expect("kill is part of the system");
    assert!(asked.success());
    assert_eq!(child.wait().expect("ended").code(), Some(130));
    resumed_equals_unbroken(out.path());
}
