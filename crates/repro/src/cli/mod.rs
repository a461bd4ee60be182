//! The command line: `list`, `reproduce`, `report`, `train`, `data`. Data goes to stdout, talk to stderr.

mod data;
mod fetch;
mod list;
mod report;
mod reproduce;
#[cfg(any(feature = "hhnet-train", feature = "chaosnn-train", feature = "wilsoncowan"))]
mod train;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use clap::{Args, Parser, Subcommand};

use crate::error::ReproError;
use crate::registry::Registry;

/// Exit code when a claim is missed.
pub const MISSED: u8 = 1;
/// Exit code for what the program does not understand.
pub const USAGE: u8 = 2;

const FOLDER_OF_DATA: &str = "Folder of the data sets [default: NEURODYN_DATA, then the user's cache]";

const AFTER: &str = "Exit codes: 0 all well; 1 a claim is missed; 2 usage; 3 data missing or bad, output not writable; \
                     4 a computation failed; 130 interrupted. Of several items the worst counts.";

/// Figures and tables of the sources, computed, with a verdict for each claim.
#[derive(Debug, Parser)]
#[command(name = "neurodyn-repro", version, about, after_help = AFTER)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show every item with its cost at each scale and its last verdict
    List(list::List),
    /// Compute figures and tables and judge their claims
    Reproduce(reproduce::Reproduce),
    /// Build one HTML page with every figure beside its claims and verdicts
    Report(report::Report),
    /// Show the data sets, where they are and where to get them; download one if asked
    Data(data::Sets),
    /// Train the nets that ship with a crate, or others in their way
    #[cfg(any(feature = "hhnet-train", feature = "chaosnn-train", feature = "wilsoncowan"))]
    #[command(subcommand)]
    Train(train::Train),
}

/// Where runs are kept.
#[derive(Debug, Args)]
struct Place {
    /// Folder under which every run has its own
    #[arg(long, value_name = "DIR", default_value = "target/repro")]
    out: PathBuf,
}

/// Does what the arguments say and returns the exit code; the first argument is the name of the program.
///
/// `stop` is watched while items run; raise it to interrupt them.
pub fn main(arguments: Vec<OsString>, registry: &Registry, stdout: &mut dyn Write, stop: &AtomicBool) -> u8 {
    let spoken: Vec<String> =
        arguments.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are data, everything else is talk.
            let _ =
                if error.use_stderr() { write!(io::stderr(), "{error}") } else { write!(stdout, "{error}") };
            return u8::try_from(error.exit_code()).unwrap_or(USAGE);
        }
    };
    let done = match cli.command {
        Command::List(list) => list.show(registry, stdout),
        Command::Reproduce(reproduce) => reproduce.run(registry, stdout, stop, spoken),
        Command::Report(report) => report.build(registry, stdout),
        Command::Data(data) => data.run(stdout),
        #[cfg(any(feature = "hhnet-train", feature = "chaosnn-train", feature = "wilsoncowan"))]
        Command::Train(train) => train.run(stdout, stop),
    };
    done.unwrap_or_else(|error| {
        let _ = writeln!(io::stderr(), "error: {error}");
        error.exit_code()
    })
}

/// Writes a line of data; a reader that has gone away is no failure.
fn say(stdout: &mut dyn Write, text: &str) -> Result<(), ReproError> {
    match writeln!(stdout, "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(ReproError::Write { path: PathBuf::from("stdout"), source: error })
        }
        _ => Ok(()),
    }
}

/// Text padded to a width in characters.
fn padded(text: &str, width: usize) -> String {
    format!("{text:width$}")
}
