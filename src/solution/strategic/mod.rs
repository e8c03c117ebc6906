//! Solutions of games without side payments, one file each.

mod pure_nash;

pub use pure_nash::pure_nash;
