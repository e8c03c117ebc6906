//! Scenario files, in TOML or JSON: reading, the schema, a starter.
//!
//! A file is first parsed into one tree of located values, then read part by part; all errors of a
//! file come at once, each with its place, what was found and what is allowed.

mod analysis;
mod arrangements;
mod defaults;
mod limits;
mod numbers;
mod objects;
mod presets;
mod reader;
mod schema;
mod tree;
mod warnings;
mod whole;

use std::io::Read;
use std::path::Path;

pub use presets::{Preset, RULES, presets};
pub use reader::IntervalNote;
pub use schema::schema;

use super::diagnostic::{Diagnostic, Place, Severity, Source};
use crate::arrangement::{Case, apply};
use crate::scenario::{Quantity, Scenario};
use reader::{Ids, Reader};
use tree::{Kind, Span, SyntaxError, Table};

/// The largest file that is read, in bytes.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;
/// A commented scenario to start from.
pub const STARTER: &str = include_str!("starter.toml");
/// So many mistakes of notation are told.
const MOST_SYNTAX: usize = 20;

/// The keys of a scenario file.
pub(crate) const ROOT_KEYS: [&str; 16] = [
    "format",
    "name",
    "unit",
    "strategies",
    "worth",
    "collective",
    "coupling",
    "weights",
    "defaults",
    "agency",
    "dataset",
    "relation",
    "risk",
    "linkage",
    "arrangement",
    "analysis",
];

/// A scenario file as read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadScenario {
    /// The scenario, the arrangements, what is asked.
    pub case: Case<Quantity>,
    /// What cannot matter.
    pub warnings: Vec<Diagnostic>,
    /// The fields that are intervals, and the numbers that point results use for them.
    pub intervals: Vec<IntervalNote>,
    /// The name of the file.
    pub file: String,
    /// Where the arrangements that the file writes stand in it.
    pub arrangement_places: Vec<Place>,
}

impl ReadScenario {
    /// The arrangements of the file that cannot be applied by themselves: two values are set in one
    /// place, or a range or joint limit is left. Judged at points; unknowns without a value pass.
    fn inapplicable(&self) -> Vec<Diagnostic> {
        let Ok(case) = self.case.points() else { return Vec::new() };
        let written = case.arrangements.iter().take(case.written).zip(&self.arrangement_places);
        let problems = written.filter_map(|(arrangement, place)| {
            let problem = apply(&case.scenario, &[arrangement]).err()?;
            let (found, allowed) = match problem.reason.split_once("; allowed: ") {
                Some((found, allowed)) => (found.trim_start_matches("found "), allowed),
                None => (problem.reason.as_str(), "one value for each parameter"),
            };
            Some(Diagnostic {
                severity: Severity::Error,
                file: self.file.clone(),
                place: place.clone(),
                field: format!("arrangement.{}", arrangement.id),
                message: format!("it cannot be applied: {}", problem.parameter),
                found: found.to_string(),
                allowed: allowed.to_string(),
                nearest: None,
            })
        });
        problems.collect()
    }
}

/// The places of objects that warnings are about.
struct Places {
    risks: Vec<Span>,
    uses: Vec<Span>,
    arrangements: Vec<Span>,
    presets: Span,
}

/// Reads a scenario from its text: JSON if the name ends in `.json`, TOML if in `.toml`, otherwise
/// whichever it looks like.
///
/// # Errors
///
/// All errors of the file, in its order.
///
/// # Examples
///
/// ```
/// use pactum::format::scenario::read_scenario;
///
/// let text = "format = \"pactum-scenario/1\"\n[[agency]]\nid = \"tax\"\ndiscount = 0.9\n";
/// let read = read_scenario(text, "one.toml").unwrap();
/// assert_eq!(read.case.scenario.agencies[0].name, "tax");
///
/// let errors = read_scenario(&text.replace("discount", "discont"), "one.toml").unwrap_err();
/// assert_eq!((errors[0].place.line, errors[0].nearest.as_deref()), (4, Some("discount")));
/// ```
pub fn read_scenario(text: &str, file_name: &str) -> Result<ReadScenario, Vec<Diagnostic>> {
    if text.len() > MOST_BYTES {
        return Err(vec![whole_file(
            file_name,
            "the file is too large",
            format!("{} bytes", text.len()),
            most_bytes(),
        )]);
    }
    let source = Source::new(file_name, text);
    let (root, mistakes) = tree::parse(text, file_name);
    let mut reader = Reader::new(&source);
    let Kind::Table(table) = &root.kind else {
        let what = reader.describe(&root);
        reader.error(&root.span, "", "not a scenario", what, "a table with format, agency, dataset, ..");
        return Err(reader.errors);
    };
    let case = if mistakes.len() > MOST_SYNTAX { None } else { read_root(&mut reader, table, &root.span) };
    let errors = all_errors(&mut reader, mistakes);
    match case {
        Some((case, places)) if errors.is_empty() => {
            let warnings = warnings::warnings(&case, &places, &reader.unknowns, &source);
            let arrangement_places = places.arrangements.iter().map(|span| source.place(span)).collect();
            let (intervals, file) = (reader.intervals, file_name.to_string());
            let read = ReadScenario { warnings, intervals, file, arrangement_places, case };
            let errors = read.inapplicable();
            if errors.is_empty() { Ok(read) } else { Err(errors) }
        }
        _ => Err(errors),
    }
}

/// Reads a scenario from the bytes of a file, which have to be UTF-8.
///
/// # Errors
///
/// All errors of the file, in its order.
pub fn read_scenario_bytes(bytes: &[u8], file_name: &str) -> Result<ReadScenario, Vec<Diagnostic>> {
    text_of(bytes, file_name).and_then(|text| read_scenario(text, file_name))
}

/// The text of a file, from its bytes.
///
/// # Errors
///
/// One error, at the first byte that is not UTF-8, or when there are too many bytes.
pub fn text_of<'b>(bytes: &'b [u8], file_name: &str) -> Result<&'b str, Vec<Diagnostic>> {
    if bytes.len() > MOST_BYTES {
        let found = format!("more than {MOST_BYTES} bytes");
        return Err(vec![whole_file(file_name, "the file is too large", found, most_bytes())]);
    }
    std::str::from_utf8(bytes).map_err(|problem| {
        let valid = bytes.get(..problem.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok());
        let at = valid.unwrap_or_default().len();
        let place = Source::new(file_name, valid.unwrap_or_default()).place(&(at..at));
        let found = bytes.get(at).map_or("nothing".into(), |byte| format!("the byte 0x{byte:02x} at offset {at}"));
        let mut error = whole_file(file_name, "not a text in UTF-8", found, "TOML or JSON, encoded as UTF-8".into());
        error.place = place;
        vec![error]
    })
}

/// Reads the text of a file from disk, no more of it than a scenario may have.
///
/// # Errors
///
/// One error, when the file cannot be read, is too large or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Vec<Diagnostic>> {
    let name = path.display().to_string();
    let unreadable = |problem: std::io::Error| {
        vec![whole_file(
            &name,
            "the file cannot be read",
            problem.to_string(),
            "a file that exists and can be read".into(),
        )]
    };
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    text_of(&bytes, &name).map(str::to_string)
}

fn most_bytes() -> String {
    format!("at most {MOST_BYTES} bytes")
}

/// An error about a file as a whole.
fn whole_file(file: &str, message: &str, found: String, allowed: String) -> Diagnostic {
    let place = Place { line: 1, column: 1, span: 0..0 };
    let (file, message, field) = (file.to_string(), message.to_string(), String::new());
    Diagnostic { severity: Severity::Error, file, place, field, message, found, allowed, nearest: None }
}

/// Mistakes of notation and errors of content together, in file order. Where there are mistakes of
/// notation, errors that may only follow from them are left out.
fn all_errors(reader: &mut Reader<'_>, mistakes: Vec<SyntaxError>) -> Vec<Diagnostic> {
    let content = std::mem::take(&mut reader.errors);
    let follows = std::mem::take(&mut reader.follows);
    let (total, untold) = (mistakes.len(), reader.untold);
    let judged = mistakes.iter().filter(|mistake| mistake.last).map(|mistake| mistake.span.start).min();
    let judged = judged.unwrap_or(usize::MAX);
    for mistake in mistakes.into_iter().take(MOST_SYNTAX) {
        let found = reader.source.quote(&mistake.span);
        let found = if found.trim().is_empty() { String::new() } else { format!("`{found}`") };
        reader.error(&mistake.span, "", mistake.message, found, mistake.allowed);
    }
    let mut errors = std::mem::take(&mut reader.errors);
    let lines: Vec<usize> = errors.iter().map(|error| error.place.line).collect();
    for (error, follows) in content.into_iter().zip(follows) {
        let follows = follows || lines.contains(&error.place.line) || error.place.span.start >= judged;
        if lines.is_empty() || !follows {
            errors.push(error);
        }
    }
    errors.sort_by_key(|error| error.place.span.start);
    let more = untold + total.saturating_sub(MOST_SYNTAX);
    if more > 0 {
        let found = format!("{more} more errors, which are not shown");
        errors.push(whole_file(reader.source.file, "more errors", found, "mend these first".into()));
    }
    errors
}

/// Reads all parts of a file. `None` when there is no agency to speak of; errors are in the reader.
fn read_root(reader: &mut Reader<'_>, root: &Table, span: &Span) -> Option<(Case<Quantity>, Places)> {
    reader.known_keys(root, "", &ROOT_KEYS);
    reader.format(root, span);
    let name = reader.label(root, "name", "").unwrap_or_default();
    let unit = reader.label(root, "unit", "").unwrap_or_default();
    let (strategies, worth) = (reader.strategies(root), reader.worth(root));
    let (items, agency_ids) = reader.items(root, "agency", objects::MOST_AGENCIES, &objects::agency_keys());
    if items.is_empty() {
        if root.get("agency").is_none() {
            reader.missing(span, "", "agency", "at least one [[agency]] with an id");
        } else if reader.errors.is_empty() {
            reader.error(span, "agency", "there is no agency", "an empty list", "at least one [[agency]] with an id");
        }
        return None;
    }
    let defaults = reader.defaults(root, &agency_ids);
    let agencies = reader.agencies(&items, &defaults);
    let data = reader.datasets(root, &agency_ids, &defaults);
    let relations = reader.relations(root, &agency_ids, &defaults);
    let (risks, risk_spans) = reader.risks(root, &agency_ids, &data);
    let linkages = reader.linkages(root, &data.ids);
    let (returns, exclusion) = reader.collective(root, agencies.len());
    let (coupling, weights) = (reader.coupling(root), reader.weights(root));
    reader.joint_limits(&data);
    let scenario = Scenario {
        name,
        unit,
        strategies,
        worth,
        returns,
        exclusion,
        coupling,
        weights,
        agencies,
        datasets: data.datasets,
        uses: data.uses,
        relations,
        risks,
        linkages,
    };
    Some(read_arrangements(reader, root, scenario, &agency_ids, risk_spans, data.use_spans))
}

/// Reads the arrangements of a file and what it asks for.
fn read_arrangements(
    reader: &mut Reader<'_>,
    root: &Table,
    scenario: Scenario<Quantity>,
    agencies: &Ids,
    risks: Vec<Span>,
    uses: Vec<Span>,
) -> (Case<Quantity>, Places) {
    let asked = reader.analysis(root, scenario.n());
    let mut setting = arrangements::Setting::of(&scenario, agencies);
    let (mut arrangements, spans) = reader.arrangements(root, &mut setting, &asked);
    let written = arrangements.len();
    arrangements.extend(asked.presets);
    let presets = root.get("analysis").map_or(0..0, |node| match &node.kind {
        Kind::Table(table) => table.get("presets").map_or(node.span.clone(), |node| node.span.clone()),
        _ => node.span.clone(),
    });
    let places = Places { risks, uses, arrangements: spans, presets };
    (Case { scenario, arrangements, written, analysis: asked.analysis }, places)
}
