use super::support::Pair;
use super::*;
use crate::game::{AnyGame, ProfileSpace};
use crate::number::{ratio, whole};
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;

/// Payoffs given row by row.
fn bimatrix(rows: usize, columns: usize, first: &[i64], second: &[i64]) -> AnyGame {
    let table = |values: &[i64]| {
        (0..rows * columns).map(|profile| whole(values[profile % rows * columns + profile / rows])).collect()
    };
    NormalFormGame::from_rationals(&[rows, columns], &[table(first), table(second)]).unwrap()
}

/// Nobody gains by any strategy.
fn is_equilibrium<C: Cell>(game: &NormalFormGame<C>, strategies: &[Vec<Rational>; 2]) -> bool {
    let counts = [strategies[0].len(), strategies[1].len()];
    (0..2).all(|player| {
        let pays = |own: usize| -> Rational {
            (0..counts[1 - player])
                .map(|other| game.payoff(place(counts, player, own, other), player) * &strategies[1 - player][other])
                .sum()
        };
        let payoffs: Vec<Rational> = (0..counts[player]).map(pays).collect();
        let best = payoffs.iter().max().unwrap();
        let weights = &strategies[player];
        weights.iter().sum::<Rational>().is_one()
            && weights
                .iter()
                .zip(&payoffs)
                .all(|(weight, payoff)| !weight.is_negative() && (weight.is_zero() || payoff == best))
    })
}

fn supports_in_integers(game: &AnyGame) -> Pair {
    with_game!(game, game => {
        let counts = two_players(game).unwrap();
        let payoff = |player: usize, own: usize, other: usize| game.table(player)[place(counts, player, own, other)].to_integer();
        let (supports, _) = path_in_integers(counts, &payoff, &TimeLimit::none()).unwrap();
        support::exact(counts, &payoff, &supports).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn what_is_found_is_an_equilibrium_in_floats_and_integers((rows, columns) in (1usize..7, 1usize..7), scale in prop::sample::select(vec![2i64, 3, 10, 1000]), values in prop::collection::vec(0i64..1000, 72)) {
        let values: Vec<i64> = values.into_iter().map(|value| value % scale - 1).collect();
        let game = bimatrix(rows, columns, &values[..36], &values[36..]);
        with_game!(&game, game => {
            let found = lemke_howson(game, &TimeLimit::none()).unwrap();
            prop_assert!(is_equilibrium(game, &found.strategies));
            let tables = (0..2).map(|player| game.table(player).iter().map(|cell| cell.to_machine().unwrap() as f64).collect()).collect();
            let floats = NormalFormGame::new(ProfileSpace::new(&[rows, columns]).unwrap(), BigInt::one(), tables).unwrap();
            let near = lemke_howson_float(&floats, &TimeLimit::none()).unwrap().unwrap();
            for (exact, near) in found.strategies.iter().flatten().zip(near.iter().flatten()) {
                prop_assert!((exact.to_f64().unwrap() - near).abs() < 1e-12);
            }
        });
        let exact = supports_in_integers(&game);
        with_game!(&game, game => prop_assert!(is_equilibrium(game, &exact)));
    }

    #[test]
    fn floats_and_integers_follow_the_same_path((rows, columns) in (1usize..6, 1usize..6), values in prop::collection::vec(0i64..3, 50)) {
        let game = bimatrix(rows, columns, &values[..25], &values[25..]);
        with_game!(&game, game => {
            let found = lemke_howson(game, &TimeLimit::none()).unwrap();
            prop_assert!(!found.in_integers);
            let counts = [rows, columns];
            let payoff = |player: usize, own: usize, other: usize| game.table(player)[place(counts, player, own, other)].to_integer();
            let (_, pivots) = path_in_integers(counts, &payoff, &TimeLimit::none()).unwrap();
            prop_assert_eq!(pivots, found.pivots);
        });
    }
}

#[test]
fn numbers_beyond_floats_are_followed_in_integers() {
    // Matching pennies on top of a number that floats cannot hold beside 1, and with stakes of very different size.
    let huge = Rational::from_integer(BigInt::one() << 200);
    let table = |values: [i64; 4]| values.map(|value| whole(value) + &huge).to_vec();
    let mut second = table([-1, 1, 1, -1]);
    second[0] -= &huge * &huge;
    let game = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), second]).unwrap();
    with_game!(&game, game => {
        let found = lemke_howson(game, &TimeLimit::none()).unwrap();
        assert!(is_equilibrium(game, &found.strategies));
    });
}

#[test]
fn wilsons_and_known_games() {
    // Savani and von Stengel's guide: a degenerate 3 x 2 game, all of whose equilibria have the first
    // player's value 3 at least.
    let game = bimatrix(3, 2, &[3, 3, 2, 5, 0, 6], &[3, 3, 2, 6, 3, 1]);
    with_game!(&game, game => {
        let found = lemke_howson(game, &TimeLimit::none()).unwrap();
        assert!(is_equilibrium(game, &found.strategies));
    });
    let stones = bimatrix(3, 3, &[0, -1, 1, 1, 0, -1, -1, 1, 0], &[0, 1, -1, -1, 0, 1, 1, -1, 0]);
    with_game!(&stones, game => {
        let found = lemke_howson(game, &TimeLimit::none()).unwrap();
        assert_eq!(found.strategies, [vec![ratio(1, 3); 3], vec![ratio(1, 3); 3]]);
    });
}

#[test]
fn no_time_and_no_memory_are_said() {
    let game = bimatrix(2, 2, &[1, 0, 0, 1], &[0, 1, 1, 0]);
    with_game!(&game, game => {
        let counts = [2, 2];
        let payoff = |player: usize, own: usize, other: usize| game.table(player)[place(counts, player, own, other)].to_integer();
        let error = path_in_integers(counts, &payoff, &TimeLimit::seconds(0.0)).unwrap_err();
        assert!(matches!(error, Error::TimeLimit(_)));
        let large = check_size([4000, 4000], &|_, _, _| BigInt::from(99)).unwrap_err();
        assert!(matches!(large, Error::TooLarge { .. }));
    });
}
