//! The Myerson value and the position value: games on a graph of links.

use super::shapley::shapley;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;
use crate::solution::Allocation;

/// The most links of the position value: its game has a coalition for each set of links.
const MAX_LINKS: usize = 20;

/// The Myerson value: the Shapley value of the game in which a coalition is worth what its parts
/// connected by links among its members are worth (Myerson 1977).
///
/// # Errors
///
/// [`Error::Input`] for a link of a player with itself or of one that is not there.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::myerson;
///
/// // The line 1 - 2 - 3; pairs are worth 1, all 3.
/// let game = TuGame::new([0, 0, 0, 1, 0, 1, 1, 3].map(whole).to_vec()).unwrap();
/// assert_eq!(myerson(&game, &[(0, 1), (1, 2)]).unwrap(), [ratio(5, 6), ratio(4, 3), ratio(5, 6)]);
/// assert!(myerson(&game, &[(0, 3)]).is_err());
/// ```
pub fn myerson<S: Scalar>(game: &TuGame<S>, links: &[(usize, usize)]) -> Result<Allocation<S>, Error> {
    Ok(shapley(&graph_restricted(game, links)?))
}

/// The game restricted by a graph: a coalition is worth the sum of its connected parts.
///
/// # Errors
///
/// As [`myerson`].
pub fn graph_restricted<S: Scalar>(game: &TuGame<S>, links: &[(usize, usize)]) -> Result<TuGame<S>, Error> {
    let neighbours = neighbours(game.n_players(), links)?;
    let mut values = game.values().to_vec();
    for coalition in Coalition::all(game.n_players()).skip(1) {
        let part = component(&neighbours, coalition);
        // The component of the lowest member, and the rest, which comes before in the table.
        if part != coalition {
            values[coalition.index()] = game.worth(part) + values[coalition.minus(part).index()].clone();
        }
    }
    TuGame::new(values)
}

/// The position value: what each link contributes, by the Shapley value of the game among links on
/// the zero-normalized worths, goes half to either end, and everybody keeps its own worth (Meessen
/// 1988; Borm, Owen and Tijs 1992).
///
/// # Errors
///
/// As [`myerson`]; [`Error::TooLarge`] for more than 20 links.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::cooperative::position;
///
/// let game = TuGame::new([0, 0, 0, 1, 0, 1, 1, 3].map(whole).to_vec()).unwrap();
/// assert_eq!(position(&game, &[(0, 1), (1, 2)]).unwrap(), [ratio(3, 4), ratio(3, 2), ratio(3, 4)]);
/// assert!(position(&game, &[(1, 1)]).is_err());
/// ```
pub fn position<S: Scalar>(game: &TuGame<S>, links: &[(usize, usize)]) -> Result<Allocation<S>, Error> {
    let n_players = game.n_players();
    neighbours(n_players, links)?;
    let alone = |player: usize| game.worth(Coalition::singleton(player));
    let mut value: Vec<S> = (0..n_players).map(alone).collect();
    if links.is_empty() {
        return Ok(value);
    }
    if links.len() > MAX_LINKS {
        return Err(Error::TooLarge {
            what: format!("the position value on {} links", links.len()),
            needed: format!("a table of 2^{} sets of links", links.len()),
            limit: format!("2^{MAX_LINKS}"),
            remedy: "use a graph of at most 20 links".into(),
        });
    }
    let normalized = TuGame::from_fn(n_players, |coalition| {
        game.worth(coalition) - coalition.members().fold(S::zero(), |sum, player| sum + alone(player))
    })?;
    let among_links = TuGame::from_fn(links.len(), |set| {
        let present: Vec<_> = set.members().map(|link| links[link]).collect();
        parts(n_players, &present).into_iter().fold(S::zero(), |sum, part| sum + normalized.worth(part))
    })?;
    let two = S::from_integer(2);
    for (&(left, right), share) in links.iter().zip(shapley(&among_links)) {
        let half = share / two.clone();
        value[left] = value[left].clone() + half.clone();
        value[right] = value[right].clone() + half;
    }
    Ok(value)
}

/// For each player those it is linked to.
pub(super) fn neighbours(n_players: usize, links: &[(usize, usize)]) -> Result<Vec<Coalition>, Error> {
    let mut neighbours = vec![Coalition::EMPTY; n_players];
    for &(left, right) in links {
        if left == right || left.max(right) >= n_players {
            let (left, right) = (left + 1, right + 1);
            return Err(Error::input(format!(
                "found the link {left}-{right}; two different players of {n_players} are allowed"
            )));
        }
        neighbours[left] = neighbours[left].with(right);
        neighbours[right] = neighbours[right].with(left);
    }
    Ok(neighbours)
}

/// The part of a coalition that is connected to its lowest member.
pub(super) fn component(neighbours: &[Coalition], coalition: Coalition) -> Coalition {
    let mut found = Coalition(coalition.0 & coalition.0.wrapping_neg());
    let mut border = found;
    while !border.is_empty() {
        let reached = border.members().fold(Coalition::EMPTY, |sum, player| sum.union(neighbours[player]));
        border = reached.intersection(coalition).minus(found);
        found = found.union(border);
    }
    found
}

/// The connected parts of all players under some links, isolated players left out.
fn parts(n_players: usize, links: &[(usize, usize)]) -> Vec<Coalition> {
    let mut parts: Vec<Coalition> = Vec::with_capacity(n_players / 2);
    for &(left, right) in links {
        let mut joined = Coalition::of([left, right]);
        parts.retain(|part| {
            let apart = part.intersection(Coalition::of([left, right])).is_empty();
            if !apart {
                joined = joined.union(*part);
            }
            apart
        });
        parts.push(joined);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::super::testing::games;
    use super::*;
    use crate::number::{Rational, whole};
    use itertools::Itertools;
    use proptest::prelude::*;

    fn all_links(n_players: usize) -> Vec<(usize, usize)> {
        (0..n_players).array_combinations().map(|[left, right]| (left, right)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        /// Myerson 1977: the value is the only one that is efficient by component and fair, that is
        /// both ends of a link lose the same when it is cut.
        #[test]
        fn efficient_by_component_and_fair(game in games(4), chosen in prop::collection::vec(any::<bool>(), 6)) {
            let n_players = game.n_players();
            let links: Vec<_> = all_links(n_players).into_iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(link, _)| link).collect();
            let value = myerson(&game, &links).unwrap();
            let neighbours = neighbours(n_players, &links).unwrap();
            let mut rest = Coalition::grand(n_players);
            while !rest.is_empty() {
                let part = component(&neighbours, rest);
                prop_assert_eq!(part.members().map(|player| value[player].clone()).sum::<Rational>(), game.worth(part));
                rest = rest.minus(part);
            }
            for cut in 0..links.len() {
                let mut fewer = links.clone();
                let (left, right) = fewer.remove(cut);
                let after = myerson(&game, &fewer).unwrap();
                prop_assert_eq!(&value[left] - &after[left], &value[right] - &after[right]);
            }
        }

        #[test]
        fn a_complete_graph_restricts_nothing(game in games(5)) {
            let links = all_links(game.n_players());
            prop_assert_eq!(myerson(&game, &links).unwrap(), shapley(&game));
        }

        #[test]
        fn position_is_efficient_on_connected_graphs(game in games(4)) {
            let n_players = game.n_players();
            let line: Vec<_> = (1..n_players).map(|player| (player - 1, player)).collect();
            prop_assert_eq!(position(&game, &line).unwrap().into_iter().sum::<Rational>(), game.grand_worth());
        }
    }

    #[test]
    fn no_links_leave_everybody_alone() {
        let game = TuGame::new([0, 1, 2, 9].map(whole).to_vec()).unwrap();
        assert_eq!(myerson(&game, &[]).unwrap(), [whole(1), whole(2)]);
        assert_eq!(position(&game, &[]).unwrap(), [whole(1), whole(2)]);
    }

    #[test]
    fn too_many_links_are_refused_before_anything_is_allocated() {
        let game = TuGame::from_fn(7, |_| 0.0).unwrap();
        assert!(matches!(position(&game, &all_links(7)), Err(Error::TooLarge { .. })));
    }
}
