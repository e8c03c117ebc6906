//! Balanced weights: proof that no allocation satisfies every coalition.

use std::cmp::Ordering;

use super::{Flaw, compare};
use crate::coalition::Coalition;
use crate::game::CharacteristicFunction;
use crate::number::Scalar;

/// Weights `λ_S >= 0` of coalitions that add up to the same at every player.
///
/// If they add up to 1, every allocation `x` of `v(N)` has `Σ λ_S x(S) = v(N)`; where
/// `Σ λ_S v(S) > v(N)`, some coalition therefore gets less than its worth, and the core is empty
/// (Bondareva 1963; Shapley 1967).
///
/// # Examples
///
/// ```
/// use pactum::{Coalition, certificate::BalancedWeights, game::TuGame};
///
/// let majority = TuGame::from_fn(3, |coalition| if coalition.size() >= 2 { 1.0 } else { 0.0 }).unwrap();
/// let pairs = [Coalition::of([0, 1]), Coalition::of([0, 2]), Coalition::of([1, 2])];
/// let half = BalancedWeights { weights: pairs.map(|pair| (pair, 0.5)).to_vec() };
/// assert!(half.verify_core_empty(&majority).is_ok());
/// // Without one of the pairs they are not balanced.
/// let two = BalancedWeights { weights: half.weights[..2].to_vec() };
/// assert!(two.verify_core_empty(&majority).is_err());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct BalancedWeights<S> {
    /// Coalitions with their weights, in rising order of their masks.
    pub weights: Vec<(Coalition, S)>,
}

impl<S: Scalar> BalancedWeights<S> {
    /// `Σ λ_S v(S)`, for coalitions that have a worth.
    ///
    /// # Errors
    ///
    /// A [`Flaw`] that names a coalition without a worth.
    pub fn weighted_worth(&self, worth: impl Fn(Coalition) -> Option<S>) -> Result<S, Flaw> {
        self.weights.iter().try_fold(S::zero(), |total, (coalition, weight)| match worth(*coalition) {
            Some(worth) => Ok(total + weight.clone() * worth),
            None => Err(Flaw(format!("the coalition {coalition} has a weight and no worth"))),
        })
    }

    /// Checks that the weights are positive, on different coalitions other than the empty one and
    /// add up to the same at each of `n` players; returns that sum.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`].
    pub fn verify_balanced(&self, n_players: usize) -> Result<S, Flaw> {
        let mut sums = vec![S::zero(); n_players];
        let mut seen: Vec<Coalition> = self.weights.iter().map(|(coalition, _)| *coalition).collect();
        seen.sort_unstable();
        if seen.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(Flaw("a coalition has two weights".into()));
        }
        for (coalition, weight) in &self.weights {
            if coalition.is_empty() || coalition.members().any(|player| player >= n_players) {
                return Err(Flaw(format!("{coalition} is no coalition of {n_players} players")));
            }
            if weight.sign() == Ordering::Less || weight.to_f64().is_nan() {
                return Err(Flaw(format!("the weight of {coalition} is below 0")));
            }
            for player in coalition.members() {
                sums[player] = sums[player].clone() + weight.clone();
            }
        }
        let first = sums.first().cloned().ok_or_else(|| Flaw("there is no player".into()))?;
        match sums.iter().position(|sum| compare(sum, &first) != Ordering::Equal) {
            Some(player) => Err(Flaw(format!("the weights at player {} differ from those at player 1", player + 1))),
            None => Ok(first),
        }
    }

    /// Verifies that the weights prove the core empty.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`].
    pub fn verify_core_empty(&self, game: &impl CharacteristicFunction<S>) -> Result<(), Flaw> {
        let n = game.n_players();
        self.verify_infeasible(n, &game.worth(Coalition::grand(n)), |coalition| Some(game.worth(coalition)))
    }

    /// Verifies that no split of `grand_worth` gives every coalition that has a worth as much.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`].
    pub fn verify_infeasible(
        &self,
        n_players: usize,
        grand_worth: &S,
        worth: impl Fn(Coalition) -> Option<S>,
    ) -> Result<(), Flaw> {
        if compare(&self.verify_balanced(n_players)?, &S::one()) != Ordering::Equal {
            return Err(Flaw("the weights do not add up to 1 at each player".into()));
        }
        match compare(&self.weighted_worth(worth)?, grand_worth) {
            Ordering::Greater => Ok(()),
            _ => Err(Flaw("the weighted worth does not exceed the worth of the grand coalition".into())),
        }
    }

    /// Verifies that every allocation of `total` leaves some proper coalition an excess of at
    /// least `epsilon`: the weights are on proper coalitions, have total 1 and the same sum `c` at
    /// each player, and `Σ λ_S v(S) - c total = epsilon`.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`].
    pub fn verify_excess_bound(
        &self,
        game: &impl CharacteristicFunction<S>,
        total: &S,
        epsilon: &S,
    ) -> Result<(), Flaw> {
        let n = game.n_players();
        let sum = self.verify_balanced(n)?;
        if self.weights.iter().any(|(coalition, _)| *coalition == Coalition::grand(n)) {
            return Err(Flaw("the grand coalition has a weight".into()));
        }
        let all = self.weights.iter().fold(S::zero(), |all, (_, weight)| all + weight.clone());
        if compare(&all, &S::one()) != Ordering::Equal {
            return Err(Flaw("the weights do not have total 1".into()));
        }
        let bound = self.weighted_worth(|coalition| Some(game.worth(coalition)))? - sum * total.clone();
        match compare(&bound, epsilon) {
            Ordering::Equal => Ok(()),
            _ => Err(Flaw("the weights bound the largest excess by another number".into())),
        }
    }
}
