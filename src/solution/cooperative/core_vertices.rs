//! The vertices of the core.

use num_bigint::BigInt;
use num_traits::One;

use super::polytope::Polytope;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::entries::{Entries, entries};
use crate::game::properties::convex;
use crate::game::{CharacteristicFunction, TuGame};
use crate::limit::TimeLimit;
use crate::number::{Rational, Scalar};
use crate::solution::Allocation;

/// The most players: `2^n` constraints are checked along every edge.
const MAX_PLAYERS: usize = 12;
/// The most vertices that are kept.
const MAX_VERTICES: usize = 1_000_000;

/// All vertices of the core, in lexicographic order; none where it is empty. Floats are taken at
/// their exact values.
///
/// Those of a convex game are its marginal vectors (Shapley 1971); else a walk along the edges finds
/// them.
///
/// # Errors
///
/// [`Error::TooLarge`] above 12 players or a million vertices, or when worths have too many digits
/// for machine integers; [`Error::Input`] when a worth is not finite; [`Error::TimeLimit`].
///
/// Complexity: `O(n)` steps for each vertex of a convex game; else `O(2^n n)` for each edge, more at
/// degenerate vertices.
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, limit::TimeLimit, number::whole, solution::cooperative::core_vertices};
///
/// let limit = TimeLimit::none();
///
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(core_vertices(&glove, &limit), Ok(vec![[1, 0, 0].map(whole).to_vec()]));
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(core_vertices(&majority, &limit), Ok(vec![]));
/// ```
///
/// Sources: Shapley 1971; Motzkin, Raiffa, Thompson and Thrall 1953.
pub fn core_vertices<S: Scalar>(game: &TuGame<S>, limit: &TimeLimit) -> Result<Vec<Allocation<S>>, Error> {
    check_size(game.n_players())?;
    let exact: TuGame<Rational> = game.convert()?;
    if let Some(orders) = Orders::of_convex(&exact) {
        let mut vertices: Vec<Vec<i64>> = Vec::new();
        orders.visit(&mut |vertex| {
            vertices.push(vertex.to_vec());
            if vertices.len() > MAX_VERTICES { Err(too_many()) } else { limit.check("the list of vertices") }
        })?;
        vertices.sort_unstable();
        return Ok(vertices.iter().map(|vertex| orders.allocation(vertex)).collect());
    }
    let vertices = polytope(&exact).vertices(MAX_VERTICES, limit)?;
    Ok(vertices.iter().map(|vertex| vertex.iter().map(S::from_rational).collect()).collect())
}

/// Visits all vertices of the core, one by one, in an order of its own: nothing is kept of those that
/// were visited. Returns how many there are.
///
/// Those of a convex game are its marginal vectors, of each of which the first order of players alone
/// counts; else reverse search finds them (Avis and Fukuda 1992).
///
/// # Errors
///
/// What `visit` says, upon which it stops; [`Error::TooLarge`] above 12 players, or when worths have
/// too many digits for machine integers; [`Error::Input`] when a worth is not finite.
///
/// Complexity: `O(n)` steps for each vertex of a convex game; else some `n / 2` times as many as
/// [`core_vertices`], in the memory of one path.
///
/// # Examples
///
/// ```
/// use pactum::{Error, game::TuGame, number::whole, solution::cooperative::for_each_core_vertex};
///
/// let squares = TuGame::from_fn(4, |coalition| whole((coalition.size() * coalition.size()) as i64)).unwrap();
/// let mut most = whole(0);
/// let count = for_each_core_vertex(&squares, &mut |vertex| Ok(most = most.clone().max(vertex[0].clone())));
/// assert_eq!((count, most), (Ok(24), whole(7)));
/// // It stops when it is told to.
/// let stop = for_each_core_vertex(&squares, &mut |_| Err(Error::TimeLimit("the search".into())));
/// assert!(stop.is_err());
/// ```
///
/// Sources: Shapley 1971; Avis and Fukuda 1992.
pub fn for_each_core_vertex<S: Scalar>(
    game: &TuGame<S>,
    visit: &mut dyn FnMut(&[S]) -> Result<(), Error>,
) -> Result<u64, Error> {
    check_size(game.n_players())?;
    let exact: TuGame<Rational> = game.convert()?;
    let mut count = 0;
    if let Some(orders) = Orders::of_convex(&exact) {
        orders.visit(&mut |vertex| {
            count += 1;
            visit(&orders.allocation::<S>(vertex))
        })?;
        return Ok(count);
    }
    polytope(&exact).visit_vertices(&mut |vertex| {
        count += 1;
        visit(&vertex.iter().map(S::from_rational).collect::<Vec<S>>())
    })?;
    Ok(count)
}

fn check_size(n: usize) -> Result<(), Error> {
    if n <= MAX_PLAYERS {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: format!("the core's vertices for {n} players"),
        needed: format!("2^{n} constraints along every edge"),
        limit: format!("{MAX_PLAYERS} players"),
        remedy: "ask for one point of the core".into(),
    })
}

fn too_many() -> Error {
    Error::TooLarge {
        what: "the list of vertices".into(),
        needed: format!("more than {MAX_VERTICES} vertices"),
        limit: MAX_VERTICES.to_string(),
        remedy: "use a game of fewer players, or take the vertices one by one".into(),
    }
}

/// The core by its inequalities.
fn polytope(game: &TuGame<Rational>) -> Polytope {
    let n = game.n_players();
    let grand = Coalition::grand(n);
    let row = |coalition: Coalition| (0..n).map(|player| i64::from(coalition.contains(player))).collect();
    let proper = Coalition::all(n).skip(1).filter(|coalition| *coalition != grand);
    let rows = proper.map(|coalition| (row(coalition), game.worth(coalition))).collect();
    Polytope { n, rows, total: game.grand_worth() }
}

/// The orders of the players of a convex game; worths are numerators over one denominator.
struct Orders {
    n: usize,
    values: Vec<i64>,
    denominator: BigInt,
}

impl Orders {
    /// `None` if the game is not convex, or its numbers are too long.
    fn of_convex(game: &TuGame<Rational>) -> Option<Self> {
        match entries(game) {
            Entries::Small(values, denominator) if convex(game).holds => {
                Some(Orders { n: game.n_players(), values, denominator })
            }
            _ => None,
        }
    }

    fn allocation<S: Scalar>(&self, vertex: &[i64]) -> Allocation<S> {
        if self.denominator.is_one() {
            return vertex.iter().map(|&share| S::from_integer(share)).collect();
        }
        let share = |&share: &i64| S::from_rational(&Rational::new(share.into(), self.denominator.clone()));
        vertex.iter().map(share).collect()
    }

    /// Visits the marginal vectors, each once: for the first, by its numbers, of the orders that
    /// have it.
    fn visit(&self, visit: &mut dyn FnMut(&[i64]) -> Result<(), Error>) -> Result<(), Error> {
        self.grow(0, &mut Vec::with_capacity(self.n), &mut vec![0; self.n], visit)
    }

    fn grow(
        &self,
        before: usize,
        order: &mut Vec<usize>,
        vertex: &mut [i64],
        visit: &mut dyn FnMut(&[i64]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if order.len() == self.n {
            return visit(vertex);
        }
        for player in (0..self.n).filter(|player| before >> player & 1 == 0) {
            let share = self.values[before | 1 << player] - self.values[before];
            if self.comes_earlier(before, order, player, share) {
                continue;
            }
            vertex[player] = share;
            order.push(player);
            self.grow(before | 1 << player, order, vertex, visit)?;
            order.pop();
        }
        Ok(())
    }

    /// Whether the player could have come before a later one, for the same share: coalitions that get
    /// just their worth are closed under union, so all between give it the same.
    fn comes_earlier(&self, before: usize, order: &[usize], player: usize, share: i64) -> bool {
        let mut set = before;
        for &last in order.iter().rev() {
            set ^= 1 << last;
            if self.values[set | 1 << player] - self.values[set] != share {
                return false;
            }
            if last > player {
                return true;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{games, rising_games};
    use super::*;
    use crate::certificate::core_violation;
    use crate::lp::{IntegerSolution, solve_integer_system};
    use crate::number::{ratio, whole};
    use num_bigint::BigInt;
    use proptest::prelude::*;

    /// Every set of n - 1 coalitions that, with the grand one, determines a point of the core.
    fn oracle(game: &TuGame<Rational>) -> Vec<Vec<Rational>> {
        let n = game.n_players();
        let scale =
            game.values().iter().fold(BigInt::from(1), |all, value| num_integer::lcm(all, value.denom().clone()));
        let row = |mask: u32| -> Vec<BigInt> {
            let worth = game.worth(Coalition(mask)) * Rational::from_integer(scale.clone());
            (0..n).map(|i| BigInt::from(mask >> i & 1)).chain([worth.to_integer()]).collect()
        };
        let grand = Coalition::grand(n).0;
        let mut found = Vec::new();
        for family in itertools::Itertools::combinations(1..grand, n - 1) {
            let rows: Vec<_> = family.into_iter().chain([grand]).map(row).collect();
            if let IntegerSolution::Unique { numerators, denominator } = solve_integer_system(&rows, n) {
                let divisor = denominator * &scale;
                let x: Vec<Rational> =
                    numerators.into_iter().map(|value| Rational::new(value, divisor.clone())).collect();
                if core_violation(n, &game.grand_worth(), |coalition| Some(game.worth(coalition)), &x).is_none() {
                    found.push(x);
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// The list, the walk, reverse search and the visits agree with the oracle.
    fn check(game: &TuGame<Rational>) {
        let expected = oracle(game);
        assert_eq!(core_vertices(game, &TimeLimit::none()).unwrap(), expected);
        assert_eq!(polytope(game).vertices(MAX_VERTICES, &TimeLimit::none()).unwrap(), expected);
        let mut visited = Vec::new();
        polytope(game).visit_vertices(&mut |vertex| Ok(visited.push(vertex.to_vec()))).unwrap();
        visited.sort();
        assert_eq!(visited, expected);
        visited.clear();
        let count = for_each_core_vertex(game, &mut |vertex| Ok(visited.push(vertex.to_vec()))).unwrap();
        visited.sort();
        assert_eq!((&visited, count), (&expected, expected.len() as u64));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn random_games(game in games(4)) {
            check(&game);
        }

        #[test]
        fn games_with_large_cores(game in rising_games(4)) {
            check(&game);
        }

        /// Convex games with many ties: sums of a few unanimity games.
        #[test]
        fn convex_games_with_ties(n in 1usize..5, dividends in proptest::collection::vec((1u32..16, 1i64..3), 0..4)) {
            let worth = |coalition: Coalition| {
                let part = |mask: u32| Coalition(mask & ((1 << n) - 1));
                let inside = dividends.iter().filter(|(mask, _)| !part(*mask).is_empty() && part(*mask).is_subset_of(coalition));
                ratio(inside.map(|(_, dividend)| dividend).sum::<i64>(), 2)
            };
            let game = TuGame::from_fn(n, worth).unwrap();
            assert!(Orders::of_convex(&game).is_some());
            check(&game);
        }

        #[test]
        fn degenerate_games(worths in proptest::collection::vec(0i64..2, 16), grand in 1i64..4) {
            let mut values: Vec<Rational> = worths.into_iter().map(whole).collect();
            values[0] = whole(0);
            values[15] = whole(grand);
            let game = TuGame::new(values).unwrap();
            check(&game);
        }
    }

    #[test]
    fn additive_games_have_one_vertex_for_all_orders() {
        let game = TuGame::from_fn(12, |coalition| whole(coalition.size() as i64)).unwrap();
        assert_eq!(core_vertices(&game, &TimeLimit::none()), Ok(vec![vec![whole(1); 12]]));
    }

    #[test]
    fn convex_games_have_a_vertex_for_each_order() {
        let game = TuGame::from_fn(5, |coalition| {
            whole((coalition.size() * coalition.size() * 1000 + coalition.index() % 7) as i64)
        })
        .unwrap();
        assert_eq!(core_vertices(&game, &TimeLimit::none()).unwrap().len(), 120);
        // v(S) = |S|^2 - |S|: symmetric and strictly convex (Shapley 1971).
        let symmetric =
            TuGame::from_fn(4, |coalition| ratio((coalition.size() * (coalition.size() - 1)) as i64, 2)).unwrap();
        assert_eq!(core_vertices(&symmetric, &TimeLimit::none()).unwrap().len(), 24);
        let one = TuGame::new(vec![whole(0), whole(3)]).unwrap();
        assert_eq!(core_vertices(&one, &TimeLimit::none()), Ok(vec![vec![whole(3)]]));
        let many = TuGame::from_fn(13, |_| 0.0).unwrap();
        assert!(matches!(core_vertices(&many, &TimeLimit::none()), Err(Error::TooLarge { .. })));
    }
}
