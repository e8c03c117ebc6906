//! `pactum`: the game theory of data sharing among agencies.

pub mod coalition;
pub mod error;
pub mod number;

pub use coalition::Coalition;
pub use error::Error;
pub use number::Rational;
