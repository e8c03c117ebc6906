//! Files of games, in and out, one file for each format.

#[cfg(feature = "scenario")]
pub mod compact_json;
#[cfg(feature = "scenario")]
pub mod diagnostic;
pub mod nfg;
#[cfg(feature = "scenario")]
pub mod nfg_json;
#[cfg(feature = "scenario")]
pub mod scenario;
pub mod tu;
