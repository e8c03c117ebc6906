//! Two players, in fractions: all bases of the polytopes of best replies, and supports of equal size.

use itertools::Itertools;
use pactum::Rational;
use pactum::number::whole;

use super::Table;

type Matrix = Vec<Vec<Rational>>;

/// A vertex of `{x >= 0, Σ_s x_s M[s][t] <= 1 for all t}` other than 0: scaled to a mixed strategy, with which of the
/// constraints are tight (those of `x_s >= 0` first).
struct Vertex {
    strategy: Vec<Rational>,
    tight: Vec<bool>,
}

/// The payoffs of a player, at least 1, by the other's strategy and then its own.
fn payoffs(table: &Table, player: usize) -> Matrix {
    let least = table.payoffs[player].iter().min().unwrap();
    let at = |other: usize, own: usize| {
        let (first, second) = if player == 0 { (own, other) } else { (other, own) };
        whole(table.payoffs[player][first + table.counts[0] * second] - least + 1)
    };
    let row = |other: usize| (0..table.counts[player]).map(|own| at(other, own)).collect();
    (0..table.counts[1 - player]).map(row).collect()
}

fn vertices(matrix: &Matrix) -> Vec<Vertex> {
    let (own, others) = (matrix.len(), matrix[0].len());
    let row = |constraint: usize| -> Vec<Rational> {
        match constraint.checked_sub(own) {
            None => (0..=own).map(|place| whole(i64::from(place == constraint))).collect(),
            Some(reply) => matrix.iter().map(|row| row[reply].clone()).chain([whole(1)]).collect(),
        }
    };
    let value =
        |x: &[Rational], reply: usize| -> Rational { x.iter().zip(matrix).map(|(x, row)| x * &row[reply]).sum() };
    let mut found: Vec<Vertex> = Vec::new();
    for basis in (0..own + others).combinations(own) {
        let mut rows: Vec<Vec<Rational>> = basis.into_iter().map(row).collect();
        let Some(x) = solve(&mut rows) else { continue };
        let values: Vec<Rational> = (0..others).map(|reply| value(&x, reply)).collect();
        let total: Rational = x.iter().sum();
        if x.iter().any(|x| *x < whole(0)) || values.iter().any(|value| *value > whole(1)) || total == whole(0) {
            continue;
        }
        let tight = x.iter().map(|x| *x == whole(0)).chain(values.iter().map(|value| *value == whole(1))).collect();
        let strategy: Vec<Rational> = x.iter().map(|x| x / &total).collect();
        if found.iter().all(|known| known.strategy != strategy) {
            found.push(Vertex { strategy, tight });
        }
    }
    found
}

fn polytopes(table: &Table) -> [Vec<Vertex>; 2] {
    // The first player's strategies against the second one's payoffs, and the other way round.
    [vertices(&payoffs(table, 1)), vertices(&payoffs(table, 0))]
}

/// The extreme equilibria: pairs of vertices in which each strategy is unplayed or a best reply. Sorted.
pub fn by_bases(table: &Table) -> Vec<Matrix> {
    let [first, second] = polytopes(table);
    let mut found = Vec::new();
    for (a, b) in first.iter().cartesian_product(&second) {
        let own = (0..table.counts[0]).all(|place| a.tight[place] || b.tight[table.counts[1] + place]);
        let other = (0..table.counts[1]).all(|place| b.tight[place] || a.tight[table.counts[0] + place]);
        if own && other {
            found.push(vec![a.strategy.clone(), b.strategy.clone()]);
        }
    }
    found.sort();
    found
}

/// Whether some mixed strategy has more pure best replies than strategies in its support.
pub fn is_degenerate(table: &Table) -> bool {
    let many =
        |player: usize, vertex: &Vertex| vertex.tight.iter().filter(|tight| **tight).count() > table.counts[player];
    polytopes(table).iter().enumerate().any(|(player, vertices)| vertices.iter().any(|vertex| many(player, vertex)))
}

/// The equilibria with supports of equal size whose systems have one solution. Sorted.
pub fn by_supports(table: &Table) -> Vec<Matrix> {
    let (first, second) = (payoffs(table, 1), payoffs(table, 0));
    let mut found = Vec::new();
    for size in 1..=table.counts[0].min(table.counts[1]) {
        for own in (0..table.counts[0]).combinations(size) {
            for other in (0..table.counts[1]).combinations(size) {
                let pair = (indifferent(&first, &own, &other), indifferent(&second, &other, &own));
                if let (Some(x), Some(y)) = pair {
                    found.push(vec![x, y]);
                }
            }
        }
    }
    found.sort();
    found
}

/// The mixed strategy on a support to which exactly the other's support is a best reply.
fn indifferent(matrix: &Matrix, own: &[usize], other: &[usize]) -> Option<Vec<Rational>> {
    // Unknown: the weights, and the other's payoff.
    let reply = |&reply: &usize| -> Vec<Rational> {
        own.iter().map(|&place| matrix[place][reply].clone()).chain([whole(-1), whole(0)]).collect()
    };
    let total = own.iter().map(|_| whole(1)).chain([whole(0), whole(1)]).collect();
    let mut rows: Vec<Vec<Rational>> = other.iter().map(reply).chain([total]).collect();
    let solution = solve(&mut rows)?;
    let (weights, payoff) = (&solution[..own.len()], &solution[own.len()]);
    let mut strategy = vec![whole(0); matrix.len()];
    own.iter().zip(weights).for_each(|(&place, weight)| strategy[place] = weight.clone());
    let value = |reply: usize| -> Rational { strategy.iter().zip(matrix).map(|(x, row)| x * &row[reply]).sum() };
    let best = (0..matrix[0].len()).all(|reply| value(reply) <= *payoff);
    (best && weights.iter().all(|weight| *weight > whole(0))).then_some(strategy)
}

/// The solution of equations, the right side last in each, where there is just one.
fn solve(rows: &mut [Vec<Rational>]) -> Option<Vec<Rational>> {
    let size = rows.len();
    for column in 0..size {
        let pivot = (column..size).find(|&row| rows[row][column] != whole(0))?;
        rows.swap(column, pivot);
        let scale = rows[column][column].clone();
        rows[column].iter_mut().for_each(|entry| *entry /= &scale);
        let known = rows[column].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(place, _)| *place != column) {
            let factor = row[column].clone();
            if factor != whole(0) {
                row.iter_mut().zip(&known).for_each(|(entry, value)| *entry -= &factor * value);
            }
        }
    }
    Some(rows.iter().map(|row| row[size].clone()).collect())
}
