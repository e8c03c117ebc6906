//! Weighted marginal contributions of tables of floats in one pass.
//!
//! With weights `p_s` by size, `psi_i = sum over S without i of p_|S| (v(S + i) - v(S))` is
//! `sum over T with i of a_|T| v(T)  -  b`, where `a_t = p_(t-1) + p_t` and `b = sum over T of p_|T| v(T)`.
//! So every worth is weighted once, and what remains are sums over the coalitions with a player.
//! These are folded: 64 neighbouring worths (players 1 to 6) are added lane by lane over the chunks
//! of a block, chunk totals give players 7 to 12, block totals the others. The order of all
//! additions is fixed, so the result depends neither on the number of threads nor on the processor.

/// Worths in a chunk: the subsets of the first six players.
const CHUNK: usize = 64;
/// Players within a chunk.
const CHUNK_PLAYERS: usize = 6;
/// Worths in a block: the subsets of the first twelve players, 32 KiB.
pub(crate) const BLOCK: usize = CHUNK * CHUNK;

/// Weighted marginal contributions of a table of `2^n` worths; `efficient` says that they sum to
/// the worth of the grand coalition, which gives `b` without another pass.
pub(crate) fn float_marginals(values: &(impl BlockSource + ?Sized), weights: &[f64], efficient: bool) -> Vec<f64> {
    let n_players = weights.len();
    let at = |size: Option<usize>| size.and_then(|size| weights.get(size)).copied().unwrap_or(0.0);
    let with: Vec<f64> = (0..=n_players).map(|size| at(size.checked_sub(1)) + at(Some(size))).collect();
    let sums = sums_with_player(values, &with, n_players);
    let offset = if efficient {
        (sums.iter().sum::<f64>() - values.last()) / n_players as f64
    } else {
        let without: Vec<f64> = (0..=n_players).map(|size| at(Some(size))).collect();
        weighted_total(values, &without, n_players)
    };
    sums.into_iter().map(|sum| sum - offset).collect()
}

/// For each player the weighted sum of the worths of the coalitions with that player.
fn sums_with_player(values: &(impl BlockSource + ?Sized), by_size: &[f64], n_players: usize) -> Vec<f64> {
    if values.count() < BLOCK {
        return small_sums(values.read(0, &mut Vec::new()), by_size, n_players).0;
    }
    let rows = weight_rows(by_size, n_players);
    let blocks = map_blocks(values, |index, block| block_sums(index, block, &rows));
    let mut sums = vec![0.0; n_players];
    for (player, sum) in sums.iter_mut().enumerate().take(2 * CHUNK_PLAYERS) {
        *sum = pairwise(&blocks.iter().map(|block| block.players[player]).collect::<Vec<_>>());
    }
    let totals: Vec<f64> = blocks.iter().map(|block| block.total).collect();
    fold(totals, &mut sums[2 * CHUNK_PLAYERS..]);
    sums
}

/// The weighted sum of all worths.
fn weighted_total(values: &(impl BlockSource + ?Sized), by_size: &[f64], n_players: usize) -> f64 {
    if values.count() < BLOCK {
        return small_sums(values.read(0, &mut Vec::new()), by_size, n_players).1;
    }
    let rows = weight_rows(by_size, n_players);
    pairwise(&map_blocks(values, |index, block| block_total(index, block, &rows)))
}

/// Sums with each player and in total of a table below the size of a block.
fn small_sums(values: &[f64], by_size: &[f64], n_players: usize) -> (Vec<f64>, f64) {
    let weighted: Vec<f64> =
        values.iter().enumerate().map(|(mask, value)| value * by_size[mask.count_ones() as usize]).collect();
    let mut sums = vec![0.0; n_players];
    let total = fold(weighted, &mut sums);
    (sums, total)
}

/// For a chunk whose other members number `h`, the weights of its 64 worths: row `h`.
fn weight_rows(by_size: &[f64], n_players: usize) -> Vec<[f64; CHUNK]> {
    (0..=n_players - CHUNK_PLAYERS)
        .map(|others| std::array::from_fn(|low| by_size[others + low.count_ones() as usize]))
        .collect()
}

/// What a block contributes.
struct BlockSums {
    players: [f64; 2 * CHUNK_PLAYERS],
    total: f64,
}

/// Steps over the chunks of one block.
fn block_sums(index: usize, block: &[f64], rows: &[[f64; CHUNK]]) -> BlockSums {
    let mut lanes = [0.0; CHUNK];
    let mut totals = [0.0; CHUNK];
    let (chunks, _) = block.as_chunks::<CHUNK>();
    for (place, (chunk, total)) in chunks.iter().zip(&mut totals).enumerate() {
        let row = &rows[(index.count_ones() + place.count_ones()) as usize];
        let mut eight = [0.0; 8];
        for ((lanes, values), weights) in
            lanes.as_chunks_mut::<8>().0.iter_mut().zip(chunk.as_chunks::<8>().0).zip(row.as_chunks::<8>().0)
        {
            for lane in 0..8 {
                let weighted = values[lane] * weights[lane];
                lanes[lane] += weighted;
                eight[lane] += weighted;
            }
        }
        *total = sum_of_eight(&eight);
    }
    let mut players = [0.0; 2 * CHUNK_PLAYERS];
    let (low, high) = players.split_at_mut(CHUNK_PLAYERS);
    fold(lanes, low);
    let total = fold(totals, high);
    BlockSums { players, total }
}

/// The weighted sum of one block.
fn block_total(index: usize, block: &[f64], rows: &[[f64; CHUNK]]) -> f64 {
    let mut eight = [0.0; 8];
    for (place, chunk) in block.as_chunks::<CHUNK>().0.iter().enumerate() {
        let row = &rows[(index.count_ones() + place.count_ones()) as usize];
        for (values, weights) in chunk.as_chunks::<8>().0.iter().zip(row.as_chunks::<8>().0) {
            for lane in 0..8 {
                eight[lane] += values[lane] * weights[lane];
            }
        }
    }
    sum_of_eight(&eight)
}

fn sum_of_eight(eight: &[f64; 8]) -> f64 {
    ((eight[0] + eight[4]) + (eight[2] + eight[6])) + ((eight[1] + eight[5]) + (eight[3] + eight[7]))
}

/// Folds a table of `2^k` entries: for each of its players the sum over the subsets with it; returns
/// the sum of all.
fn fold(mut table: impl AsMut<[f64]>, sums: &mut [f64]) -> f64 {
    let table = table.as_mut();
    for (player, sum) in sums.iter_mut().enumerate().rev() {
        let (without, with) = table[..2 << player].split_at_mut(1 << player);
        *sum = pairwise(with);
        for (low, high) in without.iter_mut().zip(with) {
            *low += *high;
        }
    }
    table[0]
}

/// A sum by halves: its rounding error grows with the logarithm of the length.
fn pairwise(terms: &[f64]) -> f64 {
    if terms.len() <= 16 {
        return terms.iter().sum();
    }
    let (left, right) = terms.split_at(terms.len() / 2);
    pairwise(left) + pairwise(right)
}

/// The results of all blocks, in order.
#[cfg(feature = "rayon")]
fn map_blocks<T: Send>(
    values: &(impl BlockSource + ?Sized),
    work: impl Fn(usize, &[f64]) -> T + Sync + Send,
) -> Vec<T> {
    use rayon::prelude::*;
    let blocks = (0..values.count() / BLOCK).into_par_iter().with_min_len(16);
    blocks.map_init(Vec::new, |buffer, index| work(index, values.read(index, buffer))).collect()
}

/// The results of all blocks, in order.
#[cfg(not(feature = "rayon"))]
fn map_blocks<T>(values: &(impl BlockSource + ?Sized), work: impl Fn(usize, &[f64]) -> T) -> Vec<T> {
    let mut buffer = Vec::new();
    (0..values.count() / BLOCK).map(|index| work(index, values.read(index, &mut buffer))).collect()
}

/// A table of floats that is read block by block.
pub(crate) trait BlockSource: Sync {
    /// How many worths there are.
    fn count(&self) -> usize;

    /// The worth of the grand coalition.
    fn last(&self) -> f64;

    /// A block of [`BLOCK`] worths, or all if there are fewer, by way of the buffer if need be.
    fn read<'a>(&'a self, index: usize, buffer: &'a mut Vec<f64>) -> &'a [f64];
}

impl BlockSource for [f64] {
    fn count(&self) -> usize {
        self.len()
    }

    fn last(&self) -> f64 {
        self[self.len() - 1]
    }

    fn read<'a>(&'a self, index: usize, _: &'a mut Vec<f64>) -> &'a [f64] {
        &self[index * BLOCK..self.len().min((index + 1) * BLOCK)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Straight from the definition, on a table large enough for several blocks.
    #[test]
    fn blocks_agree_with_the_definition() {
        for n_players in [11, 12, 14] {
            let values: Vec<f64> = (0..1usize << n_players)
                .map(|mask| ((mask * mask) % 1009) as f64 - 300.0 * f64::from(mask == 0))
                .collect();
            let mut values = values;
            values[0] = 0.0;
            let weights: Vec<f64> = (0..n_players).map(|size| 1.0 / (n_players + 3 * size) as f64).collect();
            let got = float_marginals(&values[..], &weights, false);
            for (player, got) in got.into_iter().enumerate() {
                let masks = (0..values.len()).filter(|mask| mask >> player & 1 == 0);
                let marginals =
                    masks.map(|mask| weights[mask.count_ones() as usize] * (values[mask | 1 << player] - values[mask]));
                let want: f64 = marginals.sum();
                assert!((got - want).abs() < 1e-7, "{n_players} players, player {player}: {got} {want}");
            }
        }
    }
}
