//! The table of concepts: a name, and the function of the library that computes it.

use serde_json::{Value, json};

use super::shapes::{
    coalition, component, equilibrium, isolated, listed, number, pure_profile, pure_profiles, ranges, strategy_name,
    strategy_sets,
};
use super::{Answer, Concept, Options, evolution, grim, logit};
use crate::error::Error;
use crate::game::{NamedGame, with_game};
use crate::solution::strategic::{
    self, Coordinate, Correlation, DEFAULT_DIGITS, ExactPotential, JointDeviation, MixedEquilibrium,
    SymmetricEquilibria, Valued, all_equilibria, best_correlated, blocking_deviation, equilibrium_quality,
    exact_potential, extreme_equilibria, iterated_mixed_dominance, iterated_strict_dominance, moran_fixation,
    pareto_dominator, pareto_efficient, pure_nash, self_enforcing_deviation, symmetric_equilibria, symmetric_gains,
    weak_dominance_once,
};

/// Evidence is listed for at most so many rejected profiles.
const MAX_EVIDENCE: usize = 256;

pub(super) const CONCEPTS: &[Concept] = &[
    Concept { name: "pure", about: "all pure Nash equilibria", source: "Nash 1951", solve: pure },
    Concept {
        name: "mixed",
        about: "all Nash equilibria: extreme ones of two players, isolated ones of more, and components",
        source: "Nash 1951",
        solve: mixed,
    },
    Concept {
        name: "one",
        about: "one Nash equilibrium with proof, for any number of players and strategies",
        source: "Lemke Howson 1964",
        solve: super::one::one,
    },
    Concept {
        name: "zero-sum",
        about: "the value and maximin strategies of a constant-sum game of two players",
        source: "von Neumann 1928",
        solve: super::zero_sum::zero_sum,
    },
    Concept {
        name: "dominance",
        about: "survivors of dominance: strict by mixed and by pure, weak once",
        source: "Luce Raiffa 1957",
        solve: dominance,
    },
    Concept { name: "strong", about: "profiles that no coalition leaves", source: "Aumann 1959", solve: strong },
    Concept {
        name: "coalition-proof",
        about: "profiles that no coalition leaves self-enforcingly",
        source: "Bernheim Peleg Whinston 1987",
        solve: coalition_proof,
    },
    Concept { name: "efficient", about: "Pareto-efficient pure profiles", source: "Pareto 1906", solve: efficient },
    Concept {
        name: "quality",
        about: "optimum, best and worst pure equilibrium, prices of anarchy and stability",
        source: "Koutsoupias Papadimitriou 1999",
        solve: quality,
    },
    Concept {
        name: "correlated",
        about: "the correlated equilibrium of the highest welfare",
        source: "Aumann 1974",
        solve: correlated,
    },
    Concept {
        name: "coarse",
        about: "the coarse correlated equilibrium of the highest welfare",
        source: "Moulin Vial 1978",
        solve: coarse,
    },
    Concept {
        name: "correlated-vertices",
        about: "dimension and all vertices of the correlated equilibria of a small game",
        source: "Aumann 1974",
        solve: super::correlated_vertices::correlated_vertices,
    },
    Concept {
        name: "potential",
        about: "an exact potential, or an open cycle",
        source: "Monderer Shapley 1996",
        solve: potential,
    },
    Concept {
        name: "weighted-potential",
        about: "a potential with weights of players, or moves that contradict",
        source: "Monderer Shapley 1996",
        solve: super::order::weighted_potential,
    },
    Concept {
        name: "ordinal-potential",
        about: "a potential that orders all moves, or a weak improvement cycle",
        source: "Voorneveld Norde 1997",
        solve: super::order::ordinal_potential,
    },
    Concept {
        name: "supermodular",
        about: "strategic complements in the order of strategies; smallest and largest equilibrium",
        source: "Topkis 1979",
        solve: super::order::supermodular,
    },
    Concept {
        name: "rationalizable",
        about: "strategies that survive iterated removal of never-best replies (correlated beliefs)",
        source: "Pearce 1984",
        solve: super::order::rationalizable,
    },
    Concept {
        name: "symmetric",
        about: "all equilibria of a symmetric game in which all play alike",
        source: "Collins Akritas 1976",
        solve: symmetric,
    },
    Concept {
        name: "feasible-payoffs",
        about: "corners of the feasible and of the individually rational payoffs; minmax values",
        source: "Fudenberg Maskin 1986",
        solve: super::feasible::feasible_payoffs,
    },
    Concept {
        name: "grim-trigger",
        about: "the patience that keeps up --target under the threat of --punish, or of what is worst for each",
        source: "Friedman 1971",
        solve: grim::grim,
    },
    Concept {
        name: "moran",
        about: "fixation of one mutant in a --population of a symmetric 2x2 game",
        source: "Nowak Sasaki Taylor Fudenberg 2004",
        solve: moran,
    },
    Concept {
        name: "qre",
        about: "logit quantal responses at each --lambda, on the branch from the centroid; inf for its limit",
        source: "McKelvey Palfrey 1995",
        solve: logit::qre,
    },
    Concept {
        name: "qre-fit",
        about: "the quantal response under which the --counts are most likely",
        source: "McKelvey Palfrey 1995",
        solve: logit::qre_fit,
    },
    Concept {
        name: "logit-dynamics",
        about: "how often each profile is played in the long run of logit responses at each --lambda",
        source: "Blume 1993",
        solve: logit::dynamics,
    },
    Concept {
        name: "stochastically-stable",
        about: "profiles that logit dynamics keeps to as mistakes become rare",
        source: "Young 1993",
        solve: logit::stable,
    },
    Concept {
        name: "replicator",
        about: "rest points of the replicator dynamics of a symmetric two-player game: stability, ESS",
        source: "Taylor Jonker 1978",
        solve: evolution::replicator,
    },
    Concept {
        name: "small-mutation",
        about: "long-run shares of strategies in a --population with rare mutations, symmetric two-player game",
        source: "Fudenberg Imhof 2006",
        solve: evolution::mutation,
    },
];

fn pure(named: &NamedGame, _: &Options) -> Result<Answer, Error> {
    let found = with_game!(&named.game, game => pure_nash(game));
    Ok(Answer::new(listed(named, &found)?))
}

/// Two players by complementary branching, more by branch and prune.
fn mixed(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    match named.players.len() {
        2 => mixed_of_two(named, options),
        _ => mixed_of_many(named, options),
    }
}

fn mixed_of_two(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let found = with_game!(&named.game, game => extreme_equilibria(game, &options.limit))?;
    let value: Vec<Value> = found
        .equilibria
        .iter()
        .map(|&(a, b)| equilibrium(named, &[found.first[a].clone(), found.second[b].clone()]))
        .collect();
    let mut answer = Answer::new(Value::Array(value));
    answer.complete = found.complete;
    answer.siblings.push(("components", json!(found.components())));
    if found.complete {
        match super::subsets::siblings(named, &found, &options.limit) {
            Ok(siblings) => answer.siblings.extend(siblings),
            Err(Error::TimeLimit(_)) => answer.complete = false,
            Err(error) => return Err(error),
        }
    }
    Ok(answer.with(json!({"method": "complementary branching", "nodes": found.nodes})))
}

fn mixed_of_many(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let digits = options.digits.unwrap_or(DEFAULT_DIGITS).max(DEFAULT_DIGITS);
    let found = with_game!(&named.game, game => all_equilibria(game, digits, &options.limit))?;
    let item = |equilibrium: &MixedEquilibrium| {
        let mut value = isolated(named, &equilibrium.strategies);
        if let (Some(place), Some(object)) = (equilibrium.component, value.as_object_mut()) {
            object.insert("component".into(), json!(place));
        }
        value
    };
    let mut answer = Answer::new(found.equilibria.iter().map(item).collect());
    answer.complete = found.complete;
    let components: Vec<Value> = found.components.iter().map(|part| component(named, part)).collect();
    let undecided: Vec<Value> = found.undecided.iter().map(|part| ranges(named, part)).collect();
    answer.siblings.push(("components", json!(components)));
    answer.siblings.push(("undecided", json!(undecided)));
    answer.siblings.push(("odd", json!(found.is_odd())));
    if options.digits.is_some() {
        answer.siblings.push(("options", json!({"digits": digits})));
    }
    Ok(answer.with(json!({"method": "branch and prune", "supports": found.supports, "cells": found.cells})))
}

fn dominance(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let mixed = with_game!(&named.game, game => iterated_mixed_dominance(game, &options.limit))?;
    let by_mixed = |gone: &strategic::MixedElimination| {
        let by = gone.by.iter().map(|(by, weight)| (strategy_name(named, gone.player, *by).1, number(weight)));
        elimination(named, gone.player, gone.strategy, Value::Object(by.collect()), gone.round)
    };
    let mut value = json!({"strict-mixed": strategy_sets(named, &mixed.survivors)});
    let mut steps = json!({"strict-mixed": mixed.eliminations.iter().map(by_mixed).collect::<Vec<_>>()});
    for (key, survivors, eliminations) in pure_dominance(named)? {
        value[key] = survivors;
        steps[key] = eliminations;
    }
    Ok(Answer::new(value).with(steps))
}

/// Dominance by pure strategies: its name, the survivors and the eliminations.
pub(super) fn pure_dominance(named: &NamedGame) -> Result<[(&'static str, Value, Value); 2], Error> {
    let (strict, weak) =
        with_game!(&named.game, game => (iterated_strict_dominance(game)?, weak_dominance_once(game)?));
    let told = |key: &'static str, dominated: &strategic::Dominated| {
        let step = |gone: &strategic::Elimination| {
            let by = Value::String(strategy_name(named, gone.player, gone.by).1);
            elimination(named, gone.player, gone.strategy, by, gone.round)
        };
        (key, strategy_sets(named, &dominated.survivors), dominated.eliminations.iter().map(step).collect())
    };
    Ok([told("strict-pure", &strict), told("weak-pure-once", &weak)])
}

fn elimination(named: &NamedGame, player: usize, strategy: usize, by: Value, round: usize) -> Value {
    let (player, strategy) = strategy_name(named, player, strategy);
    json!({"player": player, "strategy": strategy, "by": by, "round": round})
}

/// A list of equilibria, and the deviation that rejects each other pure equilibrium.
fn coalitional(
    named: &NamedGame,
    kept: Vec<usize>,
    deviation: impl Fn(usize) -> Result<Option<JointDeviation>, Error>,
) -> Result<Answer, Error> {
    let pure = with_game!(&named.game, game => pure_nash(game));
    let mut rejected = Vec::new();
    for profile in pure.into_iter().filter(|profile| !kept.contains(profile)).take(MAX_EVIDENCE) {
        if let Some(JointDeviation { coalition: members, profile: to }) = deviation(profile)? {
            rejected.push(json!({
                "profile": pure_profile(named, profile),
                "coalition": coalition(named, members),
                "to": pure_profile(named, to),
            }));
        }
    }
    Ok(Answer::new(listed(named, &kept)?).with(json!({"rejected": rejected})))
}

fn strong(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    with_game!(&named.game, game => {
        let kept = strategic::strong_nash(game, &options.limit)?;
        coalitional(named, kept, |profile| blocking_deviation(game, profile))
    })
}

fn coalition_proof(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    with_game!(&named.game, game => {
        let kept = strategic::coalition_proof(game, &options.limit)?;
        coalitional(named, kept, |profile| self_enforcing_deviation(game, profile, &options.limit))
    })
}

fn efficient(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    with_game!(&named.game, game => {
        let found = pareto_efficient(game, &options.limit)?;
        let others = pure_nash(game).into_iter().filter(|profile| !found.contains(profile)).take(MAX_EVIDENCE);
        let dominated = others.filter_map(|profile| {
            let by = pareto_dominator(game, profile)?;
            Some(json!({"profile": pure_profile(named, profile), "by": pure_profile(named, by)}))
        });
        let dominated: Vec<Value> = dominated.collect();
        Ok(Answer::new(listed(named, &found)?).with(json!({"dominated-equilibria": dominated})))
    })
}

fn quality(named: &NamedGame, _: &Options) -> Result<Answer, Error> {
    let quality = with_game!(&named.game, game => equilibrium_quality(game));
    let valued =
        |valued: &Valued| json!({"profile": pure_profile(named, valued.profile), "welfare": number(&valued.welfare)});
    Ok(Answer::new(json!({
        "optimum": valued(&quality.optimum),
        "best": quality.best.as_ref().map(valued),
        "worst": quality.worst.as_ref().map(valued),
        "price-of-anarchy": quality.price_of_anarchy().as_ref().map(number),
        "price-of-stability": quality.price_of_stability().as_ref().map(number),
    })))
}

fn correlated(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    best(named, options, Correlation::Correlated)
}

fn coarse(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    best(named, options, Correlation::Coarse)
}

fn best(named: &NamedGame, options: &Options, correlation: Correlation) -> Result<Answer, Error> {
    let objective = options.objective.as_deref();
    let best = with_game!(&named.game, game => best_correlated(game, correlation, objective, &options.limit))?;
    let distribution: Vec<Value> = best
        .distribution
        .iter()
        .map(|(profile, weight)| json!({"profile": pure_profile(named, *profile), "probability": number(weight)}))
        .collect();
    let multipliers: Vec<Value> = best
        .multipliers
        .iter()
        .map(|(incentive, weight)| {
            let (player, instead) = strategy_name(named, incentive.player, incentive.instead);
            let told = incentive.told.map(|told| strategy_name(named, incentive.player, told).1);
            json!({"player": player, "told": told, "instead": instead, "multiplier": number(weight)})
        })
        .collect();
    let value = json!({"welfare": number(&best.value), "distribution": distribution});
    let answer = Answer::new(value).with(json!({"multipliers": multipliers}));
    Ok(match objective {
        Some(objective) => answer.asked(json!({"objective": objective.iter().map(number).collect::<Vec<_>>()})),
        None => answer,
    })
}

fn potential(named: &NamedGame, _: &Options) -> Result<Answer, Error> {
    Ok(match with_game!(&named.game, game => exact_potential(game)) {
        ExactPotential::Potential(potential) => {
            let list: Vec<Value> = potential.iter().map(number).collect();
            let mut answer = Answer::new(json!({"exact": true, "potential": list}));
            answer.siblings.push(("maximizer", super::order::maximizer(named, &potential)?));
            answer
        }
        ExactPotential::Cycle { profiles, sum } => Answer::new(json!({"exact": false}))
            .with(json!({"cycle": pure_profiles(named, &profiles), "sum": number(&sum)})),
    })
}

fn symmetric(named: &NamedGame, _: &Options) -> Result<Answer, Error> {
    let gains = with_game!(&named.game, game => symmetric_gains(game))?;
    let players = named.players.len();
    let point = |x: &Coordinate| isolated(named, &vec![vec![x.complement(), x.clone()]; players]);
    Ok(match symmetric_equilibria(&gains)? {
        SymmetricEquilibria::Isolated(found) => Answer::new(found.iter().map(point).collect()),
        SymmetricEquilibria::All => {
            // Its ends, and the whole segment as a component.
            let ends = [0, 1].map(|end| point(&Coordinate::Exact(crate::number::whole(end))));
            let mut answer = Answer::new(Value::Array(ends.to_vec()));
            let whole = (crate::number::whole(0), crate::number::whole(1));
            let segment = vec![vec![whole.clone(), whole]; players];
            answer.siblings.push(("components", json!([ranges(named, &segment)])));
            answer
        }
    })
}

fn moran(named: &NamedGame, options: &Options) -> Result<Answer, Error> {
    let Some(population) = options.population else {
        return Err(Error::input("moran needs --population, at least 2"));
    };
    let fixation = with_game!(&named.game, game => moran_fixation(game, population))?;
    let names = named.players.first().map(|player| player.strategies.as_slice()).unwrap_or_default();
    let value = names.iter().zip(&fixation).map(|(name, probability)| (name.clone(), number(probability)));
    Ok(Answer::new(Value::Object(value.collect())).asked(json!({"population": population})))
}
