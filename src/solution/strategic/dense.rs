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
            if !pivot.is_finite() || pivot.abs() < 1e-300 {
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
