//! The environment: relation indices, effective quality, values of uses and charges, derived once
//! from a scenario over any [`Ring`].

pub mod rights;

use std::collections::{BTreeMap, BTreeSet};

use crate::arrangement::apply::raise;
use crate::number::{Rational, Ring, ratio, sum};
use crate::scenario::{Attachment, CouplingKey, DatasetKey, Parameters, RelationKey, RiskKey, Scenario, UseKey};

/// What two agencies are to each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation<R> {
    /// The business element.
    pub business: R,
    /// The relation index `kappa`.
    pub index: R,
}

/// A dataset as its owner and users see it.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetView<R> {
    /// Base quality `q`.
    pub quality: R,
    /// Effective quality `qhat = 1 - (1 - q)(1 - lam kbar)`.
    pub effective_quality: R,
    /// Mean relation of the owner with the users, `kbar`; with all agencies where there are none.
    pub mean_relation: R,
}

/// What a pair of agencies between which data flow brings into their negotiation.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange<R> {
    /// The datasets with a use between them, in either direction, in file order.
    pub datasets: Vec<usize>,
    /// Mean remaining probability of the risks attached to the pair, `rbar`; 0 without any.
    pub risk: R,
    /// Mean specificity of the datasets, `sbar`.
    pub specificity: R,
}

/// The environment of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment<R> {
    /// The relation of every pair that the scenario does not list.
    pub default_relation: Relation<R>,
    /// Relations of listed pairs, lower agency first.
    pub relations: BTreeMap<(usize, usize), Relation<R>>,
    /// Each dataset.
    pub datasets: Vec<DatasetView<R>>,
    /// Incremental value `V` of each use.
    pub use_values: Vec<R>,
    /// Charge `tau` of each use, at full level.
    pub charges: Vec<R>,
    /// Pairs between which data flow, lower agency first.
    pub exchanges: BTreeMap<(usize, usize), Exchange<R>>,
    /// `kappa_r` of each risk.
    pub risk_relations: Vec<R>,
}

impl<R: Ring> Environment<R> {
    /// The relation of a pair, in either order.
    pub fn relation(&self, a: usize, b: usize) -> &Relation<R> {
        self.relations.get(&(a.min(b), a.max(b))).unwrap_or(&self.default_relation)
    }
}

/// Derives the environment of a scenario.
///
/// # Complexity
///
/// Linear in listed pairs, datasets, uses and risks; pairs that are not listed are not visited.
pub fn environment<R: Ring>(scenario: &Scenario<R>) -> Environment<R> {
    let relation = |parameters: &Parameters<RelationKey, R>| relation_of(scenario, parameters);
    let mut derived = Environment {
        default_relation: relation(&scenario.relations.default),
        relations: scenario.relations.listed.iter().map(|(&pair, parameters)| (pair, relation(parameters))).collect(),
        datasets: Vec::new(),
        use_values: Vec::new(),
        charges: Vec::new(),
        exchanges: BTreeMap::new(),
        risk_relations: Vec::new(),
    };
    derived.datasets = (0..scenario.datasets.len()).map(|dataset| dataset_view(scenario, &derived, dataset)).collect();
    derived.use_values = (0..scenario.uses.len()).map(|index| use_value(scenario, &derived, index)).collect();
    derived.charges = (0..scenario.uses.len()).map(|index| rights::charge(scenario, &derived, index)).collect();
    derived.exchanges = exchanges(scenario);
    derived.risk_relations = scenario
        .risks
        .iter()
        .map(|risk| match risk.attachment {
            Attachment::Nothing => R::zero(),
            Attachment::With(other) => derived.relation(risk.bearer, other).index.clone(),
            Attachment::Dataset(dataset) if scenario.datasets[dataset].owner == risk.bearer => {
                derived.datasets[dataset].mean_relation.clone()
            }
            Attachment::Dataset(dataset) => {
                derived.relation(scenario.datasets[dataset].owner, risk.bearer).index.clone()
            }
        })
        .collect();
    derived
}

/// The mean of three values with given weights.
fn weighted_mean<R: Ring>(values: [R; 3], weights: &[Rational; 3]) -> R {
    let total: Rational = weights.iter().sum();
    sum(values.into_iter().zip(weights).map(|(value, weight)| value * R::from_rational(&(weight / &total))))
}

fn relation_of<R: Ring>(scenario: &Scenario<R>, parameters: &Parameters<RelationKey, R>) -> Relation<R> {
    let element = |index: usize| {
        let (_, subs) = RelationKey::ELEMENTS[index];
        weighted_mean(subs.map(|key| parameters[key].clone()), &scenario.weights.elements[index])
    };
    let elements = [element(0), element(1), element(2)];
    Relation { business: elements[0].clone(), index: weighted_mean(elements, &scenario.weights.relation) }
}

fn dataset_view<R: Ring>(scenario: &Scenario<R>, environment: &Environment<R>, dataset: usize) -> DatasetView<R> {
    let entry = &scenario.datasets[dataset];
    let quality =
        weighted_mean(DatasetKey::QUALITY.map(|key| entry.parameters[key].clone()), &scenario.weights.quality);
    let users: Vec<usize> = scenario.uses_of(dataset).map(|entry| entry.user).collect();
    let mean_relation = match users.len() {
        0 => mean_over_all(scenario, environment, entry.owner),
        count => {
            let total = sum(users.iter().map(|&user| environment.relation(entry.owner, user).index.clone()));
            total * R::from_rational(&ratio(1, count as i64))
        }
    };
    let support = scenario.coupling[CouplingKey::RelationsToFeatures].clone() * mean_relation.clone();
    DatasetView { effective_quality: raise(quality.clone(), support), quality, mean_relation }
}

/// The mean relation of an agency with all others, without a visit to pairs that are not listed.
fn mean_over_all<R: Ring>(scenario: &Scenario<R>, environment: &Environment<R>, agency: usize) -> R {
    let others = scenario.n() - 1;
    if others == 0 {
        return R::zero();
    }
    let listed: Vec<&Relation<R>> = environment
        .relations
        .iter()
        .filter(|((a, b), _)| *a == agency || *b == agency)
        .map(|(_, relation)| relation)
        .collect();
    let rest = R::from_rational(&ratio((others - listed.len()) as i64, 1)) * environment.default_relation.index.clone();
    let total = sum(listed.into_iter().map(|relation| relation.index.clone())) + rest;
    total * R::from_rational(&ratio(1, others as i64))
}

/// `V = (1 - zeta) w qhat (1 - dem (1 - bus))`.
fn use_value<R: Ring>(scenario: &Scenario<R>, environment: &Environment<R>, index: usize) -> R {
    let entry = &scenario.uses[index];
    let owner = scenario.datasets[entry.dataset].owner;
    let one = R::one;
    let business = environment.relation(owner, entry.user).business.clone();
    let demand = one() - scenario.coupling[CouplingKey::AssociationToDemand].clone() * (one() - business);
    let incremental = one() - entry.parameters[UseKey::OutsideOption].clone();
    let value = entry.parameters[UseKey::Value].clone();
    incremental * value * environment.datasets[entry.dataset].effective_quality.clone() * demand
}

fn exchanges<R: Ring>(scenario: &Scenario<R>) -> BTreeMap<(usize, usize), Exchange<R>> {
    let mut datasets: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
    for entry in &scenario.uses {
        let owner = scenario.datasets[entry.dataset].owner;
        datasets.entry((owner.min(entry.user), owner.max(entry.user))).or_default().insert(entry.dataset);
    }
    let exchange = |(pair, datasets): ((usize, usize), BTreeSet<usize>)| {
        let specificity = |&dataset: &usize| scenario.datasets[dataset].parameters[DatasetKey::Specificity].clone();
        let specificity = mean(datasets.iter().map(specificity).collect());
        (
            pair,
            Exchange { datasets: datasets.into_iter().collect(), risk: mean(pair_risks(scenario, pair)), specificity },
        )
    };
    datasets.into_iter().map(exchange).collect()
}

/// The remaining probabilities of the risks attached to a pair, whoever of the two bears them.
fn pair_risks<R: Ring>(scenario: &Scenario<R>, pair: (usize, usize)) -> Vec<R> {
    let attached = scenario.risks.iter().filter(|risk| match risk.attachment {
        Attachment::With(other) => (risk.bearer.min(other), risk.bearer.max(other)) == pair,
        _ => false,
    });
    attached.map(|risk| remaining_probability(&risk.parameters)).collect()
}

/// `prob (1 - mit)`.
pub(crate) fn remaining_probability<R: Ring>(parameters: &Parameters<RiskKey, R>) -> R {
    parameters[RiskKey::Probability].clone() * (R::one() - parameters[RiskKey::Mitigation].clone())
}

fn mean<R: Ring>(values: Vec<R>) -> R {
    let count = values.len().max(1) as i64;
    sum(values) * R::from_rational(&ratio(1, count))
}

impl<R: Ring> Environment<R> {
    /// The owner's exclusion and lock-in as users feel them, `ex + l (1 - ex)`.
    pub(crate) fn stake(parameters: &Parameters<DatasetKey, R>) -> R {
        raise(parameters[DatasetKey::Exclusion].clone(), parameters[DatasetKey::LockIn].clone())
    }
}

/// The specific part of the preparation cost, `sigma c`.
pub(crate) fn specific_cost<R: Ring>(parameters: &Parameters<DatasetKey, R>) -> R {
    parameters[DatasetKey::Specificity].clone() * parameters[DatasetKey::PreparationCost].clone()
}
