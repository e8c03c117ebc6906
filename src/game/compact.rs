//! Games with two strategies each in which others count only by how many (or how much weight) join.

use num_traits::Zero;

use super::{NamedGame, NormalFormGame, PlayerNames, ProfileSpace};
use crate::error::Error;
use crate::number::{Rational, whole};

/// The most players.
const MAX_PLAYERS: usize = 1000;
/// The most payoffs.
const MAX_PAYOFFS: usize = 1 << 22;

/// A player of a game in compact form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompactPlayer {
    /// The player's name.
    pub name: String,
    /// What it adds to the sum when it joins.
    pub weight: usize,
    /// Which of the payoff functions is its own.
    pub kind: usize,
}

/// What joining or not pays by the weight of the others that join.
#[derive(Debug, Clone, PartialEq)]
pub struct CompactPayoffs {
    /// Playing the first strategy.
    pub out: Vec<Rational>,
    /// Playing the second strategy.
    pub join: Vec<Rational>,
}

/// A game in which each player stays out (its first strategy) or joins (its second), and gets `out_i(w)` or
/// `join_i(w)`, where `w` is the sum of the weights of the others that join.
///
/// With equal weights and payoffs it is symmetric; payoffs that jump at one `w` make a threshold game.
///
/// # Examples
///
/// ```
/// use pactum::game::compact::CompactGame;
/// use pactum::number::whole;
///
/// // The volunteer's dilemma of 100, benefit 4, cost 1.
/// let out: Vec<_> = (0..100).map(|others| whole(if others == 0 { 0 } else { 4 })).collect();
/// let game = CompactGame::symmetric("volunteer", 100, ["out", "in"], out, vec![whole(3); 100]).unwrap();
/// assert_eq!(game.players().len(), 100);
/// assert_eq!(game.gain(0, 0), whole(3));
/// // A table of all profiles does not fit.
/// assert!(game.to_table().is_err());
/// assert!(CompactGame::symmetric("", 3, ["out", "in"], vec![whole(0)], vec![whole(0)]).is_err());
/// ```
///
/// # References
///
/// Palfrey and Rosenthal 1984 (thresholds); Cornes Hartley 2012 (aggregative games).
#[derive(Debug, Clone, PartialEq)]
pub struct CompactGame {
    /// The title.
    pub title: String,
    /// A comment, possibly empty.
    pub comment: String,
    /// The names of the strategies: staying out, and joining.
    pub strategies: [String; 2],
    players: Vec<CompactPlayer>,
    kinds: Vec<CompactPayoffs>,
}

impl CompactGame {
    /// A game from its players and payoff functions.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] without players, with names that are taken, or with payoffs that do not cover the weights;
    /// [`Error::TooLarge`] for more than 1000 players or 2^22 payoffs.
    pub fn new(
        title: &str,
        strategies: [&str; 2],
        players: Vec<CompactPlayer>,
        kinds: Vec<CompactPayoffs>,
    ) -> Result<Self, Error> {
        if players.is_empty() {
            return Err(Error::input("a game has at least one player"));
        }
        Self::check_size(players.len(), kinds.iter().map(|kind| kind.out.len() + kind.join.len()).sum())?;
        let mut names: Vec<&str> = players.iter().map(|player| player.name.as_str()).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::input(format!("two players are named {}", pair[0])));
        }
        if strategies[0] == strategies[1] {
            return Err(Error::input("the two strategies have the same name"));
        }
        let total = players.iter().fold(0usize, |sum, player| sum.saturating_add(player.weight));
        for player in &players {
            let Some(kind) = kinds.get(player.kind) else {
                return Err(Error::input(format!("player {} has no payoffs", player.name)));
            };
            let wanted = (total - player.weight).saturating_add(1);
            for (found, name) in [(kind.out.len(), strategies[0]), (kind.join.len(), strategies[1])] {
                if found != wanted {
                    return Err(Error::input(format!(
                        "player {}, strategy {name}: found {found} payoffs; allowed: {wanted}, one for each weight of the others from 0",
                        player.name
                    )));
                }
            }
        }
        let strategies = strategies.map(str::to_string);
        Ok(CompactGame { title: title.into(), comment: String::new(), strategies, players, kinds })
    }

    /// A game in which all are alike; `out[k]` and `join[k]` are what the strategies pay when `k` others join.
    ///
    /// # Errors
    ///
    /// As [`CompactGame::new`].
    pub fn symmetric(
        title: &str,
        players: usize,
        strategies: [&str; 2],
        out: Vec<Rational>,
        join: Vec<Rational>,
    ) -> Result<Self, Error> {
        Self::check_size(players, out.len() + join.len())?;
        let player = |place: usize| CompactPlayer { name: (place + 1).to_string(), weight: 1, kind: 0 };
        Self::new(title, strategies, (0..players).map(player).collect(), vec![CompactPayoffs { out, join }])
    }

    /// A game in which everyone gets a benefit of its own if those who join weigh at least the threshold, and pays a
    /// cost for joining: always, or with `refund` only where the threshold is met.
    ///
    /// `players` are name, weight, benefit and cost.
    ///
    /// # Errors
    ///
    /// As [`CompactGame::new`].
    pub fn threshold(
        title: &str,
        strategies: [&str; 2],
        players: &[(String, usize, Rational, Rational)],
        threshold: usize,
        refund: bool,
    ) -> Result<Self, Error> {
        let total = players.iter().fold(0usize, |sum, player| sum.saturating_add(player.1));
        Self::check_size(players.len(), total.saturating_add(1).saturating_mul(2).saturating_mul(players.len()))?;
        let (mut named, mut kinds): (Vec<CompactPlayer>, Vec<CompactPayoffs>) = (Vec::new(), Vec::new());
        for (name, weight, benefit, cost) in players {
            let out = |w: usize| if w >= threshold { benefit.clone() } else { whole(0) };
            let join = |w: usize| match (w + weight >= threshold, refund) {
                (true, _) => benefit - cost,
                (false, true) => whole(0),
                (false, false) => -cost.clone(),
            };
            let others = 0..=total - weight;
            let payoffs = CompactPayoffs { out: others.clone().map(out).collect(), join: others.map(join).collect() };
            let known = kinds.iter().position(|kind| *kind == payoffs).unwrap_or(kinds.len());
            if known == kinds.len() {
                kinds.push(payoffs);
            }
            named.push(CompactPlayer { name: name.clone(), weight: *weight, kind: known });
        }
        Self::new(title, strategies, named, kinds)
    }

    fn check_size(players: usize, payoffs: usize) -> Result<(), Error> {
        let too_large = |what: &str, needed: usize, limit: usize, remedy: &str| {
            let (needed, limit) = (needed.to_string(), limit.to_string());
            Err(Error::TooLarge { what: what.into(), needed, limit, remedy: remedy.into() })
        };
        if players > MAX_PLAYERS {
            return too_large("players of a game in compact form", players, MAX_PLAYERS, "fewer players");
        }
        if payoffs > MAX_PAYOFFS {
            return too_large("payoffs of a game in compact form", payoffs, MAX_PAYOFFS, "smaller weights");
        }
        Ok(())
    }

    /// The players.
    pub fn players(&self) -> &[CompactPlayer] {
        &self.players
    }

    /// The payoff functions.
    pub fn kinds(&self) -> &[CompactPayoffs] {
        &self.kinds
    }

    /// The weight of all players.
    pub fn total_weight(&self) -> usize {
        self.players.iter().map(|player| player.weight).sum()
    }

    /// Whether all players are alike.
    pub fn is_symmetric(&self) -> bool {
        self.players.iter().all(|player| player.weight == 1 && player.kind == self.players[0].kind)
    }

    /// What a player gains by joining where others of a weight join; 0 for a weight that cannot be.
    pub fn gain(&self, player: usize, others: usize) -> Rational {
        let of = |player: &CompactPlayer| {
            let kind = self.kinds.get(player.kind)?;
            Some(kind.join.get(others)? - kind.out.get(others)?)
        };
        self.players.get(player).and_then(of).unwrap_or_default()
    }

    /// What a player gets.
    pub fn payoff(&self, player: usize, joins: bool, others: usize) -> Rational {
        let kind = self.players.get(player).and_then(|player| self.kinds.get(player.kind));
        let list = kind.map(|kind| if joins { &kind.join } else { &kind.out });
        list.and_then(|list| list.get(others)).cloned().unwrap_or_else(Rational::zero)
    }

    /// The table of all profiles.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] for more players than a table holds.
    pub fn to_table(&self) -> Result<NamedGame, Error> {
        let counts = vec![2; self.players.len()];
        let space = ProfileSpace::new(&counts)?;
        let weight = |profile: usize| -> usize {
            let joins = |(place, _): &(usize, &CompactPlayer)| profile >> place & 1 == 1;
            self.players.iter().enumerate().filter(joins).map(|(_, player)| player.weight).sum()
        };
        let weights: Vec<usize> = (0..space.size()).map(weight).collect();
        let table = |place: usize| -> Vec<Rational> {
            let of_profile = |profile: usize| {
                let joins = profile >> place & 1 == 1;
                let own = if joins { self.players[place].weight } else { 0 };
                self.payoff(place, joins, weights[profile] - own)
            };
            (0..space.size()).map(of_profile).collect()
        };
        let tables: Vec<Vec<Rational>> = (0..self.players.len()).map(table).collect();
        let game = NormalFormGame::from_rationals(&counts, &tables)?;
        let names =
            |player: &CompactPlayer| PlayerNames { name: player.name.clone(), strategies: self.strategies.to_vec() };
        let mut named = NamedGame::new(&self.title, self.players.iter().map(names).collect(), game)?;
        named.comment = self.comment.clone();
        Ok(named)
    }
}

/// A game as it is given: with a table of all profiles, or in compact form.
#[derive(Debug, Clone, PartialEq)]
pub enum GivenGame {
    /// A table of all profiles.
    Table(NamedGame),
    /// Compact.
    Compact(CompactGame),
}

impl GivenGame {
    /// The names of the players.
    pub fn player_names(&self) -> Vec<String> {
        match self {
            GivenGame::Table(game) => game.players.iter().map(|player| player.name.clone()).collect(),
            GivenGame::Compact(game) => game.players().iter().map(|player| player.name.clone()).collect(),
        }
    }

    /// The table of all profiles.
    ///
    /// # Errors
    ///
    /// As [`CompactGame::to_table`].
    pub fn into_table(self) -> Result<NamedGame, Error> {
        match self {
            GivenGame::Table(game) => Ok(game),
            GivenGame::Compact(game) => game.to_table(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;

    #[test]
    fn sizes_and_shapes_are_checked() {
        let zeros = |count: usize| vec![whole(0); count];
        assert!(matches!(
            CompactGame::symmetric("", 5000, ["a", "b"], zeros(5000), zeros(5000)),
            Err(Error::TooLarge { .. })
        ));
        assert!(CompactGame::symmetric("", 0, ["a", "b"], zeros(0), zeros(0)).is_err());
        assert!(CompactGame::symmetric("", 2, ["a", "a"], zeros(2), zeros(2)).is_err());
        let player = |name: &str, weight: usize| (name.to_string(), weight, whole(1), whole(1));
        assert!(CompactGame::threshold("", ["a", "b"], &[player("x", 1), player("x", 1)], 1, false).is_err());
        let huge = CompactGame::threshold("", ["a", "b"], &[player("x", usize::MAX), player("y", 9)], 1, false);
        assert!(matches!(huge, Err(Error::TooLarge { .. })));
    }

    #[test]
    fn the_table_has_the_payoffs_of_the_compact_form() {
        let players = [("A", 1, 5, 2), ("B", 3, 4, 3), ("C", 2, 6, 1)];
        let players =
            players.map(|(name, weight, benefit, cost)| (name.to_string(), weight, whole(benefit), whole(cost)));
        for refund in [false, true] {
            let game = CompactGame::threshold("", ["out", "in"], &players, 4, refund).unwrap();
            let table = game.to_table().unwrap();
            with_game!(&table.game, table => {
                // B and A join: 4 is met. A alone: it is not.
                assert_eq!((table.payoff(3, 0), table.payoff(3, 2)), (whole(3), whole(6)));
                assert_eq!(table.payoff(1, 0), whole(if refund { 0 } else { -2 }));
            });
            assert!(!game.is_symmetric());
        }
    }
}
