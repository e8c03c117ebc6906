//! Verdicts and their certificates as JSON.

use serde_json::{Map, Value, json};

use super::Writer;
use crate::certificate::{ExcessChain, ExcessLevel};
use crate::coalition::Coalition;
use crate::number::Rational;
use crate::stability::{Deviation, Evidence, Measure, Threshold, Verdict};

impl Writer {
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

    pub(super) fn weights(&self, weights: &[(Coalition, Rational)]) -> Value {
        let entry = |(coalition, weight): &(Coalition, Rational)| (self.coalition_key(*coalition), self.number(weight));
        Value::Object(weights.iter().map(entry).collect())
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
    fn evidence(&self, evidence: &Evidence) -> Value {
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

    /// The excess levels that prove a nucleolus.
    pub(crate) fn chain(&self, chain: &ExcessChain<Rational>) -> Value {
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
}
