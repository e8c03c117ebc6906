//! Boxes of probabilities that hold exactly one equilibrium.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{FromPrimitive, One, Signed, ToPrimitive, Zero};

use super::Flaw;
use crate::game::NormalFormGame;
use crate::number::Rational;
use crate::number::cell::{Cell, common_denominator};

/// An interval of integers.
type Interval = (BigInt, BigInt);

/// The most products of probabilities that a check forms.
pub(crate) const MAX_PRODUCTS: u64 = 1 << 26;
/// The longest common denominator of bounds, in bits.
const MAX_BITS: u64 = 4096;

/// Proves that a box of mixed strategies holds exactly one equilibrium, in which everyone plays exactly the
/// strategies whose bounds are not `(0, 0)`.
///
/// The equations are `F = u_i(s, x_-i) - u_i(s', x_-i) = 0` for the strategies `s` that `i` plays besides its first
/// one `s'`, the unknowns their probabilities. With the middle `c` of the box and `C` near the inverse of the
/// slopes, all of `c - C F(c) + (I - C F'(X)) (X - c)` lies within the box, which proves that `F` has exactly one
/// zero there (Krawczyk 1969). All others of the box are above zero, and strategies that are not played pay
/// strictly less. In exact integers; only `C`, which may be anything, comes from floats.
///
/// # Errors
///
/// A [`Flaw`] that names what was not proved.
///
/// # Complexity
///
/// For `m` unknowns and `p` profiles of played strategies, `O(m² p)` products of probabilities.
///
/// # Examples
///
/// ```
/// use pactum::certificate::isolated_equilibrium;
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::{ratio, whole};
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// with_game!(&pennies, game => {
///     let around = |low, high| vec![vec![(low, high); 2]; 2];
///     assert_eq!(isolated_equilibrium(game, &around(ratio(49, 100), ratio(51, 100))), Ok(()));
///     assert!(isolated_equilibrium(game, &around(ratio(1, 100), ratio(2, 100))).is_err());
/// });
/// ```
///
/// # References
///
/// Krawczyk 1969; Neumaier 1990.
pub fn isolated_equilibrium<C: Cell>(
    game: &NormalFormGame<C>,
    bounds: &[Vec<(Rational, Rational)>],
) -> Result<(), Flaw> {
    isolated_equilibrium_but(game, bounds, &|_, _| false)
}

/// The same, where some strategies that are not played are known to be no better.
pub(crate) fn isolated_equilibrium_but<C: Cell>(
    game: &NormalFormGame<C>,
    bounds: &[Vec<(Rational, Rational)>],
    is_harmless: &dyn Fn(usize, usize) -> bool,
) -> Result<(), Flaw> {
    let cube = Cube::new(game, bounds)?;
    cube.check_zero()?;
    cube.check_others(is_harmless)
}

fn flaw(message: impl Into<String>) -> Flaw {
    Flaw(message.into())
}

/// The box, as integers over one scale.
struct Cube<'a, C> {
    game: &'a NormalFormGame<C>,
    scale: BigInt,
    /// For each player the strategies played.
    played: Vec<Vec<usize>>,
    /// Their bounds, and the middle.
    bounds: Vec<Vec<Interval>>,
    middle: Vec<Vec<BigInt>>,
    /// The unknowns: player and place in `played`, from 1.
    unknowns: Vec<(usize, usize)>,
}

impl<'a, C: Cell> Cube<'a, C> {
    fn new(game: &'a NormalFormGame<C>, bounds: &[Vec<(Rational, Rational)>]) -> Result<Self, Flaw> {
        let counts = game.space().counts();
        if !C::EXACT || !bounds.iter().map(Vec::len).eq(counts.iter().copied()) {
            return Err(flaw("the box does not fit the game"));
        }
        let ends = bounds.iter().flatten().flat_map(|(low, high)| [low, high]);
        let scale = common_denominator(ends);
        if scale.bits() > MAX_BITS {
            return Err(flaw("bounds have too many digits"));
        }
        let integer = |value: &Rational| value.numer() * (&scale / value.denom());
        let mut cube =
            Cube { game, played: vec![], bounds: vec![], middle: vec![], unknowns: vec![], scale: scale.clone() };
        for (player, bounds) in bounds.iter().enumerate() {
            let is_played = |&strategy: &usize| !(bounds[strategy].0.is_zero() && bounds[strategy].1.is_zero());
            let played: Vec<usize> = (0..bounds.len()).filter(is_played).collect();
            let mut ends: Vec<Interval> =
                played.iter().map(|&strategy| (integer(&bounds[strategy].0), integer(&bounds[strategy].1))).collect();
            let Some((first, rest)) = ends.split_first_mut() else {
                return Err(flaw(format!("player {} plays nothing", player + 1)));
            };
            // The first probability is what the others leave.
            let left = |end: fn(&Interval) -> &BigInt| &scale - rest.iter().map(end).sum::<BigInt>();
            let derived = (left(|ends| &ends.1), left(|ends| &ends.0));
            if derived.0 < first.0 || derived.1 > first.1 {
                return Err(flaw(format!("the bounds of player {} do not follow from each other", player + 1)));
            }
            *first = derived;
            if ends.iter().any(|(low, high)| !low.is_positive() || high < low) {
                return Err(flaw(format!("a probability of player {} is not above zero", player + 1)));
            }
            let mut middle: Vec<BigInt> = ends.iter().map(|(low, high)| (low + high).div_floor(&2.into())).collect();
            middle[0] = &scale - middle[1..].iter().sum::<BigInt>();
            cube.unknowns.extend((1..played.len()).map(|place| (player, place)));
            cube.played.push(played);
            cube.bounds.push(ends);
            cube.middle.push(middle);
        }
        let products = products_needed(&cube.played, counts);
        if products > MAX_PRODUCTS {
            return Err(flaw(format!("the check takes {products} products of probabilities; at most {MAX_PRODUCTS}")));
        }
        Ok(cube)
    }

    /// `Σ payoff(profile) Π p` over the played profiles of all but the skipped players, whose strategies are fixed
    /// by `base`.
    fn sum(&self, skipped: &[usize], payoff: &dyn Fn(usize) -> BigInt) -> Interval {
        let space = self.game.space();
        let mut terms: Vec<(usize, Interval)> = vec![(0, (BigInt::one(), BigInt::one()))];
        for player in (0..self.played.len()).filter(|player| !skipped.contains(player)) {
            let stride = space.stride(player);
            let choices = || self.played[player].iter().zip(&self.bounds[player]);
            terms = terms
                .iter()
                .flat_map(|(base, (low, high))| {
                    choices().map(move |(strategy, ends)| (base + strategy * stride, (low * &ends.0, high * &ends.1)))
                })
                .collect();
        }
        terms.into_iter().fold((BigInt::zero(), BigInt::zero()), |(low, high), (base, product)| {
            let value = payoff(base);
            if value.is_negative() {
                (low + &value * product.1, high + value * product.0)
            } else {
                (low + &value * product.0, high + value * product.1)
            }
        })
    }

    fn payoff(&self, player: usize, profile: usize) -> BigInt {
        self.game.table(player)[profile].to_integer()
    }

    /// What the player gains by one strategy instead of another, over the whole box.
    fn gain(&self, player: usize, strategy: usize, instead_of: usize) -> Interval {
        let stride = self.game.space().stride(player);
        self.sum(&[player], &|base| {
            self.payoff(player, base + strategy * stride) - self.payoff(player, base + instead_of * stride)
        })
    }

    /// The slope of an equation along an unknown, over the whole box.
    fn slope(&self, (player, place): (usize, usize), (other, along): (usize, usize)) -> Interval {
        if player == other {
            return (BigInt::zero(), BigInt::zero());
        }
        let space = self.game.space();
        let (own, step) = (space.stride(player), space.stride(other));
        let (played, others) = (&self.played[player], &self.played[other]);
        let corner = |base: usize, s: usize, t: usize| self.payoff(player, base + played[s] * own + others[t] * step);
        self.sum(&[player, other], &|base| {
            corner(base, place, along) - corner(base, place, 0) - corner(base, 0, along) + corner(base, 0, 0)
        })
    }

    /// The equations have exactly one zero in the box.
    fn check_zero(&self) -> Result<(), Flaw> {
        let m = self.unknowns.len();
        let n = self.played.len() as u32;
        if m == 0 {
            return Ok(());
        }
        // 1. Slopes over the box, at scale^(n-2), and values in the middle, at scale^(n-1).
        let slopes: Vec<Vec<Interval>> = self
            .unknowns
            .iter()
            .map(|&equation| self.unknowns.iter().map(|&unknown| self.slope(equation, unknown)).collect())
            .collect();
        let at_middle = self.at_middle();
        let values: Vec<BigInt> = self
            .unknowns
            .iter()
            .map(|&(player, place)| at_middle.gain(player, self.played[player][place], self.played[player][0]).0)
            .collect();
        // 2. Weights near the inverse, over a power of two.
        let power = self.scale.pow(n.saturating_sub(2));
        let float = |(low, high): &Interval| ratio_f64(&(low + high), &(&power * 2));
        let floats: Vec<Vec<f64>> = slopes.iter().map(|row| row.iter().map(float).collect()).collect();
        let (weights, bits) = weights(floats).ok_or_else(|| flaw("the slopes are singular"))?;
        let unit = &power << bits;
        // 3. Where the operator takes the box, at unit * scale.
        for (row, &(player, place)) in self.unknowns.iter().enumerate() {
            let moved: BigInt = weights[row].iter().zip(&values).map(|(weight, value)| weight * value).sum();
            let mut spread = BigInt::zero();
            for column in 0..m {
                let mut product = (BigInt::zero(), BigInt::zero());
                for (weight, slopes) in weights[row].iter().zip(&slopes) {
                    let (low, high) = (weight * &slopes[column].0, weight * &slopes[column].1);
                    let (low, high) = if weight.is_negative() { (high, low) } else { (low, high) };
                    product = (product.0 + low, product.1 + high);
                }
                let identity = if row == column { unit.clone() } else { BigInt::zero() };
                let size = (&identity - product.0).abs().max((&identity - product.1).abs());
                let (other, along) = self.unknowns[column];
                let ((low, high), middle) = (&self.bounds[other][along], &self.middle[other][along]);
                spread += size * (high - middle).max(middle - low);
            }
            let ((low, high), middle) = (&self.bounds[player][place], &self.middle[player][place]);
            let center = middle * &unit - moved;
            if &center - &spread <= low * &unit || center + spread >= high * &unit {
                return Err(flaw(format!("no single equilibrium is proved near a strategy of player {}", player + 1)));
            }
        }
        Ok(())
    }

    /// The box shrunk to its middle.
    fn at_middle(&self) -> Cube<'a, C> {
        let point = |middle: &Vec<BigInt>| middle.iter().map(|value| (value.clone(), value.clone())).collect();
        Cube {
            game: self.game,
            scale: self.scale.clone(),
            played: self.played.clone(),
            bounds: self.middle.iter().map(point).collect(),
            middle: self.middle.clone(),
            unknowns: self.unknowns.clone(),
        }
    }

    /// Strategies that are not played pay strictly less.
    fn check_others(&self, is_harmless: &dyn Fn(usize, usize) -> bool) -> Result<(), Flaw> {
        for (player, played) in self.played.iter().enumerate() {
            for strategy in (0..self.game.space().counts()[player]).filter(|strategy| !played.contains(strategy)) {
                if !self.gain(player, strategy, played[0]).1.is_negative() && !is_harmless(player, strategy) {
                    return Err(flaw(format!("player {} may gain by strategy {}", player + 1, strategy + 1)));
                }
            }
        }
        Ok(())
    }
}

/// How many products of probabilities the check of a support forms.
pub(crate) fn products_needed(played: &[Vec<usize>], counts: &[usize]) -> u64 {
    let profiles = played.iter().fold(1u64, |all, played| all.saturating_mul(played.len() as u64));
    let unknowns: usize = played.iter().map(|played| played.len() - 1).sum();
    let others: usize = counts.iter().sum();
    profiles.saturating_mul((unknowns * unknowns + others) as u64)
}

/// The quotient of two integers of any size.
fn ratio_f64(numerator: &BigInt, denominator: &BigInt) -> f64 {
    let shift = numerator.bits().max(denominator.bits()).saturating_sub(1000);
    let float = |value: &BigInt| (value >> shift).to_f64().unwrap_or(f64::NAN);
    let direct = float(numerator) / float(denominator);
    if direct.is_finite() { direct } else { 0.0 }
}

/// The inverse of a matrix of floats, by Gauss-Jordan, as integers over a power of two.
fn weights(mut matrix: Vec<Vec<f64>>) -> Option<(Vec<Vec<BigInt>>, u32)> {
    let m = matrix.len();
    matrix.iter_mut().enumerate().for_each(|(row, line)| line.extend((0..m).map(|i| f64::from(u8::from(i == row)))));
    for column in 0..m {
        let best = (column..m).max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        matrix.swap(column, best);
        let pivot = matrix[column][column];
        if !pivot.is_normal() {
            return None;
        }
        matrix[column].iter_mut().for_each(|entry| *entry /= pivot);
        let line = matrix[column].clone();
        for row in (0..m).filter(|&row| row != column) {
            let factor = matrix[row][column];
            matrix[row].iter_mut().zip(&line).for_each(|(entry, by)| *entry -= factor * by);
        }
    }
    let largest = matrix.iter().flat_map(|line| &line[m..]).fold(0.0f64, |most, entry| most.max(entry.abs()));
    if !largest.is_normal() {
        return None;
    }
    let bits = (80 - largest.log2().ceil() as i64).clamp(0, 900) as u32;
    let integer = |entry: &f64| BigInt::from_f64((entry * f64::from(bits).exp2()).round());
    let rows = matrix.iter().map(|line| line[m..].iter().map(integer).collect()).collect::<Option<_>>()?;
    Some((rows, bits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::{AnyGame, with_game};
    use crate::number::{ratio, whole};

    /// Three players, two strategies each; everyone mixes with irrational probabilities: each `i` is
    /// indifferent where `a x_j x_k = b`, given by `pays(first both)`.
    fn volunteers(cost: [i64; 3]) -> AnyGame {
        // Benefit 12 if someone volunteers (strategy 1), cost c_i: indifferent if the chance that nobody else
        // does is c_i / 12.
        let payoff = |mask: usize, i: usize| whole(if mask == 0 { 0 } else { 12 - cost[i] * (mask >> i & 1) as i64 });
        let tables: Vec<Vec<Rational>> = (0..3).map(|i| (0..8).map(|mask| payoff(mask, i)).collect()).collect();
        NormalFormGame::from_rationals(&[2; 3], &tables).unwrap()
    }

    #[test]
    fn an_irrational_equilibrium_is_proved_and_others_are_not() {
        let game = volunteers([6; 3]);
        // Nobody volunteers with probability q, q² = 1/2.
        let around = |q: Rational, width: i64| {
            let radius = ratio(1, width);
            let (low, high) = (&q - &radius, &q + &radius);
            let one = whole(1);
            vec![vec![(low.clone(), high.clone()), (&one - &high, &one - &low)]; 3]
        };
        with_game!(&game, game => {
            assert_eq!(isolated_equilibrium(game, &around(ratio(70_710_678, 100_000_000), 10_000_000)), Ok(()));
            assert!(isolated_equilibrium(game, &around(ratio(70_710, 100_000), 10_000_000)).is_err());
            let mut bounds = around(ratio(70_710_678, 100_000_000), 10_000_000);
            bounds[0][0].0 = ratio(71, 100);
            assert!(isolated_equilibrium(game, &bounds).is_err());
            // Pure: one volunteers, and the others strictly prefer not to.
            let pure = |strategy: usize| (0..2).map(|s| (whole(i64::from(s == strategy)), whole(i64::from(s == strategy)))).collect::<Vec<_>>();
            assert_eq!(isolated_equilibrium(game, &[pure(1), pure(0), pure(0)]), Ok(()));
            assert!(isolated_equilibrium(game, &[pure(1), pure(1), pure(0)]).is_err());
            assert!(isolated_equilibrium(game, &[pure(1), pure(0)]).is_err());
        });
    }
}
