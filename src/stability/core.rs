//! Whether the gains can be shared so that no coalition does better alone.

use super::rules::{Division, Shared, share};
use super::{Evidence, Verdict};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::number::Rational;
use crate::payoff::coalitional::Worths;
use crate::solution::cooperative::{Core, core_of_constraints};

/// The game with side payments of a bundle under one convention, and what is judged in it.
#[derive(Clone)]
pub struct CoalitionalCandidate<'a> {
    /// What the rules may look at; the worths of all coalitions among it.
    pub division: Division<'a>,
    /// What each agency gets when all join fully.
    pub full: &'a [Rational],
    /// The verdict on joint optimality: where it fails, so do all that follow.
    pub jointly_optimal: &'a Verdict,
    /// The identifiers of the agencies, for reasons.
    pub ids: &'a [String],
}

/// What is known of the core: an allocation that blocks nobody, or weights that prove it empty.
pub type CoreAnswer = Result<Core<Rational>, Error>;

impl CoalitionalCandidate<'_> {
    fn worths(&self) -> &Worths {
        self.division.worths
    }

    /// An allocation that satisfies every coalition whose worth is defined, or balanced weights on
    /// such coalitions that prove that there is none. Cheap allocations are tried first.
    pub fn core(&self) -> CoreAnswer {
        let tried = [self.full.to_vec()].into_iter().chain(self.equal_shares());
        for allocation in tried {
            if self.blocking(&allocation).is_none() {
                return Ok(Core::NonEmpty(allocation));
            }
        }
        let worths = self.worths();
        core_of_constraints(worths.n(), &worths.grand(), &worths.values(), self.division.lp)
    }

    fn equal_shares(&self) -> Option<Vec<Rational>> {
        match share("almost-ideal", &self.division) {
            Ok(Shared::Allocation(allocation, _)) => Some(allocation),
            _ => None,
        }
    }

    /// The coalition of greatest excess where one is above what an allocation gives it, with the
    /// excess; the smallest mask among equals.
    pub fn blocking(&self, allocation: &[Rational]) -> Option<(Coalition, Rational)> {
        self.worths().greatest_excess(allocation).filter(|(_, excess)| *excess > Rational::default())
    }

    /// `core:<convention>`: jointly optimal, and some split of `v(N)` gives every coalition at
    /// least its worth.
    pub fn core_verdict(&self, core: &CoreAnswer) -> Verdict {
        self.unless_settled(|| match core {
            Ok(Core::Empty(weights)) => Verdict::Fails(Evidence::BalancedWeights(weights.weights.clone())),
            Ok(Core::NonEmpty(allocation)) => self.if_complete(Evidence::Allocation(allocation.clone())),
            Err(error) => Verdict::Undecided(error.to_string(), None),
        })
    }

    /// `no-transfer-core:<convention>`: jointly optimal, and what the agencies get anyway is in
    /// the core.
    pub fn no_transfer_verdict(&self) -> Verdict {
        self.unless_settled(|| self.judged(self.full.to_vec()))
    }

    /// `rule-in-core:<rule>:<convention>`: jointly optimal, and the rule's allocation is in the core.
    pub fn rule_verdict(&self, shared: &Result<Shared, Error>, core: &CoreAnswer) -> Verdict {
        self.unless_settled(|| match shared {
            Ok(Shared::Allocation(allocation, _)) => self.judged(allocation.clone()),
            Ok(Shared::Undefined(reason)) => Verdict::Fails(Evidence::RuleUndefined(reason.clone())),
            Ok(Shared::NeedsWorth(coalition)) => match core {
                Ok(Core::Empty(weights)) => Verdict::Fails(Evidence::BalancedWeights(weights.weights.clone())),
                Ok(Core::NonEmpty(allocation)) => self.undecided(*coalition, Evidence::Allocation(allocation.clone())),
                Err(error) => Verdict::Undecided(error.to_string(), None),
            },
            Err(error) => Verdict::Undecided(error.to_string(), None),
        })
    }

    /// The verdict on the nucleolus without computing it: it is in the core if there is one.
    pub fn nucleolus_verdict(&self, core: &CoreAnswer) -> Verdict {
        self.core_verdict(core)
    }

    fn judged(&self, allocation: Vec<Rational>) -> Verdict {
        match self.blocking(&allocation) {
            Some((coalition, excess)) => Verdict::Fails(Evidence::BlockedAllocation { allocation, coalition, excess }),
            None => self.if_complete(Evidence::Allocation(allocation)),
        }
    }

    fn if_complete(&self, evidence: Evidence) -> Verdict {
        match self.worths().undefined().next() {
            Some(coalition) => self.undecided(coalition, evidence),
            None => Verdict::Holds(evidence),
        }
    }

    fn unless_settled(&self, verdict: impl FnOnce() -> Verdict) -> Verdict {
        match self.jointly_optimal {
            Verdict::Fails(evidence) => Verdict::Fails(evidence.clone()),
            _ => verdict(),
        }
    }

    /// Left open by an undefined worth, with an allocation that satisfies all coalitions that have one.
    fn undecided(&self, coalition: Coalition, evidence: Evidence) -> Verdict {
        Verdict::Undecided(undefined_worth(self.ids, coalition), Some(evidence))
    }
}

/// Why the worth of a coalition is undefined.
pub fn undefined_worth(ids: &[String], coalition: Coalition) -> String {
    let members: Vec<&str> = coalition.members().map(|agency| ids[agency].as_str()).collect();
    format!("the worth of {} is undefined: together they have no pure equilibrium with the others", members.join(", "))
}
