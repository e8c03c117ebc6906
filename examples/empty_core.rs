//! Can the gains be shared so that no group walks off? No, and these weights prove it.
//!
//! Any two of three registers already give a service worth 12; all three give one worth 15. However
//! the 15 is split, some pair gets less than its 12.

use pactum::certificate::BalancedWeights;
use pactum::game::{CharacteristicFunction, TuGame};
use pactum::lp::default_backend;
use pactum::number::{Rational, ratio, whole};
use pactum::solution::cooperative::{Core, core};

fn registers(together: i64) -> TuGame<Rational> {
    let worth = |size: usize| [0, 0, 12, together][size];
    TuGame::from_fn(3, |coalition| whole(worth(coalition.size()))).expect("three players fit")
}

fn main() {
    let game = registers(15);
    let Ok(Core::Empty(proof)) = core(&game, default_backend()) else {
        panic!("the core is not empty");
    };
    for (coalition, weight) in &proof.weights {
        println!("{weight} of {coalition}");
    }
    let weighted = proof.weighted_worth(|coalition| Some(game.worth(coalition))).expect("every worth is known");
    println!("the weights add up to 1 at each register; weighted worth {weighted}, above 15");
    assert_eq!(weighted, whole(18));

    // The proof needs no solver: the weights are added up and compared.
    proof.verify_core_empty(&game).expect("the weights are a proof");

    // A weight that was altered proves nothing.
    let mut altered: BalancedWeights<Rational> = proof.clone();
    altered.weights[0].1 = ratio(1, 3);
    println!("altered: {}", altered.verify_core_empty(&game).expect_err("the weights are no longer balanced"));

    // At 18 the same weights are no objection: 6 for each register satisfies every pair.
    let enough = registers(18);
    println!("at 18: {}", proof.verify_core_empty(&enough).expect_err("18 is enough"));
    assert_eq!(core(&enough, default_backend()), Ok(Core::NonEmpty(vec![whole(6); 3])));
}
