//! Strategic games with the names of players and strategies.

use std::collections::HashSet;

use crate::error::{Error, did_you_mean};
use crate::number::cell::Cell;

use super::{AnyGame, NormalFormGame, ProfileSpace, with_game};

/// A player and its strategies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayerNames {
    /// The player's name.
    pub name: String,
    /// The names of its strategies.
    pub strategies: Vec<String>,
}

/// A payoff table with names: what files of games hold.
///
/// # Examples
///
/// ```
/// use pactum::format::nfg::read_nfg;
///
/// let game = read_nfg("NFG 1 R \"Dilemma\" { \"A\" \"B\" } { 2 2 }\n3 3 4 0 0 4 1 1\n").unwrap();
/// assert_eq!(game.players[1].name, "B");
/// assert_eq!(game.players[1].strategies, ["1", "2"]);
/// assert_eq!(game.space().size(), 4);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NamedGame {
    /// The title.
    pub title: String,
    /// A comment, possibly empty.
    pub comment: String,
    /// The players, in the order of the table.
    pub players: Vec<PlayerNames>,
    /// The payoffs.
    pub game: AnyGame,
}

impl NamedGame {
    /// A game with names. Empty names become the place counted from 1, and a name that is taken
    /// gets `_2`, `_3`, … behind it, so that names can be keys.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when the names do not fit the table.
    pub fn new(title: &str, players: Vec<PlayerNames>, game: AnyGame) -> Result<Self, Error> {
        let space = with_game!(&game, table => table.space().clone());
        let fits = players.iter().map(|player| player.strategies.len()).eq(space.counts().iter().copied());
        if !fits {
            return Err(Error::input("the names of players and strategies do not fit the payoff table"));
        }
        let mut named = NamedGame { title: title.into(), comment: String::new(), players, game };
        make_distinct(named.players.iter_mut().map(|player| &mut player.name));
        named.players.iter_mut().for_each(|player| make_distinct(player.strategies.iter_mut()));
        Ok(named)
    }

    /// A game whose players and strategies are numbered from 1.
    ///
    /// # Errors
    ///
    /// None in practice; as [`NamedGame::new`].
    pub fn numbered(title: &str, game: AnyGame) -> Result<Self, Error> {
        let counts = with_game!(&game, table => table.space().counts().to_vec());
        let player = |count: usize| PlayerNames { name: String::new(), strategies: vec![String::new(); count] };
        Self::new(title, counts.into_iter().map(player).collect(), game)
    }

    /// The profiles.
    pub fn space(&self) -> &ProfileSpace {
        with_game!(&self.game, table => table.space())
    }

    /// The profile that a text such as `A=in,B=out` names; spaces around names do not matter.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] that names what is not known or missing, and what is allowed.
    ///
    /// ```
    /// # let game = pactum::format::nfg::read_nfg("NFG 1 R \"\" { \"A\" \"B\" } { 2 2 } 0 0 0 0 0 0 0 0").unwrap();
    /// assert_eq!(game.profile_named("A=2, B=1"), Ok(1));
    /// assert!(game.profile_named("A=3,B=1").is_err() && game.profile_named("A=1").is_err());
    /// ```
    pub fn profile_named(&self, text: &str) -> Result<usize, Error> {
        let mut chosen: Vec<Option<usize>> = vec![None; self.players.len()];
        for part in text.split(',') {
            let (name, strategy) = part
                .split_once('=')
                .ok_or_else(|| Error::input(format!("found {part}; allowed: PLAYER=STRATEGY, separated by commas")))?;
            let (name, strategy) = (name.trim(), strategy.trim());
            let list = |names: Vec<&str>| names.join(", ");
            let place = self.players.iter().position(|player| player.name == name).ok_or_else(|| {
                let known: Vec<&str> = self.players.iter().map(|player| player.name.as_str()).collect();
                let near = did_you_mean(name, known.iter().copied());
                Error::input(format!("found player {name}; allowed: {}{near}", list(known)))
            })?;
            if chosen[place].is_some() {
                return Err(Error::input(format!("found player {name} twice; allowed: one strategy for each player")));
            }
            let names = &self.players[place].strategies;
            chosen[place] = Some(names.iter().position(|known| known == strategy).ok_or_else(|| {
                let known: Vec<&str> = names.iter().map(String::as_str).collect();
                let near = did_you_mean(strategy, known.iter().copied());
                Error::input(format!("found strategy {strategy} of player {name}; allowed: {}{near}", list(known)))
            })?);
        }
        let missing = self.players.iter().zip(&chosen).find(|(_, strategy)| strategy.is_none());
        if let Some((player, _)) = missing {
            return Err(Error::input(format!("no strategy for player {}; every player needs one", player.name)));
        }
        Ok(self.space().index(&chosen.into_iter().flatten().collect::<Vec<_>>()))
    }

    /// The same game in floats.
    pub fn to_float(&self) -> Self {
        let float =
            |table: &[Vec<f64>], space: &ProfileSpace| NormalFormGame::new(space.clone(), 1.into(), table.to_vec());
        let converted = with_game!(&self.game, table => {
            let cells: Vec<Vec<f64>> = (0..table.space().n_players())
                .map(|player| table.table(player).iter().map(|cell| crate::number::Scalar::to_f64(&cell.decode(table.denominator()))).collect())
                .collect();
            float(&cells, table.space())
        });
        match converted {
            Ok(table) => NamedGame { game: AnyGame::Float(table), ..self.clone() },
            Err(_) => self.clone(),
        }
    }
}

fn make_distinct<'a>(names: impl Iterator<Item = &'a mut String>) {
    let names: Vec<&mut String> = names.collect();
    let mut taken: HashSet<String> = names.iter().map(|name| name.to_string()).collect();
    let mut used: HashSet<String> = HashSet::new();
    for (place, name) in names.into_iter().enumerate() {
        let base = if name.is_empty() { (place + 1).to_string() } else { name.clone() };
        let free = |candidate: &String, first: bool| !used.contains(candidate) && (first || !taken.contains(candidate));
        let suffixed = (2..).map(|count| (format!("{base}_{count}"), false));
        let first = (base.clone(), !name.is_empty() || !taken.contains(&base));
        if let Some((chosen, _)) =
            std::iter::once(first).chain(suffixed).find(|(candidate, first)| free(candidate, *first))
        {
            *name = chosen;
        }
        taken.insert(name.clone());
        used.insert(name.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_distinct_keys() {
        let mut names = ["a", "", "a", "3", "", "a_2"].map(String::from);
        make_distinct(names.iter_mut());
        assert_eq!(names, ["a", "2", "a_3", "3", "5", "a_2"]);
        let mut names = ["2", ""].map(String::from);
        make_distinct(names.iter_mut());
        assert_eq!(names, ["2", "2_2"]);
    }

    #[test]
    fn profiles_name_each_player_once() {
        let game = crate::format::nfg::read_nfg(
            "NFG 1 R \"\" { \"A\" \"B\" } { { \"in\" \"out\" } { \"in\" \"out\" } } 0 0 0 0 0 0 0 0",
        )
        .unwrap();
        assert_eq!(game.profile_named("B=out, A=in"), Ok(2));
        let says = |text: &str, part: &str| {
            let error = game.profile_named(text).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        };
        says("A=in,B=out,A=out", "found player A twice");
        says("A=in", "no strategy for player B");
        #[cfg(feature = "scenario")]
        says("A=ot,B=in", "did you mean out?");
    }
}
