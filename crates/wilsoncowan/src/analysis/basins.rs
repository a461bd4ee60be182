//! How much of the space of images each target attracts.

use super::proportion::Proportion;
use super::settling::Course;
use neurodyn_core::seed::Seeds;

/// Shares of starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Fractions {
    /// Of each target, in the order of classes.
    pub targets: Vec<Proportion>,
    /// Of what goes to no target: other attractors, what still moved, what failed.
    pub elsewhere: Proportion,
}

impl Fractions {
    /// The shares of courses.
    #[must_use]
    pub fn of(courses: &[Course], classes: usize) -> Self {
        let share = |class| Proportion::count(courses.iter().map(|course| course.class() == class));
        Self { targets: (0..classes).map(|class| share(Some(class))).collect(), elsewhere: share(None) }
    }
}

/// Images of independent pixels, uniform in [0, 1]: image `i` is drawn from stream `i`.
#[must_use]
pub fn random_starts(nodes: usize, count: usize, seeds: Seeds) -> Vec<f64> {
    let seeds = seeds.named("starts");
    let image = |i| {
        let mut stream = seeds.stream(i);
        (0..nodes).map(move |_| stream.uniform())
    };
    (0..count as u64).flat_map(image).collect()
}

/// Images around one image: independent normal noise of standard deviation `sd`, cut off at 0 and 1.
#[must_use]
pub fn noisy_starts(image: &[f64], sd: f64, count: usize, seeds: Seeds) -> Vec<f64> {
    let seeds = seeds.named("noisy starts");
    let noisy = |i| {
        let mut stream = seeds.stream(i);
        image.iter().map(move |pixel| (pixel + sd * stream.normal()).clamp(0.0, 1.0))
    };
    (0..count as u64).flat_map(noisy).collect()
}
