//! Interaction indices: what players are worth to each other beyond their values.

use num_integer::binomial;

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::dividends::harsanyi_dividends;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Rational, Scalar, ratio};

/// Which interaction index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InteractionIndex {
    /// `I(S) = sum over T containing S of d(T) / (t - s + 1)` (Grabisch and Roubens 1999).
    Shapley,
    /// `I(S) = sum over T containing S of d(T) / 2^(t - s)` (Roubens 1996).
    Banzhaf,
    /// Dividends below order `k`; at order `k` `sum over T containing S of d(T) / C(t, k)`
    /// (Sundararajan, Dhamdhere and Agarwal 2020). All together sum to `v(N)`.
    ShapleyTaylor,
    /// The coefficients of the best approximation of the game by one of order `k`, with Shapley's
    /// weights (Tsai, Yeh and Ravikumar 2023). All together sum to `v(N)`.
    Faithful,
}

impl InteractionIndex {
    /// All indices with their names.
    pub const ALL: [(&'static str, InteractionIndex); 4] = [
        ("shapley", InteractionIndex::Shapley),
        ("banzhaf", InteractionIndex::Banzhaf),
        ("shapley-taylor", InteractionIndex::ShapleyTaylor),
        ("faithful", InteractionIndex::Faithful),
    ];

    /// What a dividend of a coalition of size `t` gives to a part of it of size `s`.
    fn share(self, s: i64, t: i64, order: i64) -> Rational {
        match self {
            InteractionIndex::Shapley => ratio(1, t - s + 1),
            InteractionIndex::Banzhaf => ratio(1, 1 << (t - s)),
            InteractionIndex::ShapleyTaylor if s < order => ratio((s == t).into(), 1),
            InteractionIndex::ShapleyTaylor => ratio(1, binomial(t, order)),
            InteractionIndex::Faithful if t <= order => ratio((s == t).into(), 1),
            InteractionIndex::Faithful => {
                let sign = if (order - s) % 2 == 0 { 1 } else { -1 };
                let front = ratio(sign * s * binomial(order, s), order + s);
                front * ratio(binomial(t - 1, order), binomial(t + order - 1, order + s))
            }
        }
    }
}

/// The interaction of every non-empty coalition of at most `order` players, by rising mask.
///
/// For coalitions of one player the Shapley and the Banzhaf index are the values of those names.
///
/// Complexity: `3^n` at most, less for small orders.
///
/// # Errors
///
/// [`Error::Input`] unless the order is from 1 to the number of players; [`Error::TooLarge`] above
/// 20 players.
///
/// # Examples
///
/// ```
/// use pactum::Coalition;
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::{InteractionIndex, interaction};
///
/// // Two right gloves are substitutes for each other.
/// let glove = TuGame::from_fn(3, |coalition| whole((coalition.contains(0) && coalition.size() >= 2).into())).unwrap();
/// let index = interaction(&glove, InteractionIndex::Shapley, 2).unwrap();
/// assert_eq!(index.last().unwrap(), &(Coalition::of([1, 2]), ratio(-1, 2)));
/// assert!(interaction(&glove, InteractionIndex::Shapley, 4).is_err());
/// ```
pub fn interaction<S: Scalar>(
    game: &TuGame<S>,
    index: InteractionIndex,
    order: usize,
) -> Result<Vec<(Coalition, S)>, Error> {
    let n_players = game.n_players();
    if order == 0 || order > n_players {
        return Err(Error::input(format!(
            "found order {order}; one from 1 to {n_players}, the number of players, is allowed"
        )));
    }
    if n_players > 20 {
        return Err(Error::TooLarge {
            what: format!("interaction indices of {n_players} players"),
            needed: format!("up to 3^{n_players} steps"),
            limit: "3^20".into(),
            remedy: "use a game of at most 20 players".into(),
        });
    }
    let dividends = harsanyi_dividends(game);
    let share = |s: usize, t: usize| S::from_rational(&index.share(s as i64, t as i64, order as i64));
    let shares: Vec<Vec<S>> = (0..=order)
        .map(|s| (0..=n_players).map(|t| if s == 0 || t < s { S::zero() } else { share(s, t) }).collect())
        .collect();
    let grand = Coalition::grand(n_players);
    let of = |part: Coalition| {
        let others = grand.minus(part).subsets();
        let terms = others.map(|rest| part.union(rest)).filter(|larger| !dividends[larger.index()].is_zero());
        terms.fold(S::zero(), |sum, larger| {
            sum + shares[part.size()][larger.size()].clone() * dividends[larger.index()].clone()
        })
    };
    let parts = Coalition::all(n_players).filter(|part| (1..=order).contains(&part.size()));
    Ok(parts.map(|part| (part, of(part))).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::games;
    use super::super::{banzhaf, shapley};
    use super::*;
    use crate::number::whole;
    use proptest::prelude::*;

    fn singles(index: &[(Coalition, Rational)]) -> Vec<Rational> {
        index.iter().filter(|(coalition, _)| coalition.size() == 1).map(|(_, value)| value.clone()).collect()
    }

    /// Grabisch and Roubens 1999, from worths: weights `(n - t - s)! t! / (n - s + 1)!` on the
    /// alternating sums over the parts of S joined to T.
    fn shapley_interaction(game: &TuGame<Rational>, part: Coalition) -> Rational {
        let factorial = |k: usize| (1..=k as i64).product::<i64>();
        let (n, s) = (game.n_players(), part.size());
        let others = Coalition::grand(n).minus(part);
        others
            .subsets()
            .map(|joined| {
                let t = joined.size();
                let weight = ratio(factorial(n - t - s) * factorial(t), factorial(n - s + 1));
                weight
                    * part
                        .subsets()
                        .map(|inner| {
                            game.worth(inner.union(joined)) * whole(if (s - inner.size()) % 2 == 0 { 1 } else { -1 })
                        })
                        .sum::<Rational>()
            })
            .sum()
    }

    /// The error of an approximation under Shapley's kernel, whose minimum the faithful index is.
    fn kernel_error(game: &TuGame<Rational>, index: &[(Coalition, Rational)]) -> Rational {
        let n = game.n_players();
        Coalition::all(n)
            .filter(|coalition| !coalition.is_empty() && coalition.size() < n)
            .map(|coalition| {
                let inside =
                    index.iter().filter(|(part, _)| part.is_subset_of(coalition)).map(|(_, value)| value.clone());
                let miss = game.worth(coalition) - inside.sum::<Rational>();
                let size = coalition.size() as i64;
                &miss * &miss * ratio(n as i64 - 1, binomial(n as i64, size) * size * (n as i64 - size))
            })
            .sum()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn order_one_is_the_value(game in games(5)) {
            for (_, index) in InteractionIndex::ALL {
                let expected = if index == InteractionIndex::Banzhaf { banzhaf(&game) } else { shapley(&game) };
                prop_assert_eq!(singles(&interaction(&game, index, 1).unwrap()), expected);
            }
        }

        #[test]
        fn shapley_interaction_by_definition(game in games(4)) {
            for (part, value) in interaction(&game, InteractionIndex::Shapley, game.n_players()).unwrap() {
                prop_assert_eq!(value, shapley_interaction(&game, part));
            }
        }

        #[test]
        fn efficient_ones_sum_to_the_worth_of_all(game in games(5), order in 1usize..=5) {
            let order = order.min(game.n_players());
            for index in [InteractionIndex::ShapleyTaylor, InteractionIndex::Faithful] {
                let total: Rational = interaction(&game, index, order).unwrap().into_iter().map(|(_, value)| value).sum();
                prop_assert_eq!(total, game.grand_worth());
            }
        }

        /// Moving weight between two coalitions, with the sum kept, never lowers the error.
        #[test]
        fn the_faithful_index_is_the_best_approximation(game in games(4), left in 0usize..10, right in 0usize..10, step in -2i64..=2) {
            let order = 2.min(game.n_players());
            let index = interaction(&game, InteractionIndex::Faithful, order).unwrap();
            let mut moved = index.clone();
            let (left, right) = (left % moved.len(), right % moved.len());
            moved[left].1 += ratio(step, 7);
            moved[right].1 -= ratio(step, 7);
            prop_assert!(kernel_error(&game, &moved) >= kernel_error(&game, &index));
        }
    }
}
