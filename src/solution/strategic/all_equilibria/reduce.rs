//! One support as equations and constraints over a product of polytopes, and what can be solved of it exactly.

use num_bigint::BigInt;
use num_traits::Zero;

use crate::number::Rational;
use crate::number::cell::Cell;

use super::polytope::{Condition, Polytope};
use super::supports::Node;
use super::tensor::{Shape, primitive, rebased, signs};

/// There is no equilibrium with this support.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Excluded;

/// A player that mixes, and what is left of its simplex.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    pub(super) player: usize,
    pub(super) polytope: Polytope,
}

/// What another strategy of a player gains over those that it plays.
#[derive(Debug, Clone)]
pub(super) struct Constraint {
    pub(super) player: usize,
    pub(super) strategy: usize,
    pub(super) values: Vec<BigInt>,
}

/// The equations and constraints of a support over the vertices of the polytopes.
///
/// Each function is linear in each axis, so that its values at the products of vertices say all about it.
/// Solutions count where all players' weights on their supports are positive.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    pub(super) shape: Shape,
    pub(super) axes: Vec<Axis>,
    /// Functions that vanish.
    pub(super) equations: Vec<Vec<BigInt>>,
    /// Functions that are not positive.
    pub(super) constraints: Vec<Constraint>,
    /// Players whose weights on the support are known.
    pub(super) fixed: Vec<(usize, Vec<Rational>)>,
}

impl Problem {
    /// The problem of a support.
    pub(super) fn new<C: Cell>(node: &Node<C>) -> Self {
        let players = node.left.len();
        let mixing: Vec<usize> = (0..players).filter(|&player| node.left[player].len() > 1).collect();
        let shape = Shape::new(mixing.iter().map(|&player| node.left[player].len()).collect());
        // A player's payoffs leave out its own axis; the other players' axes are the mixing ones in order.
        let spread = |player: usize, strategy: usize, base: usize| -> Vec<BigInt> {
            let payoffs = node.payoffs[player][strategy].iter().zip(&node.payoffs[player][base]);
            let values: Vec<BigInt> = payoffs.map(|(a, b)| a.minus(b).to_integer()).collect();
            let own = mixing.iter().position(|&other| other == player);
            primitive(own.map_or(values.clone(), |axis| shape.spread(&values, axis)))
        };
        let (mut equations, mut constraints) = (Vec::new(), Vec::new());
        for (player, support) in node.left.iter().enumerate() {
            let Some((&base, others)) = support.split_first() else { continue };
            equations.extend(others.iter().map(|&strategy| spread(player, strategy, base)));
            let outside = (0..node.strategies[player]).filter(|strategy| !support.contains(strategy));
            constraints.extend(outside.map(|strategy| Constraint {
                player,
                strategy,
                values: spread(player, strategy, base),
            }));
        }
        let axis = |&player: &usize| Axis { player, polytope: Polytope::simplex(node.left[player].len()) };
        let axes = mixing.iter().map(axis).collect();
        let pure = (0..players).filter(|player| !mixing.contains(player));
        let fixed = pure.map(|player| (player, vec![crate::number::whole(1)])).collect();
        Problem { shape, axes, equations, constraints, fixed }
    }

    /// Solves what depends on one axis alone, again and again, as what it fixes is substituted.
    pub(super) fn reduce(&mut self) -> Result<(), Excluded> {
        loop {
            self.simplify()?;
            let alone =
                (0..self.equations.len()).find_map(|place| Some((place, self.only_axis(&self.equations[place])?)));
            let Some((place, axis)) = alone else { return Ok(()) };
            let equation = self.equations.swap_remove(place);
            self.cut(axis, &equation, Condition::Zero)?;
        }
    }

    /// Once no equation is left on the free axes: constraints that depend on one axis alone cut its polytope.
    pub(super) fn constrain(&mut self) -> Result<(), Excluded> {
        loop {
            for constraint in std::mem::take(&mut self.constraints) {
                match signs(&constraint.values) {
                    (_, false) => {}
                    (false, true) if constraint.values.iter().all(|value| !value.is_zero()) => return Err(Excluded),
                    _ => self.constraints.push(constraint),
                }
            }
            let alone = (0..self.constraints.len())
                .find_map(|place| Some((place, self.only_axis(&self.constraints[place].values)?)));
            let Some((place, axis)) = alone else { return Ok(()) };
            let constraint = self.constraints.swap_remove(place);
            self.cut(axis, &constraint.values, Condition::AtMostZero)?;
        }
    }

    /// Whether an equation or a constraint fails everywhere inside; equations that say nothing are dropped, and
    /// so are factors that do not vanish inside.
    fn simplify(&mut self) -> Result<(), Excluded> {
        let mut equations = std::mem::take(&mut self.equations);
        equations.iter_mut().for_each(|equation| *equation = self.without_weights(std::mem::take(equation)));
        for equation in equations {
            match signs(&equation) {
                (false, false) => {}
                // Of one sign at all products of vertices, and not zero at all: not zero inside.
                (true, false) | (false, true) => return Err(Excluded),
                (true, true) => self.equations.push(equation),
            }
        }
        for constraint in std::mem::take(&mut self.constraints) {
            match signs(&constraint.values) {
                (_, false) => {}
                (false, true) => return Err(Excluded),
                (true, true) => self.constraints.push(constraint),
            }
        }
        Ok(())
    }

    /// A function that vanishes at all vertices of an axis but one is that vertex's weight times its values there.
    fn without_weights(&self, mut values: Vec<BigInt>) -> Vec<BigInt> {
        for axis in 0..self.shape.axes() {
            let slices = (0..self.shape.sizes[axis]).map(|vertex| self.shape.slice(&values, axis, vertex));
            let mut left: Vec<Vec<BigInt>> =
                slices.filter(|slice| slice.iter().any(|value| !value.is_zero())).collect();
            if left.len() == 1 && self.shape.sizes[axis] > 1 {
                values = self.shape.spread(&left.swap_remove(0), axis);
            }
        }
        values
    }

    /// The axis that a function depends on, where it is only one.
    fn only_axis(&self, values: &[BigInt]) -> Option<usize> {
        let mut depends = (0..self.shape.axes()).filter(|&axis| self.shape.depends(values, axis));
        depends.next().filter(|_| depends.next().is_none())
    }

    /// Cuts an axis's polytope by a function of it alone, and takes all functions to the new vertices.
    fn cut(&mut self, axis: usize, function: &[BigInt], condition: Condition) -> Result<(), Excluded> {
        let stride = self.shape.stride(axis);
        let values: Vec<BigInt> = (0..self.shape.sizes[axis]).map(|vertex| function[vertex * stride].clone()).collect();
        let polytope = &mut self.axes[axis].polytope;
        let vertices = polytope.cut(&values, condition);
        if !polytope.reaches_inside() {
            return Err(Excluded);
        }
        let point = polytope.point().map(<[Rational]>::to_vec);
        let shape = &self.shape;
        let constraints = self.constraints.iter_mut().map(|constraint| &mut constraint.values);
        for function in self.equations.iter_mut().chain(constraints) {
            *function = rebased(shape, function, axis, &vertices);
        }
        match point {
            None => self.shape = Shape::new(with_size(&self.shape.sizes, axis, vertices.len())),
            Some(point) => {
                self.shape = self.shape.without(axis);
                self.fixed.push((self.axes.remove(axis).player, point));
            }
        }
        Ok(())
    }

    /// Fixes axes at points given by weights of their vertices.
    pub(super) fn fix(&mut self, points: &[(usize, Vec<Rational>)]) {
        let mut points = points.to_vec();
        points.sort_by_key(|(axis, _)| std::cmp::Reverse(*axis));
        for (axis, weights) in points {
            let vertices = self.axes[axis].polytope.points();
            let constraints = self.constraints.iter_mut().map(|constraint| &mut constraint.values);
            for function in self.equations.iter_mut().chain(constraints) {
                *function = rebased(&self.shape, function, axis, std::slice::from_ref(&weights));
            }
            let sum = |place: usize| weights.iter().zip(&vertices).map(|(weight, at)| weight * &at[place]).sum();
            let point = (0..vertices.first().map_or(0, Vec::len)).map(sum).collect();
            self.shape = self.shape.without(axis);
            self.fixed.push((self.axes.remove(axis).player, point));
        }
    }

    /// The axes that the equations depend on.
    pub(super) fn bound_axes(&self) -> Vec<usize> {
        let depends = |axis: &usize| self.equations.iter().any(|equation| self.shape.depends(equation, *axis));
        (0..self.shape.axes()).filter(depends).collect()
    }
}

fn with_size(sizes: &[usize], axis: usize, size: usize) -> Vec<usize> {
    let mut sizes = sizes.to_vec();
    sizes[axis] = size;
    sizes
}
