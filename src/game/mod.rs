//! Games: with side payments ([`tu`]) and without.

pub mod tu;

pub use tu::{CharacteristicFunction, TuGame};
