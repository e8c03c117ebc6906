//! `pactum nash`: concepts for strategic games by name, and their results as JSON.

pub mod compact;
mod concepts;
mod correlated_vertices;
mod evolution;
mod feasible;
mod grim;
mod logit;
mod one;
mod options;
mod order;
mod shapes;
mod subsets;
pub mod verify;
mod zero_sum;

use std::time::Instant;

use crate::error::Error;
use crate::format::diagnostic::nearest;
use crate::game::NamedGame;
use crate::limit::TimeLimit;
use crate::number::Rational;

pub use options::read_counts;

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
    /// What to punish with, for `grim-trigger`.
    pub punish: Punish,
    /// The probability that a deviation is noticed, for `grim-trigger`; 1 if not given.
    pub detection: Option<Rational>,
    /// The size of the population, for `moran`.
    pub population: Option<u64>,
    /// The weights of payoffs, for `qre` and `logit-dynamics`; `None` for the limit.
    pub lambda: Vec<Option<Rational>>,
    /// Digits of numbers that are not rational: significant ones (`qre`), or decimals of intervals (`mixed`, 40 if
    /// not given).
    pub digits: Option<u32>,
    /// How often each player was seen to play each strategy, for `qre-fit`.
    pub counts: Option<Vec<Vec<u64>>>,
}

/// What a grim trigger punishes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Punish {
    /// For each player the equilibrium that is worst for it, of those that are known.
    #[default]
    Worst,
    /// A pure profile.
    Pure(usize),
    /// An equilibrium by its place, from 1, in the list of `mixed`.
    Mixed(usize),
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
    /// Whether the value is exact, where that is not told by the game.
    exact: Option<bool>,
    certificate: Option<serde_json::Value>,
    siblings: Vec<(&'static str, serde_json::Value)>,
}

impl Answer {
    fn new(value: serde_json::Value) -> Self {
        Answer { value, complete: true, exact: None, certificate: None, siblings: Vec::new() }
    }

    fn with(mut self, certificate: serde_json::Value) -> Self {
        self.certificate = Some(certificate);
        self
    }

    /// With what was asked for beyond the concept itself, so that the answer can be checked.
    fn asked(mut self, options: serde_json::Value) -> Self {
        self.siblings.push(("options", options));
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
    concepts.iter().map(|concept| timed(concept, exact, options, || (concept.solve)(game, options))).collect()
}

/// The entry of a concept.
fn timed(
    concept: &Concept,
    exact: bool,
    options: &Options,
    solve: impl FnOnce() -> Result<Answer, Error>,
) -> ResultEntry {
    let start = Instant::now();
    let mut entry = match solve() {
        Err(error) => ResultEntry::new(concept.name, Err(error), exact),
        Ok(answer) => {
            let mut entry = ResultEntry::new(concept.name, Ok(answer.value), exact);
            entry.complete = answer.complete;
            entry.exact = answer.exact.unwrap_or(exact);
            entry.certificate = answer.certificate;
            entry.siblings = answer.siblings.into_iter().map(|(key, value)| (key.to_string(), value)).collect();
            entry
        }
    };
    entry.seconds = options.timings.then(|| start.elapsed().as_secs_f64());
    entry
}

/// Whether the time limit cut something off.
pub fn stopped(entries: &[ResultEntry], options: &Options) -> bool {
    let timed_out = |entry: &ResultEntry| matches!(entry.value, Err(Error::TimeLimit(_)));
    entries.iter().any(|entry| timed_out(entry) || (!entry.complete && entry.value.is_ok() && options.limit.is_over()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::nfg::read_nfg;
    use serde_json::{Value, json};

    fn value(game: &NamedGame, concept: &str, options: &Options) -> Result<Value, Error> {
        solve(game, &named(&[concept.to_string()]).unwrap(), options).remove(0).value
    }

    /// Whether a value has all that is expected; the order of lists is free, and keys may be added.
    fn covers(value: &Value, expected: &Value) -> bool {
        match (value, expected) {
            (Value::Array(items), Value::Array(wanted)) => {
                items.len() == wanted.len() && wanted.iter().all(|wanted| items.iter().any(|item| covers(item, wanted)))
            }
            (Value::Object(object), Value::Object(wanted)) => {
                wanted.iter().all(|(key, wanted)| object.get(key).is_some_and(|value| covers(value, wanted)))
            }
            _ => value == expected,
        }
    }

    #[test]
    fn textbook_games_have_their_known_answers() {
        let files = [
            include_str!("../../../tests/data/nash/battle.json"),
            include_str!("../../../tests/data/nash/dilemma.json"),
            include_str!("../../../tests/data/nash/pennies.json"),
            include_str!("../../../tests/data/nash/volunteer-3.json"),
        ];
        for file in files {
            let case: Value = serde_json::from_str(file).unwrap();
            let game = read_nfg(case["game"].as_str().unwrap()).unwrap();
            for (concept, expected) in case["expected"].as_object().unwrap() {
                let value = value(&game, concept, &Options::default()).unwrap();
                assert!(covers(&value, expected), "{concept}: {value} against {expected}");
            }
        }
    }

    #[test]
    fn options_are_asked_for_and_used() {
        let game = read_nfg("NFG 1 R \"Dilemma\" { \"A\" \"B\" } { { \"C\" \"D\" } { \"C\" \"D\" } } 3 3 4 0 0 4 1 1")
            .unwrap();
        for concept in ["grim-trigger", "moran", "qre", "qre-fit"] {
            assert!(matches!(value(&game, concept, &Options::default()), Err(Error::Input(_))), "{concept}");
        }
        let options = Options { target: Some(0), punish: Punish::Pure(3), population: Some(2), ..Options::default() };
        let expected = json!({"delta": "1/3", "players": {"A": "1/3", "B": "1/3"}});
        assert_eq!(value(&game, "grim-trigger", &options), Ok(expected));
        let game =
            read_nfg("NFG 1 R \"r\" { \"A\" \"B\" } { { \"A\" \"B\" } { \"A\" \"B\" } } 2 2 1 2 2 1 1 1").unwrap();
        let options = Options { population: Some(5), ..Options::default() };
        assert_eq!(value(&game, "moran", &options).unwrap()["A"], json!("16/31"));
        // An objective of one's own: the first player's payoff alone.
        let options =
            Options { objective: Some([0, 9, 0, 0].map(crate::number::whole).to_vec()), ..Options::default() };
        assert_eq!(value(&game, "coarse", &options).unwrap()["welfare"], json!("0"));
    }

    #[test]
    fn a_concept_that_cannot_be_computed_does_not_hide_the_others() {
        let game = read_nfg("NFG 1 R \"t\" { \"A\" \"B\" \"C\" } { 3 2 2 } 0 0 0 1 1 1 0 0 0 1 1 1 0 0 0 1 1 1 0 0 0 1 1 1 0 0 0 1 1 1 0 0 0 1 1 1").unwrap();
        let names = ["moran", "symmetric", "pure"].map(String::from);
        let entries = solve(&game, &named(&names).unwrap(), &Options::default());
        assert!(entries[0].value.is_err() && entries[1].value.is_err() && entries[2].value.is_ok());
        assert!(!stopped(&entries, &Options::default()));
    }
}
