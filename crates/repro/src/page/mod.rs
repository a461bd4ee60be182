//! One self-contained HTML page: every figure beside what is claimed and what was found.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use base64::Engine as _;

use crate::card::Card;
use crate::error::ReproError;
use crate::figure::{escape, html};
use crate::registry::Registry;
use crate::runner::{Manifest, Report, in_words};
use crate::verdict::{Judged, Verdict};
use crate::words;

const STYLE: &str = include_str!("style.css");

/// An item and its last run, if there is one.
#[derive(Debug)]
pub struct Entry {
    /// What is claimed.
    pub card: &'static Card,
    /// Its folder, its provenance, its verdicts.
    pub run: Option<(PathBuf, Manifest, Report)>,
}

/// The page; figures are part of it.
///
/// # Errors
/// [`ReproError::Read`] if a figure cannot be read.
pub fn page(registry: &Registry, entries: &[Entry]) -> Result<String, ReproError> {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>neurodyn: reproductions</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>Reproductions</h1>\n"
    );
    summary(entries, &mut page);
    page.push_str("</header>\n");
    contents(entries, &mut page);
    page.push_str("<main>\n");
    for source in registry.sources {
        let own: Vec<&Entry> = entries.iter().filter(|entry| entry.card.source() == source.name).collect();
        if !own.is_empty() {
            let _ = write!(
                page,
                "<section class=\"source\">\n<h2>{}</h2>\n<p class=\"citation\">{}</p>\n",
                source.name,
                html(source.citation)
            );
            own.iter().try_for_each(|entry| item(entry, &mut page))?;
            page.push_str("</section>\n");
        }
    }
    page.push_str("</main>\n</body>\n</html>\n");
    Ok(page)
}

/// How many claims came out how.
fn summary(entries: &[Entry], page: &mut String) {
    let claims =
        || entries.iter().filter_map(|entry| entry.run.as_ref()).flat_map(|(_, _, report)| &report.claims);
    let count = |verdict| claims().filter(|claim| claim.verdict == verdict).count();
    let unseen: usize =
        entries.iter().filter(|entry| entry.run.is_none()).map(|entry| entry.card.claims.len()).sum();
    let (reproduced, missed) = (count(Verdict::Reproduced), count(Verdict::Missed));
    let open = count(Verdict::NotRun) + unseen;
    let _ = writeln!(
        page,
        "<p class=\"lead\">What the sources claim, and what came out here. Of {} in {}, \
         {reproduced} are reproduced, {missed} are missed and {open} were not run. A miss is a result: tolerances were \
         fixed before the first full run.</p>",
        counted(reproduced + missed + open, "claim"),
        counted(entries.len(), "item"),
    );
}

fn contents(entries: &[Entry], page: &mut String) {
    page.push_str("<nav>\n<ol>\n");
    for Entry { card, run } in entries {
        let verdict = run.as_ref().map_or(Verdict::NotRun, |(_, _, report)| report.verdict);
        let _ = writeln!(
            page,
            "<li><a href=\"#{}\"><span class=\"id\">{}</span> <span class=\"name\">{}</span></a> {}</li>",
            anchor(card.id),
            card.id,
            html(card.title),
            chip(verdict)
        );
    }
    page.push_str("</ol>\n</nav>\n");
}

fn item(entry: &Entry, page: &mut String) -> Result<(), ReproError> {
    let Entry { card, run } = entry;
    let verdict = run.as_ref().map_or(Verdict::NotRun, |(_, _, report)| report.verdict);
    let _ = write!(
        page,
        "<article id=\"{}\">\n<h3>{} <span class=\"id\">{}</span> {}</h3>\n<p class=\"says\">{} <span class=\"where\">({})</span></p>\n",
        anchor(card.id),
        html(card.title),
        card.id,
        chip(verdict),
        html(card.says),
        html(card.item)
    );
    let Some((dir, manifest, report)) = run else {
        let _ = write!(
            page,
            "<p class=\"none\">Not run: <code>cargo xtask reproduce {}</code></p>\n</article>\n",
            card.id
        );
        return Ok(());
    };
    let path = dir.join("figure.svg");
    let svg = fs::read_to_string(&path).map_err(ReproError::read(&path))?;
    let data = base64::engine::general_purpose::STANDARD.encode(&svg);
    let _ = writeln!(
        page,
        "<figure><img alt=\"{}\" style=\"max-width:{}\" src=\"data:image/svg+xml;base64,{data}\"></figure>",
        escape(card.title),
        screen_width(&svg)
    );
    claims(&report.claims, page);
    for (head, lines) in [
        ("Notes", &report.notes),
        ("Differs from the source", &report.differs),
        ("Not built yet", &report.not_built),
    ] {
        if !lines.is_empty() {
            let _ = writeln!(
                page,
                "<h4>{head}</h4>
<ul>"
            );
            for line in lines {
                let _ = writeln!(page, "<li>{}</li>", html(line));
            }
            page.push_str(
                "</ul>
",
            );
        }
    }
    provenance(manifest, report, page);
    page.push_str("</article>\n");
    Ok(())
}

fn claims(claims: &[Judged], page: &mut String) {
    page.push_str(
        "<div class=\"wide\"><table>\n<thead><tr><th>Claim</th><th>Claimed</th><th>Measured</th><th>Verdict</th><th>Printed in</th></tr></thead>\n<tbody>\n",
    );
    for claim in claims {
        let by =
            claim.missed_by.map_or(String::new(), |by| format!(" <span class=\"by\">by {by:.2e}</span>"));
        let class = if claim.kind == "shape" { "words" } else { "number" };
        let kind = if claim.kind == "read_off" { " <span class=\"by\">read off</span>" } else { "" };
        let _ = writeln!(
            page,
            "<tr><td>{}<div class=\"evidence\">{}</div></td><td class=\"{class}\">{}{kind}</td><td>{}</td><td>{}{by}</td><td>{}</td></tr>",
            html(&claim.name),
            html(&claim.evidence),
            html(&words::claimed(claim)),
            html(&words::measured(claim)),
            chip(claim.verdict),
            html(&claim.printed_in)
        );
    }
    page.push_str("</tbody>\n</table></div>\n");
}

fn provenance(manifest: &Manifest, report: &Report, page: &mut String) {
    let commit = manifest.commit.as_deref().map_or_else(
        || "no commit".to_owned(),
        |commit| {
            format!(
                "commit {}{}",
                commit.get(..10).unwrap_or(commit),
                if manifest.dirty == Some(true) { " with changes" } else { "" }
            )
        },
    );
    let _ = writeln!(
        page,
        "<p class=\"provenance\">scale {} · seed {} · {} threads · {} · {commit} · {} · <span class=\"number\">{} UTC</span></p>",
        report.scale,
        report.seed,
        manifest.threads,
        in_words(manifest.wall_seconds),
        html(&manifest.rustc),
        manifest.finished.replace('T', " ").trim_end_matches('Z'),
    );
}

/// A mark that is told apart by its form and its word, not only by its colour.
fn chip(verdict: Verdict) -> String {
    let (class, mark) = match verdict {
        Verdict::Reproduced => ("reproduced", "●"),
        Verdict::Missed => ("missed", "▲"),
        Verdict::NotRun => ("open", "○"),
    };
    format!("<span class=\"verdict {class}\">{mark} {}</span>", verdict.word())
}

fn anchor(id: &str) -> String {
    id.replace('/', "-")
}

/// `1 item`, `2 items`.
fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The width of a figure on the screen: larger than on paper, but small ones stay smaller than large ones.
fn screen_width(svg: &str) -> String {
    const ENLARGED: f64 = 1.4;
    let millimetres = svg.split_once("width=\"").and_then(|(_, rest)| rest.split_once("mm\""));
    let millimetres = millimetres.and_then(|(width, _)| width.parse::<f64>().ok());
    format!("{:.0}mm", ENLARGED * millimetres.unwrap_or(crate::figure::PAGE_WIDTH))
}
