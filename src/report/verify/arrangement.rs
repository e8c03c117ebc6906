//! One bundle of a report: its numbers and its verdicts.

use num_traits::{Signed, Zero};
use serde_json::{Value, json};

use super::Flaw;
use super::compare::Checker;
use super::facts::Facts;
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::payoff::Payoffs;
use crate::payoff::table::{Tables, tables, with_tables};
use crate::report::pipeline::{Derived, derive, side_payments};
use crate::stability::dilemma::{DilemmaType, label};
use crate::stability::price::{Price, Prices};

/// One entry of `arrangements`.
pub(super) struct Entry<'a> {
    pub(super) checker: &'a Checker<'a>,
    pub(super) place: usize,
    pub(super) value: &'a Value,
    pub(super) bundle: &'a [usize],
}

impl Entry<'_> {
    /// The path of a key of this entry.
    pub(super) fn path(&self, key: &str) -> String {
        format!("arrangements/{}/{key}", self.place)
    }

    fn equal(&self, key: &str, expected: &Value) -> Result<(), Flaw> {
        self.checker.same(&self.path(key), self.value.get(key).unwrap_or(&Value::Null), expected)
    }

    /// The arrangement of side payments in the bundle, if any.
    pub(super) fn side_payment(&self) -> Option<usize> {
        let arrangements = &self.checker.case.arrangements;
        self.bundle.iter().copied().find(|&index| arrangements[index].side_payments.is_some())
    }

    /// Checks the entry, and returns the number of its verdicts.
    pub(super) fn check(&self) -> Result<usize, Flaw> {
        let mut derived = derive(self.checker.case, self.bundle)
            .map_err(|reason| Flaw::at(self.path("bundle"), reason.to_string()))?;
        if let Some(arrangement) = self.side_payment() {
            let allocation = self.check_side_payments(arrangement, &derived)?;
            derived.payoffs.transfers.extend(side_payments(&derived.payoffs, &allocation));
        } else if self.value.get("side_payments").is_some() {
            return Err(Flaw::at(self.path("side_payments"), "the bundle has none"));
        }
        let any = tables(&derived.payoffs, self.checker.writer.arithmetic)
            .map_err(|error| Flaw::at(self.path("bundle"), error.to_string()))?;
        with_tables!(&any, tables => self.check_tables(&derived, tables))
    }

    fn check_tables<C: Cell>(&self, derived: &Derived, tables: &Tables<C>) -> Result<usize, Flaw> {
        let (writer, facts) = (&self.checker.writer, Facts::of(tables));
        let full = derived.payoffs.full_profile();
        let slack: Vec<Rational> = (0..facts.n).map(|agency| facts.slack(agency)).collect();
        let number = |value: Rational| writer.number(&value);
        self.equal("sponsor_cost", &number(derived.payoffs.sponsor_cost(&full)))?;
        self.equal("welfare", &number(facts.exact(&tables.welfare[facts.full])))?;
        self.equal("coercion", &number(derived.payoffs.coercion()))?;
        self.equal("largest_promise", &number(derived.payoffs.largest_promise()))?;
        self.equal("slack", &writer.numbers(&slack))?;
        self.equal(
            "labels",
            &writer.by_agency(|agency| label(&derived.payoffs, agency, &slack[agency]).name().into()),
        )?;
        self.equal("prices", &writer.prices(&prices(&facts, &slack), &slack))?;
        self.equal("pure_equilibria", &json!(facts.pure.len()))?;
        const KEYS: [&str; 10] = [
            "bundle",
            "sponsor_cost",
            "welfare",
            "coercion",
            "largest_promise",
            "slack",
            "labels",
            "verdicts",
            "prices",
            "pure_equilibria",
        ];
        let keys = self.value.as_object().map(|object| object.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        if let Some(unknown) = keys.iter().find(|key| !KEYS.contains(&key.as_str()) && *key != "side_payments") {
            return Err(Flaw::at(self.path(unknown), "not a key of an arrangement"));
        }
        self.check_verdicts(derived, &facts)
    }
}

/// The three prices, from their definitions.
fn prices<C: Cell>(facts: &Facts<C>, slack: &[Rational]) -> Prices {
    let positive = |value: Rational| if value.is_positive() { value } else { Rational::zero() };
    let (order, payments) = facts.divide_and_conquer();
    let price = |payments: Vec<Rational>| Price { payments, order: None };
    Prices {
        equilibrium: price(slack.iter().map(|slack| positive(-slack.clone())).collect()),
        unique: Price { payments, order: Some(order) },
        dominant: price((0..facts.n).map(|agency| positive(facts.worst_gap(agency))).collect()),
    }
}

impl Checker<'_> {
    /// An inadmissible bundle, and the reason.
    pub(super) fn check_refused(&self, place: usize, value: &Value, bundle: &[usize]) -> Result<(), Flaw> {
        let path = format!("inadmissible/{place}");
        match derive(self.case, bundle) {
            Err(reason) => self.same(&path, value, &json!({"bundle": self.ids(bundle), "reason": reason.to_string()})),
            Ok(derived) => self.check_undefined_side_payments(&path, value, bundle, &derived),
        }
    }

    /// The agencies in the status quo.
    pub(super) fn check_agencies<C: Cell>(&self, base: &Derived, facts: &Facts<C>) -> Result<(), Flaw> {
        let reported = self.root.get("agencies").cloned().unwrap_or_default();
        let full = base.payoffs.full_profile();
        for (agency, id) in self.writer.names.agencies.iter().enumerate() {
            let path = format!("agencies/{id}");
            let entry = &reported[id.as_str()];
            let deviation = self.strategy(&format!("{path}/deviation"), agency, &entry["deviation"])?;
            let slack = facts.slack(agency);
            if facts.gain(facts.full, agency, deviation) != -slack.clone() || deviation == full[agency] {
                return Err(Flaw::at(format!("{path}/deviation"), "not the best other strategy"));
            }
            let expected = self.writer.agency(
                &crate::report::AgencyReport {
                    inside: facts.payoff(facts.full, agency),
                    outside: facts.payoff(facts.full, agency) - &slack,
                    deviation,
                    label: label(&base.payoffs, agency, &slack),
                    slack,
                    capacity: crate::stability::dilemma::capacity(&base.payoffs, agency),
                    components: base.payoffs.components(agency, &full),
                    outside_components: base.payoffs.components(agency, &moved(&base.payoffs, agency, deviation)),
                },
                agency,
            );
            self.same(&path, entry, &expected)?;
        }
        let count = reported.as_object().map_or(0, |object| object.len());
        if count == facts.n { Ok(()) } else { Err(Flaw::at("agencies", "not one entry for each agency")) }
    }

    /// The dilemma of the status quo.
    pub(super) fn check_dilemma<C: Cell>(&self, facts: &Facts<C>) -> Result<(), Flaw> {
        let tables = facts.tables;
        let (present, kind) = dilemma_type(facts);
        let expected = json!({
            "present": present,
            "type": kind.map(|kind| kind.name()),
            "total_full": self.writer.number(&facts.exact(&tables.total[facts.full])),
            "total_best": self.writer.number(&facts.exact(&tables.total[facts.greatest(&tables.total)])),
            "best_profile": self.writer.profile(facts.greatest(&tables.total)),
            "total_none": self.writer.number(&facts.exact(&tables.total[0])),
            "welfare_full": self.writer.number(&facts.exact(&tables.welfare[facts.full])),
            "welfare_best": self.writer.number(&facts.exact(&tables.welfare[facts.greatest(&tables.welfare)])),
        });
        self.equal("dilemma", &expected)
    }
}

fn moved(payoffs: &Payoffs<Rational>, agency: usize, strategy: usize) -> Vec<usize> {
    let mut profile = payoffs.full_profile();
    profile[agency] = strategy;
    profile
}

/// Whether there is a dilemma, and of which type, from the definitions.
fn dilemma_type<C: Cell>(facts: &Facts<C>) -> (bool, Option<DilemmaType>) {
    let zero = Rational::zero();
    let payoffs: Vec<Rational> = (0..facts.n).map(|agency| facts.payoff(facts.full, agency)).collect();
    let pareto = payoffs.iter().all(|payoff| *payoff >= zero) && payoffs.iter().any(|payoff| *payoff > zero);
    let dominant = (0..facts.n).all(|agency| facts.worst_gap(agency) <= zero);
    let worthwhile = facts.is_greatest(&facts.tables.welfare) || pareto;
    let present = worthwhile && !dominant && facts.pure != [facts.full];
    if dominant {
        return (false, Some(DilemmaType::Harmony));
    }
    if !present || facts.n == 1 {
        return (present, None);
    }
    let space = facts.tables.game.space();
    let out_dominates = (0..facts.n).all(|agency| {
        let mut at = (0..space.size()).filter(|&profile| space.strategy(profile, agency) == 0);
        at.all(|profile| facts.best_gain(profile, agency) < zero)
    });
    let alone = |agency: usize| space.with_strategy(0, agency, space.counts()[agency] - 1);
    let joins_alone = (0..facts.n).all(|agency| facts.payoff(alone(agency), agency) > facts.payoff(0, agency));
    let (full, none) = (facts.pure.contains(&facts.full), facts.pure.contains(&0));
    let kind = match (full, none) {
        _ if out_dominates => DilemmaType::PrisonersDilemma,
        (true, true) => DilemmaType::Assurance,
        (false, false) if !facts.pure.is_empty() && joins_alone => DilemmaType::Volunteer,
        (false, false) if !facts.pure.is_empty() => DilemmaType::Partial,
        _ => DilemmaType::Mixed,
    };
    (true, Some(kind))
}
