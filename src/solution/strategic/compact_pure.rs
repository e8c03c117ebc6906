//! Pure equilibria of games in compact form.

use num_bigint::BigInt;
use num_traits::{One, Signed, Zero};

use crate::error::Error;
use crate::game::compact::CompactGame;
use crate::limit::TimeLimit;

/// The most steps of one table of sums.
const MAX_SUMS: usize = 1 << 26;

/// The pure equilibria of a game in compact form.
#[derive(Debug, Clone, PartialEq)]
pub struct CompactPure {
    /// For each weight of those who join, how many equilibria there are, where there are any.
    pub counts: Vec<(usize, BigInt)>,
    /// The equilibria, by rising weight: who joins.
    pub profiles: Vec<Vec<bool>>,
    /// Whether all of them are listed.
    pub complete: bool,
}

impl CompactPure {
    /// How many equilibria there are.
    pub fn total(&self) -> BigInt {
        self.counts.iter().map(|(_, count)| count).sum()
    }
}

/// All pure Nash equilibria of a game in which the others count by their weight, counted, and listed up to a limit.
///
/// In an equilibrium in which those who join weigh `W`, a player may join if `join_i(W - w_i) >= out_i(W - w_i)` and
/// stay out if `out_i(W) >= join_i(W)`. For each `W` that decides who must, who must not, and who is free; the
/// equilibria are the sets of free players of the weight that is missing, counted by their sums and listed without
/// dead ends.
///
/// # Errors
///
/// [`Error::TooLarge`] where the tables of sums would be too large, [`Error::TimeLimit`].
///
/// # Complexity
///
/// `O(n W)` comparisons for `n` players of total weight `W`, `O(n W)` for each weight at which players of different
/// weights are free, and `O(n)` for each equilibrium that is listed.
///
/// # Examples
///
/// ```
/// use pactum::game::compact::CompactGame;
/// use pactum::limit::TimeLimit;
/// use pactum::number::whole;
/// use pactum::solution::strategic::compact_pure;
///
/// // The volunteer's dilemma of 300: in each equilibrium one volunteers.
/// let out: Vec<_> = (0..300).map(|others| whole(if others == 0 { 0 } else { 4 })).collect();
/// let game = CompactGame::symmetric("volunteer", 300, ["out", "in"], out, vec![whole(3); 300]).unwrap();
/// let found = compact_pure(&game, 1000, &TimeLimit::none()).unwrap();
/// assert_eq!((found.profiles.len(), found.complete, found.counts[0].0), (300, true, 1));
/// // A list of ten is not all.
/// assert!(!compact_pure(&game, 10, &TimeLimit::none()).unwrap().complete);
/// ```
///
/// # References
///
/// Nash 1951; Palfrey and Rosenthal 1984.
pub fn compact_pure(game: &CompactGame, listed: usize, limit: &TimeLimit) -> Result<CompactPure, Error> {
    let players = game.players();
    let signs: Vec<Vec<i8>> = game
        .kinds()
        .iter()
        .map(|kind| {
            let sign = |(join, out): (&crate::number::Rational, &crate::number::Rational)| join.cmp(out) as i8;
            kind.join.iter().zip(&kind.out).map(sign).collect()
        })
        .collect();
    let mut found = CompactPure { counts: Vec::new(), profiles: Vec::new(), complete: true };
    for weight in 0..=game.total_weight() {
        limit.check("the pure equilibria")?;
        let Some(choice) = Choice::at(game, &signs, weight) else { continue };
        let count = choice.count()?;
        if !count.is_positive() {
            continue;
        }
        found.counts.push((weight, count.clone()));
        let room = listed - found.profiles.len();
        found.complete &= count <= BigInt::from(room);
        if room > 0 {
            choice.list(players.len(), room, &mut found.profiles)?;
        }
    }
    Ok(found)
}

/// Who must join at one weight, who is free, and the weight that free players have to add.
struct Choice {
    must: Vec<usize>,
    /// Player and weight.
    free: Vec<(usize, usize)>,
    missing: usize,
}

impl Choice {
    /// `None` where somebody can neither join nor stay out, or too much weight must join.
    fn at(game: &CompactGame, signs: &[Vec<i8>], weight: usize) -> Option<Self> {
        let (mut must, mut free, mut joined) = (Vec::new(), Vec::new(), 0usize);
        for (place, player) in game.players().iter().enumerate() {
            let signs = &signs[player.kind];
            let joins =
                weight.checked_sub(player.weight).and_then(|others| signs.get(others)).is_some_and(|&sign| sign >= 0);
            let stays = signs.get(weight).is_some_and(|&sign| sign <= 0);
            match (joins, stays) {
                (true, true) => free.push((place, player.weight)),
                (true, false) => {
                    must.push(place);
                    joined += player.weight;
                }
                (false, true) => {}
                (false, false) => return None,
            }
        }
        weight.checked_sub(joined).map(|missing| Choice { must, free, missing })
    }

    /// The one weight of all free players, if they have only one and it is not 0.
    fn single(&self) -> Option<usize> {
        let first = self.free.first()?.1;
        (first > 0 && self.free.iter().all(|&(_, weight)| weight == first)).then_some(first)
    }

    /// How many sets of free players have the missing weight.
    fn count(&self) -> Result<BigInt, Error> {
        if let Some(weight) = self.single() {
            let fits = self.missing.is_multiple_of(weight) && self.missing / weight <= self.free.len();
            return Ok(if fits {
                num_integer::binomial(BigInt::from(self.free.len()), BigInt::from(self.missing / weight))
            } else {
                BigInt::zero()
            });
        }
        self.check_size()?;
        let mut sums = vec![BigInt::zero(); self.missing + 1];
        sums[0] = BigInt::one();
        for &(_, weight) in &self.free {
            for sum in (weight..=self.missing).rev() {
                let with = sums[sum - weight].clone();
                sums[sum] += with;
            }
        }
        Ok(sums.pop().unwrap_or_default())
    }

    fn check_size(&self) -> Result<(), Error> {
        let size = self.free.len().saturating_mul(self.missing + 1);
        if size <= MAX_SUMS {
            return Ok(());
        }
        Err(Error::TooLarge {
            what: "sums of weights".into(),
            needed: format!("{size} steps"),
            limit: MAX_SUMS.to_string(),
            remedy: "smaller weights".into(),
        })
    }

    /// Adds the first sets of that weight to a list.
    fn list(&self, players: usize, room: usize, found: &mut Vec<Vec<bool>>) -> Result<(), Error> {
        // What the free players from each place on can add up to.
        let reach: Option<Vec<Vec<bool>>> = match self.single() {
            Some(_) => None,
            None => {
                self.check_size()?;
                let mut rows = vec![vec![false; self.missing + 1]];
                rows[0][0] = true;
                for &(_, weight) in self.free.iter().rev() {
                    let last = &rows[rows.len() - 1];
                    let row = (0..=self.missing).map(|sum| last[sum] || sum >= weight && last[sum - weight]).collect();
                    rows.push(row);
                }
                rows.reverse();
                Some(rows)
            }
        };
        let reaches = |place: usize, sum: usize| match (&reach, self.single()) {
            (Some(rows), _) => rows[place][sum],
            (None, Some(weight)) => sum.is_multiple_of(weight) && sum / weight <= self.free.len() - place,
            (None, None) => false,
        };
        let mut profile = vec![false; players];
        self.must.iter().for_each(|&player| profile[player] = true);
        let end = found.len() + room;
        // Choices that are open: the place, what is missing there, and whether the player before joined.
        let mut open = vec![(0usize, self.missing, false)];
        while let Some((place, missing, joined)) = open.pop() {
            if let Some(before) = place.checked_sub(1) {
                profile[self.free[before].0] = joined;
            }
            let Some(&(_, weight)) = self.free.get(place) else {
                if missing == 0 {
                    found.push(profile.clone());
                }
                if found.len() == end {
                    return Ok(());
                }
                continue;
            };
            if reaches(place + 1, missing) {
                open.push((place + 1, missing, false));
            }
            if let Some(rest) = missing.checked_sub(weight).filter(|&rest| reaches(place + 1, rest)) {
                open.push((place + 1, rest, true));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::compact::{CompactPayoffs, CompactPlayer};
    use crate::game::with_game;
    use crate::number::whole;
    use crate::solution::strategic::pure_nash;
    use proptest::prelude::*;

    prop_compose! {
        /// Up to six players, weights 0 to 3, many ties.
        fn games()(weights in prop::collection::vec(0usize..4, 1..7), values in prop::collection::vec(-1i64..2, 400)) -> CompactGame {
            let total: usize = weights.iter().sum();
            let mut values = values.into_iter();
            let mut list = |count: usize| (0..count).map(|_| whole(values.next().unwrap_or(0))).collect::<Vec<_>>();
            let kinds = weights.iter().map(|weight| CompactPayoffs { out: list(total - weight + 1), join: list(total - weight + 1) }).collect();
            let players = weights.iter().enumerate().map(|(kind, &weight)| CompactPlayer { name: kind.to_string(), weight, kind }).collect();
            CompactGame::new("", ["out", "in"], players, kinds).unwrap()
        }
    }

    proptest! {
        #[test]
        fn they_are_those_of_the_table(game in games()) {
            let found = compact_pure(&game, 1000, &TimeLimit::none()).unwrap();
            prop_assert!(found.complete);
            prop_assert_eq!(found.total(), BigInt::from(found.profiles.len()));
            let mask = |profile: &Vec<bool>| profile.iter().enumerate().map(|(place, &joins)| usize::from(joins) << place).sum::<usize>();
            let mut masks: Vec<usize> = found.profiles.iter().map(mask).collect();
            masks.sort_unstable();
            let table = game.to_table().unwrap();
            prop_assert_eq!(masks, with_game!(&table.game, table => pure_nash(table)));
            // Cut short, it is the beginning of the list.
            let short = compact_pure(&game, 2, &TimeLimit::none()).unwrap();
            prop_assert_eq!(short.complete, found.profiles.len() <= 2);
            prop_assert_eq!(&short.profiles[..], &found.profiles[..found.profiles.len().min(2)]);
            prop_assert_eq!(short.counts, found.counts);
        }
    }

    /// Palfrey and Rosenthal 1984: without refund nobody contributes or exactly as many as are needed.
    #[test]
    fn threshold_games_of_hundreds() {
        let players: Vec<_> = (0..400).map(|place| (place.to_string(), 1, whole(3), whole(1))).collect();
        let game = CompactGame::threshold("", ["out", "in"], &players, 200, false).unwrap();
        let found = compact_pure(&game, 5, &TimeLimit::none()).unwrap();
        let binomial = num_integer::binomial(BigInt::from(400), BigInt::from(200));
        assert_eq!(found.counts, [(0, BigInt::one()), (200, binomial)]);
        assert!(!found.complete && found.profiles.len() == 5);
        assert_eq!(found.profiles[1].iter().filter(|joins| **joins).count(), 200);
        assert!(compact_pure(&game, 5, &TimeLimit::seconds(0.0)).is_err());
    }
}
