//! Numbers over numbers: what an entry is silent about it takes from `[defaults]`, and what that
//! is silent about from the table of parameters.

use std::collections::BTreeMap;

use super::reader::{Ids, Reader, is_number_table};
use super::tree::{Kind, Node, Table};
use crate::scenario::{AgencyKey, DatasetKey, Key, Parameters, Quantity, Range, RelationKey, UseKey};

/// Parameters before the file says anything.
pub(super) fn silent<K: Key>() -> Parameters<K, Quantity> {
    Parameters::from_fn(|key: K| Quantity::exact(key.info().default_value()))
}

/// The keys of a family, in files.
pub(super) fn names<K: Key>() -> Vec<&'static str> {
    K::ALL.iter().map(|key| key.info().name).collect()
}

/// The numbers of a dataset.
#[derive(Clone)]
pub(super) struct DatasetNumbers {
    pub parameters: Parameters<DatasetKey, Quantity>,
    pub effort: Option<Quantity>,
}

/// The numbers of a use.
#[derive(Clone)]
pub(super) struct UseNumbers {
    pub parameters: Parameters<UseKey, Quantity>,
    pub cost_share: Option<Quantity>,
}

/// The numbers of relations: of every pair, and the sides of costs that agencies bear in all their pairs.
pub(super) struct RelationNumbers {
    pub every: Parameters<RelationKey, Quantity>,
    /// For each row of [`RelationKey::SIDED`], the cost by agency.
    pub sides: [BTreeMap<usize, Quantity>; 2],
}

/// What entries take where they are silent.
pub(super) struct Defaults {
    pub agency: Parameters<AgencyKey, Quantity>,
    pub group: Option<String>,
    pub dataset: DatasetNumbers,
    pub each_use: UseNumbers,
    pub relation: RelationNumbers,
}

impl Default for Defaults {
    fn default() -> Self {
        Defaults {
            agency: silent(),
            group: None,
            dataset: DatasetNumbers { parameters: silent(), effort: None },
            each_use: UseNumbers { parameters: silent(), cost_share: None },
            relation: RelationNumbers { every: silent(), sides: Default::default() },
        }
    }
}

impl DatasetNumbers {
    /// The keys of its numbers in files.
    pub fn keys() -> Vec<&'static str> {
        let plain = DatasetKey::ALL.iter().filter(|key| !DatasetKey::QUALITY.contains(key)).map(|key| key.info().name);
        plain.chain(["quality", "effort"]).collect()
    }
}

impl UseNumbers {
    /// The keys of its numbers in files.
    pub fn keys() -> Vec<&'static str> {
        names::<UseKey>().into_iter().chain(["cost_share"]).collect()
    }
}

impl RelationNumbers {
    /// The keys of its numbers in files.
    pub fn keys() -> Vec<&'static str> {
        let elements = RelationKey::ELEMENTS.iter().map(|(name, _)| *name);
        let costs = RelationKey::SIDED.iter().map(|(name, _)| *name);
        elements.chain(costs).chain(RelationKey::RELIEFS.iter().map(|key| key.info().name)).collect()
    }

    /// The numbers of a pair that the file is silent about, lower agency first.
    pub fn of(&self, pair: (usize, usize)) -> Parameters<RelationKey, Quantity> {
        let mut numbers = self.every.clone();
        for ((_, keys), sides) in RelationKey::SIDED.iter().zip(&self.sides) {
            for (key, agency) in keys.iter().zip([pair.0, pair.1]) {
                if let Some(cost) = sides.get(&agency) {
                    numbers[*key] = cost.clone();
                }
            }
        }
        numbers
    }
}

impl Reader<'_> {
    /// Reads `[defaults]`.
    pub fn defaults(&mut self, root: &Table, agencies: &Ids) -> Defaults {
        let mut defaults = Defaults::default();
        let Some(node) = root.get("defaults") else { return defaults };
        let Some(table) = self.table(node, "defaults", &["agency", "dataset", "use", "relation"]) else {
            return defaults;
        };
        let mut keys = names::<AgencyKey>();
        keys.push("group");
        if let Some(entry) = self.default_table(table, "agency", &keys) {
            self.overlay(entry, "defaults.agency", &mut defaults.agency);
            defaults.group = self.label(entry, "group", "defaults.agency");
        }
        if let Some(entry) = self.default_table(table, "dataset", &DatasetNumbers::keys()) {
            self.overlay_dataset(entry, "defaults.dataset", &mut defaults.dataset);
        }
        if let Some(entry) = self.default_table(table, "use", &UseNumbers::keys()) {
            self.overlay_use(entry, "defaults.use", &mut defaults.each_use);
        }
        if let Some(entry) = self.default_table(table, "relation", &RelationNumbers::keys()) {
            self.overlay_relation_default(entry, agencies, &mut defaults.relation);
        }
        defaults
    }

    fn default_table<'n>(&mut self, table: &'n Table, key: &str, known: &[&str]) -> Option<&'n Table> {
        self.table(table.get(key)?, &format!("defaults.{key}"), known)
    }

    /// Takes over the numbers of a family that a table gives.
    pub fn overlay<K: Key>(&mut self, table: &Table, place: &str, numbers: &mut Parameters<K, Quantity>) {
        self.overlay_keys(table, place, K::ALL, numbers);
    }

    fn overlay_keys<K: Key>(&mut self, table: &Table, place: &str, keys: &[K], numbers: &mut Parameters<K, Quantity>) {
        for &key in keys {
            let info = key.info();
            if let Some(node) = table.get(info.name)
                && let Some(quantity) = self.quantity(node, &format!("{place}.{}", info.name), Some(info.range))
            {
                numbers[key] = quantity;
            }
        }
    }

    /// Takes over an element: one index for its sub-elements, or a table of some of them.
    fn overlay_element<K: Key>(
        &mut self,
        node: &Node,
        place: &str,
        subs: &[K; 3],
        numbers: &mut Parameters<K, Quantity>,
    ) {
        match &node.kind {
            Kind::Table(table) if !is_number_table(table) => {
                let known: Vec<&str> = subs.iter().map(|key| key.info().name).collect();
                self.known_keys(table, place, &known);
                self.overlay_keys(table, place, subs, numbers);
            }
            _ => {
                if let Some(quantity) = self.quantity(node, place, Some(Range::Index)) {
                    subs.iter().for_each(|&key| numbers[key] = quantity.clone());
                }
            }
        }
    }

    /// Takes over the numbers of a dataset.
    pub fn overlay_dataset(&mut self, table: &Table, place: &str, numbers: &mut DatasetNumbers) {
        let plain: Vec<DatasetKey> =
            DatasetKey::ALL.iter().copied().filter(|key| !DatasetKey::QUALITY.contains(key)).collect();
        self.overlay_keys(table, place, &plain, &mut numbers.parameters);
        if let Some(node) = table.get("quality") {
            self.overlay_element(node, &format!("{place}.quality"), &DatasetKey::QUALITY, &mut numbers.parameters);
        }
        if let Some(node) = table.get("effort") {
            let effort = self.quantity(node, &format!("{place}.effort"), Some(Range::NonNegative));
            numbers.effort = effort.or(numbers.effort.take());
        }
    }

    /// Takes over the numbers of a use.
    pub fn overlay_use(&mut self, table: &Table, place: &str, numbers: &mut UseNumbers) {
        self.overlay(table, place, &mut numbers.parameters);
        if let Some(node) = table.get("cost_share") {
            let share = self.quantity(node, &format!("{place}.cost_share"), Some(Range::Index));
            numbers.cost_share = share.or(numbers.cost_share.take());
        }
    }

    /// The elements and reliefs of a relation: all but its costs.
    fn overlay_elements(&mut self, table: &Table, place: &str, numbers: &mut Parameters<RelationKey, Quantity>) {
        for (element, subs) in &RelationKey::ELEMENTS {
            if let Some(node) = table.get(element) {
                self.overlay_element(node, &format!("{place}.{element}"), subs, numbers);
            }
        }
        self.overlay_keys(table, place, &RelationKey::RELIEFS, numbers);
    }

    fn overlay_relation_default(&mut self, table: &Table, agencies: &Ids, numbers: &mut RelationNumbers) {
        let place = "defaults.relation";
        self.overlay_elements(table, place, &mut numbers.every);
        for (row, (cost, keys)) in RelationKey::SIDED.iter().enumerate() {
            let Some(node) = table.get(cost) else { continue };
            match self.cost(node, &format!("{place}.{cost}"), agencies, None) {
                Cost::Both(quantity) => keys.iter().for_each(|&key| numbers.every[key] = quantity.clone()),
                Cost::Sides(sides) => numbers.sides[row].extend(sides),
                Cost::Wrong => {}
            }
        }
    }

    /// Takes over the numbers of the relation of a pair, lower agency first.
    pub fn overlay_relation(
        &mut self,
        table: &Table,
        place: &str,
        agencies: &Ids,
        pair: (usize, usize),
        numbers: &mut Parameters<RelationKey, Quantity>,
    ) {
        self.overlay_elements(table, place, numbers);
        for (cost, [first, second]) in &RelationKey::SIDED {
            let Some(node) = table.get(cost) else { continue };
            match self.cost(node, &format!("{place}.{cost}"), agencies, Some(pair)) {
                Cost::Both(quantity) => {
                    numbers[*first] = quantity.clone();
                    numbers[*second] = quantity;
                }
                Cost::Sides(sides) => {
                    for (agency, quantity) in sides {
                        numbers[if agency == pair.0 { *first } else { *second }] = quantity;
                    }
                }
                Cost::Wrong => {}
            }
        }
    }

    /// A cost that both bear alike, or a table of sides by agency (of the pair, if there is one).
    fn cost(&mut self, node: &Node, place: &str, agencies: &Ids, pair: Option<(usize, usize)>) -> Cost {
        let range = Some(Range::NonNegative);
        let table = match &node.kind {
            Kind::Table(table) if !is_number_table(table) => table,
            _ => return self.quantity(node, place, range).map_or(Cost::Wrong, Cost::Both),
        };
        let known: Vec<&str> = match pair {
            Some((a, b)) => [a, b].iter().filter_map(|&index| agencies.names.get(index).map(String::as_str)).collect(),
            None => agencies.known(),
        };
        let what = if pair.is_some() { "agency of the pair" } else { "agency" };
        let mut sides = BTreeMap::new();
        for entry in &table.entries {
            let side = format!("{place}.{}", entry.key);
            let agency = agencies.get(&entry.key).filter(|&index| pair.is_none_or(|(a, b)| index == a || index == b));
            let quantity = self.quantity(&entry.value, &side, range);
            match (agency, quantity) {
                (None, _) => self.unknown(&entry.key_span, &side, what, &entry.key, &known),
                (Some(agency), Some(quantity)) => drop(sides.insert(agency, quantity)),
                (Some(_), None) => {}
            }
        }
        Cost::Sides(sides)
    }
}

/// A cost of a relation as a file gives it.
enum Cost {
    Both(Quantity),
    Sides(BTreeMap<usize, Quantity>),
    Wrong,
}
