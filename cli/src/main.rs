//! `pactum`: why agencies do not share data, and which arrangement would change that.

mod analyze;
mod check;
mod common;
mod init;
mod output;
mod presets;
mod schema;
mod text;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Game theory of data sharing among agencies: who joins, under which arrangement, at what price.
#[derive(Parser)]
#[command(name = "pactum", version, about, after_help = "Example:\n  pactum analyze examples/scenarios/estonia.toml")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Analyze(analyze::Arguments),
    Check(check::Args),
    Init(init::Args),
    Presets(presets::Args),
    Schema(schema::Args),
}

fn main() -> ExitCode {
    let code = match Arguments::parse().command {
        Command::Analyze(arguments) => i32::from(analyze::run(&arguments)),
        Command::Check(arguments) => check::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::Presets(arguments) => presets::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
    };
    ExitCode::from(u8::try_from(code).unwrap_or(common::BAD_INPUT))
}
