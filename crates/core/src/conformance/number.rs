//! What any `Real` must keep: lanes that do not see each other, masks, selections, order and the one rounding of `mul_add`.

use super::{Nonconformity, lanes_from, same};
use crate::mask::Mask;
use crate::real::{Layers, Real};

/// Values at which numbers go wrong, and some plain ones.
const VALUES: [f64; 20] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.1,
    -0.3,
    1.5,
    -2.75,
    3.0e10,
    -7.0e-11,
    1.0 + f64::EPSILON,
    f64::MIN_POSITIVE,
    -5e-324,
    1e-45,
    f64::MAX,
    3.4e38,
    -1.2e38,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

type Pair<T> = fn(T, T) -> T;

/// Every operation of `R` gives in each lane what it gives on [`R::Lane`](Layers::Lane) alone, byte for byte;
/// masks, `lane` and `with_lane` round-trip; `min` and `max` give the second operand where one is NaN; sums and
/// products commute. Derivatives are not looked at.
///
/// # Errors
/// The first law that is broken, with the operands.
pub fn number_conforms<R: Real>() -> Result<(), Nonconformity> {
    for (p, _) in VALUES.iter().enumerate() {
        for (q, _) in VALUES.iter().enumerate() {
            // lane i holds the pair that is i places further on
            let (at, bt) =
                (|i: usize| VALUES[(p + i) % VALUES.len()], |i: usize| VALUES[(q + 3 * i) % VALUES.len()]);
            let (a, b) = (lanes_from::<R>(at), lanes_from::<R>(bt));
            let check = |law, found: R, expected: &dyn Fn(R::Lane, R::Lane) -> f64| {
                (0..R::LANES).try_for_each(|lane| {
                    let (x, y) = (a.lane(lane), b.lane(lane));
                    let (found, expected) = (found.value(lane), expected(x, y));
                    if same(found, expected) {
                        Ok(())
                    } else {
                        Err(Nonconformity::Number {
                            law,
                            lane,
                            a: x.value(0),
                            b: y.value(0),
                            found,
                            expected,
                        })
                    }
                })
            };
            for (law, lanes, lane) in operations::<R>() {
                check(law, lanes(a, b), &|x, y| lane(x, y).value(0))?;
            }
            for (law, mask, scalar) in orders::<R>() {
                let mask = mask(a, b);
                let one = |mask| R::select(mask, R::lit(1.0), R::lit(0.0));
                let truth = |holds: bool| f64::from(u8::from(holds));
                check(law, one(mask), &|x, y| truth(scalar(x, y)))?;
                check("not of a mask", one(mask.not()), &|x, y| truth(!scalar(x, y)))?;
                check("bits of a mask", one(R::Mask::from_bits(mask.bits())), &|x, y| truth(scalar(x, y)))?;
                check("a mask and its opposite", one(mask.and(mask.not())), &|_, _| 0.0)?;
                check("a mask or its opposite", one(mask.or(mask.not())), &|_, _| 1.0)?;
                check("select", R::select(mask, a, b), &|x, y| if scalar(x, y) { x } else { y }.value(0))?;
            }
            check("a + b = b + a", a + b, &|x, y| (y + x).value(0))?;
            check("a b = b a", a * b, &|x, y| (y * x).value(0))?;
            check("min", a.min(b), &|x, y| if x.lt(y) { x } else { y }.value(0))?;
            check("max", a.max(b), &|x, y| if y.lt(x) { x } else { y }.value(0))?;
            let rebuilt = (0..R::LANES).fold(b, |sum, i| sum.with_lane(i, a.lane(i)));
            check("lane and with_lane", rebuilt, &|x, _| x.value(0))?;
            check("primal", R::lift(a.primal()), &|x, _| x.value(0))?;
        }
    }
    Ok(())
}

type Operation<R> = (&'static str, Pair<R>, Pair<<R as Layers>::Lane>);
type Order<R> =
    (&'static str, fn(R, R) -> <R as Layers>::Mask, fn(<R as Layers>::Lane, <R as Layers>::Lane) -> bool);

macro_rules! both {
    ($($law:literal $a:ident $b:ident => $e:expr),* $(,)?) => {
        [$(($law, |$a, $b| $e, |$a, $b| $e)),*]
    };
}

fn operations<R: Real>() -> [Operation<R>; 19] {
    both!(
        "a + b" a b => a + b,
        "a - b" a b => a - b,
        "a * b" a b => a * b,
        "a / b" a b => a / b,
        "-a" a _b => -a,
        "a * b + a" a b => a.mul_add(b, a),
        "sqrt" a _b => a.sqrt(),
        "abs" a _b => a.abs(),
        "exp" a _b => a.exp(),
        "ln" a _b => a.ln(),
        "tanh" a _b => a.tanh(),
        "squash" a _b => a.squash(),
        "sigmoid" a _b => a.sigmoid(),
        "sin" a _b => a.sin(),
        "cos" a _b => a.cos(),
        "pow" a b => a.pow(b),
        "min" a b => a.min(b),
        "max" a b => a.max(b),
        "a^5" a _b => a.powi(5),
    )
}

fn orders<R: Real>() -> [Order<R>; 3] {
    [
        ("a < b", |a, b| a.lt(b), |a, b| a.lt(b)),
        ("a <= b", |a, b| a.le(b), |a, b| a.le(b)),
        ("finite", |a, _| a.is_finite(), |a, _| a.is_finite()),
    ]
}
