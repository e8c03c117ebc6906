//! Rest points of the replicator dynamics of a symmetric game of two players, with their stability.

use num_traits::{One, Signed, Zero};

use crate::error::Error;
use crate::game::NormalFormGame;
use crate::limit::TimeLimit;
use crate::number::Rational;
use crate::number::cell::Cell;

/// The most strategies.
const MAX_STRATEGIES: usize = 12;

type Matrix = Vec<Vec<Rational>>;

/// How a rest point answers small disturbances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestStability {
    /// All eigenvalues have negative real parts: what is near comes back.
    Stable,
    /// Some eigenvalue has a positive real part: some of what is near goes away.
    Unstable,
    /// Neither: the linear part does not tell.
    Undecided,
}

/// A rest point.
#[derive(Debug, Clone, PartialEq)]
pub struct RestPoint {
    /// The shares of the strategies.
    pub shares: Vec<Rational>,
    /// What each strategy in use gets.
    pub payoff: Rational,
    /// Whether it is a symmetric Nash equilibrium: no other strategy would get more.
    pub is_nash: bool,
    /// Whether it is evolutionarily stable.
    pub is_ess: bool,
    /// Its stability under the replicator dynamics, to first order.
    pub stability: RestStability,
}

/// All rest points that are alone on their support.
#[derive(Debug, Clone, PartialEq)]
pub struct RestPoints {
    /// The rest points, by support.
    pub points: Vec<RestPoint>,
    /// Supports on which there is a continuum of them, or may be.
    pub continua: Vec<Vec<usize>>,
}

/// The payoffs of a symmetric game of two players: by own strategy and the other's.
///
/// # Errors
///
/// [`Error::Undefined`] unless there are two players with the same strategies who get the same for the same.
pub(super) fn symmetric_matrix<C: Cell>(game: &NormalFormGame<C>) -> Result<Matrix, Error> {
    let counts = game.space().counts();
    let &[k, other] = counts else {
        return Err(Error::undefined(format!("this is for two players; the game has {}", counts.len())));
    };
    let alike =
        |own: usize, other: usize| game.table(0)[own + k * other].compare(&game.table(1)[other + k * own]).is_eq();
    if k != other || !(0..k).all(|a| (0..k).all(|b| alike(a, b))) {
        return Err(Error::undefined("this is for symmetric games: both players with the same strategies and payoffs"));
    }
    Ok((0..k).map(|own| (0..k).map(|other| game.payoff(own + k * other, 0)).collect()).collect())
}

/// All isolated rest points of the replicator dynamics of one population, with exact stability.
///
/// `dx_i/dt = x_i ((A x)_i - x·A x)` rests exactly where all strategies in use get the same. For each support that is a
/// linear system, solved in rationals. To first order a disturbance that brings in an unused strategy `j` grows at the rate
/// `(A x)_j - x·A x`; within the support the eigenvalues are those of the linear part, whose signs Hurwitz's criterion
/// decides. An evolutionarily stable `x` is an equilibrium with `x·A y > y·A y` for every other best reply `y`: a quadratic
/// form on the best replies that is strictly positive on a cone, decided by principal minors (Haigh, Abakuks, Hadeler).
///
/// # Errors
///
/// [`Error::Undefined`] unless the game is symmetric with two players; [`Error::TooLarge`] for more than 12 strategies;
/// [`Error::TimeLimit`].
///
/// # Complexity
///
/// `O(2^k k^4)` exact operations for `k` strategies, and up to `O(2^k k³)` more for each equilibrium.
///
/// # Examples
///
/// ```
/// use pactum::game::{NormalFormGame, with_game};
/// use pactum::limit::TimeLimit;
/// use pactum::number::{ratio, whole};
/// use pactum::solution::strategic::{RestStability, replicator_rest_points};
///
/// // Hawks and doves, prize 2, cost 4: half of each is stable, either alone is not.
/// let table = |values: [i64; 4]| values.map(whole).to_vec();
/// let game = NormalFormGame::from_rationals(&[2, 2], &[table([-1, 0, 2, 1]), table([-1, 2, 0, 1])]).unwrap();
/// with_game!(&game, game => {
///     let points = replicator_rest_points(game, &TimeLimit::none()).unwrap().points;
///     assert_eq!(points.len(), 3);
///     let mixed = points.iter().find(|point| point.is_nash).unwrap();
///     assert_eq!((mixed.shares[0].clone(), mixed.is_ess, mixed.stability), (ratio(1, 2), true, RestStability::Stable));
/// });
/// // A game that is not symmetric has no single population.
/// let other = NormalFormGame::from_rationals(&[2, 2], &[table([0, 1, 2, 3]), table([0, 0, 0, 0])]).unwrap();
/// with_game!(&other, game => assert!(replicator_rest_points(game, &TimeLimit::none()).is_err()));
/// ```
///
/// # References
///
/// Taylor Jonker 1978; Haigh 1975; Abakuks 1980; Hadeler 1983; Hurwitz 1895.
pub fn replicator_rest_points<C: Cell>(game: &NormalFormGame<C>, limit: &TimeLimit) -> Result<RestPoints, Error> {
    let count = game.space().counts()[0];
    if count > MAX_STRATEGIES {
        return Err(Error::TooLarge {
            what: "rest points by supports".into(),
            needed: format!("{count} strategies"),
            limit: format!("{MAX_STRATEGIES} strategies"),
            remedy: "fewer strategies".into(),
        });
    }
    let matrix = symmetric_matrix(game)?;
    let mut found = RestPoints { points: Vec::new(), continua: Vec::new() };
    for mask in 1usize..1 << count {
        limit.check("the rest points")?;
        let support: Vec<usize> = (0..count).filter(|&strategy| mask >> strategy & 1 == 1).collect();
        match resting(&matrix, &support) {
            Resting::One(shares, payoff) => found.points.push(judged(&matrix, &support, shares, payoff)),
            Resting::Many => found.continua.push(support),
            Resting::None => {}
        }
    }
    Ok(found)
}

enum Resting {
    None,
    /// One, inside the support.
    One(Vec<Rational>, Rational),
    /// The equations leave a choice.
    Many,
}

/// The shares, positive on a support, at which it gets the same everywhere.
fn resting(matrix: &Matrix, support: &[usize]) -> Resting {
    let n = support.len();
    // Σ_j a_ij x_j - c = 0 for i in the support, Σ x_j = 1; unknowns x and c.
    let mut rows: Matrix = support
        .iter()
        .map(|&i| {
            let own = support.iter().map(|&j| matrix[i][j].clone());
            own.chain([-Rational::one(), Rational::zero()]).collect()
        })
        .collect();
    rows.push((0..n).map(|_| Rational::one()).chain([Rational::zero(), Rational::one()]).collect());
    let mut pivots = 0;
    for column in 0..=n {
        let Some(row) = (pivots..rows.len()).find(|&row| !rows[row][column].is_zero()) else { continue };
        rows.swap(pivots, row);
        let scale = rows[pivots][column].recip();
        rows[pivots].iter_mut().for_each(|entry| *entry *= &scale);
        let pivot = rows[pivots].clone();
        for (_, other) in rows.iter_mut().enumerate().filter(|(place, _)| *place != pivots) {
            let factor = other[column].clone();
            if !factor.is_zero() {
                other.iter_mut().zip(&pivot).for_each(|(entry, p)| *entry -= &factor * p);
            }
        }
        pivots += 1;
    }
    // A row of zeros that should be something: no solution.
    if rows[pivots..].iter().any(|row| !row[n + 1].is_zero()) {
        return Resting::None;
    }
    if pivots <= n {
        return Resting::Many;
    }
    let solution: Vec<Rational> = rows.iter().map(|row| row[n + 1].clone()).collect();
    if solution[..n].iter().any(|share| !share.is_positive()) {
        return Resting::None;
    }
    let mut shares = vec![Rational::zero(); matrix.len()];
    support.iter().zip(&solution).for_each(|(&strategy, share)| shares[strategy] = share.clone());
    Resting::One(shares, solution[n].clone())
}

fn judged(matrix: &Matrix, support: &[usize], shares: Vec<Rational>, payoff: Rational) -> RestPoint {
    let pays = |i: usize| matrix[i].iter().zip(&shares).map(|(a, x)| a * x).sum::<Rational>();
    let gains: Vec<Rational> = (0..matrix.len()).filter(|i| !support.contains(i)).map(|i| pays(i) - &payoff).collect();
    let is_nash = !gains.iter().any(Signed::is_positive);
    let inside = spectrum(&linear_part(matrix, support, &shares));
    let stability = match inside {
        _ if gains.iter().any(Signed::is_positive) => RestStability::Unstable,
        RestStability::Stable if gains.iter().any(Zero::is_zero) => RestStability::Undecided,
        other => other,
    };
    let best: Vec<usize> = (0..matrix.len()).filter(|&i| pays(i) == payoff).collect();
    let is_ess = is_nash && is_evolutionarily_stable(matrix, support, &best);
    RestPoint { shares, payoff, is_nash, is_ess, stability }
}

/// The linear part of the dynamics within a support, its last strategy's share being what the others leave.
fn linear_part(matrix: &Matrix, support: &[usize], shares: &[Rational]) -> Matrix {
    let (&last, rest) = match support.split_last() {
        Some(parts) => parts,
        None => return Vec::new(),
    };
    // d/dx_j of x_i ((A x)_i - x·A x), where x_j grows at the cost of the last; gains are zero at rest.
    let mean =
        |j: usize| -> Rational { support.iter().map(|&i| &shares[i] * (&matrix[i][j] - &matrix[i][last])).sum() };
    let means: Vec<Rational> = rest.iter().map(|&j| mean(j)).collect();
    rest.iter()
        .map(|&i| {
            rest.iter().zip(&means).map(|(&j, mean)| &shares[i] * (&matrix[i][j] - &matrix[i][last] - mean)).collect()
        })
        .collect()
}

/// Where the eigenvalues of a matrix lie, from its characteristic polynomial.
fn spectrum(matrix: &Matrix) -> RestStability {
    let n = matrix.len();
    if n == 0 {
        return RestStability::Stable;
    }
    // Faddeev and LeVerrier: c_n = 1, M_1 = A, c_(n-k) = -tr(M_k) / k, M_(k+1) = A (M_k + c_(n-k) I).
    let mut coefficients = vec![Rational::one()];
    let mut power = matrix.clone();
    for k in 1..=n {
        let trace: Rational = (0..n).map(|i| power[i][i].clone()).sum();
        let coefficient = -trace / Rational::from_integer(k.into());
        (0..n).for_each(|i| power[i][i] += &coefficient);
        coefficients.push(coefficient);
        power = (0..n).map(|i| (0..n).map(|j| (0..n).map(|l| &matrix[i][l] * &power[l][j]).sum()).collect()).collect();
    }
    // A polynomial with a negative coefficient has a zero with a positive real part.
    if coefficients.iter().any(Signed::is_negative) {
        return RestStability::Unstable;
    }
    if coefficients.iter().any(Zero::is_zero) {
        return RestStability::Undecided;
    }
    // Routh's scheme: signs of the first entries.
    let mut above: Vec<Rational> = coefficients.iter().step_by(2).cloned().collect();
    let mut row: Vec<Rational> = coefficients.iter().skip(1).step_by(2).cloned().collect();
    while let Some(first) = row.first() {
        if first.is_negative() {
            return RestStability::Unstable;
        }
        if first.is_zero() {
            return RestStability::Undecided;
        }
        let factor = &above[0] / first;
        let entry = |place: usize| &above[place] - &factor * row.get(place).cloned().unwrap_or_default();
        let next: Vec<Rational> = (1..above.len()).map(entry).collect();
        above = std::mem::replace(&mut row, next);
    }
    RestStability::Stable
}

/// Whether `x·A y > y·A y` for all other mixtures `y` of the best replies: with one strategy of the support left out, a
/// quadratic form that has to be positive, the directions of unused strategies only upwards.
fn is_evolutionarily_stable(matrix: &Matrix, support: &[usize], best: &[usize]) -> bool {
    let Some(&base) = support.first() else { return false };
    let a = |i: usize, j: usize| &matrix[i][j];
    let order: Vec<usize> = support[1..].iter().chain(best.iter().filter(|i| !support.contains(i))).copied().collect();
    let entry = |i: usize, j: usize| {
        a(i, base) + a(base, i) + a(j, base) + a(base, j) - a(i, j) - a(j, i) - a(base, base) - a(base, base)
    };
    let mut form: Matrix = order.iter().map(|&i| order.iter().map(|&j| entry(i, j)).collect()).collect();
    // The used strategies move both ways: eliminate them, each pivot has to be positive.
    for _ in 1..support.len() {
        let pivot = form[0][0].clone();
        if !pivot.is_positive() {
            return false;
        }
        let top = form.remove(0);
        for row in &mut form {
            let factor = &row[0] / &pivot;
            row.iter_mut().zip(&top).for_each(|(entry, p)| *entry -= &factor * p);
            row.remove(0);
        }
    }
    is_strictly_copositive(&form)
}

/// Whether `y·Q y > 0` for all `y >= 0` but 0: each principal submatrix whose last row has positive cofactors throughout
/// has a positive determinant.
fn is_strictly_copositive(form: &Matrix) -> bool {
    let n = form.len();
    (1usize..1 << n).all(|mask| {
        let chosen: Vec<usize> = (0..n).filter(|&i| mask >> i & 1 == 1).collect();
        let part: Matrix = chosen.iter().map(|&i| chosen.iter().map(|&j| form[i][j].clone()).collect()).collect();
        let last = chosen.len() - 1;
        let cofactor = |column: usize| {
            let minor = part[..last]
                .iter()
                .map(|row| row.iter().enumerate().filter(|(j, _)| *j != column).map(|(_, x)| x.clone()).collect())
                .collect();
            let value = determinant(minor);
            if (last + column).is_multiple_of(2) { value } else { -value }
        };
        !(0..=last).all(|column| cofactor(column).is_positive()) || determinant(part.clone()).is_positive()
    })
}

fn determinant(mut matrix: Matrix) -> Rational {
    let n = matrix.len();
    let mut value = Rational::one();
    for column in 0..n {
        let Some(row) = (column..n).find(|&row| !matrix[row][column].is_zero()) else { return Rational::zero() };
        if row != column {
            matrix.swap(row, column);
            value = -value;
        }
        let pivot = matrix[column].clone();
        value *= &pivot[column];
        for other in &mut matrix[column + 1..] {
            let factor = &other[column] / &pivot[column];
            if !factor.is_zero() {
                other.iter_mut().zip(&pivot).for_each(|(entry, p)| *entry -= &factor * p);
            }
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::{AnyGame, with_game};
    use crate::number::{Scalar, ratio, whole};
    use proptest::prelude::*;

    fn game(rows: &[Vec<i64>]) -> AnyGame {
        let k = rows.len();
        let first = (0..k * k).map(|profile| whole(rows[profile % k][profile / k])).collect();
        let second = (0..k * k).map(|profile| whole(rows[profile / k][profile % k])).collect();
        NormalFormGame::from_rationals(&[k, k], &[first, second]).unwrap()
    }

    fn points(rows: &[Vec<i64>]) -> RestPoints {
        with_game!(&game(rows), game => replicator_rest_points(game, &TimeLimit::none()).unwrap())
    }

    /// Zeeman 1980 and Hofbauer and Sigmund 1998: the middle of rock, paper and scissors attracts if winning pays more
    /// than losing costs, repels if less, and is a center otherwise; it is evolutionarily stable only in the first case.
    #[test]
    fn rock_paper_scissors() {
        for (win, stability, ess) in [
            (2, RestStability::Stable, true),
            (1, RestStability::Undecided, false),
            (0, RestStability::Unstable, false),
        ] {
            let rows = vec![vec![0, -1, win], vec![win, 0, -1], vec![-1, win, 0]];
            let found = points(&rows);
            let middle = found.points.iter().find(|point| point.shares == vec![ratio(1, 3); 3]).unwrap();
            assert_eq!((middle.stability, middle.is_ess, middle.is_nash), (stability, ess, true), "{win}");
        }
    }

    /// Zeeman 1980: a rest point that attracts though it is not evolutionarily stable, beside one that is.
    #[test]
    fn attracting_and_evolutionarily_stable_differ() {
        let found = points(&[vec![0, 6, -4], vec![-3, 0, 5], vec![-1, 3, 0]]);
        let middle = found.points.iter().find(|point| point.shares == vec![ratio(1, 3); 3]).unwrap();
        assert_eq!((middle.stability, middle.is_ess), (RestStability::Stable, false));
        let first = found.points.iter().find(|point| point.shares[0].is_one()).unwrap();
        assert_eq!((first.stability, first.is_ess), (RestStability::Stable, true));
    }

    #[test]
    fn continua_and_sizes() {
        let found = points(&[vec![1, 1], vec![1, 1]]);
        assert_eq!((found.points.len(), found.continua), (2, vec![vec![0, 1]]));
        assert!(
            found
                .points
                .iter()
                .all(|point| point.is_nash && !point.is_ess && point.stability == RestStability::Undecided)
        );
        let wide = game(&vec![vec![0; 13]; 13]);
        with_game!(&wide, game => assert!(replicator_rest_points(game, &TimeLimit::none()).is_err()));
        let small = game(&[vec![1, 0], vec![0, 1]]);
        with_game!(&small, game => assert!(replicator_rest_points(game, &TimeLimit::seconds(0.0)).is_err()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn rest_points_rest_and_stable_equilibria_are_stable(values in prop::collection::vec(-3i64..4, 9)) {
            let rows: Vec<Vec<i64>> = values.chunks(3).map(<[i64]>::to_vec).collect();
            for point in points(&rows).points {
                let pays = |i: usize| (0..3).map(|j| whole(rows[i][j]) * &point.shares[j]).sum::<Rational>();
                prop_assert!((0..3).all(|i| point.shares[i].is_zero() || pays(i) == point.payoff));
                prop_assert_eq!(point.is_nash, (0..3).all(|i| pays(i) <= point.payoff));
                // Evolutionarily stable points attract (Taylor and Jonker 1978), so none is unstable.
                prop_assert!(!point.is_ess || point.stability != RestStability::Unstable);
                // The inequality itself, on mixtures near by.
                let x: Vec<f64> = point.shares.iter().map(Scalar::to_f64).collect();
                let form = |a: &[f64], b: &[f64]| -> f64 { (0..3).map(|i| (0..3).map(|j| a[i] * rows[i][j] as f64 * b[j]).sum::<f64>()).sum() };
                for a in 0..=20 {
                    for b in 0..=20 - a {
                        let y = [a as f64 / 20.0, b as f64 / 20.0, (20 - a - b) as f64 / 20.0];
                        let near: Vec<f64> = (0..3).map(|i| x[i] + 1e-3 * (y[i] - x[i])).collect();
                        let gap = form(&x, &near) - form(&near, &near);
                        let same = (0..3).all(|i| (y[i] - x[i]).abs() < 1e-9);
                        prop_assert!(!point.is_ess || same || gap > 0.0, "{:?} {:?}", point, y);
                    }
                }
            }
        }
    }
}
