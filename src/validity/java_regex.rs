//! Checks whether a text is a regular expression of Java (java.util.regex.Pattern, class comment).
//! It checks the grammar only.

/// Whether `Pattern.compile` accepts the text.
pub(super) fn is_java_regex(text: &str) -> bool {
    let mut reader = RegexReader { text: text.chars().collect(), at: 0, depth: 0 };
    reader.alternatives().is_some() && reader.at == reader.text.len()
}

/// Reads a text as a regular expression. Its functions return `None` if the text is no regular
/// expression.
struct RegexReader {
    text: Vec<char>,
    /// The index of the next character.
    at: usize,
    /// The number of groups and classes around the next character.
    depth: usize,
}

/// The most levels of nesting. Deeper nesting is refused.
const MAX_DEPTH: usize = 200;

impl RegexReader {
    /// Returns the next character.
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    /// Moves after the next character if it is `wanted`, and returns whether it is.
    fn eat(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    /// Moves after the next character, and returns the character.
    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    /// Reads alternatives, up to the end of the text or to the bracket that ends a group.
    fn alternatives(&mut self) -> Option<()> {
        loop {
            while !matches!(self.peek(), None | Some('|' | ')')) {
                self.atom()?;
                self.quantifier()?;
            }
            if !self.eat('|') {
                return Some(());
            }
        }
    }

    /// Reads what a quantifier may repeat: a character, an escape, a class or a group.
    fn atom(&mut self) -> Option<()> {
        match self.next()? {
            '*' | '+' | '?' => None,
            // There is nothing before the brace that it could repeat.
            '{' => None,
            '(' => self.group(),
            '[' => self.class(),
            '\\' => self.escape(false),
            _ => Some(()),
        }
    }

    /// Reads a quantifier, such as `*` or `{1,3}`, if there is one.
    fn quantifier(&mut self) -> Option<()> {
        match self.peek() {
            Some('*' | '+' | '?') => self.at += 1,
            Some('{') => {
                self.at += 1;
                let least = self.number()?;
                if self.eat(',') && self.peek() != Some('}') && self.number()? < least {
                    return None;
                }
                self.eat('}').then_some(())?;
            }
            _ => return Some(()),
        }
        // A quantifier may be reluctant (`?`) or possessive (`+`).
        let _ = self.eat('?') || self.eat('+');
        Some(())
    }

    /// Reads a number of a quantifier, which must fit 31 bits.
    fn number(&mut self) -> Option<u64> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.text[start..self.at].iter().collect();
        digits.parse().ok().filter(|&number| number <= i32::MAX as u64)
    }

    /// Reads a group after its opening bracket.
    fn group(&mut self) -> Option<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        if self.eat('?') {
            match self.next()? {
                ':' | '=' | '!' | '>' => {}
                '<' if matches!(self.peek(), Some('=' | '!')) => self.at += 1,
                '<' => {
                    self.peek().filter(char::is_ascii_alphabetic)?;
                    while self.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
                        self.at += 1;
                    }
                    self.eat('>').then_some(())?;
                }
                _ => {
                    self.at -= 1;
                    while self.peek().is_some_and(|c| "idmsuxU-".contains(c)) {
                        self.at += 1;
                    }
                    if self.eat(')') {
                        self.depth -= 1;
                        return Some(());
                    }
                    self.eat(':').then_some(())?;
                }
            }
        }
        self.alternatives()?;
        self.depth -= 1;
        self.eat(')').then_some(())
    }

    /// Reads a character class after its opening bracket.
    fn class(&mut self) -> Option<()> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let _ = self.eat('^');
        let mut is_first = true;
        loop {
            match self.next()? {
                ']' if !is_first => break,
                '[' => self.class()?,
                '\\' => self.escape(true)?,
                first => {
                    if self.peek() == Some('-')
                        && !matches!(self.text.get(self.at + 1), None | Some(']' | '[' | '\\'))
                    {
                        self.at += 1;
                        if self.next()? < first {
                            return None;
                        }
                    }
                }
            }
            is_first = false;
        }
        self.depth -= 1;
        Some(())
    }

    /// Reads an escape after its backslash.
    fn escape(&mut self, is_in_class: bool) -> Option<()> {
        match self.next()? {
            'Q' => {
                while self.at < self.text.len() {
                    if self.eat('\\') && self.eat('E') {
                        break;
                    }
                    self.at += usize::from(self.peek() != Some('\\'));
                }
                Some(())
            }
            'x' | 'u' if self.peek() == Some('{') => {
                self.at += 1;
                while self.peek().is_some_and(|c| c.is_ascii_hexdigit()) {
                    self.at += 1;
                }
                self.eat('}').then_some(())
            }
            'x' => self.hex(2),
            'u' => self.hex(4),
            '0' => self.next().filter(|c| ('0'..='7').contains(c)).map(drop),
            'c' => self.next().map(drop),
            'p' | 'P' => {
                if !self.eat('{') {
                    return self.next().map(drop);
                }
                while self.peek().is_some_and(|c| c != '}') {
                    self.at += 1;
                }
                self.eat('}').then_some(())
            }
            'k' if !is_in_class => {
                self.eat('<').then_some(())?;
                while self.peek().is_some_and(|c| c != '>') {
                    self.at += 1;
                }
                self.eat('>').then_some(())
            }
            'A' | 'b' | 'B' | 'G' | 'R' | 'X' | 'z' | 'Z' if !is_in_class => Some(()),
            'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'v' | 'V' | 'w' | 'W' | 't' | 'n' | 'r' | 'f'
            | 'a' | 'e' => Some(()),
            digit if digit.is_ascii_digit() && !is_in_class => Some(()),
            letter if letter.is_ascii_alphanumeric() => None,
            _ => Some(()),
        }
    }

    /// Reads `count` hexadecimal digits.
    fn hex(&mut self, count: usize) -> Option<()> {
        (0..count).try_for_each(|_| self.next().filter(char::is_ascii_hexdigit).map(drop))
    }
}
