//! Exact games and totally balanced games, with a witness for each "no".

use super::core::{Core, core, core_of_constraints};
use crate::certificate::BalancedWeights;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::lp::LpBackend;
use crate::number::{Scalar, sum};
use crate::solution::Allocation;

/// The most players, for whom `2^n` cores (exact) or cores with `3^n` worths (totally balanced)
/// are looked at.
const MAX_PLAYERS: usize = 14;

/// Why a game is not exact: no core allocation gives the coalition just its worth.
#[derive(Debug, Clone, PartialEq)]
pub struct NotExact<S> {
    /// The coalition; the grand one where the core is empty.
    pub coalition: Coalition,
    /// Balanced weights that prove the core empty once the coalition's complement asks for
    /// `v(N) - v(S)`, so that the coalition would get no more than `v(S)`.
    pub weights: BalancedWeights<S>,
}

impl<S: Scalar> NotExact<S> {
    /// Verifies the witness.
    ///
    /// # Errors
    ///
    /// The first [`crate::certificate::Flaw`].
    pub fn verify(&self, game: &impl CharacteristicFunction<S>) -> Result<(), crate::certificate::Flaw> {
        let n = game.n_players();
        let grand = Coalition::grand(n);
        let total = game.worth(grand);
        let complement = grand.minus(self.coalition);
        let worth = |coalition: Coalition| {
            Some(if coalition == complement && !coalition.is_empty() {
                total.clone() - game.worth(self.coalition)
            } else {
                game.worth(coalition)
            })
        };
        self.weights.verify_infeasible(n, &total, worth)
    }
}

/// Whether a game is exact: for every coalition `S` some allocation of the core gives `S` exactly
/// `v(S)`. `None` if it is, else a witness.
///
/// # Errors
///
/// [`Error::TooLarge`] above 14 players; [`Error::Input`] when a worth is not finite.
///
/// Complexity: at most `2^n` cores; coalitions that an allocation already found serves are skipped.
///
/// # Examples
///
/// ```
/// use pactum::{Coalition, game::TuGame, lp::default_backend, number::whole, solution::cooperative::not_exact};
///
/// let convex = TuGame::new([0, 0, 0, 1, 0, 1, 1, 3].map(whole).to_vec()).unwrap();
/// assert_eq!(not_exact(&convex, default_backend()), Ok(None));
/// // In the glove game the core is one point, which gives {1} 1 and not 0.
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// let witness = not_exact(&glove, default_backend()).unwrap().unwrap();
/// assert_eq!(witness.coalition, Coalition::of([0]));
/// assert!(witness.verify(&glove).is_ok());
/// ```
///
/// Source: Schmeidler 1972.
pub fn not_exact<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<Option<NotExact<S>>, Error> {
    let n = game.n_players();
    refuse_large(n, "exactness")?;
    let grand = Coalition::grand(n);
    let total = game.grand_worth();
    let mut known: Vec<Allocation<S>> = match core(game, lp)? {
        Core::NonEmpty(allocation) => vec![allocation],
        Core::Empty(weights) => return Ok(Some(NotExact { coalition: grand, weights })),
    };
    let mut worths: Vec<Option<S>> = game.values().iter().cloned().map(Some).collect();
    for coalition in Coalition::all(n).skip(1).take_while(|coalition| *coalition != grand) {
        let worth = game.worth(coalition);
        let serves = |x: &Allocation<S>| {
            let share = sum(coalition.members().filter_map(|player| x.get(player).cloned()));
            crate::certificate::compare(&share, &worth) == std::cmp::Ordering::Equal
        };
        if known.iter().any(serves) {
            continue;
        }
        let complement = grand.minus(coalition);
        let demand = total.clone() - worth.clone();
        let kept = worths[complement.index()].replace(demand);
        let found = core_of_constraints(n, &total, &worths, lp)?;
        worths[complement.index()] = kept;
        match found {
            Core::NonEmpty(allocation) => known.push(allocation),
            Core::Empty(weights) => return Ok(Some(NotExact { coalition, weights })),
        }
    }
    Ok(None)
}

/// Whether a game is totally balanced: every subgame has a core. `None` if it is, else the first
/// coalition whose subgame has none, with balanced weights of its subcoalitions that prove it.
///
/// # Errors
///
/// [`Error::TooLarge`] above 14 players; [`Error::Input`] when a worth is not finite.
///
/// Complexity: `2^n` cores, of games with `3^n` worths in all.
///
/// # Examples
///
/// ```
/// use pactum::{Coalition, game::TuGame, lp::default_backend, number::whole};
/// use pactum::solution::cooperative::not_totally_balanced;
///
/// let convex = TuGame::new([0, 0, 0, 1, 0, 1, 1, 3].map(whole).to_vec()).unwrap();
/// assert_eq!(not_totally_balanced(&convex, default_backend()), Ok(None));
/// // Balanced, though the first two are better off apart.
/// let game = TuGame::new([0, 1, 1, 1, 0, 1, 1, 3].map(whole).to_vec()).unwrap();
/// let (coalition, weights) = not_totally_balanced(&game, default_backend()).unwrap().unwrap();
/// assert_eq!(coalition, Coalition::of([0, 1]));
/// assert_eq!(weights.weights, vec![(Coalition::of([0]), whole(1)), (Coalition::of([1]), whole(1))]);
/// ```
///
/// Source: Shapley and Shubik 1969.
pub fn not_totally_balanced<S: Scalar>(
    game: &TuGame<S>,
    lp: &dyn LpBackend<S>,
) -> Result<Option<(Coalition, BalancedWeights<S>)>, Error> {
    let n = game.n_players();
    refuse_large(n, "total balancedness")?;
    for coalition in Coalition::all(n).skip(1) {
        let members: Vec<usize> = coalition.members().collect();
        if members.len() == 1 {
            continue;
        }
        let original = |part: Coalition| Coalition::of(part.members().filter_map(|place| members.get(place).copied()));
        let subgame = TuGame::from_fn(members.len(), |part| game.worth(original(part)))?;
        if let Core::Empty(weights) = core(&subgame, lp)? {
            let mut weights: Vec<(Coalition, S)> =
                weights.weights.into_iter().map(|(part, weight)| (original(part), weight)).collect();
            weights.sort_by_key(|(part, _)| *part);
            return Ok(Some((coalition, BalancedWeights { weights })));
        }
    }
    Ok(None)
}

fn refuse_large(n: usize, what: &str) -> Result<(), Error> {
    if n <= MAX_PLAYERS {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: format!("{what} for {n} players"),
        needed: format!("2^{n} cores"),
        limit: format!("2^{MAX_PLAYERS}"),
        remedy: "convex games are exact and totally balanced: test convexity".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::core_vertices;
    use super::super::testing::{games, rising_games};
    use super::*;
    use crate::lp::default_backend;
    use crate::number::{Rational, whole};
    use proptest::prelude::*;

    /// Least totals over the core's vertices beside the worths.
    fn check(game: &TuGame<Rational>) {
        let n = game.n_players();
        let vertices = core_vertices(game).unwrap();
        let total = |x: &Vec<Rational>, coalition: Coalition| coalition.members().map(|i| &x[i]).sum::<Rational>();
        let attained = |coalition: Coalition| vertices.iter().any(|x| total(x, coalition) == game.worth(coalition));
        let expected = Coalition::all(n).skip(1).all(attained);
        let found = not_exact(game, default_backend()).unwrap();
        assert_eq!(found.is_none(), expected, "{game:?}");
        if let Some(witness) = found {
            assert_eq!(witness.verify(game), Ok(()));
            assert!(!attained(witness.coalition));
            let mut wrong = witness.clone();
            wrong.weights.weights[0].1 += whole(1);
            assert!(wrong.verify(game).is_err());
        }
        let subgame_has_core = |coalition: Coalition| {
            let members: Vec<usize> = coalition.members().collect();
            let original = |part: Coalition| Coalition::of(part.members().map(|place| members[place]));
            let subgame = TuGame::from_fn(members.len(), |part| game.worth(original(part))).unwrap();
            !core_vertices(&subgame).unwrap().is_empty()
        };
        let first = Coalition::all(n).skip(1).find(|coalition| !subgame_has_core(*coalition));
        let found = not_totally_balanced(game, default_backend()).unwrap();
        assert_eq!(found.map(|(coalition, _)| coalition), first);
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
}
