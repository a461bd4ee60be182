//! Figure 8: time run backwards rebuilds the image.

use ::wilsoncowan::Error;
use ::wilsoncowan::reverse::{Method, Reverse, growth};
use neurodyn_datasets::known::{Known, MNIST};

use super::backwards::{EULER_STEPS, KUTTA_STEPS, Rebuilding, in_single_precision};
use super::bench::{Bench, distance, failed, note};
use super::constants::{T_TRAINING, TO_40};
use super::pictures::field;
use crate::card::{Card, Claim, Cost, Expected};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Colour, Dots, Figure, Panel, Plot, Stroke};
use crate::item::{Item, Measured, Outcome, Unit};
use crate::setting::{Setting, Watch};
use crate::table::Table;

/// The item `wilsoncowan/fig8`.
#[derive(Debug)]
pub struct Fig8;

const BEFOREHAND: &str = "not printed; computed beforehand with a network of 784 nodes";
const SAME: &str = "the image is recognised and rebuilt, grey level by grey level";
const EULER: &str = "Euler's method, dt = 0.0001: largest error";
const ORDER: &str = "Euler's method: order of the error in dt";
const KUTTA: &str = "Runge-Kutta, dt = 0.005: largest error";
const SINGLE: &str = "Runge-Kutta, dt = 0.005, in single precision: largest error";
const AMPLIFIED: &str = "growth of errors backwards from t = 3.5";
const REFUSED: &str = "from t = 40 nothing can be rebuilt, which is refused";

static CARD: Card = Card {
    id: "wilsoncowan/fig8",
    title: "Time run backwards rebuilds the image",
    item: "Fig. 8",
    says: "The network recognises an image, and the flow run backwards from where it came to rebuilds that image.",
    claims: &[
        Claim {
            name: SAME,
            expected: Expected::Shape {
                says: "its class at t = 3.5 is right, and with the source's method and step no pixel is off by half a grey \
                       level of 255",
            },
            printed_in: "caption of Fig. 8",
        },
        Claim {
            name: EULER,
            expected: Expected::Number { value: 1.1e-3, within: 1.1e-3 },
            printed_in: BEFOREHAND,
        },
        Claim { name: ORDER, expected: Expected::Number { value: 1.0, within: 0.1 }, printed_in: BEFOREHAND },
        Claim { name: KUTTA, expected: Expected::AtMost { value: 1e-9 }, printed_in: BEFOREHAND },
        Claim {
            name: SINGLE,
            expected: Expected::Shape { says: "within a factor of ten of 9e-4" },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: AMPLIFIED,
            expected: Expected::Shape { says: "within a factor of ten of 2e3" },
            printed_in: BEFOREHAND,
        },
        Claim {
            name: REFUSED,
            expected: Expected::Shape { says: "an error that names time, growth and tolerance" },
            printed_in: "not in the source, which stops at t = 3.5",
        },
    ],
    cost: Cost { quick: "6 s", standard: "9 min", paper: "20 min" },
    differs: &[
        "Quick has the network of 196 nodes that ships, which sees MNIST as means over 2x2 pixels; the others train one of 784, \
         once for all items of a run of the program.",
        "Fig. 8 is a cartoon; what it says is computed, also with a method of order 4, in single precision and from later \
         times. The image is the first of the test set that is recognised.",
    ],
    not_built: &[],
};

/// Times of the pictures.
const SHOWN: [f64; 4] = [0.0, 0.5, 1.5, T_TRAINING];
/// Ends from which the image is rebuilt, and errors of what comes of it.
const ENDS: [f64; 4] = [3.5, 6.0, 9.0, 12.0];
/// Step of Runge-Kutta's method where it is not the subject.
const DT: f64 = 5e-3;

/// What a unit does.
#[derive(Clone, Copy)]
enum Work {
    Pictures,
    Euler(usize),
    Kutta,
    Growth,
}

const WORKS: [Work; 3 + EULER_STEPS.len()] =
    [Work::Pictures, Work::Kutta, Work::Growth, Work::Euler(0), Work::Euler(1), Work::Euler(2)];

impl Item for Fig8 {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn data(&self) -> &'static [Known] {
        &[MNIST]
    }

    fn units(&self, _: &Setting) -> Vec<Unit> {
        let unit = |work: &Work| match *work {
            Work::Pictures => Unit::new("there and back"),
            Work::Kutta => Unit::new("Runge-Kutta"),
            Work::Growth => Unit { name: "growth of errors".to_owned(), weight: 4.0 },
            Work::Euler(k) => Unit {
                name: format!("Euler, dt = {}", EULER_STEPS[k]),
                weight: EULER_STEPS[0] / EULER_STEPS[k],
            },
        };
        WORKS.iter().map(unit).collect()
    }

    fn compute(&self, setting: &Setting, unit: usize, watch: &Watch<'_>) -> Result<Table, ReproError> {
        let bench = Bench::new(setting, watch)?;
        let n = bench.network.nodes();
        let image = bench.recognised(0)?;
        let start = bench.start(image);
        let rebuilding = Rebuilding { network: &bench.network, start: &start, watch };
        match WORKS[unit] {
            Work::Pictures => {
                let (mut there, mut back) = (start.clone(), Vec::new());
                let mut state = (start.clone(), start.clone());
                for pair in SHOWN.windows(2) {
                    state = rebuilding.forward(Method::RungeKutta4, DT, state, pair[1] - pair[0])?;
                    there.extend(&state.0);
                }
                for t in SHOWN {
                    back.extend(rebuilding.back(Method::RungeKutta4, DT, &state, T_TRAINING - t)?.0);
                }
                let shape = vec![SHOWN.len(), n];
                Ok(Table::new()
                    .with("image", vec![image as f64, f64::from(bench.images.labels()[image])])
                    .with("source's", vec![bench.is_sources()])
                    .with_shape("there", shape.clone(), there)
                    .with_shape("back", shape, back))
            }
            Work::Euler(k) => {
                let (rebuilt, error) =
                    rebuilding.there_and_back(Method::Euler, EULER_STEPS[k], T_TRAINING)?;
                let of_image = distance(&rebuilt.0, &start);
                Ok(Table::new().with("error", vec![error, of_image]).with("rebuilt", rebuilt.0))
            }
            Work::Kutta => {
                let mut errors = Vec::new();
                for dt in KUTTA_STEPS {
                    errors.push(rebuilding.there_and_back(Method::RungeKutta4, dt, T_TRAINING)?.1);
                }
                let mut single = Vec::new();
                for dt in KUTTA_STEPS {
                    single.push(in_single_precision(&bench.network, &start, dt, T_TRAINING));
                    watch.check()?;
                }
                Ok(Table::new().with("double", errors).with("single", single))
            }
            Work::Growth => {
                let mut rows = Vec::new();
                let mut state = (start.clone(), start.clone());
                let mut t = 0.0;
                for end in ENDS {
                    state = rebuilding.forward(Method::RungeKutta4, DT, state, end - t)?;
                    t = end;
                    watch.check()?;
                    let growth = growth(&bench.network, (&state.0, &state.1), end, 0, f64::INFINITY)
                        .map_err(failed("the growth of errors"))?;
                    let rebuilt = rebuilding.back(Method::RungeKutta4, DT, &state, end);
                    let error = rebuilt.map_or(f64::NAN, |(x, _)| distance(&x, &start));
                    rows.push((end, growth.mean, error));
                }
                // at the attractor already
                state = rebuilding.forward(Method::RungeKutta4, 4.0 * DT, state, TO_40 - t)?;
                let back = Reverse::new(Method::RungeKutta4, DT, (TO_40 / DT).round() as usize);
                let refusal = match back.run(&bench.network, &state.0, &state.1) {
                    Err(Error::Irreversible { time, growth, tolerance, .. }) => vec![time, growth, tolerance],
                    _ => vec![f64::NAN; 3],
                };
                Ok(Table::new()
                    .with("time", rows.iter().map(|row| row.0).collect())
                    .with("growth", rows.iter().map(|row| row.1).collect())
                    .with("error", rows.iter().map(|row| row.2).collect())
                    .with("refusal", refusal))
            }
        }
    }

    fn finish(&self, _: &Setting, units: &[Table]) -> Result<Outcome, ReproError> {
        let (there, back) = (units[0].get("there")?, units[0].get("back")?);
        let (image, n) = (units[0].get("image")?, there.len() / SHOWN.len());
        let mut figure = Figure::new(CARD.title, 12, &[44.0, 44.0, 62.0]);
        for (k, t) in SHOWN.into_iter().enumerate() {
            let range = |t: f64| if t == 0.0 { (0.0, 1.0) } else { (0.0, 0.6) };
            let of = |fields: &[f64]| field(&fields[k * n..(k + 1) * n], range(t));
            let (forward, backward) = (Panel::picture(of(there)?), Panel::picture(of(back)?));
            let (forward, backward) = match k {
                0 => (
                    forward.letter("a").title(format!("$t$ = 0: a {:.0}", image[1])),
                    backward.letter("b").title("$t$ = 0, rebuilt"),
                ),
                3 => (forward.title("$t$ = 3.5: recognised"), backward.title("backwards from here")),
                _ => (forward.title(format!("$t$ = {t} →")), backward.title(format!("← $t$ = {t}"))),
            };
            figure = figure.wide_panel(0, 3 * k, 3, forward).wide_panel(1, 3 * k, 3, backward);
        }
        let found = Found::of(units)?;
        figure = figure
            .wide_panel(
                2,
                0,
                6,
                Panel::plot(found.by_step()).letter("c").title("error of the rebuilt image, from $t$ = 3.5"),
            )
            .wide_panel(
                2,
                6,
                6,
                Panel::plot(found.by_time()).letter("d").title("Runge-Kutta, $dt$ = 0.005, from later times"),
            );
        let data =
            Table::new().with("euler_dt", EULER_STEPS.to_vec()).with("euler_error", found.euler.clone());
        let kutta = Table::new()
            .with("dt", KUTTA_STEPS.to_vec())
            .with("error_f64", found.double.clone())
            .with("error_f32", found.single.clone());
        let growth = Table::new()
            .with("time", ENDS.to_vec())
            .with("growth", found.growth.clone())
            .with("error", found.error.clone());
        Ok(Outcome {
            figure,
            measured: found.measured(image, n),
            data: vec![
                DataFile::csv("euler", data),
                DataFile::csv("runge_kutta", kutta),
                DataFile::csv("growth", growth),
                DataFile::npz("fields", units[0].clone()),
            ],
            notes: note(units[0].get("source's")?, n.isqrt()),
        })
    }
}

/// All errors.
struct Found {
    euler: Vec<f64>,
    of_image: f64,
    double: Vec<f64>,
    single: Vec<f64>,
    growth: Vec<f64>,
    error: Vec<f64>,
    refusal: Vec<f64>,
}

impl Found {
    fn of(units: &[Table]) -> Result<Self, ReproError> {
        let mut euler = Vec::new();
        for unit in &units[3..] {
            euler.push(unit.get("error")?[0]);
        }
        Ok(Self {
            of_image: units[units.len() - 1].get("error")?[1],
            euler,
            double: units[1].get("double")?.to_vec(),
            single: units[1].get("single")?.to_vec(),
            growth: units[2].get("growth")?.to_vec(),
            error: units[2].get("error")?.to_vec(),
            refusal: units[2].get("refusal")?.to_vec(),
        })
    }

    fn by_step(&self) -> Plot {
        let series: [(&str, &[f64], &[f64], Colour); 3] = [
            ("Euler", &EULER_STEPS, &self.euler, Colour::VERMILION),
            ("Runge-Kutta", &KUTTA_STEPS, &self.double, Colour::BLUE),
            ("Runge-Kutta, f32", &KUTTA_STEPS, &self.single, Colour::GREEN),
        ];
        let mut plot = Plot::new(
            Axis::log10("$dt$", 7e-5, 0.1),
            Axis::log10("largest error of $x$ and $y$", 1e-12, 1e2),
        );
        for (name, dt, error, colour) in series {
            plot = plot
                .line(dt, error, Stroke::solid(colour))
                .scatter(dt, error, Dots::discs(colour, 3.0))
                .legend(Stroke::solid(colour), name);
        }
        plot
    }

    fn by_time(&self) -> Plot {
        let expected: Vec<f64> = self.growth.iter().map(|growth| growth * f64::EPSILON).collect();
        Plot::new(Axis::new("$T$", 3.0, 14.0), Axis::log10("error", 1e-16, 1e2))
            .line(&ENDS, &expected, Stroke::dashed(Colour::GREY))
            .line(&ENDS, &self.error, Stroke::solid(Colour::BLUE))
            .scatter(&ENDS, &self.error, Dots::discs(Colour::BLUE, 3.0))
            .rule_y(0.5 / 255.0, Stroke::dashed(Colour::INK))
            .legend(Stroke::solid(Colour::BLUE), "largest error of the image")
            .legend(Stroke::dashed(Colour::GREY), "growth times rounding")
            .legend(Stroke::dashed(Colour::INK), "half a grey level")
    }

    fn measured(&self, image: &[f64], n: usize) -> Vec<Measured> {
        let last = self.euler.len() - 1;
        let order = (self.euler[0] / self.euler[last]).ln() / (EULER_STEPS[0] / EULER_STEPS[last]).ln();
        let (double, single) = (self.double[KUTTA_STEPS.len() - 1], self.single[KUTTA_STEPS.len() - 1]);
        let near = |found: f64, known: f64| found > 0.1 * known && found < 10.0 * known;
        let nodes = format!("{n} nodes, test image {:.0}", image[0]);
        vec![
            Measured::holds(
                SAME,
                self.of_image < 0.5 / 255.0,
                format!("{nodes}: a pixel is off by {:.2e} at most", self.of_image),
            ),
            Measured::value(EULER, self.euler[last], nodes.clone()),
            Measured::value(
                ORDER,
                order,
                format!("between dt = {} and {}", EULER_STEPS[0], EULER_STEPS[last]),
            ),
            Measured::value(KUTTA, double, nodes),
            Measured::holds(SINGLE, near(single, 9e-4), format!("{single:.2e}")),
            Measured::holds(
                AMPLIFIED,
                near(self.growth[0], 2e3),
                format!("{:.2e}, root of the mean square over random directions", self.growth[0]),
            ),
            Measured::holds(
                REFUSED,
                self.refusal.iter().all(|number| number.is_finite()),
                format!(
                    "growth {:.1e} when {:.1} of 40 are undone, errors above {:.0e} are refused",
                    self.refusal[1], self.refusal[0], self.refusal[2]
                ),
            ),
        ]
    }
}
