//! Numbers in all their forms: plain, with an interval, a named unknown.

use super::reader::{IntervalNote, NUMBER_KEYS, Reader, is_name};
use super::tree::{Kind, Node};
use crate::number::{ParseNumberError, Rational, parse_rational, rational_text};
use crate::scenario::{Quantity, Range};

impl Reader<'_> {
    /// A whole number from `least` to `most`.
    pub fn count(&mut self, node: &Node, field: &str, least: usize, most: usize) -> Option<usize> {
        let allowed = format!("a whole number from {least} to {most}");
        let Kind::Number(text) = &node.kind else {
            self.wrong(node, field, allowed);
            return None;
        };
        let value = parse_rational(text).ok().filter(Rational::is_integer);
        let value = value.and_then(|value| usize::try_from(value.to_integer()).ok());
        let value = value.filter(|value| (least..=most).contains(value));
        if value.is_none() {
            self.error(&node.span, field, "out of range", self.describe(node), allowed);
        }
        value
    }

    /// A plain number: an integer, a decimal or a fraction in quotes.
    pub fn plain(&mut self, node: &Node, field: &str, range: Option<Range>) -> Option<Rational> {
        let words = range.map_or("a number", Range::words);
        let mut allowed = format!("{words}: an integer, a decimal, or a fraction such as \"1/3\"");
        let parsed = match &node.kind {
            Kind::Number(text) => parse_rational(text),
            Kind::String(text) if text.contains(['e', 'E']) => Err(ParseNumberError::Malformed),
            Kind::String(text) => parse_rational(text),
            _ => {
                self.wrong(node, field, allowed);
                return None;
            }
        };
        match parsed {
            Ok(value) if range.is_none_or(|range| range.contains(&value)) => Some(value),
            Ok(_) => {
                self.error(&node.span, field, "out of range", self.describe(node), words);
                None
            }
            Err(problem) => {
                let message = match problem {
                    ParseNumberError::Malformed => "not a number",
                    ParseNumberError::ZeroDenominator => "the denominator is 0",
                    ParseNumberError::TooLong => "the number is too long",
                };
                if problem == ParseNumberError::TooLong {
                    allowed.push_str("; of at most 1000 characters, with an exponent of at most 400");
                }
                self.error(&node.span, field, message, self.describe(node), allowed);
                None
            }
        }
    }

    /// A number in any form.
    pub fn quantity(&mut self, node: &Node, field: &str, range: Option<Range>) -> Option<Quantity> {
        let Kind::Table(table) = &node.kind else {
            return self.plain(node, field, range).map(Quantity::exact);
        };
        let before = self.errors.len() + self.untold;
        self.known_keys(table, field, &NUMBER_KEYS);
        let mut part = |key: &str| table.get(key).and_then(|node| self.plain(node, &format!("{field}.{key}"), range));
        let (value, low, high) = (part("value"), part("low"), part("high"));
        if self.errors.len() + self.untold > before {
            return None;
        }
        let quantity = match table.get("symbol") {
            Some(symbol) => {
                if low.is_some() || high.is_some() {
                    let allowed = "{ symbol, value } or { value, low, high }";
                    self.error(&node.span, field, "a symbol and an interval at once", self.describe(node), allowed);
                    return None;
                }
                self.symbol(symbol, value, field)?
            }
            None => self.interval(node, field, value, low, high)?,
        };
        Some(quantity)
    }

    /// A named unknown.
    fn symbol(&mut self, node: &Node, value: Option<Rational>, field: &str) -> Option<Quantity> {
        const ALLOWED: &str = "a name in quotes: a letter, then letters, digits, _ and -";
        let place = format!("{field}.symbol");
        let name = self.text(node, &place, ALLOWED)?;
        if !is_name(name) {
            self.error(&node.span, &place, "not a name", self.describe(node), ALLOWED);
            return None;
        }
        if let Some(value) = &value {
            let (first, giver) = self.values.entry(name.into()).or_insert_with(|| (value.clone(), field.into()));
            if first != value {
                let allowed = format!("one value for each symbol: {} at {giver}", rational_text(first));
                let found = format!("{name} = {}", rational_text(value));
                self.error(&node.span, &place, "a symbol with two values", found, allowed);
            }
        }
        if value.is_none() {
            self.unknowns.entry(name.into()).or_insert_with(|| node.span.clone());
        }
        Some(Quantity { value, interval: None, symbol: Some(name.into()) })
    }

    /// A value with an interval around it, or without.
    fn interval(
        &mut self,
        node: &Node,
        field: &str,
        value: Option<Rational>,
        low: Option<Rational>,
        high: Option<Rational>,
    ) -> Option<Quantity> {
        let (low, high) = match (low, high) {
            (Some(low), Some(high)) => (low, high),
            (None, None) if value.is_some() => return value.map(Quantity::exact),
            (None, None) => {
                let allowed = "{ value, low, high } or { symbol, value }";
                self.error(&node.span, field, "a number without a value", self.describe(node), allowed);
                return None;
            }
            (low, _) => {
                let key = if low.is_some() { "high" } else { "low" };
                self.missing(&node.span, field, key, "both ends of the interval, or neither");
                return None;
            }
        };
        let shown = format!("low {}, high {}", rational_text(&low), rational_text(&high));
        if low > high {
            self.error(&node.span, field, "the ends of the interval are swapped", shown, "low at most high");
            return None;
        }
        if let Some(value) = value.as_ref().filter(|value| **value < low || **value > high) {
            let found = format!("value {}, {shown}", rational_text(value));
            self.error(&node.span, field, "the value lies outside of its interval", found, "low <= value <= high");
            return None;
        }
        let quantity = Quantity { value, interval: Some((low.clone(), high.clone())), symbol: None };
        let (given, used) = (quantity.value.is_some(), quantity.point().unwrap_or_default());
        self.intervals.push(IntervalNote { field: field.into(), low, high, used, given });
        Some(quantity)
    }
}
