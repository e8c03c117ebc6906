//! `gamma` and `delta`: the coalition plays as one, in equilibrium with the others, who play alone
//! (partial-agreement equilibria) or as one.

use std::collections::HashMap;

use super::Rows;
use crate::coalition::Coalition;
use crate::number::cell::Cell;
use crate::parallel::map_in_order;

/// How those outside the coalition play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outsiders {
    /// Each for itself.
    Alone,
    /// As one player.
    AsOne,
}

/// Which equilibrium counts where there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pick {
    /// The worst for the coalition.
    Lowest,
    /// The best for it.
    Highest,
}

/// The worths of all coalitions; `None` where there is no pure equilibrium.
///
/// For each coalition the profiles are looked through in which the outsiders answer best. A
/// profile that beats what is known is first tried against changes of single members, which most
/// do not survive, and only then against all joint changes of the coalition.
pub(super) fn worths<C: Cell>(rows: &Rows<C>, outsiders: Outsiders, pick: Pick) -> Vec<Option<C>> {
    let restless = restless(rows);
    let coalitions: Vec<Coalition> = Coalition::all(rows.n).collect();
    map_in_order(&coalitions, |&coalition| {
        if coalition.is_empty() { Some(C::zero()) } else { worth(rows, &restless, coalition, outsiders, pick) }
    })
}

fn worth<C: Cell>(
    rows: &Rows<C>,
    restless: &[u32],
    coalition: Coalition,
    outsiders: Outsiders,
    pick: Pick,
) -> Option<C> {
    let others = Coalition::grand(rows.n).minus(coalition);
    let moved = match outsiders {
        Outsiders::Alone => others.0,
        // Outsiders that play as one may keep a member where it would rather move alone.
        Outsiders::AsOne => 0,
    };
    let (mut inside, mut outside) = (Block::new(rows, coalition), Block::new(rows, others));
    let mut found: Option<C> = None;
    for profile in (0..restless.len()).filter(|&profile| restless[profile] & moved == 0) {
        let sum = rows.sum(&inside.members, profile);
        let better = |known: &C| match pick {
            Pick::Lowest => known.exceeds(&sum),
            Pick::Highest => sum.exceeds(known),
        };
        let candidate = found.as_ref().is_none_or(better) && inside.is_best(profile, &sum);
        if candidate
            && (outsiders == Outsiders::Alone || outside.is_best(profile, &rows.sum(&outside.members, profile)))
        {
            found = Some(sum);
        }
    }
    found
}

/// For each profile the mask of agencies that would rather move alone.
fn restless<C: Cell>(rows: &Rows<C>) -> Vec<u32> {
    let (game, space) = (&rows.tables.game, rows.space());
    let mut masks = vec![0u32; space.size()];
    for agency in 0..rows.n {
        let (table, stride, count) = (game.table(agency), space.stride(agency), space.counts()[agency]);
        for base in space.bases(agency) {
            let line = || (0..count).map(|strategy| base + strategy * stride);
            let best = line()
                .fold(&table[base], |best, profile| if table[profile].exceeds(best) { &table[profile] } else { best });
            for profile in line().filter(|&profile| best.exceeds(&table[profile])) {
                masks[profile] |= 1 << agency;
            }
        }
    }
    masks
}

/// Agencies that play as one, with the best joint payoffs that are known already.
struct Block<'a, C> {
    rows: &'a Rows<'a, C>,
    members: Vec<usize>,
    best: HashMap<usize, C>,
}

impl<'a, C: Cell> Block<'a, C> {
    fn new(rows: &'a Rows<'a, C>, coalition: Coalition) -> Self {
        Block { rows, members: coalition.members().collect(), best: HashMap::new() }
    }

    /// Whether no joint change of the members raises their sum.
    fn is_best(&mut self, profile: usize, sum: &C) -> bool {
        self.is_best_by_one(profile, sum) && {
            let base = self.rows.base(&self.members, profile);
            let best = self.best.entry(base).or_insert_with(|| self.rows.best(&self.members, base));
            !best.exceeds(sum)
        }
    }

    fn is_best_by_one(&self, profile: usize, sum: &C) -> bool {
        let space = self.rows.space();
        self.members.iter().all(|&agency| {
            let (current, stride) = (space.strategy(profile, agency), space.stride(agency));
            let base = profile - current * stride;
            let others = (0..space.counts()[agency]).filter(|&strategy| strategy != current);
            others
                .map(|strategy| base + strategy * stride)
                .all(|other| !self.rows.sum(&self.members, other).exceeds(sum))
        })
    }
}
