//! The local search of one tree ("Machine Learning under a Modern Optimization Lens", section 2.3).

use super::node::Improver;
use super::rules::Rules;
use crate::learn::arena::Arena;
use crate::learn::params::MAX_PASSES;
use crate::learn::random::Stream;

/// How far a search came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Descent {
    /// Passes over the nodes, the last one without a change unless it was stopped.
    pub passes: usize,
    /// Changes of nodes.
    pub changes: usize,
}

/// Visits the nodes in random order and makes the best change of each, until a pass over all of them changes
/// nothing. `spend` is told of the work and says whether to go on; the tree is valid whenever it says no.
pub(super) fn descend(
    arena: &mut Arena<'_>,
    rules: Rules,
    stream: &mut Stream,
    spend: &mut dyn FnMut(u64) -> bool,
) -> Descent {
    let mut improver = Improver::new(arena, rules);
    let mut descent = Descent { passes: 0, changes: 0 };
    while descent.passes < MAX_PASSES {
        descent.passes += 1;
        let mut nodes = arena.subtree(0);
        stream.shuffle(&mut nodes);
        let before = descent.changes;
        for t in nodes {
            // A node whose points, subtree and depth are as they were has no better change than then.
            if !arena.places[t].alive || arena.places[t].settled {
                continue;
            }
            if improver.improve(arena, t, stream) {
                descent.changes += 1;
            } else {
                arena.places[t].settled = true;
            }
            if !spend(std::mem::take(&mut improver.work)) {
                return descent;
            }
        }
        if descent.changes == before {
            break;
        }
    }
    descent
}
