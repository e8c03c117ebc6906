//! Verdicts of the status quo with their certificates in words.

use pactum::Coalition;
use pactum::number::{Rational, whole};
use pactum::scenario::{Granularity, Returns};
use pactum::stability::{Deviation, Evidence, Measure, Threshold, Verdict};

use super::{Text, join, section, short, shown};

impl Text<'_> {
    pub(super) fn verdicts(&self) -> String {
        let lines: Vec<String> = self
            .report
            .status_quo()
            .verdicts
            .iter()
            .map(|(key, verdict)| {
                let reason = match verdict {
                    Verdict::Holds(evidence) | Verdict::Fails(evidence) => self.words(evidence),
                    Verdict::Undecided(reason, _) => reason.clone(),
                };
                format!("  {key:<36} {:<9} {reason}", verdict.word())
            })
            .collect();
        let mut body = lines.join("\n");
        if self.proposition_holds() {
            body.push_str(
                "\n(here nash, coalition-proof and strong-nash are one fact: an outsider never loses when more join)",
            );
        }
        section("Is full participation stable in the status quo?", &body)
    }

    /// Whether an outsider never loses when more join, so that three verdicts are one fact.
    fn proposition_holds(&self) -> bool {
        let scenario = &self.report.case.scenario;
        scenario.strategies == Granularity::Agency && !matches!(scenario.returns, Returns::ByParticipants(_))
    }

    /// A certificate in words.
    fn words(&self, evidence: &Evidence) -> String {
        let of = |measure: &Measure| if *measure == Measure::Welfare { "welfare" } else { "total payoff" };
        match evidence {
            Evidence::Greatest { measure, value } => {
                format!("no profile has more {} than {}", of(measure), shown(value))
            }
            Evidence::BetterProfile { measure, profile, value, full } => {
                format!(
                    "{} is {} with {}, {} with all",
                    of(measure),
                    shown(value),
                    self.names.profile_text(*profile),
                    shown(full)
                )
            }
            Evidence::Benchmark { full, benchmark, profile } => {
                let at = profile.map_or("nobody sharing".into(), |profile| {
                    format!("the equilibrium {}", self.names.profile_text(profile))
                });
                format!("welfare {} against {} at {at}", shown(full), shown(benchmark))
            }
            Evidence::Payoffs(payoffs) => {
                let least = payoffs.iter().min().cloned().unwrap_or_default();
                format!("the least that an agency gets is {}; 0 when nobody shares", shown(&least))
            }
            Evidence::Loser { agency, payoff } => {
                format!("{} gets {}; 0 when nobody shares", self.name(*agency), shown(payoff))
            }
            Evidence::Deviations(deviations) => self.closest(deviations),
            Evidence::Deviation(deviation) => self.deviation(deviation),
            Evidence::OtherEquilibrium(profile) => format!("so is: {}", self.names.profile_text(*profile)),
            Evidence::OnlyEquilibrium => "at every other profile some agency gains by a change".into(),
            Evidence::NoJointDeviation => "no coalition has a joint change that all its members gain by".into(),
            Evidence::NoSelfEnforcingDeviation => "coalitions gain by joint changes, but none keeps to one".into(),
            Evidence::JointDeviation(joint) => {
                let gains: Vec<String> = joint
                    .gains
                    .iter()
                    .map(|(agency, gain)| format!("{} gains {}", self.name(*agency), short(gain)))
                    .collect();
                format!("by moving together to {}: {}", self.names.profile_text(joint.profile), join(&gains))
            }
            Evidence::Dominance(steps) => {
                format!("{} strictly dominated strategies go one after another; nothing else is left", steps.len())
            }
            Evidence::Allocation(allocation) => {
                format!("every coalition gets its worth if the split is {}", self.split(allocation))
            }
            Evidence::BalancedWeights(weights) => {
                format!("no split satisfies these coalitions together: {}", self.balanced(weights))
            }
            Evidence::BlockedAllocation { allocation, coalition, excess } => {
                format!(
                    "{} can secure {} more than they get in {}",
                    self.coalition(*coalition),
                    shown(excess),
                    self.split(allocation)
                )
            }
            Evidence::RuleUndefined(reason) => format!("the rule is undefined: {reason}"),
            Evidence::SlackSum(sum) => format!("the slacks sum to {}", shown(sum)),
            Evidence::Thresholds(thresholds) => {
                let most = thresholds.iter().filter_map(|one| one.threshold.clone()).max().unwrap_or_default();
                format!("the largest discount factor that is needed is {}", shown(&most))
            }
            Evidence::Impatient(threshold) => self.impatient(threshold),
        }
    }

    fn deviation(&self, deviation: &Deviation) -> String {
        let Deviation { agency, strategy, profile, gain } = deviation;
        let action = &self.names.strategies[*agency][*strategy];
        let action = if action == "out" { "leaving".to_string() } else { format!("switching to {action}") };
        let change =
            if *gain == whole(0) { "neither gains nor loses".to_string() } else { format!("gains {}", shown(gain)) };
        let full = *profile + 1 == self.report.space.size();
        let place =
            if full { String::new() } else { format!(" when those in are: {}", self.names.profile_text(*profile)) };
        format!("{} {change} by {action}{place}", self.name(*agency))
    }

    fn split(&self, allocation: &[Rational]) -> String {
        let parts = allocation
            .iter()
            .enumerate()
            .map(|(agency, share)| format!("{} {}", self.names.agencies[agency], short(share)));
        parts.collect::<Vec<_>>().join(", ")
    }

    fn coalition(&self, coalition: Coalition) -> String {
        let members: Vec<String> = coalition.members().map(|agency| self.names.agencies[agency].clone()).collect();
        join(&members)
    }

    fn balanced(&self, weights: &[(Coalition, Rational)]) -> String {
        let parts =
            weights.iter().take(6).map(|(coalition, weight)| format!("{weight} x ({})", self.coalition(*coalition)));
        let more = if weights.len() > 6 { ", ..." } else { "" };
        format!("{}{more}", parts.collect::<Vec<_>>().join(", "))
    }

    fn closest(&self, deviations: &[Deviation]) -> String {
        let closest = deviations.iter().max_by(|a, b| a.gain.cmp(&b.gain));
        closest.map_or_else(String::new, |one| {
            format!(
                "closest is {}, which loses {} by its best change",
                self.name(one.agency),
                shown(&-one.gain.clone())
            )
        })
    }

    fn impatient(&self, threshold: &Threshold) -> String {
        match &threshold.threshold {
            None => format!("no threat of reversion keeps {} in", self.name(threshold.agency)),
            Some(least) => format!(
                "{} would have to value the future at {}; its discount factor is {}",
                self.name(threshold.agency),
                shown(least),
                shown(&threshold.discount)
            ),
        }
    }
}
