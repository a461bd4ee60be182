//! The registry as a set: what is listed, what is filed, and what is claimed agree.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use neurodyn_repro::registry::{ALL, PLANNED, REGISTRY, SOURCES};
use neurodyn_repro::setting::{Scale, Setting};

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

#[test]
fn ids_are_unique_lower_case_and_made_of_a_source_and_an_item() {
    let mut seen = BTreeSet::new();
    for id in ALL.iter().map(|item| item.card().id).chain(PLANNED.iter().copied()) {
        let (source, name) = id.split_once('/').unwrap_or_else(|| panic!("{id} is not <source>/<item>"));
        assert!(is_name(name), "{id}");
        assert!(SOURCES.iter().any(|known| known.name == source), "{id} has no source");
        assert!(seen.insert(id), "{id} is listed twice, or both built and planned");
    }
}

#[test]
fn items_stand_in_the_order_of_their_sources() {
    let rank = |id: &str| SOURCES.iter().position(|source| id.starts_with(&format!("{}/", source.name)));
    assert!(ALL.is_sorted_by_key(|item| rank(item.card().id)), "{REGISTRY:?}");
}

#[test]
fn every_card_says_what_it_must() {
    for item in ALL {
        let card = item.card();
        let id = card.id;
        for text in [card.title, card.item, card.says, card.cost.quick, card.cost.standard, card.cost.paper] {
            assert!(!text.trim().is_empty(), "{id} leaves something out");
        }
        assert!(!card.claims.is_empty(), "{id} claims nothing");
        let mut names = BTreeSet::new();
        for claim in card.claims {
            assert!(!claim.printed_in.trim().is_empty(), "{id}: `{}` is printed nowhere", claim.name);
            assert!(names.insert(claim.name), "{id}: `{}` is claimed twice", claim.name);
            assert!(claim.expected.within().is_none_or(|within| within >= 0.0), "{id}: `{}`", claim.name);
        }
    }
}

#[test]
fn units_do_not_depend_on_threads_and_have_names_and_weights() {
    for item in ALL {
        for scale in [Scale::Quick, Scale::Standard, Scale::Paper] {
            let units = |threads| item.units(&Setting { scale, seed: 1, threads, data: None });
            assert_eq!(units(1), units(7), "{} at {scale}", item.card().id);
            let sound = units(1).iter().all(|unit| !unit.name.is_empty() && unit.weight > 0.0);
            assert!(sound && !units(1).is_empty(), "{} at {scale}", item.card().id);
        }
    }
}

/// Items that are no figure or table of their source; `build.rs` knows them, too.
const NAMED: [&str; 12] = [
    "ablations",
    "accuracy",
    "attractors",
    "baselines",
    "bifurcation",
    "cost",
    "probability",
    "rejected",
    "riskcoverage",
    "robustness",
    "strange",
    "synchrony",
];

/// Items that train nets, which is a feature of its own.
const TRAINED: [(&str, &str); 4] =
    [("hhnet", "baselines"), ("hhnet", "fig11"), ("chaosnn", "riskcoverage"), ("wilsoncowan", "table2")];

#[test]
fn every_file_of_an_item_is_registered_and_every_item_has_its_file() {
    for source in SOURCES.iter().filter(|source| source.built) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(source.name);
        let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let stems = files.map(|file| {
            file.expect("an entry").path().file_stem().expect("a name").to_string_lossy().into_owned()
        });
        let is_item = |stem: &String| {
            let trained = [
                ("hhnet", cfg!(feature = "hhnet-train")),
                ("chaosnn", cfg!(feature = "chaosnn-train")),
                ("wilsoncowan", cfg!(feature = "wilsoncowan-train")),
            ];
            let trains = trained.contains(&(source.name, true));
            let built = trains || !TRAINED.contains(&(source.name, stem.as_str()));
            built && (NAMED.contains(&stem.as_str()) || stem.starts_with("fig") || stem.starts_with("table"))
        };
        let filed: BTreeSet<String> = stems.filter(is_item).collect();
        let own = ALL.iter().map(|item| item.card()).filter(|card| card.source() == source.name);
        let listed: BTreeSet<String> = own.map(|card| card.name().to_owned()).collect();
        assert_eq!(filed, listed, "files and registry of {} differ", source.name);
    }
}

#[test]
fn numbers_of_a_source_are_kept_in_its_constants() {
    for source in SOURCES.iter().filter(|source| source.built) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(source.name);
        assert!(folder.join("constants.rs").is_file(), "{} has no constants.rs", source.name);
    }
}
