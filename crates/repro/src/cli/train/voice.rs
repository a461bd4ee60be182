//! What is said on stderr while nets are trained: a bar on a terminal, else a line now and then.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::runner::in_words;

/// Lines are at least this far apart where there is no terminal.
const NOW_AND_THEN: Duration = Duration::from_secs(10);
/// Steps of a bar.
const STEPS: u64 = 10_000;

/// What is said while a net is trained.
pub(super) struct Voice {
    name: String,
    bar: Option<ProgressBar>,
    told: Mutex<Told>,
}

/// When it was last said, and where it began.
struct Told {
    last: Instant,
    first: Option<(Instant, f64)>,
}

impl Voice {
    pub(super) fn new(name: &str) -> Self {
        let bar = io::stderr().is_terminal().then(|| {
            let style =
                ProgressStyle::with_template("{prefix:10} {wide_bar} {percent:>3} %  {msg}, {eta} left")
                    .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::new(STEPS).with_style(style).with_prefix(name.to_owned())
        });
        Self { name: name.to_owned(), bar, told: Mutex::new(Told { last: Instant::now(), first: None }) }
    }

    pub(super) fn line(&self, text: &str) {
        if self.bar.is_none() {
            let _ = writeln!(io::stderr(), "{}: {text}", self.name);
        }
    }

    /// Says how much is done, and in words what.
    pub(super) fn hear(&self, share: f64, text: &str) {
        if let Some(bar) = &self.bar {
            bar.set_position((share * STEPS as f64) as u64);
            bar.set_message(text.to_owned());
            return;
        }
        let mut told = self.told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = Instant::now();
        let (since, from) = *told.first.get_or_insert((now, share));
        if told.last.elapsed() < NOW_AND_THEN {
            return;
        }
        told.last = now;
        let gained = share - from;
        let left = since.elapsed().as_secs_f64() * (1.0 - share) / gained;
        let left = if gained > 0.0 { format!(", at most {} left", in_words(left)) } else { String::new() };
        self.line(&format!("{:.0} %, {text}{left}", 100.0 * share));
    }

    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
