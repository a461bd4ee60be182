//! Levenberg-Marquardt: derivatives, descent, resumption, and what is refused.

use dynsys::ensemble::Resources;
use hhnet::data::Rows;
use hhnet::levenberg::{self, Options, Outcome, Problem, State};
use hhnet::{Activation, Error, Form, Mapping, Net};
use neurodyn_core::seed::{Seeds, Stream};
use neurodyn_core::{Dual, Level, Map, Real};
use std::sync::atomic::AtomicBool;

fn on(threads: usize, level: Level) -> Resources<'static> {
    Resources { threads, level, ..Resources::default() }
}

fn form(variables: usize, parameters: usize, hidden: usize) -> Form {
    Form::over(&vec![(-1.0, 1.0); variables], &vec![(-1.0, 1.0); parameters], hidden, 0.1).unwrap()
}

fn random(stream: &mut Stream, n: usize, size: f64) -> Vec<f64> {
    (0..n).map(|_| stream.between(-size, size)).collect()
}

/// A net of this form with weights up to `size`, outputs `b`, `gamma` of `1 / chi` times as much.
fn net(form: &Form, seed: u64, size: f64) -> Net {
    let mut stream = Seeds::new(seed).named("net").stream(0);
    let mut weights = random(&mut stream, form.size.net(), size);
    let (unit, each) = (form.size.unit(), form.size.subnet());
    for (k, w) in weights.iter_mut().enumerate() {
        let k = k % each;
        if k == each - 1 || k % unit == unit - 1 {
            *w *= 0.1 / form.chi;
        }
    }
    Net::new(form.clone(), weights).unwrap()
}

/// Records `(p, u, F(u, p))` of the mapping of this net, with `N` variables and `M` parameters.
fn records<const N: usize, const M: usize>(net: &Net, seed: u64, count: usize) -> Rows {
    let mut stream = Seeds::new(seed).named("records").stream(0);
    let p: Vec<Vec<f64>> = (0..M).map(|_| random(&mut stream, count, 1.0)).collect();
    let u: Vec<Vec<f64>> = (0..N).map(|_| random(&mut stream, count, 1.0)).collect();
    let mut next = vec![vec![0.0; count]; N];
    for k in 0..count {
        let mapping = Mapping::<N, M>::new(net, core::array::from_fn(|j| p[j][k])).unwrap();
        let mut after = [0.0; N];
        mapping.scaled().apply(&core::array::from_fn(|i| u[i][k]), &mut after);
        for i in 0..N {
            next[i][k] = after[i];
        }
    }
    Rows::from_columns(p, u, next).unwrap()
}

/// Eq. (5) for variable `i`, with weights of any number: written apart from the crate.
fn subnet<R: Real>(form: &Form, w: &[R], u: &[f64], i: usize, p: &[f64]) -> R {
    let (n, m, unit) = (u.len(), p.len(), form.size.unit());
    let mut sum = w[w.len() - 1];
    for k in 0..form.size.hidden {
        let w = &w[k * unit..(k + 1) * unit];
        let mut inner = w[2 + n - 1 + m];
        let mut place = 2;
        for other in (0..n).filter(|&j| j != i) {
            inner += w[place] * R::lit(u[other]);
            place += 1;
        }
        for &p in p {
            inner += w[place] * R::lit(p);
            place += 1;
        }
        let f = form.outer.of(R::lit(u[i]) * w[0] + w[1] + form.inner.of(inner));
        sum += f * w[unit - 1];
    }
    R::lit((1.0 - form.chi) * u[i]) + R::lit(form.chi) * sum
}

/// Against derivatives by dual numbers, weight by weight.
fn derivatives_of(form: &Form, rows: &Rows) {
    let net = net(form, 3, 1.5);
    let (n, m) = (rows.variables(), rows.parameters());
    for i in 0..n {
        let problem = Problem::new(form, i, rows, &Options::default()).unwrap();
        let jacobian = problem.jacobian(net.subnet(i), &Resources::default());
        assert_eq!(jacobian.len(), rows.len());
        for (k, found) in jacobian.iter().enumerate() {
            let u: Vec<f64> = (0..n).map(|j| rows.u(j)[k]).collect();
            let p: Vec<f64> = (0..m).map(|j| rows.p(j)[k]).collect();
            for along in 0..form.size.subnet() {
                let weight = |(j, &w): (usize, &f64)| Dual { re: w, eps: [f64::from(u8::from(j == along))] };
                let weights: Vec<Dual<f64, 1>> = net.subnet(i).iter().enumerate().map(weight).collect();
                let exact = subnet(form, &weights, &u, i, &p);
                let size = exact.eps[0].abs() + 1e-3;
                assert!((exact.eps[0] - found[along]).abs() < 1e-12 * size, "{i} {k} {along}: {exact:?}");
                let residual = exact.re - rows.next(i)[k];
                assert!((residual - found[found.len() - 1]).abs() < 1e-13, "{residual}");
            }
        }
    }
}

#[test]
fn the_jacobian_is_the_derivative_of_the_mapping() {
    let source = form(3, 1, 7);
    derivatives_of(&source, &records::<3, 1>(&net(&source, 1, 1.0), 1, 37));
    let one = Form { chi: 0.7, ..form(1, 0, 4) };
    derivatives_of(&one, &records::<1, 0>(&net(&one, 1, 1.0), 1, 5));
    for (outer, inner) in [
        (Activation::Sigmoid, Activation::Tanh),
        (Activation::Relu, Activation::Sigmoid),
        (Activation::Tanh, Activation::Relu),
    ] {
        let other = Form { chi: 0.05, outer, inner, ..form(2, 3, 5) };
        derivatives_of(&other, &records::<2, 3>(&net(&other, 1, 1.0), 1, 21));
    }
}

#[test]
fn residuals_are_the_bytes_of_the_mapping_everywhere() -> Result<(), Error> {
    let form = form(3, 1, 9);
    let net = net(&form, 1, 1.0);
    // 1125 rows in each of the 8 parts, more than a block of 1024
    let rows = records::<3, 1>(&net, 2, 9000);
    for i in 0..3 {
        // its own records: not a bit is left
        assert_eq!(levenberg::loss(&net, i, &rows, &Resources::default())?, 0.0);
    }
    let other = crate::net(&form, 2, 1.0);
    let problem = Problem::new(&form, 1, &rows, &Options { rows: 2100, ..Options::default() })?;
    let (loss, jacobian) = (
        levenberg::loss(&other, 1, &rows, &on(1, Level::Portable))?,
        problem.jacobian(other.subnet(1), &on(1, Level::Portable)),
    );
    assert_eq!(jacobian.len(), 2100);
    assert!(loss > 0.0);
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        assert_eq!(levenberg::loss(&other, 1, &rows, &on(3, level))?, loss);
        assert_eq!(problem.jacobian(other.subnet(1), &on(1, level)), jacobian);
    }
    let direct = jacobian.iter().map(|row| row[row.len() - 1].powi(2)).sum::<f64>() / 2100.0;
    let state = problem.start(other.subnet(1), &Resources::default())?;
    assert!((state.loss - direct).abs() < 1e-12 * direct);
    Ok(())
}

/// A start near a net: every weight off by up to 10 %.
fn perturbed(weights: &[f64]) -> Vec<f64> {
    let mut stream = Seeds::new(4).named("perturbed").stream(0);
    weights.iter().map(|w| w * stream.between(0.9, 1.1)).collect()
}

#[test]
fn it_descends_to_the_net_that_made_the_data() -> Result<(), Error> {
    let source = form(3, 1, 6);
    let other = Form { chi: 0.2, outer: Activation::Sigmoid, ..form(3, 1, 4) };
    for form in [source, other] {
        let truth = net(&form, 7, 1.5);
        let rows = records::<3, 1>(&truth, 7, 3000);
        let options = Options { rows: 2500, ..Options::default() };
        let problem = Problem::new(&form, 0, &rows, &options)?;
        let mut state = problem.start(&perturbed(truth.subnet(0)), &Resources::default())?;
        assert!(state.loss > 1e-6, "{:e}", state.loss);
        for _ in 0..60 {
            let before = state.loss;
            let progress = problem.step(&mut state, &Resources::default())?;
            assert_eq!((progress.before, progress.after), (before, state.loss));
            assert_eq!(progress.after < before, progress.outcome != Outcome::Stalled, "{progress:?}");
            assert_eq!(state.loss, problem.loss(&state.weights, &Resources::default()));
            if state.loss < 1e-10 {
                break;
            }
        }
        assert!(state.loss < 1e-10, "{state:?}");
    }
    Ok(())
}

#[test]
fn a_state_goes_on_to_the_same_bytes_on_any_threads() -> Result<(), Error> {
    let form = form(3, 1, 6);
    let truth = net(&form, 7, 1.5);
    let rows = records::<3, 1>(&truth, 7, 2000);
    let options = Options { trust: Some(0.05), ..Options::default() };
    let problem = Problem::new(&form, 2, &rows, &options)?;
    let descend = |state: &mut State, iterations, threads| -> Result<(), Error> {
        for _ in 0..iterations {
            problem.step(state, &on(threads, Level::best()))?;
        }
        Ok(())
    };
    let start = problem.start(&perturbed(truth.subnet(2)), &Resources::default())?;
    let (mut whole, mut first) = (start.clone(), start.clone());
    descend(&mut whole, 9, 1)?;
    descend(&mut first, 4, 3)?;
    let State { weights, damping, iteration, loss } = first;
    let mut again = State { weights, damping, iteration, loss };
    descend(&mut again, 5, 2)?;
    assert_eq!(again, whole);
    assert_eq!(whole.iteration, 9);
    assert!(whole.loss < start.loss);
    Ok(())
}

#[test]
fn steps_keep_to_the_trusted_length() -> Result<(), Error> {
    // with chi and outputs of order 1 the spread is too: the plain norm bounds the trusted one well enough
    let form = Form { chi: 1.0, ..form(2, 0, 5) };
    let truth = net(&form, 9, 2.0);
    let rows = records::<2, 0>(&truth, 9, 500);
    let moved = |trust| -> Result<f64, Error> {
        let options = Options { trust, damping: 1e-9, tries: 1, ..Options::default() };
        let problem = Problem::new(&form, 0, &rows, &options)?;
        let mut state = problem.start(&perturbed(truth.subnet(0)), &Resources::default())?;
        let before = state.weights.clone();
        problem.step(&mut state, &Resources::default())?;
        Ok(before.iter().zip(&state.weights).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt())
    };
    let (free, short) = (moved(None)?, moved(Some(1e-3))?);
    assert!(short > 0.0 && short < 0.02, "{short}");
    assert!(free > 5.0 * short, "{free} {short}");
    Ok(())
}

#[test]
fn units_that_nothing_depends_on_stay() -> Result<(), Error> {
    let form = Form { chi: 0.3, outer: Activation::Relu, ..form(2, 0, 3) };
    let truth = net(&form, 5, 1.0);
    let rows = records::<2, 0>(&truth, 5, 300);
    let mut weights = perturbed(truth.subnet(0));
    weights[1] = -50.0; // mu of unit 0: dead everywhere
    let problem = Problem::new(&form, 0, &rows, &Options::default())?;
    let mut state = problem.start(&weights, &Resources::default())?;
    let before = state.loss;
    problem.step(&mut state, &Resources::default())?;
    assert!(state.loss < before);
    let unit = form.size.unit();
    assert_eq!(state.weights[..unit], weights[..unit]);
    Ok(())
}

#[test]
fn what_makes_no_sense_is_refused_and_loses_nothing() -> Result<(), Error> {
    let form = form(2, 0, 3);
    let truth = net(&form, 5, 1.0);
    let rows = records::<2, 0>(&truth, 5, 40);
    let options = Options::default();
    let of = |options: Options| Problem::new(&form, 0, &rows, &options).map(|_| ()).unwrap_err();
    assert_eq!(
        of(Options { rows: 0, ..options }),
        Error::Form { what: "number of records to learn from", value: 0.0 }
    );
    assert_eq!(of(Options { damping: -1.0, ..options }), Error::Form { what: "damping", value: -1.0 });
    assert_eq!(of(Options { trust: Some(0.0), ..options }), Error::Form { what: "longest step", value: 0.0 });
    assert_eq!(of(Options { tries: 0, ..options }), Error::Form { what: "number of tries", value: 0.0 });
    let wrong = crate::form(3, 1, 4);
    assert_eq!(
        Problem::new(&wrong, 0, &rows, &options).map(|_| ()).unwrap_err(),
        Error::Sides { what: "variables", expected: 3, found: 2 }
    );
    assert_eq!(
        Problem::new(&form, 2, &rows, &options).map(|_| ()).unwrap_err(),
        Error::Subnet { subnet: 2, variables: 2 }
    );
    // one record says nothing of a spread
    assert!(matches!(
        Problem::new(&form, 0, &rows, &Options { rows: 1, ..options }),
        Err(Error::Column { .. })
    ));

    let problem = Problem::new(&form, 0, &rows, &options)?;
    let weights = truth.subnet(0).to_vec();
    let start = |weights: &[f64]| problem.start(weights, &Resources::default());
    assert_eq!(start(&weights[1..]).unwrap_err(), Error::Weights { expected: 16, found: 15 });
    let mut bad = weights.clone();
    bad[3] = f64::NAN;
    assert!(matches!(start(&bad), Err(Error::NotFinite { what: "weights", index: 3, .. })));
    bad[3] = 1.0;
    bad[15] = 1e200;
    assert_eq!(start(&bad).unwrap_err(), Error::Diverged { iteration: 0, loss: f64::INFINITY });

    // derivatives overflow although the loss does not: the error says where, the state stays
    let mut state = State { weights: bad, damping: 1e-3, iteration: 12, loss: 7.0 };
    let kept = state.clone();
    let error = problem.step(&mut state, &Resources::default()).unwrap_err();
    assert_eq!(error, Error::Diverged { iteration: 12, loss: 7.0 });
    assert_eq!(state, kept);

    let cancel = AtomicBool::new(true);
    let cancelled = Resources { cancel: Some(&cancel), ..Resources::default() };
    let mut state = start(&perturbed(&weights))?;
    let kept = state.clone();
    assert!(matches!(problem.step(&mut state, &cancelled), Err(Error::Run(dynsys::Error::Cancelled { .. }))));
    assert_eq!(state, kept);
    // at a loss of exactly 0 there is nothing to do
    let mut there = start(&weights)?;
    assert_eq!(there.loss, 0.0);
    assert_eq!(problem.step(&mut there, &Resources::default())?.outcome, Outcome::Converged);
    assert_eq!(there.weights, weights);
    Ok(())
}
