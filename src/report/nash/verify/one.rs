//! Checks of `one`: no regret where numbers are exact, and a proof of existence where they are intervals.

use serde_json::Value;

use super::{bounds, equilibrium, list, payoff_size, strategies};
use crate::certificate::isolated_equilibrium;
use crate::game::{NamedGame, with_game};
use crate::number::Rational;
use crate::report::nash::one::payoff_bounds;
use crate::solution::strategic::Coordinate;

pub(super) fn one(named: &NamedGame, value: &Value) -> Result<(), String> {
    let [item] = list(value)?.as_slice() else { return Err("one equilibrium is expected".into()) };
    equilibrium(named, item)?;
    let profile = strategies(named, item.get("profile"))?;
    if profile.iter().flatten().all(|(low, high)| low == high) {
        return Ok(());
    }
    with_game!(&named.game, game => {
        isolated_equilibrium(game, &profile).map_err(|flaw| flaw.to_string())?;
        let coordinate = |(low, high): &(Rational, Rational)| Coordinate::Between(low.clone(), high.clone());
        let mixtures: Vec<Vec<Coordinate>> =
            profile.iter().map(|list| list.iter().map(coordinate).collect()).collect();
        for (player, (low, high)) in payoff_bounds(game, &mixtures).into_iter().enumerate() {
            let names = &named.players[player];
            let stated = item.get("payoffs").and_then(|payoffs| payoffs.get(&names.name));
            let stated = bounds(stated, &payoff_size(named, player))?;
            if stated.0 > low || stated.1 < high {
                return Err(format!("the payoff of player {} is not within its bounds", names.name));
            }
        }
        Ok(())
    })
}
