//! A template → its tags, one language at a time.

/// A template language; Handlebars is one of its own here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Mustache,
    Handlebars,
    Jinja,
    Go,
    Erb,
}

impl Language {
    /// The name of a file in it.
    pub(crate) fn file(self) -> &'static str {
        match self {
            Language::Mustache => "app.json.mustache",
            Language::Handlebars => "app.json.hbs",
            Language::Jinja => "app.json.j2",
            Language::Go => "app.json.gotmpl",
            Language::Erb => "app.json.erb",
        }
    }
}

/// What an `if` asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Test {
    Is(String),
    Not(Box<Test>),
    All(Vec<Test>),
    Any(Vec<Test>),
}

/// A piece of a template. Blocks have the name that has to close them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Text(String),
    Value(String),
    If(Test, String),
    ElseIf(Test),
    Else,
    Loop(String, String),
    Section(String),
    Close(String),
    /// A comment.
    Nothing,
}

/// Takes `template` apart.
pub(crate) fn tokens(language: Language, template: &str) -> Result<Vec<Token>, String> {
    let marks: &[(&str, &str)] = match language {
        Language::Mustache | Language::Handlebars => &[("{{{", "}}}"), ("{{", "}}")],
        Language::Jinja => &[("{#", "#}"), ("{{", "}}"), ("{%", "%}")],
        Language::Go => &[("{{", "}}")],
        Language::Erb => &[("<%", "%>")],
    };
    let mut tokens = Vec::new();
    let mut rest = template;
    let mut trims = false;
    loop {
        let first = marks.iter().filter_map(|mark| Some((rest.find(mark.0)?, mark)));
        let Some((at, (open, close))) = first.min_by_key(|(at, _)| *at) else { break };
        let (text, tag) = (&rest[..at], &rest[at + open.len()..]);
        let end = tag.find(close).ok_or_else(|| format!("`{tag}` is not closed"))?;
        rest = &tag[end + close.len()..];
        let text = if trims { text.trim_start() } else { text };
        let inside = &tag[..end];
        let dash = |c: char| c == '-' || c == '~' && language == Language::Handlebars;
        let text = if inside.starts_with(dash) { text.trim_end() } else { text };
        trims = inside.ends_with(dash);
        tokens.push(Token::Text(text.to_owned()));
        let inside = inside.trim_matches(dash).trim();
        tokens.push(match language {
            Language::Mustache | Language::Handlebars => braces(inside)?,
            Language::Jinja => match *open {
                "{#" => Token::Nothing,
                "{{" => value(inside),
                _ => jinja(inside)?,
            },
            Language::Go => go(inside)?,
            Language::Erb => erb(inside)?,
        });
    }
    tokens.push(Token::Text(if trims { rest.trim_start() } else { rest }.to_owned()));
    Ok(tokens)
}

/// A value by its name; that of the round is `item` in each language.
fn value(name: &str) -> Token {
    let name = name.trim_start_matches(['.', '$', '&', ' ']);
    Token::Value(if name == "this" { "item".into() } else { name.to_owned() })
}

fn braces(inside: &str) -> Result<Token, String> {
    let block = |rest: &str| match rest.trim().split_once(' ') {
        Some(("if", name)) => Ok(Token::If(is(name), "if".into())),
        Some(("unless", name)) => Ok(Token::If(is(name).negated(), "unless".into())),
        Some(("each", name)) => Ok(Token::Loop(name.trim().into(), "each".into())),
        Some(_) => Err(format!("a helper that nobody knows: `{rest}`")),
        None => Ok(Token::Section(rest.trim().into())),
    };
    let rest = inside.get(1..).unwrap_or_default();
    match inside.chars().next() {
        Some('#') => block(rest),
        Some('^') => Ok(Token::If(is(rest).negated(), rest.trim().into())),
        Some('/') => Ok(Token::Close(rest.trim().into())),
        Some('!') => Ok(Token::Nothing),
        _ if inside == "else" => Ok(Token::Else),
        _ => match inside.strip_prefix("else if ") {
            Some(name) => Ok(Token::ElseIf(is(name))),
            None => Ok(value(inside)),
        },
    }
}

fn is(name: &str) -> Test {
    Test::Is(name.trim().trim_start_matches('@').to_owned())
}

fn jinja(inside: &str) -> Result<Token, String> {
    let (word, rest) = inside.split_once(' ').unwrap_or((inside, ""));
    Ok(match word {
        "if" => Token::If(infix(rest)?, "if".into()),
        "elif" => Token::ElseIf(infix(rest)?),
        "else" => Token::Else,
        "for" => match rest.split_once(" in ") {
            Some(("item", list)) => Token::Loop(list.trim().into(), "for".into()),
            _ => return Err(format!("a loop over `{rest}`")),
        },
        _ => match word.strip_prefix("end") {
            Some(name) => Token::Close(name.into()),
            None => return Err(format!("a tag that nobody knows: `{inside}`")),
        },
    })
}

fn go(inside: &str) -> Result<Token, String> {
    let (word, rest) = inside.split_once(' ').unwrap_or((inside, ""));
    Ok(match word {
        "if" => Token::If(prefix(rest)?, "end".into()),
        "else" if rest.is_empty() => Token::Else,
        "else" => match rest.strip_prefix("if ") {
            Some(test) => Token::ElseIf(prefix(test)?),
            None => return Err(format!("a tag that nobody knows: `{inside}`")),
        },
        "range" => match rest.strip_prefix("$index, $item := .") {
            Some(list) => Token::Loop(list.trim().into(), "end".into()),
            None => return Err(format!("a loop over `{rest}`")),
        },
        "end" => Token::Close("end".into()),
        _ if inside.starts_with("/*") => Token::Nothing,
        _ => value(inside),
    })
}

fn erb(inside: &str) -> Result<Token, String> {
    let (word, rest) = inside.split_once(' ').unwrap_or((inside, ""));
    Ok(match word {
        "if" => Token::If(infix(rest)?, "end".into()),
        "unless" => Token::If(infix(rest)?.negated(), "end".into()),
        "elsif" => Token::ElseIf(infix(rest)?),
        "else" => Token::Else,
        "end" => Token::Close("end".into()),
        "=" => value(rest),
        _ if inside.starts_with('#') => Token::Nothing,
        _ => match inside.strip_suffix(".each_with_index do |item, index|") {
            Some(list) => Token::Loop(list.into(), "end".into()),
            None => return Err(format!("a tag that nobody knows: `{inside}`")),
        },
    })
}

impl Test {
    fn negated(self) -> Test {
        Test::Not(Box::new(self))
    }
}

/// The words of a test, one spelling for all languages.
fn words(test: &str) -> Vec<String> {
    let spaced = test.replace('(', " ( ").replace(')', " ) ").replace('!', " not ");
    let spaced = spaced.replace("&&", " and ").replace("||", " or ").replace("index > 0", "index");
    let name = |word: &str| match word {
        "loop.last" => "last".to_owned(),
        word => word.trim_start_matches(['.', '$']).to_owned(),
    };
    spaced.split_whitespace().map(name).rev().collect()
}

fn all_of(mut words: Vec<String>, read: fn(&mut Vec<String>) -> Option<Test>) -> Option<Test> {
    read(&mut words).filter(|_| words.is_empty())
}

/// As Jinja and Ruby write it: `a and not (b or c)`.
fn infix(test: &str) -> Result<Test, String> {
    fn either(words: &mut Vec<String>) -> Option<Test> {
        let mut tests = vec![both(words)?];
        while words.pop_if(|word| word == "or").is_some() {
            tests.push(both(words)?);
        }
        Some(Test::Any(tests))
    }
    fn both(words: &mut Vec<String>) -> Option<Test> {
        let mut tests = vec![one(words)?];
        while words.pop_if(|word| word == "and").is_some() {
            tests.push(one(words)?);
        }
        Some(Test::All(tests))
    }
    fn one(words: &mut Vec<String>) -> Option<Test> {
        match words.pop()?.as_str() {
            "not" => Some(one(words)?.negated()),
            "(" => {
                let test = either(words)?;
                words.pop_if(|word| word == ")").map(|_| test)
            }
            ")" | "and" | "or" => None,
            name => Some(Test::Is(name.to_owned())),
        }
    }
    all_of(words(test), either).ok_or_else(|| format!("no test: `{test}`"))
}

/// As Go writes it: `and .a (not .b)`.
fn prefix(test: &str) -> Result<Test, String> {
    fn call(words: &mut Vec<String>) -> Option<Test> {
        match words.last()?.as_str() {
            "not" => {
                words.pop();
                Some(operand(words)?.negated())
            }
            "and" | "or" => {
                let is_and = words.pop()? == "and";
                let mut tests = Vec::new();
                while words.last().is_some_and(|word| word != ")") {
                    tests.push(operand(words)?);
                }
                Some(if is_and { Test::All(tests) } else { Test::Any(tests) })
            }
            _ => operand(words),
        }
    }
    fn operand(words: &mut Vec<String>) -> Option<Test> {
        match words.pop()?.as_str() {
            "(" => {
                let test = call(words)?;
                words.pop_if(|word| word == ")").map(|_| test)
            }
            ")" | "and" | "or" | "not" => None,
            name => Some(Test::Is(name.to_owned())),
        }
    }
    all_of(words(test), call).ok_or_else(|| format!("no test: `{test}`"))
}
