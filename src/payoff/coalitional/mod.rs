//! From payoffs to games with side payments: what a coalition can secure, under a named convention.
//!
//! `W_S(p)` is the sum of the members' payoffs as paid in the profile `p`. Payoffs include the
//! arrangements, so that transfers inside a coalition never change its worth. The worth of the
//! grand coalition is the best joint total under every convention but `all-join`.

mod gamma;
mod minimax;
mod stand_alone;
mod sums;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Zero};

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::ProfileSpace;
use crate::number::Rational;
use crate::number::cell::{Cell, common_denominator};
use crate::scenario::Convention;

use super::table::Tables;

/// Worths of all coalitions, indexed by mask; `None` where the convention leaves one undefined.
///
/// They are whole numbers over one common denominator, so that sums over coalitions are cheap.
#[derive(Debug, Clone, PartialEq)]
pub struct Worths {
    /// The convention.
    pub convention: Convention,
    /// The common denominator.
    pub denominator: BigInt,
    /// The worths over that denominator; 0 for the empty coalition.
    pub numerators: Vec<Option<BigInt>>,
}

impl Worths {
    /// How many agencies there are.
    pub fn n(&self) -> usize {
        self.numerators.len().trailing_zeros() as usize
    }

    /// The worth of a coalition, where defined.
    pub fn worth(&self, coalition: Coalition) -> Option<Rational> {
        let numerator = self.numerators[coalition.index()].as_ref()?;
        Some(Rational::new(numerator.clone(), self.denominator.clone()))
    }

    /// All worths, indexed by mask.
    pub fn values(&self) -> Vec<Option<Rational>> {
        Coalition::all(self.n()).map(|coalition| self.worth(coalition)).collect()
    }

    /// The worth of the grand coalition, which is always defined.
    pub fn grand(&self) -> Rational {
        self.worth(Coalition::grand(self.n())).unwrap_or_default()
    }

    /// The coalitions whose worth is undefined.
    pub fn undefined(&self) -> impl Iterator<Item = Coalition> + '_ {
        Coalition::all(self.n()).filter(|coalition| self.numerators[coalition.index()].is_none())
    }

    /// The greatest excess `v(S) - x(S)` over the coalitions whose worth is defined, the empty one
    /// and all agencies left out, and the first coalition by mask that attains it.
    pub fn greatest_excess(&self, allocation: &[Rational]) -> Option<(Coalition, Rational)> {
        let common = self.denominator.lcm(&common_denominator(allocation));
        let factor = &common / &self.denominator;
        let shares: Vec<BigInt> = allocation.iter().map(|share| BigInt::encode(share, &common)).collect();
        let mut sums = vec![BigInt::zero(); self.numerators.len()];
        let mut greatest: Option<(usize, BigInt)> = None;
        for mask in 1..self.numerators.len() - 1 {
            sums[mask] = &sums[mask & (mask - 1)] + &shares[mask.trailing_zeros() as usize];
            let Some(numerator) = &self.numerators[mask] else { continue };
            let excess = if factor.is_one() { numerator - &sums[mask] } else { numerator * &factor - &sums[mask] };
            if greatest.as_ref().is_none_or(|(_, known)| excess > *known) {
                greatest = Some((mask, excess));
            }
        }
        greatest.map(|(mask, excess)| (Coalition(mask as u32), Rational::new(excess, common)))
    }
}

/// A rough count of the steps that the worths of all coalitions take under a convention.
pub fn steps(space: &ProfileSpace, convention: Convention) -> f64 {
    let product = |one: &dyn Fn(f64) -> f64| space.counts().iter().map(|&count| one(count as f64)).product::<f64>();
    match convention {
        Convention::AllJoin => product(&|_| 2.0),
        Convention::StandAlone => product(&|count| count + 1.0),
        _ => product(&|count| 2.0 * count),
    }
}

/// The worths of all coalitions under a convention.
///
/// # Errors
///
/// [`Error::TooLarge`] above 20 agencies: 2^20 worths.
///
/// # Complexity
///
/// With two strategies each: `2^n` for `all-join`, `3^n` for `stand-alone`, `4^n` for the others.
pub fn worths<C: Cell>(tables: &Tables<C>, convention: Convention) -> Result<Worths, Error> {
    let n = tables.game.space().n_players();
    if n > MAX_AGENCIES {
        return Err(Error::TooLarge {
            what: format!("the worths of all coalitions of {n} agencies"),
            needed: format!("2^{n} worths"),
            limit: format!("2^{MAX_AGENCIES}"),
            remedy: format!("{MAX_AGENCIES} agencies fit"),
        });
    }
    let game = &tables.game;
    let cells: Vec<Option<C>> = match convention {
        Convention::AllJoin => stand_alone::all_join(game),
        Convention::StandAlone => stand_alone::worths(game),
        Convention::Alpha => minimax::worths(game, minimax::Order::CoalitionFirst),
        Convention::Beta => minimax::worths(game, minimax::Order::OthersFirst),
        Convention::Gamma => gamma::worths(game, gamma::Outsiders::Alone, gamma::Pick::Lowest),
        Convention::GammaOptimistic => gamma::worths(game, gamma::Outsiders::Alone, gamma::Pick::Highest),
        Convention::Delta => gamma::worths(game, gamma::Outsiders::AsOne, gamma::Pick::Lowest),
    };
    Ok(of_cells(convention, &cells, tables.game.denominator()))
}

/// Worths from cells over a common denominator, or from floats.
fn of_cells<C: Cell>(convention: Convention, cells: &[Option<C>], denominator: &BigInt) -> Worths {
    if C::EXACT {
        let numerators = cells.iter().map(|cell| cell.as_ref().map(C::to_integer)).collect();
        return Worths { convention, denominator: denominator.clone(), numerators };
    }
    let exact: Vec<Option<Rational>> =
        cells.iter().map(|cell| cell.as_ref().map(|cell| cell.decode(denominator))).collect();
    let denominator = common_denominator(exact.iter().flatten());
    let numerators =
        exact.iter().map(|value| value.as_ref().map(|value| BigInt::encode(value, &denominator))).collect();
    Worths { convention, denominator, numerators }
}

/// The most agencies whose coalitions are all listed.
pub const MAX_AGENCIES: usize = 20;
