//! The Weber set.

use std::collections::BTreeSet;

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::lp::{ExactSimplex, LinearProgram, LpBackend, LpOutcome, Relation, Sense};
use crate::number::{Rational, Scalar, whole};
use crate::solution::Allocation;

/// The most players: `n!` orders are walked, and what is no vertex is left out.
const MAX_PLAYERS: usize = 7;

/// The vertices of the Weber set, the convex hull of the marginal vectors of all orders of the
/// players, in lexicographic order.
///
/// Marginal vectors that are convex combinations of others are left out: one that is alone in
/// maximising some direction is a vertex, and of the rest a linear program decides.
///
/// # Errors
///
/// [`Error::TooLarge`] above 7 players; [`Error::Input`] when a worth is not finite.
///
/// Complexity: `n!` marginal vectors, and a linear program with a column for each of them for
/// those that no simple direction singles out.
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, number::whole, solution::cooperative::weber_set_vertices};
///
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// let vertices = [[0, 0, 1], [0, 1, 0], [1, 0, 0]].map(|vertex| vertex.map(whole).to_vec());
/// assert_eq!(weber_set_vertices(&glove), Ok(vertices.to_vec()));
/// let many = TuGame::from_fn(8, |_| 0.0).unwrap();
/// assert!(weber_set_vertices(&many).is_err());
/// ```
///
/// Source: Weber 1988.
pub fn weber_set_vertices<S: Scalar>(game: &TuGame<S>) -> Result<Vec<Allocation<S>>, Error> {
    let n = game.n_players();
    if n > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: format!("the Weber set's vertices for {n} players"),
            needed: format!("{n}! marginal vectors"),
            limit: format!("{MAX_PLAYERS}!"),
            remedy: "of a convex game they are the core's vertices".into(),
        });
    }
    let exact: TuGame<Rational> = game.convert()?;
    let mut points = BTreeSet::new();
    marginal_vectors(&exact, Coalition::EMPTY, &mut vec![whole(0); n], &mut points);
    let points: Vec<Vec<Rational>> = points.into_iter().collect();
    let sure = alone_in_some_direction(&points, n);
    let mut vertices: Vec<&Vec<Rational>> = Vec::new();
    for (index, point) in points.iter().enumerate() {
        if sure[index] || !is_combination(&points, index)? {
            vertices.push(point);
        }
    }
    Ok(vertices.into_iter().map(|vertex| vertex.iter().map(S::from_rational).collect()).collect())
}

/// A marginal vector as a convex combination of vertices.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginalCombination<S> {
    /// The marginal vector.
    pub point: Allocation<S>,
    /// Places in the list of vertices, and their positive weights, which sum to one.
    pub weights: Vec<(usize, S)>,
}

/// The most players whose other marginal vectors are told as combinations.
const MAX_COMBINED: usize = 6;

/// All marginal vectors that are not among the vertices of the Weber set, as convex combinations of these: the proof
/// that the hull of the vertices holds them all. `None` above 6 players.
///
/// # Errors
///
/// [`Error::Input`] when a worth is not finite, or where a vector is in the hull of the given points not at all.
///
/// Complexity: a linear program with a column a vertex for each of at most 720 vectors.
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, number::whole};
/// use pactum::solution::cooperative::{weber_set_combinations, weber_set_vertices};
///
/// let game = TuGame::new([0, 0, 0, 2, 0, 1, 1, 2].map(whole).to_vec()).unwrap();
/// let vertices = weber_set_vertices(&game).unwrap();
/// let others = weber_set_combinations(&game, &vertices).unwrap().unwrap();
/// assert!(others.iter().all(|other| other.weights.iter().map(|(_, weight)| weight.clone()).sum::<pactum::Rational>() == whole(1)));
/// // From too few points they do not follow.
/// assert!(weber_set_combinations(&game, &vertices[..1]).is_err());
/// ```
pub fn weber_set_combinations<S: Scalar>(
    game: &TuGame<S>,
    vertices: &[Allocation<S>],
) -> Result<Option<Vec<MarginalCombination<S>>>, Error> {
    let n = game.n_players();
    if n > MAX_COMBINED {
        return Ok(None);
    }
    let exact: TuGame<Rational> = game.convert()?;
    let exactly = |point: &Allocation<S>| -> Result<Vec<Rational>, Error> {
        let exact: Option<Vec<Rational>> = point.iter().map(Scalar::to_rational).collect();
        exact.ok_or_else(|| Error::input("a point is not finite"))
    };
    let vertices: Vec<Vec<Rational>> = vertices.iter().map(exactly).collect::<Result<_, _>>()?;
    let mut points = BTreeSet::new();
    marginal_vectors(&exact, Coalition::EMPTY, &mut vec![whole(0); n], &mut points);
    let mut combinations = Vec::new();
    for point in points.iter().filter(|point| !vertices.contains(point)) {
        let weights = combination(&vertices.iter().collect::<Vec<_>>(), point)?;
        let weights = weights.ok_or_else(|| Error::input("a marginal vector is outside the hull of the points"))?;
        let positive = weights.iter().enumerate().filter(|(_, weight)| !num_traits::Zero::is_zero(*weight));
        combinations.push(MarginalCombination {
            point: point.iter().map(S::from_rational).collect(),
            weights: positive.map(|(place, weight)| (place, S::from_rational(weight))).collect(),
        });
    }
    Ok(Some(combinations))
}

/// Collects what each player adds when it comes, over all orders.
fn marginal_vectors(
    game: &TuGame<Rational>,
    before: Coalition,
    vector: &mut Vec<Rational>,
    found: &mut BTreeSet<Vec<Rational>>,
) {
    let rest = Coalition::grand(game.n_players()).minus(before);
    if rest.is_empty() {
        found.insert(vector.clone());
        return;
    }
    for player in rest.members() {
        vector[player] = game.worth(before.with(player)) - game.worth(before);
        marginal_vectors(game, before.with(player), vector, found);
    }
}

/// Which points alone maximise `Σ c_i x_i` for some `c` that is an order of small weights.
fn alone_in_some_direction(points: &[Vec<Rational>], n: usize) -> Vec<bool> {
    let mut sure = vec![false; points.len()];
    let orders = itertools::Itertools::permutations(0..n as i64, n).take(720);
    for weights in orders {
        let value =
            |point: &Vec<Rational>| point.iter().zip(&weights).map(|(x, &c)| x * whole(c * c)).sum::<Rational>();
        let values: Vec<Rational> = points.iter().map(value).collect();
        if let Some(most) = values.iter().max() {
            let mut best = values.iter().enumerate().filter(|(_, value)| *value == most);
            if let (Some((index, _)), None) = (best.next(), best.next()) {
                sure[index] = true;
            }
        }
    }
    sure
}

/// Whether a point is a convex combination of the others.
fn is_combination(points: &[Vec<Rational>], index: usize) -> Result<bool, Error> {
    let others: Vec<&Vec<Rational>> = points.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, p)| p).collect();
    Ok(combination(&others, &points[index])?.is_some())
}

/// Weights of points whose combination is another one, if there are any.
fn combination(others: &[&Vec<Rational>], of: &[Rational]) -> Result<Option<Vec<Rational>>, Error> {
    let mut program = LinearProgram::new(Sense::Minimise, vec![whole(0); others.len()]);
    program.constrain((0..others.len()).map(|i| (i, whole(1))).collect(), Relation::Equal, whole(1));
    for (player, share) in of.iter().enumerate() {
        let row = others.iter().enumerate().map(|(i, point)| (i, point[player].clone())).collect();
        program.constrain(row, Relation::Equal, share.clone());
    }
    Ok(match ExactSimplex.solve(&program)? {
        LpOutcome::Optimal { primal, .. } => Some(primal),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::core_vertices;
    use super::super::testing::{games, shapley_by_orders};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn the_hull_holds_the_core_and_every_marginal_vector(game in games(4)) {
            let vertices = weber_set_vertices(&game).unwrap();
            let holds = |point: &Vec<Rational>| {
                let mut points = vertices.clone();
                points.push(point.clone());
                vertices.contains(point) || is_combination(&points, vertices.len()).unwrap()
            };
            let mut marginal = BTreeSet::new();
            marginal_vectors(&game, Coalition::EMPTY, &mut vec![whole(0); game.n_players()], &mut marginal);
            prop_assert!(marginal.iter().all(holds));
            prop_assert!(holds(&shapley_by_orders(&game)));
            // Weber 1988: the core is in the Weber set.
            prop_assert!(core_vertices(&game, &crate::limit::TimeLimit::none()).unwrap().iter().all(holds));
            // None of the vertices is in the hull of the others.
            for index in 0..vertices.len() {
                prop_assert!(vertices.len() == 1 || !is_combination(&vertices, index).unwrap());
            }
        }
    }
}
