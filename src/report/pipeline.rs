//! The arrows from a case to its report, once.

use std::time::Instant;

use super::bundles::bundles;
use super::{AgencyReport, ArrangementReport, InadmissibleBundle, StabilityReport};
use crate::arrangement::{Arranged, Case, Inadmissible, apply};
use crate::environment::rights::hold_up;
use crate::environment::{Environment, environment};
use crate::error::Error;
use crate::number::cell::Cell;
use crate::number::{Rational, Scalar, ratio, sum};
use crate::parallel::map_in_order;
use crate::payoff::table::{AnyTables, Arithmetic, Tables, tables, with_tables};
use crate::payoff::{Payoffs, payoffs};
use crate::scenario::{AgencyKey, DatasetKey, Scenario};
use crate::stability::dilemma::{Dilemma, dilemma, label};
use crate::stability::price::prices;
use crate::stability::{Candidate, concepts};
use num_traits::One;

/// How an analysis is run. The result does not depend on threads or progress.
#[derive(Default, Clone, Copy)]
pub struct Options<'a> {
    /// Exact or floats.
    pub arithmetic: Arithmetic,
    /// When to stop; bundles that were not reached by then are left out, and the report says so.
    pub deadline: Option<Instant>,
    /// Called with the number of bundles done and of all.
    pub progress: Option<&'a (dyn Fn(usize, usize) + Sync)>,
}

/// The stages of one bundle before any game is tabulated.
pub(crate) struct Derived {
    pub(crate) arranged: Arranged<Rational>,
    pub(crate) environment: Environment<Rational>,
    pub(crate) payoffs: Payoffs<Rational>,
}

/// Derives a bundle's payoffs.
pub(crate) fn derive(case: &Case<Rational>, bundle: &[usize]) -> Result<Derived, Inadmissible> {
    let chosen: Vec<_> = bundle.iter().map(|&index| &case.arrangements[index]).collect();
    let arranged = apply(&case.scenario, &chosen)?;
    let environment = environment(&arranged.scenario);
    let payoffs = payoffs(&arranged, &environment);
    Ok(Derived { arranged, environment, payoffs })
}

/// What the base scenario reaches by itself: the highest welfare of its pure equilibria and the
/// first such equilibrium, or the welfare of nobody sharing.
pub(crate) type Benchmark = (Rational, Option<usize>);

/// Analyzes a case: the status quo, then every bundle.
///
/// # Errors
///
/// [`Error::TooLarge`] when the game or the number of bundles does not fit, [`Error::Input`] when
/// the scenario itself is out of range, [`Error::TimeLimit`] when the deadline comes before the
/// status quo is done.
///
/// # Complexity
///
/// For each bundle, a few additions for each profile and agency.
pub fn analyze(case: &Case<Rational>, options: Options) -> Result<StabilityReport, Error> {
    let all = bundles(case)?;
    let base = derive(case, &[]).map_err(|error| Error::input(error.to_string()))?;
    let base_tables = tables(&base.payoffs, options.arithmetic)?;
    let benchmark = with_tables!(&base_tables, tables => benchmark(tables));
    let (agencies, dilemma) = with_tables!(&base_tables, tables => diagnose(&base, tables, &benchmark));
    let space = with_tables!(&base_tables, tables => tables.game.space().clone());
    if options.deadline.is_some_and(|deadline| Instant::now() > deadline) {
        return Err(Error::TimeLimit("the status quo".into()));
    }
    let (arrangements, inadmissible, incomplete) = assess_all(case, &all, &benchmark, options)?;
    Ok(StabilityReport {
        case: case.clone(),
        arithmetic: options.arithmetic,
        choices: base.payoffs.choices.clone(),
        space,
        hold_up: (0..case.scenario.datasets.len())
            .map(|dataset| hold_up(&base.arranged.scenario, &base.environment, dataset))
            .collect(),
        environment: base.environment,
        payoffs: base.payoffs,
        agencies,
        dilemma,
        arrangements,
        inadmissible,
        incomplete,
    })
}

/// What came of one bundle; `None` where the deadline came first.
type Outcome = Option<Result<ArrangementReport, InadmissibleBundle>>;

fn assess_all(
    case: &Case<Rational>,
    all: &[Vec<usize>],
    benchmark: &Benchmark,
    options: Options,
) -> Result<(Vec<ArrangementReport>, Vec<InadmissibleBundle>, Option<String>), Error> {
    let done = std::sync::atomic::AtomicUsize::new(0);
    let one = |bundle: &Vec<usize>| -> Result<Outcome, Error> {
        let late = !bundle.is_empty() && options.deadline.is_some_and(|deadline| Instant::now() > deadline);
        let outcome = if late { None } else { Some(assess_bundle(case, bundle, benchmark, options.arithmetic)?) };
        let count = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        if let Some(progress) = options.progress {
            progress(count, all.len());
        }
        Ok(outcome)
    };
    let outcomes: Vec<Outcome> = map_in_order(all, one).into_iter().collect::<Result<_, _>>()?;
    let left = outcomes.iter().filter(|outcome| outcome.is_none()).count();
    let (mut reports, mut inadmissible) = (Vec::new(), Vec::new());
    for outcome in outcomes.into_iter().flatten() {
        match outcome {
            Ok(report) => reports.push(report),
            Err(refused) => inadmissible.push(refused),
        }
    }
    let incomplete =
        (left > 0).then(|| format!("{left} of {} bundles were not reached within the time limit", all.len()));
    Ok((reports, inadmissible, incomplete))
}

fn assess_bundle(
    case: &Case<Rational>,
    bundle: &[usize],
    benchmark: &Benchmark,
    arithmetic: Arithmetic,
) -> Result<Result<ArrangementReport, InadmissibleBundle>, Error> {
    let derived = match derive(case, bundle) {
        Ok(derived) => derived,
        Err(refused) => return Ok(Err(InadmissibleBundle { bundle: bundle.to_vec(), reason: refused.to_string() })),
    };
    let any: AnyTables = tables(&derived.payoffs, arithmetic)?;
    Ok(Ok(with_tables!(&any, tables => assess(bundle, &derived, tables, benchmark))))
}

fn assess<C: Cell>(
    bundle: &[usize],
    derived: &Derived,
    tables: &Tables<C>,
    benchmark: &Benchmark,
) -> ArrangementReport {
    let (discounts, detection) = (discounts(&derived.arranged.scenario), detection(&derived.arranged.scenario));
    let candidate = Candidate::new(tables, benchmark, &discounts, &detection);
    let full = derived.payoffs.full_profile();
    let slack: Vec<Rational> = (0..candidate.n()).map(|agency| candidate.slack(agency)).collect();
    let mut pure = candidate.pure.clone();
    pure.sort_by(|&a, &b| tables.game.space().compare(a, b));
    ArrangementReport {
        bundle: bundle.to_vec(),
        sponsor_cost: derived.payoffs.sponsor_cost(&full),
        welfare: candidate.exact(&tables.welfare[tables.full()]),
        coercion: derived.payoffs.coercion(),
        largest_promise: derived.payoffs.largest_promise(),
        labels: slack.iter().enumerate().map(|(agency, slack)| label(&derived.payoffs, agency, slack)).collect(),
        slack,
        verdicts: concepts().iter().map(|(key, concept)| (key.to_string(), concept(&candidate))).collect(),
        prices: prices(&candidate),
        pure,
    }
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

fn diagnose<C: Cell>(base: &Derived, tables: &Tables<C>, benchmark: &Benchmark) -> (Vec<AgencyReport>, Dilemma) {
    let (discounts, detection) = (discounts(&base.arranged.scenario), detection(&base.arranged.scenario));
    let candidate = Candidate::new(tables, benchmark, &discounts, &detection);
    let agency = |agency: usize| agency_report(&base.payoffs, &candidate, agency);
    ((0..candidate.n()).map(agency).collect(), dilemma(&candidate))
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
        capacity: crate::stability::dilemma::capacity(payoffs, agency),
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
