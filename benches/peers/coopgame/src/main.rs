//! Times coopgame and pactum on the same games in the same process; prints seconds and their ratio.

use std::hint::black_box;
use std::time::Instant;

use coopgame::Domain;
use coopgame::game::ExplicitGame;
use coopgame::kernel::{SetOptions, TransferOptions};
use pactum::game::TuGame;
use pactum::game::properties::{convex, superadditive};
use pactum::limit::TimeLimit;
use pactum::lp::default_backend;
use pactum::solution::cooperative::{banzhaf, core_vertices, kernel_set, least_core, nucleolus, prekernel, shapley};

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

/// `v(i) = 0`, `v(S)` uniform in `1..100|S|`, `v(N)` uniform in `100(n-2)..100n`.
fn ranged(players: usize) -> Vec<f64> {
    let drawn = |index: u64, most: u64| (draw(index) % most) as f64;
    let worth = |mask: u64| match mask.count_ones() as usize {
        0 | 1 => 0.0,
        size if size == players => 100.0 * (players as f64 - 2.0) + drawn((1 << players) - 1, 201),
        size => 1.0 + drawn(mask, 100 * size as u64),
    };
    (0..1u64 << players).map(worth).collect()
}

fn games(values: Vec<f64>) -> (ExplicitGame, TuGame<f64>) {
    (ExplicitGame::from_binary(&values[1..]).expect("a game"), TuGame::new(values).expect("a game"))
}

fn values_and_indices() {
    for players in [20, 22, 24] {
        let (peer, ours) = games(uniform(players));
        assert!(difference(&coopgame::values::shapley(&peer), &shapley(&ours)) < 1e-10);
        assert!(difference(&coopgame::values::banzhaf(&peer), &banzhaf(&ours)) < 1e-10);
        report("shapley", players, least(3, || coopgame::values::shapley(&peer)), least(9, || shapley(&ours)));
        report("banzhaf", players, least(3, || coopgame::values::banzhaf(&peer)), least(9, || banzhaf(&ours)));
    }
}

fn properties() {
    for players in [18, 20, 22] {
        let (peer, ours) = games(convex_worths(players));
        if players <= 20 {
            // Superadditive, and not convex: the long way of all pairs.
            let pairs: Vec<f64> = (0..1u64 << players).map(|mask| f64::from(mask.count_ones() / 2)).collect();
            let (other, mine) = games(pairs);
            let theirs = least(1, || coopgame::properties::is_superadditive(&other));
            report("superadd. only", players, theirs, least(3, || superadditive(&mine)));
            assert!(coopgame::properties::is_superadditive(&peer) && superadditive(&ours).holds);
            let theirs = least(1, || coopgame::properties::is_superadditive(&peer));
            report("superadditive", players, theirs, least(5, || superadditive(&ours)));
        }
        assert!(coopgame::properties::is_convex(&peer) && convex(&ours).holds);
        report("convex", players, least(2, || coopgame::properties::is_convex(&peer)), least(5, || convex(&ours)));
    }
}

fn nucleoli() {
    let lp = default_backend();
    for players in [16, 20, 24] {
        let (peer, ours) = games(ranged(players));
        let theirs = coopgame::nucleolus::nucleolus(&peer).expect("a nucleolus").into_allocation();
        let mine = nucleolus(&ours, lp).expect("a nucleolus").allocation;
        assert!(difference(&theirs, &mine) < 1e-6 * 2400.0, "{theirs:?} {mine:?}");
        let runs = if players == 24 { 1 } else { 3 };
        report("nucleolus", players, least(runs, || coopgame::nucleolus::nucleolus(&peer)), least(3, || nucleolus(&ours, lp)));
    }
}

/// The peer takes minutes beyond 8 players.
fn exact_nucleoli() {
    for players in [8, 9, 10] {
        let (peer, ours) = games(ranged(players));
        let exact = ours.convert::<pactum::Rational>().expect("finite");
        let lp = default_backend();
        let mine = least(3, || nucleolus(&exact, lp));
        if players > 8 {
            println!("nucleolus-exact n = {players:>2}  pactum {mine:>10.6} s");
            continue;
        }
        let peer = coopgame::game::exact::ExactGame::from_explicit(&peer).expect("a game");
        let theirs = least(1, || coopgame::nucleolus::exact::nucleolus(&peer, Domain::Imputation));
        report("nucleolus-exact", players, theirs, mine);
    }
}

fn least_cores() {
    let lp = default_backend();
    for players in [16, 20, 22] {
        let (peer, ours) = games(ranged(players));
        let theirs = coopgame::nucleolus::least_core(&peer, Domain::Preimputation).expect("a least core").epsilon();
        let mine = least_core(&ours, lp).expect("a least core").epsilon;
        assert!((theirs - mine).abs() < 1e-6 * mine.abs().max(1.0), "{theirs} {mine}");
        let theirs = least(3, || coopgame::nucleolus::least_core(&peer, Domain::Preimputation));
        report("least-core", players, theirs, least(5, || least_core(&ours, lp)));
    }
}

fn kernels() {
    let lp = default_backend();
    for players in [16, 20] {
        let (peer, ours) = games(ranged(players));
        let options = || TransferOptions::for_game(&peer);
        let point = || coopgame::kernel::kernel_point(&peer, Domain::Preimputation, None, options());
        let theirs = least(1, point);
        report("prekernel", players, theirs, least(3, || prekernel(&ours, lp)));
    }
    for players in [4, 5, 6] {
        let (peer, ours) = games(ranged(players));
        let exact = ours.convert::<pactum::Rational>().expect("finite");
        let options = || SetOptions::for_game(&peer);
        let theirs = least(1, || coopgame::kernel::kernel_set(&peer, Domain::Imputation, options()));
        report("kernel-set", players, theirs, least(2, || kernel_set(&exact, &TimeLimit::none())));
    }
}

fn vertices() {
    for players in [6, 7, 8] {
        let worth = |coalition: pactum::Coalition| {
            let size = coalition.size() as i64;
            pactum::number::whole(1000 * size * size + (draw(coalition.0.into()) % 1000) as i64)
        };
        let game = TuGame::from_fn(players, worth).expect("a game");
        println!("core-vertices  n = {players:>2}  pactum {:>10.6} s", least(3, || core_vertices(&game, &TimeLimit::none())));
    }
}

fn main() {
    let tasks: [(&str, fn()); 7] = [
        ("values", values_and_indices),
        ("properties", properties),
        ("nucleolus", nucleoli),
        ("nucleolus-exact", exact_nucleoli),
        ("least-core", least_cores),
        ("kernel", kernels),
        ("vertices", vertices),
    ];
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    for (name, task) in tasks {
        if chosen.is_empty() || chosen.iter().any(|chosen| chosen == name) {
            task();
        }
    }
}
