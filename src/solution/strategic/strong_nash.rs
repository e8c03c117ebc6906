//! Strong Nash equilibria in pure strategies, with the coalitions that block the other profiles.

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{NormalFormGame, ProfileSpace};
use crate::limit::TimeLimit;
use crate::number::cell::Cell;

use super::pure_nash;

/// A joint move of some players: all of them change their strategies and all of them gain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct JointDeviation {
    /// Those who move.
    pub coalition: Coalition,
    /// The profile that they move to.
    pub profile: usize,
}

/// The strong Nash equilibria: the profiles from which no coalition has a pure joint deviation
/// that every member gains by, strictly.
///
/// `s` is strong if no `S` and `t_S` have `u_i(t_S, s_-S) > u_i(s)` for all `i` in `S`. Finds all of
/// them, in the order of the profiles' numbers; an empty list proves that there is none.
/// [`blocking_deviation`] gives the evidence for one profile.
///
/// # Errors
///
/// [`Error::TooLarge`] with more players than a [`Coalition`] holds; [`Error::TimeLimit`].
///
/// # Complexity
///
/// One pass over all profiles and players for each pure Nash equilibrium.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::whole;
/// use pactum::solution::strategic::{blocking_deviation, strong_nash};
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// // The prisoners' dilemma has none: both gain by leaving (defect, defect) together.
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => {
///     assert!(strong_nash(game, &TimeLimit::none()).unwrap().is_empty());
///     let deviation = blocking_deviation(game, 3).unwrap().unwrap();
///     assert_eq!((deviation.coalition.to_string(), deviation.profile), ("{1,2}".to_string(), 0));
/// });
/// // In the stag hunt hunting together is strong.
/// let hunt = NormalFormGame::from_rationals(&[2, 2], &[table([4, 3, 0, 3]), table([4, 0, 3, 3])]).unwrap();
/// with_game!(&hunt, game => assert_eq!(strong_nash(game, &TimeLimit::none()).unwrap(), [0]));
/// ```
///
/// # References
///
/// Aumann 1959.
pub fn strong_nash<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<Vec<usize>, Error> {
    let mut strong = Vec::new();
    for profile in pure_nash(game) {
        limit.check("the list of strong equilibria")?;
        if blocking_deviation(game, profile)?.is_none() {
            strong.push(profile);
        }
    }
    Ok(strong)
}

/// A coalition that leaves a profile, and where to: a smallest one, then the first profile.
///
/// `None` proves that the profile is a strong Nash equilibrium. See [`strong_nash`].
///
/// # Errors
///
/// [`Error::TooLarge`] with more players than a [`Coalition`] holds.
///
/// # Complexity
///
/// One pass over all profiles and players.
pub fn blocking_deviation<C: Cell>(game: &NormalFormGame<C>, profile: usize) -> Result<Option<JointDeviation>, Error> {
    let deviations = improving_deviations(game, profile)?;
    Ok(deviations.into_iter().min_by_key(|deviation| (deviation.coalition.size(), deviation.profile)))
}

/// Every profile whose movers, seen from the given one, all gain strictly.
///
/// A coalition with members who stay put needs no look: those who move block without them.
pub(super) fn improving_deviations<C: Cell>(
    game: &NormalFormGame<C>,
    profile: usize,
) -> Result<Vec<JointDeviation>, Error> {
    let space = game.space();
    check_players(space)?;
    let mut movers = movers_from(space, profile);
    for player in 0..space.n_players() {
        let table = game.table(player);
        let reference = &table[profile];
        for (moved, cell) in movers.iter_mut().zip(table) {
            if *moved >> player & 1 == 1 && !cell.exceeds(reference) {
                *moved = 0;
            }
        }
    }
    let deviations = movers.into_iter().enumerate().filter(|&(_, moved)| moved != 0);
    Ok(deviations.map(|(profile, moved)| JointDeviation { coalition: Coalition(moved), profile }).collect())
}

/// Refuses games whose players do not fit a coalition.
pub(super) fn check_players(space: &ProfileSpace) -> Result<(), Error> {
    if space.n_players() <= Coalition::MAX_PLAYERS {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: "looking at coalitions".into(),
        needed: format!("{} players", space.n_players()),
        limit: format!("{} players", Coalition::MAX_PLAYERS),
        remedy: "leave out the players that have one strategy only".into(),
    })
}

/// For every profile the mask of the players that play otherwise than in the given one.
fn movers_from(space: &ProfileSpace, profile: usize) -> Vec<u32> {
    let mut movers = Vec::with_capacity(space.size());
    movers.push(0u32);
    for (player, &count) in space.counts().iter().enumerate() {
        let current = space.strategy(profile, player);
        let block = movers.len();
        for strategy in 1..count {
            let bit = u32::from(strategy != current) << player;
            movers.extend_from_within(..block);
            movers[strategy * block..].iter_mut().for_each(|moved| *moved |= bit);
        }
        let bit = u32::from(current != 0) << player;
        movers[..block].iter_mut().for_each(|moved| *moved |= bit);
    }
    movers
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::{Rational, whole};
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    /// Whether a coalition, some members of which may stay put, gains: straight from the definition.
    fn is_blocked<C: Cell>(game: &NormalFormGame<C>, profile: usize) -> bool {
        let space = game.space();
        Coalition::all(space.n_players()).filter(|coalition| !coalition.is_empty()).any(|coalition| {
            (0..space.size()).any(|other| {
                let outside_stay = (0..space.n_players()).all(|player| {
                    coalition.contains(player) || space.strategy(profile, player) == space.strategy(other, player)
                });
                let all_gain =
                    || coalition.members().all(|member| game.payoff(other, member) > game.payoff(profile, member));
                outside_stay && all_gain()
            })
        })
    }

    proptest! {
        #[test]
        fn strong_is_what_no_coalition_leaves((counts, tables) in small_games()) {
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let strong = strong_nash(game, &TimeLimit::none()).unwrap();
                for profile in 0..game.space().size() {
                    prop_assert_eq!(strong.contains(&profile), !is_blocked(game, profile));
                    if let Some(deviation) = blocking_deviation(game, profile).unwrap() {
                        for player in 0..counts.len() {
                            let moves = game.space().strategy(profile, player) != game.space().strategy(deviation.profile, player);
                            prop_assert_eq!(moves, deviation.coalition.contains(player));
                            prop_assert!(!moves || game.payoff(deviation.profile, player) > game.payoff(profile, player));
                        }
                    }
                }
            });
        }
    }

    #[test]
    fn too_many_players_and_no_time_are_errors() {
        let tables: Vec<Vec<Rational>> = vec![vec![whole(0)]; 32];
        let game = NormalFormGame::from_rationals(&[1; 32], &tables).unwrap();
        with_game!(&game, game => assert!(matches!(strong_nash(game, &TimeLimit::none()), Err(Error::TooLarge { .. }))));
        let game = NormalFormGame::from_rationals(&[1; 2], &tables[..2]).unwrap();
        with_game!(&game, game => assert!(matches!(strong_nash(game, &TimeLimit::seconds(0.0)), Err(Error::TimeLimit(_)))));
    }
}
