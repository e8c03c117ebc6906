//! Profiles, mixed strategies and coalitions by name.

use serde_json::{Map, Value, json};

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{NamedGame, PlayerNames, with_game};
use crate::number::cell::{Cell, common_denominator};
use crate::number::{Rational, Scalar, rational_text};
use crate::solution::strategic::{Coordinate, EquilibriumComponent, MixedStrategy, ProbabilityRanges};
use num_bigint::BigInt;
use num_traits::{Signed, Zero};

pub(super) fn number(value: &Rational) -> Value {
    Value::String(rational_text(value))
}

/// `{"A": "in", "B": "out"}`
pub(super) fn pure_profile(named: &NamedGame, profile: usize) -> Value {
    let space = named.space();
    let choice = |(player, names): (usize, &crate::game::PlayerNames)| {
        let strategy = names.strategies.get(space.strategy(profile, player)).cloned().unwrap_or_default();
        (names.name.clone(), Value::String(strategy))
    };
    Value::Object(named.players.iter().enumerate().map(choice).collect())
}

/// The most names in the lists of an entry: a quarter of a gigabyte in memory.
const MAX_NAMES: usize = 1 << 21;

/// Refuses lists of so many profiles that they would fill the memory.
pub(super) fn check_names(named: &NamedGame, profiles: usize) -> Result<(), Error> {
    let players = named.players.len().max(1);
    if profiles.saturating_mul(players) <= MAX_NAMES {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: "the list".into(),
        needed: format!("{profiles} profiles of {players} players"),
        limit: format!("{MAX_NAMES} names"),
        remedy: format!("{} profiles fit", MAX_NAMES / players),
    })
}

/// A list of profiles that fits.
pub(super) fn listed(named: &NamedGame, profiles: &[usize]) -> Result<Value, Error> {
    check_names(named, profiles.len())?;
    Ok(pure_profiles(named, profiles))
}

pub(super) fn pure_profiles(named: &NamedGame, profiles: &[usize]) -> Value {
    profiles.iter().map(|&profile| pure_profile(named, profile)).collect()
}

/// `{"A": {"in": "1/3", "out": "2/3"}, …}`
pub(super) fn mixed_profile(named: &NamedGame, strategies: &[Vec<Rational>]) -> Value {
    let players =
        named.players.iter().zip(strategies).map(|(names, weights)| (names.name.clone(), mixture(names, weights)));
    Value::Object(players.collect())
}

/// `{"in": "1/3", "out": "2/3"}`
pub(super) fn mixture(names: &crate::game::PlayerNames, weights: &[Rational]) -> Value {
    let entries = names.strategies.iter().zip(weights).map(|(name, weight)| (name.clone(), number(weight)));
    Value::Object(entries.collect())
}

/// Numbers that are rounded: with so many significant digits as texts, otherwise as floats.
pub(super) fn rounded(value: &Rational, digits: Option<u32>) -> Value {
    match digits {
        Some(digits) => Value::String(crate::number::fixed::significant_text(value, digits)),
        None => json!(Scalar::to_f64(value)),
    }
}

/// A mixed profile in rounded numbers.
pub(super) fn rounded_profile(named: &NamedGame, strategies: &[Vec<Rational>], digits: Option<u32>) -> Value {
    let object = |names: &crate::game::PlayerNames, weights: &Vec<Rational>| -> Value {
        let entries =
            names.strategies.iter().zip(weights).map(|(name, weight)| (name.clone(), rounded(weight, digits)));
        Value::Object(entries.collect())
    };
    let players =
        named.players.iter().zip(strategies).map(|(names, weights)| (names.name.clone(), object(names, weights)));
    Value::Object(players.collect())
}

/// `{"profile": …, "payoffs": …}` of an equilibrium in rationals.
pub(super) fn equilibrium(named: &NamedGame, strategies: &[Vec<Rational>]) -> Value {
    let payoffs = expected_payoffs(named, strategies);
    let payoffs = named.players.iter().zip(&payoffs).map(|(names, payoff)| (names.name.clone(), number(payoff)));
    json!({"profile": mixed_profile(named, strategies), "payoffs": Value::Object(payoffs.collect())})
}

/// A probability: a fraction, or an interval.
pub(super) fn coordinate(value: &Coordinate) -> Value {
    match value {
        Coordinate::Exact(exact) => number(exact),
        Coordinate::Between(low, high) => interval(low, high),
    }
}

pub(super) fn interval(low: &Rational, high: &Rational) -> Value {
    let middle = (low + high) / Rational::from_integer(2.into());
    json!({"low": number(low), "high": number(high), "approx": Scalar::to_f64(&middle)})
}

/// An equilibrium, its payoffs as intervals where they are not exact.
pub(super) fn isolated(named: &NamedGame, strategies: &[MixedStrategy]) -> Value {
    if let Some(exact) = all_exact(strategies) {
        return equilibrium(named, &exact);
    }
    let payoffs = named
        .players
        .iter()
        .zip(payoff_bounds(named, strategies))
        .map(|(names, (low, high))| (names.name.clone(), interval(&low, &high)));
    json!({"profile": strategies_of(named, strategies), "payoffs": Value::Object(payoffs.collect())})
}

/// The probabilities of a profile, where none is an interval.
fn all_exact(strategies: &[MixedStrategy]) -> Option<Vec<Vec<Rational>>> {
    let exact = |value: &Coordinate| match value {
        Coordinate::Exact(value) => Some(value.clone()),
        Coordinate::Between(..) => None,
    };
    strategies.iter().map(|strategy| strategy.iter().map(exact).collect()).collect()
}

/// `{"A": {"in": "1/3", …}, …}`
fn strategies_of(named: &NamedGame, strategies: &[MixedStrategy]) -> Value {
    let players = named.players.iter().zip(strategies);
    Value::Object(players.map(|(names, strategy)| (names.name.clone(), strategy_value(names, strategy))).collect())
}

fn strategy_value(names: &PlayerNames, strategy: &[Coordinate]) -> Value {
    Value::Object(names.strategies.iter().cloned().zip(strategy.iter().map(coordinate)).collect())
}

/// Bounds on each player's expected payoff: that in the middle of the box, and how much it can change.
fn payoff_bounds(named: &NamedGame, strategies: &[MixedStrategy]) -> Vec<(Rational, Rational)> {
    let half = Rational::new(1.into(), 2.into());
    let middle = |value: &Coordinate| (value.bounds().0 + value.bounds().1) * &half;
    let middles: Vec<Vec<Rational>> = strategies.iter().map(|strategy| strategy.iter().map(middle).collect()).collect();
    let widths: Rational = strategies.iter().flatten().map(|value| value.bounds().1 - value.bounds().0).sum();
    let largest = |player: usize| {
        with_game!(&named.game, game => {
            (0..game.space().size()).map(|profile| game.payoff(profile, player).abs()).max().unwrap_or_default()
        })
    };
    // The middles sum to one only nearly; a payoff's slope along a probability is at most a little more than
    // the largest payoff; half of a width each.
    let bounds = expected_payoffs(named, &middles).into_iter().enumerate().map(|(player, payoff)| {
        let slack = largest(player) * &widths;
        outwards(&(&payoff - &slack), &(&payoff + &slack))
    });
    bounds.collect()
}

/// Bounds of at most 42 decimals around an interval.
pub(super) fn outwards(low: &Rational, high: &Rational) -> (Rational, Rational) {
    let scale = Rational::from_integer(num_bigint::BigInt::from(10).pow(42));
    ((low * &scale).floor() / &scale, (high * &scale).ceil() / &scale)
}

/// `{"hulls": {"A": [{"in": "1", "out": "0"}, …], …}, "conditions": [{"player", "strategy"}, …]}`: the extreme
/// points of each player's part of a component, and the strategies that must not pay more.
pub(super) fn component(named: &NamedGame, component: &EquilibriumComponent) -> Value {
    let players = named.players.iter().zip(&component.hulls);
    let value = |(names, strategies): (&PlayerNames, &Vec<MixedStrategy>)| {
        (names.name.clone(), strategies.iter().map(|strategy| strategy_value(names, strategy)).collect())
    };
    let condition = |&(player, strategy): &(usize, usize)| {
        let (player, strategy) = strategy_name(named, player, strategy);
        json!({"player": player, "strategy": strategy})
    };
    let conditions: Vec<Value> = component.conditions.iter().map(condition).collect();
    json!({"hulls": Value::Object(players.map(value).collect()), "conditions": conditions})
}

/// `{"A": {"in": ["0", "1/2"], …}, …}`: the range of each probability.
pub(super) fn ranges(named: &NamedGame, ranges: &ProbabilityRanges) -> Value {
    let players = named.players.iter().zip(ranges).map(|(names, ranges)| {
        let weights = ranges.iter().map(|(low, high)| json!([number(low), number(high)]));
        (names.name.clone(), Value::Object(names.strategies.iter().cloned().zip(weights).collect()))
    });
    Value::Object(players.collect())
}

/// Each player's expected payoff: in whole numbers over one denominator.
pub(super) fn expected_payoffs(named: &NamedGame, strategies: &[Vec<Rational>]) -> Vec<Rational> {
    let scales: Vec<BigInt> = strategies.iter().map(common_denominator).collect();
    let whole = |(weights, scale): (&Vec<Rational>, &BigInt)| {
        weights.iter().map(|weight| weight.numer() * (scale / weight.denom())).collect()
    };
    let weights: Vec<Vec<BigInt>> = strategies.iter().zip(&scales).map(whole).collect();
    let profiles = supported(named, &weights);
    with_game!(&named.game, game => {
        let scale = scales.iter().product::<BigInt>() * game.denominator();
        let payoff = |player: usize| {
            let table = game.table(player);
            let total: BigInt = profiles.iter().map(|(profile, weight)| table[*profile].to_integer() * weight).sum();
            Rational::new(total, scale.clone())
        };
        (0..strategies.len()).map(payoff).collect()
    })
}

/// The profiles of positive weight, with it: the product of the players' weights.
fn supported(named: &NamedGame, strategies: &[Vec<BigInt>]) -> Vec<(usize, BigInt)> {
    let space = named.space();
    let mut profiles = vec![(0usize, BigInt::from(1))];
    for (player, weights) in strategies.iter().enumerate() {
        let played = || weights.iter().enumerate().filter(|(_, weight)| !weight.is_zero());
        let with = |(base, product): &(usize, BigInt)| -> Vec<(usize, BigInt)> {
            played().map(|(strategy, weight)| (base + strategy * space.stride(player), product * weight)).collect()
        };
        profiles = profiles.iter().flat_map(with).collect();
    }
    profiles
}

/// `{"A": ["in"], …}`
pub(super) fn strategy_sets(named: &NamedGame, sets: &[Vec<usize>]) -> Value {
    let name = |names: &crate::game::PlayerNames, set: &Vec<usize>| -> Value {
        set.iter().filter_map(|&strategy| names.strategies.get(strategy).cloned()).map(Value::String).collect()
    };
    let players = named.players.iter().zip(sets).map(|(names, set)| (names.name.clone(), name(names, set)));
    Value::Object(players.collect::<Map<_, _>>())
}

/// `["A", "B"]`
pub(super) fn coalition(named: &NamedGame, coalition: Coalition) -> Value {
    coalition
        .members()
        .filter_map(|member| named.players.get(member))
        .map(|names| Value::String(names.name.clone()))
        .collect()
}

/// The names of a player and one of its strategies.
pub(super) fn strategy_name(named: &NamedGame, player: usize, strategy: usize) -> (String, String) {
    named.players.get(player).map_or_else(Default::default, |names| {
        (names.name.clone(), names.strategies.get(strategy).cloned().unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_would_fill_the_memory_are_refused() {
        let game = crate::format::nfg::read_nfg("NFG 1 R \"\" { \"A\" \"B\" } { 2 2 } 0 0 0 0 0 0 0 0").unwrap();
        assert_eq!(listed(&game, &[3]), Ok(json!([{"A": "2", "B": "2"}])));
        assert!(check_names(&game, MAX_NAMES / 2).is_ok());
        assert!(matches!(check_names(&game, MAX_NAMES / 2 + 1), Err(Error::TooLarge { .. })));
        assert!(check_names(&game, usize::MAX).is_err());
    }
}
