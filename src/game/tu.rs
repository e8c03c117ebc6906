//! Games with side payments: a worth for every coalition.

use crate::coalition::Coalition;
use crate::error::Error;
use crate::number::{Rational, Scalar};

/// A worth `v(S)` for every coalition `S`, with `v(∅) = 0`.
///
/// Solutions that look at few coalitions ask for no more than this; those that pass over all of
/// them take a [`TuGame`] table.
pub trait CharacteristicFunction<S: Scalar> {
    /// How many players there are.
    fn n_players(&self) -> usize;

    /// What the coalition is worth.
    fn worth(&self, coalition: Coalition) -> S;
}

/// A table of all `2^n` worths, indexed by the coalition's mask.
///
/// # Examples
///
/// ```
/// use pactum::{Coalition, game::{CharacteristicFunction, TuGame}};
///
/// let majority = TuGame::from_fn(3, |coalition| if coalition.size() >= 2 { 1.0 } else { 0.0 }).unwrap();
/// assert_eq!(majority.worth(Coalition::of([0, 2])), 1.0);
/// // A worth for the empty coalition, or a table of the wrong length, is an error.
/// assert!(TuGame::new(vec![1.0, 2.0]).is_err());
/// assert!(TuGame::new(vec![0.0, 1.0, 2.0]).is_err());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct TuGame<S> {
    n_players: usize,
    values: Vec<S>,
}

impl<S: Scalar> TuGame<S> {
    /// The most players of a table: 2^26 worths.
    pub const MAX_PLAYERS: usize = 26;

    /// A game from its table of worths, the empty coalition first.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] unless there are `2^n` worths with `1 <= n <= 26` and the first is 0.
    pub fn new(values: Vec<S>) -> Result<Self, Error> {
        let n_players = values.len().trailing_zeros() as usize;
        if values.len() < 2 || !values.len().is_power_of_two() || n_players > Self::MAX_PLAYERS {
            let count = values.len();
            return Err(Error::input(format!("found {count} worths; a game of n players has 2^n, n from 1 to 26")));
        }
        if !values[0].is_zero() {
            return Err(Error::input("the worth of the empty coalition must be 0"));
        }
        Ok(TuGame { n_players, values })
    }

    /// A game from a function of the coalition; the empty coalition is worth 0 whatever it says.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] above 26 players, [`Error::Input`] for none.
    pub fn from_fn(n_players: usize, mut worth: impl FnMut(Coalition) -> S) -> Result<Self, Error> {
        if n_players > Self::MAX_PLAYERS {
            return Err(Error::TooLarge {
                what: format!("a table of worths for {n_players} players"),
                needed: format!("2^{n_players} entries"),
                limit: "2^26".into(),
                remedy: "use a game of at most 26 players".into(),
            });
        }
        if n_players == 0 {
            return Err(Error::input("a game has at least one player"));
        }
        let values = Coalition::all(n_players)
            .map(|coalition| if coalition.is_empty() { S::zero() } else { worth(coalition) })
            .collect();
        TuGame::new(values)
    }

    /// All worths, indexed by mask.
    pub fn values(&self) -> &[S] {
        &self.values
    }

    /// The worth of the grand coalition.
    pub fn grand_worth(&self) -> S {
        self.values[self.values.len() - 1].clone()
    }

    /// The same game in another number type, by way of exact rationals.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when a worth is not finite.
    pub fn convert<T: Scalar>(&self) -> Result<TuGame<T>, Error> {
        let convert = |value: &S| -> Result<T, Error> {
            let exact: Rational = value.to_rational().ok_or_else(|| Error::input("a worth is not a finite number"))?;
            Ok(T::from_rational(&exact))
        };
        TuGame::new(self.values.iter().map(convert).collect::<Result<_, _>>()?)
    }
}

impl<S: Scalar> CharacteristicFunction<S> for TuGame<S> {
    fn n_players(&self) -> usize {
        self.n_players
    }

    fn worth(&self, coalition: Coalition) -> S {
        self.values[coalition.index()].clone()
    }
}
