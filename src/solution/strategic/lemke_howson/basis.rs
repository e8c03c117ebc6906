//! One of the two polyhedra `{x >= 0, s = 1 - Bᵀ x >= 0}` in floats, by the inverse of a small matrix.
//!
//! At a basis the strategies `I` are played and the slacks `J` are zero, as many of the one as of the
//! other; everything follows from the inverse of `B[I, J]`, which is small where supports are. A step
//! costs `O(k² + k n)` for `k` strategies played.

use std::cmp::Ordering;

/// Coefficients below this count as zero; payoffs are between 1/8 and 9/8.
const NEAR_ZERO: f64 = 1e-11;
/// Ratios as near as this to each other are ties.
const NEAR: f64 = 1e-10;

/// Payoffs of the other, scaled into `[1/8, 9/8]`: one line of `others` numbers for each own strategy.
pub(super) struct Basis<'a> {
    payoffs: &'a [f64],
    others: usize,
    /// The label of the first own strategy, and of the first slack.
    own_label: usize,
    slack_label: usize,
    /// Own strategies that are basic, and slacks that are not.
    played: Vec<usize>,
    tight: Vec<usize>,
    /// Row by row, one for each of `played`, a column for each of `tight`.
    inverse: Vec<f64>,
    // Scratch: change of the basic variables with the entering one, and their values.
    change: Vec<f64>,
    change_of_slacks: Vec<f64>,
    values: Vec<f64>,
    slacks: Vec<f64>,
}

/// A basic variable: a place in `played`, or a slack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaving {
    Played(usize),
    Slack(usize),
}

impl<'a> Basis<'a> {
    pub(super) fn new(payoffs: &'a [f64], others: usize, own_label: usize, slack_label: usize) -> Self {
        Basis {
            payoffs,
            others,
            own_label,
            slack_label,
            played: Vec::new(),
            tight: Vec::new(),
            inverse: Vec::new(),
            change: Vec::new(),
            change_of_slacks: vec![0.0; others],
            values: Vec::new(),
            slacks: vec![1.0; others],
        }
    }

    /// The strategies that are played, in rising order.
    pub(super) fn support(&self) -> Vec<usize> {
        let mut support = self.played.clone();
        support.sort_unstable();
        support
    }

    fn inverse_row(&self, place: usize) -> &[f64] {
        let k = self.tight.len();
        &self.inverse[place * k..(place + 1) * k]
    }

    /// Brings the variable of a label into the basis; the label of the one that leaves, or `None` where
    /// rounding left no way on.
    pub(super) fn enter(&mut self, label: usize) -> Option<usize> {
        let own = self.payoffs.len() / self.others;
        let strategy = label.checked_sub(self.own_label).filter(|&strategy| strategy < own);
        // 1. How the basic variables change, and what they are.
        let place = match strategy {
            Some(_) => None,
            None => Some(self.tight.iter().position(|&slack| slack + self.slack_label == label)?),
        };
        self.changes(strategy, place);
        // 2. Which one comes to zero first.
        let leaving = self.leaving()?;
        // 3. The inverse of the next matrix.
        match (strategy, place, leaving) {
            (Some(strategy), _, Leaving::Played(out)) => {
                let label = self.played[out] + self.own_label;
                self.replace_played(out);
                self.played[out] = strategy;
                Some(label)
            }
            (Some(strategy), _, Leaving::Slack(slack)) => {
                self.grow(slack);
                self.played.push(strategy);
                self.tight.push(slack);
                Some(slack + self.slack_label)
            }
            (None, Some(place), Leaving::Played(out)) => {
                let label = self.played[out] + self.own_label;
                self.shrink(out, place);
                self.played.remove(out);
                self.tight.remove(place);
                Some(label)
            }
            (None, Some(place), Leaving::Slack(slack)) => {
                self.replace_tight(place, slack);
                self.tight[place] = slack;
                Some(slack + self.slack_label)
            }
            (None, None, _) => None,
        }
    }

    fn changes(&mut self, strategy: Option<usize>, place: Option<usize>) {
        let k = self.tight.len();
        self.change.clear();
        self.values.clear();
        for row in 0..k {
            let line = &self.inverse[row * k..(row + 1) * k];
            self.values.push(line.iter().sum());
            self.change.push(match (strategy, place) {
                (Some(strategy), _) => {
                    let entering = &self.payoffs[strategy * self.others..(strategy + 1) * self.others];
                    line.iter().zip(&self.tight).map(|(weight, &slack)| weight * entering[slack]).sum()
                }
                (None, place) => place.map_or(0.0, |place| line[place]),
            });
        }
        match strategy {
            Some(strategy) => {
                let line = &self.payoffs[strategy * self.others..(strategy + 1) * self.others];
                self.change_of_slacks.copy_from_slice(line);
            }
            None => self.change_of_slacks.fill(0.0),
        }
        self.slacks.fill(1.0);
        for (place, &strategy) in self.played.iter().enumerate() {
            let (change, value) = (self.change[place], self.values[place]);
            let line = &self.payoffs[strategy * self.others..(strategy + 1) * self.others];
            for ((payoff, slack_change), slack) in line.iter().zip(&mut self.change_of_slacks).zip(&mut self.slacks) {
                *slack_change -= change * payoff;
                *slack -= value * payoff;
            }
        }
        for &slack in &self.tight {
            self.change_of_slacks[slack] = 0.0;
        }
    }

    /// The basic variable of the least ratio of value to change, ties broken lexicographically as if
    /// the right sides were `1 + ε^j`.
    fn leaving(&self) -> Option<Leaving> {
        let played = self.values.iter().zip(&self.change).map(|(value, change)| (value.max(0.0), *change));
        let slacks = self.slacks.iter().zip(&self.change_of_slacks).map(|(value, change)| (value.max(0.0), *change));
        let all = || {
            let played = played.clone().enumerate().map(|(place, pair)| (Leaving::Played(place), pair));
            played.chain(slacks.clone().enumerate().map(|(slack, pair)| (Leaving::Slack(slack), pair)))
        };
        let ratio = |(value, change): (f64, f64)| if change > NEAR_ZERO { value / change } else { f64::INFINITY };
        let least = all().map(|(_, pair)| ratio(pair)).fold(f64::INFINITY, f64::min);
        if !least.is_finite() {
            return None;
        }
        let bound = least + NEAR * least.max(1.0);
        let mut tied = all().filter(|(_, pair)| ratio(*pair) <= bound);
        let first = tied.next()?;
        let mut best = (first.0, None);
        for (candidate, _) in tied {
            let known = best.1.take().unwrap_or_else(|| self.perturbation(best.0));
            let other = self.perturbation(candidate);
            best = if is_less(&other, &known) { (candidate, Some(other)) } else { (best.0, Some(known)) };
        }
        Some(best.0)
    }

    /// The coefficients of `ε^j` in a basic variable over its change, by rising `j`.
    fn perturbation(&self, variable: Leaving) -> Vec<(usize, f64)> {
        let mut terms: Vec<(usize, f64)> = match variable {
            Leaving::Played(place) => {
                let change = self.change[place];
                self.tight
                    .iter()
                    .zip(self.inverse_row(place))
                    .map(|(&slack, weight)| (slack, weight / change))
                    .collect()
            }
            Leaving::Slack(slack) => {
                let change = self.change_of_slacks[slack];
                let weights = self.slack_row(slack);
                let terms = self.tight.iter().zip(weights).map(|(&tight, weight)| (tight, -weight / change));
                terms.chain([(slack, 1.0 / change)]).collect()
            }
        };
        terms.sort_unstable_by_key(|(slack, _)| *slack);
        terms
    }

    /// `B[I, l] M⁻¹`, one number for each tight slack.
    fn slack_row(&self, slack: usize) -> Vec<f64> {
        let mut row = vec![0.0; self.tight.len()];
        for (place, &strategy) in self.played.iter().enumerate() {
            let payoff = self.payoffs[strategy * self.others + slack];
            row.iter_mut().zip(self.inverse_row(place)).for_each(|(entry, weight)| *entry += payoff * weight);
        }
        row
    }

    /// One played strategy instead of another.
    fn replace_played(&mut self, out: usize) {
        let k = self.tight.len();
        let pivot = self.change[out];
        let row: Vec<f64> = self.inverse_row(out).iter().map(|weight| weight / pivot).collect();
        for (place, line) in self.inverse.chunks_exact_mut(k).enumerate() {
            if place == out {
                line.copy_from_slice(&row);
            } else {
                let change = self.change[place];
                line.iter_mut().zip(&row).for_each(|(weight, by)| *weight -= change * by);
            }
        }
    }

    /// One tight slack instead of another.
    fn replace_tight(&mut self, place: usize, slack: usize) {
        let row = self.slack_row(slack);
        for line in self.inverse.chunks_exact_mut(self.tight.len()) {
            let scaled = line[place] / row[place];
            line.iter_mut().zip(&row).for_each(|(weight, by)| *weight -= by * scaled);
            line[place] = scaled;
        }
    }

    /// One more of each.
    fn grow(&mut self, slack: usize) {
        let (k, row, pivot) = (self.tight.len(), self.slack_row(slack), self.change_of_slacks[slack]);
        let mut inverse = Vec::with_capacity((k + 1) * (k + 1));
        for place in 0..k {
            let scaled = self.change[place] / pivot;
            inverse.extend(self.inverse_row(place).iter().zip(&row).map(|(weight, by)| weight + scaled * by));
            inverse.push(-scaled);
        }
        inverse.extend(row.iter().map(|by| -by / pivot));
        inverse.push(1.0 / pivot);
        self.inverse = inverse;
    }

    /// One less of each.
    fn shrink(&mut self, out: usize, place: usize) {
        let k = self.tight.len();
        let row = self.inverse_row(out).to_vec();
        let mut inverse = Vec::with_capacity((k - 1) * (k - 1));
        for (index, line) in self.inverse.chunks_exact(k).enumerate().filter(|(index, _)| *index != out) {
            debug_assert_ne!(index, out);
            let scaled = line[place] / row[place];
            let entries = line.iter().zip(&row).map(|(weight, by)| weight - scaled * by);
            inverse.extend(entries.enumerate().filter(|(column, _)| *column != place).map(|(_, entry)| entry));
        }
        self.inverse = inverse;
    }
}

/// Whether a sparse vector is lexicographically below another.
fn is_less(a: &[(usize, f64)], b: &[(usize, f64)]) -> bool {
    let (mut i, mut j) = (0, 0);
    loop {
        let difference = match (a.get(i), b.get(j)) {
            (None, None) => return false,
            (Some(&(_, x)), None) => {
                i += 1;
                x
            }
            (None, Some(&(_, y))) => {
                j += 1;
                -y
            }
            (Some(&(p, x)), Some(&(q, y))) => match p.cmp(&q) {
                Ordering::Less => {
                    i += 1;
                    x
                }
                Ordering::Greater => {
                    j += 1;
                    -y
                }
                Ordering::Equal => {
                    i += 1;
                    j += 1;
                    if (x - y).abs() <= NEAR * x.abs().max(y.abs()) { 0.0 } else { x - y }
                }
            },
        };
        if difference.abs() > NEAR_ZERO {
            return difference < 0.0;
        }
    }
}
