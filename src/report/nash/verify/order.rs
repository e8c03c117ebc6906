//! Potentials, complements and rationalizable strategies, checked by their definitions.

use num_traits::{One, Signed, Zero};
use serde_json::Value;

use super::dominance::{belief_of, eliminations};
use super::{list, profile, rational};
use crate::game::{NamedGame, NormalFormGame, with_game};
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::report::nash::order::maximizer;
use crate::solution::strategic::potential_square;

/// The numbers of a list, one a profile.
fn numbers(named: &NamedGame, value: Option<&Value>) -> Result<Vec<Rational>, String> {
    let number = |value: &Value| match value.as_i64() {
        Some(small) => Ok(crate::number::whole(small)),
        None => rational(Some(value)),
    };
    let list: Vec<Rational> = list(value.unwrap_or(&Value::Null))?.iter().map(number).collect::<Result<_, _>>()?;
    if list.len() == named.space().size() { Ok(list) } else { Err("a potential needs one number a profile".into()) }
}

fn profiles(named: &NamedGame, value: Option<&Value>) -> Result<Vec<usize>, String> {
    list(value.unwrap_or(&Value::Null))?.iter().map(|item| profile(named, Some(item))).collect()
}

fn player(named: &NamedGame, value: Option<&Value>) -> Result<usize, String> {
    let name = value.and_then(Value::as_str);
    let place = named.players.iter().position(|player| Some(player.name.as_str()) == name);
    place.ok_or_else(|| "an unknown player".into())
}

/// All moves of one player: the first strategy to each other, from every profile of the rest.
fn each_move<C: Cell>(
    game: &NormalFormGame<C>,
    pairs: bool,
    mut check: impl FnMut(usize, usize, usize) -> bool,
) -> Result<(), String> {
    let space = game.space();
    for player in 0..space.n_players() {
        let count = space.counts()[player];
        for base in space.bases(player) {
            for from in 0..if pairs { count } else { 1 } {
                for to in from + 1..count {
                    let at = |strategy: usize| base + strategy * space.stride(player);
                    if !check(player, at(from), at(to)) {
                        return Err(format!("the potential is wrong for a move of player {}", player + 1));
                    }
                }
            }
        }
    }
    Ok(())
}

/// An exact potential's maximizer and cycle; the rest is computed again.
pub(super) fn exact_potential(named: &NamedGame, entry: &Value, value: &Value) -> Result<(), String> {
    if value.get("exact") == Some(&Value::Bool(true)) {
        let potential = numbers(named, value.get("potential"))?;
        return maximizer_is(named, entry, &potential);
    }
    let cycle = profiles(named, entry.pointer("/certificate/cycle"))?;
    let total: Rational = with_game!(&named.game, game => gains(game, &cycle)?.iter().sum());
    if total != rational(entry.pointer("/certificate/sum"))? || total == Rational::default() {
        return Err("the gains around the cycle sum to something else".into());
    }
    Ok(())
}

fn maximizer_is(named: &NamedGame, entry: &Value, potential: &[Rational]) -> Result<(), String> {
    if maximizer(named, potential).is_ok_and(|expected| entry.get("maximizer") == Some(&expected)) {
        Ok(())
    } else {
        Err("the potential is largest elsewhere".into())
    }
}

/// The gains of the movers around a cycle of profiles.
fn gains<C: Cell>(game: &NormalFormGame<C>, cycle: &[usize]) -> Result<Vec<Rational>, String> {
    let space = game.space();
    let step = |place: usize| {
        let (from, to) = (cycle[place], cycle[(place + 1) % cycle.len()]);
        let mut movers =
            (0..space.n_players()).filter(|&player| space.strategy(from, player) != space.strategy(to, player));
        match (movers.next(), movers.next()) {
            (Some(mover), None) => Ok(game.payoff(to, mover) - game.payoff(from, mover)),
            _ => Err("a step of the cycle is not the move of one player".to_string()),
        }
    };
    (0..cycle.len()).map(step).collect()
}

pub(super) fn weighted_potential(named: &NamedGame, entry: &Value, value: &Value) -> Result<(), String> {
    if value.get("weighted") == Some(&Value::Bool(true)) {
        let potential = numbers(named, value.get("potential"))?;
        let mut weights = Vec::new();
        for names in &named.players {
            let weight = rational(value.get("weights").and_then(|weights| weights.get(&names.name)))?;
            if !weight.is_positive() {
                return Err("a weight is not above zero".into());
            }
            weights.push(weight);
        }
        with_game!(&named.game, game => each_move(game, false, |player, from, to| {
            game.payoff(to, player) - game.payoff(from, player) == &weights[player] * (&potential[to] - &potential[from])
        }))?;
        return maximizer_is(named, entry, &potential);
    }
    let squares = list(entry.pointer("/certificate/squares").unwrap_or(&Value::Null))?;
    let mut around: Option<Rational> = Some(Rational::one());
    let mut ends = Vec::new();
    for item in squares {
        let at: [usize; 4] =
            profiles(named, item.get("profiles"))?.try_into().map_err(|_| "a square has four profiles")?;
        let [Some(a), Some(b)] = [0, 1].map(|place| item.get("players").and_then(|players| players.get(place))) else {
            return Err("a square has two players".into());
        };
        let players = [player(named, Some(a))?, player(named, Some(b))?];
        let found = with_game!(&named.game, game => {
            let moved = |from: usize, to: usize, by: usize| {
                let space = game.space();
                from != to && space.with_strategy(from, by, space.strategy(to, by)) == to
            };
            let [p, q, r, s] = at;
            let [i, j] = players;
            if i == j || !(moved(p, q, i) && moved(q, r, j) && moved(r, s, i) && moved(s, p, j)) {
                return Err("the profiles of a square are not two players' moves".into());
            }
            potential_square(game, players, at)
        });
        let stated = list(item.get("changes").unwrap_or(&Value::Null))?;
        let stated: Vec<Rational> = stated.iter().map(|value| rational(Some(value))).collect::<Result<_, _>>()?;
        let [x, y] = &found.changes;
        if stated != found.changes {
            return Err("the gains around a square change by something else".into());
        }
        if x.is_zero() && y.is_zero() {
            return Err("a square says nothing".into());
        }
        around = around.filter(|_| (x * y).is_positive()).map(|product| product * y / x);
        ends.push(players);
    }
    let closed = !ends.is_empty()
        && (ends.len() == 1 || (0..ends.len()).all(|place| ends[place][1] == ends[(place + 1) % ends.len()][0]));
    let contradicts = match around {
        // One square alone contradicts by its signs only.
        Some(product) => squares.len() > 1 && !product.is_one(),
        None => true,
    };
    if closed && contradicts { Ok(()) } else { Err("the squares do not exclude a weighted potential".into()) }
}

pub(super) fn ordinal_potential(named: &NamedGame, entry: &Value, value: &Value) -> Result<(), String> {
    if value.get("ordinal") == Some(&Value::Bool(true)) {
        let potential = numbers(named, value.get("potential"))?;
        return with_game!(&named.game, game => each_move(game, true, |player, from, to| {
            game.table(player)[to].compare(&game.table(player)[from]) == potential[to].cmp(&potential[from])
        }));
    }
    let cycle = profiles(named, entry.pointer("/certificate/cycle"))?;
    let gains = with_game!(&named.game, game => gains(game, &cycle)?);
    if gains.iter().any(Signed::is_negative) || !gains.iter().any(Signed::is_positive) {
        return Err("a mover loses around the cycle, or none gains".into());
    }
    Ok(())
}

pub(super) fn supermodular(named: &NamedGame, entry: &Value, value: &Value) -> Result<(), String> {
    if value.get("supermodular") == Some(&Value::Bool(true)) {
        // Computed again: the test is enumeration, and the extremes are where best replies lead.
        return super::again("supermodular", named, entry, &crate::report::nash::Options::default());
    }
    let who = player(named, entry.pointer("/certificate/player"))?;
    let at: [usize; 4] = profiles(named, entry.pointer("/certificate/profiles"))?
        .try_into()
        .map_err(|_| "four profiles are needed".to_string())?;
    with_game!(&named.game, game => {
        let space = game.space();
        let [a, b, c, d] = at;
        let higher = |from: usize, to: usize| {
            let mut movers = (0..space.n_players()).filter(|&player| space.strategy(from, player) != space.strategy(to, player));
            let mover = movers.next();
            mover.filter(|&mover| movers.next().is_none() && space.strategy(to, mover) > space.strategy(from, mover))
        };
        let moves = [higher(a, b), higher(d, c), higher(a, d), higher(b, c)];
        let fits = moves[0] == Some(who) && moves[1] == Some(who) && moves[2] == moves[3] && moves[2].is_some() && moves[2] != Some(who);
        let pays = |profile: usize| game.payoff(profile, who);
        let change = (pays(c) - pays(d)) - (pays(b) - pays(a));
        if fits && change.is_negative() && change == rational(entry.pointer("/certificate/change"))? {
            Ok(())
        } else {
            Err("the profiles do not show a falling difference".into())
        }
    })
}

pub(super) fn rationalizable(named: &NamedGame, entry: &Value, value: &Value) -> Result<(), String> {
    eliminations(named, entry.pointer("/certificate/eliminations").unwrap_or(&Value::Null), value)?;
    let beliefs = list(entry.pointer("/certificate/beliefs").unwrap_or(&Value::Null))?;
    for names in &named.players {
        for strategy in list(value.get(&names.name).unwrap_or(&Value::Null))? {
            let belief = beliefs.iter().find(|belief| {
                belief.get("player").and_then(Value::as_str) == Some(&names.name)
                    && belief.get("strategy") == Some(strategy)
            });
            belief_of(named, value, belief.ok_or("a strategy has no belief")?)?;
        }
    }
    Ok(())
}
