//! What a source says: the card of an item, written before anything is computed.

use serde::Serialize;

/// What an item shows, what it claims, and in what it knowingly differs from its source.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Card {
    /// `<source>/<item>`, lower case: `hhnet/fig3`.
    pub id: &'static str,
    /// A few words for a list.
    pub title: &'static str,
    /// Where it is printed: `Fig. 3, a and b`.
    pub item: &'static str,
    /// What the source says, in short.
    pub says: &'static str,
    /// What is checked. Tolerances are fixed before the first full run.
    pub claims: &'static [Claim],
    /// How long a run takes, for people.
    pub cost: Cost,
    /// Every knowing deviation from the source.
    pub differs: &'static [&'static str],
    /// Panels that are drawn empty, each with what is missing.
    pub not_built: &'static [&'static str],
}

impl Card {
    /// `hhnet` of `hhnet/fig3`.
    #[must_use]
    pub fn source(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(source, _)| source)
    }

    /// `fig3` of `hhnet/fig3`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.id.split_once('/').map_or(self.id, |(_, name)| name)
    }
}

/// How long a run takes on two cores, in words: `"5 s"`, `"6 min"`.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Cost {
    /// At `--scale quick`.
    pub quick: &'static str,
    /// At `--scale standard`.
    pub standard: &'static str,
    /// At `--scale paper`.
    pub paper: &'static str,
}

/// One thing that can be checked.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Claim {
    /// Short and unique on the card: `"Q of the burst at V_S = -36"`.
    pub name: &'static str,
    /// What is claimed.
    pub expected: Expected,
    /// Where it can be looked up: `"Fig. 1 caption"`, `"Table 1"`, `"computed beforehand with DOP853"`.
    pub printed_in: &'static str,
}

/// What a claim says, and how near a measurement must come.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Expected {
    /// A number: reproduced if `|measured - value| <= within`.
    Number {
        /// The number.
        value: f64,
        /// The tolerance.
        within: f64,
    },
    /// A value read off a plot, so the tolerance is that of the eye.
    ReadOff {
        /// The value.
        value: f64,
        /// The tolerance.
        within: f64,
    },
    /// A lower bound: reproduced if `measured >= value`.
    AtLeast {
        /// The bound.
        value: f64,
    },
    /// An upper bound: reproduced if `measured <= value`.
    AtMost {
        /// The bound.
        value: f64,
    },
    /// A statement about shape that code decides.
    Shape {
        /// The statement: `"bursts of 16 spikes"`.
        says: &'static str,
    },
}

impl Expected {
    /// The tolerance, where there is one.
    #[must_use]
    pub fn within(&self) -> Option<f64> {
        match *self {
            Self::Number { within, .. } | Self::ReadOff { within, .. } => Some(within),
            Self::AtLeast { .. } | Self::AtMost { .. } | Self::Shape { .. } => None,
        }
    }

    /// What is claimed, for people.
    #[must_use]
    pub fn in_words(&self) -> String {
        match *self {
            Self::Number { value, .. } => format!("{value}"),
            Self::ReadOff { value, .. } => format!("about {value} (read off)"),
            Self::AtLeast { value } => format!("at least {value}"),
            Self::AtMost { value } => format!("at most {value}"),
            Self::Shape { says } => says.to_owned(),
        }
    }
}
