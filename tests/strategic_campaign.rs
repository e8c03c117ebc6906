//! Random strategic games, ties and degenerate ones included: lists of equilibria against independent methods, and
//! every report against its certificates.
//!
//! `PACTUM_CASES` scales the number of games; what was covered is printed:
//! `PACTUM_CASES=500 cargo test --release --test strategic_campaign -- --nocapture`.
#![cfg(feature = "scenario")]

mod equilibria;

use std::cell::RefCell;

use equilibria::newton::{all_supports, zeros};
use equilibria::two::{by_bases, by_supports, is_degenerate};
use equilibria::{Table, holds, is_regular, pure_equilibria, regret};
use pactum::Rational;
use pactum::game::{NamedGame, with_game};
use pactum::limit::TimeLimit;
use pactum::number::{Scalar, ratio, whole};
use pactum::report::nash::{Concept, Options, concepts, solve, verify};
use pactum::report::result::{InputNote, result_document};
use pactum::solution::strategic::{
    AllEquilibria, Coordinate, MixedStrategy, all_equilibria, extreme_equilibria, lemke_howson,
};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::Value;

/// What the games of a test were like.
#[derive(Debug, Default)]
struct Tally {
    games: u32,
    complete: u32,
    with_components: u32,
    with_undecided: u32,
    stopped: u32,
    degenerate: u32,
    odd: u32,
    equilibria: usize,
    found_otherwise: usize,
    proofs_left_open: u32,
}

/// Looks at some games, or at one of every `share` that `PACTUM_CASES` says.
fn campaign(
    name: &str,
    (few, share): (u32, u32),
    games: impl Strategy<Value = Table>,
    check: impl Fn(&Table, &mut Tally),
) {
    let asked = std::env::var("PACTUM_CASES").ok().and_then(|cases| cases.parse::<u32>().ok());
    let cases = asked.map_or(few, |asked| asked.div_ceil(share));
    let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) });
    let tally = RefCell::new(Tally::default());
    let outcome = runner.run(&games, |table| {
        let mut tally = tally.borrow_mut();
        tally.games += 1;
        check(&table, &mut tally);
        Ok(())
    });
    println!("{name}: {:?}", tally.borrow());
    if let Err(error) = outcome {
        panic!("{name}: {error}");
    }
}

/// Integer payoffs of all kinds: two or three digits, few values, wide ones, sparse ones, and such that depend on the player's own
/// strategy and its neighbour's alone.
fn tables(counts: impl Strategy<Value = Vec<usize>>) -> impl Strategy<Value = Table> {
    let draws = |counts: Vec<usize>| {
        let entries = counts.iter().product::<usize>() * counts.len();
        (Just(counts), 0usize..7, proptest::collection::vec(0i64..1_000_000, entries))
    };
    counts.prop_flat_map(draws).prop_map(|(counts, kind, draws)| {
        Table::from_fn(&counts, |player, profile, place| match kind {
            0 => draws[place] % 199 - 99,
            1 => draws[place] % 3,
            2 => draws[place] % 10,
            3 => draws[place] % 2,
            4 => draws[place],
            5 => draws[place] % 16 / 13,
            _ => {
                let neighbour = (player + 1) % counts.len();
                draws[(profile[player] + 5 * profile[neighbour] + 31 * player) % draws.len()] % 20
            }
        })
    })
}

fn fixed(counts: &[usize]) -> impl Strategy<Value = Vec<usize>> {
    Just(counts.to_vec())
}

/// Solves a game for some concepts, and checks the document; the concepts whose proof is left open.
fn verified(named: &NamedGame, concepts: &[&Concept], options: &Options) -> (Value, Vec<String>) {
    let entries = solve(named, concepts, options);
    let note = InputNote { players: vec![], digest: String::new(), game: None };
    let document = result_document(&note, &entries);
    match verify::verify(&document, named) {
        Ok(open) => (document, open),
        Err(flaw) => panic!("{flaw}"),
    }
}

fn mixed_is_verified(table: &Table, tally: &mut Tally, options: &Options) {
    let mixed: Vec<&Concept> = concepts().iter().filter(|concept| concept.name == "mixed").collect();
    let (_, open) = verified(&table.named(), &mixed, options);
    tally.proofs_left_open += u32::from(!open.is_empty());
}

fn exact(strategy: &MixedStrategy) -> Option<Vec<Rational>> {
    let exact = |x: &Coordinate| match x {
        Coordinate::Exact(value) => Some(value.clone()),
        Coordinate::Between(..) => None,
    };
    strategy.iter().map(exact).collect()
}

fn floats(strategy: &MixedStrategy) -> Vec<f64> {
    strategy.iter().map(|x| x.bounds().0.to_f64()).collect()
}

/// Two players: both of the library's lists are the completely labelled pairs of vertices; and, where no mixed
/// strategy has more best replies than strategies, the supports of equal size that can be made indifferent.
fn two_players_agree(table: &Table, tally: &mut Tally) {
    let expected = by_bases(table);
    let degenerate = is_degenerate(table);
    if !degenerate {
        assert_eq!(by_supports(table), expected, "{table:?}");
        assert_eq!(expected.len() % 2, 1);
        tally.odd += 1;
    }
    tally.degenerate += u32::from(degenerate);
    with_game!(&table.game(), game => {
        let found = extreme_equilibria(game, &TimeLimit::none()).unwrap();
        let pair = |&(a, b): &(usize, usize)| vec![found.first[a].clone(), found.second[b].clone()];
        let mut listed: Vec<_> = found.equilibria.iter().map(pair).collect();
        listed.sort();
        assert!(found.complete);
        assert_eq!(listed, expected, "extreme equilibria of {table:?}");
        let all = all_equilibria(game, 40, &TimeLimit::none()).unwrap();
        let point = |strategies: &Vec<MixedStrategy>| strategies.iter().map(|x| exact(x).unwrap()).collect();
        let mut listed: Vec<Vec<Vec<Rational>>> = all.equilibria.iter().map(|found| point(&found.strategies)).collect();
        listed.sort();
        assert!(all.complete);
        assert_eq!(listed, expected, "all equilibria of {table:?}");
        let one = lemke_howson(game, &TimeLimit::none()).unwrap();
        assert_eq!(regret(table, &one.strategies), whole(0), "one equilibrium of {table:?}");
        tally.complete += 1;
        tally.with_components += u32::from(!all.components.is_empty());
        tally.equilibria += expected.len();
        tally.found_otherwise += expected.len();
    });
    mixed_is_verified(table, tally, &Options::default());
}

/// Nothing that is listed has regret, all pure equilibria are listed, and the number is odd where it has to be.
fn listed_ones_are_right(table: &Table, found: &AllEquilibria, tally: &mut Tally) {
    for equilibrium in &found.equilibria {
        let point: Option<Vec<Vec<Rational>>> = equilibrium.strategies.iter().map(exact).collect();
        match point {
            Some(point) => assert_eq!(regret(table, &point), whole(0), "{point:?} of {table:?}"),
            None => {
                // Within 1e-40 of the equilibrium.
                let low = |strategy: &MixedStrategy| strategy.iter().map(|x| x.bounds().0.clone()).collect();
                let point: Vec<Vec<Rational>> = equilibrium.strategies.iter().map(low).collect();
                assert!(regret(table, &point) < Rational::new(1.into(), 10u128.pow(30).into()), "{table:?}");
                let near_one = |strategy: &MixedStrategy| {
                    let (low, high): (Rational, Rational) = (
                        strategy.iter().map(|x| x.bounds().0.clone()).sum(),
                        strategy.iter().map(|x| x.bounds().1.clone()).sum(),
                    );
                    low <= whole(1) && whole(1) <= high
                };
                assert!(equilibrium.strategies.iter().all(near_one));
            }
        }
    }
    tally.equilibria += found.equilibria.len();
    tally.with_components += u32::from(!found.components.is_empty());
    tally.with_undecided += u32::from(!found.undecided.is_empty());
    if found.complete {
        tally.complete += 1;
        let points: Vec<Vec<Vec<f64>>> =
            found.equilibria.iter().map(|found| found.strategies.iter().map(floats).collect()).collect();
        if found.components.is_empty() && points.iter().all(|point| is_regular(table, point)) {
            assert_eq!(points.len() % 2, 1, "an even number of regular equilibria of {table:?}");
            assert_eq!(found.is_odd(), Some(true));
            tally.odd += 1;
        }
    }
}

/// More players: every zero that Newton's method finds on any support is listed or covered.
fn many_players_agree(table: &Table, tally: &mut Tally) {
    let limit = TimeLimit::seconds(60.0);
    let found = with_game!(&table.game(), game => all_equilibria(game, 40, &limit).unwrap());
    listed_ones_are_right(table, &found, tally);
    if limit.is_over() {
        tally.stopped += 1;
        return;
    }
    let pure = pure_equilibria(table);
    for profile in &pure {
        let is_it = |strategies: &Vec<MixedStrategy>| {
            strategies.iter().zip(profile).all(|(x, &place)| *x[place].bounds().0 == whole(1))
        };
        assert!(found.equilibria.iter().any(|listed| is_it(&listed.strategies)), "{profile:?} of {table:?}");
    }
    for support in all_supports(&table.counts) {
        for point in zeros(table, &support, 3) {
            tally.found_otherwise += 1;
            assert!(holds(&found, &point), "{point:?} is missing in {found:?} of {table:?}");
        }
    }
    assert_eq!(found.complete, found.undecided.is_empty());
    mixed_is_verified(table, tally, &Options { limit, ..Options::default() });
}

#[test]
fn two_players() {
    campaign("two players", (40, 1), tables(proptest::collection::vec(1usize..5, 2)), two_players_agree);
}

#[test]
fn three_players_with_three_strategies() {
    campaign("3x3x3", (4, 1), tables(fixed(&[3; 3])), many_players_agree);
}

#[test]
fn four_players_with_two_strategies() {
    campaign("2x2x2x2", (6, 1), tables(fixed(&[2; 4])), many_players_agree);
}

#[test]
fn five_players_with_two_strategies() {
    campaign("2x2x2x2x2", (4, 1), tables(fixed(&[2; 5])), many_players_agree);
}

#[test]
fn four_players_with_three_strategies_under_a_time_limit() {
    campaign("3x3x3x3, limited", (1, 25), tables(fixed(&[3; 4])), |table, tally| {
        let options = Options { limit: TimeLimit::seconds(0.5), ..Options::default() };
        let found = with_game!(&table.game(), game => all_equilibria(game, 40, &options.limit).unwrap());
        listed_ones_are_right(table, &found, tally);
        assert!(found.complete || options.limit.is_over() || !found.undecided.is_empty());
        tally.stopped += u32::from(!found.complete && options.limit.is_over());
        let options = Options { limit: TimeLimit::seconds(0.5), ..Options::default() };
        let mixed: Vec<&Concept> = concepts().iter().filter(|concept| concept.name == "mixed").collect();
        let (document, open) = verified(&table.named(), &mixed, &options);
        let entry = &document["results"][0];
        assert!(entry["value"].is_array() && entry["complete"].is_boolean());
        tally.proofs_left_open += u32::from(!open.is_empty());
    });
}

/// Every concept of games with two to four players: what is written is accepted.
#[test]
fn every_report_is_proved() {
    let counts = prop_oneof![
        fixed(&[2, 2]),
        fixed(&[3, 3]),
        proptest::collection::vec(1usize..4, 2),
        fixed(&[2, 2, 2]),
        fixed(&[2, 3, 2]),
        fixed(&[2; 4])
    ];
    campaign("every concept", (5, 10), tables(counts), |table, tally| {
        let counts: Vec<Vec<u64>> = table.counts.iter().map(|&count| (1..=count as u64).collect()).collect();
        let options = Options {
            target: Some(0),
            population: Some(5),
            lambda: vec![Some(ratio(1, 20)), Some(whole(1)), None],
            counts: Some(counts),
            limit: TimeLimit::seconds(20.0),
            ..Options::default()
        };
        let all: Vec<&Concept> = concepts().iter().collect();
        // The same for all players, so that concepts of symmetric games have something to say.
        for table in [table.clone(), table.made_symmetric()] {
            let (document, open) = verified(&table.named(), &all, &options);
            tally.proofs_left_open += open.len() as u32;
            assert_eq!(document["results"].as_array().map(Vec::len), Some(all.len()));
        }
    });
}
