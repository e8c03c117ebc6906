//! Where output goes, and how errors are told.

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;
use serde_json::{Value, json};

/// The form of output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    Text,
    /// For programs; errors are JSON too, on standard error.
    Json,
}

/// The options of output that every command takes.
#[derive(clap::Args)]
pub struct Output {
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: Form,
    /// File to write to [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

impl Output {
    /// Writes the output, and says with which code the program ends: `code`, or 2 where it cannot be written.
    pub fn write(&self, text: &str, code: i32) -> i32 {
        let written = match &self.out {
            Some(path) => std::fs::write(path, text).map_err(|problem| (path.display().to_string(), problem)),
            None => std::io::stdout().write_all(text.as_bytes()).map_err(|problem| ("standard output".into(), problem)),
        };
        match written {
            Ok(()) => code,
            // The reader of a pipe has seen enough.
            Err((_, problem)) if self.out.is_none() && problem.kind() == std::io::ErrorKind::BrokenPipe => code,
            Err((place, problem)) => self.fail(&format!("cannot write {place}: {problem}"), 2),
        }
    }

    /// Tells an error that has no place in a file.
    pub fn fail(&self, message: &str, code: i32) -> i32 {
        match self.format {
            Form::Text => self.tell(&format!("error: {message}\n")),
            Form::Json => self.tell(&json_text(&json!({ "error": { "message": message } }))),
        }
        code
    }

    /// Writes to standard error.
    pub fn tell(&self, text: &str) {
        // Nothing can be told where standard error is closed.
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
}

/// JSON as all commands write it.
pub fn json_text(value: &Value) -> String {
    format!("{value:#}\n")
}
