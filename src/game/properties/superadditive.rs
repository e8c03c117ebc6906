//! Superadditive games.

use std::sync::atomic::{AtomicBool, Ordering};

use super::comparison::{Comparison, Judge, comparison, search};
use super::convex::convex;
use super::superadditive_blocks::{self, Block, compare_block};
use super::{Finding, Witness};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::TuGame;
use crate::game::entries::Entry;
use crate::limit::TimeLimit;
use crate::number::Scalar;
use crate::parallel::first_found;

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
    superadditive_until(game, &TimeLimit::none())
        .unwrap_or_else(|_| search!(game, |values, judge| first_violation(values, 1..values.len(), &mut judge)))
}

/// The same, given up when the time is over.
///
/// # Errors
///
/// [`Error::TimeLimit`].
///
/// # Examples
///
/// ```
/// use pactum::game::{TuGame, properties::superadditive_until};
/// use pactum::limit::TimeLimit;
///
/// let game = TuGame::from_fn(12, |coalition| f64::from(coalition.size() as u32 / 2)).unwrap();
/// assert!(superadditive_until(&game, &TimeLimit::none()).unwrap().holds);
/// assert!(superadditive_until(&game, &TimeLimit::seconds(0.0)).is_err());
/// ```
pub fn superadditive_until<S: Scalar>(game: &TuGame<S>, limit: &TimeLimit) -> Result<Finding, Error> {
    limit.check(WORK)?;
    let convexity = convex(game);
    // Tolerances add up along a chain of joins, so a close call there proves nothing here.
    if convexity.holds && !convexity.close {
        return Ok(convexity);
    }
    if let Comparison::Floats(values, tolerance) = comparison(game)
        && values.len() >> superadditive_blocks::LEAST_PLAYERS > 0
    {
        return in_blocks(&values, tolerance, limit);
    }
    let mut late = Ok(());
    let finding = search!(game, |values, judge| {
        let unions = (1..values.len()).map_while(|union| {
            late = if union % 256 == 0 { limit.check(WORK) } else { Ok(()) };
            late.is_ok().then_some(union)
        });
        first_violation(values, unions, &mut judge)
    });
    late.map(|()| finding)
}

/// What a time limit stops.
const WORK: &str = "superadditivity";

/// Block by block: the first with a violation is searched in order for its first pair, those in which
/// a comparison is close are looked at one by one.
fn in_blocks(values: &[f64], tolerance: f64, limit: &TimeLimit) -> Result<Finding, Error> {
    let blocks: Vec<usize> = (0..superadditive_blocks::blocks(values)).collect();
    let seen_close = AtomicBool::new(false);
    let look = |&block: &usize| -> Option<Result<Finding, Error>> {
        if let Err(late) = limit.check(WORK) {
            return Some(Err(late));
        }
        let found = compare_block(values, block, tolerance);
        if found == Block::Below || found == Block::Close && seen_close.load(Ordering::Relaxed) {
            return None;
        }
        let mut judge = Judge::new(tolerance, tolerance);
        let unions = superadditive_blocks::unions(block).filter(|&union| union > 0);
        let witness = first_violation(values, unions, &mut judge);
        let finding = judge.finding(witness);
        if finding.holds {
            seen_close.fetch_or(finding.close, Ordering::Relaxed);
        }
        (!finding.holds).then_some(Ok(finding))
    };
    match first_found(&blocks, look) {
        Some(outcome) => outcome,
        None => {
            let close = seen_close.load(Ordering::Relaxed);
            Ok(Finding { holds: true, witness: None, tolerance, close })
        }
    }
}

/// The first of these unions, and its first part with the union's lowest player, that is worth too
/// little.
fn first_violation<T: Entry>(
    values: &[T],
    mut unions: impl Iterator<Item = usize>,
    judge: &mut Judge<T>,
) -> Option<Witness> {
    unions.find_map(|union| {
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

    /// Larger games in blocks: the same witness as pair by pair, wherever the violation lies.
    #[test]
    fn blocks_agree_with_pairs() {
        for n in [10usize, 11, 13] {
            // Concave in large steps, superadditive, far from convex.
            let base: Vec<f64> = (0..1usize << n).map(|mask| f64::from(mask.count_ones() / 2)).collect();
            for step in 0..12usize {
                let mut values = base.clone();
                let place = (step * 7919 + step * step * 611) % values.len();
                if step > 0 && place > 0 {
                    values[place] += if step % 2 == 0 { 0.5 } else { -0.5 };
                }
                let mut judge = Judge::new(1e-9 * n as f64, 1e-9);
                let expected = first_violation(&values, 1..values.len(), &mut judge);
                let game = TuGame::new(values).unwrap();
                assert_eq!(superadditive(&game).witness, expected, "{n} players, {place}");
                let exact = game.convert::<Rational>().unwrap();
                assert_eq!(superadditive(&exact).witness, expected);
            }
        }
    }

    #[test]
    fn close_calls_in_blocks_are_told() {
        let mut values: Vec<f64> = (0..1usize << 11).map(|mask| f64::from(mask.count_ones() / 2)).collect();
        assert!(!superadditive(&TuGame::new(values.clone()).unwrap()).close);
        values[1 << 10 | 3] -= 1e-12;
        let found = superadditive(&TuGame::new(values).unwrap());
        assert!(found.holds && found.close);
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
