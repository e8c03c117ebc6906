//! Values that need nothing but the game, and estimates of them.

use serde_json::json;

use super::{Answer, Concept, Task, concept};
use crate::error::Error;
use crate::game::TuGame;
use crate::game::forms::TuForm;
use crate::number::{Rational, Scalar};
use crate::solution::Allocation;
use crate::solution::cooperative::sampling::{Estimate, sample_banzhaf, sample_shapley};
use crate::solution::cooperative::{Rule, airport_shapley, power, shapley_of_dividends};

/// Above that many voters counting by weight replaces the table of coalitions.
const VOTERS_IN_TABLES: usize = 12;
/// How many samples are drawn where nothing is said.
const SAMPLES: usize = 10_000;

macro_rules! rule_concept {
    ($($name:literal, $about:literal, $source:literal;)*) => {
        &[$(Concept {
            name: $name,
            about: $about,
            source: $source,
            run: super::Run {
                exact: |task| rule(task, $name, |rule| rule.exact),
                float: |task| rule(task, $name, |rule| rule.float),
                check: None,
            },
        },)*
        concept!("shapley-sampled", "estimate of the Shapley value from random orders (--samples, --seed)", "Castro, Gómez and Tejada 2009", sampled_shapley),
        concept!("banzhaf-sampled", "estimate of the Banzhaf value from random coalitions (--samples, --seed)", "Bachrach et al. 2010", sampled_banzhaf),
        ]
    };
}

/// The rows: one for each value of [`crate::solution::cooperative::RULES`], and the estimates.
pub(super) const CONCEPTS: &[Concept] = rule_concept! {
    "shapley", "mean marginal contribution over all orders", "Shapley 1953";
    "banzhaf", "mean marginal contribution over all coalitions", "Banzhaf 1965";
    "banzhaf-normalized", "the Banzhaf value scaled to v(N)", "Banzhaf 1965";
    "solidarity", "members' mean marginal contribution over all orders", "Nowak and Radzik 1994";
    "tau", "compromise between utopia payoffs and minimal rights", "Tijs 1981";
    "chi", "compromise between own worths and largest marginal contributions", "Bergantiños and Massó 1996";
    "gately", "equal propensities to disrupt", "Gately 1974";
    "dutta-ray", "the most equal core allocation of a convex game", "Dutta and Ray 1989";
    "equal-split", "v(N) in equal parts", "van den Brink 2007";
    "cis", "own worth and an equal part of the rest", "Driessen and Funaki 1991";
    "esd", "equal surplus division, another name of cis", "Driessen and Funaki 1991";
    "ensc", "contribution to all and an equal part of the rest", "Driessen and Funaki 1991";
    "minimal-rights", "what is left where others have their utopia payoffs", "Tijs 1981";
    "deegan-packel", "equal parts of minimal winning coalitions", "Deegan and Packel 1978";
    "public-good", "memberships in minimal winning coalitions", "Holler 1982";
    "johnston", "equal parts of vulnerable coalitions among the critical", "Johnston 1978";
    "rae", "how often the outcome is what one votes for", "Rae 1969";
    "public-help", "memberships in winning coalitions", "Bertini, Gambarelli and Stach 2008";
    "coleman", "power to prevent action", "Coleman 1971";
    "coleman-prevent", "power to prevent action", "Coleman 1971";
    "coleman-initiate", "power to initiate action", "Coleman 1971";
    "nevison", "share of one's coalitions that win", "Nevison 1979";
    "konig-brauninger", "share of the winning coalitions one is in", "König and Bräuninger 1998";
};

type RuleIn<S> = fn(&TuGame<S>) -> Result<Allocation<S>, Error>;

fn rule<S: Scalar>(task: &Task<'_, S>, name: &str, pick: fn(&Rule) -> RuleIn<S>) -> Result<Answer, Error> {
    if let Some(amounts) = without_table(task, name) {
        return Ok(Answer::new::<S>(task.allocation(&amounts?)));
    }
    let rule = Rule::named(name).ok_or_else(|| Error::input(format!("found no value {name:?}")))?;
    let game = task.game().map_err(|error| advise_sampling(error, name))?;
    Ok(Answer::new::<S>(task.allocation(&pick(rule)(game)?)))
}

/// Forms whose structure gives the value without a table of coalitions.
fn without_table<S: Scalar>(task: &Task<'_, S>, name: &str) -> Option<Result<Allocation<S>, Error>> {
    match &task.file.form {
        TuForm::Dividends(n_players, dividends) if name == "shapley" => {
            let dividends = dividends.iter().map(|(coalition, dividend)| (*coalition, dividend.clone()));
            Some(shapley_of_dividends(*n_players, dividends))
        }
        TuForm::Airport { costs } if name == "shapley" => Some(airport_shapley(costs)),
        TuForm::Voting { weights, quota } if weights.len() > VOTERS_IN_TABLES => {
            let exact: Option<Vec<Rational>> = weights.iter().map(Scalar::to_rational).collect();
            let value = of_voters(name, &exact?, &quota.to_rational()?)?;
            Some(value.map(|value| value.iter().map(S::from_rational).collect()))
        }
        #[cfg(feature = "mmap")]
        TuForm::Mapped(values) if values.n_players() > TuGame::<S>::MAX_PLAYERS && !S::EXACT => {
            let value = match name {
                "shapley" => values.shapley(),
                "banzhaf" => values.banzhaf(),
                _ => return None,
            };
            Some(value.map(|value| value.into_iter().map(crate::game::entries::from_float).collect()))
        }
        _ => None,
    }
}

/// Values of weighted voting games by dynamic programming; where weights are too large for that, the
/// table remains.
fn of_voters(name: &str, weights: &[Rational], quota: &Rational) -> Option<Result<Allocation<Rational>, Error>> {
    let counts = || power::voting_counts(weights, quota);
    let value = match name {
        "shapley" => power::shapley_shubik(weights, quota),
        "banzhaf" => power::voting_banzhaf(weights, quota),
        "banzhaf-normalized" => power::voting_banzhaf(weights, quota).map(|value| {
            let total: Rational = value.iter().sum();
            value.into_iter().map(|share| share / total.clone()).collect()
        }),
        "rae" => counts().map(|counts| power::rae(&counts)),
        "public-help" => counts().map(|counts| power::public_help(&counts)),
        "coleman" | "coleman-prevent" => counts().map(|counts| power::coleman_prevent(&counts)),
        "coleman-initiate" => counts().and_then(|counts| power::coleman_initiate(&counts)),
        "nevison" => counts().map(|counts| power::nevison(&counts)),
        "konig-brauninger" => counts().map(|counts| power::konig_brauninger(&counts)),
        _ => return None,
    };
    match value {
        Err(Error::TooLarge { .. }) if weights.len() <= TuGame::<Rational>::MAX_PLAYERS => None,
        // A quota out of reach leaves a game in which nobody wins: for the two values it is defined.
        Err(Error::Undefined(_)) if matches!(name, "shapley" | "banzhaf") => {
            Some(Ok(vec![num_traits::Zero::zero(); weights.len()]))
        }
        value => Some(value),
    }
}

fn advise_sampling(error: Error, name: &str) -> Error {
    match error {
        Error::TooLarge { what, needed, limit, .. } if matches!(name, "shapley" | "banzhaf") => {
            Error::TooLarge { what, needed, limit, remedy: format!("ask for {name}-sampled, which needs no table") }
        }
        other => other,
    }
}

fn sampled_shapley<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let form = task.file.form.convert::<f64>()?;
    estimate(task, sample_shapley(&form, task.options.samples.unwrap_or(SAMPLES), task.options.seed)?)
}

fn sampled_banzhaf<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    let form = task.file.form.convert::<f64>()?;
    estimate(task, sample_banzhaf(&form, task.options.samples.unwrap_or(SAMPLES), task.options.seed)?)
}

fn estimate<S: Scalar>(task: &Task<'_, S>, estimate: Estimate) -> Result<Answer, Error> {
    let players = &task.file.players;
    let answer = Answer::new::<f64>(super::by_player(players, &estimate.value))
        .with("standard_error", super::by_player(players, &estimate.standard_error))
        .with("samples", json!(estimate.samples))
        .with("seed", json!(estimate.seed));
    Ok(Answer { complete: false, ..answer })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::cooperative::RULES;

    #[test]
    fn every_rule_has_its_row() {
        for (rule, concept) in RULES.iter().zip(CONCEPTS) {
            assert_eq!((rule.name, rule.about, rule.source), (concept.name, concept.about, concept.source));
        }
        assert_eq!(CONCEPTS.len(), RULES.len() + 2);
    }
}
