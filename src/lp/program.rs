//! Linear programs as plain data.

use num_traits::Zero;

use crate::error::Error;
use crate::number::{Rational, Scalar};

/// Which way the objective goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// The larger the better.
    Maximise,
    /// The smaller the better.
    Minimise,
}

/// How the left side of a constraint compares to its bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// `a·x <= b`
    AtMost,
    /// `a·x >= b`
    AtLeast,
    /// `a·x = b`
    Equal,
}

/// One constraint `a·x (<=, >=, =) b`, with only the non-zero coefficients named.
#[derive(Debug, Clone, PartialEq)]
pub struct Constraint<S> {
    /// Pairs of variable and coefficient.
    pub coefficients: Vec<(usize, S)>,
    /// The comparison.
    pub relation: Relation,
    /// The right side.
    pub bound: S,
}

/// Maximise or minimise `c·x` subject to constraints, each variable free or non-negative.
///
/// # Examples
///
/// ```
/// use pactum::lp::{LinearProgram, LpOutcome, Relation, Sense, default_backend};
///
/// // Maximise x + y subject to x + 2y <= 4, x <= 2, both non-negative.
/// let mut program = LinearProgram::new(Sense::Maximise, vec![1.0, 1.0]);
/// program.constrain(vec![(0, 1.0), (1, 2.0)], Relation::AtMost, 4.0);
/// program.constrain(vec![(0, 1.0)], Relation::AtMost, 2.0);
/// let outcome = default_backend().solve(&program).unwrap();
/// assert!(program.check(&outcome).is_ok());
/// let LpOutcome::Optimal { value, .. } = outcome else { panic!() };
/// assert_eq!(value, 3.0);
///
/// // With x >= 5 as well nothing is feasible, and the Farkas certificate says so.
/// program.constrain(vec![(0, 1.0)], Relation::AtLeast, 5.0);
/// let outcome = default_backend().solve(&program).unwrap();
/// assert!(matches!(outcome, LpOutcome::Infeasible { .. }));
/// assert!(program.check(&outcome).is_ok());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LinearProgram<S> {
    /// Which way the objective goes.
    pub sense: Sense,
    /// The coefficient of each variable in the objective.
    pub objective: Vec<S>,
    /// Whether each variable may be negative.
    pub free: Vec<bool>,
    /// The constraints.
    pub constraints: Vec<Constraint<S>>,
}

impl<S: Scalar> LinearProgram<S> {
    /// A program without constraints, all of its variables non-negative.
    pub fn new(sense: Sense, objective: Vec<S>) -> Self {
        let free = vec![false; objective.len()];
        LinearProgram { sense, objective, free, constraints: Vec::new() }
    }

    /// Lets every variable be negative.
    pub fn all_free(mut self) -> Self {
        self.free = vec![true; self.objective.len()];
        self
    }

    /// Adds the constraint `a·x (<=, >=, =) b`.
    pub fn constrain(&mut self, coefficients: Vec<(usize, S)>, relation: Relation, bound: S) {
        self.constraints.push(Constraint { coefficients, relation, bound });
    }

    /// How many variables there are.
    pub fn n_variables(&self) -> usize {
        self.objective.len()
    }

    /// The dual, with one variable `y` for each constraint and the same optimal value.
    ///
    /// For a maximum: minimise `b·y` with `Aᵀy >= c` (`=` where `x` is free); for a minimum:
    /// maximise `b·y` with `Aᵀy <= c`. A multiplier that may only be negative (of `>=` in a
    /// maximum, of `<=` in a minimum) appears with its sign turned, so that it is non-negative:
    /// see [`LinearProgram::dual_sign`].
    pub fn dual(&self) -> Self {
        let sense = match self.sense {
            Sense::Maximise => Sense::Minimise,
            Sense::Minimise => Sense::Maximise,
        };
        let relation = match self.sense {
            Sense::Maximise => Relation::AtLeast,
            Sense::Minimise => Relation::AtMost,
        };
        let turned = |index: usize, value: &S| if self.dual_sign(index) < 0 { -value.clone() } else { value.clone() };
        let mut rows = vec![Vec::new(); self.n_variables()];
        for (index, constraint) in self.constraints.iter().enumerate() {
            for (variable, coefficient) in &constraint.coefficients {
                if let Some(row) = rows.get_mut(*variable) {
                    row.push((index, turned(index, coefficient)));
                }
            }
        }
        let objective = self.constraints.iter().enumerate().map(|(index, row)| turned(index, &row.bound)).collect();
        let mut dual = LinearProgram::new(sense, objective);
        dual.free = self.constraints.iter().map(|row| row.relation == Relation::Equal).collect();
        for ((coefficients, &free), bound) in rows.into_iter().zip(&self.free).zip(&self.objective) {
            dual.constrain(coefficients, if free { Relation::Equal } else { relation }, bound.clone());
        }
        dual
    }

    /// The sign that a constraint's multiplier may have: 1, -1, or 0 where it may have any.
    pub fn dual_sign(&self, constraint: usize) -> i32 {
        match (self.constraints.get(constraint).map(|row| row.relation), self.sense) {
            (None | Some(Relation::Equal), _) => 0,
            (Some(Relation::AtMost), Sense::Maximise) | (Some(Relation::AtLeast), Sense::Minimise) => 1,
            _ => -1,
        }
    }

    /// The same program in another number type, by way of exact rationals.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when a number is not finite.
    pub fn convert<T: Scalar>(&self) -> Result<LinearProgram<T>, Error> {
        let convert = |value: &S| -> Result<T, Error> {
            let exact: Option<Rational> = value.to_rational();
            exact
                .map(|exact| T::from_rational(&exact))
                .ok_or_else(|| Error::input("a number of the linear program is not finite"))
        };
        let convert_row = |row: &Constraint<S>| -> Result<Constraint<T>, Error> {
            let coefficients = row
                .coefficients
                .iter()
                .map(|(variable, value)| Ok((*variable, convert(value)?)))
                .collect::<Result<_, Error>>()?;
            Ok(Constraint { coefficients, relation: row.relation, bound: convert(&row.bound)? })
        };
        Ok(LinearProgram {
            sense: self.sense,
            objective: self.objective.iter().map(convert).collect::<Result<_, _>>()?,
            free: self.free.clone(),
            constraints: self.constraints.iter().map(convert_row).collect::<Result<_, _>>()?,
        })
    }

    /// Checks that the pieces fit: a sign for each variable, no variable that does not exist.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] that names the constraint.
    pub fn validate(&self) -> Result<(), Error> {
        let count = self.n_variables();
        if self.free.len() != count {
            return Err(Error::input(format!("{count} variables, but {} marks of which are free", self.free.len())));
        }
        for (index, row) in self.constraints.iter().enumerate() {
            if let Some((variable, _)) = row.coefficients.iter().find(|(variable, _)| *variable >= count) {
                return Err(Error::input(format!(
                    "constraint {index} names variable {variable}; the program has {count}, counted from 0"
                )));
            }
        }
        Ok(())
    }

    /// `a·x` of a constraint at a point.
    pub(super) fn left_side(row: &Constraint<S>, point: &[S]) -> S {
        row.coefficients.iter().fold(S::zero(), |total, (variable, coefficient)| match point.get(*variable) {
            Some(value) if !value.is_zero() => total + coefficient.clone() * value.clone(),
            _ => total,
        })
    }

    /// `Aᵀy`, one entry for each variable.
    pub(super) fn weighted_columns(&self, multipliers: &[S]) -> Vec<S> {
        let mut totals = vec![S::zero(); self.n_variables()];
        for (row, multiplier) in self.constraints.iter().zip(multipliers).filter(|(_, weight)| !weight.is_zero()) {
            for (variable, coefficient) in &row.coefficients {
                if let Some(total) = totals.get_mut(*variable) {
                    *total = total.clone() + coefficient.clone() * multiplier.clone();
                }
            }
        }
        totals
    }

    /// `b·y`.
    pub(super) fn weighted_bounds(&self, multipliers: &[S]) -> S {
        dot(&self.constraints.iter().map(|row| row.bound.clone()).collect::<Vec<_>>(), multipliers)
    }

    /// `c·x`.
    pub(super) fn objective_at(&self, point: &[S]) -> S {
        dot(&self.objective, point)
    }
}

/// The scalar product.
fn dot<S: Scalar>(left: &[S], right: &[S]) -> S {
    left.iter()
        .zip(right)
        .filter(|(_, value)| !Zero::is_zero(*value))
        .fold(S::zero(), |total, (a, b)| total + a.clone() * b.clone())
}
