//! Properties over random scenarios, and the generator behind them. Tests only.

mod arrangements;
mod claims;
mod conventions;
mod derivation;
mod invariances;
mod proposition;
mod reversals;
mod statics;

use proptest::prelude::*;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};

use crate::arrangement::{Analysis, Arranged, Arrangement, Case, Effect, Operation, Transfer, When, apply};
use crate::environment::environment;
use crate::number::{Rational, ratio, whole};
use crate::payoff::{Payoffs, payoffs};
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

/// Random tapes.
pub fn tapes() -> impl Strategy<Value = Tape> {
    prop::collection::vec(any::<u8>(), 500).prop_map(|bytes| Tape { bytes, place: 0 })
}

impl std::fmt::Debug for Tape {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "tape at {}", self.place)
    }
}

/// Builds a scenario from a tape: one that is in range and pays no cost more than once.
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

/// Tries a law on so many random tapes, the same ones every time, so that a law may also count how
/// often it said something.
pub fn try_law(cases: u32, law: impl Fn(&mut Tape) -> TestCaseResult) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    if let Err(error) = runner.run(&tapes(), |mut tape| law(&mut tape)) {
        panic!("{error}");
    }
}

/// The payoffs of a scenario without arrangements.
pub fn status_quo(scenario: &Scenario<Rational>) -> Payoffs<Rational> {
    under(scenario, &[])
}

/// The payoffs of a scenario under a bundle that is admissible.
pub fn under(scenario: &Scenario<Rational>, bundle: &[&Arrangement<Rational>]) -> Payoffs<Rational> {
    derived(&apply(scenario, bundle).unwrap())
}

/// The payoffs of an arranged scenario.
pub fn derived(arranged: &Arranged<Rational>) -> Payoffs<Rational> {
    payoffs(arranged, &environment(&arranged.scenario))
}

/// A scenario of `n` agencies with nothing but its defaults.
pub fn plain(n: usize) -> Scenario<Rational> {
    let agency = |i: usize| Agency {
        id: format!("a{i}"),
        name: format!("Agency {i}"),
        group: None,
        parameters: Parameters::from_fn(|key: AgencyKey| key.info().default_value()),
    };
    Scenario {
        name: "plain".into(),
        unit: String::new(),
        strategies: Granularity::Agency,
        worth: vec![Convention::Gamma],
        returns: Returns::Linear,
        exclusion: whole(0),
        coupling: Parameters::from_fn(|key: CouplingKey| key.info().default_value()),
        weights: Weights::default(),
        agencies: (0..n).map(agency).collect(),
        datasets: Vec::new(),
        uses: Vec::new(),
        relations: Relations {
            default: Parameters::from_fn(|key: RelationKey| key.info().default_value()),
            listed: Default::default(),
        },
        risks: Vec::new(),
        linkages: Vec::new(),
    }
}

/// Adds a dataset with parameters other than its defaults, and gives its number.
pub fn add_dataset(scenario: &mut Scenario<Rational>, owner: usize, given: &[(DatasetKey, Rational)]) -> usize {
    let mut parameters = Parameters::from_fn(|key: DatasetKey| key.info().default_value());
    for (key, value) in given {
        parameters[*key] = value.clone();
    }
    let id = format!("d{}", scenario.datasets.len());
    scenario.datasets.push(Dataset { id, owner, parameters, effort: None });
    scenario.datasets.len() - 1
}

/// Adds a use of a certain value.
pub fn add_use(scenario: &mut Scenario<Rational>, dataset: usize, user: usize, value: Rational) {
    let mut parameters = Parameters::from_fn(|key: UseKey| key.info().default_value());
    parameters[UseKey::Value] = value;
    scenario.uses.push(Use { dataset, user, parameters, cost_share: None });
}

/// Adds a risk of probability 1/2 and a certain loss, of the kind of that name.
pub fn add_risk(scenario: &mut Scenario<Rational>, kind: &str, bearer: usize, attachment: Attachment, loss: Rational) {
    let kind = RISK_KINDS.iter().position(|(name, _)| *name == kind).unwrap();
    let mut parameters = Parameters::from_fn(|key: RiskKey| key.info().default_value());
    parameters[RiskKey::Probability] = ratio(1, 2);
    parameters[RiskKey::Loss] = loss;
    let class = RISK_KINDS[kind].1.unwrap_or(RiskClass::Division);
    scenario.risks.push(Risk { id: format!("r{}", scenario.risks.len()), kind, class, bearer, attachment, parameters });
}

/// An arrangement of effects and unconditional or conditional transfers alone.
pub fn arrangement(
    id: &str,
    effects: &[(&str, Operation, Rational)],
    transfers: Vec<Transfer<Rational>>,
) -> Arrangement<Rational> {
    let effect = |(on, operation, by): &(&str, Operation, Rational)| Effect {
        on: on.to_string(),
        operation: *operation,
        by: by.clone(),
    };
    Arrangement {
        id: id.into(),
        group: None,
        running_cost: whole(0),
        effects: effects.iter().map(effect).collect(),
        transfers,
        side_payments: None,
        levels: Vec::new(),
    }
}

/// A case that offers single arrangements.
pub fn case(scenario: Scenario<Rational>, arrangements: Vec<Arrangement<Rational>>) -> Case<Rational> {
    let analysis = Analysis { max_bundle: 1, rules: Vec::new(), levels: Vec::new() };
    Case { scenario, written: arrangements.len(), arrangements, analysis }
}

/// A profile with a strategy of each agency drawn at random.
pub fn profile(tape: &mut Tape, payoffs: &Payoffs<Rational>) -> Vec<usize> {
    (0..payoffs.n()).map(|agency| tape.below(payoffs.choices.count(agency))).collect()
}

/// What an agency gains by joining fully rather than staying out, the others playing as given.
pub fn incentive(payoffs: &Payoffs<Rational>, agency: usize, others: &[usize]) -> Rational {
    let mut strategies = others.to_vec();
    strategies[agency] = payoffs.choices.full(agency);
    let inside = payoffs.payoff(agency, &strategies);
    strategies[agency] = 0;
    inside - payoffs.payoff(agency, &strategies)
}
