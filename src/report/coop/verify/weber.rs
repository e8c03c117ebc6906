//! Checks of the Weber set.

use std::cmp::Ordering;

use serde_json::Value;

use super::evidence::Checker;
use crate::certificate::{Flaw, compare};
use crate::coalition::Coalition;
use crate::game::CharacteristicFunction;
use crate::number::{Scalar, sum};

/// The most players whose marginal vectors are looked at one by one.
const MAX_COMBINED: usize = 6;

/// Each vertex is a marginal vector; up to 6 players each other one is shown to be in their hull.
pub(super) fn marginal_vectors<S: Scalar>(
    checker: &Checker<'_, S>,
    value: &Value,
    certificate: &Value,
) -> Result<(), Flaw> {
    let points = value.as_array().ok_or_else(|| Flaw("value: found no list".into()))?;
    let points: Vec<Vec<S>> = points.iter().map(|point| checker.allocation(point)).collect::<Result<_, _>>()?;
    if points.is_empty() {
        return Err(Flaw("value: found no vertex; there is one".into()));
    }
    for (place, point) in points.iter().enumerate() {
        if points[..place].contains(point) {
            return Err(Flaw(format!("vertex {} stands there twice", place + 1)));
        }
        if !is_marginal_vector(checker, point) {
            return Err(Flaw(format!("vertex {} is not the marginal vector of any order", place + 1)));
        }
    }
    if checker.game.n_players() > MAX_COMBINED && certificate.is_null() {
        return Ok(());
    }
    let mut inside = points.clone();
    for combination in certificate["combinations"].as_array().into_iter().flatten() {
        let mut vector = vec![S::zero(); checker.game.n_players()];
        let mut total = S::zero();
        for part in combination["weights"].as_array().into_iter().flatten() {
            let place = part["vertex"].as_u64().and_then(|place| points.get(usize::try_from(place).ok()?));
            let vertex = place.ok_or_else(|| Flaw(format!("found {}; a vertex is allowed", part["vertex"])))?;
            let weight = checker.number(&part["weight"])?;
            if weight.sign().is_lt() {
                return Err(Flaw("a weight is negative".into()));
            }
            vector.iter_mut().zip(vertex).for_each(|(sum, share)| *sum = sum.clone() + weight.clone() * share.clone());
            total = total + weight;
        }
        let stated = checker.allocation(&combination["vector"])?;
        let same = stated.iter().zip(&vector).all(|(a, b)| compare(a, b).is_eq());
        if !same || !compare(&total, &S::one()).is_eq() {
            return Err(Flaw("a marginal vector is another combination".into()));
        }
        inside.push(stated);
    }
    let known = |vector: &[S]| inside.iter().any(|point| point.iter().zip(vector).all(|(a, b)| compare(a, b).is_eq()));
    for order in itertools::Itertools::permutations(0..checker.game.n_players(), checker.game.n_players()) {
        let (mut before, mut vector) = (Coalition::EMPTY, vec![S::zero(); order.len()]);
        for player in order {
            vector[player] = checker.game.worth(before.with(player)) - checker.game.worth(before);
            before = before.with(player);
        }
        if !known(&vector) {
            return Err(Flaw("a marginal vector is not shown to be in the hull".into()));
        }
    }
    Ok(())
}

/// Whether coalitions grow player by player from nobody to all, each paid its worth.
fn is_marginal_vector<S: Scalar>(checker: &Checker<'_, S>, point: &[S]) -> bool {
    let n_players = checker.game.n_players();
    let mut reached = vec![false; checker.game.values().len()];
    for coalition in Coalition::all(n_players) {
        let total = sum(coalition.members().map(|player| point[player].clone()));
        let paid = compare(&total, &checker.game.worth(coalition)) == Ordering::Equal;
        let grown =
            coalition.is_empty() || coalition.members().any(|player| reached[coalition.without(player).index()]);
        reached[coalition.index()] = paid && grown;
    }
    reached[Coalition::grand(checker.game.n_players()).index()]
}

#[cfg(test)]
mod tests {
    use crate::format::tu::{read_json, write_json};
    use crate::report::coop::verify::verify_result;
    use crate::report::coop::{Options, named, solve};
    use crate::report::result::{InputNote, digest, result_document};
    use serde_json::{Value, json};

    #[test]
    fn a_vertex_less_or_another_weight_is_rejected() {
        let text = r#"{"format": "pactum-tu/1", "players": ["a", "b", "c"], "values": [0, 0, 0, 2, 0, 1, 1, 2]}"#;
        let file = read_json(text).unwrap();
        let entries = solve(&file, &named(&["weber-set".into()]).unwrap(), &Options::default());
        let note =
            InputNote { players: file.players.clone(), digest: digest(text.as_bytes()), game: Some(write_json(&file)) };
        let document: Value = serde_json::from_str(&result_document(&note, &entries).to_string()).unwrap();
        assert!(verify_result(&document.to_string(), None).is_ok(), "{document}");
        let rejected = |change: &dyn Fn(&mut Value)| {
            let mut changed = document.clone();
            change(&mut changed["results"][0]);
            assert!(verify_result(&changed.to_string(), None).is_err(), "{changed}");
        };
        rejected(&|entry| drop(entry["value"].as_array_mut().unwrap().pop()));
        rejected(&|entry| entry["certificate"] = Value::Null);
        rejected(&|entry| entry["certificate"]["combinations"][0]["weights"][0]["weight"] = json!("1/7"));
    }
}
