//! Training data: whose trajectories they are, that nothing but the recipe changes a byte, and what is refused.

use dynsys::ensemble::Resources;
use dynsys::tableau::DormandPrince853;
use dynsys::{Erk, Pid, Plan, Tolerance, integrate};
use hhnet::data::{self, Recipe, Rows};
use hhnet::{Error, Neuron, starts};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Family, Fixed, Flow, Level, Lift, Primal, Real, System};
use std::sync::atomic::AtomicBool;

const NEURON: Neuron = Neuron { vs: 0.0, gk2: 0.12 };

fn on(threads: usize, level: Level) -> Resources<'static> {
    Resources { threads, level, ..Resources::default() }
}

fn mixture() -> Recipe {
    Recipe::neuron(vec![(10, 37), (1, 101), (100, 3)], Seeds::new(5))
}

#[test]
fn threads_and_instruction_set_change_no_byte() -> Result<(), Error> {
    let one = data::of_neuron(&NEURON, &mixture(), &on(1, Level::Portable))?;
    assert_eq!(one.len(), 771);
    assert_eq!((one.variables(), one.parameters()), (3, 1));
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        for threads in [1, 3] {
            assert_eq!(data::of_neuron(&NEURON, &mixture(), &on(threads, level))?, one, "{level:?}");
        }
    }
    let other =
        data::of_neuron(&NEURON, &Recipe { seeds: Seeds::new(6), ..mixture() }, &Resources::default())?;
    assert_ne!(other, one);
    Ok(())
}

#[test]
fn records_of_a_chunk_are_a_chain_and_chunks_begin_in_the_box() -> Result<(), Error> {
    let recipe = mixture();
    let rows = data::of_neuron_in_order(&NEURON, &recipe, &Resources::default())?;
    let (mut first, mut starts) = (0, 0);
    for (length, count) in recipe.chunks {
        for _ in 0..count {
            assert!((0..3).all(|i| rows.u(i)[first].abs() <= 1.0) && rows.p(0)[first].abs() <= 1.0);
            for k in first + 1..first + length {
                assert!((0..3).all(|i| rows.u(i)[k] == rows.next(i)[k - 1]), "row {k}");
                assert_eq!(rows.p(0)[k], rows.p(0)[first]);
            }
            first += length;
            starts += 1;
        }
    }
    assert_eq!((first, starts), (rows.len(), 141));
    // the same records, in another order
    let shuffled = data::of_neuron(&NEURON, &mixture(), &Resources::default())?;
    assert_ne!(shuffled, rows);
    let sorted = |rows: &Rows| {
        let mut records: Vec<Vec<u64>> =
            (0..rows.len()).map(|k| (0..7).map(|c| rows.column(c)[k].to_bits()).collect()).collect();
        records.sort();
        records
    };
    assert_eq!(sorted(&shuffled), sorted(&rows));
    Ok(())
}

#[test]
fn starts_are_the_same_whatever_follows() -> Result<(), Error> {
    // a chunk draws from a stream of its own: more chunks, or longer ones, leave the others as they are
    let rows = |chunks| {
        data::of_neuron_in_order(&NEURON, &Recipe::neuron(chunks, Seeds::new(5)), &on(2, Level::best()))
    };
    let (few, many, long) = (rows(vec![(1, 20)])?, rows(vec![(1, 90), (4, 8)])?, rows(vec![(3, 20)])?);
    for k in 0..20 {
        for c in 0..7 {
            assert_eq!(few.column(c)[k], many.column(c)[k]);
            assert_eq!(few.column(c)[k], long.column(c)[3 * k]);
        }
    }
    Ok(())
}

#[test]
fn records_are_the_flow_of_the_neuron() -> Result<(), Error> {
    let recipe = Recipe::neuron(vec![(10, 40), (1, 100)], Seeds::new(2));
    let rows = data::of_neuron(&NEURON, &recipe, &Resources::default())?;
    let form = recipe.form(100)?;
    let plan = Plan::new(Erk(DormandPrince853), Pid::default(), Tolerance::both(1e-13));
    let mut worst: f64 = 0.0;
    for k in 0..rows.len() {
        let neuron = Neuron { vs: form.parameters.physical(0, rows.p(0)[k]), ..NEURON };
        let x = [0, 1, 2].map(|i| form.variables.physical(i, rows.u(i)[k]));
        let end = integrate(&neuron, &plan, (0.0, data::DT), &x, &mut ())?;
        for i in 0..3 {
            worst = worst.max((form.variables.scaled(i, end.x[i]) - rows.next(i)[k]).abs());
        }
    }
    assert!(worst < 1e-9, "{worst:e}");
    Ok(())
}

#[test]
fn starts_fill_the_box() -> Result<(), Error> {
    let recipe = Recipe::neuron(vec![(2, 3)], Seeds::new(1)).validation(4000);
    let rows = data::of_neuron(&NEURON, &recipe, &Resources::default())?;
    assert_eq!(rows.len(), 4000);
    for c in 0..4 {
        let column = rows.column(c);
        let mean = column.iter().sum::<f64>() / 4000.0;
        let square = column.iter().map(|x| x * x).sum::<f64>() / 4000.0;
        // five standard errors of a uniform distribution on [-1, 1]
        assert!(mean.abs() < 5.0 * (1.0f64 / 3.0 / 4000.0).sqrt(), "column {c}: mean {mean}");
        assert!((square - 1.0 / 3.0).abs() < 5.0 * (4.0f64 / 45.0 / 4000.0).sqrt(), "column {c}: {square}");
    }
    Ok(())
}

#[test]
fn bad_recipes_are_refused() {
    let good = mixture();
    let refused = |recipe: &Recipe| data::of_neuron(&NEURON, recipe, &Resources::default()).unwrap_err();
    let mut flat = good.clone();
    flat.variables[1] = (0.5, 0.5);
    assert_eq!(refused(&flat), Error::Scaling { side: 1, middle: 0.5, half: 0.0 });
    let one_too_many = Recipe { parameters: vec![starts::V_S, (0.0, 1.0)], ..good.clone() };
    assert_eq!(refused(&one_too_many), Error::Sides { what: "parameters", expected: 1, found: 2 });
    for (chunks, what) in [
        (vec![], "number of groups of chunks"),
        (vec![(3, 2), (0, 5)], "length of a chunk"),
        (vec![(3, 0)], "number of chunks"),
    ] {
        assert_eq!(refused(&Recipe { chunks, ..good.clone() }), Error::Form { what, value: 0.0 });
    }
    for dt in [0.0, -0.005, f64::INFINITY] {
        assert_eq!(refused(&Recipe { dt, ..good.clone() }), Error::Form { what: "time step", value: dt });
    }
    assert_eq!(
        refused(&Recipe { tolerance: 0.0, ..good.clone() }),
        Error::Form { what: "tolerance", value: 0.0 }
    );
    let cancel = AtomicBool::new(true);
    let cancelled = Resources { cancel: Some(&cancel), ..Resources::default() };
    let error = data::of_neuron(&NEURON, &good, &cancelled).unwrap_err();
    assert_eq!(error, Error::Run(dynsys::Error::Cancelled { done: 0, total: 37 }));
}

/// `x' = x^2 + p`, which leaves the numbers soon where `x` is large.
struct Explosion;
struct Member<P>(P);
impl<P> System for Member<P> {
    type Space = Fixed<1>;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
}
impl<P: Copy, R: Real + Lift<P>> Flow<R> for Member<P> {
    #[inline(always)]
    fn rhs(&self, _: R, &[x]: &[R; 1], dx: &mut [R; 1]) {
        *dx = [x.mul_add(x, R::lift(self.0))];
    }
}
impl Family for Explosion {
    type Space = Fixed<1>;
    type Member<R: Real> = Member<Primal<R>>;
    fn space(&self) -> Fixed<1> {
        Fixed
    }
    fn parameters(&self) -> usize {
        1
    }
    #[inline(always)]
    fn member<R: Real>(&self, p: &[Primal<R>]) -> Member<Primal<R>> {
        Member(p[0])
    }
}

#[test]
fn a_chunk_that_fails_is_named_the_first_one_whatever_ran_where() {
    let recipe = Recipe {
        variables: vec![(0.0, 1.0)],
        parameters: vec![(0.0, 0.01)],
        chunks: vec![(4, 5), (30, 200)],
        dt: 0.035,
        seeds: Seeds::new(8),
        tolerance: 1e-8,
    };
    let fails = |threads, level| data::generate(&Explosion, &recipe, &on(threads, level)).unwrap_err();
    let error = fails(1, Level::Portable);
    let Error::Chunk { length, chunk, parameters, start, t, .. } = &error else { panic!("{error}") };
    // x = 1 / (1/x0 - t), nearly: only starts above 1 / 1.05 explode in the time of a chunk
    assert_eq!(*length, 30);
    assert!(start[0] > 0.9 && parameters[0] < 0.01 && *t > 0.9 && *t < 1.1, "{error}");
    assert!(*chunk > 0);
    for level in Level::ALL.into_iter().filter(|level| level.available()) {
        assert_eq!(fails(2, level), error);
    }
}

#[test]
fn ones_own_data_are_checked() {
    let (a, b) = (vec![0.1, 0.2, 0.3], vec![0.3, 0.2, 0.1]);
    let rows = Rows::from_columns(vec![a.clone()], vec![b.clone()], vec![a.clone()]).unwrap();
    assert_eq!((rows.len(), rows.p(0), rows.u(0), rows.next(0)), (3, &a[..], &b[..], &a[..]));
    assert_eq!(rows.part(1..3).u(0), &b[1..]);
    let refused = |p, u, next| Rows::from_columns(p, u, next).unwrap_err();
    assert_eq!(refused(vec![a.clone()], vec![], vec![]), Error::Columns { from: 0, next: 0 });
    assert_eq!(refused(vec![], vec![a.clone()], vec![]), Error::Columns { from: 1, next: 0 });
    assert_eq!(
        refused(vec![a.clone()], vec![b.clone()], vec![vec![0.1]]),
        Error::ColumnLength { column: "next[0]".into(), expected: 3, found: 1 }
    );
    assert_eq!(
        refused(vec![], vec![vec![]], vec![vec![]]),
        Error::Column { column: "u[0]".into(), why: "is empty" }
    );
    assert_eq!(
        refused(vec![vec![2.0; 3]], vec![a.clone()], vec![b.clone()]),
        Error::Column { column: "p[0]".into(), why: "is the same in every row" }
    );
    let error = refused(vec![a.clone()], vec![vec![0.1, 0.2, f64::INFINITY]], vec![b.clone()]);
    assert_eq!(error, Error::NotFiniteRow { column: "u[0]".into(), row: 2, value: f64::INFINITY });
}

#[test]
fn ones_own_data_are_scaled_as_the_form_says() {
    let form = hhnet::Form::over(&[(0.0, 4.0)], &[(-1.0, 0.0)], 3, 0.1).unwrap();
    let (p, x, next) = (vec![vec![-1.0, 0.0]], vec![vec![0.0, 2.0]], vec![vec![4.0, 3.0]]);
    let rows = Rows::from_physical(&form, p.clone(), x.clone(), next.clone()).unwrap();
    assert_eq!((rows.p(0), rows.u(0), rows.next(0)), (&[-1.0, 1.0][..], &[-1.0, 0.0][..], &[1.0, 0.5][..]));
    let without = hhnet::Form::over(&[(0.0, 4.0)], &[], 3, 0.1).unwrap();
    assert_eq!(
        Rows::from_physical(&without, p, x, next).unwrap_err(),
        Error::Sides { what: "parameters", expected: 0, found: 1 }
    );
}
