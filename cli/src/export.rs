//! `pactum export SCENARIO --to nfg|tu`: the derived game, for other programs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pactum::Rational;
use pactum::arrangement::Case;
use pactum::format::nfg::write_nfg;
use pactum::report::export::{named_game, worths_of};
use pactum::scenario::Convention;
use serde_json::json;

use crate::analyze::{load, numbers};
use crate::common::{Common, DONE, Failure};
use crate::waiting::while_working;

/// The form of an exported game.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// The strategic game, in Gambit's normal form
    Nfg,
    /// The game with side payments, as pactum-tu/1
    Tu,
}

/// Write the game that a scenario stands for, for other programs
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  pactum export examples/scenarios/uk.toml --to tu --worth gamma --bundle mandate")]
pub struct Arguments {
    /// The scenario file, TOML or JSON
    scenario: PathBuf,
    /// The form: nfg (strategic game) or tu (game with side payments)
    #[arg(long, value_enum)]
    to: Target,
    /// The convention of worths, for tu [default: the scenario's main one]
    #[arg(long, value_name = "CONVENTION")]
    worth: Option<String>,
    /// The arrangements under which the game is derived, separated by commas [default: none]
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    bundle: Vec<String>,
    #[command(flatten)]
    common: Common,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> u8 {
    arguments.common.finish(|| while_working("writing the game", || work(arguments)))
}

fn work(arguments: &Arguments) -> Result<(String, u8), Failure> {
    let loaded = load(&arguments.scenario)?;
    let case = numbers(&loaded)?;
    let bundle = bundle(&case, &arguments.bundle)?;
    let text = match arguments.to {
        Target::Nfg => write_nfg(&named_game(&case, &bundle)?),
        Target::Tu => tu(&case, &bundle, arguments.worth.as_deref())?,
    };
    Ok((text, DONE))
}

/// The arrangements of the given identifiers.
fn bundle(case: &Case<Rational>, ids: &[String]) -> Result<Vec<usize>, Failure> {
    let place = |id: &String| {
        let known = case.arrangements.iter().position(|arrangement| arrangement.id == *id);
        known.ok_or_else(|| {
            let known: Vec<&str> = case.arrangements.iter().map(|arrangement| arrangement.id.as_str()).collect();
            Failure::unknown("--bundle", id, &known)
        })
    };
    let mut bundle: Vec<usize> = ids.iter().map(place).collect::<Result<_, _>>()?;
    bundle.sort_unstable();
    bundle.dedup();
    Ok(bundle)
}

fn tu(case: &Case<Rational>, bundle: &[usize], convention: Option<&str>) -> Result<String, Failure> {
    let convention = match convention {
        None => case.scenario.worth.first().copied().unwrap_or(Convention::Gamma),
        Some(name) => Convention::from_name(name)
            .ok_or_else(|| Failure::unknown("--worth", name, &Convention::ALL.map(|(_, name)| name)))?,
    };
    let worths = worths_of(case, bundle, convention)?;
    if let Some(coalition) = worths.undefined().next() {
        let members: Vec<&str> = coalition.members().map(|i| case.scenario.agencies[i].id.as_str()).collect();
        return Err(Failure::input(format!(
            "the worth of {} under {convention} is undefined: it has no pure equilibrium with the others; beta is always defined",
            members.join(", ")
        )));
    }
    let players: Vec<&str> = case.scenario.agencies.iter().map(|agency| agency.id.as_str()).collect();
    let values: Vec<String> = worths.values().into_iter().flatten().map(|worth| worth.to_string()).collect();
    Ok(json!({"format": "pactum-tu/1", "players": players, "values": values}).to_string())
}
