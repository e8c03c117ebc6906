//! Payoff and welfare tables, evaluated from terms in the narrowest cells that hold them.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use super::{Factor, Payoffs, Term};
use crate::arrangement::When;
use crate::error::Error;
use crate::game::{NormalFormGame, ProfileSpace};
use crate::number::cell::{Cell, Width, common_denominator};
use crate::number::{Rational, ratio};
use crate::scenario::Returns;

/// The strategic game of a scenario under a bundle, with the welfare of every profile.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables<C> {
    /// Payoffs as paid.
    pub game: NormalFormGame<C>,
    /// Welfare, over the game's common denominator.
    pub welfare: Vec<C>,
    /// The sum of payoffs as paid.
    pub total: Vec<C>,
    /// The number of participants.
    pub participants: Vec<u32>,
}

/// Tables in the narrowest cells that hold them.
#[derive(Debug, Clone, PartialEq)]
pub enum AnyTables {
    /// Exact, 64-bit.
    Narrow(Tables<i64>),
    /// Exact, 128-bit.
    Wide(Tables<i128>),
    /// Exact, any size.
    Big(Tables<BigInt>),
    /// Floats.
    Float(Tables<f64>),
}

/// Runs an expression on the tables inside an [`AnyTables`], whatever their cells are.
#[macro_export]
macro_rules! with_tables {
    ($any:expr, $tables:ident => $body:expr) => {
        match $any {
            $crate::payoff::table::AnyTables::Narrow($tables) => $body,
            $crate::payoff::table::AnyTables::Wide($tables) => $body,
            $crate::payoff::table::AnyTables::Big($tables) => $body,
            $crate::payoff::table::AnyTables::Float($tables) => $body,
        }
    };
}
pub use with_tables;

/// Whether tables are exact or floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arithmetic {
    /// Whole numbers over a common denominator.
    #[default]
    Exact,
    /// Floats.
    Float,
}

/// Evaluates the tables of a game.
///
/// # Errors
///
/// [`Error::TooLarge`] when the profiles do not fit a table; nothing is allocated then.
///
/// # Complexity
///
/// A few additions for each profile and agency: terms are folded agency by agency, the slowest
/// first, so that at the innermost step only those of the first agency are left.
pub fn tables(payoffs: &Payoffs<Rational>, arithmetic: Arithmetic) -> Result<AnyTables, Error> {
    let counts: Vec<usize> = (0..payoffs.n()).map(|agency| payoffs.choices.count(agency)).collect();
    let space = ProfileSpace::new(&counts)?;
    let polynomials = Polynomials::of(payoffs, &space);
    if arithmetic == Arithmetic::Float {
        return polynomials.evaluate(space, payoffs).map(AnyTables::Float);
    }
    Ok(match Width::of(&polynomials.bound(payoffs), &polynomials.denominator) {
        Width::Narrow => AnyTables::Narrow(polynomials.evaluate(space, payoffs)?),
        Width::Wide => AnyTables::Wide(polynomials.evaluate(space, payoffs)?),
        Width::Big => AnyTables::Big(polynomials.evaluate(space, payoffs)?),
    })
}

/// A factor of one agency: its value for each of the agency's strategies.
type Local = Vec<i64>;
/// A product of factors of different agencies, by rising agency; functions by their number.
type Monomial = Vec<(usize, usize)>;

/// A sum of products of functions of single agencies' strategies.
#[derive(Default)]
struct Polynomial {
    terms: BTreeMap<Monomial, Rational>,
}

/// One player's payoff, or welfare: `plain + returns(participants) * scaled`.
#[derive(Default)]
struct Row {
    plain: Polynomial,
    scaled: Polynomial,
}

/// All rows of a game and what they share.
struct Polynomials {
    rows: Vec<Row>,
    functions: Vec<Vec<Local>>,
    returns: Vec<Rational>,
    /// Of the coefficients of `scaled`.
    term_denominator: BigInt,
    /// Of everything.
    denominator: BigInt,
}

impl Polynomials {
    /// The rows of all agencies, then the row of welfare.
    fn of(payoffs: &Payoffs<Rational>, space: &ProfileSpace) -> Self {
        let n = payoffs.n();
        let mut builder = Builder { payoffs, space, functions: vec![Vec::new(); n] };
        let mut rows: Vec<Row> = (0..n).map(|agency| builder.row(agency)).collect();
        rows.push(builder.welfare());
        let returns: Vec<Rational> = (0..=n).map(|participants| payoffs.returns_at(participants)).collect();
        let amounts = payoffs.transfers.iter().map(|transfer| &transfer.amount);
        let coefficients = rows.iter().flat_map(|row| row.plain.terms.values().chain(row.scaled.terms.values()));
        let term_denominator = common_denominator(coefficients.chain(amounts));
        let denominator = &term_denominator * common_denominator(&returns);
        Polynomials { rows, functions: builder.functions, returns, term_denominator, denominator }
    }

    /// A bound on the absolute value of every sum that is formed.
    fn bound(&self, payoffs: &Payoffs<Rational>) -> Rational {
        let size = |polynomial: &Polynomial| {
            polynomial.terms.iter().map(|(monomial, c)| c.abs() * self.largest(monomial)).sum::<Rational>()
        };
        let largest = self.returns.iter().map(|value| value.abs()).max().unwrap_or_default().max(Rational::one());
        let rows: Rational = self.rows.iter().map(|row| size(&row.plain) + size(&row.scaled) * &largest).sum();
        let transfers: Rational = payoffs.transfers.iter().map(|transfer| transfer.amount.abs()).sum();
        rows + transfers + payoffs.running_cost.abs() + Rational::one()
    }

    fn largest(&self, monomial: &Monomial) -> Rational {
        let largest =
            |&(agency, function): &(usize, usize)| self.functions[agency][function].iter().copied().max().unwrap_or(0);
        monomial.iter().map(|factor| ratio(largest(factor).max(1), 1)).product()
    }

    fn evaluate<C: Cell>(&self, space: ProfileSpace, payoffs: &Payoffs<Rational>) -> Result<Tables<C>, Error> {
        let n = payoffs.n();
        let participants: Vec<u32> = (0..space.size())
            .map(|profile| (0..n).filter(|&agency| space.strategy(profile, agency) > 0).count() as u32)
            .collect();
        let mut rows: Vec<Vec<C>> = self.rows.iter().map(|row| self.row(row, &space, &participants)).collect();
        let welfare = rows.pop().unwrap_or_default();
        for (agency, row) in rows.iter_mut().enumerate() {
            self.add_counted_transfers(payoffs, agency, &space, &participants, row);
        }
        let mut total = vec![C::zero(); space.size()];
        for row in &rows {
            for (sum, cell) in total.iter_mut().zip(row) {
                *sum += cell;
            }
        }
        let game = NormalFormGame::new(space, self.denominator.clone(), rows)?;
        Ok(Tables { game, welfare, total, participants })
    }

    fn row<C: Cell>(&self, row: &Row, space: &ProfileSpace, participants: &[u32]) -> Vec<C> {
        let mut cells = self.fold(&row.plain, &self.denominator, space);
        if !row.scaled.terms.is_empty() {
            let returns_denominator = &self.denominator / &self.term_denominator;
            let returns: Vec<C> = self.returns.iter().map(|value| C::encode(value, &returns_denominator)).collect();
            let scaled: Vec<C> = self.fold(&row.scaled, &self.term_denominator, space);
            for ((cell, scaled), &count) in cells.iter_mut().zip(&scaled).zip(participants) {
                *cell += &scaled.product(&returns[count as usize]);
            }
        }
        cells
    }

    /// Adds the transfers that depend on the number of participants or on all joining fully.
    fn add_counted_transfers<C: Cell>(
        &self,
        payoffs: &Payoffs<Rational>,
        agency: usize,
        space: &ProfileSpace,
        participants: &[u32],
        row: &mut [C],
    ) {
        for transfer in payoffs.transfers.iter().filter(|transfer| transfer.agency == agency) {
            let amount = C::encode(&transfer.amount, &self.denominator);
            let pays = |count: u32| match transfer.when {
                When::JoinsAndFails(k) => (count as usize) < k,
                When::JoinsAndReaches(k) => count as usize >= k,
                _ => false,
            };
            match transfer.when {
                When::AllJoin => row[space.size() - 1] += &amount,
                When::Joins | When::StaysOut => {}
                _ => {
                    for (profile, cell) in row.iter_mut().enumerate() {
                        if pays(participants[profile]) && space.strategy(profile, agency) > 0 {
                            *cell += &amount;
                        }
                    }
                }
            }
        }
    }

    /// Evaluates a polynomial at all profiles.
    fn fold<C: Cell>(&self, polynomial: &Polynomial, denominator: &BigInt, space: &ProfileSpace) -> Vec<C> {
        let trie = Trie::of(polynomial, denominator, &self.functions, space.n_players());
        let mut cells = vec![C::zero(); space.size()];
        let mut layers: Vec<Vec<C>> = trie.limits.iter().map(|&limit| vec![C::zero(); limit]).collect();
        layers[space.n_players()].clone_from(&trie.coefficients);
        trie.descend(space.n_players(), &mut layers, 0, space, &mut cells);
        cells
    }
}

/// Turns terms into monomials with numbered functions.
struct Builder<'a> {
    payoffs: &'a Payoffs<Rational>,
    space: &'a ProfileSpace,
    functions: Vec<Vec<Local>>,
}

impl Builder<'_> {
    /// Inside terms where the agency participates, outside terms where it does not.
    fn row(&mut self, agency: usize) -> Row {
        let mut row = Row::default();
        let terms = &self.payoffs.agencies[agency];
        for term in &terms.inside {
            self.add(&mut row, term, agency, true, &term.felt);
        }
        for term in &terms.outside {
            self.add(&mut row, term, agency, false, &term.felt);
        }
        for transfer in self.payoffs.transfers.iter().filter(|transfer| transfer.agency == agency) {
            if matches!(transfer.when, When::Joins | When::StaysOut) {
                self.add_monomial(&mut row.plain, agency, transfer.when == When::Joins, &[], &transfer.amount);
            }
        }
        row
    }

    fn welfare(&mut self) -> Row {
        let mut row = Row::default();
        for (agency, terms) in self.payoffs.agencies.iter().enumerate() {
            for term in &terms.inside {
                self.add(&mut row, term, agency, true, &term.real);
            }
            for term in &terms.outside {
                self.add(&mut row, term, agency, false, &term.real);
            }
        }
        if !self.payoffs.running_cost.is_zero() {
            row.plain
                .terms
                .entry(Vec::new())
                .and_modify(|c| *c -= &self.payoffs.running_cost)
                .or_insert(-self.payoffs.running_cost.clone());
        }
        row
    }

    fn add(&mut self, row: &mut Row, term: &Term<Rational>, agency: usize, inside: bool, coefficient: &Rational) {
        let scaled = term.returns && self.payoffs.returns != Returns::Linear;
        let polynomial = if scaled { &mut row.scaled } else { &mut row.plain };
        self.add_monomial(polynomial, agency, inside, &term.factors, coefficient);
    }

    fn add_monomial(
        &mut self,
        polynomial: &mut Polynomial,
        agency: usize,
        inside: bool,
        factors: &[Factor],
        coefficient: &Rational,
    ) {
        if coefficient.is_zero() {
            return;
        }
        let mut locals: BTreeMap<usize, Local> = BTreeMap::new();
        let own = (0..self.space.counts()[agency]).map(|strategy| i64::from((strategy > 0) == inside)).collect();
        locals.insert(agency, own);
        let mut unit = 1;
        for &factor in factors {
            let owner = self.payoffs.agency_of(factor);
            let values = (0..self.space.counts()[owner]).map(|strategy| self.payoffs.value_of(factor, strategy));
            let local = locals.entry(owner).or_insert_with(|| vec![1; self.space.counts()[owner]]);
            local.iter_mut().zip(values).for_each(|(product, value)| *product *= value);
            unit *= if matches!(factor, Factor::Level(_)) { self.payoffs.choices.top_level() } else { 1 };
        }
        if locals.values().any(|local| local.iter().all(|&value| value == 0)) {
            return;
        }
        let monomial = locals.into_iter().map(|(agency, local)| (agency, self.number(agency, local))).collect();
        *polynomial.terms.entry(monomial).or_insert_with(Rational::zero) += coefficient / ratio(unit, 1);
    }

    /// The number of a function of an agency's strategy.
    fn number(&mut self, agency: usize, local: Local) -> usize {
        let known = &mut self.functions[agency];
        known.iter().position(|function| *function == local).unwrap_or_else(|| {
            known.push(local);
            known.len() - 1
        })
    }
}

/// The prefixes of a polynomial's monomials, those with a smaller last agency first; the empty one
/// is node 0. Once the strategies of agencies `a` and above are fixed, a polynomial is a vector of
/// coefficients over the first `limits[a]` nodes.
struct Trie<'a, C> {
    /// For each node but the first: its parent and its last function.
    nodes: Vec<(usize, &'a Local)>,
    limits: Vec<usize>,
    coefficients: Vec<C>,
}

impl<'a, C: Cell> Trie<'a, C> {
    fn of(polynomial: &Polynomial, denominator: &BigInt, functions: &'a [Vec<Local>], n: usize) -> Self {
        let mut prefixes: BTreeMap<(Option<usize>, Monomial), usize> = BTreeMap::new();
        let key = |prefix: &[(usize, usize)]| (prefix.last().map(|&(agency, _)| agency), prefix.to_vec());
        prefixes.insert(key(&[]), 0);
        for monomial in polynomial.terms.keys() {
            for length in 1..=monomial.len() {
                prefixes.insert(key(&monomial[..length]), 0);
            }
        }
        for (place, number) in prefixes.values_mut().enumerate() {
            *number = place;
        }
        let empty: &'a Local = const { &Vec::new() };
        let mut trie =
            Trie { nodes: Vec::new(), limits: vec![1; n + 1], coefficients: vec![C::zero(); prefixes.len()] };
        for (last, prefix) in prefixes.keys() {
            let parent = prefix.len().checked_sub(1).map_or(0, |length| prefixes[&key(&prefix[..length])]);
            trie.nodes.push((parent, prefix.last().map_or(empty, |&(agency, function)| &functions[agency][function])));
            if let Some(agency) = last {
                trie.limits[agency + 1..].iter_mut().for_each(|limit| *limit += 1);
            }
        }
        for (monomial, coefficient) in &polynomial.terms {
            trie.coefficients[prefixes[&key(monomial)]] = C::encode(coefficient, denominator);
        }
        trie
    }

    /// Fixes the strategies of agency `depth - 1` in turn, and so on down to the first agency.
    fn descend(&self, depth: usize, layers: &mut [Vec<C>], base: usize, space: &ProfileSpace, cells: &mut [C]) {
        let Some(agency) = depth.checked_sub(1) else {
            cells[base].clone_from(&layers[0][0]);
            return;
        };
        for strategy in 0..space.counts()[agency] {
            let (below, here) = layers.split_at_mut(depth);
            let (next, current) = (&mut below[agency], &here[0]);
            next.clone_from_slice(&current[..self.limits[agency]]);
            for (node, coefficient) in current.iter().enumerate().skip(self.limits[agency]) {
                let (parent, function) = self.nodes[node];
                match function[strategy] {
                    0 => {}
                    1 => next[parent] += coefficient,
                    value => next[parent] += &coefficient.times(value),
                }
            }
            self.descend(agency, layers, base + strategy * space.stride(agency), space, cells);
        }
    }
}
