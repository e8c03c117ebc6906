//! Any number of players, in floats: Newton's method from several places on every support.

use itertools::Itertools;

use super::{Table, strategies};

/// The strategies that each player mixes.
pub type Support = Vec<Vec<usize>>;

pub fn all_supports(counts: &[usize]) -> impl Iterator<Item = Support> {
    let subsets = |&count: &usize| (0..count).powerset().filter(|subset| !subset.is_empty()).collect::<Vec<_>>();
    counts.iter().map(subsets).multi_cartesian_product()
}

/// Equations `u_i(s, x_-i) = v_i` on the support and `Σ x_i = 1`: unknown are the weights and then the `v_i`.
struct System<'a> {
    table: &'a Table,
    support: &'a Support,
    /// The place of each player's strategy among the unknown.
    places: Vec<Vec<Option<usize>>>,
    unknown: usize,
    size: f64,
}

impl<'a> System<'a> {
    fn new(table: &'a Table, support: &'a Support) -> Self {
        let mut next = 0;
        let mut place = |(count, support): (&usize, &Vec<usize>)| {
            let mut places = vec![None; *count];
            for &strategy in support {
                places[strategy] = Some(next);
                next += 1;
            }
            places
        };
        let places = table.counts.iter().zip(support).map(&mut place).collect();
        System { table, support, places, unknown: next + support.len(), size: table.largest() }
    }

    fn point(&self, unknown: &[f64]) -> Vec<Vec<f64>> {
        let weight = |place: &Option<usize>| place.map_or(0.0, |place| unknown[place]);
        self.places.iter().map(|places| places.iter().map(weight).collect()).collect()
    }

    /// What the equations miss by, and their derivatives.
    fn values(&self, unknown: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let players = self.support.len();
        let weights = self.unknown - players;
        let (mut missed, mut derivatives) = (vec![0.0; self.unknown], vec![vec![0.0; self.unknown]; self.unknown]);
        for profile in 0..self.table.payoffs[0].len() {
            let played = strategies(&self.table.counts, profile);
            let places: Option<Vec<usize>> =
                self.places.iter().zip(&played).map(|(places, &strategy)| places[strategy]).collect();
            let Some(places) = places else { continue };
            for (player, &row) in places.iter().enumerate() {
                let payoff = self.table.payoffs[player][profile] as f64 / self.size;
                let product = |without: usize| -> f64 {
                    let others = (0..players).filter(|&other| other != player && other != without);
                    others.map(|other| unknown[places[other]]).product()
                };
                missed[row] += payoff * product(player);
                for other in (0..players).filter(|&other| other != player) {
                    derivatives[row][places[other]] += payoff * product(other);
                }
            }
        }
        for (player, support) in self.support.iter().enumerate() {
            let sum = weights + player;
            missed[sum] = -1.0;
            for &strategy in support {
                let row = self.places[player][strategy].unwrap();
                missed[row] -= unknown[sum];
                derivatives[row][sum] = -1.0;
                missed[sum] += unknown[row];
                derivatives[sum][row] = 1.0;
            }
        }
        (missed, derivatives)
    }
}

/// The equilibria with a support that Newton's method reaches, steps being the shortest that solve the linear system.
pub fn zeros(table: &Table, support: &Support, starts: u64) -> Vec<Vec<Vec<f64>>> {
    let system = System::new(table, support);
    let mut seed = 0x9E37_79B9_7F4A_7C15u64;
    let mut draw = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 11) as f64 / (1u64 << 53) as f64).max(0.01)
    };
    let starts = if support.iter().all(|support| support.len() == 1) { 1 } else { starts };
    let mut found: Vec<Vec<Vec<f64>>> = Vec::new();
    for _ in 0..starts {
        let mut unknown = vec![0.0; system.unknown];
        for places in &system.places {
            let draws: Vec<(usize, f64)> = places.iter().flatten().map(|&place| (place, -draw().ln() + 0.05)).collect();
            let sum: f64 = draws.iter().map(|(_, draw)| draw).sum();
            draws.iter().for_each(|&(place, draw)| unknown[place] = draw / sum);
        }
        let Some(point) = descend(&system, unknown) else { continue };
        let same = |known: &Vec<Vec<f64>>| {
            known.iter().flatten().zip(point.iter().flatten()).all(|(a, b)| (a - b).abs() < 1e-9)
        };
        if is_equilibrium(&system, &point) && !found.iter().any(same) {
            found.push(point);
        }
    }
    found
}

fn descend(system: &System<'_>, mut unknown: Vec<f64>) -> Option<Vec<Vec<f64>>> {
    for _ in 0..40 {
        let (missed, derivatives) = system.values(&unknown);
        if missed.iter().all(|missed| missed.abs() < 1e-14) {
            return Some(system.point(&unknown));
        }
        let step = shortest_step(&missed, &derivatives)?;
        unknown.iter_mut().zip(&step).for_each(|(unknown, step)| *unknown -= step);
        if unknown.iter().any(|unknown| unknown.is_nan() || unknown.abs() > 20.0) {
            return None;
        }
    }
    None
}

/// Weights above nothing, and no other strategy better.
fn is_equilibrium(system: &System<'_>, point: &[Vec<f64>]) -> bool {
    let (table, size) = (system.table, system.size);
    let stays = |(player, support): (usize, &Vec<usize>)| {
        let payoffs = table.payoffs_of(player, point);
        let level = payoffs[support[0]];
        support.iter().all(|&strategy| point[player][strategy] > 1e-6)
            && payoffs.iter().all(|payoff| *payoff <= level + 1e-11 * size)
    };
    system.support.iter().enumerate().all(stays)
}

/// A step `d` with `J d = F`, by least squares with a little weight on its own length.
fn shortest_step(missed: &[f64], derivatives: &[Vec<f64>]) -> Option<Vec<f64>> {
    let size = missed.len();
    let normal = |a: usize, b: usize| -> f64 { derivatives.iter().map(|row| row[a] * row[b]).sum() };
    let mut rows: Vec<Vec<f64>> = (0..size)
        .map(|a| {
            let right: f64 = derivatives.iter().zip(missed).map(|(row, missed)| row[a] * missed).sum();
            let left = |b: usize| normal(a, b) + if a == b { 1e-12 } else { 0.0 };
            (0..size).map(left).chain([right]).collect()
        })
        .collect();
    eliminate(&mut rows, 1e-30)?;
    Some(rows.iter().map(|row| row[size]).collect())
}

/// Gauss and Jordan with the largest pivots of columns; `None` where one is too small.
fn eliminate(rows: &mut [Vec<f64>], least: f64) -> Option<()> {
    for column in 0..rows.len() {
        let pivot = (column..rows.len()).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        rows.swap(column, pivot);
        let scale = rows[column][column];
        if scale.abs() < least {
            return None;
        }
        rows[column].iter_mut().for_each(|entry| *entry /= scale);
        let known = rows[column].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(place, _)| *place != column) {
            let factor = row[column];
            row.iter_mut().zip(&known).for_each(|(entry, value)| *entry -= factor * value);
        }
    }
    Some(())
}

/// Whether the equations of a point's support determine it nearby.
pub fn jacobian_is_regular(table: &Table, point: &[Vec<f64>]) -> bool {
    let played = |strategy: &Vec<f64>| (0..strategy.len()).filter(|&place| strategy[place] > 0.0).collect();
    let support: Support = point.iter().map(played).collect();
    let system = System::new(table, &support);
    let mut unknown = vec![0.0; system.unknown];
    for (places, strategy) in system.places.iter().zip(point) {
        places.iter().zip(strategy).for_each(|(place, weight)| {
            if let Some(place) = place {
                unknown[*place] = *weight;
            }
        });
    }
    let (_, mut derivatives) = system.values(&unknown);
    derivatives.iter_mut().for_each(|row| row.push(0.0));
    eliminate(&mut derivatives, 1e-9).is_some()
}
