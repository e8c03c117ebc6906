use super::*;
use crate::game::with_game;
use crate::limit::TimeLimit;
use crate::number::{Scalar, ratio};
use crate::solution::strategic::{
    Coordinate, SymmetricEquilibria, compact_pure, extreme_equilibria, iterated_strict_dominance, pure_nash,
    symmetric_equilibria,
};

fn table(text: &str) -> NamedGame {
    TextbookStrategicGame::parse(text).unwrap().into_table().unwrap()
}

fn compact(text: &str) -> CompactGame {
    match TextbookStrategicGame::parse(text).unwrap() {
        GivenGame::Compact(game) => game,
        GivenGame::Table(_) => panic!("{text} is a table"),
    }
}

/// The pure equilibria, by names.
fn pure(text: &str) -> Vec<Vec<String>> {
    let named = table(text);
    let names = |profile: usize| {
        let strategies = named.space().strategies(profile);
        strategies.iter().zip(&named.players).map(|(&strategy, player)| player.strategies[strategy].clone()).collect()
    };
    with_game!(&named.game, game => pure_nash(game)).into_iter().map(names).collect()
}

/// The mixed equilibria of two players, as the first one's and the second one's strategies.
fn mixed(text: &str) -> Vec<(Vec<Rational>, Vec<Rational>)> {
    let named = table(text);
    let found = with_game!(&named.game, game => extreme_equilibria(game, &TimeLimit::none())).unwrap();
    found.equilibria.iter().map(|&(a, b)| (found.first[a].clone(), found.second[b].clone())).collect()
}

fn symmetric_of(text: &str) -> Vec<Coordinate> {
    let game = compact(text);
    let gains: Vec<Rational> = (0..game.players().len()).map(|others| game.gain(0, others)).collect();
    match symmetric_equilibria(&gains).unwrap() {
        SymmetricEquilibria::Isolated(found) => found,
        SymmetricEquilibria::All => panic!("all"),
    }
}

#[test]
fn every_game_is_well_formed_and_carries_its_source() {
    for game in GAMES {
        let named = table(game.name);
        assert!(named.comment.starts_with(game.source) && !named.title.is_empty(), "{}", game.name);
    }
    for wrong in [
        "",
        "x",
        "chicken:8,1,1,1,1",
        "chicken:hue=3",
        "volunteer:n=0",
        "volunteer:n=x",
        "minority:1/2",
        "matching-pennies:1",
        "travelers-dilemma:5,4,2",
    ] {
        assert!(TextbookStrategicGame::parse(wrong).is_err(), "{wrong}");
    }
    for large in ["volunteer:100000", "minimum-effort:30", "beauty-contest:1000000,9", "coordination:100000"] {
        let given = TextbookStrategicGame::parse(large).and_then(GivenGame::into_table);
        assert!(matches!(given, Err(Error::TooLarge { .. })), "{large}");
    }
}

#[test]
fn two_by_two_games_have_their_known_equilibria() {
    assert_eq!(pure("prisoners-dilemma"), [["defect", "defect"]]);
    let mean = |a: i64, b: i64| vec![ratio(a, a + b), ratio(b, a + b)];
    assert!(mixed("battle-of-the-sexes").contains(&(mean(2, 1), mean(1, 2))));
    assert_eq!(mixed("matching-pennies"), [(mean(1, 1), mean(1, 1))]);
    // Aumann 1974: yield with 2/3.
    assert!(mixed("chicken").contains(&(mean(2, 1), mean(2, 1))));
    // Maynard Smith and Price 1973: hawks are V / C.
    assert!(mixed("hawk-dove:prize=3,cost=7").contains(&(mean(3, 4), mean(3, 4))));
    // Each hunts the stag with hare / stag.
    assert!(mixed("stag-hunt").contains(&(mean(1, 3), mean(1, 3))));
    assert_eq!(mixed("coordination:3").len(), 7);
}

#[test]
fn uniform_play_is_the_only_equilibrium_of_cyclic_games() {
    for text in ["rock-paper-scissors", "rock-paper-scissors:win=2", "shapley"] {
        assert_eq!(mixed(text), [(vec![ratio(1, 3); 3], vec![ratio(1, 3); 3])], "{text}");
    }
}

/// Diekmann 1985: each volunteers with `1 - (cost/benefit)^(1/(n-1))`.
#[test]
fn volunteers() {
    assert_eq!(symmetric_of("volunteer:3,4,1"), [Coordinate::Exact(ratio(1, 2))]);
    let found = symmetric_of("volunteer:n=100,benefit=5,cost=2");
    assert_eq!(found.len(), 1);
    assert!((Scalar::to_f64(found[0].bounds().0) - (1.0 - 0.4f64.powf(1.0 / 99.0))).abs() < 1e-14);
    assert_eq!(pure("volunteer:4").len(), 4);
}

/// Palfrey and Rosenthal 1984: without refund `C(n-1, t-1) p^(t-1) (1-p)^(n-t) = c/b`; with refund, exactly those
/// profiles in which t contribute and those in which at most t - 2 do.
#[test]
fn thresholds() {
    let found = symmetric_of("threshold:n=3,t=2,benefit=3,cost=1");
    let expected = [0.0, 0.5 - (1.0f64 / 4.0 - 1.0 / 6.0).sqrt(), 0.5 + (1.0f64 / 4.0 - 1.0 / 6.0).sqrt()];
    assert_eq!(found.len(), 3);
    found.iter().zip(expected).for_each(|(x, p)| assert!((Scalar::to_f64(x.bounds().0) - p).abs() < 1e-14));
    let joins = |text: &str| -> Vec<usize> {
        compact_pure(&compact(text), 0, &TimeLimit::none())
            .unwrap()
            .counts
            .into_iter()
            .map(|(count, _)| count)
            .collect()
    };
    assert_eq!(joins("threshold:n=200,t=70"), [0, 70]);
    assert_eq!(joins("threshold-refund:n=9,t=4"), [0, 1, 2, 4]);
    assert_eq!(pure("threshold-refund:n=9,t=4").len(), 1 + 9 + 36 + 126);
}

#[test]
fn games_of_many_strategies() {
    // Van Huyck, Battalio and Beil 1990: every common effort.
    assert_eq!(pure("minimum-effort:n=3"), (1..=7).map(|level| vec![level.to_string(); 3]).collect::<Vec<_>>());
    // (demand - cost) / (n + 1) each.
    assert!(pure("cournot").contains(&vec!["4".to_string(); 2]));
    assert!(pure("cournot:n=3,demand=12,cost=4,max=6").contains(&vec!["2".to_string(); 3]));
    // Basu 1994: the lowest claims.
    assert_eq!(pure("travelers-dilemma:2,30,2"), [["2", "2"]]);
    // Nagel 1995: zero for all.
    assert!(pure("beauty-contest").contains(&vec!["0".to_string(); 3]));
    let named = table("public-goods");
    with_game!(&named.game, game => assert_eq!(iterated_strict_dominance(game).unwrap().survivors, vec![vec![0]; 4]));
    // Arthur 1994: as many as fit; Challet and Zhang 1997: the smaller side is as large as can be.
    assert_eq!(pure("el-farol").len(), 10);
    assert_eq!(pure("minority").len(), 20);
}

#[test]
fn parameters_are_given_once_and_sizes_say_what_fits() {
    let says = |text: &str, part: &str| {
        let error = TextbookStrategicGame::parse(text).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    };
    says("volunteer:n=3,n=4", "found n twice");
    says("cournot:max=100000", "with 2 players, 4096 strategies each fit");
    says("beauty-contest:n=1000,max=1", "a payoff table for 1000 players");
    #[cfg(feature = "scenario")]
    {
        says("volunter", "did you mean volunteer?");
        says("volunteer:benefitt=3", "did you mean benefit?");
    }
}
