//! The table of values that need nothing but the game: add a row for a new one.

use super::power::{self, SimpleGame, WinningCounts};
use super::*;
use crate::error::Error;
use crate::game::TuGame;
use crate::number::{Rational, Scalar};
use crate::solution::Allocation;

/// A value of games with side payments, for lists in reports and tests.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its name on the command line and in reports.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// Who proposed it: a key of REFERENCES.md.
    pub source: &'static str,
    /// Whether it always shares exactly the worth of the grand coalition.
    pub efficient: bool,
    /// Whether it is defined for simple games alone.
    pub simple_games_only: bool,
    /// The value of an exact game.
    pub exact: fn(&TuGame<Rational>) -> Result<Allocation<Rational>, Error>,
    /// The value of a game of floats.
    pub float: fn(&TuGame<f64>) -> Result<Allocation<f64>, Error>,
}

impl Rule {
    /// The rule of a name.
    pub fn named(name: &str) -> Option<&'static Rule> {
        RULES.iter().find(|rule| rule.name == name)
    }
}

macro_rules! rule {
    ($name:literal, $about:literal, $source:literal, efficient $efficient:literal, $function:expr) => {
        Rule {
            name: $name,
            about: $about,
            source: $source,
            efficient: $efficient,
            simple_games_only: false,
            exact: |game| $function(game),
            float: |game| $function(game),
        }
    };
    ($name:literal, $about:literal, $source:literal, simple efficient $efficient:literal, $function:expr) => {
        Rule {
            name: $name,
            about: $about,
            source: $source,
            efficient: $efficient,
            simple_games_only: true,
            exact: |game| on_simple_game(game, $function),
            float: |game| on_simple_game(game, $function),
        }
    };
}

/// All values that need nothing but the game.
pub const RULES: &[Rule] = &[
    rule!("shapley", "mean marginal contribution over all orders", "Shapley 1953", efficient true, |game| Ok(shapley(game))),
    rule!("banzhaf", "mean marginal contribution over all coalitions", "Banzhaf 1965", efficient false, |game| Ok(banzhaf(game))),
    rule!("banzhaf-normalized", "the Banzhaf value scaled to v(N)", "Banzhaf 1965", efficient true, banzhaf_normalized),
    rule!("solidarity", "members' mean marginal contribution over all orders", "Nowak and Radzik 1994", efficient true, |game| Ok(solidarity(game))),
    rule!("tau", "compromise between utopia payoffs and minimal rights", "Tijs 1981", efficient true, tau),
    rule!("chi", "compromise between own worths and largest marginal contributions", "Bergantiños and Massó 1996", efficient true, chi),
    rule!("gately", "equal propensities to disrupt", "Gately 1974", efficient true, gately),
    rule!("dutta-ray", "the most equal core allocation of a convex game", "Dutta and Ray 1989", efficient true, dutta_ray),
    rule!("equal-split", "v(N) in equal parts", "van den Brink 2007", efficient true, |game| Ok(equal_split(game))),
    rule!("cis", "own worth and an equal part of the rest", "Driessen and Funaki 1991", efficient true, cis),
    rule!("esd", "equal surplus division, another name of cis", "Driessen and Funaki 1991", efficient true, cis),
    rule!("ensc", "contribution to all and an equal part of the rest", "Driessen and Funaki 1991", efficient true, ensc),
    rule!("minimal-rights", "what is left where others have their utopia payoffs", "Tijs 1981", efficient false, |game| Ok(minimal_rights(game))),
    rule!("deegan-packel", "equal parts of minimal winning coalitions", "Deegan and Packel 1978", simple efficient true, |game| Ok(power::deegan_packel(game))),
    rule!("public-good", "memberships in minimal winning coalitions", "Holler 1982", simple efficient true, |game| Ok(power::public_good(game))),
    rule!("johnston", "equal parts of vulnerable coalitions among the critical", "Johnston 1978", simple efficient true, |game| Ok(power::johnston(game))),
    rule!("rae", "how often the outcome is what one votes for", "Rae 1969", simple efficient false, |game| Ok(power::rae(&WinningCounts::of(game)))),
    rule!("public-help", "memberships in winning coalitions", "Bertini, Gambarelli and Stach 2008", simple efficient true, |game| Ok(power::public_help(&WinningCounts::of(game)))),
    rule!("coleman", "power to prevent action", "Coleman 1971", simple efficient false, |game| Ok(power::coleman_prevent(&WinningCounts::of(game)))),
    rule!("coleman-prevent", "power to prevent action", "Coleman 1971", simple efficient false, |game| Ok(power::coleman_prevent(&WinningCounts::of(game)))),
    rule!("coleman-initiate", "power to initiate action", "Coleman 1971", simple efficient false, |game| power::coleman_initiate(&WinningCounts::of(game))),
    rule!("nevison", "share of one's coalitions that win", "Nevison 1979", simple efficient false, |game| Ok(power::nevison(&WinningCounts::of(game)))),
    rule!("konig-brauninger", "share of the winning coalitions one is in", "König and Bräuninger 1998", simple efficient false, |game| Ok(power::konig_brauninger(&WinningCounts::of(game)))),
];

/// A power index of the simple game that a game is.
fn on_simple_game<S: Scalar>(
    game: &TuGame<S>,
    index: impl FnOnce(&SimpleGame) -> Result<Allocation<Rational>, Error>,
) -> Result<Allocation<S>, Error> {
    let value = index(&SimpleGame::new(game)?)?;
    Ok(value.iter().map(S::from_rational).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{games, rising_games};
    use super::*;
    use crate::coalition::Coalition;
    use crate::game::CharacteristicFunction;
    use proptest::prelude::*;

    /// Games in which coalitions win or lose.
    fn simple_games() -> impl Strategy<Value = TuGame<Rational>> {
        super::super::power::testing::weights_and_quota().prop_map(|(weights, quota)| {
            let wins = |coalition: Coalition| coalition.members().map(|player| weights[player]).sum::<i64>() >= quota;
            TuGame::from_fn(weights.len(), |coalition| crate::number::whole(wins(coalition).into())).unwrap()
        })
    }

    /// The claims of every row: efficiency, symmetry under relabelling, floats beside exact numbers.
    fn check_claims(game: &TuGame<Rational>) {
        let n_players = game.n_players();
        let floats = game.convert::<f64>().unwrap();
        let turned_name = |player: usize| (player + 1) % n_players;
        let turned = TuGame::from_fn(n_players, |coalition| {
            game.worth(Coalition::of((0..n_players).filter(|&player| coalition.contains(turned_name(player)))))
        })
        .unwrap();
        for rule in RULES {
            let Ok(value) = (rule.exact)(game) else {
                assert!((rule.exact)(&turned).is_err(), "{}", rule.name);
                continue;
            };
            if rule.efficient {
                assert_eq!(value.iter().sum::<Rational>(), game.grand_worth(), "{}", rule.name);
            }
            let moved = (rule.exact)(&turned).unwrap();
            for player in 0..n_players {
                assert_eq!(moved[turned_name(player)], value[player], "{} of {game:?}", rule.name);
            }
            for (float, exact) in (rule.float)(&floats).unwrap().iter().zip(&value) {
                assert!((float - exact.to_f64()).abs() < 1e-8, "{} of {game:?}", rule.name);
            }
        }
    }

    #[test]
    fn names_differ_and_are_found() {
        for (place, rule) in RULES.iter().enumerate() {
            assert_eq!(RULES.iter().position(|other| other.name == rule.name), Some(place));
            assert!(Rule::named(rule.name).is_some());
        }
        assert!(Rule::named("shapely").is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn random_games(game in games(4)) {
            check_claims(&game);
        }

        #[test]
        fn games_with_many_defined_values(game in rising_games(4)) {
            check_claims(&game);
        }

        #[test]
        fn voting_games(game in simple_games()) {
            check_claims(&game);
        }
    }
}
