//! The games that a scenario stands for under a bundle, for other programs.

use super::names::Names;
use super::pipeline::{derive, side_payments};
use super::sharing::{Inputs, is_computed};
use crate::arrangement::Case;
use crate::error::Error;
use crate::game::{AnyGame, NamedGame, PlayerNames};
use crate::lp::default_backend;
use crate::number::Rational;
use crate::payoff::Payoffs;
use crate::payoff::coalitional::{Worths, steps, worths};
use crate::payoff::table::{AnyTables, Arithmetic, tables, with_tables};
use crate::scenario::Convention;
use crate::stability::rules::{Shared, share};

/// The payoffs under a bundle, side payments included.
fn payoffs_of(case: &Case<Rational>, bundle: &[usize]) -> Result<Payoffs<Rational>, Error> {
    let mut derived =
        derive(case, bundle).map_err(|reason| Error::input(format!("the bundle is inadmissible: {reason}")))?;
    let rule = bundle.iter().find_map(|&index| case.arrangements[index].side_payments.clone());
    let Some(rule) = rule else { return Ok(derived.payoffs) };
    let convention = case.scenario.worth.first().copied().unwrap_or(Convention::Gamma);
    let any = tables(&derived.payoffs, Arithmetic::Exact)?;
    let shared = with_tables!(&any, tables => {
        let (inputs, worths) = (Inputs::of_game(&derived, &tables.game), worths(tables, convention)?);
        share(&rule, &inputs.division(&worths, default_backend()))?
    });
    match shared {
        Shared::Allocation(allocation, _) => {
            derived.payoffs.transfers.extend(side_payments(&derived.payoffs, &allocation));
            Ok(derived.payoffs)
        }
        Shared::Undefined(reason) => Err(Error::undefined(format!("side-payments:{rule}: {reason}"))),
        Shared::NeedsWorth(coalition) => {
            Err(Error::undefined(format!("side-payments:{rule}: the worth of {coalition} is undefined")))
        }
    }
}

/// The strategic game under a bundle, with the names of agencies and strategies.
///
/// # Errors
///
/// [`Error::Input`] for an inadmissible bundle, [`Error::TooLarge`] when the table does not fit,
/// [`Error::Undefined`] when side payments are.
pub fn named_game(case: &Case<Rational>, bundle: &[usize]) -> Result<NamedGame, Error> {
    let payoffs = payoffs_of(case, bundle)?;
    let game = match tables(&payoffs, Arithmetic::Exact)? {
        AnyTables::Narrow(tables) => AnyGame::Narrow(tables.game),
        AnyTables::Wide(tables) => AnyGame::Wide(tables.game),
        AnyTables::Big(tables) => AnyGame::Big(tables.game),
        AnyTables::Float(tables) => AnyGame::Float(tables.game),
    };
    let space = crate::game::with_game!(&game, table => table.space().clone());
    let names = Names::of(&case.scenario, &payoffs.choices, &space);
    let players = names.agencies.into_iter().zip(names.strategies);
    let players = players.map(|(name, strategies)| PlayerNames { name, strategies }).collect();
    Ok(NamedGame { title: case.scenario.name.clone(), comment: String::new(), players, game })
}

/// The worths of all coalitions under a bundle and a convention.
///
/// # Errors
///
/// As [`named_game`].
pub fn worths_of(case: &Case<Rational>, bundle: &[usize], convention: Convention) -> Result<Worths, Error> {
    let any = tables(&payoffs_of(case, bundle)?, Arithmetic::Exact)?;
    with_tables!(&any, tables => {
        let space = tables.game.space();
        if !is_computed(space, convention, true) {
            return Err(Error::TooLarge {
                what: format!("the worths of all coalitions under {convention}"),
                needed: format!("about {:.0e} steps", steps(space, convention)),
                limit: "about 1e9 steps (4e9 for alpha, beta and delta)".into(),
                remedy: "with two strategies each, 19 agencies fit (16 for alpha, beta and delta)".into(),
            });
        }
        worths(tables, convention)
    })
}
