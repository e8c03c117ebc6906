//! Proof that a list of two players' extreme equilibria is complete: by all bases of the best-reply polyhedra.

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use super::complete::Bounds;
use crate::game::NormalFormGame;
use crate::number::cell::Cell;
use crate::number::{Rational, whole};

/// The most choices of tight conditions that are gone through for one player.
const MAX_BASES: u128 = 20_000;

/// A vertex of a best-reply polyhedron: a mixed strategy, its zeros and the other's best replies to it.
struct Vertex {
    strategy: Vec<Rational>,
    zeros: Vec<usize>,
    replies: Vec<usize>,
}

/// Whether all extreme equilibria are listed: `None` where there are too many bases.
///
/// A pair of vertices is an equilibrium if each strategy of each player is unplayed or a best reply.
///
/// # Errors
///
/// Where an extreme equilibrium is not listed.
pub(super) fn prove_extreme<C: Cell>(game: &NormalFormGame<C>, listed: &[Bounds]) -> Result<Option<()>, String> {
    let counts = game.space().counts();
    let &[rows, columns] = counts else { return Ok(None) };
    if choices(rows + columns, rows).max(choices(rows + columns, columns)) > MAX_BASES {
        return Ok(None);
    }
    // The other's payoffs, by own strategy and the other's.
    let payoffs = |player: usize| -> Vec<Vec<BigInt>> {
        let other = 1 - player;
        let space = game.space();
        let entry = |own: usize, reply: usize| {
            let profile = space.with_strategy(space.with_strategy(0, player, own), other, reply);
            game.table(other)[profile].to_integer()
        };
        (0..counts[player]).map(|own| (0..counts[other]).map(|reply| entry(own, reply)).collect()).collect()
    };
    let (first, second) = (vertices(&payoffs(0)), vertices(&payoffs(1)));
    let fits = |a: &Vertex, b: &Vertex| {
        (0..rows).all(|strategy| a.zeros.contains(&strategy) || b.replies.contains(&strategy))
            && (0..columns).all(|strategy| b.zeros.contains(&strategy) || a.replies.contains(&strategy))
    };
    for a in &first {
        for b in second.iter().filter(|b| fits(a, b)) {
            let is_it = |bounds: &&Bounds| {
                let same = |bounds: &[(Rational, Rational)], strategy: &[Rational]| {
                    bounds.iter().zip(strategy).all(|((low, high), weight)| low == weight && high == weight)
                };
                same(&bounds[0], &a.strategy) && same(&bounds[1], &b.strategy)
            };
            if !listed.iter().any(|bounds| is_it(&bounds)) {
                let text =
                    |strategy: &[Rational]| strategy.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
                return Err(format!(
                    "the extreme equilibrium {} / {} is not listed",
                    text(&a.strategy),
                    text(&b.strategy)
                ));
            }
        }
    }
    Ok(Some(()))
}

fn choices(of: usize, some: usize) -> u128 {
    (0..some).fold(1u128, |count, place| count.saturating_mul((of - place) as u128) / (place as u128 + 1))
}

/// All vertices of `{(x, v): x >= 0, sum x = 1, v >= the other's payoff of each reply}`: each has as many tight
/// conditions as own strategies, of which each choice is tried.
fn vertices(payoffs: &[Vec<BigInt>]) -> Vec<Vertex> {
    let (own, replies) = (payoffs.len(), payoffs[0].len());
    let mut found: Vec<Vertex> = Vec::new();
    let mut chosen: Vec<usize> = (0..own).collect();
    loop {
        if let Some((strategy, value)) = solve(payoffs, &chosen)
            && !strategy.iter().any(Signed::is_negative)
        {
            let pays = |reply: usize| -> Rational {
                strategy.iter().zip(payoffs).map(|(weight, row)| weight * &row[reply]).sum()
            };
            let paid: Vec<Rational> = (0..replies).map(pays).collect();
            if paid.iter().all(|paid| *paid <= value) && !found.iter().any(|known| known.strategy == strategy) {
                found.push(Vertex {
                    zeros: (0..own).filter(|&place| strategy[place].is_zero()).collect(),
                    replies: (0..replies).filter(|&reply| paid[reply] == value).collect(),
                    strategy,
                });
            }
        }
        // The next choice, in lexicographic order.
        let Some(place) = (0..own).rev().find(|&place| chosen[place] < replies + place) else { return found };
        let next = chosen[place] + 1;
        (place..own).for_each(|other| chosen[other] = next + other - place);
    }
}

/// The point at which the chosen conditions are tight: `x_i = 0` for `i` below the number of own strategies, the
/// other's payoffs of a reply equal to `v` from there on. `None` where they do not determine it.
fn solve(payoffs: &[Vec<BigInt>], chosen: &[usize]) -> Option<(Vec<Rational>, Rational)> {
    let own = payoffs.len();
    let condition = |&condition: &usize| -> Vec<Rational> {
        let mut row = vec![whole(0); own + 2];
        match condition.checked_sub(own) {
            None => row[condition] = whole(1),
            Some(reply) => {
                (0..own).for_each(|place| row[place] = Rational::from_integer(payoffs[place][reply].clone()));
                row[own] = whole(-1);
            }
        }
        row
    };
    let mut rows: Vec<Vec<Rational>> = chosen.iter().map(condition).collect();
    let mut total = vec![whole(1); own + 2];
    total[own] = whole(0);
    rows.push(total);
    for column in 0..=own {
        let pivot = (column..=own).find(|&row| !rows[row][column].is_zero())?;
        rows.swap(column, pivot);
        let head: Vec<Rational> = rows[column].iter().map(|entry| entry / &rows[column][column]).collect();
        for (row, entries) in rows.iter_mut().enumerate() {
            if row == column {
                entries.clone_from(&head);
            } else if !entries[column].is_zero() {
                let factor = entries[column].clone();
                entries.iter_mut().zip(&head).for_each(|(entry, head)| *entry -= &factor * head);
            }
        }
    }
    let mut point: Vec<Rational> = rows.into_iter().filter_map(|row| row.into_iter().next_back()).collect();
    let value = point.pop()?;
    Some((point, value))
}
