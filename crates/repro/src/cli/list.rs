//! `list`: what there is, what it costs, what came out last.

use std::io::Write;

use clap::Args;
use serde::Serialize;

use super::{Place, padded, say};
use crate::card::Cost;
use crate::error::ReproError;
use crate::item::Item;
use crate::registry::Registry;
use crate::runner::{is_current, last_run};
use crate::verdict::Verdict;

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    place: Place,
    /// Print an array of {"id", "source", "title", "cost", "verdict"}
    #[arg(long)]
    json: bool,
}

/// One item for machines.
#[derive(Serialize)]
struct Row {
    id: &'static str,
    source: &'static str,
    title: &'static str,
    cost: Cost,
    verdict: Verdict,
}

impl List {
    pub(super) fn show(&self, registry: &Registry, stdout: &mut dyn Write) -> Result<u8, ReproError> {
        let shown = if self.json { self.machines(registry, stdout) } else { self.people(registry, stdout) };
        shown.map(|()| 0)
    }

    fn machines(&self, registry: &Registry, stdout: &mut dyn Write) -> Result<(), ReproError> {
        let row = |item: &&dyn Item| {
            let card = item.card();
            let run = last_run(&self.place.out, card.id);
            let verdict = run.map_or(Verdict::NotRun, |(_, _, report)| report.verdict);
            Row { id: card.id, source: card.source(), title: card.title, cost: card.cost, verdict }
        };
        let rows: Vec<Row> = registry.items.iter().map(row).collect();
        say(stdout, &serde_json::to_string(&rows).expect("text is always JSON"))
    }

    fn people(&self, registry: &Registry, stdout: &mut dyn Write) -> Result<(), ReproError> {
        let mut rows = vec![["id", "title", "quick", "standard", "paper", "last verdict"].map(str::to_owned)];
        for item in registry.items {
            let card = item.card();
            let verdict = last_run(&self.place.out, card.id).map_or_else(
                || "not run".to_owned(),
                |(_, manifest, report)| {
                    let age = if is_current(&manifest) { "" } else { ", of older code" };
                    format!("{} ({}{age})", report.verdict.word(), report.scale)
                },
            );
            let cost = card.cost;
            rows.push(
                [card.id, card.title, cost.quick, cost.standard, cost.paper, &verdict].map(str::to_owned),
            );
        }
        let widths: [usize; 6] = std::array::from_fn(|column| {
            rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)
        });
        for row in &rows {
            let cells: Vec<String> =
                row.iter().zip(widths).map(|(cell, width)| padded(cell, width)).collect();
            say(stdout, cells.join("  ").trim_end())?;
        }
        if !registry.planned.is_empty() {
            say(stdout, &format!("\nnot written yet: {}", registry.planned.join(", ")))?;
        }
        Ok(())
    }
}
