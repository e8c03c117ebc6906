//! Games as JSON, `pactum-tu/1`.

use std::collections::BTreeMap;

use jsonc_parser::ast::{Array, Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::json;

use super::{TuFile, check_names};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::TuGame;
use crate::game::forms::TuForm;
use crate::number::{Rational, Scalar, parse_rational, rational_text};

const FORMAT: &str = "pactum-tu/1";
const FORMS: [&str; 8] = ["values", "worths", "dividends", "voting", "bankruptcy", "airport", "assignment", "mcst"];
const OTHER_KEYS: [&str; 5] = ["format", "players", "unions", "graph", "weights"];
/// The most voters, claimants, … of a short form.
const MOST_PLAYERS: usize = 10_000;

/// Reads a game from JSON, numbers exactly as they are written.
///
/// # Errors
///
/// [`Error::Input`] with line, column, the field, what was found and what is allowed.
///
/// # Examples
///
/// ```
/// use pactum::format::tu::read_json;
/// use pactum::number::{ratio, whole};
///
/// let file = read_json(r#"{"format": "pactum-tu/1", "players": ["a", "b"], "worths": {"a,b": 0.1}}"#).unwrap();
/// assert_eq!(file.form.to_game().unwrap().values(), [whole(0), whole(0), whole(0), ratio(1, 10)]);
/// let error = read_json(r#"{"format": "pactum-tu/1", "players": ["a", "b"], "worths": {"a,c": 1}}"#).unwrap_err();
/// assert_eq!(error.to_string(), "line 1, column 61: worths: found player \"c\"; the players are a, b");
/// ```
pub fn read_json(text: &str) -> Result<TuFile, Error> {
    let parsed = parse(text)?;
    let reader = Reader { text };
    let root = reader.object(&parsed, "the game")?;
    reader.known_keys(root)?;
    reader.format(root)?;
    let forms: Vec<_> = root.properties.iter().filter(|property| FORMS.contains(&property.name.as_str())).collect();
    let [form] = forms[..] else {
        let found = if forms.is_empty() {
            "none".into()
        } else {
            forms.iter().map(|form| form.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        return Err(reader.error(
            root,
            &format!("found {found} of the forms of a game; exactly one of {} is allowed", FORMS.join(", ")),
        ));
    };
    let names = match root.properties.iter().find(|property| property.name.as_str() == "players") {
        Some(players) => Some(reader.names(&players.value)?),
        None => None,
    };
    let form_value = &form.value;
    let form = reader.form(form.name.as_str(), form_value, names.as_deref())?;
    form.check().map_err(|error| reader.error(form_value, &error.to_string()))?;
    let file = TuFile::numbered(form);
    let mut file = match names {
        Some(names) => file.with_players(names).map_err(|error| reader.error(form_value, &error.to_string()))?,
        None => file,
    };
    for property in &root.properties {
        match property.name.as_str() {
            "unions" => file.unions = Some(reader.unions(&property.value, &file.players)?),
            "graph" => file.graph = Some(reader.graph(&property.value, &file.players)?),
            "weights" => file.weights = Some(reader.weights(&property.value, &file.players)?),
            _ => {}
        }
    }
    Ok(file)
}

/// Reads an allocation: an object that gives every player an amount.
///
/// # Errors
///
/// [`Error::Input`] as for games; also for a player that is missing.
pub fn read_allocation(text: &str, players: &[String]) -> Result<Vec<Rational>, Error> {
    let parsed = parse(text)?;
    let reader = Reader { text };
    let object = reader.object(&parsed, "the allocation")?;
    reader.per_player(object, "the allocation", players)
}

/// The game as JSON in the form in which it was read, numbers as strings.
pub fn write_json<S: Scalar>(file: &TuFile<S>) -> serde_json::Value {
    // Floats are written exactly as well: a file is the same game again.
    let number = |value: &S| json!(value.to_rational().map(|exact| rational_text(&exact)));
    let list = |values: &[S]| serde_json::Value::Array(values.iter().map(number).collect());
    let rows = |rows: &[Vec<S>]| serde_json::Value::Array(rows.iter().map(|row| list(row)).collect());
    let key = |coalition: &Coalition| {
        coalition.members().map(|player| file.players[player].as_str()).collect::<Vec<_>>().join(",")
    };
    let map = |entries: &BTreeMap<Coalition, S>| {
        serde_json::Value::Object(entries.iter().map(|(coalition, value)| (key(coalition), number(value))).collect())
    };
    let mut game = json!({"format": FORMAT, "players": file.players});
    let (name, value) = match &file.form {
        TuForm::Values(game) => ("values", list(game.values())),
        #[cfg(feature = "mmap")]
        TuForm::Mapped(values) => (
            "values",
            values
                .iter()
                .map(|value| number(&S::from_rational(&crate::number::rational_from_f64(value).unwrap_or_default())))
                .collect(),
        ),
        TuForm::Worths(_, worths) => ("worths", map(worths)),
        TuForm::Dividends(_, dividends) => ("dividends", map(dividends)),
        TuForm::Voting { weights, quota } => ("voting", json!({"weights": list(weights), "quota": number(quota)})),
        TuForm::Bankruptcy { estate, claims } => {
            ("bankruptcy", json!({"estate": number(estate), "claims": list(claims)}))
        }
        TuForm::Airport { costs } => ("airport", json!({"costs": list(costs)})),
        TuForm::Assignment { surplus } => ("assignment", json!({"surplus": rows(surplus)})),
        TuForm::SpanningTree { costs } => ("mcst", json!({"costs": rows(costs)})),
    };
    game[name] = value;
    let names = |players: &[usize]| players.iter().map(|&player| file.players[player].clone()).collect::<Vec<_>>();
    if let Some(unions) = &file.unions {
        game["unions"] = json!(unions.iter().map(|union| names(union)).collect::<Vec<_>>());
    }
    if let Some(graph) = &file.graph {
        game["graph"] = json!(graph.iter().map(|&(left, right)| names(&[left, right])).collect::<Vec<_>>());
    }
    if let Some(weights) = &file.weights {
        game["weights"] =
            file.players.iter().cloned().zip(weights.iter().map(|weight| json!(rational_text(weight)))).collect();
    }
    game
}

/// The syntax tree, strictly as JSON has it.
fn parse(text: &str) -> Result<Value<'_>, Error> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let result =
        parse_to_ast(text, &CollectOptions::default(), &strict).map_err(|error| Error::input(error.to_string()))?;
    result.value.ok_or_else(|| Error::input("found an empty file; a JSON object is allowed"))
}

/// Walks the syntax tree; knows where things stand for errors.
struct Reader<'a> {
    text: &'a str,
}

impl Reader<'_> {
    fn error(&self, at: &impl Ranged, message: &str) -> Error {
        let before = self.text.get(..at.range().start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Error::input(format!("line {line}, column {column}: {message}"))
    }

    fn known_keys(&self, root: &Object<'_>) -> Result<(), Error> {
        let known: Vec<&str> = OTHER_KEYS.iter().chain(&FORMS).copied().collect();
        for (index, property) in root.properties.iter().enumerate() {
            let name = property.name.as_str();
            if !known.contains(&name) {
                let near = nearest(name, known.iter().copied());
                return Err(
                    self.error(property, &format!("found key {name:?}{near}; the keys are {}", known.join(", ")))
                );
            }
            self.once(root, index)?;
        }
        Ok(())
    }

    /// Refuses a key that stands twice.
    fn once(&self, object: &Object<'_>, index: usize) -> Result<(), Error> {
        let property = &object.properties[index];
        let name = property.name.as_str();
        if object.properties[..index].iter().any(|other| other.name.as_str() == name) {
            return Err(self.error(property, &format!("found key {name:?} a second time")));
        }
        Ok(())
    }

    fn format(&self, root: &Object<'_>) -> Result<(), Error> {
        match root.get_string("format") {
            Some(format) if format.value == FORMAT => Ok(()),
            Some(format) => {
                Err(self.error(format, &format!("format: found {:?}; {FORMAT:?} is allowed", format.value)))
            }
            None => Err(self.error(root, &format!("format: found none; \"format\": {FORMAT:?} is needed"))),
        }
    }

    fn object<'b, 'c>(&self, value: &'b Value<'c>, field: &str) -> Result<&'b Object<'c>, Error> {
        value
            .as_object()
            .ok_or_else(|| self.error(value, &format!("{field}: found {}; an object is allowed", kind(value))))
    }

    fn array<'b, 'c>(&self, value: &'b Value<'c>, field: &str) -> Result<&'b Array<'c>, Error> {
        value.as_array().ok_or_else(|| self.error(value, &format!("{field}: found {}; a list is allowed", kind(value))))
    }

    fn number(&self, value: &Value<'_>, field: &str) -> Result<Rational, Error> {
        let text = match value {
            Value::NumberLit(number) => number.value,
            Value::StringLit(string) => string.value.as_ref(),
            _ => {
                return Err(self.error(
                    value,
                    &format!("{field}: found {}; a number or a string such as \"1/3\" is allowed", kind(value)),
                ));
            }
        };
        parse_rational(text).map_err(|error| self.error(value, &format!("{field}: found {text:?}: {error}")))
    }

    fn numbers(&self, value: &Value<'_>, field: &str) -> Result<Vec<Rational>, Error> {
        self.array(value, field)?.elements.iter().map(|element| self.number(element, field)).collect()
    }

    fn rows(&self, value: &Value<'_>, field: &str) -> Result<Vec<Vec<Rational>>, Error> {
        self.array(value, field)?.elements.iter().map(|row| self.numbers(row, field)).collect()
    }

    fn names(&self, value: &Value<'_>) -> Result<Vec<String>, Error> {
        let name = |element: &Value<'_>| match element.as_string_lit() {
            Some(name) => Ok(name.value.clone().into_owned()),
            None => Err(self.error(element, &format!("players: found {}; a string is allowed", kind(element)))),
        };
        let names: Vec<String> = self.array(value, "players")?.elements.iter().map(name).collect::<Result<_, _>>()?;
        if names.is_empty() || names.len() > MOST_PLAYERS {
            return Err(
                self.error(value, &format!("players: found {}; from 1 to {MOST_PLAYERS} are allowed", names.len()))
            );
        }
        check_names(&names).map_err(|error| self.error(value, &format!("players: {error}")))?;
        Ok(names)
    }

    fn form(&self, name: &str, value: &Value<'_>, names: Option<&[String]>) -> Result<TuForm<Rational>, Error> {
        let named =
            || names.ok_or_else(|| self.error(value, &format!("{name}: \"players\" is needed to know whom it names")));
        Ok(match name {
            "values" => {
                let count = self.array(value, name)?.elements.len();
                if count > 1 << TuGame::<Rational>::MAX_PLAYERS {
                    return Err(self.error(value, &format!("values: found {count}; at most 2^26 are allowed")));
                }
                let values = self.numbers(value, name)?;
                TuForm::Values(TuGame::new(values).map_err(|error| self.error(value, &error.to_string()))?)
            }
            "worths" => TuForm::Worths(named()?.len(), self.coalitions(value, name, named()?)?),
            "dividends" => TuForm::Dividends(named()?.len(), self.coalitions(value, name, named()?)?),
            "voting" => {
                let [weights, quota] = self.fields(value, name, ["weights", "quota"])?;
                TuForm::Voting {
                    weights: self.numbers(weights, "voting.weights")?,
                    quota: self.number(quota, "voting.quota")?,
                }
            }
            "bankruptcy" => {
                let [estate, claims] = self.fields(value, name, ["estate", "claims"])?;
                TuForm::Bankruptcy {
                    estate: self.number(estate, "bankruptcy.estate")?,
                    claims: self.numbers(claims, "bankruptcy.claims")?,
                }
            }
            "airport" => {
                let [costs] = self.fields(value, name, ["costs"])?;
                TuForm::Airport { costs: self.numbers(costs, "airport.costs")? }
            }
            "assignment" => {
                let [surplus] = self.fields(value, name, ["surplus"])?;
                TuForm::Assignment { surplus: self.rows(surplus, "assignment.surplus")? }
            }
            _ => {
                let [costs] = self.fields(value, name, ["costs"])?;
                TuForm::SpanningTree { costs: self.rows(costs, "mcst.costs")? }
            }
        })
    }

    /// The fields of a small object, all of them and no other.
    fn fields<'b, 'c, const N: usize>(
        &self,
        value: &'b Value<'c>,
        form: &str,
        keys: [&str; N],
    ) -> Result<[&'b Value<'c>; N], Error> {
        let object = self.object(value, form)?;
        for (index, property) in object.properties.iter().enumerate() {
            self.once(object, index)?;
            let name = property.name.as_str();
            if !keys.contains(&name) {
                return Err(
                    self.error(property, &format!("{form}: found key {name:?}; the keys are {}", keys.join(", ")))
                );
            }
        }
        let mut found = [value; N];
        for (slot, key) in found.iter_mut().zip(keys) {
            let property =
                object.get(key).ok_or_else(|| self.error(value, &format!("{form}: found no {key:?}; it is needed")))?;
            *slot = &property.value;
        }
        Ok(found)
    }

    fn coalitions(
        &self,
        value: &Value<'_>,
        field: &str,
        names: &[String],
    ) -> Result<BTreeMap<Coalition, Rational>, Error> {
        if names.len() > Coalition::MAX_PLAYERS {
            return Err(self.error(value, &format!("{field}: found {} players; at most 31 are allowed", names.len())));
        }
        let places: BTreeMap<&str, usize> =
            names.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
        let mut entries = BTreeMap::new();
        for property in &self.object(value, field)?.properties {
            let mut coalition = Coalition::EMPTY;
            for name in property.name.as_str().split(',').map(str::trim).filter(|name| !name.is_empty()) {
                let player = places.get(name).ok_or_else(|| self.unknown_player(property, field, name, names))?;
                if coalition.contains(*player) {
                    return Err(self.error(property, &format!("{field}: found player {name:?} twice in one coalition")));
                }
                coalition = coalition.with(*player);
            }
            let number = self.number(&property.value, field)?;
            if entries.insert(coalition, number).is_some() {
                return Err(self
                    .error(property, &format!("{field}: found coalition {:?} a second time", property.name.as_str())));
            }
        }
        Ok(entries)
    }

    fn unknown_player(&self, at: &impl Ranged, field: &str, name: &str, names: &[String]) -> Error {
        let near = nearest(name, names.iter().map(String::as_str));
        self.error(at, &format!("{field}: found player {name:?}{near}; the players are {}", names.join(", ")))
    }

    fn player(&self, value: &Value<'_>, field: &str, names: &[String]) -> Result<usize, Error> {
        let Some(name) = value.as_string_lit() else {
            return Err(self.error(value, &format!("{field}: found {}; a player's name is allowed", kind(value))));
        };
        names
            .iter()
            .position(|other| *other == name.value)
            .ok_or_else(|| self.unknown_player(value, field, &name.value, names))
    }

    fn unions(&self, value: &Value<'_>, names: &[String]) -> Result<Vec<Vec<usize>>, Error> {
        let mut seen = vec![false; names.len()];
        let mut unions = Vec::new();
        for union in &self.array(value, "unions")?.elements {
            let mut members = Vec::new();
            for element in &self.array(union, "unions")?.elements {
                let player = self.player(element, "unions", names)?;
                if std::mem::replace(&mut seen[player], true) {
                    return Err(self.error(element, &format!("unions: found player {:?} in two unions", names[player])));
                }
                members.push(player);
            }
            if members.is_empty() {
                return Err(self.error(union, "unions: found an empty union; a union has a player"));
            }
            unions.push(members);
        }
        if let Some(player) = seen.iter().position(|seen| !seen) {
            return Err(self.error(
                value,
                &format!("unions: found no union with player {:?}; every player is in one", names[player]),
            ));
        }
        Ok(unions)
    }

    fn graph(&self, value: &Value<'_>, names: &[String]) -> Result<Vec<(usize, usize)>, Error> {
        let mut links = Vec::new();
        for link in &self.array(value, "graph")?.elements {
            let ends = self.array(link, "graph")?;
            let [left, right] = &ends.elements[..] else {
                return Err(self
                    .error(link, &format!("graph: found a link of {} players; two are allowed", ends.elements.len())));
            };
            let (left, right) = (self.player(left, "graph", names)?, self.player(right, "graph", names)?);
            let pair = (left.min(right), left.max(right));
            if left == right || links.contains(&pair) {
                let what = if left == right { "of a player with itself" } else { "a second time" };
                return Err(self.error(link, &format!("graph: found the link {}-{} {what}", names[left], names[right])));
            }
            links.push(pair);
        }
        Ok(links)
    }

    fn weights(&self, value: &Value<'_>, names: &[String]) -> Result<Vec<Rational>, Error> {
        let weights = self.per_player(self.object(value, "weights")?, "weights", names)?;
        match weights.iter().position(|weight| *weight <= crate::number::whole(0)) {
            Some(player) => Err(self.error(
                value,
                &format!("weights: found {} for {}; above 0 is allowed", weights[player], names[player]),
            )),
            None => Ok(weights),
        }
    }

    /// A number for each player.
    fn per_player(&self, object: &Object<'_>, field: &str, names: &[String]) -> Result<Vec<Rational>, Error> {
        let mut found: Vec<Option<Rational>> = vec![None; names.len()];
        for (index, property) in object.properties.iter().enumerate() {
            self.once(object, index)?;
            let name = property.name.as_str();
            let player = names
                .iter()
                .position(|other| other == name)
                .ok_or_else(|| self.unknown_player(property, field, name, names))?;
            found[player] = Some(self.number(&property.value, &format!("{field}.{name}"))?);
        }
        let missing =
            |player: usize| self.error(object, &format!("{field}: found nothing for player {:?}", names[player]));
        found.into_iter().enumerate().map(|(player, number)| number.ok_or_else(|| missing(player))).collect()
    }
}

/// `, did you mean …?` where some known name is close.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let best = known.map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate)).min();
    match best {
        Some((distance, candidate)) if distance <= 1 + candidate.len() / 4 && candidate.len() > 2 => {
            format!(" (nearest: {candidate:?})")
        }
        _ => String::new(),
    }
}

/// What a JSON value is, in words.
fn kind(value: &Value<'_>) -> &'static str {
    match value {
        Value::StringLit(_) => "a string",
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "true or false",
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        Value::NullKeyword(_) => "null",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    fn read(body: &str) -> Result<TuFile, Error> {
        read_json(&format!("{{\"format\": \"pactum-tu/1\", {body}}}"))
    }

    #[test]
    fn every_form_is_read_and_written_back() {
        for body in [
            r#""players": ["a","b"], "values": ["0", 1, 0.5, "4/3"]"#,
            r#""values": [0, 0, 0, 1]"#,
            r#""players": ["a","b","c"], "worths": {"a,b": "1", "c": 2}, "unions": [["a","c"],["b"]], "graph": [["a","b"]], "weights": {"b": 2, "a": 1, "c": "1/2"}"#,
            r#""players": ["a","b","c"], "dividends": {"a,b": "1"}"#,
            r#""voting": {"weights": [3, 2, 2], "quota": 4}"#,
            r#""players": ["a","b","c"], "bankruptcy": {"estate": "100", "claims": ["100","200","300"]}"#,
            r#""airport": {"costs": [1, 2]}"#,
            r#""assignment": {"surplus": [[1, 2], [3, 4]]}"#,
            r#""mcst": {"costs": [[0, 1, 2], [1, 0, 1], [2, 1, 0]]}"#,
        ] {
            let file = read(body).unwrap();
            let again = read_json(&write_json(&file).to_string()).unwrap();
            assert_eq!(file, again, "{body}");
        }
        assert_eq!(
            read(r#""values": ["0", 1, 0.5, "4/3"]"#).unwrap().form,
            TuForm::Values(TuGame::new(vec![whole(0), whole(1), ratio(1, 2), ratio(4, 3)]).unwrap())
        );
    }

    #[test]
    fn errors_name_place_field_and_what_is_allowed() {
        for (body, part) in [
            (r#""valeus": [0, 1]"#, "(nearest: \"values\")"),
            (r#""players": ["a"]"#, "found none of the forms"),
            (r#""values": [0,1], "airport": {"costs": [1]}"#, "exactly one"),
            (r#""values": [0, 1, 2]"#, "has 2^n"),
            (r#""values": [0, "x"]"#, "values: found \"x\": not a number"),
            (r#""values": [0, null]"#, "found null"),
            (r#""values": 3"#, "values: found a number; a list is allowed"),
            (r#""values": [0, 1], "players": ["a", "b"]"#, "found 2 names for 1 players"),
            (r#""values": [0, 1], "players": ["a,b"]"#, "no comma"),
            (r#""values": [0, 0, 0, 1], "players": ["a", "a"]"#, "names must differ"),
            (r#""worths": {"a": 1}"#, "\"players\" is needed"),
            (r#""players": ["a"], "worths": {"a,a": 1}"#, "twice in one coalition"),
            (r#""players": ["a", "b"], "worths": {"a,b": 1, "b,a": 1}"#, "a second time"),
            (r#""players": ["a"], "worths": {"": 1}"#, "empty coalition"),
            (r#""voting": {"weights": [1]}"#, "voting: found no \"quota\""),
            (r#""voting": {"weights": [1], "quota": 1, "veto": 1}"#, "found key \"veto\""),
            (r#""values": [0, 0, 0, 1], "players": ["a", "b"], "unions": [["a"]]"#, "no union with player \"b\""),
            (r#""values": [0, 0, 0, 1], "players": ["a", "b"], "unions": [["a"], ["a", "b"]]"#, "in two unions"),
            (r#""values": [0, 0, 0, 1], "players": ["a", "b"], "graph": [["a", "a"]]"#, "with itself"),
            (r#""values": [0, 0, 0, 1], "players": ["a", "b"], "weights": {"a": 1, "b": 0}"#, "weights: found 0 for b"),
            (r#""values": [0, 0, 0, 1], "players": ["a", "b"], "weights": {"a": 1}"#, "nothing for player \"b\""),
            (r#""values": [0, 1], "values": [0, 1]"#, "\"values\" a second time"),
        ] {
            let message = read(body).unwrap_err().to_string();
            assert!(message.contains(part), "{body}: {message}");
            assert!(message.contains("line 1, column"), "{message}");
        }
        assert!(read_json("").is_err() && read_json("[1]").is_err() && read_json("{\"values\": [0, 1]}").is_err());
        assert!(read_json(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn allocations_name_every_player() {
        let players = ["a".to_string(), "b".to_string()];
        assert_eq!(read_allocation(r#"{"b": "1/2", "a": 3}"#, &players).unwrap(), [whole(3), ratio(1, 2)]);
        for text in [r#"{"a": 1}"#, r#"{"a": 1, "b": 2, "c": 3}"#, r#"{"a": 1, "a": 2, "b": 1}"#, "[1, 2]"] {
            assert!(read_allocation(text, &players).is_err(), "{text}");
        }
    }
}
