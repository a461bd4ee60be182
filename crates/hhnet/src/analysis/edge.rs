//! Where something ends along a line, by many values at a time.

/// Values tried at a time: two threads of sixteen lanes.
const TRIED: usize = 32;

/// Where something ends between `inside`, where it holds, and `outside`: of 32 values at a time, the first that is out.
///
/// Each round divides the interval by 33; what holds again farther out is not seen. `holds` gives an answer for each value.
///
/// # Errors
/// Those of `holds`.
///
/// ```
/// let ends = hhnet::analysis::edge((0.0, 10.0), 4, |x| Ok::<_, ()>(x.iter().map(|&x| x < 0.7).collect()))?;
/// assert!((ends - 0.7).abs() < 1e-5);
/// # Ok::<(), ()>(())
/// ```
pub fn edge<E>(
    (mut inside, mut outside): (f64, f64),
    rounds: usize,
    mut holds: impl FnMut(&[f64]) -> Result<Vec<bool>, E>,
) -> Result<f64, E> {
    for _ in 0..rounds {
        let at = |i: usize| inside + (outside - inside) * i as f64 / (TRIED + 1) as f64;
        let tried: Vec<f64> = (1..=TRIED).map(at).collect();
        let first_out = holds(&tried)?.iter().position(|holds| !holds).unwrap_or(TRIED);
        (inside, outside) = (at(first_out), at(first_out + 1));
    }
    Ok(f64::midpoint(inside, outside))
}
