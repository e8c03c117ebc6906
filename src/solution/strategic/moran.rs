//! Fixation in a finite population: the Moran process of a symmetric two-by-two game.

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::number::cell::Cell;
use crate::number::{Rational, whole};
use num_traits::{One, Signed, Zero};

/// The probability that one mutant of each strategy takes over a population of the other.
///
/// With `i` mutants among `N`, fitness is the mean payoff against the others: `f_i = (a (i-1) + b (N-i)) / (N-1)`
/// for mutants, `g_i = (c i + d (N-i-1)) / (N-1)` for residents; then `1 / (1 + Σ_k Π_{i<=k} g_i / f_i)`.
///
/// # Errors
///
/// [`Error::Undefined`] unless the game is symmetric with two players and two strategies, and all fitness is
/// positive; [`Error::Input`] for fewer than two in the population, [`Error::TooLarge`] for more than 10,000.
///
/// # Complexity
///
/// `O(N)` exact operations on numbers of `O(N)` digits.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::moran_fixation;
///
/// // The first strategy always pays 2, the second 1: (1 - 1/2) / (1 - 1/2^5).
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let game = NormalFormGame::from_rationals(&[2, 2], &[table([2, 1, 2, 1]), table([2, 2, 1, 1])]).unwrap();
/// with_game!(&game, game => {
///     assert_eq!(moran_fixation(game, 5).unwrap()[0], ratio(16, 31));
///     assert!(moran_fixation(game, 1).is_err());
/// });
/// ```
///
/// # References
///
/// Nowak Sasaki Taylor Fudenberg 2004.
pub fn moran_fixation<C: Cell>(game: &NormalFormGame<C>, population: u64) -> Result<[Rational; 2], Error> {
    const MAX: u64 = 10_000;
    if population < 2 {
        return Err(Error::input(format!("a population has at least 2 members; found {population}")));
    }
    if population > MAX {
        return Err(Error::TooLarge {
            what: "exact fixation probabilities".into(),
            needed: format!("a population of {population}"),
            limit: MAX.to_string(),
            remedy: "a smaller population".into(),
        });
    }
    if game.space().counts() != [2, 2] {
        return Err(Error::undefined("fixation is for two players with two strategies each"));
    }
    let payoff = |own: usize, other: usize| game.payoff(own + 2 * other, 0);
    let symmetric = (0..4).all(|profile| game.payoff(profile, 1) == payoff(profile / 2, profile % 2));
    if !symmetric {
        return Err(Error::undefined("fixation is for symmetric games"));
    }
    Ok([fixation(&payoff, 0, 1, population)?, fixation(&payoff, 1, 0, population)?])
}

/// The probability that one mutant takes over a population of residents.
pub(super) fn fixation(
    payoff: &dyn Fn(usize, usize) -> Rational,
    mutant: usize,
    resident: usize,
    population: u64,
) -> Result<Rational, Error> {
    let number = |value: u64| whole(i64::try_from(value).unwrap_or(i64::MAX));
    let (mut product, mut total) = (Rational::one(), Rational::one());
    for i in 1..population {
        let f = payoff(mutant, mutant) * number(i - 1) + payoff(mutant, resident) * number(population - i);
        let g = payoff(resident, mutant) * number(i) + payoff(resident, resident) * number(population - i - 1);
        if !f.is_positive() || !g.is_positive() {
            return Err(Error::undefined(format!(
                "fitness is not positive with {i} mutants; add a constant to all payoffs"
            )));
        }
        product = product * g / f;
        total += &product;
    }
    Ok(if total.is_zero() { total } else { total.recip() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::ratio;

    #[test]
    fn neutral_mutants_have_their_share_and_others_are_refused() {
        let game = |tables: [[i64; 4]; 2]| {
            NormalFormGame::from_rationals(&[2, 2], &tables.map(|table| table.map(whole).to_vec())).unwrap()
        };
        with_game!(&game([[3; 4], [3; 4]]), game => assert_eq!(moran_fixation(game, 7).unwrap(), [ratio(1, 7), ratio(1, 7)]));
        // Two in the population: 1 / (1 + g_1 / f_1), the mutant against one resident.
        with_game!(&game([[3, 4, 1, 2], [3, 1, 4, 2]]), game => {
            assert_eq!(moran_fixation(game, 2).unwrap(), [ratio(1, 5), ratio(4, 5)]);
        });
        with_game!(&game([[0; 4], [0; 4]]), game => assert!(matches!(moran_fixation(game, 3), Err(Error::Undefined(_)))));
        with_game!(&game([[1, 2, 3, 4], [1, 2, 3, 4]]), game => assert!(matches!(moran_fixation(game, 3), Err(Error::Undefined(_)))));
    }
}
