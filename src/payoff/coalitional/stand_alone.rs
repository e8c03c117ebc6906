//! `stand-alone`: the best joint play of a coalition when all others stay out; and `all-join`.

use crate::coalition::Coalition;
use crate::game::NormalFormGame;
use crate::number::cell::Cell;

/// `v(S) = max W_S(p)` over the profiles in which only members participate.
///
/// Each profile is worth something to every coalition that contains its participants: the sum over
/// them, and what the others of the coalition get as outsiders, added one by one.
pub(super) fn worths<C: Cell>(game: &NormalFormGame<C>) -> Vec<Option<C>> {
    let (space, n) = (game.space(), game.space().n_players());
    let mut values: Vec<Option<C>> = vec![None; 1 << n];
    values[0] = Some(C::zero());
    for profile in 0..space.size() {
        let row: Vec<&C> = (0..n).map(|agency| &game.table(agency)[profile]).collect();
        let inside = Coalition::of((0..n).filter(|&agency| space.strategy(profile, agency) > 0));
        let outside: Vec<usize> = Coalition::grand(n).minus(inside).members().collect();
        let sum = inside.members().fold(C::zero(), |sum, agency| sum.plus(row[agency]));
        extend(&row, &outside, inside, sum, &mut values);
    }
    values
}

/// Offers the sum to the coalition, then to each one that has some of the rest as well.
fn extend<C: Cell>(row: &[&C], rest: &[usize], coalition: Coalition, sum: C, values: &mut [Option<C>]) {
    for (place, &agency) in rest.iter().enumerate() {
        extend(row, &rest[place + 1..], coalition.with(agency), sum.plus(row[agency]), values);
    }
    let known = &mut values[coalition.index()];
    if !coalition.is_empty() && known.as_ref().is_none_or(|best| sum.exceeds(best)) {
        *known = Some(sum);
    }
}

/// `W_S` where all of `S` join fully and nobody else does.
pub(super) fn all_join<C: Cell>(game: &NormalFormGame<C>) -> Vec<Option<C>> {
    let space = game.space();
    let worth = |coalition: Coalition| {
        let profile: usize =
            coalition.members().map(|agency| (space.counts()[agency] - 1) * space.stride(agency)).sum();
        Some(coalition.members().fold(C::zero(), |sum, agency| sum.plus(&game.table(agency)[profile])))
    };
    Coalition::all(space.n_players()).map(worth).collect()
}
