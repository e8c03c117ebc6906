//! Linear programs: the problem, its outcome with evidence, and the backends that solve it.
//!
//! A [`LinearProgram`] goes to an [`LpBackend`], which answers with an [`LpOutcome`]: an optimal
//! point with its dual, a Farkas certificate that nothing is feasible, or a ray along which the
//! objective grows for ever. [`LinearProgram::check`] verifies each of them by multiplication
//! alone.
//!
//! | name | feature | arithmetic |
//! |---|---|---|
//! | `exact` | none | own simplex with integer pivoting; always there, the default |
//! | `microlp` | `microlp` | floats, certified in rationals where the program is exact |
//! | `highs` | `highs` | the same |
//! | `clarabel` | `clarabel` | the same; interior point |
//!
//! # Why is the default not a float solver?
//!
//! Because a default that changes with features changes answers. The programs here are small, and
//! large games generate their constraints without ever writing the whole program down.

mod certify;
mod exact;
#[cfg(any(feature = "microlp", feature = "highs", feature = "clarabel"))]
mod good_lp;
mod integer;
mod linear;
mod outcome;
mod program;

pub use certify::certify;
pub use exact::ExactSimplex;
#[cfg(any(feature = "microlp", feature = "highs", feature = "clarabel"))]
pub use good_lp::{FloatSolver, GoodLp};
pub(crate) use integer::PivotInteger;
pub use linear::{IntegerSolution, solve_integer_system};
pub use outcome::{LpFlaw, LpOutcome};
pub use program::{Constraint, LinearProgram, Relation, Sense};

use crate::error::Error;
use crate::limit::TimeLimit;
use crate::number::Scalar;

/// What solves linear programs.
pub trait LpBackend<S: Scalar>: Sync {
    /// The name by which it is chosen.
    fn name(&self) -> &'static str;

    /// Solves a program. Where `S` is exact, so is the outcome.
    ///
    /// # Errors
    ///
    /// [`Error::Backend`] when a float solver gives up or returns what is no solution, and
    /// [`Error::Input`] when a number of the program is not finite.
    fn solve(&self, program: &LinearProgram<S>) -> Result<LpOutcome<S>, Error>;

    /// The same, stopped when the time is over. A backend that cannot be stopped asks for the time before it starts.
    ///
    /// # Errors
    ///
    /// As of [`Self::solve`], and [`Error::TimeLimit`].
    fn solve_within(&self, program: &LinearProgram<S>, limit: &TimeLimit) -> Result<LpOutcome<S>, Error> {
        limit.check("a linear program")?;
        self.solve(program)
    }

    /// Whether programs with a constraint for each coalition are left to the library's own method
    /// of the same kind, which prices coalitions without writing them down. Other backends get
    /// written programs, with constraints generated as they are violated.
    fn generates_columns(&self) -> bool {
        false
    }
}

/// The backends that this build has, the default first.
pub fn backends<S: Scalar>() -> Vec<&'static dyn LpBackend<S>> {
    vec![
        &ExactSimplex,
        #[cfg(feature = "microlp")]
        &GoodLp(FloatSolver::Microlp),
        #[cfg(feature = "highs")]
        &GoodLp(FloatSolver::Highs),
        #[cfg(feature = "clarabel")]
        &GoodLp(FloatSolver::Clarabel),
    ]
}

/// The backend used unless another is asked for: the exact simplex.
pub fn default_backend<S: Scalar>() -> &'static dyn LpBackend<S> {
    &ExactSimplex
}

/// The backend of that name.
///
/// # Errors
///
/// [`Error::Input`] for a name that this build does not know, with the names it knows.
///
/// # Examples
///
/// ```
/// assert_eq!(pactum::lp::backend::<f64>("exact").unwrap().name(), "exact");
/// let Err(error) = pactum::lp::backend::<f64>("cplex") else { panic!() };
/// assert!(error.to_string().contains("exact"));
/// ```
pub fn backend<S: Scalar>(name: &str) -> Result<&'static dyn LpBackend<S>, Error> {
    let known = backends::<S>();
    let names: Vec<_> = known.iter().map(|backend| backend.name()).collect();
    known
        .iter()
        .find(|backend| backend.name() == name)
        .copied()
        .ok_or_else(|| Error::input(format!("found LP backend `{name}`; this build knows {}", names.join(", "))))
}

#[cfg(test)]
mod tests;
