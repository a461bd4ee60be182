//! Figure 4: images, targets, and how targets are planted.

use ::wilsoncowan::{Node, Spectral, Targets};
use neurodyn_core::seed::Seeds;
use neurodyn_datasets::known::{Known, MNIST};

use super::bench::failed;
use super::constants::{CLASSES, NODES, PARAMETERS, SEGMENT, TARGETS, TRAINABLE};
use super::pictures::{field, framed, one_each, start, test_images};
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, ColourMap, Figure, Panel, Picture, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/fig4`.
#[derive(Debug)]
pub struct Fig4;

const BEFOREHAND: &str = "not printed; computed beforehand from roots of thirty digits";
const PATTERN: &str =
    "target k: nodes from 65 k to 65 k + 64 at the lower state, all others at the upper one";
const NORM: &str = "squared norm of a target";
const APART: &str = "squared distance of two targets";
const NORMALISED: &str = "entry of eq. (10) for two targets";
const COSINE: &str = "cosine of two targets";
const ALL: &str = "numbers of the model at 784 nodes";
const LEARNED: &str = "numbers that are learned";
const KERNEL: &str = "largest entry of A times a planted column";

const fn number(name: &'static str, value: f64, within: f64, printed_in: &'static str) -> Claim {
    Claim { name, expected: Expected::Number { value, within }, printed_in }
}

static CARD: Card = Card {
    id: "wilsoncowan/fig4",
    title: "Images, targets, and how targets are planted",
    item: "Fig. 4",
    says: "Every class has a target: 65 of 784 nodes at the lower stable state, all others at the upper one. Targets are \
           eigenvectors of the coupling whose eigenvalues are fixed at zero; the others are learned.",
    claims: &[
        Claim {
            name: PATTERN,
            expected: Expected::Shape { says: "so for all ten, and only the two states occur" },
            printed_in: "caption of Fig. 4",
        },
        number(NORM, TARGETS.0, 1e-9, BEFOREHAND),
        number(APART, TARGETS.1, 1e-9, BEFOREHAND),
        number(NORMALISED, TARGETS.2, 1e-11, BEFOREHAND),
        number(COSINE, TARGETS.3, 1e-9, BEFOREHAND),
        number(ALL, PARAMETERS, 0.0, "appendix A.1"),
        number(LEARNED, TRAINABLE, 0.0, "section 4: (N - K)(N + 1) + 1"),
        Claim {
            name: KERNEL,
            expected: Expected::AtMost { value: 1e-9 },
            printed_in: "section 4: planted eigenvalues are zero by construction",
        },
    ],
    cost: Cost { quick: "<1 s", standard: "<1 s", paper: "<1 s" },
    differs: &[
        "Panel c has the numbers themselves, of a coupling of 48 nodes before training; planted columns come first, as in the \
         source, in red.",
        "Columns are random, not orthogonal, in panel c.",
    ],
    not_built: &[],
};

/// Nodes of panel c.
const SMALL: usize = 48;
/// The class of panel b.
const SHOWN: usize = 3;

impl Item for Fig4 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[MNIST]
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        vec![Unit::new("images"), Unit::new("a small coupling")]
    }

    fn compute(&self, setting: &Setting, unit: usize, _: &Watch<'_>) -> Result<Table, ReproError> {
        if unit == 0 {
            let (images, note) = test_images(setting, NODES.isqrt())?;
            let chosen = one_each(&images);
            let pixels: Vec<f64> = chosen.iter().flat_map(|&image| start(&images, image)).collect();
            return Ok(Table::new()
                .with("source's", vec![f64::from(u8::from(note.is_none()))])
                .with("image", chosen.iter().map(|&image| image as f64).collect())
                .with_shape("pixels", vec![chosen.len(), NODES], pixels));
        }
        let targets = Targets::new(&Node::published(), SMALL, CLASSES).map_err(failed("the targets"))?;
        let free = SMALL - CLASSES;
        let mut stream = Seeds::new(setting.seed).named("wilsoncowan/fig4").stream(0);
        let columns = (0..SMALL * free).map(|_| stream.normal() / (SMALL as f64).sqrt()).collect();
        let lambda: Vec<f64> = (0..free).map(|_| stream.normal() - (SMALL as f64).sqrt()).collect();
        let spectral =
            Spectral::new(&targets, columns, lambda.clone()).map_err(failed("the small coupling"))?;
        let assembled = spectral.assemble().map_err(failed("the small coupling"))?;
        Ok(Table::new()
            .with("phi", spectral.phi())
            .with("lambda", lambda)
            .with("a", assembled.a)
            .with("condition", vec![assembled.condition]))
    }

    fn finish(&self, setting: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let targets = Targets::new(&Node::published(), NODES, CLASSES).map_err(failed("the targets"))?;
        let pixels = units[0].get("pixels")?;
        let mut figure = Figure::new(CARD.title, 11, &[17.5, 12.8, 56.0, 50.0])
            .panel(0, 0, Panel::words(vec!["label, image".to_owned()]).letter("a"))
            .panel(1, 0, Panel::words(vec!["target".to_owned()]));
        for (class, image) in pixels.chunks(NODES).enumerate() {
            let target = Panel::picture(framed(targets.pattern(class), targets.states())?);
            figure = figure
                .panel(0, 1 + class, Panel::picture(field(image, (0.0, 1.0))?).title(class.to_string()))
                .panel(1, 1 + class, target);
        }
        figure = planted(figure, &targets)?;
        figure = structure(figure, &units[1])?;
        let notes = match units[0].get("source's")? {
            [0.0] => vec![super::pictures::missing(&MNIST, NODES.isqrt())],
            _ => Vec::new(),
        };
        Ok(Outcome {
            figure,
            measured: measured(&targets, &units[1], setting)?,
            data: vec![DataFile::npz("coupling_of_48_nodes", units[1].clone())],
            notes,
        })
    }
}

/// Panel b: a target as a picture and as a vector.
fn planted(figure: Figure, targets: &Targets) -> Result<Figure, ReproError> {
    let pattern = targets.pattern(SHOWN);
    let (low, high) = targets.states();
    let node: Vec<f64> = (0..NODES).map(|i| i as f64).collect();
    let states = vec![(low, format!("$x_1$ = {low:.4}")), (high, format!("$x_2$ = {high:.4}"))];
    let plot = Plot::new(
        Axis::new("node, row by row", 0.0, NODES as f64),
        Axis::new("excitatory part", low - 0.02, high + 0.02).named_ticks(states),
    )
    .line(&node, pattern, Stroke::solid(Colour::VERMILION));
    let picture = Panel::picture(framed(pattern, targets.states())?);
    Ok(figure
        .wide_panel(2, 0, 4, picture.letter("b").title(format!("the target of class {SHOWN}")))
        .wide_panel(2, 4, 7, Panel::plot(plot).title("is an eigenvector of $A$, with eigenvalue 0")))
}

/// Panel c: `Phi` and `Lambda`, planted in red, learned in green, and what they make.
fn structure(figure: Figure, small: &Table) -> Result<Figure, ReproError> {
    let (phi, lambda, a) = (small.get("phi")?, small.get("lambda")?, small.get("a")?);
    let free = SMALL - CLASSES;
    // the source has the planted columns first
    let column = |j: usize| if j < CLASSES { free + j } else { j - CLASSES };
    let largest = |values: &[f64]| values.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
    let tone = |ink: Colour, share: f64| {
        let mix = |ink: u8| (255.0 + share.clamp(0.0, 1.0) * (f64::from(ink) - 255.0)).round() as u8;
        Colour(mix(ink.0), mix(ink.1), mix(ink.2))
    };
    let most = largest(phi);
    let eigenvectors = (0..SMALL * SMALL).map(|at| {
        let (i, j) = (at / SMALL, at % SMALL);
        let value = phi[i * SMALL + column(j)];
        if j < CLASSES {
            tone(Colour::VERMILION, value / 0.42)
        } else {
            tone(Colour::GREEN, 0.08 + 0.92 * value.abs() / most)
        }
    });
    let eigenvectors = Picture::new(SMALL, SMALL, eigenvectors.collect())?;
    let most = largest(lambda);
    let eigenvalues = (0..SMALL * SMALL).map(|at| {
        let (i, j) = (at / SMALL, at % SMALL);
        match (i == j, i < CLASSES) {
            (true, true) => Colour::VERMILION,
            (true, false) => tone(Colour::GREEN, lambda[i - CLASSES].abs() / most),
            _ => Colour(0xf4, 0xf4, 0xf4),
        }
    });
    let eigenvalues = Picture::new(SMALL, SMALL, eigenvalues.collect())?;
    let most = largest(a);
    let coupling = a.iter().map(|a| ColourMap::RedBlue.at(0.5 - 0.5 * a / most)).collect();
    let coupling = Picture::new(SMALL, SMALL, coupling)?;
    let words = vec![
        "red: planted, fixed; green: learned".to_owned(),
        format!("here 48 nodes, 10 classes; A from {:.1} (red) to {:.1} (blue)", -most, most),
    ];
    Ok(figure
        .wide_panel(3, 0, 3, Panel::picture(eigenvectors).letter("c").title("$Φ$"))
        .wide_panel(3, 3, 3, Panel::picture(eigenvalues).title("$Λ$"))
        .wide_panel(3, 6, 3, Panel::picture(coupling).title("$A = Φ Λ Φ^{-1}$"))
        .wide_panel(3, 9, 2, Panel::words(words)))
}

fn measured(targets: &Targets, small: &Table, setting: &Setting) -> Result<Vec<Measured>, ReproError> {
    let (low, high) = targets.states();
    let as_printed = |class: usize| {
        let own = class * SEGMENT..(class + 1) * SEGMENT;
        targets
            .pattern(class)
            .iter()
            .enumerate()
            .all(|(i, &x)| x == if own.contains(&i) { low } else { high })
    };
    let (one, other) = (targets.pattern(0), targets.pattern(1));
    let product = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let norm = product(one, one);
    let apart: f64 = one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
    let size = (product(one, one) * product(other, other)).sqrt();
    let (phi, a) = (small.get("phi")?, small.get("a")?);
    let image = |i: usize, j: usize| -> f64 {
        (0..SMALL).map(|k| a[i * SMALL + k] * phi[k * SMALL + SMALL - CLASSES + j]).sum()
    };
    let kernel = (0..SMALL).flat_map(|i| (0..CLASSES).map(move |j| image(i, j).abs())).fold(0.0, f64::max);
    let free = NODES - CLASSES;
    let structure =
        Spectral::new(targets, vec![0.0; NODES * free], vec![0.0; free]).map_err(failed("the structure"))?;
    Ok(vec![
        Measured::holds(PATTERN, (0..CLASSES).all(as_printed), "node by node"),
        Measured::value(NORM, norm, "all ten are alike"),
        Measured::value(APART, apart, "of classes 0 and 1"),
        Measured::value(NORMALISED, apart / size, "their squared distance over the product of their norms"),
        Measured::value(COSINE, product(one, other) / size, "of classes 0 and 1"),
        Measured::value(ALL, (structure.phi().len() + NODES + 1) as f64, "Phi, its eigenvalues, and gamma"),
        Measured::value(
            LEARNED,
            (NODES * free + structure.eigenvalues().len() + 1) as f64,
            "without planted columns and their eigenvalues",
        ),
        Measured::value(
            KERNEL,
            kernel,
            format!("{SMALL} nodes, condition {:.0}, seed {}", small.get("condition")?[0], setting.seed),
        ),
    ])
}
