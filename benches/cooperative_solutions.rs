//! Core, least core, nucleolus, prekernel and core vertices, by number of players. The games are
//! those of the peers' timings: worths uniform in `1..100|S|`, nothing for one player alone.

use divan::Bencher;
use pactum::Rational;
use pactum::game::TuGame;
use pactum::limit::TimeLimit;
use pactum::lp::default_backend;
use pactum::number::whole;
use pactum::solution::cooperative::{core, core_vertices, kernel_set, least_core, nucleolus, prekernel};

fn main() {
    divan::main();
}

/// Draw `index` of SplitMix64 with seed 1.
fn draw(index: u64) -> u64 {
    let mut z = 1u64.wrapping_add(index.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

/// `v(i) = 0`, `v(S)` uniform in `1..100|S|`, `v(N)` uniform in `100(n-2)..100n`.
fn worth(players: usize, mask: u32) -> i64 {
    let drawn = |index: u64, most: u64| (draw(index) % most) as i64;
    match mask.count_ones() as usize {
        0 | 1 => 0,
        size if size == players => 100 * (players as i64 - 2) + drawn((1 << players) - 1, 201),
        size => 1 + drawn(mask.into(), 100 * size as u64),
    }
}

fn float_game(players: usize) -> TuGame<f64> {
    TuGame::from_fn(players, |coalition| worth(players, coalition.0) as f64).expect("at most 26 players")
}

fn exact_game(players: usize) -> TuGame<Rational> {
    TuGame::from_fn(players, |coalition| whole(worth(players, coalition.0))).expect("at most 26 players")
}

#[divan::bench(args = [10, 12, 16, 20, 22, 24], sample_count = 10)]
fn nucleolus_float(bencher: Bencher, players: usize) {
    let game = float_game(players);
    bencher.bench(|| nucleolus(&game, default_backend()));
}

#[divan::bench(args = [8, 9, 10, 12, 14, 16], sample_count = 10)]
fn nucleolus_exact(bencher: Bencher, players: usize) {
    let game = exact_game(players);
    bencher.bench(|| nucleolus(&game, default_backend()));
}

#[divan::bench(args = [16, 20, 22], sample_count = 10)]
fn least_core_float(bencher: Bencher, players: usize) {
    let game = float_game(players);
    bencher.bench(|| least_core(&game, default_backend()));
}

#[divan::bench(args = [10, 14, 16], sample_count = 10)]
fn core_exact(bencher: Bencher, players: usize) {
    let game = exact_game(players);
    bencher.bench(|| core(&game, default_backend()));
}

#[divan::bench(args = [16, 20], sample_count = 10)]
fn prekernel_float(bencher: Bencher, players: usize) {
    let game = float_game(players);
    bencher.bench(|| prekernel(&game, default_backend()));
}

#[divan::bench(args = [5, 6, 7, 8], sample_count = 3)]
fn core_vertices_exact(bencher: Bencher, players: usize) {
    let convex = |coalition: pactum::Coalition| {
        let size = coalition.size() as i64;
        whole(1000 * size * size + (draw(coalition.0.into()) % 1000) as i64)
    };
    let game = TuGame::from_fn(players, convex).expect("at most 26 players");
    bencher.bench(|| core_vertices(&game, &TimeLimit::none()));
}

#[divan::bench(args = [4, 5, 6], sample_count = 1)]
fn kernel_set_exact(bencher: Bencher, players: usize) {
    let game = exact_game(players);
    bencher.bench(|| kernel_set(&game, &TimeLimit::none()));
}
