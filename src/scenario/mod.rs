//! Scenarios: agencies, data, relations and risks as plain data, in any number type.
//!
//! Nothing here derives anything. A scenario is read by `format::scenario`, changed by
//! `arrangement`, and turned into indices and payoffs by `environment` and `payoff`.

pub mod parameter;
pub mod path;

use std::collections::BTreeMap;
use std::fmt;

use crate::number::{Rational, whole};
pub use parameter::{
    AgencyKey, CouplingKey, DatasetKey, Info, Key, LinkageKey, Parameters, Range, RelationKey, RiskKey, UseKey,
};
pub use path::{ParameterId, PathError};

/// A number of a scenario file: a value, an interval around it, a name for an unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The value, if the file gives one.
    pub value: Option<Rational>,
    /// The interval, if the file gives one.
    pub interval: Option<(Rational, Rational)>,
    /// The name of the unknown, if it is one.
    pub symbol: Option<String>,
}

impl Quantity {
    /// A plain number.
    pub fn exact(value: Rational) -> Self {
        Quantity { value: Some(value), interval: None, symbol: None }
    }

    /// The number that point results use: the value, else the midpoint of the interval, else none.
    pub fn point(&self) -> Option<Rational> {
        let midpoint = || self.interval.as_ref().map(|(low, high)| (low + high) / whole(2));
        self.value.clone().or_else(midpoint)
    }
}

/// What an agency chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Granularity {
    /// Out, or in with all its data.
    Agency,
    /// Out, or in with any non-empty subset of its data.
    Dataset,
    /// Out, or in at one of so many levels of all its data.
    Levels(usize),
}

/// How the collective good grows with the number of participants.
#[derive(Debug, Clone, PartialEq)]
pub enum Returns<T> {
    /// In proportion to what is shared.
    Linear,
    /// Nothing below that many participants.
    Threshold(usize),
    /// A factor for each number of participants, 0 to n.
    ByParticipants(Vec<T>),
}

/// An idea of what a coalition can secure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Convention {
    /// Outsiders stay out.
    StandAlone,
    /// The coalition moves first, against the worst the others can do.
    Alpha,
    /// The others move first and do their worst.
    Beta,
    /// Outsiders play alone, in equilibrium with the coalition; the worst equilibrium.
    Gamma,
    /// As gamma, the best equilibrium.
    GammaOptimistic,
    /// Outsiders play as one, in equilibrium with the coalition.
    Delta,
    /// All members join, nobody else.
    AllJoin,
}

impl Convention {
    /// All conventions with their names in files.
    pub const ALL: [(Convention, &'static str); 7] = [
        (Convention::StandAlone, "stand-alone"),
        (Convention::Alpha, "alpha"),
        (Convention::Beta, "beta"),
        (Convention::Gamma, "gamma"),
        (Convention::GammaOptimistic, "gamma-optimistic"),
        (Convention::Delta, "delta"),
        (Convention::AllJoin, "all-join"),
    ];

    /// Its name in files and reports.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(convention, _)| *convention == self).map_or("", |(_, name)| name)
    }

    /// The convention of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(convention, _)| *convention)
    }
}

/// The kinds of risk, with their names in files and their class where the file is silent.
pub const RISK_KINDS: [(&str, Option<RiskClass>); 8] = [
    ("interest-loss", Some(RiskClass::Division)),
    ("accountability", Some(RiskClass::Coordination)),
    ("ignored-request", Some(RiskClass::Coordination)),
    ("quality", Some(RiskClass::Coordination)),
    ("misuse", Some(RiskClass::Coordination)),
    ("leakage", Some(RiskClass::Coordination)),
    ("failed-sharing", Some(RiskClass::Coordination)),
    ("custom", None),
];

/// The two classes of risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RiskClass {
    /// Joining without a matching return.
    Division,
    /// Sharing that fails or is abused.
    Coordination,
}

impl RiskClass {
    /// Its name in files and paths.
    pub fn name(self) -> &'static str {
        match self {
            RiskClass::Division => "division",
            RiskClass::Coordination => "coordination",
        }
    }
}

/// An agency.
#[derive(Debug, Clone, PartialEq)]
pub struct Agency<T> {
    /// Its identifier.
    pub id: String,
    /// Its name for readers.
    pub name: String,
    /// Its a-priori group, if any.
    pub group: Option<String>,
    /// Its parameters.
    pub parameters: Parameters<AgencyKey, T>,
}

/// A dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset<T> {
    /// Its identifier.
    pub id: String,
    /// The agency that owns it.
    pub owner: usize,
    /// Its parameters.
    pub parameters: Parameters<DatasetKey, T>,
    /// The measured effort `z`; where it is not given it follows the preparation cost.
    pub effort: Option<T>,
}

/// A use of a dataset by an agency that does not own it.
#[derive(Debug, Clone, PartialEq)]
pub struct Use<T> {
    /// The dataset.
    pub dataset: usize,
    /// The agency that uses it.
    pub user: usize,
    /// Its parameters.
    pub parameters: Parameters<UseKey, T>,
    /// The user's share of compensated cost; where it is not given, 1 over the number of users.
    pub cost_share: Option<T>,
}

/// What a risk is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attachment {
    /// A dataset that the bearer owns or uses.
    Dataset(usize),
    /// The pair of the bearer and this agency.
    With(usize),
    /// Neither.
    Nothing,
}

/// A risk.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk<T> {
    /// Its identifier.
    pub id: String,
    /// Its kind, as an index of [`RISK_KINDS`].
    pub kind: usize,
    /// Its class.
    pub class: RiskClass,
    /// The agency that bears it.
    pub bearer: usize,
    /// What it is attached to.
    pub attachment: Attachment,
    /// Its parameters.
    pub parameters: Parameters<RiskKey, T>,
}

/// A linkage of two datasets.
#[derive(Debug, Clone, PartialEq)]
pub struct Linkage<T> {
    /// The two datasets, the one that comes first in the file first.
    pub datasets: (usize, usize),
    /// Its parameters.
    pub parameters: Parameters<LinkageKey, T>,
}

/// The relations of all pairs: those that the file lists, and one for all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Relations<T> {
    /// The relation of every pair that is not listed.
    pub default: Parameters<RelationKey, T>,
    /// Listed pairs, lower agency first.
    pub listed: BTreeMap<(usize, usize), Parameters<RelationKey, T>>,
}

impl<T> Relations<T> {
    /// The relation of a pair, in either order.
    pub fn of(&self, a: usize, b: usize) -> &Parameters<RelationKey, T> {
        self.listed.get(&(a.min(b), a.max(b))).unwrap_or(&self.default)
    }
}

/// Weights of elements and sub-elements in their means.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Of business, experience, structure in the relation index.
    pub relation: [Rational; 3],
    /// Of the sub-elements of business, experience, structure.
    pub elements: [[Rational; 3]; 3],
    /// Of the sub-elements of quality.
    pub quality: [Rational; 3],
}

impl Default for Weights {
    fn default() -> Self {
        let equal = || [whole(1), whole(1), whole(1)];
        Weights { relation: equal(), elements: [equal(), equal(), equal()], quality: equal() }
    }
}

/// A scenario: everything that payoffs depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario<T> {
    /// Its name.
    pub name: String,
    /// The unit of money.
    pub unit: String,
    /// What an agency chooses.
    pub strategies: Granularity,
    /// Conventions of worth that are reported, the main one first.
    pub worth: Vec<Convention>,
    /// Returns of the collective good.
    pub returns: Returns<T>,
    /// Exclusion of non-participants from the collective good, `ex_0`.
    pub exclusion: T,
    /// Couplings between dimensions.
    pub coupling: Parameters<CouplingKey, T>,
    /// Weights of elements.
    pub weights: Weights,
    /// The agencies, in file order.
    pub agencies: Vec<Agency<T>>,
    /// The datasets, in file order.
    pub datasets: Vec<Dataset<T>>,
    /// The uses, by dataset, in file order.
    pub uses: Vec<Use<T>>,
    /// The relations of pairs.
    pub relations: Relations<T>,
    /// The risks, in file order.
    pub risks: Vec<Risk<T>>,
    /// The linkages, in file order.
    pub linkages: Vec<Linkage<T>>,
}

impl<T> Scenario<T> {
    /// How many agencies there are.
    pub fn n(&self) -> usize {
        self.agencies.len()
    }

    /// The uses of a dataset, which stand together in [`Scenario::uses`].
    pub fn uses_of(&self, dataset: usize) -> impl Iterator<Item = &Use<T>> {
        let first = self.uses.partition_point(|entry| entry.dataset < dataset);
        self.uses.iter().skip(first).take_while(move |entry| entry.dataset == dataset)
    }

    /// The datasets of an agency, in file order.
    pub fn datasets_of(&self, agency: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.datasets.len()).filter(move |&dataset| self.datasets[dataset].owner == agency)
    }

    /// The same scenario in another number type.
    pub fn map<U>(&self, mut convert: impl FnMut(&T) -> U) -> Scenario<U> {
        let f = &mut convert;
        Scenario {
            name: self.name.clone(),
            unit: self.unit.clone(),
            strategies: self.strategies,
            worth: self.worth.clone(),
            returns: match &self.returns {
                Returns::Linear => Returns::Linear,
                Returns::Threshold(k) => Returns::Threshold(*k),
                Returns::ByParticipants(table) => Returns::ByParticipants(table.iter().map(&mut *f).collect()),
            },
            exclusion: f(&self.exclusion),
            coupling: self.coupling.map(f),
            weights: self.weights.clone(),
            agencies: self.agencies.iter().map(|agency| agency.map(f)).collect(),
            datasets: self.datasets.iter().map(|dataset| dataset.map(f)).collect(),
            uses: self.uses.iter().map(|entry| entry.map(f)).collect(),
            relations: Relations {
                default: self.relations.default.map(f),
                listed: self.relations.listed.iter().map(|(pair, relation)| (*pair, relation.map(f))).collect(),
            },
            risks: self.risks.iter().map(|risk| risk.map(f)).collect(),
            linkages: self.linkages.iter().map(|linkage| linkage.map(f)).collect(),
        }
    }
}

impl<T> Agency<T> {
    fn map<U>(&self, f: &mut impl FnMut(&T) -> U) -> Agency<U> {
        let parameters = self.parameters.map(f);
        Agency { id: self.id.clone(), name: self.name.clone(), group: self.group.clone(), parameters }
    }
}

impl<T> Dataset<T> {
    fn map<U>(&self, f: &mut impl FnMut(&T) -> U) -> Dataset<U> {
        let parameters = self.parameters.map(f);
        Dataset { id: self.id.clone(), owner: self.owner, parameters, effort: self.effort.as_ref().map(f) }
    }
}

impl<T> Use<T> {
    fn map<U>(&self, f: &mut impl FnMut(&T) -> U) -> Use<U> {
        let parameters = self.parameters.map(f);
        Use { dataset: self.dataset, user: self.user, parameters, cost_share: self.cost_share.as_ref().map(f) }
    }
}

impl<T> Risk<T> {
    fn map<U>(&self, f: &mut impl FnMut(&T) -> U) -> Risk<U> {
        Risk {
            id: self.id.clone(),
            kind: self.kind,
            class: self.class,
            bearer: self.bearer,
            attachment: self.attachment,
            parameters: self.parameters.map(f),
        }
    }
}

impl<T> Linkage<T> {
    fn map<U>(&self, f: &mut impl FnMut(&T) -> U) -> Linkage<U> {
        Linkage { datasets: self.datasets, parameters: self.parameters.map(f) }
    }
}

impl fmt::Display for Convention {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
