//! Square integer systems by lifting a solution modulo a prime.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::number::minor::minor_bits;

/// A Mersenne prime.
const PRIME: i128 = (1 << 61) - 1;
/// Entries are below this, so that sums of products fit 128 bits.
const LARGEST: i64 = 1 << 40;
/// The most unknowns: the inverse takes 32 bytes for each pair.
const MAX_UNKNOWNS: usize = 1 << 11;

/// Numerators and their common denominator.
type Solution = (Vec<BigInt>, BigInt);

/// The solution of `A x = b` from the rows of `(A | b)`, or `None` where the matrix is singular (perhaps only modulo
/// the prime) or has large entries.
///
/// With the inverse modulo `p`, digits of `x` to the base `p` come one by one; when `p^N` exceeds twice the square of
/// Hadamard's bound the fractions are determined, and multiplication checks them (Dixon 1982).
pub(super) fn solve(rows: &[Vec<BigInt>]) -> Option<Solution> {
    let n = rows.len();
    if n == 0 || n > MAX_UNKNOWNS {
        return None;
    }
    let small = |value: &BigInt| value.to_i64().filter(|value| value.abs() < LARGEST);
    let table: Vec<Vec<i64>> = rows.iter().map(|row| row.iter().map(small).collect()).collect::<Option<_>>()?;
    let inverse = inverse(&table, n)?;
    // 1. Digits, the rest staying small.
    let bits = minor_bits(rows.iter().map(|row| row.iter().collect()), n) + 1;
    let steps = (2 * bits + 2) / 60 + 1;
    let mut rest: Vec<i128> = table.iter().map(|row| i128::from(row[n])).collect();
    let mut digits: Vec<Vec<BigInt>> = vec![Vec::with_capacity(steps as usize); n];
    for _ in 0..steps {
        let residues: Vec<i128> = rest.iter().map(|value| value.rem_euclid(PRIME)).collect();
        let next: Vec<i128> = inverse
            .iter()
            .map(|row| row.iter().zip(&residues).fold(0, |sum, (a, x)| (sum + product(*a, *x)) % PRIME))
            .collect();
        for (row, rest) in table.iter().zip(&mut rest) {
            let sum: i128 = row.iter().zip(&next).map(|(&a, &x)| i128::from(a) * x).sum();
            *rest = (*rest - sum) / PRIME;
        }
        digits.iter_mut().zip(next).for_each(|(digits, digit)| digits.push(BigInt::from(digit)));
    }
    // 2. Fractions over one denominator.
    let base = BigInt::from(PRIME);
    let modulus = base.pow(steps as u32);
    let bound = BigInt::one() << bits as usize;
    let mut denominator = BigInt::one();
    let mut found: Vec<(BigInt, BigInt)> = Vec::with_capacity(n);
    for digits in digits {
        let residue = digits.iter().rev().fold(BigInt::zero(), |value, digit| value * &base + digit);
        let scaled = symmetric((residue * &denominator).mod_floor(&modulus), &modulus);
        if scaled.magnitude() > bound.magnitude() {
            let (numerator, factor) = fraction(&scaled.mod_floor(&modulus), &modulus, &bound)?;
            denominator *= factor;
            found.push((numerator, denominator.clone()));
        } else {
            found.push((scaled, denominator.clone()));
        }
    }
    let numerators: Vec<BigInt> =
        found.into_iter().map(|(numerator, under)| numerator * (&denominator / under)).collect();
    // 3. Whatever went before, this proves it.
    let holds = |row: &Vec<BigInt>| {
        let sum: BigInt = row[..n].iter().zip(&numerators).filter(|(a, _)| !a.is_zero()).map(|(a, x)| a * x).sum();
        sum == &row[n] * &denominator
    };
    rows.iter().all(holds).then_some((numerators, denominator))
}

fn product(a: i128, b: i128) -> i128 {
    (a * b) % PRIME
}

/// The inverse of the left part modulo the prime.
fn inverse(table: &[Vec<i64>], n: usize) -> Option<Vec<Vec<i128>>> {
    let mut work: Vec<Vec<i128>> = table
        .iter()
        .enumerate()
        .map(|(place, row)| {
            let left = row[..n].iter().map(|&value| i128::from(value).rem_euclid(PRIME));
            left.chain((0..n).map(|column| i128::from(column == place))).collect()
        })
        .collect();
    for column in 0..n {
        let found = (column..n).find(|&row| work[row][column] != 0)?;
        work.swap(column, found);
        let unit = inverse_of(work[column][column]);
        work[column].iter_mut().for_each(|entry| *entry = product(*entry, unit));
        let pivot_row = work[column].clone();
        for row in (0..n).filter(|&row| row != column) {
            let factor = PRIME - work[row][column];
            if factor != PRIME {
                let entries = work[row][column..].iter_mut().zip(&pivot_row[column..]);
                entries.for_each(|(entry, &by)| *entry = (*entry + product(factor, by)) % PRIME);
            }
        }
    }
    Some(work.into_iter().map(|row| row[n..].to_vec()).collect())
}

/// By Fermat's little theorem.
fn inverse_of(value: i128) -> i128 {
    let (mut result, mut power, mut exponent) = (1, value, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = product(result, power);
        }
        power = product(power, power);
        exponent >>= 1;
    }
    result
}

/// The representative nearest to zero.
fn symmetric(value: BigInt, modulus: &BigInt) -> BigInt {
    if &value * 2 > *modulus { value - modulus } else { value }
}

/// The fraction of a residue with numerator and denominator within a bound, by Euclid's algorithm.
fn fraction(residue: &BigInt, modulus: &BigInt, bound: &BigInt) -> Option<(BigInt, BigInt)> {
    let (mut before, mut now) = ((modulus.clone(), BigInt::zero()), (residue.clone(), BigInt::one()));
    while now.0 > *bound {
        let quotient = &before.0 / &now.0;
        let next = (&before.0 - &quotient * &now.0, &before.1 - &quotient * &now.1);
        before = std::mem::replace(&mut now, next);
    }
    let (numerator, denominator) = now;
    if denominator.is_zero() || denominator.abs() > *bound {
        return None;
    }
    Some(if denominator.is_negative() { (-numerator, -denominator) } else { (numerator, denominator) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lp::{IntegerSolution, solve_integer_system};
    use crate::number::Rational;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn solutions_are_those_of_elimination(n in 1usize..7, scale in prop::sample::select(vec![3i64, 100, 1 << 39]), values in prop::collection::vec(any::<i64>(), 42)) {
            let rows: Vec<Vec<BigInt>> = (0..n).map(|row| (0..=n).map(|column| BigInt::from(values[row * 7 + column] % scale)).collect()).collect();
            match (solve(&rows), solve_integer_system(&rows, n)) {
                (Some((found, under)), IntegerSolution::Unique { numerators, denominator }) => {
                    for (a, b) in found.into_iter().zip(numerators) {
                        prop_assert_eq!(Rational::new(a, under.clone()), Rational::new(b, denominator.clone()));
                    }
                }
                (None, IntegerSolution::Many | IntegerSolution::Inconsistent) => {}
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_left_to_others() {
        assert_eq!(solve(&[vec![BigInt::one() << 50, BigInt::one()]]), None);
        assert_eq!(solve(&[]), None);
    }
}
