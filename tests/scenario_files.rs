//! Scenario files that are right: what is read from them, in TOML and in JSON, and their schema.
#![cfg(feature = "scenario")]

use std::collections::BTreeSet;

use pactum::arrangement::{Operation, When};
use pactum::format::diagnostic::render_text;
use pactum::format::scenario::{RULES, ReadScenario, STARTER, presets, read_scenario, schema};
use pactum::number::{Rational, parse_rational, ratio, whole};
use pactum::scenario::{
    AgencyKey, Convention, CouplingKey, Granularity, Key, ParameterId, Quantity, RelationKey, Returns, RiskClass,
};
use serde_json::Value;
use toml::de::{DeTable, DeValue};

const NAMES: [&str; 8] = [
    "assurance-threshold",
    "dataset-nash-not-strong",
    "hold-up-rights",
    "levels-granularity",
    "lock-in-satisfied",
    "no-dilemma",
    "no-pure-equilibrium",
    "risk-weights",
];

fn text_of(name: &str) -> String {
    std::fs::read_to_string(format!("tests/data/scenarios/{name}.toml")).unwrap()
}

fn read_text(text: &str, file: &str) -> ReadScenario {
    read_scenario(text, file).unwrap_or_else(|errors| panic!("{}", render_text(&errors, text)))
}

fn read(name: &str) -> ReadScenario {
    read_text(&text_of(name), &format!("{name}.toml"))
}

/// The TOML of a scenario as JSON, numbers as they are written.
fn json_of(value: &DeValue<'_>) -> String {
    let table = |table: &DeTable<'_>| {
        let entry = |key: &str, value: &DeValue<'_>| format!("{}: {}", serde_json::json!(key), json_of(value));
        let entries: Vec<String> = table.iter().map(|(key, value)| entry(key.get_ref(), value.get_ref())).collect();
        format!("{{{}}}", entries.join(", "))
    };
    match value {
        DeValue::String(text) => serde_json::json!(text).to_string(),
        DeValue::Integer(digits) => digits.as_str().trim_start_matches('+').to_string(),
        DeValue::Float(digits) => digits.as_str().trim_start_matches('+').to_string(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(_) => "null".into(),
        DeValue::Array(items) => {
            format!("[{}]", items.iter().map(|item| json_of(item.get_ref())).collect::<Vec<_>>().join(", "))
        }
        DeValue::Table(entries) => table(entries),
    }
}

fn to_json(toml: &str) -> String {
    json_of(&DeValue::Table(DeTable::parse(toml).unwrap().into_inner()))
}

/// All scenarios that the tests know, as TOML.
fn all() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = NAMES.iter().map(|name| (name.to_string(), text_of(name))).collect();
    all.push(("starter".into(), STARTER.into()));
    all.push(("forms".into(), FORMS.into()));
    let examples = std::fs::read_dir("examples/scenarios").into_iter().flatten().flatten().map(|entry| entry.path());
    for path in examples.filter(|path| path.extension().is_some_and(|extension| extension == "toml")) {
        all.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
    }
    all
}

/// A scenario with every form of every field.
const FORMS: &str = r#"format = "pactum-scenario/1"
name = "Every form"
unit = "million a year"
strategies = { levels = 4 }
worth = ["alpha", "all-join"]
collective = { returns = { by_participants = [0, "1/2", { low = 1, high = 2 }] }, exclusion = { symbol = "ex", value = "1/4" } }
coupling = { relations_to_features = 0.2, risk_to_cost = 3 }
defaults.agency = { group = "state", precision = 2 }
defaults.dataset = { effort = 5, quality = { accuracy = "1/2" } }
defaults.use = { cost_share = "1/4" }
defaults.relation = { monitoring_cost = { one = 1, two = 2 } }
agency = [
  { id = "one", name = "First", technology_cost = { value = 4, low = 3, high = 6 }, training_cost = { symbol = "c" } },
  { id = "two", group = "own", precision = 1e-1, fiscal_cost = +1_000.50 },
]
dataset = [
  { id = "d", owner = "one", effort = 1, uses = [{ by = "two", value = { value = 2 } }] },
  { id = "e", owner = "two", quality = 0.5 },
]
linkage = [{ datasets = ["e", "d"] }]

[[arrangement]]
id = "own"
preset = "mandate"
running_cost = 7
group = "g"
levels = ["1/3", "2/3", 1]
effects = [{ on = "use.d.two.value", op = "scale", by = "3/2" }]
transfers = [
  { to = "*", amount = -1, when = "stays-out" },
  { to = "two", amount = 2, when = { joins_and_reaches = 2 } },
  { to = "one", amount = 1, when = { joins_and_fails = "n" } },
]

[analysis]
presets = "all"
preset_money = 10
max_bundle = 3
rules = ["tau", "shapley"]
levels = ["1/2"]
"#;

fn number(text: &str) -> Quantity {
    Quantity::exact(parse_rational(text).unwrap())
}

#[test]
fn every_scenario_reads_without_warnings() {
    for name in NAMES {
        let read = read(name);
        assert_eq!(read.case.scenario.n(), read.case.scenario.agencies.len());
        let told: Vec<String> = read.warnings.iter().map(|warning| warning.line()).collect();
        assert!(read.case.points().is_ok() && read.intervals.is_empty(), "{name}: {told:?}");
    }
}

#[test]
fn toml_and_json_give_the_same_case() {
    for (name, text) in all() {
        let (toml, json) = (read_text(&text, "case.toml"), read_text(&to_json(&text), "case.json"));
        assert_eq!(toml.case, json.case, "{name}");
        assert_eq!(toml.intervals.len(), json.intervals.len());
    }
    let other = read_text(&to_json(FORMS).replace("\"low\": 3", "\"low\": 2"), "case.json");
    assert_ne!(other.case, read_text(FORMS, "case.toml").case);
}

#[test]
fn defaults_are_judged_number_by_number() {
    let case = read("risk-weights").case;
    let scenario = &case.scenario;
    for (path, expected) in [
        ("collective.exclusion", "0.05"),
        ("agency.bank.collective_weight", "3/10"),
        ("agency.bank.risk_weight", "3/2"),
        ("agency.court.risk_weight", "0"),
        ("agency.guard.risk_weight", "2/3"),
        ("agency.guard.discount", "9/10"),
        ("dataset.loans.quality.accuracy", "2/3"),
        ("dataset.loans.quality.credibility", "3/4"),
        ("dataset.loans.quality.consistency", "1/2"),
        ("dataset.cases.quality.accuracy", "1"),
        ("dataset.cases.quality.consistency", "1"),
        ("dataset.loans.specificity", "3/5"),
        ("dataset.cases.specificity", "1"),
        ("use.loans.court.outside_option", "0"),
        ("use.loans.guard.outside_option", "1/8"),
        ("relation.bank.guard.structure.communication", "1/3"),
        ("relation.bank.guard.structure.network", "0"),
        ("relation.bank.guard.structure.formality", "4/5"),
        ("relation.bank.guard.experience.reliance", "2/5"),
        ("relation.bank.guard.negotiation_cost.guard", "3/4"),
        ("relation.bank.guard.negotiation_cost.bank", "1/4"),
        ("relation.bank.guard.monitoring_cost.bank", "1/5"),
        ("relation.bank.guard.monitoring_cost.guard", "0"),
        ("relation.bank.guard.monitoring_relief", "0"),
        ("relation.court.guard.business.consistency", "1/2"),
        ("relation.court.guard.business.compatibility", "0"),
        ("relation.court.guard.experience.history", "1/9"),
        ("relation.court.guard.experience.reliance", "2/5"),
        ("relation.court.guard.structure.formality", "1/6"),
        ("relation.bank.court.structure.formality", "1/6"),
        ("relation.bank.court.negotiation_cost.court", "1/4"),
        ("relation.bank.court.monitoring_relief", "1/5"),
        ("risk.split.mitigation", "1/4"),
    ] {
        let ids = scenario.resolve(path).unwrap();
        assert_eq!(ids.len(), 1, "{path}");
        assert_eq!(scenario.get(ids[0]), Some(&number(expected)), "{path}");
    }
    assert_eq!(scenario.relations.listed.len(), 2);
    assert_eq!(scenario.weights.relation, [whole(1), ratio(1, 3), whole(1)]);
    assert_eq!(scenario.weights.elements[2], [whole(1), whole(1), ratio(5, 2)]);
    assert_eq!(scenario.agencies[2].group.as_deref(), Some("security"));
    assert_eq!((scenario.risks[3].class, scenario.risks[0].class), (RiskClass::Division, RiskClass::Division));
    assert_eq!(scenario.get(ParameterId::Effort(0)), None);
    assert_eq!(scenario.get(ParameterId::CostShare(0)), None);
}

#[test]
fn every_form_is_read() {
    let read = read_text(FORMS, "forms.toml");
    let (case, scenario) = (&read.case, &read.case.scenario);
    assert_eq!((scenario.strategies, scenario.unit.as_str()), (Granularity::Levels(4), "million a year"));
    assert_eq!(scenario.worth, [Convention::Alpha, Convention::AllJoin]);
    let Returns::ByParticipants(returns) = &scenario.returns else { panic!("{:?}", scenario.returns) };
    assert_eq!(returns[2].point(), Some(ratio(3, 2)));
    assert_eq!(scenario.exclusion.symbol.as_deref(), Some("ex"));
    assert_eq!(scenario.coupling[CouplingKey::RelationsToFeatures], number("1/5"));
    let (one, two) = (&scenario.agencies[0], &scenario.agencies[1]);
    assert_eq!((one.name.as_str(), two.name.as_str()), ("First", "two"));
    assert_eq!((one.group.as_deref(), two.group.as_deref()), (Some("state"), Some("own")));
    assert_eq!(
        (&one.parameters[AgencyKey::Precision], &two.parameters[AgencyKey::Precision]),
        (&number("2"), &number("0.1"))
    );
    assert_eq!(two.parameters[AgencyKey::FiscalCost], number("2001/2"));
    assert_eq!(one.parameters[AgencyKey::TechnologyCost].interval, Some((whole(3), whole(6))));
    let fields: Vec<(&str, Rational, bool)> =
        read.intervals.iter().map(|note| (note.field.as_str(), note.used.clone(), note.given)).collect();
    let returns = ("collective.returns.by_participants[2]", ratio(3, 2), false);
    assert_eq!(fields, [("agency.one.technology_cost", whole(4), true), returns]);
    assert_eq!(case.unknowns(), ["c"]);
    assert_eq!(case.points().unwrap_err(), ["c"]);
    assert_eq!((&scenario.datasets[0].effort, &scenario.datasets[1].effort), (&Some(number("1")), &Some(number("5"))));
    assert_eq!((&scenario.uses[0].cost_share, scenario.linkages[0].datasets), (&Some(number("1/4")), (0, 1)));
    let pair = scenario.relations.of(1, 0);
    assert_eq!(pair[RelationKey::MonitoringCostFirst], number("1"));
    assert_eq!(pair[RelationKey::MonitoringCostSecond], number("2"));
    assert_eq!(scenario.relations.default[RelationKey::MonitoringCostFirst], number("0"));
    let told: Vec<&str> = read.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert!(told.iter().any(|message| message.contains("a symbol without a value")), "{told:?}");
}

#[test]
fn arrangements_start_from_presets_and_presets_scale_with_money() {
    let read = read_text(FORMS, "forms.toml");
    let case = &read.case;
    assert_eq!((case.written, read.arrangement_places[0].line), (1, 22));
    let own = &case.arrangements[0];
    assert_eq!((own.id.as_str(), own.group.as_deref(), &own.running_cost), ("own", Some("g"), &number("7")));
    let effects: Vec<_> = own.effects.iter().map(|effect| (effect.on.as_str(), effect.operation, &effect.by)).collect();
    let penalty = ("agency.*.penalty", Operation::Add, &number("20"));
    assert_eq!(effects, [penalty, ("use.d.two.value", Operation::Scale, &number("3/2"))]);
    let transfers: Vec<_> = own.transfers.iter().map(|transfer| (transfer.to, transfer.when)).collect();
    let expected = [(None, When::StaysOut), (Some(1), When::JoinsAndReaches(2)), (Some(0), When::JoinsAndFails(2))];
    assert_eq!(transfers, expected);
    assert_eq!(own.levels, [ratio(1, 3), ratio(2, 3), whole(1)]);

    let ids: Vec<&str> = case.arrangements[1..].iter().map(|arrangement| arrangement.id.as_str()).collect();
    let table: Vec<&str> = presets().iter().map(|preset| preset.arrangement.id.as_str()).collect();
    assert_eq!(ids[..20], table[..20]);
    assert_eq!(ids[20..], ["side-payments:tau", "side-payments:shapley"]);
    let find = |id: &str| case.arrangements.iter().find(|arrangement| arrangement.id == id).unwrap();
    assert_eq!(find("statutory-bureau").running_cost, number("30"));
    assert_eq!(find("performance-evaluation").effects[1].by, number("1/5"));
    assert_eq!(find("quality-standard").effects[1].by, number("2"));
    assert_eq!(find("assurance").transfers[0].amount, number("10"));
    assert_eq!(find("assurance").transfers[0].when, When::JoinsAndFails(2));
    assert_eq!((find("platform").levels.len(), find("three-rights").levels.len()), (1, 0));
    assert_eq!(find("side-payments:tau").side_payments.as_deref(), Some("tau"));
    assert_eq!((case.analysis.max_bundle, &case.analysis.rules[..]), (3, &["tau".to_string(), "shapley".into()][..]));
}

#[test]
fn silence_is_the_default() {
    let case = read_text("format = \"pactum-scenario/1\"\nagency = [{ id = \"a\" }]\n", "case.toml").case;
    let scenario = &case.scenario;
    assert_eq!((scenario.strategies, &scenario.returns), (Granularity::Agency, &Returns::Linear));
    assert_eq!(scenario.worth, [Convention::Gamma, Convention::StandAlone]);
    for &key in AgencyKey::ALL {
        assert_eq!(scenario.agencies[0].parameters[key], Quantity::exact(key.info().default_value()));
    }
    assert_eq!((case.arrangements.len(), case.analysis.max_bundle), (0, 2));
    assert_eq!(case.analysis.rules, ["shapley", "nucleolus", "equal-gain"]);
}

#[test]
fn what_cannot_matter_is_warned_about() {
    let text = r#"format = "pactum-scenario/1"
agency = [{ id = "a" }, { id = "b" }, { id = "c" }]
[[dataset]]
id = "d"
owner = "a"
uses = [{ by = "b" }]
[[risk]]
id = "perfect"
kind = "quality"
bearer = "a"
dataset = "d"
probability = 0.1
loss = 1
[[risk]]
id = "never"
kind = "misuse"
bearer = "a"
loss = 1
[[risk]]
id = "harmless"
kind = "misuse"
bearer = "a"
probability = 0.1
[[risk]]
id = "apart"
kind = "accountability"
bearer = "a"
with = "c"
probability = 0.1
loss = 1
[[arrangement]]
id = "idle"
[[arrangement]]
id = "misses"
running_cost = 1
effects = [{ on = "risk.kind:leakage.mitigation", op = "raise", by = 0.5 }]
[[arrangement]]
id = "late"
transfers = [{ to = "*", amount = 1, when = { joins_and_reaches = 4 } }]
"#;
    let read = read_text(text, "case.toml");
    let told: Vec<(usize, &str)> =
        read.warnings.iter().map(|warning| (warning.place.line, warning.message.as_str())).collect();
    assert_eq!(
        told,
        [
            (6, "a use of value 0"),
            (7, "a quality risk on data of quality 1"),
            (14, "a risk of probability 0"),
            (19, "a risk without loss"),
            (24, "a risk of a pair that exchanges no data"),
            (31, "an arrangement without effect"),
            (33, "the path matches nothing here"),
            (33, "an arrangement that costs and changes nothing here"),
            (37, "a condition that never holds"),
        ]
    );
    // What an arrangement changes may matter after all.
    let changed = text.replace("risk.kind:leakage.mitigation", "risk.never.probability");
    let read =
        read_text(&changed.replace("[{ by = \"b\" }]", "[{ by = \"b\", value = 1 }, { by = \"c\" }]"), "case.toml");
    let lines: Vec<usize> = read.warnings.iter().map(|warning| warning.place.line).collect();
    assert_eq!(lines, [6, 7, 19, 31, 37]);
}

#[test]
fn the_starter_is_right_and_warns_of_nothing() {
    let read = read_text(STARTER, "starter.toml");
    assert_eq!(read.warnings, vec![]);
    assert!(read.case.scenario.n() >= 3 && read.case.written == 1 && read.case.arrangements.len() > 4);
}

/// Why a value does not fit a schema; a validator of the keywords that the schema uses.
fn misfit(root: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    let fails = |schema: &Value, value: &Value, at: &str| misfit(root, schema, value, at);
    let known = |name: &str| schema["properties"].get(name);
    for (keyword, rule) in schema.as_object()? {
        let wrong = match keyword.as_str() {
            "$ref" => fails(root.pointer(&rule.as_str()?[1..]).expect("a definition"), value, at).is_some(),
            "type" => match rule.as_str()? {
                "object" => !value.is_object(),
                "array" => !value.is_array(),
                "string" => !value.is_string(),
                "integer" => !value.is_u64(),
                "number" => !value.is_number(),
                other => panic!("{other}"),
            },
            "const" => value != rule,
            "enum" => !rule.as_array()?.contains(value),
            "anyOf" => rule.as_array()?.iter().all(|one| fails(one, value, at).is_some()),
            "not" => fails(rule, value, at).is_none(),
            "if" => fails(rule, value, at).is_none() && fails(&schema["then"], value, at).is_some(),
            "minimum" => value.as_f64().is_some_and(|number| number < rule.as_f64().unwrap()),
            "maximum" => value.as_f64().is_some_and(|number| number > rule.as_f64().unwrap()),
            "exclusiveMinimum" => value.as_f64().is_some_and(|number| number <= rule.as_f64().unwrap()),
            "minLength" => value.as_str().is_some_and(|text| text.is_empty()),
            "pattern" => value.as_str().is_some_and(|text| match rule.as_str().unwrap() {
                pattern if pattern.contains("a-z") => !text.starts_with(|c: char| c.is_ascii_alphabetic()),
                _ => parse_rational(text).is_err(),
            }),
            "minItems" => value.as_array().is_some_and(|items| items.len() < rule.as_u64().unwrap() as usize),
            "maxItems" => value.as_array().is_some_and(|items| items.len() > rule.as_u64().unwrap() as usize),
            "uniqueItems" => value
                .as_array()
                .is_some_and(|items| items.iter().map(Value::to_string).collect::<BTreeSet<_>>().len() < items.len()),
            "required" => value.as_object().is_some_and(|entries| {
                rule.as_array().unwrap().iter().any(|key| !entries.contains_key(key.as_str().unwrap()))
            }),
            "items" => {
                let items = value.as_array();
                return items.and_then(|items| items.iter().find_map(|item| fails(rule, item, at))).or_else(|| {
                    let mut rest = schema.clone();
                    rest.as_object_mut().unwrap().remove("items");
                    misfit(root, &rest, value, at)
                });
            }
            "properties" => value.as_object().is_some_and(|entries| {
                entries.iter().any(|(key, value)| known(key).is_some_and(|rule| fails(rule, value, key).is_some()))
            }),
            "propertyNames" => value
                .as_object()
                .is_some_and(|entries| entries.keys().any(|key| fails(rule, &Value::from(key.as_str()), at).is_some())),
            "additionalProperties" => value.as_object().is_some_and(|entries| {
                entries.iter().filter(|(key, _)| known(key).is_none()).any(|(key, value)| match rule {
                    Value::Bool(allowed) => !allowed,
                    rule => fails(rule, value, key).is_some(),
                })
            }),
            "$schema" | "$defs" | "title" | "description" | "default" | "then" => false,
            other => panic!("an unknown keyword: {other}"),
        };
        if wrong {
            return Some(format!("{at}: {keyword}"));
        }
    }
    None
}

#[test]
fn every_scenario_fits_the_schema_and_spoilt_ones_do_not() {
    let schema = schema();
    for (name, text) in all() {
        let value: Value = serde_json::from_str(&to_json(&text)).unwrap();
        assert_eq!(misfit(&schema, &schema, &value, ""), None, "{name}");
    }
    let right = to_json(FORMS);
    for (from, to) in [
        ("\"technology_cost\"", "\"technology_costs\""),
        ("\"levels\": 4", "\"levels\": 0"),
        ("\"tau\"", "\"tauu\""),
        ("\"stays-out\"", "\"stays\""),
        ("\"id\": \"own\", ", ""),
        ("\"owner\": \"one\", ", ""),
        ("\"accuracy\": \"1/2\"", "\"accuracy\": 2"),
        ("\"1/4\"", "\"1/4x\""),
        ("[\"e\", \"d\"]", "[\"e\"]"),
        ("\"scale\"", "\"times\""),
        ("\"low\": 3, ", ""),
    ] {
        assert!(right.contains(from), "{from} in {right}");
        let value: Value = serde_json::from_str(&right.replace(from, to)).unwrap();
        assert!(misfit(&schema, &schema, &value, "").is_some(), "{from} to {to}");
        assert!(read_scenario(&right.replace(from, to), "case.json").is_err(), "{from} to {to}");
    }
}

#[test]
fn the_rules_are_the_nine_known_ones() {
    let unique: BTreeSet<&str> = RULES.into_iter().collect();
    assert_eq!(unique.len(), 9);
}
