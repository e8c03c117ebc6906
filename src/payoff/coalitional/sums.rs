//! Sums of payoffs over a coalition, profile by profile.

use crate::coalition::Coalition;
use crate::game::NormalFormGame;
use crate::number::cell::Cell;

/// `W_S(p)` for every profile `p`, kept up to date as members come and go.
pub(super) struct Sums<'g, C> {
    pub(super) game: &'g NormalFormGame<C>,
    pub(super) coalition: Coalition,
    pub(super) cells: Vec<C>,
}

impl<'g, C: Cell> Sums<'g, C> {
    /// The sums over nobody.
    pub(super) fn new(game: &'g NormalFormGame<C>) -> Self {
        Sums { game, coalition: Coalition::EMPTY, cells: vec![C::zero(); game.space().size()] }
    }

    /// Moves on to another coalition. Floats are summed afresh, so that nothing is left of the way.
    pub(super) fn move_to(&mut self, coalition: Coalition) {
        if !C::EXACT {
            *self = Sums::new(self.game);
        }
        for agency in coalition.minus(self.coalition).members() {
            self.cells.iter_mut().zip(self.game.table(agency)).for_each(|(sum, cell)| *sum += cell);
        }
        for agency in self.coalition.minus(coalition).members() {
            self.cells.iter_mut().zip(self.game.table(agency)).for_each(|(sum, cell)| *sum -= cell);
        }
        self.coalition = coalition;
    }

    /// The largest sum over the members' joint strategies, the others' play being that of `base`,
    /// in which all members play their first strategy.
    pub(super) fn best(&self, members: &[usize], base: usize) -> &C {
        let space = self.game.space();
        let mut played = vec![0usize; members.len()];
        let (mut profile, mut best) = (base, &self.cells[base]);
        'profiles: loop {
            for (place, &agency) in members.iter().enumerate() {
                played[place] += 1;
                profile += space.stride(agency);
                if played[place] < space.counts()[agency] {
                    if self.cells[profile].exceeds(best) {
                        best = &self.cells[profile];
                    }
                    continue 'profiles;
                }
                profile -= played[place] * space.stride(agency);
                played[place] = 0;
            }
            return best;
        }
    }
}

/// All coalitions in chunks, in an order in which neighbours differ by one member.
pub(super) fn gray_chunks(n: usize) -> Vec<Vec<Coalition>> {
    let coalitions: Vec<Coalition> = (0..1u32 << n).map(|place| Coalition(place ^ place >> 1)).collect();
    coalitions.chunks(512).map(<[Coalition]>::to_vec).collect()
}
