//! Where the branch of quantal responses leads: the limiting logit equilibrium.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::number::cell::Cell;
use crate::number::{Rational, rational_from_f64};

use super::super::dense::Factors;
use super::super::fraction::simplest;
use super::precise::indifferent;
use super::system::LogitSystem;
use super::{Walk, pure_payoffs};

/// Where the limit is read, in ranges of payoffs.
const FAR: f64 = 1e6;
/// Bits of a fraction's denominator up to which it is believed.
const FRACTION: u64 = 90;

/// The limit of the branch.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitEquilibrium {
    /// Each player's mixed strategy.
    pub profile: Vec<Vec<Rational>>,
    /// Whether this is an equilibrium, exactly.
    pub certified: bool,
    /// The most that a player gains by a deviation; 0 if certified.
    pub regret: Rational,
    /// The `λ` up to which the branch was followed.
    pub lambda: Rational,
}

/// The equilibrium to which the branch of quantal responses from the centroid leads as `λ` grows.
///
/// The branch is followed to `λ` = 10⁶ over the range of payoffs. Strategies of small probability are dropped, and
/// the probabilities with which the others all pay the same are found in fixed point and rounded to the nearest
/// simple fractions. If nobody gains by any deviation from these, in exact arithmetic, they are `certified` to be an
/// equilibrium; that it is the limit rests on the distance followed. Otherwise (irrational or degenerate limits) the
/// response itself is returned with its regret.
///
/// # Errors
///
/// As [`quantal_response`](super::quantal_response); also [`Error::TimeLimit`].
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::limit_equilibrium;
///
/// // Stag hunt: the branch leads to the hare, which needs no trust.
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let hunt = NormalFormGame::from_rationals(&[2, 2], &[table([4, 3, 0, 3]), table([4, 0, 3, 3])]).unwrap();
/// with_game!(&hunt, game => {
///     let limit = limit_equilibrium(game, &TimeLimit::none()).unwrap();
///     assert!(limit.certified);
///     assert_eq!(limit.profile[0], [whole(0), whole(1)]);
///     assert!(limit_equilibrium(game, &TimeLimit::seconds(0.0)).is_err());
/// });
/// ```
///
/// # References
///
/// McKelvey and Palfrey 1995; Turocy 2005.
pub fn limit_equilibrium<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<LimitEquilibrium, Error> {
    if !C::EXACT {
        return with_game!(&game.to_exact()?, exact => limit_equilibrium(exact, limit));
    }
    let system = LogitSystem::new(game)?;
    let (y, _) = Walk::new(&system)?.reach(FAR, limit)?;
    let lambda = rational_from_f64(FAR / system.range).unwrap_or_default();
    let strategies = system.strategies(&y);
    let mut tried: Vec<Vec<Vec<usize>>> = Vec::new();
    for least in [1e-3, 1e-5, 1e-9, 1e-2] {
        let played = |strategy: &Vec<f64>| (0..strategy.len()).filter(|&s| strategy[s] > least).collect();
        let supports: Vec<Vec<usize>> = strategies.iter().map(played).collect();
        if tried.contains(&supports) {
            continue;
        }
        if let Some(profile) = exact_equilibrium(game, &system, &supports, &strategies) {
            return Ok(LimitEquilibrium { profile, certified: true, regret: Rational::zero(), lambda });
        }
        tried.push(supports);
    }
    let float = |&x: &f64| rational_from_f64(x).unwrap_or_default();
    // Floats sum to about 1, their shares exactly to 1.
    let shares = |strategy: &Vec<f64>| -> Vec<Rational> {
        let exact: Vec<Rational> = strategy.iter().map(float).collect();
        let total: Rational = exact.iter().sum();
        if total.is_zero() { exact } else { exact.iter().map(|x| x / &total).collect() }
    };
    let profile: Vec<Vec<Rational>> = system.class.iter().map(|&class| shares(&strategies[class])).collect();
    let regret = regret(game, &profile);
    Ok(LimitEquilibrium { certified: regret.is_zero(), profile, regret, lambda })
}

/// The most that a player gains by a pure deviation.
fn regret<C: Cell>(game: &NormalFormGame<C>, profile: &[Vec<Rational>]) -> Rational {
    let of_player = |player: usize| {
        let pays = pure_payoffs(game, profile, player);
        let own: Rational = pays.iter().zip(&profile[player]).map(|(pay, weight)| pay * weight).sum();
        pays.into_iter().max().unwrap_or_default() - own
    };
    (0..profile.len()).map(of_player).max().unwrap_or_default()
}

/// The equilibrium with these supports near a point, as fractions, if it is one.
fn exact_equilibrium<C: Cell>(
    game: &NormalFormGame<C>,
    system: &LogitSystem,
    supports: &[Vec<usize>],
    near: &[Vec<f64>],
) -> Option<Vec<Vec<Rational>>> {
    let strategies = if supports.iter().all(|support| support.len() == 1) {
        let pure = |(support, count): (&Vec<usize>, &usize)| {
            (0..*count).map(|strategy| Rational::from_integer(u8::from(support[0] == strategy).into())).collect()
        };
        supports.iter().zip(&system.counts).map(pure).collect()
    } else {
        let (start, factors) = balanced(system, supports, near)?;
        let (point, bits) = indifferent(game, system, supports, &start, &factors)?;
        let radius = Rational::new(BigInt::one(), BigInt::one() << (bits - 20));
        let scale = BigInt::one() << bits;
        let fraction = |x: &BigInt| {
            let x = Rational::new(x.clone(), scale.clone());
            let simple = simplest(&(&x - &radius), &(&x + &radius));
            (simple.denom().bits() <= FRACTION && !simple.is_negative()).then_some(simple)
        };
        point.iter().map(|strategy| strategy.iter().map(fraction).collect()).collect::<Option<Vec<Vec<_>>>>()?
    };
    let is_strategy = |strategy: &Vec<Rational>| strategy.iter().sum::<Rational>().is_one();
    let profile: Vec<Vec<Rational>> = system.class.iter().map(|&class| strategies[class].clone()).collect();
    (strategies.iter().all(is_strategy) && regret(game, &profile).is_zero()).then_some(profile)
}

/// The equations of one support: for each class the strategies played pay alike, and probabilities sum to 1.
pub(super) fn support_rows(
    system: &LogitSystem,
    supports: &[Vec<usize>],
    strategies: &[Vec<f64>],
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let (gains, slopes) = system.gains_by_probability(strategies);
    let starts: Vec<usize> = (0..supports.len()).map(|class| system.offsets[class] + class).collect();
    let columns: Vec<usize> =
        supports.iter().zip(&starts).flat_map(|(support, start)| support.iter().map(move |s| start + s)).collect();
    let (mut values, mut rows) = (Vec::new(), Vec::new());
    let wide = slopes.first().map_or(0, Vec::len);
    for (class, support) in supports.iter().enumerate() {
        let gain = |strategy: usize| strategy.checked_sub(1).map(|place| system.offsets[class] + place);
        let value = |place: Option<usize>| place.map_or(0.0, |place| gains[place]);
        let slope = |place: Option<usize>, column: usize| place.map_or(0.0, |place| slopes[place][column]);
        let base = gain(support[0]);
        for &strategy in &support[1..] {
            values.push(value(gain(strategy)) - value(base));
            rows.push(columns.iter().map(|&c| slope(gain(strategy), c) - slope(base, c)).collect());
        }
        values.push(strategies[class].iter().sum::<f64>() - 1.0);
        let own = starts[class]..starts.get(class + 1).copied().unwrap_or(wide);
        rows.push(columns.iter().map(|c| f64::from(u8::from(own.contains(c)))).collect());
    }
    (values, rows)
}

/// Newton steps in floats to where the supports are indifferent, and the slopes there.
fn balanced(system: &LogitSystem, supports: &[Vec<usize>], near: &[Vec<f64>]) -> Option<(Vec<Vec<f64>>, Factors)> {
    let mut strategies: Vec<Vec<f64>> = near
        .iter()
        .zip(supports)
        .map(|(strategy, support)| {
            strategy.iter().enumerate().map(|(s, x)| if support.contains(&s) { *x } else { 0.0 }).collect()
        })
        .collect();
    for _ in 0..30 {
        let (values, rows) = support_rows(system, supports, &strategies);
        let factors = Factors::new(rows)?;
        let change = factors.solve(&values);
        let places = supports.iter().enumerate().flat_map(|(class, support)| support.iter().map(move |&s| (class, s)));
        places.zip(&change).for_each(|((class, s), change)| strategies[class][s] -= change);
        let size = change.iter().fold(0.0f64, |most, change| most.max(change.abs()));
        if size.is_nan() || size >= 0.1 {
            return None;
        }
        if size < 1e-13 {
            return Some((strategies, factors));
        }
    }
    None
}
