//! The arrows from a case to its report, once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use num_traits::One;

use super::bundles::bundles;
use super::sharing::{Sharing, not_computed, sharing};
use super::{AgencyReport, ArrangementReport, InadmissibleBundle, SidePayments, StabilityReport};
use crate::arrangement::{Arranged, Arrangement, Case, ConditionalTransfer, Inadmissible, When, apply};
use crate::environment::rights::hold_up;
use crate::environment::{Environment, environment};
use crate::error::Error;
use crate::game::ProfileSpace;
use crate::limit::TimeLimit;
use crate::lp::LpBackend;
use crate::number::cell::Cell;
use crate::number::{Rational, Scalar, ratio, sum};
use crate::parallel::map_in_order;
use crate::payoff::table::{Arithmetic, Tables, tables, with_tables};
use crate::payoff::{Payoffs, payoffs};
use crate::scenario::{AgencyKey, Convention, DatasetKey, Scenario};
use crate::stability::core::undefined_worth;
use crate::stability::dilemma::{Dilemma, capacity, dilemma, label};
use crate::stability::price::prices;
use crate::stability::rules::Shared;
use crate::stability::{Candidate, concepts};

/// How an analysis is run. The result does not depend on threads or progress.
#[derive(Default, Clone, Copy)]
pub struct Options<'a> {
    /// Exact or floats.
    pub arithmetic: Arithmetic,
    /// When to stop; bundles that were not reached by then are left out, and the report says so.
    pub limit: TimeLimit,
    /// What solves linear programs; the exact simplex unless another is chosen.
    pub backend: Option<&'a dyn LpBackend<Rational>>,
    /// Called with the number of bundles done and of all.
    pub progress: Option<&'a (dyn Fn(usize, usize) + Sync)>,
}

/// What the base scenario reaches by itself: the highest welfare of its pure equilibria and the
/// first such equilibrium, or the welfare of nobody sharing.
pub(crate) type Benchmark = (Rational, Option<usize>);

/// What all bundles of one analysis share.
pub(super) struct Run<'a> {
    pub(super) case: &'a Case<Rational>,
    pub(super) options: Options<'a>,
    benchmark: Benchmark,
    space: ProfileSpace,
    /// How the gains of the status quo can be shared: worked out once.
    status_quo: Sharing,
    done: AtomicUsize,
    all: usize,
}

/// The stages of one bundle before any game is tabulated.
pub(crate) struct Derived {
    pub(crate) arranged: Arranged<Rational>,
    pub(crate) environment: Environment<Rational>,
    pub(crate) payoffs: Payoffs<Rational>,
}

/// Derives a bundle's payoffs. Side payments follow from the solution of the rest and are added
/// later.
pub(crate) fn derive(case: &Case<Rational>, bundle: &[usize]) -> Result<Derived, Inadmissible> {
    let chosen: Vec<_> = bundle.iter().map(|&index| &case.arrangements[index]).collect();
    let arranged = apply(&case.scenario, &chosen)?;
    let environment = environment(&arranged.scenario);
    let payoffs = payoffs(&arranged, &environment);
    Ok(Derived { arranged, environment, payoffs })
}

/// Analyzes a case: the status quo, then every bundle.
///
/// # Errors
///
/// [`Error::TooLarge`] when the game or the number of bundles does not fit, [`Error::Input`] when
/// the scenario itself is out of range, [`Error::TimeLimit`] when the limit comes before the status
/// quo is done.
///
/// # Complexity
///
/// For each bundle, a few additions for each profile and agency; with `n` agencies about `3^n` for
/// the worths of coalitions under `stand-alone` and `gamma`, `4^n` under `alpha`, `beta`, `delta`.
pub fn analyze(case: &Case<Rational>, options: Options) -> Result<StabilityReport, Error> {
    let all = bundles(case)?;
    let base = derive(case, &[]).map_err(|error| Error::input(error.to_string()))?;
    let base_tables = tables(&base.payoffs, options.arithmetic)?;
    let benchmark = with_tables!(&base_tables, tables => benchmark(tables));
    let space = with_tables!(&base_tables, tables => tables.game.space().clone());
    let (done, space_of_run, none) = (AtomicUsize::new(0), space.clone(), Sharing::default());
    let mut run = Run { case, options, benchmark, space: space_of_run, status_quo: none, done, all: all.len() };
    let (agencies, dilemma, shares) = with_tables!(&base_tables, tables => diagnose(&run, &base, tables))?;
    run.status_quo = shares;
    options.limit.check("the status quo")?;
    let (arrangements, inadmissible, incomplete) = assess_all(&run, &all)?;
    let hold_up = |dataset: usize| hold_up(&base.arranged.scenario, &base.environment, dataset);
    Ok(StabilityReport {
        case: case.clone(),
        arithmetic: options.arithmetic,
        choices: base.payoffs.choices.clone(),
        space,
        hold_up: (0..case.scenario.datasets.len()).map(hold_up).collect(),
        environment: base.environment,
        payoffs: base.payoffs,
        agencies,
        dilemma,
        sharing: run.status_quo,
        arrangements,
        inadmissible,
        incomplete,
    })
}

/// What came of one bundle; `None` where the time limit came first.
type Outcome = Option<Result<Assessed, InadmissibleBundle>>;

/// Admissible bundles, inadmissible ones, and what a time limit cut off.
type AllAssessed = (Vec<ArrangementReport>, Vec<InadmissibleBundle>, Option<String>);

/// A bundle's report, and how the rules of the side payments that it may be extended by share.
struct Assessed {
    report: ArrangementReport,
    shares: Vec<(String, Shared)>,
}

/// Assesses the bundles without side payments, then those with them: their transfers follow from
/// the solution of the rest.
fn assess_all(run: &Run, all: &[Vec<usize>]) -> Result<AllAssessed, Error> {
    let side =
        |bundle: &[usize]| bundle.iter().copied().find(|&index| run.case.arrangements[index].side_payments.is_some());
    let (with, without): (Vec<&Vec<usize>>, Vec<&Vec<usize>>) = all.iter().partition(|bundle| side(bundle).is_some());
    let first = map_in_order(&without, |bundle| run.counted(bundle, || assess_plain(run, bundle)));
    let mut outcomes: HashMap<&[usize], Outcome> = HashMap::new();
    for (bundle, outcome) in without.into_iter().zip(first) {
        outcomes.insert(bundle, outcome?);
    }
    let second = map_in_order(&with, |bundle| {
        let arrangement = side(bundle).unwrap_or_default();
        run.counted(bundle, || assess_with_side_payments(run, bundle, arrangement, &outcomes))
    });
    for (bundle, outcome) in with.into_iter().zip(second) {
        outcomes.insert(bundle, outcome?);
    }
    let (mut reports, mut inadmissible, mut left) = (Vec::new(), Vec::new(), 0);
    for bundle in all {
        match outcomes.remove(bundle.as_slice()).flatten() {
            Some(Ok(assessed)) => reports.push(assessed.report),
            Some(Err(refused)) => inadmissible.push(refused),
            None => left += 1,
        }
    }
    let incomplete =
        (left > 0).then(|| format!("{left} of {} bundles were not reached within the time limit", all.len()));
    Ok((reports, inadmissible, incomplete))
}

impl Run<'_> {
    /// Does a bundle's work unless the time is over, and tells the progress.
    fn counted(&self, bundle: &[usize], work: impl FnOnce() -> Result<Outcome, Error>) -> Result<Outcome, Error> {
        let outcome = if !bundle.is_empty() && self.options.limit.is_over() { Ok(None) } else { work() };
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(progress) = self.options.progress {
            progress(done, self.all);
        }
        outcome
    }

    /// The rules of the plain side payments that a bundle may be extended by.
    fn extensions(&self, bundle: &[usize]) -> Vec<String> {
        if bundle.len() >= self.case.analysis.max_bundle {
            return Vec::new();
        }
        let offered = self.case.arrangements.iter().filter(|arrangement| is_plain(arrangement));
        let mut rules: Vec<String> = offered.filter_map(|arrangement| arrangement.side_payments.clone()).collect();
        rules.sort();
        rules.dedup();
        rules
    }
}

/// Whether an arrangement does nothing but share the gains.
fn is_plain(arrangement: &Arrangement<Rational>) -> bool {
    arrangement.side_payments.is_some() && arrangement.effects.is_empty() && arrangement.transfers.is_empty()
}

fn refused(bundle: &[usize], reason: String) -> Result<Outcome, Error> {
    Ok(Some(Err(InadmissibleBundle { bundle: bundle.to_vec(), reason })))
}

fn assess_plain(run: &Run, bundle: &[usize]) -> Result<Outcome, Error> {
    match derive(run.case, bundle) {
        Ok(derived) => {
            let known = bundle.is_empty().then_some(&run.status_quo);
            Ok(Some(Ok(assess(run, bundle, &derived, &run.extensions(bundle), known)?)))
        }
        Err(reason) => refused(bundle, reason.to_string()),
    }
}

fn assess_with_side_payments(
    run: &Run,
    bundle: &[usize],
    arrangement: usize,
    known: &HashMap<&[usize], Outcome>,
) -> Result<Outcome, Error> {
    let mut derived = match derive(run.case, bundle) {
        Ok(derived) => derived,
        Err(reason) => return refused(bundle, reason.to_string()),
    };
    let rule = run.case.arrangements[arrangement].side_payments.clone().unwrap_or_default();
    let rest: Vec<usize> = bundle.iter().copied().filter(|&index| index != arrangement).collect();
    let shared = if is_plain(&run.case.arrangements[arrangement]) {
        match known.get(rest.as_slice()) {
            Some(Some(Ok(assessed))) => {
                assessed.shares.iter().find(|(name, _)| *name == rule).map(|(_, shared)| shared.clone())
            }
            _ => return Ok(None),
        }
    } else {
        let assessed = assess(run, &rest, &derived, std::slice::from_ref(&rule), None)?;
        assessed.shares.into_iter().next().map(|(_, shared)| shared)
    };
    match shared {
        Some(Shared::Allocation(allocation, proof)) => {
            derived.payoffs.transfers.extend(side_payments(&derived.payoffs, &allocation));
            let mut assessed = assess(run, bundle, &derived, &[], None)?;
            assessed.report.side_payments = Some(SidePayments { rule, allocation, proof });
            Ok(Some(Ok(assessed)))
        }
        Some(Shared::Undefined(reason)) => refused(bundle, format!("side-payments:{rule}: {reason}")),
        Some(Shared::NeedsWorth(coalition)) => {
            let ids: Vec<String> = run.case.scenario.agencies.iter().map(|agency| agency.id.clone()).collect();
            refused(bundle, format!("side-payments:{rule}: {}", undefined_worth(&ids, coalition)))
        }
        None => {
            let convention = run.case.scenario.worth.first().copied().unwrap_or(Convention::Gamma);
            refused(bundle, format!("side-payments:{rule}: {}", not_computed(&run.space, convention)))
        }
    }
}

/// The transfers `y_i - u_i(F)` when all join fully.
pub(crate) fn side_payments(
    payoffs: &Payoffs<Rational>,
    allocation: &[Rational],
) -> Vec<ConditionalTransfer<Rational>> {
    let full = payoffs.full_profile();
    let transfer = |(agency, share): (usize, &Rational)| ConditionalTransfer {
        agency,
        amount: share - payoffs.payoff(agency, &full),
        when: When::AllJoin,
        internal: true,
    };
    allocation.iter().enumerate().map(transfer).collect()
}

/// Assesses a bundle; `known` is how its gains can be shared, where that has been worked out.
fn assess(
    run: &Run,
    bundle: &[usize],
    derived: &Derived,
    extensions: &[String],
    known: Option<&Sharing>,
) -> Result<Assessed, Error> {
    let any = tables(&derived.payoffs, run.options.arithmetic)?;
    with_tables!(&any, tables => assess_tables(run, bundle, derived, tables, extensions, known))
}

fn assess_tables<C: Cell>(
    run: &Run,
    bundle: &[usize],
    derived: &Derived,
    tables: &Tables<C>,
    extensions: &[String],
    known: Option<&Sharing>,
) -> Result<Assessed, Error> {
    let (discounts, detection) = (discounts(&derived.arranged.scenario), detection(&derived.arranged.scenario));
    let candidate = Candidate::new(tables, &run.benchmark, &discounts, &detection, run.options.limit);
    let full = derived.payoffs.full_profile();
    let slack: Vec<Rational> = (0..candidate.n()).map(|agency| candidate.slack(agency)).collect();
    let mut pure = candidate.pure.clone();
    pure.sort_by(|&a, &b| tables.game.space().compare(a, b));
    let judged = concepts().into_iter().filter_map(|(key, concept)| Some((key.to_string(), concept(&candidate)?)));
    let mut verdicts: Vec<(String, _)> = judged.collect();
    let sharing = match known {
        Some(known) => known.clone(),
        None => sharing(run, bundle.is_empty(), derived, &candidate, extensions)?,
    };
    verdicts.extend(sharing.verdicts);
    let report = ArrangementReport {
        bundle: bundle.to_vec(),
        sponsor_cost: derived.payoffs.sponsor_cost(&full),
        welfare: candidate.exact(&tables.welfare[tables.full()]),
        coercion: derived.payoffs.coercion(),
        largest_promise: derived.payoffs.largest_promise(),
        labels: slack.iter().enumerate().map(|(agency, slack)| label(&derived.payoffs, agency, slack)).collect(),
        slack,
        verdicts,
        prices: prices(&candidate),
        pure,
        side_payments: None,
    };
    Ok(Assessed { report, shares: sharing.extensions })
}

fn benchmark<C: Cell>(tables: &Tables<C>) -> Benchmark {
    let pure = crate::solution::strategic::pure_nash(&tables.game);
    let better = |&a: &usize, &b: &usize| {
        let order = tables.welfare[a].compare(&tables.welfare[b]);
        order.then_with(|| tables.game.space().compare(b, a))
    };
    let best = pure.into_iter().max_by(better);
    (tables.welfare[best.unwrap_or(0)].decode(tables.game.denominator()), best)
}

fn diagnose<C: Cell>(
    run: &Run,
    base: &Derived,
    tables: &Tables<C>,
) -> Result<(Vec<AgencyReport>, Dilemma, Sharing), Error> {
    let (discounts, detection) = (discounts(&base.arranged.scenario), detection(&base.arranged.scenario));
    let candidate = Candidate::new(tables, &run.benchmark, &discounts, &detection, run.options.limit);
    let agency = |agency: usize| agency_report(&base.payoffs, &candidate, agency);
    let sharing = sharing(run, true, base, &candidate, &run.extensions(&[]))?;
    Ok(((0..candidate.n()).map(agency).collect(), dilemma(&candidate), sharing))
}

fn agency_report<C: Cell>(payoffs: &Payoffs<Rational>, candidate: &Candidate<C>, agency: usize) -> AgencyReport {
    let full = payoffs.full_profile();
    let deviation = candidate.deviation(agency);
    let mut left = full.clone();
    left[agency] = deviation.strategy;
    let inside = candidate.game().payoff(candidate.tables.full(), agency);
    AgencyReport {
        outside: &inside + &deviation.gain,
        inside,
        deviation: deviation.strategy,
        label: label(payoffs, agency, &-deviation.gain.clone()),
        slack: -deviation.gain,
        capacity: capacity(payoffs, agency),
        components: payoffs.components(agency, &full),
        outside_components: payoffs.components(agency, &left),
    }
}

/// The agencies' discount factors.
pub(crate) fn discounts<S: Scalar>(scenario: &Scenario<S>) -> Vec<S> {
    scenario.agencies.iter().map(|agency| agency.parameters[AgencyKey::Discount].clone()).collect()
}

/// For each agency the mean measurability of its data; 1 where it owns none.
pub(crate) fn detection(scenario: &Scenario<Rational>) -> Vec<Rational> {
    let measurability = |dataset: usize| scenario.datasets[dataset].parameters[DatasetKey::Measurability].clone();
    let mean = |agency: usize| match scenario.datasets_of(agency).count() {
        0 => Rational::one(),
        count => sum(scenario.datasets_of(agency).map(measurability)) * ratio(1, count as i64),
    };
    (0..scenario.n()).map(mean).collect()
}
