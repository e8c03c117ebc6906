//! `pactum init`: a scenario to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use pactum::format::scenario::STARTER;

use crate::common::{Common, DONE, Failure};

/// Write a commented starter scenario, to standard output or to a file that does not exist yet
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  pactum init mycase.toml && pactum check mycase.toml")]
pub struct Arguments {
    /// The file to write
    file: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> u8 {
    arguments.common.finish(|| match &arguments.file {
        None => Ok((STARTER.to_string(), DONE)),
        Some(path) => create(path).map(|()| (format!("wrote {0}; next: pactum check {0}", path.display()), DONE)),
    })
}

/// Writes the starter to a file, never over one that exists.
fn create(path: &Path) -> Result<(), Failure> {
    let created = OpenOptions::new().write(true).create_new(true).open(path);
    created.and_then(|mut file| file.write_all(STARTER.as_bytes())).map_err(|problem| match problem.kind() {
        ErrorKind::AlreadyExists => {
            Failure::input(format!("{}: found a file; name one that does not exist yet", path.display()))
        }
        _ => Failure::input(format!("{} cannot be written: {problem}", path.display())),
    })
}
