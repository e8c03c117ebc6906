//! Whether the core is a stable set, with the evidence that a reader can check.

use num_traits::Zero;
use serde_json::{Map, Value, json};

use super::super::result::number_json;
use super::{Answer, Concept, Task, concept};
use crate::certificate::{Cover, DominationBound, EmptyPart, Split, Undominated};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::TuGame;
use crate::game::forms::TuForm;
use crate::number::{Rational, Scalar};
use crate::solution::cooperative::{AssignmentStability, CoreStability, assignment_core_stability, core_stability};

pub(super) const CONCEPTS: &[Concept] = &[concept!(
    "core-stable",
    "the core dominates every imputation outside it",
    "Grabisch and Sudhölter 2021",
    stable_core
)];

fn stable_core<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    if let TuForm::Assignment { surplus } = &task.file.form {
        let exact = surplus.iter().map(|row| row.iter().map(Scalar::to_rational).collect());
        let exact: Option<Vec<Vec<Rational>>> = exact.collect();
        let exact = exact.ok_or_else(|| Error::input("a surplus is not a finite number"))?;
        let (holds, certificate) = match assignment_core_stability(&exact)? {
            AssignmentStability::DominantDiagonal(pairs) => {
                let pairs: Vec<Value> = pairs.iter().map(|&(row, column)| task.names([row, column])).collect();
                (true, json!({"diagonal": pairs}))
            }
            AssignmentStability::Unstable(found) => (false, undominated_json(task, &found)),
        };
        return Ok(Answer::new::<S>(json!({"holds": holds})).with_certificate(certificate));
    }
    let exact: TuGame<Rational> = task.game()?.convert()?;
    let found = core_stability(&exact, &task.options.limit)?;
    let certificate = match &found {
        CoreStability::Convex => json!({"convex": true}),
        CoreStability::Unstable(found) => undominated_json(task, found),
        CoreStability::Stable(proof) => {
            let covers: Map<String, Value> =
                proof.covers.iter().map(|cover| (task.key(cover.coalition), cover_json(task, cover))).collect();
            let trees: Map<String, Value> =
                proof.trees.iter().map(|(root, tree)| (task.key(*root), split_json(task, tree))).collect();
            json!({"covers": covers, "trees": trees})
        }
    };
    Ok(Answer::new::<S>(json!({"holds": found.holds()})).with_certificate(certificate))
}

/// Fractions by coalition, whatever numbers the run is in.
pub(super) fn fractions<S: Scalar>(task: &Task<'_, S>, entries: &[(Coalition, Rational)]) -> Value {
    let object: Map<String, Value> =
        entries.iter().map(|(coalition, weight)| (task.key(*coalition), number_json(weight))).collect();
    object.into()
}

/// Fractions by player.
fn shares<S: Scalar>(task: &Task<'_, S>, amounts: &[Rational]) -> Value {
    super::by_player(&task.file.players, amounts)
}

/// The same without those that are 0.
fn nonzero<S: Scalar>(task: &Task<'_, S>, amounts: impl IntoIterator<Item = (usize, Rational)>) -> Value {
    let entries: Vec<(Coalition, Rational)> = amounts
        .into_iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(player, amount)| (Coalition::singleton(player), amount))
        .collect();
    fractions(task, &entries)
}

fn undominated_json<S: Scalar>(task: &Task<'_, S>, found: &Undominated) -> Value {
    let bound = |bound: &DominationBound| {
        json!({
            "s": bound.coalition.map(|coalition| task.coalition(coalition)),
            "weights": nonzero(task, bound.weights.iter().cloned().enumerate()),
            "own": number_json(&bound.own),
            "grand": number_json(&bound.grand),
            "others": fractions(task, &bound.others),
        })
    };
    json!({
        "imputation": shares(task, &found.imputation),
        "s": task.coalition(found.coalition),
        "bounds": found.bounds.iter().map(bound).collect::<Vec<_>>(),
    })
}

fn cover_json<S: Scalar>(task: &Task<'_, S>, cover: &Cover) -> Value {
    let row = |(weights, bound): &(Vec<Rational>, Rational)| json!({"weights": nonzero(task, weights.iter().cloned().enumerate()), "bound": number_json(bound)});
    json!({
        "points": cover.points.iter().map(|point| shares(task, point)).collect::<Vec<_>>(),
        "rows": cover.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn split_json<S: Scalar>(task: &Task<'_, S>, tree: &Split) -> Value {
    match tree {
        Split::Cover { coalition, parts } => {
            let parts: Vec<Value> = parts.iter().map(|part| split_json(task, part)).collect();
            json!({"cover": task.key(*coalition), "parts": parts})
        }
        Split::Empty(EmptyPart { own, grand, rivals, rows }) => json!({
            "own": nonzero(task, own.iter().cloned()),
            "grand": number_json(grand),
            "rivals": fractions(task, rivals),
            "rows": fractions(task, rows),
        }),
    }
}
