//! The core and what is around it: concepts of excesses, each with the certificate that proves it.

use serde_json::{Map, Value, json};

use super::super::result::number_json;
use super::{Answer, Concept, Task, concept, membership};
use crate::certificate::ExcessChain;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::Scalar;
use crate::solution::cooperative::{
    Core, anti_prenucleolus, core, cost_of_stability, disruption_nucleolus, dual_cover, dual_game, gain_of_joining,
    least_core, mean_with_dual, modiclus, nucleolus, per_capita_nucleolus, per_capita_prenucleolus, prenucleolus,
    proportional_nucleolus, simplified_modiclus,
};

/// A row for a relative of the nucleolus.
macro_rules! chain_concept {
    ($name:literal, $about:literal, $source:literal) => {
        Concept {
            name: $name,
            about: $about,
            source: $source,
            run: super::Run { exact: |task| point(task, $name), float: |task| point(task, $name), check: None },
        }
    };
}

pub(super) const CONCEPTS: &[Concept] = &[
    concept!("core", "an allocation that no coalition blocks, or the weights that prove there is none", "Gillies 1959", core_point, check membership::in_core),
    concept!("least-core", "the least largest excess, and an allocation that has it", "Maschler, Peleg and Shapley 1979", least_core_point, check membership::in_least_core),
    concept!("cost-of-stability", "the least subsidy that makes the core non-empty", "Bachrach et al. 2009", subsidy),
    concept!(
        "taxes",
        "the least tax on leaving, per coalition and per head, that leaves no coalition a reason",
        "Shapley and Shubik 1966",
        taxes
    ),
    chain_concept!("nucleolus", "the imputation with the lexicographically least excesses", "Schmeidler 1969"),
    chain_concept!("prenucleolus", "the allocation with the lexicographically least excesses", "Sobolev 1975"),
    chain_concept!("per-capita-nucleolus", "the same of excesses per member, among imputations", "Grotte 1970"),
    chain_concept!("per-capita-prenucleolus", "the same of excesses per member", "Grotte 1970"),
    chain_concept!(
        "proportional-nucleolus",
        "the same of excesses in proportion to worth",
        "Young, Okada and Hashimoto 1982"
    ),
    chain_concept!(
        "disruption-nucleolus",
        "the imputation with the least propensities to disrupt",
        "Littlechild and Vaidya 1976"
    ),
    chain_concept!("anti-prenucleolus", "the prenucleolus of the dual game", "Funaki and Meinhardt 2006"),
    chain_concept!("modiclus", "the least differences of excesses between coalitions", "Sudhölter 1997"),
    chain_concept!("simplified-modiclus", "the least sums of excesses in the game and its dual", "Tarashnina 2011"),
];

/// How the chain of a relative of the nucleolus is to be read: in which game, with which weights of
/// excesses, and whether among imputations.
pub(super) struct ChainSetting<S> {
    /// The game whose excesses count; `None` for the game itself.
    pub game: Option<TuGame<S>>,
    /// What excesses are divided by.
    pub weight: ChainWeight,
    /// Whether players must get what they are worth alone.
    pub imputation: bool,
}

/// What excesses are divided by.
#[derive(Clone, Copy)]
pub(super) enum ChainWeight {
    /// Nothing.
    One,
    /// The size of the coalition.
    Size,
    /// Its worth.
    Worth,
    /// What it and its complement gain by joining.
    Gain,
}

impl ChainWeight {
    /// The weight of a coalition.
    pub fn of<S: Scalar>(self, game: &TuGame<S>, coalition: Coalition) -> Option<S> {
        match self {
            ChainWeight::One => Some(S::one()),
            ChainWeight::Size => Some(S::from_integer(coalition.size() as i64)),
            ChainWeight::Worth => Some(game.worth(coalition)),
            ChainWeight::Gain => gain_of_joining(game, coalition),
        }
    }
}

/// The setting of each relative; `None` for other concepts.
pub(super) fn chain_setting<S: Scalar>(game: &TuGame<S>, name: &str) -> Option<Result<ChainSetting<S>, Error>> {
    let itself = |weight, imputation| Ok(ChainSetting { game: None, weight, imputation });
    let other = |game| ChainSetting { game: Some(game), weight: ChainWeight::One, imputation: false };
    Some(match name {
        "nucleolus" => itself(ChainWeight::One, true),
        "prenucleolus" => itself(ChainWeight::One, false),
        "per-capita-nucleolus" => itself(ChainWeight::Size, true),
        "per-capita-prenucleolus" => itself(ChainWeight::Size, false),
        "proportional-nucleolus" => itself(ChainWeight::Worth, true),
        "disruption-nucleolus" => itself(ChainWeight::Gain, true),
        "anti-prenucleolus" => Ok(other(dual_game(game))),
        "modiclus" => dual_cover(game).map(other),
        "simplified-modiclus" => Ok(other(mean_with_dual(game))),
        _ => return None,
    })
}

/// The players' names, and those of their copies in the dual cover: the same with a star.
pub(super) fn names_with_copies(players: &[String]) -> Vec<String> {
    players.iter().cloned().chain(players.iter().map(|name| format!("{name}*"))).collect()
}

fn point<S: Scalar>(task: &Task<'_, S>, name: &str) -> Result<Answer, Error> {
    let solve = match name {
        "nucleolus" => nucleolus,
        "prenucleolus" => prenucleolus,
        "per-capita-nucleolus" => per_capita_nucleolus,
        "per-capita-prenucleolus" => per_capita_prenucleolus,
        "proportional-nucleolus" => proportional_nucleolus,
        "disruption-nucleolus" => disruption_nucleolus,
        "anti-prenucleolus" => anti_prenucleolus,
        "modiclus" => modiclus,
        "simplified-modiclus" => simplified_modiclus,
        _ => return Err(Error::input(format!("found no concept {name:?}"))),
    };
    let found = solve(task.game()?, task.lp()?)?;
    let names = names_with_copies(&task.file.players);
    Ok(Answer::new::<S>(task.allocation(&found.allocation)).with_certificate(chain_json(&names, &found.chain)))
}

fn core_point<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    Ok(match core(task.game()?, task.lp()?)? {
        Core::NonEmpty(allocation) => {
            Answer::new::<S>(json!({"empty": false, "allocation": task.allocation(&allocation)}))
        }
        Core::Empty(weights) => Answer::new::<S>(json!({"empty": true}))
            .with_certificate(json!({"weights": task.by_coalition(&weights.weights)})),
    })
}

fn least_core_point<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let found = least_core(task.game()?, task.lp()?)?;
    let value = json!({"epsilon": number_json(&found.epsilon), "allocation": task.allocation(&found.allocation)});
    Ok(Answer::new::<S>(value).with_certificate(json!({"weights": task.by_coalition(&found.weights.weights)})))
}

/// The least taxes for which the strong and the weak epsilon-core are not empty: excesses of the
/// least core and of its counterpart per head, 0 where the core is not empty.
fn taxes<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let game = task.game()?;
    let strong = least_core(game, task.lp()?)?;
    let weak = per_capita_prenucleolus(game, task.lp()?)?;
    let per_head = weak.chain.levels.first().map_or_else(S::zero, |level| level.excess.clone());
    let tax = |excess: S| number_json(&excess.larger(S::zero()));
    let value = json!({
        "strong": {"tax": tax(strong.epsilon), "allocation": task.allocation(&strong.allocation)},
        "per-size": {"tax": tax(per_head), "allocation": task.allocation(&weak.allocation)},
    });
    let certificate = json!({
        "strong": {"weights": task.by_coalition(&strong.weights.weights)},
        "per-size": chain_json(&task.file.players, &weak.chain),
    });
    Ok(Answer::new::<S>(value).with_certificate(certificate))
}

fn subsidy<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let game = task.game()?;
    let found = cost_of_stability(game, task.lp()?)?;
    let value = json!({"subsidy": number_json(&found.subsidy), "allocation": task.allocation(&found.allocation)});
    let certificate = found.weights.as_ref().map(|weights| json!({"weights": task.by_coalition(&weights.weights)}));
    let relative = found.relative(&game.grand_worth()).map(|relative| number_json(&relative));
    Ok(Answer::new::<S>(value).with_certificate(certificate).with("relative", json!(relative)))
}

/// The levels of a chain: excess, weights of coalitions, weights of players at their bounds.
fn chain_json<S: Scalar>(names: &[String], chain: &ExcessChain<S>) -> Value {
    let name = |player: usize| names.get(player).cloned().unwrap_or_default();
    let key = |coalition: Coalition| coalition.members().map(name).collect::<Vec<_>>().join(",");
    let levels = chain.levels.iter().map(|level| {
        let weights = level.weights.iter().map(|(coalition, weight)| (key(*coalition), number_json(weight)));
        let bounds = level.bounds.iter().map(|(player, weight)| (name(*player), number_json(weight)));
        let (weights, bounds): (Map<String, Value>, Map<String, Value>) = (weights.collect(), bounds.collect());
        json!({"excess": number_json(&level.excess), "weights": weights, "bounds": bounds})
    });
    json!({"levels": levels.collect::<Vec<_>>()})
}
