//! The built-in arrangements: a table, read by the reader of scenario files.

use std::sync::OnceLock;

use super::arrangements::{ARRANGEMENT_KEYS, EVERYONE, Setting, empty, info_of};
use super::reader::Reader;
use super::tree::{Kind, parse};
use crate::arrangement::{Arrangement, Operation, When};
use crate::format::diagnostic::{Diagnostic, Source};
use crate::number::{Rational, whole};
use crate::scenario::Quantity;

/// The table of presets.
const TABLE: &str = include_str!("../../arrangement/presets.toml");
const FILE: &str = "presets.toml";
/// The start of the names of side payments, and their group.
const SIDE_PAYMENTS: &str = "side-payments";

/// The rules by which a coalition may share its worth, by name.
pub const RULES: [&str; 9] = [
    "shapley",
    "nucleolus",
    "banzhaf-normalized",
    "tau",
    "equal-split",
    "equal-gain",
    "nash-bargaining",
    "proportional-benefit",
    "almost-ideal",
];

/// A built-in arrangement, before it is fitted to a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// The arrangement. A transfer that counts participants up to all agencies has the count
    /// `usize::MAX` until [`Preset::fit`].
    pub arrangement: Arrangement<Quantity>,
}

impl Preset {
    /// Whether a count of participants stands for all agencies.
    pub fn counts_everyone(count: usize) -> bool {
        count == EVERYONE
    }

    /// The arrangement among `n` agencies, with every amount of money multiplied: running cost,
    /// transfers, and what `set` and `add` put into parameters that are money.
    pub fn fit(&self, n: usize, money: &Rational) -> Arrangement<Quantity> {
        let mut fitted = self.arrangement.clone();
        fitted.running_cost = times(&fitted.running_cost, money);
        for effect in &mut fitted.effects {
            let put = matches!(effect.operation, Operation::Set | Operation::Add);
            if put && info_of(&effect.on).is_some_and(|info| info.money) {
                effect.by = times(&effect.by, money);
            }
        }
        for transfer in &mut fitted.transfers {
            transfer.amount = times(&transfer.amount, money);
            transfer.when = match transfer.when {
                When::JoinsAndFails(EVERYONE) => When::JoinsAndFails(n),
                When::JoinsAndReaches(EVERYONE) => When::JoinsAndReaches(n),
                when => when,
            };
        }
        fitted
    }
}

fn times(quantity: &Quantity, factor: &Rational) -> Quantity {
    Quantity {
        value: quantity.value.as_ref().map(|value| value * factor),
        interval: quantity.interval.as_ref().map(|(low, high)| (low * factor, high * factor)),
        symbol: quantity.symbol.clone(),
    }
}

/// Reads the table of presets.
fn read_table() -> (Vec<Preset>, Vec<Diagnostic>) {
    let source = Source::new(FILE, TABLE);
    let (root, _) = parse(TABLE, FILE);
    let mut reader = Reader::new(&source);
    let mut presets = Vec::new();
    if let Kind::Table(root) = &root.kind {
        let (items, _) = reader.items(root, "arrangement", usize::MAX, &ARRANGEMENT_KEYS);
        for item in &items {
            let arrangement = reader.over(empty(&item.id), item.table, &item.place, &mut Setting::any());
            presets.push(Preset { arrangement });
        }
    }
    for rule in RULES {
        let mut arrangement = empty(&format!("{SIDE_PAYMENTS}:{rule}"));
        arrangement.group = Some(SIDE_PAYMENTS.into());
        arrangement.side_payments = Some(rule.into());
        presets.push(Preset { arrangement });
    }
    (presets, reader.errors)
}

/// The built-in arrangements in the order of their table, side payments by rule last.
///
/// ```
/// use pactum::format::scenario::presets;
///
/// let bureau = presets().iter().find(|preset| preset.arrangement.id == "statutory-bureau").unwrap();
/// assert_eq!(bureau.arrangement.group.as_deref(), Some("coordinator"));
/// assert!(presets().iter().all(|preset| preset.arrangement.id != "no-such-preset"));
/// ```
pub fn presets() -> &'static [Preset] {
    static PRESETS: OnceLock<Vec<Preset>> = OnceLock::new();
    PRESETS.get_or_init(|| read_table().0)
}

/// The names of all presets.
pub(super) fn preset_names() -> Vec<&'static str> {
    presets().iter().map(|preset| preset.arrangement.id.as_str()).collect()
}

/// A preset by name, fitted to a scenario.
pub(super) fn preset_named(name: &str, n: usize, money: &Rational) -> Option<Arrangement<Quantity>> {
    presets().iter().find(|preset| preset.arrangement.id == name).map(|preset| preset.fit(n, money))
}

/// The amounts of presets as they are in their table.
pub(super) fn unscaled() -> Rational {
    whole(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;

    #[test]
    fn the_table_reads_without_errors() {
        let (presets, errors) = read_table();
        assert_eq!(errors, vec![]);
        assert_eq!(presets.len(), 20 + RULES.len());
    }

    /// The table of presets as the documents have it, in short: id, group, running cost, effects.
    const DOCUMENTED: &str = "
        meetings|coordinator|0|raise R.structure.communication 1/4; raise R.negotiation_relief 1/5; add A.access_cost 1/10
        cio|coordinator|1|raise R.structure.communication 1/4; raise R.structure.formality 1/2; raise R.negotiation_relief 2/5; raise risk.kind:accountability.mitigation 1/4; add A.access_cost 1/5
        statutory-bureau|coordinator|3|raise R.structure.communication 1/2; raise R.structure.network 1/2; raise R.structure.formality 4/5; raise R.negotiation_relief 3/5; raise R.monitoring_relief 1/2; raise risk.class:coordination.mitigation 1/4; add A.access_cost 2/5
        platform|-|2|raise R.monitoring_relief 4/5; raise R.negotiation_relief 1/4; add A.access_cost 3/10
        fiscal-tilt|-|0|add A.funding 1
        cost-compensation|-|0|raise D.refund 1/2
        pay-per-use|-|0|raise D.compensation_rate 1/2
        assurance|-|0|pay 1
        performance-evaluation|-|1/2|raise D.measurability 1/4; add A.evaluation_rate 1/5
        mandate|-|1/2|add A.penalty 2
        classification|-|1/2|cut D.specificity 1/5; raise risk.kind:leakage.mitigation 1/4; raise risk.kind:misuse.mitigation 1/4
        duty-list|-|1/5|raise R.structure.formality 2/5; raise D.enforcement 1/4
        governance-committee|-|1/2|raise R.structure.communication 2/5; raise risk.*.mitigation 1/10
        quality-standard|-|1/2|raise D.quality 1/3; add agency.role:owner.technology_cost 1/5
        open-by-default|data-rights|0|set D.bargaining_share 0; set D.compensation_rate 0; set D.exclusion 0; set collective.exclusion 0
        provider-control|data-rights|0|set D.bargaining_share 1; set D.compensation_rate 0; set D.exclusion 1; set collective.exclusion 1
        joint-control|data-rights|0|set D.bargaining_share 1/2; set D.compensation_rate 0; set D.exclusion 1; set collective.exclusion 1
        coordinator-held|data-rights|0|set D.bargaining_share 0; set D.compensation_rate 1; set D.exclusion 1/2; set collective.exclusion 1/2
        three-rights|data-rights|0|set D.bargaining_share 1/4; set D.compensation_rate 1/2; set D.exclusion 1; set collective.exclusion 1
        reciprocity|data-rights|0|set D.bargaining_share 0; set D.compensation_rate 0; set D.exclusion 1; set collective.exclusion 1";

    #[test]
    fn the_table_is_the_documented_one() {
        let number = |quantity: &Quantity| quantity.value.clone().unwrap().to_string();
        let short = |arrangement: &Arrangement<Quantity>| {
            let name = |wanted| Operation::ALL.iter().find(|(operation, _)| *operation == wanted).unwrap().1;
            let effects = arrangement.effects.iter();
            let effects =
                effects.map(|effect| format!("{} {} {}", name(effect.operation), effect.on, number(&effect.by)));
            let transfers = arrangement.transfers.iter().map(|transfer| {
                assert_eq!((transfer.to, transfer.when), (None, When::JoinsAndFails(EVERYONE)));
                format!("pay {}", number(&transfer.amount))
            });
            let group = arrangement.group.as_deref().unwrap_or("-");
            let all: Vec<String> = effects.chain(transfers).collect();
            let line = format!("{}|{group}|{}|{}", arrangement.id, number(&arrangement.running_cost), all.join("; "));
            line.replace("relation.*.*.", "R.").replace("agency.*.", "A.").replace("dataset.*.", "D.")
        };
        let read: Vec<String> = presets().iter().take(20).map(|preset| short(&preset.arrangement)).collect();
        let documented: Vec<&str> = DOCUMENTED.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(read, documented);
    }

    #[test]
    fn money_is_scaled_and_rates_are_not() {
        let find = |id: &str| preset_named(id, 4, &whole(10)).unwrap();
        let evaluation = find("performance-evaluation");
        assert_eq!(evaluation.running_cost, Quantity::exact(whole(5)));
        assert_eq!(evaluation.effects[1].by, Quantity::exact(ratio(1, 5)));
        assert_eq!(find("mandate").effects[0].by, Quantity::exact(whole(20)));
        assert_eq!(find("pay-per-use").effects[0].by, Quantity::exact(ratio(1, 2)));
        let assurance = find("assurance");
        assert_eq!(assurance.transfers[0].amount, Quantity::exact(whole(10)));
        assert_eq!(assurance.transfers[0].when, When::JoinsAndFails(4));
    }
}
