//! From a point near a zero to a certificate in exact arithmetic.

use std::ops::Sub;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive};

use crate::number::Rational;

use super::super::dense::inverse;
use super::super::fraction::simplest_between;
use super::tensor::{self, Shape, vanishes};

/// It is the only one at most `2^-ALONE` away.
const ALONE: u32 = 30;
/// The fraction bits of preconditioners.
const WEIGHT_BITS: u32 = 128;

/// How finely zeros are enclosed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Precision {
    /// A zero is at most `2^-radius` away, in each coordinate.
    radius: u32,
}

impl Precision {
    /// So that intervals rounded outwards are at most `10^-digits` wide.
    pub(super) fn digits(digits: u32) -> Self {
        Precision { radius: (digits + 5) * 10 / 3 + 1 }
    }

    /// Points are multiples of `2^-bits`.
    fn bits(self) -> u32 {
        self.radius + 42
    }

    /// Fractions with denominators of up to so many bits are tried.
    fn fraction(self) -> u64 {
        u64::from(self.radius / 2 - 11)
    }
}

/// A square system: as many functions as free coordinates.
#[derive(Debug, Clone)]
pub(super) struct System {
    pub(super) shape: Shape,
    pub(super) functions: Vec<Vec<BigInt>>,
}

/// A simple zero of a square system, with exactly one in a small box around a point.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Root {
    /// The middle of the box: the weights of each axis's vertices, times `2^bits`.
    pub(super) center: Vec<Vec<BigInt>>,
    pub(super) bits: u32,
    /// Half its width in each free coordinate is `2^-radius`.
    radius: u32,
    /// The zero itself, where it is rational.
    pub(super) exact: Option<Vec<Vec<Rational>>>,
}

impl Root {
    /// Whether two certified roots are the same: the one is where the other is alone.
    pub(super) fn is_same(&self, other: &Root) -> bool {
        let near = u64::from(self.bits - ALONE - 1);
        let pairs = self.center.iter().flatten().zip(other.center.iter().flatten());
        pairs.into_iter().all(|(a, b)| (a - b).magnitude().bits() <= near)
    }

    /// The free coordinates in floats.
    pub(super) fn floats(&self) -> impl Iterator<Item = f64> + use<'_> {
        let float = |x: &BigInt| (x >> (self.bits - 62)).to_f64().unwrap_or(f64::INFINITY) / (1u64 << 62) as f64;
        self.center.iter().flat_map(move |weights| weights[1..].iter().map(float))
    }

    /// Bounds of the weight of an axis's vertex, times `2^bits`: all but the first are free coordinates.
    pub(super) fn bounds(&self, axis: usize, vertex: usize) -> (BigInt, BigInt) {
        let center = &self.center[axis];
        let radius = (BigInt::from(if vertex == 0 { center.len() - 1 } else { 1 })) << (self.bits - self.radius);
        (&center[vertex] - &radius, &center[vertex] + &radius)
    }

    /// The sign of a function of the size `largest` at the zero, from its value at the middle over the scales of
    /// all axes; `None` where the radius leaves it open.
    pub(super) fn sign(&self, value: &BigInt, largest: &BigInt) -> Option<bool> {
        let coordinates: usize = self.center.iter().map(|weights| weights.len() - 1).sum();
        // A slope is at most twice the largest value, a little more just outside.
        let slack = (largest * BigInt::from(3 * coordinates))
            << (self.bits as usize * self.center.len() - self.radius as usize);
        if value.magnitude() <= slack.magnitude() { None } else { Some(value.is_positive()) }
    }
}

impl System {
    /// All weights from the free coordinates.
    fn weights<T: Clone + Sub<Output = T>>(&self, point: &[T], whole: &T) -> Vec<Vec<T>> {
        let mut rest = point.iter();
        let axis = |&size: &usize| {
            let free: Vec<T> = rest.by_ref().take(size - 1).cloned().collect();
            let first = free.iter().fold(whole.clone(), |left, weight| left - weight.clone());
            std::iter::once(first).chain(free).collect()
        };
        self.shape.sizes.iter().map(axis).collect()
    }

    /// Certifies a zero near a point given by its free coordinates: with `C` near the inverse of the slopes,
    /// `T(x) = x - C f(x)` is a contraction by one half around it, and moves the middle by at most half the
    /// radius (Krawczyk 1969). `None` if that cannot be shown.
    pub(super) fn refine(&self, start: &[f64], precision: Precision) -> Option<Root> {
        let bits = precision.bits();
        let scale = BigInt::one() << bits;
        let mut point: Vec<BigInt> = start.iter().map(|&x| fixed(x, bits)).collect::<Option<_>>()?;
        let floats = self.floats();
        let weights = inverse(self.slopes(&floats, start))?;
        let table: Vec<Vec<BigInt>> = weights
            .iter()
            .map(|row| row.iter().map(|&weight| fixed(weight, WEIGHT_BITS)).collect())
            .collect::<Option<_>>()?;
        // Newton steps with fixed slopes gain many digits each.
        let power = bits as usize * self.shape.axes() + WEIGHT_BITS as usize;
        for _ in 0..40 + bits / 20 {
            let moves = self.moves(&table, &self.weights(&point, &scale));
            let steps: Vec<BigInt> = moves.iter().map(|sum| sum >> (power - bits as usize)).collect();
            if steps.iter().all(|step| step.magnitude().bits() <= 4) {
                let bound = BigInt::one() << (power - precision.radius as usize - 1);
                if moves.iter().any(|sum| sum.abs() > bound) {
                    return None;
                }
                let floats_at: Vec<f64> = point.iter().map(|x| ratio_to_f64(x, &scale)).collect();
                if !self.is_contraction(&floats, &weights, &floats_at) {
                    return None;
                }
                let exact = self.fractions(&point, &scale, precision);
                return Some(Root { center: self.weights(&point, &scale), bits, radius: precision.radius, exact });
            }
            point.iter_mut().zip(&steps).for_each(|(x, step)| *x -= step);
            if point.iter().any(|x| x.abs() > &scale * 2) {
                return None;
            }
        }
        None
    }

    /// `Σ_i C_ki f_i(x)`, over all scales.
    fn moves(&self, table: &[Vec<BigInt>], point: &[Vec<BigInt>]) -> Vec<BigInt> {
        let values: Vec<BigInt> = self.functions.iter().map(|function| tensor::value(function, point)).collect();
        table.iter().map(|row| row.iter().zip(&values).map(|(weight, value)| weight * value).sum()).collect()
    }

    /// The values in floats.
    fn floats(&self) -> Vec<Vec<f64>> {
        let float = |value: &BigInt| value.to_f64().unwrap_or(f64::INFINITY);
        self.functions.iter().map(|function| function.iter().map(float).collect()).collect()
    }

    /// The slopes of the functions along the free coordinates at a point, in floats.
    fn slopes(&self, functions: &[Vec<f64>], point: &[f64]) -> Vec<Vec<f64>> {
        let weights = self.weights(point, &1.0);
        let coordinates = self.shape.coordinates();
        let slope = |function: &Vec<f64>, (axis, vertex): (usize, usize)| {
            let mut weights = weights.clone();
            weights[axis] = (0..self.shape.sizes[axis])
                .map(|other| if other == vertex { 1.0 } else { -f64::from(u8::from(other == 0)) })
                .collect();
            tensor::value(function, &weights)
        };
        functions.iter().map(|function| coordinates.iter().map(|&at| slope(function, at)).collect()).collect()
    }

    /// Whether `|I - C J|` is at most one half on the box of `2^-ALONE` around the point.
    ///
    /// The slopes are computed in floats, at the point rounded to floats; their change over the box is at most
    /// the second differences, four times the largest value for each coordinate, and a little more outside of
    /// the simplices.
    fn is_contraction(&self, functions: &[Vec<f64>], weights: &[Vec<f64>], center: &[f64]) -> bool {
        let count = center.len();
        let matrix = self.slopes(functions, center);
        let size = |function: &Vec<f64>| function.iter().fold(0.0f64, |most, value| most.max(value.abs()));
        let sizes: Vec<f64> = functions.iter().map(size).collect();
        let alone = 1.0 / f64::from(1u32 << ALONE);
        weights.iter().enumerate().all(|(row, weights)| {
            let total: f64 = (0..count)
                .map(|column| {
                    let identity = f64::from(u8::from(column == row));
                    let sum: f64 = weights.iter().zip(&matrix).map(|(weight, slopes)| weight * slopes[column]).sum();
                    // Change over the box, and rounding, both generously.
                    let slack: f64 = weights.iter().zip(&sizes).map(|(weight, size)| weight.abs() * size).sum();
                    (identity - sum).abs() + slack * (16.0 * count as f64 * alone + 1e-13)
                })
                .sum();
            total <= 0.5
        })
    }

    /// The zero as fractions, if simple ones nearby are it.
    fn fractions(&self, point: &[BigInt], scale: &BigInt, precision: Precision) -> Option<Vec<Vec<Rational>>> {
        let radius = BigInt::one() << (precision.bits() - precision.radius);
        let longest = precision.fraction();
        let fraction = |x: &BigInt| {
            let (numerator, denominator) = simplest_between(&(x - &radius), &(x + &radius), scale);
            (denominator.bits() <= longest).then(|| Rational::new(numerator, denominator))
        };
        let free: Vec<Rational> = point.iter().map(fraction).collect::<Option<_>>()?;
        let weights = self.weights(&free, &Rational::one());
        self.functions.iter().all(|function| vanishes(function, &weights)).then_some(weights)
    }
}

/// The nearest multiple of `2^-bits`, downwards.
fn fixed(value: f64, bits: u32) -> Option<BigInt> {
    let exact = Rational::from_float(value)?;
    Some((exact.numer() << bits).div_floor(exact.denom()))
}

/// A quotient in floats, to about the last place.
fn ratio_to_f64(value: &BigInt, power: &BigInt) -> f64 {
    let shift = power.bits().saturating_sub(63);
    let float = |x: &BigInt| (x >> shift).to_f64().unwrap_or(f64::INFINITY);
    float(value) / float(power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;

    fn system(sizes: &[usize], functions: &[&[i64]]) -> System {
        let integers = |values: &&[i64]| values.iter().map(|&value| BigInt::from(value)).collect();
        System { shape: Shape::new(sizes.to_vec()), functions: functions.iter().map(integers).collect() }
    }

    #[test]
    fn rational_and_irrational_zeros_are_certified() {
        let precision = Precision::digits(40);
        // f_0 = 2y - 1, f_1 = 3x - 1.
        let linear = system(&[2, 2], &[&[-1, -1, 1, 1], &[-1, 2, -1, 2]]);
        let root = linear.refine(&[0.33, 0.51], precision).unwrap();
        let half = vec![ratio(1, 2), ratio(1, 2)];
        assert_eq!(root.exact, Some(vec![vec![ratio(2, 3), ratio(1, 3)], half]));
        // x y = 0 and x y + x = 1 have a zero at (1, 0); x + y = 1 and x y + x = 1 a double one there.
        let double = system(&[2, 2], &[&[-1, 0, 0, 1], &[-1, 0, -1, 1]]);
        assert!(double.refine(&[0.999, 0.001], precision).is_none());
        // y = x and x y + x = 1: the golden ratio.
        let golden = system(&[2, 2], &[&[0, -1, 1, 0], &[-1, 0, -1, 1]]);
        let root = golden.refine(&[0.6, 0.6], precision).unwrap();
        assert!(root.exact.is_none());
        let square = |x: &Rational| x * x + x - ratio(1, 1);
        let bounds = |root: &Root, axis: usize, vertex: usize| {
            let (low, high) = root.bounds(axis, vertex);
            let scale = BigInt::one() << root.bits;
            (Rational::new(low, scale.clone()), Rational::new(high, scale))
        };
        let (low, high) = bounds(&root, 0, 1);
        assert!(square(&low) < ratio(0, 1) && square(&high) > ratio(0, 1));
        // Three hundred digits.
        let root = golden.refine(&[0.618_033_988_749_894_9; 2], Precision::digits(300)).unwrap();
        let (low, high) = bounds(&root, 1, 0);
        assert!((high - low) * Rational::from_integer(BigInt::from(10).pow(300)) < ratio(1, 1));
    }

    #[test]
    fn a_zero_in_a_triangle() {
        // Weights (1/4, 1/4, 1/2): x_1 - x_0 and x_2 - 2 x_0.
        let triangle = system(&[3], &[&[-1, 1, 0], &[-2, 0, 1]]);
        let root = triangle.refine(&[0.3, 0.4], Precision::digits(40)).unwrap();
        assert_eq!(root.exact, Some(vec![vec![ratio(1, 4), ratio(1, 4), ratio(1, 2)]]));
        assert!(root.is_same(&root));
    }
}
