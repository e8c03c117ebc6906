//! What checks cannot share a mistake with what finds: no file of `certificate`, `check` and `document` reaches a
//! solver, directly or through what it imports.
//!
//! Imports are followed as text: every path that starts with `crate`, `super` or `self` outside of tests leads to the
//! file of its longest known module, whose own paths are followed in turn.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Modules whose files check.
const CHECKING: [&str; 3] = ["certificate", "check", "document"];
/// Modules that find answers, and what is made of them.
const SOLVING: [&str; 6] = ["solution", "lp", "stability", "payoff::coalitional", "report", "linear_algebra"];

/// The modules of the library: their paths, and the text of their files without tests and comments.
fn modules() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), "", &mut found);
    found
}

fn collect(folder: &Path, module: &str, found: &mut BTreeMap<String, String>) {
    let inside = |name: &str| if module.is_empty() { name.to_string() } else { format!("{module}::{name}") };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_string();
        if path.is_dir() {
            collect(&path, &inside(&name), found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !["tests", "testing"].contains(&&*name) {
            let name = if ["mod", "lib"].contains(&&*name) { module.to_string() } else { inside(&name) };
            found.insert(name, code(&std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The code of a file: no comments, and nothing from its tests on, which stand last.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = before_tests.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// All paths from the root of the crate that a module names: `a::b::Item`, groups written out.
fn paths(module: &str, code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (start, _) in code.match_indices("::") {
        let head = code[..start].rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        let before = code[..start - head.len()].chars().next_back();
        let base = match head {
            "crate" | "pactum" => Some(String::new()),
            "self" if before != Some(':') => Some(module.to_string()),
            "super" if before != Some(':') => Some(parent(module)),
            _ => None,
        };
        if let Some(base) = base {
            expand(&base, &code[start + 2..], &mut found);
        }
    }
    // `pub use child::Item;` and `mod child;` name modules below without a first word.
    for line in code.lines().map(str::trim) {
        let line = line.strip_prefix("pub ").or(line.strip_prefix("pub(super) ")).unwrap_or(line);
        if let Some(rest) = line.strip_prefix("use ").filter(|rest| !rest.starts_with(['c', 's'])) {
            expand(module, rest, &mut found);
        }
    }
    found
}

fn parent(module: &str) -> String {
    module.rsplit_once("::").map(|(parent, _)| parent.to_string()).unwrap_or_default()
}

fn join(base: &str, name: &str) -> String {
    if base.is_empty() { name.to_string() } else { format!("{base}::{name}") }
}

/// The paths that start with `base` and go on as `rest` says; groups in braces are followed one by one.
fn expand(base: &str, rest: &str, found: &mut BTreeSet<String>) {
    let rest = rest.trim_start();
    if let Some(group) = rest.strip_prefix('{') {
        let (mut depth, mut item) = (0usize, String::new());
        for character in group.chars() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                _ => {}
            }
            if character == ',' && depth == 0 {
                expand(base, &std::mem::take(&mut item), found);
            } else {
                item.push(character);
            }
        }
        return expand(base, &item, found);
    }
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.is_empty() {
        return;
    }
    let path = if name == "super" { parent(base) } else { join(base, &name) };
    match rest[name.len()..].strip_prefix("::") {
        Some(more) => expand(&path, more, found),
        None => drop(found.insert(path)),
    }
}

/// The module whose file a path leads to: the longest known beginning.
fn home(path: &str, modules: &BTreeMap<String, String>) -> Option<String> {
    let mut path = path.to_string();
    while !path.is_empty() {
        if modules.contains_key(&path) {
            return Some(path);
        }
        path = parent(&path);
    }
    None
}

fn is_below(module: &str, roots: &[&str]) -> bool {
    roots.iter().any(|root| module == *root || module.starts_with(&format!("{root}::")))
}

/// The chain of imports from a module to one that solves, if there is any.
fn way_to_a_solver(start: &str, modules: &BTreeMap<String, String>) -> Option<Vec<String>> {
    let mut open = vec![vec![start.to_string()]];
    let mut seen = BTreeSet::from([start.to_string()]);
    while let Some(chain) = open.pop() {
        let module = chain.last().unwrap();
        for path in paths(module, &modules[module]) {
            let Some(next) = home(&path, modules) else { continue };
            let chain = [chain.as_slice(), std::slice::from_ref(&next)].concat();
            if is_below(&next, &SOLVING) {
                return Some(chain);
            }
            if seen.insert(next) {
                open.push(chain);
            }
        }
    }
    None
}

#[test]
fn what_checks_reaches_no_solver() {
    let modules = modules();
    for root in CHECKING {
        assert!(modules.contains_key(root), "there is no module {root}");
    }
    for module in modules.keys().filter(|module| is_below(module, &CHECKING)) {
        if let Some(chain) = way_to_a_solver(module, &modules) {
            panic!("{}", chain.join(" uses "));
        }
    }
}

#[test]
fn ways_to_solvers_are_found() {
    let file = |text: &str| code(text);
    let modules = BTreeMap::from([
        ("".to_string(), file("pub use a::A;")),
        ("a".to_string(), file("use crate::{b::{B, C}, d};")),
        ("b".to_string(), file("use super::game;\nfn f() { crate::game::inner::g() }")),
        ("d".to_string(), String::new()),
        ("game".to_string(), file("pub use inner::g;")),
        ("game::inner".to_string(), file("// crate::lp\nuse crate::solution::x;")),
        ("solution".to_string(), String::new()),
        ("tested".to_string(), file("fn f() {}\n#[cfg(test)]\nmod tests { use crate::solution::x; }")),
    ]);
    let chain = way_to_a_solver("a", &modules).unwrap();
    assert_eq!((chain.first().unwrap().as_str(), chain.last().unwrap().as_str()), ("a", "solution"));
    assert!(chain.contains(&"b".to_string()) && chain.contains(&"game::inner".to_string()));
    for module in ["d", "tested"] {
        assert_eq!(way_to_a_solver(module, &modules), None);
    }
    // The library's own solvers are found to be what they are.
    assert!(way_to_a_solver("report", &self::modules()).is_some());
}
