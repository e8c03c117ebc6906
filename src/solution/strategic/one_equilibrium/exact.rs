//! From a candidate in floats to an equilibrium with proof.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use super::super::all_equilibria::Coordinate;
use super::super::fraction::simplest;
use super::floats::Floats;
use crate::certificate::{MAX_PRODUCTS, isolated_equilibrium, products_needed};
use crate::game::NormalFormGame;
use crate::lp::{IntegerSolution, solve_integer_system};
use crate::number::cell::{Cell, common_denominator};
use crate::number::{Rational, rational_from_f64};

/// The strategies played, and their mixtures.
pub(super) struct Candidate<'a, C> {
    pub(super) game: &'a NormalFormGame<C>,
    pub(super) played: &'a [Vec<usize>],
}

impl<C: Cell> Candidate<'_, C> {
    /// The equilibrium near a point, as fractions or in intervals of at most 1e-40; `None` if none is proved.
    pub(super) fn certified(&self, floats: &Floats, x: &[f64]) -> Option<Vec<Vec<Coordinate>>> {
        if products_needed(self.played, self.game.space().counts()) > MAX_PRODUCTS {
            return None;
        }
        let near = |low: f64| rational_from_f64(low - 1e-9).zip(rational_from_f64(low + 1e-9));
        let simple = || {
            let fraction =
                |player: usize, s: usize| near(x[floats.at(player, s)]).map(|(low, high)| simplest(&low, &high));
            self.exact(self.weights(&fraction)?)
        };
        let exact = simple().or_else(|| self.linear().and_then(|weights| self.exact(weights)));
        match exact {
            Some(weights) => {
                Some(weights.into_iter().map(|list| list.into_iter().map(Coordinate::Exact).collect()).collect())
            }
            None => self.refined(floats, x),
        }
    }

    /// Probabilities of the strategies played but the first, which gets the rest.
    fn weights(&self, weight: &dyn Fn(usize, usize) -> Option<Rational>) -> Option<Vec<Vec<Rational>>> {
        let of_player = |(player, list): (usize, &Vec<usize>)| -> Option<Vec<Rational>> {
            let rest = list[1..].iter().map(|&strategy| weight(player, strategy)).collect::<Option<Vec<_>>>()?;
            Some(std::iter::once(Rational::one() - rest.iter().sum::<Rational>()).chain(rest).collect())
        };
        self.played.iter().enumerate().map(of_player).collect()
    }

    /// The mixtures over all strategies, if they are an equilibrium.
    fn exact(&self, weights: Vec<Vec<Rational>>) -> Option<Vec<Vec<Rational>>> {
        if weights.iter().flatten().any(|weight| weight.is_negative()) {
            return None;
        }
        let scale = common_denominator(weights.iter().flatten());
        let integers: Vec<Vec<BigInt>> =
            weights.iter().map(|list| list.iter().map(|w| w.numer() * (&scale / w.denom())).collect()).collect();
        let counts = self.game.space().counts();
        let holds = (0..counts.len()).all(|player| {
            let first = self.played[player][0];
            (0..counts[player]).filter(|&strategy| strategy != first).all(|strategy| {
                let gain = self.gain(&integers, player, strategy, first);
                if self.played[player].contains(&strategy) { gain.is_zero() } else { !gain.is_positive() }
            })
        });
        holds.then(|| self.spread(weights))
    }

    /// With zeros for what is not played.
    fn spread(&self, weights: Vec<Vec<Rational>>) -> Vec<Vec<Rational>> {
        let of_player = |((list, weights), &count): ((&Vec<usize>, Vec<Rational>), &usize)| {
            let mut all = vec![Rational::zero(); count];
            list.iter().zip(weights).for_each(|(&strategy, weight)| all[strategy] = weight);
            all
        };
        self.played.iter().zip(weights).zip(self.game.space().counts()).map(of_player).collect()
    }

    /// What a player gains by one strategy instead of another, times the scale to the power of the others' number.
    fn gain(&self, weights: &[Vec<BigInt>], player: usize, strategy: usize, instead_of: usize) -> BigInt {
        let space = self.game.space();
        let mut terms: Vec<(usize, BigInt)> = vec![(0, BigInt::one())];
        for other in (0..self.played.len()).filter(|&other| other != player) {
            let stride = space.stride(other);
            let choices = || self.played[other].iter().zip(&weights[other]);
            terms = terms
                .iter()
                .flat_map(|(base, product)| choices().map(move |(s, weight)| (base + s * stride, product * weight)))
                .collect();
        }
        let (table, stride) = (self.game.table(player), space.stride(player));
        terms
            .into_iter()
            .map(|(base, product)| {
                product * table[base + strategy * stride].minus(&table[base + instead_of * stride]).to_integer()
            })
            .sum()
    }

    /// Where at most two mix, the indifferences are linear.
    fn linear(&self) -> Option<Vec<Vec<Rational>>> {
        let mixing: Vec<usize> = (0..self.played.len()).filter(|&player| self.played[player].len() > 1).collect();
        let &[a, b] = mixing.as_slice() else { return None };
        let space = self.game.space();
        let base: usize = self
            .played
            .iter()
            .enumerate()
            .map(|(player, list)| if list.len() == 1 { list[0] * space.stride(player) } else { 0 })
            .sum();
        let solve = |own: usize, other: usize| -> Option<Vec<Rational>> {
            let k = self.played[other].len();
            let payoff = |s: usize, t: usize| {
                self.game.table(own)[base + s * space.stride(own) + t * space.stride(other)].to_integer()
            };
            let first = self.played[own][0];
            let mut rows: Vec<Vec<BigInt>> = self.played[own][1..]
                .iter()
                .map(|&s| {
                    self.played[other]
                        .iter()
                        .map(|&t| payoff(s, t) - payoff(first, t))
                        .chain([BigInt::zero()])
                        .collect()
                })
                .collect();
            rows.push(vec![BigInt::one(); k + 1]);
            match solve_integer_system(&rows, k) {
                IntegerSolution::Unique { numerators, denominator } => {
                    Some(numerators.into_iter().map(|value| Rational::new(value, denominator.clone())).collect())
                }
                _ => None,
            }
        };
        let (of_b, of_a) = (solve(a, b)?, solve(b, a)?);
        let mut weights = vec![vec![Rational::one()]; self.played.len()];
        (weights[a], weights[b]) = (of_a, of_b);
        Some(weights)
    }

    /// Newton steps with fixed slopes in long decimals; then fractions, or a box that the certificate accepts.
    fn refined(&self, floats: &Floats, x: &[f64]) -> Option<Vec<Vec<Coordinate>>> {
        let n = self.played.len() as u32;
        let largest = (0..self.played.len())
            .flat_map(|player| self.game.table(player))
            .map(|cell| cell.to_integer().bits())
            .max()?;
        // Payoffs of a box of this many digits are narrower than 1e-40, too.
        let digits = 56 + largest as u32 / 3;
        let scale = BigInt::from(10).pow(digits);
        let fixed =
            |value: f64| rational_from_f64(value).map(|exact| (exact.numer() * &scale).div_floor(exact.denom()));
        let unknowns: Vec<(usize, usize)> = self
            .played
            .iter()
            .enumerate()
            .flat_map(|(player, list)| (1..list.len()).map(move |place| (player, place)))
            .collect();
        let mut point: Vec<Vec<BigInt>> = Vec::new();
        for (player, list) in self.played.iter().enumerate() {
            point.push(list.iter().map(|&s| fixed(x[floats.at(player, s)])).collect::<Option<_>>()?);
        }
        // 1. Slopes in the units of the table, by differences of exact values: equations are multilinear.
        let inverse = self.inverse_slopes(&point, &unknowns, &scale)?;
        let divisor = scale.pow(n - 1);
        let mut settled = false;
        for _ in 0..60 {
            for player in 0..point.len() {
                point[player][0] = &scale - point[player][1..].iter().sum::<BigInt>();
            }
            let gains: Vec<BigInt> = unknowns
                .iter()
                .map(|&(player, place)| self.gain(&point, player, self.played[player][place], self.played[player][0]))
                .collect();
            if settled {
                break;
            }
            let mut most = BigInt::zero();
            for (&(player, place), row) in unknowns.iter().zip(&inverse) {
                let change: Rational =
                    row.iter().zip(&gains).map(|(weight, gain)| weight * Rational::from_integer(gain.clone())).sum();
                let change = (change * Rational::from_integer(scale.clone()) / Rational::from_integer(divisor.clone()))
                    .round()
                    .to_integer();
                most = most.max(change.abs());
                point[player][place] -= change;
            }
            settled = most < BigInt::from(1000);
            if most > scale {
                return None;
            }
        }
        if !settled {
            return None;
        }
        // 2. Fractions.
        let value = |player: usize, place: usize| Rational::new(point[player][place].clone(), scale.clone());
        let near = Rational::new(BigInt::from(100_000), scale.clone());
        let fraction = |player: usize, s: usize| {
            let place = self.played[player].iter().position(|&known| known == s)?;
            let middle = value(player, place);
            Some(simplest(&(&middle - &near), &(&middle + &near)))
        };
        let short =
            |weights: &Vec<Vec<Rational>>| weights.iter().flatten().all(|w| w.denom().bits() < u64::from(digits));
        if let Some(weights) = self.weights(&fraction).filter(short).and_then(|weights| self.exact(weights)) {
            return Some(weights.into_iter().map(|list| list.into_iter().map(Coordinate::Exact).collect()).collect());
        }
        // 3. A box.
        let grid = BigInt::from(10).pow(6);
        let (wide, unit) = (BigInt::from(2), &scale / &grid);
        let mut bounds: Vec<Vec<(Rational, Rational)>> = Vec::new();
        for ((list, &count), point) in self.played.iter().zip(self.game.space().counts()).zip(&point) {
            let mut all = vec![(Rational::zero(), Rational::zero()); count];
            let ends = |value: &BigInt| {
                let middle = value.div_floor(&grid);
                (Rational::new(&middle - &wide, unit.clone()), Rational::new(middle + &wide, unit.clone()))
            };
            let rest: Vec<(Rational, Rational)> = point[1..].iter().map(ends).collect();
            let left =
                |end: fn(&(Rational, Rational)) -> &Rational| Rational::one() - rest.iter().map(end).sum::<Rational>();
            all[list[0]] = (left(|ends| &ends.1), left(|ends| &ends.0));
            list[1..].iter().zip(rest).for_each(|(&strategy, ends)| all[strategy] = ends);
            bounds.push(all);
        }
        isolated_equilibrium(self.game, &bounds).ok()?;
        let coordinate = |(low, high): (Rational, Rational)| {
            if low == high { Coordinate::Exact(low) } else { Coordinate::Between(low, high) }
        };
        Some(bounds.into_iter().map(|list| list.into_iter().map(coordinate).collect()).collect())
    }

    /// The inverse of the slopes at a point, in floats taken exactly.
    fn inverse_slopes(
        &self,
        point: &[Vec<BigInt>],
        unknowns: &[(usize, usize)],
        scale: &BigInt,
    ) -> Option<Vec<Vec<Rational>>> {
        let n = self.played.len() as u32;
        let divisor = Rational::from_integer(scale.pow(n - 1));
        let gain = |point: &[Vec<BigInt>], &(player, place): &(usize, usize)| {
            self.gain(point, player, self.played[player][place], self.played[player][0])
        };
        let base: Vec<BigInt> = unknowns.iter().map(|equation| gain(point, equation)).collect();
        let mut matrix = vec![vec![0.0; unknowns.len()]; unknowns.len()];
        for (column, &(player, place)) in unknowns.iter().enumerate() {
            // A whole unit along one probability.
            let mut moved = point.to_vec();
            moved[player][place] += scale;
            moved[player][0] -= scale;
            for (row, equation) in unknowns.iter().enumerate() {
                let slope = Rational::from_integer(gain(&moved, equation) - &base[row]) / &divisor;
                matrix[row][column] = crate::number::Scalar::to_f64(&slope);
            }
        }
        let factors = super::super::dense::Factors::new(matrix)?;
        let m = unknowns.len();
        let columns: Vec<Vec<f64>> =
            (0..m).map(|k| factors.solve(&(0..m).map(|i| f64::from(u8::from(i == k))).collect::<Vec<_>>())).collect();
        (0..m).map(|row| columns.iter().map(|column| rational_from_f64(column[row])).collect()).collect()
    }
}
