//! The stationary distribution of logit dynamics.

use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::number::cell::Cell;
use crate::number::{Rational, Scalar};

use super::{ExactPotential, exact_potential};

/// The most profiles of a game with a potential.
const MAX_GIBBS: usize = 1 << 16;
/// The most profiles of a chain that is solved.
const MAX_CHAIN: usize = 1 << 10;
/// The largest exponent of a chain that is solved.
const MAX_EXPONENT: f64 = 600.0;

/// A stationary distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct LogitDynamics {
    /// The long-run share of each profile.
    pub distribution: Vec<f64>,
    /// Whether the game has an exact potential, so that the shares are those of Gibbs.
    pub potential: bool,
}

/// How often each profile is played in the long run when, at each time, one player drawn at random chooses again by
/// logit response to what the others play.
///
/// A player `i` that is drawn plays `s` with probability `exp(λ u_i(s, x_-i)) / Σ_t exp(λ u_i(t, x_-i))`. With an
/// exact potential `P` the share of a profile is `exp(λ P(x)) / Σ_y exp(λ P(y))`; otherwise the chain is reduced
/// profile by profile without subtractions, which keeps each share right to about 1e-12 of its own size.
///
/// # Errors
///
/// [`Error::Input`] for a negative `λ`; [`Error::TooLarge`] for more than 2^16 profiles, or, without a potential, more
/// than 1024 profiles or a `λ` times the range of payoffs above 600; [`Error::TimeLimit`].
///
/// # Complexity
///
/// One pass with a potential, `O(m³)` without for `m` profiles.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::logit_dynamics;
///
/// // Coordination with payoffs 2 and 1, whose potential is 2 and 1 too.
/// let table = [2, 0, 0, 1].map(whole).to_vec();
/// let game = NormalFormGame::from_rationals(&[2, 2], &[table.clone(), table]).unwrap();
/// with_game!(&game, game => {
///     let found = logit_dynamics(game, &whole(1), &TimeLimit::none()).unwrap();
///     assert!((found.distribution[0] / found.distribution[3] - 1f64.exp()).abs() < 1e-12);
///     assert!(logit_dynamics(game, &whole(-1), &TimeLimit::none()).is_err());
/// });
/// ```
///
/// # References
///
/// Blume 1993; Grassmann Taksar Heyman 1985.
pub fn logit_dynamics<C: Cell>(
    game: &NormalFormGame<C>,
    lambda: &Rational,
    limit: &TimeLimit,
) -> Result<LogitDynamics, Error> {
    if *lambda < Rational::default() {
        return Err(Error::input(format!("lambda: found {lambda}; allowed: 0 and above")));
    }
    if !C::EXACT {
        return with_game!(&game.to_exact()?, exact => logit_dynamics(exact, lambda, limit));
    }
    let size = game.space().size();
    check_size("the profiles of logit dynamics", size, MAX_GIBBS)?;
    if let ExactPotential::Potential(potential) = exact_potential(game) {
        let top = potential.iter().max().cloned().unwrap_or_default();
        let weights: Vec<f64> =
            potential.iter().map(|value| Scalar::to_f64(&((value - &top) * lambda)).exp()).collect();
        let total: f64 = weights.iter().sum();
        let distribution = weights.into_iter().map(|weight| weight / total).collect();
        return Ok(LogitDynamics { distribution, potential: true });
    }
    check_size("the profiles of logit dynamics without a potential", size, MAX_CHAIN)?;
    let choices = LogitChoices::new(game, lambda);
    if choices.largest > MAX_EXPONENT {
        return Err(Error::TooLarge {
            what: "logit dynamics without a potential".into(),
            needed: format!("lambda times gains of up to {:.0}", choices.largest),
            limit: MAX_EXPONENT.to_string(),
            remedy: "a smaller lambda; stochastically-stable for the limit".into(),
        });
    }
    let mut rates = vec![vec![0.0; size]; size];
    for (profile, row) in rates.iter_mut().enumerate() {
        choices.moves(profile, |to, probability| row[to] += probability);
    }
    let distribution = stationary(rates, limit)?;
    Ok(LogitDynamics { distribution, potential: false })
}

fn check_size(what: &str, size: usize, most: usize) -> Result<(), Error> {
    if size <= most {
        return Ok(());
    }
    let (needed, limit) = (size.to_string(), most.to_string());
    Err(Error::TooLarge { what: what.into(), needed, limit, remedy: "fewer players or strategies".into() })
}

/// The logit choices of a game at one `λ`.
pub(crate) struct LogitChoices<'a, C> {
    game: &'a NormalFormGame<C>,
    /// `λ u`, by player and profile.
    scaled: Vec<Vec<f64>>,
    /// The largest `λ` times gain.
    pub(crate) largest: f64,
}

impl<'a, C: Cell> LogitChoices<'a, C> {
    /// The choices at `λ`; payoffs are taken from each player's least one, so that nothing cancels.
    pub(crate) fn new(game: &'a NormalFormGame<C>, lambda: &Rational) -> Self {
        let mut largest = 0.0f64;
        let scaled = (0..game.space().n_players())
            .map(|player| {
                let payoffs: Vec<Rational> =
                    game.table(player).iter().map(|cell| cell.decode(game.denominator())).collect();
                let least = payoffs.iter().min().cloned().unwrap_or_default();
                let scaled: Vec<f64> =
                    payoffs.iter().map(|payoff| Scalar::to_f64(&((payoff - &least) * lambda))).collect();
                largest = scaled.iter().fold(largest, |most, value| most.max(*value));
                scaled
            })
            .collect();
        LogitChoices { game, scaled, largest }
    }

    /// Each profile reached by one player's choice, staying included, with the probability of that choice (not yet
    /// divided by the number of players).
    pub(crate) fn moves(&self, profile: usize, mut visit: impl FnMut(usize, f64)) {
        let space = self.game.space();
        for (player, scaled) in self.scaled.iter().enumerate() {
            let to = |strategy: usize| space.with_strategy(profile, player, strategy);
            let count = space.counts()[player];
            let top = (0..count).fold(0.0f64, |top, strategy| top.max(scaled[to(strategy)]));
            let weight = |strategy: usize| (scaled[to(strategy)] - top).exp();
            let total: f64 = (0..count).map(weight).sum();
            (0..count).for_each(|strategy| visit(to(strategy), weight(strategy) / total));
        }
    }
}

/// The stationary distribution of a chain by its rates, reduced state by state without subtractions.
fn stationary(mut rates: Vec<Vec<f64>>, limit: &TimeLimit) -> Result<Vec<f64>, Error> {
    let size = rates.len();
    let mut leaving = vec![1.0; size];
    for last in (1..size).rev() {
        limit.check("the stationary distribution")?;
        let (rest, row) = rates.split_at_mut(last);
        let row = &row[0];
        leaving[last] = row[..last].iter().sum();
        for other in rest.iter_mut().filter(|other| other[last] > 0.0) {
            let share = other[last] / leaving[last];
            other[..last].iter_mut().zip(row).for_each(|(rate, onward)| *rate += share * onward);
        }
    }
    let mut shares = vec![1.0];
    for state in 1..size {
        let inflow: f64 = shares.iter().zip(&rates).map(|(share, row)| share * row[state]).sum();
        shares.push(inflow / leaving[state]);
        // Kept within reach of floats.
        let top = shares[state];
        if top > 1e100 {
            shares.iter_mut().for_each(|share| *share /= top);
        }
    }
    let total: f64 = shares.iter().sum();
    Ok(shares.into_iter().map(|share| share / total).collect())
}

/// By how much a distribution misses the balance of flows: the largest difference of what comes into a profile and
/// what leaves it, relative to these.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::whole;
/// use pactum::solution::strategic::logit_imbalance;
///
/// let game = NormalFormGame::from_rationals(&[2], &[vec![whole(0), whole(1)]]).unwrap();
/// with_game!(&game, game => {
///     assert!(logit_imbalance(game, &whole(0), &[0.5, 0.5]) < 1e-15);
///     assert!(logit_imbalance(game, &whole(1), &[0.5, 0.5]) > 0.1);
/// });
/// ```
pub fn logit_imbalance<C: Cell>(game: &NormalFormGame<C>, lambda: &Rational, distribution: &[f64]) -> f64 {
    let choices = LogitChoices::new(game, lambda);
    let (mut inflow, mut outflow) = (vec![0.0; distribution.len()], vec![0.0; distribution.len()]);
    for (profile, share) in distribution.iter().enumerate() {
        choices.moves(profile, |to, probability| {
            if to != profile {
                inflow[to] += share * probability;
                outflow[profile] += share * probability;
            }
        });
    }
    let miss = |(a, b): (&f64, &f64)| if *a == *b { 0.0 } else { (a - b).abs() / a.abs().max(b.abs()).max(1e-290) };
    inflow.iter().zip(&outflow).map(miss).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn flows_are_balanced((counts, tables) in small_games(), numerator in 0i64..60) {
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            let lambda = ratio(numerator, 5);
            with_game!(&game, game => {
                let found = logit_dynamics(game, &lambda, &TimeLimit::none()).unwrap();
                prop_assert!((found.distribution.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                prop_assert!(logit_imbalance(game, &lambda, &found.distribution) < 1e-10);
            });
        }

        /// Of a game with a potential the chain has the shares of Gibbs.
        #[test]
        fn the_chain_agrees_with_the_potential(values in prop::collection::vec(-4i64..5, 8), numerator in 0i64..20) {
            let table: Vec<Rational> = values.into_iter().map(whole).collect();
            let game = NormalFormGame::from_rationals(&[2, 2, 2], &[table.clone(), table.clone(), table]).unwrap();
            let lambda = ratio(numerator, 3);
            with_game!(&game, game => {
                let gibbs = logit_dynamics(game, &lambda, &TimeLimit::none()).unwrap();
                prop_assert!(gibbs.potential);
                let choices = LogitChoices::new(game, &lambda);
                let mut rates = vec![vec![0.0; 8]; 8];
                (0..8).for_each(|profile| choices.moves(profile, |to, probability| rates[profile][to] += probability));
                let chain = stationary(rates, &TimeLimit::none()).unwrap();
                for (a, b) in chain.iter().zip(&gibbs.distribution) {
                    prop_assert!((a / b - 1.0).abs() < 1e-12);
                }
            });
        }
    }

    #[test]
    fn sizes_and_exponents_are_checked() {
        let pennies = [[1, -1, -1, 1], [-1, 1, 1, -1]].map(|table| table.map(whole).to_vec());
        let pennies = NormalFormGame::from_rationals(&[2, 2], &pennies).unwrap();
        with_game!(&pennies, game => {
            assert!(matches!(logit_dynamics(game, &whole(10_000), &TimeLimit::none()), Err(Error::TooLarge { .. })));
            assert!(logit_dynamics(game, &whole(1), &TimeLimit::seconds(0.0)).is_err());
            let shares = logit_dynamics(game, &whole(3), &TimeLimit::none()).unwrap().distribution;
            assert!(shares.iter().all(|share| (share - 0.25).abs() < 1e-15));
        });
        let wide = NormalFormGame::from_rationals(&[2; 17], &vec![vec![whole(0); 1 << 17]; 17]).unwrap();
        with_game!(&wide, game => assert!(logit_dynamics(game, &whole(1), &TimeLimit::none()).is_err()));
    }
}
