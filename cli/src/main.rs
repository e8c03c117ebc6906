//! `pactum`: why agencies do not share data, and which arrangement would change that.

mod analyze;
mod balanced;
mod common;
mod coop;
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
    Coop(coop::Arguments),
    Balanced(balanced::Arguments),
}

fn main() -> ExitCode {
    let code = match Arguments::parse().command {
        Command::Analyze(arguments) => analyze::run(&arguments),
        Command::Coop(arguments) => coop::run(&arguments),
        Command::Balanced(arguments) => balanced::run(&arguments),
    };
    ExitCode::from(code)
}
