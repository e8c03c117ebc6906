//! The centre of the imputation set.

use super::equal_gain::equal_gain;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;
use crate::solution::Allocation;

/// The centre of the imputation set, also known as equal surplus division:
/// `v(i) + (v(N) - sum of v(j)) / n` (Driessen and Funaki 1991).
///
/// Where the imputation set is empty the formula still holds: an equal share of the loss.
///
/// # Errors
///
/// None for a game that [`TuGame`] accepts.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::solution::cooperative::cis;
///
/// let pair = TuGame::new(vec![0.0, 3.0, 0.0, 4.0]).unwrap();
/// assert_eq!(cis(&pair).unwrap(), [3.5, 0.5]);
/// ```
pub fn cis<S: Scalar>(game: &TuGame<S>) -> Result<Allocation<S>, Error> {
    let alone: Vec<S> = (0..game.n_players()).map(|player| game.worth(Coalition::singleton(player))).collect();
    equal_gain(&game.grand_worth(), &alone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    /// The centre of gravity of the imputation simplex's vertices.
    #[test]
    fn mean_of_the_imputation_vertices() {
        let game = TuGame::new([0, 1, 2, 0, 0, 0, 0, 7].map(whole).to_vec()).unwrap();
        // Vertices: (5, 2, 0), (1, 6, 0), (1, 2, 4).
        assert_eq!(cis(&game).unwrap(), [ratio(7, 3), ratio(10, 3), ratio(4, 3)]);
    }
}
