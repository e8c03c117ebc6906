//! Coalitions as bit masks.

use std::fmt;

/// A set of players: bit `i` stands for player `i`.
///
/// Tables of worths are indexed by the mask: `values[coalition.index()]`.
///
/// # Examples
///
/// ```
/// use pactum::coalition::Coalition;
///
/// let pair = Coalition::of([0, 2]);
/// assert_eq!(pair.size(), 2);
/// assert_eq!(pair.to_string(), "{1,3}");
/// assert!(pair.is_subset_of(Coalition::grand(3)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Coalition(pub u32);

impl Coalition {
    /// The empty coalition.
    pub const EMPTY: Coalition = Coalition(0);
    /// The most players whose coalitions fit.
    pub const MAX_PLAYERS: usize = 31;

    /// All of `n` players; `n` is at most [`Coalition::MAX_PLAYERS`].
    pub fn grand(n: usize) -> Self {
        debug_assert!(n <= Self::MAX_PLAYERS);
        Coalition(((1u64 << n) - 1) as u32)
    }

    /// The coalition of the given players.
    pub fn of(players: impl IntoIterator<Item = usize>) -> Self {
        Coalition(players.into_iter().fold(0, |mask, player| mask | 1 << player))
    }

    /// One player alone.
    pub fn singleton(player: usize) -> Self {
        Coalition(1 << player)
    }

    /// The place of this coalition in a table of worths.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// How many players it has.
    pub fn size(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether it has nobody.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the player belongs to it.
    pub fn contains(self, player: usize) -> bool {
        self.0 >> player & 1 == 1
    }

    /// With one player more.
    pub fn with(self, player: usize) -> Self {
        Coalition(self.0 | 1 << player)
    }

    /// With one player less.
    pub fn without(self, player: usize) -> Self {
        Coalition(self.0 & !(1 << player))
    }

    /// The players of either.
    pub fn union(self, other: Self) -> Self {
        Coalition(self.0 | other.0)
    }

    /// The players of both.
    pub fn intersection(self, other: Self) -> Self {
        Coalition(self.0 & other.0)
    }

    /// The players of this one that are not in the other.
    pub fn minus(self, other: Self) -> Self {
        Coalition(self.0 & !other.0)
    }

    /// Whether every member is in the other.
    pub fn is_subset_of(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// The members in rising order.
    pub fn members(self) -> impl Iterator<Item = usize> + Clone {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            (rest != 0).then(|| {
                let player = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                player
            })
        })
    }

    /// All subsets, the empty one and itself included, in rising order of their masks.
    pub fn subsets(self) -> impl Iterator<Item = Coalition> + Clone {
        let mut next = Some(0u32);
        std::iter::from_fn(move || {
            let current = next?;
            next = (current != self.0).then(|| (current.wrapping_sub(self.0)) & self.0);
            Some(Coalition(current))
        })
    }

    /// All coalitions of `n` players in rising order of their masks, the empty one first.
    pub fn all(n: usize) -> impl Iterator<Item = Coalition> + Clone {
        (0..=Coalition::grand(n).0).map(Coalition)
    }
}

impl fmt::Display for Coalition {
    /// Players counted from 1, as in textbooks: `{1,3}`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("{")?;
        for (place, player) in self.members().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(formatter, "{comma}{}", player + 1)?;
        }
        formatter.write_str("}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsets_are_all_and_rising() {
        let coalition = Coalition::of([0, 2, 3]);
        let subsets: Vec<_> = coalition.subsets().collect();
        assert_eq!(subsets.len(), 8);
        assert!(subsets.is_sorted());
        assert!(subsets.iter().all(|subset| subset.is_subset_of(coalition)));
        assert_eq!(Coalition::EMPTY.subsets().count(), 1);
    }

    #[test]
    fn the_largest_grand_coalition_fits() {
        assert_eq!(Coalition::grand(Coalition::MAX_PLAYERS).size(), 31);
        assert_eq!(Coalition::grand(0), Coalition::EMPTY);
    }
}
