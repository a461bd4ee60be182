//! Arguments where an elementary function may go wrong: its whole range, and around every seam.

use std::f64::consts::{FRAC_PI_2, LN_2};

/// A stream of arguments for the function of that number in the list.
pub(crate) struct Stream {
    function: usize,
    state: u64,
}

impl Stream {
    pub(crate) fn new(function: usize, seed: u64) -> Self {
        Self { function, state: seed.wrapping_mul(0x9e3779b97f4a7c15).wrapping_add(function as u64) }
    }
    /// `SplitMix64`.
    fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e3779b97f4a7c15);
        let z = (self.state ^ self.state >> 30).wrapping_mul(0xbf58476d1ce4e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d049bb133111eb);
        z ^ z >> 31
    }
    fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.bits() >> 11) as f64 / (1u64 << 53) as f64)
    }
    /// Either sign, every power of two of the range alike.
    fn sizes(&mut self, low: f64, high: f64) -> f64 {
        let size = self.within(low, high).exp2();
        if self.bits() & 1 == 0 { size } else { -size }
    }
    /// A few steps away from `x`.
    fn around(&mut self, x: f64) -> f64 {
        let steps = self.bits() % 17;
        f64::from_bits(x.to_bits().wrapping_add(steps).wrapping_sub(8))
    }
    /// Any finite number.
    fn any(&mut self) -> f64 {
        loop {
            let x = f64::from_bits(self.bits());
            if x.is_finite() {
                return x;
            }
        }
    }

    pub(crate) fn double(&mut self) -> (f64, f64) {
        let family = self.bits() % 8;
        let x = match (self.function, family) {
            (1, 0..3) | (6, 7) => self.any().abs(),
            (_, 0) => self.any(),
            // exp and sigmoid
            (0, 1..4) => self.within(-746.0, 710.0),
            (0 | 3, 4) => {
                // between two roots
                let k = self.within(-17200.0, 16300.0).round() + 0.5;
                let x = k * (LN_2 / 16.0);
                self.around(x)
            }
            (0 | 3, 5) => self.within(-745.2, -708.0),
            (0, 6) => self.within(709.7, 709.8),
            (3, 1..4) => self.within(-40.0, 40.0),
            (3, 6) => self.within(-746.0, 100.0),
            // ln
            (1, 3) => 1.0 + self.sizes(-53.0, -1.0),
            (1, 4) | (6, 4..7) => self.within(0.5, 2.0),
            (1, 5) => {
                let seam = self.within(-10.0, 8.0).round() - 0.5;
                let seam = if seam < 0.0 { 1.0 + seam / 32.0 } else { 1.0 + seam / 16.0 };
                self.around(seam)
            }
            (1, 6) => f64::from_bits(self.bits() >> 12),
            (1, _) => self.within(0.9, 1.1),
            // tanh
            (2, 1..3) => self.within(-20.0, 20.0),
            (2, 3..5) => self.within(-0.5, 0.5),
            (2, 5) => {
                let k = self.within(0.0, 30.0).round() + 0.5;
                let x = k * (LN_2 / 32.0);
                self.around(x)
            }
            // sine and cosine
            (4 | 5, 1..3) => self.within(-10.0, 10.0),
            (4 | 5, 3) => {
                let k = self.sizes(0.0, 34.0).round();
                self.around(k * FRAC_PI_2)
            }
            (4 | 5, 4) => {
                let k = self.sizes(0.0, 1000.0).round();
                self.around(k * FRAC_PI_2)
            }
            (4 | 5, 5) => {
                let k = self.within(-2000.0, 2000.0).round() + 0.5;
                self.around(k * FRAC_PI_2)
            }
            (4 | 5, 6) => self.sizes(28.0, 32.0),
            // pow
            (6, 1..3) => self.sizes(-1074.0, 1024.0).abs(),
            (6, 3) => 1.0 + self.sizes(-52.0, -2.0),
            _ => self.sizes(-70.0, 10.0),
        };
        if self.function != 6 {
            return (x, 0.0);
        }
        let x = if x > 0.0 && x < f64::INFINITY { x } else { 0.75 };
        // the whole range of results, then plain exponents
        let y = self.within(-746.0, 710.0);
        let p = match self.bits() % 4 {
            0 => self.within(-100.0, 100.0).round(),
            1 => self.within(-3.0, 3.0),
            _ if x == 1.0 => y,
            _ => y / x.ln(),
        };
        (x, p)
    }

    /// The same in single precision; the ranges are cut where it ends.
    pub(crate) fn single(&mut self) -> (f64, f64) {
        let (x, p) = match self.bits() % 4 {
            // any bits
            0 => {
                (f64::from(f32::from_bits(self.bits() as u32)), f64::from(f32::from_bits(self.bits() as u32)))
            }
            1 => self.double(),
            _ => {
                let (x, p) = self.double();
                // the ends of the range, seven times nearer
                if matches!(self.function, 0 | 3) { (x / 7.0, p) } else { (x, p / 7.0) }
            }
        };
        (f64::from(x as f32), f64::from(p as f32))
    }
}
