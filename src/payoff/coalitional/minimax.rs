//! `alpha` and `beta`: what a coalition secures against the worst that the others can do.

use super::Rows;
use crate::coalition::Coalition;
use crate::number::cell::Cell;
use crate::parallel::map_in_order;

/// Who moves first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The coalition, and the others answer: `alpha`, a maximum of minima.
    CoalitionFirst,
    /// The others, and the coalition answers: `beta`, a minimum of maxima.
    OthersFirst,
}

/// The worths of all coalitions, each by one pass over all profiles.
pub(super) fn worths<C: Cell>(rows: &Rows<C>, order: Order) -> Vec<Option<C>> {
    let coalitions: Vec<Coalition> = Coalition::all(rows.n).collect();
    map_in_order(&coalitions, |&coalition| Some(worth(rows, coalition, order)))
}

fn worth<C: Cell>(rows: &Rows<C>, coalition: Coalition, order: Order) -> C {
    if coalition.is_empty() {
        return C::zero();
    }
    let members: Vec<usize> = coalition.members().collect();
    let sums: Vec<C> = (0..rows.space().size()).map(|profile| rows.sum(&members, profile)).collect();
    let reduced = Reduced { cells: sums, counts: rows.space().counts().to_vec() };
    let inside = |agency: usize| coalition.contains(agency);
    let outside = |agency: usize| !coalition.contains(agency);
    let reduced = match order {
        Order::CoalitionFirst => reduced.fold(&outside, smaller).fold(&inside, larger),
        Order::OthersFirst => reduced.fold(&inside, larger).fold(&outside, smaller),
    };
    reduced.cells.into_iter().next().unwrap_or_else(C::zero)
}

fn larger<C: Cell>(a: &C, b: &C) -> bool {
    a.exceeds(b)
}

fn smaller<C: Cell>(a: &C, b: &C) -> bool {
    b.exceeds(a)
}

/// A table over the strategies of some agencies; those already folded count one.
struct Reduced<C> {
    cells: Vec<C>,
    counts: Vec<usize>,
}

impl<C: Cell> Reduced<C> {
    /// Keeps, over the strategies of the agencies that are meant, the entry that beats all others.
    fn fold(mut self, meant: &dyn Fn(usize) -> bool, beats: fn(&C, &C) -> bool) -> Self {
        for agency in (0..self.counts.len()).filter(|&agency| meant(agency)) {
            let stride: usize = self.counts[..agency].iter().product();
            let block = stride * self.counts[agency];
            let mut kept = Vec::with_capacity(self.cells.len() / self.counts[agency]);
            for block in self.cells.chunks(block) {
                for place in 0..stride {
                    let line = block[place..].iter().step_by(stride);
                    kept.extend(line.reduce(|best, next| if beats(next, best) { next } else { best }).cloned());
                }
            }
            self.cells = kept;
            self.counts[agency] = 1;
        }
        self
    }
}
