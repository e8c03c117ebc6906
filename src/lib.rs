//! `pactum`: the game theory of data sharing among agencies.

pub mod certificate;
pub mod coalition;
pub mod error;
pub mod format;
pub mod game;
pub mod lp;
pub mod number;
pub mod solution;

pub use coalition::Coalition;
pub use error::Error;
pub use number::Rational;
