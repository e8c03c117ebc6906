//! `pactum`: the game theory of data sharing among agencies.

pub mod arrangement;
pub mod certificate;
pub mod coalition;
pub mod error;
pub mod format;
pub mod game;
pub mod limit;
pub mod number;
pub mod scenario;
pub mod solution;

pub use coalition::Coalition;
pub use error::Error;
pub use number::Rational;
