//! Order conditions: every tableau has exactly the orders that it claims, and is the published one.
#[macro_use]
#[path = "../tableaux/mod.rs"]
mod tableaux;
mod exact;
mod published;
mod trees;

use dynsys::tableau::Tableau;
use exact::{Exact, PARTS, Part};
use num_bigint::BigInt;
use published::{SOURCES, source};

/// The least defect that counts as a condition not met; the smallest of ours is 1e-6 (Verner 6(5), order 7).
const MISSED: f64 = 1e-7;
/// How far rounded dense output may be off, by its largest coefficient: the powers of theta cancel.
const DENSE_ROUNDING: f64 = 48.0 * f64::EPSILON;

fn dense_rounding<const S: usize, T: Tableau<S>>() -> f64 {
    DENSE_ROUNDING * T::DENSE.iter().flatten().fold(0.0, |largest: f64, c| largest.max(c.abs()))
}

#[test]
fn every_source_has_its_tableau() {
    fn collect<const S: usize, T: Tableau<S>>(names: &mut Vec<&str>) {
        names.push(T::NAME);
    }
    let mut names = Vec::new();
    for_each_tableau!(collect, &mut names);
    names.sort_unstable();
    let mut published: Vec<_> = SOURCES.iter().map(|source| source.name).collect();
    published.sort_unstable();
    assert_eq!(names, published);
}

#[test]
fn constants_are_the_published_numbers_rounded_once() {
    fn check<const S: usize, T: Tableau<S>>() {
        let published = source(T::NAME).exact();
        let constants = Exact::of_constants::<S, T>();
        assert_eq!(published.stages, S);
        for part in PARTS {
            for (row, column) in (0..S.max(T::DENSE.len())).flat_map(|row| (0..S).map(move |i| (row, i))) {
                let (stands, due) =
                    (constants.rounded(part, row, column), published.rounded(part, row, column));
                assert_eq!(stands, due, "{} {part:?}[{row}][{column}]", T::NAME);
            }
        }
    }
    for_each_tableau!(check);
}

#[test]
fn published_coefficients_have_the_claimed_orders_and_no_higher() {
    fn check<const S: usize, T: Tableau<S>>() {
        let source = source(T::NAME);
        claim::<S, T>(&source.exact(), source.accuracy);
    }
    for_each_tableau!(check);
}

#[test]
fn constants_meet_the_conditions_up_to_their_rounding() {
    fn check<const S: usize, T: Tableau<S>>() {
        claim::<S, T>(&Exact::of_constants::<S, T>(), source(T::NAME).rounding);
    }
    for_each_tableau!(check);
}

#[test]
fn weights_are_consistent() {
    fn check<const S: usize, T: Tableau<S>>() {
        let (source, published) = (source(T::NAME), source(T::NAME).exact());
        let near = |sum: &BigInt, due: &BigInt| {
            let off = exact::quotient((sum - due).magnitude(), published.denominator.magnitude());
            assert!(off <= source.accuracy, "{}: off by {off:e}", T::NAME);
        };
        let sum = |row: Vec<BigInt>| row.iter().sum();
        for (i, c) in published.row(Part::C, 0).iter().enumerate() {
            near(&sum(published.row(Part::A, i)), c);
            assert!(T::A[i][i..].iter().all(|&a| a == 0.0), "{} is not explicit", T::NAME);
        }
        near(&sum(published.row(Part::B, 0)), &published.denominator);
        near(&sum(published.row(Part::E, 0)), &BigInt::ZERO);
        near(&sum(published.row(Part::E3, 0)), &BigInt::ZERO);
        assert_eq!(T::FSAL, source.first_same_as_last, "{}", T::NAME);
        assert_eq!(T::EMBEDDED == 0, T::E == [0.0; S], "{}", T::NAME);
        assert_eq!(T::NAME == "Dormand-Prince 8(5,3)", T::E3 != [0.0; S], "{}", T::NAME);
    }
    for_each_tableau!(check);
}

#[test]
fn dense_output_joins_smoothly() {
    fn check<const S: usize, T: Tableau<S>>() {
        for i in (0..S).filter(|_| !T::DENSE.is_empty()) {
            let coefficients = || T::DENSE.iter().map(|row| row[i]);
            let at_one: f64 = coefficients().sum();
            let slope_at_one: f64 = coefficients().zip(1..).map(|(p, power)| p * f64::from(power)).sum();
            assert!((at_one - T::B[i]).abs() <= dense_rounding::<S, T>(), "{}: b_{i}(1) = {at_one}", T::NAME);
            assert_eq!(T::DENSE[0][i], f64::from(u8::from(i == 0)), "{}: slope at 0", T::NAME);
            let due = f64::from(u8::from(i == S - 1));
            let off = (slope_at_one - due).abs();
            assert!(off <= dense_rounding::<S, T>(), "{}: slope at 1 {slope_at_one}", T::NAME);
        }
    }
    for_each_tableau!(check);
}

#[test]
fn dense_output_has_its_order_and_no_higher() {
    fn check<const S: usize, T: Tableau<S>>() {
        let source = source(T::NAME);
        let published = source.exact();
        let dense = if published.has(Part::Dense) { published } else { with_hermite(&published) };
        assert_dense(T::NAME, &dense, source.dense, source.accuracy);
        if !T::DENSE.is_empty() {
            assert_dense(T::NAME, &Exact::of_constants::<S, T>(), source.dense, dense_rounding::<S, T>());
        }
    }
    for_each_tableau!(check);
}

/// Asserts the orders that `T` states, for the coefficients given.
fn claim<const S: usize, T: Tableau<S>>(method: &Exact, accuracy: f64) {
    assert_order(T::NAME, method, &method.row(Part::B, 0), T::ORDER, accuracy);
    if T::EMBEDDED > 0 {
        assert_order(T::NAME, method, &method.b_minus(Part::E), T::EMBEDDED, accuracy);
    }
    if method.has(Part::E3) {
        assert_order(T::NAME, method, &method.b_minus(Part::E3), 3, accuracy);
    }
}

fn assert_order(name: &str, method: &Exact, row: &[BigInt], order: u32, accuracy: f64) {
    let trees = trees::up_to(order + 1);
    let phis = method.derivative_weights(&trees);
    let defect = |(tree, phi): (&trees::Tree, &Vec<BigInt>)| (tree.order, method.defect(row, tree, phi, 1));
    let (met, above): (Vec<_>, Vec<_>) = trees.iter().zip(&phis).map(defect).partition(|&(n, _)| n <= order);
    let worst = largest(&met);
    assert!(worst <= accuracy, "{name}: order {order} missed by {worst:e}");
    assert!(largest(&above) > MISSED, "{name} has an order above {order}");
    println!(
        "{name}: order {order} holds to {worst:.1e}, order {} is missed by {:.1e}",
        order + 1,
        largest(&above)
    );
}

/// For all theta at once: the coefficient of `theta^d` in `sum_i b_i(theta) Phi_i(t)` is `1/gamma` if `d` is the order
/// of the tree, and else 0.
fn assert_dense(name: &str, method: &Exact, order: u32, accuracy: f64) {
    let trees = trees::up_to(order + 1);
    let phis = method.derivative_weights(&trees);
    let powers =
        1 + method.numerators.keys().filter(|key| key.0 == Part::Dense).map(|key| key.1).max().unwrap();
    let (mut met, mut above) = (Vec::new(), Vec::new());
    for (power, row) in (1..).zip((0..powers).map(|power| method.row(Part::Dense, power))) {
        for (tree, phi) in trees.iter().zip(&phis) {
            let defect = method.defect(&row, tree, phi, u32::from(power == tree.order));
            if tree.order <= order { &mut met } else { &mut above }.push((tree.order, defect));
        }
    }
    let worst = largest(&met);
    assert!(worst <= accuracy, "{name}: dense order {order} missed by {worst:e}");
    assert!(largest(&above) > MISSED, "{name} has a dense order above {order}");
    println!("{name}: dense order {order} holds to {worst:.1e}");
}

/// The method with the slope at the new point as a further stage, and cubic Hermite interpolation as dense output:
/// `theta^2 (3 - 2 theta) b_i`, `theta (1 - theta)^2` more for the first slope, `theta^2 (theta - 1)` for the last.
fn with_hermite(method: &Exact) -> Exact {
    let last = method.stages;
    let whole = method.denominator.clone();
    let b = method.row(Part::B, 0);
    let mut extended =
        Exact { stages: last + 1, denominator: whole.clone(), numerators: method.numerators.clone() };
    let mut put = |key, value: BigInt| *extended.numerators.entry(key).or_default() += value;
    for i in 0..last {
        put((Part::A, last, i), b[i].clone());
        put((Part::Dense, 1, i), 3 * &b[i]);
        put((Part::Dense, 2, i), -2 * &b[i]);
    }
    for (power, first_slope, last_slope) in [(0, 1, 0), (1, -2, -1), (2, 1, 1)] {
        put((Part::Dense, power, 0), first_slope * &whole);
        put((Part::Dense, power, last), last_slope * &whole);
    }
    extended
}

fn largest(defects: &[(u32, f64)]) -> f64 {
    defects.iter().map(|&(_, defect)| defect).fold(0.0, f64::max)
}
