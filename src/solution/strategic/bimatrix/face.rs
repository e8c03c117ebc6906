//! Faces of the polyhedron of one player's mixed strategies and the other's best payoff.
//!
//! `x >= 0`, `Σ x_i = 1` and, for each strategy `j` of the other, `s_j = v - Σ_i B_ij x_i >= 0`. A face
//! is the set where some of the `x_i` and `s_j` are zero; it is kept as a feasible dictionary
//! `D w = c + Σ a_k z_k` of the basic variables in the others, all integers, those fixed at zero left out.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::One;

use crate::error::Error;
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::minor::{Minor, minor_bits};

/// Where a variable stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Basic, in this row.
    Row(usize),
    /// Not basic, in this column.
    Column(usize),
    /// Zero on the whole face.
    Zero,
}

/// A non-empty face, by a feasible dictionary. Variables `0..own` are the player's probabilities, the
/// rest the other's slacks.
#[derive(Debug, Clone)]
pub(super) struct Face<Z> {
    own: usize,
    /// The basic variables, by row.
    pub(super) rows: Vec<usize>,
    /// The others, by column.
    pub(super) columns: Vec<usize>,
    place: Vec<Place>,
    /// Constants at the beginning of a row: 1, or more with a lexicographic perturbation.
    constants: usize,
    /// Row by row: constants, then one coefficient a column.
    table: Vec<Z>,
    determinant: Z,
}

/// The other's payoffs less a constant for each own strategy, which changes no best reply, as small as
/// such constants make them, without a common factor.
pub(super) fn centred(payoffs: &[Vec<BigInt>]) -> Vec<Vec<BigInt>> {
    let middle = |row: &Vec<BigInt>| -> BigInt {
        let (low, high) =
            (row.iter().min().cloned().unwrap_or_default(), row.iter().max().cloned().unwrap_or_default());
        (low + high).div_floor(&BigInt::from(2))
    };
    let moved: Vec<Vec<BigInt>> = payoffs
        .iter()
        .map(|row| {
            let middle = middle(row);
            row.iter().map(|value| value - &middle).collect()
        })
        .collect();
    let common = moved.iter().flatten().fold(BigInt::default(), |common, value| common.gcd(value)).max(BigInt::one());
    moved.into_iter().map(|row| row.into_iter().map(|value| value / &common).collect()).collect()
}

/// The bits of the largest number that dictionaries of the polyhedron can hold.
pub(super) fn bits_needed(payoffs: &[Vec<BigInt>]) -> u64 {
    let (own, others) = (payoffs.len(), payoffs.first().map_or(0, Vec::len));
    let one = BigInt::one();
    // The slacks' equations, with the 1 of the payoff variable; the sum of probabilities beside them.
    let equations = (0..others).map(|j| payoffs.iter().map(|row| &row[j]).chain([&one]).collect());
    let sum = std::iter::once(vec![&one; own]);
    minor_bits(equations.chain(sum), own.min(others) + 1) + 1
}

impl<Z: Minor> Face<Z> {
    /// The whole polyhedron, at the vertex of the first own strategy and the other's best reply to it.
    pub(super) fn whole(payoffs: &[Vec<BigInt>]) -> Self {
        let (own, others) = (payoffs.len(), payoffs.first().map_or(0, Vec::len));
        let reply = (0..others).max_by(|&a, &b| payoffs[0][a].cmp(&payoffs[0][b])).unwrap_or(0);
        let columns: Vec<usize> = (1..own).chain([own + reply]).collect();
        let rows: Vec<usize> = std::iter::once(0).chain((0..others).filter(|&j| j != reply).map(|j| own + j)).collect();
        let mut table = Vec::with_capacity(rows.len() * (own + 1));
        let (one, zero) = (BigInt::one(), BigInt::default());
        // x_0 = 1 - Σ x_i
        table.push(Z::from_big(&one));
        table.extend((1..own).map(|_| Z::from_big(&-&one)));
        table.push(Z::from_big(&zero));
        for j in (0..others).filter(|&j| j != reply) {
            let ahead = |i: usize| &payoffs[i][reply] - &payoffs[i][j];
            let first = ahead(0);
            table.push(Z::from_big(&first));
            table.extend((1..own).map(|i| Z::from_big(&(ahead(i) - &first))));
            table.push(Z::from_big(&one));
        }
        let mut place = vec![Place::Zero; own + others];
        rows.iter().enumerate().for_each(|(row, &variable)| place[variable] = Place::Row(row));
        columns.iter().enumerate().for_each(|(column, &variable)| place[variable] = Place::Column(column));
        Face { own, rows, columns, place, constants: 1, table, determinant: Z::from_big(&one) }
    }

    fn width(&self) -> usize {
        self.constants + self.columns.len()
    }

    fn row(&self, row: usize) -> &[Z] {
        let width = self.width();
        &self.table[row * width..(row + 1) * width]
    }

    fn constant(&self, row: usize) -> &Z {
        &self.table[row * self.width()]
    }

    fn coefficient(&self, row: usize, column: usize) -> &Z {
        &self.table[row * self.width() + self.constants + column]
    }

    /// Whether the dictionary shows that the variable is zero on the whole face.
    pub(super) fn is_always_zero(&self, variable: usize) -> bool {
        match self.place[variable] {
            Place::Zero => true,
            Place::Column(_) => false,
            Place::Row(row) => {
                self.constant(row).sign().is_eq()
                    && self.row(row)[self.constants..].iter().all(|coefficient| coefficient.sign().is_le())
            }
        }
    }

    /// Whether the dictionary shows that the variable is zero nowhere on the face.
    pub(super) fn is_never_zero(&self, variable: usize) -> bool {
        match self.place[variable] {
            Place::Zero | Place::Column(_) => false,
            Place::Row(row) => {
                self.constant(row).sign().is_gt()
                    && self.row(row)[self.constants..].iter().all(|coefficient| coefficient.sign().is_ge())
            }
        }
    }

    /// Whether the variable is positive at the dictionary's own vertex.
    pub(super) fn is_positive(&self, variable: usize) -> bool {
        matches!(self.place[variable], Place::Row(row) if self.constant(row).sign().is_gt())
    }

    /// Goes to the part of the face where the variable is zero; `false` if there is none, and then
    /// the face is of no more use.
    pub(super) fn fix(&mut self, variable: usize, limit: &TimeLimit) -> Result<bool, Error> {
        match self.place[variable] {
            Place::Zero => Ok(true),
            Place::Column(column) => {
                self.remove_column(column);
                Ok(true)
            }
            Place::Row(_) => self.minimise(variable, limit),
        }
    }

    /// Simplex steps that bring a basic variable down to zero and out of the basis.
    fn minimise(&mut self, variable: usize, limit: &TimeLimit) -> Result<bool, Error> {
        let patience = 2 * (self.rows.len() + self.columns.len());
        for step in 0.. {
            if step % 16 == 15 {
                limit.check("the list of equilibria")?;
            }
            // 1. The row may have gone to a column, where zero is a matter of removing it.
            let row = match self.place[variable] {
                Place::Row(row) => row,
                Place::Column(column) => {
                    self.remove_column(column);
                    return Ok(true);
                }
                Place::Zero => return Ok(true),
            };
            // 2. At zero already: out by any coefficient that keeps the dictionary feasible.
            if self.constant(row).sign().is_eq() {
                return Ok(self.leave_at_zero(row));
            }
            // 3. A column that brings it down: the steepest first, later the first (Bland 1977).
            let falling = (0..self.columns.len()).filter(|&column| self.coefficient(row, column).sign().is_lt());
            let entering = if step < patience {
                let one = Z::from_big(&BigInt::one());
                falling.reduce(|a, b| {
                    let order = Z::compare_products(self.coefficient(row, b), &one, self.coefficient(row, a), &one);
                    if order.is_lt() { b } else { a }
                })
            } else {
                falling.min_by_key(|&column| self.columns[column])
            };
            // 4. No such column: the least value is above zero.
            let Some(column) = entering else { return Ok(false) };
            let Some(leaving) = self.leaving(column, Some(row)) else { return Ok(false) };
            self.pivot(leaving, column);
        }
        Ok(false)
    }

    /// Takes a basic variable of value zero out of the face.
    fn leave_at_zero(&mut self, row: usize) -> bool {
        let column = (0..self.columns.len()).find(|&column| !self.coefficient(row, column).sign().is_eq());
        match column {
            None => self.remove_row(row),
            Some(column) => {
                // The row's constant is zero, so that the others' constants only change by a factor.
                self.pivot(row, column);
                self.remove_column(column);
            }
        }
        true
    }

    /// The row that limits the growth of a column's variable; among ties the preferred one, then the
    /// least variable. With a perturbation there are no ties.
    pub(super) fn leaving(&self, column: usize, preferred: Option<usize>) -> Option<usize> {
        let limits = (0..self.rows.len()).filter(|&row| self.coefficient(row, column).sign().is_lt());
        limits.reduce(|best, row| match self.compare_ratios(row, best, column) {
            Ordering::Less => row,
            Ordering::Greater => best,
            Ordering::Equal if preferred == Some(best) => best,
            Ordering::Equal if preferred == Some(row) || self.rows[row] < self.rows[best] => row,
            Ordering::Equal => best,
        })
    }

    /// The order of two rows by how far a column's variable may grow, both coefficients negative.
    fn compare_ratios(&self, a: usize, b: usize, column: usize) -> Ordering {
        let (step_a, step_b) = (self.coefficient(a, column), self.coefficient(b, column));
        for constant in 0..self.constants {
            // c_a / -t_a < c_b / -t_b  iff  c_a t_b > c_b t_a
            let order = Z::compare_products(&self.row(b)[constant], step_a, &self.row(a)[constant], step_b);
            if order.is_ne() {
                return order;
            }
        }
        Ordering::Equal
    }

    /// Exchanges a basic variable and another.
    pub(super) fn pivot(&mut self, row: usize, column: usize) {
        let width = self.width();
        let at = self.constants + column;
        let pivot_row: Vec<Z> = self.row(row).to_vec();
        let pivot = pivot_row[at].clone();
        let negative = pivot.sign().is_lt();
        let divisor = self.determinant.divisor();
        for (index, line) in self.table.chunks_exact_mut(width).enumerate() {
            if index == row {
                continue;
            }
            let factor = line[at].clone();
            for (place, (entry, in_pivot_row)) in line.iter_mut().zip(&pivot_row).enumerate() {
                if place != at {
                    *entry = Z::cross(&pivot, entry, &factor, in_pivot_row, &divisor);
                }
                if negative {
                    *entry = entry.opposite();
                }
            }
        }
        // p z = D w - Σ a_k z_k
        for (place, entry) in self.table[row * width..(row + 1) * width].iter_mut().enumerate() {
            let value = if place == at { self.determinant.clone() } else { pivot_row[place].opposite() };
            *entry = if negative { value.opposite() } else { value };
        }
        self.determinant = if negative { pivot.opposite() } else { pivot };
        std::mem::swap(&mut self.rows[row], &mut self.columns[column]);
        self.place[self.rows[row]] = Place::Row(row);
        self.place[self.columns[column]] = Place::Column(column);
    }

    fn remove_column(&mut self, column: usize) {
        let (width, at) = (self.width(), self.constants + column);
        let mut place = 0;
        self.table.retain(|_| {
            let keep = place % width != at;
            place += 1;
            keep
        });
        self.place[self.columns[column]] = Place::Zero;
        self.columns.remove(column);
        self.columns[column..].iter().for_each(|&variable| {
            if let Place::Column(after) = &mut self.place[variable] {
                *after -= 1;
            }
        });
    }

    fn remove_row(&mut self, row: usize) {
        let width = self.width();
        self.table.drain(row * width..(row + 1) * width);
        self.place[self.rows[row]] = Place::Zero;
        self.rows.remove(row);
        self.rows[row..].iter().for_each(|&variable| {
            if let Place::Row(after) = &mut self.place[variable] {
                *after -= 1;
            }
        });
    }

    /// The same face with its rows' constants perturbed by powers of an infinitesimal, so that no two
    /// of them vanish together.
    pub(super) fn perturbed(&self) -> Self {
        let (rows, zero) = (self.rows.len(), Z::from_big(&BigInt::default()));
        let mut table = Vec::with_capacity(rows * (self.width() + rows));
        for row in 0..rows {
            let line = self.row(row);
            table.extend_from_slice(&line[..self.constants]);
            table.extend((0..rows).map(|other| if other == row { self.determinant.clone() } else { zero.clone() }));
            table.extend_from_slice(&line[self.constants..]);
        }
        Face { constants: self.constants + rows, table, ..self.clone() }
    }

    /// Where a variable stands.
    pub(super) fn place(&self, variable: usize) -> Place {
        self.place[variable]
    }

    /// The player's mixed strategy at the dictionary's vertex.
    pub(super) fn strategy(&self) -> Vec<Rational> {
        let determinant = self.determinant.to_big();
        (0..self.own)
            .map(|variable| match self.place[variable] {
                Place::Row(row) => Rational::new(self.constant(row).to_big(), determinant.clone()),
                _ => Rational::default(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_traits::Signed;

    #[test]
    fn fixing_finds_the_least_value_or_shows_that_zero_is_out_of_reach() {
        // The other has two replies; the second is strictly worse, so that its slack is never zero.
        let payoffs: Vec<Vec<BigInt>> =
            [[5, 1], [7, 2]].iter().map(|row| row.iter().map(|&value| BigInt::from(value)).collect()).collect();
        let limit = TimeLimit::none();
        for_all_widths(
            &centred(&payoffs),
            |mut face| assert!(!face.fix(3, &limit).unwrap()),
            |mut face| {
                assert!(!face.fix(3, &limit).unwrap());
            },
        );
        for_all_widths(&centred(&payoffs), |mut face| check(&mut face, &limit), |mut face| check(&mut face, &limit));
    }

    fn check<Z: Minor>(face: &mut Face<Z>, limit: &TimeLimit) {
        assert!(face.fix(2, limit).unwrap() && face.fix(0, limit).unwrap());
        assert_eq!(face.strategy(), [Rational::default(), crate::number::whole(1)]);
        assert!(face.is_always_zero(0) && face.is_never_zero(3) && face.is_positive(1));
    }

    fn for_all_widths(payoffs: &[Vec<BigInt>], narrow: impl Fn(Face<i64>), big: impl Fn(Face<BigInt>)) {
        narrow(Face::whole(payoffs));
        big(Face::whole(payoffs));
    }

    #[test]
    fn centring_keeps_differences_within_a_row() {
        let payoffs = vec![vec![BigInt::from(10), BigInt::from(30)], vec![BigInt::from(0), BigInt::from(-20)]];
        let moved = centred(&payoffs);
        assert_eq!(moved, [vec![BigInt::from(-1), BigInt::from(1)], vec![BigInt::from(1), BigInt::from(-1)]]);
        assert!(moved.iter().flatten().all(|value| value.abs() <= BigInt::one()));
    }
}
