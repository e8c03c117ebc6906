//! Solutions of games without side payments, one file each.

mod all_equilibria;
mod bimatrix;
mod coalition_proof;
mod compact_pure;
mod correlated;
mod correlated_vertices;
mod dense;
mod dominance;
mod equilibrium_quality;
mod feasible_payoffs;
mod fraction;
mod grim_trigger;
mod lemke_howson;
mod logit_dynamics;
mod mixed_dominance;
mod moran;
mod one_equilibrium;
mod ordinal_potential;
mod pareto;
mod potential;
mod pure_nash;
mod quantal_response;
mod rationalizable;
mod replicator;
mod small_mutation;
mod stochastic_stability;
mod strong_nash;
mod supermodular;
mod symmetric;
mod unique_nash;
mod weighted_potential;
mod zero_sum;

pub use all_equilibria::{
    AllEquilibria, Coordinate, DEFAULT_DIGITS, EquilibriumComponent, MixedEquilibrium, MixedStrategy,
    ProbabilityRanges, all_equilibria,
};
pub use bimatrix::{EquilibriumIndex, ExtremeEquilibria, NashSubset, equilibrium_index, extreme_equilibria};
pub(crate) use coalition_proof::restless_players;
pub use coalition_proof::{coalition_proof, is_self_enforcing, self_enforcing_deviation};
pub use compact_pure::{CompactPure, compact_pure};
pub use correlated::{BestCorrelated, Correlation, Incentive, best_correlated, incentives};
pub use correlated_vertices::{CorrelatedPolytope, correlated_vertices};
pub(crate) use correlated_vertices::{affine_dimension, incentive_rows, rank};
pub use dominance::{Dominated, Elimination, iterated_strict_dominance, weak_dominance_once};
pub use equilibrium_quality::{EquilibriumQuality, Valued, equilibrium_quality};
pub use feasible_payoffs::{FeasiblePayoffs, Punishment, feasible_payoffs};
pub(crate) use feasible_payoffs::{clipped, polygon};
pub use grim_trigger::{MixedProfile, grim_trigger, grim_trigger_thresholds, worst_equilibria};
pub use lemke_howson::{LemkeHowson, lemke_howson, lemke_howson_float};
pub use logit_dynamics::{LogitDynamics, logit_dynamics, logit_imbalance};
pub use mixed_dominance::{MixedDominated, MixedElimination, iterated_mixed_dominance};
pub use moran::moran_fixation;
pub use one_equilibrium::{OneEquilibrium, one_equilibrium};
pub use ordinal_potential::{OrdinalPotential, ordinal_potential};
pub use pareto::{pareto_dominator, pareto_efficient};
pub use potential::{ExactPotential, exact_potential};
pub use pure_nash::pure_nash;
pub(crate) use quantal_response::pure_payoffs;
pub use quantal_response::{
    LimitEquilibrium, QuantalFit, QuantalResponse, QuantalResponses, limit_equilibrium, quantal_fit, quantal_residual,
    quantal_response, quantal_slope,
};
pub use rationalizable::{Belief, Rationalizable, rationalizable};
pub use replicator::{RestPoint, RestPoints, RestStability, replicator_rest_points};
pub use small_mutation::small_mutation;
pub use stochastic_stability::{StabilityEvidence, StochasticStability, stochastic_stability};
pub use strong_nash::{JointDeviation, blocking_deviation, strong_nash};
pub use supermodular::{Supermodularity, supermodular};
pub use symmetric::{SymmetricEquilibria, symmetric_equilibria, symmetric_gains};
pub use unique_nash::{Uniqueness, unique_nash};
pub(crate) use weighted_potential::square as potential_square;
pub use weighted_potential::{PotentialSquare, WeightedPotential, weighted_potential};
pub use zero_sum::{ZeroSum, zero_sum};

#[cfg(test)]
pub(crate) mod tests {
    use crate::number::{Rational, whole};
    use proptest::prelude::*;

    /// Numbers of strategies and payoff tables of small games of up to four players, with many ties.
    pub(crate) fn small_games() -> impl Strategy<Value = (Vec<usize>, Vec<Vec<Rational>>)> {
        let counts = prop::sample::select(vec![
            vec![3],
            vec![2, 2],
            vec![3, 4],
            vec![1, 3],
            vec![2, 2, 2],
            vec![2, 3, 2],
            vec![2, 2, 2, 2],
        ]);
        counts.prop_flat_map(|counts| {
            let profiles: usize = counts.iter().product();
            let table = prop::collection::vec((-4i64..5).prop_map(whole), profiles);
            (Just(counts.clone()), prop::collection::vec(table, counts.len()))
        })
    }
}
