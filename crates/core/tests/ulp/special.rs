//! Special values, symmetries, and the rough power: what an error in ulp does not see.

use neurodyn_core::Real;
use std::f64::consts::{E, PI};

/// NaN equals NaN, and zeros have signs.
fn alike<R: Real>(got: R, expected: f64, what: &str) {
    let got = got.value(0);
    assert!(
        got == expected && got.is_sign_negative() == expected.is_sign_negative()
            || got.is_nan() && expected.is_nan(),
        "{what}: {got:e}, not {expected:e}"
    );
}

fn special<R: Real>(overflows: f64, vanishes: f64, smallest: f64) {
    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;
    let n = R::lit;
    for (x, y) in [
        (0.0, 1.0),
        (-0.0, 1.0),
        (INF, INF),
        (-INF, 0.0),
        (NAN, NAN),
        (overflows, INF),
        (1e30, INF),
        (vanishes, 0.0),
        (-1e30, 0.0),
        (smallest, 1.0),
    ] {
        alike(n(x).exp(), y, "exp");
    }
    for (x, y) in [
        (0.0, -INF),
        (-0.0, -INF),
        (1.0, 0.0),
        (-1.0, NAN),
        (-smallest, NAN),
        (-INF, NAN),
        (INF, INF),
        (NAN, NAN),
    ] {
        alike(n(x).ln(), y, "ln");
    }
    for (x, y) in [
        (0.0, 0.0),
        (-0.0, -0.0),
        (INF, 1.0),
        (-INF, -1.0),
        (30.0, 1.0),
        (NAN, NAN),
        (smallest, smallest),
        (-smallest, -smallest),
    ] {
        alike(n(x).tanh(), y, "tanh");
    }
    for (x, y) in [(0.0, 0.5), (-0.0, 0.5), (INF, 1.0), (-INF, 0.0), (1e30, 1.0), (vanishes, 0.0), (NAN, NAN)]
    {
        alike(n(x).sigmoid(), y, "sigmoid");
    }
    for (x, y) in [
        (0.0, 0.0),
        (-0.0, -0.0),
        (INF, NAN),
        (-INF, NAN),
        (NAN, NAN),
        (smallest, smallest),
        (-smallest, -smallest),
    ] {
        alike(n(x).sin(), y, "sin");
    }
    for (x, y) in [(0.0, 1.0), (-0.0, 1.0), (INF, NAN), (-INF, NAN), (NAN, NAN), (smallest, 1.0)] {
        alike(n(x).cos(), y, "cos");
    }
}

#[test]
fn special_values() {
    special::<f64>(709.79, -745.14, 5e-324);
    special::<f32>(88.73, -103.98, f64::from(f32::from_bits(1)));
}

#[test]
fn special_values_of_the_power() {
    // the C library follows Annex F of C99
    let inf = f64::INFINITY;
    let some = [
        0.0,
        1.0,
        0.5,
        2.0,
        3.0,
        1.5,
        0.3,
        1e300,
        4503599627370497.0,
        9007199254740991.0,
        9007199254740994.0,
        5e-324,
        inf,
    ];
    let all: Vec<f64> = some.iter().flat_map(|&x| [x, -x]).chain([f64::NAN]).collect();
    for &x in &all {
        for &p in &all {
            let (got, expected) = (Real::pow(x, p), x.powf(p));
            let close = (got - expected).abs() <= 4.0 * f64::EPSILON * expected.abs();
            if !(close && expected != 0.0) {
                alike(got, expected, &format!("{x:e} ^ {p:e}"));
            }
            assert_eq!(
                got.is_sign_negative() && !got.is_nan(),
                expected.is_sign_negative() && !expected.is_nan(),
                "{x:e} ^ {p:e}"
            );
            let (x, p) = (x as f32, p as f32);
            let (got, expected) = (Real::pow(x, p), x.powf(p));
            let close = (got - expected).abs() <= 4.0 * f32::EPSILON * expected.abs();
            if !(close && expected != 0.0) {
                alike(got, f64::from(expected), &format!("{x:e} ^ {p:e} in single precision"));
            }
        }
    }
}

#[test]
fn symmetries_are_exact() {
    let mut x = 1e-9f64;
    while x < 1e12 {
        assert_eq!(Real::sin(-x).to_bits(), (-Real::sin(x)).to_bits());
        assert_eq!(Real::tanh(-x).to_bits(), (-Real::tanh(x)).to_bits());
        assert_eq!(Real::cos(-x).to_bits(), Real::cos(x).to_bits());
        let y = x as f32;
        assert_eq!(Real::sin(-y).to_bits(), (-Real::sin(y)).to_bits());
        assert_eq!(Real::tanh(-y).to_bits(), (-Real::tanh(y)).to_bits());
        assert_eq!(Real::cos(-y).to_bits(), Real::cos(y).to_bits());
        x *= 1.003;
    }
    assert_eq!(Real::exp(1.0), E);
    assert_eq!(Real::cos(PI), -1.0);
}

/// The largest relative error of the rough power over the ranges that controllers use.
fn roughness<R: Real>() -> f64 {
    let mut worst: f64 = 0.0;
    for tenth in -20..=20 {
        let p = f64::from(tenth) / 20.0;
        let mut x = 1e-30;
        while x < 1e30 {
            let y = R::lit(x).rough_pow(p).value(0);
            worst = worst.max((y / R::lit(x).value(0).powf(p) - 1.0).abs());
            x *= 1.01;
        }
    }
    worst
}

#[test]
fn the_rough_power_is_as_rough_as_it_says() {
    let (double, single) = (roughness::<f64>(), roughness::<f32>());
    assert!(double < 0.074 && single < 0.074, "{double} {single}");
    for p in [-2.0, -1.0, -0.2, 0.2, 1.0, 2.0] {
        for x in
            [0.0, -0.0, 5e-324, 1e-310, f64::MAX, f64::INFINITY, -f64::INFINITY, f64::NAN, -f64::NAN, -1.0]
        {
            let (y, z) = (Real::rough_pow(x, p), Real::rough_pow(x as f32, p));
            assert!(y.is_finite() && y > 0.0 && z.is_finite() && z > 0.0, "{x:e}^{p}: {y:e}, {z:e}");
        }
    }
}
