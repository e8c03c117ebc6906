//! Certificates of stable and of unstable cores.

use serde_json::Value;

use super::evidence::{Checker, coalition_among, place};
use crate::certificate::{Countered, Cover, DominationBound, EmptyPart, Flaw, Split, StableProof, Undominated};
use crate::coalition::Coalition;
use crate::game::forms::TuForm;
use crate::game::properties::convex;
use crate::game::{CharacteristicFunction, TuGame};
use crate::number::{Rational, Scalar, parse_rational, sum};
use crate::solution::cooperative::has_dominant_diagonal;

/// How deep trees may be: each coalition splits a path at most once.
const MAX_DEPTH: usize = 64;

/// Checks whether the core is stable.
pub(super) fn core_stable<S: Scalar>(checker: &Checker<'_, S>, value: &Value, certificate: &Value) -> Result<(), Flaw> {
    let game: TuGame<Rational> = checker.game.convert().map_err(|error| Flaw(error.to_string()))?;
    let reader = Reader { players: checker.players() };
    match value["holds"].as_bool() {
        None => Err(Flaw("value.holds: found neither true nor false".into())),
        Some(false) => reader.undominated(certificate)?.verify(&game),
        Some(true) if certificate["convex"] == true => match convex(&game).holds {
            true => Ok(()),
            false => Err(Flaw("the game is not convex".into())),
        },
        Some(true) if !certificate["diagonal"].is_null() => {
            let TuForm::Assignment { surplus } = &checker.task.file.form else {
                return Err(Flaw("the game is not one of assignment".into()));
            };
            let pair = |pair: &Value| match reader.list(pair)?.as_slice() {
                [row, column] => Ok((reader.player(row)?, reader.player(column)?)),
                _ => Err(Flaw(format!("found {pair}; a row and a column are allowed"))),
            };
            let pairs: Vec<(usize, usize)> =
                reader.list(&certificate["diagonal"])?.iter().map(pair).collect::<Result<_, Flaw>>()?;
            match has_dominant_diagonal(surplus, &pairs) {
                true => Ok(()),
                false => Err(Flaw("the diagonal is not dominant".into())),
            }
        }
        Some(true) => reader.stable(certificate)?.verify(&game),
    }
}

/// Checks that each objection to an allocation has an answer: through every coalition that can gain,
/// of every member against everybody outside.
pub(super) fn countered<S: Scalar>(checker: &Checker<'_, S>, amounts: &[S], evidence: &Value) -> Result<(), Flaw> {
    let game: TuGame<Rational> = checker.game.convert().map_err(|error| Flaw(error.to_string()))?;
    let reader = Reader { players: checker.players() };
    let finite = || Flaw("a share is not a finite number".into());
    let x: Vec<Rational> =
        amounts.iter().map(|share| share.to_rational().ok_or_else(finite)).collect::<Result<_, _>>()?;
    let proof = |proof: &Value| -> Result<Countered, Flaw> {
        Ok(Countered {
            player: reader.player(&proof["player"])?,
            against: reader.player(&proof["against"])?,
            coalition: reader.coalition(&proof["coalition"])?,
            weights: reader.entries(&proof["weights"])?,
        })
    };
    let proofs: Vec<Countered> = reader.list(&evidence["countered"])?.iter().map(proof).collect::<Result<_, _>>()?;
    proofs.iter().try_for_each(|proof| proof.verify(&game, &x))?;
    let answered: std::collections::HashSet<(usize, usize, Coalition)> =
        proofs.iter().map(|proof| (proof.player, proof.against, proof.coalition)).collect();
    let grand = Coalition::grand(game.n_players());
    let total = |coalition: Coalition| sum(coalition.members().map(|player| x[player].clone()));
    for coalition in grand.subsets().filter(|coalition| game.worth(*coalition) > total(*coalition)) {
        for player in coalition.members() {
            let open = |against: &usize| !answered.contains(&(player, *against, coalition));
            if let Some(against) = grand.minus(coalition).members().find(open) {
                let (player, against) = (player + 1, against + 1);
                return Err(Flaw(format!("nothing answers player {player} against player {against} in {coalition}")));
            }
        }
    }
    Ok(())
}

/// Reads evidence, in fractions whatever the numbers of the run.
struct Reader<'a> {
    players: &'a [String],
}

impl Reader<'_> {
    fn number(&self, value: &Value) -> Result<Rational, Flaw> {
        let exact = value.as_str().and_then(|text| parse_rational(text).ok());
        exact.ok_or_else(|| Flaw(format!("found {value}; a fraction is allowed")))
    }

    fn list<'v>(&self, value: &'v Value) -> Result<&'v Vec<Value>, Flaw> {
        value.as_array().ok_or_else(|| Flaw(format!("found {value}; a list is allowed")))
    }

    fn player(&self, value: &Value) -> Result<usize, Flaw> {
        place(self.players, value.as_str().unwrap_or_default())
    }

    fn coalition(&self, value: &Value) -> Result<Coalition, Flaw> {
        self.list(value)?.iter().try_fold(Coalition::EMPTY, |all, name| Ok(all.with(self.player(name)?)))
    }

    /// Fractions by coalition.
    fn entries(&self, value: &Value) -> Result<Vec<(Coalition, Rational)>, Flaw> {
        let object = value.as_object().ok_or_else(|| Flaw(format!("found {value}; an object is allowed")))?;
        object.iter().map(|(key, value)| Ok((coalition_among(self.players, key)?, self.number(value)?))).collect()
    }

    /// Fractions by player, 0 for those left out.
    fn shares(&self, value: &Value) -> Result<Vec<Rational>, Flaw> {
        let mut shares = vec![Rational::from_integer(0.into()); self.players.len()];
        for (coalition, amount) in self.entries(value)? {
            match coalition.members().next() {
                Some(player) if coalition.size() == 1 => shares[player] = amount,
                _ => return Err(Flaw(format!("found {coalition}; one player is allowed"))),
            }
        }
        Ok(shares)
    }

    fn undominated(&self, value: &Value) -> Result<Undominated, Flaw> {
        let bound = |bound: &Value| -> Result<DominationBound, Flaw> {
            Ok(DominationBound {
                coalition: if bound["s"].is_null() { None } else { Some(self.coalition(&bound["s"])?) },
                weights: self.shares(&bound["weights"])?,
                own: self.number(&bound["own"])?,
                grand: self.number(&bound["grand"])?,
                others: self.entries(&bound["others"])?,
            })
        };
        Ok(Undominated {
            imputation: self.shares(&value["imputation"])?,
            coalition: self.coalition(&value["s"])?,
            bounds: self.list(&value["bounds"])?.iter().map(bound).collect::<Result<_, _>>()?,
        })
    }

    fn stable(&self, value: &Value) -> Result<StableProof, Flaw> {
        let object = |key: &str| value[key].as_object().ok_or_else(|| Flaw(format!("{key}: found no object")));
        let cover = |(key, cover): (&String, &Value)| -> Result<Cover, Flaw> {
            let row = |row: &Value| Ok((self.shares(&row["weights"])?, self.number(&row["bound"])?));
            Ok(Cover {
                coalition: coalition_among(self.players, key)?,
                points: self
                    .list(&cover["points"])?
                    .iter()
                    .map(|point| self.shares(point))
                    .collect::<Result<_, _>>()?,
                rows: self.list(&cover["rows"])?.iter().map(row).collect::<Result<_, Flaw>>()?,
            })
        };
        let tree =
            |(key, tree): (&String, &Value)| Ok((coalition_among(self.players, key)?, self.split(tree, MAX_DEPTH)?));
        Ok(StableProof {
            covers: object("covers")?.iter().map(cover).collect::<Result<_, _>>()?,
            trees: object("trees")?.iter().map(tree).collect::<Result<_, Flaw>>()?,
        })
    }

    fn split(&self, value: &Value, depth: usize) -> Result<Split, Flaw> {
        if let Some(cover) = value["cover"].as_str() {
            let depth = depth.checked_sub(1).ok_or_else(|| Flaw("the tree is too deep".into()))?;
            let parts = self.list(&value["parts"])?.iter().map(|part| self.split(part, depth));
            let coalition = coalition_among(self.players, cover)?;
            return Ok(Split::Cover { coalition, parts: parts.collect::<Result<_, _>>()? });
        }
        let own = self.entries(&value["own"])?;
        Ok(Split::Empty(EmptyPart {
            own: own.into_iter().filter_map(|(player, weight)| Some((player.members().next()?, weight))).collect(),
            grand: self.number(&value["grand"])?,
            rivals: self.entries(&value["rivals"])?,
            rows: self.entries(&value["rows"])?,
        }))
    }
}
