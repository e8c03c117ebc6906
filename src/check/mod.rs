//! Checks that reach no solver: definitions evaluated slowly and obviously, and evidence read from documents.
//!
//! What stands here uses numbers, games, payoff terms, [`certificate`](crate::certificate) and
//! [`document`](crate::document), and nothing that solves: a mistake of a solver cannot be shared by what checks it.
//! `tests/independence.rs` follows the imports of every file here and in `certificate` and rejects a way to
//! `solution`, `lp`, `stability`, the worths of `payoff::coalitional`, or a report.
