//! Games without side payments: payoff tables over all profiles.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::Signed;

use crate::error::Error;
use crate::number::cell::{Cell, Width, common_denominator};
use crate::number::{Rational, whole};

/// The profiles of a game, numbered with the first player's strategy varying fastest.
///
/// With two strategies for everyone the number of a profile is the mask of the players that play
/// their second one.
///
/// # Examples
///
/// ```
/// use pactum::game::ProfileSpace;
///
/// let space = ProfileSpace::new(&[2, 3]).unwrap();
/// assert_eq!(space.size(), 6);
/// let profile = space.index(&[1, 2]);
/// assert_eq!((profile, space.strategy(profile, 1)), (5, 2));
/// // Too many profiles for a table is an error, before anything is allocated.
/// assert!(ProfileSpace::new(&[2; 40]).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileSpace {
    counts: Vec<usize>,
    strides: Vec<usize>,
    size: usize,
}

impl ProfileSpace {
    /// The most payoffs (profiles times players) of a table.
    pub const MAX_ENTRIES: usize = 1 << 25;

    /// The profiles of players with so many strategies each.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] without players or with a player without strategies,
    /// [`Error::TooLarge`] when a payoff table would have more than [`Self::MAX_ENTRIES`] entries.
    pub fn new(counts: &[usize]) -> Result<Self, Error> {
        if counts.is_empty() || counts.contains(&0) {
            return Err(Error::input("a game has at least one player, and every player at least one strategy"));
        }
        let mut strides = Vec::with_capacity(counts.len());
        let mut size = 1usize;
        for &count in counts {
            strides.push(size);
            size = size.saturating_mul(count);
        }
        if size.saturating_mul(counts.len()) > Self::MAX_ENTRIES {
            return Err(Self::too_large(counts));
        }
        Ok(ProfileSpace { counts: counts.to_vec(), strides, size })
    }

    fn too_large(counts: &[usize]) -> Error {
        let players = counts.len();
        let log: f64 = counts.iter().map(|&count| (count as f64).log2()).sum();
        let fits = (1..players).rev().find(|n| n << n.min(&40) <= Self::MAX_ENTRIES).unwrap_or(1);
        // As many strategies as that many players may have each, or as many players as may have two.
        let each = ((Self::MAX_ENTRIES / players) as f64).powf(1.0 / players as f64) as usize;
        let remedy = if each >= 2 {
            format!("with {players} players, {each} strategies each fit")
        } else {
            format!("with two strategies each, {fits} players fit")
        };
        Error::TooLarge {
            what: format!("a payoff table for {players} players"),
            needed: format!("about 2^{log:.0} profiles times {players} payoffs"),
            limit: "2^25 payoffs".into(),
            remedy,
        }
    }

    /// How many players there are.
    pub fn n_players(&self) -> usize {
        self.counts.len()
    }

    /// How many strategies each player has.
    pub fn counts(&self) -> &[usize] {
        &self.counts
    }

    /// How many profiles there are.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How far apart two profiles are in which the player's strategies differ by one.
    pub fn stride(&self, player: usize) -> usize {
        self.strides[player]
    }

    /// The number of a profile.
    pub fn index(&self, strategies: &[usize]) -> usize {
        strategies.iter().zip(&self.strides).map(|(strategy, stride)| strategy * stride).sum()
    }

    /// What a player plays in a profile.
    pub fn strategy(&self, profile: usize, player: usize) -> usize {
        profile / self.strides[player] % self.counts[player]
    }

    /// What all players play in a profile.
    pub fn strategies(&self, profile: usize) -> Vec<usize> {
        (0..self.n_players()).map(|player| self.strategy(profile, player)).collect()
    }

    /// The profile in which one player plays another strategy.
    pub fn with_strategy(&self, profile: usize, player: usize, strategy: usize) -> usize {
        profile - self.strategy(profile, player) * self.strides[player] + strategy * self.strides[player]
    }

    /// The order in which ties are broken: by strategies, the first player's first.
    pub fn compare(&self, a: usize, b: usize) -> Ordering {
        let differs = (0..self.n_players()).find(|&player| self.strategy(a, player) != self.strategy(b, player));
        differs.map_or(Ordering::Equal, |player| self.strategy(a, player).cmp(&self.strategy(b, player)))
    }

    /// The profiles in which the player plays its first strategy: one for each choice of the others.
    pub fn bases(&self, player: usize) -> impl Iterator<Item = usize> + use<> {
        let (stride, block, size) = (self.strides[player], self.strides[player] * self.counts[player], self.size);
        (0..size).step_by(block).flat_map(move |start| start..start + stride)
    }
}

/// A payoff table: `payoffs[player][profile] / denominator`.
///
/// # Examples
///
/// ```
/// use pactum::game::{AnyGame, NormalFormGame, with_game};
/// use pactum::number::ratio;
///
/// // The prisoners' dilemma, strategies cooperate and defect.
/// let half = |values: [i64; 4]| values.map(|value| ratio(value, 2)).to_vec();
/// let game = NormalFormGame::from_rationals(&[2, 2], &[half([6, 8, 0, 2]), half([6, 0, 8, 2])]).unwrap();
/// with_game!(&game, table => {
///     assert_eq!(table.payoff(3, 0), ratio(1, 1));
///     assert!(!table.is_nash(0) && table.is_nash(3));
///     assert_eq!(table.best_deviation(0, 0).map(|(strategy, _)| strategy), Some(1));
/// });
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NormalFormGame<C> {
    space: ProfileSpace,
    denominator: BigInt,
    payoffs: Vec<Vec<C>>,
}

impl<C: Cell> NormalFormGame<C> {
    /// A game from tables of cells over a common denominator, one table a player.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when the tables do not fit the profiles.
    pub fn new(space: ProfileSpace, denominator: BigInt, payoffs: Vec<Vec<C>>) -> Result<Self, Error> {
        if payoffs.len() != space.n_players() || payoffs.iter().any(|table| table.len() != space.size()) {
            return Err(Error::input("a game needs one payoff for each player and profile"));
        }
        if !denominator.is_positive() {
            return Err(Error::input("the common denominator must be positive"));
        }
        Ok(NormalFormGame { space, denominator, payoffs })
    }

    /// The profiles.
    pub fn space(&self) -> &ProfileSpace {
        &self.space
    }

    /// The common denominator of the cells.
    pub fn denominator(&self) -> &BigInt {
        &self.denominator
    }

    /// The cells of one player, by profile.
    pub fn table(&self, player: usize) -> &[C] {
        &self.payoffs[player]
    }

    /// One player's payoff in a profile.
    pub fn payoff(&self, profile: usize, player: usize) -> Rational {
        self.payoffs[player][profile].decode(&self.denominator)
    }

    /// The same game over exact numbers, floats taken for what they are.
    ///
    /// # Errors
    ///
    /// As [`NormalFormGame::from_rationals`].
    pub fn to_exact(&self) -> Result<AnyGame, Error> {
        let decode = |table: &Vec<C>| table.iter().map(|cell| cell.decode(&self.denominator)).collect();
        let tables: Vec<Vec<Rational>> = self.payoffs.iter().map(decode).collect();
        NormalFormGame::from_rationals(&self.space.counts, &tables)
    }

    /// The best of a player's *other* strategies against the others' play in a profile, and what
    /// it gains over the profile (negative where it loses); the first among equals; `None` for a
    /// player with one strategy.
    pub fn best_deviation(&self, profile: usize, player: usize) -> Option<(usize, C)> {
        let (table, current) = (&self.payoffs[player], self.space.strategy(profile, player));
        let mut best: Option<(usize, &C)> = None;
        for strategy in (0..self.space.counts[player]).filter(|&strategy| strategy != current) {
            let cell = &table[self.space.with_strategy(profile, player, strategy)];
            if best.is_none_or(|(_, known)| cell.exceeds(known)) {
                best = Some((strategy, cell));
            }
        }
        best.map(|(strategy, cell)| (strategy, cell.minus(&table[profile])))
    }

    /// Whether no player gains by another strategy.
    pub fn is_nash(&self, profile: usize) -> bool {
        (0..self.space.n_players())
            .all(|player| self.best_deviation(profile, player).is_none_or(|(_, gain)| !gain.exceeds(&C::zero())))
    }
}

/// A payoff table in the narrowest cells that hold it.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyGame {
    /// Exact, 64-bit.
    Narrow(NormalFormGame<i64>),
    /// Exact, 128-bit.
    Wide(NormalFormGame<i128>),
    /// Exact, any size.
    Big(NormalFormGame<BigInt>),
    /// Floats.
    Float(NormalFormGame<f64>),
}

/// Runs an expression on the game inside an [`AnyGame`], whatever its cells are.
#[macro_export]
macro_rules! with_game {
    ($any:expr, $game:ident => $body:expr) => {
        match $any {
            $crate::game::AnyGame::Narrow($game) => $body,
            $crate::game::AnyGame::Wide($game) => $body,
            $crate::game::AnyGame::Big($game) => $body,
            $crate::game::AnyGame::Float($game) => $body,
        }
    };
}
pub use with_game;

impl NormalFormGame<BigInt> {
    /// A game from exact payoffs, `payoffs[player][profile]`, in the narrowest cells in which sums
    /// over all players fit.
    ///
    /// # Errors
    ///
    /// As [`ProfileSpace::new`], and [`Error::Input`] when the tables do not fit the profiles.
    pub fn from_rationals(counts: &[usize], payoffs: &[Vec<Rational>]) -> Result<AnyGame, Error> {
        let space = ProfileSpace::new(counts)?;
        let denominator = common_denominator(payoffs.iter().flatten());
        let largest = |table: &Vec<Rational>| table.iter().map(|value| value.abs()).max().unwrap_or_default();
        let bound: Rational = payoffs.iter().map(largest).fold(whole(1), |total, one| total + one);
        Ok(match Width::of(&bound, &denominator) {
            Width::Narrow => AnyGame::Narrow(encoded(space, denominator, payoffs)?),
            Width::Wide => AnyGame::Wide(encoded(space, denominator, payoffs)?),
            Width::Big => AnyGame::Big(encoded(space, denominator, payoffs)?),
        })
    }
}

fn encoded<C: Cell>(
    space: ProfileSpace,
    denominator: BigInt,
    payoffs: &[Vec<Rational>],
) -> Result<NormalFormGame<C>, Error> {
    let encode = |table: &Vec<Rational>| table.iter().map(|value| C::encode(value, &denominator)).collect();
    let payoffs = payoffs.iter().map(encode).collect();
    NormalFormGame::new(space, denominator, payoffs)
}
