//! How many coalitions win, and how many of them with each player.

use num_bigint::BigInt;

use super::SimpleGame;

/// Numbers of winning coalitions, all that several indices depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WinningCounts {
    /// The winning coalitions.
    pub winning: BigInt,
    /// The winning coalitions with each player.
    pub with_player: Vec<BigInt>,
}

impl WinningCounts {
    /// Counts over a table; see [`super::voting_counts`] for large weighted voting games.
    pub fn of(game: &SimpleGame) -> Self {
        let mut winning = 0u64;
        let mut with_player = vec![0u64; game.n_players()];
        for coalition in game.winning() {
            winning += 1;
            coalition.members().for_each(|player| with_player[player] += 1);
        }
        WinningCounts { winning: winning.into(), with_player: with_player.into_iter().map(Into::into).collect() }
    }

    /// How many players there are.
    pub fn n_players(&self) -> usize {
        self.with_player.len()
    }

    /// `2^n`: how many coalitions there are.
    pub fn coalitions(&self) -> BigInt {
        BigInt::from(1) << self.n_players()
    }

    /// The coalitions that win with a player and lose without: those that win with it, less as many
    /// as win without it.
    pub fn swings(&self, player: usize) -> BigInt {
        &self.with_player[player] * 2 - &self.winning
    }
}
