//! Values that need unions, a graph or weights beside the game; dividends, worths and interactions.

use serde_json::json;

use super::{Answer, Concept, Task, concept};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::dividends::nonzero_dividends;
use crate::game::forms::TuForm;
use crate::number::Scalar;
use crate::solution::Allocation;
use crate::solution::cooperative::{
    InteractionIndex, aumann_dreze, banzhaf_owen, interaction, myerson, owen, position, weighted_shapley,
};

/// The order of interaction indices where nothing is said.
const ORDER: usize = 2;

pub(super) const CONCEPTS: &[Concept] = &[
    concept!("weighted-shapley", "dividends in proportion to weights (needs weights)", "Shapley 1953b", of_weights),
    concept!("owen", "orders in which unions arrive unbroken (needs unions)", "Owen 1977", of_unions),
    concept!("banzhaf-owen", "Banzhaf among unions and within them (needs unions)", "Owen 1981", of_unions_banzhaf),
    concept!("aumann-dreze", "Shapley within each union (needs unions)", "Aumann and Drèze 1974", of_each_union),
    concept!("myerson", "Shapley of what is connected (needs a graph)", "Myerson 1977", of_graph),
    concept!("position", "Shapley among links, half to each end (needs a graph)", "Borm, Owen and Tijs 1992", of_links),
    concept!("dividends", "Harsanyi dividends, those that are not 0", "Harsanyi 1963", dividends),
    concept!("worths", "worths, those that are not 0", "von Neumann and Morgenstern 1944", worths),
    concept!(
        "interaction:shapley",
        "Shapley interaction index (--order)",
        "Grabisch and Roubens 1999",
        shapley_interaction
    ),
    concept!("interaction:banzhaf", "Banzhaf interaction index (--order)", "Roubens 1996", banzhaf_interaction),
    concept!(
        "interaction:shapley-taylor",
        "Shapley-Taylor interaction index (--order)",
        "Sundararajan, Dhamdhere and Agarwal 2020",
        taylor_interaction
    ),
    concept!(
        "interaction:faithful",
        "faithful interaction index (--order)",
        "Tsai, Yeh and Ravikumar 2023",
        faithful_interaction
    ),
];

fn allocation<S: Scalar>(task: &Task<'_, S>, amounts: Result<Allocation<S>, Error>) -> Result<Answer, Error> {
    Ok(Answer::new::<S>(task.allocation(&amounts?)))
}

fn of_weights<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    allocation(task, weighted_shapley(task.game()?, &task.weights()?))
}

fn of_unions<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    allocation(task, owen(task.game()?, task.unions()?))
}

fn of_unions_banzhaf<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    allocation(task, banzhaf_owen(task.game()?, task.unions()?))
}

fn of_each_union<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    allocation(task, aumann_dreze(task.game()?, task.unions()?))
}

fn of_graph<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    allocation(task, myerson(task.game()?, task.graph()?))
}

fn of_links<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    allocation(task, position(task.game()?, task.graph()?))
}

fn dividends<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let entries: Vec<(Coalition, S)> = match &task.file.form {
        TuForm::Dividends(_, entries) => entries
            .iter()
            .filter(|(_, dividend)| !dividend.is_zero())
            .map(|(coalition, dividend)| (*coalition, dividend.clone()))
            .collect(),
        _ => nonzero_dividends(task.game()?),
    };
    Ok(Answer::new::<S>(task.by_coalition(&entries)))
}

fn worths<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let values = task.game()?.values().iter().enumerate().filter(|(_, worth)| !worth.is_zero());
    let entries: Vec<(Coalition, S)> = values.map(|(mask, worth)| (Coalition(mask as u32), worth.clone())).collect();
    Ok(Answer::new::<S>(task.by_coalition(&entries)))
}

fn interactions<S: Scalar>(task: &Task<'_, S>, index: InteractionIndex) -> Result<Answer, Error> {
    let order = task.options.order.unwrap_or(ORDER.min(task.file.form.n_players()));
    let entries = interaction(task.game()?, index, order)?;
    Ok(Answer::new::<S>(task.by_coalition(&entries)).with("order", json!(order)))
}

fn shapley_interaction<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    interactions(task, InteractionIndex::Shapley)
}

fn banzhaf_interaction<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    interactions(task, InteractionIndex::Banzhaf)
}

fn taylor_interaction<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    interactions(task, InteractionIndex::ShapleyTaylor)
}

fn faithful_interaction<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    interactions(task, InteractionIndex::Faithful)
}
