//! From what a user types to items: `hhnet/fig6` is one, `fig6` is every source's, `hhnet` and `all` are many.

use crate::error::ReproError;
use crate::item::Item;
use crate::registry::Registry;

/// What was asked for: items to run, and ids that nobody has written yet.
#[derive(Default)]
pub struct Selection {
    /// In the order of the registry, each once.
    pub items: Vec<&'static dyn Item>,
    /// Why something that was asked for is not among them.
    pub absent: Vec<(String, String)>,
}

/// How many near misses are worth reading.
const MOST_NEAR: usize = 3;
/// Names less alike than this are not meant.
const ALIKE: f64 = 0.55;

/// Finds the items for each thing that was asked for.
///
/// A whole id, the name of an item, a source or `all` is taken at its word; only if nothing is called so, it is taken
/// as the beginning of ids or names.
///
/// # Errors
/// [`ReproError::UnknownId`] with near misses, [`ReproError::NotThere`] if everything that was asked for is planned
/// or left out of this build.
pub fn select(registry: &Registry, asked: &[String]) -> Result<Selection, ReproError> {
    let mut selection = Selection::default();
    let mut chosen = vec![false; registry.items.len()];
    for word in asked {
        let absent = absent(registry, word);
        let hits = exact_or_prefix(registry, word);
        if hits.is_empty() && absent.is_empty() {
            return Err(ReproError::UnknownId { asked: word.clone(), near: near(registry, word) });
        }
        for place in hits {
            chosen[place] = true;
        }
        for one in absent.into_iter().filter(|_| word != "all") {
            if !selection.absent.contains(&one) {
                selection.absent.push(one);
            }
        }
    }
    selection.items =
        registry.items.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(item, _)| *item).collect();
    match selection.absent.first() {
        Some((_, why)) if selection.items.is_empty() => {
            let ids: Vec<&str> = selection.absent.iter().map(|(id, _)| id.as_str()).collect();
            Err(ReproError::NotThere { asked: ids.join(", "), why: why.clone() })
        }
        _ => Ok(selection),
    }
}

/// Whether a word means this id exactly.
fn means(word: &str, id: &str) -> bool {
    let (source, name) = id.split_once('/').unwrap_or((id, id));
    word == "all" || word == id || word == source || word == name
}

fn begins(word: &str, id: &str) -> bool {
    id.starts_with(word) || id.split_once('/').is_some_and(|(_, name)| name.starts_with(word))
}

fn exact_or_prefix(registry: &Registry, word: &str) -> Vec<usize> {
    let with = |test: fn(&str, &str) -> bool| -> Vec<usize> {
        let ids = registry.items.iter().enumerate();
        ids.filter(|(_, item)| test(word, item.card().id)).map(|(place, _)| place).collect()
    };
    let exact = with(means);
    if exact.is_empty() && !registry.planned.iter().any(|id| means(word, id)) { with(begins) } else { exact }
}

/// Planned items, and sources left out of this build, that a word means.
fn absent(registry: &Registry, word: &str) -> Vec<(String, String)> {
    let left_out = registry.sources.iter().filter(|source| !source.built);
    let planned = registry.planned.iter().filter(|id| means(word, id));
    let planned = planned.map(|id| ((*id).to_owned(), "nobody has written it yet".to_owned()));
    let whole =
        left_out.filter(|source| word == source.name || word.starts_with(&format!("{}/", source.name)));
    let whole = whole.filter(|_| !registry.planned.iter().any(|id| means(word, id)));
    let why = |name| format!("this program was built without the source `{name}`");
    planned.chain(whole.map(|source| (word.to_owned(), why(source.name)))).collect()
}

/// Ids, names and sources that look like the word, the most alike first.
fn near(registry: &Registry, word: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for item in registry.items {
        let card = item.card();
        names.extend([card.id.to_owned(), card.name().to_owned(), card.source().to_owned()]);
    }
    names.sort();
    names.dedup();
    let mut scored: Vec<(f64, String)> = names
        .into_iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(&word.to_lowercase(), &name), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(MOST_NEAR).map(|(_, name)| name).collect()
}
