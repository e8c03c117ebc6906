//! `one`: an equilibrium with proof.

use num_traits::{Signed, Zero};
use serde_json::{Value, json};

use super::shapes::{coordinate, number, outwards};
use super::{Answer, Options};
use crate::error::Error;
use crate::game::{AnyGame, NamedGame, NormalFormGame, with_game};
use crate::number::cell::Cell;
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
    // The profiles that may be played, with bounds on their probabilities.
    let mut profiles = vec![(0usize, Rational::from_integer(1.into()), Rational::from_integer(1.into()))];
    for (player, list) in strategies.iter().enumerate() {
        let played: Vec<(usize, (&Rational, &Rational))> =
            list.iter().map(Coordinate::bounds).enumerate().filter(|(_, (_, high))| !high.is_zero()).collect();
        profiles = profiles
            .iter()
            .flat_map(|(base, low, high)| {
                let stride = space.stride(player);
                played.iter().map(move |(strategy, ends)| (base + strategy * stride, low * ends.0, high * ends.1))
            })
            .collect();
    }
    let bounds = |player: usize| {
        // Measured from one payoff, so that certain payoffs stay certain.
        let origin = profiles.first().map_or_else(Rational::zero, |(profile, ..)| game.payoff(*profile, player));
        let start = (origin.clone(), origin.clone());
        profiles.iter().fold(start, |(least, most), (profile, low, high)| {
            let payoff = game.payoff(*profile, player) - &origin;
            let (a, b) = (&payoff * low, &payoff * high);
            if payoff.is_negative() { (least + b, most + a) } else { (least + a, most + b) }
        })
    };
    (0..strategies.len()).map(bounds).collect()
}
