//! Sets of allocations with simple corners: imputations, core cover, reasonable set, Weber set.

use super::chi::largest_marginals;
use super::tau::utopia_and_minimal_rights;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Scalar, sum};
use crate::solution::Allocation;

/// The most players whose corners are listed.
const MAX_PLAYERS: usize = 9;

/// The corners of the imputation set: everybody has its own worth, and one player all the rest.
///
/// # Errors
///
/// [`Error::Undefined`] when `v(N)` is below the sum of the own worths: there is no imputation.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::solution::cooperative::imputations;
///
/// let pair = TuGame::new(vec![0.0, 1.0, 0.0, 4.0]).unwrap();
/// assert_eq!(imputations(&pair).unwrap(), [[4.0, 0.0], [1.0, 3.0]]);
/// assert!(imputations(&TuGame::new(vec![0.0, 1.0, 1.0, 1.0]).unwrap()).is_err());
/// ```
pub fn imputations<S: Scalar>(game: &TuGame<S>) -> Result<Vec<Allocation<S>>, Error> {
    let alone: Vec<S> = (0..game.n_players()).map(|player| game.worth(Coalition::singleton(player))).collect();
    let rest = game.grand_worth() - sum(alone.iter().cloned());
    if rest.sign().is_lt() {
        return Err(Error::undefined("there is no imputation: v(N) is below the sum of the players' own worths"));
    }
    if rest.sign().is_eq() {
        return Ok(vec![alone]);
    }
    let corner = |player: usize| {
        let mut corner = alone.clone();
        corner[player] = corner[player].clone() + rest.clone();
        corner
    };
    Ok((0..alone.len()).map(corner).collect())
}

/// The corners of the core cover, the efficient allocations between the minimal rights and the
/// utopia payoffs (Tijs and Lipperts 1982).
///
/// # Errors
///
/// [`Error::Undefined`] when it is empty, [`Error::TooLarge`] above 9 players.
pub fn core_cover<S: Scalar>(game: &TuGame<S>) -> Result<Vec<Allocation<S>>, Error> {
    let (utopia, rights) = utopia_and_minimal_rights(game);
    let corners = box_corners(&rights, &utopia, &game.grand_worth())?;
    if corners.is_empty() {
        return Err(Error::undefined("the core cover is empty: the game is not quasi-balanced"));
    }
    Ok(corners)
}

/// The corners of the reasonable set, the efficient allocations between own worths and largest
/// marginal contributions (Milnor 1952).
///
/// # Errors
///
/// [`Error::Undefined`] when it is empty, [`Error::TooLarge`] above 9 players.
pub fn reasonable_set<S: Scalar>(game: &TuGame<S>) -> Result<Vec<Allocation<S>>, Error> {
    let alone: Vec<S> = (0..game.n_players()).map(|player| game.worth(Coalition::singleton(player))).collect();
    let corners = box_corners(&alone, &largest_marginals(game), &game.grand_worth())?;
    if corners.is_empty() {
        return Err(Error::undefined("the reasonable set is empty: v(N) is below the sum of the players' own worths"));
    }
    Ok(corners)
}

/// The marginal vectors, one for each order of the players, each once: their convex hull is the
/// Weber set (Weber 1988), which holds the core.
///
/// # Errors
///
/// [`Error::TooLarge`] above 9 players.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::solution::cooperative::marginal_vectors;
///
/// let majority = TuGame::new(vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]).unwrap();
/// assert_eq!(marginal_vectors(&majority).unwrap().len(), 3);
/// let large = TuGame::from_fn(10, |_| 0.0).unwrap();
/// assert!(marginal_vectors(&large).is_err());
/// ```
pub fn marginal_vectors<S: Scalar>(game: &TuGame<S>) -> Result<Vec<Allocation<S>>, Error> {
    let n_players = game.n_players();
    check_size(n_players, "marginal vectors")?;
    let mut vectors = Vec::new();
    for order in itertools::Itertools::permutations(0..n_players, n_players) {
        let mut vector = vec![S::zero(); n_players];
        let mut before = Coalition::EMPTY;
        for player in order {
            vector[player] = game.worth(before.with(player)) - game.worth(before);
            before = before.with(player);
        }
        vectors.push(vector);
    }
    Ok(distinct(vectors))
}

fn check_size(n_players: usize, what: &str) -> Result<(), Error> {
    if n_players <= MAX_PLAYERS {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: format!("{what} of {n_players} players"),
        needed: format!("up to {n_players}! of them"),
        limit: format!("{MAX_PLAYERS} players"),
        remedy: format!("use a game of at most {MAX_PLAYERS} players"),
    })
}

/// The corners of `{ low <= x <= high, sum = total }`: all but one player at a bound.
fn box_corners<S: Scalar>(low: &[S], high: &[S], total: &S) -> Result<Vec<Allocation<S>>, Error> {
    let n_players = low.len();
    check_size(n_players, "corners")?;
    let mut corners = Vec::new();
    for free in 0..n_players {
        for at_high in Coalition::grand(n_players).without(free).subsets() {
            let mut corner: Vec<S> = (0..n_players)
                .map(|player| if at_high.contains(player) { high[player].clone() } else { low[player].clone() })
                .collect();
            corner[free] = S::zero();
            corner[free] = total.clone() - sum(corner.iter().cloned());
            let above = |left: &S, right: &S| (left.clone() - right.clone()).sign().is_gt();
            if (0..n_players)
                .all(|player| !above(&low[player], &corner[player]) && !above(&corner[player], &high[player]))
            {
                corners.push(corner);
            }
        }
    }
    Ok(distinct(corners))
}

/// Each point once, in rising order of coordinates.
fn distinct<S: Scalar>(mut points: Vec<Allocation<S>>) -> Vec<Allocation<S>> {
    points.sort_by(|left, right| left.partial_cmp(right).unwrap_or(std::cmp::Ordering::Equal));
    let same = |left: &S, right: &S| (left.clone() - right.clone()).sign().is_eq();
    points.dedup_by(|left, right| left.iter().zip(right.iter()).all(|(left, right)| same(left, right)));
    points
}

#[cfg(test)]
mod tests {
    use super::super::shapley;
    use super::super::testing::rising_games;
    use super::*;
    use crate::number::{Rational, whole};
    use proptest::prelude::*;

    /// M = (3, 2, 2), m = (1, 0, 0), v(N) = 5.
    #[test]
    fn core_cover_by_hand() {
        let game = TuGame::new([0, 0, 0, 3, 0, 3, 2, 5].map(whole).to_vec()).unwrap();
        let expected = [[1, 2, 2], [3, 0, 2], [3, 2, 0]].map(|corner| corner.map(whole).to_vec());
        assert_eq!(core_cover(&game).unwrap(), expected);
        let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
        assert!(matches!(core_cover(&majority), Err(Error::Undefined(_))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn marginal_vectors_are_reasonable_and_average_to_the_shapley_value(game in rising_games(4)) {
            let vectors = marginal_vectors(&game).unwrap();
            let most = largest_marginals(&game);
            for vector in &vectors {
                prop_assert_eq!(vector.iter().sum::<Rational>(), game.grand_worth());
                prop_assert!(vector.iter().zip(&most).all(|(marginal, most)| marginal <= most));
            }
            if vectors.len() == (1..=game.n_players()).product::<usize>() {
                let mean: Vec<Rational> = (0..game.n_players()).map(|player| vectors.iter().map(|vector| vector[player].clone()).sum::<Rational>() / whole(vectors.len() as i64)).collect();
                prop_assert_eq!(mean, shapley(&game));
            }
        }
    }
}
