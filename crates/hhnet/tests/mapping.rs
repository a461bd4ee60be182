//! Mappings: files and what is wrong with damaged ones, lanes, derivatives, and the nets of the prototype.

use dynsys::ensemble::{Resources, StartsBy};
use hhnet::analysis::{mapping_steady_state, rest_windows};
use hhnet::ensembles::mapping_q;
use hhnet::net_file::{Manifest, Part, from_bytes, load, save};
use hhnet::neuron::table1::G_K2;
use hhnet::observable::WINDOW;
use hhnet::transition::START;
use hhnet::{Activation, Error, Form, Mapping, Net, Precision, shipped, starts};
use neurodyn_core::conformance::{
    Case, Equations, Nonconformity, dual_matches_finite_difference, lanes_match_scalar,
};
use neurodyn_core::seed::Seeds;
use neurodyn_core::{Level, Map, MapFamily, Primal, Real};
use std::path::Path;

/// The mapping of a net as equations, on scaled variables.
struct Images<'a>(&'a Net);

impl Equations for Images<'_> {
    fn sizes(&self) -> (usize, usize) {
        (3, 1)
    }
    #[inline(always)]
    fn evaluate<R: Real>(&self, _: R, parameters: &[Primal<R>], x: &[R], out: &mut [R]) {
        let family = hhnet::ScaledFamily::<3, 1>::new(self.0).expect("a neuron's net");
        let mut next = [R::lit(0.0); 3];
        family.member::<R>(parameters).apply(&[x[0], x[1], x[2]], &mut next);
        out.copy_from_slice(&next);
    }
}

/// A net of random weights with these activations.
fn random(outer: Activation, inner: Activation) -> Net {
    let mut form = Form::over(&starts::BOX, &[starts::V_S], 7, 0.005).expect("a form");
    (form.outer, form.inner, form.chi) = (outer, inner, 0.1);
    let mut stream = Seeds::new(2).named("weights").stream(0);
    let weights = (0..form.size.net()).map(|_| stream.between(-1.0, 1.0)).collect();
    Net::new(form, weights).expect("a net")
}

fn cases() -> Vec<Case> {
    let seeds = Seeds::new(6).named("scaled states");
    let case = |i| {
        let mut stream = seeds.stream(i);
        let x: Vec<f64> = (0..3).map(|_| stream.between(-1.0, 1.0)).collect();
        Case::new(0.0, &[stream.between(starts::V_S.0, starts::V_S.1)], &x)
    };
    (0..40).map(case).collect()
}

#[test]
fn lanes_give_the_bytes_of_the_scalar_and_duals_the_derivatives() -> Result<(), Nonconformity> {
    lanes_match_scalar(&Images(&random(Activation::Tanh, Activation::Sigmoid)), &cases())?;
    for (outer, inner) in [(Activation::Tanh, Activation::Tanh), (Activation::Sigmoid, Activation::Tanh)] {
        dual_matches_finite_difference(&Images(&random(outer, inner)), &cases(), 1e-7)?;
    }
    Ok(())
}

#[test]
fn the_map_is_eq_5_as_printed() -> Result<(), Error> {
    for net in [random(Activation::Tanh, Activation::Sigmoid), random(Activation::Sigmoid, Activation::Relu)]
    {
        let form = net.form();
        let function = |activation: Activation, z: f64| match activation {
            Activation::Tanh => z.tanh(),
            Activation::Sigmoid => 1.0 / (1.0 + (-z).exp()),
            _ => z.max(0.0),
        };
        for case in cases() {
            let u = &case.state;
            let p = form.parameters.scaled(0, case.parameters[0]);
            let mut found = [0.0; 3];
            let map = Mapping::<3, 1>::new(&net, [case.parameters[0]])?.scaled();
            map.apply(&[u[0], u[1], u[2]], &mut found);
            for i in 0..3 {
                let parts = Part::of(form.size);
                let of = |name: &str, row: usize, k: usize| {
                    let part = parts.iter().find(|part| part.name == name).expect("an array");
                    net.subnet(i)[part.places[row * form.size.hidden + k]]
                };
                let others: Vec<f64> = (0..3).filter(|&j| j != i).map(|j| u[j]).collect();
                let mut sum = of("gamma", 0, 0);
                for k in 0..form.size.hidden {
                    let inner = others[0] * of("A", 0, k) + others[1] * of("A", 1, k) + p * of("B", 0, k);
                    let inner = function(form.inner, inner + of("beta", 0, k));
                    sum +=
                        function(form.outer, u[i] * of("a", 0, k) + of("mu", 0, k) + inner) * of("b", 0, k);
                }
                let printed = (1.0 - form.chi) * u[i] + form.chi * sum;
                assert!((found[i] - printed).abs() < 1e-13, "{} is not {printed}", found[i]);
            }
        }
    }
    Ok(())
}

#[test]
fn instruction_set_and_threads_change_no_byte() -> Result<(), Error> {
    let net = shipped::modified();
    let write = |i: usize, x: &mut [f64], vs: &mut [f64]| {
        let mut stream = Seeds::new(9).stream(i as u64);
        x.copy_from_slice(&stream.in_box(&starts::BOX));
        vs[0] = stream.between(starts::V_S.0, starts::V_S.1);
    };
    let (starts, window) = (StartsBy { count: 37, write }, (0.5, 1.0));
    let on = |level, threads| Resources { level, threads, ..Resources::default() };
    for precision in [Precision::Single, Precision::Double] {
        let one = mapping_q(&net, &starts, window, precision, &on(Level::Portable, 1))?;
        assert_eq!(mapping_q(&net, &starts, window, precision, &on(Level::best(), 3))?, one, "{precision:?}");
    }
    Ok(())
}

fn scratch() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn a_file_gives_the_net_back_and_the_same_bytes_again() -> Result<(), Error> {
    let folder = scratch();
    let manifest: Manifest = [("command".to_owned(), "by hand".to_owned())].into();
    for (k, net) in [shipped::modified(), shipped::original(), random(Activation::Sigmoid, Activation::Relu)]
        .iter()
        .enumerate()
    {
        let (path, again) = (folder.path().join(format!("{k}.safetensors")), folder.path().join("again"));
        save(&path, net, &manifest)?;
        let (found, words) = load(&path)?;
        assert_eq!((&found, &words), (net, &manifest));
        save(&again, &found, &words)?;
        assert_eq!(std::fs::read(&path).expect("the file"), std::fs::read(&again).expect("the file"));
    }
    assert!(std::fs::read_dir(folder.path()).expect("the folder").count() == 4, "nothing is left over");
    Ok(())
}

#[test]
fn damaged_files_are_told_and_never_taken() -> Result<(), Error> {
    let folder = scratch();
    let path = folder.path().join("net.safetensors");
    let net = random(Activation::Tanh, Activation::Tanh);
    save(&path, &net, &Manifest::new())?;
    let whole = std::fs::read(&path).expect("the file");
    let told = |bytes: &[u8]| {
        let error = from_bytes(bytes, &path).expect_err("it is damaged");
        assert!(!error.to_string().is_empty());
        error
    };
    for length in [0, 7, 8, 100, whole.len() / 2, whole.len() - 1] {
        assert!(matches!(told(&whole[..length]), Error::File { .. }), "cut to {length} bytes");
    }
    told(&[whole.as_slice(), &[0; 8]].concat());
    told(b"this is no net at all, but longer than a header");
    // a header that promises 2^63 bytes
    told(&[&(1_u64 << 63).to_le_bytes()[..], &whole[8..]].concat());
    let text = String::from_utf8_lossy(&whole[8..]).into_owned();
    let header = u64::from_le_bytes(whole[..8].try_into().expect("eight bytes")) as usize;
    assert!(text[..header].contains("tanh"));
    // one byte of the header at a time: an error, or another net of the same form, but no panic
    for at in 8..8 + header {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        if let Ok((net, _)) = from_bytes(&bytes, &path) {
            assert_eq!(net.weights().len(), net.form().size.net());
        }
    }
    let swapped = |from: &[u8], to: &[u8]| {
        assert_eq!(from.len(), to.len());
        let at = whole.windows(from.len()).position(|bytes| bytes == from).expect("it is there");
        let mut bytes = whole.clone();
        bytes[at..at + to.len()].copy_from_slice(to);
        bytes
    };
    let error = told(&swapped(b"tanh", b"tank"));
    assert!(error.to_string().contains("tank"), "{error}");
    told(&swapped(br#"hidden\":7"#, br#"hidden\":8"#));
    told(&swapped(br#"\"chi\":0.1"#, br#"\"chi\":0.0"#));
    // a weight that is no number
    let mut bytes = whole.clone();
    let last = bytes.len() - 8;
    bytes[last..].copy_from_slice(&f64::NAN.to_le_bytes());
    assert!(matches!(told(&bytes), Error::NotFinite { what: "weights", .. }));
    assert!(matches!(load(&folder.path().join("none")), Err(Error::File { .. })));
    assert!(matches!(
        save(&folder.path().join("no/such/folder"), &net, &Manifest::new()),
        Err(Error::File { .. })
    ));
    Ok(())
}

#[test]
fn nets_of_wrong_size_are_errors() -> Result<(), Error> {
    let form = shipped::modified().form().clone();
    let size = form.size.net();
    assert_eq!(Net::new(form.clone(), vec![0.0; 5]), Err(Error::Weights { expected: size, found: 5 }));
    let mut weights = vec![0.0; size];
    weights[3] = f64::INFINITY;
    let error = Net::new(form.clone(), weights).expect_err("infinite");
    assert_eq!(error, Error::NotFinite { what: "weights", index: 3, value: f64::INFINITY });
    let net = Net::new(form, vec![0.0; size])?;
    assert!(matches!(Mapping::<2, 1>::new(&net, [0.0]), Err(Error::NetSize { expected: (2, 1), .. })));
    assert!(matches!(Mapping::<3, 1>::new(&net, [f64::NAN]), Err(Error::NotFinite { .. })));
    assert!(Form::over(&[(1.0, 1.0)], &[], 3, 0.1).is_err(), "a box of width 0");
    assert!(Form::over(&starts::BOX, &[], 0, 0.1).is_err(), "no hidden units");
    Ok(())
}

/// A net of the prototype: arrays of `(name).(variable).(array)`, with the two rows of `A` one by one.
fn prototype(path: &Path, name: &str) -> Net {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).expect("the file")).expect("an archive");
    let mut array = |name: &str| -> Vec<f64> {
        let file = archive.by_name(&format!("{name}.npy")).unwrap_or_else(|why| panic!("{name}: {why}"));
        npyz::NpyFile::new(file).expect("an array").into_vec().expect("numbers")
    };
    let form = Form::over(&starts::BOX, &[starts::V_S], 100, 0.005).expect("a form");
    let mut weights = Vec::new();
    for variable in ["V", "n", "S"] {
        let mut subnet = vec![f64::NAN; form.size.subnet()];
        for part in Part::of(form.size) {
            let stem = format!("{name}.{variable}.{}", part.name);
            let values = match part.name {
                "A" => [array(&format!("{stem}1")), array(&format!("{stem}2"))].concat(),
                _ => array(&stem),
            };
            assert_eq!(values.len(), part.places.len(), "{stem}");
            for (&at, value) in part.places.iter().zip(values) {
                subnet[at] = value;
            }
        }
        weights.extend(subnet);
    }
    Net::new(form, weights).expect("a net")
}

/// The nets that the prototype found, with the numbers it found for them.
#[test]
fn the_nets_of_the_prototype_do_what_they_did() -> Result<(), Error> {
    let folder = std::env::var_os("NEURODYN_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vectors"),
        std::path::PathBuf::from,
    );
    let path = folder.join("hhnet_nets.npz");
    if !path.exists() {
        eprintln!("SKIPPED: {} is not there; NEURODYN_VECTORS may name its folder", path.display());
        return Ok(());
    }
    let net = prototype(&path, "modified");
    prototype(&path, "original");
    let rest = mapping_steady_state(&net, -36.0, &[-50.6357, 0.002, 0.188])?;
    for (rate, (known, by)) in rest.rates().iter().zip([(-0.166, 5e-4), (-20.9, 0.05), (-37.6, 0.05)]) {
        assert!((rate.0 - known).abs() < by, "{rate:?} is not {known}");
    }
    let windows = rest_windows(&net, G_K2, (-40.0, -30.0), 200)?;
    assert_eq!(windows.len(), 1);
    // The prototype's scan printed (-37.16, -34.92), where this net's rest is unstable already: its leading rates are
    // +0.101 and +0.392 there, and change sign at -37.1473 and -34.9327 (Newton and eigenvalues in NumPy).
    for (border, known) in [(windows[0].from.vs, -37.1473), (windows[0].to.vs, -34.9327)] {
        assert!((border - known).abs() < 5e-4, "{windows:?}");
    }
    let write = |i: usize, x: &mut [f64], vs: &mut [f64]| {
        x.copy_from_slice(&START);
        vs[0] = [-36.0, -34.0][i];
    };
    let starts = StartsBy { count: 2, write };
    for (q, known) in mapping_q(&net, &starts, WINDOW, Precision::Double, &Resources::default())?
        .into_iter()
        .zip([0.178_589, 0.182_906])
    {
        let q = q.expect("it stays finite");
        assert!((q - known).abs() < 2e-6, "{q} is not {known}");
    }
    Ok(())
}

#[cfg(feature = "npz")]
#[test]
fn an_npz_archive_holds_every_array() -> Result<(), Error> {
    let folder = scratch();
    let (path, net) = (folder.path().join("net.npz"), random(Activation::Sigmoid, Activation::Tanh));
    hhnet::npz::save(&path, &net)?;
    let mut archive =
        zip::ZipArchive::new(std::fs::File::open(&path).expect("the file")).expect("an archive");
    let mut array = |name: &str| -> (Vec<u64>, Vec<f64>) {
        let file = archive.by_name(&format!("{name}.npy")).unwrap_or_else(|why| panic!("{name}: {why}"));
        let array = npyz::NpyFile::new(file).expect("an array");
        (array.shape().to_vec(), array.into_vec().expect("numbers"))
    };
    for i in 0..3 {
        for part in Part::of(net.form().size) {
            let shape = part.shape.iter().map(|&n| n as u64).collect();
            let expected = part.places.iter().map(|&at| net.subnet(i)[at]).collect();
            assert_eq!(array(&format!("{i}.{}", part.name)), (shape, expected));
        }
    }
    assert_eq!((array("chi"), array("dt")), ((vec![], vec![net.form().chi]), (vec![], vec![net.form().dt])));
    assert_eq!(array("variables.middle"), (vec![3], net.form().variables.middle.clone()));
    assert_eq!(array("parameters.half"), (vec![1], net.form().parameters.half.clone()));
    let outer = npyz::NpyFile::new(archive.by_name("outer.npy").expect("it is there")).expect("an array");
    assert_eq!(outer.into_vec::<u8>().expect("bytes"), b"sigmoid");
    assert!(matches!(hhnet::npz::save(&folder.path().join("no/folder"), &net), Err(Error::File { .. })));
    Ok(())
}
