//! The stiff problems as one system: a method is compiled once for all of them, not once for each.

use super::{Problem, hires, orego, pollution, robertson, stiffest_van_der_pol, van_der_pol};
use dynsys::systems::{Hires, Oregonator, Pollution, Robertson, StiffVanDerPol};
use dynsys::{Dynamic, Fixed, Flow, Real, Space, System};

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Any {
    Robertson(Robertson),
    Hires(Hires),
    Oregonator(Oregonator),
    Pollution(Pollution),
    VanDerPol(StiffVanDerPol),
}

impl System for Any {
    type Space = Dynamic;
    fn space(&self) -> Dynamic {
        Dynamic(match self {
            Self::Robertson(system) => system.space().dim(),
            Self::Hires(system) => system.space().dim(),
            Self::Oregonator(system) => system.space().dim(),
            Self::Pollution(system) => system.space().dim(),
            Self::VanDerPol(system) => system.space().dim(),
        })
    }
}

impl<R: Real> Flow<R> for Any {
    #[inline(always)]
    fn rhs(&self, t: R, x: &Vec<R>, dx: &mut Vec<R>) {
        match self {
            Self::Robertson(system) => fixed(system, t, x, dx),
            Self::Hires(system) => fixed(system, t, x, dx),
            Self::Oregonator(system) => fixed(system, t, x, dx),
            Self::Pollution(system) => fixed(system, t, x, dx),
            Self::VanDerPol(system) => fixed(system, t, x, dx),
        }
    }
    fn is_autonomous(&self) -> bool {
        true
    }
}

#[inline(always)]
fn fixed<R: Real, S: Flow<R> + System<Space = Fixed<N>>, const N: usize>(
    system: &S,
    t: R,
    x: &[R],
    dx: &mut [R],
) {
    let mut slope = [R::lit(0.0); N];
    system.rhs(t, x.try_into().expect("as many coordinates"), &mut slope);
    dx.copy_from_slice(&slope);
}

fn any<S: System>(problem: Problem<S>, wrap: fn(S) -> Any) -> Problem<Any> {
    Problem {
        name: problem.name,
        flow: wrap(problem.flow),
        start: problem.start.as_ref().to_vec(),
        span: problem.span,
        end: problem.end,
        accuracy: problem.accuracy,
    }
}

/// The six, each with the absolute tolerance in units of the relative one.
pub(crate) fn stiff() -> [(Problem<Any>, f64); 6] {
    [
        (any(robertson(), Any::Robertson), 1e-8),
        (any(hires(), Any::Hires), 1e-3),
        (any(orego(), Any::Oregonator), 1e-2),
        (any(pollution(), Any::Pollution), 1e-3),
        (any(van_der_pol(), Any::VanDerPol), 1.0),
        (any(stiffest_van_der_pol(), Any::VanDerPol), 1.0),
    ]
}
