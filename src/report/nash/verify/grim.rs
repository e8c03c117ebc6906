//! The check of `grim-trigger`: each punishment is an equilibrium, and the thresholds follow from the payoffs.

use num_traits::One;
use serde_json::Value;

use super::super::{Options, Punish, grim};
use super::rational;
use crate::game::{NamedGame, with_game};
use crate::number::Rational;
use crate::solution::strategic::{MixedProfile, grim_trigger_thresholds, pure_nash, pure_payoffs};

fn mixed(named: &NamedGame, value: Option<&Value>) -> Result<MixedProfile, String> {
    let strategy = |names: &crate::game::PlayerNames| {
        let object = value.and_then(|profile| profile.get(&names.name)).and_then(Value::as_object);
        let object = object.filter(|object| object.len() == names.strategies.len());
        let object = object.ok_or_else(|| format!("a punishment names no strategy of player {}", names.name))?;
        names.strategies.iter().map(|strategy| rational(object.get(strategy))).collect()
    };
    named.players.iter().map(strategy).collect()
}

/// That no other equilibrium is worse for a player is checked among the pure ones.
pub(super) fn thresholds(named: &NamedGame, value: &Value, entry: &Value, options: &Options) -> Result<(), String> {
    let target = options.target.ok_or("options: the target is missing")?;
    let detection = options.detection.clone().unwrap_or_else(Rational::one);
    with_game!(&named.game, game => {
        let stated = || -> Result<Vec<MixedProfile>, String> {
            let by_player = entry.get("punishments").ok_or("the punishments are missing")?;
            named.players.iter().map(|player| mixed(named, by_player.get(&player.name))).collect()
        };
        let punishments = match options.punish {
            Punish::Pure(profile) => {
                vec![grim::pure(game, profile).map_err(|error| error.to_string())?; named.players.len()]
            }
            _ => stated()?,
        };
        if matches!(options.punish, Punish::Mixed(_)) && punishments.iter().any(|other| *other != punishments[0]) {
            return Err("one punishment was asked for, and there are several".into());
        }
        let found = grim_trigger_thresholds(game, target, &punishments, &detection).map_err(|error| error.to_string())?;
        if grim::value(named, &found) != *value {
            return Err("computed again, the thresholds are others".into());
        }
        if options.punish == Punish::Worst {
            for (player, punishment) in punishments.iter().enumerate() {
                let pays = pure_payoffs(game, punishment, player);
                let paid: Rational = pays.iter().zip(&punishment[player]).map(|(pay, weight)| pay * weight).sum();
                if pure_nash(game).into_iter().any(|profile| game.payoff(profile, player) < paid) {
                    return Err(format!("a pure equilibrium is worse for player {}", named.players[player].name));
                }
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::super::verify;
    use crate::game::textbook_games::TextbookStrategicGame;
    use crate::number::ratio;
    use crate::report::nash::{Options, Punish, named, solve};
    use crate::report::result::{InputNote, result_document};
    use serde_json::{Value, json};

    #[test]
    fn every_kind_of_punishment_is_checked() {
        let game = TextbookStrategicGame::parse("chicken").unwrap().into_table().unwrap();
        for (punish, delta, key) in [
            (Punish::Worst, "1/3", "/results/0/punishments/1/1/dare"),
            (Punish::Mixed(2), "3/5", "/results/0/punishments/1/1/dare"),
            (Punish::Pure(1), "", "/results/0/options/punish/1"),
        ] {
            let options = Options { target: Some(0), punish, detection: Some(ratio(1, 2)), ..Options::default() };
            let entries = solve(&game, &named(&["grim-trigger".to_string()]).unwrap(), &options);
            let document = result_document(&InputNote { players: vec![], digest: String::new(), game: None }, &entries);
            let open = if delta.is_empty() { vec!["grim-trigger (has an error)".into()] } else { vec![] };
            assert_eq!(verify(&document, &game), Ok(open), "{document}");
            if delta.is_empty() {
                // Where the first player dares alone it is better off than in the target.
                assert_eq!(document["results"][0]["error"]["kind"], "undefined");
                continue;
            }
            assert_eq!(document["results"][0]["value"]["delta"], delta, "{document}");
            for (path, value) in [
                (key, json!("1/2")),
                ("/results/0/value/delta", json!("1/2")),
                ("/results/0/options/detection", json!("1/3")),
                ("/results/0/options/target/1", json!("dare")),
                ("/results/0/punishments", json!({})),
            ] {
                let mut changed: Value = document.clone();
                *changed.pointer_mut(path).unwrap_or_else(|| panic!("{path} in {document}")) = value;
                assert!(verify(&changed, &game).is_err(), "{path}");
            }
        }
    }

    #[test]
    fn many_players_are_punished_by_the_worst() {
        let game = TextbookStrategicGame::parse("public-goods:n=4,r=8/5").unwrap().into_table().unwrap();
        let options = Options { target: Some(15), ..Options::default() };
        let entries = solve(&game, &named(&["grim-trigger".to_string()]).unwrap(), &options);
        // Gain 3/5, loss 3/5.
        assert_eq!(entries[0].value.as_ref().unwrap()["delta"], "1/2");
        let options = Options { punish: Punish::Mixed(9), ..options };
        assert!(solve(&game, &named(&["grim-trigger".to_string()]).unwrap(), &options)[0].value.is_err());
    }
}
