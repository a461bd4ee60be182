//! What the program prints and how it exits.

mod common;

use common::call;
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// A fresh folder as an argument.
fn folder() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().display().to_string();
    (folder, path)
}

#[test]
fn exit_codes_say_what_happened() {
    let (_folder, out) = folder();
    let code = |id: &str| call(&["reproduce", id, "--out", &out, "--progress", "none"]).0;
    assert_eq!(code("demo/fig1"), 0);
    assert_eq!(code("demo/fig2"), 1, "a claim is missed");
    assert_eq!(code("demo/fig22"), 2, "unknown");
    assert_eq!(code("demo/fig4"), 3, "no data");
    assert_eq!(code("demo/fig3"), 4, "NaN");
    assert_eq!(code("demo/fig5"), 4, "a defect");
    assert_eq!(code("demo/fig7"), 4, "a measurement without a claim");
    assert_eq!(call(&["reproduce"]).0, 2);
    assert_eq!(call(&["reproduce", "fig1", "--scale", "huge"]).0, 2);
    assert_eq!(call(&["reproduce", "fig1", "--threads", "0"]).0, 2);
    assert_eq!(call(&["reproduce", "fig1", "--force", "--resume"]).0, 2);
    assert_eq!(call(&["--help"]).0, 0);
}

#[test]
fn an_unwritable_folder_is_exit_code_3() {
    let (_folder, out) = folder();
    let file = format!("{out}/file");
    std::fs::write(&file, "").expect("written");
    assert_eq!(call(&["reproduce", "demo/fig1", "--out", &file, "--progress", "none"]).0, 3);
    assert_eq!(call(&["report", "--out", &file]).0, 3);
}

#[test]
fn when_one_fails_the_others_run_and_the_worst_code_counts() {
    let (_folder, out) = folder();
    let what = ["demo/fig1", "demo/fig2", "demo/fig3", "other"];
    let (code, text) =
        call(&[&["reproduce", "--json", "--progress", "none", "--out", &out], &what[..]].concat());
    assert_eq!(code, 4);
    let lines: Vec<Value> = text.lines().map(json).collect();
    let verdicts: Vec<_> = lines.iter().map(|line| (line["id"].as_str(), line["verdict"].as_str())).collect();
    let expected = [
        ("demo/fig1", "reproduced"),
        ("demo/fig2", "missed"),
        ("demo/fig3", "not_run"),
        ("other/fig1", "reproduced"),
    ];
    assert_eq!(verdicts, expected.map(|(id, verdict)| (Some(id), Some(verdict))));
    assert!(lines[2]["error"].as_str().is_some_and(|error| error.contains("t = 3.5")));
    assert_eq!(lines[2]["claims"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_line_of_json_has_what_is_promised() {
    let (_folder, out) = folder();
    let (_, text) =
        call(&["reproduce", "demo/fig1", "--json", "--out", &out, "--progress", "none", "--seed", "9"]);
    let line = json(&text);
    assert_eq!((&line["id"], &line["scale"]), (&json("\"demo/fig1\""), &json("\"quick\"")));
    let dir = std::path::Path::new(line["dir"].as_str().expect("a folder"));
    for name in ["figure.svg", "figure.png", "report.json", "manifest.json", "squares.csv", "all.npz"] {
        assert!(dir.join(name).is_file(), "{name}");
    }
    let keys = ["name", "claimed", "measured", "within", "verdict", "printed_in"];
    let claims = line["claims"].as_array().expect("claims");
    assert!(claims.iter().all(|claim| keys.iter().all(|key| claim.get(key).is_some())), "{text}");
    let verdicts: Vec<_> = claims.iter().map(|claim| claim["verdict"].as_str().unwrap_or("")).collect();
    assert_eq!(verdicts, ["reproduced", "reproduced", "not_run"]);
    assert_eq!(claims[0]["measured"].as_f64(), Some(332_833_500.0));
    assert_eq!(claims[1]["measured"].as_bool(), Some(true));
    let manifest = json(&std::fs::read_to_string(dir.join("manifest.json")).expect("read"));
    assert_eq!(manifest["seed"], 9);
    assert!(manifest["arguments"].as_array().is_some_and(|words| words.iter().any(|word| word == "--seed")));
    assert_eq!(manifest["outputs"].as_object().map(serde_json::Map::len), Some(5));
    for key in ["threads", "rustc", "commit", "dirty", "cpu_features", "wall_seconds", "code"] {
        assert!(manifest.get(key).is_some(), "the manifest has no {key}");
    }
    assert!(
        !std::fs::read_to_string(dir.join("report.json")).expect("read").contains("wall"),
        "no clock in the report"
    );
}

#[test]
fn a_miss_says_by_how_much() {
    let (_folder, out) = folder();
    let (_, text) = call(&["reproduce", "demo/fig2", "--json", "--out", &out, "--progress", "none"]);
    assert_eq!(json(&text)["claims"][0]["missed_by"].as_f64(), Some(1e9 - 332_833_500.0));
}

#[test]
fn names_mean_one_item_every_source_or_many() {
    let (_folder, out) = folder();
    let ids = |what: &[&str]| {
        let (code, text) = call(&[&["reproduce", "--dry-run", "--json", "--out", &out], what].concat());
        let ids: Vec<String> =
            text.lines().map(|line| json(line)["id"].as_str().unwrap_or("").to_owned()).collect();
        (code, ids.join(" "))
    };
    assert_eq!(ids(&["fig1"]), (0, "demo/fig1 other/fig1".to_owned()));
    assert_eq!(ids(&["other/fig1", "demo/fig1", "fig1"]), (0, "demo/fig1 other/fig1".to_owned()));
    assert_eq!(ids(&["other"]), (0, "other/fig1".to_owned()));
    assert_eq!(ids(&["fig6"]), (0, "demo/fig6".to_owned()), "the planned one is named, not run");
    assert_eq!(ids(&["all"]).1.split(' ').count(), 8);
    assert_eq!(ids(&["other/f"]), (0, "other/fig1".to_owned()));
    assert_eq!(ids(&["other/fig6"]), (2, String::new()), "planned only");
    assert_eq!(ids(&["absent/fig1"]), (2, String::new()), "left out of this build");
    assert_eq!(ids(&["demo/fig1", "nonsense"]), (2, String::new()), "nothing runs when a name is unknown");
}

#[test]
fn unknown_ids_have_near_misses() {
    let near = |word: &str| {
        let asked = [word.to_owned()];
        match neurodyn_repro::select::select(&common::REGISTRY, &asked) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("{word} is known"),
        }
    };
    assert!(near("demo/fgi1").contains("did you mean demo/fig1"), "{}", near("demo/fgi1"));
    assert!(near("Other").contains("other"), "{}", near("Other"));
    assert!(near("xyzzy").contains("`list` shows"), "{}", near("xyzzy"));
    assert!(near("other/fig9").contains("nobody has written it yet"));
    assert!(near("absent").contains("built without"));
}

#[test]
fn a_dry_run_says_what_and_why_and_writes_nothing() {
    let (folder, out) = folder();
    let dry = ["reproduce", "demo/fig1", "--dry-run", "--out", &out];
    assert_eq!(call(&dry), (0, "would run   demo/fig1         quick: not done yet\n".to_owned()));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    call(&["reproduce", "demo/fig1", "--out", &out, "--progress", "none"]);
    assert!(call(&dry).1.contains("would skip  demo/fig1         quick: done and up to date"));
    assert!(
        call(&[&dry[..], &["--force"]].concat()).1.contains("would run   demo/fig1         quick: forced")
    );
}

#[test]
fn the_list_shows_cost_and_last_verdict() {
    let (_folder, out) = folder();
    let list = || json(&call(&["list", "--json", "--out", &out]).1);
    let keys = |row: &Value| row.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    let rows = list();
    assert_eq!(rows.as_array().map(Vec::len), Some(8));
    assert_eq!(keys(&rows[0]), ["cost", "id", "source", "title", "verdict"]);
    assert_eq!((&rows[0]["verdict"], &rows[0]["cost"]["paper"]), (&json("\"not_run\""), &json("\"1 s\"")));
    call(&["reproduce", "demo/fig2", "--out", &out, "--progress", "none"]);
    assert_eq!(list()[1]["verdict"], "missed");
    let (_, table) = call(&["list", "--out", &out]);
    assert!(
        table.lines().any(|line| line.starts_with("demo/fig2 ") && line.ends_with("missed (quick)")),
        "{table}"
    );
    assert!(table.contains("not written yet: other/fig6, other/fig9"), "{table}");
}

#[test]
fn the_report_is_one_page_with_everything_inside() {
    let (folder, out) = folder();
    call(&["reproduce", "demo/fig1", "demo/fig2", "--out", &out, "--progress", "none"]);
    let (code, text) = call(&["report", "--out", &out]);
    assert_eq!(code, 0);
    let page = std::fs::read_to_string(folder.path().join("report.html")).expect("the page");
    assert_eq!(text.trim(), folder.path().join("report.html").display().to_string());
    assert_eq!(page.matches("data:image/svg+xml;base64,").count(), 2);
    assert!(page.contains("another &lt;source&gt;"), "text must be escaped");
    assert!(!page.contains("http://") && !page.contains("https://"), "nothing may be fetched");
    for word in ["reproduced", "missed", "not run", "Differs from the source", "prefers-color-scheme: dark"] {
        assert!(page.contains(word), "{word}");
    }
    assert!(!page.contains(out.as_str()), "the page knows no path of this machine");
    let line = json(&call(&["report", "--json", "--out", &out]).1);
    assert_eq!(line["items"].as_array().map(Vec::len), Some(2));
}
