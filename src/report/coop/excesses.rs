//! The core and what is around it: concepts of excesses, each with the certificate that proves it.

use serde_json::{Map, Value, json};

use super::super::result::number_json;
use super::{Answer, Concept, Task, concept, membership};
use crate::certificate::ExcessChain;
use crate::error::Error;
use crate::number::Scalar;
use crate::solution::cooperative::{Core, core, cost_of_stability, least_core, nucleolus, prenucleolus};

pub(super) const CONCEPTS: &[Concept] = &[
    concept!("core", "an allocation that no coalition blocks, or the weights that prove there is none", "Gillies 1959", core_point, check membership::in_core),
    concept!("least-core", "the least largest excess, and an allocation that has it", "Maschler, Peleg and Shapley 1979", least_core_point, check membership::in_least_core),
    concept!("cost-of-stability", "the least subsidy that makes the core non-empty", "Bachrach et al. 2009", subsidy),
    concept!(
        "nucleolus",
        "the imputation with the lexicographically least excesses",
        "Schmeidler 1969",
        nucleolus_point
    ),
    concept!(
        "prenucleolus",
        "the allocation with the lexicographically least excesses",
        "Sobolev 1975",
        prenucleolus_point
    ),
];

fn core_point<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    Ok(match core(task.game()?, task.lp()?)? {
        Core::NonEmpty(allocation) => {
            Answer::new::<S>(json!({"empty": false, "allocation": task.allocation(&allocation)}))
        }
        Core::Empty(weights) => Answer::new::<S>(json!({"empty": true}))
            .with_certificate(json!({"weights": task.by_coalition(&weights.weights)})),
    })
}

fn least_core_point<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let found = least_core(task.game()?, task.lp()?)?;
    let value = json!({"epsilon": number_json(&found.epsilon), "allocation": task.allocation(&found.allocation)});
    Ok(Answer::new::<S>(value).with_certificate(json!({"weights": task.by_coalition(&found.weights.weights)})))
}

fn subsidy<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let game = task.game()?;
    let found = cost_of_stability(game, task.lp()?)?;
    let value = json!({"subsidy": number_json(&found.subsidy), "allocation": task.allocation(&found.allocation)});
    let certificate = found.weights.as_ref().map(|weights| json!({"weights": task.by_coalition(&weights.weights)}));
    let relative = found.relative(&game.grand_worth()).map(|relative| number_json(&relative));
    Ok(Answer::new::<S>(value).with_certificate(certificate).with("relative", json!(relative)))
}

fn nucleolus_point<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let found = nucleolus(task.game()?, task.lp()?)?;
    Ok(Answer::new::<S>(task.allocation(&found.allocation)).with_certificate(chain_json(task, &found.chain)))
}

fn prenucleolus_point<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let found = prenucleolus(task.game()?, task.lp()?)?;
    Ok(Answer::new::<S>(task.allocation(&found.allocation)).with_certificate(chain_json(task, &found.chain)))
}

/// The levels of a chain: excess, weights of coalitions, weights of players at their bounds.
fn chain_json<S: Scalar>(task: &Task<'_, S>, chain: &ExcessChain<S>) -> Value {
    let levels = chain.levels.iter().map(|level| {
        let name = |player: usize| task.file.players.get(player).cloned().unwrap_or_default();
        let bounds: Map<String, Value> =
            level.bounds.iter().map(|(player, weight)| (name(*player), number_json(weight))).collect();
        json!({"excess": number_json(&level.excess), "weights": task.by_coalition(&level.weights), "bounds": bounds})
    });
    json!({"levels": levels.collect::<Vec<_>>()})
}
