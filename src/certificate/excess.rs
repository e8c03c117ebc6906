//! Chains of excess levels: proof that an allocation is the nucleolus.

use std::cmp::Ordering;

use super::membership::Shares;
use super::{Flaw, compare};
use crate::coalition::Coalition;
use crate::number::{Scalar, sum};

/// One level of a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct ExcessLevel<S> {
    /// The excess `t_j` of the coalitions of this level.
    pub excess: S,
    /// Coalitions with positive weights.
    pub weights: Vec<(Coalition, S)>,
    /// Players at their bound `x_i = v(i)` with positive weights; none for a prenucleolus.
    pub bounds: Vec<(usize, S)>,
}

/// Levels `t_1, t_2, …` that prove an allocation `x` to be a nucleolus.
///
/// Let `F_1` hold the grand coalition alone, and `F_{j+1}` also the coalitions and bounds of the
/// levels up to `j`. The chain proves `x` if
///
/// 1. `x(N) = v(N)` (and `x_i >= v(i)`, for the nucleolus);
/// 2. the coalitions of level `j` have excess `t_j`, the players bound there have `x_i = v(i)`, and
///    their indicator vectors, with the weights, add up to a vector in the span of `F_j`;
/// 3. every coalition with an excess above `t_j` is in the span of `F_j`;
/// 4. the last `F` spans everything.
///
/// For let `y` have no larger excesses in the lexicographic order. Suppose `y = x` on the span of
/// `F_j`. By 3, the excesses of `x` above `t_j` are the same for `y`, so that `y` gives every other
/// coalition an excess of at most `t_j`: on level `j`, `y(S) >= x(S)` and `y_i >= x_i`. By 2 their
/// weighted sums are equal, hence so is each. By 4, `y = x`. (After Kohlberg 1971; the weights
/// make each step checkable by elimination alone.)
///
/// Excesses may be divided by positive weights of coalitions, for the per-capita nucleolus and its
/// kin; coalitions without a weight are left out.
#[derive(Debug, Clone, PartialEq)]
pub struct ExcessChain<S> {
    /// The levels, the largest excess first.
    pub levels: Vec<ExcessLevel<S>>,
}

/// What a chain is checked against.
pub(crate) struct ChainGame<'a, S> {
    pub n: usize,
    pub worth: &'a dyn Fn(Coalition) -> S,
    /// What excesses are divided by; `None` leaves a coalition out.
    pub weight: &'a dyn Fn(Coalition) -> Option<S>,
    /// Whether players must get what they are worth alone.
    pub bounds: bool,
}

impl<S: Scalar> ExcessChain<S> {
    /// Verifies that the allocation is the prenucleolus, or with `imputation` the nucleolus, for
    /// excesses `(v(S) - x(S)) / weight(S)`.
    ///
    /// Complexity: one pass over all coalitions, and a test of the span for those above the last
    /// level.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`].
    ///
    /// # Examples
    ///
    /// ```
    /// use pactum::{Coalition, certificate::{ExcessChain, ExcessLevel}, game::{CharacteristicFunction, TuGame}};
    ///
    /// let majority = TuGame::from_fn(3, |coalition| if coalition.size() >= 2 { 1.0 } else { 0.0 }).unwrap();
    /// let pairs = [Coalition::of([0, 1]), Coalition::of([0, 2]), Coalition::of([1, 2])];
    /// let level = ExcessLevel { excess: 1.0 / 3.0, weights: pairs.map(|pair| (pair, 1.0)).to_vec(), bounds: vec![] };
    /// let chain = ExcessChain { levels: vec![level] };
    /// let (worth, plain) = (|coalition| majority.worth(coalition), |_: Coalition| Some(1.0));
    /// assert!(chain.verify(3, &worth, &plain, true, &[1.0 / 3.0; 3]).is_ok());
    /// assert!(chain.verify(3, &worth, &plain, true, &[0.5, 0.5, 0.0]).is_err());
    /// ```
    pub fn verify(
        &self,
        n_players: usize,
        worth: &dyn Fn(Coalition) -> S,
        weight: &dyn Fn(Coalition) -> Option<S>,
        imputation: bool,
        allocation: &[S],
    ) -> Result<(), Flaw> {
        let game = ChainGame { n: n_players, worth, weight, bounds: imputation };
        if n_players == 0 || n_players > Coalition::MAX_PLAYERS || allocation.len() != n_players {
            return Err(Flaw("the allocation does not have one number for each player".into()));
        }
        // 1. Efficiency and bounds.
        let grand = Coalition::grand(n_players);
        if compare(&sum(allocation.iter().cloned()), &worth(grand)) != Ordering::Equal {
            return Err(Flaw("the allocation does not add up to the worth of the grand coalition".into()));
        }
        let below =
            |player: &usize| compare(&allocation[*player], &worth(Coalition::singleton(*player))) == Ordering::Less;
        if imputation && let Some(player) = (0..n_players).find(below) {
            return Err(Flaw(format!("player {} gets less than alone", player + 1)));
        }
        // 2. The levels, each against the span so far; remember what was in which span.
        let mut echelon = Echelon::new(n_players);
        echelon.add(&indicator(n_players, grand, &S::one()));
        let mut spans = Vec::new();
        for (place, level) in self.levels.iter().enumerate() {
            spans.push((level.excess.clone(), echelon.clone()));
            level.check(&game, allocation, &echelon).map_err(|flaw| Flaw(format!("level {}: {flaw}", place + 1)))?;
            for (coalition, _) in &level.weights {
                echelon.add(&indicator(n_players, *coalition, &S::one()));
            }
            for (player, _) in &level.bounds {
                echelon.add(&indicator(n_players, Coalition::singleton(*player), &S::one()));
            }
        }
        // 3. All coalitions above a level are in the span before it: tested at the first level
        //    that the coalition exceeds, because spans only grow.
        if let Some(last) = self.levels.last() {
            let mut shares = Shares::new(allocation);
            for coalition in Coalition::all(n_players).skip(1).filter(|coalition| *coalition != grand) {
                let share = shares.of(coalition);
                let Some(weight) = weight(coalition) else { continue };
                if weight.sign() != Ordering::Greater {
                    return Err(Flaw(format!("the excess of {coalition} is divided by what is not above 0")));
                }
                let excess = (worth(coalition) - share) / weight;
                if compare(&excess, &last.excess) != Ordering::Greater {
                    continue;
                }
                let first = spans.iter().find(|(level, _)| compare(&excess, level) == Ordering::Greater);
                if first.is_some_and(|(_, span)| !span.contains(&indicator(n_players, coalition, &S::one()))) {
                    return Err(Flaw(format!("the coalition {coalition} has a larger excess than its level allows")));
                }
            }
        }
        // 4. Nothing is left open.
        if echelon.rank() < n_players {
            return Err(Flaw("the levels do not determine the allocation".into()));
        }
        Ok(())
    }
}

impl<S: Scalar> ExcessLevel<S> {
    /// Step 2 of the proof.
    fn check(&self, game: &ChainGame<S>, allocation: &[S], span: &Echelon<S>) -> Result<(), Flaw> {
        if self.weights.is_empty() {
            return Err(Flaw("there is no coalition".into()));
        }
        let mut total = vec![S::zero(); game.n];
        let mut add = |coalition: Coalition, weight: &S| -> Result<(), Flaw> {
            if weight.sign() == Ordering::Less || weight.to_f64().is_nan() {
                return Err(Flaw(format!("the weight of {coalition} is below 0")));
            }
            for player in coalition.members() {
                total[player] = total[player].clone() + weight.clone();
            }
            Ok(())
        };
        for (coalition, multiplier) in &self.weights {
            if coalition.is_empty() || !coalition.is_subset_of(Coalition::grand(game.n)) {
                return Err(Flaw(format!("{coalition} is no coalition of {} players", game.n)));
            }
            let weight = (game.weight)(*coalition).ok_or_else(|| Flaw(format!("{coalition} has no excess")))?;
            let share = sum(coalition.members().filter_map(|player| allocation.get(player).cloned()));
            if compare(&((game.worth)(*coalition) - share), &(self.excess.clone() * weight)) != Ordering::Equal {
                return Err(Flaw(format!("the coalition {coalition} has another excess")));
            }
            add(*coalition, multiplier)?;
        }
        for (player, multiplier) in &self.bounds {
            let share = allocation.get(*player).filter(|_| game.bounds);
            let share = share.ok_or_else(|| Flaw(format!("player {} has no bound", player.saturating_add(1))))?;
            let coalition = Coalition::singleton(*player);
            if compare(share, &(game.worth)(coalition)) != Ordering::Equal {
                return Err(Flaw(format!("player {} is not at the bound", player + 1)));
            }
            add(coalition, multiplier)?;
        }
        match span.contains(&total) {
            true => Ok(()),
            false => Err(Flaw("the weighted coalitions are not balanced".into())),
        }
    }
}

/// The indicator vector of a coalition, times a number.
fn indicator<S: Scalar>(n: usize, coalition: Coalition, value: &S) -> Vec<S> {
    (0..n).map(|player| if coalition.contains(player) { value.clone() } else { S::zero() }).collect()
}

/// A linear span, as rows in reduced echelon form.
#[derive(Debug, Clone)]
struct Echelon<S> {
    width: usize,
    rows: Vec<(usize, Vec<S>)>,
}

impl<S: Scalar> Echelon<S> {
    fn new(width: usize) -> Self {
        Echelon { width, rows: Vec::new() }
    }

    fn rank(&self) -> usize {
        self.rows.len()
    }

    /// What is left of a vector after the rows' parts are taken out.
    fn remainder(&self, vector: &[S]) -> Vec<S> {
        let mut rest = vector.to_vec();
        rest.resize(self.width, S::zero());
        for (pivot, row) in &self.rows {
            let factor = rest[*pivot].clone();
            if !factor.is_zero() {
                for (entry, value) in rest.iter_mut().zip(row).filter(|(_, value)| !value.is_zero()) {
                    *entry = entry.clone() - factor.clone() * value.clone();
                }
            }
        }
        rest
    }

    fn contains(&self, vector: &[S]) -> bool {
        let zero = S::zero();
        self.remainder(vector).iter().all(|entry| compare(entry, &zero) == Ordering::Equal)
    }

    /// Adds a vector, unless it is in the span already.
    fn add(&mut self, vector: &[S]) {
        let rest = self.remainder(vector);
        let size = |value: &S| value.to_f64().abs();
        let Some(pivot) = (0..self.width).max_by(|&a, &b| size(&rest[a]).total_cmp(&size(&rest[b]))) else { return };
        if rest[pivot].sign() == Ordering::Equal {
            return;
        }
        let scale = rest[pivot].clone();
        let row: Vec<S> = rest.into_iter().map(|entry| entry / scale.clone()).collect();
        for (_, known) in &mut self.rows {
            let factor = known[pivot].clone();
            if !factor.is_zero() {
                for (entry, value) in known.iter_mut().zip(&row) {
                    *entry = entry.clone() - factor.clone() * value.clone();
                }
            }
        }
        self.rows.push((pivot, row));
    }
}
