//! The colours of the questions: as on stdout, but by what the terminal is.

use super::pages;
use super::script::{Action, Script};
use super::terminal::Terminal;
use crate::support::folder::copy;
use crate::test::Test;

/// Foreground colour and boldness of the first character of each line that begins with `start`.
fn styles(environment: &str, options: &str, start: &str) -> Vec<(vt100::Color, bool)> {
    let page = format!(
        "Terminal: 80 × 40\nEnvironment: `{environment}`\n```console\n$ pullconfig apply -i payments/ledger.json {options} > report\n```\n"
    );
    let script = Script::read(&page);
    assert!(matches!(script.actions[..], [Action::See(_)]));
    let folder = tempfile::tempdir().expect("a folder");
    copy(&pages().join("shop.in"), folder.path());
    let mut terminal = Terminal::start(&script, folder.path());
    terminal.until_line("Convert this file?");
    let screen = terminal.parser.screen();
    let lines = terminal.screen();
    let rows = lines.lines().enumerate().filter(|(_, line)| line.starts_with(start));
    let styles = rows.map(|(row, _)| {
        let cell = screen.cell(u16::try_from(row).expect("a row"), 0).expect("a cell");
        (cell.fgcolor(), cell.bold())
    });
    styles.collect()
}

const RED: vt100::Color = vt100::Color::Idx(1);
const GREEN: vt100::Color = vt100::Color::Idx(2);
const PLAIN: (vt100::Color, bool) = (vt100::Color::Default, false);

fn diffs_are_coloured() {
    let of = |start| styles("A=b", "", start);
    assert!(matches!(of("-    \"type\"")[..], [(RED, _)]));
    assert!(matches!(of("+    \"type\"")[..], [(GREEN, _)]));
    assert!(matches!(of("1/1 payments")[..], [(_, true)]));
}

fn nothing_is_coloured() {
    for (environment, options) in [("NO_COLOR=1", ""), ("TERM=dumb", ""), ("A=b", "--color never")]
    {
        for start in ["-    \"type\"", "+    \"type\"", "1/1 payments", "Convert"] {
            assert_eq!(
                styles(environment, options, start),
                [PLAIN],
                "{environment} {options} {start}"
            );
        }
    }
}

pub(super) fn tests() -> Vec<Test> {
    let tests: [(&str, fn()); 2] = [
        ("diffs_are_coloured_on_the_terminal_although_stdout_is_a_file", diffs_are_coloured),
        ("nothing_is_coloured_where_colours_are_not_wanted", nothing_is_coloured),
    ];
    tests.into_iter().map(|(name, test)| Test::new(name, test)).collect()
}
