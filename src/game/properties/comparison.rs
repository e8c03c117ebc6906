//! Worths in the form in which sums of a few of them are compared.

use std::borrow::Cow;

use num_bigint::BigInt;

use super::{Finding, Witness};
use crate::game::entries::{Entries, Entry, entries};
use crate::game::tu::TuGame;
use crate::number::Scalar;

/// Whole numbers up to 2^48: sums of up to 32 of them are exact in floats.
const EXACT_IN_FLOATS: i64 = 1 << 48;
/// The tolerance of comparisons between floats, relative to the largest worth.
const RELATIVE_TOLERANCE: f64 = 1e-9;

/// Worths to compare.
pub(crate) enum Comparison<'a, S> {
    /// Floats with a tolerance; whole numbers that floats hold exactly have tolerance 0.
    Floats(Cow<'a, [f64]>, f64),
    /// Whole numbers of any size.
    Big(Vec<BigInt>),
    /// Any other number type, compared as it is.
    Other(&'a [S]),
}

/// The worths of a game, ready to compare.
pub(crate) fn comparison<S: Scalar>(game: &TuGame<S>) -> Comparison<'_, S> {
    match entries(game) {
        Entries::Same(values) => match crate::game::entries::as_floats(game) {
            Some(floats) => Comparison::Floats(Cow::Borrowed(floats), tolerance_of(floats)),
            None => Comparison::Other(values),
        },
        Entries::Small(numerators, _) if numerators.iter().all(|value| value.abs() <= EXACT_IN_FLOATS) => {
            Comparison::Floats(Cow::Owned(numerators.into_iter().map(|value| value as f64).collect()), 0.0)
        }
        Entries::Small(numerators, _) => Comparison::Big(numerators.into_iter().map(BigInt::from).collect()),
        Entries::Big(numerators, _) => Comparison::Big(numerators),
    }
}

fn tolerance_of(values: &[f64]) -> f64 {
    RELATIVE_TOLERANCE * values.iter().fold(1.0, |largest: f64, value| largest.max(value.abs()))
}

/// Searches for a violation in a fixed order. `first` is the search: over entries, the tolerance,
/// and a place to note that a comparison fell within the tolerance.
macro_rules! search {
    ($game:expr, |$values:ident, $judge:ident| $body:expr) => {{
        use $crate::game::properties::comparison::{Comparison, Judge, comparison};
        match comparison($game) {
            Comparison::Floats(owned, tolerance) => {
                let $values: &[f64] = &owned;
                let mut $judge = Judge::new(tolerance, tolerance);
                let witness = $body;
                $judge.finding(witness)
            }
            Comparison::Big(owned) => {
                let $values: &[num_bigint::BigInt] = &owned;
                let mut $judge = Judge::new(num_traits::Zero::zero(), 0.0);
                let witness = $body;
                $judge.finding(witness)
            }
            Comparison::Other($values) => {
                let mut $judge = Judge::new(S::tolerance(), S::tolerance().to_f64());
                let witness = $body;
                $judge.finding(witness)
            }
        }
    }};
}
pub(crate) use search;

/// Compares with a tolerance and remembers how close it was.
pub(crate) struct Judge<T> {
    tolerance: T,
    stated: f64,
    close: bool,
}

impl<T: Entry> Judge<T> {
    pub(crate) fn new(tolerance: T, stated: f64) -> Self {
        Judge { tolerance, stated, close: false }
    }

    /// Whether `low <= high` fails, beyond the tolerance.
    pub(crate) fn exceeds(&mut self, low: T, high: T) -> bool {
        if low > high.clone() + self.tolerance.clone() {
            return true;
        }
        // With tolerance 0 equality is exact and nothing is close.
        if self.stated > 0.0 && low.clone() + self.tolerance.clone() > high && low != high {
            self.close = true;
        }
        false
    }

    /// Whether `left == right` fails, beyond the tolerance.
    pub(crate) fn differs(&mut self, left: T, right: T) -> bool {
        self.exceeds(left.clone(), right.clone()) || self.exceeds(right, left)
    }

    /// What was found.
    pub(crate) fn finding(self, witness: Option<Witness>) -> Finding {
        Finding { holds: witness.is_none(), witness, tolerance: self.stated, close: self.close }
    }
}
