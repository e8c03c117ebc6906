//! Quantal responses to any number of digits: Newton steps in fixed point with slopes in floats.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::game::NormalFormGame;
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::number::fixed::{Scaled, exp, ln_2};

use super::super::dense::Factors;
use super::system::LogitSystem;

/// Numbers below `2^-TINY` are taken as zero.
const TINY: u64 = 1000;

/// Each class's strategy near the response `y` in floats, every probability to so many significant digits (0 below
/// 1e-300); `None` where the steps do not converge.
pub(super) fn refined<C: Cell>(
    game: &NormalFormGame<C>,
    system: &LogitSystem,
    lambda: &Rational,
    y: &[f64],
    factors: &Factors,
    digits: u32,
) -> Option<Vec<Vec<Rational>>> {
    let scale = y.iter().fold(1.0f64, |most, y| most.max(y.abs())).log2().ceil() as u64;
    let weight = lambda.numer().bits().saturating_sub(lambda.denom().bits());
    // Digits asked for, those lost in products of the payoffs and lambda, and some to spare.
    let bits = (f64::from(digits) * std::f64::consts::LOG2_10).ceil() as u64
        + scale
        + weight
        + system.range.log2().max(0.0).ceil() as u64
        + 64;
    let table = Table { game, system, lambda, bits, ln_2: ln_2(bits + 80) };
    let mut point: Vec<BigInt> = y.iter().map(|&y| fixed(y, bits)).collect::<Option<_>>()?;
    let small = BigInt::one() << (bits - (f64::from(digits) * std::f64::consts::LOG2_10).ceil() as u64 - 20);
    let mut last: Option<BigInt> = None;
    for _ in 0..60 {
        let residual = table.residual(&point);
        let change = solved(factors, &residual);
        let size = change.iter().map(Signed::abs).max().unwrap_or_default();
        point.iter_mut().zip(&change).for_each(|(y, change)| *y -= change);
        if size < small {
            return Some(table.probabilities(&point));
        }
        if last.is_some_and(|last| &size * 2 > last) {
            return None;
        }
        last = Some(size);
    }
    None
}

fn fixed(value: f64, bits: u64) -> Option<BigInt> {
    let exact = Rational::from_float(value)?;
    Some((exact.numer() << bits).div_floor(exact.denom()))
}

/// A float solution of the linear system for a right-hand side of many digits: its leading ones.
fn solved(factors: &Factors, right: &[BigInt]) -> Vec<BigInt> {
    let shift = right.iter().map(|value| value.magnitude().bits()).max().unwrap_or(0).saturating_sub(62);
    let leading: Vec<f64> = right.iter().map(|value| (value >> shift).to_f64().unwrap_or(0.0)).collect();
    let whole = |value: f64| fixed(value, 64).unwrap_or_default();
    factors.solve(&leading).into_iter().map(|value| (whole(value) << shift) >> 64).collect()
}

struct Table<'a, C> {
    game: &'a NormalFormGame<C>,
    system: &'a LogitSystem,
    lambda: &'a Rational,
    bits: u64,
    ln_2: BigInt,
}

impl<C: Cell> Table<'_, C> {
    /// The weights of a class's strategies, not yet divided by their sum; the largest has exponent 0.
    fn weights(&self, class: usize, point: &[BigInt]) -> Vec<Scaled> {
        let odds = &point[self.system.offsets[class]..self.system.offsets[class + 1]];
        let zero = BigInt::zero();
        let all: Vec<&BigInt> = std::iter::once(&zero).chain(odds).collect();
        let top = all.iter().copied().max().cloned().unwrap_or_default();
        all.into_iter().map(|y| exp(&(y - &top), self.bits, &self.ln_2)).collect()
    }

    fn strategies(&self, point: &[BigInt]) -> Vec<Vec<BigInt>> {
        let strategy = |class: usize| {
            let weights: Vec<BigInt> = self.weights(class, point).iter().map(Scaled::to_fixed).collect();
            let total: BigInt = weights.iter().sum();
            weights.into_iter().map(|weight| (weight << self.bits) / &total).collect()
        };
        (0..self.system.counts.len()).map(strategy).collect()
    }

    /// `y - λ (u_s - u_0)` for all unknowns.
    fn residual(&self, point: &[BigInt]) -> Vec<BigInt> {
        let strategies = self.strategies(point);
        let divisor = self.lambda.denom() * self.game.denominator();
        let mut residual = Vec::with_capacity(point.len());
        for class in 0..self.system.counts.len() {
            let pays = self.payoffs(class, &strategies);
            for strategy in 1..pays.len() {
                let gain = (&pays[strategy] - &pays[0]) * self.lambda.numer();
                residual.push(&point[residual.len()] - gain.div_floor(&divisor));
            }
        }
        residual
    }

    /// What each strategy of a class pays, times the denominator of the game.
    fn payoffs(&self, class: usize, strategies: &[Vec<BigInt>]) -> Vec<BigInt> {
        let (space, own) = (self.game.space(), self.system.first[class]);
        let mut values: Vec<BigInt> = Vec::new();
        let mut first = true;
        // Sum over the last axis, then the one before it; the own axis stays.
        let mut above = 1;
        for player in (0..space.n_players()).rev() {
            let (stride, count) = (space.stride(player), space.counts()[player]);
            if player == own {
                above = count;
                continue;
            }
            let weights = &strategies[self.system.class[player]];
            let sum = |block: usize| -> Vec<BigInt> {
                let start = block * stride * count;
                let at = |below: usize| -> BigInt {
                    weights
                        .iter()
                        .enumerate()
                        .map(|(strategy, weight)| {
                            let place = start + strategy * stride + below;
                            if first { times(&self.game.table(own)[place], weight) } else { weight * &values[place] }
                        })
                        .sum::<BigInt>()
                };
                (0..stride).map(|below| if first { at(below) } else { at(below) >> self.bits }).collect()
            };
            values = (0..above).flat_map(sum).collect();
            first = false;
        }
        if first { self.game.table(own).iter().map(|cell| cell.to_integer() << self.bits).collect() } else { values }
    }

    /// The probabilities with their own precision, however small.
    fn probabilities(&self, point: &[BigInt]) -> Vec<Vec<Rational>> {
        let strategy = |class: usize| {
            let weights = self.weights(class, point);
            let total: BigInt = weights.iter().map(Scaled::to_fixed).sum();
            let share = |weight: &Scaled| {
                let down = weight.exponent.min(0).unsigned_abs();
                if down >= TINY { Rational::zero() } else { Rational::new(weight.mantissa.clone(), &total << down) }
            };
            weights.iter().map(share).collect()
        };
        (0..self.system.counts.len()).map(strategy).collect()
    }
}

/// A payoff, over the denominator of the game, times a fixed-point number.
fn times<C: Cell>(cell: &C, weight: &BigInt) -> BigInt {
    match cell.to_machine() {
        Some(value) => weight * value,
        None => weight * cell.to_integer(),
    }
}

/// Bits of indifferent strategies.
const SUPPORT_BITS: u64 = 320;

/// The strategies near a start at which each class is indifferent on its support, in fixed point, and the bits;
/// `None` where the steps do not converge.
pub(super) fn indifferent<C: Cell>(
    game: &NormalFormGame<C>,
    system: &LogitSystem,
    supports: &[Vec<usize>],
    start: &[Vec<f64>],
    factors: &Factors,
) -> Option<(Vec<Vec<BigInt>>, u64)> {
    let lambda = Rational::one();
    let table = Table { game, system, lambda: &lambda, bits: SUPPORT_BITS, ln_2: BigInt::zero() };
    let one = BigInt::one() << SUPPORT_BITS;
    // Rows are in ranges of payoffs, as the slopes are.
    let unit = game.denominator() * fixed(system.range, 64)?;
    let mut point: Vec<Vec<BigInt>> = start
        .iter()
        .map(|strategy| strategy.iter().map(|&x| fixed(x, SUPPORT_BITS)).collect::<Option<_>>())
        .collect::<Option<_>>()?;
    for _ in 0..60 {
        let mut residual = Vec::new();
        for (class, support) in supports.iter().enumerate() {
            let pays = table.payoffs(class, &point);
            residual.extend(support[1..].iter().map(|&s| ((&pays[s] - &pays[support[0]]) << 64u32) / &unit));
            residual.push(point[class].iter().sum::<BigInt>() - &one);
        }
        let change = solved(factors, &residual);
        let places = supports.iter().enumerate().flat_map(|(class, support)| support.iter().map(move |&s| (class, s)));
        places.zip(&change).for_each(|((class, s), change)| point[class][s] -= change);
        let size = change.iter().map(|change| change.magnitude().bits()).max().unwrap_or(0);
        if size <= 12 {
            return Some((point, SUPPORT_BITS));
        }
        if size > SUPPORT_BITS {
            return None;
        }
    }
    None
}
