//! Quantal responses followed from the centroid, as a source of candidates.

use super::super::dense::Factors;
use super::floats::Floats;

/// A point of the path.
pub(super) struct Path<'a> {
    floats: &'a Floats,
    /// Logarithms of the probabilities, then the precision.
    point: Vec<f64>,
    tangent: Vec<f64>,
    step: f64,
}

impl<'a> Path<'a> {
    /// The centroid, where precision is zero.
    pub(super) fn new(floats: &'a Floats) -> Self {
        let logs = floats.counts().iter().flat_map(|&count| vec![-(count as f64).ln(); count]);
        let point: Vec<f64> = logs.chain([0.0]).collect();
        let mut tangent = vec![0.0; point.len()];
        tangent[point.len() - 1] = 1.0;
        Path { floats, point, tangent, step: 0.1 }
    }

    /// The probabilities here.
    pub(super) fn weights(&self) -> Vec<f64> {
        self.point[..self.point.len() - 1].iter().map(|log| log.exp()).collect()
    }

    /// The precision here.
    pub(super) fn precision(&self) -> f64 {
        self.point[self.point.len() - 1]
    }

    /// `log p_ij - log p_i0 - λ (u_ij - u_i0)` and `Σ_j p_ij - 1` by player, with their slopes.
    fn equations(&self, point: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let floats = self.floats;
        let all = floats.strategies();
        let weights: Vec<f64> = point[..all].iter().map(|log| log.exp()).collect();
        let precision = point[all];
        let (payoffs, slopes) = floats.payoffs(&weights);
        let (mut values, mut rows) = (Vec::with_capacity(all), Vec::with_capacity(all + 1));
        for (player, &count) in floats.counts().iter().enumerate() {
            let first = floats.at(player, 0);
            let mut row = vec![0.0; all + 1];
            (first..first + count).for_each(|place| row[place] = weights[place]);
            values.push(weights[first..first + count].iter().sum::<f64>() - 1.0);
            rows.push(row);
            for place in first + 1..first + count {
                let gain = payoffs[place] - payoffs[first];
                let mut row: Vec<f64> =
                    (0..all).map(|k| -precision * (slopes[place][k] - slopes[first][k]) * weights[k]).collect();
                row[place] += 1.0;
                row[first] -= 1.0;
                row.push(-gain);
                values.push(point[place] - point[first] - precision * gain);
                rows.push(row);
            }
        }
        (values, rows)
    }

    /// One step along the path (Allgower and Georg's predictor and corrector); whether there was one.
    pub(super) fn advance(&mut self) -> bool {
        let all = self.point.len();
        // 1. The direction: as the last one, and along the path.
        let (_, mut rows) = self.equations(&self.point);
        rows.push(self.tangent.clone());
        let mut right = vec![0.0; all];
        right[all - 1] = 1.0;
        let Some(factors) = Factors::new(rows) else { return false };
        let mut tangent = factors.solve(&right);
        let length = tangent.iter().map(|x| x * x).sum::<f64>().sqrt();
        if !length.is_normal() {
            return false;
        }
        tangent.iter_mut().for_each(|x| *x /= length);
        // 2. A step that can be corrected.
        while self.step > 1e-8 {
            let start: Vec<f64> = self.point.iter().zip(&tangent).map(|(x, t)| x + self.step * t).collect();
            if let Some((point, rounds)) = self.corrected(start, &tangent) {
                self.point = point;
                self.tangent = tangent;
                self.step *= if rounds <= 3 { 1.5 } else { 1.0 };
                return true;
            }
            self.step /= 2.0;
        }
        false
    }

    /// Newton's method across the direction.
    fn corrected(&self, mut point: Vec<f64>, tangent: &[f64]) -> Option<(Vec<f64>, usize)> {
        let mut last = f64::INFINITY;
        for round in 1..=8 {
            let (mut values, mut rows) = self.equations(&point);
            rows.push(tangent.to_vec());
            values.push(0.0);
            let moves = Factors::new(rows)?.solve(&values);
            point.iter_mut().zip(&moves).for_each(|(x, change)| *x -= change);
            let size = moves.iter().fold(0.0f64, |most, change| most.max(change.abs()));
            if !size.is_finite() || size > last || size > 1.0 {
                return None;
            }
            if size < 1e-8 * self.precision().max(1.0) {
                return Some((point, round));
            }
            last = size;
        }
        None
    }
}
