//! `data`: the data sets, whether they are here and whole, and where to get them.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use neurodyn_datasets::folder::{Folder, State};
use neurodyn_datasets::known::{ALL, Known};
use neurodyn_datasets::{digits, uci_digits};
use serde_json::json;

use super::{FOLDER_OF_DATA, fetch, padded, say};
use crate::error::ReproError;

/// Exit code when a set is there and damaged.
const BAD_DATA: u8 = 3;

#[derive(Debug, Args)]
pub(super) struct Sets {
    #[arg(long, value_name = "DIR", help = FOLDER_OF_DATA)]
    data: Option<PathBuf>,
    /// Print one JSON object a set
    #[arg(long)]
    json: bool,
    /// Download this set into the folder, with curl; what an interrupted download has left is gone on with
    #[arg(long, value_name = "NAME")]
    fetch: Option<String>,
}

impl Sets {
    pub(super) fn run(&self, stdout: &mut dyn Write) -> Result<u8, ReproError> {
        let folder = Folder::find(self.data.as_deref());
        if let Some(name) = &self.fetch {
            let known = Known::named(name).ok_or_else(|| {
                let names: Vec<&str> = ALL.iter().map(|known| known.name).collect();
                let why = format!("no such data set; there are {}", names.join(", "));
                ReproError::NotThere { asked: name.clone(), why }
            })?;
            fetch::fetch(&known, &folder)?;
            self.tell(&known, &folder, stdout)?;
            return Ok(0);
        }
        if !self.json {
            for (why, place) in folder.places() {
                say(stdout, &format!("looking in {} ({why})", place.display()))?;
            }
        }
        let mut damaged = false;
        for known in &ALL {
            damaged |= self.tell(known, &folder, stdout)?;
        }
        let embedded = "UCI digits, part of the program: 1797 images, 8x8, CC BY 4.0";
        if self.json {
            let line = json!({
                "name": "uci_digits", "title": embedded, "state": "found", "images": uci_digits().len(),
                "sha256": digits::SHA256,
            });
            say(stdout, &line.to_string())?;
        } else {
            say(stdout, &format!("{} found    {embedded}", padded("uci_digits", 14)))?;
        }
        Ok(if damaged { BAD_DATA } else { 0 })
    }

    /// Prints how a set is; whether it is damaged.
    fn tell(&self, known: &Known, folder: &Folder, stdout: &mut dyn Write) -> Result<bool, ReproError> {
        let state = folder.state(known);
        let (word, detail) = match &state {
            State::Found(place) => ("found", format!("  in {}", place.display())),
            State::Missing => ("missing", indented(&known.advice())),
            State::Damaged(why) => ("damaged", indented(&why.to_string())),
        };
        if self.json {
            let sums: serde_json::Map<_, _> =
                known.files.iter().map(|file| (file.name.to_owned(), json!(file.sha256))).collect();
            let line = json!({
                "name": known.name, "title": known.title, "state": word, "bytes": known.bytes(), "get": known.get,
                "licence": known.licence, "sha256": sums, "detail": detail.trim(),
            });
            say(stdout, &line.to_string())?;
        } else {
            say(stdout, &format!("{} {} {}", padded(known.name, 14), padded(word, 8), known.title))?;
            say(stdout, &detail)?;
        }
        Ok(matches!(state, State::Damaged(_)))
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {}", line.trim_start())).collect::<Vec<_>>().join("\n")
}
