//! Weighted potentials.

use num_traits::{One, Zero};

use crate::error::Error;
use crate::game::{NormalFormGame, ProfileSpace};
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::cell::Cell;

/// Four profiles around which two players move in turn, and how the gain of each by its own move changes with the
/// other's: with a weighted potential the changes are to each other as the weights.
#[derive(Debug, Clone, PartialEq)]
pub struct PotentialSquare {
    /// The two players.
    pub players: [usize; 2],
    /// A profile; the first player moved; both; the second one.
    pub profiles: [usize; 4],
    /// How the gain of each changes.
    pub changes: [Rational; 2],
}

/// Whether a game has a weighted potential, with the evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum WeightedPotential {
    /// It has: `u_i(s_i', s_-i) - u_i(s) = w_i (P(s_i', s_-i) - P(s))`.
    Potential {
        /// The players' weights, 1 for the first of each group whose gains depend on each other.
        weights: Vec<Rational>,
        /// The potential by profile, 0 at the first one.
        potential: Vec<Rational>,
    },
    /// It has none: each square ends with the player that the next begins with, the last one with the first player
    /// of all, and the ratios of changes are not all positive or do not multiply to 1.
    Squares(Vec<PotentialSquare>),
}

/// A weighted potential, or squares that prove that there is none.
///
/// Around every square of two players' neighbouring strategies, the change of either one's gain has to be its weight
/// times the same number. So the signs agree, and ratios are constant for a pair of players and consistent around
/// players; then `u_i / w_i` has an exact potential.
///
/// # Errors
///
/// [`Error::TimeLimit`].
///
/// # Complexity
///
/// `O(n² m)` for `m` profiles.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::whole;
/// use pactum::solution::strategic::{WeightedPotential, weighted_potential};
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// // Battle of the sexes; the first player's stakes doubled.
/// let battle = NormalFormGame::from_rationals(&[2, 2], &[table([4, 0, 0, 2]), table([1, 0, 0, 2])]).unwrap();
/// with_game!(&battle, game => {
///     let WeightedPotential::Potential { weights, .. } = weighted_potential(game, &TimeLimit::none()).unwrap() else { panic!() };
///     assert_eq!(&weights[0] / &weights[1], whole(2));
/// });
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// with_game!(&pennies, game => {
///     let found = weighted_potential(game, &TimeLimit::none()).unwrap();
///     assert!(matches!(found, WeightedPotential::Squares(_)));
/// });
/// ```
///
/// # References
///
/// Monderer Shapley 1996.
pub fn weighted_potential<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<WeightedPotential, Error> {
    let n = game.space().n_players();
    // 1. For each pair one square that fixes the ratio of its weights, all others agreeing.
    let mut ties: Vec<PotentialSquare> = Vec::new();
    for player in 0..n {
        for other in player + 1..n {
            limit.check("the weighted potential")?;
            match ratio_of(game, player, other) {
                Ok(square) => ties.extend(square),
                Err(squares) => return Ok(WeightedPotential::Squares(squares)),
            }
        }
    }
    // 2. Weights along a spanning forest; a tie that it leaves out closes a cycle of players.
    let mut weights: Vec<Option<Rational>> = vec![None; n];
    let mut path: Vec<Vec<PotentialSquare>> = vec![Vec::new(); n];
    for root in 0..n {
        if weights[root].is_some() {
            continue;
        }
        weights[root] = Some(Rational::one());
        let mut open = vec![root];
        while let Some(player) = open.pop() {
            let Some(weight) = weights[player].clone() else { continue };
            for tie in ties.iter().filter(|tie| tie.players.contains(&player)) {
                let tie = if tie.players[0] == player { tie.clone() } else { tie.turned() };
                let other = tie.players[1];
                let implied = &weight * &tie.changes[1] / &tie.changes[0];
                match &weights[other] {
                    Some(known) if *known == implied => {}
                    Some(_) => return Ok(WeightedPotential::Squares(cycle(&path[player], tie, &path[other]))),
                    None => {
                        weights[other] = Some(implied);
                        path[other] = path[player].iter().cloned().chain([tie]).collect();
                        open.push(other);
                    }
                }
            }
        }
    }
    // 3. The potential, profile by profile from the one before.
    let weights: Vec<Rational> = weights.into_iter().map(Option::unwrap_or_default).collect();
    let potential = integrate(game, &weights);
    Ok(WeightedPotential::Potential { weights, potential })
}

impl PotentialSquare {
    /// The same square from the other player's view.
    fn turned(&self) -> Self {
        let ([a, b], [p, q, r, s], [x, y]) = (self.players, self.profiles, self.changes.clone());
        PotentialSquare { players: [b, a], profiles: [p, s, r, q], changes: [y, x] }
    }
}

/// From a root along one path, a tie, and back along the other.
fn cycle(out: &[PotentialSquare], tie: PotentialSquare, back: &[PotentialSquare]) -> Vec<PotentialSquare> {
    let common = out.iter().zip(back).take_while(|(a, b)| a == b).count();
    let home = back[common..].iter().rev().map(PotentialSquare::turned);
    out[common..].iter().cloned().chain([tie]).chain(home).collect()
}

/// A square of two players with changes other than zero, if there is one; or one or two that contradict.
fn ratio_of<C: Cell>(
    game: &NormalFormGame<C>,
    player: usize,
    other: usize,
) -> Result<Option<PotentialSquare>, Vec<PotentialSquare>> {
    let space = game.space();
    let (step, leap) = (space.stride(player), space.stride(other));
    let mut known: Option<(PotentialSquare, [C; 2])> = None;
    for profile in 0..space.size() {
        let inside = space.strategy(profile, player) + 1 < space.counts()[player]
            && space.strategy(profile, other) + 1 < space.counts()[other];
        if !inside {
            continue;
        }
        let profiles = [profile, profile + step, profile + step + leap, profile + leap];
        // As cells, for which four payoffs leave room.
        let change = |player: usize| {
            let [a, b, c, d] = profiles.map(|profile| &game.table(player)[profile]);
            c.minus(b).minus(&d.minus(a))
        };
        let (x, y) = (change(player), change(other));
        let (sign_x, sign_y) = (x.compare(&C::zero()), y.compare(&C::zero()));
        if sign_x.is_eq() && sign_y.is_eq() {
            continue;
        }
        let square = || square(game, [player, other], profiles);
        if sign_x != sign_y {
            return Err(vec![square()]);
        }
        match &known {
            None => known = Some((square(), [x, y])),
            Some((_, first)) if same_ratio(first, &[x, y]) => {}
            Some((first, _)) => return Err(vec![first.clone(), square().turned()]),
        }
    }
    Ok(known.map(|(square, _)| square))
}

/// Whether two pairs of numbers have the same ratio.
fn same_ratio<C: Cell>([a, b]: &[C; 2], [x, y]: &[C; 2]) -> bool {
    match (a.to_machine(), b.to_machine(), x.to_machine(), y.to_machine()) {
        (Some(a), Some(b), Some(x), Some(y)) => i128::from(a) * i128::from(y) == i128::from(b) * i128::from(x),
        _ if C::EXACT => a.to_integer() * y.to_integer() == b.to_integer() * x.to_integer(),
        _ => a.product(y).compare(&b.product(x)).is_eq(),
    }
}

/// The square with its changes.
pub(crate) fn square<C: Cell>(game: &NormalFormGame<C>, players: [usize; 2], profiles: [usize; 4]) -> PotentialSquare {
    let change = |player: usize| {
        let [a, b, c, d] = profiles.map(|profile| game.payoff(profile, player));
        c + a - b - d
    };
    PotentialSquare { players, profiles, changes: players.map(change) }
}

fn integrate<C: Cell>(game: &NormalFormGame<C>, weights: &[Rational]) -> Vec<Rational> {
    let space: &ProfileSpace = game.space();
    let mut potential: Vec<Rational> = Vec::with_capacity(space.size());
    for profile in 0..space.size() {
        let last = (0..space.n_players()).find(|&player| space.strategy(profile, player) > 0);
        let value = last.map_or_else(Rational::zero, |player| {
            let before = profile - space.stride(player);
            &potential[before] + (game.payoff(profile, player) - game.payoff(before, player)) / &weights[player]
        });
        potential.push(value);
    }
    potential
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::whole;
    use crate::solution::strategic::tests::small_games;
    use crate::solution::strategic::{ExactPotential, exact_potential};
    use num_traits::Signed;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_potential_explains_all_gains_or_the_squares_contradict((counts, tables) in small_games(), weights in prop::collection::vec(1i64..5, 4), plant in prop::bool::ANY) {
            let space = ProfileSpace::new(&counts).unwrap();
            let tables: Vec<Vec<Rational>> = (0..counts.len()).map(|player| (0..space.size()).map(|at| {
                let of_others = &tables[player][space.with_strategy(at, player, 0)];
                if plant { &tables[0][at] * whole(weights[player]) + of_others } else { tables[player][at].clone() }
            }).collect()).collect();
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => match weighted_potential(game, &TimeLimit::none()).unwrap() {
                WeightedPotential::Potential { weights, potential } => {
                    prop_assert!(weights.iter().all(|weight| *weight > whole(0)));
                    for (player, &count) in counts.iter().enumerate() {
                        for at in 0..space.size() {
                            for strategy in 0..count {
                                let to = space.with_strategy(at, player, strategy);
                                prop_assert_eq!(game.payoff(to, player) - game.payoff(at, player), &weights[player] * (&potential[to] - &potential[at]));
                            }
                        }
                    }
                }
                WeightedPotential::Squares(squares) => {
                    prop_assert!(!plant && !squares.is_empty());
                    let is_open = matches!(exact_potential(game), ExactPotential::Cycle { .. });
                    prop_assert!(is_open);
                    let mut product = Some(whole(1));
                    for (place, found) in squares.iter().enumerate() {
                        prop_assert_eq!(found, &square(game, found.players, found.profiles));
                        let next = &squares[(place + 1) % squares.len()];
                        prop_assert!(squares.len() == 1 || found.players[1] == next.players[0]);
                        let [x, y] = &found.changes;
                        product = product.filter(|_| (x * y).is_positive()).map(|product| product * y / x);
                    }
                    prop_assert!(product != Some(whole(1)));
                }
            });
        }
    }

    #[test]
    fn three_players_may_contradict_only_together() {
        // u_i = a_i x_i x_{i+1} + b_i x_i x_{i-1}: ratios 2, 2 and 1 around the three players.
        let (a, b) = ([2i64, 2, 1], [1i64, 1, 1]);
        let pays = |mask: usize, i: usize| {
            let x = |k: usize| (mask >> (k % 3) & 1) as i64;
            whole(x(i) * (a[i] * x(i + 1) + b[i] * x(i + 2)))
        };
        let tables: Vec<Vec<Rational>> = (0..3).map(|i| (0..8).map(|mask| pays(mask, i)).collect()).collect();
        let game = NormalFormGame::from_rationals(&[2; 3], &tables).unwrap();
        let WeightedPotential::Squares(squares) =
            with_game!(&game, game => weighted_potential(game, &TimeLimit::none()).unwrap())
        else {
            panic!()
        };
        assert_eq!(squares.len(), 3);
    }
}
