//! The `options` of an entry: what was asked for beyond the concept, so that `verify` can read it.

use serde_json::{Value, json};

use super::{Options, Punish};
use crate::error::did_you_mean;
use crate::game::NamedGame;
use crate::number::{Rational, Scalar, parse_rational, rational_text};

/// A `λ`: a JSON number where that says it exactly, otherwise a text; `"inf"` for the limit.
pub(super) fn lambda_json(lambda: Option<&Rational>) -> Value {
    let Some(lambda) = lambda else { return json!("inf") };
    let float = Scalar::to_f64(lambda);
    if lambda.is_integer() && float.abs() < 1e15 {
        return json!(float as i64);
    }
    // Short ones are read back as they are written by any reader.
    match parse_rational(&float.to_string()) {
        Ok(same) if same == *lambda && float.to_string().len() <= 16 => json!(float),
        _ => Value::String(rational_text(lambda)),
    }
}

/// `{"A": {"in": 3, "out": 5}, …}`
pub(super) fn counts_json(named: &NamedGame, counts: &[Vec<u64>]) -> Value {
    let players = named.players.iter().zip(counts).map(|(names, row)| {
        let entries = names.strategies.iter().zip(row).map(|(name, count)| (name.clone(), json!(count)));
        (names.name.clone(), Value::Object(entries.collect()))
    });
    Value::Object(players.collect())
}

/// Reads the number of a `λ` as [`lambda_json`] writes it.
pub(super) fn read_lambda(value: &Value) -> Result<Option<Rational>, String> {
    match value {
        Value::String(text) if text == "inf" => Ok(None),
        Value::String(text) => parse_rational(text).map(Some).map_err(|error| format!("lambda: {error}")),
        Value::Number(number) => {
            parse_rational(&number.to_string()).map(Some).map_err(|error| format!("lambda: {error}"))
        }
        other => Err(format!("lambda: found {other}; allowed: a number or \"inf\"")),
    }
}

/// Counts of choices as JSON has them: for each player an object from strategy to a whole number; what is not
/// named was not seen.
///
/// # Errors
///
/// A sentence that names what is not known.
pub fn read_counts(named: &NamedGame, value: &Value) -> Result<Vec<Vec<u64>>, String> {
    let object = value.as_object().ok_or("counts: allowed: an object from player to strategy to count")?;
    let mut counts: Vec<Vec<u64>> = named.players.iter().map(|player| vec![0; player.strategies.len()]).collect();
    for (name, strategies) in object {
        let player = named.players.iter().position(|player| player.name == *name).ok_or_else(|| {
            let known: Vec<&str> = named.players.iter().map(|player| player.name.as_str()).collect();
            let near = did_you_mean(name, known.iter().copied());
            format!("counts: found player {name}; allowed: {}{near}", known.join(", "))
        })?;
        let strategies = strategies
            .as_object()
            .ok_or_else(|| format!("counts: {name}: allowed: an object from strategy to count"))?;
        for (strategy, count) in strategies {
            let names = &named.players[player].strategies;
            let place = names.iter().position(|known| known == strategy).ok_or_else(|| {
                let near = did_you_mean(strategy, names.iter().map(String::as_str));
                format!("counts: {name}: found strategy {strategy}; allowed: {}{near}", names.join(", "))
            })?;
            counts[player][place] = count.as_u64().filter(|count| *count < 1 << 53).ok_or_else(|| {
                format!("counts: {name}: {strategy}: found {count}; allowed: whole numbers from 0 to 2^53 - 1")
            })?;
        }
    }
    Ok(counts)
}

/// The options of an entry.
///
/// # Errors
///
/// A sentence about the first that cannot be read.
pub(super) fn read_options(named: &NamedGame, entry: &Value) -> Result<Options, String> {
    let mut options = Options::default();
    let Some(asked) = entry.get("options").and_then(Value::as_object) else { return Ok(options) };
    for (key, value) in asked {
        match key.as_str() {
            "target" => options.target = Some(profile(named, value)?),
            "punish" => options.punish = read_punish(named, value)?,
            "detection" => {
                let text = value.as_str().ok_or("detection: not a number")?;
                options.detection = Some(parse_rational(text).map_err(|error| format!("detection: {error}"))?);
            }
            "population" => options.population = Some(value.as_u64().ok_or("population: not a whole number")?),
            "objective" => {
                let numbers = value.as_array().ok_or("objective: not a list")?;
                let number = |value: &Value| value.as_str().and_then(|text| parse_rational(text).ok());
                let numbers: Option<Vec<Rational>> = numbers.iter().map(number).collect();
                options.objective = Some(numbers.ok_or("objective: not a list of numbers")?);
            }
            "lambda" => {
                let list = value.as_array().ok_or("lambda: not a list")?;
                options.lambda = list.iter().map(read_lambda).collect::<Result<_, _>>()?;
            }
            "digits" => {
                let digits = value.as_u64().and_then(|digits| u32::try_from(digits).ok());
                options.digits = Some(digits.ok_or("digits: not a whole number")?);
            }
            "counts" => options.counts = Some(read_counts(named, value)?),
            other => return Err(format!("options: {other} is not known")),
        }
    }
    Ok(options)
}

/// A pure profile, or `"mixed:K"`.
fn read_punish(named: &NamedGame, value: &Value) -> Result<Punish, String> {
    let Some(text) = value.as_str() else { return profile(named, value).map(Punish::Pure) };
    let place = text.strip_prefix("mixed:").and_then(|place| place.parse().ok()).filter(|place| *place > 0);
    place.map(Punish::Mixed).ok_or_else(|| format!("punish: found {text}; allowed: a profile, or mixed:K from 1"))
}

/// The profile of an object from player to strategy.
fn profile(named: &NamedGame, value: &Value) -> Result<usize, String> {
    let choice = |names: &crate::game::PlayerNames| {
        let name = value.get(&names.name).and_then(Value::as_str);
        let place = name.and_then(|name| names.strategies.iter().position(|strategy| strategy == name));
        place.ok_or_else(|| format!("a profile names no strategy of player {}", names.name))
    };
    let strategies: Vec<usize> = named.players.iter().map(choice).collect::<Result<_, _>>()?;
    Ok(named.space().index(&strategies))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::nfg::read_nfg;
    use crate::number::ratio;

    #[test]
    fn lambdas_are_read_as_they_are_written() {
        for lambda in [ratio(0, 1), ratio(7, 1), ratio(1, 10), ratio(1, 3), ratio(5, 2)] {
            assert_eq!(read_lambda(&lambda_json(Some(&lambda))), Ok(Some(lambda)));
        }
        assert_eq!(lambda_json(Some(&ratio(1, 10))), json!(0.1));
        assert_eq!(read_lambda(&lambda_json(None)), Ok(None));
        assert!(read_lambda(&json!([])).is_err() && read_lambda(&json!("x")).is_err());
    }

    #[test]
    fn options_name_what_they_do_not_know() {
        let game = read_nfg("NFG 1 R \"\" { \"A\" \"B\" } { 2 2 } 0 0 0 0 0 0 0 0").unwrap();
        let counts = read_counts(&game, &json!({"A": {"1": 3}, "B": {"2": 4}})).unwrap();
        assert_eq!(counts, [vec![3, 0], vec![0, 4]]);
        assert_eq!(read_counts(&game, &counts_json(&game, &counts)), Ok(counts));
        for wrong in [json!([]), json!({"C": {}}), json!({"A": {"3": 1}}), json!({"A": {"1": -1}}), json!({"A": 1})] {
            assert!(read_counts(&game, &wrong).is_err(), "{wrong}");
        }
        for wrong in
            [json!({"target": {"A": "1"}}), json!({"population": "x"}), json!({"hue": 1}), json!({"digits": -1})]
        {
            assert!(read_options(&game, &json!({"options": wrong})).is_err(), "{wrong}");
        }
        let asked =
            json!({"target": {"A": "2", "B": "1"}, "population": 4, "objective": ["1/2"], "lambda": [1, "inf"]});
        let options = read_options(&game, &json!({"options": asked})).unwrap();
        assert_eq!((options.target, options.population, options.lambda.len()), (Some(1), Some(4), 2));
    }
}
