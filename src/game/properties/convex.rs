//! Convex games.

use super::comparison::{Comparison, Judge, comparison, search};
use super::{Finding, Witness};
use crate::coalition::Coalition;
use crate::game::entries::Entry;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;

/// Whether joining pays the more the larger the coalition (Shapley 1971):
/// `v(S) + v(T) <= v(S ∪ T) + v(S ∩ T)`.
///
/// It is enough to look at `S = R + i`, `T = R + j`: `n (n-1) 2^(n-3)` comparisons. The witness is
/// such a pair of coalitions.
///
/// # Examples
///
/// ```
/// use pactum::Coalition;
/// use pactum::game::{TuGame, properties::{Witness, convex}};
///
/// let squares = TuGame::from_fn(4, |coalition| (coalition.size() as f64).powi(2)).unwrap();
/// assert!(convex(&squares).holds);
/// let majority = TuGame::new(vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]).unwrap();
/// let pair = Witness::Pair(Coalition::of([0, 1]), Coalition::of([0, 2]));
/// assert_eq!(convex(&majority).witness, Some(pair));
/// ```
pub fn convex<S: Scalar>(game: &TuGame<S>) -> Finding {
    let n_players = game.n_players();
    if let Comparison::Floats(values, tolerance) = comparison(game) {
        let least = super::convex_blocks::least_gain(&values, n_players, tolerance);
        if least >= -tolerance {
            let close = tolerance > 0.0 && least < tolerance;
            return Finding { holds: true, witness: None, tolerance, close };
        }
    }
    search!(game, |values, judge| first_violation(values, n_players, &mut judge))
}

/// The first pair of players and coalition without them that violates convexity.
fn first_violation<T: Entry>(values: &[T], n_players: usize, judge: &mut Judge<T>) -> Option<Witness> {
    for mask in 0..values.len() {
        for first in (0..n_players).filter(|player| mask >> player & 1 == 0) {
            for second in (first + 1..n_players).filter(|player| mask >> player & 1 == 0) {
                let (left, right) = (mask | 1 << first, mask | 1 << second);
                let apart = values[left].clone() + values[right].clone();
                if judge.exceeds(apart, values[left | right].clone() + values[mask].clone()) {
                    return Some(Witness::Pair(Coalition(left as u32), Coalition(right as u32)));
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{Rational, ratio};
    use crate::solution::cooperative::testing::{games, rising_games};
    use proptest::prelude::*;

    fn violated(game: &TuGame<Rational>, left: Coalition, right: Coalition) -> bool {
        game.worth(left) + game.worth(right) > game.worth(left.union(right)) + game.worth(left.intersection(right))
    }

    fn agrees_with_the_definition(game: &TuGame<Rational>) {
        let grand = Coalition::grand(game.n_players());
        let expected = !grand.subsets().any(|left| grand.subsets().any(|right| violated(game, left, right)));
        let finding = convex(game);
        assert_eq!(finding.holds, expected);
        if let Some(Witness::Pair(left, right)) = finding.witness {
            assert!(violated(game, left, right));
        }
        assert_eq!(convex(&game.convert::<f64>().unwrap()).holds, expected);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn random_games(game in games(4)) {
            agrees_with_the_definition(&game);
        }

        #[test]
        fn games_that_often_are(game in rising_games(4)) {
            agrees_with_the_definition(&game);
        }
    }

    #[test]
    fn huge_numbers_are_compared_exactly() {
        let huge = num_bigint::BigInt::from(10).pow(30);
        let square = |size: usize| Rational::from_integer(&huge * (size * size));
        let mut values: Vec<_> = Coalition::all(4).map(|coalition| square(coalition.size())).collect();
        assert!(convex(&TuGame::new(values.clone()).unwrap()).holds);
        // Two of three and one of one against three and none: 4 + 4 <= 9 + 1 has 2 huge to spare.
        values[7] -= square(1) * ratio(2, 1) + ratio(1, 1);
        assert!(!convex(&TuGame::new(values).unwrap()).holds);
    }
}
