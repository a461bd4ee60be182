//! Every tableau of the crate once, for tests that hold for all of them.

/// Calls `$check::<S, T>(arguments..)` for every tableau `T` with `S` stages.
macro_rules! for_each_tableau {
    ($check:ident $(, $argument:expr)*) => {{
        use dynsys::tableau as of;
        $check::<1, of::Euler>($($argument),*);
        $check::<2, of::Heun>($($argument),*);
        $check::<4, of::Rk4>($($argument),*);
        $check::<4, of::BogackiShampine32>($($argument),*);
        $check::<7, of::DormandPrince54>($($argument),*);
        $check::<7, of::Tsitouras54>($($argument),*);
        $check::<9, of::Verner65>($($argument),*);
        $check::<11, of::Verner76>($($argument),*);
        $check::<12, of::DormandPrince853>($($argument),*);
        $check::<17, of::Verner98>($($argument),*);
    }};
}
