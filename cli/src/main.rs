//! Command line of pactum.

mod check;
mod init;
mod output;
mod presets;
mod schema;

use clap::{Parser, Subcommand};

/// Why agencies do not share data, and which arrangement would change that.
#[derive(Parser)]
#[command(name = "pactum", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Check(check::Args),
    Init(init::Args),
    Presets(presets::Args),
    Schema(schema::Args),
}

fn main() -> std::process::ExitCode {
    let code = match Cli::parse().command {
        Command::Check(args) => check::run(args),
        Command::Init(args) => init::run(args),
        Command::Presets(args) => presets::run(args),
        Command::Schema(args) => schema::run(args),
    };
    std::process::ExitCode::from(u8::try_from(code).unwrap_or(2))
}
