//! From an environment to payoff terms: one function for each group of components.

use super::{AgencyTerms, Choices, Component, Factor, Payoffs, Term};
use crate::arrangement::Arranged;
use crate::environment::{Environment, Exchange, remaining_probability, specific_cost};
use crate::number::{Ring, sum};
use crate::scenario::{
    AgencyKey, Attachment, CouplingKey, DatasetKey, Granularity, LinkageKey, RISK_KINDS, RelationKey, Risk, RiskClass,
    RiskKey, Scenario,
};

/// What every function here reads.
struct Source<'a, R> {
    scenario: &'a Scenario<R>,
    environment: &'a Environment<R>,
}

/// Derives the payoffs of an arranged scenario from its environment.
///
/// # Complexity
///
/// Linear in uses, risks, linkages and agencies, times the agencies for the collective good.
pub fn payoffs<R: Ring>(arranged: &Arranged<R>, environment: &Environment<R>) -> Payoffs<R> {
    let scenario = &arranged.scenario;
    let source = Source { scenario, environment };
    let mut derived = Payoffs {
        choices: Choices {
            granularity: scenario.strategies,
            datasets: (0..scenario.n()).map(|agency| scenario.datasets_of(agency).collect()).collect(),
            owners: scenario.datasets.iter().map(|dataset| dataset.owner).collect(),
        },
        returns: scenario.returns.clone(),
        agencies: (0..scenario.n()).map(|_| AgencyTerms { inside: Vec::new(), outside: Vec::new() }).collect(),
        groups: environment.exchanges.values().map(|exchange| exchange.datasets.clone()).collect(),
        transfers: arranged.transfers.clone(),
        running_cost: arranged.running_cost.clone(),
    };
    let good = source.collective_good();
    for agency in 0..scenario.n() {
        source.collective_benefit(agency, &good, &mut derived.agencies[agency]);
        source.own_terms(agency, &mut derived.agencies[agency]);
    }
    for dataset in 0..scenario.datasets.len() {
        source.data_terms(dataset, &mut derived.agencies[scenario.datasets[dataset].owner]);
    }
    for index in 0..scenario.uses.len() {
        source.use_terms(index, &mut derived.agencies);
    }
    for (group, (&pair, exchange)) in environment.exchanges.iter().enumerate() {
        let active = active_pair(scenario, group, pair, exchange);
        source.pair_terms(pair, exchange, &active, &mut derived.agencies);
    }
    for index in 0..scenario.risks.len() {
        source.risk_terms(index, &mut derived.agencies);
    }
    for terms in &mut derived.agencies {
        terms.inside.retain(|term| !(term.felt.is_zero() && term.real.is_zero()));
        terms.outside.retain(|term| !(term.felt.is_zero() && term.real.is_zero()));
    }
    derived
}

/// When a pair is active, as a sum of products: both participate, and some dataset between them is
/// shared. Where single datasets are chosen, "some" spans two owners: `A + B - A B`.
fn active_pair<R>(
    scenario: &Scenario<R>,
    group: usize,
    pair: (usize, usize),
    exchange: &Exchange<R>,
) -> Vec<(i64, Vec<Factor>)> {
    let (i, j) = pair;
    if scenario.strategies != Granularity::Dataset {
        return vec![(1, vec![Factor::In(i), Factor::In(j)])];
    }
    let any = |owner: usize| Factor::Any { owner, group };
    let owns = |agency: usize| exchange.datasets.iter().any(|&dataset| scenario.datasets[dataset].owner == agency);
    let by_first = (1, vec![any(i), Factor::In(j)]);
    let by_second = (1, vec![Factor::In(i), any(j)]);
    match (owns(i), owns(j)) {
        (true, true) => vec![by_first, by_second, (-1, vec![any(i), any(j)])],
        (true, false) => vec![by_first],
        _ => vec![by_second],
    }
}

/// A term that welfare counts as the agency feels it.
fn real<R: Ring>(component: Component, coefficient: R, factors: Vec<Factor>) -> Term<R> {
    Term { component, real: coefficient.clone(), felt: coefficient, factors, returns: false }
}

/// A term that welfare does not count.
fn unreal<R: Ring>(component: Component, coefficient: R, factors: Vec<Factor>) -> Term<R> {
    Term { component, real: R::zero(), felt: coefficient, factors, returns: false }
}

impl<R: Ring> Source<'_, R> {
    fn agency(&self, agency: usize, key: AgencyKey) -> R {
        self.scenario.agencies[agency].parameters[key].clone()
    }

    fn data(&self, dataset: usize, key: DatasetKey) -> R {
        self.scenario.datasets[dataset].parameters[key].clone()
    }

    fn quality(&self, dataset: usize) -> R {
        self.environment.datasets[dataset].effective_quality.clone()
    }

    /// `sum b qhat + sum y qhat qhat`, before returns.
    fn collective_good(&self) -> Vec<(R, Vec<Factor>)> {
        let public = (0..self.scenario.datasets.len())
            .map(|d| (self.data(d, DatasetKey::PublicValue) * self.quality(d), vec![Factor::Level(d)]));
        let linked = self.scenario.linkages.iter().map(|linkage| {
            let (d, e) = linkage.datasets;
            let value = linkage.parameters[LinkageKey::Value].clone() * self.quality(d) * self.quality(e);
            (value, vec![Factor::Level(d), Factor::Level(e)])
        });
        public.chain(linked).filter(|(value, _)| !value.is_zero()).collect()
    }

    /// `omega Y` inside, `(1 - ex_0) omega Y` outside.
    fn collective_benefit(&self, agency: usize, good: &[(R, Vec<Factor>)], terms: &mut AgencyTerms<R>) {
        let omega = self.agency(agency, AgencyKey::CollectiveWeight);
        let kept = R::one() - self.scenario.exclusion.clone();
        for (value, factors) in good {
            let inside = real(Component::CollectiveBenefit, omega.clone() * value.clone(), factors.clone());
            let outside = real(Component::CollectiveBenefit, kept.clone() * inside.felt.clone(), factors.clone());
            terms.inside.push(Term { returns: true, ..inside });
            terms.outside.push(Term { returns: true, ..outside });
        }
    }

    /// What depends on the agency's own participation alone.
    fn own_terms(&self, agency: usize, terms: &mut AgencyTerms<R>) {
        let fixed = [AgencyKey::TechnologyCost, AgencyKey::TrainingCost, AgencyKey::FiscalCost];
        let fixed = sum(fixed.map(|key| self.agency(agency, key)));
        terms.inside.push(real(Component::SelectiveBenefit, self.agency(agency, AgencyKey::NetworkBenefit), vec![]));
        terms.inside.push(real(Component::ExecutionCost, -fixed, vec![]));
        terms.inside.push(real(Component::IntermediaryCost, -self.agency(agency, AgencyKey::AccessCost), vec![]));
        terms.inside.push(unreal(Component::InstitutionalTransfer, self.agency(agency, AgencyKey::Funding), vec![]));
        terms.outside.push(unreal(Component::Penalty, -self.agency(agency, AgencyKey::Penalty), vec![]));
    }

    /// What the owner gets and bears for sharing a dataset.
    fn data_terms(&self, dataset: usize, terms: &mut AgencyTerms<R>) {
        let one = R::one;
        let entry = &self.scenario.datasets[dataset];
        let owner = entry.owner;
        let cost = self.data(dataset, DatasetKey::PreparationCost);
        let specific = specific_cost(&entry.parameters);
        let effort = entry.effort.clone().unwrap_or_else(|| cost.clone());
        let reward =
            self.agency(owner, AgencyKey::EvaluationRate) * self.data(dataset, DatasetKey::Measurability) * effort;
        let refund = self.data(dataset, DatasetKey::Refund);
        let unreturned = specific.clone()
            * (one() - self.environment.datasets[dataset].mean_relation.clone())
            * (one() - self.data(dataset, DatasetKey::Enforcement))
            * (one() - refund.clone());
        let felt = -(self.agency(owner, AgencyKey::DivisionSensitivity) * unreturned);
        let shared = || vec![Factor::Level(dataset)];
        terms.inside.push(unreal(Component::SelectiveBenefit, reward, shared()));
        terms.inside.push(real(Component::RedeployableValue, cost.clone() - specific.clone(), shared()));
        terms.inside.push(real(Component::ExecutionCost, -cost, shared()));
        terms.inside.push(unreal(Component::DivisionRisk, felt, shared()));
        terms.inside.push(unreal(Component::InstitutionalTransfer, refund * specific, shared()));
    }

    /// What a use brings the user, inside and outside, and the charge between user and owner.
    fn use_terms(&self, index: usize, agencies: &mut [AgencyTerms<R>]) {
        let entry = &self.scenario.uses[index];
        let (dataset, user) = (entry.dataset, entry.user);
        let value = self.environment.use_values[index].clone();
        let charge = self.environment.charges[index].clone();
        let kept = (R::one() - self.data(dataset, DatasetKey::Exclusion)) * value.clone();
        let level = Factor::Level(dataset);
        agencies[user].inside.push(real(Component::UseBenefit, value, vec![level]));
        agencies[user].inside.push(real(Component::HoldUpTransfer, -charge.clone(), vec![level]));
        agencies[user].outside.push(real(Component::UseBenefit, kept, vec![level]));
        let owner = self.scenario.datasets[dataset].owner;
        agencies[owner].inside.push(real(Component::HoldUpTransfer, charge, vec![level, Factor::In(user)]));
    }

    /// Negotiation and monitoring costs of a pair between which data flow.
    fn pair_terms(
        &self,
        pair: (usize, usize),
        exchange: &Exchange<R>,
        active: &[(i64, Vec<Factor>)],
        agencies: &mut [AgencyTerms<R>],
    ) {
        let one = R::one;
        let parameters = self.scenario.relations.of(pair.0, pair.1);
        let coupling = |key: CouplingKey| self.scenario.coupling[key].clone();
        let negotiation = (one() - self.environment.relation(pair.0, pair.1).index.clone())
            * (one() - parameters[RelationKey::NegotiationRelief].clone())
            * (one() + coupling(CouplingKey::RiskToCost) * exchange.risk.clone())
            * (one() + coupling(CouplingKey::SpecificityToCost) * exchange.specificity.clone());
        let monitoring = one() - parameters[RelationKey::MonitoringRelief].clone();
        let [(_, negotiating), (_, monitored)] = RelationKey::SIDED;
        for (side, agency) in [pair.0, pair.1].into_iter().enumerate() {
            let costs = [
                (Component::NegotiationCost, parameters[negotiating[side]].clone() * negotiation.clone()),
                (Component::MonitoringCost, parameters[monitored[side]].clone() * monitoring.clone()),
            ];
            for (component, cost) in costs {
                for (sign, factors) in active {
                    let signed = if *sign < 0 { cost.clone() } else { -cost.clone() };
                    agencies[agency].inside.push(real(component, signed, factors.clone()));
                }
            }
        }
    }

    /// The expected loss of a listed risk, as its bearer feels it and as welfare counts it.
    fn risk_terms(&self, index: usize, agencies: &mut [AgencyTerms<R>]) {
        let risk = &self.scenario.risks[index];
        let expected = remaining_probability(&risk.parameters)
            * risk.parameters[RiskKey::Loss].clone()
            * (R::one() - self.environment.risk_relations[index].clone())
            * self.quality_exposure(risk);
        let weight = self.agency(risk.bearer, AgencyKey::RiskWeight);
        let component = match risk.class {
            RiskClass::Division => Component::DivisionRisk,
            RiskClass::Coordination => Component::CoordinationRisk,
        };
        for (sign, factors) in self.when_active(risk) {
            let loss = if sign < 0 { expected.clone() } else { -expected.clone() };
            let felt = weight.clone() * loss.clone();
            agencies[risk.bearer].inside.push(Term { component, felt, real: loss, factors, returns: false });
        }
    }

    /// `Q = 1 - qhat` for a quality risk on a dataset that is a coordination risk, else 1.
    fn quality_exposure(&self, risk: &Risk<R>) -> R {
        match risk.attachment {
            Attachment::Dataset(dataset)
                if RISK_KINDS[risk.kind].0 == "quality" && risk.class == RiskClass::Coordination =>
            {
                R::one() - self.quality(dataset)
            }
            _ => R::one(),
        }
    }

    /// When a risk is active, given that its bearer participates.
    fn when_active(&self, risk: &Risk<R>) -> Vec<(i64, Vec<Factor>)> {
        match risk.attachment {
            Attachment::Nothing => vec![(1, vec![])],
            Attachment::Dataset(dataset) => {
                let owner = self.scenario.datasets[dataset].owner;
                let uses = self.scenario.uses_of(dataset).any(|entry| entry.user == risk.bearer);
                if owner == risk.bearer || uses { vec![(1, vec![Factor::Shared(dataset)])] } else { vec![] }
            }
            Attachment::With(other) => {
                let pair = (risk.bearer.min(other), risk.bearer.max(other));
                let place = self.environment.exchanges.keys().position(|known| *known == pair);
                place
                    .map_or(vec![], |group| active_pair(self.scenario, group, pair, &self.environment.exchanges[&pair]))
            }
        }
    }
}
