//! Short forms of games: what a game is given by, where that is less than a table of `2^n` worths.

mod assignment;
mod spanning_tree;

use std::collections::BTreeMap;

use super::dividends::from_dividends;
use super::tu::{CharacteristicFunction, TuGame};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::number::{Rational, Scalar, sum};

/// The most players of an exact table made from a short form: about half a gigabyte.
const MAX_EXACT_PLAYERS: usize = 22;

/// What a game is given by.
///
/// # Examples
///
/// ```
/// use pactum::Coalition;
/// use pactum::game::forms::TuForm;
///
/// // The Talmud's estate of 100 under claims of 100, 200, 300 (Aumann and Maschler 1985).
/// let estate = TuForm::Bankruptcy { estate: 100.0, claims: vec![100.0, 200.0, 300.0] };
/// assert_eq!(estate.worth(Coalition::of([1, 2])), 0.0);
/// assert_eq!(estate.to_game().unwrap().grand_worth(), 100.0);
/// // A table for 40 players does not fit.
/// let council = TuForm::Voting { weights: vec![1.0; 40], quota: 21.0 };
/// assert!(council.to_game().is_err());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum TuForm<S> {
    /// All `2^n` worths.
    Values(TuGame<S>),
    /// A file of `2^n` floats that stays on disk.
    #[cfg(feature = "mmap")]
    Mapped(super::mapped::MappedValues),
    /// The worths of some coalitions of `n` players; the others are worth 0.
    Worths(usize, BTreeMap<Coalition, S>),
    /// The Harsanyi dividends of some coalitions of `n` players; the others have none.
    Dividends(usize, BTreeMap<Coalition, S>),
    /// A coalition wins, 1, when its weights reach the quota, and else loses, 0.
    Voting {
        /// Weights of the players.
        weights: Vec<S>,
        /// Weight that wins.
        quota: S,
    },
    /// `v(S) = max(0, estate - claims of the others)` (O'Neill 1982).
    Bankruptcy {
        /// What there is.
        estate: S,
        /// What each player claims.
        claims: Vec<S>,
    },
    /// `v(S) = -max of the members' costs` (Littlechild and Owen 1973).
    Airport {
        /// What a runway for each player alone costs.
        costs: Vec<S>,
    },
    /// The largest total surplus of a matching between the members on either side (Shapley and
    /// Shubik 1971); players are the rows, then the columns.
    Assignment {
        /// Surplus of each row with each column.
        surplus: Vec<Vec<S>>,
    },
    /// Minus the cost of a minimum spanning tree of the source and the members (Claus and Kleitman
    /// 1973; Bird 1976).
    SpanningTree {
        /// Costs of the links, `(n + 1) x (n + 1)`, row 0 the source.
        costs: Vec<Vec<S>>,
    },
}

impl<S: Scalar> TuForm<S> {
    /// How many players there are.
    pub fn n_players(&self) -> usize {
        match self {
            TuForm::Values(game) => game.n_players(),
            #[cfg(feature = "mmap")]
            TuForm::Mapped(values) => values.n_players(),
            TuForm::Worths(n_players, _) | TuForm::Dividends(n_players, _) => *n_players,
            TuForm::Voting { weights, .. } => weights.len(),
            TuForm::Bankruptcy { claims, .. } => claims.len(),
            TuForm::Airport { costs } => costs.len(),
            TuForm::Assignment { surplus } => surplus.len() + surplus.first().map_or(0, Vec::len),
            TuForm::SpanningTree { costs } => costs.len().saturating_sub(1),
        }
    }

    /// Checks shapes and ranges.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] that names what is wrong.
    pub fn check(&self) -> Result<(), Error> {
        let square = |costs: &Vec<Vec<S>>| costs.iter().all(|row| row.len() == costs.len());
        let same_length = |rows: &Vec<Vec<S>>| rows.iter().all(|row| row.len() == rows[0].len());
        let empty_coalition =
            |entries: &BTreeMap<Coalition, S>| entries.get(&Coalition::EMPTY).is_some_and(|worth| !worth.is_zero());
        let foreign = |n_players: &usize, entries: &BTreeMap<Coalition, S>| {
            *n_players > Coalition::MAX_PLAYERS
                || entries.keys().any(|key| !key.is_subset_of(Coalition::grand(*n_players)))
        };
        let negative = |numbers: &[S]| numbers.iter().any(|number| *number < S::zero());
        let problem = match self {
            TuForm::Worths(n_players, entries) | TuForm::Dividends(n_players, entries)
                if foreign(n_players, entries) =>
            {
                "a coalition has players that are not there, or there are more than 31 players"
            }
            TuForm::Worths(_, entries) | TuForm::Dividends(_, entries) if empty_coalition(entries) => {
                "the worth of the empty coalition must be 0"
            }
            TuForm::Voting { weights, .. } if negative(weights) => "weights must not be negative",
            TuForm::Voting { quota, .. } if *quota <= S::zero() => {
                "the quota must be above 0, or nobody at all would win"
            }
            TuForm::Bankruptcy { claims, .. } if negative(claims) => "claims must not be negative",
            TuForm::Bankruptcy { estate, .. } if *estate < S::zero() => "the estate must not be negative",
            TuForm::Bankruptcy { estate, claims } if sum(claims.iter().cloned()) < *estate => {
                "the claims must sum to at least the estate"
            }
            TuForm::Airport { costs } if negative(costs) => "costs must not be negative",
            TuForm::Assignment { surplus } if surplus.is_empty() || surplus[0].is_empty() => {
                "an assignment needs a row and a column"
            }
            TuForm::Assignment { surplus } if !same_length(surplus) => {
                "the rows of the surplus must have the same length"
            }
            TuForm::SpanningTree { costs } if costs.len() < 2 || !square(costs) => {
                "the costs of links must be a square table, the source first"
            }
            TuForm::SpanningTree { costs } if costs.iter().any(|row| negative(row)) => "costs must not be negative",
            TuForm::SpanningTree { costs }
                if (0..costs.len()).any(|row| (0..row).any(|column| costs[row][column] != costs[column][row])) =>
            {
                "the costs of links must be the same in both directions"
            }
            form if form.n_players() == 0 => "a game has at least one player",
            _ => return Ok(()),
        };
        Err(Error::input(problem))
    }

    /// The worth of one coalition, without a table of all.
    ///
    /// A coalition takes time linear in its size, or in the number of entries; an assignment of
    /// `r` rows and `c` columns takes `r c 2^c`, a spanning tree quadratic time.
    pub fn worth(&self, coalition: Coalition) -> S {
        // A coalition has no bits for players above the 31st.
        let total = |numbers: &[S]| {
            let members = numbers.iter().take(Coalition::MAX_PLAYERS).enumerate();
            sum(members.filter(|(player, _)| coalition.contains(*player)).map(|(_, number)| number.clone()))
        };
        match self {
            TuForm::Values(game) => game.worth(coalition),
            #[cfg(feature = "mmap")]
            TuForm::Mapped(values) => super::entries::from_float(values.get(coalition)),
            TuForm::Worths(_, worths) => worths.get(&coalition).cloned().unwrap_or_else(S::zero),
            TuForm::Dividends(_, dividends) => {
                let inside = dividends.iter().filter(|(part, _)| part.is_subset_of(coalition));
                sum(inside.map(|(_, dividend)| dividend.clone()))
            }
            TuForm::Voting { weights, quota } => {
                if total(weights) >= *quota {
                    S::one()
                } else {
                    S::zero()
                }
            }
            TuForm::Bankruptcy { estate, claims } => {
                let others = sum(claims.iter().cloned()) - total(claims);
                (estate.clone() - others).larger(S::zero())
            }
            TuForm::Airport { costs } => {
                -coalition.members().fold(S::zero(), |most, player| most.larger(costs[player].clone()))
            }
            TuForm::Assignment { surplus } => assignment::worth(surplus, coalition),
            TuForm::SpanningTree { costs } => -spanning_tree::cost(costs, coalition),
        }
    }

    /// The table of all worths.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] above 26 players, [`Error::Input`] from [`TuForm::check`].
    pub fn to_game(&self) -> Result<TuGame<S>, Error> {
        self.check()?;
        let n_players = self.n_players();
        if n_players > TuGame::<S>::MAX_PLAYERS {
            return Err(Error::TooLarge {
                what: format!("a table of worths for {n_players} players"),
                needed: format!("2^{n_players} entries"),
                limit: "2^26".into(),
                remedy: "use a game of at most 26 players, or a concept that needs no table".into(),
            });
        }
        if S::EXACT && n_players > MAX_EXACT_PLAYERS && !matches!(self, TuForm::Values(_)) {
            return Err(Error::TooLarge {
                what: format!("an exact table of worths for {n_players} players"),
                needed: format!("2^{n_players} fractions"),
                limit: format!("2^{MAX_EXACT_PLAYERS}"),
                remedy: "use floats, or a concept that needs no table".into(),
            });
        }
        match self {
            TuForm::Values(game) => Ok(game.clone()),
            #[cfg(feature = "mmap")]
            TuForm::Mapped(values) => {
                TuGame::new(values.finite()?.into_iter().map(super::entries::from_float).collect())
            }
            TuForm::Dividends(_, entries) => {
                let mut dividends = vec![S::zero(); 1 << n_players];
                for (coalition, dividend) in entries {
                    dividends[coalition.index()] = dividend.clone();
                }
                from_dividends(dividends)
            }
            TuForm::Assignment { surplus } => TuGame::new(assignment::table(surplus)),
            _ => TuGame::from_fn(n_players, |coalition| self.worth(coalition)),
        }
    }

    /// The same form in another number type.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when a number is not finite.
    pub fn convert<T: Scalar>(&self) -> Result<TuForm<T>, Error> {
        let one = |value: &S| -> Result<T, Error> {
            let exact: Rational =
                value.to_rational().ok_or_else(|| Error::input("found a number that is not finite"))?;
            Ok(T::from_rational(&exact))
        };
        let list = |values: &[S]| values.iter().map(one).collect::<Result<Vec<T>, Error>>();
        let map = |values: &BTreeMap<Coalition, S>| {
            values.iter().map(|(key, value)| Ok((*key, one(value)?))).collect::<Result<BTreeMap<_, _>, Error>>()
        };
        let rows = |rows: &[Vec<S>]| rows.iter().map(|row| list(row)).collect::<Result<Vec<_>, Error>>();
        Ok(match self {
            TuForm::Values(game) => TuForm::Values(game.convert()?),
            #[cfg(feature = "mmap")]
            TuForm::Mapped(values) => TuForm::Mapped(values.clone()),
            TuForm::Worths(n_players, worths) => TuForm::Worths(*n_players, map(worths)?),
            TuForm::Dividends(n_players, dividends) => TuForm::Dividends(*n_players, map(dividends)?),
            TuForm::Voting { weights, quota } => TuForm::Voting { weights: list(weights)?, quota: one(quota)? },
            TuForm::Bankruptcy { estate, claims } => TuForm::Bankruptcy { estate: one(estate)?, claims: list(claims)? },
            TuForm::Airport { costs } => TuForm::Airport { costs: list(costs)? },
            TuForm::Assignment { surplus } => TuForm::Assignment { surplus: rows(surplus)? },
            TuForm::SpanningTree { costs } => TuForm::SpanningTree { costs: rows(costs)? },
        })
    }
}

impl<S: Scalar> CharacteristicFunction<S> for TuForm<S> {
    fn n_players(&self) -> usize {
        TuForm::n_players(self)
    }

    fn worth(&self, coalition: Coalition) -> S {
        TuForm::worth(self, coalition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    fn every_form() -> Vec<TuForm<Rational>> {
        let numbers = |values: &[i64]| values.iter().map(|&value| whole(value)).collect::<Vec<_>>();
        let entries = || {
            [(Coalition::of([0, 1]), whole(6)), (Coalition::of([0, 2]), ratio(5, 2))]
                .into_iter()
                .collect::<BTreeMap<_, _>>()
        };
        vec![
            TuForm::Values(TuGame::new(numbers(&[0, 1, 2, 4])).unwrap()),
            TuForm::Worths(3, entries()),
            TuForm::Dividends(3, entries()),
            TuForm::Voting { weights: numbers(&[4, 3, 2, 1]), quota: whole(6) },
            TuForm::Bankruptcy { estate: whole(200), claims: numbers(&[100, 200, 300]) },
            TuForm::Airport { costs: numbers(&[1, 2, 5]) },
            TuForm::Assignment { surplus: vec![numbers(&[5, 8, 2]), numbers(&[7, 9, -6])] },
            TuForm::SpanningTree { costs: vec![numbers(&[0, 3, 5]), numbers(&[3, 0, 1]), numbers(&[5, 1, 0])] },
        ]
    }

    #[test]
    fn tables_hold_the_worths_of_single_coalitions_in_both_number_types() {
        for form in every_form() {
            let game = form.to_game().unwrap();
            let floats = form.convert::<f64>().unwrap().to_game().unwrap();
            for coalition in Coalition::all(form.n_players()) {
                assert_eq!(game.worth(coalition), form.worth(coalition), "{form:?} {coalition}");
                assert_eq!(floats.worth(coalition), form.worth(coalition).to_f64());
            }
        }
    }

    #[test]
    fn dividends_serve_more_players_than_tables() {
        let form = TuForm::Dividends(30, [(Coalition::of([0, 29]), 2.0)].into_iter().collect());
        assert_eq!(form.worth(Coalition::grand(30)), 2.0);
        assert!(matches!(form.to_game(), Err(Error::TooLarge { .. })));
    }

    #[test]
    fn wrong_shapes_are_named() {
        let wrong = [
            (TuForm::Worths(2, [(Coalition::of([2]), 1.0)].into_iter().collect()), "not there"),
            (TuForm::Voting { weights: vec![1.0, -1.0], quota: 1.0 }, "negative"),
            (TuForm::Voting { weights: vec![1.0], quota: 0.0 }, "quota"),
            (TuForm::Voting { weights: vec![], quota: 1.0 }, "at least one player"),
            (TuForm::Bankruptcy { estate: 3.0, claims: vec![1.0, 1.0] }, "at least the estate"),
            (TuForm::Airport { costs: vec![-1.0] }, "negative"),
            (TuForm::Assignment { surplus: vec![vec![1.0], vec![]] }, "same length"),
            (TuForm::SpanningTree { costs: vec![vec![0.0, 1.0], vec![2.0, 0.0]] }, "both directions"),
        ];
        for (form, part) in wrong {
            let message = form.to_game().unwrap_err().to_string();
            assert!(message.contains(part), "{form:?}: {message}");
        }
    }
}
