//! Dominance: by pure strategies computed again, by mixtures as the certificate has them.

use num_traits::{One, Signed};
use serde_json::Value;

use super::super::concepts::pure_dominance;
use super::{list, profile, rational};
use crate::game::{NamedGame, NormalFormGame, with_game};
use crate::number::Rational;
use crate::number::cell::Cell;

/// Pure dominance is computed again. Of mixed dominance, each elimination is checked against what was left
/// when its round began, and survivors are what was not eliminated.
pub(super) fn dominance(named: &NamedGame, value: &Value, certificate: &Value) -> Result<(), String> {
    for (key, survivors, steps) in pure_dominance(named).map_err(|error| error.to_string())? {
        if value.get(key) != Some(&survivors) {
            return Err(format!("{key}: computed again, the survivors are others"));
        }
        if certificate.get(key) != Some(&steps) {
            return Err(format!("{key}: computed again, the eliminations are others"));
        }
    }
    let steps = certificate.get("strict-mixed").unwrap_or(&Value::Null);
    eliminations(named, steps, value.get("strict-mixed").unwrap_or(&Value::Null))
}

/// Each elimination is checked against what was left when its round began; what is left at the end are the survivors.
pub(super) fn eliminations(named: &NamedGame, steps: &Value, survivors: &Value) -> Result<(), String> {
    let mut gone: Vec<Vec<Option<u64>>> =
        named.players.iter().map(|player| vec![None; player.strategies.len()]).collect();
    let steps = list(steps)?;
    let mut parsed = Vec::new();
    for step in steps {
        let place = |player: usize, name: &str| named.players[player].strategies.iter().position(|known| known == name);
        let name = step.get("player").and_then(Value::as_str);
        let player =
            named.players.iter().position(|player| Some(player.name.as_str()) == name).ok_or("an unknown player")?;
        let strategy = step
            .get("strategy")
            .and_then(Value::as_str)
            .and_then(|name| place(player, name))
            .ok_or("an unknown strategy")?;
        let round = step.get("round").and_then(Value::as_u64).ok_or("a round is missing")?;
        let mut by = Vec::new();
        for (name, weight) in step.get("by").and_then(Value::as_object).ok_or("a dominating mixture is missing")? {
            by.push((place(player, name).ok_or("an unknown strategy")?, rational(Some(weight))?));
        }
        gone[player][strategy] = Some(round);
        parsed.push((player, strategy, round, by));
    }
    with_game!(&named.game, game => parsed.iter().try_for_each(|step| dominated(game, &gone, step)))?;
    for (names, gone) in named.players.iter().zip(&gone) {
        let left = names
            .strategies
            .iter()
            .zip(gone)
            .filter(|(_, gone)| gone.is_none())
            .map(|(name, _)| Value::String(name.clone()));
        if survivors.get(&names.name) != Some(&left.collect::<Value>()) {
            return Err(format!("the survivors of player {} are not what the eliminations leave", names.name));
        }
    }
    Ok(())
}

/// A strategy is a best reply to its belief, which is over survivors.
pub(super) fn belief_of(named: &NamedGame, survivors: &Value, belief: &Value) -> Result<(), String> {
    let name = belief.get("player").and_then(Value::as_str);
    let player = named.players.iter().position(|player| Some(player.name.as_str()) == name);
    let player = player.ok_or("an unknown player")?;
    let mut weights = Vec::new();
    for part in list(belief.get("belief").unwrap_or(&Value::Null))? {
        let (at, weight) = (profile(named, part.get("profile"))?, rational(part.get("probability"))?);
        let survive = |(other, names): (usize, &crate::game::PlayerNames)| {
            let strategy = names.strategies.get(named.space().strategy(at, other)).cloned().unwrap_or_default();
            survivors.get(&names.name).and_then(Value::as_array).is_some_and(|set| set.contains(&strategy.into()))
        };
        if weight.is_negative() || !named.players.iter().enumerate().all(survive) {
            return Err("a belief is not over surviving strategies".into());
        }
        weights.push((at, weight));
    }
    let chosen = belief.get("strategy").and_then(Value::as_str).unwrap_or_default();
    let chosen = named.players[player].strategies.iter().position(|strategy| strategy == chosen);
    let chosen = chosen.ok_or("an unknown strategy")?;
    if !weights.iter().map(|(_, weight)| weight).sum::<Rational>().is_one() {
        return Err("a belief is no distribution".into());
    }
    with_game!(&named.game, game => {
        let pays = |strategy: usize| -> Rational {
            let at = |profile: usize| game.space().with_strategy(profile, player, strategy);
            weights.iter().map(|(profile, weight)| game.payoff(at(*profile), player) * weight).sum()
        };
        let payoff = pays(chosen);
        if (0..named.players[player].strategies.len()).any(|other| pays(other) > payoff) {
            return Err("a strategy is no best reply to its belief".into());
        }
        Ok(())
    })
}

type Step = (usize, usize, u64, Vec<(usize, Rational)>);

fn dominated<C: Cell>(game: &NormalFormGame<C>, gone: &[Vec<Option<u64>>], step: &Step) -> Result<(), String> {
    let space = game.space();
    let (player, strategy, round, by) = step;
    let is_left = |player: usize, strategy: usize| gone[player][strategy].is_none_or(|gone| gone >= *round);
    let total: Rational = by.iter().map(|(_, weight)| weight).sum();
    if !total.is_one() || by.iter().any(|(by, weight)| weight.is_negative() || !is_left(*player, *by)) {
        return Err("a dominating mixture is no strategy of what is left".into());
    }
    for base in space.bases(*player) {
        if (0..gone.len()).any(|other| other != *player && !is_left(other, space.strategy(base, other))) {
            continue;
        }
        let pays = |strategy: usize| game.payoff(space.with_strategy(base, *player, strategy), *player);
        if by.iter().map(|(by, weight)| pays(*by) * weight).sum::<Rational>() <= pays(*strategy) {
            return Err(format!("the strategy {strategy} of player {player} is not dominated as stated"));
        }
    }
    Ok(())
}
