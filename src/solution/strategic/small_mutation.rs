//! Long-run shares of strategies in finite populations with rare mutations.

use num_traits::{One, Zero};

use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::number::cell::Cell;
use crate::number::{Rational, whole};

use super::moran::fixation;
use super::replicator::symmetric_matrix;

/// The most members of a population.
const MAX_POPULATION: u64 = 1000;
/// The most strategies.
const MAX_STRATEGIES: usize = 12;

/// The share of time that a finite population spends with each strategy, when mutations are so rare that each
/// mutant takes over or dies out before the next comes.
///
/// From a population of `i` it goes to one of `j` with probability `ρ_ij / (k - 1)`, where `ρ_ij` is the fixation
/// probability of one mutant `j` in the Moran process of the two strategies ([`moran_fixation`](super::moran_fixation));
/// the shares are the stationary distribution of that chain of `k` states, exactly.
///
/// # Errors
///
/// [`Error::Undefined`] unless the game is symmetric with two players and all fitness is positive; [`Error::Input`] for
/// fewer than two in the population; [`Error::TooLarge`] for more than 1000, or 12 strategies; [`Error::TimeLimit`].
///
/// # Complexity
///
/// `O(k² N)` exact operations on numbers of `O(N)` digits, and `O(k³)` on numbers of `O(k² N)`.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::small_mutation;
///
/// // The first strategy always pays 2, the second 1; fixation in five is 16/31 against 1/31.
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let game = NormalFormGame::from_rationals(&[2, 2], &[table([2, 1, 2, 1]), table([2, 2, 1, 1])]).unwrap();
/// with_game!(&game, game => {
///     assert_eq!(small_mutation(game, 5, &TimeLimit::none()).unwrap(), [ratio(16, 17), ratio(1, 17)]);
///     assert!(small_mutation(game, 1, &TimeLimit::none()).is_err());
/// });
/// ```
///
/// # References
///
/// Fudenberg Imhof 2006; Nowak Sasaki Taylor Fudenberg 2004.
pub fn small_mutation<C: Cell>(
    game: &NormalFormGame<C>,
    population: u64,
    limit: &TimeLimit,
) -> Result<Vec<Rational>, Error> {
    if !C::EXACT {
        return with_game!(&game.to_exact()?, exact => small_mutation(exact, population, limit));
    }
    if population < 2 {
        return Err(Error::input(format!("a population has at least 2 members; found {population}")));
    }
    let count = game.space().counts()[0];
    if population > MAX_POPULATION || count > MAX_STRATEGIES {
        return Err(Error::TooLarge {
            what: "exact shares under rare mutations".into(),
            needed: format!("a population of {population} with {count} strategies"),
            limit: format!("{MAX_POPULATION} and {MAX_STRATEGIES}"),
            remedy: "a smaller population or fewer strategies".into(),
        });
    }
    let matrix = symmetric_matrix(game)?;
    let payoff = |own: usize, other: usize| matrix[own][other].clone();
    let others = whole(count.saturating_sub(1).max(1) as i64);
    let mut rates = vec![vec![Rational::zero(); count]; count];
    for from in 0..count {
        for to in (0..count).filter(|&to| to != from) {
            limit.check("the fixation probabilities")?;
            rates[from][to] = fixation(&payoff, to, from, population)? / &others;
        }
    }
    stationary(rates, limit)
}

/// The stationary distribution of a chain by its rates, reduced state by state.
fn stationary(mut rates: Vec<Vec<Rational>>, limit: &TimeLimit) -> Result<Vec<Rational>, Error> {
    let count = rates.len();
    let mut leaving = vec![Rational::one(); count];
    for last in (1..count).rev() {
        limit.check("the stationary distribution")?;
        leaving[last] = rates[last][..last].iter().sum();
        for from in 0..last {
            let share = &rates[from][last] / &leaving[last];
            for to in (0..last).filter(|&to| to != from) {
                let through = &share * &rates[last][to];
                rates[from][to] += through;
            }
        }
    }
    let mut shares = vec![Rational::one()];
    for state in 1..count {
        let inflow: Rational = shares.iter().zip(&rates).map(|(share, row)| share * &row[state]).sum();
        shares.push(inflow / &leaving[state]);
    }
    let total: Rational = shares.iter().sum();
    Ok(shares.into_iter().map(|share| share / &total).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn flows_between_strategies_are_balanced(values in prop::collection::vec(1i64..9, 9), population in 2u64..12) {
            let first: Vec<Rational> = (0..9).map(|profile| whole(values[profile % 3 * 3 + profile / 3])).collect();
            let second: Vec<Rational> = (0..9).map(|profile| whole(values[profile / 3 * 3 + profile % 3])).collect();
            let game = NormalFormGame::from_rationals(&[3, 3], &[first, second]).unwrap();
            with_game!(&game, game => {
                let shares = small_mutation(game, population, &TimeLimit::none()).unwrap();
                prop_assert!(shares.iter().sum::<Rational>().is_one());
                let payoff = |own: usize, other: usize| whole(values[own * 3 + other]);
                let rate = |from: usize, to: usize| fixation(&payoff, to, from, population).unwrap();
                for state in 0..3 {
                    let others = || (0..3).filter(|&other| other != state);
                    let inflow: Rational = others().map(|other| &shares[other] * rate(other, state)).sum();
                    let outflow: Rational = others().map(|other| &shares[state] * rate(state, other)).sum();
                    prop_assert_eq!(inflow, outflow);
                }
            });
        }
    }

    #[test]
    fn cyclic_games_have_equal_shares_and_sizes_are_checked() {
        let value = |own: usize, other: usize| whole([2, 1, 4][(own + 3 - other) % 3]);
        let first = (0..9).map(|profile| value(profile % 3, profile / 3)).collect();
        let second = (0..9).map(|profile| value(profile / 3, profile % 3)).collect();
        let game = NormalFormGame::from_rationals(&[3, 3], &[first, second]).unwrap();
        with_game!(&game, game => {
            assert_eq!(small_mutation(game, 9, &TimeLimit::none()).unwrap(), vec![ratio(1, 3); 3]);
            assert!(matches!(small_mutation(game, 5000, &TimeLimit::none()), Err(Error::TooLarge { .. })));
            assert!(small_mutation(game, 9, &TimeLimit::seconds(0.0)).is_err());
        });
        let zero = NormalFormGame::from_rationals(&[2, 2], &[vec![whole(0); 4], vec![whole(0); 4]]).unwrap();
        with_game!(&zero, game => assert!(matches!(small_mutation(game, 3, &TimeLimit::none()), Err(Error::Undefined(_)))));
    }
}
