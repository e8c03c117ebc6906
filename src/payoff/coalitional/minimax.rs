//! `alpha` and `beta`: what a coalition secures against the worst that the others can do.

use super::sums::{Sums, gray_chunks};
use crate::coalition::Coalition;
use crate::game::NormalFormGame;
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
pub(super) fn worths<C: Cell>(game: &NormalFormGame<C>, order: Order) -> Vec<Option<C>> {
    let n = game.space().n_players();
    let chunks = map_in_order(&gray_chunks(n), |chunk| {
        let mut sums = Sums::new(game);
        let mut worth = |coalition: Coalition| {
            sums.move_to(coalition);
            (coalition, worth(&sums, order))
        };
        chunk.iter().map(|&coalition| worth(coalition)).collect::<Vec<_>>()
    });
    let mut values = vec![None; 1 << n];
    for (coalition, worth) in chunks.into_iter().flatten() {
        values[coalition.index()] = Some(worth);
    }
    values[0] = Some(C::zero());
    values
}

fn worth<C: Cell>(sums: &Sums<C>, order: Order) -> C {
    let reduced = Reduced { cells: sums.cells.clone(), counts: sums.game.space().counts().to_vec() };
    let inside = |agency: usize| sums.coalition.contains(agency);
    let outside = |agency: usize| !sums.coalition.contains(agency);
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
