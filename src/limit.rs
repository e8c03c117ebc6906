//! Time limits: asked between the steps of long computations.

use std::time::{Duration, Instant};

use crate::error::Error;

/// When a computation has to stop, if ever.
///
/// # Examples
///
/// ```
/// use pactum::limit::TimeLimit;
///
/// assert!(TimeLimit::none().check("the count").is_ok());
/// let error = TimeLimit::seconds(0.0).check("the count").unwrap_err();
/// assert_eq!(error.to_string(), "the time limit came before the count was done");
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct TimeLimit {
    end: Option<Instant>,
}

impl TimeLimit {
    /// No limit.
    pub fn none() -> Self {
        TimeLimit { end: None }
    }

    /// So many seconds from now; no limit where that is not a time span or ends in the far future.
    pub fn seconds(seconds: f64) -> Self {
        let span = Duration::try_from_secs_f64(seconds.max(0.0)).ok();
        TimeLimit { end: span.and_then(|span| Instant::now().checked_add(span)) }
    }

    /// Whether the time is over.
    pub fn is_over(&self) -> bool {
        self.end.is_some_and(|end| Instant::now() >= end)
    }

    /// Goes on, or stops with an error that names the work.
    ///
    /// # Errors
    ///
    /// [`Error::TimeLimit`] when the time is over.
    pub fn check(&self, work: &str) -> Result<(), Error> {
        if self.is_over() { Err(Error::TimeLimit(work.to_string())) } else { Ok(()) }
    }
}
