//! Points of a trajectory shared among the four cells around each, toned by the logarithm of their density.

use super::colour::ColourMap;
use super::picture::Picture;
use super::raster::{Key, Raster};
use crate::error::ReproError;

/// Weights of points in the cells of a rectangle; a point is spread over four cells, so a curve has no steps.
#[derive(Clone, Debug)]
pub struct Splats {
    columns: usize,
    rows: usize,
    x: (f64, f64),
    y: (f64, f64),
    weights: Vec<f64>,
}

impl Splats {
    /// No points yet.
    ///
    /// # Errors
    /// [`ReproError::Figure`] if there are no cells or the rectangle is empty or not finite.
    pub fn new(columns: usize, rows: usize, x: (f64, f64), y: (f64, f64)) -> Result<Self, ReproError> {
        let sound = |(low, high): (f64, f64)| low.is_finite() && high.is_finite() && low < high;
        if columns < 2 || rows < 2 || !sound(x) || !sound(y) {
            return Err(ReproError::Figure { fact: format!("{columns} x {rows} cells over {x:?}, {y:?}") });
        }
        Ok(Self { columns, rows, x, y, weights: vec![0.0; columns * rows] })
    }

    /// Adds a point of weight 1; one that is not inside the rectangle is left out.
    pub fn add(&mut self, x: f64, y: f64) {
        let place = |v: f64, (low, high): (f64, f64), cells: usize| {
            // Cells have their middle at whole numbers here.
            let at = (v - low) / (high - low) * cells as f64 - 0.5;
            let inside = (0.0..(cells - 1) as f64).contains(&at);
            inside.then(|| (at as usize, at - at.floor()))
        };
        let (Some((column, right)), Some((row, up))) =
            (place(x, self.x, self.columns), place(y, self.y, self.rows))
        else {
            return;
        };
        let cell = row * self.columns + column;
        self.weights[cell] += (1.0 - right) * (1.0 - up);
        self.weights[cell + 1] += right * (1.0 - up);
        self.weights[cell + self.columns] += (1.0 - right) * up;
        self.weights[cell + self.columns + 1] += right * up;
    }

    /// The cells that hold something, the lowest row first, and their weights.
    #[must_use]
    pub fn sparse(&self) -> (Vec<f64>, Vec<f64>) {
        let filled = self.weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0);
        filled.map(|(cell, weight)| (cell as f64, *weight)).unzip()
    }

    /// Puts back what [`Splats::sparse`] gave.
    ///
    /// # Errors
    /// [`ReproError::Figure`] if a cell is outside or the lists differ in length.
    pub fn restore(&mut self, cells: &[f64], weights: &[f64]) -> Result<(), ReproError> {
        let failed = |fact: String| ReproError::Figure { fact };
        if cells.len() != weights.len() {
            return Err(failed(format!("{} cells and {} weights", cells.len(), weights.len())));
        }
        for (&cell, &weight) in cells.iter().zip(weights) {
            let slot = self.weights.get_mut(cell as usize);
            *slot.ok_or_else(|| failed(format!("cell {cell} of {}", self.columns * self.rows)))? += weight;
        }
        Ok(())
    }

    /// How dark or bright a cell is, 0 to 1, by log(1 + weight / unit).
    fn tone(&self, unit: f64) -> impl Fn(f64) -> f64 + use<> {
        let most = (self.weights.iter().copied().fold(unit, f64::max) / unit).ln_1p();
        move |weight: f64| (weight / unit).ln_1p() / most
    }

    /// The mean weight of the cells that hold something.
    fn mean(&self) -> f64 {
        let filled = self.weights.iter().filter(|weight| **weight > 0.0).count().max(1);
        self.weights.iter().sum::<f64>().max(f64::MIN_POSITIVE) / filled as f64
    }

    /// A map for a plot with axes, its colour bar by log(1 + count).
    #[must_use]
    pub fn raster(&self, map: ColourMap) -> Raster {
        let tone = self.tone(1.0);
        let high = self.weights.iter().copied().fold(1.0, f64::max);
        Raster {
            columns: self.columns,
            rows: self.rows,
            x: self.x,
            y: self.y,
            pixels: self.weights.iter().map(|&weight| map.at(tone(weight))).collect(),
            key: Some(Key::Bar { label: String::new(), low: 0.0, high, map, log1p: true }),
        }
    }

    /// A picture without axes; where nothing is stands the lowest colour of the map. Its logarithm begins well below the
    /// mean of the cells that hold something, so that it is as bright with few points as with many.
    ///
    /// # Errors
    /// None for cells that [`Splats::new`] accepted.
    pub fn picture(&self, map: ColourMap) -> Result<Picture, ReproError> {
        const BELOW: f64 = 0.1;
        let tone = self.tone(BELOW * self.mean());
        let rows = self.weights.chunks(self.columns).rev();
        let pixels = rows.flatten().map(|&weight| map.at(tone(weight))).collect();
        Picture::new(self.columns, self.rows, pixels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_weighs_one_and_is_put_back() {
        let mut splats = Splats::new(4, 4, (0.0, 4.0), (0.0, 4.0)).expect("cells");
        splats.add(1.75, 2.5);
        splats.add(9.0, 1.0);
        splats.add(f64::NAN, 1.0);
        let (cells, weights) = splats.sparse();
        assert_eq!((cells.as_slice(), weights.as_slice()), (&[9.0, 10.0][..], &[0.75, 0.25][..]));
        let mut again = Splats::new(4, 4, (0.0, 4.0), (0.0, 4.0)).expect("cells");
        again.restore(&cells, &weights).expect("the same cells");
        assert_eq!(again.weights, splats.weights);
        assert!(again.restore(&[16.0], &[1.0]).is_err());
        assert!(Splats::new(4, 4, (0.0, f64::NAN), (0.0, 1.0)).is_err());
    }
}
