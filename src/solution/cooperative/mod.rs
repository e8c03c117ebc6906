//! Solutions of games with side payments, one file for each.

mod almost_ideal;
mod aumann_dreze;
pub mod balanced_collections;
mod banzhaf;
mod chi;
mod cis;
mod coalition_program;
mod core;
mod dutta_ray;
mod ensc;
mod equal_gain;
mod equal_split;
mod gately;
mod interaction;
mod marginal_sums;
mod minimal_rights;
mod myerson;
mod nash_bargaining;
mod owen;
pub mod power;
mod proportional_benefit;
mod rules;
pub mod sampling;
mod semivalue;
mod shapley;
mod solidarity;
mod tau;
mod unanimity;
mod weighted_shapley;

#[cfg(test)]
pub(crate) mod testing;

pub use almost_ideal::almost_ideal;
pub use aumann_dreze::aumann_dreze;
pub use banzhaf::{banzhaf, banzhaf_normalized};
pub use chi::{chi, largest_marginals};
pub use cis::cis;
pub use core::{Core, core, core_of_constraints};
pub use dutta_ray::dutta_ray;
pub use ensc::ensc;
pub use equal_gain::equal_gain;
pub use equal_split::equal_split;
pub use gately::gately;
pub use interaction::{InteractionIndex, interaction};
pub use minimal_rights::minimal_rights;
pub use myerson::{graph_restricted, myerson, position};
pub use nash_bargaining::nash_bargaining;
pub use owen::{banzhaf_owen, owen};
pub use proportional_benefit::proportional_benefit;
pub use rules::{RULES, Rule};
pub use semivalue::{binomial_weights, semivalue};
pub use shapley::{shapley, shapley_of_dividends};
pub use solidarity::solidarity;
pub use tau::{tau, utopia_and_minimal_rights};
pub use weighted_shapley::weighted_shapley;
