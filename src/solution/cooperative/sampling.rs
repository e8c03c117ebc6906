//! Estimates from random samples, for games of many players that no table holds.

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::CharacteristicFunction;

/// Estimates with their standard errors.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The estimated value of each player.
    pub value: Vec<f64>,
    /// The standard error of each estimate.
    pub standard_error: Vec<f64>,
    /// How many samples were drawn.
    pub samples: usize,
    /// The seed: the same seed gives the same estimate.
    pub seed: u64,
}

/// Estimates the Shapley value from random orders of the players (Castro, Gómez and Tejada 2009):
/// each order gives one marginal contribution of every player, and their mean is the estimate. Each
/// estimate is efficient.
///
/// Complexity: `n` worths for each sample; no table.
///
/// # Errors
///
/// [`Error::Input`] for fewer than two samples, or unless there are 1 to 31 players.
///
/// # Examples
///
/// ```
/// use pactum::Coalition;
/// use pactum::game::forms::TuForm;
/// use pactum::solution::cooperative::sampling::sample_shapley;
///
/// let council = TuForm::Voting { weights: vec![1.0; 31], quota: 16.0 };
/// let estimate = sample_shapley(&council, 4000, 1).unwrap();
/// let miss = (estimate.value[0] - 1.0 / 31.0).abs();
/// assert!(miss < 5.0 * estimate.standard_error[0]);
/// assert!(sample_shapley(&council, 1, 1).is_err());
/// ```
pub fn sample_shapley(game: &impl CharacteristicFunction<f64>, samples: usize, seed: u64) -> Result<Estimate, Error> {
    let mut order: Vec<usize> = (0..game.n_players()).collect();
    sample(game.n_players(), samples, seed, |random, marginals| {
        random.shuffle(&mut order);
        let mut present = Coalition::EMPTY;
        let mut worth = 0.0;
        for &player in &order {
            present = present.with(player);
            let joined = game.worth(present);
            marginals[player] = joined - worth;
            worth = joined;
        }
    })
}

/// Estimates the Banzhaf value from random coalitions: each gives one marginal contribution of
/// every player.
///
/// Complexity: `n + 1` worths for each sample; no table.
///
/// # Errors
///
/// As [`sample_shapley`].
pub fn sample_banzhaf(game: &impl CharacteristicFunction<f64>, samples: usize, seed: u64) -> Result<Estimate, Error> {
    let n_players = game.n_players();
    sample(n_players, samples, seed, |random, marginals| {
        let coalition = Coalition(random.next() as u32 & Coalition::grand(n_players).0);
        let worth = game.worth(coalition);
        for (player, marginal) in marginals.iter_mut().enumerate() {
            *marginal = if coalition.contains(player) {
                worth - game.worth(coalition.without(player))
            } else {
                game.worth(coalition.with(player)) - worth
            };
        }
    })
}

/// Means and standard errors of what `draw` writes, one number for each player.
fn sample(
    n_players: usize,
    samples: usize,
    seed: u64,
    mut draw: impl FnMut(&mut Random, &mut [f64]),
) -> Result<Estimate, Error> {
    if n_players == 0 || n_players > Coalition::MAX_PLAYERS {
        return Err(Error::input(format!("found {n_players} players; from 1 to 31 are allowed")));
    }
    if samples < 2 {
        return Err(Error::input(format!("found {samples} samples; at least 2 are needed for a standard error")));
    }
    let mut random = Random(seed);
    let mut marginals = vec![0.0; n_players];
    // Welford's running means and sums of squared deviations.
    let (mut value, mut deviations) = (vec![0.0; n_players], vec![0.0; n_players]);
    for drawn in 1..=samples {
        draw(&mut random, &mut marginals);
        for ((mean, deviation), marginal) in value.iter_mut().zip(&mut deviations).zip(&marginals) {
            let before = marginal - *mean;
            *mean += before / drawn as f64;
            *deviation += before * (marginal - *mean);
        }
    }
    let scale = samples as f64 * (samples - 1) as f64;
    let standard_error = deviations.into_iter().map(|deviation| (deviation / scale).sqrt()).collect();
    Ok(Estimate { value, standard_error, samples, seed })
}

/// The generator SplitMix64 (Steele, Lea and Flood 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    /// A number below `bound`, by the high part of a product.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A uniformly random order (Fisher and Yates).
    fn shuffle(&mut self, items: &mut [usize]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{banzhaf, shapley};
    use super::*;
    use crate::game::TuGame;

    #[test]
    fn the_generator_is_the_published_one() {
        let mut random = Random(7004);
        let expected = [18_444_102_753_657_868_235, 4_130_093_791_269_191_507, 10_935_706_191_005_961_345];
        assert_eq!(expected.map(|_| random.next()), expected);
    }

    #[test]
    fn estimates_are_near_and_repeatable() {
        let game = TuGame::from_fn(6, |coalition| ((coalition.0 * 37) % 23) as f64).unwrap();
        for (estimate, exact) in [
            (sample_shapley(&game, 20_000, 3).unwrap(), shapley(&game)),
            (sample_banzhaf(&game, 20_000, 3).unwrap(), banzhaf(&game)),
        ] {
            for player in 0..6 {
                assert!((estimate.value[player] - exact[player]).abs() < 5.0 * estimate.standard_error[player]);
                assert!(estimate.standard_error[player] < 0.1);
            }
        }
        assert_eq!(sample_shapley(&game, 50, 9), sample_shapley(&game, 50, 9));
        assert_ne!(sample_shapley(&game, 50, 9), sample_shapley(&game, 50, 8));
        let total: f64 = sample_shapley(&game, 50, 9).unwrap().value.iter().sum();
        assert!((total - game.grand_worth()).abs() < 1e-9);
    }
}
