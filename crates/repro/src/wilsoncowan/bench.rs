//! What the items of trained networks share: the network of a scale, its targets, and test images of its size.

use ::wilsoncowan::euler::{Euler, Trajectory};
use ::wilsoncowan::{Error, Network, Targets, shipped};
use dynsys::ensemble::Resources;
use neurodyn_datasets::Images;
use neurodyn_datasets::known::MNIST;

use super::constants::{NODES, STEP, T_TRAINING};
use super::pictures::{self, test_images};
use super::runs::{self, Run, Set};
use crate::error::ReproError;
use crate::setting::{Scale, Setting, Watch};

/// A trained network beside images that it has not seen.
pub(super) struct Bench {
    pub(super) network: Network,
    pub(super) targets: Targets,
    pub(super) images: Images,
    stands_in: bool,
}

/// Images that are looked at for one that settles.
const SCANNED: usize = 300;

/// Says what failed.
pub(super) fn failed(what: &'static str) -> impl Fn(Error) -> ReproError {
    move |error| match error {
        Error::Cancelled { .. } | Error::Run(dynsys::Error::Cancelled { .. }) => ReproError::Cancelled,
        other => ReproError::Numerics { what: what.to_owned(), facts: other.to_string() },
    }
}

/// Threads and the way out.
pub(super) fn resources<'a>(setting: &Setting, watch: &Watch<'a>) -> Resources<'a> {
    Resources { threads: setting.threads, cancel: Some(watch.flag()), ..Resources::default() }
}

impl Bench {
    pub(super) fn new(setting: &Setting, watch: &Watch<'_>) -> Result<Self, ReproError> {
        let (network, targets) = trained(setting, watch)?;
        let side = network.nodes().isqrt();
        let (images, note) = test_images(setting, side)?;
        Ok(Self { network, targets, images, stands_in: note.is_some() })
    }

    /// 1 if the images are the source's, for the table of a unit.
    pub(super) fn is_sources(&self) -> f64 {
        f64::from(u8::from(!self.stands_in))
    }

    /// The start of an image: `x` and `y` alike.
    pub(super) fn start(&self, image: usize) -> Vec<f64> {
        pictures::start(&self.images, image)
    }

    /// The pattern of an image's class.
    pub(super) fn pattern(&self, image: usize) -> &[f64] {
        self.targets.pattern(usize::from(self.images.labels()[image]))
    }

    /// The way of an image.
    pub(super) fn way(&self, image: usize, euler: Euler) -> Result<Trajectory, ReproError> {
        let start = self.start(image);
        euler.forward(&self.network, &start, &start).map_err(failed("the way of an image"))
    }

    /// The first image, from this one on, whose class is right at the time of training.
    pub(super) fn recognised(&self, from: usize) -> Result<usize, ReproError> {
        let (n, euler) =
            (self.network.nodes(), Euler { dt: STEP, steps: (T_TRAINING / STEP).round() as usize });
        for image in from..self.images.len() {
            let end = self.way(image, euler)?;
            let label = usize::from(self.images.labels()[image]);
            if self.targets.nearest(&end.x[euler.steps * n..]).is_some_and(|(class, _)| class == label) {
                return Ok(image);
            }
        }
        let facts = format!("none of {} images", self.images.len());
        Err(ReproError::Numerics { what: "an image that is recognised".to_owned(), facts })
    }

    /// The first image, from this one on, that comes to the pattern of its class within `near` of every node, and its way.
    pub(super) fn settling(
        &self,
        from: usize,
        euler: Euler,
        near: f64,
    ) -> Result<(usize, Trajectory), ReproError> {
        for image in from..self.images.len().min(from + SCANNED) {
            let way = self.way(image, euler)?;
            if distance(&way.x[euler.steps * self.network.nodes()..], self.pattern(image)) <= near {
                return Ok((image, way));
            }
        }
        let facts = format!("none of {SCANNED} images within {near}");
        Err(ReproError::Numerics { what: "an image that settles at its target".to_owned(), facts })
    }
}

/// What the report must say if the images of a unit were not the source's.
pub(super) fn note(is_sources: &[f64], side: usize) -> Vec<String> {
    if is_sources == [1.0] { Vec::new() } else { vec![pictures::missing(&MNIST, side)] }
}

/// The largest distance between two fields at a node.
pub(super) fn distance(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// The trained network of a scale with its targets: the one that ships, or 784 nodes trained here and now, once a process.
pub(super) fn trained(setting: &Setting, watch: &Watch<'_>) -> Result<(Network, Targets), ReproError> {
    watch.check()?;
    let model = match setting.scale {
        Scale::Quick => shipped::mnist_196(),
        Scale::Standard | Scale::Paper => {
            let options = runs::options(setting.scale, Set::Mnist, setting.seed);
            let run = Run { set: Set::Mnist, side: NODES.isqrt(), options };
            run.done(setting, watch)?.model.clone()
        }
    };
    let targets = model.targets().map_err(failed("the targets"))?;
    let network = model.network().map_err(failed("the network"))?;
    Ok((network, targets))
}
