//! Re-checking the results of `pactum nash` in exact arithmetic, without an equilibrium solver.
//!
//! What enumeration gives (pure equilibria, deviations of coalitions, pure dominance, potentials) is
//! computed again and compared. Mixed equilibria are checked by their regret, mixed dominance by its
//! dominating mixtures, correlated equilibria by their incentives and multipliers. That a list of mixed
//! equilibria is complete is proved again by bisection in integers, or by all bases of two players, where that
//! is not too much.

mod complete;
mod correlated;
mod correlated_vertices;
mod dominance;
mod extreme;
mod feasible;
mod grim;
mod logit;
mod mixed;
mod one;
mod order;
mod subsets;
pub(super) mod symmetric;
mod zero_sum;

use std::fmt;

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};
use serde_json::Value;

use super::options::read_options;
use super::{Answer, Options, concepts};
use crate::game::{AnyGame, NamedGame, NormalFormGame, PlayerNames, with_game};
use crate::number::cell::{Cell, common_denominator};
use crate::number::{Rational, Scalar, parse_rational};
use crate::solution::strategic::Correlation;

/// What is wrong with a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The concept whose entry it is; empty for the document.
    pub concept: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.concept, self.message)
    }
}

/// Checks every entry of a result document against its game; returns the concepts that could not be
/// checked: those whose `options` the document does not have, and errors.
///
/// # Errors
///
/// The first [`Flaw`].
pub fn verify(document: &Value, named: &NamedGame) -> Result<Vec<String>, Flaw> {
    let entries = document.get("results").and_then(Value::as_array);
    let entries =
        entries.ok_or_else(|| Flaw { concept: String::new(), message: "the list of results is missing".into() })?;
    let mut unchecked = Vec::new();
    for entry in entries {
        let concept = entry.get("concept").and_then(Value::as_str).unwrap_or_default();
        let needs_options =
            matches!(concept, "grim-trigger" | "moran" | "small-mutation" | "qre" | "qre-fit" | "logit-dynamics");
        if needs_options && entry.get("options").is_none() && !entry.get("value").is_none_or(Value::is_null) {
            unchecked.push(concept.to_string());
            continue;
        }
        // What is right but for rounding is no flaw of the concept: that has to be said.
        let floats = entry.get("exact") == Some(&Value::Bool(false)) && !FLOATS_BY_NATURE.contains(&concept);
        let advice = if floats {
            " (computed in floats, which exact arithmetic may contradict: solve it without --float)"
        } else {
            ""
        };
        let flaw = |message: String| Flaw { concept: concept.to_string(), message: message + advice };
        let open = verify_entry(concept, entry, named).map_err(flaw)?;
        unchecked.extend(open);
    }
    Ok(unchecked)
}

/// Concepts whose numbers are floats whatever the game.
const FLOATS_BY_NATURE: [&str; 3] = ["qre", "qre-fit", "logit-dynamics"];

/// An entry that has an error in place of a value is not checked.
pub(super) fn an_error(concept: &str) -> String {
    format!("{concept} (has an error)")
}

/// Checks an entry; what stays unchecked, if anything.
fn verify_entry(concept: &str, entry: &Value, named: &NamedGame) -> Result<Option<String>, String> {
    let value = entry.get("value").unwrap_or(&Value::Null);
    let certificate = entry.get("certificate").unwrap_or(&Value::Null);
    if value.is_null() {
        return if entry.get("error").is_some_and(Value::is_object) {
            Ok(Some(an_error(concept)))
        } else {
            Err("neither value nor error".into())
        };
    }
    if matches!(named.game, AnyGame::Float(_)) {
        return Err("floats cannot be re-checked in exact arithmetic".into());
    }
    let options = read_options(named, entry)?;
    // Lists that a time limit cuts short say so; all else is whole.
    let may_be_part = matches!(concept, "mixed" | "qre" | "replicator" | "pure");
    if !may_be_part && entry.get("complete") != Some(&Value::Bool(true)) {
        return Err("complete: this is never a part; allowed: true".into());
    }
    match concept {
        "one" => one::one(named, value),
        "zero-sum" => zero_sum::zero_sum(named, value),
        "mixed" => return mixed::mixed(named, entry, value, options.digits),
        "correlated-vertices" => {
            let proved = correlated_vertices::correlated_vertices(named, value)?;
            return Ok((!proved).then(|| "correlated-vertices (that the list is complete)".into()));
        }
        "feasible-payoffs" => {
            let proved = feasible::feasible(named, entry, value)?;
            let open = "feasible-payoffs (that all individually rational corners are listed)";
            return Ok((!proved).then(|| open.into()));
        }
        "potential" => {
            let answer = solved_again(concept, named, &options)?;
            same_list(&answer.value, value)?;
            order::exact_potential(named, entry, value)
        }
        "weighted-potential" => order::weighted_potential(named, entry, value),
        "ordinal-potential" => order::ordinal_potential(named, entry, value),
        "supermodular" => order::supermodular(named, entry, value),
        "rationalizable" => order::rationalizable(named, entry, value),
        "symmetric" => return symmetric::symmetric(named, value),
        "qre" => logit::responses(named, value, entry, &options),
        "grim-trigger" => grim::thresholds(named, value, entry, &options),
        "logit-dynamics" => logit::dynamics(named, value, &options),
        "stochastically-stable" => logit::stable(named, value, certificate),
        "qre-fit" => logit::fit(named, value, &options),
        "dominance" => dominance::dominance(named, value, certificate),
        "correlated" => {
            let objective = options.objective.as_deref();
            with_game!(&named.game, game => correlated::correlated(named, game, Correlation::Correlated, objective, value, certificate))
        }
        "coarse" => {
            let objective = options.objective.as_deref();
            with_game!(&named.game, game => correlated::correlated(named, game, Correlation::Coarse, objective, value, certificate))
        }
        _ => again(concept, named, entry, &options),
    }?;
    Ok(None)
}

fn list(value: &Value) -> Result<&Vec<Value>, String> {
    value.as_array().ok_or_else(|| "the value is not a list".into())
}

fn rational(value: Option<&Value>) -> Result<Rational, String> {
    let text = value.and_then(Value::as_str).ok_or("a number is missing")?;
    parse_rational(text).map_err(|error| format!("{text}: {error}"))
}

fn solved_again(concept: &str, named: &NamedGame, options: &Options) -> Result<Answer, String> {
    let known = concepts().iter().find(|known| known.name == concept).ok_or("an unknown concept")?;
    (known.solve)(named, options).map_err(|error| error.to_string())
}

/// What enumeration gives is computed again, with all that stands beside it; the order of lists is free.
fn again(concept: &str, named: &NamedGame, entry: &Value, options: &Options) -> Result<(), String> {
    let answer = solved_again(concept, named, options)?;
    same_list(&answer.value, entry.get("value").unwrap_or(&Value::Null))?;
    let certificate = entry.get("certificate").unwrap_or(&Value::Null);
    if answer.certificate.as_ref().unwrap_or(&Value::Null) != certificate {
        return Err("computed again, the certificate is another".into());
    }
    if entry.get("complete") != Some(&Value::Bool(answer.complete)) {
        return Err(format!("complete: computed again, it is {}", answer.complete));
    }
    match answer.siblings.iter().find(|(key, value)| *key != "options" && entry.get(*key) != Some(value)) {
        Some((key, _)) => Err(format!("{key}: computed again, it is another")),
        None => Ok(()),
    }
}

/// Whether two values are the same but for the order of a list.
fn same_list(expected: &Value, value: &Value) -> Result<(), String> {
    let sorted = |value: &Value| match value {
        Value::Array(items) => {
            let mut texts: Vec<String> = items.iter().map(Value::to_string).collect();
            texts.sort();
            texts
        }
        other => vec![other.to_string()],
    };
    if sorted(expected) == sorted(value) { Ok(()) } else { Err("computed again, the value is another".into()) }
}

/// A number with its bounds, which are at most `1e-40` apart for numbers of the size 1.
fn bounds(value: Option<&Value>, size: &Rational) -> Result<(Rational, Rational), String> {
    match value {
        Some(Value::Object(interval)) => {
            let (low, high) = (rational(interval.get("low"))?, rational(interval.get("high"))?);
            let width = &high - &low;
            if !width.is_positive() || width * Rational::from_integer(BigInt::from(10).pow(40)) > *size {
                return Err("an interval is empty or too wide".into());
            }
            let near = |approx: f64| (approx - Scalar::to_f64(&low)).abs() <= 1e-12 * approx.abs().max(1.0);
            if !interval.get("approx").and_then(Value::as_f64).is_some_and(near) {
                return Err("an approximation is not in its interval".into());
            }
            Ok((low, high))
        }
        other => rational(other).map(|exact| (exact.clone(), exact)),
    }
}

/// The size of a player's payoffs, for the bounds of expected ones.
fn payoff_size(named: &NamedGame, player: usize) -> Rational {
    with_game!(&named.game, game => {
        let strategies = named.players.iter().map(|names| names.strategies.len()).sum::<usize>();
        let largest = (0..game.space().size()).map(|profile| game.payoff(profile, player).abs()).max();
        (largest.unwrap_or_default() + Rational::one()) * Rational::from_integer(BigInt::from(4 * strategies))
    })
}

/// A mixed strategy for each player, by bounds.
fn strategies(named: &NamedGame, profile: Option<&Value>) -> Result<Vec<Vec<(Rational, Rational)>>, String> {
    let of_player = |names: &PlayerNames| strategy(names, profile.and_then(|profile| profile.get(&names.name)));
    named.players.iter().map(of_player).collect()
}

/// A mixed strategy of a player, by bounds.
fn strategy(names: &PlayerNames, value: Option<&Value>) -> Result<Vec<(Rational, Rational)>, String> {
    let object = value.and_then(Value::as_object);
    let object = object.ok_or_else(|| format!("player {} has no strategy", names.name))?;
    if object.len() != names.strategies.len() {
        return Err(format!("player {} has other strategies in the game", names.name));
    }
    let weights: Vec<(Rational, Rational)> = names
        .strategies
        .iter()
        .map(|strategy| bounds(object.get(strategy), &Rational::one()))
        .collect::<Result<_, _>>()?;
    let sum = |end: fn(&(Rational, Rational)) -> &Rational| weights.iter().map(end).sum::<Rational>();
    let one = Rational::one();
    if weights.iter().any(|(low, _)| low.is_negative())
        || sum(|weight| &weight.0) > one
        || sum(|weight| &weight.1) < one
    {
        return Err(format!("the probabilities of player {} are not a strategy", names.name));
    }
    Ok(weights)
}

/// A mixed strategy for each player, in fractions.
fn exact_strategies(named: &NamedGame, profile: Option<&Value>) -> Result<Vec<Vec<Rational>>, String> {
    let exact = |(low, high): (Rational, Rational)| {
        if low == high { Ok(low) } else { Err("a probability is not exact".to_string()) }
    };
    strategies(named, profile)?.into_iter().map(|list| list.into_iter().map(exact).collect()).collect()
}

/// Bounds on the payoff of a player's pure strategy against the others' mixed ones.
fn payoff_bounds<C: Cell>(
    game: &NormalFormGame<C>,
    strategies: &[Vec<(Rational, Rational)>],
    player: usize,
    strategy: usize,
) -> (Rational, Rational) {
    // In integers, over the product of each player's common denominator.
    let space = game.space();
    let mut scale = game.denominator().clone();
    let mut terms = vec![(strategy * space.stride(player), BigInt::one(), BigInt::one())];
    for other in (0..strategies.len()).filter(|&other| other != player) {
        let common = common_denominator(strategies[other].iter().flat_map(|(low, high)| [low, high]));
        let integer = |value: &Rational| value.numer() * (&common / value.denom());
        let played: Vec<(usize, BigInt, BigInt)> = (strategies[other].iter().enumerate())
            .filter(|(_, (_, high))| !high.is_zero())
            .map(|(strategy, (low, high))| (strategy * space.stride(other), integer(low), integer(high)))
            .collect();
        terms = terms
            .iter()
            .flat_map(|(base, low, high)| played.iter().map(move |(step, l, h)| (base + step, low * l, high * h)))
            .collect();
        scale *= common;
    }
    let (low, high) = terms.into_iter().fold((BigInt::zero(), BigInt::zero()), |total, (profile, low, high)| {
        let payoff = game.table(player)[profile].to_integer();
        let (a, b) = (&payoff * low, &payoff * high);
        if payoff.is_negative() { (total.0 + b, total.1 + a) } else { (total.0 + a, total.1 + b) }
    });
    (Rational::new(low, scale.clone()), Rational::new(high, scale))
}

/// No strategy pays more than one that is played, certainly where the numbers are exact and within the
/// intervals where they are not.
fn equilibrium(named: &NamedGame, item: &Value) -> Result<(), String> {
    let strategies = strategies(named, item.get("profile"))?;
    with_game!(&named.game, game => {
        for (player, names) in named.players.iter().enumerate() {
            let payoffs: Vec<(Rational, Rational)> =
                (0..names.strategies.len()).map(|strategy| payoff_bounds(game, &strategies, player, strategy)).collect();
            let best = payoffs.iter().map(|(low, _)| low).max().cloned().unwrap_or_default();
            let played = strategies[player].iter().zip(&payoffs).filter(|((_, high), _)| !high.is_zero());
            if let Some((_, (_, payoff))) = played.into_iter().find(|(_, (_, payoff))| *payoff < best) {
                return Err(format!("player {} loses {} by a strategy it plays", names.name, &best - payoff));
            }
            let stated = item.get("payoffs").and_then(|payoffs| payoffs.get(&names.name));
            let stated = bounds(stated, &payoff_size(named, player))?;
            let largest = payoffs.iter().map(|(_, high)| high).max().cloned().unwrap_or_default();
            if stated.0 > largest || stated.1 < best {
                return Err(format!("the payoff of player {} is another", names.name));
            }
        }
        Ok(())
    })
}

fn profile(named: &NamedGame, value: Option<&Value>) -> Result<usize, String> {
    let choice = |names: &PlayerNames| {
        let name = value.and_then(|profile| profile.get(&names.name)).and_then(Value::as_str);
        let place = name.and_then(|name| names.strategies.iter().position(|strategy| strategy == name));
        place.ok_or_else(|| format!("a profile names no strategy of player {}", names.name))
    };
    let strategies: Vec<usize> = named.players.iter().map(choice).collect::<Result<_, _>>()?;
    Ok(named.space().index(&strategies))
}

/// A player and one of its strategies, named under `player` and `strategy`.
fn named_strategy(named: &NamedGame, part: &Value) -> Result<(usize, usize), String> {
    let text = |key: &str| part.get(key).and_then(Value::as_str);
    let player = named.players.iter().position(|player| Some(player.name.as_str()) == text("player"));
    let player = player.ok_or("an unknown player")?;
    let strategy = named.players[player].strategies.iter().position(|known| Some(known.as_str()) == text("strategy"));
    Ok((player, strategy.ok_or("an unknown strategy")?))
}

#[cfg(test)]
mod tests;
