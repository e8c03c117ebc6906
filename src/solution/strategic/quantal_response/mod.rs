//! Quantal response equilibria: logit responses along the branch from the centroid.

mod fit;
mod limit;
mod precise;
mod system;
mod trace;

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::number::cell::Cell;
use crate::number::{Rational, Scalar, ratio};

pub use fit::{QuantalFit, quantal_fit, quantal_slope};
pub use limit::{LimitEquilibrium, limit_equilibrium};

use super::dense::Factors;
use system::LogitSystem;
use trace::{Place, Tracer, norm, settled};

/// Digits of a float, and some to round them by.
const FLOAT_DIGITS: u32 = 20;
/// The most digits.
const MAX_DIGITS: u32 = 1000;

/// A point of the branch.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantalResponse {
    /// The weight of payoffs.
    pub lambda: Rational,
    /// Each player's mixed strategy, every probability right to the digits asked for; 0 where below 1e-300.
    pub profile: Vec<Vec<Rational>>,
}

/// What was found of a branch.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantalResponses {
    /// One for each lambda, in the order asked; `None` where it was not reached.
    pub found: Vec<Option<QuantalResponse>>,
    /// How often the branch turns back before the last lambda.
    pub turns: usize,
    /// Why some lambda was not reached.
    pub stopped: Option<Error>,
}

/// Quantal response equilibria at given values of `λ`, on the principal branch.
///
/// `x_is = exp(λ u_is(x)) / Σ_t exp(λ u_it(x))` for every player `i` and strategy `s`: better strategies are played
/// more often, at `λ = 0` all alike. The branch that begins there is followed by its length (prediction along the
/// tangent, correction across it), in the unknowns `ln(x_is / x_i0)` and `λ`; players that can be exchanged play
/// alike on all of it. Where the branch turns back, a `λ` may be met again: the first time counts. At each `λ` asked
/// for, Newton steps in fixed point give the probabilities to the digits asked for, 20 at least, each relative to
/// its own size.
///
/// That no step jumps to another branch is not proved: steps are kept short where the branch bends.
///
/// # Errors
///
/// [`Error::Input`] for a negative `λ` or more than 1000 digits, [`Error::TooLarge`] for more than 400 strategies
/// beyond each player's first. What a time limit cut off is `None` in the list.
///
/// # Complexity
///
/// For `m` profiles and `d` unknowns a step takes `O(n m + d³)`; there are some hundred.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{Scalar, ratio, whole};
/// use pactum::solution::strategic::quantal_response;
///
/// // One player, payoffs 0 and 1: e^λ / (1 + e^λ).
/// let game = NormalFormGame::from_rationals(&[2], &[vec![whole(0), whole(1)]]).unwrap();
/// with_game!(&game, game => {
///     let found = quantal_response(game, &[ratio(1, 2), whole(0)], 16, &TimeLimit::none()).unwrap().found;
///     let share = found[0].as_ref().unwrap().profile[0][1].to_f64();
///     assert!((share - 1.0 / (1.0 + (-0.5f64).exp())).abs() < 1e-15);
///     assert_eq!(found[1].as_ref().unwrap().profile[0][1], ratio(1, 2));
///     assert!(quantal_response(game, &[whole(-1)], 16, &TimeLimit::none()).is_err());
/// });
/// ```
///
/// # References
///
/// McKelvey and Palfrey 1995; Turocy 2005.
pub fn quantal_response<C: Cell>(
    game: &NormalFormGame<C>,
    lambdas: &[Rational],
    digits: u32,
    limit: &TimeLimit,
) -> Result<QuantalResponses, Error> {
    if let Some(negative) = lambdas.iter().find(|lambda| lambda.is_negative()) {
        return Err(Error::input(format!("lambda: found {negative}; allowed: 0 and above")));
    }
    if digits > MAX_DIGITS {
        return Err(Error::input(format!("digits: found {digits}; allowed: at most {MAX_DIGITS}")));
    }
    if !C::EXACT {
        return with_game!(&game.to_exact()?, exact => quantal_response(exact, lambdas, digits, limit));
    }
    let system = LogitSystem::new(game)?;
    let mut walk = Walk::new(&system)?;
    let mut order: Vec<usize> = (0..lambdas.len()).collect();
    order.sort_by(|&a, &b| lambdas[a].cmp(&lambdas[b]));
    let mut responses = QuantalResponses { found: vec![None; lambdas.len()], turns: 0, stopped: None };
    for place in order {
        let lambda = &lambdas[place];
        let reached = walk.reach(lambda.to_f64() * system.range, limit).and_then(|(y, factors)| {
            let strategies = precise::refined(game, &system, lambda, &y, &factors, digits.max(FLOAT_DIGITS));
            strategies.ok_or_else(|| unsettled(&lambda.to_string()))
        });
        match reached {
            Ok(strategies) => {
                let profile = system.class.iter().map(|&class| strategies[class].clone()).collect();
                responses.found[place] = Some(QuantalResponse { lambda: lambda.clone(), profile });
            }
            Err(error) => {
                responses.stopped = Some(error);
                break;
            }
        }
    }
    responses.turns = walk.turns;
    Ok(responses)
}

fn unsettled(lambda: &str) -> Error {
    let message = format!("no response was settled at lambda {lambda}; it may be a turning point");
    Error::Backend { backend: "continuation".into(), message }
}

/// The branch up to where it was followed.
struct Walk<'a> {
    tracer: Tracer<'a>,
    /// The last place but one.
    before: Place,
    turns: usize,
}

impl<'a> Walk<'a> {
    fn new(system: &'a LogitSystem) -> Result<Self, Error> {
        let tracer = Tracer::new(system)?;
        Ok(Walk { before: tracer.at.clone(), tracer, turns: 0 })
    }

    /// The response where the branch meets `μ` for the first time, and the slopes there; not below where it was
    /// asked for last.
    fn reach(&mut self, mu: f64, limit: &TimeLimit) -> Result<(Vec<f64>, Factors), Error> {
        loop {
            self.pass(mu, limit)?;
            let length = distance(&self.before.z, &self.tracer.at.z);
            let start = between(&self.before, &self.tracer.at, mu);
            let found = settled(self.tracer.system, mu, &start);
            // Not another branch: close to the line between the two places.
            let found = found.filter(|(y, _)| distance(&start, y) <= 0.5 * length);
            if let Some(found) = found {
                return Ok(found);
            }
            if length <= 1e-8 * (1.0 + mu) {
                return Err(unsettled(&(mu / self.tracer.system.range).to_string()));
            }
            self.tracer.retake(self.before.clone(), length / 2.0);
        }
    }

    /// Follows the branch until `μ` is passed for the first time.
    fn pass(&mut self, mu: f64, limit: &TimeLimit) -> Result<(), Error> {
        while self.tracer.at.mu() < mu {
            let before = self.tracer.advance(limit)?;
            let (rise, now) = (before.rise() > 0.0, self.tracer.at.rise() > 0.0);
            if rise && !now && self.tracer.at.mu() < mu {
                // A turn: look at it closely if it may reach so far.
                let length = distance(&before.z, &self.tracer.at.z);
                if before.mu() + length >= mu && length > 1e-8 * (1.0 + mu) {
                    self.tracer.retake(before, length / 2.0);
                    continue;
                }
            }
            self.turns += usize::from(rise != now);
            self.before = before;
        }
        Ok(())
    }
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    norm(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f64>>())
}

/// The unknowns on the straight line between two places.
fn between(from: &Place, to: &Place, mu: f64) -> Vec<f64> {
    let share = (mu - from.mu()) / (to.mu() - from.mu());
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 1.0 };
    let unknowns = from.z.len() - 1;
    from.z.iter().zip(&to.z).take(unknowns).map(|(a, b)| a + share * (b - a)).collect()
}

/// By how much the profile misses the equations: the largest `|ln(x_is / x_it) - λ (u_is - u_it)|` over players and
/// strategies with positive probabilities, relative to `1 + λ` times the range of payoffs.
///
/// A probability of 0 has to stand for less than 1e-290; otherwise the answer is infinite.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::quantal_residual;
///
/// let game = NormalFormGame::from_rationals(&[2], &[vec![whole(0), whole(1)]]).unwrap();
/// with_game!(&game, game => {
///     assert_eq!(quantal_residual(game, &whole(0), &[vec![ratio(1, 2); 2]], 60), whole(0));
///     assert!(quantal_residual(game, &whole(1), &[vec![ratio(1, 2); 2]], 60) > ratio(1, 3));
/// });
/// ```
pub fn quantal_residual<C: Cell>(
    game: &NormalFormGame<C>,
    lambda: &Rational,
    profile: &[Vec<Rational>],
    digits: u32,
) -> Rational {
    let bits = u64::from(digits) * 4 + 64;
    let unit = Rational::from_integer(BigInt::one() << bits);
    let huge = Rational::from_integer(BigInt::one() << 4000u32);
    let mut worst = Rational::zero();
    let mut range = Rational::zero();
    for player in 0..profile.len() {
        let pays = pure_payoffs(game, profile, player);
        let best = (0..pays.len()).max_by(|&a, &b| profile[player][a].cmp(&profile[player][b])).unwrap_or(0);
        for (strategy, weight) in profile[player].iter().enumerate() {
            let odds = (&pays[strategy] - &pays[best]) * lambda;
            if weight.is_zero() {
                if odds > ratio(-667, 1) {
                    return huge;
                }
                continue;
            }
            let Some(log) = crate::number::fixed::ln(&(weight / &profile[player][best]), bits) else { return huge };
            worst = worst.max((Rational::from_integer(log) / &unit - odds).abs());
        }
        let extremes = |table: &[C]| {
            let all = || table.iter().map(|cell| cell.decode(game.denominator()));
            all().max().unwrap_or_default() - all().min().unwrap_or_default()
        };
        range = range.max(extremes(game.table(player)));
    }
    worst / (Rational::one() + range * lambda)
}

/// What each pure strategy of a player pays against the others' mixed ones.
pub(crate) fn pure_payoffs<C: Cell>(
    game: &NormalFormGame<C>,
    profile: &[Vec<Rational>],
    player: usize,
) -> Vec<Rational> {
    let space = game.space();
    let mut pays = vec![Rational::zero(); space.counts()[player]];
    // Numerators over one denominator a player: no common divisors on the way.
    let scales: Vec<_> = profile.iter().map(crate::number::cell::common_denominator).collect();
    let whole: Vec<Vec<_>> = profile
        .iter()
        .zip(&scales)
        .map(|(strategy, scale)| strategy.iter().map(|x| x.numer() * (scale / x.denom())).collect())
        .collect();
    let mut values: Vec<BigInt> = game.table(player).iter().map(Cell::to_integer).collect();
    let mut above = 1;
    for other in (0..space.n_players()).rev() {
        let (stride, count) = (space.stride(other), space.counts()[other]);
        if other == player {
            above = count;
            continue;
        }
        let sum = |place: usize| -> BigInt {
            let start = place / stride * stride * count + place % stride;
            let played = whole[other].iter().enumerate().filter(|(_, weight)| !weight.is_zero());
            played.map(|(strategy, weight)| weight * &values[start + strategy * stride]).sum()
        };
        values = (0..above * stride).map(sum).collect();
    }
    let others = (0..scales.len()).filter(|&other| other != player);
    let scale = others.fold(game.denominator().clone(), |product, other| product * &scales[other]);
    pays.iter_mut().zip(values).for_each(|(pay, value)| *pay = Rational::new(value, scale.clone()));
    pays
}

#[cfg(test)]
mod tests;
