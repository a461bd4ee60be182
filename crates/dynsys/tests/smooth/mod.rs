//! A smooth problem with a known solution, and the slope of errors against steps.

use dynsys::{Fixed, Flow, Real, System};

/// ```text
/// y1' = y1 (y2 - 2),   y2' = -(1 + t) y3 ln y1,   y3' = -y3^2 (y1 / e^(sin t))^2
/// y1 = e^(sin t),   y2 = 2 + cos t,   y3 = 1 / (1 + t)
/// ```
/// Non-linear and non-autonomous, so that no order condition is met by luck.
pub(crate) struct Smooth;

impl System for Smooth {
    type Space = Fixed<3>;
    fn space(&self) -> Fixed<3> {
        Fixed
    }
}

impl<R: Real> Flow<R> for Smooth {
    #[inline(always)]
    fn rhs(&self, t: R, &[y1, y2, y3]: &[R; 3], dy: &mut [R; 3]) {
        let off = y1 / t.sin().exp();
        *dy = [y1 * (y2 - R::lit(2.0)), -((R::lit(1.0) + t) * y3 * y1.ln()), -(y3 * y3 * off * off)];
    }
}

/// Its solution.
pub(crate) fn solution(t: f64) -> [f64; 3] {
    [t.sin().exp(), 2.0 + t.cos(), 1.0 / (1.0 + t)]
}

/// The largest error, relative to the size of the coordinate and 1.
pub(crate) fn error(found: &[f64; 3], due: &[f64; 3]) -> f64 {
    found.iter().zip(due).map(|(f, s)| (f - s).abs() / (1.0 + s.abs())).fold(0.0, f64::max)
}

/// How far an observed order may be from the claimed one.
pub(crate) const BAND: f64 = 0.2;

/// The slope of ln error against ln h through steps that fall by 1.25 while errors stay above the floor: the last six.
pub(crate) fn slope(what: &str, mut h: f64, floor: f64, error: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut points: Vec<(f64, f64)> = Vec::new();
    while h > 1e-3 {
        let (made, e) = error(h);
        if e < floor {
            break;
        }
        points.push((made.ln(), e.ln()));
        h /= 1.25;
    }
    let points = &points[points.len().checked_sub(6).expect("six errors above the floor")..];
    let mean = |f: fn(&(f64, f64)) -> f64| points.iter().map(f).sum::<f64>() / points.len() as f64;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let (above, below) =
        points.iter().fold((0.0, 0.0), |(a, b), p| (a + (p.0 - x) * (p.1 - y), b + (p.0 - x).powi(2)));
    println!("{what}: {:.3}", above / below);
    above / below
}
