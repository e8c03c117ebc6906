//! `pactum nash`: concepts for strategic games by name, and their results as JSON.

mod concepts;
mod shapes;
pub mod verify;

use std::time::Instant;

use crate::error::Error;
use crate::format::diagnostic::nearest;
use crate::game::NamedGame;
use crate::limit::TimeLimit;
use crate::number::Rational;

use super::result::ResultEntry;

/// What a concept may need besides the game.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// When to stop.
    pub limit: TimeLimit,
    /// Whether entries say how long they took.
    pub timings: bool,
    /// One number a profile to maximise instead of the sum of payoffs, for correlated equilibria.
    pub objective: Option<Vec<Rational>>,
    /// The profile to sustain, for `grim-trigger`.
    pub target: Option<usize>,
    /// The profile to punish with, for `grim-trigger`.
    pub punish: Option<usize>,
    /// The size of the population, for `moran`.
    pub population: Option<u64>,
}

/// A concept that games can be asked for.
pub struct Concept {
    /// Its name.
    pub name: &'static str,
    /// What it lists, in a few words.
    pub about: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    solve: fn(&NamedGame, &Options) -> Result<Answer, Error>,
}

/// A value with its evidence.
struct Answer {
    value: serde_json::Value,
    complete: bool,
    certificate: Option<serde_json::Value>,
    siblings: Vec<(&'static str, serde_json::Value)>,
}

impl Answer {
    fn new(value: serde_json::Value) -> Self {
        Answer { value, complete: true, certificate: None, siblings: Vec::new() }
    }

    fn with(mut self, certificate: serde_json::Value) -> Self {
        self.certificate = Some(certificate);
        self
    }
}

/// All concepts.
pub fn concepts() -> &'static [Concept] {
    concepts::CONCEPTS
}

/// The concepts of the given names.
///
/// # Errors
///
/// [`Error::Input`] for an unknown name, with the nearest one and all that are known.
///
/// # Examples
///
/// ```
/// use pactum::report::nash::named;
///
/// assert_eq!(named(&["pure".to_string()]).unwrap()[0].name, "pure");
/// let error = named(&["puer".to_string()]).map(|_| ()).unwrap_err().to_string();
/// assert!(error.contains("did you mean pure?") && error.contains("coalition-proof"));
/// ```
pub fn named(names: &[String]) -> Result<Vec<&'static Concept>, Error> {
    let find = |name: &String| {
        concepts().iter().find(|concept| concept.name == name).ok_or_else(|| {
            let known: Vec<&str> = concepts().iter().map(|concept| concept.name).collect();
            let near =
                nearest(name, known.iter().copied()).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            Error::input(format!("concept: found {name}; allowed: {}{near}", known.join(", ")))
        })
    };
    names.iter().map(find).collect()
}

/// Solves a game for each concept, in the order asked.
///
/// A concept that cannot be computed has an error in its entry; the others still come.
pub fn solve(game: &NamedGame, concepts: &[&Concept], options: &Options) -> Vec<ResultEntry> {
    let exact = !matches!(game.game, crate::game::AnyGame::Float(_));
    let entry = |concept: &&Concept| {
        let start = Instant::now();
        let mut entry = match (concept.solve)(game, options) {
            Err(error) => ResultEntry::new(concept.name, Err(error), exact),
            Ok(answer) => {
                let mut entry = ResultEntry::new(concept.name, Ok(answer.value), exact);
                entry.complete = answer.complete;
                entry.certificate = answer.certificate;
                entry.siblings = answer.siblings.into_iter().map(|(key, value)| (key.to_string(), value)).collect();
                entry
            }
        };
        entry.seconds = options.timings.then(|| start.elapsed().as_secs_f64());
        entry
    };
    concepts.iter().map(entry).collect()
}

/// Whether the time limit cut something off.
pub fn stopped(entries: &[ResultEntry], options: &Options) -> bool {
    let timed_out = |entry: &ResultEntry| matches!(entry.value, Err(Error::TimeLimit(_)));
    entries.iter().any(|entry| timed_out(entry) || (!entry.complete && entry.value.is_ok() && options.limit.is_over()))
}
