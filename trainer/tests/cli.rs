//! The `hunch` command as a program: exit codes, JSON on standard output, errors that name what is wrong.

#![allow(clippy::unwrap_used)] // Helpers of tests.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn hunch(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hunch")).args(arguments).output().unwrap()
}

fn json(output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hunch-cli-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

const SMALL: [&str; 6] = ["--c", "5", "--f", "1000", "--horizon", "10"];

#[test]
fn the_whole_road_from_labels_to_an_evaluated_weights_file() {
    let folder = folder("road");
    let (labels, run, weights) =
        (folder.join("labels.bin"), folder.join("run"), folder.join("tiny.safetensors"));
    let sample = |count: &str| {
        let arguments = ["sample", "--json", "--samples", count, "--seed", "4", "--out", text(&labels)];
        json(&hunch(&[&arguments[..], &SMALL[..]].concat()))
    };
    assert_eq!(sample("20")["made"], 20);
    let continued = sample("40");
    assert_eq!((&continued["labels"], &continued["made"]), (&Value::from(40), &Value::from(20)));

    let train = ["train", "--json", "--data", text(&labels), "--samples", "32", "--validation", "8"];
    let shape = ["--epochs", "2", "--batch", "8", "--layers", "1", "--hidden", "4", "--device", "cpu"];
    let arguments = [&train[..], &shape[..], &SMALL[..], &["--out", text(&run)]].concat();
    let trained = json(&hunch(&arguments));
    assert_eq!(trained["steps"], 8);
    assert!(trained["accuracy"].as_f64().is_some_and(|a| (0.0..=1.0).contains(&a)), "{trained}");
    // A finished run is not overwritten by accident.
    assert_eq!(hunch(&arguments).status.code(), Some(3));
    // Nothing is left to do: the resumed run ends where it stood.
    assert_eq!(json(&hunch(&[&arguments[..], &["--resume"]].concat()))["accuracy"], trained["accuracy"]);

    json(&hunch(&["export", "--json", "--run", text(&run), "--out", text(&weights), "--precision", "f16"]));
    assert!(std::fs::read_to_string(folder.join("tiny.md")).unwrap().starts_with("# tiny"));
    let evaluate = ["evaluate", "--json", "--weights", text(&weights), "--instances", "6", "--threads", "2"];
    let report = json(&hunch(&[&evaluate[..], &SMALL[..]].concat()));
    assert_eq!(report["rows"].as_array().unwrap().len(), 7);
    assert!(report["figures"]["accuracy % at level 100"].as_f64().is_some(), "{report}");

    let solve = ["solve", "--json", "--sample", "3", "--method"];
    let exact = json(&hunch(&[&solve[..], &["exact"], &SMALL[..]].concat()));
    let guess = json(&hunch(&[&solve[..], &["guess", "--weights", text(&weights)], &SMALL[..]].concat()));
    assert_eq!(exact["status"], "optimal");
    assert!(guess["objective"].as_f64().unwrap() >= exact["objective"].as_f64().unwrap() - 1e-6);
    assert!(guess["bound"].as_f64().unwrap() <= exact["objective"].as_f64().unwrap() + 1e-6);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_robust_network_is_trained_exported_evaluated_and_reported() {
    let folder = folder("robust");
    let (run, weights, truth) = (folder.join("run"), folder.join("k.safetensors"), folder.join("truth.bin"));
    let which = ["--application", "binary-knapsack"];
    let train =
        ["robust", "train", "--json", "--steps", "6", "--batch", "8", "--hidden", "8", "--device", "cpu"];
    let arguments = [&train[..], &which[..], &["--penalty", "1,50", "--out", text(&run)]].concat();
    assert_eq!(json(&hunch(&arguments))["steps"], 6);
    assert_eq!(hunch(&arguments).status.code(), Some(3));
    json(&hunch(&["robust", "export", "--json", "--run", text(&run), "--out", text(&weights)]));
    assert!(std::fs::read_to_string(folder.join("k.md")).unwrap().contains("robust-knapsack"));
    let evaluate = ["robust", "evaluate", "--json", "--weights", text(&weights), "--instances", "4"];
    let report = json(&hunch(&[&evaluate[..], &which[..], &["--truth", text(&truth)]].concat()));
    assert_eq!(report["rows"].as_array().unwrap().len(), 4);
    assert!(report["rows"][0]["repairedFeasible"] == 100.0, "{report}");

    let sweep =
        ["--seeds", "1", "--steps", "2", "--tied-steps", "2", "--conditioned-steps", "2", "--labels", "128"];
    let out = folder.join("sweep");
    let arguments =
        ["robust", "sweep", "--json", "--applications", "knapsack", "--instances", "5", "--out", text(&out)];
    let done = json(&hunch(&[&arguments[..], &sweep[..]].concat()));
    assert_eq!((&done["networks"], &done["trained"]), (&Value::from(11), &Value::from(11)));
    assert_eq!(json(&hunch(&[&arguments[..], &sweep[..]].concat()))["trained"], 0);
    let page = folder.join("robust.md");
    std::fs::write(&page, "# Title\n").unwrap();
    for _ in 0..2 {
        json(&hunch(&["robust", "report", "--json", "--runs", text(&out), "--out", text(&page)]));
    }
    let page = std::fs::read_to_string(&page).unwrap();
    assert!(page.starts_with("# Title") && page.matches("Continuous knapsack").count() == 1, "{page}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn baselines_train_and_are_evaluated_like_the_network() {
    let folder = folder("baselines");
    for model in ["logistic", "forest"] {
        let out = folder.join(model);
        let train = ["train", "--json", "--model", model, "--samples", "64", "--validation", "16"];
        json(&hunch(&[&train[..], &SMALL[..], &["--batch", "8", "--out", text(&out)]].concat()));
        let weights = out.join("baseline.safetensors");
        let evaluate = ["evaluate", "--json", "--weights", text(&weights), "--instances", "4"];
        let report = json(&hunch(&[&evaluate[..], &SMALL[..]].concat()));
        assert_eq!(report["instances"], 4);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_program_file_is_solved_by_either_engine() {
    let folder = folder("program");
    let path = folder.join("small.lp");
    std::fs::write(&path, "maximize\n obj: 3 x + 2 y\nsubject to\n c1: x + y <= 4\n c2: x + 3 y <= 6\nbounds\n x <= 3\ngenerals\n x y\nend\n")
        .unwrap();
    for engine in ["hunch", "microlp"] {
        let answer = json(&hunch(&["solve", text(&path), "--json", "--engine", engine]));
        assert_eq!(answer["status"], "optimal", "{engine}");
        assert!((answer["objective"].as_f64().unwrap() - 11.0).abs() < 1e-6, "{engine}: {answer}");
        assert_eq!(answer["values"].as_array().unwrap().len(), 2);
        for field in ["bound", "gap", "seconds", "nodes", "iterations"] {
            assert!(answer[field].is_number(), "{engine}: {field}");
        }
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn failures_have_their_exit_codes_and_name_what_is_wrong() {
    let folder = folder("failures");
    let broken = folder.join("broken.json");
    std::fs::write(&broken, r#"{"family":"clsp","demand":[-1],"capacity":[1],"productionCost":[1],"setupCost":[1],"holdingCost":[1]}"#).unwrap();
    let fails = |arguments: &[&str], code: i32, part: &str| {
        let output = hunch(arguments);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {message}");
        assert!(message.contains(part) && output.stdout.is_empty(), "{arguments:?}: {message}");
    };
    fails(&["solve"], 2, "FILE");
    fails(&["solve", text(&folder.join("absent.mps"))], 1, "absent.mps");
    fails(&["solve", text(&broken), "--method", "exact"], 3, "demand[0]");
    fails(&["solve", "--sample", "1", "--level", "0"], 3, "--level");
    fails(
        &["sample", "--samples", "1", "--horizon", "0", "--out", text(&folder.join("l"))],
        3,
        "horizon is 0",
    );
    let robust = ["robust", "train", "--application", "inventory", "--domain", "sigmoid"];
    fails(&[&robust[..], &["--out", text(&folder)]].concat(), 3, "--domain is Sigmoid");
    fails(&["train", "--dropout", "1.5", "--out", text(&folder)], 3, "--dropout is 1.5");
    if cfg!(not(feature = "cuda")) {
        let train = ["train", "--samples", "8", "--validation", "4", "--batch", "4", "--device", "cuda"];
        fails(&[&train[..], &SMALL[..], &["--out", text(&folder)]].concat(), 5, "--features cuda");
    }
    fails(&["export", "--run", text(&folder), "--out", text(&folder.join("x"))], 1, "state.json");
    std::fs::remove_dir_all(folder).unwrap();
}
