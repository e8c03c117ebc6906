//! Symmetric games.

use super::comparison::{Judge, search};
use super::{Finding, Witness};
use crate::coalition::Coalition;
use crate::game::TuGame;
use crate::game::entries::Entry;
use crate::number::Scalar;

/// Whether worths depend on the size of the coalition alone.
///
/// The witness is a pair of coalitions of one size and different worths.
///
/// # Examples
///
/// ```
/// use pactum::Coalition;
/// use pactum::game::{TuGame, properties::{Witness, symmetric}};
///
/// let game = TuGame::new(vec![0.0, 1.0, 2.0, 3.0]).unwrap();
/// assert_eq!(symmetric(&game).witness, Some(Witness::Pair(Coalition(1), Coalition(2))));
/// ```
pub fn symmetric<S: Scalar>(game: &TuGame<S>) -> Finding {
    search!(game, |values, judge| first_violation(values, &mut judge))
}

fn first_violation<T: Entry>(values: &[T], judge: &mut Judge<T>) -> Option<Witness> {
    (1..values.len()).find_map(|mask| {
        let first = (1usize << mask.count_ones()) - 1;
        let pair = || Witness::Pair(Coalition(first as u32), Coalition(mask as u32));
        judge.differs(values[first].clone(), values[mask].clone()).then(pair)
    })
}
