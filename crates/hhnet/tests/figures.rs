//! What figures 3, 4, 5 and 9 show, in numbers: lines of `Q`, the basin of rest, windows and borders.

use dynsys::ensemble::{Resources, StartsBy};
use hhnet::ensembles::{TOLERANCE, neuron_q, pair_q};
use hhnet::observable::WINDOW;
use hhnet::transition::START;
use hhnet::{Axis, Error, Neuron, Pair, Scatter, Section, coupled, pair_steady_state, steady_state};
use neurodyn_core::seed::Seeds;

fn q_of(neuron: &Neuron, starts: &dyn dynsys::Starts) -> Result<Vec<f64>, Error> {
    let outcomes = neuron_q(neuron, starts, WINDOW, TOLERANCE, &Resources::default())?;
    Ok(outcomes.into_iter().map(|q| q.expect("no trajectory fails")).collect())
}

/// `(V_S, Q)` from the start of figure 1.
fn line(neuron: &Neuron, vs: Axis) -> Result<Vec<(f64, f64)>, Error> {
    let starts = StartsBy {
        count: vs.count,
        write: |i: usize, x: &mut [f64], p: &mut [f64]| {
            x.copy_from_slice(&START);
            p[0] = vs.value(i);
        },
    };
    Ok(vs.values().into_iter().zip(q_of(neuron, &starts)?).collect())
}

/// Half of the last digit in which the lines are known, and the jitter of a window that holds no whole number of bursts.
const DIGIT: f64 = 5e-5;
const BURSTS: f64 = 3e-4;

fn within(found: &[(f64, f64)], low: f64, high: f64, slack: f64) {
    for (vs, q) in found {
        assert!(low - slack <= *q && *q <= high + slack, "Q = {q} at V_S = {vs}");
    }
}

#[test]
fn figure_3a_the_original_neuron_has_two_lines() -> Result<(), Error> {
    let (bursts, spikes) = (Axis::new(-40.0, -34.2, 30), Axis::new(-33.7, -30.0, 38));
    within(&line(&Neuron::original(0.0), bursts)?, 0.1800, 0.1810, BURSTS);
    let spikes = line(&Neuron::original(0.0), spikes)?;
    within(&spikes, 0.1857, 0.1869, DIGIT);
    assert!((spikes[0].1 - 0.1869).abs() < 1e-4 && (spikes[37].1 - 0.1857).abs() < 1e-4, "{spikes:?}");
    Ok(())
}

#[test]
fn figure_3b_the_modified_neuron_has_three_lines() -> Result<(), Error> {
    let (bursts, spikes) = (Axis::new(-40.0, -35.2, 49), Axis::new(-34.9, -30.0, 50));
    within(&line(&Neuron::modified(0.0), bursts)?, 0.1781, 0.1787, BURSTS);
    let spikes = line(&Neuron::modified(0.0), spikes)?;
    within(&spikes, 0.1794, 0.1829, DIGIT);
    for (vs, known) in [(-37.0, 0.1896), (-35.0, 0.1855)] {
        // 0.18951 at the left end: the fourth digit is not that of the steady state
        let rest = steady_state(&Neuron::modified(vs))?.x[2];
        assert!((rest - known).abs() < 2.0 * DIGIT, "S = {rest} at V_S = {vs}");
    }
    Ok(())
}

/// `Q` of a neuron at rest differs from `S_f` by less.
const AT_REST: f64 = 1e-3;

#[test]
fn the_basin_of_rest_is_a_third_of_a_percent_of_the_box() -> Result<(), Error> {
    const STARTS: usize = 8192;
    let starts = Scatter {
        vs: Axis::new(-36.0, -36.0, 1),
        each: STARTS,
        shift: 0.0,
        seeds: Seeds::new(3).named("basin"),
    };
    let neuron = Neuron::modified(-36.0);
    let rest = steady_state(&neuron)?.x[2];
    let count = q_of(&neuron, &starts)?.iter().filter(|q| (*q - rest).abs() < AT_REST).count();
    let share = 100.0 * count as f64 / STARTS as f64;
    // 28 are expected: four standard errors
    assert!((share - 0.34).abs() < 0.26, "{share} %");
    Ok(())
}

/// Where `rests` changes between neighbouring values: the midpoints.
fn borders(values: &[f64], rests: &[bool]) -> Vec<f64> {
    let changes = rests.windows(2).enumerate().filter(|(_, r)| r[0] != r[1]);
    changes.map(|(i, _)| f64::midpoint(values[i], values[i + 1])).collect()
}

#[test]
fn figure_4a_the_rectangle_of_rest() -> Result<(), Error> {
    let neuron = Neuron::modified(-36.0);
    let point = steady_state(&neuron)?.x;
    // left and right: along V_S at V_f
    let vs = Axis::new(-37.3, -34.7, 131);
    let section = Section { point: point.clone(), offsets: Axis::new(0.0, 0.0, 1), vs, shift: 0.0 };
    let mut rests = Vec::new();
    for (vs, q) in vs.values().into_iter().zip(q_of(&neuron, &section)?) {
        rests.push((q - steady_state(&Neuron::modified(vs))?.x[2]).abs() < AT_REST);
    }
    let edges = borders(&vs.values(), &rests);
    assert_eq!(edges.len(), 2, "{edges:?}");
    assert!((edges[0] + 37.05).abs() < 0.04 && (edges[1] + 34.98).abs() < 0.04, "{edges:?}");
    // bottom and top: along V_0, first coarsely over the whole figure, then finely at the edges
    let rest = point[2];
    let along = |offsets: Axis| -> Result<Vec<f64>, Error> {
        let section = Section { point: point.clone(), offsets, vs: Axis::new(-36.0, -36.0, 1), shift: 0.0 };
        let rests: Vec<bool> = q_of(&neuron, &section)?.iter().map(|q| (q - rest).abs() < AT_REST).collect();
        Ok(borders(&offsets.values(), &rests))
    };
    let coarse = along(Section::around(&point, 102, vs).offsets)?;
    assert_eq!(coarse.len(), 2, "{coarse:?}");
    for (edge, known) in coarse.into_iter().zip([-52.7018, -49.2706]) {
        let fine = along(Axis::new(edge - 0.06, edge + 0.06, 33))?;
        let finest = along(Axis::new(fine[0] - 0.003, fine[0] + 0.003, 33))?;
        let voltage = point[0] + finest[0];
        assert!((voltage - known).abs() < 2e-4, "{voltage} is not {known}");
    }
    Ok(())
}

#[test]
fn figure_5a_the_border_is_vertical() -> Result<(), Error> {
    /// The line of spikes begins at 0.1869 and is flat; left of the border a single pause in the window takes `Q` below.
    const SPIKES: f64 = 0.1869 - BURSTS;
    let point = steady_state(&Neuron::original(-33.8))?.x;
    let vs = Axis::new(-33.9, -33.66, 25);
    let section = Section::around(&point, 5, vs);
    let q = q_of(&Neuron::original(0.0), &section)?;
    for j in 0..5 {
        let spikes: Vec<bool> = (0..vs.count).map(|i| q[i * 5 + j] > SPIKES).collect();
        let edges = borders(&vs.values(), &spikes);
        assert_eq!(edges.len(), 1, "at V_0 = {}: {edges:?}", section.voltage(j));
        assert!((edges[0] + 33.777).abs() < 0.01, "at V_0 = {}: {edges:?}", section.voltage(j));
    }
    Ok(())
}

#[test]
fn figure_9_neuron_2_rests_in_windows_that_shrink() -> Result<(), Error> {
    const NEURON_2_RESTS: f64 = 0.1855;
    let point = pair_steady_state(&Pair::mixed(-36.0, 0.001))?.x;
    let vs = Axis::new(-37.1, -35.1, 101);
    for (gc, window) in [(0.001, [-36.90, -35.23]), (0.006, [-36.49, -35.51]), (0.01, [-36.205, -35.70])] {
        let starts =
            Section { point: point.clone(), offsets: Axis::new(0.0, 0.0, 1), vs, shift: coupled::SHIFT };
        let outcomes = pair_q(&Pair::mixed(0.0, gc), &starts, WINDOW, TOLERANCE, &Resources::default())?;
        let rests: Vec<bool> =
            outcomes.into_iter().map(|q| q.expect("no trajectory fails")[1] > NEURON_2_RESTS).collect();
        let edges = borders(&vs.values(), &rests);
        assert_eq!(edges.len(), 2, "gc = {gc}: {edges:?}");
        for (edge, known) in edges.iter().zip(window) {
            assert!((edge - known).abs() < 0.04, "gc = {gc}: {edge} is not {known}");
        }
    }
    Ok(())
}
