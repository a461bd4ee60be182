//! How far an image can be moved in random directions before its class changes: what a search must beat.

use super::judge::Judge;
use super::margins::{between, distance};
use super::perturbation::Perturbation;
use crate::error::{Error, exactly};
use neurodyn_core::seed::Seeds;

/// A direction that did not suffice is followed in steps of this factor.
const FARTHER: f64 = 1.3;
/// The first step, a root of the mean square over pixels.
const FIRST: f64 = 0.01;
/// The longest, likewise: beyond, nearly every pixel is at a face of the box.
const LAST: f64 = 4.0;

/// One direction's state: the class changes between two factors of it.
struct Ray {
    /// The image moved by the direction, root of the mean square 1, not cut off.
    end: Vec<f64>,
    here: f64,
    there: Option<f64>,
}

/// The nearest change of class in each of `count` random directions from an image (normal in every pixel, cut off at 0 and
/// 1), to a relative `precision` by bisection: none for a direction in which the class stays. All directions are judged
/// together, in batches.
///
/// ```
/// use neurodyn_core::seed::Seeds;
/// use wilsoncowan::analysis::random_directions;
///
/// // a border at a distance of 0.1: no direction is shorter
/// let judge = |images: &[f64]| Ok(images.chunks(2).map(|image| Some(usize::from(image[0] > 0.5))).collect());
/// let found = random_directions(&judge, &[0.4, 0.5], 20, 1e-6, Seeds::new(3))?;
/// let lengths = found.iter().flatten().map(|found| found.length);
/// assert!(lengths.clone().count() > 5 && lengths.fold(1.0, f64::min) >= 0.1);
/// # Ok::<(), wilsoncowan::Error>(())
/// ```
///
/// # Errors
/// [`Error::Pixel`]; [`Error::Range`] for a precision that is none, an image without a class; those of the judge.
pub fn random_directions(
    judge: &dyn Judge,
    image: &[f64],
    count: usize,
    precision: f64,
    seeds: Seeds,
) -> Result<Vec<Option<Perturbation>>, Error> {
    super::frozen::images(image.len(), image)?;
    if !(precision > 0.0 && precision < 1.0) {
        return Err(Error::Range { what: "the precision", value: precision, must_be: "between 0 and 1" });
    }
    let Some(&Some(from)) = judge.classes(image)?.first() else {
        return Err(Error::Range {
            what: "the image's state",
            value: f64::NAN,
            must_be: "finite at the end",
        });
    };
    let seeds = seeds.named("directions");
    let ray = |k| {
        let mut stream = seeds.stream(k);
        let end = image.iter().map(|pixel| pixel + stream.normal()).collect();
        Ray { end, here: 0.0, there: None }
    };
    let mut rays: Vec<Ray> = (0..count as u64).map(ray).collect();
    loop {
        // where each ray is to be judged next
        let asked: Vec<(usize, f64)> =
            rays.iter().enumerate().filter_map(|(k, ray)| Some((k, ray.next(precision)?))).collect();
        if asked.is_empty() {
            break;
        }
        let images: Vec<f64> =
            asked.iter().flat_map(|&(k, times)| between(image, &rays[k].end, times)).collect();
        let classes = judge.classes(&images)?;
        exactly("classes by the judge", asked.len(), classes.len())?;
        for ((k, times), class) in asked.into_iter().zip(classes) {
            if class == Some(from) {
                rays[k].here = times;
            } else {
                rays[k].there = Some(times);
            }
        }
    }
    let ends: Vec<Option<Vec<f64>>> =
        rays.iter().map(|ray| Some(between(image, &ray.end, ray.there?))).collect();
    let images: Vec<f64> = ends.iter().flatten().flatten().copied().collect();
    let mut classes = judge.classes(&images)?.into_iter();
    let perturbation = |end: Option<Vec<f64>>| {
        let image_there = end?;
        let length = distance(image, &image_there);
        Some(Perturbation { image: image_there, length, from, to: classes.next().flatten() })
    };
    Ok(ends.into_iter().map(perturbation).collect())
}

impl Ray {
    /// The next factor to be judged; none if all is known.
    fn next(&self, precision: f64) -> Option<f64> {
        match self.there {
            None => {
                let next = if self.here == 0.0 { FIRST } else { FARTHER * self.here };
                (next <= LAST).then_some(next)
            }
            Some(there) => {
                let middle = 0.5 * (self.here + there);
                let wide = there - self.here > precision * there && middle > self.here && middle < there;
                wide.then_some(middle)
            }
        }
    }
}
