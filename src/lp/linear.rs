//! Systems of linear equations in integers, by elimination without fractions.

use num_bigint::BigInt;

use super::integer::PivotInteger;

/// The solutions of a linear system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntegerSolution {
    /// One solution: `numerators[i] / denominator`, the denominator above 0.
    Unique {
        /// One numerator for each unknown.
        numerators: Vec<BigInt>,
        /// Their common denominator.
        denominator: BigInt,
    },
    /// More than one.
    Many,
    /// None.
    Inconsistent,
}

/// Solves `A x = b` for integers, given the rows of `(A | b)`, by Bareiss elimination: every
/// number that comes up is a minor of the matrix, so that none grows beyond Hadamard's bound.
///
/// Rows need not be independent. Missing entries at the end of a row count as 0.
///
/// Complexity: `O(rows · unknowns²)` multiplications, in machine words while they fit.
///
/// # Examples
///
/// ```
/// use num_bigint::BigInt;
/// use pactum::lp::{IntegerSolution, solve_integer_system};
///
/// let row = |numbers: [i64; 3]| numbers.map(BigInt::from).to_vec();
/// // x + y = 3, x - y = 0
/// let solution = solve_integer_system(&[row([1, 1, 3]), row([1, -1, 0])], 2);
/// let three_halves = IntegerSolution::Unique { numerators: vec![3.into(), 3.into()], denominator: 2.into() };
/// assert_eq!(solution, three_halves);
/// assert_eq!(solve_integer_system(&[row([1, 1, 3])], 2), IntegerSolution::Many);
/// assert_eq!(solve_integer_system(&[row([0, 0, 3])], 2), IntegerSolution::Inconsistent);
/// ```
///
/// Source: Bareiss 1968.
pub fn solve_integer_system(rows: &[Vec<BigInt>], unknowns: usize) -> IntegerSolution {
    solve_in::<i128>(rows, unknowns).or_else(|| solve_in::<BigInt>(rows, unknowns)).unwrap_or(IntegerSolution::Many)
}

/// The same in one integer type; `None` when a number does not fit.
fn solve_in<I: PivotInteger>(rows: &[Vec<BigInt>], unknowns: usize) -> Option<IntegerSolution> {
    let mut table: Vec<Vec<I>> = Vec::with_capacity(rows.len());
    for row in rows {
        let mut converted: Vec<I> = row.iter().take(unknowns + 1).map(I::from_big).collect::<Option<_>>()?;
        converted.resize(unknowns + 1, I::zero());
        table.push(converted);
    }
    // 1. Gauss-Jordan: after each pivot p, every row is the one over the rationals times p.
    let mut divisor = I::one();
    let mut done = 0;
    for column in 0..unknowns {
        let Some(found) = (done..table.len()).find(|&row| !table[row][column].is_zero()) else {
            continue;
        };
        table.swap(done, found);
        let pivot_row = table[done].clone();
        let pivot = pivot_row[column].clone();
        for (index, row) in table.iter_mut().enumerate().filter(|(index, _)| *index != done) {
            let factor = row[column].clone();
            // Columns before this one are 0 in the pivot row, but still change their scale.
            for (place, entry) in row.iter_mut().enumerate() {
                if index < done || place >= column {
                    *entry = I::cross(entry, &pivot, &factor, &pivot_row[place], &divisor)?;
                }
            }
        }
        divisor = pivot;
        done += 1;
    }
    // 2. A row without coefficients must have no right side either.
    if table.iter().skip(done).any(|row| !row[unknowns].is_zero()) {
        return Some(IntegerSolution::Inconsistent);
    }
    if done < unknowns {
        return Some(IntegerSolution::Many);
    }
    // 3. Row i reads divisor * x_i = right side.
    let turn = divisor.is_negative();
    let sign = |value: &I| if turn { -value.to_big() } else { value.to_big() };
    let numerators = table.iter().take(unknowns).map(|row| sign(&row[unknowns])).collect();
    Some(IntegerSolution::Unique { numerators, denominator: sign(&divisor) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{Rational, whole};
    use num_traits::Zero;
    use proptest::prelude::*;

    /// Plain elimination in rationals.
    fn rank(rows: &[Vec<Rational>]) -> usize {
        let mut table = rows.to_vec();
        let width = table.first().map_or(0, Vec::len);
        let mut done = 0;
        for column in 0..width {
            let Some(found) = (done..table.len()).find(|&row| !table[row][column].is_zero()) else { continue };
            table.swap(done, found);
            for row in done + 1..table.len() {
                let factor = table[row][column].clone() / table[done][column].clone();
                let pivot_row = table[done].clone();
                for (entry, value) in table[row].iter_mut().zip(pivot_row) {
                    *entry -= factor.clone() * value;
                }
            }
            done += 1;
        }
        done
    }

    proptest! {
        #[test]
        fn the_kind_is_that_of_the_ranks_and_a_solution_solves(
            entries in proptest::collection::vec(proptest::collection::vec(-3i64..4, 4), 1..6),
            large in any::<bool>(),
        ) {
            let factor = if large { BigInt::from(10).pow(30) } else { BigInt::from(1) };
            let rows: Vec<Vec<BigInt>> =
                entries.iter().map(|row| row.iter().map(|&entry| BigInt::from(entry) * &factor).collect()).collect();
            let rational: Vec<Vec<Rational>> = entries.iter().map(|row| row.iter().map(|&entry| whole(entry)).collect()).collect();
            let left: Vec<Vec<Rational>> = rational.iter().map(|row| row[..3].to_vec()).collect();
            let (rank_left, rank_all) = (rank(&left), rank(&rational));
            match solve_integer_system(&rows, 3) {
                IntegerSolution::Inconsistent => prop_assert!(rank_all > rank_left),
                IntegerSolution::Many => prop_assert!(rank_all == rank_left && rank_left < 3),
                IntegerSolution::Unique { numerators, denominator } => {
                    prop_assert!(rank_all == 3 && rank_left == 3 && denominator > BigInt::zero());
                    for row in &rows {
                        let total: BigInt = row.iter().zip(&numerators).map(|(a, x)| a * x).sum();
                        prop_assert_eq!(total, &row[3] * &denominator);
                    }
                }
            }
        }
    }
}
