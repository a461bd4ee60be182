//! Order conditions of Rosenbrock methods: Hairer & Wanner II, section IV.7, theorem 7.4.

use crate::for_each_method;
use crate::trees::{self, Tree};
use dynsys::rosenbrock::Linearised;

/// The least defect that counts as a condition not met.
const MISSED: f64 = 1e-5;

/// ```text
/// k_i = h f(x + sum_j alpha_ij k_j) + h J sum_j gamma_ij k_j,   x1 = x + sum_i b_i k_i,   beta = alpha + gamma
/// ```
/// The form with increments, from `u = Gamma k`: `Gamma^-1 = 1/gamma - B`, `alpha = A Gamma`, `b = m Gamma`.
struct Increments<const S: usize> {
    gamma: [[f64; S]; S],
    alpha: [[f64; S]; S],
}

impl<const S: usize> Increments<S> {
    fn of<T: Linearised<S>>() -> Self {
        let mut gamma = [[0.0; S]; S];
        for i in 0..S {
            // row by row: Gamma_i = gamma (1_i + sum_(j<i) B_ij Gamma_j)
            for k in 0..S {
                let below: f64 = (0..i).map(|j| T::B[i][j] * gamma[j][k]).sum();
                gamma[i][k] = T::GAMMA * (f64::from(u8::from(i == k)) + below);
            }
        }
        let mut alpha = [[0.0; S]; S];
        for i in 0..S {
            alpha[i] = times(&T::A[i], &gamma);
        }
        Self { gamma, alpha }
    }
    /// `Phi_i(t)` of each stage for all trees: a vertex with one child takes `beta`, one with several `alpha`.
    fn weights(&self, trees: &[Tree]) -> Vec<[f64; S]> {
        let mut all: Vec<[f64; S]> = Vec::new();
        for tree in trees {
            let mut phi = [1.0; S];
            for &child in &tree.children {
                for i in 0..S {
                    let single = tree.children.len() == 1;
                    let through = |j: usize| {
                        let beta = self.alpha[i][j] + self.gamma[i][j];
                        (if single { beta } else { self.alpha[i][j] }) * all[child][j]
                    };
                    phi[i] *= (0..S).map(through).sum::<f64>();
                }
            }
            all.push(phi);
        }
        all
    }
    /// The largest defects of the conditions up to this order and of those of the next.
    fn defects(&self, weights: &[f64; S], order: u32) -> (f64, f64) {
        let trees = trees::up_to(order + 1);
        let b = times(weights, &self.gamma);
        let (mut met, mut above) = (0.0_f64, 0.0_f64);
        for (tree, phi) in trees.iter().zip(self.weights(&trees)) {
            let sum: f64 = b.iter().zip(phi).map(|(b, phi)| b * phi).sum();
            let defect = (sum - 1.0 / tree.density as f64).abs();
            let to = if tree.order <= order { &mut met } else { &mut above };
            *to = to.max(defect);
        }
        (met, above)
    }
}

fn times<const S: usize>(row: &[f64; S], matrix: &[[f64; S]; S]) -> [f64; S] {
    core::array::from_fn(|k| (0..S).map(|j| row[j] * matrix[j][k]).sum())
}

#[test]
fn methods_and_their_embedded_solutions_have_their_orders_and_no_higher() {
    fn check<T: Linearised<S>, const S: usize>() {
        let form = Increments::<S>::of::<T>();
        let embedded = core::array::from_fn(|i| T::M[i] - T::E[i]);
        // the order of the embedded solution: its error is the lower one
        let below = if T::ERROR_POWER > T::ORDER { T::ERROR_POWER } else { T::ERROR_POWER - 1 };
        for (weights, order) in [(T::M, T::ORDER), (embedded, below)] {
            let (met, above) = form.defects(&weights, order);
            // published with 15 or 16 digits, and terms of up to a hundred
            assert!(met < 2e-12, "{}: order {order} missed by {met:e}", T::NAME);
            assert!(above > MISSED, "{}: an order above {order}", T::NAME);
            println!("{}: order {order} holds to {met:.1e}, missed above by {above:.1e}", T::NAME);
        }
        for i in 0..S {
            let sum = |row: &[f64; S]| row.iter().sum::<f64>();
            assert!((sum(&form.alpha[i]) - T::C[i]).abs() < 1e-13, "{}: node {i}", T::NAME);
            assert!((sum(&form.gamma[i]) - T::D[i]).abs() < 1e-12, "{}: time weight {i}", T::NAME);
        }
    }
    for_each_method!(check);
}

/// `R(z) = 1 + z b (1 - z beta)^-1 1`: the factor of a step on `x' = lambda x`, `z = h lambda`.
fn factor<T: Linearised<S>, const S: usize>(weights: &[f64; S], re: f64, im: f64) -> f64 {
    // (1/gamma - z) u_i = z (1 + sum a_ij u_j) + sum B_ij u_j, complex by hand
    let over = |(a, b): (f64, f64), (c, d): (f64, f64)| {
        let size = c * c + d * d;
        ((a * c + b * d) / size, (b * c - a * d) / size)
    };
    let mut u = [(0.0, 0.0); S];
    for i in 0..S {
        let (mut inner, mut coupled) = ((1.0, 0.0), (0.0, 0.0));
        for j in 0..i {
            inner = (inner.0 + T::A[i][j] * u[j].0, inner.1 + T::A[i][j] * u[j].1);
            coupled = (coupled.0 + T::B[i][j] * u[j].0, coupled.1 + T::B[i][j] * u[j].1);
        }
        let right = (re * inner.0 - im * inner.1 + coupled.0, re * inner.1 + im * inner.0 + coupled.1);
        u[i] = over(right, (1.0 / T::GAMMA - re, -im));
    }
    let sum =
        (0..S).fold((1.0, 0.0), |s: (f64, f64), i| (s.0 + weights[i] * u[i].0, s.1 + weights[i] * u[i].1));
    sum.0.hypot(sum.1)
}

#[test]
fn they_are_stable_on_the_left_and_forget_what_is_infinitely_stiff() {
    fn check<T: Linearised<S>, const S: usize>() {
        // on the imaginary axis, and by the maximum principle left of it
        let worst = (-400..400)
            .map(|k| factor::<T, S>(&T::M, 0.0, 10_f64.powf(f64::from(k) / 80.0)))
            .fold(0.0, f64::max);
        assert!(worst <= 1.0 + 1e-9, "{}: {worst}", T::NAME);
        assert!(factor::<T, S>(&T::M, -1e9, 0.0) < 1e-6, "{}", T::NAME);
        // and not by luck: to the right it grows
        assert!(factor::<T, S>(&T::M, 0.1, 0.0) > 1.1);
    }
    for_each_method!(check);
}
