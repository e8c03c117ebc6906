//! Superadditive games.

use super::comparison::{Judge, search};
use super::convex::convex;
use super::{Finding, Witness};
use crate::coalition::Coalition;
use crate::game::TuGame;
use crate::game::entries::Entry;
use crate::number::Scalar;

/// Whether disjoint coalitions are worth at least as much together: `v(S) + v(T) <= v(S ∪ T)`.
///
/// The witness is a disjoint pair. Every convex game is superadditive, so that is looked at first,
/// with `n (n-1) 2^(n-3)` comparisons; only else all `3^n / 2` disjoint pairs are.
///
/// # Examples
///
/// ```
/// use pactum::Coalition;
/// use pactum::game::{TuGame, properties::{Witness, superadditive}};
///
/// let majority = TuGame::new(vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]).unwrap();
/// assert!(superadditive(&majority).holds);
/// let apart = TuGame::new(vec![0.0, 1.0, 1.0, 1.0]).unwrap();
/// let pair = Witness::Pair(Coalition::of([0]), Coalition::of([1]));
/// assert_eq!(superadditive(&apart).witness, Some(pair));
/// ```
pub fn superadditive<S: Scalar>(game: &TuGame<S>) -> Finding {
    let convexity = convex(game);
    // Tolerances add up along a chain of joins, so a close call there proves nothing here.
    if convexity.holds && !convexity.close {
        return convexity;
    }
    search!(game, |values, judge| first_violation(values, &mut judge))
}

/// The first union, and its first part with the union's lowest player, that is worth too little.
fn first_violation<T: Entry>(values: &[T], judge: &mut Judge<T>) -> Option<Witness> {
    (1..values.len()).find_map(|union| {
        let rest = union & (union - 1);
        let mut other = rest;
        while other != 0 {
            let part = union ^ other;
            if judge.exceeds(values[part].clone() + values[other].clone(), values[union].clone()) {
                return Some(Witness::Pair(Coalition(part as u32), Coalition(other as u32)));
            }
            other = (other - 1) & rest;
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::CharacteristicFunction;
    use crate::number::Rational;
    use crate::solution::cooperative::testing::{games, rising_games};
    use proptest::prelude::*;

    fn agrees_with_the_definition(game: &TuGame<Rational>) {
        let grand = Coalition::grand(game.n_players());
        let violated = |left: Coalition, right: Coalition| {
            left.intersection(right).is_empty() && game.worth(left) + game.worth(right) > game.worth(left.union(right))
        };
        let expected = !grand.subsets().any(|left| grand.subsets().any(|right| violated(left, right)));
        let finding = superadditive(game);
        assert_eq!(finding.holds, expected);
        if let Some(Witness::Pair(left, right)) = finding.witness {
            assert!(violated(left, right));
        }
        assert_eq!(superadditive(&game.convert::<f64>().unwrap()).holds, expected);
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
}
