//! Payoffs as they come from files: small fractions side by side, without an object for each.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

use crate::error::Error;
use crate::number::{ParseNumberError, Rational, parse_rational};

use super::{AnyGame, NormalFormGame, ProfileSpace};

/// A growing list of exact numbers.
#[derive(Debug, Default)]
pub struct PayoffEntries {
    /// Numerator and positive denominator; denominator 0 marks a place in `big`.
    entries: Vec<(i64, i64)>,
    big: Vec<Rational>,
}

impl PayoffEntries {
    /// The most entries of a table some of which need more than 64 bits.
    const MAX_BIG: usize = 1 << 22;

    /// How many numbers there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds a number.
    pub fn push(&mut self, value: Rational) {
        match (value.numer().to_i64(), value.denom().to_i64()) {
            (Some(numerator), Some(denominator)) => self.entries.push((numerator, denominator)),
            _ => {
                self.entries.push((self.big.len() as i64, 0));
                self.big.push(value);
            }
        }
    }

    /// Adds the number that a text spells: an integer, a decimal (`.5` and `5.` too) or a fraction.
    ///
    /// # Errors
    ///
    /// As [`parse_rational`].
    pub fn push_text(&mut self, text: &str) -> Result<(), ParseNumberError> {
        if let Some(small) = small_number(text) {
            self.entries.push(small);
            return Ok(());
        }
        let value = parse_rational(text).or_else(|error| parse_rational(&completed(text)).map_err(|_| error))?;
        self.push(value);
        Ok(())
    }

    /// Adds a number that is there already.
    pub fn push_copy(&mut self, place: usize) {
        if let Some(&entry) = self.entries.get(place) {
            self.entries.push(entry);
        }
    }

    /// Without so many numbers at the beginning.
    pub fn without_first(mut self, count: usize) -> Self {
        self.entries.drain(..count.min(self.entries.len()));
        self
    }

    fn value(&self, (numerator, denominator): (i64, i64)) -> Rational {
        match denominator {
            0 => self.big.get(numerator as usize).cloned().unwrap_or_default(),
            _ => Rational::new(numerator.into(), denominator.into()),
        }
    }

    /// The payoff table; the numbers stand profile by profile, within each player by player.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when there are not as many numbers as payoffs, [`Error::TooLarge`] for very
    /// large tables with numbers of more than 64 bits.
    pub fn into_game(self, space: ProfileSpace) -> Result<AnyGame, Error> {
        let players = space.n_players();
        if self.entries.len() != space.size() * players {
            let (wanted, found) = (space.size() * players, self.entries.len());
            return Err(Error::input(format!("the game needs {wanted} payoffs; found {found}")));
        }
        match self.common_denominator() {
            Some(common) => self.into_scaled(space, common),
            None => self.into_big(space),
        }
    }

    /// The least common denominator, if it and all numbers fit 64 bits.
    fn common_denominator(&self) -> Option<i64> {
        let mut common = 1i64;
        for &(_, denominator) in &self.entries {
            if denominator == 0 {
                return None;
            }
            if common % denominator != 0 {
                common = common.checked_mul(denominator / common.gcd(&denominator))?;
            }
        }
        Some(common)
    }

    fn into_scaled(self, space: ProfileSpace, common: i64) -> Result<AnyGame, Error> {
        let players = space.n_players();
        let scaled = |&(numerator, denominator): &(i64, i64)| i128::from(numerator) * i128::from(common / denominator);
        let of_player = |player: usize| self.entries.iter().skip(player).step_by(players).map(scaled);
        let largest = |player: usize| of_player(player).map(i128::unsigned_abs).max().unwrap_or(0);
        let bound =
            (0..players).try_fold(u128::from(common.unsigned_abs()), |sum, player| sum.checked_add(largest(player)));
        let denominator = BigInt::from(common);
        match bound.map(|bound| 128 - bound.leading_zeros()) {
            Some(0..=61) => {
                let tables = (0..players).map(|player| of_player(player).map(|value| value as i64).collect()).collect();
                Ok(AnyGame::Narrow(NormalFormGame::new(space, denominator, tables)?))
            }
            Some(62..=125) => {
                let tables = (0..players).map(|player| of_player(player).collect()).collect();
                Ok(AnyGame::Wide(NormalFormGame::new(space, denominator, tables)?))
            }
            _ => self.into_big(space),
        }
    }

    fn into_big(self, space: ProfileSpace) -> Result<AnyGame, Error> {
        if self.entries.len() > Self::MAX_BIG {
            return Err(Error::TooLarge {
                what: "a payoff table with numbers of more than 64 bits".into(),
                needed: format!("{} payoffs", self.entries.len()),
                limit: format!("{} payoffs", Self::MAX_BIG),
                remedy: "round the payoffs to fewer digits".into(),
            });
        }
        let players = space.n_players();
        let table = |player: usize| -> Vec<Rational> {
            self.entries.iter().skip(player).step_by(players).map(|&entry| self.value(entry)).collect()
        };
        let tables: Vec<Vec<Rational>> = (0..players).map(table).collect();
        NormalFormGame::from_rationals(space.counts(), &tables)
    }
}

/// Numbers of at most 18 digits, without an exponent.
fn small_number(text: &str) -> Option<(i64, i64)> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let (mut value, mut power, mut point) = (0i64, 1i64, false);
    for &digit in digits {
        match digit {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(digit - b'0');
                power *= if point { 10 } else { 1 };
            }
            b'.' if !point && digits.len() > 1 => point = true,
            _ => return None,
        }
    }
    let value = if negative { -value } else { value };
    let common = value.gcd(&power);
    Some(if power == 1 { (value, 1) } else { (value / common, power / common) })
}

/// The text with the digit 0 where a point has no digits before or after it.
fn completed(text: &str) -> String {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    if !digits.contains(|digit: char| digit.is_ascii_digit()) {
        return text.to_string();
    }
    let before = if digits.starts_with('.') { "0" } else { "" };
    let after = if digits.ends_with('.') { "0" } else { "" };
    format!("{sign}{before}{digits}{after}{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::ratio;

    fn read(texts: &[&str]) -> Vec<Rational> {
        let mut entries = PayoffEntries::default();
        texts.iter().for_each(|text| entries.push_text(text).unwrap());
        let space = ProfileSpace::new(&[texts.len()]).unwrap();
        let game = entries.into_game(space).unwrap();
        with_game!(&game, table => (0..texts.len()).map(|profile| table.payoff(profile, 0)).collect())
    }

    #[test]
    fn numbers_are_exactly_what_is_written() {
        let expected =
            [ratio(1, 10), ratio(-5, 2), ratio(1, 3), ratio(1, 2), ratio(5, 1), ratio(-1, 4), ratio(1500, 1)];
        assert_eq!(read(&["0.1", "-2.50", "1/3", ".5", "5.", "-.25", "1.5e3"]), expected);
        let long = "123456789012345678901234567890.5";
        assert_eq!(read(&[long, "1"]), [parse_rational(long).unwrap(), ratio(1, 1)]);
        assert_eq!(read(&["9000000000000000000", "1/7"]), [ratio(9_000_000_000_000_000_000, 1), ratio(1, 7)]);
    }

    #[test]
    fn what_is_no_number_or_too_few_is_refused() {
        for text in ["", ".", "-", "1/0", "a", "1e", "..5", "1.2.3", "-.e1"] {
            assert!(PayoffEntries::default().push_text(text).is_err(), "{text}");
        }
        let mut entries = PayoffEntries::default();
        entries.push_text("1").unwrap();
        assert!(entries.into_game(ProfileSpace::new(&[2]).unwrap()).is_err());
    }
}
