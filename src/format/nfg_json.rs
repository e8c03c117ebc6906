//! Strategic games as JSON, `pactum-nfg/1`.
//!
//! ```json
//! {"format": "pactum-nfg/1", "title": "Dilemma",
//!  "players": [{"name": "A", "strategies": ["c", "d"]}, {"name": "B", "strategies": ["c", "d"]}],
//!  "payoffs": [[3, 3], [4, 0], [0, "4"], ["1/2", 0.5]]}
//! ```
//!
//! Profiles come with the first player's strategy varying fastest, as in `.nfg`; numbers are read exactly
//! as they are written, plain or as strings.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::game::payoff_entries::PayoffEntries;
use crate::game::{NamedGame, PlayerNames, ProfileSpace, with_game};

use super::nfg::ReadError;

/// The name of the format.
pub const FORMAT: &str = "pactum-nfg/1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File<'a> {
    format: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    comment: String,
    players: Vec<Player>,
    #[serde(borrow)]
    payoffs: Vec<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Player {
    name: String,
    strategies: Vec<String>,
}

/// Reads a game in JSON.
///
/// # Errors
///
/// [`ReadError`] with the place, what was found and what is allowed.
///
/// # Examples
///
/// ```
/// use pactum::format::nfg_json::{read_json_game, write_json_game};
///
/// let text = r#"{"format": "pactum-nfg/1", "players": [{"name": "A", "strategies": ["in", "out"]}],
///                "payoffs": [[0.1], ["1/3"]]}"#;
/// let game = read_json_game(text).unwrap();
/// assert_eq!(read_json_game(&write_json_game(&game).to_string()).unwrap(), game);
/// assert!(read_json_game(&text.replace("0.1", "true")).unwrap_err().to_string().contains("found true"));
/// ```
pub fn read_json_game(text: &str) -> Result<NamedGame, ReadError> {
    let file: File<'_> = serde_json::from_str(text).map_err(|error| ReadError {
        line: error.line(),
        column: error.column(),
        field: "game".into(),
        found: error.to_string(),
        allowed: format!("an object with format \"{FORMAT}\", players and payoffs"),
    })?;
    if file.format != FORMAT {
        return Err(wrong("format", &file.format, FORMAT));
    }
    let counts: Vec<usize> = file.players.iter().map(|player| player.strategies.len()).collect();
    let space = ProfileSpace::new(&counts)
        .map_err(|error| wrong("players", &format!("{} players", counts.len()), &error.to_string()))?;
    if file.payoffs.len() != space.size() {
        return Err(wrong(
            "payoffs",
            &format!("{} rows", file.payoffs.len()),
            &format!("one row for each of {} profiles", space.size()),
        ));
    }
    let mut entries = PayoffEntries::default();
    for (profile, row) in file.payoffs.iter().enumerate() {
        let field = || format!("payoffs[{profile}]");
        if row.len() != counts.len() {
            return Err(wrong(
                &field(),
                &format!("{} numbers", row.len()),
                &format!("{} numbers, one a player", counts.len()),
            ));
        }
        for value in row {
            let number = value.get().trim_matches('"');
            entries.push_text(number).map_err(|error| locate(text, value.get(), &field(), &error.to_string()))?;
        }
    }
    let game = entries.into_game(space).map_err(|error| wrong("payoffs", "the table", &error.to_string()))?;
    let players =
        file.players.into_iter().map(|player| PlayerNames { name: player.name, strategies: player.strategies });
    let mut named = NamedGame::new(&file.title, players.collect(), game)
        .map_err(|error| wrong("players", "the names", &error.to_string()))?;
    named.comment = file.comment;
    Ok(named)
}

/// Writes a game in JSON, its payoffs as exact strings.
pub fn write_json_game(named: &NamedGame) -> Value {
    let players: Vec<Value> =
        named.players.iter().map(|player| json!({"name": player.name, "strategies": player.strategies})).collect();
    let payoffs: Vec<Vec<String>> = with_game!(&named.game, table => {
        let row = |profile| (0..table.space().n_players()).map(|player| table.payoff(profile, player).to_string()).collect();
        (0..table.space().size()).map(row).collect()
    });
    json!({"format": FORMAT, "title": named.title, "comment": named.comment, "players": players, "payoffs": payoffs})
}

pub(super) fn wrong(field: &str, found: &str, allowed: &str) -> ReadError {
    let found = found.chars().take(60).collect();
    ReadError { line: 1, column: 1, field: field.into(), found, allowed: allowed.into() }
}

/// The error for a value that is a part of the text itself.
pub(super) fn locate(text: &str, value: &str, field: &str, allowed: &str) -> ReadError {
    let offset = (value.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let before = text.get(..offset).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    ReadError {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        ..wrong(field, value, allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_place() {
        let game = |players: &str, payoffs: &str| {
            format!("{{\"format\": \"pactum-nfg/1\",\n\"players\": {players},\n\"payoffs\": {payoffs}}}")
        };
        let one = r#"[{"name": "A", "strategies": ["in", "out"]}]"#;
        let error = read_json_game(&game(one, "[[1], [true]]")).unwrap_err();
        assert_eq!((error.line, error.column, error.field.as_str()), (3, 19, "payoffs[1]"));
        for (players, payoffs) in [
            ("[]", "[]"),
            (one, "[[1]]"),
            (one, "[[1], [1, 2]]"),
            (one, "[[1], [1], [1]]"),
            (one, "[[1], 1]"),
            (one, "[[1], [\"1/0\"]]"),
            (r#"[{"name": "A"}]"#, "[[1]]"),
        ] {
            assert!(read_json_game(&game(players, payoffs)).is_err(), "{players} {payoffs}");
        }
        assert!(read_json_game(&game(one, "[[1], [2]]").replace("nfg/1", "nfg/2")).is_err());
        assert!(read_json_game("{").is_err());
    }
}
