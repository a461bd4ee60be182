//! How probable chaos is in networks drawn at random, over N, D and s, with exact intervals.

use ::chaosnn::feedback::Counting;
use dynsys::ensemble::Resources;

use super::chances::{Counts, gains, seeds, sizes};
use super::constants::{CHAOS_ABOVE, PERCENT_CHAOTIC, PERCENT_GAINS, PERCENT_RUN, PERCENT_SEEDS};
use super::orbit::failed;
use super::published::BEFOREHAND;
use crate::card::{Card, Claim, Cost, Expected};
use crate::error::ReproError;
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `attractors/probability`.
#[derive(Debug)]
pub struct Probability;

/// How far a percentage of 60 networks may be off, in points: rounding moves networks at the border.
const WITHIN: f64 = 6.0;
const NOTE: &str = "The percentages computed beforehand (rings) are of 60 seeds, so that each is uncertain by up to 13 points: with \
                    more seeds the curves pass beside them.";
const PRONE: &str = "more prone to chaos with growing s";

const NAMES: [[&str; 6]; 3] = [
    [
        "N = 4, D = 16, s = 0.25: percent chaotic",
        "N = 4, D = 16, s = 0.5: percent chaotic",
        "N = 4, D = 16, s = 1: percent chaotic",
        "N = 4, D = 16, s = 2: percent chaotic",
        "N = 4, D = 16, s = 4: percent chaotic",
        "N = 4, D = 16, s = 8: percent chaotic",
    ],
    [
        "N = 4, D = 32, s = 0.25: percent chaotic",
        "N = 4, D = 32, s = 0.5: percent chaotic",
        "N = 4, D = 32, s = 1: percent chaotic",
        "N = 4, D = 32, s = 2: percent chaotic",
        "N = 4, D = 32, s = 4: percent chaotic",
        "N = 4, D = 32, s = 8: percent chaotic",
    ],
    [
        "N = 8, D = 64, s = 0.25: percent chaotic",
        "N = 8, D = 64, s = 0.5: percent chaotic",
        "N = 8, D = 64, s = 1: percent chaotic",
        "N = 8, D = 64, s = 2: percent chaotic",
        "N = 8, D = 64, s = 4: percent chaotic",
        "N = 8, D = 64, s = 8: percent chaotic",
    ],
];

const CLAIMS: [Claim; 19] = {
    let prone = Claim {
        name: PRONE,
        expected: Expected::Shape {
            says: "at s = 8 the interval of the probability lies above that at s = 0.25, for all three sizes below",
        },
        printed_in: "text above Fig. 4",
    };
    let mut claims = [prone; 19];
    let mut place = 0;
    while place < 18 {
        let (size, gain) = (place / 6, place % 6);
        let expected = Expected::Number { value: PERCENT_CHAOTIC[size].2[gain], within: WITHIN };
        claims[place + 1] = Claim { name: NAMES[size][gain], expected, printed_in: BEFOREHAND };
        place += 1;
    }
    claims
};

static CARD: Card = Card {
    id: "attractors/probability",
    title: "How probable chaos is",
    item: "text above Fig. 4",
    says: "With a larger scaling factor s networks are more prone to chaos.",
    claims: &CLAIMS,
    cost: Cost { quick: "2 s", standard: "1 min", paper: "10 min" },
    differs: &[
        "The source gives no numbers; percentages of 60 seeds were computed beforehand. A network counts as chaotic if its \
         largest exponent is above 0.003 over 6000 iterations after 4000, from 0.001.",
        "The claimed percentages are counted on the seeds 0 to 59 at every scale; the figure shows all seeds of the scale.",
    ],
    not_built: &[],
};

impl Item for Probability {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        let gains = gains(setting.scale);
        let named = |(units, delays): (usize, usize)| {
            let weight = (units * delays + 8 * (units + delays)) as f64;
            let name = move |gain: &f64| Unit {
                weight,
                ..Unit::new(format!("N = {units}, D = {delays}, s = {gain:.2}"))
            };
            gains.iter().map(name).collect::<Vec<_>>()
        };
        sizes().into_iter().flat_map(named).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let gains = gains(setting.scale);
        let ((units, delays), gain) = (sizes()[unit / gains.len()], gains[unit % gains.len()]);
        let all = seeds(setting.scale);
        let progress = |done: usize| watch.done(done as f64 / f64::from(all));
        let resources = Resources {
            threads: setting.threads,
            cancel: Some(watch.flag()),
            progress: Some(&progress),
            ..Resources::default()
        };
        let (transient, steps) = PERCENT_RUN;
        let mut counting = Counting { threshold: CHAOS_ABOVE, ..Counting::default() };
        (counting.averaging.transient, counting.averaging.steps) = (transient, steps);
        let first = PERCENT_SEEDS as u32;
        let count = |seeds| counting.probability(units, delays, gain, seeds, &resources).map_err(failed);
        let claimed = count(0..first)?;
        let total = if all > first { claimed.with(count(first..all)?) } else { claimed };
        Ok(Table::new()
            .with("of the first 60", vec![claimed.chaotic as f64])
            .with("chaotic", vec![total.chaotic as f64])
            .with("of", vec![total.of as f64]))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let counts = Counts::read(setting.scale, units)?;
        let (prone, evidence) = counts.prone();
        let mut measured = vec![Measured::holds(PRONE, prone, evidence)];
        for (names, (units, delays, _)) in NAMES.iter().zip(PERCENT_CHAOTIC) {
            for (&name, gain) in names.iter().zip(PERCENT_GAINS) {
                let chaotic = counts.at(units, delays, gain).map_or(f64::NAN, |(first, _)| first);
                let percent = 100.0 * chaotic / PERCENT_SEEDS as f64;
                measured.push(Measured::value(
                    name,
                    percent,
                    format!("{chaotic} of {PERCENT_SEEDS} seeds, from 0"),
                ));
            }
        }
        Ok(Outcome {
            figure: counts.figure(CARD.title),
            measured,
            data: vec![counts.data()],
            notes: vec![NOTE.to_owned()],
        })
    }
}
