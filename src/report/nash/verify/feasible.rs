//! Minmax values by their punishments, corners by directions, everything else as mixtures of corners.

use std::collections::BTreeSet;

use num_traits::{One, Signed, Zero};
use serde_json::{Value, json};

use super::{list, profile, rational};
use crate::game::{NamedGame, NormalFormGame, PlayerNames, with_game};
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::report::nash::feasible::by_player;
use crate::solution::strategic::{clipped, polygon};

type Point = Vec<Rational>;

fn point(named: &NamedGame, value: Option<&Value>) -> Result<Point, String> {
    named.players.iter().map(|names| rational(value.and_then(|value| value.get(&names.name)))).collect()
}

fn points(named: &NamedGame, value: Option<&Value>) -> Result<Vec<Point>, String> {
    list(value.unwrap_or(&Value::Null))?.iter().map(|item| point(named, Some(item))).collect()
}

/// Checks everything but, of three players and more, that all individually rational corners are listed; whether
/// that was checked, too.
pub(super) fn feasible(named: &NamedGame, entry: &Value, value: &Value) -> Result<bool, String> {
    let minmax = point(named, value.get("minmax"))?;
    let punishments = entry.pointer("/certificate/punishments").unwrap_or(&Value::Null);
    let all: BTreeSet<Point> = with_game!(&named.game, game => {
        let size = game.space().size();
        (0..size).map(|at| (0..named.players.len()).map(|player| game.payoff(at, player)).collect()).collect()
    });
    let (corners, reached) =
        (points(named, value.get("vertices"))?, points(named, value.get("individually-rational"))?);
    if named.players.len() == 2 {
        if value.get("minmax-in") != Some(&json!("mixed strategies")) {
            return Err("of two players, punishments are mixed".into());
        }
        with_game!(&named.game, game => mixed_minmax(named, game, punishments, &minmax))?;
        let expected = polygon(all.into_iter().collect());
        return if corners != expected {
            Err("the corners are others".into())
        } else if reached != clipped(&expected, &minmax) {
            Err("the individually rational corners are others".into())
        } else {
            Ok(true)
        };
    }
    if value.get("minmax-in") != Some(&json!("pure strategies")) {
        return Err("of three players and more, punishments are pure".into());
    }
    with_game!(&named.game, game => pure_minmax(named, game, punishments, &minmax))?;
    is_hull(named, entry, &corners, &all)?;
    for point in &reached {
        if point.iter().zip(&minmax).any(|(payoff, least)| payoff < least) {
            return Err("a corner is not individually rational".into());
        }
        is_mixture(named, entry, &corners, point)?;
    }
    let different: BTreeSet<&Point> = reached.iter().collect();
    if different.len() == reached.len() { Ok(false) } else { Err("a corner is listed twice".into()) }
}

/// Each corner is a payoff and alone the furthest in its direction; all others are mixtures.
fn is_hull(named: &NamedGame, entry: &Value, corners: &[Point], all: &BTreeSet<Point>) -> Result<(), String> {
    let directions = points(named, entry.pointer("/certificate/directions"))?;
    let dot = |direction: &Point, point: &Point| direction.iter().zip(point).map(|(a, x)| a * x).sum::<Rational>();
    if directions.len() != corners.len() && corners.len() > 1 {
        return Err("each corner needs a direction".into());
    }
    if corners.iter().any(|corner| !all.contains(corner)) {
        return Err("a corner is no payoff of a profile".into());
    }
    for (corner, direction) in corners.iter().zip(&directions) {
        let furthest = dot(direction, corner);
        if all.iter().any(|point| point != corner && dot(direction, point) >= furthest) {
            return Err("another payoff is as far in the direction of a corner".into());
        }
    }
    all.iter().filter(|point| !corners.contains(point)).try_for_each(|point| is_mixture(named, entry, corners, point))
}

fn is_mixture(named: &NamedGame, entry: &Value, corners: &[Point], point: &Point) -> Result<(), String> {
    let mixtures = list(entry.pointer("/certificate/mixtures").unwrap_or(&Value::Null))?;
    let stated = by_player(named, point);
    let mixed = mixtures.iter().find(|mixed| mixed.get("payoffs") == Some(&stated)).ok_or("a payoff is no mixture")?;
    let (mut total, mut reached) = (Rational::zero(), vec![Rational::zero(); point.len()]);
    for part in list(mixed.get("weights").unwrap_or(&Value::Null))? {
        let place = part.get(0).and_then(Value::as_u64).unwrap_or(u64::MAX) as usize;
        let (corner, weight) = (corners.get(place).ok_or("an unknown corner")?, rational(part.get(1))?);
        if weight.is_negative() {
            return Err("a weight is below zero".into());
        }
        reached.iter_mut().zip(corner).for_each(|(sum, payoff)| *sum += payoff * &weight);
        total += weight;
    }
    if total.is_one() && reached == *point { Ok(()) } else { Err("a payoff is not the mixture stated".into()) }
}

/// The player's own mixture secures the value, and the other's allows no more.
fn mixed_minmax<C: Cell>(
    named: &NamedGame,
    game: &NormalFormGame<C>,
    punishments: &Value,
    minmax: &[Rational],
) -> Result<(), String> {
    for (player, names) in named.players.iter().enumerate() {
        let evidence = punishments.get(&names.name).unwrap_or(&Value::Null);
        let own = weights(names, evidence.get("secures"))?;
        let other = weights(&named.players[1 - player], evidence.get("punishes"))?;
        let pays = |a: usize, b: usize| {
            let (i, j) = if player == 0 { (a, b) } else { (b, a) };
            game.payoff(game.space().index(&[i, j]), player)
        };
        let secured = (0..other.len())
            .map(|b| own.iter().enumerate().map(|(a, weight)| pays(a, b) * weight).sum::<Rational>())
            .min();
        let allowed = (0..own.len())
            .map(|a| other.iter().enumerate().map(|(b, weight)| pays(a, b) * weight).sum::<Rational>())
            .max();
        if secured.as_ref() != Some(&minmax[player]) || allowed != secured {
            return Err(format!("the minmax value of player {} is not proved", names.name));
        }
    }
    Ok(())
}

fn weights(names: &PlayerNames, value: Option<&Value>) -> Result<Vec<Rational>, String> {
    let weights: Vec<Rational> = names
        .strategies
        .iter()
        .map(|strategy| rational(value.and_then(|value| value.get(strategy))))
        .collect::<Result<_, _>>()?;
    if weights.iter().any(Signed::is_negative) || !weights.iter().sum::<Rational>().is_one() {
        return Err("a punishment is no mixture".into());
    }
    Ok(weights)
}

/// By enumeration.
fn pure_minmax<C: Cell>(
    named: &NamedGame,
    game: &NormalFormGame<C>,
    punishments: &Value,
    minmax: &[Rational],
) -> Result<(), String> {
    let space = game.space();
    for (player, names) in named.players.iter().enumerate() {
        let best = |base: usize| {
            (0..space.counts()[player])
                .map(|strategy| game.payoff(base + strategy * space.stride(player), player))
                .max()
        };
        let least = space.bases(player).map(best).min().flatten();
        let at = profile(named, punishments.get(&names.name).and_then(|evidence| evidence.get("profile")))?;
        let held = best(space.with_strategy(at, player, 0));
        if least.as_ref() != Some(&minmax[player]) || held != least || game.payoff(at, player) != minmax[player] {
            return Err(format!("the minmax value of player {} is another", names.name));
        }
    }
    Ok(())
}
