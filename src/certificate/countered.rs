//! Objections that can always be countered.

use num_traits::{One, Signed, Zero};

use super::Flaw;
use crate::coalition::Coalition;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Rational, sum};

/// A proof that each objection of one player against another through a coalition `S` has a
/// counter-objection: weights `y` on coalitions `T` with the other player and without the objector.
///
/// Let `d` be the members' gains, `d(S) = v(S) - x(S)`. Without a counter-objection, `d(T ∩ S) > v(T) -
/// x(T)` for each `T`. With `α` the largest total weight at a member, `Σ y_T d(T ∩ S) <= α d(S)`; so
/// `α (v(S) - x(S)) <= Σ y_T (v(T) - x(T))` shows that there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Countered {
    /// Who objects.
    pub player: usize,
    /// Against whom.
    pub against: usize,
    /// The coalition with which, the other outside.
    pub coalition: Coalition,
    /// Coalitions with which the other counters, and weights that sum to 1.
    pub weights: Vec<(Coalition, Rational)>,
}

impl Countered {
    /// Verifies the proof at an allocation.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`].
    pub fn verify(&self, game: &TuGame<Rational>, x: &[Rational]) -> Result<(), Flaw> {
        let n = game.n_players();
        let grand = Coalition::grand(n);
        let excess = |coalition: Coalition| {
            game.worth(coalition) - sum(coalition.members().filter_map(|player| x.get(player).cloned()))
        };
        if x.len() != n || self.player >= n || self.against >= n || !self.coalition.is_subset_of(grand) {
            return Err(Flaw("a player or coalition does not exist".into()));
        }
        let wrong = |(counter, weight): &(Coalition, Rational)| {
            !counter.is_subset_of(grand)
                || !counter.contains(self.against)
                || counter.contains(self.player)
                || weight.is_negative()
        };
        if self.weights.iter().any(wrong) || !sum(self.weights.iter().map(|(_, weight)| weight.clone())).is_one() {
            return Err(Flaw("the weights are not those of counter-coalitions, or do not sum to 1".into()));
        }
        let at = |member: usize| {
            sum(self.weights.iter().filter(|(counter, _)| counter.contains(member)).map(|(_, weight)| weight.clone()))
        };
        let most = self.coalition.members().map(at).max().unwrap_or_else(Rational::zero);
        let countered = sum(self.weights.iter().map(|(counter, weight)| weight * excess(*counter)));
        match most * excess(self.coalition) <= countered {
            true => Ok(()),
            false => Err(Flaw(format!("an objection through {} may be without an answer", self.coalition))),
        }
    }
}
