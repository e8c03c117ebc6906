//! `pactum check`: is a scenario file right?

use std::path::PathBuf;

use pactum::arrangement::When;
use pactum::format::diagnostic::{Diagnostic, render_json, render_text};
use pactum::format::scenario::{IntervalNote, ReadScenario, read_scenario, read_text};
use pactum::number::rational_text;
use serde_json::{Value, json};

use crate::output::{Form, Output, json_text};

/// Validate a scenario file: all its errors at once, and warnings about what cannot matter
///
/// Each error names the file, line and column, the field, what was found, what is allowed and the
/// nearest known name. The exit code is 0 without errors (warnings or not) and 1 with.
#[derive(clap::Args)]
#[command(after_help = "Example:\n  pactum check examples/scenarios/estonia.toml")]
pub struct Args {
    /// The scenario, TOML or JSON
    file: PathBuf,
    #[command(flatten)]
    output: Output,
}

/// Runs the command; 1 when the file has errors.
pub fn run(args: Args) -> i32 {
    let output = &args.output;
    let name = args.file.display().to_string();
    let text = match read_text(&args.file) {
        Ok(text) => text,
        Err(errors) => return fail(output, &name, &errors, ""),
    };
    match read_scenario(&text, &name) {
        Err(errors) => fail(output, &name, &errors, &text),
        Ok(read) => match output.format {
            Form::Json => output.write(&json_text(&report(&name, &[], Some(&read))), 0),
            Form::Text => {
                output.tell(&render_text(&read.warnings, &text));
                output.write(&summary(&name, &read), 0)
            }
        },
    }
}

/// Tells the errors of a file.
fn fail(output: &Output, name: &str, errors: &[Diagnostic], text: &str) -> i32 {
    match output.format {
        Form::Json => {
            output.tell(&json_text(&render_json(errors)));
            output.write(&json_text(&report(name, errors, None)), 1)
        }
        Form::Text => {
            output.tell(&render_text(errors, text));
            let count = errors.len();
            output.write(&format!("{name}: {count} {}\n", if count == 1 { "error" } else { "errors" }), 1)
        }
    }
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
    let count =
        |k: usize| if pactum::format::scenario::Preset::counts_everyone(k) { "n".into() } else { k.to_string() };
    match when {
        When::Joins => "joins".into(),
        When::StaysOut => "stays-out".into(),
        When::AllJoin => "all-join".into(),
        When::JoinsAndFails(k) => format!("joins_and_fails = {}", count(k)),
        When::JoinsAndReaches(k) => format!("joins_and_reaches = {}", count(k)),
    }
}
