//! Expected payoffs and their slopes in floats.

use num_traits::ToPrimitive;

use super::super::dense::Factors;
use crate::game::{NormalFormGame, ProfileSpace};
use crate::number::cell::Cell;

/// Payoff tables in floats, each player's between 0 and 1.
pub(super) struct Floats {
    space: ProfileSpace,
    tables: Vec<Vec<f64>>,
    /// Where a player's strategies begin in vectors over all strategies.
    starts: Vec<usize>,
}

impl Floats {
    /// `None` where payoffs do not fit floats.
    pub(super) fn new<C: Cell>(game: &NormalFormGame<C>) -> Option<Self> {
        let table = |player: usize| -> Option<Vec<f64>> {
            let cells = game.table(player);
            let low = cells.iter().min_by(|a, b| a.total_order(b))?.to_integer();
            let high = cells.iter().max_by(|a, b| a.total_order(b))?.to_integer();
            let shift = (&high - &low).bits().saturating_sub(60);
            let range = ((high - &low) >> shift).to_f64()?.max(1.0);
            cells.iter().map(|cell| Some(((cell.to_integer() - &low) >> shift).to_f64()? / range)).collect()
        };
        let space = game.space().clone();
        let tables = (0..space.n_players()).map(table).collect::<Option<_>>()?;
        let mut starts = vec![0];
        space.counts().iter().for_each(|count| starts.push(starts.last().copied().unwrap_or(0) + count));
        Some(Floats { space, tables, starts })
    }

    /// How many strategies there are in all.
    pub(super) fn strategies(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The numbers of strategies.
    pub(super) fn counts(&self) -> &[usize] {
        self.space.counts()
    }

    /// The place of a strategy in vectors over all.
    pub(super) fn at(&self, player: usize, strategy: usize) -> usize {
        self.starts[player] + strategy
    }

    /// The payoff of every strategy against the others' mixtures, and its slope along every probability.
    pub(super) fn payoffs(&self, weights: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let (n, all) = (self.space.n_players(), self.strategies());
        let (mut values, mut slopes) = (vec![0.0; all], vec![vec![0.0; all]; all]);
        let mut places = vec![0; n];
        let mut before = vec![1.0; n + 1];
        for profile in 0..self.space.size() {
            for player in 0..n {
                places[player] = self.at(player, self.space.strategy(profile, player));
                before[player + 1] = before[player] * weights[places[player]];
            }
            // Products without one player, and without two.
            for i in 0..n {
                let mut between = before[i];
                for k in i + 1..n {
                    let mut rest = between;
                    (k + 1..n).for_each(|other| rest *= weights[places[other]]);
                    if rest != 0.0 {
                        slopes[places[i]][places[k]] += rest * self.tables[i][profile];
                        slopes[places[k]][places[i]] += rest * self.tables[k][profile];
                    }
                    between *= weights[places[k]];
                }
                values[places[i]] += between * self.tables[i][profile];
            }
        }
        (values, slopes)
    }

    /// Newton's method on the indifferences of a support, from a point; the probabilities where it ends, if
    /// it does with all of the support played and no other strategy better.
    pub(super) fn equilibrium(&self, played: &[Vec<usize>], start: &[f64]) -> Option<Vec<f64>> {
        let unknowns: Vec<(usize, usize)> =
            played.iter().enumerate().flat_map(|(player, list)| list[1..].iter().map(move |&s| (player, s))).collect();
        let mut x = vec![0.0; self.strategies()];
        for (player, list) in played.iter().enumerate() {
            let total: f64 = list.iter().map(|&strategy| start[self.at(player, strategy)].max(1e-12)).sum();
            list.iter().for_each(|&s| x[self.at(player, s)] = start[self.at(player, s)].max(1e-12) / total);
        }
        for step in 0..40 {
            let (values, slopes) = self.payoffs(&x);
            let first = |player: usize| self.at(player, played[player][0]);
            let gain = |&(player, s): &(usize, usize)| values[self.at(player, s)] - values[first(player)];
            let gains: Vec<f64> = unknowns.iter().map(gain).collect();
            let matrix = unknowns.iter().map(|&(i, s)| {
                let (own, base) = (&slopes[self.at(i, s)], &slopes[first(i)]);
                let slope = |&(k, t): &(usize, usize)| {
                    own[self.at(k, t)] - own[first(k)] - base[self.at(k, t)] + base[first(k)]
                };
                unknowns.iter().map(slope).collect()
            });
            let moves = if unknowns.is_empty() { vec![] } else { Factors::new(matrix.collect())?.solve(&gains) };
            for (&(player, s), change) in unknowns.iter().zip(&moves) {
                x[self.at(player, s)] -= change;
                x[first(player)] += change;
            }
            let size = moves.iter().fold(0.0f64, |most, change| most.max(change.abs()));
            if !size.is_finite() || size > 10.0 {
                return None;
            }
            if size < 1e-13 || step == 39 && size < 1e-9 {
                let (values, _) = self.payoffs(&x);
                return self.holds(played, &x, &values).then_some(x);
            }
        }
        None
    }

    fn holds(&self, played: &[Vec<usize>], x: &[f64], values: &[f64]) -> bool {
        played.iter().enumerate().all(|(player, list)| {
            let best = values[self.at(player, list[0])] + 1e-9;
            list.iter().all(|&strategy| x[self.at(player, strategy)] > 1e-12)
                && (0..self.counts()[player]).all(|strategy| values[self.at(player, strategy)] <= best)
        })
    }
}
