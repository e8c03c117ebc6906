//! A number of a document.

use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

use crate::number::{Rational, Scalar, decimal_text, parse_rational, rational_from_f64, rational_text};

/// A number that knows that it is one: exact (`"7/12"`), a float (`4.5`), or known to lie in an interval
/// (`{"low": "1/3", "high": "1/2", "approx": 0.41}`).
///
/// Exact numbers are strings in JSON, so that no reader rounds them. A text is a number only where a document's type
/// says so: a player called `7` stays a name.
///
/// # Examples
///
/// ```
/// use pactum::document::Number;
/// use pactum::number::ratio;
///
/// let exact = Number::Exact(ratio(7, 12));
/// assert_eq!(serde_json::to_string(&exact).unwrap(), r#""7/12""#);
/// assert_eq!(serde_json::from_str::<Number>(r#""7/12""#).unwrap(), exact);
/// assert_eq!(serde_json::from_str::<Number>("4.5").unwrap(), Number::Float(4.5));
/// // A text that is no number, and an interval without an end, are errors.
/// assert!(serde_json::from_str::<Number>(r#""seven""#).is_err());
/// assert!(serde_json::from_str::<Number>(r#"{"low": "1"}"#).is_err());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    /// An exact rational.
    Exact(Rational),
    /// A float.
    Float(f64),
    /// A number between two exact ones.
    Between {
        /// The lower end.
        low: Rational,
        /// The upper end.
        high: Rational,
        /// A float inside, for readers, where one is given.
        approx: Option<f64>,
    },
}

impl Number {
    /// The number of a scalar: exact where its type is, else a float.
    pub fn of<S: Scalar>(value: &S) -> Self {
        match value.to_rational() {
            Some(exact) if S::EXACT => Number::Exact(exact),
            _ => Number::Float(value.to_f64()),
        }
    }

    /// The number between two exact ones with a float inside.
    pub fn between(low: Rational, high: Rational) -> Self {
        let middle = (&low + &high) / Rational::from_integer(2.into());
        Number::Between { approx: Some(Scalar::to_f64(&middle)), low, high }
    }

    /// The exact value; a float stands for the fraction that it is. `None` for an interval, and for a float that is
    /// not finite.
    pub fn exact(&self) -> Option<Rational> {
        match self {
            Number::Exact(value) => Some(value.clone()),
            Number::Float(value) => rational_from_f64(*value),
            Number::Between { .. } => None,
        }
    }

    /// The exact value of a number that is written as one; `None` for a float or an interval.
    pub fn as_exact(&self) -> Option<&Rational> {
        match self {
            Number::Exact(value) => Some(value),
            Number::Float(_) | Number::Between { .. } => None,
        }
    }

    /// The ends between which the number lies, equal for a known one; `None` for a float that is not finite.
    pub fn bounds(&self) -> Option<(Rational, Rational)> {
        match self {
            Number::Between { low, high, .. } => Some((low.clone(), high.clone())),
            known => known.exact().map(|value| (value.clone(), value)),
        }
    }

    /// The nearest float.
    pub fn to_f64(&self) -> f64 {
        match self {
            Number::Exact(value) => Scalar::to_f64(value),
            Number::Float(value) => *value,
            Number::Between { approx: Some(approx), .. } => *approx,
            Number::Between { low, high, .. } => (Scalar::to_f64(low) + Scalar::to_f64(high)) / 2.0,
        }
    }

    /// As readers see it: the fraction, a decimal, or the middle of an interval marked by `~`.
    pub fn text(&self) -> String {
        match self {
            Number::Exact(value) => rational_text(value),
            Number::Float(value) => value.to_string(),
            Number::Between { .. } => format!("~{}", self.to_f64()),
        }
    }

    /// A decimal of at most so many places beside a fraction; `None` beside what is none.
    pub fn decimal(&self, places: usize) -> Option<String> {
        match self {
            Number::Exact(value) if !value.is_integer() => Some(decimal_text(value, places)),
            _ => None,
        }
    }
}

impl From<Rational> for Number {
    fn from(value: Rational) -> Self {
        Number::Exact(value)
    }
}

impl Serialize for Number {
    fn serialize<W: Serializer>(&self, writer: W) -> Result<W::Ok, W::Error> {
        match self {
            Number::Exact(value) => writer.serialize_str(&rational_text(value)),
            Number::Float(value) => writer.serialize_f64(*value),
            Number::Between { low, high, approx } => {
                let mut object = writer.serialize_struct("Between", 2 + usize::from(approx.is_some()))?;
                object.serialize_field("low", &rational_text(low))?;
                object.serialize_field("high", &rational_text(high))?;
                match approx {
                    Some(approx) => object.serialize_field("approx", approx)?,
                    None => object.skip_field("approx")?,
                }
                object.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl<'de> Visitor<'de> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("a number: \"7/12\", 4.5 or {\"low\", \"high\"}")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Number, E> {
        parse_rational(text).map(Number::Exact).map_err(|error| E::custom(format!("{text}: {error}")))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Number, E> {
        Ok(Number::Float(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Number, E> {
        Ok(Number::Float(value as f64))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Number, E> {
        Ok(Number::Float(value as f64))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Number, A::Error> {
        let (mut low, mut high, mut approx) = (None, None, None);
        while let Some(key) = entries.next_key::<String>()? {
            match key.as_str() {
                "low" if low.is_none() => low = Some(exact_end::<A>(&mut entries)?),
                "high" if high.is_none() => high = Some(exact_end::<A>(&mut entries)?),
                "approx" if approx.is_none() => approx = Some(entries.next_value::<f64>()?),
                _ => return Err(de::Error::unknown_field(&key, &["low", "high", "approx"])),
            }
        }
        let low = low.ok_or_else(|| de::Error::missing_field("low"))?;
        let high = high.ok_or_else(|| de::Error::missing_field("high"))?;
        Ok(Number::Between { low, high, approx })
    }
}

/// An end of an interval, which is exact.
fn exact_end<'de, A: MapAccess<'de>>(entries: &mut A) -> Result<Rational, A::Error> {
    match entries.next_value::<Number>()? {
        Number::Exact(value) => Ok(value),
        Number::Float(_) | Number::Between { .. } => Err(de::Error::custom("an end of an interval is an exact number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;
    use proptest::prelude::*;

    fn round_trip(number: &Number) -> (Number, bool) {
        let text = serde_json::to_string(number).unwrap();
        let read: Number = serde_json::from_str(&text).unwrap();
        let same = serde_json::to_string(&read).unwrap() == text;
        (read, same)
    }

    proptest! {
        #[test]
        fn numbers_come_back_to_the_same_bytes(n in any::<i64>(), d in 1..i64::MAX, float in any::<f64>().prop_filter("finite", |x| x.is_finite())) {
            let exact = ratio(n, d);
            let numbers = [
                Number::Exact(exact.clone()),
                Number::Float(float),
                Number::between(exact.clone(), exact + ratio(1, 7)),
            ];
            for number in numbers {
                prop_assert_eq!(round_trip(&number), (number, true));
            }
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "\"a\"",
            "\"1/0\"",
            "true",
            "null",
            "[1]",
            r#"{"low": "0", "high": "1", "middle": 0.5}"#,
            r#"{"low": "0", "low": "0", "high": "1"}"#,
            r#"{"low": 0.5, "high": "1"}"#,
        ] {
            assert!(serde_json::from_str::<Number>(text).is_err(), "{text}");
        }
    }
}
