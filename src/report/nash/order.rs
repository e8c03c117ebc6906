//! `rationalizable`, `supermodular`, `weighted-potential`, `ordinal-potential`.

use serde_json::{Value, json};

use super::shapes::{listed, number, pure_profile, pure_profiles, strategy_name, strategy_sets};
use super::{Answer, Options};
use crate::error::Error;
use crate::game::{NamedGame, with_game};
use crate::number::Rational;
use crate::solution::strategic::{
    self, OrdinalPotential, PotentialSquare, Supermodularity, WeightedPotential, ordinal_potential as ordinal,
    weighted_potential as weighted,
};

pub(super) fn rationalizable(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let found = with_game!(&named.game, game => strategic::rationalizable(game, &options.limit))?;
    let step = |gone: &strategic::MixedElimination| {
        let (player, strategy) = strategy_name(named, gone.player, gone.strategy);
        let by = gone.by.iter().map(|(by, weight)| (strategy_name(named, gone.player, *by).1, number(weight)));
        json!({"player": player, "strategy": strategy, "by": Value::Object(by.collect()), "round": gone.round})
    };
    let belief = |belief: &strategic::Belief| {
        let (player, strategy) = strategy_name(named, belief.player, belief.strategy);
        let weights = belief
            .weights
            .iter()
            .map(|(at, weight)| json!({"profile": pure_profile(named, *at), "probability": number(weight)}));
        json!({"player": player, "strategy": strategy, "belief": weights.collect::<Vec<_>>()})
    };
    Ok(Answer::new(strategy_sets(named, &found.survivors)).with(json!({
        "beliefs-may-be": if named.players.len() > 2 { "correlated" } else { "any" },
        "eliminations": found.eliminations.iter().map(step).collect::<Vec<_>>(),
        "beliefs": found.beliefs.iter().map(belief).collect::<Vec<_>>(),
    })))
}

pub(super) fn supermodular(named: &NamedGame, _: &Options) -> Result<Answer, Error> {
    Ok(match with_game!(&named.game, game => strategic::supermodular(game)) {
        Supermodularity::Holds { smallest, largest } => Answer::new(json!({
            "supermodular": true,
            "smallest": pure_profile(named, smallest),
            "largest": pure_profile(named, largest),
        })),
        Supermodularity::Fails { player, profiles, change } => {
            Answer::new(json!({"supermodular": false})).with(json!({
                "player": named.players[player].name,
                "profiles": pure_profiles(named, &profiles),
                "change": number(&change),
            }))
        }
    })
}

pub(super) fn weighted_potential(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    Ok(match with_game!(&named.game, game => weighted(game, &options.limit))? {
        WeightedPotential::Potential { weights, potential } => {
            let weights =
                named.players.iter().zip(&weights).map(|(names, weight)| (names.name.clone(), number(weight)));
            let list: Vec<Value> = potential.iter().map(number).collect();
            let value = json!({"weighted": true, "weights": Value::Object(weights.collect()), "potential": list});
            let mut answer = Answer::new(value);
            answer.siblings.push(("maximizer", maximizer(named, &potential)?));
            answer
        }
        WeightedPotential::Squares(squares) => {
            let square = |square: &PotentialSquare| {
                json!({
                    "players": square.players.map(|player| named.players[player].name.clone()),
                    "profiles": pure_profiles(named, &square.profiles),
                    "changes": square.changes.iter().map(number).collect::<Vec<_>>(),
                })
            };
            Answer::new(json!({"weighted": false}))
                .with(json!({"squares": squares.iter().map(square).collect::<Vec<_>>()}))
        }
    })
}

pub(super) fn ordinal_potential(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    Ok(match with_game!(&named.game, game => ordinal(game, &options.limit))? {
        OrdinalPotential::Potential(potential) => Answer::new(json!({"ordinal": true, "potential": potential})),
        OrdinalPotential::Cycle(cycle) => {
            Answer::new(json!({"ordinal": false})).with(json!({"cycle": pure_profiles(named, &cycle)}))
        }
    })
}

/// The profiles where a potential is largest: equilibria, and those that Monderer and Shapley single out.
pub(super) fn maximizer(named: &NamedGame, potential: &[Rational]) -> Result<Value, Error> {
    let most = potential.iter().max();
    let profiles: Vec<usize> = (0..potential.len()).filter(|&profile| Some(&potential[profile]) == most).collect();
    listed(named, &profiles)
}
