//! What is true of a tabulated game, by enumeration straight from the definitions.

use num_traits::{Signed, Zero};

use crate::number::Rational;
use crate::number::cell::Cell;
use crate::payoff::table::Tables;

/// A tabulated game and what has been found out about it.
pub(super) struct Facts<'a, C> {
    pub(super) tables: &'a Tables<C>,
    pub(super) n: usize,
    pub(super) full: usize,
    /// The profiles in which no agency gains by another strategy.
    pub(super) pure: Vec<usize>,
}

impl<'a, C: Cell> Facts<'a, C> {
    pub(super) fn of(tables: &'a Tables<C>) -> Self {
        let size = tables.game.space().size();
        let pure = (0..size).filter(|&profile| tables.game.is_nash(profile)).collect();
        Facts { tables, n: tables.game.space().n_players(), full: size - 1, pure }
    }

    pub(super) fn exact(&self, cell: &C) -> Rational {
        cell.decode(self.tables.game.denominator())
    }

    pub(super) fn payoff(&self, profile: usize, agency: usize) -> Rational {
        self.tables.game.payoff(profile, agency)
    }

    /// What an agency gains by another strategy in a profile.
    pub(super) fn gain(&self, profile: usize, agency: usize, strategy: usize) -> Rational {
        let moved = self.tables.game.space().with_strategy(profile, agency, strategy);
        self.payoff(moved, agency) - self.payoff(profile, agency)
    }

    /// The most that an agency gains by another strategy in a profile.
    pub(super) fn best_gain(&self, profile: usize, agency: usize) -> Rational {
        let space = self.tables.game.space();
        let others = (0..space.counts()[agency]).filter(|&strategy| strategy != space.strategy(profile, agency));
        others.map(|strategy| self.gain(profile, agency, strategy)).max().unwrap_or_default()
    }

    /// An agency's slack when all join fully.
    pub(super) fn slack(&self, agency: usize) -> Rational {
        -self.best_gain(self.full, agency)
    }

    /// The profiles in which an agency joins fully.
    fn joining(&self, agency: usize) -> impl Iterator<Item = usize> + '_ {
        let last = self.tables.game.space().counts()[agency] - 1;
        (0..=self.full).filter(move |&profile| self.tables.game.space().strategy(profile, agency) == last)
    }

    /// The most that another strategy gains over joining fully, whatever the others do.
    pub(super) fn worst_gap(&self, agency: usize) -> Rational {
        let table = self.tables.game.table(agency);
        let space = self.tables.game.space();
        let last = space.counts()[agency] - 1;
        let mut worst: Option<C> = None;
        for profile in self.joining(agency) {
            for strategy in 0..last {
                let gap = table[space.with_strategy(profile, agency, strategy)].minus(&table[profile]);
                worst = Some(worst.map_or(gap.clone(), |known: C| known.max_of(gap)));
            }
        }
        worst.map_or_else(Rational::zero, |gap| self.exact(&gap))
    }

    /// Whether no cell is above that of full participation.
    pub(super) fn is_greatest(&self, cells: &[C]) -> bool {
        cells.iter().all(|cell| !cell.exceeds(&cells[self.full]))
    }

    /// A profile of greatest cell: full participation if it is one, else the first by strategies.
    pub(super) fn greatest(&self, cells: &[C]) -> usize {
        let top = cells.iter().fold(&cells[self.full], |top, cell| if cell.exceeds(top) { cell } else { top });
        let ties = (0..=self.full).filter(|&profile| !top.exceeds(&cells[profile]));
        let space = self.tables.game.space();
        let first = ties.reduce(|first, next| {
            if next == self.full || (first != self.full && space.compare(next, first).is_lt()) { next } else { first }
        });
        first.unwrap_or(self.full)
    }

    /// For each set of other agencies (a mask over all), the least payment at which an agency joins
    /// fully when the set is fully in, whatever the rest does.
    fn offers(&self, agency: usize) -> Vec<C> {
        let (space, n) = (self.tables.game.space(), self.n);
        let table = self.tables.game.table(agency);
        let mut exactly = vec![C::zero(); 1 << n];
        let last = space.counts()[agency] - 1;
        for profile in self.joining(agency) {
            let full = |other: &usize| space.strategy(profile, *other) == space.counts()[*other] - 1;
            let inside =
                (0..n).filter(|&other| other != agency).filter(full).fold(0usize, |mask, other| mask | 1 << other);
            for strategy in 0..last {
                let gap = table[space.with_strategy(profile, agency, strategy)].minus(&table[profile]);
                exactly[inside] = exactly[inside].clone().max_of(gap);
            }
        }
        for other in (0..n).filter(|&other| other != agency) {
            for inside in (0..1usize << n).rev().filter(|inside| inside >> other & 1 == 0) {
                exactly[inside] = exactly[inside].clone().max_of(exactly[inside | 1 << other].clone());
            }
        }
        exactly
    }

    /// The cheapest order in which to convince the agencies one by one, the first by agency index
    /// among equals, with the payments.
    pub(super) fn divide_and_conquer(&self) -> (Vec<usize>, Vec<Rational>) {
        let n = self.n;
        let offers: Vec<Vec<C>> = (0..n).map(|agency| self.offers(agency)).collect();
        let all = (1usize << n) - 1;
        let mut rest: Vec<Option<C>> = vec![None; all + 1];
        rest[all] = Some(C::zero());
        let step = |inside: usize, agency: usize, rest: &[Option<C>]| {
            rest[inside | 1 << agency].as_ref().map(|rest| offers[agency][inside].plus(rest))
        };
        let outside = |inside: usize| (0..n).filter(move |agency| inside >> agency & 1 == 0);
        for inside in (0..all).rev() {
            let costs = outside(inside).filter_map(|agency| step(inside, agency, &rest));
            rest[inside] = costs.reduce(|least, cost| if least.exceeds(&cost) { cost } else { least });
        }
        let (mut inside, mut order, mut payments) = (0, Vec::new(), vec![Rational::zero(); n]);
        while inside != all {
            let Some(agency) = outside(inside).find(|&agency| match (step(inside, agency, &rest), &rest[inside]) {
                (Some(cost), Some(least)) => !cost.exceeds(least),
                _ => false,
            }) else {
                break;
            };
            payments[agency] = self.exact(&offers[agency][inside]);
            order.push(agency);
            inside |= 1 << agency;
        }
        (order, payments)
    }

    /// The mask of agencies whose strategies differ between full participation and a profile.
    fn movers(&self, profile: usize, from: usize) -> u32 {
        let space = self.tables.game.space();
        (0..self.n).filter(|&a| space.strategy(profile, a) != space.strategy(from, a)).fold(0, |mask, a| mask | 1 << a)
    }

    /// The profiles to which some agencies of a coalition move and all movers gain.
    fn improvements(&self, from: usize, within: u32) -> Vec<(usize, u32)> {
        let gains = |profile: usize, movers: u32| {
            (0..self.n).filter(|agency| movers >> agency & 1 == 1).all(|agency| {
                let table = self.tables.game.table(agency);
                table[profile].exceeds(&table[from])
            })
        };
        (0..=self.full)
            .map(|profile| (profile, self.movers(profile, from)))
            .filter(|&(profile, movers)| movers != 0 && movers & !within == 0 && gains(profile, movers))
            .collect()
    }

    /// The joint deviations from full participation that all movers gain by.
    pub(super) fn joint_deviations(&self) -> Vec<(usize, u32)> {
        self.improvements(self.full, u32::MAX)
    }

    /// Whether no proper part of the movers deviates self-enforcingly in turn.
    pub(super) fn is_self_enforcing(&self, profile: usize, movers: u32) -> bool {
        let further = self.improvements(profile, movers);
        !further.into_iter().any(|(next, part)| part != movers && self.is_self_enforcing(next, part))
    }

    /// The least discount factor that keeps an agency in, with detection probability `detection`;
    /// `None` where there is none, and its worst pure equilibrium payoff where that matters.
    pub(super) fn threshold(&self, agency: usize, detection: &Rational) -> (Option<Rational>, Option<Rational>) {
        let gain = -self.slack(agency);
        if !gain.is_positive() {
            return (Some(Rational::zero()), None);
        }
        let worst = self.pure.iter().map(|&profile| self.payoff(profile, agency)).min().unwrap_or_default();
        let loss = (self.payoff(self.full, agency) - &worst) * detection;
        (loss.is_positive().then(|| &gain / (&gain + &loss)), Some(worst))
    }
}
