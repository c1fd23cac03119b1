//! The session in the README: what a terminal shows of it, as a picture.
//!
//! `SCREENS=overwrite cargo test --test external interactive::session` draws it anew; look at it.

use anstyle::{Ansi256Color, Effects, RgbColor, Style};
use anstyle_svg::{Palette, WIN10_CONSOLE};
use libtest_mimic::Failed;

use super::script::Script;
use super::terminal::Terminal;
use crate::support::folder::{FERRY, copy, root};
use crate::test::Test;

const SESSION: &str = "\
Terminal: 92 × 60
Screen: `whole`
```console
$ say() { printf '\\033[1m$ %s\\033[m\\n' \"$1\"; }; say 'pullconfig scan payments'; pullconfig scan payments; echo; say 'pullconfig apply -i payments/refunds.json'; pullconfig apply -i payments/refunds.json
```
";

/// Colours that can be read on black; of the sixteen, those that are used.
const PALETTE: Palette = {
    let mut colors = WIN10_CONSOLE.0;
    colors[1] = RgbColor(244, 112, 103);
    colors[2] = RgbColor(87, 171, 90);
    colors[3] = RgbColor(218, 170, 63);
    colors[4] = RgbColor(108, 182, 255);
    colors[6] = RgbColor(57, 197, 207);
    Palette(colors)
};

/// The screen at the end, as a picture.
fn drawn() -> String {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&root().join(FERRY), folder.path());
    let mut terminal = Terminal::start(&Script::read(SESSION), folder.path());
    terminal.until_line("Convert this file?");
    terminal.send(b"y");
    assert_eq!(terminal.wait(), 0);
    terminal.until_line("1 converted");
    terminal.settled();
    let lines = terminal.screen().lines().count();
    let text: String = (0..lines).map(|row| line(terminal.parser.screen(), row)).collect();
    anstyle_svg::Term::new().palette(PALETTE).render_svg(&text)
}

/// A line of the screen with its colours.
fn line(screen: &vt100::Screen, row: usize) -> String {
    let row = u16::try_from(row).expect("a row");
    let columns = screen.size().1.get();
    let (mut text, mut current) = (String::new(), Style::new());
    for cell in (0..columns).map(|column| screen.cell(row, column).expect("a cell")) {
        let style = style(cell);
        if style != current {
            text += &format!("{current:#}{style}");
            current = style;
        }
        text += if cell.has_contents() { cell.contents() } else { " " };
    }
    format!("{}{current:#}\n", text.trim_end())
}

fn style(cell: &vt100::Cell) -> Style {
    let color = |color| match color {
        vt100::Color::Idx(index) => Some(Ansi256Color(index).into()),
        _ => None,
    };
    let effects = [
        (cell.bold(), Effects::BOLD),
        (cell.dim(), Effects::DIMMED),
        (cell.underline(), Effects::UNDERLINE),
        (cell.inverse(), Effects::INVERT),
    ];
    let effects = effects.iter().filter(|(is_on, _)| *is_on);
    let effects = effects.fold(Effects::new(), |all, (_, effect)| all | *effect);
    Style::new().fg_color(color(cell.fgcolor())).bg_color(color(cell.bgcolor())).effects(effects)
}

fn compare() -> Result<(), Failed> {
    let path = root().join("docs/session.svg");
    let drawn = drawn();
    if std::env::var("SCREENS").is_ok_and(|it| it == "overwrite") {
        return Ok(std::fs::write(&path, drawn)?);
    }
    let expected = std::fs::read_to_string(&path)?;
    if drawn == expected { Ok(()) } else { Err(format!("{} shows another", path.display()).into()) }
}

pub(super) fn tests() -> Vec<Test> {
    vec![Test::new("session_in_the_readme", compare)]
}
