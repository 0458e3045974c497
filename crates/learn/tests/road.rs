//! The road from files to a file that answers: what is read, what is refused by name, and that a run which was
//! cut off ends as one that was not.
#![allow(clippy::panic, clippy::unwrap_used)] // helper functions of tests are not marked as tests

use hunch_bundle::json::parse;
use hunch_learn::input::Input;
use hunch_learn::learners::{Beside, Kind, Trained};
use hunch_learn::plan::LearnSettings;
use hunch_learn::progress::Quiet;
use hunch_learn::{Ask, road, road_with};
use hunch_model::parametric::Target;
use hunch_model::{Status, Unlimited};
use hunch_search::Settings;
use hunch_strategies::Store;
use hunch_strategies::bundle::{By, Layer, Learned, Model, Network};
use hunch_strategies::learn::Data;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hunch-road-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases/parametric")
}

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn settings(out: PathBuf, samples: u64) -> LearnSettings {
    LearnSettings {
        name: "own".into(),
        out,
        minutes: 5.0,
        samples,
        held_out: 60,
        queries: 20,
        seed: 3,
        threads: 2,
        restarts: 1,
    }
}

fn canteen(out: PathBuf, samples: u64) -> Ask {
    let at = |name: &str| cases().join("canteen").join(name);
    Ask {
        models: vec![at("monday.mps"), at("friday.mps")],
        theta: Some(at("history.csv")),
        map: Some(at("map.json")),
        words: None,
        settings: settings(out, samples),
    }
}

#[test]
fn a_run_that_was_cut_off_ends_as_one_that_was_not_and_its_file_answers() {
    let folder = folder("resumed");
    let (report, text) = road(&canteen(folder.join("whole"), 400), &Quiet).unwrap();
    assert_eq!((report.wrong, report.samples, report.seed), (0, 400, 3));
    assert!(text.contains("strategies:") && text.contains(&report.verdict), "{text}");
    road(&canteen(folder.join("parts"), 150), &Quiet).unwrap();
    let (again, _) = road(&canteen(folder.join("parts"), 400), &Quiet).unwrap();
    assert_eq!((again.strategies, again.good_turing), (report.strategies, report.good_turing));
    let labels = |name: &str| std::fs::read(folder.join(name)).unwrap();
    assert_eq!(labels("parts.labels.json"), labels("whole.labels.json"));

    let bytes = std::fs::read(folder.join("whole.safetensors")).unwrap();
    let mut model = Model::new(Learned::read(&bytes, &parse).unwrap()).unwrap();
    let program = model.program().clone();
    let theta = [1.14, 1.33, 3.96, 1.74, 0.86, 6.23, 1760.0, 70.9, 24.0];
    let response = model.respond(&theta, &Settings::new(), &mut Unlimited).unwrap();
    assert_eq!(response.answer.solution.status, Status::Optimal);
    // The first row of the history is the first file.
    let monday =
        hunch_model::io::load(&std::fs::read(cases().join("canteen/monday.mps")).unwrap(), "monday.mps");
    let (monday, own) = (monday.unwrap(), program.instantiate(&theta).unwrap());
    for (a, b) in monday.columns.iter().zip(&own.columns) {
        assert_eq!((a.objective, a.lower, a.upper, a.kind), (b.objective, b.lower, b.upper, b.kind));
    }
    assert_eq!(monday.matrix, own.matrix);

    let mut other = canteen(folder.join("parts"), 400);
    other.settings.seed = 4;
    let message = road(&other, &Quiet).unwrap_err().to_string();
    assert!(message.contains("labels of another program, history or seed"), "{message}");
    std::fs::remove_dir_all(folder).unwrap();
}

/// A network that names one strategy, or a reason why there is none.
struct Made(Option<&'static str>);

impl Beside for Made {
    fn train(&self, data: &Data, store: &Store, _: u64, _: f64) -> Result<Vec<Trained>, String> {
        if let Some(reason) = self.0 {
            return Err(reason.into());
        }
        let classes = store.strategies.len();
        assert_eq!(data.classes(), classes);
        let layer = Layer {
            weights: vec![0.0; data.width() * classes],
            bias: (0..classes).map(|k| -(k as f32)).collect(),
        };
        let network = Network {
            mean: vec![0.0; data.width()],
            deviation: vec![1.0; data.width()],
            layers: vec![layer],
            labels: (0..classes as u32).collect(),
        };
        network.check(data.width(), classes).unwrap();
        Ok(vec![Trained { name: "network".into(), kind: Kind::Network(network) }])
    }
}

#[test]
fn a_network_from_elsewhere_is_measured_beside_the_others_and_none_is_told() {
    let folder = folder("beside");
    let ask = canteen(folder.join("network"), 150);
    let (report, _) = road_with(&ask, &Made(None), &Quiet).unwrap();
    let lines = report.table.iter().filter(|line| line.name.starts_with("network"));
    assert_eq!((lines.count(), report.wrong), (2, 0));
    let bytes = std::fs::read(folder.join("network.safetensors")).unwrap();
    let learned = Learned::read(&bytes, &parse).unwrap();
    assert_eq!(learned.network.is_some(), learned.card.ranking.by == By::Network);
    let (report, _) = road_with(&ask, &Made(Some("it is too wide")), &Quiet).unwrap();
    assert!(report.notes.iter().any(|note| note == "no network was learned: it is too wide"));
    assert!(!report.table.iter().any(|line| line.name.starts_with("network")));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn programs_with_integers_are_proven_by_stored_trees_which_stand_beside_the_rest() {
    let folder = folder("trees");
    // A lot is set up or not, and what is made up to its size; short deliveries cost more.
    let first = file(
        &folder,
        "a.lp",
        "minimize\n cost: 4 on1 + 6 on2 + x1 + 0.5 x2 + 9 short\nsubject to\n need: x1 + x2 + short >= 5\n \
         one: x1 - 4 on1 <= 0\n two: x2 - 7 on2 <= 0\nbounds\n short <= 20\nbinaries\n on1 on2\nend\n",
    );
    let text = std::fs::read_to_string(&first).unwrap();
    let second = file(&folder, "b.lp", &text.replace(">= 5", ">= 8").replace("6 on2", "7 on2"));
    let rows: String =
        (0..120).map(|k| format!("{},{}\n", 1.0 + f64::from(k % 11), 5.0 + f64::from(k % 7) / 3.0)).collect();
    let theta = file(&folder, "theta.csv", &format!("rhs[need],cost[on2]\n{rows}"));
    let out = folder.join("lots");
    let ask = Ask {
        models: vec![first, second],
        theta: Some(theta),
        map: None,
        words: None,
        settings: settings(out, 300),
    };
    let (report, _) = road(&ask, &Quiet).unwrap();
    assert_eq!(report.wrong, 0);
    assert!(report.notes.iter().any(|note| note.contains("have a stored tree")), "{:?}", report.notes);
    let share = |name: &str| {
        let lines = report.table.iter().filter(|line| line.name.contains(name));
        lines.map(|line| line.proven).fold(0.0, f64::max)
    };
    assert!(share("stored trees") > 0.8, "{:?}", report.table);
    let bare = report.table.iter().filter(|line| !line.name.contains("stored trees"));
    assert!(bare.clone().count() > 5 && bare.into_iter().all(|line| line.proven == 0.0));
    assert!(report.notes.iter().any(|note| note.starts_with("of the guesses of binaries the quickest is")));
    let bytes = std::fs::read(folder.join("lots.safetensors")).unwrap();
    let learned = Learned::read(&bytes, &parse).unwrap();
    assert_eq!(learned.store.trees.is_empty(), !report.chosen.contains("stored trees"));
    std::fs::remove_dir_all(folder).unwrap();
}

const FIRST: &str = "minimize\n cost: 2 x + 3 y\nsubject to\n need: x + y >= 4\n mix: x - 2 y <= 1\nbounds\n x <= 9\n y <= 9\nend\n";

#[test]
fn numbers_that_differ_are_parameters_whatever_the_order_of_the_file() {
    let folder = folder("pair");
    let first = file(&folder, "a.lp", FIRST);
    // Another order of columns and rows, another cost, side and coefficient.
    let second = file(
        &folder,
        "b.lp",
        "minimize\n cost: 5 y + 2 x\nsubject to\n mix: - 3 y + x <= 1\n need: y + x >= 6\nbounds\n y <= 9\n x <= 9\nend\n",
    );
    let input = Input::read(&[first.clone(), second], None).unwrap();
    let program = &input.program;
    assert_eq!(program.parameters, ["cost[y]", "rhs[need]", "coefficient[mix,y]"]);
    let at = program.instantiate(&[5.0, 6.0, -3.0]).unwrap();
    assert_eq!((at.columns[1].objective, at.rows[0].lower, at.matrix.get(1, 1)), (5.0, 6.0, Some(-3.0)));
    assert_eq!(program.base.matrix.get(1, 1), None);

    let message = |text: &str| {
        let other = file(&folder, "c.lp", text);
        Input::read(&[first.clone(), other], None).err().unwrap().to_string()
    };
    assert!(message(&FIRST.replace("need", "want")).contains("row \"want\" is not in the first file"));
    assert!(message(&FIRST.replace(">= 4", "= 4")).contains("row \"need\" is of another kind"));
    assert!(message(&FIRST.replace(" x <= 9\n", "")).contains("column \"x\" has a bound that is infinite"));
    assert!(message(FIRST).contains("do not differ in any number"));
    assert!(message(&FIRST.replace("minimize", "maximize")).contains("maximized"));
    let one = Input::read(std::slice::from_ref(&first), None).err().unwrap().to_string();
    assert!(one.contains("two or more of the same shape"), "{one}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_map_ties_columns_of_the_history_and_what_is_wrong_with_it_is_named() {
    let folder = folder("map");
    let first = file(&folder, "a.lp", FIRST);
    let second = file(&folder, "b.lp", &FIRST.replace("2 x", "4 x").replace(">= 4", ">= 6"));
    let read = |map: &str| {
        let map = file(&folder, "map.json", map);
        Input::read(&[first.clone(), second.clone()], Some(&map))
    };
    let input = read(
        r#"{"price *": "cost[*]", "guests": {"rhs[need]": 2, "rhs[mix]": {"factor": 0.5, "constant": 1}}}"#,
    )
    .unwrap();
    let program = &input.program;
    assert_eq!(program.parameters, ["price x", "price y", "guests"]);
    let at = program.instantiate(&[4.0, 3.0, 3.0]).unwrap();
    assert_eq!((at.rows[0].lower, at.rows[1].upper), (6.0, 2.5));
    // The files have a side of `mix` that no such θ gives.
    assert_eq!(input.without_a_row(&[vec![4.0, 3.0, 3.0]]).len(), 2);
    let plain = read(r#"{"price *": "cost[*]", "need": "rhs[need]"}"#).unwrap();
    assert_eq!(plain.without_a_row(&[vec![2.0, 3.0, 4.0], vec![4.0, 3.0, 6.0]]), Vec::<String>::new());
    let message = |map: &str| read(map).err().unwrap().to_string();
    assert!(message(r#"{"p": "cost[z]"}"#).contains("tied to \"cost[z]\"; the program has no such number"));
    assert!(message(r#"{"p": "cost[x]"}"#).contains("ties to nothing: rhs[need]"));
    assert!(message(r#"{"p*": "cost[x]", "q": "rhs[need]"}"#).contains("needs one too"));
    assert!(message(r#"{"p": 3}"#).contains("a number's name, a list of them"));
    assert!(message("[1]").contains("a map is a JSON object of the history's columns"));
    assert!(message(r#"{"p": "cost[x]", "p": "cost[y]"}"#).contains("\"p\" stands there twice"));
    let table = file(&folder, "h.csv", "price,need\n1,2\n");
    let ask = Ask {
        models: vec![first.clone(), second.clone()],
        theta: Some(table),
        map: None,
        words: None,
        settings: settings(folder.join("x"), 10),
    };
    let skeleton = road(&ask, &Quiet).unwrap_err().to_string();
    assert!(skeleton.contains("\"cost[x]\": \"cost[x]\""), "{skeleton}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn parameters_of_math_opt_format_move_sides_costs_and_coefficients() {
    let input = Input::read(&[cases().join("shares/shares.mof.json")], None).unwrap();
    let program = &input.program;
    assert_eq!(program.parameters.len(), 6);
    assert_eq!(program.base.columns.len(), 5);
    let targets: Vec<Target> = program.terms.iter().map(|term| term.target).collect();
    assert_eq!(targets[..5], [0, 1, 2, 3, 4].map(Target::Cost));
    let at = program.instantiate(&[0.02, 0.06, 0.07, 0.1, 0.04, 0.6]).unwrap();
    assert_eq!((at.columns[3].objective, at.rows[1].upper), (-0.1, 0.6));
    assert!(at.quadratic.is_some());

    let folder = folder("mof");
    let text = std::fs::read_to_string(cases().join("shares/shares.mof.json")).unwrap();
    let term = |first: &str| format!("\"variable_1\": \"{first}\",\n     \"variable_2\": \"mu_bonds\"");
    let both = text.replacen(&term("bonds"), &term("cap"), 1);
    assert_ne!(both, text, "the text has another form");
    let path = file(&folder, "both.mof.json", &both);
    let message = Input::read(&[path], None).err().unwrap().to_string();
    assert!(message.contains("is not affine in the parameters"), "{message}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn settings_out_of_range_and_a_program_without_a_distribution_are_refused() {
    let folder = folder("refused");
    let mut ask = canteen(folder.join("x"), 10);
    ask.settings.minutes = 0.0;
    assert!(road(&ask, &Quiet).unwrap_err().to_string().contains("--minutes is 0; it must be above 0"));
    let mut ask = canteen(folder.join("x"), 10);
    ask.theta = None;
    assert!(road(&ask, &Quiet).unwrap_err().to_string().contains("--theta is left out"));
    let mut ask = canteen(folder.join("x"), 10);
    ask.words = Some(file(&folder, "w.json", r#"{"columns": {"soup": {"lower": "no soup"}}}"#));
    assert!(road(&ask, &Quiet).unwrap_err().to_string().contains("says something of \"soup\""));
    std::fs::remove_dir_all(folder).unwrap();
}
