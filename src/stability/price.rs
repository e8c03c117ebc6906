//! The prices of full participation: what has to be paid so that it is an equilibrium, the only
//! one, or dominant.

use num_traits::Zero;

use super::Candidate;
use crate::game::NormalFormGame;
use crate::number::Rational;
use crate::number::cell::Cell;

/// A price: the payments that it sums, agency by agency.
#[derive(Debug, Clone, PartialEq)]
pub struct Price {
    /// What each agency is paid.
    pub payments: Vec<Rational>,
    /// For the unique price, the order in which the agencies are convinced.
    pub order: Option<Vec<usize>>,
}

impl Price {
    /// The sum of the payments.
    pub fn total(&self) -> Rational {
        self.payments.iter().sum()
    }
}

/// The three prices, infima each: any larger payments do it strictly.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    /// `sum max(0, -slack_i)`, paid on the path.
    pub equilibrium: Price,
    /// The least over orders of unconditional offers by which each agency joins whatever its
    /// successors do, its predecessors being in (divide and conquer).
    pub unique: Price,
    /// `sum max(0, max over all profiles of the others of best alternative - fully in)`.
    pub dominant: Price,
}

/// Computes the three prices.
///
/// # Complexity
///
/// A pass over the table of each agency, and `n 2^n` steps for the order.
///
/// # References
///
/// Segal 2003 (divide and conquer).
pub fn prices<C: Cell>(candidate: &Candidate<C>) -> Prices {
    let positive = |gain: &C| candidate.exact(&C::zero().max_of(gain.clone()));
    let on_path = candidate.deviations.iter().map(|(_, gain)| positive(gain)).collect();
    let worst = candidate.worst.iter().map(|case| positive(&case.gap)).collect();
    Prices {
        equilibrium: Price { payments: on_path, order: None },
        unique: divide_and_conquer(candidate),
        dominant: Price { payments: worst, order: None },
    }
}

/// The cheapest order: `cost[Q]` is the least that convinces everyone outside `Q`, given that `Q`
/// is in; the first order by agency index among equals.
fn divide_and_conquer<C: Cell>(candidate: &Candidate<C>) -> Price {
    let n = candidate.n();
    let offers: Vec<Vec<C>> = (0..n).map(|agency| offers(candidate.game(), agency)).collect();
    let offer = |agency: usize, inside: usize| {
        let (low, high) = (inside & ((1 << agency) - 1), inside >> (agency + 1) << agency);
        &offers[agency][low | high]
    };
    let all = (1usize << n) - 1;
    let mut cost = vec![C::zero(); all + 1];
    for inside in (0..all).rev() {
        let options = (0..n).filter(|agency| inside >> agency & 1 == 0);
        let options = options.map(|agency| offer(agency, inside).plus(&cost[inside | 1 << agency]));
        cost[inside] =
            options.reduce(|least, option| if least.exceeds(&option) { option } else { least }).unwrap_or_else(C::zero);
    }
    let (mut inside, mut order, mut payments) = (0usize, Vec::with_capacity(n), vec![Rational::zero(); n]);
    while inside != all {
        let attains = |agency: &usize| !offer(*agency, inside).plus(&cost[inside | 1 << agency]).exceeds(&cost[inside]);
        let next = (0..n).filter(|agency| inside >> agency & 1 == 0).find(attains);
        let Some(agency) = next else { break };
        payments[agency] = candidate.exact(offer(agency, inside));
        order.push(agency);
        inside |= 1 << agency;
    }
    Price { payments, order: Some(order) }
}

/// For each set `Q` of the other agencies (a mask without the agency's own bit), the least payment
/// at which the agency joins fully whatever the rest does, `Q` being fully in:
/// `max(0, max over the rest's profiles of best alternative - fully in)`.
fn offers<C: Cell>(game: &NormalFormGame<C>, agency: usize) -> Vec<C> {
    let space = game.space();
    let last = space.counts()[agency] - 1;
    let gap = |base: usize| {
        game.best_deviation(base + last * space.stride(agency), agency).map_or_else(C::zero, |(_, gap)| gap)
    };
    let mut table: Vec<C> = space.bases(agency).map(gap).collect();
    let others: Vec<usize> = (0..space.n_players()).filter(|&other| other != agency).collect();
    for (place, &other) in others.iter().enumerate() {
        table = any_or_full(table, 1 << place, space.counts()[other]);
    }
    table.into_iter().map(|gap| C::zero().max_of(gap)).collect()
}

/// Replaces one dimension of a table (of `count` strategies, `stride` apart) by two entries: the
/// largest over all strategies, and the one of the last strategy.
fn any_or_full<C: Cell>(table: Vec<C>, stride: usize, count: usize) -> Vec<C> {
    let mut reduced = Vec::with_capacity(table.len() / count * 2);
    for block in table.chunks(stride * count) {
        let last = &block[stride * (count - 1)..];
        for (place, full) in last.iter().enumerate() {
            let rest = (0..count - 1).map(|strategy| block[strategy * stride + place].clone());
            reduced.push(rest.fold(full.clone(), C::max_of));
        }
        reduced.extend_from_slice(last);
    }
    reduced
}
