//! Payoffs as sparse multilinear terms by component, over any [`Ring`](crate::number::Ring).
//!
//! An agency's payoff is the sum of its inside terms where it participates and of its outside
//! terms where it does not. Each term is a coefficient times [`Factor`]s of the profile. Tables are
//! evaluated from these terms (`payoff::table`); games too large for a table are read off them.

pub mod coalitional;
pub mod evaluate;
pub mod table;
mod terms;

use crate::arrangement::ConditionalTransfer;
use crate::scenario::{Granularity, Returns};
pub use terms::payoffs;

/// The named components of a payoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// Weight times the collective good.
    CollectiveBenefit,
    /// Value of others' data.
    UseBenefit,
    /// Network benefit and evaluation reward.
    SelectiveBenefit,
    /// The part of the preparation cost that has other uses.
    RedeployableValue,
    /// Technology, training, fiscal and preparation cost.
    ExecutionCost,
    /// Cost of negotiating with partners.
    NegotiationCost,
    /// Cost of supervising partners.
    MonitoringCost,
    /// Effort to work with an intermediary.
    IntermediaryCost,
    /// Unreturned sunk cost and division risks.
    DivisionRisk,
    /// Coordination risks.
    CoordinationRisk,
    /// Charges received less charges paid.
    HoldUpTransfer,
    /// Funding, refunds and conditional transfers.
    InstitutionalTransfer,
    /// Penalty for staying out.
    Penalty,
}

impl Component {
    /// All components with their names in reports, in the order of the model.
    pub const ALL: [(Component, &'static str); 13] = [
        (Component::CollectiveBenefit, "collective_benefit"),
        (Component::UseBenefit, "use_benefit"),
        (Component::SelectiveBenefit, "selective_benefit"),
        (Component::RedeployableValue, "redeployable_value"),
        (Component::ExecutionCost, "execution_cost"),
        (Component::NegotiationCost, "negotiation_cost"),
        (Component::MonitoringCost, "monitoring_cost"),
        (Component::IntermediaryCost, "intermediary_cost"),
        (Component::DivisionRisk, "division_risk"),
        (Component::CoordinationRisk, "coordination_risk"),
        (Component::HoldUpTransfer, "hold_up_transfer"),
        (Component::InstitutionalTransfer, "institutional_transfer"),
        (Component::Penalty, "penalty"),
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// What a term is multiplied by, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Factor {
    /// 1 if the agency participates.
    In(usize),
    /// 1 if the dataset is shared at all.
    Shared(usize),
    /// The level at which the dataset is shared: 0 or 1 but for granularity `levels`.
    Level(usize),
    /// 1 if any of the owner's datasets in the group is shared; groups are in [`Payoffs::groups`].
    Any {
        /// The owner.
        owner: usize,
        /// The index of the group.
        group: usize,
    },
}

/// One term of a payoff.
#[derive(Debug, Clone, PartialEq)]
pub struct Term<R> {
    /// The component it belongs to.
    pub component: Component,
    /// The coefficient as the agency feels it.
    pub felt: R,
    /// The coefficient as welfare counts it: real components, risks at expected value.
    pub real: R,
    /// The factors; none of them twice.
    pub factors: Vec<Factor>,
    /// Whether the term is also multiplied by the returns at the number of participants.
    pub returns: bool,
}

/// The terms of one agency.
#[derive(Debug, Clone, PartialEq)]
pub struct AgencyTerms<R> {
    /// Its payoff where it participates.
    pub inside: Vec<Term<R>>,
    /// Its payoff where it does not.
    pub outside: Vec<Term<R>>,
}

/// What the agencies choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// The granularity.
    pub granularity: Granularity,
    /// The datasets of each agency, in file order.
    pub datasets: Vec<Vec<usize>>,
    /// The owner of each dataset.
    pub owners: Vec<usize>,
}

impl Choices {
    /// How many strategies an agency has; strategy 0 is to stay out and the last one to join fully.
    /// Numbers beyond the machine's are cut off: they are refused by the size of any table.
    pub fn count(&self, agency: usize) -> usize {
        let owned = self.datasets[agency].len();
        match self.granularity {
            Granularity::Levels(levels) if owned > 0 => levels + 1,
            Granularity::Dataset if owned > 0 => 1usize.checked_shl(owned as u32).unwrap_or(usize::MAX),
            _ => 2,
        }
    }

    /// The strategy by which an agency joins fully.
    pub fn full(&self, agency: usize) -> usize {
        self.count(agency) - 1
    }

    /// The highest level, in units of which [`Factor::Level`] is counted.
    pub fn top_level(&self) -> i64 {
        match self.granularity {
            Granularity::Levels(levels) => levels as i64,
            _ => 1,
        }
    }

    /// The level of a dataset under its owner's strategy, in units of 1 over the top level.
    pub fn level(&self, dataset: usize, strategy: usize) -> i64 {
        let own = || self.datasets[self.owners[dataset]].iter().position(|&own| own == dataset).unwrap_or(0);
        match self.granularity {
            Granularity::Agency => i64::from(strategy > 0),
            Granularity::Levels(_) => strategy as i64,
            Granularity::Dataset => (strategy >> own() & 1) as i64,
        }
    }
}

/// The payoffs of a scenario under a bundle, as terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Payoffs<R> {
    /// What the agencies choose from.
    pub choices: Choices,
    /// Returns of the collective good.
    pub returns: Returns<R>,
    /// The terms of each agency.
    pub agencies: Vec<AgencyTerms<R>>,
    /// Groups of datasets that [`Factor::Any`] refers to.
    pub groups: Vec<Vec<usize>>,
    /// Conditional transfers.
    pub transfers: Vec<ConditionalTransfer<R>>,
    /// What running the bundle costs.
    pub running_cost: R,
}

impl<R> Payoffs<R> {
    /// How many agencies there are.
    pub fn n(&self) -> usize {
        self.agencies.len()
    }

    /// The agency whose strategy a factor depends on.
    pub fn agency_of(&self, factor: Factor) -> usize {
        match factor {
            Factor::In(agency) => agency,
            Factor::Shared(dataset) | Factor::Level(dataset) => self.choices.owners[dataset],
            Factor::Any { owner, .. } => owner,
        }
    }

    /// The value of a factor under a strategy of its agency, in units of 1 over the top level for
    /// [`Factor::Level`].
    pub fn value_of(&self, factor: Factor, strategy: usize) -> i64 {
        match factor {
            Factor::In(_) => i64::from(strategy > 0),
            Factor::Shared(dataset) => i64::from(self.choices.level(dataset, strategy) > 0),
            Factor::Level(dataset) => self.choices.level(dataset, strategy),
            Factor::Any { owner, group } => {
                let shared = |dataset: &&usize| {
                    self.choices.owners[**dataset] == owner && self.choices.level(**dataset, strategy) > 0
                };
                i64::from(self.groups[group].iter().any(|dataset| shared(&dataset)))
            }
        }
    }
}
