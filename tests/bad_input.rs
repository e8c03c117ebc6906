//! Scenario files that are wrong: each error has its place, what was found and what is allowed.
#![cfg(feature = "scenario")]

use pactum::format::diagnostic::{Diagnostic, render_json, render_text};
use pactum::format::scenario::{MOST_BYTES, read_scenario, read_scenario_bytes, read_text};

/// A right scenario that each case spoils in one place.
const RIGHT: &str = r#"format = "pactum-scenario/1"
name = "Right"
strategies = "agency"
worth = ["gamma"]

[collective]
returns = "linear"
exclusion = 0

[coupling]
risk_to_cost = 0

[weights]
quality = { accuracy = 1 }

[defaults.agency]
funding = 0

[defaults.relation]
negotiation_cost = 0

[[agency]]
id = "tax"
technology_cost = 1
[[agency]]
id = "health"
[[agency]]
id = "police"
[[agency]]
id = "court"

[[dataset]]
id = "income"
owner = "tax"
quality = 1
uses = [{ by = "health", value = 1 }, { by = "police", value = 2 }]
[[dataset]]
id = "records"
owner = "health"

[[relation]]
between = ["tax", "health"]
monitoring_cost = 1

[[risk]]
id = "leak"
kind = "leakage"
bearer = "tax"
dataset = "income"
probability = 0.1
loss = 2

[[linkage]]
datasets = ["income", "records"]
value = 1

[[arrangement]]
id = "fund"
running_cost = 1
effects = [{ on = "agency.*.funding", op = "add", by = 1 }]
transfers = [{ to = "tax", amount = 1, when = "joins" }]

[analysis]
presets = ["platform"]
max_bundle = 2
rules = ["shapley"]
"#;

/// What is replaced; by what, with the place of the error between « and »; field; found; allowed; nearest name.
type Case<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, Option<&'a str>);

const CASES: &[Case<'_>] = &[
    // The file as a whole.
    (
        r#"format = "pactum-scenario/1""#,
        r#"format = «"pactum-scenario/9"»"#,
        "format",
        "pactum-scenario/9",
        "\"pactum-scenario/1\"",
        None,
    ),
    (r#"format = "pactum-scenario/1""#, r#"format = «1»"#, "format", "1", "\"pactum-scenario/1\"", None),
    (r#"name = "Right""#, r#"«nmae» = "Right""#, "nmae", "nmae", "name", Some("name")),
    (r#"name = "Right""#, r#"name = «""»"#, "name", "\"\"", "a text", None),
    (r#"name = "Right""#, r#"name = «2020-01-01»"#, "name", "a date or time", "a text", None),
    (r#"strategies = "agency""#, r#"strategies = «"datasets"»"#, "strategies", "datasets", "dataset", Some("dataset")),
    (r#"strategies = "agency""#, r#"strategies = { levels = «0» }"#, "strategies.levels", "0", "from 1", None),
    (
        r#"strategies = "agency""#,
        r#"strategies = { levels = «4000000000000» }"#,
        "strategies.levels",
        "4000000000000",
        "to 1000",
        None,
    ),
    (r#"worth = ["gamma"]"#, r#"worth = [«"gama"»]"#, "worth[0]", "gama", "stand-alone", Some("gamma")),
    (r#"worth = ["gamma"]"#, r#"worth = ["gamma", «"gamma"»]"#, "worth[1]", "gamma", "once", None),
    (r#"worth = ["gamma"]"#, r#"worth = «[]»"#, "worth", "empty", "at least one", None),
    (
        r#"returns = "linear""#,
        r#"returns = { threshold = «5» }"#,
        "collective.returns.threshold",
        "5",
        "from 1 to 4",
        None,
    ),
    (
        r#"returns = "linear""#,
        r#"returns = { by_participants = «[0, 1]» }"#,
        "collective.returns.by_participants",
        "2 numbers",
        "5 numbers",
        None,
    ),
    (
        r#"returns = "linear""#,
        r#"returns = { by_participants = [0, 1, «-1», 2, 2] }"#,
        "collective.returns.by_participants[2]",
        "-1",
        "at least 0",
        None,
    ),
    (
        r#"returns = "linear""#,
        r#"returns = «{ threshold = 1, by_participants = [0, 1, 1, 1] }»"#,
        "collective.returns",
        "a table",
        "threshold",
        None,
    ),
    (
        "risk_to_cost = 0",
        "«risk_to_costs» = 0",
        "coupling.risk_to_costs",
        "risk_to_costs",
        "risk_to_cost",
        Some("risk_to_cost"),
    ),
    ("accuracy = 1", "accuracy = «0»", "weights.quality.accuracy", "0", "above 0", None),
    (
        "accuracy = 1",
        "accuracy = «{ low = 1, high = 2 }»",
        "weights.quality.accuracy",
        "a table",
        "a number above 0",
        None,
    ),
    // Numbers.
    ("technology_cost = 1", "technology_cost = «-1»", "agency.tax.technology_cost", "-1", "at least 0", None),
    ("technology_cost = 1", "technology_cost = «true»", "agency.tax.technology_cost", "a boolean", "a number", None),
    ("technology_cost = 1", r#"technology_cost = «"1/0"»"#, "agency.tax.technology_cost", "1/0", "a fraction", None),
    ("technology_cost = 1", r#"technology_cost = «"1 / 3"»"#, "agency.tax.technology_cost", "1 / 3", "\"1/3\"", None),
    ("technology_cost = 1", r#"technology_cost = «"1e3"»"#, "agency.tax.technology_cost", "1e3", "\"1/3\"", None),
    (
        "technology_cost = 1",
        "technology_cost = «1e999999999»",
        "agency.tax.technology_cost",
        "1e999999999",
        "exponent of at most 400",
        None,
    ),
    ("technology_cost = 1", "technology_cost = «nan»", "agency.tax.technology_cost", "nan", "a number", None),
    ("technology_cost = 1", "technology_cost = «-inf»", "agency.tax.technology_cost", "inf", "a number", None),
    ("technology_cost = 1", "technology_cost = «0x10»", "agency.tax.technology_cost", "0x10", "a number", None),
    (
        "technology_cost = 1",
        "technology_cost = «{ low = 3, high = 1 }»",
        "agency.tax.technology_cost",
        "low 3, high 1",
        "low at most high",
        None,
    ),
    (
        "technology_cost = 1",
        "technology_cost = «{ low = 3 }»",
        "agency.tax.technology_cost.high",
        "nothing",
        "both ends",
        None,
    ),
    (
        "technology_cost = 1",
        "technology_cost = «{ value = 9, low = 1, high = 3 }»",
        "agency.tax.technology_cost",
        "value 9",
        "low <= value <= high",
        None,
    ),
    (
        "technology_cost = 1",
        "technology_cost = { low = «-1», high = 3 }",
        "agency.tax.technology_cost.low",
        "-1",
        "at least 0",
        None,
    ),
    (
        "technology_cost = 1",
        "technology_cost = { value = 1, «hihg» = 3 }",
        "agency.tax.technology_cost.hihg",
        "hihg",
        "value, low, high, symbol",
        Some("high"),
    ),
    ("technology_cost = 1", "technology_cost = «{}»", "agency.tax.technology_cost", "a table", "value", None),
    (
        "technology_cost = 1",
        r#"technology_cost = { symbol = «"a b"» }"#,
        "agency.tax.technology_cost.symbol",
        "a b",
        "a name",
        None,
    ),
    (
        "technology_cost = 1",
        r#"technology_cost = «{ symbol = "c", low = 1, high = 2 }»"#,
        "agency.tax.technology_cost",
        "a table",
        "{ symbol, value }",
        None,
    ),
    (
        "technology_cost = 1",
        "technology_cost = { symbol = \"c\", value = 1 }\ntraining_cost = { symbol = «\"c\"», value = 2 }",
        "agency.tax.training_cost.symbol",
        "c = 2",
        "one value",
        None,
    ),
    ("technology_cost = 1", r#"discount = «"3/2"»"#, "agency.tax.discount", "3/2", "from 0 to 1", None),
    ("funding = 0", "funding = «-1»", "defaults.agency.funding", "-1", "at least 0", None),
    ("[defaults.relation]", "[defaults.«relations»]", "defaults.relations", "relations", "relation", Some("relation")),
    (
        "negotiation_cost = 0",
        "negotiation_cost = { tax = 1, «taxes» = 1 }",
        "defaults.relation.negotiation_cost.taxes",
        "taxes",
        "police",
        Some("tax"),
    ),
    // Agencies and data.
    (r#"id = "court""#, r#"id = «"tax"»"#, "agency[3].id", "tax", "once", None),
    (r#"id = "court""#, r#"id = «"value"»"#, "agency[3].id", "value", "not value, low, high or symbol", None),
    (r#"id = "court""#, r#"id = «"9lives"»"#, "agency[3].id", "9lives", "a letter", None),
    ("[[agency]]\nid = \"court\"", "«[[agency]]»\nname = \"court\"", "agency[3].id", "nothing", "a letter", None),
    (
        r#"owner = "health""#,
        r#"owner = «"helth"»"#,
        "dataset.records.owner",
        "helth",
        "tax, health, police, court",
        Some("health"),
    ),
    (
        "[[dataset]]\nid = \"records\"\nowner = \"health\"",
        "«[[dataset]]»\nid = \"records\"",
        "dataset.records.owner",
        "nothing",
        "an agency",
        None,
    ),
    (
        "quality = 1\n",
        "quality = { «accuracie» = 1 }\n",
        "dataset.income.quality.accuracie",
        "accuracie",
        "credibility",
        Some("accuracy"),
    ),
    (
        r#"{ by = "police", value = 2 }"#,
        r#"{ by = «"tax"», value = 2 }"#,
        "dataset.income.uses[1].by",
        "tax",
        "other than the owner",
        None,
    ),
    (
        r#"{ by = "police", value = 2 }"#,
        r#"{ by = «"health"», value = 2 }"#,
        "dataset.income.uses[1].by",
        "health",
        "once",
        None,
    ),
    (
        r#"{ by = "police", value = 2 }"#,
        r#"«{ value = 2 }»"#,
        "dataset.income.uses[1].by",
        "nothing",
        "the agency that uses",
        None,
    ),
    (
        r#"{ by = "police", value = 2 }"#,
        r#"{ by = "police", cost_share = «1.5» }"#,
        "use.income.police.cost_share",
        "1.5",
        "from 0 to 1",
        None,
    ),
    (
        "[[dataset]]\nid = \"income\"",
        "«[[dataset]]»\nid = \"income\"\nrefund = 0.6\ncompensation_rate = 0.6",
        "dataset.income.compensation_rate",
        "6/5",
        "at most 1",
        None,
    ),
    // Relations, risks, linkages.
    (
        r#"between = ["tax", "health"]"#,
        r#"between = «["tax", "tax"]»"#,
        "relation[0].between",
        "tax",
        "two different",
        None,
    ),
    (
        r#"between = ["tax", "health"]"#,
        r#"between = «["tax"]»"#,
        "relation[0].between",
        "a list of 1",
        "two different",
        None,
    ),
    (
        "monitoring_cost = 1",
        "monitoring_cost = 1\n[[relation]]\nbetween = «[\"health\", \"tax\"]»",
        "relation[1].between",
        "health",
        "each pair once",
        None,
    ),
    (
        "monitoring_cost = 1",
        "monitoring_cost = { «police» = 1 }",
        "relation.tax.health.monitoring_cost.police",
        "police",
        "tax, health",
        None,
    ),
    (
        "monitoring_cost = 1",
        "business = { «history» = 1 }",
        "relation.tax.health.business.history",
        "history",
        "relatedness",
        None,
    ),
    (r#"kind = "leakage""#, r#"kind = «"leakige"»"#, "risk.leak.kind", "leakige", "leakage", Some("leakage")),
    (
        "[[risk]]\nid = \"leak\"\nkind = \"leakage\"",
        "«[[risk]]»\nid = \"leak\"\nkind = \"custom\"",
        "risk.leak.class",
        "nothing",
        "required for a custom risk",
        None,
    ),
    (
        "bearer = \"tax\"\ndataset = \"income\"",
        "bearer = \"tax\"\ndataset = «\"records\"»",
        "risk.leak.dataset",
        "records",
        "owns or uses",
        None,
    ),
    (
        "bearer = \"tax\"\ndataset = \"income\"",
        "bearer = \"tax\"\nwith = «\"tax\"»",
        "risk.leak.with",
        "tax",
        "other than the bearer",
        None,
    ),
    (
        "dataset = \"income\"\nprob",
        "dataset = \"income\"\nwith = «\"health\"»\nprob",
        "risk.leak.with",
        "health",
        "or neither",
        None,
    ),
    (
        r#"datasets = ["income", "records"]"#,
        r#"datasets = «["income", "income"]»"#,
        "linkage[0].datasets",
        "income",
        "two different",
        None,
    ),
    (
        "[[linkage]]\n",
        "[[linkage]]\ndatasets = [\"records\", \"income\"]\n[[linkage]]\n",
        "linkage[1].datasets",
        "income",
        "once",
        None,
    ),
    // Arrangements and what is asked.
    (
        r#"on = "agency.*.funding""#,
        r#"on = «"agency.*.fundings"»"#,
        "arrangement.fund.effects[0].on",
        "fundings",
        "funding",
        Some("funding"),
    ),
    (
        r#"on = "agency.*.funding""#,
        r#"on = «"agency.taxx.funding"»"#,
        "arrangement.fund.effects[0].on",
        "taxx",
        "the id of an agency",
        Some("tax"),
    ),
    (r#"on = "agency.*.funding""#, r#"on = «""»"#, "arrangement.fund.effects[0].on", "", "a path", None),
    (r#"op = "add""#, r#"op = «"raise"»"#, "arrangement.fund.effects[0].op", "raise", "set, scale or add", None),
    (
        r#"op = "add""#,
        r#"op = «"plus"»"#,
        "arrangement.fund.effects[0].op",
        "plus",
        "set, scale, add, raise, cut",
        None,
    ),
    (r#"op = "add", by = 1"#, r#"op = "set", by = «-1»"#, "arrangement.fund.effects[0].by", "-1", "at least 0", None),
    (r#"to = "tax""#, r#"to = «"taxi"»"#, "arrangement.fund.transfers[0].to", "taxi", "tax", Some("tax")),
    (
        r#"when = "joins""#,
        r#"when = «"all_join"»"#,
        "arrangement.fund.transfers[0].when",
        "all_join",
        "all-join",
        Some("all-join"),
    ),
    (
        r#"when = "joins""#,
        r#"when = { joins_and_fails = «"two"» }"#,
        "arrangement.fund.transfers[0].when.joins_and_fails",
        "two",
        "a whole number",
        None,
    ),
    (
        "running_cost = 1",
        "preset = «\"platfrom\"»",
        "arrangement.fund.preset",
        "platfrom",
        "platform",
        Some("platform"),
    ),
    ("running_cost = 1", "levels = [«2»]", "arrangement.fund.levels[0]", "2", "at most 1", None),
    (r#"id = "fund""#, r#"id = «"platform"»"#, "arrangement.platform.id", "platform", "no offered preset", None),
    (
        r#"presets = ["platform"]"#,
        r#"presets = [«"mandates"»]"#,
        "analysis.presets[0]",
        "mandates",
        "mandate",
        Some("mandate"),
    ),
    (r#"presets = ["platform"]"#, r#"presets = «"every"»"#, "analysis.presets", "every", "\"all\"", None),
    (
        r#"presets = ["platform"]"#,
        r#"presets = ["platform", «"platform"»]"#,
        "analysis.presets[1]",
        "platform",
        "once",
        None,
    ),
    ("max_bundle = 2", "max_bundle = «1.5»", "analysis.max_bundle", "1.5", "a whole number", None),
    (r#"rules = ["shapley"]"#, r#"rules = [«"shaply"»]"#, "analysis.rules[0]", "shaply", "shapley", Some("shapley")),
    (r#"rules = ["shapley"]"#, r#"rules = «"shapley"»"#, "analysis.rules", "shapley", "a list of names", None),
    // Notation.
    (r#"name = "Right""#, "name = \"Right\"\n«name» = \"Again\"", "", "name", "", None),
    ("exclusion = 0", "exclusion = «»", "", "", "", None),
];

/// The only error of a text.
fn only(text: &str) -> Diagnostic {
    let errors = read_scenario(text, "case.toml").expect_err(text);
    assert_eq!(errors.len(), 1, "{}", render_text(&errors, text));
    errors.into_iter().next().unwrap()
}

#[test]
fn the_scenario_that_is_spoilt_is_right() {
    let read = read_scenario(RIGHT, "case.toml").unwrap();
    assert_eq!(read.warnings, vec![]);
}

#[test]
fn each_mistake_is_told_with_place_found_and_allowed() {
    assert!(CASES.len() > 50);
    for (right, marked, field, found, allowed, near) in CASES {
        assert_eq!(RIGHT.matches(right).count(), 1, "{right}");
        let marked_text = RIGHT.replace(right, marked);
        let Some(start) = marked_text.find('«') else {
            let error = only(&marked_text);
            assert_eq!(error.field, *field, "{marked}");
            assert!(error.found.contains(found) && error.allowed.contains(allowed), "{marked}: {}", error.line());
            continue;
        };
        let end = marked_text.find('»').unwrap() - '«'.len_utf8();
        let text = marked_text.replace(['«', '»'], "");
        let error = only(&text);
        let told = error.line();
        assert_eq!(error.place.span, start..end, "{told}");
        assert_eq!(error.place.line, text[..start].matches('\n').count() + 1, "{told}");
        assert_eq!(error.place.column, start - text[..start].rfind('\n').map_or(0, |at| at + 1) + 1, "{told}");
        assert_eq!(error.field, *field, "{told}");
        assert!(error.found.contains(found), "{told}");
        assert!(error.allowed.contains(allowed), "{told}");
        assert_eq!(error.nearest.as_deref(), *near, "{told}");
        let shown = render_text(std::slice::from_ref(&error), &text);
        assert!(shown.contains(&format!("case.toml:{}:{}", error.place.line, error.place.column)), "{shown}");
    }
}

#[test]
fn an_arrangement_that_spoils_the_scenario_by_itself_is_an_error() {
    let effect = "{ on = \"agency.*.funding\", op = \"add\", by = 1 }";
    for (effects, parameter, found, allowed) in [
        ("{ on = \"dataset.*.refund\", op = \"add\", by = 2 }", "dataset.income.refund", "2", "from 0 to 1"),
        (
            "{ on = \"agency.tax.technology_cost\", op = \"add\", by = -2 }",
            "agency.tax.technology_cost",
            "-1",
            "at least 0",
        ),
        (
            "{ on = \"agency.*.funding\", op = \"set\", by = 1 }, { on = \"agency.tax.funding\", op = \"set\", by = 2 }",
            "agency.tax.funding",
            "set to 1 and to 2",
            "one value",
        ),
        (
            "{ on = \"dataset.income.refund\", op = \"raise\", by = 0.7 }, { on = \"dataset.income.compensation_rate\", op = \"raise\", by = 0.5 }",
            "dataset.income",
            "6/5",
            "at most 1",
        ),
    ] {
        let error = only(&RIGHT.replace(effect, effects));
        assert_eq!((error.field.as_str(), error.place.line), ("arrangement.fund", 57), "{}", error.line());
        assert!(error.message.contains(parameter) && error.found.contains(found), "{}", error.line());
        assert!(error.allowed.contains(allowed), "{}", error.line());
    }
    // A preset that spoils the scenario is inadmissible, which is for the analysis to say.
    let text = RIGHT
        .replace("owner = \"tax\"", "owner = \"tax\"\nrefund = 0.5")
        .replace("\"platform\"", "\"coordinator-held\"");
    assert!(read_scenario(&text, "case.toml").is_ok());
}

#[test]
fn cost_shares_of_a_dataset_sum_to_at_most_one() {
    let uses = "{ by = \"health\", value = 1 }, { by = \"police\", value = 2 }";
    let shares = |first: &str, second: &str| {
        RIGHT.replace(uses, &format!("{{ by = \"health\"{first} }}, {{ by = \"police\"{second} }}"))
    };
    for (first, second, sum) in [
        (", cost_share = \"2/3\"", "", "7/6"),
        (", cost_share = 0.8", ", cost_share = 0.3", "11/10"),
        (", cost_share = { low = 0.1, high = 0.9 }", "", "7/5"),
    ] {
        let error = only(&shares(first, second));
        assert_eq!((error.field.as_str(), error.place.line), ("dataset.income.uses", 32), "{}", error.line());
        assert!(error.found.contains(sum) && error.allowed.contains("at most 1"), "{}", error.line());
    }
    for (first, second) in [("", ""), (", cost_share = 0.5", ""), (", cost_share = 0.7", ", cost_share = 0.3")] {
        assert!(read_scenario(&shares(first, second), "case.toml").is_ok());
    }
}

#[test]
fn all_errors_of_a_file_come_at_once() {
    let mut text = RIGHT.to_string();
    for (right, wrong) in [("max_bundle = 2", "max_bundle = -2"), ("loss = 2", "loss = -2"), ("linear", "lineal")] {
        text = text.replace(right, wrong);
    }
    let errors = read_scenario(&text, "case.toml").unwrap_err();
    let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["collective.returns", "risk.leak.loss", "analysis.max_bundle"]);
    let json = render_json(&errors);
    assert_eq!(json["error"]["line"], errors[0].place.line);
    assert_eq!(json["error"]["errors"].as_array().unwrap().len(), 3);
    assert_eq!(json["error"]["errors"][1]["allowed"], "a number of at least 0");
}

#[test]
fn mistakes_of_notation_come_with_other_errors_but_not_with_what_follows_from_them() {
    let text = RIGHT.replace("id = \"health\"\n[", "id = \n[").replace("loss = 2", "loss = -2");
    let errors = read_scenario(&text, "case.toml").unwrap_err();
    let told: Vec<String> = errors.iter().map(Diagnostic::line).collect();
    assert_eq!(errors.len(), 2, "{told:#?}");
    assert_eq!((errors[0].place.line, errors[1].field.as_str()), (26, "risk.leak.loss"));
}

#[test]
fn a_list_that_is_not_closed_is_one_error() {
    let text = RIGHT.replace("{ by = \"police\", value = 2 }]", "{ by = \"police\", value = 2 }");
    let error = only(&text);
    assert!(error.message.contains("array"), "{}", error.line());
    assert_eq!(error.place.line, RIGHT[..RIGHT.find("id = \"records\"").unwrap()].lines().count());
    let error = read_scenario(&RIGHT.replace("[[risk]]", "[risk]\n[risk]"), "case.toml").unwrap_err().remove(0);
    assert!(error.allowed.contains("[[double brackets]]"), "{}", error.line());
}

#[test]
fn a_file_cut_short_is_an_error_at_its_end() {
    for at in [RIGHT.find("value = 2 }]").unwrap() + 7, RIGHT.find("\"shapley\"]").unwrap() + 4] {
        let errors = read_scenario(&RIGHT[..at], "case.toml").unwrap_err();
        assert!(errors.iter().any(|error| error.place.line == RIGHT[..at].lines().count()), "{errors:?}");
    }
    for text in ["", " \n", "# nothing\n"] {
        let errors = read_scenario(text, "case.toml").unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["format", "agency"], "{text:?}");
        assert!(errors[0].allowed.contains("pactum-scenario/1"));
    }
}

#[test]
fn binary_files_and_broken_text_are_refused_at_the_first_wrong_byte() {
    let mut bytes = RIGHT.as_bytes().to_vec();
    let at = RIGHT.find("Right").unwrap();
    bytes[at] = 0xff;
    let errors = read_scenario_bytes(&bytes, "case.toml").unwrap_err();
    assert_eq!((errors[0].place.line, errors[0].place.column), (2, 9));
    assert!(errors[0].found.contains("0xff") && errors[0].allowed.contains("UTF-8"));

    let binary: Vec<u8> = (0..4096u32).map(|k| (k.wrapping_mul(2_654_435_761) >> 13) as u8 & 0x7f).collect();
    let errors = read_scenario_bytes(&binary, "case.bin").unwrap_err();
    assert!(!errors.is_empty() && errors.len() <= 25, "{}", errors.len());
    let errors = read_scenario("format = \"pactum\u{0}\"", "case.toml").unwrap_err();
    assert_eq!(errors[0].place.line, 1);
}

#[test]
fn deep_nesting_is_refused() {
    for (open, close) in [("[", "]"), ("{ a = ", " }")] {
        for depth in [30, 100_000] {
            let text = RIGHT.replace("\"linear\"", &format!("{}1{}", open.repeat(depth), close.repeat(depth)));
            let errors = read_scenario(&text, "case.toml").unwrap_err();
            assert!(errors.iter().any(|error| error.message == "nested too deep"), "{}", errors[0].line());
            assert!(errors.iter().any(|error| error.allowed.contains("at most 24 levels")));
        }
    }
    for depth in [30, 100_000] {
        let text = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        let errors = read_scenario(&text, "case.json").unwrap_err();
        assert!(errors.iter().any(|error| error.message == "nested too deep"), "{}", errors[0].line());
    }
    let text = format!("a{} = 1", ".a".repeat(50_000));
    assert!(read_scenario(&text, "case.toml").unwrap_err().iter().any(|error| error.message == "nested too deep"));
}

#[test]
fn counts_beyond_the_limits_are_refused() {
    let many = |entry: &dyn Fn(usize) -> String, count: usize| (0..count).map(entry).collect::<String>();
    let head = "format = \"pactum-scenario/1\"\n";
    let text = head.to_string() + &many(&|k| format!("[[agency]]\nid = \"a{k}\"\n"), 5_001);
    let error = only(&text);
    assert_eq!((error.field.as_str(), error.found.as_str()), ("agency", "5001 entries"));
    assert!(error.allowed.contains("5000"));

    let effects = many(&|_| "{ on = \"agency.*.funding\", op = \"add\", by = 1 },".to_string(), 5_001);
    let error = only(&RIGHT.replace("{ on = \"agency.*.funding\", op = \"add\", by = 1 }", &effects));
    assert_eq!(error.field, "arrangement.fund.effects");
    assert!(error.allowed.contains("5000"));

    let agencies = many(&|k| format!("[[agency]]\nid = \"a{k}\"\n"), 1_000);
    let effects = many(&|_| "{ on = \"agency.*.funding\", op = \"add\", by = 1 },".to_string(), 2_001);
    let error = only(&format!("{head}{agencies}[[arrangement]]\nid = \"x\"\neffects = [{effects}]\n"));
    assert_eq!((error.field.as_str(), error.place.line), ("arrangement.x.effects", 2_004));
    assert!(error.found.contains("2001000 single") && error.allowed.contains("2000000"));

    let sides = many(&|k| format!("a{k} = 1, "), 100);
    let agencies = many(&|k| format!("[[agency]]\nid = \"a{k}\"\n"), 300);
    let text = format!("{head}[defaults.relation]\nnegotiation_cost = {{ {sides} }}\n{agencies}");
    let error = only(&text);
    assert_eq!(error.field, "defaults.relation");
    assert!(error.found.contains("100 agencies") && error.allowed.contains("20000"));

    // Of many errors those that come first in the file are told.
    let errors = read_scenario(&many(&|k| format!("wrong{k} = 1\n"), 3_000), "case.toml").unwrap_err();
    assert!((1..=500).all(|line| errors.iter().any(|error| error.place.line == line)));
    assert!(errors.len() <= 501 && errors.last().unwrap().found.contains("more errors"));
    let errors = read_scenario(&" ".repeat(MOST_BYTES + 1), "case.toml").unwrap_err();
    assert!(errors[0].allowed.contains("5242880 bytes"));
}

#[test]
fn a_list_given_as_one_table_and_a_table_given_as_a_number_are_told() {
    let text = "format = \"pactum-scenario/1\"\n[agency]\nid = \"tax\"\n";
    let errors = read_scenario(text, "case.toml").unwrap_err();
    assert_eq!((errors[0].field.as_str(), errors[0].place.line), ("agency", 2));
    assert!(errors[0].allowed.contains("[[agency]]"));
    let error = only(&RIGHT.replace("[coupling]\nrisk_to_cost = 0", "").replace("name =", "coupling = 3\nname ="));
    assert_eq!((error.field.as_str(), error.found.as_str()), ("coupling", "3"));
}

#[test]
fn json_is_read_strictly() {
    let right = r#"{"format": "pactum-scenario/1", "agency": [{"id": "tax", "discount": 0.5}]}"#;
    assert!(read_scenario(right, "case.json").is_ok());
    assert!(read_scenario(right, "case").is_ok());
    for (from, to, offset, found, allowed) in [
        ("0.5", "0.5,", 3, ",", "JSON"),
        ("0.5", "05", 1, "", "JSON"),
        ("0.5", "NaN", 0, "NaN", "JSON"),
        ("0.5", "null", 0, "null", "a number from 0 to 1"),
        ("0.5", "1e999999999", 0, "1e999999999", "exponent"),
        ("\"id\"", "// no\n\"id\"", 0, "", "without comments"),
        ("\"discount\": 0.5", "\"id\": \"b\"", 0, "id", "each key once"),
        ("}]}", "}]", 2, "", "JSON"),
    ] {
        let text = right.replace(from, to);
        let errors = read_scenario(&text, "case.json").unwrap_err();
        let column = right.find(from).unwrap() + offset + 1;
        assert_eq!((errors[0].place.line, errors[0].place.column), (1, column), "{text}: {}", errors[0].line());
        assert!(errors[0].found.contains(found) && errors[0].allowed.contains(allowed), "{}", errors[0].line());
    }
    let errors = read_scenario("[1]", "case.json").unwrap_err();
    assert!(errors[0].found.contains("a list of 1") && errors[0].allowed.contains("a table"));
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_path_buf(), folder.path().join("none.toml")] {
        let errors = read_text(&path).unwrap_err();
        assert_eq!(errors[0].file, path.display().to_string());
        assert!(errors[0].message.contains("cannot be read") && !errors[0].found.is_empty());
    }
}

#[test]
fn no_spoilt_byte_makes_the_reader_panic() {
    let bytes = RIGHT.as_bytes();
    let mut state = 1u64;
    for _ in 0..400 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (at, byte) = ((state >> 33) as usize % bytes.len(), (state >> 24) as u8);
        let mut spoilt = bytes.to_vec();
        match state >> 62 {
            0 => spoilt.truncate(at),
            1 => drop(spoilt.drain(at..(at + 20).min(bytes.len()))),
            _ => spoilt[at] = byte,
        }
        for name in ["case.toml", "case.json"] {
            if let Err(errors) = read_scenario_bytes(&spoilt, name) {
                let text = String::from_utf8_lossy(&spoilt);
                assert!(!render_text(&errors, &text).is_empty());
            }
        }
    }
}
