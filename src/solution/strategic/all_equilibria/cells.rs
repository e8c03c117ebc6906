//! All zeros of a square system on a product of simplices, by branch and prune.
//!
//! A cell is a product of simplices, kept as the values of the functions at its products of vertices, which
//! bound each function on the cell exactly. Rounding moves a value by at most a few units in the last place of
//! the largest value at each step, and steps never amplify earlier errors; the sum is carried along and counts
//! against every decision.

use crate::limit::TimeLimit;

use super::super::dense::inverse;
use super::tensor::{Shape, value};

/// Where an edge is cut: off the middle, so that simple fractions do not lie on the cut.
const CUT: f64 = 0.487_213_134_765_625;
/// Cells narrower than this are given up: a multiple zero, or a set of zeros.
const NARROW: f64 = 1e-5;
/// With so many given up, there is a set of zeros, and wider cells are given up.
const MANY: usize = 64;
/// What counts as narrow from then on.
const COARSE: f64 = 1e-2;
/// How far outside of a cell, in its own unit, its zero may be found.
const MARGIN: f64 = 0.01;
/// The most cells of one system.
const MAX_CELLS: u64 = 200_000;
/// The most cells where only exclusion is tried.
const MAX_EXCLUDED: u64 = 4_000;

/// The range of each axis's weights.
pub(super) type Ranges = Vec<Vec<(f64, f64)>>;

/// What is in the product of simplices.
#[derive(Debug, Default)]
pub(super) struct Zeros {
    /// Around cells that could not be settled.
    pub(super) undecided: Vec<Ranges>,
    /// How many cells were looked at.
    pub(super) cells: u64,
    /// Whether the time limit cut the search off.
    pub(super) stopped: bool,
}

/// What is asked for.
#[derive(Debug)]
pub(super) struct Task<'a> {
    pub(super) shape: &'a Shape,
    /// Functions that vanish.
    pub(super) equations: Vec<Vec<f64>>,
    /// Functions that are not positive, to exclude cells by.
    pub(super) constraints: Vec<Vec<f64>>,
    /// Whether there are as many equations as free coordinates; if not, cells are only excluded by signs.
    pub(super) square: bool,
    /// Whether only points at which all weights are positive count; else the boundary counts too.
    pub(super) inside: bool,
}

/// Finds all zeros at which no constraint is positive.
///
/// `certify` is asked about a point near a zero, by its free coordinates: whether it is certain that there is
/// exactly one zero in its small neighbourhood. A cell is settled when at most one zero can be in it and that
/// one is certified.
pub(super) fn search(task: &Task<'_>, certify: &mut dyn FnMut(&[f64]) -> bool, limit: &TimeLimit) -> Zeros {
    let search = Search {
        shape: task.shape,
        coordinates: task.shape.coordinates(),
        equations: task.equations.len(),
        inside: task.inside,
    };
    let mut stack = vec![search.whole(task)];
    let (mut narrow, most) = if task.square { (NARROW, MAX_CELLS) } else { (COARSE, MAX_EXCLUDED) };
    let mut found = Zeros::default();
    while let Some(mut cell) = stack.pop() {
        found.cells += 1;
        if found.cells > most || (found.cells.is_multiple_of(64) && limit.is_over()) {
            found.stopped = limit.is_over();
            stack.push(cell);
            found.undecided.extend(stack.iter().map(|cell| search.ranges(cell)));
            break;
        }
        let step = match search.is_excluded(&cell) {
            true => Step::Nothing,
            false if task.square => search.step(&mut cell, certify),
            false => Step::Cut,
        };
        match step {
            Step::Nothing => {}
            Step::Smaller if search.widest_edge(&cell) >= narrow => stack.push(cell),
            Step::Smaller => found.undecided.extend(search.given_up(&cell)),
            Step::Cut => match search.cut(&cell, narrow) {
                Some((one, other)) => stack.extend([other, one]),
                None => found.undecided.extend(search.given_up(&cell)),
            },
        }
        if found.undecided.len() > MANY {
            narrow = COARSE;
        }
    }
    found
}

/// A cell: the vertices of each axis's simplex by the weights of the whole one's, and the functions' values at
/// their products.
#[derive(Debug, Clone)]
struct Cell {
    vertices: Vec<Vec<Vec<f64>>>,
    /// Equations, then constraints.
    functions: Vec<Vec<f64>>,
    /// A bound on the rounding errors of each function's values.
    error: Vec<f64>,
}

enum Step {
    /// No further zero in the cell.
    Nothing,
    /// The cell has become a good deal smaller.
    Smaller,
    /// Cut it in two.
    Cut,
}

struct Search<'a> {
    shape: &'a Shape,
    coordinates: Vec<(usize, usize)>,
    equations: usize,
    inside: bool,
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most: f64, value| most.max(value.abs()))
}

fn range(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)))
}

impl Search<'_> {
    fn whole(&self, task: &Task<'_>) -> Cell {
        let functions: Vec<Vec<f64>> = task.equations.iter().chain(&task.constraints).cloned().collect();
        let unit = |size: usize, place: usize| (0..size).map(|other| f64::from(u8::from(other == place))).collect();
        let simplex = |&size: &usize| (0..size).map(|place| unit(size, place)).collect();
        Cell {
            vertices: self.shape.sizes.iter().map(simplex).collect(),
            error: functions.iter().map(|values| largest(values) * 2.0 * f64::EPSILON).collect(),
            functions,
        }
    }

    fn ranges(&self, cell: &Cell) -> Ranges {
        let of_weight = |vertices: &Vec<Vec<f64>>, place: usize| {
            let (low, high) = range(&vertices.iter().map(|vertex| vertex[place]).collect::<Vec<_>>());
            ((low - 1e-9).max(0.0), (high + 1e-9).min(1.0))
        };
        let of_axis = |vertices: &Vec<Vec<f64>>| (0..vertices.len()).map(|place| of_weight(vertices, place)).collect();
        cell.vertices.iter().map(of_axis).collect()
    }

    /// Whether an equation has one sign in a cell, or a constraint is positive, at all points inside the whole.
    fn is_excluded(&self, cell: &Cell) -> bool {
        cell.functions.iter().zip(&cell.error).enumerate().any(|(place, (values, error))| {
            let (low, high) = range(values);
            let equation = place < self.equations;
            low > *error
                || (high < -error && equation)
                || (low == 0.0 && high > *error && self.vanishes_outside(cell, values, *error))
                || (high == 0.0 && low < -error && equation && self.vanishes_outside(cell, values, *error))
        })
    }

    /// Whether a function whose values do not have different signs vanishes on the whole's boundary alone: some
    /// weight is zero at all products of vertices at which the function is. (It vanishes at a point only if it
    /// does at all products that the point has a positive weight of.)
    fn vanishes_outside(&self, cell: &Cell, values: &[f64], error: f64) -> bool {
        if !self.inside || values.iter().any(|value| *value != 0.0 && value.abs() <= error) {
            return false;
        }
        (0..self.shape.axes()).any(|axis| {
            let vertices = &cell.vertices[axis];
            let mut touched = vec![false; vertices.len()];
            let zeros = (0..values.len()).filter(|&product| values[product] == 0.0);
            zeros.for_each(|product| touched[self.shape.vertex(product, axis)] = true);
            (0..vertices.len())
                .any(|place| vertices.iter().zip(&touched).all(|(vertex, touched)| !touched || vertex[place] == 0.0))
        })
    }

    /// The ranges of a cell that is too small to be cut, unless a sum of multiples of the equations excludes it: near
    /// a corner at which all equations vanish they are about linear, and have no zero in common that leads inwards if
    /// some sum grows in all directions (Gordan 1873).
    fn given_up(&self, cell: &Cell) -> Option<Ranges> {
        let equations = &cell.functions[..self.equations];
        let sizes: Vec<f64> = equations.iter().map(|values| largest(values).max(f64::MIN_POSITIVE)).collect();
        // Unit vectors of the equations' values at each product of vertices at which not all of them vanish.
        let at = |product: usize| -> Option<Vec<f64>> {
            let row: Vec<f64> = equations.iter().zip(&sizes).map(|(values, size)| values[product] / size).collect();
            let length = row.iter().map(|value| value * value).sum::<f64>().sqrt();
            (length > 0.0).then(|| row.iter().map(|value| value / length).collect())
        };
        let rows: Vec<Vec<f64>> = (0..self.shape.total()).filter_map(at).collect();
        let weights = common_direction(&rows, self.equations);
        let mut sum = vec![0.0; self.shape.total()];
        let (mut error, mut size) = (0.0, 0.0);
        for (place, values) in equations.iter().enumerate() {
            let weight = weights[place] / sizes[place];
            sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
            error += weight.abs() * cell.error[place];
            size += weight.abs() * sizes[place];
        }
        // Never nothing: with weights of zero no sum says anything.
        error += (self.equations + 2) as f64 * f64::EPSILON * size + f64::MIN_POSITIVE;
        let vanishing = |product: usize| equations.iter().all(|values| values[product] == 0.0);
        (0..sum.len()).for_each(|product| sum[product] = kept(sum[product], vanishing(product)));
        let low = range(&sum).0;
        let excluded = low > error || (low == 0.0 && self.vanishes_outside(cell, &sum, error));
        (!excluded).then(|| self.ranges(cell))
    }

    /// One look at a cell that is not excluded at once.
    fn step(&self, cell: &mut Cell, certify: &mut dyn FnMut(&[f64]) -> bool) -> Step {
        let Some(inverse) = inverse(self.mean_slopes(cell)) else { return Step::Cut };
        // 1. Preconditioned: t_k - Σ C_ki f_i(t) is linear in each simplex too, and maps zeros to themselves.
        //    An axis's first weight is what its others leave.
        let mut lows: Vec<Vec<f64>> = self.shape.sizes.iter().map(|&size| vec![0.0; size]).collect();
        let (mut unique, mut place, mut volume) = (true, 0, 1.0);
        for (axis, &size) in self.shape.sizes.iter().enumerate() {
            let (mut first, mut first_error) = (Vec::new(), 0.0);
            for vertex in 1..size {
                let (image, error) = self.image(cell, (axis, vertex), &inverse[place]);
                place += 1;
                let (low, high) = range(&image);
                if low - error > 1.0 || high + error < 0.0 {
                    return Step::Nothing;
                }
                unique = unique && self.slope_sum(&image) + 4.0 * self.coordinates.len() as f64 * error < 0.999;
                lows[axis][vertex] = low - error;
                first_error += error + 4.0 * f64::EPSILON * (1.0 + low.abs().max(high.abs()));
                if size == 2 {
                    lows[axis][0] = 1.0 - high - first_error;
                } else if first.is_empty() {
                    first = image.iter().map(|image| 1.0 - image).collect();
                } else {
                    first.iter_mut().zip(&image).for_each(|(first, image)| *first -= image);
                }
            }
            if size > 2 {
                let (low, high) = range(&first);
                if low - first_error > 1.0 || high + first_error < 0.0 {
                    return Step::Nothing;
                }
                lows[axis][0] = low - first_error;
            }
            // A little less, for the rounding of the ends themselves.
            lows[axis].iter_mut().for_each(|low| *low = (*low - 1e-12).max(0.0));
            let left = 1.0 - lows[axis].iter().sum::<f64>();
            if left < 0.0 {
                return Step::Nothing;
            }
            volume *= left.powi(size as i32 - 1);
        }
        // 2. At most one zero, as the map contracts: certify it where Newton's method finds it.
        if unique
            && self.is_unique_around(cell, &inverse)
            && let Some(point) = self.newton(cell, &inverse)
            && certify(&point)
        {
            return Step::Nothing;
        }
        // 3. The image is where zeros can be.
        if volume < 0.7 {
            for (axis, lows) in lows.iter().enumerate() {
                if lows.iter().any(|&low| low > 0.0) {
                    self.narrow(cell, axis, lows);
                }
            }
            return Step::Smaller;
        }
        Step::Cut
    }

    /// The part of a cell where the weights of an axis are at least as given, in the cell's own unit.
    fn narrow(&self, cell: &mut Cell, axis: usize, lows: &[f64]) {
        let left = 1.0 - lows.iter().sum::<f64>();
        let (stride, size) = (self.shape.stride(axis), self.shape.sizes[axis]);
        for (values, error) in cell.functions.iter_mut().zip(&mut cell.error) {
            *error += 4.0 * size as f64 * f64::EPSILON * largest(values);
            for block in values.chunks_mut(stride * size) {
                for at in 0..stride {
                    let shift: f64 =
                        lows.iter().enumerate().map(|(vertex, low)| low * block[at + vertex * stride]).sum();
                    let zero =
                        lows.iter().enumerate().all(|(vertex, &low)| low == 0.0 || block[at + vertex * stride] == 0.0);
                    (0..size).for_each(|vertex| {
                        let value = &mut block[at + vertex * stride];
                        *value = kept(shift + left * *value, zero && *value == 0.0);
                    });
                }
            }
        }
        let old = cell.vertices[axis].clone();
        for (vertex, new) in cell.vertices[axis].iter_mut().enumerate() {
            for (place, weight) in new.iter_mut().enumerate() {
                let shift: f64 = lows.iter().zip(&old).map(|(low, old)| low * old[place]).sum();
                let zero = lows.iter().zip(&old).all(|(&low, old)| low == 0.0 || old[place] == 0.0);
                *weight = kept(shift + left * old[vertex][place], zero && old[vertex][place] == 0.0);
            }
        }
    }

    fn widest_edge(&self, cell: &Cell) -> f64 {
        let length = |vertices: &Vec<Vec<f64>>| {
            let pairs = (1..vertices.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
            pairs.map(|(a, b)| edge(vertices, a, b)).fold(0.0, f64::max)
        };
        cell.vertices.iter().map(length).fold(0.0, f64::max)
    }

    /// Cuts the edge along which the functions change most, relative to their size; not narrow ones.
    fn cut(&self, cell: &Cell, narrow: f64) -> Option<(Cell, Cell)> {
        let sizes: Vec<f64> = cell.functions.iter().map(|values| largest(values).max(f64::MIN_POSITIVE)).collect();
        let mut best: Option<(f64, usize, usize, usize)> = None;
        for (axis, vertices) in cell.vertices.iter().enumerate() {
            for (a, b) in (1..vertices.len()).flat_map(|a| (0..a).map(move |b| (b, a))) {
                if edge(vertices, a, b) < narrow {
                    continue;
                }
                let stride = self.shape.stride(axis);
                let change = |(values, size): (&Vec<f64>, &f64)| {
                    let changes = self
                        .shape
                        .bases(axis)
                        .map(|base| (values[base + a * stride] - values[base + b * stride]).abs());
                    changes.fold(0.0, f64::max) / size
                };
                let change: f64 = cell.functions.iter().zip(&sizes).map(change).sum();
                if best.is_none_or(|(known, ..)| change > known) {
                    best = Some((change, axis, a, b));
                }
            }
        }
        let (_, axis, a, b) = best?;
        Some((self.half(cell, axis, a, b, CUT), self.half(cell, axis, b, a, 1.0 - CUT)))
    }

    /// The part of a cell in which one vertex of an edge moves towards the other, by a share of the edge.
    fn half(&self, cell: &Cell, axis: usize, stays: usize, moves: usize, share: f64) -> Cell {
        let mut cell = cell.clone();
        let stride = self.shape.stride(axis);
        for (values, error) in cell.functions.iter_mut().zip(&mut cell.error) {
            *error += 4.0 * f64::EPSILON * largest(values);
            for base in self.shape.bases(axis) {
                let stays = values[base + stays * stride];
                let value = &mut values[base + moves * stride];
                *value = kept(stays + (*value - stays) * share, stays == 0.0 && *value == 0.0);
            }
        }
        let fixed = cell.vertices[axis][stays].clone();
        let moved = cell.vertices[axis][moves].iter_mut().zip(&fixed);
        moved.for_each(|(weight, &fixed)| {
            *weight = kept(fixed + (*weight - fixed) * share, fixed == 0.0 && *weight == 0.0);
        });
        cell
    }

    /// Whether the map contracts on the cell with a margin of [`MARGIN`] around it, so that a zero found there
    /// is the only one that can be in the cell.
    fn is_unique_around(&self, cell: &Cell, inverse: &[Vec<f64>]) -> bool {
        let mut wider = cell.clone();
        wider.functions.truncate(self.equations);
        wider.error.truncate(self.equations);
        for (axis, &size) in self.shape.sizes.iter().enumerate() {
            self.narrow(&mut wider, axis, &vec![-MARGIN; size]);
        }
        self.coordinates.iter().zip(inverse).all(|(&at, weights)| {
            // A unit of the wider simplex is 1 + size MARGIN units of the cell, so the map is multiplied by the
            // size of its own axis and divided by that of the axis it changes along.
            let unit = 1.0 + self.shape.sizes[at.0] as f64 * MARGIN;
            let weights: Vec<f64> = weights.iter().map(|weight| weight / unit).collect();
            let (image, error) = self.image(&wider, at, &weights);
            self.slope_sum(&image) + 4.0 * self.coordinates.len() as f64 * error < 0.999
        })
    }

    /// The mean slopes of the functions along the free coordinates, in the cell's own unit.
    fn mean_slopes(&self, cell: &Cell) -> Vec<Vec<f64>> {
        let of_function = |values: &Vec<f64>| {
            let mut slopes = Vec::with_capacity(self.coordinates.len());
            for (axis, &size) in self.shape.sizes.iter().enumerate() {
                let stride = self.shape.stride(axis);
                let mut sums = vec![0.0; size];
                for block in values.chunks(stride * size) {
                    for (sum, part) in sums.iter_mut().zip(block.chunks(stride)) {
                        *sum += part.iter().sum::<f64>();
                    }
                }
                let factor = size as f64 / self.shape.total() as f64;
                slopes.extend((1..size).map(|vertex| (sums[vertex] - sums[0]) * factor));
            }
            slopes
        };
        cell.functions[..self.equations].iter().map(of_function).collect()
    }

    /// `t_k - Σ C_ki f_i(t)` at the products of vertices, and a bound on its error.
    fn image(&self, cell: &Cell, (axis, vertex): (usize, usize), weights: &[f64]) -> (Vec<f64>, f64) {
        let mut values = vec![0.0; self.shape.total()];
        let (stride, size) = (self.shape.stride(axis), self.shape.sizes[axis]);
        for block in values.chunks_mut(stride * size) {
            block[vertex * stride..(vertex + 1) * stride].iter_mut().for_each(|value| *value = 1.0);
        }
        let mut error = 0.0;
        let rounding = (self.coordinates.len() + 2) as f64 * f64::EPSILON;
        for ((weight, function), bound) in weights.iter().zip(&cell.functions).zip(&cell.error) {
            values.iter_mut().zip(function).for_each(|(value, f)| *value -= weight * f);
            error += weight.abs() * (bound + rounding * largest(function));
        }
        (values, (error + rounding) * (1.0 + 1e-9))
    }

    /// The largest sum of slopes over the free coordinates, each at its steepest.
    fn slope_sum(&self, values: &[f64]) -> f64 {
        let mut total = 0.0;
        for (axis, &size) in self.shape.sizes.iter().enumerate() {
            let stride = self.shape.stride(axis);
            for vertex in 1..size {
                let mut steepest = 0.0f64;
                for block in values.chunks(stride * size) {
                    let pairs = block[..stride].iter().zip(&block[vertex * stride..]);
                    steepest = pairs.fold(steepest, |most, (first, other)| most.max((other - first).abs()));
                }
                total += steepest;
            }
        }
        total
    }

    /// A zero of the system in or near the cell, by its free coordinates in the whole.
    fn newton(&self, cell: &Cell, inverse: &[Vec<f64>]) -> Option<Vec<f64>> {
        let mut weights: Vec<Vec<f64>> = self.shape.sizes.iter().map(|&size| vec![1.0 / size as f64; size]).collect();
        for _ in 0..60 {
            let values: Vec<f64> =
                cell.functions[..self.equations].iter().map(|values| value(values, &weights)).collect();
            let mut largest_step = 0.0f64;
            for (&(axis, vertex), row) in self.coordinates.iter().zip(inverse) {
                let step: f64 = row.iter().zip(&values).map(|(weight, f)| weight * f).sum();
                largest_step = largest_step.max(step.abs());
                weights[axis][vertex] -= step;
                weights[axis][0] += step;
            }
            if !weights.iter().flatten().all(|weight| *weight >= -MARGIN / 2.0) {
                return None;
            }
            if largest_step < 1e-14 {
                break;
            }
        }
        let place = |&(axis, vertex): &(usize, usize)| {
            weights[axis].iter().zip(&cell.vertices[axis]).map(|(weight, at)| weight * at[vertex]).sum()
        };
        Some(self.coordinates.iter().map(place).collect())
    }
}

/// Zero stands for a number that is certainly zero; what only rounds to it is moved by less than any error bound.
fn kept(value: f64, zero: bool) -> f64 {
    match (zero, value == 0.0) {
        (true, _) => 0.0,
        (false, true) => f64::MIN_POSITIVE,
        (false, false) => value,
    }
}

/// Weights whose product with each of some unit vectors is positive, by the perceptron's steps; the last ones tried
/// if there are none, which may be zero (what follows from them is checked).
fn common_direction(rows: &[Vec<f64>], size: usize) -> Vec<f64> {
    const STEPS: usize = 400;
    let product = |weights: &[f64], row: &[f64]| weights.iter().zip(row).map(|(a, b)| a * b).sum::<f64>();
    let mut weights = vec![0.0; size];
    for _ in 0..STEPS {
        let worst = rows.iter().min_by(|a, b| product(&weights, a).total_cmp(&product(&weights, b)));
        let Some(worst) = worst else { break };
        if product(&weights, worst) > 1e-3 * product(&weights, &weights).sqrt() {
            break;
        }
        weights.iter_mut().zip(worst).for_each(|(weight, value)| *weight += value);
    }
    weights
}

/// The length of an edge: the largest change of a weight.
fn edge(vertices: &[Vec<f64>], a: usize, b: usize) -> f64 {
    vertices[a].iter().zip(&vertices[b]).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_vanishes_on_the_boundary_alone_is_excluded_where_only_the_inside_counts() {
        // On a square the function x + y, which is not positive at one corner alone.
        let shape = Shape::new(vec![2, 2]);
        let task = |inside: bool| Task {
            shape: &shape,
            equations: vec![],
            constraints: vec![vec![0.0, 1.0, 1.0, 2.0]],
            square: false,
            inside,
        };
        let left = |inside| search(&task(inside), &mut |_| false, &TimeLimit::none()).undecided;
        assert!(left(true).is_empty());
        let near = left(false);
        assert!(!near.is_empty() && near.iter().flatten().all(|weights| weights[1].0 == 0.0));
    }
}
