//! Minimal balanced collections: the reasons why a core can be empty.
//!
//! A collection of coalitions is balanced when there are positive weights that sum to 1 at each
//! player, and minimal when no part of it is; then the weights are unique. These are the vertices of
//! `P(n) = { weights >= 0 that sum to 1 at each player }` (Bondareva 1963, Shapley 1967).
//!
//! They are found player by player (after Peleg 1965). Take the new player `p` out of a minimal
//! balanced collection `D` on `n + 1` players. What remains is balanced on `n` players, and the `D`
//! are, each exactly once:
//!
//! 1. a minimal balanced `C`, with `p` added to members whose weights sum to 1;
//! 2. `C`, with `p` added to members whose weights sum to less, and `{p}` with the rest;
//! 3. the same, but the rest is taken from one more member, which is split in one part with `p` and
//!    one without;
//! 4. the union of two `C` joined by an edge of `P(n)` (its members have exactly one linear
//!    dependence), with `p` added to members whose weights sum to less than 1 at one end and to more
//!    at the other.
//!
//! So counts on `n + 1` players follow from the collections on `n` alone, and by symmetry from one
//! of each orbit under relabelling.

use std::collections::HashSet;

use crate::coalition::Coalition;
use crate::error::Error;
use crate::number::{Rational, ratio};

/// The most players for whom collections are listed: 200,214 of them.
const MOST_LISTED: usize = 6;
/// The most players for whom they are counted.
const MOST_COUNTED: usize = 7;

/// A minimal balanced collection with its weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalancedCollection {
    /// The coalitions, by rising mask.
    pub coalitions: Vec<Coalition>,
    /// Their weights, which sum to 1 at each player.
    pub weights: Vec<Rational>,
}

/// All minimal balanced collections on `n` players: 1, 2, 6, 42, 1292, 200214 for `n` = 1 to 6, in
/// the order of their sorted masks.
///
/// # Errors
///
/// [`Error::Input`] for no player, [`Error::TooLarge`] above 6; see
/// [`count_minimal_balanced_collections`] for 7.
///
/// # Examples
///
/// ```
/// use pactum::solution::cooperative::balanced_collections::minimal_balanced_collections;
///
/// let pairs = &minimal_balanced_collections(3).unwrap();
/// assert_eq!(pairs.len(), 6);
/// assert!(pairs.iter().any(|collection| collection.coalitions.iter().all(|coalition| coalition.size() == 2)));
/// assert!(minimal_balanced_collections(7).is_err());
/// ```
pub fn minimal_balanced_collections(n_players: usize) -> Result<Vec<BalancedCollection>, Error> {
    check_size(n_players, MOST_LISTED, "listed")?;
    let mut collections: Vec<BalancedCollection> = collections(n_players).into_iter().map(Weighted::finish).collect();
    collections.sort_by(|left, right| left.coalitions.cmp(&right.coalitions));
    Ok(collections)
}

/// How many minimal balanced collections there are on `n` players, for `n` up to 7.
///
/// The count for `n + 1` players runs over the collections on `n` players and the edges between
/// them, one collection of each orbit for all; nothing on `n + 1` players is stored.
///
/// # Errors
///
/// [`Error::Input`] for no player, [`Error::TooLarge`] above 7.
///
/// # Examples
///
/// ```
/// use pactum::solution::cooperative::balanced_collections::count_minimal_balanced_collections;
///
/// assert_eq!(count_minimal_balanced_collections(5).unwrap(), 1292);
/// assert!(count_minimal_balanced_collections(8).is_err());
/// ```
pub fn count_minimal_balanced_collections(n_players: usize) -> Result<u64, Error> {
    check_size(n_players, MOST_COUNTED, "counted")?;
    if n_players == 1 {
        return Ok(1);
    }
    let smaller = collections(n_players - 1);
    let representatives = orbits(&smaller, n_players - 1);
    let count = |&(place, size): &(usize, u64)| {
        let collection = &smaller[place];
        let single = size * extensions(collection).len() as u64;
        let neighbours = smaller.iter().filter_map(|other| edge(collection, other));
        (single, size * neighbours.map(|edge| crossings(&edge).count() as u64).sum::<u64>())
    };
    let (single, ends) = sum_pairs(&representatives, count);
    // Every edge was met from both its ends.
    Ok(single + ends / 2)
}

fn check_size(n_players: usize, most: usize, done: &str) -> Result<(), Error> {
    if n_players == 0 {
        return Err(Error::input("balanced collections are of at least one player"));
    }
    if n_players > most {
        return Err(Error::TooLarge {
            what: format!("minimal balanced collections on {n_players} players"),
            needed: if n_players == 7 { "132,422,036 collections".into() } else { "an unknown number of them".into() },
            limit: format!("{most} players where they are {done}"),
            remedy: "list them up to 6 players, count them up to 7".into(),
        });
    }
    Ok(())
}

/// A minimal balanced collection: masks with numerators over a common denominator.
#[derive(Debug, Clone)]
struct Weighted {
    /// Bit `m` for each member with mask `m`.
    members: u64,
    sets: Vec<(u8, i64)>,
    denominator: i64,
}

impl Weighted {
    /// Sorted, and in lowest terms.
    fn new(mut sets: Vec<(u8, i64)>, denominator: i64) -> Self {
        sets.sort_unstable();
        let common = sets.iter().fold(denominator, |common, set| num_integer::gcd(common, set.1));
        sets.iter_mut().for_each(|set| set.1 /= common);
        // Collections on 7 players are never stored, so masks stay below 64.
        let members = sets.iter().fold(0, |members, set| members | 1u64.wrapping_shl(u32::from(set.0)));
        Weighted { members, sets, denominator: denominator / common }
    }

    fn finish(self) -> BalancedCollection {
        let weight = |set: &(u8, i64)| ratio(set.1, self.denominator);
        BalancedCollection {
            coalitions: self.sets.iter().map(|set| Coalition(set.0.into())).collect(),
            weights: self.sets.iter().map(weight).collect(),
        }
    }
}

/// All minimal balanced collections on at most 6 players.
fn collections(n_players: usize) -> Vec<Weighted> {
    let mut all = vec![Weighted::new(vec![(1, 1)], 1)];
    for player in 1..n_players {
        let new = 1u8 << player;
        let mut larger: Vec<Weighted> = all
            .iter()
            .flat_map(|collection| extensions(collection).into_iter().map(move |step| extend(collection, step, new)))
            .collect();
        for (place, left) in all.iter().enumerate() {
            for edge in all[..place].iter().filter_map(|right| edge(left, right)) {
                larger.extend(crossings(&edge).map(|subset| cross(&edge, subset, new)));
            }
        }
        all = larger;
    }
    all
}

/// How the new player joins one collection: added to a subset of its members, and where their
/// weights sum to less than 1, by itself or with a part of one more member.
#[derive(Clone, Copy)]
struct Extension {
    subset: usize,
    split: Option<usize>,
}

/// Cases 1 to 3.
fn extensions(collection: &Weighted) -> Vec<Extension> {
    let mut found = Vec::new();
    for subset in 0..1usize << collection.sets.len() {
        let sum: i64 = bits(subset).map(|place| collection.sets[place].1).sum();
        if sum > collection.denominator {
            continue;
        }
        found.push(Extension { subset, split: None });
        if sum < collection.denominator {
            let others = (0..collection.sets.len()).filter(|place| subset >> place & 1 == 0);
            let large = others.filter(|&place| sum + collection.sets[place].1 > collection.denominator);
            found.extend(large.map(|place| Extension { subset, split: Some(place) }));
        }
    }
    found
}

fn extend(collection: &Weighted, step: Extension, new: u8) -> Weighted {
    let mut sets = collection.sets.clone();
    let mut rest = collection.denominator;
    for place in bits(step.subset) {
        rest -= sets[place].1;
        sets[place].0 |= new;
    }
    match step.split {
        Some(place) => {
            sets.push((sets[place].0 | new, rest));
            sets[place].1 -= rest;
        }
        None if rest > 0 => sets.push((new, rest)),
        None => {}
    }
    Weighted::new(sets, collection.denominator)
}

/// Two minimal balanced collections joined by an edge: the members of either with their weights at
/// both ends, over one denominator.
struct Edge {
    sets: Vec<(u8, i64, i64)>,
    denominator: i64,
}

/// The edge between two different collections, if their members have exactly one dependence.
fn edge(left: &Weighted, right: &Weighted) -> Option<Edge> {
    let union = left.members | right.members;
    let size = union.count_ones() as usize;
    // At most 6 dimensions, and no collection holds another.
    if left.members == right.members || size > 7 || rank(union) + 1 != size {
        return None;
    }
    let weight =
        |collection: &Weighted, mask: u8| collection.sets.iter().find(|set| set.0 == mask).map_or(0, |set| set.1);
    let denominator = num_integer::lcm(left.denominator, right.denominator);
    let (low, high) = (denominator / left.denominator, denominator / right.denominator);
    let mut sets = Vec::with_capacity(size);
    let mut rest = union;
    while rest != 0 {
        let mask = rest.trailing_zeros() as u8;
        sets.push((mask, weight(left, mask) * low, weight(right, mask) * high));
        rest &= rest - 1;
    }
    Some(Edge { sets, denominator })
}

/// Case 4: the subsets whose weight passes 1 strictly between the ends.
fn crossings(edge: &Edge) -> impl Iterator<Item = usize> + '_ {
    (0..1usize << edge.sets.len()).filter(|&subset| {
        let (left, right) = ends(edge, subset);
        left.signum() * right.signum() < 0
    })
}

/// The weight of a subset at either end, less 1.
fn ends(edge: &Edge, subset: usize) -> (i64, i64) {
    let start = (-edge.denominator, -edge.denominator);
    bits(subset).fold(start, |(left, right), place| (left + edge.sets[place].1, right + edge.sets[place].2))
}

fn cross(edge: &Edge, subset: usize, new: u8) -> Weighted {
    let (left, right) = ends(edge, subset);
    // The point between the ends at which the subset weighs exactly 1.
    let (to_left, to_right) = (right.abs(), left.abs());
    let weigh = |(place, set): (usize, &(u8, i64, i64))| {
        let mask = if subset >> place & 1 == 1 { set.0 | new } else { set.0 };
        (mask, set.1 * to_left + set.2 * to_right)
    };
    Weighted::new(edge.sets.iter().enumerate().map(weigh).collect(), edge.denominator * (to_left + to_right))
}

/// The rank of up to 7 different coalitions of up to 6 players. Minors of 0/1 matrices of order 6
/// are at most 9 in size, so the rank modulo a larger prime is the rank.
fn rank(members: u64) -> usize {
    const PRIME: i32 = 101;
    let mut basis: [[i32; 6]; 6] = [[0; 6]; 6];
    let mut rank = 0;
    let mut rest = members;
    while rest != 0 {
        let mask = rest.trailing_zeros();
        rest &= rest - 1;
        let mut row: [i32; 6] = std::array::from_fn(|player| (mask >> player & 1) as i32);
        for column in 0..6 {
            if row[column] == 0 {
                continue;
            }
            if basis[column][column] == 0 {
                let inverse = INVERSES[row[column] as usize];
                row.iter_mut().for_each(|entry| *entry = *entry * inverse % PRIME);
                basis[column] = row;
                rank += 1;
                break;
            }
            let factor = PRIME - row[column];
            for player in column..6 {
                row[player] = (row[player] + factor * basis[column][player]) % PRIME;
            }
        }
    }
    rank
}

/// Inverses modulo 101.
const INVERSES: [i32; 101] = {
    let mut inverses = [0; 101];
    let mut number = 1;
    while number < 101 {
        let mut inverse = 1;
        while number * inverse % 101 != 1 {
            inverse += 1;
        }
        inverses[number as usize] = inverse;
        number += 1;
    }
    inverses
};

/// One collection of each orbit under relabelling of the players, with the orbit's size.
fn orbits(collections: &[Weighted], n_players: usize) -> Vec<(usize, u64)> {
    let relabellings: Vec<Vec<u8>> = itertools::Itertools::permutations(0..n_players, n_players)
        .map(|order| {
            let image = |mask: u8| {
                (0..n_players).filter(|player| mask >> player & 1 == 1).map(|player| 1u8 << order[player]).sum()
            };
            (0..1u8 << n_players).map(image).collect()
        })
        .collect();
    let mut seen = HashSet::with_capacity(collections.len());
    let mut found = Vec::new();
    for (place, collection) in collections.iter().enumerate() {
        if seen.contains(&collection.members) {
            continue;
        }
        let before = seen.len();
        for images in &relabellings {
            seen.insert(collection.sets.iter().fold(0u64, |members, set| members | 1 << images[set.0 as usize]));
        }
        found.push((place, (seen.len() - before) as u64));
    }
    found
}

/// The places of the bits that are set.
fn bits(subset: usize) -> impl Iterator<Item = usize> {
    Coalition(subset as u32).members()
}

/// The sums of both numbers over all items.
#[cfg(feature = "rayon")]
fn sum_pairs<T: Sync>(items: &[T], count: impl Fn(&T) -> (u64, u64) + Sync + Send) -> (u64, u64) {
    use rayon::prelude::*;
    items.par_iter().map(count).reduce(|| (0, 0), |left, right| (left.0 + right.0, left.1 + right.1))
}

/// The sums of both numbers over all items.
#[cfg(not(feature = "rayon"))]
fn sum_pairs<T>(items: &[T], count: impl Fn(&T) -> (u64, u64)) -> (u64, u64) {
    items.iter().map(count).fold((0, 0), |left, right| (left.0 + right.0, left.1 + right.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::whole;

    /// Shapley 1967, Peleg 1965; the counts of Laplace Mermoud, Grabisch and Sudhölter 2023.
    #[test]
    fn counts_are_the_published_ones() {
        for (n_players, expected) in [(1, 1), (2, 2), (3, 6), (4, 42), (5, 1292)] {
            let collections = minimal_balanced_collections(n_players).unwrap();
            assert_eq!(collections.len(), expected);
            assert_eq!(count_minimal_balanced_collections(n_players).unwrap(), expected as u64);
            let different: HashSet<Vec<Coalition>> =
                collections.iter().map(|collection| collection.coalitions.clone()).collect();
            assert_eq!(different.len(), expected);
        }
    }

    #[test]
    fn six_players() {
        assert_eq!(count_minimal_balanced_collections(6).unwrap(), 200_214);
    }

    /// Balanced, with positive weights, and minimal: no member could be given up.
    #[test]
    fn each_is_balanced_and_independent() {
        for collection in minimal_balanced_collections(5).unwrap() {
            for player in 0..5 {
                let at_player = collection
                    .coalitions
                    .iter()
                    .zip(&collection.weights)
                    .filter(|(coalition, _)| coalition.contains(player));
                assert_eq!(at_player.map(|(_, weight)| weight.clone()).sum::<Rational>(), whole(1));
            }
            assert!(collection.weights.iter().all(|weight| *weight > whole(0)));
            let members = collection.coalitions.iter().fold(0, |members, coalition| members | 1u64 << coalition.0);
            assert_eq!(rank(members), collection.coalitions.len());
        }
    }

    #[test]
    fn sizes_out_of_range_are_refused() {
        assert!(matches!(minimal_balanced_collections(0), Err(Error::Input(_))));
        assert!(matches!(minimal_balanced_collections(7), Err(Error::TooLarge { .. })));
        assert!(matches!(count_minimal_balanced_collections(8), Err(Error::TooLarge { .. })));
    }
}
