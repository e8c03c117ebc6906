//! Each vertex is feasible and determined by its tight constraints, and its edges lead to vertices that are listed.

use num_traits::{One, Signed, ToPrimitive, Zero};
use serde_json::Value;

use super::{list, profile, rational};
use crate::game::{NamedGame, with_game};
use crate::number::Rational;
use crate::solution::cooperative::polytope::Polytope;
use crate::solution::strategic::{affine_dimension, incentive_rows, rank};

/// Up to so many vertices the list is proved complete again.
const MAX_PROVED: usize = 4096;

/// Checks all vertices; whether the list was proved complete, too.
pub(super) fn correlated_vertices(named: &NamedGame, value: &Value) -> Result<bool, String> {
    let size = named.space().size();
    let mut vertices: Vec<Vec<Rational>> = Vec::new();
    for item in list(value.get("vertices").unwrap_or(&Value::Null))? {
        let mut vertex = vec![Rational::zero(); size];
        for part in list(item)? {
            let place = profile(named, part.get("profile"))?;
            vertex[place] += rational(part.get("probability"))?;
        }
        vertices.push(vertex);
    }
    let mut sorted = vertices.clone();
    sorted.sort();
    sorted.dedup();
    if sorted.len() != vertices.len() || vertices.is_empty() {
        return Err("a vertex is listed twice, or none is".into());
    }
    if value.get("dimension").and_then(Value::as_u64) != Some(affine_dimension(&vertices) as u64) {
        return Err("the dimension is another".into());
    }
    let rows = with_game!(&named.game, game => incentive_rows(game));
    let exact: Vec<Vec<Rational>> =
        rows.iter().map(|row| row.iter().map(|value| Rational::from_integer(value.clone())).collect()).collect();
    vertices.iter().try_for_each(|vertex| is_vertex(vertex, &exact))?;
    if vertices.len() > MAX_PROVED {
        return Ok(false);
    }
    let small = |row: &Vec<num_bigint::BigInt>| row.iter().map(ToPrimitive::to_i64).collect::<Option<Vec<i64>>>();
    let Some(mut rows) = rows.iter().map(small).collect::<Option<Vec<_>>>() else { return Ok(false) };
    rows.extend((0..size).map(|place| (0..size).map(|i| i64::from(i == place)).collect()));
    let rows = rows.into_iter().map(|row| (row, Rational::zero())).collect();
    match (Polytope { n: size, rows, total: Rational::one() }).is_closed(&vertices) {
        Some(false) => Err("an edge leads to a vertex that is not listed".into()),
        Some(true) => Ok(true),
        None => Ok(false),
    }
}

fn is_vertex(vertex: &[Rational], rows: &[Vec<Rational>]) -> Result<(), String> {
    let size = vertex.len();
    if vertex.iter().any(Signed::is_negative) || !vertex.iter().sum::<Rational>().is_one() {
        return Err("a vertex is no distribution".into());
    }
    let value = |row: &Vec<Rational>| row.iter().zip(vertex).map(|(a, x)| a * x).sum::<Rational>();
    let mut tight: Vec<Vec<Rational>> = vec![vec![Rational::one(); size]];
    for row in rows {
        let value = value(row);
        if value.is_negative() {
            return Err("a player gains by a deviation at a vertex".into());
        }
        if value.is_zero() {
            tight.push(row.clone());
        }
    }
    for place in (0..size).filter(|&place| vertex[place].is_zero()) {
        tight.push((0..size).map(|i| if i == place { Rational::one() } else { Rational::zero() }).collect());
    }
    if rank(tight.into_iter(), size) == size { Ok(()) } else { Err("a point is no vertex".into()) }
}
