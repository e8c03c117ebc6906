//! `stand-alone`: the best joint play of a coalition when all others stay out.

use super::Rows;
use crate::number::cell::Cell;

/// `v(S) = max W_S(p)` over the profiles in which only members participate.
///
/// Each profile is worth something to every coalition that contains its participants: the sum over
/// them, and what the others of the coalition get as outsiders, added one by one.
pub(super) fn worths<C: Cell>(rows: &Rows<C>) -> Vec<Option<C>> {
    let mut values: Vec<Option<C>> = vec![None; 1 << rows.n];
    values[0] = Some(C::zero());
    for profile in 0..rows.space().size() {
        let inside: Vec<usize> = (0..rows.n).filter(|&agency| rows.space().strategy(profile, agency) > 0).collect();
        let outside: Vec<usize> = (0..rows.n).filter(|agency| !inside.contains(agency)).collect();
        let mask = inside.iter().fold(0, |mask, agency| mask | 1 << agency);
        extend(rows.row(profile), &outside, mask, rows.sum(&inside, profile), &mut values);
    }
    values
}

/// Offers the sum to the coalition, then to each one that has some of the rest as well.
fn extend<C: Cell>(row: &[C], rest: &[usize], mask: usize, sum: C, values: &mut [Option<C>]) {
    for (place, &agency) in rest.iter().enumerate() {
        extend(row, &rest[place + 1..], mask | 1 << agency, sum.plus(&row[agency]), values);
    }
    let known = &mut values[mask];
    if mask != 0 && known.as_ref().is_none_or(|best| sum.exceeds(best)) {
        *known = Some(sum);
    }
}
