//! Games: with side payments ([`tu`]) and without ([`strategic`]).

pub mod dividends;
pub(crate) mod entries;
pub mod forms;
pub mod properties;
pub mod strategic;
pub mod tu;

pub use strategic::{AnyGame, NormalFormGame, ProfileSpace, with_game};
pub use tu::{CharacteristicFunction, TuGame};
