//! One of the two polyhedra `{x >= 0, s = 1 - Bᵀ x >= 0}` as a whole tableau of integers.

use std::cmp::Ordering;

use num_bigint::BigInt;

use crate::lp::PivotInteger;

/// `D w = c - Σ t_k z_k` for the basic variables `w`, by rows: the constant, then a number for each other
/// variable `z`. Variables go by their labels.
pub(super) struct Tableau<I> {
    table: Vec<Vec<I>>,
    denominator: I,
    basic: Vec<usize>,
    others: Vec<usize>,
    /// Labels of slacks.
    slacks: std::ops::Range<usize>,
}

impl<I: PivotInteger> Tableau<I> {
    /// Payoffs above zero by own and the other's strategy; `None` where one does not fit.
    pub(super) fn new(payoffs: &[Vec<BigInt>], own_label: usize, slack_label: usize) -> Option<Self> {
        let (own, others) = (payoffs.len(), payoffs.first().map_or(0, Vec::len));
        let row = |slack: usize| -> Option<Vec<I>> {
            std::iter::once(Some(I::one())).chain(payoffs.iter().map(|line| I::from_big(&line[slack]))).collect()
        };
        Some(Tableau {
            table: (0..others).map(row).collect::<Option<_>>()?,
            denominator: I::one(),
            basic: (slack_label..slack_label + others).collect(),
            others: (own_label..own_label + own).collect(),
            slacks: slack_label..slack_label + others,
        })
    }

    /// The own strategies that are basic, in rising order.
    pub(super) fn support(&self, own_label: usize) -> Vec<usize> {
        let played = self.basic.iter().filter(|label| !self.slacks.contains(label));
        let mut support: Vec<usize> = played.map(|label| label - own_label).collect();
        support.sort_unstable();
        support
    }

    /// Brings a variable into the basis; the label of the one that leaves. `None` where a number does not fit.
    pub(super) fn enter(&mut self, label: usize) -> Option<usize> {
        let column = self.others.iter().position(|&known| known == label)?;
        let row = self.leaving(column)?;
        self.pivot(row, column)?;
        Some(self.others[column])
    }

    /// The row of the least ratio, ties broken lexicographically as if the right sides were `1 + ε^j`.
    fn leaving(&self, column: usize) -> Option<usize> {
        let mut best: Option<usize> = None;
        for row in 0..self.table.len() {
            if !self.table[row][column + 1].is_positive() {
                continue;
            }
            best = Some(match best {
                Some(known) if self.compare(row, known, column)? != Ordering::Less => known,
                _ => row,
            });
        }
        best
    }

    /// The order of the ratios of two rows.
    fn compare(&self, a: usize, b: usize, column: usize) -> Option<Ordering> {
        let (row_a, row_b) = (&self.table[a], &self.table[b]);
        let (step_a, step_b) = (&row_a[column + 1], &row_b[column + 1]);
        let order = I::compare_products(&row_a[0], step_b, &row_b[0], step_a)?;
        if order.is_ne() {
            return Some(order);
        }
        let zero = I::zero();
        let coefficient = |row: usize, slack: usize, place: Option<usize>| match place {
            Some(place) => self.table[row][place + 1].clone(),
            None if self.basic[row] == slack => self.denominator.clone(),
            None => zero.clone(),
        };
        for slack in self.slacks.clone() {
            let place = self.others.iter().position(|&label| label == slack);
            let (x, y) = (coefficient(a, slack, place), coefficient(b, slack, place));
            let order = I::compare_products(&x, step_b, &y, step_a)?;
            if order.is_ne() {
                return Some(order);
            }
        }
        Some(Ordering::Equal)
    }

    /// Exchanges a basic variable and another; the pivot is above zero.
    fn pivot(&mut self, row: usize, column: usize) -> Option<()> {
        let pivot_row = self.table[row].clone();
        let pivot = pivot_row[column + 1].clone();
        for (index, line) in self.table.iter_mut().enumerate() {
            if index == row {
                line[column + 1] = self.denominator.clone();
                continue;
            }
            let factor = line[column + 1].clone();
            for (place, (entry, by)) in line.iter_mut().zip(&pivot_row).enumerate() {
                *entry = if place == column + 1 {
                    -factor.clone()
                } else {
                    I::cross(entry, &pivot, &factor, by, &self.denominator)?
                };
            }
        }
        self.denominator = pivot;
        std::mem::swap(&mut self.basic[row], &mut self.others[column]);
        Some(())
    }
}
