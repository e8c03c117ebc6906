//! The section of a text report on sharing the gains.

use pactum::Coalition;
use pactum::number::{Rational, whole};
use pactum::payoff::coalitional::Worths;
use pactum::report::StabilityReport;
use pactum::report::names::Names;
use pactum::scenario::Convention;
use pactum::stability::Verdict;
use pactum::stability::rules::Shared;

use crate::text::{section, short, shown, table};

/// How the gains of the status quo can be shared, by convention and rule.
pub fn sharing(report: &StabilityReport, names: &Names) -> String {
    if report.sharing.worths.is_empty() {
        return String::new();
    }
    let parts = [conventions(report), allocations(report, names), disagreement(report, names), caution(report)];
    let body: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    section(
        "Can the gains be shared so that no group does better by itself? (status quo, with side payments)",
        &body.join("\n"),
    )
}

fn verdict<'a>(report: &'a StabilityReport, key: &str) -> Option<&'a Verdict> {
    let added = || report.sharing.added.iter().find(|(known, _)| known == key).map(|(_, verdict)| verdict);
    report.status_quo().verdict(key).or_else(added)
}

fn conventions(report: &StabilityReport) -> String {
    let mut rows = table(&[
        "what a group can secure",
        "all together",
        "each alone, summed",
        "undefined",
        "a split that holds",
        "without transfers",
    ]);
    for worths in &report.sharing.worths {
        let convention = worths.convention;
        let alone: Rational = (0..worths.n()).filter_map(|agency| worths.worth(Coalition::singleton(agency))).sum();
        let word = |key: String| {
            verdict(report, &key).map_or("-".to_string(), |verdict| match verdict.word() {
                "holds" => "yes".into(),
                "fails" => "no".into(),
                word => word.into(),
            })
        };
        rows.add_row(vec![
            format!("{convention} ({})", meaning(convention)),
            short(&worths.grand()),
            short(&alone),
            worths.undefined().count().to_string(),
            word(format!("core:{convention}")),
            word(format!("no-transfer-core:{convention}")),
        ]);
    }
    rows.to_string()
}

fn meaning(convention: Convention) -> &'static str {
    match convention {
        Convention::StandAlone => "if all others stop sharing",
        Convention::Alpha => "whatever the others do afterwards",
        Convention::Beta => "whatever the others do beforehand",
        Convention::Gamma => "the others answer one by one",
        Convention::GammaOptimistic => "the same, at the best equilibrium",
        Convention::Delta => "the others answer as one",
        Convention::AllJoin => "by joining fully, the others out",
    }
}

fn allocations(report: &StabilityReport, names: &Names) -> String {
    let labels: Vec<String> =
        report.sharing.allocations.iter().map(|(rule, convention, _)| format!("{rule}, {convention}")).collect();
    let mut header = vec!["agency", "gets anyway"];
    header.extend(labels.iter().map(String::as_str));
    let mut rows = table(&header);
    for (agency, id) in names.agencies.iter().enumerate() {
        let share = |shared: &Shared| match shared {
            Shared::Allocation(allocation, _) => short(&allocation[agency]),
            _ => "undefined".into(),
        };
        let shares = report.sharing.allocations.iter().map(|(_, _, shared)| share(shared));
        rows.add_row(
            [id.clone(), short(&report.agencies[agency].inside)].into_iter().chain(shares).collect::<Vec<_>>(),
        );
    }
    let inside = |(rule, convention, _): &(String, Convention, Shared)| {
        let word = verdict(report, &format!("rule-in-core:{rule}:{convention}")).map_or("", Verdict::word);
        if word == "holds" {
            "yes"
        } else if word == "fails" {
            "no"
        } else {
            "open"
        }
        .to_string()
    };
    let last = report.sharing.allocations.iter().map(inside);
    rows.add_row(["no group objects".to_string(), String::new()].into_iter().chain(last).collect::<Vec<_>>());
    rows.to_string()
}

/// Why `gamma` and `stand-alone` disagree on the core, in words.
fn disagreement(report: &StabilityReport, names: &Names) -> String {
    let find = |convention: Convention| report.sharing.worths.iter().find(|worths| worths.convention == convention);
    let (Some(gamma), Some(alone)) = (find(Convention::Gamma), find(Convention::StandAlone)) else {
        return String::new();
    };
    let word = |convention: Convention| verdict(report, &format!("core:{convention}")).map_or("", Verdict::word);
    if word(Convention::Gamma) == word(Convention::StandAlone) {
        return String::new();
    }
    if word(Convention::Gamma) == "undecided" {
        let open = gamma.undefined().count();
        return format!(
            "gamma and stand-alone disagree on the core (undecided against {}): under gamma {open} coalitions have no pure \
             equilibrium with the others, so that what they secure is undefined; stand-alone assumes that all others stop.",
            word(Convention::StandAlone)
        );
    }
    let Some((coalition, secured, deserted)) = widest_gap(gamma, alone) else { return String::new() };
    let members: Vec<&str> = coalition.members().map(|agency| names.agencies[agency].as_str()).collect();
    let why = if secured > deserted {
        "those outside go on sharing where it pays them, and the group rides free on it"
    } else {
        "what those outside choose for themselves leaves the group with less than if they all stopped"
    };
    format!(
        "gamma and stand-alone disagree on the core ({} against {}): {why}. {} secure {} under gamma, {} if all others stop.",
        word(Convention::Gamma),
        word(Convention::StandAlone),
        members.join(", "),
        shown(&secured),
        shown(&deserted)
    )
}

/// The coalition whose worths differ most, with both; the first by mask among equals.
fn widest_gap(gamma: &Worths, alone: &Worths) -> Option<(Coalition, Rational, Rational)> {
    let pairs = Coalition::all(gamma.n())
        .filter_map(|coalition| Some((coalition, gamma.worth(coalition)?, alone.worth(coalition)?)));
    let gap = |(_, a, b): &(Coalition, Rational, Rational)| if a > b { a - b } else { b - a };
    pairs
        .reduce(|widest, next| if gap(&next) > gap(&widest) { next } else { widest })
        .filter(|pair| gap(pair) > whole(0))
}

/// Core verdicts stand beside efficiency: sponsor money can make a worthless plan jointly optimal.
fn caution(report: &StabilityReport) -> String {
    let word = |key: &str| verdict(report, key).map_or("-", Verdict::word);
    format!(
        "Beside these: efficient {}, improves on what is reached anyway {}. Sponsor money and penalties can make a worthless plan jointly optimal.",
        word("efficient"),
        word("improves")
    )
}
