//! The methods that can be trained: one folder each, and one line in [`METHODS`].
//!
//! A method whose network learns by gradients has a `task` (see [`crate::training::Task`]), a `network`, a
//! `loss`, and a `command`; what is fitted in one go, such as a tree, has its own `train` and writes a
//! weights file like the others.

pub mod baselines;
pub mod initial;
pub mod lot_labels;
pub mod lstm_opt;
pub mod method;
pub mod mlopt;
pub mod predopt;
pub mod self_supervised;
pub mod session;

use method::Method;

/// All methods, in the order of the help.
pub const METHODS: &[Method] = &[
    lstm_opt::command::METHOD,
    baselines::command::LOGISTIC_METHOD,
    baselines::command::FOREST_METHOD,
    self_supervised::command::METHOD,
    self_supervised::command::SUPERVISED_METHOD,
    mlopt::command::METHOD,
    predopt::command::METHOD,
];

/// The method of a name.
pub fn named(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::families::FAMILIES;

    #[test]
    fn every_method_trains_some_family_and_every_family_names_methods_that_exist() {
        for method in METHODS {
            assert!(
                FAMILIES.iter().any(|f| f.methods.contains(&method.name)),
                "{} trains nothing",
                method.name
            );
        }
        for family in FAMILIES {
            assert!(!family.methods.is_empty(), "{} has no method", family.name);
            for name in family.methods {
                assert!(named(name).is_some(), "{} names {name}", family.name);
            }
        }
    }
}
