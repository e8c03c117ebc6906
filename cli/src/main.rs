//! `pactum`: why agencies do not share data, and which arrangement would change that.

mod analyze;
mod balanced;
mod check;
mod common;
mod coop;
mod export;
mod init;
mod nash;
mod nash_text;
mod presets;
mod schema;
mod text;
mod text_sharing;
mod verify;
mod waiting;

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
    Check(check::Arguments),
    Export(export::Arguments),
    Init(init::Arguments),
    Presets(presets::Arguments),
    Schema(schema::Arguments),
    Coop(coop::Arguments),
    Balanced(balanced::Arguments),
    Verify(verify::Arguments),
    Nash(nash::Arguments),
}

fn main() -> ExitCode {
    let code = match Arguments::parse().command {
        Command::Analyze(arguments) => analyze::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Presets(arguments) => presets::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Coop(arguments) => coop::run(&arguments),
        Command::Balanced(arguments) => balanced::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Nash(arguments) => nash::run(&arguments),
    };
    ExitCode::from(code)
}
