//! Who says what class an image has: a seam for the analyses that only ask for classes.

use super::settling::Settling;
use crate::classify::Horizon;
use crate::error::Error;
use crate::euler::Euler;
use crate::evolve::Evolution;
use crate::kernel::Number;
use crate::network::Network;
use crate::targets::Targets;
use dynsys::ensemble::Resources;

/// Gives images a class. Closures are judges, so that any classifier can be analysed.
pub trait Judge {
    /// The class of each image (numbers in [0, 1], one image after the other); none where there is none.
    ///
    /// # Errors
    /// Those of the classifier.
    fn classes(&self, images: &[f64]) -> Result<Vec<Option<usize>>, Error>;
}

impl<F: Fn(&[f64]) -> Result<Vec<Option<usize>>, Error>> Judge for F {
    fn classes(&self, images: &[f64]) -> Result<Vec<Option<usize>>, Error> {
        self(images)
    }
}

/// The class of the nearest target after so many steps of Euler's method, in double precision.
#[derive(Clone, Copy, Debug)]
pub struct ByEuler<'a> {
    /// The network.
    pub network: &'a Network,
    /// Its targets.
    pub targets: &'a Targets,
    /// The steps.
    pub euler: Euler,
    /// Threads and the like.
    pub resources: Resources<'a>,
}

impl ByEuler<'_> {
    /// Where images are after the steps, all `x`, then all `y`; a state that is not finite if it failed.
    ///
    /// # Errors
    /// As [`Settling::run`].
    pub fn ends(&self, images: &[f64]) -> Result<Vec<Vec<f64>>, Error> {
        let Euler { dt, steps } = self.euler;
        let settling = Settling { lasting: f64::INFINITY, ..Settling::new(dt, dt * steps as f64) };
        let courses = settling.run(self.network, self.targets, images, &self.resources)?;
        Ok(courses.into_iter().map(super::settling::end).collect())
    }
}

impl Judge for ByEuler<'_> {
    fn classes(&self, images: &[f64]) -> Result<Vec<Option<usize>>, Error> {
        let n = self.network.nodes();
        let class = |end: &Vec<f64>| self.targets.nearest(&end[..n]).map(|(class, _)| class);
        Ok(self.ends(images)?.iter().map(class).collect())
    }
}

/// The classifier of [`Evolution::classify`]: in single precision, some times faster than [`ByEuler`]. Pixels are rounded to
/// single precision.
#[derive(Clone, Copy, Debug)]
pub struct ByEvolution<'a, T> {
    /// The network, ready for batches.
    pub evolution: &'a Evolution<T>,
    /// Its targets.
    pub targets: &'a Targets,
    /// When it looks; the class is that of the last look.
    pub horizon: Horizon,
    /// Threads and the like.
    pub resources: Resources<'a>,
}

impl<T: Number> Judge for ByEvolution<'_, T> {
    fn classes(&self, images: &[f64]) -> Result<Vec<Option<usize>>, Error> {
        let images: Vec<f32> = images.iter().map(|&pixel| pixel as f32).collect();
        let found = self.evolution.classify(self.targets, &images, self.horizon, false, &self.resources)?;
        Ok(found.late.into_iter().map(|class| class.map(usize::from)).collect())
    }
}
