//! Whether full participation is best, and for whom.

use super::{Candidate, Evidence, Measure, Verdict};
use crate::number::Rational;
use crate::number::cell::Cell;

/// `F` maximises welfare among the profiles of the bundle.
pub fn efficient<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    greatest(candidate, Measure::Welfare, &candidate.tables.welfare, candidate.best_welfare)
}

/// `F` maximises the sum of payoffs as paid, so that `v(N) = sum u_i(F)`.
pub fn jointly_optimal<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    greatest(candidate, Measure::Total, &candidate.tables.total, candidate.best_total)
}

fn greatest<C: Cell>(candidate: &Candidate<C>, measure: Measure, cells: &[C], best: usize) -> Verdict {
    let full = candidate.tables.full();
    if best == full {
        return Verdict::Holds(Evidence::Greatest { measure, value: candidate.exact(&cells[full]) });
    }
    let (value, full) = (candidate.exact(&cells[best]), candidate.exact(&cells[full]));
    Verdict::Fails(Evidence::BetterProfile { measure, profile: best, value, full })
}

/// Welfare at `F` is at least the highest welfare of the base scenario's pure equilibria, or of
/// nobody sharing if it has none.
pub fn improves<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    let full = candidate.exact(&candidate.tables.welfare[candidate.tables.full()]);
    let (benchmark, profile) = candidate.benchmark.clone();
    let reached = reaches::<C>(&full, &benchmark);
    let evidence = Evidence::Benchmark { full, benchmark, profile };
    if reached { Verdict::Holds(evidence) } else { Verdict::Fails(evidence) }
}

/// Whether a value is at least another, within the tolerance of the cells.
fn reaches<C: Cell>(value: &Rational, other: &Rational) -> bool {
    C::EXACT && value >= other || !C::EXACT && !f64::encode(other, &1.into()).exceeds(&f64::encode(value, &1.into()))
}

/// Every agency gets at `F` at least what it gets in the base scenario when nobody shares,
/// penalties left out, which is 0, and some agency more.
pub fn pareto_dominates_none<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    let full = candidate.tables.full();
    let cell = |agency: usize| &candidate.game().table(agency)[full];
    let payoffs: Vec<Rational> = (0..candidate.n()).map(|agency| candidate.exact(cell(agency))).collect();
    if let Some(agency) = (0..candidate.n()).find(|&agency| C::zero().exceeds(cell(agency))) {
        return Verdict::Fails(Evidence::Loser { agency, payoff: payoffs[agency].clone() });
    }
    let gains = (0..candidate.n()).any(|agency| cell(agency).exceeds(&C::zero()));
    if gains { Verdict::Holds(Evidence::Payoffs(payoffs)) } else { Verdict::Fails(Evidence::Payoffs(payoffs)) }
}
