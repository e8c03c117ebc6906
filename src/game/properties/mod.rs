//! Properties of games, each with a witness where it fails.
//!
//! Exact games are compared exactly. Games of floats are compared with a tolerance of `1e-9` times
//! the largest worth (at least `1e-9`), which the [`Finding`] states, together with whether some
//! comparison fell within it.

mod average_convex;
mod comparison;
mod convex;
mod convex_blocks;
mod k_additive;
mod k_convex;
mod monotone;
mod players;
mod quasi_balanced;
mod semi_convex;
mod simple;
mod superadditive;
mod superadditive_blocks;
mod symmetric;

pub use average_convex::average_convex;
pub use convex::convex;
pub use k_additive::additivity;
pub use k_convex::k_convex;
pub use monotone::{monotone, zero_monotone};
pub use players::{Desirability, desirability, null_players, veto_players};
pub use quasi_balanced::quasi_balanced;
pub use semi_convex::semi_convex;
pub use simple::simple;
pub use superadditive::{superadditive, superadditive_until};
pub use symmetric::symmetric;

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

impl Finding {
    /// A property that holds exactly.
    pub(crate) fn holds() -> Self {
        Finding { holds: true, witness: None, tolerance: 0.0, close: false }
    }

    /// A property that fails exactly.
    pub(crate) fn fails(witness: Witness) -> Self {
        Finding { holds: false, witness: Some(witness), tolerance: 0.0, close: false }
    }
}
