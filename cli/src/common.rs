//! What all commands share: output, errors, threads, limits.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pactum::limit::TimeLimit;

/// The command did what was asked.
pub const DONE: u8 = 0;
/// `check` found errors, or `verify` rejected.
pub const REJECTED: u8 = 1;
/// Bad usage or bad input.
pub const BAD_INPUT: u8 = 2;
/// A limit of time or memory stopped work that had begun.
pub const STOPPED: u8 = 3;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text for readers.
    Text,
    /// JSON for programs.
    Json,
}

/// Options that every command takes.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// How results (and errors) are written
    #[arg(long, value_enum, default_value = "text")]
    pub format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Exact rational arithmetic (the default)
    #[arg(long, conflicts_with = "float")]
    pub exact: bool,
    /// Floating-point arithmetic
    #[arg(long)]
    pub float: bool,
    /// The backend for linear programs: exact (the default), microlp, and highs or clarabel where built in
    #[arg(long, value_name = "NAME")]
    pub backend: Option<String>,
    /// The number of threads; results do not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Stop after so many seconds; what was found so far is written, marked incomplete
    #[arg(long, value_name = "SECONDS")]
    pub time_limit: Option<f64>,
}

/// A message that ends a command, with its exit code.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub code: u8,
    /// The message as text.
    pub text: String,
    /// The message as JSON.
    pub json: serde_json::Value,
}

impl Failure {
    /// A failure by bad input, told in one sentence.
    pub fn input(message: impl Into<String>) -> Self {
        let message = message.into();
        Failure {
            code: BAD_INPUT,
            json: serde_json::json!({"error": {"message": message}}),
            text: format!("error: {message}"),
        }
    }
}

impl Failure {
    /// A name that is not known, with those that are and the nearest of them.
    pub fn unknown(option: &str, found: &str, known: &[&str]) -> Self {
        let nearest = pactum::format::diagnostic::nearest(found, known);
        let hint = nearest.map_or_else(String::new, |name| format!("; did you mean '{name}'?"));
        Failure::input(format!("{option}: found '{found}'; allowed: {}{hint}", known.join(", ")))
    }
}

impl From<pactum::Error> for Failure {
    fn from(error: pactum::Error) -> Self {
        let code = if matches!(error, pactum::Error::TimeLimit(_)) { STOPPED } else { BAD_INPUT };
        Failure { code, ..Failure::input(error.to_string()) }
    }
}

impl Common {
    /// When to stop.
    pub fn limit(&self) -> Result<TimeLimit, Failure> {
        match self.time_limit {
            None => Ok(TimeLimit::none()),
            Some(seconds) if seconds.is_finite() && (0.0..1e9).contains(&seconds) => Ok(TimeLimit::seconds(seconds)),
            Some(seconds) => {
                Err(Failure::input(format!("--time-limit: found {seconds}; allowed: seconds from 0 to 1e9")))
            }
        }
    }

    /// Runs a command's work, then writes its result or its error.
    pub fn finish(&self, work: impl FnOnce() -> Result<(String, u8), Failure>) -> u8 {
        self.start_threads();
        let outcome = work().and_then(|(text, code)| self.write(&text).map(|()| code));
        outcome.unwrap_or_else(|failure| self.fail(&failure))
    }

    /// Runs work that writes its result as it comes.
    pub fn finish_stream(&self, work: impl FnOnce(&mut dyn Write) -> Result<u8, Failure>) -> u8 {
        self.start_threads();
        let opened: Result<Box<dyn Write>, Failure> = match &self.out {
            None => Ok(Box::new(std::io::stdout().lock())),
            Some(path) => std::fs::File::create(path)
                .map(|file| Box::new(file) as Box<dyn Write>)
                .map_err(|error| Failure::input(format!("{} cannot be written: {error}", path.display()))),
        };
        let outcome = opened.and_then(|out| {
            let mut out = Readers { out: std::io::BufWriter::new(out), gone: false };
            let outcome = work(&mut out);
            let flushed = out.flush();
            match (outcome, flushed) {
                // Nobody reads on: as when the output is piped into `head`.
                _ if out.gone => Ok(DONE),
                (Ok(_), Err(error)) => Err(Failure::input(format!("the result cannot be written: {error}"))),
                (outcome, _) => outcome,
            }
        });
        outcome.unwrap_or_else(|failure| self.fail(&failure))
    }

    fn fail(&self, failure: &Failure) -> u8 {
        match self.format {
            Format::Text => eprintln!("{}", failure.text.trim_end()),
            Format::Json => eprintln!("{}", failure.json),
        }
        failure.code
    }

    fn start_threads(&self) {
        if let Some(threads) = self.threads {
            // A pool that exists already is as good: results do not depend on threads.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global();
        }
    }

    fn write(&self, text: &str) -> Result<(), Failure> {
        let text = format!("{}\n", text.trim_end());
        match &self.out {
            Some(path) => std::fs::write(path, text)
                .map_err(|error| Failure::input(format!("{} cannot be written: {error}", path.display()))),
            None => match std::io::stdout().lock().write_all(text.as_bytes()) {
                // Nobody reads on: as when the output is piped into `head`.
                Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                    Err(Failure::input(format!("the result cannot be written: {error}")))
                }
                _ => Ok(()),
            },
        }
    }
}

/// An output that remembers when nobody reads it any more.
struct Readers<W: Write> {
    out: std::io::BufWriter<W>,
    gone: bool,
}

impl<W: Write> Readers<W> {
    fn note<T>(&mut self, result: std::io::Result<T>) -> std::io::Result<T> {
        self.gone |= result.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe);
        result
    }
}

impl<W: Write> Write for Readers<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let result = self.out.write(bytes);
        self.note(result)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let result = self.out.flush();
        self.note(result)
    }
}
