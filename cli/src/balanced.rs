//! `pactum balanced N`: minimal balanced collections.

use clap::Args;
use pactum::number::rational_text;
use pactum::solution::cooperative::balanced_collections::{
    BalancedCollection, count_minimal_balanced_collections, minimal_balanced_collections,
};
use serde_json::{Map, Value, json};

use crate::common::{Common, DONE, Failure, Format};
use crate::waiting::while_working;

/// Minimal balanced collections on N players a, b, c, …: the reasons why a core can be empty
///
/// Listed up to 6 players, counted up to 7.
///
/// Example: pactum balanced 4
#[derive(Debug, Args)]
pub struct Arguments {
    /// The number of players
    players: usize,
    /// Only count them
    #[arg(long)]
    count: bool,
    #[command(flatten)]
    common: Common,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> u8 {
    arguments.common.finish(|| while_working("listing balanced collections", || work(arguments)))
}

fn work(arguments: &Arguments) -> Result<(String, u8), Failure> {
    if arguments.count {
        return Ok((count_minimal_balanced_collections(arguments.players)?.to_string(), DONE));
    }
    let collections = minimal_balanced_collections(arguments.players)?;
    let text = match arguments.common.format {
        Format::Json => Value::Array(collections.iter().map(to_json).collect()).to_string(),
        Format::Text => collections.iter().map(|collection| to_text(collection) + "\n").collect(),
    };
    Ok((text, DONE))
}

/// The names of a coalition's players, `a` to `f`.
fn names(coalition: pactum::Coalition) -> Vec<String> {
    coalition.members().map(|player| char::from(b'a' + (player % 26) as u8).to_string()).collect()
}

fn to_json(collection: &BalancedCollection) -> Value {
    let entries = collection.coalitions.iter().zip(&collection.weights);
    let weights: Map<String, Value> =
        entries.map(|(coalition, weight)| (names(*coalition).join(","), json!(rational_text(weight)))).collect();
    json!({"weights": weights})
}

fn to_text(collection: &BalancedCollection) -> String {
    let entries = collection.coalitions.iter().zip(&collection.weights);
    let parts: Vec<String> = entries
        .map(|(coalition, weight)| format!("{} {}", names(*coalition).concat(), rational_text(weight)))
        .collect();
    parts.join("  ")
}
