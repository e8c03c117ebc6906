//! Proof that a list of equilibria is complete, by exclusion of everything else: in exact integers, by bisection,
//! without the solver's code.

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive, Zero};

use crate::certificate::isolated_equilibrium;
use crate::game::NormalFormGame;
use crate::number::cell::Cell;
use crate::number::{Rational, rational_from_f64, whole};

/// The most supports that are gone through.
const MAX_SUPPORTS: u128 = 20_000;
/// The most values of functions that are looked at.
const MAX_WORK: u64 = 100_000_000;
/// The most halvings of a part.
const MAX_DEPTH: u32 = 120;
/// The bits of weights that equations are summed with.
const WEIGHT_BITS: i32 = 30;
/// Half the width of a box in which an equilibrium is looked for that is not listed.
const NEARBY: f64 = 1e-11;

/// The probability of each player's strategies between two bounds.
pub(super) type Bounds = Vec<Vec<(Rational, Rational)>>;

/// Whether all equilibria are listed: `Some(())` where that is proved, `None` where it takes too long.
///
/// # Errors
///
/// Where an equilibrium that is not listed is found.
pub(super) fn prove<C: Cell>(game: &NormalFormGame<C>, listed: &[Bounds]) -> Result<Option<()>, String> {
    let counts = game.space().counts();
    let supports = counts.iter().map(|&count| 1u128.checked_shl(count as u32).map_or(u128::MAX, |power| power - 1));
    if supports.fold(1, u128::saturating_mul) > MAX_SUPPORTS {
        return Ok(None);
    }
    let mut work = 0;
    let mut subsets = vec![1u64; counts.len()];
    loop {
        let support: Vec<Vec<usize>> = subsets
            .iter()
            .zip(counts)
            .map(|(subset, &count)| (0..count).filter(|place| subset >> place & 1 == 1).collect())
            .collect();
        if Support::new(game, support, listed).prove(&mut work)?.is_none() {
            return Ok(None);
        }
        let Some(player) = (0..counts.len()).find(|&player| subsets[player] + 1 < 1 << counts[player]) else {
            return Ok(Some(()));
        };
        subsets[player] += 1;
        subsets[..player].iter_mut().for_each(|subset| *subset = 1);
    }
}

/// All profiles in which exactly these strategies are played.
struct Support<'a, C> {
    game: &'a NormalFormGame<C>,
    support: Vec<Vec<usize>>,
    /// The players that mix.
    axes: Vec<usize>,
    sizes: Vec<usize>,
    strides: Vec<usize>,
    total: usize,
    equations: usize,
    /// The listed equilibria of this support.
    listed: Vec<Vec<Vec<(Rational, Rational)>>>,
}

/// A product of simplices, one for each player that mixes.
#[derive(Clone)]
struct Part {
    /// What vanishes, then what must not be positive, at the products of vertices.
    functions: Vec<Vec<BigInt>>,
    /// The vertices in floats, only to look for what is not listed.
    vertices: Vec<Vec<Vec<f64>>>,
    /// How often it was halved.
    depth: u32,
    /// The listed equilibria that may be in it, by the weights of its vertices.
    listed: Vec<Vec<Vec<(Rational, Rational)>>>,
}

impl<'a, C: Cell> Support<'a, C> {
    fn new(game: &'a NormalFormGame<C>, support: Vec<Vec<usize>>, listed: &[Bounds]) -> Self {
        let axes: Vec<usize> = (0..support.len()).filter(|&player| support[player].len() > 1).collect();
        let sizes: Vec<usize> = axes.iter().map(|&player| support[player].len()).collect();
        let strides = (0..sizes.len()).map(|axis| sizes[..axis].iter().product()).collect();
        let has_support = |bounds: &&Bounds| {
            bounds.iter().zip(&support).all(|(bounds, support)| {
                bounds.iter().enumerate().all(|(place, (_, high))| support.contains(&place) != high.is_zero())
            })
        };
        let weights = |bounds: &Bounds| {
            axes.iter().map(|&p| support[p].iter().map(|&s| bounds[p][s].clone()).collect()).collect()
        };
        let listed = listed.iter().filter(has_support).map(weights).collect();
        let total = sizes.iter().product();
        Support {
            game,
            axes,
            strides,
            total,
            equations: sizes.iter().sum::<usize>() - sizes.len(),
            sizes,
            support,
            listed,
        }
    }

    /// What a player gains by one strategy over another, at all products of pure strategies of the support.
    fn gain(&self, player: usize, strategy: usize, instead_of: usize) -> Vec<BigInt> {
        let space = self.game.space();
        let payoff = |profile: usize| self.game.table(player)[profile].to_integer();
        let at = |product: usize| {
            let mut profile: Vec<usize> = self.support.iter().map(|support| support[0]).collect();
            for (axis, &other) in self.axes.iter().enumerate() {
                profile[other] = self.support[other][self.vertex(product, axis)];
            }
            let profile = space.index(&profile);
            payoff(space.with_strategy(profile, player, strategy))
                - payoff(space.with_strategy(profile, player, instead_of))
        };
        (0..self.total).map(at).collect()
    }

    fn vertex(&self, product: usize, axis: usize) -> usize {
        product / self.strides[axis] % self.sizes[axis]
    }

    /// The products at which an axis is at its first vertex.
    fn bases(&self, axis: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.total).filter(move |&product| self.vertex(product, axis) == 0)
    }

    fn whole(&self) -> Part {
        let (mut equations, mut constraints) = (Vec::new(), Vec::new());
        for (player, support) in self.support.iter().enumerate() {
            for strategy in (0..self.game.space().counts()[player]).filter(|&strategy| strategy != support[0]) {
                let list = if support.contains(&strategy) { &mut equations } else { &mut constraints };
                list.push(self.gain(player, strategy, support[0]));
            }
        }
        equations.extend(constraints);
        let unit = |size: usize, place: usize| (0..size).map(|other| f64::from(u8::from(other == place))).collect();
        let vertices = self.sizes.iter().map(|&size| (0..size).map(|place| unit(size, place)).collect()).collect();
        Part { functions: equations, vertices, depth: 0, listed: self.listed.clone() }
    }

    fn prove(&self, work: &mut u64) -> Result<Option<()>, String> {
        let whole = self.whole();
        // Of one sign at all corners, and not zero at all: not zero inside.
        let nonzero = |sign: fn(&BigInt) -> bool, values: &Vec<BigInt>| {
            values.iter().all(|value| sign(value) || value.is_zero()) && values.iter().any(sign)
        };
        let excluded = whole.functions.iter().enumerate().any(|(place, values)| {
            nonzero(BigInt::is_positive, values) || (place < self.equations && nonzero(BigInt::is_negative, values))
        });
        if excluded {
            return Ok(Some(()));
        }
        if self.equations == 0 {
            // A pure equilibrium.
            return if self.listed.is_empty() { Err(self.missing(&[])) } else { Ok(Some(())) };
        }
        let mut stack = vec![whole];
        while let Some(part) = stack.pop() {
            *work += (part.functions.len() + self.equations * self.equations) as u64 * self.total as u64;
            if *work > MAX_WORK || part.depth > MAX_DEPTH {
                return Ok(None);
            }
            if !self.is_settled(&part)? {
                let (axis, a, b) = self.steepest(&part);
                stack.push(self.half(&part, axis, a, b));
                stack.push(self.half(&part, axis, b, a));
            }
        }
        Ok(Some(()))
    }

    /// Whether nothing but what is listed is in a part.
    fn is_settled(&self, part: &Part) -> Result<bool, String> {
        // 1. A gain of one sign.
        let positive = |values: &Vec<BigInt>| values.iter().all(BigInt::is_positive);
        let negative = |values: &Vec<BigInt>| values.iter().all(BigInt::is_negative);
        let excluded = part.functions.iter().enumerate();
        if excluded.into_iter().any(|(place, f)| positive(f) || (place < self.equations && negative(f))) {
            return Ok(true);
        }
        // 2. A sum of multiples of the equations of one sign.
        let floats = self.floats(part);
        let Some(inverse) = inverse(self.slopes(&floats)) else { return Ok(false) };
        let Some((weights, one)) = integers(&inverse) else { return Ok(false) };
        let sums: Vec<Vec<BigInt>> = weights.iter().map(|weights| self.sum(part, weights)).collect();
        if sums.iter().any(|sum| positive(sum) || negative(sum)) {
            return Ok(true);
        }
        // 3. The sums change so nearly as the free weights do that they vanish together at most once.
        let coordinates: Vec<(usize, usize)> =
            (0..self.sizes.len()).flat_map(|axis| (1..self.sizes[axis]).map(move |vertex| (axis, vertex))).collect();
        let unique = sums.iter().zip(&coordinates).all(|(sum, own)| {
            let deviation = |&(axis, vertex): &(usize, usize)| {
                let target = if (axis, vertex) == *own { floats.unit(&one) } else { BigInt::zero() };
                let step = vertex * self.strides[axis];
                self.bases(axis).map(|base| (&sum[base + step] - &sum[base] - &target).abs()).max().unwrap_or_default()
            };
            coordinates.iter().map(deviation).sum::<BigInt>() < floats.unit(&one)
        });
        if !unique {
            return Ok(false);
        }
        if part.listed.iter().any(|listed| listed.iter().flatten().all(|(low, _)| !low.is_negative())) {
            return Ok(true);
        }
        if part.listed.is_empty()
            && let Some(bounds) = self.newton(part, &floats, &inverse)
            && !self.is_listed(&bounds)
            && isolated_equilibrium(self.game, &bounds).is_ok()
        {
            let middle = bounds.iter().flatten().map(|(low, _)| crate::number::Scalar::to_f64(low)).collect::<Vec<_>>();
            return Err(self.missing(&middle));
        }
        Ok(false)
    }

    /// Whether a box touches an equilibrium of the list.
    fn is_listed(&self, bounds: &Bounds) -> bool {
        self.listed.iter().any(|listed| {
            listed.iter().zip(&self.axes).all(|(weights, &player)| {
                let pairs = weights.iter().zip(&self.support[player]);
                pairs.into_iter().all(|((low, high), &place)| {
                    let (from, to) = &bounds[player][place];
                    low <= to && from <= high
                })
            })
        })
    }

    fn missing(&self, near: &[f64]) -> String {
        let support: Vec<String> = self
            .support
            .iter()
            .map(|support| support.iter().map(|place| (place + 1).to_string()).collect::<Vec<_>>().join(" "))
            .collect();
        let near = if near.is_empty() { String::new() } else { format!(", near {near:.6?}") };
        format!("an equilibrium in which the players play their strategies {} is not listed{near}", support.join(" / "))
    }

    fn floats(&self, part: &Part) -> Floats {
        let functions = &part.functions[..self.equations];
        let bits = functions.iter().flatten().map(|value| value.bits()).max().unwrap_or(0);
        let shift = bits.saturating_sub(60);
        let float = |value: &BigInt| (value >> shift).to_f64().unwrap_or(f64::INFINITY);
        Floats { values: functions.iter().map(|values| values.iter().map(float).collect()).collect(), shift }
    }

    /// The mean slopes of the equations along the free weights.
    fn slopes(&self, floats: &Floats) -> Vec<Vec<f64>> {
        let of_equation = |values: &Vec<f64>| {
            let mut slopes = Vec::new();
            for axis in 0..self.sizes.len() {
                let count = (self.total / self.sizes[axis]) as f64;
                slopes.extend((1..self.sizes[axis]).map(|vertex| {
                    let step = vertex * self.strides[axis];
                    self.bases(axis).map(|base| values[base + step] - values[base]).sum::<f64>() / count
                }));
            }
            slopes
        };
        floats.values.iter().map(of_equation).collect()
    }

    /// `Σ_i C_i f_i` in whole numbers.
    fn sum(&self, part: &Part, weights: &[BigInt]) -> Vec<BigInt> {
        let mut sum = vec![BigInt::zero(); self.total];
        for (weight, values) in weights.iter().zip(&part.functions).filter(|(weight, _)| !weight.is_zero()) {
            sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
        }
        sum
    }

    /// The edge along which the equations change most, relative to their size and times its length.
    fn steepest(&self, part: &Part) -> (usize, usize, usize) {
        let floats = self.floats(part);
        let size = |values: &Vec<f64>| values.iter().fold(f64::MIN_POSITIVE, |most, value| most.max(value.abs()));
        let sizes: Vec<f64> = floats.values.iter().map(size).collect();
        let mut best = (-1.0, (0, 0, 1));
        for axis in 0..self.sizes.len() {
            for (a, b) in (1..self.sizes[axis]).flat_map(|b| (0..b).map(move |a| (a, b))) {
                let change = |(values, size): (&Vec<f64>, &f64)| {
                    let at = |base: usize, vertex: usize| values[base + vertex * self.strides[axis]];
                    self.bases(axis).map(|base| (at(base, a) - at(base, b)).abs()).fold(0.0, f64::max) / size
                };
                let ends = part.vertices[axis][a].iter().zip(&part.vertices[axis][b]);
                let length = ends.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                let change = length * floats.values.iter().zip(&sizes).map(change).sum::<f64>();
                if change > best.0 {
                    best = (change, (axis, a, b));
                }
            }
        }
        best.1
    }

    /// The half of a part in which one vertex of an edge goes to the edge's middle.
    fn half(&self, part: &Part, axis: usize, stays: usize, moves: usize) -> Part {
        let mut half = part.clone();
        half.depth += 1;
        let (stays_at, moves_at) = (stays * self.strides[axis], moves * self.strides[axis]);
        for (new, old) in half.functions.iter_mut().zip(&part.functions) {
            new.iter_mut().for_each(|value| *value *= 2);
            self.bases(axis).for_each(|base| new[base + moves_at] = &old[base + stays_at] + &old[base + moves_at]);
        }
        let fixed = part.vertices[axis][stays].clone();
        let moved = half.vertices[axis][moves].iter_mut().zip(&fixed);
        moved.for_each(|(weight, fixed)| *weight = (*weight + fixed) / 2.0);
        for weights in &mut half.listed {
            let (low, high) = weights[axis][moves].clone();
            let (own_low, own_high) = &mut weights[axis][stays];
            *own_low -= &high;
            *own_high -= &low;
            weights[axis][moves] = (low * whole(2), high * whole(2));
        }
        half.listed.retain(|weights| weights.iter().flatten().all(|(_, high)| !high.is_negative()));
        half
    }

    /// Bounds around a zero of the equations near a part, if Newton's method finds one.
    fn newton(&self, part: &Part, floats: &Floats, inverse: &[Vec<f64>]) -> Option<Bounds> {
        let mut weights: Vec<Vec<f64>> = self.sizes.iter().map(|&size| vec![1.0 / size as f64; size]).collect();
        for _ in 0..60 {
            let value = |values: &Vec<f64>| -> f64 {
                let weight = |product: usize| -> f64 {
                    (0..self.sizes.len()).map(|axis| weights[axis][self.vertex(product, axis)]).product()
                };
                (0..self.total).map(|product| values[product] * weight(product)).sum()
            };
            let values: Vec<f64> = floats.values.iter().map(value).collect();
            let mut rows = inverse.iter();
            for axis in 0..self.sizes.len() {
                for vertex in 1..self.sizes[axis] {
                    let step: f64 = rows.next()?.iter().zip(&values).map(|(weight, f)| weight * f).sum();
                    weights[axis][vertex] -= step;
                    weights[axis][0] += step;
                }
            }
        }
        let mut bounds: Bounds =
            self.game.space().counts().iter().map(|&count| vec![(whole(0), whole(0)); count]).collect();
        for (player, support) in self.support.iter().enumerate().filter(|(_, support)| support.len() == 1) {
            bounds[player][support[0]] = (whole(1), whole(1));
        }
        for (axis, &player) in self.axes.iter().enumerate() {
            let mut rest = (whole(1), whole(1));
            for (place, &strategy) in self.support[player].iter().enumerate().skip(1) {
                let at: f64 =
                    weights[axis].iter().zip(&part.vertices[axis]).map(|(weight, vertex)| weight * vertex[place]).sum();
                let ends = (rational_from_f64(at - NEARBY)?, rational_from_f64(at + NEARBY)?);
                rest = (rest.0 - &ends.1, rest.1 - &ends.0);
                bounds[player][strategy] = ends;
            }
            bounds[player][self.support[player][0]] = rest;
        }
        Some(bounds)
    }
}

/// The equations in floats, divided by a power of two.
struct Floats {
    values: Vec<Vec<f64>>,
    shift: u64,
}

impl Floats {
    /// What a sum grows by where a free weight grows by one, the weights being `one` times those of the inverse.
    fn unit(&self, one: &BigInt) -> BigInt {
        one << self.shift
    }
}

/// A matrix times a power of two, in whole numbers; with the power.
fn integers(matrix: &[Vec<f64>]) -> Option<(Vec<Vec<BigInt>>, BigInt)> {
    let largest = matrix.iter().flatten().fold(0.0f64, |most, entry| most.max(entry.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return None;
    }
    let power = (WEIGHT_BITS - largest.log2().ceil() as i32).max(0);
    let whole = |entry: &f64| rational_from_f64((entry * 2f64.powi(power)).round()).map(|x| x.to_integer());
    let rows = matrix.iter().map(|row| row.iter().map(whole).collect()).collect::<Option<_>>()?;
    Some((rows, BigInt::from(1) << power))
}

/// The inverse of a matrix by elimination with pivots.
fn inverse(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    for (row, entries) in matrix.iter_mut().enumerate() {
        entries.extend((0..n).map(|column| f64::from(u8::from(row == column))));
    }
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[pivot][column] == 0.0 || !matrix[pivot][column].is_finite() {
            return None;
        }
        matrix.swap(column, pivot);
        let head = matrix[column].clone();
        for (row, entries) in matrix.iter_mut().enumerate() {
            let factor = if row == column { 1.0 - 1.0 / head[column] } else { entries[column] / head[column] };
            entries.iter_mut().zip(&head).for_each(|(entry, head)| *entry -= factor * head);
        }
    }
    let inverse: Vec<Vec<f64>> = matrix.into_iter().map(|row| row[n..].to_vec()).collect();
    inverse.iter().flatten().all(|entry| entry.is_finite()).then_some(inverse)
}
