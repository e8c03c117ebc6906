//! Players who matter not at all, or always; who matters more.

use super::Witness;
use super::comparison::{Judge, search};
use crate::coalition::Coalition;
use crate::game::entries::Entry;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;

/// The players who add nothing to any coalition.
///
/// # Examples
///
/// ```
/// use pactum::Coalition;
/// use pactum::game::{TuGame, properties::null_players};
///
/// let game = TuGame::new(vec![0.0, 1.0, 0.0, 1.0]).unwrap();
/// assert_eq!(null_players(&game), Coalition::of([1]));
/// ```
pub fn null_players<S: Scalar>(game: &TuGame<S>) -> Coalition {
    let adds_nothing = |player: &usize| search!(game, |values, judge| differing(values, *player, &mut judge)).holds;
    Coalition::of((0..game.n_players()).filter(adds_nothing))
}

/// A coalition to which the player adds something.
fn differing<T: Entry>(values: &[T], player: usize, judge: &mut Judge<T>) -> Option<Witness> {
    let without = (0..values.len()).filter(|mask| mask >> player & 1 == 0);
    let mut changed = without.filter(|&mask| judge.differs(values[mask].clone(), values[mask | 1 << player].clone()));
    changed.next().map(|mask| Witness::Coalition(Coalition(mask as u32)))
}

/// The players without whom every coalition is worth 0.
///
/// # Examples
///
/// ```
/// use pactum::Coalition;
/// use pactum::game::{TuGame, properties::veto_players};
///
/// let glove = TuGame::new(vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]).unwrap();
/// assert_eq!(veto_players(&glove), Coalition::of([0]));
/// ```
pub fn veto_players<S: Scalar>(game: &TuGame<S>) -> Coalition {
    let worthy = Coalition::all(game.n_players()).filter(|coalition| !game.worth(*coalition).sign().is_eq());
    worthy.fold(Coalition::grand(game.n_players()), Coalition::intersection)
}

/// Who is at least as desirable as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Desirability {
    /// Any two players can be compared: classes of equals, the most desirable first.
    Complete(Vec<Vec<usize>>),
    /// These two cannot: each is better in some coalition.
    Incomparable(usize, usize),
}

/// The desirability order: `i` is at least as desirable as `j` when `v(S + i) >= v(S + j)` for every
/// `S` without both (Maschler and Peleg 1966).
///
/// # Examples
///
/// ```
/// use pactum::game::{TuGame, properties::{Desirability, desirability}};
///
/// let glove = TuGame::new(vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]).unwrap();
/// assert_eq!(desirability(&glove), Desirability::Complete(vec![vec![0], vec![1, 2]]));
/// ```
pub fn desirability<S: Scalar>(game: &TuGame<S>) -> Desirability {
    let n_players = game.n_players();
    let at_least =
        |first: usize, second: usize| search!(game, |values, judge| better(values, second, first, &mut judge)).holds;
    let table: Vec<Vec<bool>> = (0..n_players)
        .map(|first| (0..n_players).map(|second| first == second || at_least(first, second)).collect())
        .collect();
    for first in 0..n_players {
        if let Some(second) = (0..first).find(|&second| !table[first][second] && !table[second][first]) {
            return Desirability::Incomparable(second, first);
        }
    }
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for player in 0..n_players {
        match classes.iter().position(|class| table[player][class[0]]) {
            Some(place) if table[classes[place][0]][player] => classes[place].push(player),
            Some(place) => classes.insert(place, vec![player]),
            None => classes.push(vec![player]),
        }
    }
    Desirability::Complete(classes)
}

/// A coalition in which the first player is better than the second.
fn better<T: Entry>(values: &[T], first: usize, second: usize, judge: &mut Judge<T>) -> Option<Witness> {
    let both = 1 << first | 1 << second;
    let without = (0..values.len()).filter(|mask| mask & both == 0);
    let mut found =
        without.filter(|&mask| judge.exceeds(values[mask | 1 << first].clone(), values[mask | 1 << second].clone()));
    found.next().map(|mask| Witness::Coalition(Coalition(mask as u32)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::whole;

    /// [5; 4, 3, 2, 1]: weights order players; 2 and 3 are alike as voters.
    #[test]
    fn voters_are_ordered_by_weight() {
        let weights = [1, 2, 4, 3];
        let game = TuGame::from_fn(4, |coalition| {
            whole((coalition.members().map(|player| weights[player]).sum::<i64>() >= 5).into())
        })
        .unwrap();
        assert_eq!(desirability(&game), Desirability::Complete(vec![vec![2], vec![1, 3], vec![0]]));
    }

    #[test]
    fn some_players_cannot_be_compared() {
        // Player 1 is good for 3, player 2 for 4.
        let game = TuGame::from_fn(4, |coalition| {
            let has = |pair: [usize; 2]| Coalition::of(pair).is_subset_of(coalition);
            whole((has([0, 2]) || has([1, 3])).into())
        })
        .unwrap();
        assert_eq!(desirability(&game), Desirability::Incomparable(0, 1));
        assert_eq!(null_players(&game), Coalition::EMPTY);
        assert_eq!(veto_players(&game), Coalition::EMPTY);
    }
}
