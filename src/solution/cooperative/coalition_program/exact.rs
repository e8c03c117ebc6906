//! The same simplex in integers: proves the basis that floats found, or pivots on from it.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use super::scan::{IntegerPrices, exactly_violated};
use super::worths::WorthTable;
use super::{Column, Objective, Shape};
use crate::error::Error;
use crate::lp::{IntegerSolution, solve_integer_system};
use crate::number::Rational;

/// Pivots on the most violated coalition before the smallest index decides (Bland 1977).
const PATIENCE: usize = 200;

/// A proved optimum, in the numbers of the scaled game.
#[derive(Debug, Clone)]
pub(crate) struct ExactOptimum {
    /// The basis.
    pub columns: Vec<Column>,
    /// The multiplier of each of its columns.
    pub levels: Vec<Rational>,
    /// The shares.
    pub x: Vec<Rational>,
    /// The largest excess, in units of the scaled weights; 0 where the objective is the total.
    pub t: Rational,
    /// Whether it stopped because the total exceeds the limit.
    pub over_limit: bool,
}

/// Minimises from a basis; from the first one should that not be feasible.
///
/// # Errors
///
/// [`Error::Undefined`] when no basis can be started from, [`Error::Backend`] for a bug.
pub(crate) fn minimise(
    table: &WorthTable,
    shape: &Shape<Rational>,
    anchor: &[Rational],
    from: Vec<Column>,
    fallback: impl Fn() -> Option<Vec<Column>>,
    limit: Option<&BigInt>,
) -> Result<ExactOptimum, Error> {
    let program = Program { table, shape, anchor, rows: shape.rows(table.n) };
    let mut columns = from;
    let feasible = |columns: &[Column]| {
        let levels = program.combine(columns, &program.right_side());
        levels.filter(|levels| program.acceptable(columns, levels))
    };
    let mut levels = match feasible(&columns) {
        Some(levels) => levels,
        None => {
            columns = fallback().ok_or_else(|| Error::undefined("no two complementary coalitions have an excess"))?;
            feasible(&columns).ok_or_else(|| broken("the first basis is not feasible"))?
        }
    };
    for pivots in 0usize.. {
        // 1. Prices of the basis.
        let (x, t) = program.prices(&columns).ok_or_else(|| broken("singular basis"))?;
        let finish =
            |columns, levels, over_limit| Ok(ExactOptimum { columns, levels, x: x.clone(), t: t.clone(), over_limit });
        // 2. The objective only grows: beyond the limit there is nothing more to find.
        if let Some(limit) = limit {
            let value = columns.iter().zip(&levels).map(|(&column, level)| level * program.cost(column));
            if value.sum::<Rational>() > Rational::from_integer(limit.clone()) {
                return finish(columns, levels, true);
            }
        }
        // 3. The column that enters.
        let Some(entering) = program.violated(&x, &t, pivots > PATIENCE) else {
            return finish(columns, levels, false);
        };
        // 4. The one that leaves: a stand-in at once, else by the ratio test, ties by smallest index.
        let direction =
            program.combine(&columns, &program.entries(entering)).ok_or_else(|| broken("singular basis"))?;
        let stand_in =
            (0..columns.len()).find(|&place| matches!(columns[place], Column::Unit(_)) && !direction[place].is_zero());
        let ratio = |place: usize| &levels[place] / &direction[place];
        let order = |place: usize| (ratio(place), index(columns[place]));
        let stops = |place: &usize| {
            matches!(columns[*place], Column::Coalition(_) | Column::Bound(_)) && direction[*place].is_positive()
        };
        let leaving = stand_in.or_else(|| (0..columns.len()).filter(stops).min_by_key(|&place| order(place)));
        let place = leaving.ok_or_else(|| broken("no column leaves"))?;
        let step = if stand_in.is_some() { Rational::zero() } else { ratio(place) };
        for (level, change) in levels.iter_mut().zip(&direction) {
            *level -= &step * change;
        }
        levels[place] = step;
        columns[place] = entering;
    }
    Err(broken("unreachable"))
}

/// What must not happen.
fn broken(message: &str) -> Error {
    Error::Backend { backend: "exact".into(), message: message.into() }
}

/// A place in the order that Bland's rule needs.
fn index(column: Column) -> (u8, usize) {
    match column {
        Column::Fixed(place) => (0, place),
        Column::Unit(player) => (1, player),
        Column::Bound(player) => (2, player),
        Column::Coalition(mask) => (3, mask as usize),
    }
}

struct Program<'a> {
    table: &'a WorthTable<'a>,
    shape: &'a Shape<Rational>,
    anchor: &'a [Rational],
    rows: usize,
}

impl Program<'_> {
    /// The column's entries: players, then the weight.
    fn entries(&self, column: Column) -> Vec<BigInt> {
        let mask = match column {
            Column::Coalition(mask) => mask,
            Column::Bound(player) | Column::Unit(player) => 1 << player,
            Column::Fixed(place) => self.shape.fixed[place].0,
        };
        let mut entries: Vec<BigInt> = (0..self.table.n).map(|player| BigInt::from(mask >> player & 1)).collect();
        if self.shape.objective == Objective::Excess {
            entries.push(match column {
                Column::Coalition(mask) => self.weight(mask),
                _ => BigInt::zero(),
            });
        }
        entries
    }

    fn weight(&self, mask: u32) -> BigInt {
        let weights = self.table.weights.as_ref().and_then(|weights| weights.exact.as_ref());
        weights.map_or_else(BigInt::one, |weights| weights.integers.get(mask as usize))
    }

    fn worth(&self, mask: u32) -> BigInt {
        self.table.exact.as_ref().map_or_else(BigInt::zero, |exact| exact.integers.get(mask as usize))
    }

    fn cost(&self, column: Column) -> Rational {
        match column {
            Column::Coalition(mask) => Rational::from_integer(self.worth(mask)),
            Column::Bound(player) => Rational::from_integer(self.worth(1 << player)),
            Column::Fixed(place) => self.shape.fixed[place].1.clone(),
            Column::Unit(player) => self.anchor[player].clone(),
        }
    }

    fn right_side(&self) -> Vec<BigInt> {
        match self.shape.objective {
            Objective::Total => vec![BigInt::one(); self.rows],
            Objective::Excess => {
                let mut side = vec![BigInt::zero(); self.rows];
                side[self.rows - 1] = BigInt::one();
                side
            }
        }
    }

    /// The multipliers with which the columns combine to the target.
    fn combine(&self, columns: &[Column], target: &[BigInt]) -> Option<Vec<Rational>> {
        let entries: Vec<Vec<BigInt>> = columns.iter().map(|&column| self.entries(column)).collect();
        let rows: Vec<Vec<BigInt>> = (0..self.rows)
            .map(|row| entries.iter().map(|column| column[row].clone()).chain([target[row].clone()]).collect())
            .collect();
        solved(solve_integer_system(&rows, columns.len()))
    }

    /// The shares and the excess at which all basic constraints hold with equality.
    fn prices(&self, columns: &[Column]) -> Option<(Vec<Rational>, Rational)> {
        let row = |&column: &Column| {
            let cost = self.cost(column);
            let mut row: Vec<BigInt> = self.entries(column).into_iter().map(|entry| entry * cost.denom()).collect();
            row.push(cost.numer().clone());
            row
        };
        let rows: Vec<Vec<BigInt>> = columns.iter().map(row).collect();
        let mut x = solved(solve_integer_system(&rows, self.rows))?;
        let t = if self.shape.objective == Objective::Excess { x.pop()? } else { Rational::zero() };
        Some((x, t))
    }

    /// Whether multipliers have the signs that their columns ask for.
    fn acceptable(&self, columns: &[Column], levels: &[Rational]) -> bool {
        columns.iter().zip(levels).all(|(column, level)| match column {
            Column::Fixed(_) => true,
            Column::Unit(_) => level.is_zero(),
            Column::Coalition(_) | Column::Bound(_) => !level.is_negative(),
        })
    }

    /// A violated constraint: the worst, or the one of smallest index.
    fn violated(&self, x: &[Rational], t: &Rational, smallest_index: bool) -> Option<Column> {
        let below = |player: &usize| {
            let mask = 1 << *player;
            x[*player] < Rational::from_integer(self.worth(mask)) && !self.shape.span.contains(mask)
        };
        if self.shape.bounds
            && let Some(player) = (0..self.table.n).find(below)
        {
            return Some(Column::Bound(player));
        }
        let denominator = x.iter().chain([t]).fold(BigInt::one(), |common, value| common.lcm(value.denom()));
        let numerator = |value: &Rational| value.numer() * (&denominator / value.denom());
        let prices = IntegerPrices {
            numerators: x.iter().map(numerator).collect(),
            excess: numerator(t),
            denominator: denominator.clone(),
        };
        let limit = usize::from(!smallest_index);
        exactly_violated(self.table, &prices, &self.shape.span, limit).first().copied().map(Column::Coalition)
    }
}

/// The solution as rationals, where it is unique.
fn solved(solution: IntegerSolution) -> Option<Vec<Rational>> {
    match solution {
        IntegerSolution::Unique { numerators, denominator } => {
            Some(numerators.into_iter().map(|value| Rational::new(value, denominator.clone())).collect())
        }
        _ => None,
    }
}
