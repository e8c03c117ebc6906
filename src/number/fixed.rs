//! Fixed-point numbers of many digits: the exponential, and decimals of so many significant digits.
//!
//! A fixed-point number is a whole number over `2^bits`.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::Rational;

/// Bits that the exponential carries beyond those asked for.
const GUARD: u64 = 80;

/// A positive number `mantissa * 2^(exponent - bits)`, with the mantissa near `2^bits`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaled {
    /// The leading bits.
    pub mantissa: BigInt,
    /// The power of two.
    pub exponent: i64,
}

impl Scaled {
    /// The number over `2^bits`, rounded down.
    pub fn to_fixed(&self) -> BigInt {
        if self.exponent >= 0 {
            &self.mantissa << self.exponent as u64
        } else {
            &self.mantissa >> self.exponent.unsigned_abs()
        }
    }
}

/// The natural logarithm of 2 over `2^bits`, right to a few units of the last place.
pub fn ln_2(bits: u64) -> BigInt {
    // 2 artanh(1/3) = 2 Σ 1 / ((2k+1) 3^(2k+1))
    let mut power: BigInt = (BigInt::one() << (bits + 1)) / 3;
    let (mut total, mut k) = (BigInt::zero(), 1u64);
    while !power.is_zero() {
        total += &power / k;
        power /= 9;
        k += 2;
    }
    total
}

/// The exponential of a fixed-point number, right to about `2^-bits` relative.
///
/// `e^x = 2^k e^r` with `k = floor(x / ln 2)`; `e^r = (e^(r/256))^256` by the power series. `ln_2` is the
/// logarithm of 2 over `2^(bits + 80)`, as [`ln_2`] gives it, so that it need not be computed again for each.
///
/// # Examples
///
/// ```
/// use num_bigint::BigInt;
/// use pactum::number::fixed::{exp, ln_2};
///
/// let one = BigInt::from(1) << 64;
/// let e = exp(&one, 64, &ln_2(64 + 80));
/// let float = |x: BigInt| x.to_string().parse::<f64>().unwrap() / 2f64.powi(64);
/// assert!((float(e.to_fixed()) - 1f64.exp()).abs() < 1e-15);
/// assert_eq!(exp(&BigInt::from(0), 64, &ln_2(64 + 80)).to_fixed(), one);
/// ```
pub fn exp(x: &BigInt, bits: u64, ln_2: &BigInt) -> Scaled {
    const HALVINGS: u64 = 8;
    let inner = bits + GUARD;
    let (k, rest) = (x << GUARD).div_mod_floor(ln_2);
    let rest = rest >> HALVINGS;
    let one = BigInt::one() << inner;
    let (mut total, mut term, mut n) = (one.clone(), one, 1u64);
    while !term.is_zero() {
        term = ((term * &rest) >> inner) / n;
        total += &term;
        n += 1;
    }
    for _ in 0..HALVINGS {
        total = (&total * &total) >> inner;
    }
    Scaled {
        mantissa: total >> GUARD,
        exponent: k.to_i64().unwrap_or(if k.is_negative() { i64::MIN } else { i64::MAX }),
    }
}

/// The natural logarithm of a positive rational over `2^bits`, right to a few units of the last place.
///
/// With `q = 2^k m` and `m` from 3/4 to 3/2: `ln q = k ln 2 + 2 artanh((m-1)/(m+1))`. `None` unless `q` is positive.
pub fn ln(value: &Rational, bits: u64) -> Option<BigInt> {
    if !value.is_positive() {
        return None;
    }
    let inner = bits + GUARD;
    let mut k = value.numer().bits() as i64 - value.denom().bits() as i64;
    let scaled = |k: i64| {
        let (up, down) = (k.min(0).unsigned_abs(), k.max(0).unsigned_abs());
        (value.numer() << (inner + up)) / (value.denom() << down)
    };
    let mut m = scaled(k);
    let one = BigInt::one() << inner;
    while &m * 2 > &one * 3 {
        k += 1;
        m = scaled(k);
    }
    while &m * 4 < &one * 3 {
        k -= 1;
        m = scaled(k);
    }
    let ratio = ((&m - &one) << inner) / (&m + &one);
    let square = (&ratio * &ratio) >> inner;
    let (mut total, mut power, mut n): (BigInt, BigInt, u64) = (BigInt::zero(), ratio * 2, 1);
    while power.magnitude().bits() > 1 {
        total += &power / n;
        power = (power * &square) >> inner;
        n += 2;
    }
    Some((total + ln_2(inner) * k) >> GUARD)
}

/// A number as a decimal of so many significant digits, rounded half away from zero; `1.5e-7` where that is
/// shorter.
///
/// ```
/// use pactum::number::{fixed::significant_text, ratio};
///
/// assert_eq!(significant_text(&ratio(2, 3), 5), "0.66667");
/// assert_eq!(significant_text(&ratio(-1, 3_000_000), 3), "-3.33e-7");
/// assert_eq!(significant_text(&ratio(999_999, 1_000_000), 3), "1.00");
/// ```
pub fn significant_text(value: &Rational, digits: u32) -> String {
    if value.is_zero() {
        return "0".into();
    }
    let digits = digits.max(1);
    let ten = |power: u64| num_traits::pow(BigInt::from(10), power as usize);
    let (numerator, denominator) = (value.numer().abs(), value.denom());
    // The power of ten of the first digit, guessed from the number of bits and then corrected.
    let bits = numerator.bits() as f64 - denominator.bits() as f64;
    let mut lead = (bits * std::f64::consts::LOG10_2).floor() as i64 + 1;
    let rounded = |lead: i64| -> BigInt {
        let shift = i64::from(digits) - 1 - lead;
        let (up, down) = (ten(shift.max(0).unsigned_abs()), ten(shift.min(0).unsigned_abs()));
        let (top, bottom): (BigInt, BigInt) = (&numerator * up * 2, denominator * down);
        (top + &bottom) / (bottom * 2)
    };
    // 10^lead <= value < 10^(lead + 1), before rounding.
    let reaches = |lead: i64| {
        let (up, down) = (ten(lead.min(0).unsigned_abs()), ten(lead.max(0).unsigned_abs()));
        &numerator * up >= denominator * down
    };
    while !reaches(lead) {
        lead -= 1;
    }
    while reaches(lead + 1) {
        lead += 1;
    }
    let mut leading = rounded(lead);
    if leading >= ten(digits.into()) {
        lead += 1;
        leading = rounded(lead);
    }
    let (sign, text) = (if value.is_negative() { "-" } else { "" }, leading.to_string());
    let places = digits as usize;
    if lead >= 0 && (lead as usize) < places {
        let (whole, fraction) = text.split_at(lead as usize + 1);
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    } else if (-5..0).contains(&lead) {
        format!("{sign}0.{}{text}", "0".repeat(lead.unsigned_abs() as usize - 1))
    } else {
        let (whole, fraction) = text.split_at(1);
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}e{lead}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{Scalar, parse_rational, ratio};
    use proptest::prelude::*;

    fn fixed(value: &Rational, bits: u64) -> BigInt {
        (value.numer() << bits).div_floor(value.denom())
    }

    #[test]
    fn forty_digits_of_e_and_of_the_logarithm_of_2() {
        let text = |x: BigInt, bits: u64| significant_text(&Rational::new(x, BigInt::one() << bits), 40);
        let one = BigInt::one() << 160u32;
        assert_eq!(text(exp(&one, 160, &ln_2(240)).to_fixed(), 160), "2.718281828459045235360287471352662497757");
        assert_eq!(text(ln_2(160), 160), "0.6931471805599453094172321214581765680755");
        assert_eq!(text(ln(&ratio(10, 1), 160).unwrap(), 160), "2.302585092994045684017991454684364207601");
        assert!(ln(&ratio(0, 1), 64).is_none() && ln(&ratio(-1, 1), 64).is_none());
    }

    proptest! {
        #[test]
        fn exponential_and_logarithm_undo_each_other(numerator in -40_000i64..40_000, denominator in 1i64..900) {
            let x = fixed(&ratio(numerator, denominator), 128);
            let power = exp(&x, 128, &ln_2(128 + GUARD));
            let (up, down) = (power.exponent.max(0) as u64, power.exponent.min(0).unsigned_abs());
            let value = Rational::new(power.mantissa << up, BigInt::one() << (128 + down));
            let back = ln(&value, 128).unwrap();
            prop_assert!((back - x).abs() < BigInt::from(1 << 20));
        }

        #[test]
        fn decimals_are_within_half_a_unit(numerator in 1i64..i64::MAX, denominator in 1i64..i64::MAX, digits in 1u32..30) {
            let value = ratio(numerator, denominator);
            let shown = parse_rational(&significant_text(&value, digits)).unwrap();
            let error = Scalar::to_f64(&((shown - &value) / &value).abs());
            prop_assert!(error <= 5.0001 * 0.1f64.powi(digits as i32), "{}", error);
        }
    }
}
