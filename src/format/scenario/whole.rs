//! What belongs to a scenario as a whole: strategies, worth, the collective good, couplings, weights.

use super::defaults::{names, silent};
use super::reader::Reader;
use super::tree::{Kind, Node, Table};
use crate::number::Rational;
use crate::scenario::{
    Convention, CouplingKey, DatasetKey, Granularity, Key, Parameters, Quantity, Range, RelationKey, Returns, Weights,
};

/// What a scenario file says in its `format`.
pub(super) const FORMAT: &str = "pactum-scenario/1";
/// The largest number of levels.
pub(super) const MOST_LEVELS: usize = 1_000;

impl Reader<'_> {
    /// The format of the file.
    pub fn format(&mut self, root: &Table, span: &super::tree::Span) {
        let allowed = format!("\"{FORMAT}\"");
        match root.get("format") {
            None => self.missing(span, "", "format", &format!("format = {allowed}")),
            Some(node) => {
                if let Some(text) = self.text(node, "format", &allowed)
                    && text != FORMAT
                {
                    self.error(&node.span, "format", "unknown format", self.describe(node), allowed);
                }
            }
        }
    }

    /// What an agency chooses.
    pub fn strategies(&mut self, root: &Table) -> Granularity {
        const ALLOWED: &str = "\"agency\", \"dataset\" or { levels = 4 }";
        let Some(node) = root.get("strategies") else { return Granularity::Agency };
        match &node.kind {
            Kind::String(text) if text == "agency" => return Granularity::Agency,
            Kind::String(text) if text == "dataset" => return Granularity::Dataset,
            Kind::String(text) => self.unknown(
                &node.span,
                "strategies",
                "choice of strategies",
                text,
                &["agency", "dataset", "{ levels = 4 }"],
            ),
            Kind::Table(table) => {
                self.known_keys(table, "strategies", &["levels"]);
                match table.get("levels") {
                    Some(levels) => {
                        let levels = self.count(levels, "strategies.levels", 1, MOST_LEVELS);
                        return levels.map_or(Granularity::Agency, Granularity::Levels);
                    }
                    None => self.missing(&node.span, "strategies", "levels", ALLOWED),
                }
            }
            _ => self.wrong(node, "strategies", ALLOWED),
        }
        Granularity::Agency
    }

    /// Names of a list, each once: their positions.
    pub fn names_once<S: AsRef<str>>(&mut self, node: &Node, field: &str, what: &str, known: &[S]) -> Vec<usize> {
        let allowed = format!("a list of names in quotes, of {}", super::reader::listed(known));
        let mut found = Vec::new();
        for (index, item) in self.list(node, field, &allowed).iter().enumerate() {
            let place = format!("{field}[{index}]");
            let Some(position) = self.choice(item, &place, what, known) else { continue };
            if found.contains(&position) {
                self.error(&item.span, &place, "repeated", self.describe(item), format!("each {what} once"));
            } else {
                found.push(position);
            }
        }
        found
    }

    /// The conventions of worth that are reported.
    pub fn worth(&mut self, root: &Table) -> Vec<Convention> {
        let Some(node) = root.get("worth") else { return vec![Convention::Gamma, Convention::StandAlone] };
        let known = Convention::ALL.map(|(_, name)| name);
        let found = self.names_once(node, "worth", "convention", &known);
        if matches!(&node.kind, Kind::Array(items) if items.is_empty()) {
            let allowed = format!("at least one of {}", known.join(", "));
            self.error(&node.span, "worth", "no convention of worth", "an empty list", allowed);
        }
        found.iter().filter_map(|&index| Convention::ALL.get(index).map(|(convention, _)| *convention)).collect()
    }

    /// Returns of the collective good among `n` agencies, and the exclusion from it.
    pub fn collective(&mut self, root: &Table, n: usize) -> (Returns<Quantity>, Quantity) {
        let nothing = Quantity::exact(Rational::default());
        let Some(node) = root.get("collective") else { return (Returns::Linear, nothing) };
        let Some(table) = self.table(node, "collective", &["returns", "exclusion"]) else {
            return (Returns::Linear, nothing);
        };
        let range = Some(Range::Index);
        let exclusion = table.get("exclusion").and_then(|node| self.quantity(node, "collective.exclusion", range));
        let returns = table.get("returns").map_or(Returns::Linear, |node| self.returns(node, n));
        (returns, exclusion.unwrap_or(nothing))
    }

    fn returns(&mut self, node: &Node, n: usize) -> Returns<Quantity> {
        const FIELD: &str = "collective.returns";
        const ALLOWED: &str = "\"linear\", { threshold = 2 } or { by_participants = [0, 1, ..] }";
        match &node.kind {
            Kind::String(text) if text == "linear" => {}
            Kind::String(text) => {
                self.unknown(&node.span, FIELD, "returns", text, &["linear", "threshold", "by_participants"]);
            }
            Kind::Table(table) => {
                self.known_keys(table, FIELD, &["threshold", "by_participants"]);
                match (table.get("threshold"), table.get("by_participants")) {
                    (Some(threshold), None) => {
                        let threshold = self.count(threshold, &format!("{FIELD}.threshold"), 1, n);
                        return threshold.map_or(Returns::Linear, Returns::Threshold);
                    }
                    (None, Some(list)) => return self.by_participants(list, n),
                    _ => self.error(&node.span, FIELD, "not one form of returns", self.describe(node), ALLOWED),
                }
            }
            _ => self.wrong(node, FIELD, ALLOWED),
        }
        Returns::Linear
    }

    fn by_participants(&mut self, node: &Node, n: usize) -> Returns<Quantity> {
        const FIELD: &str = "collective.returns.by_participants";
        let allowed = format!("a list of {} numbers of at least 0: for 0, 1, .. {n} participants", n + 1);
        let Kind::Array(items) = &node.kind else {
            self.wrong(node, FIELD, allowed);
            return Returns::Linear;
        };
        if items.len() != n + 1 {
            let found = format!("{} numbers", items.len());
            self.error(&node.span, FIELD, "wrong number of entries", found, allowed);
        }
        let table = items.iter().take(n + 1).enumerate();
        let table =
            table.filter_map(|(k, item)| self.quantity(item, &format!("{FIELD}[{k}]"), Some(Range::NonNegative)));
        Returns::ByParticipants(table.collect())
    }

    /// Couplings between dimensions.
    pub fn coupling(&mut self, root: &Table) -> Parameters<CouplingKey, Quantity> {
        let mut parameters = silent();
        if let Some(node) = root.get("coupling")
            && let Some(table) = self.table(node, "coupling", &names::<CouplingKey>())
        {
            self.overlay(table, "coupling", &mut parameters);
        }
        parameters
    }

    /// Weights of elements and sub-elements.
    pub fn weights(&mut self, root: &Table) -> Weights {
        let mut weights = Weights::default();
        let Some(node) = root.get("weights") else { return weights };
        let elements = RelationKey::ELEMENTS.map(|(name, _)| name);
        let [business, experience, structure] = elements;
        let known = ["relation", business, experience, structure, "quality"];
        let Some(table) = self.table(node, "weights", &known) else { return weights };
        self.weights_of(table, "relation", &elements, &mut weights.relation);
        for ((element, subs), row) in RelationKey::ELEMENTS.iter().zip(&mut weights.elements) {
            self.weights_of(table, element, &subs.map(|key| key.info().name), row);
        }
        self.weights_of(table, "quality", &DatasetKey::QUALITY.map(|key| key.info().name), &mut weights.quality);
        weights
    }

    fn weights_of(&mut self, table: &Table, key: &str, known: &[&str; 3], row: &mut [Rational; 3]) {
        let Some(node) = table.get(key) else { return };
        let place = format!("weights.{key}");
        let Some(table) = self.table(node, &place, known) else { return };
        for (name, slot) in known.iter().zip(row) {
            if let Some(node) = table.get(name)
                && let Some(weight) = self.plain(node, &format!("{place}.{name}"), Some(Range::Positive))
            {
                *slot = weight;
            }
        }
    }
}
