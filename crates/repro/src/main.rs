//! The runner's program: sets up Ctrl-C and hands over to the library.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use neurodyn_repro::{ReproError, cli, registry};

static STOP: AtomicBool = AtomicBool::new(false);

fn main() -> anyhow::Result<ExitCode> {
    // The first Ctrl-C ends the unit in hand; the second one does not wait for it. Files are whole either way.
    ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(i32::from(ReproError::Cancelled.exit_code()));
        }
    })
    .context("cannot listen for Ctrl-C")?;
    let arguments = std::env::args_os().collect();
    Ok(cli::main(arguments, &registry::REGISTRY, &mut std::io::stdout().lock(), &STOP).into())
}
