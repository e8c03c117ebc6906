use super::*;
use crate::game::AnyGame;
use crate::number::whole;
use crate::solution::strategic::tests::small_games;
use proptest::prelude::*;

fn game(counts: &[usize], tables: &[&[i64]]) -> AnyGame {
    let tables: Vec<Vec<Rational>> =
        tables.iter().map(|table| table.iter().map(|&value| whole(value)).collect()).collect();
    NormalFormGame::from_rationals(counts, &tables).unwrap()
}

fn at(game: &AnyGame, lambdas: &[Rational], digits: u32) -> QuantalResponses {
    with_game!(game, game => quantal_response(game, lambdas, digits, &TimeLimit::none()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn responses_satisfy_their_equations_to_all_digits((counts, tables) in small_games(), numerator in 0i64..40) {
        let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
        let lambda = ratio(numerator, 7);
        let found = at(&game, std::slice::from_ref(&lambda), 40);
        prop_assert_eq!(&found.stopped, &None);
        let response = found.found[0].as_ref().unwrap();
        let small = Rational::new(1.into(), BigInt::from(10).pow(39));
        with_game!(&game, game => {
            prop_assert!(quantal_residual(game, &lambda, &response.profile, 60) < small);
        });
        prop_assert!(response.profile.iter().all(|strategy| (strategy.iter().sum::<Rational>() - whole(1)).abs() < small));
    }

    #[test]
    fn limits_are_equilibria((counts, tables) in small_games()) {
        let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
        with_game!(&game, game => {
            let limit = limit_equilibrium(game, &TimeLimit::none());
            if let Ok(limit) = limit {
                prop_assert!(limit.regret < ratio(1, 1000), "{:?}", limit);
            }
        });
    }
}

/// McKelvey and Palfrey 1995, the asymmetric game of matching pennies: the first player's payoff from one cell is 9.
#[test]
fn asymmetric_matching_pennies() {
    let game = game(&[2, 2], &[&[9, 0, 0, 1], &[0, 1, 1, 0]]);
    let found = at(&game, &[whole(1)], 20);
    let p = found.found[0].as_ref().unwrap().profile[0][0].to_f64();
    let q = found.found[0].as_ref().unwrap().profile[1][0].to_f64();
    assert!((p - 1.0 / (1.0 + (-(10.0 * q - 1.0)).exp())).abs() < 1e-15);
    assert!((q - 1.0 / (1.0 + (2.0 * p - 1.0f64).exp())).abs() < 1e-15);
    let limit = with_game!(&game, game => limit_equilibrium(game, &TimeLimit::none()).unwrap());
    assert_eq!((limit.certified, limit.profile), (true, vec![vec![ratio(1, 2); 2], vec![ratio(1, 10), ratio(9, 10)]]));
}

/// Chicken is symmetric: the branch stays so, where other branches split off.
#[test]
fn symmetric_games_have_symmetric_responses() {
    let chicken = game(&[2, 2], &[&[6, 7, 2, 0], &[6, 2, 7, 0]]);
    for response in at(&chicken, &[whole(1), whole(5), whole(100)], 20).found {
        let profile = response.unwrap().profile;
        assert_eq!(profile[0], profile[1]);
    }
    let limit = with_game!(&chicken, game => limit_equilibrium(game, &TimeLimit::none()).unwrap());
    assert_eq!(limit.profile, vec![vec![ratio(2, 3), ratio(1, 3)]; 2]);
    // Coordination on two equal points: the centroid all along.
    let twins = game(&[2, 2], &[&[1, 0, 0, 1], &[1, 0, 0, 1]]);
    assert_eq!(at(&twins, &[whole(9)], 20).found[0].as_ref().unwrap().profile, vec![vec![ratio(1, 2); 2]; 2]);
}

/// The branch of this game turns back on its way, so that some lambdas are met three times.
#[test]
fn turning_points_are_passed() {
    let lambdas: Vec<Rational> = (1..60).map(|k| ratio(k, 20)).collect();
    let game = game(&[3, 3], &[&[9, 16, 9, 12, 10, 24, 23, 2, 27], &[29, 8, 26, 4, 23, 1, 16, 28, 28]]);
    let found = at(&game, &lambdas, 20);
    assert_eq!((found.turns, &found.stopped), (2, &None));
    let share: Vec<f64> = found.found.iter().map(|found| found.as_ref().unwrap().profile[0][0].to_f64()).collect();
    for (response, lambda) in found.found.iter().zip(&lambdas) {
        let profile = &response.as_ref().unwrap().profile;
        with_game!(&game, game => assert!(quantal_residual(game, lambda, profile, 30).to_f64() < 1e-18));
    }
    // Up to the first turn the branch is met on its first stretch, just after it on the third.
    assert!(share[20] > 0.18 && share[21] < 0.03, "{share:?}");
}

#[test]
fn what_was_reached_in_time_is_kept() {
    let chicken = game(&[2, 2], &[&[6, 7, 2, 0], &[6, 2, 7, 0]]);
    with_game!(&chicken, game => {
        let found = quantal_response(game, &[whole(3), whole(0)], 20, &TimeLimit::seconds(0.0)).unwrap();
        assert!(found.found[0].is_none() && found.found[1].is_some());
        assert!(matches!(found.stopped, Some(Error::TimeLimit(_))));
        assert!(quantal_response(game, &[whole(1)], 5000, &TimeLimit::none()).is_err());
    });
    let wide = NormalFormGame::from_rationals(&[500], &[vec![whole(0); 500]]).unwrap();
    with_game!(&wide, game => assert!(quantal_response(game, &[whole(1)], 20, &TimeLimit::none()).is_err()));
    let still = game(&[1, 1], &[&[3], &[4]]);
    assert_eq!(at(&still, &[whole(2)], 20).found[0].as_ref().unwrap().profile, vec![vec![whole(1)]; 2]);
}

#[test]
fn the_fit_finds_the_lambda_that_made_the_counts() {
    let pennies = game(&[2, 2], &[&[9, 0, 0, 1], &[0, 1, 1, 0]]);
    let response = at(&pennies, &[ratio(3, 4)], 20).found.remove(0).unwrap();
    let counts: Vec<Vec<u64>> = response
        .profile
        .iter()
        .map(|strategy| strategy.iter().map(|x| (x.to_f64() * 1e12).round() as u64).collect())
        .collect();
    with_game!(&pennies, game => {
        let fit = quantal_fit(game, &counts, &TimeLimit::none()).unwrap();
        let lambda = fit.lambda.clone().unwrap().to_f64();
        assert!((lambda - 0.75).abs() < 1e-9, "{lambda}");
        let floats: Vec<Vec<f64>> = fit.profile.iter().map(|strategy| strategy.iter().map(Scalar::to_f64).collect()).collect();
        assert!(quantal_slope(game, lambda, &floats, &counts).unwrap().abs() < 1e-2);
        assert!(quantal_slope(game, 0.7, &floats, &counts).is_some());
        // Worse than a coin: lambda 0.
        let fit = quantal_fit(game, &[vec![1, 9], vec![1, 1]], &TimeLimit::none()).unwrap();
        assert_eq!(fit.lambda, Some(whole(0)));
        assert!(quantal_fit(game, &[vec![1, 9]], &TimeLimit::none()).is_err());
    });
}

#[test]
fn limits_are_strategies_also_where_nothing_is_at_stake() {
    let game = NormalFormGame::from_rationals(&[1, 3], &[vec![whole(0); 3], vec![whole(0); 3]]).unwrap();
    let limit = with_game!(&game, game => limit_equilibrium(game, &TimeLimit::none())).unwrap();
    assert_eq!((limit.certified, limit.profile), (true, vec![vec![whole(1)], vec![ratio(1, 3); 3]]));
}
