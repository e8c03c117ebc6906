//! Tables of surpluses: whether an allocation is in the kernel.

use std::cmp::Ordering;

use super::compare;
use super::membership::Shares;
use crate::coalition::Coalition;
use crate::game::CharacteristicFunction;
use crate::number::{Scalar, sum};

/// The surplus of each player over each other at an allocation: `s_ij(x)`, the largest excess of
/// a coalition with `i` and without `j`, and the first coalition that attains it.
#[derive(Debug, Clone, PartialEq)]
pub struct SurplusTable<S> {
    /// How many players there are.
    pub n_players: usize,
    /// `entries[i * n + j]`; `None` on the diagonal.
    pub entries: Vec<Option<(S, Coalition)>>,
}

/// Why an allocation is not in the kernel or prekernel.
#[derive(Debug, Clone, PartialEq)]
pub enum KernelViolation<S> {
    /// It does not have one number for each player.
    Length,
    /// It does not add up to the worth of the grand coalition.
    Inefficient {
        /// What it adds up to.
        total: S,
    },
    /// A player gets less than alone (kernel only).
    BelowAlone(
        /// The player.
        usize,
    ),
    /// A player outweighs another who, for the kernel, gets more than alone.
    Outweighs {
        /// Who has the larger surplus.
        player: usize,
        /// Over whom.
        other: usize,
        /// `s_ij` and the coalition that attains it.
        surplus: (S, Coalition),
        /// `s_ji` and the coalition that attains it.
        counter: (S, Coalition),
    },
}

impl<S: Scalar> SurplusTable<S> {
    /// Computes the table by one pass over all coalitions: `O(2^n n²)`.
    ///
    /// # Examples
    ///
    /// ```
    /// use pactum::{certificate::SurplusTable, game::TuGame};
    ///
    /// let glove = TuGame::new(vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]).unwrap();
    /// let table = SurplusTable::of(&glove, &[1.0, 0.0, 0.0]);
    /// assert_eq!(table.surplus(0, 1), Some(&0.0));
    /// assert_eq!(table.surplus(0, 0), None);
    /// ```
    pub fn of(game: &impl CharacteristicFunction<S>, allocation: &[S]) -> Self {
        let n = game.n_players();
        let mut entries: Vec<Option<(S, Coalition)>> = vec![None; n * n];
        let mut shares = Shares::new(allocation);
        let grand = Coalition::grand(n);
        for coalition in Coalition::all(n).skip(1).take_while(|coalition| *coalition != grand) {
            let excess = game.worth(coalition) - shares.of(coalition);
            for player in coalition.members() {
                for other in grand.minus(coalition).members() {
                    let entry = &mut entries[player * n + other];
                    if entry.as_ref().is_none_or(|(known, _)| excess > *known) {
                        *entry = Some((excess.clone(), coalition));
                    }
                }
            }
        }
        SurplusTable { n_players: n, entries }
    }

    /// The surplus of one player over another; `None` for a player over itself.
    pub fn surplus(&self, player: usize, other: usize) -> Option<&S> {
        self.entry(player, other).map(|(surplus, _)| surplus)
    }

    fn entry(&self, player: usize, other: usize) -> Option<&(S, Coalition)> {
        self.entries.get(player * self.n_players + other).and_then(Option::as_ref)
    }
}

/// What keeps an allocation out of the prekernel: some `s_ij > s_ji`. `None` if it is in it.
///
/// Complexity: `O(2^n n²)`.
///
/// # Examples
///
/// ```
/// use pactum::{certificate::{KernelViolation, prekernel_violation}, game::TuGame};
///
/// let glove = TuGame::new(vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]).unwrap();
/// assert_eq!(prekernel_violation(&glove, &[1.0, 0.0, 0.0]), None);
/// let violation = prekernel_violation(&glove, &[0.5, 0.5, 0.0]);
/// assert!(matches!(violation, Some(KernelViolation::Outweighs { player: 0, other: 1, .. })));
/// ```
///
/// Source: Davis and Maschler 1965; Maschler, Peleg and Shapley 1972.
pub fn prekernel_violation<S: Scalar>(
    game: &impl CharacteristicFunction<S>,
    allocation: &[S],
) -> Option<KernelViolation<S>> {
    violation(game, allocation, false)
}

/// What keeps an allocation out of the kernel: it is no imputation, or some `s_ij > s_ji` though
/// `x_j > v(j)`. `None` if it is in it.
///
/// Complexity: `O(2^n n²)`.
///
/// # Examples
///
/// ```
/// use pactum::{certificate::{KernelViolation, kernel_violation}, game::TuGame};
///
/// let apart = TuGame::new(vec![0.0, 2.0, 0.0, 3.0]).unwrap();
/// assert_eq!(kernel_violation(&apart, &[2.5, 0.5]), None);
/// assert_eq!(kernel_violation(&apart, &[1.5, 1.5]), Some(KernelViolation::BelowAlone(0)));
/// ```
///
/// Source: Davis and Maschler 1965.
pub fn kernel_violation<S: Scalar>(
    game: &impl CharacteristicFunction<S>,
    allocation: &[S],
) -> Option<KernelViolation<S>> {
    violation(game, allocation, true)
}

fn violation<S: Scalar>(
    game: &impl CharacteristicFunction<S>,
    allocation: &[S],
    imputation: bool,
) -> Option<KernelViolation<S>> {
    let n = game.n_players();
    if allocation.len() != n {
        return Some(KernelViolation::Length);
    }
    let total = sum(allocation.iter().cloned());
    if compare(&total, &game.worth(Coalition::grand(n))) != Ordering::Equal {
        return Some(KernelViolation::Inefficient { total });
    }
    let above_alone = |player: usize| compare(&allocation[player], &game.worth(Coalition::singleton(player)));
    if imputation && let Some(player) = (0..n).find(|&player| above_alone(player) == Ordering::Less) {
        return Some(KernelViolation::BelowAlone(player));
    }
    let table = SurplusTable::of(game, allocation);
    for player in 0..n {
        for other in (0..n).filter(|&other| other != player) {
            let (surplus, counter) = (table.entry(player, other)?, table.entry(other, player)?);
            let outweighs = compare(&surplus.0, &counter.0) == Ordering::Greater;
            if outweighs && (!imputation || above_alone(other) == Ordering::Greater) {
                let (surplus, counter) = (surplus.clone(), counter.clone());
                return Some(KernelViolation::Outweighs { player, other, surplus, counter });
            }
        }
    }
    None
}
