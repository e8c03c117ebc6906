//! What documents are made of: numbers, tables by name, sections of text, and what verification found.
//!
//! A document is a Rust type with `Serialize` and `Deserialize`. Text, JSON and verification read the same
//! value; nothing looks a key up by its string. This module holds the parts that documents of all kinds share and
//! reaches no solver, so that checks may use it.

mod number;
mod section;
mod verification;

pub use number::Number;
pub use section::{Block, Section, Table};
pub use verification::{Flaw, How, Verification};

/// Values by name, in the order of the game or scenario.
pub type ByName<T> = indexmap::IndexMap<String, T>;
