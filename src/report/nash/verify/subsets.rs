//! What stands beside the list of `mixed` for two players follows from the list.

use serde_json::{Value, json};

use super::{exact_strategies, list};
use crate::game::{AnyGame, NamedGame};
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::report::nash::subsets::siblings;
use crate::solution::strategic::ExtremeEquilibria;

/// The keys that are derived; `components` is there also where the list is not complete.
const DERIVED: [&str; 4] = ["maximal-nash-subsets", "degenerate", "degenerate-witness", "index"];

pub(super) fn subsets(named: &NamedGame, entry: &Value, value: &Value) -> Result<(), String> {
    if named.players.len() != 2 || matches!(named.game, AnyGame::Float(_)) {
        return Ok(());
    }
    let found = rebuilt(named, list(value)?)?;
    if entry.get("components") != Some(&json!(found.components())) {
        return Err("computed again from the list, the components are others".into());
    }
    let expected = if entry.get("complete") == Some(&Value::Bool(true)) {
        siblings(named, &found, &TimeLimit::none()).map_err(|error| error.to_string())?
    } else {
        Vec::new()
    };
    for key in DERIVED {
        let derived = expected.iter().find(|(known, _)| *known == key).map(|(_, value)| value);
        if entry.get(key) != derived {
            return Err(format!("computed again from the list, {key} is another"));
        }
    }
    Ok(())
}

/// The list as pairs of strategies, those first that put more on the first ones.
fn rebuilt(named: &NamedGame, items: &[Value]) -> Result<ExtremeEquilibria, String> {
    let mut pairs: Vec<[Vec<Rational>; 2]> = Vec::new();
    for item in items {
        let strategies = exact_strategies(named, item.get("profile"))?;
        pairs.push(strategies.try_into().map_err(|_| "an equilibrium is not of two players")?);
    }
    let strategies = |player: usize| {
        let mut all: Vec<Vec<Rational>> = pairs.iter().map(|pair| pair[player].clone()).collect();
        all.sort_by(|a, b| b.cmp(a));
        all.dedup();
        all
    };
    let (first, second) = (strategies(0), strategies(1));
    let place = |all: &[Vec<Rational>], one: &Vec<Rational>| all.iter().position(|known| known == one).unwrap_or(0);
    let equilibria = pairs.iter().map(|[a, b]| (place(&first, a), place(&second, b))).collect();
    Ok(ExtremeEquilibria { first, second, equilibria, complete: true, nodes: 0 })
}
