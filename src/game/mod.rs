//! Games: with side payments ([`tu`]) and without ([`strategic`]).

pub mod dividends;
pub(crate) mod entries;
pub mod forms;
pub mod named;
pub mod payoff_entries;
pub mod properties;
pub mod strategic;
pub mod tu;

pub use named::{NamedGame, PlayerNames};
pub use strategic::{AnyGame, NormalFormGame, ProfileSpace, with_game};
pub use tu::{CharacteristicFunction, TuGame};
