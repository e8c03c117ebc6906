//! Functions on a product of simplices that are linear in each of them, by their values at the products of
//! vertices.

use std::ops::{AddAssign, Mul};

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use crate::number::Rational;
use crate::number::cell::common_denominator;

/// How many vertices the simplex of each axis has; the first axis varies fastest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) sizes: Vec<usize>,
    strides: Vec<usize>,
    total: usize,
}

impl Shape {
    pub(super) fn new(sizes: Vec<usize>) -> Self {
        let mut total = 1;
        let strides = sizes
            .iter()
            .map(|size| {
                let stride = total;
                total *= size;
                stride
            })
            .collect();
        Shape { sizes, strides, total }
    }

    pub(super) fn axes(&self) -> usize {
        self.sizes.len()
    }

    /// How many products of vertices there are.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    pub(super) fn stride(&self, axis: usize) -> usize {
        self.strides[axis]
    }

    /// The vertex of an axis in a product of vertices.
    pub(super) fn vertex(&self, product: usize, axis: usize) -> usize {
        product / self.strides[axis] % self.sizes[axis]
    }

    /// The free coordinates: each axis's vertices but the first, as (axis, vertex).
    pub(super) fn coordinates(&self) -> Vec<(usize, usize)> {
        (0..self.axes()).flat_map(|axis| (1..self.sizes[axis]).map(move |vertex| (axis, vertex))).collect()
    }

    /// The products in which an axis is at its first vertex.
    pub(super) fn bases(&self, axis: usize) -> impl Iterator<Item = usize> + use<> {
        let (stride, block, total) = (self.strides[axis], self.strides[axis] * self.sizes[axis], self.total);
        (0..total).step_by(block).flat_map(move |start| start..start + stride)
    }

    /// The values where an axis is at one of its vertices.
    pub(super) fn slice<T: Clone>(&self, values: &[T], axis: usize, vertex: usize) -> Vec<T> {
        let offset = vertex * self.strides[axis];
        self.bases(axis).map(|base| values[base + offset].clone()).collect()
    }

    /// The shape without an axis.
    pub(super) fn without(&self, axis: usize) -> Self {
        let mut sizes = self.sizes.clone();
        sizes.remove(axis);
        Shape::new(sizes)
    }

    /// Whether a function depends on an axis.
    pub(super) fn depends<T: PartialEq>(&self, values: &[T], axis: usize) -> bool {
        let stride = self.strides[axis];
        self.bases(axis).any(|base| (1..self.sizes[axis]).any(|vertex| values[base + vertex * stride] != values[base]))
    }

    /// The values on a shape without an axis, as a function on this shape that does not depend on it.
    pub(super) fn spread<T: Clone>(&self, values: &[T], axis: usize) -> Vec<T> {
        let (stride, block) = (self.strides[axis], self.strides[axis] * self.sizes[axis]);
        (0..self.total).map(|product| values[product / block * stride + product % stride].clone()).collect()
    }
}

/// The value at a point given by the weights of each axis's vertices, times the scales that the weights are over:
/// one axis after the other, the last one first.
pub(super) fn value<T>(values: &[T], weights: &[Vec<T>]) -> T
where
    T: Clone + Zero + AddAssign,
    for<'a> &'a T: Mul<&'a T, Output = T>,
{
    let mut values = values.to_vec();
    for weights in weights.iter().rev() {
        let block = values.len() / weights.len();
        let mut sums: Vec<T> = vec![T::zero(); block];
        for (weight, slice) in weights.iter().zip(values.chunks(block.max(1))) {
            if !weight.is_zero() {
                sums.iter_mut().zip(slice).for_each(|(sum, value)| *sum += weight * value);
            }
        }
        values = sums;
    }
    values.into_iter().next().unwrap_or_else(T::zero)
}

/// Whether a function vanishes at a point of rationals.
pub(super) fn vanishes(values: &[BigInt], weights: &[Vec<Rational>]) -> bool {
    let scaled = |weights: &Vec<Rational>| over(weights, &common_denominator(weights));
    value(values, &weights.iter().map(scaled).collect::<Vec<_>>()).is_zero()
}

/// The function over other vertices of an axis, each given by weights of the old ones, up to a positive factor.
pub(super) fn rebased(shape: &Shape, values: &[BigInt], axis: usize, vertices: &[Vec<Rational>]) -> Vec<BigInt> {
    let scale = common_denominator(vertices.iter().flatten());
    let vertices: Vec<Vec<BigInt>> = vertices.iter().map(|weights| over(weights, &scale)).collect();
    let (stride, block) = (shape.stride(axis), shape.stride(axis) * shape.sizes[axis]);
    let mut rebased = Vec::with_capacity(values.len() / shape.sizes[axis] * vertices.len());
    for block in values.chunks(block) {
        for weights in &vertices {
            let sum = |at: usize| {
                let parts = weights.iter().enumerate().filter(|(_, weight)| !weight.is_zero());
                parts.map(|(vertex, weight)| weight * &block[at + vertex * stride]).sum::<BigInt>()
            };
            rebased.extend((0..stride).map(sum));
        }
    }
    primitive(rebased)
}

/// Whole numbers over a common denominator.
fn over(weights: &[Rational], scale: &BigInt) -> Vec<BigInt> {
    weights.iter().map(|weight| weight.numer() * (scale / weight.denom())).collect()
}

/// Divided by the greatest common divisor.
pub(super) fn primitive(mut values: Vec<BigInt>) -> Vec<BigInt> {
    let divisor = values.iter().fold(BigInt::zero(), |divisor, value| divisor.gcd(value));
    if divisor > BigInt::one() {
        values.iter_mut().for_each(|value| *value /= &divisor);
    }
    values
}

/// The largest absolute value at a product of vertices.
pub(super) fn largest(values: &[BigInt]) -> BigInt {
    values.iter().map(Signed::abs).max().unwrap_or_else(BigInt::zero)
}

/// Which signs a function takes at the products of vertices: negative, positive.
pub(super) fn signs(values: &[BigInt]) -> (bool, bool) {
    (values.iter().any(Signed::is_negative), values.iter().any(Signed::is_positive))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    fn integers(values: &[i64]) -> Vec<BigInt> {
        values.iter().map(|&value| BigInt::from(value)).collect()
    }

    #[test]
    fn values_slices_and_substitutions() {
        // An edge and a triangle.
        let shape = Shape::new(vec![2, 3]);
        let values = integers(&[0, 2, 4, 10, 6, 6]);
        let weights = [vec![ratio(1, 2), ratio(1, 2)], vec![ratio(1, 3), ratio(1, 3), ratio(1, 3)]];
        assert_eq!(value(&[0.0, 2.0, 4.0, 10.0, 6.0, 6.0], &[vec![0.5; 2], vec![0.25, 0.25, 0.5]]), 5.0);
        assert!(!vanishes(&values, &weights) && vanishes(&integers(&[1, 1, 1, 1, -2, -2]), &weights));
        assert_eq!(shape.slice(&values, 1, 1), integers(&[4, 10]));
        assert_eq!(shape.slice(&values, 0, 0), integers(&[0, 4, 6]));
        assert_eq!(rebased(&shape, &values, 0, &weights[..1]), integers(&[1, 7, 6]));
        assert_eq!(rebased(&shape, &values, 1, &weights[1..]), integers(&[5, 9]));
        let ends = [vec![whole(0), whole(1), whole(0)], vec![whole(0), ratio(1, 2), ratio(1, 2)]];
        assert_eq!(rebased(&shape, &values, 1, &ends), integers(&[4, 10, 5, 8]));
        assert!(shape.depends(&values, 0) && shape.depends(&values, 1));
        let spread = shape.spread(&integers(&[1, 2]), 1);
        assert_eq!(spread, integers(&[1, 2, 1, 2, 1, 2]));
        assert!(!shape.depends(&spread, 1));
        assert_eq!(shape.spread(&integers(&[1, 2, 3]), 0), integers(&[1, 1, 2, 2, 3, 3]));
        assert_eq!(shape.coordinates(), [(0, 1), (1, 1), (1, 2)]);
    }
}
