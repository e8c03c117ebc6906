//! Kernels: points at which no player outweighs another, with the table of surpluses.

use serde_json::{Map, Value, json};

use super::super::result::number_json;
use super::{Answer, Concept, Task, concept};
use crate::certificate::{KernelViolation, SurplusTable, kernel_violation, prekernel_violation};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::TuGame;
use crate::number::Scalar;
use crate::solution::cooperative::{anti_prekernel, dual_game, kernel, prekernel};

pub(super) const CONCEPTS: &[Concept] = &[
    concept!("kernel", "an imputation at which no player outweighs another", "Davis and Maschler 1965", kernel_point, check in_kernel),
    concept!("prekernel", "an allocation at which surpluses of players over each other are equal", "Maschler, Peleg and Shapley 1972", prekernel_point, check in_prekernel),
    concept!("anti-prekernel", "the prekernel of the dual game", "Funaki and Meinhardt 2006", anti_prekernel_point, check in_anti_prekernel),
];

fn kernel_point<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let game = task.game()?;
    Ok(answer(task, game, &kernel(game, task.lp()?)?))
}

fn prekernel_point<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let game = task.game()?;
    Ok(answer(task, game, &prekernel(game, task.lp()?)?))
}

fn anti_prekernel_point<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let game = task.game()?;
    Ok(answer(task, &dual_game(game), &anti_prekernel(game, task.lp()?)?))
}

fn answer<S: Scalar>(task: &Task<'_, S>, game: &TuGame<S>, amounts: &[S]) -> Answer {
    Answer::new::<S>(task.allocation(amounts)).with_certificate(surpluses(task, game, amounts))
}

/// For each player and each other its surplus: the largest excess of a coalition with the one and
/// without the other.
pub(super) fn surpluses<S: Scalar>(task: &Task<'_, S>, game: &TuGame<S>, amounts: &[S]) -> Value {
    let table = SurplusTable::of(game, amounts);
    let players = &task.file.players;
    let row = |player: usize| -> Map<String, Value> {
        let others = (0..players.len())
            .filter_map(|other| Some((players[other].clone(), number_json(table.surplus(player, other)?))));
        others.collect()
    };
    let rows: Map<String, Value> =
        (0..players.len()).map(|player| (players[player].clone(), row(player).into())).collect();
    json!({"surpluses": rows})
}

fn in_kernel<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    let game = task.game()?;
    membership(task, game, amounts, kernel_violation(game, amounts))
}

fn in_prekernel<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    let game = task.game()?;
    membership(task, game, amounts, prekernel_violation(game, amounts))
}

fn in_anti_prekernel<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    let dual = dual_game(task.game()?);
    membership(task, &dual, amounts, prekernel_violation(&dual, amounts))
}

/// Whether the allocation passes; evidence: the table of surpluses, or who outweighs whom.
pub(super) fn membership<S: Scalar>(
    task: &Task<'_, S>,
    game: &TuGame<S>,
    amounts: &[S],
    violation: Option<KernelViolation<S>>,
) -> Result<Answer, Error> {
    let name = |player: usize| task.file.players.get(player);
    let side = |(surplus, coalition): &(S, Coalition)| json!({"surplus": number_json(surplus), "coalition": task.coalition(*coalition)});
    let evidence = match &violation {
        None => surpluses(task, game, amounts),
        Some(KernelViolation::Length) => return Err(Error::input("the allocation has not one number for each player")),
        Some(KernelViolation::Inefficient { total }) => {
            json!({"total": number_json(total), "grand": number_json(&game.grand_worth())})
        }
        Some(KernelViolation::BelowAlone(player)) => json!({"below_alone": name(*player)}),
        Some(KernelViolation::Outweighs { player, other, surplus, counter }) => {
            json!({"player": name(*player), "other": name(*other), "over": side(surplus), "back": side(counter)})
        }
    };
    Ok(Answer::new::<S>(json!({"holds": violation.is_none()})).with_certificate(evidence))
}

/// Whether an allocation is a point of a kernel by name, for verification.
pub(super) fn check<S: Scalar>(task: &Task<'_, S>, name: &str, amounts: &[S]) -> Result<Answer, Error> {
    match name {
        "kernel" => in_kernel(task, amounts),
        "prekernel" => in_prekernel(task, amounts),
        _ => in_anti_prekernel(task, amounts),
    }
}
