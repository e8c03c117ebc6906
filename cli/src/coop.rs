//! `pactum coop GAME --concept LIST`: games with side payments.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use pactum::Rational;
use pactum::format::tu::{TuFile, read_allocation, read_csv, read_json, write_json};
use pactum::game::forms::TuForm;
use pactum::game::mapped::MappedValues;
use pactum::lp::backend;
use pactum::number::{Scalar, decimal_text, parse_rational};
use pactum::report::coop::{Options, concepts, named, solve, solve_float, stopped, stream_vertices};
use pactum::report::result::{InputNote, MAX_EMBEDDED, ResultEntry, digest, result_document};
use serde_json::Value;

use crate::common::{Common, DONE, Failure, Format, STOPPED};
use crate::waiting::while_working;

/// The largest file of text that is read.
const MAX_TEXT: u64 = 1 << 30;
/// Exact arithmetic is the default up to that many players.
const EXACT_PLAYERS: usize = 20;
/// Rows of a list that text shows.
const SHOWN: usize = 40;
/// Items of evidence that text shows.
const SHOWN_EVIDENCE: usize = 12;

/// Solve a game with side payments: values, cores, indices, properties
///
/// GAME is JSON (pactum-tu/1), CSV (mask,value) or a raw file of floats (.f64).
///
/// Example: pactum coop game.json --concept shapley,tau,properties --format json
#[derive(Debug, Args)]
pub struct Arguments {
    /// The game: JSON, .csv or .f64
    #[arg(required_unless_present = "list")]
    game: Option<PathBuf>,
    /// Concepts, separated by commas; --list shows all
    #[arg(long, value_name = "LIST", value_delimiter = ',', required_unless_present = "list")]
    concept: Vec<String>,
    /// List all concepts and stop
    #[arg(long)]
    list: bool,
    /// Check this allocation (a JSON object) instead of computing one
    #[arg(long, value_name = "FILE")]
    check_allocation: Option<PathBuf>,
    /// Names for the players, in the order of the game
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    players: Option<Vec<String>>,
    /// The order of interaction indices and of k-convexity
    #[arg(long, value_name = "K")]
    order: Option<usize>,
    /// The seed of sampling estimators
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The number of samples of sampling estimators
    #[arg(long, value_name = "N")]
    samples: Option<usize>,
    /// Add the seconds that each concept took
    #[arg(long)]
    timings: bool,
    /// Write the core's vertices as they are found, an allocation a line, and keep none (with --concept vertices)
    #[arg(long)]
    stream: bool,
    /// Leave the game out of the JSON result
    #[arg(long)]
    no_embed: bool,
    #[command(flatten)]
    common: Common,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> u8 {
    if arguments.stream {
        return arguments.common.finish_stream(|out| stream(arguments, out));
    }
    arguments.common.finish(|| while_working("solving the game", || work(arguments)))
}

/// Writes the vertices of the core one by one.
fn stream(arguments: &Arguments, out: &mut dyn std::io::Write) -> Result<u8, Failure> {
    if arguments.concept != ["vertices"] || arguments.check_allocation.is_some() {
        return Err(Failure::input("--stream: allowed with --concept vertices alone, and without --check-allocation"));
    }
    let Some(path) = &arguments.game else { return Err(Failure::input("--stream needs a game")) };
    let loaded = load(path, arguments)?;
    let options = Options { limit: arguments.common.limit()?, ..Options::default() };
    let mut write = |vertex: Value| {
        writeln!(out, "{vertex}").map_err(|error| pactum::Error::input(format!("the list cannot be written: {error}")))
    };
    match &loaded.game {
        Game::Exact(file) if arguments.common.float => stream_vertices(&file.convert::<f64>()?, &options, &mut write),
        Game::Float(file) if arguments.common.exact => {
            stream_vertices(&file.convert::<Rational>()?, &options, &mut write)
        }
        Game::Exact(file) => stream_vertices(file, &options, &mut write),
        Game::Float(file) => stream_vertices(file, &options, &mut write),
    }?;
    Ok(DONE)
}

fn work(arguments: &Arguments) -> Result<(String, u8), Failure> {
    let (Some(path), false) = (&arguments.game, arguments.list) else {
        return Ok((list(), DONE));
    };
    let concepts = named(&arguments.concept)?;
    if let Some(name) = &arguments.common.backend {
        backend::<f64>(name)?;
    }
    let loaded = load(path, arguments)?;
    let options = Options {
        float: arguments.common.float || (!arguments.common.exact && loaded.n_players() > EXACT_PLAYERS),
        backend: arguments.common.backend.clone(),
        order: arguments.order,
        seed: arguments.seed,
        samples: arguments.samples,
        allocation: allocation(arguments, loaded.players())?,
        timings: arguments.timings,
        limit: arguments.common.limit()?,
    };
    let entries = match &loaded.game {
        Game::Exact(file) => solve(file, &concepts, &options),
        Game::Float(file) if arguments.common.exact => solve(&file.convert()?, &concepts, &options),
        Game::Float(file) => solve_float(file, &concepts, &options),
    };
    let code = if stopped(&entries) { STOPPED } else { DONE };
    let text = match arguments.common.format {
        Format::Text => entries.iter().map(|entry| entry_text(entry, loaded.players())).collect::<Vec<_>>().join("\n"),
        Format::Json => result_document(&loaded.note(!arguments.no_embed), &entries).to_string(),
    };
    Ok((text, code))
}

/// A game in the numbers of its file.
enum Game {
    Exact(TuFile),
    Float(TuFile<f64>),
}

struct Loaded {
    game: Game,
    digest: String,
}

impl Loaded {
    fn players(&self) -> &[String] {
        match &self.game {
            Game::Exact(file) => &file.players,
            Game::Float(file) => &file.players,
        }
    }

    fn n_players(&self) -> usize {
        self.players().len()
    }

    fn note(&self, embed: bool) -> InputNote {
        let small = |game: Value| (game.to_string().len() <= MAX_EMBEDDED).then_some(game);
        let game = match &self.game {
            _ if !embed => None,
            Game::Exact(file) => small(write_json(file)),
            // Written out, a float takes at least two bytes.
            Game::Float(file) if 2usize << file.players.len() > MAX_EMBEDDED => None,
            Game::Float(file) => small(write_json(file)),
        };
        InputNote { players: self.players().to_vec(), digest: self.digest.clone(), game }
    }
}

fn load(path: &Path, arguments: &Arguments) -> Result<Loaded, Failure> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    let named = |error: pactum::Error| Failure::input(format!("{}: {error}", path.display()));
    if ending == "f64" {
        let values = MappedValues::open(path)?;
        let digest = digest(values.bytes());
        let file = TuFile::numbered(TuForm::<f64>::Mapped(values));
        let file = rename(file, arguments)?;
        return Ok(Loaded { game: Game::Float(file), digest });
    }
    let text = read_text(path)?;
    let file = if ending == "csv" { read_csv(&text) } else { read_json(&text) };
    let file = rename(file.map_err(named)?, arguments)?;
    Ok(Loaded { game: Game::Exact(file), digest: digest(text.as_bytes()) })
}

fn rename<S: Scalar>(file: TuFile<S>, arguments: &Arguments) -> Result<TuFile<S>, Failure> {
    Ok(match &arguments.players {
        Some(names) => file.with_players(names.clone())?,
        None => file,
    })
}

fn read_text(path: &Path) -> Result<String, Failure> {
    let failed = |error: std::io::Error| Failure::input(format!("{} cannot be read: {error}", path.display()));
    let bytes = std::fs::metadata(path).map_err(failed)?.len();
    if bytes > MAX_TEXT {
        return Err(Failure::input(format!(
            "{}: found {bytes} bytes; at most {MAX_TEXT} are read; an .f64 file may be larger",
            path.display()
        )));
    }
    std::fs::read_to_string(path).map_err(failed)
}

fn allocation(arguments: &Arguments, players: &[String]) -> Result<Option<Vec<Rational>>, Failure> {
    let Some(path) = &arguments.check_allocation else {
        return Ok(None);
    };
    let text = read_text(path)?;
    let amounts =
        read_allocation(&text, players).map_err(|error| Failure::input(format!("{}: {error}", path.display())))?;
    Ok(Some(amounts))
}

fn list() -> String {
    let mut table = plain_table();
    for concept in concepts() {
        table.add_row([concept.name, concept.about, concept.source]);
    }
    trimmed(&table)
}

fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

/// A table without blanks at the ends of lines.
fn trimmed(table: &Table) -> String {
    table.to_string().lines().map(|line| line.trim_end().to_string() + "\n").collect()
}

/// One concept for readers.
fn entry_text(entry: &ResultEntry, players: &[String]) -> String {
    let mut text = format!("{}{}\n", entry.concept, if entry.exact || entry.value.is_err() { "" } else { " (floats)" });
    match &entry.value {
        Err(error) => text.push_str(&format!("  {error}\n")),
        Ok(value) => text.push_str(&value_text(value, players)),
    }
    for (key, value) in entry.siblings.iter().filter(|(_, value)| !is_empty(value)) {
        evidence(key, value, "  ", &mut text);
    }
    if let Some(certificate) = entry.certificate.as_ref().filter(|certificate| !certificate.is_null()) {
        evidence("because", certificate, "  ", &mut text);
    }
    if let Some(seconds) = entry.seconds {
        let _ = writeln!(text, "  {seconds:.6} s");
    }
    text
}

fn value_text(value: &Value, players: &[String]) -> String {
    match value {
        Value::Object(object) if !object.is_empty() && object.values().all(is_number) => {
            let mut table = plain_table();
            for (key, value) in object.iter().take(SHOWN) {
                table.add_row([format!(" {key}"), plain(value), decimal(value)]);
            }
            for column in 1..3 {
                if let Some(column) = table.column_mut(column) {
                    column.set_cell_alignment(CellAlignment::Right);
                }
            }
            trimmed(&table) + &more(object.len())
        }
        Value::Object(object) => object.iter().map(|(key, value)| format!("  {key}: {}\n", short(value))).collect(),
        Value::Array(items) if items.iter().all(Value::is_object) => points_text(items, players),
        other => format!("  {}\n", short(other)),
    }
}

/// A list of allocations, one to a row.
fn points_text(items: &[Value], players: &[String]) -> String {
    let rows = items.iter().take(SHOWN).map(|item| {
        let shown: Vec<String> = players.iter().filter_map(|player| item.get(player).map(plain)).collect();
        if shown.len() == players.len() {
            format!("  ({})\n", shown.join(", "))
        } else {
            format!("  {}\n", short(item))
        }
    });
    rows.collect::<String>() + &more(items.len())
}

fn more(count: usize) -> String {
    if count > SHOWN { format!("  … {} more; all with --format json\n", count - SHOWN) } else { String::new() }
}

fn is_number(value: &Value) -> bool {
    value.is_number() || value.as_str().is_some_and(|text| parse_rational(text).is_ok())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

/// A decimal beside a fraction; nothing beside what is one already.
fn decimal(value: &Value) -> String {
    match value.as_str().map(parse_rational) {
        Some(Ok(exact)) if !exact.is_integer() => decimal_text(&exact, 6),
        _ => String::new(),
    }
}

/// Evidence in words: objects and lists of objects take a line for each entry, numbers by key stand on one line.
fn evidence(key: &str, value: &Value, indent: &str, text: &mut String) {
    let deeper = format!("{indent}  ");
    // Writing to a string does not fail.
    match value {
        Value::Object(object) if !object.is_empty() && !object.values().all(is_number) => {
            let _ = writeln!(text, "{indent}{}:", words(key));
            for (key, value) in object.iter().take(SHOWN).filter(|(_, value)| !is_empty(value)) {
                evidence(key, value, &deeper, text);
            }
            text.push_str(&more(object.len()));
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            let _ = writeln!(text, "{indent}{}: {}", words(key), items.len());
            for (place, item) in items.iter().take(SHOWN_EVIDENCE).enumerate() {
                let _ = writeln!(text, "{deeper}{}. {}", place + 1, cut(&line(item)));
            }
            if items.len() > SHOWN_EVIDENCE {
                let _ = writeln!(text, "{deeper}… {} more; all with --format json", items.len() - SHOWN_EVIDENCE);
            }
        }
        other => {
            let _ = writeln!(text, "{indent}{}: {}", words(key), cut(&line(other)));
        }
    }
}

/// A key as readers say it.
fn words(key: &str) -> &str {
    match key {
        "because" => "evidence",
        "levels" => "levels of excess, each with balancing weights",
        "weights" => "balanced weights",
        "surpluses" => "largest excess of one (left) without the other",
        "s" => "coalition",
        "t" => "and coalition",
        "proofs" => "evidence of what holds",
        other => other,
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null()
        || value.as_object().is_some_and(|object| object.is_empty())
        || value.as_array().is_some_and(|list| list.is_empty())
}

/// A value on one line: names and numbers without quotes, coalitions in braces.
fn line(value: &Value) -> String {
    match value {
        Value::Array(items) if items.iter().all(Value::is_string) => {
            format!("{{{}}}", items.iter().map(plain).collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => items.iter().map(line).collect::<Vec<_>>().join("; "),
        Value::Object(object) => {
            let entry = |(key, value): (&String, &Value)| match value {
                Value::Object(_) => format!("{key} ({})", line(value)),
                _ => format!("{key} {}", line(value)),
            };
            object.iter().filter(|(_, value)| !is_empty(value)).map(entry).collect::<Vec<_>>().join(", ")
        }
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        other => plain(other),
    }
}

/// A value on one line, cut where it is long.
fn short(value: &Value) -> String {
    cut(&line(value))
}

fn cut(text: &str) -> String {
    let cut: String = text.chars().take(400).collect();
    if cut.len() < text.len() { cut + " …" } else { cut }
}
