//! Exponents of many networks of one size, side by side.

use super::exponents::{Averaging, Exponents};
use super::network::{Feedback, State};
use super::parallel::in_groups;
use super::tangent::{Growth, Tangents};
use crate::error::Error;
use dynsys::ensemble::Resources;
use neurodyn_core::linear::{GramSchmidt, Orthonormalise};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Doubles, Kernel, Level, Shape, Wide};

/// The exponents of many networks of one size, by lanes and threads; result `i` is `keep(i, ..)` of network `start(i)`,
/// and depends on nothing but `i`: a sweep can be cut into ranges anywhere.
///
/// # Errors
/// Networks of different sizes, states that do not fit, numbers out of range, [`Error::Cancelled`].
pub fn spectra<T: Send>(
    count: usize,
    start: impl Fn(usize) -> Result<(Feedback, State), Error> + Sync,
    averaging: &Averaging,
    resources: &Resources<'_>,
    keep: impl Fn(usize, Exponents) -> T + Sync,
) -> Result<Vec<T>, Error> {
    sweep(count, start, averaging, resources, keep, (on_vectors, lanes::<Doubles<1>>))
}

/// The same on lanes of another shape; the bytes are the same.
///
/// # Errors
/// As [`spectra`].
pub fn spectra_as<S: Shape, T: Send>(
    count: usize,
    start: impl Fn(usize) -> Result<(Feedback, State), Error> + Sync,
    averaging: &Averaging,
    resources: &Resources<'_>,
    keep: impl Fn(usize, Exponents) -> T + Sync,
) -> Result<Vec<T>, Error> {
    sweep(count, start, averaging, resources, keep, (on::<S>, lanes::<S>))
}

/// The kernel on an instruction set, and how many lanes it has there.
type Side = (fn(Level, Tangents<'_>) -> Vec<Growth>, fn(Level) -> usize);

fn on<S: Shape>(level: Level, tangents: Tangents<'_>) -> Vec<Growth> {
    level.run::<S, _>(tangents)
}

/// Not generic, so that it is compiled here and not once more by everyone who calls [`spectra`].
#[inline(never)]
fn on_vectors(level: Level, tangents: Tangents<'_>) -> Vec<Growth> {
    on::<Doubles<1>>(level, tangents)
}

fn lanes<S: Shape>(level: Level) -> usize {
    level.run::<S, _>(CountLanes)
}

fn sweep<T: Send>(
    count: usize,
    start: impl Fn(usize) -> Result<(Feedback, State), Error> + Sync,
    averaging: &Averaging,
    resources: &Resources<'_>,
    keep: impl Fn(usize, Exponents) -> T + Sync,
    (run, lanes): Side,
) -> Result<Vec<T>, Error> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let (network, _) = start(0)?;
    let (units, delays) = (network.units(), network.delays());
    let course = averaging.course(delays)?;
    let first = first_directions(delays, course.directions);
    in_groups(count, lanes(resources.level), resources, |range| {
        let members: Vec<(Feedback, State)> = range.clone().map(&start).collect::<Result<_, _>>()?;
        for (network, state) in &members {
            for (what, expected, found) in
                [("units", units, network.units()), ("delays", delays, network.delays())]
            {
                if expected != found {
                    return Err(Error::Sizes { what, expected, found });
                }
            }
            network.check(state)?;
        }
        let growth = run(resources.level, Tangents { members: &members, course, first: &first });
        for ((network, start), growth) in members.iter().zip(&growth) {
            if !growth.end.x.iter().chain(&growth.end.y).all(|number| number.is_finite()) {
                // once more alone, which says where
                network.advance(&mut start.clone(), course.iterations())?;
            }
        }
        Ok(range.zip(&growth).map(|(i, growth)| keep(i, Exponents::new(growth, &course))).collect())
    })
}

struct CountLanes;
impl Kernel for CountLanes {
    type Output = usize;
    #[inline(always)]
    fn run<R: Wide>(self) -> usize {
        R::LANES
    }
}

/// The same random orthonormal directions for everybody.
fn first_directions(delays: usize, directions: usize) -> Vec<f64> {
    let mut stream = Seeds::new(0).named("tangent directions").stream(0);
    let mut columns: Vec<f64> = (0..delays * directions).map(|_| stream.normal()).collect();
    let fits = GramSchmidt.orthonormalise(&mut columns, &mut vec![0.0; directions]);
    debug_assert_eq!(fits, Ok(true));
    columns
}
