//! The vertices of the core.

use super::polytope::Polytope;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Rational, Scalar};
use crate::solution::Allocation;

/// The most players: `2^n` constraints are checked along every edge.
const MAX_PLAYERS: usize = 12;
/// The most vertices that are kept.
const MAX_VERTICES: usize = 1_000_000;

/// All vertices of the core, in lexicographic order; none where it is empty. Floats are taken at
/// their exact values.
///
/// # Errors
///
/// [`Error::TooLarge`] above 12 players or a million vertices, or when worths have too many digits
/// for machine integers; [`Error::Input`] when a worth is not finite.
///
/// Complexity: `O(2^n n)` steps for each edge; more at degenerate vertices.
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, number::whole, solution::cooperative::core_vertices};
///
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(core_vertices(&glove), Ok(vec![[1, 0, 0].map(whole).to_vec()]));
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(core_vertices(&majority), Ok(vec![]));
/// ```
///
/// Sources: Shapley 1971; Motzkin, Raiffa, Thompson and Thrall 1953.
pub fn core_vertices<S: Scalar>(game: &TuGame<S>) -> Result<Vec<Allocation<S>>, Error> {
    let n = game.n_players();
    if n > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: format!("the core's vertices for {n} players"),
            needed: format!("2^{n} constraints along every edge"),
            limit: format!("{MAX_PLAYERS} players"),
            remedy: "ask for one point of the core".into(),
        });
    }
    let exact: TuGame<Rational> = game.convert()?;
    let grand = Coalition::grand(n);
    let row = |coalition: Coalition| (0..n).map(|player| i64::from(coalition.contains(player))).collect();
    let proper = Coalition::all(n).skip(1).filter(|coalition| *coalition != grand);
    let rows = proper.map(|coalition| (row(coalition), exact.worth(coalition))).collect();
    let polytope = Polytope { n, rows, total: exact.grand_worth() };
    let vertices = polytope.vertices(MAX_VERTICES)?;
    Ok(vertices.iter().map(|vertex| vertex.iter().map(S::from_rational).collect()).collect())
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

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn random_games(game in games(4)) {
            prop_assert_eq!(core_vertices(&game).unwrap(), oracle(&game));
        }

        #[test]
        fn games_with_large_cores(game in rising_games(4)) {
            prop_assert_eq!(core_vertices(&game).unwrap(), oracle(&game));
        }

        #[test]
        fn degenerate_games(worths in proptest::collection::vec(0i64..2, 16), grand in 1i64..4) {
            let mut values: Vec<Rational> = worths.into_iter().map(whole).collect();
            values[0] = whole(0);
            values[15] = whole(grand);
            let game = TuGame::new(values).unwrap();
            prop_assert_eq!(core_vertices(&game).unwrap(), oracle(&game));
        }
    }

    #[test]
    fn convex_games_have_a_vertex_for_each_order() {
        let game = TuGame::from_fn(5, |coalition| {
            whole((coalition.size() * coalition.size() * 1000 + coalition.index() % 7) as i64)
        })
        .unwrap();
        assert_eq!(core_vertices(&game).unwrap().len(), 120);
        // v(S) = |S|^2 - |S|: symmetric and strictly convex (Shapley 1971).
        let symmetric =
            TuGame::from_fn(4, |coalition| ratio((coalition.size() * (coalition.size() - 1)) as i64, 2)).unwrap();
        assert_eq!(core_vertices(&symmetric).unwrap().len(), 24);
        let one = TuGame::new(vec![whole(0), whole(3)]).unwrap();
        assert_eq!(core_vertices(&one), Ok(vec![vec![whole(3)]]));
        let many = TuGame::from_fn(13, |_| 0.0).unwrap();
        assert!(matches!(core_vertices(&many), Err(Error::TooLarge { .. })));
    }
}
