//! A diagram of boxes and arrows, in millimetres from the upper left of its panel.

use super::colour::Colour;
use super::plot::Stroke;

/// Boxes, then arrows and wires between them.
#[derive(Clone, Debug, Default)]
pub struct Diagram {
    pub(crate) boxes: Vec<Node>,
    pub(crate) arrows: Vec<Arrow>,
    pub(crate) wires: Vec<Wire>,
    pub(crate) words: Vec<((f64, f64), String)>,
}

/// A box with a name in it and a few words below it.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its centre, mm.
    pub at: (f64, f64),
    /// Width and height, mm.
    pub size: (f64, f64),
    /// What stands in it, line by line.
    pub lines: Vec<String>,
    /// What stands below it at its left, small.
    pub below: String,
    /// The ink of its border; the inside is a pale tint of it.
    pub colour: Colour,
    /// The radius of its corners, mm.
    pub round: f64,
}

/// A line through points with a head at its end, and a few words above its longest level part.
#[derive(Clone, Debug)]
pub struct Arrow {
    /// Its corners, mm.
    pub through: Vec<(f64, f64)>,
    /// What flows along it.
    pub label: String,
}

/// A line without a head, below boxes and arrows.
#[derive(Clone, Debug)]
pub struct Wire {
    /// Its corners, mm.
    pub through: Vec<(f64, f64)>,
    /// Its look.
    pub stroke: Stroke,
}

impl Diagram {
    /// Adds a box.
    #[must_use]
    pub fn node(mut self, node: Node) -> Self {
        self.boxes.push(node);
        self
    }

    /// Adds an arrow.
    #[must_use]
    pub fn arrow(mut self, through: &[(f64, f64)], label: impl Into<String>) -> Self {
        self.arrows.push(Arrow { through: through.to_vec(), label: label.into() });
        self
    }

    /// Adds a line without a head.
    #[must_use]
    pub fn wire(mut self, through: &[(f64, f64)], stroke: Stroke) -> Self {
        self.wires.push(Wire { through: through.to_vec(), stroke });
        self
    }

    /// Adds words whose middle is at a point, mm.
    #[must_use]
    pub fn words(mut self, at: (f64, f64), text: impl Into<String>) -> Self {
        self.words.push((at, text.into()));
        self
    }

    /// A defect that makes the diagram impossible to draw.
    pub(crate) fn defect(&self) -> Option<String> {
        let boxes = self.boxes.iter().flat_map(|node| [node.at, node.size, (node.round, 0.0)]);
        let paths = || {
            let arrows = self.arrows.iter().map(|arrow| &arrow.through);
            arrows.chain(self.wires.iter().map(|wire| &wire.through))
        };
        let corners = paths().flatten().copied().chain(self.words.iter().map(|(at, _)| *at));
        let wild = boxes.chain(corners).find(|(x, y)| !(x.is_finite() && y.is_finite()));
        let short = paths().any(|path| path.len() < 2);
        match wild {
            Some(place) => Some(format!("a diagram with something at {place:?}")),
            None => short.then(|| "an arrow or a wire with fewer than two points".to_owned()),
        }
    }
}
