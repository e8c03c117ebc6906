//! The polytope of correlated equilibria of a small game.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use super::{Correlation, incentives};
use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::cell::Cell;

/// The most profiles and incentives together.
const MAX_CONSTRAINTS: usize = 128;
/// The most rays at any time.
const MAX_RAYS: usize = 20_000;

/// All vertices of the set of correlated equilibria.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrelatedPolytope {
    /// The dimension of the set: 0 for a single point.
    pub dimension: usize,
    /// For each vertex the profiles of positive probability, in lexicographic order of the distributions.
    pub vertices: Vec<Vec<(usize, Rational)>>,
}

/// The dimension and all vertices of the polytope of correlated equilibria, exactly.
///
/// The incentive constraints `Σ_{s : s_i = a} p(s) (u_i(s) - u_i(b, s_-i)) >= 0` are homogeneous, so that vertices are
/// the extreme rays of the cone that they and `p >= 0` cut out, found by the double description method and scaled to
/// sum 1. There always is one: Nash equilibria are in the set.
///
/// # Errors
///
/// [`Error::TooLarge`] for more than 128 profiles and incentives together, or more than 20,000 rays on the way;
/// [`Error::TimeLimit`].
///
/// # Complexity
///
/// Cubic in the number of rays for each incentive, at worst.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::whole;
/// use pactum::solution::strategic::correlated_vertices;
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// // Chicken: three Nash equilibria and two others.
/// let chicken = NormalFormGame::from_rationals(&[2, 2], &[table([0, 2, 7, 6]), table([0, 7, 2, 6])]).unwrap();
/// with_game!(&chicken, game => {
///     let found = correlated_vertices(game, &TimeLimit::none()).unwrap();
///     assert_eq!((found.dimension, found.vertices.len()), (3, 5));
/// });
/// let large = NormalFormGame::from_rationals(&[12, 12], &vec![vec![whole(0); 144]; 2]).unwrap();
/// with_game!(&large, game => assert!(correlated_vertices(game, &TimeLimit::none()).is_err()));
/// ```
///
/// # References
///
/// Aumann 1974; Motzkin et al. 1953; Calvó-Armengol 2006.
pub fn correlated_vertices<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<CorrelatedPolytope, Error> {
    if !C::EXACT {
        let exact = game.to_exact()?;
        return with_game!(&exact, game => correlated_vertices(game, limit));
    }
    check_size(game.space().counts())?;
    let rows = incentive_rows(game);
    let rays = extreme_rays(game.space().size(), &rows, limit)?;
    let distribution = |ray: &Vec<BigInt>| -> Vec<Rational> {
        let total: BigInt = ray.iter().sum();
        ray.iter().map(|value| Rational::new(value.clone(), total.clone())).collect()
    };
    let mut vertices: Vec<Vec<Rational>> = rays.iter().map(distribution).collect();
    vertices.sort();
    let dimension = affine_dimension(&vertices);
    let sparse =
        |vertex: Vec<Rational>| vertex.into_iter().enumerate().filter(|(_, weight)| !weight.is_zero()).collect();
    Ok(CorrelatedPolytope { dimension, vertices: vertices.into_iter().map(sparse).collect() })
}

fn check_size(counts: &[usize]) -> Result<(), Error> {
    let profiles = counts.iter().fold(1usize, |all, count| all.saturating_mul(*count));
    let incentives: usize = counts.iter().map(|count| count.saturating_mul(count - 1)).fold(0, usize::saturating_add);
    let needed = profiles.saturating_add(incentives);
    if needed <= MAX_CONSTRAINTS {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: "the vertices of the set of correlated equilibria".into(),
        needed: format!("{needed} profiles and incentives"),
        limit: MAX_CONSTRAINTS.to_string(),
        remedy: "4 x 4, 3 x 3 x 3 or six players with two strategies fit in number, though the list may be long; \
                 correlated finds the best one of large games"
            .into(),
    })
}

/// The incentive constraints as rows of integers without common factors, one number a profile.
pub(crate) fn incentive_rows<C: Cell>(game: &NormalFormGame<C>) -> Vec<Vec<BigInt>> {
    let space = game.space();
    let row = |incentive: super::Incentive| -> Vec<BigInt> {
        let table = game.table(incentive.player);
        let entry = |profile: usize| {
            let applies = incentive.told == Some(space.strategy(profile, incentive.player));
            let other = space.with_strategy(profile, incentive.player, incentive.instead);
            if applies { table[profile].minus(&table[other]).to_integer() } else { BigInt::zero() }
        };
        primitive((0..space.size()).map(entry).collect())
    };
    incentives(game, Correlation::Correlated).into_iter().map(row).collect()
}

/// Divided by the greatest common divisor.
fn primitive(vector: Vec<BigInt>) -> Vec<BigInt> {
    let divisor = vector.iter().fold(BigInt::zero(), |divisor, value| divisor.gcd(value));
    if divisor <= BigInt::one() { vector } else { vector.into_iter().map(|value| value / &divisor).collect() }
}

/// A ray, and the constraints it meets with equality: coordinates first, then rows.
struct Ray {
    direction: Vec<BigInt>,
    tight: u128,
}

/// The extreme rays of `{p >= 0 : a·p >= 0 for all rows}`, rows one by one.
fn extreme_rays(n: usize, rows: &[Vec<BigInt>], limit: &TimeLimit) -> Result<Vec<Vec<BigInt>>, Error> {
    let unit = |place: usize| Ray {
        direction: (0..n).map(|i| BigInt::from(u8::from(i == place))).collect(),
        tight: (0..n).filter(|&i| i != place).fold(0, |bits, i| bits | 1 << i),
    };
    let mut rays: Vec<Ray> = (0..n).map(unit).collect();
    for (index, row) in rows.iter().enumerate() {
        let value = |ray: &Ray| -> BigInt {
            let terms = row.iter().zip(&ray.direction).filter(|(a, x)| !a.is_zero() && !x.is_zero());
            terms.map(|(a, x)| a * x).sum()
        };
        let values: Vec<BigInt> = rays.iter().map(value).collect();
        let bit = 1u128 << (n + index);
        rays.iter_mut().zip(&values).filter(|(_, value)| value.is_zero()).for_each(|(ray, _)| ray.tight |= bit);
        let mut next = Vec::new();
        for (plus, above) in rays.iter().zip(&values).filter(|(_, value)| value.is_positive()) {
            limit.check("the list of vertices")?;
            for (minus, below) in rays.iter().zip(&values).filter(|(_, value)| value.is_negative()) {
                // Neighbours: no third ray meets all that both meet.
                let common = plus.tight & minus.tight;
                if (common.count_ones() as usize) + 2 < n {
                    continue;
                }
                let between = |ray: &&Ray| ray.tight & common == common;
                if rays.iter().filter(between).take(3).count() > 2 {
                    continue;
                }
                let combined = plus.direction.iter().zip(&minus.direction).map(|(up, down)| down * above - up * below);
                next.push(Ray { direction: primitive(combined.collect()), tight: common | bit });
            }
            if next.len() > MAX_RAYS {
                return Err(too_many());
            }
        }
        let mut kept = values.iter().map(|value| !value.is_negative());
        rays.retain(|_| kept.next().unwrap_or(false));
        rays.extend(next);
        if rays.len() > MAX_RAYS {
            return Err(too_many());
        }
    }
    Ok(rays.into_iter().map(|ray| ray.direction).collect())
}

fn too_many() -> Error {
    Error::TooLarge {
        what: "the vertices of the set of correlated equilibria".into(),
        needed: format!("more than {MAX_RAYS} rays"),
        limit: MAX_RAYS.to_string(),
        remedy: "correlated finds the best one".into(),
    }
}

/// The dimension of the affine hull of some points.
pub(crate) fn affine_dimension(points: &[Vec<Rational>]) -> usize {
    let Some((first, rest)) = points.split_first() else { return 0 };
    let differences = rest.iter().map(|point| point.iter().zip(first).map(|(x, y)| x - y).collect());
    rank(differences, first.len().saturating_sub(1))
}

/// The rank of some rows, known to be at most `most`.
pub(crate) fn rank(rows: impl Iterator<Item = Vec<Rational>>, most: usize) -> usize {
    // Rows with a leading 1 that the later ones lack.
    let mut echelon: Vec<(usize, Vec<Rational>)> = Vec::new();
    for mut row in rows {
        if echelon.len() == most {
            break;
        }
        for (pivot, known) in &echelon {
            if !row[*pivot].is_zero() {
                let factor = row[*pivot].clone();
                row.iter_mut().zip(known).for_each(|(entry, by)| *entry -= &factor * by);
            }
        }
        if let Some(pivot) = row.iter().position(|entry| !entry.is_zero()) {
            let scale = row[pivot].clone();
            row.iter_mut().for_each(|entry| *entry /= &scale);
            echelon.push((pivot, row));
        }
    }
    echelon.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::whole;
    use crate::solution::strategic::{best_correlated, extreme_equilibria};
    use itertools::Itertools;
    use proptest::prelude::*;

    fn dense(size: usize, vertex: &[(usize, Rational)]) -> Vec<Rational> {
        let mut all = vec![whole(0); size];
        vertex.iter().for_each(|(profile, weight)| all[*profile] = weight.clone());
        all
    }

    /// All feasible points that `size` tight constraints determine.
    fn oracle(size: usize, rows: &[Vec<BigInt>]) -> Vec<Vec<Rational>> {
        let all: Vec<Vec<Rational>> = (0..size)
            .map(|place| (0..size).map(|i| whole(i64::from(i == place))).collect())
            .chain(rows.iter().map(|row| row.iter().map(|a| Rational::from_integer(a.clone())).collect()))
            .collect();
        let mut found = Vec::new();
        for tight in all.iter().combinations(size - 1) {
            let mut system: Vec<Vec<BigInt>> = tight
                .iter()
                .map(|row| row.iter().map(|value| value.to_integer()).chain([BigInt::zero()]).collect())
                .collect();
            system.push(vec![BigInt::one(); size + 1]);
            if let crate::lp::IntegerSolution::Unique { numerators, denominator } =
                crate::lp::solve_integer_system(&system, size)
            {
                let x: Vec<Rational> = numerators.into_iter().map(|v| Rational::new(v, denominator.clone())).collect();
                if all.iter().all(|row| row.iter().zip(&x).map(|(a, x)| a * x).sum::<Rational>() >= whole(0)) {
                    found.push(x);
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn vertices_are_those_of_brute_force(counts in prop::sample::select(vec![vec![2usize, 2], vec![2, 3], vec![1, 3]]), few in prop::bool::ANY, values in prop::collection::vec(0i64..50, 12)) {
            let profiles: usize = counts.iter().product();
            let scale = if few { 3 } else { 50 };
            let tables: Vec<Vec<Rational>> = (0..2).map(|player| (0..profiles).map(|at| whole(values[player * 6 + at] % scale)).collect()).collect();
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let found = correlated_vertices(game, &TimeLimit::none()).unwrap();
                let dense: Vec<Vec<Rational>> = found.vertices.iter().map(|vertex| dense(profiles, vertex)).collect();
                prop_assert_eq!(dense, oracle(profiles, &incentive_rows(game)));
            });
        }

        #[test]
        fn the_best_is_a_vertex_and_nash_equilibria_lie_within(values in prop::collection::vec(0i64..20, 18)) {
            let tables = [values[..9].iter().map(|&x| whole(x)).collect::<Vec<_>>(), values[9..].iter().map(|&x| whole(x)).collect()];
            let game = NormalFormGame::from_rationals(&[3, 3], &tables).unwrap();
            with_game!(&game, game => {
                let found = correlated_vertices(game, &TimeLimit::none()).unwrap();
                let welfare = |vertex: &Vec<(usize, Rational)>| vertex.iter().map(|(at, weight)| (game.payoff(*at, 0) + game.payoff(*at, 1)) * weight).sum::<Rational>();
                let best = best_correlated(game, Correlation::Correlated, None, &TimeLimit::none()).unwrap();
                prop_assert_eq!(found.vertices.iter().map(welfare).max().unwrap(), best.value);
                // Of two players, extreme Nash equilibria are vertices (Evangelista and Raghavan 1996).
                let nash = extreme_equilibria(game, &TimeLimit::none()).unwrap();
                for &(a, b) in &nash.equilibria {
                    let product: Vec<(usize, Rational)> = (0..9)
                        .map(|at| (at, &nash.first[a][at % 3] * &nash.second[b][at / 3]))
                        .filter(|(_, weight)| !weight.is_zero())
                        .collect();
                    prop_assert!(found.vertices.contains(&product));
                }
            });
        }
    }

    #[test]
    fn time_is_honoured_and_single_points_have_dimension_zero() {
        let dilemma = [[3, 4, 0, 1], [3, 0, 4, 1]].map(|table| table.map(whole).to_vec());
        let game = NormalFormGame::from_rationals(&[2, 2], &dilemma).unwrap();
        with_game!(&game, game => {
            let found = correlated_vertices(game, &TimeLimit::none()).unwrap();
            assert_eq!(found, CorrelatedPolytope { dimension: 0, vertices: vec![vec![(3, whole(1))]] });
            let stopped = correlated_vertices(game, &TimeLimit::seconds(0.0));
            assert!(matches!(stopped, Err(Error::TimeLimit(_))));
        });
    }
}
