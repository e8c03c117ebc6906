//! Passes over the table: which coalitions' constraints are violated most.

use super::span::Span;
use super::worths::{Integers, WorthTable};
use num_bigint::BigInt;
use num_traits::ToPrimitive;

/// Bits of a block of coalitions that differ in their first players only.
fn block_bits(n: usize) -> usize {
    (n / 2).min(10)
}

/// Totals of all coalitions of the players `from..to`, indexed by their shifted mask.
fn totals<T: Clone + std::ops::Add<Output = T>>(zero: &T, x: &[T]) -> Vec<T> {
    let mut totals = Vec::with_capacity(1 << x.len());
    totals.push(zero.clone());
    for share in x {
        for index in 0..totals.len() {
            totals.push(totals[index].clone() + share.clone());
        }
    }
    totals
}

/// Applies a function to each block, on several threads where that pays; the order is kept.
fn map_blocks<R: Send>(n: usize, blocks: usize, apply: impl Fn(usize) -> R + Send + Sync) -> Vec<R> {
    #[cfg(feature = "rayon")]
    if n >= 17 {
        use rayon::prelude::*;
        return (0..blocks).into_par_iter().with_min_len(16).map(apply).collect();
    }
    let _ = n;
    (0..blocks).map(apply).collect()
}

/// The most violated coalition of each block, by `v(S) - x(S) - w_S t`, where above the threshold;
/// at most `limit`, the most violated first. Coalitions in the span are passed over.
pub(crate) fn violated(
    table: &WorthTable,
    x: &[f64],
    t: f64,
    span: &Span,
    threshold: f64,
    limit: usize,
) -> Vec<(u32, f64)> {
    let n = table.n;
    let bits = block_bits(n);
    let size = 1usize << bits;
    let low = totals(&0.0, &x[..bits]);
    let high = totals(&0.0, &x[bits..]);
    let weights = table.weights.as_ref().map(|weights| weights.float.as_slice());
    let best_of = |block: usize| -> Option<(u32, f64)> {
        let start = block * size;
        let worths = &table.float[start..start + size];
        let above = high[block];
        if weights.is_none() && largest_difference(worths, &low) - above - t <= threshold {
            return None;
        }
        let mut best: Option<(u32, f64)> = None;
        for (index, (&worth, &share)) in worths.iter().zip(&low).enumerate() {
            let mask = (start + index) as u32;
            let excess = match weights {
                None => worth - share - above - t,
                Some(weights) if weights[start + index] > 0.0 => worth - share - above - weights[start + index] * t,
                Some(_) => continue,
            };
            let better = excess > threshold && best.is_none_or(|(_, known)| excess > known);
            if better && mask != 0 && mask != table.grand() && !span.contains(mask) {
                best = Some((mask, excess));
            }
        }
        best
    };
    let mut found: Vec<(u32, f64)> = map_blocks(n, high.len(), best_of).into_iter().flatten().collect();
    found.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    found.truncate(limit);
    found
}

/// `max_i (worths_i - shares_i)`, eight at a time.
fn largest_difference(worths: &[f64], shares: &[f64]) -> f64 {
    let (worth_chunks, worth_rest) = worths.as_chunks::<8>();
    let (share_chunks, share_rest) = shares.as_chunks::<8>();
    let mut best = [f64::NEG_INFINITY; 8];
    for (worths, shares) in worth_chunks.iter().zip(share_chunks) {
        for lane in 0..8 {
            let difference = worths[lane] - shares[lane];
            best[lane] = if difference > best[lane] { difference } else { best[lane] };
        }
    }
    let rest = worth_rest.iter().zip(share_rest).map(|(worth, share)| worth - share);
    best.into_iter().chain(rest).fold(f64::NEG_INFINITY, f64::max)
}

/// A price vector over one denominator: `x_i = numerators[i] / denominator`, `t` likewise.
pub(crate) struct IntegerPrices {
    pub numerators: Vec<BigInt>,
    pub excess: BigInt,
    pub denominator: BigInt,
}

/// Coalitions with `v(S) - x(S) - w_S t > 0` in exact arithmetic, the most violated of each block,
/// the most violated first, at most `limit`; with a limit of 0, the one of the smallest mask.
///
/// The numbers are those of the scaled game. The integer type is the smallest in which no sum can
/// overflow, found from the sizes beforehand.
pub(crate) fn exactly_violated(table: &WorthTable, prices: &IntegerPrices, span: &Span, limit: usize) -> Vec<u32> {
    let Some(exact) = &table.exact else { return Vec::new() };
    let weights = table.weights.as_ref().and_then(|weights| weights.exact.as_ref()).map(|scaled| &scaled.integers);
    let largest_share = prices.numerators.iter().map(BigInt::bits).max().unwrap_or(0);
    let bits = (prices.denominator.bits() + exact.integers.bits())
        .max(largest_share + 5)
        .max(prices.excess.bits() + weights.map_or(1, Integers::bits))
        + 3;
    if let (Integers::Machine(worths), None | Some(Integers::Machine(_))) = (&exact.integers, weights) {
        let weights = weights.and_then(|weights| match weights {
            Integers::Machine(weights) => Some(weights.as_slice()),
            Integers::Big(_) => None,
        });
        if bits < 63 {
            let convert = |value: &BigInt| value.to_i64().unwrap_or(0);
            return violated_in(table, worths, weights, prices, span, limit, convert, i64::clone);
        }
        if bits < 127 {
            let convert = |value: &BigInt| value.to_i128().unwrap_or(0);
            return violated_in(table, worths, weights, prices, span, limit, convert, |value| i128::from(*value));
        }
    }
    let big = |integers: &Integers| match integers {
        Integers::Machine(values) => values.iter().map(|&value| BigInt::from(value)).collect(),
        Integers::Big(values) => values.clone(),
    };
    let (worths, weights) = (big(&exact.integers), weights.map(big));
    violated_in(table, &worths, weights.as_deref(), prices, span, limit, BigInt::clone, BigInt::clone)
}

/// The same in one integer type.
#[expect(clippy::too_many_arguments, reason = "private: the two conversions stand for the integer type")]
fn violated_in<W: Sync, I>(
    table: &WorthTable,
    worths: &[W],
    weights: Option<&[W]>,
    prices: &IntegerPrices,
    span: &Span,
    limit: usize,
    convert: impl Fn(&BigInt) -> I,
    lift: impl Fn(&W) -> I + Sync,
) -> Vec<u32>
where
    I: Clone
        + PartialOrd
        + Ord
        + Send
        + Sync
        + std::ops::Add<Output = I>
        + std::ops::Sub<Output = I>
        + std::ops::Mul<Output = I>,
{
    let n = table.n;
    let bits = block_bits(n);
    let size = 1usize << bits;
    let zero = convert(&BigInt::ZERO);
    let shares: Vec<I> = prices.numerators.iter().map(&convert).collect();
    let (denominator, excess) = (convert(&prices.denominator), convert(&prices.excess));
    let (low, high) = (totals(&zero, &shares[..bits]), totals(&zero, &shares[bits..]));
    let best_of = |block: usize| -> Option<(u32, I)> {
        let start = block * size;
        let above = match weights {
            None => high[block].clone() + excess.clone(),
            Some(_) => high[block].clone(),
        };
        let mut best: Option<(u32, I)> = None;
        for (index, (worth, share)) in worths[start..start + size].iter().zip(&low).enumerate() {
            let mut over = denominator.clone() * lift(worth) - share.clone() - above.clone();
            if let Some(weights) = weights {
                over = over - excess.clone() * lift(&weights[start + index]);
            }
            if over <= zero || best.as_ref().is_some_and(|(_, known)| limit == 0 || over <= *known) {
                continue;
            }
            let mask = (start + index) as u32;
            let active = if table.partial || weights.is_some() {
                table.active(mask)
            } else {
                mask != 0 && mask != table.grand()
            };
            if active && !span.contains(mask) {
                best = Some((mask, over));
            }
        }
        best
    };
    let mut found: Vec<(u32, I)> = map_blocks(n, high.len(), best_of).into_iter().flatten().collect();
    if limit > 0 {
        found.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
    }
    found.truncate(limit.max(1));
    found.into_iter().map(|(mask, _)| mask).collect()
}
