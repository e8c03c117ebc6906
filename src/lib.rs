//! `pactum`: the game theory of data sharing among agencies.
//!
//! Agencies that would all gain from sharing their data often do not share it. This library derives
//! the game that they play from a plain description, says whether everyone sharing is stable, who
//! leaves and why, and which institutional arrangement would change that at what cost. Answers are
//! exact, and each carries evidence that can be checked without the code that found it.
//!
//! # The problem
//!
//! Each agency `i` of a set `N` stays out or joins with its data. A profile `p` says what each one
//! does; `P` is the set of those who join. An agency's payoff is a sum of named components,
//!
//! ```text
//! u_i(p) = collective_benefit + use_benefit + selective_benefit + redeployable_value
//!        + execution_cost + negotiation_cost + monitoring_cost + intermediary_cost
//!        + division_risk + coordination_risk
//!        + hold_up_transfer + penalty + institutional_transfer
//! ```
//!
//! where costs, losses and penalties are negative. Each component is a polynomial in the scenario's
//! parameters; one who stays out still gets the part of the collective good, and of others' data,
//! from which it is not excluded ([`payoff`] has the terms). With `F` the profile in which everyone
//! joins with everything, the questions are these.
//!
//! * **Does anyone leave?** `slack_i = u_i(F) - max u_i(p_i, F_-i)` over the other strategies `p_i`
//!   of `i`. `F` is a Nash equilibrium when no slack is negative ([`stability`]).
//! * **What would it cost to keep everyone in?** Three prices, each the least total (an infimum) of
//!   payments that are enough: to make `F` an equilibrium, `sum_i max(0, -slack_i)`; the only
//!   equilibrium, by paying agencies in the best order; dominant, whatever the others do
//!   ([`stability::price`]).
//! * **Can the gains be shared so that no group leaves?** With `v(S)` what the coalition `S` can
//!   secure ([`payoff::coalitional`]), the core is the set of `x` with `x(N) = v(N)` and
//!   `x(S) >= v(S)` for all `S`. It is empty exactly when weights `w_S >= 0` with
//!   `sum_{S: i in S} w_S = 1` for every `i` have `sum_S w_S v(S) > v(N)`; these weights are the
//!   certificate ([`certificate::BalancedWeights`]).
//! * **Which arrangement changes that?** Arrangements are lists of effects on parameters,
//!   conditional transfers and a running cost ([`arrangement`]); every bundle of them gives another
//!   game, and all of the above is asked again ([`report`]).
//!
//! # In one minute
//!
#![cfg_attr(feature = "scenario", doc = "```")]
#![cfg_attr(not(feature = "scenario"), doc = "```ignore")]
//! use pactum::format::scenario::read_scenario;
//! use pactum::number::whole;
//! use pactum::report::{Options, analyze};
//! use pactum::stability::{Evidence, Verdict};
//!
//! // A register costs 3 to prepare; two agencies gain 6 and 2 by it and pay nothing.
//! let text = r#"
//! format = "pactum-scenario/1"
//! agency = [{ id = "register" }, { id = "health" }, { id = "police" }]
//! dataset = [{ id = "people", owner = "register", preparation_cost = 3, exclusion = 1, uses = [
//!   { by = "health", value = 6 }, { by = "police", value = 2 } ] }]
//! analysis = { presets = ["mandate", "joint-control"] }
//! "#;
//! let case = read_scenario(text, "example").unwrap().case.points().unwrap();
//! let report = analyze(&case, Options::default()).unwrap();
//!
//! // Sharing is worth 5 to all together, and the register leaves: it gains 3 by that.
//! assert!(report.status_quo().verdict("jointly-optimal").unwrap().holds());
//! let Some(Verdict::Fails(Evidence::Deviation(leaving))) = report.status_quo().verdict("nash") else { panic!() };
//! assert_eq!((leaving.agency, &leaving.gain), (0, &whole(3)));
//!
//! // If the terms of use are settled by agreement of both sides, everyone stays.
//! let cheapest = report.least_cost("nash", false).unwrap();
//! assert_eq!(report.bundle_ids(&cheapest.bundle), ["joint-control"]);
//! assert!(matches!(cheapest.verdict("nash"), Some(Verdict::Holds(Evidence::Deviations(_)))));
//!
//! // A mistake in the file is told with its place and the nearest known name.
//! let errors = read_scenario(&text.replace("value = 6", "valeu = 6"), "example").unwrap_err();
//! assert_eq!((errors[0].place.line, errors[0].nearest.as_deref()), (5, Some("value")));
//! ```
//!
//! # Modules
//!
//! A module uses only what stands above it; pure theory comes first.
//!
//! | module | holds |
//! |---|---|
//! | [`number`], [`coalition`] | exact rationals, floats, integers over one denominator; coalitions as bit masks |
//! | [`lp`] | linear programs with certificates: the exact simplex, and float solvers behind features |
//! | [`game`] | games with side payments and without, named games, properties with witnesses |
//! | [`certificate`] | evidence and its checks; imports no solver |
//! | [`document`], [`check`] | parts of documents; definitions that check what solvers found, reaching none |
//! | [`solution`] | values, cores, nucleoli, equilibria, dominance |
//! | [`scenario`], [`arrangement`] | agencies, data, relations, risks; institutions: plain data |
//! | [`environment`], [`payoff`] | indices and charges; payoffs by component; the games derived from them |
//! | [`stability`] | verdicts on full participation, prices, the dilemma |
//! | [`report`] | the pipeline from a case to its report; JSON; verification |
//! | [`format`](mod@format) | files of scenarios and games |
//!
//! # Features
//!
//! `microlp`, `rayon` and `scenario` are on by default; `clarabel`, `highs` and `mmap` are not.
//! Features only add: without any, games are solved by the exact simplex on one thread. Short keys
//! such as "Shapley 1953" refer to REFERENCES.md.

pub mod arrangement;
pub mod certificate;
#[cfg(feature = "scenario")]
pub mod check;
pub mod coalition;
#[cfg(feature = "scenario")]
pub mod document;
pub mod environment;
pub mod error;
pub mod format;
pub mod game;
#[cfg(test)]
mod laws;
pub mod limit;
pub mod lp;
pub mod number;
mod parallel;
pub mod payoff;
pub mod report;
pub mod scenario;
pub mod solution;
pub mod stability;

pub use coalition::Coalition;
pub use error::Error;
pub use number::Rational;
