//! Values that are given by what they do with a Harsanyi dividend.

use crate::coalition::Coalition;
use crate::game::TuGame;
use crate::game::dividends::nonzero_dividends;
use crate::number::Scalar;
use crate::solution::Allocation;

/// The linear value that gives each member of a coalition the given share of its dividend.
pub(super) fn share_dividends<S: Scalar>(
    game: &TuGame<S>,
    n_players: usize,
    mut share: impl FnMut(Coalition, usize) -> S,
) -> Allocation<S> {
    let mut value = vec![S::zero(); n_players];
    for (coalition, dividend) in nonzero_dividends(game) {
        for player in coalition.members() {
            value[player] = value[player].clone() + dividend.clone() * share(coalition, player);
        }
    }
    value
}

/// `2^(-exponent)`.
pub(super) fn power_of_half<S: Scalar>(exponent: usize) -> S {
    let half = S::one() / S::from_integer(2);
    num_traits::pow(half, exponent)
}
