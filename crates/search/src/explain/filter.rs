//! The deletion filter: a condition without which the rest is still infeasible is dropped for good; what was
//! tried and could not be dropped is needed (Chinneck and Dravnieks 1991, section 3). Conditions are tried in
//! groups that are halved until they can be dropped or are single ("depth-first binary filter", Guieu and
//! Chinneck 1999), so that a small subset of many conditions takes few tests.

use hunch_model::Control;

/// Whether a choice of conditions can hold together.
pub(super) enum Answer {
    /// No; with the conditions that a proof leans on, where there is one.
    Infeasible { support: Option<Vec<bool>> },
    /// Yes.
    Feasible,
    /// A limit or numerical trouble came first.
    Unknown,
    /// The host said stop.
    Stopped,
}

/// Tests choices of conditions, one flag a condition.
pub(super) trait Oracle {
    fn test(&mut self, kept: &[bool], control: &mut dyn Control) -> Answer;
}

/// Drops conditions from `kept`, which is infeasible and stays so. Returns whether what remains is known to
/// be irreducible: each remaining condition was then tried while at least the final ones were still there.
pub(super) fn filter(kept: &mut Vec<bool>, oracle: &mut dyn Oracle, control: &mut dyn Control) -> bool {
    let mut irreducible = true;
    let mut groups = vec![(0, kept.len())];
    while let Some((start, end)) = groups.pop() {
        let members: Vec<usize> = (start..end).filter(|&k| kept[k]).collect();
        if members.is_empty() {
            continue;
        }
        let mut trial = kept.clone();
        members.iter().for_each(|&k| trial[k] = false);
        match oracle.test(&trial, control) {
            Answer::Infeasible { support } => *kept = support.unwrap_or(trial),
            Answer::Stopped => return false,
            Answer::Feasible | Answer::Unknown if members.len() > 1 => {
                let middle = members[members.len() / 2];
                groups.push((middle, end));
                groups.push((start, middle));
            }
            Answer::Feasible => {}
            Answer::Unknown => irreducible = false,
        }
    }
    irreducible
}
