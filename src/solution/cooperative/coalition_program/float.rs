//! The revised simplex on coalition columns, in floats.

use super::scan::violated;
use super::worths::WorthTable;
use super::{Column, Objective, Shape};

/// A constraint counts as violated above this, relative to the largest worth.
const FEASIBLE: f64 = 1e-9;
/// An entry of a direction counts as 0 below this.
const PIVOT: f64 = 1e-9;
/// A multiplier counts as positive above this.
pub(crate) const POSITIVE: f64 = 1e-9;
/// Size of the perturbation that keeps degenerate bases apart.
const PERTURBATION: f64 = 1e-7;
/// Pivots after which the inverse is computed afresh.
const REFRESH: usize = 60;

/// Where the simplex stands when it stops.
#[derive(Debug, Clone)]
pub(crate) struct FloatOptimum {
    /// The basis.
    pub columns: Vec<Column>,
    /// The multiplier of each of its columns.
    pub levels: Vec<f64>,
    /// The shares `x`.
    pub x: Vec<f64>,
    /// The largest excess; 0 where the objective is the total.
    pub t: f64,
    /// Whether it stopped because the total exceeds the limit.
    pub over_limit: bool,
}

/// Numerical trouble: more pivots than any such program needs, or a singular basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Breakdown;

/// The method's state.
struct Simplex<'a> {
    table: &'a WorthTable<'a>,
    shape: &'a Shape<f64>,
    rows: usize,
    /// Where the stand-ins hold the shares.
    anchor: &'a [f64],
    columns: Vec<Column>,
    /// Inverse of the basis, row by row: row `k` belongs to the column at place `k`.
    inverse: Vec<f64>,
    /// The perturbed multipliers.
    levels: Vec<f64>,
    since_refresh: usize,
}

/// Minimises from the basis that [`start`] gives, generating columns by passes over the table.
///
/// `anchor` is where the search begins, `pool` what it looks at before it looks at the whole
/// table; coalitions that were violated are added to it. With a `limit`, it stops as soon as the
/// total is proved to exceed it.
pub(crate) fn minimise(
    table: &WorthTable,
    shape: &Shape<f64>,
    anchor: &[f64],
    pool: &mut Vec<u32>,
    limit: Option<f64>,
) -> Result<FloatOptimum, Breakdown> {
    let size = table.magnitude();
    let rows = shape.rows(table.n);
    let columns = start(table, shape, anchor, pool).ok_or(Breakdown)?;
    let mut simplex =
        Simplex { table, shape, rows, anchor, columns, inverse: Vec::new(), levels: Vec::new(), since_refresh: 0 };
    simplex.perturb()?;
    let mut candidates: Vec<u32> =
        pool.iter().copied().filter(|&mask| table.active(mask) && !shape.span.contains(mask)).collect();
    let batch = 2 * table.n + 8;
    for _ in 0..10_000 {
        // 1. Pivot until no candidate is violated.
        let prices = simplex.optimise(&candidates, FEASIBLE * size)?;
        let (x, t) = simplex.split(&prices);
        let levels = simplex.true_levels()?;
        // 2. Stop early when the objective, which only grows, is beyond the limit.
        let value: f64 = simplex.columns.iter().zip(&levels).map(|(&column, level)| level * simplex.cost(column)).sum();
        let over_limit = limit.is_some_and(|limit| value > limit + 1e-6 * size);
        // 3. Pass over the whole table for more.
        let found = match over_limit {
            true => Vec::new(),
            false => violated(table, &x, t, &shape.span, FEASIBLE * size * 4.0, batch),
        };
        let fresh: Vec<u32> =
            found.into_iter().map(|(mask, _)| mask).filter(|mask| !candidates.contains(mask)).collect();
        if fresh.is_empty() {
            return Ok(FloatOptimum { columns: simplex.columns, levels, x, t, over_limit });
        }
        candidates.extend(&fresh);
        pool.extend(fresh.into_iter().filter(|mask| !pool.contains(mask)).collect::<Vec<_>>());
    }
    Err(Breakdown)
}

/// A first basis with multipliers that are feasible. For the total: each player alone. For the
/// excess: the fixed coalitions, the coalition of largest excess at the anchor and its complement
/// (which share the multipliers), and stand-ins at 0.
///
/// Any open coalition would do for the largest: one of the pool spares a pass over the table.
pub(crate) fn start<V: Clone>(
    table: &WorthTable,
    shape: &Shape<V>,
    anchor: &[f64],
    pool: &[u32],
) -> Option<Vec<Column>> {
    let n = table.n;
    if shape.objective == Objective::Total {
        return Some((0..n).map(|player| Column::Coalition(1 << player)).collect());
    }
    let excess = |mask: u32| {
        let total: f64 = anchor.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, share)| share).sum();
        (table.float[mask as usize] - total) / table.weight(mask)
    };
    let paired = |mask: &u32| table.active(*mask) && table.active(table.grand() & !mask);
    let open = pool.iter().copied().filter(|mask| paired(mask) && !shape.span.contains(*mask));
    let worst = match open.max_by(|&a, &b| excess(a).total_cmp(&excess(b))) {
        Some(mask) => mask,
        None => {
            let all = violated(table, anchor, 0.0, &shape.span, f64::NEG_INFINITY, usize::MAX);
            all.into_iter().map(|(mask, _)| mask).find(paired)?
        }
    };
    let complement = table.grand() & !worst;
    let mut masks: Vec<u32> = shape.fixed.iter().map(|(mask, _)| *mask).collect();
    let mut columns: Vec<Column> = (0..masks.len()).map(Column::Fixed).collect();
    columns.extend([Column::Coalition(worst), Column::Coalition(complement)]);
    masks.push(worst);
    let mut span = super::Span::new(n, &masks);
    for player in 0..n {
        if !span.contains(1 << player) {
            columns.push(Column::Unit(player));
            masks.push(1 << player);
            span = super::Span::new(n, &masks);
        }
    }
    (columns.len() == n + 1).then_some(columns)
}

/// Totals by bytes of the mask, so that a coalition's total takes four additions.
struct ByteTotals([Vec<f64>; 4]);

impl ByteTotals {
    fn new(x: &[f64]) -> Self {
        let part = |from: usize| {
            let mut totals = vec![0.0];
            for share in x.iter().skip(from).take(8) {
                for index in 0..totals.len() {
                    totals.push(totals[index] + share);
                }
            }
            totals
        };
        ByteTotals([part(0), part(8), part(16), part(24)])
    }

    fn of(&self, mask: u32) -> f64 {
        let [a, b, c, d] = mask.to_le_bytes().map(usize::from);
        self.0[0][a] + self.0[1][b] + self.0[2][c] + self.0[3][d]
    }
}

impl Simplex<'_> {
    /// Pivots the most violated candidate in until none is violated; returns the prices.
    fn optimise(&mut self, candidates: &[u32], tolerance: f64) -> Result<Vec<f64>, Breakdown> {
        let mut left = 200 * self.rows + 2000;
        loop {
            let prices = self.prices();
            let Some(column) = self.most_violated(candidates, &prices, tolerance) else {
                return Ok(prices);
            };
            left -= 1;
            if left == 0 {
                return Err(Breakdown);
            }
            self.enter(column)?;
        }
    }

    /// The prices split into shares and excess.
    fn split(&self, prices: &[f64]) -> (Vec<f64>, f64) {
        let n = self.table.n;
        (prices[..n].to_vec(), prices.get(n).copied().unwrap_or(0.0))
    }

    fn most_violated(&self, candidates: &[u32], prices: &[f64], tolerance: f64) -> Option<Column> {
        let (x, t) = self.split(prices);
        let totals = ByteTotals::new(&x);
        let mut best: Option<(Column, f64)> = None;
        for &mask in candidates {
            let over = self.table.float[mask as usize] - totals.of(mask) - self.table.weight(mask) * t;
            if over > best.as_ref().map_or(tolerance, |(_, known)| *known) {
                best = Some((Column::Coalition(mask), over));
            }
        }
        if self.shape.bounds {
            for (player, share) in x.iter().enumerate() {
                let over = self.table.float[1 << player] - share;
                let known = best.as_ref().map_or(tolerance, |(_, known)| *known);
                if over > known && !self.shape.span.contains(1 << player) {
                    best = Some((Column::Bound(player), over));
                }
            }
        }
        best.map(|(column, _)| column)
    }

    fn mask(&self, column: Column) -> u32 {
        match column {
            Column::Coalition(mask) => mask,
            Column::Bound(player) | Column::Unit(player) => 1 << player,
            Column::Fixed(place) => self.shape.fixed[place].0,
        }
    }

    fn last_entry(&self, column: Column) -> f64 {
        match (column, self.shape.objective) {
            (Column::Coalition(mask), Objective::Excess) => self.table.weight(mask),
            _ => 0.0,
        }
    }

    fn cost(&self, column: Column) -> f64 {
        match column {
            Column::Coalition(mask) => self.table.float[mask as usize],
            Column::Bound(player) => self.table.float[1 << player],
            Column::Fixed(place) => self.shape.fixed[place].1,
            Column::Unit(player) => self.anchor[player],
        }
    }

    /// `c_B B⁻¹`
    fn prices(&self) -> Vec<f64> {
        let mut prices = vec![0.0; self.rows];
        for (place, &column) in self.columns.iter().enumerate() {
            let cost = self.cost(column);
            let row = &self.inverse[place * self.rows..(place + 1) * self.rows];
            prices.iter_mut().zip(row).for_each(|(price, entry)| *price += cost * entry);
        }
        prices
    }

    /// `B⁻¹ a` for a column.
    fn direction(&self, column: Column) -> Vec<f64> {
        let (mask, last, n) = (self.mask(column), self.last_entry(column), self.table.n);
        let entry = |place: usize| {
            let row = &self.inverse[place * self.rows..(place + 1) * self.rows];
            let total: f64 =
                row[..n].iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1).map(|(_, value)| value).sum();
            row.get(n).map_or(total, |value| total + last * value)
        };
        (0..self.rows).map(entry).collect()
    }

    /// Brings a column into the basis.
    fn enter(&mut self, column: Column) -> Result<(), Breakdown> {
        let direction = self.direction(column);
        // 1. A stand-in with a part in it leaves at once, at multiplier 0; else the ratio test.
        let stand_in = (0..self.rows)
            .filter(|&place| matches!(self.columns[place], Column::Unit(_)) && direction[place].abs() > PIVOT * 100.0)
            .max_by(|&a, &b| direction[a].abs().total_cmp(&direction[b].abs()));
        let leaving = stand_in.or_else(|| {
            let stops = |place: &usize| {
                matches!(self.columns[*place], Column::Coalition(_) | Column::Bound(_)) && direction[*place] > PIVOT
            };
            let ratio = |place: usize| self.levels[place].max(0.0) / direction[place];
            (0..self.rows).filter(stops).min_by(|&a, &b| ratio(a).total_cmp(&ratio(b)))
        });
        let place = leaving.ok_or(Breakdown)?;
        // 2. Update multipliers and inverse.
        let step = if stand_in.is_some() { 0.0 } else { self.levels[place].max(0.0) / direction[place] };
        for (level, change) in self.levels.iter_mut().zip(&direction) {
            *level -= step * change;
        }
        self.levels[place] = step;
        self.columns[place] = column;
        let rows = self.rows;
        let pivot_row: Vec<f64> =
            self.inverse[place * rows..(place + 1) * rows].iter().map(|entry| entry / direction[place]).collect();
        for (index, row) in self.inverse.chunks_exact_mut(rows).enumerate() {
            if index == place {
                row.copy_from_slice(&pivot_row);
            } else if direction[index] != 0.0 {
                row.iter_mut().zip(&pivot_row).for_each(|(entry, value)| *entry -= direction[index] * value);
            }
        }
        self.since_refresh += 1;
        if self.since_refresh >= REFRESH || direction[place].abs() < 1e-5 {
            self.refresh_inverse()?;
        }
        Ok(())
    }

    /// `B⁻¹ b` with the unperturbed right side.
    fn true_levels(&mut self) -> Result<Vec<f64>, Breakdown> {
        self.refresh_inverse()?;
        let entry = |row: &[f64]| match self.shape.objective {
            Objective::Total => row.iter().sum(),
            Objective::Excess => row[self.rows - 1],
        };
        Ok(self.inverse.chunks_exact(self.rows).map(entry).collect())
    }

    /// The first multipliers, each moved a little so that no two ratios are the same.
    fn perturb(&mut self) -> Result<(), Breakdown> {
        let mut state = 0x2545_F491_4F6C_DD1Du64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            0.5 + (state >> 40) as f64 / (1u64 << 25) as f64
        };
        self.levels = self.true_levels()?.into_iter().map(|level| level.max(0.0) + PERTURBATION * random()).collect();
        Ok(())
    }

    /// Inverts the basis by Gauss-Jordan elimination with row exchanges.
    fn refresh_inverse(&mut self) -> Result<(), Breakdown> {
        let rows = self.rows;
        let mut work = vec![0.0; rows * 2 * rows];
        for (place, &column) in self.columns.iter().enumerate() {
            let (mask, last) = (self.mask(column), self.last_entry(column));
            for row in 0..rows {
                let entry = if row == self.table.n { last } else { f64::from(mask >> row & 1) };
                work[row * 2 * rows + place] = entry;
            }
        }
        for row in 0..rows {
            work[row * 2 * rows + rows + row] = 1.0;
        }
        let width = 2 * rows;
        for column in 0..rows {
            let size = |row: usize| work[row * width + column].abs();
            let best = (column..rows).max_by(|&a, &b| size(a).total_cmp(&size(b))).ok_or(Breakdown)?;
            if size(best) < 1e-11 {
                return Err(Breakdown);
            }
            for place in 0..width {
                work.swap(column * width + place, best * width + place);
            }
            let pivot = work[column * width + column];
            work[column * width..(column + 1) * width].iter_mut().for_each(|entry| *entry /= pivot);
            let pivot_row = work[column * width..(column + 1) * width].to_vec();
            for (index, row) in work.chunks_exact_mut(width).enumerate() {
                let factor = row[column];
                if index != column && factor != 0.0 {
                    row.iter_mut().zip(&pivot_row).for_each(|(entry, value)| *entry -= factor * value);
                }
            }
        }
        self.inverse = work.chunks_exact(width).flat_map(|row| row[rows..].to_vec()).collect();
        self.since_refresh = 0;
        Ok(())
    }
}
