//! How far an image is from being of another class, as far as its class can tell, and in which direction.

use crate::error::Error;
use crate::euler::Euler;
use crate::network::Network;
use crate::scheme::{EULER, joined};
use crate::targets::Targets;

/// How clear the class of an image is.
pub(super) struct Margins<'a> {
    pub(super) network: &'a Network,
    pub(super) targets: &'a Targets,
    pub(super) euler: Euler,
}

impl Margins<'_> {
    /// `x` after the steps.
    fn end(&self, image: &[f64]) -> Result<Vec<f64>, Error> {
        let mut state = joined(self.network, image, image)?;
        for _ in 0..self.euler.steps {
            EULER.step(self.network, self.euler.dt, &mut state);
        }
        state.truncate(image.len());
        Ok(state)
    }

    /// The class of an image; none if its state is not finite.
    pub(super) fn class(&self, image: &[f64]) -> Result<Option<usize>, Error> {
        Ok(self.targets.nearest(&self.end(image)?).map(|(class, _)| class))
    }

    /// The nearest classes at the end that are not `class`.
    pub(super) fn rivals(&self, image: &[f64], class: usize, count: usize) -> Result<Vec<usize>, Error> {
        let end = self.end(image)?;
        let others = (0..self.targets.classes()).filter(|&k| k != class);
        let mut others: Vec<(usize, f64)> =
            others.map(|k| (k, square(&end, self.targets.pattern(k)))).collect();
        others.sort_by(|a, b| a.1.total_cmp(&b.1));
        Ok(others.into_iter().take(count.max(1)).map(|(k, _)| k).collect())
    }

    /// The margin over a rival, and its gradient with respect to the image.
    pub(super) fn gradient(
        &self,
        image: &[f64],
        class: usize,
        rival: usize,
    ) -> Result<(f64, Vec<f64>), Error> {
        let n = self.network.nodes();
        let run = (self.euler.dt, self.euler.steps);
        let way = EULER.forward(self.network, run, image, image)?;
        let end = &way.x[self.euler.steps * n..];
        let (own, other) = (self.targets.pattern(class), self.targets.pattern(rival));
        let mut back: Vec<f64> = own.iter().zip(other).map(|(own, other)| 2.0 * (own - other)).collect();
        back.resize(2 * n, 0.0);
        EULER.back(self.network, run, &way, &mut back, None)?;
        // x(0) and y(0) are the image
        let slope = (0..n).map(|i| back[i] + back[n + i]).collect();
        Ok((square(end, other) - square(end, own), slope))
    }
}

/// `from + times (to - from)`, in the box.
pub(super) fn between(from: &[f64], to: &[f64], times: f64) -> Vec<f64> {
    from.iter().zip(to).map(|(a, b)| (a + times * (b - a)).clamp(0.0, 1.0)).collect()
}

fn square(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

pub(super) fn distance(a: &[f64], b: &[f64]) -> f64 {
    square(a, b).sqrt()
}

pub(super) fn norm(v: &[f64]) -> f64 {
    v.iter().map(|v| v * v).sum::<f64>().sqrt()
}
