//! Sets of allocations: imputations, the core cover, the reasonable set, the Weber set.

use serde_json::{Value, json};

use super::{Answer, Concept, Task, concept, membership};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::CharacteristicFunction;
use crate::number::Scalar;
use crate::solution::Allocation;
use crate::solution::cooperative::{core_cover, imputations, marginal_vectors, reasonable_set};
use crate::solution::cooperative::{largest_marginals, utopia_and_minimal_rights};

pub(super) const CONCEPTS: &[Concept] = &[
    concept!("imputations", "corners of the imputation set", "von Neumann and Morgenstern 1944", imputation_vertices, check is_imputation),
    concept!("core-cover", "corners of what lies between minimal rights and utopia payoffs", "Tijs and Lipperts 1982", cover, check in_cover),
    concept!("reasonable-set", "corners of the reasonable set", "Milnor 1952", reasonable, check is_reasonable),
    concept!("weber-set", "the marginal vectors, whose convex hull is the Weber set", "Weber 1988", weber),
];

fn points<S: Scalar>(task: &Task<'_, S>, points: &[Allocation<S>]) -> Answer {
    Answer::new::<S>(points.iter().map(|point| task.allocation(point)).collect::<Value>())
}

fn imputation_vertices<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    Ok(points(task, &imputations(task.game()?)?))
}

fn is_imputation<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    let game = task.game()?;
    let alone: Vec<S> = (0..game.n_players()).map(|player| game.worth(Coalition::singleton(player))).collect();
    membership::within(task, amounts, &alone, None)
}

fn cover<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    Ok(points(task, &core_cover(task.game()?)?))
}

fn in_cover<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    let (utopia, rights) = utopia_and_minimal_rights(task.game()?);
    membership::within(task, amounts, &rights, Some(&utopia))
}

fn reasonable<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    Ok(points(task, &reasonable_set(task.game()?)?))
}

fn is_reasonable<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    let game = task.game()?;
    let alone: Vec<S> = (0..game.n_players()).map(|player| game.worth(Coalition::singleton(player))).collect();
    membership::within(task, amounts, &alone, Some(&largest_marginals(game)))
}

fn weber<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    Ok(points(task, &marginal_vectors(task.game()?)?).with("hull", json!(true)))
}
