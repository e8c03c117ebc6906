//! The exact simplex: integer pivoting on a condensed tableau, with every kind of certificate.
//!
//! Variables are the program's own and one slack for each constraint. A tableau row reads
//! `x_B + Σ T_j x_j = t` over the nonbasic `x_j`; all entries are integers over one common
//! denominator, the last pivot, so that no fraction is ever reduced (Edmonds 1967; Avis 2000).
//! The largest coefficient enters, and the smallest index after a run of degenerate pivots
//! (Bland 1977), so that it ends.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Zero};

use super::LpBackend;
use super::integer::PivotInteger;
use super::outcome::LpOutcome;
use super::program::{LinearProgram, Relation, Sense};
use crate::error::Error;
use crate::limit::TimeLimit;
use crate::number::{Rational, Scalar};

/// Degenerate pivots in a row before the smallest index enters instead of the best coefficient.
const PATIENCE: usize = 20;

/// The simplex method in exact arithmetic; floats are taken at their exact values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExactSimplex;

impl<S: Scalar> LpBackend<S> for ExactSimplex {
    fn name(&self) -> &'static str {
        "exact"
    }

    fn generates_columns(&self) -> bool {
        true
    }

    fn solve(&self, program: &LinearProgram<S>) -> Result<LpOutcome<S>, Error> {
        self.solve_within(program, &TimeLimit::none())
    }

    fn solve_within(&self, program: &LinearProgram<S>, limit: &TimeLimit) -> Result<LpOutcome<S>, Error> {
        const WORK: &str = "a linear program";
        program.validate()?;
        let scaled = ScaledProgram::new(&program.convert()?);
        limit.check(WORK)?;
        let outcome = match Tableau::<i128>::new(&scaled, limit).and_then(|tableau| tableau.solve(&scaled)) {
            Some(outcome) => outcome,
            None => {
                limit.check(WORK)?;
                match Tableau::<BigInt>::new(&scaled, limit).and_then(|tableau| tableau.solve(&scaled)) {
                    Some(outcome) => outcome,
                    None => {
                        limit.check(WORK)?;
                        return Err(Error::Backend { backend: "exact".into(), message: "a pivot is missing".into() });
                    }
                }
            }
        };
        let convert = |numbers: Vec<Rational>| numbers.iter().map(S::from_rational).collect::<Vec<S>>();
        Ok(match outcome {
            LpOutcome::Optimal { value, primal, dual } => {
                LpOutcome::Optimal { value: S::from_rational(&value), primal: convert(primal), dual: convert(dual) }
            }
            LpOutcome::Infeasible { farkas } => LpOutcome::Infeasible { farkas: convert(farkas) },
            LpOutcome::Unbounded { point, ray } => LpOutcome::Unbounded { point: convert(point), ray: convert(ray) },
        })
    }
}

/// The program as a maximum over integers, every row `a·x + slack = b`.
struct ScaledProgram {
    rows: Vec<Vec<(usize, BigInt)>>,
    bounds: Vec<BigInt>,
    /// What each row was multiplied by; below 0 for `>=`.
    row_scales: Vec<Rational>,
    equal: Vec<bool>,
    objective: Vec<BigInt>,
    /// What the objective was multiplied by; below 0 for a minimum.
    objective_scale: Rational,
    free: Vec<bool>,
}

impl ScaledProgram {
    fn new(program: &LinearProgram<Rational>) -> Self {
        let mut scaled = ScaledProgram {
            rows: Vec::new(),
            bounds: Vec::new(),
            row_scales: Vec::new(),
            equal: Vec::new(),
            objective: Vec::new(),
            objective_scale: Rational::one(),
            free: program.free.clone(),
        };
        for row in &program.constraints {
            let numbers = row.coefficients.iter().map(|(_, value)| value).chain([&row.bound]);
            let scale = common_denominator(numbers);
            let scale = if row.relation == Relation::AtLeast { -scale } else { scale };
            let times = |value: &Rational| value.numer() * (&scale / value.denom());
            // A variable named twice counts with the sum.
            let mut coefficients: Vec<(usize, BigInt)> = Vec::with_capacity(row.coefficients.len());
            for (variable, value) in &row.coefficients {
                match coefficients.iter_mut().find(|(known, _)| known == variable) {
                    Some((_, total)) => *total += times(value),
                    None => coefficients.push((*variable, times(value))),
                }
            }
            scaled.bounds.push(times(&row.bound));
            scaled.rows.push(coefficients);
            scaled.row_scales.push(Rational::from_integer(scale));
            scaled.equal.push(row.relation == Relation::Equal);
        }
        let scale = common_denominator(program.objective.iter());
        let scale = if program.sense == Sense::Minimise { -scale } else { scale };
        scaled.objective = program.objective.iter().map(|value| value.numer() * (&scale / value.denom())).collect();
        scaled.objective_scale = Rational::from_integer(scale);
        scaled
    }
}

/// The least common multiple of the denominators.
fn common_denominator<'a>(numbers: impl Iterator<Item = &'a Rational>) -> BigInt {
    numbers.fold(
        BigInt::one(),
        |common, number| {
            if (&common % number.denom()).is_zero() { common } else { common.lcm(number.denom()) }
        },
    )
}

/// How a variable may move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    NonNegative,
    Free,
    /// Always 0: the slack of an equation.
    Fixed,
}

/// Rows of the constraints, then the objective; the right sides in the last column.
struct Tableau<I> {
    table: Vec<Vec<I>>,
    denominator: I,
    /// Which variable stands at each row, and at each column: the program's, the slacks, and at
    /// last the one that makes everything feasible in phase 1.
    basic: Vec<usize>,
    nonbasic: Vec<usize>,
    kinds: Vec<Kind>,
    limit: TimeLimit,
}

/// Why pivoting stopped.
enum Stop {
    Optimal,
    Unbounded { column: usize, up: bool },
}

impl<I: PivotInteger> Tableau<I> {
    /// The slack basis; `None` when a number does not fit.
    fn new(program: &ScaledProgram, limit: &TimeLimit) -> Option<Self> {
        let (n, m) = (program.objective.len(), program.rows.len());
        let mut table = vec![vec![I::zero(); n + 1]; m + 1];
        for (index, row) in program.rows.iter().enumerate() {
            for (variable, value) in row {
                table[index][*variable] = I::from_big(value)?;
            }
            table[index][n] = I::from_big(&program.bounds[index])?;
        }
        for (variable, value) in program.objective.iter().enumerate() {
            table[m][variable] = I::from_big(&-value)?;
        }
        let structural = program.free.iter().map(|&free| if free { Kind::Free } else { Kind::NonNegative });
        let slacks = program.equal.iter().map(|&equal| if equal { Kind::Fixed } else { Kind::NonNegative });
        Some(Tableau {
            table,
            denominator: I::one(),
            basic: (n..n + m).collect(),
            nonbasic: (0..n).collect(),
            kinds: structural.chain(slacks).collect(),
            limit: *limit,
        })
    }

    /// The whole method, in numbered steps.
    fn solve(mut self, program: &ScaledProgram) -> Option<LpOutcome<Rational>> {
        let rows = program.rows.len();
        // 1. Take the slacks of equations out of the basis. One that cannot leave stands in a row
        //    of fixed variables alone, which reads "0 = right side".
        for row in 0..rows {
            if self.kinds[self.basic[row]] != Kind::Fixed {
                continue;
            }
            let movable = |column: &usize| {
                !self.table[row][*column].is_zero() && self.kinds[self.nonbasic[*column]] != Kind::Fixed
            };
            let free = |column: &usize| movable(column) && self.kinds[self.nonbasic[*column]] == Kind::Free;
            let columns = 0..self.nonbasic.len();
            match columns.clone().find(free).or_else(|| columns.clone().find(movable)) {
                Some(column) => self.pivot(row, column)?,
                None if self.right_side(row).is_zero() => {}
                None => return Some(LpOutcome::Infeasible { farkas: self.farkas(program, row) }),
            }
        }
        // 2. Bring free variables into the basis, where they stay.
        for column in 0..self.nonbasic.len() {
            if self.kinds[self.nonbasic[column]] != Kind::Free {
                continue;
            }
            let row = (0..rows)
                .find(|&row| !self.table[row][column].is_zero() && self.kinds[self.basic[row]] == Kind::NonNegative);
            if let Some(row) = row {
                self.pivot(row, column)?;
            }
        }
        // 3. Phase 1: one more variable, taken from every row of a bounded variable.
        let bounded = |tableau: &Self, row: usize| tableau.kinds[tableau.basic[row]] == Kind::NonNegative;
        let worst = (0..rows)
            .filter(|&row| bounded(&self, row) && self.right_side(row).is_negative())
            .reduce(|worst, row| if self.right_side(row) < self.right_side(worst) { row } else { worst });
        if let Some(worst) = worst {
            let objective = self.table[rows].clone();
            let helper = self.kinds.len();
            self.kinds.push(Kind::NonNegative);
            self.nonbasic.push(helper);
            let minus_one = -self.denominator.clone();
            for row in 0..rows {
                let entry = if bounded(&self, row) { minus_one.clone() } else { I::zero() };
                let last = self.table[row].len() - 1;
                self.table[row].insert(last, entry);
            }
            // The true objective rides along below; the one on top is to maximise minus the helper.
            let width = self.nonbasic.len() + 1;
            let mut carried = objective;
            carried.insert(width - 2, I::zero());
            self.table[rows] = vec![I::zero(); width];
            self.table[rows][width - 2] = self.denominator.clone();
            self.table.push(carried);
            self.pivot(worst, width - 2)?;
            self.optimise(rows, Some(helper))?;
            if !self.table[rows][width - 1].is_zero() {
                return Some(LpOutcome::Infeasible { farkas: self.farkas(program, rows) });
            }
            if let Some(row) = (0..rows).find(|&row| self.basic[row] == helper) {
                // It is basic at 0: any movable column with an entry takes its place.
                let column = (0..self.nonbasic.len()).find(|&column| {
                    !self.table[row][column].is_zero() && self.kinds[self.nonbasic[column]] != Kind::Fixed
                })?;
                self.pivot(row, column)?;
            }
            let column = self.nonbasic.iter().position(|&variable| variable == helper)?;
            self.nonbasic.remove(column);
            self.kinds.pop();
            self.table.remove(rows);
            for row in &mut self.table {
                row.remove(column);
            }
        }
        // 4. Phase 2.
        match self.optimise(rows, None)? {
            Stop::Optimal => Some(self.optimal(program)),
            Stop::Unbounded { column, up } => Some(self.unbounded(program, column, up)),
        }
    }

    /// Pivots until the row of the objective has no improving column.
    fn optimise(&mut self, rows: usize, preferred: Option<usize>) -> Option<Stop> {
        let mut degenerate = 0;
        loop {
            let Some((column, up)) = self.entering(rows, degenerate > PATIENCE) else {
                return Some(Stop::Optimal);
            };
            let Some(row) = self.leaving(rows, column, up, preferred)? else {
                return Some(Stop::Unbounded { column, up });
            };
            degenerate = if self.right_side(row).is_zero() { degenerate + 1 } else { 0 };
            self.pivot(row, column)?;
        }
    }

    /// The column whose variable improves the objective, and whether upwards.
    fn entering(&self, objective: usize, smallest_index: bool) -> Option<(usize, bool)> {
        let mut best: Option<usize> = None;
        for (column, &variable) in self.nonbasic.iter().enumerate() {
            let cost = &self.table[objective][column];
            let improves = match self.kinds[variable] {
                Kind::NonNegative => cost.is_negative(),
                Kind::Free => !cost.is_zero(),
                Kind::Fixed => false,
            };
            let better = |known: usize| {
                if smallest_index {
                    variable < self.nonbasic[known]
                } else {
                    cost.abs() > self.table[objective][known].abs()
                }
            };
            if improves && best.is_none_or(better) {
                best = Some(column);
            }
        }
        best.map(|column| (column, self.table[objective][column].is_negative()))
    }

    /// The row that first stops the column's variable; the preferred variable, else the smallest,
    /// where several do.
    fn leaving(&self, rows: usize, column: usize, up: bool, preferred: Option<usize>) -> Option<Option<usize>> {
        let speed = |row: usize| if up { self.table[row][column].clone() } else { -self.table[row][column].clone() };
        let mut best: Option<usize> = None;
        for row in 0..rows {
            if self.kinds[self.basic[row]] != Kind::NonNegative || !speed(row).is_positive() {
                continue;
            }
            let better = match best {
                None => true,
                Some(known) => {
                    match I::compare_products(self.right_side(row), &speed(known), self.right_side(known), &speed(row))?
                    {
                        std::cmp::Ordering::Less => true,
                        std::cmp::Ordering::Greater => false,
                        std::cmp::Ordering::Equal => {
                            Some(self.basic[known]) != preferred
                                && (Some(self.basic[row]) == preferred || self.basic[row] < self.basic[known])
                        }
                    }
                }
            };
            if better {
                best = Some(row);
            }
        }
        Some(best)
    }

    /// Exchanges a basic and a nonbasic variable; `None` when a number does not fit or the time is over.
    fn pivot(&mut self, row: usize, column: usize) -> Option<()> {
        if self.limit.is_over() {
            return None;
        }
        let pivot_row = self.table[row].clone();
        let pivot = pivot_row[column].clone();
        let turn = pivot.is_negative();
        for (index, entries) in self.table.iter_mut().enumerate() {
            if index == row {
                if turn {
                    entries.iter_mut().for_each(|entry| *entry = -entry.clone());
                }
                entries[column] = if turn { -self.denominator.clone() } else { self.denominator.clone() };
                continue;
            }
            let factor = entries[column].clone();
            for (place, entry) in entries.iter_mut().enumerate() {
                let (factored, other) = (!factor.is_zero() && !pivot_row[place].is_zero(), &pivot_row[place]);
                if place == column {
                    *entry = -factor.clone();
                } else if factored || !entry.is_zero() {
                    *entry = I::cross(entry, &pivot, &factor, other, &self.denominator)?;
                }
                if turn {
                    *entry = -entry.clone();
                }
            }
        }
        self.denominator = pivot.abs();
        // All rows were scaled by |pivot|; the pivot row's own entries stay as they are.
        std::mem::swap(&mut self.basic[row], &mut self.nonbasic[column]);
        Some(())
    }

    fn right_side(&self, row: usize) -> &I {
        &self.table[row][self.nonbasic.len()]
    }

    fn value(&self, entry: &I) -> Rational {
        Rational::new(entry.to_big(), self.denominator.to_big())
    }

    /// The program's variables in the present basis.
    fn point(&self, program: &ScaledProgram) -> Vec<Rational> {
        let mut point = vec![Rational::zero(); program.objective.len()];
        for (row, &variable) in self.basic.iter().enumerate() {
            if let Some(entry) = point.get_mut(variable) {
                *entry = self.value(self.right_side(row));
            }
        }
        point
    }

    /// What a row says of the slacks, one number for each constraint, in the scaled program.
    fn slack_entries(&self, program: &ScaledProgram, row: usize) -> Vec<Rational> {
        let n = program.objective.len();
        let mut entries = vec![Rational::zero(); program.rows.len()];
        for (column, &variable) in self.nonbasic.iter().enumerate() {
            if let Some(entry) = variable.checked_sub(n).and_then(|slack| entries.get_mut(slack)) {
                *entry = self.value(&self.table[row][column]);
            }
        }
        entries
    }

    fn optimal(&self, program: &ScaledProgram) -> LpOutcome<Rational> {
        let objective = program.rows.len();
        let dual = self.slack_entries(program, objective);
        let dual = dual.into_iter().zip(&program.row_scales).map(|(y, scale)| y * scale / &program.objective_scale);
        LpOutcome::Optimal {
            value: self.value(self.right_side(objective)) / &program.objective_scale,
            primal: self.point(program),
            dual: dual.collect(),
        }
    }

    /// The combination of constraints behind a row that cannot hold. The row is
    /// `x_B + Σ T_j x_j = t`, a combination `y` of the rows `a·x + s = b` (with `y = T` at the
    /// slacks): phase 1 ends with `t < 0` and all `T >= 0`, step 1 with `t != 0` and no `T` at all.
    fn farkas(&self, program: &ScaledProgram, row: usize) -> Vec<Rational> {
        let mut weights = self.slack_entries(program, row);
        // The slack of an equation that could not leave stands in the basis, with coefficient 1.
        let n = program.objective.len();
        let own = self.basic.get(row).and_then(|variable| variable.checked_sub(n));
        if let Some(entry) = own.and_then(|slack| weights.get_mut(slack)) {
            *entry = Rational::one();
        }
        let turn = self.right_side(row).is_positive();
        let sign = |value: Rational| if turn { value } else { -value };
        weights.into_iter().zip(&program.row_scales).map(|(y, scale)| sign(y * scale)).collect()
    }

    fn unbounded(&self, program: &ScaledProgram, column: usize, up: bool) -> LpOutcome<Rational> {
        let mut ray = vec![Rational::zero(); program.objective.len()];
        let sign = |value: Rational| if up { value } else { -value };
        if let Some(entry) = ray.get_mut(self.nonbasic[column]) {
            *entry = sign(Rational::one());
        }
        for (row, &variable) in self.basic.iter().enumerate() {
            if let Some(entry) = ray.get_mut(variable) {
                *entry = sign(-self.value(&self.table[row][column]));
            }
        }
        LpOutcome::Unbounded { point: self.point(program), ray }
    }
}
