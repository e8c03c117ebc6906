use super::*;
use crate::game::AnyGame;
use crate::number::{ratio, whole};
use crate::solution::strategic::{extreme_equilibria, pure_nash};
use proptest::prelude::*;

fn game(n: usize, payoff: impl Fn(usize, usize) -> Rational) -> AnyGame {
    let tables: Vec<Vec<Rational>> = (0..n).map(|i| (0..1 << n).map(|mask| payoff(mask, i)).collect()).collect();
    NormalFormGame::from_rationals(&vec![2; n], &tables).unwrap()
}

fn all(game: &AnyGame) -> BinaryEquilibria {
    with_game!(game, game => binary_equilibria(game, &TimeLimit::none()).unwrap())
}

/// The streams of the benchmarks' games.
fn split_mix(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

fn random(n: usize, seed: u64, values: u64) -> AnyGame {
    let mut next = split_mix(seed);
    let mut tables = vec![vec![whole(0); 1 << n]; n];
    for mask in 0..1 << n {
        (0..n).for_each(|i| tables[i][mask] = whole((next() % values) as i64));
    }
    NormalFormGame::from_rationals(&vec![2; n], &tables).unwrap()
}

/// The gain from the second strategy at a point in floats.
fn gain(game: &AnyGame, player: usize, point: &[f64]) -> f64 {
    with_game!(game, game => {
        let n = point.len();
        (0..1usize << n).filter(|mask| mask >> player & 1 == 0).map(|mask| {
            let weight: f64 = (0..n).filter(|&j| j != player).map(|j| if mask >> j & 1 == 1 { point[j] } else { 1.0 - point[j] }).product();
            weight * crate::number::Scalar::to_f64(&(game.payoff(mask | 1 << player, player) - game.payoff(mask, player)))
        }).sum()
    })
}

fn check_all(game: &AnyGame, found: &BinaryEquilibria, size: f64) {
    let small = 1e-9 * size;
    for point in &found.equilibria {
        let floats: Vec<f64> = point.iter().map(|x| crate::number::Scalar::to_f64(x.bounds().0)).collect();
        for (player, &x) in floats.iter().enumerate() {
            let gain = gain(game, player, &floats);
            assert!(
                (x == 0.0 || gain > -small) && (x == 1.0 || gain < small),
                "{point:?}: player {player} gains {gain}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn two_players_agree_with_the_exact_enumeration(values in prop::collection::vec(0i64..50, 8)) {
        let game = game(2, |mask, i| whole(values[mask * 2 + i]));
        let found = all(&game);
        let other = with_game!(&game, game => extreme_equilibria(game, &TimeLimit::none()).unwrap());
        if found.components.is_empty() && found.complete {
            let mut listed: Vec<Vec<Rational>> =
                other.equilibria.iter().map(|&(a, b)| vec![other.first[a][1].clone(), other.second[b][1].clone()]).collect();
            listed.sort();
            let ours: Vec<Vec<Rational>> = found.equilibria.iter().map(|point| point.iter().map(|x| x.bounds().0.clone()).collect()).collect();
            prop_assert_eq!(ours, listed);
        }
    }

    #[test]
    fn generic_games_have_an_odd_number_and_all_pure_ones(seed in any::<u64>(), n in 3usize..5) {
        let game = random(n, seed, 1 << 40);
        let found = all(&game);
        check_all(&game, &found, 1e12);
        prop_assert_eq!(found.is_odd(), Some(true));
        let pure = with_game!(&game, game => pure_nash(game));
        let is_pure = |point: &&Vec<Coordinate>| point.iter().all(|x| [whole(0), whole(1)].contains(x.bounds().0));
        prop_assert_eq!(found.equilibria.iter().filter(is_pure).count(), pure.len());
    }

    #[test]
    fn ties_leave_no_false_equilibrium(seed in any::<u64>()) {
        let game = random(3, seed, 4);
        let found = all(&game);
        check_all(&game, &found, 4.0);
        prop_assert!(found.complete == found.undecided.is_empty());
    }
}

#[test]
fn the_volunteers_dilemma_has_its_closed_form() {
    // Benefit 4, cost 1: with k mixing players each stays out with probability (1/4)^(1/(k-1)).
    let found = all(&game(3, |mask, i| whole(if mask == 0 { 0 } else { 4 - (mask >> i & 1) as i64 })));
    assert!(found.complete && found.undecided.is_empty());
    assert_eq!(found.equilibria.len(), 7);
    // Four players: the cube root of 1/4 is irrational.
    let found = all(&game(4, |mask, i| whole(if mask == 0 { 0 } else { 4 - (mask >> i & 1) as i64 })));
    assert_eq!(found.is_odd(), Some(true));
    let all_mix =
        found.equilibria.iter().find(|point| point.iter().all(|x| matches!(x, Coordinate::Between(..)))).unwrap();
    let (low, high) = all_mix[0].bounds();
    let cube = |x: &Rational| (whole(1) - x) * (whole(1) - x) * (whole(1) - x);
    assert!(cube(low) > ratio(1, 4) && cube(high) < ratio(1, 4));
    assert!(high - low < ratio(1, i64::MAX) * ratio(1, i64::MAX));
}

/// Palfrey and Rosenthal 1984: three players, two contributions needed, c/V = 3/8: 1/4 and 3/4.
#[test]
fn threshold_public_goods_have_both_mixed_equilibria() {
    let found = all(&game(3, |mask, i| whole(8 * i64::from(mask.count_ones() >= 2) - 3 * (mask >> i & 1) as i64)));
    assert!(found.complete);
    for p in [ratio(1, 4), ratio(3, 4)] {
        assert!(found.equilibria.contains(&vec![Coordinate::Exact(p); 3]));
    }
}

#[test]
fn a_free_mixer_is_a_component() {
    // The first player does not care; the second follows it.
    let found = all(&game(2, |mask, i| whole(if i == 0 { 0 } else { i64::from(mask == 0 || mask == 3) })));
    assert!(found.complete);
    let half = ratio(1, 2);
    assert!(found.components.contains(&vec![(whole(0), half.clone()), (whole(0), whole(0))]));
    assert!(found.components.contains(&vec![(half.clone(), whole(1)), (whole(1), whole(1))]));
    assert!(found.components.contains(&vec![(half.clone(), half), (whole(0), whole(1))]));
    // Without any stakes the whole square is one.
    let found = all(&game(2, |_, _| whole(0)));
    assert!(found.complete && found.components.contains(&vec![(whole(0), whole(1)); 2]));
}

#[test]
fn no_time_leaves_an_incomplete_list() {
    let game = random(4, 1, 100);
    let found = with_game!(&game, game => binary_equilibria(game, &TimeLimit::seconds(0.0)).unwrap());
    assert!(!found.complete && found.equilibria.is_empty());
}
