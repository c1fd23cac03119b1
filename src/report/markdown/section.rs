//! Sections of tables, and how they come to have room in one description.
//!
//! A long section folds: its rows are grouped by folder, and each group opens with a click. If there is
//! no room for all rows as tables, a group lists in brief what its rows are about; if there is no room
//! for that, it tells their number. So every folder is named, however long the whole is.

use std::fmt::Write as _;

use super::cells::html_code;

/// From this number of rows on a section folds.
const FOLDED: usize = 25;

/// A row of a table.
pub(super) struct Row {
    /// The folder of the file that it is about.
    pub(super) folder: String,
    pub(super) cells: Vec<String>,
    /// What it is about, in a few words of Markdown.
    pub(super) brief: String,
}

/// A table with a heading.
pub(super) struct Section {
    pub(super) title: String,
    /// A paragraph between the heading and the table; may be empty.
    pub(super) lead: &'static str,
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
}

/// How much of a section is told. Each tells less than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    Tables,
    Briefs,
    Numbers,
}

impl Section {
    /// Returns the section's heading and what stands below it in any case.
    fn opening(&self) -> String {
        match self.lead {
            "" => format!("\n### {}\n\n", self.title),
            lead => format!("\n### {}\n\n{lead}\n\n", self.title),
        }
    }

    fn table(&self, rows: &[&Row]) -> String {
        let mut text =
            format!("| {} |\n|{}\n", self.head.join(" | "), "---|".repeat(self.head.len()));
        for row in rows {
            let _ = writeln!(text, "| {} |", row.cells.join(" | "));
        }
        text
    }

    /// Returns the rows by folder, in the order of the folders' first rows.
    fn groups(&self) -> Vec<Vec<&Row>> {
        let mut groups: Vec<Vec<&Row>> = Vec::new();
        for row in &self.rows {
            match groups.iter_mut().find(|group| group[0].folder == row.folder) {
                Some(group) => group.push(row),
                None => groups.push(vec![row]),
            }
        }
        groups
    }

    fn text(&self, detail: Detail) -> String {
        let mut text = self.opening();
        if detail == Detail::Tables && self.rows.len() < FOLDED {
            return text + &self.table(&self.rows.iter().collect::<Vec<_>>());
        }
        if detail == Detail::Numbers {
            text += "There is no room here for the lists; the format `html` has them.\n\n";
        }
        for group in self.groups() {
            let (folder, count) = (html_code(&group[0].folder), group.len());
            match detail {
                Detail::Numbers => {
                    let _ = writeln!(text, "* {folder} {count}");
                    continue;
                }
                Detail::Tables => {
                    let table = self.table(&group);
                    let _ = writeln!(
                        text,
                        "<details><summary>{folder} {count}</summary>\n\n{table}\n</details>"
                    );
                }
                Detail::Briefs => {
                    let briefs: Vec<&str> = group.iter().map(|row| row.brief.as_str()).collect();
                    let _ = writeln!(
                        text,
                        "<details><summary>{folder} {count}</summary>\n\n{}\n\n</details>",
                        briefs.join(", ")
                    );
                }
            }
        }
        text
    }
}

/// Returns the texts of the sections in at most `room` characters together, unless the numbers alone
/// take more. Sections at the end give up detail first.
pub(super) fn texts(sections: &[Section], room: usize) -> String {
    let length = |text: &String| text.chars().count();
    let mut texts: Vec<(Detail, String)> =
        sections.iter().map(|it| (Detail::Tables, it.text(Detail::Tables))).collect();
    let mut used: usize = texts.iter().map(|(_, text)| length(text)).sum();
    for detail in [Detail::Briefs, Detail::Numbers] {
        for (section, (told, text)) in sections.iter().zip(&mut texts).rev() {
            // A section that does not fold is short already.
            if used <= room || section.rows.len() < FOLDED {
                continue;
            }
            used -= length(text);
            (*told, *text) = (detail, section.text(detail));
            used += length(text);
        }
    }
    texts.into_iter().map(|(_, text)| text).collect()
}
