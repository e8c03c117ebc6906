//! Branching on complementarity: of each strategy either the probability or the loss is zero.

use std::collections::{BTreeSet, HashMap};

use crate::error::Error;
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::minor::Minor;

use super::face::Face;
use super::vertices::vertices;

/// Vertices in the order of their discovery.
#[derive(Debug, Default)]
pub(super) struct Known {
    places: HashMap<Vec<Rational>, usize>,
    pub(super) list: Vec<Vec<Rational>>,
}

impl Known {
    fn place(&mut self, strategy: Vec<Rational>) -> usize {
        match self.places.get(&strategy) {
            Some(&place) => place,
            None => {
                self.list.push(strategy.clone());
                self.places.insert(strategy, self.list.len() - 1);
                self.list.len() - 1
            }
        }
    }
}

/// What has been found, and what stops the search.
pub(super) struct Search<'a> {
    pub(super) limit: &'a TimeLimit,
    pub(super) first: Known,
    pub(super) second: Known,
    /// Pairs of vertices that are equilibria.
    pub(super) pairs: BTreeSet<(usize, usize)>,
    /// Nodes of the search tree.
    pub(super) nodes: u64,
}

/// What a node does next.
enum Next {
    /// Nothing is left to decide.
    Leaf,
    /// Nothing is here.
    Empty,
    /// Both ways for this pair of variables.
    Branch(usize, usize),
}

impl Search<'_> {
    /// All equilibria whose strategies lie in the two faces, for the pairs of complementary variables
    /// still undecided.
    pub(super) fn explore<Z: Minor>(
        &mut self,
        mut first: Face<Z>,
        mut second: Face<Z>,
        mut undecided: Vec<(usize, usize)>,
    ) -> Result<(), Error> {
        self.nodes += 1;
        self.limit.check("the list of equilibria")?;
        match self.decide(&mut first, &mut second, &mut undecided)? {
            Next::Empty => Ok(()),
            Next::Leaf => self.collect(&first, &second),
            Next::Branch(a, b) => {
                undecided.retain(|&pair| pair != (a, b));
                let mut part = first.clone();
                if part.fix(a, self.limit)? {
                    self.explore(part, second.clone(), undecided.clone())?;
                }
                if second.fix(b, self.limit)? {
                    self.explore(first, second, undecided)?;
                }
                Ok(())
            }
        }
    }

    /// Takes the decisions that are forced, then picks a pair to branch on.
    fn decide<Z: Minor>(
        &mut self,
        first: &mut Face<Z>,
        second: &mut Face<Z>,
        undecided: &mut Vec<(usize, usize)>,
    ) -> Result<Next, Error> {
        loop {
            undecided.retain(|&(a, b)| !first.is_always_zero(a) && !second.is_always_zero(b));
            let forced = undecided.iter().find(|&&(a, b)| first.is_never_zero(a) || second.is_never_zero(b));
            let Some(&(a, b)) = forced else { break };
            let possible = match (first.is_never_zero(a), second.is_never_zero(b)) {
                (true, true) => false,
                (true, false) => second.fix(b, self.limit)?,
                _ => first.fix(a, self.limit)?,
            };
            if !possible {
                return Ok(Next::Empty);
            }
            undecided.retain(|&pair| pair != (a, b));
        }
        // A pair that is violated at the current vertices, or the first one.
        let violated = undecided.iter().find(|&&(a, b)| first.is_positive(a) && second.is_positive(b));
        let half = || undecided.iter().find(|&&(a, b)| first.is_positive(a) || second.is_positive(b));
        Ok(match violated.or_else(half).or(undecided.first()) {
            Some(&(a, b)) => Next::Branch(a, b),
            None => Next::Leaf,
        })
    }

    fn collect<Z: Minor>(&mut self, first: &Face<Z>, second: &Face<Z>) -> Result<(), Error> {
        let place = |known: &mut Known, list: Vec<Vec<Rational>>| -> Vec<usize> {
            list.into_iter().map(|strategy| known.place(strategy)).collect()
        };
        let firsts = place(&mut self.first, vertices(first, self.limit)?);
        let seconds = place(&mut self.second, vertices(second, self.limit)?);
        for &a in &firsts {
            self.pairs.extend(seconds.iter().map(|&b| (a, b)));
        }
        Ok(())
    }
}
