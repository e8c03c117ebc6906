use super::super::testing::{games, rising_games};
use super::super::{
    anti_prenucleolus, cost_of_stability, disruption_nucleolus, dual_cover, dual_game, gain_of_joining, least_core,
    mean_with_dual, modiclus, per_capita_nucleolus, per_capita_prenucleolus, proportional_nucleolus,
    simplified_modiclus,
};
use super::*;
use crate::coalition::Coalition;
use crate::game::CharacteristicFunction;
use crate::lp::{backends, default_backend};
use crate::number::{Rational, ratio, whole};
use proptest::prelude::*;

/// Excesses of proper coalitions from the largest down.
fn sorted_excesses(game: &TuGame<Rational>, x: &[Rational]) -> Vec<Rational> {
    let n = game.n_players();
    let proper = Coalition::all(n).skip(1).filter(|coalition| *coalition != Coalition::grand(n));
    let excess = |coalition: Coalition| game.worth(coalition) - coalition.members().map(|i| &x[i]).sum::<Rational>();
    let mut excesses: Vec<Rational> = proper.map(excess).collect();
    excesses.sort_by(|left, right| right.cmp(left));
    excesses
}

fn verify<S: Scalar>(game: &TuGame<S>, point: &NucleolusPoint<S>, imputation: bool) {
    let (worth, plain) = (|coalition| game.worth(coalition), |_: Coalition| Some(S::one()));
    let verdict = point.chain.verify(game.n_players(), &worth, &plain, imputation, &point.allocation);
    assert_eq!(verdict, Ok(()), "{point:?} of {game:?}");
}

/// Every backend finds the same proved point, and nothing near it is lexicographically smaller.
fn check(game: &TuGame<Rational>) {
    let n = game.n_players();
    let alone = |player: usize| game.worth(Coalition::singleton(player));
    for imputation in [false, true] {
        let solve =
            |lp: &dyn LpBackend<Rational>| if imputation { nucleolus(game, lp) } else { prenucleolus(game, lp) };
        let found = solve(default_backend());
        if imputation && (0..n).map(alone).sum::<Rational>() > game.grand_worth() {
            assert!(matches!(found, Err(Error::Undefined(_))));
            continue;
        }
        let point = found.unwrap();
        verify(game, &point, imputation);
        let best = sorted_excesses(game, &point.allocation);
        for (from, to) in (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).filter(|(i, j)| i != j) {
            for step in [ratio(1, 1000), ratio(1, 3), whole(2)] {
                let mut other = point.allocation.clone();
                other[from] -= &step;
                other[to] += &step;
                if !imputation || other[from] >= alone(from) {
                    assert!(sorted_excesses(game, &other) > best, "{other:?} beats {point:?} of {game:?}");
                    let (worth, plain) = (|coalition| game.worth(coalition), |_: Coalition| Some(whole(1)));
                    assert!(point.chain.verify(n, &worth, &plain, imputation, &other).is_err());
                }
            }
        }
        for backend in backends() {
            let other = solve(backend).unwrap();
            assert_eq!(other.allocation, point.allocation, "{} of {game:?}", backend.name());
            verify(game, &other, imputation);
        }
        let floats: TuGame<f64> = game.convert().unwrap();
        for backend in backends::<f64>() {
            let other = if imputation { nucleolus(&floats, backend) } else { prenucleolus(&floats, backend) }.unwrap();
            for (float, exact) in other.allocation.iter().zip(&point.allocation) {
                assert!(
                    (float - exact.to_f64()).abs() < 1e-6,
                    "{}: {other:?} for {point:?} of {game:?}",
                    backend.name()
                );
            }
        }
    }
}

/// Least core and cost of stability, each with its proof.
fn check_bounds(game: &TuGame<Rational>) {
    let grand = game.grand_worth();
    let floats: TuGame<f64> = game.convert().unwrap();
    let exact_cost = cost_of_stability(game, default_backend()).unwrap();
    for backend in backends::<Rational>() {
        let cost = cost_of_stability(game, backend).unwrap();
        assert_eq!(cost.verify(game), Ok(()));
        assert_eq!(cost.subsidy, exact_cost.subsidy);
        let mut wrong = cost.clone();
        wrong.subsidy += whole(1);
        assert!(wrong.verify(game).is_err());
    }
    for backend in backends::<f64>() {
        let cost = cost_of_stability(&floats, backend).unwrap();
        assert!((cost.subsidy - exact_cost.subsidy.to_f64()).abs() < 1e-6);
    }
    if game.n_players() == 1 {
        return;
    }
    let exact = least_core(game, default_backend()).unwrap();
    assert_eq!(sorted_excesses(game, &exact.allocation)[0], exact.epsilon);
    for backend in backends::<Rational>() {
        let found = least_core(game, backend).unwrap();
        assert_eq!(found.epsilon, exact.epsilon);
        assert_eq!(found.allocation.iter().sum::<Rational>(), grand);
        assert_eq!(found.weights.verify_excess_bound(game, &grand, &found.epsilon), Ok(()));
        let mut wrong = found.weights.clone();
        wrong.weights[0].1 += ratio(1, 7);
        assert!(wrong.verify_excess_bound(game, &grand, &found.epsilon).is_err());
    }
    for backend in backends::<f64>() {
        let found = least_core(&floats, backend).unwrap();
        assert!((found.epsilon - exact.epsilon.to_f64()).abs() < 1e-6);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn random_games(game in games(5)) {
        check(&game);
        check_bounds(&game);
    }

    #[test]
    fn rising_random_games(game in rising_games(5)) {
        check(&game);
        check_bounds(&game);
    }
}

/// The relatives of the nucleolus, each by its own chain.
fn check_relatives(game: &TuGame<Rational>) {
    let n = game.n_players();
    type Solve<'a> = &'a dyn Fn(&dyn LpBackend<Rational>) -> Result<NucleolusPoint<Rational>, Error>;
    type Weight<'a> = &'a dyn Fn(Coalition) -> Option<Rational>;
    let verify_all = |solve: Solve, judged: &TuGame<Rational>, weight: Weight, imputation: bool, twice: bool| {
        let points: Vec<_> = backends::<Rational>().into_iter().map(solve).collect();
        for point in &points {
            match (point, &points[0]) {
                (Ok(point), Ok(first)) => {
                    assert_eq!(point.allocation, first.allocation, "{game:?}");
                    let copies = if twice { 2 } else { 1 };
                    let x = vec![point.allocation.clone(); copies].concat();
                    let worth = |coalition| judged.worth(coalition);
                    assert_eq!(
                        point.chain.verify(copies * n, &worth, weight, imputation, &x),
                        Ok(()),
                        "{game:?} {point:?}"
                    );
                }
                (Err(Error::Undefined(_)), Err(Error::Undefined(_))) => {}
                other => panic!("{other:?} of {game:?}"),
            }
        }
    };
    let one = |_: Coalition| Some(whole(1));
    let size = |coalition: Coalition| Some(whole(coalition.size() as i64));
    let worth = |coalition: Coalition| Some(game.worth(coalition));
    let gain = |coalition: Coalition| gain_of_joining(game, coalition);
    verify_all(&|lp| per_capita_nucleolus(game, lp), game, &size, true, false);
    verify_all(&|lp| per_capita_prenucleolus(game, lp), game, &size, false, false);
    verify_all(&|lp| proportional_nucleolus(game, lp), game, &worth, true, false);
    verify_all(&|lp| disruption_nucleolus(game, lp), game, &gain, true, false);
    verify_all(&|lp| anti_prenucleolus(game, lp), &dual_game(game), &one, false, false);
    verify_all(&|lp| simplified_modiclus(game, lp), &mean_with_dual(game), &one, false, false);
    if n <= 3 {
        verify_all(&|lp| modiclus(game, lp), &dual_cover(game).unwrap(), &one, false, true);
    }
    // In floats the same points come out.
    let floats: TuGame<f64> = game.convert().unwrap();
    let float = crate::lp::default_backend::<f64>();
    let exact = default_backend::<Rational>();
    for (float, exact) in [
        (per_capita_nucleolus(&floats, float), per_capita_nucleolus(game, exact)),
        (proportional_nucleolus(&floats, float), proportional_nucleolus(game, exact)),
        (disruption_nucleolus(&floats, float), disruption_nucleolus(game, exact)),
        (modiclus(&floats, float), modiclus(game, exact)),
    ] {
        match (float, exact) {
            (Ok(float), Ok(exact)) => {
                for (float, exact) in float.allocation.iter().zip(&exact.allocation) {
                    assert!((float - exact.to_f64()).abs() < 1e-6, "{game:?}");
                }
            }
            (Err(_), Err(_)) => {}
            other => panic!("{other:?} of {game:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn relatives_of_random_games(game in games(4)) {
        check_relatives(&game);
    }

    #[test]
    fn relatives_of_rising_games(game in rising_games(4)) {
        check_relatives(&game);
    }
}

/// `v(S) = max(0, estate - claims of the others)`.
fn bankruptcy(estate: i64, claims: &[i64]) -> TuGame<Rational> {
    let all = Coalition::grand(claims.len());
    TuGame::from_fn(claims.len(), |coalition| {
        whole((estate - all.minus(coalition).members().map(|i| claims[i]).sum::<i64>()).max(0))
    })
    .unwrap()
}

#[test]
fn published_nucleoli() {
    // Aumann and Maschler 1985: the Talmud's three estates.
    for (estate, shares) in [
        (100, [ratio(100, 3), ratio(100, 3), ratio(100, 3)]),
        (200, [whole(50), whole(75), whole(75)]),
        (300, [whole(50), whole(100), whole(150)]),
    ] {
        let point = nucleolus(&bankruptcy(estate, &[100, 200, 300]), default_backend()).unwrap();
        assert_eq!(point.allocation, shares);
    }
    // Littlechild 1974: an airport of three planes with costs 1, 2, 3 (worths are minus costs).
    let airport =
        TuGame::from_fn(3, |coalition| whole(-(coalition.members().max().map_or(0, |i| i as i64 + 1)))).unwrap();
    let point = nucleolus(&airport, default_backend()).unwrap();
    assert_eq!(point.allocation, [ratio(-1, 2), ratio(-3, 4), ratio(-7, 4)]);
    // An owner and two users (star): the nucleolus is (4, 3, 1).
    let star = TuGame::new([0, 0, 0, 6, 0, 2, 0, 8].map(whole).to_vec()).unwrap();
    assert_eq!(nucleolus(&star, default_backend()).unwrap().allocation, [4, 3, 1].map(whole));
    // Gloves, one left and two right: all to the owner of the scarce one.
    let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
    assert_eq!(nucleolus(&glove, default_backend()).unwrap().allocation, [1, 0, 0].map(whole));
    // The Fano plane (von Neumann and Morgenstern 1944): seven lines win, all players alike.
    let lines = [[0, 1, 2], [0, 3, 4], [0, 5, 6], [1, 3, 5], [1, 4, 6], [2, 3, 6], [2, 4, 5]].map(Coalition::of);
    let fano = TuGame::from_fn(7, |s| whole(i64::from(lines.iter().any(|line| line.is_subset_of(s))))).unwrap();
    assert_eq!(nucleolus(&fano, default_backend()).unwrap().allocation, vec![ratio(1, 7); 7]);
}

#[test]
fn one_player_and_games_of_nothing() {
    let one = TuGame::new([0, 5].map(whole).to_vec()).unwrap();
    assert_eq!(nucleolus(&one, default_backend()).unwrap().allocation, [whole(5)]);
    let nothing = TuGame::from_fn(4, |_| whole(0)).unwrap();
    check(&nothing);
    check_bounds(&nothing);
    check_bounds(&one);
}

#[test]
fn a_larger_game_is_proved() {
    let mut state = 1u64;
    let mut draw = move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    };
    let n = 9;
    let game = TuGame::from_fn(n, |coalition| match coalition.size() {
        1 => whole(0),
        9 => whole(100 * (n as i64 - 2) + (draw() % 201) as i64),
        size => whole(1 + (draw() % (100 * size as u64)) as i64),
    })
    .unwrap();
    let point = nucleolus(&game, default_backend()).unwrap();
    verify(&game, &point, true);
    // The chain of another point is no proof, nor is a chain cut short or with another excess.
    let (worth, plain) = (|coalition| game.worth(coalition), |_: Coalition| Some(whole(1)));
    for place in 0..point.chain.levels.len() {
        let mut short = point.chain.clone();
        short.levels.remove(place);
        assert!(short.verify(n, &worth, &plain, true, &point.allocation).is_err());
        let mut wrong = point.chain.clone();
        wrong.levels[place].excess += whole(1);
        assert!(wrong.verify(n, &worth, &plain, true, &point.allocation).is_err());
        let mut wrong = point.chain.clone();
        wrong.levels[place].weights[0].1 += whole(1);
        assert!(wrong.verify(n, &worth, &plain, true, &point.allocation).is_err());
    }
}
