//! Stochastically stable profiles: where logit dynamics stays as mistakes become rare.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use num_bigint::BigInt;
use num_traits::Zero;

use crate::error::Error;
use crate::game::{NormalFormGame, ProfileSpace, with_game};
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::cell::Cell;

use super::{ExactPotential, exact_potential};

/// The most profiles of a game without a potential.
const MAX_PROFILES: usize = 1 << 14;
/// The most recurrent classes.
const MAX_CLASSES: usize = 200;

/// The stochastically stable profiles with what decides.
#[derive(Debug, Clone, PartialEq)]
pub struct StochasticStability {
    /// The stable profiles, in order.
    pub profiles: Vec<usize>,
    /// How they were found.
    pub evidence: StabilityEvidence,
}

/// How stochastic stability was decided.
#[derive(Debug, Clone, PartialEq)]
pub enum StabilityEvidence {
    /// These maximise the exact potential, whose greatest value over the first profile's this is.
    Potential(Rational),
    /// The recurrent classes of best replies, with the least resistance of a tree that leads to each.
    Trees(Vec<(Vec<usize>, Rational)>),
}

/// The profiles that keep a positive share of the time in logit dynamics as `λ` grows without bound.
///
/// One player at a time, each drawn with positive probability, moves from `x` to `(s, x_-i)` with a probability of the
/// order `exp(-λ r)`, where the resistance `r = max_t u_i(t, x_-i) - u_i(s, x_-i)` is what it gives away. With an exact
/// potential the stable profiles are those that maximise it. Otherwise: the recurrent classes of moves without
/// resistance; the least resistance from each to each (shortest paths); for each class the tree of least total
/// resistance that leads to it from all others. Stable are the classes whose trees resist least. All in exact integers.
///
/// # Errors
///
/// [`Error::TooLarge`] without a potential for more than 2^14 profiles or 200 classes; [`Error::TimeLimit`].
///
/// # Complexity
///
/// `O(k m log m)` for `k` classes of `m` profiles, and `O(k⁴)` for the trees.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::whole;
/// use pactum::solution::strategic::stochastic_stability;
///
/// // Stag hunt: the hare, which dominates in risk.
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let hunt = NormalFormGame::from_rationals(&[2, 2], &[table([4, 3, 0, 3]), table([4, 0, 3, 3])]).unwrap();
/// with_game!(&hunt, game => {
///     assert_eq!(stochastic_stability(game, &TimeLimit::none()).unwrap().profiles, [3]);
/// });
/// // Nobody settles in matching pennies: all four.
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// with_game!(&pennies, game => {
///     assert_eq!(stochastic_stability(game, &TimeLimit::none()).unwrap().profiles.len(), 4);
///     assert!(stochastic_stability(game, &TimeLimit::seconds(0.0)).is_err());
/// });
/// ```
///
/// # References
///
/// Young 1993; Blume 1993; Alós-Ferrer Netzer 2010 (the resistances of logit choice); Edmonds 1967b (trees).
pub fn stochastic_stability<C: Cell>(
    game: &NormalFormGame<C>,
    limit: &TimeLimit,
) -> Result<StochasticStability, Error> {
    if !C::EXACT {
        return with_game!(&game.to_exact()?, exact => stochastic_stability(exact, limit));
    }
    limit.check("the stochastically stable profiles")?;
    if let ExactPotential::Potential(potential) = exact_potential(game) {
        let top = potential.iter().max().cloned().unwrap_or_default();
        let profiles = (0..potential.len()).filter(|&profile| potential[profile] == top).collect();
        return Ok(StochasticStability { profiles, evidence: StabilityEvidence::Potential(top) });
    }
    by_trees(game, limit)
}

fn by_trees<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<StochasticStability, Error> {
    let size = game.space().size();
    let too_large = |what: &str, found: usize, most: usize| Error::TooLarge {
        what: what.into(),
        needed: found.to_string(),
        limit: most.to_string(),
        remedy: "fewer players or strategies".into(),
    };
    if size > MAX_PROFILES {
        return Err(too_large("the profiles of resistance trees", size, MAX_PROFILES));
    }
    let moves = Moves { game, space: game.space() };
    let classes = recurrent_classes(&moves);
    if classes.len() > MAX_CLASSES {
        return Err(too_large("the recurrent classes of resistance trees", classes.len(), MAX_CLASSES));
    }
    let mut between = Vec::with_capacity(classes.len());
    for class in &classes {
        limit.check("the resistances between classes")?;
        let distances = distances(&moves, class);
        let to = |other: &Vec<usize>| other.iter().filter_map(|&profile| distances[profile].clone()).min();
        between.push(classes.iter().map(|other| to(other).unwrap_or_default()).collect::<Vec<BigInt>>());
    }
    let mut trees = Vec::with_capacity(classes.len());
    for root in 0..classes.len() {
        limit.check("the resistance trees")?;
        trees.push(least_tree(&between, root));
    }
    let least = trees.iter().min().cloned().unwrap_or_default();
    let stable = classes.iter().zip(&trees).filter(|(_, tree)| **tree == least);
    let mut profiles: Vec<usize> = stable.flat_map(|(class, _)| class.iter().copied()).collect();
    profiles.sort_unstable();
    let rational = |tree: BigInt| Rational::new(tree, game.denominator().clone());
    let evidence = classes.into_iter().zip(trees.into_iter().map(rational)).collect();
    Ok(StochasticStability { profiles, evidence: StabilityEvidence::Trees(evidence) })
}

/// Moves of one player at a time.
struct Moves<'a, C> {
    game: &'a NormalFormGame<C>,
    space: &'a ProfileSpace,
}

impl<C: Cell> Moves<'_, C> {
    /// Each other profile that one player can move to, with what it gives away.
    fn visit(&self, profile: usize, mut visit: impl FnMut(usize, C)) {
        for player in 0..self.space.n_players() {
            let table = self.game.table(player);
            let to = |strategy: usize| self.space.with_strategy(profile, player, strategy);
            let count = self.space.counts()[player];
            let best =
                (1..count).fold(&table[to(0)], |best, s| if table[to(s)].exceeds(best) { &table[to(s)] } else { best });
            for next in (0..count).map(to).filter(|&next| next != profile) {
                visit(next, best.minus(&table[next]));
            }
        }
    }

    /// The profiles that move without resistance.
    fn free(&self, profile: usize) -> Vec<usize> {
        let mut found = Vec::new();
        self.visit(profile, |next, resistance| {
            if resistance.is_zero() {
                found.push(next);
            }
        });
        found
    }
}

/// The sets of profiles that moves without resistance do not leave, and within which they lead from each to each.
fn recurrent_classes<C: Cell>(moves: &Moves<'_, C>) -> Vec<Vec<usize>> {
    let size = moves.space.size();
    let free: Vec<Vec<usize>> = (0..size).map(|profile| moves.free(profile)).collect();
    // Strong components by two searches: the order in which profiles are left, then against the moves.
    let mut order = Vec::with_capacity(size);
    let mut seen = vec![false; size];
    for start in 0..size {
        let mut path = if seen[start] { Vec::new() } else { vec![(start, 0usize)] };
        seen[start] = true;
        while let Some((profile, place)) = path.pop() {
            match free[profile].get(place) {
                Some(&next) => {
                    path.push((profile, place + 1));
                    if !std::mem::replace(&mut seen[next], true) {
                        path.push((next, 0));
                    }
                }
                None => order.push(profile),
            }
        }
    }
    let mut back = vec![Vec::new(); size];
    free.iter().enumerate().for_each(|(from, next)| next.iter().for_each(|&to| back[to].push(from)));
    let mut component = vec![usize::MAX; size];
    let mut members: Vec<Vec<usize>> = Vec::new();
    for &start in order.iter().rev() {
        if component[start] != usize::MAX {
            continue;
        }
        let name = members.len();
        let (mut open, mut found) = (vec![start], Vec::new());
        component[start] = name;
        while let Some(profile) = open.pop() {
            found.push(profile);
            for &from in &back[profile] {
                if component[from] == usize::MAX {
                    component[from] = name;
                    open.push(from);
                }
            }
        }
        found.sort_unstable();
        members.push(found);
    }
    let stays = |class: &Vec<usize>| {
        class.iter().all(|&profile| free[profile].iter().all(|&next| component[next] == component[profile]))
    };
    let mut classes: Vec<Vec<usize>> = members.into_iter().filter(stays).collect();
    classes.sort();
    classes
}

/// The least resistance from a class to every profile.
fn distances<C: Cell>(moves: &Moves<'_, C>, class: &[usize]) -> Vec<Option<BigInt>> {
    let mut least: Vec<Option<BigInt>> = vec![None; moves.space.size()];
    let mut open = BinaryHeap::new();
    for &profile in class {
        least[profile] = Some(BigInt::zero());
        open.push(Reverse((BigInt::zero(), profile)));
    }
    while let Some(Reverse((distance, profile))) = open.pop() {
        if least[profile].as_ref().is_some_and(|known| *known < distance) {
            continue;
        }
        moves.visit(profile, |next, resistance| {
            let total = &distance + resistance.to_integer();
            if least[next].as_ref().is_none_or(|known| total < *known) {
                least[next] = Some(total.clone());
                open.push(Reverse((total, next)));
            }
        });
    }
    least
}

/// The least total weight of a tree in which every node has a path to the root; `weights[from][to]`.
fn least_tree(weights: &[Vec<BigInt>], root: usize) -> BigInt {
    let count = weights.len();
    if count <= 1 {
        return BigInt::zero();
    }
    // The cheapest way out of each node.
    let mut total = BigInt::zero();
    let mut next = vec![root; count];
    let mut least = vec![BigInt::zero(); count];
    for node in (0..count).filter(|&node| node != root) {
        let best = (0..count).filter(|&to| to != node).min_by(|&a, &b| weights[node][a].cmp(&weights[node][b]));
        next[node] = best.unwrap_or(root);
        least[node] = weights[node][next[node]].clone();
        total += &least[node];
    }
    let Some(cycle) = cycle(&next, root) else { return total };
    // The cycle becomes one node; leaving it by another way costs what that costs more.
    let outside: Vec<usize> = (0..count).filter(|node| !cycle.contains(node)).collect();
    let merged = outside.len();
    let mut smaller = vec![vec![BigInt::zero(); merged + 1]; merged + 1];
    for (a, &from) in outside.iter().enumerate() {
        for (b, &to) in outside.iter().enumerate() {
            smaller[a][b] = &weights[from][to] - &least[from];
        }
        let into = cycle.iter().map(|&to| &weights[from][to]).min().cloned().unwrap_or_default();
        smaller[a][merged] = into - &least[from];
        smaller[merged][a] = cycle.iter().map(|&node| &weights[node][from] - &least[node]).min().unwrap_or_default();
    }
    let place = outside.iter().position(|&node| node == root).unwrap_or(0);
    total + least_tree(&smaller, place)
}

/// A cycle of the ways out, if there is one.
fn cycle(next: &[usize], root: usize) -> Option<Vec<usize>> {
    let mut mark = vec![usize::MAX; next.len()];
    for start in 0..next.len() {
        let mut node = start;
        while node != root && mark[node] == usize::MAX {
            mark[node] = start;
            node = next[node];
        }
        if node != root && mark[node] == start {
            let mut found = vec![node];
            let mut step = next[node];
            while step != node {
                found.push(step);
                step = next[step];
            }
            return Some(found);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::whole;
    use crate::solution::strategic::logit_dynamics;
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    /// All ways out of all nodes.
    fn brute_tree(weights: &[Vec<BigInt>], root: usize) -> BigInt {
        let count = weights.len();
        let nodes: Vec<usize> = (0..count).filter(|&node| node != root).collect();
        let mut best: Option<BigInt> = None;
        for code in 0..count.pow(nodes.len() as u32) {
            let mut next = vec![root; count];
            let mut rest = code;
            for &node in &nodes {
                next[node] = rest % count;
                rest /= count;
            }
            if nodes.iter().any(|&node| next[node] == node) || cycle(&next, root).is_some() {
                continue;
            }
            let total: BigInt = nodes.iter().map(|&node| &weights[node][next[node]]).sum();
            best = Some(best.map_or(total.clone(), |best: BigInt| best.min(total)));
        }
        best.unwrap_or_default()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn trees_are_least(values in prop::collection::vec(0i64..9, 25), count in 1usize..6, root in 0usize..5) {
            let weights: Vec<Vec<BigInt>> =
                (0..count).map(|a| (0..count).map(|b| BigInt::from(values[5 * a + b])).collect()).collect();
            let root = root % count;
            prop_assert_eq!(least_tree(&weights, root), brute_tree(&weights, root));
        }

        /// With a potential, trees lead to those that maximise it.
        #[test]
        fn trees_agree_with_potentials(values in prop::collection::vec(-4i64..5, 12)) {
            let table: Vec<Rational> = values.into_iter().map(whole).collect();
            let game = NormalFormGame::from_rationals(&[2, 3, 2], &[table.clone(), table.clone(), table]).unwrap();
            with_game!(&game, game => {
                let trees = by_trees(game, &TimeLimit::none()).unwrap();
                prop_assert_eq!(trees.profiles, stochastic_stability(game, &TimeLimit::none()).unwrap().profiles);
            });
        }

        /// At a large lambda nearly all of the time is spent in stable profiles.
        #[test]
        fn logit_dynamics_stays_there((counts, tables) in small_games()) {
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let stable = stochastic_stability(game, &TimeLimit::none()).unwrap().profiles;
                let shares = logit_dynamics(game, &whole(40), &TimeLimit::none()).unwrap().distribution;
                prop_assert!(stable.iter().map(|&profile| shares[profile]).sum::<f64>() > 1.0 - 1e-9);
                prop_assert!(stable.iter().all(|&profile| shares[profile] > 1e-9));
            });
        }
    }
}
