//! Solutions: what a game's outcome is under a concept of the literature.

pub mod cooperative;
pub mod strategic;

/// What each player gets, in the game's order.
pub type Allocation<S> = Vec<S>;
