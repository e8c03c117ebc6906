//! Games: with side payments ([`tu`]) and without ([`strategic`]).

pub mod compact;
pub mod dividends;
pub(crate) mod entries;
pub mod forms;
#[cfg(feature = "mmap")]
pub mod mapped;
pub mod named;
pub mod payoff_entries;
pub mod properties;
pub mod strategic;
pub mod textbook;
pub mod textbook_games;
pub mod tu;

pub use named::{NamedGame, PlayerNames};
pub use strategic::{AnyGame, NormalFormGame, ProfileSpace, with_game};
pub use tu::{CharacteristicFunction, TuGame};
