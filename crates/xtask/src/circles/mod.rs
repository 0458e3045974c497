//! Import circles between files: files that need each other cannot be read or changed one at a time.
//!
//! The rule. A file imports another one when it names, in a `use` or elsewhere, a path of the same crate
//! whose item that other file defines. A path through a re-export (`pub use`) counts for the file that
//! defines the item. A parent that declares a module (`mod child;`) or hands its items on (`pub use
//! child::Item`) does not import it. What is built for tests alone does not count. The check reads words, not
//! types: calls of methods are no imports.

mod scan;

use anyhow::{Context, Result};
use scan::{Path as Segments, Scan, scan};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Folders whose files may import each other, and why. One that has no circle any more is an error too, so
/// that the list does not outlive its reasons.
const ALLOWED: &[(&str, &str)] = &[
    (
        "crates/families/src/clsp/exact/",
        "options and errors still stand beside the algorithm that its parts belong to",
    ),
    ("trainer/src/", "tasks, networks and the command line are not taken apart yet"),
];

/// Re-exports of re-exports are followed so far.
const HOPS: usize = 8;

/// A file by its module's path: `lp::basis` is `["lp", "basis"]`.
type Module = Vec<String>;

/// The circles of all crates below `root` that are not allowed, as messages.
pub fn circles(root: &Path) -> Result<Vec<String>> {
    let mut sources = Vec::new();
    for folder in ["crates", "tests"] {
        let entries = std::fs::read_dir(root.join(folder)).with_context(|| format!("reading {folder}"))?;
        for entry in entries {
            sources.push(entry?.path().join("src"));
        }
    }
    sources.push(root.join("trainer/src"));
    sources.sort();
    let mut messages = Vec::new();
    let mut unused: BTreeSet<&str> = ALLOWED.iter().map(|(prefix, _)| *prefix).collect();
    for source in sources.iter().filter(|s| s.join("lib.rs").exists() || s.join("main.rs").exists()) {
        let krate = Crate::read(source)?;
        for circle in krate.circles() {
            let path = |m: &Module| krate.files[m].strip_prefix(root).unwrap_or(&krate.files[m]).to_owned();
            let names: Vec<String> = circle.iter().map(|m| path(m).display().to_string()).collect();
            let allowed = ALLOWED.iter().find(|(prefix, _)| names.iter().all(|n| n.starts_with(prefix)));
            match allowed {
                Some((prefix, _)) => {
                    unused.remove(prefix);
                }
                None => {
                    let (list, reasons) = (names.join("\n  "), krate.reasons(&circle));
                    messages.push(format!("these files import each other:\n  {list}\nby\n{reasons}"));
                }
            }
        }
    }
    messages.extend(unused.iter().map(|prefix| format!("{prefix} is allowed to have circles and has none")));
    Ok(messages)
}

/// The files of a crate and what they say.
struct Crate {
    files: BTreeMap<Module, PathBuf>,
    scans: BTreeMap<Module, Scan>,
    texts: BTreeMap<Module, String>,
}

impl Crate {
    fn read(source: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        find(source, &[], &mut files)?;
        let mut texts = BTreeMap::new();
        for (module, file) in &files {
            let text =
                std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
            texts.insert(module.clone(), text);
        }
        Ok(Self::of(files, texts))
    }

    fn of(files: BTreeMap<Module, PathBuf>, texts: BTreeMap<Module, String>) -> Self {
        let mut scans: BTreeMap<Module, Scan> = texts.iter().map(|(m, t)| (m.clone(), scan(t))).collect();
        let for_tests: Vec<Module> = scans
            .iter()
            .flat_map(|(m, s)| {
                s.test_modules.iter().map(|name| [m.as_slice(), std::slice::from_ref(name)].concat())
            })
            .collect();
        scans.retain(|module, _| !for_tests.iter().any(|t| module.starts_with(t)));
        Self { files, scans, texts }
    }

    /// The files that `module` imports, each with a path that says so.
    fn imports(&self, module: &Module) -> BTreeMap<Module, String> {
        let mut found = BTreeMap::new();
        let Some(scan) = self.scans.get(module) else { return found };
        let handed_on = scan.handed_on.iter().map(|(path, _)| (path, true));
        for (path, is_handed_on) in scan.paths.iter().map(|p| (p, false)).chain(handed_on) {
            let Some(target) = self.absolute(path, module).map(|p| self.defining(p, HOPS)) else { continue };
            let is_own = target == *module || (is_handed_on && target.starts_with(module));
            if !is_own && self.scans.contains_key(&target) {
                found.entry(target).or_insert_with(|| path.join("::"));
            }
        }
        found
    }

    /// A path from the crate's root, when it leads anywhere in this crate.
    fn absolute(&self, path: &Segments, module: &Module) -> Option<Segments> {
        let mut base = module.clone();
        let mut rest = path.as_slice();
        match rest.first()?.as_str() {
            "crate" => (base, rest) = (Vec::new(), &rest[1..]),
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|s| s == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            child => {
                base.push(child.into());
                let is_child = self.scans.contains_key(&base);
                base.pop();
                is_child.then_some(())?;
            }
        }
        Some([base.as_slice(), rest].concat())
    }

    /// The file that defines what a path from the root names.
    fn defining(&self, path: Segments, hops: usize) -> Module {
        let mut depth = 0;
        while depth < path.len() && self.scans.contains_key(&path[..=depth]) {
            depth += 1;
        }
        let module = path[..depth].to_vec();
        let (Some(name), Some(scan)) = (path.get(depth), self.scans.get(&module)) else { return module };
        for (from, as_name) in scan.handed_on.iter().filter(|_| hops > 0) {
            let Some(from) = self.absolute(from, &module) else { continue };
            if as_name == name {
                return self.defining(from, hops - 1);
            }
            if let Some(("*", inside)) = from.split_last().map(|(last, inside)| (last.as_str(), inside)) {
                let target = self.defining(inside.to_vec(), hops - 1);
                if self.texts.get(&target).is_some_and(|text| defines(text, name)) {
                    return target;
                }
            }
        }
        module
    }

    /// The groups of more than one file that import each other (Tarjan, "Depth-first search and linear graph
    /// algorithms", 1972).
    fn circles(&self) -> Vec<Vec<Module>> {
        let edges = self.scans.keys().map(|m| (m.clone(), self.imports(m).into_keys().collect())).collect();
        let mut search = Components { edges, ..Components::default() };
        for module in self.scans.keys() {
            if !search.number.contains_key(module) {
                search.visit(module);
            }
        }
        search.found
    }

    /// The imports within a circle, one a line.
    fn reasons(&self, circle: &[Module]) -> String {
        let mut lines = Vec::new();
        for from in circle {
            for (to, path) in self.imports(from).into_iter().filter(|(to, _)| circle.contains(to)) {
                lines.push(format!("  {} -> {} by {path}", from.join("::"), to.join("::")));
            }
        }
        lines.join("\n")
    }
}

/// Whether a file seems to define an item of that name.
fn defines(text: &str, name: &str) -> bool {
    let kinds = ["fn", "struct", "enum", "trait", "type", "const", "static", "union", "mod"];
    text.lines().any(|line| {
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty());
        words.any(|w| kinds.contains(&w)) && words.next() == Some(name)
    })
}

fn find(folder: &Path, module: &[String], files: &mut BTreeMap<Module, PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        let Some(stem) = path.file_stem().and_then(|s| s.to_str()) else { continue };
        if path.is_dir() {
            find(&path, &[module, &[stem.to_owned()]].concat(), files)?;
        } else if path.extension().is_some_and(|e| e == "rs") {
            let is_root = stem == "mod" || (module.is_empty() && stem == "lib");
            let is_only_root = module.is_empty() && stem == "main" && !folder.join("lib.rs").exists();
            let own: Module =
                if is_root || is_only_root { module.to_vec() } else { [module, &[stem.to_owned()]].concat() };
            files.insert(own, path);
        }
    }
    Ok(())
}

#[derive(Default)]
struct Components {
    edges: BTreeMap<Module, Vec<Module>>,
    number: BTreeMap<Module, usize>,
    low: BTreeMap<Module, usize>,
    stack: Vec<Module>,
    on_stack: BTreeSet<Module>,
    found: Vec<Vec<Module>>,
}

impl Components {
    fn visit(&mut self, module: &Module) {
        let number = self.number.len();
        self.number.insert(module.clone(), number);
        self.low.insert(module.clone(), number);
        self.stack.push(module.clone());
        self.on_stack.insert(module.clone());
        for next in self.edges.get(module).cloned().unwrap_or_default() {
            let reaches = if !self.number.contains_key(&next) {
                self.visit(&next);
                self.low[&next]
            } else if self.on_stack.contains(&next) {
                self.number[&next]
            } else {
                continue;
            };
            let low = self.low[module].min(reaches);
            self.low.insert(module.clone(), low);
        }
        if self.low[module] == number {
            let first = self.stack.iter().position(|m| m == module).unwrap_or(0);
            let component = self.stack.split_off(first);
            component.iter().for_each(|m| {
                self.on_stack.remove(m);
            });
            if component.len() > 1 {
                self.found.push(component);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circles_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let module =
            |path: &str| path.split("::").filter(|s| !s.is_empty()).map(str::to_owned).collect::<Module>();
        let krate = Crate::of(
            files.iter().map(|(m, _)| (module(m), PathBuf::from(m))).collect(),
            files.iter().map(|(m, t)| (module(m), (*t).to_owned())).collect(),
        );
        krate.circles().iter().map(|c| c.iter().map(|m| m.join("::")).collect()).collect()
    }

    #[test]
    fn two_files_that_import_each_other_are_found() {
        let files = [("", "mod a; mod b;"), ("a", "use crate::b::B;"), ("b", "fn f(a: super::a::A) {}")];
        assert_eq!(circles_of(&files), [["a", "b"]]);
    }

    #[test]
    fn a_parent_that_declares_and_hands_on_imports_nothing() {
        let files = [("", "mod a; pub use a::A;"), ("a", "use crate::T; struct A;")];
        assert!(circles_of(&files).is_empty());
        let uses = [("", "mod a; use a::A;"), ("a", "use crate::T; struct A;")];
        assert_eq!(circles_of(&uses).len(), 1);
    }

    #[test]
    fn a_path_through_a_re_export_counts_for_the_file_that_defines_the_item() {
        let files = [
            ("", "mod lp; mod x;"),
            ("lp", "mod a; mod b; pub use a::{A, A2}; pub use b::*;"),
            ("lp::a", "use super::B; pub struct A;"),
            ("lp::b", "use super::A2; pub struct B;"),
        ];
        assert_eq!(circles_of(&files), [["lp::a", "lp::b"]]);
    }

    #[test]
    fn what_only_tests_import_is_no_circle() {
        let tests = "#[cfg(test)] mod tests { use crate::a::A; }";
        assert!(circles_of(&[("", ""), ("a", "use crate::b::B;"), ("b", tests)]).is_empty());
        let files =
            [("", ""), ("a", "use crate::b::B;"), ("b", "#[cfg(test)] mod t;"), ("b::t", "use crate::a::A;")];
        assert!(circles_of(&files).is_empty());
    }
}
