//! The wasm modules of the package, as the features of `crates/wasm` say: a pack for programs, a pack for
//! each group of families, and the modules that load beside a pack.

use crate::shell::{cargo, root};
use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A wasm module.
pub struct Module {
    /// Its name; its files in `pkg/wasm` begin with `hunch_` and this.
    pub name: String,
    /// The feature of `crates/wasm` that it is built with.
    pub feature: String,
    /// Families whose instances it solves.
    pub families: Vec<String>,
    /// Whether it solves by itself. Else it loads beside a module that does.
    pub is_pack: bool,
}

/// What holds the search and nothing of families.
const PROGRAMS: &str = "programs";
/// Its feature in `crates/wasm`.
const SEARCH: &str = "insight";
/// What the features of packs with families build on.
const INSTANCES: &str = "instances";
/// The search of programs that say more than linear rows and integers: a pack of its own, and its feature's
/// name too.
const KINDS: &str = "kinds";
/// The search with the maker of certificates: a pack of its own, and its feature's name too.
const PROOF: &str = "proof";
/// The same with what was learned of parametric programs: likewise.
const STRATEGIES: &str = "strategies";
/// Modules that load beside a pack when asked for.
const BESIDE: [&str; 4] = ["check", "gpu", "microlp", "text"];

/// The name of the pack that solves instances of `family`.
///
/// # Errors
/// No module has it: pages could not solve its instances.
pub fn pack_of<'a>(modules: &'a [Module], family: &str) -> Result<&'a str> {
    match modules.iter().find(|module| module.families.iter().any(|own| own == family)) {
        Some(module) => Ok(&module.name),
        None => bail!(
            "no feature of crates/wasm holds hunch-families/{family}; the Cargo feature of a family is called as \
             its NAME, and a feature of crates/wasm lists it beside {INSTANCES:?}"
        ),
    }
}

/// Refuses a module that is to hold a family which the list `FAMILIES`, in its default features, lacks.
///
/// # Errors
/// There is one: it would come without checks, types and tests.
pub fn all_known(modules: &[Module], families: &[&str]) -> Result<()> {
    for (module, family) in modules.iter().flat_map(|m| m.families.iter().map(move |family| (m, family))) {
        if !families.contains(&family.as_str()) {
            bail!(
                "the feature {:?} of crates/wasm holds hunch-families/{family}, and FAMILIES has no family of that \
                 NAME; is the feature {family:?} among the default ones of crates/families?",
                module.feature
            );
        }
    }
    Ok(())
}

/// The modules, packs first.
pub fn modules() -> Result<Vec<Module>> {
    let output = cargo()
        .args(["metadata", "--no-deps", "--format-version", "1", "--manifest-path"])
        .arg(root().join("crates/wasm/Cargo.toml"))
        .output()
        .context("could not start `cargo metadata`")?;
    if !output.status.success() {
        bail!("`cargo metadata` failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    let wasm = packages.iter().find(|package| package["name"] == "hunch-wasm").context("no hunch-wasm")?;
    let features = wasm["features"].as_object().context("hunch-wasm has no features")?;
    let pack = |name: &str, feature: &str, families| {
        let (name, feature) = (name.to_owned(), feature.to_owned());
        Module { name, feature, families, is_pack: true }
    };
    let mut modules = Vec::from(
        [(PROGRAMS, SEARCH), (KINDS, KINDS), (PROOF, PROOF), (STRATEGIES, STRATEGIES)]
            .map(|(name, feature)| pack(name, feature, Vec::new())),
    );
    for (feature, needs) in features {
        let needs: Vec<&str> = needs.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if needs.contains(&INSTANCES) {
            let families = needs.iter().filter_map(|need| need.strip_prefix("hunch-families/"));
            modules.push(pack(feature, feature, families.map(str::to_owned).collect()));
        }
    }
    let beside = |name: &str| Module { is_pack: false, ..pack(name, name, Vec::new()) };
    modules.extend(BESIDE.map(beside));
    Ok(modules)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stages() -> [Module; 1] {
        let families = vec!["msmk".to_owned()];
        [Module { name: "stages".into(), feature: "stages".into(), families, is_pack: true }]
    }

    #[test]
    fn a_family_that_no_module_holds_is_refused_with_the_feature_that_is_missing() {
        assert_eq!(pack_of(&stages(), "msmk").unwrap(), "stages");
        let error = pack_of(&stages(), "toy-ufl").unwrap_err().to_string();
        assert!(error.starts_with("no feature of crates/wasm holds hunch-families/toy-ufl;"), "{error}");
    }

    #[test]
    fn a_module_of_a_family_that_is_not_listed_is_refused() {
        assert!(all_known(&stages(), &["clsp", "msmk"]).is_ok());
        let error = all_known(&stages(), &["clsp"]).unwrap_err().to_string();
        assert!(error.contains("\"stages\"") && error.contains("hunch-families/msmk"), "{error}");
    }
}
