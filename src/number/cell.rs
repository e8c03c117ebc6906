//! Cells of large tables: whole numbers over one common denominator, or floats.
//!
//! Rationals entry by entry cost a greatest common divisor for every sum. A table whose entries
//! share one denominator needs only integers, and small ones where a bound proves beforehand that
//! they fit: see `benches/cells.rs` for the difference.

use std::cmp::Ordering;
use std::fmt::Debug;
use std::ops::{AddAssign, SubAssign};

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::{Rational, Scalar};

/// An entry of a table that stands for `entry / denominator`.
pub trait Cell:
    Clone + Debug + PartialEq + Zero + for<'a> AddAssign<&'a Self> + for<'a> SubAssign<&'a Self> + Send + Sync + 'static
{
    /// Whether entries are exact.
    const EXACT: bool;

    /// The entry for a rational, whose denominator divides the common one.
    ///
    /// The caller has proved by [`Width::of`] that it, and all sums it will be part of, fit.
    fn encode(value: &Rational, denominator: &BigInt) -> Self;

    /// The rational that an entry stands for.
    fn decode(&self, denominator: &BigInt) -> Rational;

    /// The entry as a whole number over the common denominator; rounded for floats.
    fn to_integer(&self) -> BigInt;

    /// The entry times a small whole number.
    fn times(&self, factor: i64) -> Self;

    /// The product of two entries, over the product of their denominators.
    fn product(&self, other: &Self) -> Self;

    /// The order of two entries; floats within 1e-9 (relative above 1) count as equal.
    fn compare(&self, other: &Self) -> Ordering;

    /// The entry itself as a machine integer, where it is exact and fits.
    fn to_machine(&self) -> Option<i64>;

    /// A total order, for sorting: that of [`Cell::compare`] where entries are exact, and without its
    /// tolerance for floats.
    fn total_order(&self, other: &Self) -> Ordering {
        self.compare(other)
    }

    /// The difference of two entries.
    fn minus(&self, other: &Self) -> Self {
        let mut difference = self.clone();
        difference -= other;
        difference
    }

    /// The sum of two entries.
    fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum += other;
        sum
    }

    /// Whether the entry is above the other.
    fn exceeds(&self, other: &Self) -> bool {
        self.compare(other) == Ordering::Greater
    }

    /// The larger of two entries, the first where they are equal.
    fn max_of(self, other: Self) -> Self {
        if other.exceeds(&self) { other } else { self }
    }
}

macro_rules! machine_cell {
    ($integer:ty, $convert:ident) => {
        impl Cell for $integer {
            const EXACT: bool = true;

            fn encode(value: &Rational, denominator: &BigInt) -> Self {
                let scaled = value.numer() * (denominator / value.denom());
                scaled.$convert().unwrap_or_default()
            }

            fn decode(&self, denominator: &BigInt) -> Rational {
                Rational::new(BigInt::from(*self), denominator.clone())
            }

            fn to_integer(&self) -> BigInt {
                BigInt::from(*self)
            }

            fn to_machine(&self) -> Option<i64> {
                i64::try_from(*self).ok()
            }

            fn times(&self, factor: i64) -> Self {
                *self * <$integer>::from(factor)
            }

            fn product(&self, other: &Self) -> Self {
                *self * *other
            }

            fn compare(&self, other: &Self) -> Ordering {
                self.cmp(other)
            }
        }
    };
}

machine_cell!(i64, to_i64);
machine_cell!(i128, to_i128);

impl Cell for BigInt {
    const EXACT: bool = true;

    fn encode(value: &Rational, denominator: &BigInt) -> Self {
        value.numer() * (denominator / value.denom())
    }

    fn decode(&self, denominator: &BigInt) -> Rational {
        Rational::new(self.clone(), denominator.clone())
    }

    fn to_integer(&self) -> BigInt {
        self.clone()
    }

    fn to_machine(&self) -> Option<i64> {
        self.to_i64()
    }

    fn times(&self, factor: i64) -> Self {
        self * factor
    }

    fn product(&self, other: &Self) -> Self {
        self * other
    }

    fn compare(&self, other: &Self) -> Ordering {
        self.cmp(other)
    }
}

impl Cell for f64 {
    const EXACT: bool = false;

    fn encode(value: &Rational, _denominator: &BigInt) -> Self {
        Scalar::to_f64(value)
    }

    fn decode(&self, _denominator: &BigInt) -> Rational {
        self.to_rational().unwrap_or_default()
    }

    fn to_integer(&self) -> BigInt {
        self.to_rational().unwrap_or_default().round().to_integer()
    }

    fn to_machine(&self) -> Option<i64> {
        None
    }

    fn times(&self, factor: i64) -> Self {
        self * factor as f64
    }

    fn product(&self, other: &Self) -> Self {
        self * other
    }

    fn compare(&self, other: &Self) -> Ordering {
        let tolerance = f64::tolerance() * self.abs().max(other.abs()).max(1.0);
        if (self - other).abs() <= tolerance { Ordering::Equal } else { self.total_cmp(other) }
    }

    fn total_order(&self, other: &Self) -> Ordering {
        self.total_cmp(other)
    }
}

/// The narrowest integers that hold a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// 64-bit integers.
    Narrow,
    /// 128-bit integers.
    Wide,
    /// Integers of any size.
    Big,
}

impl Width {
    /// The narrowest integers for entries whose absolute value over the common denominator never
    /// exceeds `bound`. Two bits are kept free, so that the difference of two entries fits too.
    pub fn of(bound: &Rational, denominator: &BigInt) -> Width {
        let scaled: Rational = bound.abs() * Rational::from_integer(denominator.clone());
        match scaled.ceil().to_integer().bits() {
            0..=61 => Width::Narrow,
            62..=125 => Width::Wide,
            _ => Width::Big,
        }
    }
}

/// The least common denominator of some rationals.
pub fn common_denominator<'a>(values: impl IntoIterator<Item = &'a Rational>) -> BigInt {
    values.into_iter().fold(BigInt::one(), |common, value| {
        if (&common % value.denom()).is_zero() { common } else { common.lcm(value.denom()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;
    use proptest::prelude::*;

    fn round_trip<C: Cell>(values: &[Rational]) {
        let denominator = common_denominator(values);
        for value in values {
            assert_eq!(C::encode(value, &denominator).decode(&denominator), *value);
        }
        let total = values.iter().fold(C::zero(), |total, value| total.plus(&C::encode(value, &denominator)));
        assert_eq!(total.decode(&denominator), values.iter().sum::<Rational>());
    }

    proptest! {
        #[test]
        fn cells_add_as_the_rationals_they_stand_for(parts in prop::collection::vec((-99i64..99, 1i64..30), 1..8)) {
            let values: Vec<Rational> = parts.into_iter().map(|(numerator, denominator)| ratio(numerator, denominator)).collect();
            round_trip::<i64>(&values);
            round_trip::<i128>(&values);
            round_trip::<BigInt>(&values);
        }
    }

    #[test]
    fn the_width_follows_the_bound() {
        let bound = |bits: u32| Rational::from_integer(BigInt::one() << bits);
        assert_eq!(Width::of(&bound(60), &BigInt::one()), Width::Narrow);
        assert_eq!(Width::of(&bound(60), &BigInt::from(4)), Width::Wide);
        assert_eq!(Width::of(&bound(130), &BigInt::one()), Width::Big);
    }
}
