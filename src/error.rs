//! The one error type of the library.
//!
//! An error means that the question could not be taken: the input is wrong, it is too large, a
//! concept is undefined for the game, a time limit came first, or a floating-point backend broke
//! down. "There is no equilibrium" or "the core is empty" are answers and never errors.
//!
//! One type for the whole crate, with kinds by area, because callers that walk tables of concepts
//! have to store the errors of all of them side by side.

/// Why a question could not be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The input is not what the function takes.
    #[error("{0}")]
    Input(String),
    /// The input is too large for the method; nothing was allocated.
    #[error("{what} needs {needed}; the limit is {limit}: {remedy}")]
    TooLarge {
        /// What was asked for.
        what: String,
        /// How much it would take.
        needed: String,
        /// What the method takes at most.
        limit: String,
        /// What would fit.
        remedy: String,
    },
    /// The concept does not exist for this game (say, no imputation).
    #[error("undefined: {0}")]
    Undefined(String),
    /// A time limit came before the answer.
    #[error("the time limit came before {0} was done")]
    TimeLimit(String),
    /// A floating-point backend failed, or returned what is not a solution.
    #[error("backend {backend}: {message}")]
    Backend {
        /// The backend's name.
        backend: String,
        /// What went wrong.
        message: String,
    },
}

impl Error {
    /// Bad input, in a sentence that names what was found and what is allowed.
    pub fn input(message: impl Into<String>) -> Self {
        Error::Input(message.into())
    }

    /// An undefined concept, in a sentence that says why.
    pub fn undefined(message: impl Into<String>) -> Self {
        Error::Undefined(message.into())
    }
}

/// `; did you mean NAME?` where a known name is near; nothing in builds that read no files.
pub(crate) fn did_you_mean<'a>(text: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    #[cfg(feature = "scenario")]
    return crate::format::diagnostic::nearest(text, known)
        .map(|near| format!("; did you mean {near}?"))
        .unwrap_or_default();
    #[cfg(not(feature = "scenario"))]
    {
        let _ = (text, known.into_iter().count());
        String::new()
    }
}
