//! A bundle of arrangements applied to a scenario.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use super::{Arrangement, Operation, When};
use crate::number::{Rational, Ring, ratio, sum, whole};
use crate::scenario::{DatasetKey, ParameterId, Range, Scenario};

/// A transfer to one agency, as a bundle leaves it.
#[derive(Debug, Clone, PartialEq)]
pub struct ConditionalTransfer<R> {
    /// Who receives it, or pays it where the amount is negative.
    pub agency: usize,
    /// The amount.
    pub amount: R,
    /// The condition.
    pub when: When,
    /// Whether it is money inside the group (side payments), of which a sponsor pays only the sum.
    pub internal: bool,
}

/// A scenario under a bundle: changed parameters, transfers, what running the bundle costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Arranged<R> {
    /// The scenario with the effects applied.
    pub scenario: Scenario<R>,
    /// The conditional transfers, in the order of the bundle.
    pub transfers: Vec<ConditionalTransfer<R>>,
    /// The sum of running costs.
    pub running_cost: R,
}

/// Why a bundle cannot be applied: the arrangement, the parameter, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inadmissible {
    /// The arrangements that clash, or the one whose effect leaves a range.
    pub arrangements: Vec<String>,
    /// The parameter, as a path.
    pub parameter: String,
    /// What was found and what is allowed.
    pub reason: String,
}

impl fmt::Display for Inadmissible {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({}): {}", self.parameter, self.arrangements.join(", "), self.reason)
    }
}

/// One effect on one parameter, with the arrangement it comes from.
struct Step<'a, R> {
    target: ParameterId,
    operation: Operation,
    by: &'a R,
    from: &'a str,
}

/// Applies a bundle: every `set`, then `scale`, `add`, `raise`, `cut`, so that the order of its
/// arrangements does not matter.
///
/// An effect on an effort or a cost share that the scenario does not give starts from what it
/// stands for there: the preparation cost, or 1 over the number of users.
///
/// # Errors
///
/// [`Inadmissible`] when two arrangements set one parameter to different values, when a parameter
/// leaves its range (judged after `add` and at the end), or when a dataset's cost would be paid
/// more than once. Parameters whose range cannot be judged (unknowns) pass.
pub fn apply<R: Ring>(scenario: &Scenario<R>, bundle: &[&Arrangement<R>]) -> Result<Arranged<R>, Inadmissible> {
    let mut changed = scenario.clone();
    let steps = steps_of(&mut changed, bundle)?;
    refuse_conflicts(&changed, &steps)?;
    for (operation, _) in Operation::ALL {
        for step in steps.iter().filter(|step| step.operation == operation) {
            let before = current(&changed, scenario, step.target);
            changed.set(step.target, applied(operation, before, step.by));
        }
        if operation == Operation::Add {
            check_ranges(&changed, &steps)?;
        }
    }
    check_ranges(&changed, &steps)?;
    check_shares(&changed, bundle)?;
    Ok(Arranged {
        transfers: bundle.iter().flat_map(|arrangement| transfers_of(arrangement, scenario.n())).collect(),
        running_cost: sum(bundle.iter().map(|arrangement| arrangement.running_cost.clone())),
        scenario: changed,
    })
}

/// The effects on single parameters. Pairs that a path names are listed in the scenario first, so
/// that "all pairs" and "this pair" meet in the same parameter.
fn steps_of<'a, R: Ring>(
    scenario: &mut Scenario<R>,
    bundle: &[&'a Arrangement<R>],
) -> Result<Vec<Step<'a, R>>, Inadmissible> {
    for arrangement in bundle {
        for effect in &arrangement.effects {
            for target in resolve(scenario, &arrangement.id, &effect.on)? {
                if let (ParameterId::Relation(Some(_), _), Some(value)) = (target, scenario.get(target).cloned()) {
                    scenario.set(target, value);
                }
            }
        }
    }
    let mut steps = Vec::new();
    for arrangement in bundle {
        for effect in &arrangement.effects {
            for target in resolve(scenario, &arrangement.id, &effect.on)? {
                steps.push(Step { target, operation: effect.operation, by: &effect.by, from: &arrangement.id });
            }
        }
    }
    Ok(steps)
}

fn resolve<R>(scenario: &Scenario<R>, arrangement: &str, path: &str) -> Result<Vec<ParameterId>, Inadmissible> {
    scenario.resolve(path).map_err(|error| Inadmissible {
        arrangements: vec![arrangement.into()],
        parameter: path.into(),
        reason: format!("found '{}'; allowed: {}", error.found, error.allowed),
    })
}

fn refuse_conflicts<R: Ring>(scenario: &Scenario<R>, steps: &[Step<R>]) -> Result<(), Inadmissible> {
    let mut set: BTreeMap<ParameterId, &Step<R>> = BTreeMap::new();
    for step in steps.iter().filter(|step| step.operation == Operation::Set) {
        let first = *set.entry(step.target).or_insert(step);
        if first.by != step.by {
            return Err(Inadmissible {
                arrangements: vec![first.from.into(), step.from.into()],
                parameter: step.target.path(scenario),
                reason: format!("set to {} and to {}", text(first.by), text(step.by)),
            });
        }
    }
    Ok(())
}

/// The value that an effect starts from.
fn current<R: Ring>(changed: &Scenario<R>, base: &Scenario<R>, target: ParameterId) -> R {
    let given = changed.get(target).cloned();
    given.unwrap_or_else(|| match target {
        ParameterId::Effort(dataset) => base.datasets[dataset].parameters[DatasetKey::PreparationCost].clone(),
        ParameterId::CostShare(index) => equal_share(base, base.uses[index].dataset),
        _ => R::zero(),
    })
}

fn applied<R: Ring>(operation: Operation, a: R, x: &R) -> R {
    match operation {
        Operation::Set => x.clone(),
        Operation::Scale => a * x.clone(),
        Operation::Add => a + x.clone(),
        Operation::Raise => raise(a, x.clone()),
        Operation::Cut => a * (R::one() - x.clone()),
    }
}

/// `1 - (1 - a)(1 - x)`: an index improved by `x`.
pub fn raise<R: Ring>(a: R, x: R) -> R {
    R::one() - (R::one() - a) * (R::one() - x)
}

/// 1 over the number of users of a dataset.
pub(crate) fn equal_share<R: Ring>(scenario: &Scenario<R>, dataset: usize) -> R {
    R::from_rational(&ratio(1, scenario.uses_of(dataset).count().max(1) as i64))
}

/// The sum of the cost shares of a dataset's users.
pub(crate) fn total_share<R: Ring>(scenario: &Scenario<R>, dataset: usize) -> R {
    let share = |given: &Option<R>| given.clone().unwrap_or_else(|| equal_share(scenario, dataset));
    sum(scenario.uses_of(dataset).map(|entry| share(&entry.cost_share)))
}

fn within<R: Ring>(value: &R, range: Range) -> bool {
    let above = |bound: i64| value.compare(&whole(bound));
    match range {
        Range::Index => above(0) != Some(Ordering::Less) && above(1) != Some(Ordering::Greater),
        Range::NonNegative => above(0) != Some(Ordering::Less),
        Range::Positive => !matches!(above(0), Some(Ordering::Less | Ordering::Equal)),
    }
}

fn check_ranges<R: Ring>(scenario: &Scenario<R>, steps: &[Step<R>]) -> Result<(), Inadmissible> {
    for step in steps {
        let range = step.target.info().range;
        if let Some(value) = scenario.get(step.target)
            && !within(value, range)
        {
            return Err(Inadmissible {
                arrangements: vec![step.from.into()],
                parameter: step.target.path(scenario),
                reason: format!("found {}; allowed: {}", text(value), range.words()),
            });
        }
    }
    Ok(())
}

/// The joint limits of a dataset: what would be paid of its cost, at most all of it.
pub fn overpaid<R: Ring>(scenario: &Scenario<R>, dataset: usize) -> Option<String> {
    let parameters = &scenario.datasets[dataset].parameters;
    let shares = total_share(scenario, dataset);
    let paid =
        parameters[DatasetKey::CompensationRate].clone() * shares.clone() + parameters[DatasetKey::Refund].clone();
    let over = |value: &R| value.compare(&whole(1)) == Some(Ordering::Greater);
    if over(&shares) {
        Some(format!("the cost shares of its users sum to {}; allowed: at most 1", text(&shares)))
    } else if over(&paid) {
        Some(format!("compensation_rate times cost shares plus refund is {}; allowed: at most 1", text(&paid)))
    } else {
        None
    }
}

fn check_shares<R: Ring>(scenario: &Scenario<R>, bundle: &[&Arrangement<R>]) -> Result<(), Inadmissible> {
    for dataset in 0..scenario.datasets.len() {
        if let Some(reason) = overpaid(scenario, dataset) {
            return Err(Inadmissible {
                arrangements: bundle.iter().map(|arrangement| arrangement.id.clone()).collect(),
                parameter: format!("dataset.{}", scenario.datasets[dataset].id),
                reason,
            });
        }
    }
    Ok(())
}

fn transfers_of<R: Ring>(arrangement: &Arrangement<R>, n: usize) -> Vec<ConditionalTransfer<R>> {
    let to = |to: Option<usize>| to.map_or(0..n, |agency| agency..agency + 1);
    let each = arrangement.transfers.iter().flat_map(|transfer| to(transfer.to).map(move |agency| (agency, transfer)));
    each.map(|(agency, transfer)| ConditionalTransfer {
        agency,
        amount: transfer.amount.clone(),
        when: transfer.when,
        internal: false,
    })
    .collect()
}

/// A value as messages show it: as a fraction where it is a number.
fn text<R: Ring>(value: &R) -> String {
    let debug = || format!("{value:?}");
    let exact: Option<&Rational> = (value as &dyn std::any::Any).downcast_ref();
    exact.map_or_else(debug, Rational::to_string)
}
