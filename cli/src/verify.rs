//! `pactum verify REPORT.json`: re-checks a report or a result without any solver.

use std::path::{Path, PathBuf};

use clap::Args;
use pactum::format::compact_json::read_given_game;
use pactum::format::nfg::read_nfg;
use pactum::game::compact::GivenGame;
use pactum::report::coop::verify::{Summary, verify_result};
use pactum::report::nash::compact::verify_given;
use pactum::report::result::digest;
use pactum::report::verify::verify;
use serde_json::{Value, json};

use crate::common::{Common, DONE, Failure, Format, REJECTED};
use crate::waiting::while_working;

/// The largest report that is read, in bytes.
const MOST_BYTES: u64 = 1 << 30;

/// Re-check every number, verdict and certificate of a JSON report, without any solver
///
/// What can be recomputed by enumeration is; the rest is checked through its certificate. Exit
/// code 0 when everything is right, 1 with the first place that is not.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  pactum analyze examples/scenarios/uk.toml --format json --out report.json\n  pactum verify report.json"
)]
pub struct Arguments {
    /// The report (pactum-report/1) or result (pactum-result/1)
    report: PathBuf,
    /// The scenario or game, where the report does not embed it, or to check against
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> u8 {
    arguments.common.finish(|| {
        let report = text(&arguments.report)?;
        let input = arguments.input.as_deref().map(bytes).transpose()?;
        let outcome = while_working("checking the report", || check(&report, input.as_deref()))?;
        Ok(match (outcome, arguments.common.format) {
            (Ok(summary), Format::Text) => (format!("verified: {summary}"), DONE),
            (Ok(summary), Format::Json) => (json!({"verified": true, "checked": summary}).to_string(), DONE),
            (Err(flaw), Format::Text) => (format!("rejected: {flaw}"), REJECTED),
            (Err(flaw), Format::Json) => (json!({"verified": false, "flaw": flaw}).to_string(), REJECTED),
        })
    })
}

/// Verifies a document of either kind; a flaw is an answer, not a failure.
fn check(report: &str, input: Option<&[u8]>) -> Result<Result<String, String>, Failure> {
    let format = |document: &serde_json::Value| document["format"].as_str().map(str::to_string);
    let document: Result<serde_json::Value, _> = serde_json::from_str(report);
    let format = document
        .map_err(|error| Failure::input(format!("the report is not JSON: {error}")))
        .map(|value| format(&value))?;
    match format.as_deref() {
        Some("pactum-report/1") => {
            let input = input.map(std::str::from_utf8).transpose();
            let input = input.map_err(|_| Failure::input("the scenario is not a text in UTF-8"))?;
            let words = |checked: pactum::report::verify::Checked| {
                format!(
                    "{} bundles, {} verdicts with their certificates, every number",
                    checked.bundles, checked.verdicts
                )
            };
            Ok(verify(report, input).map(words).map_err(|flaw| flaw.to_string()))
        }
        Some("pactum-result/1") => {
            if let Some(game) = strategic_game(report, input)? {
                return Ok(strategic(report, input, &game));
            }
            let words = |summary: Summary| {
                let unchecked = if summary.unchecked.is_empty() { "none".into() } else { summary.unchecked.join(", ") };
                format!("{}; nothing to check: {unchecked}", summary.checked.join(", "))
            };
            Ok(verify_result(report, input).map(words).map_err(|flaw| flaw.to_string()))
        }
        found => Err(Failure::input(format!(
            "format: found {}; allowed: pactum-report/1 or pactum-result/1",
            found.map_or("none".into(), |found| format!("'{found}'"))
        ))),
    }
}

/// The game of a result, if it is a strategic one: embedded, or from its file.
fn strategic_game(report: &str, input: Option<&[u8]>) -> Result<Option<GivenGame>, Failure> {
    let document: Value = serde_json::from_str(report).map_err(|error| Failure::input(format!("not JSON: {error}")))?;
    let embedded = &document["input"]["game"];
    let wrong = |error: pactum::format::nfg::ReadError| Failure::input(format!("the game of the result: {error}"));
    if embedded["format"] == "pactum-nfg/1" {
        return read_given_game(&embedded.to_string()).map(Some).map_err(wrong);
    }
    let text = input.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default().trim_start();
    if text.starts_with("NFG") {
        return read_nfg(text).map(|game| Some(GivenGame::Table(game))).map_err(wrong);
    }
    if text.starts_with('{') && text.contains("\"pactum-nfg/1\"") {
        return read_given_game(text).map(Some).map_err(wrong);
    }
    Ok(None)
}

/// Verifies a result on a strategic game; where its file is given, its digest has to be that of
/// the document.
fn strategic(report: &str, input: Option<&[u8]>, game: &GivenGame) -> Result<String, String> {
    let document: Value = serde_json::from_str(report).map_err(|error| error.to_string())?;
    let expected = input.map(digest);
    if expected.is_some_and(|digest| document["input"]["digest"] != digest) {
        return Err("input/digest: not that of the file".into());
    }
    if document["input"]["players"] != json!(game.player_names()) {
        return Err("input/players: not those of the game".into());
    }
    let unchecked = verify_given(&document, game).map_err(|flaw| flaw.to_string())?;
    let count = document["results"].as_array().map_or(0, Vec::len);
    let unchecked = if unchecked.is_empty() { "nothing".into() } else { unchecked.join(", ") };
    Ok(format!("{count} concepts; not checked: {unchecked}"))
}

fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(bytes(path)?).map_err(|_| Failure::input(format!("{}: not a text in UTF-8", path.display())))
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let unreadable = |error: std::io::Error| Failure::input(format!("{}: cannot be read: {error}", path.display()));
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > MOST_BYTES {
        return Err(Failure::input(format!("{}: {size} bytes; allowed: at most {MOST_BYTES}", path.display())));
    }
    std::fs::read(path).map_err(unreadable)
}
