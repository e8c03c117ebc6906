//! Simple fractions in intervals, and intervals of simple fractions.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Zero};

use crate::number::Rational;

/// The fraction of the least denominator between two numbers, by continued fractions.
pub(super) fn simplest(low: &Rational, high: &Rational) -> Rational {
    let scale = low.denom() * high.denom();
    let (numerator, denominator) =
        simplest_between(&(low.numer() * high.denom()), &(high.numer() * low.denom()), &scale);
    Rational::new(numerator, denominator)
}

/// The same for two whole numbers over a positive common denominator; numerator and denominator.
pub(super) fn simplest_between(low: &BigInt, high: &BigInt, scale: &BigInt) -> (BigInt, BigInt) {
    // Of low/low_scale and high/high_scale, while both have the same whole part, strictly: the convergents.
    let (mut low, mut low_scale, mut high, mut high_scale) = (low.clone(), scale.clone(), high.clone(), scale.clone());
    let (mut last, mut before) = ((BigInt::one(), BigInt::zero()), (BigInt::zero(), BigInt::one()));
    loop {
        let (whole, rest) = low.div_mod_floor(&low_scale);
        let next = &whole + 1u8;
        let end = if rest.is_zero() {
            Some(whole.clone())
        } else if &next * &high_scale <= high {
            Some(next)
        } else {
            None
        };
        let term = end.as_ref().unwrap_or(&whole);
        let convergent = (term * &last.0 + &before.0, term * &last.1 + &before.1);
        if end.is_some() {
            return convergent;
        }
        before = std::mem::replace(&mut last, convergent);
        // Turned over, the ends change places.
        high -= &whole * &high_scale;
        (low, low_scale, high, high_scale) = (high_scale, high, low_scale, rest);
    }
}

/// Rounded outwards to so many decimals.
pub(super) fn outwards(low: &Rational, high: &Rational, decimals: u32) -> (Rational, Rational) {
    let scale = Rational::from_integer(BigInt::from(10).pow(decimals));
    ((low * &scale).floor() / &scale, (high * &scale).ceil() / &scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;

    #[test]
    fn simplest_fractions() {
        assert_eq!(simplest(&ratio(3, 10), &ratio(4, 10)), ratio(1, 3));
        assert_eq!(simplest(&ratio(-1, 10), &ratio(1, 10)), ratio(0, 1));
        assert_eq!(simplest(&ratio(7, 2), &ratio(9, 2)), ratio(4, 1));
        assert_eq!(simplest(&ratio(2, 1), &ratio(2, 1)), ratio(2, 1));
    }

    #[test]
    fn rounding_goes_outwards() {
        assert_eq!(outwards(&ratio(-1, 3), &ratio(1, 3), 1), (ratio(-4, 10), ratio(4, 10)));
        assert_eq!(outwards(&ratio(1, 2), &ratio(1, 2), 1), (ratio(1, 2), ratio(1, 2)));
    }
}
