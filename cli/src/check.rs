//! `pactum check`: is a scenario file right?

use std::path::PathBuf;

use clap::Args;
use pactum::arrangement::When;
use pactum::format::diagnostic::{Diagnostic, render_json, render_text};
use pactum::format::scenario::{IntervalNote, Preset, ReadScenario, read_scenario, read_text};
use pactum::number::rational_text;
use serde_json::{Value, json};

use crate::common::{Common, DONE, Failure, Format, REJECTED};

/// Validate a scenario file: all its errors at once, and warnings about what cannot matter
///
/// Each error names the file, line and column, the field, what was found, what is allowed and the
/// nearest known name. The exit code is 0 without errors (warnings or not) and 1 with.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  pactum check examples/scenarios/estonia.toml")]
pub struct Arguments {
    /// The scenario file, TOML or JSON
    file: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> u8 {
    arguments.common.finish(|| work(arguments))
}

fn work(arguments: &Arguments) -> Result<(String, u8), Failure> {
    let format = arguments.common.format;
    let name = arguments.file.display().to_string();
    let text = match read_text(&arguments.file) {
        Ok(text) => text,
        Err(errors) => return Ok(rejected(format, &name, &errors, "")),
    };
    match read_scenario(&text, &name) {
        Err(errors) => Ok(rejected(format, &name, &errors, &text)),
        Ok(read) if format == Format::Json => Ok((format!("{:#}", report(&name, &[], Some(&read))), DONE)),
        Ok(read) => {
            eprint!("{}", render_text(&read.warnings, &text));
            Ok((summary(&name, &read), DONE))
        }
    }
}

/// Tells the errors of a file on standard error; what is left to write, and the exit code.
fn rejected(format: Format, name: &str, errors: &[Diagnostic], text: &str) -> (String, u8) {
    let count = errors.len();
    let result = match format {
        Format::Json => {
            eprintln!("{}", render_json(errors));
            format!("{:#}", report(name, errors, None))
        }
        Format::Text => {
            eprint!("{}", render_text(errors, text));
            format!("{name}: {count} {}", if count == 1 { "error" } else { "errors" })
        }
    };
    (result, REJECTED)
}

/// What was read, in a few lines.
fn summary(name: &str, read: &ReadScenario) -> String {
    let scenario = &read.case.scenario;
    let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let parts = [
        count(scenario.n(), "agency", "agencies"),
        count(scenario.datasets.len(), "dataset", "datasets"),
        count(scenario.uses.len(), "use", "uses"),
        count(scenario.risks.len(), "risk", "risks"),
        count(read.case.written, "arrangement", "arrangements"),
        count(read.case.arrangements.len() - read.case.written, "preset", "presets"),
    ];
    let warnings = count(read.warnings.len(), "warning", "warnings");
    let mut text = format!("{name}: no errors, {warnings}\n  {}\n", parts.join(", "));
    for note in &read.intervals {
        text.push_str(&format!("  {}\n", interval(note)));
    }
    text
}

fn interval(note: &IntervalNote) -> String {
    let used = if note.given { "its value" } else { "the midpoint" };
    let (low, high) = (rational_text(&note.low), rational_text(&note.high));
    format!("{} lies in [{low}, {high}]; point results use {used}, {}", note.field, rational_text(&note.used))
}

/// The result as JSON.
fn report(name: &str, errors: &[Diagnostic], read: Option<&ReadScenario>) -> Value {
    let each = |findings: &[Diagnostic]| findings.iter().map(Diagnostic::to_json).collect::<Vec<_>>();
    let mut report = json!({
        "format": "pactum-check/1", "file": name, "valid": read.is_some(),
        "errors": each(errors), "warnings": read.map_or(vec![], |read| each(&read.warnings)),
    });
    if let Some(read) = read {
        let case = &read.case;
        report["intervals"] = read
            .intervals
            .iter()
            .map(|note| {
                json!({
                    "field": note.field, "low": rational_text(&note.low), "high": rational_text(&note.high),
                    "used": rational_text(&note.used), "given": note.given,
                })
            })
            .collect();
        report["unknowns"] = json!(case.unknowns());
        report["agencies"] = case.scenario.agencies.iter().map(|agency| agency.id.as_str()).collect();
        report["arrangements"] = case.arrangements.iter().map(|arrangement| arrangement.id.as_str()).collect();
    }
    report
}

/// A condition of a transfer, in words.
pub fn condition(when: When) -> String {
    let count = |k: usize| if Preset::counts_everyone(k) { "n".into() } else { k.to_string() };
    match when {
        When::Joins => "joins".into(),
        When::StaysOut => "stays-out".into(),
        When::AllJoin => "all-join".into(),
        When::JoinsAndFails(k) => format!("joins_and_fails = {}", count(k)),
        When::JoinsAndReaches(k) => format!("joins_and_reaches = {}", count(k)),
    }
}
