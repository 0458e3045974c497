//! How a short tree before the cuts stands; see [`super::restart`].

/// How the tree before the cuts stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum ShortTree {
    /// The root has not come to its cuts yet.
    #[default]
    NotYet,
    /// Dives run at the root.
    Dives,
    /// The root branches; its work is not known before its step ends.
    Begun { root_bound: f64 },
    /// Under way until `limit` units of work, where the bound must have come a share of its way that grows
    /// with every look.
    Running { root_bound: f64, limit: u64, looks: u32 },
    /// Given up, or never meant.
    Over,
}
