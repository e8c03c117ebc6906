//! Reading and writing exact rationals.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::Rational;

/// The longest number that is read, in characters: more is a mistake, and would be slow.
const MAX_LENGTH: usize = 1000;
/// The largest decimal exponent that is read, so that `1e999999999` does not exhaust memory.
const MAX_EXPONENT: i64 = 400;

/// Why a text is not a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseNumberError {
    /// Not an integer, a decimal or a fraction.
    #[error("not a number: an integer, a decimal such as 0.25 or a fraction such as 1/3 is allowed")]
    Malformed,
    /// A fraction with denominator 0.
    #[error("the denominator is 0")]
    ZeroDenominator,
    /// More digits, or a larger exponent, than are read.
    #[error("too long: at most 1000 characters and an exponent of at most 400 are read")]
    TooLong,
}

/// Reads a number exactly as it is written: `3`, `-0.1` (that is -1/10), `1e-3`, `2/6`.
///
/// # Errors
///
/// [`ParseNumberError`] when the text is no number, has denominator 0 or is too long. Spaces,
/// infinities and not-a-numbers are not numbers.
///
/// # Examples
///
/// ```
/// use pactum::number::{parse_rational, ratio};
///
/// assert_eq!(parse_rational("0.1"), Ok(ratio(1, 10)));
/// assert_eq!(parse_rational("-4/6"), Ok(ratio(-2, 3)));
/// assert!(parse_rational("1/0").is_err());
/// assert!(parse_rational("1e999999999").is_err());
/// ```
pub fn parse_rational(text: &str) -> Result<Rational, ParseNumberError> {
    if text.len() > MAX_LENGTH {
        return Err(ParseNumberError::TooLong);
    }
    match text.split_once('/') {
        None => parse_decimal(text),
        Some((numerator, denominator)) => {
            let numerator = parse_integer(numerator)?;
            if denominator.is_empty() || !denominator.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(ParseNumberError::Malformed);
            }
            let denominator = parse_integer(denominator)?;
            if denominator.is_zero() {
                return Err(ParseNumberError::ZeroDenominator);
            }
            Ok(Rational::new(numerator, denominator))
        }
    }
}

/// Optional sign and digits.
fn parse_integer(text: &str) -> Result<BigInt, ParseNumberError> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ParseNumberError::Malformed);
    }
    let magnitude: BigInt = digits.parse().map_err(|_| ParseNumberError::Malformed)?;
    Ok(if text.starts_with('-') { -magnitude } else { magnitude })
}

/// Sign, digits, an optional decimal part, an optional exponent.
fn parse_decimal(text: &str) -> Result<Rational, ParseNumberError> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        None => (text, 0),
        Some((mantissa, exponent)) => {
            let exponent = parse_integer(exponent)?.to_i64().ok_or(ParseNumberError::TooLong)?;
            (mantissa, exponent)
        }
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        None => (mantissa, ""),
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return Err(ParseNumberError::Malformed),
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || whole.trim_start_matches(['+', '-']).is_empty() {
        return Err(ParseNumberError::Malformed);
    }
    if exponent.abs() > MAX_EXPONENT {
        return Err(ParseNumberError::TooLong);
    }
    let digits = parse_integer(&format!("{whole}{fraction}"))?;
    let shift = exponent - fraction.len() as i64;
    let power = BigInt::from(10).pow(shift.unsigned_abs() as u32);
    Ok(if shift >= 0 { Rational::from_integer(digits * power) } else { Rational::new(digits, power) })
}

/// The exact value of a float; `None` when it is not finite.
pub fn rational_from_f64(value: f64) -> Option<Rational> {
    Rational::from_float(value)
}

/// Writes a rational as results have it: `7/12`, or `3` when it is whole.
pub fn rational_text(value: &Rational) -> String {
    value.to_string()
}

/// Writes a rational as a decimal of at most `places` places, rounded half away from zero, without
/// trailing zeros.
///
/// ```
/// use pactum::number::{decimal_text, ratio};
///
/// assert_eq!(decimal_text(&ratio(7, 12), 3), "0.583");
/// assert_eq!(decimal_text(&ratio(-3, 2), 3), "-1.5");
/// ```
pub fn decimal_text(value: &Rational, places: usize) -> String {
    let power = BigInt::from(10).pow(places as u32);
    let doubled = value.numer().abs() * &power * 2 + value.denom();
    let rounded: BigInt = doubled / (value.denom() * BigInt::from(2));
    let (whole, fraction) = rounded.div_rem(&power);
    let sign = if value.is_negative() && !rounded.is_zero() { "-" } else { "" };
    let digits = format!("{:0>places$}", fraction.to_string());
    let digits = if power.is_one() { "" } else { digits.trim_end_matches('0') };
    if digits.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{digits}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;
    use proptest::prelude::*;

    #[test]
    fn decimals_are_exactly_what_is_written() {
        for (text, numerator, denominator) in [
            ("0", 0, 1),
            ("0.1", 1, 10),
            ("-2.50", -5, 2),
            ("+3", 3, 1),
            ("1e-3", 1, 1000),
            ("1.5E2", 150, 1),
            ("-6/4", -3, 2),
        ] {
            assert_eq!(parse_rational(text), Ok(ratio(numerator, denominator)), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in [
            "", " 1", "1 ", ".5", "5.", "1/", "/2", "1/-2", "1/2/3", "inf", "nan", "0x10", "1_000", "--1", "1.2/3",
            "1e", "-",
        ] {
            assert_eq!(parse_rational(text), Err(ParseNumberError::Malformed), "{text}");
        }
        assert_eq!(parse_rational("1/0"), Err(ParseNumberError::ZeroDenominator));
        for text in ["1e999999999", "1e-99999999999999999999", &"9".repeat(2000)] {
            assert_eq!(parse_rational(text), Err(ParseNumberError::TooLong), "{text}");
        }
    }

    proptest! {
        #[test]
        fn writing_and_reading_is_the_identity(numerator in any::<i64>(), denominator in 1..i64::MAX) {
            let value = ratio(numerator, denominator);
            prop_assert_eq!(parse_rational(&rational_text(&value)), Ok(value));
        }

        #[test]
        fn decimal_text_is_within_half_a_unit_of_the_last_place(numerator in -10_000i64..10_000, denominator in 1i64..500) {
            let value = ratio(numerator, denominator);
            let shown = parse_rational(&decimal_text(&value, 4)).unwrap();
            prop_assert!((shown - value).abs() <= ratio(1, 20_000));
        }
    }
}
