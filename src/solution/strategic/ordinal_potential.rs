//! Ordinal potentials.

use std::collections::VecDeque;

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::limit::TimeLimit;
use crate::number::cell::Cell;

/// The most profiles.
const MAX_PROFILES: usize = 1 << 22;

/// Whether a game has an ordinal potential, with the evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrdinalPotential {
    /// It has: a move raises it exactly if the mover gains. By profile, from 0.
    Potential(Vec<u32>),
    /// It has none: profiles, each from the last by one player's move and back to the first by another, without a
    /// loss for the mover, and with a gain in the first step.
    Cycle(Vec<usize>),
}

/// An ordinal potential, or a weak improvement cycle that proves that there is none.
///
/// `P(s_i', s_-i) > P(s)` if and only if `u_i(s_i', s_-i) > u_i(s)`. There is one exactly if no cycle of moves without
/// loss has a move with gain: the potential is then the length of the longest chain of gains up to a profile. In a
/// finite game every improvement path ends, in a pure equilibrium.
///
/// # Errors
///
/// [`Error::TooLarge`] for more than 2^22 profiles; [`Error::TimeLimit`].
///
/// # Complexity
///
/// Linear in the number of moves: strongly connected components.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::whole;
/// use pactum::solution::strategic::{OrdinalPotential, ordinal_potential};
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 9, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => {
///     assert_eq!(ordinal_potential(game, &TimeLimit::none()), Ok(OrdinalPotential::Potential(vec![0, 1, 1, 2])));
/// });
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// with_game!(&pennies, game => {
///     let found = ordinal_potential(game, &TimeLimit::none()).unwrap();
///     assert!(matches!(found, OrdinalPotential::Cycle(cycle) if cycle.len() == 4));
/// });
/// ```
///
/// # References
///
/// Monderer Shapley 1996; Voorneveld Norde 1997; Tarjan 1972.
pub fn ordinal_potential<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<OrdinalPotential, Error> {
    let size = game.space().size();
    if size > MAX_PROFILES {
        return Err(Error::TooLarge {
            what: "an ordinal potential".into(),
            needed: format!("{size} profiles"),
            limit: format!("{MAX_PROFILES} profiles"),
            remedy: "an exact potential can be looked for in larger games".into(),
        });
    }
    let moves = Moves::new(game);
    let (component, count) = components(&moves, size, limit)?;
    // A gain within a component closes a cycle.
    for profile in 0..size {
        let gain = moves.all(profile).find(|&to| component[to] == component[profile] && moves.gains(profile, to));
        if let Some(to) = gain {
            return Ok(OrdinalPotential::Cycle(cycle(&moves, &component, profile, to)));
        }
    }
    // Components are numbered from the ends of paths; the longest chain of gains into each, from the starts.
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
    (0..size).for_each(|profile| members[component[profile] as usize].push(profile as u32));
    let mut rank = vec![0u32; count];
    for at in (0..count).rev() {
        for &profile in &members[at] {
            for to in moves.all(profile as usize).filter(|&to| moves.does_not_lose(profile as usize, to)) {
                let next = component[to] as usize;
                if next != at {
                    rank[next] = rank[next].max(rank[at] + 1);
                }
            }
        }
    }
    Ok(OrdinalPotential::Potential(component.iter().map(|&at| rank[at as usize]).collect()))
}

/// One player's moves between profiles.
struct Moves<'a, C> {
    game: &'a NormalFormGame<C>,
    /// For each move its player and how many strategies onwards, cyclically.
    kinds: Vec<(usize, usize)>,
}

impl<'a, C: Cell> Moves<'a, C> {
    fn new(game: &'a NormalFormGame<C>) -> Self {
        let counts = game.space().counts();
        let kinds = (0..counts.len()).flat_map(|player| (1..counts[player]).map(move |onwards| (player, onwards)));
        Moves { game, kinds: kinds.collect() }
    }

    fn to(&self, profile: usize, kind: usize) -> usize {
        let space = self.game.space();
        let (player, onwards) = self.kinds[kind];
        let strategy = (space.strategy(profile, player) + onwards) % space.counts()[player];
        space.with_strategy(profile, player, strategy)
    }

    fn all(&self, profile: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.kinds.len()).map(move |kind| self.to(profile, kind))
    }

    fn mover(&self, from: usize, to: usize) -> usize {
        let space = self.game.space();
        (0..space.n_players()).find(|&player| space.strategy(from, player) != space.strategy(to, player)).unwrap_or(0)
    }

    fn gains(&self, from: usize, to: usize) -> bool {
        let table = self.game.table(self.mover(from, to));
        table[to].exceeds(&table[from])
    }

    fn does_not_lose(&self, from: usize, to: usize) -> bool {
        !self.gains(to, from)
    }
}

/// The strongly connected components of moves without loss, numbered so that moves lead to lower numbers; and how
/// many there are.
fn components<C: Cell>(moves: &Moves<'_, C>, size: usize, limit: &TimeLimit) -> Result<(Vec<u32>, usize), Error> {
    const NEW: u32 = u32::MAX;
    let (mut order, mut low, mut component) = (vec![NEW; size], vec![0u32; size], vec![NEW; size]);
    let (mut stack, mut path): (Vec<u32>, Vec<(u32, u32)>) = (Vec::new(), Vec::new());
    let (mut time, mut count) = (0u32, 0u32);
    for root in 0..size {
        if order[root] != NEW {
            continue;
        }
        path.push((root as u32, 0));
        while let Some((profile, kind)) = path.pop() {
            let at = profile as usize;
            // 1. On arrival.
            if order[at] == NEW {
                (order[at], low[at]) = (time, time);
                time += 1;
                stack.push(profile);
                if time % 1024 == 1 {
                    limit.check("the ordinal potential")?;
                }
            }
            // 2. The next move onwards.
            let next = (kind as usize..moves.kinds.len()).find_map(|kind| {
                let to = moves.to(at, kind);
                if !moves.does_not_lose(at, to) {
                    return None;
                }
                if order[to] == NEW {
                    return Some((kind, to));
                }
                if component[to] == NEW {
                    low[at] = low[at].min(order[to]);
                }
                None
            });
            if let Some((kind, to)) = next {
                path.push((profile, kind as u32 + 1));
                path.push((to as u32, 0));
                continue;
            }
            // 3. Done here: a component, and back.
            if low[at] == order[at] {
                while let Some(member) = stack.pop() {
                    component[member as usize] = count;
                    if member == profile {
                        break;
                    }
                }
                count += 1;
            }
            if let Some(&(parent, _)) = path.last() {
                let parent = parent as usize;
                low[parent] = low[parent].min(low[at]);
            }
        }
    }
    Ok((component, count as usize))
}

/// From a gain back to its start by moves without loss, as few as possible.
fn cycle<C: Cell>(moves: &Moves<'_, C>, component: &[u32], from: usize, to: usize) -> Vec<usize> {
    let mut before: std::collections::HashMap<usize, usize> = std::collections::HashMap::from([(to, to)]);
    let mut open = VecDeque::from([to]);
    while let Some(profile) = open.pop_front() {
        if profile == from {
            break;
        }
        for next in moves.all(profile).filter(|&next| component[next] == component[from]) {
            if moves.does_not_lose(profile, next) && !before.contains_key(&next) {
                before.insert(next, profile);
                open.push_back(next);
            }
        }
    }
    let mut back = vec![from];
    while let Some(&previous) = before.get(&back[back.len() - 1]) {
        back.push(previous);
        if previous == to {
            break;
        }
    }
    // `back` runs against the moves: from, …, to.
    back[1..].reverse();
    back
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::{Rational, whole};
    use crate::solution::strategic::pure_nash;
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_potential_orders_all_moves_or_the_cycle_gains((counts, tables) in small_games(), plant in prop::bool::ANY) {
            let space = crate::game::ProfileSpace::new(&counts).unwrap();
            // Everyone's payoff a rising function of a common one, its own.
            let tables: Vec<Vec<Rational>> = (0..counts.len()).map(|player| (0..space.size()).map(|at| {
                let common = &tables[0][at];
                if plant { common * common * common * whole(player as i64 + 1) + common } else { tables[player][at].clone() }
            }).collect()).collect();
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => match ordinal_potential(game, &TimeLimit::none()).unwrap() {
                OrdinalPotential::Potential(potential) => {
                    for (player, &count) in counts.iter().enumerate() {
                        for at in 0..space.size() {
                            for to in (0..count).map(|strategy| space.with_strategy(at, player, strategy)) {
                                prop_assert_eq!(potential[to].cmp(&potential[at]), game.payoff(to, player).cmp(&game.payoff(at, player)));
                            }
                        }
                    }
                    prop_assert!(!pure_nash(game).is_empty());
                }
                OrdinalPotential::Cycle(cycle) => {
                    prop_assert!(!plant && cycle.len() > 2);
                    for step in 0..cycle.len() {
                        let (from, to) = (cycle[step], cycle[(step + 1) % cycle.len()]);
                        let movers: Vec<usize> = (0..counts.len()).filter(|&i| space.strategy(from, i) != space.strategy(to, i)).collect();
                        prop_assert_eq!(movers.len(), 1);
                        let gain = game.payoff(to, movers[0]) - game.payoff(from, movers[0]);
                        prop_assert!(gain >= whole(0) && (step > 0 || gain > whole(0)));
                    }
                }
            });
        }
    }

    #[test]
    fn time_and_size_are_limited() {
        let game = NormalFormGame::from_rationals(&[2], &[vec![whole(0), whole(1)]]).unwrap();
        let stopped = with_game!(&game, game => ordinal_potential(game, &TimeLimit::seconds(0.0)));
        assert!(matches!(stopped, Err(Error::TimeLimit(_))));
    }
}
