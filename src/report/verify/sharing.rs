//! Verdicts on sharing the gains, through their certificates: allocations, balanced weights, the
//! excess levels of a nucleolus. No linear program is solved.

use num_traits::Zero;
use serde_json::{Map, Value, json};

use super::Flaw;
use super::arrangement::Entry;
use super::compare::Checker;
use super::facts::Facts;
use crate::certificate::{BalancedWeights, ExcessChain, ExcessLevel};
use crate::coalition::Coalition;
use crate::lp::default_backend;
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::payoff::coalitional::{Worths, worths};
use crate::payoff::table::{tables, with_tables};
use crate::report::pipeline::Derived;
use crate::report::sharing::{Inputs, is_computed, not_computed};
use crate::scenario::Convention;
use crate::stability::core::undefined_worth;
use crate::stability::rules::{Shared, share};

impl Entry<'_> {
    /// Checks the verdicts on sharing, and that no others are there.
    pub(super) fn check_sharing<C: Cell>(
        &self,
        verdicts: &Map<String, Value>,
        derived: &Derived,
        facts: &Facts<C>,
        others: &[&str],
    ) -> Result<(), Flaw> {
        let optimal = facts.is_greatest(&facts.tables.total);
        let mut known: Vec<String> = others.iter().map(|key| key.to_string()).collect();
        for &convention in &self.checker.case.scenario.worth {
            let computed = is_computed(facts.tables.game.space(), convention, self.bundle.is_empty());
            let judged = if optimal && computed {
                let worths = worths(facts.tables, convention)
                    .map_err(|error| Flaw::at(self.path("verdicts"), error.to_string()))?;
                Some(Game { inputs: Inputs::of_game(derived, &facts.tables.game), worths })
            } else {
                None
            };
            let mut keys = vec![
                (format!("core:{convention}"), Claim::Core),
                (format!("no-transfer-core:{convention}"), Claim::NoTransfer),
            ];
            let rules = self.checker.case.analysis.rules.iter();
            keys.extend(rules.map(|rule| (format!("rule-in-core:{rule}:{convention}"), Claim::Rule(rule.clone()))));
            for (key, claim) in keys {
                let path = self.path(&format!("verdicts/{key}"));
                let verdict = verdicts.get(&key).ok_or_else(|| Flaw::at(&path, "missing"))?;
                self.check_claim(&path, &claim, verdict, optimal, judged.as_ref(), facts)?;
                known.push(key);
            }
        }
        match verdicts.keys().find(|key| !known.contains(key)) {
            Some(unknown) => Err(Flaw::at(self.path(&format!("verdicts/{unknown}")), "not a verdict of this scenario")),
            None => Ok(()),
        }
    }

    fn check_claim<C: Cell>(
        &self,
        path: &str,
        claim: &Claim,
        verdict: &Value,
        optimal: bool,
        game: Option<&Game>,
        facts: &Facts<C>,
    ) -> Result<(), Flaw> {
        let word = verdict["verdict"].as_str().unwrap_or_default();
        let certificate = &verdict["certificate"];
        let at = format!("{path}/certificate");
        if !optimal {
            self.require(path, word == "fails", "fails: full participation is not jointly optimal")?;
            self.same_keys(path, verdict, &["verdict", "certificate"])?;
            return self.check_better_profile(&at, "total", certificate, facts);
        }
        let Some(game) = game else {
            self.require(path, word == "undecided", "the worths are not computed at this size")?;
            return self.same_keys(path, verdict, &["verdict", "reason"]);
        };
        match word {
            "holds" | "fails" => {
                self.same_keys(path, verdict, &["verdict", "certificate"])?;
                self.checker.check_core_certificate(&at, claim, word == "holds", certificate, game)
            }
            "undecided" => {
                self.same_keys(path, verdict, &["verdict", "reason", "certificate"])?;
                self.checker.check_undecided(&at, claim, certificate, game)
            }
            _ => Err(Flaw::at(path, "allowed: holds, fails or undecided")),
        }
    }

    /// The allocation behind the side payments of the bundle.
    pub(super) fn check_side_payments(&self, arrangement: usize, derived: &Derived) -> Result<Vec<Rational>, Flaw> {
        let path = self.path("side_payments");
        let entry = self.value.get("side_payments").ok_or_else(|| Flaw::at(&path, "missing"))?;
        let rule = self.checker.case.arrangements[arrangement].side_payments.clone().unwrap_or_default();
        self.require(&path, entry["rule"].as_str() == Some(&rule), "another rule")?;
        let game = self.checker.main_game(&path, derived)?;
        let allocation = self.checker.numbers(&format!("{path}/allocation"), &entry["allocation"])?;
        self.checker.check_allocation(&path, &rule, &game, &entry["allocation"], &entry["certificate"])?;
        let keys: &[&str] =
            if rule == "nucleolus" { &["rule", "allocation", "certificate"] } else { &["rule", "allocation"] };
        self.same_keys(&path, entry, keys).map(|()| allocation)
    }
}

/// What a verdict on sharing is about.
enum Claim {
    Core,
    NoTransfer,
    Rule(String),
}

/// The game with side payments of a bundle under one convention, with what rules need.
struct Game {
    inputs: Inputs,
    worths: Worths,
}

impl Game {
    /// Whether an allocation shares `v(N)` and gives every coalition with a worth at least that.
    fn satisfies(&self, allocation: &[Rational]) -> bool {
        let shared = allocation.iter().sum::<Rational>() == self.worths.grand();
        let greatest = self.worths.greatest_excess(allocation);
        shared && greatest.is_none_or(|(_, excess)| excess <= Rational::zero())
    }

    fn is_complete(&self) -> bool {
        self.worths.undefined().next().is_none()
    }
}

impl Checker<'_> {
    /// The game of a bundle's payoffs under the main convention.
    fn main_game(&self, path: &str, derived: &Derived) -> Result<Game, Flaw> {
        let convention = self.case.scenario.worth.first().copied().unwrap_or(Convention::Gamma);
        let flaw = |error: crate::Error| Flaw::at(path, error.to_string());
        let any = tables(&derived.payoffs, self.writer.arithmetic).map_err(flaw)?;
        with_tables!(&any, tables => {
            Ok(Game { inputs: Inputs::of_game(derived, &tables.game), worths: worths(tables, convention).map_err(flaw)? })
        })
    }

    /// A bundle that is inadmissible because the rule of its side payments is undefined.
    pub(super) fn check_undefined_side_payments(
        &self,
        path: &str,
        value: &Value,
        bundle: &[usize],
        derived: &Derived,
    ) -> Result<(), Flaw> {
        let side = bundle.iter().find_map(|&index| self.case.arrangements[index].side_payments.clone());
        let rule = side.ok_or_else(|| Flaw::at(path, "the bundle is admissible"))?;
        let convention = self.case.scenario.worth.first().copied().unwrap_or(Convention::Gamma);
        if !is_computed(&self.writer.names.space, convention, bundle.len() == 1) {
            let reason = format!("side-payments:{rule}: {}", not_computed(&self.writer.names.space, convention));
            return self.same(path, value, &json!({"bundle": self.ids(bundle), "reason": reason}));
        }
        let game = self.main_game(path, derived)?;
        let reason = match self.shared(path, &rule, &game)? {
            // That there is no imputation is the one reason why a nucleolus is undefined.
            None if no_imputation(&game.worths) => value["reason"].as_str().unwrap_or_default().to_string(),
            Some(Shared::Undefined(reason)) => format!("side-payments:{rule}: {reason}"),
            Some(Shared::NeedsWorth(coalition)) => {
                format!("side-payments:{rule}: {}", undefined_worth(&self.writer.names.agencies, coalition))
            }
            _ => return Err(Flaw::at(path, "the bundle is admissible")),
        };
        self.same(path, value, &json!({"bundle": self.ids(bundle), "reason": reason}))
    }

    /// How a rule shares; `None` for a nucleolus: no solver is ever called, since no other rule has one.
    fn shared(&self, path: &str, rule: &str, game: &Game) -> Result<Option<Shared>, Flaw> {
        if let (true, Some(coalition)) = (rule == "nucleolus", game.worths.undefined().next()) {
            return Ok(Some(Shared::NeedsWorth(coalition)));
        }
        if rule == "nucleolus" {
            return Ok(None);
        }
        share(rule, &game.inputs.division(&game.worths, default_backend()))
            .map(Some)
            .map_err(|error| Flaw::at(path, error.to_string()))
    }

    /// An allocation is the rule's; a nucleolus with the excess levels that prove it.
    fn check_allocation(&self, path: &str, rule: &str, game: &Game, value: &Value, proof: &Value) -> Result<(), Flaw> {
        match self.shared(path, rule, game)? {
            Some(Shared::Allocation(expected, _)) => self.same(path, value, &self.writer.numbers(&expected)),
            Some(_) => Err(Flaw::at(path, "the rule is undefined")),
            None => {
                let allocation = self.numbers(path, value)?;
                self.chain(path, proof)?
                    .verify(
                        game.worths.n(),
                        &|coalition| game.worths.worth(coalition).unwrap_or_default(),
                        &|_| Some(crate::number::whole(1)),
                        true,
                        &allocation,
                    )
                    .map_err(|flaw| Flaw::at(path, flaw.to_string()))
            }
        }
    }

    /// The excess levels that a value describes.
    fn chain(&self, path: &str, value: &Value) -> Result<ExcessChain<Rational>, Flaw> {
        let levels = value["levels"].as_array().ok_or_else(|| Flaw::at(path, "no excess levels"))?;
        let level = |level: &Value| {
            let bounds = level["bounds"].as_object().ok_or_else(|| Flaw::at(path, "no bounds"))?;
            let bound = |(id, weight): (&String, &Value)| {
                Ok((self.agency(path, &Value::from(id.as_str()))?, self.number(path, weight)?))
            };
            Ok(ExcessLevel {
                excess: self.number(path, &level["excess"])?,
                weights: self.weights(path, &level["weights"])?,
                bounds: bounds.iter().map(bound).collect::<Result<_, Flaw>>()?,
            })
        };
        let chain = ExcessChain { levels: levels.iter().map(level).collect::<Result<_, Flaw>>()? };
        self.same(path, value, &self.writer.chain(&chain)).map(|()| chain)
    }

    /// The coalition that a key names.
    fn coalition(&self, path: &str, key: &str) -> Result<Coalition, Flaw> {
        let members: Vec<usize> =
            key.split(',').map(|id| self.agency(path, &Value::from(id))).collect::<Result<_, Flaw>>()?;
        let coalition = Coalition::of(members.iter().copied());
        if members.is_sorted() && coalition.size() == members.len() {
            Ok(coalition)
        } else {
            Err(Flaw::at(path, format!("'{key}' is no coalition")))
        }
    }

    fn weights(&self, path: &str, value: &Value) -> Result<Vec<(Coalition, Rational)>, Flaw> {
        let object = value.as_object().ok_or_else(|| Flaw::at(path, "no weights"))?;
        object.iter().map(|(key, weight)| Ok((self.coalition(path, key)?, self.number(path, weight)?))).collect()
    }

    /// A certificate that settles a verdict on the core.
    fn check_core_certificate(
        &self,
        path: &str,
        claim: &Claim,
        holds: bool,
        certificate: &Value,
        game: &Game,
    ) -> Result<(), Flaw> {
        let require = |holds: bool, message: &str| if holds { Ok(()) } else { Err(Flaw::at(path, message)) };
        match (certificate["kind"].as_str().unwrap_or_default(), holds) {
            ("allocation", true) => {
                require(game.is_complete(), "some worth is undefined")?;
                let allocation = self.numbers(&format!("{path}/allocation"), &certificate["allocation"])?;
                require(game.satisfies(&allocation), "the allocation is not in the core")?;
                self.check_claimed(path, claim, &certificate["allocation"], game)?;
                self.same(
                    path,
                    certificate,
                    &json!({"kind": "allocation", "allocation": self.writer.numbers(&allocation)}),
                )
            }
            ("balanced-weights", false) => {
                let weights = self.weights(&format!("{path}/weights"), &certificate["weights"])?;
                self.check_balanced(path, weights, game)?;
                match claim {
                    Claim::Core => Ok(()),
                    Claim::NoTransfer => Err(Flaw::at(path, "the payoffs' own objection is wanted")),
                    Claim::Rule(rule) if rule == "nucleolus" => Ok(()),
                    Claim::Rule(rule) => {
                        let needs = matches!(self.shared(path, rule, game)?, Some(Shared::NeedsWorth(_)));
                        require(needs, "the rule's own objection is wanted")
                    }
                }
            }
            ("blocked-allocation", false) => {
                let allocation = self.numbers(&format!("{path}/allocation"), &certificate["allocation"])?;
                self.check_claimed(path, claim, &certificate["allocation"], game)?;
                let greatest =
                    game.worths.greatest_excess(&allocation).filter(|(_, excess)| *excess > Rational::zero());
                let (coalition, excess) = greatest.ok_or_else(|| Flaw::at(path, "no coalition blocks"))?;
                let expected = json!({
                    "kind": "blocked-allocation", "allocation": self.writer.numbers(&allocation),
                    "coalition": self.writer.coalition(coalition), "excess": self.writer.number(&excess),
                });
                self.same(path, certificate, &expected)
            }
            ("rule-undefined", false) => {
                let Claim::Rule(rule) = claim else { return Err(Flaw::at(path, "no rule is meant")) };
                match self.shared(path, rule, game)? {
                    Some(Shared::Undefined(reason)) => {
                        self.same(path, certificate, &json!({"kind": "rule-undefined", "reason": reason}))
                    }
                    None => require(no_imputation(&game.worths), "the nucleolus is defined"),
                    _ => Err(Flaw::at(path, "the rule is defined")),
                }
            }
            (kind, _) => Err(Flaw::at(path, format!("a certificate of kind '{kind}' does not prove this"))),
        }
    }

    /// The allocation of a certificate is the one that the verdict is about.
    fn check_claimed(&self, path: &str, claim: &Claim, value: &Value, game: &Game) -> Result<(), Flaw> {
        match claim {
            Claim::NoTransfer => self.same(path, value, &self.writer.numbers(&game.inputs.full)),
            Claim::Rule(rule) => match self.shared(path, rule, game)? {
                Some(Shared::Allocation(expected, _)) => self.same(path, value, &self.writer.numbers(&expected)),
                // The nucleolus is in the core if there is one: any allocation of the core proves it.
                None => Ok(()),
                Some(_) => Err(Flaw::at(path, "the rule is undefined")),
            },
            Claim::Core => Ok(()),
        }
    }

    fn check_balanced(&self, path: &str, weights: Vec<(Coalition, Rational)>, game: &Game) -> Result<(), Flaw> {
        let flaw = |flaw: crate::certificate::Flaw| Flaw::at(path, flaw.to_string());
        let balanced = BalancedWeights { weights };
        let sum = balanced.verify_balanced(game.worths.n()).map_err(flaw)?;
        let worth = balanced.weighted_worth(|coalition| game.worths.worth(coalition)).map_err(flaw)?;
        if sum == crate::number::whole(1) && worth > game.worths.grand() {
            Ok(())
        } else {
            Err(Flaw::at(path, "the weights do not prove the core empty"))
        }
    }

    /// A verdict is left open only where an undefined worth matters: what is judged satisfies every
    /// coalition that has a worth.
    fn check_undecided(&self, path: &str, claim: &Claim, certificate: &Value, game: &Game) -> Result<(), Flaw> {
        if game.is_complete() {
            return Err(Flaw::at(path, "every worth is defined"));
        }
        let allocation = self.numbers(&format!("{path}/allocation"), &certificate["allocation"])?;
        if !game.satisfies(&allocation) {
            return Err(Flaw::at(path, "a coalition that has a worth blocks"));
        }
        match claim {
            Claim::Core => {}
            Claim::NoTransfer => {
                self.same(path, &certificate["allocation"], &self.writer.numbers(&game.inputs.full))?
            }
            Claim::Rule(rule) => match self.shared(path, rule, game)? {
                Some(Shared::Allocation(expected, _)) => {
                    self.same(path, &certificate["allocation"], &self.writer.numbers(&expected))?
                }
                Some(Shared::NeedsWorth(_)) => {}
                _ => return Err(Flaw::at(path, "the rule settles it")),
            },
        }
        self.same(path, certificate, &json!({"kind": "allocation", "allocation": self.writer.numbers(&allocation)}))
    }

    /// Worths and allocations of the status quo, and the core under `beta` where it is added.
    pub(super) fn check_shares<C: Cell>(&self, base: &Derived, facts: &Facts<C>) -> Result<(), Flaw> {
        let flaw = |error: crate::Error| Flaw::at("worths", error.to_string());
        let space = facts.tables.game.space();
        let listed = self.case.scenario.worth.iter().filter(|convention| is_computed(space, **convention, true));
        let mut games: Vec<Game> = Vec::new();
        for &convention in listed {
            games.push(Game {
                inputs: Inputs::of_game(base, &facts.tables.game),
                worths: worths(facts.tables, convention).map_err(flaw)?,
            });
        }
        self.check_allocations(&games)?;
        let undefined = games.iter().any(|game| !game.is_complete());
        let known = games.iter().any(|game| game.worths.convention == Convention::Beta);
        if undefined && !known && is_computed(space, Convention::Beta, true) {
            let worths = worths(facts.tables, Convention::Beta).map_err(flaw)?;
            games.push(Game { inputs: Inputs::of_game(base, &facts.tables.game), worths });
            self.check_added(&games[games.len() - 1], facts)?;
        } else if !self.case.scenario.worth.contains(&Convention::Beta)
            && self.root["verdicts"].get("core:beta").is_some()
        {
            return Err(Flaw::at("verdicts/core:beta", "not asked for, and every worth is defined"));
        }
        match self.root.get("worths") {
            None if facts.n > crate::report::json::MOST_WORTHS => Ok(()),
            None => Err(Flaw::at("worths", "missing")),
            Some(_) => {
                let all: Vec<Worths> = games.into_iter().map(|game| game.worths).collect();
                self.equal("worths", &self.writer.worths(&all))
            }
        }
    }

    fn check_added<C: Cell>(&self, game: &Game, facts: &Facts<C>) -> Result<(), Flaw> {
        let value = self.root["verdicts"].get("core:beta").ok_or_else(|| Flaw::at("verdicts/core:beta", "missing"))?;
        let entry = Entry { checker: self, place: 0, value, bundle: &[] };
        let optimal = facts.is_greatest(&facts.tables.total);
        entry.check_claim("verdicts/core:beta", &Claim::Core, value, optimal, Some(game), facts)
    }

    fn check_allocations(&self, games: &[Game]) -> Result<(), Flaw> {
        let (mut count, mut undefined, mut proved) = (0, 0, 0);
        for game in games {
            let convention = game.worths.convention.name();
            for rule in &self.case.analysis.rules {
                let path = format!("allocations/{rule}/{convention}");
                let value = &self.root["allocations"][rule.as_str()][convention];
                let proof = &self.root["nucleolus_certificates"][convention];
                count += 1;
                if !value.is_null() {
                    self.check_allocation(&path, rule, game, value, proof)?;
                    proved += usize::from(rule == "nucleolus");
                    continue;
                }
                undefined += 1;
                let reason = &self.root["undefined_allocations"][rule.as_str()][convention];
                let expected = match self.shared(&path, rule, game)? {
                    Some(Shared::Undefined(reason)) => Value::from(reason),
                    Some(Shared::NeedsWorth(coalition)) => {
                        Value::from(format!("the worth of {} is undefined", self.writer.coalition_key(coalition)))
                    }
                    None if no_imputation(&game.worths) => reason.clone(),
                    _ => return Err(Flaw::at(path, "the rule is defined")),
                };
                self.same(&path, reason, &expected)?;
            }
        }
        let entries = |key: &str| -> usize {
            let rules = self.root[key].as_object().into_iter().flat_map(Map::values);
            rules.map(|rule| rule.as_object().map_or(0, Map::len)).sum()
        };
        let proofs = self.root["nucleolus_certificates"].as_object().map_or(0, Map::len);
        let complete =
            entries("allocations") == count && entries("undefined_allocations") == undefined && proofs == proved;
        if complete { Ok(()) } else { Err(Flaw::at("allocations", "not one entry for each rule and convention")) }
    }
}

/// Whether the agencies are worth more alone than together: then there is no imputation.
fn no_imputation(worths: &Worths) -> bool {
    let alone = (0..worths.n()).filter_map(|agency| worths.worth(Coalition::singleton(agency)));
    alone.sum::<Rational>() > worths.grand()
}
