use super::*;
use crate::game::{AnyGame, with_game};
use crate::number::{ratio, whole};
use num_traits::{One, Zero};
use proptest::prelude::*;

fn bimatrix(rows: usize, columns: usize, first: &[i64], second: &[i64]) -> AnyGame {
    // Given row by row; tables have the first player's strategy fastest.
    let table = |values: &[i64]| {
        (0..rows * columns).map(|profile| whole(values[profile % rows * columns + profile / rows])).collect()
    };
    NormalFormGame::from_rationals(&[rows, columns], &[table(first), table(second)]).unwrap()
}

fn all(game: &AnyGame) -> ExtremeEquilibria {
    with_game!(game, game => extreme_equilibria(game, &TimeLimit::none()).unwrap())
}

/// The payoff of each own strategy against the other's mixed one.
fn replies(payoffs: &[Vec<BigInt>], other: &[Rational]) -> Vec<Rational> {
    let value = |row: &Vec<BigInt>| {
        row.iter().zip(other).map(|(payoff, weight)| Rational::from_integer(payoff.clone()) * weight).sum()
    };
    payoffs.iter().map(value).collect()
}

fn is_equilibrium(game: &AnyGame, first: &[Rational], second: &[Rational]) -> bool {
    let (a, b) = with_game!(game, game => payoff_matrices(game).unwrap());
    let no_loss = |payoffs: &[Rational], weights: &[Rational]| {
        let best = payoffs.iter().max().unwrap();
        weights.iter().zip(payoffs).all(|(weight, payoff)| weight.is_zero() || payoff == best)
    };
    let is_strategy = |weights: &[Rational]| {
        weights.iter().all(|weight| *weight >= whole(0)) && weights.iter().sum::<Rational>().is_one()
    };
    is_strategy(first)
        && is_strategy(second)
        && no_loss(&replies(&a, second), first)
        && no_loss(&replies(&b, first), second)
}

/// Solves `A x = b` by elimination; `None` if not uniquely solvable.
fn solve(mut rows: Vec<Vec<Rational>>) -> Option<Vec<Rational>> {
    let unknowns = rows.first()?.len() - 1;
    let mut used = 0;
    for column in 0..unknowns {
        let pivot = (used..rows.len()).find(|&row| !rows[row][column].is_zero())?;
        rows.swap(used, pivot);
        let scale = rows[used][column].clone();
        rows[used].iter_mut().for_each(|entry| *entry = &*entry / &scale);
        for row in (0..rows.len()).filter(|&row| row != used) {
            let factor = rows[row][column].clone();
            let pivot_row = rows[used].clone();
            rows[row].iter_mut().zip(&pivot_row).for_each(|(entry, p)| *entry = &*entry - &factor * p);
        }
        used += 1;
    }
    rows[used..]
        .iter()
        .all(|row| row[unknowns].is_zero())
        .then(|| rows[..used].iter().map(|row| row[unknowns].clone()).collect())
}

/// The vertices of one player's best-reply polyhedron, from all sets of tight constraints; `payoffs` are
/// the other's by own strategy and then the other's.
fn all_vertices(payoffs: &[Vec<BigInt>]) -> Vec<Vec<Rational>> {
    let (own, others) = (payoffs.len(), payoffs[0].len());
    let mut found = Vec::new();
    for tight in 0u32..1 << (own + others) {
        if tight.count_ones() as usize != own {
            continue;
        }
        let mut rows = vec![vec![whole(1); own]];
        rows[0].extend([whole(0), whole(1)]);
        for variable in (0..own + others).filter(|variable| tight >> variable & 1 == 1) {
            let mut row = vec![whole(0); own + 2];
            if variable < own {
                row[variable] = whole(1);
            } else {
                (0..own).for_each(|i| row[i] = Rational::from_integer(payoffs[i][variable - own].clone()));
                row[own] = whole(-1);
            }
            rows.push(row);
        }
        let Some(point) = solve(rows) else { continue };
        let feasible = point[..own].iter().all(|x| *x >= whole(0))
            && (0..others).all(|j| {
                (0..own).map(|i| Rational::from_integer(payoffs[i][j].clone()) * &point[i]).sum::<Rational>()
                    <= point[own]
            });
        let strategy = point[..own].to_vec();
        if feasible && !found.contains(&strategy) {
            found.push(strategy);
        }
    }
    found
}

fn brute_force(game: &AnyGame) -> Vec<(Vec<Rational>, Vec<Rational>)> {
    let (a, b) = with_game!(game, game => payoff_matrices(game).unwrap());
    let (firsts, seconds) = (all_vertices(&second_of_first(&b)), all_vertices(&second_of_first(&a)));
    let mut pairs = Vec::new();
    for first in &firsts {
        pairs.extend(
            seconds
                .iter()
                .filter(|second| is_equilibrium(game, first, second))
                .map(|second| (first.clone(), second.clone())),
        );
    }
    pairs.sort();
    pairs
}

fn listed(found: &ExtremeEquilibria) -> Vec<(Vec<Rational>, Vec<Rational>)> {
    let mut pairs: Vec<_> =
        found.equilibria.iter().map(|&(a, b)| (found.first[a].clone(), found.second[b].clone())).collect();
    pairs.sort();
    pairs
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn all_extreme_equilibria_are_found((rows, columns) in (1usize..5, 1usize..5), few in prop::bool::ANY, values in prop::collection::vec(0i64..1000, 32)) {
        // With few different payoffs most games are degenerate.
        let scale = if few { 3 } else { 1000 };
        let values: Vec<i64> = values.into_iter().map(|value| value % scale).collect();
        let game = bimatrix(rows, columns, &values[..16], &values[16..]);
        let found = all(&game);
        prop_assert!(found.complete);
        prop_assert_eq!(listed(&found), brute_force(&game));
        let components = found.components();
        prop_assert_eq!(components.iter().map(Vec::len).sum::<usize>(), found.equilibria.len());
    }

    #[test]
    fn big_numbers_give_the_same_equilibria(values in prop::collection::vec(0i64..100, 18), shift in 0u32..40) {
        let small = bimatrix(3, 3, &values[..9], &values[9..]);
        let large = values.iter().map(|value| value << shift).collect::<Vec<_>>();
        let huge: Vec<Vec<Rational>> = with_game!(&small, game => (0..2)
            .map(|player| (0..9).map(|profile| game.payoff(profile, player) * ratio(i64::MAX, 3) * ratio(i64::MAX - 4, 7) + ratio(1, 11)).collect())
            .collect());
        prop_assert_eq!(listed(&all(&small)), listed(&all(&bimatrix(3, 3, &large[..9], &large[9..]))));
        prop_assert_eq!(listed(&all(&small)), listed(&all(&NormalFormGame::from_rationals(&[3, 3], &huge).unwrap())));
    }
}

#[test]
fn coordination_has_one_equilibrium_for_every_set_of_strategies() {
    let identity: Vec<i64> = (0..36).map(|place| i64::from(place % 7 == 0)).collect();
    let found = all(&bimatrix(6, 6, &identity, &identity));
    assert_eq!(found.equilibria.len(), 63);
    assert_eq!(found.components().len(), 63);
}

#[test]
fn a_game_without_stakes_is_one_component() {
    let found = all(&bimatrix(5, 4, &[0; 20], &[0; 20]));
    assert_eq!(found.equilibria.len(), 20);
    assert_eq!(found.components().len(), 1);
}

/// Degenerate games that programs have got wrong: an equilibrium component that is a line (nashpy's
/// guide on degenerate games, after Avis et al. 2010).
#[test]
fn known_degenerate_games() {
    // Avis, Rosenberg, Savani, von Stengel 2010, with a reply of the second player
    // that is as good as another: three extreme equilibria, two of them on one line.
    let found = all(&bimatrix(3, 2, &[3, 3, 2, 5, 0, 6], &[3, 3, 2, 6, 3, 1]));
    assert_eq!(found.equilibria.len(), 3);
    assert_eq!(found.components().len(), 2);
}

#[test]
fn no_time_leaves_an_incomplete_list() {
    let game = bimatrix(3, 3, &[1, 0, 0, 0, 1, 0, 0, 0, 1], &[1, 0, 0, 0, 1, 0, 0, 0, 1]);
    let found = with_game!(&game, game => extreme_equilibria(game, &TimeLimit::seconds(0.0)).unwrap());
    assert!(!found.complete && found.equilibria.is_empty());
}
