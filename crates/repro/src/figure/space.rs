//! Phase portraits: curves in three variables, seen in orthographic projection with the box that holds them.

use super::axis::Axis;
use super::plot::Stroke;

/// Three axes and the curves between them.
#[derive(Clone, Debug)]
pub struct Space {
    pub(crate) axes: [Axis; 3],
    pub(crate) azimuth: f64,
    pub(crate) elevation: f64,
    pub(crate) curves: Vec<Curve>,
}

/// A curve, or a point if it has only one.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Points in the order of the axes.
    pub points: Vec<[f64; 3]>,
    /// Its look.
    pub stroke: Stroke,
}

impl Space {
    /// Axes to the right, into the depth, and upwards, seen from 35 degrees to the left and 22 above.
    #[must_use]
    pub fn new(right: Axis, depth: Axis, up: Axis) -> Self {
        Self { axes: [right, depth, up], azimuth: 35.0, elevation: 22.0, curves: Vec::new() }
    }

    /// Where one stands: degrees to the left (0 to 90) and above (0 to 90).
    #[must_use]
    pub fn seen_from(mut self, azimuth: f64, elevation: f64) -> Self {
        (self.azimuth, self.elevation) = (azimuth, elevation);
        self
    }

    /// Adds a curve.
    #[must_use]
    pub fn curve(mut self, points: Vec<[f64; 3]>, stroke: Stroke) -> Self {
        self.curves.push(Curve { points, stroke });
        self
    }

    /// Where a point lies in the unit box, each axis from -1/2 to 1/2.
    pub(crate) fn in_box(&self, point: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|i| {
            let (low, high) = self.axes[i].range();
            (self.axes[i].place(point[i]) - low) / (high - low) - 0.5
        })
    }

    /// Orthographic projection of a point of the unit box: right and up on the paper.
    pub(crate) fn project(&self, [x, y, z]: [f64; 3]) -> (f64, f64) {
        let (sin_a, cos_a) = self.azimuth.to_radians().sin_cos();
        let (sin_e, cos_e) = self.elevation.to_radians().sin_cos();
        let right = x * cos_a + y * sin_a;
        let away = -x * sin_a + y * cos_a;
        (right, away * sin_e + z * cos_e)
    }
}
