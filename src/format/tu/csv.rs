//! Games as lines `mask,value`.

use std::collections::BTreeMap;

use super::TuFile;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::TuGame;
use crate::game::forms::TuForm;
use crate::number::{Rational, parse_rational, whole};

/// Reads a game from lines `mask,value`, with or without a heading `mask,value`.
///
/// Bit `i` of the mask stands for player `i`. There are as many players as the largest mask needs;
/// a coalition without a line is worth 0. Players are named `1`, `2`, …
///
/// # Errors
///
/// [`Error::Input`] with the line for what is no mask or no number, for a mask given twice, a worth
/// of the empty coalition, more than 31 players, or no line at all.
///
/// # Examples
///
/// ```
/// use pactum::format::tu::read_csv;
///
/// let file = read_csv("mask,value\n1,0\n2,1/2\n3,4\n").unwrap();
/// assert_eq!(file.players, ["1", "2"]);
/// let error = read_csv("1,0\n1,2\n").unwrap_err();
/// assert_eq!(error.to_string(), "line 2: found mask 1 a second time");
/// ```
pub fn read_csv(text: &str) -> Result<TuFile, Error> {
    let mut entries: Vec<(usize, usize, Rational)> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.trim();
        if line.is_empty() || (number == 1 && line.eq_ignore_ascii_case("mask,value")) {
            continue;
        }
        let (mask, value) = line
            .split_once(',')
            .ok_or_else(|| Error::input(format!("line {number}: found {line:?}; a line is mask,value")))?;
        let mask: usize = mask.trim().parse().map_err(|_| {
            Error::input(format!("line {number}: found the mask {:?}; a whole number from 0 is allowed", mask.trim()))
        })?;
        if mask >= 1 << Coalition::MAX_PLAYERS {
            return Err(Error::input(format!(
                "line {number}: found mask {mask}; at most 2^31 - 1 (31 players) is allowed"
            )));
        }
        let value = parse_rational(value.trim())
            .map_err(|error| Error::input(format!("line {number}: found the value {:?}: {error}", value.trim())))?;
        entries.push((mask, number, value));
    }
    let largest = entries.iter().map(|entry| entry.0).max().unwrap_or(0);
    if largest == 0 {
        return Err(Error::input("found no line with a coalition; a line is mask,value with a mask from 1"));
    }
    let n_players = largest.ilog2() as usize + 1;
    let lines = entries.len();
    let mut worths = BTreeMap::new();
    for (mask, number, value) in entries {
        if worths.insert(Coalition(mask as u32), value).is_some() {
            return Err(Error::input(format!("line {number}: found mask {mask} a second time")));
        }
    }
    // A table where most coalitions have a line; few lines stay few, whatever the largest mask.
    let form = match 1usize << n_players {
        count if n_players <= TuGame::<Rational>::MAX_PLAYERS && lines >= count / 4 => {
            let worth = |mask: usize| worths.remove(&Coalition(mask as u32)).unwrap_or_else(|| whole(0));
            TuForm::Values(TuGame::new((0..count).map(worth).collect())?)
        }
        _ => TuForm::Worths(n_players, worths),
    };
    form.check()?;
    Ok(TuFile::numbered(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn players_are_counted_by_the_largest_mask() {
        for (largest, n_players) in [(1, 1), (2, 2), (3, 2), (4, 3), (7, 3), (8, 4), (15, 4)] {
            let file = read_csv(&format!("{largest},5\n")).unwrap();
            assert_eq!(file.players.len(), n_players, "{largest}");
            assert_eq!(file.form.worth(crate::Coalition(largest)), whole(5));
        }
    }

    #[test]
    fn errors_name_the_line() {
        for (text, part) in [
            ("", "no line"),
            ("1;2", "line 1: found \"1;2\""),
            ("1,1\nx,2", "line 2: found the mask \"x\""),
            ("1,one", "line 1: found the value \"one\""),
            ("99999999999,1", "line 1: found mask 99999999999"),
            ("0,1\n1,1", "empty coalition"),
        ] {
            let message = read_csv(text).unwrap_err().to_string();
            assert!(message.contains(part), "{text:?}: {message}");
        }
    }
}
