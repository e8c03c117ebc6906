//! What verification of a document found.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a statement of a document was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum How {
    /// Its evidence was multiplied out.
    Proved,
    /// It was evaluated from its definition, by code that shares nothing with the solver.
    ByDefinition,
    /// The same code was run again: that guards against altered documents, not against wrong solvers.
    Recomputed,
}

/// What a verification checked, and how.
///
/// # Examples
///
/// ```
/// use pactum::document::{How, Verification};
///
/// let mut found = Verification::default();
/// found.count("coop/core", How::Proved);
/// found.count("nash/replicator", How::Recomputed);
/// found.not_checked.push("nash/mixed: that the list is complete".into());
/// assert_eq!((found.proved, found.recomputed.len()), (1, 1));
/// // What was only computed again is named.
/// assert!(found.to_string().contains("nash/replicator"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// How many statements were proved: their evidence was multiplied out.
    pub proved: usize,
    /// How many were evaluated from their definition by code of its own.
    pub by_definition: usize,
    /// What was only computed again by the same code.
    pub recomputed: Vec<String>,
    /// What was not checked, with the reason.
    pub not_checked: Vec<String>,
}

impl Verification {
    /// Counts a statement.
    pub fn count(&mut self, what: impl Into<String>, how: How) {
        match how {
            How::Proved => self.proved += 1,
            How::ByDefinition => self.by_definition += 1,
            How::Recomputed => self.recomputed.push(what.into()),
        }
    }

    /// Adds what another verification found.
    pub fn add(&mut self, other: Verification) {
        self.proved += other.proved;
        self.by_definition += other.by_definition;
        self.recomputed.extend(other.recomputed);
        self.not_checked.extend(other.not_checked);
    }
}

impl fmt::Display for Verification {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let listed = |items: &[String]| if items.is_empty() { "nothing".to_string() } else { items.join("; ") };
        writeln!(formatter, "{} proved by their evidence", self.proved)?;
        writeln!(formatter, "{} evaluated from their definitions, by code apart from the solvers", self.by_definition)?;
        writeln!(formatter, "{} only computed again: {}", self.recomputed.len(), listed(&self.recomputed))?;
        write!(formatter, "not checked: {}", listed(&self.not_checked))
    }
}

/// The first place at which a document says something else than what is true.
///
/// # Examples
///
/// ```
/// use pactum::document::Flaw;
///
/// let flaw = Flaw::new("verdicts/nash", "holds", "fails: tax gains 3 by leaving");
/// assert_eq!(flaw.to_string(), "verdicts/nash: found holds; right is fails: tax gains 3 by leaving");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{place}: found {found}; right is {right}")]
pub struct Flaw {
    /// Where in the document, as keys and places joined by slashes.
    pub place: String,
    /// What the document says.
    pub found: String,
    /// What is true there, or allowed.
    pub right: String,
}

impl Flaw {
    /// A flaw at a place.
    pub fn new(place: impl Into<String>, found: impl Into<String>, right: impl Into<String>) -> Self {
        Flaw { place: place.into(), found: found.into(), right: right.into() }
    }

    /// The same one level further out.
    pub fn inside(mut self, outer: &str) -> Self {
        self.place = if self.place.is_empty() { outer.to_string() } else { format!("{outer}/{}", self.place) };
        self
    }
}
