//! Numbers: [`Ring`] for what only adds and multiplies, [`Scalar`] for what compares and divides.
//!
//! Environment and payoffs need no more than a [`Ring`], so that one piece of code derives them in
//! floats, in exact rationals and, where a scenario has named unknowns, in polynomials.
//! Everything that compares or solves asks for a [`Scalar`].

pub mod cell;
pub mod fixed;
pub mod minor;
mod rational;

pub use rational::{ParseNumberError, decimal_text, parse_rational, rational_from_f64, rational_text};

use std::cmp::Ordering;
use std::fmt::Debug;
use std::ops::{Div, Neg, Sub};

use num_traits::{One, Signed, ToPrimitive, Zero};

/// Exact rational numbers of any size: the numbers of the public interface.
pub type Rational = num_rational::BigRational;

/// A commutative ring that contains the rationals.
///
/// # Examples
///
/// ```
/// use pactum::number::{Ring, Rational, parse_rational};
///
/// fn raise<R: Ring>(index: &R, by: &R) -> R {
///     R::one() - (R::one() - index.clone()) * (R::one() - by.clone())
/// }
/// let half = parse_rational("1/2").unwrap();
/// assert_eq!(raise(&half, &half), parse_rational("0.75").unwrap());
/// assert_eq!(raise(&0.5, &0.5), 0.75);
/// ```
pub trait Ring:
    Clone + Debug + PartialEq + Zero + One + Neg<Output = Self> + Sub<Output = Self> + Send + Sync + 'static
{
    /// The element that stands for a rational.
    fn from_rational(value: &Rational) -> Self;

    /// How the element compares to a rational; `None` where that is not determined (an element
    /// with unknowns, or a float that is not a number).
    fn compare(&self, value: &Rational) -> Option<Ordering>;
}

/// An ordered field: floats or exact rationals.
///
/// Not a float trait of another crate, because exact rationals have to fit.
pub trait Scalar: Ring + PartialOrd + Div<Output = Self> {
    /// Whether arithmetic is exact. Where it is, the tolerance is zero.
    const EXACT: bool;

    /// Numbers at most this far from zero count as zero: 0 where exact, 1e-9 for floats.
    fn tolerance() -> Self;

    /// The nearest float.
    fn to_f64(&self) -> f64;

    /// The exact value; `None` for a float that is not finite.
    fn to_rational(&self) -> Option<Rational>;

    /// The sign, with numbers within the tolerance taken as zero.
    fn sign(&self) -> Ordering {
        let tolerance = Self::tolerance();
        if *self > tolerance {
            Ordering::Greater
        } else if *self < -tolerance {
            Ordering::Less
        } else {
            Ordering::Equal
        }
    }

    /// The larger of two numbers, the first where they are equal.
    fn larger(self, other: Self) -> Self {
        if other > self { other } else { self }
    }

    /// The smaller of two numbers, the first where they are equal.
    fn smaller(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    /// The element that stands for a whole number.
    fn from_integer(value: i64) -> Self {
        Self::from_rational(&Rational::from_integer(value.into()))
    }
}

impl Ring for Rational {
    fn from_rational(value: &Rational) -> Self {
        value.clone()
    }

    fn compare(&self, value: &Rational) -> Option<Ordering> {
        Some(self.cmp(value))
    }
}

impl Scalar for Rational {
    const EXACT: bool = true;

    fn tolerance() -> Self {
        Rational::zero()
    }

    fn to_f64(&self) -> f64 {
        ToPrimitive::to_f64(self).unwrap_or(if self.is_negative() { f64::NEG_INFINITY } else { f64::INFINITY })
    }

    fn to_rational(&self) -> Option<Rational> {
        Some(self.clone())
    }

    fn sign(&self) -> Ordering {
        self.cmp(&Rational::zero())
    }
}

impl Ring for f64 {
    fn from_rational(value: &Rational) -> Self {
        Scalar::to_f64(value)
    }

    fn compare(&self, value: &Rational) -> Option<Ordering> {
        rational_from_f64(*self).map(|exact| exact.cmp(value))
    }
}

impl Scalar for f64 {
    const EXACT: bool = false;

    fn tolerance() -> Self {
        1e-9
    }

    fn to_f64(&self) -> f64 {
        *self
    }

    fn to_rational(&self) -> Option<Rational> {
        rational_from_f64(*self)
    }
}

/// The sum of many ring elements.
pub fn sum<R: Ring>(terms: impl IntoIterator<Item = R>) -> R {
    terms.into_iter().fold(R::zero(), |total, term| total + term)
}

/// A small whole number as an exact rational.
pub fn whole(value: i64) -> Rational {
    Rational::from_integer(value.into())
}

/// The fraction of two whole numbers.
///
/// # Panics
///
/// When the denominator is 0: it is meant for constants in code and tests.
pub fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::new(numerator.into(), denominator.into())
}
