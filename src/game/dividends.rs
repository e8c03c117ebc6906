//! Harsanyi dividends: what a coalition adds to all that its parts have.

use num_bigint::BigInt;
use num_traits::Zero;

use super::entries::{Entries, Entry, entries};
use super::tu::TuGame;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::number::{Rational, Scalar};

/// The Harsanyi dividends of a game, indexed by mask:
/// `d(S) = sum over T inside S of (-1)^(|S| - |T|) v(T)`, so that `v(S)` is the sum of the dividends
/// of the coalitions inside `S` (Harsanyi 1963).
///
/// Complexity: `n 2^(n-1)` subtractions.
///
/// # Examples
///
/// ```
/// use pactum::game::{TuGame, dividends::{from_dividends, harsanyi_dividends}};
///
/// let majority = TuGame::new(vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]).unwrap();
/// let dividends = harsanyi_dividends(&majority);
/// assert_eq!(dividends, [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, -2.0]);
/// assert_eq!(from_dividends(dividends).unwrap(), majority);
/// // Dividends of the empty coalition are an error, as worths of it are.
/// assert!(from_dividends(vec![1.0, 0.0]).is_err());
/// ```
pub fn harsanyi_dividends<S: Scalar>(game: &TuGame<S>) -> Vec<S> {
    match entries(game) {
        Entries::Same(values) => {
            let mut dividends = values.to_vec();
            subtract_parts(&mut dividends);
            dividends
        }
        // Numerators below 2^54 have dividends below 2^54 2^26.
        Entries::Small(numerators, denominator) => {
            let mut dividends: Vec<i128> = numerators.into_iter().map(i128::from).collect();
            subtract_parts(&mut dividends);
            dividends.into_iter().map(|entry| over(entry.into(), &denominator)).collect()
        }
        Entries::Big(mut dividends, denominator) => {
            subtract_parts(&mut dividends);
            dividends.into_iter().map(|entry| over(entry, &denominator)).collect()
        }
    }
}

fn over<S: Scalar>(numerator: BigInt, denominator: &BigInt) -> S {
    if numerator.is_zero() { S::zero() } else { S::from_rational(&Rational::new(numerator, denominator.clone())) }
}

/// The game whose Harsanyi dividends these are: the inverse of [`harsanyi_dividends`].
///
/// # Errors
///
/// [`Error::Input`] unless there are `2^n` dividends and the empty coalition's is 0.
pub fn from_dividends<S: Scalar>(mut dividends: Vec<S>) -> Result<TuGame<S>, Error> {
    for bit in 0..dividends.len().max(1).ilog2() {
        for mask in 0..dividends.len() {
            if mask >> bit & 1 == 1 {
                let part = dividends[mask ^ 1 << bit].clone();
                dividends[mask] = dividends[mask].clone() + part;
            }
        }
    }
    TuGame::new(dividends)
}

/// The dividends that are not zero, by rising mask.
pub fn nonzero_dividends<S: Scalar>(game: &TuGame<S>) -> Vec<(Coalition, S)> {
    let dividends = harsanyi_dividends(game).into_iter().enumerate();
    dividends.filter(|(_, value)| !value.is_zero()).map(|(mask, value)| (Coalition(mask as u32), value)).collect()
}

/// The Moebius transform, in place.
fn subtract_parts<T: Entry>(table: &mut [T]) {
    let mut half = 1;
    while half < table.len() {
        for block in table.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            for (low, high) in without.iter().zip(with) {
                *high = high.clone() - low.clone();
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Rational;
    use crate::solution::cooperative::testing::games;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn dividends_by_definition_and_back(game in games(5)) {
            let dividends = harsanyi_dividends(&game);
            for coalition in Coalition::all(game.values().len().ilog2() as usize) {
                let direct = coalition.subsets().fold(Rational::from_integer(0.into()), |sum, part| {
                    let worth = &game.values()[part.index()];
                    if (coalition.size() - part.size()) % 2 == 0 { sum + worth } else { sum - worth }
                });
                prop_assert_eq!(&dividends[coalition.index()], &direct);
            }
            prop_assert_eq!(from_dividends(dividends).unwrap(), game);
        }
    }
}
