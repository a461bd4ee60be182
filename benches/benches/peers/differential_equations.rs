//! The crate `differential-equations`: explicit methods, Radau and BDF on arrays.
//!
//! Its diagonally implicit methods take every stiff problem here for too stiff and end (version 0.7.0).

use crate::by_hand::Stiff;
use differential_equations::control::ControlFlag;
use differential_equations::interpolate::Interpolation;
use differential_equations::linalg::Matrix;
use differential_equations::methods::{
    BackwardDifferentiationFormula, ExplicitRungeKutta, ImplicitRungeKutta,
};
use differential_equations::ode::{ODE, OrdinaryNumericalMethod, solve_ode};
use differential_equations::solout::Solout;
use differential_equations::solution::Solution;
use dynsys::{Fixed, Flow, System};

/// Steps that a run may make.
const MOST_STEPS: usize = 100_000_000;

/// A system without derivatives.
struct Explicit<S>(S);

impl<S: System<Space = Fixed<N>> + Flow<f64>, const N: usize> ODE<f64, [f64; N]> for Explicit<S> {
    fn diff(&self, t: f64, y: &[f64; N], dydt: &mut [f64; N]) {
        self.0.rhs(t, y, dydt);
    }
}

/// A system with derivatives by hand.
struct Implicit<S>(S);

impl<S: Stiff<N>, const N: usize> ODE<f64, [f64; N]> for Implicit<S> {
    fn diff(&self, t: f64, y: &[f64; N], dydt: &mut [f64; N]) {
        self.0.rhs(t, y, dydt);
    }
    fn jacobian(&self, _: f64, y: &[f64; N], j: &mut Matrix<f64>) {
        let mut rows = [[0.0; N]; N];
        self.0.jacobian(y, &mut rows);
        for (i, row) in rows.iter().enumerate() {
            for (k, value) in row.iter().enumerate() {
                j[(i, k)] = *value;
            }
        }
    }
}

/// No output.
struct Nothing;

impl<const N: usize> Solout<f64, [f64; N]> for Nothing {
    fn solout<I: Interpolation<f64, [f64; N]> + ?Sized>(
        &mut self,
        _: f64,
        _: f64,
        _: &[f64; N],
        _: &[f64; N],
        _: &mut I,
        _: &mut Solution<f64, [f64; N]>,
    ) -> ControlFlag<f64, [f64; N]> {
        ControlFlag::Continue
    }
}

fn run<M, O, const N: usize>(
    mut method: M,
    ode: &O,
    span: (f64, f64),
    start: &[f64; N],
) -> Result<[f64; N], String>
where
    M: OrdinaryNumericalMethod<f64, [f64; N]> + Interpolation<f64, [f64; N]>,
    O: ODE<f64, [f64; N]>,
{
    solve_ode(&mut method, ode, span.0, span.1, start, &mut Nothing).map_err(|error| format!("{error:?}"))?;
    Ok(*method.y())
}

macro_rules! explicit {
    ($($name:ident)*) => {$(
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
            let method = ExplicitRungeKutta::$name().rtol(relative).atol(absolute).max_steps(MOST_STEPS);
            run(method, &Explicit(*flow), span, start)
        }
    )*};
}

explicit!(dopri5 dop853 rkv988e);

macro_rules! implicit {
    ($($name:ident = $method:expr;)*) => {$(
        /// The state at the end.
        pub(crate) fn $name<S: Stiff<N>, const N: usize>(
            flow: &S,
            span: (f64, f64),
            start: &[f64; N],
            (relative, absolute): (f64, f64),
        ) -> Result<[f64; N], String> {
            // one for each coordinate: Radau transforms a common one once for each equation (version 0.7.0)
            let tolerances = |one| vec![one; N];
            let method = $method.rtol(tolerances(relative)).atol(tolerances(absolute)).max_steps(MOST_STEPS);
            run(method, &Implicit(*flow), span, start)
        }
    )*};
}

implicit! {
    // zero: the rule of the program RADAU5, by the tolerance
    radau5 = ImplicitRungeKutta::radau5().newton_tol(0.0);
    bdf = BackwardDifferentiationFormula::adaptive();
}
