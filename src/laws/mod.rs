//! Properties over random scenarios, and the generator behind them. Tests only.

mod derivation;
mod statics;

use proptest::prelude::*;

use crate::arrangement::{Arrangement, Transfer, When};
use crate::number::{Rational, ratio, whole};
use crate::scenario::{
    Agency, AgencyKey, Attachment, Convention, CouplingKey, Dataset, DatasetKey, Granularity, Key, Linkage, LinkageKey,
    Parameters, RISK_KINDS, Range, RelationKey, Relations, Returns, Risk, RiskClass, RiskKey, Scenario, Use, UseKey,
    Weights,
};

/// A source of small choices that a failing case shrinks towards zero.
pub struct Tape {
    bytes: Vec<u8>,
    place: usize,
}

impl Tape {
    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        let byte = self.bytes.get(self.place).copied().unwrap_or(0);
        self.place += 1;
        byte as usize % bound
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 1
    }

    /// An index from 0 to 1.
    pub fn index(&mut self) -> Rational {
        let denominator = 1 + self.below(6);
        ratio(self.below(denominator + 1) as i64, denominator as i64)
    }

    /// An amount from 0 to 8.
    pub fn amount(&mut self) -> Rational {
        ratio(self.below(17) as i64, 1 + self.below(4) as i64)
    }

    fn parameter<K: Key>(&mut self, key: K) -> Rational {
        match key.info().range {
            _ if self.chance(3) => key.info().default_value(),
            Range::Index => self.index(),
            Range::NonNegative => self.amount(),
            Range::Positive => self.amount() + whole(1),
        }
    }

    fn parameters<K: Key>(&mut self) -> Parameters<K, Rational> {
        Parameters::from_fn(|key| self.parameter(key))
    }
}

/// What a random scenario may have.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Whether single datasets and levels may be chosen.
    pub granular: bool,
    /// Whether returns may be other than linear or by threshold.
    pub any_returns: bool,
}

/// Random scenarios that are in range and pay no cost more than once.
pub fn scenarios(shape: Shape) -> impl Strategy<Value = Scenario<Rational>> {
    tapes().prop_map(move |mut tape| scenario(&mut tape, shape))
}

/// Random tapes.
pub fn tapes() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u8>(), 500).prop_map(|bytes| Tape { bytes, place: 0 })
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "tape at {}", self.place)
    }
}

/// Builds a scenario from a tape.
pub fn scenario(tape: &mut Tape, shape: Shape) -> Scenario<Rational> {
    let n = 1 + tape.below(4);
    let strategies = match tape.below(if shape.granular { 4 } else { 1 }) {
        1 => Granularity::Dataset,
        2 => Granularity::Levels(1 + tape.below(3)),
        _ => Granularity::Agency,
    };
    let returns = match tape.below(if shape.any_returns { 3 } else { 2 }) {
        0 => Returns::Linear,
        1 => Returns::Threshold(1 + tape.below(n)),
        _ => Returns::ByParticipants((0..=n).map(|_| tape.amount()).collect()),
    };
    let agency = |i: usize, tape: &mut Tape| {
        let mut parameters: Parameters<AgencyKey, Rational> = tape.parameters();
        parameters[AgencyKey::CollectiveWeight] = tape.index();
        Agency { id: format!("a{i}"), name: format!("Agency {i}"), group: None, parameters }
    };
    let mut built = Scenario {
        name: "random".into(),
        unit: String::new(),
        strategies,
        worth: vec![Convention::Gamma, Convention::StandAlone],
        returns,
        exclusion: tape.index(),
        coupling: Parameters::<CouplingKey, _>::from_fn(|key| tape.parameter(key)),
        weights: Weights { relation: [whole(1), whole(2), ratio(1, 2)], ..Weights::default() },
        agencies: (0..n).map(|i| agency(i, tape)).collect(),
        datasets: Vec::new(),
        uses: Vec::new(),
        relations: Relations { default: tape.parameters::<RelationKey>(), listed: Default::default() },
        risks: Vec::new(),
        linkages: Vec::new(),
    };
    add_data(&mut built, tape);
    add_pairs_and_risks(&mut built, tape);
    built
}

fn add_data(scenario: &mut Scenario<Rational>, tape: &mut Tape) {
    let n = scenario.n();
    for d in 0..tape.below(4) {
        let owner = tape.below(n);
        let mut parameters: Parameters<DatasetKey, Rational> = tape.parameters();
        // Nobody is paid more than the cost: the shares below sum to at most 1.
        let rest = whole(1) - &parameters[DatasetKey::CompensationRate];
        parameters[DatasetKey::Refund] = rest * tape.index();
        let effort = if tape.chance(2) { Some(tape.amount()) } else { None };
        scenario.datasets.push(Dataset { id: format!("d{d}"), owner, parameters, effort });
        let users: Vec<usize> = (0..n).filter(|&user| user != owner && tape.below(3) > 0).collect();
        for &user in &users {
            let cost_share = if tape.chance(3) { Some(tape.index() * ratio(1, users.len() as i64)) } else { None };
            scenario.uses.push(Use { dataset: d, user, parameters: tape.parameters::<UseKey>(), cost_share });
        }
    }
    if scenario.datasets.len() > 1 && tape.chance(2) {
        scenario.linkages.push(Linkage { datasets: (0, 1), parameters: tape.parameters::<LinkageKey>() });
    }
}

fn add_pairs_and_risks(scenario: &mut Scenario<Rational>, tape: &mut Tape) {
    let n = scenario.n();
    for a in 0..n {
        for b in a + 1..n {
            if tape.chance(2) {
                scenario.relations.listed.insert((a, b), tape.parameters());
            }
        }
    }
    for r in 0..tape.below(4) {
        let bearer = tape.below(n);
        let own: Vec<usize> = (0..scenario.datasets.len())
            .filter(|&d| scenario.datasets[d].owner == bearer || scenario.uses_of(d).any(|entry| entry.user == bearer))
            .collect();
        let attachment = match tape.below(3) {
            0 if !own.is_empty() => Attachment::Dataset(own[tape.below(own.len())]),
            1 if n > 1 => Attachment::With((bearer + 1 + tape.below(n - 1)) % n),
            _ => Attachment::Nothing,
        };
        let kind = tape.below(RISK_KINDS.len());
        let class = RISK_KINDS[kind].1.unwrap_or(RiskClass::Division);
        let parameters = tape.parameters::<RiskKey>();
        scenario.risks.push(Risk { id: format!("r{r}"), kind, class, bearer, attachment, parameters });
    }
}

/// A random arrangement of conditional transfers and a running cost.
pub fn transfers(tape: &mut Tape, n: usize) -> Arrangement<Rational> {
    let transfer = |tape: &mut Tape| Transfer {
        to: if tape.chance(2) { None } else { Some(tape.below(n)) },
        amount: tape.amount() - whole(3),
        when: match tape.below(5) {
            0 => When::Joins,
            1 => When::StaysOut,
            2 => When::AllJoin,
            3 => When::JoinsAndFails(1 + tape.below(n)),
            _ => When::JoinsAndReaches(1 + tape.below(n)),
        },
    };
    Arrangement {
        id: "transfers".into(),
        group: None,
        running_cost: tape.amount(),
        effects: Vec::new(),
        transfers: (0..tape.below(4)).map(|_| transfer(tape)).collect(),
        side_payments: None,
        levels: Vec::new(),
    }
}
