//! The panels of one network from one start: its picture, its density, its exponents, how neighbours part.

use ::chaosnn::feedback::Class;

use super::constants::{ALPHA, ASSUMED_APART, INCHES, LINE_POINTS, MULTIPLIERS, PIECES, SKIP};
use super::orbit::{Case, PAGE_CELLS, POSTER, Plane, class_of};
use crate::data_file::DataFile;
use crate::error::ReproError;
use crate::figure::{Axis, Chords, Colour, ColourMap, Dots, Panel, Plot, Splats, Stroke};
use crate::table::Table;

/// The picture as the source draws it.
pub(super) const CHORDS: Chords = Chords {
    pieces: PIECES,
    skip: SKIP,
    multipliers: MULTIPLIERS,
    palette: ColourMap::Spectral,
    points: LINE_POINTS,
    alpha: ALPHA,
    inches: INCHES,
    paper: Colour::WHITE,
};

/// Pixels a side of the picture on the page.
const PAGE_PIXELS: usize = 1000;

/// The results of the units of one case, in the order of [`super::orbit::PARTS`].
pub(super) struct Portrait<'a> {
    pub(super) case: Case,
    orbit: &'a Table,
    density: &'a Table,
    exponents: &'a Table,
    separation: &'a Table,
}

impl<'a> Portrait<'a> {
    /// What was computed of a case.
    pub(super) fn of(case: Case, units: &'a [Table]) -> Result<Self, ReproError> {
        let [orbit, density, exponents, separation, ..] = units else {
            return Err(ReproError::Figure { fact: format!("a portrait of {} units", units.len()) });
        };
        Ok(Self { case, orbit, density, exponents, separation })
    }

    pub(super) fn class(&self) -> Result<Class, ReproError> {
        Ok(class_of(self.exponents.get("class")?))
    }

    /// One number of the exponents' unit.
    pub(super) fn one(&self, name: &str) -> Result<f64, ReproError> {
        Ok(self.exponents.get(name)?[0])
    }

    /// The exponents, and their error bars.
    pub(super) fn spectrum(&self) -> Result<(&'a [f64], &'a [f64]), ReproError> {
        Ok((self.exponents.get("exponents")?, self.exponents.get("error bars")?))
    }

    pub(super) fn rotation(&self) -> Result<f64, ReproError> {
        Ok(self.orbit.get("rotation")?[0])
    }

    /// Visited cells of the square and of the data's range.
    pub(super) fn cells(&self) -> Result<(f64, f64), ReproError> {
        let cells = self.orbit.get("cells")?;
        Ok((cells[0], cells[1]))
    }

    /// How much farther neighbours are apart in the end than in the beginning, at most over the last thousand iterations.
    pub(super) fn growth(&self) -> Result<f64, ReproError> {
        let distance = self.separation.get("distance")?;
        let end = distance[distance.len() - 1000..].iter().copied().fold(0.0, f64::max);
        Ok(end / ASSUMED_APART)
    }

    /// The picture of the source on the page.
    pub(super) fn chords(&self) -> Result<Panel, ReproError> {
        Ok(Panel::picture(CHORDS.draw(self.orbit.get("x1")?, self.orbit.get("x2")?, PAGE_PIXELS)?))
    }

    fn splats(&self, side: usize, name: &str) -> Result<Splats, ReproError> {
        let edges = self.density.get("edges")?;
        let mut splats = Splats::new(side, side, (edges[0], edges[1]), (edges[2], edges[3]))?;
        let prefix = if name.is_empty() { String::new() } else { format!("{name} ") };
        splats.restore(
            self.density.get(&format!("{prefix}cells"))?,
            self.density.get(&format!("{prefix}weights"))?,
        )?;
        Ok(splats)
    }

    /// The density on the page; without a colour bar, so that its frame is nearly a square.
    pub(super) fn points(&self, map: ColourMap) -> Result<Panel, ReproError> {
        let edges = self.density.get("edges")?;
        let (x, y) = match self.case.plane {
            Plane::Units => ("$x_1$", "$x_2$"),
            Plane::Delay => ("output $y_0(t)$", "$y_0(t+1)$"),
        };
        let raster = self.splats(PAGE_CELLS, "")?.raster(map).without_key();
        let axes = Plot::new(Axis::new(x, edges[0], edges[1]), Axis::new(y, edges[2], edges[3]));
        Ok(Panel::plot(axes.map(raster)))
    }

    /// Both pictures as posters: chords at 3000 x 3000, the density with as many cells as its points fill.
    pub(super) fn posters(&self, name: &str) -> Result<[DataFile; 2], ReproError> {
        let chords = CHORDS.draw(self.orbit.get("x1")?, self.orbit.get("x2")?, POSTER)?;
        let density =
            self.splats(self.density.get("side")?[0] as usize, "poster")?.picture(ColourMap::Inferno)?;
        Ok([DataFile::png(format!("{name}chords"), chords), DataFile::png(format!("{name}density"), density)])
    }

    /// How two orbits part that start very near, beside what an exponent would make of them.
    pub(super) fn neighbours(&self, exponents: &[(f64, &str, Stroke)]) -> Result<Panel, ReproError> {
        const LOWEST: f64 = 1e-13;
        const HIGHEST: f64 = 10.0;
        // Above that there is room for the legend.
        const TOP: f64 = 1e7;
        let distance = self.separation.get("distance")?;
        let (time, shown): (Vec<f64>, Vec<f64>) =
            distance.iter().enumerate().map(|(n, d)| (n as f64 + 1.0, d.max(LOWEST))).unzip();
        let axis = Axis::log10("iterations", 1.0, time.len() as f64).ticks(5);
        let mut plot = Plot::new(axis, Axis::log10("distance", LOWEST, TOP).ticks(5));
        for &(exponent, name, stroke) in exponents {
            let line: Vec<f64> = time.iter().map(|n| ASSUMED_APART * (exponent * n).exp()).collect();
            let inside: Vec<f64> = line
                .into_iter()
                .map(|d| if (LOWEST..=HIGHEST).contains(&d) { d } else { f64::NAN })
                .collect();
            plot = plot.line(&time, &inside, stroke).legend(stroke, name);
        }
        let found = Stroke::solid(Colour::BLUE);
        Ok(Panel::plot(plot.line(&time, &shown, found).legend(found, "two orbits")))
    }

    /// How the largest exponent settles: one that is 0 falls like 1/n.
    pub(super) fn convergence(&self, printed: Option<f64>) -> Result<Panel, ReproError> {
        let (after, estimate) = (self.exponents.get("after")?, self.exponents.get("estimate")?);
        let size: Vec<f64> = estimate.iter().map(|l| l.abs().max(1e-9)).collect();
        let (first, last) = (after[0], after[after.len() - 1]);
        let guide: Vec<f64> = after.iter().map(|n| size[0].max(1e-6) * first / n).collect();
        let smallest = size.iter().chain(&guide).copied().fold(1.0, f64::min);
        let low = 10f64.powf(smallest.log10().floor());
        let mut plot =
            Plot::new(Axis::log10("iterations $n$", first, last), Axis::log10("$|λ_1|$", low, 2e3).ticks(5));
        let (one_over_n, found) = (Stroke::dashed(Colour::GREY), Dots::discs(Colour::BLUE, 2.4));
        plot = plot.line(after, &guide, one_over_n).legend(one_over_n, "$1/n$");
        if let Some(printed) = printed {
            let stroke = Stroke::dashed(Colour::VERMILION);
            plot =
                plot.rule_y(printed.abs(), stroke).legend(stroke, minus(&format!("printed, {printed:.2}")));
        }
        Ok(Panel::plot(plot.scatter(after, &size, found)))
    }

    /// All exponents in order.
    pub(super) fn stems(&self) -> Result<Panel, ReproError> {
        let (found, _) = self.spectrum()?;
        let places: Vec<f64> = (1..=found.len()).map(|i| i as f64).collect();
        let lowest = found.iter().copied().filter(|l| l.is_finite()).fold(0.0, f64::min);
        let axis = Axis::new("$i$", 0.0, found.len() as f64 + 1.0);
        let plot = Plot::new(axis, Axis::new("$λ_i$", 1.08 * lowest, -0.12 * lowest))
            .rule_y(0.0, Stroke::fine(Colour::GREY));
        Ok(Panel::plot(plot.scatter(&places, found, Dots::discs(Colour::BLUE, 2.4))))
    }

    /// Orbit, exponents and distances as data files.
    pub(super) fn data(&self, name: &str) -> Result<Vec<DataFile>, ReproError> {
        let column = |table: &Table, name: &str| table.get(name).map(<[f64]>::to_vec);
        let orbit = Table::new().with("x1", column(self.orbit, "x1")?).with("x2", column(self.orbit, "x2")?);
        let spectrum = Table::new()
            .with("exponent", column(self.exponents, "exponents")?)
            .with("standard_error", column(self.exponents, "error bars")?);
        let separation = Table::new().with("distance", column(self.separation, "distance")?);
        Ok(vec![
            DataFile::npz(format!("{name}orbit"), orbit),
            DataFile::csv(format!("{name}exponents"), spectrum),
            DataFile::npz(format!("{name}separation"), separation),
        ])
    }
}

/// With the sign that is as wide as a plus.
pub(super) fn minus(text: &str) -> String {
    text.replace('-', "\u{2212}")
}

/// A number with so many decimals, and without a sign if they are all zero.
pub(super) fn decimals(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    let zero = text.trim_start_matches('-').chars().all(|digit| digit == '0' || digit == '.');
    minus(if zero { text.trim_start_matches('-') } else { &text })
}

/// An invariant curve or a torus: what is quasi-periodic.
pub(super) fn quasiperiodic(class: Class) -> bool {
    matches!(class, Class::InvariantCurve | Class::Torus(_))
}
