//! Profiles, mixed strategies and coalitions by name.

use serde_json::{Map, Value, json};

use crate::coalition::Coalition;
use crate::game::{NamedGame, with_game};
use crate::number::{Rational, Scalar, rational_text};
use crate::solution::strategic::Coordinate;
use num_traits::Signed;

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

pub(super) fn pure_profiles(named: &NamedGame, profiles: &[usize]) -> Value {
    profiles.iter().map(|&profile| pure_profile(named, profile)).collect()
}

/// `{"A": {"in": "1/3", "out": "2/3"}, …}`
pub(super) fn mixed_profile(named: &NamedGame, strategies: &[Vec<Rational>]) -> Value {
    let object = |names: &crate::game::PlayerNames, weights: &Vec<Rational>| -> Value {
        let entries = names.strategies.iter().zip(weights).map(|(name, weight)| (name.clone(), number(weight)));
        Value::Object(entries.collect())
    };
    let players =
        named.players.iter().zip(strategies).map(|(names, weights)| (names.name.clone(), object(names, weights)));
    Value::Object(players.collect())
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

/// The equilibrium of a game with two strategies each, its payoffs as intervals where they are not exact.
pub(super) fn isolated(named: &NamedGame, point: &[Coordinate]) -> Value {
    let exact: Option<Vec<Vec<Rational>>> = named
        .players
        .iter()
        .zip(point)
        .map(|(names, second)| match second {
            Coordinate::Exact(_) if names.strategies.len() == 1 => Some(vec![Rational::from_integer(1.into())]),
            Coordinate::Exact(second) => Some(vec![Rational::from_integer(1.into()) - second, second.clone()]),
            Coordinate::Between(..) => None,
        })
        .collect();
    if let Some(strategies) = exact {
        return equilibrium(named, &strategies);
    }
    let strategies = named.players.iter().zip(point).map(|(names, second)| {
        let weights: &[Value] = &[coordinate(&second.complement()), coordinate(second)];
        let entries = names.strategies.iter().cloned().zip(weights.iter().cloned());
        (names.name.clone(), Value::Object(entries.collect()))
    });
    let payoffs = named
        .players
        .iter()
        .zip(payoff_bounds(named, point))
        .map(|(names, (low, high))| (names.name.clone(), interval(&low, &high)));
    json!({"profile": Value::Object(strategies.collect()), "payoffs": Value::Object(payoffs.collect())})
}

/// Bounds on each player's expected payoff: that in the middle of the box, and how much it can change.
fn payoff_bounds(named: &NamedGame, point: &[Coordinate]) -> Vec<(Rational, Rational)> {
    let middle = |low: &Rational, high: &Rational| (low + high) / Rational::from_integer(2.into());
    let one = Rational::from_integer(1.into());
    let strategies: Vec<Vec<Rational>> = named
        .players
        .iter()
        .zip(point)
        .map(|(names, second)| {
            let (low, high) = second.bounds();
            let second = middle(low, high);
            if names.strategies.len() == 1 { vec![one.clone()] } else { vec![&one - &second, second] }
        })
        .collect();
    let widths: Rational = point.iter().map(|second| second.bounds().1 - second.bounds().0).sum();
    let largest = |player: usize| {
        with_game!(&named.game, game => {
            (0..game.space().size()).map(|profile| game.payoff(profile, player).abs()).max().unwrap_or_default()
        })
    };
    let payoffs = expected_payoffs(named, &strategies);
    // A payoff's slope along a probability is at most twice the largest payoff; half of a width each.
    let bounds = payoffs.into_iter().enumerate().map(|(player, payoff)| {
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

/// `{"A": {"in": ["0", "1/2"], …}, …}`: the range of each probability.
pub(super) fn probability_box(named: &NamedGame, part: &[(Rational, Rational)]) -> Value {
    let one = Rational::from_integer(1.into());
    let ranges = named.players.iter().zip(part).map(|(names, (low, high))| {
        let weights = [json!([number(&(&one - high)), number(&(&one - low))]), json!([number(low), number(high)])];
        let entries = names.strategies.iter().cloned().zip(weights);
        (names.name.clone(), Value::Object(entries.collect()))
    });
    Value::Object(ranges.collect())
}

/// Each player's expected payoff.
pub(super) fn expected_payoffs(named: &NamedGame, strategies: &[Vec<Rational>]) -> Vec<Rational> {
    with_game!(&named.game, game => {
        let mut totals = vec![Rational::default(); strategies.len()];
        for (profile, weight) in supported(named, strategies) {
            totals.iter_mut().enumerate().for_each(|(player, total)| *total += game.payoff(profile, player) * &weight);
        }
        totals
    })
}

/// The profiles of positive probability, with it.
pub(super) fn supported(named: &NamedGame, strategies: &[Vec<Rational>]) -> Vec<(usize, Rational)> {
    let space = named.space();
    let mut profiles = vec![(0usize, Rational::from_integer(1.into()))];
    for (player, weights) in strategies.iter().enumerate() {
        let played: Vec<(usize, &Rational)> =
            weights.iter().enumerate().filter(|(_, weight)| **weight != Rational::default()).collect();
        profiles = profiles
            .iter()
            .flat_map(|(base, probability)| {
                played
                    .iter()
                    .map(move |(strategy, weight)| (base + strategy * space.stride(player), probability * *weight))
            })
            .collect();
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
