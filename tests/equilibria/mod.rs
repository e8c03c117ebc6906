//! Independent methods for equilibria of small games.

pub mod newton;
pub mod two;

use pactum::Rational;
use pactum::game::{AnyGame, NamedGame, NormalFormGame};
use pactum::number::{Scalar, whole};
use pactum::solution::strategic::{AllEquilibria, MixedStrategy};

use newton::jacobian_is_regular;

/// Integer payoffs, `payoffs[player][profile]`, the first player's strategy varying fastest.
#[derive(Debug, Clone)]
pub struct Table {
    pub counts: Vec<usize>,
    pub payoffs: Vec<Vec<i64>>,
}

impl Table {
    /// From the player, the profile, and the place among all payoffs.
    pub fn from_fn(counts: &[usize], payoff: impl Fn(usize, &[usize], usize) -> i64) -> Self {
        let size: usize = counts.iter().product();
        let one = |player: usize| {
            (0..size).map(|profile| payoff(player, &strategies(counts, profile), player * size + profile)).collect()
        };
        Table { counts: counts.to_vec(), payoffs: (0..counts.len()).map(one).collect() }
    }

    pub fn game(&self) -> AnyGame {
        let tables: Vec<Vec<Rational>> =
            self.payoffs.iter().map(|table| table.iter().map(|&payoff| whole(payoff)).collect()).collect();
        NormalFormGame::from_rationals(&self.counts, &tables).unwrap()
    }

    pub fn named(&self) -> NamedGame {
        NamedGame::numbered("random", self.game()).unwrap()
    }

    /// A game in which all players stand as the first does: its payoff from its own strategy and how many of the
    /// others play which. Players have as many strategies as the one with the fewest.
    pub fn made_symmetric(&self) -> Self {
        let (players, fewest) = (self.counts.len(), *self.counts.iter().min().unwrap());
        Table::from_fn(&vec![fewest; players], |player, profile, _| {
            let mut others: Vec<usize> =
                (0..players).filter(|&other| other != player).map(|other| profile[other]).collect();
            others.sort_unstable();
            let all: Vec<usize> = std::iter::once(profile[player]).chain(others).collect();
            self.payoffs[0][index(&self.counts, &all)]
        })
    }

    /// One player's payoff from each of its strategies.
    pub fn payoffs_of<S: Scalar>(&self, player: usize, point: &[Vec<S>]) -> Vec<S> {
        let mut payoffs = vec![S::from_integer(0); self.counts[player]];
        for (profile, payoff) in self.payoffs[player].iter().enumerate().filter(|(_, payoff)| **payoff != 0) {
            let played = strategies(&self.counts, profile);
            let others = (0..self.counts.len()).filter(|&other| other != player);
            let weight =
                others.fold(S::from_integer(*payoff), |weight, other| weight * point[other][played[other]].clone());
            payoffs[played[player]] = payoffs[played[player]].clone() + weight;
        }
        payoffs
    }

    pub fn largest(&self) -> f64 {
        self.payoffs.iter().flatten().map(|payoff| payoff.abs()).max().unwrap_or(0).max(1) as f64
    }
}

fn strategies(counts: &[usize], mut profile: usize) -> Vec<usize> {
    let digit = |&count: &usize| {
        let digit = profile % count;
        profile /= count;
        digit
    };
    counts.iter().map(digit).collect()
}

fn index(counts: &[usize], profile: &[usize]) -> usize {
    counts.iter().zip(profile).rev().fold(0, |index, (count, strategy)| index * count + strategy)
}

/// The most by which a strategy is better than one that is played.
pub fn regret(table: &Table, point: &[Vec<Rational>]) -> Rational {
    let of = |player: usize| {
        let payoffs = table.payoffs_of(player, point);
        let played = payoffs.iter().zip(&point[player]).filter(|(_, weight)| **weight != whole(0));
        let worst = played.map(|(payoff, _)| payoff).min().unwrap().clone();
        payoffs.into_iter().max().unwrap() - worst
    };
    (0..point.len()).map(of).max().unwrap()
}

/// All pure equilibria.
pub fn pure_equilibria(table: &Table) -> Vec<Vec<usize>> {
    let size: usize = table.counts.iter().product();
    let stays = |profile: &Vec<usize>, player: usize| {
        let payoff = |strategy: usize| {
            let mut other = profile.clone();
            other[player] = strategy;
            table.payoffs[player][index(&table.counts, &other)]
        };
        (0..table.counts[player]).all(|strategy| payoff(strategy) <= payoff(profile[player]))
    };
    let profiles = (0..size).map(|profile| strategies(&table.counts, profile));
    profiles.filter(|profile| (0..table.counts.len()).all(|player| stays(profile, player))).collect()
}

/// Whether an equilibrium is regular: what is not played is worse, and the equations of its support are
/// independent there.
pub fn is_regular(table: &Table, point: &[Vec<f64>]) -> bool {
    let size = table.largest();
    let strict = |player: usize| {
        let payoffs = table.payoffs_of(player, point);
        let best = payoffs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        payoffs.iter().zip(&point[player]).all(|(payoff, weight)| *weight > 0.0 || best - payoff > 1e-9 * size)
    };
    (0..point.len()).all(strict) && jacobian_is_regular(table, point)
}

/// Whether an equilibrium in floats is in the list, in a component, or in an undecided box.
pub fn holds(found: &AllEquilibria, point: &[Vec<f64>]) -> bool {
    const NEAR: f64 = 1e-5;
    let close = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < NEAR);
    let listed = found
        .equilibria
        .iter()
        .any(|listed| listed.strategies.iter().zip(point).all(|(strategy, point)| close(&floats(strategy), point)));
    let covered = |hulls: &[Vec<MixedStrategy>]| {
        hulls.iter().zip(point).all(|(hull, point)| in_hull(&hull.iter().map(floats).collect::<Vec<_>>(), point, NEAR))
    };
    let in_box = |ranges: &[Vec<(Rational, Rational)>]| {
        let inside =
            |((low, high), x): (&(Rational, Rational), &f64)| low.to_f64() - NEAR <= *x && *x <= high.to_f64() + NEAR;
        ranges.iter().flatten().zip(point.iter().flatten()).all(inside)
    };
    listed
        || found.components.iter().any(|component| covered(&component.hulls))
        || found.undecided.iter().any(|ranges| in_box(ranges))
}

fn floats(strategy: &MixedStrategy) -> Vec<f64> {
    strategy.iter().map(|x| x.bounds().0.to_f64()).collect()
}

/// Whether a mixed strategy of at most three strategies is a mean of others: in one, between two, or in a triangle.
fn in_hull(hull: &[Vec<f64>], point: &[f64], near: f64) -> bool {
    assert!(point.len() <= 3);
    let plane = |strategy: &[f64]| (strategy[0], strategy.get(1).copied().unwrap_or(0.0));
    let points: Vec<(f64, f64)> = hull.iter().map(|strategy| plane(strategy)).collect();
    let point = plane(point);
    let cross = |a: (f64, f64), b: (f64, f64), c: (f64, f64)| (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
    let near_segment = |a: (f64, f64), b: (f64, f64)| {
        let along = (b.0 - a.0, b.1 - a.1);
        let length = along.0 * along.0 + along.1 * along.1;
        let share = if length > 0.0 { ((point.0 - a.0) * along.0 + (point.1 - a.1) * along.1) / length } else { 0.0 };
        let share = share.clamp(0.0, 1.0);
        (a.0 + share * along.0 - point.0).hypot(a.1 + share * along.1 - point.1) < near
    };
    let in_triangle = |a, b, c| {
        let signs = [cross(a, b, point), cross(b, c, point), cross(c, a, point)];
        cross(a, b, c).abs() > near * near && (signs.iter().all(|x| *x >= 0.0) || signs.iter().all(|x| *x <= 0.0))
    };
    points.iter().any(|&a| points.iter().any(|&b| near_segment(a, b) || points.iter().any(|&c| in_triangle(a, b, c))))
}
