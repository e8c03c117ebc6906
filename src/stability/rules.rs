//! Allocation rules of a scenario: how the worth of the grand coalition is shared.

use crate::certificate::ExcessChain;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::TuGame;
use crate::lp::LpBackend;
use crate::number::Rational;
use crate::payoff::coalitional::Worths;
use crate::solution::Allocation;
use crate::solution::cooperative::{
    NucleolusPoint, almost_ideal, banzhaf_normalized, equal_gain, nash_bargaining, nucleolus, proportional_benefit,
    shapley, tau,
};

/// What the rules may look at.
#[derive(Clone)]
pub struct Division<'a> {
    /// What solves linear programs, for the rules and the core.
    pub lp: &'a dyn LpBackend<Rational>,
    /// The worths of all coalitions under one convention.
    pub worths: &'a Worths,
    /// What each agency gets when nobody shares, as paid.
    pub status_quo: &'a [Rational],
    /// The bargaining weights.
    pub weights: &'a [Rational],
    /// Gross collective and use benefit of each agency when all share.
    pub gross: &'a [Rational],
    /// Each agency's best payoff by leaving when all others share.
    pub outside: &'a [Rational],
}

/// What came of a rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Shared {
    /// The allocation, with the levels that prove it where it is a nucleolus.
    Allocation(Allocation<Rational>, Option<ExcessChain<Rational>>),
    /// The rule is undefined for this game, with the reason.
    Undefined(String),
    /// The rule needs the worth of a coalition that has none.
    NeedsWorth(Coalition),
}

/// A rule that needs every worth, or the grand coalition's alone.
enum Rule {
    Nucleolus,
    Game(fn(&TuGame<Rational>) -> Result<Allocation<Rational>, Error>),
    Grand(fn(&Rational, &Division) -> Result<Allocation<Rational>, Error>),
}

/// The rules by name.
const RULES: [(&str, Rule); 9] = [
    ("shapley", Rule::Game(|game| Ok(shapley(game)))),
    ("nucleolus", Rule::Nucleolus),
    ("banzhaf-normalized", Rule::Game(banzhaf_normalized)),
    ("tau", Rule::Game(tau)),
    (
        "equal-split",
        Rule::Grand(|grand, division| equal_gain(grand, &vec![Rational::default(); division.status_quo.len()])),
    ),
    ("equal-gain", Rule::Grand(|grand, division| equal_gain(grand, division.status_quo))),
    ("nash-bargaining", Rule::Grand(|grand, division| nash_bargaining(grand, division.status_quo, division.weights))),
    (
        "proportional-benefit",
        Rule::Grand(|grand, division| proportional_benefit(grand, division.status_quo, division.gross)),
    ),
    ("almost-ideal", Rule::Grand(|grand, division| almost_ideal(grand, division.outside))),
];

/// The names of the rules.
pub fn names() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|(name, _)| *name)
}

/// Shares the worth of the grand coalition by a rule.
///
/// # Errors
///
/// [`Error::Input`] for an unknown rule; whatever breaks a rule but its being undefined.
pub fn share(rule: &str, division: &Division) -> Result<Shared, Error> {
    let known = || names().collect::<Vec<_>>().join(", ");
    let row = RULES.iter().find(|(name, _)| *name == rule);
    let (_, row) = row.ok_or_else(|| Error::input(format!("found the rule '{rule}'; allowed: {}", known())))?;
    let grand = || Ok((rule_by_grand_worth(row, division)?, None));
    let shared = match row {
        Rule::Grand(_) => grand(),
        Rule::Game(_) | Rule::Nucleolus => match division.worths.undefined().next() {
            Some(coalition) => return Ok(Shared::NeedsWorth(coalition)),
            None => rule_by_game(row, division),
        },
    };
    match shared {
        Ok((allocation, proof)) => Ok(Shared::Allocation(allocation, proof)),
        Err(Error::Undefined(reason)) => Ok(Shared::Undefined(reason)),
        Err(error) => Err(error),
    }
}

/// The shares by a rule that needs no more than the worth of the grand coalition.
fn rule_by_grand_worth(rule: &Rule, division: &Division) -> Result<Allocation<Rational>, Error> {
    match rule {
        Rule::Grand(rule) => rule(&division.worths.grand(), division),
        Rule::Game(_) | Rule::Nucleolus => Err(Error::input("the rule needs every worth")),
    }
}

/// The shares by a rule that looks at every worth. All such rules scale with the game: the game of
/// the numerators over the common denominator is shared, and the shares are scaled back.
fn rule_by_game(
    rule: &Rule,
    division: &Division,
) -> Result<(Allocation<Rational>, Option<ExcessChain<Rational>>), Error> {
    let worths = division.worths;
    let unit = Rational::from_integer(worths.denominator.clone());
    let scaled = |shares: Allocation<Rational>| shares.into_iter().map(|share| share / &unit).collect();
    let game = TuGame::new(worths.numerators.iter().flatten().cloned().map(Rational::from_integer).collect())?;
    match rule {
        Rule::Game(rule) => Ok((scaled(rule(&game)?), None)),
        Rule::Nucleolus => {
            let NucleolusPoint { allocation, mut chain } = nucleolus(&game, division.lp)?;
            chain.levels.iter_mut().for_each(|level| level.excess = &level.excess / &unit);
            Ok((scaled(allocation), Some(chain)))
        }
        Rule::Grand(_) => Err(Error::input("the rule needs no game")),
    }
}
