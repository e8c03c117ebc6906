//! The smallest second difference of a table of floats, in cache blocks.
//!
//! Convexity compares `v(R + i + j) - v(R + j)` with `v(R + i) - v(R)` for each pair `i, j`. Players
//! are split into low ones, whose coalitions lie side by side in a block, and high ones. For a high
//! `i` the marginal contributions to a block are written once and then compared along each low `j`;
//! pairs of high players are compared on strips that gather a few columns of all blocks.

/// Low players: a block of 2^11 worths is 16 KiB, two and the marginals fit in a first-level cache.
const LOW_PLAYERS: usize = 11;
/// Worths side by side in a strip: one strip of 2^11 rows is 512 KiB.
const STRIP: usize = 32;

/// The least `v(R + i + j) - v(R + i) - v(R + j) + v(R)`; infinite below two players. It stops
/// early, with some value below `-tolerance`, once there is one.
pub(super) fn least_gain(values: &[f64], n_players: usize, tolerance: f64) -> f64 {
    let low = LOW_PLAYERS.min(n_players);
    let size = 1usize << low;
    let blocks = values.len() / size;
    let within = least_over(blocks, tolerance, |index| gains_of_block(values, index, size, n_players));
    if within < -tolerance || blocks < 4 {
        return within;
    }
    let across = least_over(size / STRIP, tolerance, |strip| gains_of_strip(values, strip * STRIP, size));
    within.min(across)
}

/// Pairs of low players within the block, and pairs of a high player outside it with a low one.
fn gains_of_block(values: &[f64], index: usize, size: usize, n_players: usize) -> f64 {
    let block = &values[index * size..(index + 1) * size];
    let mut least = f64::INFINITY;
    let mut marginals = vec![0.0; size];
    let low_players = size.ilog2() as usize;
    for player in 0..low_players {
        // The marginals of a low player, packed over the coalitions without it and closed under
        // removing any lower one.
        let half = 1 << player;
        for (pair, packed) in block.chunks_exact(2 * half).zip(marginals.chunks_exact_mut(half)) {
            let (without, with) = pair.split_at(half);
            subtract(with, without, packed);
        }
        least = least.min(least_rise(&marginals[..size / 2], player));
    }
    for high in 0..n_players - low_players {
        if index >> high & 1 == 0 {
            let partner = (index | 1 << high) * size;
            subtract(&values[partner..partner + size], block, &mut marginals);
            least = least.min(least_rise(&marginals, low_players));
        }
    }
    least
}

/// Pairs of high players for `STRIP` neighbouring coalitions of low players.
fn gains_of_strip(values: &[f64], start: usize, size: usize) -> f64 {
    let rows = values.len() / size;
    let mut strip = Vec::with_capacity(rows * STRIP);
    for row in 0..rows {
        strip.extend_from_slice(&values[row * size + start..row * size + start + STRIP]);
    }
    let mut marginals = vec![0.0; strip.len() / 2];
    let mut least = f64::INFINITY;
    for player in 1..rows.ilog2() as usize {
        let half = STRIP << player;
        for (pair, packed) in strip.chunks_exact(2 * half).zip(marginals.chunks_exact_mut(half)) {
            let (without, with) = pair.split_at(half);
            subtract(with, without, packed);
        }
        for lower in 0..player {
            least = least.min(least_rise_along(&marginals, STRIP << lower));
        }
    }
    least
}

fn subtract(with: &[f64], without: &[f64], difference: &mut [f64]) {
    for ((out, high), low) in difference.iter_mut().zip(with).zip(without) {
        *out = high - low;
    }
}

/// The least rise of the marginals along each of the first `players` players.
fn least_rise(marginals: &[f64], players: usize) -> f64 {
    (0..players).map(|player| least_rise_along(marginals, 1 << player)).fold(f64::INFINITY, f64::min)
}

/// The least `table[m + step] - table[m]` over the entries of even multiples of `step`.
fn least_rise_along(table: &[f64], step: usize) -> f64 {
    match step {
        1 => least_rise_within::<1, 2>(table),
        2 => least_rise_within::<2, 4>(table),
        4 => least_rise_within::<4, 8>(table),
        _ => {
            let mut least = [f64::INFINITY; 8];
            for pair in table.chunks_exact(2 * step) {
                let (without, with) = pair.split_at(step);
                for (low, high) in without.as_chunks::<8>().0.iter().zip(with.as_chunks::<8>().0) {
                    for lane in 0..8 {
                        let rise = high[lane] - low[lane];
                        least[lane] = if rise < least[lane] { rise } else { least[lane] };
                    }
                }
            }
            least.into_iter().fold(f64::INFINITY, f64::min)
        }
    }
}

/// The same for steps below the width of a lane group.
fn least_rise_within<const STEP: usize, const PAIR: usize>(table: &[f64]) -> f64 {
    let mut least = [f64::INFINITY; STEP];
    for pair in table.as_chunks::<PAIR>().0 {
        for lane in 0..STEP {
            let rise = pair[lane + STEP] - pair[lane];
            least[lane] = if rise < least[lane] { rise } else { least[lane] };
        }
    }
    least.into_iter().fold(f64::INFINITY, f64::min)
}

/// The least over pieces of work; pieces after one below `-tolerance` may be skipped.
#[cfg(feature = "rayon")]
fn least_over(pieces: usize, tolerance: f64, work: impl Fn(usize) -> f64 + Sync) -> f64 {
    use rayon::prelude::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    let stop = AtomicBool::new(false);
    let piece = |index: usize| {
        if stop.load(Ordering::Relaxed) {
            return f64::INFINITY;
        }
        let least = work(index);
        if least < -tolerance {
            stop.store(true, Ordering::Relaxed);
        }
        least
    };
    (0..pieces).into_par_iter().map(piece).reduce(|| f64::INFINITY, f64::min)
}

/// The least over pieces of work; pieces after one below `-tolerance` are skipped.
#[cfg(not(feature = "rayon"))]
fn least_over(pieces: usize, tolerance: f64, work: impl Fn(usize) -> f64) -> f64 {
    let mut least = f64::INFINITY;
    for index in 0..pieces {
        least = least.min(work(index));
        if least < -tolerance {
            break;
        }
    }
    least
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_definition(values: &[f64], n_players: usize) -> f64 {
        let mut least = f64::INFINITY;
        for mask in 0..values.len() {
            for first in (0..n_players).filter(|player| mask >> player & 1 == 0) {
                for second in (0..first).filter(|player| mask >> player & 1 == 0) {
                    let (left, right) = (mask | 1 << first, mask | 1 << second);
                    least = least.min((values[left | right] - values[left]) - (values[right] - values[mask]));
                }
            }
        }
        least
    }

    /// One dent in a convex table, at a coalition of low, of high and of both kinds of players: the
    /// least gain is found wherever it lies. All numbers are whole, so the comparison is exact.
    #[test]
    fn every_pair_of_players_is_compared() {
        for n_players in [1, 2, 4, 11, 13, 14] {
            let squares: Vec<f64> = (0..1usize << n_players).map(|mask| f64::from(mask.count_ones()).powi(2)).collect();
            assert_eq!(least_gain(&squares, n_players, 0.0), by_definition(&squares, n_players));
            for step in 0..24usize {
                let mut dented = squares.clone();
                let place = (step * 7919 + step * step * 611) % dented.len();
                dented[place] -= if step % 2 == 0 { 1.0 } else { -0.5 };
                assert_eq!(
                    least_gain(&dented, n_players, 1e9),
                    by_definition(&dented, n_players),
                    "{n_players} players, {place}"
                );
            }
        }
    }

    #[test]
    fn high_pairs_alone_can_violate() {
        let n_players = 14;
        let pair = 1usize << 12 | 1 << 13;
        let table = |mask: usize| f64::from(mask.count_ones()).powi(2) - 3.0 * f64::from(mask & pair == pair);
        let values: Vec<f64> = (0..1usize << n_players).map(table).collect();
        assert_eq!(least_gain(&values, n_players, 0.0), -1.0);
    }
}
