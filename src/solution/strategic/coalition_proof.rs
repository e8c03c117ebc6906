//! Coalition-proof Nash equilibria in pure strategies.

use std::collections::HashMap;

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::NormalFormGame;
use crate::limit::TimeLimit;
use crate::number::cell::Cell;

use super::pure_nash;
use super::strong_nash::{JointDeviation, check_players, improving_deviations};

/// The coalition-proof Nash equilibria: the profiles from which no coalition has a *self-enforcing*
/// pure joint deviation that every member gains by, strictly.
///
/// A deviation of `S` to `t` is self-enforcing if no proper part of `S` has in turn a self-enforcing
/// deviation from `t` that all its members gain by; single players' deviations always are. Finds
/// all of them, in the order of the profiles' numbers. Every strong equilibrium is among them.
///
/// # Errors
///
/// [`Error::TooLarge`] with more players than a [`Coalition`] holds; [`Error::TimeLimit`].
///
/// # Complexity
///
/// One pass over all profiles for each pure equilibrium, and at worst one over the joint strategies
/// of the members for each gainful deviation at which no member gains alone (these are few);
/// `O(3^n)` for a profile with two strategies each.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::whole;
/// use pactum::solution::strategic::coalition_proof;
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// // In the prisoners' dilemma to cooperate is no self-enforcing agreement, so that defection stands.
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => assert_eq!(coalition_proof(game, &TimeLimit::none()).unwrap(), [3]));
/// // In the stag hunt the pair leaves the poor equilibrium, and keeps to the good one.
/// let hunt = NormalFormGame::from_rationals(&[2, 2], &[table([4, 3, 0, 3]), table([4, 0, 3, 3])]).unwrap();
/// with_game!(&hunt, game => assert_eq!(coalition_proof(game, &TimeLimit::none()).unwrap(), [0]));
/// ```
///
/// # References
///
/// Bernheim Peleg Whinston 1987.
pub fn coalition_proof<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<Vec<usize>, Error> {
    let mut search = Search::new(game, limit)?;
    let mut proof = Vec::new();
    for profile in pure_nash(game) {
        if search.first_deviation(profile)?.is_none() {
            proof.push(profile);
        }
    }
    Ok(proof)
}

/// A coalition that leaves a profile for one it keeps to: a smallest one, then the first profile.
///
/// `None` proves that the profile is coalition-proof. See [`coalition_proof`].
///
/// # Errors
///
/// As [`coalition_proof`].
pub fn self_enforcing_deviation<C: Cell>(
    game: &NormalFormGame<C>,
    profile: usize,
    limit: &TimeLimit,
) -> Result<Option<JointDeviation>, Error> {
    Search::new(game, limit)?.first_deviation(profile)
}

/// Whether no proper part of a coalition that has come to a profile leaves it again, self-enforcingly.
///
/// # Errors
///
/// As [`coalition_proof`].
pub fn is_self_enforcing<C: Cell>(
    game: &NormalFormGame<C>,
    deviation: JointDeviation,
    limit: &TimeLimit,
) -> Result<bool, Error> {
    Search::new(game, limit)?.is_kept(deviation)
}

/// What is known while coalitions of one game are looked at.
struct Search<'a, C> {
    game: &'a NormalFormGame<C>,
    limit: &'a TimeLimit,
    /// For every profile, those who gain by moving alone.
    restless: Vec<u32>,
    /// Deviations already settled.
    kept: HashMap<JointDeviation, bool>,
}

impl<'a, C: Cell> Search<'a, C> {
    /// The most settled deviations that are remembered.
    const MAX_KEPT: usize = 1 << 22;

    fn new(game: &'a NormalFormGame<C>, limit: &'a TimeLimit) -> Result<Self, Error> {
        check_players(game.space())?;
        Ok(Search { game, limit, restless: restless_players(game), kept: HashMap::new() })
    }

    fn first_deviation(&mut self, profile: usize) -> Result<Option<JointDeviation>, Error> {
        self.limit.check("the search for coalition-proof equilibria")?;
        let mut deviations = improving_deviations(self.game, profile)?;
        deviations.sort_by_key(|deviation| (deviation.coalition.size(), deviation.profile));
        for deviation in deviations {
            if self.is_kept(deviation)? {
                return Ok(Some(deviation));
            }
        }
        Ok(None)
    }

    /// Whether no proper part of the coalition has a self-enforcing deviation in its turn.
    fn is_kept(&mut self, deviation: JointDeviation) -> Result<bool, Error> {
        let JointDeviation { coalition, profile } = deviation;
        if coalition.size() == 1 {
            return Ok(true);
        }
        if self.restless[profile] & coalition.0 != 0 {
            return Ok(false);
        }
        if coalition.size() == 2 {
            return Ok(true);
        }
        if let Some(&known) = self.kept.get(&deviation) {
            return Ok(known);
        }
        let kept = !self.is_left(deviation)?;
        if self.kept.len() < Self::MAX_KEPT {
            self.kept.insert(deviation, kept);
        }
        Ok(kept)
    }

    /// Whether some part of two or more, yet not all, has a self-enforcing deviation: over all
    /// joint strategies of the members.
    fn is_left(&mut self, deviation: JointDeviation) -> Result<bool, Error> {
        self.limit.check("the search for coalition-proof equilibria")?;
        let space = self.game.space();
        let JointDeviation { coalition, profile } = deviation;
        let members: Vec<usize> = coalition.members().collect();
        let mut next = profile;
        while let Some(other) = next_of(space, &members, profile, next) {
            next = other;
            let moved = Coalition::of(
                members
                    .iter()
                    .copied()
                    .filter(|&member| space.strategy(other, member) != space.strategy(profile, member)),
            );
            let all_gain = |player: usize| {
                let table = self.game.table(player);
                table[other].exceeds(&table[profile])
            };
            if moved.size() < 2 || moved == coalition || !moved.members().all(all_gain) {
                continue;
            }
            if self.is_kept(JointDeviation { coalition: moved, profile: other })? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The next joint strategy of the members after the current one, in a round that begins and ends
/// at the start; `None` when the round is over.
fn next_of(space: &crate::game::ProfileSpace, members: &[usize], start: usize, current: usize) -> Option<usize> {
    let mut profile = current;
    for &member in members {
        let strategy = (space.strategy(profile, member) + 1) % space.counts()[member];
        profile = space.with_strategy(profile, member, strategy);
        if strategy != space.strategy(start, member) {
            return Some(profile);
        }
    }
    None
}

/// For every profile the mask of the players who gain by another strategy alone.
pub(crate) fn restless_players<C: Cell>(game: &NormalFormGame<C>) -> Vec<u32> {
    let space = game.space();
    let mut restless = vec![0u32; space.size()];
    for player in 0..space.n_players() {
        let (table, stride, count) = (game.table(player), space.stride(player), space.counts()[player]);
        for base in space.bases(player) {
            let line = || (0..count).map(|strategy| base + strategy * stride);
            let best =
                line().skip(1).fold(&table[base], |best, at| if table[at].exceeds(best) { &table[at] } else { best });
            for profile in line().filter(|&profile| best.exceeds(&table[profile])) {
                restless[profile] |= 1 << player;
            }
        }
    }
    restless
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::{ProfileSpace, with_game};
    use crate::number::{Rational, whole};
    use crate::solution::strategic::strong_nash;
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    /// The definition of Bernheim, Peleg and Whinston word by word: coalition-proof in the game among
    /// the coalition's members, the others' strategies fixed.
    fn is_proof_among<C: Cell>(game: &NormalFormGame<C>, coalition: Coalition, profile: usize) -> bool {
        let is_self_enforcing = |at: usize| {
            coalition
                .subsets()
                .filter(|part| !part.is_empty() && *part != coalition)
                .all(|part| is_proof_among(game, part, at))
        };
        is_self_enforcing(profile)
            && !reachable(game.space(), coalition, profile).any(|other| {
                coalition.members().all(|member| game.payoff(other, member) > game.payoff(profile, member))
                    && is_self_enforcing(other)
            })
    }

    fn reachable(space: &ProfileSpace, coalition: Coalition, from: usize) -> impl Iterator<Item = usize> + use<'_> {
        (0..space.size()).filter(move |&other| {
            (0..space.n_players()).all(|player| {
                coalition.contains(player) || space.strategy(other, player) == space.strategy(from, player)
            })
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn coalition_proof_is_the_recursive_definition((counts, tables) in small_games()) {
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let limit = TimeLimit::none();
                let proof = coalition_proof(game, &limit).unwrap();
                let grand = Coalition::grand(counts.len());
                for profile in 0..game.space().size() {
                    prop_assert_eq!(proof.contains(&profile), is_proof_among(game, grand, profile), "profile {}", profile);
                    if let Some(deviation) = self_enforcing_deviation(game, profile, &limit).unwrap() {
                        prop_assert!(is_self_enforcing(game, deviation, &limit).unwrap());
                    }
                }
                prop_assert!(strong_nash(game, &limit).unwrap().iter().all(|strong| proof.contains(strong)));
            });
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        /// Payoffs by own strategy and the number of those who play the second: coalitions of all sizes
        /// have something to gain.
        #[test]
        fn coalition_proof_is_the_recursive_definition_where_all_are_alike(values in prop::collection::vec(0i64..6, 10)) {
            let table = |player: usize| -> Vec<Rational> {
                (0..16usize).map(|mask| whole(values[mask.count_ones() as usize * 2 + (mask >> player & 1)])).collect()
            };
            let tables: Vec<Vec<Rational>> = (0..4).map(table).collect();
            let game = NormalFormGame::from_rationals(&[2; 4], &tables).unwrap();
            with_game!(&game, game => {
                let proof = coalition_proof(game, &TimeLimit::none()).unwrap();
                for profile in pure_nash(game) {
                    prop_assert_eq!(proof.contains(&profile), is_proof_among(game, Coalition::grand(4), profile));
                }
            });
        }
    }

    /// All three would gain at the last profile, but the first two would leave it together.
    #[test]
    fn an_agreement_that_a_pair_breaks_does_not_count() {
        let mut tables = vec![vec![whole(0); 8]; 3];
        for (profile, payoffs) in [(0b000, [1, 1, 1]), (0b111, [2, 2, 2]), (0b100, [3, 3, 0])] {
            (0..3).for_each(|player| tables[player][profile] = whole(payoffs[player]));
        }
        let game = NormalFormGame::from_rationals(&[2; 3], &tables).unwrap();
        with_game!(&game, game => {
            let limit = TimeLimit::none();
            assert_eq!(coalition_proof(game, &limit).unwrap(), [0]);
            assert!(strong_nash(game, &limit).unwrap().is_empty());
            let broken = JointDeviation { coalition: Coalition::grand(3), profile: 0b111 };
            assert!(!is_self_enforcing(game, broken, &limit).unwrap());
            let pair = JointDeviation { coalition: Coalition::of([0, 1]), profile: 0b100 };
            assert_eq!(self_enforcing_deviation(game, 0b111, &limit).unwrap(), Some(pair));
        });
    }

    /// Fourteen players, two strategies: all gain by all moving, and ever smaller parts by moving
    /// back, so that the recursion has to go deep.
    #[test]
    fn fourteen_players_with_deep_recursion_are_settled() {
        let n = 14;
        let tables: Vec<Vec<Rational>> = (0..n)
            .map(|player| {
                (0..1usize << n)
                    .map(|mask| {
                        let inside = mask >> player & 1 == 1;
                        let count = mask.count_ones() as i64;
                        whole(if inside { 3 * count - 20 } else { count })
                    })
                    .collect()
            })
            .collect();
        let game = NormalFormGame::from_rationals(&vec![2; n], &tables).unwrap();
        with_game!(&game, game => {
            assert_eq!(coalition_proof(game, &TimeLimit::none()).unwrap(), [(1 << n) - 1]);
            let deviation = self_enforcing_deviation(game, 0, &TimeLimit::none()).unwrap().unwrap();
            assert!(is_self_enforcing(game, deviation, &TimeLimit::none()).unwrap());
        });
    }
}
