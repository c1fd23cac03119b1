//! ERB: `<%= … %>`, `<% … %>`, `<%# … %>`, `<%- … -%>`.
//!
//! A tag ends at the first `%>`, also inside of a string, because ERB reads it so; but `%%>` does not end it.
//! `<%%` is text.

use super::super::error::SyntaxError;
use super::capture::{Capture, Within};
use super::code::{self, inside, is_word, mentions};
use super::names::{Names, calls, words};
use super::tag::{Construct, Guard, Opening, Role, SectionTags, Tag};

const QUOTES: [char; 2] = ['"', '\''];

/// Returns the tags of ERB.
pub(super) fn tags(text: &str) -> Result<Vec<Tag>, SyntaxError> {
    let mut lexer = Lexer { open: Vec::new(), tags: Vec::new() };
    let mut at = 0;
    while let Some(found) = text[at..].find("<%") {
        let start = at + found;
        if text[start..].starts_with("<%%") {
            // It is rendered as `<%`, so the third character is a tag that is rendered as nothing.
            lexer.tags.push(Tag::new(start + 2..start + 3, Role::Nothing));
            at = start + 3;
            continue;
        }
        let Some(end) = end(text, start + 2) else {
            let message = "this template tag is not closed";
            return Err(SyntaxError::new(text.as_bytes(), start, message));
        };
        let inside = &text[start + 2..end - 2];
        match inside.as_bytes().first() {
            Some(b'=') => {
                let own = inside[1..].trim_matches(['=', '-']).trim();
                if let Role::Open(_) = block(own) {
                    // A helper may render its block as any text.
                    lexer.open.push(Open { tag: lexer.tags.len(), ..Open::default() });
                    let guard = Guard::Fixed(true);
                    lexer.tags.push(Tag::open(start..end, Construct::Captured, guard));
                    at = end;
                    continue;
                }
                let is_impure = code::assigns(own) || code::changes_subject(own, false);
                lexer.tags.push(Tag::new(start..end, expression(own)).impure(is_impure));
            }
            Some(b'#') => lexer.tags.push(Tag::new(start..end, Role::Nothing)),
            _ => {
                let code = inside.trim_matches('-').trim();
                lexer.code(text, start, end, code)?;
            }
        }
        at = end;
    }
    Ok(lexer.tags)
}

/// Returns the tags of a section that is there exactly if the section with the given tags is not.
pub(super) fn opposite(tags: &SectionTags, construct: Construct) -> Option<SectionTags> {
    let SectionTags { open, close } = tags;
    let swapped = || code::replaced(open, "if ", "unless ");
    let opposite = code::replaced(open, "unless ", "if ").or_else(swapped);
    let is_known = construct == Construct::Section && !open.contains("case");
    let open = opposite.filter(|_| is_known)?;
    Some(SectionTags { open, close: close.clone() })
}

/// Returns the end of the tag whose inside begins at `from`. A `%%>` in it stands for the text `%>`.
fn end(text: &str, from: usize) -> Option<usize> {
    let ends = text[from..].match_indices("%>").map(|(at, _)| from + at);
    ends.into_iter().find(|&at| at == from || !text[from..at].ends_with('%')).map(|at| at + 2)
}

/// Returns the role of the code of `<%= … %>`: an expression, one known text, or one of two.
fn expression(code: &str) -> Role {
    if let Some(text) = code::string(code, &QUOTES) {
        return Role::Literal(text);
    }
    let ternary = || {
        let at = code.find(" ? ")? + 1;
        let colon = at + code::find(&code[at..], ':', &QUOTES)?;
        let texts = [code[at + 1..colon].trim(), code[colon + 1..].trim()];
        let texts = [code::string(texts[0], &QUOTES)?, code::string(texts[1], &QUOTES)?];
        Some(Role::Either { guard: guard(&code[..at]), texts })
    };
    let modifier = |word: &str, is_negated: bool| {
        let at = code.find(word).filter(|at| code::string(&code[..*at], &QUOTES).is_some())?;
        let own = guard(&code[at + word.len()..]);
        let guard = if is_negated { own.negated() } else { own };
        Some(Role::Either { guard, texts: [code::string(&code[..at], &QUOTES)?, String::new()] })
    };
    let either = ternary().or_else(|| modifier(" if ", false));
    either.or_else(|| modifier(" unless ", true)).unwrap_or(Role::Expression)
}

/// A block that is open.
#[derive(Default)]
struct Open {
    /// Whether variables that are assigned in it keep their values after it.
    leaks: bool,
    /// The code `case …`, if it is one.
    case: Option<String>,
    /// The index of its opening tag.
    tag: usize,
}

/// Finds the tags, one after the other.
struct Lexer {
    /// The open blocks, outermost first.
    open: Vec<Open>,
    tags: Vec<Tag>,
}

impl Lexer {
    /// Adds the tag at `start..end`, whose code may have several statements.
    fn code(
        &mut self,
        text: &str,
        start: usize,
        end: usize,
        code: &str,
    ) -> Result<(), SyntaxError> {
        if let Some((case, when)) = case_and_when(code) {
            let own = format!("{case} {when}");
            let tag = self.tags.len();
            self.open.push(Open { leaks: false, case: Some(case.to_owned()), tag });
            let is_impure = code::assigns(&own) || code::changes_subject(&own, false);
            let tag = Tag::open(start..end, Construct::Section, Guard::when(&own, true));
            self.tags.push(tag.impure(is_impure));
            return Ok(());
        }
        if hides_what_follows(code) && !is_blank_line(&text[end..]) {
            let message =
                "the comment in this code hides text after the tag; write it as `<%# … %>`";
            return Err(SyntaxError::new(text.as_bytes(), start, message));
        }
        let statements = statements(code);
        let structures = statements.iter().filter(|it| !matches!(role(it), Role::Nothing));
        let structures: Vec<&str> = structures.copied().collect();
        let wrong = |message: &str| Err(SyntaxError::new(text.as_bytes(), start, message));
        let range = start..end;
        let [one] = structures[..] else {
            if structures.is_empty() {
                if leaves_early(code) {
                    self.tags.push(Tag::new(range, Role::Unknown).impure(true));
                    return Ok(());
                }
                let is_comment = statements.iter().all(|it| it.starts_with('#'));
                self.tags.push(Tag::new(range, Role::Nothing).impure(!is_comment));
                return Ok(());
            }
            return wrong("this code opens or closes several blocks; write a tag for each");
        };
        if self.is_before_first_when(text, start) {
            return wrong("text before the first `when` of a `case` is never rendered");
        }
        let role = self.role(one);
        // If a statement follows the opening in the same tag, it belongs to the opened block.
        if statements.last() != Some(&one) && role != Role::Close {
            return wrong(
                "this code goes on after the block, which is not understood; write the rest into a tag of its own",
            );
        }
        let is_plain_end = role != Role::Close || matches!(one, "end" | "}");
        if !is_plain_end || one.starts_with("rescue") || one.starts_with("ensure") {
            self.make_captured();
        }
        let leaks = self.opens_or_closes(&role, one);
        let changes = code::assigns(one) || code::changes_subject(one, false);
        let is_impure = leaks || statements.len() > 1 || changes;
        self.tags.push(Tag::new(range, role).impure(is_impure));
        Ok(())
    }

    /// Whether the tag before `start` is a `case`, and text stands between the two.
    fn is_before_first_when(&self, text: &str, start: usize) -> bool {
        self.tags.last().is_some_and(|last| {
            let case = Opening { guard: Guard::Fixed(false), construct: Construct::Section };
            last.role == Role::Open(case) && !text[last.range.end..start].trim().is_empty()
        })
    }

    /// Updates the open blocks for a tag with this role and code. If the tag closes a block, returns whether variables
    /// that are assigned in the block keep their values after it.
    fn opens_or_closes(&mut self, role: &Role, code: &str) -> bool {
        match role {
            Role::Open(_) => {
                let leaks = ["for ", "while ", "until "].iter().any(|word| code.starts_with(word));
                let case = code.starts_with("case").then(|| code.to_owned());
                self.open.push(Open { leaks, case, tag: self.tags.len() });
                false
            }
            Role::Close => self.open.pop().unwrap_or_default().leaks,
            _ => false,
        }
    }

    /// Makes the innermost open block a captured one, because its rendered text is unknown.
    fn make_captured(&mut self) {
        let tag = self.open.last().and_then(|open| self.tags.get_mut(open.tag));
        if let Some(Tag { role: Role::Open(opening), .. }) = tag {
            *opening = Opening { construct: Construct::Captured, guard: Guard::Fixed(true) };
        }
    }

    /// Returns the role of a statement at the current place.
    fn role(&self, code: &str) -> Role {
        let case = self.open.last().and_then(|open| open.case.as_deref());
        match (role(code), case) {
            (Role::Middle(Some(Opening { construct, .. })), Some(case)) => {
                let guard = Guard::when(&format!("{case} {code}"), true);
                Role::Middle(Some(Opening { construct, guard }))
            }
            (role, _) => role,
        }
    }
}

/// Whether some code may leave the text around it before its end.
fn leaves_early(code: &str) -> bool {
    ["next", "break", "redo", "return", "throw"].iter().any(|word| mentions(code, word))
}

/// Whether the last line of some code has a comment. In the Ruby code that ERB makes, the comment hides what follows
/// the tag on the line.
fn hides_what_follows(code: &str) -> bool {
    let last = code.rsplit('\n').next().unwrap_or(code);
    code::find(last, '#', &QUOTES).is_some()
}

/// Whether `rest`, the text after a tag, is blank up to the next tag or up to its end. Before a tag it must also have a
/// line break. Then a comment that goes on after the tag hides nothing but blanks.
fn is_blank_line(rest: &str) -> bool {
    match rest.split_once("<%") {
        Some((text, _)) => text.trim().is_empty() && text.contains('\n'),
        None => rest.trim().is_empty(),
    }
}

/// Returns the `case` of some code and the first `when` after it as two texts.
fn case_and_when(code: &str) -> Option<(&str, &str)> {
    let rest = code.strip_prefix("case").filter(|rest| rest.starts_with(char::is_whitespace))?;
    let mut whens = rest.match_indices("when").map(|(at, _)| at + "case".len());
    let at = whens.find(|&at| {
        code[..at].ends_with(char::is_whitespace) && code[at + 4..].starts_with(char::is_whitespace)
    })?;
    Some((code[..at].trim().trim_end_matches(';').trim_end(), code[at..].trim()))
}

/// Returns the statements of a tag. Semicolons and line breaks outside of strings and brackets divide them.
fn statements(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = code;
    loop {
        let ends = [';', '\n'].iter().filter_map(|end| code::find(rest, *end, &QUOTES));
        let Some(at) = ends.min() else { break };
        found.push(rest[..at].trim());
        rest = &rest[at + 1..];
    }
    found.push(rest.trim());
    found.retain(|it| !it.is_empty());
    found
}

/// Returns the role of a statement, outside of a `case`.
fn role(code: &str) -> Role {
    let (word, rest) = code.split_once(char::is_whitespace).unwrap_or((code, ""));
    let rest = rest.trim().trim_end_matches(" then");
    let open = |construct, guard| Role::Open(Opening { construct, guard });
    match word {
        "if" => open(Construct::Section, guard(rest)),
        "unless" => open(Construct::Section, guard(rest).negated()),
        "elsif" => {
            Role::Middle(Some(Opening { construct: Construct::Section, guard: guard(rest) }))
        }
        "else" => Role::Middle(None),
        // The text before the first `when` is never rendered.
        "case" => open(Construct::Section, Guard::Fixed(false)),
        "when" | "in" => {
            let guard = Guard::when(code, true);
            Role::Middle(Some(Opening { construct: Construct::Section, guard }))
        }
        "end" | "}" => Role::Close,
        "for" | "while" | "until" => open(Construct::Loop, Guard::when(code, true)),
        "begin" => open(Construct::Wrapper, Guard::Fixed(true)),
        "def" => open(Construct::Captured, Guard::Fixed(true)),
        "rescue" | "ensure" => Role::Middle(None),
        _ if code.starts_with('#') => Role::Nothing,
        _ => block(code),
    }
}

/// Returns the role of code that opens a block with `do` or `{`. Any other code is rendered as nothing.
fn block(code: &str) -> Role {
    let head = match code.rsplit_once('|') {
        Some((head, "")) => head.split('|').next().unwrap_or(head),
        _ => code,
    };
    let head = head.trim();
    let Some(call) = head.strip_suffix(" do").or_else(|| head.strip_suffix('{')) else {
        return Role::Nothing;
    };
    let call = call.trim();
    let last = code::find(call, '(', &QUOTES).map_or(call, |at| &call[..at]);
    let method = last.rsplit(['.', ' ']).next().unwrap_or_default();
    let is_loop =
        method.starts_with("each") || ["times", "with_index", "upto", "map"].contains(&method);
    // If these are called on an object, they call their block once.
    let is_once = call.contains('.') && ["then", "yield_self", "tap"].contains(&method);
    let (construct, guard) = match is_loop {
        true => (Construct::Loop, Guard::when(code, true)),
        false if is_once => (Construct::Scope, Guard::Fixed(true)),
        false => (Construct::Captured, Guard::Fixed(true)),
    };
    Role::Open(Opening { construct, guard })
}

/// Returns the guard of a condition, which may begin with `!` or `not`.
fn guard(condition: &str) -> Guard {
    code::condition(condition, &["!", "not "])
}

/// Returns the name that a plain assignment changes. Returns `None` for any other tag.
pub(super) fn assigned(tag: &str) -> Option<&str> {
    let inside = inside(tag, "<%", "%>")?;
    let (name, value) = inside.split_once('=')?;
    let name = name.trim();
    // A value after `=` is plain if it calls nothing: `==`, `=~` and `=>` are no assignments.
    let is_plain = !value.starts_with(['=', '~', '>'])
        && !value.contains(['{', ';', '\n', '`', '|', '*'])
        && !calls(value)
        && !mentions(value, "do")
        && !mentions(value, "lambda")
        && !mentions(value, "proc")
        && !code::assigns(value)
        && !code::changes_subject(value, false);
    (is_word(name) && is_plain).then_some(name)
}

/// Returns the names that mean something else in the text that a tag opens. Returns `None` if the tag is not
/// understood, so that it may change any name.
pub(super) fn bound(tag: &str) -> Option<Names> {
    let inside = inside(tag, "<%", "%>")?;
    if mentions(inside, "while") || mentions(inside, "until") || mentions(inside, "for") {
        return None;
    }
    let Some(rest) = inside.strip_suffix('|') else {
        return Some(Names::Some(["it", "_1", "_2"].map(str::to_owned).to_vec()));
    };
    words(rest.rsplit_once('|')?.1).map(Names::Some)
}

/// Returns the text that a tag captures and the way to print it.
pub(super) fn capture(tag: &str) -> Option<Capture<'_>> {
    let name = inside(tag, "<%", "%>")?.strip_suffix(" = lambda do")?;
    let foreign = &["return", "next", "break", "redo", "yield", "it", "_1", "_2"];
    Some(Capture { name, print: format!("{name}.call"), within: Within::All, foreign })
}
