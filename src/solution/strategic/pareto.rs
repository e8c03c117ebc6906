//! Pareto-efficient profiles.

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::limit::TimeLimit;
use crate::number::cell::Cell;

use super::equilibrium_quality::welfare_table;

/// The Pareto-efficient pure profiles: no other pure profile is at least as good for everyone and
/// better for someone.
///
/// Finds all of them, in the order of the profiles' numbers; there is always one.
///
/// # Errors
///
/// [`Error::TimeLimit`].
///
/// # Complexity
///
/// Each profile is compared with the efficient ones of higher welfare: `O(n f m)` for `m` profiles, `f`
/// of them efficient.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::whole;
/// use pactum::solution::strategic::{pareto_dominator, pareto_efficient};
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => {
///     assert_eq!(pareto_efficient(game, &TimeLimit::none()).unwrap(), [0, 1, 2]);
///     assert_eq!(pareto_dominator(game, 3), Some(0));
///     assert_eq!(pareto_dominator(game, 0), None);
/// });
/// ```
pub fn pareto_efficient<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<Vec<usize>, Error> {
    let welfare = welfare_table(game);
    let mut order: Vec<usize> = (0..game.space().size()).collect();
    order.sort_by(|&a, &b| welfare[b].total_order(&welfare[a]));
    let mut efficient: Vec<usize> = Vec::new();
    for (step, &profile) in order.iter().enumerate() {
        if step % 256 == 0 {
            limit.check("the list of efficient profiles")?;
        }
        // A dominator has more welfare, and an efficient one is found whenever there is any.
        if !efficient.iter().any(|&other| dominates(game, other, profile)) {
            efficient.push(profile);
        }
    }
    efficient.sort_unstable();
    Ok(efficient)
}

/// A profile that is at least as good for everyone and better for someone: the one of the highest
/// welfare, the first among equals; `None` proves that the given one is Pareto-efficient.
///
/// # Complexity
///
/// One pass over all profiles and players.
pub fn pareto_dominator<C: Cell>(game: &NormalFormGame<C>, profile: usize) -> Option<usize> {
    let welfare = welfare_table(game);
    let dominators = (0..game.space().size()).filter(|&other| dominates(game, other, profile));
    dominators.reduce(|best, next| if welfare[next].exceeds(&welfare[best]) { next } else { best })
}

fn dominates<C: Cell>(game: &NormalFormGame<C>, better: usize, worse: usize) -> bool {
    let players = || (0..game.space().n_players()).map(|player| game.table(player));
    players().all(|table| !table[worse].exceeds(&table[better]))
        && players().any(|table| table[better].exceeds(&table[worse]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn efficient_is_what_nothing_dominates((counts, tables) in small_games()) {
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let efficient = pareto_efficient(game, &TimeLimit::none()).unwrap();
                prop_assert!(!efficient.is_empty());
                for profile in 0..game.space().size() {
                    let dominated = (0..game.space().size()).any(|other| {
                        let pairs = || (0..counts.len()).map(|player| (game.payoff(other, player), game.payoff(profile, player)));
                        pairs().all(|(new, old)| new >= old) && pairs().any(|(new, old)| new > old)
                    });
                    prop_assert_eq!(efficient.contains(&profile), !dominated);
                    prop_assert_eq!(pareto_dominator(game, profile).is_some(), dominated);
                }
            });
        }
    }

    #[test]
    fn no_time_is_an_error() {
        let game = NormalFormGame::from_rationals(&[1], &[vec![crate::number::whole(0)]]).unwrap();
        with_game!(&game, game => assert!(pareto_efficient(game, &TimeLimit::seconds(0.0)).is_err()));
    }
}
