//! From a point near a zero to a certificate in exact arithmetic.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::number::{Rational, Scalar};

use super::roots::{inverse, value as float_value};
use super::tensor::{face, scaled_value, value};

/// Coordinates are multiples of `2^-BITS`.
const BITS: u32 = 192;
/// The zero is at most `2^-RADIUS` away, in each coordinate.
const RADIUS: u32 = 150;
/// It is the only one at most `2^-ALONE` away.
const ALONE: u32 = 30;
/// Fractions with denominators up to `2^FRACTION` are tried.
const FRACTION: u64 = 64;
/// The fraction bits of preconditioners.
const WEIGHT_BITS: u32 = 128;

/// A simple zero of a square system, with exactly one in a small box around a point.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Root {
    /// The middle of the box.
    pub(super) center: Vec<Rational>,
    /// Half its width.
    pub(super) radius: Rational,
    /// The zero itself, where it is rational.
    pub(super) exact: Option<Vec<Rational>>,
}

impl Root {
    /// Whether two certified roots are the same: the one is where the other is alone.
    pub(super) fn is_same(&self, other: &Root) -> bool {
        let near = Rational::new(BigInt::one(), BigInt::one() << (ALONE + 1));
        self.center.iter().zip(&other.center).all(|(a, b)| (a - b).abs() < near)
    }
}

/// Certifies a zero near a point: with `C` near the inverse of the slopes, `T(x) = x - C f(x)` is a
/// contraction by one half around it, and moves the middle by at most half the radius (Krawczyk 1969).
/// `None` if that cannot be shown.
pub(super) fn refine(functions: &[Vec<BigInt>], start: &[f64]) -> Option<Root> {
    let axes = functions.len();
    let scale = BigInt::one() << BITS;
    let mut point: Vec<BigInt> = start.iter().map(|&x| fixed(x, BITS)).collect::<Option<_>>()?;
    let floats = floats(functions);
    let weights = inverse(floats.iter().map(|function| slopes(function, start)).collect())?;
    let weight_table: Vec<Vec<BigInt>> = weights
        .iter()
        .map(|row| row.iter().map(|&weight| fixed(weight, WEIGHT_BITS)).collect())
        .collect::<Option<_>>()?;
    // Newton steps with fixed slopes gain many digits each.
    let power = BITS as usize * axes + WEIGHT_BITS as usize;
    for _ in 0..40 {
        let moves = moves(functions, &weight_table, &point, &scale);
        let steps: Vec<BigInt> = moves.iter().map(|sum| sum >> (power - BITS as usize)).collect();
        if steps.iter().all(|step| step.magnitude().bits() <= 4) {
            let bound = BigInt::one() << (power - RADIUS as usize - 1);
            if moves.iter().any(|sum| sum.abs() > bound) {
                return None;
            }
            let rational = |x: &BigInt| Rational::new(x.clone(), scale.clone());
            let center: Vec<Rational> = point.iter().map(rational).collect();
            if !is_contraction(&floats, &weights, &center) {
                return None;
            }
            let radius = Rational::new(BigInt::one(), BigInt::one() << RADIUS);
            let exact = fractions(functions, &center, &radius);
            return Some(Root { center, radius, exact });
        }
        point.iter_mut().zip(&steps).for_each(|(x, step)| *x -= step);
        if point.iter().any(|x| x.abs() > &scale * 2) {
            return None;
        }
    }
    None
}

/// `Σ_i C_ki f_i(x)`, over all scales.
fn moves(functions: &[Vec<BigInt>], weights: &[Vec<BigInt>], point: &[BigInt], scale: &BigInt) -> Vec<BigInt> {
    let values: Vec<BigInt> = functions.iter().map(|function| scaled_value(function, point, scale)).collect();
    weights.iter().map(|row| row.iter().zip(&values).map(|(weight, value)| weight * value).sum()).collect()
}

/// The nearest multiple of `2^-bits`, downwards.
fn fixed(value: f64, bits: u32) -> Option<BigInt> {
    let exact = Rational::from_float(value)?;
    Some((exact.numer() << bits).div_floor(exact.denom()))
}

/// The corner values in floats.
fn floats(functions: &[Vec<BigInt>]) -> Vec<Vec<f64>> {
    let float = |value: &BigInt| value.to_f64().unwrap_or(f64::INFINITY);
    functions.iter().map(|function| function.iter().map(float).collect()).collect()
}

/// The slopes of a function at a point, in floats.
fn slopes(function: &[f64], point: &[f64]) -> Vec<f64> {
    (0..point.len())
        .map(|axis| {
            let rest: Vec<f64> = (0..point.len()).filter(|&other| other != axis).map(|other| point[other]).collect();
            float_value(&face(function, axis, true), &rest) - float_value(&face(function, axis, false), &rest)
        })
        .collect()
}

/// Whether `|I - C J|` is at most one half on the box of `2^-ALONE` around the point.
///
/// The slopes are computed in floats, at the point rounded to floats; their change over the box is at most the second
/// differences, four times the largest corner value, and a little more outside of the cube.
fn is_contraction(functions: &[Vec<f64>], weights: &[Vec<f64>], center: &[Rational]) -> bool {
    let axes = functions.len();
    let center: Vec<f64> = center.iter().map(Scalar::to_f64).collect();
    let matrix: Vec<Vec<f64>> = functions.iter().map(|function| slopes(function, &center)).collect();
    let size = |function: &Vec<f64>| function.iter().fold(0.0f64, |most, value| most.max(value.abs()));
    let sizes: Vec<f64> = functions.iter().map(size).collect();
    let alone = 1.0 / f64::from(1u32 << ALONE);
    weights.iter().enumerate().all(|(row, weights)| {
        let total: f64 = (0..axes)
            .map(|axis| {
                let identity = f64::from(u8::from(axis == row));
                let sum: f64 = weights.iter().zip(&matrix).map(|(weight, slopes)| weight * slopes[axis]).sum();
                // Change over the box, and rounding, both generously.
                let slack: f64 = weights.iter().zip(&sizes).map(|(weight, size)| weight.abs() * size).sum();
                (identity - sum).abs() + slack * (16.0 * axes as f64 * alone + 1e-13)
            })
            .sum();
        total <= 0.5
    })
}

/// The zero as fractions, if simple ones nearby are it.
fn fractions(functions: &[Vec<BigInt>], center: &[Rational], radius: &Rational) -> Option<Vec<Rational>> {
    let point: Vec<Rational> = center.iter().map(|x| simplest(&(x - radius), &(x + radius))).collect();
    let small = point.iter().all(|x| x.denom().bits() <= FRACTION);
    (small && functions.iter().all(|function| value(function, &point).is_zero())).then_some(point)
}

/// The fraction of the least denominator between two numbers, by continued fractions.
pub(in crate::solution::strategic) fn simplest(low: &Rational, high: &Rational) -> Rational {
    let floor = low.floor();
    if floor == *low || *high > &floor + Rational::one() {
        return if floor == *low { floor } else { floor + Rational::one() };
    }
    if *high == &floor + Rational::one() {
        return high.clone();
    }
    // Both within one unit: the whole part, and one over the simplest of the rest turned over.
    floor.clone() + simplest(&(high - &floor).recip(), &(low - &floor).recip()).recip()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;

    fn integers(values: &[i64]) -> Vec<BigInt> {
        values.iter().map(|&value| BigInt::from(value)).collect()
    }

    #[test]
    fn simplest_fractions() {
        assert_eq!(simplest(&ratio(3, 10), &ratio(4, 10)), ratio(1, 3));
        assert_eq!(simplest(&ratio(-1, 10), &ratio(1, 10)), ratio(0, 1));
        assert_eq!(simplest(&ratio(7, 2), &ratio(9, 2)), ratio(4, 1));
        assert_eq!(simplest(&ratio(2, 1), &ratio(2, 1)), ratio(2, 1));
    }

    #[test]
    fn rational_and_irrational_zeros_are_certified() {
        // f_0 = 2y - 1, f_1 = 3x - 1.
        let root = refine(&[integers(&[-1, -1, 1, 1]), integers(&[-1, 2, -1, 2])], &[0.33, 0.51]).unwrap();
        assert_eq!(root.exact, Some(vec![ratio(1, 3), ratio(1, 2)]));
        // x + y = 1 and x y + x = 1: x = 1 - y and y² + y - ... : x² - 2x + 1 = 0 has a double zero at 1.
        let double = [integers(&[-1, 0, 0, 1]), integers(&[-1, 0, -1, 1])];
        assert!(refine(&double, &[0.999, 0.001]).is_none());
        // y = x and x y + x = 1: the golden ratio.
        let golden = [integers(&[0, -1, 1, 0]), integers(&[-1, 0, -1, 1])];
        let root = refine(&golden, &[0.6, 0.6]).unwrap();
        assert!(root.exact.is_none());
        let square = |x: &Rational| x * x + x - ratio(1, 1);
        assert!(
            square(&(&root.center[0] - &root.radius)) < ratio(0, 1)
                && square(&(&root.center[0] + &root.radius)) > ratio(0, 1)
        );
    }
}
