//! Grim-trigger thresholds of the repeated game.

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::number::Rational;
use crate::number::cell::Cell;
use num_traits::{One, Signed, Zero};

use super::pure_payoffs;

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
    let pure = game.space().strategies(punish).into_iter().zip(game.space().counts()).map(|(strategy, &count)| {
        (0..count).map(|other| Rational::from_integer(u8::from(other == strategy).into())).collect()
    });
    let punishment: MixedProfile = pure.collect();
    grim_trigger_thresholds(game, target, &vec![punishment; game.space().n_players()], &Rational::one())
}

/// A mixed strategy for each player.
pub type MixedProfile = Vec<Vec<Rational>>;

/// The same with a punishment for each player, and deviations that are noticed with some probability.
///
/// After a deviation of player `i` is noticed, which happens with probability `p` a period, all play the `i`-th
/// punishment for ever, an equilibrium of the stage game in pure or mixed strategies. Then
/// `delta_i = (dev_i - F_i) / ((dev_i - F_i) + p (F_i - pun_i))`: what is gained now against what is lost later.
///
/// # Errors
///
/// [`Error::Input`] for a profile out of range, punishments that do not fit or a probability outside of (0, 1];
/// [`Error::Undefined`] if a punishment is no Nash equilibrium of the stage game, or is no worse than the target for a
/// player whom a deviation pays.
///
/// # Complexity
///
/// One pass over each player's table for each different punishment.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::grim_trigger_thresholds;
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// let defect = vec![vec![whole(0), whole(1)]; 2];
/// with_game!(&dilemma, game => {
///     // Noticed half of the time: 1 / (1 + 2/2).
///     let found = grim_trigger_thresholds(game, 0, &[defect.clone(), defect.clone()], &ratio(1, 2)).unwrap();
///     assert_eq!(found, [ratio(1, 2), ratio(1, 2)]);
///     assert!(grim_trigger_thresholds(game, 0, &[defect.clone(), defect], &whole(0)).is_err());
/// });
/// ```
///
/// # References
///
/// Friedman 1971; Green Porter 1984 (imperfect detection).
pub fn grim_trigger_thresholds<C: Cell>(
    game: &NormalFormGame<C>,
    target: usize,
    punishments: &[MixedProfile],
    detection: &Rational,
) -> Result<Vec<Rational>, Error> {
    let (space, one) = (game.space(), Rational::one());
    let fits = |profile: &MixedProfile| profile.iter().map(Vec::len).eq(space.counts().iter().copied());
    if target >= space.size() || punishments.len() != space.n_players() || !punishments.iter().all(fits) {
        return Err(Error::input("the target or a punishment is no profile of the game"));
    }
    if !detection.is_positive() || *detection > one {
        return Err(Error::input(format!("detection: found {detection}; allowed: above 0, at most 1")));
    }
    for (place, punishment) in punishments.iter().enumerate() {
        if punishments[..place].contains(punishment) {
            continue;
        }
        if !is_equilibrium(game, punishment) {
            return Err(Error::undefined("the punishment is no Nash equilibrium of the stage game"));
        }
    }
    let threshold = |player: usize| {
        let gain =
            game.best_deviation(target, player).map(|(_, gain)| gain.decode(game.denominator())).unwrap_or_default();
        if !gain.is_positive() {
            return Ok(Rational::zero());
        }
        let loss = (game.payoff(target, player) - payoff(game, &punishments[player], player)) * detection;
        if !loss.is_positive() {
            let message =
                format!("the punishment is no worse for player {} than the target, and a deviation pays", player + 1);
            return Err(Error::undefined(message));
        }
        Ok(&gain / (&gain + loss))
    };
    (0..space.n_players()).map(threshold).collect()
}

/// What a player gets from a mixed profile.
fn payoff<C: Cell>(game: &NormalFormGame<C>, profile: &MixedProfile, player: usize) -> Rational {
    pure_payoffs(game, profile, player).iter().zip(&profile[player]).map(|(pay, weight)| pay * weight).sum()
}

/// Whether everyone's strategy is one, and no other pays more than those played.
pub(crate) fn is_equilibrium<C: Cell>(game: &NormalFormGame<C>, profile: &MixedProfile) -> bool {
    (0..profile.len()).all(|player| {
        let pays = pure_payoffs(game, profile, player);
        let best = pays.iter().max().cloned().unwrap_or_default();
        let played = pays.iter().zip(&profile[player]).all(|(pay, weight)| weight.is_zero() || *pay == best);
        played && !profile[player].iter().any(Signed::is_negative) && profile[player].iter().sum::<Rational>().is_one()
    })
}

/// For each player the equilibrium that is worst for it, the first among equals; `None` without any.
pub fn worst_equilibria<C: Cell>(game: &NormalFormGame<C>, equilibria: &[MixedProfile]) -> Option<Vec<MixedProfile>> {
    let worst = |player: usize| {
        let paid = equilibria.iter().map(|profile| (payoff(game, profile, player), profile));
        paid.min_by(|a, b| a.0.cmp(&b.0)).map(|(_, profile)| profile.clone())
    };
    (0..game.space().n_players()).map(worst).collect()
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

    /// Chicken: each is punished best by the equilibrium in which it yields alone; the mixed one threatens both.
    #[test]
    fn punishments_differ_by_player_and_may_be_mixed() {
        let table = |values: [i64; 4]| values.map(whole).to_vec();
        let game = NormalFormGame::from_rationals(&[2, 2], &[table([6, 7, 2, 0]), table([6, 2, 7, 0])]).unwrap();
        let pure = |first: i64, second: i64| {
            vec![vec![whole(1 - first), whole(first)], vec![whole(1 - second), whole(second)]]
        };
        let mixed = vec![vec![ratio(2, 3), ratio(1, 3)]; 2];
        with_game!(&game, game => {
            let worst = worst_equilibria(game, &[mixed.clone(), pure(1, 0), pure(0, 1)]).unwrap();
            assert_eq!(worst, [pure(0, 1), pure(1, 0)]);
            // Gain 1, loss 4; with the mixed one, which pays 14/3, loss 4/3.
            assert_eq!(grim_trigger_thresholds(game, 0, &worst, &whole(1)).unwrap(), vec![ratio(1, 5); 2]);
            let both = vec![mixed.clone(); 2];
            assert_eq!(grim_trigger_thresholds(game, 0, &both, &whole(1)).unwrap(), vec![ratio(3, 7); 2]);
            assert_eq!(grim_trigger_thresholds(game, 0, &both, &ratio(3, 4)).unwrap(), vec![ratio(1, 2); 2]);
            assert!(grim_trigger_thresholds(game, 0, &vec![vec![vec![ratio(1, 2); 2]; 2]; 2], &whole(1)).is_err());
            assert!(grim_trigger_thresholds(game, 0, &both[..1], &whole(1)).is_err());
            assert!(grim_trigger_thresholds(game, 0, &both, &whole(2)).is_err());
            assert_eq!(worst_equilibria(game, &[]), None);
        });
    }
}
