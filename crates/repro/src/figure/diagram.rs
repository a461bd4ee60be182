//! A diagram of boxes and arrows, in millimetres from the upper left of its panel.

use super::colour::Colour;

/// Boxes, then arrows between them.
#[derive(Clone, Debug, Default)]
pub struct Diagram {
    pub(crate) boxes: Vec<Node>,
    pub(crate) arrows: Vec<Arrow>,
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

    /// A defect that makes the diagram impossible to draw.
    pub(crate) fn defect(&self) -> Option<String> {
        let boxes = self.boxes.iter().flat_map(|node| [node.at, node.size, (node.round, 0.0)]);
        let corners = self.arrows.iter().flat_map(|arrow| arrow.through.iter().copied());
        let wild = boxes.chain(corners).find(|(x, y)| !(x.is_finite() && y.is_finite()));
        let short = self.arrows.iter().any(|arrow| arrow.through.len() < 2);
        match wild {
            Some(place) => Some(format!("a diagram with something at {place:?}")),
            None => short.then(|| "an arrow with fewer than two points".to_owned()),
        }
    }
}
