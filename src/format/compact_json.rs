//! Strategic games in compact form as JSON, `pactum-nfg/1` with one of three keys in place of `players` and `payoffs`.
//!
//! ```json
//! {"format": "pactum-nfg/1", "title": "Volunteer", "symmetric":
//!   {"players": 100, "strategies": ["out", "in"], "payoffs": {"out": [0, 4, "…"], "in": [3, 3, "…"]}}}
//! {"format": "pactum-nfg/1", "threshold":
//!   {"threshold": 5, "refund": false, "strategies": ["out", "in"],
//!    "players": [{"name": "A", "weight": 3, "benefit": 4, "cost": "1/2"}, "…"]}}
//! {"format": "pactum-nfg/1", "aggregative":
//!   {"strategies": ["out", "in"],
//!    "players": [{"name": "A", "weight": 1, "payoffs": {"out": [0, 1], "in": ["-1", 2]}},
//!                {"name": "B", "weight": 1, "benefit": [0, 1, 3], "cost": 1}]}}
//! ```
//!
//! `symmetric`: payoffs by how many others join, from 0 to one less than the number of players; `players` may also be a
//! list of names. `aggregative`: payoffs by the weight of the others that join, or a benefit by the weight of all that
//! join and a cost of joining. Weights are whole numbers, 1 unless given.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::nfg::ReadError;
use super::nfg_json::{FORMAT, locate, read_json_game, write_json_game, wrong};
use crate::error::{Error, did_you_mean};
use crate::game::compact::{CompactGame, CompactPayoffs, CompactPlayer, GivenGame};
use crate::number::{Rational, parse_rational, rational_text};

type Raw<'a> = &'a RawValue;

#[derive(Deserialize)]
struct Probe<'a> {
    #[serde(borrow)]
    symmetric: Option<Raw<'a>>,
    #[serde(borrow)]
    threshold: Option<Raw<'a>>,
    #[serde(borrow)]
    aggregative: Option<Raw<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<'a> {
    format: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    comment: String,
    #[serde(borrow)]
    symmetric: Option<Symmetric<'a>>,
    #[serde(borrow)]
    threshold: Option<Threshold<'a>>,
    #[serde(borrow)]
    aggregative: Option<Aggregative<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Symmetric<'a> {
    players: Value,
    strategies: [String; 2],
    #[serde(borrow)]
    payoffs: BTreeMap<String, Vec<Raw<'a>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Threshold<'a> {
    strategies: [String; 2],
    threshold: usize,
    #[serde(default)]
    refund: bool,
    #[serde(borrow)]
    players: Vec<ThresholdPlayer<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThresholdPlayer<'a> {
    name: String,
    #[serde(default = "one")]
    weight: usize,
    #[serde(borrow)]
    benefit: Raw<'a>,
    #[serde(borrow)]
    cost: Raw<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Aggregative<'a> {
    strategies: [String; 2],
    #[serde(borrow)]
    players: Vec<AggregativePlayer<'a>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AggregativePlayer<'a> {
    name: String,
    #[serde(default = "one")]
    weight: usize,
    #[serde(borrow)]
    payoffs: Option<BTreeMap<String, Vec<Raw<'a>>>>,
    #[serde(borrow)]
    benefit: Option<Vec<Raw<'a>>>,
    #[serde(borrow)]
    cost: Option<Raw<'a>>,
}

fn one() -> usize {
    1
}

/// Reads a game in JSON, with a table or in compact form.
///
/// # Errors
///
/// [`ReadError`] with the place, what was found and what is allowed.
///
/// # Examples
///
/// ```
/// use pactum::format::compact_json::{read_given_game, write_given_game};
///
/// let text = r#"{"format": "pactum-nfg/1", "symmetric":
///     {"players": 3, "strategies": ["out", "in"], "payoffs": {"out": [0, 4, 4], "in": [3, 3, "3"]}}}"#;
/// let game = read_given_game(text).unwrap();
/// assert_eq!(read_given_game(&write_given_game(&game).to_string()).unwrap(), game);
/// let error = read_given_game(&text.replace("4, 4", "4")).unwrap_err();
/// assert!(error.to_string().contains("found 2 payoffs; allowed: 3"));
/// ```
pub fn read_given_game(text: &str) -> Result<GivenGame, ReadError> {
    let is_compact = match serde_json::from_str::<Probe<'_>>(text) {
        Ok(probe) => probe.symmetric.is_some() || probe.threshold.is_some() || probe.aggregative.is_some(),
        // What is no JSON is told as what it seems to be.
        Err(_) => ["\"symmetric\"", "\"threshold\"", "\"aggregative\""].iter().any(|key| text.contains(key)),
    };
    if !is_compact {
        return read_json_game(text).map(GivenGame::Table);
    }
    let file: File<'_> = serde_json::from_str(text).map_err(|error| ReadError {
        line: error.line(),
        column: error.column(),
        field: "game".into(),
        found: found(&error),
        allowed: "an object with format and one of symmetric, threshold, aggregative".into(),
    })?;
    if file.format != FORMAT {
        return Err(wrong("format", &file.format, FORMAT));
    }
    let mut game = match (&file.symmetric, &file.threshold, &file.aggregative) {
        (Some(symmetric), None, None) => read_symmetric(text, &file.title, symmetric)?,
        (None, Some(threshold), None) => read_threshold(text, &file.title, threshold)?,
        (None, None, Some(aggregative)) => read_aggregative(text, &file.title, aggregative)?,
        _ => return Err(wrong("game", "several forms", "one of symmetric, threshold, aggregative")),
    };
    game.comment = file.comment;
    Ok(GivenGame::Compact(game))
}

/// What was found, without its place, and the nearest of the names that are expected in place of another.
fn found(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let mut names = text.split('`').skip(1).step_by(2);
    let near = match names.next() {
        Some(name) if text.starts_with("unknown field") => did_you_mean(name, names),
        _ => String::new(),
    };
    format!("{text}{near}")
}

fn number(text: &str, value: Raw<'_>, field: &str) -> Result<Rational, ReadError> {
    parse_rational(value.get().trim_matches('"')).map_err(|error| locate(text, value.get(), field, &error.to_string()))
}

fn numbers(text: &str, values: &[Raw<'_>], field: &str) -> Result<Vec<Rational>, ReadError> {
    values.iter().map(|value| number(text, value, field)).collect()
}

fn refused(field: &str) -> impl Fn(Error) -> ReadError {
    move |error| wrong(field, "a game that does not fit", &error.to_string())
}

/// The payoffs of both strategies, by their names.
fn both(
    text: &str,
    strategies: &[String; 2],
    payoffs: &BTreeMap<String, Vec<Raw<'_>>>,
    field: &str,
) -> Result<CompactPayoffs, ReadError> {
    let found: Vec<&str> = payoffs.keys().map(String::as_str).collect();
    let list = |name: &String| {
        let values = payoffs.get(name).filter(|_| payoffs.len() == 2);
        let values = values.ok_or_else(|| wrong(field, &found.join(", "), &strategies.join(", ")))?;
        numbers(text, values, &format!("{field}.{name}"))
    };
    Ok(CompactPayoffs { out: list(&strategies[0])?, join: list(&strategies[1])? })
}

fn read_symmetric(text: &str, title: &str, form: &Symmetric<'_>) -> Result<CompactGame, ReadError> {
    let payoffs = both(text, &form.strategies, &form.payoffs, "symmetric.payoffs")?;
    let allowed = "a number of players from 1 to 1000, or a list of names";
    let names: Vec<String> = match &form.players {
        Value::Array(names) => names.iter().filter_map(|name| name.as_str().map(String::from)).collect(),
        count => {
            let count = count.as_u64().filter(|count| (1..=1000).contains(count));
            let count = count.ok_or_else(|| wrong("symmetric.players", &form.players.to_string(), allowed))?;
            (1..=count).map(|place| place.to_string()).collect()
        }
    };
    if form.players.as_array().is_some_and(|list| list.len() != names.len()) {
        return Err(wrong("symmetric.players", &form.players.to_string(), allowed));
    }
    let players = names.into_iter().map(|name| CompactPlayer { name, weight: 1, kind: 0 }).collect();
    let strategies = [form.strategies[0].as_str(), form.strategies[1].as_str()];
    CompactGame::new(title, strategies, players, vec![payoffs]).map_err(refused("symmetric"))
}

fn read_threshold(text: &str, title: &str, form: &Threshold<'_>) -> Result<CompactGame, ReadError> {
    let mut players = Vec::new();
    for (place, player) in form.players.iter().enumerate() {
        let field = |part: &str| format!("threshold.players[{place}].{part}");
        let benefit = number(text, player.benefit, &field("benefit"))?;
        let cost = number(text, player.cost, &field("cost"))?;
        players.push((player.name.clone(), player.weight, benefit, cost));
    }
    let strategies = [form.strategies[0].as_str(), form.strategies[1].as_str()];
    CompactGame::threshold(title, strategies, &players, form.threshold, form.refund).map_err(refused("threshold"))
}

fn read_aggregative(text: &str, title: &str, form: &Aggregative<'_>) -> Result<CompactGame, ReadError> {
    let (mut players, mut kinds): (Vec<CompactPlayer>, Vec<CompactPayoffs>) = (Vec::new(), Vec::new());
    for (place, player) in form.players.iter().enumerate() {
        let field = format!("aggregative.players[{place}]");
        let payoffs = match (&player.payoffs, &player.benefit, player.cost) {
            (Some(payoffs), None, None) => both(text, &form.strategies, payoffs, &format!("{field}.payoffs"))?,
            (None, Some(benefit), Some(cost)) => {
                let benefit = numbers(text, benefit, &format!("{field}.benefit"))?;
                let cost = number(text, cost, &format!("{field}.cost"))?;
                // By the weight of all: the others' alone, or with the own one.
                let own = player.weight.min(benefit.len());
                let join = benefit[own..].iter().map(|benefit| benefit - &cost).collect();
                CompactPayoffs { out: benefit[..benefit.len() - own].to_vec(), join }
            }
            _ => return Err(wrong(&field, "other keys", "payoffs, or benefit and cost")),
        };
        let known = kinds.iter().position(|kind| *kind == payoffs).unwrap_or(kinds.len());
        if known == kinds.len() {
            kinds.push(payoffs);
        }
        players.push(CompactPlayer { name: player.name.clone(), weight: player.weight, kind: known });
    }
    let strategies = [form.strategies[0].as_str(), form.strategies[1].as_str()];
    CompactGame::new(title, strategies, players, kinds).map_err(refused("aggregative"))
}

/// Writes a game in the form it has, its payoffs as exact strings.
pub fn write_given_game(game: &GivenGame) -> Value {
    match game {
        GivenGame::Table(game) => write_json_game(game),
        GivenGame::Compact(game) => write_compact(game),
    }
}

fn write_compact(game: &CompactGame) -> Value {
    let texts = |values: &[Rational]| -> Value { values.iter().map(rational_text).collect() };
    let payoffs = |kind: &CompactPayoffs| {
        let [out, join] = &game.strategies;
        json!({out.as_str(): texts(&kind.out), join.as_str(): texts(&kind.join)})
    };
    let kind = |player: &CompactPlayer| game.kinds().get(player.kind).map_or(Value::Null, payoffs);
    let mut written = json!({"format": FORMAT, "title": game.title, "comment": game.comment});
    if game.is_symmetric() {
        let numbered = game.players().iter().enumerate().all(|(place, player)| player.name == (place + 1).to_string());
        let names = || -> Value { game.players().iter().map(|player| player.name.clone()).collect() };
        let players = if numbered { json!(game.players().len()) } else { names() };
        let payoffs = game.players().first().map_or(Value::Null, kind);
        written["symmetric"] = json!({"players": players, "strategies": game.strategies, "payoffs": payoffs});
    } else {
        let player =
            |player: &CompactPlayer| json!({"name": player.name, "weight": player.weight, "payoffs": kind(player)});
        let players: Vec<Value> = game.players().iter().map(player).collect();
        written["aggregative"] = json!({"strategies": game.strategies, "players": players});
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    const THRESHOLD: &str = r#"{"format": "pactum-nfg/1", "title": "t", "threshold":
        {"strategies": ["out", "in"], "threshold": 3, "refund": true,
         "players": [{"name": "A", "weight": 2, "benefit": 0.1, "cost": "1/3"}, {"name": "B", "benefit": 4, "cost": 1}]}}"#;
    const AGGREGATIVE: &str = r#"{"format": "pactum-nfg/1", "aggregative": {"strategies": ["out", "in"], "players":
        [{"name": "A", "weight": 2, "payoffs": {"out": [0, 1], "in": ["-1", 2]}},
         {"name": "B", "benefit": [0, 1, 3, 5], "cost": 1}]}}"#;

    fn compact(text: &str) -> CompactGame {
        match read_given_game(text).unwrap() {
            GivenGame::Compact(game) => game,
            GivenGame::Table(_) => panic!("{text}"),
        }
    }

    #[test]
    fn all_forms_are_read_and_written() {
        let game = compact(THRESHOLD);
        assert_eq!(game.payoff(0, true, 1), ratio(1, 10) - ratio(1, 3));
        assert_eq!((game.payoff(0, true, 0), game.payoff(1, false, 2)), (whole(0), whole(0)));
        let game = compact(AGGREGATIVE);
        assert_eq!((game.payoff(1, false, 2), game.payoff(1, true, 2)), (whole(3), whole(4)));
        for text in [THRESHOLD, AGGREGATIVE] {
            let game = read_given_game(text).unwrap();
            assert_eq!(read_given_game(&write_given_game(&game).to_string()), Ok(game));
        }
        let named = r#"{"format": "pactum-nfg/1", "symmetric": {"players": ["x", "y"], "strategies": ["a", "b"], "payoffs": {"a": [1, 2], "b": [0, 3]}}}"#;
        assert_eq!(read_given_game(named).unwrap().player_names(), ["x", "y"]);
        let game = read_given_game(named).unwrap();
        assert_eq!(read_given_game(&write_given_game(&game).to_string()), Ok(game));
    }

    #[test]
    fn errors_of_compact_files_speak_of_compact_files() {
        let error = read_given_game(&THRESHOLD.replacen("\"weight\"", "\"wieght\"", 1)).unwrap_err();
        assert!(error.found.contains("did you mean weight?") && !error.found.contains("at line"), "{error}");
        // A flaw of the JSON itself is not taken for a table with unknown keys.
        let error = read_given_game(&THRESHOLD.replacen("]", "}", 1)).unwrap_err();
        assert!(error.allowed.contains("aggregative") && !error.found.contains("unknown field"), "{error}");
    }

    #[test]
    fn errors_name_the_place() {
        let error = read_given_game(&THRESHOLD.replace("\"1/3\"", "true")).unwrap_err();
        assert_eq!((error.line, error.field.as_str()), (3, "threshold.players[0].cost"));
        for (from, to) in [
            ("\"benefit\": 4, ", ""),
            ("\"weight\": 2", "\"weight\": -2"),
            ("\"weight\": 2", "\"weight\": 18446744073709551615"),
            ("\"B\"", "\"A\""),
            ("nfg/1", "nfg/2"),
            ("\"threshold\": 3", "\"threshold\": 3, \"hue\": 1"),
        ] {
            assert!(read_given_game(&THRESHOLD.replace(from, to)).is_err(), "{from} {to}");
        }
        for (from, to) in [
            ("[0, 1]", "[0]"),
            ("[0, 1, 3, 5]", "[0, 1]"),
            ("[0, 1, 3, 5]", "[]"),
            ("\"cost\": 1", "\"cost\": \"1/0\""),
            ("\"out\": [0, 1], ", ""),
            (", \"cost\": 1", ""),
        ] {
            assert!(read_given_game(&AGGREGATIVE.replace(from, to)).is_err(), "{from} {to}");
        }
        let symmetric = |players: &str| {
            let form =
                format!(r#"{{"players": {players}, "strategies": ["a", "b"], "payoffs": {{"a": [1], "b": [1]}}}}"#);
            read_given_game(&format!(r#"{{"format": "pactum-nfg/1", "symmetric": {form}}}"#))
        };
        assert!(symmetric("1").is_ok());
        for players in ["0", "-1", "99999999999", "[1]", "[]", "\"x\"", "2"] {
            assert!(symmetric(players).is_err(), "{players}");
        }
        assert!(read_given_game("{").is_err() && read_given_game("[]").is_err());
    }
}
