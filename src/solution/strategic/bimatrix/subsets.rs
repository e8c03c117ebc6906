//! Maximal Nash subsets of two-player games, and the index of an equilibrium.

use std::collections::BTreeSet;

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use super::{ExtremeEquilibria, payoff_matrices};
use crate::error::Error;
use crate::game::NormalFormGame;
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::cell::Cell;

/// The most maximal Nash subsets that are listed.
const MAX_SUBSETS: usize = 1 << 14;

/// Extreme strategies of the first and of the second player, as indices into the lists of [`ExtremeEquilibria`]: every
/// mixture of the ones is in equilibrium with every mixture of the others.
pub type NashSubset = (Vec<usize>, Vec<usize>);

impl ExtremeEquilibria {
    /// The maximal Nash subsets: the maximal sets `X`, `Y` of extreme strategies with all of `X × Y` equilibria.
    ///
    /// The set of all equilibria is the union of the products of their convex hulls. They are the maximal complete
    /// bipartite subgraphs of the graph of extreme equilibria, and meet only within a component.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] for more than 2^14 of them; [`Error::TimeLimit`].
    ///
    /// # Complexity
    ///
    /// `O(k e)` for `k` subsets of `e` extreme strategies each, times the length of a list.
    ///
    /// # Examples
    ///
    /// ```
    /// use pactum::game::{NormalFormGame, with_game};
    /// use pactum::limit::TimeLimit;
    /// use pactum::number::whole;
    /// use pactum::solution::strategic::extreme_equilibria;
    ///
    /// // The second player does not care: the first takes the better row, any column goes with it.
    /// let tables = vec![[1, 0, 1, 0].map(whole).to_vec(), vec![whole(0); 4]];
    /// let game = NormalFormGame::from_rationals(&[2, 2], &tables).unwrap();
    /// with_game!(&game, game => {
    ///     let found = extreme_equilibria(game, &TimeLimit::none()).unwrap();
    ///     assert_eq!(found.maximal_subsets(&TimeLimit::none()), Ok(vec![(vec![0], vec![0, 1])]));
    ///     assert!(found.maximal_subsets(&TimeLimit::seconds(0.0)).is_err());
    /// });
    /// ```
    ///
    /// # References
    ///
    /// Avis Rosenberg Savani von Stengel 2010.
    pub fn maximal_subsets(&self, limit: &TimeLimit) -> Result<Vec<NashSubset>, Error> {
        let mut with: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); self.second.len()];
        self.equilibria.iter().for_each(|&(a, b)| {
            with[b].insert(a);
        });
        // All intersections of the sets of first strategies that go with a second one.
        let mut closed: BTreeSet<Vec<usize>> = BTreeSet::new();
        for partners in with.iter().filter(|partners| !partners.is_empty()) {
            limit.check("the list of maximal Nash subsets")?;
            let common =
                |known: &Vec<usize>| known.iter().copied().filter(|a| partners.contains(a)).collect::<Vec<_>>();
            let mut more: Vec<Vec<usize>> = closed.iter().map(common).filter(|set| !set.is_empty()).collect();
            more.push(partners.iter().copied().collect());
            closed.extend(more);
            if closed.len() > MAX_SUBSETS {
                return Err(Error::TooLarge {
                    what: "the list of maximal Nash subsets".into(),
                    needed: format!("more than {MAX_SUBSETS} subsets"),
                    limit: MAX_SUBSETS.to_string(),
                    remedy: "components say how equilibria are connected".into(),
                });
            }
        }
        let replies = |firsts: &Vec<usize>| {
            (0..with.len()).filter(|&b| firsts.iter().all(|a| with[b].contains(a))).collect::<Vec<_>>()
        };
        Ok(closed.into_iter().map(|firsts| (firsts.clone(), replies(&firsts))).collect())
    }
}

/// The index of an equilibrium, or why it has none of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EquilibriumIndex {
    /// `1` or `-1`.
    Regular(i8),
    /// A strategy has more pure best replies than it plays strategies: the game is degenerate.
    Degenerate {
        /// Whose strategy it is.
        player: usize,
        /// The other's pure best replies to it.
        replies: Vec<usize>,
    },
}

/// The index of an equilibrium of a two-player game.
///
/// With supports `I`, `J` of `k` strategies each and payoffs moved above zero it is `(-1)^(k+1)` times the sign of
/// `det A[I, J] det B[I, J]`. It is defined where each strategy has exactly as many pure best replies as the other
/// plays. Over all equilibria of a nondegenerate game the indices sum to 1; pure ones have index 1.
///
/// # Errors
///
/// [`Error::Input`] unless there are two players and the strategies are an equilibrium.
///
/// # Complexity
///
/// `O(m n)`, and determinants of size `k` in integers.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::{EquilibriumIndex, equilibrium_index};
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let battle = NormalFormGame::from_rationals(&[2, 2], &[table([2, 0, 0, 1]), table([1, 0, 0, 2])]).unwrap();
/// with_game!(&battle, game => {
///     let (pure, first, second) = ([whole(1), whole(0)], [ratio(2, 3), ratio(1, 3)], [ratio(1, 3), ratio(2, 3)]);
///     assert_eq!(equilibrium_index(game, &pure, &pure), Ok(EquilibriumIndex::Regular(1)));
///     assert_eq!(equilibrium_index(game, &first, &second), Ok(EquilibriumIndex::Regular(-1)));
///     assert!(equilibrium_index(game, &first, &pure).is_err());
/// });
/// ```
///
/// # References
///
/// Shapley 1974.
pub fn equilibrium_index<C: Cell>(
    game: &NormalFormGame<C>,
    first: &[Rational],
    second: &[Rational],
) -> Result<EquilibriumIndex, Error> {
    let (a, b) = payoff_matrices(game)?;
    if first.len() != a.len() || second.len() != b.len() {
        return Err(Error::input("the strategies do not fit the game"));
    }
    let support = |weights: &[Rational]| (0..weights.len()).filter(|&i| !weights[i].is_zero()).collect::<Vec<_>>();
    let supports = [support(first), support(second)];
    let replies = [best_replies(&b, first), best_replies(&a, second)];
    for player in 0..2 {
        let (played, best) = (&supports[1 - player], &replies[player]);
        if played.iter().any(|strategy| !best.contains(strategy)) {
            return Err(Error::input("the strategies are no equilibrium"));
        }
    }
    if let Some(player) = (0..2).find(|&player| replies[player].len() > supports[player].len()) {
        return Ok(EquilibriumIndex::Degenerate { player, replies: replies[player].clone() });
    }
    let above_zero = |payoffs: &[Vec<BigInt>], own: &[usize], other: &[usize]| -> Vec<Vec<BigInt>> {
        let least = payoffs.iter().flatten().min().cloned().unwrap_or_default() - BigInt::one();
        own.iter().map(|&i| other.iter().map(|&j| &payoffs[i][j] - &least).collect()).collect()
    };
    let [own, other] = &supports;
    let signs = determinant_sign(above_zero(&a, own, other)) * determinant_sign(above_zero(&b, other, own));
    Ok(EquilibriumIndex::Regular(if own.len() % 2 == 1 { signs } else { -signs }))
}

/// The pure best replies to the other's mixture.
fn best_replies(payoffs: &[Vec<BigInt>], mixture: &[Rational]) -> Vec<usize> {
    let scale = crate::number::cell::common_denominator(mixture);
    let weights: Vec<BigInt> = mixture.iter().map(|weight| weight.numer() * (&scale / weight.denom())).collect();
    let total = |row: &Vec<BigInt>| -> BigInt {
        row.iter().zip(&weights).filter(|(_, weight)| !weight.is_zero()).map(|(payoff, weight)| payoff * weight).sum()
    };
    let totals: Vec<BigInt> = payoffs.iter().map(total).collect();
    let best = totals.iter().max().cloned().unwrap_or_default();
    (0..totals.len()).filter(|&own| totals[own] == best).collect()
}

/// The sign of a determinant, by elimination without fractions (Bareiss 1968).
fn determinant_sign(mut matrix: Vec<Vec<BigInt>>) -> i8 {
    let n = matrix.len();
    let (mut sign, mut divisor) = (1i8, BigInt::one());
    for column in 0..n {
        let Some(found) = (column..n).find(|&row| !matrix[row][column].is_zero()) else { return 0 };
        if found != column {
            matrix.swap(found, column);
            sign = -sign;
        }
        let pivot_row = matrix[column].clone();
        for row in matrix.iter_mut().skip(column + 1) {
            let factor = row[column].clone();
            for (entry, by) in row.iter_mut().zip(&pivot_row) {
                *entry = (&pivot_row[column] * &*entry - &factor * by) / &divisor;
            }
        }
        divisor = pivot_row[column].clone();
    }
    // The last pivot is the determinant.
    if divisor.is_negative() { -sign } else { sign }
}

#[cfg(test)]
mod tests {
    use super::super::extreme_equilibria;
    use super::*;
    use crate::game::{AnyGame, with_game};
    use crate::number::whole;
    use proptest::prelude::*;

    fn game(rows: usize, columns: usize, values: &[i64]) -> AnyGame {
        let table = |skip: usize| (0..rows * columns).map(|at| whole(values[skip + at])).collect();
        NormalFormGame::from_rationals(&[rows, columns], &[table(0), table(16)]).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn indices_sum_to_one((rows, columns) in (1usize..5, 1usize..5), values in prop::collection::vec(-1000i64..1000, 32)) {
            with_game!(&game(rows, columns, &values), game => {
                let found = extreme_equilibria(game, &TimeLimit::none()).unwrap();
                let indices: Vec<EquilibriumIndex> = found.equilibria.iter()
                    .map(|&(a, b)| equilibrium_index(game, &found.first[a], &found.second[b]).unwrap())
                    .collect();
                let regular: Option<Vec<i32>> = indices.iter().map(|index| match index {
                    EquilibriumIndex::Regular(index) => Some(i32::from(*index)),
                    EquilibriumIndex::Degenerate { .. } => None,
                }).collect();
                if let Some(indices) = regular {
                    prop_assert_eq!(indices.iter().sum::<i32>(), 1);
                    // Isolated equilibria are their own subsets.
                    prop_assert_eq!(found.maximal_subsets(&TimeLimit::none()).unwrap().len(), indices.len());
                }
            });
        }

        #[test]
        fn subsets_are_the_maximal_products((rows, columns) in (1usize..5, 1usize..5), values in prop::collection::vec(0i64..2, 32)) {
            with_game!(&game(rows, columns, &values), game => {
                let found = extreme_equilibria(game, &TimeLimit::none()).unwrap();
                let subsets = found.maximal_subsets(&TimeLimit::none()).unwrap();
                let edge = |a: usize, b: usize| found.equilibria.contains(&(a, b));
                for (x, y) in &subsets {
                    prop_assert!(!x.is_empty() && !y.is_empty());
                    prop_assert!(x.iter().all(|&a| y.iter().all(|&b| edge(a, b))));
                    prop_assert!((0..found.first.len()).all(|a| x.contains(&a) || !y.iter().all(|&b| edge(a, b))));
                    prop_assert!((0..found.second.len()).all(|b| y.contains(&b) || !x.iter().all(|&a| edge(a, b))));
                }
                // All sets of first strategies whose common partners are no other's: brute force.
                let brute = (1u32..1 << found.first.len().min(12)).filter(|mask| {
                    let x: Vec<usize> = (0..found.first.len()).filter(|a| mask >> a & 1 == 1).collect();
                    let y: Vec<usize> = (0..found.second.len()).filter(|&b| x.iter().all(|&a| edge(a, b))).collect();
                    !y.is_empty() && (0..found.first.len()).all(|a| x.contains(&a) || !y.iter().all(|&b| edge(a, b)))
                }).count();
                if found.first.len() <= 12 {
                    prop_assert_eq!(subsets.len(), brute);
                }
            });
        }
    }

    #[test]
    fn the_degenerate_example_of_avis_and_others() {
        // A 3 x 2 game with an edge of equilibria: two maximal subsets, one of them with two strategies.
        let tables = [[3, 2, 0, 3, 5, 6], [3, 2, 3, 3, 6, 1]].map(|values| values.map(whole).to_vec());
        let game = NormalFormGame::from_rationals(&[3, 2], &tables).unwrap();
        with_game!(&game, game => {
            let found = extreme_equilibria(game, &TimeLimit::none()).unwrap();
            let subsets = found.maximal_subsets(&TimeLimit::none()).unwrap();
            assert_eq!(subsets.len(), 2);
            assert!(subsets.iter().any(|(x, y)| x.len() + y.len() == 3));
            let degenerate = found.equilibria.iter().any(|&(a, b)| {
                matches!(equilibrium_index(game, &found.first[a], &found.second[b]), Ok(EquilibriumIndex::Degenerate { .. }))
            });
            assert!(degenerate);
        });
    }
}
