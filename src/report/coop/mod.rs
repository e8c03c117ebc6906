//! Concepts of games with side payments by name: the table behind `pactum coop`.
//!
//! # Certificates
//!
//! | concept | certificate |
//! |---|---|
//! | `core`, empty | `{"weights": {"a,b": "1/2", …}}`: sum 1 at each player, weighted worth above `v(N)` |
//! | `least-core` | `{"weights": …}` on proper coalitions: total 1, the same sum at each player |
//! | `cost-of-stability`, `relative-cost-of-stability` | `{"weights": …}`: sum 1 at each player, weighted worth `v(N)` and the subsidy; null where that is 0 |
//! | `nucleolus` and its relatives | `{"levels": [{"excess", "weights": {…}, "bounds": {"a": …}}, …]}`: see [`crate::certificate::ExcessChain`]; in `modiclus` the copies of players in the dual cover have a star |
//! | `kernel`, `prekernel`, `anti-prekernel` | `{"surpluses": {"a": {"b": …}}}`: of each player over each other |
//! | a property that fails | `{"convex": {"s": […], "t": […]}}`, or `{"reason"}` |
//! | `balanced`, `totally-balanced`, `exact` | `{"balanced": {"allocations": {"a,b": {…}}}}`, or `{"convex": true}`, or `{"s": […], "weights": …}` at fault |
//! | `core-stable`, yes | `{"convex": true}`; `{"diagonal": [[row, column], …]}` of an assignment; or `{"covers", "trees"}`: see [`crate::certificate::StableProof`] |
//! | `core-stable`, no | `{"imputation", "s", "bounds": [{"s", "weights", "own", "grand", "others"}, …]}`: see [`crate::certificate::Undominated`] |
//! | `graph-core` | `{"bags": [[…], …], "links": [[0, 1], …]}`, a tree decomposition; `superadditive`: a witness where the restricted game is not |
//! | `properties` | the witnesses of those that fail; the sibling `proofs` has the evidence of the three above where they hold |
//! | `bargaining-set` | `{"countered": [{"player", "against", "coalition", "weights"}, …]}`: see [`crate::certificate::Countered`]; or an objection without an answer, `{"player", "against", "shares"}` |
//! | any, of a checked allocation | an allocation is in `checked`; `{"expected", "different", "certificate"}` for a single point, `{"coalition", "excess"}` or `{"total", "grand"}` for the core |

mod answer;
mod excesses;
mod kernels;
mod membership;
mod properties;
mod sets;
mod shape;
mod stability;
mod stream;
mod structured;
mod values;
pub mod verify;

use std::time::Instant;

use serde_json::Value;

pub use answer::{Answer, Task};
pub use stream::stream_vertices;

use super::result::ResultEntry;
use crate::error::Error;
use crate::format::tu::TuFile;
use crate::limit::TimeLimit;
use crate::number::{Rational, Scalar};

/// What a run of concepts may be told.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Compute in floats.
    pub float: bool,
    /// The backend for linear programs; the library's default where silent.
    pub backend: Option<String>,
    /// The order of interaction indices and of k-convexity; 2 where silent.
    pub order: Option<usize>,
    /// The seed of sampling estimators; 0 where silent.
    pub seed: u64,
    /// The number of samples; 10,000 where silent.
    pub samples: Option<usize>,
    /// An allocation to check instead of computing one.
    pub allocation: Option<Vec<Rational>>,
    /// Say how long each concept took.
    pub timings: bool,
    /// When to stop.
    pub limit: TimeLimit,
}

/// A concept, for lists: its name, what it is, and who proposed it.
pub struct Concept {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// Who proposed it: a key of REFERENCES.md.
    pub source: &'static str,
    run: Run,
}

/// How a concept is computed, in exact numbers and in floats.
struct Run {
    exact: fn(&Task<'_, Rational>) -> Result<Answer, Error>,
    float: fn(&Task<'_, f64>) -> Result<Answer, Error>,
    check: Option<Check>,
}

/// How an allocation is checked where more than one may pass.
struct Check {
    exact: fn(&Task<'_, Rational>, &[Rational]) -> Result<Answer, Error>,
    float: fn(&Task<'_, f64>, &[f64]) -> Result<Answer, Error>,
}

/// A row of the table for a function that is generic in the number type.
macro_rules! concept {
    ($name:literal, $about:literal, $source:literal, $run:path) => {
        $crate::report::coop::Concept {
            name: $name,
            about: $about,
            source: $source,
            run: $crate::report::coop::Run { exact: $run, float: $run, check: None },
        }
    };
    ($name:literal, $about:literal, $source:literal, $run:path, check $check:path) => {
        $crate::report::coop::Concept {
            name: $name,
            about: $about,
            source: $source,
            run: $crate::report::coop::Run {
                exact: $run,
                float: $run,
                check: Some($crate::report::coop::Check { exact: $check, float: $check }),
            },
        }
    };
}
use concept;

/// All concepts, in the order of lists.
pub fn concepts() -> impl Iterator<Item = &'static Concept> {
    values::CONCEPTS
        .iter()
        .chain(structured::CONCEPTS)
        .chain(excesses::CONCEPTS)
        .chain(kernels::CONCEPTS)
        .chain(sets::CONCEPTS)
        .chain(stability::CONCEPTS)
        .chain(shape::CONCEPTS)
        .chain(properties::CONCEPTS)
}

/// The concepts of some names.
///
/// # Errors
///
/// [`Error::Input`] that names the nearest known one.
pub fn named(names: &[String]) -> Result<Vec<&'static Concept>, Error> {
    let find = |name: &String| {
        concepts().find(|concept| concept.name == name.as_str()).ok_or_else(|| {
            let near = crate::format::tu::nearest(name, concepts().map(|concept| concept.name));
            let all: Vec<_> = concepts().map(|concept| concept.name).collect();
            Error::input(format!("found concept {name:?}{near}; the concepts are {}", all.join(", ")))
        })
    };
    names.iter().map(find).collect()
}

/// Computes concepts of a game, one entry for each, in the order asked. What fails has an error in
/// its entry; the others still come.
///
/// # Examples
///
/// ```
/// use pactum::format::tu::read_json;
/// use pactum::report::coop::{Options, named, solve};
///
/// let file = read_json(r#"{"format": "pactum-tu/1", "voting": {"weights": [1, 1, 1], "quota": 2}}"#).unwrap();
/// let entries = solve(&file, &named(&["shapley".into(), "tau".into()]).unwrap(), &Options::default());
/// assert_eq!(entries[0].value.as_ref().unwrap()["1"], "1/3");
/// // The tau value of the majority game is undefined: an error of that concept alone.
/// assert!(entries[1].value.is_err());
/// assert!(named(&["shapely".into()]).is_err());
/// ```
pub fn solve(file: &TuFile, concepts: &[&'static Concept], options: &Options) -> Vec<ResultEntry> {
    if !options.float {
        return solve_in(file, options.allocation.as_deref(), concepts, options, |run| run.exact, |check| check.exact);
    }
    match file.convert::<f64>() {
        Ok(file) => solve_float(&file, concepts, options),
        Err(error) => {
            concepts.iter().map(|concept| ResultEntry::new(concept.name, Err(error.clone()), false)).collect()
        }
    }
}

/// Computes concepts of a game of floats; see [`solve`].
pub fn solve_float(file: &TuFile<f64>, concepts: &[&'static Concept], options: &Options) -> Vec<ResultEntry> {
    let allocation: Option<Vec<f64>> =
        options.allocation.as_ref().map(|amounts| amounts.iter().map(Scalar::to_f64).collect());
    solve_in(file, allocation.as_deref(), concepts, options, |run| run.float, |check| check.float)
}

type RunIn<S> = fn(&Task<'_, S>) -> Result<Answer, Error>;
type CheckIn<S> = fn(&Task<'_, S>, &[S]) -> Result<Answer, Error>;

fn solve_in<S: Scalar>(
    file: &TuFile<S>,
    allocation: Option<&[S]>,
    concepts: &[&'static Concept],
    options: &Options,
    run: fn(&Run) -> RunIn<S>,
    check: fn(&Check) -> CheckIn<S>,
) -> Vec<ResultEntry> {
    let task = Task::new(file, options);
    let one = |concept: &&'static Concept| {
        if options.limit.is_over() {
            let late = Error::TimeLimit(concept.name.to_string());
            return ResultEntry::new(concept.name, Err(late), false);
        }
        // Building the table from a short form is reading, not computing.
        let _ = task.game();
        let started = Instant::now();
        let answer = match (allocation, &concept.run.check) {
            (None, _) => run(&concept.run)(&task),
            (Some(amounts), Some(own)) => check(own)(&task, amounts),
            (Some(amounts), None) => {
                run(&concept.run)(&task).and_then(|answer| membership::equals(&task, amounts, answer))
            }
        };
        let mut entry = answer.map_or_else(
            |error| ResultEntry::new(concept.name, Err(error), false),
            |answer| answer.into_entry(concept.name),
        );
        // An answer says its order itself; an error may come from it.
        let takes_order = concept.name.starts_with("interaction:") || concept.name == "k-convex";
        if let (Err(_), Some(order), true) = (&entry.value, options.order, takes_order) {
            entry.siblings.insert("order".into(), order.into());
        }
        if let Some(amounts) = allocation {
            entry.siblings.insert("checked".into(), task.allocation(amounts));
        }
        entry.seconds = options.timings.then(|| started.elapsed().as_secs_f64());
        entry
    };
    concepts.iter().map(one).collect()
}

/// Whether a time limit stopped some concept.
pub fn stopped(entries: &[ResultEntry]) -> bool {
    entries.iter().any(|entry| matches!(entry.value, Err(Error::TimeLimit(_))))
}

/// The value of an object by players' names.
fn by_player<S: Scalar>(players: &[String], amounts: &[S]) -> Value {
    players
        .iter()
        .cloned()
        .zip(amounts.iter().map(super::result::number_json))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
