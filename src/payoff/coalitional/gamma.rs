//! `gamma` and `delta`: the coalition plays as one, in equilibrium with the others, who play alone
//! (partial-agreement equilibria) or as one.

use std::collections::HashMap;

use super::sums::{Sums, gray_chunks};
use crate::coalition::Coalition;
use crate::game::NormalFormGame;
use crate::number::cell::Cell;
use crate::parallel::map_in_order;
use crate::solution::strategic::restless_players;

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
pub(super) fn worths<C: Cell>(game: &NormalFormGame<C>, outsiders: Outsiders, pick: Pick) -> Vec<Option<C>> {
    let n = game.space().n_players();
    let restless = restless_players(game);
    let chunks = map_in_order(&gray_chunks(n), |chunk| {
        let (mut inside, mut outside) = (Sums::new(game), Sums::new(game));
        let mut worth = |coalition: Coalition| {
            inside.move_to(coalition);
            if outsiders == Outsiders::AsOne {
                outside.move_to(Coalition::grand(n).minus(coalition));
            }
            let found = worth(&inside, &outside, &restless, outsiders, pick);
            (coalition, found)
        };
        chunk.iter().map(|&coalition| worth(coalition)).collect::<Vec<_>>()
    });
    let mut values = vec![None; 1 << n];
    for (coalition, found) in chunks.into_iter().flatten() {
        values[coalition.index()] = found;
    }
    values[0] = Some(C::zero());
    values
}

/// The worth of the coalition of `inside`.
fn worth<C: Cell>(
    inside: &Sums<C>,
    outside: &Sums<C>,
    restless: &[u32],
    outsiders: Outsiders,
    pick: Pick,
) -> Option<C> {
    let others = match outsiders {
        Outsiders::Alone => Coalition::grand(inside.game.space().n_players()).minus(inside.coalition).0,
        // Outsiders that play as one may keep a member where it would rather move alone.
        Outsiders::AsOne => 0,
    };
    let (mut ours, mut theirs) = (Block::new(inside), Block::new(outside));
    let mut found: Option<&C> = None;
    for (profile, sum) in inside.cells.iter().enumerate() {
        if restless[profile] & others != 0 {
            continue;
        }
        let better = |known: &C| match pick {
            Pick::Lowest => known.exceeds(sum),
            Pick::Highest => sum.exceeds(known),
        };
        let candidate = found.is_none_or(better) && ours.is_best(profile);
        if candidate && (outsiders == Outsiders::Alone || theirs.is_best(profile)) {
            found = Some(sum);
        }
    }
    found.cloned()
}

/// Agencies that play as one, with the best joint payoffs that are known already.
struct Block<'a, 'g, C> {
    sums: &'a Sums<'g, C>,
    members: Vec<usize>,
    /// The largest sum for the others' play, given by the profile with all members at strategy 0.
    best: HashMap<usize, &'a C>,
}

impl<'a, 'g, C: Cell> Block<'a, 'g, C> {
    fn new(sums: &'a Sums<'g, C>) -> Self {
        Block { sums, members: sums.coalition.members().collect(), best: HashMap::new() }
    }

    /// Whether no joint change of the members raises their sum.
    fn is_best(&mut self, profile: usize) -> bool {
        if !self.is_best_by_one(profile) {
            return false;
        }
        let space = self.sums.game.space();
        let down = |base: usize, &agency: &usize| base - space.strategy(profile, agency) * space.stride(agency);
        let base = self.members.iter().fold(profile, down);
        let best = self.best.entry(base).or_insert_with(|| self.sums.best(&self.members, base));
        !best.exceeds(&self.sums.cells[profile])
    }

    fn is_best_by_one(&self, profile: usize) -> bool {
        let (space, cells) = (self.sums.game.space(), &self.sums.cells);
        self.members.iter().all(|&agency| {
            let (current, stride) = (space.strategy(profile, agency), space.stride(agency));
            let base = profile - current * stride;
            (0..space.counts()[agency]).all(|strategy| !cells[base + strategy * stride].exceeds(&cells[profile]))
        })
    }
}
