//! Reports as text, for a policy analyst: the question, the answer, then tables.

mod verdicts;

use std::fmt::Write;

use crate::text_sharing::sharing;
use comfy_table::{CellAlignment, Table, presets};
use pactum::number::{Rational, Scalar, decimal_text, whole};
use pactum::payoff::Component;
use pactum::report::names::Names;
use pactum::report::{AgencyReport, ArrangementReport, StabilityReport};
use pactum::stability::Verdict;
use pactum::stability::dilemma::{DilemmaType, Label};
use pactum::stability::price::{Price, Prices};

/// The most rows of the table of arrangements.
const ROWS: usize = 25;

/// Everything that the sections of a report read.
struct Text<'a> {
    report: &'a StabilityReport,
    names: Names,
}

/// Writes a report as text.
pub fn report_text(report: &StabilityReport, all: bool) -> String {
    let names = Names::of(&report.case.scenario, &report.choices, &report.space);
    let text = Text { report, names };
    let mut sections = vec![
        text.answer(),
        text.agencies(),
        text.components(),
        text.data(),
        text.equilibria(),
        text.verdicts(),
        text.prices(),
        sharing(report, &text.names),
        text.least_cost(),
        text.arrangements(all),
    ];
    sections.retain(|section| !section.is_empty());
    sections.join("\n")
}

/// A number with its exact fraction beside it where that is short.
pub fn shown(value: &Rational) -> String {
    let decimal = decimal_text(value, 4);
    let exact = value.to_string();
    match () {
        _ if value.is_integer() => exact,
        _ if exact.len() <= 14 => format!("{decimal} ({exact})"),
        _ => decimal,
    }
}

/// A number for a table.
pub fn short(value: &Rational) -> String {
    decimal_text(value, 3)
}

/// A table of a heading and rows, numbers to the right.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(header.to_vec());
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// A section of a report.
pub fn section(title: &str, body: &dyn std::fmt::Display) -> String {
    let body: Vec<String> = body.to_string().lines().map(|line| line.trim_end().to_string()).collect();
    format!("{title}\n{}\n", body.join("\n"))
}

fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

impl Text<'_> {
    fn name(&self, agency: usize) -> &str {
        &self.report.case.scenario.agencies[agency].name
    }

    fn unit(&self) -> String {
        let unit = &self.report.case.scenario.unit;
        if unit.is_empty() { String::new() } else { format!(" {unit}") }
    }

    fn bundle(&self, bundle: &[usize]) -> String {
        let ids = self.report.bundle_ids(bundle);
        if ids.is_empty() { "no arrangement".into() } else { ids.join(" + ") }
    }

    fn answer(&self) -> String {
        let scenario = &self.report.case.scenario;
        let n = scenario.n();
        let mut text = String::new();
        let _ = writeln!(
            text,
            "{}: {n} agencies, {} datasets{}",
            if scenario.name.is_empty() { "Scenario without a name" } else { &scenario.name },
            scenario.datasets.len(),
            self.numbers_note()
        );
        let _ = writeln!(
            text,
            "Question: do all agencies share all their data when each decides for itself, and which arrangement makes them?"
        );
        let _ = writeln!(text, "Answer:   {}", self.status_quo_in_words());
        let _ = writeln!(text, "          {}", self.cheapest_in_words());
        let _ = writeln!(text, "          {}", self.prices_in_words());
        let _ = writeln!(text, "          {}", self.worth_in_words());
        if let Some(reason) = &self.report.incomplete {
            let _ = writeln!(text, "INCOMPLETE: {reason}");
        }
        text
    }

    fn numbers_note(&self) -> String {
        let unit = &self.report.case.scenario.unit;
        let exact = match self.report.arithmetic {
            pactum::payoff::table::Arithmetic::Exact => "exact arithmetic",
            pactum::payoff::table::Arithmetic::Float => "floating point, tolerance 1e-9",
        };
        if unit.is_empty() { format!(" ({exact})") } else { format!(" (amounts in {unit}; {exact})") }
    }

    fn status_quo_in_words(&self) -> String {
        let leaving: Vec<usize> =
            (0..self.names.agencies.len()).filter(|&i| self.report.agencies[i].slack < whole(0)).collect();
        if leaving.is_empty() {
            let strict =
                if self.verdict_holds("unique-pure") { ", and nothing else is" } else { ", though not the only one" };
            let strict =
                if self.verdict_holds("unique-pure") || self.report.status_quo().pure.len() > 1 { strict } else { "" };
            return format!("yes: all sharing fully is an equilibrium of the status quo{strict}.");
        }
        let mut worst = leaving.clone();
        worst.sort_by(|&a, &b| self.report.agencies[a].slack.cmp(&self.report.agencies[b].slack).then(a.cmp(&b)));
        let gains: Vec<String> = worst
            .iter()
            .take(4)
            .map(|&i| format!("{} ({})", self.names.agencies[i], short(&-self.report.agencies[i].slack.clone())))
            .collect();
        let more = if worst.len() > 4 { format!(" and {} more", worst.len() - 4) } else { String::new() };
        let list = if more.is_empty() { join(&gains) } else { format!("{}{more}", gains.join(", ")) };
        format!("no: {} of {} gain by leaving, {list}.", leaving.len(), self.names.agencies.len())
    }

    fn verdict_holds(&self, key: &str) -> bool {
        self.report.status_quo().verdict(key).is_some_and(Verdict::holds)
    }

    fn cheapest_in_words(&self) -> String {
        let describe = |found: &ArrangementReport| {
            let coercion = if found.coercion > whole(0) {
                format!(", threatening {}", short(&found.coercion))
            } else {
                String::new()
            };
            format!("{} (sponsor pays {}{coercion})", self.bundle(&found.bundle), short(&found.sponsor_cost))
        };
        let (any, voluntary) = (self.report.least_cost("nash", false), self.report.least_cost("nash", true));
        match (any, voluntary) {
            (None, _) => "No arrangement that was tried makes it an equilibrium.".into(),
            (Some(found), Some(same)) if found.bundle == same.bundle => {
                format!("Cheapest way to make it an equilibrium: {}.", describe(found))
            }
            (Some(found), Some(free)) => {
                format!(
                    "Cheapest way to make it an equilibrium: {}; without coercion: {}.",
                    describe(found),
                    describe(free)
                )
            }
            (Some(found), None) => {
                format!("Cheapest way to make it an equilibrium: {}; none without coercion.", describe(found))
            }
        }
    }

    fn prices_in_words(&self) -> String {
        let prices = &self.report.status_quo().prices;
        let total = |price: &Price| short(&price.total());
        format!(
            "Paid outright, it costs {} to make it an equilibrium, {} to make it the only one, {} to make it dominant.",
            total(&prices.equilibrium),
            total(&prices.unique),
            total(&prices.dominant)
        )
    }

    fn worth_in_words(&self) -> String {
        let dilemma = &self.report.dilemma;
        let welfare = format!(
            "welfare {} when all share, {} at best",
            short(&dilemma.welfare_full),
            short(&dilemma.welfare_best)
        );
        let kind = match (dilemma.present, dilemma.kind) {
            (_, Some(DilemmaType::Harmony)) => "no dilemma (harmony: joining is dominant)".to_string(),
            (true, Some(kind)) => format!("a participation dilemma of the type {}", kind.name()),
            (true, None) => "a participation dilemma".to_string(),
            (false, _) => "no participation dilemma".to_string(),
        };
        format!("Diagnosis: {kind}; {welfare}.")
    }

    fn agencies(&self) -> String {
        let mut rows = table(&["agency", "when all share", "best alternative", "slack", "", "because"]);
        for (agency, entry) in self.report.agencies.iter().enumerate() {
            let alternative = format!("{} ({})", short(&entry.outside), self.names.strategies[agency][entry.deviation]);
            rows.add_row(vec![
                self.names.agencies[agency].clone(),
                short(&entry.inside),
                alternative,
                short(&entry.slack),
                entry.label.name().into(),
                deciding(entry),
            ]);
        }
        if let Some(column) = rows.column_mut(5) {
            column.set_cell_alignment(CellAlignment::Left);
        }
        section(&format!("Agencies when all others share (status quo{})", self.unit_clause()), &rows)
    }

    fn unit_clause(&self) -> String {
        let unit = self.unit();
        if unit.is_empty() { unit } else { format!(";{unit}") }
    }

    fn components(&self) -> String {
        let used: Vec<usize> = (0..Component::ALL.len())
            .filter(|&c| self.report.agencies.iter().any(|agency| agency.components[c] != whole(0)))
            .collect();
        let mut header = vec!["agency"];
        let titles: Vec<String> = used.iter().map(|&c| Component::ALL[c].1.replace('_', " ")).collect();
        header.extend(titles.iter().map(String::as_str));
        let mut rows = table(&header);
        for (agency, entry) in self.report.agencies.iter().enumerate() {
            let values = used.iter().map(|&c| short(&entry.components[c]));
            rows.add_row(std::iter::once(self.names.agencies[agency].clone()).chain(values).collect::<Vec<_>>());
        }
        section("What makes up each payoff when all share", &rows)
    }

    fn data(&self) -> String {
        if self.report.case.scenario.datasets.is_empty() {
            return String::new();
        }
        let mut rows =
            table(&["dataset", "owner", "quality", "users gain", "public value", "sunk cost", "owner's return", ""]);
        for (dataset, (view, returns)) in self
            .report
            .case
            .scenario
            .datasets
            .iter()
            .zip(self.report.environment.datasets.iter().zip(&self.report.hold_up))
        {
            let verdict = match (returns.is_efficient(), returns.is_hold_up()) {
                (_, true) => "hold-up",
                (true, false) => "pays for its owner",
                (false, _) => "not worth its cost",
            };
            rows.add_row(vec![
                dataset.id.clone(),
                self.names.agencies[dataset.owner].clone(),
                short(&view.effective_quality),
                short(&returns.quasi_rent),
                short(&returns.collective),
                short(&returns.specific_cost),
                short(&returns.private_return()),
                verdict.into(),
            ]);
        }
        section(
            "Data: what sharing returns to all and to the owner (hold-up: worth its sunk cost to all, not to the owner)",
            &rows,
        )
    }

    fn equilibria(&self) -> String {
        let pure = &self.report.status_quo().pure;
        let listed: Vec<String> =
            pure.iter().take(12).map(|&profile| format!("  {}", self.names.profile_text(profile))).collect();
        let more = if pure.len() > 12 { format!("\n  and {} more", pure.len() - 12) } else { String::new() };
        let none = if pure.is_empty() { "  none: at every profile some agency gains by a change" } else { "" };
        section(
            &format!("Pure equilibria of the status quo: {}", pure.len()),
            &format!("{}{more}{none}", listed.join("\n")),
        )
    }

    fn prices(&self) -> String {
        let report = self.report.status_quo();
        let mut rows = table(&["to make it", "total", "to agencies willing anyway", "payments"]);
        let prices: [(&str, &Price); 3] = [
            ("an equilibrium", &report.prices.equilibrium),
            ("the only one", &report.prices.unique),
            ("dominant", &report.prices.dominant),
        ];
        for (goal, price) in prices {
            let willing: Rational =
                (0..report.slack.len()).filter(|&i| report.slack[i] >= whole(0)).map(|i| &price.payments[i]).sum();
            let order: Vec<usize> = price.order.clone().unwrap_or_else(|| (0..report.slack.len()).collect());
            let paid: Vec<String> = order
                .iter()
                .filter(|&&i| price.payments[i] > whole(0))
                .map(|&i| format!("{} {}", self.names.agencies[i], short(&price.payments[i])))
                .collect();
            rows.add_row(vec![goal.to_string(), shown(&price.total()), short(&willing), paid.join(", ")]);
        }
        if let Some(column) = rows.column_mut(3) {
            column.set_cell_alignment(CellAlignment::Left);
        }
        let note = "\n(payments on the path; with credible promises off the path alone, an equilibrium costs 0)";
        section("What full participation costs if agencies are paid for it (status quo)", &format!("{rows}{note}"))
    }

    fn least_cost(&self) -> String {
        let mut rows = table(&["verdict", "cheapest bundle", "cost", "critical", "cheapest without coercion", "cost"]);
        for key in self.report.keys() {
            let cell = |found: Option<&ArrangementReport>| match found {
                Some(found) => (self.bundle(&found.bundle), short(&found.sponsor_cost)),
                None => ("none".into(), "-".into()),
            };
            let any = self.report.least_cost(key, false);
            let (bundle, cost) = cell(any);
            let (free, free_cost) = cell(self.report.least_cost(key, true));
            let critical = any.map_or_else(String::new, |found| self.critical(key, found));
            rows.add_row(vec![key.to_string(), bundle, cost, critical, free, free_cost]);
        }
        for column in [1, 3, 4] {
            if let Some(column) = rows.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Left);
            }
        }
        let transfers: Vec<String> = [
            ("an equilibrium", (|prices| &prices.equilibrium) as fn(&Prices) -> &Price),
            ("the only one", |prices| &prices.unique),
            ("dominant", |prices| &prices.dominant),
        ]
        .into_iter()
        .filter_map(|(goal, price)| {
            let (found, cost) = self.report.least_cost_with_transfers(price)?;
            Some(format!("to make it {goal}: {} with {}", shown(&cost), self.bundle(&found.bundle)))
        })
        .collect();
        let transfers = format!("\nWith payments on top: {}.", transfers.join("; "));
        section(
            "Cheapest bundle for each verdict (cost: what the sponsor pays when all share)",
            &format!("{rows}{transfers}"),
        )
    }

    /// The arrangements of a bundle without which the verdict fails.
    fn critical(&self, key: &str, found: &ArrangementReport) -> String {
        let critical = self.report.critical(key, &found.bundle);
        let ids = critical.iter().filter(|one| one.holds_without != Some(true));
        let ids: Vec<&str> = ids.map(|one| self.report.case.arrangements[one.arrangement].id.as_str()).collect();
        if found.bundle.is_empty() {
            String::new()
        } else if ids.len() == critical.len() {
            "all".into()
        } else {
            ids.join(", ")
        }
    }

    fn arrangements(&self, all: bool) -> String {
        let mut sorted: Vec<&ArrangementReport> = self.report.arrangements.iter().collect();
        let reached = |report: &ArrangementReport| report.verdict("nash").is_some_and(Verdict::holds);
        sorted.sort_by(|a, b| reached(b).cmp(&reached(a)).then(a.sponsor_cost.cmp(&b.sponsor_cost)));
        let limit = if all { sorted.len() } else { ROWS };
        let header = [
            "bundle",
            "cost",
            "coercion",
            "welfare",
            "nash",
            "unique",
            "dominant",
            "efficient",
            "improves",
            "patience",
            "leave",
            "price",
        ];
        let mut rows = table(&header);
        for report in sorted.iter().take(limit) {
            let mark = |key: &str| {
                report.verdict(key).map_or("", |verdict| match verdict {
                    Verdict::Holds(_) => "yes",
                    Verdict::Fails(_) => "no",
                    Verdict::Undecided(..) => "?",
                })
            };
            let leaving = report.labels.iter().filter(|label| **label != Label::Willing).count();
            rows.add_row(vec![
                self.bundle(&report.bundle),
                short(&report.sponsor_cost),
                short(&report.coercion),
                short(&report.welfare),
                mark("nash").into(),
                mark("unique-pure").into(),
                mark("dominant").into(),
                mark("efficient").into(),
                mark("improves").into(),
                mark("repeated").into(),
                leaving.to_string(),
                short(&report.prices.equilibrium.total()),
            ]);
        }
        let more = sorted.len().saturating_sub(limit);
        let more = if more > 0 { format!("\n... and {more} more bundles (--all lists them)") } else { String::new() };
        let refused = self.report.inadmissible.len();
        let refused = if refused > 0 {
            format!("\n{refused} bundles cannot be applied (the JSON report says why)")
        } else {
            String::new()
        };
        let title = format!(
            "Arrangements: those under which full participation is an equilibrium first, by cost ({} bundles; leave: agencies not willing; price: still to pay for an equilibrium)",
            sorted.len()
        );
        section(&title, &format!("{rows}{more}{refused}"))
    }
}

/// The components that decide an agency's slack: the largest that speak against joining where it
/// leaves, for joining where it stays.
fn deciding(entry: &AgencyReport) -> String {
    let difference = |c: usize| &entry.components[c] - &entry.outside_components[c];
    let staying = entry.slack >= whole(0);
    let mut rows: Vec<(Rational, &str)> =
        Component::ALL.iter().enumerate().map(|(c, (_, name))| (difference(c), *name)).collect();
    rows.retain(|(value, _)| *value != whole(0) && (*value > whole(0)) == staying);
    rows.sort_by(|(a, _), (b, _)| if staying { b.cmp(a) } else { a.cmp(b) });
    let sign = |value: &Rational| if value.to_f64() > 0.0 { "+" } else { "" };
    let parts =
        rows.iter().take(2).map(|(value, name)| format!("{} {}{}", name.replace('_', " "), sign(value), short(value)));
    parts.collect::<Vec<_>>().join(", ")
}
