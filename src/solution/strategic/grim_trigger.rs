//! Grim-trigger thresholds of the repeated game.

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::number::Rational;
use crate::number::cell::Cell;
use num_traits::{Signed, Zero};

/// How patient each player must be for a profile to be kept up for ever, under the threat to play another one
/// for ever after any deviation.
///
/// `delta_i = (dev_i - F_i) / (dev_i - pun_i)`, where `F` is the target's payoff, `dev` the best deviation's and
/// `pun` the punishment's; 0 where the best deviation does not pay. The target is a subgame-perfect equilibrium
/// exactly if every discount factor is at least that.
///
/// # Errors
///
/// [`Error::Undefined`] if the punishment is no Nash equilibrium of the stage game, or is no worse than the
/// target for a player whom a deviation pays.
///
/// # Complexity
///
/// One pass over each player's strategies.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::grim_trigger;
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => {
///     assert_eq!(grim_trigger(game, 0, 3).unwrap(), [ratio(1, 3), ratio(1, 3)]);
///     // Cooperation is no credible punishment.
///     assert!(grim_trigger(game, 3, 0).is_err());
/// });
/// ```
///
/// # References
///
/// Friedman 1971.
pub fn grim_trigger<C: Cell>(game: &NormalFormGame<C>, target: usize, punish: usize) -> Result<Vec<Rational>, Error> {
    let size = game.space().size();
    if target >= size || punish >= size {
        return Err(Error::input(format!("a profile is out of range; the game has {size}")));
    }
    if !game.is_nash(punish) {
        return Err(Error::undefined("the punishment is no Nash equilibrium of the stage game"));
    }
    let threshold = |player: usize| {
        let gain =
            game.best_deviation(target, player).map(|(_, gain)| gain.decode(game.denominator())).unwrap_or_default();
        if !gain.is_positive() {
            return Ok(Rational::zero());
        }
        let loss = game.payoff(target, player) - game.payoff(punish, player);
        if !loss.is_positive() {
            let message =
                format!("the punishment is no worse for player {} than the target, and a deviation pays", player + 1);
            return Err(Error::undefined(message));
        }
        Ok(&gain / (&gain + loss))
    };
    (0..game.space().n_players()).map(threshold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::{ratio, whole};

    /// Four players, contributions worth 2/5 to each: 1/2.
    #[test]
    fn linear_public_good() {
        let payoff =
            |mask: usize, i: usize| ratio(2, 5) * whole(mask.count_ones().into()) - whole((mask >> i & 1) as i64);
        let tables: Vec<Vec<Rational>> = (0..4).map(|i| (0..16).map(|mask| payoff(mask, i)).collect()).collect();
        let game = NormalFormGame::from_rationals(&[2; 4], &tables).unwrap();
        with_game!(&game, game => {
            assert_eq!(grim_trigger(game, 15, 0).unwrap(), vec![ratio(1, 2); 4]);
            assert_eq!(grim_trigger(game, 0, 0).unwrap(), vec![whole(0); 4]);
            // One who contributes alone would rather be punished.
            assert!(grim_trigger(game, 1, 0).is_err());
            assert!(grim_trigger(game, 16, 0).is_err());
        });
    }
}
