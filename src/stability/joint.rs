//! Whether coalitions stay, and whether nothing else is an equilibrium, mixed ones included.

use super::{Candidate, Evidence, JointMove, Verdict, nash};
use crate::number::cell::Cell;
use crate::solution::strategic::{
    JointDeviation, Uniqueness, blocking_deviation, self_enforcing_deviation, unique_nash as settle,
};

/// No coalition has a pure joint deviation from which every member gains strictly.
///
/// # References
///
/// Aumann 1959.
pub fn strong_nash<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    match blocking_deviation(candidate.game(), candidate.tables.full()) {
        Ok(None) => Verdict::Holds(Evidence::NoJointDeviation),
        Ok(Some(deviation)) => Verdict::Fails(Evidence::JointDeviation(joint_move(candidate, deviation))),
        Err(error) => Verdict::Undecided(error.to_string(), None),
    }
}

/// No coalition has a self-enforcing joint deviation from which every member gains strictly: one
/// from which no part of it deviates in turn.
///
/// # References
///
/// Bernheim Peleg Whinston 1987.
pub fn coalition_proof<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    if strong_nash(candidate).holds() {
        return Verdict::Holds(Evidence::NoJointDeviation);
    }
    match self_enforcing_deviation(candidate.game(), candidate.tables.full(), &candidate.limit) {
        Ok(None) => Verdict::Holds(Evidence::NoSelfEnforcingDeviation),
        Ok(Some(deviation)) => Verdict::Fails(Evidence::JointDeviation(joint_move(candidate, deviation))),
        Err(error) => Verdict::Undecided(error.to_string(), None),
    }
}

fn joint_move<C: Cell>(candidate: &Candidate<C>, deviation: JointDeviation) -> JointMove {
    let full = candidate.tables.full();
    let gain = |agency: usize| {
        let table = candidate.game().table(agency);
        (agency, candidate.exact(&table[deviation.profile].minus(&table[full])))
    };
    JointMove { profile: deviation.profile, gains: deviation.coalition.members().map(gain).collect() }
}

/// `F` is the only Nash equilibrium, mixed ones included, where iterated strict dominance or a
/// second pure equilibrium settles it; `None` elsewhere.
pub fn unique_nash<C: Cell>(candidate: &Candidate<C>) -> Option<Verdict> {
    match settle(candidate.game(), candidate.tables.full()) {
        Ok(Uniqueness::ByDominance(eliminations)) => {
            let steps = eliminations.iter().map(|step| (step.player, step.strategy, step.by));
            Some(Verdict::Holds(Evidence::Dominance(steps.collect())))
        }
        Ok(Uniqueness::NotNash { .. }) => Some(nash::nash(candidate)),
        Ok(Uniqueness::SecondEquilibrium(other)) => Some(Verdict::Fails(Evidence::OtherEquilibrium(other))),
        Ok(Uniqueness::OnlyPure(_)) => None,
        Err(error) => Some(Verdict::Undecided(error.to_string(), None)),
    }
}
