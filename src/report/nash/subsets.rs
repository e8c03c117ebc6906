//! What `mixed` says of two players beside the list: maximal Nash subsets, indices, degeneracy.

use serde_json::{Value, json};

use super::shapes::{mixture, strategy_name};
use crate::error::Error;
use crate::game::{NamedGame, with_game};
use crate::limit::TimeLimit;
use crate::solution::strategic::{EquilibriumIndex, ExtremeEquilibria, equilibrium_index};

/// The keys beside `value` for a complete list of extreme equilibria, subsets absent where there are too many.
///
/// # Errors
///
/// [`Error::TimeLimit`].
pub(super) fn siblings(
    named: &NamedGame,
    found: &ExtremeEquilibria,
    limit: &TimeLimit,
) -> Result<Vec<(&'static str, Value)>, Error> {
    let mut siblings = Vec::new();
    let [first, second] = named.players.as_slice() else { return Ok(siblings) };
    match found.maximal_subsets(limit) {
        Ok(subsets) => {
            let subset = |(x, y): &(Vec<usize>, Vec<usize>)| {
                let firsts: Vec<Value> = x.iter().map(|&a| mixture(first, &found.first[a])).collect();
                let seconds: Vec<Value> = y.iter().map(|&b| mixture(second, &found.second[b])).collect();
                json!({first.name.clone(): firsts, second.name.clone(): seconds})
            };
            siblings.push(("maximal-nash-subsets", subsets.iter().map(subset).collect()));
        }
        Err(Error::TooLarge { .. }) => {}
        Err(error) => return Err(error),
    }
    let mut indices = Vec::new();
    for (place, &(a, b)) in found.equilibria.iter().enumerate() {
        limit.check("the list of indices")?;
        match with_game!(&named.game, game => equilibrium_index(game, &found.first[a], &found.second[b]))? {
            EquilibriumIndex::Regular(index) => indices.push(index),
            EquilibriumIndex::Degenerate { player, replies } => {
                let name = |&strategy: &usize| strategy_name(named, 1 - player, strategy).1;
                let replies: Vec<String> = replies.iter().map(name).collect();
                let witness =
                    json!({"equilibrium": place, "player": named.players[player].name, "best-replies": replies});
                siblings.push(("degenerate", json!(true)));
                siblings.push(("degenerate-witness", witness));
                return Ok(siblings);
            }
        }
    }
    siblings.push(("degenerate", json!(false)));
    siblings.push(("index", json!(indices)));
    Ok(siblings)
}
