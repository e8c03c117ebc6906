//! Reports: everything that is known of a scenario and its arrangements, as plain data.
//!
//! `pipeline` is the one place where all stages meet; `json` writes a report, and `verify` re-checks
//! one without any solver.

pub mod bundles;
#[cfg(feature = "scenario")]
pub mod coop;
pub mod export;
#[cfg(feature = "scenario")]
pub mod json;
pub mod least_cost;
pub mod names;
#[cfg(feature = "scenario")]
pub mod nash;
pub mod pipeline;
#[cfg(feature = "scenario")]
pub mod result;
pub mod sharing;
#[cfg(feature = "scenario")]
pub mod verify;

use crate::arrangement::Case;
use crate::certificate::ExcessChain;
use crate::environment::Environment;
use crate::environment::rights::HoldUp;
use crate::game::ProfileSpace;
use crate::number::Rational;
use crate::payoff::table::Arithmetic;
use crate::payoff::{Choices, Payoffs};
use crate::stability::Verdict;
use crate::stability::dilemma::{Dilemma, Label};
use crate::stability::price::Prices;
pub use pipeline::{Options, analyze};

/// What an agency gets when all join fully, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct AgencyReport {
    /// Its payoff at `F`.
    pub inside: Rational,
    /// Its best payoff by another strategy, the others joining fully.
    pub outside: Rational,
    /// The other strategy.
    pub deviation: usize,
    /// `inside - outside`.
    pub slack: Rational,
    /// Whether it can, and would, join.
    pub label: Label,
    /// What decides between "cannot" and the rest: benefits and transfers against execution cost.
    pub capacity: Rational,
    /// Its payoff at `F` by component, in the order of [`crate::payoff::Component::ALL`].
    pub components: Vec<Rational>,
    /// Its payoff after the best deviation, by component.
    pub outside_components: Vec<Rational>,
}

/// What holds under a bundle.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrangementReport {
    /// The arrangements, as indices of [`Case::arrangements`].
    pub bundle: Vec<usize>,
    /// What a sponsor pays at `F`.
    pub sponsor_cost: Rational,
    /// Welfare at `F`.
    pub welfare: Rational,
    /// The sum of penalties and of charges for staying out.
    pub coercion: Rational,
    /// The largest sponsor cost over all profiles.
    pub largest_promise: Rational,
    /// Each agency's slack at `F`.
    pub slack: Vec<Rational>,
    /// Each agency's label at `F`.
    pub labels: Vec<Label>,
    /// Verdicts by key, in the order of the concepts.
    pub verdicts: Vec<(String, Verdict)>,
    /// The prices of full participation.
    pub prices: Prices,
    /// All pure equilibria, in the order of strategies.
    pub pure: Vec<usize>,
    /// The allocation that side payments of the bundle bring about.
    pub side_payments: Option<SidePayments>,
}

/// The allocation behind side payments: a rule's, for the game under the rest of the bundle.
#[derive(Debug, Clone, PartialEq)]
pub struct SidePayments {
    /// The rule.
    pub rule: String,
    /// The allocation.
    pub allocation: Vec<Rational>,
    /// The levels that prove it where it is a nucleolus.
    pub proof: Option<ExcessChain<Rational>>,
}

impl ArrangementReport {
    /// The verdict of a key.
    pub fn verdict(&self, key: &str) -> Option<&Verdict> {
        self.verdicts.iter().find(|(known, _)| known == key).map(|(_, verdict)| verdict)
    }
}

/// A bundle that cannot be applied.
#[derive(Debug, Clone, PartialEq)]
pub struct InadmissibleBundle {
    /// The arrangements, as indices of [`Case::arrangements`].
    pub bundle: Vec<usize>,
    /// Why.
    pub reason: String,
}

/// The report of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct StabilityReport {
    /// The case, in exact numbers.
    pub case: Case<Rational>,
    /// Whether payoffs were tabulated exactly or in floats.
    pub arithmetic: Arithmetic,
    /// What the agencies choose from.
    pub choices: Choices,
    /// The profiles, in terms of which verdicts speak.
    pub space: ProfileSpace,
    /// The environment of the status quo.
    pub environment: Environment<Rational>,
    /// The returns to each dataset in the status quo.
    pub hold_up: Vec<HoldUp<Rational>>,
    /// The payoffs of the status quo.
    pub payoffs: Payoffs<Rational>,
    /// The agencies in the status quo.
    pub agencies: Vec<AgencyReport>,
    /// The dilemma of the status quo.
    pub dilemma: Dilemma,
    /// How the gains of the status quo can be shared.
    pub sharing: sharing::Sharing,
    /// Each admissible bundle, the status quo first.
    pub arrangements: Vec<ArrangementReport>,
    /// Each bundle that cannot be applied.
    pub inadmissible: Vec<InadmissibleBundle>,
    /// What a time limit cut off, if anything.
    pub incomplete: Option<String>,
}

impl StabilityReport {
    /// The status quo: the empty bundle.
    pub fn status_quo(&self) -> &ArrangementReport {
        &self.arrangements[0]
    }

    /// The identifiers of a bundle's arrangements.
    pub fn bundle_ids(&self, bundle: &[usize]) -> Vec<&str> {
        bundle.iter().map(|&index| self.case.arrangements[index].id.as_str()).collect()
    }
}
