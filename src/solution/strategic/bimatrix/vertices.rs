//! All vertices of a bounded face.

use std::collections::HashSet;

use crate::error::Error;
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::minor::Minor;

use super::face::{Face, Place};

/// The most bases that are remembered.
const MAX_BASES: usize = 1 << 22;

/// A step of the walk: the basis come from, and the neighbours still to be tried.
struct Step {
    untried: Vec<usize>,
    /// The exchange that leads back: the variable that entered and the one that left.
    back: Option<(usize, usize)>,
}

/// The vertices of a bounded face, each once, as mixed strategies.
///
/// The bases of the perturbed face, whose vertices are all simple, are connected by pivots, so that a
/// walk through them meets every vertex.
pub(super) fn vertices<Z: Minor>(face: &Face<Z>, limit: &TimeLimit) -> Result<Vec<Vec<Rational>>, Error> {
    if face.columns.is_empty() {
        return Ok(vec![face.strategy()]);
    }
    let mut face = face.perturbed();
    let (mut seen, mut found) = (HashSet::new(), HashSet::new());
    let mut vertices = Vec::new();
    let mut path: Vec<Step> = Vec::new();
    let mut arrival = Some(None);
    loop {
        // 1. At a new basis: note it, its vertex, and the ways on.
        if let Some(back) = arrival.take() {
            let strategy = face.strategy();
            if found.insert(strategy.clone()) {
                vertices.push(strategy);
            }
            path.push(Step { untried: face.columns.clone(), back });
            seen.insert(basis(&face));
            if seen.len() > MAX_BASES {
                return Err(too_many());
            }
            limit.check("the list of equilibria")?;
        }
        // 2. Try the next way on, or go back.
        let Some(step) = path.last_mut() else { return Ok(vertices) };
        match step.untried.pop() {
            Some(entering) => {
                let Place::Column(column) = face.place(entering) else { continue };
                let Some(row) = face.leaving(column, None) else { continue };
                let leaving = face.rows[row];
                if !seen.contains(&neighbour(&face, entering, leaving)) {
                    face.pivot(row, column);
                    arrival = Some(Some((entering, leaving)));
                }
            }
            None => {
                let back = step.back;
                path.pop();
                if let Some((entered, left)) = back
                    && let (Place::Row(row), Place::Column(column)) = (face.place(entered), face.place(left))
                {
                    face.pivot(row, column);
                }
            }
        }
    }
}

fn basis<Z: Minor>(face: &Face<Z>) -> Vec<usize> {
    let mut columns = face.columns.clone();
    columns.sort_unstable();
    columns
}

fn neighbour<Z: Minor>(face: &Face<Z>, entering: usize, leaving: usize) -> Vec<usize> {
    let mut columns: Vec<usize> =
        face.columns.iter().map(|&variable| if variable == entering { leaving } else { variable }).collect();
    columns.sort_unstable();
    columns
}

fn too_many() -> Error {
    Error::TooLarge {
        what: "the extreme equilibria of a highly degenerate game".into(),
        needed: format!("more than {MAX_BASES} bases of one set of equilibria"),
        limit: format!("{MAX_BASES} bases"),
        remedy: "one equilibrium can still be found".into(),
    }
}
