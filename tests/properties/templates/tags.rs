//! The tags of each language, as people write them.

use super::tokens::{Language, Test};
use super::write::Writer;

impl Writer<'_> {
    pub(crate) fn value(&mut self, name: &str) {
        let is_item = name == "item";
        self.out.push_str(&match self.language {
            Language::Handlebars if is_item => "{{this}}".into(),
            Language::Mustache | Language::Handlebars => match self.dice.below(3) {
                0 => format!("{{{{{{{name}}}}}}}"),
                1 => format!("{{{{ {name} }}}}"),
                _ => format!("{{{{{name}}}}}"),
            },
            Language::Jinja => format!("{{{{ {name} }}}}"),
            Language::Go if is_item => "{{$item}}".into(),
            Language::Go => format!("{{{{.{name}}}}}"),
            Language::Erb => format!("<%= {name} %>"),
        });
    }

    /// A tag of a language that has white-space control, with some here and there.
    fn tag(&mut self, open: &str, inside: &str, close: &str) {
        let (mut before, mut behind) = ("", "");
        let dash = match self.language {
            Language::Mustache => "",
            Language::Handlebars => "~",
            _ => "-",
        };
        // What stands before or behind a tag is no text of a string here.
        if self.dice.once_in(6) {
            before = dash;
        }
        if self.dice.once_in(6) {
            behind = dash;
        }
        let go = self.language == Language::Go;
        let (left, right) = match (go, self.language) {
            (true, _) => (!before.is_empty(), !behind.is_empty()),
            (_, Language::Jinja | Language::Erb) => (true, true),
            _ => (false, false),
        };
        let blank = |is_there: bool| if is_there { " " } else { "" };
        let tag = format!("{open}{before}{}{inside}{}{behind}{close}", blank(left), blank(right));
        self.put(&tag);
    }

    /// Puts a tag, apart from the brace of an object.
    pub(crate) fn put(&mut self, tag: &str) {
        if self.out.ends_with('{') && tag.starts_with('{') {
            self.out.push(' ');
        }
        self.out.push_str(tag);
    }

    pub(crate) fn open(&mut self, test: &Test) {
        let (own, holds) = positive(test);
        match self.language {
            Language::Mustache => {
                let mark = if holds { '#' } else { '^' };
                self.tag("{{", &format!("{mark}{}", name(own)), "}}");
            }
            Language::Handlebars => {
                let word = if holds { "#if" } else { "#unless" };
                self.tag("{{", &format!("{word} {}", name(own)), "}}");
            }
            Language::Jinja => {
                self.tag("{%", &format!("if {}", infix(test, ["not ", "and", "or"])), "%}")
            }
            Language::Go => self.tag("{{", &format!("if {}", prefix(test)), "}}"),
            Language::Erb if !holds && self.dice.once_in(2) => {
                let own = infix(own, ["!", "&&", "||"]);
                self.tag("<%", &format!("unless {own}"), "%>");
            }
            Language::Erb => {
                self.tag("<%", &format!("if {}", infix(test, ["!", "&&", "||"])), "%>")
            }
        }
    }

    pub(crate) fn otherwise(&mut self, test: &Test) {
        match self.language {
            Language::Mustache => {
                self.close(test);
                self.open(&Test::Not(Box::new(test.clone())));
            }
            Language::Handlebars => self.tag("{{", "else", "}}"),
            Language::Jinja => self.tag("{%", "else", "%}"),
            Language::Go => self.tag("{{", "else", "}}"),
            Language::Erb => self.tag("<%", "else", "%>"),
        }
    }

    pub(crate) fn close(&mut self, test: &Test) {
        let (own, holds) = positive(test);
        match self.language {
            Language::Mustache => self.tag("{{", &format!("/{}", name(own)), "}}"),
            Language::Handlebars => {
                self.tag("{{", if holds { "/if" } else { "/unless" }, "}}");
            }
            Language::Jinja => self.tag("{%", "endif", "%}"),
            Language::Go => self.tag("{{", "end", "}}"),
            Language::Erb => self.tag("<%", "end", "%>"),
        }
    }
}

/// A test without its outer negations, and whether it has to hold.
fn positive(test: &Test) -> (&Test, bool) {
    match test {
        Test::Not(test) => {
            let (test, holds) = positive(test);
            (test, !holds)
        }
        test => (test, true),
    }
}

fn name(test: &Test) -> &str {
    match test {
        Test::Is(name) => name,
        _ => "",
    }
}

fn infix(test: &Test, words: [&str; 3]) -> String {
    let inner = |test: &Test| match test {
        Test::Is(name) => name.clone(),
        Test::Not(_) => infix(test, words),
        _ => format!("({})", infix(test, words)),
    };
    let joined = |tests: &[Test], word: &str| {
        tests.iter().map(inner).collect::<Vec<_>>().join(&format!(" {word} "))
    };
    match test {
        Test::Is(name) => name.clone(),
        Test::Not(test) => format!("{}{}", words[0], inner(test)),
        Test::All(tests) => joined(tests, words[1]),
        Test::Any(tests) => joined(tests, words[2]),
    }
}

fn prefix(test: &Test) -> String {
    let inner = |test: &Test| match test {
        Test::Is(_) => prefix(test),
        test => format!("({})", prefix(test)),
    };
    let called = |word: &str, tests: &[Test]| {
        tests.iter().map(inner).fold(word.to_owned(), |call, test| format!("{call} {test}"))
    };
    match test {
        Test::Is(name) => format!(".{name}"),
        Test::Not(test) => called("not", std::slice::from_ref(test)),
        Test::All(tests) => called("and", tests),
        Test::Any(tests) => called("or", tests),
    }
}
