//! Solutions of games with side payments, one file for each.

mod almost_ideal;
mod banzhaf;
mod cis;
mod ensc;
mod equal_gain;
mod equal_split;
mod marginal_sums;
mod nash_bargaining;
mod proportional_benefit;
mod semivalue;
mod shapley;
mod tau;

#[cfg(test)]
pub(crate) mod testing;

pub use almost_ideal::almost_ideal;
pub use banzhaf::{banzhaf, banzhaf_normalized};
pub use cis::cis;
pub use ensc::ensc;
pub use equal_gain::equal_gain;
pub use equal_split::equal_split;
pub use nash_bargaining::nash_bargaining;
pub use proportional_benefit::proportional_benefit;
pub use semivalue::{binomial_weights, semivalue};
pub use shapley::{shapley, shapley_of_dividends};
pub use tau::{tau, utopia_and_minimal_rights};
