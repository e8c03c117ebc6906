use super::*;
use crate::certificate::core_violation;
use crate::lp::{backends, default_backend};
use crate::number::whole;
use proptest::prelude::*;

/// The core by one linear program with all constraints.
fn oracle(n: usize, grand: &Rational, worths: &[Option<Rational>]) -> bool {
    let mut program = LinearProgram::new(Sense::Minimise, vec![whole(0); n]).all_free();
    program.constrain(indicator(Coalition::grand(n)), Relation::Equal, grand.clone());
    for coalition in Coalition::all(n).skip(1).filter(|coalition| *coalition != Coalition::grand(n)) {
        if let Some(worth) = &worths[coalition.index()] {
            program.constrain(indicator(coalition), Relation::AtLeast, worth.clone());
        }
    }
    matches!(default_backend().solve(&program).unwrap(), LpOutcome::Optimal { .. })
}

/// The evidence holds, whichever way the answer goes.
fn verify<S: Scalar>(
    n: usize,
    grand: &S,
    worth: impl Fn(Coalition) -> Option<S>,
    core: &Core<S>,
) -> Result<(), String> {
    match core {
        Core::NonEmpty(x) => match core_violation(n, grand, worth, x) {
            None => Ok(()),
            Some(violation) => Err(format!("{violation:?} of {x:?}")),
        },
        Core::Empty(weights) => {
            weights.verify_infeasible(n, grand, worth).map_err(|flaw| format!("{flaw}: {weights:?}"))
        }
    }
}

/// Worths of up to five players with many ties; some undefined.
fn tables() -> impl Strategy<Value = (usize, Vec<Option<i64>>)> {
    (1usize..6, 1i64..12, 0u32..3).prop_flat_map(|(n, most, gaps)| {
        let worth = (-1..=most, 0u32..10).prop_map(move |(worth, gap)| (gap >= gaps).then_some(worth));
        (Just(n), proptest::collection::vec(worth, 1 << n))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_backend_agrees_with_the_whole_program((n, table) in tables(), bonus in 0i64..40) {
        let grand = whole(bonus);
        let worths: Vec<Option<Rational>> = table.iter().map(|worth| worth.map(whole)).collect();
        let expected = oracle(n, &grand, &worths);
        let worth = |coalition: Coalition| worths[coalition.index()].clone();
        for backend in backends::<Rational>() {
            let core = core_of_constraints(n, &grand, &worths, backend).unwrap();
            prop_assert_eq!(matches!(core, Core::NonEmpty(_)), expected, "{}", backend.name());
            prop_assert_eq!(verify(n, &grand, worth, &core), Ok(()));
        }
        let floats: Vec<Option<f64>> = table.iter().map(|worth| worth.map(|worth| worth as f64)).collect();
        for backend in backends::<f64>() {
            let core = core_of_constraints(n, &(bonus as f64), &floats, backend).unwrap();
            prop_assert_eq!(matches!(core, Core::NonEmpty(_)), expected, "{}", backend.name());
            prop_assert_eq!(verify(n, &(bonus as f64), |coalition| floats[coalition.index()], &core), Ok(()));
        }
        if worths.iter().all(Option::is_some) {
            let mut values: Vec<Rational> = worths.iter().flatten().cloned().collect();
            values[0] = whole(0);
            values[(1 << n) - 1] = grand;
            let game = TuGame::new(values).unwrap();
            let core = core(&game, default_backend()).unwrap();
            prop_assert_eq!(matches!(core, Core::NonEmpty(_)), expected);
        }
    }
}

#[test]
fn large_games_with_large_and_fractional_worths() {
    for (n, limit) in [(9usize, 120i64), (10, 100)] {
        let mut state = 7u64;
        let mut values: Vec<Rational> = Coalition::all(n)
            .map(|coalition| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let size = coalition.size() as i64;
                Rational::new((size * ((state >> 40) as i64 % 10_000_019)).into(), (7 + coalition.size() as i64).into())
            })
            .collect();
        let huge = Rational::from_integer(num_bigint::BigInt::from(10).pow(30));
        for factor in [whole(1), huge] {
            let mut seen = [false; 2];
            for grand in [whole(limit * 10_000), whole(limit * 10_000_000)] {
                let last = values.len() - 1;
                values[last] = grand * &factor;
                let scaled: Vec<Rational> = values
                    .iter()
                    .enumerate()
                    .map(|(m, value)| if m == last { value.clone() } else { value * &factor })
                    .collect();
                let game = TuGame::new(scaled).unwrap();
                let answer = core(&game, default_backend()).unwrap();
                let worth = |coalition| Some(game.worth(coalition));
                assert_eq!(verify(n, &game.grand_worth(), worth, &answer), Ok(()));
                seen[usize::from(matches!(answer, Core::Empty(_)))] = true;
            }
            assert_eq!(seen, [true, true], "both answers come up");
        }
    }
}

#[test]
fn mutated_weights_are_refused() {
    let game = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
    let Core::Empty(weights) = core(&game, default_backend()).unwrap() else { panic!("a majority game has no core") };
    assert!(weights.verify_core_empty(&game).is_ok());
    for place in 0..weights.weights.len() {
        let mut wrong = weights.clone();
        wrong.weights[place].1 += whole(1);
        assert!(wrong.verify_core_empty(&game).is_err());
        let mut wrong = weights.clone();
        wrong.weights[place].1 = -wrong.weights[place].1.clone();
        assert!(wrong.verify_core_empty(&game).is_err());
        let mut wrong = weights.clone();
        wrong.weights.remove(place);
        assert!(wrong.verify_core_empty(&game).is_err());
    }
    let twice = BalancedWeights { weights: [weights.weights.clone(), weights.weights.clone()].concat() };
    assert!(twice.verify_core_empty(&game).is_err());
    let outside = BalancedWeights { weights: vec![(Coalition::of([7]), whole(1))] };
    assert!(outside.verify_core_empty(&game).is_err());
    // Balanced, but they prove nothing.
    let grand = BalancedWeights { weights: vec![(Coalition::grand(3), whole(1))] };
    assert!(grand.verify_balanced(3).is_ok() && grand.verify_core_empty(&game).is_err());
}
