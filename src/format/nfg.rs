//! Gambit's `.nfg` files, both versions: a list of payoffs, or named outcomes and which profile has
//! which.
//!
//! ```text
//! NFG 1 R "title" { "player" … } { 2 2 } "comment" 3 3 4 0 …
//! NFG 1 R "title" { "player" … } { { "strategy" … } … } "comment" { { "outcome" 3, 3 } … } 1 2 0 …
//! ```
//!
//! Profiles come with the first player's strategy varying fastest. Outcome 0 pays nothing. Numbers are
//! integers, decimals and fractions, read exactly.

use std::fmt;

use crate::error::Error;
use crate::game::payoff_entries::PayoffEntries;
use crate::game::{NamedGame, PlayerNames, ProfileSpace, with_game};

/// What is wrong with a file of a game, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The part of the file, such as `players` or `payoffs`.
    pub field: String,
    /// What was found.
    pub found: String,
    /// What is allowed.
    pub allowed: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ReadError { line, column, field, found, allowed } = self;
        write!(formatter, "{line}:{column}: {field}: found {found}; allowed: {allowed}")
    }
}

impl std::error::Error for ReadError {}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        Error::input(error.to_string())
    }
}

/// Reads a `.nfg` file of either version.
///
/// # Errors
///
/// [`ReadError`] with the place, what was found and what is allowed. Sizes are checked before
/// anything is allocated.
///
/// # Complexity
///
/// One pass over the text.
///
/// # Examples
///
/// ```
/// use pactum::format::nfg::{read_nfg, write_nfg};
///
/// let text = "NFG 1 R \"Pennies\" { \"A\" \"B\" } { { \"heads\" \"tails\" } { \"heads\" \"tails\" } }\n\
///             { { \"equal\" 1, -1 } { \"different\" -1, 1 } } 1 2 2 1";
/// let game = read_nfg(text).unwrap();
/// assert_eq!(read_nfg(&write_nfg(&game)).unwrap(), game);
///
/// let error = read_nfg("NFG 1 R \"t\" { \"A\" \"B\" } { 2 x }").unwrap_err();
/// assert_eq!((error.line, error.column, error.found.as_str()), (1, 29, "x"));
/// ```
pub fn read_nfg(text: &str) -> Result<NamedGame, ReadError> {
    let mut reader = Reader { text, at: 0, token: 0 };
    reader.expect_word("NFG", "header")?;
    reader.expect_word("1", "header")?;
    match reader.next() {
        Token::Word("R" | "D") => {}
        _ => return Err(reader.wrong("header", "the letter R or D, after NFG 1")),
    }
    let title = reader.quoted("title")?;
    let names = reader.names("players")?;
    let strategies = reader.strategies(names.len())?;
    let counts: Vec<usize> = strategies.iter().map(Vec::len).collect();
    let space = ProfileSpace::new(&counts).map_err(|error| reader.wrong("strategies", &error.to_string()))?;
    let comment = if reader.peek_byte() == Some(b'"') { reader.quoted("comment")? } else { String::new() };
    let entries =
        if reader.peek_byte() == Some(b'{') { reader.outcome_payoffs(&space)? } else { reader.payoffs(&space)? };
    let game = entries.into_game(space).map_err(|error| reader.wrong("payoffs", &error.to_string()))?;
    let players =
        names.into_iter().zip(strategies).map(|(name, strategies)| PlayerNames { name, strategies }).collect();
    let mut named =
        NamedGame::new(&title, players, game).map_err(|error| reader.wrong("players", &error.to_string()))?;
    named.comment = comment;
    Ok(named)
}

/// Writes a game in the payoff version of `.nfg`, with the names of the strategies.
///
/// Reading it gives back the same game.
pub fn write_nfg(named: &NamedGame) -> String {
    let list = |names: &[String]| names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(" ");
    let players: Vec<String> = named.players.iter().map(|player| player.name.clone()).collect();
    let strategies: Vec<String> =
        named.players.iter().map(|player| format!("{{ {} }}", list(&player.strategies))).collect();
    let mut text =
        format!("NFG 1 R {} {{ {} }}\n\n{{ {} }}\n", quote(&named.title), list(&players), strategies.join(" "));
    text += &format!("{}\n\n", quote(&named.comment));
    with_game!(&named.game, table => {
        for profile in 0..table.space().size() {
            let payoffs = (0..table.space().n_players()).map(|player| table.payoff(profile, player).to_string());
            text += &payoffs.collect::<Vec<_>>().join(" ");
            text.push('\n');
        }
    });
    text
}

fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[derive(Debug, Clone, PartialEq)]
enum Token<'a> {
    Open,
    Close,
    Quoted(String),
    Unclosed,
    Word(&'a str),
    End,
}

/// The text, how far it is read, and where the last token began.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    token: usize,
}

impl<'a> Reader<'a> {
    /// The first byte of the next token.
    fn peek_byte(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b',') {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn next(&mut self) -> Token<'a> {
        let first = self.peek_byte();
        self.token = self.at;
        match first {
            None => Token::End,
            Some(b'{') => self.single(Token::Open),
            Some(b'}') => self.single(Token::Close),
            Some(b'"') => self.string(),
            Some(_) => {
                let rest = self.text.get(self.at..).unwrap_or_default();
                let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'{' | b'}' | b'"' | b',');
                let length = rest.as_bytes().iter().position(ends).unwrap_or(rest.len());
                self.at += length;
                Token::Word(rest.get(..length).unwrap_or_default())
            }
        }
    }

    fn single(&mut self, token: Token<'a>) -> Token<'a> {
        self.at += 1;
        token
    }

    /// A quoted text, in which a backslash takes the next character as it is.
    fn string(&mut self) -> Token<'a> {
        let mut value = String::new();
        let mut escaped = false;
        for (offset, character) in self.text.get(self.at + 1..).unwrap_or_default().char_indices() {
            match character {
                '\\' if !escaped => escaped = true,
                '"' if !escaped => {
                    self.at += offset + 2;
                    return Token::Quoted(value);
                }
                _ => {
                    // Only quotes and backslashes are escaped; before others the backslash stays.
                    if escaped && !matches!(character, '"' | '\\') {
                        value.push('\\');
                    }
                    value.push(character);
                    escaped = false;
                }
            }
        }
        self.at = self.text.len();
        Token::Unclosed
    }

    /// The error that the last token is not what is allowed.
    fn wrong(&self, field: &str, allowed: &str) -> ReadError {
        let before = self.text.get(..self.token).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let token: String = self.text.get(self.token..self.at).unwrap_or_default().chars().take(40).collect();
        ReadError {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            field: field.into(),
            found: if token.is_empty() { "the end of the file".into() } else { token },
            allowed: allowed.into(),
        }
    }

    fn expect_word(&mut self, word: &str, field: &str) -> Result<(), ReadError> {
        match self.next() {
            Token::Word(found) if found == word => Ok(()),
            _ => Err(self.wrong(field, &format!("{word} (a file begins with NFG 1 R)"))),
        }
    }

    fn expect_open(&mut self, field: &str) -> Result<(), ReadError> {
        match self.next() {
            Token::Open => Ok(()),
            _ => Err(self.wrong(field, "{")),
        }
    }

    fn quoted(&mut self, field: &str) -> Result<String, ReadError> {
        match self.next() {
            Token::Quoted(text) => Ok(text),
            Token::Unclosed => Err(self.wrong(field, "a text whose quotes are closed")),
            _ => Err(self.wrong(field, "a text in double quotes")),
        }
    }

    /// `{ "name" … }`
    fn names(&mut self, field: &str) -> Result<Vec<String>, ReadError> {
        self.expect_open(field)?;
        self.rest_of_names(field)
    }

    fn rest_of_names(&mut self, field: &str) -> Result<Vec<String>, ReadError> {
        let mut names = Vec::new();
        loop {
            match self.next() {
                Token::Quoted(name) => names.push(name),
                Token::Close if !names.is_empty() => return Ok(names),
                _ => return Err(self.wrong(field, "names in double quotes, at least one, and }")),
            }
        }
    }

    /// `{ 2 2 }` or `{ { "in" "out" } … }`: the names of each player's strategies.
    fn strategies(&mut self, players: usize) -> Result<Vec<Vec<String>>, ReadError> {
        self.expect_open("strategies")?;
        let mut all = Vec::new();
        loop {
            match self.next() {
                Token::Open => all.push(self.rest_of_names("strategies")?),
                Token::Word(word) => match word.parse::<usize>() {
                    Ok(count) if (1..=ProfileSpace::MAX_ENTRIES).contains(&count) => {
                        all.push((1..=count).map(|strategy| strategy.to_string()).collect());
                    }
                    _ => return Err(self.wrong("strategies", "a number of strategies, at least 1 and at most 2^25")),
                },
                Token::Close if all.len() == players => return Ok(all),
                _ => return Err(self.wrong("strategies", &format!("the strategies of {players} players, then }}"))),
            }
            if all.len() > players {
                return Err(self.wrong("strategies", &format!("the strategies of {players} players, then }}")));
            }
        }
    }

    fn number(&mut self, entries: &mut PayoffEntries, field: &str) -> Result<(), ReadError> {
        match self.next() {
            Token::Word(word) => entries.push_text(word).map_err(|error| self.wrong(field, &error.to_string())),
            _ => Err(self.wrong(field, "a number")),
        }
    }

    fn payoffs(&mut self, space: &ProfileSpace) -> Result<PayoffEntries, ReadError> {
        let wanted = space.size() * space.n_players();
        let mut entries = PayoffEntries::default();
        for _ in 0..wanted {
            self.number(&mut entries, &format!("payoffs ({wanted} in all)"))?;
        }
        self.expect_end("payoffs", wanted)?;
        Ok(entries)
    }

    fn outcome_payoffs(&mut self, space: &ProfileSpace) -> Result<PayoffEntries, ReadError> {
        let players = space.n_players();
        self.expect_open("outcomes")?;
        let mut outcomes = PayoffEntries::default();
        (0..players).for_each(|_| outcomes.push(Default::default()));
        while self.peek_byte() == Some(b'{') {
            self.expect_open("outcomes")?;
            if self.peek_byte() == Some(b'"') {
                self.quoted("outcomes")?;
            }
            for _ in 0..players {
                self.number(&mut outcomes, "outcomes")?;
            }
            if self.next() != Token::Close {
                return Err(self.wrong("outcomes", &format!("}} after {players} payoffs")));
            }
        }
        if self.next() != Token::Close {
            return Err(self.wrong("outcomes", "an outcome in braces, or }"));
        }
        let count = outcomes.len() / players;
        let mut chosen = Vec::new();
        for _ in 0..space.size() {
            match self.next() {
                Token::Word(word) if word.parse::<usize>().is_ok_and(|outcome| outcome < count) => {
                    chosen.push(word.parse::<usize>().unwrap_or(0));
                }
                _ => {
                    let allowed = format!(
                        "the number of an outcome, from 0 (none) to {}, for each of {} profiles",
                        count - 1,
                        space.size()
                    );
                    return Err(self.wrong("outcomes of profiles", &allowed));
                }
            }
        }
        self.expect_end("outcomes of profiles", space.size())?;
        let mut entries = outcomes;
        for outcome in chosen {
            (0..players).for_each(|player| entries.push_copy(outcome * players + player));
        }
        Ok(entries.without_first(count * players))
    }

    fn expect_end(&mut self, field: &str, wanted: usize) -> Result<(), ReadError> {
        match self.next() {
            Token::End => Ok(()),
            _ => Err(self.wrong(field, &format!("{wanted} numbers, then the end of the file"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    #[test]
    fn both_versions_are_the_same_game() {
        let payoffs =
            "NFG 1 R \"A \\\"fine\\\" game\" {\"A\" \"B\"} {2 2}\n\"a comment\"\n1/2 -1.5 0 0\n.25 3 0.5 -3/2";
        let outcomes = "NFG 1 D \"A \\\"fine\\\" game\" {\"A\" \"B\"} { { \"1\" \"2\" } { \"1\" \"2\" } } \"a comment\"\n\
                        { { \"x\" 1/2, -1.5 } { \"\" 0.25 3.0 } } 1 0 2 1";
        let game = read_nfg(payoffs).unwrap();
        assert_eq!(game.title, "A \"fine\" game");
        assert_eq!(game.comment, "a comment");
        assert_eq!(read_nfg(outcomes).unwrap(), game);
        with_game!(&game.game, table => assert_eq!(table.payoff(3, 1), ratio(-3, 2)));
    }

    #[test]
    fn errors_name_the_place() {
        let cases = [
            ("", 1, 1, "the end of the file"),
            ("EFG 2 R", 1, 1, "EFG"),
            ("NFG 1 R \"t\n", 1, 9, "\"t\n"),
            ("NFG 1 R \"t\" { \"A\" } { 2 }\n1 x", 2, 3, "x"),
            ("NFG 1 R \"t\" { \"A\" } { 2 }\n1 2 3", 2, 5, "3"),
            ("NFG 1 R \"t\" { \"A\" } { 2 }\n1", 2, 2, "the end of the file"),
            ("NFG 1 R \"t\" { \"A\" } { 2 2 }\n1 2", 1, 25, "2"),
            ("NFG 1 R \"t\" { \"A\" } { 0 }", 1, 23, "0"),
            ("NFG 1 R \"t\" { \"A\" } { 2 } { { \"o\" 1 } } 1 2", 1, 43, "2"),
            ("NFG 1 R \"t\" { \"A\" } { 2 } { { \"o\" 1 2 } } 1 1", 1, 37, "2"),
            ("NFG 1 R \"t\" { } { 2 } 1 1", 1, 15, "}"),
        ];
        for (text, line, column, found) in cases {
            let error = read_nfg(text).unwrap_err();
            assert_eq!((error.line, error.column, error.found.as_str()), (line, column, found), "{text}: {error}");
        }
        // A table that does not fit is refused before its payoffs are read.
        let players: String = (0..30).map(|player| format!("\"{player}\" ")).collect();
        let error = read_nfg(&format!("NFG 1 R \"t\" {{ {players} }} {{ {} }}", "2 ".repeat(30))).unwrap_err();
        assert!(error.allowed.contains("20 players fit"), "{error}");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back((counts, tables) in small_games(), title in ".{0,12}", name in ".{0,6}", scale in 1i64..9) {
            let scaled: Vec<Vec<_>> = tables.iter().map(|table| table.iter().map(|value| value / ratio(scale, 1)).collect()).collect();
            let game = crate::game::NormalFormGame::from_rationals(&counts, &scaled).unwrap();
            let players = counts.iter().map(|&count| PlayerNames { name: name.clone(), strategies: vec![name.clone(); count] }).collect();
            let named = NamedGame::new(&title, players, game).unwrap();
            let text = write_nfg(&named);
            prop_assert_eq!(read_nfg(&text), Ok(named), "{}", text);
        }

        #[test]
        fn no_text_makes_the_reader_panic(head in "(NFG 1 R \"t\" )?", rest in "[{}\"\\\\ 0-9a-z/.,-]{0,60}") {
            let _ = read_nfg(&(head + &rest));
        }
    }
}
