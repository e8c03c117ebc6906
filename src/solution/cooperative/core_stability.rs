//! Whether the core is a stable set.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use super::core::{Core, core};
use super::core_vertices;
use super::polytope::extreme_rays;
use crate::certificate::{Cover, DominationBound, EmptyPart, Split, StableProof, Undominated};
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::properties::convex;
use crate::game::{CharacteristicFunction, TuGame};
use crate::limit::TimeLimit;
use crate::lp::{ExactSimplex, LinearProgram, LpBackend, LpOutcome, Relation, Sense, default_backend};
use crate::number::{Rational, sum, whole};

/// The most players of games whose imputations are split.
const MAX_PLAYERS: usize = 6;
/// The most parts into which they are.
const MAX_PARTS: usize = 1_000_000;

/// Whether the core is stable, with the evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum CoreStability {
    /// It is, as that of every convex game (Shapley 1971).
    Convex,
    /// It is: the imputations outside it, split until all are seen to be dominated.
    Stable(StableProof),
    /// It is not: an imputation outside it that no core allocation dominates.
    Unstable(Undominated),
}

impl CoreStability {
    /// Whether the core is stable.
    pub fn holds(&self) -> bool {
        !matches!(self, CoreStability::Unstable(_))
    }
}

/// Whether the core is a stable set in the sense of von Neumann and Morgenstern: whether every
/// imputation `x` outside it is dominated by some `y` in it, with `y_i > x_i` for all members of some
/// coalition `S` and `y(S) <= v(S)`. An empty core is not stable where there is an imputation.
///
/// What the core dominates through `S` is, on `S`, the interior of `{y_S : y in the core, y(S) =
/// v(S)}` less all that is not negative: a polyhedron whose facets the double description method
/// gives. For each coalition `T`, a linear program looks for an imputation of largest excess at `T`
/// that is above 0. If no coalition dominates it, the core is not stable; else the rest of the
/// imputations is split by the facets of a coalition that does, one of which each of them violates.
/// A path splits by a coalition at most once, so this ends: it decides the question as nested
/// balancedness does (Grabisch and Sudhölter 2021), and leaves a proof.
///
/// # Errors
///
/// [`Error::Undefined`] where there is no imputation; [`Error::TooLarge`] above 6 players unless the
/// game is convex or its core empty, and where worths have too many digits for machine integers;
/// [`Error::TimeLimit`].
///
/// Complexity: exponential in the number of coalitions at worst. Random games take milliseconds for 4
/// players, up to half a second for 5, and for 6 from a tenth of a second to minutes.
///
/// # Examples
///
/// ```
/// use pactum::{game::TuGame, limit::TimeLimit, number::whole};
/// use pactum::solution::cooperative::{CoreStability, core_stability};
///
/// let squares = TuGame::from_fn(4, |coalition| whole((coalition.size() * coalition.size()) as i64)).unwrap();
/// assert_eq!(core_stability(&squares, &TimeLimit::none()), Ok(CoreStability::Convex));
///
/// // The owner of a left glove gets all in the core; what gives her less is not dominated.
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// let Ok(CoreStability::Unstable(found)) = core_stability(&glove, &TimeLimit::none()) else { panic!() };
/// assert!(found.verify(&glove).is_ok());
///
/// let apart = TuGame::new([0, 2, 2, 3].map(whole).to_vec()).unwrap();
/// assert!(core_stability(&apart, &TimeLimit::none()).is_err());
/// ```
///
/// Sources: Grabisch and Sudhölter 2021; Shapley 1971; Gillies 1959.
pub fn core_stability(game: &TuGame<Rational>, limit: &TimeLimit) -> Result<CoreStability, Error> {
    let n = game.n_players();
    let mut imputation: Vec<Rational> = (0..n).map(|player| game.worth(Coalition::singleton(player))).collect();
    let surplus = game.grand_worth() - sum(imputation.iter().cloned());
    if surplus.is_negative() {
        return Err(Error::undefined("there is no imputation: the players are worth more apart than together"));
    }
    if convex(game).holds {
        return Ok(CoreStability::Convex);
    }
    if let Core::Empty(proof) = core(game, default_backend())? {
        imputation[0] += surplus;
        return Ok(CoreStability::Unstable(without_core(game, imputation, proof.weights)));
    }
    if n > MAX_PLAYERS {
        return Err(Error::TooLarge {
            what: format!("stability of the core for {n} players"),
            needed: format!("to split the imputations by up to 2^{n} coalitions"),
            limit: format!("{MAX_PLAYERS} players"),
            remedy: "ask for convex, which implies it; convex games and empty cores are decided at any size".into(),
        });
    }
    let covers = covers(game, limit)?;
    let mut search = Search { game, covers: &covers, limit, parts: 0, rows: Vec::new() };
    let mut trees = Vec::new();
    for coalition in roots(n) {
        match search.split(coalition)? {
            Found::Tree(tree) => trees.push((coalition, tree)),
            Found::Undominated(x) => return Ok(CoreStability::Unstable(undominated(game, coalition, x)?)),
        }
    }
    let covers = covers.into_iter().filter(|cover| trees.iter().any(|(_, tree)| uses(tree, cover.coalition))).collect();
    Ok(CoreStability::Stable(StableProof { covers, trees }))
}

/// Coalitions that an imputation can give too little.
fn roots(n: usize) -> impl Iterator<Item = Coalition> {
    let grand = Coalition::grand(n);
    Coalition::all(n).filter(move |coalition| coalition.size() > 1 && *coalition != grand)
}

fn uses(tree: &Split, cover: Coalition) -> bool {
    match tree {
        Split::Empty(_) => false,
        Split::Cover { coalition, parts } => *coalition == cover || parts.iter().any(|part| uses(part, cover)),
    }
}

/// Any imputation, with the weights that prove the core empty.
fn without_core(
    game: &TuGame<Rational>,
    imputation: Vec<Rational>,
    weights: Vec<(Coalition, Rational)>,
) -> Undominated {
    let n = game.n_players();
    let total = |coalition: &Coalition| sum(coalition.members().map(|player| imputation[player].clone()));
    let poor = Coalition::all(n).find(|coalition| total(coalition) < game.worth(*coalition));
    let bound = DominationBound {
        coalition: None,
        weights: vec![Rational::zero(); n],
        own: Rational::zero(),
        grand: Rational::one(),
        others: weights,
    };
    Undominated { coalition: poor.unwrap_or(Coalition::EMPTY), imputation, bounds: vec![bound] }
}

/// What the core dominates, for each coalition through which it dominates anything.
fn covers(game: &TuGame<Rational>, limit: &TimeLimit) -> Result<Vec<Cover>, Error> {
    let n = game.n_players();
    let vertices = core_vertices(game, limit)?;
    let mut covers = Vec::new();
    for coalition in roots(n) {
        let worth = game.worth(coalition);
        let tight = |y: &&Vec<Rational>| sum(coalition.members().map(|player| y[player].clone())) == worth;
        let below = |x: &Vec<Rational>, y: &Vec<Rational>| coalition.members().all(|player| x[player] <= y[player]);
        let mut points: Vec<Vec<Rational>> = Vec::new();
        for y in vertices.iter().filter(tight) {
            if !points.iter().any(|known| below(y, known)) {
                points.retain(|known| !below(known, y));
                points.push(y.clone());
            }
        }
        if !points.is_empty() {
            let rows = facets(n, coalition, &points).ok_or_else(|| Error::TooLarge {
                what: "stability of the core".into(),
                needed: "numbers of more than 63 bits".into(),
                limit: "63 bits".into(),
                remedy: "give the worths fewer digits".into(),
            })?;
            covers.push(Cover { coalition, points, rows });
        }
    }
    Ok(covers)
}

/// The facets of what lies below mixtures of points on a coalition: the extreme rays of the cone
/// `{(w, b) : w >= 0, w·y <= b for all points}`, the trivial one left out. `None` on overflow.
fn facets(n: usize, coalition: Coalition, points: &[Vec<Rational>]) -> Option<Vec<(Vec<Rational>, Rational)>> {
    let members: Vec<usize> = coalition.members().collect();
    // Coordinates: the weights, the bound, and minus their sum.
    let width = members.len() + 2;
    let unit = |place: usize| (0..width).map(|i| i64::from(i == place)).collect::<Vec<i64>>();
    let mut rows: Vec<Vec<i64>> = (0..members.len()).map(unit).collect();
    for y in points {
        let common = members.iter().fold(BigInt::one(), |common, &player| common.lcm(y[player].denom()));
        let entry = |&player: &usize| (-(y[player].numer() * (&common / y[player].denom()))).to_i64();
        let mut row: Vec<i64> = members.iter().map(entry).collect::<Option<_>>()?;
        row.extend([common.to_i64()?, 0]);
        rows.push(row);
    }
    let rows: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
    let rays = extreme_rays(width, &rows)?;
    let row = |ray: &Vec<i128>| {
        let mut weights = vec![Rational::zero(); n];
        members.iter().zip(ray).for_each(|(&player, &weight)| weights[player] = Rational::from_integer(weight.into()));
        (weights, Rational::from_integer(ray[members.len()].into()))
    };
    Some(rays.iter().filter(|ray| ray[..members.len()].iter().any(|&weight| weight != 0)).map(row).collect())
}

/// What became of a part.
enum Found {
    Tree(Split),
    Undominated(Vec<Rational>),
}

struct Search<'a> {
    game: &'a TuGame<Rational>,
    covers: &'a [Cover],
    limit: &'a TimeLimit,
    parts: usize,
    /// The rows that are not satisfied in this part.
    rows: Vec<(Coalition, &'a (Vec<Rational>, Rational))>,
}

impl Search<'_> {
    /// Splits the imputations of largest excess at a coalition that violate the rows so far.
    fn split(&mut self, root: Coalition) -> Result<Found, Error> {
        self.limit.check("the stability of the core")?;
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return Err(Error::TooLarge {
                what: "stability of the core".into(),
                needed: format!("more than {MAX_PARTS} parts of the imputations"),
                limit: MAX_PARTS.to_string(),
                remedy: "use a game of fewer players".into(),
            });
        }
        let x = match self.richest(root)? {
            Richest::Empty(proof) => return Ok(Found::Tree(Split::Empty(proof))),
            Richest::Imputation(x) => x,
        };
        let satisfied = |(weights, bound): &(Vec<Rational>, Rational)| {
            sum(weights.iter().zip(&x).filter(|(weight, _)| !weight.is_zero()).map(|(weight, share)| weight * share))
                < *bound
        };
        let holding = self.covers.iter().filter(|cover| cover.rows.iter().all(satisfied));
        let Some(cover) = holding.min_by_key(|cover| (cover.coalition != root, cover.rows.len())) else {
            return Ok(Found::Undominated(x));
        };
        let mut parts = Vec::with_capacity(cover.rows.len());
        for row in &cover.rows {
            self.rows.push((cover.coalition, row));
            let found = self.split(root);
            self.rows.pop();
            match found? {
                Found::Tree(tree) => parts.push(tree),
                undominated => return Ok(undominated),
            }
        }
        Ok(Found::Tree(Split::Cover { coalition: cover.coalition, parts }))
    }

    /// The imputation in this part that gives the root least.
    fn richest(&self, root: Coalition) -> Result<Richest, Error> {
        let game = self.game;
        let n = game.n_players();
        let total = |coalition: Coalition| coalition.members().map(|player| (player, whole(1))).collect::<Vec<_>>();
        let objective = (0..n).map(|player| whole(root.contains(player).into())).collect();
        let mut program = LinearProgram::new(Sense::Minimise, objective).all_free();
        program.constrain(total(Coalition::grand(n)), Relation::Equal, game.grand_worth());
        for player in 0..n {
            program.constrain(vec![(player, whole(1))], Relation::AtLeast, game.worth(Coalition::singleton(player)));
        }
        let rivals: Vec<Coalition> = roots(n).filter(|rival| *rival != root).collect();
        for &rival in &rivals {
            let sign = |player: usize| i64::from(rival.contains(player)) - i64::from(root.contains(player));
            let row = (0..n).filter(|&player| sign(player) != 0).map(|player| (player, whole(sign(player)))).collect();
            program.constrain(row, Relation::AtLeast, game.worth(rival) - game.worth(root));
        }
        for (_, (weights, bound)) in &self.rows {
            let row = weights.iter().cloned().enumerate().filter(|(_, weight)| !weight.is_zero()).collect();
            program.constrain(row, Relation::AtLeast, bound.clone());
        }
        let proof = |dual: Vec<Rational>| {
            let positive = |from: usize, count: usize| {
                dual.iter().skip(from).take(count).cloned().enumerate().filter(|(_, weight)| !weight.is_zero())
            };
            EmptyPart {
                grand: dual.first().cloned().unwrap_or_else(Rational::zero),
                own: positive(1, n).collect(),
                rivals: positive(n + 1, rivals.len()).map(|(place, weight)| (rivals[place], weight)).collect(),
                rows: positive(n + 1 + rivals.len(), self.rows.len())
                    .map(|(place, weight)| (self.rows[place].0, weight))
                    .collect(),
            }
        };
        match ExactSimplex.solve(&program)? {
            LpOutcome::Optimal { value, primal, .. } if value < game.worth(root) => Ok(Richest::Imputation(primal)),
            LpOutcome::Optimal { dual, .. } => Ok(Richest::Empty(proof(dual))),
            LpOutcome::Infeasible { farkas } => Ok(Richest::Empty(proof(farkas))),
            LpOutcome::Unbounded { .. } => Err(not_unbounded()),
        }
    }
}

enum Richest {
    Imputation(Vec<Rational>),
    Empty(EmptyPart),
}

fn not_unbounded() -> Error {
    Error::Backend { backend: "exact".into(), message: "a bounded set is not unbounded".into() }
}

/// An imputation with the proofs that nobody dominates it.
fn undominated(game: &TuGame<Rational>, coalition: Coalition, x: Vec<Rational>) -> Result<Undominated, Error> {
    let poor = |part: &Coalition| sum(part.members().map(|player| x[player].clone())) < game.worth(*part);
    let bounds = roots(game.n_players()).filter(poor).map(|part| domination_bound(game, part, &x));
    Ok(Undominated { coalition, bounds: bounds.collect::<Result<_, _>>()?, imputation: x })
}

/// Why no core allocation is better than `x` for all members of a coalition: the multipliers of the
/// program that looks for the most that it can be better for all.
fn domination_bound(game: &TuGame<Rational>, own: Coalition, x: &[Rational]) -> Result<DominationBound, Error> {
    let n = game.n_players();
    let mut objective = vec![whole(0); n];
    objective.push(whole(1));
    let mut program = LinearProgram::new(Sense::Maximise, objective).all_free();
    let total = |coalition: Coalition| coalition.members().map(|player| (player, whole(1))).collect::<Vec<_>>();
    program.constrain(total(Coalition::grand(n)), Relation::Equal, game.grand_worth());
    program.constrain(total(own), Relation::Equal, game.worth(own));
    for player in own.members() {
        program.constrain(vec![(player, whole(1)), (n, whole(-1))], Relation::AtLeast, x[player].clone());
    }
    let others: Vec<Coalition> =
        Coalition::all(n).skip(1).filter(|part| *part != own && *part != Coalition::grand(n)).collect();
    for &other in &others {
        program.constrain(total(other), Relation::AtLeast, game.worth(other));
    }
    // Multipliers of `>=` are below 0 in a maximum, and above in a proof that nothing is feasible.
    let (multipliers, sign) = match ExactSimplex.solve(&program)? {
        LpOutcome::Optimal { dual, .. } => (dual, whole(1)),
        LpOutcome::Infeasible { farkas } => (farkas, whole(-1)),
        LpOutcome::Unbounded { .. } => return Err(not_unbounded()),
    };
    let at = |place: usize| multipliers.get(place).map_or_else(Rational::zero, |value| value * &sign);
    let mut weights = vec![Rational::zero(); n];
    for (place, player) in own.members().enumerate() {
        weights[player] = -at(2 + place);
    }
    let others = others.iter().enumerate().map(|(place, other)| (*other, -at(2 + own.size() + place)));
    let others = others.filter(|(_, weight)| !weight.is_zero()).collect();
    Ok(DominationBound { coalition: Some(own), weights, own: at(1), grand: at(0), others })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{games, rising_games};
    use super::*;
    use crate::number::ratio;
    use proptest::prelude::*;

    /// Whether some core allocation is better for all members of some coalition.
    fn is_dominated(game: &TuGame<Rational>, x: &[Rational]) -> bool {
        roots(game.n_players()).any(|own| {
            let bound = domination_bound(game, own, x).unwrap();
            let y = bound.weights.iter().zip(x).map(|(weight, share)| weight * share).sum::<Rational>();
            let most = &bound.own * game.worth(own) + &bound.grand * game.grand_worth()
                - bound.others.iter().map(|(other, weight)| weight * game.worth(*other)).sum::<Rational>();
            bound.weights.iter().any(|weight| !weight.is_zero()) && most > y
        })
    }

    /// Evidence holds; where the core is stable, a grid of imputations has none undominated.
    fn check(game: &TuGame<Rational>) -> Option<bool> {
        let n = game.n_players();
        let found = core_stability(game, &TimeLimit::none()).ok()?;
        match &found {
            CoreStability::Unstable(found) => assert_eq!(found.verify(game), Ok(()), "{game:?}"),
            CoreStability::Stable(proof) => assert_eq!(proof.verify(game), Ok(()), "{game:?}"),
            CoreStability::Convex => {}
        }
        if found.holds() && n > 1 {
            let steps = if n < 4 { 12 } else { 5 };
            let alone: Vec<Rational> = (0..n).map(|player| game.worth(Coalition::singleton(player))).collect();
            let surplus = game.grand_worth() - alone.iter().sum::<Rational>();
            for parts in itertools::Itertools::multi_cartesian_product((0..n - 1).map(|_| 0..=steps)) {
                let last = steps - parts.iter().sum::<i64>();
                if last < 0 {
                    continue;
                }
                let parts = parts.iter().chain([&last]);
                let x: Vec<Rational> =
                    alone.iter().zip(parts).map(|(low, &part)| low + &surplus * ratio(part, steps)).collect();
                let total = |part: Coalition| part.members().map(|player| &x[player]).sum::<Rational>();
                let in_core = Coalition::all(n).all(|part| total(part) >= game.worth(part));
                assert!(in_core || is_dominated(game, &x), "{x:?} of {game:?}");
            }
        }
        Some(found.holds())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn random_games(game in games(4)) {
            check(&game);
        }

        #[test]
        fn games_with_large_cores(game in rising_games(4)) {
            check(&game);
        }
    }

    /// Pairs are worth `p`, all three 1: above 1/2, where the game is not convex, somebody can ask
    /// for more than the core ever gives, and two of the three have nothing better.
    #[test]
    fn three_players_with_equal_pairs() {
        for (pair, expected) in [(ratio(1, 4), true), (ratio(1, 2), true), (ratio(3, 5), false), (ratio(7, 10), false)]
        {
            let worths = [whole(0), whole(0), pair.clone(), whole(1)];
            let game = TuGame::from_fn(3, |coalition| worths[coalition.size()].clone()).unwrap();
            assert_eq!(check(&game), Some(expected), "{pair}");
        }
    }

    /// Two pairs of four with a player in common: not convex, and yet all is dominated.
    fn stable_and_not_convex() -> TuGame<Rational> {
        let of =
            |coalition: Coalition| i64::from(coalition.contains(0) && (coalition.contains(1) || coalition.contains(2)));
        TuGame::from_fn(4, |coalition| if coalition.size() == 4 { whole(2) } else { whole(of(coalition)) }).unwrap()
    }

    #[test]
    fn altered_evidence_is_refused() {
        let game = stable_and_not_convex();
        assert_eq!(check(&game), Some(true));
        let CoreStability::Stable(proof) = core_stability(&game, &TimeLimit::none()).unwrap() else { panic!() };
        let mut wrong = proof.clone();
        wrong.covers[0].rows[0].1 += whole(1);
        assert!(wrong.verify(&game).is_err());
        let mut wrong = proof.clone();
        wrong.covers[0].points[0][0] += whole(1);
        assert!(wrong.verify(&game).is_err());
        let mut wrong = proof.clone();
        wrong.trees.pop();
        assert!(wrong.verify(&game).is_err());
        for place in 0..proof.trees.len() {
            let mut wrong = proof.clone();
            let mut leaf = &mut wrong.trees[place].1;
            while let Split::Cover { parts, .. } = leaf {
                leaf = parts.last_mut().unwrap();
            }
            let Split::Empty(empty) = leaf else { panic!() };
            empty.grand += whole(1);
            assert!(wrong.verify(&game).is_err());
        }
        let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
        let CoreStability::Unstable(found) = core_stability(&glove, &TimeLimit::none()).unwrap() else { panic!() };
        let mut wrong = found.clone();
        wrong.imputation = [1, 0, 0].map(whole).to_vec();
        assert!(wrong.verify(&glove).is_err());
        let mut wrong = found.clone();
        wrong.bounds.pop();
        assert!(wrong.verify(&glove).is_err());
        let mut wrong = found;
        wrong.bounds[0].grand += whole(1);
        assert!(wrong.verify(&glove).is_err());
    }

    #[test]
    fn sizes_and_time_are_limited() {
        let worth = |coalition: Coalition| whole([0, 0, 3, 4, 5, 6, 7, 90][coalition.size()]);
        let game = TuGame::from_fn(7, worth).unwrap();
        assert!(matches!(core_stability(&game, &TimeLimit::none()), Err(Error::TooLarge { .. })));
        let four = TuGame::from_fn(4, |coalition| whole([0, 0, 3, 4, 9][coalition.size()])).unwrap();
        assert!(matches!(core_stability(&four, &TimeLimit::seconds(0.0)), Err(Error::TimeLimit(_))));
        assert!(core_stability(&four, &TimeLimit::none()).is_ok());
    }
}
