//! From payoffs to games with side payments: what a coalition can secure, under a named convention.
//!
//! `W_S(p)` is the sum of the members' payoffs as paid in the profile `p`. Payoffs include the
//! arrangements, so that transfers inside a coalition never change its worth. The worth of the
//! grand coalition is the best joint total under every convention but `all-join`.

mod gamma;
mod minimax;
mod stand_alone;

use crate::coalition::Coalition;
use crate::error::Error;
use crate::game::ProfileSpace;
use crate::number::Rational;
use crate::number::cell::Cell;
use crate::scenario::Convention;

use super::table::Tables;

/// Worths of all coalitions, indexed by mask; `None` where the convention leaves one undefined.
#[derive(Debug, Clone, PartialEq)]
pub struct Worths {
    /// The convention.
    pub convention: Convention,
    /// The worths; 0 for the empty coalition.
    pub values: Vec<Option<Rational>>,
}

impl Worths {
    /// How many agencies there are.
    pub fn n(&self) -> usize {
        self.values.len().trailing_zeros() as usize
    }

    /// The worth of a coalition, where defined.
    pub fn worth(&self, coalition: Coalition) -> Option<&Rational> {
        self.values[coalition.index()].as_ref()
    }

    /// The worth of the grand coalition, which is always defined.
    pub fn grand(&self) -> Rational {
        self.values.last().cloned().flatten().unwrap_or_default()
    }

    /// Whether every worth is defined.
    pub fn is_complete(&self) -> bool {
        self.values.iter().all(Option::is_some)
    }

    /// The coalitions whose worth is undefined.
    pub fn undefined(&self) -> impl Iterator<Item = Coalition> + '_ {
        Coalition::all(self.n()).filter(|coalition| self.worth(*coalition).is_none())
    }
}

/// A rough count of the steps that the worths of all coalitions take under a convention.
pub fn steps(space: &ProfileSpace, convention: Convention) -> f64 {
    let product = |one: &dyn Fn(f64) -> f64| space.counts().iter().map(|&count| one(count as f64)).product::<f64>();
    match convention {
        Convention::AllJoin => product(&|_| 2.0),
        Convention::StandAlone | Convention::Gamma | Convention::GammaOptimistic => product(&|count| count + 1.0),
        Convention::Alpha | Convention::Beta | Convention::Delta => product(&|count| 2.0 * count),
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
/// With two strategies each: `2^n` for `all-join`, `3^n` for `stand-alone`, about `3^n` typically
/// and `4^n` at worst for `gamma`, `4^n` for `alpha`, `beta` and `delta`.
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
    let rows = Rows::of(tables);
    let cells: Vec<Option<C>> = match convention {
        Convention::AllJoin => all_join(&rows),
        Convention::StandAlone => stand_alone::worths(&rows),
        Convention::Alpha => minimax::worths(&rows, minimax::Order::CoalitionFirst),
        Convention::Beta => minimax::worths(&rows, minimax::Order::OthersFirst),
        Convention::Gamma => gamma::worths(&rows, gamma::Outsiders::Alone, gamma::Pick::Lowest),
        Convention::GammaOptimistic => gamma::worths(&rows, gamma::Outsiders::Alone, gamma::Pick::Highest),
        Convention::Delta => gamma::worths(&rows, gamma::Outsiders::AsOne, gamma::Pick::Lowest),
    };
    let denominator = tables.game.denominator();
    Ok(Worths {
        convention,
        values: cells.iter().map(|cell| cell.as_ref().map(|cell| cell.decode(denominator))).collect(),
    })
}

/// The most agencies whose coalitions are all listed.
pub const MAX_AGENCIES: usize = 20;

/// Payoffs profile by profile, so that the sum over a coalition reads one place.
struct Rows<'a, C> {
    tables: &'a Tables<C>,
    n: usize,
    cells: Vec<C>,
}

impl<'a, C: Cell> Rows<'a, C> {
    fn of(tables: &'a Tables<C>) -> Self {
        let n = tables.game.space().n_players();
        let profiles = 0..tables.game.space().size();
        let cells = profiles.flat_map(|profile| (0..n).map(move |agency| tables.game.table(agency)[profile].clone()));
        Rows { tables, n, cells: cells.collect() }
    }

    fn space(&self) -> &ProfileSpace {
        self.tables.game.space()
    }

    /// The payoffs of all agencies in a profile.
    fn row(&self, profile: usize) -> &[C] {
        &self.cells[profile * self.n..][..self.n]
    }

    /// `W_S(p)`.
    fn sum(&self, members: &[usize], profile: usize) -> C {
        let row = self.row(profile);
        members.iter().fold(C::zero(), |mut sum, &agency| {
            sum += &row[agency];
            sum
        })
    }

    /// The largest `W_S` over the members' joint strategies, the others' play being that of `base`,
    /// in which all members play their first strategy.
    fn best(&self, members: &[usize], base: usize) -> C {
        let space = self.space();
        let mut played = vec![0usize; members.len()];
        let (mut profile, mut best) = (base, self.sum(members, base));
        'profiles: loop {
            for (place, &agency) in members.iter().enumerate() {
                played[place] += 1;
                profile += space.stride(agency);
                if played[place] < space.counts()[agency] {
                    best = best.max_of(self.sum(members, profile));
                    continue 'profiles;
                }
                profile -= played[place] * space.stride(agency);
                played[place] = 0;
            }
            return best;
        }
    }

    /// A profile with all members at their first strategy.
    fn base(&self, members: &[usize], profile: usize) -> usize {
        let space = self.space();
        members.iter().fold(profile, |base, &agency| base - space.strategy(profile, agency) * space.stride(agency))
    }
}

/// `W_S` where all of `S` join fully and nobody else does.
fn all_join<C: Cell>(rows: &Rows<C>) -> Vec<Option<C>> {
    let space = rows.space();
    let worth = |coalition: Coalition| {
        let members: Vec<usize> = coalition.members().collect();
        let profile = members.iter().map(|&agency| (space.counts()[agency] - 1) * space.stride(agency)).sum();
        Some(rows.sum(&members, profile))
    };
    Coalition::all(rows.n).map(worth).collect()
}
