//! From the supports of an equilibrium to the equilibrium, exactly or in floats.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use super::lifting;
use crate::lp::{IntegerSolution, solve_integer_system};
use crate::number::Rational;

/// From so many strategies on, lifting is faster than elimination.
const MANY: usize = 12;

/// Both mixed strategies in rationals.
pub(super) type Pair = [Vec<Rational>; 2];

/// The equilibrium with these supports, if there is one and the supports determine it: `payoff(player, own, other)`
/// are integers.
pub(super) fn exact(
    counts: [usize; 2],
    payoff: &dyn Fn(usize, usize, usize) -> BigInt,
    supports: &[Vec<usize>; 2],
) -> Option<Pair> {
    let first = strategy(counts, payoff, supports, 0)?;
    let second = strategy(counts, payoff, supports, 1)?;
    Some([first, second])
}

/// The mixture of `player` that leaves the other indifferent on its support and no better elsewhere.
fn strategy(
    counts: [usize; 2],
    payoff: &dyn Fn(usize, usize, usize) -> BigInt,
    supports: &[Vec<usize>; 2],
    player: usize,
) -> Option<Vec<Rational>> {
    let other = 1 - player;
    let (own, k) = (&supports[player], supports[player].len());
    // 1. Σ_i x_i u(j, i) - v = 0 for each j of the other's support, and Σ x_i = 1.
    let mut rows: Vec<Vec<BigInt>> = Vec::with_capacity(k + 1);
    for &reply in &supports[other] {
        let payoffs = own.iter().map(|&strategy| payoff(other, reply, strategy));
        rows.push(payoffs.chain([-BigInt::one(), BigInt::zero()]).collect());
    }
    rows.push((0..k).map(|_| BigInt::one()).chain([BigInt::zero(), BigInt::one()]).collect());
    let lifted = if k >= MANY && rows.len() == k + 1 { lifting::solve(&rows) } else { None };
    let (mut numerators, denominator) = match lifted {
        Some(solution) => solution,
        None => match solve_integer_system(&rows, k + 1) {
            IntegerSolution::Unique { numerators, denominator } => (numerators, denominator),
            _ => return None,
        },
    };
    let value = numerators.pop()?;
    if numerators.iter().any(Signed::is_negative) {
        return None;
    }
    // 2. No reply is better.
    let is_best = |reply: usize| {
        let total: BigInt =
            own.iter().zip(&numerators).map(|(&strategy, weight)| payoff(other, reply, strategy) * weight).sum();
        total <= value
    };
    if !(0..counts[other]).all(is_best) {
        return None;
    }
    let mut weights = vec![Rational::zero(); counts[player]];
    for (&strategy, numerator) in own.iter().zip(numerators) {
        weights[strategy] = Rational::new(numerator, denominator.clone());
    }
    Some(weights)
}

/// The same in floats, with one step of refinement; `None` where it does not hold within `1e-9`.
pub(super) fn float(
    counts: [usize; 2],
    payoff: &dyn Fn(usize, usize, usize) -> f64,
    supports: &[Vec<usize>; 2],
) -> Option<[Vec<f64>; 2]> {
    let first = float_strategy(counts, payoff, supports, 0)?;
    let second = float_strategy(counts, payoff, supports, 1)?;
    Some([first, second])
}

fn float_strategy(
    counts: [usize; 2],
    payoff: &dyn Fn(usize, usize, usize) -> f64,
    supports: &[Vec<usize>; 2],
    player: usize,
) -> Option<Vec<f64>> {
    let other = 1 - player;
    let (own, replies) = (&supports[player], &supports[other]);
    let k = own.len();
    if replies.len() != k {
        return None;
    }
    let mut matrix: Vec<Vec<f64>> = replies
        .iter()
        .map(|&reply| own.iter().map(|&strategy| payoff(other, reply, strategy)).chain([-1.0]).collect())
        .collect();
    matrix.push((0..k).map(|_| 1.0).chain([0.0]).collect());
    let right: Vec<f64> = (0..=k).map(|row| f64::from(u8::from(row == k))).collect();
    let solved = super::super::dense::Factors::new(matrix.clone())?;
    let mut x = solved.solve(&right);
    let rest: Vec<f64> = matrix
        .iter()
        .zip(&right)
        .map(|(row, right)| right - row.iter().zip(&x).map(|(a, x)| a * x).sum::<f64>())
        .collect();
    x.iter_mut().zip(solved.solve(&rest)).for_each(|(x, step)| *x += step);
    let value = x.pop()?;
    let near = 1e-9 * value.abs().max(1.0);
    let is_best = |reply: usize| {
        own.iter().zip(&x).map(|(&strategy, weight)| payoff(other, reply, strategy) * weight).sum::<f64>()
            <= value + near
    };
    if x.iter().any(|weight| !weight.is_finite() || *weight < -1e-9) || !(0..counts[other]).all(is_best) {
        return None;
    }
    let mut weights = vec![0.0; counts[player]];
    own.iter().zip(&x).for_each(|(&strategy, weight)| weights[strategy] = weight.max(0.0));
    Some(weights)
}
