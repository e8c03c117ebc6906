//! Almost ideal sharing.

use super::equal_gain::equal_gain;
use crate::error::Error;
use crate::number::Scalar;
use crate::solution::Allocation;

/// Almost ideal sharing: everybody gets the best it could have by leaving full participation alone,
/// and an equal share of the surplus, `o_i + (v(N) - sum of o_j) / n` (Eyckmans and Finus 2004).
///
/// Where the surplus is not negative nobody gains by leaving: the rule finds transfers that keep a
/// coalition together whenever there are such transfers.
///
/// # Errors
///
/// [`Error::Input`] without players.
///
/// # Examples
///
/// ```
/// use pactum::solution::cooperative::almost_ideal;
///
/// assert_eq!(almost_ideal(&10.0, &[6.0, 2.0]).unwrap(), [7.0, 3.0]);
/// // Too little for all: each falls short of its outside payoff by the same amount.
/// assert_eq!(almost_ideal(&6.0, &[6.0, 2.0]).unwrap(), [5.0, 1.0]);
/// ```
pub fn almost_ideal<S: Scalar>(grand_worth: &S, outside_payoffs: &[S]) -> Result<Allocation<S>, Error> {
    equal_gain(grand_worth, outside_payoffs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    /// Linear benefit, quadratic cost: outside payoffs (21/2, 18, 45/2), total 54 at the optimum.
    #[test]
    fn the_surplus_is_shared_equally() {
        let outside = [ratio(21, 2), whole(18), ratio(45, 2)];
        let got = almost_ideal(&whole(54), &outside).unwrap();
        assert_eq!(got, [ratio(23, 2), whole(19), ratio(47, 2)]);
    }
}
