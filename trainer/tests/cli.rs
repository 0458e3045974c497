//! The `hunch` command as a program: exit codes, JSON on standard output, errors that name what is wrong.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

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
    let folder = folder("way");
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
    let others = "\n### Continuous knapsack, box\n\nold\n\n### Inventory, ellipsoid\n\nkept\n";
    let (begin, end) = ("<!-- begin robust-tables -->\n", "<!-- end robust-tables -->\n");
    std::fs::write(&page, format!("# Title\n{begin}{others}{end}Last words.\n")).unwrap();
    for _ in 0..2 {
        json(&hunch(&["robust", "report", "--json", "--runs", text(&out), "--out", text(&page)]));
    }
    let page = std::fs::read_to_string(&page).unwrap();
    assert!(page.starts_with("# Title") && page.ends_with("Last words.\n"), "{page}");
    assert!(page.matches("Continuous knapsack").count() == 1 && !page.contains("old"), "{page}");
    assert!(page.contains("### Inventory, ellipsoid\n\nkept\n"), "what no run is about stays: {page}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_method_and_its_family_are_named_and_a_run_knows_its_method() {
    let folder = folder("methods");
    let sizes = ["--batch", "8", "--validation", "8", "--device", "cpu"];
    let run = |name: &str, more: &[&str]| {
        let out = folder.join(name);
        let report = json(&hunch(&[&["train", "--json"][..], more, &sizes, &["--out", text(&out)]].concat()));
        for file in ["metrics.jsonl", "curves.svg"] {
            assert!(out.join(file).is_file(), "{name}: {file}");
        }
        let weights = folder.join(format!("{name}.safetensors"));
        json(&hunch(&["export", "--json", "--run", text(&out), "--out", text(&weights)]));
        (report, weights)
    };
    let shape = ["--epochs", "1", "--layers", "1", "--hidden", "4", "--samples", "16"];
    let lots = [&["lstm-opt", "--family", "clsp"][..], &SMALL, &shape].concat();
    let (report, weights) = run("lots", &lots);
    assert_eq!((&report["method"], &report["steps"]), (&"lstm-opt".into(), &2.into()), "{report}");
    assert!(report["accuracy"].is_number(), "{report}");
    let evaluate = ["evaluate", "lstm-opt", "--family", "clsp", "--json", "--instances", "4", "--weights"];
    json(&hunch(&[&evaluate[..], &[text(&weights)], &SMALL].concat()));

    let items = ["--family", "robust-knapsack", "--binary", "--hidden", "8", "--steps", "4"];
    let (report, weights) = run("items", &[&["self-supervised"][..], &items].concat());
    assert_eq!(
        (&report["method"], &report["last"]["step"]),
        (&"self-supervised".into(), &4.into()),
        "{report}"
    );
    let evaluate = ["evaluate", "self-supervised", "--json", "--family", "robust-knapsack", "--binary"];
    let truth = folder.join("truth.bin");
    let which = ["--weights", text(&weights), "--instances", "3", "--truth", text(&truth)];
    assert_eq!(json(&hunch(&[&evaluate[..], &which].concat()))["rows"].as_array().unwrap().len(), 1);
    let shop =
        ["supervised", "--family", "robust-inventory", "--hidden", "8", "--steps", "2", "--instances", "8"];
    assert_eq!(run("shop", &shop).0["method"], "supervised");

    let many = ["--family", "mclsp", "--items", "2", "--periods", "6", "--c", "3"];
    let short = ["--hidden", "8", "--steps", "2", "--instances", "8"];
    let (report, weights) = run("many", &[&["predopt"][..], &many, &short].concat());
    assert_eq!(report["method"], "predopt", "{report}");
    let truth = folder.join("lots.bin");
    let which = ["--json", "--weights", text(&weights), "--instances", "3", "--truth", text(&truth)];
    let evaluated = json(&hunch(&[&["evaluate", "predopt"][..], &many, &which].concat()));
    assert_eq!(evaluated["figures"]["instances"], 3.0, "{evaluated}");

    let eight = ["--items", "8", "--periods", "4", "--c", "10"];
    let paper = ["--network", "paper", "--hidden", "3", "--steps", "2", "--instances", "8"];
    let (report, weights) = run("paper", &[&["predopt"][..], &eight, &paper].concat());
    assert_eq!((&report["method"], &report["steps"]), (&"predopt".into(), &2.into()), "{report}");
    let out = folder.join("paper");
    let again = folder.join("again.safetensors");
    let golden = ["export", "--json", "--run", text(&out), "--out", text(&again), "--golden", text(&folder)];
    json(&hunch(&golden));
    assert!(
        folder.join("again.golden.safetensors").is_file() && folder.join("again.model.safetensors").is_file()
    );
    let truth = folder.join("eight.bin");
    let which = ["--json", "--weights", text(&weights), "--instances", "2", "--truth", text(&truth)];
    let evaluated = json(&hunch(&[&["evaluate", "predopt"][..], &eight, &which].concat()));
    assert_eq!(evaluated["figures"]["instances"], 2.0, "{evaluated}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_not_in_the_lists_is_refused_with_the_nearest_name() {
    let refused = |arguments: &[&str], nearest: &str| {
        let output = hunch(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), said.contains(nearest)), (Some(2), true), "{arguments:?}: {said}");
    };
    for verb in ["sample", "train", "evaluate"] {
        refused(&[verb, "lstm-opd", "--family", "clsp"], "'lstm-opt'");
    }
    refused(&["train", "lstm-opt", "--family", "clps", "--out", "x"], "'clsp'");
    refused(&["train", "self-supervised", "--family", "robust-knapsak", "--out", "x"], "'robust-knapsack'");
    refused(&["train", "lstm-opt", "--family", "robust-knapsack", "--out", "x"], "[possible values: clsp]");
    refused(&["train", "--family", "clps", "--out", "x"], "'clsp'");
    let binary = ["train", "self-supervised", "--family", "robust-inventory", "--binary", "--out", "x"];
    let output = hunch(&binary);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        (output.status.code(), said.contains("robust-knapsack has whole items")),
        (Some(3), true),
        "{said}"
    );
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
    let raced = json(&hunch(&["solve", text(&path), "--json", "--threads", "2"]));
    assert_eq!((&raced["status"], raced["objective"].as_f64()), (&Value::from("optimal"), Some(11.0)));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_instance_of_a_robust_family_is_solved_by_its_name() {
    let folder = folder("robust-instance");
    let items = folder.join("items.json");
    // By hand: the margin is 0.5 for one item and 0.5·√2 for both, so both fit nominally, and only the second
    // in the worst case.
    let instance = r#"{"family":"robust-knapsack","values":[3,4],"weights":[1,1.2],"capacities":[2.5],"set":"ellipsoid",
        "rho":0.5,"domain":"binary"}"#;
    std::fs::write(&items, instance).unwrap();
    let answer = json(&hunch(&["solve", text(&items), "--json"]));
    assert_eq!(answer["status"], "optimal", "{answer}");
    assert_eq!(answer["objective"].as_f64(), Some(4.0));
    // The bound counts its own rounding: it is never below the optimum, and by a hair above it at most.
    let bound = answer["bound"].as_f64().unwrap();
    assert!((4.0..4.0 + 1e-9).contains(&bound), "{bound}");
    assert_eq!(answer["decision"]["x"], Value::from(vec![0.0, 1.0]));

    // One shop whose demand is 10 ± 2: 8 pieces are sold for sure, and each earns 2; a ninth would cost 1 and
    // may earn nothing.
    let shop = folder.join("shop.json");
    let instance = r#"{"family":"robust-inventory","revenue":[3],"cost":[1],"demand":[10],"sensitivity":[4],"factors":[0],
        "upper":[20],"capacity":20,"set":"box","rho":0.5}"#;
    std::fs::write(&shop, instance).unwrap();
    let answer = json(&hunch(&["solve", text(&shop), "--json"]));
    assert!((answer["objective"].as_f64().unwrap() - 16.0).abs() < 1e-6, "{answer}");
    assert!((answer["decision"]["x"][0].as_f64().unwrap() - 8.0).abs() < 1e-6, "{answer}");

    for (old, new, field) in [
        ("1.2", "-1", "weights[1]"),
        ("robust-knapsack", "roulette", "roulette"),
        ("\"rho\":0.5", "\"rho\":-1", "rho"),
    ] {
        let broken = folder.join("broken.json");
        std::fs::write(&broken, std::fs::read_to_string(&items).unwrap().replace(old, new)).unwrap();
        let output = hunch(&["solve", text(&broken)]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), said.contains(field)), (Some(3), true), "{said}");
    }
    let refused = hunch(&["solve", text(&items), "--method", "guess"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no model"), "{refused:?}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_solve_prints_as_json_has_these_fields_and_no_others() {
    let folder = folder("fields");
    let path = folder.join("small.mps");
    std::fs::write(&path, "NAME small\nROWS\n N c\n G r\nCOLUMNS\n x c 1 r 2\nRHS\n RHS r 3\nENDATA\n")
        .unwrap();
    let limits = ["--time-limit", "5", "--gap", "0.01", "--engine", "hunch", "--memory-limit", "64"];
    let answer = json(&hunch(&[&["solve", text(&path), "--json"][..], &limits[..]].concat()));
    let mut fields: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "activities",
            "basis",
            "bound",
            "columns",
            "duals",
            "gap",
            "iterations",
            "nodes",
            "objective",
            "proof",
            "reducedCosts",
            "rows",
            "seconds",
            "status",
            "values"
        ]
    );
    assert_eq!((&answer["status"], answer["objective"].as_f64()), (&Value::from("optimal"), Some(1.5)));
    assert_eq!(answer["values"].as_array().unwrap().len(), 1);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_an_answer_is_worth_and_what_would_repair_a_program_is_said_when_asked() {
    let folder = folder("insight");
    let path = folder.join("desk.lp");
    let desk = "maximize\n profit: 3 chairs + 5 tables\nsubject to\n wood: 3 chairs + 2 tables <= 18\nbounds\n chairs <= 4\n tables <= 6\nend\n";
    std::fs::write(&path, desk).unwrap();
    let answer = json(&hunch(&["solve", text(&path), "--json", "--sensitivity", "--absolute-gap", "1e-7"]));
    assert_eq!(answer["duals"], serde_json::json!([1.0]));
    assert_eq!(answer["ranges"]["costs"][0], serde_json::json!([0.0, 7.5]));
    assert_eq!(answer["ranges"]["rows"][0], serde_json::json!({ "upper": [12.0, 24.0] }));
    assert_eq!(answer["basis"]["columns"], serde_json::json!(["basic", "upper"]));
    let start = folder.join("start.json");
    std::fs::write(&start, "{\"chairs\": 1}").unwrap();
    let words = hunch(&["solve", text(&path), "--sensitivity", "--start", text(&start), "--seed", "2"]);
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    assert!(words.contains("row \"wood\" is at most 18: one more changes the objective by +1"), "{words}");
    std::fs::write(&start, "{\"chair\": 1}").unwrap();
    let refused = hunch(&["solve", text(&path), "--start", text(&start)]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("no column \"chair\""));
    let path = folder.join("workshop.lp");
    std::fs::write(&path, "minimize\n c: beds\nsubject to\n wood: 4 beds <= 12\n orders: beds >= 5\nend\n")
        .unwrap();
    let answer = json(&hunch(&["solve", text(&path), "--json", "--repair"]));
    assert_eq!(answer["repair"]["rows"][0]["name"], "orders");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn an_infeasible_program_is_explained_in_its_names_when_asked() {
    let folder = folder("explain");
    let path = folder.join("workshop.lp");
    std::fs::write(
        &path,
        "minimize\n c: beds\nsubject to\n wood: 4 beds <= 12\n orders: beds >= 5\n room: beds <= 9\nend\n",
    )
    .unwrap();
    let plain = json(&hunch(&["solve", text(&path), "--json"]));
    assert_eq!(plain["status"], "infeasible");
    assert!(plain.get("explanation").is_none() && plain["objective"].is_null(), "{plain}");
    let answer = json(&hunch(&["solve", text(&path), "--json", "--explain"]));
    let rows: Vec<&str> = answer["explanation"]["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["name"].as_str().unwrap())
        .collect();
    assert_eq!(rows, ["wood", "orders"]);
    assert_eq!(answer["explanation"]["irreducible"], true);
    let words = hunch(&["solve", text(&path), "--explain"]);
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    assert!(words.contains("row \"orders\" is at least 5") && !words.contains("room"), "{words}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_benchmark_runs_the_families_and_files_that_are_named() {
    let bench = ["bench", "--json", "--seeded", "1", "--families", "transportation-40x40,mkp-30x5"];
    let report = json(&hunch(&[&bench[..], &["--time-limit", "30"]].concat()));
    let results = report["results"].as_array().unwrap();
    let seen: Vec<(&str, &str)> =
        results.iter().map(|r| (r["instance"].as_str().unwrap(), r["engine"].as_str().unwrap())).collect();
    let of = |name| [(name, "hunch"), (name, "microlp")];
    assert_eq!(seen, [of("transportation-40x40-0"), of("mkp-30x5-0")].concat());
    for pair in results.chunks(2) {
        for result in pair {
            assert_eq!(
                (&result["status"], &result["wrong"]),
                (&Value::from("optimal"), &Value::from(false)),
                "{result}"
            );
        }
        let objective = |k: usize| pair[k]["objective"].as_f64().unwrap();
        assert!((objective(0) - objective(1)).abs() <= 1e-6 * objective(1).abs(), "{pair:?}");
    }
    assert_eq!(report["families"].as_array().unwrap().len(), 2);
    assert_eq!(report["families"][0]["engines"][0]["solved"], 1);
}

#[test]
fn a_folder_of_files_is_a_benchmark_and_its_optima_are_held_against_the_answers() {
    let folder = folder("bench");
    let lp = |upper: u32| {
        format!("maximize\n o: x + y\nsubject to\n c: x + 2 y <= {upper}\nbounds\n x <= 3\nend\n")
    };
    std::fs::write(folder.join("a.lp"), lp(4)).unwrap();
    std::fs::write(folder.join("b.lp"), lp(5)).unwrap();
    std::fs::write(folder.join("notes.txt"), "none").unwrap();
    let run = |more: &[&str]| {
        hunch(&[&["bench", "--json", "--instances", text(&folder), "--seeded", "0"][..], more].concat())
    };
    let report = json(&run(&["--engine", "hunch"]));
    let objectives: Vec<f64> =
        report["results"].as_array().unwrap().iter().map(|r| r["objective"].as_f64().unwrap()).collect();
    assert_eq!(objectives, [3.5, 4.0]);
    // A list of optima of which one cannot be reached: then the claim of optimality is wrong, and so is the
    // exit code.
    std::fs::write(
        folder.join("optima.csv"),
        "path,rows,cols,integers,optimum\na.lp,1,2,0,3.5\nb.lp,1,2,0,9\n",
    )
    .unwrap();
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let wrong: Vec<bool> =
        report["results"].as_array().unwrap().iter().map(|r| r["wrong"].as_bool().unwrap()).collect();
    assert_eq!(wrong, [false, false, true, true]);
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
    fails(&["solve", "--sample", "1", "--memory-limit", "0"], 3, "--memory-limit");
    fails(&["solve", "--sample", "1", "--threads", "0"], 2, "--threads");
    fails(&["solve", "--sample", "1", "--threads", "2", "--method", "exact"], 3, "several threads");
    fails(&["bench", "--seeded", "0"], 3, "--instances");
    fails(&["bench", "--families", "tsp"], 3, "facility-80x80");
    fails(&["bench", "--instances", text(&folder.join("absent"))], 1, "absent");
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

#[test]
fn a_certificate_is_written_checked_and_refused_for_another_program() {
    let folder = folder("certificate");
    let (path, other, file) = (folder.join("a.lp"), folder.join("b.lp"), folder.join("a.json"));
    let program = |cap: &str| {
        format!(
            "maximize\n obj: 3 x + 2 y\nsubject to\n c1: 2 x + 2 y <= {cap}\nbounds\n x <= 3\ngenerals\n x y\nend\n"
        )
    };
    std::fs::write(&path, program("9")).unwrap();
    std::fs::write(&other, program("8")).unwrap();
    let answer = json(&hunch(&["solve", text(&path), "--json", "--certificate", text(&file)]));
    assert_eq!((&answer["status"], &answer["certificate"]["claim"]), (&"optimal".into(), &"optimal".into()));
    let verdict = json(&hunch(&["check", text(&path), text(&file), "--json"]));
    assert_eq!((&verdict["accepted"], &verdict["trusted"]), (&true.into(), &false.into()), "{verdict}");
    assert_eq!((&verdict["objective"], &verdict["bound"]), (&11.0.into(), &11.0.into()), "{verdict}");

    let refused = hunch(&["check", text(&other), text(&file), "--json"]);
    let printed: Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!((refused.status.code(), &printed["accepted"]), (Some(1), &false.into()));
    assert!(printed["reason"].as_str().unwrap().contains("fingerprint"), "{printed}");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(hunch(&["check", text(&path), text(&file)]).status.code(), Some(3));
    assert_eq!(
        hunch(&["solve", "--sample", "1", "--certificate", text(&file)]).status.code(),
        Some(3),
        "an instance of a family is no program file"
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn convert_writes_a_program_in_another_format_and_says_what_it_cannot_carry() {
    let folder = folder("convert");
    let (lp, mps, mof) = (folder.join("a.lp"), folder.join("a.mps"), folder.join("a.mof.json.gz"));
    std::fs::write(&lp, "max 3 x + 2 y st\n c[1]: x + y <= 4\nbounds\n x <= 9\n x <= 3\nend\n").unwrap();
    let printed = json(&hunch(&["convert", text(&lp), text(&mps), "--json"]));
    let written = std::fs::read_to_string(&mps).unwrap();
    assert_eq!(printed["bytes"], written.len());
    assert!(written.contains("OBJSENSE") && written.contains("c[1]"), "{written}");
    assert!(printed["warnings"][0].as_str().is_some_and(|w| w.starts_with("line 5, column 2")), "{printed}");
    assert_eq!(hunch(&["convert", text(&mps), text(&mof)]).status.code(), Some(0));
    assert_eq!(std::fs::read(&mof).unwrap()[..2], [0x1f, 0x8b], "gzipped");
    assert_eq!(json(&hunch(&["solve", text(&mof), "--json"]))["objective"], 11.0);

    let back = hunch(&["convert", text(&mof), "-", "--to", "lp"]);
    assert_eq!(back.status.code(), Some(0));
    let said = String::from_utf8_lossy(&back.stderr).into_owned();
    assert!(said.contains("warning: ") && said.contains("c_1_"), "{said}");
    assert!(String::from_utf8_lossy(&back.stdout).contains(" c_1_: + x + y <= 4\n"));

    let strict = hunch(&["convert", text(&mps), "-", "--to", "lp", "--strict"]);
    assert_eq!((strict.status.code(), strict.stdout.len()), (Some(3), 0));
    assert!(String::from_utf8_lossy(&strict.stderr).contains("c[1]"));
    for wrong in [&["convert", text(&mps), "-"][..], &["convert", text(&mps), text(&folder.join("b.txt"))]] {
        let refused = hunch(wrong);
        assert_eq!(refused.status.code(), Some(3));
        assert!(String::from_utf8_lossy(&refused.stderr).contains("--to"));
    }
    assert_eq!(hunch(&["convert", text(&folder.join("none.lp")), "-", "--to", "lp"]).status.code(), Some(1));
    assert_eq!(hunch(&["convert", text(&mps), "-", "--to", "gms"]).status.code(), Some(2));
}

#[test]
fn a_model_of_ones_own_is_learned_and_answers() {
    let folder = folder("learn");
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases/parametric/canteen");
    let case = |name: &str| cases.join(name).to_str().unwrap().to_owned();
    let (first, second, history, map) =
        (case("monday.mps"), case("friday.mps"), case("history.csv"), case("map.json"));
    let out = folder.join("canteen");
    let budget =
        ["--samples", "150", "--held-out", "40", "--queries", "20", "--restarts", "1", "--seed", "5"];
    let files = ["learn", "--json", &first, &second, "--theta", &history, "--map", &map, "--out", text(&out)];
    let report = json(&hunch(&[&files[..], &budget].concat()));
    assert_eq!((&report["samples"], &report["wrong"], &report["seed"]), (&150.into(), &0.into(), &5.into()));
    assert!(report["table"].as_array().is_some_and(|table| table.len() > 4), "{report}");
    for ending in [".safetensors", ".md", ".tree.txt", ".model.json", ".labels.json"] {
        assert!(folder.join(format!("canteen{ending}")).is_file(), "{ending}");
    }
    let weights = folder.join("canteen.safetensors");
    let answers = json(&hunch(&["answer", "--json", text(&weights), "--theta", &history]));
    let answers = answers.as_array().unwrap();
    assert_eq!(answers.len(), 150);
    assert!(answers.iter().all(|answer| answer["status"] == "optimal" && answer["proof"].is_string()));
    let solved = json(&hunch(&["solve", "--json", &first]));
    let difference = solved["objective"].as_f64().unwrap() - answers[0]["objective"].as_f64().unwrap();
    assert!(difference.abs() < 1e-6, "{difference}");
    // One file of MPS says nothing of parameters, and the message what to do.
    let alone = hunch(&["learn", &first, "--theta", &history]);
    assert_eq!(alone.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&alone.stderr).contains("two or more of the same shape"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_family_that_is_data_is_learned_by_its_name() {
    let folder = folder("learn-family");
    let out = folder.join("stock");
    let budget = ["--samples", "60", "--held-out", "10", "--queries", "10", "--restarts", "1"];
    let asked = ["learn", "--json", "--family", "inventory", "--sizes", "6", "--out", text(&out)];
    let report = json(&hunch(&[&asked[..], &budget].concat()));
    assert_eq!((&report["samples"], &report["wrong"]), (&60.into(), &0.into()));
    let program = std::fs::read(folder.join("stock.model.json")).unwrap();
    let program: serde_json::Value = serde_json::from_slice(&program).unwrap();
    assert_eq!(program["format"], "hunch-program");
    let again = [&asked[..6], &["--data-seed", "1", "--out", text(&out)], &budget[..]].concat();
    assert_eq!(json(&hunch(&again))["strategies"], report["strategies"]);
    let refused = hunch(&["learn", "--family", "nothing"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("transportation"));
    let both = hunch(&["learn", "model.json", "--family", "inventory"]);
    assert_eq!(both.status.code(), Some(2));
    std::fs::remove_dir_all(folder).unwrap();
}
