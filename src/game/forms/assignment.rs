//! Worths of assignment games: the best matching, by dynamic programming over sets of columns.

use crate::coalition::Coalition;
use crate::number::Scalar;

/// The largest surplus of a matching between the members among the rows and among the columns.
pub(super) fn worth<S: Scalar>(surplus: &[Vec<S>], coalition: Coalition) -> S {
    let columns: Vec<usize> = coalition.members().filter_map(|player| player.checked_sub(surplus.len())).collect();
    let mut best = vec![S::zero(); 1 << columns.len()];
    for row in coalition.members().filter(|&player| player < surplus.len()) {
        for set in (1..best.len()).rev() {
            let mut most = best[set].clone();
            for (place, &column) in columns.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1) {
                most = most.larger(surplus[row][column].clone() + best[set ^ 1 << place].clone());
            }
            best[set] = most;
        }
    }
    best.pop().unwrap_or_else(S::zero)
}

/// The table of all coalitions: the last row of a coalition is matched or not.
pub(super) fn table<S: Scalar>(surplus: &[Vec<S>]) -> Vec<S> {
    let rows = surplus.len();
    let n_players = rows + surplus.first().map_or(0, Vec::len);
    let mut table = vec![S::zero(); 1 << n_players];
    for mask in 1..table.len() {
        let row_part = mask & ((1 << rows) - 1);
        if row_part == 0 {
            continue;
        }
        let row = row_part.ilog2() as usize;
        let without = mask ^ 1 << row;
        let mut most = table[without].clone();
        for column in (rows..n_players).filter(|column| mask >> column & 1 == 1) {
            most = most.larger(surplus[row][column - rows].clone() + table[without ^ 1 << column].clone());
        }
        table[mask] = most;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shapley and Shubik 1971, three houses: the optimal matching is worth 16.
    #[test]
    fn three_houses() {
        let surplus = vec![vec![5.0, 8.0, 2.0], vec![7.0, 9.0, 6.0], vec![2.0, 3.0, 0.0]];
        assert_eq!(worth(&surplus, Coalition::grand(6)), 16.0);
        assert_eq!(table(&surplus)[63], 16.0);
        assert_eq!(worth(&surplus, Coalition::of([0, 1, 2])), 0.0);
    }
}
