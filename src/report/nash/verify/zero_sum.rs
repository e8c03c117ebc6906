//! A value is proved by what either strategy secures.

use num_traits::Zero;
use serde_json::Value;

use super::{exact_strategies, rational};
use crate::game::{NamedGame, with_game};
use crate::number::Rational;

pub(super) fn zero_sum(named: &NamedGame, value: &Value) -> Result<(), String> {
    let sum = rational(value.get("sum"))?;
    let strategies = exact_strategies(named, value.get("maximin"))?;
    let [first, second] = strategies.as_slice() else { return Err("two players are needed".into()) };
    with_game!(&named.game, game => {
        let space = game.space();
        let total = |profile: usize| game.payoff(profile, 0) + game.payoff(profile, 1);
        if (0..space.size()).any(|profile| total(profile) != sum) {
            return Err("the payoffs do not sum to that everywhere".into());
        }
        let rows = first.len();
        let secured = |player: usize| -> Option<Rational> {
            let (own, others) = if player == 0 { (first, second.len()) } else { (second, rows) };
            (0..others).map(|other| {
                let at = |strategy: usize| if player == 0 { strategy + other * rows } else { other + strategy * rows };
                own.iter().enumerate().filter(|(_, weight)| !weight.is_zero())
                    .map(|(strategy, weight)| game.payoff(at(strategy), player) * weight).sum()
            }).min()
        };
        let mut values = Vec::new();
        for (player, names) in named.players.iter().enumerate() {
            let stated = rational(value.get("value").and_then(|values| values.get(&names.name)))?;
            if secured(player) != Some(stated.clone()) {
                return Err(format!("the strategy of player {} secures another value", names.name));
            }
            values.push(stated);
        }
        if values.iter().sum::<Rational>() == sum { Ok(()) } else { Err("the values do not sum to the constant".into()) }
    })
}
