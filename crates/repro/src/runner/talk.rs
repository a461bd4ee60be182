//! What a run says while it runs: a bar on a terminal, a line now and then elsewhere, JSON lines for machines.

use std::io::{self, IsTerminal as _, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

/// How progress is told on stderr.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Progress {
    /// A bar on a terminal, lines elsewhere.
    #[default]
    Auto,
    /// A line now and then.
    Plain,
    /// One JSON object a line.
    Json,
    /// Nothing but errors.
    None,
}

/// Plain lines are at least this far apart.
const NOW_AND_THEN: Duration = Duration::from_secs(10);
/// JSON lines for progress inside a unit are at least this far apart.
const OFTEN: Duration = Duration::from_millis(500);
/// Steps of a bar: finer than a terminal is wide.
const STEPS: u64 = 10_000;

/// The voice of a run.
pub struct Talk {
    mode: Progress,
    sink: Mutex<Box<dyn Write + Send>>,
    item: Mutex<Option<Current>>,
}

/// The item that is running.
struct Current {
    id: &'static str,
    units: usize,
    done: usize,
    resumed: f64,
    since: Instant,
    told: Instant,
    bar: Option<ProgressBar>,
}

impl Talk {
    /// Speaks to stderr.
    #[must_use]
    pub fn stderr(mode: Progress) -> Self {
        Self::to(mode, Box::new(io::stderr()))
    }

    /// Speaks to anything; a bar is drawn only on a terminal's stderr.
    #[must_use]
    pub fn to(mode: Progress, sink: Box<dyn Write + Send>) -> Self {
        Self { mode, sink: Mutex::new(sink), item: Mutex::new(None) }
    }

    /// An item begins; `resumed` is the share of its work that is on disk already.
    pub(crate) fn begin(&self, id: &'static str, scale: &str, units: usize, why: &str) {
        let bar = (self.mode == Progress::Auto && io::stderr().is_terminal()).then(|| bar(id));
        match self.mode {
            Progress::Json => {
                self.json(&json!({"event": "begin", "id": id, "scale": scale, "units": units, "why": why}));
            }
            _ => self.line(&format!("{id} ({scale}): {why}")),
        }
        let now = Instant::now();
        let current = Current { id, units, done: 0, resumed: 0.0, since: now, told: now, bar };
        *lock(&self.item) = Some(current);
    }

    /// A unit was found on disk; `share` of the whole work is behind us.
    pub(crate) fn resumed(&self, share: f64) {
        if let Some(item) = lock(&self.item).as_mut() {
            item.done += 1;
            item.resumed = share;
            item.since = Instant::now();
        }
        self.moved(share, false);
    }

    /// A unit was computed.
    pub(crate) fn computed(&self, share: f64) {
        if let Some(item) = lock(&self.item).as_mut() {
            item.done += 1;
        }
        self.moved(share, true);
    }

    /// So much of the whole work is behind us.
    pub(crate) fn moved(&self, share: f64, whole_unit: bool) {
        let mut guard = lock(&self.item);
        let Some(item) = guard.as_mut() else { return };
        if let Some(bar) = &item.bar {
            bar.set_position((share * STEPS as f64) as u64);
            bar.set_message(format!("{} of {}", item.done, item.units));
            return;
        }
        let pause = if self.mode == Progress::Json { OFTEN } else { NOW_AND_THEN };
        let silent = item.told.elapsed() < pause;
        if silent && !(whole_unit && self.mode == Progress::Json) {
            return;
        }
        item.told = Instant::now();
        let gained = share - item.resumed;
        let left = (gained > 0.0).then(|| item.since.elapsed().as_secs_f64() * (1.0 - share) / gained);
        let (id, done, units) = (item.id, item.done, item.units);
        drop(guard);
        if self.mode == Progress::Json {
            self.json(&json!({"event": "progress", "id": id, "done": done, "units": units, "share": share, "seconds_left": left}));
        } else {
            let left = left.map_or(String::new(), |left| format!(", {} left", in_words(left)));
            self.line(&format!("{id}: {done} of {units} units, {:.0} %{left}", 100.0 * share));
        }
    }

    /// Something that a person must know.
    pub(crate) fn note(&self, id: &str, text: &str) {
        match self.mode {
            Progress::Json => self.json(&json!({"event": "note", "id": id, "text": text})),
            _ => self.line(&format!("{id}: {text}")),
        }
    }

    /// An item ended.
    pub(crate) fn end(&self, id: &str, how: &str, seconds: f64) {
        if let Some(Current { bar: Some(bar), .. }) = lock(&self.item).take() {
            bar.finish_and_clear();
        }
        match self.mode {
            Progress::Json => self.json(&json!({"event": "end", "id": id, "how": how, "seconds": seconds})),
            _ => self.line(&format!("{id}: {how} after {}", in_words(seconds))),
        }
    }

    fn line(&self, text: &str) {
        if self.mode == Progress::None {
            return;
        }
        let bar = lock(&self.item).as_ref().and_then(|item| item.bar.clone());
        let say = || {
            // Nobody listens any more: the run goes on.
            let _ = writeln!(lock(&self.sink), "{text}");
        };
        if let Some(bar) = bar { bar.suspend(say) } else { say() }
    }

    fn json(&self, event: &Value) {
        let _ = writeln!(lock(&self.sink), "{event}");
    }
}

impl std::fmt::Debug for Talk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Talk").field("mode", &self.mode).finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn bar(id: &'static str) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{prefix:16} {wide_bar} {percent:>3} %  {msg} units, {eta} left")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(STEPS).with_style(style).with_prefix(id);
    bar.enable_steady_tick(Duration::from_millis(250));
    bar
}

/// A length of time for people: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
#[must_use]
pub fn in_words(seconds: f64) -> String {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 3600;
    let whole = seconds.round() as u64;
    match whole {
        _ if seconds < 9.95 => format!("{seconds:.1} s"),
        0..MINUTE => format!("{whole} s"),
        MINUTE..HOUR => format!("{} min {} s", whole / MINUTE, whole % MINUTE),
        _ => format!("{} h {} min", whole / HOUR, whole % HOUR / MINUTE),
    }
}
