//! Every work that the documentation of the code cites has an entry in REFERENCES.md.

use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A citation or an entry: the words of the authors, and the year with its letter.
#[derive(Debug, PartialEq)]
struct Key {
    authors: Vec<String>,
    year: String,
}

/// Whether a word is a year, perhaps with a letter.
fn is_year(word: &str) -> bool {
    let (digits, letter) = word.split_at(word.len().min(4));
    digits.len() == 4
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && ["18", "19", "20"].contains(&&digits[..2])
        && (letter.is_empty() || letter.len() == 1 && letter.bytes().all(|byte| byte.is_ascii_lowercase()))
}

/// Reads `Shapley and Shubik 1954`; what follows the year does not matter. `None` where no year
/// comes after a name.
fn key(text: &str) -> Option<Key> {
    let cut = |word: &'static [char]| move |text: &str| text.trim_matches(word).to_string();
    let words = text.split_whitespace().map(cut(&['(', ')', ',', '.', ';', ':', '"']));
    let mut authors = Vec::new();
    for word in words.filter(|word| !["and", "After", "after", ""].contains(&word.as_str())) {
        if is_year(&word) {
            return (!authors.is_empty()).then_some(Key { authors, year: word });
        }
        authors.push(word);
    }
    None
}

/// Whether an entry is the work that a citation means.
fn answers(entry: &Key, cited: &Key) -> bool {
    let authors = match cited.authors.as_slice() {
        [first, et, al] if et == "et" && al == "al" => entry.authors.first() == Some(first),
        all => entry.authors == all,
    };
    authors && entry.year == cited.year
}

/// The keys cited in one file: after `# References`, after `Source:`, and in the rows of tables.
fn cited(text: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    for (place, line) in lines.iter().enumerate() {
        let doc =
            |line: &str| line.strip_prefix("///").or(line.strip_prefix("//!")).map(|rest| rest.trim().to_string());
        let starts = |line: &str| line.starts_with("Source: ") || line.starts_with("Sources: ");
        let heading = doc(line).is_some_and(|line| line == "# References");
        if heading || doc(line).is_some_and(|line| starts(&line)) {
            let block = lines[place + usize::from(heading)..].iter().map_while(|line| doc(line));
            let block = block.skip_while(String::is_empty).take_while(|line| !line.is_empty());
            let block = block.collect::<Vec<_>>().join(" ");
            let block = block.trim_start_matches("Sources: ").trim_start_matches("Source: ");
            keys.extend(block.split(';').filter_map(key));
        } else if doc(line).is_none() {
            // A string that is nothing but a key: a row's source.
            let strings = line.split('"').skip(1).step_by(2);
            let whole = |text: &&str| text.split_whitespace().next_back().is_some_and(is_year);
            let named = |text: &&str| text.split_whitespace().count() > 1 && !text.contains(['{', '=', '[', '/']);
            keys.extend(strings.filter(whole).filter(named).filter_map(key));
        }
    }
    keys
}

/// The text of every Rust file under a folder, with its path.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

fn entries() -> Vec<Key> {
    let text = std::fs::read_to_string(Path::new(ROOT).join("REFERENCES.md")).unwrap();
    let bold = text.lines().filter_map(|line| line.strip_prefix("* **")?.split("**").next().map(str::to_string));
    bold.filter_map(|entry| key(&entry)).collect()
}

#[test]
fn every_cited_work_has_an_entry() {
    let mut files = Vec::new();
    sources(&Path::new(ROOT).join("src"), &mut files);
    let entries = entries();
    let (mut count, mut missing) = (0, Vec::new());
    for (path, text) in &files {
        for key in cited(text) {
            count += 1;
            if !entries.iter().any(|entry| answers(entry, &key)) {
                missing.push(format!("{path}: {} {}", key.authors.join(" "), key.year));
            }
        }
    }
    assert!(missing.is_empty(), "no entry in REFERENCES.md for\n{}", missing.join("\n"));
    assert!(count > 100, "only {count} citations were found");
}

#[test]
fn no_work_has_two_entries() {
    let entries = entries();
    for (place, entry) in entries.iter().enumerate() {
        assert!(!entries[..place].contains(entry), "{entry:?}");
    }
}

#[test]
fn citations_are_read_in_all_their_forms() {
    let text = "/// # References\n///\n/// Kohlberg 1971;\n/// Owen 1977 (unions).\nfn f() {}\n\
                /// Source: Shapley 1953b.\nrow!(\"tau\", \"a value\", \"van den Brink 2007\")\n";
    let found: Vec<String> =
        cited(text).into_iter().map(|key| format!("{} {}", key.authors.join(" "), key.year)).collect();
    assert_eq!(found, ["Kohlberg 1971", "Owen 1977", "Shapley 1953b", "van den Brink 2007"]);
    let entry = key("Bachrach, Elkind and Meir 2009").unwrap();
    assert!(answers(&entry, &key("Bachrach et al. 2009").unwrap()));
    assert!(answers(&entry, &key("Bachrach Elkind Meir 2009").unwrap()));
    assert!(!answers(&entry, &key("Bachrach et al. 2010").unwrap()));
    assert!(!answers(&entry, &key("Bachrach 2009").unwrap()));
}
