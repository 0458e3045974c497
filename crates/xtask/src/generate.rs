//! What is made from the families' tables: the package's checks and types of instances, and the reference
//! page.

use crate::modules::{Module, all_known, modules, pack_of};
use crate::shapes::{Shaped, shapes};
use crate::shell::root;
use anyhow::{Context, Result, bail};
use hunch_families::family::{Answers, Axis, Measure, Part, Told};
use hunch_families::fields::{Field, MOST_NUMBERS, Shape, Size};
use hunch_families::{AnyFamily, FAMILIES};
use std::fmt::Write;

/// Most entries of an array that has one size; the lengths that a family takes may be smaller.
const LONGEST_ARRAY: usize = 10_000;

const NOTE: &str =
    "Made by `cargo xtask generate` from the tables in crates/families and the features of crates/wasm.";

/// A file and how it is made.
type Output = (&'static str, fn(&[&dyn AnyFamily], &[Module]) -> Result<String>);

const OUTPUTS: [Output; 4] = [
    ("pkg/src/generated/families.ts", checks),
    ("pkg/src/generated/instances.ts", |families, _| Ok(types(families))),
    ("pkg/src/generated/modules.ts", |_, modules| Ok(addresses(modules))),
    ("docs/reference/families.md", |families, _| Ok(reference(families))),
];

/// What each file holds.
fn contents() -> Result<Vec<(&'static str, String)>> {
    let modules = modules()?;
    let names: Vec<&str> = FAMILIES.iter().map(|family| family.name()).collect();
    all_known(&modules, &names)?;
    OUTPUTS.iter().map(|(path, make)| Ok((*path, make(FAMILIES, &modules)?))).collect()
}

/// Writes the files; none where one cannot be made.
pub fn write() -> Result<()> {
    for (path, text) in contents()? {
        let file = root().join(path);
        let folder = file.parent().context("a file without a folder")?;
        std::fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
        std::fs::write(&file, text).with_context(|| format!("could not write {path}"))?;
    }
    Ok(())
}

/// Fails where a file is not what would be written.
pub fn check() -> Result<()> {
    for (path, text) in contents()? {
        if std::fs::read_to_string(root().join(path)).unwrap_or_default() != text {
            bail!("{path} is not what the families' tables say; run `cargo xtask generate`");
        }
    }
    for family in FAMILIES {
        let page = format!("docs/families/{}.md", family.name());
        if !root().join(&page).is_file() {
            bail!(
                "{page} is missing: it says what the family is, what is exact, and when learning is worth it"
            );
        }
    }
    Ok(())
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
}

/// A name as JavaScript writes it as a key.
fn key(name: &str) -> String {
    if name.contains('-') { format!("{name:?}") } else { name.into() }
}

/// `robust-knapsack` as `RobustKnapsack`.
fn pascal(name: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('-').map(capital).collect()
}

/// The tables that the package reads instances and distributions by.
fn checks(families: &[&dyn AnyFamily], modules: &[Module]) -> Result<String> {
    let mut text = format!(
        "// {NOTE}\n\nimport type {{ Family }} from \"../families.js\";\nimport {{ choice, number, object, \
         vector, whole }} from \"../schema.js\";\n\nexport const FAMILIES = {{\n"
    );
    for family in families {
        let name = family.name();
        let table = |fields: &[Field]| {
            let rows = fields.iter().map(|field| format!("      {}: {},\n", key(field.name), rule(field)));
            format!("{{\n      family: choice({name:?}),\n{}    }}", rows.collect::<String>())
        };
        let size = |s: &Size| format!("{}: {{ of: {:?}, most: {} }}", key(s.name), s.of, s.most);
        let sizes: Vec<String> = family.sizes().iter().map(size).collect();
        let shape = |(name, shape): &Shaped| format!("{}: [{}]", key(name), quoted(shape));
        let shapes = shapes(name, family.fields(), family.parts())?;
        let shapes: Vec<String> = shapes.iter().map(shape).collect();
        let exact: Vec<String> =
            family.domain().iter().filter_map(|axis| exact(axis, family.sizes())).collect();
        let names: Vec<&str> = family.parts().iter().map(|part| part.name).collect();
        let exact = if exact.is_empty() { "{}".into() } else { format!("{{ {} }}", exact.join(", ")) };
        let pack = pack_of(modules, name)?;
        let _ = write!(
            text,
            "  {}: {{\n    pack: {pack:?},\n    fields: {},\n    sizes: {{ {} }},\n    shapes: {{ {} }},\n    distribution: {},\n    \
             answers: {:?},\n    parts: [{}],\n    isUncertain: {},\n    exact: {exact},\n  }},\n",
            key(name),
            table(family.fields()),
            sizes.join(", "),
            shapes.join(", "),
            table(family.distribution()),
            family.answers().name(),
            quoted(&names),
            family.is_uncertain(),
        );
    }
    text.push_str("} as const satisfies Record<string, Family>;\n");
    Ok(text)
}

/// Where the package finds its modules. Each address is a literal `new URL(…)`, the only form in which
/// bundlers find a file.
fn addresses(modules: &[Module]) -> String {
    let names = |of: &dyn Fn(&&Module) -> bool| {
        let names = modules.iter().filter(of).map(|module| format!("{:?}", module.name));
        names.collect::<Vec<_>>()
    };
    let (all, packs) = (names(&|_| true), names(&|module| module.is_pack));
    let mut text = format!(
        "// {NOTE}\n\n/** A wasm module that solves by itself: the search, and what the instances of some families need. \
         */\nexport type PackName = {};\n\n/** A wasm module of the package. */\nexport type ModuleName = PackName \
         | {};\n\nexport const MODULE_NAMES: readonly ModuleName[] = [{}];\n\n/** Where each module is, and the \
         script that speaks to it. */\nexport const MODULES: Readonly<Record<ModuleName, {{ readonly wasm: URL; \
         readonly glue: URL }}>> = {{\n",
        packs.join(" | "),
        names(&|module| !module.is_pack).join(" | "),
        all.join(", "),
    );
    for Module { name, .. } in modules {
        let address = |file: &str| format!("new URL(\"../../wasm/hunch_{name}{file}\", import.meta.url)");
        let (wasm, glue) = (address("_bg.wasm"), address(".js"));
        let _ = write!(text, "  {}: {{\n    wasm: {wasm},\n    glue: {glue},\n  }},\n", key(name));
    }
    text.push_str("};\n");
    text
}

/// How the package reads one field.
fn rule(field: &Field) -> String {
    let range = format!("{{ low: {}, high: {} }}", field.low, field.high);
    match field.shape {
        Shape::Number => format!("number({range})"),
        Shape::Whole => format!("whole({range})"),
        Shape::Range => format!(
            "object({{ low: number({range}), high: number({range}) }}, \"an object with low and high\")"
        ),
        Shape::Choice(names) => format!("choice({})", quoted(names)),
        Shape::Numbers(shape) => {
            let longest = if shape.len() == 1 { LONGEST_ARRAY } else { MOST_NUMBERS };
            format!("vector({range}, {longest})")
        }
    }
}

/// How the package computes a number that a model's card and an instance must share.
fn exact(axis: &Axis, sizes: &[Size]) -> Option<String> {
    let name = key(axis.name);
    match axis.measure {
        Measure::Exact => {
            let of = sizes.iter().find(|size| size.name == axis.name)?.of;
            Some(format!("{name}: {{ length: {of:?} }}"))
        }
        Measure::Flag { field, is } => Some(format!("{name}: {{ field: {field:?}, is: {is:?} }}")),
        _ => None,
    }
}

/// The package's types of instances, distributions and answers.
fn types(families: &[&dyn AnyFamily]) -> String {
    let mut text = format!("// {NOTE}\n\nimport type {{ Numbers, Radii }} from \"../types.js\";\n");
    for family in families {
        let (name, about, title) = (family.name(), family.about(), pascal(family.name()));
        interface(&mut text, &format!("{title}Instance"), &format!("{about}."), name, family.fields());
        let drawn = format!("What instances of the family `{name}` are drawn from.");
        interface(&mut text, &format!("{title}Distribution"), &drawn, name, family.distribution());
        let kind = match family.answers() {
            Answers::Plan => "Plan",
            Answers::Decision => "Decision",
        };
        let _ =
            write!(text, "\n/** An answer of the family `{name}`. */\nexport interface {title}{kind} {{\n");
        for part in family.parts() {
            text.push_str(&member(part, false));
        }
        text.push_str("}\n");
    }
    let union = |suffix: &str, of: &dyn Fn(&&&dyn AnyFamily) -> bool| {
        let names = families.iter().filter(of).map(|family| pascal(family.name()) + suffix);
        names.collect::<Vec<_>>().join(" | ")
    };
    let named_plan =
        |family: &&dyn AnyFamily| format!("  {}: {}Plan;\n", key(family.name()), pascal(family.name()));
    let plans = |family: &&&dyn AnyFamily| family.answers() == Answers::Plan;
    let _ = write!(
        text,
        "\n/** A problem of a known family. */\nexport type Instance = {};\n\n/** A problem some of whose data are \
         uncertain. */\nexport type UncertainInstance = {};\n\n/** What instances are drawn from. */\nexport \
         type Distribution = {};\n\n/** The plans of the families that have them, by the family's name. */\nexport interface Plans {{\n{}}}\n\n/** A \
         plan, in its family's own terms. */\nexport type Plan = Plans[keyof Plans];\n",
        union("Instance", &|_| true),
        union("Instance", &|family| family.is_uncertain()),
        union("Distribution", &|_| true),
        families.iter().filter(plans).map(named_plan).collect::<String>(),
    );
    let deciding: Vec<_> = families.iter().filter(|family| !plans(family)).collect();
    text.push_str(
        "\n/** A decision, of whichever family: parts that only some of them have may be missing. */\n",
    );
    text.push_str("export interface Decision {\n");
    let mut seen: Vec<&str> = Vec::new();
    for part in deciding.iter().flat_map(|family| family.parts()) {
        if !seen.contains(&part.name) {
            seen.push(part.name);
            let in_all = deciding.iter().all(|family| family.parts().iter().any(|p| p.name == part.name));
            text.push_str(&member(part, !in_all));
        }
    }
    text.push_str("}\n");
    text.push_str(&told(families));
    text
}

/// Names of the numbers that structures tell.
fn told(families: &[&dyn AnyFamily]) -> String {
    let line = |name: &str, Told { name: told, shape, unit, meaning }: &Told| {
        format!("  /** Family `{name}`: {meaning} ({}, {unit}). */\n  {told}: {name:?};\n", shape.join(" × "))
    };
    let lines = families
        .iter()
        .flat_map(|family| family.tells().iter().map(|told| line(family.name(), told)))
        .collect::<String>();
    format!(
        "\n/** Numbers that the structure of an instance says, by their names as events tell them, with the family that \
         has them. */\nexport interface ToldNumbers {{\n{lines}}}\n"
    )
}

fn interface(text: &mut String, name: &str, about: &str, family: &str, fields: &[Field]) {
    let _ = write!(text, "\n/** {about} */\nexport interface {name} {{\n  family: {family:?};\n");
    for field in fields {
        let kind = match field.shape {
            Shape::Number | Shape::Whole => "number".into(),
            Shape::Range => "Radii".into(),
            Shape::Choice(names) => {
                names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" | ")
            }
            Shape::Numbers(_) => "Numbers".into(),
        };
        let range = in_words(field).map_or(String::new(), |words| format!(" ({words})"));
        let _ = write!(text, "  /** {}{range}. */\n  {}: {kind};\n", field.meaning, key(field.name));
    }
    text.push_str("}\n");
}

fn member(part: &Part, optional: bool) -> String {
    let (kind, values) = if part.binary { ("Uint8Array", ", 0 or 1") } else { ("Float64Array", "") };
    let mark = if optional { "?" } else { "" };
    let shape = part.shape.join(" × ");
    format!("  /** {} ({shape}){values}. */\n  {}{mark}: {kind};\n", part.meaning, key(part.name))
}

/// Shape, unit and range of a field.
fn in_words(field: &Field) -> Option<String> {
    let range = format!("from {} to {}", scale(field.low), scale(field.high));
    let words = match field.shape {
        Shape::Choice(_) => return None,
        Shape::Numbers(shape) => vec![shape.join(" × "), field.unit.into(), range],
        _ => vec![field.unit.into(), range],
    };
    Some(words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", "))
}

/// A limit as people write it.
fn scale(limit: f64) -> String {
    if limit.abs() >= 1e7 { format!("{limit:e}") } else { limit.to_string() }
}

/// The reference page.
fn reference(families: &[&dyn AnyFamily]) -> String {
    let mut text = format!(
        "# Families\n\n{NOTE} An instance is an object with the field `family` and the fields below; whatever \
         else it has is refused.\n"
    );
    for family in families {
        let _ = write!(text, "\n## {}\n\n{}.\n\n", family.name(), family.about());
        rows(&mut text, "field of an instance", family.fields());
        rows(&mut text, "field of a distribution", family.distribution());
        let _ =
            write!(text, "| part of a {} | entries | meaning |\n|---|---|---|\n", family.answers().name());
        for part in family.parts() {
            let values = if part.binary { ", 0 or 1" } else { "" };
            let _ =
                writeln!(text, "| `{}` | {}{values} | {} |", part.name, part.shape.join(" × "), part.meaning);
        }
        if !family.tells().is_empty() {
            text.push_str("\n| numbers that are told | entries | meaning |\n|---|---|---|\n");
        }
        for Told { name, shape, unit, meaning } in family.tells() {
            let _ = writeln!(text, "| `{name}` | {}, {unit} | {meaning} |", shape.join(" × "));
        }
        text.push('\n');
        text.push_str("| axis of a model's card | how an instance is compared |\n|---|---|\n");
        for axis in family.domain() {
            let _ = writeln!(text, "| `{}` | {} |", axis.name, compared(axis.measure));
        }
    }
    text
}

fn rows(text: &mut String, title: &str, fields: &[Field]) {
    let _ = write!(text, "| {title} | holds | meaning |\n|---|---|---|\n");
    for field in fields {
        let holds = match field.shape {
            Shape::Choice(names) => quoted(names).replace(", ", " or "),
            Shape::Whole => format!("a whole number, {}", in_words(field).unwrap_or_default()),
            Shape::Range => format!("`low` and `high`, {}", in_words(field).unwrap_or_default()),
            Shape::Number => format!("a number, {}", in_words(field).unwrap_or_default()),
            Shape::Numbers(_) => in_words(field).unwrap_or_default(),
        };
        let _ = writeln!(text, "| `{}` | {holds} | {} |", field.name, field.meaning);
    }
    text.push('\n');
}

fn compared(measure: Measure) -> String {
    match measure {
        Measure::Exact => "must be equal".into(),
        Measure::Flag { field, is } => format!("1 where `{field}` is {is:?}; must be equal"),
        Measure::Ratio(most) => format!("by ratio; familiar up to a factor of {most}"),
        Measure::Length(least) => {
            format!("by ratio; familiar from {least} times the trained length on, longer ones in windows")
        }
        Measure::Range => "familiar within the range that the card states".into(),
        Measure::Penalty => "the penalty asked for, by its ratio to the range that the card states".into(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_files_are_what_the_tables_say() {
        super::check().unwrap();
    }
}
