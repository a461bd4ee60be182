//! Fixed points of mappings, their multipliers as rates, and where they are stable.

use crate::error::Error;
use crate::fixed_point::steady_state;
use crate::mapping::Mapping;
use crate::net::Net;
use crate::neuron::Neuron;
use crate::starts::Axis;
use dynsys::FixedPoint;
use dynsys::fixed_point::{Newton, of_map};
use dynsys::jacobian::Column;
use neurodyn_core::{Map, Point};

/// Corrections of Newton's method shrink to this, relative to the state. A net's `chi` makes the problem as ill
/// conditioned as a derivative is: the last bits of a state matter less than this.
const NEWTON: Newton = Newton { tolerance: 1e-11, max_iterations: 50 };

/// A fixed point of a map whose iterations take the time `dt`.
#[derive(Clone, Debug, PartialEq)]
pub struct MappingPoint {
    /// The point, its multipliers, and how it was found.
    pub point: FixedPoint,
    /// The time of one iteration.
    pub dt: f64,
}

impl MappingPoint {
    /// The fixed point of any map near a guess, by Newton's method on dual numbers.
    ///
    /// # Errors
    /// [`Error::Run`] if there is none near, or the guess does not fit.
    pub fn near<M: Map<Column>>(map: &M, dt: f64, guess: &Point<M, f64>) -> Result<Self, Error> {
        Ok(Self { point: of_map(map, 1, guess, &NEWTON)?, dt })
    }
    /// `ln(rho) / dt` of every multiplier, `(re, im)` by descending real part: what the eigenvalues of the equations are
    /// compared with. Minus infinity for a multiplier 0.
    #[must_use]
    pub fn rates(&self) -> Vec<(f64, f64)> {
        let rate = |&(re, im): &(f64, f64)| (re.hypot(im).ln() / self.dt, im.atan2(re) / self.dt);
        let mut rates: Vec<(f64, f64)> = self.point.eigenvalues.iter().map(rate).collect();
        rates.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
        rates
    }
    /// The real part of the greatest rate: the point is stable if it is below 0.
    #[must_use]
    pub fn growth(&self) -> f64 {
        self.rates().first().map_or(f64::NEG_INFINITY, |rate| rate.0)
    }
}

/// The fixed point of a neuron's mapping at `vs` (mV) near `guess`, `[V, n, S]`.
///
/// # Errors
/// [`Error::NetSize`] if the net is not of a neuron with one parameter; [`Error::Run`] if there is no fixed point near.
///
/// ```
/// use hhnet::{analysis::mapping_steady_state, shipped};
///
/// let rest = mapping_steady_state(&shipped::modified(), -36.0, &[-50.6, 0.002, 0.188])?;
/// assert!(rest.growth() < 0.0); // the equations: -0.159 1/s
/// # Ok::<(), hhnet::Error>(())
/// ```
pub fn mapping_steady_state(net: &Net, vs: f64, guess: &[f64; 3]) -> Result<MappingPoint, Error> {
    MappingPoint::near(&Mapping::<3, 1>::new(net, [vs])?, net.form().dt, guess)
}

/// How a fixed point loses its stability.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Crossing {
    /// A pair of multipliers leaves the unit circle: a Neimark-Sacker point, the Hopf point of a mapping.
    NeimarkSacker {
        /// The angular frequency that is born, rad/s.
        omega: f64,
    },
    /// A multiplier passes 1.
    Fold,
    /// A multiplier passes -1.
    Flip,
    /// Newton's method finds no fixed point beyond.
    Lost,
    /// It does not: the interval ends.
    End,
}

/// An end of a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Border {
    /// `V_S`, mV.
    pub vs: f64,
    /// What happens there.
    pub crossing: Crossing,
}

/// Values of `V_S` at which a mapping has a stable fixed point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestWindow {
    /// The lower end.
    pub from: Border,
    /// The upper end.
    pub to: Border,
}

/// The windows of `V_S` (mV) within `interval`, from below, in which the mapping's fixed point is stable.
///
/// The fixed point is continued from one of `pieces + 1` values to the next, from the steady state of the equations at
/// first and wherever it is lost; `gk2` is the conductance of the additional current. Ends are bisected to the last bit;
/// two in one piece are missed.
///
/// # Errors
/// [`Error::NetSize`] if the net is not of a neuron with one parameter; [`Error::NotBracketed`] if the equations have no
/// steady state; [`Error::Scaling`] for an interval that is none. A mapping without a fixed point has no windows.
///
/// ```
/// let windows = hhnet::analysis::rest_windows(&hhnet::shipped::modified(), 0.12, (-40.0, -30.0), 100)?;
/// assert_eq!(windows.len(), 1);
/// assert!((windows[0].from.vs + 37.05).abs() < 0.2 && (windows[0].to.vs + 34.98).abs() < 0.2);
/// # Ok::<(), hhnet::Error>(())
/// ```
pub fn rest_windows(
    net: &Net,
    gk2: f64,
    (from, to): (f64, f64),
    pieces: usize,
) -> Result<Vec<RestWindow>, Error> {
    let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
    if !(middle.is_finite() && half.is_finite() && half > 0.0 && pieces > 0) {
        return Err(Error::Scaling { side: 0, middle, half });
    }
    Mapping::<3, 1>::new(net, [from])?;
    let mut found = Vec::new();
    let mut open: Option<Border> = None;
    let mut last: Option<(f64, Option<MappingPoint>)> = None;
    for vs in Axis::new(from, to, pieces + 1).values() {
        let near = last.as_ref().and_then(|(_, point)| point.as_ref());
        let point = continued(net, gk2, vs, near)?;
        let stable = is_stable(point.as_ref());
        match (&last, open) {
            (None, _) if stable => open = Some(Border { vs, crossing: Crossing::End }),
            (Some((before, point_before)), None) if stable => {
                open = Some(border(net, point.clone(), vs, *before, point_before.is_none()));
            }
            (Some((before, point_before)), Some(border_from)) if !stable => {
                let to = border(net, point_before.clone(), *before, vs, point.is_none());
                found.push(RestWindow { from: border_from, to });
                open = None;
            }
            _ => {}
        }
        last = Some((vs, point));
    }
    if let Some(border_from) = open {
        found.push(RestWindow { from: border_from, to: Border { vs: to, crossing: Crossing::End } });
    }
    Ok(found)
}

fn is_stable(point: Option<&MappingPoint>) -> bool {
    point.is_some_and(|point| point.growth() < 0.0)
}

/// The fixed point at `vs`: near the last one, else near the steady state of the equations; `None` if there is neither.
fn continued(
    net: &Net,
    gk2: f64,
    vs: f64,
    near: Option<&MappingPoint>,
) -> Result<Option<MappingPoint>, Error> {
    let from = |guess: &[f64]| mapping_steady_state(net, vs, &[guess[0], guess[1], guess[2]]).ok();
    if let Some(point) = near.and_then(|near| from(&near.point.x)) {
        return Ok(Some(point));
    }
    Ok(from(&steady_state(&Neuron { vs, gk2 })?.x))
}

/// The border between a stable point at `inside` and none at `outside`, by bisection.
fn border(
    net: &Net,
    point: Option<MappingPoint>,
    mut inside: f64,
    mut outside: f64,
    mut lost: bool,
) -> Border {
    let Some(mut point) = point else {
        return Border { vs: inside, crossing: Crossing::Lost };
    };
    loop {
        let middle = 0.5 * (inside + outside);
        if middle == inside || middle == outside {
            break;
        }
        let guess = [point.point.x[0], point.point.x[1], point.point.x[2]];
        let there = mapping_steady_state(net, middle, &guess).ok();
        if is_stable(there.as_ref()) {
            inside = middle;
            point = there.unwrap_or(point);
        } else {
            outside = middle;
            lost = there.is_none();
        }
    }
    let modulus = |&(re, im): &(f64, f64)| re.hypot(im);
    let leading = point.point.eigenvalues.iter().max_by(|a, b| modulus(a).total_cmp(&modulus(b)));
    let crossing = match leading {
        _ if lost => Crossing::Lost,
        Some(&(re, im)) if im != 0.0 => Crossing::NeimarkSacker { omega: im.atan2(re).abs() / point.dt },
        Some(&(re, _)) if re < 0.0 => Crossing::Flip,
        _ => Crossing::Fold,
    };
    Border { vs: inside, crossing }
}
