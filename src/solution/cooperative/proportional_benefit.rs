//! Gains in proportion to gross benefits.

use crate::error::Error;
use crate::number::{Scalar, sum};
use crate::solution::Allocation;

/// The gain over the status quo in proportion to gross benefits,
/// `d_i + g_i / (sum of g_j) (v(N) - sum of d_j)`.
///
/// # Errors
///
/// [`Error::Input`] unless there are as many benefits as payoffs, and at least one;
/// [`Error::Undefined`] when the benefits sum to 0 or one is negative.
///
/// # Examples
///
/// ```
/// use pactum::Error;
/// use pactum::solution::cooperative::proportional_benefit;
///
/// assert_eq!(proportional_benefit(&10.0, &[1.0, 3.0], &[2.0, 1.0]).unwrap(), [5.0, 5.0]);
/// assert!(matches!(proportional_benefit(&10.0, &[1.0, 3.0], &[0.0, 0.0]), Err(Error::Undefined(_))));
/// ```
pub fn proportional_benefit<S: Scalar>(
    grand_worth: &S,
    status_quo: &[S],
    gross_benefits: &[S],
) -> Result<Allocation<S>, Error> {
    if let Some(player) = gross_benefits.iter().position(|benefit| *benefit < S::zero()) {
        return Err(Error::undefined(format!("the gross benefit of player {} is negative", player + 1)));
    }
    shared_in_proportion(grand_worth, status_quo, gross_benefits, "gross benefits")
}

/// The status quo and a share of the surplus in proportion to `keys`, which `what` names.
pub(super) fn shared_in_proportion<S: Scalar>(
    grand_worth: &S,
    status_quo: &[S],
    keys: &[S],
    what: &str,
) -> Result<Allocation<S>, Error> {
    if status_quo.is_empty() || keys.len() != status_quo.len() {
        let (found, players) = (keys.len(), status_quo.len());
        return Err(Error::input(format!("found {found} {what} for {players} players; one each is allowed")));
    }
    let total = sum(keys.iter().cloned());
    if total.is_zero() {
        return Err(Error::undefined(format!("the {what} are all 0, so nothing can be shared in proportion to them")));
    }
    let surplus = grand_worth.clone() - sum(status_quo.iter().cloned());
    let share = |(payoff, key): (&S, &S)| payoff.clone() + surplus.clone() * key.clone() / total.clone();
    Ok(status_quo.iter().zip(keys).map(share).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{ratio, whole};

    #[test]
    fn who_benefits_nothing_gains_nothing() {
        let got = proportional_benefit(&whole(1), &[whole(0), whole(-1)], &[whole(3), whole(0)]).unwrap();
        assert_eq!(got, [whole(2), whole(-1)]);
        let thirds = proportional_benefit(&whole(1), &[whole(0), whole(0)], &[whole(1), whole(2)]).unwrap();
        assert_eq!(thirds, [ratio(1, 3), ratio(2, 3)]);
    }

    #[test]
    fn negative_benefits_are_undefined() {
        assert!(matches!(proportional_benefit(&1.0, &[0.0, 0.0], &[2.0, -1.0]), Err(Error::Undefined(_))));
    }
}
