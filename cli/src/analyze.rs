//! `pactum analyze SCENARIO`: the main job.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pactum::Rational;
use pactum::arrangement::Case;
use pactum::format::diagnostic::{Diagnostic, render_json, render_text};
use pactum::format::scenario::{IntervalNote, ReadScenario, read_scenario, read_text};
use pactum::lp::backend;
use pactum::payoff::table::Arithmetic;
use pactum::report::json::{Source, to_json};
use pactum::report::{Options, analyze};

use crate::common::{BAD_INPUT, Common, DONE, Failure, Format, STOPPED};
use crate::text::{report_text, shown};

/// The main job: the dilemma, equilibria, every arrangement and bundle, prices, certificates
///
/// Example: pactum analyze examples/scenarios/estonia.toml --format json --out report.json
#[derive(Debug, Args)]
pub struct Arguments {
    /// The scenario file, TOML or JSON
    scenario: PathBuf,
    /// List every bundle in the text report
    #[arg(long)]
    all: bool,
    /// Leave the text of the scenario out of the JSON report
    #[arg(long)]
    no_embed: bool,
    /// Write the worths of all coalitions into the JSON report above 12 agencies too
    #[arg(long)]
    worths: bool,
    #[command(flatten)]
    common: Common,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> u8 {
    arguments.common.finish(|| work(arguments))
}

fn work(arguments: &Arguments) -> Result<(String, u8), Failure> {
    let common = &arguments.common;
    let limit = common.limit()?;
    let loaded = load(&arguments.scenario)?;
    let case = numbers(&loaded)?;
    let bar = progress_bar();
    let backend = common.backend.as_deref().map(backend).transpose()?;
    let show = |done: usize, all: usize| bar.show(done, all);
    let arithmetic = if common.float { Arithmetic::Float } else { Arithmetic::Exact };
    let report = analyze(&case, Options { arithmetic, limit, backend, progress: Some(&show) })?;
    bar.clear();
    let code = if report.incomplete.is_some() { STOPPED } else { DONE };
    let text = match common.format {
        Format::Json => {
            let source = Source {
                intervals: loaded.read.intervals.clone(),
                text: loaded.text,
                embed: !arguments.no_embed,
                worths: arguments.worths,
            };
            to_json(&report, &source).to_string()
        }
        Format::Text => format!("{}{}", report_text(&report, arguments.all), notes(&loaded.read)),
    };
    Ok((text, code))
}

/// A scenario file with its text.
pub struct Loaded {
    /// The text.
    pub text: String,
    /// The scenario.
    pub read: ReadScenario,
}

/// Reads a scenario file; all its errors at once.
pub fn load(path: &std::path::Path) -> Result<Loaded, Failure> {
    let name = path.display().to_string();
    let text = read_text(path).map_err(|errors| refuse(&errors, ""))?;
    match read_scenario(&text, &name) {
        Ok(read) => Ok(Loaded { text, read }),
        Err(errors) => Err(refuse(&errors, &text)),
    }
}

fn refuse(errors: &[Diagnostic], text: &str) -> Failure {
    Failure { code: BAD_INPUT, text: render_text(errors, text), json: render_json(errors) }
}

/// The case in exact numbers.
pub fn numbers(loaded: &Loaded) -> Result<Case<Rational>, Failure> {
    loaded.read.case.points().map_err(|symbols| {
        let list = symbols.join(", ");
        Failure::input(format!(
            "{}: the unknown {list} has no value; an analysis in numbers needs one: write {{ symbol = \"{}\", value = 1 }}",
            loaded.read.file, symbols[0]
        ))
    })
}

/// What a reader should know of how the file was taken.
fn notes(read: &ReadScenario) -> String {
    if read.intervals.is_empty() {
        return String::new();
    }
    let row = |note: &IntervalNote| {
        let how = if note.given { "its value" } else { "its midpoint" };
        format!("  {}: {}, {how} between {} and {}", note.field, shown(&note.used), shown(&note.low), shown(&note.high))
    };
    let rows: Vec<String> = read.intervals.iter().map(row).collect();
    format!("\nIntervals are taken at one number each (verdicts hold for these numbers only):\n{}\n", rows.join("\n"))
}

/// A progress bar that appears on a terminal after two seconds.
struct Progress {
    bar: ProgressBar,
    started: Instant,
    latest: Mutex<usize>,
}

fn progress_bar() -> Progress {
    let bar = ProgressBar::hidden();
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} bundles, {eta} left") {
        bar.set_style(style);
    }
    Progress { bar, started: Instant::now(), latest: Mutex::new(0) }
}

impl Progress {
    fn show(&self, done: usize, all: usize) {
        if self.started.elapsed() < Duration::from_secs(2) || !std::io::stderr().is_terminal() {
            return;
        }
        let Ok(mut latest) = self.latest.lock() else { return };
        if self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.set_length(all as u64);
        }
        *latest = done.max(*latest);
        self.bar.set_position(*latest as u64);
    }

    fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
