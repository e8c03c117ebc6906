//! Agencies, datasets with their uses, linkages, relations and risks.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::defaults::{DatasetNumbers, Defaults, RelationNumbers, UseNumbers, names, silent};
use super::reader::{Ids, Reader};
use super::tree::{Kind, Node, Span, Table};
use crate::scenario::{
    Agency, AgencyKey, Attachment, Dataset, Linkage, LinkageKey, Parameters, Quantity, RISK_KINDS, RelationKey,
    Relations, Risk, RiskClass, RiskKey, Use,
};

/// Sizes beyond which a file is refused.
pub(super) const MOST_AGENCIES: usize = 5_000;
const MOST_DATASETS: usize = 20_000;
const MOST_USES: usize = 50_000;
const MOST_RELATIONS: usize = 20_000;
const MOST_RISKS: usize = 20_000;
const MOST_LINKAGES: usize = 20_000;

/// The keys of an agency in files.
pub(super) fn agency_keys() -> Vec<&'static str> {
    ["id", "name", "group"].into_iter().chain(names::<AgencyKey>()).collect()
}

/// The keys of a dataset in files.
pub(super) fn dataset_keys() -> Vec<&'static str> {
    ["id", "owner", "uses"].into_iter().chain(DatasetNumbers::keys()).collect()
}

/// The keys of a use in files.
pub(super) fn use_keys() -> Vec<&'static str> {
    ["by"].into_iter().chain(UseNumbers::keys()).collect()
}

/// The keys of a relation in files.
pub(super) fn relation_keys() -> Vec<&'static str> {
    ["between"].into_iter().chain(RelationNumbers::keys()).collect()
}

/// The keys of a risk in files.
pub(super) fn risk_keys() -> Vec<&'static str> {
    ["id", "kind", "class", "bearer", "dataset", "with"].into_iter().chain(names::<RiskKey>()).collect()
}

/// The keys of a linkage in files.
pub(super) fn linkage_keys() -> Vec<&'static str> {
    ["datasets"].into_iter().chain(names::<LinkageKey>()).collect()
}

/// An entry of a list of tables: its table, its place in words, its identifier.
pub(super) struct Item<'n> {
    pub node: &'n Node,
    pub table: &'n Table,
    pub place: String,
    pub id: String,
}

impl Reader<'_> {
    /// The entries of `[[kind]]` that have identifiers.
    pub fn items<'n>(&mut self, root: &'n Table, kind: &str, most: usize, known: &[&str]) -> (Vec<Item<'n>>, Ids) {
        let (mut ids, mut items) = (Ids::default(), Vec::new());
        for (index, node) in self.tables(root, kind, most).into_iter().enumerate() {
            let place = format!("{kind}[{index}]");
            let Kind::Table(table) = &node.kind else {
                self.wrong(node, &place, format!("a table with {}", super::reader::listed(known)));
                continue;
            };
            let id = self.id(table, &node.span, &place, kind, &mut ids);
            let place = if id == "?" { place } else { format!("{kind}.{id}") };
            self.known_keys(table, &place, known);
            items.push(Item { node, table, place, id });
        }
        (items, ids)
    }

    /// Agencies with their numbers.
    pub fn agencies(&mut self, items: &[Item<'_>], defaults: &Defaults) -> Vec<Agency<Quantity>> {
        let mut agencies = Vec::with_capacity(items.len());
        for item in items {
            let mut parameters = defaults.agency.clone();
            self.overlay(item.table, &item.place, &mut parameters);
            let name = self.label(item.table, "name", &item.place).unwrap_or_else(|| item.id.clone());
            let group = self.label(item.table, "group", &item.place).or_else(|| defaults.group.clone());
            agencies.push(Agency { id: item.id.clone(), name, group, parameters });
        }
        agencies
    }

    /// Datasets with their numbers and uses, and the places of the uses.
    pub fn datasets(&mut self, root: &Table, agencies: &Ids, defaults: &Defaults) -> Datasets {
        let (items, ids) = self.items(root, "dataset", MOST_DATASETS, &dataset_keys());
        let (datasets, spans, uses, use_spans) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut read = Datasets { ids, datasets, spans, uses, use_spans };
        for item in &items {
            let mut numbers = defaults.dataset.clone();
            self.overlay_dataset(item.table, &item.place, &mut numbers);
            let owner = match item.table.get("owner") {
                Some(node) => self.reference(node, &format!("{}.owner", item.place), "agency", agencies),
                None => {
                    self.missing(&item.node.span, &item.place, "owner", "the id of an agency");
                    None
                }
            };
            if let Some(node) = item.table.get("uses") {
                self.uses(node, item, owner, agencies, defaults, &mut read);
            }
            let (id, owner) = (item.id.clone(), owner.unwrap_or(0));
            read.spans.push(item.node.span.clone());
            read.datasets.push(Dataset { id, owner, parameters: numbers.parameters, effort: numbers.effort });
        }
        read
    }

    /// The uses of one dataset.
    fn uses(
        &mut self,
        node: &Node,
        item: &Item<'_>,
        owner: Option<usize>,
        agencies: &Ids,
        defaults: &Defaults,
        read: &mut Datasets,
    ) {
        let list = format!("{}.uses", item.place);
        let entries = self.list(node, &list, "a list of uses: [{ by = .., value = .. }, ..]");
        if read.uses.len() + entries.len() > MOST_USES {
            let found = format!("{} uses so far", read.uses.len() + entries.len());
            self.error(&node.span, &list, "too many uses", found, format!("at most {MOST_USES} in a file"));
            return;
        }
        let mut seen = HashSet::new();
        for (index, entry) in entries.iter().enumerate() {
            let place = format!("{list}[{index}]");
            let Some(table) = self.table(entry, &place, &use_keys()) else { continue };
            let mut numbers = defaults.each_use.clone();
            let Some(by) = table.get("by") else {
                self.missing(&entry.span, &place, "by", "the id of the agency that uses the data");
                continue;
            };
            let user = self.reference(by, &format!("{place}.by"), "agency", agencies);
            let named = user.and_then(|user| agencies.names.get(user));
            let numbers_place = named.map_or(place.clone(), |name| format!("use.{}.{name}", item.id));
            self.overlay_use(table, &numbers_place, &mut numbers);
            let Some(user) = user else { continue };
            if owner == Some(user) {
                let allowed = "an agency other than the owner";
                self.error(&by.span, &format!("{place}.by"), "a use by the owner", self.describe(by), allowed);
                continue;
            }
            if !seen.insert(user) {
                let allowed = "each user of a dataset once";
                self.error(&by.span, &format!("{place}.by"), "a second use by one agency", self.describe(by), allowed);
                continue;
            }
            let UseNumbers { parameters, cost_share } = numbers;
            read.uses.push(Use { dataset: read.datasets.len(), user, parameters, cost_share });
            read.use_spans.push(entry.span.clone());
        }
    }

    /// Two different members of a list, such as `between = ["a", "b"]`.
    fn two(&mut self, node: &Node, field: &str, what: &str, ids: &Ids) -> Option<(usize, usize)> {
        let allowed = format!("the ids of two different objects of kind {what}, such as [\"a\", \"b\"]");
        let items = self.list(node, field, &allowed);
        if !matches!(node.kind, Kind::Array(_)) {
            return None;
        }
        let [first, second] = items else {
            self.error(&node.span, field, "not a pair", self.describe(node), allowed);
            return None;
        };
        let first = self.reference(first, &format!("{field}[0]"), what, ids);
        let second = self.reference(second, &format!("{field}[1]"), what, ids);
        let (first, second) = (first?, second?);
        if first == second {
            self.error(&node.span, field, "a pair of one", self.source.quote(&node.span), allowed);
            return None;
        }
        Some((first.min(second), first.max(second)))
    }

    /// Linkages of datasets.
    pub fn linkages(&mut self, root: &Table, datasets: &Ids) -> Vec<Linkage<Quantity>> {
        let mut linkages = Vec::new();
        let mut seen = HashSet::new();
        for (index, node) in self.tables(root, "linkage", MOST_LINKAGES).into_iter().enumerate() {
            let place = format!("linkage[{index}]");
            let Some(table) = self.table(node, &place, &linkage_keys()) else { continue };
            let field = format!("{place}.datasets");
            let mut parameters = silent();
            self.overlay(table, &place, &mut parameters);
            let Some(ends) = table.get("datasets") else {
                self.missing(&node.span, &place, "datasets", "the ids of two different datasets");
                continue;
            };
            let Some(datasets) = self.two(ends, &field, "dataset", datasets) else { continue };
            if !seen.insert(datasets) {
                let found = self.source.quote(&ends.span);
                self.error(&ends.span, &field, "a second linkage of two datasets", found, "each pair of datasets once");
                continue;
            }
            linkages.push(Linkage { datasets, parameters });
        }
        linkages
    }

    /// Relations of pairs.
    pub fn relations(&mut self, root: &Table, agencies: &Ids, defaults: &Defaults) -> Relations<Quantity> {
        let mut listed: BTreeMap<(usize, usize), Parameters<RelationKey, Quantity>> = BTreeMap::new();
        let mut lines: HashMap<(usize, usize), usize> = HashMap::new();
        for (index, node) in self.tables(root, "relation", MOST_RELATIONS).into_iter().enumerate() {
            let place = format!("relation[{index}]");
            let Some(table) = self.table(node, &place, &relation_keys()) else { continue };
            let field = format!("{place}.between");
            let Some(between) = table.get("between") else {
                self.missing(&node.span, &place, "between", "the ids of two different agencies");
                continue;
            };
            let Some(pair) = self.two(between, &field, "agency", agencies) else { continue };
            let line = self.source.place(&node.span).line;
            if let Some(earlier) = lines.insert(pair, line) {
                let message = format!("a second relation of one pair; the first is in line {earlier}");
                let found = self.source.quote(&between.span);
                self.error(&between.span, &field, message, found, "each pair once, in either order");
                continue;
            }
            let name = |index: usize| agencies.names.get(index).map_or("?", String::as_str);
            let place = format!("relation.{}.{}", name(pair.0), name(pair.1));
            let mut numbers = defaults.relation.of(pair);
            self.overlay_relation(table, &place, agencies, pair, &mut numbers);
            listed.insert(pair, numbers);
        }
        self.list_sides(root, agencies.names.len(), defaults, &mut listed);
        Relations { default: defaults.relation.every.clone(), listed }
    }

    /// Lists the pairs that differ from the others because `[defaults.relation]` gives an agency its own side.
    fn list_sides(
        &mut self,
        root: &Table,
        n: usize,
        defaults: &Defaults,
        listed: &mut BTreeMap<(usize, usize), Parameters<RelationKey, Quantity>>,
    ) {
        let own: HashSet<usize> = defaults.relation.sides.iter().flat_map(|sides| sides.keys().copied()).collect();
        if own.len().saturating_mul(n) > MOST_RELATIONS {
            let span = root.get("defaults").map_or(0..0, |node| node.span.clone());
            let found = format!("costs of {} agencies in all their {n} pairs", own.len());
            let allowed = format!("at most {MOST_RELATIONS} pairs with costs of their own");
            self.error(&span, "defaults.relation", "too many pairs", found, allowed);
            return;
        }
        for agency in own {
            for other in (0..n).filter(|&other| other != agency) {
                let pair = (agency.min(other), agency.max(other));
                listed.entry(pair).or_insert_with(|| defaults.relation.of(pair));
            }
        }
    }

    /// Risks, and their places.
    pub fn risks(&mut self, root: &Table, agencies: &Ids, data: &Datasets) -> (Vec<Risk<Quantity>>, Vec<Span>) {
        let (items, _) = self.items(root, "risk", MOST_RISKS, &risk_keys());
        let mut users = HashSet::new();
        users.extend(data.uses.iter().map(|entry| (entry.dataset, entry.user)));
        users.extend(data.datasets.iter().enumerate().map(|(index, dataset)| (index, dataset.owner)));
        let (mut risks, mut spans) = (Vec::new(), Vec::new());
        for item in &items {
            let mut parameters = silent();
            self.overlay(item.table, &item.place, &mut parameters);
            let kind = self.risk_kind(item);
            let bearer = match item.table.get("bearer") {
                Some(node) => self.reference(node, &format!("{}.bearer", item.place), "agency", agencies),
                None => {
                    self.missing(&item.node.span, &item.place, "bearer", "the id of an agency");
                    None
                }
            };
            let attachment = bearer.and_then(|bearer| self.attachment(item, bearer, agencies, data, &users));
            if let (Some((kind, class)), Some(bearer), Some(attachment)) = (kind, bearer, attachment) {
                risks.push(Risk { id: item.id.clone(), kind, class, bearer, attachment, parameters });
                spans.push(item.node.span.clone());
            }
        }
        (risks, spans)
    }

    /// The kind and class of a risk.
    fn risk_kind(&mut self, item: &Item<'_>) -> Option<(usize, RiskClass)> {
        let classes = [RiskClass::Division, RiskClass::Coordination];
        let given = item.table.get("class").and_then(|node| {
            let known = classes.map(RiskClass::name);
            self.choice(node, &format!("{}.class", item.place), "class of risk", &known)
        });
        let kinds = RISK_KINDS.map(|(name, _)| name);
        let Some(node) = item.table.get("kind") else {
            self.missing(&item.node.span, &item.place, "kind", &super::reader::listed(&kinds));
            return None;
        };
        let kind = self.choice(node, &format!("{}.kind", item.place), "kind of risk", &kinds)?;
        let class = given.and_then(|index| classes.get(index).copied());
        let class = class.or_else(|| RISK_KINDS.get(kind).and_then(|(_, class)| *class));
        if class.is_none() && item.table.get("class").is_none() {
            self.missing(&item.node.span, &item.place, "class", "division or coordination, required for a custom risk");
        }
        class.map(|class| (kind, class))
    }

    /// What a risk is attached to.
    fn attachment(
        &mut self,
        item: &Item<'_>,
        bearer: usize,
        agencies: &Ids,
        data: &Datasets,
        users: &HashSet<(usize, usize)>,
    ) -> Option<Attachment> {
        let field = |key: &str| format!("{}.{key}", item.place);
        match (item.table.get("dataset"), item.table.get("with")) {
            (None, None) => Some(Attachment::Nothing),
            (Some(_), Some(with)) => {
                let message = "a risk of a dataset and of a pair at once";
                self.error(&with.span, &field("with"), message, self.describe(with), "dataset, with, or neither");
                None
            }
            (Some(node), None) => {
                let dataset = self.reference(node, &field("dataset"), "dataset", &data.ids)?;
                if !users.contains(&(dataset, bearer)) {
                    let message = "the bearer neither owns nor uses the dataset";
                    let allowed = "a dataset that the bearer owns or uses";
                    self.error(&node.span, &field("dataset"), message, self.describe(node), allowed);
                    return None;
                }
                Some(Attachment::Dataset(dataset))
            }
            (None, Some(node)) => {
                let other = self.reference(node, &field("with"), "agency", agencies)?;
                if other == bearer {
                    let message = "a pair of an agency with itself";
                    let allowed = "an agency other than the bearer";
                    self.error(&node.span, &field("with"), message, self.describe(node), allowed);
                    return None;
                }
                Some(Attachment::With(other))
            }
        }
    }
}

/// Datasets and their uses as read.
pub(super) struct Datasets {
    pub ids: Ids,
    pub datasets: Vec<Dataset<Quantity>>,
    pub spans: Vec<Span>,
    pub uses: Vec<Use<Quantity>>,
    pub use_spans: Vec<Span>,
}
