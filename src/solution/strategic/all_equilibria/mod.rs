//! All equilibria of a game with any number of players and strategies.

mod cells;
mod polytope;
mod reduce;
mod refine;
mod solve;
mod supports;
mod tensor;

use num_traits::{One, Zero};

use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::cell::Cell;

use refine::Precision;

/// A probability, exactly or between two bounds that it lies strictly within.
#[derive(Debug, Clone, PartialEq)]
pub enum Coordinate {
    /// A rational number.
    Exact(Rational),
    /// An irrational number (or one whose fraction is long) in an interval.
    Between(Rational, Rational),
}

impl Coordinate {
    /// The ends; twice the number itself where it is exact.
    pub fn bounds(&self) -> (&Rational, &Rational) {
        match self {
            Coordinate::Exact(value) => (value, value),
            Coordinate::Between(low, high) => (low, high),
        }
    }

    /// One less the number.
    pub fn complement(&self) -> Self {
        let one = Rational::one();
        match self {
            Coordinate::Exact(value) => Coordinate::Exact(&one - value),
            Coordinate::Between(low, high) => Coordinate::Between(&one - high, &one - low),
        }
    }

    fn is_zero(&self) -> bool {
        matches!(self, Coordinate::Exact(value) if value.is_zero())
    }
}

/// The probability of each strategy.
pub type MixedStrategy = Vec<Coordinate>;

/// A profile of mixed strategies.
#[derive(Debug, Clone, PartialEq)]
pub struct MixedEquilibrium {
    /// One mixed strategy a player.
    pub strategies: Vec<MixedStrategy>,
    /// The component that it lies in; `None` where it is isolated (or an undecided box is near).
    pub component: Option<usize>,
}

/// A continuum of equilibria: a product of convex sets of mixed strategies, or a part of it.
#[derive(Debug, Clone, PartialEq)]
pub struct EquilibriumComponent {
    /// For each player the extreme points of its set.
    pub hulls: Vec<Vec<MixedStrategy>>,
    /// Strategies (player, strategy) that must not pay more than those that the player plays: the points of the
    /// product where none of these does are the equilibria. Without any, all points are. Some point inside is one.
    pub conditions: Vec<(usize, usize)>,
}

/// The range of each player's probability of each strategy; a set in which equilibria may lie.
pub type ProbabilityRanges = Vec<Vec<(Rational, Rational)>>;

/// Every equilibrium of a game.
#[derive(Debug, Clone, PartialEq)]
pub struct AllEquilibria {
    /// The isolated equilibria, and the extreme points of components.
    pub equilibria: Vec<MixedEquilibrium>,
    /// Continua of equilibria: products of convex sets of mixed strategies.
    pub components: Vec<EquilibriumComponent>,
    /// Where there may be further equilibria.
    pub undecided: Vec<ProbabilityRanges>,
    /// Whether `equilibria` and `components` are all.
    pub complete: bool,
    /// How many supports had to be solved.
    pub supports: u64,
    /// The cells looked at by branch and prune.
    pub cells: u64,
}

impl AllEquilibria {
    /// Whether the number of equilibria is odd, as it is in generic games; `None` where there are
    /// components or undecided boxes.
    pub fn is_odd(&self) -> Option<bool> {
        (self.complete && self.components.is_empty()).then_some(self.equilibria.len() % 2 == 1)
    }
}

/// Intervals narrower than 1e-40.
pub const DEFAULT_DIGITS: u32 = 40;
/// The most digits of an interval.
const MAX_DIGITS: u32 = 1000;
/// The most supports that a game may have.
const MAX_SUPPORTS: u128 = 5_000_000;

/// All Nash equilibria of a game, with proof.
///
/// In an equilibrium with the supports `S_i` each player's payoffs `u_i(s, x_-i)` are equal on `S_i` and no other
/// strategy's is above. They are linear in each other player's mixed strategy, so that their values at products
/// of pure strategies bound them. Supports with a strategy that is strictly dominated against what the others are
/// left with are excluded in exact integers. Each other support is a system of equations over a product of
/// simplices: equations that depend on one player's strategy alone are solved exactly, as polytopes, and what they
/// fix is substituted; the zeros of what is left are found by branch and prune: a cell (a product of smaller
/// simplices) is excluded by the values of the functions, or of preconditioned ones, and settled where these are a
/// contraction. Each zero is certified in exact arithmetic, as a fraction or in an interval narrower than
/// `10^-digits`, and so are the signs of the payoff differences of other strategies there.
///
/// Continua come out as components where each player's part is a convex polytope of its own, cut at most by what
/// other strategies pay. What is not settled (multiple zeros, curves of equilibria) is in `undecided`, and then
/// `complete` is false.
///
/// # Errors
///
/// [`Error::TooLarge`] for more than 5,000,000 supports, `Π (2^k_i - 1)` after iterated strict dominance;
/// [`Error::Input`] for other than 1 to 1000 digits.
///
/// # Complexity
///
/// At worst all supports; a cell of `m` free probabilities costs `O(m² Π |S_i|)`.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::{Coordinate, DEFAULT_DIGITS, all_equilibria};
///
/// // The volunteer's dilemma, benefit 4, cost 1: three in which one volunteers, three in which two mix, and
/// // one in which all do, with probability 1/2.
/// let payoff = |mask: usize, i: usize| whole(if mask == 0 { 0 } else { 4 - (mask >> i & 1) as i64 });
/// let tables: Vec<Vec<_>> = (0..3).map(|i| (0..8).map(|mask| payoff(mask, i)).collect()).collect();
/// let game = NormalFormGame::from_rationals(&[2; 3], &tables).unwrap();
/// with_game!(&game, game => {
///     let found = all_equilibria(game, DEFAULT_DIGITS, &TimeLimit::none()).unwrap();
///     assert!(found.complete);
///     assert_eq!(found.is_odd(), Some(true));
///     let half = vec![vec![Coordinate::Exact(ratio(1, 2)); 2]; 3];
///     assert!(found.equilibria.iter().any(|equilibrium| equilibrium.strategies == half));
///     assert!(all_equilibria(game, 0, &TimeLimit::none()).is_err());
/// });
/// ```
///
/// # References
///
/// Nash 1951; Dickhaut Kaplan 1991 (supports); Porter Nudelman Shoham 2008 (conditional dominance); Krawczyk 1969;
/// Neumaier 1990; Wilson 1971 (oddness).
pub fn all_equilibria<C: Cell>(
    game: &NormalFormGame<C>,
    digits: u32,
    limit: &TimeLimit,
) -> Result<AllEquilibria, Error> {
    if !(1..=MAX_DIGITS).contains(&digits) {
        return Err(Error::input(format!("digits: found {digits}; allowed: 1 to {MAX_DIGITS}")));
    }
    if !C::EXACT {
        let exact = game.to_exact()?;
        return with_game!(&exact, game => all_equilibria(game, digits, limit));
    }
    let root = supports::Node::whole(game);
    let survivors = root.counts();
    let supports = |&count: &usize| 1u128.checked_shl(count as u32).map_or(u128::MAX, |power| power - 1);
    let needed = survivors.iter().map(supports).fold(1u128, u128::saturating_mul);
    if needed > MAX_SUPPORTS {
        let counts: Vec<String> = survivors.iter().map(usize::to_string).collect();
        return Err(Error::TooLarge {
            what: "the list of all equilibria".into(),
            needed: format!("{needed} supports of {} undominated strategies", counts.join(", ")),
            limit: format!("{MAX_SUPPORTS} supports, for example 14 players with two strategies or 3 with 7"),
            remedy: "pure equilibria, or one equilibrium, can be had for more".into(),
        });
    }
    Ok(supports::search(root, Precision::digits(digits), digits, limit))
}

#[cfg(test)]
mod tests;
