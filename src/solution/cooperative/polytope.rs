//! Vertices of small polytopes, exactly: a walk along the edges.
//!
//! From one vertex, every edge leads to a neighbour, and all vertices are connected. At a simple
//! vertex (as many tight constraints as dimensions) the edges are the columns of an inverse; at a
//! degenerate one they are the extreme rays of the cone of the tight constraints, found by the
//! double description method. Everything is in integers over the vertex's common denominator.

use std::collections::HashSet;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use crate::error::Error;
use crate::limit::TimeLimit;
use crate::lp::{ExactSimplex, LinearProgram, LpBackend, LpOutcome, Relation, Sense};
use crate::number::{Rational, whole};

/// `{x : a·x >= b for all rows}` with the coordinates' sum fixed; bounded.
pub(crate) struct Polytope {
    /// How many coordinates.
    pub n: usize,
    /// Rows `(a, b)`, small integers on the left.
    pub rows: Vec<(Vec<i64>, Rational)>,
    /// What the coordinates add up to.
    pub total: Rational,
}

/// A vertex as integers: coordinates over one denominator, in lowest terms.
type Point = (Vec<i128>, i128);

impl Polytope {
    /// All vertices in lexicographic order; none where the polytope is empty.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] above `limit` vertices; [`Error::TimeLimit`].
    pub fn vertices(&self, limit: usize, time: &TimeLimit) -> Result<Vec<Vec<Rational>>, Error> {
        match self.first_vertex()? {
            Some(start) => self.vertices_from(&start, limit, time),
            None => Ok(Vec::new()),
        }
    }

    /// All vertices in lexicographic order, one of them being known.
    ///
    /// # Errors
    ///
    /// As [`Polytope::vertices`].
    pub fn vertices_from(
        &self,
        start: &[Rational],
        limit: usize,
        time: &TimeLimit,
    ) -> Result<Vec<Vec<Rational>>, Error> {
        let scale = self.scale();
        let walk = self.walk(&scale).ok_or_else(too_long)?;
        let points = walk.run(&scaled(start, &scale), limit, time).ok_or_else(too_long)?;
        time.check("the list of vertices")?;
        if points.len() > limit {
            return Err(Error::TooLarge {
                what: "the list of vertices".into(),
                needed: format!("more than {limit} vertices"),
                limit: limit.to_string(),
                remedy: "use a game of fewer players".into(),
            });
        }
        let mut vertices: Vec<Vec<Rational>> = points.iter().map(|point| unscaled(point, &scale)).collect();
        vertices.sort();
        Ok(vertices)
    }

    /// Visits all vertices, keeping none but those on a path to the greatest: reverse search. Each
    /// vertex but the greatest has a parent, where its steepest rising edge in the lexicographic order
    /// leads; the tree is walked from the root, children being those neighbours whose parent one is.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] where numbers are too long, and what `visit` says.
    ///
    /// Complexity: the edges of every lower neighbour, some `n / 2` times the work of
    /// [`Polytope::vertices`].
    ///
    /// Source: Avis and Fukuda 1992.
    pub fn visit_vertices(&self, visit: &mut dyn FnMut(&[Rational]) -> Result<(), Error>) -> Result<(), Error> {
        let Some(start) = self.first_vertex()? else { return Ok(()) };
        let scale = self.scale();
        let walk = self.walk(&scale).ok_or_else(too_long)?;
        walk.reverse(&scaled(&start, &scale), &mut |point| visit(&unscaled(point, &scale)))
    }

    /// What makes all right sides whole.
    fn scale(&self) -> BigInt {
        self.rows.iter().fold(BigInt::one(), |common, (_, bound)| common.lcm(bound.denom()))
    }

    /// The walk over integers; `None` where a right side is too long.
    fn walk(&self, scale: &BigInt) -> Option<Walk<'_>> {
        let small = |value: &Rational| (value.numer() * (scale / value.denom())).to_i64();
        let bounds: Option<Vec<i64>> = self.rows.iter().map(|(_, bound)| small(bound)).collect();
        Some(Walk { n: self.n, rows: self.rows.iter().map(|(row, _)| row.as_slice()).collect(), bounds: bounds? })
    }

    /// Whether every edge from each of some vertices leads to one of them, so that there are no others; `None` where
    /// numbers do not fit.
    pub fn is_closed(&self, vertices: &[Vec<Rational>]) -> Option<bool> {
        let scale = self.scale();
        let walk = self.walk(&scale)?;
        let point = |vertex: &Vec<Rational>| -> Option<Point> {
            let scaled: Vec<Rational> = vertex.iter().map(|x| x * Rational::from_integer(scale.clone())).collect();
            let common = scaled.iter().fold(BigInt::one(), |common, value| common.lcm(value.denom()));
            let numerators = scaled.iter().map(|value| (value.numer() * (&common / value.denom())).to_i128());
            Some((numerators.collect::<Option<_>>()?, common.to_i128()?))
        };
        let points: Vec<Point> = vertices.iter().map(point).collect::<Option<_>>()?;
        let known: HashSet<&Point> = points.iter().collect();
        for point in &points {
            for direction in walk.edges(point)? {
                if walk.neighbour(point, &direction)?.is_some_and(|next| !known.contains(&next)) {
                    return Some(false);
                }
            }
        }
        Some(true)
    }

    /// A vertex, by the simplex method.
    fn first_vertex(&self) -> Result<Option<Vec<Rational>>, Error> {
        let objective = (0..self.n).map(|player| whole(player as i64)).collect();
        let mut program = LinearProgram::new(Sense::Minimise, objective).all_free();
        program.constrain((0..self.n).map(|player| (player, whole(1))).collect(), Relation::Equal, self.total.clone());
        for (row, bound) in &self.rows {
            let entries = row.iter().enumerate().filter(|(_, value)| **value != 0);
            let entries = entries.map(|(player, value)| (player, whole(*value))).collect();
            program.constrain(entries, Relation::AtLeast, bound.clone());
        }
        match ExactSimplex.solve(&program)? {
            LpOutcome::Optimal { primal, .. } => Ok(Some(primal)),
            LpOutcome::Infeasible { .. } => Ok(None),
            LpOutcome::Unbounded { .. } => {
                Err(Error::Backend { backend: "exact".into(), message: "a bounded set is not unbounded".into() })
            }
        }
    }
}

fn too_long() -> Error {
    Error::TooLarge {
        what: "the list of vertices".into(),
        needed: "numbers of more than 126 bits".into(),
        limit: "126 bits".into(),
        remedy: "give the worths fewer digits".into(),
    }
}

fn scaled(point: &[Rational], scale: &BigInt) -> Vec<Rational> {
    point.iter().map(|value| value * Rational::from_integer(scale.clone())).collect()
}

fn unscaled((coordinates, denominator): &Point, scale: &BigInt) -> Vec<Rational> {
    let divisor = BigInt::from(*denominator) * scale;
    coordinates.iter().map(|&value| Rational::new(BigInt::from(value), divisor.clone())).collect()
}

/// The walk; right sides are integers.
struct Walk<'a> {
    n: usize,
    rows: Vec<&'a [i64]>,
    bounds: Vec<i64>,
}

impl Walk<'_> {
    /// All vertices from one of them, at most one more than the limit, fewer when the time is over; `None`
    /// on overflow.
    fn run(&self, start: &[Rational], limit: usize, time: &TimeLimit) -> Option<Vec<Point>> {
        let first = point_of(start)?;
        let mut known: HashSet<Point> = HashSet::from([first.clone()]);
        let mut open = vec![first];
        let mut done = Vec::new();
        while let Some(point) = open.pop() {
            for direction in self.edges(&point)? {
                // An edge of a bounded set ends.
                let Some(next) = self.neighbour(&point, &direction)? else { continue };
                if known.insert(next.clone()) {
                    open.push(next);
                }
            }
            done.push(point);
            if known.len() > limit || time.is_over() {
                done.extend(open);
                return Some(done);
            }
        }
        Some(done)
    }

    /// Reverse search from the greatest vertex, which the path of parents from any one leads to.
    fn reverse(&self, start: &[Rational], visit: &mut dyn FnMut(&Point) -> Result<(), Error>) -> Result<(), Error> {
        let mut root = point_of(start).ok_or_else(too_long)?;
        let mut edges = self.edges(&root).ok_or_else(too_long)?;
        while let Some(direction) = to_parent(&edges) {
            let Some(next) = self.neighbour(&root, direction).ok_or_else(too_long)? else { break };
            edges = self.edges(&next).ok_or_else(too_long)?;
            root = next;
        }
        visit(&root)?;
        edges.retain(|direction| !rises(direction));
        let mut path = vec![(root, edges)];
        while let Some((point, downward)) = path.last_mut() {
            let Some(direction) = downward.pop() else {
                path.pop();
                continue;
            };
            let Some(next) = self.neighbour(point, &direction).ok_or_else(too_long)? else { continue };
            let mut edges = self.edges(&next).ok_or_else(too_long)?;
            let back = |parent: &Vec<i128>| parent.iter().zip(&direction).all(|(up, down)| *up == -down);
            if to_parent(&edges).is_some_and(back) {
                visit(&next)?;
                edges.retain(|direction| !rises(direction));
                path.push((next, edges));
            }
        }
        Ok(())
    }

    /// `a·x D - b D`, how far a point is from a row; 0 where tight.
    fn slack(&self, row: usize, (coordinates, denominator): &Point) -> Option<i128> {
        dot(self.rows[row], coordinates)?.checked_sub(i128::from(self.bounds[row]).checked_mul(*denominator)?)
    }

    /// The directions of the edges at a vertex, as primitive integer vectors with sum 0.
    fn edges(&self, point: &Point) -> Option<Vec<Vec<i128>>> {
        let mut tight = Vec::new();
        for row in 0..self.rows.len() {
            if self.slack(row, point)? == 0 {
                tight.push(self.rows[row]);
            }
        }
        extreme_rays(self.n, &tight)
    }

    /// Where the edge ends; `None` inside where it does not.
    fn neighbour(&self, point: &Point, direction: &[i128]) -> Option<Option<Point>> {
        // The least slack / -(a·d) over rows with a·d < 0; slack has the denominator D.
        let mut best: Option<(i128, i128)> = None;
        for (index, row) in self.rows.iter().enumerate() {
            let speed = -dot(row, direction)?;
            if speed <= 0 {
                continue;
            }
            let slack = self.slack(index, point)?;
            let nearer = match best {
                None => true,
                Some((known_slack, known_speed)) => slack.checked_mul(known_speed)? < known_slack.checked_mul(speed)?,
            };
            if nearer {
                best = Some((slack, speed));
            }
        }
        let Some((slack, speed)) = best else { return Some(None) };
        // x / D + (slack / (D speed)) d
        let step =
            |(&value, &change): (&i128, &i128)| value.checked_mul(speed)?.checked_add(slack.checked_mul(change)?);
        let coordinates: Vec<i128> = point.0.iter().zip(direction).map(step).collect::<Option<_>>()?;
        let denominator = point.1.checked_mul(speed)?;
        let divisor = coordinates.iter().fold(denominator, |divisor, value| divisor.gcd(value));
        Some(Some((coordinates.into_iter().map(|value| value / divisor).collect(), denominator / divisor)))
    }
}

/// Integers over the least common denominator.
fn point_of(point: &[Rational]) -> Option<Point> {
    let common = point.iter().fold(BigInt::one(), |common, value| common.lcm(value.denom()));
    let numerators = point.iter().map(|value| (value.numer() * (&common / value.denom())).to_i128());
    Some((numerators.collect::<Option<_>>()?, common.to_i128()?))
}

/// Whether a direction leads to greater points in the lexicographic order.
fn rises(direction: &[i128]) -> bool {
    direction.iter().find(|&&change| change != 0).is_some_and(|&change| change > 0)
}

/// The greatest of the rising directions; none at the greatest vertex.
fn to_parent(edges: &[Vec<i128>]) -> Option<&Vec<i128>> {
    edges.iter().filter(|direction| rises(direction)).max()
}

fn dot(row: &[i64], vector: &[i128]) -> Option<i128> {
    row.iter().zip(vector).try_fold(0i128, |total, (&a, &x)| match a {
        0 => Some(total),
        1 => total.checked_add(x),
        _ => total.checked_add(i128::from(a).checked_mul(x)?),
    })
}

/// The extreme rays of the pointed cone `{d : Σ d = 0, a·d >= 0 for all rows}`, by the double
/// description method (Motzkin et al. 1953), adjacency decided by common tight rows.
pub(super) fn extreme_rays(n: usize, rows: &[&[i64]]) -> Option<Vec<Vec<i128>>> {
    let dimension = n - 1;
    if dimension == 0 {
        return Some(Vec::new());
    }
    // 1. Rows that, with the sum, are a basis: its inverse has the first rays as columns.
    let ones = vec![1i64; n];
    let mut basis: Vec<&[i64]> = vec![&ones];
    let mut chosen = Vec::new();
    let mut echelon: Vec<(usize, Vec<i128>)> = Vec::new();
    add_to_echelon(&mut echelon, &ones)?;
    for (index, row) in rows.iter().enumerate() {
        if basis.len() == n {
            break;
        }
        if add_to_echelon(&mut echelon, row)? {
            basis.push(row);
            chosen.push(index);
        }
    }
    if basis.len() < n {
        // Not a vertex: there is a line, which a bounded set does not have.
        return Some(Vec::new());
    }
    let mut rays: Vec<Ray> = Vec::new();
    for place in 1..n {
        let direction = solve_unit(&basis, place)?;
        let tight = chosen.iter().enumerate().filter(|(index, _)| index + 1 != place).map(|(_, &row)| row).collect();
        rays.push(Ray { direction, tight: Bits::of(rows.len(), tight) });
    }
    // 2. The other rows, one by one.
    for index in (0..rows.len()).filter(|index| !chosen.contains(index)) {
        let mut values = Vec::with_capacity(rays.len());
        for ray in &mut rays {
            let value = dot(rows[index], &ray.direction)?;
            if value == 0 {
                ray.tight.insert(index);
            }
            values.push(value);
        }
        if values.iter().all(|&value| value >= 0) {
            continue;
        }
        let mut next = Vec::new();
        for (plus, &above) in rays.iter().zip(&values).filter(|(_, value)| **value > 0) {
            for (minus, &below) in rays.iter().zip(&values).filter(|(_, value)| **value < 0) {
                let common = plus.tight.and(&minus.tight);
                if common.len() + 2 < dimension {
                    continue;
                }
                let same = |ray: &Ray| std::ptr::eq(ray, plus) || std::ptr::eq(ray, minus);
                if rays.iter().any(|ray| !same(ray) && common.is_subset_of(&ray.tight)) {
                    continue;
                }
                let combine =
                    |(&up, &down): (&i128, &i128)| up.checked_mul(-below)?.checked_add(down.checked_mul(above)?);
                let direction: Vec<i128> =
                    plus.direction.iter().zip(&minus.direction).map(combine).collect::<Option<_>>()?;
                let mut tight = common;
                tight.insert(index);
                next.push(Ray { direction: primitive(direction), tight });
            }
        }
        let mut kept = values.iter().map(|&value| value >= 0);
        rays.retain(|_| kept.next().unwrap_or(false));
        rays.extend(next);
    }
    Some(rays.into_iter().map(|ray| ray.direction).collect())
}

struct Ray {
    direction: Vec<i128>,
    tight: Bits,
}

/// A set of row indices.
#[derive(Clone)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub fn of(size: usize, members: Vec<usize>) -> Self {
        let mut bits = Bits(vec![0; size.div_ceil(64)]);
        members.into_iter().for_each(|member| bits.insert(member));
        bits
    }

    /// Makes room for more members.
    pub fn grow(&mut self, size: usize) {
        self.0.resize(size.div_ceil(64), 0);
    }

    pub fn insert(&mut self, member: usize) {
        self.0[member / 64] |= 1 << (member % 64);
    }

    pub fn and(&self, other: &Self) -> Self {
        Bits(self.0.iter().zip(&other.0).map(|(a, b)| a & b).collect())
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn is_subset_of(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }
}

/// Divided by the greatest common divisor.
fn primitive(vector: Vec<i128>) -> Vec<i128> {
    let divisor = vector.iter().fold(0i128, |divisor, value| divisor.gcd(value));
    if divisor <= 1 { vector } else { vector.into_iter().map(|value| value / divisor).collect() }
}

/// Adds a row to a list in echelon form; whether it was independent.
fn add_to_echelon(echelon: &mut Vec<(usize, Vec<i128>)>, row: &[i64]) -> Option<bool> {
    let mut rest: Vec<i128> = row.iter().map(|&value| i128::from(value)).collect();
    for (pivot, known) in echelon.iter() {
        let (factor, scale) = (rest[*pivot], known[*pivot]);
        if factor != 0 {
            for (entry, &value) in rest.iter_mut().zip(known) {
                *entry = entry.checked_mul(scale)?.checked_sub(factor.checked_mul(value)?)?;
            }
            rest = primitive(rest);
        }
    }
    match rest.iter().position(|&value| value != 0) {
        Some(pivot) => {
            echelon.push((pivot, rest));
            Some(true)
        }
        None => Some(false),
    }
}

/// The primitive integer direction of the solution of `B d = e_place`.
fn solve_unit(basis: &[&[i64]], place: usize) -> Option<Vec<i128>> {
    let n = basis.len();
    let mut table: Vec<Vec<i128>> = basis
        .iter()
        .enumerate()
        .map(|(row, entries)| {
            entries.iter().map(|&value| i128::from(value)).chain([i128::from(row == place)]).collect()
        })
        .collect();
    let mut divisor = 1i128;
    for column in 0..n {
        let found = (column..n).find(|&row| table[row][column] != 0)?;
        table.swap(column, found);
        let pivot_row = table[column].clone();
        let pivot = pivot_row[column];
        for (_, row) in table.iter_mut().enumerate().filter(|(index, _)| *index != column) {
            let factor = row[column];
            for (entry, &value) in row.iter_mut().zip(&pivot_row) {
                *entry = (entry.checked_mul(pivot)?.checked_sub(factor.checked_mul(value)?)?) / divisor;
            }
        }
        divisor = pivot;
    }
    let sign = divisor.signum();
    Some(primitive(table.iter().map(|row| row[n] * sign).collect()))
}

/// The vertices of `{x : low_i <= x_i <= high_i, Σ x_i = total}`: all coordinates but one at a
/// bound. In lexicographic order; none where the set is empty.
pub(super) fn box_vertices(low: &[Rational], high: &[Rational], total: &Rational) -> Vec<Vec<Rational>> {
    let n = low.len();
    let mut vertices: Vec<Vec<Rational>> = Vec::new();
    if low.iter().zip(high).any(|(low, high)| low > high) {
        return vertices;
    }
    for open in 0..n {
        for mask in (0u32..1 << n).filter(|mask| mask >> open & 1 == 0) {
            let mut point: Vec<Rational> =
                (0..n).map(|i| if mask >> i & 1 == 1 { high[i].clone() } else { low[i].clone() }).collect();
            point[open] = Rational::zero();
            let rest = total - point.iter().sum::<Rational>();
            if low[open] <= rest && rest <= high[open] {
                point[open] = rest;
                vertices.push(point);
            }
        }
    }
    vertices.sort();
    vertices.dedup();
    vertices
}
