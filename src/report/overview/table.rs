//! The table of groups on a terminal: a row for each group, with its numbers and a bar.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::{Group, Overview};
use crate::plan::State;
use crate::report::Verb;
use crate::report::human::{BOLD, DIM, GREEN, RED, YELLOW, grouped};
use crate::report::jsonl::state_name;
use crate::report::visible::visible;
use crate::report::width::end_of;

impl Overview {
    /// Writes the table. It is at most `columns` wide, unless that leaves fewer than 12 columns for the names.
    pub(in crate::report) fn write(
        &self,
        out: &mut dyn Write,
        verb: Verb,
        columns: usize,
    ) -> io::Result<()> {
        let titles: Vec<String> = self
            .states
            .iter()
            .map(|&state| format!("{} {}", state_name(state, verb), mark(state)))
            .collect();
        let clusters = self.groups.iter().filter_map(|group| group.cluster.as_deref());
        let cluster = clusters.map(|it| visible(it).width().max("cluster".len())).max();
        let columns = columns.saturating_sub(cluster.map_or(0, |width| width + 2));
        let numbers: usize = titles.iter().map(|title| title.width() + 2).sum::<usize>() + 6;
        let names = self.groups.iter().map(|group| visible(&group.name).width());
        let longest = names.chain([self.heading.width()]).max().unwrap_or(0);
        let room = columns.saturating_sub(numbers + 4);
        let beside_bar = room.saturating_sub(SHORTEST_BAR + 2);
        // There is no bar if names would have to be shorter than `SHORTEST_NAME` for it.
        let name = if longest.min(SHORTEST_NAME) > beside_bar { room } else { beside_bar };
        let name = longest.min(name).max(12);
        let bar = room.saturating_sub(name + 2).min(LONGEST_BAR);
        let heading = end_of(&self.heading, name);
        write!(out, "  {DIM}")?;
        if let Some(width) = cluster {
            write!(out, "{:width$}  ", "cluster")?;
        }
        write!(out, "{heading:name$}  {:>4}", "all")?;
        titles.iter().try_for_each(|title| write!(out, "  {title}"))?;
        writeln!(out, "{DIM:#}")?;
        let widths = Widths { cluster, name, bar };
        for group in &self.groups {
            self.row(out, group, &titles, widths)?;
        }
        if self.hidden > 0 {
            writeln!(out, "  {DIM}{} more (-v shows them){DIM:#}", grouped(self.hidden))?;
        }
        Ok(())
    }

    /// Writes the row of `group`. `titles` are the headings of the columns of states.
    fn row(
        &self,
        out: &mut dyn Write,
        group: &Group,
        titles: &[String],
        widths: Widths,
    ) -> io::Result<()> {
        let Group { cluster: of, name: full, counts } = group;
        let Widths { cluster, name, bar } = widths;
        write!(out, "  ")?;
        if let Some(width) = cluster {
            let of = visible(of.as_deref().unwrap_or_default());
            write!(out, "{of}{:1$}", "", width.saturating_sub(of.width()) + 2)?;
        }
        let indent = full.len() - full.trim_start().len();
        let shown = end_of(&visible(full.trim_start()), name - indent);
        let shown = format!("{:indent$}{shown}", "");
        let blank = " ".repeat(name.saturating_sub(shown.width()));
        write!(out, "{shown}{blank}  {:>4}", grouped(counts.all()))?;
        for (&state, title) in self.states.iter().zip(titles) {
            let width = title.width();
            match counts.of(state) {
                0 => write!(out, "  {DIM}{:>width$}{DIM:#}", "-")?,
                count => write!(out, "  {:>width$}", grouped(count))?,
            }
        }
        if bar >= SHORTEST_BAR {
            write!(out, "  ")?;
            for (state, length) in counts.bar(bar) {
                let (style, part) = (style(state), mark(state).to_string().repeat(length));
                write!(out, "{style}{part}{style:#}")?;
            }
        }
        writeln!(out)
    }
}

/// The widths of the columns of a table, in columns of the terminal.
#[derive(Clone, Copy)]
struct Widths {
    /// The width of the names of clusters; `None` if the table has no such column.
    cluster: Option<usize>,
    name: usize,
    /// The width of the bar. If it is less than [`SHORTEST_BAR`], there is none.
    bar: usize,
}

const SHORTEST_BAR: usize = 8;
/// If a bar would leave fewer columns for longer names, there is no bar.
const SHORTEST_NAME: usize = 24;
const LONGEST_BAR: usize = 40;

/// Returns the character that the part of a bar for `state` is made of.
fn mark(state: State) -> char {
    match state {
        State::Migrated => '#',
        State::Convertible => '+',
        State::Left => '-',
        State::Kept => '=',
        State::Blocked => '!',
        State::NoImage => '.',
    }
}

fn style(state: State) -> anstyle::Style {
    match state {
        State::Migrated => BOLD,
        State::Convertible => GREEN,
        State::Left => YELLOW,
        State::Blocked => RED,
        State::Kept | State::NoImage => DIM,
    }
}
