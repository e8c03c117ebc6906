//! The core of a game on a graph: what its shape says.

use super::myerson::{graph_restricted, neighbours};
use super::treewidth::{components, is_forest, tree_decomposition};
use crate::certificate::TreeDecomposition;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::properties::{Finding, superadditive_until};
use crate::game::{CharacteristicFunction, TuGame};
use crate::limit::TimeLimit;
use crate::number::Scalar;
use crate::solution::Allocation;

/// What the shape of a graph says of the core of the game restricted by it.
#[derive(Debug, Clone, PartialEq)]
pub struct GraphCore<S> {
    /// Whether the graph has no circle.
    pub forest: bool,
    /// A tree decomposition of least width.
    pub decomposition: TreeDecomposition,
    /// Whether the restricted game is superadditive, with a witness if not.
    pub superadditive: Finding,
    /// At most this multiple of `v(N)` satisfies all coalitions: 1 for superadditive games on
    /// forests; treewidth + 1 for superadditive games without worths below 0; else `None`.
    pub bound: Option<usize>,
    /// For superadditive games on forests an allocation in the core of the restricted game.
    pub allocation: Option<Allocation<S>>,
}

/// What the shape of a graph says of the core of the game in which a coalition is worth what its
/// connected parts are worth (Myerson 1977).
///
/// If that game is superadditive and the graph a forest, its core is not empty: let each part have a
/// root, and every player what the subtree below adds to the subtrees below its children (Demange
/// 2004). If it is superadditive, without worths below 0, and the graph has treewidth `k`, a total
/// payoff of `(k + 1) v(N)` satisfies all coalitions (Meir, Zick, Elkind and Rosenschein 2013).
///
/// # Errors
///
/// As [`tree_decomposition`] and [`graph_restricted`].
///
/// Complexity: that of [`superadditive`](crate::game::properties::superadditive) and of [`tree_decomposition`].
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, limit::TimeLimit, number::whole, solution::cooperative::graph_core};
///
/// // Any two of three are worth 1, but only neighbours on the line 1 - 2 - 3 can talk.
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// let line = graph_core(&majority, &[(0, 1), (1, 2)], &TimeLimit::none()).unwrap();
/// assert_eq!(line.allocation, Some([0, 1, 0].map(whole).to_vec()));
///
/// // With all three links the core is empty; what the graph says is that 3 would be enough.
/// let triangle = graph_core(&majority, &[(0, 1), (1, 2), (0, 2)], &TimeLimit::none()).unwrap();
/// assert_eq!((triangle.allocation, triangle.bound), (None, Some(3)));
/// ```
///
/// Sources: Demange 2004; Meir, Zick, Elkind and Rosenschein 2013; Le Breton, Owen and Weber 1992.
pub fn graph_core<S: Scalar>(
    game: &TuGame<S>,
    graph: &[(usize, usize)],
    limit: &TimeLimit,
) -> Result<GraphCore<S>, Error> {
    let n = game.n_players();
    let neighbours = neighbours(n, graph)?;
    let decomposition = tree_decomposition(n, graph, limit)?;
    let restricted = graph_restricted(game, graph)?;
    let superadditive = superadditive_until(&restricted, limit)?;
    let forest = is_forest(&neighbours);
    let gains = superadditive.holds;
    let bound = match forest {
        true => gains.then_some(1),
        false => (gains && !has_negative_worth(&restricted)).then(|| decomposition.width() + 1),
    };
    let allocation = (forest && gains).then(|| {
        let mut allocation = vec![S::zero(); n];
        for part in components(&neighbours) {
            if let Some(root) = part.members().next() {
                share_below(game, &neighbours, root, Coalition::EMPTY, &mut allocation);
            }
        }
        allocation
    });
    Ok(GraphCore { forest, decomposition, superadditive, bound, allocation })
}

/// Whether some coalition is worth less than 0.
pub(crate) fn has_negative_worth<S: Scalar>(game: &TuGame<S>) -> bool {
    game.values().iter().any(|worth| worth.sign().is_lt())
}

/// Gives a player, and all below it, what their subtrees add; returns the subtree.
fn share_below<S: Scalar>(
    game: &TuGame<S>,
    neighbours: &[Coalition],
    player: usize,
    above: Coalition,
    allocation: &mut [S],
) -> Coalition {
    let mut below = Coalition::singleton(player);
    let mut given = S::zero();
    for child in neighbours[player].minus(above).members() {
        let part = share_below(game, neighbours, child, Coalition::singleton(player), allocation);
        given = given + game.worth(part);
        below = below.union(part);
    }
    allocation[player] = game.worth(below) - given;
    below
}

#[cfg(test)]
mod tests {
    use super::super::cost_of_stability;
    use super::super::testing::{games, rising_games};
    use super::*;
    use crate::certificate::core_violation;
    use crate::lp::default_backend;
    use crate::number::{Rational, whole};
    use proptest::prelude::*;

    /// What is claimed holds: the allocation is in the core, the bound is kept.
    fn check(game: &TuGame<Rational>, graph: &[(usize, usize)]) {
        let n = game.n_players();
        let found = graph_core(game, graph, &TimeLimit::none()).unwrap();
        let restricted = graph_restricted(game, graph).unwrap();
        assert_eq!(found.decomposition.verify(n, graph), Ok(()));
        assert_eq!(found.forest, found.decomposition.width() < 2);
        assert_eq!(found.allocation.is_some(), found.forest && found.superadditive.holds);
        if let Some(allocation) = &found.allocation {
            let worth = |coalition: Coalition| Some(restricted.worth(coalition));
            assert_eq!(core_violation(n, &restricted.grand_worth(), worth, allocation), None, "{game:?} on {graph:?}");
        }
        if let Some(bound) = found.bound {
            let subsidy = cost_of_stability(&restricted, default_backend()).unwrap().subsidy;
            let grand = restricted.grand_worth();
            assert!(subsidy + &grand <= whole(bound as i64) * &grand || grand < whole(0));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn on_trees(game in rising_games(6), parents in proptest::collection::vec(0usize..6, 6)) {
            let graph: Vec<_> = (1..game.n_players()).map(|child| (child, parents[child] % child)).collect();
            check(&game, &graph);
        }

        #[test]
        fn on_any_graph(game in rising_games(5), chosen in proptest::collection::vec(any::<bool>(), 10)) {
            let n = game.n_players();
            let pairs = (0..n).flat_map(|left| (0..left).map(move |right| (left, right)));
            let graph: Vec<_> = pairs.zip(chosen).filter(|(_, chosen)| *chosen).map(|(pair, _)| pair).collect();
            check(&game, &graph);
        }

        #[test]
        fn any_game(game in games(4)) {
            let graph: Vec<_> = (1..game.n_players()).map(|child| (child, 0)).collect();
            check(&game, &graph);
        }
    }

    #[test]
    fn what_is_not_superadditive_is_said() {
        let apart = TuGame::new([0, 2, 2, 3].map(whole).to_vec()).unwrap();
        let found = graph_core(&apart, &[(0, 1)], &TimeLimit::none()).unwrap();
        assert!(found.superadditive.witness.is_some());
        assert_eq!((found.bound, found.allocation), (None, None));
        assert!(graph_core(&apart, &[(0, 5)], &TimeLimit::none()).is_err());
    }
}
