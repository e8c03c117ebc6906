//! Which coalitions' totals are determined by those of others.

/// The linear span of some coalitions' indicator vectors.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    n: usize,
    /// Integer vectors `q` with `q(B) = 0` for each of the coalitions: `S` is in the span exactly
    /// when `q(S) = 0` for all of them.
    null: Vec<Vec<i128>>,
    /// A combination of them modulo 2^64, one number for each player: not 0 at `S` proves that
    /// `S` is outside.
    hash: Vec<u64>,
}

impl Span {
    /// The span of the coalitions.
    ///
    /// Elimination without fractions on a 0/1 matrix of at most 31 columns: by Hadamard's bound
    /// its minors stay below 2^52, products of two of them below 2^127.
    pub fn new(n: usize, coalitions: &[u32]) -> Self {
        let bit = |mask: u32, player: usize| i128::from(mask >> player & 1);
        let mut rows: Vec<Vec<i128>> = coalitions.iter().map(|&mask| (0..n).map(|i| bit(mask, i)).collect()).collect();
        let mut pivots: Vec<usize> = Vec::new();
        let mut divisor = 1i128;
        for column in 0..n {
            let done = pivots.len();
            let Some(found) = (done..rows.len()).find(|&row| rows[row][column] != 0) else { continue };
            rows.swap(done, found);
            let pivot_row = rows[done].clone();
            let pivot = pivot_row[column];
            for (_, row) in rows.iter_mut().enumerate().filter(|(index, _)| *index != done) {
                let factor = row[column];
                for (entry, &other) in row.iter_mut().zip(&pivot_row) {
                    *entry = (*entry * pivot - factor * other) / divisor;
                }
            }
            divisor = pivot;
            pivots.push(column);
        }
        // Row k reads `divisor q[pivot k] + Σ_free entry q_free = 0`.
        let free: Vec<usize> = (0..n).filter(|column| !pivots.contains(column)).collect();
        let null: Vec<Vec<i128>> = free
            .iter()
            .map(|&column| {
                let mut vector = vec![0; n];
                vector[column] = divisor;
                for (row, &pivot) in rows.iter().zip(&pivots) {
                    vector[pivot] = -row[column];
                }
                vector
            })
            .collect();
        let mut hash = vec![0u64; n];
        let mut state = 0u64;
        for vector in &null {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let factor = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB) | 1;
            for (entry, &value) in hash.iter_mut().zip(vector) {
                *entry = entry.wrapping_add(factor.wrapping_mul(value as u64));
            }
        }
        Span { n, null, hash }
    }

    /// How many dimensions it has.
    pub fn rank(&self) -> usize {
        self.n - self.null.len()
    }

    /// Whether the coalition's indicator vector is in the span.
    pub fn contains(&self, mask: u32) -> bool {
        let members = || (0..self.n).filter(|&player| mask >> player & 1 == 1);
        let hashed = members().fold(0u64, |total, player| total.wrapping_add(self.hash[player]));
        hashed == 0 && self.null.iter().all(|vector| members().map(|player| vector[player]).sum::<i128>() == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coalition_is_in_the_span_when_a_combination_gives_it() {
        let span = Span::new(4, &[0b1111, 0b0011, 0b0110]);
        assert_eq!(span.rank(), 3);
        for mask in [0b0000, 0b1100, 0b1001, 0b0011, 0b1111] {
            assert!(span.contains(mask), "{mask:b}");
        }
        for mask in [0b0001, 0b0101, 0b0111, 0b1010] {
            assert!(!span.contains(mask), "{mask:b}");
        }
        assert_eq!(Span::new(3, &[]).rank(), 0);
        assert_eq!(Span::new(3, &[0b011, 0b101, 0b110]).rank(), 3);
    }
}
