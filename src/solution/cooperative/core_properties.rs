//! Balanced, totally balanced and exact games: properties that say something of the core.

use super::core::{Core, core};
use crate::certificate::BalancedWeights;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::properties::convex;
use crate::game::{CharacteristicFunction, TuGame};
use crate::lp::LpBackend;
use crate::number::{Scalar, sum};
use crate::solution::Allocation;

/// The most players of properties that look at a core for each coalition.
const MAX_PLAYERS: usize = 10;

/// Whether a game is balanced, totally balanced or exact, with the evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum CoreProperty<S> {
    /// It is, as every convex game.
    Convex,
    /// It is: for each coalition that was looked at an allocation that shows it, with 0 for
    /// everybody outside where the game is that among the members.
    Holds(Vec<(Coalition, Allocation<S>)>),
    /// It is not.
    Fails(Unbalanced<S>),
}

impl<S> CoreProperty<S> {
    /// Whether it holds.
    pub fn holds(&self) -> bool {
        !matches!(self, CoreProperty::Fails(_))
    }
}

/// Why a game is not balanced, totally balanced or exact.
#[derive(Debug, Clone, PartialEq)]
pub struct Unbalanced<S> {
    /// The coalition at fault: that of an empty core, or the one that no core allocation holds down
    /// to its worth.
    pub coalition: Coalition,
    /// The weights that prove it: balanced on the coalition, of weighted worth above its own. For
    /// exactness they are balanced on all players, with `v(N) - v(S)` taken as the worth of the
    /// coalition's complement.
    pub weights: BalancedWeights<S>,
}

/// Whether the core is not empty (Bondareva 1963, Shapley 1967): an allocation in it, or the weights
/// that prove it empty.
///
/// # Errors
///
/// As [`core`](super::core()).
///
/// # Examples
///
/// ```
/// use pactum::game::TuGame;
/// use pactum::lp::default_backend;
/// use pactum::solution::cooperative::balanced;
///
/// let majority = TuGame::new(vec![0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]).unwrap();
/// assert!(!balanced(&majority, default_backend()).unwrap().holds());
/// let additive = TuGame::new(vec![0.0, 1.0, 2.0, 3.0]).unwrap();
/// assert!(balanced(&additive, default_backend()).unwrap().holds());
/// ```
pub fn balanced<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<CoreProperty<S>, Error> {
    let coalition = Coalition::grand(game.n_players());
    Ok(match core(game, lp)? {
        Core::NonEmpty(allocation) => CoreProperty::Holds(vec![(coalition, allocation)]),
        Core::Empty(weights) => CoreProperty::Fails(Unbalanced { coalition, weights }),
    })
}

/// Whether the game among the members of every coalition has a core (Shapley and Shubik 1969): if
/// not, the smallest coalition whose game has none.
///
/// # Errors
///
/// [`Error::TooLarge`] above 10 players; as [`core`](super::core()).
pub fn totally_balanced<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<CoreProperty<S>, Error> {
    if is_surely_convex(game) {
        return Ok(CoreProperty::Convex);
    }
    check_size(game.n_players(), "total balancedness")?;
    let mut coalitions: Vec<Coalition> =
        Coalition::all(game.n_players()).filter(|coalition| coalition.size() > 1).collect();
    coalitions.sort_by_key(|coalition| coalition.size());
    let mut shown = Vec::with_capacity(coalitions.len());
    for coalition in coalitions {
        let members: Vec<usize> = coalition.members().collect();
        let whole = |part: Coalition| Coalition::of(part.members().map(|place| members[place]));
        let part = TuGame::from_fn(members.len(), |part| game.worth(whole(part)))?;
        match core(&part, lp)? {
            Core::NonEmpty(shares) => {
                let mut allocation = vec![S::zero(); game.n_players()];
                members.iter().zip(shares).for_each(|(&player, share)| allocation[player] = share);
                shown.push((coalition, allocation));
            }
            Core::Empty(found) => {
                let weights = found.weights.into_iter().map(|(part, weight)| (whole(part), weight)).collect();
                return Ok(CoreProperty::Fails(Unbalanced { coalition, weights: BalancedWeights { weights } }));
            }
        }
    }
    Ok(CoreProperty::Holds(shown))
}

/// Whether every coalition has a core allocation that gives it exactly its worth (Schmeidler 1972):
/// if not, the first coalition that has none; for a game without a core, the grand coalition.
///
/// # Errors
///
/// [`Error::TooLarge`] above 10 players; as [`core`](super::core()).
pub fn exact_game<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<CoreProperty<S>, Error> {
    if is_surely_convex(game) {
        return Ok(CoreProperty::Convex);
    }
    let n_players = game.n_players();
    check_size(n_players, "exactness")?;
    let whole_game = balanced(game, lp)?;
    if !whole_game.holds() {
        return Ok(whole_game);
    }
    let grand = Coalition::grand(n_players);
    let mut values = game.values().to_vec();
    let mut shown: Vec<(Coalition, Allocation<S>)> = Vec::new();
    for coalition in Coalition::all(n_players).skip(1).filter(|coalition| *coalition != grand) {
        let rest = grand.minus(coalition);
        // An allocation that served another coalition may serve this one as well.
        let serves = |known: &&(Coalition, Allocation<S>)| {
            let total = sum(coalition.members().map(|player| known.1[player].clone()));
            (total - game.worth(coalition)).sign().is_eq()
        };
        if let Some((_, allocation)) = shown.iter().find(serves) {
            let allocation = allocation.clone();
            shown.push((coalition, allocation));
            continue;
        }
        // A core allocation holds the coalition down to its worth when it gives the rest all else.
        let all_else = game.grand_worth() - game.worth(coalition);
        let kept = std::mem::replace(&mut values[rest.index()], all_else);
        let outcome = core(&TuGame::new(values.clone())?, lp)?;
        values[rest.index()] = kept;
        match outcome {
            Core::NonEmpty(allocation) => shown.push((coalition, allocation)),
            Core::Empty(weights) => return Ok(CoreProperty::Fails(Unbalanced { coalition, weights })),
        }
    }
    Ok(CoreProperty::Holds(shown))
}

fn is_surely_convex<S: Scalar>(game: &TuGame<S>) -> bool {
    let finding = convex(game);
    finding.holds && !finding.close
}

fn check_size(n_players: usize, what: &str) -> Result<(), Error> {
    if n_players <= MAX_PLAYERS {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: format!("{what} of {n_players} players"),
        needed: format!("2^{n_players} linear programs"),
        limit: format!("2^{MAX_PLAYERS}"),
        remedy: format!("use a game of at most {MAX_PLAYERS} players, or ask for convex, which implies it"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::balanced_collections::minimal_balanced_collections;
    use super::super::testing::{games, rising_games};
    use super::*;
    use crate::lp::default_backend;
    use crate::number::{Rational, whole};
    use proptest::prelude::*;

    /// By all minimal balanced collections on the coalition.
    fn has_core(game: &TuGame<Rational>, coalition: Coalition) -> bool {
        let members: Vec<usize> = coalition.members().collect();
        minimal_balanced_collections(members.len()).unwrap().iter().all(|collection| {
            let total =
                collection.coalitions.iter().zip(&collection.weights).map(|(part, weight)| {
                    weight * game.worth(Coalition::of(part.members().map(|place| members[place])))
                });
            total.sum::<Rational>() <= game.worth(coalition)
        })
    }

    fn check(game: &TuGame<Rational>) {
        let grand = Coalition::grand(game.n_players());
        assert_eq!(balanced(game, default_backend()).unwrap().holds(), has_core(game, grand));
        let expected = grand.subsets().skip(1).all(|coalition| has_core(game, coalition));
        let found = totally_balanced(game, default_backend()).unwrap();
        assert_eq!(found.holds(), expected);
        if let CoreProperty::Fails(fault) = found {
            assert!(!has_core(game, fault.coalition));
            let sum = |player: usize| {
                fault
                    .weights
                    .weights
                    .iter()
                    .filter(|(part, _)| part.contains(player))
                    .map(|(_, weight)| weight.clone())
                    .sum::<Rational>()
            };
            assert!(grand.members().all(|player| sum(player) == whole(fault.coalition.contains(player).into())));
            assert!(fault.weights.weighted_worth(|part| Some(game.worth(part))).unwrap() > game.worth(fault.coalition));
        }
        let exact = exact_game(game, default_backend()).unwrap();
        if let CoreProperty::Fails(fault) = &exact {
            let mut values = game.values().to_vec();
            if fault.coalition != grand {
                values[grand.minus(fault.coalition).index()] = game.grand_worth() - game.worth(fault.coalition);
            }
            assert!(fault.weights.verify_core_empty(&TuGame::new(values).unwrap()).is_ok());
        } else {
            assert!(expected, "exact games are totally balanced");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn random_games(game in games(4)) {
            check(&game);
        }

        #[test]
        fn games_with_cores(game in rising_games(4)) {
            check(&game);
        }
    }

    /// Balanced and not totally balanced: a majority of three whom a fourth makes rich.
    #[test]
    fn a_part_without_a_core() {
        let worth = |coalition: Coalition| {
            whole(if coalition.size() == 4 { 9 } else { i64::from(coalition.without(3).size() >= 2) })
        };
        let game = TuGame::from_fn(4, worth).unwrap();
        assert!(balanced(&game, default_backend()).unwrap().holds());
        let CoreProperty::Fails(fault) = totally_balanced(&game, default_backend()).unwrap() else { panic!() };
        assert_eq!(fault.coalition, Coalition::of([0, 1, 2]));
        assert!(!exact_game(&game, default_backend()).unwrap().holds());
    }
}
