//! The table from the framework paper to the code names what exists, and leaves no item out.

use std::collections::BTreeSet;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The text of every Rust file under a folder.
fn sources(folder: &Path, texts: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, texts);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The names of all tests: functions under `#[test]`, and rows of tables of laws.
fn tests() -> BTreeSet<String> {
    let mut texts = Vec::new();
    sources(&Path::new(ROOT).join("src"), &mut texts);
    sources(&Path::new(ROOT).join("tests"), &mut texts);
    let mut names = BTreeSet::new();
    for text in &texts {
        let mut marked = false;
        for line in text.lines().map(str::trim) {
            if let Some(rest) = line.strip_prefix("fn ").filter(|_| marked) {
                names.insert(rest.split('(').next().unwrap().to_string());
            }
            marked = line == "#[test]" || marked && (line.starts_with("#[") || line.starts_with("//"));
            let mut words = line.split(' ');
            if let (Some(name), Some("Rises" | "Falls" | "Stays")) = (words.next(), words.next()) {
                names.insert(name.to_string());
            }
        }
    }
    names
}

fn page() -> String {
    std::fs::read_to_string(Path::new(ROOT).join("docs/trace.md")).unwrap()
}

/// What stands in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the first table: id, claim, files, tests or choice.
fn rows(page: &str) -> Vec<[&str; 4]> {
    let table =
        page.lines().skip_while(|line| !line.starts_with("| id |")).skip(2).take_while(|line| line.starts_with('|'));
    table
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            cells.try_into().unwrap_or_else(|_| panic!("four cells in: {line}"))
        })
        .collect()
}

/// Whether a word is meant as the name of a test: small letters and several underscores.
fn names_a_test(word: &str) -> bool {
    word.matches('_').count() >= 3 && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_')
}

/// `D1`, `D2` and so on.
fn all_ids() -> Vec<String> {
    let families = [("D", 17), ("R", 3), ("F", 3), ("B", 3), ("K", 4), ("C", 4), ("L", 10), ("E", 5), ("Q", 3)];
    families.iter().flat_map(|(family, last)| (1..=*last).map(move |number| format!("{family}{number}"))).collect()
}

#[test]
fn every_item_of_the_paper_has_one_row_in_order() {
    let page = page();
    let ids: Vec<String> = rows(&page).iter().map(|row| row[0].to_string()).collect();
    assert_eq!(ids, all_ids());
}

#[test]
fn every_row_names_a_test_or_a_choice() {
    for [id, _, _, held] in rows(&page()) {
        assert!(quoted(held).any(names_a_test) || held.contains("Choice: "), "{id} has neither a test nor a choice");
    }
}

#[test]
fn every_test_that_the_page_names_exists() {
    let (page, tests) = (page(), tests());
    let named: Vec<&str> = quoted(&page).filter(|word| names_a_test(word)).collect();
    assert!(named.len() > 80, "{} tests are named", named.len());
    let missing: Vec<&&str> = named.iter().filter(|name| !tests.contains(**name)).collect();
    assert!(missing.is_empty(), "no such tests: {missing:?}");
    assert!(!tests.contains("names_a_test"), "a function that is no test was taken for one");
}

#[test]
fn every_file_that_the_page_names_exists() {
    let page = page();
    for [id, _, files, _] in rows(&page) {
        assert!(quoted(files).next().is_some(), "{id} names no file");
        for file in quoted(files) {
            assert!(Path::new(ROOT).join("src").join(file).is_file(), "{id}: no file src/{file}");
        }
    }
}
