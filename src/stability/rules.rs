//! Allocation rules of a scenario: how the worth of the grand coalition is shared.

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::TuGame;
use crate::number::Rational;
use crate::payoff::coalitional::Worths;
use crate::solution::Allocation;
use crate::solution::cooperative::{
    almost_ideal, banzhaf_normalized, equal_gain, nash_bargaining, proportional_benefit, shapley, tau,
};

/// What the rules may look at.
#[derive(Debug, Clone)]
pub struct Division<'a> {
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shared {
    /// The allocation.
    Allocation(Allocation<Rational>),
    /// The rule is undefined for this game, with the reason.
    Undefined(String),
    /// The rule needs the worth of a coalition that has none.
    NeedsWorth(Coalition),
}

/// A rule that needs every worth, or the grand coalition's alone.
enum Rule {
    Game(fn(&TuGame<Rational>) -> Result<Allocation<Rational>, Error>),
    Grand(fn(&Rational, &Division) -> Result<Allocation<Rational>, Error>),
}

/// The rules by name.
const RULES: [(&str, Rule); 9] = [
    ("shapley", Rule::Game(|game| Ok(shapley(game)))),
    ("nucleolus", Rule::Game(nucleolus)),
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

/// The game whose worths are the numerators over the common denominator.
fn integer_game(worths: &Worths) -> Result<TuGame<Rational>, Error> {
    TuGame::new(worths.numerators.iter().flatten().cloned().map(Rational::from_integer).collect())
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
    let shared = match row {
        Rule::Grand(rule) => rule(&division.worths.grand(), division),
        Rule::Game(rule) => match division.worths.undefined().next() {
            Some(coalition) => return Ok(Shared::NeedsWorth(coalition)),
            // The rules that look at every worth scale with the game: integers are shared, then scaled.
            None => rule(&integer_game(division.worths)?).map(|shares| {
                let unit = Rational::from_integer(division.worths.denominator.clone());
                shares.into_iter().map(|share| share / &unit).collect()
            }),
        },
    };
    match shared {
        Ok(allocation) => Ok(Shared::Allocation(allocation)),
        Err(Error::Undefined(reason)) => Ok(Shared::Undefined(reason)),
        Err(error) => Err(error),
    }
}

fn nucleolus(_: &TuGame<Rational>) -> Result<Allocation<Rational>, Error> {
    Err(Error::undefined("pending"))
}
