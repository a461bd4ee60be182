//! `report`: one page with everything that was found.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Place, say};
use crate::error::ReproError;
use crate::page;
use crate::registry::Registry;
use crate::runner::{last_run, whole};
use crate::select::select;

#[derive(Debug, Args)]
pub(super) struct Report {
    /// Items, as for `reproduce`
    #[arg(value_name = "WHAT", default_value = "all")]
    what: Vec<String>,
    #[command(flatten)]
    place: Place,
    /// The page [default: report.html in the folder of the runs]
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,
    /// Print {"page", "items": [...]} with the verdicts that the page shows
    #[arg(long)]
    json: bool,
}

impl Report {
    pub(super) fn build(&self, registry: &Registry, stdout: &mut dyn Write) -> Result<u8, ReproError> {
        let items = select(registry, &self.what)?.items;
        let entries: Vec<page::Entry> = items
            .iter()
            .map(|item| page::Entry { card: item.card(), run: last_run(&self.place.out, item.card().id) })
            .collect();
        let path = self.page.clone().unwrap_or_else(|| self.place.out.join("report.html"));
        whole(&path, page::page(registry, &entries)?.as_bytes())?;
        if self.json {
            let runs: Vec<(String, &crate::runner::Report)> = entries
                .iter()
                .filter_map(|entry| entry.run.as_ref())
                .map(|(dir, _, report)| (dir.display().to_string(), report))
                .collect();
            let lines: Vec<_> = runs.iter().map(|(dir, report)| report.line(dir)).collect();
            say(stdout, &json!({"page": path.display().to_string(), "items": lines}).to_string())?;
        } else {
            say(stdout, &path.display().to_string())?;
        }
        Ok(0)
    }
}
