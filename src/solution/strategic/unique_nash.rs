//! Whether a profile is the only Nash equilibrium, mixed ones included, where that is quickly settled.

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::number::cell::Cell;

use super::{Dominated, Elimination, iterated_strict_dominance, pure_nash};

/// What is known about a pure profile as the only equilibrium, with the evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uniqueness {
    /// It is the only equilibrium: iterated strict dominance leaves nothing else.
    ByDominance(Vec<Elimination>),
    /// It is no equilibrium: the player gains by the strategy.
    NotNash {
        /// Who gains.
        player: usize,
        /// By which strategy.
        strategy: usize,
    },
    /// It is an equilibrium, and so is this other profile.
    SecondEquilibrium(usize),
    /// The only pure equilibrium; mixed ones are neither found nor excluded.
    OnlyPure(Dominated),
}

/// Whether a pure profile is the only Nash equilibrium, as far as iterated strict dominance by pure
/// strategies or a second pure equilibrium settle it.
///
/// # Errors
///
/// As [`iterated_strict_dominance`].
///
/// # Complexity
///
/// That of [`pure_nash`] and [`iterated_strict_dominance`].
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::whole;
/// use pactum::solution::strategic::{Uniqueness, unique_nash};
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => {
///     assert!(matches!(unique_nash(game, 3).unwrap(), Uniqueness::ByDominance(_)));
///     assert_eq!(unique_nash(game, 0).unwrap(), Uniqueness::NotNash { player: 0, strategy: 1 });
/// });
/// let hunt = NormalFormGame::from_rationals(&[2, 2], &[table([4, 3, 0, 3]), table([4, 0, 3, 3])]).unwrap();
/// with_game!(&hunt, game => assert_eq!(unique_nash(game, 0).unwrap(), Uniqueness::SecondEquilibrium(3)));
/// ```
pub fn unique_nash<C: Cell>(game: &NormalFormGame<C>, profile: usize) -> Result<Uniqueness, Error> {
    for player in 0..game.space().n_players() {
        if let Some((strategy, gain)) = game.best_deviation(profile, player)
            && gain.exceeds(&C::zero())
        {
            return Ok(Uniqueness::NotNash { player, strategy });
        }
    }
    if let Some(other) = pure_nash(game).into_iter().find(|&other| other != profile) {
        return Ok(Uniqueness::SecondEquilibrium(other));
    }
    let dominated = iterated_strict_dominance(game)?;
    Ok(match dominated.only_profile(game.space()) {
        Some(_) => Uniqueness::ByDominance(dominated.eliminations),
        None => Uniqueness::OnlyPure(dominated),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::whole;

    #[test]
    fn a_mixed_second_equilibrium_is_not_overlooked() {
        // (1, 1) is the only pure equilibrium, and matching pennies below it has a mixed one.
        let game = NormalFormGame::from_rationals(
            &[3, 3],
            &[[1, 0, 0, 0, 1, -1, 0, -1, 1].map(whole).to_vec(), [1, 0, 0, 0, -1, 1, 0, 1, -1].map(whole).to_vec()],
        )
        .unwrap();
        with_game!(&game, game => assert!(matches!(unique_nash(game, 0).unwrap(), Uniqueness::OnlyPure(_))));
    }
}
