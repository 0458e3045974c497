//! `hunch label` and `hunch merge`.

use crate::cli::{LabelArgs, MergeArgs};
use crate::error::{Error, Result};
use crate::labels::{LabelRule, Source, make, merge};
use crate::terminal::{print, progress_bar};
use hunch_families::clsp;

/// Runs `hunch label`.
pub fn run(args: &LabelArgs, json: bool) -> Result<u8> {
    let rule = LabelRule { node_limit: args.node_limit, first_optimum: args.first_optimum };
    let source = match (&args.program, args.family.as_deref()) {
        (Some(path), _) => Source::file(path, rule)?,
        (None, Some(clsp::FAMILY)) => {
            Source::Lots(clsp::Distribution { c: args.c, f: args.f, horizon: args.horizon })
        }
        (None, Some(family)) => Source::parametric(family, &args.sizes, args.data_seed, rule)?,
        (None, None) => {
            let expected = "it must be given, or a file of a parametric program";
            return Err(Error::Setting {
                field: "--family",
                value: "none".into(),
                expected: expected.into(),
            });
        }
    };
    let data = source.data_set(args.seed, args.samples)?;
    let range = args.shard.range(args.samples);
    let bar = progress_bar(range.end - range.start, "labels");
    let mut watch = |done| bar.set_position(done);
    let made = make(&source, &data, args.shard, &args.out, args.threads.count(), &mut watch)?;
    bar.finish_and_clear();
    let what = if made.made { "made" } else { "already there" };
    print(
        json,
        &made,
        &format!("shard {} {what}: {} rows in {}", args.shard, made.rows, made.file.display()),
    )?;
    Ok(0)
}

/// Runs `hunch merge`.
pub fn run_merge(args: &MergeArgs, json: bool) -> Result<u8> {
    let merged = merge(&args.shards, &args.out)?;
    let text = format!(
        "{}: {} rows of {} shards, {} different labels",
        merged.file.display(),
        merged.rows,
        merged.shards,
        merged.labels
    );
    print(json, &merged, &text)?;
    Ok(0)
}
