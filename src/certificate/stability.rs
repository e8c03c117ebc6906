//! Evidence for and against a stable core.

use num_traits::{One, Signed, Zero};

use super::{Flaw, core_violation};
use crate::coalition::Coalition;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Rational, sum};

/// The most sets of rows whose common point is looked at for one cover.
const MAX_CORNERS: u64 = 20_000_000;

/// An imputation outside the core that no core allocation dominates: the core is not stable.
///
/// `y` dominates `x` through `S` if `y_i > x_i` for all members and `y(S) <= v(S)`; for `y` in the
/// core that means `y(S) = v(S)`, hence `x(S) < v(S)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Undominated {
    /// The imputation.
    pub imputation: Vec<Rational>,
    /// A coalition that it gives less than its worth.
    pub coalition: Coalition,
    /// For each coalition that gets too little, why no core allocation is better for all members.
    pub bounds: Vec<DominationBound>,
}

/// A proof that no core allocation is better than an imputation for all members of a coalition, by
/// weights `λ` with `λ·y <= λ·x` for all core allocations `y`.
///
/// `λ = α 1_S + β 1_N - Σ μ_T 1_T` with `μ >= 0`, hence `λ·y <= α v(S) + β v(N) - Σ μ_T v(T)`, as
/// `y(S) = v(S)`, `y(N) = v(N)` and `y(T) >= v(T)`. With `λ = 0` and a bound below 0 there is no
/// such `y` at all.
#[derive(Debug, Clone, PartialEq)]
pub struct DominationBound {
    /// The coalition `S`; `None` for a proof without `α` that serves every coalition with all
    /// players of `λ`.
    pub coalition: Option<Coalition>,
    /// `λ`, one number for each player.
    pub weights: Vec<Rational>,
    /// `α`.
    pub own: Rational,
    /// `β`.
    pub grand: Rational,
    /// `μ`.
    pub others: Vec<(Coalition, Rational)>,
}

impl DominationBound {
    fn verify(&self, game: &TuGame<Rational>, x: &[Rational]) -> Result<(), Flaw> {
        let n = game.n_players();
        let grand = Coalition::grand(n);
        let own = self.coalition.unwrap_or(Coalition::EMPTY);
        if self.weights.len() != n || !own.is_subset_of(grand) || own.is_empty() && !self.own.is_zero() {
            return Err(Flaw("a bound has the wrong players".into()));
        }
        let mut left = self.weights.clone();
        subtract(&mut left, own, &self.own);
        subtract(&mut left, grand, &self.grand);
        let mut bound = &self.own * game.worth(own) + &self.grand * game.grand_worth();
        for (coalition, weight) in &self.others {
            if weight.is_negative() || !coalition.is_subset_of(grand) {
                return Err(Flaw("a bound subtracts a negative multiple of a coalition, or one that is none".into()));
            }
            subtract(&mut left, *coalition, &-weight);
            bound -= weight * game.worth(*coalition);
        }
        if left.iter().any(|entry| !entry.is_zero()) {
            return Err(Flaw("the weights of a bound are not those of its coalitions".into()));
        }
        let positive = self.weights.iter().any(Signed::is_positive);
        let outside = |(player, weight): (usize, &Rational)| {
            weight.is_negative() || !weight.is_zero() && self.coalition.is_some_and(|own| !own.contains(player))
        };
        if self.weights.iter().enumerate().any(outside) {
            return Err(Flaw("a bound has a weight below 0, or one outside its coalition".into()));
        }
        let reached = sum(self.weights.iter().zip(x).map(|(weight, share)| weight * share));
        match positive && bound <= reached || !positive && bound.is_negative() {
            true => Ok(()),
            false => Err(Flaw("a bound is above what the imputation gives".into())),
        }
    }

    /// Whether it speaks of a coalition.
    fn covers(&self, coalition: Coalition) -> bool {
        let inside = |(player, weight): (usize, &Rational)| weight.is_zero() || coalition.contains(player);
        self.coalition.is_none_or(|own| own == coalition) && self.weights.iter().enumerate().all(inside)
    }
}

impl Undominated {
    /// Verifies that it is an imputation outside the core that no core allocation dominates.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`].
    pub fn verify(&self, game: &TuGame<Rational>) -> Result<(), Flaw> {
        let n = game.n_players();
        let x = &self.imputation;
        let alone = |player: usize| x[player] >= game.worth(Coalition::singleton(player));
        if x.len() != n || sum(x.iter().cloned()) != game.grand_worth() || !(0..n).all(alone) {
            return Err(Flaw("it is no imputation".into()));
        }
        let total = |coalition: Coalition| sum(coalition.members().map(|player| x[player].clone()));
        let poor = |coalition: Coalition| total(coalition) < game.worth(coalition);
        if !self.coalition.is_subset_of(Coalition::grand(n)) || !poor(self.coalition) {
            return Err(Flaw(format!("{} does not get too little", self.coalition)));
        }
        self.bounds.iter().try_for_each(|bound| bound.verify(game, x))?;
        let open =
            |coalition: &Coalition| !self.bounds.iter().any(|bound| bound.covers(*coalition)) && poor(*coalition);
        match Coalition::all(n).skip(1).find(open) {
            Some(coalition) => Err(Flaw(format!("nothing shows that {coalition} cannot improve"))),
            None => Ok(()),
        }
    }
}

/// `vector -= weight 1_S`
fn subtract(vector: &mut [Rational], coalition: Coalition, weight: &Rational) {
    for (player, entry) in vector.iter_mut().enumerate() {
        if coalition.contains(player) {
            *entry -= weight;
        }
    }
}

/// What core allocations dominate through one coalition `S`: whatever is below all of `rows`.
///
/// An imputation with `w·x < b` for all rows lies below a mixture of the points on `S`, which are in
/// the core and give `S` just its worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Cover {
    /// The coalition.
    pub coalition: Coalition,
    /// Core allocations with `y(S) = v(S)`.
    pub points: Vec<Vec<Rational>>,
    /// Weights, one for each player and 0 outside the coalition, with their bounds.
    pub rows: Vec<(Vec<Rational>, Rational)>,
}

impl Cover {
    /// Verifies the points, and that whatever is below the rows is below a mixture of them: the rows
    /// bound every member from above, and each of their corners is below a point.
    fn verify(&self, game: &TuGame<Rational>) -> Result<(), Flaw> {
        let n = game.n_players();
        let flaw = |text: &str| Err(Flaw(format!("the cover of {}: {text}", self.coalition)));
        if self.coalition.is_empty() || !self.coalition.is_subset_of(Coalition::grand(n)) {
            return flaw("there is no such coalition");
        }
        let members: Vec<usize> = self.coalition.members().collect();
        for y in &self.points {
            let worth = |coalition: Coalition| Some(game.worth(coalition));
            if core_violation(n, &game.grand_worth(), worth, y).is_some()
                || sum(members.iter().map(|&player| y[player].clone())) != game.worth(self.coalition)
            {
                return flaw("a point is not in the core, or gives the coalition more than its worth");
            }
        }
        let outside = |(player, weight): (usize, &Rational)| !self.coalition.contains(player) && !weight.is_zero();
        let wrong = |weights: &Vec<Rational>| {
            weights.len() != n || weights.iter().any(Signed::is_negative) || weights.iter().enumerate().any(outside)
        };
        if self.rows.iter().any(|(weights, _)| wrong(weights)) {
            return flaw("a row has a weight below 0 or outside the coalition");
        }
        let alone = |player: usize| {
            self.rows.iter().any(|(weights, _)| (0..n).all(|other| weights[other].is_positive() == (other == player)))
        };
        if !members.iter().all(|&player| alone(player)) {
            return flaw("no row bounds a member alone");
        }
        let choices = (0..members.len() as u64).try_fold(1u64, |all, place| {
            all.checked_mul(self.rows.len() as u64 - place.min(self.rows.len() as u64)).map(|all| all / (place + 1))
        });
        if choices.is_none_or(|choices| choices > MAX_CORNERS) {
            return flaw("it has too many rows to check");
        }
        for chosen in itertools::Itertools::combinations(self.rows.iter(), members.len()) {
            let Some(corner) = corner(&members, &chosen) else { continue };
            let at = |weights: &[Rational]| {
                sum(members.iter().zip(&corner).map(|(&player, share)| &weights[player] * share))
            };
            if self.rows.iter().any(|(weights, bound)| at(weights) > *bound) {
                continue;
            }
            let below = |y: &Vec<Rational>| members.iter().zip(&corner).all(|(&player, share)| *share <= y[player]);
            if !self.points.iter().any(below) {
                return flaw("a corner of the rows is below no point");
            }
        }
        Ok(())
    }
}

/// Where as many rows as there are members meet, if in one point.
fn corner(members: &[usize], rows: &[&(Vec<Rational>, Rational)]) -> Option<Vec<Rational>> {
    let mut table: Vec<Vec<Rational>> = rows
        .iter()
        .map(|(weights, bound)| members.iter().map(|&player| weights[player].clone()).chain([bound.clone()]).collect())
        .collect();
    for column in 0..members.len() {
        let found = (column..table.len()).find(|&row| !table[row][column].is_zero())?;
        table.swap(column, found);
        let pivot_row = table[column].clone();
        for (row, entries) in table.iter_mut().enumerate() {
            if row == column || entries[column].is_zero() {
                continue;
            }
            let factor = &entries[column] / &pivot_row[column];
            for (entry, pivot) in entries.iter_mut().zip(&pivot_row) {
                *entry -= &factor * pivot;
            }
        }
    }
    Some(table.iter().enumerate().map(|(row, entries)| &entries[members.len()] / &entries[row]).collect())
}

/// A proof that all imputations outside the core are dominated by core allocations.
///
/// For each coalition `T`, the imputations at which `T` has the largest excess, and one above 0, are
/// split: those that some coalition's cover holds are dominated; each of the others violates one of
/// its rows. What is left at the ends is empty, by multipliers.
#[derive(Debug, Clone, PartialEq)]
pub struct StableProof {
    /// What core allocations dominate, by coalition.
    pub covers: Vec<Cover>,
    /// A tree for each coalition of two players or more other than the grand one.
    pub trees: Vec<(Coalition, Split)>,
}

/// A part of the imputations outside the core.
#[derive(Debug, Clone, PartialEq)]
pub enum Split {
    /// A cover holds some of it; a part for each of its rows in which that row is not satisfied.
    Cover {
        /// The coalition of the cover.
        coalition: Coalition,
        /// The parts, in the order of the rows.
        parts: Vec<Split>,
    },
    /// Nothing is in it.
    Empty(EmptyPart),
}

/// Multipliers that prove a part empty: the sum of `α_i (x_i >= v(i))`, `β (x(N) = v(N))`,
/// `ρ_R (x(R) - x(T) >= v(R) - v(T))` and `γ (w·x >= b)`, with all but `β` not negative, reads
/// `x(T) >= v(T)`, or `0 >=` something above 0.
#[derive(Debug, Clone, PartialEq)]
pub struct EmptyPart {
    /// `α`, by player.
    pub own: Vec<(usize, Rational)>,
    /// `β`.
    pub grand: Rational,
    /// `ρ`, by coalition.
    pub rivals: Vec<(Coalition, Rational)>,
    /// `γ`, by the coalition of the cover that the row is from.
    pub rows: Vec<(Coalition, Rational)>,
}

impl StableProof {
    /// Verifies the proof.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`].
    pub fn verify(&self, game: &TuGame<Rational>) -> Result<(), Flaw> {
        let n = game.n_players();
        let grand = Coalition::grand(n);
        self.covers.iter().try_for_each(|cover| cover.verify(game))?;
        for coalition in Coalition::all(n).filter(|coalition| coalition.size() > 1 && *coalition != grand) {
            let found = self.trees.iter().find(|(root, _)| *root == coalition);
            let (_, tree) = found.ok_or_else(|| Flaw(format!("nothing is said of {coalition}")))?;
            self.check(game, coalition, tree, &mut Vec::new())?;
        }
        Ok(())
    }

    fn check<'a>(
        &'a self,
        game: &TuGame<Rational>,
        root: Coalition,
        tree: &Split,
        path: &mut Vec<(Coalition, &'a (Vec<Rational>, Rational))>,
    ) -> Result<(), Flaw> {
        match tree {
            Split::Cover { coalition, parts } => {
                let cover = self.covers.iter().find(|cover| cover.coalition == *coalition);
                let cover = cover.ok_or_else(|| Flaw(format!("there is no cover of {coalition}")))?;
                if cover.rows.len() != parts.len() {
                    return Err(Flaw(format!("the cover of {coalition} has {} rows", cover.rows.len())));
                }
                for (row, part) in cover.rows.iter().zip(parts) {
                    path.push((*coalition, row));
                    self.check(game, root, part, path)?;
                    path.pop();
                }
                Ok(())
            }
            Split::Empty(empty) => empty.verify(game, root, path),
        }
    }
}

impl EmptyPart {
    fn verify(
        &self,
        game: &TuGame<Rational>,
        root: Coalition,
        path: &[(Coalition, &(Vec<Rational>, Rational))],
    ) -> Result<(), Flaw> {
        let n = game.n_players();
        let grand = Coalition::grand(n);
        let mut left = vec![Rational::zero(); n];
        let mut right = &self.grand * game.grand_worth();
        subtract(&mut left, grand, &-&self.grand);
        let multipliers = self.own.iter().map(|(_, weight)| weight);
        let all = self.rivals.iter().chain(&self.rows).map(|(_, weight)| weight);
        if multipliers.chain(all).any(Signed::is_negative) {
            return Err(Flaw("a multiplier is below 0".into()));
        }
        for (player, weight) in &self.own {
            let alone = Coalition(1u32.checked_shl(*player as u32).unwrap_or(0)).intersection(grand);
            subtract(&mut left, alone, &-weight);
            right += weight * game.worth(alone);
        }
        for (rival, weight) in &self.rivals {
            let rival = rival.intersection(grand);
            subtract(&mut left, rival, &-weight);
            subtract(&mut left, root, weight);
            right += weight * (game.worth(rival) - game.worth(root));
        }
        for (coalition, weight) in &self.rows {
            let row = path.iter().find(|(known, _)| known == coalition);
            let (_, (weights, bound)) = row.ok_or_else(|| Flaw(format!("{coalition} split nothing here")))?;
            left.iter_mut().zip(weights).for_each(|(entry, value)| *entry += weight * value);
            right += weight * bound;
        }
        let times = root.members().next().map_or_else(Rational::zero, |player| left[player].clone());
        subtract(&mut left, root, &times);
        let nothing = (times.is_zero() && right.is_positive()) || (times.is_one() && right >= game.worth(root));
        match nothing && left.iter().all(Zero::is_zero) {
            true => Ok(()),
            false => Err(Flaw(format!("the multipliers do not show that a part of {root} is empty"))),
        }
    }
}
