//! `pactum nash GAME --concept LIST`: games without side payments.

use std::path::{Path, PathBuf};

use clap::Args;
use comfy_table::{Table, presets};
use pactum::format::compact_json::{read_given_game, write_given_game};
use pactum::format::nfg::{ReadError, read_nfg};
use pactum::game::NamedGame;
use pactum::game::compact::GivenGame;
use pactum::game::textbook_games::{GAMES, TextbookStrategicGame};
use pactum::limit::TimeLimit;
use pactum::report::nash::compact::solve_given;
use pactum::report::nash::{Options, Punish, concepts, named, read_counts, stopped};
use pactum::report::result::{InputNote, MAX_EMBEDDED, digest, result_document};
use serde_json::{Value, json};

use crate::common::{BAD_INPUT, Common, DONE, Failure, Format, STOPPED};
use crate::nash_text::entry_text;
use crate::waiting::while_working;

/// The largest file that is read.
const MAX_TEXT: u64 = 1 << 30;

/// Solve a strategic game: equilibria, dominance, correlated equilibria, potential
///
/// GAME is a Gambit .nfg file of either version, or JSON (pactum-nfg/1), with a table or in compact form; or a game
/// of the literature, as textbook:NAME or with --game.
///
/// Example: pactum nash game.nfg --concept pure,mixed,dominance --format json
#[derive(Debug, Args)]
pub struct Arguments {
    /// The game: .nfg or JSON
    #[arg(required_unless_present_any = ["list", "list_games", "named"])]
    game: Option<PathBuf>,
    /// A game of the literature in place of a file, as volunteer or volunteer:n=5,cost=2
    #[arg(long = "game", value_name = "NAME[:VALUES]", conflicts_with = "game")]
    named: Option<String>,
    /// Concepts, separated by commas; --list shows all
    #[arg(long, value_name = "LIST", value_delimiter = ',', required_unless_present_any = ["list", "list_games"])]
    concept: Vec<String>,
    /// List all concepts and stop
    #[arg(long)]
    list: bool,
    /// List the games of the literature and their parameters, and stop
    #[arg(long)]
    list_games: bool,
    /// Numbers to maximise instead of the sum of payoffs (correlated, coarse): one a profile, first player's
    /// strategy fastest
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', allow_hyphen_values = true)]
    objective: Option<Vec<String>>,
    /// The profile to sustain, as A=in,B=in (grim-trigger)
    #[arg(long, value_name = "PROFILE")]
    target: Option<String>,
    /// The equilibrium to punish with, as A=out,B=out or mixed:K (the K-th of the concept mixed); without it, for each
    /// player the one that is worst for it (grim-trigger)
    #[arg(long, value_name = "PROFILE")]
    punish: Option<String>,
    /// The probability that a deviation is noticed; 1 if not given (grim-trigger)
    #[arg(long, value_name = "P", allow_hyphen_values = true)]
    detection: Option<String>,
    /// The size of the population (moran, small-mutation)
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    population: Option<u64>,
    /// Weights of payoffs, from 0, separated by commas; inf for the limit of the branch (qre,
    /// logit-dynamics)
    #[arg(long, value_name = "LIST", value_delimiter = ',', allow_hyphen_values = true)]
    lambda: Vec<String>,
    /// Digits of numbers that are not rational: significant ones (qre), or 10^-D as the width of intervals (mixed)
    #[arg(long, value_name = "D", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=1000))]
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
    arguments.common.finish(|| while_working("solving the game", || work(arguments)))
}

fn work(arguments: &Arguments) -> Result<(String, u8), Failure> {
    if arguments.list || arguments.list_games {
        return Ok((if arguments.list { list() } else { list_games() }, DONE));
    }
    let wanted = named(&arguments.concept)?;
    let (mut game, digest) = match (&arguments.named, &arguments.game) {
        (Some(text), _) => textbook(text)?,
        (None, Some(path)) => match path.to_str().and_then(|text| text.strip_prefix("textbook:")) {
            Some(text) => textbook(text)?,
            None => load(path)?,
        },
        (None, None) => return Ok((list(), DONE)),
    };
    if arguments.common.float {
        game = GivenGame::Table(game.into_table()?.to_float());
    }
    let options = options(arguments, &game)?;
    let entries = solve_given(&game, &wanted, &options);
    let code = if stopped(&entries, &options) { STOPPED } else { DONE };
    let text = match arguments.common.format {
        Format::Text => entries.iter().map(entry_text).collect::<Vec<_>>().join("\n"),
        Format::Json => result_document(&note(&game, digest, !arguments.no_embed), &entries).to_string(),
    };
    Ok((text, code))
}

/// A game of the literature; its digest is that of its JSON.
fn textbook(text: &str) -> Result<(GivenGame, String), Failure> {
    let game = TextbookStrategicGame::parse(text)?;
    let digest = digest(write_given_game(&game).to_string().as_bytes());
    Ok((game, digest))
}

fn options(arguments: &Arguments, given: &GivenGame) -> Result<Options, Failure> {
    let rational = |option: &str, text: &String| {
        let wrong = |error| Failure::input(format!("{option}: found {text}; {error}"));
        pactum::number::parse_rational(text.trim()).map_err(wrong)
    };
    let number = |text: &String| rational("--objective", text);
    // Only names of profiles and counts need the table, where it fits.
    let needs_table = arguments.target.is_some() || arguments.punish.is_some() || arguments.counts.is_some();
    let table = match given {
        GivenGame::Compact(game) if needs_table => Some(game.to_table()?),
        _ => None,
    };
    let game = match given {
        GivenGame::Table(game) => Some(game),
        GivenGame::Compact(_) => table.as_ref(),
    };
    let profile = |option: &str, text: &Option<String>| -> Result<Option<usize>, Failure> {
        let Some(game) = game else { return Ok(None) };
        let wrong = |error: pactum::Error| Failure::input(format!("{option}: {error}"));
        text.as_ref().map(|text| game.profile_named(text).map_err(wrong)).transpose()
    };
    let objective = arguments.objective.as_ref().map(|texts| texts.iter().map(number).collect()).transpose()?;
    Ok(Options {
        limit: limit(&arguments.common)?,
        timings: arguments.timings,
        objective,
        target: profile("--target", &arguments.target)?,
        punish: match arguments.punish.as_deref().map(|text| (text, text.trim().strip_prefix("mixed:"))) {
            None => Punish::Worst,
            Some((text, Some(place))) => {
                let place = place.trim().parse().ok().filter(|place| *place > 0);
                let wrong = || Failure::input(format!("--punish: found {text}; allowed: a profile, or mixed:K from 1"));
                Punish::Mixed(place.ok_or_else(wrong)?)
            }
            Some(_) => profile("--punish", &arguments.punish)?.map_or(Punish::Worst, Punish::Pure),
        },
        detection: arguments
            .detection
            .as_ref()
            .map(|text| detection(text, rational("--detection", text)?))
            .transpose()?,
        population: arguments.population,
        lambda: arguments.lambda.iter().map(lambda).collect::<Result<_, _>>()?,
        digits: arguments.digits,
        counts: arguments.counts.as_deref().zip(game).map(|(path, game)| counts(path, game)).transpose()?,
    })
}

/// A probability above 0.
fn detection(text: &str, value: pactum::number::Rational) -> Result<pactum::number::Rational, Failure> {
    let (zero, one) = (pactum::number::whole(0), pactum::number::whole(1));
    if value > zero && value <= one {
        return Ok(value);
    }
    Err(Failure::input(format!("--detection: found {text}; allowed: above 0, at most 1")))
}

/// A weight of payoffs; `None` for the limit.
fn lambda(text: &String) -> Result<Option<pactum::number::Rational>, Failure> {
    if text.trim() == "inf" {
        return Ok(None);
    }
    let wrong = |error| Failure::input(format!("--lambda: found {text}; {error}; inf stands for the limit"));
    let value = pactum::number::parse_rational(text.trim()).map_err(wrong)?;
    if value < pactum::number::Rational::default() {
        return Err(Failure::input(format!("--lambda: found {text}; allowed: numbers from 0, and inf for the limit")));
    }
    Ok(Some(value))
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

fn note(game: &GivenGame, digest: String, embed: bool) -> InputNote {
    let entries = match game {
        GivenGame::Table(game) => game.space().size().saturating_mul(game.players.len()),
        GivenGame::Compact(game) => game.kinds().iter().map(|kind| kind.out.len() + kind.join.len()).sum(),
    };
    // Written out, a payoff takes at least four bytes.
    let embedded = (embed && entries <= MAX_EMBEDDED / 4).then(|| write_given_game(game));
    let small = embedded.filter(|game| game.to_string().len() <= MAX_EMBEDDED);
    InputNote { players: game.player_names(), digest, game: small }
}

fn load(path: &Path) -> Result<(GivenGame, String), Failure> {
    let failed = |error: std::io::Error| Failure::input(format!("{} cannot be read: {error}", path.display()));
    let bytes = std::fs::metadata(path).map_err(failed)?.len();
    if bytes > MAX_TEXT {
        return Err(Failure::input(format!("{}: found {bytes} bytes; at most {MAX_TEXT} are read", path.display())));
    }
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let is_json = text.trim_start().starts_with('{');
    let game = if is_json { read_given_game(&text) } else { read_nfg(&text).map(GivenGame::Table) };
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

fn list_games() -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for game in GAMES {
        let parameter =
            |parameter: &pactum::game::textbook_games::Parameter| format!("{}={}", parameter.name, parameter.default);
        let parameters: Vec<String> = game.parameters.iter().map(parameter).collect();
        table.add_row([game.name, &parameters.join(","), game.about, game.source]);
    }
    table.to_string().lines().map(|line| line.trim_end().to_string() + "\n").collect()
}
