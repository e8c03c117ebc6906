//! The parameters of a scenario: one row each, from which reading, ranges, paths and the schema
//! all follow.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use crate::number::{Rational, ratio, whole};

/// The values that a parameter may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// A number from 0 to 1.
    Index,
    /// A number of at least 0.
    NonNegative,
    /// A number above 0.
    Positive,
}

impl Range {
    /// Whether the value lies in the range.
    pub fn contains(self, value: &Rational) -> bool {
        let zero = whole(0);
        match self {
            Range::Index => *value >= zero && *value <= whole(1),
            Range::NonNegative => *value >= zero,
            Range::Positive => *value > zero,
        }
    }

    /// The range in words, as error messages have it.
    pub fn words(self) -> &'static str {
        match self {
            Range::Index => "a number from 0 to 1",
            Range::NonNegative => "a number of at least 0",
            Range::Positive => "a number above 0",
        }
    }
}

/// What is known of a parameter, whatever the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info {
    /// Its key in files and paths.
    pub name: &'static str,
    /// Its letter in formulas.
    pub symbol: &'static str,
    /// The values it may take.
    pub range: Range,
    /// Numerator and denominator of the value where a file is silent.
    pub default: (i64, i64),
    /// Whether it is an amount of money (and so is scaled by `preset_money` in a preset).
    pub money: bool,
    /// One sentence about it.
    pub about: &'static str,
}

impl Info {
    /// The value where a file is silent.
    pub fn default_value(&self) -> Rational {
        ratio(self.default.0, self.default.1)
    }
}

/// A family of parameters that one kind of object has.
pub trait Key: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// All of them, in the order of the file format.
    const ALL: &'static [Self];

    /// What is known of this one.
    fn info(self) -> Info;

    /// Its place in [`Key::ALL`].
    fn position(self) -> usize;

    /// The parameter of that name.
    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.info().name == name)
    }
}

/// One value for each parameter of a family.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters<K, T> {
    values: Vec<T>,
    family: PhantomData<K>,
}

impl<K: Key, T> Parameters<K, T> {
    /// A value for each parameter.
    pub fn from_fn(value: impl FnMut(K) -> T) -> Self {
        Parameters { values: K::ALL.iter().copied().map(value).collect(), family: PhantomData }
    }

    /// The same parameters in another number type.
    pub fn map<U>(&self, convert: &mut impl FnMut(&T) -> U) -> Parameters<K, U> {
        Parameters { values: self.values.iter().map(convert).collect(), family: PhantomData }
    }
}

impl<K: Key, T> Index<K> for Parameters<K, T> {
    type Output = T;

    fn index(&self, key: K) -> &T {
        &self.values[key.position()]
    }
}

impl<K: Key, T> IndexMut<K> for Parameters<K, T> {
    fn index_mut(&mut self, key: K) -> &mut T {
        &mut self.values[key.position()]
    }
}

/// One row a parameter: variant, key, letter, range, default, money or not, one sentence.
macro_rules! parameters {
    ($(#[$about:meta])* $family:ident { $($variant:ident $name:literal $symbol:literal $range:ident
        $numerator:literal / $denominator:literal $money:literal $sentence:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $family { $(#[doc = $sentence] $variant,)* }

        impl Key for $family {
            const ALL: &'static [Self] = &[$($family::$variant,)*];

            fn info(self) -> Info {
                match self { $($family::$variant => Info {
                    name: $name, symbol: $symbol, range: Range::$range,
                    default: ($numerator, $denominator), money: $money, about: $sentence,
                },)* }
            }

            fn position(self) -> usize {
                self as usize
            }
        }
    };
}

parameters! {
    /// Parameters of an agency.
    AgencyKey {
        CollectiveWeight "collective_weight" "omega" NonNegative 0/1 false "Weight of the collective good in the agency's payoff.";
        TechnologyCost "technology_cost" "T" NonNegative 0/1 true "Technology cost of joining.";
        TrainingCost "training_cost" "H" NonNegative 0/1 true "Training cost of joining.";
        FiscalCost "fiscal_cost" "G" NonNegative 0/1 true "Fiscal cost of joining.";
        NetworkBenefit "network_benefit" "nu" NonNegative 0/1 true "Benefit of belonging to the whole-of-government network.";
        EvaluationRate "evaluation_rate" "phi" NonNegative 0/1 false "Evaluation reward per unit of measured effort.";
        DivisionSensitivity "division_sensitivity" "eta" NonNegative 0/1 false "How heavily unreturned sunk cost is felt beyond the cost itself.";
        RiskWeight "risk_weight" "rw" NonNegative 1/1 false "Weight on the expected losses of listed risks; 1 is the expected value.";
        BargainingWeight "bargaining_weight" "w" Positive 1/1 false "Weight in bargaining over the gains.";
        Discount "discount" "delta" Index 9/10 false "Discount factor between periods.";
        Precision "precision" "prec" NonNegative 1/1 false "Precision of its logit choice.";
        AccessCost "access_cost" "k" NonNegative 0/1 true "The agency's own effort to work with an intermediary.";
        Funding "funding" "f" NonNegative 0/1 true "Project funding that it receives when it joins.";
        Penalty "penalty" "pen" NonNegative 0/1 true "Penalty that it pays when it stays out.";
    }
}

parameters! {
    /// Parameters of a dataset. The measured effort is kept apart, since it follows the preparation cost where it is not given.
    DatasetKey {
        PreparationCost "preparation_cost" "c" NonNegative 0/1 true "Cost of preparing the data, sunk before the terms of use are settled.";
        Accuracy "accuracy" "q1" Index 1/1 false "Quality: accuracy and completeness.";
        Credibility "credibility" "q2" Index 1/1 false "Quality: credibility.";
        QualityConsistency "consistency" "q3" Index 1/1 false "Quality: consistency.";
        Measurability "measurability" "m" Index 1/1 false "How well the work on the data is measured.";
        Specificity "specificity" "sigma" Index 1/1 false "Share of the preparation cost that is worth nothing elsewhere.";
        PublicValue "public_value" "b" NonNegative 0/1 true "Value of sharing the data to the public.";
        LockIn "lock_in" "l" Index 0/1 false "How far a user that joined is locked in.";
        Enforcement "enforcement" "enf" Index 0/1 false "Relief of division risk by enforcement of duties.";
        Refund "refund" "ref" Index 0/1 false "Share of the specific preparation cost that a sponsor refunds.";
        BargainingShare "bargaining_share" "beta" Index 0/1 false "The owner's share in the rent at stake.";
        CompensationRate "compensation_rate" "rho" Index 0/1 false "Share of the specific preparation cost that users compensate.";
        Exclusion "exclusion" "ex" Index 0/1 false "How far those who stay out are kept from the data.";
    }
}

parameters! {
    /// Parameters of a use. The cost share is kept apart, since it is 1 over the number of users where it is not given.
    UseKey {
        Value "value" "w" NonNegative 0/1 true "Gross value of the data to the user.";
        OutsideOption "outside_option" "zeta" Index 0/1 false "Share of the value that the user can get without sharing.";
    }
}

parameters! {
    /// Parameters of the relation of a pair of agencies; `First` is the side of the agency that comes first in the file.
    RelationKey {
        Relatedness "relatedness" "bus1" Index 0/1 false "Business association: relatedness.";
        BusinessConsistency "consistency" "bus2" Index 0/1 false "Business association: consistency.";
        Compatibility "compatibility" "bus3" Index 0/1 false "Business association: compatibility.";
        History "history" "exp1" Index 0/1 false "Experience: history of contact.";
        Familiarity "familiarity" "exp2" Index 0/1 false "Experience: familiarity.";
        Reliance "reliance" "exp3" Index 0/1 false "Experience: reliance.";
        Communication "communication" "str1" Index 0/1 false "Structure: communication.";
        Network "network" "str2" Index 0/1 false "Structure: social network.";
        Formality "formality" "str3" Index 0/1 false "Structure: formality.";
        NegotiationCostFirst "negotiation_cost" "n_ij" NonNegative 0/1 true "Negotiation cost borne by the first agency.";
        NegotiationCostSecond "negotiation_cost" "n_ji" NonNegative 0/1 true "Negotiation cost borne by the second agency.";
        MonitoringCostFirst "monitoring_cost" "g_ij" NonNegative 0/1 true "Monitoring cost borne by the first agency.";
        MonitoringCostSecond "monitoring_cost" "g_ji" NonNegative 0/1 true "Monitoring cost borne by the second agency.";
        NegotiationRelief "negotiation_relief" "psi" Index 0/1 false "Relief of negotiation costs.";
        MonitoringRelief "monitoring_relief" "theta" Index 0/1 false "Relief of monitoring costs.";
    }
}

parameters! {
    /// Parameters of a risk.
    RiskKey {
        Probability "probability" "prob" Index 0/1 false "Probability of the loss.";
        Loss "loss" "loss" NonNegative 0/1 true "The loss where the risk comes true.";
        Mitigation "mitigation" "mit" Index 0/1 false "Share of the risk that is mitigated.";
    }
}

parameters! {
    /// Parameters of a linkage of two datasets.
    LinkageKey {
        Value "value" "y" NonNegative 0/1 true "Extra public value when both datasets are shared.";
    }
}

parameters! {
    /// Couplings between dimensions.
    CouplingKey {
        RelationsToFeatures "relations_to_features" "lam" Index 0/1 false "How far good relations make up for low quality.";
        AssociationToDemand "association_to_demand" "dem" Index 0/1 false "How far demand for data depends on business association.";
        RiskToCost "risk_to_cost" "mu" NonNegative 0/1 false "How much risk raises negotiation cost.";
        SpecificityToCost "specificity_to_cost" "chi" NonNegative 0/1 false "How much specificity raises negotiation cost.";
    }
}

impl RelationKey {
    /// The elements of a relation and their sub-elements, in the order of the file format.
    pub const ELEMENTS: [(&'static str, [RelationKey; 3]); 3] = [
        ("business", [RelationKey::Relatedness, RelationKey::BusinessConsistency, RelationKey::Compatibility]),
        ("experience", [RelationKey::History, RelationKey::Familiarity, RelationKey::Reliance]),
        ("structure", [RelationKey::Communication, RelationKey::Network, RelationKey::Formality]),
    ];
    /// The two sides of the costs of a pair, lower agency first.
    pub const SIDED: [(&'static str, [RelationKey; 2]); 2] = [
        ("negotiation_cost", [RelationKey::NegotiationCostFirst, RelationKey::NegotiationCostSecond]),
        ("monitoring_cost", [RelationKey::MonitoringCostFirst, RelationKey::MonitoringCostSecond]),
    ];
    /// What belongs to the pair as a whole.
    pub const RELIEFS: [RelationKey; 2] = [RelationKey::NegotiationRelief, RelationKey::MonitoringRelief];
}

impl DatasetKey {
    /// The sub-elements of quality, in the order of the file format.
    pub const QUALITY: [DatasetKey; 3] =
        [DatasetKey::Accuracy, DatasetKey::Credibility, DatasetKey::QualityConsistency];
}
