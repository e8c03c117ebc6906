//! Files of games with side payments: JSON, CSV and raw floats.

mod csv;
#[cfg(feature = "scenario")]
mod json;

pub use csv::read_csv;
#[cfg(feature = "scenario")]
pub(crate) use json::nearest;
#[cfg(feature = "scenario")]
pub use json::{read_allocation, read_json, write_json};

use crate::error::Error;
use crate::game::forms::TuForm;
use crate::number::{Rational, Scalar};

/// A game with side payments as a file gives it: players' names, the game, and what some concepts
/// need beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct TuFile<S = Rational> {
    /// The players' names, in the order of the bits of a coalition's mask.
    pub players: Vec<String>,
    /// The game.
    pub form: TuForm<S>,
    /// A partition of the players into a-priori unions.
    pub unions: Option<Vec<Vec<usize>>>,
    /// Links between players.
    pub graph: Option<Vec<(usize, usize)>>,
    /// Weights of the players, all above 0.
    pub weights: Option<Vec<Rational>>,
}

impl<S: Scalar> TuFile<S> {
    /// A game whose players are named `1`, `2`, …
    pub fn numbered(form: TuForm<S>) -> Self {
        let players = (1..=form.n_players()).map(|player| player.to_string()).collect();
        TuFile { players, form, unions: None, graph: None, weights: None }
    }

    /// The same file in another number type.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when a number is not finite.
    pub fn convert<T: Scalar>(&self) -> Result<TuFile<T>, Error> {
        let (players, form) = (self.players.clone(), self.form.convert()?);
        Ok(TuFile {
            players,
            form,
            unions: self.unions.clone(),
            graph: self.graph.clone(),
            weights: self.weights.clone(),
        })
    }

    /// The same game with other names for its players.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] unless there are as many names as players, all different, none empty and none
    /// with a comma.
    pub fn with_players(mut self, players: Vec<String>) -> Result<Self, Error> {
        check_names(&players)?;
        if players.len() != self.form.n_players() {
            let (found, wanted) = (players.len(), self.form.n_players());
            return Err(Error::input(format!("found {found} names for {wanted} players")));
        }
        self.players = players;
        Ok(self)
    }
}

/// Names must be told apart, and joined by commas.
pub(crate) fn check_names(players: &[String]) -> Result<(), Error> {
    let mut seen = std::collections::BTreeSet::new();
    for name in players {
        if name.is_empty() || name.contains(',') {
            return Err(Error::input(format!(
                "found the player's name {name:?}; a name is not empty and has no comma"
            )));
        }
        if !seen.insert(name) {
            return Err(Error::input(format!("found two players named {name:?}; names must differ")));
        }
    }
    Ok(())
}
