//! Monotone and zero-monotone games.

use super::comparison::{Judge, search};
use super::{Finding, Witness};
use crate::coalition::Coalition;
use crate::game::TuGame;
use crate::game::entries::Entry;
use crate::number::Scalar;

/// Whether no coalition loses worth when a player joins: `v(S) <= v(T)` for `S` inside `T`.
///
/// The witness is a pair `S`, `S + i` with `v(S) > v(S + i)`. Complexity: `n 2^(n-1)` comparisons.
///
/// # Examples
///
/// ```
/// use pactum::Coalition;
/// use pactum::game::{TuGame, properties::{Witness, monotone}};
///
/// let game = TuGame::new(vec![0.0, 2.0, 0.0, 1.0]).unwrap();
/// let finding = monotone(&game);
/// assert_eq!(finding.witness, Some(Witness::Pair(Coalition::of([0]), Coalition::of([0, 1]))));
/// ```
pub fn monotone<S: Scalar>(game: &TuGame<S>) -> Finding {
    search!(game, |values, judge| first_joining(values, &mut judge, false))
}

/// Whether joining a coalition never brings less than staying alone: `v(S) + v(i) <= v(S + i)`.
///
/// The witness is the pair `S`, `S + i`. Complexity: `n 2^(n-1)` comparisons.
///
/// # Examples
///
/// ```
/// use pactum::game::{TuGame, properties::zero_monotone};
///
/// assert!(zero_monotone(&TuGame::new(vec![0.0, 1.0, 1.0, 2.0]).unwrap()).holds);
/// assert!(!zero_monotone(&TuGame::new(vec![0.0, 1.0, 1.0, 1.0]).unwrap()).holds);
/// ```
pub fn zero_monotone<S: Scalar>(game: &TuGame<S>) -> Finding {
    search!(game, |values, judge| first_joining(values, &mut judge, true))
}

/// The first coalition and player outside it such that the coalition, `plus` the player alone where
/// that is asked for, is worth more than both together.
fn first_joining<T: Entry>(values: &[T], judge: &mut Judge<T>, plus: bool) -> Option<Witness> {
    let n_players = values.len().ilog2() as usize;
    for mask in 0..values.len() {
        for player in (0..n_players).filter(|player| mask >> player & 1 == 0) {
            let alone = if plus { values[1 << player].clone() } else { T::zero() };
            if judge.exceeds(values[mask].clone() + alone, values[mask | 1 << player].clone()) {
                let coalition = Coalition(mask as u32);
                return Some(Witness::Pair(coalition, coalition.with(player)));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::CharacteristicFunction;
    use crate::number::Rational;
    use crate::solution::cooperative::testing::games;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn by_definition(game in games(4)) {
            let grand = Coalition::grand(game.n_players());
            let falls = grand.subsets().any(|large| large.subsets().any(|small| game.worth(small) > game.worth(large)));
            prop_assert_eq!(monotone(&game).holds, !falls);
            if let Some(Witness::Pair(small, large)) = monotone(&game).witness {
                prop_assert!(small.is_subset_of(large) && game.worth(small) > game.worth(large));
            }
            let normalized = TuGame::from_fn(game.n_players(), |coalition| {
                game.worth(coalition) - coalition.members().map(|player| game.worth(Coalition::singleton(player))).sum::<Rational>()
            }).unwrap();
            prop_assert_eq!(zero_monotone(&game).holds, monotone(&normalized).holds);
        }
    }
}
