//! The best correlated and coarse correlated equilibria.

use num_bigint::BigInt;
use num_traits::{One, ToPrimitive, Zero};

use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::lp::{LinearProgram, LpOutcome, Relation, Sense, default_backend};
use crate::number::Rational;
use crate::number::cell::Cell;

use super::equilibrium_quality::welfare_table;

/// The most entries of a program.
const MAX_ENTRIES: usize = 1 << 24;

/// Which deviations a correlated equilibrium has to withstand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correlation {
    /// A player knows what it was told, and may do something else.
    Correlated,
    /// A player decides before it is told.
    Coarse,
}

/// A deviation: of a player, from a strategy that it was told (`None` for coarse), to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incentive {
    /// The player.
    pub player: usize,
    /// What it was told.
    pub told: Option<usize>,
    /// What it does instead.
    pub instead: usize,
}

/// A distribution over profiles that is best, and the multipliers that prove it.
#[derive(Debug, Clone, PartialEq)]
pub struct BestCorrelated {
    /// The objective: the expected sum of payoffs, unless another was given.
    pub value: Rational,
    /// The profiles of positive probability.
    pub distribution: Vec<(usize, Rational)>,
    /// Non-negative multipliers of the incentive constraints. For every profile `s`, its objective plus
    /// `Σ y (u_i(s) - u_i(instead, s_-i))`, over the incentives that apply at `s`, is at most `value`.
    pub multipliers: Vec<(Incentive, Rational)>,
}

/// The correlated (or coarse correlated) equilibrium of the highest welfare, or of the highest value of
/// another linear objective.
///
/// Maximises `Σ_s p(s) w(s)` over the distributions `p` with, for every incentive (see [`Correlation`]),
/// `Σ p(s) (u_i(s) - u_i(instead, s_-i)) >= 0`, summed over the profiles in which `i` was told so. `w` is
/// the sum of payoffs where no `objective` (one number a profile) is given. Exact; there always is one.
///
/// # Errors
///
/// [`Error::Input`] for an objective of the wrong length; [`Error::TooLarge`] where the program at hand would have more
/// than 2^24 entries (two players of about 50 strategies each fit; coarse ones about 4,000); [`Error::TimeLimit`].
///
/// # Complexity
///
/// Exact linear programs over few profiles; profiles join them as pricing over the whole table in
/// integers asks for them.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::{Correlation, best_correlated};
///
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// // Chicken, dare first: 21/2 in sum, above every Nash equilibrium.
/// let chicken = NormalFormGame::from_rationals(&[2, 2], &[table([0, 2, 7, 6]), table([0, 7, 2, 6])]).unwrap();
/// with_game!(&chicken, game => {
///     let best = best_correlated(game, Correlation::Correlated, None, &TimeLimit::none()).unwrap();
///     assert_eq!(best.value, ratio(21, 2));
///     // An objective has one number a profile.
///     assert!(best_correlated(game, Correlation::Coarse, Some(&[whole(1)]), &TimeLimit::none()).is_err());
/// });
/// ```
///
/// # References
///
/// Aumann 1974; Moulin Vial 1978.
pub fn best_correlated<C: Cell>(
    game: &NormalFormGame<C>,
    correlation: Correlation,
    objective: Option<&[Rational]>,
    limit: &TimeLimit,
) -> Result<BestCorrelated, Error> {
    let size = game.space().size();
    if objective.is_some_and(|objective| objective.len() != size) {
        return Err(Error::input(format!("an objective needs one number for each of the {size} profiles")));
    }
    if !C::EXACT {
        // Pricing is in integers: the same game over a common denominator.
        let exact = game.to_exact()?;
        return with_game!(&exact, game => best_correlated(game, correlation, objective, limit));
    }
    let worth: Vec<Rational> = match objective {
        Some(objective) => objective.to_vec(),
        None => welfare_table(game).iter().map(|cell| cell.decode(game.denominator())).collect(),
    };
    let pricing = Pricing { game, incentives: incentives(game, correlation), worth };
    pricing.check_size()?;
    let mut columns = pricing.first_columns();
    loop {
        limit.check("the best correlated equilibrium")?;
        // 1. The best distribution over the profiles at hand, or the proof that there is none.
        let mut wanted = match default_backend().solve_within(&pricing.program(&columns), limit)? {
            LpOutcome::Optimal { value, primal, dual } => {
                let wanted = pricing.wanted(&dual, true);
                if wanted.is_empty() {
                    return Ok(pricing.result(value, &columns, primal, &dual));
                }
                wanted
            }
            LpOutcome::Infeasible { farkas } => {
                let opposite: Vec<Rational> = farkas.into_iter().map(|weight| -weight).collect();
                pricing.wanted(&opposite, false)
            }
            LpOutcome::Unbounded { .. } => Vec::new(),
        };
        // 2. The profiles that these multipliers ask for: new ones, or something is wrong.
        wanted.retain(|profile| !columns.contains(profile));
        if wanted.is_empty() {
            return Err(Error::Backend {
                backend: "exact".into(),
                message: "multipliers that price no profile".into(),
            });
        }
        columns.extend(wanted);
    }
}

/// All incentives of a game, player by player.
pub fn incentives<C: Cell>(game: &NormalFormGame<C>, correlation: Correlation) -> Vec<Incentive> {
    let counts = game.space().counts();
    let of_player = |player: usize| {
        let told: Vec<Option<usize>> = match correlation {
            Correlation::Correlated => (0..counts[player]).map(Some).collect(),
            Correlation::Coarse => vec![None],
        };
        let count = counts[player];
        told.into_iter().flat_map(move |told| {
            (0..count).filter(move |&instead| told != Some(instead)).map(move |instead| Incentive {
                player,
                told,
                instead,
            })
        })
    };
    (0..counts.len()).flat_map(of_player).filter(|incentive| counts[incentive.player] > 1).collect()
}

/// An incentive with its multiplier.
struct Weighted<'a> {
    incentive: &'a Incentive,
    weight: &'a BigInt,
    machine: Option<i64>,
}

struct Pricing<'a, C> {
    game: &'a NormalFormGame<C>,
    incentives: Vec<Incentive>,
    worth: Vec<Rational>,
}

impl<C: Cell> Pricing<'_, C> {
    /// The most profiles that join at once.
    const BATCH: usize = 12;

    /// Refuses programs whose tableau does not fit.
    fn check_size(&self) -> Result<(), Error> {
        let rows = self.incentives.len() + 1;
        let columns = self.worth.len().min(rows) + Self::BATCH;
        if rows.saturating_mul(columns) <= MAX_ENTRIES {
            return Ok(());
        }
        Err(Error::TooLarge {
            what: "the best correlated equilibrium".into(),
            needed: format!("a program of {rows} rows and {columns} columns"),
            limit: format!("{MAX_ENTRIES} entries"),
            remedy: "two players with about 50 strategies each fit, more for coarse correlated equilibria".into(),
        })
    }

    /// What a player loses by the deviation in a profile, as a cell; `None` where it does not apply.
    fn loss(&self, incentive: &Incentive, profile: usize) -> Option<C> {
        let space = self.game.space();
        let strategy = space.strategy(profile, incentive.player);
        if strategy == incentive.instead || incentive.told.is_some_and(|told| told != strategy) {
            return None;
        }
        let table = self.game.table(incentive.player);
        Some(table[profile].minus(&table[space.with_strategy(profile, incentive.player, incentive.instead)]))
    }

    /// The pure equilibria, and the profiles of the highest worth.
    fn first_columns(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.worth.len()).collect();
        order.sort_by(|&a, &b| self.worth[b].cmp(&self.worth[a]).then(a.cmp(&b)));
        let mut columns: Vec<usize> = order.iter().copied().take(self.incentives.len() + 1).collect();
        columns.extend(super::pure_nash(self.game).into_iter().take(Self::BATCH));
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// One row an incentive, then the sum of probabilities.
    fn program(&self, columns: &[usize]) -> LinearProgram<Rational> {
        let objective = columns.iter().map(|&profile| self.worth[profile].clone()).collect();
        let mut program = LinearProgram::new(Sense::Maximise, objective);
        for incentive in &self.incentives {
            let entries = columns.iter().enumerate().filter_map(|(column, &profile)| {
                let loss = self.loss(incentive, profile)?;
                (!loss.is_zero()).then(|| (column, loss.decode(self.game.denominator())))
            });
            program.constrain(entries.collect(), Relation::AtLeast, Rational::zero());
        }
        let all = (0..columns.len()).map(|column| (column, Rational::one())).collect();
        program.constrain(all, Relation::Equal, Rational::one());
        program
    }

    /// The profiles whose worth the multipliers do not cover, the worst first: `w(s) > Σ y a(s)`, without
    /// the worth for a Farkas certificate.
    fn wanted(&self, multipliers: &[Rational], with_worth: bool) -> Vec<usize> {
        // All over one common denominator, so that the pass over the profiles is in integers.
        let scale = crate::number::cell::common_denominator(multipliers);
        let worth_scale = crate::number::cell::common_denominator(self.worth.iter());
        let integer = |value: &Rational, scale: &BigInt| (value * Rational::from_integer(scale.clone())).to_integer();
        let weights: Vec<BigInt> = multipliers.iter().map(|weight| integer(weight, &scale)).collect();
        // loss / D * y / scale against worth / W: multiply by D * scale * W.
        let denominator = self.game.denominator();
        let by_loss: Vec<BigInt> = weights.iter().map(|weight| weight * &worth_scale).collect();
        let constant = weights.last().map_or(BigInt::zero(), |weight| weight * denominator * &worth_scale);
        let by_worth = denominator * &scale;
        let active: Vec<Weighted<'_>> = self
            .incentives
            .iter()
            .zip(&by_loss)
            .filter(|(_, weight)| !weight.is_zero())
            .map(|(incentive, weight)| Weighted { incentive, weight, machine: weight.to_i64() })
            .collect();
        let mut short: Vec<(BigInt, usize)> = Vec::new();
        for profile in 0..self.worth.len() {
            let cover = &constant + self.cover(&active, profile);
            let need =
                if with_worth { integer(&self.worth[profile], &worth_scale) * &by_worth } else { BigInt::zero() };
            if need > cover {
                short.push((need - cover, profile));
            }
        }
        short.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        short.into_iter().take(Self::BATCH).map(|(_, profile)| profile).collect()
    }

    /// `Σ y (u_i(s) - u_i(instead, s_-i))`, in machine integers as long as they hold it.
    fn cover(&self, active: &[Weighted<'_>], profile: usize) -> BigInt {
        let (mut small, mut large) = (0i128, BigInt::zero());
        for Weighted { incentive, weight, machine } in active {
            let Some(loss) = self.loss(incentive, profile) else { continue };
            match (machine, loss.to_machine()) {
                (Some(weight), Some(loss)) => match small.checked_add(i128::from(*weight) * i128::from(loss)) {
                    Some(sum) => small = sum,
                    None => large += i128::from(*weight) * i128::from(loss),
                },
                _ => large += loss.decode(&BigInt::one()).to_integer() * *weight,
            }
        }
        large + small
    }

    fn result(&self, value: Rational, columns: &[usize], primal: Vec<Rational>, dual: &[Rational]) -> BestCorrelated {
        let mut distribution: Vec<(usize, Rational)> =
            columns.iter().copied().zip(primal).filter(|(_, weight)| !weight.is_zero()).collect();
        distribution.sort_by_key(|(profile, _)| *profile);
        // Multipliers of `>=` rows of a maximum are at most 0.
        let multipliers = self.incentives.iter().copied().zip(dual).filter(|(_, weight)| !weight.is_zero());
        BestCorrelated {
            value,
            distribution,
            multipliers: multipliers.map(|(incentive, weight)| (incentive, -weight.clone())).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::whole;
    use crate::solution::strategic::tests::small_games;
    use proptest::prelude::*;

    fn check<C: Cell>(
        game: &NormalFormGame<C>,
        correlation: Correlation,
        best: &BestCorrelated,
    ) -> Result<(), TestCaseError> {
        let space = game.space();
        let total: Rational = best.distribution.iter().map(|(_, weight)| weight.clone()).sum();
        prop_assert_eq!(total, whole(1));
        prop_assert!(best.distribution.iter().all(|(_, weight)| *weight > whole(0)));
        let welfare =
            |profile: usize| (0..space.n_players()).map(|player| game.payoff(profile, player)).sum::<Rational>();
        let value: Rational = best.distribution.iter().map(|(profile, weight)| welfare(*profile) * weight).sum();
        prop_assert_eq!(&value, &best.value);
        let loss = |incentive: &Incentive, profile: usize| {
            let applies = incentive.told.is_none_or(|told| told == space.strategy(profile, incentive.player));
            let other = space.with_strategy(profile, incentive.player, incentive.instead);
            if applies {
                game.payoff(profile, incentive.player) - game.payoff(other, incentive.player)
            } else {
                whole(0)
            }
        };
        for incentive in incentives(game, correlation) {
            let lost: Rational =
                best.distribution.iter().map(|(profile, weight)| loss(&incentive, *profile) * weight).sum();
            prop_assert!(lost >= whole(0));
        }
        prop_assert!(best.multipliers.iter().all(|(_, weight)| *weight > whole(0)));
        for profile in 0..space.size() {
            let cover: Rational =
                best.multipliers.iter().map(|(incentive, weight)| loss(incentive, profile) * weight).sum();
            prop_assert!(welfare(profile) + cover <= best.value);
        }
        Ok(())
    }

    #[test]
    fn large_programs_are_refused_and_time_is_kept() {
        let zeros = |n: usize| {
            let table = vec![whole(0); n * n];
            NormalFormGame::from_rationals(&[n, n], &[table.clone(), table]).unwrap()
        };
        with_game!(&zeros(60), game => {
            let refused = best_correlated(game, Correlation::Correlated, None, &TimeLimit::none());
            assert!(matches!(refused, Err(Error::TooLarge { .. })));
            assert!(best_correlated(game, Correlation::Coarse, None, &TimeLimit::none()).is_ok());
        });
        let late =
            with_game!(&zeros(3), game => best_correlated(game, Correlation::Coarse, None, &TimeLimit::seconds(0.0)));
        assert!(matches!(late, Err(Error::TimeLimit(_))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn the_distribution_is_an_equilibrium_and_the_multipliers_prove_it_best((counts, tables) in small_games()) {
            let game = NormalFormGame::from_rationals(&counts, &tables).unwrap();
            with_game!(&game, game => {
                let limit = TimeLimit::none();
                let correlated = best_correlated(game, Correlation::Correlated, None, &limit).unwrap();
                check(game, Correlation::Correlated, &correlated)?;
                let coarse = best_correlated(game, Correlation::Coarse, None, &limit).unwrap();
                check(game, Correlation::Coarse, &coarse)?;
                prop_assert!(coarse.value >= correlated.value);
            });
        }
    }
}
