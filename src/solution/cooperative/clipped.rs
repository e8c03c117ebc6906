//! Small polytopes that are cut again and again: vertices beside the rows that are tight at them.

use num_integer::Integer;

use super::polytope::Bits;

/// A row `a·x >= b` over whole numbers.
pub(super) type WholeRow = (Vec<i64>, i64);

/// A bounded polytope that is not empty, by rows and by vertices, each with its tight rows.
///
/// Cuts are steps of the double description method (Motzkin et al. 1953): vertices that satisfy the
/// row stay, and each edge that crosses it gets a vertex where it does. Two vertices are joined by an
/// edge just where no third has all their common tight rows.
#[derive(Clone)]
pub(super) struct Clipped {
    rows: Vec<WholeRow>,
    vertices: Vec<Vertex>,
}

#[derive(Clone)]
struct Vertex {
    /// Coordinates, then their common denominator, in lowest terms.
    point: Vec<i128>,
    tight: Bits,
}

/// `a·x D - b D`; `None` on overflow.
fn slack((row, bound): &WholeRow, point: &[i128]) -> Option<i128> {
    let (denominator, coordinates) = point.split_last()?;
    let start = i128::from(-bound).checked_mul(*denominator)?;
    row.iter().zip(coordinates).try_fold(start, |total, (&a, &x)| match a {
        0 => Some(total),
        1 => total.checked_add(x),
        -1 => total.checked_sub(x),
        _ => total.checked_add(i128::from(a).checked_mul(x)?),
    })
}

impl Clipped {
    /// `{x : x_i >= low_i, Σ x_i = total}`; `None` where it is empty.
    pub fn simplex(low: &[i64], total: i64) -> Option<Self> {
        let n = low.len();
        let rest = i128::from(total) - low.iter().map(|&low| i128::from(low)).sum::<i128>();
        if rest < 0 {
            return None;
        }
        let row = |player: usize| ((0..n).map(|i| i64::from(i == player)).collect(), low[player]);
        let vertex = |player: usize| {
            let share = |i: usize| i128::from(low[i]) + if i == player { rest } else { 0 };
            let tight = (0..n).filter(|&i| rest == 0 || i != player).collect();
            Vertex { point: (0..n).map(share).chain([1]).collect(), tight: Bits::of(n, tight) }
        };
        let vertices = (0..if rest == 0 { 1 } else { n }).map(vertex).collect();
        Some(Clipped { rows: (0..n).map(row).collect(), vertices })
    }

    /// The vertices: coordinates, then their denominator.
    pub fn points(&self) -> impl Iterator<Item = &[i128]> {
        self.vertices.iter().map(|vertex| vertex.point.as_slice())
    }

    /// Whether all vertices of another are in it; `None` on overflow.
    pub fn holds_all(&self, other: &Self) -> Option<bool> {
        for vertex in &other.vertices {
            for row in &self.rows {
                if slack(row, &vertex.point)? < 0 {
                    return Some(false);
                }
            }
        }
        Some(true)
    }

    /// The part where more rows hold: `Some(None)` if it is empty, `None` on overflow.
    pub fn cut(&self, rows: &[WholeRow]) -> Option<Option<Self>> {
        // Rows that hold everywhere change nothing; one that holds nowhere decides.
        let mut needed = Vec::new();
        for row in rows {
            let (mut below, mut elsewhere) = (false, false);
            for vertex in &self.vertices {
                match slack(row, &vertex.point)? < 0 {
                    true => below = true,
                    false => elsewhere = true,
                }
                if below && elsewhere {
                    break;
                }
            }
            if !elsewhere {
                return Some(None);
            }
            if below {
                needed.push(row);
            }
        }
        let mut part = self.clone();
        for row in needed {
            if !part.cut_one(row)? {
                return Some(None);
            }
        }
        Some(Some(part))
    }

    /// Cuts by one row; whether anything is left.
    fn cut_one(&mut self, row: &WholeRow) -> Option<bool> {
        let slacks: Vec<i128> = self.vertices.iter().map(|vertex| slack(row, &vertex.point)).collect::<Option<_>>()?;
        if slacks.iter().all(|&slack| slack >= 0) {
            return Some(true);
        }
        if slacks.iter().all(|&slack| slack < 0) {
            return Some(false);
        }
        let index = self.rows.len();
        let dimension = row.0.len() - 1;
        self.rows.push(row.clone());
        for (vertex, &slack) in self.vertices.iter_mut().zip(&slacks) {
            vertex.tight.grow(index + 1);
            if slack == 0 {
                vertex.tight.insert(index);
            }
        }
        let mut fresh = Vec::new();
        for (inside, &above) in self.vertices.iter().zip(&slacks).filter(|(_, slack)| **slack > 0) {
            for (outside, &below) in self.vertices.iter().zip(&slacks).filter(|(_, slack)| **slack < 0) {
                let mut common = inside.tight.and(&outside.tight);
                if common.len() + 1 < dimension || !self.are_joined(inside, outside, &common) {
                    continue;
                }
                let mut point = Vec::with_capacity(inside.point.len());
                for (&from, &to) in inside.point.iter().zip(&outside.point) {
                    point.push(from.checked_mul(-below)?.checked_add(to.checked_mul(above)?)?);
                }
                let divisor = point.iter().fold(0i128, |divisor, value| divisor.gcd(value));
                point.iter_mut().for_each(|value| *value /= divisor.max(1));
                common.insert(index);
                fresh.push(Vertex { point, tight: common });
            }
        }
        let mut kept = slacks.iter().map(|&slack| slack >= 0);
        self.vertices.retain(|_| kept.next().unwrap_or(false));
        self.vertices.extend(fresh);
        Some(true)
    }

    /// Whether no third vertex has all rows that are tight at both.
    fn are_joined(&self, one: &Vertex, other: &Vertex, common: &Bits) -> bool {
        let third = |vertex: &&Vertex| !std::ptr::eq(*vertex, one) && !std::ptr::eq(*vertex, other);
        !self.vertices.iter().filter(third).any(|vertex| common.is_subset_of(&vertex.tight))
    }
}
