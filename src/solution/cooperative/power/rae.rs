//! The Rae index.

use super::WinningCounts;
use crate::number::Rational;
use crate::solution::Allocation;

/// The Rae index: how often the outcome is what the player votes for, when all votes are equally
/// likely: `1/2 + swings / 2^n` (Rae 1969; Dubey and Shapley 1979).
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::power::{SimpleGame, WinningCounts, rae};
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// let counts = WinningCounts::of(&SimpleGame::new(&majority).unwrap());
/// assert_eq!(rae(&counts), vec![ratio(3, 4); 3]);
/// ```
pub fn rae(counts: &WinningCounts) -> Allocation<Rational> {
    let coalitions = counts.coalitions();
    let successes = |player: usize| counts.swings(player) + (&coalitions >> 1usize);
    (0..counts.n_players()).map(|player| Rational::new(successes(player), coalitions.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{voting, weights_and_quota};
    use super::*;
    use crate::coalition::Coalition;
    use crate::number::ratio;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn by_definition((weights, quota) in weights_and_quota()) {
            let game = voting(&weights, quota);
            let index = rae(&WinningCounts::of(&game));
            for (player, value) in index.iter().enumerate() {
                let agreeing = Coalition::all(weights.len()).filter(|&yes| game.wins(yes) == yes.contains(player)).count();
                prop_assert_eq!(value, &ratio(agreeing as i64, 1 << weights.len()));
            }
        }
    }
}
