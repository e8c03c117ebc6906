//! Data rights and asset-specific hold-up.

use super::{Environment, specific_cost};
use crate::arrangement::apply::{equal_share, total_share};
use crate::number::{Ring, Scalar, sum};
use crate::scenario::{AgencyKey, DatasetKey, Scenario};

/// What a user pays the owner for an active use:
/// `tau = beta V (ex + l (1 - ex)) + rho sigma c share`.
///
/// The first part is generalised Nash bargaining over the rent at stake: a user that walks away
/// keeps `(1 - l)(1 - ex) V`. The second is compensation of the sunk specific cost.
pub fn charge<R: Ring>(scenario: &Scenario<R>, environment: &Environment<R>, index: usize) -> R {
    let entry = &scenario.uses[index];
    let parameters = &scenario.datasets[entry.dataset].parameters;
    let rent = environment.use_values[index].clone() * Environment::stake(parameters);
    let share = entry.cost_share.clone().unwrap_or_else(|| equal_share(scenario, entry.dataset));
    let compensation = parameters[DatasetKey::CompensationRate].clone() * specific_cost(parameters) * share;
    parameters[DatasetKey::BargainingShare].clone() * rent + compensation
}

/// The returns to sharing a dataset, to all and to its owner.
#[derive(Debug, Clone, PartialEq)]
pub struct HoldUp<S> {
    /// The value to all users, `Pi`.
    pub quasi_rent: S,
    /// The value to the public as the agencies feel it, `B = b qhat sum omega`.
    pub collective: S,
    /// The specific cost `K = sigma c`.
    pub specific_cost: S,
    /// The owner's return before compensation, `a = beta (ex + l (1 - ex)) Pi + omega_o b qhat`.
    pub owner_value: S,
    /// The share of the specific cost that users compensate, `r = rho sum share`.
    pub reimbursed: S,
}

impl<S: Scalar> HoldUp<S> {
    /// The owner's private return, `a + r K`.
    pub fn private_return(&self) -> S {
        self.owner_value.clone() + self.reimbursed.clone() * self.specific_cost.clone()
    }

    /// Whether sharing pays for all together: `Pi + B >= K`.
    pub fn is_efficient(&self) -> bool {
        self.quasi_rent.clone() + self.collective.clone() >= self.specific_cost
    }

    /// Whether it pays for all together and not for the owner.
    pub fn is_hold_up(&self) -> bool {
        self.is_efficient() && self.private_return() < self.specific_cost
    }

    /// First-best effort `A / K` and the owner's effort `a / ((1 - r) K)` where effort `e` scales
    /// all values and costs `K e^2 / 2`; `None` without a specific cost or where all of it is
    /// reimbursed.
    ///
    /// # Examples
    ///
    /// ```
    /// use pactum::environment::rights::HoldUp;
    ///
    /// let case = HoldUp { quasi_rent: 4.0, collective: 0.0, specific_cost: 1.0, owner_value: 2.0, reimbursed: 0.0 };
    /// assert_eq!(case.efforts(), Some((4.0, 2.0)));
    /// assert_eq!(case.welfare(4.0) - case.welfare(2.0), 2.0);
    /// assert_eq!(HoldUp { reimbursed: 1.0, ..case }.efforts(), None);
    /// ```
    pub fn efforts(&self) -> Option<(S, S)> {
        let kept = (S::one() - self.reimbursed.clone()) * self.specific_cost.clone();
        let total = self.quasi_rent.clone() + self.collective.clone();
        (kept > S::zero()).then(|| (total / self.specific_cost.clone(), self.owner_value.clone() / kept))
    }

    /// Welfare `A e - K e^2 / 2` at an effort.
    pub fn welfare(&self, effort: S) -> S {
        let total = self.quasi_rent.clone() + self.collective.clone();
        let cost = self.specific_cost.clone() * effort.clone() * effort.clone() / S::from_integer(2);
        total * effort - cost
    }

    /// The reimbursed share of cost at which the owner chooses first-best effort, `1 - a / A`;
    /// `None` where the owner has no value of its own, so that no share below 1 restores it.
    pub fn restoring_share(&self) -> Option<S> {
        let total = self.quasi_rent.clone() + self.collective.clone();
        (self.owner_value > S::zero()).then(|| S::one() - self.owner_value.clone() / total)
    }
}

/// The owner's best share in the rent where both sides invest: `K_u / (K + K_u)`.
///
/// Value scales with `e + f`, owner's effort plus user's; they cost `K e^2 / 2` and
/// `K_u f^2 / 2`, outsiders are excluded and no cost is compensated. Each side then invests its
/// share of the value over its cost, and welfare is greatest where the side whose investment is
/// cheaper, and hence larger, has the power. `None` where a cost is negative or both are 0.
///
/// # Examples
///
/// ```
/// use pactum::environment::rights::two_sided_share;
///
/// assert_eq!(two_sided_share(1.0, 3.0), Some(0.75));
/// assert_eq!(two_sided_share(0.0, 0.0), None);
/// ```
///
/// # References
///
/// Grossman and Hart 1986 (ownership where both sides invest).
pub fn two_sided_share<S: Scalar>(owner_cost: S, user_cost: S) -> Option<S> {
    let total = owner_cost.clone() + user_cost.clone();
    let negative = owner_cost < S::zero() || user_cost < S::zero();
    (!negative && total > S::zero()).then(|| user_cost / total)
}

/// The returns to sharing a dataset under a scenario's data rights.
pub fn hold_up<R: Ring>(scenario: &Scenario<R>, environment: &Environment<R>, dataset: usize) -> HoldUp<R> {
    let entry = &scenario.datasets[dataset];
    let parameters = &entry.parameters;
    let weight = |agency: usize| scenario.agencies[agency].parameters[AgencyKey::CollectiveWeight].clone();
    let uses = scenario.uses.iter().zip(&environment.use_values).filter(|(entry, _)| entry.dataset == dataset);
    let quasi_rent = sum(uses.map(|(_, value)| value.clone()));
    let public = parameters[DatasetKey::PublicValue].clone() * environment.datasets[dataset].effective_quality.clone();
    let rent_share = parameters[DatasetKey::BargainingShare].clone() * Environment::stake(parameters);
    HoldUp {
        collective: public.clone() * sum((0..scenario.n()).map(weight)),
        specific_cost: specific_cost(parameters),
        owner_value: rent_share * quasi_rent.clone() + weight(entry.owner) * public,
        reimbursed: parameters[DatasetKey::CompensationRate].clone() * total_share(scenario, dataset),
        quasi_rent,
    }
}
