//! The Banzhaf value.

use num_traits::One;

use super::semivalue::weighted_marginals;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Rational, Scalar, sum};
use crate::solution::Allocation;

/// The Banzhaf value: every player's mean marginal contribution over all coalitions of the others,
/// `beta_i = 2^(1 - n) sum over S without i of (v(S + i) - v(S))` (Banzhaf 1965, Owen 1975).
///
/// It need not sum to the worth of the grand coalition; [`banzhaf_normalized`] does.
///
/// Complexity: one pass over the `2^n` worths.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::banzhaf;
///
/// let glove = TuGame::from_fn(3, |coalition| whole((coalition.contains(0) && coalition.size() >= 2).into())).unwrap();
/// assert_eq!(banzhaf(&glove), [ratio(3, 4), ratio(1, 4), ratio(1, 4)]);
/// ```
pub fn banzhaf<S: Scalar>(game: &TuGame<S>) -> Allocation<S> {
    let n_players = game.n_players();
    let weight = Rational::new(One::one(), num_bigint::BigInt::from(1u64 << (n_players - 1)));
    weighted_marginals(game, &vec![weight; n_players], false)
}

/// The Banzhaf value scaled to the worth of the grand coalition.
///
/// # Errors
///
/// [`Error::Undefined`] when the Banzhaf values sum to 0.
///
/// # Examples
///
/// ```
/// use pactum::Error;
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::banzhaf_normalized;
///
/// let glove = TuGame::from_fn(3, |coalition| whole((coalition.contains(0) && coalition.size() >= 2).into())).unwrap();
/// assert_eq!(banzhaf_normalized(&glove).unwrap(), [ratio(3, 5), ratio(1, 5), ratio(1, 5)]);
/// let nothing = TuGame::from_fn(2, |_| whole(0)).unwrap();
/// assert!(matches!(banzhaf_normalized(&nothing), Err(Error::Undefined(_))));
/// ```
pub fn banzhaf_normalized<S: Scalar>(game: &TuGame<S>) -> Result<Allocation<S>, Error> {
    let value = banzhaf(game);
    let total = sum(value.iter().cloned());
    if total.sign().is_eq() {
        return Err(Error::undefined(
            "the Banzhaf values sum to 0, so they cannot be scaled to the worth of the grand coalition",
        ));
    }
    let scale = game.grand_worth() / total;
    Ok(value.into_iter().map(|share| share * scale.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    /// Banzhaf 1965 on the weighted majority game [51; 50, 49, 1]: swings 3, 1, 1.
    #[test]
    fn weighted_majority() {
        let weights = [50, 49, 1];
        let game = TuGame::from_fn(3, |coalition| {
            whole((coalition.members().map(|player| weights[player]).sum::<i64>() >= 51).into())
        })
        .unwrap();
        assert_eq!(banzhaf(&game), [ratio(3, 4), ratio(1, 4), ratio(1, 4)]);
        assert_eq!(banzhaf_normalized(&game).unwrap(), [ratio(3, 5), ratio(1, 5), ratio(1, 5)]);
        assert_eq!(banzhaf(&game.convert::<f64>().unwrap()), [0.75, 0.25, 0.25]);
    }

    #[test]
    fn opposite_swings_leave_nothing_to_scale() {
        let game = TuGame::new([0, 1, -1, 0].map(whole).to_vec()).unwrap();
        assert_eq!(banzhaf(&game), [whole(1), whole(-1)]);
        assert!(matches!(banzhaf_normalized(&game), Err(Error::Undefined(_))));
    }
}
