//! Where bursts turn into spikes.

use crate::analysis::mapping_portrait;
use crate::error::Error;
use crate::mapping::Mapping;
use crate::net::Net;
use crate::neuron::Neuron;
use crate::portrait::{Portrait, portrait};

/// A start from which the neuron bursts or spikes, never rests (caption of figure 1), `[V (mV), n, S]`.
pub const START: [f64; 3] = [-51.0, 2e-3, 0.185];

/// The `V_S` at which pauses between bursts disappear, mV.
///
/// Bisection of `interval`, until it is no longer than `width`, by whether there are pauses in `window` after the start
/// at [`START`]; `gk2` is the conductance of the additional current. On the bursting side of the point spikes are
/// irregular and pauses rare, the rarer the nearer: a window of 1000 s after a transient of 300 s finds it within about
/// 0.0005. It moves by 0.002 if a run makes errors like those of RK4 at `h = 0.0025` s, so it is sought with
/// [`portrait`]'s tolerance.
///
/// # Errors
/// [`Error::NotBracketed`] if there are pauses at both ends or at neither (`at_low`, `at_high` are their numbers);
/// [`Error::Run`], [`Error::Window`].
pub fn burst_to_spike(gk2: f64, interval: (f64, f64), width: f64, window: (f64, f64)) -> Result<f64, Error> {
    bisect(interval, width, |vs| {
        let portrait: Portrait<1> = portrait(&Neuron { vs, gk2 }, &START, window)?;
        Ok(portrait.trains[0].pauses())
    })
}

/// The same point of a mapping, in double precision.
///
/// # Errors
/// As [`burst_to_spike`], and [`Error::NetSize`] if the net is not of a neuron with one parameter.
pub fn mapping_burst_to_spike(
    net: &Net,
    interval: (f64, f64),
    width: f64,
    window: (f64, f64),
) -> Result<f64, Error> {
    bisect(interval, width, |vs| {
        let map = Mapping::<3, 1>::new(net, [vs])?;
        let portrait: Portrait<1> = mapping_portrait(&map, map.dt(), &START, window)?;
        Ok(portrait.trains[0].pauses())
    })
}

/// Where pauses disappear, by bisection.
fn bisect(
    (mut low, mut high): (f64, f64),
    width: f64,
    pauses: impl Fn(f64) -> Result<usize, Error>,
) -> Result<f64, Error> {
    let (at_low, at_high) = (pauses(low)?, pauses(high)?);
    if (at_low > 0) == (at_high > 0) {
        let (at_low, at_high) = (at_low as f64, at_high as f64);
        return Err(Error::NotBracketed {
            what: "transition from bursts to spikes",
            low,
            high,
            at_low,
            at_high,
        });
    }
    while (high - low).abs() > width {
        let middle = 0.5 * (low + high);
        if middle == low || middle == high {
            break;
        }
        if (pauses(middle)? > 0) == (at_low > 0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(0.5 * (low + high))
}
