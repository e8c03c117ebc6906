//! Disjoint pairs of coalitions in a table of floats, in vectors.
//!
//! Players are split into low and high ones. For a union `U` of high players, the worths of `U`'s
//! subsets joined with each set of low players are gathered into one row for each such set, in rising
//! and in falling order: then complements in `U` stand side by side. For each two disjoint sets of low
//! players the largest sum of a pair is a maximum along two rows, and is compared once with the worth
//! of the union: `3^n / 2` additions in all, of which several go at once.

use crate::coalition::Coalition;

/// Low players: 2^6 rows.
const LOW_PLAYERS: usize = 6;
/// Entries of a row that are taken at a time: 2^6 rows of 2^7 floats, twice, are 128 KiB.
const STRIP: usize = 128;
/// From how many players on it pays.
pub(super) const LEAST_PLAYERS: usize = 10;

/// What comparisons of sums with the worths of unions came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// All sums are below, by more than the tolerance.
    Below,
    /// Some are not, but none is above by more than the tolerance.
    Close,
    /// Some sum is above by more than the tolerance.
    Above,
}

/// How many blocks there are: block `b` has the unions from `b 2^6` to `(b + 1) 2^6`.
pub(super) fn blocks(values: &[f64]) -> usize {
    values.len() >> LOW_PLAYERS
}

/// The unions of a block.
pub(super) fn unions(block: usize) -> std::ops::Range<usize> {
    block << LOW_PLAYERS..(block + 1) << LOW_PLAYERS
}

/// Compares all disjoint pairs whose union has these high players.
pub(super) fn compare_block(values: &[f64], block: usize, tolerance: f64) -> Block {
    let rows = 1usize << LOW_PLAYERS;
    let at = |high: usize, low: usize| values[high << LOW_PLAYERS | low];
    if block == 0 {
        return compare_low(values, tolerance);
    }
    // Each unordered pair once: the first part is without the highest player of the union.
    let top = 1usize << block.ilog2();
    let rest = Coalition((block ^ top) as u32);
    let parts: Vec<usize> = rest.subsets().map(|part| part.index()).collect();
    let mut most = vec![f64::NEG_INFINITY; rows * rows];
    let mut first = vec![0.0; rows * STRIP.min(parts.len())];
    let mut second = first.clone();
    for strip in parts.chunks(STRIP) {
        let width = strip.len();
        for (place, &part) in strip.iter().enumerate() {
            for low in 0..rows {
                // Nobody beside all is no pair.
                let nobody = part == 0 && low == 0;
                first[low * width + place] = if nobody { f64::NEG_INFINITY } else { at(part, low) };
                second[low * width + place] = at(block ^ part, low);
            }
        }
        for low in 0..rows {
            let left = &first[low * width..(low + 1) * width];
            for other in Coalition((rows - 1 - low) as u32).subsets() {
                let right = &second[other.index() * width..(other.index() + 1) * width];
                let known = &mut most[low * rows + other.index()];
                *known = known.max(largest_sum(left, right));
            }
        }
    }
    let mut found = Block::Below;
    for low in 0..rows {
        for other in Coalition((rows - 1 - low) as u32).subsets() {
            let sum = most[low * rows + other.index()];
            match judge(sum, at(block, low | other.index()), tolerance) {
                Block::Above => return Block::Above,
                Block::Close => found = Block::Close,
                Block::Below => {}
            }
        }
    }
    found
}

/// Unions of low players alone.
fn compare_low(values: &[f64], tolerance: f64) -> Block {
    let mut found = Block::Below;
    for union in 1..1usize << LOW_PLAYERS {
        for part in Coalition(union as u32).subsets().skip(1).map(Coalition::index).filter(|&part| part < union) {
            match judge(values[part] + values[union ^ part], values[union], tolerance) {
                Block::Above => return Block::Above,
                Block::Close => found = Block::Close,
                Block::Below => {}
            }
        }
    }
    found
}

fn judge(sum: f64, union: f64, tolerance: f64) -> Block {
    if sum > union + tolerance {
        Block::Above
    } else if tolerance > 0.0 && sum + tolerance > union {
        Block::Close
    } else {
        Block::Below
    }
}

/// The largest sum of two entries side by side.
fn largest_sum(left: &[f64], right: &[f64]) -> f64 {
    let mut most = [f64::NEG_INFINITY; 8];
    let (left_lanes, left_rest) = left.as_chunks::<8>();
    let (right_lanes, right_rest) = right.as_chunks::<8>();
    for (one, other) in left_lanes.iter().zip(right_lanes) {
        for lane in 0..8 {
            let sum = one[lane] + other[lane];
            most[lane] = if sum > most[lane] { sum } else { most[lane] };
        }
    }
    let rest = left_rest.iter().zip(right_rest).map(|(one, other)| one + other);
    most.into_iter().chain(rest).fold(f64::NEG_INFINITY, |most, sum| if sum > most { sum } else { most })
}
