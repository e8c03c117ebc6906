//! `pactum`: why agencies do not share data, and which arrangement would change that.

mod analyze;
mod common;
mod nash;
mod text;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Game theory of data sharing among agencies: who joins, under which arrangement, at what price.
///
/// Example: pactum analyze examples/scenarios/estonia.toml
#[derive(Parser)]
#[command(name = "pactum", version, about, long_about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Analyze(analyze::Arguments),
    Nash(nash::Arguments),
}

fn main() -> ExitCode {
    let code = match Arguments::parse().command {
        Command::Analyze(arguments) => analyze::run(&arguments),
        Command::Nash(arguments) => nash::run(&arguments),
    };
    ExitCode::from(code)
}
