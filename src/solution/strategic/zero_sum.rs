//! Two-player games whose payoffs sum to a constant.

use num_bigint::BigInt;
use num_traits::{One, Zero};

use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::lp::{LinearProgram, LpOutcome, Relation, Sense, default_backend};
use crate::number::Rational;
use crate::number::cell::{Cell, common_denominator};

use super::lemke_howson;

/// Up to so many payoffs each the linear program goes to the exact simplex; beyond, floats are faster to certify.
const MAX_SIMPLEX: usize = 1 << 10;

/// What a constant-sum game is worth, or why a game is none.
#[derive(Debug, Clone, PartialEq)]
pub enum ZeroSum {
    /// The payoffs sum to `sum` everywhere.
    Solved {
        /// The constant.
        sum: Rational,
        /// What the first player secures, and the second holds it to; the second secures `sum - value`.
        value: Rational,
        /// A maximin strategy of each player: solutions of the program and of its dual.
        strategies: [Vec<Rational>; 2],
    },
    /// The payoffs do not sum to the same in two profiles.
    NotConstant {
        /// The first profile, and the first one that differs.
        profiles: [usize; 2],
        /// The sums there.
        sums: [Rational; 2],
    },
}

/// The value and maximin strategies of a constant-sum game with two players, exactly.
///
/// `max v` over mixtures `x` with `Σ_i x_i u_1(i, j) >= v` for all `j`; the dual is the second player's program, so that
/// optimal multipliers are its maximin strategy and both together prove the value. Larger programs are solved on
/// the path of [`lemke_howson`](super::lemke_howson()): an equilibrium of a constant-sum game solves both.
///
/// # Errors
///
/// [`Error::Input`] unless there are two players; [`Error::TimeLimit`].
///
/// # Complexity
///
/// One linear program with `m + n` rows and columns.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::{ZeroSum, zero_sum};
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// // Matching pennies with a bonus for matching on heads.
/// let game = NormalFormGame::from_rationals(&[2, 2], &[table([2, -1, -1, 1]), table([-2, 1, 1, -1])]).unwrap();
/// with_game!(&game, game => {
///     let solved = zero_sum(game, &TimeLimit::none()).unwrap();
///     assert!(matches!(solved, ZeroSum::Solved { value, .. } if value == ratio(1, 5)));
/// });
/// let dilemma = NormalFormGame::from_rationals(&[2, 2], &[table([3, 4, 0, 1]), table([3, 0, 4, 1])]).unwrap();
/// with_game!(&dilemma, game => {
///     let found = zero_sum(game, &TimeLimit::none()).unwrap();
///     assert!(matches!(found, ZeroSum::NotConstant { profiles: [0, 1], .. }));
/// });
/// ```
///
/// # References
///
/// von Neumann 1928; Dantzig 1951.
pub fn zero_sum<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<ZeroSum, Error> {
    if !C::EXACT {
        let exact = game.to_exact()?;
        return with_game!(&exact, game => zero_sum(game, limit));
    }
    let &[rows, columns] = game.space().counts() else {
        return Err(Error::input(format!("two players are needed; the game has {}", game.space().n_players())));
    };
    // 1. The sum of payoffs.
    let sum = |profile: usize| game.table(0)[profile].plus(&game.table(1)[profile]);
    let first = sum(0);
    let decode = |cell: &C| cell.decode(game.denominator());
    if let Some(profile) = (1..rows * columns).find(|&profile| sum(profile) != first) {
        return Ok(ZeroSum::NotConstant { profiles: [0, profile], sums: [decode(&first), decode(&sum(profile))] });
    }
    // 2. Both strategies.
    limit.check("the value of the game")?;
    let strategies = if rows * columns <= MAX_SIMPLEX {
        by_simplex(game, rows, columns, limit)?
    } else {
        lemke_howson(game, limit)?.strategies
    };
    // 3. What the first player secures, in integers over one denominator.
    let scale = common_denominator(&strategies[0]);
    let weights = strategies[0].iter().enumerate().filter(|(_, x)| !x.is_zero());
    let weights: Vec<(usize, BigInt)> = weights.map(|(i, x)| (i, x.numer() * (&scale / x.denom()))).collect();
    let secured = |j: usize| -> BigInt {
        weights.iter().map(|(i, weight)| game.table(0)[i + j * rows].to_integer() * weight).sum()
    };
    let secured = (0..columns).map(secured).min().unwrap_or_default();
    let value = Rational::new(secured, scale * game.denominator());
    Ok(ZeroSum::Solved { sum: decode(&first), value, strategies })
}

fn by_simplex<C: Cell>(
    game: &NormalFormGame<C>,
    rows: usize,
    columns: usize,
    limit: &TimeLimit,
) -> Result<[Vec<Rational>; 2], Error> {
    let mut objective = vec![Rational::zero(); rows];
    objective.push(Rational::one());
    let mut program = LinearProgram::new(Sense::Maximise, objective);
    program.free[rows] = true;
    for j in 0..columns {
        let payoffs = (0..rows).map(|i| (i, game.payoff(i + j * rows, 0)));
        program.constrain(payoffs.chain([(rows, -Rational::one())]).collect(), Relation::AtLeast, Rational::zero());
    }
    program.constrain((0..rows).map(|i| (i, Rational::one())).collect(), Relation::Equal, Rational::one());
    match default_backend().solve_within(&program, limit)? {
        LpOutcome::Optimal { mut primal, dual, .. } => {
            primal.truncate(rows);
            // Multipliers of `>=` rows of a maximum are at most 0.
            Ok([primal, dual.into_iter().take(columns).map(|multiplier| -multiplier).collect()])
        }
        _ => Err(Error::Backend { backend: "exact".into(), message: "a matrix game has no value".into() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::whole;
    use num_traits::Signed;
    use proptest::prelude::*;

    fn game(rows: usize, columns: usize, values: &[i64], sum: i64) -> crate::game::AnyGame {
        let first: Vec<Rational> = values[..rows * columns].iter().map(|&value| whole(value)).collect();
        let second = first.iter().map(|value| whole(sum) - value).collect();
        NormalFormGame::from_rationals(&[rows, columns], &[first, second]).unwrap()
    }

    /// The first player's payoff for each pure strategy of the player against the other's mixture.
    fn payoffs<C: Cell>(game: &NormalFormGame<C>, player: usize, other: &[Rational]) -> Vec<Rational> {
        let counts = game.space().counts();
        let at = |own: usize, j: usize| if player == 0 { own + j * counts[0] } else { j + own * counts[0] };
        (0..counts[player])
            .map(|own| (0..other.len()).map(|j| game.payoff(at(own, j), player) * &other[j]).sum())
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn each_strategy_secures_its_value(rows in 1usize..7, columns in 1usize..7, sum in -3i64..4, values in prop::collection::vec(-5i64..6, 36)) {
            with_game!(&game(rows, columns, &values, sum), game => {
                let ZeroSum::Solved { sum: found, value, strategies } = zero_sum(game, &TimeLimit::none()).unwrap() else { panic!() };
                prop_assert_eq!(&found, &whole(sum));
                for weights in &strategies {
                    prop_assert!(weights.iter().all(|weight| !weight.is_negative()) && weights.iter().sum::<Rational>() == whole(1));
                }
                prop_assert!(payoffs(game, 0, &strategies[1]).iter().all(|payoff| *payoff <= value));
                prop_assert!(payoffs(game, 1, &strategies[0]).iter().all(|payoff| *payoff <= &found - &value));
                // The path finds the same value.
                let by_path = lemke_howson(game, &TimeLimit::none()).unwrap().strategies;
                prop_assert_eq!(payoffs(game, 0, &by_path[1]).into_iter().max().unwrap(), value);
            });
        }
    }

    #[test]
    fn what_is_no_constant_sum_game_says_so() {
        let tables = vec![[1, 2].map(whole).to_vec(), [1, 1].map(whole).to_vec()];
        let other = NormalFormGame::from_rationals(&[2, 1], &tables).unwrap();
        let found = with_game!(&other, game => zero_sum(game, &TimeLimit::none()).unwrap());
        assert_eq!(found, ZeroSum::NotConstant { profiles: [0, 1], sums: [whole(2), whole(3)] });
        let alone = NormalFormGame::from_rationals(&[1], &[vec![whole(0)]]).unwrap();
        assert!(with_game!(&alone, game => zero_sum(game, &TimeLimit::none())).is_err());
    }
}
