//! Supermodular games, with strategies in the order given.

use crate::game::NormalFormGame;
use crate::number::Rational;
use crate::number::cell::Cell;

/// Whether a game is supermodular, with the evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum Supermodularity {
    /// It is, and these are its least and its greatest equilibrium, which are pure.
    Holds {
        /// Everyone plays least here, of all equilibria.
        smallest: usize,
        /// Everyone plays most here.
        largest: usize,
    },
    /// It is not: the player gains less by a higher strategy where another plays higher.
    Fails {
        /// The player.
        player: usize,
        /// Both low, the player high, both high, the other high.
        profiles: [usize; 4],
        /// By how much the gain changes; below zero.
        change: Rational,
    },
}

/// Whether a game has strategic complements, and then its extreme equilibria.
///
/// Strategies are in the order given. `u_i` has increasing differences if `u_i(s_i', s_-i) - u_i(s_i, s_-i)` with
/// `s_i' > s_i` never falls as others move up; for chains of strategies this is supermodularity. Then replying to the
/// highest profile by highest best replies, again and again, falls to the largest equilibrium, and the mirror image
/// rises to the smallest one; every equilibrium, mixed ones too, plays between them.
///
/// # Complexity
///
/// `O(n² m)` for `m` profiles.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::{Supermodularity, supermodular};
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let hunt = NormalFormGame::from_rationals(&[2, 2], &[table([1, 0, 1, 2]), table([1, 1, 0, 2])]).unwrap();
/// with_game!(&hunt, game => assert_eq!(supermodular(game), Supermodularity::Holds { smallest: 0, largest: 3 }));
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// with_game!(&pennies, game => {
///     let fails = Supermodularity::Fails { player: 1, profiles: [0, 2, 3, 1], change: whole(-4) };
///     assert_eq!(supermodular(game), fails);
/// });
/// ```
///
/// # References
///
/// Topkis 1979; Milgrom Roberts 1990.
pub fn supermodular<C: Cell>(game: &NormalFormGame<C>) -> Supermodularity {
    let space = game.space();
    let n = space.n_players();
    for player in 0..n {
        for other in (0..n).filter(|&other| other != player) {
            if let Some((profiles, change)) = falling_difference(game, player, other) {
                let change = change.decode(game.denominator());
                return Supermodularity::Fails { player, profiles, change };
            }
        }
    }
    let top = space.size() - 1;
    Supermodularity::Holds { smallest: settle(game, 0, false), largest: settle(game, top, true) }
}

/// Neighbouring strategies of two players where the first one's gain falls; it is enough to look at those.
fn falling_difference<C: Cell>(game: &NormalFormGame<C>, player: usize, other: usize) -> Option<([usize; 4], C)> {
    let space = game.space();
    let table = game.table(player);
    let (step, leap) = (space.stride(player), space.stride(other));
    (0..space.size()).find_map(|profile| {
        let inside = space.strategy(profile, player) + 1 < space.counts()[player]
            && space.strategy(profile, other) + 1 < space.counts()[other];
        if !inside {
            return None;
        }
        let [a, b, c, d] = [profile, profile + step, profile + step + leap, profile + leap];
        let (low, high) = (table[b].minus(&table[a]), table[c].minus(&table[d]));
        low.exceeds(&high).then(|| ([a, b, c, d], high.minus(&low)))
    })
}

/// Best replies of all at once, the highest or the lowest ones, until nobody moves: monotone, so that it ends.
fn settle<C: Cell>(game: &NormalFormGame<C>, start: usize, highest: bool) -> usize {
    let space = game.space();
    let mut profile = start;
    loop {
        let reply = |player: usize| {
            let cell = |strategy: usize| &game.table(player)[space.with_strategy(profile, player, strategy)];
            let all = 0..space.counts()[player];
            let better = |best: usize, next: usize| {
                let order = cell(next).compare(cell(best));
                if order.is_gt() || highest && order.is_eq() { next } else { best }
            };
            all.reduce(better).unwrap_or(0)
        };
        let next: Vec<usize> = (0..space.n_players()).map(reply).collect();
        let next = space.index(&next);
        if next == profile {
            return profile;
        }
        // Of floats within the tolerance the replies might turn around; then this is as far as they went.
        let onwards = if highest { next < profile } else { next > profile };
        if !onwards {
            return profile;
        }
        profile = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::whole;
    use crate::solution::strategic::pure_nash;
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    /// `Σ_{j ≠ i} s_i s_j` on top of what each gets for its own strategy.
    fn planted(counts: &[usize], tables: &[Vec<Rational>]) -> Vec<Vec<Rational>> {
        let space = crate::game::ProfileSpace::new(counts).unwrap();
        (0..counts.len())
            .map(|player| {
                (0..space.size())
                    .map(|at| {
                        let own = space.strategy(at, player);
                        let others: usize =
                            (0..counts.len()).filter(|&j| j != player).map(|j| space.strategy(at, j)).sum();
                        whole((own * others) as i64) + &tables[player][own * space.stride(player)]
                    })
                    .collect()
            })
            .collect()
    }

    proptest! {
        #[test]
        fn extremes_bound_all_equilibria_and_witnesses_hold((counts, tables) in small_games(), plant in prop::bool::ANY) {
            let tables = if plant { planted(&counts, &tables) } else { tables };
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let space = game.space();
                match supermodular(game) {
                    Supermodularity::Holds { smallest, largest } => {
                        prop_assert!(game.is_nash(smallest) && game.is_nash(largest));
                        for at in pure_nash(game) {
                            prop_assert!((0..counts.len()).all(|i| space.strategy(smallest, i) <= space.strategy(at, i)
                                && space.strategy(at, i) <= space.strategy(largest, i)));
                        }
                        // By the definition, over all pairs of strategies.
                        for i in 0..counts.len() {
                            for j in (0..counts.len()).filter(|&j| j != i) {
                                for at in 0..space.size() {
                                    for (up, over) in (space.strategy(at, i)..counts[i]).flat_map(|up| (space.strategy(at, j)..counts[j]).map(move |over| (up, over))) {
                                        let gain = |at: usize| game.payoff(space.with_strategy(at, i, up), i) - game.payoff(at, i);
                                        prop_assert!(gain(space.with_strategy(at, j, over)) >= gain(at));
                                    }
                                }
                            }
                        }
                    }
                    Supermodularity::Fails { player, profiles: [a, b, c, d], change } => {
                        prop_assert!(!plant);
                        let u = |at: usize| game.payoff(at, player);
                        prop_assert_eq!((u(c) - u(d)) - (u(b) - u(a)), change.clone());
                        prop_assert!(change < whole(0));
                    }
                }
            });
        }
    }
}
