//! What a scenario says that cannot matter.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Places;
use super::arrangements::has_levels;
use super::tree::Span;
use crate::arrangement::{Arrangement, Case, When};
use crate::format::diagnostic::{Diagnostic, Severity, Source};
use crate::number::{Rational, whole};
use crate::scenario::{Attachment, DatasetKey, ParameterId, Quantity, RISK_KINDS, RiskKey, UseKey};

/// Whether a number is certainly this one: no interval, no unknown.
fn is_exactly(quantity: &Quantity, value: &Rational) -> bool {
    quantity.interval.is_none() && quantity.symbol.is_none() && quantity.value.as_ref() == Some(value)
}

struct Warnings<'a> {
    case: &'a Case<Quantity>,
    source: &'a Source<'a>,
    /// Numbers that some arrangement changes, so that a 0 or 1 of the file may not stay.
    changed: HashSet<ParameterId>,
    /// Of each path of an effect, whether it names nothing.
    paths: HashMap<&'a str, bool>,
    found: Vec<Diagnostic>,
}

/// Warnings about a case.
pub(super) fn warnings(
    case: &Case<Quantity>,
    places: &Places,
    unknowns: &BTreeMap<String, Span>,
    source: &Source<'_>,
) -> Vec<Diagnostic> {
    let mut warnings = Warnings { case, source, changed: HashSet::new(), paths: HashMap::new(), found: Vec::new() };
    warnings.effects(places);
    warnings.risks(places);
    warnings.uses(places);
    warnings.unknowns(unknowns);
    warnings.found.sort_by_key(|warning| warning.place.span.start);
    warnings.found
}

impl<'a> Warnings<'a> {
    fn warn(&mut self, span: &Span, field: String, message: &str, found: String, allowed: &str) {
        self.found.push(Diagnostic {
            severity: Severity::Warning,
            file: self.source.file.to_string(),
            place: self.source.place(span),
            field,
            message: message.to_string(),
            found,
            allowed: allowed.to_string(),
            nearest: None,
        });
    }

    /// Arrangements without effect, effects on nothing, conditions that never or always hold.
    fn effects(&mut self, places: &Places) {
        let case = self.case;
        for (index, arrangement) in case.arrangements.iter().enumerate() {
            let written = index < case.written;
            let span =
                if written { places.arrangements.get(index).unwrap_or(&places.presets) } else { &places.presets };
            let field = format!("arrangement.{}", arrangement.id);
            let mut idle = arrangement.transfers.is_empty() && arrangement.side_payments.is_none();
            for (number, effect) in arrangement.effects.iter().enumerate() {
                let nothing = self.names_nothing(&effect.on);
                idle &= nothing;
                if nothing && written {
                    let place = format!("{field}.effects[{number}].on");
                    self.warn(span, place, "the path matches nothing here", format!("\"{}\"", effect.on), "");
                }
            }
            if written && !arrangement.levels.is_empty() && !has_levels(arrangement) {
                let message = "an arrangement with a `set`, or of side payments, has no levels: these do not matter";
                self.warn(span, format!("{field}.levels"), message, format!("{} levels", arrangement.levels.len()), "");
            }
            if idle {
                self.idle(arrangement, span, field.clone());
            }
            if written {
                self.conditions(arrangement, span, &field);
            }
        }
    }

    /// Whether a path names no parameter here. The parameters that it does name may change.
    fn names_nothing(&mut self, path: &'a str) -> bool {
        if let Some(nothing) = self.paths.get(path) {
            return *nothing;
        }
        let ids = self.case.scenario.resolve(path).unwrap_or_default();
        self.paths.insert(path, ids.is_empty());
        let nothing = ids.is_empty();
        if path.starts_with("risk.") || path.starts_with("use.") || path.starts_with("dataset.") {
            self.changed.extend(ids);
        }
        nothing
    }

    fn idle(&mut self, arrangement: &Arrangement<Quantity>, span: &Span, field: String) {
        let costs = !is_exactly(&arrangement.running_cost, &whole(0));
        let message = match costs {
            true => "an arrangement that costs and changes nothing here",
            false => "an arrangement without effect",
        };
        self.warn(span, field, message, String::new(), "effects on parameters of this scenario, or transfers");
    }

    fn conditions(&mut self, arrangement: &Arrangement<Quantity>, span: &Span, field: &str) {
        let n = self.case.scenario.n();
        for (number, transfer) in arrangement.transfers.iter().enumerate() {
            let (never, found) = match transfer.when {
                When::JoinsAndFails(k) => (k <= 1, format!("joins_and_fails = {k}")),
                When::JoinsAndReaches(k) => (k > n, format!("joins_and_reaches = {k}")),
                _ => (false, String::new()),
            };
            let place = format!("{field}.transfers[{number}].when");
            if never {
                self.warn(span, place, "a condition that never holds", found, &format!("2 to {n}"));
            } else if is_exactly(&transfer.amount, &whole(0)) {
                self.warn(span, format!("{field}.transfers[{number}].amount"), "a transfer of nothing", "0".into(), "");
            }
        }
    }

    /// Risks of probability or loss 0, of quality on perfect data, of pairs that exchange nothing.
    fn risks(&mut self, places: &Places) {
        let scenario = &self.case.scenario;
        let pairs: HashSet<(usize, usize)> = scenario
            .uses
            .iter()
            .filter_map(|entry| scenario.datasets.get(entry.dataset).map(|dataset| (dataset.owner, entry.user)))
            .map(|(owner, user)| (owner.min(user), owner.max(user)))
            .collect();
        for (index, (risk, span)) in scenario.risks.iter().zip(&places.risks).enumerate() {
            let field = format!("risk.{}", risk.id);
            for (key, message) in
                [(RiskKey::Probability, "a risk of probability 0"), (RiskKey::Loss, "a risk without loss")]
            {
                let zero = is_exactly(&risk.parameters[key], &whole(0));
                if zero && !self.changed.contains(&ParameterId::Risk(index, key)) {
                    let place = format!("{field}.{}", key_name(key));
                    self.warn(span, place, message, "0".into(), "a number above 0, for the risk to matter");
                }
            }
            let is_quality = RISK_KINDS.get(risk.kind).is_some_and(|(name, _)| *name == "quality");
            match risk.attachment {
                Attachment::Dataset(dataset) if is_quality && self.perfect(dataset) => {
                    let message = "a quality risk on data of quality 1";
                    self.warn(span, format!("{field}.dataset"), message, "quality 1".into(), "data of quality below 1");
                }
                Attachment::With(other) if !pairs.contains(&(risk.bearer.min(other), risk.bearer.max(other))) => {
                    let message = "a risk of a pair that exchanges no data";
                    let found = "no use between the two".to_string();
                    self.warn(span, format!("{field}.with"), message, found, "a pair with a use between them");
                }
                _ => {}
            }
        }
    }

    /// Whether the quality of a dataset is certainly 1.
    fn perfect(&self, index: usize) -> bool {
        self.case.scenario.datasets.get(index).is_some_and(|dataset| {
            DatasetKey::QUALITY.iter().all(|&key| {
                let stays = !self.changed.contains(&ParameterId::Dataset(index, key));
                stays && is_exactly(&dataset.parameters[key], &whole(1))
            })
        })
    }

    fn uses(&mut self, places: &Places) {
        let scenario = &self.case.scenario;
        for (index, (entry, span)) in scenario.uses.iter().zip(&places.uses).enumerate() {
            let zero = is_exactly(&entry.parameters[UseKey::Value], &whole(0));
            if zero && !self.changed.contains(&ParameterId::Use(index, UseKey::Value)) {
                let place = ParameterId::Use(index, UseKey::Value).path(scenario);
                self.warn(
                    span,
                    place,
                    "a use of value 0",
                    "0".into(),
                    "a number above 0, for the use to benefit its user",
                );
            }
        }
    }

    /// Unknowns without a value: numbers cannot be computed from them.
    fn unknowns(&mut self, unknowns: &BTreeMap<String, Span>) {
        for (name, span) in unknowns {
            let message = "a symbol without a value: results are conditions on it, not numbers";
            let found = format!("symbol \"{name}\"");
            self.warn(span, String::new(), message, found, "{ symbol, value } for numeric results");
        }
    }
}

fn key_name(key: RiskKey) -> &'static str {
    use crate::scenario::Key;
    key.info().name
}
