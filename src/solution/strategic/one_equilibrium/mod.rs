//! One equilibrium of a game with any number of players.

mod exact;
mod floats;
mod path;
mod single;

use itertools::Itertools;
use num_traits::{One, Zero};

use super::all_equilibria::Coordinate;
use super::lemke_howson;
use crate::error::Error;
use crate::game::{NormalFormGame, with_game};
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::cell::Cell;

use exact::Candidate;
use floats::Floats;
use path::Path;

/// The largest table, times the square of the number of players, whose quantal responses are followed.
const MAX_WORK: usize = 1 << 22;
/// The most steps along the path.
const MAX_STEPS: usize = 1500;
/// From how many points each.
const STARTS: u64 = 8;
/// The most supports that are tried after it.
const MAX_SUPPORTS: usize = 4096;

/// One equilibrium, and how it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct OneEquilibrium {
    /// Each player's mixed strategy.
    pub strategies: Vec<Vec<Coordinate>>,
    /// `pure`, `lemke-howson`, `one mixes`, `quantal responses` or `supports`.
    pub method: &'static str,
}

/// One Nash equilibrium, with proof.
///
/// Two players: [`lemke_howson`](super::lemke_howson()). Otherwise the first pure equilibrium, if there is one;
/// then one in which a single player mixes between strategies that pay the same, by exact linear programs;
/// else candidates come from the branch of quantal responses that begins at the centroid, then from small
/// supports, both in floats. A candidate's support gives equations, whose solution is proved to be an equilibrium:
/// in fractions, or in a box at most `1e-40` wide by
/// [`isolated_equilibrium`](crate::certificate::isolated_equilibrium). The methods behind the candidates are
/// incomplete, and equilibria that are not isolated escape the proof unless their probabilities are simple fractions.
///
/// # Errors
///
/// [`Error::Backend`] where no candidate could be proved; [`Error::TooLarge`] for more than three players without a
/// pure equilibrium where the table is too large to follow quantal responses; [`Error::TimeLimit`].
///
/// # Complexity
///
/// `O(m n²)` for `m` profiles at each step of the path, up to some hundred steps; at worst, 4096 supports.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::{Coordinate, one_equilibrium};
///
/// // Each of three, in a ring, wants to differ from the next one.
/// let pays = |mask: usize, i: usize| whole(i64::from(mask >> i & 1 != mask >> ((i + 1) % 3) & 1));
/// let tables: Vec<Vec<_>> = (0..3).map(|i| (0..8).map(|mask| pays(mask, i)).collect()).collect();
/// let game = NormalFormGame::from_rationals(&[2; 3], &tables).unwrap();
/// with_game!(&game, game => {
///     let found = one_equilibrium(game, &TimeLimit::none()).unwrap();
///     assert_eq!(found.strategies, vec![vec![Coordinate::Exact(ratio(1, 2)); 2]; 3]);
///     // Without time there is no answer.
///     assert!(one_equilibrium(game, &TimeLimit::seconds(0.0)).is_err());
/// });
/// ```
///
/// # References
///
/// Nash 1951; McKelvey Palfrey 1995; Turocy 2005; Krawczyk 1969.
pub fn one_equilibrium<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<OneEquilibrium, Error> {
    if !C::EXACT {
        let exact = game.to_exact()?;
        return with_game!(&exact, game => one_equilibrium(game, limit));
    }
    limit.check("the equilibrium")?;
    let exact = |strategies: &[Vec<Rational>]| {
        strategies.iter().map(|list| list.iter().cloned().map(Coordinate::Exact).collect()).collect()
    };
    if game.space().n_players() == 2 {
        let found = lemke_howson(game, limit)?;
        return Ok(OneEquilibrium { strategies: exact(&found.strategies), method: "lemke-howson" });
    }
    if let Some(profile) = (0..game.space().size()).find(|&profile| game.is_nash(profile)) {
        let of_player = |(player, &count): (usize, &usize)| -> Vec<Rational> {
            let played = game.space().strategy(profile, player);
            (0..count).map(|strategy| if strategy == played { Rational::one() } else { Rational::zero() }).collect()
        };
        let pure: Vec<Vec<Rational>> = game.space().counts().iter().enumerate().map(of_player).collect();
        return Ok(OneEquilibrium { strategies: exact(&pure), method: "pure" });
    }
    if let Some(strategies) = single::single_mixer(game, limit)? {
        return Ok(OneEquilibrium { strategies: exact(&strategies), method: "one mixes" });
    }
    check_size(game)?;
    let Some(floats) = Floats::new(game) else { return Err(nothing()) };
    if let Some(strategies) = along_the_path(game, &floats, limit)? {
        return Ok(OneEquilibrium { strategies, method: "quantal responses" });
    }
    match by_supports(game, &floats, limit)? {
        Some(strategies) => Ok(OneEquilibrium { strategies, method: "supports" }),
        None => Err(nothing()),
    }
}

fn nothing() -> Error {
    let message = "candidates from quantal responses and from small supports could not be certified; \
                   the game has an equilibrium, and mixed may list it";
    Error::Backend { backend: "one equilibrium".into(), message: message.into() }
}

fn check_size<C: Cell>(game: &NormalFormGame<C>) -> Result<(), Error> {
    let (n, size) = (game.space().n_players(), game.space().size());
    let strategies: usize = game.space().counts().iter().sum();
    if size.saturating_mul(n * n) <= MAX_WORK && strategies <= 1024 {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: "a mixed equilibrium".into(),
        needed: format!("{size} profiles of {n} players with {strategies} strategies"),
        limit: format!("{} profiles and 1024 strategies", MAX_WORK / (n * n)),
        remedy: "the game has no pure equilibrium; eliminate dominated strategies first".into(),
    })
}

type Found = Option<Vec<Vec<Coordinate>>>;

/// Tries the supports that the path seems to lead to.
fn along_the_path<C: Cell>(game: &NormalFormGame<C>, floats: &Floats, limit: &TimeLimit) -> Result<Found, Error> {
    let mut path = Path::new(floats);
    let mut tried: Vec<Vec<Vec<usize>>> = Vec::new();
    for step in 0..MAX_STEPS {
        limit.check("the equilibrium")?;
        if step % 4 == 3 && path.precision() > 2.0 {
            let weights = path.weights();
            for threshold in [0.05, 1e-2, 1e-4] {
                let played = played(floats, &weights, threshold);
                // The same support may converge later, from nearer by.
                let again = tried.iter().filter(|known| **known == played).count();
                if again < 8 {
                    let point = floats.equilibrium(&played, &weights);
                    let found = point.and_then(|point| Candidate { game, played: &played }.certified(floats, &point));
                    if found.is_some() {
                        return Ok(found);
                    }
                    tried.push(played);
                }
            }
        }
        if path.precision() > 1e5 || !path.advance() {
            break;
        }
    }
    Ok(None)
}

/// The strategies above a share of the player's largest probability.
fn played(floats: &Floats, weights: &[f64], threshold: f64) -> Vec<Vec<usize>> {
    let of_player = |(player, &count): (usize, &usize)| {
        let own = |strategy: usize| weights[floats.at(player, strategy)];
        let most = (0..count).map(own).fold(0.0, f64::max);
        (0..count).filter(|&strategy| own(strategy) >= threshold * most).collect()
    };
    floats.counts().iter().enumerate().map(of_player).collect()
}

/// Weights of strategies: all alike, then scattered by a fixed rule.
fn starting_point(strategies: usize, start: u64) -> Vec<f64> {
    let mixed = |place: usize| (place as u64 + 1).wrapping_mul(start.wrapping_mul(0x9E37_79B9_7F4A_7C15)) >> 59;
    (0..strategies).map(|place| 1.0 + mixed(place) as f64).collect()
}

/// Tries supports, small ones first, from a few points each.
fn by_supports<C: Cell>(game: &NormalFormGame<C>, floats: &Floats, limit: &TimeLimit) -> Result<Found, Error> {
    let counts = floats.counts();
    let largest: usize = counts.iter().map(|count| count - 1).sum();
    let mut tried = 0;
    for extra in 2..=largest {
        let sizes = counts.iter().map(|&count| 1..=count).multi_cartesian_product();
        for sizes in sizes.filter(|sizes| sizes.iter().map(|size| size - 1).sum::<usize>() == extra) {
            // More than all others together determine is never isolated.
            if sizes.iter().any(|size| 2 * (size - 1) > extra) {
                continue;
            }
            let supports = sizes.iter().zip(counts).map(|(&size, &count)| (0..count).combinations(size));
            for played in supports.multi_cartesian_product() {
                limit.check("the equilibrium")?;
                tried += 1;
                if tried > MAX_SUPPORTS {
                    return Ok(None);
                }
                for start in 0..STARTS {
                    let start = starting_point(floats.strategies(), start);
                    let point = floats.equilibrium(&played, &start);
                    let found = point.and_then(|point| Candidate { game, played: &played }.certified(floats, &point));
                    if found.is_some() {
                        return Ok(found);
                    }
                }
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
