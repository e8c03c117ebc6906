//! Dominance by pure strategies.

use crate::error::Error;
use crate::game::{NormalFormGame, ProfileSpace};
use crate::number::cell::Cell;

/// A strategy that another one dominates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elimination {
    /// Whose strategy it is.
    pub player: usize,
    /// The dominated strategy.
    pub strategy: usize,
    /// The strategy that dominates it.
    pub by: usize,
    /// In which round it went, from 0: against all that was left when the round began.
    pub round: usize,
}

/// What survives, and why the rest does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dominated {
    /// Each player's surviving strategies, in rising order.
    pub survivors: Vec<Vec<usize>>,
    /// The others, in the order of their elimination.
    pub eliminations: Vec<Elimination>,
}

impl Dominated {
    /// The one profile that is left, if only one is.
    pub fn only_profile(&self, space: &ProfileSpace) -> Option<usize> {
        let single = self.survivors.iter().all(|strategies| strategies.len() == 1);
        single.then(|| space.index(&self.survivors.iter().flatten().copied().collect::<Vec<_>>()))
    }
}

/// Iterated elimination of strategies that a pure strategy strictly dominates.
///
/// A strategy `a` of player `i` goes if some `b` has `u_i(b, s_-i) > u_i(a, s_-i)` for all `s_-i` that
/// are left. Rounds take all such strategies of all players at once; the result does not depend on
/// the order. Nash equilibria, mixed ones too, play survivors only.
///
/// # Errors
///
/// [`Error::TooLarge`] when the pairs of strategies do not fit in memory (5792 strategies of one
/// player do).
///
/// # Complexity
///
/// At most `Σ_i k_i²` times the number of the others' profiles: each pair of strategies walks over
/// them once, and waits at a profile in which the first is no worse until that profile goes.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::whole;
/// use pactum::solution::strategic::iterated_strict_dominance;
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => {
///     assert_eq!(iterated_strict_dominance(game).unwrap().survivors, [[1], [1]]);
/// });
/// // Matching pennies: nothing goes.
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// with_game!(&pennies, game => assert!(iterated_strict_dominance(game).unwrap().eliminations.is_empty()));
/// ```
///
/// # References
///
/// Luce Raiffa 1957.
pub fn iterated_strict_dominance<C: Cell>(game: &NormalFormGame<C>) -> Result<Dominated, Error> {
    let all: Vec<Vec<usize>> = game.space().counts().iter().map(|&count| (0..count).collect()).collect();
    iterated_strict_dominance_from(game, &all)
}

/// The same, beginning with some strategies only.
pub(super) fn iterated_strict_dominance_from<C: Cell>(
    game: &NormalFormGame<C>,
    left: &[Vec<usize>],
) -> Result<Dominated, Error> {
    let space = game.space();
    let mut watch = Watch::new(game)?;
    for (player, &count) in space.counts().iter().enumerate() {
        let gone = (0..count).filter(|strategy| !left[player].contains(strategy));
        gone.for_each(|strategy| watch.eliminate(player, strategy));
    }
    let mut eliminations = Vec::new();
    for round in 0.. {
        let before = eliminations.len();
        for player in 0..space.n_players() {
            for strategy in watch.alive(player) {
                if let Some(by) = watch.dominator(player, strategy) {
                    eliminations.push(Elimination { player, strategy, by, round });
                }
            }
        }
        if eliminations.len() == before {
            break;
        }
        eliminations[before..].iter().for_each(|gone| watch.eliminate(gone.player, gone.strategy));
    }
    let survivors = (0..space.n_players()).map(|player| watch.alive(player)).collect();
    Ok(Dominated { survivors, eliminations })
}

/// The pairs of strategies and where each of them waits.
struct Watch<'a, C> {
    game: &'a NormalFormGame<C>,
    /// Whether a strategy is left, by player.
    left: Vec<Vec<bool>>,
    /// How many strategies of a profile are gone.
    gone: Vec<u32>,
    /// For each player and pair `(strategy, dominator)`, how many of the others' profiles are known
    /// to be gone or worse for the first.
    passed: Vec<Vec<u32>>,
}

impl<'a, C: Cell> Watch<'a, C> {
    fn new(game: &'a NormalFormGame<C>) -> Result<Self, Error> {
        let counts = game.space().counts();
        check_pairs(counts)?;
        Ok(Watch {
            game,
            left: counts.iter().map(|&count| vec![true; count]).collect(),
            gone: vec![0; game.space().size()],
            passed: counts.iter().map(|&count| vec![0; count * count]).collect(),
        })
    }

    fn alive(&self, player: usize) -> Vec<usize> {
        (0..self.left[player].len()).filter(|&strategy| self.left[player][strategy]).collect()
    }

    fn eliminate(&mut self, player: usize, strategy: usize) {
        self.left[player][strategy] = false;
        let space = self.game.space();
        let offset = strategy * space.stride(player);
        space.bases(player).for_each(|base| self.gone[base + offset] += 1);
    }

    /// A strategy that is left and strictly dominates the given one.
    fn dominator(&mut self, player: usize, strategy: usize) -> Option<usize> {
        let count = self.left[player].len();
        (0..count).find(|&by| by != strategy && self.left[player][by] && self.dominates(player, strategy, by))
    }

    /// Whether `by` is better than `strategy` against all that is left; the pair waits where not.
    fn dominates(&mut self, player: usize, strategy: usize, by: usize) -> bool {
        let space = self.game.space();
        let (table, stride, count) = (self.game.table(player), space.stride(player), space.counts()[player]);
        let (low, high) = (strategy * stride, by * stride);
        let contexts = (space.size() / count) as u32;
        let passed = &mut self.passed[player][strategy * count + by];
        while *passed < contexts {
            let context = *passed as usize;
            let base = context / stride * stride * count + context % stride;
            // The strategy itself is left, so that only the others' strategies count.
            if self.gone[base + low] == 0 && !table[base + high].exceeds(&table[base + low]) {
                return false;
            }
            *passed += 1;
        }
        true
    }
}

fn check_pairs(counts: &[usize]) -> Result<(), Error> {
    const MAX_PAIRS: usize = 1 << 25;
    let pairs = counts.iter().fold(0usize, |sum, count| sum.saturating_add(count.saturating_mul(*count)));
    if pairs <= MAX_PAIRS {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: "dominance between strategies".into(),
        needed: format!("{pairs} pairs of strategies"),
        limit: format!("{MAX_PAIRS} pairs"),
        remedy: "5792 strategies of one player fit".into(),
    })
}

/// One round of elimination of strategies that a pure strategy weakly dominates: on the whole game,
/// all players at once.
///
/// A strategy `a` goes if some `b` has `u_i(b, s_-i) >= u_i(a, s_-i)` for all `s_-i`, and `>` for one.
/// Repeating it can throw equilibria away, depending on the order; one round is well defined.
///
/// # Errors
///
/// As [`iterated_strict_dominance`].
///
/// # Complexity
///
/// `Σ_i k_i²` times the number of the others' profiles.
///
/// # References
///
/// Luce Raiffa 1957.
pub fn weak_dominance_once<C: Cell>(game: &NormalFormGame<C>) -> Result<Dominated, Error> {
    let space = game.space();
    check_pairs(space.counts())?;
    let mut eliminations = Vec::new();
    let mut survivors = Vec::new();
    for (player, &count) in space.counts().iter().enumerate() {
        let dominator =
            |strategy| (0..count).find(|&by| by != strategy && weakly_dominates(game, player, strategy, by));
        let fates: Vec<Option<usize>> = (0..count).map(dominator).collect();
        survivors.push((0..count).filter(|&strategy| fates[strategy].is_none()).collect());
        let gone = fates.into_iter().enumerate().filter_map(|(strategy, by)| by.map(|by| (strategy, by)));
        eliminations.extend(gone.map(|(strategy, by)| Elimination { player, strategy, by, round: 0 }));
    }
    Ok(Dominated { survivors, eliminations })
}

fn weakly_dominates<C: Cell>(game: &NormalFormGame<C>, player: usize, strategy: usize, by: usize) -> bool {
    let (table, stride) = (game.table(player), game.space().stride(player));
    let mut better = false;
    for base in game.space().bases(player) {
        let (low, high) = (&table[base + strategy * stride], &table[base + by * stride]);
        if low.exceeds(high) {
            return false;
        }
        better = better || high.exceeds(low);
    }
    better
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::{Rational, whole};
    use crate::solution::strategic::pure_nash;
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    /// Whether `by` is strictly better than `strategy` against all profiles of the given strategies.
    fn is_better<C: Cell>(
        game: &NormalFormGame<C>,
        left: &[Vec<usize>],
        player: usize,
        strategy: usize,
        by: usize,
    ) -> bool {
        let space = game.space();
        (0..space.size())
            .filter(|&profile| {
                (0..space.n_players()).all(|j| j == player || left[j].contains(&space.strategy(profile, j)))
            })
            .all(|profile| {
                game.payoff(space.with_strategy(profile, player, by), player)
                    > game.payoff(space.with_strategy(profile, player, strategy), player)
            })
    }

    /// One strategy at a time, in some order.
    fn survivors_one_by_one<C: Cell>(game: &NormalFormGame<C>) -> Vec<Vec<usize>> {
        let mut left: Vec<Vec<usize>> = game.space().counts().iter().map(|&count| (0..count).rev().collect()).collect();
        'again: loop {
            for player in (0..left.len()).rev() {
                for place in 0..left[player].len() {
                    let strategy = left[player][place];
                    if left[player].iter().any(|&by| by != strategy && is_better(game, &left, player, strategy, by)) {
                        left[player].remove(place);
                        continue 'again;
                    }
                }
            }
            left.iter_mut().for_each(|strategies| strategies.sort());
            return left;
        }
    }

    proptest! {
        #[test]
        fn the_order_of_strict_elimination_does_not_matter((counts, tables) in small_games()) {
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let dominated = iterated_strict_dominance(game).unwrap();
                prop_assert_eq!(&dominated.survivors, &survivors_one_by_one(game));
                for profile in pure_nash(game) {
                    for (player, survivors) in dominated.survivors.iter().enumerate() {
                        prop_assert!(survivors.contains(&game.space().strategy(profile, player)));
                    }
                }
                // Each elimination holds against what was left when its round began.
                for gone in &dominated.eliminations {
                    let left: Vec<Vec<usize>> = counts.iter().enumerate().map(|(player, &count)| {
                        let earlier = |strategy: &usize| dominated.eliminations.iter()
                            .any(|other| other.player == player && other.strategy == *strategy && other.round < gone.round);
                        (0..count).filter(|strategy| !earlier(strategy)).collect()
                    }).collect();
                    prop_assert!(is_better(game, &left, gone.player, gone.strategy, gone.by));
                }
            });
        }
    }

    /// Each takes a number of 0..k, best is two thirds of the other's: only 0 and 1 are left.
    #[test]
    fn the_guessing_game_unravels_and_weak_dominance_takes_one_round() {
        let k = 9i64;
        let payoff = |mine: i64, other: i64| whole(-(3 * mine - 2 * other).pow(2));
        let own: Vec<Rational> = (0..k * k).map(|profile| payoff(profile % k, profile / k)).collect();
        let others: Vec<Rational> = (0..k * k).map(|profile| payoff(profile / k, profile % k)).collect();
        let game = NormalFormGame::from_rationals(&[9, 9], &[own, others]).unwrap();
        with_game!(&game, game => {
            let dominated = iterated_strict_dominance(game).unwrap();
            assert_eq!(dominated.survivors, [[0, 1], [0, 1]]);
            assert!(dominated.eliminations.iter().any(|gone| gone.round > 1));
            assert_eq!(dominated.only_profile(game.space()), None);
        });
        // The first player's second row is weakly worse only.
        let table = |values: [i64; 4]| values.map(whole).to_vec();
        let game = NormalFormGame::from_rationals(&[2, 2], &[table([1, 1, 2, 1]), table([0, 0, 0, 0])]).unwrap();
        with_game!(&game, game => {
            assert!(iterated_strict_dominance(game).unwrap().eliminations.is_empty());
            assert_eq!(weak_dominance_once(game).unwrap().survivors, [vec![0], vec![0, 1]]);
        });
    }

    #[test]
    fn too_many_pairs_are_refused() {
        let zeros = vec![whole(0); 10_000];
        let game = NormalFormGame::from_rationals(&[10_000], &[zeros]).unwrap();
        with_game!(&game, game => assert!(matches!(iterated_strict_dominance(game), Err(Error::TooLarge { .. }))));
    }
}
