//! k-convex games.

use super::semi_convex::gaps;
use super::{Finding, Witness, convex};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;

/// Whether the game is k-convex: coalitions of at least `k` players are worth no more than in its
/// k-cover, and the k-cover is convex. The k-cover gives a coalition of at least `k` players
/// `v(N) - sum over j outside of M_j`, `M_j = v(N) - v(N - j)`, and leaves the smaller ones
/// (Driessen 1988). For `k = n` it is convexity.
///
/// The witness is a coalition worth more than in the cover, or the pair that violates convexity of
/// the cover.
///
/// # Errors
///
/// [`Error::Input`] unless `k` is from 1 to the number of players.
///
/// # Examples
///
/// ```
/// use pactum::game::{TuGame, properties::{convex, k_convex}};
///
/// // 1-convex: a player could claim 2 at most, and together they claim little more than the 5 there are.
/// let game = TuGame::new(vec![0.0, 0.0, 0.0, 3.0, 0.0, 3.0, 3.0, 5.0]).unwrap();
/// assert!(k_convex(&game, 1).unwrap().holds);
/// assert_eq!(k_convex(&game, 3).unwrap().holds, convex(&game).holds);
/// assert!(k_convex(&game, 4).is_err());
/// ```
pub fn k_convex<S: Scalar>(game: &TuGame<S>, k: usize) -> Result<Finding, Error> {
    let n_players = game.n_players();
    if k == 0 || k > n_players {
        return Err(Error::input(format!(
            "found k = {k}; one from 1 to {n_players}, the number of players, is allowed"
        )));
    }
    let gap = gaps(game.values());
    let grand_gap = gap[gap.len() - 1].clone();
    // In the cover every large coalition has the gap of the grand coalition.
    let below = Coalition::all(n_players)
        .find(|coalition| coalition.size() >= k && (gap[coalition.index()].clone() - grand_gap.clone()).sign().is_lt());
    if let Some(coalition) = below {
        return Ok(Finding { tolerance: S::tolerance().to_f64(), ..Finding::fails(Witness::Coalition(coalition)) });
    }
    let cover = TuGame::from_fn(n_players, |coalition| {
        let worth = game.worth(coalition);
        if coalition.size() >= k { worth + gap[coalition.index()].clone() - grand_gap.clone() } else { worth }
    })?;
    Ok(convex(&cover))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::whole;
    use crate::solution::cooperative::testing::rising_games;
    use crate::solution::cooperative::{ensc, tau};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// 1-convex: `0 <= g(N) <= g(S)`; there the tau value is the egalitarian non-separable
        /// contribution (Driessen 1988).
        #[test]
        fn one_convexity_by_its_gaps(game in rising_games(4)) {
            let gap = gaps(game.values());
            let grand = gap.last().unwrap();
            let expected = *grand >= whole(0) && gap[1..].iter().all(|gap| grand <= gap);
            prop_assert_eq!(k_convex(&game, 1).unwrap().holds, expected);
            if expected {
                prop_assert_eq!(tau(&game).unwrap(), ensc(&game).unwrap());
            }
            prop_assert_eq!(k_convex(&game, game.n_players()).unwrap().holds, convex(&game).holds);
        }
    }
}
