//! One point of the kernel, of the prekernel and of the anti-prekernel.

use super::anti_prenucleolus::anti_prenucleolus;
use super::nucleolus::{nucleolus, prenucleolus};
use crate::error::Error;
use crate::game::TuGame;
use crate::lp::LpBackend;
use crate::number::Scalar;
use crate::solution::Allocation;

/// A point of the kernel: an imputation at which no player outweighs another who gets more than
/// alone. [`crate::certificate::kernel_violation`] checks it.
///
/// It is the nucleolus, which always lies in the kernel; there may be others.
///
/// # Errors
///
/// [`Error::Undefined`] when there is no imputation; [`Error::Input`] when a worth is not finite.
///
/// # Examples
///
/// ```
/// use pactum::{certificate::kernel_violation, game::TuGame, lp::default_backend, number::whole};
/// use pactum::solution::cooperative::kernel;
///
/// let glove = TuGame::new([0, 0, 0, 1, 0, 1, 0, 1].map(whole).to_vec()).unwrap();
/// let point = kernel(&glove, default_backend()).unwrap();
/// assert_eq!(kernel_violation(&glove, &point), None);
/// let apart = TuGame::new([0, 2, 2, 3].map(whole).to_vec()).unwrap();
/// assert!(kernel(&apart, default_backend()).is_err());
/// ```
///
/// Sources: Davis and Maschler 1965; Schmeidler 1969.
pub fn kernel<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<Allocation<S>, Error> {
    nucleolus(game, lp).map(|point| point.allocation)
}

/// A point of the prekernel: an allocation of `v(N)` at which all pairs of players have equal
/// surpluses over one another. [`crate::certificate::prekernel_violation`] checks it.
///
/// It is the prenucleolus, which always lies in the prekernel.
///
/// # Errors
///
/// [`Error::Input`] when a worth is not finite.
///
/// # Examples
///
/// ```
/// use pactum::{certificate::prekernel_violation, game::TuGame, lp::default_backend, number::whole};
/// use pactum::solution::cooperative::prekernel;
///
/// let apart = TuGame::new([0, 2, 2, 3].map(whole).to_vec()).unwrap();
/// let point = prekernel(&apart, default_backend()).unwrap();
/// assert_eq!(prekernel_violation(&apart, &point), None);
/// assert!(prekernel_violation(&apart, &[2, 1].map(whole)).is_some());
/// ```
///
/// Source: Maschler, Peleg and Shapley 1972.
pub fn prekernel<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<Allocation<S>, Error> {
    prenucleolus(game, lp).map(|point| point.allocation)
}

/// A point of the anti-prekernel, which is the prekernel of the dual game: at it, all pairs of
/// players have equal smallest excesses against one another.
///
/// It is the anti-prenucleolus.
///
/// # Errors
///
/// [`Error::Input`] when a worth is not finite.
///
/// # Examples
///
/// ```
/// use pactum::{certificate::prekernel_violation, game::TuGame, lp::default_backend, number::whole};
/// use pactum::solution::cooperative::{anti_prekernel, dual_game};
///
/// let game = TuGame::new([0, 0, 0, 4, 0, 3, 2, 6].map(whole).to_vec()).unwrap();
/// let point = anti_prekernel(&game, default_backend()).unwrap();
/// assert_eq!(prekernel_violation(&dual_game(&game), &point), None);
/// assert!(prekernel_violation(&dual_game(&game), &[6, 0, 0].map(whole)).is_some());
/// ```
///
/// Source: Funaki and Meinhardt 2006.
pub fn anti_prekernel<S: Scalar>(game: &TuGame<S>, lp: &dyn LpBackend<S>) -> Result<Allocation<S>, Error> {
    anti_prenucleolus(game, lp).map(|point| point.allocation)
}

#[cfg(test)]
mod tests {
    use super::super::dual_game;
    use super::super::testing::games;
    use super::*;
    use crate::certificate::{KernelViolation, kernel_violation, prekernel_violation};
    use crate::lp::default_backend;
    use crate::number::whole;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn points_are_where_they_should_be(game in games(5)) {
            let point = prekernel(&game, default_backend()).unwrap();
            prop_assert_eq!(prekernel_violation(&game, &point), None);
            let point = anti_prekernel(&game, default_backend()).unwrap();
            prop_assert_eq!(prekernel_violation(&dual_game(&game), &point), None);
            if let Ok(point) = kernel(&game, default_backend()) {
                prop_assert_eq!(kernel_violation(&game, &point), None);
                let floats: TuGame<f64> = game.convert().unwrap();
                let float = kernel(&floats, default_backend()).unwrap();
                prop_assert_eq!(kernel_violation(&floats, &float), None);
            }
        }
    }

    #[test]
    fn violations_name_the_players_and_their_coalitions() {
        // Davis and Maschler 1965: in the majority game only the equal split is in the kernel.
        let game = TuGame::new([0, 0, 0, 1, 0, 1, 1, 1].map(whole).to_vec()).unwrap();
        let half = crate::number::ratio(1, 2);
        let Some(KernelViolation::Outweighs { player, other, surplus, counter }) =
            kernel_violation(&game, &[half.clone(), half.clone(), whole(0)])
        else {
            panic!("a violation is expected")
        };
        assert_eq!((player, other), (2, 0));
        assert!(surplus.0 > counter.0 && surplus.1.contains(2) && !surplus.1.contains(0));
        assert_eq!(kernel_violation(&game, &[whole(1)]), Some(KernelViolation::Length));
        assert!(matches!(kernel_violation(&game, &[1, 1, 1].map(whole)), Some(KernelViolation::Inefficient { .. })));
    }
}
