//! The quantal response that explains observed play best.

use num_traits::Zero;

use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::number::cell::Cell;
use crate::number::{Rational, Scalar, rational_from_f64};

use super::super::dense::Factors;
use super::system::LogitSystem;
use super::trace::{Place, settled};
use super::{FLOAT_DIGITS, Walk, precise, unsettled};

/// How far the branch is looked at, in ranges of payoffs.
const FAR: f64 = 1e5;

/// The best point of the branch.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantalFit {
    /// The weight of payoffs; `None` if the likelihood still rises where the branch was left.
    pub lambda: Option<Rational>,
    /// `Σ_is n_is ln x_is`.
    pub log_likelihood: f64,
    /// Each player's mixed strategy there.
    pub profile: Vec<Vec<Rational>>,
    /// The `λ` up to which the branch was followed.
    pub followed: Rational,
}

/// The point of the branch of quantal responses from the centroid that makes observed choices most likely.
///
/// It maximises `Σ_i Σ_s n_is ln x_is(λ)`, with `n_is` how often player `i` was seen to play `s`, over the
/// branch up to `λ` = 10⁵ over the range of payoffs, stretches on which it turns back included. The likelihood is
/// looked at at each step; between two steps where it first rises and then falls, its top is found by halving.
///
/// # Errors
///
/// [`Error::Input`] for counts that do not fit, [`Error::Undefined`] without observations, [`Error::TimeLimit`]; as
/// [`quantal_response`](super::quantal_response).
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{Scalar, whole};
/// use pactum::solution::strategic::quantal_fit;
///
/// // One player, payoffs 0 and 1, the better one played three times in four: λ = ln 3.
/// let game = NormalFormGame::from_rationals(&[2], &[vec![whole(0), whole(1)]]).unwrap();
/// with_game!(&game, game => {
///     let fit = quantal_fit(game, &[vec![1, 3]], &TimeLimit::none()).unwrap();
///     assert!((fit.lambda.unwrap().to_f64() - 3f64.ln()).abs() < 1e-9);
///     // Always the better one: the larger λ, the more likely.
///     assert_eq!(quantal_fit(game, &[vec![0, 3]], &TimeLimit::none()).unwrap().lambda, None);
///     assert!(quantal_fit(game, &[vec![0, 0]], &TimeLimit::none()).is_err());
/// });
/// ```
///
/// # References
///
/// McKelvey and Palfrey 1995; Haile Hortaçsu Kosenok 2008 (what a fit can and cannot show).
pub fn quantal_fit<C: Cell>(
    game: &NormalFormGame<C>,
    counts: &[Vec<u64>],
    limit: &TimeLimit,
) -> Result<QuantalFit, Error> {
    if !C::EXACT {
        return with_game!(&game.to_exact()?, exact => quantal_fit(exact, counts, limit));
    }
    let system = LogitSystem::new(game)?;
    let sums = class_counts(game, &system, counts)?;
    let mut walk = Walk::new(&system)?;
    // At the centroid.
    let mut best = (likelihood(&system, &sums, &walk.tracer.at.z), Some(0.0), vec![0.0; system.unknowns()]);
    let mut slope = rise(&system, &sums, &walk.tracer.at);
    while walk.tracer.at.mu() < FAR {
        let before = walk.tracer.advance(limit)?;
        let now = rise(&system, &sums, &walk.tracer.at);
        if slope > 0.0 && now < 0.0 {
            let top = top(&walk, &before, &sums);
            let value = likelihood(&system, &sums, &top.z);
            if value > best.0 {
                let (y, mu) = top.z.split_at(system.unknowns());
                best = (value, Some(mu[0]), y.to_vec());
            }
        }
        // Far out the slope may vanish in floats; its last sign counts.
        if now != 0.0 {
            slope = now;
        }
    }
    let end = &walk.tracer.at.z;
    let value = likelihood(&system, &sums, end);
    if slope > 0.0 && value > best.0 {
        best = (value, None, end[..system.unknowns()].to_vec());
    }
    let (log_likelihood, mu, y) = best;
    let lambda = mu.map(|mu| rational_from_f64(mu / system.range).unwrap_or_default());
    let float = |&x: &f64| rational_from_f64(x).unwrap_or_default();
    let strategies = match &lambda {
        None => system.strategies(&y).iter().map(|strategy| strategy.iter().map(float).collect()).collect(),
        Some(lambda) => settled(&system, lambda.to_f64() * system.range, &y)
            .and_then(|(y, factors)| precise::refined(game, &system, lambda, &y, &factors, FLOAT_DIGITS))
            .ok_or_else(|| unsettled(&lambda.to_f64().to_string()))?,
    };
    let profile = system.class.iter().map(|&class| strategies[class].clone()).collect();
    let followed = rational_from_f64(walk.tracer.at.mu() / system.range).unwrap_or_default();
    Ok(QuantalFit { lambda, log_likelihood, profile, followed })
}

/// How often each class played each strategy.
fn class_counts<C: Cell>(
    game: &NormalFormGame<C>,
    system: &LogitSystem,
    counts: &[Vec<u64>],
) -> Result<Vec<Vec<f64>>, Error> {
    let space = game.space();
    if counts.len() != space.n_players() || counts.iter().zip(space.counts()).any(|(row, count)| row.len() != *count) {
        return Err(Error::input("counts: one number is needed for each player and strategy"));
    }
    if counts.iter().flatten().all(Zero::is_zero) {
        return Err(Error::undefined("nothing was observed: all counts are 0"));
    }
    let mut sums: Vec<Vec<f64>> = system.counts.iter().map(|&count| vec![0.0; count]).collect();
    for (row, &class) in counts.iter().zip(&system.class) {
        sums[class].iter_mut().zip(row).for_each(|(sum, &count)| *sum += count as f64);
    }
    Ok(sums)
}

fn likelihood(system: &LogitSystem, sums: &[Vec<f64>], z: &[f64]) -> f64 {
    let of_class = |(class, sums): (usize, &Vec<f64>)| {
        let odds = &z[system.offsets[class]..system.offsets[class + 1]];
        let top = odds.iter().fold(0.0f64, |top, &y| top.max(y));
        let total = (-top).exp() + odds.iter().map(|y| (y - top).exp()).sum::<f64>();
        let log = |y: f64| y - top - total.ln();
        let seen = sums.iter().zip(std::iter::once(0.0).chain(odds.iter().copied()));
        seen.filter(|(count, _)| **count > 0.0).map(|(count, y)| count * log(y)).sum::<f64>()
    };
    sums.iter().enumerate().map(of_class).sum()
}

/// How the likelihood changes in a direction of the unknowns.
fn change(system: &LogitSystem, sums: &[Vec<f64>], strategies: &[Vec<f64>], direction: &[f64]) -> f64 {
    let of_class = |(class, sums): (usize, &Vec<f64>)| {
        let odds = &direction[system.offsets[class]..system.offsets[class + 1]];
        let total: f64 = sums.iter().sum();
        odds.iter()
            .enumerate()
            .map(|(place, d)| d * (sums[place + 1] - total * strategies[class][place + 1]))
            .sum::<f64>()
    };
    sums.iter().enumerate().map(of_class).sum()
}

/// How the likelihood changes along the branch.
fn rise(system: &LogitSystem, sums: &[Vec<f64>], at: &Place) -> f64 {
    change(system, sums, &system.strategies(&at.z[..system.unknowns()]), &at.tangent)
}

/// The top of the likelihood between a place and the one after it.
fn top(walk: &Walk<'_>, before: &Place, sums: &[Vec<f64>]) -> Place {
    let system = walk.tracer.system;
    let (mut low, mut high) = (before.clone(), walk.tracer.at.clone());
    let mut tracer = walk.tracer.standing(before.clone());
    for _ in 0..100 {
        let length = super::distance(&low.z, &high.z);
        tracer.at = low.clone();
        let Some((middle, _)) = tracer.corrected(length / 2.0) else { break };
        if length < 1e-14 * (1.0 + low.mu()) {
            break;
        }
        if rise(system, sums, &middle) > 0.0 { low = middle } else { high = middle }
    }
    low
}

/// How the log likelihood of observed choices changes with `λ` at a quantal response: 0 at the top of [`quantal_fit`].
///
/// From `dy/dλ = g + λ (∂g/∂y) dy/dλ`, with `g` the differences of payoffs; `None` at a turning point.
pub fn quantal_slope<C: Cell>(
    game: &NormalFormGame<C>,
    lambda: f64,
    profile: &[Vec<f64>],
    counts: &[Vec<u64>],
) -> Option<f64> {
    let system = LogitSystem::new(game).ok()?;
    let sums = class_counts(game, &system, counts).ok()?;
    let strategies: Vec<Vec<f64>> = system.first.iter().map(|&player| profile[player].clone()).collect();
    let (gains, mut rows) = system.gains(&strategies);
    for (row, slopes) in rows.iter_mut().enumerate() {
        slopes.iter_mut().for_each(|slope| *slope *= -lambda * system.range);
        slopes[row] += 1.0;
    }
    let right: Vec<f64> = gains.iter().map(|gain| gain * system.range).collect();
    let direction = Factors::new(rows)?.solve(&right);
    Some(change(&system, &sums, &strategies, &direction))
}
