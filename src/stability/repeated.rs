//! Whether patience keeps the agencies in, under reversion to the worst pure equilibrium.

use num_traits::{Signed, Zero};

use super::{Candidate, Evidence, Threshold, Verdict};
use crate::number::Rational;
use crate::number::cell::Cell;

/// Every agency has a threshold and a discount factor that reaches it.
///
/// `delta* = 0` where the slack is at least 0, else
/// `(dev - F) / ((dev - F) + M (F - pun))`: gain once, lose `F - pun` for ever once detected (with
/// probability `M` a period). There is none where `pun >= F` or `M = 0`. Undecided where the game
/// has no pure equilibrium to revert to.
///
/// # References
///
/// Friedman 1971.
pub fn repeated<C: Cell>(candidate: &Candidate<C>) -> Verdict {
    if candidate.pure.is_empty() {
        return Verdict::Undecided("there is no pure equilibrium to revert to".into(), None);
    }
    let thresholds: Vec<Threshold> = (0..candidate.n()).map(|agency| threshold(candidate, agency)).collect();
    let stays = |threshold: &Threshold| threshold.threshold.as_ref().is_some_and(|least| *least <= threshold.discount);
    match thresholds.iter().find(|threshold| !stays(threshold)) {
        Some(impatient) => Verdict::Fails(Evidence::Impatient(impatient.clone())),
        None => Verdict::Holds(Evidence::Thresholds(thresholds)),
    }
}

fn threshold<C: Cell>(candidate: &Candidate<C>, agency: usize) -> Threshold {
    let discount = candidate.discounts[agency].clone();
    let gain = candidate.exact(&candidate.deviations[agency].1);
    if !candidate.deviations[agency].1.exceeds(&C::zero()) {
        return Threshold { agency, threshold: Some(Rational::zero()), discount, punishment: None };
    }
    let full = candidate.game().payoff(candidate.tables.full(), agency);
    let payoffs = candidate.pure.iter().map(|&profile| candidate.game().payoff(profile, agency));
    let punishment = payoffs.min().unwrap_or_else(Rational::zero);
    let loss = &candidate.detection[agency] * (full - &punishment);
    let threshold = loss.is_positive().then(|| &gain / (&gain + loss));
    Threshold { agency, threshold, discount, punishment: Some(punishment) }
}
