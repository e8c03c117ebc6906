//! Named games of the literature, for examples and tests.

use std::collections::BTreeMap;

use super::forms::TuForm;
use super::tu::TuGame;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::number::{Rational, whole};

/// A game with a name.
pub struct TextbookGame {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// Where it is from: a key of REFERENCES.md.
    pub source: &'static str,
    /// What it is given by.
    pub form: fn() -> TuForm<Rational>,
}

/// All named games.
pub const TEXTBOOK: &[TextbookGame] = &[
    TextbookGame {
        name: "majority",
        about: "any two of three players win",
        source: "von Neumann and Morgenstern 1944",
        form: || voting(&[1, 1, 1], 2),
    },
    TextbookGame {
        name: "glove",
        about: "one left glove and two right gloves; a pair is worth 1",
        source: "Shapley and Shubik 1969",
        form: || assignment(&[&[1, 1]]),
    },
    TextbookGame {
        name: "fano",
        about: "seven players, the points of the Fano plane; coalitions with a line win",
        source: "von Neumann and Morgenstern 1944",
        form: fano,
    },
    TextbookGame {
        name: "security-council",
        about: "the United Nations Security Council since 1965: five vetoes and four more votes",
        source: "Shapley and Shubik 1954",
        form: || voting(&[7, 7, 7, 7, 7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 39),
    },
    TextbookGame {
        name: "eec-1958",
        about: "the council of the European Economic Community of six",
        source: "Brams and Affuso 1976",
        form: || voting(&[4, 4, 4, 2, 2, 1], 12),
    },
    TextbookGame {
        name: "talmud-100",
        about: "an estate of 100 under claims of 100, 200 and 300",
        source: "Aumann and Maschler 1985",
        form: || talmud(100),
    },
    TextbookGame {
        name: "talmud-200",
        about: "an estate of 200 under claims of 100, 200 and 300",
        source: "Aumann and Maschler 1985",
        form: || talmud(200),
    },
    TextbookGame {
        name: "talmud-300",
        about: "an estate of 300 under claims of 100, 200 and 300",
        source: "Aumann and Maschler 1985",
        form: || talmud(300),
    },
    TextbookGame {
        name: "tva",
        about: "savings of joint dams of the Tennessee Valley Authority: navigation, flood control, power",
        source: "Straffin and Heaney 1981",
        form: || TuForm::Worths(3, tennessee()),
    },
    TextbookGame {
        name: "houses",
        about: "three sellers and three buyers of houses",
        source: "Shapley and Shubik 1971",
        form: || assignment(&[&[5, 8, 2], &[7, 9, 6], &[2, 3, 0]]),
    },
    TextbookGame {
        name: "line",
        about: "pairs are worth 1 and all three 3; the players stand in a line",
        source: "Myerson 1977",
        form: || TuForm::Worths(3, worths(&[(&[0, 1], 1), (&[0, 2], 1), (&[1, 2], 1), (&[0, 1, 2], 3)])),
    },
];

impl TextbookGame {
    /// The game of a name.
    ///
    /// # Examples
    ///
    /// ```
    /// use pactum::game::textbook::TextbookGame;
    ///
    /// assert_eq!(TextbookGame::named("majority").unwrap().game().unwrap().values().len(), 8);
    /// assert!(TextbookGame::named("minority").is_none());
    /// ```
    pub fn named(name: &str) -> Option<&'static TextbookGame> {
        TEXTBOOK.iter().find(|game| game.name == name)
    }

    /// The table of its worths.
    ///
    /// # Errors
    ///
    /// None for the games of [`TEXTBOOK`].
    pub fn game(&self) -> Result<TuGame<Rational>, Error> {
        (self.form)().to_game()
    }
}

/// The airport of Birmingham in 1968/69: for each type of aircraft the cost of a runway, in pounds,
/// and how often it landed (Littlechild and Owen 1973). Each landing is a player.
pub const BIRMINGHAM: [(i64, usize); 11] = [
    (65_899, 42),
    (76_725, 9_555),
    (95_200, 288),
    (97_200, 303),
    (97_436, 151),
    (98_142, 1_315),
    (102_496, 505),
    (104_849, 1_128),
    (113_322, 151),
    (115_440, 112),
    (117_676, 22),
];

fn numbers(values: &[i64]) -> Vec<Rational> {
    values.iter().map(|&value| whole(value)).collect()
}

fn voting(weights: &[i64], quota: i64) -> TuForm<Rational> {
    TuForm::Voting { weights: numbers(weights), quota: whole(quota) }
}

fn assignment(surplus: &[&[i64]]) -> TuForm<Rational> {
    TuForm::Assignment { surplus: surplus.iter().map(|row| numbers(row)).collect() }
}

fn talmud(estate: i64) -> TuForm<Rational> {
    TuForm::Bankruptcy { estate: whole(estate), claims: numbers(&[100, 200, 300]) }
}

fn worths(entries: &[(&[usize], i64)]) -> BTreeMap<Coalition, Rational> {
    entries.iter().map(|(players, worth)| (Coalition::of(players.iter().copied()), whole(*worth))).collect()
}

fn tennessee() -> BTreeMap<Coalition, Rational> {
    worths(&[(&[0, 1], 2_739), (&[0, 2], 34_795), (&[1, 2], 23_552), (&[0, 1, 2], 141_858)])
}

fn fano() -> TuForm<Rational> {
    let lines = [[0, 1, 2], [0, 3, 4], [0, 5, 6], [1, 3, 5], [1, 4, 6], [2, 3, 6], [2, 4, 5]].map(Coalition::of);
    let wins = |coalition: &Coalition| lines.iter().any(|line| line.is_subset_of(*coalition));
    TuForm::Worths(7, Coalition::all(7).filter(wins).map(|coalition| (coalition, whole(1))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{Scalar, ratio};
    use crate::solution::cooperative::{airport_shapley, banzhaf_normalized, shapley, tau};

    fn named(name: &str) -> TuGame<Rational> {
        TextbookGame::named(name).unwrap().game().unwrap()
    }

    #[test]
    fn every_game_is_well_formed_and_found_by_name() {
        for game in TEXTBOOK {
            assert!(game.game().is_ok(), "{}", game.name);
            assert_eq!(TextbookGame::named(game.name).unwrap().source, game.source);
        }
    }

    /// The charges of Littlechild and Owen 1973, in pounds a landing.
    #[test]
    fn airport_of_birmingham() {
        let costs: Vec<Rational> =
            BIRMINGHAM.iter().flat_map(|&(cost, landings)| vec![whole(cost); landings]).collect();
        let value = airport_shapley(&costs).unwrap();
        let published = [4.86, 5.66, 10.30, 10.85, 10.92, 11.13, 13.40, 15.07, 44.80, 60.61, 162.24];
        let mut first = 0;
        for ((_, landings), charge) in BIRMINGHAM.iter().zip(published) {
            assert!((-value[first].to_f64() - charge).abs() < 0.01, "{}", value[first].to_f64());
            first += landings;
        }
    }

    /// Straffin and Heaney 1981: costs of 117,829, 100,756.5 and 193,998.5 after savings by Shapley.
    #[test]
    fn tennessee_valley_authority() {
        let alone = [163_520, 140_826, 250_096];
        let costs: Vec<Rational> =
            shapley(&named("tva")).into_iter().zip(alone).map(|(saving, alone)| whole(alone) - saving).collect();
        assert_eq!(costs, [whole(117_829), ratio(201_513, 2), ratio(387_997, 2)]);
    }

    #[test]
    fn powers_that_be() {
        let council = shapley(&named("security-council"));
        assert_eq!((&council[0], &council[14]), (&ratio(421, 2145), &ratio(4, 2145)));
        assert_eq!(banzhaf_normalized(&named("eec-1958")).unwrap()[5], whole(0));
        assert_eq!(shapley(&named("fano")), vec![ratio(1, 7); 7]);
        assert!(tau(&named("majority")).is_err());
    }
}
