//! `zero-sum`: the value of a constant-sum game.

use serde_json::{Value, json};

use super::shapes::{mixed_profile, number, pure_profile};
use super::{Answer, Options};
use crate::error::Error;
use crate::game::{NamedGame, with_game};
use crate::number::rational_text;
use crate::solution::strategic::{ZeroSum, zero_sum as solve};

pub(super) fn zero_sum(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    match with_game!(&named.game, game => solve(game, &options.limit))? {
        ZeroSum::Solved { sum, value, strategies } => {
            let values = [value.clone(), &sum - &value];
            let values = named.players.iter().zip(&values).map(|(names, value)| (names.name.clone(), number(value)));
            let value = json!({
                "sum": number(&sum),
                "value": Value::Object(values.collect()),
                "maximin": mixed_profile(named, &strategies),
            });
            Ok(Answer::new(value).with(json!({"kind": "dual-pair"})))
        }
        ZeroSum::NotConstant { profiles, sums } => {
            let [first, other] = profiles.map(|profile| pure_profile(named, profile));
            let [sum, other_sum] = sums.map(|sum| rational_text(&sum));
            let message =
                format!("not a constant-sum game: payoffs sum to {sum} in {first} and to {other_sum} in {other}");
            Err(Error::undefined(message))
        }
    }
}
