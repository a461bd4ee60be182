//! What can go wrong: parameters without a bistable node, sizes that do not fit, structures that cannot be inverted.

use neurodyn_core::linear::LinearError;

/// Everything that `wilsoncowan` reports as an error.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter that must be finite, or of one sign, is not.
    #[error("{what} is {value}: it must be {must_be}")]
    Range {
        /// Which.
        what: &'static str,
        /// Its value.
        value: f64,
        /// The range, in words.
        must_be: &'static str,
    },
    /// Numbers of nodes, classes, weights or states that do not fit each other.
    #[error("{what}: {expected} expected, {found} found")]
    Sizes {
        /// Of what.
        what: &'static str,
        /// As it must be.
        expected: usize,
        /// As it is.
        found: usize,
    },
    /// A number that must be finite is not.
    #[error("{what}[{index}] is {value}, not a finite number")]
    NotFinite {
        /// Which argument.
        what: &'static str,
        /// Which entry.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// A node that is not bistable has no two states to plant.
    #[error(
        "the node has the steady states {states:?} (excitatory part, stable), not two stable ones around an unstable one"
    )]
    NotBistable {
        /// Excitatory part and whether it is stable, for all steady states in [0, 1].
        states: Vec<(f64, bool)>,
    },
    /// `K + 2` segments do not fit the nodes.
    #[error("{classes} classes take at least {} nodes, not {nodes}", classes + 2)]
    Nodes {
        /// Nodes.
        nodes: usize,
        /// Classes.
        classes: usize,
    },
    /// The planted and the trainable columns are too near to being dependent.
    #[error("the condition of Phi is {condition:e}, above {limit:e}: its columns are nearly dependent")]
    Condition {
        /// The condition in the 1-norm.
        condition: f64,
        /// What is still taken.
        limit: f64,
    },
    /// The kernel of a coupling is not what the targets span.
    #[error(
        "the kernel of the coupling is not that of the {planted} targets: {found} eigenvalues are zero, |A V| is {residual:e} |A|"
    )]
    Kernel {
        /// Eigenvalues that are zero; 0 if that was not looked for, since the targets are not in the kernel.
        found: usize,
        /// Number of targets.
        planted: usize,
        /// `|A V| / |A|` for a basis `V` of the targets.
        residual: f64,
    },
    /// A step with which the method cannot follow the fast inhibitory part.
    #[error(
        "a step of {dt} needs gamma above {least}, not {gamma}: the method would lose the inhibitory part"
    )]
    Step {
        /// The step.
        dt: f64,
        /// The ratio of time scales.
        gamma: f64,
        /// The least gamma for it.
        least: f64,
    },
    /// What is sought in the past has been forgotten.
    #[error(
        "errors of the end grow {growth:e} times over {time} back in time, to {error:e}: more than the {tolerance:e} allowed, \
         so nothing can be rebuilt"
    )]
    Irreversible {
        /// How far back that is.
        time: f64,
        /// How much errors grow over it, root of the mean square.
        growth: f64,
        /// What the error of the end becomes.
        error: f64,
        /// What it may become.
        tolerance: f64,
    },
    /// A run of an ensemble or a search failed.
    #[error("{0}")]
    Run(dynsys::Error),
    /// A pixel that is not in [0, 1].
    #[error("pixel {pixel} of image {image} is {value}: pixels must lie in [0, 1]")]
    Pixel {
        /// Which image.
        image: usize,
        /// Which of its pixels.
        pixel: usize,
        /// Its value.
        value: f32,
    },
    /// A label that is no class.
    #[error("image {image} has the label {label}, but there are {classes} classes")]
    Label {
        /// Which image.
        image: usize,
        /// Its label.
        label: u8,
        /// Number of classes.
        classes: usize,
    },
    /// Stopped from outside; what was done is lost unless it says otherwise.
    #[error("cancelled after {done} of {total}")]
    Cancelled {
        /// What was done.
        done: usize,
        /// What there was to do.
        total: usize,
    },
    /// Training that leads nowhere: the last good checkpoint, if there is one, is kept.
    #[error("training diverged in epoch {epoch}: the loss is {loss}, gamma {gamma}")]
    Diverged {
        /// Epoch, from 1.
        epoch: usize,
        /// Mean loss in it.
        loss: f64,
        /// The ratio of time scales by then.
        gamma: f64,
    },
    /// A file that cannot be read or written, or is not what it should be.
    #[error("{}: {why}", path.display())]
    File {
        /// Which.
        path: std::path::PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Training went astray, or the library of tensors failed.
    #[error("training: {why}")]
    Training {
        /// Why.
        why: String,
    },
    /// What the library of tensors says.
    #[error("tensors: {why}")]
    Tensor {
        /// Its words.
        why: String,
    },
    /// Linear algebra failed.
    #[error("{0}")]
    Linear(LinearError),
}

impl From<dynsys::Error> for Error {
    fn from(error: dynsys::Error) -> Self {
        match error {
            dynsys::Error::Cancelled { done, total } => Self::Cancelled { done, total },
            error => Self::Run(error),
        }
    }
}

impl From<LinearError> for Error {
    fn from(error: LinearError) -> Self {
        Self::Linear(error)
    }
}

/// `Ok` if these are as many as they must be.
pub(crate) fn exactly(what: &'static str, expected: usize, found: usize) -> Result<(), Error> {
    if expected == found { Ok(()) } else { Err(Error::Sizes { what, expected, found }) }
}

/// `Ok` if all of these are finite.
pub(crate) fn finite(what: &'static str, numbers: &[f64]) -> Result<(), Error> {
    match numbers.iter().position(|number| !number.is_finite()) {
        Some(index) => Err(Error::NotFinite { what, index, value: numbers[index] }),
        None => Ok(()),
    }
}

/// `Ok` if these are whole images of so many pixels, all in [0, 1].
pub(crate) fn images(pixels: &[f32], size: usize) -> Result<(), Error> {
    exactly("pixels of images", pixels.len().next_multiple_of(size.max(1)), pixels.len())?;
    match pixels.iter().position(|pixel| !(0.0..=1.0).contains(pixel)) {
        Some(at) => Err(Error::Pixel { image: at / size, pixel: at % size, value: pixels[at] }),
        None => Ok(()),
    }
}
