//! The cost of stability.

use std::cmp::Ordering;

use super::core::{Core, core, least_total};
use crate::certificate::BalancedWeights;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::lp::LpBackend;
use crate::number::{Scalar, sum};
use crate::solution::Allocation;

/// The least subsidy that stabilises the grand coalition, with the proof that less does not.
#[derive(Debug, Clone, PartialEq)]
pub struct CostOfStability<S> {
    /// The least `Δ >= 0` for which some `x` with `x(N) = v(N) + Δ` gives every coalition its worth.
    pub subsidy: S,
    /// Such an `x`.
    pub allocation: Allocation<S>,
    /// Balanced weights (sum 1 at each player) with weighted worth `v(N) + Δ`; `None` where the
    /// core is not empty and nothing need be paid.
    pub weights: Option<BalancedWeights<S>>,
}

impl<S: Scalar> CostOfStability<S> {
    /// The subsidy as a multiple of `v(N)`; `None` where that is 0.
    pub fn relative(&self, grand_worth: &S) -> Option<S> {
        (grand_worth.sign() != Ordering::Equal).then(|| self.subsidy.clone() / grand_worth.clone())
    }
}

/// Finds the cost of stability.
///
/// # Errors
///
/// [`Error::Input`] when a worth is not finite.
///
/// Complexity: as [`core()`].
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::lp::default_backend;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::cost_of_stability;
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(cost_of_stability(&majority, default_backend()).unwrap().subsidy, ratio(1, 2));
///
/// // With a core there is nothing to pay, and nothing to prove.
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// let found = cost_of_stability(&glove, default_backend()).unwrap();
/// assert_eq!((found.subsidy, found.weights), (whole(0), None));
/// ```
///
/// Source: Bachrach, Elkind, Meir, Pasechnik, Zuckerman, Rothe and Rosenschein 2009.
pub fn cost_of_stability<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<CostOfStability<S>, Error> {
    if let Core::NonEmpty(allocation) = core(game, lp)? {
        return Ok(CostOfStability { subsidy: S::zero(), allocation, weights: None });
    }
    let (allocation, weights) = least_total(game, lp)?;
    let subsidy = sum(allocation.iter().cloned()) - game.grand_worth();
    Ok(CostOfStability { subsidy, allocation, weights: Some(weights) })
}

/// The relative cost of stability: `(v(N) + Δ) / v(N)`, what satisfies all coalitions as a multiple of
/// what there is; with the cost of stability `Δ` that it comes from.
///
/// # Errors
///
/// [`Error::Undefined`] where `v(N)` is not above 0; else as [`cost_of_stability`].
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::lp::default_backend;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::relative_cost_of_stability;
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(relative_cost_of_stability(&majority, default_backend()).unwrap().0, ratio(3, 2));
/// let nothing = TuGame::new([0, 1, 1, 0].map(whole).to_vec()).unwrap();
/// assert!(relative_cost_of_stability(&nothing, default_backend()).is_err());
/// ```
///
/// Source: Meir, Rosenschein and Malizia 2011.
pub fn relative_cost_of_stability<S: Scalar>(
    game: &TuGame<S>,
    lp: &dyn LpBackend<S>,
) -> Result<(S, CostOfStability<S>), Error> {
    let grand = game.grand_worth();
    if grand.sign() != Ordering::Greater {
        return Err(Error::undefined("the worth of all is not above 0, so nothing is a multiple of it"));
    }
    let found = cost_of_stability(game, lp)?;
    Ok(((grand.clone() + found.subsidy.clone()) / grand, found))
}

impl<S: Scalar> CostOfStability<S> {
    /// Verifies the subsidy: the allocation gives every coalition its worth, and the weights, or a
    /// subsidy of 0, show that nothing less does.
    ///
    /// # Errors
    ///
    /// The first [`crate::certificate::Flaw`].
    pub fn verify(&self, game: &impl CharacteristicFunction<S>) -> Result<(), crate::certificate::Flaw> {
        use crate::certificate::{Flaw, compare, core_violation};
        let n = game.n_players();
        let grand = crate::coalition::Coalition::grand(n);
        let worth = |coalition| {
            Some(if coalition == grand { self.subsidy.clone() + game.worth(grand) } else { game.worth(coalition) })
        };
        let total = self.subsidy.clone() + game.worth(grand);
        if core_violation(n, &total, worth, &self.allocation).is_some() || self.subsidy.sign() == Ordering::Less {
            return Err(Flaw("the allocation does not satisfy every coalition".into()));
        }
        match &self.weights {
            None if self.subsidy.sign() == Ordering::Equal => Ok(()),
            None => Err(Flaw("nothing shows that the subsidy is needed".into())),
            Some(weights) => {
                let balanced = compare(&weights.verify_balanced(n)?, &S::one()) == Ordering::Equal;
                let bound = weights.weighted_worth(|coalition| Some(game.worth(coalition)))?;
                match balanced && compare(&bound, &total) == Ordering::Equal {
                    true => Ok(()),
                    false => Err(Flaw("the weights do not show that the subsidy is needed".into())),
                }
            }
        }
    }
}
