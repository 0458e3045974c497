//! Labels in shards: the union is the same bytes however it was cut, whoever made it, and whenever somebody
//! was ended; and what is not whole is named.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test fails where it unwraps")]

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

fn hunch(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hunch")).args(arguments).output().unwrap()
}

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("hunch-shards-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// `hunch label` of shard `index` of `count`, with what else `more` says.
fn label(index: u64, count: u64, out: &Path, more: &[&str]) -> Output {
    let shard = format!("{index}/{count}");
    let arguments = ["label", "--shard", &shard, "--out", text(out), "--samples", "90"];
    hunch(&[&arguments[..], more].concat())
}

fn merged(shards: &Path, out: &Path) -> Vec<u8> {
    let done = hunch(&["merge", text(shards), "--out", text(out)]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::read(out).unwrap()
}

const KNAPSACK: [&str; 2] = ["--family", "knapsack"];

#[test]
fn the_union_is_the_same_bytes_however_it_was_cut_and_on_however_many_threads() {
    let folder = folder("same");
    let cases = [
        ("knapsack", &KNAPSACK[..]),
        ("vehicle", &["--family", "hybrid-vehicle", "--sizes", "5"]),
        ("lots", &["--family", "clsp", "--c", "5", "--f", "1000", "--horizon", "12"]),
    ];
    for (name, which) in cases {
        let mut unions = Vec::new();
        for (count, threads) in [(1, "1"), (3, "1"), (3, "2"), (7, "2")] {
            let shards = folder.join(format!("{name}-{count}-{threads}"));
            for index in (1..=count).rev() {
                let done = label(index, count, &shards, &[which, &["--threads", threads]].concat());
                assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
            }
            unions.push(merged(&shards, &folder.join(format!("{name}-{count}-{threads}.parquet"))));
            if count == 3 {
                let first = std::fs::read(shards.join("labels-000002-of-000003.parquet")).unwrap();
                let other = folder.join(format!("{name}-3-1")).join("labels-000002-of-000003.parquet");
                assert_eq!(first, std::fs::read(other).unwrap(), "{name}: a shard");
            }
        }
        assert!(unions.windows(2).all(|pair| pair[0] == pair[1]), "{name}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_shard_that_is_there_is_not_made_again_and_nothing_half_made_counts() {
    let folder = folder("again");
    assert!(label(1, 2, &folder, &KNAPSACK).status.success());
    let file = folder.join("labels-000001-of-000002.parquet");
    let made = std::fs::metadata(&file).unwrap().modified().unwrap();
    // What an ended run leaves behind.
    std::fs::write(folder.join("labels-000002-of-000002.parquet.77-1.tmp"), "half").unwrap();
    let again = label(1, 2, &folder, &[&KNAPSACK[..], &["--json"]].concat());
    assert!(String::from_utf8_lossy(&again.stdout).contains("\"made\":false"));
    assert_eq!(std::fs::metadata(&file).unwrap().modified().unwrap(), made);
    assert!(label(2, 2, &folder, &KNAPSACK).status.success());
    merged(&folder, &folder.join("all.parquet"));
    // The same folder with other settings is refused, and says so.
    let other = label(1, 2, &folder, &[&KNAPSACK[..], &["--seed", "9"]].concat());
    assert_eq!(other.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&other.stderr).contains("another data set"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn missing_doubled_foreign_and_damaged_shards_are_named_and_nothing_is_written() {
    let folder = folder("named");
    let shards = folder.join("shards");
    for index in [1, 3, 5, 6] {
        assert!(label(index, 6, &shards, &KNAPSACK).status.success());
    }
    let name = |index: u64| format!("labels-{index:06}-of-000006.parquet");
    std::fs::copy(shards.join(name(3)), shards.join("copy.parquet")).unwrap();
    let foreign = folder.join("foreign");
    assert!(label(2, 6, &foreign, &[&KNAPSACK[..], &["--seed", "9"]].concat()).status.success());
    std::fs::copy(foreign.join(name(2)), shards.join(name(2))).unwrap();
    let whole = std::fs::read(shards.join(name(5))).unwrap();
    std::fs::write(shards.join(name(5)), &whole[..whole.len() / 2]).unwrap();
    let out = folder.join("all.parquet");
    let refused = hunch(&["merge", text(&shards), "--out", text(&out)]);
    assert_eq!(refused.status.code(), Some(3));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("missing: 3 of 6 shards: 2,4-5"), "{said}");
    assert!(said.contains("doubled: shard 3/6"), "{said}");
    assert!(said.contains("foreign") && said.contains(&name(2)), "{said}");
    assert!(said.contains("damaged") && said.contains(&name(5)), "{said}");
    assert!(!out.exists());
    // A number that was changed within a whole file does not pass either.
    let mut changed = whole.clone();
    let at = changed.len() / 3;
    changed[at] ^= 1;
    for index in [2, 4] {
        let _ = std::fs::remove_file(shards.join(name(index)));
        assert!(label(index, 6, &shards, &KNAPSACK).status.success());
    }
    std::fs::remove_file(shards.join("copy.parquet")).unwrap();
    std::fs::write(shards.join(name(5)), &changed).unwrap();
    assert_eq!(hunch(&["merge", text(&shards), "--out", text(&out)]).status.code(), Some(3));
    assert!(!out.exists());
    std::fs::write(shards.join(name(5)), &whole).unwrap();
    merged(&shards, &out);
    std::fs::remove_dir_all(folder).unwrap();
}

/// Rounds of the test below: 20 with `HUNCH_KILLED_ROUNDS=20`.
fn rounds() -> u64 {
    std::env::var("HUNCH_KILLED_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3)
}

const SHARDS: u64 = 8;

/// Takes shards from a queue until it is empty. A worker that is told to end kills the process at work, puts
/// its shard back, as a scheduler does that has lost a worker, and is gone. Whether it was ended at work.
fn worker(queue: &Mutex<VecDeque<u64>>, out: &Path, end: Option<Instant>) -> bool {
    loop {
        let Some(shard) = queue.lock().unwrap().pop_front() else { return false };
        let mut process = start(shard, out);
        loop {
            if let Some(status) = process.try_wait().unwrap() {
                assert!(status.success(), "shard {shard}");
                break;
            }
            if end.is_some_and(|end| Instant::now() >= end) {
                process.kill().unwrap();
                process.wait().unwrap();
                queue.lock().unwrap().push_front(shard);
                return true;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        if end.is_some_and(|end| Instant::now() >= end) {
            return false;
        }
    }
}

fn start(shard: u64, out: &Path) -> Child {
    let shard = format!("{shard}/{SHARDS}");
    let arguments = ["label", "--family", "suppliers", "--samples", "800", "--threads", "1"];
    Command::new(env!("CARGO_BIN_EXE_hunch"))
        .args(arguments)
        .args(["--shard", &shard, "--out", text(out)])
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn of_two_workers_one_killed_at_any_moment_nothing_is_lost_and_nothing_doubled() {
    let folder = folder("killed");
    let undisturbed = folder.join("undisturbed");
    let all = || Mutex::new((1..=SHARDS).collect::<VecDeque<u64>>());
    let started = Instant::now();
    let queue = all();
    std::thread::scope(|scope| {
        scope.spawn(|| worker(&queue, &undisturbed, None));
        worker(&queue, &undisturbed, None);
    });
    let whole = started.elapsed();
    let expected = merged(&undisturbed, &folder.join("undisturbed.parquet"));
    let (mut at_work, mut leftovers) = (0, 0);
    for seed in 1..=rounds() {
        let out = folder.join(format!("round-{seed}"));
        let moment = whole.mul_f64(ChaCha8Rng::seed_from_u64(seed).random_range(0.0..0.9));
        let queue = all();
        let was_at_work = std::thread::scope(|scope| {
            let end = Some(Instant::now() + moment);
            let (queue, out) = (&queue, &out);
            let killed = scope.spawn(move || worker(queue, out, end));
            worker(queue, out, None);
            killed.join().unwrap()
        });
        // The other worker may have been done before the shard came back.
        worker(&queue, &out, None);
        at_work += u64::from(was_at_work);
        let files = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
        leftovers += files.filter(|path| path.extension().is_some_and(|e| e == "tmp")).count();
        let found = merged(&out, &folder.join(format!("round-{seed}.parquet")));
        assert!(found == expected, "seed {seed}, killed after {moment:?}");
    }
    eprintln!("{} rounds, {at_work} killed at work, {leftovers} half-made files left behind", rounds());
    std::fs::remove_dir_all(folder).unwrap();
}
