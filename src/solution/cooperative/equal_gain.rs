//! Equal gains over the status quo.

use crate::error::Error;
use crate::number::{Scalar, sum};
use crate::solution::Allocation;

/// Everybody gains the same over the status quo: `d_i + (v(N) - sum of d_j) / n`.
///
/// `grand_worth` is `v(N)`, `status_quo` the payoffs `d` without an agreement. A surplus below zero
/// is shared alike.
///
/// # Errors
///
/// [`Error::Input`] without players.
///
/// # Examples
///
/// ```
/// use pactum::solution::cooperative::equal_gain;
///
/// assert_eq!(equal_gain(&10.0, &[1.0, 3.0]).unwrap(), [4.0, 6.0]);
/// assert!(equal_gain::<f64>(&10.0, &[]).is_err());
/// ```
pub fn equal_gain<S: Scalar>(grand_worth: &S, status_quo: &[S]) -> Result<Allocation<S>, Error> {
    if status_quo.is_empty() {
        return Err(Error::input("an allocation needs at least one player"));
    }
    let surplus = grand_worth.clone() - sum(status_quo.iter().cloned());
    let share = surplus / S::from_integer(status_quo.len() as i64);
    Ok(status_quo.iter().map(|payoff| payoff.clone() + share.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{Rational, ratio, whole};

    fn a_loss_is_shared_alike<S: Scalar>() {
        let got = equal_gain(&S::from_integer(1), &[2, 1, 1].map(S::from_integer)).unwrap();
        assert_eq!(got, [1, 0, 0].map(S::from_integer));
    }

    #[test]
    fn exact_and_float() {
        a_loss_is_shared_alike::<f64>();
        a_loss_is_shared_alike::<Rational>();
        assert_eq!(equal_gain(&whole(1), &[whole(0), whole(0), whole(0)]).unwrap(), vec![ratio(1, 3); 3]);
    }
}
