//! The Owen value and the Banzhaf-Owen value.

use super::unanimity::{power_of_half, share_dividends};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;
use crate::solution::Allocation;

/// The Owen value of a game with a-priori unions: the average marginal contribution over the orders
/// in which each union arrives without interruption (Owen 1977).
///
/// A coalition's dividend is split equally among the unions it meets, and within each equally among
/// its members there.
///
/// # Errors
///
/// [`Error::Input`] unless the unions are a partition of the players.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::owen;
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// // Two who form a union have it all.
/// let value = owen(&majority, &[vec![0, 1], vec![2]]).unwrap();
/// assert_eq!(value, [ratio(1, 2), ratio(1, 2), whole(0)]);
/// assert!(owen(&majority, &[vec![0, 1]]).is_err());
/// ```
pub fn owen<S: Scalar>(game: &TuGame<S>, unions: &[Vec<usize>]) -> Result<Allocation<S>, Error> {
    let blocks = partition(game.n_players(), unions)?;
    Ok(share_dividends(game, game.n_players(), |coalition, player| {
        let (met, own) = meets(&blocks, coalition, player);
        S::one() / S::from_integer((met * own) as i64)
    }))
}

/// The Banzhaf-Owen value: the Banzhaf value among unions and within them (Owen 1981),
/// `sum over H, T of 2^(1 - m) 2^(1 - b) (v(Q + T + i) - v(Q + T))`, `H` any of the `m - 1` other
/// unions, `Q` their players, `T` any of the `b - 1` partners of `i`.
///
/// # Errors
///
/// [`Error::Input`] unless the unions are a partition of the players.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::banzhaf_owen;
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// let value = banzhaf_owen(&majority, &[vec![0, 1], vec![2]]).unwrap();
/// assert_eq!(value, [ratio(1, 2), ratio(1, 2), whole(0)]);
/// assert!(banzhaf_owen(&majority, &[vec![0, 1], vec![1, 2]]).is_err());
/// ```
pub fn banzhaf_owen<S: Scalar>(game: &TuGame<S>, unions: &[Vec<usize>]) -> Result<Allocation<S>, Error> {
    let blocks = partition(game.n_players(), unions)?;
    Ok(share_dividends(game, game.n_players(), |coalition, player| {
        let (met, own) = meets(&blocks, coalition, player);
        power_of_half(met - 1 + own - 1)
    }))
}

/// How many unions a coalition meets, and how many of its players are in the union of one of them.
fn meets(blocks: &[Coalition], coalition: Coalition, player: usize) -> (usize, usize) {
    let met = blocks.iter().filter(|block| !block.intersection(coalition).is_empty()).count();
    let own =
        blocks.iter().filter(|block| block.contains(player)).map(|block| block.intersection(coalition).size()).sum();
    (met, own)
}

/// The unions as coalitions.
///
/// # Errors
///
/// [`Error::Input`] unless every player is in exactly one.
pub(super) fn partition(n_players: usize, unions: &[Vec<usize>]) -> Result<Vec<Coalition>, Error> {
    let mut seen = vec![0; n_players];
    for &player in unions.iter().flatten() {
        match seen.get_mut(player) {
            Some(count) => *count += 1,
            None => return Err(Error::input(format!("found player {} in a union; there are {n_players}", player + 1))),
        }
    }
    if let Some(player) = seen.iter().position(|&count| count != 1) {
        let times = seen[player];
        return Err(Error::input(format!(
            "found player {} in {times} unions; every player is in exactly one",
            player + 1
        )));
    }
    let blocks = unions.iter().map(|union| Coalition::of(union.iter().copied()));
    Ok(blocks.filter(|block| !block.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::games;
    use super::super::{banzhaf, shapley};
    use super::*;
    use crate::number::{Rational, whole};
    use itertools::Itertools;
    use proptest::prelude::*;

    /// Player `i` to the union of the same colour.
    fn by_colour(n_players: usize, colours: &[usize]) -> Vec<Vec<usize>> {
        (0..3).map(|colour| (0..n_players).filter(|&player| colours[player] == colour).collect()).collect()
    }

    fn owen_by_orders(game: &TuGame<Rational>, unions: &[Vec<usize>]) -> Vec<Rational> {
        let n_players = game.n_players();
        let union_of = |player: usize| unions.iter().position(|union| union.contains(&player)).unwrap();
        let unbroken =
            |order: &[usize]| order.iter().map(|&player| union_of(player)).dedup().duplicates().next().is_none();
        let orders: Vec<_> = (0..n_players).permutations(n_players).filter(|order| unbroken(order)).collect();
        let mut totals = vec![whole(0); n_players];
        for order in &orders {
            let mut before = Coalition::EMPTY;
            for &player in order {
                totals[player] += game.worth(before.with(player)) - game.worth(before);
                before = before.with(player);
            }
        }
        totals.into_iter().map(|total| total / whole(orders.len() as i64)).collect()
    }

    fn banzhaf_owen_by_definition(game: &TuGame<Rational>, unions: &[Vec<usize>], player: usize) -> Rational {
        let blocks = partition(game.n_players(), unions).unwrap();
        let (own, others): (Vec<_>, Vec<_>) = blocks.into_iter().partition(|block| block.contains(player));
        let mut total = whole(0);
        for joined in Coalition::all(others.len()) {
            let outside = joined.members().fold(Coalition::EMPTY, |sum, block| sum.union(others[block]));
            for partners in own[0].without(player).subsets() {
                let base = outside.union(partners);
                total += game.worth(base.with(player)) - game.worth(base);
            }
        }
        total / whole(1 << (others.len() + own[0].size() - 1))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn both_by_definition(game in games(5), colours in prop::collection::vec(0usize..3, 5)) {
            let unions = by_colour(game.n_players(), &colours);
            prop_assert_eq!(owen(&game, &unions).unwrap(), owen_by_orders(&game, &unions));
            let value = banzhaf_owen(&game, &unions).unwrap();
            for (player, share) in value.iter().enumerate() {
                prop_assert_eq!(share, &banzhaf_owen_by_definition(&game, &unions, player));
            }
        }

        #[test]
        fn unions_of_one_and_one_union_change_nothing(game in games(5)) {
            let n_players = game.n_players();
            let singles: Vec<_> = (0..n_players).map(|player| vec![player]).collect();
            let whole_set = vec![(0..n_players).collect::<Vec<_>>()];
            prop_assert_eq!(owen(&game, &singles).unwrap(), shapley(&game));
            prop_assert_eq!(owen(&game, &whole_set).unwrap(), shapley(&game));
            prop_assert_eq!(banzhaf_owen(&game, &singles).unwrap(), banzhaf(&game));
        }
    }
}
