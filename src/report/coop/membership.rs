//! Is a given allocation the one, or one of those, of a concept?

use serde_json::{Value, json};

use super::super::result::number_json;
use super::{Answer, Task};
use crate::certificate::{CoreViolation, core_violation};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::CharacteristicFunction;
use crate::number::{Scalar, parse_rational, sum};
use crate::solution::cooperative::least_core;

/// Whether the allocation equals the one of a concept with a single value; evidence: that value, and
/// the players where they differ.
pub(super) fn equals<S: Scalar>(task: &Task<'_, S>, amounts: &[S], answer: Answer) -> Result<Answer, Error> {
    let expected = amounts_of::<S>(&task.file.players, &answer.value)
        .ok_or_else(|| Error::input("an allocation can be checked only for concepts that are allocations"))?;
    let differs = |player: &usize| {
        let scale = amounts[*player].clone().larger(-amounts[*player].clone()).larger(S::one());
        !((amounts[*player].clone() - expected[*player].clone()) / scale).sign().is_eq()
    };
    let different: Vec<usize> = (0..amounts.len()).filter(differs).collect();
    let evidence = json!({"expected": answer.value, "different": task.names(different.iter().copied()), "certificate": answer.certificate});
    let holds = json!({"holds": different.is_empty()});
    Ok(Answer { value: holds, certificate: Some(evidence), ..answer })
}

/// An allocation object back as numbers.
pub(super) fn amounts_of<S: Scalar>(players: &[String], value: &Value) -> Option<Vec<S>> {
    let object = value.as_object().filter(|object| object.len() == players.len())?;
    let number = |value: &Value| match value {
        Value::String(text) => parse_rational(text).ok(),
        Value::Number(number) => number.as_f64().and_then(|float| float.to_rational()),
        _ => None,
    };
    players.iter().map(|player| object.get(player).and_then(number).map(|exact| S::from_rational(&exact))).collect()
}

/// Whether the allocation is in the core; evidence: the coalition with the largest excess, or the
/// sum that is not `v(N)`.
pub(super) fn in_core<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    let game = task.game()?;
    let fault = core_violation(game.n_players(), &game.grand_worth(), |coalition| Some(game.worth(coalition)), amounts);
    let evidence = match &fault {
        None => json!({"allocation": task.allocation(amounts)}),
        Some(CoreViolation::Length) => return Err(Error::input("the allocation has not one number for each player")),
        Some(CoreViolation::Inefficient { total }) => {
            json!({"total": number_json(total), "grand": number_json(&game.grand_worth())})
        }
        Some(CoreViolation::Blocked { coalition, excess }) => {
            json!({"coalition": task.coalition(*coalition), "excess": number_json(excess)})
        }
    };
    Ok(Answer::new::<S>(json!({"holds": fault.is_none()})).with_certificate(evidence))
}

/// Whether the allocation is in the least core; evidence: its coalition of largest excess, beside the
/// least that is possible and the weights that prove that.
pub(super) fn in_least_core<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    let game = task.game()?;
    let found = least_core(game, task.lp()?)?;
    let total = sum(amounts.iter().cloned());
    if !(total.clone() - game.grand_worth()).sign().is_eq() {
        let evidence = json!({"total": number_json(&total), "grand": number_json(&game.grand_worth())});
        return Ok(Answer::new::<S>(json!({"holds": false})).with_certificate(evidence));
    }
    let grand = Coalition::grand(game.n_players());
    let excess =
        |coalition: Coalition| game.worth(coalition) - sum(coalition.members().map(|player| amounts[player].clone()));
    let mut worst: Option<(Coalition, S)> = None;
    for coalition in Coalition::all(game.n_players()).skip(1).filter(|coalition| *coalition != grand) {
        let excess = excess(coalition);
        if worst.as_ref().is_none_or(|(_, most)| excess > *most) {
            worst = Some((coalition, excess));
        }
    }
    let holds = worst.as_ref().is_some_and(|(_, most)| !(most.clone() - found.epsilon.clone()).sign().is_gt());
    let evidence = json!({
        "coalition": worst.as_ref().map(|(coalition, _)| task.coalition(*coalition)),
        "excess": worst.as_ref().map(|(_, excess)| number_json(excess)),
        "epsilon": number_json(&found.epsilon),
        "weights": task.by_coalition(&found.weights.weights),
    });
    Ok(Answer::new::<S>(json!({"holds": holds})).with_certificate(evidence))
}

/// Whether every player's amount lies between two bounds and all sum to `v(N)`; evidence: the first
/// player for whom it does not.
pub(super) fn within<S: Scalar>(
    task: &Task<'_, S>,
    amounts: &[S],
    low: &[S],
    high: Option<&[S]>,
) -> Result<Answer, Error> {
    let game = task.game()?;
    let total = sum(amounts.iter().cloned());
    let outside = |player: &usize| {
        let below = (low[*player].clone() - amounts[*player].clone()).sign().is_gt();
        let above = high.is_some_and(|high| (amounts[*player].clone() - high[*player].clone()).sign().is_gt());
        below || above
    };
    let faulty = (0..amounts.len()).find(outside);
    let (holds, evidence) = if !(total.clone() - game.grand_worth()).sign().is_eq() {
        (false, json!({"total": number_json(&total), "grand": number_json(&game.grand_worth())}))
    } else if let Some(player) = faulty {
        let high = high.map(|high| number_json(&high[player]));
        (false, json!({"player": task.file.players[player], "low": number_json(&low[player]), "high": high}))
    } else {
        (true, json!({"low": task.allocation(low), "high": high.map(|high| task.allocation(high))}))
    };
    Ok(Answer::new::<S>(json!({"holds": holds})).with_certificate(evidence))
}
