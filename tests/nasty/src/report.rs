//! The section "Nasty programs" of `docs/results/agreement.md`.

use crate::classes::CLASSES;
use crate::summary::Summary;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The heading that the section begins with; it ends where the next of its level begins.
const HEADING: &str = "## Nasty programs";

/// Where and how a run was made.
pub struct Setting {
    /// The command.
    pub command: String,
    /// Cores, processor, what else was running.
    pub hardware: String,
    /// The day.
    pub date: String,
}

/// The section, which ends with a line end.
pub fn section(summary: &Summary, setting: &Setting) -> String {
    let mut text = String::new();
    let (certified, claims) = summary.certified();
    let mut line = |part: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{part}");
    };
    line(&format!("{HEADING}: {} refuted of {}", summary.refuted(), summary.count));
    line("");
    line(&format!(
        "`{}`, {}; {}. Every claim is held against a planted point, the answer's own point and an exact branch and bound in rational \
         arithmetic (`tests/nasty`). Certificates of \"optimal\" and \"infeasible\" on at most 30 columns: {certified} accepted of \
         {claims} ({}).",
        setting.command,
        setting.date,
        setting.hardware,
        share(certified, claims)
    ));
    line("");
    line(
        "| class | what | drawn | optimal | infeasible | unbounded | feasible | limit | error | refuted | settled exactly | certified |",
    );
    line("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for class in CLASSES {
        let Some(c) = summary.classes.get(class.name) else { continue };
        let status = |name: &str| c.statuses.get(name).copied().unwrap_or(0);
        line(&format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            class.name,
            class.about,
            c.drawn,
            status("optimal"),
            status("infeasible"),
            status("unbounded"),
            status("feasible"),
            status("limit"),
            status("error") + status("failed"),
            c.refuted,
            share(c.settled, c.asked),
            share(c.certified, c.claims)
        ));
    }
    let mut troubles: BTreeMap<&str, (u64, Vec<u64>)> = BTreeMap::new();
    for (name, trouble) in summary.classes.values().flat_map(|c| &c.troubles) {
        let entry = troubles.entry(name).or_default();
        entry.0 += trouble.count;
        entry.1.extend(&trouble.first);
    }
    line("");
    line("| what else | programs | first numbers (`--only NUMBER`) |");
    line("|---|---:|---|");
    for (name, (count, mut first)) in troubles {
        first.sort_unstable();
        let first: Vec<String> = first.iter().take(3).map(u64::to_string).collect();
        line(&format!("| {name} | {count} | {} |", first.join(", ")));
    }
    text
}

/// `page` with the section in the place of the one that it has, or at its end.
pub fn insert(page: &str, section: &str) -> String {
    let Some(start) = page.find(HEADING) else {
        return format!("{}\n\n{section}", page.trim_end());
    };
    let rest = &page[start + HEADING.len()..];
    let end = rest.find("\n## ").map_or("", |end| &rest[end + 1..]);
    let gap = if end.is_empty() { "" } else { "\n" };
    format!("{}{section}{gap}{end}", &page[..start])
}

fn share(part: u64, whole: u64) -> String {
    if whole == 0 { "–".into() } else { format!("{:.2} %", 100.0 * part as f64 / whole as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_section_takes_the_place_of_the_old_one() {
        let section = "## Nasty programs: new\n";
        assert_eq!(insert("# Page\n", section), "# Page\n\n## Nasty programs: new\n");
        let page = "# Page\n\n## Nasty programs: old\n\ntext\n\n## Next\n\nmore\n";
        assert_eq!(insert(page, section), "# Page\n\n## Nasty programs: new\n\n## Next\n\nmore\n");
        assert_eq!(insert(&insert(page, section), section), insert(page, section));
    }
}
