//! Weighted voting games of many players, by dynamic programming over the total weight.

use num_bigint::BigInt;
use num_integer::binomial;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::WinningCounts;
use crate::error::Error;
use crate::game::entries::common_denominator;
use crate::number::Rational;
use crate::solution::Allocation;

/// The most cells of a table of counts: with big integers about half a gigabyte.
const MAX_CELLS: usize = 1 << 23;
/// Up to that many players counts fit in 128 bits.
const MAX_SMALL_PLAYERS: usize = 126;

/// A count of coalitions.
trait Count:
    Clone + Zero + One + for<'a> std::ops::AddAssign<&'a Self> + for<'a> std::ops::SubAssign<&'a Self> + Into<BigInt>
{
    /// Half of it, which is even.
    fn half(&self) -> Self;
}

impl Count for u128 {
    fn half(&self) -> Self {
        self >> 1
    }
}

impl Count for BigInt {
    fn half(&self) -> Self {
        self >> 1usize
    }
}

/// The numbers of winning coalitions of a weighted voting game, without looking at each: a player
/// count of hundreds is no obstacle where weights are moderate whole numbers.
///
/// Complexity: `n q`, where `q` is the quota as a multiple of the weights' common unit.
///
/// # Errors
///
/// [`Error::Input`] for a negative weight or a quota not above 0, [`Error::Undefined`] when all
/// together do not reach it, [`Error::TooLarge`] when the quota has too many units.
///
/// # Examples
///
/// ```
/// use pactum::number::whole;
/// use pactum::solution::cooperative::power::voting_counts;
///
/// // 100 equal voters, simple majority: more coalitions than a table could hold.
/// let counts = voting_counts(&vec![whole(1); 100], &whole(51)).unwrap();
/// assert_eq!(counts.swings(0), num_integer::binomial(99u128, 50).into());
/// assert!(voting_counts(&[whole(1)], &whole(2)).is_err());
/// ```
pub fn voting_counts(weights: &[Rational], quota: &Rational) -> Result<WinningCounts, Error> {
    let (weights, quota) = units(weights, quota, 1)?;
    Ok(if weights.len() <= MAX_SMALL_PLAYERS {
        counts::<u128>(&weights, quota)
    } else {
        counts::<BigInt>(&weights, quota)
    })
}

/// The Banzhaf value of a weighted voting game; see [`voting_counts`].
///
/// # Errors
///
/// As [`voting_counts`].
pub fn voting_banzhaf(weights: &[Rational], quota: &Rational) -> Result<Allocation<Rational>, Error> {
    let counts = voting_counts(weights, quota)?;
    let others = counts.coalitions() >> 1usize;
    Ok((0..weights.len()).map(|player| Rational::new(counts.swings(player), others.clone())).collect())
}

/// The Shapley value of a weighted voting game (Shapley and Shubik 1954), by counting losing
/// coalitions by weight and size.
///
/// Complexity: `n^2 q`, where `q` is the quota as a multiple of the weights' common unit.
///
/// # Errors
///
/// As [`voting_counts`].
///
/// # Examples
///
/// ```
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::power::shapley_shubik;
///
/// // The United Nations Security Council.
/// let weights: Vec<_> = (0..15).map(|member| whole(if member < 5 { 7 } else { 1 })).collect();
/// let value = shapley_shubik(&weights, &whole(39)).unwrap();
/// assert_eq!((&value[0], &value[14]), (&ratio(421, 2145), &ratio(4, 2145)));
/// assert!(shapley_shubik(&weights, &whole(0)).is_err());
/// ```
pub fn shapley_shubik(weights: &[Rational], quota: &Rational) -> Result<Allocation<Rational>, Error> {
    let (weights, quota) = units(weights, quota, weights.len() + 1)?;
    Ok(if weights.len() <= MAX_SMALL_PLAYERS {
        orders::<u128>(&weights, quota)
    } else {
        orders::<BigInt>(&weights, quota)
    })
}

/// Weights and quota in whole units; a weight above the quota counts as the quota. `rows` tables of
/// that many cells must fit.
fn units(weights: &[Rational], quota: &Rational, rows: usize) -> Result<(Vec<usize>, usize), Error> {
    if weights.is_empty() || weights.iter().any(|weight| weight.is_negative()) {
        return Err(Error::input("weights must not be negative, and there must be one"));
    }
    if !quota.is_positive() {
        return Err(Error::input("the quota must be above 0, or nobody at all would win"));
    }
    if weights.iter().sum::<Rational>() < *quota {
        return Err(Error::undefined("the game is not simple: all together do not reach the quota"));
    }
    let (mut numbers, _) = common_denominator(weights);
    let (scaled, _) = common_denominator(&[weights.to_vec(), vec![quota.clone()]].concat());
    let unit =
        numbers.iter().fold(BigInt::zero(), |unit, number| num_integer::Integer::gcd(&unit, number)).max(One::one());
    // The least multiple of the unit that reaches the quota wins as well.
    let factor = scaled
        .iter()
        .zip(&numbers)
        .find(|(_, number)| !number.is_zero())
        .map_or_else(BigInt::one, |(large, small)| large / small);
    let goal = num_integer::Integer::div_ceil(&scaled[weights.len()], &(&unit * factor));
    let cells = &goal * BigInt::from(rows);
    let fits = cells.to_usize().filter(|&cells| cells <= MAX_CELLS).and_then(|_| goal.to_usize());
    let Some(goal) = fits else {
        return Err(Error::TooLarge {
            what: "dynamic programming over the voting weights".into(),
            needed: format!("{cells} counts"),
            limit: format!("{MAX_CELLS}"),
            remedy: "use weights that are smaller multiples of a common unit, or fewer players".into(),
        });
    };
    numbers.iter_mut().for_each(|number| *number /= &unit);
    Ok((numbers.into_iter().map(|number| number.to_usize().map_or(goal, |number| number.min(goal))).collect(), goal))
}

/// `table[w] += table[w - weight]`, the step that adds a player to all coalitions by weight.
fn add_player<T: Count>(table: &mut [T], weight: usize) {
    if weight == 0 {
        table.iter_mut().for_each(|count| {
            let same = count.clone();
            *count += &same
        });
        return;
    }
    for place in (weight..table.len()).rev() {
        let part = table[place - weight].clone();
        table[place] += &part;
    }
}

/// Counts of winning coalitions from those of losing ones by weight.
fn counts<T: Count>(weights: &[usize], quota: usize) -> WinningCounts {
    let mut losing = vec![T::zero(); quota];
    losing[0] = T::one();
    weights.iter().for_each(|&weight| add_player(&mut losing, weight));
    let sum = |table: &[T]| table.iter().fold(BigInt::zero(), |sum, count| sum + Into::<BigInt>::into(count.clone()));
    let total = sum(&losing);
    let coalitions = BigInt::one() << weights.len();
    let with_player = weights.iter().map(|&weight| {
        let without = remove_player(&losing, weight);
        let losing_with = sum(&without[..quota - weight.min(quota)]);
        (&coalitions >> 1usize) - losing_with
    });
    WinningCounts { winning: &coalitions - total, with_player: with_player.collect() }
}

/// The counts of the coalitions without a player: the inverse of [`add_player`].
fn remove_player<T: Count>(table: &[T], weight: usize) -> Vec<T> {
    if weight == 0 {
        // With it and without it there are as many.
        return table.iter().map(Count::half).collect();
    }
    let mut without = table.to_vec();
    for place in weight..without.len() {
        let part = without[place - weight].clone();
        without[place] -= &part;
    }
    without
}

/// Shapley values from the losing coalitions by size and weight.
fn orders<T: Count>(weights: &[usize], quota: usize) -> Vec<Rational> {
    let n_players = weights.len();
    let mut losing = vec![vec![T::zero(); quota]; n_players + 1];
    losing[0][0] = T::one();
    for (known, &weight) in weights.iter().enumerate() {
        for size in (0..=known).rev() {
            let (smaller, larger) = losing.split_at_mut(size + 1);
            for (place, count) in smaller[size].iter().enumerate().take(quota.saturating_sub(weight)) {
                larger[0][place + weight] += count;
            }
        }
    }
    let mut values = Vec::with_capacity(n_players);
    for (player, &weight) in weights.iter().enumerate() {
        // Players of the same weight have the same value.
        if let Some(twin) = weights[..player].iter().position(|&other| other == weight) {
            let value: Rational = Clone::clone(&values[twin]);
            values.push(value);
            continue;
        }
        let mut before = vec![T::zero(); quota];
        let mut value = Rational::zero();
        for (size, table) in losing.iter().enumerate().take(n_players) {
            // Coalitions of this size without the player: all, less those of one less with it.
            let mut without = table.clone();
            for place in weight..quota {
                without[place] -= &before[place - weight];
            }
            let swings = without[quota - weight.min(quota)..]
                .iter()
                .fold(BigInt::zero(), |sum, count| sum + Into::<BigInt>::into(count.clone()));
            let orders = BigInt::from(n_players) * binomial(BigInt::from(n_players - 1), BigInt::from(size));
            value += Rational::new(swings, orders);
            before = without;
        }
        values.push(value);
    }
    values
}

#[cfg(test)]
mod tests {
    use super::super::testing::{voting, weights_and_quota};
    use super::*;
    use crate::game::TuGame;
    use crate::number::{ratio, whole};
    use crate::solution::cooperative::{banzhaf, shapley};
    use proptest::prelude::*;

    fn numbers(values: &[i64]) -> Vec<Rational> {
        values.iter().map(|&value| whole(value)).collect()
    }

    /// The council of the European Economic Community of 1958, [12; 4, 4, 4, 2, 2, 1]: Luxembourg
    /// has no power (Brams and Affuso 1976).
    #[test]
    fn european_economic_community() {
        let weights = numbers(&[4, 4, 4, 2, 2, 1]);
        let value = shapley_shubik(&weights, &whole(12)).unwrap();
        assert_eq!(value, [14, 14, 14, 9, 9, 0].map(|share| ratio(share, 60)));
        let swings: Vec<_> = (0..6).map(|player| voting_counts(&weights, &whole(12)).unwrap().swings(player)).collect();
        assert_eq!(swings, [10, 10, 10, 6, 6, 0].map(BigInt::from));
    }

    #[test]
    fn security_council_swings() {
        let weights: Vec<_> = (0..15).map(|member| whole(if member < 5 { 7 } else { 1 })).collect();
        let counts = voting_counts(&weights, &whole(39)).unwrap();
        assert_eq!((counts.swings(0), counts.swings(14)), (848.into(), 84.into()));
    }

    #[test]
    fn many_voters_need_big_integers() {
        let weights = vec![ratio(1, 3); 200];
        let value = shapley_shubik(&weights, &ratio(101, 3)).unwrap();
        assert_eq!(value, vec![ratio(1, 200); 200]);
    }

    #[test]
    fn huge_weights_are_refused() {
        let weights = vec![Rational::from_integer(BigInt::from(10).pow(12)), whole(1)];
        assert!(matches!(
            voting_counts(&weights, &Rational::from_integer(BigInt::from(10).pow(12))),
            Err(Error::TooLarge { .. })
        ));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn agree_with_the_table((weights, quota) in weights_and_quota(), scale in 1i64..4) {
            let exact: Vec<_> = weights.iter().map(|&weight| ratio(weight, scale)).collect();
            // Some quotas between multiples of the unit.
            let quota_between = ratio(2 * quota - 1, 2 * scale);
            let game = TuGame::from_fn(weights.len(), |coalition| {
                whole((coalition.members().map(|player| weights[player]).sum::<i64>() >= quota).into())
            }).unwrap();
            for quota in [ratio(quota, scale), quota_between] {
                prop_assert_eq!(&voting_counts(&exact, &quota).unwrap(), &WinningCounts::of(&voting(&weights, (quota.clone() * whole(scale)).ceil().to_integer().try_into().unwrap())));
                prop_assert_eq!(shapley_shubik(&exact, &quota).unwrap(), shapley(&game));
                prop_assert_eq!(voting_banzhaf(&exact, &quota).unwrap(), banzhaf(&game));
            }
        }
    }
}
