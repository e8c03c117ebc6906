//! Integers for fraction-free pivoting.
//!
//! Every entry of a tableau that is pivoted without fractions is a minor of the matrix it began with,
//! so that Hadamard's inequality bounds all of them beforehand ([`minor_bits`]). Where the bound fits a
//! machine integer nothing can overflow; products take twice the bits, and the exact division by the
//! last pivot is a multiplication by its inverse modulo a power of two (Jebelean 1993).

use std::cmp::Ordering;
use std::fmt::Debug;
use std::hash::Hash;

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// An integer in which minors are computed.
pub trait Minor: Clone + Debug + PartialEq + Eq + Hash + Send + Sync + 'static {
    /// What is prepared once for many divisions by the same number.
    type Divisor;

    /// The integer for a big one that is known to fit.
    fn from_big(value: &BigInt) -> Self;

    /// As a big integer.
    fn to_big(&self) -> BigInt;

    /// How it compares to zero.
    fn sign(&self) -> Ordering;

    /// The opposite number.
    fn opposite(&self) -> Self;

    /// Prepares exact divisions by a number that is not zero.
    fn divisor(&self) -> Self::Divisor;

    /// `(p a - b c) / d`, a division that leaves no remainder and a quotient that fits.
    fn cross(p: &Self, a: &Self, b: &Self, c: &Self, divisor: &Self::Divisor) -> Self;

    /// The order of `a b` and `c d`.
    fn compare_products(a: &Self, b: &Self, c: &Self, d: &Self) -> Ordering;
}

/// An upper bound on the bits of every minor of a matrix, rows given by their entries: the product of
/// the lengths of the `order` longest rows, those shorter than 1 taken as 1.
pub fn minor_bits<'a>(rows: impl Iterator<Item = Vec<&'a BigInt>>, order: usize) -> u64 {
    let squares = rows.map(|row| row.into_iter().map(|entry| entry * entry).sum::<BigInt>().max(BigInt::one()));
    let mut squares: Vec<BigInt> = squares.collect();
    squares.sort_unstable_by(|a, b| b.cmp(a));
    squares.iter().take(order).fold(BigInt::one(), |product, square| product * square).bits().div_ceil(2)
}

impl Minor for i64 {
    /// The zeros at the end, and the inverse of the odd part.
    type Divisor = (u32, u64);

    fn from_big(value: &BigInt) -> Self {
        value.to_i64().unwrap_or_default()
    }

    fn to_big(&self) -> BigInt {
        BigInt::from(*self)
    }

    fn sign(&self) -> Ordering {
        self.cmp(&0)
    }

    fn opposite(&self) -> Self {
        -self
    }

    fn divisor(&self) -> Self::Divisor {
        let zeros = self.trailing_zeros();
        let odd = (self >> zeros) as u64;
        let mut inverse = odd.wrapping_mul(3) ^ 2;
        for _ in 0..4 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
        }
        (zeros, inverse)
    }

    fn cross(p: &Self, a: &Self, b: &Self, c: &Self, divisor: &Self::Divisor) -> Self {
        let difference = i128::from(*p) * i128::from(*a) - i128::from(*b) * i128::from(*c);
        ((difference >> divisor.0) as u64).wrapping_mul(divisor.1) as i64
    }

    fn compare_products(a: &Self, b: &Self, c: &Self, d: &Self) -> Ordering {
        (i128::from(*a) * i128::from(*b)).cmp(&(i128::from(*c) * i128::from(*d)))
    }
}

/// The product of two 128-bit integers: high and low half.
fn wide_product(a: i128, b: i128) -> (i128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (x, y) = (a as u128, b as u128);
    let (x0, x1, y0, y1) = (x & LOW, x >> 64, y & LOW, y >> 64);
    let low = x0 * y0;
    let middle = x1 * y0 + (low >> 64);
    let cross = x0 * y1 + (middle & LOW);
    let unsigned_high = x1 * y1 + (middle >> 64) + (cross >> 64);
    let low_half = (cross << 64) | (low & LOW);
    // The halves above were unsigned: take away what the signs stood for.
    let mut high = unsigned_high as i128;
    if a < 0 {
        high = high.wrapping_sub(b);
    }
    if b < 0 {
        high = high.wrapping_sub(a);
    }
    (high, low_half)
}

impl Minor for i128 {
    type Divisor = (u32, u128);

    fn from_big(value: &BigInt) -> Self {
        value.to_i128().unwrap_or_default()
    }

    fn to_big(&self) -> BigInt {
        BigInt::from(*self)
    }

    fn sign(&self) -> Ordering {
        self.cmp(&0)
    }

    fn opposite(&self) -> Self {
        -self
    }

    fn divisor(&self) -> Self::Divisor {
        let zeros = self.trailing_zeros();
        let odd = (self >> zeros) as u128;
        let mut inverse = odd.wrapping_mul(3) ^ 2;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2u128.wrapping_sub(odd.wrapping_mul(inverse)));
        }
        (zeros, inverse)
    }

    fn cross(p: &Self, a: &Self, b: &Self, c: &Self, divisor: &Self::Divisor) -> Self {
        let ((high, low), (high_b, low_b)) = (wide_product(*p, *a), wide_product(*b, *c));
        let (low, borrow) = low.overflowing_sub(low_b);
        let high = high.wrapping_sub(high_b).wrapping_sub(i128::from(borrow));
        let shifted = match divisor.0 {
            0 => low,
            zeros => (low >> zeros) | ((high as u128) << (128 - zeros)),
        };
        shifted.wrapping_mul(divisor.1) as i128
    }

    fn compare_products(a: &Self, b: &Self, c: &Self, d: &Self) -> Ordering {
        wide_product(*a, *b).cmp(&wide_product(*c, *d))
    }
}

impl Minor for BigInt {
    type Divisor = BigInt;

    fn from_big(value: &BigInt) -> Self {
        value.clone()
    }

    fn to_big(&self) -> BigInt {
        self.clone()
    }

    fn sign(&self) -> Ordering {
        self.cmp(&BigInt::zero())
    }

    fn opposite(&self) -> Self {
        -self
    }

    fn divisor(&self) -> BigInt {
        self.clone()
    }

    fn cross(p: &Self, a: &Self, b: &Self, c: &Self, divisor: &BigInt) -> Self {
        let difference = match (a.is_zero(), b.is_zero() || c.is_zero()) {
            (true, true) => return BigInt::zero(),
            (false, true) => p * a,
            (true, false) => -(b * c),
            (false, false) => p * a - b * c,
        };
        if divisor.is_one() { difference } else { difference / divisor }
    }

    fn compare_products(a: &Self, b: &Self, c: &Self, d: &Self) -> Ordering {
        (a * b).cmp(&(c * d))
    }
}

/// The largest absolute value, at least 1.
pub fn largest_magnitude<'a>(values: impl Iterator<Item = &'a BigInt>) -> BigInt {
    values.map(Signed::abs).max().unwrap_or_default().max(BigInt::one())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn agrees<Z: Minor>(quotient: &BigInt, d: &BigInt, a: &BigInt, p: &BigInt) -> Result<(), TestCaseError> {
        // p a - b c = quotient d, with c = 1 and b = p a - quotient d where that fits.
        let b = p * a - quotient * d;
        let z = Z::from_big;
        if z(&b).to_big() == b {
            let one = z(&BigInt::one());
            prop_assert_eq!(Z::cross(&z(p), &z(a), &z(&b), &one, &z(d).divisor()).to_big(), quotient.clone());
        }
        prop_assert_eq!(Z::compare_products(&z(p), &z(a), &z(quotient), &z(d)), (p * a).cmp(&(quotient * d)));
        prop_assert_eq!(z(d).opposite().to_big(), -d);
        Ok(())
    }

    proptest! {
        #[test]
        fn machine_integers_pivot_as_big_ones(q in any::<i64>(), d in any::<i64>(), a in any::<i32>(), p in any::<i32>(), zeros in 0u32..40) {
            let d = BigInt::from(d.max(-i64::MAX) >> (zeros % 8)) << (zeros % 8);
            prop_assume!(!d.is_zero());
            let (q, a, p) = (BigInt::from(q >> 2), BigInt::from(a), BigInt::from(p));
            agrees::<i64>(&BigInt::from(3), &BigInt::from(d.to_i64().unwrap_or(1) >> 8 | 1), &a, &p)?;
            agrees::<i128>(&q, &d, &(&a << zeros), &p)?;
            agrees::<i128>(&-q.clone(), &(&d << 2), &a, &(&p << zeros))?;
            agrees::<BigInt>(&q, &d, &a, &p)?;
        }

        #[test]
        fn wide_products_are_products(a in any::<i128>(), b in any::<i128>()) {
            let (high, low) = wide_product(a, b);
            prop_assert_eq!((BigInt::from(high) << 128) + BigInt::from(low), BigInt::from(a) * BigInt::from(b));
        }
    }

    #[test]
    fn the_bound_is_hadamards() {
        let (three, four) = (BigInt::from(3), BigInt::from(4));
        // Both rows have length 5: minors are at most 25 (five bits); the bound may be a bit above.
        assert_eq!(minor_bits([vec![&three, &four], vec![&four, &three]].into_iter(), 2), 5);
    }
}
