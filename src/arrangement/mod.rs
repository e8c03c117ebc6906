//! Institutional arrangements: named lists of effects on parameters, conditional transfers and a
//! running cost. Plain data: presets are read from a table, users write their own in files.

pub mod apply;

use crate::number::Rational;
use crate::scenario::{Quantity, Scenario};
pub use apply::{Arranged, ConditionalTransfer, Inadmissible, apply};

/// What an effect does to a number `a` with its operand `x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// `x`.
    Set,
    /// `a x`.
    Scale,
    /// `a + x`.
    Add,
    /// `1 - (1 - a)(1 - x)`, for indices.
    Raise,
    /// `a (1 - x)`, for indices.
    Cut,
}

impl Operation {
    /// All operations, in the order in which a bundle applies them, with their names in files.
    pub const ALL: [(Operation, &'static str); 5] = [
        (Operation::Set, "set"),
        (Operation::Scale, "scale"),
        (Operation::Add, "add"),
        (Operation::Raise, "raise"),
        (Operation::Cut, "cut"),
    ];
}

/// An effect on the parameters that a path names.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect<T> {
    /// The path, as written.
    pub on: String,
    /// What is done.
    pub operation: Operation,
    /// The operand.
    pub by: T,
}

/// When a conditional transfer is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The agency participates.
    Joins,
    /// The agency does not participate.
    StaysOut,
    /// Every agency participates fully.
    AllJoin,
    /// The agency participates, and fewer than so many agencies do.
    JoinsAndFails(usize),
    /// The agency participates, and at least so many agencies do.
    JoinsAndReaches(usize),
}

/// A payment to an agency under a condition; a charge where the amount is negative.
#[derive(Debug, Clone, PartialEq)]
pub struct Transfer<T> {
    /// The agency; `None` stands for each agency.
    pub to: Option<usize>,
    /// The amount.
    pub amount: T,
    /// The condition.
    pub when: When,
}

/// An arrangement.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrangement<T> {
    /// Its identifier.
    pub id: String,
    /// Its exclusive group, if any: a bundle has at most one arrangement of each group.
    pub group: Option<String>,
    /// What running it costs.
    pub running_cost: T,
    /// Its effects on parameters.
    pub effects: Vec<Effect<T>>,
    /// Its conditional transfers.
    pub transfers: Vec<Transfer<T>>,
    /// The allocation rule by which it shares the gains of the grand coalition, for
    /// `side-payments:<rule>`; its transfers follow from the solution of the rest of the bundle.
    pub side_payments: Option<String>,
    /// The levels of strength that a search of designs may use.
    pub levels: Vec<Rational>,
}

/// What `[analysis]` of a scenario file asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// The largest bundle that is searched.
    pub max_bundle: usize,
    /// Allocation rules that are tested, by name.
    pub rules: Vec<String>,
    /// The levels of strength of presets in a search of designs.
    pub levels: Vec<Rational>,
}

/// A scenario file as read: the scenario, the arrangements that are offered, what is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Case<T> {
    /// The scenario.
    pub scenario: Scenario<T>,
    /// The arrangements: those that the file writes, in file order, then the presets it asks for.
    pub arrangements: Vec<Arrangement<T>>,
    /// How many of the arrangements the file writes itself; the others are presets.
    pub written: usize,
    /// What is asked.
    pub analysis: Analysis,
}

impl<T> Arrangement<T> {
    /// The same arrangement in another number type.
    pub fn map<U>(&self, convert: &mut impl FnMut(&T) -> U) -> Arrangement<U> {
        Arrangement {
            id: self.id.clone(),
            group: self.group.clone(),
            running_cost: convert(&self.running_cost),
            effects: self
                .effects
                .iter()
                .map(|effect| Effect { on: effect.on.clone(), operation: effect.operation, by: convert(&effect.by) })
                .collect(),
            transfers: self
                .transfers
                .iter()
                .map(|transfer| Transfer { to: transfer.to, amount: convert(&transfer.amount), when: transfer.when })
                .collect(),
            side_payments: self.side_payments.clone(),
            levels: self.levels.clone(),
        }
    }
}

impl<T> Case<T> {
    /// The same case in another number type.
    pub fn map<U>(&self, mut convert: impl FnMut(&T) -> U) -> Case<U> {
        Case {
            scenario: self.scenario.map(&mut convert),
            arrangements: self.arrangements.iter().map(|arrangement| arrangement.map(&mut convert)).collect(),
            written: self.written,
            analysis: self.analysis.clone(),
        }
    }
}

impl Case<Quantity> {
    /// The names of unknowns that have no value, each once.
    pub fn unknowns(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.map(|quantity| {
            if let (None, Some(symbol)) = (quantity.point(), &quantity.symbol)
                && !names.contains(symbol)
            {
                names.push(symbol.clone());
            }
        });
        names
    }

    /// The case in exact numbers: each value, or the midpoint of its interval.
    ///
    /// # Errors
    ///
    /// The names of the unknowns that have no value.
    pub fn points(&self) -> Result<Case<Rational>, Vec<String>> {
        let unknowns = self.unknowns();
        if unknowns.is_empty() { Ok(self.map(|quantity| quantity.point().unwrap_or_default())) } else { Err(unknowns) }
    }
}
