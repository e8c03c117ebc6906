//! All equilibria of games in which everyone has two strategies, for any number of players.

pub(super) mod refine;
mod roots;
mod supports;
mod tensor;

use num_bigint::BigInt;
use num_traits::{One, Signed};

use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::cell::Cell;

use supports::Search;

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
}

/// Probabilities of the second strategies, each in a range; a set in which equilibria lie.
pub type ProbabilityBox = Vec<(Rational, Rational)>;

/// Every equilibrium of a game with two strategies each.
#[derive(Debug, Clone, PartialEq)]
pub struct BinaryEquilibria {
    /// For each equilibrium the probability of every player's second strategy.
    pub equilibria: Vec<Vec<Coordinate>>,
    /// Sets of equilibria: all points of these boxes are equilibria (one player mixes as it likes).
    pub components: Vec<ProbabilityBox>,
    /// Boxes in which there may be further equilibria.
    pub undecided: Vec<ProbabilityBox>,
    /// Whether `equilibria` and `components` are all.
    pub complete: bool,
    /// How many supports had to be solved, and the boxes that took.
    pub supports: u64,
    /// The boxes looked at.
    pub boxes: u64,
}

impl BinaryEquilibria {
    /// Whether the number of equilibria is odd, as it is in generic games; `None` where there are
    /// components or undecided boxes.
    pub fn is_odd(&self) -> Option<bool> {
        (self.complete && self.components.is_empty()).then_some(self.equilibria.len() % 2 == 1)
    }
}

/// All Nash equilibria of a game in which everyone has two strategies, with proof.
///
/// Player `i` compares its strategies by `d_i(x_-i) = u_i(2nd, x_-i) - u_i(1st, x_-i)`, multilinear in the
/// others' probabilities of their second strategies. For each support (plays the first, the second or
/// both) the signs of `d_i` at corners, in exact integers, either exclude it or leave a square system `d_i = 0`
/// over the players that mix. Its zeros in the cube are found by branch and prune: a box is excluded by the
/// corner values of `d` or of a preconditioned `d`, and settled where that is a contraction. Each zero is
/// certified in exact arithmetic, as a fraction or in an interval narrower than 1e-40, and so are the signs of
/// the other players' `d_i` there. What is not settled (multiple zeros, continua other than one player's free
/// mixing) is `undecided`.
///
/// # Errors
///
/// [`Error::Input`] unless everyone has at most two strategies; [`Error::TooLarge`] for more than 14 players
/// with two.
///
/// # Complexity
///
/// At worst `3^n` supports; a box of `m` mixing players costs `O(m² 2^m)`.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::{Coordinate, binary_equilibria};
///
/// // The volunteer's dilemma, benefit 4, cost 1: three in which one volunteers, three in which two mix, and
/// // one in which all do, with probability 1/2.
/// let payoff = |mask: usize, i: usize| whole(if mask == 0 { 0 } else { 4 - (mask >> i & 1) as i64 });
/// let tables: Vec<Vec<_>> = (0..3).map(|i| (0..8).map(|mask| payoff(mask, i)).collect()).collect();
/// let game = NormalFormGame::from_rationals(&[2; 3], &tables).unwrap();
/// with_game!(&game, game => {
///     let found = binary_equilibria(game, &TimeLimit::none()).unwrap();
///     assert!(found.complete);
///     assert_eq!(found.is_odd(), Some(true));
///     assert!(found.equilibria.contains(&vec![Coordinate::Exact(ratio(1, 2)); 3]));
/// });
/// // Three strategies are another matter.
/// let wide = NormalFormGame::from_rationals(&[3], &[vec![whole(0); 3]]).unwrap();
/// with_game!(&wide, game => assert!(binary_equilibria(game, &TimeLimit::none()).is_err()));
/// ```
///
/// # References
///
/// Nash 1951; Krawczyk 1969; Wilson 1971 (oddness); Neumaier 1990.
pub fn binary_equilibria<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<BinaryEquilibria, Error> {
    if !C::EXACT {
        let exact = game.to_exact()?;
        return with_game!(&exact, game => binary_equilibria(game, limit));
    }
    let counts = game.space().counts();
    if let Some(player) = counts.iter().position(|&count| count > 2) {
        let (player, count) = (player + 1, counts[player]);
        return Err(Error::input(format!("at most two strategies each are allowed; player {player} has {count}")));
    }
    let free = counts.iter().filter(|&&count| count == 2).count();
    if free > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: "the list of all equilibria".into(),
            needed: format!("{free} players with two strategies"),
            limit: format!("{MAX_PLAYERS} players"),
            remedy: "pure equilibria can be listed for more".into(),
        });
    }
    Ok(Search::new(game, limit).run())
}

/// The most players with two strategies.
const MAX_PLAYERS: usize = 14;

/// An equilibrium's coordinate around a middle, rounded outwards to 42 decimals.
pub(super) fn between(center: &Rational, radius: &Rational) -> Coordinate {
    let power = BigInt::from(10).pow(42);
    let scale = Rational::from_integer(power.clone());
    let low = ((center - radius) * &scale).floor() / &scale;
    let high = ((center + radius) * &scale).ceil() / &scale;
    debug_assert!((&high - &low).abs() < Rational::new(BigInt::one(), BigInt::from(10).pow(40)));
    Coordinate::Between(low, high)
}

#[cfg(test)]
mod tests;
