//! One equilibrium of a two-player game.

mod basis;
mod lifting;
mod support;
mod tableau;

use num_bigint::BigInt;
use num_traits::{One, ToPrimitive};

use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::lp::PivotInteger;
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::number::minor::minor_bits;

use basis::Basis;
use tableau::Tableau;

/// The memory that a tableau of integers may take, in bytes.
const MAX_BYTES: u64 = 1 << 31;
/// How many labels are tried in floats.
const TRIES: usize = 4;

/// One equilibrium of a two-player game, and how it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct LemkeHowson {
    /// The mixed strategies.
    pub strategies: [Vec<Rational>; 2],
    /// How many pivots the path took.
    pub pivots: usize,
    /// Whether the path was followed in integers, because what floats found could not be certified.
    pub in_integers: bool,
}

/// One Nash equilibrium of a two-player game, exactly, by the Lemke-Howson path.
///
/// Of the polyhedra `{x >= 0, Bᵀ x <= 1}` and `{y >= 0, A y <= 1}` (payoffs moved above zero) the path begins at
/// the origin, drops one label and exchanges variables in turn until that label comes back; then each strategy
/// is unplayed or a best reply. Ties are broken lexicographically, so that the path ends also in degenerate
/// games. It is followed in floats first: the supports where it ends determine the strategies by two linear
/// systems, which are solved in integers and checked against all replies. Only if that fails is the path
/// followed again in fraction-free integers, in 128 bits as long as they hold the numbers.
///
/// # Errors
///
/// [`Error::Input`] unless there are two players; [`Error::TooLarge`] where floats failed and the integers
/// would not fit in memory; [`Error::TimeLimit`].
///
/// # Complexity
///
/// A pivot costs `O(k² + k n)` in floats for `k` strategies played, `O(m n)` in integers. The number of pivots is
/// small for most games and exponential at worst.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::lemke_howson;
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// with_game!(&pennies, game => {
///     let found = lemke_howson(game, &TimeLimit::none()).unwrap();
///     assert_eq!(found.strategies, [vec![ratio(1, 2); 2], vec![ratio(1, 2); 2]]);
/// });
/// // Three players are another matter.
/// let three = NormalFormGame::from_rationals(&[1; 3], &vec![vec![whole(0)]; 3]).unwrap();
/// with_game!(&three, game => assert!(lemke_howson(game, &TimeLimit::none()).is_err()));
/// ```
///
/// # References
///
/// Lemke Howson 1964; von Stengel 2002; Avis Rosenberg Savani von Stengel 2010; Dixon 1982.
pub fn lemke_howson<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<LemkeHowson, Error> {
    let counts = two_players(game)?;
    if !C::EXACT {
        let exact = game.to_exact()?;
        return with_game!(&exact, game => lemke_howson(game, limit));
    }
    let payoff =
        |player: usize, own: usize, other: usize| game.table(player)[place(counts, player, own, other)].to_integer();
    let scaled = floats(game.table(0)).zip(floats(game.table(1)));
    let scaled = scaled.and_then(|(first, second)| Scaled::new([first, second], counts));
    for label in labels(counts) {
        if let Some((supports, pivots)) = scaled.as_ref().map_or(Ok(None), |scaled| scaled.path(label, limit))?
            && let Some(strategies) = support::exact(counts, &payoff, &supports)
        {
            return Ok(LemkeHowson { strategies, pivots, in_integers: false });
        }
    }
    let (supports, pivots) = path_in_integers(counts, &payoff, limit)?;
    let strategies = support::exact(counts, &payoff, &supports).ok_or_else(|| Error::Backend {
        backend: "exact".into(),
        message: "the path ended where there is no equilibrium".into(),
    })?;
    Ok(LemkeHowson { strategies, pivots, in_integers: true })
}

/// One Nash equilibrium of a two-player game in floats, by the same path; `None` where rounding spoils it.
///
/// Regrets are at most `1e-9` of the payoffs' size.
///
/// # Errors
///
/// As [`lemke_howson`].
///
/// # Examples
///
/// ```
/// use num_bigint::BigInt;
/// use pactum::game::{NormalFormGame, ProfileSpace};
/// use pactum::limit::TimeLimit;
/// use pactum::solution::strategic::lemke_howson_float;
///
/// let space = ProfileSpace::new(&[2, 2]).unwrap();
/// let tables = vec![vec![1.0, -1.0, -1.0, 1.0], vec![-1.0, 1.0, 1.0, -1.0]];
/// let pennies = NormalFormGame::new(space, BigInt::from(1), tables).unwrap();
/// assert_eq!(lemke_howson_float(&pennies, &TimeLimit::none()).unwrap(), Some([vec![0.5; 2], vec![0.5; 2]]));
/// let alone = NormalFormGame::new(ProfileSpace::new(&[2]).unwrap(), BigInt::from(1), vec![vec![1.0, 2.0]]).unwrap();
/// assert!(lemke_howson_float(&alone, &TimeLimit::none()).is_err());
/// ```
///
/// # References
///
/// Lemke Howson 1964.
pub fn lemke_howson_float(game: &NormalFormGame<f64>, limit: &TimeLimit) -> Result<Option<[Vec<f64>; 2]>, Error> {
    let counts = two_players(game)?;
    let payoff = |player: usize, own: usize, other: usize| game.table(player)[place(counts, player, own, other)];
    let Some(scaled) = Scaled::new([0, 1].map(|player| game.table(player).to_vec()), counts) else { return Ok(None) };
    for label in labels(counts) {
        if let Some((supports, _)) = scaled.path(label, limit)?
            && let Some(found) = support::float(counts, &payoff, &supports)
        {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn two_players<C: Cell>(game: &NormalFormGame<C>) -> Result<[usize; 2], Error> {
    match game.space().counts() {
        &[rows, columns] => Ok([rows, columns]),
        others => Err(Error::input(format!("two players are needed; the game has {}", others.len()))),
    }
}

/// The profile in which a player and the other play so.
fn place(counts: [usize; 2], player: usize, own: usize, other: usize) -> usize {
    if player == 0 { own + other * counts[0] } else { other + own * counts[0] }
}

/// The labels that are tried in turn: strategies of the first player, then of the second.
fn labels(counts: [usize; 2]) -> Vec<usize> {
    let all = counts[0] + counts[1];
    (0..TRIES.min(all)).map(|step| step * all / TRIES.min(all)).collect()
}

/// Payoffs in floats, scaled into `[1/8, 9/8]`.
struct Scaled {
    counts: [usize; 2],
    /// The second player's payoffs, by the first's strategy; and the other way around.
    second: Vec<f64>,
    first: Vec<f64>,
}

type Supports = [Vec<usize>; 2];

impl Scaled {
    fn new(tables: [Vec<f64>; 2], counts: [usize; 2]) -> Option<Self> {
        let [rows, columns] = counts;
        let [first, second] = tables;
        let (first, by_second) = (scaled(first)?, scaled(second)?);
        let second = (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j)));
        let second = second.map(|(i, j)| by_second[i + j * rows]).collect();
        Some(Scaled { counts, second, first })
    }

    /// The supports where the path of a label ends; `None` where rounding leads astray.
    fn path(&self, label: usize, limit: &TimeLimit) -> Result<Option<(Supports, usize)>, Error> {
        let [rows, columns] = self.counts;
        let mut bases = [Basis::new(&self.second, columns, 0, rows), Basis::new(&self.first, rows, rows, 0)];
        let most = 200 * (rows + columns) + 10_000;
        let mut at = usize::from(label >= rows);
        let mut entering = label;
        for pivot in 1..=most {
            if pivot % 64 == 0 {
                limit.check("the equilibrium")?;
            }
            let Some(leaving) = bases[at].enter(entering) else { return Ok(None) };
            if leaving == label {
                return Ok(Some((bases.map(|basis| basis.support()), pivot)));
            }
            (entering, at) = (leaving, 1 - at);
        }
        Ok(None)
    }
}

/// The entries of an exact table as floats: themselves where floats hold them, else their differences from the
/// least one over a power of two.
fn floats<C: Cell>(table: &[C]) -> Option<Vec<f64>> {
    const EXACT_BELOW: i64 = 1 << 53;
    let small = |cell: &C| cell.to_machine().filter(|value| value.abs() < EXACT_BELOW).map(|value| value as f64);
    if let Some(values) = table.iter().map(small).collect() {
        return Some(values);
    }
    let order = |a: &&C, b: &&C| a.total_order(b);
    let (low, high) = (table.iter().min_by(order)?.to_integer(), table.iter().max_by(order)?.to_integer());
    let shift = (high - &low).bits().saturating_sub(60);
    table.iter().map(|cell| ((cell.to_integer() - &low) >> shift).to_f64()).collect()
}

/// A table less its least entry, over a power of two, and 1/8; `None` where that does not fit floats.
fn scaled(mut table: Vec<f64>) -> Option<Vec<f64>> {
    let low = table.iter().copied().fold(f64::INFINITY, f64::min);
    let high = table.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let unit = power_of_two(high - low)?;
    table.iter_mut().for_each(|value| *value = (*value - low) / unit + 0.125);
    table.iter().all(|value| value.is_finite()).then_some(table)
}

/// The least power of two above a number, 1 for zero.
fn power_of_two(range: f64) -> Option<f64> {
    match range {
        0.0 => Some(1.0),
        range if range.is_finite() && range > 1e-290 => Some(range.log2().floor().exp2() * 2.0),
        _ => None,
    }
}

fn path_in_integers(
    counts: [usize; 2],
    payoff: &dyn Fn(usize, usize, usize) -> BigInt,
    limit: &TimeLimit,
) -> Result<(Supports, usize), Error> {
    check_size(counts, payoff)?;
    // By own and the other's strategy, the other's payoffs above zero.
    let positive = |player: usize| -> Vec<Vec<BigInt>> {
        let other = 1 - player;
        let values: Vec<Vec<BigInt>> = (0..counts[player])
            .map(|own| (0..counts[other]).map(|reply| payoff(other, reply, own)).collect())
            .collect();
        let least = values.iter().flatten().min().cloned().unwrap_or_default() - BigInt::one();
        values.into_iter().map(|line| line.into_iter().map(|value| value - &least).collect()).collect()
    };
    let (first, second) = (positive(0), positive(1));
    if let Some(found) = integer_path::<i128>(counts, &first, &second, limit)? {
        return Ok(found);
    }
    integer_path::<BigInt>(counts, &first, &second, limit)?
        .ok_or_else(|| Error::Backend { backend: "exact".into(), message: "a path in integers broke off".into() })
}

/// The path of the first label; `None` where a number does not fit.
fn integer_path<I: PivotInteger>(
    counts: [usize; 2],
    first: &[Vec<BigInt>],
    second: &[Vec<BigInt>],
    limit: &TimeLimit,
) -> Result<Option<(Supports, usize)>, Error> {
    let tableaus = (Tableau::<I>::new(first, 0, counts[0]), Tableau::<I>::new(second, counts[0], 0));
    let (Some(first), Some(second)) = tableaus else { return Ok(None) };
    let mut tableaus = [first, second];
    let (mut entering, mut at, mut pivots) = (0, 0, 0);
    loop {
        limit.check("the equilibrium")?;
        let Some(leaving) = tableaus[at].enter(entering) else { return Ok(None) };
        pivots += 1;
        if leaving == 0 {
            return Ok(Some(([tableaus[0].support(0), tableaus[1].support(counts[0])], pivots)));
        }
        (entering, at) = (leaving, 1 - at);
    }
}

/// Refuses what would not fit in memory: entries may be as long as Hadamard's bound.
fn check_size(counts: [usize; 2], payoff: &dyn Fn(usize, usize, usize) -> BigInt) -> Result<(), Error> {
    let [rows, columns] = counts;
    let largest = |player: usize| {
        let all = (0..counts[player]).flat_map(|own| (0..counts[1 - player]).map(move |other| (own, other)));
        all.map(|(own, other)| payoff(player, own, other)).map(|value| value.magnitude().bits()).max().unwrap_or(0)
    };
    let order = rows.min(columns);
    let entry = BigInt::one() << largest(0).max(largest(1)) as usize;
    let line = vec![&entry; order];
    let bits = minor_bits(std::iter::once(line), 1).saturating_mul(order as u64);
    let needed = (bits / 8 + 32).saturating_mul(2 * rows as u64 * columns as u64);
    if needed <= MAX_BYTES {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: format!("an exact path in a {rows} x {columns} game"),
        needed: format!("{needed} bytes"),
        limit: format!("{MAX_BYTES} bytes"),
        remedy: "floats (--float) need less".into(),
    })
}

#[cfg(test)]
mod tests;
