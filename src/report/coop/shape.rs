//! The relative cost of stability, and what the shape of a graph says of it.

use serde_json::{Value, json};

use super::super::result::number_json;
use super::{Answer, Concept, Task, concept, properties};
use crate::error::Error;
use crate::number::Scalar;
use crate::solution::cooperative::{graph_core, relative_cost_of_stability};

pub(super) const CONCEPTS: &[Concept] = &[
    concept!(
        "relative-cost-of-stability",
        "what satisfies all coalitions, as a multiple of v(N)",
        "Meir, Rosenschein and Malizia 2011",
        relative
    ),
    concept!(
        "graph-core",
        "treewidth of the graph and what it says of the core (needs a graph)",
        "Meir, Zick, Elkind and Rosenschein 2013",
        on_graph
    ),
];

fn relative<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let (ratio, found) = relative_cost_of_stability(task.game()?, task.lp()?)?;
    let value = json!({
        "ratio": number_json(&ratio),
        "subsidy": number_json(&found.subsidy),
        "allocation": task.allocation(&found.allocation),
    });
    let certificate = found.weights.as_ref().map(|weights| json!({"weights": task.by_coalition(&weights.weights)}));
    Ok(Answer::new::<S>(value).with_certificate(certificate))
}

fn on_graph<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let found = graph_core(task.game()?, task.graph()?, &task.options.limit)?;
    let value = json!({
        "forest": found.forest,
        "width": found.decomposition.width(),
        "superadditive": found.superadditive.holds,
        "bound": found.bound,
        "allocation": found.allocation.map(|allocation| task.allocation(&allocation)),
    });
    let bags: Vec<Value> = found.decomposition.bags.iter().map(|bag| task.coalition(*bag)).collect();
    let witness = found.superadditive.witness.as_ref().map(|witness| properties::witness_json(task, witness));
    let certificate = json!({"bags": bags, "links": found.decomposition.links, "superadditive": witness});
    Ok(Answer::new::<S>(value).with_certificate(certificate))
}
