//! `unroll!`: a short loop over a constant, written out.
//!
//! A kernel inlines thousands of operations on lanes into one function. As loops of one or two turns they cost the
//! compiler's loop passes 85 % of a build of over a minute; written out, the same kernel builds in seconds.

/// Runs the body for `k` from 0 to below the constant: up to eight turns are written out, more are a loop, which the
/// compiler puts on vectors.
macro_rules! unroll {
    ($count:ident, $k:ident => $body:expr) => {
        if const { $count > 8 } {
            for $k in 0..$count {
                $body;
            }
        } else {
            unroll!(@ $count, $k, $body, 0 1 2 3 4 5 6 7);
        }
    };
    (@ $count:ident, $k:ident, $body:expr, $($turn:literal)*) => {
        $(if const { $turn < $count } {
            let $k: usize = $turn;
            $body;
        })*
    };
}
