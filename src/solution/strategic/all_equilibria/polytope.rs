//! Parts of a simplex cut out by linear conditions, by their vertices.

use std::collections::BTreeSet;

use num_bigint::BigInt;
use num_traits::{Signed, Zero};

use crate::number::{Rational, whole};

/// Whether a linear function has to vanish or to be at most zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Zero,
    AtMostZero,
}

/// A convex part of a simplex: all points at which some linear functions vanish or are not positive.
#[derive(Debug, Clone)]
pub(super) struct Polytope {
    vertices: Vec<Vertex>,
    /// How many conditions there have been, the simplex's own among them.
    conditions: usize,
}

#[derive(Debug, Clone)]
struct Vertex {
    /// Weights of the simplex's corners.
    point: Vec<Rational>,
    /// The conditions that are tight there.
    tight: BTreeSet<usize>,
}

impl Polytope {
    /// The whole simplex.
    pub(super) fn simplex(size: usize) -> Self {
        let unit = |place: usize| (0..size).map(|other| whole(i64::from(other == place))).collect();
        let vertex =
            |place: usize| Vertex { point: unit(place), tight: (0..size).filter(|&other| other != place).collect() };
        Polytope { vertices: (0..size).map(vertex).collect(), conditions: size }
    }

    /// The vertices.
    pub(super) fn points(&self) -> Vec<Vec<Rational>> {
        self.vertices.iter().map(|vertex| vertex.point.clone()).collect()
    }

    /// Its only point, where it has just one.
    pub(super) fn point(&self) -> Option<&[Rational]> {
        match self.vertices.as_slice() {
            [vertex] => Some(&vertex.point),
            _ => None,
        }
    }

    /// Whether all weights are positive somewhere (then they are at the mean of the vertices).
    pub(super) fn reaches_inside(&self) -> bool {
        let size = self.vertices.first().map_or(0, |vertex| vertex.point.len());
        size > 0 && (0..size).all(|place| self.vertices.iter().any(|vertex| vertex.point[place].is_positive()))
    }

    /// Whether its vertices are affinely independent.
    pub(super) fn is_simplex(&self) -> bool {
        let points = self.points();
        let Some((first, others)) = points.split_first() else { return true };
        let difference = |point: &Vec<Rational>| point.iter().zip(first).map(|(a, b)| a - b).collect();
        let mut rows: Vec<Vec<Rational>> = others.iter().map(difference).collect();
        for done in 0..rows.len() {
            let Some(column) = rows[done].iter().position(|entry| !entry.is_zero()) else { return false };
            let pivot = rows[done].clone();
            for row in rows.iter_mut().skip(done + 1) {
                let factor = &row[column] / &pivot[column];
                row.iter_mut().zip(&pivot).for_each(|(entry, pivot)| *entry -= &factor * pivot);
            }
        }
        true
    }

    /// Cuts it by a linear function, given by its values at the vertices: the step of the double description
    /// method (Motzkin et al. 1953). Each new vertex is told as weights of old ones.
    pub(super) fn cut(&mut self, values: &[BigInt], condition: Condition) -> Vec<Vec<Rational>> {
        let count = self.vertices.len();
        let (mut kept, mut weights) = (Vec::new(), Vec::new());
        let mut keep = |vertex: Vertex, parts: &[(usize, Rational)]| {
            let mut row = vec![Rational::zero(); count];
            parts.iter().for_each(|(place, weight)| row[*place] = weight.clone());
            kept.push(vertex);
            weights.push(row);
        };
        for (place, (vertex, value)) in self.vertices.iter().zip(values).enumerate() {
            if value.is_zero() {
                let mut vertex = vertex.clone();
                vertex.tight.insert(self.conditions);
                keep(vertex, &[(place, whole(1))]);
            } else if value.is_negative() && condition == Condition::AtMostZero {
                keep(vertex.clone(), &[(place, whole(1))]);
            }
        }
        for (a, above) in values.iter().enumerate().filter(|(_, value)| value.is_positive()) {
            for (b, below) in values.iter().enumerate().filter(|(_, value)| value.is_negative()) {
                let ends = (&self.vertices[a], &self.vertices[b]);
                let mut tight: BTreeSet<usize> = ends.0.tight.intersection(&ends.1.tight).copied().collect();
                // An edge joins two vertices whose common tight conditions no third one has.
                if self.vertices.iter().filter(|vertex| tight.is_subset(&vertex.tight)).count() == 2 {
                    let share = Rational::new(above.clone(), above - below);
                    let along = |(a, b): (&Rational, &Rational)| a + (b - a) * &share;
                    tight.insert(self.conditions);
                    let point = ends.0.point.iter().zip(&ends.1.point).map(along).collect();
                    keep(Vertex { point, tight }, &[(a, whole(1) - &share), (b, share)]);
                }
            }
        }
        self.vertices = kept;
        self.conditions += 1;
        weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::ratio;

    /// Cuts by a linear form in the simplex's weights.
    fn cut(part: &mut Polytope, form: &[i64], condition: Condition) {
        let scale = BigInt::from(3600);
        let value = |point: Vec<Rational>| -> Rational { form.iter().zip(point).map(|(&a, x)| x * whole(a)).sum() };
        let values: Vec<BigInt> = part
            .points()
            .into_iter()
            .map(|point| (value(point) * Rational::from(scale.clone())).to_integer())
            .collect();
        let before = part.points();
        for (weights, point) in part.cut(&values, condition).iter().zip(part.points()) {
            let sum = |place: usize| -> Rational { weights.iter().zip(&before).map(|(w, old)| w * &old[place]).sum() };
            assert_eq!(point, (0..point.len()).map(sum).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_triangle_is_cut() {
        let mut part = Polytope::simplex(3);
        assert!(part.reaches_inside() && part.point().is_none() && part.is_simplex());
        // x_0 <= x_1 leaves a smaller triangle, x_1 = x_2 an edge, x_0 >= x_1 its end.
        cut(&mut part, &[1, -1, 0], Condition::AtMostZero);
        assert_eq!(part.points().len(), 3);
        assert!(part.points().contains(&vec![ratio(1, 2), ratio(1, 2), whole(0)]));
        cut(&mut part, &[0, 1, -1], Condition::Zero);
        let mut points = part.points();
        points.sort();
        assert_eq!(points, [vec![whole(0), ratio(1, 2), ratio(1, 2)], vec![ratio(1, 3); 3]]);
        assert!(part.reaches_inside() && part.is_simplex());
        cut(&mut part, &[-1, 1, 0], Condition::AtMostZero);
        assert_eq!(part.point(), Some([ratio(1, 3), ratio(1, 3), ratio(1, 3)].as_slice()));
        cut(&mut part, &[1, 0, 0], Condition::AtMostZero);
        assert!(part.points().is_empty() && !part.reaches_inside());
    }

    #[test]
    fn a_square_in_four_weights_has_four_corners() {
        // x_0 + x_1 = x_2 + x_3: a quadrilateral of the tetrahedron's edge middles.
        let mut part = Polytope::simplex(4);
        cut(&mut part, &[1, 1, -1, -1], Condition::Zero);
        assert_eq!(part.points().len(), 4);
        assert!(!part.is_simplex());
        // Cut along a diagonal.
        cut(&mut part, &[1, -1, 1, -1], Condition::AtMostZero);
        assert_eq!(part.points().len(), 3);
        assert!(part.is_simplex());
    }
}
