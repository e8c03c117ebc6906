//! The cheapest bundles, recomputed from the entries of the report itself.

use serde_json::{Map, Value, json};

use super::Flaw;
use super::compare::Checker;
use crate::number::Rational;
use num_traits::Zero;

/// What a total needs of one entry.
struct Row<'a> {
    entry: &'a Value,
    cost: Rational,
    coercion: Rational,
}

impl Checker<'_> {
    /// Checks `least_cost`, `least_cost_voluntary` and `least_cost_with_transfers`.
    pub(super) fn check_totals(&self) -> Result<(), Flaw> {
        let entries = self.list("arrangements")?.iter();
        let rows: Vec<Row> = entries
            .map(|entry| {
                let number = |key: &str| self.number(&format!("arrangements/{key}"), &entry[key]);
                Ok(Row { entry, cost: number("sponsor_cost")?, coercion: number("coercion")? })
            })
            .collect::<Result<_, Flaw>>()?;
        self.equal("least_cost", &self.least_cost_table(&rows, false))?;
        self.equal("least_cost_voluntary", &self.least_cost_table(&rows, true))?;
        let prices = ["equilibrium", "unique", "dominant"].into_iter().map(|price| {
            let costs = rows.iter().map(|row| {
                let total = self.number("prices", &row.entry["prices"][price]["total"]).unwrap_or_default();
                (&row.cost + total, row)
            });
            let least = costs.reduce(|least, next| if next.0 < least.0 { next } else { least });
            let cheapest =
                least.map(|(cost, row)| json!({"bundle": row.entry["bundle"], "cost": self.writer.number(&cost)}));
            (price.to_string(), cheapest.unwrap_or_default())
        });
        let prices: Map<String, Value> = prices.collect();
        self.equal("least_cost_with_transfers", &Value::Object(prices))
    }

    fn least_cost_table(&self, rows: &[Row], voluntary: bool) -> Value {
        let mut keys: Vec<&String> = Vec::new();
        for key in rows.iter().filter_map(|row| row.entry["verdicts"].as_object()).flat_map(Map::keys) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let fitting = |row: &&Row| !voluntary || row.coercion.is_zero();
        let cheapest = |key: &str, rows: &mut dyn Iterator<Item = usize>, all: &[Row]| -> Option<usize> {
            rows.filter(|&row| all[row].entry["verdicts"][key]["verdict"] == "holds")
                .reduce(|least, next| if all[next].cost < all[least].cost { next } else { least })
        };
        let mut table = Map::new();
        for key in keys {
            let mut fit = (0..rows.len()).filter(|&row| fitting(&&rows[row]));
            let found = cheapest(key, &mut fit, rows);
            let open = |row: &Row| row.entry["verdicts"].get(key).is_none();
            let cheaper_open = rows
                .iter()
                .filter(fitting)
                .any(|row| open(row) && found.is_none_or(|found| row.cost < rows[found].cost));
            if cheaper_open {
                continue;
            }
            let entry = found.map(|found| {
                let row = &rows[found];
                let ids = row.entry["bundle"].as_array().cloned().unwrap_or_default();
                let without = ids.iter().map(|id| {
                    let rest: Value = ids.iter().filter(|other| *other != id).cloned().collect();
                    let rest = rows.iter().find(|row| row.entry["bundle"] == rest);
                    let holds = rest
                        .and_then(|row| row.entry["verdicts"].get(key))
                        .map(|verdict| verdict["verdict"] == "holds");
                    (id.as_str().unwrap_or_default().to_string(), json!(holds))
                });
                json!({
                    "bundle": row.entry["bundle"],
                    "cost": self.writer.number(&row.cost),
                    "holds_without": Value::Object(without.collect()),
                })
            });
            table.insert(key.clone(), entry.unwrap_or_default());
        }
        Value::Object(table)
    }
}
