//! Integers for pivoting: machine integers that notice when they overflow, or big ones.

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// An integer type that pivots. Operations say `None` where the result does not fit.
pub(crate) trait PivotInteger: Clone + PartialEq + PartialOrd + Signed + Send + Sync {
    /// From a big integer, where it fits.
    fn from_big(value: &BigInt) -> Option<Self>;
    /// To a big integer.
    fn to_big(&self) -> BigInt;
    /// `(a p - b c) / d`, a division that leaves no remainder.
    fn cross(a: &Self, p: &Self, b: &Self, c: &Self, d: &Self) -> Option<Self>;
    /// The order of `a b` and `c d`.
    fn compare_products(a: &Self, b: &Self, c: &Self, d: &Self) -> Option<std::cmp::Ordering>;
}

impl PivotInteger for i128 {
    fn from_big(value: &BigInt) -> Option<Self> {
        value.to_i128()
    }

    fn to_big(&self) -> BigInt {
        BigInt::from(*self)
    }

    fn cross(a: &Self, p: &Self, b: &Self, c: &Self, d: &Self) -> Option<Self> {
        let difference = a.checked_mul(*p)?.checked_sub(b.checked_mul(*c)?)?;
        match *d {
            1 => Some(difference),
            divisor => match (i64::try_from(difference), i64::try_from(divisor)) {
                // Division of machine words is several times faster.
                (Ok(difference), Ok(divisor)) if divisor > 0 => Some(i128::from(difference / divisor)),
                _ => difference.checked_div(divisor),
            },
        }
    }

    fn compare_products(a: &Self, b: &Self, c: &Self, d: &Self) -> Option<std::cmp::Ordering> {
        Some(a.checked_mul(*b)?.cmp(&c.checked_mul(*d)?))
    }
}

impl PivotInteger for BigInt {
    fn from_big(value: &BigInt) -> Option<Self> {
        Some(value.clone())
    }

    fn to_big(&self) -> BigInt {
        self.clone()
    }

    fn cross(a: &Self, p: &Self, b: &Self, c: &Self, d: &Self) -> Option<Self> {
        let product = if a.is_zero() { BigInt::zero() } else { a * p };
        let difference = if b.is_zero() || c.is_zero() { product } else { product - b * c };
        Some(if d.is_one() || difference.is_zero() { difference } else { difference / d })
    }

    fn compare_products(a: &Self, b: &Self, c: &Self, d: &Self) -> Option<std::cmp::Ordering> {
        Some((a * b).cmp(&(c * d)))
    }
}
