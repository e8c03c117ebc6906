//! Results of `pactum nash` as text for readers: the value, what stands beside it, and the evidence in words.

use std::fmt::Write;

use pactum::report::result::ResultEntry;
use serde_json::{Map, Value};

/// Items of a list that text shows.
const SHOWN: usize = 40;
/// Items of evidence that text shows.
const EVIDENCE: usize = 8;

/// One concept for readers.
pub fn entry_text(entry: &ResultEntry) -> String {
    let mut text = String::new();
    let floats = if entry.exact || entry.value.is_err() { "" } else { " (floats)" };
    let seconds = entry.seconds.map(|seconds| format!("   ({seconds:.3} s)")).unwrap_or_default();
    // Writing to a string does not fail.
    let _ = writeln!(text, "{}{floats}{seconds}", entry.concept);
    let lines = match &entry.value {
        Err(error) => vec![error.to_string()],
        Ok(value) => value_lines(value, entry.complete),
    };
    // Where the list is complete, it tells the count.
    let told = |key: &str| key == "count" && entry.complete;
    let siblings = entry.siblings.iter().filter(|(key, _)| !told(key));
    let beside = siblings.flat_map(|(key, value)| sibling_lines(key, value));
    let because = entry.certificate.iter().flat_map(certificate_lines);
    for line in lines.into_iter().chain(beside).chain(because) {
        let _ = writeln!(text, "  {line}");
    }
    text
}

fn value_lines(value: &Value, complete: bool) -> Vec<String> {
    match value {
        Value::Array(items) => {
            let so_far = if complete { "" } else { " so far: the list is not complete" };
            let mut lines = vec![format!("{} in all{so_far}", items.len())];
            lines.extend(items.iter().take(SHOWN).enumerate().flat_map(item_lines));
            lines.extend(more(items.len()));
            lines
        }
        Value::Object(object) => object.iter().flat_map(|(key, value)| field_lines(key, value)).collect(),
        other => vec![line(other)],
    }
}

/// An item of a list with its number; a distribution takes a line for each profile.
fn item_lines((place, item): (usize, &Value)) -> Vec<String> {
    let Some(distribution) = item.get("distribution").and_then(Value::as_array) else {
        return vec![format!("{}. {}", place + 1, if is_profile(item) { profile(item) } else { line(item) })];
    };
    let head = format!("{}. lambda {}", place + 1, item.get("lambda").map(line).unwrap_or_default());
    std::iter::once(head).chain(cut(distribution, |item| format!("   {}", line(item)))).collect()
}

/// A field of a value: lists of distributions, profiles or corners take a line each.
fn field_lines(key: &str, value: &Value) -> Vec<String> {
    match (key, value) {
        ("potential", Value::Array(items)) => {
            let shown: Vec<String> = items.iter().take(SHOWN).map(line).collect();
            let rest = if items.len() > SHOWN { ", …" } else { "" };
            vec![format!("potential by profile (the first player's strategy fastest): {}{rest}", shown.join(", "))]
        }
        ("smallest" | "largest", Value::Object(_)) => vec![format!("{key} equilibrium: {}", profile(value))],
        ("sum", value) => vec![format!("the sum of payoffs is always {}", line(value))],
        ("delta", value) => vec![format!("least discount factor that keeps everyone in: {}", line(value))],
        ("minmax-in", value) => vec![format!("minmax values are those in {}", line(value))],
        (_, Value::Array(items)) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            std::iter::once(format!("{key}: {}", items.len()))
                .chain(cut(items, |item| format!("  {}", line(item))))
                .collect()
        }
        _ => vec![format!("{key}: {}", line(value))],
    }
}

/// What stands beside a value, in words; what was asked for is not repeated.
fn sibling_lines(key: &str, value: &Value) -> Vec<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    match key {
        "options" => Vec::new(),
        "components" => components(list),
        "maximal-nash-subsets" => subsets(list),
        "degenerate" if value == &Value::Bool(true) => vec!["the game is degenerate:".into()],
        "degenerate" => vec!["the game is not degenerate".into()],
        "degenerate-witness" => vec![format!(
            "  in equilibrium {} the strategy of {} has the best replies {}, more than it plays strategies",
            place(value.get("equilibrium")),
            line(value.get("player").unwrap_or(&Value::Null)),
            line(value.get("best-replies").unwrap_or(&Value::Null)),
        )],
        "index" => vec![format!("index of each, in order: {}", list.iter().map(line).collect::<Vec<_>>().join(", "))],
        "undecided" if list.is_empty() => Vec::new(),
        "undecided" => {
            let head = format!("undecided: {} ranges of probabilities in which there may be more", list.len());
            std::iter::once(head).chain(cut(list, |item| format!("  {}", range(item)))).collect()
        }
        "odd" => match value.as_bool() {
            Some(true) => vec!["their number is odd, as it is in generic games".into()],
            Some(false) => vec!["their number is even, so the game is not generic".into()],
            None => Vec::new(),
        },
        "maximizer" => {
            let head = "the potential is largest at".to_string();
            std::iter::once(head).chain(cut(list, |item| format!("  {}", profile(item)))).collect()
        }
        "turns" => match value.as_u64() {
            Some(0) | None => Vec::new(),
            Some(turns) => vec![format!("the branch turned back {turns} times: lambda falls in between")],
        },
        "stopped" => vec![format!("stopped: {}", line(value))],
        "continua" if list.is_empty() => Vec::new(),
        "continua" => std::iter::once("continua of rest points, where only these are played".to_string())
            .chain(cut(list, |item| format!("  {}", line(item))))
            .collect(),
        "count" => vec![format!("{} in all, listed or not", line(value))],
        "counts" => {
            cut(list, |item| format!("where those who join weigh {}: {}", line(&item["weight"]), line(&item["count"])))
        }
        "punishments" => by_player(value, |player, mixed| format!("after {player} deviates: {}", profile(mixed))),
        "method" => vec![format!("method: {}", line(value))],
        _ => vec![format!("{key}: {}", short(value))],
    }
}

/// Components of two players are lists of places; of more, hulls with conditions, or ranges.
fn components(list: &[Value]) -> Vec<String> {
    let describe = |(number, part): (usize, &Value)| -> Vec<String> {
        let head = format!("component {}", number + 1);
        if let Some(places) = part.as_array() {
            let places: Vec<String> = places.iter().map(|item| place(Some(item))).collect();
            return vec![match places.as_slice() {
                [alone] => format!("{head}: equilibrium {alone} alone"),
                _ => format!("{head}: equilibria {}", places.join(", ")),
            }];
        }
        let Some(hulls) = part.get("hulls") else { return vec![format!("{head}: {}", range(part))] };
        let mut lines = vec![format!("{head}, a continuum: each plays any mixture of its own of")];
        lines.extend(by_player(hulls, |player, hull| {
            let points: Vec<String> =
                hull.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(mixture).collect();
            format!("  {player}: {}", points.join(" or "))
        }));
        let conditions = part.get("conditions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        lines.extend(conditions.iter().map(|condition| {
            format!("  only where {} of {} does not pay more", line(&condition["strategy"]), line(&condition["player"]))
        }));
        lines
    };
    if list.iter().all(|part| part.as_array().is_some_and(|places| places.len() == 1)) {
        return if list.is_empty() { Vec::new() } else { vec!["each is a component of its own".into()] };
    }
    let mut lines: Vec<String> = list.iter().take(SHOWN).enumerate().flat_map(describe).collect();
    lines.extend(more(list.len()));
    lines
}

/// Maximal Nash subsets that are more than a point.
fn subsets(list: &[Value]) -> Vec<String> {
    let points = |hull: &Value| hull.as_array().map_or(0, Vec::len);
    let wide: Vec<&Value> = list
        .iter()
        .filter(|subset| subset.as_object().is_some_and(|subset| subset.values().any(|hull| points(hull) > 1)))
        .collect();
    if wide.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("maximal Nash subsets: {}, {} of them more than a point", list.len(), wide.len())];
    for subset in wide.iter().take(EVIDENCE) {
        let sides = by_player(subset, |player, hull| {
            let hull: Vec<String> =
                hull.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(mixture).collect();
            format!("{player}: {}", hull.join(" or "))
        });
        lines.push(format!("  any mixture of {}", sides.join(" with any mixture of ")));
    }
    lines
}

/// The evidence, in words.
fn certificate_lines(certificate: &Value) -> Vec<String> {
    let Some(object) = certificate.as_object() else { return Vec::new() };
    object.iter().flat_map(|(key, value)| evidence_lines(key, value, object)).collect()
}

fn evidence_lines(key: &str, value: &Value, all: &Map<String, Value>) -> Vec<String> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let get = |key: &str| all.get(key).map(line).unwrap_or_default();
    match key {
        // Told in the line of "cycle" or "profiles".
        "sum" | "change" | "player" => Vec::new(),
        "nodes" | "supports" | "cells" => Vec::new(),
        "method" => vec![format!("method: {}", line(value))],
        "kind" => match value.as_str() {
            Some("dual-pair") => vec!["either strategy proves the other's value".into()],
            Some("potential") => vec![format!("these have the greatest potential, {}", get("greatest"))],
            Some("resistance-trees") => {
                vec!["recurrent classes by the resistance of their tree (the least are stable)".into()]
            }
            _ => vec![format!("because: {}", line(value))],
        },
        "greatest" => Vec::new(),
        "classes" => {
            cut(list, |class| format!("  resistance {}: {}", line(&class["resistance"]), profiles(&class["profiles"])))
        }
        "cycle" => {
            let path = list.iter().chain(list.first()).map(bracketed).collect::<Vec<_>>().join(" → ");
            let what = if all.contains_key("sum") {
                format!("because the movers' gains along this circle sum to {}, not 0", get("sum"))
            } else {
                "because along this circle no mover loses and one gains".into()
            };
            vec![what, format!("  {path}")]
        }
        "squares" => std::iter::once(
            "because in these squares one player's move changes the gains of another in ways that no weights fit"
                .to_string(),
        )
        .chain(cut(list, |square| {
            let path = square["profiles"].as_array().map(Vec::as_slice).unwrap_or_default();
            let path: Vec<String> = path.iter().map(bracketed).collect();
            format!("  {}: {} change by {}", line(&square["players"]), path.join(" → "), line(&square["changes"]))
        }))
        .collect(),
        "profiles" if all.contains_key("change") => {
            let path: Vec<String> = list.iter().map(bracketed).collect();
            vec![
                format!(
                    "because when another goes up, the gain of {} from going up changes by {}",
                    get("player"),
                    get("change")
                ),
                format!("  {}", path.join(" → ")),
            ]
        }
        "strict-mixed" | "strict-pure" | "weak-pure-once" | "eliminations" => {
            let name = if key == "eliminations" { "removed".to_string() } else { format!("removed ({key})") };
            std::iter::once(format!("{name}: {}", list.len())).chain(cut_to(list, EVIDENCE, elimination)).collect()
        }
        "beliefs-may-be" => vec![format!("beliefs may be {}", if value == "any" { "any".into() } else { line(value) })],
        "beliefs" => vec![format!("each survivor is a best reply to a belief: {} beliefs (--format json)", list.len())],
        "rejected" if list.is_empty() => Vec::new(),
        "rejected" => cut_to(list, EVIDENCE, |item| {
            format!(
                "{} is left by {} for {}",
                profile(&item["profile"]),
                line(&item["coalition"]),
                profile(&item["to"])
            )
        }),
        "dominated-equilibria" => cut_to(list, EVIDENCE, |item| {
            format!("the equilibrium {} is dominated by {}", profile(&item["profile"]), profile(&item["by"]))
        }),
        "multipliers" => {
            vec![format!("that none is better is proved by {} multipliers of incentives (--format json)", list.len())]
        }
        "punishments" => by_player(value, |player, item| match (item.get("secures"), item.get("punishes")) {
            (Some(secures), Some(punishes)) => {
                format!(
                    "{player} secures its minmax value by {}; the other holds it down by {}",
                    mixture(secures),
                    mixture(punishes)
                )
            }
            _ => format!("{player} is held down at {}", profile(item.get("profile").unwrap_or(item))),
        }),
        "directions" | "mixtures" => Vec::new(),
        _ => vec![format!("{key}: {}", short(value))],
    }
}

/// `A's s by a 1/2, b 1/2 (round 1)`
fn elimination(item: &Value) -> String {
    let by = item.get("by").map(|by| if by.is_object() { mixture(by) } else { line(by) }).unwrap_or_default();
    format!("  {} of {} by {by} (round {})", line(&item["strategy"]), line(&item["player"]), place(item.get("round")))
}

/// A line for each entry of an object.
fn by_player(value: &Value, describe: impl Fn(&str, &Value) -> String) -> Vec<String> {
    value.as_object().into_iter().flatten().take(SHOWN).map(|(player, item)| describe(player, item)).collect()
}

fn cut(list: &[Value], describe: impl Fn(&Value) -> String) -> Vec<String> {
    cut_to(list, SHOWN, describe)
}

fn cut_to(list: &[Value], most: usize, describe: impl Fn(&Value) -> String) -> Vec<String> {
    let mut lines: Vec<String> = list.iter().take(most).map(describe).collect();
    if list.len() > most {
        lines.push(format!("… and {} more (see --format json)", list.len() - most));
    }
    lines
}

fn more(count: usize) -> Option<String> {
    (count > SHOWN).then(|| format!("… and {} more (see --format json)", count - SHOWN))
}

/// A place from 0 as readers count.
fn place(value: Option<&Value>) -> String {
    value.and_then(Value::as_u64).map_or_else(|| "?".into(), |place| (place.saturating_add(1)).to_string())
}

/// Ranges of probabilities: `A (in from 0 to 1/2), B (…)`
fn range(value: &Value) -> String {
    let strategies = |ranges: &Value| {
        let one = |strategy: &str, ends: &Value| match ends.as_array().map(Vec::as_slice) {
            Some([low, high]) => format!("{strategy} from {} to {}", line(low), line(high)),
            _ => format!("{strategy} {}", line(ends)),
        };
        by_player(ranges, one).join(", ")
    };
    by_player(value, |player, ranges| format!("{player} ({})", strategies(ranges))).join(", ")
}

/// `A=in, B=out`, as options take it; mixed strategies in brackets.
fn profile(value: &Value) -> String {
    let choice = |player: &str, strategy: &Value| match strategy {
        Value::Object(_) => format!("{player}={}", mixture(strategy)),
        _ => format!("{player}={}", line(strategy)),
    };
    by_player(value, choice).join(", ")
}

fn bracketed(value: &Value) -> String {
    format!("({})", profile(value))
}

/// The first profiles of a list.
fn profiles(value: &Value) -> String {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let shown: Vec<String> = list.iter().take(EVIDENCE).map(bracketed).collect();
    let rest = if list.len() > EVIDENCE { format!(" and {} more", list.len() - EVIDENCE) } else { String::new() };
    shown.join(", ") + &rest
}

/// Whether an object is a pure profile, where it stands in a list.
fn is_profile(value: &Value) -> bool {
    value.as_object().is_some_and(|object| !object.is_empty() && object.values().all(Value::is_string))
}

/// A mixed strategy without what is not played: `(in 1/3, out 2/3)`, or the name of a pure one.
fn mixture(value: &Value) -> String {
    let played: Vec<(&String, String)> = value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, weight)| (name, line(weight)))
        .filter(|(_, weight)| weight != "0")
        .collect();
    match played.as_slice() {
        [(name, weight)] if weight == "1" => name.to_string(),
        _ => format!(
            "({})",
            played.iter().map(|(name, weight)| format!("{name} {weight}")).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// A value on one line, cut where it is long.
fn short(value: &Value) -> String {
    let text = line(value);
    let cut: String = text.chars().take(200).collect();
    if cut.len() < text.len() { cut + " … (see --format json)" } else { text }
}

/// A value on one line: names and numbers without quotes.
fn line(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "none".into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Array(items) => {
            let comma = if items.iter().any(|item| item.is_object() || item.is_array()) { "; " } else { ", " };
            items.iter().map(line).collect::<Vec<_>>().join(comma)
        }
        Value::Object(object) if object.contains_key("approx") => format!("≈{}", line(&object["approx"])),
        Value::Object(object) => {
            let entry = |(key, value): (&String, &Value)| match (key.as_str(), value) {
                // A place in the list of components.
                ("component", Value::Number(_)) => format!("in component {}", place(Some(value))),
                ("profile", Value::Object(_)) => profile(value),
                (_, Value::Array(items)) if items.iter().all(Value::is_string) => format!("{key} {{{}}}", line(value)),
                ("belief" | "distribution", _) => format!("{key}: {}", line(value)),
                (_, Value::Object(_)) => format!("{key} ({})", line(value)),
                _ => format!("{key} {}", line(value)),
            };
            object.iter().map(entry).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}
