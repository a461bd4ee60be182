//! Why T = 12: chaotic weights that start near each other move together until their differences have grown.

use ::chaosnn::Rescaled;
use ::chaosnn::chaotic::ChaoticWeights;
use neurodyn_datasets::known::{Known, USPS_GPML};

use super::bench::{Bench, Kind, chaotic, failed, resources};
use super::constants::{ASSUMED_A, ASSUMED_SCALE, G_CHOSEN, STRIDE_CHOSEN};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `chaosnn/synchrony`.
#[derive(Debug)]
pub struct Synchrony;

/// The scales `c` of the starts; at 0.1 one of them leaves the interval, at 0.000001 one rounds to zero and sticks.
const SCALES: [f64; 4] = [3e-2, 1e-2, ASSUMED_SCALE, 3e-4];
/// The steps that are shown.
const STEPS: u64 = 50;
/// Six thousand independent series of mean zero have a mean of 1/sqrt(6000) of their deviation; three times that.
const APART: f64 = 0.04;
/// A deviation is multiplied by four at every step near the edge, where all orbits go first; so a factor of ten takes so
/// many steps more. The deviation goes with the square of the start.
const STEPS_A_DECADE: f64 = 2.0 * std::f64::consts::LN_10 / (2.0 * std::f64::consts::LN_2);

const WHERE: &str = "not in the source: it says that T = 12 synchronises the weights";
const ENDS: &str = "step after which weights are independent, c = 0.001";
const TOGETHER: &str = "they move together before";
const DECADE: &str = "steps that a factor of ten in c costs";

static CARD: Card = Card {
    id: "chaosnn/synchrony",
    title: "Chaotic weights move together until step 12 or so",
    item: "beside Fig. 8",
    says: "The source chooses T so that the movements of the weights are synchronised for the smallest error, and finds T = 12.",
    claims: &[
        Claim {
            name: ENDS,
            expected: Expected::Number { value: STRIDE_CHOSEN as f64, within: 2.0 },
            printed_in: WHERE,
        },
        Claim {
            name: TOGETHER,
            expected: Expected::Shape {
                says: "at c = 0.001 the mean of all series is larger than their deviation at steps 1 to 6",
            },
            printed_in: WHERE,
        },
        Claim {
            name: DECADE,
            expected: Expected::Number { value: STEPS_A_DECADE, within: 1.5 },
            printed_in: "derived: differences grow four times a step near the edge",
        },
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &["The source has no such figure; it does not state c, which decides when the weights part."],
    not_built: &[],
};

fn weights() -> impl Iterator<Item = ChaoticWeights<Rescaled>> {
    SCALES
        .into_iter()
        .map(|scale| ChaoticWeights { scale, ..chaotic(Rescaled { g: G_CHOSEN, a: ASSUMED_A }) })
}

impl Item for Synchrony {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[USPS_GPML]
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        SCALES.iter().map(|c| Unit::new(format!("c = {c}"))).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let bench = Bench::new(setting, Kind::Sigmoid)?;
        let steps: Vec<u64> = (1..=STEPS).collect();
        let weights = weights().nth(unit).expect("a unit for each scale");
        let found = weights
            .additions(&bench.network, &steps, &resources(1, watch))
            .map_err(failed("chaotic weights"))?;
        let (mut means, mut deviations) = (Vec::new(), Vec::new());
        for sample in 0..found.samples() {
            let values = found.sample(sample);
            let count = values.len() as f64;
            let mean = values.iter().sum::<f64>() / count;
            let square = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
            means.push(mean);
            deviations.push(square.sqrt());
        }
        // every hundredth series, to look at
        let shown: Vec<f64> = (0..found.samples())
            .flat_map(|k| found.sample(k).iter().copied().step_by(100).collect::<Vec<_>>())
            .collect();
        let series = shown.len() / found.samples();
        Ok(Table::new().with("mean", means).with("deviation", deviations).with_shape(
            "series",
            vec![found.samples(), series],
            shown,
        ))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let n: Vec<f64> = (1..=STEPS).map(|n| n as f64).collect();
        let mut data = Table::new().with("n", n.clone());
        let mut curves = Vec::new();
        for (unit, c) in units.iter().zip(SCALES) {
            let ratio: Vec<f64> = unit
                .get("mean")?
                .iter()
                .zip(unit.get("deviation")?)
                .map(|(mean, sd)| (mean / sd).abs())
                .collect();
            data = data.with(format!("ratio_at_c_{c}"), ratio.clone());
            curves.push(ratio);
        }
        // the first step from which no later one of those shown is together
        let ends = |curve: &[f64]| curve.iter().rposition(|&ratio| ratio > APART).map_or(0, |i| i + 1) as f64;
        let (larger, ours) = (&curves[1], &curves[2]);
        let told: Vec<String> =
            SCALES.iter().zip(&curves).map(|(c, curve)| format!("{} at c = {c}", ends(curve))).collect();
        let mut plot =
            Plot::new(Axis::new("$n$", 0.0, STEPS as f64), Axis::log10("|mean| / deviation", 1e-3, 1e4))
                .rule_y(APART, Stroke::dashed(Colour::GREY))
                .rule_x(STRIDE_CHOSEN as f64, Stroke::dashed(Colour::GREY));
        for (place, (curve, c)) in curves.iter().zip(SCALES).enumerate() {
            let stroke = Stroke::solid(Colour::series(place));
            plot = plot.line(&n, curve, stroke).scatter(&n, curve, Dots::discs(Colour::series(place), 1.8));
            plot = plot.legend(stroke, format!("c = {c}"));
        }
        let series = units[2].get("series")?;
        let width = series.len() / n.len();
        let half = 0.55 * G_CHOSEN;
        let mut strands = Plot::new(Axis::new("$n$", 0.0, 30.0), Axis::new("$x_{ij}(n)$", -half, half))
            .rule_x(STRIDE_CHOSEN as f64, Stroke::dashed(Colour::GREY));
        for strand in 0..width {
            let x: Vec<f64> = series.iter().copied().skip(strand).step_by(width).collect();
            strands = strands.line(&n, &x, Stroke { points: 0.25, ..Stroke::solid(Colour::BLUE) });
        }
        let title = |text: &str| text.to_owned();
        let figure = Figure::new(CARD.title, 2, &[72.0])
            .panel(
                0,
                0,
                Panel::plot(strands)
                    .letter("a")
                    .title(title("every hundredth series, $c$ = 0.001, $g$ = 0.2")),
            )
            .panel(0, 1, Panel::plot(plot).letter("b").title(title("how much all of them move together")));
        let mut notes = vec![
            "All weights start near the critical point of the map, so all go to its upper edge and on to the lower one together; \
             there a difference is multiplied by four at every step, until it is as large as the interval. The T that the source \
             finds is therefore a matter of c, not of the network."
                .to_owned(),
        ];
        notes.extend(Bench::new(setting, Kind::Sigmoid)?.note);
        Ok(Outcome {
            figure,
            measured: vec![
                Measured::value(
                    ENDS,
                    ends(ours),
                    format!("last step with |mean| > {APART} deviations: {}", told.join(", ")),
                ),
                Measured::holds(
                    TOGETHER,
                    ours[..6].iter().all(|&ratio| ratio > 1.0),
                    format!("{:.2} at step 6, {:.2} at step 12", ours[5], ours[11]),
                ),
                Measured::value(
                    DECADE,
                    ends(ours) - ends(larger),
                    "the same steps at c = 0.001 and c = 0.01",
                ),
            ],
            data: vec![DataFile::csv("together", data)],
            notes,
        })
    }
}
