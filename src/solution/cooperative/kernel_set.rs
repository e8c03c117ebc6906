//! The whole kernel and prekernel, as unions of polytopes.

use num_bigint::BigInt;

use super::clipped::{Clipped, WholeRow};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::entries::{Entries, entries};
use crate::game::{CharacteristicFunction, TuGame};
use crate::limit::TimeLimit;
use crate::number::{Rational, Scalar};
use crate::solution::Allocation;

/// The most players: regions are cut for each pair of players and each pair of coalitions.
const MAX_PLAYERS: usize = 7;

/// The prekernel: all allocations of `v(N)` at which every two players have equal surpluses over
/// one another, as the vertices of polytopes whose union it is.
///
/// Pair by pair, the regions left so far are cut by which coalitions attain the two surpluses, and
/// by their equality. Regions inside others are left out. It starts from the box between smallest
/// and largest marginal contributions, within which the prekernel lies.
///
/// # Errors
///
/// [`Error::TooLarge`] above 7 players, or when worths have too many digits for machine integers;
/// [`Error::Input`] when a worth is not finite; [`Error::TimeLimit`].
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, limit::TimeLimit, number::{ratio, whole}, solution::cooperative::prekernel_set};
///
/// let limit = TimeLimit::none();
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(prekernel_set(&majority, &limit), Ok(vec![vec![vec![ratio(1, 3); 3]]]));
/// let many = TuGame::from_fn(8, |_| 0.0).unwrap();
/// assert!(prekernel_set(&many, &limit).is_err());
/// ```
///
/// Sources: Maschler, Peleg and Shapley 1972; Peleg and Sudhölter 2007 (the box).
pub fn prekernel_set<S: Scalar>(game: &TuGame<S>, limit: &TimeLimit) -> Result<Vec<Vec<Allocation<S>>>, Error> {
    let exact: TuGame<Rational> = game.convert()?;
    Ok(to_scalar(regions(&exact, false, limit)?))
}

/// The kernel: all imputations at which no player outweighs another who gets more than alone, as
/// the vertices of polytopes whose union it is; none where there is no imputation.
///
/// # Errors
///
/// [`Error::TooLarge`] above 7 players, or when worths have too many digits for machine integers;
/// [`Error::Input`] when a worth is not finite; [`Error::TimeLimit`].
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, limit::TimeLimit, number::whole, solution::cooperative::kernel_set};
///
/// let limit = TimeLimit::none();
///
/// // Two pairs of gloves: the kernel is a segment between the two extreme prices.
/// let lefts = |mask: usize| (mask & 3).count_ones();
/// let rights = |mask: usize| (mask & 12).count_ones();
/// let values = (0..16).map(|mask| whole(lefts(mask).min(rights(mask)).into())).collect();
/// let segment = vec![[0, 0, 1, 1].map(whole).to_vec(), [1, 1, 0, 0].map(whole).to_vec()];
/// assert_eq!(kernel_set(&TuGame::new(values).unwrap(), &limit), Ok(vec![segment]));
///
/// let apart = TuGame::new([0, 2, 2, 3].map(whole).to_vec()).unwrap();
/// assert_eq!(kernel_set(&apart, &limit), Ok(vec![]));
/// ```
///
/// Source: Davis and Maschler 1965.
pub fn kernel_set<S: Scalar>(game: &TuGame<S>, limit: &TimeLimit) -> Result<Vec<Vec<Allocation<S>>>, Error> {
    let exact: TuGame<Rational> = game.convert()?;
    Ok(to_scalar(regions(&exact, true, limit)?))
}

fn to_scalar<S: Scalar>(regions: Vec<Vec<Vec<Rational>>>) -> Vec<Vec<Allocation<S>>> {
    let convert = |vertex: &Vec<Rational>| vertex.iter().map(S::from_rational).collect();
    regions.iter().map(|region| region.iter().map(convert).collect()).collect()
}

fn too_long() -> Error {
    Error::TooLarge {
        what: "the regions of the kernel".into(),
        needed: "numbers of more than 126 bits".into(),
        limit: "126 bits".into(),
        remedy: "give the worths fewer digits".into(),
    }
}

/// The vertices of all regions of the kernel, or of the prekernel, none inside another.
fn regions(game: &TuGame<Rational>, imputation: bool, limit: &TimeLimit) -> Result<Vec<Vec<Vec<Rational>>>, Error> {
    let n = game.n_players();
    if n > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: format!("the whole kernel for {n} players"),
            needed: format!("regions for {} pairs of coalitions at each pair of players", 1u64 << (2 * (n - 2))),
            limit: format!("{MAX_PLAYERS} players"),
            remedy: "ask for one point of it".into(),
        });
    }
    let Entries::Small(worths, denominator) = entries(game) else { return Err(too_long()) };
    let rules = Rules { n, worths: &worths, imputation };
    let mut regions: Vec<Clipped> = rules.first()?.into_iter().collect();
    for first in 0..n {
        for second in first + 1..n {
            let mut next: Vec<Clipped> = Vec::new();
            for region in &regions {
                limit.check("the whole kernel")?;
                for part in rules.parts(region, first, second)? {
                    for other in rules.parts(&part.1, second, first)? {
                        next.extend(rules.balanced(&other.1, (first, part.0), (second, other.0))?);
                    }
                }
            }
            regions = maximal(next)?;
        }
    }
    let rational = |point: &[i128]| -> Vec<Rational> {
        let (divisor, coordinates) = point.split_last().map_or((1, point), |(last, rest)| (*last, rest));
        let divisor = BigInt::from(divisor) * &denominator;
        coordinates.iter().map(|&value| Rational::new(value.into(), divisor.clone())).collect()
    };
    let vertices = |region: &Clipped| {
        let mut vertices: Vec<Vec<Rational>> = region.points().map(rational).collect();
        vertices.sort();
        vertices
    };
    let mut regions: Vec<Vec<Vec<Rational>>> = regions.iter().map(vertices).collect();
    regions.sort();
    Ok(regions)
}

/// The game over one denominator, and which of the two sets is asked for.
struct Rules<'a> {
    n: usize,
    worths: &'a [i64],
    imputation: bool,
}

impl Rules<'_> {
    fn worth(&self, coalition: Coalition) -> i64 {
        self.worths[coalition.index()]
    }

    /// Where the search starts: own worths from below for the kernel, which with the total bounds the
    /// set; for the prekernel the least and largest marginal contributions.
    fn first(&self) -> Result<Option<Clipped>, Error> {
        let grand = Coalition::grand(self.n);
        let marginals = |player: usize| {
            let others = grand.without(player).subsets();
            others.map(move |part| self.worth(part.with(player)) - self.worth(part))
        };
        let low = |player: usize| match self.imputation {
            true => self.worth(Coalition::singleton(player)),
            false => marginals(player).min().unwrap_or(0),
        };
        let low: Vec<i64> = (0..self.n).map(low).collect();
        let Some(simplex) = Clipped::simplex(&low, self.worth(grand)) else { return Ok(None) };
        if self.imputation {
            return Ok(Some(simplex));
        }
        let high = |player: usize| {
            let row = (0..self.n).map(|i| -i64::from(i == player)).collect();
            (row, -marginals(player).max().unwrap_or(0))
        };
        simplex.cut(&(0..self.n).map(high).collect::<Vec<_>>()).ok_or_else(too_long)
    }

    /// `e(S, x) >= e(T, x)` as a row.
    fn at_least(&self, s: Coalition, t: Coalition) -> WholeRow {
        let row = (0..self.n).map(|i| i64::from(t.contains(i)) - i64::from(s.contains(i))).collect();
        (row, self.worth(t) - self.worth(s))
    }

    /// The region cut by which coalition attains the surplus of one player over another.
    fn parts(&self, region: &Clipped, player: usize, other: usize) -> Result<Vec<(Coalition, Clipped)>, Error> {
        let rest = Coalition::grand(self.n).without(player).without(other);
        let candidates: Vec<Coalition> = rest.subsets().map(|part| part.with(player)).collect();
        let mut parts: Vec<(Coalition, Clipped)> = Vec::new();
        for &coalition in &candidates {
            let rivals = candidates.iter().filter(|rival| **rival != coalition);
            let rows: Vec<WholeRow> = rivals.map(|rival| self.at_least(coalition, *rival)).collect();
            if let Some(part) = region.cut(&rows).ok_or_else(too_long)? {
                // Ties give the same part again.
                let mut known = false;
                for (_, other) in &parts {
                    known = known || other.holds_all(&part).ok_or_else(too_long)?;
                }
                if !known {
                    parts.push((coalition, part));
                }
            }
        }
        Ok(parts)
    }

    /// The parts of a region where neither of two players outweighs the other, each with the
    /// coalition that attains its surplus there.
    fn balanced(
        &self,
        region: &Clipped,
        first: (usize, Coalition),
        second: (usize, Coalition),
    ) -> Result<Vec<Clipped>, Error> {
        let first_over = self.at_least(first.1, second.1);
        let second_over = self.at_least(second.1, first.1);
        let mut found = Vec::new();
        found.extend(region.cut(&[first_over.clone(), second_over.clone()]).ok_or_else(too_long)?);
        if self.imputation {
            // Or the one who is outweighed gets no more than alone.
            for (over, poor) in [(first_over, second.0), (second_over, first.0)] {
                let row = (0..self.n).map(|i| -i64::from(i == poor)).collect();
                let bound = (row, -self.worth(Coalition::singleton(poor)));
                found.extend(region.cut(&[over, bound]).ok_or_else(too_long)?);
            }
        }
        Ok(found)
    }
}

/// The regions that are inside no other.
fn maximal(regions: Vec<Clipped>) -> Result<Vec<Clipped>, Error> {
    let mut kept: Vec<Clipped> = Vec::new();
    for region in regions {
        let mut outer = false;
        for known in &kept {
            outer = outer || known.holds_all(&region).ok_or_else(too_long)?;
        }
        if outer {
            continue;
        }
        let inner: Vec<bool> =
            kept.iter().map(|known| region.holds_all(known)).collect::<Option<_>>().ok_or_else(too_long)?;
        let mut inner = inner.into_iter();
        kept.retain(|_| inner.next() != Some(true));
        kept.push(region);
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::super::testing::games;
    use super::super::{nucleolus, prenucleolus};
    use super::*;
    use crate::certificate::{kernel_violation, prekernel_violation};
    use crate::lp::{ExactSimplex, LinearProgram, LpBackend, LpOutcome, Relation, Sense, default_backend};
    use crate::number::{ratio, whole};
    use proptest::prelude::*;

    /// Whether a point is a mixture of the vertices of one of the regions.
    fn inside(regions: &[Vec<Vec<Rational>>], x: &[Rational]) -> bool {
        regions.iter().any(|vertices| {
            let mut program = LinearProgram::new(Sense::Minimise, vec![whole(0); vertices.len()]);
            program.constrain((0..vertices.len()).map(|i| (i, whole(1))).collect(), Relation::Equal, whole(1));
            for (player, share) in x.iter().enumerate() {
                let row = vertices.iter().enumerate().map(|(i, vertex)| (i, vertex[player].clone())).collect();
                program.constrain(row, Relation::Equal, share.clone());
            }
            matches!(ExactSimplex.solve(&program), Ok(LpOutcome::Optimal { .. }))
        })
    }

    /// Vertices and centres are in the set, the nucleolus is, and a grid of points agrees.
    fn check(game: &TuGame<Rational>) {
        let n = game.n_players();
        for imputation in [false, true] {
            let found = regions(game, imputation, &TimeLimit::none()).unwrap();
            let wrong = |x: &[Rational]| match imputation {
                true => kernel_violation(game, x),
                false => prekernel_violation(game, x),
            };
            for region in &found {
                let count = whole(region.len() as i64);
                let centre: Vec<Rational> =
                    (0..n).map(|i| region.iter().map(|x| &x[i]).sum::<Rational>() / &count).collect();
                for x in region.iter().chain([&centre]) {
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
