//! `report.json`: what was claimed, what was found, and the verdict; the same bytes for the same inputs.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::card::Card;
use crate::setting::Setting;
use crate::verdict::{Judged, Verdict};

/// What came out of an item, without anything that depends on the machine or the hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The item.
    pub id: String,
    /// A few words for a list.
    pub title: String,
    /// Where it is printed.
    pub item: String,
    /// What the source says, in short.
    pub says: String,
    /// `quick`, `standard` or `paper`.
    pub scale: String,
    /// The seed.
    pub seed: u64,
    /// The verdict on the whole.
    pub verdict: Verdict,
    /// The verdict on each claim.
    pub claims: Vec<Judged>,
    /// Every knowing deviation from the source.
    pub differs: Vec<String>,
    /// Panels that are still to come.
    pub not_built: Vec<String>,
    /// What a reader must know beside the verdicts.
    pub notes: Vec<String>,
    /// The data files.
    pub data: Vec<String>,
}

impl Report {
    pub(crate) fn new(
        card: &Card,
        setting: &Setting,
        claims: Vec<Judged>,
        notes: Vec<String>,
        data: Vec<String>,
    ) -> Self {
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
        Self {
            id: card.id.to_owned(),
            title: card.title.to_owned(),
            item: card.item.to_owned(),
            says: card.says.to_owned(),
            scale: setting.scale.to_string(),
            seed: setting.seed,
            verdict: Verdict::of_item(&claims),
            claims,
            differs: owned(card.differs),
            not_built: owned(card.not_built),
            notes,
            data,
        }
    }

    /// The object that `reproduce --json` prints.
    #[must_use]
    pub fn line<'a>(&'a self, dir: &'a str) -> Line<'a> {
        let Self { id, scale, verdict, claims, .. } = self;
        Line { id, dir: Some(dir), scale, verdict: *verdict, claims, error: None }
    }
}

/// One line of `reproduce --json`.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Line<'a> {
    /// The item.
    pub id: &'a str,
    /// The folder of its outputs; nothing if it failed.
    pub dir: Option<&'a str>,
    /// `quick`, `standard` or `paper`.
    pub scale: &'a str,
    /// The verdict on the whole.
    pub verdict: Verdict,
    /// The verdict on each claim.
    pub claims: &'a [Judged],
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'a str>,
}

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}
