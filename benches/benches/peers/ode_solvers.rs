//! The crate `ode_solvers`: Dormand and Prince's explicit methods on static vectors.

use dynsys::{Fixed, Flow, System};
use ode_solvers::dop_shared::OutputType;
use ode_solvers::{Dop853, Dopri5, SVector};

/// A system as this crate wants it.
struct Theirs<S>(S);

impl<S: System<Space = Fixed<N>> + Flow<f64>, const N: usize> ode_solvers::System<f64, SVector<f64, N>>
    for Theirs<S>
{
    fn system(&self, t: f64, y: &SVector<f64, N>, dy: &mut SVector<f64, N>) {
        let whole = "as many coordinates as the system has";
        let (x, dx) = (y.as_slice().try_into().expect(whole), dy.as_mut_slice().try_into().expect(whole));
        self.0.rhs(t, x, dx);
    }
}

/// What both methods take after the tolerances: safety factor, beta, least and greatest factor of a step, longest and
/// first step, steps at most, steps between tests for stiffness (never), and the output: every step's end, since dense
/// output at the end of the span alone is extrapolated from the first step (version 0.6.2).
macro_rules! method {
    ($name:ident, $method:ident, $beta:literal, $greatest:literal, $least:literal) => {
        /// The state at the end.
        pub(crate) fn $name<S, const N: usize>(
            flow: &S,
            span: (f64, f64),
            start: &[f64; N],
            (relative, absolute): (f64, f64),
        ) -> Result<[f64; N], String>
        where
            S: System<Space = Fixed<N>> + Flow<f64> + Copy,
        {
            let (from, to) = span;
            let (start, length) = (SVector::<f64, N>::from(*start), to - from);
            let mut stepper = $method::from_param(
                Theirs(*flow),
                from,
                to,
                length,
                start,
                relative,
                absolute,
                0.9,
                $beta,
                $least,
                $greatest,
                length,
                0.0,
                u32::MAX,
                u32::MAX,
                OutputType::Sparse,
            );
            stepper.integrate().map_err(|error| error.to_string())?;
            let end = stepper.y_out().last().ok_or("no end")?;
            Ok((*end).into())
        }
    };
}

method!(dopri5, Dopri5, 0.04, 10.0, 0.2);
method!(dop853, Dop853, 0.0, 6.0, 0.333);
