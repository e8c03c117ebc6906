//! Solutions of strategic games, on the games of the peers' timings (`benches/peers/strategic_peers.py`).

use divan::Bencher;
use num_bigint::BigInt;
use pactum::format::nfg::{read_nfg, write_nfg};
use pactum::game::{AnyGame, NamedGame, NormalFormGame, ProfileSpace};
use pactum::limit::TimeLimit;
use pactum::solution::strategic::{
    Correlation, DEFAULT_DIGITS, all_equilibria, best_correlated, coalition_proof, extreme_equilibria,
    iterated_strict_dominance, lemke_howson, lemke_howson_float, limit_equilibrium, pure_nash, quantal_response,
};

fn main() {
    divan::main();
}

/// SplitMix64.
fn stream(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }
}

fn game(counts: &[usize], tables: Vec<Vec<i64>>) -> NormalFormGame<i64> {
    let space = ProfileSpace::new(counts).expect("the game fits");
    NormalFormGame::new(space, BigInt::from(1), tables).expect("the tables fit")
}

/// Two strategies each, payoffs 0..100, profile by profile.
fn random_binary(players: usize) -> NormalFormGame<i64> {
    let mut next = stream(1000 + players as u64);
    let mut tables = vec![vec![0; 1 << players]; players];
    for mask in 0..1 << players {
        tables.iter_mut().for_each(|table| table[mask] = (next() % 101) as i64);
    }
    game(&vec![2; players], tables)
}

/// Two players, payoffs 0..99 row by row.
fn random_bimatrix(strategies: usize) -> NormalFormGame<i64> {
    let mut next = stream(1);
    let mut tables = vec![vec![0; strategies * strategies]; 2];
    for table in &mut tables {
        for row in 0..strategies {
            (0..strategies).for_each(|column| table[row + column * strategies] = (next() % 100) as i64);
        }
    }
    game(&[strategies, strategies], tables)
}

/// Each guesses two thirds of the other's number.
fn guessing(strategies: usize) -> NormalFormGame<i64> {
    let payoff = |own: usize, other: usize| -(3 * own as i64 - 2 * other as i64).pow(2);
    let profiles = || 0..strategies * strategies;
    let first = profiles().map(|profile| payoff(profile % strategies, profile / strategies)).collect();
    let second = profiles().map(|profile| payoff(profile / strategies, profile % strategies)).collect();
    game(&[strategies, strategies], vec![first, second])
}

#[divan::bench(args = [16, 18, 20], sample_count = 10)]
fn all_pure(bencher: Bencher, players: usize) {
    let game = random_binary(players);
    bencher.bench(|| pure_nash(&game));
}

#[divan::bench(args = [8, 12, 14, 16], sample_count = 10)]
fn all_extreme(bencher: Bencher, strategies: usize) {
    let game = random_bimatrix(strategies);
    bencher.bench(|| extreme_equilibria(&game, &TimeLimit::none()));
}

#[divan::bench(args = [50, 200], sample_count = 10)]
fn one_exact(bencher: Bencher, strategies: usize) {
    let game = random_bimatrix(strategies);
    bencher.bench(|| lemke_howson(&game, &TimeLimit::none()));
}

#[divan::bench(args = [50, 200], sample_count = 10)]
fn one_in_floats(bencher: Bencher, strategies: usize) {
    let exact = random_bimatrix(strategies);
    let tables = (0..2).map(|player| exact.table(player).iter().map(|&value| value as f64).collect());
    let tables = tables.collect();
    let game = NormalFormGame::new(exact.space().clone(), BigInt::from(1), tables).expect("the tables fit");
    bencher.bench(|| lemke_howson_float(&game, &TimeLimit::none()));
}

#[divan::bench(args = [3, 4, 5, 6], sample_count = 10)]
fn all_of_binary_games(bencher: Bencher, players: usize) {
    let game = random_binary(players);
    bencher.bench(|| all_equilibria(&game, DEFAULT_DIGITS, &TimeLimit::none()));
}

#[divan::bench(args = [8, 10, 12], sample_count = 10)]
fn best_correlated_equilibrium(bencher: Bencher, players: usize) {
    let game = random_binary(players);
    bencher.bench(|| best_correlated(&game, Correlation::Correlated, None, &TimeLimit::none()));
}

#[divan::bench(args = [50, 200], sample_count = 10)]
fn iterated_dominance(bencher: Bencher, strategies: usize) {
    let game = guessing(strategies);
    bencher.bench(|| iterated_strict_dominance(&game));
}

#[divan::bench(args = [10, 14], sample_count = 10)]
fn coalition_proof_profiles(bencher: Bencher, players: usize) {
    let game = random_binary(players);
    bencher.bench(|| coalition_proof(&game, &TimeLimit::none()));
}

/// The branch of quantal responses up to where Gambit leaves it (a regret of 1e-8), and its limit.
#[divan::bench(args = [6, 8, 10], sample_count = 10)]
fn quantal_branch(bencher: Bencher, players: usize) {
    let game = random_binary(players);
    bencher.bench(|| limit_equilibrium(&game, &TimeLimit::none()));
}

#[divan::bench(args = [6, 8, 10], sample_count = 10)]
fn quantal_responses(bencher: Bencher, players: usize) {
    let game = random_binary(players);
    let lambdas = [(1, 100), (1, 10), (1, 1), (300_000, 1)].map(|(n, d)| pactum::number::ratio(n, d));
    bencher.bench(|| quantal_response(&game, &lambdas, 16, &TimeLimit::none()));
}

#[divan::bench(args = [14, 16, 18], sample_count = 10)]
fn read_nfg_file(bencher: Bencher, players: usize) {
    let game = NamedGame::numbered("random", AnyGame::Narrow(random_binary(players))).expect("names fit");
    let text = write_nfg(&game);
    bencher.bench(|| read_nfg(&text));
}
