//! Whether single agencies stay when the others do, or whatever the others do.

use super::{Candidate, Deviation, Evidence, Verdict};
use crate::number::cell::Cell;

/// No agency gains by another strategy: every slack is at least 0.
pub fn nash<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    let gains = |agency: &usize| candidate.deviations[*agency].1.exceeds(&C::zero());
    unilateral(candidate, gains)
}

/// Every agency loses by any other strategy: every slack is above 0.
pub fn strict_nash<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    let gains_or_ties = |agency: &usize| !C::zero().exceeds(&candidate.deviations[*agency].1);
    unilateral(candidate, gains_or_ties)
}

fn unilateral<C: Cell>(candidate: &Candidate<C>, leaves: impl Fn(&usize) -> bool) -> Verdict {
    match (0..candidate.n()).find(leaves) {
        Some(agency) => Verdict::Fails(Evidence::Deviation(candidate.deviation(agency))),
        None => {
            Verdict::Holds(Evidence::Deviations((0..candidate.n()).map(|agency| candidate.deviation(agency)).collect()))
        }
    }
}

/// Joining fully is a best reply to every profile of the others.
pub fn dominant<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    against_all(candidate, |agency| candidate.worst[*agency].gap.exceeds(&C::zero()))
}

/// Joining fully is the only best reply to every profile of the others.
pub fn strictly_dominant<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    against_all(candidate, |agency| !C::zero().exceeds(&candidate.worst[*agency].gap))
}

fn against_all<C: Cell>(candidate: &Candidate<C>, leaves: impl Fn(&usize) -> bool) -> Verdict {
    let worst = |agency: usize| {
        let case = &candidate.worst[agency];
        Deviation { agency, strategy: case.strategy, profile: case.profile, gain: candidate.exact(&case.gap) }
    };
    match (0..candidate.n()).find(leaves) {
        Some(agency) => Verdict::Fails(Evidence::Deviation(worst(agency))),
        None => Verdict::Holds(Evidence::Deviations((0..candidate.n()).map(worst).collect())),
    }
}

/// `F` is a pure Nash equilibrium and the only one.
pub fn unique_pure<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    let full = candidate.tables.full();
    if !candidate.pure.contains(&full) {
        return nash(candidate);
    }
    match candidate.pure.iter().find(|&&profile| profile != full) {
        Some(&other) => Verdict::Fails(Evidence::OtherEquilibrium(other)),
        None => Verdict::Holds(Evidence::OnlyEquilibrium),
    }
}

/// The slacks sum to at least 0, so that transfers on the path can make `F` an equilibrium.
pub fn potentially_internally_stable<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    let gains = candidate.deviations.iter().fold(C::zero(), |sum, (_, gain)| sum.plus(gain));
    let evidence = Evidence::SlackSum(-candidate.exact(&gains));
    if gains.exceeds(&C::zero()) { Verdict::Fails(evidence) } else { Verdict::Holds(evidence) }
}
