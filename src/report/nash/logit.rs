//! Concepts of logit choice: quantal responses and their fit.

use serde_json::{Value, json};

use super::options::{counts_json, lambda_json};
use super::shapes::{
    check_names, listed, mixed_profile, number, pure_profile, pure_profiles, rounded, rounded_profile,
};
use super::{Answer, Options};
use crate::error::Error;
use crate::game::{NamedGame, with_game};
use crate::number::Rational;
use crate::solution::strategic::{
    StabilityEvidence, limit_equilibrium, logit_dynamics, quantal_fit, quantal_response, stochastic_stability,
};

/// Digits to which floats are right.
const FLOAT_DIGITS: u32 = 20;

pub(super) fn qre(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    if options.lambda.is_empty() {
        return Err(Error::input("qre needs --lambda, numbers from 0 separated by commas, or inf for the limit"));
    }
    let finite: Vec<Rational> = options.lambda.iter().flatten().cloned().collect();
    let digits = options.digits.unwrap_or(FLOAT_DIGITS);
    let limit = &options.limit;
    let found = with_game!(&named.game, game => quantal_response(game, &finite, digits, limit))?;
    let mut finite = found.found.into_iter();
    let (mut value, mut stopped) = (Vec::new(), found.stopped);
    for lambda in &options.lambda {
        match lambda {
            Some(_) => {
                if let Some(Some(response)) = finite.next() {
                    value.push(json!({
                        "lambda": lambda_json(Some(&response.lambda)),
                        "profile": rounded_profile(named, &response.profile, options.digits),
                    }));
                }
            }
            None => match at_the_limit(named, options) {
                Ok(limit) => value.push(limit),
                Err(error) => stopped = stopped.or(Some(error)),
            },
        }
    }
    if let (true, Some(error)) = (value.is_empty(), &stopped) {
        return Err(error.clone());
    }
    let mut asked =
        json!({"lambda": options.lambda.iter().map(|lambda| lambda_json(lambda.as_ref())).collect::<Vec<_>>()});
    if let Some(digits) = options.digits {
        asked["digits"] = json!(digits);
    }
    let mut answer = Answer::new(Value::Array(value)).asked(asked);
    answer.exact = Some(false);
    answer.complete = stopped.is_none();
    answer.siblings.push(("turns", json!(found.turns)));
    answer.siblings.extend(stopped.map(|error| ("stopped", Value::String(error.to_string()))));
    Ok(answer)
}

fn at_the_limit(named: &NamedGame, options: &Options) -> Result<Value, Error> {
    let found = with_game!(&named.game, game => limit_equilibrium(game, &options.limit))?;
    let followed = lambda_json(Some(&found.lambda));
    Ok(if found.certified {
        json!({"lambda": "inf", "profile": mixed_profile(named, &found.profile), "certified": true, "followed": followed})
    } else {
        let profile = rounded_profile(named, &found.profile, None);
        let regret = rounded(&found.regret, None);
        json!({"lambda": "inf", "profile": profile, "certified": false, "regret": regret, "followed": followed})
    })
}

pub(super) fn qre_fit(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let Some(counts) = &options.counts else {
        return Err(Error::input("qre-fit needs --counts, a file with how often each player played each strategy"));
    };
    let fit = with_game!(&named.game, game => quantal_fit(game, counts, &options.limit))?;
    let mut value = json!({
        "lambda": fit.lambda.as_ref().map_or_else(|| json!("inf"), |lambda| rounded(lambda, None)),
        "log-likelihood": fit.log_likelihood,
        "profile": rounded_profile(named, &fit.profile, None),
    });
    if fit.lambda.is_none() {
        value["followed"] = number(&fit.followed);
    }
    let mut answer = Answer::new(value).asked(json!({"counts": counts_json(named, counts)}));
    answer.exact = Some(false);
    Ok(answer)
}

pub(super) fn dynamics(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let lambdas: Option<Vec<&Rational>> = options.lambda.iter().map(Option::as_ref).collect();
    let Some(lambdas) = lambdas.filter(|lambdas| !lambdas.is_empty()) else {
        return Err(Error::input(
            "logit-dynamics needs --lambda, numbers from 0 separated by commas; stochastically-stable is for inf",
        ));
    };
    check_names(named, named.space().size().saturating_mul(lambdas.len()))?;
    let mut value = Vec::new();
    let mut potential = false;
    for lambda in &lambdas {
        let found = with_game!(&named.game, game => logit_dynamics(game, lambda, &options.limit))?;
        let share =
            |(profile, share): (usize, &f64)| json!({"profile": pure_profile(named, profile), "probability": share});
        let distribution: Vec<Value> = found.distribution.iter().enumerate().map(share).collect();
        value.push(json!({"lambda": lambda_json(Some(lambda)), "distribution": distribution}));
        potential = found.potential;
    }
    let asked: Vec<Value> = lambdas.iter().map(|lambda| lambda_json(Some(lambda))).collect();
    let mut answer = Answer::new(Value::Array(value)).asked(json!({"lambda": asked}));
    answer.exact = Some(false);
    answer.siblings.push(("method", json!(if potential { "potential" } else { "chain" })));
    Ok(answer)
}

pub(super) fn stable(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let found = with_game!(&named.game, game => stochastic_stability(game, &options.limit))?;
    if let StabilityEvidence::Trees(classes) = &found.evidence {
        check_names(named, classes.iter().map(|(profiles, _)| profiles.len()).sum())?;
    }
    let certificate = match &found.evidence {
        StabilityEvidence::Potential(top) => json!({"kind": "potential", "greatest": number(top)}),
        StabilityEvidence::Trees(classes) => {
            let class = |(profiles, tree): &(Vec<usize>, Rational)| json!({"profiles": pure_profiles(named, profiles), "resistance": number(tree)});
            json!({"kind": "resistance-trees", "classes": classes.iter().map(class).collect::<Vec<_>>()})
        }
    };
    Ok(Answer::new(listed(named, &found.profiles)?).with(certificate))
}
