//! What `[analysis]` asks for.

use super::arrangements::has_levels;
use super::presets::{RULES, preset_named, preset_names, presets, unscaled};
use super::reader::Reader;
use super::tree::{Kind, Node, Table};
use crate::arrangement::{Analysis, Arrangement};
use crate::number::Rational;
use crate::scenario::{Quantity, Range};

/// The keys of `[analysis]`.
pub(super) const ANALYSIS_KEYS: [&str; 5] = ["presets", "preset_money", "max_bundle", "rules", "levels"];
/// The largest bundle where the file is silent.
const MAX_BUNDLE: usize = 2;
/// The largest bundle that can be asked for.
pub(super) const MOST_BUNDLED: usize = 1_000;

/// What a file asks for.
pub(super) struct Asked {
    pub analysis: Analysis,
    pub preset_money: Rational,
    /// The presets that are offered, fitted to the scenario.
    pub presets: Vec<Arrangement<Quantity>>,
}

impl Reader<'_> {
    /// Reads `[analysis]` of a scenario of `n` agencies.
    pub fn analysis(&mut self, root: &Table, n: usize) -> Asked {
        let rules: Vec<String> = ["shapley", "nucleolus", "equal-gain"].map(String::from).into();
        let analysis = Analysis { max_bundle: MAX_BUNDLE, rules, levels: Vec::new() };
        let mut asked = Asked { analysis, preset_money: unscaled(), presets: Vec::new() };
        let Some(node) = root.get("analysis") else { return asked };
        let Some(table) = self.table(node, "analysis", &ANALYSIS_KEYS) else { return asked };
        if let Some(node) = table.get("rules") {
            let rules = self.names_once(node, "analysis.rules", "rule", &RULES);
            asked.analysis.rules =
                rules.iter().filter_map(|&index| RULES.get(index)).map(|rule| rule.to_string()).collect();
        }
        if let Some(node) = table.get("max_bundle")
            && let Some(most) = self.count(node, "analysis.max_bundle", 0, MOST_BUNDLED)
        {
            asked.analysis.max_bundle = most;
        }
        if let Some(node) = table.get("preset_money")
            && let Some(money) = self.plain(node, "analysis.preset_money", Some(Range::NonNegative))
        {
            asked.preset_money = money;
        }
        if let Some(node) = table.get("levels") {
            asked.analysis.levels = self.levels(node, "analysis.levels");
        }
        if let Some(node) = table.get("presets") {
            let names = self.offered(node, &asked.analysis.rules);
            let fitted = names.iter().filter_map(|name| preset_named(name, n, &asked.preset_money));
            asked.presets = fitted.collect();
            for preset in asked.presets.iter_mut().filter(|preset| has_levels(preset)) {
                preset.levels = asked.analysis.levels.clone();
            }
        }
        asked
    }

    /// The names of the presets that are offered.
    fn offered(&mut self, node: &Node, rules: &[String]) -> Vec<&'static str> {
        const FIELD: &str = "analysis.presets";
        let names = preset_names();
        match &node.kind {
            Kind::String(text) if text == "all" => {
                let plain = presets().iter().filter(|preset| preset.arrangement.side_payments.is_none());
                let sharing = |rule: &String| {
                    presets().iter().find(|preset| preset.arrangement.side_payments.as_ref() == Some(rule))
                };
                let offered = plain.chain(rules.iter().filter_map(sharing));
                offered.map(|preset| preset.arrangement.id.as_str()).collect()
            }
            Kind::String(text) => {
                let allowed = "\"all\", or a list of presets such as [\"platform\", \"mandate\"]";
                self.unknown_of(&node.span, FIELD, "choice of presets", text, &["all"], allowed);
                Vec::new()
            }
            _ => {
                let found = self.names_once(node, FIELD, "preset", &names);
                found.iter().filter_map(|&index| names.get(index).copied()).collect()
            }
        }
    }
}
