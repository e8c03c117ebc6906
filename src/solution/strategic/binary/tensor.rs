//! Multilinear functions on the unit cube by their values at its corners.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::number::Rational;

/// The value at `x / scale` times `scale^m`, exactly: one axis after the other, the last one first.
pub(super) fn scaled_value(corners: &[BigInt], point: &[BigInt], scale: &BigInt) -> BigInt {
    let mut values = corners.to_vec();
    for coordinate in point.iter().rev() {
        let half = values.len() / 2;
        let rest = scale - coordinate;
        let upper = values.split_off(half);
        for (low, high) in values.iter_mut().zip(&upper) {
            *low = &*low * &rest + high * coordinate;
        }
    }
    values.into_iter().next().unwrap_or_default()
}

/// The value at a point of rationals.
pub(super) fn value(corners: &[BigInt], point: &[Rational]) -> Rational {
    let scale = crate::number::cell::common_denominator(point);
    let scaled: Vec<BigInt> = point.iter().map(|x| x.numer() * (&scale / x.denom())).collect();
    let power = (0..point.len()).fold(BigInt::one(), |power, _| power * &scale);
    Rational::new(scaled_value(corners, &scaled, &scale), power)
}

/// The largest absolute value at a corner.
pub(super) fn largest(corners: &[BigInt]) -> BigInt {
    corners.iter().map(Signed::abs).max().unwrap_or_else(BigInt::zero)
}

/// The values at the corners where one axis is at its lower or upper end.
pub(super) fn face<T: Clone>(corners: &[T], axis: usize, upper: bool) -> Vec<T> {
    let step = 1 << axis;
    (0..corners.len()).filter(|corner| (corner & step != 0) == upper).map(|corner| corners[corner].clone()).collect()
}

/// The range of the values at the corners.
pub(super) fn range(corners: &[f64]) -> (f64, f64) {
    corners.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)))
}

/// The part of the cube where one axis is between two of its points, as a cube again.
pub(super) fn narrow(corners: &mut [f64], axis: usize, from: f64, to: f64) {
    let step = 1 << axis;
    for corner in (0..corners.len()).filter(|corner| corner & step == 0) {
        let (low, high) = (corners[corner], corners[corner + step]);
        corners[corner] = low + (high - low) * from;
        corners[corner + step] = low + (high - low) * to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;

    #[test]
    fn values_faces_and_parts() {
        let corners: Vec<BigInt> = [0, 2, 4, 10].map(BigInt::from).to_vec();
        // 2x + 4y + 4xy
        assert_eq!(value(&corners, &[ratio(1, 2), ratio(1, 3)]), ratio(3, 1));
        assert_eq!(face(&corners, 0, true), [BigInt::from(2), BigInt::from(10)]);
        assert_eq!(largest(&corners), BigInt::from(10));
        let mut part = vec![0.0, 2.0, 4.0, 10.0];
        narrow(&mut part, 1, 0.25, 0.5);
        assert_eq!(part, [1.0, 4.0, 2.0, 6.0]);
        assert_eq!(range(&part), (1.0, 6.0));
    }
}
