//! What each language has a tag for, by the language.

use super::grower::{Grower, Scope};
use super::list::{Condition, Repeat};
use super::node::Node;
use super::{env, erb, go, handlebars, jinja, mustache, shell};
use crate::render::language::Language;
use crate::render::values::Kind;

/// Texts that a comment may have in it, without what ends one.
pub(crate) const REMARKS: &[&str] = &[
    "note",
    " was \"network\": \"HOST\", ",
    " { \"a\": [ ",
    " it's",
    " \" ",
    " if a ",
    " end ",
    " docker.tar.gz ",
];

impl Grower {
    /// Something that may hold or not.
    pub(crate) fn condition(&mut self) -> Condition {
        match self.language {
            Language::Mustache => mustache::condition(self),
            Language::Handlebars => handlebars::condition(self),
            Language::Jinja => jinja::condition(self),
            Language::Go => go::condition(self),
            Language::Erb => erb::condition(self),
            Language::Env | Language::Shell => Condition::Other(String::new()),
        }
    }

    /// The first arm whose condition holds.
    pub(crate) fn branch(&mut self, arms: Vec<(Condition, Node)>, otherwise: Option<Node>) -> Node {
        match self.language {
            Language::Mustache => mustache::branch(self, arms, otherwise),
            Language::Handlebars => handlebars::branch(self, arms, otherwise),
            Language::Jinja => jinja::branch(self, arms, otherwise),
            Language::Go => go::branch(self, arms, otherwise),
            Language::Erb => erb::branch(self, arms, otherwise),
            Language::Env | Language::Shell => {
                arms.into_iter().next().map_or(Node::text(""), |(_, node)| node)
            }
        }
    }

    /// A comma if `condition` holds.
    pub(crate) fn comma_if(&mut self, condition: &Condition) -> Node {
        let by_expression = if self.is_odd() {
            match self.language {
                Language::Jinja => jinja::comma_if(self, condition),
                Language::Go => go::comma_if(condition),
                Language::Erb => erb::comma_if(self, condition),
                _ => None,
            }
        } else {
            None
        };
        by_expression
            .unwrap_or_else(|| self.branch(vec![(condition.clone(), Node::text(","))], None))
    }

    /// Opens the scope of a loop; who calls closes it.
    pub(crate) fn repeat(&mut self) -> Repeat {
        match self.language {
            Language::Mustache => mustache::repeat(self),
            Language::Handlebars => handlebars::repeat(self),
            Language::Jinja => jinja::repeat(self),
            Language::Go => go::repeat(self),
            Language::Erb => erb::repeat(self),
            Language::Env | Language::Shell => {
                self.scopes.push(Scope::Subject);
                Repeat { open: String::new(), end: String::new(), not_first: None, not_last: None }
            }
        }
    }

    /// The name of the innermost loop's item; `None` outside of loops.
    pub(crate) fn item_name(&mut self) -> Option<Node> {
        let item = match self.scopes.last()? {
            Scope::Strings { item, .. } => item.clone(),
            Scope::Objects { item, .. } => {
                let field = if self.dice.once_in(3) { "sid" } else { "name" };
                match self.language {
                    Language::Mustache => field.into(),
                    Language::Erb => format!("{item}[\"{field}\"]"),
                    _ if item == "." => format!(".{field}"),
                    _ => format!("{item}.{field}"),
                }
            }
            Scope::Subject => return None,
        };
        Some(Node::tag(match self.language {
            Language::Jinja => format!("{{{{ {item} }}}}"),
            Language::Erb => format!("<%= {item} %>"),
            _ => format!("{{{{{item}}}}}"),
        }))
    }

    /// The value of `name`.
    pub(crate) fn expression(&mut self, name: &str) -> Node {
        Node::tag(match self.language {
            Language::Mustache | Language::Handlebars => match self.dice.below(3) {
                0 => format!("{{{{{{{name}}}}}}}"),
                1 => format!("{{{{ {name} }}}}"),
                _ => format!("{{{{{name}}}}}"),
            },
            Language::Jinja => format!("{{{{ {name} }}}}"),
            Language::Go => format!("{{{{{}}}}}", go::global(self, name)),
            Language::Erb => format!("<%= {name} %>"),
            Language::Env => format!("${{{name}}}"),
            Language::Shell => shell::expression(self, name),
        })
    }

    /// The value of `name` without escapes of HTML.
    pub(crate) fn unescaped(&mut self, name: &str) -> Node {
        match self.language {
            Language::Mustache | Language::Handlebars => Node::tag(format!("{{{{{{{name}}}}}}}")),
            _ => self.expression(name),
        }
    }

    /// An expression inside of a string.
    pub(crate) fn in_string(&mut self) -> Node {
        if self.dice.once_in(3)
            && let Some(item) = self.item_name()
        {
            return item;
        }
        if self.is_odd() {
            return match self.language {
                Language::Mustache => mustache::in_string(self),
                Language::Handlebars => handlebars::in_string(self),
                Language::Jinja => jinja::in_string(self),
                Language::Go => go::in_string(self),
                Language::Erb => erb::in_string(self),
                Language::Env => env::in_string(self),
                Language::Shell => shell::in_string(self),
            };
        }
        let name = self.name(Kind::String);
        self.expression(&name)
    }

    /// The strings of a list in one string of JSON, or in several.
    pub(crate) fn joined(&mut self) -> Node {
        let list = self.name(Kind::Strings);
        let by = self.pick(&["-", "\\\", \\\"http://k/"]);
        Node::tag(match self.language {
            Language::Jinja => format!("{{{{ {list} | join('{}') }}}}", by.replace('\\', "")),
            Language::Go => format!("{{{{ join {} \"{by}\" }}}}", go::global(self, &list)),
            Language::Erb => format!("<%= {list}.join(\"{by}\") %>"),
            Language::Handlebars => format!("{{{{#each {list}}}}}{{{{this}}}}{{{{/each}}}}"),
            Language::Mustache => format!("{{{{#{list}}}}}{{{{.}}}}{{{{/{list}}}}}"),
            Language::Env | Language::Shell => "x".into(),
        })
    }

    pub(crate) fn comment(&mut self) -> Node {
        let (remark, is_other) = (self.pick(REMARKS), self.dice.once_in(3));
        Node::tag(match self.language {
            Language::Mustache => format!("{{{{!{remark}}}}}"),
            Language::Handlebars if is_other => format!("{{{{!-- {remark} }}}} --}}}}"),
            Language::Handlebars => format!("{{{{!{remark}}}}}"),
            Language::Jinja if is_other => format!("{{# {{% if x %}} {remark} #}}"),
            Language::Jinja => format!("{{#{remark}#}}"),
            Language::Go => format!("{{{{/*{remark}*/}}}}"),
            Language::Erb => format!("<%#{remark}%>"),
            Language::Env | Language::Shell => String::new(),
        })
    }

    /// Something between members: nothing that JSON sees.
    pub(crate) fn oddity(&mut self) -> Node {
        match self.dice.below(3) {
            0 => self.comment(),
            1 => self.assignment(),
            _ => match self.language {
                Language::Mustache => mustache::oddity(self),
                Language::Handlebars => handlebars::oddity(self),
                Language::Jinja => jinja::oddity(self),
                Language::Go => go::oddity(self),
                Language::Erb => erb::oddity(self),
                Language::Env | Language::Shell => env::oddity(self),
            },
        }
    }

    /// A tag that gives a name another meaning, if there is one.
    pub(crate) fn assignment(&mut self) -> Node {
        match self.language {
            Language::Jinja => jinja::assignment(self),
            Language::Go => go::assignment(self),
            Language::Erb => erb::assignment(self),
            _ => self.comment(),
        }
    }

    /// `node` in something that moves it, names it, quotes it or changes it.
    pub(crate) fn wrapped(&mut self, node: Node) -> Node {
        match self.language {
            Language::Mustache => mustache::wrapped(self, node),
            Language::Handlebars => handlebars::wrapped(self, node),
            Language::Jinja => jinja::wrapped(self, node),
            Language::Go => go::wrapped(self, node),
            Language::Erb => erb::wrapped(self, node),
            Language::Env | Language::Shell => node,
        }
    }

    /// An expression in the place of members of `docker`, with their commas.
    pub(crate) fn members_hole(&mut self) -> Node {
        let members = self.pick(&[
            "\"network\": \"HOST\",",
            "\"forcePullImage\": true,",
            "\"privileged\": true,",
        ]);
        self.hole(members, Kind::DockerMembers)
    }

    /// An expression in the place of entries of `uris`, with their commas.
    pub(crate) fn elements_hole(&mut self) -> Node {
        let elements = self.pick(&["\"http://a/hole.tgz\",", "\"file:///etc/docker.tar.gz\","]);
        self.hole(elements, Kind::Elements)
    }

    fn hole(&mut self, text: &str, kind: Kind) -> Node {
        if self.dice.once_in(2) {
            let name = self.name(kind);
            return self.unescaped(&name);
        }
        match self.language {
            Language::Jinja => {
                let condition = jinja::written(&self.condition());
                Node::tag(format!("{{{{ '{text}' if {condition} }}}}"))
            }
            Language::Go => Node::tag(format!("{{{{ `{text}` }}}}")),
            Language::Erb => {
                let condition = erb::written(&self.condition());
                Node::tag(format!("<%= ({condition}) ? '{text}' : '' %>"))
            }
            _ => {
                let name = self.name(kind);
                self.unescaped(&name)
            }
        }
    }
}
