//! Comments and last commas here and there in a text.

use crate::support::random::Dice;

/// The text of comment number `index`, as it stands between its marks.
pub(crate) fn name(index: usize) -> String {
    format!("c{index}, \"//\"")
}

/// `text` with comments, numbered from 0, and with commas behind last items; and how many comments.
pub(crate) fn sprinkle(text: &str, seed: u64) -> (String, usize) {
    let mut dice = Dice(seed);
    let often = 2 + dice.below(12);
    let last_commas = dice.once_in(3);
    let (mut out, mut count) = (String::new(), 0);
    // The last letter that is no blank and in no comment, and where it ends.
    let mut last = ('{', 0);
    let mut in_string = false;
    let mut escaped = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if in_string {
            out.push(letter);
            in_string = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            last = (letter, out.len());
            continue;
        }
        if last_commas && matches!(letter, '}' | ']') && !matches!(last.0, '{' | '[') {
            out.insert(last.1, ',');
        }
        let words = name(count);
        let is_meant = letter != '\u{FEFF}' && dice.once_in(often);
        let added = match (letter, letters.peek()) {
            _ if !is_meant => letter.to_string(),
            ('\n', _) if dice.once_in(2) => {
                let blanks = letters.clone().take_while(|it| matches!(it, ' ' | '\t'));
                let mark = if dice.once_in(2) { "//" } else { "#" };
                format!("\n{}{mark} {words}\n", blanks.collect::<String>())
            }
            ('\n', _) if out.ends_with('\r') => {
                out.pop();
                format!(" // {words}\r\n")
            }
            ('\n', _) => format!(" # {words}\n"),
            ('"' | '}' | ']', _) => format!("/* {words} */ {letter}"),
            ('{' | '[' | ',' | ':', _) => format!("{letter} /* {words}\n*/"),
            _ => letter.to_string(),
        };
        count += usize::from(added.contains(&words));
        in_string = letter == '"';
        let is_before = matches!(letter, '{' | '[' | ',' | ':');
        out.push_str(&added);
        if !letter.is_whitespace() && letter != '\u{FEFF}' {
            let comment = if is_before { added.len() - 1 } else { 0 };
            last = (letter, out.len() - comment);
        }
    }
    (out, count)
}
