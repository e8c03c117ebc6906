//! `pactum schema`: the JSON Schema of scenario files.

use clap::Args;

use crate::common::{Common, DONE};

/// Print the JSON Schema of scenario files, for editors and other programs
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  pactum schema --out scenario.schema.json")]
pub struct Arguments {
    #[command(flatten)]
    common: Common,
}

/// Runs the command. The schema is JSON whatever the format of the output.
pub fn run(arguments: &Arguments) -> u8 {
    arguments.common.finish(|| Ok((format!("{:#}", pactum::format::scenario::schema()), DONE)))
}
