//! Properties of a game, each with a witness where it fails.

use serde_json::{Map, Value, json};

use super::{Answer, Concept, Task, concept};
use crate::error::Error;
use crate::game::TuGame;
use crate::game::properties::{self, Desirability, Finding, Witness};
use crate::lp::LpBackend;
use crate::number::Scalar;
use crate::solution::cooperative::{CoreProperty, balanced, exact_game, totally_balanced};

macro_rules! property_concepts {
    ($($name:literal, $about:literal, $source:literal;)*) => {
        &[
            concept!("properties", "all properties, with a witness for each that fails", "Peleg and Sudhölter 2007", all),
            $(Concept {
                name: $name,
                about: $about,
                source: $source,
                run: super::Run { exact: |task| one(task, $name), float: |task| one(task, $name), check: None },
            },)*
            concept!("balanced", "the core is not empty", "Bondareva 1963", is_balanced),
            concept!("totally-balanced", "the game of every coalition has a core", "Shapley and Shubik 1969", is_totally_balanced),
            concept!("exact", "every coalition has a core allocation that gives it just its worth", "Schmeidler 1972", is_exact),
            concept!("k-convex", "the cover by coalitions of --order players is convex", "Driessen 1988", k_convex),
            concept!("k-additive", "the largest size of a coalition with a dividend", "Grabisch 1997", k_additive),
            concept!("null-players", "players who add nothing", "Shapley 1953", null_players),
            concept!("veto-players", "players without whom nothing is worth anything", "von Neumann and Morgenstern 1944", veto_players),
            concept!("desirability", "who is at least as desirable as whom", "Maschler and Peleg 1966", desirability),
        ]
    };
}

pub(super) const CONCEPTS: &[Concept] = property_concepts! {
    "superadditive", "disjoint coalitions are worth no less together", "von Neumann and Morgenstern 1944";
    "convex", "joining pays the more the larger the coalition", "Shapley 1971";
    "monotone", "no coalition loses worth when a player joins", "Shapley 1953";
    "zero-monotone", "joining never brings less than staying alone", "Shapley 1953";
    "average-convex", "members add on average no less to larger coalitions", "Iñarra and Usategui 1993";
    "semi-convex", "superadditive, and no gap below a member's own", "Driessen and Tijs 1985";
    "quasi-balanced", "minimal rights and utopia payoffs leave room", "Tijs 1981";
    "symmetric", "worths depend on size alone", "Shapley 1953";
    "simple", "coalitions win or lose", "von Neumann and Morgenstern 1944";
};

/// The names of the properties that `properties` reports, in its order.
pub(super) const NAMES: [&str; 9] = [
    "superadditive",
    "convex",
    "monotone",
    "zero-monotone",
    "average-convex",
    "semi-convex",
    "quasi-balanced",
    "symmetric",
    "simple",
];

fn find<S: Scalar>(task: &Task<'_, S>, name: &str) -> Result<Finding, Error> {
    let game = task.game()?;
    Ok(match name {
        "superadditive" => properties::superadditive_until(game, &task.options.limit)?,
        "convex" => properties::convex(game),
        "monotone" => properties::monotone(game),
        "zero-monotone" => properties::zero_monotone(game),
        "average-convex" => properties::average_convex(game)?,
        "semi-convex" => properties::semi_convex(game),
        "quasi-balanced" => properties::quasi_balanced(game),
        "symmetric" => properties::symmetric(game),
        "simple" => properties::simple(game),
        _ => return Err(Error::input(format!("found no property {name:?}"))),
    })
}

pub(super) fn one<S: Scalar>(task: &Task<'_, S>, name: &str) -> Result<Answer, Error> {
    let finding = find(task, name)?;
    let certificate = finding.witness.as_ref().map(|witness| json!({name: witness_json(task, witness)}));
    let mut answer = Answer::new::<S>(json!(finding.holds)).with_certificate(certificate);
    if !S::EXACT {
        answer = answer.with("tolerance", json!(finding.tolerance));
        if finding.close {
            answer = answer.with("warning", json!("a comparison fell within the tolerance"));
        }
    }
    Ok(answer)
}

fn all<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let (mut values, mut witnesses, mut skipped, mut close) = (Map::new(), Map::new(), Map::new(), Vec::new());
    task.game()?;
    for name in NAMES {
        match find(task, name) {
            Ok(finding) => {
                values.insert(name.into(), json!(finding.holds));
                if let Some(witness) = &finding.witness {
                    witnesses.insert(name.into(), witness_json(task, witness));
                }
                close.extend(finding.close.then_some(name));
            }
            Err(error) => {
                skipped.insert(name.into(), json!(error.to_string()));
            }
        }
    }
    let mut proofs = Map::new();
    for (name, solve) in by_core_table::<S>() {
        match solve(task.game()?, task.lp()?) {
            Ok(found) => {
                values.insert(name.into(), json!(found.holds()));
                let evidence = if found.holds() { &mut proofs } else { &mut witnesses };
                evidence.insert(name.into(), core_property_json(task, &found));
            }
            Err(error) => {
                skipped.insert(name.into(), json!(error.to_string()));
            }
        }
    }
    let mut answer = Answer::new::<S>(values.into()).with_certificate(Value::from(witnesses));
    answer = answer.with("proofs", proofs.into());
    if !skipped.is_empty() {
        answer.complete = false;
        answer = answer.with("skipped", skipped.into());
    }
    if !close.is_empty() {
        answer = answer.with("warning", json!(format!("a comparison fell within the tolerance: {}", close.join(", "))));
    }
    Ok(answer)
}

pub(super) fn witness_json<S: Scalar>(task: &Task<'_, S>, witness: &Witness) -> Value {
    match witness {
        Witness::Pair(s, t) => json!({"s": task.coalition(*s), "t": task.coalition(*t)}),
        Witness::Coalition(s) => json!({"s": task.coalition(*s)}),
        Witness::Players(players) => json!({"players": task.names(players.iter().copied())}),
        Witness::Collection(sets) => {
            json!({"collection": sets.iter().map(|set| task.coalition(*set)).collect::<Vec<_>>()})
        }
        Witness::Reason(reason) => json!({"reason": reason}),
    }
}

type Solve<S> = fn(&TuGame<S>, &dyn LpBackend<S>) -> Result<CoreProperty<S>, Error>;

/// The properties that cores decide.
fn by_core_table<S: Scalar>() -> [(&'static str, Solve<S>); 3] {
    [("balanced", balanced), ("totally-balanced", totally_balanced), ("exact", exact_game)]
}

fn by_cores<S: Scalar>(task: &Task<'_, S>, name: &str, solve: Solve<S>) -> Result<Answer, Error> {
    let found = solve(task.game()?, task.lp()?)?;
    let certificate = json!({name: core_property_json(task, &found)});
    Ok(Answer::new::<S>(json!(found.holds())).with_certificate(certificate))
}

fn is_balanced<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    by_cores(task, "balanced", balanced)
}

fn is_totally_balanced<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    by_cores(task, "totally-balanced", totally_balanced)
}

fn is_exact<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    by_cores(task, "exact", exact_game)
}

/// The allocations that show it, or the coalition at fault and the weights that prove it.
fn core_property_json<S: Scalar>(task: &Task<'_, S>, found: &CoreProperty<S>) -> Value {
    match found {
        CoreProperty::Convex => json!({"convex": true}),
        CoreProperty::Holds(shown) => {
            let allocations: Map<String, Value> =
                shown.iter().map(|(coalition, shares)| (task.key(*coalition), task.allocation(shares))).collect();
            json!({"allocations": allocations})
        }
        CoreProperty::Fails(fault) => {
            json!({"s": task.coalition(fault.coalition), "weights": task.by_coalition(&fault.weights.weights)})
        }
    }
}

fn k_convex<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let k = task.options.order.unwrap_or(1);
    let finding = properties::k_convex(task.game()?, k)?;
    let certificate = finding.witness.as_ref().map(|witness| json!({"k-convex": witness_json(task, witness)}));
    Ok(Answer::new::<S>(json!(finding.holds)).with_certificate(certificate).with("order", json!(k)))
}

fn k_additive<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    Ok(Answer::new::<S>(json!(properties::additivity(task.game()?))))
}

fn null_players<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    Ok(Answer::new::<S>(task.coalition(properties::null_players(task.game()?))))
}

fn veto_players<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    Ok(Answer::new::<S>(task.coalition(properties::veto_players(task.game()?))))
}

fn desirability<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    Ok(Answer::new::<S>(match properties::desirability(task.game()?) {
        Desirability::Complete(classes) => {
            let classes: Vec<Value> = classes.into_iter().map(|class| task.names(class)).collect();
            json!({"complete": true, "classes": classes})
        }
        Desirability::Incomparable(first, second) => {
            json!({"complete": false, "incomparable": task.names([first, second])})
        }
    }))
}
