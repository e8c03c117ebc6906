//! `pactum`: the game theory of data sharing among agencies.

pub mod arrangement;
pub mod certificate;
pub mod coalition;
pub mod environment;
pub mod error;
pub mod format;
pub mod game;
#[cfg(test)]
mod laws;
pub mod limit;
pub mod lp;
pub mod number;
mod parallel;
pub mod payoff;
pub mod report;
pub mod scenario;
pub mod solution;
pub mod stability;

pub use coalition::Coalition;
pub use error::Error;
pub use number::Rational;
