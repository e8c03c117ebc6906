//! The table of worths as floats to search with and as integers to prove with.

use std::any::Any;
use std::borrow::Cow;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use crate::error::Error;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Rational, Scalar};

/// Integers of a table, in machine words where all of them fit.
#[derive(Debug, Clone)]
pub(crate) enum Integers {
    /// All below 2^62 in size.
    Machine(Vec<i64>),
    /// Any size.
    Big(Vec<BigInt>),
}

impl Integers {
    /// In machine words where all fit.
    pub fn from_big(values: Vec<BigInt>) -> Self {
        let small = |value: &BigInt| value.to_i64().filter(|value| value.unsigned_abs() < 1 << 62);
        match values.iter().map(small).collect::<Option<Vec<i64>>>() {
            Some(values) => Integers::Machine(values),
            None => Integers::Big(values),
        }
    }

    /// One entry.
    pub fn get(&self, index: usize) -> BigInt {
        match self {
            Integers::Machine(values) => BigInt::from(values[index]),
            Integers::Big(values) => values[index].clone(),
        }
    }

    /// How many bits the largest has.
    pub fn bits(&self) -> u64 {
        match self {
            Integers::Machine(values) => {
                u64::from(64 - values.iter().fold(0, |all, value| all | value.unsigned_abs()).leading_zeros())
            }
            Integers::Big(values) => values.iter().map(BigInt::bits).max().unwrap_or(0),
        }
    }
}

/// Rationals over one common denominator: entry `i` is `integers[i] / scale`.
#[derive(Debug, Clone)]
pub(crate) struct Scaled {
    /// The common denominator.
    pub scale: BigInt,
    /// The numerators.
    pub integers: Integers,
}

impl Scaled {
    /// Brings rationals over one denominator. Missing entries count as 0.
    pub fn new<'a>(values: impl Iterator<Item = Option<&'a Rational>> + Clone) -> Self {
        let mut scale = BigInt::one();
        let mut small = Some(1i64);
        for value in values.clone().flatten() {
            // Denominators are small as a rule, and repeat.
            let denominator = value.denom().to_i64();
            if let (Some(scale), Some(denominator)) = (small, denominator)
                && denominator != 0
                && scale % denominator == 0
            {
                continue;
            }
            if !(&scale % value.denom()).is_zero() {
                scale = scale.lcm(value.denom());
                small = scale.to_i64();
            }
        }
        let machine = small.and_then(|scale| {
            let entry = |value: Option<&Rational>| -> Option<i64> {
                let Some(value) = value else { return Some(0) };
                let factor = scale.checked_div(value.denom().to_i64()?)?;
                let product = value.numer().to_i64()?.checked_mul(factor)?;
                (product.unsigned_abs() < 1 << 62).then_some(product)
            };
            values.clone().map(entry).collect::<Option<Vec<i64>>>()
        });
        let integers = match machine {
            Some(values) => Integers::Machine(values),
            None => {
                let entry = |value: &Rational| value.numer() * (&scale / value.denom());
                Integers::Big(values.map(|value| value.map_or_else(BigInt::zero, entry)).collect())
            }
        };
        Scaled { scale, integers }
    }

    /// The nearest floats.
    pub fn to_floats(&self) -> Vec<f64> {
        match &self.integers {
            Integers::Machine(values) => {
                let scale = self.scale.to_f64().unwrap_or(f64::INFINITY);
                values.iter().map(|&value| value as f64 / scale).collect()
            }
            Integers::Big(values) => {
                let float = |value: &BigInt| Scalar::to_f64(&Rational::new(value.clone(), self.scale.clone()));
                values.iter().map(float).collect()
            }
        }
    }
}

/// Weights `w_S > 0` by which excesses are divided; 0 leaves a coalition out.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    /// As floats.
    pub float: Vec<f64>,
    /// As integers, where the game is exact.
    pub exact: Option<Scaled>,
}

/// All that the programs need to know of a game.
pub(crate) struct WorthTable<'a> {
    /// How many players.
    pub n: usize,
    /// The worths; minus infinity marks a coalition without a constraint.
    pub float: Cow<'a, [f64]>,
    /// The same as integers, where the game is exact.
    pub exact: Option<Scaled>,
    /// The weights of excesses; all 1 if absent.
    pub weights: Option<Weights>,
    /// Whether some coalition has no worth.
    pub partial: bool,
}

impl<'a> WorthTable<'a> {
    /// The table of a game.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when a worth is not finite.
    pub fn new<S: Scalar>(game: &'a TuGame<S>) -> Result<Self, Error> {
        let n = game.n_players();
        let any = game as &dyn Any;
        if let Some(game) = any.downcast_ref::<TuGame<Rational>>() {
            let exact = Scaled::new(game.values().iter().map(Some));
            return Ok(WorthTable {
                n,
                float: Cow::Owned(exact.to_floats()),
                exact: Some(exact),
                weights: None,
                partial: false,
            });
        }
        let float = match any.downcast_ref::<TuGame<f64>>() {
            Some(game) => Cow::Borrowed(game.values()),
            None => Cow::Owned(game.values().iter().map(Scalar::to_f64).collect()),
        };
        match float.iter().all(|worth| worth.is_finite()) {
            true => Ok(WorthTable { n, float, exact: None, weights: None, partial: false }),
            false => Err(Error::input("a worth is not a finite number")),
        }
    }

    /// The table of a game some of whose worths are undefined.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] when a worth is not finite.
    pub fn partial<S: Scalar>(n: usize, worths: &[Option<S>]) -> Result<Self, Error> {
        let finite = |worth: &Option<S>| worth.as_ref().is_none_or(|worth| worth.to_f64().is_finite() || S::EXACT);
        if !worths.iter().all(finite) {
            return Err(Error::input("a worth is not a finite number"));
        }
        let exact = S::EXACT.then(|| {
            let rationals: Vec<Option<Rational>> =
                worths.iter().map(|worth| worth.as_ref().and_then(Scalar::to_rational)).collect();
            Scaled::new(rationals.iter().map(Option::as_ref))
        });
        let float = |worth: &Option<S>| worth.as_ref().map_or(f64::NEG_INFINITY, Scalar::to_f64);
        let partial = worths.iter().any(Option::is_none);
        Ok(WorthTable { n, float: Cow::Owned(worths.iter().map(float).collect()), exact, weights: None, partial })
    }

    /// The mask of the grand coalition.
    pub fn grand(&self) -> u32 {
        ((1u64 << self.n) - 1) as u32
    }

    /// A worth in any number type, in the game's own unit.
    pub fn worth<S: Scalar>(&self, mask: u32) -> S {
        match &self.exact {
            Some(exact) => S::from_rational(&Rational::new(exact.integers.get(mask as usize), exact.scale.clone())),
            None => from_float(self.float[mask as usize]),
        }
    }

    /// The weight of a coalition's excess in any number type.
    pub fn exact_weight<S: Scalar>(&self, mask: u32) -> S {
        match &self.weights {
            None => S::one(),
            Some(Weights { exact: Some(exact), .. }) => {
                S::from_rational(&Rational::new(exact.integers.get(mask as usize), exact.scale.clone()))
            }
            Some(weights) => from_float(weights.float[mask as usize]),
        }
    }

    /// Excesses per member.
    pub fn set_weights_to_sizes(&mut self) {
        let sizes: Vec<i64> = (0..1u64 << self.n).map(|mask| i64::from(mask.count_ones())).collect();
        let float = sizes.iter().map(|&size| size as f64).collect();
        let exact = self.exact.as_ref().map(|_| Scaled { scale: BigInt::one(), integers: Integers::Machine(sizes) });
        self.weights = Some(Weights { float, exact });
    }

    /// Excesses in proportion to worths, which must be positive.
    pub fn set_weights_to_worths(&mut self) {
        self.weights = Some(Weights { float: self.float.to_vec(), exact: self.exact.clone() });
    }

    /// Excesses in proportion to what a coalition and its complement gain by joining.
    pub fn set_weights_to_gains(&mut self) {
        let grand = self.grand() as usize;
        let magnitude = self.magnitude();
        let gain = |mask: usize| self.float[grand] - self.float[mask] - self.float[grand - mask];
        let positive = |gain: f64| if gain > 1e-9 * magnitude { gain } else { 0.0 };
        let mut float: Vec<f64> = (0..=grand).map(|mask| positive(gain(mask))).collect();
        let exact = self.exact.as_ref().map(|exact| {
            let worth = |mask: usize| exact.integers.get(mask);
            let gains: Vec<BigInt> = (0..=grand).map(|mask| worth(grand) - worth(mask) - worth(grand - mask)).collect();
            float.iter_mut().zip(&gains).filter(|(_, gain)| gain.is_zero()).for_each(|(float, _)| *float = 0.0);
            Scaled { scale: exact.scale.clone(), integers: Integers::from_big(gains) }
        });
        self.weights = Some(Weights { float, exact });
    }

    /// Takes over another table's weights, at their exact values.
    pub fn set_weights_from(&mut self, other: &WorthTable) {
        self.weights = other.weights.as_ref().map(|weights| {
            let rationals: Vec<Option<Rational>> =
                weights.float.iter().map(|&weight| crate::number::rational_from_f64(weight)).collect();
            Weights { float: weights.float.clone(), exact: Some(Scaled::new(rationals.iter().map(Option::as_ref))) }
        });
    }

    /// The weight of a coalition's excess.
    pub fn weight(&self, mask: u32) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights.float[mask as usize])
    }

    /// Whether the coalition has a constraint.
    pub fn active(&self, mask: u32) -> bool {
        mask != 0 && mask != self.grand() && self.float[mask as usize] > f64::NEG_INFINITY && self.weight(mask) > 0.0
    }

    /// The largest finite worth in size, at least 1e-300.
    pub fn magnitude(&self) -> f64 {
        let finite = self.float.iter().filter(|worth| worth.is_finite());
        finite.fold(1e-300, |largest, worth| largest.max(worth.abs()))
    }

    /// A number of the scaled game back in the game's own unit, in any number type.
    pub fn unscale<S: Scalar>(&self, value: &Rational) -> S {
        match &self.exact {
            Some(exact) => S::from_rational(&(value / Rational::from_integer(exact.scale.clone()))),
            None => S::from_rational(value),
        }
    }
}

/// A float as a scalar; 0 for what is not finite, which does not come up.
pub(crate) fn from_float<S: Scalar>(value: f64) -> S {
    S::from_rational(&crate::number::rational_from_f64(value).unwrap_or_default())
}
