//! Rationalizable strategies, with the beliefs that justify them.

use num_traits::{One, Zero};

use super::mixed_dominance::contexts;
use super::{MixedElimination, iterated_mixed_dominance};
use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::lp::{LinearProgram, LpOutcome, Relation, Sense, default_backend};
use crate::number::Rational;
use crate::number::cell::Cell;

/// The most profiles of the others in a program for a belief.
const MAX_CONTEXTS: usize = 4096;

/// A belief of a player about the others, to which a strategy is a best reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Belief {
    /// The player.
    pub player: usize,
    /// The strategy.
    pub strategy: usize,
    /// Profiles in which the player plays the strategy and all others rationalizable ones, with their probabilities.
    pub weights: Vec<(usize, Rational)>,
}

/// The rationalizable strategies, why they are, and why the rest is not.
#[derive(Debug, Clone, PartialEq)]
pub struct Rationalizable {
    /// Each player's strategies, in rising order.
    pub survivors: Vec<Vec<usize>>,
    /// The others, each with a mixture that strictly dominates it among what was left.
    pub eliminations: Vec<MixedElimination>,
    /// A belief for each survivor.
    pub beliefs: Vec<Belief>,
}

/// The strategies that survive iterated removal of never-best replies, where beliefs about the others may be
/// correlated.
///
/// A strategy is a best reply to no belief about the others' play exactly if a mixture strictly dominates it, so
/// that these are the survivors of [`iterated_mixed_dominance`](super::iterated_mixed_dominance()). For two players
/// they are the rationalizable strategies of Bernheim and Pearce; with three and more, these ask for independent
/// beliefs, which may remove more. Each survivor comes with a belief over survivors to which it is a best reply.
///
/// # Errors
///
/// [`Error::TooLarge`] where a strategy is a best reply to no pure profile and the belief would be over more than 4096;
/// as [`iterated_mixed_dominance`](super::iterated_mixed_dominance()) otherwise.
///
/// # Complexity
///
/// That of the elimination, and one linear program for each survivor that is a best reply to no pure profile.
///
/// # Examples
///
/// ```
/// use pactum::game::{AnyGame, NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::whole;
/// use pactum::solution::strategic::rationalizable;
///
/// // Prisoners' dilemma: defection alone; matching pennies: everything.
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// let survivors = |any: &AnyGame| with_game!(any, game => rationalizable(game, &TimeLimit::none()).unwrap().survivors);
/// assert_eq!(survivors(&dilemma), [[1], [1]]);
/// assert_eq!(survivors(&pennies), [[0, 1], [0, 1]]);
/// ```
///
/// # References
///
/// Bernheim 1984; Pearce 1984.
pub fn rationalizable<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<Rationalizable, Error> {
    if !C::EXACT {
        let exact = game.to_exact()?;
        return with_game!(&exact, game => rationalizable(game, limit));
    }
    let dominated = iterated_mixed_dominance(game, limit)?;
    let mut beliefs = Vec::new();
    for (player, survivors) in dominated.survivors.iter().enumerate() {
        let contexts = contexts(game, &dominated.survivors, player);
        for &strategy in survivors {
            limit.check("the rationalizable strategies")?;
            let at = |base: usize| base + strategy * game.space().stride(player);
            let weights = belief(game, survivors, player, strategy, &contexts, limit)?;
            let weights = weights.into_iter().map(|(base, weight)| (at(base), weight)).collect();
            beliefs.push(Belief { player, strategy, weights });
        }
    }
    Ok(Rationalizable { survivors: dominated.survivors, eliminations: dominated.eliminations, beliefs })
}

/// A belief over contexts to which the strategy is a best reply among the survivors, and so among all.
fn belief<C: Cell>(
    game: &NormalFormGame<C>,
    survivors: &[usize],
    player: usize,
    strategy: usize,
    contexts: &[usize],
    limit: &TimeLimit,
) -> Result<Vec<(usize, Rational)>, Error> {
    let (table, stride) = (game.table(player), game.space().stride(player));
    let cell = |base: usize, strategy: usize| &table[base + strategy * stride];
    let is_best = |&&base: &&usize| survivors.iter().all(|&other| !cell(base, other).exceeds(cell(base, strategy)));
    if let Some(&base) = contexts.iter().find(is_best) {
        return Ok(vec![(base, Rational::one())]);
    }
    if contexts.len() > MAX_CONTEXTS {
        return Err(Error::TooLarge {
            what: "a belief that justifies a strategy".into(),
            needed: format!("{} profiles of the others", contexts.len()),
            limit: MAX_CONTEXTS.to_string(),
            remedy: "dominance lists survivors without beliefs".into(),
        });
    }
    let mut program = LinearProgram::new(Sense::Maximise, vec![Rational::zero(); contexts.len()]);
    program.constrain((0..contexts.len()).map(|k| (k, Rational::one())).collect(), Relation::Equal, Rational::one());
    for &other in survivors.iter().filter(|&&other| other != strategy) {
        let ahead = |base: usize| cell(base, strategy).minus(cell(base, other)).decode(game.denominator());
        let row = contexts.iter().enumerate().map(|(k, &base)| (k, ahead(base))).collect();
        program.constrain(row, Relation::AtLeast, Rational::zero());
    }
    match default_backend().solve_within(&program, limit)? {
        LpOutcome::Optimal { primal, .. } => {
            Ok(contexts.iter().copied().zip(primal).filter(|(_, weight)| !weight.is_zero()).collect())
        }
        _ => Err(Error::Backend { backend: "exact".into(), message: "an undominated strategy has no belief".into() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn survivors_are_best_replies_to_their_beliefs((counts, tables) in small_games()) {
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let space = game.space();
                let found = rationalizable(game, &TimeLimit::none()).unwrap();
                prop_assert_eq!(found.beliefs.len(), found.survivors.iter().map(Vec::len).sum::<usize>());
                for belief in &found.beliefs {
                    prop_assert_eq!(belief.weights.iter().map(|(_, weight)| weight.clone()).sum::<Rational>(), whole(1));
                    let pays = |strategy: usize| belief.weights.iter()
                        .map(|(at, weight)| game.payoff(space.with_strategy(*at, belief.player, strategy), belief.player) * weight)
                        .sum::<Rational>();
                    // Among all strategies, not only the survivors.
                    prop_assert!((0..counts[belief.player]).all(|other| pays(other) <= pays(belief.strategy)));
                    for (at, _) in &belief.weights {
                        prop_assert!((0..counts.len()).all(|player| found.survivors[player].contains(&space.strategy(*at, player))));
                    }
                }
            });
        }
    }

    #[test]
    fn a_belief_may_have_to_mix() {
        // The third row is a best reply to an even belief alone (Pearce 1984 has games of this kind).
        let tables = [[3, 0, 2, 0, 3, 2].map(whole).to_vec(), [1, 0, 0, 0, 1, 1].map(whole).to_vec()];
        let game = NormalFormGame::from_rationals(&[3, 2], &tables).unwrap();
        with_game!(&game, game => {
            let found = rationalizable(game, &TimeLimit::none()).unwrap();
            assert_eq!(found.survivors, [vec![0, 1, 2], vec![0, 1]]);
            let belief = found.beliefs.iter().find(|belief| (belief.player, belief.strategy) == (0, 2)).unwrap();
            assert!(belief.weights.iter().all(|(_, weight)| *weight >= ratio(1, 3) && *weight <= ratio(2, 3)));
            assert!(matches!(rationalizable(game, &TimeLimit::seconds(0.0)), Err(Error::TimeLimit(_))));
        });
    }
}
