//! Risk against coverage for every way to doubt an answer, over several trained networks.

use ::chaosnn::selective::Curve;
use ::chaosnn::train::{Examples, Recipe};
use ::chaosnn::{Activation, Network};
use neurodyn_core::seed::Seeds;
use neurodyn_datasets::Images;
use neurodyn_datasets::known::{Known, USPS_GPML};

use super::bench::{Bench, Kind, failed};
use super::constants as source;
use super::doubt::{AGREEMENT, CHAOS, Doubts, SOFTMAX, WAYS};
use super::judged::{CONFIDENCE, Judged, RISK, ensemble};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke, TextGrid};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Scale, Setting, Watch};
use crate::table::Table;

/// The item `chaosnn/riskcoverage`.
#[derive(Debug)]
pub struct RiskCoverage;

const NOISE: &str = "chaos is level with Gaussian noise";
const SHUFFLED: &str = "chaos is level with its own shuffled series";
const BEATS: &str = "chaos beats one softmax";
const ENSEMBLE: &str = "an ensemble of five networks beats chaos";
const GUARANTEE: &str = "guaranteed risks hold";
const HERE: &str = "not in the source; seen beforehand";

const fn shape(name: &'static str, says: &'static str, printed_in: &'static str) -> Claim {
    Claim { name, expected: Expected::Shape { says }, printed_in }
}

static CARD: Card = Card {
    id: "chaosnn/riskcoverage",
    title: "Risk against coverage: chaos beside noise, dropout, softmax and ensembles",
    item: "beside Table 1",
    says: "Chaotic weights separate the images that may be read wrong, where random ones could not be synchronised.",
    claims: &[
        shape(
            NOISE,
            "the 95 % interval of the difference of the areas under both curves (AURC) holds zero for most networks",
            HERE,
        ),
        shape(SHUFFLED, "the same against the same series in random order", HERE),
        shape(
            BEATS,
            "for most networks the AURC of chaos is below that of the largest softmax, beyond the 95 % interval",
            "meant by the source's conclusion",
        ),
        shape(
            ENSEMBLE,
            "the AURC of five networks' mean probability is below that of chaos for every one of them",
            HERE,
        ),
        shape(
            GUARANTEE,
            "thresholds of softmax and chaos with a guaranteed risk of 2 %, found on one half of the test images, do not break it \
             beyond the 95 % interval on the other half",
            HERE,
        ),
    ],
    cost: Cost { quick: "8 s", standard: "4 min", paper: "6 min" },
    differs: &[
        "The source has no such comparison. All ways doubt the static network's answers, except for the ensemble, which has \
         answers of its own.",
        "MC-dropout drops a tenth of the hidden units of networks that were trained without.",
    ],
    not_built: &[],
};

/// Networks an activation at the larger scales.
const SEEDS: u64 = 5;
/// The networks of a run: those that ship, or freshly trained ones.
fn networks(setting: &Setting) -> Vec<(Kind, Option<u64>)> {
    let trained = |kind: Kind| (1..=SEEDS).map(move |seed| (kind, Some(seed)));
    match setting.scale {
        Scale::Quick => vec![(Kind::Sigmoid, None), (Kind::Relu, None)],
        Scale::Standard => trained(Kind::Sigmoid).collect(),
        Scale::Paper => trained(Kind::Sigmoid).chain(trained(Kind::Relu)).collect(),
    }
}

fn named((kind, seed): (Kind, Option<u64>)) -> String {
    seed.map_or(format!("{}, shipped", kind.name()), |seed| format!("{}, seed {seed}", kind.name()))
}

impl Item for RiskCoverage {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[USPS_GPML]
    }

    fn units(&self, setting: &Setting) -> Vec<Unit> {
        networks(setting).into_iter().map(|network| Unit::new(named(network))).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let (kind, seed) = networks(setting)[unit];
        let mut bench = Bench::new(setting, kind)?;
        if let Some(seed) = seed {
            bench.network = trained(kind, seed, &bench.data.train, watch)?;
        }
        Ok(Doubts::new(&bench.network, bench.data.test.pixels(), (setting, watch))?.table())
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let bench = Bench::new(setting, Kind::Sigmoid)?;
        let test = &bench.data.test;
        let networks = networks(setting);
        let seeds = Seeds::new(setting.seed).named("bootstrap");
        let mut judged = Vec::new();
        for table in units {
            judged.push(Judged::new(table, test.labels(), seeds)?);
        }
        let groups: Vec<(Kind, Vec<usize>)> = [Kind::Sigmoid, Kind::Relu]
            .into_iter()
            .map(|kind| (kind, (0..networks.len()).filter(|&i| networks[i].0 == kind).collect()))
            .filter(|(_, members): &(Kind, Vec<usize>)| !members.is_empty())
            .collect();
        let mut ensembles = Vec::new();
        for (kind, members) in groups.iter().filter(|(_, members)| members.len() > 1) {
            let tables: Vec<&Table> = members.iter().map(|&i| &units[i]).collect();
            ensembles.push((
                *kind,
                ensemble(&tables, test.classes())?.curve(test.labels()).map_err(failed("curve"))?,
            ));
        }
        let most = judged.len() as f64 / 2.0;
        let count = |of: &dyn Fn(&Judged) -> bool| judged.iter().filter(|j| of(j)).count();
        let holds_zero = |(low, high): (f64, f64)| low <= 0.0 && 0.0 <= high;
        let told = |of: &dyn Fn(&Judged) -> (f64, f64)| {
            let each = networks.iter().zip(&judged).map(|(network, j)| {
                let (low, high) = of(j);
                format!("{}: {:+.3} to {:+.3}", named(*network), 1e3 * low, 1e3 * high)
            });
            format!("1000 times the difference, {}", each.collect::<Vec<_>>().join("; "))
        };
        let level = |of: &dyn Fn(&Judged) -> (f64, f64)| count(&|j| holds_zero(of(j))) as f64 > most;
        let better = count(&|j| j.less_softmax.1 < 0.0);
        let kept = count(&|j| j.kept.iter().all(|kept| kept.at_least <= RISK));
        let of_kept: Vec<String> = networks
            .iter()
            .zip(&judged)
            .map(|(n, j)| format!("{}: {}", named(*n), j.kept_in_words()))
            .collect();
        let mut measured = vec![
            Measured::holds(NOISE, level(&|j| j.less_noise), told(&|j| j.less_noise)),
            Measured::holds(SHUFFLED, level(&|j| j.less_shuffled), told(&|j| j.less_shuffled)),
            Measured::holds(BEATS, better as f64 > most, told(&|j| j.less_softmax)),
            Measured::holds(GUARANTEE, kept == judged.len(), of_kept.join("; ")),
        ];
        measured.push(if ensembles.is_empty() {
            Measured::not_run(ENSEMBLE, "needs five networks; the quick scale has those that ship")
        } else {
            let ahead = groups.iter().zip(&ensembles).all(|((_, members), (_, curve))| {
                members.iter().all(|&i| curve.aurc() < judged[i].curves[CHAOS].aurc())
            });
            let each =
                ensembles.iter().map(|(kind, curve)| format!("{} {:.3}", kind.name(), 1e3 * curve.aurc()));
            Measured::holds(
                ENSEMBLE,
                ahead,
                format!("1000 AURC of ensembles: {}", each.collect::<Vec<_>>().join(", ")),
            )
        });
        let heights = [72.0, 5.2 * (WAYS.len() as f64 + 3.6)];
        let figure = Figure::new(CARD.title, 2, &heights)
            .panel(
                0,
                0,
                Panel::plot(curves(&judged[0], ensembles.first().map(|(_, curve)| curve)))
                    .letter("a")
                    .title(named(networks[0])),
            )
            .panel(
                0,
                1,
                Panel::plot(areas(&groups, &judged, &ensembles))
                    .letter("b")
                    .title("area under the curve, every network"),
            )
            .wide_panel(
                1,
                0,
                2,
                Panel::grid(table(&groups, &judged, &ensembles)?)
                    .letter("c")
                    .title("at the source's number of refusals; means over networks"),
            );
        let mut notes = vec![
            "Agreement takes at most 101 values, and at g = 0.2 nearly all images have the largest one: by itself, ties averaged, \
             it orders hardly anything. Differences are of agreement with ties broken by the softmax of a single output. Intervals \
             are of a bootstrap over test images, the same draws for both sides."
                .to_owned(),
            format!("Wrong answers of the static networks: {}.", judged.iter().map(|j| j.wrong().to_string()).collect::<Vec<_>>().join(", ")),
        ];
        notes.extend(bench.note);
        let mut data = Table::new();
        for (way, name) in WAYS.iter().enumerate() {
            data = data.with((*name).to_owned(), judged.iter().map(|j| j.curves[way].aurc()).collect());
        }
        Ok(Outcome { figure, measured, data: vec![DataFile::csv("aurc", data)], notes })
    }
}

fn trained(kind: Kind, seed: u64, train: &Images, watch: &Watch<'_>) -> Result<Network, ReproError> {
    let activation = match kind {
        Kind::Sigmoid => Activation::Sigmoid,
        Kind::Relu => Activation::Relu,
    };
    let (height, width) = train.shape();
    let examples = Examples {
        inputs: height * width,
        classes: train.classes(),
        pixels: train.pixels(),
        labels: train.labels(),
    };
    let told = |round: &::chaosnn::train::Round| watch.done(round.share);
    let listen = ::chaosnn::train::Watch { cancel: Some(watch.flag()), progress: Some(&told) };
    let trained =
        Recipe::of_the_source(activation, seed).train(&examples, &listen).map_err(failed("training"))?;
    Ok(trained.network)
}

fn curves(judged: &Judged, ensemble: Option<&Curve>) -> Plot {
    let mut plot = Plot::new(Axis::new("coverage", 0.6, 1.0), Axis::log10("risk", 1e-4, 1.0));
    let shown = [SOFTMAX, AGREEMENT, CHAOS, WAYS.len() - 1].map(|way| (&judged.curves[way], WAYS[way]));
    let all = shown.into_iter().chain(ensemble.map(|curve| (curve, "ensemble: largest probability")));
    for (place, (curve, name)) in all.enumerate() {
        let n = curve.items() as f64;
        let ks: Vec<u64> = (1..=400).map(|i| (n * (0.6 + 0.4 * f64::from(i) / 400.0)) as u64).collect();
        let x: Vec<f64> = ks.iter().map(|&k| k as f64 / n).collect();
        let y: Vec<f64> = ks.iter().map(|&k| curve.errors_among(k) / k as f64).collect();
        plot = plot
            .line(&x, &y, Stroke::solid(Colour::series(place)))
            .legend(Stroke::solid(Colour::series(place)), name);
    }
    plot
}

/// AURC of every way, a row each, one dot a network.
fn areas(groups: &[(Kind, Vec<usize>)], judged: &[Judged], ensembles: &[(Kind, Curve)]) -> Plot {
    let rows = WAYS.len() + usize::from(!ensembles.is_empty());
    let mut ticks: Vec<(f64, String)> =
        WAYS.iter().enumerate().map(|(i, name)| ((rows - i) as f64, (*name).to_owned())).collect();
    if !ensembles.is_empty() {
        ticks.push((1.0, "ensemble of five".to_owned()));
    }
    let all: Vec<f64> = judged.iter().flat_map(|j| j.curves.iter().map(|curve| 1e3 * curve.aurc())).collect();
    let all: Vec<f64> =
        all.into_iter().chain(ensembles.iter().map(|(_, curve)| 1e3 * curve.aurc())).collect();
    let mut plot = Plot::new(
        Axis::log10(
            "AURC · $10^3$",
            all.iter().copied().fold(1.0, f64::min),
            2.0 * all.iter().copied().fold(10.0, f64::max),
        ),
        Axis::new("", 0.4, rows as f64 + 0.6).named_ticks(ticks),
    );
    for (place, (kind, members)) in groups.iter().enumerate() {
        let colour = Colour::series(place);
        let height = 0.12 - 0.24 * place as f64;
        for way in 0..WAYS.len() {
            let x: Vec<f64> = members.iter().map(|&i| 1e3 * judged[i].curves[way].aurc()).collect();
            let y = vec![(rows - way) as f64 + height; x.len()];
            plot = plot.scatter(&x, &y, Dots::discs(colour, 3.0));
        }
        if let Some((_, curve)) = ensembles.iter().find(|(of, _)| of == kind) {
            plot = plot.scatter(&[1e3 * curve.aurc()], &[1.0 + height], Dots::discs(colour, 3.0));
        }
        plot = plot.legend(Stroke::solid(colour), kind.name());
    }
    plot
}

fn table(
    groups: &[(Kind, Vec<usize>)],
    judged: &[Judged],
    ensembles: &[(Kind, Curve)],
) -> Result<TextGrid, ReproError> {
    let mut head = vec![("score", 58.0)];
    for (kind, _) in groups {
        let name = if *kind == Kind::Sigmoid {
            "sigmoid: errors left, $10^3$ AURC, $10^3$ AUGRC"
        } else {
            "ReLU: errors left, $10^3$ AURC, $10^3$ AUGRC"
        };
        head.push((name, 62.0));
    }
    let mut grid = TextGrid::new(&head);
    let cell = |curves: &[&Curve]| -> Result<String, ReproError> {
        let n = curves.len() as f64;
        let mean = |of: &dyn Fn(&Curve) -> f64| curves.iter().map(|curve| of(curve)).sum::<f64>() / n;
        let kept = |curve: &Curve| curve.errors_among(curve.items().saturating_sub(source::REJECTED as u64));
        let left = mean(&kept);
        let answered = curves[0].items().saturating_sub(source::REJECTED as u64);
        let (low, high) = ::chaosnn::proportion::clopper_pearson(left.round() as u64, answered, CONFIDENCE);
        Ok(format!(
            "{left:.1} (risk {:.2} to {:.2} %), {:.3}, {:.3}",
            100.0 * low,
            100.0 * high,
            1e3 * mean(&Curve::aurc),
            1e3 * mean(&Curve::augrc)
        ))
    };
    for (way, name) in WAYS.iter().enumerate() {
        let mut row = vec![(*name).to_owned()];
        for (_, members) in groups {
            row.push(cell(&members.iter().map(|&i| &judged[i].curves[way]).collect::<Vec<_>>())?);
        }
        grid = grid.row(row);
    }
    if !ensembles.is_empty() {
        let mut row = vec!["ensemble: largest probability".to_owned()];
        for (kind, _) in groups {
            row.push(match ensembles.iter().find(|(of, _)| of == kind) {
                Some((_, curve)) => cell(&[curve])?,
                None => String::new(),
            });
        }
        grid = grid.row(row);
    }
    Ok(grid)
}
