//! Names of agencies, strategies and profiles in reports.

use crate::game::ProfileSpace;
use crate::number::ratio;
use crate::payoff::Choices;
use crate::scenario::{Granularity, Scenario};

/// The names of a scenario's agencies and of their strategies.
#[derive(Debug, Clone, PartialEq)]
pub struct Names {
    /// The identifiers of the agencies.
    pub agencies: Vec<String>,
    /// The names of each agency's strategies: `out`, `in`, `in:d1+d2`, `in:1/3`.
    pub strategies: Vec<Vec<String>>,
    /// Whether a profile is told by its participants alone.
    pub by_participants: bool,
    /// The profiles.
    pub space: ProfileSpace,
}

impl Names {
    /// The names for a scenario.
    pub fn of<T>(scenario: &Scenario<T>, choices: &Choices, space: &ProfileSpace) -> Names {
        Names {
            agencies: scenario.agencies.iter().map(|agency| agency.id.clone()).collect(),
            strategies: (0..scenario.n()).map(|agency| strategy_names(scenario, choices, agency)).collect(),
            by_participants: choices.granularity == Granularity::Agency,
            space: space.clone(),
        }
    }

    /// The name of an agency's strategy in a profile.
    pub fn played(&self, profile: usize, agency: usize) -> &str {
        &self.strategies[agency][self.space.strategy(profile, agency)]
    }

    /// The agencies that participate in a profile.
    pub fn participants(&self, profile: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.agencies.len()).filter(move |&agency| self.space.strategy(profile, agency) > 0)
    }

    /// A profile in words: `nobody`, `everyone`, `tax, health`, `tax in:income; health out`.
    pub fn profile_text(&self, profile: usize) -> String {
        if profile == 0 {
            return "nobody".into();
        }
        if profile + 1 == self.space.size() {
            return "everyone, fully".into();
        }
        if self.by_participants {
            let names: Vec<&str> = self.participants(profile).map(|agency| self.agencies[agency].as_str()).collect();
            return names.join(", ");
        }
        let played = |agency: usize| format!("{} {}", self.agencies[agency], self.played(profile, agency));
        self.participants(profile).map(played).collect::<Vec<_>>().join("; ")
    }
}

fn strategy_names<T>(scenario: &Scenario<T>, choices: &Choices, agency: usize) -> Vec<String> {
    let owned = &choices.datasets[agency];
    let name = |strategy: usize| match choices.granularity {
        _ if strategy == 0 => "out".to_string(),
        Granularity::Levels(levels) if !owned.is_empty() => format!("in:{}", ratio(strategy as i64, levels as i64)),
        Granularity::Dataset if !owned.is_empty() => {
            let shared = owned.iter().enumerate().filter(|(place, _)| strategy >> place & 1 == 1);
            let ids: Vec<&str> = shared.map(|(_, &dataset)| scenario.datasets[dataset].id.as_str()).collect();
            format!("in:{}", ids.join("+"))
        }
        _ => "in".to_string(),
    };
    (0..choices.count(agency)).map(name).collect()
}
