//! The core: an allocation in it, or the weights that prove it empty.

use std::cmp::Ordering;

use num_traits::Zero;

use super::coalition_program::worths::from_float;
use super::coalition_program::{Column, Shape, WorthTable, exact, float};
use crate::certificate::BalancedWeights;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::lp::{LinearProgram, LpBackend, LpOutcome, Relation, Sense};
use crate::number::{Rational, Scalar, sum};
use crate::solution::Allocation;

/// Whether the core is empty, with the evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum Core<S> {
    /// An allocation in the core.
    NonEmpty(Allocation<S>),
    /// Balanced weights whose weighted worth exceeds that of the grand coalition.
    Empty(BalancedWeights<S>),
}

/// Finds an allocation `x` with `x(N) = v(N)` and `x(S) >= v(S)` for every coalition `S`, or proves
/// that there is none.
///
/// Minimises `x(N)` under the coalitions' demands, generating them as they are violated; stops as
/// soon as the dual weights prove the core empty. It finds one allocation of the core, not a
/// distinguished one.
///
/// # Errors
///
/// [`Error::Input`] when a worth is not finite.
///
/// Complexity: a few passes over the `2^n` worths, pivots on matrices of `n` rows.
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::lp::default_backend;
/// use pactum::number::whole;
/// use pactum::solution::cooperative::{Core, core};
///
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// assert_eq!(core(&glove, default_backend()), Ok(Core::NonEmpty([1, 0, 0].map(whole).to_vec())));
///
/// // Of three players any two can do it alone: the core is empty, and the weights prove it.
/// let majority = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
/// let Ok(Core::Empty(weights)) = core(&majority, default_backend()) else { panic!() };
/// assert!(weights.verify_core_empty(&majority).is_ok());
/// ```
///
/// Sources: Gillies 1959; Bondareva 1963; Shapley 1967.
pub fn core<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<Core<S>, Error> {
    if lp.generates_columns() {
        return decide(&WorthTable::new(game)?, &game.grand_worth());
    }
    let grand = game.grand_worth();
    core_by_generation(game.n_players(), &grand, &|coalition| Some(game.worth(coalition)), lp)
}

/// The core of a game some of whose worths are undefined: those coalitions put no constraint.
///
/// `worths` is indexed by mask like a [`TuGame`]; what it says of the empty and of the grand
/// coalition does not matter, the worth of the latter being given apart.
///
/// # Errors
///
/// [`Error::Input`] when the table does not have `2^n` entries or a worth is not finite.
///
/// # Examples
///
/// ```
/// use pactum::lp::default_backend;
/// use pactum::number::whole;
/// use pactum::solution::cooperative::{Core, core_of_constraints};
///
/// // The majority game, in which one pair does not know what it can secure.
/// let worths = [Some(0), Some(0), Some(0), Some(1), Some(0), Some(1), None, Some(1)].map(|worth| worth.map(whole));
/// let core = core_of_constraints(3, &whole(1), &worths, default_backend());
/// assert_eq!(core, Ok(Core::NonEmpty([1, 0, 0].map(whole).to_vec())));
/// assert!(core_of_constraints(2, &whole(1), &worths, default_backend()).is_err());
/// ```
pub fn core_of_constraints<S: Scalar>(
    n_players: usize,
    grand_worth: &S,
    worths: &[Option<S>],
    lp: &dyn LpBackend<S>,
) -> Result<Core<S>, Error> {
    if n_players == 0 || n_players > TuGame::<S>::MAX_PLAYERS || worths.len() != 1 << n_players {
        let count = worths.len();
        return Err(Error::input(format!(
            "found {count} worths for {n_players} players; a game of n players has 2^n, n from 1 to {}",
            TuGame::<S>::MAX_PLAYERS
        )));
    }
    if !lp.generates_columns() {
        let worth = |coalition: Coalition| worths.get(coalition.index()).cloned().flatten();
        return core_by_generation(n_players, grand_worth, &worth, lp);
    }
    let mut worths = worths.to_vec();
    worths[0] = Some(S::zero());
    worths[(1 << n_players) - 1] = Some(grand_worth.clone());
    let undefined: Vec<usize> = (0..n_players).filter(|&player| worths[1 << player].is_none()).collect();
    if !undefined.is_empty() {
        // A player without a bound gets one that no vertex of the others' constraints reaches and
        // no weights can use: see `far_below`.
        let low = far_below(n_players, &worths)?;
        undefined.iter().for_each(|&player| worths[1 << player] = Some(low.clone()));
    }
    decide(&WorthTable::partial(n_players, &worths)?, grand_worth)
}

/// `-H ((n + 1) V + 1)`, with `V` the largest worth in size and `H` a bound on the minors of 0/1
/// matrices with `n` columns.
///
/// If the constraints have a solution, they have one in which every share is a quotient of minors,
/// at most `n V H` in size, which the bound leaves alone. If they have none, balanced weights prove
/// it without the bounds, with weighted worth at most `n V`; a vertex of the weights that uses a
/// bound gives it at least `1/H`, and so a weighted worth below `-V`, and is not the maximum.
fn far_below<S: Scalar>(n: usize, worths: &[Option<S>]) -> Result<S, Error> {
    let mut largest = S::zero();
    for worth in worths.iter().flatten() {
        let size = if *worth < S::zero() { -worth.clone() } else { worth.clone() };
        largest = largest.larger(size);
    }
    // Hadamard: minors of 0/1 matrices of order n are at most (n + 1)^((n + 1) / 2) / 2^n.
    let bound = ((n as f64 + 1.0).powf((n as f64 + 1.0) / 2.0) / 2f64.powi(n as i32)).ceil() + 1.0;
    let minors = S::from_integer(bound as i64);
    let low = -(minors * (S::from_integer(n as i64 + 1) * largest + S::one()));
    if low.to_f64().is_finite() || S::EXACT { Ok(low) } else { Err(Error::input("a worth is not a finite number")) }
}

/// Floats find the basis, integers prove it.
fn decide<S: Scalar>(table: &WorthTable, grand_worth: &S) -> Result<Core<S>, Error> {
    let n = table.n;
    let shape = Shape::<f64>::total(n);
    let mut pool: Vec<u32> = Vec::new();
    let limit = grand_worth.to_f64();
    let found = float::minimise(table, &shape, &vec![0.0; n], &mut pool, Some(limit));
    let Some(scaled) = &table.exact else {
        return match found {
            Ok(optimum) => Ok(float_core(table, &optimum, grand_worth)),
            Err(_) => exactly_from_floats(table, grand_worth),
        };
    };
    let first = || Some((0..n).map(|player| Column::Coalition(1 << player)).collect::<Vec<_>>());
    let from = found.map_or_else(|_| first().unwrap_or_default(), |optimum| optimum.columns);
    let anchor = vec![Rational::zero(); n];
    let limit = scaled.integers.get(table.grand() as usize);
    let optimum = exact::minimise(table, &Shape::total(n), &anchor, from, first, Some(&limit))?;
    if optimum.over_limit {
        let weights = optimum.columns.iter().zip(optimum.levels.iter());
        return Ok(Core::Empty(balanced_weights(weights.map(|(column, level)| (*column, S::from_rational(level))))));
    }
    let mut x = optimum.x;
    let surplus = Rational::from_integer(limit) - sum(x.iter().cloned());
    let each = surplus / Rational::from_integer(n.into());
    x.iter_mut().for_each(|share| *share += &each);
    Ok(Core::NonEmpty(x.iter().map(|share| table.unscale(share)).collect()))
}

/// The answer in floats.
fn float_core<S: Scalar>(table: &WorthTable, optimum: &float::FloatOptimum, grand_worth: &S) -> Core<S> {
    if optimum.over_limit {
        let weights = optimum.columns.iter().zip(&optimum.levels);
        let positive = weights.filter(|(_, level)| **level > float::POSITIVE);
        return Core::Empty(balanced_weights(positive.map(|(column, level)| (*column, from_float(*level)))));
    }
    let each = (grand_worth.to_f64() - optimum.x.iter().sum::<f64>()) / table.n as f64;
    Core::NonEmpty(optimum.x.iter().map(|share| from_float(share + each)).collect())
}

/// The least total that satisfies every proper coalition: an allocation of it, and balanced weights
/// whose weighted worth it is.
pub(super) fn least_total<S: Scalar>(
    game: &TuGame<S>,
    lp: &dyn LpBackend<S>,
) -> Result<(Allocation<S>, BalancedWeights<S>), Error> {
    let n = game.n_players();
    if !lp.generates_columns() {
        return least_total_by_generation(game, lp);
    }
    let table = WorthTable::new(game)?;
    let mut pool = Vec::new();
    let found = float::minimise(&table, &Shape::total(n), &vec![0.0; n], &mut pool, None);
    if table.exact.is_none() {
        if let Ok(optimum) = found {
            let levels = optimum.columns.iter().zip(&optimum.levels).filter(|(_, level)| **level > float::POSITIVE);
            let weights = balanced_weights(levels.map(|(column, level)| (*column, from_float(*level))));
            return Ok((optimum.x.into_iter().map(from_float).collect(), weights));
        }
        let exact: TuGame<Rational> = game.convert()?;
        let (x, proof) = least_total(&exact, crate::lp::default_backend())?;
        let weights = proof.weights.iter().map(|(coalition, weight)| (*coalition, S::from_rational(weight))).collect();
        return Ok((x.iter().map(S::from_rational).collect(), BalancedWeights { weights }));
    }
    let first = || Some((0..n).map(|player| Column::Coalition(1 << player)).collect::<Vec<_>>());
    let from = found.map_or_else(|_| first().unwrap_or_default(), |optimum| optimum.columns);
    let optimum = exact::minimise(&table, &Shape::total(n), &vec![Rational::zero(); n], from, first, None)?;
    let levels = optimum.columns.iter().zip(optimum.levels.iter());
    let weights = balanced_weights(levels.map(|(column, level)| (*column, S::from_rational(level))));
    Ok((optimum.x.iter().map(|share| table.unscale(share)).collect(), weights))
}

/// The same as a written program with constraints generated.
fn least_total_by_generation<S: Scalar>(
    game: &TuGame<S>,
    lp: &dyn LpBackend<S>,
) -> Result<(Allocation<S>, BalancedWeights<S>), Error> {
    let n = game.n_players();
    let mut family: Vec<Coalition> = (0..n).map(Coalition::singleton).collect();
    loop {
        let mut program = LinearProgram::new(Sense::Minimise, vec![S::one(); n]).all_free();
        for coalition in &family {
            program.constrain(indicator(*coalition), Relation::AtLeast, game.worth(*coalition));
        }
        let LpOutcome::Optimal { primal, dual, .. } = lp.solve(&program)? else {
            let message = "the least total exists".into();
            return Err(Error::Backend { backend: lp.name().into(), message });
        };
        let more = most_violated(n, &|coalition| Some(game.worth(coalition)), &primal, 2 * n);
        let fresh: Vec<Coalition> = more.into_iter().filter(|coalition| !family.contains(coalition)).collect();
        if fresh.is_empty() {
            let columns = family.iter().map(|coalition| Column::Coalition(coalition.0)).zip(dual);
            let positive = columns.filter(|(_, weight)| weight.sign() == Ordering::Greater);
            return Ok((primal, balanced_weights(positive)));
        }
        family.extend(fresh);
    }
}

/// When floats break down, the same game in rationals decides.
fn exactly_from_floats<S: Scalar>(table: &WorthTable, grand_worth: &S) -> Result<Core<S>, Error> {
    let worths: Vec<Option<Rational>> =
        table.float.iter().map(|worth| crate::number::rational_from_f64(*worth)).collect();
    let grand = grand_worth.to_rational().ok_or_else(|| Error::input("a worth is not a finite number"))?;
    Ok(match decide(&WorthTable::partial(table.n, &worths)?, &grand)? {
        Core::NonEmpty(x) => Core::NonEmpty(x.iter().map(S::from_rational).collect()),
        Core::Empty(proof) => Core::Empty(BalancedWeights {
            weights: proof.weights.iter().map(|(coalition, weight)| (*coalition, S::from_rational(weight))).collect(),
        }),
    })
}

/// The positive weights in rising order of their coalitions.
pub(super) fn balanced_weights<S: Scalar>(columns: impl Iterator<Item = (Column, S)>) -> BalancedWeights<S> {
    let coalition = |(column, level): (Column, S)| match column {
        Column::Coalition(mask) if !level.is_zero() => Some((Coalition(mask), level)),
        _ => None,
    };
    let mut weights: Vec<(Coalition, S)> = columns.filter_map(coalition).collect();
    weights.sort_by_key(|(coalition, _)| *coalition);
    BalancedWeights { weights }
}

/// `a·x` of a coalition, for a linear program over the players' shares.
pub(super) fn indicator<S: Scalar>(coalition: Coalition) -> Vec<(usize, S)> {
    coalition.members().map(|player| (player, S::one())).collect()
}

/// Generates constraints for a backend that solves what is written down.
fn core_by_generation<S: Scalar>(
    n: usize,
    grand_worth: &S,
    worth: &dyn Fn(Coalition) -> Option<S>,
    lp: &dyn LpBackend<S>,
) -> Result<Core<S>, Error> {
    let grand = Coalition::grand(n);
    let proper = || Coalition::all(n).skip(1).filter(|coalition| *coalition != grand);
    let mut family: Vec<Coalition> =
        proper().filter(|coalition| coalition.size() == 1 || coalition.size() + 1 == n).collect();
    loop {
        let mut program = LinearProgram::new(Sense::Minimise, vec![S::zero(); n]).all_free();
        program.constrain(indicator(grand), Relation::Equal, grand_worth.clone());
        let rows: Vec<(Coalition, S)> =
            family.iter().filter_map(|coalition| Some((*coalition, worth(*coalition)?))).collect();
        for (coalition, worth) in &rows {
            program.constrain(indicator(*coalition), Relation::AtLeast, worth.clone());
        }
        match lp.solve(&program)? {
            LpOutcome::Optimal { primal, .. } => {
                let more = most_violated(n, worth, &primal, 2 * n);
                let before = family.len();
                more.into_iter().for_each(|coalition| {
                    if !family.contains(&coalition) {
                        family.push(coalition);
                    }
                });
                if family.len() == before {
                    return Ok(Core::NonEmpty(primal));
                }
            }
            LpOutcome::Infeasible { farkas } => {
                // Σ y_S 1_S = -y_N 1 and Σ y_S v(S) > -y_N v(N): divide by -y_N.
                let scale =
                    farkas.first().map(|first| -first.clone()).filter(|scale| scale.sign() == Ordering::Greater);
                let scale = scale.ok_or_else(|| Error::Backend {
                    backend: lp.name().into(),
                    message: "its proof that the core is empty is none".into(),
                })?;
                let mut weights: Vec<(Coalition, S)> = rows
                    .iter()
                    .zip(farkas.iter().skip(1))
                    .filter(|(_, weight)| weight.sign() == Ordering::Greater)
                    .map(|((coalition, _), weight)| (*coalition, weight.clone() / scale.clone()))
                    .collect();
                weights.sort_by_key(|(coalition, _)| *coalition);
                return Ok(Core::Empty(BalancedWeights { weights }));
            }
            LpOutcome::Unbounded { .. } => {
                return Err(Error::Backend {
                    backend: lp.name().into(),
                    message: "a constant is not unbounded".into(),
                });
            }
        }
    }
}

/// The coalitions that miss most, above the tolerance; at most `count`.
pub(super) fn most_violated<S: Scalar>(
    n: usize,
    worth: &dyn Fn(Coalition) -> Option<S>,
    x: &[S],
    count: usize,
) -> Vec<Coalition> {
    let mut shares = crate::certificate::Shares::new(x);
    let mut found: Vec<(Coalition, S)> = Vec::new();
    for coalition in Coalition::all(n).skip(1) {
        let share = shares.of(coalition);
        if coalition == Coalition::grand(n) {
            break;
        }
        let Some(worth) = worth(coalition) else { continue };
        let excess = worth - share;
        if excess.sign() == Ordering::Greater {
            let place = found.partition_point(|(_, known)| *known >= excess);
            if place < count {
                found.insert(place, (coalition, excess));
                found.truncate(count);
            }
        }
    }
    found.into_iter().map(|(coalition, _)| coalition).collect()
}

#[cfg(test)]
mod tests;
