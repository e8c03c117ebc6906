//! The equations of logit responses in floats: logarithms of odds against payoffs.

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::number::cell::Cell;
use crate::number::{Scalar, rational_from_f64};

/// The most unknowns (strategies beyond each player's first).
const MAX_UNKNOWNS: usize = 400;

/// `y_is - μ (u_is(x) - u_i0(x)) / R = 0`, where `y_is = ln(x_is / x_i0)`, `R` the range of payoffs and `μ = λ R`.
///
/// Players that can be exchanged play alike: there is one block of unknowns for each class of them.
pub(super) struct LogitSystem {
    /// The class of each player.
    pub(super) class: Vec<usize>,
    /// The first player of each class.
    pub(super) first: Vec<usize>,
    /// How many strategies each class has.
    pub(super) counts: Vec<usize>,
    /// Where the unknowns of each class begin; the last entry is their number.
    pub(super) offsets: Vec<usize>,
    /// The range of payoffs, 1 where all are equal.
    pub(super) range: f64,
    /// By class, by strategy from the second: what it pays more than the first, over the others' profiles, in ranges.
    gains: Vec<Vec<Vec<f64>>>,
    /// By class: the classes of the other players.
    others: Vec<Vec<usize>>,
}

impl LogitSystem {
    /// The system of a game.
    pub(super) fn new<C: Cell>(game: &NormalFormGame<C>) -> Result<Self, Error> {
        let space = game.space();
        let unknowns: usize = space.counts().iter().map(|count| count - 1).sum();
        if unknowns > MAX_UNKNOWNS {
            return Err(Error::TooLarge {
                what: "quantal responses".into(),
                needed: format!("{unknowns} unknowns"),
                limit: format!("{MAX_UNKNOWNS} strategies beyond each player's first"),
                remedy: "fewer strategies".into(),
            });
        }
        let (class, first) = classes(game);
        let float = |cell: &C| cell.decode(game.denominator()).to_f64();
        let mut range = 0.0f64;
        for &player in &first {
            let table = game.table(player);
            let (mut low, mut high) = (&table[0], &table[0]);
            for cell in table {
                (low, high) =
                    (if low.exceeds(cell) { cell } else { low }, if cell.exceeds(high) { cell } else { high });
            }
            range = range.max(float(high) - float(low));
        }
        let range = if range > 0.0 && range.is_finite() { range } else { 1.0 };
        let scale = rational_from_f64(range).unwrap_or_default().to_f64();
        let unit = crate::number::Rational::from_integer(game.denominator().clone()).to_f64() * scale;
        let machine = |cell: &C| cell.to_machine().map(|value| value as f64 / unit);
        let gains = first
            .iter()
            .map(|&player| {
                let (table, stride) = (game.table(player), space.stride(player));
                let gain = |base: usize, strategy: usize| {
                    let gain = table[base + strategy * stride].minus(&table[base]);
                    machine(&gain).unwrap_or_else(|| float(&gain) / scale)
                };
                (1..space.counts()[player])
                    .map(|strategy| space.bases(player).map(|base| gain(base, strategy)).collect())
                    .collect()
            })
            .collect();
        let counts: Vec<usize> = first.iter().map(|&player| space.counts()[player]).collect();
        let mut offsets = vec![0];
        counts.iter().for_each(|count| offsets.push(offsets[offsets.len() - 1] + count - 1));
        let others = first
            .iter()
            .map(|&own| (0..class.len()).filter(|&player| player != own).map(|player| class[player]).collect())
            .collect();
        Ok(LogitSystem { class, first, counts, offsets, range, gains, others })
    }

    /// The number of unknowns besides `μ`.
    pub(super) fn unknowns(&self) -> usize {
        self.offsets[self.counts.len()]
    }

    /// Each class's mixed strategy.
    pub(super) fn strategies(&self, y: &[f64]) -> Vec<Vec<f64>> {
        let softmax = |class: usize| {
            let odds = &y[self.offsets[class]..self.offsets[class + 1]];
            let top = odds.iter().fold(0.0f64, |top, &y| top.max(y));
            let weights: Vec<f64> = std::iter::once((-top).exp()).chain(odds.iter().map(|y| (y - top).exp())).collect();
            let total: f64 = weights.iter().sum();
            weights.into_iter().map(|weight| weight / total).collect()
        };
        (0..self.counts.len()).map(softmax).collect()
    }

    /// What each strategy pays more than the first, in ranges, and, by row, its slopes by the unknowns `y`.
    pub(super) fn gains(&self, strategies: &[Vec<f64>]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let by_weight = |class: usize, slopes: &[f64], row: &mut [f64]| {
            let weights = &strategies[class];
            let mean: f64 = slopes.iter().zip(weights).map(|(slope, weight)| slope * weight).sum();
            for strategy in 1..weights.len() {
                row[self.offsets[class] + strategy - 1] += weights[strategy] * (slopes[strategy] - mean);
            }
        };
        self.differentiated(strategies, self.unknowns(), by_weight)
    }

    /// The same with the slopes by all probabilities, the class's strategies side by side.
    pub(super) fn gains_by_probability(&self, strategies: &[Vec<f64>]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let starts: Vec<usize> = (0..self.counts.len()).map(|class| self.offsets[class] + class).collect();
        let plain = |class: usize, slopes: &[f64], row: &mut [f64]| {
            slopes.iter().enumerate().for_each(|(strategy, slope)| row[starts[class] + strategy] += slope);
        };
        self.differentiated(strategies, self.unknowns() + self.counts.len(), plain)
    }

    fn differentiated(
        &self,
        strategies: &[Vec<f64>],
        width: usize,
        add: impl Fn(usize, &[f64], &mut [f64]),
    ) -> (Vec<f64>, Vec<Vec<f64>>) {
        let (mut values, mut rows) = (Vec::with_capacity(self.unknowns()), Vec::with_capacity(self.unknowns()));
        let mut work = Contraction::default();
        for (class, tables) in self.gains.iter().enumerate() {
            let others: Vec<&[f64]> = self.others[class].iter().map(|&other| strategies[other].as_slice()).collect();
            work.weigh(&others);
            for table in tables {
                let mut row = vec![0.0; width];
                values.push(work.value(table, &others));
                for axis in 0..others.len() {
                    add(self.others[class][axis], &work.slopes(table, &others, axis), &mut row);
                }
                rows.push(row);
            }
        }
        (values, rows)
    }
}

/// Sums of a table over the product of mixed strategies, one axis after the other, the last one first.
#[derive(Default)]
struct Contraction {
    /// `weights[a]`: the probabilities of the profiles of the axes below `a`.
    weights: Vec<Vec<f64>>,
    /// `levels[a]`: the table summed over the axes from `a` on.
    levels: Vec<Vec<f64>>,
}

impl Contraction {
    fn weigh(&mut self, others: &[&[f64]]) {
        self.weights.clear();
        let mut weights = vec![1.0];
        for strategy in others {
            let next = strategy.iter().flat_map(|x| weights.iter().map(move |weight| weight * x)).collect();
            self.weights.push(std::mem::replace(&mut weights, next));
        }
    }

    fn value(&mut self, table: &[f64], others: &[&[f64]]) -> f64 {
        self.levels.resize(others.len(), Vec::new());
        for axis in (0..others.len()).rev() {
            let (below, above) = self.levels.split_at_mut(axis + 1);
            let source = above.first().map_or(table, |level| level.as_slice());
            let (target, block) = (&mut below[axis], source.len() / others[axis].len());
            target.clear();
            target.resize(block, 0.0);
            for (x, part) in others[axis].iter().zip(source.chunks_exact(block)) {
                target.iter_mut().zip(part).for_each(|(sum, value)| *sum += x * value);
            }
        }
        self.levels.first().map_or_else(|| table[0], |level| level[0])
    }

    fn slopes(&self, table: &[f64], others: &[&[f64]], axis: usize) -> Vec<f64> {
        let source = self.levels.get(axis + 1).map_or(table, |level| level.as_slice());
        let block = source.len() / others[axis].len();
        let dot = |part: &[f64]| part.iter().zip(&self.weights[axis]).map(|(value, weight)| value * weight).sum();
        source.chunks_exact(block).map(dot).collect()
    }
}

/// The class of each player, and the first player of each class: two players are in one class if the game stays
/// the same when they change places.
fn classes<C: Cell>(game: &NormalFormGame<C>) -> (Vec<usize>, Vec<usize>) {
    let (mut class, mut first): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for player in 0..game.space().n_players() {
        let known = first.iter().position(|&other| is_exchange(game, other, player));
        class.push(known.unwrap_or(first.len()));
        if known.is_none() {
            first.push(player);
        }
    }
    (class, first)
}

/// Whether two players may change places.
fn is_exchange<C: Cell>(game: &NormalFormGame<C>, a: usize, b: usize) -> bool {
    let space = game.space();
    if space.counts()[a] != space.counts()[b] {
        return false;
    }
    (0..space.size()).all(|profile| {
        let (of_a, of_b) = (space.strategy(profile, a), space.strategy(profile, b));
        let other = space.with_strategy(space.with_strategy(profile, a, of_b), b, of_a);
        (0..space.n_players()).all(|player| {
            let image = if player == a {
                b
            } else if player == b {
                a
            } else {
                player
            };
            game.table(player)[profile] == game.table(image)[other]
        })
    })
}
