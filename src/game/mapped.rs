//! Games in files of floats that stay on disk.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use memmap2::Mmap;
use num_integer::binomial;

use super::tu::TuGame;
use crate::coalition::Coalition;
use crate::error::Error;
use crate::solution::Allocation;
use crate::solution::cooperative::marginal_sums::{BLOCK, BlockSource, float_marginals};

/// Bytes of one worth.
const BYTES: usize = 8;
/// The most players: 8 GiB of worths.
const MAX_PLAYERS: usize = 30;

/// A file of `2^n` little-endian floats, indexed by mask, mapped into memory.
#[derive(Debug, Clone)]
pub struct MappedValues {
    map: Arc<Mmap>,
    n_players: usize,
}

impl MappedValues {
    /// Maps a file. Nothing is read yet but its size and the first worth.
    ///
    /// The file must not be changed while it is mapped: results would mix old and new worths.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when the file cannot be opened, has not the size of `2^n` floats with `n` from
    /// 1 to 30, or gives the empty coalition a worth other than 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use pactum::game::mapped::MappedValues;
    ///
    /// let path = std::env::temp_dir().join(format!("pactum-{}.f64", std::process::id()));
    /// let bytes: Vec<u8> = [0.0f64, 1.0, 2.0, 5.0].iter().flat_map(|worth| worth.to_le_bytes()).collect();
    /// std::fs::write(&path, &bytes).unwrap();
    /// assert_eq!(MappedValues::open(&path).unwrap().shapley().unwrap(), [2.0, 3.0]);
    /// std::fs::write(&path, &bytes[..24]).unwrap();
    /// assert!(MappedValues::open(&path).is_err());
    /// # std::fs::remove_file(&path).unwrap();
    /// ```
    #[allow(unsafe_code)]
    pub fn open(path: &Path) -> Result<Self, Error> {
        let failed = |error: std::io::Error| Error::input(format!("{} cannot be read: {error}", path.display()));
        let file = File::open(path).map_err(failed)?;
        let bytes = file.metadata().map_err(failed)?.len();
        let worths = bytes / BYTES as u64;
        if bytes % BYTES as u64 != 0 || !worths.is_power_of_two() || !(2..=1 << MAX_PLAYERS).contains(&worths) {
            return Err(Error::input(format!(
                "{}: found {bytes} bytes; 8 for each of 2^n worths, n from 1 to {MAX_PLAYERS}, are allowed",
                path.display()
            )));
        }
        // SAFETY: the map is only read, as bytes; should another program change the file meanwhile,
        // worths change, which the documentation excludes.
        let map = unsafe { Mmap::map(&file) }.map_err(failed)?;
        let values = MappedValues { map: Arc::new(map), n_players: worths.ilog2() as usize };
        if values.get(Coalition::EMPTY) != 0.0 {
            return Err(Error::input(format!("{}: the worth of the empty coalition must be 0", path.display())));
        }
        Ok(values)
    }

    /// How many players there are.
    pub fn n_players(&self) -> usize {
        self.n_players
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        &self.map
    }

    /// The worth of a coalition.
    pub fn get(&self, coalition: Coalition) -> f64 {
        self.worths().get(coalition.index()).map_or(0.0, |bytes| f64::from_le_bytes(*bytes))
    }

    /// All worths in turn.
    pub fn iter(&self) -> impl Iterator<Item = f64> + '_ {
        self.worths().iter().map(|bytes| f64::from_le_bytes(*bytes))
    }

    /// All worths, checked to be finite.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] for one that is not, [`Error::TooLarge`] above 26 players.
    pub fn finite(&self) -> Result<Vec<f64>, Error> {
        if self.n_players > TuGame::<f64>::MAX_PLAYERS {
            return Err(Error::TooLarge {
                what: format!("a table of worths for {} players", self.n_players),
                needed: format!("2^{} entries", self.n_players),
                limit: "2^26".into(),
                remedy: "ask for shapley, banzhaf or sampled values, which leave the worths on disk".into(),
            });
        }
        if let Some(mask) = self.iter().position(|worth| !worth.is_finite()) {
            return Err(Error::input(format!("the worth of mask {mask} is not a finite number")));
        }
        Ok(self.iter().collect())
    }

    /// The Shapley value, in one pass over the file.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when some worth is not finite.
    pub fn shapley(&self) -> Result<Allocation<f64>, Error> {
        let n_players = self.n_players;
        let weight = |size: usize| 1.0 / (n_players as f64 * binomial(n_players as u64 - 1, size as u64) as f64);
        self.marginals(&(0..n_players).map(weight).collect::<Vec<_>>(), true)
    }

    /// The Banzhaf value, in two passes over the file.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when some worth is not finite.
    pub fn banzhaf(&self) -> Result<Allocation<f64>, Error> {
        let weight = 1.0 / (1u64 << (self.n_players - 1)) as f64;
        self.marginals(&vec![weight; self.n_players], false)
    }

    fn marginals(&self, weights: &[f64], efficient: bool) -> Result<Allocation<f64>, Error> {
        let value = float_marginals(self, weights, efficient);
        if value.iter().all(|amount| amount.is_finite()) {
            return Ok(value);
        }
        Err(Error::input("some worth is not a finite number, or their sums are too large"))
    }

    fn worths(&self) -> &[[u8; BYTES]] {
        self.map.as_chunks::<BYTES>().0
    }
}

impl PartialEq for MappedValues {
    fn eq(&self, other: &Self) -> bool {
        self.map[..] == other.map[..]
    }
}

impl BlockSource for MappedValues {
    fn count(&self) -> usize {
        self.worths().len()
    }

    fn last(&self) -> f64 {
        self.get(Coalition::grand(self.n_players))
    }

    fn read<'a>(&'a self, index: usize, buffer: &'a mut Vec<f64>) -> &'a [f64] {
        let worths = self.worths();
        let block = &worths[index * BLOCK..worths.len().min((index + 1) * BLOCK)];
        buffer.clear();
        buffer.extend(block.iter().map(|bytes| f64::from_le_bytes(*bytes)));
        buffer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solution::cooperative::{banzhaf, shapley};

    fn written(values: &[f64]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    #[test]
    fn the_same_bits_as_in_memory() {
        let values: Vec<f64> =
            (0..1u32 << 13).map(|mask| f64::from(mask.count_ones()).sqrt() + f64::from(mask % 7)).collect();
        let values = [vec![0.0], values[1..].to_vec()].concat();
        let file = written(&values);
        let mapped = MappedValues::open(file.path()).unwrap();
        let game = TuGame::new(values).unwrap();
        assert_eq!(mapped.finite().unwrap(), game.values());
        assert_eq!(mapped.shapley().unwrap(), shapley(&game));
        assert_eq!(mapped.banzhaf().unwrap(), banzhaf(&game));
    }

    #[test]
    fn bad_files_are_refused() {
        assert!(MappedValues::open(Path::new("no/such/file.f64")).is_err());
        for values in [vec![], vec![0.0], vec![0.0, 1.0, 2.0], vec![1.0, 1.0]] {
            assert!(MappedValues::open(written(&values).path()).is_err(), "{values:?}");
        }
        let broken = MappedValues::open(written(&[0.0, f64::NAN]).path()).unwrap();
        assert!(broken.finite().is_err() && broken.shapley().is_err());
    }
}
