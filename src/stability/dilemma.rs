//! Whether there is a participation dilemma, of which type, and which agencies it turns on.

use num_traits::{Signed, Zero};

use super::{Candidate, efficiency, nash};
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::payoff::{Component, Payoffs};

/// The types of dilemma.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DilemmaType {
    /// Joining fully is dominant: no dilemma.
    Harmony,
    /// Staying out is strictly dominant for all.
    PrisonersDilemma,
    /// Everyone joining and nobody sharing are both equilibria.
    Assurance,
    /// Neither is, some other profile is, and each would rather join alone than see nobody share.
    Volunteer,
    /// Neither is, some other profile is.
    Partial,
    /// None of these.
    Mixed,
}

impl DilemmaType {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            DilemmaType::Harmony => "harmony",
            DilemmaType::PrisonersDilemma => "prisoners-dilemma",
            DilemmaType::Assurance => "assurance",
            DilemmaType::Volunteer => "volunteer",
            DilemmaType::Partial => "partial",
            DilemmaType::Mixed => "mixed",
        }
    }
}

/// The diagnosis of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Dilemma {
    /// Whether full participation is efficient or better for all than nobody sharing, yet neither
    /// dominant nor the only pure equilibrium.
    pub present: bool,
    /// Its type; `None` where there is no dilemma (other than by harmony) or one agency only.
    pub kind: Option<DilemmaType>,
    /// The sum of payoffs when all join fully.
    pub total_full: Rational,
    /// The greatest sum of payoffs.
    pub total_best: Rational,
    /// A profile of greatest sum of payoffs.
    pub best_profile: usize,
    /// The sum of payoffs when nobody shares.
    pub total_none: Rational,
    /// Welfare when all join fully.
    pub welfare_full: Rational,
    /// The greatest welfare.
    pub welfare_best: Rational,
}

/// Diagnoses the dilemma of a candidate.
pub fn dilemma<C: Cell>(candidate: &Candidate<C>) -> Dilemma {
    let tables = candidate.tables;
    let full = tables.full();
    let worthwhile = efficiency::efficient(candidate).holds() || efficiency::pareto_dominates_none(candidate).holds();
    let settled = nash::dominant(candidate).holds() || nash::unique_pure(candidate).holds();
    let present = worthwhile && !settled;
    Dilemma {
        present,
        kind: kind(candidate, present),
        total_full: candidate.exact(&tables.total[full]),
        total_best: candidate.exact(&tables.total[candidate.best_total]),
        best_profile: candidate.best_total,
        total_none: candidate.exact(&tables.total[0]),
        welfare_full: candidate.exact(&tables.welfare[full]),
        welfare_best: candidate.exact(&tables.welfare[candidate.best_welfare]),
    }
}

fn kind<C: Cell>(candidate: &Candidate<C>, present: bool) -> Option<DilemmaType> {
    if nash::dominant(candidate).holds() {
        return Some(DilemmaType::Harmony);
    }
    if !present || candidate.n() == 1 {
        return None;
    }
    let equilibrium = |profile: usize| candidate.pure.contains(&profile);
    let (full, none) = (equilibrium(candidate.tables.full()), equilibrium(0));
    Some(if staying_out_is_strictly_dominant(candidate) {
        DilemmaType::PrisonersDilemma
    } else if full && none {
        DilemmaType::Assurance
    } else if full || none || candidate.pure.is_empty() {
        DilemmaType::Mixed
    } else if each_would_join_alone(candidate) {
        DilemmaType::Volunteer
    } else {
        DilemmaType::Partial
    })
}

fn staying_out_is_strictly_dominant<C: Cell>(candidate: &Candidate<C>) -> bool {
    let (game, space) = (candidate.game(), candidate.game().space());
    (0..candidate.n()).all(|agency| {
        let loses = |base: usize| game.best_deviation(base, agency).is_some_and(|(_, gain)| C::zero().exceeds(&gain));
        space.bases(agency).all(loses)
    })
}

fn each_would_join_alone<C: Cell>(candidate: &Candidate<C>) -> bool {
    let space = candidate.game().space();
    (0..candidate.n()).all(|agency| {
        let alone = space.with_strategy(0, agency, space.counts()[agency] - 1);
        candidate.game().table(agency)[alone].exceeds(&candidate.game().table(agency)[0])
    })
}

/// Whether an agency can, and would, join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// It stays when all others do.
    Willing,
    /// It leaves although its cost alone does not bind.
    Unwilling,
    /// Its cost binds even with no risk, no talk, no charge to pay and no free riding.
    Cannot,
}

impl Label {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Label::Willing => "willing",
            Label::Unwilling => "unwilling",
            Label::Cannot => "cannot",
        }
    }
}

/// What an agency could reach at best at `F`: benefits, transfers and charges received against
/// execution cost.
pub fn capacity(payoffs: &Payoffs<Rational>, agency: usize) -> Rational {
    let full = payoffs.full_profile();
    let counted = [
        Component::CollectiveBenefit,
        Component::UseBenefit,
        Component::SelectiveBenefit,
        Component::RedeployableValue,
        Component::InstitutionalTransfer,
        Component::ExecutionCost,
    ];
    let components = payoffs.components(agency, &full);
    let counted: Rational = counted.iter().map(|&component| &components[component as usize]).sum();
    let charges = payoffs.agencies[agency].inside.iter().filter(|term| term.component == Component::HoldUpTransfer);
    let received = charges.filter(|term| term.felt.is_positive()).map(|term| &term.felt * payoffs.weight(term, &full));
    counted + received.fold(Rational::zero(), |sum, charge| sum + charge)
}

/// The label of an agency at `F` with a given slack.
pub fn label(payoffs: &Payoffs<Rational>, agency: usize, slack: &Rational) -> Label {
    if capacity(payoffs, agency).is_negative() {
        Label::Cannot
    } else if slack.is_negative() {
        Label::Unwilling
    } else {
        Label::Willing
    }
}
