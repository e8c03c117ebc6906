//! Coleman's indices.

use num_bigint::BigInt;

use super::WinningCounts;
use crate::error::Error;
use crate::number::Rational;
use crate::solution::Allocation;

/// Coleman's power to prevent action: in how many of the winning coalitions a player can make them
/// lose (Coleman 1971).
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::power::{SimpleGame, WinningCounts, coleman_prevent};
///
/// let glove = TuGame::from_fn(3, |coalition| whole((coalition.contains(0) && coalition.size() >= 2).into())).unwrap();
/// let counts = WinningCounts::of(&SimpleGame::new(&glove).unwrap());
/// assert_eq!(coleman_prevent(&counts), [whole(1), ratio(1, 3), ratio(1, 3)]);
/// ```
pub fn coleman_prevent(counts: &WinningCounts) -> Allocation<Rational> {
    // The grand coalition of a simple game wins.
    let winning = counts.winning.clone().max(BigInt::from(1));
    (0..counts.n_players()).map(|player| Rational::new(counts.swings(player), winning.clone())).collect()
}

/// Coleman's power to initiate action: in how many of the losing coalitions a player can make them
/// win (Coleman 1971).
///
/// # Errors
///
/// [`Error::Undefined`] when no coalition loses, which a game of [`super::SimpleGame`] excludes.
pub fn coleman_initiate(counts: &WinningCounts) -> Result<Allocation<Rational>, Error> {
    let losing = counts.coalitions() - &counts.winning;
    if losing == BigInt::from(0) {
        return Err(Error::undefined("no coalition loses"));
    }
    Ok((0..counts.n_players()).map(|player| Rational::new(counts.swings(player), losing.clone())).collect())
}

/// Coleman's power of a collectivity to act: the share of the coalitions that win (Coleman 1971).
pub fn coleman_power_to_act(counts: &WinningCounts) -> Rational {
    Rational::new(counts.winning.clone(), counts.coalitions())
}

#[cfg(test)]
mod tests {
    use super::super::testing::voting;
    use super::*;
    use crate::number::ratio;

    /// [3; 2, 1, 1, 1]: 8 of 16 coalitions win; swings 6, 2, 2, 2.
    #[test]
    fn by_hand() {
        let counts = WinningCounts::of(&voting(&[2, 1, 1, 1], 3));
        let expected = [ratio(3, 4), ratio(1, 4), ratio(1, 4), ratio(1, 4)];
        assert_eq!(coleman_prevent(&counts), expected);
        assert_eq!(coleman_initiate(&counts).unwrap(), expected);
        assert_eq!(coleman_power_to_act(&counts), ratio(1, 2));
    }
}
