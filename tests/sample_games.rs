//! Games of the literature, of Gambit's samples, and of reports of missing equilibria: what is known of each.
//!
//! A file of `tests/data/nash/samples` has the game as `pactum-nfg/1` and what is `expected`: how many `equilibria`
//! are listed (extreme ones of two players), how many of them are `pure` or `totally-mixed`, how many `components`
//! there are (connected ones with more than one extreme equilibrium, of two players), and some that the list
//! `contains`; `undecided` where there is a curve, `open` where the proof that the list is complete is left open; `why`
//! says how it is known.
#![cfg(feature = "scenario")]

use std::path::Path;

use pactum::Rational;
use pactum::format::nfg_json::read_json_game;
use pactum::game::textbook_games::TextbookStrategicGame;
use pactum::game::{NamedGame, NormalFormGame, with_game};
use pactum::number::{parse_rational, ratio, whole};
use pactum::report::nash::{Concept, Options, concepts, solve, verify};
use pactum::report::result::{InputNote, result_document};
use serde_json::Value;

/// A mixed strategy of each player, as bounds of each probability.
type Profile = Vec<Vec<(Rational, Rational)>>;

struct Solved {
    entry: Value,
    equilibria: Vec<Profile>,
    /// What verification leaves open.
    open: Vec<String>,
}

impl Solved {
    fn of(game: &NamedGame) -> Self {
        let mixed: Vec<&Concept> = concepts().iter().filter(|concept| concept.name == "mixed").collect();
        let entries = solve(game, &mixed, &Options::default());
        let note = InputNote { players: vec![], digest: String::new(), game: None };
        let document = result_document(&note, &entries);
        // All bases of larger games take a while.
        let small = game.players.iter().all(|player| player.strategies.len() <= 6);
        let open = if small { verify::verify(&document, game).unwrap() } else { vec![] };
        let entry = document["results"][0].clone();
        let profile = |item: &Value| {
            let strategy = |player: &pactum::game::PlayerNames| {
                let weights = &item["profile"][&player.name];
                player.strategies.iter().map(|name| bounds(&weights[name])).collect()
            };
            game.players.iter().map(strategy).collect()
        };
        let equilibria = entry["value"].as_array().unwrap().iter().map(profile).collect();
        Solved { entry, equilibria, open }
    }

    /// Connected components with more than one extreme equilibrium, or the components of more players.
    fn components(&self) -> usize {
        let components = self.entry["components"].as_array().unwrap();
        let is_continuum = |part: &&Value| part.as_array().is_none_or(|members| members.len() > 1);
        components.iter().filter(is_continuum).count()
    }
}

fn is_pure(profile: &Profile) -> bool {
    profile.iter().flatten().all(|(low, high)| low == high && low.is_integer())
}

fn is_totally_mixed(profile: &Profile) -> bool {
    profile.iter().flatten().all(|(low, _)| *low > whole(0))
}

fn bounds(value: &Value) -> (Rational, Rational) {
    let number = |value: &Value| parse_rational(value.as_str().unwrap()).unwrap();
    match value {
        Value::Null => (whole(0), whole(0)),
        Value::Object(ends) => (number(&ends["low"]), number(&ends["high"])),
        exact => (number(exact), number(exact)),
    }
}

/// A sample game, solved, and what is expected.
fn samples() -> Vec<(String, Solved, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/nash/samples");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let solved = |path: &std::path::PathBuf| {
        let case: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let game = read_json_game(&case["game"].to_string()).unwrap();
        (path.file_stem().unwrap().to_string_lossy().into_owned(), Solved::of(&game), case["expected"].clone())
    };
    paths.iter().map(solved).collect()
}

#[test]
fn published_games_have_the_equilibria_that_are_known() {
    let samples = samples();
    assert_eq!(samples.len(), 29);
    for (name, solved, expected) in samples {
        let found = &solved.equilibria;
        let counts = [
            ("equilibria", found.len()),
            ("pure", found.iter().filter(|profile| is_pure(profile)).count()),
            ("totally-mixed", found.iter().filter(|profile| is_totally_mixed(profile)).count()),
            ("components", solved.components()),
        ];
        for (what, count) in counts {
            assert!(expected[what].is_null() || expected[what] == count, "{name}: {count} {what}");
        }
        let undecided = solved.entry["undecided"].as_array().map_or(0, Vec::len);
        // Curves are not described; they are said to be undecided.
        let is_curve = expected["undecided"] == true;
        assert!(undecided > 0 || !is_curve, "{name}");
        assert!(is_curve || expected["open"] == true || undecided == 0, "{name}: {undecided} undecided");
        assert_eq!(solved.entry["complete"], undecided == 0, "{name}");
        // A proof by exclusion is for lists of isolated points.
        let proved = solved.open.is_empty() || expected["open"] == true || solved.components() > 0;
        assert!(proved, "{name}: {:?}", solved.open);
        for wanted in expected["contains"].as_array().into_iter().flatten() {
            let wanted: Profile = wanted
                .as_array()
                .unwrap()
                .iter()
                .map(|strategy| strategy.as_array().unwrap().iter().map(bounds).collect())
                .collect();
            assert!(found.contains(&wanted), "{name}: {wanted:?}");
        }
    }
}

/// Nau, Gomez-Canovas and Hansen 2004, section 4: `x = (53 - √601)/46`, `y = (√601 - 13)/24`, `z = (√601 - 23)/4`.
/// Two more players who match pennies do not change that.
#[test]
fn irrational_equilibria_are_enclosed() {
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/nash/samples/nau-2004-irrational.json"),
    );
    let case: Value = serde_json::from_str(&text.unwrap()).unwrap();
    let three = read_json_game(&case["game"].to_string()).unwrap();
    let with_pennies = with_game!(&three.game, game => {
        let payoff = |player: usize, profile: usize| match player {
            0..3 => game.payoff(profile % 8, player),
            _ => whole(if (profile >> 3 & 1 == profile >> 4) == (player == 3) { 1 } else { -1 }),
        };
        let tables: Vec<Vec<Rational>> =
            (0..5).map(|player| (0..32).map(|profile| payoff(player, profile)).collect()).collect();
        NamedGame::numbered("with pennies", NormalFormGame::from_rationals(&[2; 5], &tables).unwrap()).unwrap()
    });
    for game in [three, with_pennies] {
        let solved = Solved::of(&game);
        assert_eq!((solved.equilibria.len(), &solved.entry["complete"]), (1, &Value::Bool(true)));
        let profile = &solved.equilibria[0];
        for (player, (multiple, shift)) in [(-46, 53), (24, 13), (4, 23)].into_iter().enumerate() {
            let root = |end: &Rational| end * whole(multiple) + whole(shift);
            let (low, high) = &profile[player][0];
            let squares = [root(low), root(high)].map(|root| &root * &root);
            assert!(squares.iter().min() < Some(&whole(601)) && squares.iter().max() > Some(&whole(601)));
        }
        let half = vec![(ratio(1, 2), ratio(1, 2)); 2];
        assert!(profile[3..].iter().all(|strategy| *strategy == half));
    }
}

fn textbook(text: &str) -> Solved {
    Solved::of(&TextbookStrategicGame::parse(text).unwrap().into_table().unwrap())
}

/// How many symmetric mixed profiles of two strategies have the second one's probability where a function that
/// rises or falls there changes its sign.
fn symmetric_at(solved: &Solved, sign: impl Fn(&Rational) -> Rational) -> usize {
    let is_it = |profile: &&Profile| {
        let (low, high) = &profile[0][1];
        let ends = sign(low) * sign(high);
        !is_pure(profile) && profile.iter().all(|strategy| strategy == &profile[0]) && ends <= whole(0)
    };
    solved.equilibria.iter().filter(is_it).count()
}

/// Stag hunt of three: all hunt the hare, all the stag, or each the stag with `√(hare/stag)`. Two that mix would need
/// 3/4, and then the third would not hunt the stag.
#[test]
fn stag_hunts() {
    let solved = textbook("stag-hunt:n=3,stag=4,hare=3");
    assert_eq!(solved.equilibria.len(), 3);
    assert_eq!(symmetric_at(&solved, |p| p * p * whole(4) - whole(3)), 1);
}

/// Palfrey and Rosenthal 1984, three players of whom two have to contribute, benefit 3, cost 1: with refund each
/// contributes with `2(b - c) / (2b - c)`; without, `2p(1 - p) = c/b`.
#[test]
fn thresholds_with_and_without_refund() {
    let refund = textbook("threshold-refund:n=3,t=2,benefit=3,cost=1");
    assert!(refund.equilibria.contains(&vec![vec![(ratio(1, 5), ratio(1, 5)), (ratio(4, 5), ratio(4, 5))]; 3]));
    assert_eq!(symmetric_at(&refund, |p| whole(4) - whole(5) * p), 1);
    let none = textbook("threshold:n=3,t=2,benefit=3,cost=1");
    assert_eq!(symmetric_at(&none, |p| whole(6) * p * (whole(1) - p) - whole(1)), 2);
    // Two contribute, or nobody.
    assert_eq!(none.equilibria.iter().filter(|profile| is_pure(profile)).count(), 4);
}

/// Diekmann 1985: in each set of players but one, they may be the ones that mix, with `1 - (c/b)^(1/(k-1))` for `k`
/// of them; or one volunteers.
#[test]
fn volunteers() {
    let solved = textbook("volunteer:n=4,benefit=4,cost=1");
    let mixing = |profile: &Profile| {
        profile.iter().filter(|strategy| strategy[0].0 > whole(0) && strategy[1].0 > whole(0)).count()
    };
    for (k, sets) in [(0, 4), (2, 6), (3, 4), (4, 1)] {
        let with_k: Vec<&Profile> = solved.equilibria.iter().filter(|profile| mixing(profile) == k).collect();
        assert_eq!(with_k.len(), sets, "{k} mix");
        for profile in with_k.iter().filter(|_| k > 0) {
            let (low, high) = profile.iter().map(|strategy| &strategy[0]).find(|out| out.0 < whole(1)).unwrap();
            let power = |out: &Rational| (1..k).fold(whole(1), |power, _| power * out);
            assert!(power(low) <= ratio(1, 4) && power(high) >= ratio(1, 4));
        }
    }
    assert_eq!(solved.equilibria.len(), 15);
}

/// Van Huyck, Battalio and Beil 1990: of two players all exert each effort, or mix any two with `b/a` for the higher:
/// with three, `P(other >= e) = b/a` for both upper ones, so that the middle one has no weight.
#[test]
fn minimum_efforts() {
    let solved = textbook("minimum-effort:n=2,levels=4,a=3,b=1");
    assert_eq!((solved.equilibria.len(), solved.components()), (4 + 6, 0));
    for profile in solved.equilibria.iter().filter(|profile| !is_pure(profile)) {
        assert_eq!(profile[0], profile[1]);
        let weights: Vec<&Rational> = profile[0].iter().map(|(low, _)| low).filter(|low| **low > whole(0)).collect();
        assert_eq!(weights, [&ratio(2, 3), &ratio(1, 3)]);
    }
}
