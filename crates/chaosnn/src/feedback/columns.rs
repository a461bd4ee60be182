//! Columns of tangent directions: a row pushed in by a companion matrix, and Gram-Schmidt every few rows.
//!
//! Each column is projected on those before it eight at a time, all with the projections it has before (classical
//! Gram-Schmidt by blocks), since that writes a number once in eight columns, and once more where that shortened it much
//! ("twice is enough").

use neurodyn_core::{Mask, Wide};

/// A column that Gram-Schmidt shortened below this (squared) is projected once more.
const SHORTENED: f64 = 1e-2;
/// A column that is shorter than this part (squared) of what it was is rounding error: the direction vanished.
const VANISHED: f64 = 1e-26;

/// Columns that are worked on together, so that no sum waits for itself.
const WIDE: usize = 8;
const NARROW: usize = 4;

/// Runs the body for blocks of columns of `from..to`, as wide as they fit.
macro_rules! in_blocks {
    ($from:expr, $to:expr, |$l:ident| $function:ident($($argument:expr),*)) => {{
        let mut $l = $from;
        while $l + WIDE <= $to {
            $function::<R, WIDE>($($argument),*);
            $l += WIDE;
        }
        while $l + NARROW <= $to {
            $function::<R, NARROW>($($argument),*);
            $l += NARROW;
        }
        while $l < $to {
            $function::<R, 1>($($argument),*);
            $l += 1;
        }
    }};
}

/// Numbers from one row to the next: odd, since the rows of one column would share a few sets of the processor's cache if
/// they lay a power of two apart (that cost half as much again at 32 directions).
#[inline(always)]
pub(super) fn stride(directions: usize) -> usize {
    directions | 1
}

/// The row above `top + 1` becomes `g^T` times the `D` rows from there on.
#[inline(always)]
pub(super) fn push_row<R: Wide>(rows: &mut [R], g: &[R], top: usize, directions: usize) {
    let stride = stride(directions);
    let (above, below) = rows.split_at_mut((top + 1) * stride);
    let new = &mut above[top * stride..];
    in_blocks!(0, directions, |l| row_of(new, below, g, stride, l));
}

#[inline(always)]
fn row_of<R: Wide, const B: usize>(new: &mut [R], below: &[R], g: &[R], stride: usize, l: usize) {
    let mut sum = [R::lit(0.0); B];
    for j in 0..g.len() {
        let row = &below[j * stride + l..j * stride + l + B];
        for k in 0..B {
            sum[k] = g[j].mul_add(row[k], sum[k]);
        }
    }
    new[l..l + B].copy_from_slice(&sum);
}

/// Orthonormalises the columns of the first `D` rows, moves them down by `every` rows, and adds the logarithms of their
/// stretches: minus infinity for a direction that vanished, which stays zero from then on.
#[inline(always)]
pub(super) fn orthonormalise<R: Wide>(
    rows: &mut [R],
    delays: usize,
    directions: usize,
    every: usize,
    was: &mut [R],
    sums: &mut [R],
) {
    let stride = stride(directions);
    let size = delays * stride;
    for at in (0..size).rev() {
        rows[every * stride + at] = rows[at];
    }
    let q = &mut rows[every * stride..every * stride + size];
    let zero = R::lit(0.0);
    let all = R::Mask::splat(true);
    in_blocks!(0, directions, |l| squares(q, was, stride, l));
    for k in 0..directions {
        in_blocks!(0, k, |l| project(q, stride, k, l, all));
        let mut square = square_of(q, stride, k);
        // once more where projections cancelled much, lane by lane, for the bytes must not depend on neighbours
        let again = square.lt(R::lit(SHORTENED) * was[k]);
        if again.any() {
            in_blocks!(0, k, |l| project(q, stride, k, l, again));
            square = square_of(q, stride, k);
        }
        let alive = (R::lit(VANISHED) * was[k]).lt(square);
        let length = R::select(alive, square.sqrt(), zero);
        let scale = R::select(alive, R::lit(1.0) / length, zero);
        for j in 0..delays {
            q[j * stride + k] *= scale;
        }
        sums[k] += length.ln();
    }
}

#[inline(always)]
fn squares<R: Wide, const B: usize>(q: &[R], was: &mut [R], stride: usize, l: usize) {
    let mut sum = [R::lit(0.0); B];
    for j in 0..q.len() / stride {
        let row = &q[j * stride + l..j * stride + l + B];
        for k in 0..B {
            sum[k] = row[k].mul_add(row[k], sum[k]);
        }
    }
    was[l..l + B].copy_from_slice(&sum);
}

#[inline(always)]
fn square_of<R: Wide>(q: &[R], stride: usize, k: usize) -> R {
    let mut sum = R::lit(0.0);
    for j in 0..q.len() / stride {
        let c = q[j * stride + k];
        sum = c.mul_add(c, sum);
    }
    sum
}

/// Takes the columns `l..l + B` out of column `k`, all with the projections that it has before, where `which` holds.
#[inline(always)]
fn project<R: Wide, const B: usize>(q: &mut [R], stride: usize, k: usize, l: usize, which: R::Mask) {
    let mut along = [R::lit(0.0); B];
    for j in 0..q.len() / stride {
        let c = q[j * stride + k];
        let row = &q[j * stride + l..j * stride + l + B];
        for m in 0..B {
            along[m] = c.mul_add(row[m], along[m]);
        }
    }
    for m in 0..B {
        along[m] = R::select(which, -along[m], R::lit(0.0));
    }
    for j in 0..q.len() / stride {
        let mut c = q[j * stride + k];
        let row = &q[j * stride + l..j * stride + l + B];
        for m in 0..B {
            c = along[m].mul_add(row[m], c);
        }
        q[j * stride + k] = c;
    }
}
