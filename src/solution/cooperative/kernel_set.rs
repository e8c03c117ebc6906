//! The whole kernel and prekernel, as unions of polytopes.

use std::cmp::Ordering;

use super::polytope::Polytope;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Rational, Scalar};
use crate::solution::Allocation;

/// The most players: regions are cut for each pair of players and each pair of coalitions.
const MAX_PLAYERS: usize = 6;
/// The most vertices of one region.
const MAX_VERTICES: usize = 100_000;

/// The prekernel: all allocations of `v(N)` at which every two players have equal surpluses over
/// one another, as the vertices of polytopes whose union it is.
///
/// Pair by pair, the regions left so far are cut by which coalitions attain the two surpluses, and
/// by their equality. Regions inside others are left out. It starts from the box between smallest
/// and largest marginal contributions, within which the prekernel lies.
///
/// # Errors
///
/// [`Error::TooLarge`] above 6 players; [`Error::Input`] when a worth is not finite.
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, number::{ratio, whole}, solution::cooperative::prekernel_set};
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(prekernel_set(&majority), Ok(vec![vec![vec![ratio(1, 3); 3]]]));
/// let many = TuGame::from_fn(7, |_| 0.0).unwrap();
/// assert!(prekernel_set(&many).is_err());
/// ```
///
/// Sources: Maschler, Peleg and Shapley 1972; Peleg and Sudhölter 2007 (the box).
pub fn prekernel_set<S: Scalar>(game: &TuGame<S>) -> Result<Vec<Vec<Allocation<S>>>, Error> {
    let exact: TuGame<Rational> = game.convert()?;
    Ok(to_scalar(regions(&exact, false)?))
}

/// The kernel: all imputations at which no player outweighs another who gets more than alone, as
/// the vertices of polytopes whose union it is; none where there is no imputation.
///
/// # Errors
///
/// [`Error::TooLarge`] above 6 players; [`Error::Input`] when a worth is not finite.
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, number::{ratio, whole}, solution::cooperative::kernel_set};
///
/// // Two pairs of gloves: the kernel is a segment between the two extreme prices.
/// let lefts = |mask: usize| (mask & 3).count_ones();
/// let rights = |mask: usize| (mask & 12).count_ones();
/// let values = (0..16).map(|mask| whole(lefts(mask).min(rights(mask)).into())).collect();
/// let segment = vec![[0, 0, 1, 1].map(whole).to_vec(), [1, 1, 0, 0].map(whole).to_vec()];
/// assert_eq!(kernel_set(&TuGame::new(values).unwrap()), Ok(vec![segment]));
///
/// let apart = TuGame::new([0, 2, 2, 3].map(whole).to_vec()).unwrap();
/// assert_eq!(kernel_set(&apart), Ok(vec![]));
/// ```
///
/// Source: Davis and Maschler 1965.
pub fn kernel_set<S: Scalar>(game: &TuGame<S>) -> Result<Vec<Vec<Allocation<S>>>, Error> {
    let exact: TuGame<Rational> = game.convert()?;
    Ok(to_scalar(regions(&exact, true)?))
}

fn to_scalar<S: Scalar>(regions: Vec<Region>) -> Vec<Vec<Allocation<S>>> {
    let convert = |vertex: &Vec<Rational>| vertex.iter().map(S::from_rational).collect();
    regions.iter().map(|region| region.vertices.iter().map(convert).collect()).collect()
}

/// A row `a·x >= b`.
type Row = (Vec<i64>, Rational);

/// A non-empty polytope by its rows and by its vertices.
#[derive(Debug, Clone)]
struct Region {
    rows: Vec<Row>,
    vertices: Vec<Vec<Rational>>,
}

/// `a·x - b`
fn slack((row, bound): &Row, x: &[Rational]) -> Rational {
    let terms = row.iter().zip(x).filter(|(a, _)| **a != 0);
    terms.map(|(a, x)| x * Rational::from_integer((*a).into())).sum::<Rational>() - bound
}

impl Region {
    /// The part where more rows hold; `None` if it is empty.
    fn cut(&self, rows: &[Row], total: &Rational) -> Result<Option<Region>, Error> {
        let mut needed = Vec::new();
        for row in rows {
            let slacks: Vec<Ordering> = self.vertices.iter().map(|x| slack(row, x).sign()).collect();
            if slacks.iter().all(|sign| *sign == Ordering::Less) {
                return Ok(None);
            }
            if slacks.contains(&Ordering::Less) {
                needed.push(row.clone());
            }
        }
        if needed.is_empty() {
            return Ok(Some(self.clone()));
        }
        let n = self.vertices.first().map_or(0, Vec::len);
        let rows: Vec<Row> = self.rows.iter().cloned().chain(needed).collect();
        let polytope = Polytope { n, rows, total: total.clone() };
        // A vertex where the new rows hold is one of the part's; else a linear program looks for one.
        let added = polytope.rows.get(self.rows.len()..).unwrap_or_default();
        let kept = |x: &&Vec<Rational>| added.iter().all(|row| slack(row, x).sign() != Ordering::Less);
        let vertices = match self.vertices.iter().find(kept) {
            Some(start) => polytope.vertices_from(start, MAX_VERTICES)?,
            None => polytope.vertices(MAX_VERTICES)?,
        };
        Ok((!vertices.is_empty()).then_some(Region { rows: polytope.rows, vertices }))
    }

    fn holds(&self, x: &[Rational]) -> bool {
        self.rows.iter().all(|row| slack(row, x).sign() != Ordering::Less)
    }
}

/// All regions of the kernel, or of the prekernel, none inside another.
fn regions(game: &TuGame<Rational>, imputation: bool) -> Result<Vec<Region>, Error> {
    let n = game.n_players();
    if n > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: format!("the whole kernel for {n} players"),
            needed: format!("regions for {} pairs of coalitions at each pair of players", 1u64 << (2 * (n - 2))),
            limit: format!("{MAX_PLAYERS} players"),
            remedy: "ask for one point of it".into(),
        });
    }
    let total = game.grand_worth();
    let rows = first_rows(game, imputation);
    let vertices = Polytope { n, rows: rows.clone(), total: total.clone() }.vertices(MAX_VERTICES)?;
    let mut regions = if vertices.is_empty() { Vec::new() } else { vec![Region { rows, vertices }] };
    for first in 0..n {
        for second in first + 1..n {
            let mut next: Vec<Region> = Vec::new();
            for region in &regions {
                for part in parts(game, region, first, second)? {
                    for other in parts(game, &part.1, second, first)? {
                        let rules = Rules { game, imputation, total: &total };
                        next.extend(rules.balanced(&other.1, (first, part.0), (second, other.0))?);
                    }
                }
            }
            regions = maximal(next);
        }
    }
    regions.sort_by(|left, right| left.vertices.cmp(&right.vertices));
    Ok(regions)
}

/// Own worths from below for the kernel, which with the total bounds the set; for the prekernel the
/// least and largest marginal contributions.
fn first_rows(game: &TuGame<Rational>, imputation: bool) -> Vec<Row> {
    let n = game.n_players();
    let unit = |player: usize, sign: i64| (0..n).map(|i| if i == player { sign } else { 0 }).collect::<Vec<i64>>();
    let mut rows = Vec::new();
    for player in 0..n {
        let others = Coalition::grand(n).without(player);
        let marginal = |coalition: Coalition| game.worth(coalition.with(player)) - game.worth(coalition);
        let marginals: Vec<Rational> = others.subsets().map(marginal).collect();
        if imputation {
            rows.push((unit(player, 1), game.worth(Coalition::singleton(player))));
        } else if let (Some(least), Some(most)) = (marginals.iter().min(), marginals.iter().max()) {
            rows.push((unit(player, 1), least.clone()));
            rows.push((unit(player, -1), -most.clone()));
        }
    }
    rows
}

/// `e(S, x) >= e(T, x)` as a row.
fn at_least(game: &TuGame<Rational>, s: Coalition, t: Coalition) -> Row {
    let row = (0..game.n_players()).map(|i| i64::from(t.contains(i)) - i64::from(s.contains(i))).collect();
    (row, game.worth(t) - game.worth(s))
}

/// The region cut by which coalition attains the surplus of one player over another.
fn parts(
    game: &TuGame<Rational>,
    region: &Region,
    player: usize,
    other: usize,
) -> Result<Vec<(Coalition, Region)>, Error> {
    let rest = Coalition::grand(game.n_players()).without(player).without(other);
    let candidates: Vec<Coalition> = rest.subsets().map(|part| part.with(player)).collect();
    let mut parts: Vec<(Coalition, Region)> = Vec::new();
    for &coalition in &candidates {
        let rivals = candidates.iter().filter(|rival| **rival != coalition);
        let rows: Vec<Row> = rivals.map(|rival| at_least(game, coalition, *rival)).collect();
        if let Some(part) = region.cut(&rows, &game.grand_worth())? {
            // Ties give the same part again.
            if !parts.iter().any(|(_, known)| part.vertices.iter().all(|x| known.holds(x))) {
                parts.push((coalition, part));
            }
        }
    }
    Ok(parts)
}

struct Rules<'a> {
    game: &'a TuGame<Rational>,
    imputation: bool,
    total: &'a Rational,
}

impl Rules<'_> {
    /// The parts of a region where neither of two players outweighs the other, each with the
    /// coalition that attains its surplus there.
    fn balanced(
        &self,
        region: &Region,
        first: (usize, Coalition),
        second: (usize, Coalition),
    ) -> Result<Vec<Region>, Error> {
        let first_over = at_least(self.game, first.1, second.1);
        let second_over = at_least(self.game, second.1, first.1);
        let mut found = Vec::new();
        found.extend(region.cut(&[first_over.clone(), second_over.clone()], self.total)?);
        if self.imputation {
            // Or the one who is outweighed gets no more than alone.
            for (over, poor) in [(first_over, second.0), (second_over, first.0)] {
                let row = (0..self.game.n_players()).map(|i| if i == poor { -1 } else { 0 }).collect();
                let bound = (row, -self.game.worth(Coalition::singleton(poor)));
                found.extend(region.cut(&[over, bound], self.total)?);
            }
        }
        Ok(found)
    }
}

/// The regions that are inside no other.
fn maximal(regions: Vec<Region>) -> Vec<Region> {
    let mut kept: Vec<Region> = Vec::new();
    for region in regions {
        let inside = |outer: &Region, inner: &Region| inner.vertices.iter().all(|x| outer.holds(x));
        if kept.iter().any(|known| inside(known, &region)) {
            continue;
        }
        kept.retain(|known| !inside(&region, known));
        kept.push(region);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::testing::games;
    use super::super::{nucleolus, prenucleolus};
    use super::*;
    use crate::certificate::{kernel_violation, prekernel_violation};
    use crate::lp::default_backend;
    use crate::number::{ratio, whole};
    use proptest::prelude::*;

    /// Whether a point is in one of the regions.
    fn inside(regions: &[Region], x: &[Rational]) -> bool {
        regions.iter().any(|region| region.holds(x))
    }

    /// Vertices and centres are in the set, the nucleolus is, and a grid of points agrees.
    fn check(game: &TuGame<Rational>) {
        let n = game.n_players();
        for imputation in [false, true] {
            let found = regions(game, imputation).unwrap();
            let wrong = |x: &[Rational]| match imputation {
                true => kernel_violation(game, x),
                false => prekernel_violation(game, x),
            };
            for region in &found {
                let count = whole(region.vertices.len() as i64);
                let centre: Vec<Rational> =
                    (0..n).map(|i| region.vertices.iter().map(|x| &x[i]).sum::<Rational>() / &count).collect();
                for x in region.vertices.iter().chain([&centre]) {
                    assert_eq!(wrong(x), None, "{game:?}");
                }
            }
            let lp = default_backend();
            match if imputation { nucleolus(game, lp) } else { prenucleolus(game, lp) } {
                Ok(point) => assert!(inside(&found, &point.allocation), "{game:?}"),
                Err(_) => assert!(found.is_empty()),
            }
            if n == 3 {
                for (a, b) in (-8i64..9).flat_map(|a| (-8i64..9).map(move |b| (a, b))) {
                    let (a, b) = (ratio(a, 2), ratio(b, 2));
                    let x = [a.clone(), b.clone(), game.grand_worth() - a - b];
                    assert_eq!(inside(&found, &x), wrong(&x).is_none(), "{x:?} of {game:?}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn random_games(game in games(4)) {
            check(&game);
        }

        #[test]
        fn games_with_many_ties(worths in proptest::collection::vec(-1i64..3, 8)) {
            let mut values: Vec<Rational> = worths.into_iter().map(whole).collect();
            values[0] = whole(0);
            check(&TuGame::new(values).unwrap());
        }
    }
}
