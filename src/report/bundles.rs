//! The bundles of a case: sets of arrangements with at most one of each exclusive group.

use itertools::Itertools;

use crate::arrangement::Case;
use crate::error::Error;

/// The most bundles that one report has.
pub const MAX_BUNDLES: usize = 50_000;

/// All bundles up to the largest size asked for, by size and then by the order of arrangements;
/// the empty one first.
///
/// # Errors
///
/// [`Error::TooLarge`] when there are more than [`MAX_BUNDLES`].
pub fn bundles<T>(case: &Case<T>) -> Result<Vec<Vec<usize>>, Error> {
    let count = case.arrangements.len();
    let size = case.analysis.max_bundle.min(count);
    let within =
        |size: usize| (0..=size).map(|size| binomial(count, size)).fold(0usize, usize::saturating_add) <= MAX_BUNDLES;
    if !within(size) {
        let fits = (0..size).rev().find(|&size| within(size)).unwrap_or(0);
        return Err(Error::TooLarge {
            what: format!("bundles of up to {size} of {count} arrangements"),
            needed: "more reports than are written".into(),
            limit: format!("{MAX_BUNDLES} bundles"),
            remedy: format!("analysis.max_bundle = {fits} fits"),
        });
    }
    let exclusive =
        |bundle: &Vec<usize>| bundle.iter().filter_map(|&index| case.arrangements[index].group.as_deref()).all_unique();
    Ok((0..=size).flat_map(|size| (0..count).combinations(size)).filter(exclusive).collect())
}

fn binomial(n: usize, k: usize) -> usize {
    (0..k).fold(1usize, |product, step| product.saturating_mul(n - step) / (step + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomials() {
        assert_eq!(binomial(20, 2), 190);
        assert_eq!(binomial(5, 0), 1);
        assert_eq!(binomial(6, 6), 1);
    }
}
