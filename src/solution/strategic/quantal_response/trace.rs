//! Following the branch of quantal responses from the centroid: prediction along the tangent, correction by Newton
//! steps across it.

use crate::error::Error;
use crate::limit::TimeLimit;

use super::super::dense::Factors;
use super::system::LogitSystem;

/// Steps of one branch.
const MAX_STEPS: usize = 100_000;
/// Steps shorter than this are given up.
const SHORTEST: f64 = 1e-11;

/// A point of the branch: the unknowns and, last, `μ`.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) z: Vec<f64>,
    pub(super) tangent: Vec<f64>,
}

impl Place {
    pub(super) fn mu(&self) -> f64 {
        self.z[self.z.len() - 1]
    }

    /// How `μ` changes along the branch.
    pub(super) fn rise(&self) -> f64 {
        self.tangent[self.tangent.len() - 1]
    }
}

/// Walks along the branch.
pub(super) struct Tracer<'a> {
    pub(super) system: &'a LogitSystem,
    pub(super) at: Place,
    step: f64,
    steps: usize,
}

impl<'a> Tracer<'a> {
    /// At the centroid, where `μ = 0`.
    pub(super) fn new(system: &'a LogitSystem) -> Result<Self, Error> {
        let unknowns = system.unknowns();
        let mut up = vec![0.0; unknowns + 1];
        up[unknowns] = 1.0;
        let z = vec![0.0; unknowns + 1];
        let tangent = tangent(system, &z, &up).ok_or_else(broken)?;
        Ok(Tracer { system, at: Place { z, tangent }, step: 0.05, steps: 0 })
    }

    /// One step; the place before it is returned.
    ///
    /// # Errors
    ///
    /// [`Error::TimeLimit`], [`Error::Backend`] where the branch cannot be followed.
    pub(super) fn advance(&mut self, limit: &TimeLimit) -> Result<Place, Error> {
        loop {
            limit.check("the branch of quantal responses")?;
            self.steps += 1;
            if self.steps > MAX_STEPS || self.step < SHORTEST * (1.0 + self.at.mu()) {
                return Err(broken());
            }
            match self.corrected(self.step) {
                Some((place, easy)) => {
                    if easy {
                        self.step *= 2.0;
                    }
                    return Ok(std::mem::replace(&mut self.at, place));
                }
                None => self.step *= 0.5,
            }
        }
    }

    /// The same walk somewhere else.
    pub(super) fn standing(&self, at: Place) -> Self {
        Tracer { system: self.system, at, step: self.step, steps: self.steps }
    }

    /// Takes the last step again, at most so long.
    pub(super) fn retake(&mut self, from: Place, step: f64) {
        self.at = from;
        self.step = step;
    }

    /// The place a step of that length from here, and whether it was easily reached; `None` where the branch bends
    /// too much for it.
    pub(super) fn corrected(&self, step: f64) -> Option<(Place, bool)> {
        let (system, from) = (self.system, &self.at);
        let predicted: Vec<f64> = from.z.iter().zip(&from.tangent).map(|(z, t)| z + step * t).collect();
        let mut z = predicted.clone();
        let mut last = f64::INFINITY;
        for round in 0..7 {
            let (mut values, mut matrix) = equations(system, &z);
            values.push(z.iter().zip(&predicted).zip(&from.tangent).map(|((z, p), t)| (z - p) * t).sum());
            matrix.push(from.tangent.clone());
            let change = Factors::new(matrix)?.solve(&values);
            let size = norm(&change);
            if !size.is_finite() || size > 0.5 * last || (round == 0 && size > 0.3 * step) {
                return None;
            }
            z.iter_mut().zip(&change).for_each(|(z, change)| *z -= change);
            last = size;
            if size < 1e-10 * (1.0 + norm(&z)) {
                let tangent = tangent(system, &z, &from.tangent)?;
                let cosine: f64 = tangent.iter().zip(&from.tangent).map(|(a, b)| a * b).sum();
                return (cosine > 0.95).then_some((Place { z, tangent }, round <= 3 && cosine > 0.99));
            }
        }
        None
    }
}

fn broken() -> Error {
    Error::Backend {
        backend: "continuation".into(),
        message: "the branch of quantal responses cannot be followed on".into(),
    }
}

pub(super) fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

/// `F(y, μ) = y - μ g(y)` and its slopes by `y` and `μ`.
fn equations(system: &LogitSystem, z: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let (y, mu) = z.split_at(system.unknowns());
    let mu = mu[0];
    let (gains, mut rows) = system.gains(&system.strategies(y));
    for (row, slopes) in rows.iter_mut().enumerate() {
        slopes.iter_mut().for_each(|slope| *slope *= -mu);
        slopes[row] += 1.0;
        slopes.push(-gains[row]);
    }
    (y.iter().zip(&gains).map(|(y, gain)| y - mu * gain).collect(), rows)
}

/// The direction of the branch, of length 1, on the side of another direction.
fn tangent(system: &LogitSystem, z: &[f64], along: &[f64]) -> Option<Vec<f64>> {
    let (_, mut matrix) = equations(system, z);
    matrix.push(along.to_vec());
    let mut right = vec![0.0; z.len()];
    right[z.len() - 1] = 1.0;
    let direction = Factors::new(matrix)?.solve(&right);
    let length = norm(&direction);
    (length.is_finite() && length > 0.0).then(|| direction.into_iter().map(|x| x / length).collect())
}

/// Newton steps at a fixed `μ`; also the slopes there. `None` where they do not converge.
pub(super) fn settled(system: &LogitSystem, mu: f64, start: &[f64]) -> Option<(Vec<f64>, Factors)> {
    let mut z: Vec<f64> = start.to_vec();
    z.push(mu);
    let mut last = f64::INFINITY;
    for _ in 0..30 {
        let (values, mut matrix) = equations(system, &z);
        matrix.iter_mut().for_each(|row| {
            row.pop();
        });
        let factors = Factors::new(matrix)?;
        let change = factors.solve(&values);
        let size = norm(&change);
        z.iter_mut().zip(&change).for_each(|(z, change)| *z -= change);
        if size < 1e-13 * (1.0 + norm(&z)) || (size < 1e-9 * (1.0 + norm(&z)) && size >= last) {
            z.pop();
            return Some((z, factors));
        }
        if !size.is_finite() {
            return None;
        }
        last = size;
    }
    None
}
