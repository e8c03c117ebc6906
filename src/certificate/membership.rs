//! Whether an allocation is in the core, with the coalition that blocks it if not.

use std::cmp::Ordering;

use super::compare;
use crate::coalition::Coalition;
use crate::number::{Scalar, sum};

/// Why an allocation is not in the core.
#[derive(Debug, Clone, PartialEq)]
pub enum CoreViolation<S> {
    /// It does not have one number for each player.
    Length,
    /// It does not add up to the worth of the grand coalition.
    Inefficient {
        /// What it adds up to.
        total: S,
    },
    /// A coalition gets less than its worth: the one that misses most, the first of those.
    Blocked {
        /// The coalition.
        coalition: Coalition,
        /// By how much its worth exceeds what it gets.
        excess: S,
    },
}

/// What keeps an allocation out of the core; `None` if it is in the core.
///
/// `worth` may leave coalitions out; they put no constraint. Complexity: `O(2^n)` steps.
///
/// # Examples
///
/// ```
/// use pactum::{Coalition, certificate::{CoreViolation, core_violation}};
///
/// let majority = |coalition: Coalition| Some(if coalition.size() >= 2 { 1.0 } else { 0.0 });
/// let violation = core_violation(3, &1.0, majority, &[0.5, 0.5, 0.0]);
/// assert_eq!(violation, Some(CoreViolation::Blocked { coalition: Coalition::of([0, 2]), excess: 0.5 }));
/// let gift = |coalition: Coalition| Some(if coalition.size() == 3 { 1.0 } else { 0.0 });
/// assert_eq!(core_violation(3, &1.0, gift, &[0.5, 0.5, 0.0]), None);
/// ```
pub fn core_violation<S: Scalar>(
    n_players: usize,
    grand_worth: &S,
    worth: impl Fn(Coalition) -> Option<S>,
    allocation: &[S],
) -> Option<CoreViolation<S>> {
    if allocation.len() != n_players || n_players > Coalition::MAX_PLAYERS {
        return Some(CoreViolation::Length);
    }
    let total = sum(allocation.iter().cloned());
    if compare(&total, grand_worth) != Ordering::Equal {
        return Some(CoreViolation::Inefficient { total });
    }
    let mut shares = Shares::new(allocation);
    let mut worst: Option<(Coalition, S)> = None;
    for coalition in Coalition::all(n_players).skip(1) {
        let share = shares.of(coalition);
        if coalition == Coalition::grand(n_players) {
            break;
        }
        let Some(worth) = worth(coalition) else { continue };
        if compare(&worth, &share) == Ordering::Greater {
            let excess = worth - share;
            if worst.as_ref().is_none_or(|(_, known)| excess > *known) {
                worst = Some((coalition, excess));
            }
        }
    }
    worst.map(|(coalition, excess)| CoreViolation::Blocked { coalition, excess })
}

/// The shares `x(S)` of coalitions taken in rising order of their masks, with two additions each:
/// those of the upper and of the lower half of the players.
pub(crate) struct Shares<'a, S> {
    allocation: &'a [S],
    low_bits: usize,
    low: Vec<S>,
    high: Option<(u32, S)>,
}

impl<'a, S: Scalar> Shares<'a, S> {
    pub(crate) fn new(allocation: &'a [S]) -> Self {
        let low_bits = (allocation.len() / 2).min(12);
        let mut low = vec![S::zero()];
        for share in allocation.iter().take(low_bits) {
            for index in 0..low.len() {
                low.push(low[index].clone() + share.clone());
            }
        }
        Shares { allocation, low_bits, low, high: None }
    }

    pub(crate) fn of(&mut self, coalition: Coalition) -> S {
        let upper = coalition.0 >> self.low_bits;
        let known = self.high.as_ref().filter(|(mask, _)| *mask == upper).map(|(_, share)| share.clone());
        let high = known.unwrap_or_else(|| {
            let members = Coalition(upper).members().filter_map(|player| self.allocation.get(self.low_bits + player));
            let share = sum(members.cloned());
            self.high = Some((upper, share.clone()));
            share
        });
        let lower = coalition.index() & (self.low.len() - 1);
        self.low.get(lower).map_or(high.clone(), |low| low.clone() + high)
    }
}
