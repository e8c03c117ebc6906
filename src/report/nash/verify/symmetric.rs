//! Checks of `symmetric`: each equilibrium, and by Sturm's theorem how many there are.

use num_traits::{One, Signed, Zero};
use serde_json::Value;

use super::{equilibrium, list, strategies};
use crate::game::{NamedGame, with_game};
use crate::number::{Rational, whole};
use crate::solution::strategic::symmetric_gains;

/// The most players for which equilibria are counted again.
const MAX_COUNTED: usize = 64;

/// What stays unchecked, if anything.
pub(super) fn symmetric(named: &NamedGame, value: &Value) -> Result<Option<String>, String> {
    let gains = with_game!(&named.game, game => symmetric_gains(game)).map_err(|error| error.to_string())?;
    let mut seconds: Vec<(Rational, Rational)> = Vec::new();
    for item in list(value)? {
        equilibrium(named, item)?;
        let profile = strategies(named, item.get("profile"))?;
        let Some(first) = profile.first() else { return Err("a profile is empty".into()) };
        if profile.iter().any(|strategy| strategy != first) {
            return Err("the players do not play alike".into());
        }
        seconds.push(first[1].clone());
    }
    check_count(&gains, &mut seconds)
}

/// Whether listed probabilities of the second strategy are different equilibria, and all there are, the gains from it
/// being told by the number of others who play it.
///
/// # Errors
///
/// What is wrong.
pub(in crate::report::nash) fn check_count(
    gains: &[Rational],
    seconds: &mut [(Rational, Rational)],
) -> Result<Option<String>, String> {
    if gains.iter().all(Zero::is_zero) {
        return Ok(None);
    }
    if gains.len() > MAX_COUNTED {
        return Ok(Some("symmetric (that the list is complete)".into()));
    }
    seconds.sort();
    if seconds.windows(2).any(|pair| pair[0].1 >= pair[1].0) {
        return Err("an equilibrium is listed twice".into());
    }
    let polynomial = power_form(gains);
    for (low, high) in seconds.iter().filter(|(low, high)| low != high) {
        if (distinct_zeros(&polynomial, low, high), low.is_positive(), *high < Rational::one()) != (1, true, true) {
            return Err("an interval does not hold exactly one equilibrium".into());
        }
    }
    let ends = usize::from(gains.first().is_some_and(|gain| !gain.is_positive()))
        + usize::from(gains.last().is_some_and(|gain| !gain.is_negative()));
    let expected = ends + distinct_zeros(&polynomial, &whole(0), &whole(1));
    if expected == seconds.len() {
        Ok(None)
    } else {
        Err(format!("there are {expected} symmetric equilibria; {} are listed", seconds.len()))
    }
}

/// `Σ_k C(n, k) p^k (1-p)^(n-k) gains[k]` by powers of `p`: the differences of the gains times binomials.
fn power_form(gains: &[Rational]) -> Vec<Rational> {
    let degree = gains.len() - 1;
    let (mut row, mut binomial, mut polynomial) = (gains.to_vec(), Rational::one(), Vec::new());
    for power in 0..=degree {
        polynomial.push(&row[0] * &binomial);
        binomial = binomial * whole((degree - power) as i64) / whole(power as i64 + 1);
        row = row.windows(2).map(|pair| &pair[1] - &pair[0]).collect();
    }
    trimmed(polynomial)
}

fn trimmed(mut polynomial: Vec<Rational>) -> Vec<Rational> {
    while polynomial.last().is_some_and(Zero::is_zero) {
        polynomial.pop();
    }
    polynomial
}

fn at(polynomial: &[Rational], x: &Rational) -> Rational {
    polynomial.iter().rev().fold(Rational::zero(), |total, coefficient| total * x + coefficient)
}

/// The different zeros strictly between two points, by the signs of Sturm's sequence (Sturm 1829), after zeros at the
/// points themselves have been divided out.
fn distinct_zeros(polynomial: &[Rational], low: &Rational, high: &Rational) -> usize {
    let mut polynomial = polynomial.to_vec();
    for end in [low, high] {
        while polynomial.len() > 1 && at(&polynomial, end).is_zero() {
            polynomial = divided(&polynomial, &[-end.clone(), Rational::one()]).0;
        }
    }
    let derivative = (1..polynomial.len()).map(|power| &polynomial[power] * whole(power as i64)).collect();
    let mut sequence = vec![polynomial, trimmed(derivative)];
    while let [.., before, last] = sequence.as_slice()
        && last.len() > 1
    {
        let rest: Vec<Rational> = divided(before, last).1.iter().map(|coefficient| -coefficient).collect();
        if rest.is_empty() {
            break;
        }
        // A positive factor changes no sign.
        let size = rest.last().map(Signed::abs).unwrap_or_else(Rational::one);
        sequence.push(rest.iter().map(|coefficient| coefficient / &size).collect());
    }
    let changes = |x: &Rational| {
        let values: Vec<bool> = sequence
            .iter()
            .map(|polynomial| at(polynomial, x))
            .filter(|value| !value.is_zero())
            .map(|value| value.is_positive())
            .collect();
        values.windows(2).filter(|pair| pair[0] != pair[1]).count()
    };
    changes(low) - changes(high)
}

/// Quotient and remainder.
fn divided(dividend: &[Rational], divisor: &[Rational]) -> (Vec<Rational>, Vec<Rational>) {
    let (mut rest, mut quotient) = (dividend.to_vec(), Vec::new());
    while rest.len() >= divisor.len() {
        let factor = &rest[rest.len() - 1] / &divisor[divisor.len() - 1];
        let shift = rest.len() - divisor.len();
        for (place, coefficient) in divisor.iter().enumerate() {
            rest[shift + place] -= &factor * coefficient;
        }
        rest.pop();
        quotient.insert(0, factor);
    }
    (quotient, trimmed(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;
    use crate::solution::strategic::{Coordinate, SymmetricEquilibria, symmetric_equilibria};
    use proptest::prelude::*;

    #[test]
    fn zeros_are_counted_once_and_without_the_ends() {
        // (2p - 1)² p (p - 1) (3p - 1)
        let factors = [vec![-1, 2], vec![-1, 2], vec![0, 1], vec![-1, 1], vec![-1, 3]];
        let mut polynomial = vec![whole(1)];
        for factor in factors {
            let mut next = vec![whole(0); polynomial.len() + 1];
            for (place, coefficient) in polynomial.iter().enumerate() {
                next[place] += coefficient * whole(factor[0]);
                next[place + 1] += coefficient * whole(factor[1]);
            }
            polynomial = next;
        }
        assert_eq!(distinct_zeros(&polynomial, &whole(0), &whole(1)), 2);
        assert_eq!(distinct_zeros(&polynomial, &ratio(1, 3), &ratio(2, 3)), 1);
        assert_eq!(distinct_zeros(&[whole(5)], &whole(0), &whole(1)), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn full_lists_are_accepted_and_shorter_ones_rejected(gains in prop::collection::vec(-9i64..10, 1..7)) {
            let gains: Vec<Rational> = gains.into_iter().map(whole).collect();
            let SymmetricEquilibria::Isolated(found) = symmetric_equilibria(&gains).unwrap() else { return Ok(()) };
            let ends = |x: &Coordinate| (x.bounds().0.clone(), x.bounds().1.clone());
            let mut listed: Vec<_> = found.iter().map(ends).collect();
            prop_assert_eq!(check_count(&gains, &mut listed), Ok(None));
            listed.pop();
            prop_assert!(check_count(&gains, &mut listed).is_err());
        }
    }
}
