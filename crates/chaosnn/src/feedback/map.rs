//! The feedback network as a `Map`: state `y`, Jacobians from duals.

use super::network::Feedback;
use neurodyn_core::{Dynamic, Lift, Map, Real, System};

impl System for Feedback {
    type Space = Dynamic;
    #[inline(always)]
    fn space(&self) -> Dynamic {
        Dynamic(self.delays())
    }
}

/// ```text
/// y -> (sum_i b_i tanh(sum_j w_ij y_j), y_0, .., y_(D-2))
/// ```
/// Its Jacobian is a companion matrix: first row `g_j = sum_i b_i (1 - x_i^2) w_ij`, ones below the diagonal. For how a
/// reset of the seed enters see [`Feedback::first_register`].
impl<R: Real + Lift<f64>> Map<R> for Feedback {
    #[inline(always)]
    fn apply(&self, y: &Vec<R>, next: &mut Vec<R>) {
        let delays = self.delays();
        let mut sum = R::lit(0.0);
        for i in 0..self.units() {
            let row = &self.weights()[i * delays..(i + 1) * delays];
            let mut u = R::lift(row[delays - 1]) * y[delays - 1];
            for j in (0..delays - 1).rev() {
                u = R::lift(row[j]).mul_add(y[j], u);
            }
            let (b, x) = (R::lift(self.b()[i]), u.tanh());
            sum = if i == 0 { b * x } else { b.mul_add(x, sum) };
        }
        next[1..].copy_from_slice(&y[..delays - 1]);
        next[0] = sum;
    }
}
