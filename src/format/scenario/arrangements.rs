//! Arrangements: effects, conditional transfers, running costs, whether of a file or built in.

use std::collections::{HashMap, HashSet};

use super::analysis::Asked;
use super::presets::{preset_named, preset_names};
use super::reader::{Ids, Reader};
use super::tree::{Kind, Node, Span, Table};
use crate::arrangement::{Arrangement, Effect, Operation, Transfer, When};
use crate::number::{Rational, rational_text, whole};
use crate::scenario::path::PathError;
use crate::scenario::{
    AgencyKey, CouplingKey, DatasetKey, Info, Key, LinkageKey, ParameterId, Quantity, Range, RelationKey, RiskKey,
    Scenario, UseKey,
};

/// Sizes beyond which a file is refused.
const MOST_ARRANGEMENTS: usize = 200;
const MOST_ITEMS: usize = 5_000;
const MOST_LEVELS: usize = 100;
const MOST_SINGLE: usize = 2_000_000;
/// The largest number of participants in a condition.
const MOST_PARTICIPANTS: usize = 1_000_000;
/// In a preset: as many as there are agencies.
pub(super) const EVERYONE: usize = usize::MAX;

/// The keys of an arrangement in files.
pub(super) const ARRANGEMENT_KEYS: [&str; 7] =
    ["id", "preset", "group", "running_cost", "effects", "transfers", "levels"];
/// The keys of an effect in files.
pub(super) const EFFECT_KEYS: [&str; 3] = ["on", "op", "by"];
/// The keys of a transfer in files.
pub(super) const TRANSFER_KEYS: [&str; 3] = ["to", "amount", "when"];
/// The conditions of a transfer that need no number, and those that need one.
pub(super) const PLAIN_CONDITIONS: [(When, &str); 3] =
    [(When::Joins, "joins"), (When::AllJoin, "all-join"), (When::StaysOut, "stays-out")];
/// The conditions of a transfer that count participants.
pub(super) const COUNTING_CONDITIONS: [&str; 2] = ["joins_and_fails", "joins_and_reaches"];

/// What effects and transfers may name: a scenario, or nothing yet for presets.
pub(super) struct Setting<'s> {
    scenario: Option<(&'s Scenario<Quantity>, &'s Ids)>,
    /// Paths looked up so far: how many parameters they name.
    paths: HashMap<String, Result<usize, PathError>>,
    /// Effects and transfers read so far.
    items: usize,
    /// Effects on single parameters so far.
    single: usize,
}

impl<'s> Setting<'s> {
    /// Names of a scenario.
    pub fn of(scenario: &'s Scenario<Quantity>, agencies: &'s Ids) -> Self {
        Setting { scenario: Some((scenario, agencies)), paths: HashMap::new(), items: 0, single: 0 }
    }

    /// No names: of a preset, which fits every scenario.
    pub fn any() -> Self {
        Setting { scenario: None, paths: HashMap::new(), items: 0, single: 0 }
    }

    /// How many parameters a path names; 0 where there is no scenario yet.
    fn reach(&mut self, path: &str) -> Result<usize, PathError> {
        let Some((scenario, _)) = self.scenario else { return Ok(0) };
        let known = self.paths.entry(path.to_string()).or_insert_with(|| scenario.resolve(path).map(|ids| ids.len()));
        known.clone()
    }
}

/// What is known of the parameters that a path names, from its shape alone.
pub(super) fn info_of(path: &str) -> Option<Info> {
    let parts: Vec<&str> = path.split('.').collect();
    let last = *parts.last()?;
    match *parts.first()? {
        "agency" => AgencyKey::from_name(last).map(Key::info),
        "dataset" => match *parts.get(2)? {
            "quality" => Some(DatasetKey::Accuracy.info()),
            "effort" => Some(ParameterId::Effort(0).info()),
            key => DatasetKey::from_name(key).map(Key::info),
        },
        "use" if last == "cost_share" => Some(ParameterId::CostShare(0).info()),
        "use" => UseKey::from_name(last).map(Key::info),
        "relation" => {
            let name = *parts.get(3)?;
            let element = RelationKey::ELEMENTS.iter().find(|(element, _)| *element == name).map(|(_, subs)| subs[0]);
            element.or_else(|| RelationKey::from_name(name)).map(Key::info)
        }
        "risk" => RiskKey::from_name(last).map(Key::info),
        "linkage" => LinkageKey::from_name(last).map(Key::info),
        "collective" => Some(ParameterId::Exclusion.info()),
        "coupling" => CouplingKey::from_name(last).map(Key::info),
        _ => None,
    }
}

/// The arrangements of a file, and their places.
pub(super) type Written = (Vec<Arrangement<Quantity>>, Vec<Span>);

impl Reader<'_> {
    /// The arrangements of a file.
    pub fn arrangements(&mut self, root: &Table, setting: &mut Setting<'_>, asked: &Asked) -> Written {
        let (items, _) = self.items(root, "arrangement", MOST_ARRANGEMENTS, &ARRANGEMENT_KEYS);
        let offered: HashSet<&str> = asked.presets.iter().map(|preset| preset.id.as_str()).collect();
        let (mut arrangements, mut spans) = (Vec::new(), Vec::new());
        for item in &items {
            if offered.contains(item.id.as_str()) {
                let span = item.table.get("id").map_or(&item.node.span, |node| &node.span);
                let (message, found) = ("the id of a preset that is offered beside it", self.source.quote(span));
                self.error(span, &format!("{}.id", item.place), message, found, "an id that no offered preset has");
            }
            let base = match item.table.get("preset") {
                Some(node) => self.preset(node, &format!("{}.preset", item.place), setting, asked),
                None => None,
            };
            let base = base.unwrap_or_else(|| empty(""));
            let mut arrangement = self.over(base, item.table, &item.place, setting);
            arrangement.id = item.id.clone();
            arrangement.levels = self.own_levels(item.table, &item.place);
            self.not_too_many(&arrangement, item.table.get("effects").unwrap_or(item.node), &item.place, setting);
            arrangements.push(arrangement);
            spans.push(item.node.span.clone());
        }
        (arrangements, spans)
    }

    /// The preset that an arrangement starts from.
    fn preset(
        &mut self,
        node: &Node,
        field: &str,
        setting: &Setting<'_>,
        asked: &Asked,
    ) -> Option<Arrangement<Quantity>> {
        let names = preset_names();
        let index = self.choice(node, field, "preset", &names)?;
        let n = setting.scenario.map_or(EVERYONE, |(scenario, _)| scenario.n());
        names.get(index).and_then(|name| preset_named(name, n, &asked.preset_money))
    }

    /// What a table adds to an arrangement; its running cost and group replace.
    pub fn over(
        &mut self,
        mut arrangement: Arrangement<Quantity>,
        table: &Table,
        place: &str,
        setting: &mut Setting<'_>,
    ) -> Arrangement<Quantity> {
        if let Some(group) = self.label(table, "group", place) {
            arrangement.group = Some(group);
        }
        if let Some(node) = table.get("running_cost")
            && let Some(cost) = self.quantity(node, &format!("{place}.running_cost"), Some(Range::NonNegative))
        {
            arrangement.running_cost = cost;
        }
        for (index, node) in self.parts(table, "effects", place, setting).iter().enumerate() {
            let effect = self.effect(node, &format!("{place}.effects[{index}]"), setting);
            arrangement.effects.extend(effect);
        }
        for (index, node) in self.parts(table, "transfers", place, setting).iter().enumerate() {
            let transfer = self.transfer(node, &format!("{place}.transfers[{index}]"), setting);
            arrangement.transfers.extend(transfer);
        }
        arrangement
    }

    /// The entries of a list of effects or transfers, not too many in a file.
    fn parts<'n>(&mut self, table: &'n Table, key: &str, place: &str, setting: &mut Setting<'_>) -> &'n [Node] {
        let Some(node) = table.get(key) else { return &[] };
        let field = format!("{place}.{key}");
        let items = self.list(node, &field, "a list of tables: [{ .. }, ..]");
        let told = setting.items > MOST_ITEMS;
        setting.items = setting.items.saturating_add(items.len());
        if told {
            return &[];
        }
        if setting.items > MOST_ITEMS {
            let found = format!("{} so far", setting.items);
            let allowed = format!("at most {MOST_ITEMS} effects and transfers in a file");
            self.error(&node.span, &field, "too many effects and transfers", found, allowed);
            return &[];
        }
        items
    }

    /// Refuses arrangements whose paths, taken together, name too many parameters.
    fn not_too_many(
        &mut self,
        arrangement: &Arrangement<Quantity>,
        node: &Node,
        place: &str,
        setting: &mut Setting<'_>,
    ) {
        let told = setting.single > MOST_SINGLE;
        for effect in &arrangement.effects {
            setting.single = setting.single.saturating_add(setting.reach(&effect.on).unwrap_or(0));
        }
        if setting.single > MOST_SINGLE && !told {
            let found = format!("effects on {} single parameters so far", setting.single);
            let allowed = format!("at most {MOST_SINGLE} in all arrangements of a file");
            self.error(&node.span, &format!("{place}.effects"), "too many effects", found, allowed);
        }
    }

    fn effect(&mut self, node: &Node, place: &str, setting: &mut Setting<'_>) -> Option<Effect<Quantity>> {
        let table = self.table(node, place, &EFFECT_KEYS)?;
        let names = Operation::ALL.map(|(_, name)| name);
        let on = self.needed(node, table, "on", place, "the path of a parameter, such as \"agency.*.funding\"");
        let op = self.needed(node, table, "op", place, &names.join(", "));
        let by = self.needed(node, table, "by", place, "the operand: a number");
        let operation = op.and_then(|op| self.choice(op, &format!("{place}.op"), "operation", &names));
        let operation = operation.and_then(|index| Operation::ALL.get(index)).map(|(operation, _)| *operation);
        let path = on.and_then(|on| self.path(on, &format!("{place}.on"), setting));
        let info = path.and_then(info_of);
        let index_only = matches!(operation, Some(Operation::Raise | Operation::Cut));
        if let (true, Some(info), Some(op)) = (index_only, info, op)
            && info.range != Range::Index
        {
            let message = format!("raise and cut act on indices; {} is {}", info.name, info.range.words());
            self.error(&op.span, &format!("{place}.op"), message, self.describe(op), "set, scale or add");
        }
        let range = match operation {
            Some(Operation::Raise | Operation::Cut) => Some(Range::Index),
            Some(Operation::Set) => info.map(|info| info.range),
            _ => None,
        };
        let by = self.quantity(by?, &format!("{place}.by"), range)?;
        Some(Effect { on: path?.to_string(), operation: operation?, by })
    }

    /// The value of a key that must be there.
    fn needed<'n>(&mut self, node: &Node, table: &'n Table, key: &str, place: &str, allowed: &str) -> Option<&'n Node> {
        let value = table.get(key);
        if value.is_none() {
            self.missing(&node.span, place, key, allowed);
        }
        value
    }

    /// A path that names parameters.
    fn path<'n>(&mut self, node: &'n Node, field: &str, setting: &mut Setting<'_>) -> Option<&'n str> {
        let path = self.text(node, field, "the path of a parameter, in quotes")?;
        match setting.reach(path) {
            Ok(_) => Some(path),
            Err(problem) => {
                self.unknown_of(&node.span, field, "path", &problem.found, &problem.candidates, problem.allowed);
                None
            }
        }
    }

    fn transfer(&mut self, node: &Node, place: &str, setting: &Setting<'_>) -> Option<Transfer<Quantity>> {
        const TO: &str = "the id of an agency, or \"*\" for each";
        let table = self.table(node, place, &TRANSFER_KEYS)?;
        let to = self.needed(node, table, "to", place, TO);
        let amount = self.needed(node, table, "amount", place, "a number; a charge where it is negative");
        let when = self.needed(node, table, "when", place, CONDITIONS);
        let to = to.and_then(|node| match (&node.kind, setting.scenario) {
            (Kind::String(text), _) if text == "*" => Some(None),
            (_, Some((_, agencies))) => self.reference(node, &format!("{place}.to"), "agency", agencies).map(Some),
            _ => None,
        });
        let amount = amount.and_then(|node| self.quantity(node, &format!("{place}.amount"), None));
        let when = when.and_then(|node| self.when(node, &format!("{place}.when"), setting));
        Some(Transfer { to: to?, amount: amount?, when: when? })
    }

    fn when(&mut self, node: &Node, field: &str, setting: &Setting<'_>) -> Option<When> {
        let table = match &node.kind {
            Kind::String(text) => {
                let found = PLAIN_CONDITIONS.iter().find(|(_, name)| name == text).map(|(when, _)| *when);
                if found.is_none() {
                    let known = PLAIN_CONDITIONS.iter().map(|(_, name)| *name).chain(COUNTING_CONDITIONS);
                    let known: Vec<&str> = known.collect();
                    self.unknown_of(&node.span, field, "condition", text, &known, CONDITIONS);
                }
                return found;
            }
            Kind::Table(table) => table,
            _ => {
                self.wrong(node, field, CONDITIONS);
                return None;
            }
        };
        self.known_keys(table, field, &COUNTING_CONDITIONS);
        let [fails, reaches] = COUNTING_CONDITIONS;
        match (table.get(fails), table.get(reaches)) {
            (Some(count), None) => {
                self.participants(count, &format!("{field}.{fails}"), setting).map(When::JoinsAndFails)
            }
            (None, Some(count)) => {
                self.participants(count, &format!("{field}.{reaches}"), setting).map(When::JoinsAndReaches)
            }
            _ => {
                self.error(&node.span, field, "not one condition", self.describe(node), CONDITIONS);
                None
            }
        }
    }

    /// A number of participants; `"n"` stands for all agencies.
    fn participants(&mut self, node: &Node, field: &str, setting: &Setting<'_>) -> Option<usize> {
        match &node.kind {
            Kind::String(text) if text == "n" => Some(setting.scenario.map_or(EVERYONE, |(scenario, _)| scenario.n())),
            _ => self.count(node, field, 0, MOST_PARTICIPANTS),
        }
    }

    /// The levels of an arrangement of the file.
    /// An arrangement with a `set`, or of side payments, has none: a warning says so.
    fn own_levels(&mut self, table: &Table, place: &str) -> Vec<Rational> {
        table.get("levels").map_or_else(Vec::new, |node| self.levels(node, &format!("{place}.levels")))
    }

    /// Levels of strength: above 0, at most 1, each once.
    pub fn levels(&mut self, node: &Node, field: &str) -> Vec<Rational> {
        let items = self.list(node, field, "a list of numbers above 0 and at most 1");
        if items.len() > MOST_LEVELS {
            let found = format!("{} levels", items.len());
            self.error(&node.span, field, "too many levels", found, format!("at most {MOST_LEVELS}"));
            return Vec::new();
        }
        let mut levels = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let place = format!("{field}[{index}]");
            let Some(level) = self.plain(item, &place, Some(Range::Positive)) else { continue };
            if level > whole(1) {
                let allowed = "a number above 0 and at most 1";
                self.error(&item.span, &place, "out of range", rational_text(&level), allowed);
            } else if levels.contains(&level) {
                self.error(&item.span, &place, "repeated", self.describe(item), "each level once");
            } else {
                levels.push(level);
            }
        }
        levels
    }
}

/// The conditions of a transfer, in words.
const CONDITIONS: &str = "\"joins\", \"all-join\", \"stays-out\", { joins_and_fails = 3 } or { joins_and_reaches = 3 }";

/// Whether an arrangement can be had at less than full strength.
pub(super) fn has_levels(arrangement: &Arrangement<Quantity>) -> bool {
    let sets = arrangement.effects.iter().any(|effect| effect.operation == Operation::Set);
    !sets && arrangement.side_payments.is_none()
}

/// An arrangement that does nothing.
pub(super) fn empty(id: &str) -> Arrangement<Quantity> {
    Arrangement {
        id: id.into(),
        group: None,
        running_cost: Quantity::exact(Rational::default()),
        effects: Vec::new(),
        transfers: Vec::new(),
        side_payments: None,
        levels: Vec::new(),
    }
}
