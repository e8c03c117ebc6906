//! Semi-convex games.

use super::comparison::{Judge, search};
use super::{Finding, Witness, superadditive};
use crate::coalition::Coalition;
use crate::game::TuGame;
use crate::game::entries::Entry;
use crate::number::Scalar;

/// Whether the game is superadditive and no coalition has a smaller gap than one of its members:
/// `g(i) <= g(S)` for `i` in `S`, where `g(S) = sum over S of M_j - v(S)`, `M_j = v(N) - v(N - j)`
/// (Driessen and Tijs 1985).
///
/// The witness is a disjoint pair that violates superadditivity, or the pair `{i}`, `S`.
///
/// # Examples
///
/// ```
/// use pactum::game::{TuGame, properties::semi_convex};
///
/// let squares = TuGame::from_fn(3, |coalition| (coalition.size() as f64).powi(2)).unwrap();
/// assert!(semi_convex(&squares).holds);
/// assert!(!semi_convex(&TuGame::new(vec![0.0, 1.0, 1.0, 1.0]).unwrap()).holds);
/// ```
pub fn semi_convex<S: Scalar>(game: &TuGame<S>) -> Finding {
    let finding = superadditive(game);
    if !finding.holds {
        return finding;
    }
    let gaps = search!(game, |values, judge| first_violation(values, &mut judge));
    Finding { close: gaps.close || finding.close, ..gaps }
}

fn first_violation<T: Entry>(values: &[T], judge: &mut Judge<T>) -> Option<Witness> {
    let gap = gaps(values);
    for coalition in Coalition::all(values.len().ilog2() as usize) {
        for player in coalition.members() {
            let single = Coalition::singleton(player);
            if judge.exceeds(gap[single.index()].clone(), gap[coalition.index()].clone()) {
                return Some(Witness::Pair(single, coalition));
            }
        }
    }
    None
}

/// The gap `sum over S of M_j - v(S)` of every coalition.
pub(super) fn gaps<T: Entry>(values: &[T]) -> Vec<T> {
    let grand = values.len() - 1;
    let utopia = |player: usize| values[grand].clone() - values[grand ^ 1 << player].clone();
    let mut totals = vec![T::zero(); values.len()];
    for mask in 1..values.len() {
        totals[mask] = totals[mask & (mask - 1)].clone() + utopia(mask.trailing_zeros() as usize);
    }
    totals.into_iter().zip(values).map(|(total, worth)| total - worth.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::convex;
    use super::*;
    use crate::game::CharacteristicFunction;
    use crate::solution::cooperative::testing::rising_games;
    use crate::solution::cooperative::{minimal_rights, tau};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Convex games are semi-convex; in semi-convex games minimal rights are the own worths and
        /// the tau value is defined (Driessen and Tijs 1985).
        #[test]
        fn what_is_known_of_them(game in rising_games(4)) {
            let holds = semi_convex(&game).holds;
            prop_assert!(holds || !convex(&game).holds);
            if holds {
                prop_assert!(tau(&game).is_ok());
                for (player, right) in minimal_rights(&game).iter().enumerate() {
                    prop_assert_eq!(right, &game.worth(Coalition::singleton(player)));
                }
            }
        }
    }
}
