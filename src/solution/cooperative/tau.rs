//! The tau value.

use crate::error::Error;
use crate::game::entries::{Entry, on_entries};
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Scalar, sum};
use crate::solution::Allocation;

/// The tau value: the efficient compromise between the utopia payoffs
/// `M_i = v(N) - v(N - i)` and the minimal rights
/// `m_i = max over S with i of v(S) - sum over j in S - i of M_j`, that is `m + lambda (M - m)` with
/// `lambda` in `[0, 1]` such that it sums to `v(N)` (Tijs 1981).
///
/// Complexity: one pass over the `2^n` worths.
///
/// # Errors
///
/// [`Error::Undefined`] when the game is not quasi-balanced: some `m_i > M_i`, or `v(N)` not
/// between the sums of `m` and of `M`. The message says which.
///
/// # Examples
///
/// ```
/// use pactum::Error;
/// use pactum::game::TuGame;
/// use pactum::number::whole;
/// use pactum::solution::cooperative::tau;
///
/// let star = TuGame::new([0, 0, 0, 6, 0, 2, 0, 8].map(whole).to_vec()).unwrap();
/// assert_eq!(tau(&star).unwrap(), [4, 3, 1].map(whole));
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert!(matches!(tau(&majority), Err(Error::Undefined(_))));
/// ```
pub fn tau<S: Scalar>(game: &TuGame<S>) -> Result<Allocation<S>, Error> {
    let (utopia, rights) = utopia_and_minimal_rights(game);
    if let Some(player) =
        (0..utopia.len()).find(|&player| (rights[player].clone() - utopia[player].clone()).sign().is_gt())
    {
        return Err(Error::undefined(format!(
            "the game is not quasi-balanced: the minimal right of player {} is above its utopia payoff",
            player + 1
        )));
    }
    let (most, least) = (sum(utopia.iter().cloned()), sum(rights.iter().cloned()));
    let grand = game.grand_worth();
    if (grand.clone() - most.clone()).sign().is_gt() {
        return Err(Error::undefined("the game is not quasi-balanced: v(N) is above the sum of the utopia payoffs"));
    }
    if (least.clone() - grand.clone()).sign().is_gt() {
        return Err(Error::undefined("the game is not quasi-balanced: v(N) is below the sum of the minimal rights"));
    }
    let range = most - least.clone();
    if range.sign().is_eq() {
        return Ok(utopia);
    }
    let lambda = (grand - least) / range;
    let compromise = |(high, low): (S, S)| low.clone() + lambda.clone() * (high - low);
    Ok(utopia.into_iter().zip(rights).map(compromise).collect())
}

/// The utopia payoffs `M` and the minimal rights `m` of a game; see [`tau`].
pub fn utopia_and_minimal_rights<S: Scalar>(game: &TuGame<S>) -> (Allocation<S>, Allocation<S>) {
    let n_players = game.n_players();
    on_entries!(game, |values, back| {
        let (utopia, rights) = bounds(values, n_players);
        (utopia.into_iter().map(&back).collect(), rights.into_iter().map(&back).collect())
    })
}

/// With `gap(S) = sum of M over S - v(S)`, `m_i = M_i - min over S with i of gap(S)`.
fn bounds<T: Entry>(values: &[T], n_players: usize) -> (Vec<T>, Vec<T>) {
    let grand = values.len() - 1;
    let utopia: Vec<T> =
        (0..n_players).map(|player| values[grand].clone() - values[grand ^ 1 << player].clone()).collect();
    let mut total = vec![T::zero(); values.len()];
    let mut least: Vec<Option<T>> = vec![None; n_players];
    for mask in 1..values.len() {
        let lowest = mask.trailing_zeros() as usize;
        total[mask] = total[mask & (mask - 1)].clone() + utopia[lowest].clone();
        let gap = total[mask].clone() - values[mask].clone();
        for player in crate::Coalition(mask as u32).members() {
            if least[player].as_ref().is_none_or(|least| gap < *least) {
                least[player] = Some(gap.clone());
            }
        }
    }
    let rights = utopia.iter().zip(least).map(|(high, gap)| high.clone() - gap.unwrap_or_else(T::zero)).collect();
    (utopia, rights)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{games, rising_games};
    use super::*;
    use crate::coalition::Coalition;
    use crate::number::{Rational, ratio, whole};
    use proptest::prelude::*;

    /// Tijs 1981's kind of example, by hand: M = (3, 2, 2), m = (1, 0, 0), v(N) = 5, lambda = 2/3.
    #[test]
    fn by_hand() {
        let game = TuGame::new([0, 0, 0, 3, 0, 3, 2, 5].map(whole).to_vec()).unwrap();
        let (utopia, rights) = utopia_and_minimal_rights(&game);
        assert_eq!(utopia, [3, 2, 2].map(whole));
        assert_eq!(rights, [1, 0, 0].map(whole));
        assert_eq!(tau(&game).unwrap(), [ratio(7, 3), ratio(4, 3), ratio(4, 3)]);
    }

    #[test]
    fn the_reason_is_named() {
        let majority = TuGame::new([0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0].to_vec()).unwrap();
        let reason = tau(&majority).unwrap_err().to_string();
        assert!(reason.contains("not quasi-balanced"), "{reason}");
    }

    fn rights_by_definition(game: &TuGame<Rational>, utopia: &[Rational], player: usize) -> Rational {
        let others = Coalition::grand(game.n_players()).without(player);
        let remainders = others.subsets().map(|rest| {
            game.worth(rest.with(player)) - rest.members().map(|other| utopia[other].clone()).sum::<Rational>()
        });
        remainders.max().unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn minimal_rights_by_definition(game in games(5)) {
            let (utopia, rights) = utopia_and_minimal_rights(&game);
            for (player, right) in rights.iter().enumerate() {
                prop_assert_eq!(right, &rights_by_definition(&game, &utopia, player));
            }
        }

        #[test]
        fn efficient_and_between_its_bounds(game in rising_games(5)) {
            if let Ok(value) = tau(&game) {
                let (utopia, rights) = utopia_and_minimal_rights(&game);
                prop_assert_eq!(value.iter().sum::<Rational>(), game.grand_worth());
                for player in 0..value.len() {
                    prop_assert!(rights[player] <= value[player] && value[player] <= utopia[player]);
                }
                let floats = tau(&game.convert::<f64>().unwrap()).unwrap();
                for (float, exact) in floats.iter().zip(&value) {
                    prop_assert!((float - exact.to_f64()).abs() < 1e-9);
                }
            }
        }
    }
}
