//! A template as a tree, so that a smaller one can be made of it.

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// JSON, or a part of it.
    Text(String),
    /// A tag that stands for itself: an expression, a comment, an assignment.
    Tag(String),
    /// The opening tag of each arm with what is in it, and the tag that ends all.
    Block(Vec<(String, Node)>, String),
    All(Vec<Node>),
    /// A whole definition.
    Definition(Box<Node>),
}

impl Node {
    pub(crate) fn text(text: impl Into<String>) -> Node {
        Node::Text(text.into())
    }

    pub(crate) fn tag(text: impl Into<String>) -> Node {
        Node::Tag(text.into())
    }

    /// A block of one arm.
    pub(crate) fn block(open: impl Into<String>, body: Node, end: impl Into<String>) -> Node {
        Node::Block(vec![(open.into(), body)], end.into())
    }

    /// Whether there is no tag in it.
    pub(crate) fn is_plain(&self) -> bool {
        match self {
            Node::Text(_) => true,
            Node::Tag(_) | Node::Block(..) => false,
            Node::All(nodes) => nodes.iter().all(Node::is_plain),
            Node::Definition(node) => node.is_plain(),
        }
    }

    /// The template.
    pub(crate) fn write(&self) -> String {
        let mut out = String::new();
        self.put(&mut out);
        out
    }

    fn put(&self, out: &mut String) {
        match self {
            Node::Text(text) => out.push_str(text),
            Node::Tag(tag) => put_tag(tag, out),
            Node::Block(arms, end) => {
                for (open, body) in arms {
                    put_tag(open, out);
                    body.put(out);
                }
                put_tag(end, out);
            }
            Node::All(nodes) => nodes.iter().for_each(|node| node.put(out)),
            Node::Definition(node) => node.put(out),
        }
    }

    /// The texts of all definitions.
    pub(crate) fn definitions(&self) -> Vec<String> {
        match self {
            Node::Text(_) | Node::Tag(_) => Vec::new(),
            Node::Block(arms, _) => arms.iter().flat_map(|(_, body)| body.definitions()).collect(),
            Node::All(nodes) => nodes.iter().flat_map(Node::definitions).collect(),
            Node::Definition(node) => vec![node.write()],
        }
    }

    /// All trees that are one step smaller, those that lose the most first.
    pub(crate) fn smaller(&self) -> Vec<Node> {
        match self {
            Node::Text(_) => Vec::new(),
            Node::Tag(_) => vec![Node::text("")],
            Node::Definition(node) => {
                let smaller = node.smaller().into_iter();
                smaller.map(|node| Node::Definition(Box::new(node))).collect()
            }
            Node::Block(arms, end) => {
                let mut found = vec![Node::text("")];
                found.extend(arms.iter().map(|(_, body)| body.clone()));
                for (at, (open, body)) in arms.iter().enumerate() {
                    if at > 0 {
                        let mut fewer = arms.clone();
                        fewer.remove(at);
                        found.push(Node::Block(fewer, end.clone()));
                    }
                    for body in body.smaller() {
                        let mut arms = arms.clone();
                        arms[at] = (open.clone(), body);
                        found.push(Node::Block(arms, end.clone()));
                    }
                }
                found
            }
            Node::All(nodes) => {
                let mut found = Vec::new();
                for at in 0..nodes.len() {
                    let mut fewer = nodes.clone();
                    fewer.remove(at);
                    found.push(Node::All(fewer));
                }
                for (at, node) in nodes.iter().enumerate() {
                    for node in node.smaller() {
                        let mut nodes = nodes.clone();
                        nodes[at] = node;
                        found.push(Node::All(nodes));
                    }
                }
                found
            }
        }
    }
}

/// Puts a tag, apart from the brace of an object.
fn put_tag(tag: &str, out: &mut String) {
    if out.ends_with('{') && tag.starts_with('{') && !out.ends_with("}}{") {
        out.push(' ');
    }
    out.push_str(tag);
}
