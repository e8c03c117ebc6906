//! Verdicts on single agencies and on coalitions without side payments, with their certificates.

use num_traits::{Signed, Zero};
use serde_json::{Value, json};

use super::Flaw;
use super::arrangement::Entry;
use super::facts::Facts;
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::report::pipeline::{Derived, detection, discounts};

/// What the verdict of a key has to be: holds, fails, or undecided with the reason.
enum Truth {
    Holds,
    Fails,
    Undecided,
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Truth::Holds } else { Truth::Fails }
    }
}

/// The keys of verdicts that enumeration settles.
const ENUMERATED: [&str; 14] = [
    "efficient",
    "improves",
    "jointly-optimal",
    "pareto-dominates-none",
    "nash",
    "strict-nash",
    "dominant",
    "strictly-dominant",
    "unique-pure",
    "unique-nash",
    "strong-nash",
    "coalition-proof",
    "potentially-internally-stable",
    "repeated",
];

impl Entry<'_> {
    /// Checks all verdicts of the entry; returns how many there are.
    pub(super) fn check_verdicts<C: Cell>(&self, derived: &Derived, facts: &Facts<C>) -> Result<usize, Flaw> {
        let verdicts = self.value.get("verdicts").and_then(Value::as_object);
        let verdicts = verdicts.ok_or_else(|| Flaw::at(self.path("verdicts"), "missing, or no object"))?;
        for key in ENUMERATED {
            match verdicts.get(key) {
                Some(verdict) => self.check_enumerated(key, verdict, derived, facts)?,
                // Left open where neither dominance nor a second equilibrium settles it.
                None if key == "unique-nash" => {}
                None => return Err(Flaw::at(self.path(&format!("verdicts/{key}")), "missing")),
            }
        }
        self.check_sharing(verdicts, derived, facts, &ENUMERATED)?;
        Ok(verdicts.len())
    }

    fn check_enumerated<C: Cell>(
        &self,
        key: &str,
        verdict: &Value,
        derived: &Derived,
        facts: &Facts<C>,
    ) -> Result<(), Flaw> {
        let path = self.path(&format!("verdicts/{key}"));
        let word = match self.truth(key, verdict, derived, facts) {
            Truth::Holds => "holds",
            Truth::Fails => "fails",
            Truth::Undecided => "undecided",
        };
        if verdict["verdict"].as_str() != Some(word) {
            return Err(Flaw::at(path, format!("found {}; the verdict is {word}", verdict["verdict"])));
        }
        if word == "undecided" {
            return self.same_keys(&path, verdict, &["verdict", "reason"]);
        }
        self.same_keys(&path, verdict, &["verdict", "certificate"])?;
        self.check_certificate(
            &format!("{path}/certificate"),
            key,
            word == "holds",
            &verdict["certificate"],
            derived,
            facts,
        )
    }

    pub(super) fn same_keys(&self, path: &str, value: &Value, keys: &[&str]) -> Result<(), Flaw> {
        let found: Vec<&String> = value.as_object().map(|object| object.keys().collect()).unwrap_or_default();
        if found.len() == keys.len() && keys.iter().all(|key| found.iter().any(|known| known == key)) {
            Ok(())
        } else {
            Err(Flaw::at(path, format!("allowed: the keys {}", keys.join(", "))))
        }
    }

    /// The verdict of a key, from its definition.
    fn truth<C: Cell>(&self, key: &str, verdict: &Value, derived: &Derived, facts: &Facts<C>) -> Truth {
        let (zero, tables) = (Rational::zero(), facts.tables);
        let agencies = 0..facts.n;
        let welfare = facts.exact(&tables.welfare[facts.full]);
        let payoffs: Vec<Rational> = agencies.clone().map(|agency| facts.payoff(facts.full, agency)).collect();
        match key {
            "efficient" => facts.is_greatest(&tables.welfare).into(),
            "jointly-optimal" => facts.is_greatest(&tables.total).into(),
            "improves" => (welfare >= self.checker.benchmark.0).into(),
            "pareto-dominates-none" => {
                (payoffs.iter().all(|payoff| *payoff >= zero) && payoffs.iter().any(|payoff| *payoff > zero)).into()
            }
            "nash" => agencies.clone().all(|agency| facts.slack(agency) >= zero).into(),
            "strict-nash" => agencies.clone().all(|agency| facts.slack(agency) > zero).into(),
            "dominant" => agencies.clone().all(|agency| facts.worst_gap(agency) <= zero).into(),
            "strictly-dominant" => agencies.clone().all(|agency| facts.worst_gap(agency) < zero).into(),
            "unique-pure" => (facts.pure == [facts.full]).into(),
            "strong-nash" => facts.joint_deviations().is_empty().into(),
            "coalition-proof" => {
                let mut deviations = facts.joint_deviations().into_iter();
                deviations.all(|(profile, movers)| !facts.is_self_enforcing(profile, movers)).into()
            }
            "potentially-internally-stable" => {
                (agencies.clone().map(|agency| facts.slack(agency)).sum::<Rational>() >= zero).into()
            }
            "repeated" if facts.pure.is_empty() => Truth::Undecided,
            "repeated" => agencies.clone().all(|agency| self.stays(agency, derived, facts)).into(),
            // Holding is proved by the certificate alone: a chain of dominated strategies.
            _ => (verdict["verdict"] == "holds").into(),
        }
    }

    fn stays<C: Cell>(&self, agency: usize, derived: &Derived, facts: &Facts<C>) -> bool {
        let (threshold, _) = facts.threshold(agency, &detection(&derived.arranged.scenario)[agency]);
        threshold.is_some_and(|least| least <= discounts(&derived.arranged.scenario)[agency])
    }

    /// Whether a certificate says what is true, and proves the verdict of its key.
    fn check_certificate<C: Cell>(
        &self,
        path: &str,
        key: &str,
        holds: bool,
        certificate: &Value,
        derived: &Derived,
        facts: &Facts<C>,
    ) -> Result<(), Flaw> {
        let kind = certificate["kind"].as_str().unwrap_or_default();
        let writer = &self.checker.writer;
        let number = |value: Rational| writer.number(&value);
        let measure = if key == "efficient" { "welfare" } else { "total" };
        let cells = if key == "efficient" { &facts.tables.welfare } else { &facts.tables.total };
        let full = || number(facts.exact(&cells[facts.full]));
        let payoffs: Vec<Rational> = (0..facts.n).map(|agency| facts.payoff(facts.full, agency)).collect();
        let expected = match (key, holds, kind) {
            ("efficient" | "jointly-optimal", true, "greatest") => {
                json!({"kind": kind, "measure": measure, "value": full()})
            }
            ("efficient" | "jointly-optimal", false, "better-profile") => {
                return self.check_better_profile(path, measure, certificate, facts);
            }
            ("improves", _, "benchmark") => json!({
                "kind": kind,
                "full": number(facts.exact(&facts.tables.welfare[facts.full])),
                "benchmark": number(self.checker.benchmark.0.clone()),
                "profile": self.checker.benchmark.1.map(|profile| writer.profile(profile)),
            }),
            ("pareto-dominates-none", _, "payoffs") => json!({"kind": kind, "payoffs": writer.numbers(&payoffs)}),
            ("pareto-dominates-none", false, "loser") => {
                let agency = self.checker.agency(&format!("{path}/agency"), &certificate["agency"])?;
                self.require(path, payoffs[agency].is_negative(), "the agency does not lose")?;
                json!({"kind": kind, "agency": writer.names.agencies[agency], "payoff": number(payoffs[agency].clone())})
            }
            ("nash" | "strict-nash" | "dominant" | "strictly-dominant", true, "deviations") => {
                return self.check_deviations(path, key, certificate, facts);
            }
            (
                "nash" | "unique-pure" | "unique-nash" | "dominant" | "strict-nash" | "strictly-dominant",
                false,
                "deviation",
            ) => {
                let gain = self.check_deviation(path, key, certificate, facts)?;
                let strict = key.starts_with("strict");
                return self.require(
                    path,
                    gain.is_positive() || strict && gain.is_zero(),
                    "the deviation does not gain",
                );
            }
            ("unique-pure" | "unique-nash", false, "other-equilibrium") => {
                let profile = self.checker.profile(&format!("{path}/profile"), &certificate["profile"])?;
                self.require(path, profile != facts.full && facts.pure.contains(&profile), "no other equilibrium")?;
                json!({"kind": kind, "profile": writer.profile(profile)})
            }
            ("unique-pure", true, "only-equilibrium")
            | ("strong-nash" | "coalition-proof", true, "no-joint-deviation")
            | ("coalition-proof", true, "no-self-enforcing-deviation") => {
                let none = kind != "no-joint-deviation" || facts.joint_deviations().is_empty();
                self.require(path, none, "there is a joint deviation")?;
                json!({"kind": kind})
            }
            ("strong-nash" | "coalition-proof", false, "joint-deviation") => {
                return self.check_joint_deviation(path, key, certificate, facts);
            }
            ("unique-nash", true, "dominance") => return self.check_dominance(path, certificate, facts),
            ("potentially-internally-stable", _, "slack-sum") => {
                json!({"kind": kind, "sum": number((0..facts.n).map(|agency| facts.slack(agency)).sum())})
            }
            ("repeated", true, "thresholds") => {
                json!({"kind": kind, "thresholds": (0..facts.n).map(|agency| self.threshold(agency, derived, facts)).collect::<Value>()})
            }
            ("repeated", false, "impatient") => {
                let agency = self.checker.agency(&format!("{path}/agency"), &certificate["agency"])?;
                self.require(path, !self.stays(agency, derived, facts), "the agency stays")?;
                let mut entry = self.threshold(agency, derived, facts);
                entry["kind"] = kind.into();
                entry
            }
            _ => return Err(Flaw::at(path, format!("a certificate of kind '{kind}' does not prove this"))),
        };
        self.checker.same(path, certificate, &expected)
    }

    pub(super) fn require(&self, path: &str, holds: bool, message: &str) -> Result<(), Flaw> {
        if holds { Ok(()) } else { Err(Flaw::at(path, message)) }
    }

    fn threshold<C: Cell>(&self, agency: usize, derived: &Derived, facts: &Facts<C>) -> Value {
        let writer = &self.checker.writer;
        let (threshold, punishment) = facts.threshold(agency, &detection(&derived.arranged.scenario)[agency]);
        let mut entry = json!({
            "agency": writer.names.agencies[agency],
            "threshold": threshold.map(|value| writer.number(&value)),
            "discount": writer.number(&discounts(&derived.arranged.scenario)[agency]),
        });
        if let Some(punishment) = punishment {
            entry["punishment"] = writer.number(&punishment);
        }
        entry
    }

    /// A profile at which the measure is above that of full participation.
    pub(super) fn check_better_profile<C: Cell>(
        &self,
        path: &str,
        measure: &str,
        certificate: &Value,
        facts: &Facts<C>,
    ) -> Result<(), Flaw> {
        let writer = &self.checker.writer;
        let cells = if measure == "welfare" { &facts.tables.welfare } else { &facts.tables.total };
        let profile = self.checker.profile(&format!("{path}/profile"), &certificate["profile"])?;
        self.require(path, cells[profile].exceeds(&cells[facts.full]), "the profile is no better")?;
        let expected = json!({
            "kind": "better-profile", "measure": measure, "profile": writer.profile(profile),
            "value": writer.number(&facts.exact(&cells[profile])), "full": writer.number(&facts.exact(&cells[facts.full])),
        });
        self.checker.same(path, certificate, &expected)
    }

    /// A deviation; returns its gain.
    fn check_deviation<C: Cell>(
        &self,
        path: &str,
        key: &str,
        entry: &Value,
        facts: &Facts<C>,
    ) -> Result<Rational, Flaw> {
        let (checker, space) = (self.checker, facts.tables.game.space());
        let agency = checker.agency(&format!("{path}/agency"), &entry["agency"])?;
        let strategy = checker.strategy(&format!("{path}/strategy"), agency, &entry["strategy"])?;
        let profile = checker.profile(&format!("{path}/profile"), &entry["profile"])?;
        let joins_fully = space.strategy(profile, agency) == space.counts()[agency] - 1;
        self.require(
            path,
            joins_fully && (key.contains("dominant") || profile == facts.full),
            "not a deviation from what is judged",
        )?;
        self.require(path, strategy != space.strategy(profile, agency), "no deviation: the strategy is the same")?;
        let gain = facts.gain(profile, agency, strategy);
        let names = &checker.writer.names;
        let expected = json!({
            "agency": names.agencies[agency], "strategy": names.strategies[agency][strategy],
            "profile": checker.writer.profile(profile), "gain": checker.writer.number(&gain),
        });
        let mut bare = entry.clone();
        if let Some(object) = bare.as_object_mut() {
            object.remove("kind");
        }
        checker.same(path, &bare, &expected).map(|()| gain)
    }

    /// The best deviation of every agency, in order.
    fn check_deviations<C: Cell>(
        &self,
        path: &str,
        key: &str,
        certificate: &Value,
        facts: &Facts<C>,
    ) -> Result<(), Flaw> {
        self.same_keys(path, certificate, &["kind", "deviations"])?;
        let listed = certificate["deviations"].as_array().filter(|list| list.len() == facts.n);
        let listed = listed.ok_or_else(|| Flaw::at(path, "not one deviation for each agency"))?;
        for (agency, entry) in listed.iter().enumerate() {
            let path = format!("{path}/deviations/{agency}");
            let gain = self.check_deviation(&path, key, entry, facts)?;
            let best = if key.contains("dominant") { facts.worst_gap(agency) } else { -facts.slack(agency) };
            let own = entry["agency"].as_str() == Some(&self.checker.writer.names.agencies[agency]);
            self.require(&path, own && gain == best, "not the agency's best deviation")?;
        }
        Ok(())
    }

    fn check_joint_deviation<C: Cell>(
        &self,
        path: &str,
        key: &str,
        certificate: &Value,
        facts: &Facts<C>,
    ) -> Result<(), Flaw> {
        let writer = &self.checker.writer;
        let profile = self.checker.profile(&format!("{path}/profile"), &certificate["profile"])?;
        let found = facts.joint_deviations().into_iter().find(|(known, _)| *known == profile);
        let (_, movers) = found.ok_or_else(|| Flaw::at(path, "not all who move gain"))?;
        let enforced = key == "strong-nash" || facts.is_self_enforcing(profile, movers);
        self.require(path, enforced, "the deviation is not self-enforcing")?;
        let moving = (0..facts.n).filter(|agency| movers >> agency & 1 == 1);
        let gains: serde_json::Map<String, Value> = moving
            .map(|agency| {
                let gain = facts.payoff(profile, agency) - facts.payoff(facts.full, agency);
                (writer.names.agencies[agency].clone(), writer.number(&gain))
            })
            .collect();
        self.checker.same(
            path,
            certificate,
            &json!({"kind": "joint-deviation", "profile": writer.profile(profile), "gains": gains}),
        )
    }

    /// Each strategy that goes is strictly worse than another against all that is left; full
    /// participation alone is left in the end.
    fn check_dominance<C: Cell>(&self, path: &str, certificate: &Value, facts: &Facts<C>) -> Result<(), Flaw> {
        self.same_keys(path, certificate, &["kind", "eliminations"])?;
        let space = facts.tables.game.space();
        let mut left: Vec<Vec<bool>> = space.counts().iter().map(|&count| vec![true; count]).collect();
        let steps = certificate["eliminations"].as_array().ok_or_else(|| Flaw::at(path, "no list of eliminations"))?;
        for (place, step) in steps.iter().enumerate() {
            let path = format!("{path}/eliminations/{place}");
            self.same_keys(&path, step, &["agency", "strategy", "by"])?;
            let agency = self.checker.agency(&path, &step["agency"])?;
            let strategy = self.checker.strategy(&path, agency, &step["strategy"])?;
            let by = self.checker.strategy(&path, agency, &step["by"])?;
            let table = facts.tables.game.table(agency);
            let dominated = space.bases(agency).all(|base| {
                let open = (0..facts.n).all(|other| other == agency || left[other][space.strategy(base, other)]);
                let at = |strategy: usize| &table[base + strategy * space.stride(agency)];
                !open || at(by).exceeds(at(strategy))
            });
            self.require(&path, left[agency][strategy] && dominated, "the strategy is not strictly dominated")?;
            left[agency][strategy] = false;
        }
        let alone = (0..facts.n).all(|agency| {
            left[agency].iter().rposition(|&left| left) == Some(left[agency].len() - 1)
                && left[agency].iter().filter(|&&left| left).count() == 1
        });
        self.require(path, alone, "more than full participation is left")
    }
}
