//! Evidence that code which has not seen a solver re-checks, one file for each kind.
//!
//! Nothing here imports a solver: certificates are verified by evaluating the game, adding and
//! comparing.

mod balanced;
mod countered;
mod decomposition;
mod equilibrium_box;
mod excess;
mod membership;
mod stability;
mod surplus;

pub use balanced::BalancedWeights;
pub use countered::Countered;
pub use decomposition::TreeDecomposition;
pub use equilibrium_box::isolated_equilibrium;
#[cfg(feature = "scenario")]
pub(crate) use equilibrium_box::isolated_equilibrium_but;
pub use excess::{ExcessChain, ExcessLevel};
pub use membership::{CoreViolation, core_violation};
pub use stability::{Cover, DominationBound, EmptyPart, Split, StableProof, Undominated};
pub use surplus::{KernelViolation, SurplusTable, kernel_violation, prekernel_violation};

pub(crate) use equilibrium_box::{MAX_PRODUCTS, products_needed};
pub(crate) use membership::Shares;

use std::cmp::Ordering;

use crate::number::Scalar;

/// Why a certificate does not prove what it is for, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Flaw(pub String);

/// Compares two numbers; floats are equal within the tolerance times their size.
pub(crate) fn compare<S: Scalar>(left: &S, right: &S) -> Ordering {
    if S::EXACT {
        return left.partial_cmp(right).unwrap_or(Ordering::Less);
    }
    let absolute = |value: &S| if *value < S::zero() { -value.clone() } else { value.clone() };
    let size = S::one().larger(absolute(left)).larger(absolute(right));
    let difference = (left.clone() - right.clone()) / size;
    // A difference that is not a number is no agreement.
    if difference.to_f64().is_nan() { Ordering::Less } else { difference.sign() }
}
