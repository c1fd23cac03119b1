//! A small template engine for each language, to hold the tool against: a template and what is true
//! → what comes out. It shares nothing with the tool's way of reading templates.

use std::collections::BTreeMap;

use super::tokens::{Language, Test, Token, tokens};

/// What a template is rendered with.
#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    pub(crate) flags: BTreeMap<String, bool>,
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) lists: BTreeMap<String, Vec<String>>,
}

#[derive(Debug)]
enum Node {
    Text(String),
    Value(String),
    /// The first body whose test holds.
    Branches(Vec<(Test, Vec<Node>)>),
    /// Once for each item.
    Loop(String, Vec<Node>),
    /// A section of Mustache: a loop over a list, else a branch.
    Section(String, Vec<Node>),
}

/// What `template` comes to in `world`.
pub(crate) fn render(language: Language, template: &str, world: &World) -> Result<String, String> {
    let mut tokens = tokens(language, template)?.into_iter();
    let (nodes, end) = body(&mut tokens)?;
    if let Some(end) = end {
        return Err(format!("{end:?} closes nothing"));
    }
    let mut out = String::new();
    Scope { world, round: None }.write(&nodes, &mut out)?;
    Ok(out)
}

/// The nodes up to a token that ends or divides a block, and that token.
fn body(tokens: &mut impl Iterator<Item = Token>) -> Result<(Vec<Node>, Option<Token>), String> {
    let mut nodes = Vec::new();
    while let Some(token) = tokens.next() {
        nodes.push(match token {
            Token::Text(text) => Node::Text(text),
            Token::Value(name) => Node::Value(name),
            Token::Nothing => continue,
            Token::If(test, name) => branches(test, &name, tokens)?,
            Token::Loop(list, name) => Node::Loop(list, closed(&name, tokens)?),
            Token::Section(list) => {
                let body = closed(&list, tokens)?;
                Node::Section(list, body)
            }
            Token::ElseIf(_) | Token::Else | Token::Close(_) => return Ok((nodes, Some(token))),
        });
    }
    Ok((nodes, None))
}

/// The body of a block called `name` that has no other one.
fn closed(name: &str, tokens: &mut impl Iterator<Item = Token>) -> Result<Vec<Node>, String> {
    match body(tokens)? {
        (nodes, Some(Token::Close(own))) if own == name => Ok(nodes),
        (_, end) => Err(format!("`{name}` ends with {end:?}")),
    }
}

fn branches(
    test: Test,
    name: &str,
    tokens: &mut impl Iterator<Item = Token>,
) -> Result<Node, String> {
    let mut branches = Vec::new();
    let mut test = Some(test);
    loop {
        let (nodes, end) = body(tokens)?;
        let always = Test::All(Vec::new());
        let is_last = test.is_none();
        branches.push((test.take().unwrap_or(always), nodes));
        match end {
            Some(Token::Close(own)) if own == name => return Ok(Node::Branches(branches)),
            Some(Token::ElseIf(next)) if !is_last => test = Some(next),
            Some(Token::Else) if !is_last => {}
            end => return Err(format!("`{name}` ends with {end:?}")),
        }
    }
}

struct Scope<'w> {
    world: &'w World,
    /// The item of the loop around, its number and how many there are.
    round: Option<(&'w str, usize, usize)>,
}

impl<'w> Scope<'w> {
    fn write(&self, nodes: &[Node], out: &mut String) -> Result<(), String> {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Value(name) => out.push_str(&self.value(name)?),
                Node::Branches(branches) => {
                    for (test, nodes) in branches {
                        if self.holds(test)? {
                            self.write(nodes, out)?;
                            break;
                        }
                    }
                }
                Node::Section(name, nodes) if !self.world.lists.contains_key(name) => {
                    if self.holds(&Test::Is(name.clone()))? {
                        self.write(nodes, out)?;
                    }
                }
                Node::Loop(list, nodes) | Node::Section(list, nodes) => {
                    let items = self.world.lists.get(list);
                    let items = items.ok_or_else(|| format!("no list `{list}`"))?;
                    for (index, item) in items.iter().enumerate() {
                        let round = Some((item.as_str(), index, items.len()));
                        Scope { world: self.world, round }.write(nodes, out)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn value(&self, name: &str) -> Result<String, String> {
        match (name, self.round) {
            ("item", Some((item, _, _))) => Ok(item.to_owned()),
            _ => self.world.texts.get(name).cloned().ok_or_else(|| format!("no value `{name}`")),
        }
    }

    fn holds(&self, test: &Test) -> Result<bool, String> {
        match test {
            Test::Not(test) => Ok(!self.holds(test)?),
            Test::All(tests) => {
                tests.iter().try_fold(true, |all, test| Ok(all && self.holds(test)?))
            }
            Test::Any(tests) => {
                tests.iter().try_fold(false, |any, test| Ok(any || self.holds(test)?))
            }
            Test::Is(name) => match (name.as_str(), self.round) {
                ("index", Some((_, index, _))) => Ok(index > 0),
                ("last", Some((_, index, length))) => Ok(index + 1 == length),
                _ => match (self.world.flags.get(name), self.world.lists.get(name)) {
                    (Some(flag), _) => Ok(*flag),
                    (None, Some(list)) => Ok(!list.is_empty()),
                    (None, None) => Err(format!("no flag `{name}`")),
                },
            },
        }
    }
}
