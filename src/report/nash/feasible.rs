//! `feasible-payoffs`: what correlated play reaches, and what of it everyone can be held to.

use serde_json::{Value, json};

use super::shapes::{mixture, number, pure_profile};
use super::{Answer, Options};
use crate::error::Error;
use crate::game::{NamedGame, with_game};
use crate::number::Rational;
use crate::solution::strategic::{Punishment, feasible_payoffs as solve};

pub(super) fn feasible_payoffs(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let found = with_game!(&named.game, game => solve(game, &options.limit))?;
    let points = |points: &[Vec<Rational>]| points.iter().map(|point| by_player(named, point)).collect::<Value>();
    let two = named.players.len() == 2;
    let punishment = |(player, punishment): (usize, &Punishment)| {
        let names = &named.players[player];
        let evidence = match punishment {
            Punishment::Mixed { secures, punishes } => {
                let other = named.players.get(1 - player.min(1)).map(|other| mixture(other, punishes));
                json!({"secures": mixture(names, secures), "punishes": other})
            }
            Punishment::Pure { profile } => json!({"profile": pure_profile(named, *profile)}),
        };
        (names.name.clone(), evidence)
    };
    let value = json!({
        "vertices": points(&found.corners),
        "minmax": by_player(named, &found.minmax),
        "minmax-in": if two { "mixed strategies" } else { "pure strategies" },
        "individually-rational": points(&found.rational),
    });
    let punishments = found.punishments.iter().enumerate().map(punishment).collect();
    let mut certificate = json!({"punishments": Value::Object(punishments)});
    if !two {
        certificate["directions"] = points(&found.directions);
        let weights = |weights: &[(usize, Rational)]| -> Value {
            weights.iter().map(|(place, weight)| json!([place, number(weight)])).collect()
        };
        let mixed = found
            .mixtures
            .iter()
            .map(|(point, mixed)| json!({"payoffs": by_player(named, point), "weights": weights(mixed)}));
        certificate["mixtures"] = mixed.collect();
    }
    Ok(Answer::new(value).with(certificate))
}

/// `{"A": "1", "B": "2"}`
pub(super) fn by_player(named: &NamedGame, numbers: &[Rational]) -> Value {
    let entries = named.players.iter().zip(numbers).map(|(names, value)| (names.name.clone(), number(value)));
    Value::Object(entries.collect())
}
