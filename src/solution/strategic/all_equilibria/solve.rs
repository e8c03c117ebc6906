//! The equilibria of one support.

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::limit::TimeLimit;
use crate::number::cell::Cell;
use crate::number::{Rational, Scalar, rational_from_f64, whole};

use super::super::fraction::outwards;
use super::cells::{Ranges, Task, Zeros, search};
use super::reduce::{Excluded, Problem};
use super::refine::{Precision, Root, System};
use super::supports::Node;
use super::tensor::{Shape, largest, value};
use super::{Coordinate, EquilibriumComponent, MixedStrategy, ProbabilityRanges};

/// Extreme points of a component that are listed as equilibria.
const MAX_EXTREME: usize = 1024;
/// A certified zero is so near to where Newton's method ended in floats.
const NEAR: f64 = 1e-9;

/// What one support adds.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) equilibria: Vec<Vec<MixedStrategy>>,
    pub(super) components: Vec<Component>,
    pub(super) undecided: Vec<ProbabilityRanges>,
    pub(super) stopped: bool,
    pub(super) cells: u64,
}

impl Part {
    pub(super) fn is_empty(&self) -> bool {
        self.equilibria.is_empty()
            && self.components.is_empty()
            && self.undecided.is_empty()
            && !self.stopped
            && self.cells == 0
    }
}

/// A continuum of equilibria with one support inside, and its boundary.
#[derive(Debug, Clone)]
pub(super) struct Component {
    pub(super) component: EquilibriumComponent,
}

impl Component {
    /// How many strategies are played somewhere in it.
    pub(super) fn size(&self) -> usize {
        let played = |strategies: &Vec<MixedStrategy>| {
            let count = strategies.first().map_or(0, Vec::len);
            (0..count).filter(|&place| strategies.iter().any(|strategy| !strategy[place].is_zero())).count()
        };
        self.component.hulls.iter().map(played).sum()
    }

    /// Whether a product of hulls of equilibria lies in it (conditions hold at all equilibria). Those of a smaller
    /// support in the boundary are mostly hulls of some of its vertices; else points on a segment are recognised.
    pub(super) fn covers(&self, hulls: &[Vec<MixedStrategy>]) -> bool {
        let within = |own: &Vec<MixedStrategy>, point: &MixedStrategy| {
            own.contains(point) || matches!(own.as_slice(), [a, b] if is_between(a, b, point))
        };
        self.component.hulls.iter().zip(hulls).all(|(own, other)| other.iter().all(|point| within(own, point)))
    }
}

/// Whether a point lies on the segment between two others, where all are exact.
fn is_between(a: &MixedStrategy, b: &MixedStrategy, point: &MixedStrategy) -> bool {
    let exact = |strategy: &MixedStrategy| -> Option<Vec<Rational>> {
        let exact = |value: &Coordinate| match value {
            Coordinate::Exact(value) => Some(value.clone()),
            Coordinate::Between(..) => None,
        };
        strategy.iter().map(exact).collect()
    };
    let (Some(a), Some(b), Some(point)) = (exact(a), exact(b), exact(point)) else { return false };
    let Some(place) = (0..a.len()).find(|&place| a[place] != b[place]) else { return false };
    let share = (&point[place] - &a[place]) / (&b[place] - &a[place]);
    !share.is_negative()
        && share <= Rational::one()
        && (0..a.len()).all(|place| &a[place] + (&b[place] - &a[place]) * &share == point[place])
}

/// Solves one support.
pub(super) fn solve<C: Cell>(node: &Node<C>, precision: Precision, decimals: u32, limit: &TimeLimit) -> Part {
    let mut support =
        Support { strategies: &node.strategies, left: &node.left, precision, decimals, limit, part: Part::default() };
    if limit.is_over() {
        support.part.stopped = true;
        return support.part;
    }
    let mut problem = Problem::new(node);
    if problem.reduce().is_err() {
        return support.part;
    }
    let bound = problem.bound_axes();
    let simplices = bound.iter().all(|&axis| problem.axes[axis].polytope.is_simplex());
    let unknowns: usize = bound.iter().map(|&axis| problem.shape.sizes[axis] - 1).sum();
    if bound.is_empty() {
        support.finish(problem);
    } else if simplices && unknowns == problem.equations.len() {
        support.system(&problem, &bound);
    } else {
        support.leftover(&problem, &bound, simplices, true);
    }
    support.part
}

struct Support<'a> {
    strategies: &'a [usize],
    left: &'a [Vec<usize>],
    precision: Precision,
    decimals: u32,
    limit: &'a TimeLimit,
    part: Part,
}

impl Support<'_> {
    /// No equation is left: what the constraints leave of the polytopes.
    fn finish(&mut self, mut problem: Problem) {
        if problem.constrain() == Err(Excluded) {
            return;
        }
        if !problem.constraints.is_empty() && !self.is_met_inside(&problem) {
            let all: Vec<usize> = (0..problem.axes.len()).collect();
            let simplices = problem.axes.iter().all(|axis| axis.polytope.is_simplex());
            // Cut by inequalities, a polytope has its boundary inside the support.
            return self.leftover(&problem, &all, simplices, false);
        }
        let mut vertices = self.fixed(&problem);
        for axis in &problem.axes {
            vertices[axis.player] =
                axis.polytope.points().iter().map(|point| self.strategy(axis.player, point)).collect();
        }
        let conditions = conditions(&problem);
        self.add(vertices, conditions);
    }

    /// Whether all constraints hold strictly at a product of vertices, and so near it, inside; or at the middle.
    fn is_met_inside(&self, problem: &Problem) -> bool {
        let at_vertices = (0..problem.shape.total())
            .any(|product| problem.constraints.iter().all(|constraint| constraint.values[product].is_negative()));
        let middle: Vec<Vec<BigInt>> = problem.shape.sizes.iter().map(|&size| vec![BigInt::one(); size]).collect();
        at_vertices || problem.constraints.iter().all(|constraint| !value(&constraint.values, &middle).is_positive())
    }

    /// As many equations as free weights of the axes they depend on.
    fn system(&mut self, problem: &Problem, bound: &[usize]) {
        let system = System { shape: sub_shape(problem, bound), functions: sliced(problem, bound, &problem.equations) };
        let mut roots: Vec<Root> = Vec::new();
        let precision = self.precision;
        let mut certify = |start: &[f64]| {
            let Some(root) = system.refine(start, precision) else { return false };
            if root.floats().zip(start).any(|(x, start)| (x - start).abs() > NEAR) {
                return false;
            }
            if !roots.iter().any(|known| known.is_same(&root)) {
                roots.push(root);
            }
            true
        };
        let task = self.task(problem, bound, &system.shape, true);
        let zeros = search(&task, &mut certify, self.limit);
        self.take(problem, bound, zeros);
        for root in &roots {
            self.root(problem, bound, root);
        }
    }

    /// More or fewer equations than unknowns: only exclusion is tried.
    fn leftover(&mut self, problem: &Problem, bound: &[usize], simplices: bool, inside: bool) {
        if !simplices {
            return self.undecided(problem, bound, None);
        }
        let shape = sub_shape(problem, bound);
        let task = Task { inside, ..self.task(problem, bound, &shape, false) };
        let zeros = search(&task, &mut |_| false, self.limit);
        self.take(problem, bound, zeros);
    }

    fn task<'b>(&self, problem: &Problem, bound: &[usize], shape: &'b Shape, square: bool) -> Task<'b> {
        let floats = |functions: Vec<Vec<BigInt>>| functions.iter().map(|function| scaled(function)).collect();
        let on_bound = |function: &Vec<BigInt>| {
            (0..problem.shape.axes()).all(|axis| bound.contains(&axis) || !problem.shape.depends(function, axis))
        };
        let constraints: Vec<Vec<BigInt>> = problem
            .constraints
            .iter()
            .map(|constraint| &constraint.values)
            .filter(|values| on_bound(values))
            .cloned()
            .collect();
        Task {
            shape,
            equations: floats(sliced(problem, bound, &problem.equations)),
            constraints: floats(sliced(problem, bound, &constraints)),
            square,
            inside: true,
        }
    }

    fn take(&mut self, problem: &Problem, bound: &[usize], zeros: Zeros) {
        self.part.cells += zeros.cells;
        self.part.stopped |= zeros.stopped;
        for ranges in join(zeros.undecided) {
            self.undecided(problem, bound, Some(&ranges));
        }
    }

    /// A zero of the equations: an equilibrium where its weights are positive and the constraints hold.
    fn root(&mut self, problem: &Problem, bound: &[usize], root: &Root) {
        if let Some(exact) = &root.exact {
            if exact.iter().flatten().all(Signed::is_positive) {
                let mut problem = problem.clone();
                problem.equations.clear();
                problem.fix(&bound.iter().copied().zip(exact.iter().cloned()).collect::<Vec<_>>());
                self.finish(problem);
            }
            return;
        }
        let size = |place: usize| root.center[place].len();
        let ends: Vec<Vec<(BigInt, BigInt)>> =
            (0..bound.len()).map(|place| (0..size(place)).map(|vertex| root.bounds(place, vertex)).collect()).collect();
        if ends.iter().flatten().any(|(_, high)| !high.is_positive()) {
            return;
        }
        let inside = ends.iter().flatten().all(|(low, _)| low.is_positive());
        let holds = holds(problem, bound, root);
        if holds == Some(false) {
            return;
        }
        let rational = |x: &BigInt| Rational::new(x.clone(), BigInt::one() << root.bits);
        let weights: Vec<Vec<(Rational, Rational)>> = ends
            .iter()
            .map(|weights| weights.iter().map(|(low, high)| (rational(low), rational(high))).collect())
            .collect();
        match holds {
            Some(true) if inside => {
                let mut vertices = self.fixed(problem);
                for (place, axis) in problem.axes.iter().enumerate() {
                    let points = axis.polytope.points();
                    vertices[axis.player] = match bound.iter().position(|&axis| axis == place) {
                        None => points.iter().map(|point| self.strategy(axis.player, point)).collect(),
                        Some(at) => vec![self.interval(axis.player, &points, &weights[at])],
                    };
                }
                self.add(vertices, Vec::new());
            }
            _ => {
                let float =
                    |(low, high): &(Rational, Rational)| (Scalar::to_f64(low) - 1e-15, Scalar::to_f64(high) + 1e-15);
                let ranges: Ranges = weights.iter().map(|weights| weights.iter().map(float).collect()).collect();
                self.undecided(problem, bound, Some(&ranges));
            }
        }
    }

    /// An equilibrium, or a component with those of its extreme points that have this support.
    fn add(&mut self, hulls: Vec<Vec<MixedStrategy>>, conditions: Vec<(usize, usize)>) {
        let shape = Shape::new(hulls.iter().map(Vec::len).collect());
        if shape.total() == 1 {
            self.part.equilibria.push(hulls.into_iter().flatten().collect());
            return;
        }
        let inside =
            |player: usize, strategy: &MixedStrategy| self.left[player].iter().all(|&place| !strategy[place].is_zero());
        if conditions.is_empty() && shape.total() <= MAX_EXTREME {
            for product in 0..shape.total() {
                let point: Vec<MixedStrategy> = hulls
                    .iter()
                    .enumerate()
                    .map(|(player, hull)| hull[shape.vertex(product, player)].clone())
                    .collect();
                if point.iter().enumerate().all(|(player, strategy)| inside(player, strategy)) {
                    self.part.equilibria.push(point);
                }
            }
        }
        self.part.components.push(Component { component: EquilibriumComponent { hulls, conditions } });
    }

    /// What is fixed, one strategy each; nothing for the other players.
    fn fixed(&self, problem: &Problem) -> Vec<Vec<MixedStrategy>> {
        let mut vertices = vec![Vec::new(); self.strategies.len()];
        for (player, point) in &problem.fixed {
            vertices[*player] = vec![self.strategy(*player, point)];
        }
        vertices
    }

    /// A mixed strategy from weights on the support.
    fn strategy(&self, player: usize, point: &[Rational]) -> MixedStrategy {
        let mut strategy = vec![Coordinate::Exact(Rational::zero()); self.strategies[player]];
        for (&place, weight) in self.left[player].iter().zip(point) {
            strategy[place] = Coordinate::Exact(weight.clone());
        }
        strategy
    }

    /// A mixed strategy from bounds of the weights of a polytope's vertices.
    fn interval(&self, player: usize, vertices: &[Vec<Rational>], weights: &[(Rational, Rational)]) -> MixedStrategy {
        let mut strategy = vec![Coordinate::Exact(Rational::zero()); self.strategies[player]];
        let mut rest = (whole(1), whole(1));
        for (at, &place) in self.left[player].iter().enumerate().skip(1) {
            let low = vertices.iter().zip(weights).map(|(vertex, (low, _))| &vertex[at] * low).sum();
            let high = vertices.iter().zip(weights).map(|(vertex, (_, high))| &vertex[at] * high).sum();
            let (low, high) = outwards(&low, &high, self.decimals);
            rest = (rest.0 - &high, rest.1 - &low);
            strategy[place] = Coordinate::Between(low, high);
        }
        // The first probability is what the others leave.
        strategy[self.left[player][0]] = Coordinate::Between(rest.0, rest.1);
        strategy
    }

    /// Notes where there may be equilibria; the bound axes' weights in ranges where they are known.
    fn undecided(&mut self, problem: &Problem, bound: &[usize], ranges: Option<&Ranges>) {
        let nothing = (Rational::zero(), Rational::zero());
        let mut undecided: ProbabilityRanges =
            self.strategies.iter().map(|&count| vec![nothing.clone(); count]).collect();
        for (player, point) in &problem.fixed {
            for (&place, weight) in self.left[*player].iter().zip(point) {
                undecided[*player][place] = (weight.clone(), weight.clone());
            }
        }
        for (place, axis) in problem.axes.iter().enumerate() {
            let points = axis.polytope.points();
            let known = bound.iter().position(|&axis| axis == place).and_then(|at| Some(ranges?.get(at)?.clone()));
            for (at, &strategy) in self.left[axis.player].iter().enumerate() {
                let weights: Vec<&Rational> = points.iter().map(|point| &point[at]).collect();
                let mut low = weights.iter().min().copied().cloned().unwrap_or_default();
                let mut high = weights.iter().max().copied().cloned().unwrap_or_else(|| whole(1));
                if let Some(known) = &known {
                    let end = |value: f64| rational_from_f64(value).unwrap_or_default();
                    let sum = |end_of: &dyn Fn(&(f64, f64)) -> f64| -> Rational {
                        weights.iter().zip(known).map(|(weight, range)| *weight * end(end_of(range))).sum()
                    };
                    low = low.max(sum(&|range| range.0));
                    high = high.min(sum(&|range| range.1));
                }
                undecided[axis.player][strategy] = (low, high);
            }
        }
        self.part.undecided.push(undecided);
    }
}

/// The constraints that do not hold at all products of vertices, by player and strategy.
fn conditions(problem: &Problem) -> Vec<(usize, usize)> {
    let open = problem.constraints.iter().filter(|constraint| constraint.values.iter().any(Signed::is_positive));
    open.map(|constraint| (constraint.player, constraint.strategy)).collect()
}

/// The shape of some of the axes.
fn sub_shape(problem: &Problem, bound: &[usize]) -> Shape {
    Shape::new(bound.iter().map(|&axis| problem.shape.sizes[axis]).collect())
}

/// Functions that depend on some axes only, over these.
fn sliced(problem: &Problem, bound: &[usize], functions: &[Vec<BigInt>]) -> Vec<Vec<BigInt>> {
    let sliced = |function: &Vec<BigInt>| {
        let (mut shape, mut values) = (problem.shape.clone(), function.clone());
        for axis in (0..problem.shape.axes()).rev().filter(|axis| !bound.contains(axis)) {
            values = shape.slice(&values, axis, 0);
            shape = shape.without(axis);
        }
        values
    };
    functions.iter().map(sliced).collect()
}

/// Whether no constraint is positive near a zero, whatever the free axes do; `None` where that is not certain.
fn holds(problem: &Problem, bound: &[usize], root: &Root) -> Option<bool> {
    let mut certain = true;
    let free: Vec<usize> = (0..problem.shape.axes()).filter(|axis| !bound.contains(axis)).collect();
    let products = Shape::new(free.iter().map(|&axis| problem.shape.sizes[axis]).collect());
    for constraint in &problem.constraints {
        let size = largest(&constraint.values);
        let (mut above, mut below) = (true, true);
        for product in 0..products.total() {
            let (mut shape, mut values) = (problem.shape.clone(), constraint.values.clone());
            for (at, &axis) in free.iter().enumerate().rev() {
                values = shape.slice(&values, axis, products.vertex(product, at));
                shape = shape.without(axis);
            }
            let sign = root.sign(&value(&values, &root.center), &size);
            above &= sign == Some(true);
            below &= sign == Some(false);
        }
        if above {
            return Some(false);
        }
        certain &= below;
    }
    certain.then_some(true)
}

/// The values in floats, of size about 1, to about the last place: a positive factor changes no zero and no sign.
fn scaled(function: &[BigInt]) -> Vec<f64> {
    let size = largest(function).max(BigInt::one());
    if size.bits() <= 1000 {
        let size = size.to_f64().unwrap_or(1.0);
        return function.iter().map(|value| value.to_f64().unwrap_or(0.0) / size).collect();
    }
    function.iter().map(|value| Scalar::to_f64(&Rational::new(value.clone(), size.clone()))).collect()
}

/// Neighbouring boxes as one box around them.
fn join(boxes: Vec<Ranges>) -> Vec<Ranges> {
    const SLACK: f64 = 1e-9;
    let touches = |a: &Ranges, b: &Ranges| {
        a.iter().flatten().zip(b.iter().flatten()).all(|(a, b)| a.0 <= b.1 + SLACK && b.0 <= a.1 + SLACK)
    };
    let mut joined: Vec<Ranges> = Vec::new();
    for mut next in boxes {
        while let Some(place) = joined.iter().position(|known| touches(known, &next)) {
            let known = joined.swap_remove(place);
            for (own, other) in next.iter_mut().flatten().zip(known.iter().flatten()) {
                *own = (own.0.min(other.0), own.1.max(other.1));
            }
        }
        joined.push(next);
    }
    joined
}
