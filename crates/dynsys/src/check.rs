//! Checks of what a caller passes in.

use crate::failure::Error;
use crate::plan::Plan;
use neurodyn_core::{Controller, Mask, Real, Stuck, Tolerance};

pub(crate) fn finite(what: &'static str, values: &[f64]) -> Result<(), Error> {
    match values.iter().position(|v| !v.is_finite()) {
        None => Ok(()),
        Some(index) => Err(Error::NotFinite { what, index, value: values[index] }),
    }
}

pub(crate) fn dimension(what: &'static str, found: usize, expected: usize) -> Result<(), Error> {
    if found == expected { Ok(()) } else { Err(Error::Dimension { what, found, expected }) }
}

pub(crate) fn in_range(what: &'static str, value: f64, holds: bool, rule: &'static str) -> Result<(), Error> {
    if holds && value.is_finite() { Ok(()) } else { Err(Error::OutOfRange { what, value, rule }) }
}

pub(crate) fn span((from, to): (f64, f64)) -> Result<(), Error> {
    finite("time span", &[from, to])?;
    in_range("length of the time span", to - from, to > from, "the end must come after the beginning")
}

pub(crate) fn plan<M, C: Controller>(plan: &Plan<M, C>, estimates_error: bool) -> Result<(), Error> {
    if plan.control.needs_error() && !estimates_error {
        return Err(Error::NoErrorEstimate);
    }
    tolerance(plan.tolerance)?;
    if let Some(h) = plan.first_step {
        in_range("first step", h, h > 0.0, "it must be positive")?;
    }
    in_range("step budget", plan.max_steps as f64, plan.max_steps > 0, "it must be at least 1")
}

pub(crate) fn tolerance(Tolerance { absolute, relative }: Tolerance) -> Result<(), Error> {
    in_range("absolute tolerance", absolute, absolute >= 0.0, "it must not be negative")?;
    in_range("relative tolerance", relative, relative >= 0.0, "it must not be negative")?;
    in_range("sum of the tolerances", absolute + relative, absolute + relative > 0.0, "one must be positive")
}

/// Times at which states are saved.
pub(crate) fn times(times: &[f64], span: (f64, f64)) -> Result<(), Error> {
    finite("save times", times)?;
    for (i, t) in times.iter().enumerate() {
        let inside = span.0 <= *t && *t <= span.1;
        in_range("save time", *t, inside, "it must lie within the time span")?;
        let ascends = i == 0 || times[i - 1] < *t;
        in_range("save time", *t, ascends, "save times must ascend")?;
    }
    Ok(())
}

/// The time that one unit of an evolution may take.
#[inline(always)]
pub(crate) fn unit<R: Real>(time: f64) -> Result<(), Stuck> {
    let lanes = R::Mask::splat(true).bits();
    let why = "the time of a unit is not positive and finite";
    if time > 0.0 && time.is_finite() { Ok(()) } else { Err(Stuck { lanes, why }) }
}

/// The plan of an evolution, which has no other way to refuse it.
#[inline(always)]
pub(crate) fn evolution<R: Real, M, C: Controller>(
    plan: &Plan<M, C>,
    estimates_error: bool,
    suits: Result<(), &'static str>,
) -> Result<(), Stuck> {
    let lanes = R::Mask::splat(true).bits();
    suits.map_err(|why| Stuck { lanes, why })?;
    let why = "the plan has no valid tolerance, no valid first step, or a method without the error estimate that it needs";
    self::plan(plan, estimates_error).map_err(|_| Stuck { lanes, why })
}
