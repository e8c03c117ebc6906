//! Reports as JSON, `pactum-report/1`.
//!
//! Exact numbers are strings (`"7/12"`), floats are numbers. A certificate is an object whose
//! `kind` tells what it proves:
//!
//! | kind | says |
//! |---|---|
//! | `greatest` | full participation attains the greatest `measure` (`welfare` or `total`), `value` |
//! | `better-profile` | `profile` has `value` above `full` |
//! | `benchmark` | welfare `full` beside `benchmark`, the best pure equilibrium of the base (`profile`; null for nobody sharing) |
//! | `payoffs` | what each agency gets when all join fully |
//! | `loser` | `agency` gets `payoff`, below 0 |
//! | `deviations` | each agency's best deviation: `strategy`, the `profile` it leaves, its `gain` |
//! | `deviation` | one agency's deviation with its gain |
//! | `other-equilibrium` | `profile` is another pure equilibrium |
//! | `only-equilibrium` | every other profile was checked |
//! | `no-joint-deviation` | no profile makes all of its movers better off |
//! | `no-self-enforcing-deviation` | such profiles exist; from each some of the movers move on |
//! | `joint-deviation` | the move to `profile` gains `gains` for each mover |
//! | `dominance` | `eliminations` of strictly dominated strategies, in order, leave full participation alone |
//! | `allocation` | an `allocation` that gives every coalition its worth |
//! | `balanced-weights` | `weights` of 1 at each agency whose weighted worth exceeds that of all agencies |
//! | `blocked-allocation` | `coalition` gets less than its worth by `excess` in `allocation` |
//! | `rule-undefined` | the rule is undefined, with the `reason` |
//! | `slack-sum` | `sum` of the slacks |
//! | `thresholds`, `impatient` | discount factor (`discount`) and least one that is enough (`threshold`, null for none) |

use serde_json::{Map, Value, json};

use super::names::Names;
use super::sharing::Sharing;
use super::{AgencyReport, ArrangementReport, StabilityReport};
use crate::certificate::{ExcessChain, ExcessLevel};
use crate::coalition::Coalition;
use crate::environment::Environment;
use crate::environment::rights::HoldUp;
use crate::format::scenario::IntervalNote;
use crate::number::{Rational, Scalar, rational_text};
use crate::payoff::Component;
use crate::payoff::coalitional::Worths;
use crate::payoff::table::Arithmetic;
use crate::scenario::{Granularity, Scenario};
use crate::stability::price::{Price, Prices};
use crate::stability::rules::Shared;
use crate::stability::{Deviation, Evidence, Measure, Threshold, Verdict};

/// What a report says of the file it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The text of the file.
    pub text: String,
    /// Whether the report embeds it.
    pub embed: bool,
    /// Whether worths are written above 12 agencies too.
    pub worths: bool,
    /// The numbers that stand for intervals of the file.
    pub intervals: Vec<IntervalNote>,
}

impl Source {
    /// The digest of the text, `sha256:` and hexadecimal digits.
    pub fn digest(&self) -> String {
        use sha2::{Digest, Sha256};
        let digits: String = Sha256::digest(self.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("sha256:{digits}")
    }
}

/// Writes numbers, profiles and verdicts with the names of one scenario.
pub struct Writer {
    pub(crate) names: Names,
    pub(crate) arithmetic: Arithmetic,
}

/// The report as JSON.
pub fn to_json(report: &StabilityReport, source: &Source) -> Value {
    let scenario = &report.case.scenario;
    let writer = Writer { names: Names::of(scenario, &report.choices, &report.space), arithmetic: report.arithmetic };
    let status_quo = report.status_quo();
    let mut object = Map::new();
    object.insert("format".into(), "pactum-report/1".into());
    object.insert("scenario".into(), writer.header(scenario, source));
    if !source.intervals.is_empty() {
        object.insert("intervals".into(), intervals(&source.intervals));
    }
    object.insert("exact".into(), (report.arithmetic == Arithmetic::Exact).into());
    object.insert("environment".into(), writer.environment(scenario, &report.environment, &report.hold_up));
    object.insert("agencies".into(), writer.by_agency(|agency| writer.agency(&report.agencies[agency], agency)));
    object.insert("dilemma".into(), writer.dilemma(report));
    object.insert("equilibria".into(), writer.equilibria(&status_quo.pure));
    if source.worths || scenario.n() <= MOST_WORTHS {
        object.insert("worths".into(), writer.worths(&report.sharing.worths));
    }
    let (allocations, undefined) = writer.allocations(&report.sharing);
    object.insert("nucleolus_certificates".into(), writer.nucleolus_certificates(&report.sharing));
    object.insert("allocations".into(), allocations);
    object.insert("undefined_allocations".into(), undefined);
    let all_verdicts = [status_quo.verdicts.as_slice(), &report.sharing.added].concat();
    object.insert("verdicts".into(), writer.verdicts(&all_verdicts));
    object.insert("prices".into(), writer.prices(&status_quo.prices, &status_quo.slack));
    let bundles = report.arrangements.iter().map(|bundle| writer.arrangement(report, bundle));
    object.insert("arrangements".into(), bundles.collect());
    let refused = |bundle: &super::InadmissibleBundle| json!({"bundle": report.bundle_ids(&bundle.bundle), "reason": bundle.reason});
    object.insert("inadmissible".into(), report.inadmissible.iter().map(refused).collect());
    object.insert("least_cost".into(), writer.least_cost(report, false));
    object.insert("least_cost_voluntary".into(), writer.least_cost(report, true));
    object.insert("least_cost_with_transfers".into(), writer.least_cost_with_transfers(report));
    object.insert("complete".into(), report.incomplete.is_none().into());
    if let Some(reason) = &report.incomplete {
        object.insert("incomplete".into(), reason.as_str().into());
    }
    Value::Object(object)
}

/// The numbers that stand for intervals: verdicts hold for these alone.
pub(crate) fn intervals(notes: &[IntervalNote]) -> Value {
    let entry = |note: &IntervalNote| {
        let range = json!({"used": rational_text(&note.used), "low": rational_text(&note.low), "high": rational_text(&note.high)});
        (note.field.clone(), range)
    };
    Value::Object(notes.iter().map(entry).collect())
}

impl Writer {
    /// A number: a string where exact, a JSON number in floats.
    pub(crate) fn number(&self, value: &Rational) -> Value {
        match self.arithmetic {
            Arithmetic::Exact => rational_text(value).into(),
            Arithmetic::Float => Scalar::to_f64(value).into(),
        }
    }

    /// An object with one entry for each agency.
    pub(crate) fn by_agency(&self, value: impl Fn(usize) -> Value) -> Value {
        Value::Object(self.names.agencies.iter().enumerate().map(|(agency, id)| (id.clone(), value(agency))).collect())
    }

    pub(crate) fn numbers(&self, values: &[Rational]) -> Value {
        self.by_agency(|agency| self.number(&values[agency]))
    }

    /// A profile: the list of participants, or an object from agency to strategy.
    pub(crate) fn profile(&self, profile: usize) -> Value {
        if self.names.by_participants {
            self.names.participants(profile).map(|agency| Value::from(self.names.agencies[agency].as_str())).collect()
        } else {
            self.by_agency(|agency| self.names.played(profile, agency).into())
        }
    }

    pub(crate) fn header(&self, scenario: &Scenario<Rational>, source: &Source) -> Value {
        let strategies = match scenario.strategies {
            Granularity::Agency => "agency".into(),
            Granularity::Dataset => "dataset".into(),
            Granularity::Levels(levels) => json!({"levels": levels}),
        };
        let mut header = json!({
            "name": scenario.name, "unit": scenario.unit, "strategies": strategies, "digest": source.digest(),
        });
        if source.embed {
            header["source"] = source.text.as_str().into();
        }
        header["agencies"] = self.names.agencies.iter().map(String::as_str).collect();
        header
    }

    pub(crate) fn environment(
        &self,
        scenario: &Scenario<Rational>,
        environment: &Environment<Rational>,
        hold_ups: &[HoldUp<Rational>],
    ) -> Value {
        let mut relations = Map::new();
        for a in 0..scenario.n() {
            for b in a + 1..scenario.n() {
                let key = format!("{},{}", self.names.agencies[a], self.names.agencies[b]);
                relations.insert(key, rational_text(&environment.relation(a, b).index).into());
            }
        }
        let mut datasets = Map::new();
        for ((dataset, view), hold_up) in scenario.datasets.iter().zip(&environment.datasets).zip(hold_ups) {
            let view = json!({
                "quality": rational_text(&view.quality),
                "effective_quality": rational_text(&view.effective_quality),
                "mean_relation": rational_text(&view.mean_relation),
                "quasi_rent": rational_text(&hold_up.quasi_rent),
                "collective_value": rational_text(&hold_up.collective),
                "specific_cost": rational_text(&hold_up.specific_cost),
                "efficient": hold_up.is_efficient(),
                "private_return": rational_text(&hold_up.private_return()),
                "gap": rational_text(&(&hold_up.specific_cost - hold_up.private_return())),
                "hold_up": hold_up.is_hold_up(),
            });
            datasets.insert(dataset.id.clone(), view);
        }
        json!({"relation": relations, "dataset": datasets})
    }

    pub(crate) fn agency(&self, agency: &AgencyReport, index: usize) -> Value {
        let components = |values: &[Rational], with_penalty: bool| -> Value {
            let rows = Component::ALL
                .iter()
                .zip(values)
                .filter(|((component, _), _)| (*component == Component::Penalty) <= with_penalty);
            Value::Object(rows.map(|((_, name), value)| (name.to_string(), rational_text(value).into())).collect())
        };
        json!({
            "inside": self.number(&agency.inside),
            "outside": self.number(&agency.outside),
            "deviation": self.names.strategies[index][agency.deviation],
            "slack": self.number(&agency.slack),
            "label": agency.label.name(),
            "capacity": rational_text(&agency.capacity),
            "components": components(&agency.components, false),
            "outside_components": components(&agency.outside_components, true),
        })
    }

    fn dilemma(&self, report: &StabilityReport) -> Value {
        let dilemma = &report.dilemma;
        json!({
            "present": dilemma.present,
            "type": dilemma.kind.map(|kind| kind.name()),
            "total_full": self.number(&dilemma.total_full),
            "total_best": self.number(&dilemma.total_best),
            "best_profile": self.profile(dilemma.best_profile),
            "total_none": self.number(&dilemma.total_none),
            "welfare_full": self.number(&dilemma.welfare_full),
            "welfare_best": self.number(&dilemma.welfare_best),
        })
    }

    /// The pure equilibria: all, or the first ones where there are more than are listed.
    pub(crate) fn equilibria(&self, pure: &[usize]) -> Value {
        let listed: Value = pure.iter().take(MAX_LISTED).map(|&profile| self.profile(profile)).collect();
        json!({"pure": listed, "complete": pure.len() <= MAX_LISTED, "count": pure.len()})
    }

    pub(crate) fn verdicts(&self, verdicts: &[(String, Verdict)]) -> Value {
        Value::Object(verdicts.iter().map(|(key, verdict)| (key.clone(), self.verdict(verdict))).collect())
    }

    fn verdict(&self, verdict: &Verdict) -> Value {
        match verdict {
            Verdict::Holds(evidence) | Verdict::Fails(evidence) => {
                json!({"verdict": verdict.word(), "certificate": self.evidence(evidence)})
            }
            Verdict::Undecided(reason, known) => {
                let mut object = json!({"verdict": verdict.word(), "reason": reason});
                if let Some(evidence) = known {
                    object["certificate"] = self.evidence(evidence);
                }
                object
            }
        }
    }

    fn deviation(&self, deviation: &Deviation) -> Map<String, Value> {
        let Deviation { agency, strategy, profile, gain } = deviation;
        let mut object = Map::new();
        object.insert("agency".into(), self.names.agencies[*agency].as_str().into());
        object.insert("strategy".into(), self.names.strategies[*agency][*strategy].as_str().into());
        object.insert("profile".into(), self.profile(*profile));
        object.insert("gain".into(), self.number(gain));
        object
    }

    fn gains(&self, gains: &[(usize, Rational)]) -> Value {
        let entry = |(agency, gain): &(usize, Rational)| (self.names.agencies[*agency].clone(), self.number(gain));
        Value::Object(gains.iter().map(entry).collect())
    }

    fn eliminations(&self, steps: &[(usize, usize, usize)]) -> Value {
        let step = |&(agency, strategy, by): &(usize, usize, usize)| {
            let names = &self.names.strategies[agency];
            json!({"agency": self.names.agencies[agency], "strategy": names[strategy], "by": names[by]})
        };
        steps.iter().map(step).collect()
    }

    /// A coalition as the list of its agencies.
    pub(crate) fn coalition(&self, coalition: Coalition) -> Value {
        coalition.members().map(|agency| Value::from(self.names.agencies[agency].as_str())).collect()
    }

    /// A coalition as a key.
    pub(crate) fn coalition_key(&self, coalition: Coalition) -> String {
        coalition.members().map(|agency| self.names.agencies[agency].as_str()).collect::<Vec<_>>().join(",")
    }

    fn weights(&self, weights: &[(Coalition, Rational)]) -> Value {
        let entry = |(coalition, weight): &(Coalition, Rational)| (self.coalition_key(*coalition), self.number(weight));
        Value::Object(weights.iter().map(entry).collect())
    }

    /// The worths of all non-empty coalitions, by convention.
    pub(crate) fn worths(&self, all: &[Worths]) -> Value {
        let entry = |worths: &Worths| {
            let rows = Coalition::all(worths.n()).skip(1);
            let row = |coalition: Coalition| {
                let worth = worths.worth(coalition).map_or(Value::Null, |worth| self.number(&worth));
                (self.coalition_key(coalition), worth)
            };
            (worths.convention.name().to_string(), Value::Object(rows.map(row).collect()))
        };
        Value::Object(all.iter().map(entry).collect())
    }

    /// Allocations by rule and convention, and the reasons of those that are undefined.
    fn allocations(&self, sharing: &Sharing) -> (Value, Value) {
        let (mut values, mut reasons) = (Map::new(), Map::new());
        for (rule, convention, shared) in &sharing.allocations {
            let (value, reason) = match shared {
                Shared::Allocation(allocation, _) => (self.numbers(allocation), None),
                Shared::Undefined(reason) => (Value::Null, Some(reason.clone())),
                Shared::NeedsWorth(coalition) => {
                    (Value::Null, Some(format!("the worth of {} is undefined", self.coalition_key(*coalition))))
                }
            };
            let of_rule = values.entry(rule.clone()).or_insert_with(|| Value::Object(Map::new()));
            of_rule[convention.name()] = value;
            if let Some(reason) = reason {
                let of_rule = reasons.entry(rule.clone()).or_insert_with(|| Value::Object(Map::new()));
                of_rule[convention.name()] = reason.into();
            }
        }
        (Value::Object(values), Value::Object(reasons))
    }

    /// The proofs of the nucleolus, by convention.
    fn nucleolus_certificates(&self, sharing: &Sharing) -> Value {
        let proved = sharing.allocations.iter().filter_map(|(_, convention, shared)| match shared {
            Shared::Allocation(_, Some(chain)) => Some((convention.name().to_string(), self.chain(chain))),
            _ => None,
        });
        Value::Object(proved.collect())
    }

    fn threshold(&self, threshold: &Threshold) -> Map<String, Value> {
        let mut object = Map::new();
        object.insert("agency".into(), self.names.agencies[threshold.agency].as_str().into());
        object.insert("threshold".into(), threshold.threshold.as_ref().map_or(Value::Null, |value| self.number(value)));
        object.insert("discount".into(), self.number(&threshold.discount));
        if let Some(punishment) = &threshold.punishment {
            object.insert("punishment".into(), self.number(punishment));
        }
        object
    }

    /// The certificate of a verdict.
    pub(crate) fn evidence(&self, evidence: &Evidence) -> Value {
        let measure = |measure: &Measure| match measure {
            Measure::Welfare => "welfare",
            Measure::Total => "total",
        };
        let kind = |kind: &str, mut rest: Map<String, Value>| {
            rest.insert("kind".into(), kind.into());
            Value::Object(rest)
        };
        match evidence {
            Evidence::Greatest { measure: of, value } => {
                json!({"kind": "greatest", "measure": measure(of), "value": self.number(value)})
            }
            Evidence::BetterProfile { measure: of, profile, value, full } => json!({
                "kind": "better-profile", "measure": measure(of), "profile": self.profile(*profile),
                "value": self.number(value), "full": self.number(full),
            }),
            Evidence::Benchmark { full, benchmark, profile } => json!({
                "kind": "benchmark", "full": self.number(full), "benchmark": self.number(benchmark),
                "profile": profile.map(|profile| self.profile(profile)),
            }),
            Evidence::Payoffs(payoffs) => json!({"kind": "payoffs", "payoffs": self.numbers(payoffs)}),
            Evidence::Loser { agency, payoff } => {
                json!({"kind": "loser", "agency": self.names.agencies[*agency], "payoff": self.number(payoff)})
            }
            Evidence::Deviations(deviations) => json!({
                "kind": "deviations",
                "deviations": deviations.iter().map(|one| Value::Object(self.deviation(one))).collect::<Value>(),
            }),
            Evidence::Deviation(deviation) => kind("deviation", self.deviation(deviation)),
            Evidence::OtherEquilibrium(profile) => {
                json!({"kind": "other-equilibrium", "profile": self.profile(*profile)})
            }
            Evidence::OnlyEquilibrium => json!({"kind": "only-equilibrium"}),
            Evidence::NoJointDeviation => json!({"kind": "no-joint-deviation"}),
            Evidence::NoSelfEnforcingDeviation => json!({"kind": "no-self-enforcing-deviation"}),
            Evidence::JointDeviation(joint) => json!({
                "kind": "joint-deviation", "profile": self.profile(joint.profile), "gains": self.gains(&joint.gains),
            }),
            Evidence::Dominance(steps) => json!({"kind": "dominance", "eliminations": self.eliminations(steps)}),
            Evidence::Allocation(allocation) => json!({"kind": "allocation", "allocation": self.numbers(allocation)}),
            Evidence::BalancedWeights(weights) => json!({"kind": "balanced-weights", "weights": self.weights(weights)}),
            Evidence::BlockedAllocation { allocation, coalition, excess } => json!({
                "kind": "blocked-allocation", "allocation": self.numbers(allocation),
                "coalition": self.coalition(*coalition), "excess": self.number(excess),
            }),
            Evidence::RuleUndefined(reason) => json!({"kind": "rule-undefined", "reason": reason}),
            Evidence::SlackSum(sum) => json!({"kind": "slack-sum", "sum": self.number(sum)}),
            Evidence::Thresholds(thresholds) => json!({
                "kind": "thresholds",
                "thresholds": thresholds.iter().map(|one| Value::Object(self.threshold(one))).collect::<Value>(),
            }),
            Evidence::Impatient(threshold) => kind("impatient", self.threshold(threshold)),
        }
    }

    fn price(&self, price: &Price, slack: &[Rational]) -> Value {
        let willing = |agency: &usize| slack[*agency] >= Rational::default();
        let to_willing = (0..slack.len())
            .filter(willing)
            .map(|agency| (self.names.agencies[agency].clone(), self.number(&price.payments[agency])));
        let mut object = json!({
            "total": self.number(&price.total()),
            "payments": self.numbers(&price.payments),
            "to_willing": Value::Object(to_willing.collect()),
        });
        if let Some(order) = &price.order {
            object["order"] = order.iter().map(|&agency| Value::from(self.names.agencies[agency].as_str())).collect();
        }
        object
    }

    pub(crate) fn prices(&self, prices: &Prices, slack: &[Rational]) -> Value {
        json!({
            "equilibrium": self.price(&prices.equilibrium, slack),
            "unique": self.price(&prices.unique, slack),
            "dominant": self.price(&prices.dominant, slack),
        })
    }

    fn arrangement(&self, report: &StabilityReport, bundle: &ArrangementReport) -> Value {
        let mut entry = json!({
            "bundle": report.bundle_ids(&bundle.bundle),
            "sponsor_cost": self.number(&bundle.sponsor_cost),
            "welfare": self.number(&bundle.welfare),
            "coercion": self.number(&bundle.coercion),
            "largest_promise": self.number(&bundle.largest_promise),
            "slack": self.numbers(&bundle.slack),
            "labels": self.by_agency(|agency| bundle.labels[agency].name().into()),
            "verdicts": self.verdicts(&bundle.verdicts),
            "prices": self.prices(&bundle.prices, &bundle.slack),
            "pure_equilibria": bundle.pure.len(),
        });
        if let Some(side) = &bundle.side_payments {
            entry["side_payments"] = json!({"rule": side.rule, "allocation": self.numbers(&side.allocation)});
            if let Some(proof) = &side.proof {
                entry["side_payments"]["certificate"] = self.chain(proof);
            }
        }
        entry
    }

    /// The excess levels that prove a nucleolus.
    fn chain(&self, chain: &ExcessChain<Rational>) -> Value {
        let level = |level: &ExcessLevel<Rational>| {
            let bounds =
                level.bounds.iter().map(|(agency, weight)| (self.names.agencies[*agency].clone(), self.number(weight)));
            json!({
                "excess": self.number(&level.excess),
                "weights": self.weights(&level.weights),
                "bounds": Value::Object(bounds.collect()),
            })
        };
        json!({"kind": "excess-levels", "levels": chain.levels.iter().map(level).collect::<Value>()})
    }

    fn least_cost(&self, report: &StabilityReport, voluntary: bool) -> Value {
        let entry = |key: &str| match report.least_cost(key, voluntary) {
            None => Value::Null,
            Some(found) => {
                let critical = report
                    .critical(key, &found.bundle)
                    .into_iter()
                    .map(|one| (report.case.arrangements[one.arrangement].id.clone(), one.holds_without.into()));
                json!({
                    "bundle": report.bundle_ids(&found.bundle),
                    "cost": self.number(&found.sponsor_cost),
                    "holds_without": Value::Object(critical.collect()),
                })
            }
        };
        let settled = report.keys().into_iter().filter(|key| !report.is_open(key, voluntary));
        Value::Object(settled.map(|key| (key.to_string(), entry(key))).collect())
    }

    fn least_cost_with_transfers(&self, report: &StabilityReport) -> Value {
        let prices: [(&str, PriceOf); 3] = [
            ("equilibrium", |prices| &prices.equilibrium),
            ("unique", |prices| &prices.unique),
            ("dominant", |prices| &prices.dominant),
        ];
        let entry = |price| match report.least_cost_with_transfers(price) {
            None => Value::Null,
            Some((found, cost)) => json!({"bundle": report.bundle_ids(&found.bundle), "cost": self.number(&cost)}),
        };
        Value::Object(prices.into_iter().map(|(name, price)| (name.to_string(), entry(price))).collect())
    }
}

/// One of the three prices.
type PriceOf = fn(&Prices) -> &Price;
/// The most agencies whose coalitions' worths are written unasked.
pub(crate) const MOST_WORTHS: usize = 12;
/// The most pure equilibria that a report lists.
pub const MAX_LISTED: usize = 65_536;
