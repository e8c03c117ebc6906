//! Games: with side payments ([`tu`]) and without.

pub mod dividends;
pub(crate) mod entries;
pub mod properties;
pub mod tu;

pub use tu::{CharacteristicFunction, TuGame};
