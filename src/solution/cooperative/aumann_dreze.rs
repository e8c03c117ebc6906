//! The Aumann-Drèze value.

use super::owen::partition;
use super::shapley::shapley;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;
use crate::solution::Allocation;

/// The Aumann-Drèze value of a game with a coalition structure: the Shapley value of the game
/// restricted to each union (Aumann and Drèze 1974). It shares `v(B)` in each union `B`.
///
/// # Errors
///
/// [`Error::Input`] unless the unions are a partition of the players.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::solution::cooperative::aumann_dreze;
///
/// let majority = TuGame::new(vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]).unwrap();
/// assert_eq!(aumann_dreze(&majority, &[vec![0, 2], vec![1]]).unwrap(), [0.5, 0.0, 0.5]);
/// assert!(aumann_dreze(&majority, &[vec![0, 1]]).is_err());
/// ```
pub fn aumann_dreze<S: Scalar>(game: &TuGame<S>, unions: &[Vec<usize>]) -> Result<Allocation<S>, Error> {
    let mut value = vec![S::zero(); game.n_players()];
    for block in partition(game.n_players(), unions)? {
        let members: Vec<usize> = block.members().collect();
        let restricted = TuGame::from_fn(members.len(), |part| {
            game.worth(Coalition::of(part.members().map(|place| members[place])))
        })?;
        for (player, share) in members.into_iter().zip(shapley(&restricted)) {
            value[player] = share;
        }
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    #[test]
    fn every_union_shares_its_own_worth() {
        let game = TuGame::new([0, 1, 0, 4, 2, 5, 6, 9].map(whole).to_vec()).unwrap();
        assert_eq!(aumann_dreze(&game, &[vec![1, 0], vec![2]]).unwrap(), [ratio(5, 2), ratio(3, 2), whole(2)]);
        assert_eq!(aumann_dreze(&game, &[vec![0, 1, 2]]).unwrap(), shapley(&game));
    }
}
