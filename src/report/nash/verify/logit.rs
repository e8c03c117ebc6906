//! Checks of quantal responses: each profile against the equations that define it.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};
use serde_json::Value;

use super::super::Options;
use super::super::options::read_lambda;
use super::{list, rational};
use crate::game::{NamedGame, PlayerNames, with_game};
use crate::number::cell::Cell;
use crate::number::{Rational, Scalar, rational_from_f64};
use crate::report::nash::shapes::pure_profile;
use crate::solution::strategic::{logit_imbalance, pure_payoffs, quantal_residual, quantal_slope};

/// What floats may miss the equations by, relative to the payoffs times lambda.
const FLOAT_DIGITS: u32 = 13;

/// A rounded number: a float, or a decimal.
fn rounded(value: Option<&Value>) -> Result<Rational, String> {
    match value {
        Some(Value::Number(number)) => {
            number.as_f64().and_then(rational_from_f64).ok_or_else(|| "a number is not finite".into())
        }
        other => rational(other),
    }
}

/// Everyone's probabilities, which sum to 1 within a tolerance.
fn profile(named: &NamedGame, value: Option<&Value>, small: &Rational) -> Result<Vec<Vec<Rational>>, String> {
    let of_player = |names: &PlayerNames| {
        let object = value.and_then(|profile| profile.get(&names.name)).and_then(Value::as_object);
        let object = object.ok_or_else(|| format!("player {} has no strategy", names.name))?;
        let weights: Vec<Rational> =
            names.strategies.iter().map(|strategy| rounded(object.get(strategy))).collect::<Result<_, _>>()?;
        let off = (weights.iter().sum::<Rational>() - Rational::one()).abs();
        if object.len() != names.strategies.len() || weights.iter().any(Signed::is_negative) || off > *small {
            return Err(format!("the probabilities of player {} are not a strategy", names.name));
        }
        Ok(weights)
    };
    named.players.iter().map(of_player).collect()
}

fn tolerance(digits: u32) -> Rational {
    Rational::new(BigInt::one(), num_traits::pow(BigInt::from(10), digits as usize))
}

/// Whether a profile is a response to itself, to so many digits.
fn response(named: &NamedGame, lambda: &Rational, profile: &[Vec<Rational>], digits: u32) -> Result<(), String> {
    let residual = with_game!(&named.game, game => quantal_residual(game, lambda, profile, digits + 10));
    if residual > tolerance(digits) {
        return Err(format!(
            "the profile at lambda {lambda} is no quantal response: it misses by {:e}",
            residual.to_f64()
        ));
    }
    Ok(())
}

/// `qre`
pub(super) fn responses(named: &NamedGame, value: &Value, entry: &Value, options: &Options) -> Result<(), String> {
    let items = list(value)?;
    let complete = entry.get("complete") == Some(&Value::Bool(true));
    if complete && items.len() != options.lambda.len() {
        return Err("complete, but some lambda is missing".into());
    }
    let mut wanted = options.lambda.iter();
    for item in items {
        let lambda = read_lambda(item.get("lambda").unwrap_or(&Value::Null))?;
        if !wanted.any(|wanted| *wanted == lambda) {
            return Err("a lambda was not asked for, or is out of order".into());
        }
        match lambda {
            Some(lambda) => {
                // The last digit is rounded, and both it and the payoffs' are felt in the logarithms.
                let digits = options.digits.map_or(FLOAT_DIGITS, |digits| digits.saturating_sub(2));
                let profile = profile(named, item.get("profile"), &tolerance(digits))?;
                response(named, &lambda, &profile, digits)?;
            }
            None => limit(named, item)?,
        }
    }
    Ok(())
}

/// A certified limit is an equilibrium; one that is not is a response at the lambda up to which the branch was
/// followed.
fn limit(named: &NamedGame, item: &Value) -> Result<(), String> {
    if item.get("certified") != Some(&Value::Bool(true)) {
        let followed = read_lambda(item.get("followed").unwrap_or(&Value::Null))?.ok_or("followed: not a number")?;
        let profile = profile(named, item.get("profile"), &tolerance(9))?;
        return response(named, &followed, &profile, 8);
    }
    let profile = profile(named, item.get("profile"), &Rational::zero())?;
    with_game!(&named.game, game => {
        for (player, names) in named.players.iter().enumerate() {
            let pays = pure_payoffs(game, &profile, player);
            let best = pays.iter().max().cloned().unwrap_or_default();
            if pays.iter().zip(&profile[player]).any(|(pay, weight)| weight.is_positive() && *pay < best) {
                return Err(format!("the limit is no equilibrium: player {} gains by a deviation", names.name));
            }
        }
        Ok(())
    })
}

/// `qre-fit`: a response, with the likelihood as stated, which does not change there to first order.
pub(super) fn fit(named: &NamedGame, value: &Value, options: &Options) -> Result<(), String> {
    let counts = options.counts.as_ref().ok_or("options: the counts are missing")?;
    let lambda = match value.get("lambda") {
        Some(Value::Number(number)) => number.as_f64().and_then(rational_from_f64),
        _ => None,
    };
    let bounded = lambda.is_some();
    let at = match lambda {
        Some(lambda) => lambda,
        None => rational(value.get("followed"))?,
    };
    let profile = profile(named, value.get("profile"), &tolerance(FLOAT_DIGITS))?;
    response(named, &at, &profile, if bounded { FLOAT_DIGITS } else { 8 })?;
    let floats: Vec<Vec<f64>> = profile.iter().map(|strategy| strategy.iter().map(Scalar::to_f64).collect()).collect();
    let pairs = || floats.iter().flatten().zip(counts.iter().flatten());
    let likelihood: f64 = pairs().filter(|(_, count)| **count > 0).map(|(x, &count)| count as f64 * x.ln()).sum();
    let stated = value.get("log-likelihood").and_then(Value::as_f64).ok_or("the log likelihood is missing")?;
    if (likelihood - stated).abs() > 1e-9 * (1.0 + stated.abs()) {
        return Err(format!("the log likelihood is {likelihood}"));
    }
    let observed: u64 = counts.iter().flatten().sum();
    let (slope, range) = with_game!(&named.game, game => {
        let payoffs = |player: usize| game.table(player).iter().map(|cell| cell.decode(game.denominator()));
        let spread = |player: usize| payoffs(player).max().unwrap_or_default() - payoffs(player).min().unwrap_or_default();
        let range = (0..floats.len()).map(spread).max().unwrap_or_default().to_f64();
        (quantal_slope(game, at.to_f64(), &floats, counts), range)
    });
    let slope = slope.ok_or("the likelihood has no slope at a turning point")?;
    let small = 1e-6 * range * observed as f64;
    // At 0 it may fall, and where it is not bounded it rises.
    if slope < -small && !at.is_zero() || slope > small && bounded {
        return Err(format!("the log likelihood changes by {slope} with lambda: this is not its top"));
    }
    Ok(())
}

/// `logit-dynamics`: what comes into each profile leaves it again.
pub(super) fn dynamics(named: &NamedGame, value: &Value, options: &Options) -> Result<(), String> {
    let items = list(value)?;
    if items.len() != options.lambda.len() {
        return Err("not one distribution for each lambda".into());
    }
    for (item, wanted) in items.iter().zip(&options.lambda) {
        let lambda = read_lambda(item.get("lambda").unwrap_or(&Value::Null))?;
        if lambda != *wanted {
            return Err("a lambda was not asked for, or is out of order".into());
        }
        let lambda = lambda.ok_or("lambda: not a number")?;
        let parts = list(item.get("distribution").unwrap_or(&Value::Null))?;
        let mut shares = Vec::with_capacity(parts.len());
        for (profile, part) in parts.iter().enumerate() {
            if part.get("profile") != Some(&pure_profile(named, profile)) {
                return Err("the profiles are not all of them in order".into());
            }
            let share = part.get("probability").and_then(Value::as_f64).filter(|share| *share >= 0.0);
            shares.push(share.ok_or("a probability is missing or negative")?);
        }
        if shares.len() != named.space().size() || (shares.iter().sum::<f64>() - 1.0).abs() > 1e-12 {
            return Err("the probabilities are not a distribution over all profiles".into());
        }
        let miss = with_game!(&named.game, game => logit_imbalance(game, &lambda, &shares));
        if miss > 1e-9 {
            return Err(format!("the flows at lambda {lambda} are not balanced: they miss by {miss:e}"));
        }
    }
    Ok(())
}

/// `stochastically-stable`: computed again, evidence included.
pub(super) fn stable(named: &NamedGame, value: &Value, certificate: &Value) -> Result<(), String> {
    let again = super::super::logit::stable(named, &Options::default()).map_err(|error| error.to_string())?;
    if again.value != *value || again.certificate.as_ref() != Some(certificate) {
        return Err("computed again, the profiles or their evidence are others".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::verify;
    use crate::format::nfg::read_nfg;
    use crate::game::NamedGame;
    use crate::number::ratio;
    use crate::report::nash::{Options, Punish, named, solve};
    use crate::report::result::{InputNote, result_document};
    use serde_json::{Value, json};

    const CHICKEN: &str =
        "NFG 1 R \"Chicken\" { \"A\" \"B\" } { { \"dare\" \"yield\" } { \"dare\" \"yield\" } } 0 0 2 7 7 2 6 6";

    fn solved(concepts: &[&str], options: &Options) -> (NamedGame, Value) {
        let game = read_nfg(CHICKEN).unwrap();
        let names: Vec<String> = concepts.iter().map(|name| name.to_string()).collect();
        let entries = solve(&game, &named(&names).unwrap(), options);
        let note = InputNote { players: vec![], digest: String::new(), game: None };
        (game, result_document(&note, &entries))
    }

    #[test]
    fn altered_responses_limits_fits_and_options_are_rejected() {
        let options = Options {
            lambda: vec![Some(ratio(1, 2)), None, Some(ratio(1, 3))],
            counts: Some(vec![vec![3, 7], vec![4, 9]]),
            population: Some(3),
            target: Some(3),
            punish: Punish::Pure(1),
            objective: Some(vec![ratio(1, 1), ratio(0, 1), ratio(0, 1), ratio(2, 1)]),
            ..Options::default()
        };
        let concepts = ["qre", "qre-fit", "correlated", "grim-trigger"];
        let (game, document) = solved(&concepts, &options);
        assert_eq!(document["results"][3]["error"]["kind"], "undefined");
        assert_eq!(verify(&document, &game), Ok(vec!["grim-trigger (has an error)".into()]), "{document}");
        let rejected = |path: &str, value: Value| {
            let mut changed = document.clone();
            *changed.pointer_mut(path).unwrap_or_else(|| panic!("{path} in {document}")) = value;
            assert!(verify(&changed, &game).is_err(), "{path}");
        };
        rejected("/results/0/value/0/profile/A", json!({"dare": 0.5, "yield": 0.5}));
        rejected("/results/0/value/0/lambda", json!(1));
        rejected("/results/0/value/1/profile/A", json!({"dare": "1/2", "yield": "1/2"}));
        rejected("/results/0/value/1/profile/A/dare", json!("1/2"));
        rejected("/results/0/value", json!([]));
        rejected("/results/0/options/lambda/0", json!(0.25));
        rejected("/results/0/options", json!({"hue": 1}));
        rejected("/results/1/value/lambda", json!(0.3));
        rejected("/results/1/value/log-likelihood", json!(-1.5));
        rejected("/results/1/options/counts/A/dare", json!(8));
        rejected("/results/2/options/objective/0", json!("3"));
        let mut bare = document.clone();
        bare["results"][0].as_object_mut().unwrap().remove("options");
        assert_eq!(verify(&bare, &game), Ok(vec!["qre".to_string(), "grim-trigger (has an error)".to_string()]));
    }

    #[test]
    fn altered_distributions_and_trees_are_rejected() {
        let options = Options { lambda: vec![Some(ratio(1, 2)), Some(ratio(2, 1))], ..Options::default() };
        let pennies = "NFG 1 R \"\" { \"A\" \"B\" } { 2 3 } 1 -1 -1 2 -1 1 1 -1 0 3 3 0";
        for text in [CHICKEN, pennies] {
            let game = read_nfg(text).unwrap();
            let names = ["logit-dynamics", "stochastically-stable"].map(String::from);
            let entries = solve(&game, &named(&names).unwrap(), &options);
            let note = InputNote { players: vec![], digest: String::new(), game: None };
            let document = result_document(&note, &entries);
            assert_eq!(verify(&document, &game), Ok(Vec::new()), "{document}");
            let share = document["results"][0]["value"][1]["distribution"][0]["probability"].as_f64().unwrap();
            for (path, value) in [
                ("/results/0/value/1/distribution/0/probability", json!(share * 1.00001)),
                ("/results/0/value/1/distribution/0/profile", json!({})),
                ("/results/0/value/1/distribution", json!([])),
                ("/results/0/value/0/lambda", json!(3)),
                ("/results/0/value", json!([])),
                ("/results/0/options/lambda/0", json!(3)),
                ("/results/1/value", json!([])),
                ("/results/1/certificate", json!({})),
            ] {
                let mut changed = document.clone();
                *changed.pointer_mut(path).unwrap_or_else(|| panic!("{path} in {document}")) = value;
                assert!(verify(&changed, &game).is_err(), "{path}");
            }
        }
    }

    #[test]
    fn forty_digits_are_checked_to_forty_digits() {
        let options = Options { lambda: vec![Some(ratio(3, 1))], digits: Some(40), ..Options::default() };
        let (game, document) = solved(&["qre"], &options);
        assert_eq!(verify(&document, &game), Ok(Vec::new()), "{document}");
        let text = document["results"][0]["value"][0]["profile"]["A"]["dare"].as_str().unwrap();
        assert_eq!(text.len(), 42, "{text}");
        let mut changed = document.clone();
        let altered = format!("{}{}", &text[..36], "000000");
        changed["results"][0]["value"][0]["profile"]["A"]["dare"] = json!(altered);
        assert!(verify(&changed, &game).is_err());
    }
}
