//! Re-checking the results of `pactum nash` in exact arithmetic, without an equilibrium solver.
//!
//! What enumeration gives (pure equilibria, deviations of coalitions, pure dominance, potentials) is
//! computed again and compared. Mixed equilibria are checked by their regret, mixed dominance by its
//! dominating mixtures, correlated equilibria by their incentives and multipliers. That a list of mixed
//! equilibria is complete is proved again by bisection in integers, or by all bases of two players, where that
//! is not too much.

mod complete;
mod correlated_vertices;
mod extreme;
mod feasible;
mod grim;
mod logit;
mod mixed;
mod one;
mod order;
mod subsets;
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
use crate::solution::strategic::{Correlation, incentives};

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
        "symmetric" => {
            list(value)?.iter().try_for_each(|item| equilibrium(named, item))?;
            // That these are all.
            again(concept, named, entry, &options)
        }
        "qre" => logit::responses(named, value, entry, &options),
        "grim-trigger" => grim::thresholds(named, value, entry, &options),
        "logit-dynamics" => logit::dynamics(named, value, &options),
        "stochastically-stable" => logit::stable(named, value, certificate),
        "qre-fit" => logit::fit(named, value, &options),
        "dominance" => dominance(named, value, certificate),
        "correlated" => {
            let objective = options.objective.as_deref();
            with_game!(&named.game, game => correlated(named, game, Correlation::Correlated, objective, value, certificate))
        }
        "coarse" => {
            let objective = options.objective.as_deref();
            with_game!(&named.game, game => correlated(named, game, Correlation::Coarse, objective, value, certificate))
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
            if width.is_negative() || width * Rational::from_integer(BigInt::from(10).pow(40)) > *size {
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

fn correlated<C: Cell>(
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

/// A player and one of its strategies, named under `player` and `strategy`.
fn named_strategy(named: &NamedGame, part: &Value) -> Result<(usize, usize), String> {
    let text = |key: &str| part.get(key).and_then(Value::as_str);
    let player = named.players.iter().position(|player| Some(player.name.as_str()) == text("player"));
    let player = player.ok_or("an unknown player")?;
    let strategy = named.players[player].strategies.iter().position(|known| Some(known.as_str()) == text("strategy"));
    Ok((player, strategy.ok_or("an unknown strategy")?))
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

/// Pure dominance is computed again. Of mixed dominance, each elimination is checked against what was left
/// when its round began, and survivors are what was not eliminated.
fn dominance(named: &NamedGame, value: &Value, certificate: &Value) -> Result<(), String> {
    let known = concepts().iter().find(|known| known.name == "dominance").ok_or("an unknown concept")?;
    let pure = (known.solve)(named, &Options::default()).map_err(|error| error.to_string())?;
    for key in ["strict-pure", "weak-pure-once"] {
        if pure.value.get(key) != value.get(key) {
            return Err(format!("{key}: computed again, the survivors are others"));
        }
        if pure.certificate.as_ref().and_then(|steps| steps.get(key)) != certificate.get(key) {
            return Err(format!("{key}: computed again, the eliminations are others"));
        }
    }
    let steps = certificate.get("strict-mixed").unwrap_or(&Value::Null);
    eliminations(named, steps, value.get("strict-mixed").unwrap_or(&Value::Null))
}

/// Each elimination is checked against what was left when its round began; what is left at the end are the survivors.
fn eliminations(named: &NamedGame, steps: &Value, survivors: &Value) -> Result<(), String> {
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
fn belief_of(named: &NamedGame, survivors: &Value, belief: &Value) -> Result<(), String> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::nfg::read_nfg;
    use crate::report::nash::{named, solve};
    use crate::report::result::{InputNote, result_document};
    use serde_json::json;

    const CHICKEN: &str = "NFG 1 R \"Chicken\" { \"A\" \"B\" } { { \"dare\" \"yield\" \"stop\" } { \"dare\" \"yield\" } }\n\
                           0 0 2 7 -1 -1 7 2 6 6 -1 -1";
    const VOLUNTEER: &str = "NFG 1 R \"V\" { \"A\" \"B\" \"C\" \"D\" } { 2 2 2 2 }\n\
         0 0 0 0 3 4 4 4 4 3 4 4 3 3 4 4 4 4 3 4 3 4 3 4 4 3 3 4 3 3 3 4 \
         4 4 4 3 3 4 4 3 4 3 4 3 3 3 4 3 4 4 3 3 3 4 3 3 4 3 3 3 3 3 3 3";

    fn solved(text: &str, concepts: &[&str]) -> (NamedGame, Value) {
        let game = read_nfg(text).unwrap();
        let names: Vec<String> = concepts.iter().map(|name| name.to_string()).collect();
        let entries = solve(&game, &named(&names).unwrap(), &Options::default());
        let note = InputNote { players: vec![], digest: String::new(), game: None };
        (game, result_document(&note, &entries))
    }

    const ALL: [&str; 10] = [
        "pure",
        "mixed",
        "dominance",
        "strong",
        "coalition-proof",
        "efficient",
        "quality",
        "correlated",
        "coarse",
        "potential",
    ];

    #[test]
    fn results_are_accepted() {
        let with_symmetric: Vec<&str> = ALL.iter().copied().chain(["symmetric"]).collect();
        for (text, concepts) in [(CHICKEN, ALL.as_slice()), (VOLUNTEER, with_symmetric.as_slice())] {
            let (game, document) = solved(text, concepts);
            assert!(document["results"].as_array().unwrap().iter().all(|entry| entry["error"].is_null()), "{document}");
            assert_eq!(verify(&document, &game), Ok(Vec::new()));
        }
    }

    #[test]
    fn mutated_results_are_rejected() {
        let (game, document) = solved(CHICKEN, &ALL);
        let mutate = |place: usize, path: &str, value: Value| {
            let mut changed = document.clone();
            *changed["results"][place].pointer_mut(path).unwrap_or_else(|| panic!("{path} in {document}")) = value;
            assert!(verify(&changed, &game).is_err(), "{path}");
        };
        mutate(0, "/value", json!([]));
        mutate(1, "/value/0/profile/A/dare", json!("1/3"));
        mutate(1, "/value/1/payoffs/A", json!("5"));
        mutate(2, "/value/strict-mixed/A", json!(["dare"]));
        mutate(2, "/certificate/strict-mixed/0/by", json!({"dare": "1/2"}));
        mutate(3, "/value", json!([{"A": "stop", "B": "dare"}]));
        mutate(7, "/value/welfare", json!("11"));
        mutate(7, "/value/distribution/0/probability", json!("1/7"));
        mutate(7, "/certificate/multipliers", json!([]));
        mutate(9, "/value/exact", json!(true));
        // What stands beside the value counts too.
        mutate(2, "/certificate/strict-pure", json!([{}]));
        mutate(3, "/certificate", json!(null));
        mutate(4, "/complete", json!(false));
        mutate(5, "/certificate/dominated-equilibria", json!([{}]));
        mutate(7, "/complete", json!(false));
        let (game, document) = solved(VOLUNTEER, &["symmetric", "mixed"]);
        let rejected = |change: &dyn Fn(&mut Value)| {
            let mut changed = document["results"].clone();
            change(&mut changed);
            assert!(verify(&json!({"results": changed}), &game).is_err(), "{changed}");
        };
        assert_eq!(verify(&document, &game), Ok(Vec::new()));
        rejected(&|results| results[0]["value"] = json!([]));
        rejected(&|results| {
            let twice = results[0]["value"][0].clone();
            results[0]["value"].as_array_mut().unwrap().push(twice);
        });
        rejected(&|results| results[0]["value"][0]["profile"]["A"]["1"]["approx"] = json!(0.75));
        rejected(&|results| results[1]["components"] = json!(null));
        assert!(verify(&json!({}), &game).is_err());
    }

    #[test]
    fn errors_are_told_and_floats_are_explained() {
        let (game, document) = solved(CHICKEN, &["zero-sum", "pure"]);
        assert_eq!(verify(&document, &game), Ok(vec!["zero-sum (has an error)".to_string()]));
        let thirds = "NFG 1 R \"t\" { \"A\" \"B\" } { 2 2 } 1/3 0 0 1/7 0 1/7 1/3 0";
        let game = read_nfg(thirds).unwrap();
        let entries = solve(&game.to_float(), &named(&["mixed".to_string()]).unwrap(), &Options::default());
        let note = InputNote { players: vec![], digest: String::new(), game: None };
        let flaw = verify(&result_document(&note, &entries), &game).unwrap_err();
        assert!(flaw.message.contains("without --float"), "{flaw}");
    }

    #[test]
    fn one_equilibrium_is_checked() {
        let (game, document) = solved(CHICKEN, &["one"]);
        assert_eq!(verify(&document, &game), Ok(Vec::new()));
        let mut changed = document.clone();
        changed["results"][0]["value"] = json!([]);
        assert!(verify(&changed, &game).is_err());
        let mut irrational = 0;
        let mut state = 5u64;
        for _ in 0..40 {
            // Three players with two strategies each; a few of these games have irrational equilibria only.
            let mut text = String::from("NFG 1 R \"t\" { \"A\" \"B\" \"C\" } { 2 2 2 }\n");
            for _ in 0..24 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text += &format!("{} ", (state >> 33) % 100);
            }
            let (game, document) = solved(&text, &["one"]);
            assert_eq!(verify(&document, &game), Ok(Vec::new()), "{document}");
            let value = &document["results"][0]["value"][0];
            for (player, strategy) in [("A", "1"), ("A", "2"), ("B", "1"), ("C", "2")] {
                let mut changed = document.clone();
                let place = &mut changed["results"][0]["value"][0]["profile"][player][strategy];
                if place.is_object() {
                    irrational += 1;
                    place["low"] = place["high"].clone();
                } else {
                    *place = json!("1/7");
                }
                assert!(verify(&changed, &game).is_err(), "{value}");
            }
            let mut changed = document.clone();
            changed["results"][0]["value"][0]["payoffs"]["A"] = json!("171");
            assert!(verify(&changed, &game).is_err(), "{value}");
        }
        assert!(irrational > 0, "none of the games has an irrational equilibrium");
    }

    #[test]
    fn vertices_of_correlated_equilibria_are_checked() {
        let (game, document) = solved(CHICKEN, &["correlated-vertices"]);
        assert_eq!(verify(&document, &game), Ok(Vec::new()));
        let vertices = document["results"][0]["value"]["vertices"].as_array().unwrap().clone();
        assert_eq!(vertices.len(), 5);
        let with = |vertices: Vec<Value>, dimension: u64| {
            let mut changed = document.clone();
            changed["results"][0]["value"] = json!({"dimension": dimension, "vertices": vertices});
            verify(&changed, &game)
        };
        assert!(with(vertices.clone(), 2).is_err());
        for left_out in 0..5 {
            let mut fewer = vertices.clone();
            fewer.remove(left_out);
            assert!(with(fewer, 3).is_err());
        }
        let mut twice = vertices.clone();
        twice.push(vertices[0].clone());
        assert!(with(twice, 3).is_err());
        let mut moved = vertices.clone();
        moved[0][0]["probability"] = json!("1/2");
        assert!(with(moved, 3).is_err());
    }

    #[test]
    fn potentials_and_orders_are_checked() {
        let concepts = ["potential", "weighted-potential", "ordinal-potential", "supermodular", "rationalizable"];
        // Battle of the sexes with the first player's stakes doubled; its strategies are complements.
        let battle =
            "NFG 1 R \"b\" { \"A\" \"B\" } { { \"x\" \"y\" \"z\" } { \"x\" \"y\" } } 4 1 0 0 -1 0  0 0 2 2 -1 1";
        let pennies = "NFG 1 R \"p\" { \"A\" \"B\" } { { \"h\" \"t\" } { \"h\" \"t\" } } 1 -1 -1 1 -1 1 1 -1";
        let cycle = "NFG 1 R \"c\" { \"A\" \"B\" } { 3 2 } 4 1 0 0 1 3  0 0 2 2 1 4";
        let mut seen = [false; 10];
        for text in [battle, pennies, cycle, CHICKEN] {
            let (game, document) = solved(text, &concepts);
            assert_eq!(verify(&document, &game), Ok(Vec::new()), "{document}");
            for place in 0..5 {
                let entry = &document["results"][place];
                // Every part that is there, altered.
                for path in [
                    "/value/exact",
                    "/value/weighted",
                    "/value/ordinal",
                    "/value/supermodular",
                    "/value/potential/1",
                    "/value/weights/A",
                    "/value/largest",
                    "/maximizer",
                    "/certificate/cycle",
                    "/certificate/sum",
                    "/certificate/squares",
                    "/certificate/change",
                    "/value/A",
                    "/certificate/beliefs",
                    "/certificate/profiles/0",
                ] {
                    let mut changed = document.clone();
                    let Some(part) = changed["results"][place].pointer_mut(path) else { continue };
                    seen[place * 2 + usize::from(path.starts_with("/certificate"))] = true;
                    *part = match &*part {
                        Value::Bool(holds) => json!(!holds),
                        Value::Array(_) => json!([]),
                        // Of ordinal potentials, there are others.
                        Value::Number(rank) if rank.as_i64() > Some(0) => json!(-17),
                        _ => json!("17"),
                    };
                    assert!(verify(&changed, &game).is_err(), "{path} of {entry}");
                }
            }
        }
        assert!(seen.iter().all(|seen| *seen), "{seen:?}");
    }

    #[test]
    fn feasible_payoffs_are_checked() {
        let three = "NFG 1 R \"t\" { \"A\" \"B\" \"C\" } { 2 2 2 }\n\
                     3 0 1  2 0 4  5 1 0  0 2 3  1 0 5  0 4 1  0 3 2  1 1 2";
        for (text, unchecked) in [(CHICKEN, 0), (three, 1)] {
            let (game, document) = solved(text, &["feasible-payoffs"]);
            assert_eq!(verify(&document, &game).map(|list| list.len()), Ok(unchecked), "{document}");
            let mut altered = 0;
            for path in [
                "/value/vertices/0/A",
                "/value/vertices",
                "/value/minmax/B",
                "/value/individually-rational/0/A",
                "/value/minmax-in",
                "/certificate/punishments/A/secures",
                "/certificate/punishments/B/profile/A",
                "/certificate/directions/0/A",
                "/certificate/mixtures",
            ] {
                let mut changed = document.clone();
                let Some(part) = changed["results"][0].pointer_mut(path) else { continue };
                altered += 1;
                // The first vertex has the least payoff of A.
                let number = if path.contains("directions") { "1000" } else { "-1000" };
                *part = if part.is_array() { json!([]) } else { json!(number) };
                assert!(verify(&changed, &game).is_err(), "{path} of {document}");
            }
            assert!(altered > 5);
        }
    }

    #[test]
    fn an_objective_of_ones_own_is_checked() {
        let (game, _) = solved(CHICKEN, &[]);
        let objective: Vec<Rational> = [0, 1, 0, 3, 2, 0].map(crate::number::whole).to_vec();
        let options = Options { objective: Some(objective), ..Options::default() };
        let names = ["correlated", "coarse"].map(String::from);
        let entries = solve(&game, &named(&names).unwrap(), &options);
        let note = InputNote { players: vec![], digest: String::new(), game: None };
        let document = result_document(&note, &entries);
        assert_eq!(document["results"][0]["options"]["objective"][3], "3");
        assert_eq!(verify(&document, &game), Ok(Vec::new()));
        for (path, value) in [
            ("/options/objective/3", json!("4")),
            ("/options/objective", json!(["1"])),
            ("/options", json!({})),
            ("/value/welfare", json!("7")),
        ] {
            for place in 0..2 {
                let mut changed = document.clone();
                *changed["results"][place].pointer_mut(path).unwrap() = value.clone();
                assert!(verify(&changed, &game).is_err(), "{path}");
            }
        }
    }

    #[test]
    fn values_and_subsets_are_checked() {
        let pennies = "NFG 1 R \"p\" { \"A\" \"B\" } { { \"h\" \"t\" } { \"h\" \"t\" } } 3 -2 0 1 0 1 2 -1";
        let (game, document) = solved(pennies, &["zero-sum", "mixed"]);
        assert_eq!(document["results"][0]["value"]["value"], json!({"A": "6/5", "B": "-1/5"}));
        assert_eq!(document["results"][1]["index"], json!([1]));
        assert_eq!(verify(&document, &game), Ok(Vec::new()));
        for (place, path, value) in [
            (0, "/value/sum", json!("2")),
            (0, "/value/value/A", json!("1")),
            (0, "/value/maximin/B/h", json!("1/2")),
            (1, "/index", json!([-1])),
            (1, "/degenerate", json!(true)),
            (1, "/maximal-nash-subsets", json!([])),
            (1, "/components", json!([])),
        ] {
            let mut changed = document.clone();
            *changed["results"][place].pointer_mut(path).unwrap() = value;
            assert!(verify(&changed, &game).is_err(), "{path}");
        }
        // Not constant-sum: the profiles say so. Degenerate: the second player does not care.
        let (_, document) = solved(CHICKEN, &["zero-sum"]);
        assert!(document["results"][0]["error"]["message"].as_str().unwrap().contains("dare"), "{document}");
        let (game, document) = solved("NFG 1 R \"d\" { \"A\" \"B\" } { 2 2 } 1 0 0 0 1 0 0 0", &["mixed"]);
        assert_eq!(document["results"][0]["degenerate"], true);
        assert_eq!(document["results"][0]["degenerate-witness"]["best-replies"], json!(["1", "2"]));
        assert_eq!(document["results"][0]["maximal-nash-subsets"][0]["B"].as_array().unwrap().len(), 2);
        assert_eq!(verify(&document, &game), Ok(Vec::new()));
    }

    #[test]
    fn mutated_intervals_are_rejected() {
        let (game, document) = solved(VOLUNTEER, &["mixed"]);
        let items = document["results"][0]["value"].as_array().unwrap();
        let place = items.iter().position(|item| item["profile"]["A"]["1"].is_object()).unwrap();
        let mut changed = document.clone();
        changed["results"][0]["value"][place]["profile"]["A"]["1"] = json!("1/2");
        changed["results"][0]["value"][place]["profile"]["A"]["2"] = json!("1/2");
        assert!(verify(&changed, &game).is_err());
        let mut changed = document.clone();
        changed["results"][0]["value"][place]["profile"]["A"]["1"]["low"] = json!("0");
        assert!(verify(&changed, &game).is_err());
    }
}
