//! `unroll!`: a short loop over a constant, written out.
//!
//! A kernel inlines thousands of operations on lanes into one function. As loops of one or two turns they cost the
//! compiler's loop passes 85 % of a build of over a minute; written out, the same kernel builds in seconds.

/// Runs the body for `k` from 0 to below the constant; the first eight turns are written out.
macro_rules! unroll {
    ($count:ident, $k:ident => $body:expr) => {
        unroll!(@ $count, $k, $body, 0 1 2 3 4 5 6 7);
        if const { $count > 8 } {
            for $k in 8..$count {
                $body;
            }
        }
    };
    (@ $count:ident, $k:ident, $body:expr, $($turn:literal)*) => {
        $(if const { $turn < $count } {
            let $k: usize = $turn;
            $body;
        })*
    };
}
