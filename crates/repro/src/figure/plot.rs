//! A pair of axes and the layers drawn between them, in order.

use super::axis::Axis;
use super::colour::Colour;
use super::raster::Raster;

/// Axes and layers.
#[derive(Clone, Debug)]
pub struct Plot {
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    pub(crate) layers: Vec<Layer>,
    pub(crate) legend: Vec<(Stroke, String)>,
    pub(crate) legend_below: bool,
}

/// Something drawn between the axes.
#[derive(Clone, Debug)]
pub enum Layer {
    /// A curve through points in order; a value that is not finite leaves a gap.
    Line {
        /// Abscissae.
        x: Vec<f64>,
        /// Ordinates.
        y: Vec<f64>,
        /// Its look.
        stroke: Stroke,
    },
    /// Separate points.
    Scatter {
        /// Abscissae.
        x: Vec<f64>,
        /// Ordinates.
        y: Vec<f64>,
        /// Their look.
        dots: Dots,
    },
    /// Vertical bars from zero (or from the lower end of the axis, if that is higher).
    Bars {
        /// Centres.
        x: Vec<f64>,
        /// Heights.
        y: Vec<f64>,
        /// Width of a bar in units of the axis.
        width: f64,
        /// Their ink.
        colour: Colour,
    },
    /// A dense map, embedded as an image.
    Map(Raster),
    /// A vertical line across the plot.
    RuleX(f64, Stroke),
    /// A horizontal line across the plot.
    RuleY(f64, Stroke),
    /// Words that begin at a point.
    Note {
        /// Where.
        x: f64,
        /// Where.
        y: f64,
        /// What.
        text: String,
        /// Its ink.
        colour: Colour,
    },
}

/// The look of a line: ink, width in points, dashes or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its ink.
    pub colour: Colour,
    /// Its width in points; 0.6 suits long time series, 0.9 single curves.
    pub points: f64,
    /// Whether it is dashed.
    pub dashed: bool,
}

impl Stroke {
    /// A curve.
    #[must_use]
    pub const fn solid(colour: Colour) -> Self {
        Self { colour, points: 0.8, dashed: false }
    }

    /// A long time series.
    #[must_use]
    pub const fn fine(colour: Colour) -> Self {
        Self { colour, points: 0.5, dashed: false }
    }

    /// A guide.
    #[must_use]
    pub const fn dashed(colour: Colour) -> Self {
        Self { colour, points: 0.6, dashed: true }
    }
}

/// The look of separate points: ink, diameter in points, filled or rings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dots {
    /// Their ink.
    pub colour: Colour,
    /// Their diameter in points; 0.5 suits bifurcation diagrams, 3 single samples.
    pub points: f64,
    /// Discs or rings.
    pub filled: bool,
}

impl Dots {
    /// Discs.
    #[must_use]
    pub const fn discs(colour: Colour, points: f64) -> Self {
        Self { colour, points, filled: true }
    }

    /// Rings.
    #[must_use]
    pub const fn rings(colour: Colour, points: f64) -> Self {
        Self { colour, points, filled: false }
    }
}

impl Plot {
    /// Empty axes.
    #[must_use]
    pub fn new(x: Axis, y: Axis) -> Self {
        Self { x, y, layers: Vec::new(), legend: Vec::new(), legend_below: false }
    }

    /// Adds any layer.
    #[must_use]
    pub fn layer(mut self, layer: Layer) -> Self {
        self.layers.push(layer);
        self
    }

    /// Adds a curve.
    #[must_use]
    pub fn line(self, x: &[f64], y: &[f64], stroke: Stroke) -> Self {
        self.layer(Layer::Line { x: x.to_vec(), y: y.to_vec(), stroke })
    }

    /// Adds separate points.
    #[must_use]
    pub fn scatter(self, x: &[f64], y: &[f64], dots: Dots) -> Self {
        self.layer(Layer::Scatter { x: x.to_vec(), y: y.to_vec(), dots })
    }

    /// Adds bars.
    #[must_use]
    pub fn bars(self, x: &[f64], y: &[f64], width: f64, colour: Colour) -> Self {
        self.layer(Layer::Bars { x: x.to_vec(), y: y.to_vec(), width, colour })
    }

    /// Adds a dense map; its colour bar or legend is drawn beside the plot.
    #[must_use]
    pub fn map(self, raster: Raster) -> Self {
        self.layer(Layer::Map(raster))
    }

    /// Adds a vertical line.
    #[must_use]
    pub fn rule_x(self, x: f64, stroke: Stroke) -> Self {
        self.layer(Layer::RuleX(x, stroke))
    }

    /// Adds a horizontal line.
    #[must_use]
    pub fn rule_y(self, y: f64, stroke: Stroke) -> Self {
        self.layer(Layer::RuleY(y, stroke))
    }

    /// Adds words that begin at a point and are centred on its height.
    #[must_use]
    pub fn note(self, x: f64, y: f64, text: impl Into<String>, colour: Colour) -> Self {
        self.layer(Layer::Note { x, y, text: text.into(), colour })
    }

    /// Adds a line to the legend at the upper right.
    #[must_use]
    pub fn legend(mut self, stroke: Stroke, name: impl Into<String>) -> Self {
        self.legend.push((stroke, name.into()));
        self
    }

    /// The legend stands at the lower right: for curves that rise.
    #[must_use]
    pub fn legend_below(mut self) -> Self {
        self.legend_below = true;
        self
    }

    /// The colour bar or legend of the last map.
    pub(crate) fn key(&self) -> Option<&super::raster::Key> {
        self.layers.iter().rev().find_map(|layer| match layer {
            Layer::Map(raster) => raster.key.as_ref(),
            _ => None,
        })
    }

    /// A defect that makes the plot impossible to draw.
    pub(crate) fn defect(&self) -> Option<String> {
        let ragged = self.layers.iter().find_map(|layer| match layer {
            Layer::Line { x, y, .. } | Layer::Scatter { x, y, .. } | Layer::Bars { x, y, .. } => {
                (x.len() != y.len()).then(|| format!("{} abscissae and {} ordinates", x.len(), y.len()))
            }
            Layer::Map(raster) => raster.defect(),
            _ => None,
        });
        self.x.defect().or_else(|| self.y.defect()).or(ragged)
    }
}
