//! The loop behind exponents: moves states with their tangent directions, on one number or on lanes.

use super::Options;
use super::average::Average;
use super::growth::Growth;
use super::spectrum::{Spectrum, finish};
use super::tangents::{renormalise, with_tangents};
use crate::failure::Error;
use neurodyn_core::{Dual, Evolve, Mask, Point, Primal, Real, Wide};

/// Averages are brought up to date about so often in a run, and at most after so many renormalisations.
const UPDATES: u64 = 1024;
const MOST: u64 = 64;

/// Follows the states `x0` in the first `here` lanes and gives what was found in each.
#[inline(always)]
pub(super) fn follow<const K: usize, R: Wide, E: Evolve<Dual<R, K>>>(
    evolve: &E,
    x0: &Point<E, R>,
    options: &Options,
    here: usize,
) -> Result<Vec<Result<Spectrum, Error>>, Error> {
    let mut x = with_tangents::<_, R, K>(evolve.space(), x0, options.seed)?;
    let mut columns = vec![R::lit(0.0); x.as_ref().len() * K];
    let mut stretch = [R::lit(0.0); K];
    let mut work = evolve.work();
    let mut t = lit::<R>(options.from);
    let mut growth = Growth::<R, K>::new();
    let mut averages: Vec<Average<K>> = (0..here).map(|_| Average::new()).collect();
    let mut found: Vec<Option<Result<Spectrum, Error>>> = (0..here).map(|_| None).collect();
    let renormalisations = options.units.div_ceil(options.every);
    let update = (renormalisations / UPDATES).clamp(1, MOST);
    let total = options.transient.saturating_add(options.units);
    let (mut moved, mut pushed, mut open, mut running) = (0, 0, t, here);
    // one loop, so that the evolution is compiled once
    while moved < total && running > 0 {
        let counted = moved >= options.transient;
        let until = if counted { total } else { options.transient };
        let chunk = options.every.min(until - moved);
        for _ in 0..chunk {
            if let Err(stuck) = evolve.advance(&mut work, &mut t, &mut x) {
                for lane in 0..here {
                    if stuck.lanes >> lane & 1 == 1 && found[lane].is_none() {
                        found[lane] = Some(Err(Error::Stuck { t: t.value(lane), why: stuck.why }));
                        running -= 1;
                    }
                }
                if running == 0 {
                    break;
                }
            }
        }
        moved += chunk;
        renormalise(x.as_mut(), &mut columns, &mut stretch)?;
        let mut sum = stretch[0];
        for k in 1..K {
            sum += stretch[k];
        }
        let finite = sum.is_finite();
        if !finite.all() {
            for lane in 0..here {
                if !finite.lane(lane) && found[lane].is_none() {
                    let why = "a tangent direction is not finite";
                    found[lane] = Some(Err(Error::Stuck { t: t.value(lane), why }));
                    running -= 1;
                }
            }
        }
        if !counted {
            open = t;
            continue;
        }
        growth.push(&stretch);
        pushed += 1;
        if pushed % update != 0 && moved < total {
            continue;
        }
        let (sums, collapsed) = growth.take();
        for lane in 0..here {
            if found[lane].is_some() {
                continue;
            }
            let average = &mut averages[lane];
            let mut grown = [0.0; K];
            for k in 0..K {
                grown[k] = sums[k].value(lane);
            }
            average.collapse(collapsed.value(lane) as u64);
            let full = average.push_growth(&grown, t.value(lane) - open.value(lane));
            let units = moved - options.transient;
            let enough = full && units >= options.least;
            let settled = enough && options.error.is_some_and(|error| average.settled(error));
            if settled || moved == total {
                let end = x.as_ref().iter().map(|c| c.re.value(lane)).collect();
                found[lane] = Some(if average.time() > 0.0 {
                    Ok(finish(average.clone(), units, settled, end))
                } else {
                    Err(Error::Stuck { t: t.value(lane), why: "time did not pass: no step was accepted" })
                });
                running -= 1;
            }
        }
        open = t;
    }
    // every lane has ended in one way or the other
    Ok(found.into_iter().flatten().collect())
}

#[inline(always)]
fn lit<R: Real>(c: f64) -> Primal<R> {
    <Primal<R> as Real>::lit(c)
}
