//! The core and what is around it: concepts of excesses.

use serde_json::json;

use super::{Answer, Concept, Task, concept, membership};
use crate::error::Error;
use crate::number::Scalar;
use crate::solution::cooperative::{Core, core};

pub(super) const CONCEPTS: &[Concept] = &[
    concept!("core", "an allocation that no coalition blocks, or the weights that prove there is none", "Gillies 1959", core_point, check membership::in_core),
];

fn core_point<S: Scalar>(task: &Task<'_, S>) -> Result<Answer, Error> {
    Ok(match core(task.game()?, task.lp()?)? {
        Core::NonEmpty(allocation) => {
            Answer::new::<S>(json!({"empty": false, "allocation": task.allocation(&allocation)}))
        }
        Core::Empty(weights) => Answer::new::<S>(json!({"empty": true}))
            .with_certificate(json!({"weights": task.by_coalition(&weights.weights)})),
    })
}
