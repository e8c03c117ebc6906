//! Symmetric equilibria of symmetric games with two strategies, for any number of players.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::number::cell::{Cell, common_denominator};
use crate::number::{Rational, ratio};

use super::all_equilibria::Coordinate;
use super::fraction::{outwards, simplest};

/// Everything symmetric of a symmetric game.
#[derive(Debug, Clone, PartialEq)]
pub enum SymmetricEquilibria {
    /// The probabilities of the second strategy, in rising order; these are all.
    Isolated(Vec<Coordinate>),
    /// Nobody ever minds: every probability is an equilibrium.
    All,
}

/// The most players in compact form.
const MAX_PLAYERS: usize = 1000;

/// All equilibria in which all play alike, from the gains by the number of others.
///
/// `gains[k]` is what a player gains by its second strategy over its first when `k` of the `n - 1` others
/// play the second. With probability `p` each, the expected gain is `Σ_k C(n-1, k) p^k (1-p)^(n-1-k) gains[k]`,
/// a polynomial in Bernstein form: its zeros inside are isolated by Descartes' rule on halves of the interval,
/// exactly, after its multiple factors have been divided out; `p = 0` and `p = 1` are equilibria where the gain
/// there is not positive, not negative.
///
/// # Errors
///
/// [`Error::Input`] without gains, [`Error::TooLarge`] for more than 1000 players.
///
/// # Complexity
///
/// `O(n²)` exact operations for each half that is looked at.
///
/// # Examples
///
/// ```
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::{Coordinate, SymmetricEquilibria, symmetric_equilibria};
///
/// // The volunteer's dilemma of three, benefit 4, cost 1: volunteering gains 3 if nobody else does, else -1.
/// let found = symmetric_equilibria(&[whole(3), whole(-1), whole(-1)]).unwrap();
/// assert_eq!(found, SymmetricEquilibria::Isolated(vec![Coordinate::Exact(ratio(1, 2))]));
/// assert!(symmetric_equilibria(&[]).is_err());
/// ```
///
/// # References
///
/// Collins Akritas 1976; Rouillier Zimmermann 2004.
pub fn symmetric_equilibria(gains: &[Rational]) -> Result<SymmetricEquilibria, Error> {
    let (Some(first), Some(last)) = (gains.first(), gains.last()) else {
        return Err(Error::input("a symmetric game needs the gain for each number of others"));
    };
    if gains.len() > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: "symmetric equilibria".into(),
            needed: format!("{} players", gains.len()),
            limit: format!("{MAX_PLAYERS} players"),
            remedy: "fewer players".into(),
        });
    }
    if gains.iter().all(Zero::is_zero) {
        return Ok(SymmetricEquilibria::All);
    }
    let mut found = Vec::new();
    if !first.is_positive() {
        found.push(Coordinate::Exact(Rational::zero()));
    }
    found.extend(zeros_inside(gains));
    if !last.is_negative() {
        found.push(Coordinate::Exact(Rational::one()));
    }
    Ok(SymmetricEquilibria::Isolated(found))
}

/// The gains by the number of others, if the game is symmetric: two strategies each, in the same order, and
/// payoffs that depend only on the own one and how many others play the second.
///
/// # Errors
///
/// [`Error::Undefined`] where it is not.
pub fn symmetric_gains<C: Cell>(game: &NormalFormGame<C>) -> Result<Vec<Rational>, Error> {
    let (space, n) = (game.space(), game.space().n_players());
    if space.counts().iter().any(|&count| count != 2) {
        return Err(Error::undefined("symmetric equilibria are for games in which everyone has two strategies"));
    }
    // The payoff of who plays `own` when `k` others play the second strategy, read off the first player.
    let payoff = |own: usize, k: usize| &game.table(0)[own | ((1 << k) - 1) << 1];
    for profile in 0..space.size() {
        let count = profile.count_ones() as usize;
        for player in 0..n {
            let own = space.strategy(profile, player);
            if game.table(player)[profile].compare(payoff(own, count - own)).is_ne() {
                return Err(Error::undefined(format!(
                    "the game is not symmetric: see player {} in profile {profile}",
                    player + 1
                )));
            }
        }
    }
    Ok((0..n).map(|k| payoff(1, k).minus(payoff(0, k)).decode(game.denominator())).collect())
}

/// An interval with one simple zero inside, and whether the function falls there; or a zero as both ends.
type Isolated = (Rational, Rational, bool);

/// Halvings after which zeros are taken for multiple ones.
const MAX_HALVINGS: usize = 60;

/// The zeros strictly between 0 and 1, in rising order.
fn zeros_inside(gains: &[Rational]) -> Vec<Coordinate> {
    // The gains are the Bernstein coefficients; only multiple zeros need more than halving.
    let gains = integers(gains);
    let polynomial = monomials(&gains);
    let mut found = Vec::new();
    if isolate(&gains, &Rational::zero(), &Rational::one(), MAX_HALVINGS, &mut found) {
        return found.into_iter().map(|isolated| narrowed(&polynomial, isolated)).collect();
    }
    let polynomial = square_free(&trimmed(polynomial.into_iter().map(Rational::from_integer).collect()));
    let coefficients = integers(&bernstein(&polynomial));
    let mut found = Vec::new();
    isolate(&coefficients, &Rational::zero(), &Rational::one(), usize::MAX, &mut found);
    let polynomial = integers(&polynomial);
    found.into_iter().map(|isolated| narrowed(&polynomial, isolated)).collect()
}

/// The same numbers times their common denominator.
fn integers(values: &[Rational]) -> Vec<BigInt> {
    let scale = common_denominator(values);
    values.iter().map(|value| value.numer() * (&scale / value.denom())).collect()
}

/// The coefficients of the powers of `p`.
fn monomials(gains: &[BigInt]) -> Vec<BigInt> {
    // Σ_k C(d,k) p^k (1-p)^(d-k) g_k has the coefficient C(d,j) Δ^j g_0 of p^j.
    let degree = gains.len() - 1;
    let mut differences = gains.to_vec();
    let mut binomial = BigInt::one();
    let mut coefficients = Vec::with_capacity(gains.len());
    for j in 0..=degree {
        coefficients.push(&differences[0] * &binomial);
        for place in 0..degree - j {
            let (low, high) = differences.split_at_mut(place + 1);
            low[place] = &high[0] - &low[place];
        }
        differences.truncate(degree - j);
        binomial = binomial * BigInt::from(degree - j) / BigInt::from(j + 1);
    }
    coefficients
}

fn bernstein(coefficients: &[Rational]) -> Vec<Rational> {
    // b_k = Σ_{j<=k} C(k,j)/C(d,j) a_j
    let degree = coefficients.len() - 1;
    let mut weights: Vec<Rational> = Vec::with_capacity(degree + 1);
    let mut binomial = BigInt::one();
    for (j, coefficient) in coefficients.iter().enumerate() {
        weights.push(coefficient / Rational::from_integer(binomial.clone()));
        binomial = binomial * BigInt::from(degree - j) / BigInt::from(j + 1);
    }
    (0..=degree)
        .map(|k| {
            let mut binomial = BigInt::one();
            let mut total = Rational::zero();
            for (j, weight) in weights.iter().enumerate().take(k + 1) {
                total += weight * Rational::from_integer(binomial.clone());
                binomial = binomial * BigInt::from(k - j) / BigInt::from(j + 1);
            }
            total
        })
        .collect()
}

fn trimmed(mut coefficients: Vec<Rational>) -> Vec<Rational> {
    while coefficients.len() > 1 && coefficients.last().is_some_and(Zero::is_zero) {
        coefficients.pop();
    }
    coefficients
}

/// The polynomial without multiple factors: divided by its common divisor with its derivative.
fn square_free(polynomial: &[Rational]) -> Vec<Rational> {
    let derivative: Vec<Rational> = polynomial
        .iter()
        .enumerate()
        .skip(1)
        .map(|(power, value)| value * Rational::from_integer(power.into()))
        .collect();
    if derivative.is_empty() {
        return polynomial.to_vec();
    }
    let (mut a, mut b) = (polynomial.to_vec(), trimmed(derivative));
    while !(b.len() == 1 && b[0].is_zero()) {
        let (_, rest) = divided(&a, &b);
        (a, b) = (b, primitive(rest));
    }
    if a.len() == 1 { polynomial.to_vec() } else { divided(polynomial, &a).0 }
}

/// The same polynomial up to a factor, with coprime integers, so that numbers stay small.
fn primitive(polynomial: Vec<Rational>) -> Vec<Rational> {
    let scale = common_denominator(&polynomial);
    let integers: Vec<BigInt> = polynomial.iter().map(|value| value.numer() * (&scale / value.denom())).collect();
    let common = integers.iter().fold(BigInt::zero(), |common, value| common.gcd(value));
    if common.is_zero() {
        polynomial
    } else {
        integers.into_iter().map(|value| Rational::from_integer(value / &common)).collect()
    }
}

/// Quotient and rest.
fn divided(a: &[Rational], b: &[Rational]) -> (Vec<Rational>, Vec<Rational>) {
    let mut rest = a.to_vec();
    let mut quotient = vec![Rational::zero(); (a.len() + 1).saturating_sub(b.len()).max(1)];
    while rest.len() >= b.len() && !(rest.len() == 1 && rest[0].is_zero()) {
        let shift = rest.len() - b.len();
        let factor = &rest[rest.len() - 1] / &b[b.len() - 1];
        b.iter().enumerate().for_each(|(power, value)| rest[power + shift] -= &factor * value);
        quotient[shift] = factor;
        rest.pop();
        if rest.is_empty() {
            rest.push(Rational::zero());
            break;
        }
        rest = trimmed(rest);
    }
    (trimmed(quotient), rest)
}

/// Intervals with one zero each, from Bernstein coefficients; `false` where so many halvings were not enough.
fn isolate(
    coefficients: &[BigInt],
    low: &Rational,
    high: &Rational,
    halvings: usize,
    found: &mut Vec<Isolated>,
) -> bool {
    let signs: Vec<bool> = coefficients.iter().filter(|value| !value.is_zero()).map(Signed::is_positive).collect();
    match signs.windows(2).filter(|pair| pair[0] != pair[1]).count() {
        0 => true,
        1 => {
            found.push((low.clone(), high.clone(), signs[0]));
            true
        }
        _ if halvings == 0 => false,
        _ => {
            let middle = (low + high) * ratio(1, 2);
            let (left, right) = halves(coefficients);
            if !isolate(&left, low, &middle, halvings - 1, found) {
                return false;
            }
            if right.first().is_some_and(Zero::is_zero) {
                found.push((middle.clone(), middle.clone(), false));
            }
            isolate(&right, &middle, high, halvings - 1, found)
        }
    }
}

/// The coefficients on both halves, times `2^d` (de Casteljau).
fn halves(coefficients: &[BigInt]) -> (Vec<BigInt>, Vec<BigInt>) {
    let degree = coefficients.len() - 1;
    let mut row = coefficients.to_vec();
    let (mut left, mut right) = (Vec::with_capacity(degree + 1), Vec::with_capacity(degree + 1));
    for step in 0..=degree {
        left.push(&row[0] << (degree - step));
        right.push(&row[row.len() - 1] << (degree - step));
        row = row.windows(2).map(|pair| &pair[0] + &pair[1]).collect();
    }
    right.reverse();
    (left, right)
}

/// The zero of an interval with exactly one inside: as a fraction, or narrower than 1e-40.
fn narrowed(polynomial: &[BigInt], (mut low, mut high, falls): Isolated) -> Coordinate {
    if low == high {
        return Coordinate::Exact(low);
    }
    while &high - &low > Rational::new(BigInt::one(), BigInt::one() << 150u32) {
        let middle = (&low + &high) * ratio(1, 2);
        let at = sign(polynomial, &middle);
        if at.is_eq() {
            return Coordinate::Exact(middle);
        }
        if at.is_gt() == falls { low = middle } else { high = middle }
    }
    let fraction = simplest(&low, &high);
    if sign(polynomial, &fraction).is_eq() {
        return Coordinate::Exact(fraction);
    }
    let (low, high) = outwards(&low, &high, 42);
    Coordinate::Between(low, high)
}

/// The sign of a polynomial with whole coefficients at a fraction.
fn sign(polynomial: &[BigInt], x: &Rational) -> Ordering {
    // Horner's rule on numerators: nothing has to be shortened.
    let (mut total, mut power) = (BigInt::zero(), BigInt::one());
    let shift = x.denom().trailing_zeros().filter(|&zeros| zeros + 1 == x.denom().bits());
    for coefficient in polynomial.iter().rev() {
        total = total * x.numer() + coefficient * &power;
        match shift {
            Some(zeros) => power <<= zeros,
            None => power *= x.denom(),
        }
    }
    total.cmp(&BigInt::zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::limit::TimeLimit;
    use crate::number::{Scalar, whole};
    use crate::solution::strategic::{DEFAULT_DIGITS, MixedEquilibrium, all_equilibria};
    use proptest::prelude::*;

    fn game(gains: &[i64]) -> crate::game::AnyGame {
        let n = gains.len();
        let payoff =
            |mask: usize, i: usize| whole(if mask >> i & 1 == 1 { gains[mask.count_ones() as usize - 1] } else { 0 });
        let tables: Vec<Vec<Rational>> = (0..n).map(|i| (0..1 << n).map(|mask| payoff(mask, i)).collect()).collect();
        NormalFormGame::from_rationals(&vec![2; n], &tables).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn they_are_the_symmetric_ones_among_all(gains in prop::collection::vec(-20i64..21, 2..5)) {
            let game = game(&gains);
            with_game!(&game, game => {
                let read = symmetric_gains(game).unwrap();
                prop_assert_eq!(&read, &gains.iter().map(|&gain| whole(gain)).collect::<Vec<_>>());
                let all = all_equilibria(game, DEFAULT_DIGITS, &TimeLimit::none()).unwrap();
                if all.complete && all.components.is_empty() {
                    let SymmetricEquilibria::Isolated(found) = symmetric_equilibria(&read).unwrap() else { panic!() };
                    let float = |x: &Coordinate| x.bounds().0.to_f64();
                    let second = |point: &MixedEquilibrium| -> Vec<f64> {
                        point.strategies.iter().map(|strategy| float(&strategy[1])).collect()
                    };
                    let mut alike: Vec<f64> = all.equilibria.iter().map(second)
                        .filter(|point| point.iter().all(|x| (x - point[0]).abs() < 1e-20))
                        .map(|point| point[0]).collect();
                    alike.sort_by(f64::total_cmp);
                    prop_assert_eq!(found.len(), alike.len());
                    prop_assert!(found.iter().zip(&alike).all(|(a, b)| (float(a) - b).abs() < 1e-12));
                }
            });
        }

        #[test]
        fn planted_zeros_are_found(numerators in prop::collection::vec(1i64..12, 1..5)) {
            // Π (p - a/12), possibly with multiple factors.
            let mut polynomial = vec![whole(1)];
            for &a in &numerators {
                let mut next = vec![whole(0); polynomial.len() + 1];
                polynomial.iter().enumerate().for_each(|(k, c)| { next[k + 1] += c; next[k] -= c * ratio(a, 12); });
                polynomial = next;
            }
            let mut distinct = numerators.clone();
            distinct.sort();
            distinct.dedup();
            let found = zeros_inside(&bernstein(&polynomial));
            let expected: Vec<Coordinate> = distinct.iter().map(|&a| Coordinate::Exact(ratio(a, 12))).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn closed_forms_for_many_players() {
        // Volunteer's dilemma, n = 60, benefit 4, cost 1: (1-p)^59 = 1/4.
        let gains: Vec<Rational> = (0..60).map(|k| whole(if k == 0 { 3 } else { -1 })).collect();
        let SymmetricEquilibria::Isolated(found) = symmetric_equilibria(&gains).unwrap() else { panic!() };
        assert_eq!(found.len(), 1);
        assert!((found[0].bounds().0.to_f64() - (1.0 - 0.25f64.powf(1.0 / 59.0))).abs() < 1e-14);
        // A thousand: the same closed form.
        let gains: Vec<Rational> = (0..1000).map(|k| whole(if k == 0 { 3 } else { -1 })).collect();
        let SymmetricEquilibria::Isolated(found) = symmetric_equilibria(&gains).unwrap() else { panic!() };
        assert!((found[0].bounds().0.to_f64() - (1.0 - 0.25f64.powf(1.0 / 999.0))).abs() < 1e-14);
        // Palfrey and Rosenthal 1984, three players, two needed, with refund and c/V = 2/3: 1/2.
        // With refund: contributing costs only where the threshold is met.
        let found = symmetric_equilibria(&[whole(0), whole(1), whole(-2)]).unwrap();
        assert_eq!(
            found,
            SymmetricEquilibria::Isolated(vec![Coordinate::Exact(whole(0)), Coordinate::Exact(ratio(1, 2))])
        );
        assert_eq!(symmetric_equilibria(&vec![whole(0); 3]), Ok(SymmetricEquilibria::All));
        let asymmetric =
            NormalFormGame::from_rationals(&[2, 2], &[[0, 1, 2, 3].map(whole).to_vec(), vec![whole(0); 4]]).unwrap();
        with_game!(&asymmetric, game => assert!(symmetric_gains(game).is_err()));
    }
}
