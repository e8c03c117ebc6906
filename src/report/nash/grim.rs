//! The concept `grim-trigger`.

use num_traits::One;
use serde_json::{Value, json};

use super::shapes::{mixed_profile, number, pure_profile};
use super::{Answer, Options, Punish};
use crate::error::Error;
use crate::game::{NamedGame, NormalFormGame, with_game};
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::solution::strategic::{
    Coordinate, DEFAULT_DIGITS, MixedProfile, all_equilibria, extreme_equilibria, grim_trigger_thresholds, pure_nash,
    worst_equilibria,
};

/// Punishments of three players and more are looked for among mixed equilibria up to so many profiles.
const MAX_MIXED: usize = 64;

pub(super) fn grim(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let Some(target) = options.target else {
        return Err(Error::input("grim-trigger needs --target, a profile such as A=in,B=in"));
    };
    let detection = options.detection.clone().unwrap_or_else(Rational::one);
    with_game!(&named.game, game => {
        let punishments = match options.punish {
            Punish::Pure(profile) => vec![pure(game, profile)?; named.players.len()],
            Punish::Mixed(place) => vec![listed(game, place, options)?; named.players.len()],
            Punish::Worst => {
                let known = known(game, options)?;
                let worst = worst_equilibria(game, &known);
                worst.ok_or_else(|| Error::undefined("no equilibrium of the stage game is known to punish with"))?
            }
        };
        let thresholds = grim_trigger_thresholds(game, target, &punishments, &detection)?;
        let mut asked = json!({"target": pure_profile(named, target)});
        match options.punish {
            Punish::Pure(profile) => asked["punish"] = pure_profile(named, profile),
            Punish::Mixed(place) => asked["punish"] = json!(format!("mixed:{place}")),
            Punish::Worst => {}
        }
        if !detection.is_one() {
            asked["detection"] = number(&detection);
        }
        let mut answer = Answer::new(value(named, &thresholds)).asked(asked);
        if !matches!(options.punish, Punish::Pure(_)) {
            let profiles = punishments.iter().map(|punishment| mixed_profile(named, punishment));
            let by_player = named.players.iter().map(|player| player.name.clone()).zip(profiles);
            answer.siblings.push(("punishments", Value::Object(by_player.collect())));
        }
        Ok(answer)
    })
}

/// `{"delta": "1/2", "players": {"A": "1/2", …}}`
pub(super) fn value(named: &NamedGame, thresholds: &[Rational]) -> Value {
    let delta = thresholds.iter().max().cloned().unwrap_or_default();
    let players = named.players.iter().zip(thresholds).map(|(names, delta)| (names.name.clone(), number(delta)));
    json!({"delta": number(&delta), "players": Value::Object(players.collect())})
}

/// A pure profile as a mixed one.
pub(super) fn pure<C: Cell>(game: &NormalFormGame<C>, profile: usize) -> Result<MixedProfile, Error> {
    let space = game.space();
    if profile >= space.size() {
        return Err(Error::input(format!("a profile is out of range; the game has {}", space.size())));
    }
    let strategy = |player: usize| {
        let own = space.strategy(profile, player);
        (0..space.counts()[player]).map(|other| Rational::from_integer(u8::from(other == own).into())).collect()
    };
    Ok((0..space.n_players()).map(strategy).collect())
}

/// The equilibria in the list of `mixed`, those with irrational probabilities as `None`.
fn mixed<C: Cell>(game: &NormalFormGame<C>, options: &Options) -> Result<Vec<Option<MixedProfile>>, Error> {
    if game.space().n_players() == 2 {
        let found = extreme_equilibria(game, &options.limit)?;
        return Ok(found
            .equilibria
            .iter()
            .map(|&(a, b)| Some(vec![found.first[a].clone(), found.second[b].clone()]))
            .collect());
    }
    let exact = |value: &Coordinate| match value {
        Coordinate::Exact(value) => Some(value.clone()),
        Coordinate::Between(..) => None,
    };
    let found = all_equilibria(game, options.digits.unwrap_or(DEFAULT_DIGITS), &options.limit)?;
    let profile = |strategies: &Vec<Vec<Coordinate>>| -> Option<MixedProfile> {
        strategies.iter().map(|strategy| strategy.iter().map(exact).collect()).collect()
    };
    Ok(found.equilibria.iter().map(|equilibrium| profile(&equilibrium.strategies)).collect())
}

fn listed<C: Cell>(game: &NormalFormGame<C>, place: usize, options: &Options) -> Result<MixedProfile, Error> {
    let found = mixed(game, options)?;
    match found.get(place.wrapping_sub(1)) {
        Some(Some(profile)) => Ok(profile.clone()),
        Some(None) => Err(Error::undefined(format!("equilibrium {place} has probabilities that are not rational"))),
        None => Err(Error::input(format!("punish: found mixed:{place}; the list of mixed has {}", found.len()))),
    }
}

/// All pure equilibria, and the mixed ones of two players or of small games.
fn known<C: Cell>(game: &NormalFormGame<C>, options: &Options) -> Result<Vec<MixedProfile>, Error> {
    let mut known: Vec<MixedProfile> =
        pure_nash(game).into_iter().map(|profile| pure(game, profile)).collect::<Result<_, _>>()?;
    if game.space().n_players() == 2 || game.space().size() <= MAX_MIXED {
        match mixed(game, options) {
            Ok(found) => known.extend(found.into_iter().flatten()),
            Err(Error::TooLarge { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(known)
}
