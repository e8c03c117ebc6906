//! Pure Nash equilibria of a payoff table.

use crate::game::NormalFormGame;
use crate::number::cell::Cell;
use crate::parallel::map_in_order;

/// All pure Nash equilibria: the profiles in which no player gains by another strategy.
///
/// `u_i(s) >= u_i(s_i', s_-i)` for every player `i` and every strategy `s_i'`. Finds all of them,
/// in the order of the profiles' numbers; an empty list proves that there is none.
///
/// # Complexity
///
/// One pass over the table of each player.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::whole;
/// use pactum::solution::strategic::pure_nash;
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => assert_eq!(pure_nash(game), [3]));
/// // Matching pennies has none.
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// with_game!(&pennies, game => assert!(pure_nash(game).is_empty()));
/// ```
///
/// # References
///
/// Nash 1951.
pub fn pure_nash<C: Cell>(game: &NormalFormGame<C>) -> Vec<usize> {
    let space = game.space();
    // Blocks of profiles in which the first players' strategies vary, one after the other or side by side.
    let inside = (1..space.n_players()).find(|&player| space.stride(player) >= BLOCK).unwrap_or(space.n_players());
    let block = if inside == space.n_players() { space.size() } else { space.stride(inside) };
    let starts: Vec<usize> = (0..space.size()).step_by(block).collect();
    map_in_order(&starts, |&start| in_block(game, start, block, inside)).concat()
}

/// Blocks have at least so many profiles, if there are more.
const BLOCK: usize = 1 << 14;

/// The equilibria among the profiles of a block, within which the strategies of the first players vary.
fn in_block<C: Cell>(game: &NormalFormGame<C>, start: usize, size: usize, inside: usize) -> Vec<usize> {
    let space = game.space();
    let mut stable = vec![1u8; size];
    let mut done = 0;
    while done < inside {
        let (table, stride, count) = (&game.table(done)[start..start + size], space.stride(done), space.counts()[done]);
        match (count, stride) {
            (2, 1) => keep_better_in::<C, 2>(table, &mut stable),
            (2, 2) => keep_better_in::<C, 4>(table, &mut stable),
            (2, 4) => keep_better_in::<C, 8>(table, &mut stable),
            _ => {
                for (cells, flags) in table.chunks_exact(stride * count).zip(stable.chunks_exact_mut(stride * count)) {
                    if count == 2 {
                        keep_better(cells, flags);
                    } else {
                        keep_best(cells, flags, stride);
                    }
                }
            }
        }
        done += 1;
        // Where few are left, the others' tables need not be read as a whole.
        if stable.iter().map(|&flag| usize::from(flag)).sum::<usize>() <= size / SPARSE {
            break;
        }
    }
    let mut left: Vec<usize> = (0..size).filter(|&place| stable[place] == 1).map(|place| start + place).collect();
    for player in done..space.n_players() {
        if space.counts()[player] == 2 {
            let (table, stride) = (game.table(player), space.stride(player));
            left.retain(|&profile| {
                let second = profile / stride % 2 == 1;
                let other = if second { profile - stride } else { profile + stride };
                !table[other].exceeds(&table[profile])
            });
        } else {
            left.retain(|&profile| stays(game, profile, player));
        }
    }
    left
}

/// Profiles are listed once they are fewer than one in so many.
const SPARSE: usize = 8;

/// The same for parts of a few cells each.
fn keep_better_in<C: Cell, const N: usize>(table: &[C], stable: &mut [u8]) {
    for (cells, flags) in table.as_chunks::<N>().0.iter().zip(stable.as_chunks_mut::<N>().0) {
        keep_better(cells, flags);
    }
}

/// Keeps the flags of the better of two strategies, of both where they are equal; each has half of the cells.
#[inline(always)]
fn keep_better<C: Cell>(cells: &[C], flags: &mut [u8]) {
    let (first, second) = cells.split_at(cells.len() / 2);
    let (of_first, of_second) = flags.split_at_mut(first.len());
    for ((a, b), (flag_a, flag_b)) in first.iter().zip(second).zip(of_first.iter_mut().zip(of_second)) {
        *flag_a &= u8::from(!b.exceeds(a));
        *flag_b &= u8::from(!a.exceeds(b));
    }
}

/// Keeps the flags of the best of several strategies, whose cells are `stride` apart.
fn keep_best<C: Cell>(cells: &[C], flags: &mut [u8], stride: usize) {
    for base in 0..stride {
        let line = || (base..cells.len()).step_by(stride);
        let mut best = &cells[base];
        for place in line() {
            if cells[place].exceeds(best) {
                best = &cells[place];
            }
        }
        for place in line() {
            flags[place] &= u8::from(!best.exceeds(&cells[place]));
        }
    }
}

/// Whether a player has no better strategy.
fn stays<C: Cell>(game: &NormalFormGame<C>, profile: usize, player: usize) -> bool {
    let (table, space) = (game.table(player), game.space());
    let others = (0..space.counts()[player]).map(|strategy| &table[space.with_strategy(profile, player, strategy)]);
    // As above: nothing is better than the best by more than the tolerance.
    let best = others.fold(&table[profile], |best, cell| if cell.exceeds(best) { cell } else { best });
    !best.exceeds(&table[profile])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::{Rational, ratio};
    use proptest::prelude::*;

    /// Random games with many ties, in all cells.
    fn payoffs(profiles: usize, players: usize) -> impl Strategy<Value = Vec<Vec<i64>>> {
        prop::collection::vec(prop::collection::vec(-3i64..4, profiles), players)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn games_of_two_strategies_take_short_cuts_to_the_same(tables in payoffs(64, 6), wide in prop::bool::ANY) {
            // With wide payoffs few profiles are left early.
            let value = |place: usize, value: i64| ratio(if wide { value * 1000 + (place as i64 * 7919) % 997 } else { value }, 1);
            let tables: Vec<Vec<Rational>> =
                tables.iter().map(|table| table.iter().enumerate().map(|(place, &v)| value(place, v)).collect()).collect();
            let game = NormalFormGame::from_rationals(&[2; 6], &tables).unwrap();
            with_game!(&game, game => {
                let expected: Vec<usize> = (0..64).filter(|&profile| game.is_nash(profile)).collect();
                prop_assert_eq!(pure_nash(game), expected);
            });
        }

        #[test]
        fn blocks_give_what_the_whole_gives(seed in any::<u64>(), bits in 1u32..7) {
            // Sixteen players: four blocks. A payoff is a hash of player and profile.
            let payoff = |player: usize, profile: usize| {
                let hash = (seed ^ (player as u64) << 32 ^ profile as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
                (hash >> (64 - bits)) as i64
            };
            let space = crate::game::ProfileSpace::new(&[2; 16]).unwrap();
            let tables = (0..16).map(|player| (0..1 << 16).map(|profile| payoff(player, profile)).collect()).collect();
            let game = NormalFormGame::new(space, 1.into(), tables).unwrap();
            let expected: Vec<usize> = (0..1 << 16).filter(|&profile| game.is_nash(profile)).collect();
            prop_assert_eq!(pure_nash(&game), expected);
        }

        #[test]
        fn a_profile_is_listed_exactly_if_nobody_gains(tables in payoffs(12, 3), denominator in prop::sample::select(vec![1, 7, i64::MAX])) {
            let tables: Vec<Vec<Rational>> =
                tables.iter().map(|table| table.iter().map(|&value| ratio(value, denominator)).collect()).collect();
            let game = NormalFormGame::from_rationals(&[2, 3, 2], &tables).unwrap();
            with_game!(&game, game => {
                let listed = pure_nash(game);
                for profile in 0..12 {
                    prop_assert_eq!(listed.contains(&profile), game.is_nash(profile));
                }
            });
        }
    }
}
