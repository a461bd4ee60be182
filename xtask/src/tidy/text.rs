//! Rules on the text of one file: first line, length, trailing space, stubs, machine paths, laws of the design.

use super::Finding;
use std::ffi::OsStr;
use std::path::Path;

const LONGEST: usize = 400;
const LONG: usize = 300;

// Written in halves, so that these rules do not find themselves.
const STUBS: [&str; 3] = [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("dbg", "!(")];
const MACHINE_PATHS: [&str; 5] = [
    concat!("/ho", "me/"),
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("C:", "\\"),
];
const REGISTRY_HOSTS: [&str; 6] = [
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("arti", "factory"),
    concat!("jf", "rog"),
    concat!("pypi.", "org"),
    concat!("python", "hosted.org"),
];

/// Law 5 of the design: these crates read no clock, no environment and no global generator.
const PURE_CRATES: [&str; 5] = ["core", "dynsys", "chaosnn", "wilsoncowan", "hhnet"];
const IMPURITIES: [&str; 7] = [
    concat!("Instant", "::now"),
    concat!("System", "Time"),
    concat!("env", "::var"),
    concat!("thread", "_rng"),
    concat!("rand", "::rng("),
    concat!("from", "_os_rng"),
    concat!("from", "_entropy"),
];

const UNSAFE_ALLOWED: &str = concat!("allow(unsafe", "_code");
const UNSAFE_EXPECTED: &str = concat!("expect(unsafe", "_code");

/// Everything that is wrong with the text of the file at `path` (relative to the root, with `/`).
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let extension = Path::new(path).extension().and_then(OsStr::to_str);
    let is_rust = extension == Some("rs");
    if is_rust {
        findings.extend(first_line(path, text));
        findings.extend(length(path, text));
    }
    // Lock files are written by tools, and name the public registry by its proper URL.
    if extension != Some("lock") {
        for (i, line) in text.lines().enumerate() {
            let says = |says: String| Finding::fault(format!("{path}:{}", i + 1), says);
            findings.extend(anywhere(line).map(says));
            if is_rust {
                findings.extend(in_rust(path, line).map(says));
            }
        }
    }
    findings
}

fn first_line(path: &str, text: &str) -> Option<Finding> {
    let says = "the first line does not say the file's one idea (`//! ...`)";
    (!text.starts_with("//! ")).then(|| Finding::fault(format!("{path}:1"), says))
}

fn length(path: &str, text: &str) -> Option<Finding> {
    let lines = text.lines().count();
    if lines > LONGEST {
        Some(Finding::fault(path, format!("{lines} lines, more than {LONGEST}: more than one idea")))
    } else if lines > LONG {
        Some(Finding::warning(path, format!("{lines} lines; aim at {LONG}")))
    } else {
        None
    }
}

fn anywhere(line: &str) -> impl Iterator<Item = String> {
    let trailing = line.ends_with([' ', '\t']).then(|| "trailing space".to_owned());
    let paths = MACHINE_PATHS.iter().filter(|path| names_a_path(line, path));
    let hosts = REGISTRY_HOSTS.iter().filter(|host| line.contains(**host));
    let paths = paths.map(|path| format!("a path of one machine (`{path}`)"));
    trailing.into_iter().chain(paths).chain(hosts.map(|host| format!("a registry host (`{host}`)")))
}

/// Whether `line` holds `path` as the start of an absolute path, not as a part of a longer one or of a URL.
fn names_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"._-/}".contains(c))
    })
}

fn in_rust(path: &str, line: &str) -> impl Iterator<Item = String> {
    let stubs = STUBS.iter().filter(|stub| line.contains(**stub)).map(|stub| format!("`{stub}` left"));
    let impurities = IMPURITIES.iter().filter(|word| is_pure(path) && line.contains(**word));
    let impurities =
        impurities.map(|word| format!("`{word}`: models and analyses get such things as arguments"));
    let is_unsafe = line.contains(UNSAFE_ALLOWED) || line.contains(UNSAFE_EXPECTED);
    let is_unsafe = is_unsafe && !path.starts_with("crates/core/src/");
    let is_unsafe = is_unsafe.then(|| "unsafe code belongs to the vector module of core only".to_owned());
    stubs.chain(impurities).chain(is_unsafe)
}

fn is_pure(path: &str) -> bool {
    PURE_CRATES.iter().any(|name| {
        path.strip_prefix("crates/")
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with("/src/"))
    })
}

#[cfg(test)]
mod tests {
    use super::{IMPURITIES, MACHINE_PATHS, REGISTRY_HOSTS, STUBS, UNSAFE_ALLOWED, check};

    const FINE: &str = "//! One idea.\n\nfn main() {}\n";

    fn says(path: &str, text: &str) -> Vec<String> {
        check(path, text).into_iter().map(|finding| format!("{} {}", finding.place, finding.says)).collect()
    }

    #[test]
    fn a_good_file_passes() {
        assert_eq!(says("crates/core/src/a.rs", FINE), Vec::<String>::new());
        assert_eq!(
            says("README.md", "# Title\n\nSee ../shared/data and target/work/x.\n"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn the_first_line_must_say_the_idea() {
        for text in ["fn main() {}\n", "//!\n//! Late.\n", "\n//! Late.\n", ""] {
            assert!(says("a.rs", text)[0].starts_with("a.rs:1 the first line"), "{text:?}");
        }
        assert!(says("a.md", "no idea\n").is_empty());
    }

    #[test]
    fn four_hundred_lines_are_the_most() {
        let lines = |n: usize| format!("//! One idea.\n{}", "// more\n".repeat(n - 1));
        assert!(check("a.rs", &lines(300)).is_empty());
        assert!(check("a.rs", &lines(301))[0].is_warning);
        assert!(check("a.rs", &lines(400))[0].is_warning);
        assert!(!check("a.rs", &lines(401))[0].is_warning);
        assert!(check("a.csv", &lines(401)).is_empty());
    }

    #[test]
    fn trailing_space_is_found_with_its_line() {
        assert_eq!(says("a.md", "one\ntwo \n"), ["a.md:2 trailing space"]);
        assert_eq!(says("a.toml", "one\t\n"), ["a.toml:1 trailing space"]);
    }

    #[test]
    fn every_stub_is_found_in_rust_only() {
        for stub in STUBS {
            let text = format!("{FINE}{stub})\n");
            assert_eq!(says("a.rs", &text), [format!("a.rs:4 `{stub}` left")]);
            assert!(says("a.md", &text).is_empty());
        }
    }

    #[test]
    fn paths_of_a_machine_and_registry_hosts_are_found_everywhere_but_in_lock_files() {
        for bad in MACHINE_PATHS.iter().chain(&REGISTRY_HOSTS) {
            let text = format!("see \"{bad}x\"\n");
            assert_eq!(says("a.toml", &text).len(), 1, "{bad}");
            assert!(says("Cargo.lock", &text).is_empty(), "{bad}");
        }
        let url = format!("https://example.org{}x", MACHINE_PATHS[0]);
        assert!(says("a.md", &url).is_empty(), "a URL is no path");
    }

    #[test]
    fn clocks_and_the_like_are_found_in_pure_crates_only() {
        for word in IMPURITIES {
            let text = format!("{FINE}{word}\n");
            assert_eq!(says("crates/hhnet/src/a.rs", &text).len(), 1, "{word}");
            assert!(says("crates/repro/src/a.rs", &text).is_empty());
            assert!(says("crates/hhnet/tests/a.rs", &text).is_empty());
        }
    }

    #[test]
    fn unsafe_is_found_outside_core() {
        let text = format!("{FINE}#![{UNSAFE_ALLOWED})]\n");
        assert_eq!(says("crates/dynsys/src/a.rs", &text).len(), 1);
        assert!(says("crates/core/src/vector.rs", &text).is_empty());
    }
}
