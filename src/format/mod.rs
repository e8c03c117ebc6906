//! Files of games, in and out, one file for each format.

#[cfg(feature = "scenario")]
pub mod diagnostic;
#[cfg(feature = "scenario")]
pub mod scenario;
