//! What a float solver answered, proved in rationals or refused.

use num_traits::{One, Signed, Zero};

use super::linear::{IntegerSolution, solve_integer_system};
use super::outcome::LpOutcome;
use super::program::LinearProgram;
use crate::number::{Rational, Scalar, rational_from_f64};

/// The largest denominator of a fraction that a float is taken for.
const MAX_DENOMINATOR: i64 = 1_000_000;
/// How near to 0 a float counts as 0, relative to the largest number beside it.
const NEAR: f64 = 1e-7;

/// Turns the outcome of a float solver into an exact one, with proof, or gives up with `None`.
///
/// First every number is replaced by the simple fraction next to it; an optimum is also rebuilt
/// from its basis, that is from which variables are positive and which constraints hold with
/// equality. Whatever comes out counts only if [`LinearProgram::check`] accepts it.
///
/// # Examples
///
/// ```
/// use pactum::lp::{LinearProgram, LpOutcome, Relation, Sense, certify};
/// use pactum::number::{ratio, whole};
///
/// let mut program = LinearProgram::new(Sense::Maximise, vec![whole(1)]);
/// program.constrain(vec![(0, whole(3))], Relation::AtMost, whole(1));
/// let float = |x: f64| LpOutcome::Optimal { value: x, primal: vec![x], dual: vec![1.0 / 3.0] };
/// assert_eq!(certify(&program, &float(0.33333333333)).unwrap().value(), Some(&ratio(1, 3)));
/// // What is no optimum is not certified.
/// assert!(certify(&program, &float(0.25)).is_none());
/// ```
pub fn certify(program: &LinearProgram<Rational>, outcome: &LpOutcome<f64>) -> Option<LpOutcome<Rational>> {
    program.validate().ok()?;
    let proved = |exact: LpOutcome<Rational>| program.check(&exact).is_ok().then_some(exact);
    match outcome {
        LpOutcome::Optimal { primal, dual, .. } => {
            let simple = || {
                let (primal, dual) = (simple_fractions(primal)?, simple_fractions(dual)?);
                proved(LpOutcome::Optimal { value: program.objective_at(&primal), primal, dual })
            };
            let rebuilt = || {
                let (primal, dual) = (rebuild_primal(program, primal)?, rebuild_dual(program, primal, dual)?);
                proved(LpOutcome::Optimal { value: program.objective_at(&primal), primal, dual })
            };
            simple().or_else(rebuilt)
        }
        LpOutcome::Infeasible { farkas } => proved(LpOutcome::Infeasible { farkas: simple_fractions(farkas)? }),
        LpOutcome::Unbounded { point, ray } => {
            proved(LpOutcome::Unbounded { point: simple_fractions(point)?, ray: simple_fractions(ray)? })
        }
    }
}

/// The simple fraction next to each float.
fn simple_fractions(numbers: &[f64]) -> Option<Vec<Rational>> {
    numbers.iter().map(|&number| simple_fraction(number, MAX_DENOMINATOR)).collect()
}

/// The last convergent of the continued fraction whose denominator does not exceed the limit.
pub(crate) fn simple_fraction(number: f64, max_denominator: i64) -> Option<Rational> {
    let exact = rational_from_f64(number)?;
    let limit = max_denominator.into();
    let (mut before, mut now) = ((0.into(), 1.into()), (num_bigint::BigInt::one(), num_bigint::BigInt::zero()));
    let mut rest = exact;
    loop {
        let whole = rest.floor().to_integer();
        let next = (&whole * &now.0 + before.0, &whole * &now.1 + before.1);
        if next.1 > limit {
            break;
        }
        (before, now) = (now, next);
        let fraction = rest - Rational::from_integer(whole);
        let found = Rational::new(now.0.clone(), now.1.clone());
        let near = (Scalar::to_f64(&found) - number).abs() <= 1e-10 * number.abs().max(1e-3);
        if fraction.is_zero() || near {
            break;
        }
        rest = fraction.recip();
    }
    (!now.1.is_zero()).then(|| Rational::new(now.0, now.1))
}

/// Solves for the non-zero variables from the constraints that hold with equality.
fn rebuild_primal(program: &LinearProgram<Rational>, primal: &[f64]) -> Option<Vec<Rational>> {
    let size = largest(primal);
    let support: Vec<usize> = (0..primal.len()).filter(|&variable| primal[variable].abs() > NEAR * size).collect();
    let mut rows = Vec::new();
    for row in &program.constraints {
        let float = |value: &Rational| Scalar::to_f64(value);
        let terms = row.coefficients.iter().filter_map(|(variable, value)| Some(float(value) * primal.get(*variable)?));
        let (total, scale) = terms.fold((0.0, 1.0f64), |(total, scale), term| (total + term, scale.max(term.abs())));
        if (total - float(&row.bound)).abs() <= NEAR * scale {
            rows.push((row.coefficients.iter().map(|(variable, value)| (*variable, value)).collect(), &row.bound));
        }
    }
    solve_on_support(&support, primal.len(), &rows)
}

/// Solves for the non-zero multipliers from the variables whose column holds with equality.
fn rebuild_dual(program: &LinearProgram<Rational>, primal: &[f64], dual: &[f64]) -> Option<Vec<Rational>> {
    let size = largest(dual);
    let support: Vec<usize> = (0..dual.len()).filter(|&row| dual[row].abs() > NEAR * size).collect();
    let mut columns: Vec<Vec<(usize, &Rational)>> = vec![Vec::new(); program.n_variables()];
    for (index, row) in program.constraints.iter().enumerate() {
        for (variable, value) in &row.coefficients {
            columns.get_mut(*variable)?.push((index, value));
        }
    }
    let mut rows = Vec::new();
    for (variable, column) in columns.into_iter().enumerate() {
        let total: f64 = column.iter().filter_map(|(row, value)| Some(Scalar::to_f64(*value) * dual.get(*row)?)).sum();
        let objective = program.objective.get(variable)?;
        let tight = (total - Scalar::to_f64(objective)).abs() <= NEAR * size;
        if tight || primal.get(variable)?.abs() > NEAR * largest(primal) {
            rows.push((column, objective));
        }
    }
    solve_on_support(&support, dual.len(), &rows)
}

/// Solves sparse equations for the unknowns of the support, the others being 0.
fn solve_on_support(
    support: &[usize],
    unknowns: usize,
    rows: &[(Vec<(usize, &Rational)>, &Rational)],
) -> Option<Vec<Rational>> {
    let mut place = vec![None; unknowns];
    for (column, &unknown) in support.iter().enumerate() {
        *place.get_mut(unknown)? = Some(column);
    }
    let mut system = Vec::with_capacity(rows.len());
    for (coefficients, bound) in rows {
        let mut row = vec![Rational::zero(); support.len() + 1];
        for (unknown, value) in coefficients {
            if let Some(column) = place.get(*unknown).copied().flatten() {
                row[column] += *value;
            }
        }
        row[support.len()] = (*bound).clone();
        let common =
            row.iter().fold(num_bigint::BigInt::one(), |common, value| num_integer::lcm(common, value.denom().abs()));
        system.push(row.iter().map(|value| value.numer() * (&common / value.denom())).collect());
    }
    match solve_integer_system(&system, support.len()) {
        IntegerSolution::Unique { numerators, denominator } => {
            let mut solution = vec![Rational::zero(); unknowns];
            for (&unknown, numerator) in support.iter().zip(numerators) {
                solution[unknown] = Rational::new(numerator, denominator.clone());
            }
            Some(solution)
        }
        _ => None,
    }
}

/// The largest absolute value, at least 1.
fn largest(numbers: &[f64]) -> f64 {
    numbers.iter().fold(1.0, |largest, number| largest.max(number.abs()))
}
