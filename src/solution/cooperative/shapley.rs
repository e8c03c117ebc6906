//! The Shapley value.

use num_integer::binomial;

use super::semivalue::weighted_marginals;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Scalar, ratio};
use crate::solution::Allocation;

/// The Shapley value: every player's marginal contribution, averaged over all orders of arrival,
/// `phi_i = sum over S without i of |S|! (n - 1 - |S|)! / n! (v(S + i) - v(S))` (Shapley 1953).
///
/// It is always defined, efficient, and need not lie in the core.
///
/// Complexity: one pass over the `2^n` worths. Exact games are summed in whole numbers by size of
/// coalition, floats in cache blocks in a fixed order, so that the result does not depend on the
/// number of threads.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::shapley;
///
/// // One left glove, two right gloves.
/// let glove = TuGame::from_fn(3, |coalition| whole((coalition.contains(0) && coalition.size() >= 2).into())).unwrap();
/// assert_eq!(shapley(&glove), [ratio(2, 3), ratio(1, 6), ratio(1, 6)]);
/// // The core is {(1, 0, 0)}: the Shapley value is not in it.
/// ```
pub fn shapley<S: Scalar>(game: &TuGame<S>) -> Allocation<S> {
    let n_players = game.n_players();
    let weights: Vec<_> =
        (0..n_players).map(|size| ratio(1, n_players as i64 * binomial(n_players as i64 - 1, size as i64))).collect();
    weighted_marginals(game, &weights, true)
}

/// The Shapley value from Harsanyi dividends: every coalition's dividend is split equally among its
/// members, `phi_i = sum over S with i of d(S) / |S|` (Harsanyi 1963).
///
/// It takes time linear in the number of dividends, whatever the number of players up to
/// [`Coalition::MAX_PLAYERS`].
///
/// # Errors
///
/// [`Error::Input`] for too many players, for a coalition of players that are not there, or for a
/// dividend of the empty coalition that is not 0.
///
/// # Examples
///
/// ```
/// use pactum::Coalition;
/// use pactum::solution::cooperative::shapley_of_dividends;
///
/// let dividends = [(Coalition::of([0, 1]), 6.0), (Coalition::of([0, 29]), 2.0)];
/// let value = shapley_of_dividends(30, dividends).unwrap();
/// assert_eq!((value[0], value[1], value[29]), (4.0, 3.0, 1.0));
/// assert!(shapley_of_dividends(2, [(Coalition::of([5]), 1.0)]).is_err());
/// ```
pub fn shapley_of_dividends<S: Scalar>(
    n_players: usize,
    dividends: impl IntoIterator<Item = (Coalition, S)>,
) -> Result<Allocation<S>, Error> {
    if n_players > Coalition::MAX_PLAYERS {
        let most = Coalition::MAX_PLAYERS;
        return Err(Error::input(format!("found {n_players} players; at most {most} are allowed")));
    }
    let mut value = vec![S::zero(); n_players];
    for (coalition, dividend) in dividends {
        if !coalition.is_subset_of(Coalition::grand(n_players)) {
            return Err(Error::input(format!("found coalition {coalition} in a game of {n_players} players")));
        }
        if coalition.is_empty() {
            if dividend.is_zero() {
                continue;
            }
            return Err(Error::input("the dividend of the empty coalition must be 0"));
        }
        let share = dividend / S::from_integer(coalition.size() as i64);
        for player in coalition.members() {
            value[player] = value[player].clone() + share.clone();
        }
    }
    Ok(value)
}

/// The Shapley value of an airport game, worths minus the largest cost of a member: every stretch
/// of runway is shared by those who need it (Littlechild and Owen 1973).
///
/// Complexity: that of sorting, for any number of players.
///
/// # Errors
///
/// [`Error::Input`] for a negative cost.
///
/// # Examples
///
/// ```
/// use pactum::solution::cooperative::airport_shapley;
///
/// assert_eq!(airport_shapley(&[4.0, 2.0]).unwrap(), [-3.0, -1.0]);
/// assert!(airport_shapley(&[-1.0]).is_err());
/// ```
pub fn airport_shapley<S: Scalar>(costs: &[S]) -> Result<Allocation<S>, Error> {
    if costs.iter().any(|cost| *cost < S::zero()) {
        return Err(Error::input("costs must not be negative"));
    }
    let mut order: Vec<usize> = (0..costs.len()).collect();
    order.sort_by(|&left, &right| costs[left].partial_cmp(&costs[right]).unwrap_or(std::cmp::Ordering::Equal));
    let mut value = vec![S::zero(); costs.len()];
    let (mut built, mut charge) = (S::zero(), S::zero());
    for (place, &player) in order.iter().enumerate() {
        if costs[player] != built {
            let users = S::from_integer((costs.len() - place) as i64);
            charge = charge + (costs[player].clone() - built) / users;
            built = costs[player].clone();
        }
        value[player] = -charge.clone();
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{games, shapley_by_orders};
    use super::*;
    use crate::game::dividends::nonzero_dividends;
    use crate::number::Rational;
    use proptest::prelude::*;

    /// Owner and two users (MODEL: star with values 6 and 2).
    fn star<S: Scalar>() -> TuGame<S> {
        TuGame::from_fn(3, |coalition| {
            let worth = [0, 0, 0, 6, 0, 2, 0, 8][coalition.index()];
            S::from_integer(worth)
        })
        .unwrap()
    }

    fn star_is_4_3_1<S: Scalar>() {
        let expected: Vec<S> = [4, 3, 1].map(S::from_integer).to_vec();
        for (got, want) in shapley(&star::<S>()).into_iter().zip(expected) {
            assert!((got - want).sign().is_eq());
        }
    }

    #[test]
    fn star_exact_and_float() {
        star_is_4_3_1::<Rational>();
        star_is_4_3_1::<f64>();
    }

    #[test]
    fn airports_without_a_table() {
        let costs = [3, 1, 4, 1, 5].map(|cost| ratio(cost, 3)).to_vec();
        let game = crate::game::forms::TuForm::Airport { costs: costs.clone() }.to_game().unwrap();
        assert_eq!(airport_shapley(&costs).unwrap(), shapley(&game));
    }

    #[test]
    fn huge_numbers_stay_exact() {
        let huge = Rational::from_integer(num_bigint::BigInt::from(10).pow(40));
        let game = TuGame::from_fn(3, |coalition| huge.clone() * ratio(coalition.size() as i64, 7)).unwrap();
        assert_eq!(shapley(&game), vec![huge / ratio(7, 1); 3]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn agrees_with_orders_dividends_and_floats(game in games(5)) {
            let exact = shapley(&game);
            prop_assert_eq!(&exact, &shapley_by_orders(&game));
            prop_assert_eq!(&exact, &shapley_of_dividends(game.n_players(), nonzero_dividends(&game)).unwrap());
            prop_assert_eq!(exact.iter().sum::<Rational>(), game.grand_worth());
            for (float, exact) in shapley(&game.convert::<f64>().unwrap()).into_iter().zip(exact) {
                prop_assert!((float - exact.to_f64()).abs() < 1e-12);
            }
        }
    }
}
