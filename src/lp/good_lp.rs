//! Float solvers by way of the crate `good_lp`.
//!
//! Not every solver returns duals, certificates of infeasibility or rays, and some confuse
//! unbounded with optimal. The adapter therefore asks each only for points, and obtains the
//! evidence by solving a second program for it: the dual, the Farkas system cut at 1, the cone of
//! rays cut at 1. Nothing is returned that [`LinearProgram::check`] would refuse, and a solver that
//! cycles (microlp does on the example of Beale 1955) is stopped: then the exact simplex decides.

use good_lp::{Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, constraint, variable};
#[cfg(any(feature = "microlp", feature = "highs"))]
use good_lp::{WithTimeLimit, solvers::SolutionStatus};

use super::LpBackend;
use super::certify::certify;
use super::exact::ExactSimplex;
use super::outcome::LpOutcome;
use super::program::{LinearProgram, Relation, Sense};
use crate::error::Error;
use crate::number::{Rational, Scalar};

/// A solver behind `good_lp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FloatSolver {
    /// microlp: simplex in pure Rust.
    #[cfg(feature = "microlp")]
    Microlp,
    /// HiGHS: simplex in C++.
    #[cfg(feature = "highs")]
    Highs,
    /// Clarabel: interior point in pure Rust.
    #[cfg(feature = "clarabel")]
    Clarabel,
}

/// Solves in floats; where the program is exact, the answer is certified in rationals. The exact
/// simplex decides what could not be certified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoodLp(
    /// The solver.
    pub FloatSolver,
);

/// How far above 0 the bounds' combination must be, beside multipliers of size 1, for a float
/// solver's word that nothing is feasible to count.
const CLEARLY: f64 = 1e-6;

/// What a solver said, before anything is believed.
enum Raw {
    Point(Vec<f64>),
    None,
}

impl<S: Scalar> LpBackend<S> for GoodLp {
    fn name(&self) -> &'static str {
        self.0.name()
    }

    fn solve(&self, program: &LinearProgram<S>) -> Result<LpOutcome<S>, Error> {
        program.validate()?;
        if S::EXACT {
            let exact: LinearProgram<Rational> = program.convert()?;
            let float: LinearProgram<f64> = program.convert()?;
            let certified = self.solve_float(&float).ok().and_then(|outcome| certify(&exact, &outcome));
            return match certified {
                Some(outcome) => Ok(convert(&outcome, S::from_rational)),
                None => ExactSimplex.solve(program),
            };
        }
        let Ok(outcome) = self.solve_float(&program.convert()?) else {
            return ExactSimplex.solve(program);
        };
        let number = |value: &f64| S::from_rational(&value.to_rational().unwrap_or_default());
        Ok(convert(&outcome, number))
    }
}

impl FloatSolver {
    fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "microlp")]
            FloatSolver::Microlp => "microlp",
            #[cfg(feature = "highs")]
            FloatSolver::Highs => "highs",
            #[cfg(feature = "clarabel")]
            FloatSolver::Clarabel => "clarabel",
        }
    }
}

impl GoodLp {
    /// The outcome in floats with its evidence, checked.
    fn solve_float(&self, program: &LinearProgram<f64>) -> Result<LpOutcome<f64>, Error> {
        let checked = |outcome: LpOutcome<f64>| {
            let outcome = clean_signs(program, outcome);
            program.check(&outcome).is_ok().then_some(outcome)
        };
        if let Raw::Point(primal) = self.point(program)? {
            // 1. A point: the dual program proves it.
            if let Raw::Point(turned) = self.point(&program.dual())? {
                let dual = turned.into_iter().enumerate();
                let dual = dual.map(|(row, y)| if program.dual_sign(row) < 0 { -y } else { y }).collect();
                let value = program.objective_at(&primal);
                if let Some(outcome) = checked(LpOutcome::Optimal { value, primal, dual }) {
                    return Ok(outcome);
                }
            }
        }
        // 2. No optimum: nothing is feasible, or there is a ray.
        if let Raw::Point(turned) = self.point(&farkas_program(program))? {
            let signed = turned.into_iter().zip(&program.constraints);
            let farkas: Vec<f64> =
                signed.map(|(y, row)| if row.relation == Relation::AtMost { -y } else { y }).collect();
            // Huge multipliers prove no more than that the program is within rounding of infeasible.
            let largest = farkas.iter().fold(1.0f64, |largest, y| largest.max(y.abs()));
            if program.weighted_bounds(&farkas) / largest > CLEARLY
                && let Some(outcome) = checked(LpOutcome::Infeasible { farkas })
            {
                return Ok(outcome);
            }
        }
        let feasible = LinearProgram { objective: vec![0.0; program.n_variables()], ..program.clone() };
        if let (Raw::Point(point), Raw::Point(ray)) = (self.point(&feasible)?, self.point(&ray_program(program))?)
            && let Some(outcome) = checked(LpOutcome::Unbounded { point, ray })
        {
            return Ok(outcome);
        }
        Err(self.error("neither an optimum, nor a proof that there is none, came out right"))
    }

    fn error(&self, message: impl Into<String>) -> Error {
        Error::Backend { backend: self.0.name().into(), message: message.into() }
    }

    /// Runs the solver for a point.
    fn point(&self, program: &LinearProgram<f64>) -> Result<Raw, Error> {
        // A constraint without variables holds or does not; not every solver takes one.
        let holds = |row: &super::Constraint<f64>| match row.relation {
            Relation::AtMost => row.bound >= 0.0,
            Relation::AtLeast => row.bound <= 0.0,
            Relation::Equal => row.bound == 0.0,
        };
        let empty = |row: &&super::Constraint<f64>| row.coefficients.iter().all(|(_, value)| *value == 0.0);
        if program.constraints.iter().filter(empty).any(|row| !holds(row)) {
            return Ok(Raw::None);
        }
        if program.constraints.iter().all(|row| empty(&row)) {
            return Ok(unconstrained(program));
        }
        let mut variables = ProblemVariables::new();
        let names: Vec<Variable> = program
            .free
            .iter()
            .map(|&free| variables.add(if free { variable() } else { variable().min(0.0) }))
            .collect();
        let mut objective = Expression::with_capacity(names.len());
        for (name, value) in names.iter().zip(&program.objective) {
            objective.add_mul(*value, *name);
        }
        let unsolved = match program.sense {
            Sense::Maximise => variables.maximise(objective),
            Sense::Minimise => variables.minimise(objective),
        };
        match self.0 {
            #[cfg(feature = "microlp")]
            FloatSolver::Microlp => {
                let model = unsolved.using(good_lp::microlp).with_time_limit(seconds(program));
                self.run(model, program, &names, |solution| matches!(solution.status(), SolutionStatus::Optimal))
            }
            #[cfg(feature = "highs")]
            FloatSolver::Highs => {
                let model = unsolved.using(good_lp::highs).with_time_limit(seconds(program));
                self.run(model, program, &names, |solution| matches!(solution.status(), SolutionStatus::Optimal))
            }
            // Clarabel hands over whatever it has when a program is unbounded.
            #[cfg(feature = "clarabel")]
            FloatSolver::Clarabel => self.run(unsolved.using(good_lp::clarabel), program, &names, |solution| {
                format!("{:?}", solution.inner().status) == "Solved"
            }),
        }
    }

    /// Adds the constraints and solves.
    fn run<M: SolverModel<Error = ResolutionError>>(
        &self,
        mut model: M,
        program: &LinearProgram<f64>,
        names: &[Variable],
        solved: impl Fn(&M::Solution) -> bool,
    ) -> Result<Raw, Error> {
        for row in &program.constraints {
            if row.coefficients.iter().all(|(_, value)| *value == 0.0) {
                continue;
            }
            let mut left = Expression::with_capacity(row.coefficients.len());
            for (variable, value) in &row.coefficients {
                if let Some(name) = names.get(*variable) {
                    left.add_mul(*value, *name);
                }
            }
            model.add_constraint(match row.relation {
                Relation::AtMost => constraint::leq(left, row.bound),
                Relation::AtLeast => constraint::geq(left, row.bound),
                Relation::Equal => constraint::eq(left, row.bound),
            });
        }
        match model.solve() {
            Ok(solution) if solved(&solution) => {
                Ok(Raw::Point(names.iter().map(|name| solution.value(*name)).collect()))
            }
            Ok(_) | Err(ResolutionError::Infeasible | ResolutionError::Unbounded) => Ok(Raw::None),
            Err(error) => Err(self.error(error.to_string())),
        }
    }
}

/// How long a solver may take that should need a thousandth of it.
#[cfg(any(feature = "microlp", feature = "highs"))]
fn seconds(program: &LinearProgram<f64>) -> f64 {
    let entries: usize = program.constraints.iter().map(|row| row.coefficients.len()).sum();
    0.02 + 1e-3 * entries as f64
}

/// The origin, unless a variable improves the objective for ever: not every solver takes a program
/// without constraints.
fn unconstrained(program: &LinearProgram<f64>) -> Raw {
    let better = |(&value, &free): (&f64, &bool)| match program.sense {
        _ if free => value != 0.0,
        Sense::Maximise => value > 0.0,
        Sense::Minimise => value < 0.0,
    };
    match program.objective.iter().zip(&program.free).any(better) {
        true => Raw::None,
        false => Raw::Point(vec![0.0; program.n_variables()]),
    }
}

/// Maximise `b·y` subject to `Aᵀy <= 0` and `b·y <= 1`, `<=` rows with their sign turned.
fn farkas_program(program: &LinearProgram<f64>) -> LinearProgram<f64> {
    // As the dual of "minimise 0": that has exactly these signs and columns.
    let zero = vec![0.0; program.n_variables()];
    let mut farkas = LinearProgram { sense: Sense::Minimise, objective: zero, ..program.clone() }.dual();
    let bounds = farkas.objective.iter().copied().enumerate().filter(|(_, value)| *value != 0.0).collect();
    farkas.constrain(bounds, Relation::AtMost, 1.0);
    farkas
}

/// Improve `c·d` up to 1 among the directions that no constraint stops.
fn ray_program(program: &LinearProgram<f64>) -> LinearProgram<f64> {
    let mut rays = program.clone();
    rays.constraints.iter_mut().for_each(|row| row.bound = 0.0);
    let objective = program.objective.iter().copied().enumerate().filter(|(_, value)| *value != 0.0).collect();
    match program.sense {
        Sense::Maximise => rays.constrain(objective, Relation::AtMost, 1.0),
        Sense::Minimise => rays.constrain(objective, Relation::AtLeast, -1.0),
    }
    rays
}

/// Sets numbers of the wrong sign to 0: solvers leave some just below.
fn clean_signs(program: &LinearProgram<f64>, mut outcome: LpOutcome<f64>) -> LpOutcome<f64> {
    let clean_point = |point: &mut [f64]| {
        for (value, _) in point.iter_mut().zip(&program.free).filter(|(value, free)| !**free && **value < 0.0) {
            *value = 0.0;
        }
    };
    match &mut outcome {
        LpOutcome::Optimal { primal, .. } => clean_point(primal),
        LpOutcome::Unbounded { point, ray } => {
            clean_point(point);
            clean_point(ray);
        }
        LpOutcome::Infeasible { .. } => {}
    }
    outcome
}

/// Every number of an outcome converted.
fn convert<A, B>(outcome: &LpOutcome<A>, number: impl Fn(&A) -> B) -> LpOutcome<B> {
    let all = |numbers: &[A]| numbers.iter().map(&number).collect();
    match outcome {
        LpOutcome::Optimal { value, primal, dual } => {
            LpOutcome::Optimal { value: number(value), primal: all(primal), dual: all(dual) }
        }
        LpOutcome::Infeasible { farkas } => LpOutcome::Infeasible { farkas: all(farkas) },
        LpOutcome::Unbounded { point, ray } => LpOutcome::Unbounded { point: all(point), ray: all(ray) },
    }
}
