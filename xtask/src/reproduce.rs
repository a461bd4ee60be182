//! Builds the runner with the features that the asked items need, then becomes it.

use crate::cargo;
use crate::data::know_the_folder_beside;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

const PACKAGE: &str = "neurodyn-repro";
const BINARY: &str = "neurodyn-repro";

/// Flags of the runner that take the next word as their value: that word names no item.
const FLAGS_WITH_VALUE: [&str; 7] =
    ["--scale", "--seed", "--threads", "--out", "--progress", "--shard", "--data"];

/// Which features the runner is built with.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// All sources: the default features.
    All,
    /// Only these features.
    Sources(Vec<String>),
}

/// Builds the runner for `args`, then runs `verb args` and ends with its exit code.
pub(crate) fn run(verb: &str, args: &[String]) -> Result<ExitCode> {
    let need = match verb {
        "reproduce" => need(args, &cargo::features(PACKAGE)?, &cargo::dear_items(PACKAGE)?),
        _ => Need::All,
    };
    let mut runner = Command::new(build(&need)?);
    runner.arg(verb).args(args);
    know_the_folder_beside(&mut runner);
    become_it(runner)
}

/// Features for the items in `args`: that of its source for an item, or the one that `dear` names for it; all of a source
/// (`hhnet`, `hhnet-train`) for a source. An item without a source, an unknown word or no word at all needs every one.
pub(crate) fn need(args: &[String], features: &[String], dear: &BTreeMap<String, String>) -> Need {
    let mut needed = Vec::new();
    let mut words = args.iter();
    while let Some(word) = words.next() {
        if FLAGS_WITH_VALUE.contains(&word.as_str()) {
            words.next();
        } else if !word.starts_with('-') {
            let source = word.split('/').next().unwrap_or(word);
            if source == "default" || !features.iter().any(|feature| feature == source) {
                return Need::All;
            }
            let of_source = format!("{source}-");
            let whole = |feature: &&String| *feature == source || feature.starts_with(&of_source);
            match dear.get(word) {
                Some(feature) => needed.push(feature.clone()),
                None if word == source => needed.extend(features.iter().filter(whole).cloned()),
                None => needed.push(source.to_owned()),
            }
        }
    }
    if needed.is_empty() {
        return Need::All;
    }
    let mut seen = Vec::new();
    needed.retain(|feature| {
        !seen.contains(feature) && {
            seen.push(feature.clone());
            true
        }
    });
    Need::Sources(needed)
}

/// Builds the runner in the release profile and returns where cargo put it; silent when nothing is compiled.
pub(crate) fn build(need: &Need) -> Result<PathBuf> {
    let mut arguments = vec!["--release", "--package", PACKAGE, "--bin", BINARY];
    let features = if let Need::Sources(sources) = need { sources.join(",") } else { String::new() };
    if let Need::Sources(_) = need {
        arguments.extend(["--no-default-features", "--features", &features]);
    }
    build_with(&arguments)
}

/// Runs `cargo build` with these arguments and returns where it put the runner.
pub(crate) fn build_with(arguments: &[&str]) -> Result<PathBuf> {
    let mut command = cargo::command();
    command.arg("build").args(arguments).arg("--message-format=json-render-diagnostics");
    if std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().context("cargo cannot be run")?;
    let talk = child.stderr.take().context("cargo's stderr is piped")?;
    let messages = child.stdout.take().context("cargo's stdout is piped")?;
    let teller = std::thread::spawn(move || tell(talk));
    let executable = executable(BufReader::new(messages));
    let status = child.wait().context("cargo build was lost")?;
    if teller.join().is_err() {
        bail!("the thread that forwards cargo's messages panicked");
    }
    if !status.success() {
        bail!("{PACKAGE} does not build");
    }
    executable?.with_context(|| format!("cargo built {PACKAGE} without naming its executable"))
}

/// Forwards cargo's talk line by line, save the line that it prints even when there was nothing to do.
fn tell(talk: impl Read) {
    for line in BufReader::new(talk).lines().map_while(Result::ok) {
        if !line.contains("Finished") {
            eprintln!("{line}");
        }
    }
}

/// The path of the runner among cargo's messages, one JSON object a line.
fn executable(messages: impl BufRead) -> Result<Option<PathBuf>> {
    let mut found = None;
    for line in messages.lines() {
        let line = line.context("cargo's messages cannot be read")?;
        let Ok(message) = serde_json::from_str::<Value>(&line) else { continue };
        // the same name without a harness of tests around it
        let runs = message["target"]["name"] == BINARY && message["profile"]["test"] != true;
        if message["reason"] == "compiler-artifact" && runs {
            found = message["executable"].as_str().map(PathBuf::from).or(found);
        }
    }
    Ok(found)
}

/// Replaces this process, so that signals reach the runner alone and its exit code is ours.
#[cfg(unix)]
pub(crate) fn become_it(mut runner: Command) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    let error = runner.exec();
    Err(error).with_context(|| format!("{} cannot be run", runner.get_program().display()))
}

/// Runs the runner to its end and passes its exit code on.
#[cfg(not(unix))]
pub(crate) fn become_it(mut runner: Command) -> Result<ExitCode> {
    let status =
        runner.status().with_context(|| format!("{} cannot be run", runner.get_program().display()))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(test)]
mod tests {
    use super::{Need, executable, need};
    use std::path::PathBuf;

    fn asked(line: &str) -> Need {
        let features = ["chaosnn", "default", "hhnet", "hhnet-train"].map(str::to_owned);
        let dear = [("hhnet/fig11".to_owned(), "hhnet-train".to_owned())].into();
        let args: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        need(&args, &features, &dear)
    }

    fn only(sources: &[&str]) -> Need {
        Need::Sources(sources.iter().map(|&source| source.to_owned()).collect())
    }

    #[test]
    fn an_item_with_its_source_needs_one_feature() {
        assert_eq!(asked("hhnet/fig6"), only(&["hhnet"]));
        assert_eq!(asked("hhnet/fig11"), only(&["hhnet-train"]));
        assert_eq!(asked("hhnet/fig1 chaosnn/fig6 hhnet/fig2"), only(&["hhnet", "chaosnn"]));
    }

    #[test]
    fn a_whole_source_needs_all_its_features() {
        assert_eq!(asked("hhnet"), only(&["hhnet", "hhnet-train"]));
        assert_eq!(asked("hhnet/fig1 hhnet chaosnn"), only(&["hhnet", "hhnet-train", "chaosnn"]));
    }

    #[test]
    fn an_item_of_every_source_or_of_none_needs_all() {
        for line in ["fig6", "all", "", "hhnet/fig1 fig6", "default", "unknown/fig1", "--json"] {
            assert_eq!(asked(line), Need::All, "{line}");
        }
    }

    #[test]
    fn values_of_flags_are_no_items() {
        assert_eq!(asked("hhnet/fig6 --scale quick --out chaosnn --json"), only(&["hhnet"]));
        assert_eq!(asked("--scale=paper --force hhnet/fig6"), only(&["hhnet"]));
        assert_eq!(asked("hhnet/fig1 --force fig6"), Need::All);
    }

    #[test]
    fn the_executable_is_found_among_other_messages() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"other"},"executable":"/x/other"}"#,
            "\nnot json\n",
            r#"{"reason":"compiler-artifact","target":{"name":"neurodyn-repro"},"executable":"/x/runner"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"neurodyn-repro"},"profile":{"test":true},"executable":"/x/test"}"#,
            "\n",
            r#"{"reason":"build-finished","success":true}"#,
        );
        assert_eq!(executable(messages.as_bytes()).unwrap(), Some(PathBuf::from("/x/runner")));
        assert_eq!(executable(&b"{}\n"[..]).unwrap(), None);
    }
}
