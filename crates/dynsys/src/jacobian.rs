//! Jacobian matrices by dual numbers, a few columns an evaluation, without any finite difference.

use neurodyn_core::{Dual, Evolve, Flow, Map, Point, Space, Stuck, System, Task, with_fma};

/// Columns that one evaluation gives.
pub const COLUMNS: usize = 4;

/// A number with [`COLUMNS`] derivatives.
pub type Column = Dual<f64, COLUMNS>;

/// A law linearised at a point: `f(x + v) = value + matrix v + O(|v|^2)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Jacobian {
    /// `f(x)`.
    pub value: Vec<f64>,
    /// `df_i/dx_j` at place `i * n + j`, exact to rounding.
    pub matrix: Vec<f64>,
}

/// The right-hand side of a flow and its Jacobian at `(t, x)`.
///
/// ```
/// use dynsys::{jacobian, systems::Lorenz};
/// let at = jacobian::of_flow(&Lorenz::default(), 0.0, &[1.0, 2.0, 3.0]);
/// assert_eq!(at.matrix, [-10.0, 10.0, 0.0, 25.0, -1.0, -1.0, 2.0, 1.0, -8.0 / 3.0]);
/// ```
///
/// # Panics
/// If `x` has another dimension than the system.
pub fn of_flow<S: Flow<Column>>(system: &S, t: f64, x: &Point<S, f64>) -> Jacobian {
    let mut out = system.space().constant::<Column>(0.0);
    columns::<S, core::convert::Infallible>(system.space(), x, |x| {
        system.rhs(Column::constant(t), x, &mut out);
        Ok(out.clone())
    })
    .unwrap_or_else(|never| match never {})
}

/// The image of `x` under a map and the Jacobian there.
///
/// # Panics
/// If `x` has another dimension than the system.
pub fn of_map<S: Map<Column>>(map: &S, x: &Point<S, f64>) -> Jacobian {
    let mut out = map.space().constant::<Column>(0.0);
    columns::<S, core::convert::Infallible>(map.space(), x, |x| {
        map.apply(x, &mut out);
        Ok(out.clone())
    })
    .unwrap_or_else(|never| match never {})
}

/// The state `units` units after `x` at time `t`, and its derivatives by `x`: the monodromy matrix, if the orbit closes.
///
/// # Errors
/// If the evolution gets stuck.
///
/// # Panics
/// If `x` has another dimension than the system.
pub fn of_evolution<E: Evolve<Column>>(
    evolve: &E,
    t: f64,
    x: &Point<E, f64>,
    units: u64,
) -> Result<Jacobian, Stuck> {
    columns::<E, Stuck>(evolve.space(), x, |x| with_fma(Orbit { evolve, t, x: x.clone(), units }))
}

/// Where a state with its derivatives is after some units.
struct Orbit<'a, E: Evolve<Column>> {
    evolve: &'a E,
    t: f64,
    x: Point<E, Column>,
    units: u64,
}

impl<E: Evolve<Column>> Task for Orbit<'_, E> {
    type Output = Result<Point<E, Column>, Stuck>;
    #[inline(always)]
    fn run(mut self) -> Self::Output {
        let mut work = self.evolve.work();
        for _ in 0..self.units {
            self.evolve.advance(&mut work, &mut self.t, &mut self.x)?;
        }
        Ok(self.x)
    }
}

fn columns<S: System, E>(
    space: S::Space,
    x: &Point<S, f64>,
    mut law: impl FnMut(&Point<S, Column>) -> Result<Point<S, Column>, E>,
) -> Result<Jacobian, E> {
    let n = space.dim();
    let mut jacobian = Jacobian { value: vec![0.0; n], matrix: vec![0.0; n * n] };
    for first in (0..n).step_by(COLUMNS) {
        let seeded = space.point(|i| {
            let here = x.as_ref()[i];
            if (first..first + COLUMNS).contains(&i) {
                Column::variable(here, i - first)
            } else {
                Column::constant(here)
            }
        });
        let image = law(&seeded)?;
        for (i, image) in image.as_ref().iter().enumerate() {
            jacobian.value[i] = image.re;
            for j in first..n.min(first + COLUMNS) {
                jacobian.matrix[i * n + j] = image.eps[j - first];
            }
        }
    }
    Ok(jacobian)
}
