//! Linear programs with one constraint for each coalition, none of them written down.
//!
//! The programs are `min x(N)` (core) and `min t` (least core and every stage of the nucleolus)
//! subject to `x(S) + w_S t >= v(S)`. Their duals have a row for each player, one more for `t`,
//! and a column for each coalition, so that a basis is small however many coalitions there are: a
//! revised simplex prices columns by passing over the table of worths, first among a pool of
//! coalitions that were violated before. It runs in floats ([`float`]); the basis it ends with is
//! then the start of the same method in integers ([`exact`]), which as a rule has nothing left to
//! do but to prove it optimal.

pub(crate) mod exact;
pub(crate) mod float;
pub(crate) mod scan;
pub(crate) mod span;
pub(crate) mod worths;

pub(crate) use span::Span;
pub(crate) use worths::WorthTable;

/// A column of a dual basis, that is, a constraint of the primal program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    /// `x(S) + w_S t >= v(S)`, by mask.
    Coalition(u32),
    /// `x_i >= v(i)`.
    Bound(usize),
    /// `x(S) = b`, by place in the list of fixed coalitions; its multiplier has any sign.
    Fixed(usize),
    /// `x_i` stays where it is: a stand-in at multiplier 0 that leaves as soon as it can.
    Unit(usize),
}

/// What is to be minimised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Objective {
    /// `x(N)`, without `t`.
    Total,
    /// `t`, the largest excess.
    Excess,
}

/// The shape of a program; `V` is the number type of the fixed values.
#[derive(Debug, Clone)]
pub(crate) struct Shape<V> {
    /// What is minimised.
    pub objective: Objective,
    /// Coalitions whose total is fixed, and at what: independent, the grand coalition among them
    /// where the objective is the excess.
    pub fixed: Vec<(u32, V)>,
    /// The coalitions that the fixed ones determine; they have no constraint.
    pub span: Span,
    /// Whether each player must get what it is worth alone.
    pub bounds: bool,
}

impl<V: Clone> Shape<V> {
    /// `min x(N)`.
    pub fn total(n: usize) -> Self {
        Shape { objective: Objective::Total, fixed: Vec::new(), span: Span::new(n, &[]), bounds: false }
    }

    /// `min t` with the totals of some independent coalitions fixed.
    pub fn excess(n: usize, fixed: Vec<(u32, V)>, bounds: bool) -> Self {
        let masks: Vec<u32> = fixed.iter().map(|(mask, _)| *mask).collect();
        Shape { objective: Objective::Excess, fixed, span: Span::new(n, &masks), bounds }
    }

    /// How many rows the dual has.
    pub fn rows(&self, n: usize) -> usize {
        match self.objective {
            Objective::Total => n,
            Objective::Excess => n + 1,
        }
    }
}
