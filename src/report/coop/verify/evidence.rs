//! Certificates of concepts that linear programs solve.

use std::cmp::Ordering;

use serde_json::{Map, Value, json};

use super::super::excesses::{chain_setting, names_with_copies};
use super::super::{Options, Task, kernels, membership, properties};
use super::same;
use crate::certificate::{BalancedWeights, ExcessChain, ExcessLevel, Flaw, compare, core_violation};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::format::tu::TuFile;
use crate::game::properties::convex;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Scalar, parse_rational, sum};
use crate::solution::cooperative::{CostOfStability, Objection, gain_of_joining};

/// Properties that cores decide.
const CORE_PROPERTIES: [&str; 3] = ["balanced", "totally-balanced", "exact"];
/// Points of kernels.
const KERNELS: [&str; 3] = ["kernel", "prekernel", "anti-prekernel"];
/// The nucleolus and its relatives.
const CHAINS: [&str; 9] = [
    "nucleolus",
    "prenucleolus",
    "per-capita-nucleolus",
    "per-capita-prenucleolus",
    "proportional-nucleolus",
    "disruption-nucleolus",
    "anti-prenucleolus",
    "modiclus",
    "simplified-modiclus",
];
/// All other concepts that linear programs solve.
const OTHERS: [&str; 10] = [
    "core",
    "least-core",
    "cost-of-stability",
    "relative-cost-of-stability",
    "taxes",
    "properties",
    "weber-set",
    "bargaining-set",
    "core-stable",
    "graph-core",
];
/// Concepts that check no allocation, beside properties that cores decide.
const NO_ALLOCATION: [&str; 7] = [
    "properties",
    "cost-of-stability",
    "relative-cost-of-stability",
    "taxes",
    "weber-set",
    "core-stable",
    "graph-core",
];

/// Whether a concept is checked through its certificate.
pub(super) fn needs_certificate(name: &str) -> bool {
    [&OTHERS[..], &CHAINS, &KERNELS, &CORE_PROPERTIES].iter().any(|names| names.contains(&name))
}

/// Checks an entry of such a concept.
pub(super) fn check<S: Scalar>(file: &TuFile<S>, name: &str, entry: &Value) -> Result<(), Flaw> {
    let options = Options::default();
    let task = Task::new(file, &options);
    let game = task.game().map_err(|error| Flaw(error.to_string()))?;
    let checker = Checker { task: &task, game };
    if entry["value"].is_null() {
        return checker.error(name, &entry["error"], entry.get("checked").is_some());
    }
    if entry.get("checked").is_some() {
        return checker.membership(name, entry);
    }
    let (value, certificate) = (&entry["value"], &entry["certificate"]);
    if entry["complete"] != true && name != "properties" {
        return Err(Flaw("complete: found no \"true\"".into()));
    }
    match name {
        "core" => checker.core(value, certificate),
        "least-core" => checker.least_core(value, certificate),
        "cost-of-stability" => checker.cost_of_stability(value, certificate, &entry["relative"]),
        "properties" => checker.properties(value, certificate, entry),
        "taxes" => checker.taxes(value, certificate),
        "weber-set" => super::weber::marginal_vectors(&checker, value, certificate),
        "relative-cost-of-stability" => super::shape::relative(&checker, value, certificate),
        "graph-core" => super::shape::graph_core(&checker, value, certificate),
        "core-stable" => super::stability::core_stable(&checker, value, certificate),
        _ if CORE_PROPERTIES.contains(&name) => checker.core_property(name, value, &certificate[name]),
        _ if KERNELS.contains(&name) => {
            let again =
                kernels::check(&task, name, &checker.allocation(value)?).map_err(|error| Flaw(error.to_string()))?;
            match again.value["holds"] == true && same(&json!(again.certificate), certificate) {
                true => Ok(()),
                false => Err(Flaw(format!("the allocation or its surpluses are wrong: {}", json!(again.certificate)))),
            }
        }
        _ => checker.chain(name, &checker.allocation(value)?, certificate),
    }
}

/// What certificates of a game are checked with.
pub(super) struct Checker<'a, S> {
    pub task: &'a Task<'a, S>,
    pub game: &'a TuGame<S>,
}

impl<S: Scalar> Checker<'_, S> {
    pub fn players(&self) -> &[String] {
        &self.task.file.players
    }

    fn grand(&self) -> Coalition {
        Coalition::grand(self.game.n_players())
    }

    /// An undefined concept: the reason is looked at again.
    fn error(&self, name: &str, error: &Value, checks_allocation: bool) -> Result<(), Flaw> {
        let alone = sum((0..self.game.n_players()).map(|player| self.game.worth(Coalition::singleton(player))));
        let no_imputation = compare(&alone, &self.game.grand_worth()) == Ordering::Greater;
        let proper = || Coalition::all(self.game.n_players()).skip(1).filter(|coalition| *coalition != self.grand());
        let undefined = match name {
            "nucleolus" | "per-capita-nucleolus" | "kernel" | "core-stable" => no_imputation,
            "proportional-nucleolus" => {
                no_imputation || proper().any(|coalition| !self.game.worth(coalition).sign().is_gt())
            }
            "disruption-nucleolus" => {
                let gains = |coalition: Coalition| {
                    gain_of_joining(self.game, coalition).is_some_and(|gain| gain.sign().is_gt())
                };
                no_imputation || !proper().all(gains)
            }
            "relative-cost-of-stability" => !self.game.grand_worth().sign().is_gt(),
            "least-core" | "taxes" => self.game.n_players() == 1,
            _ => false,
        };
        if undefined && error["kind"] == "undefined" {
            return Ok(());
        }
        // Asking whether an allocation is what no allocation can be is an error of the question.
        if name == "bargaining-set" && !checks_allocation && error["kind"] == "input" {
            return Ok(());
        }
        if name == "graph-core" && self.task.file.graph.is_none() && error["kind"] == "input" {
            return Ok(());
        }
        let no_allocation = CORE_PROPERTIES.contains(&name) || NO_ALLOCATION.contains(&name);
        if checks_allocation && no_allocation && error["kind"] == "input" {
            return Ok(());
        }
        Err(Flaw(format!("error: found {error}; the concept is defined for this game")))
    }

    fn core(&self, value: &Value, certificate: &Value) -> Result<(), Flaw> {
        match value["empty"].as_bool() {
            Some(true) => self.weights(&certificate["weights"])?.verify_core_empty(self.game),
            Some(false) => self.in_core(&self.allocation(&value["allocation"])?),
            None => Err(Flaw("value.empty: found neither true nor false".into())),
        }
    }

    fn in_core(&self, amounts: &[S]) -> Result<(), Flaw> {
        let worth = |coalition: Coalition| Some(self.game.worth(coalition));
        match core_violation(self.game.n_players(), &self.game.grand_worth(), worth, amounts) {
            None => Ok(()),
            Some(violation) => Err(Flaw(format!("the allocation is not in the core: {violation:?}"))),
        }
    }

    fn least_core(&self, value: &Value, certificate: &Value) -> Result<(), Flaw> {
        let epsilon = self.number(&value["epsilon"])?;
        let amounts = self.allocation(&value["allocation"])?;
        self.excess_is(&amounts, &epsilon)?;
        self.weights(&certificate["weights"])?.verify_excess_bound(self.game, &self.game.grand_worth(), &epsilon)
    }

    /// Efficient, with no proper coalition's excess above a bound.
    fn excess_is(&self, amounts: &[S], bound: &S) -> Result<(), Flaw> {
        let raised = |coalition: Coalition| {
            let worth = self.game.worth(coalition);
            Some(if coalition == self.grand() { worth } else { worth - bound.clone() })
        };
        match core_violation(self.game.n_players(), &self.game.grand_worth(), raised, amounts) {
            None => Ok(()),
            Some(violation) => Err(Flaw(format!("the allocation has a larger excess: {violation:?}"))),
        }
    }

    fn taxes(&self, value: &Value, certificate: &Value) -> Result<(), Flaw> {
        let (strong, weak) = (&value["strong"], &value["per-size"]);
        let amounts = self.allocation(&strong["allocation"])?;
        let weights = self.weights(&certificate["strong"]["weights"])?;
        // The excess that the weights prove least: their weighted worth, less what they pay out.
        let paid = weights.verify_balanced(self.game.n_players())?;
        let epsilon =
            weights.weighted_worth(|coalition| Some(self.game.worth(coalition)))? - paid * self.game.grand_worth();
        weights.verify_excess_bound(self.game, &self.game.grand_worth(), &epsilon)?;
        self.excess_is(&amounts, &epsilon)?;
        self.chain("per-capita-prenucleolus", &self.allocation(&weak["allocation"])?, &certificate["per-size"])?;
        let per_head = match certificate["per-size"]["levels"].get(0) {
            Some(level) => self.number(&level["excess"])?,
            None => S::zero(),
        };
        for (found, excess) in [(&strong["tax"], epsilon), (&weak["tax"], per_head)] {
            if compare(&self.number(found)?, &excess.larger(S::zero())) != Ordering::Equal {
                return Err(Flaw(format!("tax: found {found}")));
            }
        }
        Ok(())
    }

    fn cost_of_stability(&self, value: &Value, certificate: &Value, relative: &Value) -> Result<(), Flaw> {
        let claim = self.cost_of_stability_claim(value, certificate)?;
        let expected =
            claim.relative(&self.game.grand_worth()).map(|ratio| super::super::super::result::number_json(&ratio));
        if !same(&json!(expected), relative) {
            return Err(Flaw(format!("relative: found {relative}")));
        }
        Ok(())
    }

    /// A subsidy with its allocation, checked by its weights.
    pub fn cost_of_stability_claim(&self, value: &Value, certificate: &Value) -> Result<CostOfStability<S>, Flaw> {
        let weights = if certificate.is_null() { None } else { Some(self.weights(&certificate["weights"])?) };
        let (subsidy, allocation) = (self.number(&value["subsidy"])?, self.allocation(&value["allocation"])?);
        let claim = CostOfStability { subsidy, allocation, weights };
        claim.verify(self.game)?;
        Ok(claim)
    }

    /// A relative of the nucleolus against its chain of excess levels.
    fn chain(&self, name: &str, amounts: &[S], certificate: &Value) -> Result<(), Flaw> {
        let setting = chain_setting(self.game, name).ok_or_else(|| Flaw("this concept has no chain".into()))?;
        let setting = setting.map_err(|error| Flaw(error.to_string()))?;
        let game = setting.game.as_ref().unwrap_or(self.game);
        let mut names = names_with_copies(self.players());
        names.truncate(game.n_players());
        let unfit =
            |coalition: &Coalition| setting.weight.of(game, *coalition).is_some_and(|weight| !weight.sign().is_gt());
        let grand = Coalition::grand(game.n_players());
        if let Some(coalition) = Coalition::all(game.n_players()).skip(1).filter(|part| *part != grand).find(unfit) {
            return Err(Flaw(format!("the concept is undefined: excesses of {coalition} have no weight above 0")));
        }
        // In the dual cover players and their copies get the same.
        let amounts: Vec<S> = amounts.iter().cycle().take(game.n_players()).cloned().collect();
        let levels =
            certificate["levels"].as_array().ok_or_else(|| Flaw("certificate.levels: found no list".into()))?;
        let level = |level: &Value| -> Result<ExcessLevel<S>, Flaw> {
            let bound = |(name, weight): (&String, &Value)| Ok((place(&names, name)?, self.number(weight)?));
            Ok(ExcessLevel {
                excess: self.number(&level["excess"])?,
                weights: self.weights_among(&names, &level["weights"])?.weights,
                bounds: self.object(&level["bounds"])?.iter().map(bound).collect::<Result<_, Flaw>>()?,
            })
        };
        let chain = ExcessChain { levels: levels.iter().map(level).collect::<Result<_, _>>()? };
        let worth = |coalition: Coalition| game.worth(coalition);
        let weight = |coalition: Coalition| setting.weight.of(game, coalition);
        chain.verify(game.n_players(), &worth, &weight, setting.imputation, &amounts)
    }

    /// All properties: those of worths once more, those of cores by their evidence.
    fn properties(&self, value: &Value, certificate: &Value, entry: &Value) -> Result<(), Flaw> {
        let (found, witnesses) = (self.object(value)?, self.object(certificate)?);
        let skipped = entry.get("skipped").and_then(Value::as_object);
        let is_skipped = |name: &str| skipped.is_some_and(|skipped| skipped.contains_key(name));
        for name in properties::NAMES {
            match properties::one(self.task, name) {
                Ok(answer) => {
                    let witness = answer.certificate.as_ref().map_or(&Value::Null, |certificate| &certificate[name]);
                    if !same(&answer.value, &value[name]) || !same(witness, witnesses.get(name).unwrap_or(&Value::Null))
                    {
                        return Err(Flaw(format!("{name}: found {} with witness {}", value[name], certificate[name])));
                    }
                }
                Err(_) if is_skipped(name) => {}
                Err(error) => return Err(Flaw(format!("{name}: {error}"))),
            }
        }
        for name in CORE_PROPERTIES.into_iter().filter(|name| !is_skipped(name)) {
            let evidence = if value[name] == true { &entry["proofs"][name] } else { &certificate[name] };
            self.core_property(name, &value[name], evidence).map_err(|flaw| Flaw(format!("{name}: {}", flaw.0)))?;
        }
        let known =
            |name: &String| properties::NAMES.contains(&name.as_str()) || CORE_PROPERTIES.contains(&name.as_str());
        match found.keys().find(|name| !known(name)) {
            Some(name) => Err(Flaw(format!("found property {name:?}, which is not known"))),
            None if entry["complete"] == skipped.is_none() => Ok(()),
            None => Err(Flaw("complete: it is true just where nothing was skipped".into())),
        }
    }

    fn core_property(&self, name: &str, value: &Value, evidence: &Value) -> Result<(), Flaw> {
        match value.as_bool() {
            None => Err(Flaw("found neither true nor false".into())),
            Some(true) if evidence["convex"] == true => match convex(self.game).holds {
                true => Ok(()),
                false => Err(Flaw("the game is not convex".into())),
            },
            Some(true) => self.core_property_holds(name, evidence),
            Some(false) => self.core_property_fails(name, evidence),
        }
    }

    fn core_property_holds(&self, name: &str, evidence: &Value) -> Result<(), Flaw> {
        let mut shown = vec![false; self.game.values().len()];
        for (key, amounts) in self.object(&evidence["allocations"])? {
            let coalition = self.coalition(key)?;
            let amounts = self.allocation(amounts)?;
            if name == "totally-balanced" {
                self.in_part_core(coalition, &amounts)?;
            } else {
                self.in_core(&amounts)?;
                let total = sum(coalition.members().map(|player| amounts[player].clone()));
                if compare(&total, &self.game.worth(coalition)) != Ordering::Equal {
                    return Err(Flaw(format!("the allocation does not give {coalition} just its worth")));
                }
            }
            shown[coalition.index()] = true;
        }
        let needed = |coalition: &Coalition| match name {
            "balanced" => *coalition == self.grand(),
            "totally-balanced" => coalition.size() > 1,
            // A game of one player has no proper coalition; its core is there.
            _ => *coalition != self.grand(),
        };
        match Coalition::all(self.game.n_players()).skip(1).filter(needed).find(|coalition| !shown[coalition.index()]) {
            Some(coalition) => Err(Flaw(format!("found no allocation for {coalition}"))),
            None => Ok(()),
        }
    }

    /// In the core of the game among a coalition's members.
    fn in_part_core(&self, coalition: Coalition, amounts: &[S]) -> Result<(), Flaw> {
        let total = |part: Coalition| sum(part.members().map(|player| amounts[player].clone()));
        if let Some(player) = self.grand().minus(coalition).members().find(|player| !amounts[*player].is_zero()) {
            return Err(Flaw(format!("the allocation for {coalition} gives something to player {}", player + 1)));
        }
        let efficient = compare(&total(coalition), &self.game.worth(coalition)) == Ordering::Equal;
        let blocked = coalition
            .subsets()
            .skip(1)
            .find(|part| compare(&self.game.worth(*part), &total(*part)) == Ordering::Greater);
        match blocked {
            Some(part) => Err(Flaw(format!("the allocation for {coalition} gives {part} too little"))),
            None if efficient => Ok(()),
            None => Err(Flaw(format!("the allocation for {coalition} does not share its worth"))),
        }
    }

    fn core_property_fails(&self, name: &str, evidence: &Value) -> Result<(), Flaw> {
        let names: Vec<&str> = evidence["s"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let coalition =
            names.iter().try_fold(Coalition::EMPTY, |sum, name| Ok::<_, Flaw>(sum.with(self.player(name)?)))?;
        let weights = self.weights(&evidence["weights"])?;
        if name == "totally-balanced" {
            let inside = |player: usize| if coalition.contains(player) { S::one() } else { S::zero() };
            for player in 0..self.game.n_players() {
                let with = weights.weights.iter().filter(|(part, _)| part.contains(player));
                if compare(&sum(with.map(|(_, weight)| weight.clone())), &inside(player)) != Ordering::Equal {
                    return Err(Flaw(format!("the weights at player {} are not balanced on {coalition}", player + 1)));
                }
            }
            if weights.weights.iter().any(|(_, weight)| weight.sign().is_lt()) {
                return Err(Flaw("a weight is below 0".into()));
            }
            let total = weights.weighted_worth(|part| Some(self.game.worth(part)))?;
            return match compare(&total, &self.game.worth(coalition)) {
                Ordering::Greater => Ok(()),
                _ => Err(Flaw("the weighted worth does not exceed that of the coalition".into())),
            };
        }
        if name == "balanced" || coalition == self.grand() {
            return weights.verify_core_empty(self.game);
        }
        if coalition.is_empty() {
            return Err(Flaw("found no coalition at fault".into()));
        }
        let rest = self.grand().minus(coalition);
        let all_else = self.game.grand_worth() - self.game.worth(coalition);
        let worth = |part: Coalition| Some(if part == rest { all_else.clone() } else { self.game.worth(part) });
        weights.verify_infeasible(self.game.n_players(), &self.game.grand_worth(), worth)
    }

    /// A given allocation against the concept.
    fn membership(&self, name: &str, entry: &Value) -> Result<(), Flaw> {
        let amounts = self.allocation(&entry["checked"])?;
        let holds = entry["value"]["holds"]
            .as_bool()
            .ok_or_else(|| Flaw("value.holds: found neither true nor false".into()))?;
        let evidence = &entry["certificate"];
        match name {
            _ if name == "core" || KERNELS.contains(&name) => {
                let again = if name == "core" {
                    membership::in_core(self.task, &amounts)
                } else {
                    kernels::check(self.task, name, &amounts)
                };
                let again = again.map_err(|error: Error| Flaw(error.to_string()))?;
                match same(&again.value, &entry["value"]) && same(&json!(again.certificate), evidence) {
                    true => Ok(()),
                    false => Err(Flaw(format!("found {} because {evidence}", entry["value"]))),
                }
            }
            "least-core" => self.least_core_membership(&amounts, holds, evidence),
            "bargaining-set" => self.bargaining(&amounts, holds, evidence),
            _ if CORE_PROPERTIES.contains(&name) || NO_ALLOCATION.contains(&name) => {
                Err(Flaw("this concept checks no allocation".into()))
            }
            _ => {
                let expected = self.allocation(&evidence["expected"])?;
                self.chain(name, &expected, &evidence["certificate"])?;
                let equal = amounts.iter().zip(&expected).all(|(left, right)| compare(left, right) == Ordering::Equal);
                if equal == holds {
                    Ok(())
                } else {
                    Err(Flaw("holds: it is so just where the allocations are equal".into()))
                }
            }
        }
    }

    /// Every point is the marginal vector of some order. That no other is a vertex is not checked.
    /// An objection that nobody counters, or for each objection why somebody can.
    fn bargaining(&self, amounts: &[S], holds: bool, evidence: &Value) -> Result<(), Flaw> {
        let total = sum(amounts.iter().cloned());
        let efficient = compare(&total, &self.game.grand_worth()) == Ordering::Equal;
        let alone =
            |player: usize| compare(&amounts[player], &self.game.worth(Coalition::singleton(player))) != Ordering::Less;
        if holds {
            let imputation = efficient && (0..amounts.len()).all(alone);
            return match imputation {
                true => super::stability::countered(self, amounts, evidence),
                false => Err(Flaw("the allocation is no imputation".into())),
            };
        }
        if !evidence["total"].is_null() {
            let right = !efficient && compare(&self.number(&evidence["total"])?, &total) == Ordering::Equal;
            return if right { Ok(()) } else { Err(Flaw("total: it is another".into())) };
        }
        let text = |key: &str| evidence[key].as_str().ok_or_else(|| Flaw(format!("{key}: found no player")));
        if !evidence["below_alone"].is_null() {
            let below = !alone(self.player(text("below_alone")?)?);
            return if below { Ok(()) } else { Err(Flaw("below_alone: the player has enough".into())) };
        }
        let shares = self.object(&evidence["shares"])?;
        let share = |(name, share): (&String, &Value)| Ok((self.player(name)?, self.number(share)?));
        let shares: std::collections::BTreeMap<usize, S> = shares.iter().map(share).collect::<Result<_, Flaw>>()?;
        let objection = Objection {
            player: self.player(text("player")?)?,
            against: self.player(text("against")?)?,
            coalition: Coalition::of(shares.keys().copied()),
            shares: shares.into_values().collect(),
        };
        objection.verify(self.game, amounts)
    }

    fn least_core_membership(&self, amounts: &[S], holds: bool, evidence: &Value) -> Result<(), Flaw> {
        let total = sum(amounts.iter().cloned());
        if compare(&total, &self.game.grand_worth()) != Ordering::Equal {
            return if holds { Err(Flaw("the allocation does not add up to the worth of all".into())) } else { Ok(()) };
        }
        let epsilon = self.number(&evidence["epsilon"])?;
        if holds {
            self.excess_is(amounts, &epsilon)?;
            return self.weights(&evidence["weights"])?.verify_excess_bound(
                self.game,
                &self.game.grand_worth(),
                &epsilon,
            );
        }
        // That epsilon is possible is not needed when an excess is above what the weights prove least.
        self.weights(&evidence["weights"])?.verify_excess_bound(self.game, &self.game.grand_worth(), &epsilon)?;
        match self.excess_is(amounts, &epsilon) {
            Err(_) => Ok(()),
            Ok(()) => Err(Flaw("the allocation is in the least core".into())),
        }
    }

    pub fn allocation(&self, value: &Value) -> Result<Vec<S>, Flaw> {
        membership::amounts_of(self.players(), value)
            .ok_or_else(|| Flaw(format!("found {value}; an amount for each player is allowed")))
    }

    pub fn number(&self, value: &Value) -> Result<S, Flaw> {
        let exact = match value {
            Value::String(text) => parse_rational(text).ok(),
            Value::Number(number) => number.as_f64().and_then(|float| float.to_rational()),
            _ => None,
        };
        exact.map(|exact| S::from_rational(&exact)).ok_or_else(|| Flaw(format!("found {value}; a number is allowed")))
    }

    fn object<'v>(&self, value: &'v Value) -> Result<&'v Map<String, Value>, Flaw> {
        value.as_object().ok_or_else(|| Flaw(format!("found {value}; an object is allowed")))
    }

    fn player(&self, name: &str) -> Result<usize, Flaw> {
        place(self.players(), name)
    }

    fn coalition(&self, key: &str) -> Result<Coalition, Flaw> {
        coalition_among(self.players(), key)
    }

    fn weights(&self, value: &Value) -> Result<BalancedWeights<S>, Flaw> {
        self.weights_among(self.players(), value)
    }

    fn weights_among(&self, names: &[String], value: &Value) -> Result<BalancedWeights<S>, Flaw> {
        let weight = |(key, weight): (&String, &Value)| Ok((coalition_among(names, key)?, self.number(weight)?));
        Ok(BalancedWeights { weights: self.object(value)?.iter().map(weight).collect::<Result<_, Flaw>>()? })
    }
}

pub(super) fn place(names: &[String], name: &str) -> Result<usize, Flaw> {
    names.iter().position(|known| known == name).ok_or_else(|| Flaw(format!("found player {name:?}")))
}

pub(super) fn coalition_among(names: &[String], key: &str) -> Result<Coalition, Flaw> {
    key.split(',').try_fold(Coalition::EMPTY, |sum, name| Ok(sum.with(place(names, name)?)))
}
