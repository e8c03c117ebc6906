//! Checks of `mixed`: each equilibrium, each component, and that there is no other equilibrium.

use num_bigint::BigInt;
use num_traits::{One, Signed};
use serde_json::Value;

use super::complete::{Bounds, prove};
use super::extreme::prove_extreme;
use super::subsets::subsets;
use super::{equilibrium, list, payoff_bounds, strategies};
use crate::certificate::isolated_equilibrium_but;
use crate::game::{NamedGame, NormalFormGame, with_game};
use crate::number::Rational;
use crate::number::cell::Cell;

/// The most digits of intervals.
const MAX_DIGITS: u32 = 1000;
/// How much room a fraction beside intervals gets, in widths of the widest of them.
const ROOM: u32 = 1000;
/// The most products of strategies by which a strategy is compared exactly.
const MAX_PRODUCTS: usize = 4096;

/// What stays unchecked, if anything.
pub(super) fn mixed(
    named: &NamedGame,
    entry: &Value,
    value: &Value,
    digits: Option<u32>,
) -> Result<Option<String>, String> {
    let widest = Rational::new(1.into(), BigInt::from(10).pow(digits.unwrap_or(0).min(MAX_DIGITS)));
    let items = list(value)?;
    let mut listed: Vec<Bounds> = Vec::new();
    for item in items {
        equilibrium(named, item)?;
        let profile = strategies(named, item.get("profile"))?;
        if profile.iter().flatten().any(|(low, high)| high - low > widest) {
            return Err("an interval is wider than the digits asked for".into());
        }
        if profile.iter().flatten().any(|(low, high)| low != high) {
            with_game!(&named.game, game => isolated(game, &profile))?;
        }
        listed.push(profile);
    }
    subsets(named, entry, value)?;
    let many = named.players.len() != 2;
    let nothing = Vec::new();
    let siblings = |key: &str| entry.get(key).and_then(Value::as_array).unwrap_or(&nothing);
    if let Some(key) =
        ["components", "undecided"].iter().find(|key| many && !entry.get(**key).is_some_and(Value::is_array))
    {
        return Err(format!("{key}: found no list"));
    }
    if many {
        for part in siblings("components") {
            with_game!(&named.game, game => component(named, game, part))?;
        }
        odd(entry, items.len(), siblings("components").is_empty())?;
    }
    if entry.get("complete") != Some(&Value::Bool(true)) {
        return Ok(None);
    }
    if many && !siblings("undecided").is_empty() {
        return Err("the list is said to be complete beside undecided boxes".into());
    }
    let proved = with_game!(&named.game, game => match many {
        // Components are described, not excluded.
        true if !siblings("components").is_empty() => Ok(None),
        true => prove(game, &listed),
        false => prove_extreme(game, &listed),
    })?;
    Ok(proved.is_none().then(|| "mixed (that the list is complete)".to_string()))
}

/// A profile of fractions and intervals: the only equilibrium with its support near there.
fn isolated<C: Cell>(game: &NormalFormGame<C>, profile: &Bounds) -> Result<(), String> {
    let is_harmless = |player: usize, strategy: usize| never_better(game, profile, player, strategy);
    isolated_equilibrium_but(game, &with_room(profile), &is_harmless).map_err(|flaw| flaw.to_string())
}

/// A profile of intervals with room around its fractions: what maps a box into itself moves these by as little as the
/// intervals beside them are wide. A player's first probability is what the others leave.
fn with_room(profile: &Bounds) -> Bounds {
    let widest = profile.iter().flatten().map(|(low, high)| high - low).max().unwrap_or_default();
    let room = widest * Rational::from_integer(ROOM.into());
    let of_player = |strategy: &Vec<(Rational, Rational)>| {
        let mixed = |(low, high): &(Rational, Rational)| low == high && low.is_positive() && !low.is_one();
        let count = strategy.iter().filter(|ends| mixed(ends)).count();
        let first = strategy.iter().position(mixed);
        let wider = |(place, ends): (usize, &(Rational, Rational))| {
            let times = match (mixed(ends), first == Some(place)) {
                (false, _) => 0,
                (true, false) => 1,
                (true, true) => count,
            };
            let room = &room * Rational::from_integer(times.into());
            (&ends.0 - &room, &ends.1 + room)
        };
        strategy.iter().enumerate().map(wider).collect()
    };
    profile.iter().map(of_player).collect()
}

/// Whether a strategy gains nothing over the first one that the player plays, the others' fractions being what they
/// are, whichever of their strategies those with intervals play.
fn never_better<C: Cell>(game: &NormalFormGame<C>, profile: &Bounds, player: usize, strategy: usize) -> bool {
    let is_played = |(_, high): &(Rational, Rational)| high.is_positive();
    let Some(first) = profile[player].iter().position(is_played) else { return false };
    // Each player's choices: its fractions as they are, or each strategy that it plays in intervals.
    let pure = |count: usize, place: usize| -> Vec<(Rational, Rational)> {
        let weight = |other: usize| Rational::from_integer(u8::from(other == place).into());
        (0..count).map(|other| (weight(other), weight(other))).collect()
    };
    let choices = |strategy: &Vec<(Rational, Rational)>| -> Bounds {
        if strategy.iter().all(|(low, high)| low == high) {
            return vec![strategy.clone()];
        }
        let played = (0..strategy.len()).filter(|&place| is_played(&strategy[place]));
        played.map(|place| pure(strategy.len(), place)).collect()
    };
    let choices: Vec<Bounds> = profile.iter().map(choices).collect();
    let products = choices.iter().map(Vec::len).fold(1usize, usize::saturating_mul);
    products <= MAX_PRODUCTS
        && (0..products).all(|product| {
            let mut rest = product;
            let point: Bounds = choices
                .iter()
                .map(|choices| {
                    let place = rest % choices.len();
                    rest /= choices.len();
                    choices[place].clone()
                })
                .collect();
            let payoff = |strategy: usize| payoff_bounds(game, &point, player, strategy).0;
            payoff(strategy) <= payoff(first)
        })
}

/// Generic games have an odd number; what is said about it is what the list has.
fn odd(entry: &Value, count: usize, isolated: bool) -> Result<(), String> {
    let complete = entry.get("complete") == Some(&Value::Bool(true));
    let expected = if complete && isolated { Value::Bool(count % 2 == 1) } else { Value::Null };
    if entry.get("odd") == Some(&expected) { Ok(()) } else { Err("the number of equilibria is odd or not".into()) }
}

/// All points of a product of hulls are equilibria: against every choice of the others' extreme points no
/// strategy pays more than any that the player plays in its hull. Conditions are exempt.
fn component<C: Cell>(named: &NamedGame, game: &NormalFormGame<C>, part: &Value) -> Result<(), String> {
    let mut hulls: Vec<Vec<Vec<(Rational, Rational)>>> = Vec::new();
    for names in &named.players {
        let points = part.get("hulls").and_then(|hulls| hulls.get(&names.name)).and_then(Value::as_array);
        let points = points.filter(|points| !points.is_empty());
        let points = points.ok_or_else(|| format!("a component has no strategy of player {}", names.name))?;
        let one = |point: &Value| super::strategy(names, Some(point));
        hulls.push(points.iter().map(one).collect::<Result<_, _>>()?);
    }
    let mut conditions = Vec::new();
    for condition in list(part.get("conditions").unwrap_or(&Value::Null))? {
        conditions.push(super::named_strategy(named, condition)?);
    }
    let products = hulls.iter().map(Vec::len).fold(1usize, usize::saturating_mul);
    if products > 1 << 16 {
        return Err(format!("a component has {products} products of extreme points; at most 65536 are checked"));
    }
    for product in 0..products {
        let mut rest = product;
        let point: Vec<Vec<(Rational, Rational)>> = hulls
            .iter()
            .map(|hull| {
                let place = rest % hull.len();
                rest /= hull.len();
                hull[place].clone()
            })
            .collect();
        for (player, names) in named.players.iter().enumerate() {
            let payoffs: Vec<(Rational, Rational)> =
                (0..names.strategies.len()).map(|strategy| payoff_bounds(game, &point, player, strategy)).collect();
            let played = |strategy: &usize| hulls[player].iter().any(|point| point[*strategy].1 > Rational::default());
            let counts = |strategy: &usize| !conditions.contains(&(player, *strategy));
            let best = (0..payoffs.len()).filter(counts).map(|strategy| &payoffs[strategy].0).max();
            let worst = (0..payoffs.len()).filter(played).map(|strategy| &payoffs[strategy].1).min();
            if worst < best {
                return Err(format!("player {} loses by a strategy that it plays in a component", names.name));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::nfg::read_nfg;
    use crate::report::nash::{Options, named, solve};
    use crate::report::result::{InputNote, result_document};
    use serde_json::json;

    fn solved(text: &str, digits: Option<u32>) -> (NamedGame, Value) {
        let game = read_nfg(text).unwrap();
        let options = Options { digits, ..Options::default() };
        let entries = solve(&game, &named(&["mixed".to_string()]).unwrap(), &options);
        let note = InputNote { players: vec![], digest: String::new(), game: None };
        let document = result_document(&note, &entries);
        (game, document["results"][0].clone())
    }

    fn check(game: &NamedGame, entry: &Value) -> Result<Option<String>, String> {
        let digits = entry["options"]["digits"].as_u64().map(|digits| digits as u32);
        mixed(game, entry, &entry["value"], digits)
    }

    const GAMES: [&str; 4] = [
        // The volunteer's dilemma of three: mixed 1/2, and irrational for four.
        "NFG 1 R \"V\" { \"A\" \"B\" \"C\" } { 2 2 2 } 0 0 0 3 4 4 4 3 4 3 3 4 4 4 3 3 4 3 4 3 3 3 3 3",
        "NFG 1 R \"V\" { \"A\" \"B\" \"C\" \"D\" } { 2 2 2 2 }\n\
         0 0 0 0 3 4 4 4 4 3 4 4 3 3 4 4 4 4 3 4 3 4 3 4 4 3 3 4 3 3 3 4 \
         4 4 4 3 3 4 4 3 4 3 4 3 3 3 4 3 4 4 3 3 3 4 3 3 4 3 3 3 3 3 3 3",
        // Random: three strategies, three players.
        "NFG 1 R \"r\" { \"A\" \"B\" \"C\" } { 3 2 2 } 13 41 87 55 23 9 71 30 64 18 92 47 5 77 36 82 14 59 27 68 3 95 50 21 \
         44 11 76 33 88 2 61 39 70 16",
        // Chicken, with a strategy that is dominated.
        "NFG 1 R \"Chicken\" { \"A\" \"B\" } { 3 2 } 0 0 2 7 -1 -1 7 2 6 6 -1 -1",
    ];

    #[test]
    fn complete_lists_are_proved_and_shorter_ones_rejected() {
        for text in GAMES.iter().take(2).chain(&GAMES[3..]) {
            let (game, entry) = solved(text, None);
            assert_eq!(check(&game, &entry), Ok(None), "{entry}");
            let count = entry["value"].as_array().unwrap().len();
            for gone in 0..count {
                let mut shorter = entry.clone();
                shorter["value"].as_array_mut().unwrap().remove(gone);
                assert!(check(&game, &shorter).is_err(), "{gone}");
                if shorter.get("odd").is_some() {
                    shorter["odd"] = json!((count - 1) % 2 == 1);
                    let error = check(&game, &shorter).unwrap_err();
                    assert!(error.contains("is not listed"), "{error}");
                }
            }
        }
    }

    #[test]
    fn components_are_checked_and_altered_ones_rejected() {
        // The third player does not mind; the first two coordinate.
        let text = "NFG 1 R \"c\" { \"A\" \"B\" \"C\" } { 2 2 2 } 1 1 0 0 0 0 0 0 0 1 1 0 1 1 0 0 0 0 0 0 0 1 1 0";
        let (game, entry) = solved(text, None);
        assert_eq!(entry["complete"], json!(true));
        assert_eq!(check(&game, &entry).unwrap().as_deref(), Some("mixed (that the list is complete)"));
        let mut changed = entry.clone();
        let names = game.players[0].strategies.clone();
        changed["components"][0]["hulls"]["A"] = json!([{&names[0]: "1/3", &names[1]: "2/3"}]);
        assert!(check(&game, &changed).is_err());
        let mut changed = entry.clone();
        changed["odd"] = json!(true);
        assert!(check(&game, &changed).is_err());
    }

    #[test]
    fn fractions_beside_intervals_are_accepted() {
        let text = "NFG 1 R \"p\" { \"A\" \"B\" \"C\" } { 3 3 3 } \
                    3 3 2 1 3 1 3 1 3 1 0 0 0 1 1 3 2 2 1 3 1 1 1 2 3 2 3 0 3 0 3 1 2 3 1 3 2 0 3 2 0 \
                    1 0 3 0 3 0 0 3 1 2 1 0 0 3 3 2 2 0 1 3 2 3 3 2 3 0 3 1 0 2 0 2 0 2 1 0 1 3 1 2";
        let (game, entry) = solved(text, None);
        let beside =
            |item: &Value| item["profile"]["A"]["1"] == json!("2/9") && item["profile"]["B"]["1"]["low"].is_string();
        assert!(entry["value"].as_array().unwrap().iter().any(beside), "{entry}");
        assert!(check(&game, &entry).is_ok(), "{entry}");
        let quarters = |low: i64, high: i64| (crate::number::ratio(low, 4), crate::number::ratio(high, 4));
        let beside = vec![quarters(1, 2), quarters(2, 3)];
        let around = with_room(&vec![vec![quarters(2, 2); 2], beside.clone(), vec![quarters(0, 0), quarters(4, 4)]]);
        assert!(around[0][0].0 < around[0][0].1);
        assert_eq!(around[1..], [beside, vec![quarters(0, 0), quarters(4, 4)]]);
    }

    #[test]
    fn digits_that_were_asked_for_are_there() {
        let (game, entry) = solved(GAMES[1], Some(60));
        assert_eq!(entry["options"]["digits"], json!(60));
        assert_eq!(check(&game, &entry), Ok(None));
        let mut more = entry.clone();
        more["options"]["digits"] = json!(80);
        assert!(check(&game, &more).is_err());
    }
}
