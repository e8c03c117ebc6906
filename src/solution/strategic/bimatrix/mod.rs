//! All extreme equilibria of two-player games.

mod face;
mod search;
mod subsets;
mod vertices;

use num_bigint::BigInt;

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::cell::{Cell, common_denominator};
use crate::number::minor::Minor;

use face::{Face, bits_needed, centred};
pub use subsets::{EquilibriumIndex, NashSubset, equilibrium_index};

use search::{Known, Search};

/// The extreme equilibria of a two-player game: `equilibria` pairs up strategies of the two lists.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtremeEquilibria {
    /// The first player's mixed strategies.
    pub first: Vec<Vec<Rational>>,
    /// The second player's.
    pub second: Vec<Vec<Rational>>,
    /// Pairs of indices: each is an equilibrium.
    pub equilibria: Vec<(usize, usize)>,
    /// Whether these are all.
    pub complete: bool,
    /// How many nodes the search had.
    pub nodes: u64,
}

impl ExtremeEquilibria {
    /// The equilibria by connected component of the set of all equilibria: indices into `equilibria`.
    ///
    /// Two extreme equilibria that share a strategy are connected by a line of equilibria.
    pub fn components(&self) -> Vec<Vec<usize>> {
        let mut component: Vec<usize> = (0..self.equilibria.len()).collect();
        loop {
            let mut changed = false;
            let (mut by_first, mut by_second) =
                (vec![usize::MAX; self.first.len()], vec![usize::MAX; self.second.len()]);
            for (index, &(a, b)) in self.equilibria.iter().enumerate() {
                by_first[a] = by_first[a].min(component[index]);
                by_second[b] = by_second[b].min(component[index]);
            }
            for (index, &(a, b)) in self.equilibria.iter().enumerate() {
                let least = by_first[a].min(by_second[b]);
                changed |= least < component[index];
                component[index] = least;
            }
            if !changed {
                break;
            }
        }
        let mut groups: Vec<Vec<usize>> = vec![Vec::new(); self.equilibria.len()];
        component.iter().enumerate().for_each(|(index, &group)| groups[group].push(index));
        groups.into_iter().filter(|group| !group.is_empty()).collect()
    }
}

/// All extreme equilibria of a two-player game, exactly.
///
/// An equilibrium is extreme if both strategies are vertices of the best-reply polyhedra; every
/// equilibrium is a convex combination of extreme ones within one product `X × Y` (a Nash subset), and
/// in a nondegenerate game they are all the equilibria. The search branches on complementarity, `x_i = 0`
/// or `i` is a best reply, and drops a branch when exact pivoting shows that one of the two faces is
/// empty; at a leaf any pair of vertices of the two faces is an equilibrium. What the time limit cuts
/// off leaves a list that is not `complete`.
///
/// # Errors
///
/// [`Error::Input`] unless there are two players; [`Error::TooLarge`] where faces on the way would not
/// fit in memory, or where one set of equilibria has more than 2^22 bases.
///
/// # Complexity
///
/// Exponential in the worst case, as the number of equilibria is; each node costs a few pivots of
/// `O(m n)` integer operations, in machine integers where Hadamard's bound allows them.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::extreme_equilibria;
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// // Battle of the sexes: two pure equilibria, and one in which each plays its own with 2/3.
/// let battle = NormalFormGame::from_rationals(&[2, 2], &[table([2, 0, 0, 1]), table([1, 0, 0, 2])]).unwrap();
/// with_game!(&battle, game => {
///     let found = extreme_equilibria(game, &TimeLimit::none()).unwrap();
///     assert!(found.complete);
///     assert_eq!(found.equilibria.len(), 3);
///     assert!(found.first.contains(&vec![ratio(2, 3), ratio(1, 3)]));
/// });
/// // Three players are another matter.
/// let three = NormalFormGame::from_rationals(&[1; 3], &vec![vec![whole(0)]; 3]).unwrap();
/// with_game!(&three, game => assert!(extreme_equilibria(game, &TimeLimit::none()).is_err()));
/// ```
///
/// # References
///
/// Mangasarian 1964; Audet Hansen Jaumard Savard 2001; Avis Rosenberg Savani von Stengel 2010.
pub fn extreme_equilibria<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<ExtremeEquilibria, Error> {
    let (first, second) = payoff_matrices(game)?;
    check_size(first.len(), second.len())?;
    // A player's strategies are bounded by the other's payoffs.
    let (first, second) = (centred(&second_of_first(&second)), centred(&second_of_first(&first)));
    match bits_needed(&first).max(bits_needed(&second)) {
        0..=62 => search::<i64>(&first, &second, limit),
        63..=126 => search::<i128>(&first, &second, limit),
        _ => search::<BigInt>(&first, &second, limit),
    }
}

/// Payoffs by own and the other's strategy.
type Matrix = Vec<Vec<BigInt>>;

/// Payoffs by own and the other's strategy, as integers: `A[i][j]`, `B[j][i]`.
pub(super) fn payoff_matrices<C: Cell>(game: &NormalFormGame<C>) -> Result<(Matrix, Matrix), Error> {
    let &[rows, columns] = game.space().counts() else {
        return Err(Error::input(format!("two players are needed; the game has {}", game.space().n_players())));
    };
    let payoffs = |player: usize, i: usize, j: usize| game.payoff(i + j * rows, player);
    let whole = |values: Vec<Vec<Rational>>| -> Vec<Vec<BigInt>> {
        let common = common_denominator(values.iter().flatten());
        let scaled = |value: &Rational| value.numer() * (&common / value.denom());
        values.iter().map(|row| row.iter().map(scaled).collect()).collect()
    };
    let first = (0..rows).map(|i| (0..columns).map(|j| payoffs(0, i, j)).collect()).collect();
    let second = (0..columns).map(|j| (0..rows).map(|i| payoffs(1, i, j)).collect()).collect();
    Ok((whole(first), whole(second)))
}

/// The same payoffs by the other's strategy first.
fn second_of_first(payoffs: &[Vec<BigInt>]) -> Vec<Vec<BigInt>> {
    let others = payoffs.first().map_or(0, Vec::len);
    (0..others).map(|j| payoffs.iter().map(|row| row[j].clone()).collect()).collect()
}

fn check_size(rows: usize, columns: usize) -> Result<(), Error> {
    const MAX: usize = 1 << 22;
    let needed = rows.saturating_mul(columns).saturating_mul(rows + columns);
    if needed <= MAX {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: format!("the list of all equilibria of a {rows} x {columns} game"),
        needed: format!("{needed} big integers"),
        limit: format!("{MAX}"),
        remedy: "128 strategies each fit in memory, though the list may take long; one equilibrium can still be found"
            .into(),
    })
}

fn search<Z: Minor>(
    first: &[Vec<BigInt>],
    second: &[Vec<BigInt>],
    limit: &TimeLimit,
) -> Result<ExtremeEquilibria, Error> {
    let (m, n) = (first.len(), second.len());
    let mut search =
        Search { limit, first: Known::default(), second: Known::default(), pairs: Default::default(), nodes: 0 };
    // Variable i of the first face is x_i, and m + j the loss of the second player's j; and so on.
    let pairs = (0..m).map(|i| (i, n + i)).chain((0..n).map(|j| (m + j, j))).collect();
    let complete = match search.explore::<Z>(Face::whole(first), Face::whole(second), pairs) {
        Ok(()) => true,
        Err(Error::TimeLimit(_)) => false,
        Err(error) => return Err(error),
    };
    Ok(in_order(search, complete))
}

/// The equilibria with those first that put more on the first strategies.
fn in_order(search: Search<'_>, complete: bool) -> ExtremeEquilibria {
    let sorted = |known: Known| {
        let mut order: Vec<usize> = (0..known.list.len()).collect();
        order.sort_by(|&a, &b| known.list[b].cmp(&known.list[a]));
        let mut rank = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, &index)| rank[index] = place);
        (order.iter().map(|&index| known.list[index].clone()).collect::<Vec<_>>(), rank)
    };
    let ((first, first_rank), (second, second_rank)) = (sorted(search.first), sorted(search.second));
    let mut equilibria: Vec<(usize, usize)> =
        search.pairs.iter().map(|&(a, b)| (first_rank[a], second_rank[b])).collect();
    equilibria.sort_unstable();
    ExtremeEquilibria { first, second, equilibria, complete, nodes: search.nodes }
}

#[cfg(test)]
mod tests;
