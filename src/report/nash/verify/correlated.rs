//! Correlated equilibria: incentives, and multipliers that prove them best.

use num_traits::{One, Signed, Zero};
use serde_json::Value;

use super::{list, profile, rational};
use crate::game::{NamedGame, NormalFormGame};
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::solution::strategic::{Correlation, incentives};

/// Incentives hold, and the multipliers prove that no distribution is worth more.
pub(super) fn correlated<C: Cell>(
    named: &NamedGame,
    game: &NormalFormGame<C>,
    correlation: Correlation,
    objective: Option<&[Rational]>,
    value: &Value,
    certificate: &Value,
) -> Result<(), String> {
    let space = game.space();
    let mut distribution = Vec::new();
    for part in list(value.get("distribution").unwrap_or(&Value::Null))? {
        distribution.push((profile(named, part.get("profile"))?, rational(part.get("probability"))?));
    }
    let total: Rational = distribution.iter().map(|(_, weight)| weight).sum();
    if !total.is_one() || distribution.iter().any(|(_, weight)| weight.is_negative()) {
        return Err("the probabilities are not a distribution".into());
    }
    if objective.is_some_and(|objective| objective.len() != space.size()) {
        return Err("the objective needs one number a profile".into());
    }
    let welfare = |at: usize| match objective {
        Some(objective) => objective[at].clone(),
        None => (0..space.n_players()).map(|player| game.payoff(at, player)).sum::<Rational>(),
    };
    let stated = rational(value.get("welfare"))?;
    if distribution.iter().map(|(at, weight)| welfare(*at) * weight).sum::<Rational>() != stated {
        return Err("the welfare is another".into());
    }
    let loss = |player: usize, told: Option<usize>, instead: usize, at: usize| {
        let applies = told.is_none_or(|told| space.strategy(at, player) == told);
        let other = space.with_strategy(at, player, instead);
        if applies { game.payoff(at, player) - game.payoff(other, player) } else { Rational::zero() }
    };
    for incentive in incentives(game, correlation) {
        let lost = distribution
            .iter()
            .map(|(at, weight)| loss(incentive.player, incentive.told, incentive.instead, *at) * weight);
        if lost.sum::<Rational>().is_negative() {
            return Err(format!("player {} gains by a deviation", named.players[incentive.player].name));
        }
    }
    let mut cover: Vec<Rational> = (0..space.size()).map(welfare).collect();
    for part in list(certificate.get("multipliers").unwrap_or(&Value::Null))? {
        let (player, told, instead) = incentive(named, part)?;
        let weight = rational(part.get("multiplier"))?;
        if weight.is_negative() || (told.is_some() != (correlation == Correlation::Correlated)) {
            return Err("a multiplier is negative or of another kind".into());
        }
        cover.iter_mut().enumerate().for_each(|(at, cover)| *cover += loss(player, told, instead, at) * &weight);
    }
    if cover.iter().any(|cover| *cover > stated) { Err("the multipliers do not prove it best".into()) } else { Ok(()) }
}

/// A player, what it was told and what it does instead.
fn incentive(named: &NamedGame, part: &Value) -> Result<(usize, Option<usize>, usize), String> {
    let name = part.get("player").and_then(Value::as_str);
    let player =
        named.players.iter().position(|player| Some(player.name.as_str()) == name).ok_or("an unknown player")?;
    let strategy = |key: &str| -> Result<Option<usize>, String> {
        let Some(name) = part.get(key).and_then(Value::as_str) else { return Ok(None) };
        let place = named.players[player].strategies.iter().position(|strategy| strategy == name);
        place.map(Some).ok_or_else(|| format!("{name} is no strategy of player {}", named.players[player].name))
    };
    Ok((player, strategy("told")?, strategy("instead")?.ok_or("a deviation is missing")?))
}
