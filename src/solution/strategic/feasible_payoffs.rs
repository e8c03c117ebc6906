//! Feasible and individually rational payoffs.

use std::collections::BTreeSet;

use num_traits::{One, Signed, Zero};

use super::{ZeroSum, zero_sum};
use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::lp::{LinearProgram, LpOutcome, Relation, Sense, default_backend};
use crate::number::Rational;
use crate::number::cell::Cell;

/// The most profiles of two players.
const MAX_PROFILES: usize = 1 << 20;
/// The most different payoffs of three players and more, and corners on the way.
const MAX_POINTS: usize = 1024;

/// Payoffs, one a player.
type Point = Vec<Rational>;

/// How a player is held down to its minmax value.
#[derive(Debug, Clone, PartialEq)]
pub enum Punishment {
    /// Of two: the mixture that secures the value, and the other's that allows no more.
    Mixed {
        /// The player's own mixture.
        secures: Vec<Rational>,
        /// The other's.
        punishes: Vec<Rational>,
    },
    /// Of more: the others' pure strategies, with the player's best reply.
    Pure {
        /// The profile.
        profile: usize,
    },
}

/// The payoffs that correlated play reaches, and those of them that everyone can be held to.
#[derive(Debug, Clone, PartialEq)]
pub struct FeasiblePayoffs {
    /// The corners of the set of feasible payoffs: of two players around the polygon, else in rising order.
    pub corners: Vec<Point>,
    /// Each player's minmax value: in mixed strategies of two players, in pure ones of more.
    pub minmax: Point,
    /// What proves it.
    pub punishments: Vec<Punishment>,
    /// The corners of the set of feasible payoffs in which nobody gets less than its minmax value.
    pub rational: Vec<Point>,
    /// Of three players and more: for each corner a direction in which no other payoff is as far.
    pub directions: Vec<Vec<Rational>>,
    /// Of three players and more: the other payoffs of profiles, and the corners of `rational`, as mixtures of corners.
    pub mixtures: Vec<(Point, Vec<(usize, Rational)>)>,
}

/// The corners of the feasible payoffs, of the individually rational ones among them, and minmax values, exactly.
///
/// Feasible are the convex combinations of payoffs of pure profiles; individually rational are those that give every
/// player `i` at least `min_{s_-i} max_{s_i} u_i`: what patient players can keep up in a repeated game. Of two players
/// the punishment may be mixed, and the value is that of a zero-sum game. Of more players the others' punishment is
/// taken to be pure, which may leave a larger value than mixed (or correlated) punishments would.
///
/// # Errors
///
/// [`Error::TooLarge`] above 2^20 profiles of two players, or 1024 different payoffs of more; [`Error::TimeLimit`].
///
/// # Complexity
///
/// Two players: sorting, and two linear programs. More: an exact linear program for each payoff.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::whole;
/// use pactum::solution::strategic::feasible_payoffs;
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => {
///     let found = feasible_payoffs(game, &TimeLimit::none()).unwrap();
///     assert_eq!(found.corners.len(), 4);
///     assert_eq!(found.minmax, [1, 1].map(whole));
///     assert!(found.rational.contains(&[3, 3].map(whole).to_vec()) && !found.rational.contains(&[0, 4].map(whole).to_vec()));
///     assert!(feasible_payoffs(game, &TimeLimit::seconds(0.0)).is_err());
/// });
/// ```
///
/// # References
///
/// Friedman 1971; Fudenberg Maskin 1986; Andrew 1979.
pub fn feasible_payoffs<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<FeasiblePayoffs, Error> {
    if !C::EXACT {
        let exact = game.to_exact()?;
        return with_game!(&exact, game => feasible_payoffs(game, limit));
    }
    let (n, size) = (game.space().n_players(), game.space().size());
    limit.check("the feasible payoffs")?;
    if n == 2 {
        if size > MAX_PROFILES {
            return Err(too_large(format!("{size} profiles"), format!("{MAX_PROFILES} profiles")));
        }
        let (minmax, punishments) = mixed_minmax(game, limit)?;
        let corners = polygon(payoffs(game, usize::MAX)?);
        let rational = clipped(&corners, &minmax);
        return Ok(FeasiblePayoffs { corners, minmax, punishments, rational, directions: vec![], mixtures: vec![] });
    }
    let (minmax, punishments) = pure_minmax(game);
    let points = payoffs(game, MAX_POINTS)?;
    let Hull { corners, directions, inside } = hull(points, limit)?;
    let rational = intersection(&corners, &minmax, limit)?;
    let mut mixtures = Vec::new();
    for point in inside.into_iter().chain(rational.iter().cloned()) {
        limit.check("the feasible payoffs")?;
        if let Position::Inside(weights) = position(&point, &corners, limit)? {
            mixtures.push((point, weights));
        }
    }
    Ok(FeasiblePayoffs { corners, minmax, punishments, rational, directions, mixtures })
}

fn too_large(needed: String, limit: String) -> Error {
    let remedy = "games of fewer strategies fit".into();
    Error::TooLarge { what: "the set of feasible payoffs".into(), needed, limit, remedy }
}

/// The different payoffs of profiles, in rising order.
fn payoffs<C: Cell>(game: &NormalFormGame<C>, most: usize) -> Result<Vec<Point>, Error> {
    let mut points = BTreeSet::new();
    for profile in 0..game.space().size() {
        points.insert((0..game.space().n_players()).map(|player| game.payoff(profile, player)).collect::<Point>());
        if points.len() > most {
            return Err(too_large(format!("more than {most} different payoffs"), format!("{most} payoffs")));
        }
    }
    Ok(points.into_iter().collect())
}

fn mixed_minmax<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<(Point, Vec<Punishment>), Error> {
    let (mut values, mut punishments) = (Vec::new(), Vec::new());
    for player in 0..2 {
        // The player's payoffs against one who loses them.
        let opposite = |cell: &C| C::zero().minus(cell);
        let table = game.table(player).to_vec();
        let lost = table.iter().map(opposite).collect();
        let tables = if player == 0 { vec![table, lost] } else { vec![lost, table] };
        let against = NormalFormGame::new(game.space().clone(), game.denominator().clone(), tables)?;
        let ZeroSum::Solved { value, strategies: [first, second], .. } = zero_sum(&against, limit)? else {
            return Err(Error::Backend { backend: "exact".into(), message: "a zero-sum game is none".into() });
        };
        let (value, secures, punishes) = if player == 0 { (value, first, second) } else { (-value, second, first) };
        values.push(value);
        punishments.push(Punishment::Mixed { secures, punishes });
    }
    Ok((values, punishments))
}

fn pure_minmax<C: Cell>(game: &NormalFormGame<C>) -> (Point, Vec<Punishment>) {
    let space = game.space();
    let of_player = |player: usize| {
        let table = game.table(player);
        let best_reply = |base: usize| {
            let all = (0..space.counts()[player]).map(|strategy| base + strategy * space.stride(player));
            all.reduce(|best, next| if table[next].exceeds(&table[best]) { next } else { best }).unwrap_or(base)
        };
        let held = space.bases(player).map(best_reply);
        held.reduce(|least, next| if table[least].exceeds(&table[next]) { next } else { least }).unwrap_or(0)
    };
    let profiles: Vec<usize> = (0..space.n_players()).map(of_player).collect();
    let values = profiles.iter().enumerate().map(|(player, &profile)| game.payoff(profile, player)).collect();
    (values, profiles.into_iter().map(|profile| Punishment::Pure { profile }).collect())
}

/// The convex hull of points in the plane given in rising order, counter-clockwise from the first.
pub(crate) fn polygon(points: Vec<Point>) -> Vec<Point> {
    if points.len() < 3 {
        return points;
    }
    let turns_left = |a: &Point, b: &Point, c: &Point| {
        ((&b[0] - &a[0]) * (&c[1] - &a[1]) - (&b[1] - &a[1]) * (&c[0] - &a[0])).is_positive()
    };
    let chain = |points: &mut dyn Iterator<Item = &Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in points {
            while let [.., before, last] = chain.as_slice()
                && !turns_left(before, last, point)
            {
                chain.pop();
            }
            chain.push(point.clone());
        }
        chain.pop();
        chain
    };
    let mut lower = chain(&mut points.iter());
    lower.extend(chain(&mut points.iter().rev()));
    lower
}

/// The part of a polygon where each coordinate is at least its bound.
pub(crate) fn clipped(corners: &[Point], bounds: &[Rational]) -> Vec<Point> {
    let mut corners = corners.to_vec();
    for (axis, bound) in bounds.iter().enumerate() {
        let mut next = Vec::new();
        for (place, from) in corners.iter().enumerate() {
            let to = &corners[(place + 1) % corners.len()];
            if from[axis] >= *bound {
                next.push(from.clone());
            }
            if (from[axis] < *bound) != (to[axis] < *bound) {
                next.push(crossing(from, to, axis, bound));
            }
        }
        corners = next;
    }
    corners.sort();
    corners.dedup();
    polygon(corners)
}

/// Where the line through two points meets a bound.
fn crossing(from: &Point, to: &Point, axis: usize, bound: &Rational) -> Point {
    let share = (bound - &from[axis]) / (&to[axis] - &from[axis]);
    from.iter().zip(to).map(|(a, b)| a + (b - a) * &share).collect()
}

/// A point beside some others.
enum Position {
    /// A mixture of them: places and weights.
    Inside(Vec<(usize, Rational)>),
    /// Further than all of them in this direction.
    Outside(Vec<Rational>),
}

fn position(point: &Point, others: &[Point], limit: &TimeLimit) -> Result<Position, Error> {
    let mut program = LinearProgram::new(Sense::Minimise, vec![Rational::zero(); others.len()]);
    for (axis, value) in point.iter().enumerate() {
        let row = others.iter().enumerate().map(|(place, other)| (place, other[axis].clone())).collect();
        program.constrain(row, Relation::Equal, value.clone());
    }
    program.constrain(
        (0..others.len()).map(|place| (place, Rational::one())).collect(),
        Relation::Equal,
        Rational::one(),
    );
    match default_backend().solve_within(&program, limit)? {
        LpOutcome::Optimal { primal, .. } => {
            let weights = primal.into_iter().enumerate().filter(|(_, weight)| !weight.is_zero());
            Ok(Position::Inside(weights.collect()))
        }
        LpOutcome::Infeasible { mut farkas } => {
            farkas.truncate(point.len());
            Ok(Position::Outside(farkas))
        }
        LpOutcome::Unbounded { .. } => {
            Err(Error::Backend { backend: "exact".into(), message: "a bounded set is not unbounded".into() })
        }
    }
}

struct Hull {
    corners: Vec<Point>,
    directions: Vec<Vec<Rational>>,
    inside: Vec<Point>,
}

/// The corners of the convex hull of different points.
fn hull(mut points: Vec<Point>, limit: &TimeLimit) -> Result<Hull, Error> {
    let mut inside = Vec::new();
    // What is inside of the others can be left out for the rest.
    let mut place = 0;
    while place < points.len() {
        limit.check("the feasible payoffs")?;
        let point = points.remove(place);
        match position(&point, &points, limit)? {
            Position::Inside(_) => inside.push(point),
            Position::Outside(_) => {
                points.insert(place, point);
                place += 1;
            }
        }
    }
    let mut directions = Vec::new();
    for place in 0..points.len() {
        let mut others = points.clone();
        let point = others.remove(place);
        if let Position::Outside(direction) = position(&point, &others, limit)? {
            directions.push(direction);
        }
    }
    Ok(Hull { corners: points, directions, inside })
}

/// The corners of the part of a hull where each coordinate is at least its bound.
fn intersection(corners: &[Point], bounds: &[Rational], limit: &TimeLimit) -> Result<Vec<Point>, Error> {
    let mut corners = corners.to_vec();
    for (axis, bound) in bounds.iter().enumerate() {
        let (above, below): (Vec<Point>, Vec<Point>) = corners.into_iter().partition(|point| point[axis] >= *bound);
        if above.len().saturating_mul(below.len()) > MAX_POINTS {
            let needed = format!("{} corners on the way", above.len() * below.len());
            return Err(too_large(needed, format!("{MAX_POINTS} corners")));
        }
        let mut points: BTreeSet<Point> = above.iter().cloned().collect();
        for from in &above {
            points.extend(below.iter().map(|to| crossing(from, to, axis, bound)));
        }
        corners = if below.is_empty() { above } else { hull(points.into_iter().collect(), limit)?.corners };
    }
    Ok(corners)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};
    use crate::solution::strategic::extreme_equilibria;
    use proptest::prelude::*;

    fn game(counts: &[usize], values: &[i64]) -> crate::game::AnyGame {
        let size: usize = counts.iter().product();
        let tables: Vec<Vec<Rational>> =
            (0..counts.len()).map(|player| (0..size).map(|at| whole(values[player * size + at])).collect()).collect();
        NormalFormGame::from_rationals(counts, &tables).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn polygons_are_the_hulls_of_linear_programs_and_hold_all_equilibria(counts in prop::sample::select(vec![vec![1usize, 3], vec![2, 2], vec![3, 2], vec![3, 3]]), values in prop::collection::vec(-5i64..6, 18)) {
            with_game!(&game(&counts, &values), game => {
                let limit = TimeLimit::none();
                let found = feasible_payoffs(game, &limit).unwrap();
                let mut corners = found.corners.clone();
                corners.sort();
                prop_assert_eq!(corners, hull(payoffs(game, usize::MAX).unwrap(), &limit).unwrap().corners);
                let mut rational = found.rational.clone();
                rational.sort();
                prop_assert_eq!(&rational, &intersection(&found.corners, &found.minmax, &limit).unwrap());
                // Nash payoffs are individually rational.
                let nash = extreme_equilibria(game, &limit).unwrap();
                for &(a, b) in &nash.equilibria {
                    let pays = |player: usize| (0..game.space().size()).map(|at| {
                        game.payoff(at, player) * &nash.first[a][at % counts[0]] * &nash.second[b][at / counts[0]]
                    }).sum::<Rational>();
                    let inside = matches!(position(&vec![pays(0), pays(1)], &rational, &limit), Ok(Position::Inside(_)));
                    prop_assert!(inside);
                }
            });
        }

        #[test]
        fn of_three_players_corners_and_mixtures_hold(values in prop::collection::vec(-3i64..4, 24)) {
            with_game!(&game(&[2, 2, 2], &values), game => {
                let found = feasible_payoffs(game, &TimeLimit::none()).unwrap();
                let dot = |direction: &[Rational], point: &Point| direction.iter().zip(point).map(|(a, x)| a * x).sum::<Rational>();
                for (place, (corner, direction)) in found.corners.iter().zip(&found.directions).enumerate() {
                    for (other, point) in found.corners.iter().enumerate() {
                        prop_assert!(other == place || dot(direction, point) < dot(direction, corner));
                    }
                }
                for (point, weights) in &found.mixtures {
                    for axis in 0..3 {
                        prop_assert_eq!(weights.iter().map(|(place, weight)| &found.corners[*place][axis] * weight).sum::<Rational>(), point[axis].clone());
                    }
                }
                prop_assert!(found.rational.iter().all(|point| point.iter().zip(&found.minmax).all(|(x, v)| x >= v)));
            });
        }
    }

    #[test]
    fn mixed_punishments_are_stronger_than_pure_ones() {
        // Matching pennies: 0 in mixed strategies; the set is the segment between the two payoffs, above it a point.
        let found = with_game!(&game(&[2, 2], &[1, -1, -1, 1, -1, 1, 1, -1]), game => feasible_payoffs(game, &TimeLimit::none()).unwrap());
        assert_eq!(found.minmax, [0, 0].map(whole));
        assert_eq!((found.corners.len(), found.rational), (2, vec![[0, 0].map(whole).to_vec()]));
        // With a third who does not matter, pure punishments leave 1.
        let three = [1, -1, -1, 1, 1, -1, -1, 1, -1, 1, 1, -1, -1, 1, 1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
        let found = with_game!(&game(&[2, 2, 2], &three), game => feasible_payoffs(game, &TimeLimit::none()).unwrap());
        assert_eq!((found.minmax, found.rational), ([1, 1, 0].map(whole).to_vec(), vec![]));
        // Battle of the sexes: each secures 2/3.
        let found = with_game!(&game(&[2, 2], &[2, 0, 0, 1, 1, 0, 0, 2]), game => feasible_payoffs(game, &TimeLimit::none()).unwrap());
        assert_eq!(found.minmax, [ratio(2, 3), ratio(2, 3)]);
        let large = NormalFormGame::<i64>::new(
            crate::game::ProfileSpace::new(&[2048, 1024]).unwrap(),
            1.into(),
            vec![vec![0; 1 << 21]; 2],
        )
        .unwrap();
        assert!(matches!(feasible_payoffs(&large, &TimeLimit::none()), Err(Error::TooLarge { .. })));
    }
}
