//! Membership in the bargaining set.

use std::cmp::Ordering;

use crate::certificate::{Countered, compare};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::limit::TimeLimit;
use crate::lp::{ExactSimplex, LinearProgram, LpBackend, LpOutcome, Relation, Sense};
use crate::number::{Rational, Scalar, sum, whole};

/// The most players: a linear program for each objection a coalition might raise.
const MAX_PLAYERS: usize = 9;

/// An objection that nobody can counter, or another reason why an allocation is not in the
/// bargaining set.
#[derive(Debug, Clone, PartialEq)]
pub enum BargainingViolation<S> {
    /// It does not add up to the worth of the grand coalition.
    Inefficient {
        /// What it adds up to.
        total: S,
    },
    /// A player gets less than alone.
    BelowAlone(usize),
    /// A justified objection.
    Objection(Objection<S>),
}

/// A justified objection of one player against another.
#[derive(Debug, Clone, PartialEq)]
pub struct Objection<S> {
    /// Who objects.
    pub player: usize,
    /// Against whom.
    pub against: usize,
    /// The coalition with which, the other outside.
    pub coalition: Coalition,
    /// What its members then get: more than now each, in all its worth. One number for each of
    /// them in rising order.
    pub shares: Vec<S>,
}

impl<S: Scalar> Objection<S> {
    /// Verifies that it is an objection at `x`, and that every counter-coalition `T` (with the other
    /// player, without the objector) falls short: `Σ_{T ∩ S} y + Σ_{T \ S} x > v(T)`.
    ///
    /// # Errors
    ///
    /// The first [`crate::certificate::Flaw`].
    pub fn verify(&self, game: &impl CharacteristicFunction<S>, x: &[S]) -> Result<(), crate::certificate::Flaw> {
        let flaw = |text: &str| Err(crate::certificate::Flaw(text.into()));
        let n = game.n_players();
        if !self.coalition.is_subset_of(Coalition::grand(n)) {
            return flaw("the coalition has a player that does not exist");
        }
        let members: Vec<usize> = self.coalition.members().collect();
        if x.len() != n || self.shares.len() != members.len() || self.player >= n || self.against >= n {
            return flaw("a list has the wrong length");
        }
        if !self.coalition.contains(self.player) || self.coalition.contains(self.against) {
            return flaw("the coalition must have the objector and not the other player");
        }
        let mut after = x.to_vec();
        for (&member, share) in members.iter().zip(&self.shares) {
            if compare(share, &x[member]) != Ordering::Greater {
                return flaw("a member does not gain");
            }
            after[member] = share.clone();
        }
        if compare(&sum(self.shares.iter().cloned()), &game.worth(self.coalition)) != Ordering::Equal {
            return flaw("the shares do not add up to the coalition's worth");
        }
        for counter in Coalition::all(n).filter(|t| t.contains(self.against) && !t.contains(self.player)) {
            let needed = sum(counter.members().filter_map(|player| after.get(player).cloned()));
            if compare(&needed, &game.worth(counter)) != Ordering::Greater {
                return Err(crate::certificate::Flaw(format!("{counter} can counter")));
            }
        }
        Ok(())
    }
}

/// What keeps an allocation out of the bargaining set (for the grand coalition): it is no
/// imputation, or some player has a justified objection against another, one without a
/// counter-objection. `None` if it is in the set.
///
/// With gains `d = y - x > 0`, player `i` has a justified objection against `j` through `S` exactly
/// if `d(S) = v(S) - x(S)` and `d(T ∩ S) > v(T) - x(T)` for all `T` with `j` and without `i` has a
/// solution, which a linear program decides in exact arithmetic, floats at their exact values.
///
/// # Errors
///
/// [`Error::TooLarge`] above 9 players; [`Error::Input`] for a wrong length or a number that is not
/// finite.
///
/// Complexity: at most `n² 2^(n-2)` linear programs of up to `2^(n-2)` rows.
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, number::{ratio, whole}};
/// use pactum::solution::cooperative::{BargainingViolation, bargaining_violation};
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(bargaining_violation(&majority, &vec![ratio(1, 3); 3]), Ok(None));
/// let uneven = [ratio(1, 2), ratio(1, 2), whole(0)];
/// let Ok(Some(BargainingViolation::Objection(objection))) = bargaining_violation(&majority, &uneven) else { panic!() };
/// assert!(objection.verify(&majority, &uneven).is_ok());
/// ```
///
/// Sources: Aumann and Maschler 1964; Davis and Maschler 1967.
pub fn bargaining_violation<S: Scalar>(
    game: &TuGame<S>,
    allocation: &[S],
) -> Result<Option<BargainingViolation<S>>, Error> {
    Ok(match bargaining_membership(game, allocation, &TimeLimit::none())? {
        Bargaining::Inside(_) => None,
        Bargaining::Outside(violation) => Some(violation),
    })
}

/// Whether an allocation is in the bargaining set, with the evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum Bargaining<S> {
    /// It is: for each objection that a coalition could raise, a proof that it can be countered.
    Inside(Vec<Countered>),
    /// It is not.
    Outside(BargainingViolation<S>),
}

/// Membership in the bargaining set: as [`bargaining_violation`], with a proof where it holds.
///
/// # Errors
///
/// As [`bargaining_violation`]; [`Error::TimeLimit`].
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, limit::TimeLimit, number::{ratio, whole}};
/// use pactum::solution::cooperative::{Bargaining, bargaining_membership};
///
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// let equal = vec![ratio(1, 3); 3];
/// let Ok(Bargaining::Inside(proofs)) = bargaining_membership(&majority, &equal, &TimeLimit::none()) else { panic!() };
/// assert_eq!(proofs.len(), 6);
/// assert!(proofs.iter().all(|proof| proof.verify(&majority, &equal).is_ok()));
/// let uneven = [ratio(1, 2), ratio(1, 2), whole(0)];
/// let outside = bargaining_membership(&majority, &uneven, &TimeLimit::none());
/// assert!(matches!(outside, Ok(Bargaining::Outside(_))));
/// ```
///
/// Sources: Aumann and Maschler 1964; Davis and Maschler 1967.
pub fn bargaining_membership<S: Scalar>(
    game: &TuGame<S>,
    allocation: &[S],
    limit: &TimeLimit,
) -> Result<Bargaining<S>, Error> {
    let n = game.n_players();
    if n > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: format!("membership in the bargaining set for {n} players"),
            needed: format!("up to {n}² 2^{} linear programs", n - 2),
            limit: format!("{MAX_PLAYERS} players"),
            remedy: "the kernel is part of the bargaining set and quick to test".into(),
        });
    }
    if allocation.len() != n {
        return Err(Error::input(format!("found {} numbers; the game has {n} players", allocation.len())));
    }
    let total = sum(allocation.iter().cloned());
    if compare(&total, &game.grand_worth()) != Ordering::Equal {
        return Ok(Bargaining::Outside(BargainingViolation::Inefficient { total }));
    }
    let below =
        |player: &usize| compare(&allocation[*player], &game.worth(Coalition::singleton(*player))) == Ordering::Less;
    if let Some(player) = (0..n).find(below) {
        return Ok(Bargaining::Outside(BargainingViolation::BelowAlone(player)));
    }
    let exact: TuGame<Rational> = game.convert()?;
    let finite = || Error::input("a share is not a finite number");
    let x: Vec<Rational> =
        allocation.iter().map(|share| share.to_rational().ok_or_else(finite)).collect::<Result<_, _>>()?;
    let excess: Vec<Rational> = Coalition::all(n)
        .map(|coalition| exact.worth(coalition) - coalition.members().map(|player| &x[player]).sum::<Rational>())
        .collect();
    let mut proofs = Vec::new();
    for coalition in Coalition::all(n).filter(|coalition| excess[coalition.index()].sign() == Ordering::Greater) {
        for player in coalition.members() {
            for against in Coalition::grand(n).minus(coalition).members() {
                limit.check("membership in the bargaining set")?;
                match justified(n, &excess, coalition, player, against)? {
                    Reply::Countered(weights) => proofs.push(Countered { player, against, coalition, weights }),
                    Reply::Justified(gains) => {
                        let shares =
                            coalition.members().zip(gains).map(|(member, gain)| S::from_rational(&(&x[member] + gain)));
                        let shares = shares.collect();
                        let objection = Objection { player, against, coalition, shares };
                        return Ok(Bargaining::Outside(BargainingViolation::Objection(objection)));
                    }
                }
            }
        }
    }
    Ok(Bargaining::Inside(proofs))
}

/// What becomes of an objection.
enum Reply {
    /// The members' gains in one that has no counter-objection.
    Justified(Vec<Rational>),
    /// Weights of counter-coalitions that prove that there is always one.
    Countered(Vec<(Coalition, Rational)>),
}

/// Whether a player has a justified objection against another through a coalition.
fn justified(
    n: usize,
    excess: &[Rational],
    coalition: Coalition,
    player: usize,
    against: usize,
) -> Result<Reply, Error> {
    let members: Vec<usize> = coalition.members().collect();
    let outside = Coalition::grand(n).minus(coalition).without(against);
    // The counter-coalition with the common part R that needs most covered.
    let hardest = |common: Coalition| {
        let counters = outside.subsets().map(|rest| common.union(rest).with(against));
        counters.max_by(|left, right| excess[left.index()].cmp(&excess[right.index()])).unwrap_or(common)
    };
    let apart = hardest(Coalition::EMPTY);
    if excess[apart.index()].sign() != Ordering::Less {
        return Ok(Reply::Countered(vec![(apart, whole(1))]));
    }
    // Maximise the margin m <= 1 with d_k >= m and d(R) - m >= the need of R.
    let margin = members.len();
    let mut objective = vec![whole(0); margin];
    objective.push(whole(1));
    let mut program = LinearProgram::new(Sense::Maximise, objective);
    program.free[margin] = true;
    let place = |member: usize| members.iter().position(|&known| known == member).unwrap_or(0);
    let row = |part: Coalition| part.members().map(|member| (place(member), whole(1))).collect::<Vec<_>>();
    program.constrain(row(coalition), Relation::Equal, excess[coalition.index()].clone());
    program.constrain(vec![(margin, whole(1))], Relation::AtMost, whole(1));
    for &member in &members {
        let mut alone = row(Coalition::singleton(member));
        alone.push((margin, whole(-1)));
        program.constrain(alone, Relation::AtLeast, whole(0));
    }
    let mut counters = Vec::new();
    for common in coalition.without(player).subsets().skip(1) {
        let counter = hardest(common);
        let need = &excess[counter.index()];
        if need.sign() != Ordering::Less {
            let mut covered = row(common);
            covered.push((margin, whole(-1)));
            program.constrain(covered, Relation::AtLeast, need.clone());
            counters.push(counter);
        }
    }
    match ExactSimplex.solve(&program)? {
        LpOutcome::Optimal { value, mut primal, .. } if value.sign() == Ordering::Greater => {
            primal.truncate(margin);
            Ok(Reply::Justified(primal))
        }
        LpOutcome::Optimal { dual, .. } => {
            // Multipliers of `>=` are below 0 in a maximum; scaled to a total of 1.
            let weights: Vec<Rational> = dual.iter().skip(2 + members.len()).map(|weight| -weight).collect();
            let total = sum(weights.iter().cloned());
            if total.sign() != Ordering::Greater {
                return Err(no_answer());
            }
            let weights = counters.into_iter().zip(weights).filter(|(_, weight)| weight.sign() == Ordering::Greater);
            Ok(Reply::Countered(weights.map(|(counter, weight)| (counter, weight / &total)).collect()))
        }
        _ => Err(no_answer()),
    }
}

fn no_answer() -> Error {
    Error::Backend { backend: "exact".into(), message: "the best margin exists, with its proof".into() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::games;
    use super::super::{Core, core, kernel};
    use super::*;
    use crate::lp::default_backend;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn core_and_kernel_are_inside_and_objections_verify(game in games(4), shift in 1i64..4) {
            // Davis and Maschler 1967: the kernel is in the bargaining set; so is the core.
            if let Ok(point) = kernel(&game, default_backend()) {
                let Ok(Bargaining::Inside(proofs)) = bargaining_membership(&game, &point, &TimeLimit::none()) else { panic!() };
                prop_assert!(proofs.iter().all(|proof| proof.verify(&game, &point).is_ok()), "{:?}", proofs);
                for proof in &proofs {
                    let mut wrong = proof.clone();
                    wrong.weights[0].1 += whole(1);
                    prop_assert!(wrong.verify(&game, &point).is_err());
                    let mut wrong = proof.clone();
                    wrong.weights[0].0 = Coalition::singleton(proof.player);
                    prop_assert!(wrong.verify(&game, &point).is_err());
                }
                let mut other = point.clone();
                let last = other.len() - 1;
                other[0] += whole(shift);
                other[last] -= whole(shift);
                if let Some(BargainingViolation::Objection(objection)) = bargaining_violation(&game, &other).unwrap() {
                    prop_assert_eq!(objection.verify(&game, &other), Ok(()));
                    let mut wrong = objection.clone();
                    wrong.shares[0] += whole(1);
                    prop_assert!(wrong.verify(&game, &other).is_err());
                    let mut wrong = objection.clone();
                    wrong.against = objection.player;
                    prop_assert!(wrong.verify(&game, &other).is_err());
                }
            }
            if let Ok(Core::NonEmpty(point)) = core(&game, default_backend()) {
                prop_assert_eq!(bargaining_violation(&game, &point), Ok(None));
            }
        }
    }

    #[test]
    fn what_is_no_imputation_is_named() {
        let game = TuGame::new([0, 1, 1, 3].map(whole).to_vec()).unwrap();
        let total = bargaining_violation(&game, &[1, 1].map(whole)).unwrap();
        assert_eq!(total, Some(BargainingViolation::Inefficient { total: whole(2) }));
        let below = bargaining_violation(&game, &[3, 0].map(whole)).unwrap();
        assert_eq!(below, Some(BargainingViolation::BelowAlone(1)));
        assert!(bargaining_violation(&game, &[whole(3)]).is_err());
        let many = TuGame::from_fn(10, |_| 0.0).unwrap();
        assert!(matches!(bargaining_violation(&many, &[0.0; 10]), Err(Error::TooLarge { .. })));
    }
}
