//! Lexicographic minima of excesses: the loop behind every nucleolus.
//!
//! Stage by stage, the largest excess that is still open is minimised; the coalitions with
//! positive dual weights then have that excess in every solution, and their totals are fixed. Each
//! stage raises the rank of what is fixed, so that there are at most `n - 1` of them. The dual
//! weights are the certificate: see [`ExcessChain`].

use std::cmp::Ordering;

use num_traits::Zero;

use super::coalition_program::worths::from_float;
use super::coalition_program::{Column, Shape, Span, WorthTable, exact, float};
use super::core::indicator;
use crate::certificate::{ExcessChain, ExcessLevel, Shares};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::lp::{LinearProgram, LpBackend, LpOutcome, Relation, Sense};
use crate::number::{Rational, Scalar, rational_from_f64, sum};
use crate::solution::Allocation;

/// A point that minimises the excesses lexicographically, with the proof that it does.
#[derive(Debug, Clone, PartialEq)]
pub struct NucleolusPoint<S> {
    /// What each player gets.
    pub allocation: Allocation<S>,
    /// The levels that prove it.
    pub chain: ExcessChain<S>,
}

/// The solution of one stage.
pub(super) struct Stage<V> {
    /// An allocation at which the largest open excess is least.
    pub x: Vec<V>,
    /// That excess.
    pub t: V,
    /// Coalitions and bounds with positive dual weights.
    pub support: Vec<(Column, V)>,
}

/// Minimises the excesses of a table lexicographically, over the imputations or over all
/// allocations of `v(N)`.
///
/// # Errors
///
/// [`Error::Undefined`] when there is no imputation, or when the coalitions that have an excess do
/// not determine a point.
pub(super) fn minimum<S: Scalar>(
    table: &WorthTable,
    imputation: bool,
    lp: &dyn LpBackend<S>,
) -> Result<NucleolusPoint<S>, Error> {
    stages(table, imputation, lp, None)
}

/// The stages up to a number of them.
fn stages<S: Scalar>(
    table: &WorthTable,
    imputation: bool,
    lp: &dyn LpBackend<S>,
    most: Option<usize>,
) -> Result<NucleolusPoint<S>, Error> {
    if !lp.generates_columns() {
        return by_generation(table, imputation, lp, most);
    }
    if table.exact.is_some() {
        return exactly(table, imputation, most);
    }
    match in_floats(table, imputation, most) {
        Err(Error::Backend { .. }) => {
            let worths: Vec<Option<Rational>> = table.float.iter().map(|&worth| rational_from_f64(worth)).collect();
            let worths: Vec<Option<&Rational>> = worths.iter().map(Option::as_ref).collect();
            let mut rational = WorthTable::partial(table.n, &worths)?;
            rational.set_weights_from(table);
            exactly(&rational, imputation, most)
        }
        other => other,
    }
}

/// Stages in floats, each proved in integers.
fn exactly<S: Scalar>(table: &WorthTable, imputation: bool, most: Option<usize>) -> Result<NucleolusPoint<S>, Error> {
    let scaled = table.exact.as_ref().ok_or_else(|| Error::input("the game is not exact"))?;
    let worth = |mask: u32| Rational::from_integer(scaled.integers.get(mask as usize));
    let unit = Rational::from_integer(scaled.scale.clone());
    let mut pool = first_pool(table);
    let stage = |fixed: &[(u32, Rational)], anchor: &[Rational]| {
        let float_of = |value: &Rational| Scalar::to_f64(&(value / &unit));
        let fixed_floats = fixed.iter().map(|(mask, value)| (*mask, float_of(value))).collect();
        let anchor_floats: Vec<f64> = anchor.iter().map(float_of).collect();
        let shape = Shape::<f64>::excess(table.n, fixed_floats, imputation);
        let first = || float::start(table, &shape, &anchor_floats, &[]);
        let found = float::minimise(table, &shape, &anchor_floats, &mut pool, None);
        let from = match found {
            Ok(optimum) => optimum.columns,
            Err(_) => first().ok_or_else(no_point)?,
        };
        let exact_shape =
            Shape { objective: shape.objective, fixed: fixed.to_vec(), span: shape.span.clone(), bounds: imputation };
        let optimum = exact::minimise(table, &exact_shape, anchor, from, first, None)?;
        let support = optimum.columns.into_iter().zip(optimum.levels).filter(|(_, level)| !level.is_zero()).collect();
        Ok(Stage { x: optimum.x, t: optimum.t, support })
    };
    let (x, levels) = descend(table.n, &worth, imputation, most, stage)?;
    let weight_unit = table.weights.as_ref().and_then(|weights| weights.exact.as_ref()).map(|weights| &weights.scale);
    let excess_unit = weight_unit.map_or(unit.clone(), |weight| &unit / Rational::from_integer(weight.clone()));
    let convert = |value: &Rational| S::from_rational(value);
    let level = |level: &ExcessLevel<Rational>| ExcessLevel {
        excess: convert(&(&level.excess / &excess_unit)),
        weights: level.weights.iter().map(|(coalition, weight)| (*coalition, convert(weight))).collect(),
        bounds: level.bounds.iter().map(|(player, weight)| (*player, convert(weight))).collect(),
    };
    Ok(NucleolusPoint {
        allocation: x.iter().map(|share| convert(&(share / &unit))).collect(),
        chain: ExcessChain { levels: levels.iter().map(level).collect() },
    })
}

/// Stages in floats alone.
fn in_floats<S: Scalar>(table: &WorthTable, imputation: bool, most: Option<usize>) -> Result<NucleolusPoint<S>, Error> {
    let mut pool = first_pool(table);
    let stage = |fixed: &[(u32, f64)], anchor: &[f64]| {
        let shape = Shape::<f64>::excess(table.n, fixed.to_vec(), imputation);
        if float::start(table, &shape, anchor, &pool).is_none() {
            return Err(no_point());
        }
        let optimum = float::minimise(table, &shape, anchor, &mut pool, None)
            .map_err(|_| Error::Backend { backend: "float".into(), message: "a basis is singular".into() })?;
        let support = optimum.columns.into_iter().zip(optimum.levels).filter(|(_, level)| *level > float::POSITIVE);
        Ok(Stage { x: optimum.x, t: optimum.t, support: support.collect() })
    };
    let (x, levels) = descend(table.n, &|mask| table.float[mask as usize], imputation, most, stage)?;
    let level = |level: ExcessLevel<f64>| ExcessLevel {
        excess: from_float(level.excess),
        weights: level.weights.into_iter().map(|(coalition, weight)| (coalition, from_float(weight))).collect(),
        bounds: level.bounds.into_iter().map(|(player, weight)| (player, from_float(weight))).collect(),
    };
    Ok(NucleolusPoint {
        allocation: x.into_iter().map(from_float).collect(),
        chain: ExcessChain { levels: levels.into_iter().map(level).collect() },
    })
}

/// The first stage alone: the least core.
pub(super) struct FirstStage<S> {
    pub allocation: Allocation<S>,
    pub excess: S,
    pub weights: Vec<(Coalition, S)>,
}

/// Minimises the largest excess over all allocations of `v(N)`.
pub(super) fn first_stage<S: Scalar>(table: &WorthTable, lp: &dyn LpBackend<S>) -> Result<FirstStage<S>, Error> {
    let point = stages(table, false, lp, Some(1))?;
    let level = point.chain.levels.into_iter().next().ok_or_else(no_point)?;
    Ok(FirstStage { allocation: point.allocation, excess: level.excess, weights: level.weights })
}

/// Coalitions to look at first: those of one player, and of all but one.
fn first_pool(table: &WorthTable) -> Vec<u32> {
    let singles = (0..table.n).map(|player| 1u32 << player);
    let mut pool: Vec<u32> = singles.clone().chain(singles.map(|mask| table.grand() & !mask)).collect();
    pool.retain(|&mask| table.active(mask));
    pool.sort_unstable();
    pool.dedup();
    pool
}

fn no_point() -> Error {
    Error::undefined("the coalitions that have an excess do not determine an allocation")
}

/// The loop over stages.
fn descend<V: Scalar>(
    n: usize,
    worth: &dyn Fn(u32) -> V,
    imputation: bool,
    most: Option<usize>,
    mut stage: impl FnMut(&[(u32, V)], &[V]) -> Result<Stage<V>, Error>,
) -> Result<(Vec<V>, Vec<ExcessLevel<V>>), Error> {
    let grand = Coalition::grand(n).0;
    let alone: Vec<V> = (0..n).map(|player| if imputation { worth(1 << player) } else { V::zero() }).collect();
    let surplus = worth(grand) - sum(alone.iter().cloned());
    if imputation && surplus.sign() == Ordering::Less {
        return Err(Error::undefined("there is no imputation: the players' own worths add up to more than v(N)"));
    }
    let each = surplus / V::from_integer(n as i64);
    let mut x: Vec<V> = alone.into_iter().map(|share| share + each.clone()).collect();
    let mut fixed = vec![(grand, worth(grand))];
    let mut span = Span::new(n, &[grand]);
    let mut levels = Vec::new();
    while span.rank() < n && most.is_none_or(|most| levels.len() < most) {
        let found = stage(&fixed, &x)?;
        x = found.x;
        let mut level = ExcessLevel { excess: found.t, weights: Vec::new(), bounds: Vec::new() };
        let before = span.rank();
        for (column, weight) in found.support {
            let mask = match column {
                Column::Coalition(mask) => {
                    level.weights.push((Coalition(mask), weight));
                    mask
                }
                Column::Bound(player) => {
                    level.bounds.push((player, weight));
                    1 << player
                }
                Column::Fixed(_) | Column::Unit(_) => continue,
            };
            if !span.contains(mask) {
                fixed.push((mask, sum(Coalition(mask).members().filter_map(|player| x.get(player).cloned()))));
                let masks: Vec<u32> = fixed.iter().map(|(mask, _)| *mask).collect();
                span = Span::new(n, &masks);
            }
        }
        if span.rank() == before {
            return Err(Error::Backend { backend: "float".into(), message: "a stage fixed nothing".into() });
        }
        level.weights.sort_by_key(|(coalition, _)| *coalition);
        level.bounds.sort_by_key(|(player, _)| *player);
        levels.push(level);
    }
    Ok((x, levels))
}

/// Stages as written programs, with constraints generated, for a backend that has no columns.
fn by_generation<S: Scalar>(
    table: &WorthTable,
    imputation: bool,
    lp: &dyn LpBackend<S>,
    most: Option<usize>,
) -> Result<NucleolusPoint<S>, Error> {
    let worth = |mask: u32| -> S { table.worth(mask) };
    let mut family = first_pool(table);
    let stage = |fixed: &[(u32, S)], _: &[S]| {
        let masks: Vec<u32> = fixed.iter().map(|(mask, _)| *mask).collect();
        let span = Span::new(table.n, &masks);
        let open = |mask: u32| table.active(mask) && !span.contains(mask);
        if !(1..table.grand()).any(open) {
            return Err(no_point());
        }
        loop {
            let stage = written_stage(table, fixed, &family, &span, imputation, lp)?;
            // An excess bounded below leaves nothing for an unbounded program but a small family.
            let more = match &stage {
                Some(stage) => open_violations(table, &stage.x, &stage.t, &span, 2 * table.n),
                None => {
                    (1..table.grand()).filter(|&mask| open(mask) && !family.contains(&mask)).take(4 * table.n).collect()
                }
            };
            let before = family.len();
            more.into_iter().for_each(|mask| {
                if !family.contains(&mask) {
                    family.push(mask);
                }
            });
            match stage {
                Some(stage) if family.len() == before => return Ok(stage),
                None if family.len() == before => return Err(no_point()),
                _ => {}
            }
        }
    };
    let (allocation, levels) = descend(table.n, &worth, imputation, most, stage)?;
    Ok(NucleolusPoint { allocation, chain: ExcessChain { levels } })
}

/// One stage over a family of coalitions; `None` where it has no optimum.
fn written_stage<S: Scalar>(
    table: &WorthTable,
    fixed: &[(u32, S)],
    family: &[u32],
    span: &Span,
    imputation: bool,
    lp: &dyn LpBackend<S>,
) -> Result<Option<Stage<S>>, Error> {
    let n = table.n;
    let mut objective = vec![S::zero(); n];
    objective.push(S::one());
    let mut program = LinearProgram::new(Sense::Minimise, objective).all_free();
    let mut columns = Vec::new();
    for &mask in family.iter().filter(|&&mask| !span.contains(mask)) {
        let mut row = indicator(Coalition(mask));
        row.push((n, table.exact_weight(mask)));
        program.constrain(row, Relation::AtLeast, table.worth(mask));
        columns.push(Column::Coalition(mask));
    }
    for player in (0..n).filter(|&player| imputation && !span.contains(1 << player)) {
        program.constrain(vec![(player, S::one())], Relation::AtLeast, table.worth(1 << player));
        columns.push(Column::Bound(player));
    }
    for (mask, value) in fixed {
        program.constrain(indicator(Coalition(*mask)), Relation::Equal, value.clone());
    }
    match lp.solve(&program)? {
        LpOutcome::Optimal { value, mut primal, dual, .. } => {
            primal.truncate(n);
            // Interior points leave multipliers that should be 0 at the size of their tolerance.
            let positive = |weight: &S| if S::EXACT { *weight > S::zero() } else { weight.to_f64() > 1e-6 };
            let support = columns.into_iter().zip(dual).filter(|(_, weight)| positive(weight));
            Ok(Some(Stage { x: primal, t: value, support: support.collect() }))
        }
        LpOutcome::Unbounded { .. } => Ok(None),
        LpOutcome::Infeasible { .. } => {
            Err(Error::Backend { backend: lp.name().into(), message: "a feasible stage is not infeasible".into() })
        }
    }
}

/// The open coalitions whose excess exceeds `t` most.
fn open_violations<S: Scalar>(table: &WorthTable, x: &[S], t: &S, span: &Span, count: usize) -> Vec<u32> {
    let mut shares = Shares::new(x);
    let mut found: Vec<(u32, S)> = Vec::new();
    for mask in (1..table.grand()).filter(|&mask| table.active(mask)) {
        let over = table.worth::<S>(mask) - shares.of(Coalition(mask)) - table.exact_weight::<S>(mask) * t.clone();
        if over.sign() != Ordering::Greater || span.contains(mask) {
            continue;
        }
        let place = found.partition_point(|(_, known)| *known >= over);
        if place < count {
            found.insert(place, (mask, over));
            found.truncate(count);
        }
    }
    found.into_iter().map(|(mask, _)| mask).collect()
}
