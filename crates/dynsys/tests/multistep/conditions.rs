//! Order conditions of ESDIRK methods, and their stability.

use crate::trees::{self, Tree};
use dynsys::esdirk::{KennedyCarpenter43, SinglyDiagonal, TrBdf2};

/// The least defect that counts as a condition not met.
const MISSED: f64 = 1e-5;

/// The largest defects `|sum_i w_i Phi_i(t) - 1/gamma(t)|` of the trees up to this order and of those of the next.
fn defects<const S: usize>(a: &[[f64; S]; S], weights: &[f64; S], order: u32) -> (f64, f64) {
    let trees: Vec<Tree> = trees::up_to(order + 1);
    let (mut met, mut above) = (0.0_f64, 0.0_f64);
    let mut branches: Vec<[f64; S]> = Vec::new();
    for tree in &trees {
        let phi: [f64; S] =
            core::array::from_fn(|i| tree.children.iter().map(|&child| branches[child][i]).product());
        branches.push(core::array::from_fn(|i| (0..S).map(|j| a[i][j] * phi[j]).sum()));
        let sum: f64 = (0..S).map(|i| weights[i] * phi[i]).sum();
        let to = if tree.order <= order { &mut met } else { &mut above };
        *to = to.max((sum - 1.0 / tree.density as f64).abs());
    }
    (met, above)
}

fn assert_orders<T: SinglyDiagonal<S>, const S: usize>() {
    let embedded = core::array::from_fn(|i| T::A[S - 1][i] - T::E[i]);
    // the order of the embedded solution: its error is the lower one
    let below = if T::ERROR_POWER > T::ORDER { T::ERROR_POWER } else { T::ERROR_POWER - 1 };
    for (weights, order) in [(T::A[S - 1], T::ORDER), (embedded, below)] {
        let (met, above) = defects(&T::A, &weights, order);
        println!("{}: order {order} holds to {met:.1e}, missed above by {above:.1e}", T::NAME);
        assert!(met < 1e-15, "{}: order {order} missed by {met:e}", T::NAME);
        assert!(above > MISSED, "{}: an order above {order}", T::NAME);
    }
    for (i, row) in T::A.iter().enumerate() {
        assert!((row.iter().sum::<f64>() - T::C[i]).abs() < 1e-15, "{}: node {i}", T::NAME);
        assert!(row[i + 1..].iter().all(|a| *a == 0.0), "{}: stage {i}", T::NAME);
        assert!(row[i] == if i == 0 { 0.0 } else { T::A[S - 1][S - 1] }, "{}: diagonal {i}", T::NAME);
    }
    // guesses are exact for slopes that do not change, and from two slopes on for those that change evenly
    for (i, row) in T::GUESS.iter().enumerate().skip(1) {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-14, "{}: guess {i}", T::NAME);
        let first: f64 = row.iter().zip(T::C).map(|(w, c)| w * c).sum();
        assert!(i == 1 || (first - T::C[i]).abs() < 1e-14, "{}: guess {i}", T::NAME);
    }
}

#[test]
fn esdirk_methods_and_their_embedded_solutions_have_their_orders_and_no_higher() {
    assert_orders::<TrBdf2, 3>();
    assert_orders::<KennedyCarpenter43, 6>();
}

/// `R(z)`: the factor of a step on `x' = lambda x`, `z = h lambda`.
fn factor<T: SinglyDiagonal<S>, const S: usize>((re, im): (f64, f64)) -> f64 {
    let mut k = [(0.0, 0.0); S];
    let mut end = (1.0, 0.0);
    for i in 0..S {
        let sum = (0..i)
            .fold((1.0, 0.0), |s: (f64, f64), j| (s.0 + T::A[i][j] * k[j].0, s.1 + T::A[i][j] * k[j].1));
        // k = z sum / (1 - z a_ii)
        let (above, below) =
            ((re * sum.0 - im * sum.1, re * sum.1 + im * sum.0), (1.0 - re * T::A[i][i], -im * T::A[i][i]));
        let size = below.0 * below.0 + below.1 * below.1;
        k[i] =
            ((above.0 * below.0 + above.1 * below.1) / size, (above.1 * below.0 - above.0 * below.1) / size);
        end = (sum.0 + T::A[i][i] * k[i].0, sum.1 + T::A[i][i] * k[i].1);
    }
    end.0.hypot(end.1)
}

fn assert_stable<T: SinglyDiagonal<S>, const S: usize>() {
    // on the imaginary axis, and by the maximum principle left of it
    let worst =
        (-400..400).map(|k| factor::<T, S>((0.0, 10_f64.powf(f64::from(k) / 80.0)))).fold(0.0, f64::max);
    assert!(worst <= 1.0 + 1e-9, "{}: {worst}", T::NAME);
    assert!(factor::<T, S>((-1e9, 0.0)) < 1e-6, "{}", T::NAME);
    // and not by luck: to the right it grows
    assert!(factor::<T, S>((0.1, 0.0)) > 1.1);
}

#[test]
fn esdirk_methods_are_stable_on_the_left_and_forget_what_is_infinitely_stiff() {
    assert_stable::<TrBdf2, 3>();
    assert_stable::<KennedyCarpenter43, 6>();
}
