//! The treewidth of a graph of players.

use super::myerson::{component, neighbours};
use crate::certificate::TreeDecomposition;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::limit::TimeLimit;

/// The most players of graphs that are no forests: a table of all sets of them.
const MAX_PLAYERS: usize = 22;

/// A tree decomposition of least width.
///
/// A forest is taken apart leaf by leaf. Any other graph by dynamic programming over the sets of
/// players that are eliminated first: `w(S) = min over i in S of max(w(S - i), q(S - i, i))`, where
/// `q(S, i)` counts the players outside `S + i` that `i` reaches through `S`.
///
/// # Errors
///
/// [`Error::Input`] for a link of a player with itself or of one that is not there;
/// [`Error::TooLarge`] above 22 players if the graph is no forest; [`Error::TimeLimit`].
///
/// Complexity: `O(2^n n²)` steps and `2^n` bytes; `O(n²)` for a forest.
///
/// # Examples
///
/// ```
/// use pactum::limit::TimeLimit;
/// use pactum::solution::cooperative::tree_decomposition;
///
/// let circle = [(0, 1), (1, 2), (2, 3), (3, 0)];
/// let found = tree_decomposition(4, &circle, &TimeLimit::none()).unwrap();
/// assert_eq!(found.width(), 2);
/// assert!(found.verify(4, &circle).is_ok());
/// assert!(tree_decomposition(2, &[(0, 0)], &TimeLimit::none()).is_err());
/// ```
///
/// Source: Bodlaender, Fomin, Koster, Kratsch and Thilikos 2012.
pub fn tree_decomposition(
    n_players: usize,
    graph: &[(usize, usize)],
    limit: &TimeLimit,
) -> Result<TreeDecomposition, Error> {
    let neighbours = neighbours(n_players, graph)?;
    let order = match forest_order(&neighbours) {
        Some(order) => order,
        None => best_order(&neighbours, limit)?,
    };
    Ok(eliminate(neighbours, &order))
}

/// Leaves first, as long as there are any; `None` if a circle is left.
fn forest_order(neighbours: &[Coalition]) -> Option<Vec<usize>> {
    let mut left = Coalition::grand(neighbours.len());
    let mut order = Vec::with_capacity(neighbours.len());
    while !left.is_empty() {
        let leaf = left.members().find(|&player| neighbours[player].intersection(left).size() <= 1)?;
        left = left.without(leaf);
        order.push(leaf);
    }
    Some(order)
}

/// An order of elimination of least width.
fn best_order(neighbours: &[Coalition], limit: &TimeLimit) -> Result<Vec<usize>, Error> {
    let n = neighbours.len();
    if n > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: format!("the treewidth of a graph of {n} players"),
            needed: format!("a table of 2^{n} sets"),
            limit: format!("2^{MAX_PLAYERS}; forests of any size"),
            remedy: "use a graph of fewer players".into(),
        });
    }
    let mut width = vec![0u8; 1 << n];
    let step = |width: &[u8], set: Coalition, last: usize| {
        let before = set.without(last);
        width[before.index()].max(reached(neighbours, before, last).size() as u8)
    };
    for set in Coalition::all(n).skip(1) {
        if set.index() % 4096 == 0 {
            limit.check("the treewidth")?;
        }
        width[set.index()] = set.members().map(|last| step(&width, set, last)).min().unwrap_or(0);
    }
    let mut left = Coalition::grand(n);
    let mut order = Vec::with_capacity(n);
    while let Some(last) = left.members().find(|&last| step(&width, left, last) == width[left.index()]) {
        order.push(last);
        left = left.without(last);
    }
    order.reverse();
    Ok(order)
}

/// The players outside a set, and other than `from`, that it reaches through the set.
fn reached(neighbours: &[Coalition], through: Coalition, from: usize) -> Coalition {
    let mut seen = Coalition::singleton(from);
    let mut open = seen;
    while let Some(player) = open.members().next() {
        open = open.without(player);
        let fresh = neighbours[player].minus(seen);
        seen = seen.union(fresh);
        open = open.union(fresh.intersection(through));
    }
    seen.minus(through).without(from)
}

/// The bags of an order of elimination: each player with those later ones that it is linked to when
/// its turn comes; then these are linked to one another.
fn eliminate(mut neighbours: Vec<Coalition>, order: &[usize]) -> TreeDecomposition {
    let mut left = Coalition::grand(neighbours.len());
    let mut bags = Vec::with_capacity(order.len());
    let mut links = Vec::new();
    let place = |player: usize| order.iter().position(|&known| known == player).unwrap_or(0);
    for &player in order {
        left = left.without(player);
        let later = neighbours[player].intersection(left);
        for other in later.members() {
            neighbours[other] = neighbours[other].union(later.without(other));
        }
        // The next of them to go has all the others in its bag.
        if let Some(next) = later.members().map(place).min() {
            links.push((bags.len(), next));
        }
        bags.push(later.with(player));
    }
    TreeDecomposition { bags, links }
}

/// Whether a graph has no circle.
pub(super) fn is_forest(neighbours: &[Coalition]) -> bool {
    forest_order(neighbours).is_some()
}

/// The connected parts of all players.
pub(super) fn components(neighbours: &[Coalition]) -> Vec<Coalition> {
    let mut left = Coalition::grand(neighbours.len());
    let mut parts = Vec::new();
    while !left.is_empty() {
        let part = component(neighbours, left);
        parts.push(part);
        left = left.minus(part);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The least width over all orders.
    fn oracle(n: usize, graph: &[(usize, usize)]) -> usize {
        let neighbours = neighbours(n, graph).unwrap();
        let orders = itertools::Itertools::permutations(0..n, n);
        orders.map(|order| eliminate(neighbours.clone(), &order).width()).min().unwrap()
    }

    fn width(n: usize, graph: &[(usize, usize)]) -> usize {
        let found = tree_decomposition(n, graph, &TimeLimit::none()).unwrap();
        assert_eq!(found.verify(n, graph), Ok(()), "{graph:?}");
        found.width()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn widths_are_least(n in 1usize..6, chosen in proptest::collection::vec(any::<bool>(), 15)) {
            let pairs = (0..n).flat_map(|left| (0..left).map(move |right| (left, right)));
            let graph: Vec<(usize, usize)> = pairs.zip(chosen).filter(|(_, chosen)| *chosen).map(|(pair, _)| pair).collect();
            prop_assert_eq!(width(n, &graph), oracle(n, &graph));
        }
    }

    #[test]
    fn known_widths() {
        assert_eq!(width(1, &[]), 0);
        let complete: Vec<_> = (0..6).flat_map(|left| (0..left).map(move |right| (left, right))).collect();
        assert_eq!(width(6, &complete), 5);
        // The 3 x 3 grid has treewidth 3; a line of 30 needs no table.
        let grid: Vec<_> = (0..9usize)
            .flat_map(|cell| [(cell % 3 < 2).then_some((cell, cell + 1)), (cell < 6).then_some((cell, cell + 3))])
            .flatten()
            .collect();
        assert_eq!(width(9, &grid), 3);
        let line: Vec<_> = (0..29).map(|place| (place, place + 1)).collect();
        assert_eq!(width(30, &line), 1);
        let circle: Vec<_> = line.iter().copied().chain([(29, 0)]).collect();
        assert!(matches!(tree_decomposition(30, &circle, &TimeLimit::none()), Err(Error::TooLarge { .. })));
        let late = TimeLimit::seconds(0.0);
        let long: Vec<_> = (0..14).map(|place| (place, (place + 1) % 14)).collect();
        assert!(matches!(tree_decomposition(14, &long, &late), Err(Error::TimeLimit(_))));
    }

    #[test]
    fn altered_decompositions_are_refused() {
        let graph = [(0, 1), (1, 2), (2, 3), (3, 0)];
        let found = tree_decomposition(4, &graph, &TimeLimit::none()).unwrap();
        for place in 0..found.bags.len() {
            for player in found.bags[place].members() {
                let mut wrong = found.clone();
                wrong.bags[place] = wrong.bags[place].without(player);
                // A bag of one more than needed may do without its lone player.
                let still = wrong.verify(4, &graph).is_ok();
                assert!(!still || found.bags[place].size() < 3, "{wrong:?}");
            }
        }
        let mut wrong = found.clone();
        wrong.links.pop();
        assert!(wrong.verify(4, &graph).is_err());
        let mut wrong = found;
        wrong.links.push((0, 9));
        assert!(wrong.verify(4, &graph).is_err());
    }
}
