//! The asymmetric Nash bargaining solution with side payments.

use super::proportional_benefit::shared_in_proportion;
use crate::error::Error;
use crate::number::Scalar;
use crate::solution::Allocation;

/// The asymmetric Nash bargaining solution where utility is transferable: the surplus over the
/// status quo in proportion to bargaining weights,
/// `d_i + w_i / (sum of w_j) (v(N) - sum of d_j)` (Nash 1950, Kalai 1977).
///
/// It maximises `product of (x_i - d_i)^(w_i)` where there is a surplus; a loss is shared by the
/// same formula.
///
/// # Errors
///
/// [`Error::Input`] unless there are as many weights as payoffs, and at least one;
/// [`Error::Undefined`] when a weight is not above zero.
///
/// # Examples
///
/// ```
/// use pactum::Error;
/// use pactum::solution::cooperative::nash_bargaining;
///
/// assert_eq!(nash_bargaining(&10.0, &[1.0, 3.0], &[1.0, 2.0]).unwrap(), [3.0, 7.0]);
/// assert!(matches!(nash_bargaining(&10.0, &[1.0, 3.0], &[1.0, 0.0]), Err(Error::Undefined(_))));
/// ```
pub fn nash_bargaining<S: Scalar>(grand_worth: &S, status_quo: &[S], weights: &[S]) -> Result<Allocation<S>, Error> {
    if let Some(player) = weights.iter().position(|weight| *weight <= S::zero()) {
        let weight = weights[player].to_f64();
        return Err(Error::undefined(format!(
            "the bargaining weight of player {} is {weight}; every weight must be above 0",
            player + 1
        )));
    }
    shared_in_proportion(grand_worth, status_quo, weights, "bargaining weights")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    #[test]
    fn a_quarter_and_three_quarters() {
        let got = nash_bargaining(&whole(5), &[whole(1), whole(1)], &[whole(1), whole(3)]).unwrap();
        assert_eq!(got, [ratio(7, 4), ratio(13, 4)]);
    }

    #[test]
    fn wrong_lengths_are_refused() {
        assert!(matches!(nash_bargaining(&1.0, &[0.0], &[1.0, 1.0]), Err(Error::Input(_))));
        assert!(matches!(nash_bargaining::<f64>(&1.0, &[], &[]), Err(Error::Input(_))));
    }
}
