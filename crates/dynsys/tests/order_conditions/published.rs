//! Coefficients as published, read from the text files beside the tests.
use crate::exact::{Exact, Part};
use num_bigint::BigInt;
use std::collections::BTreeMap;

/// What is known of a method beyond its constants.
pub(crate) struct Source {
    pub(crate) name: &'static str,
    /// Lines `part [row] column value` with `part` one of `c a b embedded error third dense`, counted from 1.
    pub(crate) text: &'static str,
    /// How far the published coefficients may miss an order condition: 0 if they are exact.
    pub(crate) accuracy: f64,
    /// How far the constants may miss an order condition: about an ulp of the largest product in it. Verner 6(5) has
    /// weights of 170 times stage weights of 200, which cancel.
    pub(crate) rounding: f64,
    pub(crate) first_same_as_last: bool,
    /// Order of the dense output.
    pub(crate) dense: u32,
}

macro_rules! source {
    ($name:literal, $file:literal, $accuracy:expr, $rounding:expr, $fsal:expr, $dense:expr) => {
        Source {
            name: $name,
            text: include_str!(concat!("../published/", $file, ".txt")),
            accuracy: $accuracy,
            rounding: $rounding,
            first_same_as_last: $fsal,
            dense: $dense,
        }
    };
}

pub(crate) const SOURCES: [Source; 10] = [
    source!("Euler", "euler", 0.0, 0.0, false, 1),
    source!("Heun 2(1)", "heun", 0.0, 0.0, false, 2),
    source!("RK4", "rk4", 0.0, 1e-16, false, 3),
    source!("Bogacki-Shampine 3(2)", "bogacki_shampine32", 0.0, 1e-16, true, 3),
    source!("Dormand-Prince 5(4)", "dormand_prince54", 0.0, 1e-15, true, 4),
    source!("Tsitouras 5(4)", "tsitouras54", 1e-80, 2e-14, true, 4),
    source!("Verner 6(5)", "verner65", 0.0, 5e-11, true, 3),
    source!("Verner 7(6)", "verner76", 1e-45, 1e-14, true, 5),
    source!("Dormand-Prince 8(5,3)", "dormand_prince853", 1e-27, 1e-14, false, 3),
    source!("Verner 9(8)", "verner98", 1e-35, 1e-14, true, 6),
];

/// The source of the method called `name`.
pub(crate) fn source(name: &str) -> &'static Source {
    SOURCES.iter().find(|source| source.name == name).unwrap_or_else(|| panic!("no published {name}"))
}

impl Source {
    /// The published method, with `E` and `E3` formed from the embedded weights.
    pub(crate) fn exact(&self) -> Exact {
        let mut stages = 0;
        let mut fractions = Vec::new();
        let mut weights: BTreeMap<(&str, usize), (BigInt, BigInt)> = BTreeMap::new();
        for line in self.text.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let index = |at: usize| words[at].parse::<usize>().unwrap() - 1;
            let (above, below) = fraction(words[words.len() - 1]);
            match words[0] {
                "stages" => stages = index(1) + 1,
                "c" => fractions.push((Part::C, 0, index(1), above, below)),
                "a" => fractions.push((Part::A, index(1), index(2), above, below)),
                "dense" => fractions.push((Part::Dense, index(1), index(2), above, below)),
                "error" => fractions.push((Part::E, 0, index(1), above, below)),
                kind @ ("b" | "embedded" | "third") => {
                    weights.insert((kind, index(1)), (above, below));
                }
                other => panic!("{}: unknown {other}", self.name),
            }
        }
        let has = |kind| weights.keys().any(|&(of, _)| of == kind);
        let weight = |kind, i| weights.get(&(kind, i)).cloned().unwrap_or((BigInt::ZERO, BigInt::from(1)));
        for i in 0..stages {
            let (b, b_below) = weight("b", i);
            for (kind, part) in
                [("embedded", Part::E), ("third", Part::E3)].into_iter().filter(|&(kind, _)| has(kind))
            {
                let (other, other_below) = weight(kind, i);
                let difference = &b * &other_below - other * &b_below;
                fractions.push((part, 0, i, difference, &b_below * other_below));
            }
            fractions.push((Part::B, 0, i, b, b_below));
        }
        Exact::new(stages, fractions)
    }
}

/// `-3/4` or `-.75e-2` as numerator and denominator.
fn fraction(text: &str) -> (BigInt, BigInt) {
    if let Some((above, below)) = text.split_once('/') {
        return (above.parse().unwrap(), below.parse().unwrap());
    }
    let (digits, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let above: BigInt = format!("{whole}{decimals}").parse().unwrap();
    let below = BigInt::from(10).pow(decimals.len() as u32);
    let exponent: i32 = exponent.parse().unwrap();
    let shift = BigInt::from(10).pow(exponent.unsigned_abs());
    if exponent < 0 { (above, below * shift) } else { (above * shift, below) }
}

#[test]
fn fractions_are_read() {
    let same = |text, above: i64, below: i64| {
        let (a, b) = fraction(text);
        a * below == b * above
    };
    assert!(same("-3/4", -3, 4) && same("-.75e-2", -3, 400) && same("0.5e3", 500, 1) && same("2", 2, 1));
}
