//! `correlated-vertices`: the polytope of correlated equilibria.

use serde_json::{Value, json};

use super::shapes::{number, pure_profile};
use super::{Answer, Options};
use crate::error::Error;
use crate::game::{NamedGame, with_game};
use crate::number::Rational;
use crate::solution::strategic::correlated_vertices as solve;

pub(super) fn correlated_vertices(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let found = with_game!(&named.game, game => solve(game, &options.limit))?;
    let vertices: Vec<Value> = found.vertices.iter().map(|vertex| distribution(named, vertex)).collect();
    let value = json!({"dimension": found.dimension, "vertices": vertices});
    Ok(Answer::new(value).with(json!({"method": "double description"})))
}

/// `[{"profile": …, "probability": …}, …]`
fn distribution(named: &NamedGame, weights: &[(usize, Rational)]) -> Value {
    weights
        .iter()
        .map(|(profile, weight)| json!({"profile": pure_profile(named, *profile), "probability": number(weight)}))
        .collect()
}
