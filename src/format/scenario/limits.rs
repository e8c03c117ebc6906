//! Limits on several numbers of a dataset together.

use super::objects::Datasets;
use super::reader::Reader;
use crate::number::{Rational, rational_text, whole};
use crate::scenario::{DatasetKey, Quantity};

/// The largest value that a number may have: the upper end of its interval, else its value; 0, which
/// every number may at least have, for an unknown.
fn largest(quantity: &Quantity) -> Rational {
    let high = quantity.interval.as_ref().map(|(_, high)| high.clone());
    high.or_else(|| quantity.value.clone()).unwrap_or_default()
}

impl Reader<'_> {
    /// The cost shares of a dataset sum to at most 1, and nobody is paid more than the cost:
    /// `rho_d sum_j share_dj + ref_d <= 1`. Intervals are judged at their upper ends.
    pub fn joint_limits(&mut self, data: &Datasets) {
        let mut users = vec![0i64; data.datasets.len()];
        let mut given = vec![(0i64, Rational::default()); data.datasets.len()];
        for entry in &data.uses {
            if let (Some(users), Some(given)) = (users.get_mut(entry.dataset), given.get_mut(entry.dataset)) {
                *users += 1;
                if let Some(share) = &entry.cost_share {
                    given.0 += 1;
                    given.1 += largest(share);
                }
            }
        }
        let one = whole(1);
        for ((dataset, span), (users, (count, sum))) in
            data.datasets.iter().zip(&data.spans).zip(users.into_iter().zip(given))
        {
            let silent = if users > count { Rational::new((users - count).into(), users.into()) } else { whole(0) };
            let shares = sum + silent;
            let field = format!("dataset.{}", dataset.id);
            if shares > one {
                let message = "the cost shares of its uses sum to more than 1";
                let found = format!("a sum of {}", rational_text(&shares));
                let allowed = "at most 1; a use without cost_share counts 1 over the number of users";
                self.error(span, &format!("{field}.uses"), message, found, allowed);
                continue;
            }
            let paid = largest(&dataset.parameters[DatasetKey::CompensationRate]) * &shares
                + largest(&dataset.parameters[DatasetKey::Refund]);
            if paid > one {
                let message = "more than its cost is paid back";
                let found =
                    format!("compensation_rate times the sum of cost shares, plus refund = {}", rational_text(&paid));
                self.error(span, &format!("{field}.compensation_rate"), message, found, "at most 1");
            }
        }
    }
}
