//! The worths of a game in the form that is fastest to compute with.
//!
//! Fractions are slow entry by entry: every sum looks for a common divisor. So exact games are
//! brought to one common denominator first, and the loops run over whole numbers: machine integers
//! where a bound proves that nothing overflows, big ones otherwise.

use std::any::Any;
use std::ops::{Add, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use super::tu::TuGame;
use crate::number::{Rational, Scalar};

/// Whole numbers below 2^54 in size: sums of up to 2^8 of them fit in an `i64`.
const SMALL_BITS: u64 = 54;

/// What the loops over worths need: to add, subtract and compare.
pub(crate) trait Entry:
    Clone + PartialOrd + Zero + Add<Output = Self> + Sub<Output = Self> + Send + Sync + 'static
{
}

impl<T> Entry for T where T: Clone + PartialOrd + Zero + Add<Output = T> + Sub<Output = T> + Send + Sync + 'static {}

/// The worths of a game, ready for loops.
pub(crate) enum Entries<'a, S> {
    /// As they are (floats).
    Same(&'a [S]),
    /// Numerators below 2^54 in size over a common denominator.
    Small(Vec<i64>, BigInt),
    /// Numerators of any size over a common denominator.
    Big(Vec<BigInt>, BigInt),
}

/// The game in its fastest exact form.
pub(crate) fn entries<S: Scalar>(game: &TuGame<S>) -> Entries<'_, S> {
    match (game as &dyn Any).downcast_ref::<TuGame<Rational>>() {
        None => Entries::Same(game.values()),
        Some(exact) => match common_denominator(exact.values()) {
            (numerators, denominator) if numerators.iter().all(|value| value.bits() <= SMALL_BITS) => {
                let small = numerators.iter().map(|value| value.to_i64().unwrap_or_default()).collect();
                Entries::Small(small, denominator)
            }
            (numerators, denominator) => Entries::Big(numerators, denominator),
        },
    }
}

/// Numerators over the least common denominator.
pub(crate) fn common_denominator(values: &[Rational]) -> (Vec<BigInt>, BigInt) {
    let mut denominator = BigInt::one();
    for value in values {
        if !value.denom().is_one() && *value.denom() != denominator {
            denominator = denominator.lcm(value.denom());
        }
    }
    let numerators = values
        .iter()
        .map(|value| {
            if value.denom() == &denominator {
                value.numer().clone()
            } else {
                value.numer() * (&denominator / value.denom())
            }
        })
        .collect();
    (numerators, denominator)
}

/// The game as floats, where it is one of floats.
pub(crate) fn as_floats<S: Scalar>(game: &TuGame<S>) -> Option<&[f64]> {
    (game as &dyn Any).downcast_ref::<TuGame<f64>>().map(TuGame::values)
}

/// A number of one type as the same number of another: how results computed in floats or exact
/// rationals return to the caller's type.
pub(crate) fn from_float<S: Scalar>(value: f64) -> S {
    match (&value as &dyn Any).downcast_ref::<S>() {
        Some(same) => same.clone(),
        None => value.to_rational().map_or_else(S::zero, |exact| S::from_rational(&exact)),
    }
}

/// Runs one generic body over whichever form the game takes; `$back` turns an entry of that form
/// into the caller's number type.
macro_rules! on_entries {
    ($game:expr, |$values:ident, $back:ident| $body:expr) => {
        match $crate::game::entries::entries($game) {
            $crate::game::entries::Entries::Same($values) => {
                let $back = |entry: S| -> S { entry };
                $body
            }
            $crate::game::entries::Entries::Small(owned, denominator) => {
                let $values: &[i64] = &owned;
                let $back = |entry: i64| -> S {
                    S::from_rational(&$crate::number::Rational::new(entry.into(), denominator.clone()))
                };
                $body
            }
            $crate::game::entries::Entries::Big(owned, denominator) => {
                let $values: &[num_bigint::BigInt] = &owned;
                let $back = |entry: num_bigint::BigInt| -> S {
                    S::from_rational(&$crate::number::Rational::new(entry, denominator.clone()))
                };
                $body
            }
        }
    };
}
pub(crate) use on_entries;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    #[test]
    fn numerators_over_the_least_common_denominator() {
        let (numerators, denominator) = common_denominator(&[whole(0), ratio(1, 6), ratio(-3, 4), whole(2)]);
        assert_eq!(denominator, BigInt::from(12));
        assert_eq!(numerators, [0, 2, -9, 24].map(BigInt::from));
    }

    #[test]
    fn large_numerators_stay_big() {
        let huge = Rational::from_integer(BigInt::from(2).pow(70));
        let game = TuGame::new(vec![whole(0), huge]).unwrap();
        assert!(matches!(entries(&game), Entries::Big(..)));
        assert!(matches!(entries(&TuGame::new(vec![whole(0), ratio(1, 3)]).unwrap()), Entries::Small(..)));
        assert!(matches!(entries(&TuGame::new(vec![0.0, 0.5]).unwrap()), Entries::Same(_)));
    }
}
