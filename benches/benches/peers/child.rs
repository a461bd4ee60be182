//! The script that runs the peers outside Rust: started once, asked in between our own rows.

use crate::row::Sample;
use serde_json::Value;
use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;

/// A handle on the script, or why there is none.
#[derive(Clone)]
pub(crate) struct Script(Rc<RefCell<Result<Running, String>>>);

struct Running {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    greeting: Value,
}

/// An answer: seconds of one run, and what it ended with.
pub(crate) struct Answer {
    pub(crate) seconds: f64,
    pub(crate) end: Vec<f64>,
    /// Labels of a basin, a digit a cell.
    pub(crate) labels: String,
}

impl Script {
    /// Starts the script with the starts of the ensemble in `starts`.
    pub(crate) fn start(wanted: bool, work: &Path) -> Self {
        let running = if wanted { Running::start(work) } else { Err("--without-python".to_owned()) };
        if let Err(why) = &running {
            eprintln!("PEERS OUTSIDE RUST DO NOT RUN: {why}");
        }
        Self(Rc::new(RefCell::new(running)))
    }

    /// Versions of what the script has, and what is missing.
    pub(crate) fn greeting(&self) -> Value {
        match &*self.0.borrow() {
            Ok(running) => running.greeting.clone(),
            Err(why) => serde_json::json!({ "missing": { "the script": why } }),
        }
    }

    /// One request.
    pub(crate) fn ask(
        &self,
        workload: &str,
        peer: &str,
        tolerance: &str,
        repeats: u32,
    ) -> Result<Answer, String> {
        match &mut *self.0.borrow_mut() {
            Ok(running) => running.ask(&format!("{workload} {peer} {tolerance} {repeats}")),
            Err(why) => Err(why.clone()),
        }
    }

    /// A row's runner: `error` judges the end.
    pub(crate) fn runner<'a>(
        &self,
        workload: &'static str,
        peer: &str,
        tolerance: String,
        error: impl Fn(&Answer) -> f64 + 'a,
    ) -> impl FnMut(u32) -> Result<Sample, String> + 'a {
        let (script, peer) = (self.clone(), peer.to_owned());
        move |repeats| {
            let answer = script.ask(workload, &peer, &tolerance, repeats)?;
            Ok(Sample { seconds: answer.seconds, error: error(&answer) })
        }
    }
}

impl Running {
    fn start(work: &Path) -> Result<Self, String> {
        let python = std::env::var_os("NEURODYN_PEERS_PYTHON").unwrap_or_else(|| "python3".into());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/peers.py");
        let mut child = Command::new(&python)
            .arg(&script)
            .arg(work)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} cannot be run: {error}", python.display()))?;
        let input = child.stdin.take().ok_or("no way to ask")?;
        let output = BufReader::new(child.stdout.take().ok_or("no way to listen")?);
        let mut running = Self { child, input, output, greeting: Value::Null };
        running.greeting = running.listen()?;
        Ok(running)
    }

    fn ask(&mut self, request: &str) -> Result<Answer, String> {
        writeln!(self.input, "{request}").and_then(|()| self.input.flush()).map_err(|e| e.to_string())?;
        let mut answer = self.listen()?;
        if let Some(why) = answer["failed"].as_str() {
            return Err(why.to_owned());
        }
        let seconds = answer["seconds"].as_f64().ok_or("an answer without seconds")?;
        // a number that is not finite is null in JSON
        let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
        let end = answer["end"].as_array().map_or(Vec::new(), |end| end.iter().map(number).collect());
        let labels = match answer["labels"].take() {
            Value::String(labels) => labels,
            _ => String::new(),
        };
        Ok(Answer { seconds, end, labels })
    }

    fn listen(&mut self) -> Result<Value, String> {
        let mut line = String::new();
        let read = self.output.read_line(&mut line).map_err(|error| error.to_string())?;
        if read == 0 {
            return Err("the script has ended".to_owned());
        }
        serde_json::from_str(&line).map_err(|error| format!("the script says {line:?}: {error}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // it ends by itself when it can be asked no more; what came of it is of no interest
        let _ = writeln!(self.input, "end");
        let _ = self.child.wait();
    }
}
