//! Payoffs of single profiles, component by component, without a table.

use super::{Component, Payoffs, Term};
use crate::arrangement::{ConditionalTransfer, When};
use crate::number::{Ring, Scalar, ratio, sum};
use crate::scenario::Returns;

impl<R: Ring> Payoffs<R> {
    /// The number of participants in a profile, given as one strategy for each agency.
    pub fn participants(&self, strategies: &[usize]) -> usize {
        strategies.iter().filter(|&&strategy| strategy > 0).count()
    }

    /// The profile in which everyone joins fully.
    pub fn full_profile(&self) -> Vec<usize> {
        (0..self.n()).map(|agency| self.choices.full(agency)).collect()
    }

    /// The returns of the collective good at a number of participants.
    pub fn returns_at(&self, participants: usize) -> R {
        match &self.returns {
            Returns::Linear => R::one(),
            Returns::Threshold(k) if participants >= *k => R::one(),
            Returns::Threshold(_) => R::zero(),
            Returns::ByParticipants(table) => table.get(participants).cloned().unwrap_or_else(R::zero),
        }
    }

    /// The product of a term's factors in a profile, returns included.
    pub fn weight(&self, term: &Term<R>, strategies: &[usize]) -> R {
        let mut weight = if term.returns { self.returns_at(self.participants(strategies)) } else { R::one() };
        for &factor in &term.factors {
            let value = self.value_of(factor, strategies[self.agency_of(factor)]);
            let unit = if matches!(factor, super::Factor::Level(_)) { self.choices.top_level() } else { 1 };
            weight = weight * R::from_rational(&ratio(value, unit));
        }
        weight
    }

    /// The terms that count for an agency in a profile.
    pub fn terms(&self, agency: usize, strategies: &[usize]) -> &[Term<R>] {
        if strategies[agency] > 0 { &self.agencies[agency].inside } else { &self.agencies[agency].outside }
    }

    /// Whether the condition of a transfer holds in a profile.
    pub fn is_paid(&self, transfer: &ConditionalTransfer<R>, strategies: &[usize]) -> bool {
        let joins = strategies[transfer.agency] > 0;
        match transfer.when {
            When::Joins => joins,
            When::StaysOut => !joins,
            When::AllJoin => (0..self.n()).all(|agency| strategies[agency] == self.choices.full(agency)),
            When::JoinsAndFails(k) => joins && self.participants(strategies) < k,
            When::JoinsAndReaches(k) => joins && self.participants(strategies) >= k,
        }
    }

    /// The conditional transfers that an agency gets in a profile, less those it pays.
    pub fn transfers_to(&self, agency: usize, strategies: &[usize]) -> R {
        let paid = self.transfers.iter().filter(|transfer| transfer.agency == agency);
        sum(paid.filter(|transfer| self.is_paid(transfer, strategies)).map(|transfer| transfer.amount.clone()))
    }

    /// One agency's payoff in a profile, by component, in the order of [`Component::ALL`].
    pub fn components(&self, agency: usize, strategies: &[usize]) -> Vec<R> {
        let mut values = vec![R::zero(); Component::ALL.len()];
        for term in self.terms(agency, strategies) {
            let value = &mut values[term.component as usize];
            *value = value.clone() + term.felt.clone() * self.weight(term, strategies);
        }
        let transfer = &mut values[Component::InstitutionalTransfer as usize];
        *transfer = transfer.clone() + self.transfers_to(agency, strategies);
        values
    }

    /// One agency's payoff in a profile.
    pub fn payoff(&self, agency: usize, strategies: &[usize]) -> R {
        sum(self.components(agency, strategies))
    }

    /// Welfare of a profile: real components with risks at expected value, less running costs.
    pub fn welfare(&self, strategies: &[usize]) -> R {
        let of = |agency: usize| {
            sum(self.terms(agency, strategies).iter().map(|term| term.real.clone() * self.weight(term, strategies)))
        };
        sum((0..self.n()).map(of)) - self.running_cost.clone()
    }
}

impl<S: Scalar> Payoffs<S> {
    /// What a sponsor pays at a profile: running costs, funding, refunds, positive conditional
    /// transfers, and of side payments their sum where it is positive.
    pub fn sponsor_cost(&self, strategies: &[usize]) -> S {
        let granted = |agency: usize| {
            let terms = self.terms(agency, strategies).iter();
            let granted = terms.filter(|term| term.component == Component::InstitutionalTransfer);
            sum(granted.map(|term| term.felt.clone() * self.weight(term, strategies)))
        };
        let paid = |internal: bool| {
            self.transfers
                .iter()
                .filter(move |transfer| transfer.internal == internal && self.is_paid(transfer, strategies))
        };
        let promised = sum(paid(false).map(|transfer| S::zero().larger(transfer.amount.clone())));
        let side = S::zero().larger(sum(paid(true).map(|transfer| transfer.amount.clone())));
        self.running_cost.clone() + sum((0..self.n()).map(granted)) + promised + side
    }

    /// The largest sponsor cost over all profiles.
    ///
    /// At a given number of participants, each agency's part is largest where it joins fully, so
    /// the agencies that cost most inside rather than outside make up the worst profile.
    pub fn largest_promise(&self) -> S {
        let n = self.n();
        let mut largest = self.sponsor_cost(&self.full_profile());
        for participants in 0..=n {
            let mut differences: Vec<(S, usize)> = (0..n)
                .map(|agency| {
                    (self.own_cost(agency, true, participants) - self.own_cost(agency, false, participants), agency)
                })
                .collect();
            differences.sort_by(|(a, i), (b, j)| b.partial_cmp(a).unwrap_or(std::cmp::Ordering::Equal).then(i.cmp(j)));
            let outside = sum((0..n).map(|agency| self.own_cost(agency, false, participants)));
            let gained = sum(differences.into_iter().take(participants).map(|(difference, _)| difference));
            largest = largest.larger(self.running_cost.clone() + outside + gained);
        }
        largest
    }

    /// What one agency costs the sponsor, in or out, beside transfers for all joining.
    fn own_cost(&self, agency: usize, joins: bool, participants: usize) -> S {
        let granted =
            self.agencies[agency].inside.iter().filter(|term| term.component == Component::InstitutionalTransfer);
        let granted = if joins { sum(granted.map(|term| term.felt.clone())) } else { S::zero() };
        let due = |transfer: &&ConditionalTransfer<S>| match transfer.when {
            When::Joins => joins,
            When::StaysOut => !joins,
            When::AllJoin => false,
            When::JoinsAndFails(k) => joins && participants < k,
            When::JoinsAndReaches(k) => joins && participants >= k,
        };
        let own = self.transfers.iter().filter(|transfer| transfer.agency == agency && !transfer.internal);
        granted + sum(own.filter(due).map(|transfer| S::zero().larger(transfer.amount.clone())))
    }

    /// The sum of penalties and of charges for staying out.
    pub fn coercion(&self) -> S {
        let penalties = self.agencies.iter().flat_map(|terms| &terms.outside);
        let penalties = penalties.filter(|term| term.component == Component::Penalty).map(|term| -term.felt.clone());
        let charges = self.transfers.iter().filter(|transfer| transfer.when == When::StaysOut);
        let charges = charges.map(|transfer| S::zero().larger(-transfer.amount.clone()));
        sum(penalties) + sum(charges)
    }
}
