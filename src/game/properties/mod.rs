//! Properties of games, each with a witness where it fails.
//!
//! Exact games are compared exactly. Games of floats are compared with a tolerance of `1e-9` times
//! the largest worth (at least `1e-9`), which the [`Finding`] states, together with whether some
//! comparison fell within it.

mod comparison;
mod convex;
mod convex_blocks;
mod monotone;
mod superadditive;

pub use convex::convex;
pub use monotone::{monotone, zero_monotone};
pub use superadditive::superadditive;

use crate::coalition::Coalition;

/// Whether a game has a property.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Whether it has.
    pub holds: bool,
    /// What shows that it has not; `None` where it holds.
    pub witness: Option<Witness>,
    /// Differences at most this large count as none: 0 for exact games.
    pub tolerance: f64,
    /// Whether some comparison fell within the tolerance, so that rounding could have decided it.
    pub close: bool,
}

/// What shows that a game has not a property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Witness {
    /// Two coalitions whose worths violate the property.
    Pair(Coalition, Coalition),
    /// One coalition.
    Coalition(Coalition),
    /// A player, or two, for whom it fails.
    Players(Vec<usize>),
    /// A whole collection of coalitions.
    Collection(Vec<Coalition>),
    /// No set of coalitions, but a reason in words.
    Reason(String),
}
