//! What "full participation is stable" means: concepts, prices, the dilemma.
//!
//! The candidate is the profile `F` in which every agency joins with all its data. A concept looks
//! at the candidate and gives a [`Verdict`] with its evidence. A new concept is one function and
//! one row of [`concepts`].

pub mod core;
pub mod dilemma;
mod efficiency;
mod joint;
mod nash;
pub mod price;
mod repeated;
pub mod rules;

use crate::coalition::Coalition;
use crate::game::NormalFormGame;
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::payoff::table::Tables;
use crate::solution::strategic::pure_nash;

/// Whether a property holds, and what proves it.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It holds.
    Holds(Evidence),
    /// It does not.
    Fails(Evidence),
    /// It could not be settled, with the reason, and with what is known all the same.
    Undecided(String, Option<Evidence>),
}

impl Verdict {
    /// `holds`, `fails` or `undecided`.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Holds(_) => "holds",
            Verdict::Fails(_) => "fails",
            Verdict::Undecided(..) => "undecided",
        }
    }

    /// Whether it holds.
    pub fn holds(&self) -> bool {
        matches!(self, Verdict::Holds(_))
    }
}

/// A change of one agency's strategy and what it gains, the others' play given by a profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Deviation {
    /// The agency.
    pub agency: usize,
    /// The strategy that it changes to.
    pub strategy: usize,
    /// The profile from which it changes, its own part being what is judged.
    pub profile: usize,
    /// What it gains over its part in the profile; negative where it loses.
    pub gain: Rational,
}

/// What a profile is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Welfare.
    Welfare,
    /// The sum of payoffs as paid.
    Total,
}

/// What proves a verdict. Profiles are numbers of a [`crate::game::ProfileSpace`].
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence {
    /// `F` attains the greatest value of the measure over all profiles.
    Greatest {
        /// The measure.
        measure: Measure,
        /// Its value at `F`.
        value: Rational,
    },
    /// A profile at which the measure is greater than at `F`.
    BetterProfile {
        /// The measure.
        measure: Measure,
        /// The profile.
        profile: usize,
        /// The measure there.
        value: Rational,
        /// The measure at `F`.
        full: Rational,
    },
    /// Welfare at `F` beside the best that the base scenario reaches by itself.
    Benchmark {
        /// Welfare at `F` under the bundle.
        full: Rational,
        /// Welfare of the base scenario's best pure equilibrium, or of nobody sharing.
        benchmark: Rational,
        /// That equilibrium; `None` if the base scenario has no pure equilibrium.
        profile: Option<usize>,
    },
    /// What each agency gets at `F`; nobody sharing is worth 0 to each.
    Payoffs(Vec<Rational>),
    /// An agency that gets less at `F` than when nobody shares.
    Loser {
        /// The agency.
        agency: usize,
        /// What it gets at `F`.
        payoff: Rational,
    },
    /// For each agency the best deviation, none of which gains (or none of which even ties).
    Deviations(Vec<Deviation>),
    /// A deviation that gains, or that ties where only a strict preference would do.
    Deviation(Deviation),
    /// Another pure equilibrium than `F`.
    OtherEquilibrium(usize),
    /// No other profile is an equilibrium: checked for each.
    OnlyEquilibrium,
    /// No coalition has a joint deviation that all its members gain by: checked for each profile.
    NoJointDeviation,
    /// Some coalitions have such deviations, from each of which a part of the coalition deviates.
    NoSelfEnforcingDeviation,
    /// A joint deviation that all members gain by.
    JointDeviation(JointMove),
    /// Iterated strict dominance leaves `F` alone: agency, strategy that goes, strategy that
    /// dominates it, in order.
    Dominance(Vec<(usize, usize, usize)>),
    /// An allocation of `v(N)` that gives every coalition at least its worth.
    Allocation(Vec<Rational>),
    /// Weights on coalitions that sum to 1 at each agency, with a weighted worth above `v(N)`.
    BalancedWeights(Vec<(Coalition, Rational)>),
    /// An allocation that gives a coalition less than its worth.
    BlockedAllocation {
        /// The allocation.
        allocation: Vec<Rational>,
        /// The coalition.
        coalition: Coalition,
        /// Its worth less what it gets.
        excess: Rational,
    },
    /// The rule is undefined for the game, with the reason.
    RuleUndefined(String),
    /// The sum of the agencies' slacks.
    SlackSum(Rational),
    /// For each agency the discount factor from which it stays, and its own.
    Thresholds(Vec<Threshold>),
    /// An agency without a threshold, or with one above its discount factor.
    Impatient(Threshold),
}

/// A joint change of a coalition's strategies.
#[derive(Debug, Clone, PartialEq)]
pub struct JointMove {
    /// The profile that it leads to.
    pub profile: usize,
    /// The members, each with what it gains.
    pub gains: Vec<(usize, Rational)>,
}

/// How patient an agency must be to stay under the threat of reversion.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// The agency.
    pub agency: usize,
    /// The least discount factor; `None` where no discount factor below 1 is enough.
    pub threshold: Option<Rational>,
    /// The agency's own discount factor.
    pub discount: Rational,
    /// Its worst pure equilibrium payoff, if that matters.
    pub punishment: Option<Rational>,
}

/// What a concept may look at.
#[derive(Debug, Clone)]
pub struct Candidate<'a, C> {
    /// Payoffs and welfare.
    pub tables: &'a Tables<C>,
    /// Welfare of the base scenario's best pure equilibrium and that profile, or of nobody sharing.
    pub benchmark: &'a (Rational, Option<usize>),
    /// The agencies' discount factors.
    pub discounts: &'a [Rational],
    /// The probability that an agency's deviation is detected: mean measurability of its data.
    pub detection: &'a [Rational],
    /// When to stop searches that may take long.
    pub limit: TimeLimit,
    /// All pure equilibria.
    pub pure: Vec<usize>,
    /// For each agency its best deviation from `F`: strategy and gain.
    pub deviations: Vec<(usize, C)>,
    /// For each agency the profile of the others at which another strategy is best compared with
    /// joining fully.
    pub worst: Vec<WorstCase<C>>,
    /// The profile of greatest welfare, ties broken as for [`Candidate::best_total`].
    pub best_welfare: usize,
    /// The profile of greatest total payoff: `F` if it is one, else the first by strategies.
    pub best_total: usize,
}

/// The case in which joining fully compares worst for an agency.
#[derive(Debug, Clone, PartialEq)]
pub struct WorstCase<C> {
    /// A profile in which the agency joins fully.
    pub profile: usize,
    /// Its best other strategy there.
    pub strategy: usize,
    /// What that gains over joining fully; negative where it loses.
    pub gap: C,
}

impl<'a, C: Cell> Candidate<'a, C> {
    /// Gathers what the concepts share.
    pub fn new(
        tables: &'a Tables<C>,
        benchmark: &'a (Rational, Option<usize>),
        discounts: &'a [Rational],
        detection: &'a [Rational],
        limit: TimeLimit,
    ) -> Self {
        let (game, full) = (&tables.game, tables.full());
        let agencies = 0..game.space().n_players();
        Candidate {
            tables,
            benchmark,
            discounts,
            detection,
            limit,
            pure: pure_nash(game),
            deviations: agencies
                .clone()
                .map(|agency| game.best_deviation(full, agency).unwrap_or((0, C::zero())))
                .collect(),
            worst: agencies.map(|agency| worst_case(game, agency)).collect(),
            best_welfare: tables.best(&tables.welfare),
            best_total: tables.best(&tables.total),
        }
    }

    /// The game.
    pub fn game(&self) -> &NormalFormGame<C> {
        &self.tables.game
    }

    /// How many agencies there are.
    pub fn n(&self) -> usize {
        self.game().space().n_players()
    }

    /// The exact value of a cell.
    pub fn exact(&self, cell: &C) -> Rational {
        cell.decode(self.game().denominator())
    }

    /// An agency's best deviation from `F`.
    pub fn deviation(&self, agency: usize) -> Deviation {
        let (strategy, gain) = &self.deviations[agency];
        Deviation { agency, strategy: *strategy, profile: self.tables.full(), gain: self.exact(gain) }
    }

    /// An agency's slack at `F`: what it would lose by its best deviation.
    pub fn slack(&self, agency: usize) -> Rational {
        -self.exact(&self.deviations[agency].1)
    }
}

impl<C: Cell> Tables<C> {
    /// The profile in which everyone joins fully.
    pub fn full(&self) -> usize {
        self.game.space().size() - 1
    }

    /// The profile of the greatest cell: `F` if it is one, else the first by strategies, the first
    /// agency's first.
    pub fn best(&self, cells: &[C]) -> usize {
        let (space, full) = (self.game.space(), self.full());
        let mut best = full;
        for profile in 0..full {
            let better = cells[profile].exceeds(&cells[best]);
            let first =
                || best != full && !cells[best].exceeds(&cells[profile]) && space.compare(profile, best).is_lt();
            if better || first() {
                best = profile;
            }
        }
        best
    }
}

/// The first profile of the others, by number, at which joining fully compares worst.
fn worst_case<C: Cell>(game: &NormalFormGame<C>, agency: usize) -> WorstCase<C> {
    let space = game.space();
    let last = space.counts()[agency] - 1;
    let mut worst: Option<WorstCase<C>> = None;
    for base in space.bases(agency) {
        let profile = base + last * space.stride(agency);
        if let Some((strategy, gap)) = game.best_deviation(profile, agency)
            && worst.as_ref().is_none_or(|known| gap.exceeds(&known.gap))
        {
            worst = Some(WorstCase { profile, strategy, gap });
        }
    }
    worst.unwrap_or(WorstCase { profile: 0, strategy: 0, gap: C::zero() })
}

/// A stability concept: from a candidate to a verdict; `None` where it is left open.
pub type Concept<C> = fn(&Candidate<C>) -> Option<Verdict>;

/// The stability concepts by name, in the order of reports.
pub fn concepts<C: Cell>() -> [(&'static str, Concept<C>); 14] {
    [
        ("efficient", |candidate| Some(efficiency::efficient(candidate))),
        ("improves", |candidate| Some(efficiency::improves(candidate))),
        ("jointly-optimal", |candidate| Some(efficiency::jointly_optimal(candidate))),
        ("pareto-dominates-none", |candidate| Some(efficiency::pareto_dominates_none(candidate))),
        ("nash", |candidate| Some(nash::nash(candidate))),
        ("strict-nash", |candidate| Some(nash::strict_nash(candidate))),
        ("dominant", |candidate| Some(nash::dominant(candidate))),
        ("strictly-dominant", |candidate| Some(nash::strictly_dominant(candidate))),
        ("unique-pure", |candidate| Some(nash::unique_pure(candidate))),
        ("unique-nash", joint::unique_nash),
        ("strong-nash", |candidate| Some(joint::strong_nash(candidate))),
        ("coalition-proof", |candidate| Some(joint::coalition_proof(candidate))),
        ("potentially-internally-stable", |candidate| Some(nash::potentially_internally_stable(candidate))),
        ("repeated", |candidate| Some(repeated::repeated(candidate))),
    ]
}
