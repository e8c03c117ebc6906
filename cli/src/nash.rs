//! `pactum nash GAME --concept LIST`: games without side payments.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use comfy_table::{Table, presets};
use pactum::format::nfg::{ReadError, read_nfg};
use pactum::format::nfg_json::{read_json_game, write_json_game};
use pactum::game::NamedGame;
use pactum::limit::TimeLimit;
use pactum::report::nash::{Options, concepts, named, read_counts, solve, stopped};
use pactum::report::result::{InputNote, MAX_EMBEDDED, ResultEntry, digest, result_document};
use serde_json::{Value, json};

use crate::common::{BAD_INPUT, Common, DONE, Failure, Format, STOPPED};

/// The largest file that is read.
const MAX_TEXT: u64 = 1 << 30;
/// Items of a list that text shows.
const SHOWN: usize = 40;

/// Solve a strategic game: equilibria, dominance, correlated equilibria, potential
///
/// GAME is a Gambit .nfg file of either version, or JSON (pactum-nfg/1).
///
/// Example: pactum nash game.nfg --concept pure,mixed,dominance --format json
#[derive(Debug, Args)]
pub struct Arguments {
    /// The game: .nfg or JSON
    #[arg(required_unless_present = "list")]
    game: Option<PathBuf>,
    /// Concepts, separated by commas; --list shows all
    #[arg(long, value_name = "LIST", value_delimiter = ',', required_unless_present = "list")]
    concept: Vec<String>,
    /// List all concepts and stop
    #[arg(long)]
    list: bool,
    /// Numbers to maximise instead of the sum of payoffs (correlated, coarse): one a profile, first player's
    /// strategy fastest
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', allow_hyphen_values = true)]
    objective: Option<Vec<String>>,
    /// The profile to sustain, as A=in,B=in (grim-trigger)
    #[arg(long, value_name = "PROFILE")]
    target: Option<String>,
    /// The equilibrium to punish with, as A=out,B=out (grim-trigger)
    #[arg(long, value_name = "PROFILE")]
    punish: Option<String>,
    /// The size of the population (moran)
    #[arg(long, value_name = "N")]
    population: Option<u64>,
    /// Weights of payoffs, from 0, separated by commas; inf for the limit of the branch (qre)
    #[arg(long, value_name = "LIST", value_delimiter = ',', allow_hyphen_values = true)]
    lambda: Vec<String>,
    /// Digits of numbers that are not rational: significant ones (qre), or 10^-D as the width of intervals (mixed)
    #[arg(long, value_name = "D", value_parser = clap::value_parser!(u32).range(1..=1000))]
    digits: Option<u32>,
    /// How often each player was seen to play each strategy, as JSON (qre-fit)
    #[arg(long, value_name = "FILE")]
    counts: Option<PathBuf>,
    /// Add the seconds that each concept took
    #[arg(long)]
    timings: bool,
    /// Leave the game out of the JSON result
    #[arg(long)]
    no_embed: bool,
    #[command(flatten)]
    common: Common,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> u8 {
    arguments.common.finish(|| work(arguments))
}

fn work(arguments: &Arguments) -> Result<(String, u8), Failure> {
    let (Some(path), false) = (&arguments.game, arguments.list) else {
        return Ok((list(), DONE));
    };
    let wanted = named(&arguments.concept)?;
    let (mut game, digest) = load(path)?;
    if arguments.common.float {
        game = game.to_float();
    }
    let options = options(arguments, &game)?;
    let entries = solve(&game, &wanted, &options);
    let code = if stopped(&entries, &options) { STOPPED } else { DONE };
    let text = match arguments.common.format {
        Format::Text => entries.iter().map(entry_text).collect::<Vec<_>>().join("\n"),
        Format::Json => result_document(&note(&game, digest, !arguments.no_embed), &entries).to_string(),
    };
    Ok((text, code))
}

fn options(arguments: &Arguments, game: &NamedGame) -> Result<Options, Failure> {
    let number = |text: &String| {
        let wrong = |error| Failure::input(format!("--objective: found {text}; {error}"));
        pactum::number::parse_rational(text.trim()).map_err(wrong)
    };
    let profile = |option: &str, text: &Option<String>| -> Result<Option<usize>, Failure> {
        let wrong = |error: pactum::Error| Failure::input(format!("{option}: {error}"));
        text.as_ref().map(|text| game.profile_named(text).map_err(wrong)).transpose()
    };
    let objective = arguments.objective.as_ref().map(|texts| texts.iter().map(number).collect()).transpose()?;
    Ok(Options {
        limit: limit(&arguments.common)?,
        timings: arguments.timings,
        objective,
        target: profile("--target", &arguments.target)?,
        punish: profile("--punish", &arguments.punish)?,
        population: arguments.population,
        digits: arguments.digits,
        lambda: arguments.lambda.iter().map(lambda).collect::<Result<_, _>>()?,
        counts: arguments.counts.as_deref().map(|path| counts(path, game)).transpose()?,
    })
}

/// A weight of payoffs; `None` for the limit.
fn lambda(text: &String) -> Result<Option<pactum::number::Rational>, Failure> {
    if text.trim() == "inf" {
        return Ok(None);
    }
    let wrong = |error| Failure::input(format!("--lambda: found {text}; {error}, or inf"));
    pactum::number::parse_rational(text.trim()).map(Some).map_err(wrong)
}

/// How often each player was seen to play each strategy.
fn counts(path: &Path, game: &NamedGame) -> Result<Vec<Vec<u64>>, Failure> {
    let failed = |message: String| Failure::input(format!("--counts: {}: {message}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| failed(format!("cannot be read: {error}")))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| failed(error.to_string()))?;
    read_counts(game, &value).map_err(failed)
}

fn limit(common: &Common) -> Result<TimeLimit, Failure> {
    match common.time_limit {
        None => Ok(TimeLimit::none()),
        Some(seconds) if (0.0..1e9).contains(&seconds) => Ok(TimeLimit::seconds(seconds)),
        Some(seconds) => Err(Failure::input(format!("--time-limit: found {seconds}; allowed: seconds from 0 to 1e9"))),
    }
}

fn note(game: &NamedGame, digest: String, embed: bool) -> InputNote {
    let entries = game.space().size().saturating_mul(game.players.len());
    // Written out, a payoff takes at least four bytes.
    let embedded = (embed && entries <= MAX_EMBEDDED / 4).then(|| write_json_game(game));
    let small = embedded.filter(|game| game.to_string().len() <= MAX_EMBEDDED);
    let players = game.players.iter().map(|player| player.name.clone()).collect();
    InputNote { players, digest, game: small }
}

fn load(path: &Path) -> Result<(NamedGame, String), Failure> {
    let failed = |error: std::io::Error| Failure::input(format!("{} cannot be read: {error}", path.display()));
    let bytes = std::fs::metadata(path).map_err(failed)?.len();
    if bytes > MAX_TEXT {
        return Err(Failure::input(format!("{}: found {bytes} bytes; at most {MAX_TEXT} are read", path.display())));
    }
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let is_json = text.trim_start().starts_with('{');
    let game = if is_json { read_json_game(&text) } else { read_nfg(&text) };
    let game = game.map_err(|error| located(path, &error))?;
    Ok((game, digest(text.as_bytes())))
}

/// An error with its place in the file.
fn located(path: &Path, error: &ReadError) -> Failure {
    let file = path.display().to_string();
    let ReadError { line, column, field, found, allowed } = error;
    Failure {
        code: BAD_INPUT,
        text: format!("error: {file}:{error}"),
        json: json!({"error": {
            "file": file, "line": line, "column": column, "field": field, "found": found, "allowed": allowed,
            "message": error.to_string(),
        }}),
    }
}

fn list() -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for concept in concepts() {
        table.add_row([concept.name, concept.about, concept.source]);
    }
    table.to_string().lines().map(|line| line.trim_end().to_string() + "\n").collect()
}

/// One concept for readers.
fn entry_text(entry: &ResultEntry) -> String {
    let mut text = String::new();
    let seconds = entry.seconds.map(|seconds| format!("   ({seconds:.3} s)")).unwrap_or_default();
    // Writing to a string does not fail.
    let _ = writeln!(text, "{}{seconds}", entry.concept);
    match &entry.value {
        Err(error) => {
            let _ = writeln!(text, "  {error}");
        }
        Ok(Value::Array(items)) => {
            let _ = writeln!(
                text,
                "  {} in all{}",
                items.len(),
                if entry.complete { "" } else { " so far: the list is not complete" }
            );
            items.iter().take(SHOWN).for_each(|item| {
                let _ = writeln!(text, "  {}", line(item));
            });
            if items.len() > SHOWN {
                let _ = writeln!(text, "  … and {} more (see --format json)", items.len() - SHOWN);
            }
        }
        Ok(Value::Object(object)) => object.iter().for_each(|(key, value)| {
            let _ = writeln!(text, "  {key}: {}", line(value));
        }),
        Ok(other) => {
            let _ = writeln!(text, "  {}", line(other));
        }
    }
    text
}

/// A value on one line: names and numbers without quotes.
fn line(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "none".into(),
        Value::Array(items) => items.iter().map(line).collect::<Vec<_>>().join("; "),
        Value::Object(object) if object.contains_key("approx") => format!("≈{}", line(&object["approx"])),
        Value::Object(object) => {
            let entry = |(key, value): (&String, &Value)| match value {
                Value::Object(_) => format!("{key} ({})", line(value)),
                _ => format!("{key} {}", line(value)),
            };
            object.iter().map(entry).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
