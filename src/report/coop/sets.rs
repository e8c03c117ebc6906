//! Sets of allocations by their corners: core, imputations, core cover, reasonable and Weber set; the
//! kernels as unions of polytopes; the bargaining set.

use serde_json::{Value, json};

use super::super::result::number_json;
use super::{Answer, Concept, Task, concept, membership, stability};
use crate::certificate::Countered;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::CharacteristicFunction;
use crate::number::Scalar;
use crate::solution::Allocation;
use crate::solution::cooperative::{
    Bargaining, BargainingViolation, MarginalCombination, bargaining_membership, core_cover_vertices, core_vertices,
    imputation_vertices, kernel_set, largest_marginals, prekernel_set, reasonable_set_vertices,
    utopia_and_minimal_rights, weber_set_combinations, weber_set_vertices,
};

pub(super) const CONCEPTS: &[Concept] = &[
    concept!("vertices", "all vertices of the core; none where it is empty", "Shapley 1971", core_corners, check membership::in_core),
    concept!("imputations", "all vertices of the imputation set", "von Neumann and Morgenstern 1944", imputations, check is_imputation),
    concept!("core-cover", "all vertices of what lies between minimal rights and utopia payoffs", "Tijs and Lipperts 1982", cover, check in_cover),
    concept!("reasonable-set", "all vertices of what lies between own worths and largest contributions", "Milnor 1952", reasonable, check is_reasonable),
    concept!("weber-set", "all vertices of the hull of the marginal vectors", "Weber 1988", weber),
    concept!(
        "kernel-set",
        "the kernel as a union of polytopes, by their vertices",
        "Davis and Maschler 1965",
        whole_kernel
    ),
    concept!(
        "prekernel-set",
        "the prekernel as a union of polytopes, by their vertices",
        "Maschler, Peleg and Shapley 1972",
        whole_prekernel
    ),
    concept!("bargaining-set", "whether an allocation meets no justified objection (--check-allocation)", "Aumann and Maschler 1964", bargaining, check in_bargaining_set),
];

fn points<S: Scalar>(task: &Task<'_, S>, points: &[Allocation<S>]) -> Value {
    points.iter().map(|point| task.allocation(point)).collect()
}

fn corners<S: Scalar>(task: &Task<'_, S>, vertices: &[Allocation<S>]) -> Result<Answer, Error> {
    Ok(Answer::new::<S>(points(task, vertices)))
}

fn core_corners<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    corners(task, &core_vertices(task.game()?, &task.options.limit)?)
}

fn imputations<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    corners(task, &imputation_vertices(task.game()?)?)
}

fn own_worths<S: Scalar>(task: &Task<'_, S>) -> Result<Vec<S>, Error> {
    let game = task.game()?;
    Ok((0..game.n_players()).map(|player| game.worth(Coalition::singleton(player))).collect())
}

fn is_imputation<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    membership::within(task, amounts, &own_worths(task)?, None)
}

fn cover<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    corners(task, &core_cover_vertices(task.game()?)?)
}

fn in_cover<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    let (utopia, rights) = utopia_and_minimal_rights(task.game()?);
    membership::within(task, amounts, &rights, Some(&utopia))
}

fn reasonable<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    corners(task, &reasonable_set_vertices(task.game()?)?)
}

fn is_reasonable<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    membership::within(task, amounts, &own_worths(task)?, Some(&largest_marginals(task.game()?)))
}

fn weber<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let vertices = weber_set_vertices(task.game()?)?;
    let others = weber_set_combinations(task.game()?, &vertices)?;
    let combination = |other: &MarginalCombination<S>| {
        let weights: Vec<Value> = other
            .weights
            .iter()
            .map(|(place, weight)| json!({"vertex": place, "weight": number_json(weight)}))
            .collect();
        json!({"vector": task.allocation(&other.point), "weights": weights})
    };
    let certificate = others.map(|others| json!({"combinations": others.iter().map(combination).collect::<Vec<_>>()}));
    Ok(corners(task, &vertices)?.with_certificate(certificate))
}

fn polytopes<S: Scalar>(task: &Task<'_, S>, polytopes: &[Vec<Allocation<S>>]) -> Result<Answer, Error> {
    let value: Value = polytopes.iter().map(|vertices| json!({"vertices": points(task, vertices)})).collect();
    Ok(Answer::new::<S>(value))
}

fn whole_kernel<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    polytopes(task, &kernel_set(task.game()?, &task.options.limit)?)
}

fn whole_prekernel<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    polytopes(task, &prekernel_set(task.game()?, &task.options.limit)?)
}

fn bargaining<S: Scalar>(_: &Task<'_, S>) -> Result<Answer, Error> {
    Err(Error::input("bargaining-set needs an allocation to check: --check-allocation FILE"))
}

fn in_bargaining_set<S: Scalar>(task: &Task<'_, S>, amounts: &[S]) -> Result<Answer, Error> {
    let game = task.game()?;
    let name = |player: usize| task.file.players.get(player);
    let found = bargaining_membership(game, amounts, &task.options.limit)?;
    let evidence = match &found {
        Bargaining::Inside(proofs) => {
            let proof = |proof: &Countered| {
                json!({
                    "player": name(proof.player),
                    "against": name(proof.against),
                    "coalition": task.coalition(proof.coalition),
                    "weights": stability::fractions(task, &proof.weights),
                })
            };
            json!({"countered": proofs.iter().map(proof).collect::<Vec<_>>()})
        }
        Bargaining::Outside(BargainingViolation::Inefficient { total }) => {
            json!({"total": number_json(total), "grand": number_json(&game.grand_worth())})
        }
        Bargaining::Outside(BargainingViolation::BelowAlone(player)) => json!({"below_alone": name(*player)}),
        Bargaining::Outside(BargainingViolation::Objection(objection)) => {
            let members = objection.coalition.members().filter_map(name).cloned();
            let shares: serde_json::Map<String, Value> =
                members.zip(objection.shares.iter().map(number_json)).collect();
            json!({"player": name(objection.player), "against": name(objection.against), "shares": shares})
        }
    };
    let holds = matches!(found, Bargaining::Inside(_));
    Ok(Answer::new::<S>(json!({"holds": holds})).with_certificate(evidence))
}
