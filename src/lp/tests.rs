use super::*;
use crate::number::{Rational, ratio, whole};
use proptest::prelude::*;

/// One program of each kind, in whole numbers.
fn solve_all<S: Scalar>(backend: &dyn LpBackend<S>) {
    let number = S::from_integer;
    let solve = |program: &LinearProgram<S>| {
        let outcome = backend.solve(program).unwrap_or_else(|error| panic!("{}: {error}", backend.name()));
        program.check(&outcome).unwrap_or_else(|flaw| panic!("{}: {flaw}: {outcome:?}", backend.name()));
        outcome
    };
    let near = |value: &S, expected: &Rational| {
        assert!((value.to_f64() - Scalar::to_f64(expected)).abs() < 1e-6, "{}: {value:?}", backend.name());
        assert!(!S::EXACT || value.to_rational().as_ref() == Some(expected), "{}: {value:?}", backend.name());
    };
    let dense =
        |numbers: &[i64]| numbers.iter().enumerate().map(|(index, &value)| (index, number(value))).collect::<Vec<_>>();

    // Feasible (Chvatal 1983, chapter 2): the optimum is 13 at (2, 0, 1).
    let mut program = LinearProgram::new(Sense::Maximise, vec![number(5), number(4), number(3)]);
    program.constrain(dense(&[2, 3, 1]), Relation::AtMost, number(5));
    program.constrain(dense(&[4, 1, 2]), Relation::AtMost, number(11));
    program.constrain(dense(&[3, 4, 2]), Relation::AtMost, number(8));
    near(solve(&program).value().unwrap(), &whole(13));

    // Free variables, equations and >=: the balanced cover of a majority game, worth 3/2.
    let mut program = LinearProgram::new(Sense::Minimise, vec![number(1); 3]).all_free();
    for pair in [[1, 1, 0], [1, 0, 1], [0, 1, 1]] {
        program.constrain(dense(&pair), Relation::AtLeast, number(1));
    }
    let LpOutcome::Optimal { value, dual, .. } = solve(&program) else { panic!("not optimal") };
    near(&value, &ratio(3, 2));
    near(&dual[0], &ratio(1, 2));
    program.constrain(dense(&[1, 1, 1]), Relation::Equal, number(2));
    near(solve(&program).value().unwrap(), &whole(2));

    // Infeasible: the same with x(N) = 1.
    program.constraints[3].bound = number(1);
    assert!(matches!(solve(&program), LpOutcome::Infeasible { .. }), "{}", backend.name());
    // Infeasible equations alone, one of them redundant.
    let mut program = LinearProgram::new(Sense::Minimise, vec![number(1); 2]);
    program.constrain(dense(&[1, 1]), Relation::Equal, number(1));
    program.constrain(dense(&[2, 2]), Relation::Equal, number(2));
    near(solve(&program).value().unwrap(), &whole(1));
    program.constrain(dense(&[1, 1]), Relation::Equal, number(2));
    assert!(matches!(solve(&program), LpOutcome::Infeasible { .. }), "{}", backend.name());

    // Unbounded, with and without a free variable.
    let mut program = LinearProgram::new(Sense::Maximise, vec![number(1), number(1)]);
    program.constrain(dense(&[1, -1]), Relation::AtMost, number(-2));
    assert!(matches!(solve(&program), LpOutcome::Unbounded { .. }), "{}", backend.name());
    let program = LinearProgram::new(Sense::Minimise, vec![number(1)]).all_free();
    assert!(matches!(solve(&program), LpOutcome::Unbounded { .. }), "{}", backend.name());

    // Degenerate, and cycling under the largest coefficient rule (Beale 1955): the optimum is 1/20.
    let fraction = |a, b| S::from_rational(&ratio(a, b));
    let objective = vec![fraction(3, 4), number(-150), fraction(1, 50), number(-6)];
    let mut program = LinearProgram::new(Sense::Maximise, objective);
    let row = |a: i64, b: i64| vec![(0, fraction(1, a)), (1, number(-b)), (2, fraction(-1, 25)), (3, number(9))];
    program.constrain(row(4, 60), Relation::AtMost, number(0));
    let mut second = row(2, 90);
    second[2].1 = fraction(-1, 50);
    second[3].1 = number(3);
    program.constrain(second, Relation::AtMost, number(0));
    program.constrain(dense(&[0, 0, 1]), Relation::AtMost, number(1));
    near(solve(&program).value().unwrap(), &ratio(1, 20));
}

#[test]
fn every_backend_solves_every_kind_of_program() {
    for backend in backends::<Rational>() {
        solve_all(backend);
    }
    for backend in backends::<f64>() {
        solve_all(backend);
    }
}

#[test]
fn mutated_outcomes_are_refused() {
    let mut program = LinearProgram::new(Sense::Maximise, vec![whole(1), whole(1)]);
    program.constrain(vec![(0, whole(1)), (1, whole(2))], Relation::AtMost, whole(4));
    program.constrain(vec![(0, whole(1))], Relation::AtMost, whole(2));
    let right =
        LpOutcome::Optimal { value: whole(3), primal: vec![whole(2), whole(1)], dual: vec![ratio(1, 2), ratio(1, 2)] };
    assert_eq!(program.check(&right), Ok(()));
    let optimal = |value, primal: [i64; 2], dual: [Rational; 2]| LpOutcome::Optimal {
        value: whole(value),
        primal: primal.map(whole).to_vec(),
        dual: dual.to_vec(),
    };
    let dual = [ratio(1, 2), ratio(1, 2)];
    assert_eq!(program.check(&optimal(3, [3, 0], dual.clone())), Err(LpFlaw::Constraint(1)));
    assert_eq!(program.check(&optimal(3, [4, -1], dual.clone())), Err(LpFlaw::Sign("variable", 1)));
    assert!(matches!(program.check(&optimal(2, [2, 0], dual)), Err(LpFlaw::Value(_))));
    assert_eq!(program.check(&optimal(3, [2, 1], [ratio(3, 4), whole(0)])), Err(LpFlaw::Column(0)));
    let farkas = LpOutcome::Infeasible { farkas: vec![whole(-1), whole(0)] };
    assert_eq!(program.check(&farkas), Err(LpFlaw::Value("the combination of bounds is not above 0")));
    let ray = LpOutcome::Unbounded { point: vec![whole(0); 2], ray: vec![whole(0), whole(1)] };
    assert_eq!(program.check(&ray), Err(LpFlaw::Constraint(0)));
    let short = LpOutcome::Unbounded { point: vec![whole(0)], ray: vec![whole(0), whole(1)] };
    assert_eq!(program.check(&short), Err(LpFlaw::Length("primal")));
    let nan = LinearProgram::new(Sense::Maximise, vec![0.0]);
    let outcome = LpOutcome::Optimal { value: 0.0, primal: vec![f64::NAN], dual: vec![] };
    assert!(nan.check(&outcome).is_err());
}

#[test]
fn wrong_programs_and_names_are_errors() {
    let mut program = LinearProgram::new(Sense::Maximise, vec![1.0]);
    program.constrain(vec![(3, 1.0)], Relation::AtMost, 1.0);
    for backend in backends::<f64>() {
        assert!(matches!(backend.solve(&program), Err(Error::Input(_))));
        let infinite = LinearProgram::new(Sense::Maximise, vec![f64::INFINITY]);
        assert!(matches!(backend.solve(&infinite), Err(Error::Input(_))));
    }
    let Err(error) = backend::<Rational>("glpk") else { panic!("an unknown backend was found") };
    assert!(error.to_string().contains("glpk") && error.to_string().contains("exact"));
}

/// Small programs of every shape, most of them degenerate.
fn programs() -> impl Strategy<Value = LinearProgram<Rational>> {
    (1usize..4, 0usize..6).prop_flat_map(|(n, m)| {
        let numbers = |count| proptest::collection::vec(-2i64..3, count);
        let row = (numbers(n), 0usize..3, -2i64..3);
        (any::<bool>(), numbers(n), proptest::collection::vec(any::<bool>(), n), proptest::collection::vec(row, m))
            .prop_map(|(maximise, objective, free, rows)| {
                let sense = if maximise { Sense::Maximise } else { Sense::Minimise };
                let mut program = LinearProgram::new(sense, objective.into_iter().map(whole).collect());
                program.free = free;
                for (coefficients, relation, bound) in rows {
                    let relation = [Relation::AtMost, Relation::AtLeast, Relation::Equal][relation];
                    program.constrain(
                        coefficients.into_iter().map(whole).enumerate().collect(),
                        relation,
                        whole(bound),
                    );
                }
                program
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn outcomes_verify_and_backends_agree(program in programs()) {
        let outcome = ExactSimplex.solve(&program).unwrap();
        prop_assert_eq!(program.check(&outcome), Ok(()), "{:?}", outcome);
        let dual = ExactSimplex.solve(&program.dual()).unwrap();
        prop_assert_eq!(program.dual().check(&dual), Ok(()));
        match (&outcome, &dual) {
            (LpOutcome::Optimal { value, .. }, LpOutcome::Optimal { value: other, .. }) => prop_assert_eq!(value, other),
            (LpOutcome::Unbounded { .. }, LpOutcome::Infeasible { .. }) => {}
            (LpOutcome::Infeasible { .. }, LpOutcome::Unbounded { .. } | LpOutcome::Infeasible { .. }) => {}
            other => prop_assert!(false, "{:?}", other),
        }
        for backend in backends::<Rational>() {
            let other = backend.solve(&program).unwrap();
            prop_assert_eq!(std::mem::discriminant(&outcome), std::mem::discriminant(&other));
            prop_assert_eq!(outcome.value(), other.value());
        }
        let float: LinearProgram<f64> = program.convert().unwrap();
        for backend in backends::<f64>() {
            let other = backend.solve(&float).unwrap();
            prop_assert_eq!(float.check(&other), Ok(()));
            let same = match (outcome.value(), other.value()) {
                (Some(exact), Some(value)) => (Scalar::to_f64(exact) - value).abs() < 1e-6,
                (None, None) => true,
                _ => false,
            };
            prop_assert!(same, "{}: {:?} {:?}", backend.name(), outcome, other);
        }
    }
}

/// `min x(N)` (core) or `min t` (least core) under the demands of all coalitions of a game.
fn coalition_program(n: usize, worths: &[i64], least_core: bool) -> LinearProgram<Rational> {
    let one = || whole(1);
    let variables = n + usize::from(least_core);
    let objective = (0..variables).map(|place| whole((!least_core || place == n).into())).collect();
    let mut program = LinearProgram::new(Sense::Minimise, objective).all_free();
    for (mask, &worth) in worths.iter().enumerate().skip(1) {
        let grand = mask + 1 == worths.len();
        let mut row: Vec<(usize, Rational)> =
            (0..n).filter(|player| mask >> player & 1 == 1).map(|player| (player, one())).collect();
        if least_core && !grand {
            row.push((n, one()));
        }
        let relation = if least_core && grand { Relation::Equal } else { Relation::AtLeast };
        program.constrain(row, relation, whole(worth));
    }
    program
}

#[test]
fn backends_agree_on_two_thousand_core_and_least_core_programs() {
    // A linear congruential sequence: the same games each time.
    let mut state = 20_261_124u64;
    let mut draw = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % below) as i64
    };
    let mut empty = 0;
    for game in 0..1000 {
        let n = 3 + game % 2;
        let worths: Vec<i64> =
            (0..1u32 << n).map(|mask| if mask == 0 { 0 } else { draw(12 * u64::from(mask.count_ones())) }).collect();
        for least_core in [false, true] {
            let program = coalition_program(n, &worths, least_core);
            let exact = ExactSimplex.solve(&program).unwrap();
            assert_eq!(program.check(&exact), Ok(()));
            empty += usize::from(!least_core && exact.value() > Some(&whole(worths[worths.len() - 1])));
            for backend in backends::<Rational>() {
                let other = backend.solve(&program).unwrap();
                assert_eq!(program.check(&other), Ok(()), "{}", backend.name());
                assert_eq!(exact.value(), other.value(), "{} on {worths:?}", backend.name());
            }
        }
    }
    assert!((200..800).contains(&empty), "{empty} of 1000 cores are empty: both answers have to be common");
}
