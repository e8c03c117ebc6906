//! Dominance by mixed strategies, with an exact linear program for each doubtful strategy.

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::limit::TimeLimit;
use crate::lp::{LinearProgram, LpOutcome, Relation, Sense, default_backend};
use crate::number::Rational;
use crate::number::cell::Cell;
use num_traits::{One, Zero};

use super::dominance::iterated_strict_dominance_from;

/// A strategy that a mixture of others strictly dominates.
#[derive(Debug, Clone, PartialEq)]
pub struct MixedElimination {
    /// Whose strategy it is.
    pub player: usize,
    /// The dominated strategy.
    pub strategy: usize,
    /// The dominating mixture: strategies and their probabilities.
    pub by: Vec<(usize, Rational)>,
    /// In which round it went, from 0: against all that was left when the round began.
    pub round: usize,
}

/// What survives, and why the rest does not.
#[derive(Debug, Clone, PartialEq)]
pub struct MixedDominated {
    /// Each player's surviving strategies, in rising order.
    pub survivors: Vec<Vec<usize>>,
    /// The others, in the order of their elimination.
    pub eliminations: Vec<MixedElimination>,
}

/// Iterated elimination of strategies that a mixed strategy strictly dominates.
///
/// A strategy `a` of player `i` goes if some mixture `p` of the others has `Σ_b p_b u_i(b, s_-i) >
/// u_i(a, s_-i)` for all `s_-i` that are left: exactly if `a` is a best reply to no belief about the
/// others' (correlated) play. With two players the survivors are the rationalizable strategies. The
/// result does not depend on the order.
///
/// # Errors
///
/// As [`iterated_strict_dominance`](super::iterated_strict_dominance), and [`Error::TimeLimit`].
///
/// # Complexity
///
/// Pure dominance first; then one linear program for each strategy that is a best reply to no pure
/// profile, its constraints generated as they are violated.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::iterated_mixed_dominance;
///
/// // The third row pays 1 always; half of each of the other two pays 3/2.
/// let tables = [[3, 0, 1, 0, 3, 1].map(whole).to_vec(), vec![whole(0); 6]];
/// let game = NormalFormGame::from_rationals(&[3, 2], &tables).unwrap();
/// with_game!(&game, game => {
///     let dominated = iterated_mixed_dominance(game, &TimeLimit::none()).unwrap();
///     assert_eq!(dominated.survivors, [[0, 1], [0, 1]]);
///     assert_eq!(dominated.eliminations[0].by, [(0, ratio(1, 2)), (1, ratio(1, 2))]);
/// });
/// ```
///
/// # References
///
/// Bernheim 1984; Pearce 1984.
pub fn iterated_mixed_dominance<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<MixedDominated, Error> {
    let mut left: Vec<Vec<usize>> = game.space().counts().iter().map(|&count| (0..count).collect()).collect();
    let mut eliminations = Vec::new();
    let mut round = 0;
    loop {
        // 1. By pure strategies, as long as that works.
        let pure = iterated_strict_dominance_from(game, &left)?;
        let rounds = pure.eliminations.iter().map(|gone| gone.round + 1).max().unwrap_or(0);
        eliminations.extend(pure.eliminations.iter().map(|gone| MixedElimination {
            player: gone.player,
            strategy: gone.strategy,
            by: vec![(gone.by, Rational::one())],
            round: round + gone.round,
        }));
        left = pure.survivors;
        round += rounds;
        // 2. One round by mixtures.
        let before = eliminations.len();
        for player in (0..left.len()).filter(|&player| left[player].len() > 2) {
            for strategy in never_best(game, &left, player) {
                limit.check("iterated dominance")?;
                if let Some(by) = dominating_mixture(game, &left, player, strategy, limit)? {
                    eliminations.push(MixedElimination { player, strategy, by, round });
                }
            }
        }
        if eliminations.len() == before {
            return Ok(MixedDominated { survivors: left, eliminations });
        }
        eliminations[before..].iter().for_each(|gone| left[gone.player].retain(|&strategy| strategy != gone.strategy));
        round += 1;
    }
}

/// The profiles of the strategies left in which the player plays its first strategy.
pub(super) fn contexts<C: Cell>(game: &NormalFormGame<C>, left: &[Vec<usize>], player: usize) -> Vec<usize> {
    let space = game.space();
    let mut bases = vec![0];
    for other in (0..left.len()).filter(|&other| other != player) {
        let stride = space.stride(other);
        bases =
            left[other].iter().flat_map(|strategy| bases.iter().map(move |base| base + strategy * stride)).collect();
    }
    bases
}

/// The strategies left that are a best reply to no pure profile left.
fn never_best<C: Cell>(game: &NormalFormGame<C>, left: &[Vec<usize>], player: usize) -> Vec<usize> {
    let (table, stride) = (game.table(player), game.space().stride(player));
    let mut best = vec![false; game.space().counts()[player]];
    for base in contexts(game, left, player) {
        let cell = |strategy: usize| &table[base + strategy * stride];
        let top = left[player].iter().copied().reduce(|a, b| if cell(b).exceeds(cell(a)) { b } else { a });
        if let Some(top) = top {
            left[player]
                .iter()
                .filter(|&&strategy| !cell(top).exceeds(cell(strategy)))
                .for_each(|&strategy| best[strategy] = true);
        }
    }
    left[player].iter().copied().filter(|&strategy| !best[strategy]).collect()
}

/// A mixture that is better than the strategy against all profiles left, if there is one: maximise the
/// least advantage, with the constraints that turn out to be violated.
fn dominating_mixture<C: Cell>(
    game: &NormalFormGame<C>,
    left: &[Vec<usize>],
    player: usize,
    strategy: usize,
    limit: &TimeLimit,
) -> Result<Option<Vec<(usize, Rational)>>, Error> {
    let stride = game.space().stride(player);
    let others: Vec<usize> = left[player].iter().copied().filter(|&other| other != strategy).collect();
    let contexts = contexts(game, left, player);
    let advantage = |base: usize, by: usize| {
        let table = game.table(player);
        table[base + by * stride].minus(&table[base + strategy * stride]).decode(game.denominator())
    };
    // Variables: the mixture, then the least advantage, which is free.
    let mut objective = vec![Rational::zero(); others.len()];
    objective.push(Rational::one());
    let mut program = LinearProgram::new(Sense::Maximise, objective);
    program.free[others.len()] = true;
    program.constrain((0..others.len()).map(|k| (k, Rational::one())).collect(), Relation::Equal, Rational::one());
    let row = |base: usize| -> Vec<(usize, Rational)> {
        let terms = others.iter().enumerate().map(|(k, &by)| (k, advantage(base, by)));
        terms.chain([(others.len(), -Rational::one())]).collect()
    };
    let mut wanted: Vec<usize> = contexts.first().copied().into_iter().collect();
    loop {
        wanted.iter().for_each(|&base| program.constrain(row(base), Relation::AtLeast, Rational::zero()));
        let LpOutcome::Optimal { value, primal, .. } = default_backend().solve_within(&program, limit)? else {
            return Err(Error::Backend { backend: "exact".into(), message: "a bounded program has no optimum".into() });
        };
        // Already against these few profiles no mixture is better.
        if value <= Rational::zero() {
            return Ok(None);
        }
        let least = |base: &usize| -> Rational {
            others
                .iter()
                .zip(&primal)
                .filter(|(_, weight)| !weight.is_zero())
                .map(|(&by, weight)| advantage(*base, by) * weight)
                .sum()
        };
        let mut worst: Vec<(Rational, usize)> =
            contexts.iter().map(|base| (least(base), *base)).filter(|(gain, _)| *gain <= Rational::zero()).collect();
        if worst.is_empty() {
            let by = others.iter().copied().zip(primal).filter(|(_, weight)| !weight.is_zero());
            return Ok(Some(by.collect()));
        }
        worst.sort();
        wanted = worst.into_iter().take(8).map(|(_, base)| base).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::whole;
    use crate::solution::strategic::tests::small_games;
    use crate::solution::strategic::{extreme_equilibria, iterated_strict_dominance};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn eliminations_hold_and_survivors_are_fewer_than_by_pure((counts, tables) in small_games()) {
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let dominated = iterated_mixed_dominance(game, &TimeLimit::none()).unwrap();
                let pure = iterated_strict_dominance(game).unwrap();
                for (mixed, pure) in dominated.survivors.iter().zip(&pure.survivors) {
                    prop_assert!(!mixed.is_empty() && mixed.iter().all(|strategy| pure.contains(strategy)));
                }
                for gone in &dominated.eliminations {
                    let left: Vec<Vec<usize>> = counts.iter().enumerate().map(|(player, &count)| {
                        let earlier = |strategy: usize| dominated.eliminations.iter()
                            .any(|other| other.player == player && other.strategy == strategy && other.round < gone.round);
                        (0..count).filter(|&strategy| !earlier(strategy)).collect()
                    }).collect();
                    prop_assert_eq!(gone.by.iter().map(|(_, weight)| weight.clone()).sum::<Rational>(), whole(1));
                    for base in contexts(game, &left, gone.player) {
                        let pays = |strategy| game.payoff(game.space().with_strategy(base, gone.player, strategy), gone.player);
                        let mixture: Rational = gone.by.iter().map(|(by, weight)| pays(*by) * weight).sum();
                        prop_assert!(mixture > pays(gone.strategy));
                    }
                }
                // With two players: what survives is a best reply to a belief over survivors, so that
                // every equilibrium plays survivors only.
                if counts.len() == 2 {
                    let found = extreme_equilibria(game, &TimeLimit::none()).unwrap();
                    for &(a, _) in &found.equilibria {
                        let support = (0..counts[0]).filter(|&i| !found.first[a][i].is_zero());
                        prop_assert!(support.into_iter().all(|i| dominated.survivors[0].contains(&i)));
                    }
                }
            });
        }
    }
}
