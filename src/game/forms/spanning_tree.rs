//! Costs of minimum spanning trees: Prim's algorithm.

use crate::coalition::Coalition;
use crate::number::Scalar;

/// The cost of a minimum spanning tree of the source (row 0) and the members (row `i + 1`).
pub(super) fn cost<S: Scalar>(costs: &[Vec<S>], coalition: Coalition) -> S {
    let mut outside: Vec<(usize, S)> =
        coalition.members().map(|player| (player + 1, costs[0][player + 1].clone())).collect();
    let mut total = S::zero();
    while !outside.is_empty() {
        let cheapest =
            (1..outside.len()).fold(0, |best, place| if outside[place].1 < outside[best].1 { place } else { best });
        let (joined, link) = outside.swap_remove(cheapest);
        total = total + link;
        for (node, link) in &mut outside {
            if costs[joined][*node] < *link {
                *link = costs[joined][*node].clone();
            }
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three towns of which the third is cheap to reach only by way of the second.
    #[test]
    fn by_hand() {
        let costs = [[0, 6, 3, 9], [6, 0, 4, 8], [3, 4, 0, 1], [9, 8, 1, 0]].map(|row| row.map(f64::from).to_vec());
        assert_eq!(cost(&costs, Coalition::grand(3)), 8.0);
        assert_eq!(cost(&costs, Coalition::of([0, 2])), 14.0);
        assert_eq!(cost(&costs, Coalition::EMPTY), 0.0);
    }
}
