//! Values, properties and balanced collections, by number of players. See `benches/peers` for the
//! same tasks by other packages.

use divan::Bencher;
use pactum::game::properties::{convex, superadditive};
use pactum::game::{CharacteristicFunction, TuGame};
use pactum::solution::cooperative::balanced_collections::count_minimal_balanced_collections;
use pactum::solution::cooperative::{banzhaf, shapley};

fn main() {
    divan::main();
}

/// Draw `index` of SplitMix64 with seed 1, in `[0, 1)`.
fn draw(index: u64) -> f64 {
    let mut z = 1u64.wrapping_add(index.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ z >> 31) >> 11) as f64 / (1u64 << 53) as f64
}

/// Uniform worths.
fn uniform(players: usize) -> TuGame<f64> {
    TuGame::from_fn(players, |coalition| draw(coalition.0.into())).expect("at most 26 players")
}

/// `|S|^2` and noise below 1: convex.
fn convex_game(players: usize) -> TuGame<f64> {
    let worth = |coalition: pactum::Coalition| (coalition.size() as f64).powi(2) + draw(coalition.0.into());
    TuGame::from_fn(players, worth).expect("at most 26 players")
}

#[divan::bench(args = [16, 20, 22, 24], sample_count = 10)]
fn shapley_float(bencher: Bencher, players: usize) {
    let game = uniform(players);
    bencher.bench(|| shapley(&game));
}

#[divan::bench(args = [20, 24], sample_count = 10)]
fn banzhaf_float(bencher: Bencher, players: usize) {
    let game = uniform(players);
    bencher.bench(|| banzhaf(&game));
}

#[divan::bench(args = [12, 16], sample_count = 5)]
fn shapley_exact(bencher: Bencher, players: usize) {
    let game =
        TuGame::from_fn(players, |coalition| pactum::number::ratio((coalition.0 % 1009).into(), 12)).expect("a game");
    assert_eq!(game.n_players(), players);
    bencher.bench(|| shapley(&game));
}

#[divan::bench(args = [18, 20], sample_count = 5)]
fn superadditive_float(bencher: Bencher, players: usize) {
    let game = convex_game(players);
    bencher.bench(|| superadditive(&game));
}

#[divan::bench(args = [20, 22], sample_count = 5)]
fn convex_float(bencher: Bencher, players: usize) {
    let game = convex_game(players);
    bencher.bench(|| convex(&game));
}

#[divan::bench(args = [6, 7], sample_count = 3)]
fn balanced_count(players: usize) -> u64 {
    count_minimal_balanced_collections(players).expect("at most 7 players")
}
