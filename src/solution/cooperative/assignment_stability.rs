//! Stable cores of assignment games.

use num_traits::{One, Zero};

use crate::certificate::{DominationBound, Undominated};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::number::{Rational, Scalar};

/// The most players: evidence against stability is checked against all coalitions.
const MAX_PLAYERS: usize = 20;

/// Whether the core of an assignment game is stable, with the evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum AssignmentStability {
    /// It is: these pairs of players, a row and a column each, are worth to either as much as any
    /// other pair, and who is in none of them is worth nothing to anybody.
    DominantDiagonal(Vec<(usize, usize)>),
    /// It is not: an imputation outside it that no core allocation dominates.
    Unstable(Undominated),
}

/// Whether the core of an assignment game is a stable set: just where the diagonal of the matrix is
/// dominant, `a_ii >= a_ij` and `a_ii >= a_ji`, rows and columns being ordered by an optimal matching
/// and the shorter side filled up with zeros. Surpluses below 0 count as 0, as the pair can stay
/// apart.
///
/// If `a_ij > a_ii`, let each row have the whole surplus of its pair and the columns nothing: row `i`
/// and column `j` get too little, but no core allocation gives a row more, so that rows gain in no
/// coalition, and columns alone have nothing.
///
/// # Errors
///
/// [`Error::TooLarge`] above 20 players; [`Error::Input`] for a matrix without entries or with rows of
/// different lengths.
///
/// Complexity: `O(n^3)` by the Hungarian method.
///
/// # Examples
///
/// ```
/// use pactum::number::whole;
/// use pactum::solution::cooperative::{AssignmentStability, assignment_core_stability};
///
/// let dominant = [[5, 2], [3, 4]].map(|row| row.map(whole).to_vec());
/// let pairs = vec![(0, 2), (1, 3)];
/// assert_eq!(assignment_core_stability(&dominant), Ok(AssignmentStability::DominantDiagonal(pairs)));
///
/// // Two sellers and one buyer.
/// let market = [[3], [2]].map(|row| row.map(whole).to_vec());
/// assert!(matches!(assignment_core_stability(&market), Ok(AssignmentStability::Unstable(_))));
/// ```
///
/// Source: Solymosi and Raghavan 2001.
pub fn assignment_core_stability(surplus: &[Vec<Rational>]) -> Result<AssignmentStability, Error> {
    let (rows, columns) = (surplus.len(), surplus.first().map_or(0, Vec::len));
    let n = rows + columns;
    if rows == 0 || columns == 0 || surplus.iter().any(|row| row.len() != columns) {
        return Err(Error::input("an assignment needs rows of the same length, at least one"));
    }
    if n > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: format!("stability of the core for {n} players"),
            needed: format!("evidence on 2^{n} coalitions"),
            limit: format!("{MAX_PLAYERS} players"),
            remedy: "use fewer rows or columns".into(),
        });
    }
    let size = rows.max(columns);
    let worth = |row: usize, column: usize| match surplus.get(row).and_then(|entries| entries.get(column)) {
        Some(value) if *value > Rational::zero() => value.clone(),
        _ => Rational::zero(),
    };
    let partner = optimal_matching(size, &worth);
    let diagonal: Vec<Rational> = (0..size).map(|row| worth(row, partner[row])).collect();
    let of_column = |column: usize| (0..size).find(|&row| partner[row] == column).unwrap_or(0);
    let cells = || (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    // Players are the rows, then the columns; filled up ones are not there.
    let pairs: Vec<(usize, usize)> =
        (0..rows).filter(|&row| partner[row] < columns).map(|row| (row, rows + partner[row])).collect();
    let unstable = |by_rows: bool, row: usize, column: usize| {
        let mut imputation = vec![Rational::zero(); n];
        let mut bounds = Vec::new();
        let takers: Vec<usize> = if by_rows { (0..rows).collect() } else { (rows..n).collect() };
        for player in takers {
            let pair = if by_rows { player } else { of_column(player - rows) };
            imputation[player] = diagonal[pair].clone();
            bounds.push(most_of(n, player, &pairs));
        }
        let coalition = Coalition::of([row, rows + column]);
        AssignmentStability::Unstable(Undominated { imputation, coalition, bounds })
    };
    if let Some((row, column)) = cells().find(|&(row, column)| worth(row, column) > diagonal[row]) {
        return Ok(unstable(true, row, column));
    }
    if let Some((row, column)) = cells().find(|&(row, column)| worth(row, column) > diagonal[of_column(column)]) {
        return Ok(unstable(false, row, column));
    }
    Ok(AssignmentStability::DominantDiagonal(pairs))
}

/// Nobody gets more than the surplus of the own pair: the other pairs, and the rest alone, get
/// theirs.
fn most_of(n: usize, player: usize, pairs: &[(usize, usize)]) -> DominationBound {
    let one = Rational::one;
    let mut others: Vec<(Coalition, Rational)> = Vec::new();
    let mut left = Coalition::grand(n).without(player);
    for &(row, column) in pairs.iter().filter(|(row, column)| *row != player && *column != player) {
        let pair = Coalition::of([row, column]);
        left = left.minus(pair);
        others.push((pair, one()));
    }
    others.extend(left.members().map(|other| (Coalition::singleton(other), one())));
    let mut weights = vec![Rational::zero(); n];
    weights[player] = one();
    DominationBound { coalition: None, weights, own: Rational::zero(), grand: one(), others }
}

/// Whether pairs of players, a row and a column each, are a dominant diagonal of a matrix: each is
/// worth to either member as much as any other pair, and who is in none is worth nothing to anybody.
///
/// # Examples
///
/// ```
/// use pactum::solution::cooperative::has_dominant_diagonal;
///
/// let surplus = [vec![5.0, 2.0], vec![3.0, 4.0]];
/// assert!(has_dominant_diagonal(&surplus, &[(0, 2), (1, 3)]));
/// assert!(!has_dominant_diagonal(&surplus, &[(0, 3), (1, 2)]));
/// ```
pub fn has_dominant_diagonal<S: Scalar>(surplus: &[Vec<S>], pairs: &[(usize, usize)]) -> bool {
    let rows = surplus.len();
    let n = rows + surplus.first().map_or(0, Vec::len);
    let mut most = vec![S::zero(); n];
    let mut seen = vec![false; n];
    for &(row, column) in pairs {
        if row >= rows || !(rows..n).contains(&column) || seen[row] || seen[column] {
            return false;
        }
        (seen[row], seen[column]) = (true, true);
        let worth = surplus[row][column - rows].clone().larger(S::zero());
        (most[row], most[column]) = (worth.clone(), worth);
    }
    let dominated =
        |row: usize, column: usize| surplus[row][column] <= most[row] && surplus[row][column] <= most[rows + column];
    (0..rows).all(|row| (0..n - rows).all(|column| dominated(row, column)))
}

/// The column of each row in a matching of largest total (Kuhn 1955, in the form with potentials).
fn optimal_matching(size: usize, worth: &dyn Fn(usize, usize) -> Rational) -> Vec<usize> {
    // 1. Potentials of rows and columns with u + v <= cost; column 0 is a stand-in.
    let mut row_potential = vec![Rational::zero(); size + 1];
    let mut column_potential = vec![Rational::zero(); size + 1];
    let mut row_of = vec![0usize; size + 1];
    for row in 1..=size {
        // 2. A shortest augmenting path from the row.
        row_of[0] = row;
        let mut column = 0;
        let mut least: Vec<Option<Rational>> = vec![None; size + 1];
        let mut before = vec![0usize; size + 1];
        let mut used = vec![false; size + 1];
        while row_of[column] != 0 {
            used[column] = true;
            let from = row_of[column];
            let mut next: Option<(usize, Rational)> = None;
            for other in (1..=size).filter(|&other| !used[other]) {
                let slack = -worth(from - 1, other - 1) - &row_potential[from] - &column_potential[other];
                if least[other].as_ref().is_none_or(|known| slack < *known) {
                    least[other] = Some(slack);
                    before[other] = column;
                }
                if let Some(known) = &least[other]
                    && next.as_ref().is_none_or(|(_, best)| known < best)
                {
                    next = Some((other, known.clone()));
                }
            }
            let Some((nearest, step)) = next else { break };
            for other in 0..=size {
                if used[other] {
                    row_potential[row_of[other]] += &step;
                    column_potential[other] -= &step;
                } else if let Some(known) = &mut least[other] {
                    *known -= &step;
                }
            }
            column = nearest;
        }
        // 3. Shift the matching along it.
        while column != 0 {
            row_of[column] = row_of[before[column]];
            column = before[column];
        }
    }
    let mut partner = vec![0; size];
    (1..=size).filter(|&column| row_of[column] > 0).for_each(|column| partner[row_of[column] - 1] = column - 1);
    partner
}

#[cfg(test)]
mod tests {
    use super::super::core_stability;
    use super::*;
    use crate::game::CharacteristicFunction;
    use crate::game::forms::TuForm;
    use crate::limit::TimeLimit;
    use crate::number::whole;
    use proptest::prelude::*;

    fn matrices(most: usize) -> impl Strategy<Value = Vec<Vec<Rational>>> {
        (1..=most, 1..=most).prop_flat_map(|(rows, columns)| {
            let row = proptest::collection::vec((-1i64..6).prop_map(whole), columns);
            proptest::collection::vec(row, rows)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// The theorem agrees with what splitting finds, and its evidence holds.
        #[test]
        fn the_diagonal_decides(surplus in matrices(3)) {
            let game = TuForm::Assignment { surplus: surplus.clone() }.to_game().unwrap();
            let found = assignment_core_stability(&surplus).unwrap();
            match &found {
                AssignmentStability::DominantDiagonal(pairs) => prop_assert!(has_dominant_diagonal(&surplus, pairs)),
                AssignmentStability::Unstable(found) => prop_assert_eq!(found.verify(&game), Ok(())),
            }
            if game.n_players() <= 4 {
                let holds = core_stability(&game, &TimeLimit::none()).unwrap().holds();
                prop_assert_eq!(holds, matches!(found, AssignmentStability::DominantDiagonal(_)));
            }
        }

        #[test]
        fn matchings_are_optimal(surplus in matrices(4)) {
            let (rows, columns) = (surplus.len(), surplus[0].len());
            let size = rows.max(columns);
            let worth = |row: usize, column: usize| {
                surplus.get(row).and_then(|row| row.get(column)).map_or(whole(0), |value| value.clone().larger(whole(0)))
            };
            let partner = optimal_matching(size, &worth);
            let total = (0..size).map(|row| worth(row, partner[row])).sum::<Rational>();
            let game = TuForm::Assignment { surplus: surplus.clone() }.to_game().unwrap();
            prop_assert_eq!(total, game.grand_worth());
        }
    }

    #[test]
    fn shapes_and_sizes_are_checked() {
        assert!(matches!(assignment_core_stability(&[]), Err(Error::Input(_))));
        assert!(matches!(assignment_core_stability(&[vec![whole(1)], vec![]]), Err(Error::Input(_))));
        let large = vec![vec![whole(1); 11]; 10];
        assert!(matches!(assignment_core_stability(&large), Err(Error::TooLarge { .. })));
        assert!(!has_dominant_diagonal(&[vec![1.0]], &[(0, 0)]));
        assert!(!has_dominant_diagonal(&[vec![1.0]], &[(0, 1), (0, 1)]));
    }
}
