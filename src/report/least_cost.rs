//! The cheapest bundles, and what is critical in them.

use super::{ArrangementReport, StabilityReport};
use crate::number::Rational;
use crate::stability::price::{Price, Prices};
use itertools::Itertools;
use num_traits::Zero;

/// An arrangement of a cheapest bundle, and whether the verdict still holds without it.
#[derive(Debug, Clone, PartialEq)]
pub struct Critical {
    /// The arrangement, as an index of the case's arrangements.
    pub arrangement: usize,
    /// Whether the verdict holds for the rest of the bundle; `None` where the rest is inadmissible.
    pub holds_without: Option<bool>,
}

impl StabilityReport {
    /// All verdict keys of the report, those of the status quo first.
    pub fn keys(&self) -> Vec<&str> {
        self.arrangements.iter().flat_map(|report| &report.verdicts).map(|(key, _)| key.as_str()).unique().collect()
    }

    /// Whether a verdict was left open for a bundle that would be cheaper than the one found.
    pub fn is_open(&self, key: &str, voluntary: bool) -> bool {
        let found = self.least_cost(key, voluntary);
        let open =
            |report: &&ArrangementReport| report.verdict(key).is_none() && (!voluntary || report.coercion.is_zero());
        let cheaper = |report: &ArrangementReport| found.is_none_or(|found| report.sponsor_cost < found.sponsor_cost);
        self.arrangements.iter().filter(open).any(cheaper)
    }

    /// The cheapest bundle under which a verdict holds: by sponsor cost at `F`, then by size, then
    /// by file order. Among bundles without coercion only, if `voluntary`.
    pub fn least_cost(&self, key: &str, voluntary: bool) -> Option<&ArrangementReport> {
        let fits = |report: &&ArrangementReport| {
            (!voluntary || report.coercion.is_zero()) && report.verdict(key).is_some_and(|verdict| verdict.holds())
        };
        first_least(self.arrangements.iter().filter(fits), |report| report.sponsor_cost.clone())
    }

    /// The cheapest bundle counting the price still to pay, and the sum.
    pub fn least_cost_with_transfers(&self, price: fn(&Prices) -> &Price) -> Option<(&ArrangementReport, Rational)> {
        let cost = |report: &ArrangementReport| &report.sponsor_cost + price(&report.prices).total();
        first_least(self.arrangements.iter(), cost).map(|report| (report, cost(report)))
    }

    /// For each arrangement of a bundle, whether a verdict holds without it.
    pub fn critical(&self, key: &str, bundle: &[usize]) -> Vec<Critical> {
        let without = |arrangement: usize| -> Vec<usize> {
            bundle.iter().copied().filter(|&other| other != arrangement).collect()
        };
        let holds = |rest: Vec<usize>| {
            let report = self.arrangements.iter().find(|report| report.bundle == rest);
            report.and_then(|report| report.verdict(key)).map(|verdict| verdict.holds())
        };
        bundle.iter().map(|&arrangement| Critical { arrangement, holds_without: holds(without(arrangement)) }).collect()
    }
}

/// The first report of least cost. Reports come by size and then by file order.
fn first_least<'a>(
    reports: impl Iterator<Item = &'a ArrangementReport>,
    cost: impl Fn(&ArrangementReport) -> Rational,
) -> Option<&'a ArrangementReport> {
    let costs = reports.map(|report| (cost(report), report));
    costs.reduce(|least, next| if next.0 < least.0 { next } else { least }).map(|(_, report)| report)
}
