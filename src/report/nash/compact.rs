//! Games in compact form: what can be said of hundreds of players, and of few through the table of all profiles.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};
use serde_json::{Map, Value, json};

use super::shapes::{coordinate, interval, number, outwards};
use super::verify::symmetric::check_count;
use super::verify::{Flaw, an_error, verify};
use super::{Answer, Concept, Options, solve, timed};
use crate::error::Error;
use crate::game::compact::{CompactGame, GivenGame};
use crate::number::cell::common_denominator;
use crate::number::{Rational, parse_rational, whole};
use crate::report::result::ResultEntry;
use crate::solution::strategic::{CompactPure, Coordinate, SymmetricEquilibria, compact_pure, symmetric_equilibria};

/// The most names in a list of profiles.
const MAX_NAMES: usize = 1 << 18;

/// Solves a game in either form. In compact form `pure` and `symmetric` need no table; the other concepts do, and have
/// an error where it does not fit.
pub fn solve_given(game: &GivenGame, concepts: &[&Concept], options: &Options) -> Vec<ResultEntry> {
    let compact = match game {
        GivenGame::Table(game) => return solve(game, concepts, options),
        GivenGame::Compact(compact) => compact,
    };
    let needs_table = concepts.iter().any(|concept| !is_compact(compact, concept.name));
    let table = needs_table.then(|| compact.to_table());
    let of_concept = |concept: &&Concept| match (concept.name, &table) {
        ("pure", _) => timed(concept, true, options, || pure(compact, options)),
        ("symmetric", _) if compact.is_symmetric() => timed(concept, true, options, || symmetric(compact)),
        (_, Some(Ok(table))) => timed(concept, true, options, || (concept.solve)(table, options)),
        (_, Some(Err(error))) => timed(concept, true, options, || Err(error.clone())),
        (_, None) => timed(concept, true, options, || Err(Error::input("the table is missing"))),
    };
    concepts.iter().map(of_concept).collect()
}

/// Whether a concept is computed from the compact form.
fn is_compact(game: &CompactGame, concept: &str) -> bool {
    concept == "pure" || concept == "symmetric" && game.is_symmetric()
}

/// How many profiles are listed.
fn room(game: &CompactGame) -> usize {
    MAX_NAMES / game.players().len().max(1)
}

fn pure(game: &CompactGame, options: &Options) -> Result<Answer, Error> {
    let found = compact_pure(game, room(game), &options.limit)?;
    let profile = |joins: &Vec<bool>| -> Value {
        let choice =
            game.players().iter().zip(joins).map(|(player, &joins)| {
                (player.name.clone(), Value::String(game.strategies[usize::from(joins)].clone()))
            });
        Value::Object(choice.collect())
    };
    let mut answer = Answer::new(found.profiles.iter().map(profile).collect());
    answer.complete = found.complete;
    answer.siblings.push(("count", Value::String(found.total().to_string())));
    answer.siblings.push(("counts", counts(&found)));
    Ok(answer)
}

/// How many equilibria there are by the weight of those who join.
fn counts(found: &CompactPure) -> Value {
    found.counts.iter().map(|(weight, count)| json!({"weight": weight, "count": count.to_string()})).collect()
}

fn gains(game: &CompactGame) -> Vec<Rational> {
    (0..game.players().len()).map(|others| game.gain(0, others)).collect()
}

fn symmetric(game: &CompactGame) -> Result<Answer, Error> {
    match symmetric_equilibria(&gains(game))? {
        SymmetricEquilibria::Isolated(found) => Ok(Answer::new(found.iter().map(|x| point(game, x)).collect())),
        SymmetricEquilibria::All => {
            let ends = [0, 1].map(|end| point(game, &Coordinate::Exact(whole(end))));
            let mut answer = Answer::new(Value::Array(ends.to_vec()));
            let range = json!(["0", "1"]);
            let [out, join] = &game.strategies;
            let segment = by_player(game, &json!({out.as_str(): range, join.as_str(): range}));
            answer.siblings.push(("components", json!([segment])));
            Ok(answer)
        }
    }
}

fn by_player(game: &CompactGame, value: &Value) -> Value {
    Value::Object(game.players().iter().map(|player| (player.name.clone(), value.clone())).collect::<Map<_, _>>())
}

/// A symmetric equilibrium by the probability of joining.
fn point(game: &CompactGame, join: &Coordinate) -> Value {
    let [out_name, join_name] = &game.strategies;
    let strategy = json!({out_name.as_str(): coordinate(&join.complement()), join_name.as_str(): coordinate(join)});
    let (low, high) = payoff_bounds(game, join.bounds());
    let payoff = if low == high { number(&low) } else { interval(&low, &high) };
    json!({"profile": by_player(game, &strategy), "payoffs": by_player(game, &payoff)})
}

/// Bounds on the payoff where all join with a probability in a range.
fn payoff_bounds(game: &CompactGame, (low, high): (&Rational, &Rational)) -> (Rational, Rational) {
    let Some(kind) = game.kinds().first() else { return Default::default() };
    let middle = (low + high) / whole(2);
    let payoff = expected(&kind.out, &middle) * (Rational::one() - &middle) + expected(&kind.join, &middle) * &middle;
    if low == high {
        return (payoff.clone(), payoff);
    }
    // A payoff's slope along each probability is at most twice the largest payoff; half of the width each.
    let largest = kind.out.iter().chain(&kind.join).map(Signed::abs).max().unwrap_or_default();
    let slack = largest * (high - low) * whole(game.players().len() as i64);
    outwards(&(&payoff - &slack), &(payoff + slack))
}

/// The mean of a list over the number of others that join, each with a probability.
fn expected(values: &[Rational], p: &Rational) -> Rational {
    let Some(others) = values.len().checked_sub(1) else { return Rational::zero() };
    let scale = common_denominator(values);
    let (join, out) = (p.numer().clone(), p.denom() - p.numer());
    // Σ_k C(n,k) v_k a^k c^(n-k) by Horner's rule, the powers of c on the way.
    let (mut total, mut binomial, mut power) = (BigInt::zero(), BigInt::one(), BigInt::one());
    for k in (0..=others).rev() {
        let value = values[k].numer() * (&scale / values[k].denom());
        total = total * &join + value * &binomial * &power;
        power *= &out;
        binomial = binomial * BigInt::from(k) / BigInt::from(others - k + 1);
    }
    Rational::new(total, num_traits::pow(p.denom().clone(), others) * scale)
}

/// Checks a result on a game in either form.
///
/// In compact form listed profiles are checked one by one and counted again, and symmetric equilibria by the sign of
/// the gain from joining around them.
///
/// # Errors
///
/// The first [`Flaw`].
pub fn verify_given(document: &Value, game: &GivenGame) -> Result<Vec<String>, Flaw> {
    let compact = match game {
        GivenGame::Table(game) => return verify(document, game),
        GivenGame::Compact(compact) => compact,
    };
    let flaw = |concept: &str, message: &str| Flaw { concept: concept.into(), message: message.into() };
    let entries = document.get("results").and_then(Value::as_array);
    let entries = entries.ok_or_else(|| flaw("", "the list of results is missing"))?;
    let (mut rest, mut unchecked) = (Vec::new(), Vec::new());
    for entry in entries {
        let concept = entry.get("concept").and_then(Value::as_str).unwrap_or_default();
        let has_value = entry.get("value").is_some_and(|value| !value.is_null());
        let checked = match concept {
            "pure" if has_value => check_pure(compact, entry).map(|()| None),
            "symmetric" if has_value && compact.is_symmetric() => check_symmetric(compact, entry),
            _ => {
                rest.push(entry.clone());
                Ok(None)
            }
        };
        unchecked.extend(checked.map_err(|message| flaw(concept, &message))?);
    }
    if rest.is_empty() {
        return Ok(unchecked);
    }
    match compact.to_table() {
        Ok(table) => {
            unchecked.extend(verify(&json!({"results": rest}), &table)?);
            Ok(unchecked)
        }
        // Without a table there are only errors.
        Err(_) => match rest.iter().find(|entry| !entry["error"].is_object() || !entry["value"].is_null()) {
            Some(entry) => {
                Err(flaw(entry["concept"].as_str().unwrap_or_default(), "the table of the game does not fit"))
            }
            None => {
                unchecked.extend(rest.iter().map(|entry| an_error(entry["concept"].as_str().unwrap_or_default())));
                Ok(unchecked)
            }
        },
    }
}

/// The weight of those who join in a listed profile, if it is an equilibrium.
fn equilibrium_weight(game: &CompactGame, item: &Value) -> Result<(Vec<bool>, usize), String> {
    let object = item.as_object().filter(|object| object.len() == game.players().len());
    let object = object.ok_or("a profile has not one strategy a player")?;
    let choice = |name: &String| {
        let strategy = object.get(name).and_then(Value::as_str);
        let place = strategy.and_then(|strategy| game.strategies.iter().position(|known| known == strategy));
        place.map(|place| place == 1).ok_or_else(|| format!("a profile names no strategy of player {name}"))
    };
    let joins: Vec<bool> = game.players().iter().map(|player| choice(&player.name)).collect::<Result<_, _>>()?;
    let weight: usize =
        game.players().iter().zip(&joins).filter(|(_, joins)| **joins).map(|(player, _)| player.weight).sum();
    for (place, (player, &joins)) in game.players().iter().zip(&joins).enumerate() {
        let gain = game.gain(place, if joins { weight - player.weight } else { weight });
        if if joins { gain.is_negative() } else { gain.is_positive() } {
            return Err(format!("player {} gains by a deviation from a listed profile", player.name));
        }
    }
    Ok((joins, weight))
}

fn check_pure(game: &CompactGame, entry: &Value) -> Result<(), String> {
    let items = entry.get("value").and_then(Value::as_array).ok_or("the value is not a list")?;
    let mut seen = std::collections::BTreeSet::new();
    for item in items {
        let (joins, _) = equilibrium_weight(game, item)?;
        if !seen.insert(joins) {
            return Err("a profile is listed twice".into());
        }
    }
    // Counted again, without a list.
    let found = compact_pure(game, 0, &crate::limit::TimeLimit::none()).map_err(|error| error.to_string())?;
    let total = found.total();
    if entry.get("count") != Some(&Value::String(total.to_string())) || entry.get("counts") != Some(&counts(&found)) {
        return Err(format!("counted again, there are {total}"));
    }
    let complete = entry.get("complete") == Some(&Value::Bool(true));
    if complete && BigInt::from(items.len()) != total {
        return Err(format!("complete, but {} of {total} are listed", items.len()));
    }
    Ok(())
}

fn check_symmetric(game: &CompactGame, entry: &Value) -> Result<Option<String>, String> {
    let (gains, mut seconds) = (gains(game), Vec::new());
    let [out_name, join_name] = &game.strategies;
    for item in entry.get("value").and_then(Value::as_array).ok_or("the value is not a list")? {
        let first = game.players().first().and_then(|player| item["profile"].get(&player.name)).cloned();
        let strategy = first.ok_or("a profile names no player")?;
        if item["profile"] != by_player(game, &strategy) {
            return Err("the players do not play alike".into());
        }
        let (low, high) = bounds(&strategy[join_name.as_str()])?;
        let join =
            if low == high { Coordinate::Exact(low.clone()) } else { Coordinate::Between(low.clone(), high.clone()) };
        let out = &strategy[out_name.as_str()];
        if !is_same(out, &coordinate(&join.complement())) || !is_same(&strategy[join_name.as_str()], &coordinate(&join))
        {
            return Err("the probabilities are not a strategy".into());
        }
        let width = Rational::new(BigInt::one(), num_traits::pow(BigInt::from(10), 40));
        if low.is_negative() || high > Rational::one() || low > high || &high - &low > width {
            return Err("a probability is out of range, or its interval is wider than 1e-40".into());
        }
        let (at_low, at_high) = (expected(&gains, &low), expected(&gains, &high));
        let fits = if low != high {
            at_low.is_positive() != at_high.is_positive() && !at_low.is_zero() && !at_high.is_zero()
        } else {
            (!at_low.is_positive() || low.is_one()) && (!at_low.is_negative() || low.is_zero())
        };
        if !fits {
            return Err("somebody gains by a deviation".into());
        }
        let (least, most) = payoff_bounds(game, (&low, &high));
        let payoff = if least == most { number(&least) } else { interval(&least, &most) };
        let stated = item["payoffs"].as_object().filter(|stated| stated.len() == game.players().len());
        let stated = stated.ok_or("the payoffs are missing")?;
        if game.players().iter().any(|player| !stated.get(&player.name).is_some_and(|stated| is_same(stated, &payoff)))
        {
            return Err("the payoffs are others".into());
        }
        seconds.push((low, high));
    }
    all_symmetric(game, entry)?;
    check_count(&gains, &mut seconds)
}

/// That as many different equilibria are listed as there are, and that the list says so.
fn all_symmetric(game: &CompactGame, entry: &Value) -> Result<(), String> {
    let answer = symmetric(game).map_err(|error| error.to_string())?;
    let listed = |value: &Value| value.as_array().map_or(0, Vec::len);
    let items = entry["value"].as_array().map(Vec::as_slice).unwrap_or_default();
    let distinct =
        (1..items.len()).all(|place| !items[..place].iter().any(|item| item["profile"] == items[place]["profile"]));
    if !distinct || items.len() != listed(&answer.value) || entry.get("complete") != Some(&Value::Bool(true)) {
        return Err("the list is not complete, or names an equilibrium twice".into());
    }
    match answer.siblings.iter().find(|(key, value)| entry.get(*key) != Some(value)) {
        Some((key, _)) => Err(format!("{key}: computed again, it is another")),
        None => Ok(()),
    }
}

/// Whether a number or an interval is the expected one; its middle is a float, which readers may round.
fn is_same(found: &Value, expected: &Value) -> bool {
    let (Some(found), Some(wanted)) = (found.as_object(), expected.as_object()) else { return found == expected };
    let close = |a: &Value, b: &Value| match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-12 * b.abs(),
        _ => a == b,
    };
    found.len() == wanted.len()
        && wanted.iter().all(|(key, wanted)| found.get(key).is_some_and(|found| close(found, wanted)))
}

fn bounds(value: &Value) -> Result<(Rational, Rational), String> {
    let read = |value: &Value| {
        value.as_str().and_then(|text| parse_rational(text).ok()).ok_or_else(|| "a probability is missing".to_string())
    };
    match value {
        Value::Object(interval) => Ok((
            read(interval.get("low").unwrap_or(&Value::Null))?,
            read(interval.get("high").unwrap_or(&Value::Null))?,
        )),
        exact => read(exact).map(|exact| (exact.clone(), exact)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::textbook_games::TextbookStrategicGame;
    use crate::report::nash::named;
    use crate::report::result::{InputNote, result_document};

    fn solved(game: &GivenGame, concepts: &[&str]) -> Value {
        let names: Vec<String> = concepts.iter().map(|name| name.to_string()).collect();
        let entries = solve_given(game, &named(&names).unwrap(), &Options::default());
        result_document(&InputNote { players: vec![], digest: String::new(), game: None }, &entries)
    }

    /// Compact forms of few players answer as their tables do.
    #[test]
    fn the_table_gives_the_same() {
        for text in [
            "volunteer:4",
            "threshold:5,3",
            "threshold-refund:4,2",
            "public-goods",
            "el-farol:4,2",
            "stag-hunt:3",
            "threshold:3,2,0,0",
        ] {
            let game = TextbookStrategicGame::parse(text).unwrap();
            let concepts = ["pure", "symmetric", "dominance", "potential"];
            let compact = solved(&game, &concepts);
            assert_eq!(verify_given(&compact, &game), Ok(vec![]), "{text}");
            let table = GivenGame::Table(game.clone().into_table().unwrap());
            let expanded = solved(&table, &concepts);
            assert_eq!(verify_given(&expanded, &table), Ok(vec![]));
            for place in 0..concepts.len() {
                let sorted = |document: &Value| {
                    let mut texts: Vec<String> = match &document["results"][place]["value"] {
                        // Bounds on payoffs may be wider or narrower.
                        Value::Array(items) => {
                            items.iter().map(|item| item.get("profile").unwrap_or(item).to_string()).collect()
                        }
                        other => vec![other.to_string()],
                    };
                    texts.sort();
                    texts
                };
                assert_eq!(sorted(&compact), sorted(&expanded), "{text} {}", concepts[place]);
            }
        }
    }

    #[test]
    fn hundreds_of_players_are_answered_and_checked() {
        let game = TextbookStrategicGame::parse("threshold:n=200,t=120,benefit=3,cost=1").unwrap();
        let document = solved(&game, &["pure", "symmetric", "mixed"]);
        let open = ["symmetric (that the list is complete)", "mixed (has an error)"].map(String::from).to_vec();
        assert_eq!(verify_given(&document, &game), Ok(open), "{document}");
        assert_eq!(document["results"][0]["complete"], false);
        assert_eq!(document["results"][0]["counts"][1]["weight"], 120);
        assert_eq!(document["results"][2]["error"]["kind"], "too-large");
        let rejected = |path: &str, value: Value| {
            let mut changed = document.clone();
            *changed.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = value;
            assert!(verify_given(&changed, &game).is_err(), "{path}");
        };
        rejected("/results/0/value/1/7", json!("out"));
        rejected("/results/0/count", json!("3"));
        rejected("/results/0/complete", json!(true));
        rejected("/results/0/counts/0/count", json!("2"));
        rejected("/results/1/value/0/profile/5/in", json!("1/7"));
        rejected("/results/1/value/0/payoffs/5", json!("9"));
        rejected("/results/2/value", json!([]));
        rejected("/results/1/value", json!([]));
        rejected("/results/1/complete", json!(false));
        let mut twice = document["results"][1]["value"].clone();
        let first = twice[0].clone();
        twice.as_array_mut().unwrap().push(first);
        rejected("/results/1/value", twice);
        let twice = document["results"][0]["value"][1].clone();
        rejected("/results/0/value/2", twice);
        let alike = by_player(
            match &game {
                GivenGame::Compact(game) => game,
                _ => panic!(),
            },
            &json!({"out": "1/2", "in": "1/2"}),
        );
        rejected("/results/1/value/0/profile", alike);
    }
}
