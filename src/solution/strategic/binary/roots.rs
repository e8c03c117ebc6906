//! All zeros of a square multilinear system in the unit cube, by branch and prune.
//!
//! A box is kept as the values of the functions at its corners, which bound each function on the box
//! exactly. Rounding moves a corner value by at most one unit in the last place of the largest value at
//! each step, and steps never amplify earlier errors; the sum is carried along and counts against
//! every decision.

use crate::limit::TimeLimit;

use super::tensor::{narrow, range};

/// Where an axis is cut: off the middle, so that simple fractions do not lie on the cut.
const CUT: f64 = 0.487_213_134_765_625;
/// Boxes narrower than this on every axis are given up: a multiple zero, or a set of zeros.
const NARROW: f64 = 1e-5;
/// How far outside of a box, in its own unit, its zero may be found.
const MARGIN: f64 = 0.01;
/// The most boxes of one system.
const MAX_BOXES: u64 = 200_000;

/// A box: the ends of each axis in the unit cube, and the functions' values at its corners.
#[derive(Debug, Clone)]
struct Part {
    low: Vec<f64>,
    high: Vec<f64>,
    functions: Vec<Vec<f64>>,
    /// A bound on the rounding errors of each function's values.
    error: Vec<f64>,
}

/// What is in the cube.
#[derive(Debug, Default)]
pub(super) struct Zeros {
    /// Points near simple zeros, whose boxes have been settled.
    pub(super) zeros: Vec<Vec<f64>>,
    /// Boxes that could not be settled.
    pub(super) undecided: Vec<(Vec<f64>, Vec<f64>)>,
    /// How many boxes were looked at.
    pub(super) boxes: u64,
    /// Whether the time limit cut the search off.
    pub(super) stopped: bool,
}

/// Finds all zeros of as many functions as axes.
///
/// `certify` is asked about a point near a zero: whether it is certain that there is exactly one zero
/// in its small neighbourhood. A box is settled when at most one zero can be in it and that one is
/// certified.
pub(super) fn zeros(functions: Vec<Vec<f64>>, certify: &mut dyn FnMut(&[f64]) -> bool, limit: &TimeLimit) -> Zeros {
    let axes = functions.len();
    let error = functions.iter().map(|values| largest(values) * f64::EPSILON).collect();
    let mut stack = vec![Part { low: vec![0.0; axes], high: vec![1.0; axes], functions, error }];
    let mut found = Zeros::default();
    while let Some(mut part) = stack.pop() {
        found.boxes += 1;
        if found.boxes > MAX_BOXES || (found.boxes % 64 == 0 && limit.is_over()) {
            found.stopped = limit.is_over();
            stack.push(part);
            found.undecided.extend(stack.into_iter().map(|part| (part.low, part.high)));
            break;
        }
        match part.step(certify) {
            Step::Nothing => {}
            Step::Zero(point) => found.zeros.push(point),
            Step::Smaller => stack.push(part),
            Step::Cut(_) if part.is_narrow() => found.undecided.push((part.low, part.high)),
            Step::Cut(axis) => {
                let mut upper = part.clone();
                upper.narrow(axis, CUT, 1.0);
                part.narrow(axis, 0.0, CUT);
                stack.push(upper);
                stack.push(part);
            }
        }
    }
    found
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most: f64, value| most.max(value.abs()))
}

enum Step {
    /// No zero in the box.
    Nothing,
    /// Exactly one, near this point.
    Zero(Vec<f64>),
    /// The box has become a good deal smaller.
    Smaller,
    /// Cut this axis.
    Cut(usize),
}

impl Part {
    fn axes(&self) -> usize {
        self.functions.len()
    }

    fn is_narrow(&self) -> bool {
        self.low.iter().zip(&self.high).all(|(low, high)| high - low < NARROW)
    }

    /// The part of the box between two points of an axis, given in the box's own unit.
    fn narrow(&mut self, axis: usize, from: f64, to: f64) {
        for (function, (values, error)) in self.functions.iter_mut().zip(&mut self.error).enumerate() {
            // No function depends on its own axis.
            if function != axis {
                *error += 4.0 * f64::EPSILON * largest(values);
                narrow(values, axis, from, to);
            }
        }
        let (low, width) = (self.low[axis], self.high[axis] - self.low[axis]);
        self.low[axis] = low + width * from;
        self.high[axis] = if to == 1.0 { self.high[axis] } else { low + width * to };
    }

    /// One look at the box.
    fn step(&mut self, certify: &mut dyn FnMut(&[f64]) -> bool) -> Step {
        // 1. A function of one sign.
        for (values, error) in self.functions.iter().zip(&self.error) {
            let (low, high) = range(values);
            if low > *error || high < -error {
                return Step::Nothing;
            }
        }
        let Some(inverse) = inverse(self.jacobian()) else { return Step::Cut(self.widest()) };
        // 2. Preconditioned: t_k - Σ C_ki f_i(t) is multilinear too, and maps zeros to themselves.
        let (mut images, mut unique) = (Vec::with_capacity(self.axes()), true);
        for (axis, weights) in inverse.iter().enumerate() {
            let (values, error) = self.image(axis, weights);
            let (low, high) = range(&values);
            let (low, high) = (low - error, high + error);
            if low > 1.0 || high < 0.0 {
                return Step::Nothing;
            }
            unique &= slope_sum(&values, self.axes()) + 4.0 * self.axes() as f64 * error < 0.999;
            images.push((low.max(0.0), high.min(1.0)));
        }
        // 3. At most one zero, as the map contracts: certify it where Newton's method finds it.
        if unique
            && self.is_unique_around(&inverse)
            && let Some(point) = self.newton(&inverse)
            && certify(&point)
        {
            return Step::Zero(point);
        }
        // 4. The image is where zeros can be.
        let shrink = images.iter().map(|(low, high)| high - low).fold(1.0, |product, width| product * width);
        if shrink < 0.7 {
            for (axis, (low, high)) in images.into_iter().enumerate() {
                // A little more on both sides, for the rounding of the ends themselves.
                let (low, high) = ((low - 1e-12).max(0.0), (high + 1e-12).min(1.0));
                if low > 0.0 || high < 1.0 {
                    self.narrow(axis, low, high);
                }
            }
            return if self.is_narrow() { Step::Cut(0) } else { Step::Smaller };
        }
        Step::Cut(self.widest())
    }

    /// Whether the map contracts on the box with a margin of [`MARGIN`] around it, so that a zero found
    /// there is the only one that can be in the box.
    fn is_unique_around(&self, inverse: &[Vec<f64>]) -> bool {
        let mut wider = self.clone();
        (0..self.axes()).for_each(|axis| wider.narrow(axis, -MARGIN, 1.0 + MARGIN));
        inverse.iter().enumerate().all(|(axis, weights)| {
            // In the wider box's own unit the axis itself has length 1 + 2 MARGIN.
            let (mut values, error) = wider.image(axis, weights);
            (0..values.len())
                .filter(|corner| corner >> axis & 1 == 1)
                .for_each(|corner| values[corner] += 2.0 * MARGIN);
            slope_sum(&values, self.axes()) + 4.0 * self.axes() as f64 * error < 0.999
        })
    }

    /// The mean slopes of the functions over the box, in its own unit.
    fn jacobian(&self) -> Vec<Vec<f64>> {
        let corners = 1usize << self.axes();
        let slope = |values: &Vec<f64>, axis: usize| {
            let sum: f64 =
                (0..corners).map(|corner| if corner >> axis & 1 == 1 { values[corner] } else { -values[corner] }).sum();
            sum * 2.0 / corners as f64
        };
        self.functions.iter().map(|values| (0..self.axes()).map(|axis| slope(values, axis)).collect()).collect()
    }

    /// `t_k - Σ C_ki f_i(t)` at the corners, and a bound on its error.
    fn image(&self, axis: usize, weights: &[f64]) -> (Vec<f64>, f64) {
        let mut values: Vec<f64> = (0..1usize << self.axes()).map(|corner| (corner >> axis & 1) as f64).collect();
        let mut error = 0.0;
        let rounding = (self.axes() + 2) as f64 * f64::EPSILON;
        for ((weight, function), bound) in weights.iter().zip(&self.functions).zip(&self.error) {
            values.iter_mut().zip(function).for_each(|(value, f)| *value -= weight * f);
            error += weight.abs() * (bound + rounding * largest(function));
        }
        (values, (error + rounding) * (1.0 + 1e-9))
    }

    /// The axis along which the functions change most, relative to their size.
    fn widest(&self) -> usize {
        let change = |axis: usize| {
            let of = |values: &Vec<f64>| -> f64 {
                let step = 1 << axis;
                let most = (0..values.len())
                    .filter(|corner| corner & step == 0)
                    .map(|corner| (values[corner + step] - values[corner]).abs());
                most.fold(0.0, f64::max) / largest(values).max(f64::MIN_POSITIVE)
            };
            self.functions.iter().map(of).sum::<f64>()
        };
        let changes: Vec<f64> = (0..self.axes()).map(change).collect();
        let wide = |axis: &usize| self.high[*axis] - self.low[*axis] >= NARROW;
        let best = (0..self.axes()).filter(wide).max_by(|&a, &b| changes[a].total_cmp(&changes[b]));
        best.unwrap_or(0)
    }

    /// A zero of the system in or near the box, in the cube's unit.
    fn newton(&self, inverse: &[Vec<f64>]) -> Option<Vec<f64>> {
        let mut point = vec![0.5; self.axes()];
        for _ in 0..60 {
            let values: Vec<f64> = self.functions.iter().map(|values| value(values, &point)).collect();
            let mut largest_step = 0.0f64;
            for (coordinate, weights) in point.iter_mut().zip(inverse) {
                let step: f64 = weights.iter().zip(&values).map(|(weight, f)| weight * f).sum();
                largest_step = largest_step.max(step.abs());
                *coordinate -= step;
            }
            if !point.iter().all(|t| (-MARGIN..=1.0 + MARGIN).contains(t)) {
                return None;
            }
            if largest_step < 1e-14 {
                break;
            }
        }
        let ends = self.low.iter().zip(&self.high);
        Some(point.iter().zip(ends).map(|(t, (low, high))| low + (high - low) * t).collect())
    }
}

/// The largest sum of slopes over the axes, each at its steepest.
fn slope_sum(values: &[f64], axes: usize) -> f64 {
    let steepest = |axis: usize| {
        let step = 1 << axis;
        let slopes = (0..values.len())
            .filter(|corner| corner & step == 0)
            .map(|corner| (values[corner + step] - values[corner]).abs());
        slopes.fold(0.0, f64::max)
    };
    (0..axes).map(steepest).sum()
}

/// The value of a multilinear function at a point of the unit cube.
pub(super) fn value(corners: &[f64], point: &[f64]) -> f64 {
    let mut values = corners.to_vec();
    for &t in point.iter().rev() {
        let half = values.len() / 2;
        for corner in 0..half {
            values[corner] += (values[corner + half] - values[corner]) * t;
        }
        values.truncate(half);
    }
    values.first().copied().unwrap_or(0.0)
}

/// The inverse of a matrix by elimination with pivots; `None` where a pivot is negligible.
pub(super) fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let scale = matrix.iter().flatten().fold(0.0f64, |most, entry| most.max(entry.abs()));
    let mut inverse: Vec<Vec<f64>> =
        (0..n).map(|row| (0..n).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[pivot][column].abs() <= scale * 1e-10 || !matrix[pivot][column].is_finite() {
            return None;
        }
        matrix.swap(column, pivot);
        inverse.swap(column, pivot);
        let factor = 1.0 / matrix[column][column];
        matrix[column].iter_mut().for_each(|entry| *entry *= factor);
        inverse[column].iter_mut().for_each(|entry| *entry *= factor);
        let (pivot_row, pivot_inverse) = (matrix[column].clone(), inverse[column].clone());
        for row in (0..n).filter(|&row| row != column) {
            let factor = matrix[row][column];
            if factor != 0.0 {
                matrix[row].iter_mut().zip(&pivot_row).for_each(|(entry, p)| *entry -= factor * p);
                inverse[row].iter_mut().zip(&pivot_inverse).for_each(|(entry, p)| *entry -= factor * p);
            }
        }
    }
    inverse.iter().flatten().all(|entry| entry.is_finite()).then_some(inverse)
}
