//! Certificates of what the shape of a graph says.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::evidence::{Checker, place};
use super::same;
use crate::certificate::{Flaw, TreeDecomposition, compare, core_violation};
use crate::coalition::Coalition;
use crate::game::CharacteristicFunction;
use crate::game::properties::superadditive;
use crate::limit::TimeLimit;
use crate::number::Scalar;
use crate::solution::cooperative::{graph_restricted, has_negative_worth, tree_decomposition};

/// Checks the relative cost of stability: the cost by its weights, and the quotient.
pub(super) fn relative<S: Scalar>(checker: &Checker<'_, S>, value: &Value, certificate: &Value) -> Result<(), Flaw> {
    let claim = checker.cost_of_stability_claim(value, certificate)?;
    let grand = checker.game.grand_worth();
    if grand.sign() != Ordering::Greater {
        return Err(Flaw("the worth of all is not above 0".into()));
    }
    let ratio = (grand.clone() + claim.subsidy) / grand;
    match compare(&checker.number(&value["ratio"])?, &ratio) {
        Ordering::Equal => Ok(()),
        _ => Err(Flaw(format!("ratio: found {}", value["ratio"]))),
    }
}

/// Checks the decomposition, that none has less width, and the allocation against all coalitions.
pub(super) fn graph_core<S: Scalar>(checker: &Checker<'_, S>, value: &Value, certificate: &Value) -> Result<(), Flaw> {
    let text = |error: crate::error::Error| Flaw(error.to_string());
    let (game, graph) = (checker.game, checker.task.graph().map_err(text)?);
    let n = game.n_players();
    let decomposition = read_decomposition(checker.players(), certificate)?;
    decomposition.verify(n, graph)?;
    let width = decomposition.width();
    let least = tree_decomposition(n, graph, &TimeLimit::none()).map_err(text)?.width();
    if value["width"] != json!(width) || least < width {
        return Err(Flaw(format!("width: found {}; the least is {least}", value["width"])));
    }
    let forest = width < 2;
    let restricted = graph_restricted(game, graph).map_err(text)?;
    let finding = superadditive(&restricted);
    let witness = finding.witness.as_ref().map(|witness| super::super::properties::witness_json(checker.task, witness));
    if !same(&json!(witness), &certificate["superadditive"]) {
        return Err(Flaw(format!("superadditive: found {}", certificate["superadditive"])));
    }
    let bound = match forest {
        true => finding.holds.then_some(1),
        false => (finding.holds && !has_negative_worth(&restricted)).then_some(width + 1),
    };
    for (key, expected) in [("forest", json!(forest)), ("superadditive", json!(finding.holds)), ("bound", json!(bound))]
    {
        if value[key] != expected {
            return Err(Flaw(format!("{key}: found {}; it is {expected}", value[key])));
        }
    }
    if !(forest && finding.holds) {
        let none = value["allocation"].is_null();
        return if none { Ok(()) } else { Err(Flaw("allocation: nothing shows that there is one".into())) };
    }
    let worth = |coalition: Coalition| Some(restricted.worth(coalition));
    match core_violation(n, &restricted.grand_worth(), worth, &checker.allocation(&value["allocation"])?) {
        None => Ok(()),
        Some(violation) => Err(Flaw(format!("the allocation is not in the core: {violation:?}"))),
    }
}

fn read_decomposition(players: &[String], certificate: &Value) -> Result<TreeDecomposition, Flaw> {
    let list =
        |value: &Value| value.as_array().cloned().ok_or_else(|| Flaw(format!("found {value}; a list is allowed")));
    let bag = |bag: &Value| {
        list(bag)?.iter().try_fold(Coalition::EMPTY, |all, name| {
            Ok::<_, Flaw>(all.with(place(players, name.as_str().unwrap_or_default())?))
        })
    };
    let links =
        serde_json::from_value(certificate["links"].clone()).map_err(|error| Flaw(format!("links: {error}")))?;
    Ok(TreeDecomposition { bags: list(&certificate["bags"])?.iter().map(bag).collect::<Result<_, _>>()?, links })
}
