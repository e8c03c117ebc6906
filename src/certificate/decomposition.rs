//! Tree decompositions of graphs.

use super::Flaw;
use crate::coalition::Coalition;

/// A tree decomposition: sets of players ("bags") at the nodes of a forest, such that every player is
/// in one, every link lies within one, and the bags of each player hang together (Robertson and
/// Seymour 1986).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeDecomposition {
    /// The bags.
    pub bags: Vec<Coalition>,
    /// The links of the forest, between places in the list of bags.
    pub links: Vec<(usize, usize)>,
}

impl TreeDecomposition {
    /// The size of the largest bag less 1.
    pub fn width(&self) -> usize {
        self.bags.iter().map(|bag| bag.size()).max().unwrap_or(0).saturating_sub(1)
    }

    /// Verifies that it is a decomposition of a graph on `n` players.
    ///
    /// # Errors
    ///
    /// The first [`Flaw`].
    ///
    /// # Examples
    ///
    /// ```
    /// use pactum::{Coalition, certificate::TreeDecomposition};
    ///
    /// let bags = vec![Coalition::of([0, 1]), Coalition::of([1, 2])];
    /// let line = TreeDecomposition { bags, links: vec![(0, 1)] };
    /// assert!(line.verify(3, &[(0, 1), (1, 2)]).is_ok());
    /// assert!(line.verify(3, &[(0, 1), (1, 2), (0, 2)]).is_err());
    /// ```
    pub fn verify(&self, n_players: usize, graph: &[(usize, usize)]) -> Result<(), Flaw> {
        let flaw = |text: String| Err(Flaw(text));
        // A forest: no link closes a circle.
        let mut root: Vec<usize> = (0..self.bags.len()).collect();
        for &(left, right) in &self.links {
            let (Some(&from), Some(&to)) = (root.get(left), root.get(right)) else {
                return flaw("a link of the tree leads nowhere".into());
            };
            if from == to {
                return flaw("the links of the tree close a circle".into());
            }
            root.iter_mut().filter(|known| **known == from).for_each(|known| *known = to);
        }
        let together = |&(left, right): &(usize, usize)| {
            left < n_players
                && right < n_players
                && self.bags.iter().any(|bag| bag.contains(left) && bag.contains(right))
        };
        if let Some((left, right)) = graph.iter().find(|link| !together(link)) {
            return flaw(format!("no bag has both ends of the link {}-{}", left + 1, right + 1));
        }
        if self.bags.iter().any(|bag| !bag.is_subset_of(Coalition::grand(n_players))) {
            return flaw("a bag has a player that does not exist".into());
        }
        // In a forest, parts that hang together have one node more than links.
        for player in 0..n_players {
            let nodes = self.bags.iter().filter(|bag| bag.contains(player)).count();
            let has = |place: usize| self.bags[place].contains(player);
            let links = self.links.iter().filter(|(left, right)| has(*left) && has(*right)).count();
            if nodes != links + 1 {
                return flaw(format!("the bags of player {} do not hang together, or there is none", player + 1));
            }
        }
        Ok(())
    }
}
