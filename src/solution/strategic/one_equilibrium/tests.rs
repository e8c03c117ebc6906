use super::*;
use crate::certificate::isolated_equilibrium;
use crate::game::AnyGame;
use crate::number::{ratio, whole};
use num_traits::Signed;
use proptest::prelude::*;

fn bounds(found: &OneEquilibrium) -> Vec<Vec<(Rational, Rational)>> {
    let ends = |x: &Coordinate| (x.bounds().0.clone(), x.bounds().1.clone());
    found.strategies.iter().map(|list| list.iter().map(ends).collect()).collect()
}

/// Exact equilibria by their regret, others by the certificate.
fn holds(game: &AnyGame, found: &OneEquilibrium) -> bool {
    let ends = bounds(found);
    let is_exact = ends.iter().flatten().all(|(low, high)| low == high);
    with_game!(game, game => {
        if !is_exact {
            let widest = Rational::new(1.into(), num_bigint::BigInt::from(10).pow(40));
            return isolated_equilibrium(game, &ends).is_ok()
                && ends.iter().flatten().all(|(low, high)| high - low <= widest);
        }
        let space = game.space();
        (0..space.n_players()).all(|player| {
            let pays = |strategy: usize| -> Rational {
                space.bases(player).map(|base| {
                    let weight: Rational = (0..space.n_players())
                        .filter(|&other| other != player)
                        .map(|other| ends[other][space.strategy(base, other)].0.clone())
                        .product();
                    game.payoff(space.with_strategy(base, player, strategy), player) * weight
                }).sum()
            };
            let payoffs: Vec<Rational> = (0..space.counts()[player]).map(pays).collect();
            let best = payoffs.iter().max().unwrap();
            ends[player].iter().map(|(low, _)| low).sum::<Rational>() == whole(1)
                && ends[player].iter().zip(&payoffs).all(|((weight, _), payoff)| !weight.is_negative() && (weight.is_zero() || payoff == best))
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_is_found_is_certified(counts in prop::sample::select(vec![vec![2usize, 2, 2], vec![3, 3, 3], vec![2, 3, 4], vec![2, 2, 2, 2], vec![2, 3, 2, 2]]), values in prop::collection::vec(-100i64..100, 128)) {
        let profiles: usize = counts.iter().product();
        let tables: Vec<Vec<Rational>> = (0..counts.len()).map(|player| (0..profiles).map(|at| whole(values[(at * counts.len() + player) % 128])).collect()).collect();
        let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
        let found = with_game!(&game, game => one_equilibrium(game, &TimeLimit::none()));
        // No pure equilibrium half of the time; the path then leads to a certified one.
        prop_assert!(holds(&game, &found.unwrap()));
    }
}

#[test]
fn one_player_takes_the_best_and_degenerate_games_have_simple_fractions() {
    let game = NormalFormGame::from_rationals(&[3], &[[1, 5, 2].map(whole).to_vec()]).unwrap();
    let found = with_game!(&game, game => one_equilibrium(game, &TimeLimit::none()).unwrap());
    assert_eq!(found.strategies, [[0, 1, 0].map(|x| Coordinate::Exact(whole(x))).to_vec()]);
    // Matching pennies beside someone who does not matter: no pure equilibrium, a continuum of others.
    let pays = |mask: usize, i: usize| match i {
        2 => whole(0),
        _ => whole(i64::from((mask & 1 == mask >> 1 & 1) == (i == 0))),
    };
    let tables: Vec<Vec<Rational>> = (0..3).map(|i| (0..8).map(|mask| pays(mask, i)).collect()).collect();
    let game = NormalFormGame::from_rationals(&[2; 3], &tables).unwrap();
    let found = with_game!(&game, game => one_equilibrium(game, &TimeLimit::none()).unwrap());
    assert!(holds(&game, &found) && found.strategies[0][0] == Coordinate::Exact(ratio(1, 2)));
}

#[test]
fn large_games_without_pure_equilibria_are_refused() {
    // Everyone of eighteen wants to be like the next, the last one unlike the first.
    let pays = |mask: usize, i: usize| i64::from((mask >> i & 1 == mask >> ((i + 1) % 18) & 1) == (i < 17));
    let space = crate::game::ProfileSpace::new(&[2; 18]).unwrap();
    let tables = (0..18).map(|i| (0..1 << 18).map(|mask| pays(mask, i)).collect()).collect();
    let game = NormalFormGame::<i64>::new(space, 1.into(), tables).unwrap();
    assert!(matches!(one_equilibrium(&game, &TimeLimit::none()), Err(Error::TooLarge { .. })));
}
/// Games without pure equilibria, some with irrational ones.
#[test]
fn random_games_are_solved_and_some_equilibria_come_in_intervals() {
    let mut state = 5u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as i64 % 100
    };
    for counts in [vec![2usize, 2, 2], vec![3, 3, 3], vec![2, 2, 2, 2]] {
        let profiles: usize = counts.iter().product();
        let (mut mixed, mut intervals) = (0, 0);
        while mixed < 12 {
            let tables: Vec<Vec<Rational>> =
                counts.iter().map(|_| (0..profiles).map(|_| whole(next())).collect()).collect();
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            if with_game!(&game, game => (0..profiles).any(|profile| game.is_nash(profile))) {
                continue;
            }
            mixed += 1;
            let found = with_game!(&game, game => one_equilibrium(game, &TimeLimit::none()).unwrap());
            assert!(holds(&game, &found), "{found:?}");
            intervals += usize::from(bounds(&found).iter().flatten().any(|(low, high)| low != high));
        }
        assert!(intervals > 0);
    }
}
