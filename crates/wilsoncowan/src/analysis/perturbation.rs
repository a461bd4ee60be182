//! The smallest change of an image that changes its class, by gradients through the exact adjoint.

use super::margins::{Margins, between, distance, norm};
use crate::error::{Error, exactly};
use crate::euler::Euler;
use crate::evolve::share_out;
use crate::network::Network;
use crate::targets::Targets;
use core::sync::atomic::{AtomicUsize, Ordering};
use dynsys::ensemble::Resources;

/// A search for the nearest image of another class.
///
/// For each of the nearest other classes `j`:
///
/// 1. steps to the border of the linearised margin `f_j = |x(T) - target_j|^2 - |x(T) - target_c|^2`, after
///    S.-M. Moosavi-Dezfooli, A. Fawzi and P. Frossard, "`DeepFool`", CVPR 2016 (arXiv:1511.04599), kept in [0, 1];
/// 2. from the border that was crossed, the shortest change to the border's tangent plane there, again in [0, 1], as long
///    as that finds a shorter one.
///
/// The shortest is kept. It has another class and is a local minimum at best: an upper bound of the distance to other
/// classes. Take the steps of training: after many more the margins are flat, since every start of a basin ends in the same
/// place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// The dynamics that gives images their class.
    pub euler: Euler,
    /// How many other classes are tried, those first whose targets are nearest at the end.
    pub rivals: usize,
    /// Steps that each part may make.
    pub iterations: usize,
    /// How near to the border its far side is found, relative to the length of the change.
    pub precision: f64,
}

/// An image of another class.
#[derive(Clone, Debug, PartialEq)]
pub struct Perturbation {
    /// The image, in [0, 1].
    pub image: Vec<f64>,
    /// Its distance from the one it was made of, root of the sum of squares.
    pub length: f64,
    /// The class of the one it was made of.
    pub from: usize,
    /// Its class; none if its state is not finite.
    pub to: Option<usize>,
}

/// Steps overshoot borders by this factor, since they are not planes.
const OVERSHOOT: f64 = 1.02;
/// The longest step, since flat margins promise borders far away.
const LONGEST_STEP: f64 = 1.0;
/// A direction that did not suffice is followed in steps of this factor.
const FARTHER: f64 = 1.5;
/// The second part ends when it gains less than this fraction.
const GAIN: f64 = 1e-3;
/// Fractions of the way to the tangent plane's nearest point that are tried.
const FRACTIONS: [f64; 4] = [1.0, 0.5, 0.25, 0.1];

impl Search {
    /// Five rivals, 50 steps, the border to one in 10,000.
    #[must_use]
    pub const fn new(euler: Euler) -> Self {
        Self { euler, rivals: 5, iterations: 50, precision: 1e-4 }
    }

    /// The smallest perturbation that is found of one image; none if no image of another class is found.
    ///
    /// ```
    /// use wilsoncowan::analysis::Search;
    /// use wilsoncowan::{Network, Node, Targets, euler::Euler};
    ///
    /// // uncoupled nodes: each goes up or down by itself
    /// let node = Node::published();
    /// let (network, targets) = (Network::new(node, 0.85, vec![0.0; 16])?, Targets::new(&node, 4, 2)?);
    /// let search = Search::new(Euler { dt: 0.1, steps: 25 });
    /// let found = search.smallest(&network, &targets, &[0.1, 0.45, 0.5, 0.5])?.expect("there is one");
    /// assert_eq!((found.from, found.to), (0, Some(1)));
    /// assert!(found.length < 0.3);
    /// # Ok::<(), wilsoncowan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Sizes`]; [`Error::Pixel`]; [`Error::Range`] for an image whose state is not finite, and a precision that is
    /// none; [`Error::Step`].
    pub fn smallest(
        &self,
        network: &Network,
        targets: &Targets,
        image: &[f64],
    ) -> Result<Option<Perturbation>, Error> {
        exactly("images", 1, super::frozen::images(network.nodes(), image)?)?;
        exactly("nodes of the targets", network.nodes(), targets.nodes())?;
        self.euler.check(network)?;
        if !(self.precision > 0.0 && self.precision < 1.0) {
            let value = self.precision;
            return Err(Error::Range { what: "the precision", value, must_be: "between 0 and 1" });
        }
        let margins = Margins { network, targets, euler: self.euler };
        let Some(class) = margins.class(image)? else {
            return Err(Error::Range {
                what: "the image's state",
                value: f64::NAN,
                must_be: "finite at the end",
            });
        };
        let mut best: Option<Perturbation> = None;
        for rival in margins.rivals(image, class, self.rivals)? {
            let Some(crossed) = self.cross(&margins, image, class, rival)? else { continue };
            let near = self.border(&margins, image, class, &crossed)?;
            let near = self.shorten(&margins, image, class, near)?;
            let length = distance(image, &near);
            if best.as_ref().is_none_or(|best| length < best.length) {
                let to = margins.class(&near)?;
                best = Some(Perturbation { image: near, length, from: class, to });
            }
        }
        Ok(best)
    }

    /// The same of many images, on threads.
    ///
    /// # Errors
    /// As [`smallest`](Self::smallest), the first in the order of images; [`Error::Cancelled`].
    pub fn smallest_of_each(
        &self,
        network: &Network,
        targets: &Targets,
        images: &[f64],
        resources: &Resources<'_>,
    ) -> Result<Vec<Option<Perturbation>>, Error> {
        let total = super::frozen::images(network.nodes(), images)?;
        let mut found = vec![None; total];
        let done = AtomicUsize::new(0);
        share_out(
            resources.threads(),
            found.iter_mut().zip(images.chunks(network.nodes().max(1))),
            |(found, image)| {
                if resources.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed)) {
                    return;
                }
                *found = Some(self.smallest(network, targets, image));
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                if let Some(progress) = resources.progress {
                    progress(done);
                }
            },
        );
        let done = done.into_inner();
        let cancelled = || Err(Error::Cancelled { done, total });
        found.into_iter().map(|found| found.unwrap_or_else(cancelled)).collect()
    }

    /// An image of another class, on the way to this rival.
    fn cross(
        &self,
        margins: &Margins<'_>,
        image: &[f64],
        class: usize,
        rival: usize,
    ) -> Result<Option<Vec<f64>>, Error> {
        let mut at = image.to_vec();
        for _ in 0..self.iterations {
            if margins.class(&at)? != Some(class) {
                return Ok(Some(at));
            }
            let (margin, mut slope) = margins.gradient(&at, class, rival)?;
            // only where the box leaves a way
            for (slope, &pixel) in slope.iter_mut().zip(&at) {
                if (pixel <= 0.0 && *slope > 0.0) || (pixel >= 1.0 && *slope < 0.0) {
                    *slope = 0.0;
                }
            }
            let length = norm(&slope);
            let away = OVERSHOOT * margin / length;
            if !away.is_finite() {
                break;
            }
            let step = away.min(LONGEST_STEP) / length;
            for (pixel, slope) in at.iter_mut().zip(&slope) {
                *pixel = (*pixel - step * slope).clamp(0.0, 1.0);
            }
        }
        farther(margins, image, class, &at)
    }

    /// The far side of the border on the straight way from the image to one of another class.
    fn border(
        &self,
        margins: &Margins<'_>,
        image: &[f64],
        class: usize,
        crossed: &[f64],
    ) -> Result<Vec<f64>, Error> {
        let (mut here, mut there) = (0.0, 1.0);
        while there - here > self.precision * there {
            let middle = 0.5 * (here + there);
            if middle <= here || middle >= there {
                break;
            }
            if margins.class(&between(image, crossed, middle))? == Some(class) {
                here = middle;
            } else {
                there = middle;
            }
        }
        Ok(between(image, crossed, there))
    }

    /// From a border to nearer places of it.
    fn shorten(
        &self,
        margins: &Margins<'_>,
        image: &[f64],
        class: usize,
        mut best: Vec<f64>,
    ) -> Result<Vec<f64>, Error> {
        for _ in 0..self.iterations {
            let length = distance(image, &best);
            let Some(rival) = margins.class(&best)? else { break };
            let (margin, slope) = margins.gradient(&best, class, rival)?;
            let plane = on_plane(image, &best, margin, &slope);
            let mut gained = false;
            for fraction in FRACTIONS {
                let mixed = between(&best, &plane, fraction);
                // just shorter than the best so far
                let shorter = between(
                    image,
                    &mixed,
                    (1.0 - GAIN) * length / distance(image, &mixed).max(f64::MIN_POSITIVE),
                );
                if distance(image, &shorter) < length && margins.class(&shorter)? != Some(class) {
                    best = self.border(margins, image, class, &shorter)?;
                    gained = true;
                    break;
                }
            }
            if !gained {
                break;
            }
        }
        Ok(best)
    }
}

/// Beyond a point in the direction from the image, as far as the box goes.
fn farther(
    margins: &Margins<'_>,
    image: &[f64],
    class: usize,
    at: &[f64],
) -> Result<Option<Vec<f64>>, Error> {
    let length = distance(image, at);
    if length == 0.0 {
        return Ok(None);
    }
    let (mut times, farthest) = (1.0, (image.len() as f64).sqrt() / length);
    while times < FARTHER * farthest {
        let there = between(image, at, times);
        if margins.class(&there)? != Some(class) {
            return Ok(Some(there));
        }
        times *= FARTHER;
    }
    Ok(None)
}

/// The point of the box nearest to the image on the plane `margin + slope . (z - at) = 0`: pixels that would leave the box
/// are held at its faces, and the rest do what is left.
fn on_plane(image: &[f64], at: &[f64], margin: f64, slope: &[f64]) -> Vec<f64> {
    let mut point = image.to_vec();
    let mut held = vec![false; image.len()];
    let whole: f64 = slope.iter().zip(at).map(|(w, z)| w * z).sum::<f64>() - margin;
    loop {
        let (mut left, mut square) = (whole, 0.0);
        for i in 0..image.len() {
            left -= slope[i] * if held[i] { point[i] } else { image[i] };
            square += if held[i] { 0.0 } else { slope[i] * slope[i] };
        }
        if square == 0.0 {
            return point;
        }
        let mut fits = true;
        for i in 0..image.len() {
            if held[i] {
                continue;
            }
            let free = image[i] + slope[i] * left / square;
            point[i] = free.clamp(0.0, 1.0);
            if point[i] != free {
                held[i] = true;
                fits = false;
            }
        }
        if fits {
            return point;
        }
    }
}
