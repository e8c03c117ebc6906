//! The equal split.

use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;
use crate::solution::Allocation;

/// The equal division value: `v(N) / n` each (van den Brink 2007).
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::solution::cooperative::equal_split;
///
/// let pair = TuGame::new(vec![0.0, 3.0, 0.0, 4.0]).unwrap();
/// // Not individually rational: player 1 has 3 alone.
/// assert_eq!(equal_split(&pair), [2.0, 2.0]);
/// ```
pub fn equal_split<S: Scalar>(game: &TuGame<S>) -> Allocation<S> {
    let n_players = game.n_players();
    vec![game.grand_worth() / S::from_integer(n_players as i64); n_players]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    #[test]
    fn thirds_are_exact() {
        let game = TuGame::from_fn(3, |coalition| whole((coalition.size() == 3).into())).unwrap();
        assert_eq!(equal_split(&game), vec![ratio(1, 3); 3]);
    }
}
