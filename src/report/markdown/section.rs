//! Sections, each of which is a table with a heading, and how they are shortened to fit into the description of a pull
//! request.
//!
//! The rows of a long section are grouped by cluster and folder, and each group opens with a click. If there is
//! no room for all tables, a group lists the subjects of its rows; if there is no room for that either, a paragraph
//! tells the number of its rows. So every folder is named, however long the description would be.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::cells::html_code;
use crate::report::human::counted;

/// The least number of rows of a section whose rows are grouped. A section with fewer rows is one table.
const FOLDED: usize = 25;

/// The beginning of the paragraph about the groups that have no list.
const NO_ROOM: &str =
    "There is no room here for more lists; the format `html` has them all. Left out:";

/// The group of a row: rows of one folder of one cluster stand together.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowGroup {
    /// The clusters of the file, `dev, prod`; empty if the whole run has only one.
    pub(super) cluster: String,
    /// The folder of the file.
    pub(super) folder: String,
}

impl RowGroup {
    /// Returns the name of the group as HTML.
    fn html(&self) -> String {
        match self.cluster.as_str() {
            "" => html_code(&self.folder),
            cluster => format!("{} {}", html_code(cluster), html_code(&self.folder)),
        }
    }
}

/// A row of a table.
pub(super) struct Row {
    /// The group of the row.
    pub(super) group: RowGroup,
    pub(super) cells: Vec<String>,
    /// The subject of the row, in a few words of Markdown, such as the id of a definition.
    pub(super) brief: String,
    /// The heading under which the subject stands in a list, as Markdown: a rule, or an empty text.
    pub(super) topic: String,
}

/// A table with a heading.
pub(super) struct Section {
    pub(super) title: String,
    /// The paragraph between the heading and the table. It may be empty.
    pub(super) lead: &'static str,
    /// The word for one row, and for several rows.
    pub(super) unit: (&'static str, &'static str),
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
}

impl Section {
    /// Returns the heading of the section, and the paragraph below it.
    fn opening(&self) -> String {
        match self.lead {
            "" => format!("\n### {}\n\n", self.title),
            lead => format!("\n### {}\n\n{lead}\n\n", self.title),
        }
    }

    /// Returns the table of `rows`, below the head of the section.
    fn table(&self, rows: &[&Row]) -> String {
        let mut text =
            format!("| {} |\n|{}\n", self.head.join(" | "), "---|".repeat(self.head.len()));
        for row in rows {
            let _ = writeln!(text, "| {} |", row.cells.join(" | "));
        }
        text
    }

    /// Returns a text about a group that opens with a click.
    fn folded(&self, group: &[&Row], text: &str) -> String {
        let ((one, many), name, text) = (self.unit, group[0].group.html(), text.trim_end());
        let rows = counted(group.len(), one, many);
        format!("<details><summary>{name}: {rows}</summary>\n\n{text}\n\n</details>\n")
    }

    /// Returns the rows in groups. The folders of a cluster follow each other.
    fn groups(&self) -> Vec<Vec<&Row>> {
        let mut groups: BTreeMap<&RowGroup, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            groups.entry(&row.group).or_default().push(row);
        }
        groups.into_values().collect()
    }
}

/// The text of a group so far.
enum GroupText {
    /// The name of the group and the number of its rows, for a paragraph about several groups.
    Number(String),
    /// A list or a table that opens with a click, or the table of a short section.
    Shown(String),
}

impl GroupText {
    fn length(&self) -> usize {
        match self {
            // A comma or a full stop and a blank separate the numbers.
            GroupText::Number(text) => characters(text) + 2,
            GroupText::Shown(text) => characters(text),
        }
    }
}

/// A section with its text, which gets longer where there is room.
struct Fold<'s> {
    section: &'s Section,
    /// The rows of each group. A section that is one table has no groups.
    groups: Vec<Vec<&'s Row>>,
    /// The text of each group, or of the one table.
    told: Vec<GroupText>,
}

impl<'s> Fold<'s> {
    /// Returns the section as a table if it is short, and otherwise with the number of rows of each group.
    fn of(section: &'s Section) -> Self {
        if section.rows.len() < FOLDED {
            let table = section.table(&section.rows.iter().collect::<Vec<_>>());
            return Fold { section, groups: Vec::new(), told: vec![GroupText::Shown(table)] };
        }
        let groups = section.groups();
        let number = |group: &Vec<&Row>| {
            GroupText::Number(format!("{} {}", group[0].group.html(), group.len()))
        };
        let told = groups.iter().map(number).collect();
        Fold { section, groups, told }
    }

    /// Returns the number of characters of the section as it is now, with [`NO_ROOM`].
    fn length(&self) -> usize {
        let told: usize = self.told.iter().map(GroupText::length).sum();
        characters(&self.section.opening()) + NO_ROOM.len() + 3 + told
    }

    /// Gives the text of each group that is only a number the list of its subjects instead, as long as that takes at
    /// most `room` more characters. Returns the number of characters that are left of `room`.
    fn list(&mut self, mut room: usize) -> usize {
        for (group, told) in self.groups.iter().zip(&mut self.told) {
            let brief = GroupText::Shown(self.section.folded(group, &briefly(group)));
            let more = brief.length().saturating_sub(told.length());
            if more <= room && matches!(told, GroupText::Number(_)) {
                room -= more;
                *told = brief;
            }
        }
        room
    }

    /// Makes all groups tables, if that takes at most `room` more characters. Returns the number of characters that are
    /// left of `room`.
    fn show(&mut self, room: usize) -> usize {
        let table = |group: &Vec<&Row>| self.section.folded(group, &self.section.table(group));
        let tables: Vec<GroupText> =
            self.groups.iter().map(|group| GroupText::Shown(table(group))).collect();
        let length = |texts: &[GroupText]| texts.iter().map(GroupText::length).sum::<usize>();
        let more = length(&tables).saturating_sub(length(&self.told));
        if self.groups.is_empty() || more > room {
            return room;
        }
        self.told = tables;
        room - more
    }

    /// Returns the section: the groups that are shown, and then a paragraph about the others. A blank line ends the
    /// HTML before the paragraph, which would be no Markdown without it.
    fn text(self) -> String {
        let (mut shown, mut numbers) = (self.section.opening(), Vec::new());
        for told in self.told {
            match told {
                GroupText::Shown(text) => shown += &text,
                GroupText::Number(text) => numbers.push(text),
            }
        }
        match numbers.is_empty() {
            true => shown,
            false => format!("{shown}\n{NO_ROOM} {}.\n", numbers.join(", ")),
        }
    }
}

/// Returns the list of the subjects of some rows: one line for each topic.
fn briefly(group: &[&Row]) -> String {
    let mut topics: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in group {
        let subjects = topics.entry(&row.topic).or_default();
        if subjects.last() != Some(&row.brief.as_str()) {
            subjects.push(&row.brief);
        }
    }
    let line = |(topic, subjects): (&str, Vec<&str>)| match topic {
        "" => subjects.join(", "),
        topic => format!("* **{topic}**: {}", subjects.join(", ")),
    };
    topics.into_iter().map(line).collect::<Vec<_>>().join("\n")
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

/// Returns the texts of the sections, one after the other. They have at most `room` characters, unless the numbers of
/// rows alone take more. Each section may use an equal share of the room for lists. What is left then is for lists, and
/// after that for tables, of the first sections before those of later ones.
pub(super) fn texts(sections: &[Section], room: usize) -> String {
    let mut folds: Vec<Fold> = sections.iter().map(Fold::of).collect();
    let mut room = room.saturating_sub(folds.iter().map(Fold::length).sum());
    for at in 0..folds.len() {
        let share = room / (folds.len() - at);
        room = room - share + folds[at].list(share);
    }
    for fold in &mut folds {
        room = fold.list(room);
    }
    for fold in &mut folds {
        room = fold.show(room);
    }
    folds.into_iter().map(Fold::text).collect()
}
