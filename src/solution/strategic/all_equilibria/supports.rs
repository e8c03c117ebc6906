//! One support after the other: which strategies each player mixes.

use crate::game::NormalFormGame;
use crate::limit::TimeLimit;
use crate::number::cell::Cell;
use crate::parallel::map_in_order;

use super::refine::Precision;
use super::solve::{Part, solve};
use super::tensor::Shape;
use super::{AllEquilibria, Coordinate, MixedEquilibrium};

/// The supports that are solved together.
const BATCH: usize = 512;

/// What the players are left with.
#[derive(Debug, Clone)]
pub(super) struct Node<C> {
    /// How many strategies each player has in the game.
    pub(super) strategies: Vec<usize>,
    /// The strategies that a player may use: its support where that is decided.
    pub(super) left: Vec<Vec<usize>>,
    decided: Vec<bool>,
    /// For each player and each of all its strategies the payoffs over what the others are left with, its own
    /// axis having one place.
    pub(super) payoffs: Vec<Vec<Vec<C>>>,
}

impl<C: Cell> Node<C> {
    /// The whole game, less what iterated strict dominance takes.
    pub(super) fn whole(game: &NormalFormGame<C>) -> Self {
        let space = game.space();
        let counts = space.counts();
        let payoffs = |player: usize, strategy: usize| {
            space.bases(player).map(|base| game.table(player)[base + strategy * space.stride(player)].clone()).collect()
        };
        let mut node = Node {
            strategies: counts.to_vec(),
            left: counts.iter().map(|&count| (0..count).collect()).collect(),
            decided: vec![false; counts.len()],
            payoffs: (0..counts.len())
                .map(|player| (0..counts[player]).map(|strategy| payoffs(player, strategy)).collect())
                .collect(),
        };
        node.eliminate();
        node
    }

    /// How many strategies are left to each player.
    pub(super) fn counts(&self) -> Vec<usize> {
        self.left.iter().map(Vec::len).collect()
    }

    /// The shape of a player's payoffs: its own axis has one place.
    pub(super) fn shape(&self, player: usize) -> Shape {
        let size = |(other, left): (usize, &Vec<usize>)| if other == player { 1 } else { left.len() };
        Shape::new(self.left.iter().enumerate().map(size).collect())
    }

    /// Takes from a player all strategies but some.
    fn restrict(&mut self, player: usize, kept: &[usize]) {
        let places: Vec<usize> =
            self.left[player].iter().enumerate().filter(|(_, s)| kept.contains(s)).map(|(place, _)| place).collect();
        for other in (0..self.left.len()).filter(|&other| other != player) {
            let shape = self.shape(other);
            let (stride, size) = (shape.stride(player), shape.sizes[player]);
            for values in &mut self.payoffs[other] {
                let mut rest = Vec::with_capacity(values.len() / size * places.len());
                for block in values.chunks(stride * size) {
                    for &place in &places {
                        rest.extend_from_slice(&block[place * stride..(place + 1) * stride]);
                    }
                }
                *values = rest;
            }
        }
        self.left[player] = kept.to_vec();
    }

    /// Whether another strategy of the player is better whatever the others do with what they are left.
    fn is_dominated(&self, player: usize, strategy: usize) -> bool {
        let payoffs = &self.payoffs[player];
        (0..payoffs.len()).any(|by| {
            by != strategy && payoffs[by].iter().zip(&payoffs[strategy]).all(|(better, worse)| better.exceeds(worse))
        })
    }

    /// Iterated: what is strictly dominated is no part of a support. `false` where a decided support has such a
    /// strategy.
    fn eliminate(&mut self) -> bool {
        loop {
            let mut changed = false;
            for player in 0..self.left.len() {
                let (gone, kept): (Vec<usize>, Vec<usize>) =
                    self.left[player].iter().partition(|&&strategy| self.is_dominated(player, strategy));
                if gone.is_empty() {
                    continue;
                }
                if self.decided[player] {
                    return false;
                }
                self.restrict(player, &kept);
                changed = true;
            }
            if !changed {
                return true;
            }
        }
    }
}

struct Search<'a, C> {
    precision: Precision,
    decimals: u32,
    limit: &'a TimeLimit,
    parts: Vec<Part>,
    complete: bool,
    supports: u64,
    /// Supports that dominance allows, waiting to be solved side by side.
    waiting: Vec<Node<C>>,
}

/// All equilibria of what a game is left with.
pub(super) fn search<C: Cell>(root: Node<C>, precision: Precision, digits: u32, limit: &TimeLimit) -> AllEquilibria {
    let mut search = Search {
        precision,
        decimals: digits + 2,
        limit,
        parts: Vec::new(),
        complete: true,
        supports: 0,
        waiting: Vec::new(),
    };
    search.explore(root);
    search.flush();
    search.collect()
}

impl<C: Cell> Search<'_, C> {
    /// All supports that agree with a node.
    fn explore(&mut self, mut node: Node<C>) {
        if self.limit.is_over() {
            self.complete = false;
            return;
        }
        if !node.eliminate() {
            return;
        }
        // The open player with the fewest supports.
        let open = (0..node.left.len()).filter(|&player| !node.decided[player]);
        let Some(player) = open.min_by_key(|&player| node.left[player].len()) else {
            self.waiting.push(node);
            if self.waiting.len() >= BATCH {
                self.flush();
            }
            return;
        };
        node.decided[player] = true;
        let left = node.left[player].clone();
        for subset in 1..1u64 << left.len() {
            let support: Vec<usize> =
                (0..left.len()).filter(|place| subset >> place & 1 == 1).map(|place| left[place]).collect();
            let mut child = node.clone();
            child.restrict(player, &support);
            self.explore(child);
        }
    }

    /// Solves the supports that wait.
    fn flush(&mut self) {
        self.supports += self.waiting.len() as u64;
        let (precision, decimals, limit) = (self.precision, self.decimals, self.limit);
        let parts = map_in_order(&self.waiting, |node| solve(node, precision, decimals, limit));
        self.waiting.clear();
        self.parts.extend(parts.into_iter().filter(|part| !part.is_empty()));
    }

    /// Puts the parts together: components that are no part of another one, equilibria with theirs.
    fn collect(self) -> AllEquilibria {
        let mut all = AllEquilibria {
            equilibria: Vec::new(),
            components: Vec::new(),
            undecided: Vec::new(),
            complete: self.complete,
            supports: self.supports,
            cells: 0,
        };
        let (mut equilibria, mut components) = (Vec::new(), Vec::new());
        for part in self.parts {
            equilibria.extend(part.equilibria);
            components.extend(part.components);
            all.undecided.extend(part.undecided);
            all.complete &= !part.stopped;
            all.cells += part.cells;
        }
        // The larger supports first, so that faces come after what they are faces of.
        components.sort_by_key(|component| std::cmp::Reverse(component.size()));
        let mut kept: Vec<super::solve::Component> = Vec::new();
        for component in components {
            if !kept.iter().any(|larger| larger.covers(&component.component.hulls)) {
                kept.push(component);
            }
        }
        let key = |point: &Vec<Vec<Coordinate>>| -> Vec<crate::number::Rational> {
            point.iter().flatten().map(|x| x.bounds().0.clone()).collect()
        };
        equilibria.sort_by_key(|point| std::cmp::Reverse(key(point)));
        let in_component = |point: &Vec<Vec<Coordinate>>| {
            let alone: Vec<Vec<Vec<Coordinate>>> = point.iter().map(|strategy| vec![strategy.clone()]).collect();
            kept.iter().position(|component| component.covers(&alone))
        };
        all.equilibria = equilibria
            .into_iter()
            .map(|strategies| MixedEquilibrium { component: in_component(&strategies), strategies })
            .collect();
        all.components = kept.into_iter().map(|component| component.component).collect();
        all.complete &= all.undecided.is_empty();
        all
    }
}
