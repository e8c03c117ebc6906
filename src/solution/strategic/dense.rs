//! Dense linear systems in floats.

/// A square matrix by its triangular factors, rows exchanged for the largest pivots.
pub(super) struct Factors {
    rows: Vec<Vec<f64>>,
    order: Vec<usize>,
}

impl Factors {
    /// Factors a square matrix; `None` where it is singular as far as floats can tell.
    pub(super) fn new(mut rows: Vec<Vec<f64>>) -> Option<Self> {
        let n = rows.len();
        let mut order: Vec<usize> = (0..n).collect();
        for column in 0..n {
            let best = (column..n).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
            rows.swap(column, best);
            order.swap(column, best);
            let (above, below) = rows.split_at_mut(column + 1);
            let pivot_row = &above[column];
            let pivot = pivot_row[column];
            if !pivot.is_finite() || pivot.abs() < 1e-280 {
                return None;
            }
            for row in below {
                let factor = row[column] / pivot;
                row[column] = factor;
                if factor != 0.0 {
                    row[column + 1..].iter_mut().zip(&pivot_row[column + 1..]).for_each(|(x, y)| *x -= factor * y);
                }
            }
        }
        Some(Factors { rows, order })
    }

    /// The solution for a right side.
    pub(super) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let n = self.rows.len();
        let mut x: Vec<f64> = self.order.iter().map(|&row| right[row]).collect();
        for row in 0..n {
            let sum: f64 = (0..row).map(|column| self.rows[row][column] * x[column]).sum();
            x[row] -= sum;
        }
        for row in (0..n).rev() {
            let sum: f64 = (row + 1..n).map(|column| self.rows[row][column] * x[column]).sum();
            x[row] = (x[row] - sum) / self.rows[row][row];
        }
        x
    }
}

/// The inverse of a matrix by elimination with pivots; `None` where a pivot is negligible.
pub(super) fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let scale = matrix.iter().flatten().fold(0.0f64, |most, entry| most.max(entry.abs()));
    let mut inverse: Vec<Vec<f64>> =
        (0..n).map(|row| (0..n).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[pivot][column].abs() <= scale * 1e-10 || !matrix[pivot][column].is_finite() {
            return None;
        }
        matrix.swap(column, pivot);
        inverse.swap(column, pivot);
        let factor = 1.0 / matrix[column][column];
        matrix[column].iter_mut().for_each(|entry| *entry *= factor);
        inverse[column].iter_mut().for_each(|entry| *entry *= factor);
        let (pivot_row, pivot_inverse) = (matrix[column].clone(), inverse[column].clone());
        for row in (0..n).filter(|&row| row != column) {
            let factor = matrix[row][column];
            if factor != 0.0 {
                matrix[row].iter_mut().zip(&pivot_row).for_each(|(entry, p)| *entry -= factor * p);
                inverse[row].iter_mut().zip(&pivot_inverse).for_each(|(entry, p)| *entry -= factor * p);
            }
        }
    }
    inverse.iter().flatten().all(|entry| entry.is_finite()).then_some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_solved_and_singular_ones_refused() {
        let factors = Factors::new(vec![vec![0.0, 2.0], vec![3.0, 1.0]]).unwrap();
        assert_eq!(factors.solve(&[4.0, 8.0]), [2.0, 2.0]);
        assert!(Factors::new(vec![vec![1.0, 2.0], vec![2.0, 4.0]]).is_none());
    }
}
