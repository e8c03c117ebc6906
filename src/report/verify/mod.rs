//! Re-checks a report without any linear program or equilibrium solver.
//!
//! The scenario is read again from the text that the report embeds, payoffs are derived and
//! tabulated again, and everything that can be enumerated is, straight from its definition.
//! Core allocations, balanced weights and the nucleolus are checked through their certificates.
//! What a report says beside that is compared with what it has to say.

mod arrangement;
mod compare;
mod facts;
mod sharing;
mod totals;
mod verdict;

use serde_json::{Map, Value, json};

use self::arrangement::Entry;
use self::compare::Checker;
use self::facts::Facts;
use super::bundles::bundles;
use super::json::{Source, Writer, intervals};
use super::names::Names;
use super::pipeline::{Benchmark, derive};
use crate::arrangement::Case;
use crate::environment::rights::hold_up;
use crate::format::scenario::read_scenario;
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::parallel::map_in_order;
use crate::payoff::table::{Arithmetic, Tables, tables, with_tables};

/// The first place at which a report says something else than what is true.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct Flaw {
    /// Where in the report, as keys and places joined by slashes.
    pub path: String,
    /// What was found, and what is true.
    pub message: String,
}

impl Flaw {
    pub(super) fn at(path: impl Into<String>, message: impl Into<String>) -> Flaw {
        Flaw { path: path.into(), message: message.into() }
    }
}

/// What was checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checked {
    /// Bundles.
    pub bundles: usize,
    /// Verdicts with their certificates.
    pub verdicts: usize,
}

/// Verifies a report (`pactum-report/1`) given as JSON text; `input` is the text of the scenario
/// file where the report does not embed it, or to check against.
///
/// # Errors
///
/// The first [`Flaw`].
///
/// # Complexity
///
/// That of tabulating and enumerating each bundle again.
pub fn verify(report: &str, input: Option<&str>) -> Result<Checked, Flaw> {
    let report: Value = serde_json::from_str(report).map_err(|error| Flaw::at("", format!("not JSON: {error}")))?;
    let root = report.as_object().ok_or_else(|| Flaw::at("", "a report is a JSON object"))?;
    if root.get("format").and_then(Value::as_str) != Some("pactum-report/1") {
        return Err(Flaw::at("format", "allowed: \"pactum-report/1\""));
    }
    let arithmetic = match root.get("exact") {
        Some(Value::Bool(true)) => Arithmetic::Exact,
        _ => return Err(Flaw::at("exact", "a report in floats cannot be re-checked: analyze without --float")),
    };
    let (case, source) = read_case(root, input)?;
    let base = derive(&case, &[]).map_err(|error| Flaw::at("scenario/source", error.to_string()))?;
    let any = tables(&base.payoffs, arithmetic).map_err(|error| Flaw::at("scenario/source", error.to_string()))?;
    with_tables!(&any, tables => {
        let names = Names::of(&case.scenario, &base.payoffs.choices, tables.game.space());
        let checker = Checker { root, writer: Writer { names, arithmetic }, case: &case, benchmark: benchmark(tables) };
        checker.check(&source, &base, tables)
    })
}

/// Reads the scenario that a report is about.
fn read_case(root: &Map<String, Value>, input: Option<&str>) -> Result<(Case<Rational>, Source), Flaw> {
    let header = root.get("scenario").and_then(Value::as_object);
    let header = header.ok_or_else(|| Flaw::at("scenario", "missing, or no object"))?;
    let embedded =
        header.get("source").map(|source| source.as_str().ok_or_else(|| Flaw::at("scenario/source", "no text")));
    let embedded = embedded.transpose()?;
    let text = input.or(embedded);
    let text =
        text.ok_or_else(|| Flaw::at("scenario/source", "not embedded: the scenario file is needed (--input)"))?;
    let mut source = Source {
        text: text.to_string(),
        embed: embedded.is_some(),
        worths: root.contains_key("worths"),
        intervals: Vec::new(),
    };
    if header.get("digest").and_then(Value::as_str) != Some(&source.digest()) {
        return Err(Flaw::at("scenario/digest", format!("the digest of the scenario is {}", source.digest())));
    }
    if embedded.is_some_and(|embedded| embedded != text) {
        return Err(Flaw::at("scenario/source", "is not the text of the file"));
    }
    let read = read_scenario(text, "scenario").map_err(|errors| {
        Flaw::at("scenario/source", errors.first().map_or_else(String::new, |error| error.message.clone()))
    })?;
    source.intervals.clone_from(&read.intervals);
    let case = read.case.points();
    let case = case.map_err(|names| Flaw::at("scenario/source", format!("no value for {}", names.join(", "))))?;
    Ok((case, source))
}

/// The highest welfare of the base scenario's pure equilibria with the first such equilibrium, or
/// the welfare of nobody sharing.
fn benchmark<C: Cell>(tables: &Tables<C>) -> Benchmark {
    let facts = Facts::of(tables);
    let mut best: Option<usize> = None;
    for &profile in &facts.pure {
        let better = best.is_none_or(|known| match tables.welfare[profile].compare(&tables.welfare[known]) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Equal => tables.game.space().compare(profile, known).is_lt(),
            std::cmp::Ordering::Less => false,
        });
        if better {
            best = Some(profile);
        }
    }
    (facts.exact(&tables.welfare[best.unwrap_or(0)]), best)
}

impl Checker<'_> {
    /// Checks the whole report.
    fn check<C: Cell>(
        &self,
        source: &Source,
        base: &super::pipeline::Derived,
        tables: &Tables<C>,
    ) -> Result<Checked, Flaw> {
        let facts = Facts::of(tables);
        self.check_keys()?;
        let intervals = if source.intervals.is_empty() { Value::Null } else { intervals(&source.intervals) };
        self.equal("intervals", &intervals)?;
        self.equal("scenario", &self.writer.header(&self.case.scenario, source))?;
        let hold_ups: Vec<_> = (0..self.case.scenario.datasets.len())
            .map(|dataset| hold_up(&base.arranged.scenario, &base.environment, dataset))
            .collect();
        self.equal("environment", &self.writer.environment(&self.case.scenario, &base.environment, &hold_ups))?;
        self.check_agencies(base, &facts)?;
        self.check_dilemma(&facts)?;
        self.equal("equilibria", &self.writer.equilibria(&self.sorted(&facts)))?;
        self.check_shares(base, &facts)?;
        let checked = self.check_bundles()?;
        self.check_status_quo()?;
        self.check_totals()?;
        Ok(checked)
    }

    /// No key is missing, and none is there that is not checked.
    fn check_keys(&self) -> Result<(), Flaw> {
        const ALWAYS: [&str; 16] = [
            "format",
            "scenario",
            "exact",
            "environment",
            "agencies",
            "dilemma",
            "equilibria",
            "allocations",
            "undefined_allocations",
            "nucleolus_certificates",
            "verdicts",
            "prices",
            "arrangements",
            "inadmissible",
            "least_cost",
            "complete",
        ];
        const MORE: [&str; 5] =
            ["worths", "least_cost_voluntary", "least_cost_with_transfers", "incomplete", "intervals"];
        if let Some(missing) = ALWAYS.iter().find(|key| !self.root.contains_key(**key)) {
            return Err(Flaw::at(*missing, "missing"));
        }
        let known = |key: &str| ALWAYS.contains(&key) || MORE.contains(&key);
        match self.root.keys().find(|key| !known(key)) {
            Some(unknown) => Err(Flaw::at(unknown, "not a key of a report")),
            None => Ok(()),
        }
    }

    /// Every admissible bundle, in order, and every inadmissible one with its reason. Where a time
    /// limit came first, bundles may be left out.
    fn check_bundles(&self) -> Result<Checked, Flaw> {
        let all = bundles(self.case).map_err(|error| Flaw::at("arrangements", error.to_string()))?;
        let complete = match (self.root.get("complete"), self.root.get("incomplete")) {
            (Some(Value::Bool(true)), None) => true,
            (Some(Value::Bool(false)), Some(Value::String(_))) => false,
            _ => return Err(Flaw::at("complete", "true, or false with the reason under incomplete")),
        };
        let mut entries = self.list("arrangements")?.iter().enumerate().peekable();
        let mut refused = self.list("inadmissible")?.iter().enumerate().peekable();
        let mut listed_entries = Vec::new();
        for bundle in &all {
            let ids: Value = self.ids(bundle);
            let listed =
                |entry: Option<&(usize, &Value)>| entry.is_some_and(|(_, entry)| entry.get("bundle") == Some(&ids));
            if listed(entries.peek()) {
                let (place, value) = entries.next().unwrap_or((0, &Value::Null));
                listed_entries.push(Entry { checker: self, place, value, bundle });
            } else if listed(refused.peek()) {
                let (place, value) = refused.next().unwrap_or((0, &Value::Null));
                self.check_refused(place, value, bundle)?;
            } else if complete || bundle.is_empty() {
                return Err(Flaw::at("arrangements", format!("the bundle {ids} is missing, or out of order")));
            }
        }
        if let Some((place, _)) = entries.next() {
            return Err(Flaw::at(format!("arrangements/{place}"), "no bundle of this scenario, or out of order"));
        }
        match refused.next() {
            Some((place, _)) => {
                Err(Flaw::at(format!("inadmissible/{place}"), "no inadmissible bundle, or out of order"))
            }
            None => {
                let verdicts = map_in_order(&listed_entries, Entry::check).into_iter().sum::<Result<usize, Flaw>>()?;
                Ok(Checked { bundles: listed_entries.len(), verdicts })
            }
        }
    }

    /// Equilibria in the order of reports.
    fn sorted<C: Cell>(&self, facts: &Facts<C>) -> Vec<usize> {
        let mut pure = facts.pure.clone();
        pure.sort_by(|&a, &b| facts.tables.game.space().compare(a, b));
        pure
    }

    /// The identifiers of a bundle.
    pub(super) fn ids(&self, bundle: &[usize]) -> Value {
        bundle.iter().map(|&index| Value::from(self.case.arrangements[index].id.as_str())).collect()
    }

    /// The status quo's verdicts and prices are those of the empty bundle.
    fn check_status_quo(&self) -> Result<(), Flaw> {
        let first = self.list("arrangements")?.first().cloned().unwrap_or_else(|| json!({}));
        self.equal("prices", &first["prices"])?;
        let verdicts = self.root.get("verdicts").and_then(Value::as_object);
        let verdicts = verdicts.ok_or_else(|| Flaw::at("verdicts", "no object"))?;
        let mut own: Map<String, Value> = verdicts.clone();
        if first["verdicts"].get("core:beta").is_none() {
            own.remove("core:beta");
        }
        self.same("verdicts", &Value::Object(own), &first["verdicts"])
    }
}
