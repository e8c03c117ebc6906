//! What a backend answers, and the checks that trust no backend.

use std::cmp::Ordering;

use super::program::{LinearProgram, Relation, Sense};
use crate::number::Scalar;

/// The answer to a linear program, each kind with its evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum LpOutcome<S> {
    /// An optimal point.
    Optimal {
        /// The value of the objective.
        value: S,
        /// An optimal point: one number for each variable.
        primal: Vec<S>,
        /// Multipliers that prove it optimal: one for each constraint, with the sign of
        /// [`LinearProgram::dual_sign`], `b·y` equal to the value and `Aᵀy >= c` for a maximum
        /// (`<= c` for a minimum, `= c` where `x` is free).
        dual: Vec<S>,
    },
    /// No point satisfies the constraints.
    Infeasible {
        /// Multipliers (non-negative for `>=`, non-positive for `<=`) with `Aᵀy <= 0` (`= 0`
        /// where `x` is free) and `b·y > 0`: a combination of the constraints that reads
        /// "something at most 0 is more than 0" (Farkas 1902).
        farkas: Vec<S>,
    },
    /// The objective has no bound.
    Unbounded {
        /// A feasible point.
        point: Vec<S>,
        /// A direction in which one may go for ever, the objective getting better.
        ray: Vec<S>,
    },
}

impl<S: Scalar> LpOutcome<S> {
    /// The optimal value, unless there is none.
    pub fn value(&self) -> Option<&S> {
        match self {
            LpOutcome::Optimal { value, .. } => Some(value),
            _ => None,
        }
    }

    /// Whether all its numbers are: a float that is not a number compares to nothing.
    fn is_finite(&self) -> bool {
        let finite = |numbers: &[S]| S::EXACT || numbers.iter().all(|number| number.to_f64().is_finite());
        match self {
            LpOutcome::Optimal { value, primal, dual } => {
                finite(std::slice::from_ref(value)) && finite(primal) && finite(dual)
            }
            LpOutcome::Infeasible { farkas } => finite(farkas),
            LpOutcome::Unbounded { point, ray } => finite(point) && finite(ray),
        }
    }
}

/// Why an outcome is not what it claims to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LpFlaw {
    /// A vector of the wrong length.
    #[error("{0} has the wrong length")]
    Length(&'static str),
    /// A variable or multiplier of the wrong sign.
    #[error("{0} {1} has the wrong sign")]
    Sign(&'static str, usize),
    /// A constraint that does not hold.
    #[error("constraint {0} does not hold")]
    Constraint(usize),
    /// A column of the multipliers' combination that does not hold.
    #[error("the multipliers do not bound the coefficient of variable {0}")]
    Column(usize),
    /// The values differ, or the certificate's value has the wrong sign.
    #[error("the value is wrong: {0}")]
    Value(&'static str),
}

impl<S: Scalar> LinearProgram<S> {
    /// Verifies an outcome by multiplication alone; within the scalar's tolerance, relative to
    /// the size of the numbers, where it is not exact.
    ///
    /// # Errors
    ///
    /// The first flaw.
    pub fn check(&self, outcome: &LpOutcome<S>) -> Result<(), LpFlaw> {
        if self.validate().is_err() {
            return Err(LpFlaw::Length("a row of the program"));
        }
        if !outcome.is_finite() {
            return Err(LpFlaw::Value("a number is not finite"));
        }
        match outcome {
            LpOutcome::Optimal { value, primal, dual } => {
                self.check_feasible(primal)?;
                self.check_multipliers(dual, true)?;
                let primal_value = self.objective_at(primal);
                if self.compare(&primal_value, value) != Ordering::Equal {
                    return Err(LpFlaw::Value("the point's objective is not the value"));
                }
                if self.compare(&self.weighted_bounds(dual), value) != Ordering::Equal {
                    return Err(LpFlaw::Value("the multipliers do not prove the value"));
                }
                Ok(())
            }
            LpOutcome::Infeasible { farkas } => {
                self.check_multipliers(farkas, false)?;
                match self.weighted_bounds(farkas).sign() {
                    Ordering::Greater => Ok(()),
                    _ => Err(LpFlaw::Value("the combination of bounds is not above 0")),
                }
            }
            LpOutcome::Unbounded { point, ray } => {
                self.check_feasible(point)?;
                self.check_signs(ray, "ray")?;
                for (index, row) in self.constraints.iter().enumerate() {
                    let change = Self::left_side(row, ray).sign();
                    if !holds(row.relation, change) {
                        return Err(LpFlaw::Constraint(index));
                    }
                }
                match (self.objective_at(ray).sign(), self.sense) {
                    (Ordering::Greater, Sense::Maximise) | (Ordering::Less, Sense::Minimise) => Ok(()),
                    _ => Err(LpFlaw::Value("the ray does not improve the objective")),
                }
            }
        }
    }

    /// Whether a point satisfies the constraints.
    ///
    /// # Errors
    ///
    /// The first constraint or sign that does not hold.
    pub fn check_feasible(&self, point: &[S]) -> Result<(), LpFlaw> {
        self.check_signs(point, "primal")?;
        for (index, row) in self.constraints.iter().enumerate() {
            if !holds(row.relation, self.compare(&Self::left_side(row, point), &row.bound)) {
                return Err(LpFlaw::Constraint(index));
            }
        }
        Ok(())
    }

    /// The right number of variables, none negative that must not be.
    fn check_signs(&self, point: &[S], what: &'static str) -> Result<(), LpFlaw> {
        if point.len() != self.n_variables() {
            return Err(LpFlaw::Length(what));
        }
        match point.iter().zip(&self.free).position(|(value, &free)| !free && value.sign() == Ordering::Less) {
            Some(index) => Err(LpFlaw::Sign("variable", index)),
            None => Ok(()),
        }
    }

    /// Signs of the multipliers and the inequalities of their combination, against the objective
    /// or, for a Farkas certificate, against 0 as if the program were a maximum.
    fn check_multipliers(&self, multipliers: &[S], optimal: bool) -> Result<(), LpFlaw> {
        if multipliers.len() != self.constraints.len() {
            return Err(LpFlaw::Length(if optimal { "dual" } else { "farkas" }));
        }
        let farkas_sign = |relation| match relation {
            Relation::AtMost => -1,
            Relation::AtLeast => 1,
            Relation::Equal => 0,
        };
        for (index, (row, multiplier)) in self.constraints.iter().zip(multipliers).enumerate() {
            let allowed = if optimal { self.dual_sign(index) } else { farkas_sign(row.relation) };
            let wrong = match multiplier.sign() {
                Ordering::Less => allowed > 0,
                Ordering::Greater => allowed < 0,
                Ordering::Equal => false,
            };
            if wrong {
                return Err(LpFlaw::Sign("multiplier", index));
            }
        }
        let minimum = !optimal || self.sense == Sense::Minimise;
        let columns = self.weighted_columns(multipliers);
        for (index, ((total, objective), &free)) in columns.iter().zip(&self.objective).zip(&self.free).enumerate() {
            let target = if optimal { objective.clone() } else { S::zero() };
            let wrong = match self.compare(total, &target) {
                Ordering::Equal => false,
                Ordering::Less => free || !minimum,
                Ordering::Greater => free || minimum,
            };
            if wrong {
                return Err(LpFlaw::Column(index));
            }
        }
        Ok(())
    }

    /// Compares two numbers; floats within the tolerance times their size are equal.
    fn compare(&self, left: &S, right: &S) -> Ordering {
        let size = S::one().larger(absolute(left)).larger(absolute(right));
        if S::EXACT {
            left.partial_cmp(right).unwrap_or(Ordering::Less)
        } else {
            ((left.clone() - right.clone()) / size).sign()
        }
    }
}

/// Whether `left relation right`, from how left compares to right.
fn holds(relation: Relation, comparison: Ordering) -> bool {
    match relation {
        Relation::AtMost => comparison != Ordering::Greater,
        Relation::AtLeast => comparison != Ordering::Less,
        Relation::Equal => comparison == Ordering::Equal,
    }
}

/// The absolute value.
fn absolute<S: Scalar>(value: &S) -> S {
    if *value < S::zero() { -value.clone() } else { value.clone() }
}
