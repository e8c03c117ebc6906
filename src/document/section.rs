//! Sections of a text as data, so that every printer writes the same words.

/// A part of a report: a title, then sentences, lists and tables.
///
/// # Examples
///
/// ```
/// use pactum::document::{Block, Section, Table};
///
/// let mut table = Table::new(&["agency", "slack"]);
/// table.row(["tax", "-3"]);
/// let section = Section::new("Who leaves").sentence("One agency would leave.").table(table);
/// assert_eq!(section.blocks.len(), 2);
/// assert!(matches!(&section.blocks[1], Block::Table(table) if table.rows[0][1] == "-3"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// Its title; empty for a part that continues what stands before.
    pub title: String,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A sentence or more, a paragraph of its own.
    Sentence(String),
    /// Lines that belong together, one below the other.
    Lines(Vec<String>),
    /// A table.
    Table(Table),
}

/// A table of texts; numbers stand to the right.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The titles of the columns; all empty for a table without a head.
    pub columns: Vec<String>,
    /// The columns whose entries are words, and stand to the left; the first one always does.
    pub words: Vec<usize>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: &[&str]) -> Self {
        Table { columns: columns.iter().map(|title| title.to_string()).collect(), words: vec![0], rows: Vec::new() }
    }

    /// The same with these columns, beside the first, as words.
    pub fn with_words(mut self, columns: &[usize]) -> Self {
        self.words.extend(columns);
        self
    }

    /// Adds a row, filled up or cut to the number of columns.
    pub fn row<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        let mut row: Vec<String> = cells.into_iter().map(Into::into).collect();
        row.resize(self.columns.len(), String::new());
        self.rows.push(row);
    }
}

impl Section {
    /// A section without content.
    pub fn new(title: impl Into<String>) -> Self {
        Section { title: title.into(), blocks: Vec::new() }
    }

    /// The same with a paragraph more.
    pub fn sentence(mut self, text: impl Into<String>) -> Self {
        self.blocks.push(Block::Sentence(text.into()));
        self
    }

    /// The same with lines more; nothing where there are none.
    pub fn lines<T: Into<String>>(mut self, lines: impl IntoIterator<Item = T>) -> Self {
        let lines: Vec<String> = lines.into_iter().map(Into::into).collect();
        if !lines.is_empty() {
            self.blocks.push(Block::Lines(lines));
        }
        self
    }

    /// The same with a table more.
    pub fn table(mut self, table: Table) -> Self {
        self.blocks.push(Block::Table(table));
        self
    }
}
