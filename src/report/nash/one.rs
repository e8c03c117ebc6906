//! `one`: an equilibrium with proof.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};
use serde_json::{Value, json};

use super::shapes::{coordinate, number, outwards};
use super::{Answer, Options};
use crate::error::Error;
use crate::game::{AnyGame, NamedGame, NormalFormGame, with_game};
use crate::number::cell::{Cell, common_denominator};
use crate::number::{Rational, Scalar};
use crate::solution::strategic::{Coordinate, lemke_howson_float, one_equilibrium};

pub(super) fn one(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    if let AnyGame::Float(game) = &named.game
        && named.players.len() == 2
        && let Some(found) = lemke_howson_float(game, &options.limit)?
    {
        let numbers: Vec<Vec<f64>> = found.into();
        return Ok(in_floats(named, game, &numbers, "lemke-howson"));
    }
    with_game!(&named.game, game => {
        let found = one_equilibrium(game, &options.limit)?;
        if let AnyGame::Float(game) = &named.game {
            let float = |x: &Coordinate| (x.bounds().0 + x.bounds().1).to_f64() / 2.0;
            let numbers: Vec<Vec<f64>> =
                found.strategies.iter().map(|list| list.iter().map(float).collect()).collect();
            return Ok(in_floats(named, game, &numbers, found.method));
        }
        let payoffs = payoff_bounds(game, &found.strategies);
        let stated = |(low, high): &(Rational, Rational)| {
            if low == high { return number(low); }
            let (low, high) = outwards(low, high);
            coordinate(&Coordinate::Between(low, high))
        };
        let value = item(named, &|player, strategy| coordinate(&found.strategies[player][strategy]), &|player| stated(&payoffs[player]));
        Ok(Answer::new(json!([value])).with(json!({"method": found.method})))
    })
}

/// `{"profile": …, "payoffs": …}`
fn item(named: &NamedGame, weight: &dyn Fn(usize, usize) -> Value, payoff: &dyn Fn(usize) -> Value) -> Value {
    let mixture = |player: usize| -> Value {
        let names = named.players[player].strategies.iter().enumerate();
        Value::Object(names.map(|(strategy, name)| (name.clone(), weight(player, strategy))).collect())
    };
    let names = || named.players.iter().enumerate();
    let profile = names().map(|(player, names)| (names.name.clone(), mixture(player)));
    let payoffs = names().map(|(player, names)| (names.name.clone(), payoff(player)));
    json!({"profile": Value::Object(profile.collect()), "payoffs": Value::Object(payoffs.collect())})
}

fn in_floats(named: &NamedGame, game: &NormalFormGame<f64>, numbers: &[Vec<f64>], method: &str) -> Answer {
    let space = game.space();
    let payoff = |player: usize| -> Value {
        let weight = |profile: usize| -> f64 {
            numbers.iter().enumerate().map(|(player, list)| list[space.strategy(profile, player)]).product()
        };
        json!((0..space.size()).map(|profile| game.table(player)[profile] * weight(profile)).sum::<f64>())
    };
    let value = item(named, &|player, strategy| json!(numbers[player][strategy]), &payoff);
    Answer::new(json!([value])).with(json!({"method": method}))
}

/// Bounds on each player's expected payoff while all mixtures are within theirs.
pub(super) fn payoff_bounds<C: Cell>(
    game: &NormalFormGame<C>,
    strategies: &[Vec<Coordinate>],
) -> Vec<(Rational, Rational)> {
    let space = game.space();
    // The profiles that may be played, with bounds on their probabilities, in integers over one scale.
    let mut scale = BigInt::one();
    let mut profiles = vec![(0usize, BigInt::one(), BigInt::one())];
    for (player, list) in strategies.iter().enumerate() {
        let ends = || list.iter().map(Coordinate::bounds);
        let common = common_denominator(ends().flat_map(|(low, high)| [low, high]));
        let integer = |value: &Rational| value.numer() * (&common / value.denom());
        let played: Vec<(usize, BigInt, BigInt)> = ends()
            .enumerate()
            .filter(|(_, (_, high))| !high.is_zero())
            .map(|(strategy, (low, high))| (strategy, integer(low), integer(high)))
            .collect();
        let stride = space.stride(player);
        profiles = profiles
            .iter()
            .flat_map(|(base, low, high)| played.iter().map(move |(s, l, h)| (base + s * stride, low * l, high * h)))
            .collect();
        scale *= common;
    }
    let bounds = |player: usize| {
        // Measured from one payoff, so that certain payoffs stay certain.
        let table = game.table(player);
        let origin = profiles.first().map_or_else(C::zero, |(profile, ..)| table[*profile].clone());
        let start = origin.to_integer() * &scale;
        let sums = profiles.iter().fold((start.clone(), start), |(least, most), (profile, low, high)| {
            let payoff = table[*profile].minus(&origin).to_integer();
            let (a, b) = (&payoff * low, &payoff * high);
            if payoff.is_negative() { (least + b, most + a) } else { (least + a, most + b) }
        });
        let under = &scale * game.denominator();
        (Rational::new(sums.0, under.clone()), Rational::new(sums.1, under))
    };
    (0..strategies.len()).map(bounds).collect()
}
