//! One support after the other: who plays the first strategy, who the second, who both.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::game::NormalFormGame;
use crate::limit::TimeLimit;
use crate::number::cell::Cell;
use crate::number::{Rational, Scalar, rational_from_f64};
use crate::parallel::map_in_order;

use super::refine::{Root, refine};
use super::roots::zeros;
use super::tensor::{face, largest, value};
use super::{BinaryEquilibria, Coordinate, ProbabilityBox, between};

/// What a player is assumed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Open,
    First,
    Second,
    Both,
}

/// Some players' strategies fixed; the gains `d_i` over the players not fixed, one axis each.
#[derive(Clone)]
struct Node<C> {
    status: Vec<Status>,
    /// The players that have an axis, in order.
    axes: Vec<usize>,
    /// `d_i` at the corners.
    gains: Vec<Vec<C>>,
}

pub(super) struct Search<'a> {
    root: Node<BigInt>,
    limit: &'a TimeLimit,
    found: BinaryEquilibria,
    /// Supports that the signs allow, waiting to be solved side by side.
    waiting: Vec<Node<BigInt>>,
}

/// The supports that are solved together.
const BATCH: usize = 512;

/// What one support adds.
struct Support<'a> {
    limit: &'a TimeLimit,
    found: BinaryEquilibria,
}

fn nothing() -> BinaryEquilibria {
    BinaryEquilibria {
        equilibria: Vec::new(),
        components: Vec::new(),
        undecided: Vec::new(),
        complete: true,
        supports: 0,
        boxes: 0,
    }
}

/// Which signs the gains take at the corners.
#[derive(Clone, Copy)]
struct Signs {
    negative: bool,
    positive: bool,
}

impl Signs {
    fn of(gains: &[BigInt]) -> Self {
        Signs { negative: gains.iter().any(Signed::is_negative), positive: gains.iter().any(Signed::is_positive) }
    }

    /// Whether the gains may be what a status needs, somewhere in the open cube (`inside`) or the closed one.
    fn allow(self, status: Status, inside: bool) -> bool {
        match status {
            Status::Open => true,
            // With a positive corner and no negative one the gain is positive inside.
            Status::First => self.negative || !self.positive,
            Status::Second => self.positive || !self.negative,
            Status::Both if inside => self.negative == self.positive,
            Status::Both => true,
        }
    }
}

impl<'a> Search<'a> {
    pub(super) fn new<C: Cell>(game: &NormalFormGame<C>, limit: &'a TimeLimit) -> Self {
        let space = game.space();
        let axes: Vec<usize> = (0..space.n_players()).filter(|&player| space.counts()[player] == 2).collect();
        let gain = |player: usize, profile: usize| {
            let table = game.table(player);
            let (first, second) = (space.with_strategy(profile, player, 0), space.with_strategy(profile, player, 1));
            // The common denominator changes no sign.
            table[second].minus(&table[first]).decode(&BigInt::one()).to_integer()
        };
        // Players with one strategy have stride but no axis: profiles are masks all the same.
        let gains = (0..space.n_players())
            .map(|player| match space.counts()[player] {
                2 => (0..space.size()).map(|profile| gain(player, profile)).collect(),
                _ => vec![-BigInt::one(); space.size()],
            })
            .collect();
        let status =
            (0..space.n_players()).map(|player| if axes.contains(&player) { Status::Open } else { Status::First });
        Search { root: Node { status: status.collect(), axes, gains }, limit, found: nothing(), waiting: Vec::new() }
    }

    pub(super) fn run(mut self) -> BinaryEquilibria {
        let root = self.root.clone();
        self.explore(root);
        self.flush();
        self.found.complete &= self.found.undecided.is_empty();
        let key = |point: &Vec<Coordinate>| point.iter().map(|x| x.bounds().0.clone()).collect::<Vec<_>>();
        self.found.equilibria.sort_by_key(key);
        self.found
    }

    /// All supports that agree with a node.
    fn explore(&mut self, node: Node<BigInt>) {
        if self.limit.is_over() {
            self.found.complete = false;
            return;
        }
        // Statuses against the signs over the closed cube, as open players may still be fixed.
        let signs: Vec<Signs> = node.gains.iter().map(|gains| Signs::of(gains)).collect();
        let possible = |player: usize, status: Status| match status {
            Status::First => signs[player].negative || node.gains[player].iter().any(Zero::is_zero),
            Status::Second => signs[player].positive || node.gains[player].iter().any(Zero::is_zero),
            Status::Both => {
                signs[player].negative == signs[player].positive || node.gains[player].iter().any(Zero::is_zero)
            }
            Status::Open => true,
        };
        if !(0..node.status.len()).all(|player| possible(player, node.status[player])) {
            return;
        }
        // The open player with the fewest ways on.
        let ways = |player: usize| {
            [Status::First, Status::Second, Status::Both]
                .into_iter()
                .filter(|&status| possible(player, status))
                .collect::<Vec<_>>()
        };
        let open = (0..node.status.len()).filter(|&player| node.status[player] == Status::Open);
        let Some((player, ways)) = open.map(|player| (player, ways(player))).min_by_key(|(_, ways)| ways.len()) else {
            return self.solve(&node);
        };
        for status in ways {
            self.explore(node.with(player, status));
        }
    }

    /// Notes a support, unless the signs inside the cube exclude it.
    fn solve(&mut self, node: &Node<BigInt>) {
        let inside = !node.axes.is_empty();
        let signs = |player: usize| Signs::of(&node.gains[player]);
        if (0..node.status.len()).all(|player| signs(player).allow(node.status[player], inside)) {
            self.waiting.push(node.clone());
        }
        if self.waiting.len() >= BATCH {
            self.flush();
        }
    }

    /// Solves the supports that wait.
    fn flush(&mut self) {
        let limit = self.limit;
        let parts = map_in_order(&self.waiting, |node| {
            let mut support = Support { limit, found: nothing() };
            support.solve(node);
            support.found
        });
        self.waiting.clear();
        for part in parts {
            self.found.equilibria.extend(part.equilibria);
            self.found.components.extend(part.components);
            self.found.undecided.extend(part.undecided);
            self.found.complete &= part.complete;
            self.found.supports += part.supports;
            self.found.boxes += part.boxes;
        }
    }
}

impl Support<'_> {
    /// The equilibria of one support.
    fn solve(&mut self, node: &Node<BigInt>) {
        if self.limit.is_over() {
            self.found.complete = false;
            return;
        }
        self.found.supports += 1;
        let vanishing = node.axes.iter().any(|&player| node.gains[player].iter().all(Zero::is_zero));
        match node.axes.len() {
            0 => self.found.equilibria.push(node.point(&[])),
            1 => {
                let ends = |gains: &Vec<BigInt>| gains.iter().cloned().map(Rational::from_integer).collect();
                let gains: Vec<Vec<Rational>> = node.gains.iter().map(ends).collect();
                let (component, points) = free_range(&node.status, &gains);
                self.segment(node, component, points, &|x| vec![x]);
            }
            _ if vanishing => self.degenerate(node),
            _ => self.system(node),
        }
    }

    /// One player mixes as it likes within a range; `place` gives the coordinates of all that mix.
    fn segment(
        &mut self,
        node: &Node<BigInt>,
        range: Option<(Rational, Rational)>,
        points: Vec<Rational>,
        place: &dyn Fn(Rational) -> Vec<Rational>,
    ) {
        if let Some((low, high)) = range {
            let (low, high) = (place(low), place(high));
            self.found.components.push(node.boxed(&|axis| (low[axis].clone(), high[axis].clone())));
        }
        let exact = |x: Rational| place(x).into_iter().map(Coordinate::Exact).collect::<Vec<_>>();
        self.found.equilibria.extend(points.into_iter().map(|x| node.point(&exact(x))));
    }

    /// Several players mix, and one of them at least does not mind how.
    fn degenerate(&mut self, node: &Node<BigInt>) {
        let vanishes = |player: usize| node.gains[player].iter().all(Zero::is_zero);
        let whole = |_: usize| (Rational::zero(), Rational::one());
        let (free, bound): (Vec<usize>, Vec<usize>) = node.axes.iter().copied().partition(|&player| vanishes(player));
        // 1. None of them minds, and the others stay wherever they are: a whole face.
        let stays = |player: usize| match node.status[player] {
            Status::First => !node.gains[player].iter().any(Signed::is_positive),
            Status::Second => !node.gains[player].iter().any(Signed::is_negative),
            _ => true,
        };
        if bound.is_empty() && (0..node.status.len()).all(stays) {
            return self.found.components.push(node.boxed(&whole));
        }
        // 2. Two players: the one who does not mind holds the other where it does not mind either.
        if let ([free], [minding]) = (free.as_slice(), bound.as_slice()) {
            // The gain of who minds depends on the probability of the other alone.
            let axis = usize::from(node.axes[1] == *free);
            let (start, end) = (&node.gains[*minding][0], &node.gains[*minding][1 << axis]);
            if start == end {
                return;
            }
            let at = Rational::new(start.clone(), start - end);
            if !at.is_positive() || at >= Rational::one() {
                return;
            }
            let along = |x: Rational| if axis == 0 { vec![at.clone(), x] } else { vec![x, at.clone()] };
            let ends =
                |gains: &Vec<BigInt>| [Rational::zero(), Rational::one()].map(|x| value(gains, &along(x))).to_vec();
            let gains: Vec<Vec<Rational>> = node.gains.iter().map(ends).collect();
            let (component, points) = free_range(&node.status, &gains);
            return self.segment(node, component, points, &along);
        }
        self.found.undecided.push(node.boxed(&whole));
    }

    /// Several players mix: the zeros of their gains.
    fn system(&mut self, node: &Node<BigInt>) {
        let functions: Vec<Vec<BigInt>> = node.axes.iter().map(|&player| node.gains[player].clone()).collect();
        let floats = functions.iter().map(|function| scaled(function)).collect();
        let mut roots: Vec<Root> = Vec::new();
        let mut certify = |start: &[f64]| match refine(&functions, start) {
            None => false,
            Some(root) => {
                if !roots.iter().any(|known| known.is_same(&root)) {
                    roots.push(root);
                }
                true
            }
        };
        let zeros = zeros(floats, &mut certify, self.limit);
        self.found.boxes += zeros.boxes;
        self.found.complete &= !zeros.stopped;
        for (low, high) in join(zeros.undecided) {
            let end = |value: f64| rational_from_f64(value).unwrap_or_default();
            self.found.undecided.push(node.boxed(&|axis| (end(low[axis]), end(high[axis]))));
        }
        for root in roots {
            match node.holds(&root) {
                Some(true) => {
                    let coordinates: Vec<Coordinate> = match &root.exact {
                        Some(exact) => exact.iter().cloned().map(Coordinate::Exact).collect(),
                        None => root.center.iter().map(|center| between(center, &root.radius)).collect(),
                    };
                    self.found.equilibria.push(node.point(&coordinates));
                }
                Some(false) => {}
                None => {
                    let ends = |axis: usize| (&root.center[axis] - &root.radius, &root.center[axis] + &root.radius);
                    self.found.undecided.push(node.boxed(&ends));
                }
            }
        }
    }
}

/// The range of one player's probability in which the others stay, if it is more than a point, and its
/// ends where they are inside (the pure ones have supports of their own); gains by both ends of the axis.
fn free_range(status: &[Status], gains: &[Vec<Rational>]) -> (Option<(Rational, Rational)>, Vec<Rational>) {
    let (mut low, mut high) = (Rational::zero(), Rational::one());
    for (gains, status) in gains.iter().zip(status) {
        let [start, end] = gains.as_slice() else { continue };
        let (start, end) = match status {
            Status::First => (start.clone(), end.clone()),
            Status::Second => (-start, -end),
            _ => continue,
        };
        // start + x (end - start) <= 0
        match (start.is_positive(), end.is_positive()) {
            (true, true) => return (None, Vec::new()),
            (true, false) => low = low.max(&start / (&start - &end)),
            (false, true) => high = high.min(-&start / (&end - &start)),
            (false, false) => {}
        }
    }
    let mut ends = vec![low.clone(), high.clone()];
    ends.dedup();
    ends.retain(|x| low <= high && x.is_positive() && *x < Rational::one());
    ((low < high).then_some((low, high)), ends)
}

/// The corner values in floats, of size about 1: a common factor changes no zero.
fn scaled(function: &[BigInt]) -> Vec<f64> {
    let size = largest(function);
    function.iter().map(|value| Scalar::to_f64(&Rational::new(value.clone(), size.clone()))).collect()
}

/// Neighbouring boxes as one box around them.
fn join(boxes: Vec<(Vec<f64>, Vec<f64>)>) -> Vec<(Vec<f64>, Vec<f64>)> {
    const SLACK: f64 = 1e-9;
    let touches = |a: &(Vec<f64>, Vec<f64>), b: &(Vec<f64>, Vec<f64>)| {
        (0..a.0.len()).all(|axis| a.0[axis] <= b.1[axis] + SLACK && b.0[axis] <= a.1[axis] + SLACK)
    };
    let mut joined: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for mut next in boxes {
        while let Some(place) = joined.iter().position(|known| touches(known, &next)) {
            let known = joined.swap_remove(place);
            next.0.iter_mut().zip(&known.0).for_each(|(low, other)| *low = low.min(*other));
            next.1.iter_mut().zip(&known.1).for_each(|(high, other)| *high = high.max(*other));
        }
        joined.push(next);
    }
    joined
}

impl Node<BigInt> {
    fn with(&self, player: usize, status: Status) -> Self {
        let mut node = self.clone();
        node.status[player] = status;
        if status != Status::Both
            && let Some(axis) = node.axes.iter().position(|&other| other == player)
        {
            node.axes.remove(axis);
            node.gains.iter_mut().for_each(|gains| *gains = face(gains, axis, status == Status::Second));
        }
        node
    }

    /// The coordinates of all players, given those that mix.
    fn point(&self, mixing: &[Coordinate]) -> Vec<Coordinate> {
        let mut mixing = mixing.iter();
        let coordinate = |status: &Status| match status {
            Status::Second => Coordinate::Exact(Rational::one()),
            Status::Both => mixing.next().cloned().unwrap_or(Coordinate::Exact(Rational::zero())),
            _ => Coordinate::Exact(Rational::zero()),
        };
        self.status.iter().map(coordinate).collect()
    }

    /// A box, given its ends for each axis.
    fn boxed(&self, ends: &dyn Fn(usize) -> (Rational, Rational)) -> ProbabilityBox {
        let of_player = |player: usize| match self.axes.iter().position(|&other| other == player) {
            Some(axis) => ends(axis),
            None => {
                let value = if self.status[player] == Status::Second { Rational::one() } else { Rational::zero() };
                (value.clone(), value)
            }
        };
        (0..self.status.len()).map(of_player).collect()
    }

    /// Whether a zero of the mixing players' gains is an equilibrium: inside the cube, and the others'
    /// gains of the right sign. `None` where neither is certain.
    fn holds(&self, root: &Root) -> Option<bool> {
        if let Some(exact) = &root.exact {
            let inside = exact.iter().all(|x| x.is_positive() && *x < Rational::one());
            let stays = |player: usize| {
                let gain = value(&self.gains[player], exact);
                match self.status[player] {
                    Status::First => !gain.is_positive(),
                    Status::Second => !gain.is_negative(),
                    _ => true,
                }
            };
            return Some(inside && (0..self.status.len()).all(stays));
        }
        let one = Rational::one();
        let mut certain = true;
        for x in &root.center {
            let (low, high) = (x - &root.radius, x + &root.radius);
            if !high.is_positive() || low >= one {
                return Some(false);
            }
            certain &= low.is_positive() && high < one;
        }
        for (gains, status) in self.gains.iter().zip(&self.status).filter(|(_, status)| **status != Status::Both) {
            // A slope is at most twice the largest corner value, a little more just outside of the cube.
            let slack = Rational::from_integer(largest(gains) * 3 * self.axes.len()) * &root.radius;
            let gain = value(gains, &root.center);
            let gain = if *status == Status::Second { -gain } else { gain };
            if gain > slack {
                return Some(false);
            }
            certain &= gain < -slack;
        }
        certain.then_some(true)
    }
}
