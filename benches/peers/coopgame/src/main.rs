//! Times coopgame and pactum on the same games in the same process; prints seconds and their ratio.

use std::hint::black_box;
use std::time::Instant;

use coopgame::game::ExplicitGame;
use pactum::game::TuGame;
use pactum::game::properties::{convex, superadditive};
use pactum::solution::cooperative::{banzhaf, shapley};

/// Draw `index` of SplitMix64 with seed 1.
fn draw(index: u64) -> u64 {
    let mut z = 1u64.wrapping_add(index.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

/// Uniform worths.
fn uniform(players: usize) -> Vec<f64> {
    let worth = |mask: u64| (draw(mask) >> 11) as f64 / (1u64 << 53) as f64;
    (0..1u64 << players).map(|mask| if mask == 0 { 0.0 } else { worth(mask) }).collect()
}

/// Convex worths.
fn convex_worths(players: usize) -> Vec<f64> {
    let mut values = uniform(players);
    for (mask, value) in values.iter_mut().enumerate() {
        *value += f64::from(mask.count_ones()).powi(2);
    }
    values
}

/// The least time of several runs.
fn least<T>(runs: usize, mut work: impl FnMut() -> T) -> f64 {
    (0..runs)
        .map(|_| {
            let started = Instant::now();
            black_box(work());
            started.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

fn report(task: &str, players: usize, peer: f64, ours: f64) {
    println!("{task:<14} n = {players:>2}  coopgame {peer:>10.6} s  pactum {ours:>10.6} s  ratio {:>7.1}", peer / ours);
}

/// The largest difference between two allocations.
fn difference(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| (left - right).abs()).fold(0.0, f64::max)
}

fn main() {
    for players in [20, 22, 24] {
        let values = uniform(players);
        let peer = ExplicitGame::from_binary(&values[1..]).expect("a game");
        let ours = TuGame::new(values).expect("a game");
        assert!(difference(&coopgame::values::shapley(&peer), &shapley(&ours)) < 1e-10);
        assert!(difference(&coopgame::values::banzhaf(&peer), &banzhaf(&ours)) < 1e-10);
        report("shapley", players, least(3, || coopgame::values::shapley(&peer)), least(9, || shapley(&ours)));
        report("banzhaf", players, least(3, || coopgame::values::banzhaf(&peer)), least(9, || banzhaf(&ours)));
    }
    for players in [18, 20, 22] {
        let values = convex_worths(players);
        let peer = ExplicitGame::from_binary(&values[1..]).expect("a game");
        let ours = TuGame::new(values).expect("a game");
        if players <= 20 {
            assert!(coopgame::properties::is_superadditive(&peer) && superadditive(&ours).holds);
            report("superadditive", players, least(1, || coopgame::properties::is_superadditive(&peer)), least(5, || superadditive(&ours)));
        }
        assert!(coopgame::properties::is_convex(&peer) && convex(&ours).holds);
        report("convex", players, least(2, || coopgame::properties::is_convex(&peer)), least(5, || convex(&ours)));
    }
}
