//! Sets between bounds: imputations, core cover, reasonable set.

use std::cmp::Ordering;

use super::chi::largest_marginals;
use super::polytope::box_vertices;
use super::tau::utopia_and_minimal_rights;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Rational, Scalar};
use crate::solution::Allocation;

/// The most players whose `n 2^(n-1)` candidates are tried.
const MAX_PLAYERS: usize = 16;

/// The vertices of the set of imputations, in lexicographic order: one player gets all that
/// exceeds what the players are worth alone. None where there is no imputation.
///
/// # Errors
///
/// [`Error::Input`] when a worth is not finite.
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, number::whole, solution::cooperative::imputation_vertices};
///
/// let game = TuGame::new([0, 1, 0, 3].map(whole).to_vec()).unwrap();
/// assert_eq!(imputation_vertices(&game), Ok(vec![[1, 2].map(whole).to_vec(), [3, 0].map(whole).to_vec()]));
/// let apart = TuGame::new([0, 2, 2, 3].map(whole).to_vec()).unwrap();
/// assert_eq!(imputation_vertices(&apart), Ok(vec![]));
/// ```
///
/// Source: von Neumann and Morgenstern 1944.
pub fn imputation_vertices<S: Scalar>(game: &TuGame<S>) -> Result<Vec<Allocation<S>>, Error> {
    let exact: TuGame<Rational> = game.convert()?;
    let alone: Vec<Rational> = (0..game.n_players()).map(|i| exact.worth(Coalition::singleton(i))).collect();
    let surplus = exact.grand_worth() - alone.iter().sum::<Rational>();
    if surplus.sign() == Ordering::Less {
        return Ok(Vec::new());
    }
    let vertex = |player: usize| {
        let mut vertex = alone.clone();
        vertex[player] += &surplus;
        vertex
    };
    let mut vertices: Vec<Vec<Rational>> = (0..alone.len()).map(vertex).collect();
    vertices.sort();
    vertices.dedup();
    Ok(to_scalar(vertices))
}

/// The vertices of the core cover, in lexicographic order: the allocations of `v(N)` between the
/// minimal rights and the utopia payoffs. None where it is empty.
///
/// # Errors
///
/// [`Error::TooLarge`] above 16 players; [`Error::Input`] when a worth is not finite.
///
/// Complexity: `O(2^n n²)`.
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, number::whole, solution::cooperative::core_cover_vertices};
///
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(core_cover_vertices(&glove), Ok(vec![[1, 0, 0].map(whole).to_vec()]));
/// let many = TuGame::from_fn(17, |_| 0.0).unwrap();
/// assert!(core_cover_vertices(&many).is_err());
/// ```
///
/// Source: Tijs and Lipperts 1982.
pub fn core_cover_vertices<S: Scalar>(game: &TuGame<S>) -> Result<Vec<Allocation<S>>, Error> {
    refuse_large(game.n_players(), "the core cover's vertices")?;
    let exact: TuGame<Rational> = game.convert()?;
    let (utopia, rights) = utopia_and_minimal_rights(&exact);
    Ok(to_scalar(box_vertices(&rights, &utopia, &exact.grand_worth())))
}

/// The vertices of the reasonable set, in lexicographic order: the imputations that give no player
/// more than its largest marginal contribution. None where it is empty.
///
/// # Errors
///
/// [`Error::TooLarge`] above 16 players; [`Error::Input`] when a worth is not finite.
///
/// Complexity: `O(2^n n²)`.
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, number::whole, solution::cooperative::reasonable_set_vertices};
///
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(reasonable_set_vertices(&glove).unwrap().len(), 3);
/// let many = TuGame::from_fn(17, |_| 0.0).unwrap();
/// assert!(reasonable_set_vertices(&many).is_err());
/// ```
///
/// Source: Milnor 1952; Gerard-Varet and Zamir 1987.
pub fn reasonable_set_vertices<S: Scalar>(game: &TuGame<S>) -> Result<Vec<Allocation<S>>, Error> {
    refuse_large(game.n_players(), "the reasonable set's vertices")?;
    let exact: TuGame<Rational> = game.convert()?;
    let alone: Vec<Rational> = (0..game.n_players()).map(|i| exact.worth(Coalition::singleton(i))).collect();
    let most = largest_marginals(&exact);
    Ok(to_scalar(box_vertices(&alone, &most, &exact.grand_worth())))
}

fn refuse_large(n: usize, what: &str) -> Result<(), Error> {
    if n <= MAX_PLAYERS {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: format!("{what} for {n} players"),
        needed: format!("{n} 2^{} candidates", n - 1),
        limit: format!("{MAX_PLAYERS} players"),
        remedy: "the bounds themselves come for any number of players".into(),
    })
}

fn to_scalar<S: Scalar>(vertices: Vec<Vec<Rational>>) -> Vec<Allocation<S>> {
    vertices.iter().map(|vertex| vertex.iter().map(S::from_rational).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::polytope::Polytope;
    use super::super::testing::games;
    use super::*;
    use proptest::prelude::*;

    /// The same vertices by walking along edges.
    fn walk(low: &[Rational], high: &[Rational], total: &Rational) -> Vec<Vec<Rational>> {
        let n = low.len();
        let row = |player: usize, sign: i64| (0..n).map(|i| if i == player { sign } else { 0 }).collect::<Vec<i64>>();
        let lower = low.iter().enumerate().map(|(i, low)| (row(i, 1), low.clone()));
        let upper = high.iter().enumerate().map(|(i, high)| (row(i, -1), -high.clone()));
        let polytope = Polytope { n, rows: lower.chain(upper).collect(), total: total.clone() };
        polytope.vertices(10_000, &crate::limit::TimeLimit::none()).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn boxes_agree_with_the_walk(game in games(4)) {
            let alone: Vec<Rational> = (0..game.n_players()).map(|i| game.worth(Coalition::singleton(i))).collect();
            let total = game.grand_worth();
            let (utopia, rights) = utopia_and_minimal_rights(&game);
            prop_assert_eq!(core_cover_vertices(&game).unwrap(), walk(&rights, &utopia, &total));
            let most = largest_marginals(&game);
            prop_assert_eq!(reasonable_set_vertices(&game).unwrap(), walk(&alone, &most, &total));
            let unbounded: Vec<Rational> = alone.iter().map(|low| low + &total * &total + Rational::from_integer(10_000.into())).collect();
            prop_assert_eq!(imputation_vertices(&game).unwrap(), walk(&alone, &unbounded, &total));
        }
    }
}
