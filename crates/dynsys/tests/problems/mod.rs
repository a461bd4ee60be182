//! Stiff problems with known ends: system, start, span, where it ends, who computed that, and how well it is known.
//!
//! "Computed" ends were found with exact decimal constants by the implicit Radau IIA methods of 7 stages (order 13) and
//! of 5 (order 9) in 113-bit arithmetic, step by step with full Newton iteration and variable steps; the size of the
//! last Legendre coefficient of a step was held to 1e-13 and to 1e-12. Both agree to more digits than are printed here,
//! and so do the systems whose constants are rounded to doubles, unless something else is said. Independent of that
//! program are the published digits and SciPy's Radau in double precision, at the tolerances that are named.

#![allow(dead_code)] // each test that shares this module uses some of it

pub(crate) mod any;
pub(crate) mod smooth;

use dynsys::systems::{Brusselator, Hires, Oregonator, Pollution, Robertson, StiffVanDerPol};
use dynsys::{Point, System};

/// A problem with a known end.
pub(crate) struct Problem<S: System> {
    /// What it is called in a message.
    pub(crate) name: &'static str,
    /// The system.
    pub(crate) flow: S,
    /// The state at the beginning.
    pub(crate) start: Point<S, f64>,
    /// The times of the beginning and of the end.
    pub(crate) span: (f64, f64),
    /// The state at the end: coordinates and their values.
    pub(crate) end: Vec<(usize, f64)>,
    /// How well these values are known, relative to each.
    pub(crate) accuracy: f64,
}

impl<S: System> Problem<S> {
    /// The largest relative error of the known coordinates of `x`.
    pub(crate) fn error(&self, x: &[f64]) -> f64 {
        self.end.iter().map(|&(i, due)| ((x[i] - due) / due).abs()).fold(0.0, f64::max)
    }
}

/// HIRES. Published: F. Mazzia & C. Magherini, Test Set for Initial Value Problem Solvers, release 2.4 (Bari 2008),
/// hires.f, "true double precision RADAU5 on Cray C90" at 1.1e-18.
// computed: agrees with the published digits to 2.4e-16, the last printed digit
pub(crate) fn hires() -> Problem<Hires> {
    let end = [
        0.7371312573325668e-3,
        0.1442485726316185e-3,
        0.5888729740967575e-4,
        0.1175651343283149e-2,
        0.2386356198831331e-2,
        0.6238968252742796e-2,
        0.2849998395185769e-2,
        0.2850001604814231e-2,
    ];
    Problem {
        name: "HIRES",
        flow: Hires::default(),
        start: Hires::START,
        span: Hires::SPAN,
        end: all(&end),
        accuracy: 1e-15,
    }
}

/// The Oregonator over its span. Published: Mazzia & Magherini 2008, problem OREGO.
// computed: 1.0008148703185227, 1228.1785215498880, 132.05549428465083; the published digits differ by 3e-16, 2.4e-14,
// 1.5e-13, those of Hairer & Wanner's test set (1228.178521549889, 132.0554942846513) by 4e-15; SciPy at 1e-12: 3e-14
pub(crate) fn orego() -> Problem<Oregonator> {
    Problem {
        name: "OREGO",
        flow: Oregonator::default(),
        start: Oregonator::START,
        span: Oregonator::SPAN,
        end: all(&[0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3]),
        accuracy: 2e-13,
    }
}

/// The Oregonator to `t = 30`. Published: E. Hairer & G. Wanner, stiff test set of "Solving Ordinary Differential
/// Equations II", problem OREGO, www.unige.ch/~hairer/testset/testset.html.
// computed: agrees with the published digits to 1.4e-15; SciPy at 1e-12: 1.3e-14
pub(crate) fn orego_to_30() -> Problem<Oregonator> {
    Problem {
        name: "OREGO to 30",
        span: (0.0, 30.0),
        end: all(&[0.1000661467180497e1, 0.1512778937348249e4, 0.1035854312767229e5]),
        accuracy: 2e-15,
        ..orego()
    }
}

/// Pollution. Published: Mazzia & Magherini 2008, pollu.f, "true double precision RADAU5 on Cray C90" at 1.1e-18.
// computed (5 stages at 1e-11, 7 stages at 1e-9): agrees with the published digits to 4e-16
pub(crate) fn pollution() -> Problem<Pollution> {
    let end = [
        0.5646255480022769e-1,
        0.1342484130422339,
        0.4139734331099427e-8,
        0.5523140207484359e-2,
        0.2018977262302196e-6,
        0.1464541863493966e-6,
        0.7784249118997964e-1,
        0.3245075353396018,
        0.7494013383880406e-2,
        0.1622293157301561e-7,
        0.1135863833257075e-7,
        0.2230505975721359e-2,
        0.2087162882798630e-3,
        0.1396921016840158e-4,
        0.8964884856898295e-2,
        0.4352846369330103e-17,
        0.6899219696263405e-2,
        0.1007803037365946e-3,
        0.1772146513969984e-5,
        0.5682943292316392e-4,
    ];
    Problem {
        name: "Pollution",
        flow: Pollution::default(),
        start: Pollution::START,
        span: Pollution::SPAN,
        end: all(&end),
        accuracy: 1e-15,
    }
}

/// The stiff Van der Pol oscillator at `mu = 1000`, from rest. Published: Mazzia & Magherini 2008, vdpol.f, RADAU at
/// 1.1e-18 with 1.01e-19 for the unit of rounding. Hairer & Wanner's test set has 1.706167732170456 and
/// -0.8928097010248257.
// computed: 1.7061677321704650, -0.89280970102481655; the published digits differ by 1.1e-14, 2.1e-14; SciPy at 1e-11:
// 1.2e-14
pub(crate) fn van_der_pol_from_rest() -> Problem<StiffVanDerPol> {
    Problem {
        name: "Van der Pol, mu 1e3, from rest",
        start: [2.0, 0.0],
        end: all(&[0.1706167732170483e1, -0.8928097010247975]),
        accuracy: 3e-14,
        ..van_der_pol()
    }
}

/// The stiff Van der Pol oscillator at `mu = 1000`, from Hairer & Wanner's start, next to the slow manifold. The end
/// differs by 3e-7 from that of a start at rest. Computed.
// computed: SciPy at 1e-11: 1.4e-14
pub(crate) fn van_der_pol() -> Problem<StiffVanDerPol> {
    Problem {
        name: "Van der Pol, mu 1e3",
        flow: StiffVanDerPol::with_mu(1e3),
        start: StiffVanDerPol::START,
        span: StiffVanDerPol::SPAN,
        end: all(&[1.7061674375431954, -0.89281001655109933]),
        accuracy: 1e-15,
    }
}

/// The stiff Van der Pol oscillator at `mu = 1e6`. Computed.
// computed: SciPy at 1e-10: 7e-14 (at 1e-11 it finds no step)
pub(crate) fn stiffest_van_der_pol() -> Problem<StiffVanDerPol> {
    Problem {
        name: "Van der Pol, mu 1e6",
        flow: StiffVanDerPol::with_mu(1e6),
        end: all(&[1.7055462175350835, -0.89347636254684454]),
        ..van_der_pol()
    }
}

/// Robertson's reaction over eleven decades. Published: Mazzia & Magherini 2008, problem ROBER.
// computed: 2.0833401497012942e-8, 8.3333607703347834e-14, 0.99999997916651517; the published digits differ by 1.9e-14,
// 8.4e-15, 1.0e-14; SciPy at 1e-12: 6.5e-13
pub(crate) fn robertson() -> Problem<Robertson> {
    Problem {
        name: "ROBER",
        flow: Robertson::default(),
        start: [1.0, 0.0, 0.0],
        span: (0.0, 1e11),
        end: all(&[0.2083340149701255e-7, 0.8333360770334713e-13, 0.9999999791665050]),
        accuracy: 2e-14,
    }
}

/// Robertson's reaction to `t = 40`. Computed.
// computed: SciPy at 1e-12: 2e-15
pub(crate) fn robertson_to_40() -> Problem<Robertson> {
    Problem {
        name: "ROBER to 40",
        span: (0.0, 40.0),
        end: all(&[0.71582706871940509, 9.1855347645577639e-6, 0.28416374574583035]),
        accuracy: 1e-15,
        ..robertson()
    }
}

/// The Brusselator with 200 points, 400 coordinates. Computed: see the file.
pub(crate) fn brusselator() -> Problem<Brusselator> {
    let flow = Brusselator::new(200);
    Problem {
        name: "BRUSS, 200 points",
        start: flow.start(),
        span: Brusselator::SPAN,
        end: all(&numbers(include_str!("brusselator200.txt"))),
        accuracy: 1e-16,
        flow,
    }
}

/// The Brusselator with 500 points, and of its thousand coordinates every seventh. Published: see the file.
pub(crate) fn brusselator_500() -> Problem<Brusselator> {
    let flow = Brusselator::new(500);
    let every_seventh = numbers(include_str!("brusselator500.txt"));
    Problem {
        name: "BRUSS, 500 points",
        start: flow.wave(0.5),
        span: Brusselator::SPAN,
        end: every_seventh.into_iter().enumerate().map(|(i, x)| (7 * i, x)).collect(),
        accuracy: 3e-14,
        flow,
    }
}

fn all(end: &[f64]) -> Vec<(usize, f64)> {
    end.iter().copied().enumerate().collect()
}

/// The numbers of a table whose comments begin with `#`.
fn numbers(table: &str) -> Vec<f64> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(|number| number.parse().unwrap()).collect()
}
