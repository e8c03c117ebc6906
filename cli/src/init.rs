//! `pactum init`: a scenario to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use pactum::format::scenario::STARTER;

use crate::output::Output;

/// Write a commented starter scenario
///
/// Without a file it goes to standard output. A file that exists is left alone.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  pactum init mycase.toml && pactum check mycase.toml")]
pub struct Args {
    /// The file to write; it must not exist yet
    file: Option<PathBuf>,
    #[command(flatten)]
    output: Output,
}

/// Runs the command; 2 when the file exists or cannot be written.
pub fn run(args: Args) -> i32 {
    let Some(path) = args.file.as_ref().or(args.output.out.as_ref()) else {
        return args.output.write(STARTER, 0);
    };
    let created = OpenOptions::new().write(true).create_new(true).open(path);
    match created.and_then(|mut file| file.write_all(STARTER.as_bytes())) {
        Ok(()) => {
            args.output.tell(&format!("wrote {}; next: pactum check {0}\n", path.display()));
            0
        }
        Err(problem) if problem.kind() == ErrorKind::AlreadyExists => {
            args.output.fail(&format!("{} exists already; name a file that does not", path.display()), 2)
        }
        Err(problem) => args.output.fail(&format!("cannot write {}: {problem}", path.display()), 2),
    }
}
