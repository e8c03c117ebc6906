//! `pactum schema`: the JSON Schema of scenario files.

use crate::output::{Output, json_text};

/// Print the JSON Schema of scenario files, for editors and other programs
#[derive(clap::Args)]
#[command(after_help = "Example:\n  pactum schema --out scenario.schema.json")]
pub struct Args {
    #[command(flatten)]
    output: Output,
}

/// Runs the command. The schema is JSON in either form of output.
pub fn run(args: Args) -> i32 {
    args.output.write(&json_text(&pactum::format::scenario::schema()), 0)
}
