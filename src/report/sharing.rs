//! The coalitional half of one bundle: worths, core, allocations, and the verdicts on them.

use super::pipeline::{Derived, Run};
use crate::error::Error;
use crate::game::{NormalFormGame, ProfileSpace};
use crate::lp::{LpBackend, default_backend};
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::payoff::Component;
use crate::payoff::coalitional::{MAX_AGENCIES, Worths, steps, worths};
use crate::scenario::{AgencyKey, Convention};
use crate::stability::core::CoalitionalCandidate;
use crate::stability::rules::{Division, Shared, share};
use crate::stability::{Candidate, Verdict, concepts};

/// How the gains of the grand coalition can be shared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sharing {
    /// The worths under each convention (status quo only).
    pub worths: Vec<Worths>,
    /// How each rule shares under each convention (status quo only).
    pub allocations: Vec<(String, Convention, Shared)>,
    /// The verdicts on sharing.
    pub verdicts: Vec<(String, Verdict)>,
    /// Verdicts under `beta`, where another convention leaves a worth undefined (status quo only).
    pub added: Vec<(String, Verdict)>,
    /// How the rules of side payments share under the main convention.
    pub extensions: Vec<(String, Shared)>,
}

/// The most steps that worths may take in a bundle, and in the status quo, by [`steps`]: with two
/// strategies each, 14 and 16 agencies for the conventions of `4^n` steps, 17 and 20 for `stand-alone`.
const STEPS: [f64; 2] = [2.7e8, 4.3e9];

/// Whether the worths under a convention are computed, in a bundle or in the status quo.
pub(super) fn is_computed(space: &ProfileSpace, convention: Convention, status_quo: bool) -> bool {
    steps(space, convention) <= STEPS[usize::from(status_quo)] && space.n_players() <= MAX_AGENCIES
}

/// What is said where the worths are not computed.
pub(super) fn not_computed(space: &ProfileSpace, convention: Convention) -> String {
    let effort = steps(space, convention);
    format!("not computed: the worths under {convention} take about {effort:.0e} steps for each bundle")
}

/// What the rules need beside the worths.
pub(super) struct Inputs {
    status_quo: Vec<Rational>,
    weights: Vec<Rational>,
    gross: Vec<Rational>,
    outside: Vec<Rational>,
    pub(super) full: Vec<Rational>,
}

/// Works out how the gains of a bundle can be shared.
///
/// Where full participation is not jointly optimal every verdict fails, and no worth is needed.
pub(super) fn sharing<C: Cell>(
    run: &Run,
    status_quo: bool,
    derived: &Derived,
    candidate: &Candidate<C>,
    extensions: &[String],
) -> Result<Sharing, Error> {
    let lp: &dyn LpBackend<Rational> = match run.options.backend {
        Some(chosen) => chosen,
        None => default_backend(),
    };
    let inputs = Inputs::of_game(derived, candidate.game());
    let jointly_optimal = joint_optimality(candidate);
    let settled = matches!(jointly_optimal, Verdict::Fails(_));
    let mut result = Sharing::default();
    for (place, &convention) in run.case.scenario.worth.iter().enumerate() {
        let needed = place == 0 && !extensions.is_empty();
        let wanted = status_quo || needed || !settled;
        if !wanted || !is_computed(candidate.game().space(), convention, status_quo) {
            let reason = not_computed(candidate.game().space(), convention);
            result.verdicts.extend(uncomputed(run, convention, &jointly_optimal, reason));
            continue;
        }
        let worths = worths(candidate.tables, convention)?;
        let judged = Judged::of(&inputs, &worths, &jointly_optimal, lp);
        let listed = status_quo || needed;
        let shares = judged.shares(&run.case.analysis.rules, listed);
        result.verdicts.extend(judged.verdicts(&run.case.analysis.rules, &shares));
        if needed {
            for rule in extensions {
                result.extensions.push((rule.clone(), share(rule, &judged.0.division)?));
            }
        }
        if status_quo {
            let named = run.case.analysis.rules.iter().cloned().zip(shares);
            for (rule, shared) in named {
                result.allocations.push((rule, convention, shared.ok_or_else(unreachable_share)??));
            }
            result.worths.push(worths);
        }
    }
    if status_quo {
        add_beta(&mut result, &inputs, &jointly_optimal, candidate, lp)?;
    }
    Ok(result)
}

fn unreachable_share() -> Error {
    Error::input("an allocation of the status quo was left out")
}

fn joint_optimality<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    let row = concepts().into_iter().find(|(key, _)| *key == "jointly-optimal");
    let verdict = row.and_then(|(_, concept)| concept(candidate));
    verdict.unwrap_or_else(|| Verdict::Undecided("joint optimality was not judged".into(), None))
}

/// Where a worth is undefined, `beta`, which always is defined, is added.
fn add_beta<C: Cell>(
    result: &mut Sharing,
    inputs: &Inputs,
    jointly_optimal: &Verdict,
    candidate: &Candidate<C>,
    lp: &dyn LpBackend<Rational>,
) -> Result<(), Error> {
    let undefined = result.worths.iter().any(|worths| worths.undefined().next().is_some());
    let known = result.worths.iter().any(|worths| worths.convention == Convention::Beta);
    if !undefined || known || !is_computed(candidate.game().space(), Convention::Beta, true) {
        return Ok(());
    }
    let worths = worths(candidate.tables, Convention::Beta)?;
    let judged = Judged::of(inputs, &worths, jointly_optimal, lp);
    result.added.push(("core:beta".into(), judged.0.core_verdict(&judged.0.core())));
    result.worths.push(worths);
    Ok(())
}

/// The keys of a convention's verdicts, in order.
fn keys(run: &Run, convention: Convention) -> Vec<String> {
    let plain = [format!("core:{convention}"), format!("no-transfer-core:{convention}")];
    let rules = run.case.analysis.rules.iter().map(|rule| format!("rule-in-core:{rule}:{convention}"));
    plain.into_iter().chain(rules).collect()
}

/// The verdicts where the worths are not computed: all fail, or it is said what they would take.
fn uncomputed(run: &Run, convention: Convention, jointly_optimal: &Verdict, reason: String) -> Vec<(String, Verdict)> {
    let verdict = match jointly_optimal {
        Verdict::Fails(evidence) => Verdict::Fails(evidence.clone()),
        _ => Verdict::Undecided(reason, None),
    };
    keys(run, convention).into_iter().map(|key| (key, verdict.clone())).collect()
}

impl Inputs {
    /// Reads them off a bundle's payoffs and its game.
    pub(super) fn of_game<C: Cell>(derived: &Derived, game: &NormalFormGame<C>) -> Inputs {
        let profile = derived.payoffs.full_profile();
        let full = game.space().size() - 1;
        let agencies = 0..profile.len();
        let gross = |agency: usize| {
            let components = derived.payoffs.components(agency, &profile);
            &components[Component::CollectiveBenefit as usize] + &components[Component::UseBenefit as usize]
        };
        let weight =
            |agency: usize| derived.arranged.scenario.agencies[agency].parameters[AgencyKey::BargainingWeight].clone();
        let outside = |agency: usize| {
            let gain = game.best_deviation(full, agency).map_or_else(C::zero, |(_, gain)| gain);
            game.payoff(full, agency) + gain.decode(game.denominator())
        };
        Inputs {
            status_quo: agencies.clone().map(|agency| game.payoff(0, agency)).collect(),
            weights: agencies.clone().map(weight).collect(),
            gross: agencies.clone().map(gross).collect(),
            outside: agencies.clone().map(outside).collect(),
            full: agencies.map(|agency| game.payoff(full, agency)).collect(),
        }
    }

    /// What the rules may look at.
    pub(super) fn division<'a>(&'a self, worths: &'a Worths, lp: &'a dyn LpBackend<Rational>) -> Division<'a> {
        let Inputs { status_quo, weights, gross, outside, .. } = self;
        Division { lp, worths, status_quo, weights, gross, outside }
    }
}

/// One convention's game with the answer on its core.
struct Judged<'a>(CoalitionalCandidate<'a>, Convention);

impl<'a> Judged<'a> {
    fn of(
        inputs: &'a Inputs,
        worths: &'a Worths,
        jointly_optimal: &'a Verdict,
        lp: &'a dyn LpBackend<Rational>,
    ) -> Self {
        let division = inputs.division(worths, lp);
        Judged(CoalitionalCandidate { division, full: &inputs.full, jointly_optimal }, worths.convention)
    }

    /// How each rule shares; `None` for the nucleolus where it is not listed: that it is in the
    /// core, if there is one, needs no computation.
    fn shares(&self, rules: &[String], listed: bool) -> Vec<Option<Result<Shared, Error>>> {
        let settled = matches!(self.0.jointly_optimal, Verdict::Fails(_));
        let skip = |rule: &str| !listed && (settled || rule == "nucleolus");
        rules.iter().map(|rule| (!skip(rule)).then(|| share(rule, &self.0.division))).collect()
    }

    fn verdicts(&self, rules: &[String], shares: &[Option<Result<Shared, Error>>]) -> Vec<(String, Verdict)> {
        let convention = self.1;
        let core = self.0.core();
        let mut verdicts = vec![
            (format!("core:{convention}"), self.0.core_verdict(&core)),
            (format!("no-transfer-core:{convention}"), self.0.no_transfer_verdict()),
        ];
        for (rule, shared) in rules.iter().zip(shares) {
            let verdict = match shared {
                Some(shared) => self.0.rule_verdict(shared, &core),
                None => self.0.nucleolus_verdict(&core),
            };
            verdicts.push((format!("rule-in-core:{rule}:{convention}"), verdict));
        }
        verdicts
    }
}
