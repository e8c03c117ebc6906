//! Named strategic games of the literature, with parameters.

use num_traits::{Signed, ToPrimitive};

use super::compact::{CompactGame, GivenGame};
use super::{NamedGame, NormalFormGame, PlayerNames, ProfileSpace};
use crate::error::{Error, did_you_mean};
use crate::number::{ParseNumberError, Rational, parse_rational, rational_text, whole};

/// A parameter of a named game.
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Its value unless another is given.
    pub default: &'static str,
}

/// A family of games with a name.
pub struct TextbookStrategicGame {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// Where it is from: a key of REFERENCES.md.
    pub source: &'static str,
    /// Its parameters, in the order in which they may be given without names.
    pub parameters: &'static [Parameter],
    build: fn(&Values) -> Result<GivenGame, Error>,
}

macro_rules! parameters {
    ($($name:literal = $default:literal),*) => { &[$(Parameter { name: $name, default: $default }),*] };
}

/// All named games.
pub const GAMES: &[TextbookStrategicGame] = &[
    TextbookStrategicGame {
        name: "prisoners-dilemma",
        about: "both defect, though both would rather cooperate",
        source: "Luce Raiffa 1957",
        parameters: parameters!["temptation" = "4", "reward" = "3", "punishment" = "1", "sucker" = "0"],
        build: |v| {
            let [t, r, p, s] = ["temptation", "reward", "punishment", "sucker"].map(|name| v.number(name));
            two_by_two(
                "Prisoners' dilemma",
                ["cooperate", "defect"],
                [r.clone(), t.clone(), s.clone(), p.clone()],
                [r, s, t, p],
            )
        },
    },
    TextbookStrategicGame {
        name: "battle-of-the-sexes",
        about: "each would rather meet at its own favourite than at the other's, and rather there than not at all",
        source: "Luce Raiffa 1957",
        parameters: parameters!["best" = "2", "second" = "1"],
        build: |v| {
            let (best, second, none) = (v.number("best"), v.number("second"), whole(0));
            let first = [best.clone(), none.clone(), none.clone(), second.clone()];
            two_by_two("Battle of the sexes", ["ballet", "fight"], first, [second, none.clone(), none, best])
        },
    },
    TextbookStrategicGame {
        name: "matching-pennies",
        about: "one wins if the coins match, the other if they do not",
        source: "von Neumann and Morgenstern 1944",
        parameters: parameters![],
        build: |_| {
            two_by_two("Matching pennies", ["heads", "tails"], [1, -1, -1, 1].map(whole), [-1, 1, 1, -1].map(whole))
        },
    },
    TextbookStrategicGame {
        name: "coordination",
        about: "both get 1 if they choose the same of several points",
        source: "Schelling 1960",
        parameters: parameters!["points" = "2"],
        build: |v| {
            let names: Vec<String> = (1..=v.count("points", 1)?).map(|point| point.to_string()).collect();
            symmetric_pair("Coordination", names, |own, other| whole(i64::from(own == other)))
        },
    },
    TextbookStrategicGame {
        name: "stag-hunt",
        about: "the stag needs all hunters, a hare none; n players",
        source: "Rousseau 1755",
        parameters: parameters!["n" = "2", "stag" = "4", "hare" = "3"],
        build: |v| {
            let n = v.count("n", 1)?;
            let (stag, hare) = (v.number("stag"), v.number("hare"));
            let join = (0..n).map(|others| if others + 1 == n { stag.clone() } else { whole(0) }).collect();
            symmetric("Stag hunt", n, ["hare", "stag"], vec![hare; n], join)
        },
    },
    TextbookStrategicGame {
        name: "chicken",
        about: "who yields loses, but a crash is worst",
        source: "Aumann 1974",
        parameters: parameters!["win" = "7", "both-yield" = "6", "lose" = "2", "crash" = "0"],
        build: |v| {
            let [w, y, l, c] = ["win", "both-yield", "lose", "crash"].map(|name| v.number(name));
            two_by_two("Chicken", ["yield", "dare"], [y.clone(), w.clone(), l.clone(), c.clone()], [y, l, w, c])
        },
    },
    TextbookStrategicGame {
        name: "hawk-dove",
        about: "hawks fight for a prize, doves share it or leave it",
        source: "Maynard Smith Price 1973",
        parameters: parameters!["prize" = "2", "cost" = "4"],
        build: |v| {
            let (prize, cost) = (v.number("prize"), v.number("cost"));
            let half = |x: Rational| x / whole(2);
            let names = vec!["hawk".to_string(), "dove".to_string()];
            symmetric_pair("Hawk and dove", names, |own, other| match (own, other) {
                (0, 0) => half(&prize - &cost),
                (0, _) => prize.clone(),
                (_, 0) => whole(0),
                _ => half(prize.clone()),
            })
        },
    },
    TextbookStrategicGame {
        name: "rock-paper-scissors",
        about: "each beats one and loses to another",
        source: "Maynard Smith 1982",
        parameters: parameters!["win" = "1", "lose" = "-1"],
        build: |v| {
            let (win, lose) = (v.number("win"), v.number("lose"));
            let names = ["rock", "paper", "scissors"].map(String::from).to_vec();
            symmetric_pair("Rock, paper, scissors", names, |own, other| match (own + 3 - other) % 3 {
                0 => whole(0),
                1 => win.clone(),
                _ => lose.clone(),
            })
        },
    },
    TextbookStrategicGame {
        name: "shapley",
        about: "three by three, in which fictitious play goes round for ever",
        source: "Shapley 1964",
        parameters: parameters![],
        build: |_| {
            let table = |shift: usize| -> Vec<Rational> {
                (0..9usize).map(|profile| whole(i64::from((profile % 3 + shift) % 3 == profile / 3))).collect()
            };
            pair("Shapley's game", [1, 2, 3].map(|place| place.to_string()).to_vec(), [table(0), table(1)])
        },
    },
    TextbookStrategicGame {
        name: "volunteer",
        about: "all benefit if at least one of n pays the cost",
        source: "Diekmann 1985",
        parameters: parameters!["n" = "3", "benefit" = "4", "cost" = "1"],
        build: |v| threshold_game("Volunteer's dilemma", v, 1, false),
    },
    TextbookStrategicGame {
        name: "threshold",
        about: "all benefit if at least t of n contribute; contributions are lost otherwise",
        source: "Palfrey and Rosenthal 1984",
        parameters: parameters!["n" = "3", "t" = "2", "benefit" = "3", "cost" = "1"],
        build: |v| threshold_game("Threshold game without refund", v, v.count("t", 0)?, false),
    },
    TextbookStrategicGame {
        name: "threshold-refund",
        about: "the same, with contributions given back where they are too few",
        source: "Palfrey and Rosenthal 1984",
        parameters: parameters!["n" = "3", "t" = "2", "benefit" = "3", "cost" = "1"],
        build: |v| threshold_game("Threshold game with refund", v, v.count("t", 0)?, true),
    },
    TextbookStrategicGame {
        name: "public-goods",
        about: "each of n keeps 1 or gives it for r shared by all",
        source: "Isaac Walker 1988",
        parameters: parameters!["n" = "4", "r" = "8/5"],
        build: |v| {
            let n = v.count("n", 1)?;
            let share = v.number("r") / whole(n as i64);
            let times = |count: usize| &share * whole(count as i64);
            let (keep, give) = ((0..n).map(|k| times(k) + whole(1)).collect(), (0..n).map(|k| times(k + 1)).collect());
            symmetric("Linear public good", n, ["keep", "give"], keep, give)
        },
    },
    TextbookStrategicGame {
        name: "minimum-effort",
        about: "n players choose effort 1 to levels; all get a times the least, less b times their own, and a constant",
        source: "Van Huyck Battalio Beil 1990",
        parameters: parameters!["n" = "2", "levels" = "7", "a" = "0.2", "b" = "0.1", "constant" = "0.6"],
        build: |v| {
            let names = (1..=v.count("levels", 1)?).map(|level| level.to_string()).collect();
            let (a, b, constant) = (v.number("a"), v.number("b"), v.number("constant"));
            table("Minimum effort", v.count("n", 1)?, names, |all, own| {
                let least = all.iter().min().copied().unwrap_or(0) + 1;
                &a * whole(least as i64) - &b * whole(all[own] as i64 + 1) + &constant
            })
        },
    },
    TextbookStrategicGame {
        name: "cournot",
        about: "n firms choose quantities 0 to max; the price is demand less their sum, at least 0; cost a unit",
        source: "Cournot 1838",
        parameters: parameters!["n" = "2", "demand" = "12", "cost" = "0", "max" = "12"],
        build: |v| {
            let names = (0..=v.count("max", 0)?).map(|quantity| quantity.to_string()).collect();
            let (demand, cost) = (v.number("demand"), v.number("cost"));
            table("Cournot oligopoly", v.count("n", 1)?, names, |all, own| {
                let price = (&demand - whole(all.iter().sum::<usize>() as i64)).max(whole(0));
                (price - &cost) * whole(all[own] as i64)
            })
        },
    },
    TextbookStrategicGame {
        name: "el-farol",
        about: "n decide whether to go to a bar that is good up to a capacity, and bad beyond",
        source: "Arthur 1994",
        parameters: parameters!["n" = "5", "capacity" = "3", "good" = "1", "home" = "0", "bad" = "-1"],
        build: |v| {
            let (n, capacity) = (v.count("n", 1)?, v.count("capacity", 0)?);
            let go = |k: usize| if k < capacity { v.number("good") } else { v.number("bad") };
            symmetric("El Farol", n, ["stay", "go"], vec![v.number("home"); n], (0..n).map(go).collect())
        },
    },
    TextbookStrategicGame {
        name: "minority",
        about: "those of n on the smaller side get 1",
        source: "Challet Zhang 1997",
        parameters: parameters!["n" = "5"],
        build: |v| {
            let n = v.count("n", 1)?;
            // k others on the second side: staying on the first makes n - k there.
            let stay = |k: usize| whole(i64::from(2 * (n - k) < n));
            let join = |k: usize| whole(i64::from(2 * (k + 1) < n));
            symmetric("Minority game", n, ["left", "right"], (0..n).map(stay).collect(), (0..n).map(join).collect())
        },
    },
    TextbookStrategicGame {
        name: "travelers-dilemma",
        about: "two claim from low to high; both get the lower claim, its maker a bonus more, the other as much less",
        source: "Basu 1994",
        parameters: parameters!["low" = "2", "high" = "100", "bonus" = "2"],
        build: |v| {
            let (low, high, bonus) = (v.count("low", 0)?, v.count("high", 0)?, v.number("bonus"));
            if high < low {
                return Err(Error::input(format!(
                    "travelers-dilemma: found high {high}; allowed: {low} (low) and above"
                )));
            }
            let names = (low..=high).map(|claim| claim.to_string()).collect();
            symmetric_pair("Traveler's dilemma", names, |own, other| {
                let least = whole((low + own.min(other)) as i64);
                match own.cmp(&other) {
                    std::cmp::Ordering::Less => least + &bonus,
                    std::cmp::Ordering::Equal => least,
                    std::cmp::Ordering::Greater => least - &bonus,
                }
            })
        },
    },
    TextbookStrategicGame {
        name: "beauty-contest",
        about: "n choose numbers 0 to max; those nearest to p times the mean share a prize of 1",
        source: "Nagel 1995",
        parameters: parameters!["n" = "3", "max" = "5", "p" = "2/3"],
        build: |v| {
            let names = (0..=v.count("max", 0)?).map(|number| number.to_string()).collect();
            let p = v.number("p");
            table("Beauty contest", v.count("n", 1)?, names, |all, own| {
                let goal = &p * whole(all.iter().sum::<usize>() as i64) / whole(all.len() as i64);
                let distance = |&number: &usize| (whole(number as i64) - &goal).abs();
                let least = all.iter().map(distance).min().unwrap_or_default();
                let winners = all.iter().filter(|number| distance(number) == least).count();
                if distance(&all[own]) == least { whole(1) / whole(winners as i64) } else { whole(0) }
            })
        },
    },
];

/// The values of a game's parameters.
struct Values {
    game: &'static str,
    values: Vec<(&'static str, Rational)>,
}

impl Values {
    /// The value of one of the game's own parameters.
    fn number(&self, name: &str) -> Rational {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The same as a whole number of at least so much.
    fn count(&self, name: &str, least: usize) -> Result<usize, Error> {
        let value = self.number(name);
        let count = if value.is_integer() { value.to_integer().to_usize() } else { None };
        count.filter(|count| (least..=1_000_000).contains(count)).ok_or_else(|| {
            let (game, value) = (self.game, rational_text(&value));
            Error::input(format!("{game}: found {name} {value}; allowed: whole numbers from {least} to 1000000"))
        })
    }
}

impl TextbookStrategicGame {
    /// The game of a text such as `volunteer`, `volunteer:5,4,1` or `volunteer:n=5,cost=2`.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] for a name, a parameter or a value that is not known, with those that are;
    /// [`Error::TooLarge`] for a game that does not fit.
    ///
    /// # Examples
    ///
    /// ```
    /// use pactum::game::textbook_games::TextbookStrategicGame;
    ///
    /// let game = TextbookStrategicGame::parse("volunteer:n=5").unwrap();
    /// assert_eq!(game.into_table().unwrap().space().size(), 32);
    /// let error = TextbookStrategicGame::parse("volunter").unwrap_err().to_string();
    /// assert!(error.contains("volunteer, threshold"));
    /// assert!(TextbookStrategicGame::parse("volunteer:n=1/2").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<GivenGame, Error> {
        let (name, arguments) = text.split_once(':').unwrap_or((text, ""));
        let game = GAMES.iter().find(|game| game.name == name).ok_or_else(|| {
            let known: Vec<&str> = GAMES.iter().map(|game| game.name).collect();
            let near = did_you_mean(name, known.iter().copied());
            Error::input(format!("game: found {name}; allowed: {}{near}", known.join(", ")))
        })?;
        let wrong = |found: &str, error: ParseNumberError| Error::input(format!("{name}: found {found}; {error}"));
        let mut values: Vec<(&'static str, Rational)> = Vec::new();
        for parameter in game.parameters {
            let default = parse_rational(parameter.default).map_err(|error| wrong(parameter.default, error))?;
            values.push((parameter.name, default));
        }
        let parts = arguments.split(',').filter(|part| !part.trim().is_empty());
        let mut given_values = vec![false; values.len()];
        for (place, part) in parts.enumerate() {
            let (key, value) = match part.split_once('=') {
                Some((key, value)) => (values.iter().position(|(known, _)| *known == key.trim()), value.trim()),
                None => (Some(place).filter(|&place| place < values.len()), part.trim()),
            };
            let key = key.ok_or_else(|| {
                let known: Vec<&str> = game.parameters.iter().map(|parameter| parameter.name).collect();
                let near = did_you_mean(part.split('=').next().unwrap_or_default().trim(), known.iter().copied());
                let known = if known.is_empty() { "no parameters".into() } else { known.join(", ") };
                Error::input(format!("{name}: found {part}; allowed: {known}{near}"))
            })?;
            if std::mem::replace(&mut given_values[key], true) {
                return Err(Error::input(format!("{name}: found {} twice; allowed: once", values[key].0)));
            }
            values[key].1 = parse_rational(value).map_err(|error| wrong(part, error))?;
        }
        let mut given = (game.build)(&Values { game: game.name, values })?;
        let comment = format!("{}: {}", game.source, game.about);
        match &mut given {
            GivenGame::Table(table) => table.comment = comment,
            GivenGame::Compact(compact) => compact.comment = comment,
        }
        Ok(given)
    }
}

/// Two players by name.
fn pair(title: &str, names: Vec<String>, tables: [Vec<Rational>; 2]) -> Result<GivenGame, Error> {
    let game = NormalFormGame::from_rationals(&[names.len(), names.len()], &tables)?;
    let player = |name: &str| PlayerNames { name: name.into(), strategies: names.clone() };
    NamedGame::new(title, vec![player("1"), player("2")], game).map(GivenGame::Table)
}

fn two_by_two(title: &str, names: [&str; 2], first: [Rational; 4], second: [Rational; 4]) -> Result<GivenGame, Error> {
    pair(title, names.map(String::from).to_vec(), [first.to_vec(), second.to_vec()])
}

/// Two players alike: what a strategy pays against another.
fn symmetric_pair(
    title: &str,
    names: Vec<String>,
    payoff: impl Fn(usize, usize) -> Rational,
) -> Result<GivenGame, Error> {
    let size = ProfileSpace::new(&[names.len(), names.len()])?.size();
    let count = names.len();
    let first = (0..size).map(|profile| payoff(profile % count, profile / count)).collect();
    let second = (0..size).map(|profile| payoff(profile / count, profile % count)).collect();
    pair(title, names, [first, second])
}

/// Players with the same strategies, from what everybody plays and whose payoff it is.
fn table(
    title: &str,
    players: usize,
    names: Vec<String>,
    payoff: impl Fn(&[usize], usize) -> Rational,
) -> Result<GivenGame, Error> {
    const MAX: usize = 1 << 22;
    let counts = vec![names.len(); players];
    let space = ProfileSpace::new(&counts)?;
    if space.size() * players > MAX {
        return Err(Error::TooLarge {
            what: title.into(),
            needed: format!("{} payoffs", space.size() * players),
            limit: format!("{MAX} payoffs"),
            remedy: "fewer players or strategies".into(),
        });
    }
    let of_player = |own: usize| (0..space.size()).map(|profile| payoff(&space.strategies(profile), own)).collect();
    let tables: Vec<Vec<Rational>> = (0..players).map(of_player).collect();
    let game = NormalFormGame::from_rationals(&counts, &tables)?;
    let player = |place: usize| PlayerNames { name: (place + 1).to_string(), strategies: names.clone() };
    NamedGame::new(title, (0..players).map(player).collect(), game).map(GivenGame::Table)
}

/// Players alike with two strategies, by the number of others that play the second.
fn symmetric(
    title: &str,
    players: usize,
    names: [&str; 2],
    out: Vec<Rational>,
    join: Vec<Rational>,
) -> Result<GivenGame, Error> {
    CompactGame::symmetric(title, players, names, out, join).map(GivenGame::Compact)
}

fn threshold_game(title: &str, values: &Values, threshold: usize, refund: bool) -> Result<GivenGame, Error> {
    let (benefit, cost) = (values.number("benefit"), values.number("cost"));
    let player = |place: usize| (place.to_string(), 1, benefit.clone(), cost.clone());
    let n = values.count("n", 1)?;
    if n > 1000 {
        return CompactGame::symmetric(title, n, ["out", "in"], Vec::new(), Vec::new()).map(GivenGame::Compact);
    }
    let players: Vec<_> = (1..=n).map(player).collect();
    CompactGame::threshold(title, ["out", "in"], &players, threshold, refund).map(GivenGame::Compact)
}

#[cfg(test)]
mod tests;
