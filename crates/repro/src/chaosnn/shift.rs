//! Digits that differ from those of the training: turned, noisy, or of another hand.

use neurodyn_core::Real;
use neurodyn_core::seed::Seeds;
use neurodyn_datasets::Images;

/// What is done to the test images.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shift {
    /// Turned to the left by so many degrees about the middle, bilinear, with paper (-1) around.
    Turned(f64),
    /// Gaussian noise of this deviation on every pixel, cut off at -1 and 1.
    Noisy(f64),
}

impl Shift {
    pub(super) fn name(self) -> String {
        match self {
            Self::Turned(degrees) => format!("turned by {degrees} degrees"),
            Self::Noisy(deviation) => format!("noise of deviation {deviation}"),
        }
    }

    /// The pixels of all images; noise of image `i` comes from stream `i`.
    pub(super) fn of(self, images: &Images, seeds: Seeds) -> Vec<f32> {
        let shifted = |i: usize| match self {
            Self::Turned(degrees) => turned(images.image(i), images.shape(), degrees),
            Self::Noisy(deviation) => {
                let mut stream = seeds.stream(i as u64);
                let noisy =
                    |&pixel: &f32| (f64::from(pixel) + deviation * stream.normal()).clamp(-1.0, 1.0) as f32;
                images.image(i).iter().map(noisy).collect()
            }
        };
        (0..images.len()).flat_map(shifted).collect()
    }
}

fn turned(image: &[f32], (height, width): (usize, usize), degrees: f64) -> Vec<f32> {
    let angle = degrees.to_radians();
    let (cos, sin) = (Real::cos(angle), Real::sin(angle));
    let (middle_y, middle_x) = (0.5 * (height as f64 - 1.0), 0.5 * (width as f64 - 1.0));
    let pixel = |row: f64, column: f64| -> f64 {
        let inside = row >= 0.0 && row < height as f64 && column >= 0.0 && column < width as f64;
        if inside { image[row as usize * width + column as usize].into() } else { -1.0 }
    };
    let mut out = Vec::with_capacity(image.len());
    for row in 0..height {
        for column in 0..width {
            let (y, x) = (row as f64 - middle_y, column as f64 - middle_x);
            // rows count downwards: a turn to the left
            let (from_x, from_y) = (cos * x - sin * y + middle_x, sin * x + cos * y + middle_y);
            let (left, top) = (from_x.floor(), from_y.floor());
            let (u, v) = (from_x - left, from_y - top);
            let upper = (1.0 - u) * pixel(top, left) + u * pixel(top, left + 1.0);
            let lower = (1.0 - u) * pixel(top + 1.0, left) + u * pixel(top + 1.0, left + 1.0);
            out.push((((1.0 - v) * upper + v * lower).clamp(-1.0, 1.0)) as f32);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::turned;

    #[test]
    fn a_quarter_turn_to_the_left_moves_the_right_edge_up() {
        let image = [-1.0, -1.0, 1.0, -1.0, -1.0, 0.5, -1.0, -1.0, 0.0_f32];
        let found = turned(&image, (3, 3), 90.0);
        for (at, expected) in [(0, 1.0), (1, 0.5), (2, 0.0), (4, -1.0), (8, -1.0)] {
            assert!((found[at] - expected).abs() < 1e-6, "{found:?}");
        }
        assert_eq!(turned(&image, (3, 3), 0.0), image);
    }
}
