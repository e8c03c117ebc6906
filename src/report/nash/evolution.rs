//! Concepts of evolution: rest points of the replicator dynamics, and rare mutations.

use serde_json::{Map, Value, json};

use super::shapes::number;
use super::{Answer, Options};
use crate::error::Error;
use crate::game::{NamedGame, with_game};
use crate::number::Rational;
use crate::solution::strategic::{RestPoint, RestStability, replicator_rest_points, small_mutation};

/// Numbers by strategy, as the first player names them.
fn by_strategy(named: &NamedGame, values: &[Rational]) -> Value {
    let names = named.players.first().map(|player| player.strategies.as_slice()).unwrap_or_default();
    Value::Object(names.iter().cloned().zip(values.iter().map(number)).collect::<Map<_, _>>())
}

pub(super) fn replicator(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let found = with_game!(&named.game, game => replicator_rest_points(game, &options.limit))?;
    let point = |point: &RestPoint| {
        let stability = match point.stability {
            RestStability::Stable => "stable",
            RestStability::Unstable => "unstable",
            RestStability::Undecided => "undecided",
        };
        json!({
            "shares": by_strategy(named, &point.shares),
            "payoff": number(&point.payoff),
            "equilibrium": point.is_nash,
            "ess": point.is_ess,
            "stability": stability,
        })
    };
    let name = |&strategy: &usize| named.players.first().and_then(|player| player.strategies.get(strategy)).cloned();
    let continua: Vec<Vec<String>> =
        found.continua.iter().map(|support| support.iter().filter_map(name).collect()).collect();
    let mut answer = Answer::new(found.points.iter().map(point).collect());
    answer.complete = continua.is_empty();
    answer.siblings.push(("continua", json!(continua)));
    Ok(answer)
}

pub(super) fn mutation(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let Some(population) = options.population else {
        return Err(Error::input("small-mutation needs --population, at least 2"));
    };
    let shares = with_game!(&named.game, game => small_mutation(game, population, &options.limit))?;
    Ok(Answer::new(by_strategy(named, &shares)).asked(json!({"population": population})))
}

#[cfg(test)]
mod tests {
    use crate::game::textbook_games::TextbookStrategicGame;
    use crate::report::nash::verify::verify;
    use crate::report::nash::{Options, named, solve};
    use crate::report::result::{InputNote, result_document};
    use serde_json::{Value, json};

    #[test]
    fn rest_points_and_shares_are_checked() {
        let game = TextbookStrategicGame::parse("chicken:7,6,2,1").unwrap().into_table().unwrap();
        let options = Options { population: Some(6), ..Options::default() };
        let names = ["replicator", "small-mutation"].map(String::from);
        let entries = solve(&game, &named(&names).unwrap(), &options);
        let document = result_document(&InputNote { players: vec![], digest: String::new(), game: None }, &entries);
        assert_eq!(verify(&document, &game), Ok(vec![]), "{document}");
        assert_eq!(document["results"][0]["value"][2]["shares"]["yield"], "1/2");
        assert_eq!(document["results"][0]["value"][2]["ess"], true);
        for (path, value) in [
            ("/results/0/value/2/ess", json!(false)),
            ("/results/0/value/0/stability", json!("stable")),
            ("/results/0/value/1/shares/yield", json!("1/2")),
            ("/results/1/value/yield", json!("1/2")),
            ("/results/1/options/population", json!(7)),
        ] {
            let mut changed: Value = document.clone();
            *changed.pointer_mut(path).unwrap_or_else(|| panic!("{path}")) = value;
            assert!(verify(&changed, &game).is_err(), "{path}");
        }
    }
}
