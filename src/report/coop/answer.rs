//! What a concept is given, and what it answers.

use std::cell::OnceCell;

use serde_json::{Map, Value};

use super::super::result::{ResultEntry, number_json};
use super::Options;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::format::tu::TuFile;
use crate::game::TuGame;
use crate::game::forms::TuForm;
use crate::lp::{LpBackend, backend, default_backend};
use crate::number::Scalar;

/// A game to solve, with all that concepts may need.
pub struct Task<'a, S> {
    /// The file, with names, unions, graph and weights.
    pub file: &'a TuFile<S>,
    /// What the run was told.
    pub options: &'a Options,
    table: OnceCell<Result<TuGame<S>, Error>>,
}

impl<'a, S: Scalar> Task<'a, S> {
    pub(super) fn new(file: &'a TuFile<S>, options: &'a Options) -> Self {
        Task { file, options, table: OnceCell::new() }
    }

    /// The table of all worths.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] where there are too many players for one.
    pub fn game(&self) -> Result<&TuGame<S>, Error> {
        match &self.file.form {
            TuForm::Values(game) => Ok(game),
            form => self.table.get_or_init(|| form.to_game()).as_ref().map_err(Clone::clone),
        }
    }

    /// The backend for linear programs.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] for one that this build has not.
    pub fn lp(&self) -> Result<&'static dyn LpBackend<S>, Error> {
        self.options.backend.as_deref().map_or_else(|| Ok(default_backend()), backend)
    }

    /// An allocation, or any number for each player, by name.
    pub fn allocation(&self, amounts: &[S]) -> Value {
        super::by_player(&self.file.players, amounts)
    }

    /// A coalition as the list of its players.
    pub fn coalition(&self, coalition: Coalition) -> Value {
        self.names(coalition.members())
    }

    /// A list of players.
    pub fn names(&self, players: impl IntoIterator<Item = usize>) -> Value {
        players.into_iter().filter_map(|player| self.file.players.get(player).cloned()).collect()
    }

    /// A coalition as a key: its players joined by commas.
    pub fn key(&self, coalition: Coalition) -> String {
        let names: Vec<&str> =
            coalition.members().filter_map(|player| self.file.players.get(player).map(String::as_str)).collect();
        names.join(",")
    }

    /// Numbers by coalition.
    pub fn by_coalition<'b>(&self, entries: impl IntoIterator<Item = &'b (Coalition, S)>) -> Value {
        let object: Map<String, Value> =
            entries.into_iter().map(|(coalition, value)| (self.key(*coalition), number_json(value))).collect();
        object.into()
    }

    /// The unions of the file.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when it has none.
    pub fn unions(&self) -> Result<&[Vec<usize>], Error> {
        self.file.unions.as_deref().ok_or_else(|| Error::input("the game has no \"unions\", which this concept needs"))
    }

    /// The links of the file.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when it has none.
    pub fn graph(&self) -> Result<&[(usize, usize)], Error> {
        self.file.graph.as_deref().ok_or_else(|| Error::input("the game has no \"graph\", which this concept needs"))
    }

    /// The weights of the file.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when it has none.
    pub fn weights(&self) -> Result<Vec<S>, Error> {
        let weights = self.file.weights.as_deref();
        let weights = weights.ok_or_else(|| Error::input("the game has no \"weights\", which this concept needs"))?;
        Ok(weights.iter().map(S::from_rational).collect())
    }
}

/// What a concept answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The value.
    pub value: Value,
    /// Whether it is exact.
    pub exact: bool,
    /// Whether it is all there is.
    pub complete: bool,
    /// Evidence for it.
    pub certificate: Option<Value>,
    /// More keys beside the value.
    pub siblings: Map<String, Value>,
}

impl Answer {
    /// A complete answer in the numbers of a run.
    pub fn new<S: Scalar>(value: Value) -> Self {
        Answer { value, exact: S::EXACT, complete: true, certificate: None, siblings: Map::new() }
    }

    /// The same with evidence.
    pub fn with_certificate(mut self, certificate: impl Into<Option<Value>>) -> Self {
        self.certificate = certificate.into();
        self
    }

    /// The same with one more key.
    pub fn with(mut self, key: &str, value: Value) -> Self {
        self.siblings.insert(key.into(), value);
        self
    }

    pub(super) fn into_entry(self, concept: &str) -> ResultEntry {
        let mut entry = ResultEntry::new(concept, Ok(self.value), self.exact);
        entry.complete = self.complete;
        entry.certificate = self.certificate;
        entry.siblings = self.siblings;
        entry
    }
}
