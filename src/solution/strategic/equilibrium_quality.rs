//! The best and the worst pure equilibrium, and what equilibrium costs against the optimum.

use crate::game::NormalFormGame;
use crate::number::Rational;
use crate::number::cell::Cell;

use super::pure_nash;

/// A profile and its welfare: the sum of all payoffs.
#[derive(Debug, Clone, PartialEq)]
pub struct Valued {
    /// The profile; the first by [`ProfileSpace::compare`](crate::game::ProfileSpace::compare) among equals.
    pub profile: usize,
    /// The sum of all payoffs.
    pub welfare: Rational,
}

/// The optimum beside the best and the worst pure equilibrium.
#[derive(Debug, Clone, PartialEq)]
pub struct EquilibriumQuality {
    /// A profile of the highest welfare.
    pub optimum: Valued,
    /// A pure equilibrium of the highest welfare; `None` if there is none.
    pub best: Option<Valued>,
    /// A pure equilibrium of the lowest welfare.
    pub worst: Option<Valued>,
}

impl EquilibriumQuality {
    /// Optimal welfare over that of the worst equilibrium; `None` unless both are positive.
    pub fn price_of_anarchy(&self) -> Option<Rational> {
        self.over(self.worst.as_ref()?)
    }

    /// Optimal welfare over that of the best equilibrium; `None` unless both are positive.
    pub fn price_of_stability(&self) -> Option<Rational> {
        self.over(self.best.as_ref()?)
    }

    fn over(&self, equilibrium: &Valued) -> Option<Rational> {
        let zero = Rational::default();
        (equilibrium.welfare > zero).then(|| &self.optimum.welfare / &equilibrium.welfare)
    }
}

/// The welfare of the optimum and of the best and the worst pure equilibrium.
///
/// # Complexity
///
/// One pass over the table, besides [`pure_nash`].
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::equilibrium_quality;
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => {
///     let quality = equilibrium_quality(game);
///     assert_eq!(quality.optimum.profile, 0);
///     assert_eq!(quality.price_of_anarchy(), Some(whole(3)));
/// });
/// // Without a pure equilibrium there is no price.
/// let pennies = NormalFormGame::from_rationals(&[2, 2], &[table([1, -1, -1, 1]), table([-1, 1, 1, -1])]).unwrap();
/// with_game!(&pennies, game => assert_eq!(equilibrium_quality(game).price_of_stability(), None));
/// ```
///
/// # References
///
/// Koutsoupias Papadimitriou 1999; Anshelevich et al 2008.
pub fn equilibrium_quality<C: Cell>(game: &NormalFormGame<C>) -> EquilibriumQuality {
    let welfare = welfare_table(game);
    let pick = |profiles: &[usize], sign: i64| {
        let chosen = profiles.iter().copied().reduce(|best, next| {
            let (a, b) = (welfare[next].times(sign), welfare[best].times(sign));
            let earlier = !b.exceeds(&a) && game.space().compare(next, best).is_lt();
            if a.exceeds(&b) || earlier { next } else { best }
        });
        chosen.map(|profile| Valued { profile, welfare: welfare[profile].decode(game.denominator()) })
    };
    let all: Vec<usize> = (0..game.space().size()).collect();
    let equilibria = pure_nash(game);
    let nobody = || Valued { profile: 0, welfare: Rational::default() };
    EquilibriumQuality {
        optimum: pick(&all, 1).unwrap_or_else(nobody),
        best: pick(&equilibria, 1),
        worst: pick(&equilibria, -1),
    }
}

/// The sum of all payoffs, by profile. Payoff tables are made so that these sums fit their cells.
pub(super) fn welfare_table<C: Cell>(game: &NormalFormGame<C>) -> Vec<C> {
    let mut welfare = vec![C::zero(); game.space().size()];
    for player in 0..game.space().n_players() {
        welfare.iter_mut().zip(game.table(player)).for_each(|(sum, cell)| *sum += cell);
    }
    welfare
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::with_game;
    use crate::number::{ratio, whole};
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_is_above_the_optimum_nor_outside_best_and_worst((counts, tables) in small_games()) {
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let quality = equilibrium_quality(game);
                let sum = |profile| (0..counts.len()).map(|player| game.payoff(profile, player)).sum::<Rational>();
                prop_assert_eq!(sum(quality.optimum.profile), quality.optimum.welfare.clone());
                prop_assert!((0..game.space().size()).all(|profile| sum(profile) <= quality.optimum.welfare));
                let equilibria = pure_nash(game);
                prop_assert_eq!(quality.best.is_some(), !equilibria.is_empty());
                if let (Some(best), Some(worst)) = (&quality.best, &quality.worst) {
                    prop_assert!(equilibria.contains(&best.profile) && equilibria.contains(&worst.profile));
                    prop_assert!(equilibria.iter().all(|&profile| sum(profile) <= best.welfare && sum(profile) >= worst.welfare));
                }
            });
        }
    }

    #[test]
    fn prices_of_a_coordination_game_and_of_losses() {
        let table = |values: [i64; 4]| values.map(whole).to_vec();
        let game = NormalFormGame::from_rationals(&[2, 2], &[table([5, 0, 0, 2]), table([5, 0, 0, 2])]).unwrap();
        with_game!(&game, game => {
            let quality = equilibrium_quality(game);
            assert_eq!(quality.price_of_anarchy(), Some(ratio(5, 2)));
            assert_eq!(quality.price_of_stability(), Some(whole(1)));
        });
        let game = NormalFormGame::from_rationals(&[1], &[vec![whole(-1)]]).unwrap();
        with_game!(&game, game => assert_eq!(equilibrium_quality(game).price_of_anarchy(), None));
    }
}
