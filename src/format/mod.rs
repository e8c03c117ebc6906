//! Files of games, in and out, one file for each format.

pub mod tu;
