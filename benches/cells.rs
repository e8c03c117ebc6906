//! What a common denominator buys: sums of a table's entries as fractions, and as whole numbers
//! over one denominator. Each adds up 16,384 entries, as many as 14 agencies have profiles.

use divan::{Bencher, black_box};
use num_bigint::BigInt;
use pactum::Rational;
use pactum::number::cell::{Cell, common_denominator};
use pactum::number::ratio;

fn main() {
    divan::main();
}

/// Entries with the denominators of a small scenario.
fn entries() -> Vec<Rational> {
    (0..16_384i64)
        .map(|place| ratio(place * 37 % 1009 - 500, [1, 2, 3, 5, 8, 9, 20, 54][(place % 8) as usize]))
        .collect()
}

#[divan::bench]
fn fractions(bencher: Bencher) {
    let entries = entries();
    bencher.bench(|| black_box(&entries).iter().fold(Rational::default(), |sum, entry| sum + entry));
}

#[divan::bench(types = [i64, i128, BigInt, f64])]
fn over_one_denominator<C: Cell>(bencher: Bencher) {
    let entries = entries();
    let denominator = common_denominator(&entries);
    let cells: Vec<C> = entries.iter().map(|entry| C::encode(entry, &denominator)).collect();
    bencher.bench(|| {
        black_box(&cells).iter().fold(C::zero(), |mut sum, cell| {
            sum += cell;
            sum
        })
    });
}
