//! The JSON Schema of scenario files, from the tables of parameters.

use serde_json::{Map, Value, json};

use super::analysis::MOST_BUNDLED;
use super::arrangements::{COUNTING_CONDITIONS, PLAIN_CONDITIONS};
use super::objects::MOST_AGENCIES;
use super::presets::{RULES, preset_names};
use super::whole::{FORMAT, MOST_LEVELS};
use crate::arrangement::Operation;
use crate::scenario::{
    AgencyKey, Convention, CouplingKey, DatasetKey, Info, Key, LinkageKey, ParameterId, RISK_KINDS, Range, RelationKey,
    RiskClass, RiskKey, UseKey,
};

/// Numbers written as texts.
const NUMBER_TEXT: &str = "^[+-]?[0-9]+(/[0-9]+|\\.[0-9]+)?$";
/// Identifiers, and names of symbols.
const NAME: &str = "^[a-zA-Z][a-zA-Z0-9_-]*$";

/// The JSON Schema (2020-12) of scenario files. It holds what a schema can say: names, kinds and
/// ranges of numbers; references between objects and joint limits are for the reader.
///
/// ```
/// let schema = pactum::format::scenario::schema();
/// let discount = &schema["$defs"]["agency"]["properties"]["discount"];
/// assert_eq!(discount["$ref"], "#/$defs/index");
/// assert_eq!(schema["properties"]["discont"], serde_json::Value::Null);
/// ```
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pactum scenario",
        "description": "Agencies, their data, relations and risks, and the arrangements that may make them share.",
        "type": "object",
        "required": ["format", "agency"],
        "additionalProperties": false,
        "properties": root(),
        "$defs": definitions(),
    })
}

fn root() -> Value {
    let list = |kind: &str| json!({ "type": "array", "items": reference(kind) });
    json!({
        "format": { "const": FORMAT },
        "name": label("Name of the scenario."),
        "unit": label("Unit of money, per period."),
        "strategies": {
            "description": "What an agency chooses.",
            "anyOf": [
                { "enum": ["agency", "dataset"] },
                object(&["levels"], json!({ "levels": count(1, MOST_LEVELS) })),
            ],
            "default": "agency",
        },
        "worth": {
            "description": "Conventions of worth that are reported, the main one first.",
            "type": "array", "minItems": 1, "uniqueItems": true,
            "items": { "enum": Convention::ALL.map(|(_, name)| name) },
            "default": ["gamma", "stand-alone"],
        },
        "collective": collective(),
        "coupling": object(&[], properties(CouplingKey::ALL)),
        "weights": weights(),
        "defaults": object(&[], json!({
            "agency": object(&[], agency_numbers()),
            "dataset": object(&[], dataset_numbers()),
            "use": object(&[], use_numbers()),
            "relation": object(&[], relation_numbers()),
        })),
        "agency": { "type": "array", "minItems": 1, "maxItems": MOST_AGENCIES, "items": reference("agency") },
        "dataset": list("dataset"),
        "relation": list("relation"),
        "risk": list("risk"),
        "linkage": list("linkage"),
        "arrangement": list("arrangement"),
        "analysis": analysis(),
    })
}

fn definitions() -> Value {
    let ranges = [("number", None), ("index", Some(Range::Index)), ("amount", Some(Range::NonNegative))];
    let mut definitions = Map::new();
    for (name, range) in ranges.into_iter().chain([("positive", Some(Range::Positive))]) {
        definitions.insert(format!("plain-{name}"), plain(range));
        definitions.insert(name.into(), number(name));
    }
    definitions.insert(
        "id".into(),
        json!({ "type": "string", "pattern": NAME, "not": { "enum": super::reader::NUMBER_KEYS } }),
    );
    definitions.insert(
        "agency".into(),
        object(
            &["id"],
            with(
                agency_numbers(),
                json!({
                    "id": reference("id"), "name": label("Name for readers; the id where it is not given."),
                }),
            ),
        ),
    );
    definitions.insert(
        "dataset".into(),
        object(
            &["id", "owner"],
            with(
                dataset_numbers(),
                json!({
                    "id": reference("id"),
                    "owner": described("id", "The agency that owns the data."),
                    "uses": { "type": "array", "items": reference("use") },
                }),
            ),
        ),
    );
    definitions.insert(
        "use".into(),
        object(
            &["by"],
            with(
                use_numbers(),
                json!({
                    "by": described("id", "The agency that uses the data; not the owner."),
                }),
            ),
        ),
    );
    definitions.insert("relation".into(), object(&["between"], with(relation_numbers(), json!({ "between": pair() }))));
    definitions.insert("risk".into(), risk());
    definitions.insert(
        "linkage".into(),
        object(&["datasets"], with(properties(LinkageKey::ALL), json!({ "datasets": pair() }))),
    );
    definitions.insert("arrangement".into(), arrangement());
    Value::Object(definitions)
}

/// A closed object.
fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "additionalProperties": false, "properties": properties })
}

/// Two lists of properties as one, the second first.
fn with(properties: Value, first: Value) -> Value {
    let (Value::Object(rest), Value::Object(mut all)) = (properties, first) else { return Value::Null };
    all.extend(rest);
    Value::Object(all)
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn described(name: &str, about: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}"), "description": about })
}

fn label(about: &str) -> Value {
    json!({ "type": "string", "minLength": 1, "description": about })
}

fn count(least: usize, most: usize) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

fn pair() -> Value {
    json!({ "type": "array", "minItems": 2, "maxItems": 2, "uniqueItems": true, "items": reference("id") })
}

/// The definition of the numbers of a range.
fn range_name(range: Range) -> &'static str {
    match range {
        Range::Index => "index",
        Range::NonNegative => "amount",
        Range::Positive => "positive",
    }
}

/// A number, or a number written as a text.
fn plain(range: Option<Range>) -> Value {
    let number = match range {
        None => json!({ "type": "number" }),
        Some(Range::Index) => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Some(Range::NonNegative) => json!({ "type": "number", "minimum": 0 }),
        Some(Range::Positive) => json!({ "type": "number", "exclusiveMinimum": 0 }),
    };
    json!({
        "description": range.map_or("a number", Range::words),
        "anyOf": [number, { "type": "string", "pattern": NUMBER_TEXT }],
    })
}

/// A number in any form: plain, an interval, a named unknown.
fn number(name: &str) -> Value {
    let plain = reference(&format!("plain-{name}"));
    let symbol = json!({ "symbol": { "type": "string", "pattern": NAME }, "value": plain });
    json!({ "anyOf": [
        plain,
        object(&["value"], json!({ "value": plain })),
        object(&["low", "high"], json!({ "value": plain, "low": plain, "high": plain })),
        object(&["symbol"], symbol),
    ]})
}

fn parameter(info: &Info) -> Value {
    let (numerator, denominator) = info.default;
    let default = if denominator == 1 { json!(numerator) } else { json!(format!("{numerator}/{denominator}")) };
    json!({
        "$ref": format!("#/$defs/{}", range_name(info.range)),
        "description": format!("{} ({})", info.about, info.symbol),
        "default": default,
    })
}

/// The parameters of a family.
fn properties<K: Key>(keys: &[K]) -> Value {
    Value::Object(keys.iter().map(|key| (key.info().name.to_string(), parameter(&key.info()))).collect())
}

/// An element: one index, or some of its sub-elements.
fn element<K: Key>(keys: &[K], about: &str) -> Value {
    json!({ "description": about, "anyOf": [reference("index"), object(&[], properties(keys))] })
}

fn agency_numbers() -> Value {
    with(properties(AgencyKey::ALL), json!({ "group": label("A-priori group.") }))
}

fn dataset_numbers() -> Value {
    let plain: Vec<DatasetKey> =
        DatasetKey::ALL.iter().copied().filter(|key| !DatasetKey::QUALITY.contains(key)).collect();
    let quality = element(&DatasetKey::QUALITY, "Quality: one index, or its sub-elements.");
    let effort = described("amount", "Measured effort (z); follows the preparation cost where it is not given.");
    with(properties(&plain), json!({ "quality": quality, "effort": effort }))
}

fn use_numbers() -> Value {
    let range = range_name(ParameterId::CostShare(0).info().range);
    let share =
        described(range, "The user's share of compensated cost; 1 over the number of users where it is not given.");
    with(properties(UseKey::ALL), json!({ "cost_share": share }))
}

fn relation_numbers() -> Value {
    let mut all = Map::new();
    for (name, subs) in &RelationKey::ELEMENTS {
        all.insert(name.to_string(), element(subs, "One index, or its sub-elements."));
    }
    for (name, _) in &RelationKey::SIDED {
        let sides =
            json!({ "type": "object", "propertyNames": reference("id"), "additionalProperties": reference("amount") });
        let about = "Both bear it alike, or a table of costs by agency.";
        all.insert(name.to_string(), json!({ "description": about, "anyOf": [reference("amount"), sides] }));
    }
    with(properties(&RelationKey::RELIEFS), Value::Object(all))
}

fn risk() -> Value {
    let classes = [RiskClass::Division, RiskClass::Coordination].map(RiskClass::name);
    let own = json!({
        "id": reference("id"),
        "kind": { "enum": RISK_KINDS.map(|(name, _)| name) },
        "class": { "enum": classes, "description": "By kind where it is not given; required for a custom risk." },
        "bearer": reference("id"),
        "dataset": described("id", "The dataset that the risk is attached to; the bearer owns or uses it."),
        "with": described("id", "The other agency of the pair that the risk is attached to."),
    });
    let mut risk = object(&["id", "kind", "bearer"], with(properties(RiskKey::ALL), own));
    risk["not"] = json!({ "required": ["dataset", "with"] });
    risk["if"] = json!({ "properties": { "kind": { "const": "custom" } } });
    risk["then"] = json!({ "required": ["class"] });
    risk
}

fn collective() -> Value {
    object(
        &[],
        json!({
            "returns": {
                "description": "How the collective good grows with the number of participants.",
                "anyOf": [
                    { "const": "linear" },
                    object(&["threshold"], json!({ "threshold": count(1, MOST_AGENCIES) })),
                    object(&["by_participants"], json!({ "by_participants": { "type": "array", "items": reference("amount") } })),
                ],
                "default": "linear",
            },
            "exclusion": parameter(&ParameterId::Exclusion.info()),
        }),
    )
}

fn weights() -> Value {
    let positive = |names: [&str; 3]| {
        let each = names.map(|name| (name.to_string(), reference("plain-positive")));
        object(&[], Value::Object(each.into_iter().collect()))
    };
    let mut all = Map::new();
    all.insert("relation".into(), positive(RelationKey::ELEMENTS.map(|(name, _)| name)));
    for (name, subs) in &RelationKey::ELEMENTS {
        all.insert(name.to_string(), positive(subs.map(|key| key.info().name)));
    }
    all.insert("quality".into(), positive(DatasetKey::QUALITY.map(|key| key.info().name)));
    object(&[], Value::Object(all))
}

fn levels() -> Value {
    json!({ "type": "array", "uniqueItems": true, "items": reference("plain-index"), "description": "Levels of strength, above 0 and at most 1." })
}

fn arrangement() -> Value {
    let effect = object(
        &["on", "op", "by"],
        json!({
            "on": { "type": "string", "description": "The path of parameters, such as agency.*.funding." },
            "op": { "enum": Operation::ALL.map(|(_, name)| name) },
            "by": reference("number"),
        }),
    );
    let mut conditions = vec![json!({ "enum": PLAIN_CONDITIONS.map(|(_, name)| name) })];
    for name in COUNTING_CONDITIONS {
        let participants = json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "const": "n" }] });
        conditions.push(object(&[name], json!({ name: participants })));
    }
    let transfer = object(
        &["to", "amount", "when"],
        json!({
            "to": { "anyOf": [reference("id"), { "const": "*" }], "description": "An agency, or * for each." },
            "amount": described("number", "A charge where it is negative."),
            "when": { "anyOf": conditions },
        }),
    );
    object(
        &["id"],
        json!({
            "id": reference("id"),
            "preset": { "enum": preset_names(), "description": "The preset to start from; the other keys add to it." },
            "group": label("At most one arrangement of a group in a bundle."),
            "running_cost": described("amount", "What running it costs."),
            "effects": { "type": "array", "items": effect },
            "transfers": { "type": "array", "items": transfer },
            "levels": levels(),
        }),
    )
}

fn analysis() -> Value {
    let names = json!({ "type": "array", "uniqueItems": true, "items": { "enum": preset_names() } });
    let rules = json!({ "type": "array", "uniqueItems": true, "items": { "enum": RULES },
        "default": ["shapley", "nucleolus", "equal-gain"], "description": "Allocation rules that are tested." });
    object(
        &[],
        json!({
            "presets": { "anyOf": [{ "const": "all" }, names], "description": "Presets that are offered." },
            "preset_money": described("plain-amount", "Every amount of money of a preset is multiplied by this."),
            "max_bundle": with(count(0, MOST_BUNDLED), json!({ "default": 2 })),
            "rules": rules,
            "levels": levels(),
        }),
    )
}
