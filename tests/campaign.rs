//! Random games of up to six players, ties and degenerate ones included: every concept against its
//! definition in exact arithmetic, and every report against its certificates.
//!
//! `PACTUM_CASES` scales the number of games: `PACTUM_CASES=3000 cargo test --release --test campaign`.
#![cfg(feature = "scenario")]

use itertools::Itertools;
use pactum::certificate::{core_violation, kernel_violation, prekernel_violation};
use pactum::format::tu::{TuFile, write_json};
use pactum::game::forms::TuForm;
use pactum::game::properties as property;
use pactum::game::{CharacteristicFunction, TuGame};
use pactum::limit::TimeLimit;
use pactum::lp::{ExactSimplex, LinearProgram, LpBackend, LpOutcome, Relation, Sense, default_backend};
use pactum::number::{Scalar, ratio, whole};
use pactum::report::coop::verify::verify_result;
use pactum::report::coop::{Options, concepts, solve};
use pactum::report::result::{InputNote, digest, result_document};
use pactum::solution::cooperative::balanced_collections::minimal_balanced_collections;
use pactum::solution::cooperative::{
    Bargaining, Core, CoreStability, banzhaf, bargaining_membership, core, core_stability, core_vertices,
    cost_of_stability, exact_game, for_each_core_vertex, graph_core, kernel, kernel_set, least_core, nucleolus,
    per_capita_prenucleolus, prekernel, prenucleolus, shapley, totally_balanced, weber_set_vertices,
};
use pactum::{Coalition, Rational};
use proptest::prelude::*;

type Game = TuGame<Rational>;

/// How many games each test draws: some, or as many as `PACTUM_CASES` says.
fn cases(few: u32) -> ProptestConfig {
    let cases = std::env::var("PACTUM_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(few);
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

/// Games of all kinds: any, with few different worths, simple, symmetric, additive, rising, convex
/// with ties.
fn games(most: usize) -> impl Strategy<Value = Game> {
    (1..=most, 0usize..7, 1i64..4, proptest::collection::vec(-30i64..30, 1 << most)).prop_map(
        |(n, kind, denominator, draws)| {
            let worth = |coalition: Coalition| {
                let (draw, size) = (draws[coalition.index()], coalition.size() as i64);
                let inside = |mask: usize| Coalition(mask as u32).is_subset_of(coalition);
                match kind {
                    0 => draw,
                    1 => draw.rem_euclid(3),
                    2 => (0..1 << n).filter(|&mask| draws[mask] > 22 && inside(mask)).count().min(1) as i64,
                    3 => draws[size as usize],
                    4 => coalition.members().map(|player| draws[player]).sum(),
                    5 => size * size * 4 + draw.rem_euclid(9),
                    _ => (1..1 << n).filter(|&mask| inside(mask)).map(|mask| draws[mask].rem_euclid(3) / 2).sum(),
                }
            };
            TuGame::from_fn(n, |coalition| ratio(worth(coalition), denominator)).unwrap()
        },
    )
}

fn proper(n: usize) -> impl Iterator<Item = Coalition> + Clone {
    Coalition::all(n).skip(1).filter(move |coalition| *coalition != Coalition::grand(n))
}

fn total(x: &[Rational], coalition: Coalition) -> Rational {
    coalition.members().map(|player| x[player].clone()).sum()
}

/// The largest `(Σ λ v(S) - v(N)) / (size of Σ λ)` over minimal balanced collections other than the
/// grand coalition alone.
fn by_collections(game: &Game, size: impl Fn(&Rational, Coalition) -> Rational) -> Option<Rational> {
    let collections = minimal_balanced_collections(game.n_players()).unwrap();
    let value = |(coalitions, weights): (&Vec<Coalition>, &Vec<Rational>)| {
        let pairs = || coalitions.iter().zip(weights);
        let worth: Rational = pairs().map(|(coalition, weight)| weight * game.worth(*coalition)).sum();
        let size: Rational = pairs().map(|(coalition, weight)| size(weight, *coalition)).sum();
        (worth - game.grand_worth()) / size
    };
    let others = collections.iter().filter(|collection| collection.coalitions != [Coalition::grand(game.n_players())]);
    others.map(|collection| value((&collection.coalitions, &collection.weights))).max()
}

/// The nucleolus or prenucleolus by linear programs with all coalitions written down: the largest
/// excess is made least; coalitions that have it in every optimum are fixed; and so on.
fn lexicographic(game: &Game, imputation: bool) -> Option<Vec<Rational>> {
    let n = game.n_players();
    let row = |coalition: Coalition| coalition.members().map(|player| (player, whole(1))).collect::<Vec<_>>();
    let mut fixed: Vec<(Coalition, Rational)> = Vec::new();
    loop {
        let open: Vec<Coalition> =
            proper(n).filter(|coalition| !fixed.iter().any(|(known, _)| known == coalition)).collect();
        let base = |objective: Vec<Rational>, sense: Sense| {
            let mut program = LinearProgram::new(sense, objective).all_free();
            program.constrain(row(Coalition::grand(n)), Relation::Equal, game.grand_worth());
            for player in (0..n).filter(|_| imputation) {
                program.constrain(
                    vec![(player, whole(1))],
                    Relation::AtLeast,
                    game.worth(Coalition::singleton(player)),
                );
            }
            for (coalition, excess) in &fixed {
                program.constrain(row(*coalition), Relation::Equal, game.worth(*coalition) - excess);
            }
            program
        };
        let mut objective = vec![whole(0); n];
        objective.push(whole(1));
        let mut program = base(objective, Sense::Minimise);
        for &coalition in &open {
            let mut entries = row(coalition);
            entries.push((n, whole(1)));
            program.constrain(entries, Relation::AtLeast, game.worth(coalition));
        }
        if open.is_empty() {
            program.constrain(vec![(n, whole(1))], Relation::AtLeast, whole(0));
        }
        let LpOutcome::Optimal { value: level, primal, .. } = ExactSimplex.solve(&program).unwrap() else {
            return None;
        };
        if open.is_empty() {
            return Some(primal[..n].to_vec());
        }
        let mut fresh = Vec::new();
        for &coalition in &open {
            let objective = (0..n).map(|player| whole(coalition.contains(player).into())).collect();
            let mut program = base(objective, Sense::Maximise);
            for &other in &open {
                program.constrain(row(other), Relation::AtLeast, game.worth(other) - &level);
            }
            let most = match ExactSimplex.solve(&program).unwrap() {
                LpOutcome::Optimal { value, .. } => Some(value),
                _ => None,
            };
            if most == Some(game.worth(coalition) - &level) {
                fresh.push((coalition, level.clone()));
            }
        }
        assert!(!fresh.is_empty(), "a level fixes something");
        fixed.extend(fresh);
    }
}

/// The vertices of the core by all systems of equations.
fn vertices_by_systems(game: &Game) -> Vec<Vec<Rational>> {
    let n = game.n_players();
    let mut found = Vec::new();
    for family in proper(n).combinations(n - 1) {
        let mut rows: Vec<Vec<Rational>> = family
            .into_iter()
            .chain([Coalition::grand(n)])
            .map(|coalition| {
                let left = (0..n).map(|player| whole(coalition.contains(player).into()));
                left.chain([game.worth(coalition)]).collect()
            })
            .collect();
        if let Some(x) = solve_system(&mut rows) {
            let worth = |coalition: Coalition| Some(game.worth(coalition));
            if core_violation(n, &game.grand_worth(), worth, &x).is_none() {
                found.push(x);
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn solve_system(rows: &mut [Vec<Rational>]) -> Option<Vec<Rational>> {
    let n = rows.len();
    for column in 0..n {
        let pivot = (column..n).find(|&row| rows[row][column] != whole(0))?;
        rows.swap(column, pivot);
        let scale = rows[column][column].clone();
        rows[column].iter_mut().for_each(|entry| *entry /= &scale);
        let known = rows[column].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(place, _)| *place != column) {
            let factor = row[column].clone();
            row.iter_mut().zip(&known).for_each(|(entry, value)| *entry -= &factor * value);
        }
    }
    Some(rows.iter().map(|row| row[n].clone()).collect())
}

fn all_concepts_verify(game: &Game) {
    let n = game.n_players();
    let mut file = TuFile::numbered(TuForm::Values(game.clone()));
    file.unions = Some((0..n).collect::<Vec<_>>().chunks(2).map(<[usize]>::to_vec).collect());
    file.graph = Some((1..n).map(|player| (player, player / 2)).collect());
    file.weights = Some((1..=n as i64).map(whole).collect());
    let options = Options { samples: Some(10), ..Options::default() };
    let entries = solve(&file, &concepts().collect::<Vec<_>>(), &options);
    let written = write_json(&file);
    let note = InputNote {
        players: file.players.clone(),
        digest: digest(written.to_string().as_bytes()),
        game: Some(written),
    };
    let found = verify_result(&result_document(&note, &entries).to_string(), None);
    assert!(found.is_ok(), "{found:?} of {game:?}");
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn every_report_is_proved(game in games(5)) {
        all_concepts_verify(&game);
    }

    #[test]
    fn values_by_their_definitions(game in games(6)) {
        let n = game.n_players();
        let marginal = |coalition: Coalition, player: usize| game.worth(coalition.with(player)) - game.worth(coalition);
        let mut by_orders = vec![whole(0); n];
        let mut orders = 0;
        for order in (0..n).permutations(n) {
            let mut before = Coalition::EMPTY;
            orders += 1;
            for player in order {
                by_orders[player] += marginal(before, player);
                before = before.with(player);
            }
        }
        by_orders.iter_mut().for_each(|value| *value /= whole(orders));
        prop_assert_eq!(shapley(&game), by_orders);
        let mean = |player: usize| {
            let others = Coalition::grand(n).without(player).subsets();
            others.map(|coalition| marginal(coalition, player)).sum::<Rational>() / whole(1 << (n - 1))
        };
        prop_assert_eq!(banzhaf(&game), (0..n).map(mean).collect::<Vec<_>>());
        let floats = shapley(&game.convert::<f64>().unwrap());
        prop_assert!(floats.iter().zip(shapley(&game)).all(|(float, exact)| (float - exact.to_f64()).abs() < 1e-9));
    }

    #[test]
    fn cores_by_balanced_collections(game in games(5)) {
        let (n, lp) = (game.n_players(), default_backend());
        let gap = by_collections(&game, |_, _| ratio(1, game.n_players() as i64 * 1000)).map(|gap| gap > whole(0));
        let empty = matches!(core(&game, lp).unwrap(), Core::Empty(_));
        prop_assert_eq!(empty, n > 1 && gap == Some(true));
        if n > 1 {
            let epsilon = by_collections(&game, |weight, _| weight.clone()).unwrap();
            prop_assert_eq!(&least_core(&game, lp).unwrap().epsilon, &epsilon);
            let floats = least_core(&game.convert::<f64>().unwrap(), default_backend()).unwrap().epsilon;
            prop_assert!((floats - epsilon.to_f64()).abs() < 1e-6);
            let per_head = by_collections(&game, |weight, coalition| weight * whole(coalition.size() as i64)).unwrap();
            prop_assert_eq!(&per_capita_prenucleolus(&game, lp).unwrap().chain.levels[0].excess, &per_head);
            let subsidy = (per_head * whole(n as i64)).max(whole(0));
            prop_assert_eq!(cost_of_stability(&game, lp).unwrap().subsidy, subsidy);
        }
        let part = |coalition: Coalition| {
            let members: Vec<usize> = coalition.members().collect();
            let game = TuGame::from_fn(members.len(), |part| game.worth(Coalition::of(part.members().map(|place| members[place])))).unwrap();
            by_collections(&game, |weight, _| weight.clone()).is_none_or(|most| most <= whole(0))
        };
        prop_assert_eq!(totally_balanced(&game, lp).unwrap().holds(), Coalition::all(n).skip(1).all(part));
    }

    #[test]
    fn vertices_by_systems_of_equations(game in games(4)) {
        let limit = TimeLimit::none();
        let expected = vertices_by_systems(&game);
        prop_assert_eq!(&core_vertices(&game, &limit).unwrap(), &expected);
        let tight = |coalition: Coalition| expected.iter().any(|x| total(x, coalition) == game.worth(coalition));
        let exact = !expected.is_empty() && proper(game.n_players()).all(tight);
        prop_assert_eq!(exact_game(&game, default_backend()).unwrap().holds(), exact);
        if property::convex(&game).holds {
            prop_assert_eq!(weber_set_vertices(&game).unwrap(), expected);
        }
    }

    #[test]
    fn vertices_one_by_one(game in games(6)) {
        let limit = TimeLimit::none();
        let listed = core_vertices(&game, &limit).unwrap();
        let mut streamed = Vec::new();
        let mut visit = |vertex: &[Rational]| {
            streamed.push(vertex.to_vec());
            Ok(())
        };
        for_each_core_vertex(&game, &mut visit).unwrap();
        streamed.sort();
        prop_assert_eq!(streamed, listed);
    }

    #[test]
    fn nucleoli_by_programs_of_all_coalitions(game in games(5)) {
        let lp = default_backend();
        let n = game.n_players();
        prop_assert_eq!(Some(prenucleolus(&game, lp).unwrap().allocation), lexicographic(&game, false));
        let alone: Rational = (0..n).map(|player| game.worth(Coalition::singleton(player))).sum();
        if alone <= game.grand_worth() {
            let point = nucleolus(&game, lp).unwrap().allocation;
            prop_assert_eq!(Some(point.clone()), lexicographic(&game, true));
            prop_assert_eq!(kernel_violation(&game, &point), None);
            let inside = bargaining_membership(&game, &point, &TimeLimit::none()).unwrap();
            let Bargaining::Inside(proofs) = inside else { panic!("the nucleolus is in the bargaining set") };
            prop_assert!(proofs.iter().all(|proof| proof.verify(&game, &point).is_ok()));
            prop_assert_eq!(kernel_violation(&game, &kernel(&game, lp).unwrap()), None);
            let floats = nucleolus(&game.convert::<f64>().unwrap(), default_backend()).unwrap().allocation;
            prop_assert!(floats.iter().zip(&point).all(|(float, exact)| (float - exact.to_f64()).abs() < 1e-6));
            #[cfg(feature = "microlp")]
            {
                let other = pactum::lp::backend("microlp").unwrap();
                prop_assert_eq!(nucleolus(&game, other).unwrap().allocation, point);
            }
        } else {
            prop_assert!(nucleolus(&game, lp).is_err());
        }
        prop_assert_eq!(prekernel_violation(&game, &prekernel(&game, lp).unwrap()), None);
    }

    #[test]
    fn whole_kernels_and_stable_cores(game in games(5)) {
        let limit = TimeLimit::none();
        for region in kernel_set(&game, &limit).unwrap() {
            let count = whole(region.len() as i64);
            let centre: Vec<Rational> =
                (0..game.n_players()).map(|i| region.iter().map(|x| x[i].clone()).sum::<Rational>() / &count).collect();
            for x in region.iter().chain([&centre]) {
                prop_assert_eq!(kernel_violation(&game, x), None);
            }
        }
        match core_stability(&game, &limit) {
            Ok(CoreStability::Unstable(found)) => prop_assert_eq!(found.verify(&game), Ok(())),
            Ok(CoreStability::Stable(proof)) => prop_assert_eq!(proof.verify(&game), Ok(())),
            Ok(CoreStability::Convex) => prop_assert!(property::convex(&game).holds),
            Err(error) => prop_assert!(matches!(error, pactum::Error::Undefined(_)), "{}", error),
        }
        let star: Vec<_> = (1..game.n_players()).map(|player| (0, player)).collect();
        let found = graph_core(&game, &star, &limit).unwrap();
        prop_assert_eq!(found.decomposition.verify(game.n_players(), &star), Ok(()));
    }

    #[test]
    fn properties_by_their_definitions(game in games(6)) {
        let grand = Coalition::grand(game.n_players());
        let pairs = || grand.subsets().cartesian_product(grand.subsets());
        let v = |coalition: Coalition| game.worth(coalition);
        let apart = |s: Coalition, t: Coalition| s.intersection(t).is_empty();
        let superadditive = pairs().all(|(s, t)| !apart(s, t) || v(s) + v(t) <= v(s.union(t)));
        prop_assert_eq!(property::superadditive(&game).holds, superadditive);
        let convex = pairs().all(|(s, t)| v(s) + v(t) <= v(s.union(t)) + v(s.intersection(t)));
        prop_assert_eq!(property::convex(&game).holds, convex);
        let monotone = pairs().all(|(s, t)| !s.is_subset_of(t) || v(s) <= v(t));
        prop_assert_eq!(property::monotone(&game).holds, monotone);
        let symmetric = pairs().all(|(s, t)| s.size() != t.size() || v(s) == v(t));
        prop_assert_eq!(property::symmetric(&game).holds, symmetric);
    }
}
