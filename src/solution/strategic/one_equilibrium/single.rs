//! Equilibria in which one player alone mixes, between strategies that pay the same.

use num_traits::{One, Zero};

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::limit::TimeLimit;
use crate::lp::{LinearProgram, LpOutcome, Relation, Sense, default_backend};
use crate::number::Rational;
use crate::number::cell::Cell;

/// The most linear programs that are solved.
const MAX_PROGRAMS: usize = 4096;

/// The first equilibrium in which one player mixes, if there is one among the first few thousand ties.
pub(super) fn single_mixer<C: Cell>(
    game: &NormalFormGame<C>,
    limit: &TimeLimit,
) -> Result<Option<Vec<Vec<Rational>>>, Error> {
    let space = game.space();
    let mut programs = 0;
    for player in 0..space.n_players() {
        let (table, stride) = (game.table(player), space.stride(player));
        for base in space.bases(player) {
            let cell = |strategy: usize| &table[base + strategy * stride];
            let all = 0..space.counts()[player];
            let Some(best) = all.clone().reduce(|a, b| if cell(b).exceeds(cell(a)) { b } else { a }) else { continue };
            let tied: Vec<usize> = all.filter(|&strategy| !cell(best).exceeds(cell(strategy))).collect();
            if tied.len() < 2 {
                continue;
            }
            limit.check("the equilibrium")?;
            programs += 1;
            if programs > MAX_PROGRAMS {
                return Ok(None);
            }
            if let Some(weights) = mixture(game, player, base, &tied, limit)? {
                let of_player = |other: usize| {
                    let mut list = vec![Rational::zero(); space.counts()[other]];
                    if other == player {
                        tied.iter().zip(&weights).for_each(|(&strategy, weight)| list[strategy] = weight.clone());
                    } else {
                        list[space.strategy(base, other)] = Rational::one();
                    }
                    list
                };
                return Ok(Some((0..space.n_players()).map(of_player).collect()));
            }
        }
    }
    Ok(None)
}

/// A mixture of tied strategies to which all others' pure strategies are best replies: linear inequalities.
fn mixture<C: Cell>(
    game: &NormalFormGame<C>,
    player: usize,
    base: usize,
    tied: &[usize],
    limit: &TimeLimit,
) -> Result<Option<Vec<Rational>>, Error> {
    let space = game.space();
    let stride = space.stride(player);
    let mut program = LinearProgram::new(Sense::Maximise, vec![Rational::zero(); tied.len()]);
    program.constrain(
        (0..tied.len()).map(|place| (place, Rational::one())).collect(),
        Relation::Equal,
        Rational::one(),
    );
    for other in (0..space.n_players()).filter(|&other| other != player) {
        let current = space.strategy(base, other);
        for instead in (0..space.counts()[other]).filter(|&strategy| strategy != current) {
            let loss = |strategy: usize| {
                let at = base + strategy * stride;
                let table = game.table(other);
                table[at].minus(&table[space.with_strategy(at, other, instead)]).decode(game.denominator())
            };
            let row = tied.iter().enumerate().map(|(place, &strategy)| (place, loss(strategy))).collect();
            program.constrain(row, Relation::AtLeast, Rational::zero());
        }
    }
    match default_backend().solve_within(&program, limit)? {
        LpOutcome::Optimal { primal, .. } => Ok(Some(primal)),
        _ => Ok(None),
    }
}
