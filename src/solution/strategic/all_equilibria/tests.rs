use super::*;
use crate::game::AnyGame;
use crate::number::{Scalar, ratio, whole};
use crate::solution::strategic::{extreme_equilibria, pure_nash};
use proptest::prelude::*;

fn binary(n: usize, payoff: impl Fn(usize, usize) -> Rational) -> AnyGame {
    game(&vec![2; n], payoff)
}

fn game(counts: &[usize], payoff: impl Fn(usize, usize) -> Rational) -> AnyGame {
    let size: usize = counts.iter().product();
    let tables: Vec<Vec<Rational>> =
        (0..counts.len()).map(|i| (0..size).map(|profile| payoff(profile, i)).collect()).collect();
    NormalFormGame::from_rationals(counts, &tables).unwrap()
}

fn all(game: &AnyGame) -> AllEquilibria {
    with_game!(game, game => all_equilibria(game, DEFAULT_DIGITS, &TimeLimit::none()).unwrap())
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

fn random(counts: &[usize], seed: u64, values: u64) -> AnyGame {
    let mut next = split_mix(seed);
    let size: usize = counts.iter().product();
    let mut tables = vec![vec![whole(0); size]; counts.len()];
    for profile in 0..size {
        (0..counts.len()).for_each(|i| tables[i][profile] = whole((next() % values) as i64));
    }
    NormalFormGame::from_rationals(counts, &tables).unwrap()
}

fn exact(point: &[Vec<Coordinate>]) -> Vec<Vec<Rational>> {
    point.iter().map(|strategy| strategy.iter().map(|x| x.bounds().0.clone()).collect()).collect()
}

fn floats(point: &[MixedStrategy]) -> Vec<Vec<f64>> {
    point.iter().map(|strategy| strategy.iter().map(|x| x.bounds().0.to_f64()).collect()).collect()
}

/// The most that a player can gain, in floats.
fn regret(game: &AnyGame, point: &[Vec<f64>]) -> f64 {
    with_game!(game, game => {
        let space = game.space();
        let gain = |player: usize| {
            let mut payoffs = vec![0.0; space.counts()[player]];
            for profile in 0..space.size() {
                let weight: f64 = (0..point.len()).filter(|&other| other != player)
                    .map(|other| point[other][space.strategy(profile, other)]).product();
                payoffs[space.strategy(profile, player)] += weight * game.payoff(profile, player).to_f64();
            }
            let mean: f64 = payoffs.iter().zip(&point[player]).map(|(payoff, weight)| payoff * weight).sum();
            payoffs.iter().copied().fold(f64::NEG_INFINITY, f64::max) - mean
        };
        (0..point.len()).map(gain).fold(0.0, f64::max)
    })
}

fn check_all(game: &AnyGame, found: &AllEquilibria, size: f64) {
    for equilibrium in &found.equilibria {
        let point = floats(&equilibrium.strategies);
        assert!(regret(game, &point) < 1e-9 * size, "{point:?}");
        assert!(point.iter().all(|strategy| (strategy.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    }
    for EquilibriumComponent { hulls: component, conditions } in &found.components {
        if !conditions.is_empty() {
            continue;
        }
        // Mean points, and each vertex beside the others' means.
        let means: Vec<Vec<f64>> = component
            .iter()
            .map(|vertices| {
                let vertices = floats(vertices);
                let mean = |place: usize| vertices.iter().map(|v| v[place]).sum::<f64>() / vertices.len() as f64;
                (0..vertices[0].len()).map(mean).collect()
            })
            .collect();
        assert!(regret(game, &means) < 1e-9 * size, "{component:?}");
        for (player, vertices) in component.iter().enumerate() {
            for vertex in floats(vertices) {
                let mut point = means.clone();
                point[player] = vertex;
                assert!(regret(game, &point) < 1e-9 * size, "{component:?}");
            }
        }
    }
}

fn is_pure(point: &MixedEquilibrium) -> bool {
    point.strategies.iter().flatten().all(|x| [whole(0), whole(1)].contains(x.bounds().0))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn two_players_agree_with_the_enumeration_of_extreme_equilibria(
        counts in prop::collection::vec(1usize..5, 2), seed in any::<u64>(), values in prop_oneof![Just(3u64), Just(1 << 30)],
    ) {
        let game = random(&counts, seed, values);
        let found = all(&game);
        prop_assert!(found.complete);
        let other = with_game!(&game, game => extreme_equilibria(game, &TimeLimit::none()).unwrap());
        let mut listed: Vec<Vec<Vec<Rational>>> =
            other.equilibria.iter().map(|&(a, b)| vec![other.first[a].clone(), other.second[b].clone()]).collect();
        listed.sort();
        // Extreme equilibria are the isolated ones and the extreme points of components.
        let mut ours: Vec<_> = found.equilibria.iter().map(|point| exact(&point.strategies)).collect();
        ours.sort();
        prop_assert_eq!(&ours, &listed);
        let in_components = found.equilibria.iter().filter(|point| point.component.is_some()).count();
        prop_assert_eq!(in_components == 0, found.components.is_empty());
    }

    #[test]
    fn generic_games_have_an_odd_number_and_all_pure_ones(
        seed in any::<u64>(), counts in prop_oneof![Just(vec![2, 2, 2]), Just(vec![2, 2, 2, 2]), Just(vec![3, 2, 2]), Just(vec![3, 3, 2])],
    ) {
        let game = random(&counts, seed, 1 << 40);
        let found = all(&game);
        check_all(&game, &found, 1e12);
        prop_assert_eq!(found.is_odd(), Some(true));
        let pure = with_game!(&game, game => pure_nash(game));
        prop_assert_eq!(found.equilibria.iter().filter(|point| is_pure(point)).count(), pure.len());
    }

    #[test]
    fn ties_leave_no_false_equilibrium(seed in any::<u64>(), third in 2usize..4) {
        let game = random(&[2, 2, third], seed, 3);
        let found = all(&game);
        check_all(&game, &found, 3.0);
        prop_assert!(found.complete == found.undecided.is_empty());
        // Pure equilibria are extreme points of whatever they lie in.
        let pure = with_game!(&game, game => pure_nash(game));
        prop_assert_eq!(found.equilibria.iter().filter(|point| is_pure(point)).count(), pure.len());
    }
}

#[test]
fn the_volunteers_dilemma_has_its_closed_form() {
    // Benefit 4, cost 1: with k mixing players each stays out with probability (1/4)^(1/(k-1)).
    let volunteer = |mask: usize, i: usize| whole(if mask == 0 { 0 } else { 4 - (mask >> i & 1) as i64 });
    let found = all(&binary(3, volunteer));
    assert!(found.complete && found.undecided.is_empty());
    assert_eq!(found.equilibria.len(), 7);
    // Four players: the cube root of 1/4 is irrational.
    let four = binary(4, volunteer);
    let found = all(&four);
    assert_eq!(found.is_odd(), Some(true));
    let mixes =
        |point: &&MixedEquilibrium| point.strategies.iter().flatten().all(|x| matches!(x, Coordinate::Between(..)));
    let out = |found: &AllEquilibria| found.equilibria.iter().find(mixes).unwrap().strategies[0][0].clone();
    let (low, high) = (out(&found).bounds().0.clone(), out(&found).bounds().1.clone());
    let cube = |x: &Rational| x * x * x;
    assert!(cube(&low) < ratio(1, 4) && cube(&high) > ratio(1, 4));
    let width = |digits: u32| Rational::new(1.into(), num_bigint::BigInt::from(10).pow(digits));
    assert!(high - low <= width(40));
    // More digits on request.
    let found = with_game!(&four, game => all_equilibria(game, 120, &TimeLimit::none()).unwrap());
    let (low, high) = (out(&found).bounds().0.clone(), out(&found).bounds().1.clone());
    assert!(cube(&low) < ratio(1, 4) && cube(&high) > ratio(1, 4) && high - low <= width(120));
}

/// Palfrey and Rosenthal 1984: three players, two contributions needed, c/V = 3/8: 1/4 and 3/4.
#[test]
fn threshold_public_goods_have_both_mixed_equilibria() {
    let found = all(&binary(3, |mask, i| whole(8 * i64::from(mask.count_ones() >= 2) - 3 * (mask >> i & 1) as i64)));
    assert!(found.complete);
    for p in [ratio(1, 4), ratio(3, 4)] {
        let strategy = vec![whole(1) - &p, p];
        assert!(found.equilibria.iter().any(|point| exact(&point.strategies) == vec![strategy.clone(); 3]));
    }
}

#[test]
fn a_free_mixer_is_a_component() {
    // The first player does not care; the second follows it.
    let found = all(&binary(2, |mask, i| whole(if i == 0 { 0 } else { i64::from(mask == 0 || mask == 3) })));
    assert!(found.complete);
    let at = |numerator: i64| vec![ratio(2 - numerator, 2), ratio(numerator, 2)];
    let sorted = |component: &EquilibriumComponent| {
        let sort = |vertices: &Vec<MixedStrategy>| {
            let mut vertices = exact(vertices);
            vertices.sort();
            vertices
        };
        component.hulls.iter().map(sort).collect::<Vec<_>>()
    };
    let components: Vec<_> = found.components.iter().map(sorted).collect();
    assert_eq!(components.len(), 3);
    assert!(components.contains(&vec![vec![at(1), at(0)], vec![at(0)]]));
    assert!(components.contains(&vec![vec![at(2), at(1)], vec![at(2)]]));
    assert!(components.contains(&vec![vec![at(1)], vec![at(2), at(0)]]));
    // Without any stakes the whole square is one; its corners are listed with it.
    let found = all(&binary(2, |_, _| whole(0)));
    assert_eq!((found.complete, found.components.len(), found.equilibria.len()), (true, 1, 4));
    assert!(found.equilibria.iter().all(|point| point.component == Some(0)));
}

#[test]
fn three_strategies_three_players_in_closed_form() {
    // Each wants to be alone at one of three places: u_i = 1 if alone, else 0. All mixing at 1/3 is an equilibrium,
    // and so is each pure profile in which all are apart.
    let found = all(&game(&[3, 3, 3], |profile, i| {
        let places = [profile % 3, profile / 3 % 3, profile / 9];
        whole(i64::from((0..3).filter(|&j| places[j] == places[i]).count() == 1))
    }));
    let third = vec![vec![ratio(1, 3); 3]; 3];
    assert!(found.equilibria.iter().any(|point| exact(&point.strategies) == third));
    let apart = found.equilibria.iter().filter(|point| is_pure(point)).count();
    // 6 profiles of all apart; with two together and one alone the third place is free, so those two would leave.
    assert_eq!(apart, 6);
}

#[test]
fn no_time_leaves_an_incomplete_list_and_too_many_supports_are_refused() {
    let game = random(&[2; 4], 1, 100);
    let found = with_game!(&game, game => all_equilibria(game, 40, &TimeLimit::seconds(0.0)).unwrap());
    assert!(!found.complete && found.equilibria.is_empty());
    let wide = random(&[12, 12, 12], 1, 2);
    let error = with_game!(&wide, game => all_equilibria(game, 40, &TimeLimit::none()).unwrap_err());
    assert!(error.to_string().contains("supports"), "{error}");
}
