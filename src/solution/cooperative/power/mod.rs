//! Power indices of simple games: who matters where coalitions only win or lose.

mod coleman;
mod counts;
mod deegan_packel;
mod johnston;
mod konig_brauninger;
mod nevison;
mod public_good;
mod public_help;
mod rae;
mod voting;

pub use coleman::{coleman_initiate, coleman_power_to_act, coleman_prevent};
pub use counts::WinningCounts;
pub use deegan_packel::deegan_packel;
pub use johnston::johnston;
pub use konig_brauninger::konig_brauninger;
pub use nevison::nevison;
pub use public_good::public_good;
pub use public_help::public_help;
pub use rae::rae;
pub use voting::{shapley_shubik, voting_banzhaf, voting_counts};

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::properties::monotone;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;

/// A simple game: every coalition wins or loses, larger ones win where smaller ones do, and all
/// together win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimpleGame {
    n_players: usize,
    wins: Vec<bool>,
}

impl SimpleGame {
    /// The simple game that a game with side payments is.
    ///
    /// # Errors
    ///
    /// [`Error::Undefined`] when a worth is neither 0 nor 1, when the grand coalition loses, or when
    /// a coalition wins and a larger one loses; the message says which.
    ///
    /// # Examples
    ///
    /// ```
    /// use pactum::game::TuGame;
    /// use pactum::solution::cooperative::power::SimpleGame;
    ///
    /// assert!(SimpleGame::new(&TuGame::new(vec![0.0, 0.0, 0.0, 1.0]).unwrap()).is_ok());
    /// let error = SimpleGame::new(&TuGame::new(vec![0.0, 0.0, 2.0, 1.0]).unwrap()).unwrap_err();
    /// assert_eq!(error.to_string(), "undefined: the game is not simple: {2} is worth neither 0 nor 1");
    /// ```
    pub fn new<S: Scalar>(game: &TuGame<S>) -> Result<Self, Error> {
        let one = S::one();
        let other = game.values().iter().position(|worth| !worth.is_zero() && *worth != one);
        if let Some(mask) = other {
            let coalition = Coalition(mask as u32);
            return Err(Error::undefined(format!("the game is not simple: {coalition} is worth neither 0 nor 1")));
        }
        if game.grand_worth() != one {
            return Err(Error::undefined("the game is not simple: the grand coalition is worth 0"));
        }
        if !monotone(game).holds {
            return Err(Error::undefined("the game is not simple: a coalition wins and a larger one loses"));
        }
        let wins = game.values().iter().map(|worth| !worth.is_zero()).collect();
        Ok(SimpleGame { n_players: game.n_players(), wins })
    }

    /// How many players there are.
    pub fn n_players(&self) -> usize {
        self.n_players
    }

    /// Whether a coalition wins.
    pub fn wins(&self, coalition: Coalition) -> bool {
        self.wins[coalition.index()]
    }

    /// The winning coalitions, by rising mask.
    pub fn winning(&self) -> impl Iterator<Item = Coalition> + '_ {
        Coalition::all(self.n_players).filter(|coalition| self.wins(*coalition))
    }

    /// The members without whom a winning coalition loses.
    pub fn critical(&self, coalition: Coalition) -> Coalition {
        Coalition::of(coalition.members().filter(|&player| !self.wins(coalition.without(player))))
    }

    /// The winning coalitions that lose without any one member.
    pub fn minimal_winning(&self) -> impl Iterator<Item = Coalition> + '_ {
        self.winning().filter(|&coalition| self.critical(coalition) == coalition)
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;
    use crate::number::whole;
    use proptest::prelude::*;

    /// The weighted voting game of some weights and a quota.
    pub(crate) fn voting(weights: &[i64], quota: i64) -> SimpleGame {
        let weight = |coalition: Coalition| coalition.members().map(|player| weights[player]).sum::<i64>();
        SimpleGame::new(
            &TuGame::from_fn(weights.len(), |coalition| whole((weight(coalition) >= quota).into())).unwrap(),
        )
        .unwrap()
    }

    /// Weights and a quota that all together reach.
    pub(crate) fn weights_and_quota() -> impl Strategy<Value = (Vec<i64>, i64)> {
        prop::collection::vec(0i64..7, 1..6).prop_flat_map(|mut weights| {
            weights[0] += 1;
            let total = weights.iter().sum::<i64>();
            (Just(weights), 1..=total)
        })
    }

    #[test]
    fn what_is_not_simple_is_named() {
        for (worths, part) in [([0, 0, 0, 0], "grand coalition"), ([0, 1, 0, 2], "{1,2} is worth neither")] {
            let error = SimpleGame::new(&TuGame::new(worths.map(whole).to_vec()).unwrap()).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        let falling = TuGame::new([0, 0, 0, 1, 0, 0, 0, 0].map(whole).to_vec()).unwrap();
        assert!(SimpleGame::new(&falling).is_err());
        let falling = TuGame::new([0, 1, 0, 0, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
        assert!(SimpleGame::new(&falling).unwrap_err().to_string().contains("larger one loses"));
    }
}
