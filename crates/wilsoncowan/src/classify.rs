//! Classification of many images, each followed until it has settled.

use crate::error::Error;
use crate::evolve::{Evolution, share_out};
use crate::kernel::Number;
use crate::kernel::classify::{Classify, Settled};
use crate::targets::Targets;
use core::sync::atomic::AtomicUsize;
use dynsys::ensemble::Resources;
use std::sync::Mutex;

/// When a classification looks at states, and when it stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Horizon {
    /// Length of a step of Euler's method.
    pub dt: f64,
    /// The time of the first look: that of training.
    pub early: f64,
    /// The time of the last look.
    pub late: f64,
    /// A sample whose nodes all move slower than this (per unit of time) has settled and is followed no further.
    pub settled: f64,
}

impl Horizon {
    /// Looks at the time of training and at T = 40, where trajectories have settled (a speed of 1e-5).
    #[must_use]
    pub fn after_training(dt: f64, early: f64) -> Self {
        Self { dt, early, late: 40.0, settled: 1e-5 }
    }
    /// Steps until both looks.
    fn steps(&self) -> Result<(usize, usize), Error> {
        let range = |what, value: f64, holds: bool, must_be| {
            if holds { Ok(()) } else { Err(Error::Range { what, value, must_be }) }
        };
        range("the step", self.dt, self.dt > 0.0 && self.dt.is_finite(), "positive")?;
        range("the time of the first look", self.early, self.early > 0.0, "positive")?;
        range(
            "the time of the last look",
            self.late,
            self.late >= self.early && self.late.is_finite(),
            "that of the first or later",
        )?;
        range("the speed of what has settled", self.settled, self.settled >= 0.0, "at least 0")?;
        let steps = |time: f64| ((time / self.dt).round() as usize).max(1);
        Ok((steps(self.early), steps(self.late)))
    }
}

/// What became of the images, in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcomes {
    /// The nearest target at the first look; none for a state that is not finite.
    pub early: Vec<Option<u8>>,
    /// The nearest target at the end: at the last look, or where the sample settled.
    pub late: Vec<Option<u8>>,
    /// The time at which each was followed no further.
    pub time: Vec<f64>,
    /// Whether it had settled by then.
    pub settled: Vec<bool>,
    /// The largest difference of a node from the nearest target at the end.
    pub off: Vec<f64>,
    /// The states at the end, image by image, if they were asked for.
    pub states: Vec<f64>,
}

impl Outcomes {
    /// The shares of right classes at the first and the last look.
    ///
    /// # Panics
    /// If there are not as many labels as images.
    #[must_use]
    pub fn accuracy(&self, labels: &[u8]) -> (f64, f64) {
        assert_eq!(labels.len(), self.late.len(), "one label an image");
        let share = |found: &[Option<u8>]| {
            let right = found.iter().zip(labels).filter(|(found, label)| **found == Some(**label)).count();
            right as f64 / labels.len() as f64
        };
        (share(&self.early), share(&self.late))
    }
}

impl<T: Number> Evolution<T> {
    /// Follows images (pixels in [0, 1], one after another) from `x(0) = y(0) = image`, and names the nearest target by
    /// squared distance (eq. (11) of the source) at two times; `keep` the states at the end.
    ///
    /// Samples share lanes but never look at each other: bytes are the same whatever the order, threads or lanes.
    ///
    /// # Errors
    /// [`Error::Sizes`] for images or targets of other nodes, [`Error::Pixel`], [`Error::Range`] for times,
    /// [`Error::Cancelled`].
    pub fn classify(
        &self,
        targets: &Targets,
        images: &[f32],
        horizon: Horizon,
        keep: bool,
        resources: &Resources<'_>,
    ) -> Result<Outcomes, Error> {
        let nodes = self.nodes();
        crate::error::exactly("nodes of the targets", nodes, targets.nodes())?;
        crate::error::images(images, nodes)?;
        let looks = horizon.steps()?;
        let samples: Vec<T> = images.iter().map(|&pixel| T::lit(pixel.into())).collect();
        let patterns: Vec<T> =
            (0..targets.classes()).flat_map(|k| targets.pattern(k)).map(|&x| T::lit(x)).collect();
        let mut law = self.law();
        law.dt = horizon.dt;
        let next = AtomicUsize::new(0);
        let all = Mutex::new(Vec::new());
        let (level, threads) = (resources.level, resources.threads());
        share_out(threads, 0..threads, |_| {
            let part = T::classify(
                level,
                Classify {
                    law,
                    nodes,
                    coupling: &self.forward,
                    patterns: &patterns,
                    samples: &samples,
                    next: &next,
                    looks,
                    settled: horizon.settled,
                    keep,
                    cancel: resources.cancel,
                },
            );
            all.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(part);
        });
        let mut all: Vec<Settled<T>> = all.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let total = images.len() / nodes;
        if all.len() < total {
            return Err(Error::Cancelled { done: all.len(), total });
        }
        all.sort_by_key(|one| one.sample);
        let mut outcomes = Outcomes::default();
        for Settled { classes: [early, late], steps, rests, off, state, .. } in all {
            outcomes.early.push(early.map(|class| class as u8));
            outcomes.late.push(late.map(|class| class as u8));
            outcomes.time.push(steps as f64 * horizon.dt);
            outcomes.settled.push(rests);
            outcomes.off.push(off.value(0));
            outcomes.states.extend(state.iter().map(|x| x.value(0)));
        }
        Ok(outcomes)
    }
}
