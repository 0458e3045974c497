//! Which way is shipped, and whether learning pays.

use crate::measure::{Measured, Way};
use hunch_strategies::bundle::By;

/// A way must save this share of the time of a simpler one to be worth its file.
const WORTH: f64 = 0.1;
/// … by so many standard errors of the difference, query by query: times of searches scatter.
const ERRORS: f64 = 2.0;

/// What was decided.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The way that is shipped, by its place among those measured.
    pub chosen: usize,
    /// Why, in words.
    pub text: String,
}

/// How simple a way is: nothing stored, nothing learned, learned.
fn rank(way: Way) -> usize {
    match way {
        Way::Cold | Way::Warm => 0,
        Way::Ranked { ranking, .. } => match ranking.by {
            By::Frequency | By::Stored => 1,
            _ => 2,
        },
        Way::Guess(_) => 2,
    }
}

/// Decides by the time of a query, all of it. What is written answers each query by itself, so it is compared
/// with a search of each by itself; whether learning pays, with a search that goes on from the one before too.
pub fn decide(measured: &[Measured]) -> Verdict {
    let quickest = |kind: usize| {
        let own = (0..measured.len()).filter(|&k| rank(measured[k].way) == kind && measured[k].wrong == 0);
        own.min_by(|&a, &b| measured[a].line.microseconds.total_cmp(&measured[b].line.microseconds))
    };
    let time = |k: usize| measured[k].line.microseconds;
    let name = |k: usize| measured[k].line.name.as_str();
    let is_worth = |k: usize, than: usize| {
        time(k) < (1.0 - WORTH) * time(than) && is_sure(&measured[k].seconds, &measured[than].seconds)
    };
    let place = |way: Way| measured.iter().position(|measured| measured.way == way);
    let Some(cold) = place(Way::Cold) else {
        return Verdict { chosen: 0, text: "nothing was measured".into() };
    };
    let warm = place(Way::Warm).filter(|&k| measured[k].wrong == 0).unwrap_or(cold);
    let simple = quickest(1).filter(|&k| is_worth(k, cold));
    let learned = quickest(2).filter(|&k| is_worth(k, simple.unwrap_or(cold)));
    let Some(chosen) = learned.or(simple) else {
        let how = if is_worth(warm, cold) {
            "keep the program loaded (`load`, `solveMany`) and solve it warm"
        } else {
            "solve it as it is"
        };
        let text = format!(
            "learning does not pay, and no stored strategy does: {how}. What was written answers by the search"
        );
        return Verdict { chosen: cold, text };
    };
    let times = |than: usize| format!("{:.1} times as fast as {}", time(than) / time(chosen), name(than));
    let said = format!("{}, {}", name(chosen), times(cold));
    let goes_on = 100.0 * (1.0 - measured[chosen].line.proven);
    let text = if !is_worth(chosen, warm) {
        format!(
            "learning does not pay where queries follow each other: a loaded program that is solved warm (`load`, \
             `solveMany`) is as quick. For single ones what was written is {said}"
        )
    } else if matches!(measured[chosen].way, Way::Guess(_)) {
        format!("learning pays: {said}")
    } else if learned.is_some() {
        format!("learning pays: {said}, proof and all; {goes_on:.1} % of the queries go on to the engine")
    } else {
        format!("learning does not pay, what is stored does: {said}, proof and all; that is what was written")
    };
    Verdict { chosen, text }
}

/// Whether `quick` is quicker than `slow` on the same queries by more than chance.
fn is_sure(quick: &[f64], slow: &[f64]) -> bool {
    let differences: Vec<f64> = slow.iter().zip(quick).map(|(slow, quick)| slow - quick).collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    mean > ERRORS * (variance / n).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use hunch_strategies::bundle::{Line, Ranking};

    fn measured(way: Way, microseconds: f64, wrong: usize) -> Measured {
        let line = Line { name: format!("{way:?}"), microseconds, proven: 0.9, ..Line::default() };
        let seconds = (0..20).map(|k| microseconds * (1.0 + 0.01 * f64::from(k % 3))).collect();
        Measured { way, line, wrong, seconds }
    }

    #[test]
    fn the_simplest_way_that_is_as_quick_is_shipped() {
        let ranked = |by, tries| {
            let ranking = Ranking { by, tries };
            Way::Ranked { ranking, learner: None, has_trees: false }
        };
        let table = |stored: f64, tree: f64| {
            [
                measured(Way::Cold, 100.0, 0),
                measured(Way::Warm, 50.0, 0),
                measured(ranked(By::Stored, 1), stored, 0),
                measured(ranked(By::Tree, 1), tree, 0),
            ]
        };
        let chosen = |stored, tree| decide(&table(stored, tree)).chosen;
        assert_eq!((chosen(20.0, 10.0), chosen(20.0, 19.0), chosen(95.0, 93.0)), (3, 2, 0));
        let text = |stored, tree| decide(&table(stored, tree)).text;
        assert!(text(20.0, 10.0).starts_with("learning pays"));
        assert!(text(20.0, 19.0).starts_with("learning does not pay, what is stored does"));
        // Quicker than a search of each by itself, and no quicker than one that goes on.
        assert_eq!(chosen(49.0, 48.0), 2);
        assert!(text(49.0, 48.0).starts_with("learning does not pay where queries follow each other"));
        let mut rare = table(20.0, 10.0);
        rare[3].seconds = vec![0.0; 20];
        rare[3].seconds[0] = 390.0;
        assert_eq!(decide(&rare).chosen, 2, "a mean that one query decides is chance");
        let mut wrong = table(20.0, 10.0);
        wrong[3].wrong = 1;
        assert_eq!(decide(&wrong).chosen, 2);
    }
}
