//! `pactum presets`: the built-in arrangements.

use clap::Args;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ContentArrangement, Table};
use pactum::arrangement::{Arrangement, Effect, Operation, Transfer};
use pactum::format::scenario::presets;
use pactum::number::rational_text;
use pactum::scenario::Quantity;
use serde_json::{Value, json};

use crate::check::condition;
use crate::common::{Common, DONE, Format};

/// List the built-in arrangements and what they change
///
/// Amounts are conventions: a scenario scales them with preset_money, or starts an arrangement of
/// its own from a preset.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  pactum presets --format json")]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> u8 {
    let arrangements: Vec<&Arrangement<Quantity>> = presets().iter().map(|preset| &preset.arrangement).collect();
    let result = || match arguments.common.format {
        Format::Text => text(&arrangements),
        Format::Json => {
            let rows: Vec<Value> = arrangements.iter().map(|arrangement| row(arrangement)).collect();
            format!("{:#}", json!({ "format": "pactum-presets/1", "presets": rows }))
        }
    };
    arguments.common.finish(|| Ok((result(), DONE)))
}

fn number(quantity: &Quantity) -> String {
    rational_text(&quantity.point().unwrap_or_default())
}

fn operation(operation: Operation) -> &'static str {
    Operation::ALL.iter().find(|(known, _)| *known == operation).map_or("", |(_, name)| name)
}

fn effect_words(effect: &Effect<Quantity>) -> String {
    format!("{} {} {}", operation(effect.operation), effect.on, number(&effect.by))
}

fn transfer_words(transfer: &Transfer<Quantity>) -> String {
    format!("pay each agency {} when {}", number(&transfer.amount), condition(transfer.when))
}

fn text(arrangements: &[&Arrangement<Quantity>]) -> String {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["preset", "group", "running cost", "effects and transfers"]);
    for arrangement in arrangements {
        let effects = arrangement.effects.iter().map(effect_words);
        let transfers = arrangement.transfers.iter().map(transfer_words);
        let payments = arrangement.side_payments.iter().map(|rule| format!("pay y - u(F) when all-join, y by {rule}"));
        let lines: Vec<String> = effects.chain(transfers).chain(payments).collect();
        let group = arrangement.group.as_deref().unwrap_or("-").to_string();
        table.add_row([arrangement.id.clone(), group, number(&arrangement.running_cost), lines.join("\n")]);
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_string()).collect();
    lines.join("\n") + "\n"
}

fn row(arrangement: &Arrangement<Quantity>) -> Value {
    let effects: Vec<Value> = arrangement
        .effects
        .iter()
        .map(|effect| json!({ "on": effect.on, "op": operation(effect.operation), "by": number(&effect.by) }))
        .collect();
    let transfers: Vec<Value> = arrangement
        .transfers
        .iter()
        .map(|transfer| json!({ "to": "*", "amount": number(&transfer.amount), "when": condition(transfer.when) }))
        .collect();
    json!({
        "id": arrangement.id, "group": arrangement.group, "running_cost": number(&arrangement.running_cost),
        "effects": effects, "transfers": transfers, "side_payments": arrangement.side_payments,
    })
}
