//! Semivalues: weighted marginal contributions where the weight depends on the size alone.

use num_bigint::BigInt;
use num_integer::binomial;
use num_traits::{One, Zero};

use super::marginal_sums::float_marginals;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::entries::{Entries, Entry, as_floats, entries, from_float};
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Rational, Scalar, whole};
use crate::solution::Allocation;

/// The semivalue with weights `p_0, …, p_(n-1)` by size of the coalition joined,
/// `psi_i = sum over S without i of p_|S| (v(S + i) - v(S))` (Dubey, Neyman and Weber 1981).
///
/// The Shapley value has `p_s = s! (n - 1 - s)! / n!`, the Banzhaf value `p_s = 2^(1 - n)`; see
/// [`binomial_weights`] for a family between.
///
/// Complexity: one pass over the `2^n` worths (two for floats).
///
/// # Errors
///
/// [`Error::Input`] unless there are `n` weights, none negative, with
/// `sum over s of C(n - 1, s) p_s = 1`.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::semivalue;
///
/// let pair = TuGame::new(vec![whole(0), whole(1), whole(0), whole(4)]).unwrap();
/// // All weight on joining nobody: what each is worth alone.
/// assert_eq!(semivalue(&pair, &[whole(1), whole(0)]).unwrap(), [whole(1), whole(0)]);
/// assert!(semivalue(&pair, &[whole(1), whole(1)]).is_err());
/// ```
pub fn semivalue<S: Scalar>(game: &TuGame<S>, weights: &[Rational]) -> Result<Allocation<S>, Error> {
    let n_players = game.n_players();
    if weights.len() != n_players {
        return Err(Error::input(format!(
            "found {} weights; a semivalue of {n_players} players has as many",
            weights.len()
        )));
    }
    if let Some(weight) = weights.iter().find(|weight| **weight < Rational::zero()) {
        return Err(Error::input(format!("found weight {weight}; weights of a semivalue are not negative")));
    }
    let chance: Rational = weights
        .iter()
        .enumerate()
        .map(|(size, weight)| weight * whole(binomial(n_players as i64 - 1, size as i64)))
        .sum();
    if !chance.is_one() {
        return Err(Error::input(format!(
            "the weights times the numbers of coalitions sum to {chance}; they must sum to 1"
        )));
    }
    Ok(weighted_marginals(game, weights, false))
}

/// The weights of the binomial semivalue in which everybody else is present with probability `q`,
/// independently: `p_s = q^s (1 - q)^(n - 1 - s)`; 1/2 gives the Banzhaf value.
///
/// # Errors
///
/// [`Error::Input`] when `q` is outside `[0, 1]` or there is no player.
pub fn binomial_weights(n_players: usize, probability: &Rational) -> Result<Vec<Rational>, Error> {
    if *probability < Rational::zero() || *probability > Rational::one() {
        return Err(Error::input(format!("found probability {probability}; one from 0 to 1 is allowed")));
    }
    let others = n_players.checked_sub(1).ok_or_else(|| Error::input("a game has at least one player"))?;
    let power = |base: Rational, exponent: usize| num_traits::pow(base, exponent);
    Ok((0..n_players)
        .map(|size| power(probability.clone(), size) * power(Rational::one() - probability, others - size))
        .collect())
}

/// Weighted marginal contributions; `efficient` says that the weights are those of an efficient
/// value, which saves floats a pass.
pub(crate) fn weighted_marginals<S: Scalar>(game: &TuGame<S>, weights: &[Rational], efficient: bool) -> Allocation<S> {
    if let Some(values) = as_floats(game) {
        let floats: Vec<f64> = weights.iter().map(Scalar::to_f64).collect();
        return float_marginals(values, &floats, efficient).into_iter().map(from_float).collect();
    }
    let n_players = game.n_players();
    match entries(game) {
        Entries::Same(values) => generic_marginals(values, n_players, weights),
        Entries::Small(values, denominator) => {
            let wide = SizeSums::<i128>::of(n_players, values.into_iter().map(i128::from));
            wide.weigh(weights, &denominator)
        }
        Entries::Big(values, denominator) => SizeSums::of(n_players, values).weigh(weights, &denominator),
    }
}

/// `sum over S with i of w_|S| X(S)`, where `X(S)` is the sum of the members' marginal contributions
/// to `S`.
pub(crate) fn weighted_members<S: Scalar>(game: &TuGame<S>, weights: &[Rational]) -> Allocation<S> {
    let n_players = game.n_players();
    match entries(game) {
        Entries::Same(values) => {
            let weights: Vec<S> = weights.iter().map(S::from_rational).collect();
            let mut value = vec![S::zero(); n_players];
            for (mask, sum) in member_marginals(values).into_iter().enumerate() {
                let part = sum * weights[mask.count_ones() as usize].clone();
                for player in Coalition(mask as u32).members() {
                    value[player] = value[player].clone() + part.clone();
                }
            }
            value
        }
        // Marginal contributions of 26 members below 2^55 stay below 2^60.
        Entries::Small(values, denominator) => {
            let sums = member_marginals(&values).into_iter().map(i128::from);
            SizeSums::of(n_players, sums).weigh_members(weights, &denominator)
        }
        Entries::Big(values, denominator) => {
            SizeSums::of(n_players, member_marginals(&values)).weigh_members(weights, &denominator)
        }
    }
}

/// For each coalition the sum of its members' marginal contributions to it.
fn member_marginals<T: Entry>(values: &[T]) -> Vec<T> {
    let sum = |mask: usize| {
        let members = Coalition(mask as u32).members();
        members.fold(T::zero(), |sum, player| sum + (values[mask].clone() - values[mask ^ 1 << player].clone()))
    };
    (0..values.len()).map(sum).collect()
}

/// The definition itself, for number types that are neither floats nor rationals.
fn generic_marginals<S: Scalar>(values: &[S], n_players: usize, weights: &[Rational]) -> Vec<S> {
    let weights: Vec<S> = weights.iter().map(S::from_rational).collect();
    let value_of = |player: usize| {
        let with = (0..values.len()).filter(|mask| mask >> player & 1 == 1);
        with.fold(S::zero(), |sum, mask| {
            let without = mask ^ 1 << player;
            let marginal = values[mask].clone() - values[without].clone();
            sum + weights[without.count_ones() as usize].clone() * marginal
        })
    };
    (0..n_players).map(value_of).collect()
}

/// Sums of worths by size of coalition: all that a semivalue depends on.
struct SizeSums<A> {
    /// Over all coalitions of each size.
    all: Vec<A>,
    /// Over those with a given player, player by player.
    with_player: Vec<Vec<A>>,
}

impl<A: Clone + Zero + for<'a> std::ops::AddAssign<&'a A> + Into<BigInt>> SizeSums<A> {
    /// One pass over the table.
    fn of(n_players: usize, values: impl IntoIterator<Item = A>) -> Self {
        let mut sums = SizeSums {
            all: vec![A::zero(); n_players + 1],
            with_player: vec![vec![A::zero(); n_players + 1]; n_players],
        };
        for (mask, value) in values.into_iter().enumerate() {
            let size = mask.count_ones() as usize;
            sums.all[size] += &value;
            for player in Coalition(mask as u32).members() {
                sums.with_player[player][size] += &value;
            }
        }
        sums
    }

    /// `sum over s of w_s with(s)` for each player.
    fn weigh_members<S: Scalar>(self, weights: &[Rational], denominator: &BigInt) -> Vec<S> {
        let value_of = |with: Vec<A>| {
            let terms = with.into_iter().zip(weights).map(|(with, weight)| weight * Into::<BigInt>::into(with));
            S::from_rational(&(terms.sum::<Rational>() / denominator))
        };
        self.with_player.into_iter().map(value_of).collect()
    }

    /// `sum over s of p_(s-1) with(s) - p_s (all(s) - with(s))` for each player.
    fn weigh<S: Scalar>(self, weights: &[Rational], denominator: &BigInt) -> Vec<S> {
        let all: Vec<BigInt> = self.all.into_iter().map(Into::into).collect();
        let value_of = |with: Vec<A>| {
            let mut value = Rational::zero();
            for (size, with) in with.into_iter().map(Into::<BigInt>::into).enumerate() {
                if let Some(weight) = weights.get(size) {
                    value -= weight * &(&all[size] - &with);
                }
                if size > 0 {
                    value += &weights[size - 1] * with;
                }
            }
            S::from_rational(&(value / denominator))
        };
        self.with_player.into_iter().map(value_of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::games;
    use super::super::{banzhaf, shapley};
    use super::*;
    use crate::number::ratio;
    use proptest::prelude::*;

    #[test]
    fn wrong_weights_are_refused() {
        let pair = TuGame::new([0, 1, 0, 4].map(whole).to_vec()).unwrap();
        for weights in [vec![whole(1)], vec![ratio(1, 2); 3], vec![whole(2), whole(-1)]] {
            assert!(matches!(semivalue(&pair, &weights), Err(Error::Input(_))));
        }
        assert!(binomial_weights(3, &whole(2)).is_err());
        assert!(binomial_weights(0, &whole(1)).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_definition_and_the_fast_sums_agree(game in games(6), quarters in 0i64..=4) {
            let weights = binomial_weights(game.n_players(), &ratio(quarters, 4)).unwrap();
            let direct = generic_marginals(game.values(), game.n_players(), &weights);
            prop_assert_eq!(&semivalue(&game, &weights).unwrap(), &direct);
            let floats = semivalue(&game.convert::<f64>().unwrap(), &weights).unwrap();
            for (float, exact) in floats.iter().zip(&direct) {
                prop_assert!((float - exact.to_f64()).abs() < 1e-12);
            }
        }

        #[test]
        fn named_values_are_semivalues(game in games(5)) {
            let n_players = game.n_players() as i64;
            let shapley_weights: Vec<_> = (0..n_players).map(|size| ratio(1, n_players * binomial(n_players - 1, size))).collect();
            prop_assert_eq!(semivalue(&game, &shapley_weights).unwrap(), shapley(&game));
            let half = binomial_weights(game.n_players(), &ratio(1, 2)).unwrap();
            prop_assert_eq!(semivalue(&game, &half).unwrap(), banzhaf(&game));
        }
    }
}
